package level_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gongqiao/schedule/level"
)

// network returns n jobs with links to one and a half earlier jobs each. With a unit
// above 1, times are many units long; with calendars, half of the jobs work in shifts.
func network(n, unit int, calendars bool) *level.Problem {
	r := rand.New(rand.NewPCG(1, 2))
	p := &level.Problem{}
	for range 8 {
		p.Resources = append(p.Resources, level.Resource{Capacity: 10})
	}
	var shifts *level.Calendar
	if calendars {
		var spans []level.Span
		for day := range 730 {
			if day%7 < 5 {
				spans = append(spans, level.Span{From: (24*day + 8) * unit, To: (24*day + 12) * unit}, level.Span{From: (24*day + 13) * unit, To: (24*day + 17) * unit})
			}
		}
		shifts, _ = level.NewCalendar(spans)
	}
	for i := range n {
		j := level.Job{Duration: (1 + r.IntN(40)) * unit}
		for _, k := range r.Perm(8)[:1+r.IntN(3)] {
			j.Demands = append(j.Demands, level.Demand{Resource: k, Units: 1 + r.IntN(5)})
		}
		if r.IntN(2) == 0 {
			j.Calendar = shifts
		}
		p.Jobs = append(p.Jobs, j)
		for range 1 + r.IntN(2) {
			if i > 0 {
				p.Links = append(p.Links, level.Link{From: max(0, i-1-r.IntN(60)), To: i})
			}
		}
	}
	return p
}

// One operation is one schedule of the search.
func BenchmarkLevel(b *testing.B) {
	for _, c := range []struct {
		jobs, unit int
		calendars  bool
	}{{30, 1, false}, {120, 1, false}, {1000, 1, false}, {1000, 60, false}, {1000, 4, true}, {5000, 4, true}} {
		b.Run(fmt.Sprintf("jobs=%d/unit=%d/calendars=%v", c.jobs, c.unit, c.calendars), func(b *testing.B) {
			p := network(c.jobs, c.unit, c.calendars)
			plan, err := level.Level(b.Context(), p, level.Options{Schedules: max(b.N, 20)})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(plan.Makespan)/float64(plan.Bound), "makespan/bound")
		})
	}
}
