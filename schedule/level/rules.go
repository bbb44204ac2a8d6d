package level

import (
	"container/heap"
	"math/bits"
	"slices"
)

// A Rule says which of the jobs that may be placed goes first. Ties go to the smaller
// position in Problem.Jobs.
type Rule uint8

// The priority rules. Late times are those of the critical path without resources.
const (
	LatestFinish   Rule = iota // smallest late finish (LFT; Davis and Patterson 1975)
	LatestStart                // smallest late start (LST; Kolisch 1995)
	LeastSlack                 // smallest total float (MINSLK)
	MostSuccessors             // most jobs behind it, direct or not (MTS)
	GreatestRank               // largest duration of itself and all jobs behind it (GRPW*; Alvarez-Valdés and Tamarit 1989)
	ResourceRank               // 0.7 × direct successors + 0.3 × demand over capacity (WRUP; Ulusoy and Özdamar 1989)
	ShortestFirst              // shortest duration (SPT)
	ByPriority                 // smallest Job.Priority
)

// Rules lists all rules.
func Rules() []Rule {
	return []Rule{LatestFinish, LatestStart, LeastSlack, MostSuccessors, GreatestRank, ResourceRank, ShortestFirst, ByPriority}
}

// values returns what rule sorts the nodes by, smallest first.
func (m *model) values(rule Rule) []int64 {
	v := make([]int64, len(m.jobs))
	start, finish := m.late() // and the early times are in m.fwd
	for j, i := range m.jobs {
		job := &m.problem.Jobs[i]
		switch rule {
		case LatestStart:
			v[j] = int64(start[j])
		case LeastSlack:
			v[j] = int64(finish[j] - m.fwd.finish[j])
		case ShortestFirst:
			v[j] = int64(job.Duration)
		case ByPriority:
			v[j] = int64(job.Priority)
		case ResourceRank:
			v[j] = -m.resourceRank(int32(j))
		default:
			v[j] = int64(finish[j])
		}
	}
	switch rule {
	case MostSuccessors:
		return m.behind(func(int32) int64 { return -1 }, v)
	case GreatestRank:
		return m.behind(func(j int32) int64 { return -int64(m.fwd.dur[j]) }, v)
	default:
		return v
	}
}

// resourceRank returns the rank of the rule ResourceRank in thousandths.
func (m *model) resourceRank(j int32) int64 {
	rank := 700 * int64(m.bwd.off[j+1]-m.bwd.off[j])
	for _, d := range m.problem.Jobs[m.jobs[j]].Demands {
		if peak := m.problem.Resources[d.Resource].peak(); peak > 0 {
			rank += 300 * int64(d.Units) / int64(peak)
		}
	}
	return rank
}

// behind sets sum[j] to the weight of j and of all nodes reached from it. Sixty-four
// targets at a time are passed along the arcs, so that memory stays linear.
func (m *model) behind(weight func(int32) int64, sum []int64) []int64 {
	n := int32(len(m.jobs))
	reach := make([]uint64, n)
	for j := range n {
		sum[j] = weight(j)
	}
	for lo := int32(0); lo < n; lo += 64 {
		clear(reach)
		for _, j := range m.bwd.topo { // ends of links before their beginnings
			for _, a := range m.bwd.arcs[m.bwd.off[j]:m.bwd.off[j+1]] {
				reach[j] |= reach[a.from]
				if a.from >= lo && a.from < lo+64 {
					reach[j] |= 1 << (a.from - lo)
				}
			}
			for w := reach[j]; w != 0; w &= w - 1 {
				sum[j] += weight(lo + int32(bits.TrailingZeros64(w)))
			}
		}
	}
	return sum
}

// A candidate is a node whose predecessors are placed.
type candidate struct {
	start int32 // it cannot start earlier; 0 in the serial scheme
	node  int32
	value int64
	job   int32
}

type candidates []candidate

func (c candidates) Len() int      { return len(c) }
func (c candidates) Swap(i, k int) { c[i], c[k] = c[k], c[i] }
func (c *candidates) Push(x any)   { *c = append(*c, x.(candidate)) }
func (c *candidates) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

func (c candidates) Less(i, k int) bool {
	a, b := c[i], c[k]
	switch {
	case a.start != b.start:
		return a.start < b.start
	case a.value != b.value:
		return a.value < b.value
	default:
		return a.job < b.job
	}
}

// eligible is the set of candidates and what is still missing before the other nodes.
type eligible struct {
	m       *model
	values  []int64
	missing []int32
	heap    candidates
}

func (m *model) eligible(values []int64) *eligible {
	e := &eligible{m: m, values: values, missing: make([]int32, len(m.jobs))}
	for j := range e.missing {
		e.missing[j] = m.fwd.off[j+1] - m.fwd.off[j]
	}
	return e
}

func (e *eligible) push(j, start int32) {
	heap.Push(&e.heap, candidate{start, j, e.values[j], e.m.jobs[j]})
}

// release calls ready for each node that waited for nothing but j.
func (e *eligible) release(j int32, ready func(int32)) {
	for _, a := range e.m.bwd.arcs[e.m.bwd.off[j]:e.m.bwd.off[j+1]] {
		if e.missing[a.from]--; e.missing[a.from] == 0 {
			ready(a.from)
		}
	}
}

// order returns the sequence in which the serial scheme takes the nodes.
func (m *model) order(values []int64) []int32 {
	e := m.eligible(values)
	ready := func(j int32) { e.push(j, 0) }
	for j, n := range slices.Clone(e.missing) {
		if n == 0 {
			ready(int32(j))
		}
	}
	order := make([]int32, 0, len(m.jobs))
	for len(e.heap) > 0 {
		j := heap.Pop(&e.heap).(candidate).node
		order = append(order, j)
		e.release(j, ready)
	}
	return order
}

// parallel generates the schedule that goes through time and starts at each moment the
// candidates that fit, best value first (Kelley 1963). It returns the latest finish, or
// never. Starts of candidates only grow, so that one is fitted anew only when it leads.
func (m *model) parallel(values []int64) int32 {
	p := m.fwd
	p.clear()
	p.prof.reset()
	e := m.eligible(values)
	ready := func(j int32) { e.push(j, p.ready(j)) }
	for j, n := range slices.Clone(e.missing) {
		if n == 0 {
			ready(int32(j))
		}
	}
	end := int32(0)
	for len(e.heap) > 0 {
		c := heap.Pop(&e.heap).(candidate)
		at := int32(never)
		if c.start != never {
			at = p.prof.fit(c.node, c.start)
		}
		if at > c.start {
			e.push(c.node, at)
			continue
		}
		if at != never {
			p.prof.place(c.node, at)
		}
		p.set(c.node, at)
		end = max(end, p.finish[c.node])
		e.release(c.node, ready)
	}
	return end
}
