package level

import (
	"cmp"
	"slices"
)

// bound returns a makespan that no feasible plan undercuts: the largest of the critical
// path, the latest fixed finish and the work bounds of the resources.
func (m *model) bound() int {
	m.fwd.floor = 0
	bound := max(m.fwd.heads(), m.fixedEnd)
	heads := slices.Clone(m.fwd.start)
	tails := m.tails()
	for k := range m.problem.Resources {
		bound = max(bound, m.workBound(k, heads, tails))
	}
	return int(m.refute(bound, heads, tails))
}

// tails returns what must follow each node at least after its finish. With calendars
// that depends on the time, and 0 is the only safe answer.
func (m *model) tails() []int32 {
	if m.bwd.cal != nil {
		return make([]int32, len(m.jobs))
	}
	m.bwd.floor = 0
	m.bwd.heads()
	return slices.Clone(m.bwd.start)
}

// maxThresholds limits the work of workBound on large problems.
const maxThresholds = 256

// workBound returns the bound of one resource: the jobs that cannot start before a and
// leave at least b to follow must find all their work between (Carlier 1982 for one
// machine; Baptiste, Le Pape and Nuijten 1999), for thresholds a and all b.
func (m *model) workBound(k int, heads, tails []int32) int32 {
	units := make([]int64, len(m.jobs))
	var users []int32
	for v, i := range m.jobs {
		for _, d := range m.problem.Jobs[i].Demands {
			if w := int64(d.Units) * int64(m.fwd.dur[v]); d.Resource == k && w > 0 {
				units[v] = w
				users = append(users, int32(v))
			}
		}
	}
	slices.SortFunc(users, func(a, b int32) int { return cmp.Compare(tails[b], tails[a]) })
	supply := m.supply(k)
	bound := int32(0)
	for _, a := range thresholds(users, heads) {
		work := int64(0)
		for i, v := range users {
			if heads[v] >= a {
				work += units[v]
			}
			if i+1 == len(users) || tails[users[i+1]] < tails[v] {
				bound = max(bound, supply.until(a, work)+tails[v])
			}
		}
	}
	return bound
}

// thresholds returns the different heads of users, not all of them if there are many.
func thresholds(users, heads []int32) []int32 {
	var all []int32
	for _, v := range users {
		all = append(all, heads[v])
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) <= maxThresholds {
		return all
	}
	kept := make([]int32, maxThresholds)
	for i := range kept {
		kept[i] = all[i*len(all)/maxThresholds]
	}
	return kept
}

// A supply is the work that a resource offers from time 0 on.
type supply struct {
	at, free []int32
	before   []int64 // offered before at[i]
}

func (m *model) supply(k int) supply {
	t := newTimelines(m, m.fwd, false).lines[k]
	s := supply{at: t.baseAt, free: t.baseFree, before: make([]int64, len(t.baseAt))}
	for i := 1; i < len(s.at); i++ {
		s.before[i] = s.before[i-1] + int64(s.free[i-1])*int64(s.at[i]-s.at[i-1])
	}
	return s
}

// until returns when the given work is done at the earliest if it begins at time a, or 0
// if there is none.
func (s supply) until(a int32, work int64) int32 {
	if work == 0 {
		return 0
	}
	i, found := slices.BinarySearch(s.at, a)
	if !found {
		i--
	}
	work += s.before[i] + int64(s.free[i])*int64(a-s.at[i])
	i, _ = slices.BinarySearch(s.before, work) // the first step with so much offered before it
	if i--; s.free[i] == 0 {
		return s.at[i] // no end to it: the bound would be infinite, and is left out
	}
	rest := work - s.before[i]
	return int32(min(int64(s.at[i])+(rest+int64(s.free[i])-1)/int64(s.free[i]), MaxTime))
}
