package level_test

import (
	"runtime"
	"slices"
	"testing"

	"gongqiao/schedule/level"

	"pgregory.net/rapid"
)

// A shape says which features random problems have.
type shape struct {
	jobs, longest  int
	kinds          level.Kind // the largest
	lags, negative bool
	fixed, steps   bool
	calendars      bool
	stretch        int // factor of all times
	odd            int // durations may exceed a multiple of stretch by so much: long axes are kept differently
}

var everything = shape{jobs: 12, longest: 6, kinds: level.StartFinish, lags: true, negative: true, fixed: true, steps: true, calendars: true, stretch: 1}

func (s shape) draw(t *rapid.T) *level.Problem {
	p, _ := s.drawOpen(t)
	return p
}

// drawOpen returns the open spans of the calendars, too.
func (s shape) drawOpen(t *rapid.T) (*level.Problem, map[*level.Calendar][]level.Span) {
	p := &level.Problem{}
	for range rapid.IntRange(1, 3).Draw(t, "resources") {
		r := level.Resource{Capacity: rapid.IntRange(3, 5).Draw(t, "capacity")}
		if s.steps && rapid.Bool().Draw(t, "stepped") {
			at := rapid.IntRange(0, 9).Draw(t, "at")
			r.Steps = []level.Step{{At: at * s.stretch, Capacity: rapid.IntRange(0, 3).Draw(t, "less")}, {At: (at + 4) * s.stretch, Capacity: 4}}
		}
		p.Resources = append(p.Resources, r)
	}
	calendars, open := s.calendarsOf(t)
	n := rapid.IntRange(1, s.jobs).Draw(t, "jobs")
	for range n {
		p.Jobs = append(p.Jobs, s.job(t, len(p.Resources), calendars))
	}
	for range rapid.IntRange(0, n*3/2).Draw(t, "links") {
		a, b := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
		if a != b {
			p.Links = append(p.Links, s.link(t, min(a, b), max(a, b), calendars))
		}
	}
	return p, open
}

func (s shape) calendarsOf(t *rapid.T) ([]*level.Calendar, map[*level.Calendar][]level.Span) {
	all := []*level.Calendar{nil}
	open := map[*level.Calendar][]level.Span{}
	for s.calendars && len(all) < 3 {
		var spans []level.Span
		at := 0
		for range rapid.IntRange(0, 8).Draw(t, "spans") {
			at += rapid.IntRange(0, 3).Draw(t, "closed")
			to := at + rapid.IntRange(1, 4).Draw(t, "open")
			spans = append(spans, level.Span{From: at * s.stretch, To: to * s.stretch})
			at = to
		}
		c, err := level.NewCalendar(spans)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		open[c] = spans
	}
	return all, open
}

func (s shape) job(t *rapid.T, resources int, calendars []*level.Calendar) level.Job {
	j := level.Job{
		Duration: rapid.IntRange(0, s.longest).Draw(t, "duration")*s.stretch + rapid.IntRange(0, s.odd).Draw(t, "odd"),
		Priority: rapid.IntRange(0, 3).Draw(t, "priority"),
		Calendar: rapid.SampledFrom(calendars).Draw(t, "calendar"),
	}
	for k := range resources {
		j.Demands = append(j.Demands, level.Demand{Resource: k, Units: rapid.IntRange(0, 3).Draw(t, "units")})
	}
	if s.fixed && rapid.IntRange(0, 5).Draw(t, "bound") == 0 {
		at := rapid.IntRange(0, 8).Draw(t, "at") * s.stretch
		if j.Fixed = rapid.Bool().Draw(t, "fixed"); j.Fixed {
			j.Start = at
		} else {
			j.Earliest = at
		}
	}
	return j
}

func (s shape) link(t *rapid.T, from, to int, calendars []*level.Calendar) level.Link {
	l := level.Link{From: from, To: to, Kind: level.Kind(rapid.IntRange(0, int(s.kinds)).Draw(t, "kind"))}
	if s.lags {
		least := 0
		if s.negative {
			least = -4
		}
		l.Lag = rapid.IntRange(least, 3).Draw(t, "lag") * s.stretch
		l.Calendar = rapid.SampledFrom(calendars).Draw(t, "lag calendar")
	}
	return l
}

// shapes cover both ways of keeping free capacity and each feature alone and together.
var shapes = map[string]shape{
	"plain":      {jobs: 14, longest: 6, stretch: 1},
	"links":      {jobs: 10, longest: 6, stretch: 1, kinds: level.StartFinish, lags: true, negative: true},
	"steps":      {jobs: 10, longest: 6, stretch: 1, steps: true, fixed: true},
	"calendars":  {jobs: 10, longest: 6, stretch: 1, calendars: true},
	"everything": everything,
	"grains":     {jobs: 8, longest: 4, kinds: level.StartFinish, lags: true, negative: true, steps: true, calendars: true, stretch: 4},
	"long": {jobs: 12, longest: 6, kinds: level.StartFinish, lags: true, negative: true, fixed: true, steps: true,
		calendars: true, stretch: 5000, odd: 3},
}

func TestEveryPlanIsFeasible(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := s.draw(t)
				cp, err := level.FindCriticalPath(p)
				if err != nil {
					t.Fatal(err)
				}
				feasible := func(plan level.Plan, err error) level.Plan {
					if err == nil {
						err = level.Check(p, plan)
					}
					if err != nil {
						t.Fatal(err)
					}
					if plan.Makespan < plan.Bound || plan.Bound < cp.Length {
						t.Fatalf("makespan %d, bound %d, critical path %d", plan.Makespan, plan.Bound, cp.Length)
					}
					return plan
				}
				rule := rapid.SampledFrom(level.Rules()).Draw(t, "rule")
				serial := feasible(level.Generate(p, level.Serial, rule))
				parallel := feasible(level.Generate(p, level.Parallel, rule))
				for _, plan := range []level.Plan{serial, parallel} {
					if better := feasible(level.Improve(p, plan)); better.Makespan > plan.Makespan {
						t.Fatalf("improved from %d to %d", plan.Makespan, better.Makespan)
					}
				}
				plan := feasible(level.Level(t.Context(), p, level.Options{Schedules: 200}))
				if plan.Makespan > min(serial.Makespan, parallel.Makespan) {
					t.Fatalf("levelled to %d, rules give %d and %d", plan.Makespan, serial.Makespan, parallel.Makespan)
				}
			})
		})
	}
}

// A job that begins at its late start delays nothing; a unit later it does.
func TestLateStartsAreLatest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := everything.draw(t)
		cp, err := level.FindCriticalPath(p)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(p.Jobs)-1).Draw(t, "job")
		j := &p.Jobs[i]
		alone := level.Problem{Jobs: []level.Job{*j}}
		if f := alone.Makespan(cp.LateStart[i : i+1]); f != cp.LateFinish[i] || cp.Tail[i] != cp.Length-f {
			t.Fatalf("job %d ends at %d: %+v", i, f, cp)
		}
		if j.Fixed {
			return
		}
		if cp.LateStart[i] < cp.EarlyStart[i] {
			t.Fatalf("job %d: %+v", i, cp)
		}
		for _, late := range []int{0, 1} {
			j.Earliest = cp.LateStart[i] + late
			if moved, err := level.FindCriticalPath(p); err != nil || moved.Length > cp.Length != (late == 1) {
				t.Fatalf("job %d at %d: length %d (%v), was %d", i, j.Earliest, moved.Length, err, cp.Length)
			}
		}
	})
}

// late are the rules that go by late times.
var late = map[level.Rule]bool{level.LatestFinish: true, level.LatestStart: true, level.LeastSlack: true}

// All ways of keeping free capacity give the same schedules: narrow and wide lanes, and
// steps in time on a long axis. What is added keeps out of the way of the jobs.
func TestProfilesAgree(t *testing.T) {
	s := everything
	s.kinds = level.StartStart // what meets a bound on a finish may be a part of a unit
	rapid.Check(t, func(t *rapid.T) {
		p, open := s.drawOpen(t)
		wide := *p
		wide.Resources = append(slices.Clone(p.Resources), level.Resource{Capacity: level.MaxTime}, level.Resource{}, level.Resource{})
		long := stretched(t, p, open, 1000)
		long.Jobs = append(long.Jobs, level.Job{Duration: 1})
		rule := rapid.SampledFrom(level.Rules()).Draw(t, "rule")
		if len(open) > 0 && late[rule] {
			long = p // the last start before closed time may be a part of a unit, too
		}
		for _, scheme := range []level.Scheme{level.Serial, level.Parallel} {
			a, errA := level.Generate(p, scheme, rule)
			b, errB := level.Generate(&wide, scheme, rule)
			c, errC := level.Generate(long, scheme, rule)
			for i := range c.Starts {
				if long != p {
					c.Starts[i] /= 1000
				}
			}
			if errA != nil || errB != nil || errC != nil || !slices.Equal(a.Starts, b.Starts) || !slices.Equal(a.Starts, c.Starts[:len(p.Jobs)]) {
				t.Fatalf("%v (%v), %v (%v) and %v (%v)", a.Starts, errA, b.Starts, errB, c.Starts, errC)
			}
		}
	})
}

// stretched returns p with all times multiplied.
func stretched(t *rapid.T, p *level.Problem, open map[*level.Calendar][]level.Span, by int) *level.Problem {
	q := &level.Problem{Jobs: slices.Clone(p.Jobs), Links: slices.Clone(p.Links)}
	calendars := map[*level.Calendar]*level.Calendar{}
	for c, spans := range open {
		spans = slices.Clone(spans)
		for i := range spans {
			spans[i] = level.Span{From: spans[i].From * by, To: spans[i].To * by}
		}
		var err error
		if calendars[c], err = level.NewCalendar(spans); err != nil {
			t.Fatal(err)
		}
	}
	for i := range q.Jobs {
		j := &q.Jobs[i]
		j.Duration, j.Earliest, j.Start, j.Calendar = j.Duration*by, j.Earliest*by, j.Start*by, calendars[j.Calendar]
	}
	for i := range q.Links {
		l := &q.Links[i]
		l.Lag, l.Calendar = l.Lag*by, calendars[l.Calendar]
	}
	for _, r := range p.Resources {
		r.Steps = slices.Clone(r.Steps)
		for i := range r.Steps {
			r.Steps[i].At *= by
		}
		q.Resources = append(q.Resources, r)
	}
	return q
}

func TestSameSeedSamePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := everything.draw(t)
		o := level.Options{Schedules: 400, Seed: rapid.Uint64().Draw(t, "seed")}
		first, err := level.Level(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		second, err := level.Level(t.Context(), p, o)
		if err != nil || !slices.Equal(first.Starts, second.Starts) || first.Schedules != second.Schedules {
			t.Fatalf("%+v and %+v (%v)", first, second, err)
		}
	})
}

func TestProgressIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := shapes["plain"].draw(t)
		var seen []level.Progress
		plan, err := level.Level(t.Context(), p, level.Options{Schedules: 300, Progress: func(g level.Progress) { seen = append(seen, g) }})
		if err != nil || len(seen) == 0 {
			t.Fatal(err, seen)
		}
		for i, g := range seen[1:] {
			if b := seen[i]; g.Schedules < b.Schedules || g.Best > b.Best || g.Bound < b.Bound {
				t.Fatalf("from %+v to %+v", b, g)
			}
		}
		if last := seen[len(seen)-1]; last != (level.Progress{Schedules: plan.Schedules, Best: plan.Makespan, Bound: plan.Bound}) {
			t.Fatalf("ends with %+v, plan %+v", last, plan)
		}
	})
}

// Tiny problems are solved to their optimum, which no bound exceeds.
func TestTinyOptimum(t *testing.T) {
	for name, s := range map[string]shape{
		"plain": {jobs: 6, longest: 4, stretch: 1, lags: true},
		"steps": {jobs: 5, longest: 4, stretch: 1, steps: true, calendars: true},
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := s.draw(t)
				plan, err := level.Level(t.Context(), p, level.Options{Schedules: 5000})
				if err != nil {
					t.Fatal(err)
				}
				best := optimum(p, plan.Makespan)
				if plan.Makespan != best || plan.Bound > best {
					t.Fatalf("makespan %d, bound %d, optimum %d", plan.Makespan, plan.Bound, best)
				}
			})
		})
	}
}

// optimum returns the shortest makespan by trying all starts below the one known.
func optimum(p *level.Problem, known int) int {
	starts := make([]int, len(p.Jobs))
	for best := known; ; best-- {
		if !exists(p, starts, 0, best-1) {
			return best
		}
	}
}

// exists tries all starts of the jobs from i on that end by the limit. Links go from
// smaller to larger positions.
func exists(p *level.Problem, starts []int, i, limit int) bool {
	if i == len(p.Jobs) {
		return true
	}
	part := level.Problem{Resources: p.Resources, Jobs: p.Jobs[:i+1]}
	for _, l := range p.Links {
		if l.To <= i {
			part.Links = append(part.Links, l)
		}
	}
	for starts[i] = 0; starts[i]+p.Jobs[i].Duration <= limit; starts[i]++ {
		plan := level.Plan{Starts: starts[:i+1], Makespan: part.Makespan(starts[:i+1])}
		if plan.Makespan <= limit && level.Check(&part, plan) == nil && exists(p, starts, i+1, limit) {
			return true
		}
	}
	return false
}
