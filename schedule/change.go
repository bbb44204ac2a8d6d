package schedule

import (
	"math/bits"
	"reflect"
	"slices"
)

// Move is a task whose start or finish changed, and why.
type Move struct {
	Task     TaskID
	From, To Span
	Why      Reason
	By       TaskID // of ByLink: the predecessor that drives it now; of ByChild: one that moved
}

// Span is from when to when a task is planned.
type Span struct{ Start, Finish Time }

// Reason is why a task moved.
type Reason uint8

// The reasons.
const (
	Changed  Reason = iota // it was changed itself
	ByLink                 // a predecessor moved
	ByChild                // a summary: its children moved
	ByFloat                // as late as possible: its free float changed
	Released               // nothing drives it any more but its own wishes
)

// Change edits one task and computes anew only what that moves. It tells which
// tasks moved, in the order of the plan; floats of others may have changed too.
//
// The edit gets a copy. If the result cannot be computed, the plan and its dates
// are as before, and the error is one of Compile.
func (n *Network) Change(id TaskID, edit func(*Task)) ([]Move, error) {
	row, ok := n.row[id]
	if !ok {
		return nil, taskError(id, "is not in the plan")
	}
	task := n.plan.Tasks[row]
	edit(&task)
	i, isNode := n.of[id]
	if !isNode || n.structural(&n.plan.Tasks[row], &task) {
		return n.Rebuild(func(p *Plan) { p.Tasks[row] = task })
	}
	old := n.plan.Tasks[row]
	w := wave{Network: n, root: i, place: map[int32]int{}}
	w.keep(i)
	n.plan.Tasks[row] = task
	if err := w.run(); err != nil {
		w.undo()
		n.plan.Tasks[row] = old
		return nil, err
	}
	return w.moves(&old), nil
}

// structural says whether a change reaches beyond the node of the task: to its
// place, its calendar, what it is, or lags that are a share of its duration.
func (n *Network) structural(a, b *Task) bool {
	return a.ID != b.ID || a.Parent != b.Parent || a.Project != b.Project || a.Kind != b.Kind || a.Calendar != b.Calendar ||
		a.Elapsed != b.Elapsed || a.Inactive != b.Inactive ||
		(a.Constraint.Kind == AsLateAsPossible) != (b.Constraint.Kind == AsLateAsPossible) ||
		a.Progress.Started != b.Progress.Started && n.plan.Projects[n.groups[n.nodes[n.of[a.ID]].group].project].Start == 0 ||
		a.Duration != b.Duration && n.shared[a.ID]
}

// Rebuild edits the plan, whatever it is, and computes everything anew. Errors
// leave it as it was; tasks that came or went are not among the moves.
func (n *Network) Rebuild(edit func(*Plan)) ([]Move, error) {
	p := *n.plan
	p.Projects, p.Calendars, p.Tasks = slices.Clone(p.Projects), slices.Clone(p.Calendars), slices.Clone(p.Tasks)
	p.Links, p.Resources, p.Assignments = slices.Clone(p.Links), slices.Clone(p.Resources), slices.Clone(p.Assignments)
	edit(&p)
	next, err := Compile(&p)
	if err != nil {
		return nil, err
	}
	moves := n.differences(next)
	plan := n.plan
	*plan = p
	*n = *next
	n.plan = plan
	return moves, nil
}

// differences compares the dates of two networks.
func (n *Network) differences(next *Network) []Move {
	var moves []Move
	for row := range next.plan.Tasks {
		t := &next.plan.Tasks[row]
		from, was := n.spanByID(t.ID)
		to, is := next.spanByID(t.ID)
		if !was || !is || from == to {
			continue
		}
		m := Move{Task: t.ID, From: from, To: to, Why: ByChild}
		if before := &n.plan.Tasks[n.row[t.ID]]; !reflect.DeepEqual(before, t) {
			m.Why = Changed
		} else if i, ok := next.of[t.ID]; ok {
			m.Why, m.By = next.why(i)
		}
		moves = append(moves, m)
	}
	return moves
}

func (n *Network) spanByID(id TaskID) (Span, bool) {
	if i, ok := n.of[id]; ok {
		start, finish := n.planned(i)
		return Span{start, finish}, true
	}
	row, ok := n.row[id]
	if !ok {
		return Span{}, false
	}
	return n.spans[row].asSpan(), true
}

func (s spanOf) asSpan() Span { return Span{s.from, s.to} }

// why tells what a node's dates come from.
func (n *Network) why(i int32) (Reason, TaskID) {
	nd := &n.nodes[i]
	switch {
	case nd.shift > 0:
		return ByFloat, 0
	case nd.driver >= 0:
		if by := n.behind(n.preds.of(i)[nd.driver].other); len(by) > 0 {
			return ByLink, by[0]
		}
		return ByLink, 0
	default:
		return Released, 0
	}
}

// wave is what one change moves.
type wave struct {
	*Network
	root    int32
	touched []touched
	place   map[int32]int // of the nodes in touched
	groups  []group
	end     []Time
	last    []Time
	summary []summaryWas
	dirty   bitset
	whole   bitset // of them, those that ask all their successors
}

// touched is a node as it was, and where it was planned.
type touched struct {
	node int32
	was  node
	span Span
}

type summaryWas struct {
	row int32
	was spanOf
}

// run computes the node that changed, what follows from it, and what is late by it.
func (w *wave) run() error {
	w.fresh = false
	w.groups, w.end, w.last = slices.Clone(w.Network.groups), slices.Clone(w.Network.end), slices.Clone(w.Network.last)
	w.dirty = newBitset(len(w.nodes))
	if err := w.forward(); err != nil {
		return err
	}
	w.regroup()
	w.backward()
	w.shiftLate()
	w.sumUp()
	return nil
}

// keep remembers a node before it changes.
func (w *wave) keep(i int32) *node {
	nd := &w.nodes[i]
	if _, ok := w.place[i]; !ok {
		t := touched{node: i, was: *nd}
		if nd.state != edge {
			t.span.Start, t.span.Finish = w.planned(i)
		}
		w.place[i] = len(w.touched)
		w.touched = append(w.touched, t)
	}
	return nd
}

func (w *wave) forward() error {
	if err := w.set(w.root); err != nil {
		return err
	}
	w.dirty.set(w.root)
	for i := w.dirty.next(0); i >= 0; i = w.dirty.next(i) {
		w.dirty.unset(i)
		old := w.nodes[i]
		nd := w.keep(i)
		w.early(i, nd)
		if err := w.checkRange(nd); err != nil {
			return err
		}
		if i == w.root || nd.es != old.es || nd.ef != old.ef || nd.opens != old.opens {
			for _, a := range w.succs.of(i) {
				w.dirty.set(a.other)
			}
		}
	}
	return nil
}

// regroup finds again when the groups end whose last task moved.
func (w *wave) regroup() {
	stale := map[int32]bool{}
	for _, t := range w.touched {
		nd := &w.nodes[t.node]
		g := &w.Network.groups[nd.group]
		counted := t.was.state < hammock
		if counted && t.was.ef == g.end && (nd.ef < t.was.ef || nd.state >= hammock) {
			stale[nd.group] = true
		}
		if nd.state < hammock && nd.ef > g.end {
			g.end = nd.ef
		}
	}
	if len(stale) > 0 {
		for g := range stale {
			w.Network.groups[g].end = noFloor
		}
		for i := range w.nodes {
			if nd := &w.nodes[i]; stale[nd.group] && nd.state < hammock {
				w.Network.groups[nd.group].end = max(w.Network.groups[nd.group].end, nd.ef)
			}
		}
	}
	w.endAll()
}

// backward computes the late dates that the change reaches: of the node itself
// and of its predecessors, and where the end of a project moved, of what was or
// is bound by it. A node with many successors asks all of them only if one that
// set its late finish gave way.
func (w *wave) backward() {
	w.whole = newBitset(len(w.nodes))
	w.ask(w.root)
	if w.endMoved() {
		for i := range w.nodes {
			nd := &w.nodes[i]
			was, is := w.groups[nd.group].late, w.Network.groups[nd.group].late
			if was != is && (nd.lf >= was || nd.lf >= is) {
				w.ask(int32(i))
			}
		}
	}
	for _, t := range w.touched {
		if s := w.nodes[t.node].state; s == running || s == hammock || s == manual {
			w.ask(t.node)
		}
	}
	for i := w.dirty.before(int32(len(w.nodes))); i >= 0; i = w.dirty.before(i) {
		w.dirty.unset(i)
		nd := w.keep(i)
		if w.whole.has(i) {
			w.late(i, nd)
		}
		if was := &w.touched[w.place[i]].was; i == w.root || nd.lf != was.lf || nd.ls != was.ls {
			w.hold(i, nd, was)
		}
	}
}

// ask lets a node compute its late dates from all its successors.
func (w *wave) ask(i int32) {
	w.dirty.set(i)
	w.whole.set(i)
}

// hold tells the predecessors of a node that its late dates are others now.
func (w *wave) hold(i int32, nd, was *node) {
	for _, a := range w.preds.of(i) {
		pred := w.keep(a.other)
		if nd.state != was.state || pred.state != waiting && pred.state != edge {
			w.ask(a.other)
			continue
		}
		if w.waitsNot(&a, nd) {
			continue
		}
		back := a
		back.other = i
		start, finish := was.latest()
		old := w.limit(&back, pred, start, finish)
		start, finish = nd.latest()
		now := w.limit(&back, pred, start, finish)
		switch {
		case now < pred.lf:
			pred.lf, pred.ls = now, now-pred.length
			w.dirty.set(a.other)
		case old <= w.touched[w.place[a.other]].was.lf && now > old:
			w.ask(a.other)
		}
	}
}

// endMoved says whether a project is late against another instant than before.
func (w *wave) endMoved() bool {
	for g := range w.groups {
		if w.groups[g].late != w.Network.groups[g].late {
			return true
		}
	}
	return false
}

// shiftLate places anew what is to be as late as possible.
func (w *wave) shiftLate() {
	for _, i := range w.alap {
		w.keep(i)
	}
	w.placeLate()
}

// sumUp computes the spans of the summaries above what moved, the lowest first.
func (w *wave) sumUp() {
	above := map[int32]bool{}
	for _, t := range w.touched {
		if w.nodes[t.node].state == edge {
			continue
		}
		for parent := w.plan.Tasks[w.nodes[t.node].row].Parent; parent != 0; {
			row := w.row[parent]
			if above[row] {
				break
			}
			above[row] = true
			parent = w.plan.Tasks[row].Parent
		}
	}
	rows := make([]int32, 0, len(above))
	for row := range above {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	slices.Reverse(rows)
	for _, row := range rows {
		w.summary = append(w.summary, summaryWas{row, w.spans[row]})
		w.span(row)
	}
}

// undo puts everything back.
func (w *wave) undo() {
	for _, t := range w.touched {
		w.nodes[t.node] = t.was
	}
	w.Network.groups, w.Network.end, w.Network.last = w.groups, w.end, w.last
}

// moves tells what is planned elsewhere than before.
func (w *wave) moves(old *Task) []Move {
	var moves []Move
	for _, t := range w.touched {
		if t.was.state == edge {
			continue
		}
		m := Move{Task: w.id(t.node), From: t.span}
		m.To.Start, m.To.Finish = w.planned(t.node)
		if m.From == m.To {
			continue
		}
		if t.node != w.root {
			m.Why, m.By = w.why(t.node)
		}
		moves = append(moves, m)
	}
	for _, s := range w.summary {
		if is := w.spans[s.row]; is != s.was {
			moves = append(moves, Move{Task: w.plan.Tasks[s.row].ID, From: s.was.asSpan(), To: is.asSpan(), Why: ByChild, By: old.ID})
		}
	}
	slices.SortFunc(moves, func(a, b Move) int { return int(w.row[a.Task] - w.row[b.Task]) })
	return moves
}

// bitset is a set of nodes that is walked in their order.
type bitset []uint64

func newBitset(count int) bitset { return make(bitset, (count+63)/64) }

func (b bitset) set(i int32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) unset(i int32)    { b[i>>6] &^= 1 << (i & 63) }

// next is the first member from i on; -1: there is none.
func (b bitset) next(i int32) int32 {
	at := int(i >> 6)
	if at >= len(b) {
		return -1
	}
	word := b[at] &^ (1<<(i&63) - 1)
	for word == 0 {
		if at++; at == len(b) {
			return -1
		}
		word = b[at]
	}
	return int32(at<<6 + bits.TrailingZeros64(word))
}

// before is the last member before i; -1: there is none.
func (b bitset) before(i int32) int32 {
	at := int(i >> 6)
	if at < len(b) {
		if word := b[at] & (1<<(i&63) - 1); word != 0 {
			return int32(at<<6 + 63 - bits.LeadingZeros64(word))
		}
	}
	for at--; at >= 0; at-- {
		if b[at] != 0 {
			return int32(at<<6 + 63 - bits.LeadingZeros64(b[at]))
		}
	}
	return -1
}
