package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongqiao/schedule"
	"gongqiao/schedule/level"
	"gongqiao/xer"
)

// A crew of five and seven jobs between two dummies: 9 units without the crew, 11 with it.
const crew = "9 1\n5\n0 0 2 2 3\n3 2 2 4 5\n4 3 1 6\n2 4 1 7\n3 2 1 7\n2 3 1 8\n3 4 1 9\n2 1 1 9\n0 0 0\n"

func TestSchedules(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write(t, at("crew.rcp"), crew)

	var plan struct {
		Unit   string
		Finish int
		Tasks  []struct {
			ID, Start, Finish int
			TotalFloat        int `json:"total_float"`
			Critical          bool
		}
	}
	decode(t, want(t, 0, "schedule", "cpm", "--json", at("crew.rcp")), &plan)
	if plan.Finish != 9 || plan.Unit != "units" || len(plan.Tasks) != 9 || plan.Tasks[2].TotalFloat != 1 || plan.Tasks[2].Critical || !plan.Tasks[1].Critical {
		t.Errorf("critical path: %+v", plan)
	}

	var level struct {
		Makespan   int
		LowerBound int `json:"lower_bound"`
		Tasks      []struct{ ID, Start int }
	}
	first := want(t, 0, "schedule", "level", "--json", "--schedules", "2000", "--seed", "7", at("crew.rcp"))
	decode(t, first, &level)
	if level.Makespan != 11 || level.LowerBound > 11 || len(level.Tasks) != 9 {
		t.Errorf("levelled: %+v", level)
	}
	if again := want(t, 0, "schedule", "level", "--json", "--schedules", "2000", "--seed", "7", at("crew.rcp")); again != first {
		t.Errorf("the same seed gave another plan:\n%s\n%s", first, again)
	}

	want(t, 0, "schedule", "convert", at("crew.rcp"), at("crew.xml"))
	if out := want(t, 2, "schedule", "convert", at("crew.rcp"), at("crew.xml")); !strings.Contains(out, "--force") {
		t.Errorf("a file that is there: %s", out)
	}
	want(t, 0, "schedule", "convert", at("crew.xml"), at("crew.xer"))
	byXML, byXER := dates(t, at("crew.xml")), dates(t, at("crew.xer"))
	if !reflect.DeepEqual(byXML, byXER) || byXML["finish"] != "2026-01-15T17:00" {
		t.Errorf("nine days as XML and as XER:\n%v\n%v", byXML, byXER)
	}
	want(t, 0, "schedule", "level", "--schedules", "500", "--write", at("levelled.xml"), at("crew.xml"))
	if got := dates(t, at("levelled.xml")); got["finish"] != "2026-01-19T17:00" {
		t.Errorf("eleven days levelled: %v", got["finish"])
	}
	one := want(t, 0, "schedule", "simulate", "--json", "--runs", "500", "--seed", "3", at("crew.xml"))
	if two := want(t, 0, "schedule", "simulate", "--json", "--runs", "500", "--seed", "3", at("crew.xml")); one != two || !strings.Contains(one, `"p80"`) {
		t.Errorf("forecasts:\n%s\n%s", one, two)
	}
}

// Of several projects in a file one is forecast, with its own cost.
func TestOneOfSeveralProjectsIsForecast(t *testing.T) {
	start := schedule.At(2026, time.March, 2, 8, 0)
	p := &schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Code: "ROAD", Start: start, Calendar: 1}, {ID: 2, Code: "BRIDGE", Start: start, Calendar: 1}},
		Calendars: []schedule.Calendar{schedule.Standard(1, "week")},
		Tasks:     []schedule.Task{{ID: 1, Project: 1, Code: "A", Name: "A", Duration: 5 * 480, Cost: 1000}, {ID: 2, Project: 2, Code: "B", Name: "B", Duration: 10 * 480, Cost: 7000}},
	}
	name := filepath.Join(t.TempDir(), "two.xer")
	out, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := xer.Write(out, p); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	for args, expected := range map[string]string{"": "2026-03-06T17:00 1000", "ROAD": "2026-03-06T17:00 1000", "BRIDGE": "2026-03-13T17:00 7000", "2": "2026-03-13T17:00 7000"} {
		var got struct {
			Finish struct{ Planned string }
			Cost   struct{ P50 int64 }
		}
		decode(t, want(t, 0, "schedule", "simulate", "--json", "--runs", "100", "--project", args, name), &got)
		if is := fmt.Sprint(got.Finish.Planned, " ", got.Cost.P50); is != expected {
			t.Errorf("%q: %s, want %s", args, is, expected)
		}
	}
	if says := want(t, 2, "schedule", "simulate", "--project", "TUNNEL", name); !strings.Contains(says, "ROAD, BRIDGE") {
		t.Errorf("a project that is not there: %s", says)
	}
}

// dates are the tasks of a file by their names, with start and finish.
func dates(t *testing.T, name string) map[string]string {
	t.Helper()
	var plan struct {
		Finish string
		Tasks  []struct{ Name, Start, Finish string }
	}
	decode(t, want(t, 0, "schedule", "cpm", "--json", name), &plan)
	out := map[string]string{"finish": plan.Finish}
	for _, task := range plan.Tasks {
		if task.Name != "" {
			out[task.Name] = task.Start + " " + task.Finish
		}
	}
	return out
}

func decode(t *testing.T, out string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), into); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestSchedulesRefuse(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write(t, at("old.mpp"), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on")
	write(t, at("false.xml"), "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on")
	write(t, at("broken.xml"), `<Project xmlns="http://schemas.microsoft.com/project"><Tasks>`)
	write(t, at("plan.txt"), "1 2 3")
	write(t, at("crew.rcp"), crew)
	want(t, 0, "schedule", "convert", at("crew.rcp"), at("dated.xml"))
	write(t, at("circle.rcp"), "3 0\n0 1 2\n1 1 3\n1 1 2\n")
	for _, tc := range []struct {
		code int
		says string
		args []string
	}{
		{1, "save it as XML", []string{"cpm", at("old.mpp")}},
		{1, "save it as XML", []string{"cpm", at("false.xml")}},
		{1, "line 1", []string{"cpm", at("broken.xml")}},
		{2, ".xer", []string{"cpm", at("plan.txt")}},
		{1, "2", []string{"cpm", at("circle.rcp")}},
		{2, "one file", []string{"level"}},
		{2, "--low", []string{"simulate", "--low", "120", at("crew.rcp")}},
		{1, "no such file", []string{"cpm", at("nothing.xml")}},
		{2, "is there already", []string{"cpm", "--write", at("dated.xml"), at("dated.xml")}},
		{2, "only read", []string{"cpm", "--write", at("out.rcp"), at("dated.xml")}},
		{2, "dates", []string{"level", "--write", at("out.xml"), at("crew.rcp")}},
		{2, "only read", []string{"convert", at("dated.xml"), at("out.sm")}},
		{2, "known are", []string{"convert", at("broken.xml"), at("out.doc")}},
	} {
		if out := want(t, tc.code, append([]string{"schedule"}, tc.args...)...); !strings.Contains(out, tc.says) {
			t.Errorf("%v says %q", tc.args, out)
		}
	}
}

// A levelled start never pushes a wish out that people made.
func TestLevelledTasksKeepTheirWishes(t *testing.T) {
	const start, end = schedule.Time(1000), schedule.Time(2000)
	none := schedule.Constraint{}
	later := schedule.Constraint{Kind: schedule.StartNoEarlier, On: start}
	due := schedule.Constraint{Kind: schedule.FinishNoLater, On: end}
	late := schedule.Constraint{Kind: schedule.AsLateAsPossible}
	for name, tc := range map[string]struct {
		delay         schedule.Minutes
		first, second schedule.Constraint
		want, also    schedule.Constraint
	}{
		"no wish":               {60, none, none, later, none},
		"where it was":          {0, none, none, none, none},
		"a date to end by":      {60, due, none, due, later},
		"two wishes":            {60, due, late, due, late},
		"late, where it was":    {0, late, none, later, none},
		"an earlier such start": {60, schedule.Constraint{Kind: schedule.StartNoEarlier, On: 5}, due, later, due},
	} {
		task := schedule.Task{Constraint: tc.first, Second: tc.second}
		hold(&task, level.LevelledTask{Start: start, Finish: end, Delay: tc.delay})
		if task.Constraint != tc.want || task.Second != tc.also {
			t.Errorf("%s: %+v and %+v", name, task.Constraint, task.Second)
		}
	}
}
