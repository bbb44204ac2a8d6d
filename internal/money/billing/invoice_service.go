package billing

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Invoices returns a page of the invoices that the caller may see.
func (s *Service) Invoices(ctx context.Context, q *db.Query) (p db.Page[InvoiceRow], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &invoiceList, q, func(r db.Row) (InvoiceRow, error) {
			i, err := scanInvoice(r)
			return invoiceRow(tx.Actor, &i, authz.Actions(tx.Actor, "", i.Scope(), &i, invoiceActions)), err
		})
		return err
	})
	return p, err
}

// FindInvoices returns the first invoices whose numbers or buyers contain what
// was typed, for the palette; none when the caller may not read invoices.
func (s *Service) FindInvoices(ctx context.Context, typed string, limit int) ([]InvoiceRow, error) {
	q, err := db.ParseQuery(map[string][]string{"q": {typed}, "limit": {strconv.Itoa(limit)}}, &invoiceList)
	if err != nil {
		return nil, err
	}
	p, err := s.Invoices(ctx, q)
	return p.Items, err
}

// Invoice returns an invoice with its checks, nodes and red invoices. It needs
// [PermInvoiceRead] over it. Errors: [ErrInvoiceNotFound].
func (s *Service) Invoice(ctx context.Context, id ref.ID) (v InvoiceView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		i, err := getInvoice(tx, id)
		if err != nil {
			return err
		}
		v, err = s.invoicePage(tx, &i)
		return err
	})
	return v, err
}

func (s *Service) invoicePage(tx *db.Tx, i *Invoice) (v InvoiceView, err error) {
	actions, err := db.Actions(tx, invoiceActions, i.Scope(), i, i.members()...)
	if err != nil {
		return v, err
	}
	reds, err := redsOf(tx, i.ID)
	if err != nil {
		return v, err
	}
	if i.State == Requested {
		if i.Findings, err = s.findings(tx, i); err != nil {
			return v, err
		}
	}
	room, err := s.room(tx, i)
	if err != nil {
		return v, err
	}
	names, err := namesOfNodes(tx, i.ID)
	return invoiceView(tx.Actor, i, actions, reds, room, names), err
}

// InvoiceVisible answers [ErrInvoiceNotFound] unless the caller may read it.
func (s *Service) InvoiceVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getInvoice(tx, id)
		return err
	})
}

// InvoiceScopeTx returns the scope of an invoice that the actor may read, and
// its label, for records that hang on it. Errors: [ErrInvoiceNotFound].
func (s *Service) InvoiceScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	i, err := getInvoice(tx, id)
	if err != nil {
		return authz.Scope{}, "", err
	}
	return i.Scope(), i.Subject().Label, nil
}

// Room is what may be invoiced under a contract, in fen.
type Room struct {
	Price  int64 // to be paid under the contract
	Billed int64 // by others: issued and on the way, red ones taken off
}

func (s *Service) room(tx *db.Tx, i *Invoice) (r Room, err error) {
	nodes, err := nodesOf(tx, i.ContractID)
	if err != nil {
		return r, err
	}
	for n := range nodes {
		if nodes[n].State != NodeCancelled {
			r.Price += nodes[n].Amount
		}
	}
	r.Billed, err = billed(tx, i.ContractID, i.ID)
	return r, err
}

// Defaults are what a new invoice under a contract would say unless its author
// says otherwise: buyer and seller by their own records, the works as on the
// last invoice, named as the contract when there is none.
type Defaults struct {
	Invoice
	Room
}

// DefaultsFor returns what a new invoice would say. It needs [PermInvoiceCreate],
// and the contract to be readable. Errors: [ErrContract].
func (s *Service) DefaultsFor(ctx context.Context, contract ref.ID) (d Defaults, priced bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		unknown := ErrContract.At("contract_id", "unknown")
		_, title, err := s.Contracts.ScopeTx(tx, contract)
		if err != nil {
			return orElse(err, unknown)
		}
		a, err := s.Contracts.AgreementTx(tx, contract)
		if err != nil {
			return orElse(err, unknown)
		}
		if d.Invoice, err = lastWorks(tx, contract); err != nil {
			return err
		}
		r, err := registryOf(tx, a.Customer, a.Entity)
		if err != nil {
			return err
		}
		d.ContractID, d.BuyerName, d.BuyerTaxNo, d.SellerName, d.SellerTaxNo = contract, r.Name, r.Code, r.Seller, r.SellerCode
		d.Method, d.WorksName = cmp.Or(d.Method, General), cmp.Or(d.WorksName, title)
		priced = seesPrice(tx.Actor)
		d.Room, err = s.room(tx, &d.Invoice)
		return err
	})
	return d, priced, err
}

// Request asks for an invoice under a contract in force. It needs
// [PermInvoiceCreate], and the contract to be readable. Errors: [ErrContract],
// [ErrInvoiceNode], [ErrNodesSum], [ErrOverNode], [ErrIDInUse].
func (s *Service) Request(ctx context.Context, id, contract ref.ID, d Draft) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error { return s.RequestTx(tx, id, contract, d) })
}

// RequestTx is [Service.Request] in the caller's transaction.
func (s *Service) RequestTx(tx *db.Tx, id, contract ref.ID, d Draft) error {
	if err := tx.Actor.Require(PermInvoiceCreate); err != nil {
		return err
	}
	unknown := ErrContract.At("contract_id", "unknown")
	if _, _, err := s.Contracts.ScopeTx(tx, contract); err != nil {
		return orElse(err, unknown)
	}
	a, err := s.Contracts.AgreementTx(tx, contract)
	if err != nil {
		return orElse(err, unknown)
	}
	i := &Invoice{ID: id, EntityID: a.Entity, DepartmentID: a.Dept, OwnerID: a.Owner, ContractID: contract, CustomerID: a.Customer, Contract: a.Number, State: Requested, RequestedBy: tx.Actor.ID}
	if !tx.Actor.Covers(PermInvoiceCreate, i.Scope()) {
		part, err := tx.Part(i.members()...)
		if err != nil {
			return err
		}
		if !tx.Actor.AsMember(PermInvoiceCreate, part) {
			return authz.ErrForbidden
		}
	}
	if i.ProjectID, err = projectOf(tx, contract); err != nil {
		return err
	}
	if err := s.write(tx, i, d); err != nil {
		return err
	}
	if i.Number, err = s.Numbers.NextTx(tx, i.EntityID); err != nil {
		return err
	}
	if err := insertInvoice(tx, i); err != nil {
		return err
	}
	return tx.Audit("invoice.request", nil, i)
}

// write checks a draft with everything that it names and takes it over. Buyer
// and seller come from their own records where the draft leaves them out.
func (s *Service) write(tx *db.Tx, i *Invoice, d Draft) error {
	r, err := registryOf(tx, i.CustomerID, i.EntityID)
	if err != nil {
		return err
	}
	i.SellerName, i.SellerTaxNo = r.Seller, r.SellerCode
	if d.BuyerName == "" && d.BuyerTaxNo == "" {
		d.BuyerName, d.BuyerTaxNo = r.Name, r.Code
	}
	if d.TaxedOn.IsZero() {
		if d.TaxedOn, err = s.today(tx, i.EntityID); err != nil {
			return err
		}
	}
	if err := d.check(); err != nil {
		return err
	}
	if err := i.apply(d); err != nil {
		return err
	}
	return s.fits(tx, i)
}

// fits answers [ErrInvoiceNode] for a node of another contract and [ErrOverNode]
// when one would be invoiced for more than its amount, unless that is all by
// which the invoice goes beyond the contract: of this INV-007 decides. The nodes
// of the contract stay as they are until the transaction ends.
func (s *Service) fits(tx *db.Tx, i *Invoice) error {
	if err := lockContract(tx, i.ContractID); err != nil {
		return err
	}
	nodes, err := nodesOf(tx, i.ContractID)
	if err != nil {
		return err
	}
	room, err := s.room(tx, i)
	if err != nil {
		return err
	}
	beyond := max(room.Billed+i.Gross-room.Price, 0)
	for n, p := range i.Portions {
		at := "nodes[" + itoa(n) + "]."
		x := slices.IndexFunc(nodes, func(n Node) bool { return n.ID == p.Node && n.State != NodeCancelled })
		if x < 0 {
			return ErrInvoiceNode.At(at+"node_id", "unknown")
		}
		other, err := busy(tx, p.Node, i.ID)
		if err != nil {
			return err
		}
		if beyond -= max(other+p.Amount-nodes[x].Amount, 0); beyond < 0 {
			return ErrOverNode.At(at+"amount", "too_large")
		}
	}
	return nil
}

// findings runs the compliance checks on an invoice.
func (s *Service) findings(tx *db.Tx, i *Invoice) ([]Finding, error) {
	c, err := s.caseOf(tx, i)
	if err != nil {
		return nil, err
	}
	return Check(i, c), nil
}

func (s *Service) caseOf(tx *db.Tx, i *Invoice) (c Case, err error) {
	if c.Today, err = s.today(tx, i.EntityID); err != nil {
		return c, err
	}
	r, err := registryOf(tx, i.CustomerID, i.EntityID)
	if err != nil {
		return c, err
	}
	c.BuyerName, c.BuyerCode = r.Name, r.Code
	room, err := s.room(tx, i)
	if err != nil {
		return c, err
	}
	c.Price, c.Before = room.Price, room.Billed
	if c.Twins, err = countTwins(tx, i, tx.Now.Add(-twinWindow)); err != nil {
		return c, err
	}
	if c.Credit, c.Used, err = s.creditOf(tx, i); err != nil {
		return c, err
	}
	nodes, err := nodesOf(tx, i.ContractID)
	if err != nil {
		return c, err
	}
	c.Advance = len(i.Portions) > 0
	for n := range nodes {
		c.look(i, &nodes[n])
	}
	return c, nil
}

// look notes what the checks ask of one node of the contract.
func (c *Case) look(i *Invoice, n *Node) {
	mine := slices.ContainsFunc(i.Portions, func(p Portion) bool { return p.Node == n.ID })
	if n.Overdue(c.Today) && !mine {
		c.Overdue += n.Open()
	}
	if !mine {
		return
	}
	c.Planned = c.Planned || n.State == NodePlanned
	c.Advance = c.Advance && n.Kind == "advance"
	c.DueOn = TaxPoint(c.DueOn, n.DueOn)
}

// changeInvoice is the common course of every use case on an invoice.
func (s *Service) changeInvoice(ctx context.Context, id ref.ID, version int64, act invoiceAction, reason string, decide func(tx *db.Tx, i *Invoice, today workday.Date) (db.Event, error)) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		i, err := getInvoice(tx, id)
		if err != nil {
			return err
		}
		if i.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, i.Scope(), &i, i.members()...); err != nil {
			return err
		}
		today, err := s.today(tx, i.EntityID)
		if err != nil {
			return err
		}
		before := i
		event, err := decide(tx, &i, today)
		if err != nil {
			return err
		}
		if err := s.saveInvoice(tx, act.Verb, &before, &i); err != nil || event == nil {
			return err
		}
		return tx.Emit(event)
	})
}

func (s *Service) saveInvoice(tx *db.Tx, verb string, before, i *Invoice) error {
	if err := updateInvoice(tx, i); err != nil {
		return err
	}
	if !slices.Equal(before.Portions, i.Portions) {
		if err := writePortions(tx, i); err != nil {
			return err
		}
	}
	if before.FiscalNumber != i.FiscalNumber || before.BuyerName != i.BuyerName {
		if err := indexInvoice(tx, i); err != nil {
			return err
		}
	}
	return tx.Audit("invoice."+verb, before, i)
}

// heard returns an event about an invoice with the people whom it concerns.
func (s *Service) heard(tx *db.Tx, i *Invoice, event func(InvoiceFact) db.Event) (db.Event, error) {
	approver, err := s.People.HolderTx(tx, "finance_manager", i.DepartmentID)
	if err != nil {
		return nil, err
	}
	finance, err := s.People.HolderTx(tx, bookkeeper, i.DepartmentID)
	return event(i.fact(approver, finance)), err
}

func (s *Service) tellInvoice(tx *db.Tx, i *Invoice, event func(InvoiceFact) db.Event) error {
	e, err := s.heard(tx, i, event)
	if err != nil {
		return err
	}
	return tx.Emit(e)
}

// Update replaces what is written of an invoice that nobody submitted yet. It
// needs [PermInvoiceCreate] over it. Errors: those of [Service.Request].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	return s.changeInvoice(ctx, id, version, actEdit, "", func(tx *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		return nil, s.write(tx, i, d)
	})
}

// Submit runs the compliance checks and gives the invoice to an approver. It
// needs [PermInvoiceCreate] over it. Errors: [ErrBlocked] with the rules,
// [ErrOverNode].
func (s *Service) Submit(ctx context.Context, id ref.ID, version int64) error {
	return s.changeInvoice(ctx, id, version, actSubmit, "", func(tx *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		if err := s.pass(tx, i); err != nil {
			return nil, err
		}
		i.CheckedBy, i.Reason = tx.Actor.ID, ""
		if err := i.move(Checking); err != nil {
			return nil, err
		}
		return s.heard(tx, i, func(f InvoiceFact) db.Event { return InvoiceSubmitted{f} })
	})
}

// pass runs the checks and keeps what they found.
func (s *Service) pass(tx *db.Tx, i *Invoice) (err error) {
	if err := s.fits(tx, i); err != nil {
		return err
	}
	// Two invoices at once must not share what is left of the month's credit.
	if err := tx.Lock("invoice_credit", i.EntityID); err != nil && !missing(err) {
		return err
	}
	if i.Findings, err = s.findings(tx, i); err != nil {
		return err
	}
	if !Blocked(i.Findings) {
		return nil
	}
	rules := []string{}
	for _, f := range i.Findings {
		if f.Severity == Block {
			rules = append(rules, f.Rule)
		}
	}
	return ErrBlocked.With("rules", rules).With("count", len(rules))
}

// ApproveInvoice lets an invoice be issued; nobody approves what he asked for. It needs
// [PermInvoiceApprove] over it. Errors: [ErrOwnInvoice], [ErrBlocked] when a
// check blocks by now.
func (s *Service) ApproveInvoice(ctx context.Context, id ref.ID, version int64) error {
	return s.changeInvoice(ctx, id, version, actPass, "", func(tx *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		if err := s.pass(tx, i); err != nil {
			return nil, err
		}
		i.ApprovedBy = tx.Actor.ID
		return nil, i.move(Approved)
	})
}

// Return sends an invoice back to who asked for it. It needs
// [PermInvoiceApprove] over it.
func (s *Service) Return(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeInvoice(ctx, id, version, actReturn, reason, func(_ *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		i.Reason = reason
		return nil, i.move(Requested)
	})
}

// Send notes that the invoice was given to the tax platform, whose answer is not
// known yet. It needs [PermInvoiceIssue] over it.
func (s *Service) Send(ctx context.Context, id ref.ID, version int64) error {
	return s.changeInvoice(ctx, id, version, actSend, "", func(_ *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		return nil, i.move(Issuing)
	})
}

// Fail notes that the tax platform refused the invoice: asked for by its own
// number, it has none. It needs [PermInvoiceIssue] over it.
func (s *Service) Fail(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeInvoice(ctx, id, version, actFail, reason, func(_ *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		i.Reason = reason
		return nil, i.move(Failed)
	})
}

// Cancel drops an invoice before it is issued. It needs [PermInvoiceCreate] over
// it.
func (s *Service) Cancel(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeInvoice(ctx, id, version, actCancel, reason, func(_ *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		i.Reason = reason
		return nil, i.move(Cancelled)
	})
}

// Deliver notes how and to whom an issued invoice was handed. It needs
// [PermInvoiceIssue] over it.
func (s *Service) Deliver(ctx context.Context, id ref.ID, version int64, channel, recipient string, on workday.Date) error {
	return s.changeInvoice(ctx, id, version, actDeliver, "", func(_ *db.Tx, i *Invoice, today workday.Date) (db.Event, error) {
		var c fault.Checks
		c.Check(channel != "" && slices.Contains(Channels, channel), "channel", "not_allowed")
		c.Check(on.IsZero() || on <= today, "delivered_on", "in_future")
		c.Check(on.IsZero() || on >= i.IssuedOn, "delivered_on", "before_start")
		if err := c.Err(); err != nil {
			return nil, err
		}
		if i.DeliveredOn = on; on.IsZero() {
			i.DeliveredOn = today
		}
		i.Channel, i.Recipient = channel, recipient
		return nil, i.move(Delivered)
	})
}
