package activity

import (
	"time"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// View is an activity on the wire.
type View struct {
	ID          ref.ID         `json:"id"`
	Version     int64          `json:"version"`
	CreatedAt   time.Time      `json:"created_at"`
	UpdatedAt   time.Time      `json:"updated_at"`
	Ref         *ref.Ref       `json:"ref" doc:"Null when the caller may not read the record."`
	RefLabel    string         `json:"ref_label" doc:"The record, as it was called then."`
	CustomerID  ref.ID         `json:"customer_id"`
	EntityID    ref.ID         `json:"entity_id"`
	OwnerID     ref.ID         `json:"owner_id"`
	Kind        string         `json:"kind" enum:"call,visit,meeting,wechat,email,note,system"`
	FirstVisit  bool           `json:"first_visit"`
	At          time.Time      `json:"at"`
	EndedAt     *time.Time     `json:"ended_at"`
	Text        string         `json:"text"`
	Result      string         `json:"result"`
	NextStep    string         `json:"next_step"`
	NextAt      *time.Time     `json:"next_at"`
	Place       string         `json:"place"`
	ContactIDs  []ref.ID       `json:"contact_ids" nullable:"false"`
	Mentions    []ref.ID       `json:"mentions" nullable:"false"`
	Attachments []ref.ID       `json:"attachments" nullable:"false"`
	Code        string         `json:"code" doc:"Of a system entry: which sentence to show."`
	Params      map[string]any `json:"params" doc:"Of a system entry: what the sentence needs."`
	CreatedBy   ref.ID         `json:"created_by"`
	Author      string         `json:"author"`
	VoidedAt    *time.Time     `json:"voided_at"`
	VoidReason  string         `json:"void_reason"`
	Actions     []string       `json:"actions" nullable:"false" doc:"update, void."`
}

// view translates one activity.
func view(tx *db.Tx, a Activity) (View, error) {
	part, err := tx.Part(a.Ref.ID)
	if err != nil {
		return View{}, err
	}
	return render(tx, &a, part), nil
}

// views translates a page. The part that the actor plays is looked up once for
// each record on it.
func views(tx *db.Tx, found db.Page[Activity]) (db.Page[View], error) {
	parts := map[ref.ID]string{}
	for i := range found.Items {
		a := &found.Items[i]
		if _, known := parts[a.Ref.ID]; known {
			continue
		}
		part, err := tx.Part(a.Ref.ID)
		if err != nil {
			return db.Page[View]{}, err
		}
		parts[a.Ref.ID] = part
	}
	return page.Map(found, func(a Activity) View { return render(tx, &a, parts[a.Ref.ID]) }), nil
}

func render(tx *db.Tx, a *Activity, part string) View {
	v := View{ID: a.ID, Version: a.Version, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt, Ref: &a.Ref, RefLabel: a.Label, CustomerID: a.CustomerID, EntityID: a.EntityID, OwnerID: a.OwnerID,
		Kind: a.Kind, FirstVisit: a.FirstVisit, At: a.At, EndedAt: some(a.EndedAt), Text: a.Text, Result: a.Result, NextStep: a.NextStep, NextAt: some(a.NextAt), Place: a.Place,
		ContactIDs: a.Contacts, Mentions: a.Mentions, Attachments: a.Attachments, Code: a.Code, Params: a.Params, CreatedBy: a.CreatedBy, Author: a.Author,
		VoidedAt: some(a.VoidedAt), VoidReason: a.VoidReason, Actions: []string{}}
	h := held{a, tx.Now}
	if actUpdate.Check(tx.Actor, part, a.Scope(), h) == nil {
		v.Actions = append(v.Actions, actUpdate.Verb)
	}
	if voiding(a, tx.Actor).Check(tx.Actor, part, a.Scope(), h) == nil {
		v.Actions = append(v.Actions, actVoid.Verb)
	}
	return v
}

// hide takes out the record, or the customer, that is not shown.
func (v *View) hide(record, customer bool) {
	if !record {
		v.Ref, v.RefLabel, v.Code, v.Params, v.Attachments = nil, "", "", nil, []ref.ID{}
	}
	if !customer {
		v.CustomerID = ref.ID{}
	}
	if !record || !customer {
		v.ContactIDs = []ref.ID{}
	}
}
