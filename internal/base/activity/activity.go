package activity

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names activities in references.
const Kind ref.Kind = "activity"

// Rights this module checks, over the record that an activity belongs to.
const (
	PermRead authz.Permission = "activity:read"
	PermLog  authz.Permission = "activity:log"
	PermVoid authz.Permission = "activity:void" // also what others logged
)

// Kinds of activities. System entries are written by reactions only.
const (
	Call    = "call"
	Visit   = "visit"
	Meeting = "meeting"
	Wechat  = "wechat"
	Email   = "email"
	Remark  = "note"
	System  = "system"
)

// Kinds lists them.
var Kinds = []string{Call, Visit, Meeting, Wechat, Email, Remark, System}

// Correctable is how long its author may correct an activity.
const Correctable = 24 * time.Hour

// slack forgives clocks of phones that run ahead.
const slack = 5 * time.Minute

// Errors a caller can act on.
var (
	ErrNotFound   = fault.New(fault.NotFound, "activity.not_found", "no such activity")
	ErrRecord     = fault.New(fault.Invalid, "activity.record_unknown", "no such record")
	ErrCustomer   = fault.New(fault.Invalid, "activity.customer_unknown", "no such customer")
	ErrContact    = fault.New(fault.Invalid, "activity.contact_unknown", "no such contact")
	ErrPerson     = fault.New(fault.Invalid, "activity.person_unknown", "a mentioned person does not exist or is not active")
	ErrAttachment = fault.New(fault.Invalid, "activity.attachment_unknown", "no such document")
	ErrFirst      = fault.New(fault.Conflict, "activity.first_visit_taken", "the record has its first visit already")
	ErrLocked     = fault.New(fault.Conflict, "activity.locked", "an activity can be corrected by its author for 24 hours")
	ErrVoided     = fault.New(fault.Conflict, "activity.voided", "the activity was voided")
)

// Activity is something that happened with a record.
type Activity struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Ref          ref.Ref `track:"public"`
	Label        string  `track:"public"` // the record's, as it was called then
	EntityID     ref.ID  `track:"-"`
	DepartmentID ref.ID  `track:"-"`
	OwnerID      ref.ID  `track:"-"`
	CustomerID   ref.ID  `track:"public"` // on whose timeline it is shown too

	Kind        string    `track:"public"`
	FirstVisit  bool      `track:"public"`
	At          time.Time `track:"public"`
	EndedAt     time.Time `track:"public"` // zero: unknown
	Text        string    `track:"public"`
	Result      string    `track:"public"`
	NextStep    string    `track:"public"`
	NextAt      time.Time `track:"public"` // zero: none
	Place       string    `track:"public"`
	Contacts    []ref.ID  `track:"public"`
	Mentions    []ref.ID  `track:"public"`
	Attachments []ref.ID  `track:"public"`

	Code   string         `track:"public"` // of a system entry: the sentence that pages show
	Params map[string]any `track:"public"` // for that sentence
	Key    string         `track:"-"`      // of a system entry: what makes it unique

	CreatedBy  ref.ID    `track:"public"`
	VoidedAt   time.Time `track:"public"`
	VoidReason string    `track:"public"`

	Author string `track:"-"` // name of CreatedBy
}

// Subject implements db.Record.
func (a *Activity) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, a.ID), Label: a.Label, Entity: a.EntityID, Version: a.Version}
}

// Scope implements authz.Scoped: the scope of the record.
func (a *Activity) Scope() authz.Scope {
	return authz.Scope{Owner: a.OwnerID, Department: a.DepartmentID, Entity: a.EntityID}
}

// Draft is what a person may write of an activity.
type Draft struct {
	ID         ref.ID // made by the caller, or none
	Ref        ref.Ref
	CustomerID ref.ID
	Kind       string
	FirstVisit bool
	At         time.Time // zero: now
	EndedAt    time.Time
	Words
	Mentions, Attachments []ref.ID
}

// Words are what its author may correct.
type Words struct {
	Text, Result, NextStep, Place string
	NextAt                        time.Time
	Contacts                      []ref.ID
}

// check answers every broken rule at once.
func (d *Draft) check(now time.Time) error {
	var c fault.Checks
	if d.At.IsZero() {
		d.At = now
	}
	c.Check(d.Kind != System, "kind", "not_allowed")
	c.Check(!d.At.After(now.Add(slack)), "at", "in_future")
	c.Check(!d.EndedAt.After(now.Add(slack)), "ended_at", "in_future")
	c.Check(d.EndedAt.IsZero() || !d.EndedAt.Before(d.At), "ended_at", "before_start")
	c.Check(!d.FirstVisit || d.Kind == Visit, "first_visit", "not_allowed")
	c.Check(!d.FirstVisit || !d.EndedAt.IsZero(), "ended_at", "required")
	d.Words.check(&c)
	return c.Err()
}

// check notes the broken rules of the words.
func (w *Words) check(c *fault.Checks) {
	w.Text = strings.TrimSpace(w.Text)
	c.Check(w.Text != "", "text", "required")
	c.Check(w.NextAt.IsZero() || strings.TrimSpace(w.NextStep) != "", "next_step", "required")
}

func (a *Activity) write(w Words) {
	a.Text, a.Result, a.NextStep, a.Place, a.NextAt, a.Contacts = w.Text, w.Result, w.NextStep, w.Place, w.NextAt, w.Contacts
}

// held is an activity at the moment of a decision.
type held struct {
	*Activity
	now time.Time
}

// Verbs on an activity.
var (
	actUpdate = authz.Action[held]{Verb: "update", Permission: PermLog, When: held.correctable}
	actVoid   = authz.Action[held]{Verb: "void", Permission: PermVoid, When: held.voidable}
	// actWithdraw is actVoid for what the actor logged himself.
	actWithdraw = authz.Action[held]{Verb: "void", Permission: PermLog, When: held.voidable}
)

func (h held) correctable(by *authz.Actor) error {
	switch {
	case h.CreatedBy != by.ID || h.Kind == System:
		return authz.ErrForbidden
	case !h.VoidedAt.IsZero():
		return ErrVoided
	case !h.now.Before(h.CreatedAt.Add(Correctable)):
		return ErrLocked
	}
	return nil
}

func (h held) voidable(*authz.Actor) error {
	switch {
	case h.Kind == System:
		return authz.ErrForbidden
	case !h.VoidedAt.IsZero():
		return ErrVoided
	}
	return nil
}

// void marks the activity as one that should not count.
func (a *Activity) void(reason string, now time.Time) { a.VoidedAt, a.VoidReason = now, reason }

// Logged says that something happened with a record.
type Logged struct {
	ID         ref.ID     `json:"id"`
	Kind       string     `json:"kind"`
	Ref        ref.Ref    `json:"ref"`
	Label      string     `json:"label"`
	Entity     ref.ID     `json:"entity_id"`
	Department ref.ID     `json:"department_id"`
	Owner      ref.ID     `json:"owner_id"`
	Customer   ref.ID     `json:"customer_id"`
	FirstVisit bool       `json:"first_visit"`
	At         time.Time  `json:"at"`
	EndedAt    *time.Time `json:"ended_at"`
	Contacts   []ref.ID   `json:"contact_ids"`
	Mentions   []ref.ID   `json:"mentions"`
	NextStep   string     `json:"next_step"`
	NextAt     *time.Time `json:"next_at"`
	By         ref.ID     `json:"by_id"`
	ByName     string     `json:"by_name"`
}

// Topic implements db.Event.
func (Logged) Topic() string { return "activity.logged" }

// Version implements db.Event.
func (Logged) Version() int { return 1 }

func (a *Activity) logged(by *authz.Actor) Logged {
	return Logged{ID: a.ID, Kind: a.Kind, Ref: a.Ref, Label: a.Label, Entity: a.EntityID, Department: a.DepartmentID, Owner: a.OwnerID, Customer: a.CustomerID,
		FirstVisit: a.FirstVisit, At: a.At, EndedAt: some(a.EndedAt), Contacts: a.Contacts, Mentions: a.Mentions, NextStep: a.NextStep, NextAt: some(a.NextAt), By: by.ID, ByName: by.Name}
}

// Voided says that an activity does not count any more.
type Voided struct {
	ID         ref.ID  `json:"id"`
	Kind       string  `json:"kind"`
	Ref        ref.Ref `json:"ref"`
	Customer   ref.ID  `json:"customer_id"`
	FirstVisit bool    `json:"first_visit"`
	By         ref.ID  `json:"by_id"`
}

// Topic implements db.Event.
func (Voided) Topic() string { return "activity.voided" }

// Version implements db.Event.
func (Voided) Version() int { return 1 }

// some returns nil for the zero time.
func some(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
