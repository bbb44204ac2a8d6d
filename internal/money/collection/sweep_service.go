package collection

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// RunDue is the daily job, safe to run at any time: orders rise with the days,
// promises whose day has passed are broken, claims that lapse in half a year are
// told, and orders close on which nothing overdue is open. Only the system may
// call it; it returns how many orders changed.
func (s *Service) RunDue(ctx context.Context) (changed int, err error) {
	if err := onlySystem(ctx); err != nil {
		return 0, err
	}
	var ids []ref.ID
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := entities(tx)
		if err != nil {
			return err
		}
		for _, e := range all {
			some, err := openOrders(tx, e)
			if err != nil {
				return err
			}
			ids = append(ids, some...)
		}
		return nil
	}); err != nil {
		return 0, err
	}
	for _, id := range ids {
		did, err := s.pass(ctx, id)
		if err != nil {
			return changed, err
		}
		if did {
			changed++
		}
	}
	return changed, nil
}

// pass does to an order what the day does. The look before the write keeps
// orders to which nothing happens out of the audit.
func (s *Service) pass(ctx context.Context, id ref.ID) (changed bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		o, err := loadOrder(tx, id)
		if err != nil || o.Closed() {
			return err
		}
		today, err := s.today(tx, o.EntityID)
		if err != nil {
			return err
		}
		changed, err = s.waiting(tx, &o, today)
		return err
	})
	if err != nil || !changed {
		return false, err
	}
	return true, s.db.Write(ctx, func(tx *db.Tx) error { return s.passTx(tx, id) })
}

// waiting reports whether the day does anything to an order.
func (s *Service) waiting(tx *db.Tx, o *Order, today workday.Date) (bool, error) {
	nodes, err := s.nodes(tx, o.ID)
	if err != nil {
		return false, err
	}
	var oldest workday.Date
	for i := range nodes {
		if n := &nodes[i]; n.Overdue(today) && (oldest.IsZero() || n.DueOn < oldest) {
			oldest = n.DueOn
		}
	}
	if oldest != o.OldestDueOn || o.State != Disputed && s.policy().LevelOf(o.OverdueDays(today)) > o.Level || o.lapses(today) {
		return true, nil
	}
	promises, err := promisesOf(tx, o.ID)
	for _, p := range promises {
		if p.State == PromiseOpen && p.PayOn < today && o.State == Promised {
			return true, err
		}
	}
	return false, err
}

// lapses reports whether the limitation is near and nobody was told.
func (o *Order) lapses(today workday.Date) bool {
	return !o.LimitationTold && int64(o.LimitationOn.Sub(today)) <= limitationWarn
}

func (s *Service) passTx(tx *db.Tx, id ref.ID) error {
	o, err := loadOrder(tx, id)
	if err != nil {
		return err
	}
	today, err := s.today(tx, o.EntityID)
	if err != nil {
		return err
	}
	if o.Closed() {
		return tx.Note("collection_order.wait", o.Subject(), nil) // somebody was faster
	}
	before := o
	if err := s.settle(tx, &o, today); err != nil {
		return err
	}
	broken, near := Promise{}, false
	if !o.Closed() {
		if broken, err = s.breakPromises(tx, &o, today); err != nil {
			return err
		}
		if level := s.policy().LevelOf(o.OverdueDays(today)); o.State != Disputed && level > o.Level {
			o.Level = level
			if err := note(tx, &o, Step{Kind: "escalated", On: today}); err != nil {
				return err
			}
		}
		near = o.lapses(today)
		o.LimitationTold = o.LimitationTold || near
	}
	if err := s.save(tx, "sweep", &before, &o); err != nil {
		return err
	}
	return s.tellOf(tx, &o, broken, near)
}

func (s *Service) tellOf(tx *db.Tx, o *Order, broken Promise, near bool) error {
	if !broken.PayOn.IsZero() {
		if err := s.tell(tx, o, broken.PayOn, func(f OrderFact) db.Event { return PromiseBroken{f} }); err != nil {
			return err
		}
	}
	if !near {
		return nil
	}
	return s.tell(tx, o, o.LimitationOn, func(f OrderFact) db.Event { return LimitationNear{f} })
}

// breakPromises ends the promise whose day has passed; collecting goes on.
func (s *Service) breakPromises(tx *db.Tx, o *Order, today workday.Date) (broken Promise, err error) {
	all, err := promisesOf(tx, o.ID)
	if err != nil || o.State != Promised {
		return broken, err
	}
	for i := range all {
		p := &all[i]
		if p.State != PromiseOpen || p.PayOn >= today {
			continue
		}
		p.State, p.DecidedOn, broken = PromiseBroke, today, *p
		if err := updatePromise(tx, p); err != nil {
			return broken, err
		}
		if err := o.move(Broken); err != nil {
			return broken, err
		}
		if err := note(tx, o, Step{Kind: "broken", On: today, Note: p.PayOn.String()}); err != nil {
			return broken, err
		}
		if err := o.move(InProgress); err != nil {
			return broken, err
		}
	}
	return broken, nil
}
