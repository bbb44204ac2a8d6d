package schedule

import "math"

// pass computes all dates: early ones forward, then what the projects are late
// against, then late ones backward.
func (n *Network) pass() error {
	n.fresh = false
	for i := range n.groups {
		n.groups[i].end = noFloor
	}
	for i := range n.nodes {
		if i%ahead == 0 {
			n.fetch(&n.preds, i, min(i+ahead, len(n.nodes)))
		}
		nd := &n.nodes[i]
		n.early(int32(i), nd)
		if err := n.checkRange(nd); err != nil {
			return err
		}
		if nd.state < hammock {
			g := &n.groups[nd.group]
			g.end = max(g.end, nd.ef)
		}
	}
	n.endAll()
	for i := len(n.nodes) - 1; i >= 0; i-- {
		if i%ahead == ahead-1 {
			n.fetch(&n.succs, i+1-ahead, i+1)
		}
		n.late(int32(i), &n.nodes[i])
	}
	n.placeLate()
	n.fresh = len(n.alap) == 0 // what moves as late as possible takes room from others
	n.spanAll()
	return nil
}

// fetch reads what the nodes of a block will ask of others. In a large plan those
// lie all over memory; asked for together, they come together.
func (n *Network) fetch(a *arcs, from, to int) {
	var sum Minutes
	for _, x := range a.list[a.from[from]:a.from[to]] {
		sum ^= n.nodes[x.other].ef
	}
	n.fetched = sum
}

// ahead is how many nodes are fetched for at once: their neighbours fit into the
// nearest cache.
const ahead = 64

// checkRange refuses positions that the timetable has no instant for.
func (n *Network) checkRange(nd *node) error {
	if nd.ef > n.tables[nd.table].total || nd.es < 0 {
		return &RangeError{n.plan.Tasks[nd.row].ID}
	}
	return nil
}

// early sets the early dates of a node from those of its predecessors. A start
// that the links allow and a finish that they demand both count; the later one drives.
func (n *Network) early(i int32, nd *node) {
	if nd.state == done || nd.state == fixed || nd.state == manual {
		return
	}
	best := [2]int64{score(nd.floor, -1), score(nd.least, -1)}
	arcs := n.preds.of(i)
	for k := range arcs {
		a := &arcs[k]
		from := &n.nodes[a.other]
		at := pick(from.ef, from.es, a.kind&1) + a.lag
		if a.way != plain {
			at = n.allowed(a, nd)
		}
		to := &best[a.kind>>1&1]
		*to = max(*to, score(at, int32(k)))
	}
	start, startBy := scored(best[0])
	finish, finishBy := scored(best[1])
	if finishBy < 0 {
		finishBy = byLeast
	}
	if nd.state == running && n.plan.Rules.Progress == ProgressOverride {
		start, startBy = nd.floor, byFloor
	}
	nd.driver = startBy
	switch {
	case nd.state == hammock:
		nd.es, nd.ef = start, max(start, finish)
		if finish == noFloor {
			nd.ef = start + nd.length
		}
	case finish-nd.length > start:
		nd.ef, nd.driver = finish, finishBy
	default:
		nd.ef = start + nd.length
	}
	if nd.state == waiting || nd.state == edge {
		nd.es = nd.ef - nd.length
	}
	nd.opens = nd.length == 0 && nd.state == waiting && n.opensAfter(i, nd)
}

// pick is a where bit is 0, and b where it is 1. Of which type the next link is,
// no processor guesses, so the common way does not branch on it.
func pick(a, b Minutes, bit LinkType) Minutes { return a ^ (a^b)&-Minutes(bit) }

// score is a position and the arc that allows it, as a number whose maximum is the
// latest position with the first arc that has it. What a node has of itself is -1.
func score(at Minutes, arc int32) int64 { return int64(at)<<32 | (int64(math.MaxInt32) - int64(arc)) }

func scored(r int64) (at Minutes, arc int32) {
	return Minutes(r >> 32), int32(math.MaxInt32 - r&math.MaxUint32)
}

// endAll finds when each project ends, and what its tasks are late against.
func (n *Network) endAll() {
	clear(n.end)
	for i := range n.groups {
		n.end[n.groups[i].project] = max(n.end[n.groups[i].project], n.groupEnd(&n.groups[i]))
	}
	for i, p := range n.plan.Projects {
		n.last[i] = n.end[i]
		if p.MustEnd != 0 {
			n.last[i] = p.MustEnd
		}
	}
	for i := range n.groups {
		g := &n.groups[i]
		g.finish = n.tables[g.table].Position(n.end[g.project])
		g.late = n.tables[g.table].Position(n.last[g.project])
	}
}

// groupEnd is the instant at which the last task of a group ends; a project of
// milestones at its very start ends with its start.
func (n *Network) groupEnd(g *group) Time {
	if g.end == noFloor {
		return 0
	}
	table := n.tables[g.table]
	if g.end <= g.start && table.Position(n.plan.Projects[g.project].Start) == g.end {
		return max(n.plan.Projects[g.project].Start, table.End(g.end))
	}
	return table.End(g.end)
}

// late sets the late dates of a node from those of its successors, its own
// limits and the end of its project; and up to where it can move without moving
// what follows, which holds as long as nothing else changes.
func (n *Network) late(i int32, nd *node) {
	if nd.state == done || nd.state == fixed {
		nd.ls, nd.lf = nd.es, nd.ef
		nd.room = nd.ef + n.free(i)
		return
	}
	g := &n.groups[nd.group]
	lf, room := min(g.late, nd.most), noLimit
	if nd.state == edge {
		lf = nd.most // its summary's tasks are bound themselves
	}
	arcs := n.succs.of(i)
	for k := range arcs {
		a := &arcs[k]
		succ := &n.nodes[a.other]
		if a.way != plain || succ.state != waiting || nd.state != waiting {
			lf, room = n.lateBy(a, nd, succ, lf, room)
			continue
		}
		move := a.lag - pick(0, nd.length, a.kind&1)
		lf = min(lf, pick(succ.ls, succ.lf, a.kind>>1)-move)
		room = min(room, pick(succ.es, succ.ef, a.kind>>1)-move)
	}
	if room == noLimit {
		room = g.finish
	}
	nd.lf, nd.ls, nd.room = lf, lf-nd.length, room
	if nd.state == running || nd.state == hammock {
		nd.ls = nd.es
	}
}

// lateBy is what an arc that is not the common one leaves of a limit and of room.
func (n *Network) lateBy(a *arc, nd, succ *node, lf, room Minutes) (Minutes, Minutes) {
	if n.waitsNot(a, succ) {
		return lf, room
	}
	start, finish := succ.latest()
	lf = min(lf, n.limit(a, nd, start, finish))
	if n.holdsNobody(a.other) {
		return lf, room
	}
	return lf, min(room, n.limit(a, nd, succ.ef-succ.length, succ.ef))
}

// latest is when a node begins, or goes on, and ends at the latest. One that
// stands by hand does not make room, however much of it there is.
func (nd *node) latest() (start, finish Minutes) {
	if nd.state == manual {
		return nd.es, nd.ef
	}
	return nd.lf - nd.length, nd.lf
}

// waitsNot says that a successor is not held by an arc: it has ended, it only
// fills the time, or its rest goes on in spite of it.
func (n *Network) waitsNot(a *arc, succ *node) bool {
	return succ.state == done || succ.state == hammock ||
		succ.state == running && !a.kind.toFinish() && n.plan.Rules.Progress == ProgressOverride
}

// holdsNobody tells the end of a summary for which nothing waits: that it moves, moves nothing.
func (n *Network) holdsNobody(i int32) bool {
	return n.nodes[i].state == edge && len(n.succs.of(i)) == 0
}

// limit is the finish up to which a node may move, on one arc, for its successor
// to begin (or to go on) and to end there.
func (n *Network) limit(a *arc, nd *node, start, finish Minutes) Minutes {
	if a.kind.toFinish() {
		start = finish
	}
	at := n.needed(a, nd, start)
	switch {
	case !a.kind.fromStart():
		return at
	case nd.state == running || nd.state == hammock:
		return noLimit // its start is where it is
	default:
		return at + nd.length
	}
}

// free is how far a node can move without moving what follows.
func (n *Network) free(i int32) Minutes {
	nd := &n.nodes[i]
	if n.fresh {
		return nd.room - nd.ef
	}
	room := noLimit
	for _, a := range n.succs.of(i) {
		succ := &n.nodes[a.other]
		if n.waitsNot(&a, succ) || n.holdsNobody(a.other) {
			continue
		}
		finish := succ.ef + succ.shift
		room = min(room, n.limit(&a, nd, finish-succ.length, finish))
	}
	if room == noLimit {
		room = n.groups[nd.group].finish
	}
	return room - nd.ef
}

// placeLate moves the tasks that are to be as late as possible through their
// free float, the last first, and not beyond their own limits.
func (n *Network) placeLate() {
	for k := len(n.alap) - 1; k >= 0; k-- {
		nd := &n.nodes[n.alap[k]]
		nd.shift = 0
		if nd.state == waiting {
			nd.shift = max(0, min(n.free(n.alap[k]), nd.most-nd.ef))
		}
	}
}
