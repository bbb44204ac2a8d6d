package collection

import (
	"context"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People tells where an active person works, what time it is at an entity, and
// who holds a role nearest to a department; none when nobody does.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
	HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error)
}

// Contracts knows what was agreed. AgreementTx answers a fault for a contract
// that does not bind; ScopeTx one of kind NotFound unless tx.Actor may read it.
type Contracts interface {
	AgreementTx(tx *db.Tx, contract ref.ID) (billing.Agreement, error)
	ProgressTx(tx *db.Tx, contract ref.ID) (billing.Rates, error)
	ScopeTx(tx *db.Tx, contract ref.ID) (s authz.Scope, label string, err error)
}

// Billing keeps payment nodes and invoices; *billing.Service does.
type Billing interface {
	NodeTx(tx *db.Tx, id ref.ID) (billing.Node, error)
	InvoiceTx(tx *db.Tx, id ref.ID) (billing.Invoice, error)
	ReceiveTx(tx *db.Tx, id ref.ID, fen int64, on workday.Date) (billing.Node, error)
	PayInvoiceTx(tx *db.Tx, id ref.ID, fen int64) (billing.Invoice, error)
	WaiveTx(tx *db.Tx, id ref.ID, fen int64) (billing.Node, error)
	DisputeTx(tx *db.Tx, id ref.ID, disputed bool) error
}

// Customers stops and allows new quotes.
type Customers interface {
	HoldTx(tx *db.Tx, id ref.ID, reason string) error
	ReleaseTx(tx *db.Tx, id ref.ID) error
}

// Documents keeps the files of records.
type Documents interface {
	GetTx(tx *db.Tx, id ref.ID) (document.Document, error)
}

// Numbers gives a legal entity the next number of a series.
type Numbers interface {
	NextTx(tx *db.Tx, entity ref.ID) (string, error)
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People    People
	Contracts Contracts
	Billing   Billing
	Customers Customers
	Documents Documents
	Receipts  Numbers
	Orders    Numbers
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service { return &Service{d, p, n} }

func (s *Service) today(tx *db.Tx, entity ref.ID) (workday.Date, error) {
	zone, err := s.People.ZoneTx(tx, entity)
	if err != nil {
		return 0, err
	}
	return workday.Today(tx.Now, zone), nil
}

// here is today where the actor works: lists and reports over several entities
// have one day.
func (s *Service) here(tx *db.Tx) (workday.Date, error) {
	if !tx.Actor.Entity.IsZero() {
		return s.today(tx, tx.Actor.Entity)
	}
	zone, err := workday.Zone(workday.DefaultZone)
	return workday.Today(tx.Now, zone), err
}

// proof answers missing unless a document hangs on one of the records and still
// counts.
func (s *Service) proof(tx *db.Tx, id ref.ID, missing *fault.Error, field string, on ...ref.Ref) error {
	missing = missing.At(field, "unknown")
	d, err := s.Documents.GetTx(tx, id)
	if err != nil {
		return orElse(err, missing)
	}
	for _, r := range on {
		if d.Ref == r && d.VoidedAt.IsZero() {
			return nil
		}
	}
	return missing
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid || f.Kind == fault.Conflict) {
		return instead.Because(err)
	}
	return err
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

// onlySystem answers for work that timers do.
func onlySystem(ctx context.Context) error {
	a, err := authz.From(ctx)
	if err == nil && a.Kind != authz.System {
		err = authz.ErrForbidden
	}
	return err
}

// daily is the agreed rate of interest on late payments.
func (s *Service) daily(tx *db.Tx, contract ref.ID) (money.Rate, error) {
	r, err := s.Contracts.ProgressTx(tx, contract)
	if err != nil {
		if f := fault.As(err); f == nil || f.Kind != fault.Conflict {
			return 0, err
		}
	}
	if r.LateDaily == 0 {
		return s.policy().LateDaily, nil
	}
	return money.Rate(r.LateDaily), nil
}
