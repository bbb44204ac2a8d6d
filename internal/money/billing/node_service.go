package billing

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

// Nodes returns a page of the payment nodes that the caller may see.
func (s *Service) Nodes(ctx context.Context, q *db.Query) (p db.Page[NodeView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		p, err = db.Run(tx, &nodeList, q, func(r db.Row) (NodeView, error) {
			n, err := scanNode(r)
			return nodeView(tx.Actor, &n, today, authz.Actions(tx.Actor, "", n.Scope(), &n, nodeActions)), err
		})
		return err
	})
	return p, err
}

// Node returns a payment node with its invoices and the months valued out of it.
// It needs [PermNodeRead] over it. Errors: [ErrNodeNotFound].
func (s *Service) Node(ctx context.Context, id ref.ID) (v NodePage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := getNode(tx, id)
		if err != nil {
			return err
		}
		today, err := s.today(tx, n.EntityID)
		if err != nil {
			return err
		}
		actions, err := db.Actions(tx, nodeActions, n.Scope(), &n, n.members()...)
		if err != nil {
			return err
		}
		v.NodeView = nodeView(tx.Actor, &n, today, actions)
		if v.Invoices, err = billsOfNode(tx, n.ID, seesPrice(tx.Actor)); err != nil {
			return err
		}
		months, err := nodesOf(tx, n.ContractID)
		v.Months = []NodeView{}
		for i := range months {
			if m := &months[i]; m.ParentID == n.ID {
				v.Months = append(v.Months, nodeView(tx.Actor, m, today, []string{}))
			}
		}
		return err
	})
	return v, err
}

// NodeVisible answers [ErrNodeNotFound] unless the caller may read the node.
func (s *Service) NodeVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getNode(tx, id)
		return err
	})
}

// NodeScopeTx returns the scope of a node that the actor may read, and its
// label, for records that hang on it. Errors: [ErrNodeNotFound].
func (s *Service) NodeScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	n, err := getNode(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return n.Scope(), n.Subject().Label, nil
}

// changeNode is the common course of every use case on a node.
func (s *Service) changeNode(ctx context.Context, id ref.ID, version int64, act nodeAction, reason string, decide func(tx *db.Tx, n *Node, today workday.Date) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		n, err := getNode(tx, id)
		if err != nil {
			return err
		}
		if n.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, n.Scope(), &n, n.members()...); err != nil {
			return err
		}
		today, err := s.today(tx, n.EntityID)
		if err != nil {
			return err
		}
		before := n
		if err := decide(tx, &n, today); err != nil {
			return err
		}
		return s.saveNode(tx, act.Verb, &before, &n)
	})
}

// saveNode writes a node and tells what follows when it became owed.
func (s *Service) saveNode(tx *db.Tx, verb string, before, n *Node) error {
	if err := updateNode(tx, n); err != nil {
		return err
	}
	if err := tx.Audit("payment_node."+verb, before, n); err != nil {
		return err
	}
	if n.Trigger == "monthly" && before.Open() > 0 && n.Open() == 0 {
		return tx.Emit(ValuationOver{n.fact(ref.Nil)})
	}
	if before.State != NodePlanned || n.State == NodePlanned || n.Open() == 0 {
		return nil
	}
	return s.tellTriggered(tx, n)
}

func (s *Service) tellTriggered(tx *db.Tx, n *Node) error {
	finance, err := s.People.HolderTx(tx, bookkeeper, n.DepartmentID)
	if err != nil {
		return err
	}
	if err := tx.Emit(PaymentTriggered{n.fact(finance)}); err != nil || n.Invoiced >= n.Amount {
		return err
	}
	return tx.Emit(InvoiceWanted{n.fact(finance)})
}

// around are the records on which proof for a node may hang.
func (n *Node) around() []ref.Ref {
	return []ref.Ref{ref.To(NodeKind, n.ID), ref.To(contract.Kind, n.ContractID), ref.To(project.Kind, n.ProjectID)}
}

// Evidence is what says that something happened: a document on the node, its
// contract or its project, and the day.
type Evidence struct {
	DocumentID ref.ID
	On         workday.Date
	Note       string
}

// evidence checks it and notes it on the node.
func (s *Service) evidence(tx *db.Tx, n *Node, e Evidence, field string, today workday.Date) error {
	var c fault.Checks
	c.Check(!e.On.IsZero(), field, "required")
	c.Check(e.On <= today, field, "in_future")
	if err := c.Err(); err != nil {
		return err
	}
	if err := s.proof(tx, e.DocumentID, ErrEvidence, n.around()...); err != nil {
		return err
	}
	n.EvidenceID, n.Note = e.DocumentID, strings.TrimSpace(e.Note)
	return nil
}

// Trigger says by hand that a payment is owed, with the paper that proves it. It
// needs [PermNodeTrigger] over the node. Errors: [ErrEvidence], [ErrNodeState].
func (s *Service) Trigger(ctx context.Context, id ref.ID, version int64, e Evidence) error {
	return s.changeNode(ctx, id, version, actTrigger, e.Note, func(tx *db.Tx, n *Node, today workday.Date) error {
		if err := s.evidence(tx, n, e, "triggered_on", today); err != nil {
			return err
		}
		return n.trigger(e.On, today, s.Calendar())
	})
}

// Apply notes that the customer was asked for payment, with the application. It
// needs [PermNodeApply] over the node.
func (s *Service) Apply(ctx context.Context, id ref.ID, version int64, e Evidence) error {
	return s.changeNode(ctx, id, version, actApply, e.Note, func(tx *db.Tx, n *Node, today workday.Date) error {
		if err := s.evidence(tx, n, e, "applied_on", today); err != nil {
			return err
		}
		n.AppliedOn = e.On
		return n.settle(today)
	})
}

// Approve notes that the customer approved the payment. It needs [PermNodeApply]
// over the node.
func (s *Service) Approve(ctx context.Context, id ref.ID, version int64, e Evidence) error {
	return s.changeNode(ctx, id, version, actApprove, e.Note, func(tx *db.Tx, n *Node, today workday.Date) error {
		if err := s.evidence(tx, n, e, "approved_on", today); err != nil {
			return err
		}
		n.ApprovedOn = e.On
		return n.settle(today)
	})
}

// Reschedule sets another due date that both sides agreed on, with the paper. It
// needs [PermNodeAdjust] over the node.
func (s *Service) Reschedule(ctx context.Context, id ref.ID, version int64, due workday.Date, e Evidence) error {
	return s.changeNode(ctx, id, version, actReschedule, e.Note, func(tx *db.Tx, n *Node, today workday.Date) error {
		if due.IsZero() {
			return fault.ErrInvalid.At("due_on", "required")
		}
		if err := s.evidence(tx, n, e, "agreed_on", today); err != nil {
			return err
		}
		n.DueOn, n.MovedOn, n.OverdueTold = due, e.On, false
		n.Reminded = passedMark(int64(due.Sub(today)))
		return n.settle(today)
	})
}

// Dispute notes that the customer does not agree to pay: collecting rests. It
// needs [PermNodeAdjust] over the node.
func (s *Service) Dispute(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeNode(ctx, id, version, actDispute, reason, func(_ *db.Tx, n *Node, _ workday.Date) error {
		n.Note = reason
		return n.move(NodeDisputed)
	})
}

// Resolve ends a dispute: the node stands where its facts put it. It needs
// [PermNodeAdjust] over the node.
func (s *Service) Resolve(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeNode(ctx, id, version, actResolve, reason, func(_ *db.Tx, n *Node, today workday.Date) error {
		n.Note = reason
		return n.move(n.standing(today))
	})
}

// UpdateNode says how the days of a planned node's term count, and when it is
// expected. It needs [PermNodeAdjust] over the node.
func (s *Service) UpdateNode(ctx context.Context, id ref.ID, version int64, basis string, expected workday.Date) error {
	if !slices.Contains(Bases, basis) {
		return fault.ErrInvalid.At("day_basis", "not_allowed")
	}
	return s.changeNode(ctx, id, version, actUpdate, "", func(_ *db.Tx, n *Node, _ workday.Date) error {
		n.Basis, n.ExpectedOn = basis, expected
		return nil
	})
}

var month = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])$`)

// Month is the work done in a month, as the supervisor certified it.
type Month struct {
	Period string // 2026-10
	Done   int64  // value of the work, fen, tax included
	Evidence
}

// ValueMonth values a month of progress: what is payable for it becomes a node of
// its own, owed from the day of the certificate, and is taken off the progress
// node. It needs [PermNodeApply] over the node. Errors: [ErrNotMonthly],
// [ErrPeriodValued], [ErrProgress], [ErrEvidence].
func (s *Service) ValueMonth(ctx context.Context, id ref.ID, version int64, m Month) (made ref.ID, err error) {
	var c fault.Checks
	c.Check(month.MatchString(m.Period), "period", "malformed")
	c.Check(m.Done > 0, "done", "not_positive")
	c.Check(m.Done <= MaxAmount, "done", "too_large")
	if err := c.Err(); err != nil {
		return made, err
	}
	return made, s.changeNode(ctx, id, version, actValue, m.Note, func(tx *db.Tx, n *Node, today workday.Date) error {
		if err := s.evidence(tx, n, m.Evidence, "certified_on", today); err != nil {
			return err
		}
		if err := lockContract(tx, n.ContractID); err != nil {
			return err
		}
		v, err := s.valuation(tx, n, m)
		if err != nil {
			return err
		}
		if v.Net > n.Amount-n.Invoiced {
			return ErrProgress
		}
		n.Amount -= v.Net
		if on, err := workday.Parse(m.Period + "-25"); err == nil {
			n.AskedOn = max(n.AskedOn, on)
		}
		child := n.month(m, v)
		made = child.ID
		if err := insertNode(tx, &child); err != nil {
			return err
		}
		blank := child
		if err := child.trigger(m.On, today, s.Calendar()); err != nil {
			return err
		}
		if err := s.saveNode(tx, "value", &blank, &child); err != nil {
			return err
		}
		return tx.Emit(MonthValued{n.fact(ref.Nil), m.Period})
	})
}

// valuation works out what a month is worth after what was valued before.
func (s *Service) valuation(tx *db.Tx, n *Node, m Month) (v Valuation, err error) {
	all, err := nodesOf(tx, n.ContractID)
	if err != nil {
		return v, err
	}
	rates, err := s.Contracts.ProgressTx(tx, n.ContractID)
	if err != nil {
		return v, err
	}
	p := Progress{Ratio: money.Rate(rates.Progress)}
	var share money.Rate
	for _, x := range all {
		switch {
		case x.State == NodeCancelled:
			continue
		case x.ParentID == n.ID && x.Period == m.Period:
			return v, ErrPeriodValued
		case x.Kind == "advance":
			p.Advance += x.Amount
			share += x.Ratio
		case x.Trigger == "monthly" && x.ParentID.IsZero():
			share += x.Ratio
		}
		p.Price, p.Before, p.Recovered = p.Price+x.Amount, p.Before+x.Valued, p.Recovered+x.Recovered
	}
	if p.Ratio == 0 {
		p.Ratio = share
	}
	return p.Value(m.Done)
}

// month is the node of a valued month.
func (n *Node) month(m Month, v Valuation) Node {
	c := *n
	c.ID, c.ParentID, c.Name, c.Period = ref.New(), n.ID, n.Name+" "+m.Period, m.Period
	c.State, c.Amount, c.Invoiced, c.Received, c.Waived = NodePlanned, v.Net, 0, 0, 0
	c.Valued, c.Recovered, c.Trigger, c.Ratio = m.Done, v.Recovered, "valued", 0
	c.Reminded = never
	return c
}
