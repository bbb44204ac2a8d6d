package billing

import (
	"context"
	"errors"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People tells what time it is at an entity, and who holds a role nearest to a
// department; none when nobody does.
type People interface {
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
	HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error)
}

// Contracts knows what was agreed. AgreementTx answers a fault of kind NotFound
// or Conflict for a contract that does not bind; ScopeTx one of kind NotFound
// unless tx.Actor may read it.
type Contracts interface {
	AgreementTx(tx *db.Tx, contract ref.ID) (Agreement, error)
	ProgressTx(tx *db.Tx, contract ref.ID) (Rates, error)
	ScopeTx(tx *db.Tx, contract ref.ID) (s authz.Scope, label string, err error)
	RestsTx(tx *db.Tx, contract ref.ID) (bool, error) // it is suspended
}

// Rates are what a contract says about progress payments and late ones.
type Rates struct {
	Progress  int64 // share of the work done that is paid, in millionths; 0 when not agreed
	LateDaily int64 // interest on late payments, in millionths a day; 0 when not agreed
}

// Documents keeps the files of records.
type Documents interface {
	GetTx(tx *db.Tx, id ref.ID) (document.Document, error)
}

// Numbers gives a legal entity the next number of its invoices.
type Numbers interface {
	NextTx(tx *db.Tx, entity ref.ID) (string, error)
}

// Neighbours are what this module needs to know of others.
type Neighbours struct {
	People    People
	Contracts Contracts
	Documents Documents
	Numbers   Numbers
	Calendar  func() *workday.Calendar
}

// Service is the module's public face: one method per use case.
type Service struct {
	db     *db.DB
	policy func() *Policy
	Neighbours
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, n Neighbours) *Service { return &Service{d, p, n} }

// bookkeeper is the role whose holder hears of payments and invoices.
const bookkeeper = "finance"

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
func (s *Service) proof(tx *db.Tx, id ref.ID, missing *fault.Error, on ...ref.Ref) error {
	missing = missing.At("document_id", "unknown")
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

// missing reports whether err says that there is no such record.
func missing(err error) bool {
	f := fault.As(err)
	return f != nil && f.Kind == fault.NotFound || errors.Is(err, db.ErrNoRows)
}
