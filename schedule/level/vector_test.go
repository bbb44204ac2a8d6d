package level_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"gongqiao/schedule/level"
)

// vector is the worked example 4-E: seven jobs on one resource of capacity 5.
func vector() *level.Problem {
	p := &level.Problem{Resources: []level.Resource{{Name: "crew", Capacity: 5}}}
	for _, j := range [][2]int{{3, 2}, {4, 3}, {2, 4}, {3, 2}, {2, 3}, {3, 4}, {2, 1}} {
		p.Jobs = append(p.Jobs, level.Job{Duration: j[0], Demands: []level.Demand{{Resource: 0, Units: j[1]}}})
	}
	for _, l := range [][2]int{{1, 3}, {1, 4}, {2, 5}, {3, 6}, {4, 6}, {5, 7}} {
		p.Links = append(p.Links, level.Link{From: l[0] - 1, To: l[1] - 1})
	}
	return p
}

func TestVectorSerial(t *testing.T) {
	p := vector()
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 0, 4, 6, 6, 9, 8}; !slices.Equal(plan.Starts, want) || plan.Makespan != 12 {
		t.Errorf("starts %v, makespan %d; want %v, 12", plan.Starts, plan.Makespan, want)
	}
	if got, want := usage(p, plan.Starts, 12), []int{5, 5, 5, 3, 4, 4, 5, 5, 3, 5, 4, 4}; !slices.Equal(got, want) {
		t.Errorf("usage %v, want %v", got, want)
	}
	if plan.Bound != 11 || plan.Optimal {
		t.Errorf("bound %d, want the 52 units of work over 5", plan.Bound)
	}
}

func usage(p *level.Problem, starts []int, length int) []int {
	u := make([]int, length)
	for i, j := range p.Jobs {
		for t := starts[i]; t < starts[i]+j.Duration; t++ {
			u[t] += j.Demands[0].Units
		}
	}
	return u
}

func TestVectorImproves(t *testing.T) {
	p := vector()
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	if err != nil {
		t.Fatal(err)
	}
	if plan, err = level.Improve(p, plan); err != nil || plan.Makespan > 12 {
		t.Fatalf("improved to %d (%v)", plan.Makespan, err)
	}
	plan, err = level.Level(t.Context(), p, level.Options{Schedules: 500})
	if err != nil || plan.Makespan != 11 || !plan.Optimal {
		t.Fatalf("%+v, %v; want the optimum 11", plan, err)
	}
	if err := level.Check(p, plan); err != nil {
		t.Error(err)
	}
}

func TestVectorCriticalPath(t *testing.T) {
	cp, err := level.FindCriticalPath(vector())
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 5, 6, 6, 7, 9, 9}; cp.Length != 9 || !slices.Equal(cp.LateFinish, want) {
		t.Errorf("length %d, late finishes %v; want 9, %v", cp.Length, cp.LateFinish, want)
	}
	if want := []int{0, 0, 3, 3, 4, 6, 6}; !slices.Equal(cp.EarlyStart, want) {
		t.Errorf("early starts %v, want %v", cp.EarlyStart, want)
	}
}

func TestEverySchemeAndRuleIsFeasible(t *testing.T) {
	p := vector()
	for _, scheme := range []level.Scheme{level.Serial, level.Parallel} {
		for _, rule := range level.Rules() {
			plan, err := level.Generate(p, scheme, rule)
			if err != nil {
				t.Fatal(err)
			}
			if err := level.Check(p, plan); err != nil {
				t.Errorf("scheme %d, rule %d: %v", scheme, rule, err)
			}
		}
	}
}

// Three jobs that exclude each other, with properties that give each rule its own order.
func TestRulesDecide(t *testing.T) {
	one := []level.Demand{{Resource: 0, Units: 1}}
	p := &level.Problem{
		Resources: []level.Resource{{Capacity: 1}, {Capacity: 10}},
		Jobs: []level.Job{
			{Duration: 4, Demands: one, Priority: 2},
			{Duration: 2, Demands: append([]level.Demand{{Resource: 1, Units: 10}}, one...), Priority: 3},
			{Duration: 3, Demands: one, Priority: 1},
			{Duration: 5}, {Duration: 1}, {Duration: 1},
		},
		// Behind job 0 come 5 units, behind job 2 two jobs, behind job 1 nothing.
		Links: []level.Link{{From: 0, To: 3}, {From: 2, To: 4}, {From: 4, To: 5}},
	}
	for rule, want := range map[level.Rule][3]int{
		level.LatestFinish:   {0, 7, 4},
		level.LatestStart:    {0, 7, 4},
		level.LeastSlack:     {0, 7, 4},
		level.MostSuccessors: {3, 7, 0},
		level.GreatestRank:   {0, 7, 4},
		level.ResourceRank:   {0, 7, 4},
		level.ShortestFirst:  {5, 0, 2},
		level.ByPriority:     {3, 7, 0},
	} {
		plan, err := level.Generate(p, level.Serial, rule)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int(plan.Starts[:3]); got != want {
			t.Errorf("rule %d: starts %v, want %v", rule, got, want)
		}
	}
}

func TestValidateNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*level.Problem)
		want   error
		says   string
	}{
		"duration":        {func(p *level.Problem) { p.Jobs[2].Duration = -1 }, level.ErrInvalid, "job 2"},
		"duration huge":   {func(p *level.Problem) { p.Jobs[2].Duration = level.MaxTime + 1 }, level.ErrInvalid, "job 2"},
		"sum huge":        {func(p *level.Problem) { p.Jobs[1].Duration, p.Jobs[2].Duration = level.MaxTime, 1 }, level.ErrInvalid, "beyond"},
		"earliest":        {func(p *level.Problem) { p.Jobs[0].Earliest = -1 }, level.ErrInvalid, "job 0"},
		"fixed":           {func(p *level.Problem) { p.Jobs[0].Fixed, p.Jobs[0].Start = true, -1 }, level.ErrInvalid, "job 0"},
		"resource":        {func(p *level.Problem) { p.Jobs[3].Demands[0].Resource = 1 }, level.ErrInvalid, "job 3"},
		"units":           {func(p *level.Problem) { p.Jobs[3].Demands[0].Units = -1 }, level.ErrInvalid, "crew"},
		"twice":           {func(p *level.Problem) { p.Jobs[3].Demands = append(p.Jobs[3].Demands, p.Jobs[3].Demands[0]) }, level.ErrInvalid, "twice"},
		"capacity":        {func(p *level.Problem) { p.Resources[0].Capacity = -1 }, level.ErrInvalid, "crew"},
		"steps":           {func(p *level.Problem) { p.Resources[0].Steps = []level.Step{{3, 1}, {3, 2}} }, level.ErrInvalid, "crew"},
		"link":            {func(p *level.Problem) { p.Links[0].To = 7 }, level.ErrInvalid, "link 0"},
		"kind":            {func(p *level.Problem) { p.Links[0].Kind = 4 }, level.ErrInvalid, "kind 4"},
		"lag":             {func(p *level.Problem) { p.Links[0].Lag = -level.MaxTime - 1 }, level.ErrInvalid, "lag"},
		"demand":          {func(p *level.Problem) { p.Jobs[5].Name, p.Jobs[5].Demands[0].Units = "roof", 6 }, level.ErrDemand, `"roof"`},
		"demand too late": {func(p *level.Problem) { p.Resources[0].Steps = []level.Step{{2, 2}} }, level.ErrDemand, "job 1"},
	} {
		t.Run(name, func(t *testing.T) {
			p := vector()
			c.change(p)
			if err := p.Validate(); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v about %s", err, c.want, c.says)
			}
		})
	}
}

func TestCycleIsNamed(t *testing.T) {
	p := vector()
	p.Jobs[2].Name = "walls"
	p.Links = append(p.Links, level.Link{From: 5, To: 0, Lag: -20})
	err := p.Validate()
	var cycle *level.CycleError
	if !errors.As(err, &cycle) {
		t.Fatalf("got %v", err)
	}
	n := len(cycle.Jobs)
	for i, j := range cycle.Jobs {
		next := cycle.Jobs[(i+1)%n]
		if !slices.ContainsFunc(p.Links, func(l level.Link) bool { return l.From == j && l.To == next }) {
			t.Errorf("%v: no link from %d to %d", err, j, next)
		}
	}
	if n != 3 {
		t.Errorf("cycle %v has %d jobs, want 3", cycle.Jobs, n)
	}
}

func TestCheckRefuses(t *testing.T) {
	fixed := vector()
	fixed.Jobs[0].Fixed, fixed.Jobs[0].Start = true, 1
	early := vector()
	early.Jobs[6].Earliest = 9
	for name, c := range map[string]struct {
		p        *level.Problem
		starts   []int
		makespan int
	}{
		"short":    {vector(), []int{0, 0, 4, 6, 6, 9}, 12},
		"negative": {vector(), []int{-1, 0, 4, 6, 6, 9, 8}, 12},
		"link":     {vector(), []int{0, 0, 4, 6, 6, 9, 7}, 12},
		"capacity": {vector(), []int{0, 0, 3, 6, 6, 9, 8}, 12},
		"makespan": {vector(), []int{0, 0, 4, 6, 6, 9, 8}, 11},
		"fixed":    {fixed, []int{0, 0, 4, 6, 6, 9, 8}, 12},
		"early":    {early, []int{0, 0, 4, 6, 6, 9, 8}, 12},
	} {
		if err := level.Check(c.p, level.Plan{Starts: c.starts, Makespan: c.makespan}); !errors.Is(err, level.ErrInfeasible) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOverloads(t *testing.T) {
	p := vector()
	got, err := level.Overloads(p, []int{0, 0, 3, 3, 4, 6, 6})
	if err != nil {
		t.Fatal(err)
	}
	want := []level.Overload{
		{Resource: 0, From: 3, To: 4, Excess: 4, Jobs: []int{1, 2, 3}},
		{Resource: 0, From: 4, To: 5, Excess: 4, Jobs: []int{2, 3, 4}},
	}
	if !slices.EqualFunc(got, want, func(a, b level.Overload) bool {
		return a.Resource == b.Resource && a.From == b.From && a.To == b.To && a.Excess == b.Excess && slices.Equal(a.Jobs, b.Jobs)
	}) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if _, err := level.Overloads(p, []int{0}); !errors.Is(err, level.ErrInfeasible) {
		t.Errorf("too few starts: %v", err)
	}
}

func TestFixedJobsAreFacts(t *testing.T) {
	p := vector()
	p.Jobs[5].Fixed = true // begun at 0, before its predecessors, beside job 1: 7 of 5 units
	p.Jobs[1].Fixed = true
	plan, err := level.Level(t.Context(), p, level.Options{Schedules: 300})
	if err != nil {
		t.Fatal(err)
	}
	if plan.Starts[5] != 0 || plan.Starts[1] != 0 {
		t.Errorf("fixed jobs moved: %v", plan.Starts)
	}
	if err := level.Check(p, plan); err != nil {
		t.Error(err)
	}
	if plan.Starts[0] < 3 {
		t.Errorf("job 0 starts at %d although nothing is left before 3", plan.Starts[0])
	}
}

func TestFixedJobMayEndLast(t *testing.T) {
	p := vector()
	p.Jobs = append(p.Jobs, level.Job{Duration: 50, Fixed: true, Start: 3})
	var last level.Progress
	plan, err := level.Level(t.Context(), p, level.Options{Schedules: 50, Progress: func(g level.Progress) { last = g }})
	if err != nil || plan.Makespan != 53 || !plan.Optimal || last.Best != 53 {
		t.Errorf("%+v, %v; progress says %+v", plan, err, last)
	}
}

func TestCapacityThatEnds(t *testing.T) {
	// Either job alone fits before the crane leaves at 5; both do not.
	p := &level.Problem{
		Resources: []level.Resource{{Capacity: 1, Steps: []level.Step{{At: 5, Capacity: 0}}}},
		Jobs: []level.Job{
			{Duration: 3, Demands: []level.Demand{{Units: 1}}},
			{Duration: 3, Demands: []level.Demand{{Units: 1}}},
			{Duration: 1},
		},
	}
	if _, err := level.Level(t.Context(), p, level.Options{Schedules: 100}); !errors.Is(err, level.ErrNoPlan) {
		t.Errorf("got %v", err)
	}
	if _, err := level.Generate(p, level.Parallel, level.LatestFinish); !errors.Is(err, level.ErrNoPlan) {
		t.Errorf("got %v", err)
	}
	p.Jobs[1].Duration = 2
	if plan, err := level.Level(t.Context(), p, level.Options{Schedules: 100}); err != nil || plan.Makespan != 5 {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestNoJobs(t *testing.T) {
	plan, err := level.Level(t.Context(), &level.Problem{}, level.Options{})
	if err != nil || plan.Makespan != 0 || !plan.Optimal {
		t.Errorf("%+v, %v", plan, err)
	}
}

func TestCancelledBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := vector()
	plan, err := level.Level(ctx, p, level.Options{})
	if err != nil || level.Check(p, plan) != nil || plan.Schedules > 2 {
		t.Errorf("%+v, %v", plan, err)
	}
}
