package customer

import (
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// EngagementKind names engagements in references.
const EngagementKind ref.Kind = "engagement"

// Relations of one of our entities to a customer. One entity leads.
const (
	Lead    = "lead"
	Assist  = "assist"
	History = "history"
)

// Relations lists them.
var Relations = []string{Lead, Assist, History}

// Errors of engagements.
var (
	ErrEngaged  = fault.New(fault.Conflict, "customer.entity_engaged", "this company works with the customer already")
	ErrLed      = fault.New(fault.Conflict, "customer.led_already", "another company leads this customer")
	ErrNoPerson = fault.New(fault.Invalid, "customer.owner_unknown", "the person does not exist or is not active")
)

// Engagement says which of our entities works with a customer, and who there.
type Engagement struct {
	ID           ref.ID       `track:"-"`
	Version      int64        `track:"-"`
	CreatedAt    time.Time    `track:"-"`
	UpdatedAt    time.Time    `track:"-"`
	CustomerID   ref.ID       `track:"public"`
	EntityID     ref.ID       `track:"public"`
	DepartmentID ref.ID       `track:"public"`
	OwnerID      ref.ID       `track:"public"`
	Relation     string       `track:"public"`
	Since        workday.Date `track:"public"`
	Until        workday.Date `track:"public"`

	EntityName string `track:"-"`
	OwnerName  string `track:"-"`
}

// Subject implements db.Record.
func (e *Engagement) Subject() db.Subject {
	return db.Subject{Ref: ref.To(EngagementKind, e.ID), Label: e.EntityName, Entity: e.EntityID, Version: e.Version}
}

// Scope implements authz.Scoped.
func (e *Engagement) Scope() authz.Scope {
	return authz.Scope{Owner: e.OwnerID, Department: e.DepartmentID, Entity: e.EntityID}
}

// scopeFor returns the scope of the engagement by which a may do p, or the
// leading one: a customer has as many scopes as engagements.
func (c *Customer) scopeFor(a *authz.Actor, p authz.Permission) authz.Scope {
	var lead authz.Scope
	for i := range c.Engagements {
		e := &c.Engagements[i]
		if a.Covers(p, e.Scope()) {
			return e.Scope()
		}
		if e.Relation == Lead {
			lead = e.Scope()
		}
	}
	return lead
}

// lead returns the leading engagement, or nil.
func (c *Customer) lead() *Engagement {
	for i := range c.Engagements {
		if c.Engagements[i].Relation == Lead {
			return &c.Engagements[i]
		}
	}
	return nil
}
