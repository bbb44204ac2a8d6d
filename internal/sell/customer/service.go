package customer

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"time"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People tells where an active person works.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Fields knows the fields that users added to customers: what of their values
// the actor sees, what is stored of those that he gave, and what a list and its
// file make of them.
type Fields interface {
	ShowTx(tx *db.Tx, kind ref.Kind, stored string) (map[string]json.RawMessage, error)
	ShowAllTx(tx *db.Tx, kind ref.Kind, stored []string) ([]map[string]json.RawMessage, error)
	CheckTx(tx *db.Tx, kind ref.Kind, given, before string) (string, error)
	Widen(ctx context.Context, l *db.List, kind ref.Kind, column string, question url.Values) (*db.List, error)
	Added(ctx context.Context, kind ref.Kind, lang string) ([]customfield.Added, error)
}

// Ties knows whether we have something going with a customer: a deal in the
// making, or a contract that binds.
type Ties interface {
	BusyTx(tx *db.Tx, customer ref.ID) (bool, error)
}

// Service is the module's public face: one method per use case. Without Fields
// customers have none but their own; without Ties nothing goes on with anybody.
type Service struct {
	db     *db.DB
	people People
	Fields Fields
	Ties   Ties
	Policy func() *Policy
}

// New returns a Service under the default policy.
func New(d *db.DB, people People) *Service {
	return &Service{db: d, people: people, Policy: setting.Fixed(Defaults())}
}

// custom returns the values to store for what somebody gave. Nothing given
// keeps what is stored; a new customer is asked for what is required.
func (s *Service) custom(tx *db.Tx, given, before string) (string, error) {
	if given == "" && before != "" {
		return before, nil
	}
	if s.Fields == nil {
		return given, nil
	}
	return s.Fields.CheckTx(tx, Kind, given, before)
}

// shown returns the values of added fields that the actor sees.
func (s *Service) shown(tx *db.Tx, stored string) (map[string]json.RawMessage, error) {
	if s.Fields == nil {
		return map[string]json.RawMessage{}, nil
	}
	return s.Fields.ShowTx(tx, Kind, stored)
}

// Get returns a customer with its contacts. It needs [PermRead] over one of the
// engagements. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		contacts, err := contactsOf(tx, id)
		if err != nil {
			return err
		}
		r, known, err := registrationOf(tx, id)
		if err != nil {
			return err
		}
		if known {
			c.Registration = &r
		}
		if v, err = view(tx, &c, contacts); err != nil {
			return err
		}
		v.Custom, err = s.shown(tx, c.Custom)
		return err
	})
	return v, err
}

// List returns a page of the customers that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var custom []string
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			c, err := scanSummary(r)
			custom = append(custom, c.Custom)
			return row(tx, c), err
		})
		if err != nil || s.Fields == nil {
			return err
		}
		shown, err := s.Fields.ShowAllTx(tx, Kind, custom)
		for i, values := range shown {
			p.Items[i].Custom = values
		}
		return err
	})
	return p, err
}

// wide is the list that a question is read for.
func (s *Service) wide(ctx context.Context, question url.Values) (*db.List, error) {
	if s.Fields == nil {
		return &list, nil
	}
	return s.Fields.Widen(ctx, &list, Kind, "c.custom", question)
}

// ask reads a question to the list. Errors: those of db.ParseQuery.
func (s *Service) ask(ctx context.Context, question url.Values) (*db.Query, error) {
	l, err := s.wide(ctx, question)
	if err != nil {
		return nil, err
	}
	return db.ParseQuery(question, l)
}

// Find returns the first customers whose names contain what was typed, for the
// palette; none when the caller may not read customers.
func (s *Service) Find(ctx context.Context, typed string, limit int) ([]Row, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, &list)
	if err != nil {
		return nil, err
	}
	p, err := s.List(ctx, q)
	return p.Items, err
}

// Check looks for the same organisation in the whole group without showing who
// has it: visible twins by id, others only as a yes (CUS-15).
func (s *Service) Check(ctx context.Context, d Draft) (visible []Twin, hidden bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c := Customer{ID: ref.New()}
		if err := d.check(); err != nil {
			return err
		}
		c.apply(d)
		visible, hidden, err = s.twins(tx, &c)
		return err
	})
	return visible, hidden, err
}

// Twin is an existing customer that may be the same organisation.
type Twin struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
	USCC string `json:"uscc"`
}

func (s *Service) twins(tx *db.Tx, c *Customer) (visible []Twin, hidden bool, err error) {
	ids, err := twins(tx, c)
	if err != nil {
		return nil, false, err
	}
	visible = []Twin{}
	for _, id := range ids {
		t, err := get(tx, id)
		switch {
		case errors.Is(err, ErrNotFound):
			hidden = true
		case err != nil:
			return nil, false, err
		default:
			visible = append(visible, Twin{t.ID, t.Name, t.USCC})
		}
	}
	return visible, hidden, nil
}

// Create adds a customer that nobody in the group has, led by the caller's
// entity. It needs [PermCreate]. Errors: [ErrDuplicate] with the id of a twin
// that the caller may see, [ErrElsewhere] when he may not.
func (s *Service) Create(ctx context.Context, id ref.ID, d Draft) (_ ref.ID, err error) {
	if err := d.check(); err != nil {
		return ref.Nil, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermCreate); err != nil {
			return err
		}
		c := &Customer{ID: id, Status: Prospect, Origin: "user"}
		if d.Custom, err = s.custom(tx, d.Custom, ""); err != nil {
			return err
		}
		c.apply(d)
		if err := s.refuseTwins(tx, c); err != nil {
			return err
		}
		return s.createTx(tx, c, Engagement{EntityID: tx.Actor.Entity, DepartmentID: tx.Actor.Department, OwnerID: tx.Actor.ID})
	})
}

// Incoming is a customer that an import or the demo brings, with the engagement that
// leads it. Status and Origin may be those of the past.
type Incoming struct {
	ID         ref.ID
	Engagement ref.ID // zero gets one
	Draft      Draft
	Status     Status
	Origin     string
	Entity     ref.ID
	Unit       ref.ID // department of the owner
	Owner      ref.ID
	Since      workday.Date // when the engagement began; zero is today
	Tags       []Tag
}

// AddTx adds a customer without asking for duplicates; the caller has. The
// draft's rules hold all the same.
func (s *Service) AddTx(tx *db.Tx, n Incoming) error {
	if err := n.Draft.check(); err != nil {
		return err
	}
	c := &Customer{ID: n.ID, Status: n.Status, Origin: n.Origin}
	c.apply(n.Draft)
	if err := s.createTx(tx, c, Engagement{EntityID: n.Entity, DepartmentID: n.Unit, OwnerID: n.Owner, Since: n.Since}); err != nil {
		return err
	}
	for _, t := range n.Tags {
		if err := insertTag(tx, c.ID, t); err != nil {
			return err
		}
	}
	return nil
}

// AddContactTx adds a contact and brings the customer's completeness up to date.
func (s *Service) AddContactTx(tx *db.Tx, p Contact) error {
	if err := p.check(); err != nil {
		return err
	}
	c, err := load(tx, p.CustomerID)
	if err != nil {
		return err
	}
	p.Active = true
	if err := insertContact(tx, &p); err != nil {
		return err
	}
	if err := tx.Audit("contact.create", nil, &p); err != nil {
		return err
	}
	return s.recount(tx, &c)
}

func (s *Service) refuseTwins(tx *db.Tx, c *Customer) error {
	visible, hidden, err := s.twins(tx, c)
	switch {
	case err != nil:
		return err
	case len(visible) > 0:
		return ErrDuplicate.With("id", visible[0].ID).With("name", visible[0].Name)
	case hidden:
		return ErrElsewhere
	}
	return nil
}

func (s *Service) createTx(tx *db.Tx, c *Customer, e Engagement) error {
	zone, err := s.people.ZoneTx(tx, e.EntityID)
	if err != nil {
		return err
	}
	c.complete(nil)
	if err := insert(tx, c); err != nil {
		return err
	}
	if err := tx.Audit("customer.create", nil, c); err != nil {
		return err
	}
	e.ID, e.CustomerID, e.Relation = ref.New(), c.ID, Lead
	if e.Since.IsZero() {
		e.Since = workday.Today(tx.Now, zone)
	}
	if err := insertEngagement(tx, &e); err != nil {
		return err
	}
	if err := tx.Audit("customer.engage", nil, &e); err != nil {
		return err
	}
	return tx.Emit(Created{ID: c.ID, Name: c.Name, Entity: e.EntityID, Owner: e.OwnerID})
}

// Update replaces what people write about a customer. It needs [PermUpdate]
// over one of the engagements, and the version that was read.
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, actUpdate, "customer.update", func(tx *db.Tx, c *Customer) error {
		renamed := c.USCC != d.USCC || c.Name != d.Name
		custom, err := s.custom(tx, d.Custom, c.Custom)
		if err != nil {
			return err
		}
		d.Custom = custom
		c.apply(d)
		if renamed {
			return s.refuseTwins(tx, c)
		}
		return nil
	})
}

// Blacklist blocks new business with a customer; Restore lifts it. Both need
// [PermBlock] and a reason, which the event carries.
func (s *Service) Blacklist(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.status(ctx, id, version, actBlacklist, Blacklisted, reason)
}

// Restore lifts a blacklisting.
func (s *Service) Restore(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.status(ctx, id, version, actRestore, Active, reason)
}

func (s *Service) status(ctx context.Context, id ref.ID, version int64, act authz.Action[*Customer], to Status, reason string) error {
	return s.change(ctx, id, version, act, "customer."+act.Verb, func(tx *db.Tx, c *Customer) error {
		from := c.Status
		if err := c.move(to); err != nil {
			return err
		}
		return tx.Emit(StatusChanged{c.ID, from, to, reason, tx.Actor.ID})
	})
}

// change is the common course of every use case on a customer.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Customer], action string, decide func(*db.Tx, *Customer) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, c.scopeFor(tx.Actor, act.Permission), &c, c.ID); err != nil {
			return err
		}
		before := c
		if err := decide(tx, &c); err != nil {
			return err
		}
		return s.save(tx, action, &before, &c)
	})
}

func (s *Service) save(tx *db.Tx, action string, before, c *Customer) error {
	contacts, err := contactsOf(tx, c.ID)
	if err != nil {
		return err
	}
	c.complete(contacts)
	if err := update(tx, c); err != nil {
		return err
	}
	return tx.Audit(action, before, c)
}

// ActivateTx marks a customer active when its first contract comes into force.
func (s *Service) ActivateTx(tx *db.Tx, id ref.ID) error {
	c, err := load(tx, id)
	if err != nil || c.Status == Active || c.Status == Blacklisted {
		return err
	}
	return s.turnTx(tx, &c, Active, "customer.activate")
}

// UsableTx answers why the actor may not start new business with a customer:
// [ErrUnknown] when he may not see it, [ErrBlacklisted], [ErrMerged].
func (s *Service) UsableTx(tx *db.Tx, id ref.ID) (name string, err error) {
	c, err := glance(tx, id)
	if errors.Is(err, ErrNotFound) {
		return "", ErrUnknown.At("customer_id", "unknown")
	}
	if err != nil {
		return "", err
	}
	return c.Name, c.usable()
}

// QuotableTx answers why the actor may not make the customer an offer: what
// [Service.UsableTx] says, [ErrHeld], and [ErrStruckOff] until somebody confirms.
func (s *Service) QuotableTx(tx *db.Tx, id ref.ID) (name string, err error) {
	if name, err = s.UsableTx(tx, id); err != nil {
		return "", err
	}
	c, err := load(tx, id)
	if err == nil && c.Hold != "" {
		err = ErrHeld
	}
	if err != nil {
		return name, err
	}
	r, _, err := registrationOf(tx, id)
	if err == nil && r.Alarm {
		err = ErrStruckOff
	}
	return name, err
}

// HoldTx stops new quotes to a customer whose debts are overdue; the first
// reason stands. It checks no right.
func (s *Service) HoldTx(tx *db.Tx, id ref.ID, reason string) error {
	return s.setHoldTx(tx, id, reason, "customer.hold")
}

// ReleaseTx allows new quotes to a customer again. It checks no right.
func (s *Service) ReleaseTx(tx *db.Tx, id ref.ID) error {
	return s.setHoldTx(tx, id, "", "customer.release")
}

func (s *Service) setHoldTx(tx *db.Tx, id ref.ID, reason, action string) error {
	c, err := load(tx, id)
	if err != nil || (c.Hold != "") == (reason != "") {
		return err
	}
	before := c
	c.Hold = reason
	if err := setHold(tx, &c); err != nil {
		return err
	}
	return tx.Audit(action, &before, &c)
}

// Visible answers [ErrNotFound] unless the caller may read the customer.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx returns where a customer belongs for the actor, and its name.
// Errors: [ErrNotFound] unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	c, err := get(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return c.scopeFor(tx.Actor, PermRead), c.Name, nil
}

// DeciderTx reports whether somebody who decides at the customer is known.
func (s *Service) DeciderTx(tx *db.Tx, id ref.ID) (bool, error) { return hasDecider(tx, id) }
