package approval

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// About is what every event of this module tells.
type About struct {
	Approval  ref.ID  `json:"approval_id"`
	Ref       ref.Ref `json:"ref"`
	Hash      string  `json:"hash"`
	Label     string  `json:"label"`
	Entity    ref.ID  `json:"entity_id"`
	Submitter ref.ID  `json:"submitter_id"`
	By        ref.ID  `json:"by_id"` // who caused it; none for the system

	SubmitterName string `json:"submitter"`
	ByName        string `json:"by"`
}

func (a *Approval) about(by *authz.Actor) About {
	return About{a.ID, a.Ref, a.Hash, a.Label, a.Entity, a.SubmitterID, by.ID, a.Submitter, by.Name}
}

// Version implements db.Event.
func (About) Version() int { return 1 }

// Asked says that people are to decide.
type Asked struct {
	About
	Role      string   `json:"role"`
	Approvers []ref.ID `json:"approver_ids"`
}

// Topic implements db.Event.
func (Asked) Topic() string { return "approval.asked" }

// Urged says that the submitter reminds them.
type Urged struct {
	About
	Role      string   `json:"role"`
	Approvers []ref.ID `json:"approver_ids"`
}

// Topic implements db.Event.
func (Urged) Topic() string { return "approval.urged" }

// DueSoon says that half, or four fifths, of the time to decide have passed.
type DueSoon struct {
	About
	Role      string    `json:"role"`
	Approvers []ref.ID  `json:"approver_ids"`
	DueAt     time.Time `json:"due_at"`
}

// Topic implements db.Event.
func (DueSoon) Topic() string { return "approval.due_soon" }

// Overdue says that nobody decided in time, and who of the superiors hears of it.
type Overdue struct {
	About
	Role      string    `json:"role"`
	Approvers []ref.ID  `json:"approver_ids"`
	Superiors []ref.ID  `json:"superior_ids"`
	DueAt     time.Time `json:"due_at"`
}

// Topic implements db.Event.
func (Overdue) Topic() string { return "approval.overdue" }

// Stalled says that nobody is there any more who could decide.
type Stalled struct {
	About
	Role string `json:"role"`
}

// Topic implements db.Event.
func (Stalled) Topic() string { return "approval.stalled" }

// Approved says that everybody agreed to the content with this hash.
type Approved struct{ About }

// Topic implements db.Event.
func (Approved) Topic() string { return "approval.approved" }

// Rejected says that somebody refused, and why.
type Rejected struct {
	About
	Comment string `json:"comment"`
}

// Topic implements db.Event.
func (Rejected) Topic() string { return "approval.rejected" }

// Withdrawn says that the submitter took it back, and who need not decide now.
type Withdrawn struct {
	About
	Approvers []ref.ID `json:"approver_ids"`
}

// Topic implements db.Event.
func (Withdrawn) Topic() string { return "approval.withdrawn" }

// Voided says that the content has changed since: what was asked or approved
// no longer counts.
type Voided struct{ About }

// Topic implements db.Event.
func (Voided) Topic() string { return "approval.voided" }
