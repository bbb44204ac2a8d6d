package xer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongqiao/schedule"
	"gongqiao/xer"
)

// foreign is a plan as one comes from another program: with what P6 does not know.
func foreign() *schedule.Plan {
	winter := schedule.Season{Name: "Winter", From: day("2026-11-15"), To: day("2026-11-21")}
	for i := range winter.Week {
		winter.Week[i].Inherit = i == 3
	}
	site := schedule.Standard(1, "Site")
	site.Seasons = []schedule.Season{winter}
	site.Exceptions = []schedule.Exception{{Name: "National Day", From: day("2026-10-01"), To: day("2026-10-03")}}
	return &schedule.Plan{
		Name: "Foreign", Projects: []schedule.Project{{ID: 1, Name: "Foreign", Start: at("2026-09-21T08:00"), Calendar: 1}},
		Calendars: []schedule.Calendar{site},
		Rules:     schedule.Rules{DayMinutes: 480, WeekMinutes: 2880, NearCritical: 480},
		Tasks: []schedule.Task{
			{ID: 1, Name: "All", Kind: schedule.Summary, WBS: "1", Duration: 960, Priority: 500},
			{ID: 2, Parent: 1, Name: "Pour", WBS: "1.1", Duration: 480, Priority: 600, Manual: true, Deadline: at("2026-10-01T17:00"),
				Splits: []schedule.Split{{After: 60, Pause: 60}}, Effort: schedule.FixedWork,
				Progress: schedule.Progress{Started: at("2026-09-21T08:00"), Remaining: 240, Percent: 2500}},
			{ID: 3, Parent: 1, Name: "Cure", Duration: 1440, Elapsed: true, Priority: 500},
			{ID: 4, Name: "Done", Kind: schedule.Milestone, Priority: 500, Inactive: true},
		},
		Links: []schedule.Link{
			{Pred: 2, Succ: 3, Lag: schedule.Lag{Amount: 1440, Unit: schedule.ElapsedLag}},
			{Pred: 3, Succ: 4, Lag: schedule.Lag{Amount: 5000, Unit: schedule.PercentLag}},
			{Pred: 1, Succ: 4}, {Pred: 2, Succ: 77},
		},
		Resources:   []schedule.Resource{{ID: 1, Name: "Fee", Kind: schedule.CostResource, Group: "G", PerUse: 5}},
		Assignments: []schedule.Assignment{{ID: 1, Task: 1, Resource: 1}, {ID: 2, Task: 2, Resource: 1, Baselines: []schedule.Baseline{{}}}},
		Fields:      []schedule.Field{{Key: "Flag1", Kind: schedule.FlagField}},
	}
}

func TestWriteReportsWhatP6DoesNotKnow(t *testing.T) {
	file, left := written(t, foreign())
	for _, want := range []struct {
		kind, field string
		why         xer.Reason
	}{
		{"Calendar", "Seasons", xer.Changed}, {"Exception", "Name", xer.NoPlace},
		{"Rules", "DayMinutes", xer.Implied}, {"Rules", "WeekMinutes", xer.NoPlace}, {"Rules", "NearCritical", xer.NoPlace},
		{"Task", "WBS", xer.NoPlace}, {"Task", "Duration", xer.NoPlace}, {"Task", "Manual", xer.NoPlace}, {"Task", "Deadline", xer.NoPlace},
		{"Task", "Splits", xer.NoPlace}, {"Task", "Elapsed", xer.NoPlace}, {"Task", "Inactive", xer.NoPlace}, {"Task", "Kind", xer.Changed},
		{"Task", "Priority", xer.Changed}, {"Progress", "Percent", xer.Changed},
		{"Lag", "Unit", xer.Changed}, {"Plan", "Links", xer.NoPlace}, {"Plan", "Links", xer.Dangling},
		{"Resource", "Kind", xer.Changed}, {"Resource", "Group", xer.NoPlace}, {"Resource", "PerUse", xer.NoPlace},
		{"Assignment", "Task", xer.NoPlace}, {"Assignment", "Baselines", xer.NoPlace}, {"Field", "Kind", xer.Changed},
	} {
		if reason(left, want.kind, want.field, want.why) == 0 {
			t.Errorf("%s.%s %s is not reported", want.kind, want.field, want.why)
		}
	}
	p := read(t, file).Plan
	if lag := p.Links[1].Lag; lag != (schedule.Lag{Amount: 720}) {
		t.Errorf("half of the duration became %+v", lag)
	}
	if p.Tasks[1].Priority != 500 || p.Tasks[1].Progress.Percent != 5000 || p.Tasks[3].Kind != schedule.FinishMilestone {
		t.Errorf("tasks %+v", p.Tasks)
	}
	want := []schedule.Exception{{From: day("2026-10-01"), To: day("2026-10-03")}, {From: day("2026-11-15"), To: day("2026-11-17")}, {From: day("2026-11-19"), To: day("2026-11-21")}}
	if diff := cmp.Diff(want, p.Calendars[0].Exceptions); diff != "" {
		t.Error(diff)
	}
}

// What P6 needs to import a file, and how it wants it.
func TestWriteTheFormat(t *testing.T) {
	file, _ := written(t, foreign())
	lines := strings.Split(file, "\r\n")
	if strings.Contains(strings.ReplaceAll(file, "\r\n", ""), "\n") || !strings.HasPrefix(lines[0], "ERMHDR\t8.4\t2026-09-21\tProject\t") || lines[len(lines)-2] != "%E" || lines[len(lines)-1] != "" {
		t.Errorf("%q ... %q", lines[0], lines[len(lines)-2:])
	}
	var order []string
	columns := 0
	for _, line := range lines {
		switch cells := strings.Split(line, "\t"); cells[0] {
		case "%T":
			order = append(order, cells[1])
		case "%F":
			columns = len(cells)
		case "%R":
			if len(cells) != columns {
				t.Errorf("%d values for %d columns: %q", len(cells), columns, line)
			}
		}
	}
	want := []string{"CURRTYPE", "OBS", "UDFTYPE", "PROJECT", "CALENDAR", "SCHEDOPTIONS", "PROJWBS", "RSRC", "TASK", "TASKPRED", "TASKRSRC"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
}

func TestWriteRefuses(t *testing.T) {
	project := []schedule.Project{{ID: 1}}
	for name, tc := range map[string]struct {
		plan schedule.Plan
		want error
	}{
		"no project":          {schedule.Plan{}, xer.ErrNoProject},
		"a task twice":        {schedule.Plan{Projects: project, Tasks: []schedule.Task{{ID: 1}, {ID: 1}}}, xer.ErrDuplicate},
		"no number":           {schedule.Plan{Projects: project, Resources: []schedule.Resource{{}}}, xer.ErrPlan},
		"a negative number":   {schedule.Plan{Projects: project, Calendars: []schedule.Calendar{{ID: -1}}}, xer.ErrPlan},
		"the highest number":  {schedule.Plan{Projects: project, Tasks: []schedule.Task{{ID: 1<<63 - 1}}}, xer.ErrPlan},
		"parents in a circle": {schedule.Plan{Projects: project, Tasks: []schedule.Task{{ID: 1, Parent: 2}, {ID: 2, Parent: 1}}}, xer.ErrCycle},
		"bases in a circle":   {schedule.Plan{Projects: project, Calendars: []schedule.Calendar{{ID: 1, Base: 1}}}, xer.ErrCycle},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if _, err := xer.Write(&out, &tc.plan); !errors.Is(err, tc.want) || out.Len() > 0 {
				t.Errorf("%v, %d bytes", err, out.Len())
			}
		})
	}
}

// full1 refuses everything.
type full1 struct{}

var errFull = errors.New("no room")

func (full1) Write([]byte) (int, error) { return 0, errFull }

func TestWriteTellsWhenItCannot(t *testing.T) {
	if _, err := xer.Write(full1{}, foreign()); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

func TestEncodings(t *testing.T) {
	plan := func(name string) *schedule.Plan {
		return &schedule.Plan{Name: name, Projects: []schedule.Project{{ID: 1, Name: name}}}
	}
	for _, tc := range []struct {
		name   string
		in     xer.Encoding
		lost   bool
		detect xer.Encoding
	}{
		{"Bridge", xer.Windows1252, false, xer.UTF8},
		{"施工准备:土方开挖", xer.GB18030, false, xer.GB18030},
		{"镕𠀀鿿", xer.GB18030, false, xer.GB18030}, // beyond GB2312, beyond GBK
		{"施工", xer.UTF8, false, xer.UTF8},
		{"Überführung à £5", xer.Windows1252, false, xer.Windows1252},
		{"施工", xer.Windows1252, true, xer.UTF8},
	} {
		file, left := written(t, plan(tc.name), xer.In(tc.in))
		if lost := reason(left, "PROJWBS", "", xer.NotInEncoding) > 0; lost != tc.lost {
			t.Errorf("%q in %v: lost %v", tc.name, tc.in, lost)
		}
		f := read(t, file)
		if f.Encoding != tc.detect {
			t.Errorf("%q in %v is taken for %v", tc.name, tc.in, f.Encoding)
		}
		if got := f.Plan.Projects[0].Name; got != tc.name && !tc.lost {
			t.Errorf("%q in %v comes back as %q", tc.name, tc.in, got)
		}
	}
}

func TestTheCallerKnowsTheEncoding(t *testing.T) {
	file := rows("%T|PROJECT", "%F|proj_id|proj_short_name", "%R|1|\xb9\xa4")
	for enc, want := range map[xer.Encoding]string{xer.GB18030: "工", xer.Windows1252: "¹¤", xer.Detect: "工"} {
		if got := read(t, file, xer.In(enc)).Plan.Projects[0].Code; got != want {
			t.Errorf("%v: %q", enc, got)
		}
	}
	if _, err := xer.Read(strings.NewReader(file), xer.In(xer.UTF8)); !errors.Is(err, xer.ErrEncoding) {
		t.Error(err)
	}
	if got := read(t, "\ufeff"+rows("%T|PROJECT", "%F|proj_id|proj_short_name", "%R|1|工"), xer.In(xer.GB18030)).Plan.Projects[0].Code; got != "工" {
		t.Errorf("the mark does not count: %q", got)
	}
}

// P6 itself writes bytes that are no text into tables that nobody reads.
func TestBytesInTablesThatAreNotRead(t *testing.T) {
	file := rows("%T|PROJECT", "%F|proj_id|proj_short_name", "%R|1|\xb9\xa4\xb3\xcc", "%T|POBS", "%F|pobs_name", "%R|"+strings.Repeat("\x81|", 1))
	f := read(t, strings.ReplaceAll(file, "\x81\t", "\x81"))
	if f.Encoding != xer.GB18030 || f.Plan.Projects[0].Code != "工程" {
		t.Errorf("%v %q", f.Encoding, f.Plan.Projects[0].Code)
	}
}

// Each of these comes back in another form than it had; the report says so.
func TestWriteReportsWhatComesBackOtherwise(t *testing.T) {
	plan := func(change func(*schedule.Plan)) *schedule.Plan {
		p := &schedule.Plan{
			Projects: []schedule.Project{{ID: 1}},
			Tasks: []schedule.Task{
				{ID: 1, Kind: schedule.Summary, Priority: 500}, {ID: 2, Parent: 1, Code: "A"},
				{ID: 3, Kind: schedule.Summary, Priority: 500}, {ID: 4, Parent: 3, Code: "B"},
			},
			Fields: []schedule.Field{{Key: "Text1"}, {Key: "Text2"}},
		}
		change(p)
		return p
	}
	if _, left := written(t, plan(func(*schedule.Plan) {})); len(left) > 0 {
		t.Fatalf("%+v", left)
	}
	values := []schedule.Value{{Field: "Text2"}, {Field: "Text1"}}
	for name, tc := range map[string]struct {
		change      func(*schedule.Plan)
		kind, field string
		why         xer.Reason
	}{
		"rows that are no tree":     {func(p *schedule.Plan) { p.Tasks[1].Parent, p.Tasks[3].Parent = 1, 1 }, "Plan", "Tasks", xer.Ordered},
		"values in disorder":        {func(p *schedule.Plan) { p.Tasks[1].Values = values }, "Task", "Values", xer.Ordered},
		"a code that is twice":      {func(p *schedule.Plan) { p.Tasks[3].Code, p.Tasks[3].Baselines = "A", []schedule.Baseline{{}} }, "Task", "Baselines", xer.Conflict},
		"baselines in disorder":     {func(p *schedule.Plan) { p.Tasks[3].Baselines = []schedule.Baseline{{Number: 2}, {Number: 1}} }, "Task", "Baselines", xer.Ordered},
		"the code of one without":   {func(p *schedule.Plan) { p.Tasks[1].Code = "ID2" }, "Task", "Code", xer.Implied},
		"the only project":          {func(p *schedule.Plan) { p.Tasks[1].Project = 1 }, "Task", "Project", xer.Implied},
		"a start that was not":      {func(p *schedule.Plan) { p.Tasks[1].Start, p.Tasks[1].Progress.Started = 5, 9 }, "Task", "Start", xer.Conflict},
		"a parent of no plan":       {func(p *schedule.Plan) { p.Tasks[1].Parent = 9 }, "Task", "Parent", xer.Dangling},
		"a date of no century":      {func(p *schedule.Plan) { p.Projects[0].Start = -5 }, "Project", "Start", xer.OutOfRange},
		"a task with tasks below":   {func(p *schedule.Plan) { p.Tasks[0].Kind = schedule.Activity }, "Task", "Kind", xer.Changed},
		"bytes that are no text":    {func(p *schedule.Plan) { p.Tasks[1].Name = "\xff" }, "Task", "Name", xer.NotInEncoding},
		"a field that is not there": {func(p *schedule.Plan) { p.Tasks[1].Values = []schedule.Value{{Field: "Text3"}} }, "Task", "Values", xer.Dangling},
	} {
		t.Run(name, func(t *testing.T) {
			if _, left := written(t, plan(tc.change)); reason(left, tc.kind, tc.field, tc.why) != 1 {
				t.Errorf("%s.%s %s is not reported: %+v", tc.kind, tc.field, tc.why, left)
			}
		})
	}
}
