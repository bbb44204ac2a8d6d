package quote

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/numbering"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/terms"
)

// People tells in which zone a legal entity works.
type People interface {
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Customers knows with whom new business may start.
type Customers interface {
	UsableTx(tx *db.Tx, customer ref.ID) (name string, err error)
}

// Opportunities tells what an offer takes from an opportunity. It answers a
// fault of kind NotFound or Invalid unless tx.Actor may read it.
type Opportunities interface {
	ForQuoteTx(tx *db.Tx, id ref.ID) (Opportunity, error)
}

// Opportunity is what an offer is made for.
type Opportunity struct {
	ID       ref.ID
	Customer ref.ID
	Scope    authz.Scope
	Open     bool
}

// Documents keeps files and hangs them on records.
type Documents interface {
	Keep(ctx context.Context, r io.Reader) (blob.Info, error)
	AttachTx(tx *db.Tx, in document.Attach) error
	GetTx(tx *db.Tx, id ref.ID) (document.Document, error)
}

// Approvals asks people whether an offer may leave the house. The answer comes
// back through [Service.OnApprovedTx] and its like, maybe before StartTx returns.
type Approvals interface {
	StartTx(tx *db.Tx, a Approval) error
	VoidTx(tx *db.Tx, r ref.Ref, hash string) error // ends what is pending or approved unless it is about hash
}

// Approval is what is to be approved, with the facts that decide who is asked.
// Amount is in fen, shares in millionths.
type Approval struct {
	Subject   ref.Ref
	Label     string
	Hash      string
	Submitter ref.ID
	Scope     authz.Scope
	Amount    int64
	Margin    int64
	Advance   int64
	Retention int64
	PayerRisk bool
}

// Letters hands a mail to whoever sends it after the commit.
type Letters interface {
	QuoteTx(tx *db.Tx, l Letter) error
}

// Letter is an offer on its way by mail.
type Letter struct {
	Quote    ref.ID
	To       string
	Subject  string
	Text     string
	Document ref.ID // the PDF
}

// Contracts knows what was drawn from accepted offers.
type Contracts interface {
	DrawnTx(tx *db.Tx, quote ref.ID) (bool, error)
}

// Neighbours are what this module needs of others.
type Neighbours struct {
	People        People
	Customers     Customers
	Opportunities Opportunities
	Documents     Documents
	Approvals     Approvals
	Letters       Letters
	Contracts     Contracts
}

// Service is the module's public face: one method per use case.
type Service struct {
	db       *db.DB
	policy   func() *Policy
	calendar func() *workday.Calendar
	paper    *pdf.Renderer
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, c func() *workday.Calendar, r *pdf.Renderer, n Neighbours) *Service {
	return &Service{d, p, c, r, n}
}

// Get returns a quote with its reviews and what its terms break. It needs
// [PermRead] over it. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := s.look(tx, id)
		if err != nil {
			return err
		}
		reviews, err := reviewsOf(tx, id)
		if err != nil {
			return err
		}
		on, err := s.today(tx, &n.Quote)
		if err != nil {
			return err
		}
		acts, err := db.Actions(tx, actions, n.Scope(), &n.Quote, n.ID, n.OpportunityID)
		if err != nil {
			return err
		}
		found := terms.Check(n.Terms, n.termCase(n.payer, on))
		v, err = view(tx.Actor, &n, reviews, found, acts, *s.policy())
		return err
	})
	return v, err
}

func (s *Service) today(tx *db.Tx, q *Quote) (workday.Date, error) {
	zone, err := s.People.ZoneTx(tx, q.EntityID)
	if err != nil {
		return 0, err
	}
	return workday.Today(tx.Now, zone), nil
}

// List returns a page of the quotes that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[Row], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (Row, error) {
			n, err := scanNamed(r)
			return row(tx.Actor, &n), err
		})
		return err
	})
	return p, err
}

// Find returns the first quotes whose names contain what was typed, for the
// palette; none when the caller may not read quotes.
func (s *Service) Find(ctx context.Context, typed string, limit int) ([]Row, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}, "newest": {"true"}}, &list)
	if err != nil {
		return nil, err
	}
	p, err := s.List(ctx, q)
	return p.Items, err
}

// Revisions lists the revisions of the offer that a quote belongs to, newest
// first. It needs [PermRead] over the quote; revisions that the caller may not
// read are left out.
func (s *Service) Revisions(ctx context.Context, id ref.ID) (rows []Row, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		all, err := revisions(tx, n.RootID)
		rows = []Row{}
		for i := range all {
			if seen := tx.Visible(PermRead, all[i].Scope(), ErrNotFound, all[i].ID, all[i].OpportunityID); seen == nil {
				rows = append(rows, row(tx.Actor, &all[i]))
			}
		}
		return err
	})
	return rows, err
}

// Visible answers [ErrNotFound] unless the caller may read the quote.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx returns where a quote belongs and what people call it, for records
// that hang on it. Errors: [ErrNotFound] unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	n, err := get(tx, id)
	return n.Scope(), n.Label() + " " + n.Title, err
}

// Create begins an offer for an opportunity, as a draft without lines that goes
// where the opportunity belongs. It needs [PermCreate] over the opportunity.
// Errors: [ErrOpportunity], [ErrClosed], [ErrIDInUse], and those of the customer.
func (s *Service) Create(ctx context.Context, id, opportunity ref.ID, d Draft) (ref.ID, error) {
	if err := d.check(); err != nil {
		return ref.Nil, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := s.opportunity(tx, opportunity)
		if err != nil {
			return err
		}
		customer, err := s.Customers.UsableTx(tx, o.Customer)
		if err != nil {
			return err
		}
		q := &Quote{ID: id, RootID: id, Revision: 1, Newest: true, State: StateDraft, OpportunityID: o.ID, CustomerID: o.Customer,
			EntityID: o.Scope.Entity, DepartmentID: o.Scope.Department, OwnerID: o.Scope.Owner}
		q.apply(d)
		q.writtenBy(tx.Actor.ID)
		if q.Number, err = numbering.Next(tx, numbering.Quote, q.EntityID); err != nil {
			return err
		}
		if err := insert(tx, q, customer); err != nil {
			return err
		}
		if err := tx.Audit("quote.create", nil, q); err != nil {
			return err
		}
		return tx.Emit(Created{q.fact(tx.Actor.ID)})
	})
}

// opportunity answers the same for one that is not there and one that the actor
// may not see.
func (s *Service) opportunity(tx *db.Tx, id ref.ID) (Opportunity, error) {
	o, err := s.Opportunities.ForQuoteTx(tx, id)
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return o, ErrOpportunity.At("opportunity_id", "unknown")
	}
	if err != nil {
		return o, err
	}
	if err := db.Allow(tx, actCreate, o.Scope, nil, o.ID); err != nil {
		return o, err
	}
	if !o.Open {
		return o, ErrClosed
	}
	return o, nil
}

// Update replaces what is written of a draft besides its lines; both passes are
// void then. It needs [PermUpdate] over the quote and the version that was read.
// Errors: [ErrNotFound], [ErrNotDraft].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.change(ctx, id, version, actUpdate, func(tx *db.Tx, n *named) error {
		b, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		n.apply(d)
		b.Basis = n.Basis
		if n.Totals, _, err = b.price(); err != nil {
			return err
		}
		if err := index(tx, &n.Quote, n.Customer); err != nil {
			return err
		}
		return s.edit(tx, &n.Quote)
	})
}

// edit notes that the content changed: no pass counts any more.
func (s *Service) edit(tx *db.Tx, q *Quote) error {
	q.edited(tx.Actor.ID)
	return voidReviews(tx, q.ID)
}

// decision changes a quote in a transaction, or answers why not.
type decision = func(tx *db.Tx, n *named) error

// change is the common course of every use case on a quote; then runs when the
// quote is saved.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Quote], decide decision, then ...decision) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := s.held(tx, id, version, act)
		if err != nil {
			return err
		}
		before := n.Quote
		if err := decide(tx, &n); err != nil {
			return err
		}
		if err := save(tx, "quote."+act.Verb, &before, &n.Quote); err != nil {
			return err
		}
		for _, more := range then {
			if err := more(tx, &n); err != nil {
				return err
			}
		}
		return nil
	})
}

// held is writable for a transaction that writes: whoever else changes the quote
// waits, and then hears that he has read an old version.
func (s *Service) held(tx *db.Tx, id ref.ID, version int64, act authz.Action[*Quote]) (named, error) {
	if err := hold(tx, id); err != nil {
		return named{}, err
	}
	return s.writable(tx, id, version, act)
}

// look loads a quote that the actor may read, with what contracts know of an
// accepted one.
func (s *Service) look(tx *db.Tx, id ref.ID) (named, error) {
	n, err := get(tx, id)
	if err != nil || n.State != StateAccepted {
		return n, err
	}
	drawn, err := s.Contracts.DrawnTx(tx, id)
	n.free = !drawn
	return n, err
}

// writable loads a quote on which the actor may do act, in the version that he
// has read.
func (s *Service) writable(tx *db.Tx, id ref.ID, version int64, act authz.Action[*Quote]) (named, error) {
	n, err := s.look(tx, id)
	if err != nil {
		return n, err
	}
	if n.Quote.Version != version {
		return n, db.ErrStale
	}
	return n, db.Allow(tx, act, n.Scope(), &n.Quote, n.ID, n.OpportunityID)
}

// save writes a quote, audits it and its lines, and tells what happened.
func save(tx *db.Tx, action string, before, q *Quote) error {
	if err := update(tx, q); err != nil {
		return err
	}
	if err := tx.Audit(action, before, q); err != nil {
		return err
	}
	if err := auditLines(tx, q); err != nil {
		return err
	}
	events := q.events
	q.events, q.touched = nil, nil
	for _, e := range events {
		if err := tx.Emit(e); err != nil {
			return err
		}
	}
	return nil
}

// Paper returns the printed offer as a PDF file; the reading leaves a record.
// It needs [PermRead] over the quote and sight of prices. Errors: [ErrNotFound],
// authz.ErrForbidden, those of package pdf.
func (s *Service) Paper(ctx context.Context, id ref.ID) (name string, file []byte, err error) {
	var doc pdf.Document
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		if !tx.Actor.Sees(authz.Price) {
			return authz.ErrForbidden
		}
		if doc, err = s.compose(tx, &n); err != nil {
			return err
		}
		name = n.Label() + ".pdf"
		return tx.Note("quote.print", n.Subject(), nil)
	})
	if err != nil {
		return "", nil, err
	}
	file, err = s.render(doc)
	return name, file, err
}

func (s *Service) compose(tx *db.Tx, n *named) (pdf.Document, error) {
	b, err := billOf(tx, &n.Quote)
	if err != nil {
		return pdf.Document{}, err
	}
	_, groups, err := b.price()
	if err != nil {
		return pdf.Document{}, err
	}
	zone, err := s.People.ZoneTx(tx, n.EntityID)
	if err != nil {
		return pdf.Document{}, err
	}
	return paper(&n.Quote, &b, groups, n.names, zone)
}

func (s *Service) render(d pdf.Document) ([]byte, error) {
	var out bytes.Buffer
	_, err := s.paper.Render(&out, d)
	return out.Bytes(), err
}
