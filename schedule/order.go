package schedule

import (
	"container/heap"
	"slices"
)

// order puts predecessors before successors, and else keeps the rows of the plan,
// since what is linked mostly stands close. Or it finds the circle that forbids it.
func (b *builder) order() error {
	count := len(b.nodes)
	waits := make([]int32, count)
	b.succs = arcsOf(count, b.ties, func(t tie) (int32, int32) { return t.from, t.to })
	for _, t := range b.ties {
		waits[t.to]++
	}
	ready := byRow{nodes: b.nodes}
	for i := range waits {
		if waits[i] == 0 {
			ready.list = append(ready.list, int32(i))
		}
	}
	heap.Init(&ready)
	order := make([]int32, 0, count)
	for len(ready.list) > 0 {
		at := heap.Pop(&ready).(int32)
		order = append(order, at)
		for _, a := range b.succs.of(at) {
			if waits[a.other]--; waits[a.other] == 0 {
				heap.Push(&ready, a.other)
			}
		}
	}
	if len(order) < count {
		return &CycleError{Tasks: b.circle(waits)}
	}
	b.renumber(order)
	return nil
}

// byRow is a heap of nodes, the first row of the plan on top.
type byRow struct {
	nodes []node
	list  []int32
}

func (h *byRow) Len() int           { return len(h.list) }
func (h *byRow) Less(i, j int) bool { return h.nodes[h.list[i]].row < h.nodes[h.list[j]].row }
func (h *byRow) Swap(i, j int)      { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *byRow) Push(x any)         { h.list = append(h.list, x.(int32)) }
func (h *byRow) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// renumber puts the nodes into a new order and makes the arcs anew.
func (b *builder) renumber(order []int32) {
	place := make([]int32, len(order))
	nodes := make([]node, len(order))
	for at, old := range order {
		place[old] = int32(at)
		nodes[at] = b.nodes[old]
		b.ids = append(b.ids, b.plan.Tasks[nodes[at].row].ID)
	}
	b.nodes = nodes
	for i := range b.ties {
		b.ties[i].from, b.ties[i].to = place[b.ties[i].from], place[b.ties[i].to]
	}
	for id, old := range b.of {
		b.of[id] = place[old]
	}
	b.preds = arcsOf(len(nodes), b.ties, func(t tie) (int32, int32) { return t.to, t.from })
	b.succs = arcsOf(len(nodes), b.ties, func(t tie) (int32, int32) { return t.from, t.to })
}

// arcsOf sorts the ties by one of their ends.
func arcsOf(count int, ties []tie, ends func(tie) (here, there int32)) arcs {
	a := arcs{from: make([]int32, count+1), list: make([]arc, len(ties))}
	for _, t := range ties {
		here, _ := ends(t)
		a.from[here+1]++
	}
	for i := range count {
		a.from[i+1] += a.from[i]
	}
	next := slices.Clone(a.from)
	for _, t := range ties {
		here, there := ends(t)
		a.list[next[here]] = t.arc
		a.list[next[here]].other = there
		next[here]++
	}
	return a
}

// circle finds one among the nodes that still wait: whoever waits has a
// predecessor that waits, so that going back comes round.
func (b *builder) circle(waits []int32) []TaskID {
	b.preds = arcsOf(len(b.nodes), b.ties, func(t tie) (int32, int32) { return t.to, t.from })
	at := int32(slices.IndexFunc(waits, func(w int32) bool { return w > 0 }))
	seen := map[int32]int{}
	var back []int32
	for {
		if first, been := seen[at]; been {
			return b.named(back[first:])
		}
		seen[at] = len(back)
		back = append(back, at)
		for _, a := range b.preds.of(at) {
			if waits[a.other] > 0 {
				at = a.other
				break
			}
		}
	}
}

// named are the tasks of nodes that were found from the back, in the order in
// which they wait, beginning with the one that stands first in the plan.
func (b *builder) named(back []int32) []TaskID {
	ids := make([]TaskID, 0, len(back))
	for i := len(back) - 1; i >= 0; i-- {
		if id := b.plan.Tasks[b.nodes[back[i]].row].ID; len(ids) == 0 || ids[len(ids)-1] != id {
			ids = append(ids, id)
		}
	}
	first := 0
	for i, id := range ids {
		if b.row[id] < b.row[ids[first]] {
			first = i
		}
	}
	return append(slices.Clone(ids[first:]), ids[:first]...)
}
