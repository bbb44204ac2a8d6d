package mspdi_test

import (
	"bytes"
	"fmt"
	"strings"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

func Example() {
	plan := &schedule.Plan{
		Name:      "基础工程",
		Projects:  []schedule.Project{{ID: 1, Start: schedule.At(2026, 9, 21, 8, 0), Calendar: 1}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "标准")},
		Tasks: []schedule.Task{
			{ID: 1, Name: "土方开挖", Duration: 8 * 480, Priority: 500},
			{ID: 2, Name: "基础垫层", Duration: 4 * 480, Priority: 500},
		},
		Links: []schedule.Link{{Pred: 1, Succ: 2, Type: schedule.StartStart, Lag: schedule.Lag{Amount: 3 * 480}}},
	}
	var file bytes.Buffer
	left, err := mspdi.Write(&file, &mspdi.File{Plan: plan})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("could not be written:", len(left))

	back, err := mspdi.Read(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range back.Plan.Links {
		fmt.Printf("task %d begins %d minutes after task %d\n", l.Succ, l.Lag.Amount, l.Pred)
	}
	// Output:
	// could not be written: 0
	// task 2 begins 1440 minutes after task 1
}

func ExampleRead_report() {
	const file = `<Project xmlns="http://schemas.microsoft.com/project"><Tasks><Task>
		<UID>1</UID><Name>Piling</Name><EarlyStart>2026-09-21T08:00:00</EarlyStart><Contact>Li</Contact>
	</Task></Tasks></Project>`
	f, err := mspdi.Read(strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range f.Left {
		fmt.Printf("%d × %s (%s): %s\n", l.Count, l.Element, l.Of, l.Reason)
	}
	// Output:
	// 1 × Task/EarlyStart (task 1): computed anew from the plan
	// 1 × Task/Contact (task 1): the plan has no place for it
}

func ExampleRead_refused() {
	_, err := mspdi.Read(strings.NewReader("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1…"))
	fmt.Println(err)
	// Output:
	// mspdi: this is a binary Microsoft Project file (.mpp); open it in Microsoft Project and save it as XML
}
