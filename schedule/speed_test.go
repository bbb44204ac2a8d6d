package schedule_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gongqiao/schedule"
)

// randomPlan has one and a half links a task, of all types, over three calendars
// or around the clock.
func randomPlan(count, reach int, calendars bool, seed uint64) *schedule.Plan {
	r := rand.New(rand.NewPCG(seed, 1))
	p := onePlan("2026-03-02")
	p.Calendars = append(p.Calendars, site7(), nights())
	if !calendars {
		p.Calendars = []schedule.Calendar{schedule.AroundTheClock(1, "")}
	}
	for i := range count {
		t := schedule.Task{ID: schedule.TaskID(i + 1), Duration: schedule.Minutes(60 * (1 + r.IntN(80))), Calendar: 1}
		if calendars && r.IntN(3) == 0 {
			t.Calendar = schedule.CalendarID(2 + r.IntN(2))
		}
		p.Tasks = append(p.Tasks, t)
	}
	for range count * 3 / 2 {
		succ := 1 + r.IntN(count-1)
		pred := max(0, succ-1-r.IntN(reach))
		p.Links = append(p.Links, schedule.Link{Pred: schedule.TaskID(pred + 1), Succ: schedule.TaskID(succ + 1),
			Type: schedule.LinkType(max(0, r.IntN(7)-3)), Lag: schedule.Lag{Amount: int32(60 * (r.IntN(20) - 4))}})
	}
	return p
}

func BenchmarkPass(b *testing.B) {
	for _, c := range []struct {
		calendars bool
		reach     int
	}{{false, 200}, {true, 200}, {false, 1 << 30}, {true, 1 << 30}} {
		for _, count := range []int{1000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("calendars=%v/reach=%d/tasks=%d", c.calendars, c.reach, count), func(b *testing.B) {
				n := compiled(b, randomPlan(count, c.reach, c.calendars, 7))
				for b.Loop() {
					if err := n.Recompute(); err != nil {
						b.Fatal(err)
					}
					n.Floats(func(schedule.TaskID, schedule.Minutes, schedule.Minutes) {})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/task")
			})
		}
	}
}

func BenchmarkChange(b *testing.B) {
	for _, reach := range []int{200, 1 << 30} {
		b.Run(fmt.Sprintf("reach=%d", reach), func(b *testing.B) {
			n := compiled(b, randomPlan(10_000, reach, true, 5))
			r := rand.New(rand.NewPCG(1, 1))
			var spent []time.Duration
			for b.Loop() {
				id, minutes := schedule.TaskID(1+r.IntN(10_000)), schedule.Minutes(60*(1+r.IntN(80)))
				began := time.Now()
				if _, err := n.Change(id, func(t *schedule.Task) { t.Duration = minutes }); err != nil {
					b.Fatal(err)
				}
				spent = append(spent, time.Since(began))
			}
			slices.Sort(spent)
			b.ReportMetric(float64(spent[len(spent)/2].Nanoseconds()), "ns/median")
		})
	}
}
