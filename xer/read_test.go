package xer_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gongqiao/schedule"
	"gongqiao/xer"
)

func at(text string) schedule.Time {
	t, err := schedule.ParseTime(text)
	if err != nil {
		panic(err)
	}
	return t
}

func day(text string) schedule.Date { return at(text).Date() }

// reason finds a line of a report: its count, zero if it is not there.
func reason(left []xer.Left, table, column string, why xer.Reason) int {
	for _, l := range left {
		if l.Table == table && l.Column == column && l.Reason == why {
			return l.Count
		}
	}
	return 0
}

func TestReadTasks(t *testing.T) {
	p := read(t, full).Plan
	type row struct {
		id, parent schedule.TaskID
		name       string
	}
	var got []row
	for _, task := range p.Tasks {
		got = append(got, row{task.ID, task.Parent, task.Name})
	}
	const moved = 10_000_000_000 // the nodes 11 and 12 have the numbers of tasks
	want := []row{
		{15, 0, "Open"}, {moved + 11, 0, "Substructure"}, {13, moved + 11, "Piers"}, {11, 13, "Piles"}, {12, 13, "Piers"},
		{moved + 12, 0, "Superstructure"}, {14, moved + 12, "Deck"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Fatal(diff)
	}
	piers := schedule.Task{
		ID: 12, Parent: 13, Code: "A20", Name: "Piers", ResourceDependent: true, Calendar: 8, Duration: 4800, Effort: schedule.FixedDuration,
		Priority: 900, Progress: schedule.Progress{Started: at("2026-09-15T08:00"), Remaining: 3600, Percent: 2500, Physical: 3750},
		Start: at("2026-09-15T08:00"), Finish: at("2026-10-12T17:00"), Work: 4800, ActualWork: 1200, RemainingWork: 3600,
		Cost: 10_000, ActualCost: 2500, RemainingCost: 7500,
		Values: []schedule.Value{
			{Field: "TASK.duration_type", Text: "DT_FixedDUR2"}, {Field: "TASK.complete_pct_type", Text: "CP_Phys"},
			{Field: "TASK.target_end_date", Text: "2026-09-28T17:00"}, {Field: "TASK.expect_end_date", Text: "2026-11-01T17:00"},
			{Field: "TASK.suspend_date", Text: "2026-09-20T08:00"},
		},
	}
	if diff := cmp.Diff(piers, p.Tasks[4]); diff != "" {
		t.Error(diff)
	}
	piles := p.Tasks[3]
	if piles.Notes != "First\nline\n\nSecond" || p.Tasks[2].Notes != "All piers" {
		t.Errorf("notes %q, %q", piles.Notes, p.Tasks[2].Notes)
	}
	if piles.Cost != 364_000+100_000+5026 || piles.FixedCost != 5026 || piles.ActualCost != 364_000+100_000 || piles.RemainingCost != 5025 {
		t.Errorf("costs %d, %d, %d, %d", piles.Cost, piles.FixedCost, piles.ActualCost, piles.RemainingCost)
	}
	wantBase := []schedule.Baseline{
		{Number: 0, Start: at("2026-09-01T08:00"), Finish: at("2026-09-11T17:00"), Duration: 4320, Work: 4320, Cost: 140_000},
		{Number: 3, Start: at("2026-09-01T08:00"), Finish: at("2026-09-10T17:00"), Duration: 3840, Work: 3840},
	}
	if diff := cmp.Diff(wantBase, piles.Baselines); diff != "" {
		t.Error(diff)
	}
	deck := p.Tasks[6]
	if deck.Constraint != (schedule.Constraint{Kind: schedule.StartNoEarlier, On: at("2026-11-01T08:00")}) ||
		deck.Second != (schedule.Constraint{Kind: schedule.FinishNoLater, On: at("2026-12-01T17:00")}) || deck.Duration != 6030 || deck.Effort != schedule.FixedWork {
		t.Errorf("deck %+v", deck)
	}
	if open := p.Tasks[0]; open.Kind != schedule.FinishMilestone || open.Constraint.Kind != schedule.MustFinishOn || open.Priority != 100 {
		t.Errorf("milestone %+v", open)
	}
}

func TestReadTheRest(t *testing.T) {
	f := read(t, full)
	p := f.Plan
	if diff := cmp.Diff([]schedule.Project{{ID: 100, Code: "BRIDGE", Name: "The bridge", Calendar: 7,
		Start: at("2026-09-01T08:00"), DataDate: at("2026-10-01T00:00"), MustEnd: at("2027-03-31T17:00")}}, p.Projects); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(schedule.Rules{LagCalendar: schedule.LagAroundTheClock, Progress: schedule.ProgressOverride, Critical: 480}, p.Rules); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]schedule.Link{
		{Pred: 11, Succ: 12}, {Pred: 12, Succ: 14, Type: schedule.StartStart, Lag: schedule.Lag{Amount: 960}},
		{Pred: 14, Succ: 15, Type: schedule.FinishFinish, Lag: schedule.Lag{Amount: -450}},
	}, p.Links); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]schedule.Resource{
		{ID: 1, Code: "CR", Name: "Crane 50 t", Calendar: 8, Units: 10_000, Values: []schedule.Value{{Field: "RSRC.rsrc_type", Text: "RT_Equip"}}},
		{ID: 2, Code: "CW", Name: "Crew", Notes: "two\nlines and 6\"", Units: 40_000, Rate: 4550,
			Capacity: []schedule.Step{{From: at("2027-01-01"), Units: 60_000}}, Values: []schedule.Value{{Field: "user_field_3", Text: "1235"}}},
		{ID: 3, Code: "CC", Name: "Concrete", Kind: schedule.Material},
	}, p.Resources); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]schedule.Assignment{
		{ID: 1, Task: 11, Resource: 2, Units: 40_000, Delay: 480, Work: 4800, ActualWork: 4800, Cost: 364_000, ActualCost: 364_000,
			Start: at("2026-09-01T08:00"), Finish: at("2026-09-14T17:00"), Started: at("2026-09-01T08:00"), Finished: at("2026-09-14T17:00"),
			Values: []schedule.Value{{Field: "user_field_4", Text: "2026-09-03T00:00"}}},
		{ID: 2, Task: 12, Units: 5000, Work: 4800, ActualWork: 1200, RemainingWork: 3600, Cost: 10_000, ActualCost: 2500, RemainingCost: 7500,
			Start: at("2026-09-15T08:00"), Finish: at("2026-09-28T17:00"), Started: at("2026-09-15T08:00")},
	}, p.Assignments); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(schedule.Field{Key: "ACTVTYPE5", Name: "Lot", Kind: schedule.CodeField,
		Choices: []schedule.Choice{{Code: "N", Name: "North"}, {Code: "S", Name: "South"}}}, p.Fields[0]); diff != "" {
		t.Error(diff)
	}
	if got := []schedule.Value{p.Tasks[2].Values[0], p.Tasks[3].Values[0], p.Tasks[3].Values[1]}; !slices.Equal(got, []schedule.Value{
		{Field: "user_field_1", Text: "K1"}, {Field: "ACTVTYPE5", Text: "N"}, {Field: "user_field_1", Text: "K1+200"}}) {
		t.Errorf("values %v", got)
	}
	if c := f.Counts; c.Projects != 3 || c.Tasks != 6 || c.WBS != 5 || c.Links != 5 || c.Assignments != 3 || c.Rows["FINTMPL"] != 1 || f.Version != "8.4" {
		t.Errorf("counts %+v, version %s", c, f.Version)
	}
}

// Where a file says nothing, lags count as P6 counts them.
func TestReadWithoutOptions(t *testing.T) {
	f := read(t, rows("%T|PROJECT", "%F|proj_id", "%R|1", "%T|TASK", "%F|task_id|proj_id", "%R|1|1"))
	if r := f.Plan.Rules; r != (schedule.Rules{LagCalendar: schedule.LagOfPredecessor}) || f.Plan.Tasks[0].Priority != 500 || len(f.Left) != 0 {
		t.Errorf("%+v, %+v, %+v", r, f.Plan.Tasks[0], f.Left)
	}
}

func TestReadCalendars(t *testing.T) {
	p := read(t, full).Plan
	want := schedule.Calendar{ID: 7, Name: "Site", DayMinutes: 480, Exceptions: []schedule.Exception{
		{From: day("2026-09-21"), To: day("2026-09-22")},
		{From: day("2026-09-23"), To: day("2026-09-23"), Shifts: []schedule.Shift{{From: 1200, To: 1440}}},
	}}
	want.Week[1].Shifts = []schedule.Shift{{From: 480, To: 720}, {From: 780, To: 1020}}
	want.Week[2].Shifts = []schedule.Shift{{From: 480, To: 960}}
	want.Week[6].Shifts = []schedule.Shift{{From: 0, To: 1440}}
	if diff := cmp.Diff(want, p.Calendars[0]); diff != "" {
		t.Error(diff)
	}
	if c := p.Calendars[1]; c.Base != 7 || !c.Personal || !c.Week[3].Inherit {
		t.Errorf("calendar %+v", c)
	}
}

// The report comes out of the file's own columns.
func TestReadReports(t *testing.T) {
	left := read(t, strings.Replace(full, "guid", "never_seen", 1)).Left
	for _, want := range []xer.Left{
		{Table: "PROJECT", Column: "never_seen", Reason: xer.NoPlace, Count: 1},
		{Table: "FINTMPL", Reason: xer.NoPlace, Count: 1},
		{Table: "TASK", Column: "late_start_date", Reason: xer.NoPlace, Count: 1},
		{Table: "TASK", Column: "expect_end_date", Reason: xer.AsValue, Count: 1},
		{Table: "TASKPRED", Column: "pred_task_id", Reason: xer.Dangling, Count: 1},
		{Table: "TASKPRED", Reason: xer.OfBaseline, Count: 1},
		{Table: "TASKPRED", Column: "float_path", Reason: xer.NoPlace, Count: 1},
		{Table: "TASKRSRC", Reason: xer.OfBaseline, Count: 1},
		{Table: "TASKRSRC", Column: "role_id", Reason: xer.NoPlace, Count: 1},
		{Table: "RSRCRATE", Column: "cost_per_qty2", Reason: xer.NoPlace, Count: 1},
		{Table: "PROJCOST", Column: "target_cost", Reason: xer.Rounded, Count: 1},
		{Table: "UDFVALUE", Column: "udf_number", Reason: xer.Rounded, Count: 1},
		{Table: "UDFVALUE", Column: "fk_id", Reason: xer.NoPlace, Count: 1},
		{Table: "ACTVCODE", Column: "color", Reason: xer.NoPlace, Count: 1},
	} {
		if got := reason(left, want.Table, want.Column, want.Reason); got != want.Count {
			t.Errorf("%s.%s %s: %d times, want %d", want.Table, want.Column, want.Reason, got, want.Count)
		}
	}
	i := slices.IndexFunc(left, func(l xer.Left) bool { return l.Table == "TASKPRED" && l.Reason == xer.Dangling })
	if line := left[i].Places[0]; !strings.HasPrefix(strings.Split(full, "\r\n")[line.Line-1], "%R\t4\t15\t99") || line.ID != 4 {
		t.Errorf("place %+v", line)
	}
}

// Baselines are numbered by their names; without one, or a second time, they get
// the next number that is free.
func TestNumbersOfBaselines(t *testing.T) {
	lines := []string{"%T|PROJECT", "%F|proj_id|proj_short_name|orig_proj_id|sum_base_proj_id", "%R|1|P||12",
		"%R|11|P - B1|1|", "%R|12|P - B5|1|", "%R|13|P - B1|1|", "%R|14|Copy|1|", "%R|15|P - B4|1|", "%R|16|P - B99999999|1|", "%R|17|a copy of a copy|11|",
		"%T|TASK", "%F|task_id|proj_id|task_code|target_drtn_hr_cnt", "%R|1|1|A|1"}
	for i := 11; i <= 17; i++ {
		lines = append(lines, fmt.Sprintf("%%R|%d|%d|A|%d", i, i, i))
	}
	p := read(t, rows(lines...)).Plan
	got := map[int]schedule.Minutes{}
	for _, b := range p.Tasks[0].Baselines {
		got[b.Number] = b.Duration / 60
	}
	if diff := cmp.Diff(map[int]schedule.Minutes{0: 12, 1: 11, 2: 13, 3: 14, 4: 15, 5: 16}, got); diff != "" {
		t.Error(diff)
	}
	if len(p.Projects) != 2 || len(p.Tasks) != 2 {
		t.Errorf("%d projects, %d tasks", len(p.Projects), len(p.Tasks))
	}
}

// A task's place in the tree, and its number, stay when the file is written and read.
func TestNumbersOfNodesStay(t *testing.T) {
	once := read(t, full).Plan
	file, left := written(t, once)
	if len(left) > 0 {
		t.Errorf("%+v", left)
	}
	if !strings.Contains(file, "%R\t11\t100\t1\t2\t1\tN") { // the node, by its own number, on row 2
		t.Error("the node 11 did not get its number back")
	}
	same(t, once, read(t, file).Plan, file)
}

func TestRefused(t *testing.T) {
	head := "ERMHDR\t8.4\r\n"
	project := "%T\tPROJECT\r\n%F\tproj_id\r\n%R\t1\r\n"
	tests := []struct {
		name, file   string
		want         error
		line, column int
	}{
		{"nothing", "", xer.ErrNotXER, 1, 1},
		{"a binary plan", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", xer.ErrNotXER, 1, 1},
		{"XML", `<?xml version="1.0"?><Project/>`, xer.ErrNotXER, 1, 1},
		{"UTF-16", "\xff\xfeE\x00R\x00", xer.ErrNotXER, 1, 1},
		{"cut off", head + project, xer.ErrTruncated, 4, 1},
		{"cut in a row", head + project + "%R\t", xer.ErrTruncated, 5, 1},
		{"a row before its columns", head + "%T\tTASK\r\n%R\t1\r\n%E", xer.ErrRow, 3, 1},
		{"a row before its table", head + "%R\t1\r\n%E", xer.ErrRow, 2, 1},
		{"columns twice", head + "%T\tTASK\r\n%F\ta\r\n%F\ta\r\n%E", xer.ErrRow, 4, 1},
		{"a column twice", head + "%T\tTASK\r\n%F\ta\ta\r\n%E", xer.ErrRow, 3, 1},
		{"too many values", head + "%T\tPROJECT\r\n%F\tproj_id\r\n%R\t1\t2\r\n%E", xer.ErrRow, 4, 6},
		{"an unknown mark", head + project + "%X\t1\r\n%E", xer.ErrRow, 5, 1},
		{"a table twice", head + project + project + "%E", xer.ErrDuplicate, 5, 1},
		{"a project twice", head + project + "%R\t1\r\n%E", xer.ErrDuplicate, 5, 4},
		{"no project", head + "%E", xer.ErrNoProject, 1, 1},
		{"a number that is none", head + "%T\tPROJECT\r\n%F\ta\tproj_id\r\n%R\tx\tone\r\n%E", xer.ErrValue, 4, 6},
		{"a number that is huge", head + project + "%T\tTASK\r\n%F\ttask_id\r\n%R\t99999999999999999999999\r\n%E", xer.ErrValue, 7, 4},
		{"an exponent that is huge", head + project + "%T\tTASK\r\n%F\ttask_id\ttarget_drtn_hr_cnt\r\n%R\t1\t1e999999999\r\n%E", xer.ErrValue, 7, 6},
		{"no number", head + project + "%T\tTASK\r\n%F\ttask_id\r\n%R\t\r\n%E", xer.ErrValue, 7, 4},
		{"a date that is none", head + "%T\tPROJECT\r\n%F\tproj_id\tplan_start_date\r\n%R\t1\t2026-02-30 08:00\r\n%E", xer.ErrValue, 4, 6},
		{"a month that is none", head + "%T\tPROJECT\r\n%F\tproj_id\tplan_start_date\r\n%R\t1\t2026-00-15 08:00\r\n%E", xer.ErrValue, 4, 6},
		{"an hour that is none", head + "%T\tPROJECT\r\n%F\tproj_id\tplan_start_date\r\n%R\t1\t2026-01-15 24:00\r\n%E", xer.ErrValue, 4, 6},
		{"bytes that are no text", head + "%T\tPROJECT\r\n%F\tproj_id\tproj_short_name\r\n%R\t1\tab\xff\r\n%E", xer.ErrEncoding, 4, 8},
		{"a NUL", head + "%T\tPROJECT\r\n%F\tproj_id\tproj_short_name\r\n%R\t1\ta\x00\r\n%E", xer.ErrEncoding, 4, 7},
		{"nodes in a circle", head + project + "%T\tPROJWBS\r\n%F\twbs_id\tproj_id\tparent_wbs_id\r\n%R\t1\t1\t2\r\n%R\t2\t1\t1\r\n%E", xer.ErrCycle, 7, 8},
		{"calendars in a circle", head + project + "%T\tCALENDAR\r\n%F\tclndr_id\tbase_clndr_id\r\n%R\t1\t1\r\n%E", xer.ErrCycle, 7, 6},
		{"brackets without end", head + project + "%T\tCALENDAR\r\n%F\tclndr_id\tclndr_data\r\n%R\t1\t" + strings.Repeat("(0||a()(", 100_000) + "\r\n%E", xer.ErrCalendar, 7, 6 + 17*8},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := xer.Read(strings.NewReader(tc.file), xer.In(xer.UTF8))
			var where *xer.SyntaxError
			if !errors.Is(err, tc.want) || !errors.As(err, &where) {
				t.Fatalf("%v, want %v", err, tc.want)
			}
			if where.Line != tc.line || where.Column != tc.column {
				t.Errorf("%v, want line %d, column %d", err, tc.line, tc.column)
			}
		})
	}
}

// endless is a line that does not end.
type endless struct{ begun bool }

func (e *endless) Read(p []byte) (int, error) {
	if !e.begun {
		e.begun = true
		return copy(p, "ERMHDR\t"), nil
	}
	return len(p), nil
}

func TestBounded(t *testing.T) {
	if _, err := xer.Read(&endless{}, xer.Most(1<<20)); !errors.Is(err, xer.ErrTooLarge) {
		t.Error(err)
	}
	long := io.MultiReader(strings.NewReader("ERMHDR\t8.4\n%T\tTASK\n%F\ttask_id\n%R\t"), io.LimitReader(&endless{}, 17<<20))
	if _, err := xer.Read(long); !errors.Is(err, xer.ErrTooLarge) {
		t.Error(err)
	}
}

func TestLinesThatWereBroken(t *testing.T) {
	f := read(t, rows("%T|PROJECT", "%F|proj_id|proj_short_name|plan_start_date", "%R|1|A long", "", "name|2026-09-21 08:00", "%R|2|B"))
	if p := f.Plan.Projects[0]; p.Code != "A long\n\nname" || p.Start != at("2026-09-21T08:00") {
		t.Errorf("%+v", p)
	}
	if reason(f.Left, "PROJECT", "", xer.Joined) != 1 {
		t.Errorf("%+v", f.Left)
	}
}

func TestWhatIsBentOnTheWay(t *testing.T) {
	file := rows("%T|PROJECT", "%F|proj_id|last_recalc_date", "%R|1|2222-01-01 00:00",
		"%T|TASK", "%F|task_id|proj_id|wbs_id|task_type|target_drtn_hr_cnt|remain_drtn_hr_cnt|status_code|cstr_type|clndr_id",
		"%R|1|1|7|TT_New|0.0166666666666666|0.0166666666666666|TK_NotStart||", "%R|2|9|||0.11|8|TK_Active|CS_MSO|5", "%R|3|1|||1e9|-5|||")
	f := read(t, file)
	if p := f.Plan; p.Tasks[0].Duration != 1 || p.Tasks[1].Duration != 7 || p.Tasks[2].Duration != schedule.MaxMinutes {
		t.Errorf("durations %d, %d, %d", p.Tasks[0].Duration, p.Tasks[1].Duration, p.Tasks[2].Duration)
	}
	for _, want := range []string{
		"PROJECT.last_recalc_date: out of range 1", "TASK.task_type: not understood 1", "TASK.wbs_id: names nothing 1", "TASK.proj_id: names nothing 1",
		"TASK.target_drtn_hr_cnt: rounded 1", "TASK.target_drtn_hr_cnt: out of range 1", "TASK.status_code: something else says otherwise 1",
		"TASK.cstr_date: names nothing 1", "TASK.clndr_id: names nothing 1", "TASK.remain_drtn_hr_cnt: out of range 1",
	} {
		if !slices.ContainsFunc(f.Left, func(l xer.Left) bool {
			return fmt.Sprintf("%s.%s: %s %d", l.Table, l.Column, l.Reason, l.Count) == want
		}) {
			t.Errorf("missing %s in %+v", want, f.Left)
		}
	}
}
