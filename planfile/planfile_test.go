package planfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gongqiao/planfile"
	"gongqiao/schedule"
)

// Three jobs between two dummies: 1 for 3 units, then 2 for 2; 3 for 4 beside them.
const three = "5 1\n2\n0 0 2 2 4\n3 1 1 3\n2 2 1 5\n4 1 1 5\n0 0 0\n"

func read(t *testing.T, name, text string) *planfile.File {
	t.Helper()
	f, err := planfile.Read(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestProblemIsComputedInItsUnits(t *testing.T) {
	f := read(t, "three.rcp", three)
	n, err := schedule.Compile(f.Plan)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, d := range n.All() {
		got = append(got, fmt.Sprint(f.Plan.Tasks[i].ID, planfile.Units(d.Start), planfile.Units(d.Finish), d.TotalFloat, d.Critical))
	}
	want := []string{"1 0 0 0 true", "2 0 3 0 true", "3 3 5 0 true", "4 0 4 1 false", "5 5 5 0 true"}
	if !reflect.DeepEqual(got, want) || f.Format.Dated() {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A problem becomes days of a week; from there both formats say the same.
func TestFormatsAgree(t *testing.T) {
	f := read(t, "three.rcp", three)
	var xml, xer bytes.Buffer
	if _, err := f.Write("three.xml", &xml); err != nil {
		t.Fatal(err)
	}
	again := read(t, "three.xml", xml.String())
	if _, err := again.Write("three.xer", &xer); err != nil {
		t.Fatal(err)
	}
	ends := map[string][]string{}
	for name, file := range map[string]*planfile.File{"xml": again, "xer": read(t, "THREE.XER", xer.String())} {
		n, err := schedule.Compile(file.Plan)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range n.All() {
			ends[name] = append(ends[name], d.Finish.String())
		}
		if got := n.Finish(file.Plan.Projects[0].ID).String(); got != "2026-01-09T17:00" {
			t.Errorf("%s: five days from Monday the 5th end at %s", name, got)
		}
		if len(file.Plan.Resources) != 1 || len(file.Plan.Assignments) != 3 {
			t.Errorf("%s: %d resources, %d assignments", name, len(file.Plan.Resources), len(file.Plan.Assignments))
		}
	}
	if !reflect.DeepEqual(ends["xml"], ends["xer"]) {
		t.Errorf("they end differently: %v", ends)
	}
}

func TestFilesAreRefused(t *testing.T) {
	binary := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"
	for name, tc := range map[string]struct {
		file, text string
		want       error
	}{
		"binary by its name":    {"plan.mpp", "anything", planfile.ErrBinary},
		"binary by its bytes":   {"plan.xml", binary, planfile.ErrBinary},
		"an unknown name":       {"plan.pdf", "anything", planfile.ErrFormat},
		"no name of a format":   {"plan", "anything", planfile.ErrFormat},
		"nothing in it":         {"plan.rcp", "", nil},
		"text for XML":          {"plan.xml", "5 1\n2\n", nil},
		"XML for Primavera":     {"plan.xer", "<Project/>", nil},
		"half of a problem":     {"plan.rcp", three[:30], nil},
		"a problem of the past": {"plan.sm", three, nil},
	} {
		_, err := planfile.Read(tc.file, strings.NewReader(tc.text))
		if err == nil || tc.want != nil && !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := read(t, "three.rcp", three)
	if _, err := f.Write("three.rcp", &bytes.Buffer{}); !errors.Is(err, planfile.ErrFormat) {
		t.Errorf("a problem was written: %v", err)
	}
}
