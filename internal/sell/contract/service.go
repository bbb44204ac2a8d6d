package contract

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// People tells where an active person works, what time it is there, and who holds
// a role nearest to a department; no id when nobody does.
type People interface {
	HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error)
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Numbers gives a legal entity the next number of a contract of a type:
// HL-2026-PW-0002.
type Numbers interface {
	NextTx(tx *db.Tx, entity ref.ID, kind string) (string, error)
}

// Customers knows with whom new business may start. Whom the actor may not see
// it answers with a fault of kind Invalid or NotFound.
type Customers interface {
	UsableTx(tx *db.Tx, customer ref.ID) (name string, err error)
}

// Opportunities answers a fault of kind NotFound unless the actor may read one.
type Opportunities interface {
	ScopeTx(tx *db.Tx, id ref.ID) (s authz.Scope, label string, err error)
}

// Quotes hands out what a customer accepted. For a quote that the actor may not
// read, or that nobody accepted, it answers a fault.
type Quotes interface {
	AcceptedTx(tx *db.Tx, quote ref.ID) (Accepted, error)
}

// Accepted is what a contract draws from a quote.
type Accepted struct {
	Revision    int64
	Hash        string // of the content that was accepted
	Title       string
	Customer    ref.ID
	Opportunity ref.ID
	Owner       ref.ID
	TaxLines    []TaxLine // sum to the price
	Terms       terms.Terms
	Margin      *money.Rate // nil when nobody knows it
}

// Documents keeps the files of records.
type Documents interface {
	GetTx(tx *db.Tx, id ref.ID) (document.Document, error)
	OfTx(tx *db.Tx, r ref.Ref, kind string) ([]document.Document, error)
}

// Approvals asks whom the matrix names.
type Approvals interface {
	StartTx(tx *db.Tx, in approval.Start) (ref.ID, error)
	VoidTx(tx *db.Tx, r ref.Ref, hash string) error
}

// Tasks gives the reviews to people. DoneTx and CancelTx report whether the
// task with the key was open.
type Tasks interface {
	ReviewTx(tx *db.Tx, t ReviewTask) error
	SigningTx(tx *db.Tx, t SigningTask) error
	DoneTx(tx *db.Tx, key, result string) (bool, error)
	CancelTx(tx *db.Tx, key, reason string) (bool, error)
}

// ReviewTask is a review that waits for somebody who may make it.
type ReviewTask struct {
	Key   string // stable: making it again changes nothing
	On    db.Subject
	Scope authz.Scope
	Part  Part
	DueAt time.Time
	By    ref.ID // who submitted, and so does not review
}

// SigningTask is a contract that is out for signature until a time.
type SigningTask struct {
	Key   string // stable: making it again changes nothing
	On    db.Subject
	Scope authz.Scope
	Since time.Time
	DueAt time.Time
	By    ref.ID // who handed it out
}

// Ledger knows what became of the payments.
type Ledger interface {
	StandingTx(tx *db.Tx, contract ref.ID) (Standing, error)
}

// Standing is what was invoiced, received and written off, in fen.
type Standing struct {
	Invoiced int64
	Received int64
	Waived   int64
	Nodes    map[ref.ID]NodeStanding
}

// NodeStanding is what became of one payment.
type NodeStanding struct {
	State    string       // as module billing calls it; "" before anything happened
	Amount   int64        // fen; what was triggered keeps its amount through amendments
	DueOn    workday.Date // zero until the trigger
	Invoiced int64        // fen
	Received int64        // fen
	Open     int64        // fen
	Overdue  bool
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People        People
	Numbers       Numbers
	Customers     Customers
	Opportunities Opportunities
	Quotes        Quotes
	Documents     Documents
	Approvals     Approvals
	Tasks         Tasks
	Ledger        Ledger
	Calendar      func() *workday.Calendar
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service { return &Service{d, p, n} }

// Get returns a contract with everything on its page. It needs [PermRead] over
// it. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		v, err = s.view(tx, &c)
		return err
	})
	return v, err
}

// Visible answers [ErrNotFound] unless the caller may read the contract.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error { return visible(tx, id) })
}

// List returns a page of the contracts that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			n, err := scanRow(r)
			return row(tx.Actor, &n), err
		})
		return err
	})
	return p, err
}

// Find returns the first contracts whose numbers or titles contain what was
// typed, for the palette; none when the caller may not read contracts.
func (s *Service) Find(ctx context.Context, typed string, limit int) ([]Row, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, &list)
	if err != nil {
		return nil, err
	}
	p, err := s.List(ctx, q)
	return p.Items, err
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead.Because(err)
	}
	return err
}

// step is a change on its way: its day, what neighbours do once the record is
// written, and what others hear.
type step struct {
	on     workday.Date
	zone   *time.Location
	then   []func() error
	events []db.Event
}

func (st *step) tell(e db.Event)       { st.events = append(st.events, e) }
func (st *step) after(fn func() error) { st.then = append(st.then, fn) }
func (s *Service) begin(tx *db.Tx, entity ref.ID) (*step, error) {
	zone, err := s.People.ZoneTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return &step{on: workday.Today(tx.Now, zone), zone: zone}, nil
}

// end runs what follows once the record and its audit entry are written, which
// come first: they name the whole transaction.
func (st *step) end(tx *db.Tx) error {
	for _, fn := range st.then {
		if err := fn(); err != nil {
			return err
		}
	}
	for _, e := range st.events {
		if err := tx.Emit(e); err != nil {
			return err
		}
	}
	return nil
}

// change is the common course of every use case on a contract.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act action, reason string, decide func(*db.Tx, *Contract, *step) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, c.Scope(), &c, c.ID); err != nil {
			return err
		}
		return s.carry(tx, act.Verb, c, decide)
	})
}

// carry decides on a loaded contract, writes it, and lets all that follows
// happen.
func (s *Service) carry(tx *db.Tx, verb string, c Contract, decide func(*db.Tx, *Contract, *step) error) error {
	before := c
	st, err := s.begin(tx, c.EntityID)
	if err != nil {
		return err
	}
	if err := decide(tx, &c, st); err != nil {
		return err
	}
	if err := update(tx, &c, &before); err != nil {
		return err
	}
	if err := tx.Audit("contract."+verb, &before, &c); err != nil {
		return err
	}
	return st.end(tx)
}

// because puts the reason into the audit record.
func because(ctx context.Context, reason string) context.Context {
	if reason == "" {
		return ctx
	}
	meta := *db.MetaFrom(ctx)
	meta.Reason = reason
	return db.WithMeta(ctx, &meta)
}

// attachments are the files that are signed together with the contract, in a
// fixed order.
func (s *Service) attachments(tx *db.Tx, r ref.Ref) ([]Attached, error) {
	docs, err := s.Documents.OfTx(tx, r, document.Attachment)
	if err != nil {
		return nil, err
	}
	out := make([]Attached, len(docs))
	for i, d := range docs {
		out[i] = Attached{d.ID, d.SHA256}
	}
	slices.SortFunc(out, func(a, b Attached) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	return out, nil
}

// findings looks at a contract's terms today.
func (s *Service) findings(tx *db.Tx, c *Contract, on workday.Date) ([]Finding, error) {
	p, err := payerOf(tx, c.CustomerID)
	if err != nil {
		return nil, err
	}
	return c.inspect(p.kind, on), nil
}

// proof returns a document that hangs on the record and still counts.
// Errors: [ErrDocument].
func (s *Service) proof(tx *db.Tx, on ref.Ref, id ref.ID) (document.Document, error) {
	missing := ErrDocument.At("document_id", "unknown")
	d, err := s.Documents.GetTx(tx, id)
	if err != nil {
		return d, orElse(err, missing)
	}
	if d.Ref != on || !d.VoidedAt.IsZero() {
		return d, missing
	}
	return d, nil
}
