package project

import (
	"time"

	"gongqiao/internal/kernel/workday"
)

// PortalView is what a contact without an account sees: the project in the
// customer's words and what he is asked. No amount, no name of ours, no id
// beside those of the files.
type PortalView struct {
	Customer       string          `json:"customer"`
	Contact        string          `json:"contact" doc:"Whom the link was sent to."`
	Project        string          `json:"project"`
	Progress       int64           `json:"progress" doc:"Percent that the customer confirmed."`
	ForecastFinish workday.Date    `json:"forecast_finish"`
	Milestone      PortalMilestone `json:"milestone"`
	Timeline       []PortalStep    `json:"timeline" nullable:"false"`
	ContentHash    string          `json:"content_hash" doc:"Comes back with the answer: what was answered is what was shown."`
	ExpiresAt      time.Time       `json:"expires_at"`
	Actions        []string        `json:"actions" nullable:"false" doc:"Empty once the question was answered."`
}

// PortalMilestone is the milestone that is to be confirmed.
type PortalMilestone struct {
	Name      string         `json:"name"`
	State     MilestoneState `json:"state"`
	ActualOn  workday.Date   `json:"actual_on"`
	Statement string         `json:"statement"`
	Files     []File         `json:"files" nullable:"false"`
}

// PortalStep is a milestone in the row of all.
type PortalStep struct {
	Name      string       `json:"name"`
	On        workday.Date `json:"on" doc:"When it was reached, or is expected."`
	Confirmed bool         `json:"confirmed"`
	Asked     bool         `json:"asked" doc:"It is the one in question."`
}

func portalView(l *Link, m *Milestone, all []Milestone, customer string, files []File, hash string) PortalView {
	confirmed, _ := progress(all)
	v := PortalView{
		Customer: customer, Contact: l.ContactName, Project: m.project.Name, Progress: confirmed, ForecastFinish: m.project.ForecastFinish,
		Milestone: PortalMilestone{m.Name, m.State, m.ActualOn, m.Statement, files}, Timeline: []PortalStep{}, ContentHash: hash, ExpiresAt: l.ExpiresAt, Actions: []string{},
	}
	for _, x := range all {
		on := x.ForecastOn
		if !x.ActualOn.IsZero() {
			on = x.ActualOn
		}
		v.Timeline = append(v.Timeline, PortalStep{x.Name, on, x.State.settled(), x.ID == m.ID})
	}
	if l.open(m) {
		v.Actions = []string{Confirm, ConfirmWithRemarks, Reject}
	}
	return v
}
