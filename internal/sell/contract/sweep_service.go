package contract

import (
	"context"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Sweep is the daily job, safe to run at any time: it tells once of each last day
// that draws near. An amendment that moves the day has it told again. Only the
// system may call it; it returns of how many contracts it told.
func (s *Service) Sweep(ctx context.Context) (told int, err error) {
	a, err := authz.From(ctx)
	if err != nil {
		return 0, err
	}
	if a.Kind != authz.System {
		return 0, authz.ErrForbidden
	}
	var near []ref.ID
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		// One day more than the notice: it may be tomorrow already where they are.
		near, err = endingBy(tx, workday.Today(tx.Now, time.UTC).AddDays(s.policy().ExpiryNotice+1))
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, id := range near {
		did, err := s.tellExpiry(ctx, id)
		if err != nil {
			return told, err
		}
		if did {
			told++
		}
	}
	return told, nil
}

// tellExpiry tells of a contract's last day. The look before the write keeps
// contracts of which nothing is to be told out of the audit.
func (s *Service) tellExpiry(ctx context.Context, id ref.ID) (due bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		_, due, err = s.nearEnd(tx, id)
		return err
	})
	if err != nil || !due {
		return false, err
	}
	return due, s.db.Write(ctx, func(tx *db.Tx) error {
		var e Expiring
		if e, due, err = s.nearEnd(tx, id); err != nil {
			return err
		}
		if due {
			due, err = claimExpiry(tx, id, e.On)
		}
		if err != nil {
			return err
		}
		if err := tx.Note("contract.expiring", db.Subject{Ref: ref.To(Kind, id), Label: e.Label, Entity: e.Entity}, map[string]any{"on": e.On, "told": due}); err != nil || !due {
			return err
		}
		return tx.Emit(e)
	})
}

// nearEnd looks whether a contract's last day draws near where it belongs, and
// whether that was told.
func (s *Service) nearEnd(tx *db.Tx, id ref.ID) (e Expiring, due bool, err error) {
	c, err := load(tx, id)
	if err != nil {
		return e, false, err
	}
	st, err := s.begin(tx, c.EntityID)
	if err != nil {
		return e, false, err
	}
	e = Expiring{Fact: c.fact(ref.Nil), Label: c.Subject().Label, On: c.lastDay(), Days: int64(c.lastDay().Sub(st.on))}
	if due = c.expiring(st.on, s.policy().ExpiryNotice); !due {
		return e, false, nil
	}
	if e.Commercial, err = s.People.HolderTx(tx, commercial, c.DepartmentID); err != nil {
		return e, false, err
	}
	told, err := expiryTold(tx, id, e.On)
	return e, !told, err
}

// commercial is the role that amends contracts.
const commercial = "commercial"
