package billing

import (
	"fmt"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// CreditKind names the credit lines of legal entities in references.
const CreditKind ref.Kind = "invoice_credit"

// Allowance is what an executive allowed beyond the price of the contract
// (INV-007). It counts only up to the total that he was shown.
type Allowance struct {
	AllowedTotal int64  `track:"price"` // invoiced under the contract, this one included, fen
	AllowedBy    ref.ID `track:"public"`
}

// allow lets the invoice go beyond the price, up to a total.
func (i *Invoice) allow(total, price int64, by ref.ID) error {
	if total <= price {
		return ErrWithinPrice
	}
	i.Allowance = Allowance{total, by}
	return nil
}

func allowable(i *Invoice, by *authz.Actor) error {
	if err := inState(Requested)(i, by); err != nil {
		return err
	}
	if i.RequestedBy == by.ID {
		return ErrOwnInvoice
	}
	return nil
}

// Deduction is an invoice that a subcontractor gave us; what was paid on it
// lessens the prepayment of VAT. It counts only when it says where the works are
// and what they are called (INV-014).
type Deduction struct {
	FiscalNumber string `json:"fiscal_number"`
	SellerName   string `json:"seller_name"`
	SellerTaxNo  string `json:"seller_tax_no"`
	WorksPlace   string `json:"works_place"`
	WorksName    string `json:"works_name"`
	Amount       int64  `json:"amount"` // fen, tax included
}

// MaxDeductions bounds the invoices behind a deduction.
const MaxDeductions = 100

func checkDeductions(all []Deduction, c *fault.Checks) {
	c.Check(len(all) <= MaxDeductions, "deductions", "too_long")
	seen := map[string]bool{}
	for i := range all {
		d, at := &all[i], fmt.Sprintf("deductions[%d].", i)
		d.FiscalNumber, d.SellerName, d.SellerTaxNo = strings.TrimSpace(d.FiscalNumber), strings.TrimSpace(d.SellerName), orgcode.Normalize(d.SellerTaxNo)
		d.WorksPlace, d.WorksName = strings.TrimSpace(d.WorksPlace), strings.TrimSpace(d.WorksName)
		c.Check(d.SellerName != "", at+"seller_name", "required")
		c.Check(d.Amount > 0, at+"amount", "not_positive")
		c.Check(d.Amount <= MaxAmount, at+"amount", "too_large")
		c.Check(fiscalNumber.MatchString(d.FiscalNumber), at+"fiscal_number", "malformed")
		c.Check(!seen[d.FiscalNumber], at+"fiscal_number", "duplicate")
		seen[d.FiscalNumber] = true
	}
}

// deductible checks that every fen that is deducted stands on an invoice with
// place and name of the works. Path names the first thing that is missing.
func (i *Invoice) deductible() (path string, proved int64) {
	for n, d := range i.Deductions {
		at := fmt.Sprintf("deductions[%d].", n)
		switch {
		case d.WorksPlace == "":
			return at + "works_place", proved
		case d.WorksName == "":
			return at + "works_name", proved
		}
		proved += d.Amount
	}
	if proved < i.Deducted {
		return "deductions", proved
	}
	return "", proved
}

// Credit is how much the tax platform lets a legal entity invoice in a calendar
// month, without tax.
type Credit struct {
	ID        ref.ID    `track:"-"` // of the entity
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`
	Amount    int64     `track:"price"` // fen

	entity string // name, for display
}

// Subject implements db.Record.
func (c *Credit) Subject() db.Subject {
	return db.Subject{Ref: ref.To(CreditKind, c.ID), Label: c.entity, Entity: c.ID, Version: c.Version}
}
