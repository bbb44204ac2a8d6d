package project

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// MilestoneView is a milestone in a list.
type MilestoneView struct {
	ID          ref.ID         `json:"id"`
	Version     int64          `json:"version"`
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`
	Project     Named          `json:"project"`
	Number      string         `json:"project_number"`
	Position    int64          `json:"position"`
	Name        string         `json:"name"`
	Key         string         `json:"key"`
	State       MilestoneState `json:"state" enum:"planned,reached,awaiting_customer,confirmed,confirmed_with_remarks,rejected,rectifying,deemed_confirmed"`
	Weight      int64          `json:"weight"`
	PlannedOn   workday.Date   `json:"planned_on"`
	BaselineOn  workday.Date   `json:"baseline_on" doc:"The first plan that was written down."`
	ForecastOn  workday.Date   `json:"forecast_on"`
	ActualOn    workday.Date   `json:"actual_on"`
	Statement   string         `json:"statement" doc:"Our words to the customer."`
	DocumentIDs []ref.ID       `json:"document_ids" nullable:"false"`
	Round       int64          `json:"round" doc:"How often the customer was asked."`
	AskedOn     workday.Date   `json:"asked_on"`
	ContactID   ref.ID         `json:"contact_id" doc:"Who was asked last."`
	SettledAt   *time.Time     `json:"settled_at"`
	Score       int64          `json:"score" doc:"1 to 5, of the last answer; 0 when none was given."`
	Origin      string         `json:"origin"`
	Actions     []string       `json:"actions" nullable:"false"`
}

// MilestonePage is a milestone's own page.
type MilestonePage struct {
	MilestoneView
	Files   []File       `json:"files" nullable:"false"`
	Dates   []DatesView  `json:"dates" nullable:"false" doc:"How plan and forecast changed, oldest first."`
	Links   []LinkView   `json:"links" nullable:"false"`
	Answers []AnswerView `json:"answers" nullable:"false"`
	Askable []Askable    `json:"askable" nullable:"false" doc:"Whom at the customer you may ask now, by name alone: asking needs no right over the customer."`
}

// Askable is a contact who can be asked to confirm.
type Askable struct {
	ID    ref.ID `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

// DatesView is what was planned and expected from a moment on.
type DatesView struct {
	At         time.Time    `json:"at"`
	By         Named        `json:"by"`
	PlannedOn  workday.Date `json:"planned_on"`
	ForecastOn workday.Date `json:"forecast_on"`
	Reason     string       `json:"reason"`
}

// LinkView is a link that a contact was sent, without its token.
type LinkView struct {
	ID        ref.ID     `json:"id"`
	Contact   Named      `json:"contact"`
	Round     int64      `json:"round"`
	IssuedAt  time.Time  `json:"issued_at"`
	IssuedBy  ref.ID     `json:"issued_by_id"`
	ExpiresAt time.Time  `json:"expires_at"`
	UsedAt    *time.Time `json:"used_at"`
	Open      bool       `json:"open" doc:"It can still answer."`
}

// AnswerView is what a contact answered. Where from is shown to those who see
// contact data.
type AnswerView struct {
	At          time.Time `json:"at"`
	Contact     Named     `json:"contact"`
	Round       int64     `json:"round"`
	Action      string    `json:"action" enum:"confirm,confirm_with_remarks,reject"`
	Score       int64     `json:"score"`
	Text        string    `json:"text"`
	ContentHash string    `json:"content_hash" doc:"SHA-256 of what was shown."`
	IP          *string   `json:"ip"`
	Agent       *string   `json:"agent"`
}

func milestoneView(a *authz.Actor, part string, m *Milestone) MilestoneView {
	return MilestoneView{
		ID: m.ID, Version: m.Version, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt, Project: Named{m.ProjectID, m.project.Name}, Number: m.project.Number, Position: m.Position, Name: m.Name, Key: m.Key,
		State: m.State, Weight: m.Weight, PlannedOn: m.PlannedOn, BaselineOn: m.BaselineOn, ForecastOn: m.ForecastOn, ActualOn: m.ActualOn, Statement: m.Statement, DocumentIDs: append([]ref.ID{}, m.Documents...),
		Round: m.Round, AskedOn: m.AskedOn, ContactID: m.ContactID, SettledAt: instant(m.SettledAt), Score: m.Score, Origin: m.Origin, Actions: authz.Actions(a, part, m.Scope(), m, milestoneActions),
	}
}

// instant is null for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func linkViews(links []Link, m *Milestone, now time.Time) []LinkView {
	views := make([]LinkView, 0, len(links))
	for _, l := range links {
		views = append(views, LinkView{l.ID, Named{l.ContactID, l.ContactName}, l.Round, l.IssuedAt, l.IssuedBy, l.ExpiresAt, instant(l.UsedAt), l.open(m) && now.Before(l.ExpiresAt)})
	}
	return views
}

func answerViews(a *authz.Actor, all []Given) []AnswerView {
	views := make([]AnswerView, 0, len(all))
	for _, g := range all {
		v := AnswerView{At: g.At, Contact: Named{g.ContactID, g.ContactName}, Round: g.Round, Action: g.Action, Score: g.Score, Text: g.Text, ContentHash: g.ContentHash}
		if a.Sees(authz.Contact) {
			v.IP, v.Agent = &g.IP, &g.Agent
		}
		views = append(views, v)
	}
	return views
}
