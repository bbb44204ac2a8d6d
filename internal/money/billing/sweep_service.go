package billing

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// RunDue is the daily job, safe to run at any time: payments that wait for a day
// become owed unless their contract is suspended, those whose day has come become due, people are reminded 15, 7, 3
// and 0 days before, and told once of what is overdue; work that is paid by the
// month is to be valued on its 25th; red invoices that nobody
// confirmed lapse, and unpaid invoices are asked about. Only the system may call
// it; it returns how many records changed.
func (s *Service) RunDue(ctx context.Context) (changed int, err error) {
	if err := onlySystem(ctx); err != nil {
		return 0, err
	}
	var all []place
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = places(tx)
		return err
	}); err != nil {
		return 0, err
	}
	for _, p := range all {
		n, err := s.runAt(ctx, p)
		if changed += n; err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// runAt does the job for one legal entity, by its own date.
func (s *Service) runAt(ctx context.Context, at place) (changed int, err error) {
	zone, err := workday.Zone(at.Zone)
	if err != nil {
		return 0, err
	}
	var nodes, unpaid, lapsed []ref.ID
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		today := workday.Today(tx.Now, zone)
		if nodes, err = ticking(tx, at.ID, today, s.policy().lastValuation(today).FirstOfMonth()); err != nil {
			return err
		}
		if unpaid, err = unpaidSince(tx, at.ID, today.AddDays(-s.policy().UnpaidDays)); err != nil {
			return err
		}
		lapsed, err = lapsedRed(tx, at.ID)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, job := range []struct {
		ids []ref.ID
		run func(context.Context, ref.ID) (bool, error)
	}{{nodes, s.tick}, {unpaid, s.askUnpaid}, {lapsed, s.lapse}} {
		for _, id := range job.ids {
			did, err := job.run(ctx, id)
			if err != nil {
				return changed, err
			}
			if did {
				changed++
			}
		}
	}
	return changed, nil
}

// tick does to a node what the day does. The look before the write keeps nodes
// to which nothing happens out of the audit.
func (s *Service) tick(ctx context.Context, id ref.ID) (changed bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, _, err := s.ticked(tx, id)
		changed = n != nil
		return err
	})
	if err != nil || !changed {
		return false, err
	}
	return true, s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := loadNode(tx, id)
		if err != nil {
			return err
		}
		n, event, err := s.ticked(tx, id)
		if err != nil || n == nil {
			return either(err, tx.Note("payment_node.wait", before.Subject(), nil)) // somebody was faster
		}
		if err := s.saveNode(tx, "tick", &before, n); err != nil || event == nil {
			return err
		}
		return tx.Emit(event)
	})
}

func either(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// ticked returns a node as the day makes it, and what is to be told; nil when
// the day does nothing to it.
func (s *Service) ticked(tx *db.Tx, id ref.ID) (*Node, db.Event, error) {
	n, err := loadNode(tx, id)
	if err != nil {
		return nil, nil, err
	}
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return nil, nil, err
	}
	if n.State == NodePlanned {
		if rests, err := s.Contracts.RestsTx(tx, n.ContractID); err != nil || rests {
			return nil, nil, err
		}
	}
	before := n
	what, err := n.tick(today, s.Calendar(), s.policy())
	if err != nil || before == n {
		return nil, nil, err
	}
	finance, err := s.People.HolderTx(tx, bookkeeper, n.DepartmentID)
	if err != nil {
		return nil, nil, err
	}
	switch what {
	case tellSoon:
		return &n, PaymentDueSoon{n.fact(finance), int64(n.DueOn.Sub(today))}, nil
	case tellOverdue:
		return &n, PaymentOverdue{n.fact(finance)}, nil
	case tellValuation:
		return &n, ValuationDue{n.fact(finance), n.AskedOn.String()[:len("2026-11")], n.AskedOn}, nil
	case tellNothing:
	}
	return &n, nil, nil
}

// askUnpaid tells once of an invoice that nobody paid.
func (s *Service) askUnpaid(ctx context.Context, id ref.ID) (bool, error) {
	return true, s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := loadInvoice(tx, id)
		if err != nil {
			return err
		}
		before := i
		if i.RemindedOn, err = s.today(tx, i.EntityID); err != nil {
			return err
		}
		if err := s.saveInvoice(tx, "remind", &before, &i); err != nil {
			return err
		}
		return s.tellInvoice(tx, &i, func(f InvoiceFact) db.Event { return InvoiceUnpaid{f} })
	})
}

// lapse ends a red invoice that the other side did not confirm in time.
func (s *Service) lapse(ctx context.Context, id ref.ID) (bool, error) {
	return true, s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := loadInvoice(tx, id)
		if err != nil {
			return err
		}
		before := i
		if err := i.move(Cancelled); err != nil {
			return err
		}
		return s.saveInvoice(tx, "lapse", &before, &i)
	})
}
