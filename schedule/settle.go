package schedule

import (
	"cmp"
	"fmt"
	"slices"
)

// setAll puts into each group and node what the plan says of it alone.
func (b *builder) setAll() error {
	n := b.Network
	n.end, n.last = make([]Time, len(n.plan.Projects)), make([]Time, len(n.plan.Projects))
	starts := n.starts()
	for i := range n.groups {
		g := &n.groups[i]
		p := &n.plan.Projects[g.project]
		begin := max(starts[g.project], p.DataDate)
		if begin == 0 {
			return fmt.Errorf("%w: project %d has no start", ErrRange, p.ID)
		}
		if begin > MaxTime || p.MustEnd > MaxTime || begin < 0 || p.MustEnd < 0 {
			return fmt.Errorf("%w: the dates of project %d", ErrRange, p.ID)
		}
		g.start = n.tables[g.table].Position(begin)
	}
	n.openWindows(starts)
	for i := range n.nodes {
		if err := n.set(int32(i)); err != nil {
			return err
		}
	}
	for i := range n.nodes {
		if n.nodes[i].state != edge && n.plan.Tasks[n.nodes[i].row].Constraint.Kind == AsLateAsPossible {
			n.alap = append(n.alap, int32(i))
		}
	}
	return nil
}

// windowDays is for how long a timetable answers quickly; plans that last longer
// are computed all the same.
const windowDays = 30 * 366

// openWindows opens those of all timetables in use around the projects.
func (n *Network) openWindows(starts []Time) {
	first := slices.Min(starts).Date() - 366
	for _, table := range n.tables {
		table.open(max(first, 1), min(first+windowDays, endOfDates))
	}
}

// starts are those of the projects; one that has none starts with the first date
// that any of its tasks has.
func (n *Network) starts() []Time {
	starts := make([]Time, len(n.plan.Projects))
	for i, p := range n.plan.Projects {
		starts[i] = p.Start
	}
	place := map[ProjectID]int{0: 0}
	for i, p := range n.plan.Projects {
		place[p.ID] = i
	}
	for i := range n.plan.Tasks {
		t := &n.plan.Tasks[i]
		at := place[t.Project]
		first := cmp.Or(t.Progress.Started, t.Start, t.Constraint.On)
		if n.plan.Projects[at].Start == 0 && first > 0 && (starts[at] == 0 || first < starts[at]) {
			starts[at] = first
		}
	}
	return starts
}

// set puts into a node what its task says: how far it is, what it lasts, and
// the dates that it wishes.
func (n *Network) set(i int32) error {
	nd := &n.nodes[i]
	nd.most, nd.driver, nd.shift, nd.opens = noLimit, byFloor, 0, false
	t := &n.plan.Tasks[nd.row]
	if err := checkTask(t); err != nil {
		return err
	}
	if nd.state == edge {
		n.setEdge(nd, t)
		return nil
	}
	nd.floor, nd.least = n.groups[nd.group].start, noFloor
	nd.length = t.span()
	nd.state = waiting
	table := n.tables[nd.table]
	switch {
	case t.Progress.Finished != 0:
		nd.state = done
		nd.ef = table.Position(t.Progress.Finished)
		nd.es = nd.ef - nd.length
		if t.Progress.Started != 0 {
			nd.es = min(table.Position(t.Progress.Started), nd.ef)
		}
		nd.length = nd.ef - nd.es
		return nil
	case t.Progress.Started != 0:
		n.setRunning(nd, t)
	case t.Manual && t.Start != 0:
		nd.state = manual
		nd.es = table.Position(t.Start)
		nd.ef = nd.es + nd.length
		if t.Finish != 0 {
			nd.ef = max(table.Position(t.Finish), nd.es)
			nd.length = nd.ef - nd.es
		}
	case t.Kind == LevelOfEffort:
		nd.state = hammock
	}
	n.wish(nd, table, t.Constraint)
	n.wish(nd, table, t.Second)
	if t.Deadline != 0 {
		nd.most = min(nd.most, table.Position(t.Deadline))
	}
	return nil
}

// setEdge puts into an end of a summary what the summary's wishes mean to all below it.
func (n *Network) setEdge(nd *node, t *Task) {
	nd.floor, nd.least, nd.length = 0, noFloor, 0
	table := n.tables[nd.table]
	for _, c := range []Constraint{t.Constraint, t.Second, {Kind: FinishNoLater, On: t.Deadline}} {
		start, finish := c.bounds()
		if start != 0 && !nd.behind {
			nd.floor = max(nd.floor, table.Position(start))
		}
		if finish != 0 && nd.behind {
			nd.most = min(nd.most, table.Position(finish))
		}
	}
}

// setRunning lets the rest of a task begin at the data date; without one, where
// what is done would end.
func (n *Network) setRunning(nd *node, t *Task) {
	table := n.tables[nd.table]
	nd.state = running
	nd.es = table.Position(t.Progress.Started)
	whole := nd.length
	nd.length = t.Progress.Remaining + t.pauses(max(t.Duration-t.Progress.Remaining, 0))
	nd.floor = nd.es + max(whole-nd.length, 0)
	if on := n.plan.Projects[n.groups[nd.group].project].DataDate; on != 0 {
		nd.floor = max(table.Position(on), nd.es)
	}
}

// span is the working time from start to finish: the duration and the pauses.
func (t *Task) span() Minutes {
	if t.Kind == Milestone || t.Kind == StartMilestone || t.Kind == FinishMilestone {
		return t.Duration
	}
	return t.Duration + t.pauses(0)
}

// pauses are those that come after so much of the duration.
func (t *Task) pauses(from Minutes) Minutes {
	var sum Minutes
	for _, s := range t.Splits {
		if s.After >= from && s.After < t.Duration {
			sum += s.Pause
		}
	}
	return sum
}

func checkTask(t *Task) error {
	spans := []Minutes{t.Duration, t.Progress.Remaining}
	var pauses int64
	for _, s := range t.Splits {
		spans = append(spans, s.After, s.Pause)
		pauses += int64(s.Pause)
	}
	for _, m := range spans {
		if m < 0 || m > MaxMinutes {
			return taskError(t.ID, "lasts %d minutes", m)
		}
	}
	if pauses > int64(MaxMinutes) {
		return taskError(t.ID, "rests %d minutes", pauses)
	}
	for _, at := range []Time{t.Constraint.On, t.Second.On, t.Deadline, t.Progress.Started, t.Progress.Finished, t.Start, t.Finish} {
		if at < 0 || at > MaxTime {
			return &RangeError{t.ID}
		}
	}
	if t.Progress.Finished != 0 && t.Progress.Finished < t.Progress.Started {
		return taskError(t.ID, "ended at %v before it began at %v", t.Progress.Finished, t.Progress.Started)
	}
	for _, c := range []Constraint{t.Constraint, t.Second} {
		if c.Kind > FinishOn || (c.Kind > AsLateAsPossible && c.On == 0) {
			return taskError(t.ID, "has the constraint %d without a date", c.Kind)
		}
	}
	return nil
}

// wish puts a constraint into a node. What has begun, or stands by hand, keeps
// its start; its finish can still be late.
func (n *Network) wish(nd *node, table *Timetable, c Constraint) {
	at := table.Position(c.On)
	switch c.Kind {
	case MustStartOn, MustFinishOn:
		n.fix(nd, c.Kind, at)
	case StartNoEarlier:
		nd.floor = max(nd.floor, at)
	case FinishNoEarlier:
		nd.least = max(nd.least, at)
	case StartNoLater:
		nd.most = min(nd.most, table.lastStart(c.On)+nd.length)
	case FinishNoLater:
		nd.most = min(nd.most, at)
	case StartOn:
		nd.floor = max(nd.floor, at)
		nd.most = min(nd.most, at+nd.length)
	case FinishOn:
		nd.least = max(nd.least, at)
		nd.most = min(nd.most, at)
	default:
	}
}

// fix lets a task that has not begun stand on a date, whatever the links say.
func (n *Network) fix(nd *node, kind ConstraintKind, at Minutes) {
	if nd.state != waiting {
		if kind == MustFinishOn {
			nd.most = min(nd.most, at)
		}
		return
	}
	nd.state = fixed
	nd.es, nd.ef = at, at+nd.length
	if kind == MustFinishOn {
		nd.es, nd.ef = at-nd.length, at
	}
}

// lastStart is the last position that begins at an instant or before it.
func (t *Timetable) lastStart(at Time) Minutes { return t.Position(at+1) - 1 }
