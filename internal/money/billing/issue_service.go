package billing

import (
	"context"
	"slices"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Issue is what the tax platform gave an invoice.
type Issue struct {
	FiscalNumber string
	On           workday.Date
	DocumentID   ref.ID // the file, on the invoice; may be none
}

// Record notes the fiscal number of an invoice, or of a red one, with its file:
// from then on it counts on its nodes. It needs [PermInvoiceIssue] over it.
// Errors: [ErrNumber], [ErrNumberTaken], [ErrDocument], [ErrOverNode],
// [ErrBlocked], [ErrPaidInvoice].
func (s *Service) Record(ctx context.Context, id ref.ID, version int64, x Issue) error {
	return s.changeInvoice(ctx, id, version, actRecord, "", func(tx *db.Tx, i *Invoice, today workday.Date) (db.Event, error) {
		if err := s.issue(tx, i, x, today); err != nil {
			return nil, err
		}
		return s.heard(tx, i, func(f InvoiceFact) db.Event { return InvoiceIssued{f} })
	})
}

func (s *Service) issue(tx *db.Tx, i *Invoice, x Issue, today workday.Date) error {
	x.FiscalNumber = strings.TrimSpace(x.FiscalNumber)
	var c fault.Checks
	c.Check(!x.On.IsZero(), "issued_on", "required")
	c.Check(x.On <= today, "issued_on", "in_future")
	if err := c.Err(); err != nil {
		return err
	}
	if err := checkNumber(x.FiscalNumber, x.On); err != nil {
		return err
	}
	if !x.DocumentID.IsZero() {
		if err := s.proof(tx, x.DocumentID, ErrDocument, ref.To(InvoiceKind, i.ID)); err != nil {
			return err
		}
	}
	i.FiscalNumber, i.IssuedOn, i.DocumentID = x.FiscalNumber, x.On, x.DocumentID
	if i.Red {
		return s.issueRed(tx, i)
	}
	if err := s.pass(tx, i); err != nil {
		return err
	}
	if i.State == Approved {
		if err := i.move(Issuing); err != nil {
			return err
		}
	}
	if err := i.move(Issued); err != nil {
		return err
	}
	return s.countOn(tx, i)
}

// issueRed takes back what the red invoice says of its original.
func (s *Service) issueRed(tx *db.Tx, red *Invoice) error {
	if err := lockContract(tx, red.ContractID); err != nil {
		return err
	}
	o, err := loadInvoice(tx, red.OriginalID)
	if err != nil {
		return err
	}
	before := o
	if o.Reversed -= red.Gross; o.Reversed > o.Gross {
		return ErrRedTooMuch
	}
	if o.Received > o.Gross-o.Reversed {
		return ErrPaidInvoice
	}
	if err := red.move(RedIssued); err != nil {
		return err
	}
	if err := s.saveInvoice(tx, "reverse", &before, &o); err != nil {
		return err
	}
	return s.countOn(tx, red)
}

// countOn adds an invoice to the nodes that it is about.
func (s *Service) countOn(tx *db.Tx, i *Invoice) error {
	for _, p := range i.Portions {
		n, err := loadNode(tx, p.Node)
		if err != nil {
			return err
		}
		before := n
		if n.Invoiced += p.Amount; n.Invoiced > n.Amount && !i.Red && i.AllowedBy.IsZero() || n.Invoiced < 0 {
			return ErrOverNode
		}
		if err := s.saveNode(tx, "invoice", &before, &n); err != nil {
			return err
		}
	}
	return nil
}

// Reversal asks for a red invoice.
type Reversal struct {
	ID     ref.ID // of the red invoice; made by the caller, or zero
	Reason string // return, error, service_ended, allowance
	Note   string
	Lines  []RedLine // none: all that is left
}

// Reverse asks for a red invoice over an issued one, whole or in part. It needs
// [PermInvoiceIssue] over it. Errors: [ErrRedTooMuch], [ErrInvoiceState].
func (s *Service) Reverse(ctx context.Context, id ref.ID, version int64, r Reversal) (ref.ID, error) {
	if !slices.Contains(RedReasons, r.Reason) {
		return r.ID, fault.ErrInvalid.At("reason", "not_allowed")
	}
	if r.ID.IsZero() {
		r.ID = ref.New()
	}
	return r.ID, s.db.Write(because(ctx, r.Note), func(tx *db.Tx) error {
		o, err := getInvoice(tx, id)
		if err != nil {
			return err
		}
		if o.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, actRed, o.Scope(), &o, o.members()...); err != nil {
			return err
		}
		if err := lockContract(tx, o.ContractID); err != nil {
			return err
		}
		red, err := s.redOf(tx, &o, r)
		if err != nil {
			return err
		}
		if err := insertInvoice(tx, &red); err != nil {
			return err
		}
		return tx.Audit("invoice.red", nil, &red)
	})
}

// redOf draws a red invoice from its original.
func (s *Service) redOf(tx *db.Tx, o *Invoice, r Reversal) (red Invoice, err error) {
	reds, err := redsOf(tx, o.ID)
	if err != nil {
		return red, err
	}
	taken := []Line{}
	left := slices.Clone(o.Portions)
	for _, x := range reds {
		taken = append(taken, x.Lines...)
		for _, p := range x.Portions {
			for n := range left {
				if left[n].Node == p.Node {
					left[n].Amount += p.Amount
				}
			}
		}
	}
	red = *o
	red.ID, red.OriginalID, red.Red, red.State, red.FiscalNumber, red.DocumentID = r.ID, o.ID, true, RedRequested, "", ref.Nil
	red.Reason, red.Remarks, red.RequestedBy, red.ApprovedBy, red.IssuedOn, red.DeliveredOn = r.Reason, r.Note, tx.Actor.ID, ref.Nil, 0, 0
	red.Reversed, red.Received, red.RemindedOn, red.Findings = 0, 0, 0, nil
	red.Deducted, red.Deductions, red.Allowance = 0, nil, Allowance{}
	if red.Lines, err = takeBack(o, taken, r.Lines); err != nil {
		return red, err
	}
	red.total()
	if red.Portions, err = shareBack(left, red.Gross); err != nil {
		return red, err
	}
	if red.Number, err = s.Numbers.NextTx(tx, o.EntityID); err != nil {
		return red, err
	}
	if red.TaxedOn, err = s.today(tx, o.EntityID); err != nil {
		return red, err
	}
	red.Findings, err = s.findings(tx, &red)
	return red, err
}

// Confirm notes that the other side was asked to confirm a red invoice: it has
// 72 hours. It needs [PermInvoiceIssue] over it.
func (s *Service) Confirm(ctx context.Context, id ref.ID, version int64) error {
	return s.changeInvoice(ctx, id, version, actConfirm, "", func(tx *db.Tx, i *Invoice, _ workday.Date) (db.Event, error) {
		i.ExpiresAt = tx.Now.Add(redWindow)
		return nil, i.move(RedConfirm)
	})
}
