package billing

import (
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// What module collection asks of this one. None of these methods checks a right.

// NodeTx returns a node. Errors: [ErrNodeNotFound].
func (s *Service) NodeTx(tx *db.Tx, id ref.ID) (Node, error) { return loadNode(tx, id) }

// NodesTx returns the nodes of a contract in their order.
func (s *Service) NodesTx(tx *db.Tx, contract ref.ID) ([]Node, error) { return nodesOf(tx, contract) }

// InvoiceTx returns an invoice. Errors: [ErrInvoiceNotFound].
func (s *Service) InvoiceTx(tx *db.Tx, id ref.ID) (Invoice, error) { return loadInvoice(tx, id) }

// ReceiveTx books money on a node, or takes a booking back when the amount is
// below zero. The caller keeps the bookings; their sum is what the node shows.
// Errors: [ErrNodeNotFound], [ErrNodeState], [ErrNodeOpen].
func (s *Service) ReceiveTx(tx *db.Tx, id ref.ID, fen int64, on workday.Date) (Node, error) {
	return s.bookTx(tx, id, "receive", func(n *Node, today workday.Date) error { return n.receive(fen, on, today) })
}

// WaiveTx writes part of a node off. Errors: those of [Service.ReceiveTx].
func (s *Service) WaiveTx(tx *db.Tx, id ref.ID, fen int64) (Node, error) {
	return s.bookTx(tx, id, "write_off", func(n *Node, today workday.Date) error { return n.waive(fen, today) })
}

func (s *Service) bookTx(tx *db.Tx, id ref.ID, verb string, decide func(*Node, workday.Date) error) (n Node, err error) {
	if err := tx.Lock("payment_node", id); err != nil {
		if missing(err) {
			return n, ErrNodeNotFound
		}
		return n, err
	}
	if n, err = loadNode(tx, id); err != nil {
		return n, err
	}
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return n, err
	}
	before := n
	if err := decide(&n, today); err != nil {
		return n, err
	}
	return n, s.saveNode(tx, verb, &before, &n)
}

// DisputeTx notes that the customer does not agree to pay, or ends that.
// Whatever state does not allow it stays as it is.
func (s *Service) DisputeTx(tx *db.Tx, id ref.ID, disputed bool) error {
	n, err := loadNode(tx, id)
	if err != nil {
		return err
	}
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return err
	}
	before, verb, to := n, "dispute", NodeDisputed
	if !disputed {
		verb, to = "resolve", n.standing(today)
	}
	if disputed && !slices.Contains(owed, n.State) || !disputed && n.State != NodeDisputed {
		return nil
	}
	if err := n.move(to); err != nil {
		return err
	}
	return s.saveNode(tx, verb, &before, &n)
}

// PayInvoiceTx notes that a receipt is for an invoice, or takes that back.
// Errors: [ErrInvoiceNotFound], [ErrInvoiceState], [ErrOverNode].
func (s *Service) PayInvoiceTx(tx *db.Tx, id ref.ID, fen int64) (i Invoice, err error) {
	if err := tx.Lock("invoice", id); err != nil {
		if missing(err) {
			return i, ErrInvoiceNotFound
		}
		return i, err
	}
	if i, err = loadInvoice(tx, id); err != nil {
		return i, err
	}
	switch {
	case i.Red || inState(Issued, Delivered)(&i, nil) != nil:
		return i, ErrInvoiceState.With("state", string(i.State))
	case fen > i.Left() || i.Received+fen < 0:
		return i, ErrOverNode
	}
	before := i
	i.Received += fen
	return i, s.saveInvoice(tx, "receive", &before, &i)
}

// Standing is what became of a contract's payments, in fen. What was valued
// month by month counts on the payment that it was taken from.
type Standing struct {
	Invoiced int64
	Received int64
	Waived   int64
	Nodes    map[ref.ID]NodeStanding
}

// NodeStanding is what became of one payment.
type NodeStanding struct {
	State    NodeState
	Amount   int64
	DueOn    workday.Date // of what is open
	Invoiced int64
	Received int64
	Open     int64
	Overdue  bool
}

// StandingTx sums up what became of a contract's payments; nothing for one that
// has none.
func (s *Service) StandingTx(tx *db.Tx, contract ref.ID) (Standing, error) {
	out := Standing{Nodes: map[ref.ID]NodeStanding{}}
	nodes, err := nodesOf(tx, contract)
	if err != nil || len(nodes) == 0 {
		return out, err
	}
	today, err := s.today(tx, nodes[0].EntityID)
	if err != nil {
		return out, err
	}
	for i := range nodes {
		n := &nodes[i]
		out.Invoiced, out.Received, out.Waived = out.Invoiced+n.Invoiced, out.Received+n.Received, out.Waived+n.Waived
		id := n.ID
		if !n.ParentID.IsZero() {
			id = n.ParentID
		}
		out.Nodes[id] = out.Nodes[id].with(n, today)
	}
	return out, nil
}

// with adds a node to what is known of its payment.
func (x NodeStanding) with(n *Node, today workday.Date) NodeStanding {
	if x.State == "" || n.ParentID.IsZero() || x.State == NodePlanned || x.State == NodeReceived && n.Open() > 0 {
		x.State = n.State
	}
	x.Amount, x.Invoiced, x.Received, x.Open = x.Amount+n.Amount, x.Invoiced+n.Invoiced, x.Received+n.Received, x.Open+n.Open()
	if !n.DueOn.IsZero() && (x.DueOn.IsZero() || n.Open() > 0 && n.DueOn < x.DueOn) {
		x.DueOn = n.DueOn
	}
	x.Overdue = x.Overdue || n.Overdue(today)
	return x
}

// RetainedTx reports whether any retention of a project's contract is still to be
// paid.
func (s *Service) RetainedTx(tx *db.Tx, project ref.ID) (bool, error) { return retained(tx, project) }

// OverdueTx returns for how many days the oldest open payment of a project is
// overdue; known is false while nothing is owed by its contract.
func (s *Service) OverdueTx(tx *db.Tx, project ref.ID) (days int64, known bool, err error) {
	nodes, err := owedOf(tx, project)
	for i := range nodes {
		today, err := s.today(tx, nodes[i].EntityID)
		if err != nil {
			return 0, false, err
		}
		days, known = max(days, nodes[i].OverdueDays(today)), true
	}
	return days, known, err
}
