package level

import "slices"

// What refutation is tried for: its work grows with the square of both.
const (
	maxRefuteNodes = 300
	maxRefuteTime  = 4096
)

// A window holds, for a length of the plan under test, the earliest and latest start of
// each node, on which contradictions are sought.
type windows struct {
	m        *model
	est, lst []int32
	heads    []int32 // early starts
	after    []int32 // length less latest start
	pairs    [][2]int32
	users    [][]use // of each resource
	slope    []int64
}

// A use is what a node demands of a resource.
type use struct{ node, units int32 }

// refute raises a bound as long as shorter plans can be shown not to exist (Klein and
// Scholl 1999). Lengths that times matter for, and large problems, are left alone.
func (m *model) refute(bound int32, heads, tails []int32) int32 {
	if m.anchored || len(m.jobs) > maxRefuteNodes {
		return bound
	}
	w := newWindows(m, heads, tails)
	for step := int32(1); step > 0 && bound+step <= maxRefuteTime; {
		if w.refuted(bound + step - 1) {
			bound += step
			step *= 2
		} else {
			step /= 2
		}
	}
	return bound
}

func newWindows(m *model, heads, tails []int32) *windows {
	n := len(m.jobs)
	w := &windows{
		m: m, est: make([]int32, n), lst: make([]int32, n), heads: heads, after: make([]int32, n),
		users: make([][]use, len(m.problem.Resources)), slope: make([]int64, maxRefuteTime+2),
	}
	for v, i := range m.jobs {
		w.after[v] = tails[v] + m.fwd.dur[v]
		for _, d := range m.problem.Jobs[i].Demands {
			if d.Units > 0 && m.fwd.dur[v] > 0 {
				w.users[d.Resource] = append(w.users[d.Resource], use{int32(v), int32(d.Units)})
			}
		}
	}
	w.pairs = w.conflicts()
	return w
}

// conflicts returns the pairs of nodes that cannot work at the same time.
func (w *windows) conflicts() [][2]int32 {
	var pairs [][2]int32
	for k, users := range w.users {
		capacity := int32(w.m.problem.Resources[k].Capacity)
		for i, a := range users {
			for _, b := range users[:i] {
				if a.units+b.units > capacity {
					pairs = append(pairs, [2]int32{b.node, a.node})
				}
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(pairs)
}

// refuted says whether no plan of this length or less exists. False means nothing.
func (w *windows) refuted(length int32) bool {
	copy(w.est, w.heads)
	for v, a := range w.after {
		w.lst[v] = length - a
	}
	for again := true; again; {
		again = w.order()
		w.follow()
		for v := range w.est {
			if w.est[v] > w.lst[v] {
				return true
			}
		}
	}
	for k := range w.users {
		if w.overworked(k, length) {
			return true
		}
	}
	return false
}

// order narrows the windows of pairs that only fit in one order, and says whether it did.
func (w *windows) order() bool {
	dur, changed := w.m.fwd.dur, false
	for _, p := range w.pairs {
		for range 2 {
			i, j := p[0], p[1]
			if w.est[i]+dur[i] > w.lst[j] { // so j goes first
				if s := w.est[j] + dur[j]; s > w.est[i] {
					w.est[i], changed = s, true
				}
				if s := w.lst[i] - dur[j]; s < w.lst[j] {
					w.lst[j], changed = s, true
				}
			}
			p[0], p[1] = j, i
		}
		if w.est[p[0]] > w.lst[p[0]] || w.est[p[1]] > w.lst[p[1]] {
			return false // refuted; further narrowing would not end
		}
	}
	return changed
}

// follow narrows the windows along the links.
func (w *windows) follow() {
	p := w.m.fwd
	for _, j := range p.topo {
		for _, a := range p.arcs[p.off[j]:p.off[j+1]] {
			w.est[j] = max(w.est[j], w.est[a.from]+a.lag)
		}
	}
	for i := len(p.topo) - 1; i >= 0; i-- {
		j := p.topo[i]
		for _, a := range p.arcs[p.off[j]:p.off[j+1]] {
			w.lst[a.from] = min(w.lst[a.from], w.lst[j]-a.lag)
		}
	}
}

// overworked says whether there is a stretch of time [a, b) in which resource k must do
// more than it can, wherever in their windows the nodes lie (energetic reasoning; Erschler
// and Lopez 1990). For a given a, what a node must do before b grows with b by its units
// from its latest start on until all that must happen after a is done.
func (w *windows) overworked(k int, length int32) bool {
	capacity := int64(w.m.problem.Resources[k].Capacity)
	for a := range length {
		slope := w.slope[:length+2]
		clear(slope)
		for _, u := range w.users[k] {
			most := min(w.m.fwd.dur[u.node], w.est[u.node]+w.m.fwd.dur[u.node]-a)
			if from := max(a, w.lst[u.node]); most > 0 && from < length {
				slope[from] += int64(u.units)
				slope[min(from+most, length+1)] -= int64(u.units)
			}
		}
		work, rate := int64(0), int64(0)
		for b := a; b < length; b++ {
			rate += slope[b]
			if work += rate; work > capacity*int64(b+1-a) {
				return true
			}
		}
	}
	return false
}
