package customer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Registry is a business register that is asked over the network: one extract by
// credit code or name. An organisation that it does not know is no error.
type Registry interface {
	Extract(ctx context.Context, keyword string) (Extract, error)
}

// Risk marks a customer with whom business is a risk.
const Risk = "risk"

const registerSource = "register"

// Refresh is the nightly job: it asks the register about the customers that were
// not asked about for longest, as many of them a night as make a round in
// [Policy.RegisterDays], and at most limit.
// What changed is told; a register that does not answer ends the round. Only the
// system may call it; it returns how many were asked about.
func (s *Service) Refresh(ctx context.Context, from Registry, limit int) (asked int, err error) {
	if a, err := authz.From(ctx); err != nil || a.Kind != authz.System {
		return 0, errors.Join(err, authz.ErrForbidden)
	}
	var due []registered
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		due, err = leastRecent(tx, s.Policy().RegisterDays, limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, c := range due {
		x, err := from.Extract(ctx, c.keyword)
		if err != nil {
			return asked, fmt.Errorf("business register, after %d customers: %w", asked, err)
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.ObserveTx(tx, c.id, x) }); err != nil {
			return asked, err
		}
		asked++
	}
	return asked, nil
}

// ObserveTx takes over what the register says of a customer. It checks no right.
// Errors: [ErrNotFound].
func (s *Service) ObserveTx(tx *db.Tx, id ref.ID, x Extract) error {
	c, err := s.locked(tx, id)
	if err != nil {
		return err
	}
	before, known, err := registrationOf(tx, id)
	if err != nil {
		return err
	}
	after := before
	after.ID, after.customer = id, c.Name
	changes := after.read(x, tx.Now)
	if err := keepRegistration(tx, &after, known); err != nil {
		return err
	}
	if err := tx.Audit("customer.register", &before, &after); err != nil {
		return err
	}
	if err := s.markRisk(tx, &c, &after); err != nil || len(changes) == 0 {
		return err
	}
	e := RegistryChanged{ID: c.ID, Name: c.Name, At: tx.Now, Alarm: after.Alarm, Changes: changes}
	if l := c.lead(); l != nil {
		e.Entity, e.Dept, e.Owner = l.EntityID, l.DepartmentID, l.OwnerID
	}
	return tx.Emit(e)
}

// markRisk marks a customer that is struck off, and takes the mark away when it
// lives again.
func (s *Service) markRisk(tx *db.Tx, c *Customer, r *Registration) error {
	if !r.Status.struckOff() {
		return s.UntagTx(tx, c.ID, Risk, registerSource)
	}
	zone := time.UTC
	if l := c.lead(); l != nil {
		var err error
		if zone, err = s.people.ZoneTx(tx, l.EntityID); err != nil {
			return err
		}
	}
	return s.TagTx(tx, c.ID, Tag{Tag: Risk, Source: registerSource, Reason: r.StatusText, Since: workday.Today(tx.Now, zone)})
}

// ConfirmRegistration lets quotes go on to a customer whom the register calls
// cancelled or revoked. It needs [PermBlock] over it. Errors: [ErrNoAlarm].
func (s *Service) ConfirmRegistration(ctx context.Context, id ref.ID, version int64, reason string) error {
	meta := *db.MetaFrom(ctx)
	meta.Reason = reason
	return s.db.Write(db.WithMeta(ctx, &meta), func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return db.ErrStale
		}
		r, known, err := registrationOf(tx, id)
		if err != nil {
			return err
		}
		if known {
			c.Registration = &r
		}
		if err := db.Allow(tx, actConfirm, c.scopeFor(tx.Actor, PermBlock), &c, c.ID); err != nil {
			return err
		}
		before := r
		r.customer = c.Name
		r.confirm(tx.Actor.ID, tx.Now)
		if err := keepRegistration(tx, &r, true); err != nil {
			return err
		}
		return tx.Audit("customer.confirm-registration", &before, &r)
	})
}
