package level

import (
	"slices"
	"sort"
)

// A timeline is the free capacity of one resource as a list of steps: free[i] from at[i]
// until at[i+1], the last one for ever. Its length depends on the number of jobs that use
// the resource, not on the length of the axis.
type timeline struct {
	at, free         []int32
	baseAt, baseFree []int32 // what fixed jobs leave
}

// Timelines are the profile for long axes, many resources and calendars.
type timelines struct {
	lines []timeline
	dur   []int32
	need  [][]Demand  // of nodes, without zeros
	cal   []*Calendar // of nodes, or nil
}

func newTimelines(m *model, p *pass, mirrored bool) *timelines {
	l := &timelines{lines: make([]timeline, len(m.problem.Resources)), dur: p.dur, cal: p.cal, need: make([][]Demand, len(p.dur))}
	for k, r := range m.problem.Resources {
		l.lines[k] = newTimeline(r)
	}
	for i := range m.problem.Jobs {
		if j := &m.problem.Jobs[i]; j.Fixed {
			for _, d := range j.Demands {
				l.lines[d.Resource].take(int32(j.Start), int32(j.finish(j.Start)), int32(d.Units), j.Calendar)
			}
		}
	}
	for k := range l.lines {
		l.lines[k].rebase(mirrored, m.horizon, int32(m.problem.Resources[k].peak()))
	}
	for v, i := range m.jobs {
		for _, d := range m.problem.Jobs[i].Demands {
			if d.Units > 0 {
				l.need[v] = append(l.need[v], d)
			}
		}
	}
	return l
}

func newTimeline(r Resource) timeline {
	t := timeline{at: []int32{0}, free: []int32{int32(r.Capacity)}}
	for _, s := range r.Steps {
		if s.At == 0 {
			t.free[0] = int32(s.Capacity)
			continue
		}
		t.at, t.free = append(t.at, int32(s.At)), append(t.free, int32(s.Capacity))
	}
	return t
}

// rebase makes the present state the one that reset returns to, turned round if asked
// for. What is overbooked offers nothing. Before time 0, which only mirrored schedules
// reach, there is the peak, so that these end.
func (t *timeline) rebase(mirrored bool, horizon, peak int32) {
	for i := range t.free {
		t.free[i] = max(0, t.free[i])
	}
	if !mirrored {
		t.baseAt, t.baseFree = slices.Clone(t.at), slices.Clone(t.free)
		return
	}
	for i := len(t.at) - 1; i >= 0; i-- {
		from := int32(0)
		if i < len(t.at)-1 {
			from = max(0, horizon-t.at[i+1])
		}
		if n := len(t.baseAt); n > 0 && t.baseAt[n-1] == from {
			t.baseFree[n-1] = t.free[i]
			continue
		}
		t.baseAt, t.baseFree = append(t.baseAt, from), append(t.baseFree, t.free[i])
	}
	t.baseAt, t.baseFree = append(t.baseAt, horizon), append(t.baseFree, peak)
}

func (l *timelines) reset() {
	for k := range l.lines {
		t := &l.lines[k]
		t.at = append(t.at[:0], t.baseAt...)
		t.free = append(t.free[:0], t.baseFree...)
	}
}

func (l *timelines) calendar(j int32) *Calendar {
	if l.cal == nil {
		return nil
	}
	return l.cal[j]
}

func (l *timelines) fit(j, from int32) int32 {
	d, c := l.dur[j], l.calendar(j)
	if d == 0 {
		return from
	}
	for {
		finish := from + d
		if c != nil {
			from = c.open(from)
			finish = c.finish(from, d)
		}
		again := int32(0)
		for _, n := range l.need[j] {
			if again = l.lines[n.Resource].conflict(from, finish, int32(n.Units), c); again != 0 {
				break
			}
		}
		if again == 0 || again == never {
			return max(from, again)
		}
		from = again
	}
}

func (l *timelines) place(j, from int32) int32 {
	at := l.fit(j, from)
	d, c := l.dur[j], l.calendar(j)
	if at == never || d == 0 {
		return at
	}
	finish := at + d
	if c != nil {
		finish = c.finish(at, d)
	}
	for _, n := range l.need[j] {
		l.lines[n.Resource].take(at, finish, int32(n.Units), c)
	}
	return at
}

// step returns the index of the step that holds at time t.
func (t *timeline) step(x int32) int {
	return sort.Search(len(t.at)-1, func(i int) bool { return t.at[i+1] > x })
}

// conflict returns the end of the first step within [from, to) that offers less than
// units in a unit open in c, never if that step has no end, and 0 if there is none.
func (t *timeline) conflict(from, to, units int32, c *Calendar) int32 {
	for i := t.step(from); i < len(t.at) && t.at[i] < to; i++ {
		if t.free[i] >= units {
			continue
		}
		end := int32(never)
		if i+1 < len(t.at) {
			end = t.at[i+1]
		}
		if c == nil || c.open(max(from, t.at[i])) < min(end, to) {
			return end
		}
	}
	return 0
}

// take occupies units in the open part of [from, to).
func (t *timeline) take(from, to, units int32, c *Calendar) {
	if c == nil {
		t.subtract(from, to, units)
		return
	}
	for i := c.span(from); i < len(c.from) && c.from[i] < to; i++ {
		t.subtract(max(from, c.from[i]), min(to, c.to[i]), units)
	}
}

func (t *timeline) subtract(from, to, units int32) {
	if from >= to {
		return
	}
	i := t.split(from)
	for k := t.split(to) - 1; k >= i; k-- {
		t.free[k] = max(t.free[k]-units, -MaxTime) // fixed jobs may overbook without limit
	}
}

// split makes a step begin at x and returns its index.
func (t *timeline) split(x int32) int {
	i := t.step(x)
	if t.at[i] == x {
		return i
	}
	t.at = slices.Insert(t.at, i+1, x)
	t.free = slices.Insert(t.free, i+1, t.free[i])
	return i + 1
}
