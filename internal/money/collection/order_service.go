package collection

import (
	"context"
	"slices"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

// Orders returns a page of the collection orders that the caller may see.
func (s *Service) Orders(ctx context.Context, q *db.Query) (p db.Page[OrderRow], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		today, err := s.here(tx)
		if err != nil {
			return err
		}
		p, err = db.Run(tx, &orderList, q, func(x db.Row) (OrderRow, error) {
			o, err := scanOrder(x)
			return orderRow(tx.Actor, &o, today, authz.Actions(tx.Actor, "", o.Scope(), &o, orderActions)), err
		})
		return err
	})
	return p, err
}

// Order returns a collection order with its ladder, payments, promises and
// steps. It needs [PermRead] over it. Errors: [ErrNotFound].
func (s *Service) Order(ctx context.Context, id ref.ID) (v OrderView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		o, err := getOrder(tx, id)
		if err != nil {
			return err
		}
		v, err = s.orderPage(tx, &o)
		return err
	})
	return v, err
}

func (s *Service) orderPage(tx *db.Tx, o *Order) (v OrderView, err error) {
	actions, err := db.Actions(tx, orderActions, o.Scope(), o, o.members()...)
	if err != nil {
		return v, err
	}
	p := dossier{Order: o, actions: actions, rungs: s.policy().Ladder()}
	if p.today, err = s.today(tx, o.EntityID); err != nil {
		return v, err
	}
	if p.nodes, err = s.nodes(tx, o.ID); err != nil {
		return v, err
	}
	if p.promises, err = promisesOf(tx, o.ID); err != nil {
		return v, err
	}
	if p.steps, err = stepsOf(tx, o.ID); err != nil {
		return v, err
	}
	if p.finance.ID, err = s.People.HolderTx(tx, bookkeeper, o.DepartmentID); err != nil {
		return v, err
	}
	if p.finance.Name, err = nameOf(tx, p.finance.ID); err != nil {
		return v, err
	}
	if err := s.figures(tx, &p); err != nil {
		return v, err
	}
	return p.view(tx.Actor), nil
}

// figures works out interest and the customer's behaviour.
func (s *Service) figures(tx *db.Tx, p *dossier) error {
	daily, err := s.daily(tx, p.ContractID)
	if err != nil {
		return err
	}
	for i := range p.nodes {
		x, err := Interest(p.nodes[i].Open(), p.nodes[i].OverdueDays(p.today), daily)
		if err != nil {
			return err
		}
		p.interest += x
	}
	p.daily = daily
	items, err := paidBy(tx, p.CustomerID, p.today)
	if err != nil {
		return err
	}
	p.behaviour, err = Behave(items)
	return err
}

// nodes loads the payments of an order, oldest due first.
func (s *Service) nodes(tx *db.Tx, order ref.ID) ([]billing.Node, error) {
	ids, err := nodesOf(tx, order)
	out := []billing.Node{}
	for _, id := range ids {
		n, err := s.Billing.NodeTx(tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, err
}

// Visible answers [ErrNotFound] unless the caller may read the order.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getOrder(tx, id)
		return err
	})
}

// ScopeTx returns the scope of an order that the actor may read, and its label,
// for records that hang on it. Errors: [ErrNotFound].
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	o, err := getOrder(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return o.Scope(), o.Subject().Label, nil
}

// change is the common course of every use case on an order.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act orderAction, reason string, decide func(tx *db.Tx, o *Order, today workday.Date) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		o, err := getOrder(tx, id)
		if err != nil {
			return err
		}
		if o.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, o.Scope(), &o, o.members()...); err != nil {
			return err
		}
		today, err := s.today(tx, o.EntityID)
		if err != nil {
			return err
		}
		before := o
		if err := decide(tx, &o, today); err != nil {
			return err
		}
		return s.save(tx, act.Verb, &before, &o)
	})
}

// save writes an order and lets follow what its level and its end bring.
func (s *Service) save(tx *db.Tx, verb string, before, o *Order) error {
	if err := updateOrder(tx, o); err != nil {
		return err
	}
	if err := tx.Audit("collection_order."+verb, before, o); err != nil {
		return err
	}
	if !before.Closed() && o.Closed() {
		return s.closed(tx, o)
	}
	if o.Level <= before.Level {
		return nil
	}
	return s.rose(tx, o)
}

// bookkeeper is the role whose holder watches every order.
const bookkeeper = "finance"

func (s *Service) tell(tx *db.Tx, o *Order, on workday.Date, event func(OrderFact) db.Event) error {
	finance, err := s.People.HolderTx(tx, bookkeeper, o.DepartmentID)
	if err != nil {
		return err
	}
	return tx.Emit(event(o.fact(finance, on)))
}

// superiors says to whom a level goes.
var superiors = map[int64]string{2: "finance_manager", 3: "sales_manager", 4: "executive"}

// rose tells of a higher level, and stops new quotes from level 3 on.
func (s *Service) rose(tx *db.Tx, o *Order) error {
	superior := ref.Nil
	if role := superiors[o.Level]; role != "" {
		var err error
		if superior, err = s.People.HolderTx(tx, role, o.DepartmentID); err != nil {
			return err
		}
	}
	if o.Level >= HoldLevel {
		if err := s.Customers.HoldTx(tx, o.CustomerID, o.Number); err != nil {
			return err
		}
	}
	return s.tell(tx, o, 0, func(f OrderFact) db.Event { return OrderEscalated{f, superior} })
}

// closed tells of the end, and allows new quotes when no other order forbids it.
func (s *Service) closed(tx *db.Tx, o *Order) error {
	if o.Level >= HoldLevel && o.State != WrittenOff {
		others, err := heldBy(tx, o.CustomerID, o.ID, HoldLevel)
		if err != nil {
			return err
		}
		if others == 0 {
			if err := s.Customers.ReleaseTx(tx, o.CustomerID); err != nil {
				return err
			}
		}
	}
	return s.tell(tx, o, o.ClosedOn, func(f OrderFact) db.Event { return OrderClosed{f} })
}

// note adds a step to an order.
func note(tx *db.Tx, o *Order, x Step) error {
	x.ID, x.Order, x.At, x.By, x.Level = ref.New(), o.ID, tx.Now, tx.Actor.ID, o.Level
	return insertStep(tx, &x)
}

// Assign gives an order to whoever is to collect. It needs [PermAssign] over it.
// Errors: [ErrPerson].
func (s *Service) Assign(ctx context.Context, id ref.ID, version int64, person ref.ID) error {
	return s.change(ctx, id, version, actAssign, "", func(tx *db.Tx, o *Order, today workday.Date) error {
		if _, _, err := s.People.HomeTx(tx, person); err != nil {
			return orElse(err, ErrPerson.At("assignee_id", "unknown"))
		}
		o.AssigneeID = person
		if o.State == Opened {
			if err := o.move(Assigned); err != nil {
				return err
			}
		}
		name, err := nameOf(tx, person)
		if err != nil {
			return err
		}
		return note(tx, o, Step{Kind: "assigned", On: today, Note: name})
	})
}

// Work is what somebody did about an order.
type Work struct {
	Kind     string
	On       workday.Date // today when none
	Written  bool         // a written demand: the limitation starts anew
	Document ref.ID
	Note     string
}

// Step notes what was done about an order. A written demand, proved by a
// document, starts the limitation anew. It needs [PermAct] over the order.
// Errors: [ErrDocument].
func (s *Service) Step(ctx context.Context, id ref.ID, version int64, w Work) error {
	return s.change(ctx, id, version, actStep, "", func(tx *db.Tx, o *Order, today workday.Date) error {
		return s.step(tx, o, w, today)
	})
}

func (s *Service) step(tx *db.Tx, o *Order, w Work, today workday.Date) error {
	if w.On.IsZero() {
		w.On = today
	}
	var c fault.Checks
	c.Check(slices.Contains(StepKinds[:peopleSteps], w.Kind), "kind", "not_allowed")
	c.Check(w.On <= today, "on", "in_future")
	c.Check(!w.Written || !w.Document.IsZero(), "document_id", "required")
	c.Check(strings.TrimSpace(w.Note) != "", "note", "required")
	if err := c.Err(); err != nil {
		return err
	}
	if !w.Document.IsZero() {
		if err := s.proof(tx, w.Document, ErrDocument, "document_id", o.around()...); err != nil {
			return err
		}
	}
	if w.Written {
		o.demand(w.On)
	}
	if err := note(tx, o, Step{Kind: w.Kind, On: w.On, Written: w.Written, Document: w.Document, Note: strings.TrimSpace(w.Note)}); err != nil {
		return err
	}
	return o.work()
}

// around are the records on which proof for an order may hang.
func (o *Order) around() []ref.Ref {
	return []ref.Ref{ref.To(OrderKind, o.ID), ref.To(contract.Kind, o.ContractID)}
}

// Word is what the customer says that he will pay.
type Word struct {
	PayOn   workday.Date
	Amount  int64
	Written bool
	Note    string
}

// Promise notes what the customer says that he will pay, in the place of what he
// said before. It needs [PermAct] over the order. Errors: [ErrPromise].
func (s *Service) Promise(ctx context.Context, id ref.ID, version int64, w Word) error {
	return s.change(ctx, id, version, actPromise, "", func(tx *db.Tx, o *Order, today workday.Date) error {
		var c fault.Checks
		c.Check(w.PayOn >= today, "pay_on", "in_past")
		c.Check(w.Amount > 0, "amount", "not_positive")
		if err := c.Err(); err != nil {
			return err
		}
		if w.Amount > o.Open {
			return ErrPromise.At("amount", "too_large")
		}
		if err := s.replace(tx, o, today); err != nil {
			return err
		}
		p := Promise{ID: ref.New(), Order: o.ID, PayOn: w.PayOn, Amount: w.Amount, State: PromiseOpen, Note: strings.TrimSpace(w.Note), Written: w.Written, At: tx.Now, By: tx.Actor.ID}
		if err := insertPromise(tx, &p); err != nil {
			return err
		}
		if w.Written {
			o.demand(today) // who promises in writing acknowledges the debt
		}
		if err := note(tx, o, Step{Kind: "promised", On: today, Written: w.Written, Note: w.PayOn.String()}); err != nil {
			return err
		}
		return o.move(Promised)
	})
}

// replace ends what was promised before.
func (s *Service) replace(tx *db.Tx, o *Order, today workday.Date) error {
	all, err := promisesOf(tx, o.ID)
	if err != nil {
		return err
	}
	for i := range all {
		if p := &all[i]; p.State == PromiseOpen {
			p.State, p.DecidedOn = PromiseVoided, today
			if err := updatePromise(tx, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// Escalate raises an order to a higher level before its time. It needs
// [PermEscalate] over it. Errors: [ErrLevel].
func (s *Service) Escalate(ctx context.Context, id ref.ID, version, level int64, reason string) error {
	return s.change(ctx, id, version, actEscalate, reason, func(tx *db.Tx, o *Order, today workday.Date) error {
		if level <= o.Level || level > topLevel {
			return ErrLevel.At("level", "not_allowed")
		}
		o.Level, o.Reason = level, reason
		return note(tx, o, Step{Kind: "escalated", On: today, Note: reason})
	})
}

// Dispute lets collecting rest, because the customer does not agree to pay. It
// needs [PermAct] over the order.
func (s *Service) Dispute(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actDispute, reason, func(tx *db.Tx, o *Order, today workday.Date) error {
		o.ResumeState, o.Reason = o.State, reason
		if err := o.move(Disputed); err != nil {
			return err
		}
		return s.disputeNodes(tx, o, true, Step{Kind: "disputed", On: today, Note: reason})
	})
}

// Resume ends a dispute. It needs [PermAct] over the order.
func (s *Service) Resume(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actResume, reason, func(tx *db.Tx, o *Order, today workday.Date) error {
		if err := o.move(o.ResumeState); err != nil {
			return err
		}
		o.ResumeState, o.Reason = "", reason
		return s.disputeNodes(tx, o, false, Step{Kind: "resumed", On: today, Note: reason})
	})
}

func (s *Service) disputeNodes(tx *db.Tx, o *Order, disputed bool, x Step) error {
	ids, err := nodesOf(tx, o.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.Billing.DisputeTx(tx, id, disputed); err != nil {
			return err
		}
	}
	return note(tx, o, x)
}

// GoLegal notes that the claim goes to court or arbitration, with the paper that
// says so. It needs [PermLegal] over the order. Errors: [ErrDocument].
func (s *Service) GoLegal(ctx context.Context, id ref.ID, version int64, paper ref.ID, text string) error {
	return s.change(ctx, id, version, actLegal, text, func(tx *db.Tx, o *Order, today workday.Date) error {
		if err := s.proof(tx, paper, ErrDocument, "document_id", o.around()...); err != nil {
			return err
		}
		o.demand(today)
		if err := note(tx, o, Step{Kind: "legal", On: today, Written: true, Document: paper, Note: text}); err != nil {
			return err
		}
		return o.move(Legal)
	})
}

// CloseLegal ends an order by a judgement or a settlement. It needs [PermLegal]
// over it. Errors: [ErrDocument].
func (s *Service) CloseLegal(ctx context.Context, id ref.ID, version int64, paper ref.ID, text string) error {
	return s.change(ctx, id, version, actCloseLaw, text, func(tx *db.Tx, o *Order, today workday.Date) error {
		if err := s.proof(tx, paper, ErrDocument, "document_id", o.around()...); err != nil {
			return err
		}
		o.Reason = text
		if err := note(tx, o, Step{Kind: "closed", On: today, Document: paper, Note: text}); err != nil {
			return err
		}
		return o.close(ClosedLaw, today)
	})
}

// WriteOff gives up what is open on an order's payments, with the decision that
// says so. It needs [PermWriteOff] over it. Errors: [ErrDocument].
func (s *Service) WriteOff(ctx context.Context, id ref.ID, version int64, paper ref.ID, text string) error {
	return s.change(ctx, id, version, actWriteOff, text, func(tx *db.Tx, o *Order, today workday.Date) error {
		if err := s.proof(tx, paper, ErrDocument, "document_id", o.around()...); err != nil {
			return err
		}
		nodes, err := s.nodes(tx, o.ID)
		if err != nil {
			return err
		}
		for i := range nodes {
			if open := nodes[i].Open(); open > 0 {
				if _, err := s.Billing.WaiveTx(tx, nodes[i].ID, open); err != nil {
					return err
				}
			}
		}
		o.Reason = text
		if err := note(tx, o, Step{Kind: "written_off", On: today, Document: paper, Note: text}); err != nil {
			return err
		}
		return o.close(WrittenOff, today)
	})
}
