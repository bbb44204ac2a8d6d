package quote

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Kinds of records in references.
const (
	Kind     ref.Kind = "quote"
	LineKind ref.Kind = "quote_line"
)

// Rights this module checks.
const (
	PermRead         authz.Permission = "quote:read"
	PermCreate       authz.Permission = "quote:create"
	PermUpdate       authz.Permission = "quote:update" // write a draft, begin the next revision
	PermSubmit       authz.Permission = "quote:submit" // to the reviewers, and for approval
	PermTechReview   authz.Permission = "quote:tech_review"
	PermCostEstimate authz.Permission = "quote:cost_estimate"
	PermSend         authz.Permission = "quote:send"
	PermAccept       authz.Permission = "quote:accept" // note the customer's answer, yes or no
	PermWithdraw     authz.Permission = "quote:withdraw"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermCreate, PermUpdate, PermSubmit, PermTechReview, PermCostEstimate, PermSend, PermAccept, PermWithdraw}
}

// Errors a caller can act on.
var (
	ErrNotFound    = fault.New(fault.NotFound, "quote.not_found", "no such quote")
	ErrIDInUse     = fault.New(fault.Conflict, "quote.id_in_use", "another quote has this id")
	ErrOpportunity = fault.New(fault.Invalid, "quote.opportunity_unknown", "no such opportunity")
	ErrClosed      = fault.New(fault.Conflict, "quote.opportunity_closed", "the opportunity takes no offers any more")
	ErrState       = fault.New(fault.Conflict, "quote.state", "the quote's state does not allow this")
	ErrNotDraft    = fault.New(fault.Conflict, "quote.not_draft", "a submitted quote does not change; begin the next revision")
	ErrNotNewest   = fault.New(fault.Conflict, "quote.not_newest", "there is a later revision")
	ErrOwnReview   = fault.New(fault.Forbidden, "quote.own_review", "nobody reviews what he wrote")
	ErrReviewed    = fault.New(fault.Conflict, "quote.reviewed", "this part was passed already")
	ErrNote        = fault.New(fault.Invalid, "quote.note_required", "a refusal needs a note")
	ErrEstimate    = fault.New(fault.Invalid, "quote.estimate_incomplete", "a cost estimate needs labour, material and machinery, and a total above zero")
	ErrIncomplete  = fault.New(fault.Invalid, "quote.incomplete", "the bill or the terms are not complete")
	ErrTerms       = fault.New(fault.Invalid, "quote.terms_blocked", "the payment terms break a rule that blocks")
	ErrLines       = fault.New(fault.Invalid, "quote.lines_invalid", "lines of the bill break a rule")
	ErrLine        = fault.New(fault.Invalid, "quote.line_unknown", "the quote has no such line")
	ErrTooMany     = fault.New(fault.Invalid, "quote.too_many_lines", "a bill has at most 20,000 lines")
	ErrTooMuch     = fault.New(fault.Invalid, "quote.amount_out_of_range", "the total cannot be held or is below zero")
	ErrNoHeader    = fault.New(fault.Invalid, "quote.no_header", "no sheet has a header row with names, units and quantities")
	ErrProblems    = fault.New(fault.Invalid, "quote.file_problems", "rows of the file cannot be read; nothing was taken over")
	ErrForm        = fault.New(fault.Malformed, "quote.form", "send multipart/form-data: the fields first, the file last")
	ErrRecipient   = fault.New(fault.Invalid, "quote.recipient", "the channel needs another recipient")
	ErrEvidence    = fault.New(fault.Invalid, "quote.evidence", "the evidence is no document of this quote")
	ErrAccepted    = fault.New(fault.Conflict, "quote.accepted_already", "another quote of the opportunity was accepted")
	ErrContracted  = fault.New(fault.Conflict, "quote.contracted", "a contract was drawn from the accepted quote; an amendment changes it")
	ErrContent     = fault.New(fault.Conflict, "quote.content_changed", "the content is not the one that was confirmed")
	ErrOther       = fault.New(fault.Invalid, "quote.not_comparable", "only revisions of one offer are compared")
	ErrValidity    = fault.New(fault.Conflict, "quote.validity_over", "the quote's validity is over")
)

// Limits of a quote.
const (
	MaxLines  = 20_000
	MaxAmount = 9_000_000_000_000 // fen; sums of a million such stay exact
)

// Basis says whether unit rates include tax.
type Basis string

// Bases of prices.
const (
	ExclTax Basis = "excl_tax"
	InclTax Basis = "incl_tax"
)

// Closed sets of the trade.
var (
	Standards = []string{"GB/T 50500-2024", "GB 50500-2013", "other"}
	Channels  = []string{"email", "paper", "wechat", "portal", "other"}
)

// Quote is one revision of an offer for an opportunity.
type Quote struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID      ref.ID `track:"public"`
	DepartmentID  ref.ID `track:"public"`
	OwnerID       ref.ID `track:"public"`
	OpportunityID ref.ID `track:"public"`
	CustomerID    ref.ID `track:"public"`
	RootID        ref.ID `track:"-"` // the first revision
	Revision      int64  `track:"public"`
	Newest        bool   `track:"-"`
	Number        string `track:"public"` // shared by all revisions

	Title        string      `track:"public"`
	Basis        Basis       `track:"public"`
	TaxRate      money.Rate  `track:"public"` // of new lines
	ValidityDays int64       `track:"public"`
	Standard     string      `track:"public"` // by which the quantities were measured
	Note         string      `track:"public"`
	Terms        terms.Terms `track:"public"`

	State       State        `track:"public"`
	Hash        string       `track:"public"` // SHA-256 of the submitted content, hexadecimal; "" in a draft
	Authors     []ref.ID     `track:"-"`      // who wrote on it, or on the revisions it came from
	SubmittedAt time.Time    `track:"-"`
	SubmittedBy ref.ID       `track:"public"`
	ConfirmedAt time.Time    `track:"-"`
	ApprovedAt  time.Time    `track:"-"`
	SentAt      time.Time    `track:"-"`
	ClosedAt    time.Time    `track:"-"`
	Channel     string       `track:"public"`
	Recipient   string       `track:"contact"`
	ValidUntil  workday.Date `track:"public"` // the last day
	PaperID     ref.ID       `track:"public"` // document that was sent
	EvidenceID  ref.ID       `track:"public"` // document that proves acceptance
	Reason      string       `track:"public"` // of a rejection or withdrawal

	Totals
	Costs       Costs      `track:"cost"`
	Cost        int64      `track:"cost"`
	Margin      money.Rate `track:"cost"` // (net − cost) ÷ net
	EstimatedAt time.Time  `track:"-"`    // zero: cost and margin are not known

	free    bool         // accepted, and no contract was drawn from it; see [Service.look]
	events  []db.Event   // to be emitted once the quote is saved
	touched []lineChange // to be audited with it
}

// Subject implements db.Record.
func (q *Quote) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, q.ID), Label: q.Label(), Entity: q.EntityID, Version: q.Version}
}

// Scope implements authz.Scoped.
func (q *Quote) Scope() authz.Scope {
	return authz.Scope{Owner: q.OwnerID, Department: q.DepartmentID, Entity: q.EntityID}
}

// Label is what people call the quote: "Q-2026-HL-0007 V2".
func (q *Quote) Label() string { return q.Number + " V" + strconv.FormatInt(q.Revision, 10) }

// gross is the price that the customer pays.
func (q *Quote) gross() money.Money { return money.CNY(q.Gross) }

func (q *Quote) wroteOn(person ref.ID) bool { return slices.Contains(q.Authors, person) }

// writtenBy remembers an author.
func (q *Quote) writtenBy(person ref.ID) {
	if !person.IsZero() && !q.wroteOn(person) {
		q.Authors = append(slices.Clone(q.Authors), person)
	}
}

// Draft is what a person may write of a quote besides its lines.
type Draft struct {
	Title        string
	Basis        Basis
	TaxRate      money.Rate
	ValidityDays int64
	Standard     string
	Note         string
	Terms        terms.Terms
}

// check normalises the draft and answers every broken rule at once.
func (d *Draft) check() error {
	if d.Title = strings.TrimSpace(d.Title); d.Terms.Nodes == nil {
		d.Terms.Nodes = []terms.Node{}
	}
	if d.Terms.Work == "" {
		d.Terms.Work = terms.Works[0]
	}
	var c fault.Checks
	c.Check(d.Title != "", "title", "required")
	c.Check(d.Basis == ExclTax || d.Basis == InclTax, "basis", "not_allowed")
	c.Check(d.TaxRate >= 0 && d.TaxRate < money.RateOne, "tax_rate", "out_of_range")
	c.Check(d.ValidityDays >= 1 && d.ValidityDays <= 365, "validity_days", "out_of_range")
	c.Check(slices.Contains(Standards, d.Standard), "standard", "not_allowed")
	if err := c.Err(); err != nil {
		return err
	}
	return d.Terms.Validate("terms")
}

// apply writes the draft into the quote.
func (q *Quote) apply(d Draft) {
	q.Title, q.Basis, q.TaxRate, q.ValidityDays, q.Standard, q.Note, q.Terms = d.Title, d.Basis, d.TaxRate, d.ValidityDays, d.Standard, d.Note, d.Terms
}

// edited notes that somebody changed the content: no pass counts any more, and
// neither does the margin.
func (q *Quote) edited(by ref.ID) {
	q.writtenBy(by)
	q.Hash, q.Cost, q.Margin, q.EstimatedAt = "", 0, 0, time.Time{}
}

// next returns the following revision as a draft. A quote that was answered stays
// as it is; any other is superseded.
func (q *Quote) next(id ref.ID, by ref.ID) (Quote, error) {
	if err := revisable(q, nil); err != nil {
		return Quote{}, err
	}
	n := *q
	n.ID, n.Revision, n.State = id, q.Revision+1, StateDraft
	n.Hash, n.Cost, n.Margin, n.EstimatedAt, n.SubmittedAt, n.SubmittedBy = "", 0, 0, time.Time{}, time.Time{}, ref.Nil
	n.ConfirmedAt, n.ApprovedAt, n.SentAt, n.ClosedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	n.Channel, n.Recipient, n.ValidUntil, n.PaperID, n.EvidenceID, n.Reason = "", "", 0, ref.Nil, ref.Nil, ""
	n.writtenBy(by)
	n.free, n.events, n.touched = false, nil, nil
	q.Newest = false
	return n, nil
}

// Costs is what the works will cost us, in fen, by category (reference 3.12).
type Costs struct {
	Labour      int64 `json:"labour"`
	Material    int64 `json:"material"`
	Machinery   int64 `json:"machinery"`
	Subcontract int64 `json:"subcontract"`
	Measures    int64 `json:"measures"`
	Indirect    int64 `json:"indirect"`
	Finance     int64 `json:"finance"`
	Risk        int64 `json:"risk"`
	Surcharges  int64 `json:"tax_surcharges"`
}

// total sums the categories. Errors: [ErrEstimate] for a category below zero, a
// sum that cannot be held, or nothing at all.
func (c Costs) total() (int64, error) {
	var sum int64
	for _, x := range []int64{c.Labour, c.Material, c.Machinery, c.Subcontract, c.Measures, c.Indirect, c.Finance, c.Risk, c.Surcharges} {
		if x < 0 || x > MaxAmount {
			return 0, ErrEstimate
		}
		sum += x
	}
	if sum == 0 || sum > MaxAmount {
		return 0, ErrEstimate
	}
	return sum, nil
}

// estimate takes over what finance worked out, and the margin with it.
func (q *Quote) estimate(c Costs, at time.Time) error {
	total, err := c.total()
	if err != nil {
		return err
	}
	margin, err := money.Ratio(money.CNY(q.Net-total), money.CNY(q.Net))
	if err != nil {
		return ErrEstimate.Because(err)
	}
	q.Costs, q.Cost, q.Margin, q.EstimatedAt = c, total, margin, at
	return nil
}

// floor is the lowest price without tax that keeps the least margin.
func (q *Quote) floor(least money.Rate) (money.Money, error) {
	return money.CNY(q.Cost).MulDiv(money.RateOne, money.RateOne-int64(least))
}
