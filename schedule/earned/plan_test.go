package earned_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gongqiao/schedule"
	"gongqiao/schedule/earned"
	"pgregory.net/rapid"
)

func day(n int) schedule.Time { return schedule.At(2026, 9, n, 0, 0) }

// house is a plan of four days of work: piles on the first two, a slab on the
// third and fourth, each with its budget.
func house() *schedule.Plan {
	base := func(from, to int, cost int64) []schedule.Baseline {
		return []schedule.Baseline{{Number: 1, Cost: 7}, {Start: day(from), Finish: day(to), Cost: cost}}
	}
	return &schedule.Plan{Projects: []schedule.Project{{ID: 1}}, Tasks: []schedule.Task{
		{ID: 1, Kind: schedule.Summary, Baselines: base(1, 5, 999_999), ActualCost: 999_999},
		{ID: 2, Parent: 1, Baselines: base(1, 3, 100_001), ActualCost: 120_000,
			Progress: schedule.Progress{Started: day(1), Finished: day(4), Percent: schedule.Whole}},
		{ID: 3, Parent: 1, Baselines: base(3, 5, 200_000), ActualCost: 10_000, Progress: schedule.Progress{Started: day(4), Percent: 1000}},
		{ID: 4, Baselines: []schedule.Baseline{{Cost: 500}}},
		{ID: 5, Inactive: true, Baselines: base(1, 5, 1)},
		{ID: 6},
	}}
}

func TestPlan(t *testing.T) {
	q := earned.Query{At: day(4) + 720, From: day(1), Periods: []schedule.Time{day(2), day(3), day(4), day(5), day(6)}}
	got, err := q.Of(house())
	if err != nil {
		t.Fatal(err)
	}
	want := &earned.Result{
		Total: earned.Figures{BAC: 300_501, PV: 250_001, EV: 120_001, AC: 130_000},
		Tasks: []earned.TaskFigures{
			{ID: 2, Figures: earned.Figures{BAC: 100_001, PV: 100_001, EV: 100_001, AC: 120_000}},
			{ID: 3, Figures: earned.Figures{BAC: 200_000, PV: 150_000, EV: 20_000, AC: 10_000}},
			{ID: 4, Figures: earned.Figures{BAC: 500}},
		},
		Curve: []earned.Point{
			{At: day(2), PV: 50_001, EV: 33_334, AC: 40_000, Known: true},
			{At: day(3), PV: 100_001, EV: 66_667, AC: 80_000, Known: true},
			{At: day(4), PV: 200_001, EV: 100_001, AC: 120_000, Known: true},
			{At: day(5), PV: 300_001, EV: 120_001, AC: 130_000},
			{At: day(6), PV: 300_001, EV: 120_001, AC: 130_000},
		},
		Undated: []schedule.TaskID{4},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(earned.Result{}, "Timing")); diff != "" {
		t.Error(diff)
	}
	if ti := got.Timing; ti.AT.String() != "3.5000" || ti.PD.String() != "4.0000" || ti.ES.String() != "2.2000" {
		t.Errorf("AT %s, PD %s, ES %s", ti.AT, ti.PD, ti.ES)
	}
}

// Working time is the caller's: here nobody works on the second day.
func TestWorkingTime(t *testing.T) {
	working := func(_ *schedule.Task, from, to schedule.Time) schedule.Minutes {
		rest := max(0, min(to, day(3))-max(from, day(2)))
		return schedule.Minutes(to - from - rest)
	}
	got, err := earned.Query{At: day(2), Working: working}.Of(house())
	if err != nil || got.Total.PV != 100_001 || got.Timing.AT.Known() || len(got.Curve) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A milestone is planned all at once; so is a task in whose time nobody works.
func TestPlannedAtOnce(t *testing.T) {
	idle := func(*schedule.Task, schedule.Time, schedule.Time) schedule.Minutes { return 0 }
	for finish, working := range map[int]earned.Working{3: nil, 4: idle} {
		p := &schedule.Plan{Tasks: []schedule.Task{{ID: 1, Baselines: []schedule.Baseline{{Start: day(3), Finish: day(finish), Cost: 900}}}}}
		for at, want := range map[schedule.Time]int64{day(finish) - 1: 0, day(finish): 900, day(finish) + 1: 900} {
			got, err := earned.Query{At: at, Working: working}.Of(p)
			if err != nil || got.Total.PV != want {
				t.Errorf("at %s %d, want %d, %v", at, got.Total.PV, want, err)
			}
		}
	}
}

func TestMeasuresOfAPlan(t *testing.T) {
	q := earned.Query{At: day(4), Other: earned.Measure{Rule: earned.FiftyFifty},
		Measures: map[schedule.TaskID]earned.Measure{2: {Rule: earned.Units, Done: 1, Total: 10}}}
	got, err := q.Of(house())
	if err != nil || got.Total.EV != 10_000+100_000 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRefused(t *testing.T) {
	for name, q := range map[string]earned.Query{
		"no beginning":      {Periods: []schedule.Time{day(2)}},
		"ends before begun": {From: day(3), Periods: []schedule.Time{day(2)}},
		"an end twice":      {From: day(1), Periods: []schedule.Time{day(2), day(2)}},
	} {
		if _, err := q.Of(house()); !errors.Is(err, earned.ErrPeriods) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rich := house()
	rich.Tasks[1].ActualCost = 1<<63 - 1
	if _, err := (earned.Query{At: day(5)}).Of(rich); !errors.Is(err, earned.ErrRange) {
		t.Error(err)
	}
}

// plans draws plans whose tasks have baselines and progress.
func plans(t *rapid.T) *schedule.Plan {
	p := &schedule.Plan{Projects: []schedule.Project{{ID: 1}}}
	at := rapid.IntRange(1, 40*1440)
	for i := range rapid.IntRange(0, 8).Draw(t, "tasks") {
		from := at.Draw(t, "from")
		begun := at.Draw(t, "begun")
		task := schedule.Task{
			ID: schedule.TaskID(i + 1), ActualCost: rapid.Int64Range(0, 1e12).Draw(t, "cost"),
			Baselines: []schedule.Baseline{{Start: day(1) + schedule.Time(from), Finish: day(1) + schedule.Time(from+rapid.IntRange(0, 20*1440).Draw(t, "long")),
				Cost: rapid.Int64Range(0, 1e12).Draw(t, "budget")}},
		}
		switch rapid.IntRange(0, 2).Draw(t, "state") {
		case 1:
			task.Progress = schedule.Progress{Started: day(1) + schedule.Time(begun), Percent: schedule.Share(rapid.IntRange(0, 10_000).Draw(t, "percent"))}
		case 2:
			task.Progress = schedule.Progress{Started: day(1) + schedule.Time(begun), Finished: day(2) + schedule.Time(begun), Percent: schedule.Whole}
		}
		p.Tasks = append(p.Tasks, task)
	}
	return p
}

func TestCurves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := plans(t)
		q := earned.Query{At: day(1) + schedule.Time(rapid.IntRange(0, 60*1440).Draw(t, "at")), From: day(1),
			Other: earned.Measure{Rule: earned.Rule(rapid.IntRange(0, 3).Draw(t, "rule"))}}
		for end := day(1); end < day(1)+70*1440; {
			end += schedule.Time(rapid.IntRange(1, 9*1440).Draw(t, "period"))
			q.Periods = append(q.Periods, end)
		}
		// The end of a period on the data date shows the figures themselves.
		if i, there := slices.BinarySearch(q.Periods, q.At); !there && q.At > q.From {
			q.Periods = slices.Insert(q.Periods, i, q.At)
		}
		r, err := q.Of(p)
		if err != nil {
			t.Fatal(err)
		}
		check(t, q, r)
	})
}

func check(t *rapid.T, q earned.Query, r *earned.Result) {
	var sum earned.Figures
	for _, f := range r.Tasks {
		if f.EV > f.BAC || f.PV > f.BAC || f.EV < 0 || f.PV < 0 {
			t.Fatalf("beyond the budget: %+v", f)
		}
		sum = earned.Figures{BAC: sum.BAC + f.BAC, PV: sum.PV + f.PV, EV: sum.EV + f.EV, AC: sum.AC + f.AC}
	}
	if sum != r.Total {
		t.Fatalf("the tasks make %+v, the plan %+v", sum, r.Total)
	}
	var before earned.Point
	for _, at := range r.Curve {
		if at.PV < before.PV || at.EV < before.EV || at.AC < before.AC {
			t.Fatalf("the curve falls from %+v to %+v", before, at)
		}
		if now := (earned.Figures{BAC: r.Total.BAC, PV: at.PV, EV: at.EV, AC: at.AC}); at.At == q.At && now != r.Total {
			t.Fatalf("on the data date %+v, the figures are %+v", now, r.Total)
		}
		before = at
	}
	if before.PV != r.Total.BAC || before.EV != r.Total.EV || before.AC != r.Total.AC {
		t.Fatalf("the curve ends at %+v, the plan has %+v", before, r.Total)
	}
	if es := r.Timing.ES; es.Known() && es.Rat().Cmp(r.Timing.PD.Rat()) > 0 {
		t.Fatalf("earned schedule %s after the planned duration %s", es, r.Timing.PD)
	}
}

func ExampleQuery_Of() {
	p := &schedule.Plan{Projects: []schedule.Project{{ID: 1}}, Tasks: []schedule.Task{{
		ID: 1, ActualCost: 5_200_000, Progress: schedule.Progress{Started: day(1), Physical: 4000},
		Baselines: []schedule.Baseline{{Start: day(1), Finish: day(21), Cost: 12_000_000}},
	}}}
	r, err := earned.Query{At: day(10), Other: earned.Measure{Rule: earned.Physical}}.Of(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	eac, _ := r.Total.EAC(earned.AtCPI, 0).Round(1)
	fmt.Println(r.Total.PV, r.Total.EV, r.Total.AC)
	fmt.Println("SPI", r.Total.SPI(), "CPI", r.Total.CPI(), "EAC", eac)
	// Output:
	// 5400000 4800000 5200000
	// SPI 0.8889 CPI 0.9231 EAC 13000000
}
