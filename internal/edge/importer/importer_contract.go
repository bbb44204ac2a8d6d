package importer

import (
	"cmp"
	"strings"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/contract"
)

// contractDraft reads a contract out of a row. Of the parties only both sides
// are known; their names come from their own records.
func contractDraft(r *Record) *contract.Past {
	p := &contract.Past{Number: r.text("number"), State: contract.State(r.choice("state")), SignedOn: r.date("signed_on"), AcceptedOn: r.date("accepted_on"), SettledOn: r.date("settled_on"), ClosedOn: r.date("closed_on"), FinalPrice: r.amount("final_price")}
	p.Draft = contract.Draft{Title: r.text("title"), Type: cmp.Or(r.choice("type"), "BD"), Pricing: cmp.Or(r.choice("pricing_type"), contract.Pricing[0]), Price: r.amount("price"), StartOn: r.date("start_on"), FinishOn: r.date("finish_on"), Note: r.text("note")}
	if p.State == "" {
		p.State = stateOf(p)
		r.say("state", "state_assumed", false, map[string]any{"state": string(p.State)})
	}
	if p.FinalPrice == 0 && (p.State == contract.StateSettled || p.State == contract.StateClosed) {
		p.FinalPrice = p.Price
		r.say("final_price", "final_price_assumed", false, nil)
	}
	rate := r.rate("tax_rate", p.SignedOn)
	if line, err := contract.NewTaxLine(rate.Percent(), rate, p.Price); err == nil {
		p.TaxLines = []contract.TaxLine{line}
	}
	return p
}

// stateOf is what the dates of a contract tell of it.
func stateOf(p *contract.Past) contract.State {
	switch {
	case !p.ClosedOn.IsZero():
		return contract.StateClosed
	case !p.SettledOn.IsZero():
		return contract.StateSettled
	case !p.AcceptedOn.IsZero():
		return contract.StateCompleted
	}
	return contract.StateInForce
}

// constructionRates are what construction services were taxed at, from a day on
// (财税〔2018〕32号, 财税〔2019〕39号); before 2016-05-01 there was business tax.
var constructionRates = []struct {
	from workday.Date
	rate money.Rate
}{
	{workday.New(2019, 4, 1), 90_000}, {workday.New(2018, 5, 1), 100_000}, {workday.New(2016, 5, 1), 110_000}, {0, 30_000},
}

// rate reads a tax rate: "9%", "9", "0.09". Without one the rate of construction
// services on the day of signing is taken, and said.
func (r *Record) rate(key string, signed workday.Date) money.Rate {
	text := strings.TrimSpace(halfWidth(r.text(key)))
	if text == "" {
		for _, c := range constructionRates {
			if signed >= c.from {
				r.say(key, "tax_rate_assumed", false, map[string]any{"rate": c.rate.Percent()})
				return c.rate
			}
		}
	}
	number, percent := strings.CutSuffix(text, "%")
	rate, err := money.ParseRate(strings.TrimSpace(number))
	if err == nil && (percent || rate >= money.RateOne) {
		rate /= 100
	}
	if err != nil || rate < 0 || rate >= money.RateOne {
		r.refuse(key, "not_a_rate")
	}
	return rate
}
