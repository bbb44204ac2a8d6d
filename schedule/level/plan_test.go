package level_test

import (
	"context"
	"fmt"
	"testing"

	"gongqiao/schedule"
	"gongqiao/schedule/level"

	"pgregory.net/rapid"
)

func when(t interface{ Fatal(...any) }, s string) schedule.Time {
	at, err := schedule.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Vector 4-E as a plan of days: 9 days without resources, 11 with five people.
func TestCrewOfFive(t *testing.T) {
	p := &schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Start: when(t, "2026-09-21")}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "week")},
		Resources: []schedule.Resource{{ID: 1, Units: 5 * schedule.Whole}},
	}
	for i, job := range [][]int{{3, 2}, {4, 3}, {2, 4, 1}, {3, 2, 1}, {2, 3, 2}, {3, 4, 3, 4}, {2, 1, 5}} {
		id := schedule.TaskID(i + 1)
		p.Tasks = append(p.Tasks, schedule.Task{ID: id, Duration: schedule.Minutes(job[0] * 480)})
		p.Assignments = append(p.Assignments, schedule.Assignment{ID: schedule.AssignmentID(id), Task: id, Resource: 1, Units: schedule.Share(job[1]) * schedule.Whole})
		for _, pred := range job[2:] {
			p.Links = append(p.Links, schedule.Link{Pred: schedule.TaskID(pred), Succ: id})
		}
	}
	n, err := schedule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	over, err := level.NetworkOverloads(n)
	if err != nil || len(over) == 0 {
		t.Fatalf("nothing is overbooked: %v %v", over, err)
	}
	l, err := level.Network(context.Background(), n, level.Options{Schedules: 5000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	// eleven working days from Monday the 21st end on Monday the 5th of October
	if got := l.Finish.String(); got != "2026-10-05T17:00" || l.Bound > l.Finish {
		t.Errorf("ends at %s, no earlier than %v", got, l.Bound)
	}
	if n := kept(t, n, l); n != 0 {
		t.Errorf("%d tasks are overbooked after levelling", n)
	}
}

// kept puts a levelled plan back into its network and counts what is overbooked.
func kept(t interface{ Fatalf(string, ...any) }, n *schedule.Network, l *level.Levelled) int {
	for _, task := range l.Tasks {
		if task.Delay == 0 {
			continue
		}
		if _, err := n.Change(task.Task, func(t *schedule.Task) {
			t.Second = schedule.Constraint{Kind: schedule.StartNoEarlier, On: task.Start}
		}); err != nil {
			t.Fatalf("%v", err)
		}
	}
	for _, task := range l.Tasks {
		if d, _ := n.Dates(task.Task); d.EarlyStart != task.Start {
			t.Fatalf("task %d begins at %v, levelled at %v with a delay of %d", task.Task, d.EarlyStart, task.Start, task.Delay)
		}
	}
	over, err := level.NetworkOverloads(n)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return len(over)
}

// A levelled plan keeps links, lags and calendars: put back as earliest starts, it
// is what the critical path computes, and nobody works beyond his time.
func TestNetworksAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &schedule.Plan{Projects: []schedule.Project{{ID: 1, Start: when(t, "2026-03-02")}}, Calendars: []schedule.Calendar{schedule.Standard(1, "week"), schedule.Standard(2, "shutdown"), schedule.AroundTheClock(3, "site")}}
		p.Calendars[1].Exceptions = []schedule.Exception{{From: when(t, "2026-03-10").Date(), To: when(t, "2026-03-12").Date()}}
		for r := range 3 {
			p.Resources = append(p.Resources, schedule.Resource{ID: schedule.ResourceID(r + 1), Units: schedule.Whole * schedule.Share(1+r), Capacity: steps(t, r)})
		}
		count := rapid.IntRange(1, 25).Draw(t, "tasks")
		for i := range count {
			id := schedule.TaskID(i + 1)
			p.Tasks = append(p.Tasks, schedule.Task{ID: id, Duration: schedule.Minutes(rapid.IntRange(1, 12).Draw(t, "duration") * 120), Calendar: schedule.CalendarID(rapid.IntRange(1, 3).Draw(t, "calendar"))})
			if r := rapid.IntRange(0, 3).Draw(t, "resource"); r > 0 {
				p.Assignments = append(p.Assignments, schedule.Assignment{ID: schedule.AssignmentID(id), Task: id, Resource: schedule.ResourceID(r), Units: schedule.Whole / 2 * schedule.Share(rapid.IntRange(1, 2).Draw(t, "units"))})
			}
			for pred := range min(i, rapid.IntRange(0, 2).Draw(t, "links")) {
				p.Links = append(p.Links, schedule.Link{Pred: schedule.TaskID(i - pred), Succ: id, Type: schedule.LinkType(rapid.IntRange(0, 1).Draw(t, "type")), Lag: schedule.Lag{Amount: int32(rapid.IntRange(0, 4).Draw(t, "lag") * 240)}})
			}
		}
		n, err := schedule.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		without := n.Finish(1)
		l, err := level.Network(context.Background(), n, level.Options{Schedules: 200, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		if l.Finish < without || l.Bound > l.Finish {
			t.Fatalf("levelled it ends at %v, without resources at %v, the bound is %v", l.Finish, without, l.Bound)
		}
		if over := kept(t, n, l); over != 0 {
			t.Fatalf("%d times are overbooked", over)
		}
	})
}

func steps(t *rapid.T, r int) []schedule.Step {
	if r != 1 {
		return nil
	}
	return []schedule.Step{{From: when(t, "2026-03-04T13:00"), Units: schedule.Whole}, {From: when(t, "2026-03-09"), Units: 3 * schedule.Whole}}
}

func ExampleNetwork() {
	p := &schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Start: schedule.At(2026, 9, 21, 0, 0)}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "week")},
		Tasks:     []schedule.Task{{ID: 1, Name: "north wall", Duration: 960}, {ID: 2, Name: "south wall", Duration: 480}},
		Resources: []schedule.Resource{{ID: 7, Name: "masons", Units: schedule.Whole}},
		Assignments: []schedule.Assignment{
			{ID: 1, Task: 1, Resource: 7, Units: schedule.Whole},
			{ID: 2, Task: 2, Resource: 7, Units: schedule.Whole},
		},
	}
	n, err := schedule.Compile(p)
	if err != nil {
		panic(err)
	}
	l, err := level.Network(context.Background(), n, level.Options{Schedules: 100})
	if err != nil {
		panic(err)
	}
	for _, t := range l.Tasks {
		fmt.Println(t.Task, t.Start, t.Finish, t.Delay)
	}
	// Output:
	// 1 2026-09-21T08:00 2026-09-22T17:00 0
	// 2 2026-09-23T08:00 2026-09-23T17:00 960
}
