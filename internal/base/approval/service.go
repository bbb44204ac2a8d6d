package approval

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Records resolves what an approval is about. ScopeTx answers a fault of kind
// NotFound unless tx.Actor may read the record.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// Service is the module's public face: one method per use case.
type Service struct {
	db       *db.DB
	policy   func() *Policy
	records  Records
	calendar func() *workday.Calendar
}

// New returns a Service.
func New(d *db.DB, p func() *Policy, records Records, calendar func() *workday.Calendar) *Service {
	return &Service{d, p, records, calendar}
}

// Get returns an approval with its nodes and history. The submitter, whoever
// was asked, and whoever has [PermRead] over a record that he may read, see it.
// Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := s.find(tx, id)
		if err != nil {
			return err
		}
		steps, err := history(tx, id)
		if err != nil {
			return err
		}
		people, err := names(tx, a.Asked)
		v = view(tx.Actor, &a, people, steps)
		return err
	})
	return v, err
}

// Visible answers [ErrNotFound] unless the caller may read the approval.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := s.find(tx, id)
		return err
	})
}

func (s *Service) find(tx *db.Tx, id ref.ID) (Approval, error) {
	a, err := get(tx, id)
	if err != nil {
		return a, err
	}
	return a, s.visible(tx, &a)
}

// visible answers [ErrNotFound] unless the actor may read the approval.
func (s *Service) visible(tx *db.Tx, a *Approval) error {
	if !tx.Actor.Has(PermRead) {
		return ErrNotFound
	}
	if tx.Actor.ID == a.SubmitterID {
		return nil
	}
	if was, err := wasAsked(tx, a.ID, tx.Actor.ID); err != nil || was {
		return err
	}
	scope, _, err := s.records.ScopeTx(tx, a.Ref)
	if err != nil {
		return orElse(err, ErrNotFound)
	}
	return tx.Visible(PermRead, scope, ErrNotFound, a.Ref.ID)
}

// List returns a page of one of the caller's boxes: "mine" waits for his
// decision, "done" he decided, "submitted" he submitted; "record" are those of
// the record that the filters ref_kind and ref_id name, with [PermRead] over
// it. Errors: [ErrBox], [ErrNoRecord].
func (s *Service) List(ctx context.Context, box string, filters url.Values) (p db.Page[Row], err error) {
	list, known := boxes[box]
	if !known {
		return p, ErrBox
	}
	filters = own(filters)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := s.open(tx, box, filters); err != nil {
			return err
		}
		q, err := db.ParseQuery(filters, list)
		if err != nil {
			return err
		}
		waiting, err := inbox(tx, tx.Actor.ID)
		if err != nil {
			return err
		}
		p, err = db.Run(tx, list, q, func(r db.Row) (Row, error) {
			a, err := scanRow(r)
			return listed(tx.Actor, a, slices.Contains(waiting, a.ID)), err
		})
		return err
	})
	return p, err
}

// own returns a copy of the filters without what is none.
func own(filters url.Values) url.Values {
	out := url.Values{}
	maps.Copy(out, filters)
	out.Del("box")
	return out
}

// open narrows the filters to the box, however often the address named others.
func (s *Service) open(tx *db.Tx, box string, filters url.Values) error {
	if name, ok := boxFilter[box]; ok {
		filters.Set(name, tx.Actor.ID.String())
		return nil
	}
	id, err := ref.Parse(filters.Get("ref_id"))
	if err != nil || filters.Get("ref_kind") == "" {
		return ErrBox.At("ref_id", "required")
	}
	r := ref.To(ref.Kind(filters.Get("ref_kind")), id)
	filters.Set("ref_id", id.String())
	filters.Set("ref_kind", string(r.Kind))
	_, _, err = s.records.ScopeTx(tx, r)
	return orElse(err, ErrNoRecord)
}

// Approve agrees at the current node, and goes on to the next. It needs
// [PermDecide] and that the caller is asked. Errors: [ErrNotFound],
// [ErrClosed], [ErrNotAsked], [ErrOwn], and what a reaction answers.
func (s *Service) Approve(ctx context.Context, id ref.ID, version int64, text string) error {
	return s.change(ctx, id, version, actApprove, "approval.approve", func(tx *db.Tx, a *Approval) error {
		a.decide(StateApproved, "approve", tx.Actor.ID, tx.Now, strings.TrimSpace(text))
		a.Asked = nil
		a.Position++
		return nil
	})
}

// Reject ends the approval. It needs what [Service.Approve] needs, and a
// comment. Errors: also [ErrComment].
func (s *Service) Reject(ctx context.Context, id ref.ID, version int64, text string) error {
	return s.change(ctx, id, version, actReject, "approval.reject", func(tx *db.Tx, a *Approval) error {
		why, err := comment(text)
		if err != nil {
			return err
		}
		a.decide(StateRejected, "reject", tx.Actor.ID, tx.Now, why)
		return a.finish(StateRejected, tx.Now, Rejected{a.about(tx.Actor), why})
	})
}

// Withdraw takes the approval back. It needs [PermSubmit] and is the
// submitter's. Errors: [ErrNotFound], [ErrClosed], [ErrNotYours].
func (s *Service) Withdraw(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actWithdraw, "approval.withdraw", func(tx *db.Tx, a *Approval) error {
		a.log("withdraw", tx.Actor.ID, tx.Now, "")
		return a.finish(StateWithdrawn, tx.Now, Withdrawn{a.about(tx.Actor), a.Asked})
	})
}

// Urge reminds whoever is asked, and looks again for who that is: people come
// and go. It needs what [Service.Withdraw] needs. Errors: also [ErrUrged].
func (s *Service) Urge(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actUrge, "approval.urge", func(tx *db.Tx, a *Approval) error {
		n := a.current()
		if !n.UrgedAt.IsZero() && tx.Now.Before(n.UrgedAt.Add(UrgeEvery)) {
			return ErrUrged
		}
		people, role, err := s.approvers(tx, a, n)
		if err != nil {
			return err
		}
		if len(people) > 0 {
			a.Asked, n.AskedRole = people, role
		}
		n.UrgedAt = tx.Now
		a.log("urge", tx.Actor.ID, tx.Now, "")
		a.events = append(a.events, Urged{a.about(tx.Actor), n.Role, a.Asked})
		return nil
	})
}

// change loads, authorizes, lets do decide, and goes on.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Approval], action string, do func(*db.Tx, *Approval) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := locked(tx, id)
		if err != nil {
			return err
		}
		if err := s.visible(tx, &a); err != nil {
			return err
		}
		if a.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, authz.Scope{Owner: tx.Actor.ID}, &a); err != nil {
			return err
		}
		before := a
		a.Nodes = slices.Clone(a.Nodes)
		if err := do(tx, &a); err != nil {
			return err
		}
		return s.proceed(tx, &a, action, &before)
	})
}

// due returns when a node that is entered now is to be decided: at the same
// hour of the entity's next working day.
func (s *Service) due(tx *db.Tx, entity ref.ID) (time.Time, error) {
	zone, err := s.zone(tx, entity)
	if err != nil {
		return time.Time{}, err
	}
	today := workday.Today(tx.Now, zone)
	return s.calendar().AddWorkdays(today, 1).Start(zone).Add(tx.Now.Sub(today.Start(zone))), nil
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead
	}
	return err
}
