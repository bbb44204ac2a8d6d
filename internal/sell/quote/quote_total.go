package quote

import (
	"slices"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Totals are the sums of a bill, in fen. The first five are sums of lines, with
// or without tax as the quote's basis says; Net and VAT sum to Gross.
type Totals struct {
	Lines       int64 `track:"public"`
	Measured    int64 `track:"price"`
	Measures    int64 `track:"price"`
	Other       int64 `track:"price"`
	Statutory   int64 `track:"price"`
	Provisional int64 `track:"price"`
	Net         int64 `track:"price"`
	VAT         int64 `track:"price"`
	Gross       int64 `track:"price"`
}

// of returns where the sum of a category is kept.
func (t *Totals) of(c Category) *int64 {
	switch c {
	case Measured:
		return &t.Measured
	case Measures:
		return &t.Measures
	case Statutory:
		return &t.Statutory
	case Provisional:
		return &t.Provisional
	default:
		return &t.Other
	}
}

// TaxGroup is what the lines of one tax rate sum to, in fen.
type TaxGroup struct{ Rate, Net, VAT int64 }

// price works out the amount of every line and the totals. A line is rounded
// once. Tax is rounded once for each rate, over the sum of its lines, as the
// price make-up of a bill does (reference 3.12); an invoice sums the tax of its
// lines instead (3.2) and may differ by some fen. Errors: [ErrTooMuch].
func (b *Bill) price() (t Totals, groups []TaxGroup, err error) {
	t.Lines = int64(len(b.Lines))
	for _, c := range []Category{Measured, Measures, Other, Statutory, Provisional} {
		if err := b.priceOf(c, &t); err != nil {
			return t, nil, ErrTooMuch.Because(err)
		}
	}
	sums := map[money.Rate]int64{}
	for _, l := range b.Lines {
		sums[l.TaxRate] += l.Amount // each within MaxAmount, and at most MaxLines of them
	}
	for rate, sum := range sums {
		g, err := b.taxed(rate, sum)
		if err != nil {
			return t, nil, ErrTooMuch.Because(err)
		}
		t.Net, t.VAT = t.Net+g.Net, t.VAT+g.VAT
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(x, y TaxGroup) int { return int(y.Rate - x.Rate) })
	if t.Gross = t.Net + t.VAT; t.Gross < 0 || t.Gross > MaxAmount {
		return t, nil, ErrTooMuch
	}
	return t, groups, nil
}

// priceOf works out the lines of a category and their sum. Shares are of sums
// that stand before the category.
func (b *Bill) priceOf(c Category, t *Totals) error {
	base := *t
	sum := t.of(c)
	for i := range b.Lines {
		l := &b.Lines[i]
		if l.Category != c {
			continue
		}
		m, err := l.worth(base)
		if err != nil {
			return err
		}
		if l.Amount = m.Amount; l.Amount > MaxAmount || l.Amount < -MaxAmount {
			return money.ErrOverflow
		}
		*sum += l.Amount
	}
	return nil
}

// worth is the amount of a line over the sums that stand before it.
func (l *Line) worth(t Totals) (money.Money, error) {
	switch l.Base {
	case OfMeasured:
		return money.CNY(t.Measured).MulRate(l.Ratio)
	case OfMeasuredMeasures:
		return money.CNY(t.Measured + t.Measures).MulRate(l.Ratio)
	default:
		return l.UnitRate.Amount(l.Quantity, money.RMB)
	}
}

func (b *Bill) taxed(rate money.Rate, sum int64) (TaxGroup, error) {
	if b.Basis == InclTax {
		net, tax, err := money.Extract(money.CNY(sum), rate)
		return TaxGroup{int64(rate), net.Amount, tax.Amount}, err
	}
	tax, err := money.CNY(sum).MulRate(rate)
	return TaxGroup{int64(rate), sum, tax.Amount}, err
}

// SectionSum is what the lines of a section sum to.
type SectionSum struct {
	Title    string
	Category Category
	Lines    int64
	Amount   int64
}

// sections sums the lines by category and section, in the bill's order.
func (b *Bill) sections() []SectionSum {
	type key struct {
		c     Category
		title string
	}
	at := map[key]int{}
	out := []SectionSum{}
	for _, l := range b.Lines {
		k := key{l.Category, l.Section}
		i, seen := at[k]
		if !seen {
			i = len(out)
			at[k] = i
			out = append(out, SectionSum{Title: l.Section, Category: l.Category})
		}
		out[i].Lines++
		out[i].Amount += l.Amount
	}
	return out
}

// rateSpans are the VAT and levy rates of the trade by the day from which they
// hold (reference 3.2): general rates, then levy rates, then exempt.
var rateSpans = []struct {
	from  workday.Date
	rates []money.Rate
}{
	{workday.MustParse("2016-05-01"), []money.Rate{170_000, 130_000, 110_000, 60_000, 50_000, 30_000, 0}},
	{workday.MustParse("2018-05-01"), []money.Rate{160_000, 100_000, 60_000, 50_000, 30_000, 0}},
	{workday.MustParse("2019-04-01"), []money.Rate{130_000, 90_000, 60_000, 50_000, 30_000, 10_000, 0}},
}

// vatRates returns the tax rates that a line may have on a date.
func vatRates(on workday.Date) []money.Rate {
	var rates []money.Rate
	for _, s := range rateSpans {
		if on >= s.from {
			rates = s.rates
		}
	}
	return rates
}
