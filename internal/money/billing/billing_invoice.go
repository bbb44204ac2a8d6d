package billing

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// InvoiceState is where an invoice stands (reference 2.7).
type InvoiceState string

// States of invoices. Those with red in their name are of red-letter invoices.
const (
	Requested    InvoiceState = "requested" // a draft
	Checking     InvoiceState = "checking"  // waits for its approver
	Approved     InvoiceState = "approved"
	Issuing      InvoiceState = "issuing" // given to the tax platform; its answer is not known
	Issued       InvoiceState = "issued"
	Delivered    InvoiceState = "delivered"
	Failed       InvoiceState = "failed"
	RedRequested InvoiceState = "red_requested"
	RedConfirm   InvoiceState = "red_confirming" // the buyer has 72 hours
	RedIssued    InvoiceState = "red_issued"
	Cancelled    InvoiceState = "cancelled"
)

// Closed sets of invoices.
var (
	InvoiceStates = []string{"requested", "checking", "approved", "issuing", "issued", "delivered", "failed", "red_requested", "red_confirming", "red_issued", "cancelled"}
	InvoiceKinds  = []string{Special, Ordinary}
	RedReasons    = []string{"return", "error", "service_ended", "allowance"}
)

// Kinds of invoices.
const (
	Special  = "vat_special"
	Ordinary = "vat_ordinary"
)

// invoiceMoves is the transition table. A digital invoice is never voided: what
// was issued is taken back by a red one.
var invoiceMoves = map[InvoiceState][]InvoiceState{
	Requested:    {Checking, Cancelled},
	Checking:     {Approved, Requested, Cancelled},
	Approved:     {Issuing, Cancelled},
	Issuing:      {Issued, Failed},
	Failed:       {Issuing, Cancelled},
	Issued:       {Delivered},
	RedRequested: {RedConfirm, RedIssued, Cancelled},
	RedConfirm:   {RedIssued, Cancelled},
}

// redWindow is how long the other side has to confirm (reference 3.4).
const redWindow = 72 * time.Hour

// Line is one line of an invoice, in fen. Those of a red one are below zero.
type Line struct {
	Name     string         `json:"name"`
	Item     string         `json:"item"`
	Spec     string         `json:"spec"`
	Unit     string         `json:"unit"`
	Quantity money.Quantity `json:"quantity"`
	Rate     money.Rate     `json:"rate"`
	Net      int64          `json:"net"`
	Tax      int64          `json:"tax"`
	Of       int64          `json:"of"` // of a red line: the position that it takes back, from 1
}

// Gross is what is paid for the line.
func (l Line) Gross() int64 { return l.Net + l.Tax }

// NetLine computes the tax of a line that was entered without it: half up, by
// the line.
func NetLine(l Line) (Line, error) {
	tax, err := money.CNY(l.Net).MulRate(l.Rate)
	l.Tax = tax.Amount
	return l, err
}

// GrossLine splits a line that was entered with tax.
func GrossLine(l Line, gross int64) (Line, error) {
	net, tax, err := money.Extract(money.CNY(gross), l.Rate)
	l.Net, l.Tax = net.Amount, tax.Amount
	return l, err
}

// Portion is how much of an invoice is about a node.
type Portion struct {
	Node   ref.ID `json:"node_id"`
	Amount int64  `json:"amount"` // fen, tax included
}

// Invoice is a VAT invoice that we issue, from the request for it on.
type Invoice struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"` // the seller
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"` // of the contract
	ContractID   ref.ID `track:"public"`
	CustomerID   ref.ID `track:"public"`
	ProjectID    ref.ID `track:"public"`
	OriginalID   ref.ID `track:"public"` // of a red one

	Number       string       `track:"public"` // our own
	FiscalNumber string       `track:"public"` // 20 digits, from the tax platform
	Kind         string       `track:"public"`
	Red          bool         `track:"public"`
	State        InvoiceState `track:"public"`
	BuyerName    string       `track:"public"`
	BuyerTaxNo   string       `track:"public"`
	BuyerPerson  bool         `track:"public"`
	SellerName   string       `track:"public"`
	SellerTaxNo  string       `track:"public"`
	Method       string       `track:"public"`
	TaxedOn      workday.Date `track:"public"` // tax point date

	Place         string      `track:"public"` // down to the county
	Address       string      `track:"public"`
	WorksName     string      `track:"public"`
	CrossCity     bool        `track:"public"`
	CrossRegionNo string      `track:"public"`
	LandTaxNo     string      `track:"public"`
	Deducted      int64       `track:"price"` // subcontracts that lessen the prepayment, fen
	Deductions    []Deduction `track:"price"` // the invoices that prove it

	Recipient string `track:"contact"`
	Channel   string `track:"public"`
	Remarks   string `track:"public"`

	Lines    []Line    `track:"price"`
	Net      int64     `track:"price"`
	Tax      int64     `track:"price"`
	Gross    int64     `track:"price"`
	Reversed int64     `track:"price"` // taken back by red invoices that were issued, fen
	Received int64     `track:"price"` // allocated from receipts
	Portions []Portion `track:"price"`

	Allowance
	Findings    []Finding    `track:"public"` // as they were when it was submitted
	RequestedBy ref.ID       `track:"public"`
	CheckedBy   ref.ID       `track:"-"`
	ApprovedBy  ref.ID       `track:"public"`
	IssuedOn    workday.Date `track:"public"`
	DeliveredOn workday.Date `track:"public"`
	ExpiresAt   time.Time    `track:"public"` // until when the buyer may confirm a red one
	DocumentID  ref.ID       `track:"public"`
	Reason      string       `track:"public"`
	RemindedOn  workday.Date `track:"-"`

	Contract  string `track:"-"` // number, for labels
	Title     string `track:"-"`
	Customer  string `track:"-"`
	Owner     string `track:"-"`
	Entity    string `track:"-"`
	Requester string `track:"-"`
}

// Subject implements db.Record.
func (i *Invoice) Subject() db.Subject {
	label := i.Number
	if i.FiscalNumber != "" {
		label += " " + i.FiscalNumber
	}
	return db.Subject{Ref: ref.To(InvoiceKind, i.ID), Label: label, Entity: i.EntityID, Version: i.Version}
}

// Scope implements authz.Scoped.
func (i *Invoice) Scope() authz.Scope {
	return authz.Scope{Owner: i.OwnerID, Department: i.DepartmentID, Entity: i.EntityID}
}

// Left is what of an issued invoice was neither paid nor taken back.
func (i *Invoice) Left() int64 { return i.Gross - i.Reversed - i.Received }

// Draft is what a person may write of an invoice.
type Draft struct {
	Kind        string
	BuyerName   string
	BuyerTaxNo  string
	BuyerPerson bool
	Method      string
	TaxedOn     workday.Date

	Place, Address, WorksName string
	CrossCity                 bool
	CrossRegionNo, LandTaxNo  string
	Deducted                  int64 // fen; the sum of the deductions when there are any
	Deductions                []Deduction
	Recipient, Channel        string
	Remarks                   string
	Lines                     []Line
	Portions                  []Portion
}

// Channels are the ways in which an invoice reaches its buyer.
var Channels = []string{"", "tax_account", "email", "sms", "paper"}

// check normalises the draft and answers every broken rule at once.
func (d *Draft) check() error {
	d.BuyerName, d.BuyerTaxNo, d.WorksName = strings.TrimSpace(d.BuyerName), orgcode.Normalize(d.BuyerTaxNo), strings.TrimSpace(d.WorksName)
	var c fault.Checks
	c.Check(slices.Contains(InvoiceKinds, d.Kind), "kind", "not_allowed")
	c.Check(slices.Contains(Methods, d.Method), "tax_method", "not_allowed")
	c.Check(slices.Contains(Channels, d.Channel), "channel", "not_allowed")
	c.Check(d.Deducted >= 0 && d.Deducted <= MaxAmount, "subcontracts", "out_of_range")
	checkDeductions(d.Deductions, &c)
	c.Check(len(d.Lines) > 0, "lines", "required")
	c.Check(len(d.Portions) > 0, "nodes", "required")
	for i, l := range d.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		c.Check(strings.TrimSpace(l.Name) != "", at+"name", "required")
		c.Check(slices.Contains(Items, l.Item), at+"item", "not_allowed")
		c.Check(l.Rate >= 0 && l.Rate < money.RateOne, at+"rate", "not_allowed")
		c.Check(l.Net > 0, at+"net", "not_positive")
		c.Check(l.Gross() <= MaxAmount, at+"net", "too_large")
	}
	seen := map[ref.ID]bool{}
	for i, p := range d.Portions {
		at := fmt.Sprintf("nodes[%d].", i)
		c.Check(p.Amount > 0, at+"amount", "not_positive")
		c.Check(p.Amount <= MaxAmount, at+"amount", "too_large")
		c.Check(!seen[p.Node], at+"node_id", "duplicate")
		seen[p.Node] = true
	}
	return c.Err()
}

// apply writes the draft into the invoice. Errors: [ErrNodesSum].
func (i *Invoice) apply(d Draft) error {
	i.Kind, i.BuyerName, i.BuyerTaxNo, i.BuyerPerson, i.Method, i.TaxedOn = d.Kind, d.BuyerName, d.BuyerTaxNo, d.BuyerPerson, d.Method, d.TaxedOn
	i.Place, i.Address, i.WorksName, i.CrossCity, i.CrossRegionNo, i.LandTaxNo, i.Deducted = d.Place, d.Address, d.WorksName, d.CrossCity, d.CrossRegionNo, d.LandTaxNo, d.Deducted
	if i.Deductions = slices.Clone(d.Deductions); len(i.Deductions) > 0 {
		i.Deducted = 0
	}
	for _, x := range i.Deductions {
		i.Deducted += x.Amount
	}
	i.Recipient, i.Channel, i.Remarks = d.Recipient, d.Channel, d.Remarks
	i.Lines, i.Portions = slices.Clone(d.Lines), slices.Clone(d.Portions)
	i.total()
	var sum int64
	for _, p := range i.Portions {
		sum += p.Amount
	}
	if sum != i.Gross {
		return ErrNodesSum.At("nodes", "does_not_add_up")
	}
	return nil
}

// total sums the lines: the tax of an invoice is the sum of their rounded taxes.
func (i *Invoice) total() {
	i.Net, i.Tax = 0, 0
	for _, l := range i.Lines {
		i.Net, i.Tax = i.Net+l.Net, i.Tax+l.Tax
	}
	i.Gross = i.Net + i.Tax
}

func (i *Invoice) move(to InvoiceState) error {
	if !slices.Contains(invoiceMoves[i.State], to) {
		return ErrInvoiceState.With("state", string(i.State))
	}
	i.State = to
	return nil
}

var fiscalNumber = regexp.MustCompile(`^\d{20}$`)

// regions are the provincial regions of fiscal numbers (reference 3.4); five
// cities that are planned apart have codes of their own.
const regions = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 21 33 35 37 44"

// checkNumber answers [ErrNumber] unless a fiscal number can have been given by
// a day: digits, year and region.
func checkNumber(n string, on workday.Date) error {
	bad := ErrNumber.At("fiscal_number", "malformed")
	if !fiscalNumber.MatchString(n) {
		return bad
	}
	year, err := strconv.Atoi(n[:2])
	if err != nil || year < 22 || year > on.Year()%100 || !slices.Contains(strings.Fields(regions), n[2:4]) {
		return bad
	}
	return nil
}

// takeBack writes a red invoice's lines: those asked for, or all that is left.
// Before are the red lines of the original that were not cancelled. Errors:
// [ErrRedTooMuch].
func takeBack(original *Invoice, before []Line, asked []RedLine) ([]Line, error) {
	left := slices.Clone(original.Lines)
	for _, r := range before {
		left[r.Of-1].Net += r.Net
		left[r.Of-1].Tax += r.Tax
	}
	if len(asked) == 0 {
		for i, l := range left {
			if l.Gross() > 0 {
				asked = append(asked, RedLine{int64(i + 1), l.Net})
			}
		}
	}
	out := []Line{}
	for _, a := range asked {
		if a.Position < 1 || a.Position > int64(len(left)) || a.Net <= 0 || a.Net > left[a.Position-1].Net {
			return nil, ErrRedTooMuch
		}
		l, err := left[a.Position-1].back(a)
		if err != nil {
			return nil, err
		}
		left[a.Position-1].Net += l.Net
		left[a.Position-1].Tax += l.Tax
		out = append(out, l)
	}
	if len(out) == 0 {
		return nil, ErrRedTooMuch
	}
	return out, nil
}

// RedLine is what a red invoice takes back of a line.
type RedLine struct {
	Position int64 // from 1
	Net      int64 // fen, above zero
}

// back is the red line for part of what is left; the whole takes the tax with it
// to the fen.
func (l Line) back(a RedLine) (Line, error) {
	tax := l.Tax
	if a.Net < l.Net {
		t, err := money.CNY(a.Net).MulRate(l.Rate)
		if err != nil {
			return l, err
		}
		tax = min(t.Amount, l.Tax)
	}
	l.Net, l.Tax, l.Of, l.Quantity = -a.Net, -tax, a.Position, 0
	return l, nil
}

// share spreads what a red invoice takes back over the nodes of its original, in
// the proportion of what is left on each.
func shareBack(left []Portion, gross int64) ([]Portion, error) {
	weights := make([]int64, len(left))
	for i, p := range left {
		weights[i] = p.Amount
	}
	parts, err := money.Share(money.CNY(gross), weights)
	if err != nil {
		return nil, err
	}
	out := []Portion{}
	for i, p := range parts {
		if p.Amount != 0 {
			out = append(out, Portion{left[i].Node, p.Amount})
		}
	}
	return out, nil
}

func inState(states ...InvoiceState) func(*Invoice, *authz.Actor) error {
	return func(i *Invoice, _ *authz.Actor) error {
		if !slices.Contains(states, i.State) {
			return ErrInvoiceState.With("state", string(i.State))
		}
		return nil
	}
}

type invoiceAction = authz.Action[*Invoice]

// Verbs on an invoice.
var (
	actEdit    = invoiceAction{Verb: "update", Permission: PermInvoiceCreate, When: inState(Requested)}
	actSubmit  = invoiceAction{Verb: "submit", Permission: PermInvoiceCreate, When: inState(Requested)}
	actAllow   = invoiceAction{Verb: "allow", Permission: PermInvoiceAllow, When: allowable}
	actPass    = invoiceAction{Verb: "approve", Permission: PermInvoiceApprove, When: others}
	actReturn  = invoiceAction{Verb: "return", Permission: PermInvoiceApprove, When: inState(Checking)}
	actSend    = invoiceAction{Verb: "send", Permission: PermInvoiceIssue, When: inState(Approved, Failed)}
	actFail    = invoiceAction{Verb: "fail", Permission: PermInvoiceIssue, When: inState(Issuing)}
	actRecord  = invoiceAction{Verb: "record", Permission: PermInvoiceIssue, When: inState(Approved, Issuing, RedRequested, RedConfirm)}
	actDeliver = invoiceAction{Verb: "deliver", Permission: PermInvoiceIssue, When: inState(Issued)}
	actCancel  = invoiceAction{Verb: "cancel", Permission: PermInvoiceCreate, When: inState(Requested, Checking, Approved, Failed, RedRequested, RedConfirm)}
	actRed     = invoiceAction{Verb: "red", Permission: PermInvoiceIssue, When: reversible}
	actConfirm = invoiceAction{Verb: "confirm", Permission: PermInvoiceIssue, When: inState(RedRequested)}

	invoiceActions = []invoiceAction{actEdit, actSubmit, actAllow, actPass, actReturn, actSend, actFail, actRecord, actDeliver, actCancel, actRed, actConfirm}
)

func others(i *Invoice, by *authz.Actor) error {
	if err := inState(Checking)(i, by); err != nil {
		return err
	}
	if i.RequestedBy == by.ID || i.CheckedBy == by.ID {
		return ErrOwnInvoice
	}
	return nil
}

func reversible(i *Invoice, by *authz.Actor) error {
	if err := inState(Issued, Delivered)(i, by); err != nil {
		return err
	}
	if i.Reversed >= i.Gross {
		return ErrRedTooMuch
	}
	return nil
}
