package level

import "slices"

// never is the start of a job that has no place.
const never = 1<<31 - 1

// A model is a problem made ready for schedule generation. Its nodes are the jobs that
// can move, numbered so that links go from smaller to larger numbers; fixed jobs have
// become used capacity and earliest starts. There is one pass in the direction of time
// and one from the far end, in which links, calendars and capacities are mirrored.
type model struct {
	origin  *Problem
	problem *Problem // origin in grains: the largest unit that divides all its times
	grain   int
	jobs    []int32 // the job of each node
	node    []int32 // the node of each job, -1 for fixed ones
	fwd     *pass
	bwd     *pass
	latest  int32 // no schedule ends later that places each job as early as possible
	// anchored says that times matter, not only their differences: there are earliest
	// starts, fixed jobs, capacity steps or calendars. Then the mirrored axis begins at
	// the horizon; otherwise wherever a schedule ends.
	anchored bool
	horizon  int32
	fixedEnd int32 // the latest finish of a fixed job
}

// compile validates p and makes it ready.
func compile(p *Problem) (*model, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	order, err := p.topological()
	if err != nil {
		return nil, err
	}
	g := p.grain()
	m := &model{origin: p, problem: p.coarse(g), grain: g, node: make([]int32, len(p.Jobs))}
	for _, i := range order {
		m.node[i] = -1
		if j := &m.problem.Jobs[i]; j.Fixed {
			m.fixedEnd = max(m.fixedEnd, int32(j.finish(j.Start)))
			continue
		}
		m.node[i] = int32(len(m.jobs))
		m.jobs = append(m.jobs, int32(i))
	}
	m.latest = int32(m.problem.latest())
	m.anchored = m.problem.anchored()
	m.fwd = newPass(m, false)
	if err := m.checkDemands(); err != nil {
		return nil, err
	}
	m.mirror(m.first())
	return m, nil
}

// mirror makes the pass from the far end, for schedules that end at the horizon or before.
func (m *model) mirror(horizon int32) {
	m.horizon = horizon
	m.bwd = newPass(m, true)
}

// first returns when some schedule ends.
func (m *model) first() int32 {
	end := max(m.fwd.serial(m.fwd.topo), m.fixedEnd)
	if end == never {
		return m.latest
	}
	return end
}

// anchored: see model.anchored.
func (p *Problem) anchored() bool {
	return slices.ContainsFunc(p.Jobs, func(j Job) bool { return j.Fixed || j.Earliest > 0 || j.Calendar != nil }) ||
		slices.ContainsFunc(p.Resources, func(r Resource) bool { return len(r.Steps) > 0 }) ||
		slices.ContainsFunc(p.Links, func(l Link) bool { return l.Calendar != nil && l.Lag != 0 })
}

// latest returns a time that no schedule reaches in which every job starts as early as
// the jobs before it allow: from where everything is open and constant, all jobs and lags
// one after another.
func (p *Problem) latest() int {
	steady := 0
	calendar := func(c *Calendar) {
		if c != nil {
			steady = max(steady, int(c.from[len(c.from)-1]))
		}
	}
	for _, r := range p.Resources {
		if n := len(r.Steps); n > 0 {
			steady = max(steady, r.Steps[n-1].At)
		}
	}
	sum := 0
	for i := range p.Jobs {
		j := &p.Jobs[i]
		calendar(j.Calendar)
		steady = max(steady, j.Earliest)
		if j.Fixed {
			steady = max(steady, j.Start+j.Duration)
		}
		sum += j.Duration
	}
	lag := make([]int, len(p.Jobs))
	for _, l := range p.Links {
		calendar(l.Calendar)
		lag[l.To] = max(lag[l.To], l.Lag)
	}
	for _, l := range lag {
		sum += l
	}
	return steady + sum
}

// checkDemands finds jobs that have no place even when they are alone with the fixed ones.
func (m *model) checkDemands() error {
	p := m.fwd
	p.prof.reset()
	for j := range int32(len(m.jobs)) {
		if p.prof.fit(j, p.release[j]) == never {
			return m.problem.demandError(int(m.jobs[j]))
		}
	}
	return nil
}

// topological returns the jobs so that links go forward, smaller positions first where
// links leave a choice of layers, or a *CycleError.
func (p *Problem) topological() ([]int, error) {
	next := make([][]int, len(p.Jobs))
	missing := make([]int, len(p.Jobs))
	for _, l := range p.Links {
		next[l.From] = append(next[l.From], l.To)
		missing[l.To]++
	}
	order := make([]int, 0, len(p.Jobs))
	for i, n := range missing {
		if n == 0 {
			order = append(order, i)
		}
	}
	for at := 0; at < len(order); at++ {
		for _, k := range next[order[at]] {
			if missing[k]--; missing[k] == 0 {
				order = append(order, k)
			}
		}
	}
	if len(order) < len(p.Jobs) {
		return nil, p.cycle(missing)
	}
	return order, nil
}

// cycle names one of the cycles among the jobs that still miss predecessors: walking
// against the links from any of them never leaves them, so it meets itself.
func (p *Problem) cycle(missing []int) error {
	before := make([]int, len(p.Jobs))
	for _, l := range p.Links {
		if missing[l.From] > 0 {
			before[l.To] = l.From
		}
	}
	seen := make([]int, len(p.Jobs))
	at := slices.IndexFunc(missing, func(n int) bool { return n > 0 })
	var walk []int
	for ; seen[at] == 0; at = before[at] {
		walk = append(walk, at)
		seen[at] = len(walk)
	}
	e := &CycleError{Jobs: walk[seen[at]-1:]}
	slices.Reverse(e.Jobs)
	first := slices.Index(e.Jobs, slices.Min(e.Jobs))
	e.Jobs = append(e.Jobs[first:len(e.Jobs):len(e.Jobs)], e.Jobs[:first]...)
	for _, i := range e.Jobs {
		e.Names = append(e.Names, p.label(i))
	}
	return e
}
