package contract_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

type answer struct {
	titles string
	total  int64
	sums   map[string]int64
	rows   []contract.Row
}

func (d *desk) page(ctx context.Context, t *testing.T, question string) answer {
	t.Helper()
	a, err := d.ask(ctx, question)
	must(t, err)
	return a
}

func (d *desk) ask(ctx context.Context, question string) (a answer, err error) {
	v, err := url.ParseQuery(question)
	if err != nil {
		return a, err
	}
	q, err := db.ParseQuery(v, contract.ListForTest())
	if err != nil {
		return a, err
	}
	p, err := d.svc.List(ctx, q)
	if err != nil {
		return a, err
	}
	var titles []string
	for _, r := range p.Items {
		titles = append(titles, r.Title)
	}
	a = answer{titles: strings.Join(titles, " "), sums: p.Sums, rows: p.Items}
	if p.Total != nil {
		a.total = *p.Total
	}
	return a, nil
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		make := func(title string, fen int64) {
			d.create(t, fen, func(x *contract.Draft) { x.Title = title })
		}
		make("甲厂房", 300_00)
		make("乙道路", 100_00)
		id := d.create(t, 200_00, func(x *contract.Draft) { x.Title = "丙水厂" })
		d.push(t, id, contract.StateInForce)
		for question, want := range map[string]string{
			"sort=amount":                          "乙道路 丙水厂 甲厂房",
			"sort=-amount":                         "甲厂房 丙水厂 乙道路",
			"sort=number":                          "甲厂房 乙道路 丙水厂",
			"sort=-signed_on,number&limit=1":       "丙水厂",
			"state=in_force":                       "丙水厂",
			"state=draft&sort=number":              "甲厂房 乙道路",
			"signed_on.gte=2026-11-20":             "丙水厂",
			"signed_on.gt=2026-11-20":              "",
			"amount.gte=20000&sort=amount":         "丙水厂 甲厂房",
			"q=" + url.QueryEscape("水厂"):           "丙水厂",
			"q=NO-2026-PW-0002":                    "乙道路",
			"q=yd":                                 "乙道路",
			"owner_id=" + d.person["NOb"].String(): "",
			"customer_id=" + d.customer.String() + "&sort=number":       "甲厂房 乙道路 丙水厂",
			"opportunity_id=" + d.opportunity.String() + "&sort=number": "甲厂房 乙道路 丙水厂",
			"entity_id=" + d.company["SO"].String():                     "",
		} {
			if got := d.page(d.boss(), t, question).titles; got != want {
				t.Errorf("%s: %q, want %q", question, got, want)
			}
		}
		for who, want := range map[string]int64{"NOa own": 3, "NOb own": 0, "NOm department": 3, "NOb department": 0, "NOb entity": 3, "SOa entity": 0, "SOa group": 3} {
			name, reach, _ := strings.Cut(who, " ")
			var r authz.Reach
			must(t, r.UnmarshalText([]byte(reach)))
			a := d.page(d.as(name, r, contract.PermRead), t, "total=true")
			if a.total != want || a.sums["amount"] != map[int64]int64{0: 0, 3: 600_00}[want] {
				t.Errorf("%s: %d rows, %v", who, a.total, a.sums)
			}
		}
		if a := d.page(d.as("NOa", authz.Own, customerOnly...), t, "total=true"); a.total != 0 {
			t.Errorf("without the right: %d", a.total)
		}
	})
}

var customerOnly = []authz.Permission{"customer:read"}

func TestPricesAreForWhomMaySeeThem(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		quote, _ := d.quoted()
		id, err := d.svc.Create(d.owner(), contract.Fresh{QuoteID: quote, Draft: contract.Draft{Type: "WT", Pricing: "unit_price"}})
		must(t, err)
		blind := d.seeing("NOa", authz.Own, nil, everything...)
		v, err := d.svc.Get(blind, id)
		must(t, err)
		if v.Amount != nil || v.Price != nil || v.Net != nil || v.Margin != nil || v.Bar != nil || v.Invoiced != nil || v.PendingChange != nil || v.TaxLines[0].Net != nil || v.Terms.Nodes[0].Amount != nil || v.Terms.Nodes[0].Received != nil {
			t.Errorf("shown: %+v", v)
		}
		if v.Terms.Nodes[0].Ratio != rate("30%") || !strings.Contains(strings.Join(v.Masked, " "), "margin") {
			t.Errorf("ratios %v, masked %v", v.Terms.Nodes, v.Masked)
		}
		for _, f := range v.Check.Findings {
			if f.Limit != "" || f.Value != "" {
				t.Errorf("finding %s tells %q %q", f.Rule, f.Limit, f.Value)
			}
		}
		priced, err := d.svc.Get(d.seeing("NOa", authz.Own, []authz.Class{authz.Price}, everything...), id)
		must(t, err)
		if priced.Margin != nil || priced.Amount == nil {
			t.Error("class price shows the margin, or no amount")
		}
		for _, question := range []string{"sort=amount", "amount.gte=1"} {
			if _, err := d.ask(blind, question); fault.As(err) == nil || fault.As(err).Code != db.ErrRestricted.Code {
				t.Errorf("%s: %v", question, err)
			}
		}
		if a := d.page(blind, t, "total=true"); a.rows[0].Amount != nil || a.sums != nil {
			t.Errorf("list: %+v %v", a.rows[0], a.sums)
		}
	})
}

// The bar's parts sum to the price whatever became of the payments.
func TestPaymentBar(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, 36_800_000_00)
		n := d.get(t, id).Terms.Nodes
		d.standing.Nodes = map[ref.ID]contract.NodeStanding{
			n[0].ID: {State: "received", Amount: n[0].Amount.Amount, DueOn: today, Received: n[0].Amount.Amount},
			n[1].ID: {State: "partially_received", Amount: n[1].Amount.Amount, DueOn: today.AddDays(-8), Received: 7_360_000_00, Open: n[1].Amount.Amount - 7_360_000_00, Overdue: true},
			n[2].ID: {State: "due", Amount: n[2].Amount.Amount, DueOn: today.AddDays(15), Open: n[2].Amount.Amount},
		}
		v := d.get(t, id)
		if v.Bar.Received.Amount != 14_720_000_00 || v.Bar.Overdue.Amount != 14_720_000_00 || v.Bar.Due.Amount != 6_256_000_00 || v.Bar.Planned.Amount != 1_104_000_00 {
			t.Errorf("bar %+v", v.Bar)
		}
		if x := v.Terms.Nodes[1]; !x.Overdue || x.State != "partially_received" || x.Received.Amount != 7_360_000_00 {
			t.Errorf("payment %+v", x)
		}
	})
}
