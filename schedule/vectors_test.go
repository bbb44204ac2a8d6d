package schedule_test

import (
	"fmt"
	"strings"
	"testing"

	"gongqiao/schedule"
)

var foundation = []string{
	"A 5", "B 8 A", "C 4 BSS3,BFF1", "D 6 C", "E 5 DSS2", "F 2 D,EFS1", "G 4 FFS3", "H 5 GSS2,P", "M 0 H,R,GFF2,N", "R 3 FSS5", "P 6 A", "N 4 FSF2",
}

// Vectors 4-A to 4-C: name, days from the start, total float in days, start, finish.
func TestFoundation(t *testing.T) {
	none := func(*schedule.Plan, map[string]schedule.TaskID) {}
	for name, tc := range map[string]struct {
		change func(*schedule.Plan, map[string]schedule.TaskID)
		want   []string
	}{
		"as planned": {none, []string{
			"A 0 0 2026-09-21 2026-09-28", "B 0 0 2026-09-29 2026-10-14", "C 0 0 2026-10-12 2026-10-15", "D 0 0 2026-10-16 2026-10-23",
			"E 0 0 2026-10-20 2026-10-26", "F 0 0 2026-10-28 2026-10-29", "G 0 0 2026-11-04 2026-11-09", "H 0 0 2026-11-06 2026-11-12",
			"M 0 0 2026-11-12 2026-11-12", "R 4 4 2026-11-04 2026-11-06", "P 18 18 2026-09-29 2026-10-12", "N 10 10 2026-10-26 2026-10-29",
		}},
		"waterproofing no earlier": {func(p *schedule.Plan, ids map[string]schedule.TaskID) {
			p.Tasks[ids["G"]-1].Constraint = schedule.Constraint{Kind: schedule.StartNoEarlier, On: at("2026-11-10")}
		}, []string{
			"G 0 0 2026-11-10 2026-11-13", "H 0 0 2026-11-12 2026-11-18", "M 0 0 2026-11-18 2026-11-18", "A 4 0 2026-09-21 2026-09-28",
			"B 4 0 2026-09-29 2026-10-14", "E 4 0 2026-10-20 2026-10-26", "F 4 0 2026-10-28 2026-10-29", "R 8 8 2026-11-04 2026-11-06",
			"P 22 22 2026-09-29 2026-10-12", "N 14 14 2026-10-26 2026-10-29",
		}},
		"acceptance no later": {func(p *schedule.Plan, ids map[string]schedule.TaskID) {
			p.Tasks[ids["M"]-1].Constraint = schedule.Constraint{Kind: schedule.FinishNoLater, On: at("2026-10-30T17:00")}
		}, []string{
			"A -9 0 2026-09-21 2026-09-28", "H -9 0 2026-11-06 2026-11-12", "M -9 0 2026-11-12 2026-11-12", "R -5 4 2026-11-04 2026-11-06",
			"P 9 18 2026-09-29 2026-10-12", "N 1 10 2026-10-26 2026-10-29",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p, ids := planOf(t, "2026-09-21", foundation...)
			tc.change(p, ids)
			n := compiled(t, p)
			for _, want := range tc.want {
				task, _, _ := strings.Cut(want, " ")
				d := datesOf(t, n, ids[task])
				got := fmt.Sprintf("%s %d %d %v %v", task, d.TotalFloat/workday, d.FreeFloat/workday, d.Start.Date(), d.Finish.Date())
				if got != want || d.TotalFloat%workday != 0 {
					t.Errorf("got  %s\nwant %s", got, want)
				}
				if d.Critical != (d.TotalFloat <= 0) {
					t.Errorf("%s: critical is %v", task, d.Critical)
				}
			}
		})
	}
}

func TestStructures(t *testing.T) {
	for name, rows := range map[string][]string{"road": road, "substation": substation, "building": building} {
		t.Run(name, func(t *testing.T) {
			p, ids := planOf(t, "2026-03-02", rows...)
			n := compiled(t, p)
			for _, row := range rows {
				want := strings.Fields(row)
				d := datesOf(t, n, ids[want[0]])
				got := fmt.Sprintf("%v %v %d", d.Start.Date(), d.Finish.Date(), d.TotalFloat/workday)
				if got != strings.Join(want[3:], " ") {
					t.Errorf("%s: %s, want %s", want[0], got, strings.Join(want[3:], " "))
				}
				if d.Critical != (want[5] == "0") {
					t.Errorf("%s: critical is %v", want[0], d.Critical)
				}
			}
		})
	}
}
