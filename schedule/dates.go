package schedule

import "cmp"

// Dates are what the network computed for a task.
type Dates struct {
	Start, Finish           Time // as planned: early, unless as late as possible
	EarlyStart, EarlyFinish Time
	LateStart, LateFinish   Time
	TotalFloat              Minutes // working time of the task's calendar
	FreeFloat               Minutes
	Critical                bool
	NearCritical            bool
}

// Dates are those of a task; a summary spans its children and has the least of
// their floats. A task that is inactive has none, and one that has ended has no float.
func (n *Network) Dates(id TaskID) (Dates, bool) {
	if i, ok := n.of[id]; ok {
		return n.datesOf(i), true
	}
	row, ok := n.row[id]
	if !ok || !n.isSummary(row) || n.off[row] {
		return Dates{}, false
	}
	return n.summary(row, func(kid int32) (Dates, bool) { return n.Dates(n.plan.Tasks[kid].ID) }), true
}

func (n *Network) datesOf(i int32) Dates {
	nd := &n.nodes[i]
	d := Dates{
		EarlyStart: n.startOf(nd, nd.es), EarlyFinish: n.finishOf(nd, nd.ef),
		LateStart: n.startOf(nd, nd.ls), LateFinish: n.finishOf(nd, nd.lf),
		TotalFloat: nd.lf - nd.ef, FreeFloat: n.free(i),
	}
	d.Start, d.Finish = n.planned(i)
	switch nd.state {
	case done:
		d.EarlyStart, d.LateStart = d.Start, d.Start
		d.EarlyFinish, d.LateFinish = d.Finish, d.Finish
		d.TotalFloat, d.FreeFloat = 0, 0
	case hammock:
		d.TotalFloat, d.FreeFloat = 0, 0
	case running:
		d.EarlyStart, d.LateStart = d.Start, d.Start
	default:
	}
	d.Critical = nd.state != done && nd.state != hammock && d.TotalFloat <= n.plan.Rules.Critical
	d.NearCritical = nd.state != done && nd.state != hammock && !d.Critical && d.TotalFloat <= n.nearCritical()
	return d
}

// planned is when a node begins and ends: as recorded or set by hand, else early,
// or as late as possible where the task wishes it.
func (n *Network) planned(i int32) (start, finish Time) {
	nd := &n.nodes[i]
	t := &n.plan.Tasks[nd.row]
	start, finish = n.startOf(nd, nd.es+nd.shift), n.finishOf(nd, nd.ef+nd.shift)
	switch nd.state {
	case done:
		return cmp.Or(t.Progress.Started, min(start, t.Progress.Finished)), t.Progress.Finished
	case running:
		return t.Progress.Started, finish
	case manual:
		return t.Start, cmp.Or(t.Finish, finish)
	default:
		return start, finish
	}
}

func (n *Network) nearCritical() Minutes {
	if r := n.plan.Rules; r.NearCritical != 0 {
		return r.NearCritical
	}
	return Minutes(5 * n.plan.Rules.Day())
}

// Day is how many working minutes a day means.
func (r Rules) Day() int {
	if r.DayMinutes == 0 {
		return 480
	}
	return r.DayMinutes
}

// startOf is where a position of a node is shown as a start: where its work
// begins, and for a node that lasts no time where its finish is.
func (n *Network) startOf(nd *node, at Minutes) Time {
	if nd.length == 0 && nd.state == waiting {
		return n.finishOf(nd, at)
	}
	return n.tables[nd.table].Begin(at)
}

// finishOf is where a position of a node is shown as a finish: where its work
// ends. A node that lasts no time stands where what drives it stands.
func (n *Network) finishOf(nd *node, at Minutes) Time {
	if nd.opens {
		return n.tables[nd.table].Begin(at)
	}
	return n.tables[nd.table].End(at)
}

// opensAfter says of a node without length whether it stands after a rest: at
// the start of something, or because another calendar ends later than its own.
func (n *Network) opensAfter(i int32, nd *node) bool {
	switch n.plan.Tasks[nd.row].Kind {
	case StartMilestone:
		return true
	case FinishMilestone:
		return nd.driver == byFloor && nd.ef <= n.groups[nd.group].start
	default:
	}
	if nd.driver < 0 {
		return nd.driver == byFloor
	}
	a := &n.preds.of(i)[nd.driver]
	if a.way == plain || a.kind.fromStart() {
		return a.kind.fromStart() || n.nodes[a.other].opens
	}
	from := &n.nodes[a.other]
	l := n.lagAt(a, from, nd)
	return l.after(n.finishOf(from, from.ef)) > n.tables[nd.table].End(nd.ef)
}

// Finish is when a project ends: the latest finish of its tasks.
func (n *Network) Finish(id ProjectID) Time {
	for i, p := range n.plan.Projects {
		if p.ID == id {
			return n.end[i]
		}
	}
	return 0
}

// spanOf is what the children of a summary fill.
type spanOf struct {
	from, to Time // both zero: nothing
}

func (s *spanOf) take(from, to Time) {
	if from == 0 && to == 0 {
		return
	}
	if s.from == 0 && s.to == 0 {
		*s = spanOf{from, to}
		return
	}
	s.from, s.to = min(s.from, from), max(s.to, to)
}

// spanAll computes what each row spans, the last first: children lie below.
func (n *Network) spanAll() {
	for row := len(n.spans) - 1; row >= 0; row-- {
		if len(n.kids[row]) > 0 {
			n.span(int32(row))
		}
	}
}

// span computes what a summary spans from its children.
func (n *Network) span(row int32) {
	n.spans[row] = spanOf{}
	for _, kid := range n.kids[row] {
		if len(n.kids[kid]) > 0 {
			n.spans[row].take(n.spans[kid].from, n.spans[kid].to)
		} else if i, ok := n.of[n.plan.Tasks[kid].ID]; ok {
			n.spans[row].take(n.planned(i))
		}
	}
}

// summary are the dates of a row from those of its children, which each tells.
func (n *Network) summary(row int32, each func(kid int32) (Dates, bool)) Dates {
	s := n.spans[row]
	d := Dates{Start: s.from, Finish: s.to, EarlyStart: s.from, EarlyFinish: s.to, LateStart: s.from, LateFinish: s.to}
	float, free := noLimit, noLimit
	for _, kid := range n.kids[row] {
		k, ok := each(kid)
		if !ok || n.holdsNothing(kid) {
			continue
		}
		float, free = min(float, k.TotalFloat), min(free, k.FreeFloat)
		d.Critical = d.Critical || k.Critical
		d.NearCritical = d.NearCritical || k.NearCritical
	}
	if float != noLimit {
		d.TotalFloat, d.FreeFloat = float, free
	}
	d.NearCritical = d.NearCritical && !d.Critical
	return d
}

// holdsNothing says of a row that its float is none of its summary's: it has
// ended, or only fills the time.
func (n *Network) holdsNothing(row int32) bool {
	i, ok := n.of[n.plan.Tasks[row].ID]
	return ok && (n.nodes[i].state == done || n.nodes[i].state == hammock)
}

// All are the dates of the whole plan, in the order of its tasks; those of an
// inactive task are zero.
func (n *Network) All() []Dates {
	all := make([]Dates, len(n.plan.Tasks))
	for row := len(all) - 1; row >= 0; row-- {
		if i, ok := n.of[n.plan.Tasks[row].ID]; ok {
			all[row] = n.datesOf(i)
		} else if n.isSummary(int32(row)) && !n.off[row] {
			all[row] = n.summary(int32(row), func(kid int32) (Dates, bool) { return all[kid], !n.off[kid] })
		}
	}
	return all
}

// Floats tells total and free float of every task that is no summary, predecessors first.
func (n *Network) Floats(each func(id TaskID, total, free Minutes)) {
	for i := range n.nodes {
		nd := &n.nodes[i]
		switch nd.state {
		case edge:
		case done, hammock:
			each(n.id(int32(i)), 0, 0)
		default:
			each(n.id(int32(i)), nd.lf-nd.ef, n.free(int32(i)))
		}
	}
}
