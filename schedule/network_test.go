package schedule_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"gongqiao/schedule"
)

func TestCircleIsNamed(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", "A 1", "B 1 A", "C 1 B", "D 1 C", "E 1 D")
	p.Links = append(p.Links, schedule.Link{Pred: ids["D"], Succ: ids["B"]})
	_, err := schedule.Compile(p)
	var circle *schedule.CycleError
	if !errors.As(err, &circle) || !errors.Is(err, schedule.ErrCycle) || !reflect.DeepEqual(circle.Tasks, []schedule.TaskID{2, 3, 4}) {
		t.Errorf("%v", err)
	}
	p.Links[len(p.Links)-1] = schedule.Link{Pred: ids["E"], Succ: ids["E"]}
	if _, err := schedule.Compile(p); !errors.As(err, &circle) || !reflect.DeepEqual(circle.Tasks, []schedule.TaskID{5}) {
		t.Errorf("a task that waits for itself: %v", err)
	}
}

func TestPlansAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(*schedule.Plan)
		want  error
	}{
		"no project":        {func(p *schedule.Plan) { p.Projects = nil }, schedule.ErrDangling},
		"a project twice":   {func(p *schedule.Plan) { p.Projects = append(p.Projects, p.Projects[0]) }, schedule.ErrDuplicate},
		"no start":          {func(p *schedule.Plan) { p.Projects[0].Start = 0 }, schedule.ErrRange},
		"a task twice":      {func(p *schedule.Plan) { p.Tasks[1].ID = 1 }, schedule.ErrDuplicate},
		"parent below":      {func(p *schedule.Plan) { p.Tasks[0].Parent = 2 }, schedule.ErrDangling},
		"unknown project":   {func(p *schedule.Plan) { p.Tasks[0].Project = 9 }, schedule.ErrDangling},
		"unknown calendar":  {func(p *schedule.Plan) { p.Tasks[0].Calendar = 9 }, schedule.ErrDangling},
		"calendar of a lag": {func(p *schedule.Plan) { p.Links[0].Lag = schedule.Lag{Amount: 1, Calendar: 9} }, schedule.ErrDangling},
		"unknown ends":      {func(p *schedule.Plan) { p.Links[0] = schedule.Link{Pred: 8, Succ: 9} }, schedule.ErrDangling},
		"unknown type":      {func(p *schedule.Plan) { p.Links[0].Type = 9 }, schedule.ErrTask},
		"lasts less than 0": {func(p *schedule.Plan) { p.Tasks[0].Duration = -1 }, schedule.ErrTask},
		"lasts too long":    {func(p *schedule.Plan) { p.Tasks[0].Duration = schedule.MaxMinutes + 1 }, schedule.ErrTask},
		"ends after 2199": {func(p *schedule.Plan) {
			p.Tasks[0].Duration, p.Tasks[1].Duration = schedule.MaxMinutes/4, schedule.MaxMinutes/4
		}, schedule.ErrRange},
		"begins before 1900": {func(p *schedule.Plan) {
			p.Tasks[0].Constraint = schedule.Constraint{Kind: schedule.MustFinishOn, On: 5}
		}, schedule.ErrRange},
		"a lag of ages":       {func(p *schedule.Plan) { p.Links[0].Lag.Amount = 1 << 30 }, schedule.ErrRange},
		"no date of a wish":   {func(p *schedule.Plan) { p.Tasks[0].Constraint.Kind = schedule.FinishNoLater }, schedule.ErrTask},
		"ended before begun":  {func(p *schedule.Plan) { p.Tasks[0].Progress = schedule.Progress{Started: 900, Finished: 800} }, schedule.ErrTask},
		"a date out of range": {func(p *schedule.Plan) { p.Tasks[0].Deadline = schedule.MaxTime + 1 }, schedule.ErrRange},
	} {
		p, _ := planOf(t, "2026-03-02", "A 1", "B 1 A")
		tc.spoil(p)
		if _, err := schedule.Compile(p); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p, _ := planOf(t, "2026-03-02", "A 1", "B 1 A")
	p.Links = append(p.Links, schedule.Link{Pred: 7, Succ: 2})
	var dangling *schedule.DanglingError
	if _, err := schedule.Compile(p); !errors.As(err, &dangling) || !reflect.DeepEqual(dangling.Missing, []schedule.TaskID{7}) || dangling.Link.Succ != 2 {
		t.Errorf("a link that leads nowhere: %v", err)
	}
}

// show are the early dates of tasks, and their total float in minutes.
func show(t *testing.T, n *schedule.Network, ids ...schedule.TaskID) (all []string) {
	t.Helper()
	for _, id := range ids {
		d := datesOf(t, n, id)
		all = append(all, fmt.Sprintf("%v %v %d", d.Start, d.Finish, d.TotalFloat))
	}
	return all
}

func compare(t *testing.T, got []string, want ...string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("row %d\n is %v\nnot %v", i, got, want)
			return
		}
	}
}

// Vector 4-D: after seven days of the clock; then in the working time of whoever
// the lag is told to count by.
func TestLags(t *testing.T) {
	lagged := func(lag schedule.Lag, rule schedule.LagCalendar) string {
		p, _ := planOf(t, "2026-10-28", "F 2", "X 1 F")
		p.Calendars = append(p.Calendars, site7())
		p.Tasks[1].Calendar = 2
		p.Links[0].Lag, p.Rules.LagCalendar = lag, rule
		return datesOf(t, compiled(t, p), 2).Start.String()
	}
	week := schedule.Lag{Amount: 7 * 1440, Unit: schedule.ElapsedLag}
	if got := lagged(week, 0); got != "2026-11-05T17:00" {
		t.Errorf("seven days of the clock after 2026-10-29T17:00: %s", got)
	}
	for _, tc := range []struct {
		lag  schedule.Lag
		rule schedule.LagCalendar
		want string
	}{
		{schedule.Lag{Amount: 960}, schedule.LagOfPredecessor, "2026-11-02T17:00"}, // two days of the week end on Monday, when the site still works
		{schedule.Lag{Amount: 960}, schedule.LagOfSuccessor, "2026-10-31T13:00"},   // 90 minutes on Thursday, ten hours on Friday, the rest on Saturday until 11:30
		{schedule.Lag{Amount: 960}, schedule.LagAroundTheClock, "2026-10-30T09:00"},
		{schedule.Lag{Amount: 960, Calendar: 1}, schedule.LagAroundTheClock, "2026-11-02T17:00"},
		{schedule.Lag{Amount: 5000, Unit: schedule.PercentLag}, schedule.LagOfPredecessor, "2026-10-30T17:00"},
		{schedule.Lag{Amount: -480}, schedule.LagOfPredecessor, "2026-10-29T08:00"}, // a working day before its end, not the evening before that
	} {
		if got := lagged(tc.lag, tc.rule); got != tc.want {
			t.Errorf("%+v by %d: %s, want %s", tc.lag, tc.rule, got, tc.want)
		}
	}
}

func TestProgress(t *testing.T) {
	build := func(rule schedule.ProgressRule) *schedule.Network {
		p, _ := planOf(t, "2026-03-02", "A 5", "B 5 A", "C 5 B")
		p.Projects[0].DataDate = at("2026-03-05T08:00") // Thursday
		p.Rules.Progress = rule
		p.Tasks[0].Progress = schedule.Progress{Started: at("2026-03-02T08:00"), Remaining: 3 * workday}
		p.Tasks[1].Progress = schedule.Progress{Started: at("2026-03-04T08:00"), Remaining: 4 * workday}
		return compiled(t, p)
	}
	retained := build(schedule.RetainedLogic)
	compare(t, show(t, retained, 1, 2, 3), "2026-03-02T08:00 2026-03-09T17:00 0", "2026-03-04T08:00 2026-03-13T17:00 0", "2026-03-16T08:00 2026-03-20T17:00 0")
	compare(t, show(t, build(schedule.ProgressOverride), 1, 2, 3), "2026-03-02T08:00 2026-03-09T17:00 2880", "2026-03-04T08:00 2026-03-10T17:00 0", "2026-03-11T08:00 2026-03-17T17:00 0")
	for _, r := range retained.Remarks() {
		if r.Kind == schedule.OutOfSequence && r.Task == 2 {
			return
		}
	}
	t.Error("nobody says that B began too early")
}

// What has ended holds nobody and is not held; a task that waits for it goes on.
func TestEnded(t *testing.T) {
	p, _ := planOf(t, "2026-03-02", "A 5", "B 5 A", "C 1")
	p.Projects[0].DataDate = at("2026-03-04T08:00")
	p.Tasks[0].Progress = schedule.Progress{Started: at("2026-03-02T09:30"), Finished: at("2026-03-03T11:00")}
	n := compiled(t, p)
	compare(t, show(t, n, 1, 2, 3), "2026-03-02T09:30 2026-03-03T11:00 0", "2026-03-04T08:00 2026-03-10T17:00 0", "2026-03-04T08:00 2026-03-04T17:00 1920")
	if datesOf(t, n, 1).Critical || !datesOf(t, n, 2).Critical {
		t.Error("what has ended is critical, or what follows is not")
	}
}

func TestConstraints(t *testing.T) {
	wished := func(kind schedule.ConstraintKind, on string) []string {
		p, _ := planOf(t, "2026-03-02", "A 3", "B 2 A", "C 8")
		p.Tasks[1].Constraint.Kind = kind
		if on != "" {
			p.Tasks[1].Constraint.On = at(on)
		}
		return show(t, compiled(t, p), 1, 2)
	}
	compare(t, wished(schedule.AsLateAsPossible, ""), "2026-03-02T08:00 2026-03-04T17:00 1440", "2026-03-10T08:00 2026-03-11T17:00 1440")
	compare(t, wished(schedule.MustStartOn, "2026-03-04T08:00"), "2026-03-02T08:00 2026-03-04T17:00 -480", "2026-03-04T08:00 2026-03-05T17:00 0")
	compare(t, wished(schedule.MustFinishOn, "2026-03-10T17:00"), "2026-03-02T08:00 2026-03-04T17:00 960", "2026-03-09T08:00 2026-03-10T17:00 0")
	compare(t, wished(schedule.StartNoEarlier, "2026-03-06T13:00"), "2026-03-02T08:00 2026-03-04T17:00 1440", "2026-03-06T13:00 2026-03-10T12:00 720")
	compare(t, wished(schedule.FinishNoEarlier, "2026-03-10T17:00"), "2026-03-02T08:00 2026-03-04T17:00 1440", "2026-03-09T08:00 2026-03-10T17:00 480")
	compare(t, wished(schedule.StartNoLater, "2026-03-04T13:00"), "2026-03-02T08:00 2026-03-04T17:00 -240", "2026-03-05T08:00 2026-03-06T17:00 -240")
	compare(t, wished(schedule.FinishNoLater, "2026-03-09T12:00"), "2026-03-02T08:00 2026-03-04T17:00 240", "2026-03-05T08:00 2026-03-06T17:00 240")
	compare(t, wished(schedule.StartOn, "2026-03-03T08:00"), "2026-03-02T08:00 2026-03-04T17:00 -960", "2026-03-05T08:00 2026-03-06T17:00 -960")
	compare(t, wished(schedule.FinishOn, "2026-03-10T17:00"), "2026-03-02T08:00 2026-03-04T17:00 960", "2026-03-09T08:00 2026-03-10T17:00 0")
}

// The cause of negative float is told with the way to it.
func TestCausesAreTold(t *testing.T) {
	p, ids := planOf(t, "2026-09-21", foundation...)
	p.Tasks[ids["M"]-1].Deadline = at("2026-10-30T17:00")
	for _, c := range compiled(t, p).Conflicts() {
		if c.Task == ids["E"] {
			way := []schedule.TaskID{ids["E"], ids["F"], ids["G"], ids["H"], ids["M"]}
			if c.Cause != schedule.ByDeadline || c.By != ids["M"] || c.Float != -9*workday || !reflect.DeepEqual(c.Path, way) {
				t.Errorf("%+v", c)
			}
			return
		}
	}
	t.Error("no conflict of E")
}

func TestSummaries(t *testing.T) {
	p, _ := planOf(t, "2026-03-02", "S 0", "A 3", "B 4", "T 0", "C 2", "D 1 C")
	p.Tasks[0].Kind, p.Tasks[3].Kind = schedule.Summary, schedule.Summary
	for _, i := range []int{1, 2} {
		p.Tasks[i].Parent = 1
	}
	for _, i := range []int{4, 5} {
		p.Tasks[i].Parent = 4
	}
	p.Links = append(p.Links, schedule.Link{Pred: 1, Succ: 4, Lag: schedule.Lag{Amount: workday}}, schedule.Link{Pred: 1, Succ: 4, Type: schedule.StartStart})
	n := compiled(t, p)
	compare(t, show(t, n, 1, 2, 3, 4, 5, 6),
		"2026-03-02T08:00 2026-03-05T17:00 0", "2026-03-02T08:00 2026-03-04T17:00 480", "2026-03-02T08:00 2026-03-05T17:00 0",
		"2026-03-09T08:00 2026-03-11T17:00 0", "2026-03-09T08:00 2026-03-10T17:00 0", "2026-03-11T08:00 2026-03-11T17:00 0")
	if !reflect.DeepEqual(n.Driving(5), []schedule.TaskID{3}) || !reflect.DeepEqual(n.LongestPath(1), []schedule.TaskID{3, 5, 6}) {
		t.Errorf("C is driven by %v, the longest path is %v", n.Driving(5), n.LongestPath(1))
	}
	unsaid := 0
	for _, r := range n.Remarks() {
		if r.Kind == schedule.LinkUnsaid {
			unsaid++
		}
	}
	if unsaid != 1 {
		t.Errorf("%d links say nothing", unsaid)
	}
	moves, err := n.Change(2, func(t *schedule.Task) { t.Duration = 6 * workday })
	if err != nil {
		t.Fatal(err)
	}
	why := map[schedule.TaskID]schedule.Reason{}
	for _, m := range moves {
		why[m.Task] = m.Why
	}
	want := map[schedule.TaskID]schedule.Reason{1: schedule.ByChild, 2: schedule.Changed, 4: schedule.ByChild, 5: schedule.ByLink, 6: schedule.ByLink}
	if !reflect.DeepEqual(why, want) {
		t.Errorf("moved: %v, want %v", why, want)
	}
}

// A summary's dates hold for all that lies below it, however deep, and it is told when they cannot.
func TestWishesOfSummaries(t *testing.T) {
	wished := func(kind schedule.ConstraintKind, on string, more ...func(*schedule.Plan)) (*schedule.Network, []string) {
		p, _ := planOf(t, "2026-03-02", "S 0", "T 0", "A 3", "B 2 A", "C 1", "D 8")
		p.Tasks[1].Parent, p.Tasks[2].Parent, p.Tasks[3].Parent, p.Tasks[4].Parent = 1, 2, 2, 1
		if on != "" {
			p.Tasks[0].Constraint = schedule.Constraint{Kind: kind, On: at(on)}
		}
		for _, change := range more {
			change(p)
		}
		n := compiled(t, p)
		return n, show(t, n, 3, 4, 5)
	}
	_, got := wished(0, "")
	compare(t, got, "2026-03-02T08:00 2026-03-04T17:00 1440", "2026-03-05T08:00 2026-03-06T17:00 1440", "2026-03-02T08:00 2026-03-02T17:00 3360")
	for _, kind := range []schedule.ConstraintKind{schedule.StartNoEarlier, schedule.StartOn, schedule.MustStartOn} {
		_, got = wished(kind, "2026-03-04T08:00")
		compare(t, got, "2026-03-04T08:00 2026-03-06T17:00 480", "2026-03-09T08:00 2026-03-10T17:00 480", "2026-03-04T08:00 2026-03-04T17:00 2400")
	}
	for _, kind := range []schedule.ConstraintKind{schedule.FinishNoLater, schedule.FinishOn, schedule.MustFinishOn} {
		_, got = wished(kind, "2026-03-09T17:00")
		compare(t, got, "2026-03-02T08:00 2026-03-04T17:00 480", "2026-03-05T08:00 2026-03-06T17:00 480", "2026-03-02T08:00 2026-03-02T17:00 2400")
	}
	n, got := wished(schedule.FinishNoLater, "2026-03-05T17:00")
	compare(t, got, "2026-03-02T08:00 2026-03-04T17:00 -480", "2026-03-05T08:00 2026-03-06T17:00 -480", "2026-03-02T08:00 2026-03-02T17:00 1440")
	want := schedule.Conflict{Task: 3, Float: -workday, Cause: schedule.ByConstraint, By: 1, Wish: n.Plan().Tasks[0].Constraint, Path: []schedule.TaskID{3, 4, 1}}
	if all := n.Conflicts(); len(all) != 2 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("%+v", all)
	}
	if free := datesOf(t, n, 5).FreeFloat; free != 7*workday {
		t.Errorf("C moves nobody up to the end of the project, and has the free float %d", free)
	}
	n, _ = wished(0, "", func(p *schedule.Plan) { p.Tasks[1].Deadline = at("2026-03-05T17:00") })
	if all := n.Conflicts(); len(all) != 2 || all[0].Cause != schedule.ByDeadline || all[0].By != 2 {
		t.Errorf("a deadline below: %+v", all)
	}
	if !slices.Contains(n.Remarks(), schedule.Remark{Kind: schedule.DeadlineMissed, Task: 2}) {
		t.Error("nobody says that the summary misses its deadline")
	}
	n, _ = wished(schedule.FinishNoEarlier, "2026-03-20T17:00")
	if !slices.Contains(n.Remarks(), schedule.Remark{Kind: schedule.WishUnsaid, Task: 1}) {
		t.Error("a wish that says nothing is not told")
	}
}

// Two projects in one network: each is late against its own end.
func TestProjectsApart(t *testing.T) {
	p, _ := planOf(t, "2026-03-02", "A 10", "B 3", "X 2", "Y 4")
	p.Projects = append(p.Projects, schedule.Project{ID: 2, Start: at("2026-03-09"), Calendar: 1})
	p.Tasks[2].Project, p.Tasks[3].Project = 2, 2
	n := compiled(t, p)
	compare(t, show(t, n, 2, 3, 4), "2026-03-02T08:00 2026-03-04T17:00 3360", "2026-03-09T08:00 2026-03-10T17:00 960", "2026-03-09T08:00 2026-03-12T17:00 0")
	if n.Finish(1).String() != "2026-03-13T17:00" || n.Finish(2).String() != "2026-03-12T17:00" {
		t.Errorf("they end at %v and %v", n.Finish(1), n.Finish(2))
	}
}

func TestSplitsAndHammocks(t *testing.T) {
	p, _ := planOf(t, "2026-03-02", "A 4", "B 1 A", "watch 1 ASS0", "C 2 watch")
	p.Tasks[0].Splits = []schedule.Split{{After: 2 * workday, Pause: 3 * workday}}
	p.Tasks[2].Kind = schedule.LevelOfEffort
	p.Links = append(p.Links, schedule.Link{Pred: 2, Succ: 3, Type: schedule.FinishFinish})
	n := compiled(t, p)
	compare(t, show(t, n, 1, 2, 3, 4), "2026-03-02T08:00 2026-03-10T17:00 0", "2026-03-11T08:00 2026-03-11T17:00 0", "2026-03-02T08:00 2026-03-11T17:00 0", "2026-03-02T08:00 2026-03-03T17:00 2880")
	if datesOf(t, n, 3).Critical {
		t.Error("a level of effort is critical")
	}
}
