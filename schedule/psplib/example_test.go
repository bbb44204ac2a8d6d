package psplib_test

import (
	"fmt"
	"strings"

	"gongqiao/schedule/level"
	"gongqiao/schedule/psplib"
)

func ExampleReadRCP() {
	p, err := psplib.ReadRCP(strings.NewReader("3 1\n2\n\n0 0 1 2\n4 2 1 3\n0 0 0\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := level.Generate(p, level.Serial, level.LatestFinish)
	fmt.Println(plan.Starts, plan.Makespan, err)
	_, err = psplib.ReadRCP(strings.NewReader("3 1\n2\n\n0 0 1 two\n"))
	fmt.Println(err)
	// Output:
	// [0 0 4] 4 <nil>
	// psplib: line 4, column 7: a successor wanted, not "two"
}
