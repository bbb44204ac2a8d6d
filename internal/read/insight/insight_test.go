package insight_test

import (
	"context"
	"math/big"
	"net/url"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/read/insight"
	"gongqiao/internal/sell/pipeline"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

func TestComparisons(t *testing.T) {
	for _, tc := range []struct {
		before, now int64
		want        int64
		none        bool
	}{
		{100, 110, 100, false}, {100, 90, -100, false}, {3, 4, 333, false}, {3, 2, -333, false}, {8, 9, 125, false}, {0, 5, 0, true}, {0, 0, 0, true}, {5, 0, -1000, false},
		{2000, 2001, 1, false}, {2000, 1999, -1, false}, // half a tenth goes away from zero
	} {
		got := insight.Change(tc.before, tc.now)
		if tc.none != (got == nil) || got != nil && *got != tc.want {
			t.Errorf("%d to %d: %v", tc.before, tc.now, got)
		}
	}
	if insight.Share(0, 0) != nil || *insight.Share(2, 3) != 667 || *insight.Share(0, 3) != 0 {
		t.Error("shares")
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.Int64Range(1, 9e12).Draw(rt, "before"), rapid.Int64Range(0, 9e12).Draw(rt, "now")
		off := new(big.Rat).Sub(big.NewRat(*insight.Change(a, b), 1), big.NewRat(1000*(b-a), a))
		if off.Abs(off).Cmp(big.NewRat(1, 2)) > 0 {
			rt.Errorf("%d to %d: %d", a, b, *insight.Change(a, b))
		}
	})
}

func TestQuarters(t *testing.T) {
	for day, want := range map[string][2]string{"2026-01-01": {"2026-01", "2026-03"}, "2026-03-31": {"2026-01", "2026-03"}, "2026-04-01": {"2026-04", "2026-06"}, "2026-11-20": {"2026-10", "2026-12"}, "2026-12-31": {"2026-10", "2026-12"}} {
		if from, to := insight.QuarterOf(workday.MustParse(day)); from != want[0] || to != want[1] {
			t.Errorf("%s: %s to %s", day, from, to)
		}
	}
}

func outlook(deals, amount, weighted int64) map[pipeline.Stage]pipeline.Outlook {
	return map[pipeline.Stage]pipeline.Outlook{pipeline.Stages()[1]: {Sum: pipeline.Sum{Deals: deals, Amount: amount, Weighted: weighted}}}
}

// What is overdue stands in the first month, what lies far behind in the last
// figure: nothing is missed, nothing counted twice.
func TestMonthsAhead(t *testing.T) {
	in, later := insight.Ahead(map[string]map[pipeline.Stage]pipeline.Outlook{
		"2025-03": outlook(1, 10, 1), "2026-11": outlook(2, 20, 2), "2026-12": outlook(3, 30, 3), "2027-04": outlook(4, 40, 4), "2027-05": outlook(5, 50, 5),
	}, workday.MustParse("2026-11-30"), 6)
	if len(in) != 6 || in[0].Month != "2026-11" || in[0].Total.Count != 3 || in[1].Total.Count != 3 || in[5].Month != "2027-04" || in[5].Total.Amount != 40 || later.Count != 5 || in[0].Stages[1].Weighted != 3 || in[0].Stages[0].Count != 0 {
		t.Errorf("%+v later %+v", in, later)
	}
	for i, want := range []string{
		"/opportunities?expected_sign_date.lte=2026-11-30&outcome=open",
		"/opportunities?expected_sign_date.gte=2026-12-01&expected_sign_date.lte=2026-12-31&outcome=open",
	} {
		if in[i].Total.List != want {
			t.Errorf("month %d opens %s", i, in[i].Total.List)
		}
	}
	if later.List != "/opportunities?expected_sign_date.gt=2027-04-30&outcome=open" {
		t.Errorf("later opens %s", later.List)
	}
}

func TestTrend(t *testing.T) {
	won := func(amount int64) map[string]pipeline.Flow {
		return map[string]pipeline.Flow{"won": {Entered: 1, Amount: amount}}
	}
	tr := insight.TrendOf(map[string]map[string]pipeline.Flow{
		"2026-11": won(110), "2026-10": won(100), "2026-09": won(50), "2026-07": won(50), "2025-11": won(100), "2025-12": won(900), "2025-01": won(100),
	}, workday.MustParse("2026-11-20"))
	if len(tr.Months) != 12 || tr.Months[11].Month != "2026-11" || tr.Months[11].Won.Amount != 110 || tr.Months[0].Month != "2025-12" {
		t.Errorf("%+v", tr.Months)
	}
	if *tr.Month != 100 || *tr.Quarter != 1100 || *tr.Year != 550 { // 110:100 · 210:100 · 310:200, without December
		t.Errorf("%d %d %d", *tr.Month, *tr.Quarter, *tr.Year)
	}
	if tr = insight.TrendOf(nil, workday.MustParse("2026-11-20")); tr.Month != nil || tr.Quarter != nil || tr.Year != nil {
		t.Errorf("of nothing: %+v", tr)
	}
}

// group answers for the neighbours.
type group struct {
	today   workday.Date
	trouble []insight.Troubled
}

func (g *group) Today() workday.Date { return g.today }
func (*group) Funnel(context.Context, string, string) (s map[pipeline.Stage]pipeline.Sum, f map[string]pipeline.Flow, e error) {
	return s, f, nil
}
func (*group) Outlook(context.Context) (o map[string]map[pipeline.Stage]pipeline.Outlook, e error) {
	return o, nil
}
func (*group) Closed(context.Context, string, string) (c map[string]map[string]pipeline.Flow, e error) {
	return c, nil
}
func (*group) Units(context.Context, string, string) ([]pipeline.Unit, error) { return nil, nil }
func (*group) Regions(context.Context, string) ([]pipeline.Region, error)     { return nil, nil }
func (*group) Total(_ context.Context, path string, _ url.Values) (int64, map[string]int64, bool, error) {
	return 7, map[string]int64{"amount": 700}, path == "/contracts", nil
}
func (*group) Opinion(context.Context, url.Values) (insight.Answers, error) {
	return insight.Answers{}, nil
}
func (*group) DueBy(on workday.Date) workday.Date { return on.AddDays(-31) }
func (g *group) Troubled(context.Context, workday.Date) ([]insight.Troubled, error) {
	return g.trouble, nil
}
func (*group) Receivables(context.Context) (insight.Receivables, bool, error) {
	return insight.Receivables{Owed: insight.Figure{Count: 3, Amount: 30, List: "/payment-nodes?owed=true"}}, true, nil
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// A panel is there when its list may be read, and when somebody answers for it.
func TestPanelsThatAreAbsent(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		g := &group{today: workday.MustParse("2026-11-20")}
		s := insight.New(d, insight.Neighbours{Pipeline: g, Lists: g, Opinions: g, Trouble: g})
		who := authz.Build(authz.Actor{ID: ref.New(), Kind: authz.User}).Actor()
		o, err := s.Overview(authz.With(context.Background(), who))
		if err != nil || o.Deals != nil || o.Projects != nil || o.Opinion != nil || o.Receivables != nil || o.Contracts == nil || o.Contracts.ThisYear.Count != 7 || o.Priced {
			t.Errorf("%+v %v", o, err)
		}
		s.Debts = g
		if o, err = s.Overview(authz.With(context.Background(), who)); err != nil || o.Receivables == nil || o.Receivables.Owed.Count != 3 {
			t.Errorf("%+v %v", o.Receivables, err)
		}
		if _, err := s.Overview(context.Background()); fault.As(err) == nil || fault.As(err).Code != authz.ErrNoActor.Code {
			t.Errorf("nobody: %v", err)
		}
	})
}

// One trouble is told once a day, another one by itself, and nobody is nobody.
func TestAlerts(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		g := &group{today: workday.MustParse("2026-11-20")}
		s := insight.New(d, insight.Neighbours{Pipeline: g, Lists: g, Opinions: g, Trouble: g})
		heard := []insight.ProjectAlert{}
		db.React(d, "test", func(_ *db.Tx, e insight.ProjectAlert) error {
			heard = append(heard, e)
			return nil
		})
		road := insight.Troubled{Project: ref.New(), Number: "XM-1", Name: "路", Owner: ref.New(), Code: insight.PastDue, Days: 31}
		late, nobody := road, insight.Troubled{Project: ref.New(), Code: insight.PastDue}
		late.Code = insight.OverBudget
		g.trouble = []insight.Troubled{road, late, nobody}
		told := func(want int) {
			t.Helper()
			heard = heard[:0]
			n, err := s.Alert(system())
			if err != nil || n != want || len(heard) != want {
				t.Errorf("told of %d (%d heard), want %d: %v", n, len(heard), want, err)
			}
		}
		told(2)
		if heard[0].Owner.IsZero() || heard[0].Label != "XM-1 路" {
			t.Errorf("heard %+v", heard)
		}
		told(0)
		g.today = g.today.AddDays(1)
		told(2)
		g.trouble = nil
		told(0)
		if _, err := s.Alert(authz.With(context.Background(), authz.Build(authz.Actor{ID: ref.New(), Kind: authz.User}).Actor())); fault.As(err) == nil {
			t.Errorf("as a person: %v", err)
		}
	})
}
