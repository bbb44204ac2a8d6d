package schedule_test

import (
	"context"
	"fmt"

	"gongqiao/schedule"
)

// The worked example of docs/scheduling.md.
func ExampleCompile() {
	week := schedule.Standard(1, "five days")
	for _, off := range [][2]schedule.Date{
		{schedule.DateOf(2026, 9, 25), schedule.DateOf(2026, 9, 27)},
		{schedule.DateOf(2026, 10, 1), schedule.DateOf(2026, 10, 7)},
	} {
		week.Exceptions = append(week.Exceptions, schedule.Exception{From: off[0], To: off[1]})
	}
	saturday := schedule.DateOf(2026, 10, 10)
	week.Exceptions = append(week.Exceptions, schedule.Exception{Name: "make-up", From: saturday, To: saturday, Shifts: week.Week[1].Shifts})
	const day = 480
	n, err := schedule.Compile(&schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Start: schedule.At(2026, 9, 21, 0, 0)}},
		Calendars: []schedule.Calendar{week},
		Tasks: []schedule.Task{
			{ID: 1, Name: "A", Duration: 5 * day}, {ID: 2, Name: "B", Duration: 8 * day}, {ID: 3, Name: "C", Duration: 4 * day},
			{ID: 4, Name: "D", Duration: 6 * day}, {ID: 5, Name: "R", Duration: 3 * day}, {ID: 6, Name: "M", Kind: schedule.Milestone},
		},
		Links: []schedule.Link{
			{Pred: 1, Succ: 2},
			{Pred: 2, Succ: 3, Type: schedule.StartStart, Lag: schedule.Lag{Amount: 3 * day}},
			{Pred: 2, Succ: 3, Type: schedule.FinishFinish, Lag: schedule.Lag{Amount: day}},
			{Pred: 3, Succ: 4}, {Pred: 2, Succ: 5}, {Pred: 4, Succ: 6}, {Pred: 5, Succ: 6},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range n.Plan().Tasks {
		d, _ := n.Dates(t.ID)
		fmt.Println(t.Name, d.Start.Date(), d.Finish.Date(), d.TotalFloat/day, d.Critical)
	}
	// Output:
	// A 2026-09-21 2026-09-28 0 true
	// B 2026-09-29 2026-10-14 0 true
	// C 2026-10-12 2026-10-15 0 true
	// D 2026-10-16 2026-10-23 0 true
	// R 2026-10-15 2026-10-19 4 false
	// M 2026-10-23 2026-10-23 0 true
}

func twoTasks() *schedule.Network {
	n, err := schedule.Compile(&schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Start: schedule.At(2026, 3, 2, 0, 0)}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "five days")},
		Tasks:     []schedule.Task{{ID: 1, Name: "dig", Duration: 3 * 480}, {ID: 2, Name: "pour", Duration: 480}},
		Links:     []schedule.Link{{Pred: 1, Succ: 2}},
	})
	if err != nil {
		panic(err)
	}
	return n
}

func ExampleNetwork_Change() {
	n := twoTasks()
	moves, err := n.Change(1, func(t *schedule.Task) { t.Duration = 5 * 480 })
	if err != nil {
		fmt.Println(err)
	}
	for _, m := range moves {
		fmt.Println(m.Task, m.From.Finish, m.To.Finish, m.Why == schedule.ByLink, m.By)
	}
	// Output:
	// 1 2026-03-04T17:00 2026-03-06T17:00 false 0
	// 2 2026-03-05T17:00 2026-03-09T17:00 true 1
}

func ExampleNetwork_Simulate() {
	n := twoTasks()
	f, err := n.Simulate(context.Background(), schedule.Simulation{Runs: 10_000, Seed: 1, Tasks: []schedule.Uncertain{
		{Task: 1, Duration: schedule.Estimate{Shape: schedule.Triangular, Low: 2 * 480, Likely: 3 * 480, High: 6 * 480}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Finish(1).Date(), f.FinishAt(5000).Date(), f.FinishAt(8000).Date())
	// Output: 2026-03-05 2026-03-06 2026-03-09
}

func ExampleTimetable() {
	table, err := schedule.NewTimetable(schedule.Standard(1, "five days"))
	if err != nil {
		panic(err)
	}
	friday := schedule.At(2026, 3, 6, 16, 0)
	fmt.Println(table.Add(friday, 120), table.Between(friday, schedule.At(2026, 3, 10, 9, 0)))
	// Output: 2026-03-09T09:00 600
}
