package collection

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Overdue is a payment whose due date has passed.
type Overdue struct {
	Node     ref.ID
	Contract ref.ID
}

// OnOverdueTx opens the order of a contract, or adds the payment to the one that
// is open. Hearing of the same payment again changes nothing.
func (s *Service) OnOverdueTx(tx *db.Tx, e Overdue) error {
	n, err := s.Billing.NodeTx(tx, e.Node)
	if err != nil {
		return err
	}
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return err
	}
	o, err := openOrder(tx, n.ContractID)
	if errors.Is(err, ErrNotFound) {
		fresh := Order{ID: ref.New(), EntityID: n.EntityID, DepartmentID: n.DepartmentID, OwnerID: n.OwnerID, AssigneeID: n.OwnerID, CustomerID: n.CustomerID, ContractID: n.ContractID, ProjectID: n.ProjectID,
			State: Opened, OpenedOn: today, OldestDueOn: n.DueOn, LimitationOn: n.DueOn.AddMonths(limitationMonths)}
		return s.open(tx, fresh, n.ID, today)
	}
	if err != nil {
		return err
	}
	before := o
	if err := addNode(tx, o.ID, n.ID, today); err != nil {
		return err
	}
	if o, err = loadOrder(tx, o.ID); err != nil || o.Nodes == before.Nodes {
		return err
	}
	o.OldestDueOn = min(o.OldestDueOn, n.DueOn)
	o.Level = max(o.Level, s.policy().LevelOf(o.OverdueDays(today)))
	if err := note(tx, &o, Step{Kind: "joined", On: today, Note: n.Name}); err != nil {
		return err
	}
	return s.save(tx, "join", &before, &o)
}

// open makes an order with its first payment.
func (s *Service) open(tx *db.Tx, o Order, node ref.ID, today workday.Date) (err error) {
	if o.Number, err = s.Neighbours.Orders.NextTx(tx, o.EntityID); err != nil {
		return err
	}
	o.Level = s.policy().LevelOf(o.OverdueDays(today))
	if err := insertOrder(tx, &o); err != nil {
		return err
	}
	if err := addNode(tx, o.ID, node, today); err != nil {
		return err
	}
	if o, err = loadOrder(tx, o.ID); err != nil { // with the names around it
		return err
	}
	if err := indexOrder(tx, &o); err != nil {
		return err
	}
	if err := tx.Audit("collection_order.open", nil, &o); err != nil {
		return err
	}
	if err := note(tx, &o, Step{Kind: "opened", On: today}); err != nil {
		return err
	}
	if err := s.tell(tx, &o, today, func(f OrderFact) db.Event { return OrderOpened{f} }); err != nil {
		return err
	}
	if o.Level > 1 {
		return s.rose(tx, &o)
	}
	return nil
}

// paid follows a booking on a payment: what was promised is kept, and an order
// on which nothing overdue is open closes.
func (s *Service) paid(tx *db.Tx, contract, node ref.ID, fen int64, today workday.Date) error {
	o, err := openOrder(tx, contract)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	before := o
	ids, err := nodesOf(tx, o.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id != node {
			continue
		}
		if err := s.credit(tx, &o, fen, today); err != nil {
			return err
		}
	}
	if err := s.settle(tx, &o, today); err != nil || o == before {
		return err
	}
	return s.save(tx, "paid", &before, &o)
}

// credit counts a booking for what is promised.
func (s *Service) credit(tx *db.Tx, o *Order, fen int64, today workday.Date) error {
	all, err := promisesOf(tx, o.ID)
	if err != nil {
		return err
	}
	for i := range all {
		p := &all[i]
		if p.State != PromiseOpen {
			continue
		}
		p.Received += fen
		if p.Received >= p.Amount && o.State == Promised {
			p.State, p.DecidedOn = PromiseKept, today
			if err := o.move(Kept); err != nil {
				return err
			}
			if err := note(tx, o, Step{Kind: "kept", On: today, Note: p.PayOn.String()}); err != nil {
				return err
			}
		}
		if err := updatePromise(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// settle brings an order in line with its payments: the oldest open due date,
// and its end when nothing overdue is open.
func (s *Service) settle(tx *db.Tx, o *Order, today workday.Date) error {
	nodes, err := s.nodes(tx, o.ID)
	if err != nil {
		return err
	}
	var oldest workday.Date
	for i := range nodes {
		if n := &nodes[i]; n.Overdue(today) && (oldest.IsZero() || n.DueOn < oldest) {
			oldest = n.DueOn
		}
	}
	if !oldest.IsZero() {
		o.OldestDueOn = oldest
		return nil
	}
	if err := note(tx, o, Step{Kind: "closed", On: today}); err != nil {
		return err
	}
	return o.close(ClosedPaid, today)
}
