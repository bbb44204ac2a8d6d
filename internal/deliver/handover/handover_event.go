package handover

import "gongqiao/internal/kernel/ref"

// Fact is what every event of a handover tells.
type Fact struct {
	ID       ref.ID `json:"id"`
	Number   string `json:"number"`
	Name     string `json:"name"`
	Entity   ref.ID `json:"entity_id"`
	Dept     ref.ID `json:"department_id"`
	Owner    ref.ID `json:"owner_id"`
	Manager  ref.ID `json:"manager_id"`
	Project  ref.ID `json:"project_id"`
	Contract ref.ID `json:"contract_id"`
	State    State  `json:"state"`
	Score    int64  `json:"score"` // tenths
}

func (h *Handover) fact() Fact {
	return Fact{h.ID, h.Number, h.Name, h.EntityID, h.DepartmentID, h.OwnerID, h.ManagerID, h.ProjectID, h.ContractID, h.State, h.Score}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Created says that sales are to hand something over.
type Created struct{ Fact }

// Topic implements db.Event.
func (Created) Topic() string { return "handover.created" }

// Submitted says that the project manager is to score it.
type Submitted struct{ Fact }

// Topic implements db.Event.
func (Submitted) Topic() string { return "handover.submitted" }

// Scored says what the evidence was worth to the project manager.
type Scored struct {
	Fact
	Passed  bool     `json:"passed"`
	Missing []string `json:"missing"` // keys of what did not count
}

// Topic implements db.Event.
func (Scored) Topic() string { return "handover.scored" }

// Signed says that all three have signed and the package is frozen. Beyond lists
// what we promised outside of the contract: each needs a change request.
type Signed struct {
	Fact
	Hash   string        `json:"package_hash"`
	Risks  []Risk        `json:"risks"`
	Beyond []Expectation `json:"beyond"`
}

// Topic implements db.Event.
func (Signed) Topic() string { return "handover.signed" }

// Risk is a risk that sales handed over.
type Risk struct {
	Key      string `json:"key"`
	Text     string `json:"text"`
	Response string `json:"response"`
	Owner    ref.ID `json:"owner_id"`
}

// Accepted says that the transition is over.
type Accepted struct{ Fact }

// Topic implements db.Event.
func (Accepted) Topic() string { return "handover.accepted" }
