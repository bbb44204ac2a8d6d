//go:build realdata

package xer_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gongqiao/mspdi"
	"gongqiao/xer"
)

const schedules = "../../shared/data/mpxj_schedules"

func reference(t *testing.T) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(schedules, "reference.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, column := range rows[0] {
			m[column] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func TestRealFiles(t *testing.T) {
	files, refused := 0, 0
	for _, ref := range reference(t) {
		data, err := os.ReadFile(filepath.Join(schedules, ref["file"]))
		if err != nil {
			t.Fatal(err)
		}
		if ref["kind"] != "xer" {
			var where *xer.SyntaxError
			if _, err := xer.Read(bytes.NewReader(data)); !errors.Is(err, xer.ErrNotXER) || !errors.As(err, &where) || where.Line != 1 {
				t.Errorf("%s: %v", ref["file"], err)
			}
			refused++
			continue
		}
		files++
		t.Run(ref["file"], func(t *testing.T) { realFile(t, data, ref) })
	}
	if files != 4 || refused < 90 {
		t.Errorf("%d files read and %d refused", files, refused)
	}
}

func realFile(t *testing.T, data []byte, ref map[string]string) {
	f := read(t, string(data))
	for column, got := range map[string]int{
		"tasks": f.Counts.Tasks, "links": f.Counts.Links, "resources": f.Counts.Resources,
		"assignments": f.Counts.Assignments, "calendars": f.Counts.Calendars,
	} {
		if want, err := strconv.Atoi(ref[column]); err != nil || got != want {
			t.Errorf("%d %s, want %s", got, column, ref[column])
		}
	}
	for _, enc := range []xer.Encoding{xer.UTF8, xer.GB18030, xer.Windows1252} {
		file, left := written(t, f.Plan, xer.In(enc))
		if len(left) > 0 {
			t.Errorf("%v: what was read is reported when it is written: %+v", enc, left)
		}
		same(t, f.Plan, read(t, file, xer.In(enc)).Plan, file)
	}
	if testing.Verbose() {
		t.Logf("%s, P6 %s", f.Encoding, f.Version)
		for _, l := range f.Left {
			t.Logf("%4d %s.%s: %s %v", l.Count, l.Table, l.Column, l.Reason, l.Places[0])
		}
	}
}

// Plans of another program are written with a report, and what was read once stays.
func TestPlansOfMicrosoftProject(t *testing.T) {
	files := 0
	for _, ref := range reference(t) {
		if ref["kind"] != "mspdi" {
			continue
		}
		files++
		data, err := os.ReadFile(filepath.Join(schedules, ref["file"]))
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := mspdi.Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(ref["file"], err)
		}
		file, left := written(t, foreign.Plan)
		once := read(t, file).Plan
		if len(once.Tasks) != len(foreign.Plan.Tasks) || len(once.Resources) != len(foreign.Plan.Resources) {
			t.Errorf("%s: %d tasks and %d resources became %d and %d", ref["file"],
				len(foreign.Plan.Tasks), len(foreign.Plan.Resources), len(once.Tasks), len(once.Resources))
		}
		again, more := written(t, once)
		if len(more) > 0 {
			t.Errorf("%s: %+v", ref["file"], more)
		}
		same(t, once, read(t, again).Plan, again)
		if testing.Verbose() {
			for _, l := range left {
				t.Logf("%s: %s.%s %s %d", ref["file"], l.Table, l.Column, l.Reason, l.Count)
			}
		}
	}
	if files < 60 {
		t.Errorf("%d files", files)
	}
}
