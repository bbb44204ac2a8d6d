package terms

import (
	"fmt"
	"strconv"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Severity says what a finding means to who goes on.
type Severity string

// Severities. Only Block keeps a quote or a contract from going on.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Case is what the rules must know beside the terms.
type Case struct {
	On    workday.Date // date of signing; today while nothing is signed
	Payer string       // type of the customer: "government", "private" …
	Price money.Money  // including tax; none when unknown
}

// Finding is one rule that the terms break, or a clause that it misses. The web
// pages have a sentence for each rule; Limit and Value fill it.
type Finding struct {
	Rule     string       `json:"rule" example:"PAY-006"`
	Severity Severity     `json:"severity" enum:"block,warn,info"`
	Path     string       `json:"path" doc:"What it is about: nodes[3].ratio." example:"nodes[3].ratio"`
	Article  string       `json:"article" doc:"Where the rule comes from."`
	Since    workday.Date `json:"since" doc:"From when this edition of the rule holds."`
	Limit    string       `json:"limit" doc:"What the rule asks for." example:"3%"`
	Value    string       `json:"value" doc:"What the terms say; empty for a missing clause." example:"5%"`
}

// Blocked reports whether any finding blocks.
func Blocked(all []Finding) bool {
	for _, f := range all {
		if f.Severity == Block {
			return true
		}
	}
	return false
}

// Edition is a rule as it holds in a span of time.
type Edition struct {
	Rule     string
	Severity Severity
	Article  string
	From, To workday.Date // both included; no To means until further notice
	Least    money.Rate   // bounds of shares, where the rule has them
	Most     money.Rate
	Days     int64 // bound of days or months
	look     func(*check)
}

// holds reports whether the edition counts on a date.
func (e *Edition) holds(on workday.Date) bool {
	return on >= e.From && (e.To.IsZero() || on <= e.To)
}

// Check returns what the rules in force on the date of the case find, in the
// order of the rules. It never returns nil.
func Check(t Terms, c Case) []Finding {
	found := []Finding{}
	for i := range Pack {
		if e := &Pack[i]; e.holds(c.On) {
			x := check{Terms: t, Case: c, e: e}
			e.look(&x)
			found = append(found, x.found...)
		}
	}
	return found
}

// check is one edition looking at one set of terms.
type check struct {
	Terms
	Case
	e     *Edition
	found []Finding
}

func (x *check) find(path, limit, value string) { x.findAs(x.e.Severity, path, limit, value) }

func (x *check) findAs(s Severity, path, limit, value string) {
	x.found = append(x.found, Finding{x.e.Rule, s, path, x.e.Article, x.e.From, limit, value})
}

// most finds a share above the edition's bound.
func (x *check) most(path string, r *money.Rate) {
	if r != nil && *r > x.e.Most {
		x.find(path, "≤"+x.e.Most.Percent(), r.Percent())
	}
}

// want finds a clause that is known to be missing, or not mentioned.
func (x *check) want(path string, clause *bool) {
	if clause == nil || !*clause {
		x.find(path, "required", "")
	}
}

func is(b *bool) bool { return b != nil && *b }

// public reports whether the payer spends public money.
func (c Case) public() bool {
	switch c.Payer {
	case "government", "public_institution", "state_owned", "platform":
		return true
	}
	return false
}

// span writes the bounds of a share: "10%–30%".
func (e *Edition) span() string { return e.Least.Percent() + "–" + e.Most.Percent() }

// nodesOf calls fn for each node of a kind, with its path.
func (t Terms) nodesOf(k Kind, fn func(path string, n Node)) {
	for i, n := range t.Nodes {
		if n.Kind == k {
			fn(fmt.Sprintf("nodes[%d]", i), n)
		}
	}
}

func lookSum(x *check) {
	if sum := x.Total(); sum != money.RateOne {
		x.find("nodes", "100%", sum.Percent())
	}
}

func lookAdvance(x *check) {
	if a := x.Share(Advance); is(x.Materials) && (a < x.e.Least || a > x.e.Most) {
		x.find("nodes", x.e.span(), a.Percent())
	}
}

// lookAdvanceDate finds an advance that is due later than a month after signing
// or later than seven days before the start.
func lookAdvanceDate(x *check) {
	x.nodesOf(Advance, func(path string, n Node) {
		if n.Trigger == "signed" && n.TermDays > 31 {
			x.find(path+".term_days", "≤31", strconv.FormatInt(n.TermDays, 10))
		}
		if n.Trigger != "signed" || x.SignOn.IsZero() || x.StartOn.IsZero() {
			return
		}
		if due := x.SignOn.AddDays(int(n.TermDays)); due > x.StartOn.AddDays(-int(x.e.Days)) {
			x.find(path+".term_days", "≤"+x.StartOn.AddDays(-int(x.e.Days)).String(), due.String())
		}
	})
}

// progress returns which share of the finished value is paid by completion.
func (t Terms) progress() (money.Rate, bool) {
	if t.ProgressRatio != nil {
		return *t.ProgressRatio, true
	}
	return t.Share(Advance, Progress, Milestone, Delivery, Completion), t.Share(Progress, Milestone) > 0
}

func lookProgress(x *check) {
	if p, known := x.progress(); known && x.public() && p < x.e.Least {
		x.find("progress_ratio", "≥"+x.e.Least.Percent(), p.Percent())
	}
}

func lookOtherProgress(x *check) {
	if x.public() {
		return
	}
	if p, known := x.progress(); known && (p < x.e.Least || p > x.e.Most) {
		x.find("progress_ratio", x.e.span(), p.Percent())
	}
	x.nodesOf(Progress, func(path string, n Node) {
		if n.TermDays > x.e.Days {
			x.find(path+".term_days", fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(n.TermDays, 10))
		}
	})
}

// lookRetention blocks too much retention on works; buyers of equipment are
// only warned, because the source speaks of works.
func lookRetention(x *check) {
	r := x.Share(Retention)
	if r <= x.e.Most {
		return
	}
	s := x.e.Severity
	if x.Work == "supply" {
		s = Warn
	}
	x.findAs(s, "nodes", "≤"+x.e.Most.Percent(), r.Percent())
}

func lookBondAndRetention(x *check) {
	if x.Share(Retention) > 0 && is(x.RetentionCash) && is(x.BondAfterWorks) && x.PerformanceBond != nil && *x.PerformanceBond > 0 {
		x.find("retention_cash", "one_of_two", x.PerformanceBond.Percent())
	}
}

func lookDefects(x *check) {
	if x.DefectsMonths != nil && *x.DefectsMonths > x.e.Days {
		x.find("defects_months", fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(*x.DefectsMonths, 10))
	}
}

func lookBond(x *check) { x.most("performance_bond", x.PerformanceBond) }

// bidBondMost caps the bid bond of works, in fen.
const bidBondMost = 800_000_00

func lookBidBond(x *check) {
	x.most("bid_bond", x.BidBond)
	if x.BidBond == nil || x.Work == "supply" || x.Work == "service" {
		return
	}
	if m, err := x.Price.MulRate(*x.BidBond); err == nil && m.Amount > bidBondMost {
		x.find("bid_bond", "≤"+money.CNY(bidBondMost).Yuan(), m.Yuan())
	}
}

// lookPublicTerm warns above the usual term and blocks above the longest that
// may be agreed, which is twice that.
func lookPublicTerm(x *check) {
	if !is(x.PayeeSME) || x.Payer != "government" && x.Payer != "public_institution" {
		return
	}
	x.terms(func(path string, days int64) {
		s := Warn
		if days > 2*x.e.Days {
			s = Block
		}
		x.findAs(s, path, fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(days, 10))
	})
}

func lookLargeTerm(x *check) {
	if !is(x.PayeeSME) || !is(x.PayerLarge) {
		return
	}
	x.terms(func(path string, days int64) {
		x.find(path, fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(days, 10))
	})
	if is(x.PayWhenPaid) {
		x.find("pay_when_paid", "forbidden", "")
	}
}

// terms calls fn for each node but retention that runs longer than the edition
// allows.
func (x *check) terms(fn func(path string, days int64)) {
	for i, n := range x.Nodes {
		if n.Kind != Retention && n.TermDays > x.e.Days {
			fn(fmt.Sprintf("nodes[%d].term_days", i), n.TermDays)
		}
	}
}

// lookLate compares the agreed interest with the loan prime rate, and names the
// rate that holds without an agreement.
func lookLate(x *check) {
	if !is(x.PayeeSME) {
		return
	}
	if x.LateDaily == nil {
		x.findAs(Info, "late_daily", x.e.Most.Percent(), "")
		return
	}
	lpr, known := LPR(x.On)
	if yearly := *x.LateDaily * 365; known && yearly < lpr {
		x.find("late_daily", "≥"+lpr.Percent(), yearly.Percent())
	}
}

func lookLabour(x *check) {
	if x.Work == "supply" || x.Work == "service" {
		return
	}
	x.want("labour_apart", x.LabourApart)
	if x.LabourMonths != nil && *x.LabourMonths > x.e.Days {
		x.find("labour_months", fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(*x.LabourMonths, 10))
	}
}

func lookPayerGuarantee(x *check) {
	if x.Work == "" || x.Work == "works" {
		x.want("payer_guarantee", x.PayerGuarantee)
	}
}

func lookDelay(x *check) {
	x.most("delay_daily", x.DelayDaily)
	limit := *x.e
	limit.Most = money.RateOne * 5 / 100
	y := check{e: &limit}
	y.most("delay_cap", x.DelayCap)
	x.found = append(x.found, y.found...)
	if x.DelayDaily != nil && *x.DelayDaily > 0 && x.DelayCap == nil {
		x.find("delay_cap", "required", "")
	}
}

func lookInterim(x *check) {
	if !x.StartOn.IsZero() && !x.FinishOn.IsZero() && x.FinishOn.Year() > x.StartOn.Year() {
		x.want("interim_settlement", x.InterimSettling)
	}
}

func lookBills(x *check) {
	x.most("bill_share", x.BillShare)
	if x.BillMonths != nil && *x.BillMonths > x.e.Days {
		x.find("bill_months", fmt.Sprintf("≤%d", x.e.Days), strconv.FormatInt(*x.BillMonths, 10))
	}
}

func lookReview(x *check) {
	if x.ReviewDays == nil {
		x.find("review_days", "required", "")
	}
	x.want("silence_accepts", x.SilenceAccepts)
}
