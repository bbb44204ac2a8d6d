package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"time"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People tells where an active person works, what time it is there, and who holds
// a role nearest to a department; no id when nobody does.
type People interface {
	HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error)
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Numbers gives a legal entity the next numbers of opportunities: OPP-2026-0187.
type Numbers interface {
	TakeTx(tx *db.Tx, entity ref.ID, n int) ([]string, error)
}

// Customers knows with whom new business may start, and who decides there.
type Customers interface {
	UsableTx(tx *db.Tx, customer ref.ID) (name string, err error)
	DeciderTx(tx *db.Tx, customer ref.ID) (known bool, err error)
}

// Team knows which parts somebody plays on a record.
type Team interface {
	PartsTx(tx *db.Tx, record ref.ID) ([]string, error)
}

// Quotes knows how far the offers of an opportunity have come.
type Quotes interface {
	StandingTx(tx *db.Tx, opportunity ref.ID) (QuoteStanding, error)
}

// Documents knows since when a record carries a document of a category; zero
// when it carries none.
type Documents interface {
	AttachedTx(tx *db.Tx, record ref.Ref, category string) (time.Time, error)
}

// Tasks knows what is to be done next about a record; a zero Task when nothing.
type Tasks interface {
	NextTx(tx *db.Tx, record ref.Ref) (Task, error)
}

// Task is something to be done.
type Task struct {
	ID     ref.ID
	Title  string
	DueAt  time.Time
	Holder Person
}

// Fields knows the fields that users added to opportunities: what of their
// values the actor sees, what is stored of those that he gave, and what lists,
// the board and a file make of them.
type Fields interface {
	ShowTx(tx *db.Tx, kind ref.Kind, stored string) (map[string]json.RawMessage, error)
	ShowAllTx(tx *db.Tx, kind ref.Kind, stored []string) ([]map[string]json.RawMessage, error)
	CheckTx(tx *db.Tx, kind ref.Kind, given, before string) (string, error)
	Widen(ctx context.Context, l *db.List, kind ref.Kind, column string, question url.Values) (*db.List, error)
	WidenTx(tx *db.Tx, l *db.List, kind ref.Kind, column string, question url.Values) (*db.List, error)
	Added(ctx context.Context, kind ref.Kind, lang string) ([]customfield.Added, error)
}

// SolutionCategory is the category of the document that describes our solution.
const SolutionCategory = "solution"

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People    People
	Numbers   Numbers
	Customers Customers
	Team      Team
	Quotes    Quotes
	Documents Documents
	Tasks     Tasks
	Fields    Fields // without it opportunities have no fields but their own
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	verbs  *verbs
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service {
	return &Service{db: d, policy: p, verbs: verbsOf(p, d.Now), Neighbours: n}
}

// Get returns an opportunity with what blocks it. It needs [PermRead] over it.
// Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := loadNamed(tx, id)
		if err != nil {
			return err
		}
		if err := tx.Visible(PermRead, n.Scope(), ErrNotFound, n.ID); err != nil {
			return err
		}
		v, err = s.viewTx(tx, &n)
		return err
	})
	return v, err
}

// viewTx returns an opportunity as its page shows it to the actor.
func (s *Service) viewTx(tx *db.Tx, n *named) (v View, err error) {
	actions, err := db.Actions(tx, s.verbs.all(), n.Scope(), &n.Opportunity, n.ID)
	if err != nil {
		return v, err
	}
	v = view(tx.Actor, n, actions)
	if v.Custom, err = s.shown(tx, n.Custom); err != nil || n.Outcome != Open {
		return v, err
	}
	g, err := s.gate(tx, &n.Opportunity, n.Owner)
	v.Gate = gateView(g)
	return v, err
}

// lastLook is how an opportunity is shown to the one who has just given it
// away, also when he may not see it any more.
func (s *Service) lastLook(ctx context.Context, id ref.ID) (v View, err error) {
	if v, err = s.Get(ctx, id); !errors.Is(err, ErrNotFound) {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := loadNamed(tx, id)
		v = view(tx.Actor, &n, none)
		return err
	})
	return v, err
}

// Visible answers [ErrNotFound] unless the caller may read the opportunity.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error { return visible(tx, id) })
}

// ScopeTx returns the scope of an opportunity that the actor may see under p,
// and its label, for records that hang on it. Errors: [ErrNotFound].
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID, p authz.Permission) (authz.Scope, string, error) {
	o, err := get(tx, id, p)
	return o.Scope(), o.Number + " " + o.Name, err
}

// List returns a page of the opportunities that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		show := s.shower(tx.Actor)
		var custom []string
		p, err = db.Run(tx, listFor(tx.Actor, ""), q, func(r db.Row) (Row, error) {
			n, err := scanRow(r)
			custom = append(custom, n.Custom)
			return show.row(&n), err
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
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	l := listFor(actor, question.Get("sort"))
	if s.Fields == nil {
		return l, nil
	}
	return s.Fields.Widen(ctx, l, Kind, customColumn, question)
}

// ask reads a question to the list. Errors: those of db.ParseQuery.
func (s *Service) ask(ctx context.Context, question url.Values) (*db.Query, error) {
	l, err := s.wide(ctx, question)
	if err != nil {
		return nil, err
	}
	return db.ParseQuery(question, l)
}

// Find returns the first opportunities whose names contain what was typed, for
// the palette; none when the caller may not read opportunities.
func (s *Service) Find(ctx context.Context, typed string, limit int) ([]Row, error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, listFor(actor, ""))
	if err != nil {
		return nil, err
	}
	p, err := s.List(ctx, q)
	return p.Items, err
}

// Stages returns the way that an opportunity went.
func (s *Service) Stages(ctx context.Context, id ref.ID) (list []Interval, pace map[Stage]Pace, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := visible(tx, id); err != nil {
			return err
		}
		if list, err = intervals(tx, id); err != nil {
			return err
		}
		pace, err = paces(tx)
		return err
	})
	return list, pace, err
}

// gate gathers the evidence that the stage asks for.
func (s *Service) gate(tx *db.Tx, o *Opportunity, owner string) (Gate, error) {
	e := Evidence{Owner: Person{o.OwnerID, owner}}
	var err error
	switch o.Stage {
	case Intent:
		if e.Decider, err = s.Customers.DeciderTx(tx, o.CustomerID); err == nil && o.Amount >= s.policy().TeamFrom {
			e.Parts, err = s.Team.PartsTx(tx, o.ID)
		}
	case Negotiation:
		if e.SolutionAt, err = s.Documents.AttachedTx(tx, ref.To(Kind, o.ID), SolutionCategory); err == nil {
			e.Quote, err = s.Quotes.StandingTx(tx, o.ID)
		}
	case Quotation:
		e.Quote, err = s.Quotes.StandingTx(tx, o.ID)
	case Signing:
	}
	return o.gate(e, *s.policy()), err
}

// Check looks for others in the whole group who chase the same project.
func (s *Service) Check(ctx context.Context, customer ref.ID, name string) (c Clash, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.customer(tx, customer); err != nil {
			return err
		}
		c, err = s.clash(tx, customer, name)
		return err
	})
	return c, err
}

func (s *Service) clash(tx *db.Tx, customer ref.ID, name string) (Clash, error) {
	c := Clash{Visible: []Twin{}}
	near, err := sameProject(tx, customer, tx.Now.Add(-s.policy().ClashWithin))
	if err != nil {
		return c, err
	}
	for _, t := range alike(near, name) {
		if err := t.complete(tx); err != nil {
			return c, err
		}
		switch err := tx.Visible(PermRead, t.scope, ErrNotFound, t.ID); {
		case errors.Is(err, ErrNotFound):
			c.Hidden = true
		case err != nil:
			return c, err
		default:
			c.Visible = append(c.Visible, t)
		}
	}
	return c, nil
}

// customer answers the same for a customer that is not there and one that the
// actor may not see.
func (s *Service) customer(tx *db.Tx, id ref.ID) error {
	_, err := s.Customers.UsableTx(tx, id)
	if absent(err) {
		return ErrCustomerUnknown.At("customer_id", "unknown")
	}
	return err
}

// Create adds an opportunity at the first stage. It needs [PermCreate]; for
// another owner than the caller it must reach that person. Others who chase the
// same project make a flag, not a refusal. Errors: [ErrCustomerUnknown],
// [ErrOwnerUnknown], [ErrIDInUse], and those of the customer.
func (s *Service) Create(ctx context.Context, id, owner ref.ID, d Draft) (ref.ID, error) {
	v, err := s.CreateShown(ctx, id, owner, d)
	return v.ID, err
}

// CreateShown is [Service.Create] for a caller who looks at what he added. The
// page is made where everything that it needs was just read or written.
func (s *Service) CreateShown(ctx context.Context, id, owner ref.ID, d Draft) (v View, err error) {
	if err := d.check(); err != nil {
		return v, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermCreate); err != nil {
			return err
		}
		n := named{Opportunity: Opportunity{ID: id, Origin: "user"}}
		if err := s.place(tx, &n.Opportunity, owner); err != nil {
			return err
		}
		given := d
		if given.Custom, err = s.custom(tx, d.Custom, ""); err != nil {
			return err
		}
		if err := s.createTx(tx, &n.Opportunity, given); err != nil {
			return err
		}
		if err := n.lookUp(tx); err != nil {
			return err
		}
		v, err = s.viewTx(tx, &n)
		return err
	})
	return v, err
}

// custom returns the values to store for what somebody gave. Nothing given
// keeps what is stored; a new opportunity is asked for what is required.
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

// place gives a new opportunity its owner and, with him, its department.
func (s *Service) place(tx *db.Tx, o *Opportunity, owner ref.ID) error {
	o.OwnerID, o.DepartmentID, o.EntityID = tx.Actor.ID, tx.Actor.Department, tx.Actor.Entity
	if owner.IsZero() || owner == tx.Actor.ID {
		return nil
	}
	var err error
	o.OwnerID = owner
	if o.EntityID, o.DepartmentID, err = s.home(tx, owner); err != nil {
		return err
	}
	if !tx.Actor.Covers(PermCreate, o.Scope()) {
		return ErrOwnerUnknown.At("owner_id", "unknown")
	}
	return nil
}

func (s *Service) home(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error) {
	entity, department, err = s.People.HomeTx(tx, person)
	if absent(err) {
		err = ErrOwnerUnknown.At("owner_id", "unknown").Because(err)
	}
	return entity, department, err
}

// absent reports whether a neighbour says that something is not there, or not
// for this actor; a database that does not answer is another matter.
func absent(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound)
}

func (s *Service) createTx(tx *db.Tx, o *Opportunity, d Draft) error {
	if err := s.customer(tx, d.CustomerID); err != nil {
		return err
	}
	o.apply(d)
	zone, err := s.People.ZoneTx(tx, o.EntityID)
	if err != nil {
		return err
	}
	m := Moment{tx.Now, workday.Today(tx.Now, zone)}
	o.start(m)
	if err := o.rate(m.On, zone, *s.policy()); err != nil {
		return err
	}
	twins, err := s.clash(tx, o.CustomerID, o.Name)
	if err != nil {
		return err
	}
	o.Clash = twins.any()
	numbers, err := s.Numbers.TakeTx(tx, o.EntityID, 1)
	if err != nil {
		return err
	}
	o.Number = numbers[0]
	if err := insert(tx, o); err != nil {
		return err
	}
	if err := beginInterval(tx, o, "create", "", tx.Now); err != nil {
		return err
	}
	if err := changeOf(shareOf(nil), shareOf(o)).apply(tx); err != nil {
		return err
	}
	if err := tx.Audit("opportunity.create", nil, o); err != nil {
		return err
	}
	if err := tx.Emit(Created{o.fact()}); err != nil || !o.Clash {
		return err
	}
	return tx.Emit(Clashed{o.fact()})
}

// Now returns the product's time.
func (s *Service) Now() time.Time { return s.db.Now() }

// Today returns the date where most of the group works; spans of months begin
// and end by it.
func (s *Service) Today() workday.Date { return workday.Today(s.db.Now(), s.policy().Zone) }

// OpenWithTx reports whether a customer has an open opportunity. It checks no
// right.
func (s *Service) OpenWithTx(tx *db.Tx, customer ref.ID) (bool, error) { return openWith(tx, customer) }

// Brief is what other modules draw from an opportunity.
type Brief struct {
	ID       ref.ID
	Customer ref.ID
	Name     string
	Scope    authz.Scope
	Open     bool
}

// BriefTx returns what the actor may read of an opportunity. Errors:
// [ErrNotFound].
func (s *Service) BriefTx(tx *db.Tx, id ref.ID) (Brief, error) {
	o, err := get(tx, id, PermRead)
	return Brief{o.ID, o.CustomerID, o.Name, o.Scope(), o.Outcome == Open}, err
}
