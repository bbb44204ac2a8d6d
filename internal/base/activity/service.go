package activity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kinds of records that an activity names beside its own.
const (
	customers ref.Kind = "customer"
	contacts  ref.Kind = "contact"
	documents ref.Kind = "document"
)

// Records resolves what an activity names: its record, and customers, contacts
// and documents. ScopeTx answers a fault of kind NotFound unless tx.Actor may
// read it.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// People tells where a person works. HomeTx answers a fault of kind NotFound or
// Invalid unless the person exists and is active.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
}

// Service is the module's public face: one method per use case.
type Service struct {
	db      *db.DB
	records Records
	people  People
}

// New returns a Service.
func New(d *db.DB, records Records, people People) *Service { return &Service{d, records, people} }

// List returns a page of the activities that the caller may read, newest first.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[View], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := db.Run(tx, &entries, q, scan)
		if err != nil {
			return err
		}
		if p, err = views(tx, found); err != nil {
			return err
		}
		return s.conceal(tx, p.Items)
	})
	return p, err
}

// Get returns an activity, voided or not. It needs [PermRead] over its record.
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := get(tx, id)
		if err != nil {
			return err
		}
		if v, err = view(tx, a); err != nil {
			return err
		}
		one := []View{v}
		err = s.conceal(tx, one)
		v = one[0]
		return err
	})
	return v, err
}

// conceal takes out of activities what the caller may not read: the record with
// all that hangs on it, and the customer with the people there.
func (s *Service) conceal(tx *db.Tx, told []View) error {
	shown := map[ref.Ref]bool{}
	reads := func(r ref.Ref) (bool, error) {
		if is, asked := shown[r]; asked {
			return is, nil
		}
		_, _, err := s.records.ScopeTx(tx, r)
		if f := fault.As(err); err != nil && (f == nil || f.Kind != fault.NotFound) {
			return false, err
		}
		shown[r] = err == nil
		return shown[r], nil
	}
	for i := range told {
		v := &told[i]
		record, err := reads(*v.Ref)
		if err != nil {
			return err
		}
		customer := v.CustomerID.IsZero()
		if !customer {
			if customer, err = reads(ref.To(customers, v.CustomerID)); err != nil {
				return err
			}
		}
		v.hide(record, customer)
	}
	return nil
}

// Visible answers [ErrNotFound] unless the caller may read the activity.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx lets other things hang on an activity: it answers [ErrNotFound]
// unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	a, err := get(tx, r.ID)
	return a.Scope(), a.Label, err
}

// Log notes what happened with a record. It needs [PermLog] over the record.
// Errors: [ErrRecord], [ErrCustomer], [ErrContact], [ErrPerson],
// [ErrAttachment], [ErrFirst].
func (s *Service) Log(ctx context.Context, d Draft) (ref.ID, error) {
	if d.ID.IsZero() {
		d.ID = ref.New()
	}
	return d.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		d := d // a second run starts from what was given
		scope, label, err := s.records.ScopeTx(tx, d.Ref)
		if err != nil {
			return orElse(err, ErrRecord.At("ref", "unknown"))
		}
		a := Activity{ID: d.ID, Ref: d.Ref, Label: label, EntityID: scope.Entity, DepartmentID: scope.Department, OwnerID: scope.Owner, CreatedBy: tx.Actor.ID}
		if err := db.Allow(tx, actLog, scope, held{&a, tx.Now}, d.Ref.ID); err != nil {
			return err
		}
		if err := d.check(tx.Now); err != nil {
			return err
		}
		if err := s.known(tx, &d); err != nil {
			return err
		}
		a.CustomerID, a.Kind, a.FirstVisit, a.At, a.EndedAt = d.CustomerID, d.Kind, d.FirstVisit, d.At, d.EndedAt
		a.Mentions, a.Attachments = d.Mentions, d.Attachments
		a.write(d.Words)
		return s.keep(tx, &a)
	})
}

// actLog is what a person needs on a record to log anything there.
var actLog = authz.Action[held]{Verb: "log", Permission: PermLog}

// keep stores a new activity and says so.
func (s *Service) keep(tx *db.Tx, a *Activity) error {
	if a.FirstVisit {
		n, err := firstVisits(tx, a.Ref.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrFirst
		}
	}
	err := insert(tx, a)
	if errors.Is(err, db.ErrTaken) && a.FirstVisit {
		return ErrFirst // somebody else logged one at the same moment
	}
	if err != nil {
		return err
	}
	if err := tx.Audit("activity.log", nil, a); err != nil {
		return err
	}
	return tx.Emit(a.logged(tx.Actor))
}

// known checks that everything a draft names exists for the actor.
func (s *Service) known(tx *db.Tx, d *Draft) error {
	if d.Ref.Kind == customers {
		d.CustomerID = d.Ref.ID
	} else if !d.CustomerID.IsZero() {
		if _, _, err := s.records.ScopeTx(tx, ref.To(customers, d.CustomerID)); err != nil {
			return orElse(err, ErrCustomer.At("customer_id", "unknown"))
		}
	}
	if err := s.readable(tx, contacts, d.Contacts, "contact_ids", ErrContact); err != nil {
		return err
	}
	if err := s.readable(tx, documents, d.Attachments, "attachments", ErrAttachment); err != nil {
		return err
	}
	for i, who := range d.Mentions {
		if _, _, err := s.people.HomeTx(tx, who); err != nil {
			return orElse(err, ErrPerson.At(fmt.Sprintf("mentions[%d]", i), "unknown"))
		}
	}
	return nil
}

func (s *Service) readable(tx *db.Tx, kind ref.Kind, ids []ref.ID, path string, instead *fault.Error) error {
	for i, id := range ids {
		if _, _, err := s.records.ScopeTx(tx, ref.To(kind, id)); err != nil {
			return orElse(err, instead.At(fmt.Sprintf("%s[%d]", path, i), "unknown"))
		}
	}
	return nil
}

// Correct replaces the words of an activity. Only its author may, for
// [Correctable]. Errors: [ErrNotFound], [ErrLocked], [ErrVoided], [ErrContact].
func (s *Service) Correct(ctx context.Context, id ref.ID, version int64, change func(*Words)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := get(tx, id)
		if err != nil {
			return err
		}
		if a.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, actUpdate, a.Scope(), held{&a, tx.Now}, a.Ref.ID); err != nil {
			return err
		}
		before := a
		w := Words{a.Text, a.Result, a.NextStep, a.Place, a.NextAt, a.Contacts}
		change(&w)
		var c fault.Checks
		if w.check(&c); c.Err() != nil {
			return c.Err()
		}
		if err := s.readable(tx, contacts, w.Contacts, "contact_ids", ErrContact); err != nil {
			return err
		}
		a.write(w)
		if err := update(tx, &a); err != nil {
			return err
		}
		return tx.Audit("activity.update", &before, &a)
	})
}

// Void takes an activity out of the lists. It needs [PermLog] over the record
// for what the caller logged himself, and [PermVoid] for what others did.
// Errors: [ErrNotFound], [ErrVoided].
func (s *Service) Void(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := get(tx, id)
		if err != nil {
			return err
		}
		if a.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, voiding(&a, tx.Actor), a.Scope(), held{&a, tx.Now}, a.Ref.ID); err != nil {
			return err
		}
		before := a
		a.void(reason, tx.Now)
		if err := update(tx, &a); err != nil {
			return err
		}
		if err := tx.Audit("activity.void", &before, &a); err != nil {
			return err
		}
		return tx.Emit(Voided{a.ID, a.Kind, a.Ref, a.CustomerID, a.FirstVisit, tx.Actor.ID})
	})
}

// voiding returns by which right the actor may void the activity.
func voiding(a *Activity, by *authz.Actor) authz.Action[held] {
	if a.CreatedBy == by.ID {
		return actWithdraw
	}
	return actVoid
}

// Entry is what a reaction notes: a stage changed, a contract was signed.
type Entry struct {
	Key      string      // makes it unique, so that a reaction that runs twice notes once; "" is never unique
	On       db.Subject  // the record
	Scope    authz.Scope // of the record
	Customer ref.ID
	At       time.Time // zero: now
	Code     string    // of the sentence that pages show, as "opportunity.advanced"
	Params   map[string]any
	By       ref.ID // who did it; none for the system
}

// LogTx notes what the system or another module did with a record. It checks no
// right and emits no event.
func (s *Service) LogTx(tx *db.Tx, e Entry) error {
	if e.Key != "" {
		if n, err := keyed(tx, e.Key); err != nil || n > 0 {
			return err
		}
	}
	if e.At.IsZero() {
		e.At = tx.Now
	}
	a := Activity{ID: ref.New(), Ref: e.On.Ref, Label: e.On.Label, EntityID: e.Scope.Entity, DepartmentID: e.Scope.Department, OwnerID: e.Scope.Owner,
		CustomerID: e.Customer, Kind: System, At: e.At, Code: e.Code, Params: e.Params, Key: e.Key, CreatedBy: e.By}
	if err := insert(tx, &a); err != nil {
		return err
	}
	return tx.Audit("activity.system", nil, &a)
}

// LastTx returns when people last did something with a record; zero means never.
func (s *Service) LastTx(tx *db.Tx, r ref.Ref) (time.Time, error) {
	return last(tx, r.ID)
}

// RescopeTx moves the activities of a record along when its owner, department
// or entity changes. The module that owns the record calls it in that change.
func (s *Service) RescopeTx(tx *db.Tx, r ref.Ref, now authz.Scope) error {
	return rescope(tx, r.ID, now)
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead
	}
	return err
}
