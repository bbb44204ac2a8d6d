package xer_test

import (
	"fmt"
	"os"
	"strings"

	"gongqiao/schedule"
	"gongqiao/xer"
)

func ExampleRead() {
	file := strings.NewReader("ERMHDR\t8.4\t2026-09-21\r\n" +
		"%T\tPROJECT\r\n%F\tproj_id\tproj_short_name\tguid\r\n%R\t7\tBRIDGE\txyz\r\n" +
		"%T\tTASK\r\n%F\ttask_id\tproj_id\ttask_code\ttask_name\ttarget_drtn_hr_cnt\r\n%R\t1\t7\tA10\tPiles\t40\r\n" +
		"%E\r\n")
	f, err := xer.Read(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	task := f.Plan.Tasks[0]
	fmt.Println(f.Plan.Projects[0].Code, task.Code, task.Name, task.Duration, "minutes")
	for _, left := range f.Left {
		fmt.Printf("%s.%s: %s, %d times, first on line %d\n", left.Table, left.Column, left.Reason, left.Count, left.Places[0].Line)
	}
	// Output:
	// BRIDGE A10 Piles 2400 minutes
	// PROJECT.guid: nothing holds it, 1 times, first on line 4
}

func ExampleRead_refused() {
	_, err := xer.Read(strings.NewReader("ERMHDR\t8.4\r\n%T\tPROJECT\r\n%F\tproj_id\r\n%R\tseven\r\n%E\r\n"))
	fmt.Println(err)
	// Output:
	// xer: a value that cannot be read: line 4, column 4 (PROJECT.proj_id): "seven"
}

func ExampleWrite() {
	plan := &schedule.Plan{
		Name:     "Bridge",
		Projects: []schedule.Project{{ID: 1, Code: "B", Name: "Bridge", Start: schedule.At(2026, 9, 21, 8, 0)}},
		Tasks:    []schedule.Task{{ID: 1, Code: "A10", Name: "Piles", Duration: 2400, Priority: 500, Deadline: schedule.At(2026, 10, 1, 17, 0)}},
	}
	var file strings.Builder
	left, err := xer.Write(&file, plan, xer.In(xer.GB18030))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range left {
		fmt.Fprintf(os.Stdout, "%s.%s: %s\n", l.Table, l.Column, l.Reason)
	}
	fmt.Println(strings.Contains(file.String(), "\tA10\tPiles\t"))
	// Output:
	// Task.Deadline: nothing holds it
	// true
}
