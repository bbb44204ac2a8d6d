package schedule_test

import (
	"errors"
	"reflect"
	"testing"

	"gongqiao/schedule"

	"pgregory.net/rapid"
)

// networks draws plans with several calendars, all kinds of links, constraints,
// progress and summaries. Links lead from a task to a later one, so that there is no circle.
func networks(t *rapid.T) *schedule.Plan {
	p := onePlan("2026-03-02")
	p.Projects = append(p.Projects, schedule.Project{ID: 2, Start: at("2026-04-01"), Calendar: 2})
	p.Calendars = append(p.Calendars, site7(), nights())
	if rapid.Bool().Draw(t, "data date") {
		p.Projects[0].DataDate = at("2026-04-08T17:00")
	}
	if rapid.Bool().Draw(t, "must end") {
		p.Projects[1].MustEnd = at("2026-06-01")
	}
	p.Rules.LagCalendar = schedule.LagCalendar(rapid.IntRange(0, 3).Draw(t, "lag calendar"))
	p.Rules.Progress = schedule.ProgressRule(rapid.IntRange(0, 1).Draw(t, "progress"))
	count := rapid.IntRange(1, 40).Draw(t, "tasks")
	for i := range count {
		p.Tasks = append(p.Tasks, drawTask(t, p, i))
	}
	for i := 1; i < count; i++ {
		for range rapid.IntRange(0, 2).Draw(t, "links") {
			drawLink(t, p, i)
		}
	}
	return p
}

func site7() schedule.Calendar {
	c := schedule.Calendar{ID: 2, Name: "site"}
	for d := range c.Week {
		c.Week[d].Shifts = []schedule.Shift{{From: 420, To: 690}, {From: 780, To: 1110}}
	}
	c.Exceptions = []schedule.Exception{{Name: "Spring Festival", From: day("2027-01-28"), To: day("2027-02-16")}}
	return c
}

func nights() schedule.Calendar {
	c := schedule.Calendar{ID: 3, Name: "nights", Base: 1}
	for d := range c.Week {
		c.Week[d].Inherit = d != 2 && d != 4
		if !c.Week[d].Inherit {
			c.Week[d].Shifts = []schedule.Shift{{From: 0, To: 360}, {From: 1320, To: 1440}}
		}
	}
	c.Seasons = []schedule.Season{{Name: "winter", From: day("2026-11-15"), To: day("2027-03-15"), Week: schedule.Standard(0, "").Week}}
	return c
}

func drawTask(t *rapid.T, p *schedule.Plan, i int) schedule.Task {
	task := schedule.Task{
		ID:       schedule.TaskID(i + 1),
		Duration: schedule.Minutes(rapid.SampledFrom([]int{0, 1, 60, 480, 960, 2400, 5000}).Draw(t, "duration")),
		Calendar: schedule.CalendarID(rapid.IntRange(0, 3).Draw(t, "calendar")),
		Project:  schedule.ProjectID(rapid.IntRange(0, 2).Draw(t, "project")),
		Elapsed:  rapid.IntRange(0, 9).Draw(t, "elapsed") == 0,
	}
	if task.Duration == 0 {
		task.Kind = rapid.SampledFrom([]schedule.TaskKind{schedule.Activity, schedule.Milestone, schedule.StartMilestone, schedule.FinishMilestone}).Draw(t, "kind")
	}
	if i > 0 && rapid.IntRange(0, 3).Draw(t, "child") == 0 {
		task.Parent = p.Tasks[rapid.IntRange(0, i-1).Draw(t, "parent")].ID
	}
	if rapid.IntRange(0, 4).Draw(t, "constrained") == 0 {
		task.Constraint = drawConstraint(t)
	}
	if rapid.IntRange(0, 8).Draw(t, "deadline") == 0 {
		task.Deadline = drawTime(t)
	}
	switch rapid.IntRange(0, 14).Draw(t, "progress") {
	case 0:
		task.Progress = schedule.Progress{Started: at("2026-03-05T10:00"), Remaining: task.Duration / 2}
	case 1:
		task.Progress = schedule.Progress{Started: at("2026-03-03T08:00"), Finished: at("2026-03-20T15:00")}
	case 2:
		task.Manual, task.Start, task.Finish = true, at("2026-05-06T08:00"), at("2026-05-08T17:00")
	case 3:
		task.Inactive = true
	case 4:
		task.Splits = []schedule.Split{{After: task.Duration / 3, Pause: 480}}
	case 5:
		task.Kind = schedule.LevelOfEffort
	}
	return task
}

func drawTime(t *rapid.T) schedule.Time {
	return at("2026-03-02") + schedule.Time(rapid.IntRange(0, 120*24*4).Draw(t, "quarters")*15)
}

func drawConstraint(t *rapid.T) schedule.Constraint {
	kind := schedule.ConstraintKind(rapid.IntRange(1, 9).Draw(t, "constraint"))
	if kind == schedule.AsLateAsPossible {
		return schedule.Constraint{Kind: kind}
	}
	return schedule.Constraint{Kind: kind, On: drawTime(t)}
}

func drawLink(t *rapid.T, p *schedule.Plan, succ int) {
	pred := rapid.IntRange(max(0, succ-8), succ-1).Draw(t, "pred")
	for at := p.Tasks[succ].ID; at != 0; at = p.Tasks[at-1].Parent {
		if at == p.Tasks[pred].ID {
			return // a summary and what lies below it
		}
	}
	l := schedule.Link{Pred: p.Tasks[pred].ID, Succ: p.Tasks[succ].ID, Type: schedule.LinkType(rapid.IntRange(0, 3).Draw(t, "type"))}
	l.Lag.Unit = schedule.LagUnit(rapid.IntRange(0, 3).Draw(t, "unit"))
	l.Lag.Amount = int32(rapid.SampledFrom([]int{0, 0, 0, 60, 480, 1440, -480, 5000}).Draw(t, "lag"))
	if l.Lag.Unit == schedule.WorkingLag {
		l.Lag.Calendar = schedule.CalendarID(rapid.IntRange(0, 3).Draw(t, "whose"))
	}
	p.Links = append(p.Links, l)
}

// compilable compiles a drawn plan. Summaries may wait for themselves through
// their children, which no draw avoids: links go until they do not.
func compilable(t *rapid.T, p *schedule.Plan) *schedule.Network {
	for {
		n, err := schedule.Compile(p)
		if err == nil {
			return n
		}
		if !errors.Is(err, schedule.ErrCycle) {
			t.Fatal(err)
		}
		p.Links = p.Links[:len(p.Links)-1]
	}
}

func TestIncrementalEqualsFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		n := compilable(t, p)
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			before := n.All()
			id := p.Tasks[rapid.IntRange(0, len(p.Tasks)-1).Draw(t, "which")].ID
			moves, err := n.Change(id, func(task *schedule.Task) { redraw(t, task) })
			if err != nil {
				if !reflect.DeepEqual(before, n.All()) {
					t.Fatalf("a change that was refused moved something: %v", err)
				}
				continue
			}
			fresh, err := schedule.Compile(p)
			if err != nil {
				t.Fatalf("what was changed does not compile: %v", err)
			}
			if got, want := n.All(), fresh.All(); !reflect.DeepEqual(got, want) {
				for i := range got {
					if got[i] != want[i] {
						t.Fatalf("task %d\n is  %+v\n not %+v\n was %+v", i+1, got[i], want[i], before[i])
					}
				}
			}
			told(t, n, before, moves)
		}
	})
}

// told checks that the moves are what moved.
func told(t *rapid.T, n *schedule.Network, before []schedule.Dates, moves []schedule.Move) {
	moved := map[schedule.TaskID]schedule.Move{}
	for _, m := range moves {
		moved[m.Task] = m
	}
	for row, d := range n.All() {
		m, ok := moved[n.Plan().Tasks[row].ID]
		from, to := schedule.Span{Start: before[row].Start, Finish: before[row].Finish}, schedule.Span{Start: d.Start, Finish: d.Finish}
		if ok != (from != to) || ok && (m.From != from || m.To != to) {
			t.Fatalf("task %d went from %v to %v, told is %v %+v", row+1, from, to, ok, m)
		}
	}
}

func redraw(t *rapid.T, task *schedule.Task) {
	switch rapid.IntRange(0, 6).Draw(t, "change") {
	case 0, 1:
		task.Duration = schedule.Minutes(rapid.SampledFrom([]int{0, 30, 480, 1200, 2400, 9600}).Draw(t, "new duration"))
	case 2:
		task.Constraint = drawConstraint(t)
	case 3:
		task.Progress = schedule.Progress{Started: at("2026-03-06T08:00"), Remaining: task.Duration / 4}
	case 4:
		task.Progress = schedule.Progress{}
	case 5:
		task.Manual, task.Start, task.Finish = !task.Manual, drawTime(t), 0
	default:
		task.Calendar = schedule.CalendarID(rapid.IntRange(1, 3).Draw(t, "new calendar"))
	}
}
