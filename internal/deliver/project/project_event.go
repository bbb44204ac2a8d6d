package project

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// Fact is what every event of a project tells.
type Fact struct {
	ID       ref.ID `json:"id"`
	Number   string `json:"number"`
	Name     string `json:"name"`
	Entity   ref.ID `json:"entity_id"`
	Dept     ref.ID `json:"department_id"`
	Owner    ref.ID `json:"owner_id"`
	Customer ref.ID `json:"customer_id"`
	Contract ref.ID `json:"contract_id"`
	State    State  `json:"state"`
}

func (p *Project) fact() Fact {
	return Fact{p.ID, p.Number, p.Name, p.EntityID, p.DepartmentID, p.OwnerID, p.CustomerID, p.ContractID, p.State}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Created says that there is a new project.
type Created struct{ Fact }

// Topic implements db.Event.
func (Created) Topic() string { return "project.created" }

// Contracted says that the contract of a project that was born at award is in
// force.
type Contracted struct{ Fact }

// Topic implements db.Event.
func (Contracted) Topic() string { return "project.contracted" }

// Turned is what a project tells of a turn of its contract.
type Turned struct {
	Fact
	Label  string `json:"label"`
	Reason string `json:"reason"`
}

// ContractSuspended says that the works rest because the contract does.
type ContractSuspended struct{ Turned }

// Topic implements db.Event.
func (ContractSuspended) Topic() string { return "project.contract_suspended" }

// ContractResumed says that the contract of a project goes on.
type ContractResumed struct{ Turned }

// Topic implements db.Event.
func (ContractResumed) Topic() string { return "project.contract_resumed" }

// ContractTerminated says that the contract of a project ended before its works.
type ContractTerminated struct{ Turned }

// Topic implements db.Event.
func (ContractTerminated) Topic() string { return "project.contract_terminated" }

// StateChanged says that a project stands elsewhere now.
type StateChanged struct {
	Fact
	From        State        `json:"from"`
	Reason      string       `json:"reason"`
	CommencedOn workday.Date `json:"commenced_on"`
	CompletedOn workday.Date `json:"completed_on"`
}

// Topic implements db.Event.
func (StateChanged) Topic() string { return "project.state_changed" }

// ManagerChanged says that a project has another manager, or its first.
type ManagerChanged struct {
	Fact
	From ref.ID `json:"from_id"`
}

// Topic implements db.Event.
func (ManagerChanged) Topic() string { return "project.manager_changed" }

// Revised says that a project reports another budget or completion. Amounts are
// left out: who may see them reads them.
type Revised struct {
	Fact
	ReportedOn     workday.Date `json:"reported_on"`
	ForecastFinish workday.Date `json:"forecast_finish"`
	Reason         string       `json:"reason"`
}

// Topic implements db.Event.
func (Revised) Topic() string { return "project.revised" }

// MajorDelay says that the forecast passed the line of a major delay behind the
// baseline (requirement PRJ-19).
type MajorDelay struct {
	Fact
	Days           int64        `json:"days"`
	ForecastFinish workday.Date `json:"forecast_finish"`
}

// Topic implements db.Event.
func (MajorDelay) Topic() string { return "project.major_delay" }

// MilestoneFact is what every event of a milestone tells.
type MilestoneFact struct {
	Project   Fact         `json:"project"`
	Milestone ref.ID       `json:"milestone_id"`
	Key       string       `json:"key"`
	Name      string       `json:"name"`
	Round     int64        `json:"round"` // how often the customer was asked
	ActualOn  workday.Date `json:"actual_on"`
}

func (m *Milestone) fact() MilestoneFact {
	return MilestoneFact{m.project.fact(), m.ID, m.Key, m.Name, m.Round, m.ActualOn}
}

// Version implements db.Event.
func (MilestoneFact) Version() int { return 1 }

// MilestoneReached says that our side reports a milestone as reached.
type MilestoneReached struct{ MilestoneFact }

// Topic implements db.Event.
func (MilestoneReached) Topic() string { return "milestone.reached" }

// MilestoneAsked says that a contact shall have a link. The token is not in the
// payload: whoever sends it asks [Service.LinkTx].
type MilestoneAsked struct {
	MilestoneFact
	Link    ref.ID    `json:"link_id"`
	Contact ref.ID    `json:"contact_id"`
	Expires time.Time `json:"expires_at"`
}

// Topic implements db.Event.
func (MilestoneAsked) Topic() string { return "milestone.asked" }

// MilestoneReminded says that the contact shall be reminded of his link.
type MilestoneReminded struct {
	MilestoneFact
	Link    ref.ID `json:"link_id"`
	Contact ref.ID `json:"contact_id"`
	Day     int64  `json:"day"` // days since he was asked
}

// Topic implements db.Event.
func (MilestoneReminded) Topic() string { return "milestone.reminded" }

// MilestoneConfirmed says that a milestone stands: the customer confirmed it, or
// his silence did. What is paid by it becomes due.
type MilestoneConfirmed struct {
	MilestoneFact
	Deemed      bool         `json:"deemed"`
	ConfirmedOn workday.Date `json:"confirmed_on"`
	Score       int64        `json:"score"` // 1 to 5, 0 when none was given
}

// Topic implements db.Event.
func (MilestoneConfirmed) Topic() string { return "milestone.confirmed" }

// MilestoneRemarked says that the customer lets the works go on but wants
// something put right before he confirms.
type MilestoneRemarked struct {
	MilestoneFact
	Score int64 `json:"score"`
}

// Topic implements db.Event.
func (MilestoneRemarked) Topic() string { return "milestone.remarked" }

// MilestoneRejected says that the customer does not agree.
type MilestoneRejected struct {
	MilestoneFact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (MilestoneRejected) Topic() string { return "milestone.rejected" }

// PoorFeedback says that a contact gave fewer than three points of five; it
// opens a complaint.
type PoorFeedback struct {
	MilestoneFact
	Contact ref.ID `json:"contact_id"`
	Score   int64  `json:"score"`
	Text    string `json:"text"`
}

// Topic implements db.Event.
func (PoorFeedback) Topic() string { return "milestone.poor_feedback" }
