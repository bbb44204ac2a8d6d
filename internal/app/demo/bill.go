package demo

import (
	"embed"
	"encoding/csv"
	"fmt"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/sell/quote"
)

// data holds the bills of quantities and the work breakdown structures of the
// story (reference 8.3 and 8.4).
//
//go:embed data/*.csv
var data embed.FS

// rows reads a file of the story without its header.
func rows(name string) ([][]string, error) {
	f, err := data.Open("data/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it is part of the program
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all[1:], nil
}

// general is the rate of building services.
const general money.Rate = 90_000

// bill reads a bill of quantities: category, section, code, name, unit,
// quantity, unit rate or share, and a tax rate where it is not the general one.
func bill(name string) ([]quote.Line, error) {
	all, err := rows("bill-" + name)
	if err != nil {
		return nil, err
	}
	lines := make([]quote.Line, len(all))
	for i, r := range all {
		if lines[i], err = billLine(r); err != nil {
			return nil, fmt.Errorf("bill %s, line %d: %w", name, i+1, err)
		}
	}
	return lines, nil
}

func billLine(r []string) (l quote.Line, err error) {
	l = quote.Line{Category: quote.Category(r[0]), Section: r[1], Code: r[2], Name: r[3], Unit: r[4], TaxRate: general}
	if r[7] != "" {
		if l.TaxRate, err = money.ParseRate(r[7]); err != nil {
			return l, err
		}
	}
	if l.Unit == "%" {
		if l.Base = quote.OfMeasured; l.Category == quote.Statutory {
			l.Base = quote.OfMeasuredMeasures
		}
		l.Ratio, err = money.ParseRate(r[6])
		return l, err
	}
	if l.Quantity, err = money.ParseQuantity(r[5]); err != nil {
		return l, err
	}
	l.UnitRate, err = money.ParseUnitRate(r[6])
	return l, err
}

// Shares of a bill that is made to a price: its measured works, and the
// measures; what is left are other items.
const (
	measuredShare = 88
	measuresShare = 6
)

// toPrice turns a bill into one that comes to a price in fen, tax included in
// every rate: its quantities grow or shrink, and the last line is what is left.
func toPrice(lines []quote.Line, price int64) ([]quote.Line, error) {
	var sum int64
	var out []quote.Line
	for _, l := range lines {
		if l.Category != quote.Measured || l.TaxRate != general || l.Unit == "项" {
			continue
		}
		m, err := l.UnitRate.Amount(l.Quantity, money.RMB)
		if err != nil {
			return nil, err
		}
		sum += m.Amount
		out = append(out, l)
	}
	left := price
	for i := range out {
		l := &out[i]
		l.Quantity = grown(l, price/100*measuredShare, sum)
		m, err := l.UnitRate.Amount(l.Quantity, money.RMB)
		if err != nil {
			return nil, err
		}
		left -= m.Amount
	}
	measures := left / (100 - measuredShare) * measuresShare
	return append(out, lump(quote.Measures, "措施项目", "安全文明施工及其他措施费", measures), lump(quote.Other, "其他项目", "总承包服务费及规费", left-measures)), nil
}

// grown is a line's quantity in a bill of another size, as exact as its unit
// allows, and never nothing.
func grown(l *quote.Line, to, from int64) money.Quantity {
	step := int64(1)
	for range 4 - quote.Decimals(l.Unit) {
		step *= 10
	}
	q := int64(float64(l.Quantity)*float64(to)/float64(from)) / step * step
	return money.Quantity(max(q, step))
}

// lump is a line of one amount in fen.
func lump(c quote.Category, section, name string, fen int64) quote.Line {
	return quote.Line{Category: c, Section: section, Name: name, Unit: "项", Quantity: 10_000, UnitRate: money.UnitRate(fen * 10_000), TaxRate: general}
}
