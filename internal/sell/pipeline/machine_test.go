package pipeline_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/sell/pipeline"
)

// allowed is the table of reference 2.3, written a second time.
var allowed = map[string][]string{
	"advance": {"intent open>negotiation open", "negotiation open>quotation open", "quotation open>signing open"},
	"regress": {"negotiation open>intent open", "quotation open>negotiation open", "signing open>quotation open"},
	"win":     {"signing open>signing won", "signing won>signing won"}, // the contract's event may come twice
	"lose":    {"intent open>intent lost", "negotiation open>negotiation lost", "quotation open>quotation lost", "signing open>signing lost"},
	"void":    {"intent open>intent void", "negotiation open>negotiation void", "quotation open>quotation void", "signing open>signing void"},
	"reopen":  {"intent lost>negotiation open", "negotiation lost>negotiation open", "quotation lost>negotiation open", "signing lost>negotiation open"},
}

// TestAnySequence runs arbitrary use cases on a handful of opportunities. After
// each: no move outside the table; the history without gaps; the kept sums equal
// to brute force; and each caller's summary equal to the sum of his own list.
func TestAnySequence(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := &clock{start}
			d := open(t, schema.Open(t, e, db.Options{Clock: c.now}), c)
			d.decider = true
			rapid.Check(t, func(rt *rapid.T) { sequence(t, rt, d) })
		})
	}
}

func sequence(t *testing.T, rt *rapid.T, d *desk) {
	var ids []ref.ID
	for i := range rapid.IntRange(2, 3).Draw(rt, "opportunities") {
		who := rapid.SampledFrom([]string{"NOa", "NOb", "SOa"}).Draw(rt, "owner")
		id, err := d.svc.Create(d.boss(), ref.Nil, d.person[who], d.draft(fmt.Sprintf("项目%d", i), rapid.Int64Range(1, 3*million).Draw(rt, "amount")))
		must(t, err)
		ids = append(ids, id)
	}
	verbs := []string{"advance", "advance", "advance", "regress", "hold", "resume", "lose", "void", "reopen", "transfer", "update", "win", "sweep", "accept"}
	for range rapid.IntRange(1, 12).Draw(rt, "steps") {
		id := rapid.SampledFrom(ids).Draw(rt, "which")
		verb := rapid.SampledFrom(verbs).Draw(rt, "verb")
		d.clock.advance(time.Duration(rapid.Int64Range(1, int64(40*24*time.Hour)).Draw(rt, "wait")).Truncate(time.Microsecond))
		before := d.get(t, id)
		err := d.try(t, rt, verb, id, before.Version)
		if err != nil && fault.As(err) == nil {
			rt.Fatalf("%s: %v", verb, err)
		}
		checkMove(rt, verb, err, before, d.get(t, id))
	}
	for _, id := range ids {
		d.checkHistory(t, rt, id)
	}
	d.checkSums(t, rt)
}

func (d *desk) try(t *testing.T, rt *rapid.T, verb string, id ref.ID, version int64) error {
	s, ctx := d.svc, d.boss()
	switch verb {
	case "advance":
		if rapid.Bool().Draw(rt, "ready") {
			d.prepare(t, id)
		}
		return s.Advance(ctx, id, d.get(t, id).Version)
	case "regress":
		return s.Regress(ctx, id, version, "退回")
	case "hold":
		return s.Hold(ctx, id, version, "缓建")
	case "resume":
		return s.Resume(ctx, id, version)
	case "lose":
		return s.Lose(ctx, id, version, pipeline.Loss{Reason: "price"})
	case "void":
		return s.Void(ctx, id, version, "duplicate")
	case "reopen":
		return s.Reopen(ctx, id, version, "重启")
	case "transfer":
		return s.Transfer(ctx, id, version, d.person[rapid.SampledFrom([]string{"NOa", "NOb", "SOa", "SOb"}).Draw(rt, "to")], "换人")
	case "update":
		return s.Update(ctx, id, version, d.draft("改名", rapid.Int64Range(1, 30*million).Draw(rt, "amount")))
	case "accept":
		_, err := d.accept(t, id, rapid.Int64Range(1, 30*million).Draw(rt, "quoted"))
		return err
	case "sweep":
		_, err := s.Sweep(system())
		return err
	}
	return d.win(t, id)
}

// prepare fulfils what any stage asks for.
func (d *desk) prepare(t *testing.T, id ref.ID) {
	v := d.get(t, id)
	d.parts[id], d.solution[id] = []string{"technical", "commercial"}, d.clock.t
	d.standing[id] = pipeline.QuoteStanding{ApprovedAt: d.clock.t, AcceptedAt: d.clock.t}
	if v.Outcome != pipeline.Open || v.ReportSubmittedAt != nil {
		return
	}
	if v.FirstVisitAt == nil {
		d.visit(t, id, d.clock.t)
	}
	must(t, d.svc.WriteReport(d.boss(), id, 1, written))
	must(t, d.svc.SubmitReport(d.boss(), id, 2))
}

func checkMove(rt *rapid.T, verb string, err error, before, after pipeline.View) {
	from, to := string(before.Stage)+" "+string(before.Outcome), string(after.Stage)+" "+string(after.Outcome)
	moves := allowed[verb]
	switch {
	case from == to && (err != nil || moves == nil):
		return
	case err != nil:
		rt.Fatalf("%s answered %v and moved %s to %s", verb, err, from, to)
	}
	for _, m := range moves {
		if m == from+">"+to {
			return
		}
	}
	rt.Fatalf("%s moved %s to %s", verb, from, to)
}

// checkHistory: intervals follow each other, and cover created to closed with
// no gap but those between a loss and its reopening.
func (d *desk) checkHistory(t *testing.T, rt *rapid.T, id ref.ID) {
	v := d.get(t, id)
	list, _, err := d.svc.Stages(d.boss(), id)
	must(t, err)
	if !list[0].EnteredAt.Equal(v.CreatedAt) {
		rt.Fatalf("history begins at %v, the record at %v", list[0].EnteredAt, v.CreatedAt)
	}
	for i, x := range list[1:] {
		last := list[i].LeftAt
		if last.IsZero() || x.EnteredAt.Before(last) || x.Verb != "reopen" && !x.EnteredAt.Equal(last) {
			rt.Fatalf("interval %+v follows %+v", x, list[i])
		}
	}
	last := list[len(list)-1]
	switch {
	case last.Stage != v.Stage:
		rt.Fatalf("history ends at %s, the record stands at %s", last.Stage, v.Stage)
	case v.ClosedAt == nil != last.LeftAt.IsZero(), v.ClosedAt != nil && !v.ClosedAt.Equal(last.LeftAt):
		rt.Fatalf("closed at %v, history ends at %v", v.ClosedAt, last.LeftAt)
	}
}

func (d *desk) checkSums(t *testing.T, rt rapid.TB) {
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		want, err := pipeline.Shares(tx)
		must(t, err)
		kept, err := pipeline.Kept(tx)
		must(t, err)
		same(rt, kept.Stages, want.Stages)
		same(rt, kept.Flows, want.Flows)
		same(rt, kept.Months, want.Months)
		same(rt, kept.Regions, want.Regions)
		return nil
	}))
	d.checkOutlook(t, rt)
	for name, ctx := range d.callers() {
		sums, flow, err := d.svc.Funnel(ctx, "0001-01", "9999-12")
		must(t, err)
		for _, outcome := range []string{"won", "lost"} {
			if p, f := d.page(t, ctx, "total=true&outcome="+outcome), flow[outcome]; f.Entered != p.total || f.Amount != p.sums["amount"] {
				rt.Fatalf("%s: flow of %s %+v, list %d %v", name, outcome, f, p.total, p.sums)
			}
		}
		if p := d.page(t, ctx, "total=true&outcome.ne=void"); flow["intent"].Entered != p.total {
			rt.Fatalf("%s: %+v entered, the list has %d", name, flow["intent"], p.total)
		}
		must(t, err)
		for _, stage := range pipeline.Stages() {
			p := d.page(t, ctx, "total=true&outcome=open&stage="+string(stage))
			if got := sums[stage]; got.Deals != p.total || got.Amount != p.sums["amount"] || got.Weighted != p.sums["weighted"] {
				rt.Fatalf("%s: summary of %s %+v, list %d %v", name, stage, got, p.total, p.sums)
			}
		}
	}
}

// same: the rows that are kept are those of brute force.
func same[T comparable](rt rapid.TB, kept, want map[T]bool) {
	if !maps.Equal(kept, want) {
		rt.Fatalf("kept %v, brute force %v", kept, want)
	}
}

func TestNothingIsSummedForStrangers(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.create(t, "看不见", million)
		sums, err := d.svc.Summary(d.as("SOa", authz.Entity, pipeline.PermRead))
		must(t, err)
		if len(sums) != 0 {
			t.Errorf("sums: %v", sums)
		}
		if sums, err = d.svc.Summary(d.as("NOa", authz.Group)); err != nil || len(sums) != 0 {
			t.Errorf("without the right: %v %v", sums, err)
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "停在原地", 3*million) // expected in 56 days: urgency 60
		v := d.get(t, id)
		n, err := d.svc.Sweep(system())
		must(t, err)
		if n != 0 {
			t.Errorf("%d swept on the first day", n)
		}
		d.clock.advance(30*24*time.Hour + time.Second)
		if n, err = d.svc.Sweep(system()); err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
		after := d.get(t, id)
		if !after.Stalled || after.Score != v.Score+0.35*20 || after.Version != v.Version {
			t.Errorf("after 30 days: stalled %v, score %v from %v, version %d", after.Stalled, after.Score, v.Score, after.Version)
		}
		if n := d.page(t, d.owner(), "stalled=true&total=true").total; n != 1 {
			t.Errorf("%d stalled in the list", n)
		}
		if _, err := d.svc.Sweep(d.boss()); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("a person swept: %v", err)
		}
	})
}

// Twice the usual 20 days, where a group waits as long.
func TestStalledAsTheGroupSays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		policy := pipeline.Defaults()
		policy.StallPercent = 200
		d.svc = pipeline.New(d.db, func() *pipeline.Policy { return &policy }, d.svc.Neighbours)
		id := d.create(t, "停得久", 3*million)
		for _, c := range []struct {
			wait    time.Duration
			stalled bool
		}{{40 * 24 * time.Hour, false}, {time.Microsecond, true}} {
			d.clock.advance(c.wait)
			_, err := d.svc.Sweep(system())
			must(t, err)
			if got := d.get(t, id).Stalled; got != c.stalled {
				t.Errorf("after %v: stalled %v", c.wait, got)
			}
		}
	})
}

// Six deals won after a stay of a day in each stage make two days a long one.
func TestStalledByThePaceOfWonDeals(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range 6 {
			id := d.create(t, fmt.Sprintf("赢单%d", i), 500_000_00)
			for _, s := range pipeline.Stages()[1:] {
				d.clock.advance(24 * time.Hour)
				d.push(t, id, s)
			}
			must(t, d.win(t, id))
		}
		id := d.create(t, "比一比", 500_000_00)
		_, err := d.svc.Sweep(system())
		must(t, err)
		if v := d.get(t, id); v.UsualDays == nil || *v.UsualDays != 1 || v.Stalled {
			t.Errorf("pace %v, stalled %v", v.UsualDays, v.Stalled)
		}
		d.clock.advance(36 * time.Hour)
		_, err = d.svc.Sweep(system())
		must(t, err)
		if d.get(t, id).Stalled {
			t.Error("stalled at one and a half times the median")
		}
		d.clock.advance(time.Second)
		_, err = d.svc.Sweep(system())
		must(t, err)
		if !d.get(t, id).Stalled {
			t.Error("not stalled beyond it")
		}
	})
}
