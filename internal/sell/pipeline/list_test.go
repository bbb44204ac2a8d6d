package pipeline_test

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

type listed struct {
	rows  []pipeline.Row
	names []string
	total int64
	sums  map[string]int64
}

// page asks the list as a URL would.
func (d *desk) page(t testing.TB, ctx context.Context, question string) listed {
	t.Helper()
	values, err := url.ParseQuery(question)
	must(t, err)
	actor, err := authz.From(ctx)
	must(t, err)
	q, err := db.ParseQuery(values, pipeline.ListForTest(actor, values.Get("sort")))
	must(t, err)
	p, err := d.svc.List(ctx, q)
	must(t, err)
	out := listed{rows: p.Items, sums: p.Sums}
	for _, r := range p.Items {
		out.names = append(out.names, r.Name)
	}
	if p.Total != nil {
		out.total = *p.Total
	}
	return out
}

func TestList(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.create(t, "乙项目", 3*million)
		d.create(t, "甲项目", 1*million)
		c := d.create(t, "丙项目", 600_000_00)
		d.push(t, c, pipeline.Quotation)
		for question, want := range map[string][]string{
			"sort=-amount":                      {"乙项目", "甲项目", "丙项目"},
			"sort=amount":                       {"丙项目", "甲项目", "乙项目"},
			"sort=name":                         {"丙项目", "甲项目", "乙项目"},
			"stage=intent&sort=-amount":         {"乙项目", "甲项目"},
			"stage=quotation":                   {"丙项目"},
			"amount.gte=100000000&sort=-amount": {"乙项目", "甲项目"},
			"q=乙项":                              {"乙项目"},
			"q=jxm":                             {"甲项目"},
			"outcome=won":                       nil,
			"report_due_at.null=false":          {"丙项目"},
		} {
			if got := d.page(t, d.owner(), question).names; !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", question, got, want)
			}
		}
		p := d.page(t, d.owner(), "total=true")
		if p.total != 3 || p.sums["amount"] != 4*million+600_000_00 || p.sums["weighted"] != 400_000_00+360_000_00 {
			t.Errorf("totals: %d %v", p.total, p.sums)
		}
		if n := d.count(t, d.as("SOa", authz.Entity, everything...)); n != 0 {
			t.Errorf("a stranger counts %d", n)
		}
	})
}

func TestPricesAreHidden(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "保密项目", 3*million)
		must(t, d.svc.Lose(d.manager(), id, 1, pipeline.Loss{Reason: "price", CompetitorPrice: 2 * million}))
		d.create(t, "另一个", million)
		blind := d.seeing("NOm", authz.Department, nil, everything...)
		v := d.getAs(t, blind, id)
		if v.Amount != nil || v.Weighted != nil || v.CompetitorPrice != nil || !slices.Equal(v.Masked, []string{"amount", "weighted", "competitor_price"}) {
			t.Errorf("view: %+v", v)
		}
		p := d.page(t, blind, "total=true")
		if len(p.sums) != 0 || p.rows[0].Amount != nil || !slices.Equal(p.rows[0].Masked, []string{"amount", "weighted"}) {
			t.Errorf("list: %+v", p)
		}
		for _, question := range []string{"sort=-amount", "sort=weighted", "sort=-priority", "amount.gte=5"} {
			values, _ := url.ParseQuery(question)
			actor, _ := authz.From(blind)
			q, err := db.ParseQuery(values, pipeline.ListForTest(actor, values.Get("sort")))
			must(t, err)
			_, err = d.svc.List(blind, q)
			wants(t, question, err, db.ErrRestricted)
		}
		board, err := d.svc.Board(blind, pipeline.Narrow{}, 5, "2026-01", "2026-12")
		must(t, err)
		if card := board[0].Cards[0]; card.Row.Amount != nil {
			t.Errorf("board: %+v", card)
		}
	})
}

// Actions of a row are those of its page, for somebody without a part on it.
func TestRowActionsAgree(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i, op := range []string{"update", "regress", "resume", "reopen", "advance"} {
			id := d.create(t, "行"+op, int64(i+1)*400_000_00)
			operations()[op].prepare(t, d, id)
		}
		_, err := d.svc.Create(d.manager(), ref.Nil, ref.Nil, d.draft("经理自己的", 500_000_00))
		must(t, err)
		reads := authz.Build(authz.Actor{ID: d.person["NOa"], Kind: authz.User, Department: d.unit["NOa"]})
		reads.See(authz.Price)
		reads.Grant(authz.Given{Permission: pipeline.PermRead, Reach: authz.Department, Departments: []ref.ID{d.unit["NOa"]}})
		reads.Grant(authz.Given{Permission: pipeline.PermAdvance, Reach: authz.Own})
		mixed := authz.With(context.Background(), reads.Actor())
		for _, ctx := range []context.Context{d.owner(), d.manager(), d.boss(), mixed, d.as("NOb", authz.Entity, pipeline.PermRead, pipeline.PermAdvance)} {
			for _, r := range d.page(t, ctx, "").rows {
				if want := d.getAs(t, ctx, r.ID).Actions; !slices.Equal(r.Actions, want) {
					t.Errorf("%s: row %v, page %v", r.Name, r.Actions, want)
				}
			}
		}
	})
}

func TestCollaboratorSeesAndObserverOnlyReads(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "协作项目", 500_000_00)
		other := d.as("SOa", authz.Own, sales...)
		join := func(part string) {
			must(t, d.db.Write(system(), func(tx *db.Tx) error {
				if err := tx.Note("test.join", db.Subject{}, nil); err != nil {
					return err
				}
				_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'opportunity', ?, ?, 1)", id, d.person["SOa"], part)
				return err
			}))
		}
		_, err := d.svc.Get(other, id)
		wants(t, "before", err, pipeline.ErrNotFound)
		join(authz.Observer)
		if n := d.count(t, other); n != 1 || len(d.getAs(t, other, id).Actions) != 0 {
			t.Errorf("observer: counts %d, may %v", n, d.getAs(t, other, id).Actions)
		}
		wants(t, "observer holds", d.svc.Hold(other, id, 1, "缓建"), authz.ErrForbidden)
		sums, err := d.svc.Summary(other)
		must(t, err)
		if sums[pipeline.Intent].Deals != 1 {
			t.Errorf("observer's summary: %+v", sums)
		}
		join("technical")
		wants(t, "collaborator holds", d.svc.Hold(other, id, 1, "缓建"), nil)
	})
}

func TestBoard(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		first := d.create(t, "首位", 6*million)
		second := d.create(t, "次位", 3*million)
		d.push(t, d.create(t, "走得远", million), pipeline.Signing)
		d.visit(t, second, d.clock.t)
		d.decider = false
		d.task[first] = pipeline.Task{ID: ref.New(), Title: "预约首访", DueAt: d.clock.t.Add(time.Hour)}
		board, err := d.svc.Board(d.owner(), pipeline.Narrow{}, 1, "2026-11", "2026-11")
		must(t, err)
		intent := board[0]
		if intent.Deals != 2 || intent.Amount != 9*million || intent.Weighted != 900_000_00 || len(intent.Cards) != 1 || intent.Cards[0].Row.ID != first {
			t.Errorf("intent: %+v", intent)
		}
		if intent.Flow.Entered != 3 || intent.Flow.Moved != 1 || board[2].Flow.Entered != 1 || board[2].Flow.Moved != 1 || board[3].Flow.Moved != 0 {
			t.Errorf("conversion: %+v", board)
		}
		if s := intent.Cards[0].Status; s.Kind != "task" || s.Title != "预约首访" {
			t.Errorf("status: %+v", s)
		}
		board, err = d.svc.Board(d.owner(), pipeline.Narrow{"q": {"次位"}}, 5, "2026-11", "2026-11")
		must(t, err)
		if c := board[0]; c.Deals != 1 || c.Amount != 3*million || len(c.Cards) != 1 {
			t.Errorf("narrowed: %+v", c)
		}
		board, err = d.svc.Board(d.owner(), pipeline.Narrow{"amount.gte": {strconv.Itoa(5 * million)}, "outcome": {"open"}}, 5, "2026-11", "2026-11")
		must(t, err)
		if c := board[0]; c.Deals != 1 || c.Amount != 6*million || board[3].Deals != 0 || board[3].Amount != 0 {
			t.Errorf("narrowed by amount: %+v", board)
		}
		board, err = d.svc.Board(d.owner(), pipeline.Narrow{"q": {"次位"}}, 5, "2026-11", "2026-11")
		must(t, err)
		if s := board[0].Cards[0].Status; s.Kind != "gate" || s.Code != pipeline.NeedReport || !s.DueAt.Equal(d.clock.t.Add(48*time.Hour)) {
			t.Errorf("status: %+v", s)
		}
	})
}

func TestRowsWriteTheirOwnJSON(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "庐州智造园5#厂房", "a<b>&\"\\", "\u2028\u2029\x00\x1f\x7f", "\xff\xfe", "😀"}))
	id := rapid.Custom(func(t *rapid.T) ref.ID { return ref.Derived("x", rapid.String().Draw(t, "id")) })
	none := rapid.Just(ref.Nil)
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "t")).UTC()
	})
	maybe := func(t *rapid.T, name string) *time.Time {
		if rapid.Bool().Draw(t, name) {
			return nil
		}
		x := instant.Draw(t, name)
		return &x
	}
	price := func(t *rapid.T, name string) *money.Money {
		if rapid.Bool().Draw(t, name) {
			return nil
		}
		return &money.Money{Amount: rapid.Int64().Draw(t, name), Currency: text.Draw(t, name)}
	}
	person := rapid.Custom(func(t *rapid.T) pipeline.Person {
		return pipeline.Person{ID: rapid.OneOf(id, none).Draw(t, "id"), Name: text.Draw(t, "name")}
	})
	row := rapid.Custom(func(t *rapid.T) pipeline.Row {
		return pipeline.Row{
			ID: id.Draw(t, "id"), Version: rapid.Int64().Draw(t, "version"), CreatedAt: instant.Draw(t, "created"), UpdatedAt: instant.Draw(t, "updated"), Number: text.Draw(t, "number"), Name: text.Draw(t, "name"),
			Customer: person.Draw(t, "customer"), Owner: person.Draw(t, "owner"), Entity: person.Draw(t, "entity"), DepartmentID: rapid.OneOf(id, none).Draw(t, "department"),
			Stage: pipeline.Stage(text.Draw(t, "stage")), Outcome: pipeline.Outcome(text.Draw(t, "outcome")), OnHold: rapid.Bool().Draw(t, "hold"), StageSince: instant.Draw(t, "since"),
			Amount: price(t, "amount"), Probability: rapid.Int64().Draw(t, "probability"), Weighted: price(t, "weighted"), ExpectedSignDate: workday.Date(rapid.Int32Range(0, int32(workday.MaxDate)).Draw(t, "date")),
			Score: float64(rapid.Int64Range(0, 10_000).Draw(t, "score")) / 100, Grade: text.Draw(t, "grade"), ProjectType: text.Draw(t, "type"), Region: text.Draw(t, "region"), Source: text.Draw(t, "source"),
			LastActivityAt: instant.Draw(t, "activity"), FirstVisitAt: maybe(t, "visit"), ReportDueAt: maybe(t, "due"), ReportSubmittedAt: maybe(t, "submitted"), Stalled: rapid.Bool().Draw(t, "stalled"), Clash: rapid.Bool().Draw(t, "clash"),
			ClosedAt: maybe(t, "closed"), Masked: rapid.SliceOf(text).Draw(t, "masked"), Actions: rapid.SliceOf(text).Draw(t, "actions"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		p := pipeline.Rows{Items: rapid.SliceOfN(row, 0, 3).Draw(t, "rows")}
		if rapid.Bool().Draw(t, "more") {
			next, total := text.Draw(t, "next"), rapid.Int64().Draw(t, "total")
			p.Next, p.Total, p.Sums = &next, &total, map[string]int64{"weighted": 2, "amount": total}
		}
		if p.Items == nil {
			p.Items = []pipeline.Row{}
		}
		want, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.AppendJSON(nil); string(got) != string(want) {
			t.Fatalf("appended\n%s\npackage json writes\n%s", got, want)
		}
	})
	criterion := rapid.Custom(func(t *rapid.T) pipeline.Criterion {
		c := pipeline.Criterion{Code: text.Draw(t, "code"), Since: instant.Draw(t, "since"), Holder: person.Draw(t, "holder")}
		if due := maybe(t, "due"); due != nil {
			c.DueAt = *due
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		v := pipeline.View{
			Row: row.Draw(t, "row"), Department: person.Draw(t, "department"), LeadID: rapid.OneOf(id, none).Draw(t, "lead"), AmountQuoteID: rapid.OneOf(id, none).Draw(t, "quote"), TenderMode: text.Draw(t, "mode"), TenderAt: maybe(t, "tender"), CloseReason: text.Draw(t, "reason"),
			Competitor: text.Draw(t, "competitor"), CompetitorPrice: price(t, "price"), ContractID: rapid.OneOf(id, none).Draw(t, "contract"), Note: text.Draw(t, "note"), Origin: text.Draw(t, "origin"),
			Custom: map[string]json.RawMessage{}, UsualDays: rapid.Ptr(rapid.Int64(), true).Draw(t, "days"), ReportOnTime: rapid.Ptr(rapid.Bool(), true).Draw(t, "on time"),
		}
		for i, s := range rapid.SliceOfN(text, 0, 2).Draw(t, "custom") {
			v.Custom[s] = json.RawMessage(strconv.Itoa(i))
		}
		if rapid.Bool().Draw(t, "open") {
			v.Gate = &pipeline.GateView{To: text.Draw(t, "to"), Missing: rapid.SliceOfN(criterion, 0, 3).Draw(t, "missing"), Met: rapid.SliceOfN(criterion, 0, 3).Draw(t, "met")}
		}
		want, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.AppendJSON(nil); string(got) != string(want) {
			t.Fatalf("appended\n%s\npackage json writes\n%s", got, want)
		}
	})
}

// Seven deals of known fate: conversion by cohort, win rate by count and value,
// and what was struck out nowhere.
func TestFunnel(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i, fate := range []string{"won", "won", "lost", "lost at intent", "void", "open", "back and forth"} {
			id := d.create(t, fate+string(rune('a'+i)), int64(i+1)*100_000_00)
			switch fate {
			case "won":
				d.push(t, id, pipeline.Signing)
				must(t, d.win(t, id))
			case "lost", "void":
				d.push(t, id, pipeline.Quotation)
			case "back and forth":
				d.push(t, id, pipeline.Negotiation)
				must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "退回"))
				d.push(t, id, pipeline.Negotiation)
			}
			switch v := d.get(t, id).Version; fate {
			case "lost", "lost at intent":
				must(t, d.svc.Lose(d.boss(), id, v, pipeline.Loss{Reason: "price"}))
			case "void":
				must(t, d.svc.Void(d.boss(), id, v, "test_data"))
			}
		}
		want := map[string]pipeline.Flow{
			"intent": {Entered: 6, Moved: 4}, "negotiation": {Entered: 4, Moved: 3}, "quotation": {Entered: 3, Moved: 2}, "signing": {Entered: 2, Moved: 2},
			"won": {Entered: 2, Amount: 300_000_00}, "lost": {Entered: 2, Amount: 700_000_00},
		}
		for name, ctx := range map[string]context.Context{"own": d.owner(), "department": d.manager(), "group": d.boss()} {
			_, flow, err := d.svc.Funnel(ctx, "2026-11", "2026-11")
			must(t, err)
			for phase, f := range want {
				if flow[phase] != f {
					t.Errorf("%s, %s: %+v, want %+v", name, phase, flow[phase], f)
				}
			}
			if _, flow, err = d.svc.Funnel(ctx, "2026-01", "2026-10"); err != nil || flow["intent"].Entered != 0 {
				t.Errorf("%s, months before: %+v %v", name, flow, err)
			}
		}
	})
}
