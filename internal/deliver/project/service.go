package project

import (
	"context"
	"io"
	"maps"
	"net/url"
	"strconv"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/keyring"
)

// People tells where an active person works and what time it is there.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Numbers gives a legal entity the number of its next project.
type Numbers interface {
	NextTx(tx *db.Tx, entity ref.ID) (string, error)
}

// Customers knows with whom new business may start.
type Customers interface {
	UsableTx(tx *db.Tx, customer ref.ID) (name string, err error)
}

// Contact is a person at a customer.
type Contact struct {
	ID         ref.ID
	CustomerID ref.ID
	Name       string
	Title      string
	Active     bool
}

// Contacts knows the people at customers. ContactTx answers a fault of kind
// NotFound for an unknown one; OfTx lists those of a customer who are still there.
type Contacts interface {
	ContactTx(tx *db.Tx, id ref.ID) (Contact, error)
	OfTx(tx *db.Tx, customer ref.ID) ([]Contact, error)
}

// Deals answers a fault of kind NotFound unless tx.Actor may read an opportunity.
type Deals interface {
	VisibleTx(tx *db.Tx, opportunity ref.ID) error
}

// Contracts knows whether a contract is in force.
type Contracts interface {
	InForceTx(tx *db.Tx, contract ref.ID) (bool, error)
}

// Handover is the gate before the works: the score of a project's handover in
// tenths of a point, and whether all three have signed it.
type Handover interface {
	SignedTx(tx *db.Tx, project ref.ID) (score int64, signed bool, err error)
}

// Team keeps who plays which part on a project.
type Team interface {
	SetTx(tx *db.Tx, on db.Subject, part team.Part, people ...ref.ID) error
	MembersTx(tx *db.Tx, r ref.Ref) ([]team.Member, error)
}

// Documents knows the files that hang on records. FileTx answers a fault of kind
// NotFound for an unknown or voided one. Open opens what has a hash and checks no
// right; whoever asked closes it.
type Documents interface {
	FileTx(tx *db.Tx, id ref.ID) (f File, on ref.Ref, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Tasks gives people something to do.
type Tasks interface {
	CreateTx(tx *db.Tx, m task.Made) (ref.ID, error)
	DoneTx(tx *db.Tx, key, result string) (bool, error)
	HandOnTx(tx *db.Tx, from, to ref.ID, records ...ref.ID) error
}

// Receivables knows what of a project's money is overdue, and whether any of its
// retention is still held.
type Receivables interface {
	CollectionTx(tx *db.Tx, project ref.ID) (Collection, error)
	RetainedTx(tx *db.Tx, project ref.ID) (bool, error)
}

// Inspections knows how a project's works passed.
type Inspections interface {
	QualityTx(tx *db.Tx, project ref.ID) (Quality, error)
}

// Hanging moves generic rows along when the record that they hang on changes its
// owner or department.
type Hanging interface {
	RescopeTx(tx *db.Tx, r ref.Ref, now authz.Scope) error
}

// Keys sign the links to customers; *keyring.Ring does.
type Keys interface {
	Current() keyring.Key
	Find(id string) (keyring.Key, bool)
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People      People
	Numbers     Numbers
	Customers   Customers
	Contacts    Contacts
	Deals       Deals
	Contracts   Contracts
	Handover    Handover
	Team        Team
	Documents   Documents
	Tasks       Tasks
	Receivables Receivables
	Inspections Inspections
	Hanging     Hanging
	Keys        Keys
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service {
	return &Service{db: d, policy: p, Neighbours: n}
}

// Get returns a project with its milestones, revisions and lights. It needs
// [PermRead] over it. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := loadNamed(tx, id)
		if err != nil {
			return err
		}
		if err := tx.Visible(PermRead, n.Scope(), ErrNotFound, n.ID); err != nil {
			return err
		}
		v, err = s.view(tx, &n)
		return err
	})
	return v, err
}

// lastLook returns a project as whoever handed it over leaves it: he may not be
// able to read it any more. Only an answer to that use case calls it.
func (s *Service) lastLook(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := loadNamed(tx, id)
		if err != nil {
			return err
		}
		v, err = s.view(tx, &n)
		return err
	})
	return v, err
}

func (s *Service) view(tx *db.Tx, n *named) (v View, err error) {
	p := &n.Project
	x := details{named: n}
	if x.today, err = s.today(tx, p.EntityID); err != nil {
		return v, err
	}
	if x.findings, err = s.findings(tx, p.ID); err != nil {
		return v, err
	}
	if x.revisions, err = revisionsOf(tx, p.ID); err != nil {
		return v, err
	}
	if x.gate, err = s.gate(tx, p); err != nil {
		return v, err
	}
	if x.members, err = s.Team.MembersTx(tx, ref.To(Kind, p.ID)); err != nil {
		return v, err
	}
	part, err := tx.Part(p.ID)
	if err != nil {
		return v, err
	}
	x.health = p.Health(x.today, x.findings, *s.policy())
	return view(tx.Actor, part, x), nil
}

// Visible answers [ErrNotFound] unless the caller may read the project.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx returns where a project belongs and what people call it. Errors:
// [ErrNotFound] unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	p, err := get(tx, id)
	return p.Scope(), p.label(), err
}

// BriefTx returns a project for modules that build on it. It checks no right.
// Errors: [ErrNotFound].
func (s *Service) BriefTx(tx *db.Tx, id ref.ID) (Project, error) { return load(tx, id) }

// List returns a page of the projects that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			n, err := scanNamed(r)
			return listed(tx.Actor, &n), err
		})
		return err
	})
	return p, err
}

// Slipped returns by how many working days a project is expected to finish behind
// its baseline, when that is more than what is green.
func (s *Service) Slipped(r Row) (days int64, behind bool) {
	p, pol := Project{BaselineFinish: r.BaselineFinish, ForecastFinish: r.ForecastFinish}, s.policy()
	days = p.slip(*pol)
	return days, days > pol.SlipWorkdays
}

// DueBy returns the last planned finish that is so long past on a day that the
// project should be closed.
func (s *Service) DueBy(on workday.Date) workday.Date { return s.policy().DueBy(on) }

// Waiting returns for how many working days a customer who was asked on a day has
// not answered, when that is so many that the owner is told.
func (s *Service) Waiting(asked, on workday.Date) (days int64, told bool) {
	return s.policy().Waiting(asked, on)
}

// Each calls fn for every project that a question leaves of what the caller may
// see, in the order of the list.
func (s *Service) Each(ctx context.Context, question url.Values, fn func(Row)) error {
	for next := ""; ; {
		v := maps.Clone(question)
		v.Set("limit", "1000")
		v.Set("cursor", next)
		q, err := db.ParseQuery(v, &list)
		if err != nil {
			return err
		}
		p, err := s.List(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range p.Items {
			fn(r)
		}
		if p.Next == nil {
			return nil
		}
		next = *p.Next
	}
}

// Find returns the first projects whose names contain what was typed, for the
// palette; none when the caller may not read projects.
func (s *Service) Find(ctx context.Context, typed string, limit int) ([]Row, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, &list)
	if err != nil {
		return nil, err
	}
	p, err := s.List(ctx, q)
	return p.Items, err
}

// Delivered counts the projects that the caller may see whose works were
// accepted from one day to another, and how many of them in time (PRJ-17).
func (s *Service) Delivered(ctx context.Context, from, to workday.Date) (n, onTime int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, onTime, err = delivered(tx, tx.Actor.Where(PermRead, scopeColumns, tx.Postgres()), from, to)
		return err
	})
	return n, onTime, err
}

// gate asks what stands before ready; a project that is past it asks nothing.
func (s *Service) gate(tx *db.Tx, p *Project) (Gate, error) {
	if p.State != Initiating && p.State != Planning {
		return nil, nil
	}
	inForce := false
	if !p.ContractID.IsZero() {
		var err error
		if inForce, err = s.Contracts.InForceTx(tx, p.ContractID); err != nil {
			return nil, err
		}
	}
	score, signed, err := s.Handover.SignedTx(tx, p.ID)
	return p.gate(inForce, signed, score), err
}

// findings asks what the lights are judged by.
func (s *Service) findings(tx *db.Tx, project ref.ID) (f Findings, err error) {
	if f.Milestones, err = milestonesOf(tx, project); err != nil {
		return f, err
	}
	if f.Collection, err = s.Receivables.CollectionTx(tx, project); err != nil {
		return f, err
	}
	f.Quality, err = s.Inspections.QualityTx(tx, project)
	return f, err
}

// judge works out what follows from the milestones, the neighbours and the day.
func (s *Service) judge(tx *db.Tx, p *Project, today workday.Date) error {
	f, err := s.findings(tx, p.ID)
	if err != nil {
		return err
	}
	p.Progress, _ = progress(f.Milestones)
	p.Lights = p.Health(today, f, *s.policy()).lights()
	return nil
}

// RefreshTx brings the lights and the progress of a project up to date, when
// something that they are judged by has changed elsewhere. It checks no right.
func (s *Service) RefreshTx(tx *db.Tx, id ref.ID) error {
	p, err := load(tx, id)
	if err != nil {
		return err
	}
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	before := p
	if err := s.judge(tx, &p, today); err != nil || p == before {
		return err
	}
	return updateDerived(tx, &p)
}

func (s *Service) today(tx *db.Tx, entity ref.ID) (workday.Date, error) {
	zone, err := s.People.ZoneTx(tx, entity)
	if err != nil {
		return 0, err
	}
	return workday.Today(tx.Now, zone), nil
}

// absent reports whether a neighbour says that something is not there, or not
// for this actor; a database that does not answer is another matter.
func absent(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || f.Kind == fault.NotFound)
}

// Create adds a project by hand, usually at award. It needs [PermCreate]; for
// another manager than the caller it must reach that person. Without a manager
// it is initiating. Errors: [ErrCustomerUnknown], [ErrDealUnknown],
// [ErrPersonUnknown], [ErrIDInUse], and those of the customer.
func (s *Service) Create(ctx context.Context, n Beginning) (ref.ID, error) {
	if err := n.Draft.check(); err != nil {
		return ref.Nil, err
	}
	if n.ID.IsZero() {
		n.ID = ref.New()
	}
	return n.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermCreate); err != nil {
			return err
		}
		p := Project{ID: n.ID, CustomerID: n.CustomerID, OpportunityID: n.OpportunityID, State: Initiating, Origin: "user"}
		if err := s.known(tx, &p); err != nil {
			return err
		}
		if err := s.place(tx, &p, n.ManagerID); err != nil {
			return err
		}
		if err := p.apply(n.Draft); err != nil {
			return err
		}
		return s.createTx(tx, &p)
	})
}

// Beginning is what a person says of a new project.
type Beginning struct {
	ID, CustomerID, OpportunityID, ManagerID ref.ID
	Draft
}

// known answers the same for a customer or an opportunity that is not there and
// one that the actor may not see.
func (s *Service) known(tx *db.Tx, p *Project) error {
	_, err := s.Customers.UsableTx(tx, p.CustomerID)
	if absent(err) {
		return ErrCustomerUnknown.At("customer_id", "unknown")
	}
	if err != nil || p.OpportunityID.IsZero() {
		return err
	}
	err = s.Deals.VisibleTx(tx, p.OpportunityID)
	if absent(err) {
		return ErrDealUnknown.At("opportunity_id", "unknown")
	}
	return err
}

// place gives a new project its manager and its department. Who could not read
// it otherwise manages it himself.
func (s *Service) place(tx *db.Tx, p *Project, manager ref.ID) error {
	p.EntityID, p.DepartmentID = tx.Actor.Entity, tx.Actor.Department
	if manager.IsZero() && !(tx.Actor.Covers(PermCreate, p.Scope()) && tx.Actor.Covers(PermRead, p.Scope())) {
		manager = tx.Actor.ID
	}
	if manager.IsZero() {
		return nil
	}
	if err := s.appoint(tx, p, manager, "owner_id"); err != nil {
		return err
	}
	if !tx.Actor.Covers(PermCreate, p.Scope()) {
		return ErrPersonUnknown.At("owner_id", "unknown")
	}
	return nil
}

// appoint names the manager. The project goes to his department, unless he works
// for another company: then it stays with its own.
func (s *Service) appoint(tx *db.Tx, p *Project, manager ref.ID, field string) error {
	entity, department, err := s.People.HomeTx(tx, manager)
	if absent(err) {
		return ErrPersonUnknown.At(field, "unknown").Because(err)
	}
	if err != nil {
		return err
	}
	if entity == p.EntityID {
		p.DepartmentID = department
	}
	return p.appoint(manager)
}

// createTx numbers and stores a project with its first revision.
func (s *Service) createTx(tx *db.Tx, p *Project) error {
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	if p.Number == "" {
		if p.Number, err = s.Numbers.NextTx(tx, p.EntityID); err != nil {
			return err
		}
	}
	if p.ForecastFinish.IsZero() {
		p.ForecastFinish = p.PlannedFinish
	}
	p.Lights = p.Health(today, Findings{}, *s.policy()).lights()
	if err := insert(tx, p); err != nil {
		return err
	}
	if err := tx.Audit("project.create", nil, p); err != nil {
		return err
	}
	r := Revision{ID: ref.New(), ProjectID: p.ID, ReportedOn: today, Budget: p.Budget, ForecastCost: p.ForecastCost, ForecastFinish: p.ForecastFinish, Origin: p.Origin}
	if err := s.firstRevision(tx, &r); err != nil {
		return err
	}
	return tx.Emit(Created{p.fact()})
}

func (s *Service) firstRevision(tx *db.Tx, r *Revision) error {
	if r.Origin == "import" {
		return nil // its history comes with it
	}
	if err := insertRevision(tx, r); err != nil {
		return err
	}
	return tx.Audit("project.revise", nil, r)
}
