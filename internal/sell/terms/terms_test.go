package terms_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/terms"
)

var today = workday.MustParse("2026-11-20")

func rate(s string) money.Rate {
	r, err := money.ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

func p[T any](v T) *T { return &v }

// sound are terms that break no rule of a private payer.
func sound() terms.Terms {
	return terms.Terms{
		Work: "works",
		Nodes: []terms.Node{
			{Kind: terms.Advance, Trigger: "signed", Ratio: rate("20%"), TermDays: 7},
			{Kind: terms.Progress, Trigger: "monthly", Ratio: rate("60%"), TermDays: 14},
			{Kind: terms.Settlement, Trigger: "settled", Ratio: rate("17%"), TermDays: 28},
			{Kind: terms.Retention, Trigger: "defects_end", Ratio: rate("3%"), TermDays: 14},
		},
		Materials: p(true), DefectsMonths: p(int64(24)), LabourApart: p(true), LabourMonths: p(int64(1)), PayerGuarantee: p(true),
		DelayDaily: p(rate("0.05%")), DelayCap: p(rate("5%")), ReviewDays: p(int64(45)), SilenceAccepts: p(true),
	}
}

func codes(found []terms.Finding) string {
	var s []string
	for _, f := range found {
		s = append(s, f.Rule+":"+string(f.Severity))
	}
	return strings.Join(s, " ")
}

func TestSoundTermsBreakNothing(t *testing.T) {
	if found := terms.Check(sound(), terms.Case{On: today, Payer: "private"}); codes(found) != "" {
		t.Errorf("found %+v", found)
	}
	if found := terms.Check(sound(), terms.Case{On: today, Payer: "government"}); codes(found) != "" {
		t.Errorf("found %+v", found)
	}
}

func TestEachRuleAtItsBoundary(t *testing.T) {
	type edit = func(*terms.Terms)
	ratio := func(i int, r string) edit { return func(x *terms.Terms) { x.Nodes[i].Ratio = rate(r) } }
	both := func(all ...edit) edit {
		return func(x *terms.Terms) {
			for _, f := range all {
				f(x)
			}
		}
	}
	sme := func(x *terms.Terms) { x.PayeeSME, x.LateDaily = p(true), p(rate("0.05%")) }
	for name, tc := range map[string]struct {
		edit  edit
		payer string
		on    string
		want  string
	}{
		"001 sum 99.99":        {ratio(2, "16.99%"), "", "", "PAY-001:block"},
		"001 sum 100.01":       {ratio(2, "17.01%"), "", "", "PAY-001:block"},
		"001 no nodes":         {func(x *terms.Terms) { x.Nodes, x.Materials = nil, nil }, "", "", "PAY-001:block"},
		"002 advance 10":       {both(ratio(0, "10%"), ratio(1, "70%")), "", "", ""},
		"002 advance 9.99":     {both(ratio(0, "9.99%"), ratio(1, "70.01%")), "", "", "PAY-002:warn"},
		"002 advance 30":       {both(ratio(0, "30%"), ratio(1, "50%")), "", "", ""},
		"002 advance 30.01":    {both(ratio(0, "30.01%"), ratio(1, "49.99%")), "", "", "PAY-002:warn"},
		"002 labour only":      {both(ratio(0, "0%"), ratio(1, "80%"), func(x *terms.Terms) { x.Materials = p(false) }), "", "", ""},
		"003 late advance":     {func(x *terms.Terms) { x.Nodes[0].TermDays = 32 }, "", "", "PAY-003:warn"},
		"003 seven days":       {func(x *terms.Terms) { x.SignOn, x.StartOn = today, today.AddDays(14) }, "", "", ""},
		"003 six days":         {func(x *terms.Terms) { x.SignOn, x.StartOn = today, today.AddDays(13) }, "", "", "PAY-003:warn"},
		"004 public 80":        {func(x *terms.Terms) { x.ProgressRatio = p(rate("80%")) }, "government", "", ""},
		"004 public 79.99":     {func(x *terms.Terms) { x.ProgressRatio = p(rate("79.99%")) }, "state_owned", "", "PAY-004:block"},
		"004 by the nodes":     {both(ratio(1, "50%"), ratio(2, "27%")), "public_institution", "", "PAY-004:block"},
		"004 before August 22": {both(ratio(1, "50%"), ratio(2, "27%")), "government", "2022-07-31", ""},
		"004 in August 22":     {both(ratio(1, "50%"), ratio(2, "27%")), "government", "2022-08-01", "PAY-004:block"},
		"004 old bound":        {both(ratio(1, "39.99%"), ratio(2, "37.01%")), "government", "2022-07-31", "PAY-004:warn"},
		"005 private 60":       {both(ratio(1, "40%"), ratio(2, "37%")), "private", "", ""},
		"005 private 59.99":    {both(ratio(1, "39.99%"), ratio(2, "37.01%")), "private", "", "PAY-005:warn"},
		"005 private 90":       {both(ratio(1, "70%"), ratio(2, "7%")), "private", "", ""},
		"005 private 90.01":    {both(ratio(1, "70.01%"), ratio(2, "6.99%")), "private", "", "PAY-005:warn"},
		"005 term 15":          {func(x *terms.Terms) { x.Nodes[1].TermDays = 15 }, "private", "", "PAY-005:warn"},
		"006 retention 3.01":   {both(ratio(3, "3.01%"), ratio(2, "16.99%")), "", "", "PAY-006:block"},
		"006 before July 2017": {both(ratio(3, "5%"), ratio(2, "15%")), "", "2017-06-30", ""},
		"006 supply":           {both(ratio(3, "5%"), ratio(2, "15%"), func(x *terms.Terms) { x.Work = "supply" }), "", "", "PAY-006:warn"},
		"007 bond and cash": {func(x *terms.Terms) {
			x.PerformanceBond, x.BondAfterWorks, x.RetentionCash = p(rate("10%")), p(true), p(true)
		}, "", "", "PAY-007:block"},
		"007 bond ends": {func(x *terms.Terms) {
			x.PerformanceBond, x.BondAfterWorks, x.RetentionCash = p(rate("10%")), p(false), p(true)
		}, "", "", ""},
		"008 25 months":      {func(x *terms.Terms) { x.DefectsMonths = p(int64(25)) }, "", "", "PAY-008:block"},
		"009 bond 10.01":     {func(x *terms.Terms) { x.PerformanceBond = p(rate("10.01%")) }, "", "", "PAY-009:block"},
		"010 bid bond 2":     {func(x *terms.Terms) { x.BidBond = p(rate("2%")) }, "", "", ""},
		"010 bid bond 2.01":  {func(x *terms.Terms) { x.BidBond = p(rate("2.01%")) }, "", "", "PAY-010:block"},
		"011 public SME 30":  {both(sme, func(x *terms.Terms) { x.Nodes[2].TermDays = 30 }), "government", "", ""},
		"011 public SME 31":  {both(sme, func(x *terms.Terms) { x.Nodes[2].TermDays = 31 }), "government", "", "PAY-011:warn"},
		"011 public SME 61":  {both(sme, func(x *terms.Terms) { x.Nodes[2].TermDays = 61 }), "government", "", "PAY-011:block"},
		"011 not an SME":     {func(x *terms.Terms) { x.Nodes[2].TermDays = 61 }, "government", "", ""},
		"012 large 61":       {both(sme, func(x *terms.Terms) { x.PayerLarge, x.Nodes[2].TermDays = p(true), 61 }), "private", "", "PAY-012:warn"},
		"012 pay when paid":  {both(sme, func(x *terms.Terms) { x.PayerLarge, x.PayWhenPaid = p(true), p(true) }), "private", "", "PAY-012:warn"},
		"013 silent":         {func(x *terms.Terms) { x.PayeeSME = p(true) }, "private", "", "PAY-013:info"},
		"013 below the LPR":  {func(x *terms.Terms) { x.PayeeSME, x.LateDaily = p(true), p(rate("0.0082%")) }, "private", "", "PAY-013:warn"},
		"013 above the LPR":  {func(x *terms.Terms) { x.PayeeSME, x.LateDaily = p(true), p(rate("0.0083%")) }, "private", "", ""},
		"014 not apart":      {func(x *terms.Terms) { x.LabourApart = nil }, "", "", "PAY-014:warn"},
		"014 two months":     {func(x *terms.Terms) { x.LabourMonths = p(int64(2)) }, "", "", "PAY-014:warn"},
		"015 no guarantee":   {func(x *terms.Terms) { x.PayerGuarantee = p(false) }, "", "", "PAY-015:warn"},
		"016 daily":          {func(x *terms.Terms) { x.DelayDaily = p(rate("0.0501%")) }, "", "", "PAY-016:warn"},
		"016 cap":            {func(x *terms.Terms) { x.DelayCap = p(rate("5.01%")) }, "", "", "PAY-016:warn"},
		"016 no cap":         {func(x *terms.Terms) { x.DelayCap = nil }, "", "", "PAY-016:warn"},
		"017 one year":       {func(x *terms.Terms) { x.StartOn, x.FinishOn = today, workday.MustParse("2026-12-31") }, "", "", ""},
		"017 crosses a year": {func(x *terms.Terms) { x.StartOn, x.FinishOn = today, workday.MustParse("2027-01-01") }, "", "", "PAY-017:info"},
		"018 tenor 7":        {func(x *terms.Terms) { x.BillMonths = p(int64(7)) }, "", "", "PAY-018:warn"},
		"018 tenor 6":        {func(x *terms.Terms) { x.BillMonths, x.BillShare = p(int64(6)), p(rate("50%")) }, "", "", ""},
		"019 no limit":       {func(x *terms.Terms) { x.ReviewDays = nil }, "", "", "PAY-019:warn"},
		"019 no silence":     {func(x *terms.Terms) { x.SilenceAccepts = nil }, "", "", "PAY-019:warn"},
	} {
		t.Run(name, func(t *testing.T) {
			x, c := sound(), terms.Case{On: today, Payer: "private"}
			tc.edit(&x)
			if tc.payer != "" {
				c.Payer = tc.payer
			}
			if tc.on != "" {
				c.On = workday.MustParse(tc.on)
			}
			found := terms.Check(x, c)
			if got := codes(found); got != tc.want {
				t.Errorf("found %q, want %q", got, tc.want)
			}
			for _, f := range found {
				if f.Article == "" || f.Path == "" || f.Limit == "" || f.Since.IsZero() {
					t.Errorf("finding %+v lacks its source", f)
				}
			}
		})
	}
}

func TestABidBondOfWorksIsCappedInMoney(t *testing.T) {
	x := sound()
	x.BidBond = p(rate("2%"))
	for price, want := range map[int64]string{40_000_000_00: "", 40_000_001_00: "PAY-010:block"} {
		if got := codes(terms.Check(x, terms.Case{On: today, Payer: "private", Price: money.CNY(price)})); got != want {
			t.Errorf("at %d: %q, want %q", price, got, want)
		}
	}
}

func TestOneEditionHoldsAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := workday.MustParse("2000-01-01").AddDays(rapid.IntRange(0, 12_000).Draw(t, "day"))
		seen := map[string]bool{}
		for _, e := range terms.Pack {
			if on < e.From || !e.To.IsZero() && on > e.To {
				continue
			}
			if seen[e.Rule] {
				t.Fatalf("two editions of %s on %s", e.Rule, on)
			}
			seen[e.Rule] = true
		}
	})
	rules := map[string]bool{}
	for _, e := range terms.Pack {
		rules[e.Rule] = true
	}
	if len(rules) != 19 {
		t.Errorf("%d rules, want PAY-001 to PAY-019", len(rules))
	}
}

func TestAmountsSumToThePrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x terms.Terms
		for range rapid.IntRange(1, 12).Draw(t, "nodes") {
			x.Nodes = append(x.Nodes, terms.Node{Ratio: money.Rate(rapid.Int64Range(1, money.RateOne).Draw(t, "ratio"))})
		}
		price := money.CNY(rapid.Int64Range(0, 1e13).Draw(t, "price"))
		parts, err := x.Amounts(price)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := money.Sum(parts...); err != nil || sum.Amount != price.Amount {
			t.Fatalf("parts sum to %v, price %v, %v", sum, price, err)
		}
	})
}

func TestValidateNamesEveryField(t *testing.T) {
	x := terms.Terms{Work: "cake", Nodes: []terms.Node{{Kind: "gift", Trigger: "signed", Ratio: -1}, {Kind: terms.Advance, Trigger: "never", Ratio: money.RateOne + 1, TermDays: -1}}, BillShare: p(money.Rate(-1))}
	f := fault.As(x.Validate("terms"))
	if f == nil || !errors.Is(f, fault.ErrInvalid) || len(f.Fields) != 7 {
		t.Fatalf("fields %+v", f)
	}
	if err := sound().Validate("terms"); err != nil {
		t.Errorf("sound terms: %v", err)
	}
}

func TestTermsSurviveJSON(t *testing.T) {
	b, err := json.Marshal(sound())
	if err != nil {
		t.Fatal(err)
	}
	var back terms.Terms
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(back)
	if err != nil || string(again) != string(b) {
		t.Errorf("%s\n%s %v", b, again, err)
	}
	if strings.Contains(string(b), "null") || strings.Contains(string(b), "sign_on") {
		t.Errorf("what is not agreed is written: %s", b)
	}
}
