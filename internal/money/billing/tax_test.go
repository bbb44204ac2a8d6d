package billing_test

import (
	"slices"
	"testing"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/money/billing"
)

func rate(t testing.TB, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	must(t, err)
	return r
}

func amount(t testing.TB, s string) int64 {
	t.Helper()
	m, err := money.ParseYuan(s)
	must(t, err)
	return m.Amount
}

func TestLineOutOfGross(t *testing.T) {
	for _, v := range []struct{ gross, rate, net, tax string }{
		{"10900000.00", "0.09", "10000000.00", "900000.00"}, {"1000000.00", "0.09", "917431.19", "82568.81"}, {"88888.88", "0.09", "81549.43", "7339.45"}, {"100000.00", "0.06", "94339.62", "5660.38"},
		{"99999.99", "0.13", "88495.57", "11504.42"}, {"12345.67", "0.03", "11986.09", "359.58"}, {"101000.00", "0.01", "100000.00", "1000.00"}, {"0.05", "0.09", "0.05", "0.00"},
	} {
		l, err := billing.GrossLine(billing.Line{Rate: rate(t, v.rate)}, amount(t, v.gross))
		must(t, err)
		if l.Net != amount(t, v.net) || l.Tax != amount(t, v.tax) || l.Gross() != amount(t, v.gross) {
			t.Errorf("%s at %s: %d + %d", v.gross, v.rate, l.Net, l.Tax)
		}
	}
}

// The tax of an invoice is the sum of its lines, not the tax of its sum.
func TestTaxIsRoundedByTheLine(t *testing.T) {
	for _, v := range []struct {
		net, lines string
	}{{"0.05", "0.00"}, {"100.05", "27.00"}} {
		var sum int64
		for range 3 {
			l, err := billing.NetLine(billing.Line{Rate: rate(t, "0.09"), Net: amount(t, v.net)})
			must(t, err)
			sum += l.Tax
		}
		if sum != amount(t, v.lines) {
			t.Errorf("three lines of %s: %d", v.net, sum)
		}
	}
}

func TestPrepayment(t *testing.T) {
	for _, v := range []struct{ gross, sub, method, rate, want string }{
		{"10900000", "3270000", billing.General, "0.09", "140000.00"}, {"2180000", "654000", billing.General, "0.09", "28000.00"}, {"1234567.89", "345678.90", billing.General, "0.09", "16309.89"},
		{"5150000", "2060000", billing.Simplified, "0.03", "90000.00"}, {"1000000", "1200000", billing.General, "0.09", "0.00"},
	} {
		got, err := billing.Prepayment(money.CNY(amount(t, v.gross)), money.CNY(amount(t, v.sub)), v.method, rate(t, v.rate))
		must(t, err)
		if got.Amount != amount(t, v.want) {
			t.Errorf("%s less %s: %v, want %s", v.gross, v.sub, got, v.want)
		}
	}
}

func TestRateInForceOnTheTaxPointDate(t *testing.T) {
	for _, v := range []struct{ item, method, on, want string }{
		{"works", billing.General, "2016-04-30", ""}, {"works", billing.General, "2018-04-30", "0.11"}, {"works", billing.General, "2018-05-01", "0.1"}, {"works", billing.General, "2019-03-31", "0.1"}, {"works", billing.General, "2019-04-01", "0.09"},
		{"works", billing.General, "2026-11-20", "0.09"}, {"works", billing.Simplified, "2026-11-20", ""}, {"works_labour_only", billing.Simplified, "2027-12-31", "0.03"}, {"works_labour_only", billing.Simplified, "2028-01-01", ""},
		{"works_owner_material", billing.Simplified, "2025-12-31", "0.03"}, {"works_owner_material", billing.Simplified, "2026-01-01", ""}, {"service", billing.General, "2026-01-01", "0.06"}, {"goods", billing.General, "2026-01-01", "0.13"},
		{"works", billing.SmallScale, "2027-12-31", "0.01 0.03"}, {"works", billing.SmallScale, "2028-01-01", "0.03"}, {"untaxed", billing.General, "2026-11-20", "0"},
	} {
		got := ""
		for _, r := range billing.RatesOn(v.item, v.method, day(v.on)) {
			if got != "" {
				got += " "
			}
			got += r.String()
		}
		if got != v.want {
			t.Errorf("%s, %s on %s: %q, want %q", v.item, v.method, v.on, got, v.want)
		}
	}
}

func TestTaxPointIsTheEarliestDate(t *testing.T) {
	if got := billing.TaxPoint(day("2026-11-20"), 0, day("2026-11-12")); got != day("2026-11-12") {
		t.Errorf("%v", got)
	}
}

func TestAgeingBuckets(t *testing.T) {
	for days, want := range map[int64]string{0: "not_due", 1: "1-30", 30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90", 91: "91-180", 180: "91-180", 181: "181-365", 365: "181-365", 366: "1-2y", 730: "1-2y", 731: "2-3y", 1095: "2-3y", 1096: ">3y", 9999: ">3y"} {
		if got := billing.BucketOf(days); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
	for _, b := range billing.Buckets {
		from, to := b.Dates(today)
		for _, d := range []struct{ from, to bool }{{from.IsZero(), to.IsZero()}} {
			if d.from && d.to {
				t.Errorf("%s has no dates", b.Name)
			}
		}
		if !to.IsZero() && billing.BucketOf(int64(today.Sub(to))) != b.Name || !from.IsZero() && billing.BucketOf(int64(today.Sub(from))) != b.Name {
			t.Errorf("%s: %v to %v are of another bucket", b.Name, from, to)
		}
	}
}

func line(fen int64) *int64 { return &fen }

func TestChecks(t *testing.T) {
	good := func() (billing.Invoice, billing.Case) {
		i := billing.Invoice{Kind: billing.Special, BuyerName: "津滨新能源有限公司", BuyerTaxNo: "91120116MAFAKE1156", Method: billing.General, TaxedOn: today, Place: "天津市滨海新区", WorksName: "海河变电站", CrossCity: true, CrossRegionNo: "津报验 2026-0417",
			Lines: []billing.Line{{Name: "*建筑服务*安装", Item: "works", Rate: 90_000, Net: 100_00, Tax: 9_00}}, Gross: 109_00}
		return i, billing.Case{Today: today, BuyerName: i.BuyerName, BuyerCode: i.BuyerTaxNo, Price: 1_000_00, Before: 891_00}
	}
	for name, v := range map[string]struct {
		change func(*billing.Invoice, *billing.Case)
		rule   string
		want   billing.Severity
	}{
		"name of another":   {func(i *billing.Invoice, _ *billing.Case) { i.BuyerName = "别的公司" }, "INV-001", billing.Block},
		"payer is another":  {func(i *billing.Invoice, _ *billing.Case) { i.BuyerName = "别的公司" }, "INV-009", billing.Warn},
		"wrong check digit": {func(i *billing.Invoice, _ *billing.Case) { i.BuyerTaxNo = "91120116MAFAKE1157" }, "INV-002", billing.Block},
		"ordinary, wrong digit": {func(i *billing.Invoice, _ *billing.Case) {
			i.Kind, i.BuyerTaxNo = billing.Ordinary, "91120116MAFAKE1157"
		}, "INV-002", billing.Warn},
		"legacy number":              {func(i *billing.Invoice, _ *billing.Case) { i.BuyerTaxNo = "310115123456789" }, "INV-002", billing.Pass},
		"special to a person":        {func(i *billing.Invoice, _ *billing.Case) { i.BuyerPerson = true }, "INV-003", billing.Block},
		"special without number":     {func(i *billing.Invoice, _ *billing.Case) { i.BuyerTaxNo = "" }, "INV-003", billing.Block},
		"rate of another item":       {func(i *billing.Invoice, _ *billing.Case) { i.Lines[0].Item = "service" }, "INV-004", billing.Block},
		"old date":                   {func(i *billing.Invoice, _ *billing.Case) { i.TaxedOn = day("2019-03-31") }, "INV-004", billing.Block},
		"tax within tolerance":       {func(i *billing.Invoice, _ *billing.Case) { i.Lines[0].Tax = 9_06 }, "INV-005", billing.Pass},
		"tax beyond tolerance":       {func(i *billing.Invoice, _ *billing.Case) { i.Lines[0].Tax = 9_07 }, "INV-005", billing.Block},
		"no place":                   {func(i *billing.Invoice, _ *billing.Case) { i.Place = " " }, "INV-006", billing.Block},
		"no name of the works":       {func(i *billing.Invoice, _ *billing.Case) { i.WorksName = "" }, "INV-006", billing.Block},
		"no registration":            {func(i *billing.Invoice, _ *billing.Case) { i.CrossRegionNo = "" }, "INV-006", billing.Block},
		"not across, none needed":    {func(i *billing.Invoice, _ *billing.Case) { i.CrossRegionNo, i.CrossCity = "", false }, "INV-006", billing.Pass},
		"goods need no place":        {func(i *billing.Invoice, _ *billing.Case) { i.Lines[0].Item, i.Place = "goods", "" }, "INV-006", billing.Pass},
		"up to the price":            {func(*billing.Invoice, *billing.Case) {}, "INV-007", billing.Pass},
		"beyond the price":           {func(_ *billing.Invoice, c *billing.Case) { c.Before++ }, "INV-007", billing.Block},
		"node not reached":           {func(_ *billing.Invoice, c *billing.Case) { c.Planned = true }, "INV-008", billing.Warn},
		"advance with tax":           {func(_ *billing.Invoice, c *billing.Case) { c.Advance = true }, "INV-010", billing.Warn},
		"advance without tax":        {func(i *billing.Invoice, c *billing.Case) { c.Advance, i.Lines[0].Item = true, "untaxed" }, "INV-010", billing.Pass},
		"the same a day ago":         {func(_ *billing.Invoice, c *billing.Case) { c.Twins = 1 }, "INV-012", billing.Warn},
		"due before the invoice":     {func(_ *billing.Invoice, c *billing.Case) { c.DueOn = today.AddDays(-1) }, "INV-015", billing.Info},
		"another payment is late":    {func(_ *billing.Invoice, c *billing.Case) { c.Overdue = 368_00 }, "INV-015", billing.Info},
		"beyond, and allowed":        {func(i *billing.Invoice, c *billing.Case) { i.AllowedTotal = 1_000_01; c.Before++ }, "INV-007", billing.Warn},
		"beyond what was allowed":    {func(i *billing.Invoice, c *billing.Case) { i.AllowedTotal = 1_000_01; c.Before += 2 }, "INV-007", billing.Block},
		"no credit line known":       {func(i *billing.Invoice, _ *billing.Case) { i.Net = 1 << 40 }, "INV-011", billing.Pass},
		"within the month's line":    {func(i *billing.Invoice, c *billing.Case) { i.Net, c.Used, c.Credit = 100_00, 900_00, line(1_000_00) }, "INV-011", billing.Pass},
		"beyond the month's line":    {func(i *billing.Invoice, c *billing.Case) { i.Net, c.Used, c.Credit = 100_00, 900_01, line(1_000_00) }, "INV-011", billing.Block},
		"deducted without proof":     {func(i *billing.Invoice, _ *billing.Case) { i.Deducted = 1 }, "INV-014", billing.Block},
		"red takes nothing back":     {func(i *billing.Invoice, _ *billing.Case) { i.Red = true }, "INV-013", billing.Block},
		"everything in order passes": {func(*billing.Invoice, *billing.Case) {}, "INV-001", billing.Pass},
	} {
		i, c := good()
		v.change(&i, &c)
		found := billing.Check(&i, c)
		n := slices.IndexFunc(found, func(f billing.Finding) bool { return f.Rule == v.rule })
		if n < 0 || found[n].Severity != v.want {
			t.Errorf("%s: %+v, want %s %s", name, found, v.rule, v.want)
		}
	}
	i, c := good()
	if billing.Blocked(billing.Check(&i, c)) {
		t.Error("an invoice in order is blocked")
	}
}
