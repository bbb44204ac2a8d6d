package level

import "slices"

// A Scheme is a way to generate a schedule from priorities.
type Scheme uint8

// The two schemes.
const (
	// Serial takes job after job and places each as early as possible.
	Serial Scheme = iota
	// Parallel goes through time and starts what fits.
	Parallel
)

// A Plan is a feasible schedule of a problem.
type Plan struct {
	Starts   []int // of each job of the problem
	Makespan int   // the latest finish; 0 when there are no jobs
	Bound    int   // no feasible plan ends earlier
	// Schedules says how many schedules were generated to find it.
	Schedules int
	Optimal   bool // Makespan equals Bound
}

// Generate returns the plan that one scheme and one rule give. Errors are those of
// [Problem.Validate] and [ErrNoPlan].
func Generate(p *Problem, scheme Scheme, rule Rule) (Plan, error) {
	m, err := compile(p)
	if err != nil {
		return Plan{}, err
	}
	bound, values := m.bound(), m.values(rule)
	var end int32
	if scheme == Parallel {
		end = m.parallel(values)
	} else {
		end = m.fwd.serial(m.order(values))
	}
	if end == never {
		return Plan{}, ErrNoPlan
	}
	return m.plan(m.fwd.start, bound, 1), nil
}

// Improve returns the plan that double justification makes of a feasible plan: jobs are
// pushed towards its end, latest finish first, and then towards the beginning, earliest
// start first, until that gains no more (Li and Willis 1992; Valls, Ballestín and
// Quintanilla 2005). The result never ends later. Errors are those of [Check].
func Improve(p *Problem, plan Plan) (Plan, error) {
	if err := Check(p, plan); err != nil {
		return Plan{}, err
	}
	m, err := compile(p)
	if err != nil {
		return Plan{}, err
	}
	s := &sorter{}
	m.mirror(max(m.horizon, m.grains(plan.Makespan)))
	best := m.plan(m.starts(plan), m.bound(), 0)
	for {
		m.load(m.starts(best))
		m.turn(m.grains(best.Makespan))
		order := s.byFinish(m.fwd, nil)
		if m.bwd.serial(order) == never {
			return best, nil
		}
		end := m.fwd.serial(s.byFinish(m.bwd, order))
		best.Schedules += 2
		if end == never || max(end, m.fixedEnd) >= m.grains(best.Makespan) {
			return best, nil
		}
		best = m.plan(m.fwd.start, best.Bound/m.grain, best.Schedules)
	}
}

// turn sets the beginning of the mirrored axis for schedules that end at the given time.
func (m *model) turn(end int32) {
	m.bwd.floor = 0
	if m.anchored {
		m.bwd.floor = max(0, m.horizon-end)
	}
}

// grains returns how many grains reach to a time.
func (m *model) grains(t int) int32 {
	return int32((t + m.grain - 1) / m.grain)
}

// starts returns the starts of the nodes in a plan, in grains. Starts between grains are
// rounded down, all by less than one grain, so that a feasible plan stays one.
func (m *model) starts(plan Plan) []int32 {
	s := make([]int32, len(m.jobs))
	for v, i := range m.jobs {
		s[v] = int32(plan.Starts[i] / m.grain)
	}
	return s
}

// load makes starts the schedule of the forward pass.
func (m *model) load(starts []int32) {
	for v, s := range starts {
		m.fwd.set(int32(v), s)
	}
}

// plan returns the plan with these starts of nodes, in grains as bound.
func (m *model) plan(starts []int32, bound, schedules int) Plan {
	p := Plan{Starts: make([]int, len(m.origin.Jobs)), Bound: bound * m.grain, Schedules: schedules}
	for i := range m.origin.Jobs {
		p.Starts[i] = m.origin.Jobs[i].Start
	}
	for v, i := range m.jobs {
		p.Starts[i] = int(starts[v]) * m.grain
	}
	p.Makespan = m.origin.Makespan(p.Starts)
	p.Optimal = p.Makespan == p.Bound
	return p
}

// Makespan returns the latest finish of jobs with these starts, one for each, feasible or not.
func (p *Problem) Makespan(starts []int) int {
	end := 0
	for i := range p.Jobs {
		end = max(end, p.Jobs[i].finish(starts[i]))
	}
	return end
}

// A sorter orders nodes by numbers in linear time.
type sorter struct {
	count [1 << sortBits]int32
	keys  []int32
	spare []int32
}

const sortBits = 9

// byFinish returns the nodes of a schedule by falling finish, the order in which the
// other direction is to place them; among equals, links decide. It reuses dst.
func (s *sorter) byFinish(p *pass, dst []int32) []int32 {
	n := len(p.topo)
	dst = slices.Grow(dst[:0], n)[:n]
	s.keys = slices.Grow(s.keys[:0], n)[:n]
	end := int32(0)
	for j, f := range p.finish {
		end = max(end, f)
		dst[n-1-j] = p.topo[j]
	}
	for j, f := range p.finish {
		s.keys[j] = end - f
	}
	s.by(s.keys, dst)
	return dst
}

// by sorts nodes by their keys, which are not negative, digit by digit, keeping the order
// of equals.
func (s *sorter) by(keys, nodes []int32) {
	largest := int32(0)
	for _, k := range keys {
		largest = max(largest, k)
	}
	s.spare = slices.Grow(s.spare[:0], len(nodes))[:len(nodes)]
	for shift := 0; largest>>shift > 0; shift += sortBits {
		count := s.count[:min(int(largest>>shift)+1, len(s.count))]
		clear(count)
		for _, k := range keys {
			count[k>>shift&(1<<sortBits-1)]++
		}
		sum := int32(0)
		for i, c := range count {
			count[i] = sum
			sum += c
		}
		for _, j := range nodes {
			k := keys[j] >> shift & (1<<sortBits - 1)
			s.spare[count[k]] = j
			count[k]++
		}
		copy(nodes, s.spare)
	}
}
