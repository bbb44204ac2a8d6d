//go:build realdata

package mspdi_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

const schedules = "../../shared/data/mpxj_schedules"

// row is a file of reference.csv.
type row map[string]string

func (r row) number(t *testing.T, column string) int {
	t.Helper()
	n, err := strconv.Atoi(r[column])
	if err != nil {
		t.Fatalf("%s of %s: %v", column, r["file"], err)
	}
	return n
}

func reference(t *testing.T) []row {
	t.Helper()
	f, err := os.Open(filepath.Join(schedules, "reference.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, line := range lines[1:] {
		r := row{}
		for i, name := range lines[0] {
			r[name] = line[i]
		}
		rows = append(rows, r)
	}
	return rows
}

func content(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schedules, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRealFiles(t *testing.T) {
	read := 0
	for _, r := range reference(t) {
		t.Run(r["file"], func(t *testing.T) {
			f, err := mspdi.Read(bytes.NewReader(content(t, r["file"])))
			if r["kind"] != "mspdi" {
				if !errors.Is(err, mspdi.ErrFormat) {
					t.Errorf("%s: %v", r["kind"], err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			read++
			compare(t, r, f)
			roundTrip(t, f)
		})
	}
	if read < 60 {
		t.Errorf("only %d files of the format", read)
	}
}

func compare(t *testing.T, r row, f *mspdi.File) {
	t.Helper()
	c := f.Counts
	for column, got := range map[string]int{
		"tasks": c.Tasks, "summary": c.Summary, "milestones": c.Milestones, "critical": c.Critical,
		"links": c.Links(), "resources": c.Resources, "assignments": c.Assignments,
		"calendars": c.Calendars, "task_baselines": c.Baselines,
	} {
		if want := r.number(t, column); got != want {
			t.Errorf("%s: %d, want %d", column, got, want)
		}
	}
	if got := strings.Join([]string{strconv.Itoa(c.FF), strconv.Itoa(c.FS), strconv.Itoa(c.SF), strconv.Itoa(c.SS)}, "/"); got != r["links_FF_FS_SF_SS"] {
		t.Errorf("links %s, want %s", got, r["links_FF_FS_SF_SS"])
	}
	for column, got := range map[string]schedule.Time{
		"start": c.Start, "finish": c.Finish, "min_task_start": c.TaskStart, "max_task_finish": c.TaskFinish,
	} {
		if want, err := schedule.ParseTime(r[column]); err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", column, got, r[column], err)
		}
	}
	p := f.Plan
	if len(p.Tasks) != c.Tasks-1 || len(p.Links) != c.Links() || len(p.Resources) != c.Resources-1 || len(p.Calendars) != c.Calendars {
		t.Errorf("the plan holds %d tasks, %d links, %d resources, %d calendars: %+v",
			len(p.Tasks), len(p.Links), len(p.Resources), len(p.Calendars), c)
	}
}

func roundTrip(t *testing.T, f *mspdi.File) {
	t.Helper()
	var out bytes.Buffer
	left, err := mspdi.Write(&out, f)
	if err != nil || len(left) > 0 {
		t.Fatalf("write: %v, left %+v", err, left)
	}
	back, err := mspdi.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.Plan, f.Plan) || !reflect.DeepEqual(back.Root, f.Root) || !reflect.DeepEqual(back.Unassigned, f.Unassigned) {
		t.Errorf("what was written reads otherwise:\n%+v\n%+v", back, f)
	}
	if len(back.Left) > 0 {
		t.Errorf("a file of our own leaves out %+v", back.Left)
	}
}

// leftOverall is what the reader leaves out over all files.
func TestRealFilesLeaveOut(t *testing.T) {
	total := map[string]int{}
	for _, r := range reference(t) {
		if r["kind"] != "mspdi" {
			continue
		}
		f, err := mspdi.Read(bytes.NewReader(content(t, r["file"])))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range f.Left {
			total[l.Element+": "+l.Reason] += l.Count
			if l.Reason == "not known to this package" {
				t.Errorf("%s: %+v", r["file"], l)
			}
		}
	}
	for what, n := range total {
		t.Logf("%6d %s", n, what)
	}
}

// Before 2007 the days of a rule were written one by one, and newer files have
// them still: what Microsoft Project made of its own rules.
func TestRealRulesMakeTheSameDays(t *testing.T) {
	names, err := filepath.Glob(schedules + "/generated/calendar-recurring-exceptions/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		young, err := mspdi.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.ReplaceAll(data, []byte("Exceptions>"), []byte("Forgotten>"))
		old, err := mspdi.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		got, want := days(young.Plan.Calendars[0]), days(old.Plan.Calendars[0])
		if len(want) < 100 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d days of rules, %d days written one by one\n%v\n%v", name, len(got), len(want), got, want)
		}
	}
}

// days are those that differ, with their shifts.
func days(c schedule.Calendar) map[string]string {
	all := map[string]string{}
	for _, x := range c.Exceptions {
		for day := x.From; day <= x.To; day++ {
			all[day.String()] = fmt.Sprint(x.Shifts)
		}
	}
	return all
}

// The same content, saved by versions from 2002 to 2019, has the same custom
// fields and baselines.
func TestRealVersionsReadAlike(t *testing.T) {
	for _, what := range []string{"task-durations", "task-flags", "task-dates", "resource-text", "assignment-text"} {
		names, err := filepath.Glob(schedules + "/generated/" + what + "/*mspdi.xml")
		if err != nil || len(names) < 4 {
			t.Fatalf("%d files of %s: %v", len(names), what, err)
		}
		var first []string
		for i, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := mspdi.Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			said := whatFieldsSay(f.Plan)
			if i == 0 {
				first = said
			}
			if len(said) < 10 || !reflect.DeepEqual(said, first) {
				t.Errorf("%s says\n%v, and\n%v\n says %s", name, said, first, names[0])
			}
		}
	}
}

// enterpriseFlag is a field that versions from 2016 on write beside Flag1.
const enterpriseFlag = "188744339"

// whatFieldsSay lists the values of custom fields by the names of their rows.
func whatFieldsSay(p *schedule.Plan) []string {
	var all []string
	for _, task := range p.Tasks {
		values := slices.DeleteFunc(task.Values, func(v schedule.Value) bool { return v.Field == enterpriseFlag })
		all = append(all, fmt.Sprint(task.Name, values))
	}
	for _, r := range p.Resources {
		all = append(all, fmt.Sprint(r.Name, r.Values))
	}
	for _, a := range p.Assignments {
		all = append(all, fmt.Sprint(a.Task, a.Values))
	}
	return all
}

// otherwise are tasks for which Microsoft Project has other dates, and why.
var otherwise = map[string]string{
	"mspdirelations.xml task 5":           "ends at the same working minute, shown as the next morning",
	"mspditimephasedsegments.xml task 18": "works by the calendar of its resource",
}

// Computed anew, plans have the dates that Microsoft Project computed.
func TestRealPlansComputeToTheDatesOfTheFile(t *testing.T) {
	equal := 0
	for _, r := range reference(t) {
		if r["kind"] != "mspdi" {
			continue
		}
		f, err := mspdi.Read(bytes.NewReader(content(t, r["file"])))
		if err != nil {
			t.Fatal(err)
		}
		network, err := schedule.Compile(f.Plan)
		if err != nil {
			t.Errorf("%s: %v", r["file"], err)
			continue
		}
		for _, task := range f.Plan.Tasks {
			name := fmt.Sprintf("%s task %d", r["file"], task.ID)
			early := task.Constraint.On != 0 && task.Constraint.On < f.Plan.Projects[0].Start
			if early || otherwise[name] != "" {
				continue // Microsoft Project lets a constraint begin a task before its project
			}
			dates, _ := network.Dates(task.ID)
			if dates.EarlyStart != task.Start || dates.EarlyFinish != task.Finish {
				t.Errorf("%s: %v to %v, computed %v to %v", name, task.Start, task.Finish, dates.EarlyStart, dates.EarlyFinish)
			}
			equal++
		}
	}
	if equal < 1600 {
		t.Errorf("only %d tasks were compared", equal)
	}
}
