package level_test

import (
	"testing"

	"gongqiao/schedule/level"

	"pgregory.net/rapid"
)

// Check is compared with a second opinion that knows nothing but single units of time.
func TestCheckAgreesWithCountingUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, open := everything.drawOpen(t)
		plan, err := level.Generate(p, level.Parallel, level.LatestStart)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(p.Jobs)-1).Draw(t, "moved")
		if !p.Jobs[i].Fixed {
			plan.Starts[i] = max(0, plan.Starts[i]+rapid.IntRange(-3, 2).Draw(t, "by"))
		}
		c := counter{p, open}
		plan.Makespan = 0
		for i, s := range plan.Starts {
			plan.Makespan = max(plan.Makespan, c.finish(i, s))
		}
		if got, want := level.Check(p, plan), c.feasible(plan.Starts); (got == nil) != want {
			t.Fatalf("%v: Check says %v, counting says %v", plan.Starts, got, want)
		}
	})
}

type counter struct {
	p    *level.Problem
	open map[*level.Calendar][]level.Span
}

// works says whether unit t is open.
func (c counter) works(cal *level.Calendar, t int) bool {
	spans := c.open[cal]
	for _, s := range spans {
		if t < s.To {
			return t >= s.From
		}
	}
	return true
}

func (c counter) finish(i, start int) int {
	t := start
	for left := c.p.Jobs[i].Duration; left > 0; t++ {
		if c.works(c.p.Jobs[i].Calendar, t) {
			left--
		}
	}
	return t
}

// lagged moves t unit by unit until it has passed lag open ones.
func (c counter) lagged(l level.Link, t int) int {
	lag := l.Lag
	for ; lag > 0; t++ {
		if l.Calendar == nil || c.works(l.Calendar, t) {
			lag--
		}
	}
	for ; lag < 0 && (t > 0 || l.Calendar == nil); t-- {
		if l.Calendar == nil || c.works(l.Calendar, t-1) {
			lag++
		}
	}
	return t
}

func (c counter) feasible(starts []int) bool {
	for i, j := range c.p.Jobs {
		if !j.Fixed && (starts[i] < j.Earliest || j.Duration > 0 && !c.works(j.Calendar, starts[i])) {
			return false
		}
	}
	for _, l := range c.p.Links {
		from, to := starts[l.From], starts[l.To]
		if l.Kind == level.FinishStart || l.Kind == level.FinishFinish {
			from = c.finish(l.From, from)
		}
		if l.Kind == level.FinishFinish || l.Kind == level.StartFinish {
			to = c.finish(l.To, to)
		}
		if !c.p.Jobs[l.To].Fixed && to < c.lagged(l, from) {
			return false
		}
	}
	for t := range 200 {
		for k := range c.p.Resources {
			if !c.fits(k, t, starts) {
				return false
			}
		}
	}
	return true
}

// fits says whether resource k is enough in unit t, or used by fixed jobs only.
func (c counter) fits(k, t int, starts []int) bool {
	r := c.p.Resources[k]
	capacity := r.Capacity
	for _, s := range r.Steps {
		if s.At <= t {
			capacity = s.Capacity
		}
	}
	used, moving := 0, false
	for i, j := range c.p.Jobs {
		for _, d := range j.Demands {
			if d.Resource == k && d.Units > 0 && t >= starts[i] && t < c.finish(i, starts[i]) && c.works(j.Calendar, t) {
				used += d.Units
				moving = moving || !j.Fixed
			}
		}
	}
	return used <= capacity || !moving
}

// With calendars, a finish-finish link makes the successor start so that its last unit
// ends no earlier, and a lag counts open units.
func TestCalendarArithmetic(t *testing.T) {
	shifts, err := level.NewCalendar([]level.Span{{From: 1, To: 4}, {From: 6, To: 8}, {From: 10, To: 12}})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		kind      level.Kind
		lag       int
		lagIn, in *level.Calendar
		want      int // start of the second job, of 2 units; the first works in [0, 5)
	}{
		"finish-start":             {level.FinishStart, 0, nil, shifts, 6},
		"finish-start, open lag":   {level.FinishStart, 3, shifts, nil, 11},
		"finish-start, open lead":  {level.FinishStart, -2, shifts, nil, 2},
		"finish-start, no way":     {level.FinishStart, -9, shifts, nil, 0},
		"start-start":              {level.StartStart, 4, nil, shifts, 6},
		"finish-finish":            {level.FinishFinish, 0, nil, shifts, 3},
		"finish-finish at an end":  {level.FinishFinish, 3, nil, shifts, 6},
		"finish-finish in closed":  {level.FinishFinish, 4, nil, shifts, 7},
		"finish-finish, all open":  {level.FinishFinish, 4, nil, nil, 7},
		"finish-finish, early":     {level.FinishFinish, -5, nil, shifts, 1},
		"start-finish":             {level.StartFinish, 7, nil, shifts, 3},
		"start-finish in open lag": {level.StartFinish, 4, shifts, shifts, 3},
	} {
		p := &level.Problem{
			Jobs:  []level.Job{{Duration: 5}, {Duration: 2, Calendar: c.in}},
			Links: []level.Link{{From: 0, To: 1, Kind: c.kind, Lag: c.lag, Calendar: c.lagIn}},
		}
		plan, err := level.Generate(p, level.Serial, level.LatestFinish)
		if err != nil || plan.Starts[1] != c.want {
			t.Errorf("%s: %v (%v), want %d", name, plan.Starts, err, c.want)
		}
	}
}

func TestNewCalendarRefuses(t *testing.T) {
	for name, spans := range map[string][]level.Span{
		"empty":     {{From: 3, To: 3}},
		"backward":  {{From: 3, To: 2}},
		"negative":  {{From: -1, To: 2}},
		"unordered": {{From: 5, To: 6}, {From: 1, To: 2}},
		"overlap":   {{From: 1, To: 3}, {From: 2, To: 4}},
		"too late":  {{From: 1, To: level.MaxTime + 1}},
	} {
		if c, err := level.NewCalendar(spans); err == nil {
			t.Errorf("%s: %v", name, c)
		}
	}
}
