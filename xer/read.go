package xer

import (
	"math"
	"slices"
	"strings"

	"gongqiao/schedule"
)

// reader turns the tables of a file into a plan. The first error stays in err
// and ends every loop.
type reader struct {
	data   []byte
	header [][]byte
	order  []*table
	tables map[string]*table
	code   *coder
	left   report
	err    error

	plan      schedule.Plan
	projects  map[int64]*project
	calendars map[int64]bool
	nodes     map[int64]*wbsNode
	wbsTask   map[int64]schedule.TaskID // zero for the root of a project
	summaries map[schedule.TaskID]bool
	parents   []int64                 // of plan.Tasks, the numbers in PROJWBS
	rows      map[schedule.TaskID]int // of plan.Tasks
	baseTasks map[int64]*baseTask
	baseOrder []*baseTask
	people    map[int64]int // of plan.Resources
	given     map[int64]int // of plan.Assignments
	fields    fieldReader
}

func newReader(s *splitter, enc Encoding) (*reader, error) {
	rd := &reader{data: s.data, header: s.header, order: s.tables, tables: map[string]*table{}}
	for _, t := range s.tables {
		if rd.tables[t.name] != nil {
			return nil, &SyntaxError{Line: t.line, Column: 1, Table: t.name, Err: ErrDuplicate}
		}
		rd.tables[t.name] = t
	}
	if enc == Detect {
		enc = detect(rd.pieces)
	}
	rd.code = newCoder(enc)
	return rd, nil
}

// pieces yields the bytes of which the text of the plan is made. Other tables
// do not count: P6 keeps bytes in some of them that are no text at all.
func (rd *reader) pieces(yield func([]byte) bool) {
	for _, name := range known {
		t := rd.tables[name]
		if t == nil {
			continue
		}
		for _, r := range t.rows {
			if !yield(rd.data[r.start:r.end]) {
				return
			}
		}
	}
}

func (rd *reader) read() (*File, error) {
	for _, step := range []func(){
		rd.readCalendars, rd.readProjects, rd.readRules, rd.readTasks, rd.readWBS, rd.arrange, rd.readLinks,
		rd.readResources, rd.readRates, rd.readAssignments, rd.readExpenses, rd.readBaselines, rd.readNotes,
		rd.readCodes, rd.readUDFs, rd.sortValues, rd.nameThePlan,
	} {
		if step(); rd.err != nil {
			return nil, rd.err
		}
	}
	for _, t := range rd.order {
		if slices.Contains(known, t.name) {
			rd.rest(t)
			for _, r := range t.joined {
				rd.left.add(t.name, "", Joined, Place{Line: r.line})
			}
		} else if len(t.rows) > 0 {
			rd.left.addMany(t.name, "", NoPlace, len(t.rows), Place{Line: t.rows[0].line})
		}
	}
	f := &File{Plan: &rd.plan, Left: rd.left.sorted(), Counts: rd.counts(), Encoding: rd.code.enc}
	if len(rd.header) > 1 {
		f.Version = printable(rd.header[1])
	}
	return f, nil
}

func (rd *reader) counts() Counts {
	c := Counts{Rows: map[string]int{}}
	for _, t := range rd.order {
		c.Rows[t.name] = len(t.rows)
	}
	c.Projects, c.WBS, c.Tasks, c.Links = c.Rows["PROJECT"], c.Rows["PROJWBS"], c.Rows["TASK"], c.Rows["TASKPRED"]
	c.Resources, c.Assignments, c.Calendars = c.Rows["RSRC"], c.Rows["TASKRSRC"], c.Rows["CALENDAR"]
	return c
}

// noName is what P6 writes where the name of a database would stand. Write puts
// the name of a plan there that is not called after its first project.
const noName = "dbxDatabaseNoName"

const nameColumn = 6

func (rd *reader) nameThePlan() {
	rd.plan.Name = rd.plan.Projects[0].Name
	if len(rd.header) <= nameColumn || string(rd.header[nameColumn]) == noName {
		return
	}
	text, bad := rd.code.decode(rd.header[nameColumn])
	if bad >= 0 {
		rd.err = &SyntaxError{Line: 1, Column: bad + 1, Err: ErrEncoding}
	}
	rd.plan.Name = unescape(text)
}

func (rd *reader) readCalendars() {
	rd.calendars = map[int64]bool{}
	bases := map[int64]int64{}
	for c := range rd.each("CALENDAR") {
		id := c.key("clndr_id")
		if rd.calendars[id] {
			c.fail("clndr_id", 0, ErrDuplicate)
		}
		rd.calendars[id] = true
		bases[id] = c.ref("base_clndr_id")
	}
	bent := circles(bases)
	for c := range rd.each("CALENDAR") {
		id := c.key("clndr_id")
		if bent[id] {
			c.fail("base_clndr_id", 0, ErrCycle)
		}
		cal := schedule.Calendar{
			ID: schedule.CalendarID(id), Name: c.text("clndr_name"),
			Base:       schedule.CalendarID(rd.reach(c, "base_clndr_id", rd.calendars)),
			Personal:   c.word("rsrc_private") == "Y",
			DayMinutes: int(c.between("day_hr_cnt", 60, 0, 1440)),
		}
		c.week(&cal)
		rd.plan.Calendars = append(rd.plan.Calendars, cal)
	}
}

// week reads clndr_data into a calendar.
func (c *cursor) week(cal *schedule.Calendar) {
	data := c.plain("clndr_data")
	if strings.TrimSpace(data) == "" {
		if cal.Base == 0 {
			c.left("clndr_data", Unknown)
		}
		for day := range cal.Week {
			cal.Week[day].Inherit = cal.Base != 0
		}
		return
	}
	read, bad := parseClndr(data, cal.Base != 0, func(why Reason) { c.left("clndr_data", why) })
	if bad >= 0 {
		c.fail("clndr_data", bad, ErrCalendar)
	}
	cal.Week, cal.Exceptions = read.week, read.exceptions
}

// circles are the things that stand below themselves. Each is walked over once.
func circles(above map[int64]int64) map[int64]bool {
	bent := map[int64]bool{}
	walk := map[int64]int64{} // the walk on which a thing was met
	for from := range above {
		at := from
		for ; at != 0 && walk[at] == 0; at = above[at] {
			walk[at] = from
		}
		if at == 0 || walk[at] != from || bent[at] {
			continue
		}
		for bent[at] = true; !bent[above[at]]; at = above[at] {
			bent[above[at]] = true
		}
	}
	return bent
}

// reach is the number in a column if it names something, zero and a line in the
// report if it does not.
func (rd *reader) reach(c *cursor, column string, there map[int64]bool) int64 {
	id := c.ref(column)
	if id != 0 && !there[id] {
		c.left(column, Dangling)
		return 0
	}
	return id
}

// project is a row of PROJECT.
type project struct {
	id, of   int64 // of: whose baseline it is, zero if it is none
	at       int   // in plan.Projects
	code     string
	base     int64               // the baseline that counts
	number   int                 // as a baseline
	calendar schedule.CalendarID // in effect
	rooted   bool
}

func (rd *reader) readProjects() {
	rd.projects = map[int64]*project{}
	orig := map[int64]int64{}
	var order []*project
	for c := range rd.each("PROJECT") {
		p := &project{id: c.key("proj_id"), base: c.ref("sum_base_proj_id")}
		if rd.projects[p.id] != nil {
			c.fail("proj_id", 0, ErrDuplicate)
		}
		p.code = c.code("proj_short_name")
		orig[p.id] = c.ref("orig_proj_id")
		rd.projects[p.id] = p
		order = append(order, p)
	}
	for _, p := range order {
		// A copy of a project that is here is a baseline, a copy of a copy is not.
		if of := orig[p.id]; of != p.id && rd.projects[of] != nil && rd.projects[orig[of]] == nil {
			p.of = of
		}
	}
	for c := range rd.each("PROJECT") {
		if p := rd.projects[c.key("proj_id")]; p.of == 0 {
			rd.takeProject(c, p)
		}
	}
	if len(rd.plan.Projects) == 0 && rd.err == nil {
		rd.err = &SyntaxError{Line: 1, Column: 1, Table: "PROJECT", Err: ErrNoProject}
	}
	numberBaselines(rd.projects, order)
}

func (rd *reader) takeProject(c *cursor, p *project) {
	if base := rd.projects[p.base]; p.base != 0 && (base == nil || base.of != p.id) {
		c.left("sum_base_proj_id", Dangling)
	}
	p.at = len(rd.plan.Projects)
	cal := schedule.CalendarID(rd.reach(c, "clndr_id", rd.calendars))
	p.calendar = cal
	if cal == 0 && len(rd.plan.Calendars) > 0 {
		p.calendar = rd.plan.Calendars[0].ID
	}
	if p.at == 0 {
		rd.plan.Rules.Critical = schedule.Minutes(c.between("critical_drtn_hr_cnt", 60, -int64(schedule.MaxMinutes), int64(schedule.MaxMinutes)))
	} else if schedule.Minutes(c.between("critical_drtn_hr_cnt", 60, math.MinInt32, math.MaxInt32)) != rd.plan.Rules.Critical {
		c.left("critical_drtn_hr_cnt", Conflict)
	}
	rd.plan.Projects = append(rd.plan.Projects, schedule.Project{
		ID: schedule.ProjectID(p.id), Code: p.code, Calendar: cal,
		Start: c.time("plan_start_date"), DataDate: c.time("last_recalc_date"), MustEnd: c.time("plan_end_date"),
	})
}

// readRules takes the options of the first project; others that differ are reported.
func (rd *reader) readRules() {
	rules := &rd.plan.Rules
	rules.LagCalendar = schedule.LagOfPredecessor // as P6 does where nothing is said
	first := int64(rd.plan.Projects[0].ID)
	taken := false
	for pass := range 2 { // the first project first, wherever its row stands
		for c := range rd.each("SCHEDOPTIONS") {
			c.implied("schedoptions_id")
			proj := c.ref("proj_id")
			if p := rd.projects[proj]; p == nil || p.of != 0 {
				continue
			}
			progress, lag := c.progress(), c.lagCalendar()
			switch {
			case pass == 0 && proj == first && !taken:
				rules.Progress, rules.LagCalendar, taken = progress, lag, true
			case pass == 0:
			case progress != rules.Progress:
				c.left("sched_progress_override", Conflict)
			case lag != rules.LagCalendar:
				c.left("sched_calendar_on_relationship_lag", Conflict)
			}
		}
	}
}

func (c *cursor) progress() schedule.ProgressRule {
	retained, override := c.word("sched_retained_logic"), c.word("sched_progress_override")
	if override == "Y" && retained != "Y" {
		return schedule.ProgressOverride
	}
	return schedule.RetainedLogic
}

func (c *cursor) lagCalendar() schedule.LagCalendar {
	is, ok := meaning(lagCalendars, c.word("sched_calendar_on_relationship_lag"))
	if !ok {
		return schedule.LagOfPredecessor
	}
	return is
}
