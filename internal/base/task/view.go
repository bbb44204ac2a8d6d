package task

import (
	"time"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// View is a task on the wire.
type View struct {
	ID         ref.ID         `json:"id"`
	Version    int64          `json:"version"`
	CreatedAt  time.Time      `json:"created_at"`
	UpdatedAt  time.Time      `json:"updated_at"`
	Ref        *ref.Ref       `json:"ref" doc:"The record; null for a task that concerns none, or one that you may not read."`
	RefLabel   string         `json:"ref_label"`
	EntityID   ref.ID         `json:"entity_id"`
	OwnerID    ref.ID         `json:"owner_id" doc:"Of the record."`
	Kind       string         `json:"kind" enum:"todo,call,visit,needs_report,review,handover,collect,confirm,reminder"`
	Title      string         `json:"title"`
	Code       string         `json:"code" doc:"Of a task that a module made: which sentence to show instead of the title."`
	Params     map[string]any `json:"params" doc:"What the sentence needs."`
	Note       string         `json:"note"`
	Priority   string         `json:"priority" enum:"low,normal,high"`
	AssigneeID ref.ID         `json:"assignee_id"`
	Assignee   string         `json:"assignee"`
	StartedAt  *time.Time     `json:"started_at" doc:"When the clock of a limit began."`
	DueAt      time.Time      `json:"due_at"`
	Reminders  []Offset       `json:"reminders" nullable:"false"`
	EscalateTo ref.ID         `json:"escalate_to"`
	Fixed      bool           `json:"fixed" doc:"It follows another record, which moves and closes it."`
	State      State          `json:"state" enum:"open,done,cancelled"`
	Overdue    bool           `json:"overdue"`
	Breached   bool           `json:"breached" doc:"Told to escalate_to."`
	OnTime     bool           `json:"on_time" doc:"Done, and not later than due."`
	Result     string         `json:"result"`
	ClosedAt   *time.Time     `json:"closed_at"`
	ClosedBy   ref.ID         `json:"closed_by"`
	CreatedBy  ref.ID         `json:"created_by" doc:"Null for a task that a module made."`
	Creator    string         `json:"creator"`
	Actions    []string       `json:"actions" nullable:"false" doc:"update, done, cancel, snooze."`
}

func view(tx *db.Tx, t Task) (View, error) {
	part, err := partOn(tx, &t)
	return render(tx, &t, part), err
}

// views translates a page. The part that the actor plays is looked up once for
// each record on it.
func views(tx *db.Tx, found db.Page[Task]) (db.Page[View], error) {
	parts := map[ref.ID]string{}
	for i := range found.Items {
		t := &found.Items[i]
		if _, known := parts[t.Ref.ID]; known {
			continue
		}
		part, err := partOn(tx, t)
		if err != nil {
			return db.Page[View]{}, err
		}
		parts[t.Ref.ID] = part
	}
	return page.Map(found, func(t Task) View { return render(tx, &t, parts[t.Ref.ID]) }), nil
}

// partOn returns the part of the actor on the task's record, where it matters.
func partOn(tx *db.Tx, t *Task) (string, error) {
	if !tx.Actor.Has(PermManage) || tx.Actor.Covers(PermManage, t.Scope()) {
		return "", nil
	}
	return tx.Part(t.Ref.ID)
}

func render(tx *db.Tx, t *Task, part string) View {
	v := View{ID: t.ID, Version: t.Version, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, RefLabel: t.Label, EntityID: t.EntityID, OwnerID: t.OwnerID,
		Kind: t.Kind, Title: t.Title, Code: t.Code, Params: t.Params, Note: t.Note, Priority: t.Priority, AssigneeID: t.AssigneeID, Assignee: t.Assignee,
		StartedAt: some(t.StartedAt), DueAt: t.DueAt, Reminders: append([]Offset{}, t.Reminders...), EscalateTo: t.EscalateTo, Fixed: t.Fixed,
		State: t.State, Overdue: t.State == Open && tx.Now.After(t.DueAt), Breached: t.Breached, OnTime: t.OnTime(), Result: t.Result, ClosedAt: some(t.ClosedAt), ClosedBy: t.ClosedBy,
		CreatedBy: t.CreatedBy, Creator: t.Creator, Actions: allowed(tx.Actor, part, t)}
	if !t.Ref.IsZero() {
		v.Ref = &t.Ref
	}
	return v
}

// allowed returns the verbs that the actor may do to the task now.
func allowed(a *authz.Actor, part string, t *Task) []string {
	out := []string{}
	for _, v := range verbs {
		if x, scope := v.right(t, a); x.Check(a, part, scope, t) == nil {
			out = append(out, x.Verb)
		}
	}
	return out
}

// some returns nil for the zero time.
func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
