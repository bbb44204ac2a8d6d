package contract

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Kinds of records in references.
const (
	Kind          ref.Kind = "contract"
	AmendmentKind ref.Kind = "contract_amendment"
)

// Rights this module checks.
const (
	PermRead      authz.Permission = "contract:read"
	PermCreate    authz.Permission = "contract:create"
	PermUpdate    authz.Permission = "contract:update"
	PermSubmit    authz.Permission = "contract:submit"
	PermWaive     authz.Permission = "contract:waive" // let a broken rule pass, with a reason
	PermLegal     authz.Permission = "contract:review_legal"
	PermFinance   authz.Permission = "contract:review_finance"
	PermTechnical authz.Permission = "contract:review_technical"
	PermSign      authz.Permission = "contract:sign" // begin signing, take it back, note the signature
	PermAmend     authz.Permission = "contract:amend"
	PermSuspend   authz.Permission = "contract:suspend"
	PermComplete  authz.Permission = "contract:complete"
	PermSettle    authz.Permission = "contract:settle"
	PermClose     authz.Permission = "contract:close"
	PermTerminate authz.Permission = "contract:terminate"
	PermVoid      authz.Permission = "contract:void"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermCreate, PermUpdate, PermSubmit, PermWaive, PermLegal, PermFinance, PermTechnical,
		PermSign, PermAmend, PermSuspend, PermComplete, PermSettle, PermClose, PermTerminate, PermVoid}
}

// Errors a caller can act on.
var (
	ErrNotFound    = fault.New(fault.NotFound, "contract.not_found", "no such contract")
	ErrIDInUse     = fault.New(fault.Conflict, "contract.id_in_use", "another record has this id")
	ErrState       = fault.New(fault.Conflict, "contract.state", "the contract's state does not allow this")
	ErrCustomer    = fault.New(fault.Invalid, "contract.customer_unknown", "no such customer")
	ErrNoUSCC      = fault.New(fault.Invalid, "contract.customer_without_uscc", "the customer has no valid unified social credit code")
	ErrOwner       = fault.New(fault.Invalid, "contract.owner_unknown", "the person does not exist or is not active")
	ErrOpportunity = fault.New(fault.Invalid, "contract.opportunity_unknown", "no such opportunity")
	ErrQuote       = fault.New(fault.Invalid, "contract.quote_unknown", "no such quote, or the customer has not accepted it")
	ErrQuoteUsed   = fault.New(fault.Conflict, "contract.quote_used", "another contract was drawn from the quote")
	ErrQuoted      = fault.New(fault.Conflict, "contract.quoted_price", "customer, opportunity, price and tax lines are those of the accepted quote")
	ErrPayments    = fault.New(fault.Conflict, "contract.payments_incomplete", "the payments do not sum to 100 % of the price")
	ErrFindings    = fault.New(fault.Conflict, "contract.rules_broken", "the terms break rules that nobody waived")
	ErrNoText      = fault.New(fault.Conflict, "contract.no_text", "a contract is submitted with its clauses or with its text attached")
	ErrNoFinding   = fault.New(fault.Conflict, "contract.no_such_finding", "the terms do not break this rule there, or it needs no waiver")
	ErrOwnReview   = fault.New(fault.Forbidden, "contract.own_review", "nobody reviews what he submitted")
	ErrReviewed    = fault.New(fault.Conflict, "contract.reviewed", "this review was made already")
	ErrNote        = fault.New(fault.Invalid, "contract.note_required", "a refusal needs a note")
	ErrContent     = fault.New(fault.Conflict, "contract.content_changed", "the content is not the one that was submitted")
	ErrSignatories = fault.New(fault.Conflict, "contract.signatory_missing", "each side names who signs")
	ErrDocument    = fault.New(fault.Invalid, "contract.document_unknown", "there is no such document on this record")
	ErrScanChanged = fault.New(fault.Conflict, "contract.scan_changed", "the file is not the one that was looked at")
	ErrOpenMoney   = fault.New(fault.Conflict, "contract.money_open", "money or invoices of the settlement are still open")
	ErrNoDamages   = fault.New(fault.Conflict, "contract.no_damages", "no damages for delay were agreed")
	ErrNotInForce  = fault.New(fault.Conflict, "contract.not_in_force", "the contract is not in force")
)

// Policy is what a group may set differently.
type Policy struct {
	ReviewDays    int           // working days of a reviewer
	SigningWithin time.Duration // from handing a contract out to the last signature
	ExpiryNotice  int           // days before its last day that a contract is spoken of
}

// Defaults returns the policy of reference 2.5.
func Defaults() Policy {
	return Policy{ReviewDays: 2, SigningWithin: 15 * 24 * time.Hour, ExpiryNotice: 30}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("contract.review_days", setting.Workdays, &p.ReviewDays, 1, 30, "合同评审时限", "Review of a contract within"),
		setting.Time("contract.signing_within", setting.Days, &p.SigningWithin, 1, 365, "合同送签后多久未签完即督办", "A contract handed out for signing is chased after"),
		setting.Value("contract.expiry_notice", setting.Days, &p.ExpiryNotice, 1, 365, "合同到期前多少天提醒", "Notice before a contract ends"),
	}
}

// MaxAmount bounds a price, in fen: the sum of a million such stays exact.
const MaxAmount = 9_000_000_000_000

// Closed sets of the trade. Types name the trade in a contract's number.
var (
	Types   = []string{"MU", "PW", "BD", "RD", "WT", "ME", "EN", "SV", "SP"}
	Pricing = []string{"lump_sum", "unit_price", "cost_plus"}
	Modes   = []string{"paper"}
	Roles   = []string{RoleOwner, RoleContractor, "partner", "guarantor", "designer", "supervisor"}
)

// The two roles that every contract has.
const (
	RoleOwner      = "owner"      // 发包人
	RoleContractor = "contractor" // 承包人
)

// Party is an organisation that the contract binds.
type Party struct {
	Role      string `json:"role" enum:"owner,contractor,partner,guarantor,designer,supervisor"`
	Name      string `json:"name,omitempty" maxLength:"200" doc:"Of owner and contractor it is filled in."`
	USCC      string `json:"uscc,omitempty" maxLength:"40"`
	Signatory string `json:"signatory,omitempty" maxLength:"60" doc:"Who signs for it."`
	Title     string `json:"title,omitempty" maxLength:"60"`
}

// Clause is a part of the contract's text.
type Clause struct {
	Number string `json:"number,omitempty" maxLength:"20" example:"15.3"`
	Title  string `json:"title,omitempty" maxLength:"200"`
	Text   string `json:"text" minLength:"1" maxLength:"20000"`
}

// Contract is one agreement with a customer.
type Contract struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID      ref.ID `track:"public"`
	DepartmentID  ref.ID `track:"public"`
	OwnerID       ref.ID `track:"public"`
	CustomerID    ref.ID `track:"public"`
	OpportunityID ref.ID `track:"public"`
	QuoteID       ref.ID `track:"public"`
	QuoteRevision int64  `track:"public"`
	QuoteHash     string `track:"public"`

	Number       string       `track:"public"`
	Title        string       `track:"public"`
	Type         string       `track:"public"`
	Pricing      string       `track:"public"`
	Price        int64        `track:"price"` // fen, tax included, as first signed
	CurrentPrice int64        `track:"price"` // with the amendments that were signed
	TaxLines     []TaxLine    `track:"price"` // of the current price
	Margin       *money.Rate  `track:"cost"`  // nil when nobody knows it
	StartOn      workday.Date `track:"public"`
	FinishOn     workday.Date `track:"public"`
	Days         int64        `track:"public"` // calendar days, the first and the last included
	Terms        terms.Terms  `track:"public"` // without nodes: those are Payments
	Payments     []Payment    `track:"price"`
	Parties      []Party      `track:"public"`
	Clauses      []Clause     `track:"public"`
	Note         string       `track:"public"`
	Origin       string       `track:"public"` // user or import
	Custom       string       `track:"public"` // JSON object of user-defined fields

	State       State        `track:"public"`
	Hash        string       `track:"public"` // SHA-256 of the submitted content; "" in a draft
	Round       int64        `track:"-"`      // counts submissions
	SubmittedBy ref.ID       `track:"public"`
	SubmittedAt time.Time    `track:"public"`
	Mode        string       `track:"public"` // how it is signed
	ScanID      ref.ID       `track:"public"`
	ScanSHA256  string       `track:"public"`
	SignedOn    workday.Date `track:"public"`
	AcceptedOn  workday.Date `track:"public"` // of the works
	SettledOn   workday.Date `track:"public"`
	ClosedOn    workday.Date `track:"public"`
	FinalPrice  int64        `track:"price"`  // audited; 0 before the settlement
	Retained    int64        `track:"price"`  // kept back of the final price
	EvidenceID  ref.ID       `track:"public"` // document of the last step that needed one
	Reason      string       `track:"public"` // of the last step that needed one
	Amended     int64        `track:"public"` // amendments that were signed

	Waivers []Waiver `track:"public"`
	Reviews []Review `track:"public"`
}

// Subject implements db.Record.
func (c *Contract) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, c.ID), Label: c.Number + " " + c.Title, Entity: c.EntityID, Version: c.Version}
}

// Scope implements authz.Scoped.
func (c *Contract) Scope() authz.Scope {
	return authz.Scope{Owner: c.OwnerID, Department: c.DepartmentID, Entity: c.EntityID}
}

// Draft is what a person may write of a contract.
type Draft struct {
	CustomerID    ref.ID
	OpportunityID ref.ID
	Title         string
	Type          string
	Pricing       string
	Price         int64 // fen, tax included
	TaxLines      []TaxLine
	StartOn       workday.Date
	FinishOn      workday.Date
	Days          int64 // 0: as many as lie between the dates
	Terms         terms.Terms
	Payments      []Payment
	Parties       []Party
	Clauses       []Clause
	Note          string
}

// check normalises the draft and answers every broken rule at once.
func (d *Draft) check() error {
	d.Title = strings.TrimSpace(d.Title)
	var c fault.Checks
	c.Check(!d.CustomerID.IsZero(), "customer_id", "required")
	c.Check(d.Title != "", "title", "required")
	c.Check(slices.Contains(Types, d.Type), "type", "not_allowed")
	c.Check(slices.Contains(Pricing, d.Pricing), "pricing_type", "not_allowed")
	c.Check(d.Price > 0, "price", "not_positive")
	c.Check(d.Price <= MaxAmount, "price", "too_large")
	checkLines(&c, d.TaxLines, d.Price)
	d.checkDates(&c)
	d.checkParties(&c)
	checkPayments(&c, d.Payments)
	if err := c.Err(); err != nil {
		return err
	}
	return d.Terms.Validate("terms")
}

// checkDates fills the duration in, or compares it with the dates.
func (d *Draft) checkDates(c *fault.Checks) {
	both := !d.StartOn.IsZero() && !d.FinishOn.IsZero()
	c.Check(!both || d.FinishOn >= d.StartOn, "finish_on", "before_start")
	c.Check(d.Days >= 0, "duration_days", "negative")
	c.Check(d.Days <= maxDays, "duration_days", "too_large")
	if !both || d.FinishOn < d.StartOn {
		return
	}
	span := int64(d.FinishOn.Sub(d.StartOn)) + 1
	c.Check(d.Days == 0 || d.Days == span, "duration_days", "does_not_add_up")
	d.Days = span
}

// maxDays bounds how long works may take: a century.
const maxDays = 36_525

// checkParties asks for a credit code of everybody but the two sides, whose
// codes come from their own records.
func (d *Draft) checkParties(c *fault.Checks) {
	seen := map[string]bool{}
	for i := range d.Parties {
		p, at := &d.Parties[i], fmt.Sprintf("parties[%d].", i)
		p.Name, p.USCC = strings.TrimSpace(p.Name), orgcode.Normalize(p.USCC)
		c.Check(slices.Contains(Roles, p.Role), at+"role", "not_allowed")
		if side(p.Role) {
			c.Check(!seen[p.Role], at+"role", "duplicate")
			seen[p.Role] = true
			continue
		}
		c.Check(p.Name != "", at+"name", "required")
		if err := orgcode.Check(p.USCC); err != nil {
			c.Check(false, at+"uscc", fault.As(err).Code)
		}
	}
}

func side(role string) bool { return role == RoleOwner || role == RoleContractor }

// apply writes the draft into the contract. The sides stand first among the
// parties, under the names of their own records.
func (c *Contract) apply(d Draft, owner, contractor Party) error {
	c.CustomerID, c.OpportunityID, c.Title, c.Type, c.Pricing = d.CustomerID, d.OpportunityID, d.Title, d.Type, d.Pricing
	c.StartOn, c.FinishOn, c.Days, c.Note = d.StartOn, d.FinishOn, d.Days, d.Note
	c.Clauses = append([]Clause{}, d.Clauses...)
	c.Parties = []Party{owner, contractor}
	for _, p := range d.Parties {
		switch p.Role {
		case RoleOwner:
			c.Parties[0].Signatory, c.Parties[0].Title = p.Signatory, p.Title
		case RoleContractor:
			c.Parties[1].Signatory, c.Parties[1].Title = p.Signatory, p.Title
		default:
			c.Parties = append(c.Parties, p)
		}
	}
	c.Price, c.CurrentPrice, c.TaxLines = d.Price, d.Price, append([]TaxLine{}, d.TaxLines...)
	first := c.ID
	if c.Number != "" {
		first = ref.Nil // what is added later is new
	}
	c.Terms, c.Payments = bare(d.Terms), identified(first, d.Payments)
	return c.split()
}

// bare are terms without what the contract holds by itself.
func bare(t terms.Terms) terms.Terms {
	t.Nodes, t.SignOn, t.StartOn, t.FinishOn = []terms.Node{}, 0, 0, 0
	return t
}

// likeQuote answers [ErrQuoted] when a draft leaves the quote that its contract
// was drawn from, and gives the draft the quote's own net and tax.
func (c *Contract) likeQuote(d *Draft) error {
	if c.QuoteID.IsZero() {
		return nil
	}
	same := d.CustomerID == c.CustomerID && d.OpportunityID == c.OpportunityID && d.Price == c.Price &&
		slices.EqualFunc(d.TaxLines, c.TaxLines, func(a, b TaxLine) bool { return a.Rate == b.Rate && a.Gross() == b.Gross() })
	if !same {
		return ErrQuoted
	}
	for i := range d.TaxLines {
		d.TaxLines[i].Net, d.TaxLines[i].Tax = c.TaxLines[i].Net, c.TaxLines[i].Tax
	}
	return nil
}

// signatories answers [ErrSignatories] unless both sides say who signs.
func (c *Contract) signatories() error {
	for _, p := range c.Parties {
		if side(p.Role) && p.Signatory == "" {
			return ErrSignatories.With("role", p.Role)
		}
	}
	return nil
}
