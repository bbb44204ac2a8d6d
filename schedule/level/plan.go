package level

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gongqiao/schedule"
)

// A Levelled is a plan of package schedule with starts that its resources allow.
type Levelled struct {
	Tasks   []LevelledTask // in the order of the network, predecessors first
	Finish  schedule.Time
	Bound   schedule.Time // no plan that keeps links, calendars and resources ends earlier
	Plan    Plan          // what the search found, in units of Grain since Origin
	Grain   schedule.Minutes
	Origin  schedule.Time
	Clamped []Clamped
}

// A LevelledTask is when a task may happen, and by how much that is later than
// its links alone would let it begin: its own working time, to be kept beside the
// task so that it can be taken back.
type LevelledTask struct {
	Task          schedule.TaskID
	Start, Finish schedule.Time
	Delay         schedule.Minutes
}

// A Clamped is an assignment that wants more of a resource than there ever is. It
// counts as all there is.
type Clamped struct {
	Task     schedule.TaskID
	Resource schedule.ResourceID
	Wanted   schedule.Share
}

// Network levels a network: it searches for a short plan in which no work
// resource is used beyond its capacity, with the links, lags and calendars of the
// network. A task works when its own calendar and those of its resources do.
// What has begun, is pinned or set by hand stays where it is; constraints that
// only forbid to be late are not kept, compare the result with them.
//
// It counts in the greatest unit that all durations, lags, shifts and dates
// share. Errors are those of [Level].
func Network(ctx context.Context, n *schedule.Network, o Options) (*Levelled, error) {
	b := newBridge(n)
	p, err := b.problem()
	if err != nil {
		return nil, err
	}
	found, err := Level(ctx, p, o)
	if err != nil {
		return nil, err
	}
	return b.levelled(p, found), nil
}

// NetworkOverloads reports where a network as it is scheduled now uses more of a
// resource than there is, as [Overloads]; the jobs are told by their tasks.
func NetworkOverloads(n *schedule.Network) ([]NetworkOverload, error) {
	b := newBridge(n)
	p, err := b.problem()
	if err != nil {
		return nil, err
	}
	starts := make([]int, len(b.knots))
	for i, k := range b.knots {
		starts[i] = max(b.unit(k.Start), 0)
	}
	all, err := Overloads(p, starts)
	if err != nil {
		return nil, err
	}
	out := make([]NetworkOverload, len(all))
	for i, o := range all {
		out[i] = NetworkOverload{Resource: b.resources[o.Resource].ID, From: b.time(o.From), To: b.time(o.To), Excess: schedule.Share(o.Excess)}
		for _, job := range o.Jobs {
			out[i].Tasks = append(out[i].Tasks, b.knots[job].Task)
		}
	}
	return out, nil
}

// A NetworkOverload is a time in which tasks want more of a resource than there is.
type NetworkOverload struct {
	Resource schedule.ResourceID
	From, To schedule.Time
	Excess   schedule.Share
	Tasks    []schedule.TaskID
}

// bridge maps a network to a problem and back.
type bridge struct {
	network   *schedule.Network
	plan      *schedule.Plan
	knots     []schedule.Knot
	ties      []schedule.Tie
	resources []schedule.Resource // work resources
	place     map[schedule.ResourceID]int
	uses      map[schedule.TaskID][]schedule.Assignment
	hours     map[schedule.CalendarID]*schedule.Timetable
	origin    schedule.Time
	end       schedule.Time
	grain     schedule.Minutes
	calendars map[string]*Calendar
	clamped   []Clamped
}

func newBridge(n *schedule.Network) *bridge {
	b := &bridge{network: n, plan: n.Plan(), place: map[schedule.ResourceID]int{}, uses: map[schedule.TaskID][]schedule.Assignment{}, calendars: map[string]*Calendar{}}
	b.knots, b.ties = n.Graph()
	for _, r := range b.plan.Resources {
		if r.Kind == schedule.WorkResource {
			b.place[r.ID] = len(b.resources)
			b.resources = append(b.resources, r)
		}
	}
	for _, a := range b.plan.Assignments {
		if _, works := b.place[a.Resource]; works {
			b.uses[a.Task] = append(b.uses[a.Task], a)
		}
	}
	return b
}

func (b *bridge) problem() (*Problem, error) {
	var err error
	if b.hours, err = b.plan.Timetables(); err != nil {
		return nil, err
	}
	b.spanTime()
	b.grain = b.shared()
	p := &Problem{Jobs: make([]Job, len(b.knots)), Links: make([]Link, len(b.ties))}
	for _, r := range b.resources {
		p.Resources = append(p.Resources, b.resource(r))
	}
	for i, k := range b.knots {
		if p.Jobs[i], err = b.job(k); err != nil {
			return nil, err
		}
	}
	for i, t := range b.ties {
		p.Links[i] = Link{From: t.From, To: t.To, Kind: kinds[t.Type], Lag: int(t.Lag / b.grain)}
		if t.Table != nil && t.Lag != 0 {
			if p.Links[i].Calendar, err = b.calendar(t.Table); err != nil {
				return nil, err
			}
		}
	}
	return p, nil
}

var kinds = map[schedule.LinkType]Kind{
	schedule.FinishStart: FinishStart, schedule.StartStart: StartStart, schedule.FinishFinish: FinishFinish, schedule.StartFinish: StartFinish,
}

// spanTime finds from when to when the axis goes: from the day of the first start
// until everything would be done one after the other.
func (b *bridge) spanTime() {
	var work int64
	for i, k := range b.knots {
		if b.knots[i].Task == 0 {
			continue
		}
		if b.origin == 0 || k.Start < b.origin {
			b.origin = k.Start
		}
		b.end = max(b.end, k.Finish)
		work += int64(k.Finish-k.Start) + int64(max(k.Length, 0))
	}
	b.origin = b.origin.Date().At(0)
	b.end = schedule.Time(min(int64(b.end)+2*work+7*24*60, int64(schedule.MaxTime), int64(b.origin)+MaxTime))
}

// shared is the greatest unit that divides everything that counts.
func (b *bridge) shared() schedule.Minutes {
	unit := 24 * 60
	take := func(minutes int) {
		for minutes != 0 {
			unit, minutes = minutes, unit%minutes
		}
	}
	tables := map[*schedule.Timetable]bool{}
	for _, k := range b.knots {
		take(int(k.Length))
		take(int(k.Start - b.origin))
		take(int(k.Earliest - k.Earliest.Date().At(0)))
		tables[k.Table] = true
	}
	for _, t := range b.ties {
		take(int(max(t.Lag, -t.Lag)))
		if t.Table != nil {
			tables[t.Table] = true
		}
	}
	for _, r := range b.resources {
		for _, s := range r.Capacity {
			take(int(s.From - s.From.Date().At(0)))
		}
		if table := b.hours[r.Calendar]; table != nil {
			tables[table] = true
		}
	}
	for table := range tables {
		for day := b.origin.Date(); unit > 1 && day <= b.end.Date(); day++ {
			for _, s := range table.Shifts(day) {
				take(int(s.From))
				take(int(s.To))
			}
		}
	}
	return schedule.Minutes(unit)
}

func (b *bridge) unit(at schedule.Time) int { return int(at-b.origin) / int(b.grain) }

func (b *bridge) time(unit int) schedule.Time {
	return b.origin + schedule.Time(unit*int(b.grain))
}

func (b *bridge) resource(r schedule.Resource) Resource {
	out := Resource{Name: r.Name, Capacity: int(r.Units)}
	for _, s := range r.Capacity {
		at := b.unit(s.From)
		if s.From <= b.origin {
			out.Capacity = int(s.Units)
			continue
		}
		out.Steps = append(out.Steps, Step{At: at, Capacity: int(s.Units)})
	}
	return out
}

// most is the greatest capacity that a resource ever has.
func most(r schedule.Resource) schedule.Share {
	units := r.Units
	for _, s := range r.Capacity {
		units = max(units, s.Units)
	}
	return units
}

func (b *bridge) job(k schedule.Knot) (Job, error) {
	j := Job{Name: fmt.Sprint(k.Task), Duration: int(k.Length / b.grain), Earliest: max(b.unit(k.Earliest), 0), Fixed: k.Fixed, Start: b.unit(k.Start)}
	tables := []*schedule.Timetable{k.Table}
	if !k.Done && k.Length > 0 {
		tables = append(tables, b.demand(&j, k.Task)...)
	}
	if k.Task == 0 {
		j.Earliest = 0
	}
	var err error
	j.Calendar, err = b.calendar(tables...)
	return j, err
}

// demand adds what a task occupies, and returns the calendars of who does it.
func (b *bridge) demand(j *Job, id schedule.TaskID) (tables []*schedule.Timetable) {
	wanted := map[schedule.ResourceID]schedule.Share{}
	var order []schedule.ResourceID
	for _, a := range b.uses[id] {
		if _, twice := wanted[a.Resource]; !twice {
			order = append(order, a.Resource)
		}
		wanted[a.Resource] += a.Units
	}
	for _, id2 := range order {
		r := b.resources[b.place[id2]]
		units := wanted[id2]
		if limit := most(r); units > limit {
			b.clamped = append(b.clamped, Clamped{id, id2, units})
			units = limit
		}
		if units <= 0 {
			continue
		}
		j.Demands = append(j.Demands, Demand{Resource: b.place[id2], Units: int(units)})
		if table := b.hours[r.Calendar]; table != nil && r.Calendar != 0 && !j.Fixed {
			tables = append(tables, table)
		}
	}
	return tables
}

// calendar is the time in which all of some timetables work, in units.
func (b *bridge) calendar(tables ...*schedule.Timetable) (*Calendar, error) {
	slices.SortFunc(tables, func(x, y *schedule.Timetable) int { return cmp.Compare(x.ID(), y.ID()) })
	tables = slices.Compact(tables)
	key := ""
	for _, t := range tables {
		key += fmt.Sprint(t.ID(), " ")
	}
	if c, ok := b.calendars[key]; ok {
		return c, nil
	}
	var spans []Span
	for day := b.origin.Date(); day.At(0) < b.end; day++ {
		for _, s := range together(tables, day) {
			from, to := b.unit(day.At(int(s.From))), b.unit(day.At(int(s.To)))
			if last := len(spans) - 1; last >= 0 && spans[last].To == from {
				spans[last].To = to
			} else {
				spans = append(spans, Span{from, to})
			}
		}
	}
	c, err := NewCalendar(spans)
	b.calendars[key] = c
	return c, err
}

// together are the shifts of a day in which all timetables work.
func together(tables []*schedule.Timetable, day schedule.Date) []schedule.Shift {
	common := tables[0].Shifts(day)
	for _, t := range tables[1:] {
		var both []schedule.Shift
		for _, a := range common {
			for _, c := range t.Shifts(day) {
				if from, to := max(a.From, c.From), min(a.To, c.To); from < to {
					both = append(both, schedule.Shift{From: from, To: to})
				}
			}
		}
		common = both
	}
	return common
}

func (b *bridge) levelled(p *Problem, found Plan) *Levelled {
	l := &Levelled{Plan: found, Grain: b.grain, Origin: b.origin, Finish: b.time(found.Makespan), Bound: b.time(found.Bound), Clamped: b.clamped}
	for i, k := range b.knots {
		if k.Task == 0 {
			continue
		}
		t := LevelledTask{Task: k.Task, Start: b.time(found.Starts[i])}
		t.Finish = t.Start
		if d := p.Jobs[i].Duration; d > 0 {
			t.Finish = b.time(int(p.Jobs[i].Calendar.finish(int32(found.Starts[i]), int32(d))))
		}
		if d := k.Table.Between(k.Start, t.Start); !k.Fixed && d > 0 {
			t.Delay = d
		}
		if k.Length == 0 && k.Table.Position(t.Start) == k.Table.Position(k.Start) {
			t.Start, t.Finish = k.Start, k.Start // it stands before a rest as well as after it
		}
		l.Tasks = append(l.Tasks, t)
	}
	return l
}
