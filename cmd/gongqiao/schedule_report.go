package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"gongqiao/planfile"
	"gongqiao/schedule"
	"gongqiao/schedule/level"
)

// stamp is an instant in the unit of the file: a date, or a number of units.
type stamp struct {
	at    schedule.Time
	dated bool
}

func (s stamp) MarshalJSON() ([]byte, error) {
	if s.dated {
		return json.Marshal(s.at)
	}
	return json.Marshal(planfile.Units(s.at))
}

func (s stamp) String() string {
	if s.dated {
		return s.at.String()
	}
	return fmt.Sprint(planfile.Units(s.at))
}

func unitOf(f *planfile.File) string {
	if f.Format.Dated() {
		return "minutes"
	}
	return "units"
}

// cpmReport is the JSON of cpm: docs/scheduling.md.
type cpmReport struct {
	Unit        string          `json:"unit"` // of floats
	Start       stamp           `json:"start"`
	Finish      stamp           `json:"finish"`
	Tasks       []cpmTask       `json:"tasks"`
	LongestPath []int64         `json:"longest_path"`
	Conflicts   []cpmConflict   `json:"conflicts"`
	Remarks     []cpmRemark     `json:"remarks"`
	LeftOut     []planfile.Left `json:"left_out"`
}

type cpmTask struct {
	ID         int64            `json:"id"`
	Code       string           `json:"code,omitempty"`
	Name       string           `json:"name"`
	Summary    bool             `json:"summary,omitempty"`
	Start      stamp            `json:"start"`
	Finish     stamp            `json:"finish"`
	LateStart  stamp            `json:"late_start"`
	LateFinish stamp            `json:"late_finish"`
	TotalFloat schedule.Minutes `json:"total_float"`
	FreeFloat  schedule.Minutes `json:"free_float"`
	Critical   bool             `json:"critical"`
}

type cpmConflict struct {
	Task  int64            `json:"task"`
	Float schedule.Minutes `json:"float"`
	Cause string           `json:"cause"`
	By    int64            `json:"by,omitempty"`
}

type cpmRemark struct {
	Task int64  `json:"task"`
	Pred int64  `json:"predecessor,omitempty"`
	Says string `json:"says"`
}

var causes = map[schedule.Cause]string{
	schedule.ByConstraint: "constraint", schedule.ByDeadline: "deadline", schedule.ByMustEnd: "finish of the project", schedule.ByManual: "set by hand",
}

var remarks = map[schedule.RemarkKind]string{
	schedule.NoPredecessor: "waits for nothing", schedule.NoSuccessor: "nothing waits for it", schedule.LinkUnsaid: "a link that says nothing",
	schedule.OutOfSequence: "began before its predecessor ended", schedule.DeadlineMissed: "misses its deadline",
	schedule.WishUnsaid: "a constraint of a summary that says nothing of what lies below it",
}

func cpmOf(f *planfile.File, n *schedule.Network) *cpmReport {
	dated := f.Format.Dated()
	at := func(t schedule.Time) stamp { return stamp{t, dated} }
	r := &cpmReport{Unit: unitOf(f), Tasks: []cpmTask{}, LongestPath: []int64{}, Conflicts: []cpmConflict{}, Remarks: []cpmRemark{}, LeftOut: leftOut(f.Left)}
	var start, finish schedule.Time
	for i, d := range n.All() {
		t := &f.Plan.Tasks[i]
		if d.Start == 0 && d.Finish == 0 {
			continue // inactive, or an empty summary
		}
		if start == 0 || d.Start < start {
			start = d.Start
		}
		finish = max(finish, d.Finish)
		r.Tasks = append(r.Tasks, cpmTask{int64(t.ID), t.Code, t.Name, n.Timetable(t.ID) == nil, at(d.Start), at(d.Finish), at(d.LateStart), at(d.LateFinish), d.TotalFloat, d.FreeFloat, d.Critical})
	}
	r.Start, r.Finish = at(start), at(finish)
	if root := f.Summary(); root != nil {
		whole := cpmTask{Name: root.Name, Summary: true, Start: r.Start, Finish: r.Finish, LateStart: r.Start, LateFinish: r.Finish, Critical: true}
		r.Tasks = append([]cpmTask{whole}, r.Tasks...)
	}
	last := f.Plan.Projects[0].ID
	for _, p := range f.Plan.Projects {
		if n.Finish(p.ID) > n.Finish(last) {
			last = p.ID
		}
	}
	for _, id := range n.LongestPath(last) {
		r.LongestPath = append(r.LongestPath, int64(id))
	}
	for _, c := range n.Conflicts() {
		r.Conflicts = append(r.Conflicts, cpmConflict{int64(c.Task), c.Float, causes[c.Cause], int64(c.By)})
	}
	for _, m := range n.Remarks() {
		r.Remarks = append(r.Remarks, cpmRemark{int64(m.Task), int64(m.Link.Pred), remarks[m.Kind]})
	}
	return r
}

func (r *cpmReport) print(w io.Writer) error {
	t := table(w)
	line(t, "id", "name", "start", "finish", "float", "critical")
	for _, task := range r.Tasks {
		critical := ""
		if task.Critical {
			critical = "*"
		}
		line(t, task.ID, task.Name, task.Start, task.Finish, task.TotalFloat, critical)
	}
	return errors.Join(t.Flush(), say(w, "\nfinish %v; floats in %s\n", r.Finish, r.Unit), r.printNotes(w))
}

func (r *cpmReport) printNotes(w io.Writer) error {
	var all error
	for _, c := range r.Conflicts {
		all = errors.Join(all, say(w, "task %d has float %d: %s", c.Task, c.Float, c.Cause))
		if c.By != 0 {
			all = errors.Join(all, say(w, " of task %d", c.By))
		}
		all = errors.Join(all, say(w, "\n"))
	}
	return errors.Join(all, printLeft(w, r.LeftOut))
}

// levelReport is the JSON of level.
type levelReport struct {
	Unit      string      `json:"unit"`
	Makespan  int         `json:"makespan"` // from the start of the project to its end, minutes of the clock or units
	Bound     int         `json:"lower_bound"`
	Optimal   bool        `json:"optimal"`
	Schedules int         `json:"schedules"`
	Seed      uint64      `json:"seed"`
	Finish    stamp       `json:"finish"`
	Tasks     []levelTask `json:"tasks"`
	Clamped   []clamped   `json:"clamped"`
}

type levelTask struct {
	ID    int64            `json:"id"`
	Start stamp            `json:"start"`
	Delay schedule.Minutes `json:"delay"` // behind the start that links and calendars allow
}

type clamped struct {
	Task     int64          `json:"task"`
	Resource int64          `json:"resource"`
	Wanted   schedule.Share `json:"wanted"` // 10000 is one of the resource
}

func problemOf(f *planfile.File, p level.Plan, early level.CriticalPath, seed uint64) *levelReport {
	start := f.Plan.Projects[0].Start
	r := &levelReport{Unit: unitOf(f), Makespan: p.Makespan, Bound: p.Bound, Optimal: p.Optimal, Schedules: p.Schedules, Seed: seed, Finish: stamp{at: start + schedule.Time(p.Makespan)}, Clamped: []clamped{}}
	for i, s := range p.Starts {
		r.Tasks = append(r.Tasks, levelTask{int64(i + 1), stamp{at: start + schedule.Time(s)}, schedule.Minutes(s - early.EarlyStart[i])})
	}
	return r
}

func levelOf(f *planfile.File, n *schedule.Network, l *level.Levelled, seed uint64) *levelReport {
	var start schedule.Time
	for _, t := range l.Tasks {
		if start == 0 || t.Start < start {
			start = t.Start
		}
	}
	r := &levelReport{Unit: unitOf(f), Makespan: int(l.Finish - start), Bound: int(l.Bound - start), Optimal: l.Plan.Optimal, Schedules: l.Plan.Schedules, Seed: seed, Finish: stamp{l.Finish, true}, Tasks: []levelTask{}, Clamped: []clamped{}}
	at := map[schedule.TaskID]level.LevelledTask{}
	for _, t := range l.Tasks {
		at[t.Task] = t
	}
	for i := range n.Plan().Tasks {
		if t, ok := at[n.Plan().Tasks[i].ID]; ok {
			r.Tasks = append(r.Tasks, levelTask{int64(t.Task), stamp{t.Start, true}, t.Delay})
		}
	}
	for _, c := range l.Clamped {
		r.Clamped = append(r.Clamped, clamped{int64(c.Task), int64(c.Resource), c.Wanted})
	}
	return r
}

func (r *levelReport) print(w io.Writer) error {
	t := table(w)
	line(t, "id", "start", "delay")
	for _, task := range r.Tasks {
		line(t, task.ID, task.Start, task.Delay)
	}
	err := errors.Join(t.Flush(), say(w, "\nmakespan %d, not below %d, in %s; ends %v after %d schedules\n", r.Makespan, r.Bound, r.Unit, r.Finish, r.Schedules))
	for _, c := range r.Clamped {
		err = errors.Join(err, say(w, "task %d wants %.2f of resource %d, more than there is: it counts as all there is\n", c.Task, float64(c.Wanted)/float64(schedule.Whole), c.Resource))
	}
	return err
}

// forecastReport is the JSON of simulate.
type forecastReport struct {
	Runs   int            `json:"runs"`
	Seed   uint64         `json:"seed"`
	Finish forecastDates  `json:"finish"`
	Cost   forecastCosts  `json:"cost"` // hundredths of the currency
	Tasks  []forecastTask `json:"tasks"`
}

type forecastDates struct {
	Planned stamp `json:"planned"`
	P10     stamp `json:"p10"`
	P50     stamp `json:"p50"`
	P80     stamp `json:"p80"`
	P90     stamp `json:"p90"`
}

type forecastCosts struct {
	P10 int64 `json:"p10"`
	P50 int64 `json:"p50"`
	P80 int64 `json:"p80"`
	P90 int64 `json:"p90"`
}

type forecastTask struct {
	ID          int64            `json:"id"`
	Name        string           `json:"name"`
	Criticality schedule.Share   `json:"criticality"` // hundredths of a percent of the runs
	Correlation schedule.Share   `json:"correlation"` // with the finish, -10000 to 10000
	Swing       schedule.Minutes `json:"swing"`       // of the finish, between its P10 and its P90
}

func forecastOf(f *planfile.File, n *schedule.Network, c *schedule.Forecast, s schedule.Simulation) *forecastReport {
	at := func(p schedule.Share) stamp { return stamp{c.FinishAt(p), f.Format.Dated()} }
	r := &forecastReport{
		Runs: len(c.Finish), Seed: s.Seed, Tasks: []forecastTask{},
		Finish: forecastDates{stamp{n.Finish(s.Project), f.Format.Dated()}, at(1000), at(5000), at(8000), at(9000)},
		Cost:   forecastCosts{c.CostAt(1000), c.CostAt(5000), c.CostAt(8000), c.CostAt(9000)},
	}
	names := map[schedule.TaskID]string{}
	for i := range f.Plan.Tasks {
		names[f.Plan.Tasks[i].ID] = f.Plan.Tasks[i].Name
	}
	for _, t := range c.Tasks {
		r.Tasks = append(r.Tasks, forecastTask{int64(t.Task), names[t.Task], t.Criticality, t.Correlation, t.Swing})
	}
	return r
}

func (r *forecastReport) print(w io.Writer) error {
	t := table(w)
	line(t, "id", "name", "critical %", "correlation", "swing")
	for _, task := range r.Tasks {
		line(t, task.ID, task.Name, percent(task.Criticality), percent(task.Correlation), task.Swing)
	}
	return errors.Join(t.Flush(), say(w, "\nplanned %v; P10 %v, P50 %v, P80 %v, P90 %v in %d runs\n", r.Finish.Planned, r.Finish.P10, r.Finish.P50, r.Finish.P80, r.Finish.P90, r.Runs))
}

func percent(s schedule.Share) string { return fmt.Sprintf("%.2f", float64(s)/100) }

// convertReport is the JSON of convert.
type convertReport struct {
	Tasks       int             `json:"tasks"`
	Links       int             `json:"links"`
	Resources   int             `json:"resources"`
	Assignments int             `json:"assignments"`
	NotRead     []planfile.Left `json:"not_read"`
	NotWritten  []planfile.Left `json:"not_written"`
}

func printConverted(w io.Writer, asJSON bool, f *planfile.File, left []planfile.Left) error {
	p := f.Plan
	r := convertReport{len(p.Tasks), len(p.Links), len(p.Resources), len(p.Assignments), leftOut(f.Left), leftOut(left)}
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", " ")
		return out.Encode(r)
	}
	return errors.Join(say(w, "%d tasks, %d links, %d resources, %d assignments\n", r.Tasks, r.Links, r.Resources, r.Assignments), printLeft(w, r.NotRead), printLeft(w, r.NotWritten))
}

// leftOut is never null in JSON.
func leftOut(left []planfile.Left) []planfile.Left {
	if left == nil {
		return []planfile.Left{}
	}
	return left
}

func printLeft(w io.Writer, left []planfile.Left) error {
	if len(left) == 0 {
		return nil
	}
	t := table(w)
	line(t, "\nleft out", "times", "why", "where")
	for _, l := range left {
		line(t, l.Element, l.Count, l.Reason, l.Of)
	}
	return t.Flush()
}

func table(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 2, ' ', 0) }

// line writes the cells of a row; a table keeps its errors until it is flushed.
func line(t *tabwriter.Writer, cells ...any) {
	for i, c := range cells {
		if i > 0 {
			fmt.Fprint(t, "\t")
		}
		fmt.Fprint(t, c)
	}
	fmt.Fprintln(t)
}

func say(w io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(w, format, args...)
	return err
}
