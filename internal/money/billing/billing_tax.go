package billing

import (
	"slices"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Methods of VAT.
const (
	General    = "general"
	Simplified = "simplified"
	SmallScale = "small_scale"
)

// Closed sets of taxes. The first item is what a building contract is about.
var (
	Methods = []string{General, Simplified, SmallScale}
	Items   = []string{"works", "works_labour_only", "works_old_project", "works_owner_material", "service", "goods", "lease", "lease_with_operator", "concrete", "untaxed"}
)

// Tariff is a rate of VAT as it holds in a span of time, both days included; no
// last day means until further notice.
type Tariff struct {
	Item     string
	Method   string
	Rate     money.Rate
	From, To workday.Date
}

const percent = money.RateOne / 100

var (
	since2016 = workday.MustParse("2016-05-01")
	since2018 = workday.MustParse("2018-05-01")
	since2019 = workday.MustParse("2019-04-01")
	since2023 = workday.MustParse("2023-01-01")
	end2025   = workday.MustParse("2025-12-31")
	end2027   = workday.MustParse("2027-12-31")
)

// Tariffs is every rate that the product knows (reference 3.2: VAT Law, MOF and
// STA announcements 2026 No. 10 and No. 14). A new rate is a new row and a last
// day on the old one; rows are never edited, because invoices of the past were
// written by them.
var Tariffs = []Tariff{
	{"works", General, 11 * percent, since2016, since2018.AddDays(-1)},
	{"works", General, 10 * percent, since2018, since2019.AddDays(-1)},
	{"works", General, 9 * percent, since2019, 0},
	{"works_labour_only", Simplified, 3 * percent, since2016, end2027},
	{"works_old_project", Simplified, 3 * percent, since2016, end2027},
	{"works_owner_material", Simplified, 3 * percent, since2016, end2025}, // not among those that the announcement of 2026 names
	{"service", General, 6 * percent, since2016, 0},
	{"goods", General, 17 * percent, since2016, since2018.AddDays(-1)},
	{"goods", General, 16 * percent, since2018, since2019.AddDays(-1)},
	{"goods", General, 13 * percent, since2019, 0},
	{"lease", General, 13 * percent, since2019, 0},
	{"lease_with_operator", General, 9 * percent, since2019, 0},
	{"concrete", Simplified, 3 * percent, since2016, 0},
	{"works", SmallScale, 1 * percent, since2023, end2027},
	{"works", SmallScale, 3 * percent, since2016, 0},
	{"service", SmallScale, 1 * percent, since2023, end2027},
	{"service", SmallScale, 3 * percent, since2016, 0},
	{"goods", SmallScale, 1 * percent, since2023, end2027},
	{"goods", SmallScale, 3 * percent, since2016, 0},
	{"untaxed", General, 0, since2016, 0}, // code 612: advance for works, before any were done
	{"untaxed", Simplified, 0, since2016, 0},
	{"untaxed", SmallScale, 0, since2016, 0},
}

// RatesOn lists the rates that an item may bear by a method on a tax point date,
// the usual one first; none when the method is not open to the item.
func RatesOn(item, method string, on workday.Date) []money.Rate {
	out := []money.Rate{}
	for _, t := range Tariffs {
		if t.Item == item && t.Method == method && on >= t.From && (t.To.IsZero() || on <= t.To) {
			out = append(out, t.Rate)
		}
	}
	return out
}

func allowed(item, method string, rate money.Rate, on workday.Date) bool {
	return slices.Contains(RatesOn(item, method, on), rate)
}

// TaxPoint is when the duty to pay tax arises: the earliest of invoice, receipt
// and agreed payment (INV-015).
func TaxPoint(dates ...workday.Date) (first workday.Date) {
	for _, d := range dates {
		if !d.IsZero() && (first.IsZero() || d < first) {
			first = d
		}
	}
	return first
}

// Prepayment is the VAT that is paid where the works are, when that is in
// another region: 2 % of the price by the general method, 3 % by the others,
// after subcontracts and without tax (reference 3.3). A negative base gives
// nothing; it is carried to the next prepayment.
func Prepayment(gross, subcontracts money.Money, method string, rate money.Rate) (money.Money, error) {
	base, err := gross.Sub(subcontracts)
	if err != nil || base.Amount <= 0 {
		return money.CNY(0), err
	}
	share := money.Rate(2 * percent)
	if method != General {
		share = 3 * percent
	}
	return base.MulDiv(int64(share), int64(money.RateOne+rate))
}
