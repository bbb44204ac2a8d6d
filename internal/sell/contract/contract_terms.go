package contract

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/terms"
)

// TaxLine is the part of a price that one rate of VAT applies to, in fen. Net
// and tax may be below zero in an amendment.
type TaxLine struct {
	Name string     `json:"name"`
	Rate money.Rate `json:"rate"`
	Net  int64      `json:"net"`
	Tax  int64      `json:"tax"`
}

// Gross is what is paid for the line.
func (l TaxLine) Gross() int64 { return l.Net + l.Tax }

// NewTaxLine splits a gross amount by a rate.
func NewTaxLine(name string, rate money.Rate, gross int64) (TaxLine, error) {
	net, tax, err := money.Extract(money.CNY(gross), rate)
	return TaxLine{name, rate, net.Amount, tax.Amount}, err
}

func checkLines(c *fault.Checks, lines []TaxLine, price int64) {
	c.Check(len(lines) > 0, "tax_lines", "required")
	var sum int64
	for i, l := range lines {
		at := fmt.Sprintf("tax_lines[%d].", i)
		c.Check(l.Rate >= 0 && l.Rate < money.RateOne, at+"rate", "not_allowed")
		c.Check(l.Gross() >= 0, at+"amount", "negative")
		c.Check(l.Gross() <= MaxAmount, at+"amount", "too_large")
		sum += min(max(l.Gross(), 0), MaxAmount) // at most some dozens: no overflow
	}
	c.Check(len(lines) == 0 || sum == price, "tax_lines", "does_not_add_up")
}

// merged adds the lines of an amendment to those of the price: by name and
// rate, else as a new line. Lines that come to nothing go.
func merged(lines, delta []TaxLine) []TaxLine {
	out := slices.Clone(lines)
	for _, d := range delta {
		i := slices.IndexFunc(out, func(l TaxLine) bool { return l.Name == d.Name && l.Rate == d.Rate })
		if i < 0 {
			out = append(out, d)
			continue
		}
		out[i].Net += d.Net
		out[i].Tax += d.Tax
	}
	return slices.DeleteFunc(out, func(l TaxLine) bool { return l.Net == 0 && l.Tax == 0 })
}

// net is a price without tax.
func net(lines []TaxLine) (sum int64) {
	for _, l := range lines {
		sum += l.Net
	}
	return sum
}

// Payment is one payment of a contract: a term with its amount. The id stays
// through amendments, so that what was received stays with it.
type Payment struct {
	ID ref.ID `json:"id"`
	terms.Node
	Milestone string       `json:"milestone,omitempty"` // key in the plan of the project: "M2"
	On        workday.Date `json:"on,omitzero"`         // the date of trigger "date"
	Amount    int64        `json:"amount"`              // fen
}

func checkPayments(c *fault.Checks, all []Payment) {
	seen := map[ref.ID]bool{}
	for i, p := range all {
		at := fmt.Sprintf("terms.nodes[%d].", i)
		c.Check(slices.Contains(terms.Kinds, string(p.Kind)), at+"kind", "not_allowed")
		c.Check(slices.Contains(terms.Triggers, p.Trigger), at+"trigger", "not_allowed")
		c.Check(p.Ratio > 0, at+"ratio", "not_positive")
		c.Check(p.Ratio <= money.RateOne, at+"ratio", "too_large")
		c.Check(p.TermDays >= 0, at+"term_days", "negative")
		c.Check(p.TermDays <= 3650, at+"term_days", "too_large")
		c.Check((p.Trigger == "date") == !p.On.IsZero(), at+"on", "required_for_date")
		c.Check(p.ID.IsZero() || !seen[p.ID], at+"id", "duplicate")
		seen[p.ID] = true
	}
}

// paymentID is the id of the payment at a place of a contract's first draft, and
// a new one where there is no such contract.
func paymentID(of ref.ID, place int) ref.ID {
	if of.IsZero() {
		return ref.New()
	}
	return ref.Derived("payment", of.String()+"/"+strconv.Itoa(place))
}

// identified gives an id to each payment that has none, and to each that waits
// for a milestone the key by which the project will call it. Payments of the
// same name wait for the same milestone.
func identified(of ref.ID, all []Payment) []Payment {
	out := append([]Payment{}, all...)
	keys, last := map[string]string{}, 0
	taken := func(key string) bool {
		return slices.ContainsFunc(out, func(p Payment) bool { return p.Milestone == key })
	}
	for i := range out {
		p := &out[i]
		if p.ID.IsZero() {
			p.ID = paymentID(of, i)
		}
		if p.Trigger != "milestone" || p.Milestone != "" {
			continue
		}
		if p.Name == "" || keys[p.Name] == "" {
			for last++; taken("M" + strconv.Itoa(last)); last++ {
			}
			keys[p.Name] = "M" + strconv.Itoa(last)
		}
		p.Milestone = keys[p.Name]
	}
	return out
}

// split works out the amounts of the payments, which sum to the current price
// to the fen.
func (c *Contract) split() (err error) {
	c.Payments, err = split(c.Payments, c.CurrentPrice)
	return err
}

func split(all []Payment, price int64) ([]Payment, error) {
	if len(all) == 0 {
		return all, nil
	}
	parts, err := money.Share(money.CNY(price), weights(all))
	if err != nil {
		return nil, err
	}
	out := slices.Clone(all)
	for i := range out {
		out[i].Amount = parts[i].Amount
	}
	return out, nil
}

func weights(all []Payment) []int64 {
	w := make([]int64, len(all))
	for i, p := range all {
		w[i] = int64(p.Ratio)
	}
	return w
}

// complete answers [ErrPayments] unless the ratios are exactly 100 % and the
// amounts sum to the price.
func complete(all []Payment, price int64) error {
	var ratio money.Rate
	var sum int64
	for _, p := range all {
		ratio, sum = ratio+p.Ratio, sum+p.Amount
	}
	if ratio != money.RateOne || sum != price {
		return ErrPayments.With("percent", ratio.Percent())
	}
	return nil
}

// agreed returns the terms as the rules look at them.
func (c *Contract) agreed() terms.Terms {
	t := c.Terms
	t.Nodes = make([]terms.Node, len(c.Payments))
	for i, p := range c.Payments {
		t.Nodes[i] = p.Node
	}
	t.SignOn, t.StartOn, t.FinishOn = c.SignedOn, c.StartOn, c.FinishOn
	return t
}

// share is the part of the price that payments of a kind are; zero is a fact
// too, for who approves.
func (c *Contract) share(k terms.Kind) *money.Rate {
	r := c.agreed().Share(k)
	return &r
}

// Damages are what we owe for finishing late.
type Damages struct {
	Raw money.Money  // price × daily rate × days
	Cap *money.Money // nil without a limit
	Due money.Money
}

// DamagesFor works out the damages for some days of delay over a price: the
// agreed daily rate, up to the agreed share (reference 3.9). Errors:
// [ErrNoDamages], those of package money.
func DamagesFor(price money.Money, t terms.Terms, days int64) (d Damages, err error) {
	if t.DelayDaily == nil {
		return d, ErrNoDamages
	}
	if d.Raw, err = price.MulDiv(int64(*t.DelayDaily)*days, money.RateOne); err != nil {
		return d, err
	}
	d.Due = d.Raw
	if t.DelayCap == nil {
		return d, nil
	}
	most, err := price.MulRate(*t.DelayCap)
	if d.Cap = &most; most.Amount < d.Raw.Amount {
		d.Due = most
	}
	return d, err
}

// Waiver lets one broken rule pass: who said so, why, and for which value.
type Waiver struct {
	Rule   string    `json:"rule"`
	Path   string    `json:"path"`
	Limit  string    `json:"-"`
	Value  string    `json:"-"`
	Reason string    `json:"reason"`
	By     ref.ID    `json:"by_id"`
	At     time.Time `json:"at"`

	Name string `json:"-"` // for display
}

// covers reports whether the waiver was given for exactly this finding.
func (w Waiver) covers(f terms.Finding) bool {
	return w.Rule == f.Rule && w.Path == f.Path && w.Limit == f.Limit && w.Value == f.Value
}

// Finding is a broken rule and, when somebody let it pass, the waiver.
type Finding struct {
	terms.Finding
	Waiver *Waiver
}

// inspect looks at the contract's terms by the rules that hold on a date, for a
// payer of a type.
func (c *Contract) inspect(payer string, today workday.Date, more ...Waiver) []Finding {
	on := c.SignedOn
	if on.IsZero() {
		on = today
	}
	found := terms.Check(c.agreed(), terms.Case{On: on, Payer: payer, Price: money.CNY(c.CurrentPrice)})
	out := make([]Finding, len(found))
	for i, f := range found {
		out[i] = Finding{Finding: f}
		for _, w := range slices.Concat(c.Waivers, more) {
			if w.covers(f) {
				out[i].Waiver = &w
			}
		}
	}
	return out
}

// sum100 is the rule that no waiver lifts: without it the amounts mean nothing.
const sum100 = "PAY-001"

// open are the findings that keep a contract from going on: what is not just
// information and was not waived.
func open(all []Finding) (left []Finding) {
	for _, f := range all {
		if f.Severity != terms.Info && f.Waiver == nil {
			left = append(left, f)
		}
	}
	return left
}

// waived answers [ErrFindings] with the rules that nobody waived.
func waived(all []Finding) error {
	left := open(all)
	if len(left) == 0 {
		return nil
	}
	rules := []string{}
	for _, f := range left {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return ErrFindings.With("count", len(rules)).With("rules", rules)
}

// newWaiver lets one of the findings pass. Errors: [ErrNoFinding].
func newWaiver(all []Finding, rule, path, reason string, by ref.ID, at time.Time) (Waiver, error) {
	for _, f := range open(all) {
		if f.Rule == rule && f.Path == path && rule != sum100 {
			return Waiver{Rule: f.Rule, Path: f.Path, Limit: f.Limit, Value: f.Value, Reason: reason, By: by, At: at}, nil
		}
	}
	return Waiver{}, ErrNoFinding
}

// passed lists the rules that hold on a date and that no finding names.
func passed(all []Finding, on workday.Date) []string {
	out := []string{}
	for _, e := range terms.Pack {
		holds := on >= e.From && (e.To.IsZero() || on <= e.To)
		broken := slices.ContainsFunc(all, func(f Finding) bool { return f.Rule == e.Rule })
		if holds && !broken && !slices.Contains(out, e.Rule) {
			out = append(out, e.Rule)
		}
	}
	return out
}
