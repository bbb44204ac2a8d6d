package pipeline_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

const million = 1_000_000_00

func TestCreate(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "楚汉GMP车间净化工程", 9_800_000_00)
		v := d.get(t, id)
		if v.Stage != pipeline.Intent || v.Outcome != pipeline.Open || v.Number != "OPP-2026-0001" || v.Amount.Amount != 9_800_000_00 || v.Probability != 10 || v.Weighted.Amount != 980_000_00 {
			t.Errorf("created: %+v", v)
		}
		if v.Score != 75.5 || v.Grade != "B" {
			t.Errorf("score %v %s, want 75.5 B (reference 5.1)", v.Score, v.Grade)
		}
		if v.Owner.Name != "NOa" || v.Customer.Name != "鹭江文旅投资有限公司" || v.Entity.Name != "NO建设有限公司" {
			t.Errorf("names: %+v %+v %+v", v.Owner, v.Customer, v.Entity)
		}
		for name, tc := range map[string]struct {
			change func(*pipeline.Draft)
			field  string
		}{
			"name":     {func(x *pipeline.Draft) { x.Name = "  " }, "name"},
			"amount":   {func(x *pipeline.Draft) { x.Amount = 0 }, "amount"},
			"too much": {func(x *pipeline.Draft) { x.Amount = pipeline.MaxAmount + 1 }, "amount"},
			"date":     {func(x *pipeline.Draft) { x.ExpectedSignDate = 0 }, "expected_sign_date"},
			"source":   {func(x *pipeline.Draft) { x.Source = "" }, "source"},
			"customer": {func(x *pipeline.Draft) { x.CustomerID = ref.New() }, "customer_id"},
		} {
			x := d.draft("另一个项目", million)
			tc.change(&x)
			_, err := d.svc.Create(d.owner(), ref.Nil, ref.Nil, x)
			f := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != tc.field {
				t.Errorf("%s: %v, want a fault at %s", name, err, tc.field)
			}
		}
		if n := d.count(t, d.boss()); n != 1 {
			t.Errorf("%d opportunities after refusals, want 1", n)
		}
	})
}

// count returns how many opportunities the caller's list has.
func (d *desk) count(t *testing.T, ctx context.Context) int64 {
	t.Helper()
	return d.page(t, ctx, "total=true").total
}

func TestCreateForAnotherOwner(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, err := d.svc.Create(d.owner(), ref.Nil, d.person["NOb"], d.draft("甲", million))
		wants(t, "a salesperson for a colleague", err, pipeline.ErrOwnerUnknown)
		_, err = d.svc.Create(d.manager(), ref.Nil, d.person["NOb"], d.draft("甲", million))
		wants(t, "a manager for another department", err, pipeline.ErrOwnerUnknown)
		_, err = d.svc.Create(d.boss(), ref.Nil, ref.New(), d.draft("甲", million))
		wants(t, "nobody", err, pipeline.ErrOwnerUnknown)
		id, err := d.svc.Create(d.boss(), ref.Nil, d.person["NOa"], d.draft("甲", million))
		wants(t, "group reach", err, nil)
		if v := d.get(t, id); v.Owner.ID != d.person["NOa"] || v.DepartmentID != d.unit["NOa"] {
			t.Errorf("owner %v department %v", v.Owner, v.DepartmentID)
		}
	})
}

// operations are all use cases on one record, each from a state that allows it.
func operations() map[string]struct {
	prepare func(*testing.T, *desk, ref.ID)
	run     func(*desk, context.Context, ref.ID, int64) error
} {
	type op = struct {
		prepare func(*testing.T, *desk, ref.ID)
		run     func(*desk, context.Context, ref.ID, int64) error
	}
	at := func(s pipeline.Stage) func(*testing.T, *desk, ref.ID) {
		return func(t *testing.T, d *desk, id ref.ID) { d.push(t, id, s) }
	}
	ready := func(t *testing.T, d *desk, id ref.ID) {
		d.push(t, id, pipeline.Negotiation)
		must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "重来"))
	}
	return map[string]op{
		"update": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Update(ctx, id, v, d.draft("改名", million))
		}},
		"advance": {ready, func(d *desk, ctx context.Context, id ref.ID, v int64) error { return d.svc.Advance(ctx, id, v) }},
		"regress": {at(pipeline.Negotiation), func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Regress(ctx, id, v, "需求变了")
		}},
		"hold": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, v int64) error { return d.svc.Hold(ctx, id, v, "缓建") }},
		"resume": {func(t *testing.T, d *desk, id ref.ID) {
			must(t, d.svc.Hold(d.boss(), id, d.get(t, id).Version, "缓建"))
		},
			func(d *desk, ctx context.Context, id ref.ID, v int64) error { return d.svc.Resume(ctx, id, v) }},
		"lose": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Lose(ctx, id, v, pipeline.Loss{Reason: "price"})
		}},
		"void": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Void(ctx, id, v, "duplicate")
		}},
		"reopen": {func(t *testing.T, d *desk, id ref.ID) {
			must(t, d.svc.Lose(d.boss(), id, d.get(t, id).Version, pipeline.Loss{Reason: "price"}))
		}, func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Reopen(ctx, id, v, "客户又来了")
		}},
		"transfer": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, v int64) error {
			return d.svc.Transfer(ctx, id, v, d.person["NOb"], "换人")
		}},
		"report write": {at(pipeline.Intent), func(d *desk, ctx context.Context, id ref.ID, _ int64) error { return d.writeAgain(ctx, id) }},
		"report submit": {func(t *testing.T, d *desk, id ref.ID) {
			d.visit(t, id, d.clock.t)
			must(t, d.svc.WriteReport(d.owner(), id, 1, written))
		}, func(d *desk, ctx context.Context, id ref.ID, _ int64) error { return d.svc.SubmitReport(ctx, id, 2) }},
	}
}

func (d *desk) writeAgain(ctx context.Context, id ref.ID) error {
	return d.svc.WriteReport(ctx, id, 1, written)
}

func TestWhoDoesWhat(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, op := range operations() {
			if name == "report write" {
				op.prepare = func(*testing.T, *desk, ref.ID) {}
			}
			id := d.create(t, "项目"+name, 900_000_00)
			op.prepare(t, d, id)
			before := d.get(t, id)
			for who, tc := range map[string]struct {
				ctx  context.Context
				want error
			}{
				"nobody":              {context.Background(), authz.ErrNoActor},
				"stranger":            {d.as("SOa", authz.Entity, everything...), pipeline.ErrNotFound},
				"other department":    {d.as("NOb", authz.Department, everything...), pipeline.ErrNotFound},
				"reader":              {d.as("NOm", authz.Department, pipeline.PermRead), authz.ErrForbidden},
				"owner without right": {d.as("NOa", authz.Own, pipeline.PermRead), authz.ErrForbidden},
			} {
				if err := op.run(d, tc.ctx, id, before.Version); !errors.Is(err, tc.want) {
					t.Errorf("%s by %s: %v, want %v", name, who, err, tc.want)
				}
			}
			if after := d.get(t, id); after.Version != before.Version || after.Stage != before.Stage || after.Outcome != before.Outcome {
				t.Errorf("%s: refusals changed the record: %+v", name, after)
			}
			if name != "report write" && name != "report submit" {
				if err := op.run(d, d.manager(), id, before.Version+7); !errors.Is(err, db.ErrStale) {
					t.Errorf("%s of a stale version: %v", name, err)
				}
			}
			wants(t, name+" by the manager", op.run(d, d.manager(), id, before.Version), nil)
		}
	})
}

func TestOwnerMoves(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "鹭江环岛步道灯光提升", 900_000_00)
		d.decider = true
		d.visit(t, id, d.clock.t)
		d.report(t, id)
		wants(t, "advance by the owner", d.svc.Advance(d.owner(), id, d.get(t, id).Version), nil)
		if v := d.get(t, id); v.Stage != pipeline.Negotiation || v.Probability != 30 || v.Weighted.Amount != 270_000_00 {
			t.Errorf("after advance: %+v", v)
		}
	})
}

func TestGates(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		small, large := d.create(t, "小项目", million-1), d.create(t, "大项目", million)
		codes := func(list []pipeline.Criterion) []string {
			out := []string{}
			for _, c := range list {
				out = append(out, c.Code)
			}
			return out
		}
		check := func(what string, id ref.ID, to string, missing, met []string) {
			t.Helper()
			g := d.get(t, id).Gate
			if g.To != to || !slices.Equal(codes(g.Missing), missing) || !slices.Equal(codes(g.Met), met) {
				t.Errorf("%s: to %s, missing %v, met %v; want %s, %v, %v", what, g.To, codes(g.Missing), codes(g.Met), to, missing, met)
			}
			err := d.svc.Advance(d.boss(), id, d.get(t, id).Version)
			f := fault.As(err)
			if f == nil || f.Code != pipeline.ErrGate.Code || !slices.Equal(codes(f.Params["missing"].([]pipeline.Criterion)), missing) {
				t.Errorf("%s: advance says %v", what, err)
			}
		}
		check("nothing done", small, "negotiation", []string{"first_visit", "needs_report", "decision_maker"}, []string{})
		check("nothing done, large", large, "negotiation", []string{"first_visit", "needs_report", "decision_maker", "iron_triangle"}, []string{})
		d.visit(t, large, d.clock.t.Add(-time.Hour))
		check("visited", large, "negotiation", []string{"needs_report", "decision_maker", "iron_triangle"}, []string{"first_visit"})
		if c := d.get(t, large).Gate.Missing[0]; !c.Since.Equal(start.Add(-time.Hour)) || !c.DueAt.Equal(start.Add(47*time.Hour)) || c.Holder.Name != "NOa" {
			t.Errorf("report: since %v due %v holder %v", c.Since, c.DueAt, c.Holder)
		}
		d.report(t, large)
		check("reported", large, "negotiation", []string{"decision_maker", "iron_triangle"}, []string{"first_visit", "needs_report"})
		d.decider = true
		d.parts[large] = []string{"technical"}
		check("half a team", large, "negotiation", []string{"iron_triangle"}, []string{"first_visit", "needs_report", "decision_maker"})
		d.parts[large] = []string{"technical", "commercial"}
		must(t, d.svc.Advance(d.owner(), large, d.get(t, large).Version))

		check("negotiation", large, "quotation", []string{"solution", "quote_approved"}, []string{})
		due := start.Add(8 * time.Hour)
		d.standing[large] = pipeline.QuoteStanding{Waiting: pipeline.Person{ID: d.person["NOb"], Name: "NOb"}, Since: start, DueAt: due}
		d.solution[large] = start
		check("waiting", large, "quotation", []string{"quote_approved"}, []string{"solution"})
		if c := d.get(t, large).Gate.Missing[0]; c.Holder.Name != "NOb" || !c.DueAt.Equal(due) {
			t.Errorf("quote: %+v", c)
		}
		d.standing[large] = pipeline.QuoteStanding{ApprovedAt: start}
		must(t, d.svc.Advance(d.owner(), large, d.get(t, large).Version))
		check("quotation", large, "signing", []string{"quote_accepted"}, []string{})
		d.standing[large] = pipeline.QuoteStanding{ApprovedAt: start, AcceptedAt: start}
		must(t, d.svc.Advance(d.owner(), large, d.get(t, large).Version))
		if g := d.get(t, large).Gate; g.To != "won" || len(g.Missing) != 1 || g.Missing[0].Code != "contract_in_force" {
			t.Errorf("signing: %+v", g)
		}
		wants(t, "beyond signing", d.svc.Advance(d.owner(), large, d.get(t, large).Version), pipeline.ErrLastStage)
		must(t, d.win(t, large))
		if v := d.get(t, large); v.Outcome != pipeline.WonDeal || v.Gate != nil || v.Probability != 100 || v.Weighted.Amount != million || len(v.Actions) != 0 {
			t.Errorf("won: %+v", v)
		}
		wants(t, "the same contract again", d.win(t, large), nil)
		wants(t, "winning at intent", d.win(t, small), pipeline.ErrNotSigning)
	})
}

func TestNeedsReport(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, tc := range map[string]struct {
			after  time.Duration
			onTime bool
		}{
			"at once":             {0, true},
			"at 48 hours":         {48 * time.Hour, true},
			"a second later":      {48*time.Hour + time.Second, false},
			"over a bank holiday": {60 * time.Hour, false},
		} {
			id := d.create(t, "报告"+name, 500_000_00)
			wants(t, "before the visit", d.svc.SubmitReport(d.owner(), id, 1), pipeline.ErrNoVisit)
			end := d.clock.t
			d.visit(t, id, end)
			d.visit(t, id, end.Add(time.Minute)) // a second visit moves nothing
			if v := d.get(t, id); !v.FirstVisitAt.Equal(end) || !v.ReportDueAt.Equal(end.Add(48*time.Hour)) {
				t.Errorf("%s: visit %v due %v", name, v.FirstVisitAt, v.ReportDueAt)
			}
			part := written
			part.PainPoints = " "
			must(t, d.svc.WriteReport(d.owner(), id, 1, part))
			err := d.svc.SubmitReport(d.owner(), id, 2)
			if f := fault.As(err); f == nil || f.Code != pipeline.ErrReportGaps.Code || len(f.Fields) != 1 || f.Fields[0].Path != "pain_points" {
				t.Errorf("%s: with a gap: %v", name, err)
			}
			must(t, d.svc.WriteReport(d.owner(), id, 2, written))
			if err := d.svc.WriteReport(d.owner(), id, 2, part); !errors.Is(err, db.ErrStale) {
				t.Errorf("%s: stale write: %v", name, err)
			}
			d.clock.advance(tc.after)
			must(t, d.svc.SubmitReport(d.owner(), id, 3))
			v, err := d.svc.Report(d.owner(), id)
			must(t, err)
			if v.Status != pipeline.ReportSubmitted || v.OnTime == nil || *v.OnTime != tc.onTime || len(v.Actions) != 0 {
				t.Errorf("%s: %+v", name, v)
			}
			wants(t, "writing a submitted one", d.svc.WriteReport(d.owner(), id, v.Version, part), pipeline.ErrReportSubmitted)
			wants(t, "submitting twice", d.svc.SubmitReport(d.owner(), id, v.Version), pipeline.ErrReportSubmitted)
			d.clock.t = end
		}
	})
}

func TestVoidedFirstVisit(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "误记拜访", 500_000_00)
		d.visit(t, id, d.clock.t)
		must(t, d.db.Write(system(), func(tx *db.Tx) error { return d.svc.OnFirstVisitVoidedTx(tx, ref.To(pipeline.Kind, id)) }))
		if v := d.get(t, id); v.FirstVisitAt != nil || v.ReportDueAt != nil {
			t.Errorf("after voiding: %v %v", v.FirstVisitAt, v.ReportDueAt)
		}
	})
}

func TestLose(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		small, large := d.create(t, "小", million-1), d.create(t, "大", million)
		loss := pipeline.Loss{Reason: "price", Competitor: " 某公司 ", CompetitorPrice: 90_000_000}
		wants(t, "below the threshold", d.svc.Lose(d.owner(), small, 1, loss), nil)
		wants(t, "at the threshold", d.svc.Lose(d.owner(), large, 1, loss), pipeline.ErrLossConfirm)
		if slices.Contains(d.getAs(t, d.owner(), large).Actions, "lose") {
			t.Error("the owner is offered to give up a large one")
		}
		wants(t, "no such reason", d.svc.Lose(d.manager(), large, 1, pipeline.Loss{Reason: "mood"}), fault.ErrInvalid)
		wants(t, "by the manager", d.svc.Lose(d.manager(), large, 1, loss), nil)
		v := d.get(t, large)
		if v.Outcome != pipeline.LostDeal || v.Competitor != "某公司" || v.CompetitorPrice.Amount != 90_000_000 || v.Probability != 0 || v.Weighted.Amount != 0 || v.ClosedAt == nil {
			t.Errorf("lost: %+v", v)
		}
		for name, err := range map[string]error{
			"update":  d.svc.Update(d.manager(), large, v.Version, d.draft("改", million)),
			"advance": d.svc.Advance(d.manager(), large, v.Version),
			"void":    d.svc.Void(d.manager(), large, v.Version, "duplicate"),
			"hold":    d.svc.Hold(d.manager(), large, v.Version, "缓建"),
		} {
			wants(t, name+" when closed", err, pipeline.ErrClosed)
		}
	})
}

func (d *desk) getAs(t *testing.T, ctx context.Context, id ref.ID) pipeline.View {
	t.Helper()
	v, err := d.svc.Get(ctx, id)
	must(t, err)
	return v
}

func TestReopen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		const within = 180 * 24 * time.Hour
		early, late := d.create(t, "早", 500_000_00), d.create(t, "晚", 500_000_00)
		for _, id := range []ref.ID{early, late} {
			must(t, d.svc.Lose(d.owner(), id, 1, pipeline.Loss{Reason: "schedule"}))
		}
		d.clock.advance(within)
		wants(t, "at 180 days", d.svc.Reopen(d.manager(), early, 2, "客户重启"), nil)
		if v := d.get(t, early); v.Outcome != pipeline.Open || v.Stage != pipeline.Negotiation || v.ClosedAt != nil || v.CloseReason != "" {
			t.Errorf("reopened: %+v", v)
		}
		d.clock.advance(time.Microsecond)
		wants(t, "after 180 days", d.svc.Reopen(d.manager(), late, 2, "客户重启"), pipeline.ErrReopenLate)
		wants(t, "an open one", d.svc.Reopen(d.manager(), early, 3, "客户重启"), pipeline.ErrNotLost)
	})
}

func TestHoldStopsMoving(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "缓建项目", 500_000_00)
		wants(t, "resume what runs", d.svc.Resume(d.owner(), id, 1), pipeline.ErrNotOnHold)
		must(t, d.svc.Hold(d.owner(), id, 1, "缓建"))
		wants(t, "advance", d.svc.Advance(d.owner(), id, 2), pipeline.ErrOnHold)
		wants(t, "hold twice", d.svc.Hold(d.owner(), id, 2, "缓建"), pipeline.ErrOnHold)
		must(t, d.svc.Resume(d.owner(), id, 2))
		wants(t, "regress at the first stage", d.svc.Regress(d.manager(), id, 3, "退回"), pipeline.ErrFirstStage)
	})
}

func TestTransferMovesTheScope(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "换人项目", 500_000_00)
		wants(t, "to its owner", d.svc.Transfer(d.manager(), id, 1, d.person["NOa"], "换人"), pipeline.ErrSameOwner)
		wants(t, "to nobody", d.svc.Transfer(d.manager(), id, 1, ref.New(), "换人"), pipeline.ErrOwnerUnknown)
		must(t, d.svc.Transfer(d.manager(), id, 1, d.person["SOa"], "换人"))
		if v := d.get(t, id); v.Owner.ID != d.person["SOa"] || v.DepartmentID != d.unit["SOa"] || v.Entity.ID != d.company["SO"] {
			t.Errorf("transferred: %+v", v)
		}
		_, err := d.svc.Get(d.owner(), id)
		wants(t, "the owner before", err, pipeline.ErrNotFound)
	})
}

func TestHistoryCoversTheLife(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "有历史的项目", 500_000_00)
		d.clock.advance(24 * time.Hour)
		d.push(t, id, pipeline.Quotation)
		d.clock.advance(time.Hour)
		must(t, d.svc.Regress(d.manager(), id, d.get(t, id).Version, "报价重做"))
		d.clock.advance(time.Hour)
		must(t, d.svc.Lose(d.manager(), id, d.get(t, id).Version, pipeline.Loss{Reason: "price"}))
		d.clock.advance(time.Hour)
		must(t, d.svc.Reopen(d.manager(), id, d.get(t, id).Version, "客户重启"))
		list, _, err := d.svc.Stages(d.owner(), id)
		must(t, err)
		var verbs []string
		for i, x := range list {
			verbs = append(verbs, x.Verb+" "+string(x.Stage))
			if i > 0 && x.Verb != "reopen" && !x.EnteredAt.Equal(list[i-1].LeftAt) {
				t.Errorf("interval %d begins at %v, the one before ended at %v", i, x.EnteredAt, list[i-1].LeftAt)
			}
		}
		want := []string{"create intent", "advance negotiation", "advance quotation", "regress negotiation", "reopen negotiation"}
		if !slices.Equal(verbs, want) {
			t.Errorf("history %v, want %v", verbs, want)
		}
		if last := list[len(list)-1]; !last.LeftAt.IsZero() || last.Actor.Name != "NOm" || last.Reason != "客户重启" {
			t.Errorf("last interval %+v", last)
		}
		if reason := list[3].Reason; reason != "报价重做" {
			t.Errorf("reason %q", reason)
		}
	})
}

func TestScore(t *testing.T) {
	for fen, want := range map[int64]int64{1: 20, 499_999_99: 20, 500_000_00: 40, 1_999_999_99: 40, 2 * million: 60, 4_999_999_99: 60, 5 * million: 80, 19_999_999_99: 80, 20 * million: 100} {
		if got := pipeline.AmountPoints(fen); got != want {
			t.Errorf("amount %d: %d points, want %d", fen, got, want)
		}
	}
	today := workday.New(2026, 11, 20)
	for days, want := range map[int]int64{-3: 100, 0: 100, 15: 100, 16: 80, 30: 80, 31: 60, 60: 60, 61: 40, 90: 40, 91: 20} {
		if got := pipeline.UrgencyPoints(today, today.AddDays(days)); got != want {
			t.Errorf("in %d days: %d points, want %d", days, got, want)
		}
	}
	if got := pipeline.UrgencyPoints(today, 0); got != 0 {
		t.Errorf("no date: %d points", got)
	}
	for score, want := range map[int64]string{100_00: "A", 80_00: "A", 79_99: "B", 75_50: "B", 60_00: "B", 59_99: "C", 40_00: "C", 39_99: "D", 0: "D"} {
		if got := pipeline.GradeOf(score); got != want {
			t.Errorf("score %d: %s, want %s", score, got, want)
		}
	}
}

func TestClash(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "鹭江环岛步道灯光提升", 500_000_00)
		c, err := d.svc.Check(d.owner(), d.customer, "鹭江环岛步道灯光提升工程")
		must(t, err)
		if c.Hidden || len(c.Visible) != 1 || c.Visible[0].ID != id {
			t.Errorf("own twin: %+v", c)
		}
		stranger := d.as("NOb", authz.Own, sales...)
		must(t, d.db.Write(system(), func(tx *db.Tx) error { return d.assist(tx, "NOb") }))
		if c, err = d.svc.Check(stranger, d.customer, "鹭江环岛步道灯光提升工程"); err != nil || !c.Hidden || len(c.Visible) != 0 {
			t.Errorf("a colleague's twin: %+v %v", c, err)
		}
		if c, err = d.svc.Check(stranger, d.customer, "海沧隧道照明"); err != nil || c.Hidden {
			t.Errorf("another project: %+v %v", c, err)
		}
		twin, err := d.svc.Create(stranger, ref.Nil, ref.Nil, d.draft("鹭江环岛步道灯光提升工程", million))
		must(t, err)
		if !d.get(t, twin).Clash || d.get(t, id).Clash {
			t.Error("the second, not the first, carries the flag")
		}
		must(t, d.svc.Void(d.boss(), id, 1, "duplicate"))
		must(t, d.svc.Void(d.boss(), twin, 1, "duplicate"))
		if c, err = d.svc.Check(stranger, d.customer, "鹭江环岛步道灯光提升工程"); err != nil || c.Hidden {
			t.Errorf("struck out twins: %+v %v", c, err)
		}
		old := d.create(t, "鹭江码头", million)
		d.clock.advance(366 * 24 * time.Hour)
		if c, err = d.svc.Check(d.boss(), d.customer, "鹭江码头"); err != nil || len(c.Visible) != 0 {
			t.Errorf("%v is a year old: %+v %v", old, c, err)
		}
	})
}

// assist lets a second company work with the customer.
func (d *desk) assist(tx *db.Tx, who string) error {
	if err := tx.Note("test.assist", db.Subject{}, nil); err != nil {
		return err
	}
	_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'customer', ?, 'collaborator', 1)", d.customer, d.person[who])
	return err
}
