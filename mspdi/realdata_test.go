//go:build realdata

package mspdi_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"reflect"
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
