package level_test

import (
	"context"
	"fmt"

	"gongqiao/schedule/level"
)

// crew is a foundation, two walls and a roof with one crew of three.
func crew() *level.Problem {
	hands := func(n int) []level.Demand { return []level.Demand{{Resource: 0, Units: n}} }
	return &level.Problem{
		Resources: []level.Resource{{Name: "crew", Capacity: 3}},
		Jobs: []level.Job{
			{Name: "foundation", Duration: 4, Demands: hands(3)},
			{Name: "north wall", Duration: 3, Demands: hands(2)},
			{Name: "south wall", Duration: 3, Demands: hands(2)},
			{Name: "roof", Duration: 2, Demands: hands(3)},
		},
		Links: []level.Link{
			{From: 0, To: 1}, {From: 0, To: 2},
			{From: 1, To: 3, Lag: 1}, {From: 2, To: 3, Lag: 1}, // the walls dry for a day
		},
	}
}

func ExampleLevel() {
	p := crew()
	plan, err := level.Level(context.Background(), p, level.Options{Schedules: 1000, Seed: 7})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, start := range plan.Starts {
		fmt.Println(p.Jobs[i].Name, start)
	}
	fmt.Println("ends at", plan.Makespan)
	// Output:
	// foundation 0
	// north wall 4
	// south wall 7
	// roof 11
	// ends at 13
}

func ExampleOverloads() {
	p := crew()
	cp, err := level.FindCriticalPath(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	overloads, err := level.Overloads(p, cp.EarlyStart)
	for _, o := range overloads {
		fmt.Printf("%s lacks %d from %d to %d: jobs %v\n", p.Resources[o.Resource].Name, o.Excess, o.From, o.To, o.Jobs)
	}
	fmt.Println(err)
	// Output:
	// crew lacks 1 from 4 to 7: jobs [1 2]
	// <nil>
}

func ExampleNewCalendar() {
	// Days 5 and 6 are a weekend; from day 12 on everything is open.
	week, err := level.NewCalendar([]level.Span{{From: 0, To: 5}, {From: 7, To: 12}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := crew()
	for i := range p.Jobs {
		p.Jobs[i].Calendar = week
	}
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	fmt.Println(plan.Starts, plan.Makespan, err)
	// Output: [0 4 9 13] 15 <nil>
}

func ExampleProblem_Validate() {
	p := crew()
	p.Links = append(p.Links, level.Link{From: 3, To: 0})
	fmt.Println(p.Validate())
	// Output: level: links form a cycle: job "foundation" → job "south wall" → job "roof" → job "foundation"
}
