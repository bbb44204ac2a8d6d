package collection

import (
	"context"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// SummaryView is what came in and what was to come in, of what the caller may
// see. Amounts are null for whom may not see prices.
type SummaryView struct {
	From        workday.Date `json:"from"`
	To          workday.Date `json:"to"`
	Received    *money.Money `json:"received" doc:"By receipts in these days that were confirmed."`
	Cash        *money.Money `json:"cash" doc:"Of these, what is cash by now: bills only once they matured."`
	Promised    *money.Money `json:"promised" doc:"For these days, and still open."`
	Due         *money.Money `json:"due" doc:"On payments that were due in these days."`
	DueReceived *money.Money `json:"due_received"`
	Rate        *money.Rate  `json:"collection_rate" doc:"Received of what was due; null when nothing was."`
	CashRate    *money.Rate  `json:"collection_rate_cash"`
	Unclaimed   int64        `json:"unclaimed" doc:"Receipts of which nobody said what they are for, and that the caller may claim."`
	Orders      int64        `json:"open_orders"`
}

// Summary adds up a span of days; the month until its end when none is given.
func (s *Service) Summary(ctx context.Context, from, to workday.Date) (v SummaryView, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		if from.IsZero() {
			from = today.FirstOfMonth()
		}
		if to.IsZero() {
			to = from.LastOfMonth()
		}
		f, err := flowsOf(tx, from, to, today)
		p := seesPrice(tx.Actor)
		v = SummaryView{From: from, To: to, Received: yuan(p, f.Received), Cash: yuan(p, f.Cash), Promised: yuan(p, f.Promised), Due: yuan(p, f.Due), DueReceived: yuan(p, f.DueReceived), Unclaimed: f.Unclaimed, Orders: f.Orders}
		if p && f.Due > 0 {
			v.Rate, v.CashRate = share(f.DueReceived, f.Due), share(f.DueCash, f.Due)
		}
		return err
	})
	return v, err
}

// share is a part of a whole that is not zero.
func share(part, whole int64) *money.Rate {
	r, err := money.Ratio(money.CNY(part), money.CNY(whole))
	if err != nil {
		return nil
	}
	return &r
}

// BehaviourView is how a customer pays.
type BehaviourView struct {
	CustomerID ref.ID         `json:"customer_id"`
	Items      int64          `json:"items" doc:"Payments, and what is open past its due date."`
	LateItems  int64          `json:"late_items"`
	LateRatio  *money.Rate    `json:"late_ratio"`
	DaysLate   money.Quantity `json:"avg_days_late" doc:"Weighted by amount; what is open counts until today."`
}

// Behaviour tells how a customer pays, of what the caller may see.
func (s *Service) Behaviour(ctx context.Context, customer ref.ID) (v BehaviourView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		items, err := paidBy(tx, customer, today)
		if err != nil {
			return err
		}
		b, err := Behave(items)
		v = BehaviourView{customer, b.Items, b.LateItems, nil, b.DaysLate}
		if b.Items > 0 {
			v.LateRatio = share(b.LateItems, b.Items)
		}
		return err
	})
	return v, err
}

// Past is a receipt as an import or the demo brings it: claimed, confirmed and
// allocated on the day on which it came in.
type Past struct {
	ID       ref.ID
	Entity   ref.ID
	Contract ref.ID
	Money
	Spendings []Spending
}

// PastTx adds a receipt of the past with its bookings, under the same rules as
// any other; a payer who is not the party passes without his letter. It checks
// no right.
func (s *Service) PastTx(tx *db.Tx, p Past) error {
	if err := s.RegisterTx(tx, p.ID, p.Entity, p.Money); err != nil {
		return err
	}
	r, err := loadReceipt(tx, p.ID)
	if err != nil {
		return err
	}
	before := r
	if err := s.claim(tx, &r, p.Contract); err != nil {
		return err
	}
	r.ConfirmedBy, r.ConfirmedOn = tx.Actor.ID, r.ReceivedOn
	if err := r.move(Confirmed); err != nil {
		return err
	}
	today, err := s.today(tx, r.EntityID)
	if err != nil {
		return err
	}
	if len(p.Spendings) > 0 {
		if err := s.spend(tx, &r, p.Spendings, today); err != nil {
			return err
		}
	}
	return s.saveReceipt(tx, "import", &before, &r)
}

// PastStepTx adds a step of the past to the open order of a contract. It checks
// no right. Errors: [ErrNotFound].
func (s *Service) PastStepTx(tx *db.Tx, contract ref.ID, x Step) error {
	o, err := openOrder(tx, contract)
	if err != nil {
		return err
	}
	before := o
	if x.Written {
		o.demand(x.On)
	}
	if err := o.work(); err != nil {
		return err
	}
	x.ID, x.Order = ref.New(), o.ID
	if x.At.IsZero() {
		x.At = tx.Now
	}
	if err := insertStep(tx, &x); err != nil {
		return err
	}
	return s.save(tx, "import", &before, &o)
}

// PastPromiseTx adds a promise to the open order of a contract, with what became
// of it. It checks no right. Errors: [ErrNotFound], [ErrState].
func (s *Service) PastPromiseTx(tx *db.Tx, contract ref.ID, p Promise) error {
	o, err := openOrder(tx, contract)
	if err != nil {
		return err
	}
	before := o
	p.ID, p.Order = ref.New(), o.ID
	if p.At.IsZero() {
		p.At = tx.Now
	}
	if err := insertPromise(tx, &p); err != nil {
		return err
	}
	if p.State == PromiseOpen {
		if err := o.move(Promised); err != nil {
			return err
		}
	}
	return s.save(tx, "import", &before, &o)
}
