package pipeline_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/pipeline"
)

// checkOutlook: what each caller is shown equals the totals of his own list.
func (d *desk) checkOutlook(t *testing.T, rt rapid.TB) {
	for name, ctx := range d.callers() {
		d.checkMonths(ctx, t, rt, name)
		d.checkUnits(ctx, t, rt, name)
		d.checkRegions(ctx, t, rt, name)
	}
}

func (d *desk) checkMonths(ctx context.Context, t *testing.T, rt rapid.TB, name string) {
	months, err := d.svc.Outlook(ctx)
	must(t, err)
	var sum pipeline.Sum
	var stalled, stalledAmount int64
	for month, stages := range months {
		first := workday.MustParse(month + "-01")
		for stage, u := range stages {
			p := d.page(t, ctx, "total=true&outcome=open&stage="+string(stage)+"&expected_sign_date.gte="+first.String()+"&expected_sign_date.lte="+first.LastOfMonth().String())
			if u.Deals != p.total || u.Amount != p.sums["amount"] || u.Weighted != p.sums["weighted"] {
				rt.Fatalf("%s: %s of %s %+v, list %d %v", name, stage, month, u, p.total, p.sums)
			}
			sum = pipeline.Sum{Deals: sum.Deals + u.Deals, Amount: sum.Amount + u.Amount, Weighted: sum.Weighted + u.Weighted}
			stalled, stalledAmount = stalled+u.Stalled, stalledAmount+u.StalledAmount
		}
	}
	if p := d.page(t, ctx, "total=true&outcome=open"); sum.Deals != p.total || sum.Weighted != p.sums["weighted"] {
		rt.Fatalf("%s: all months %+v, list %d %v", name, sum, p.total, p.sums)
	}
	if p := d.page(t, ctx, "total=true&outcome=open&stalled=true"); stalled != p.total || stalledAmount != p.sums["amount"] {
		rt.Fatalf("%s: %d stalled, list %d", name, stalled, p.total)
	}
}

func (d *desk) checkUnits(ctx context.Context, t *testing.T, rt rapid.TB, name string) {
	to := workday.Today(d.clock.t, time.UTC).AddMonths(1)
	from := to.AddMonths(-6).FirstOfMonth()
	units, err := d.svc.Units(ctx, from.String()[:7], to.String()[:7])
	must(t, err)
	d.checkClosed(ctx, t, rt, name, from.String()[:7], to.String()[:7])
	seen := int64(0)
	for _, u := range units {
		at := "total=true&department_id=" + u.Department.String() + "&entity_id=" + u.Entity.String()
		window := "&closed_on.gte=" + from.String() + "&closed_on.lte=" + to.LastOfMonth().String()
		open, won, lost := d.page(t, ctx, at+"&outcome=open"), d.page(t, ctx, at+"&outcome=won"+window), d.page(t, ctx, at+"&outcome=lost"+window)
		if u.Open.Deals != open.total || u.Open.Weighted != open.sums["weighted"] || u.Won.Entered != won.total || u.Won.Amount != won.sums["amount"] || u.Lost.Entered != lost.total || u.Lost.Amount != lost.sums["amount"] {
			rt.Fatalf("%s: unit %+v, lists %d %d %d", name, u, open.total, won.total, lost.total)
		}
		seen += u.Open.Deals
	}
	if p := d.page(t, ctx, "total=true&outcome=open"); seen != p.total {
		rt.Fatalf("%s: units have %d open, the list %d", name, seen, p.total)
	}
}

func (d *desk) checkRegions(ctx context.Context, t *testing.T, rt rapid.TB, name string) {
	year := workday.Today(d.clock.t, time.UTC).String()[:4]
	regions, err := d.svc.Regions(ctx, year)
	must(t, err)
	for _, r := range regions {
		at := "total=true&region=" + url.QueryEscape(r.Name)
		window := "&closed_on.gte=" + year + "-01-01&closed_on.lte=" + year + "-12-31"
		open, won, lost := d.page(t, ctx, at+"&outcome=open"), d.page(t, ctx, at+"&outcome=won"+window), d.page(t, ctx, at+"&outcome=lost"+window)
		if r.Open.Deals != open.total || r.Open.Amount != open.sums["amount"] || r.Won.Deals != won.total || r.Won.Amount != won.sums["amount"] || r.Lost.Deals != lost.total {
			rt.Fatalf("%s: region %+v, lists %d %d %d", name, r, open.total, won.total, lost.total)
		}
	}
}

func (d *desk) checkClosed(ctx context.Context, t *testing.T, rt rapid.TB, name, from, to string) {
	by, err := d.svc.Closed(ctx, from, to)
	must(t, err)
	for month, outcomes := range by {
		first := workday.MustParse(month + "-01")
		for outcome, f := range outcomes {
			p := d.page(t, ctx, "total=true&outcome="+outcome+"&closed_on.gte="+first.String()+"&closed_on.lte="+first.LastOfMonth().String())
			if month < from || month > to || f.Entered != p.total || f.Amount != p.sums["amount"] {
				rt.Fatalf("%s: %s in %s %+v, list %d %v", name, outcome, month, f, p.total, p.sums)
			}
		}
	}
}

// The vector of reference 5.3: five deals of 18,300,000.00 weigh 6,020,000.00,
// of which the one that was won counts whole and is open no more.
func TestWeightedPipelineOfTheReference(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		const wan = 10_000_00
		for stage, fen := range map[pipeline.Stage]int64{pipeline.Intent: 800 * wan, pipeline.Negotiation: 500 * wan, pipeline.Quotation: 320 * wan, pipeline.Signing: 150 * wan} {
			d.push(t, d.create(t, "阶段 "+string(stage), fen), stage)
		}
		won := d.create(t, "已签", 60*wan)
		d.push(t, won, pipeline.Signing)
		must(t, d.win(t, won))
		sums, err := d.svc.Summary(d.owner())
		must(t, err)
		var amount, weighted int64
		for _, s := range sums {
			amount, weighted = amount+s.Amount, weighted+s.Weighted
		}
		if amount != 1770*wan || weighted != 542*wan {
			t.Errorf("open: %d of %d", weighted, amount)
		}
		if v := d.get(t, won); weighted+v.Amount.Amount*v.Probability/100 != 602*wan {
			t.Errorf("with what was won at %d %%: %d", v.Probability, weighted+v.Amount.Amount*v.Probability/100)
		}
	})
}
