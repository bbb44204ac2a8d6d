package level

// A CriticalPath is the schedule of a problem whose resources are without limit. Its
// slices have one entry per job.
type CriticalPath struct {
	Length     int   // the latest early finish
	EarlyStart []int // links, calendars, earliest and fixed starts allow no smaller one
	LateStart  []int // with a later one some job would end after Length; fixed jobs have their start
	LateFinish []int // the finish of a job that begins at its late start
	Tail       []int // Length less LateFinish
}

// FindCriticalPath returns the critical path (Kelley and Walker 1959). Errors are those of [Problem.Validate].
func FindCriticalPath(p *Problem) (CriticalPath, error) {
	m, err := compile(p)
	if err != nil {
		return CriticalPath{}, err
	}
	starts, finishes := m.late()
	n := len(p.Jobs)
	cp := CriticalPath{EarlyStart: make([]int, n), LateStart: make([]int, n), LateFinish: make([]int, n), Tail: make([]int, n)}
	for i := range p.Jobs {
		cp.EarlyStart[i] = p.Jobs[i].Start
		cp.LateStart[i] = p.Jobs[i].Start
		cp.LateFinish[i] = p.Jobs[i].finish(p.Jobs[i].Start)
	}
	for v, i := range m.jobs {
		cp.EarlyStart[i] = int(m.fwd.start[v]) * m.grain
		cp.LateStart[i] = int(starts[v]) * m.grain
		cp.LateFinish[i] = int(finishes[v]) * m.grain
	}
	cp.Length = p.Makespan(cp.EarlyStart)
	for i, f := range cp.LateFinish {
		cp.Tail[i] = cp.Length - f
	}
	return cp, nil
}

// late returns the latest starts and finishes with which no job ends after the schedule
// without resources, whose early times it leaves in the forward pass.
func (m *model) late() (starts, finishes []int32) {
	p := m.fwd
	p.floor = 0
	end := max(p.heads(), m.fixedEnd)
	starts, finishes = make([]int32, len(p.dur)), make([]int32, len(p.dur))
	for j := range starts {
		starts[j] = p.latest(int32(j), end)
	}
	for i := len(p.topo) - 1; i >= 0; i-- {
		j := p.topo[i]
		for i := p.off[j]; i < p.off[j+1]; i++ {
			from := p.arcs[i].from
			starts[from] = min(starts[from], p.before(i, j, starts[j]))
		}
		p.set(j, starts[j])
		finishes[j] = p.finish[j]
	}
	p.heads()
	return starts, finishes
}

// latest returns the latest start with which node j finishes by the given time.
func (p *pass) latest(j, finish int32) int32 {
	if d := p.dur[j]; p.cal != nil && p.cal[j] != nil && d > 0 {
		return p.cal[j].unit(max(0, p.cal[j].work(finish)-d))
	}
	return finish - p.dur[j]
}

// before returns the latest start of the predecessor by arc i that lets node j start at
// the given time: the inverse of Link.bound.
func (p *pass) before(i, j, start int32) int32 {
	a := p.arcs[i]
	if p.links == nil {
		return start - a.lag
	}
	l := &p.links[i]
	if l.Kind == FinishFinish || l.Kind == StartFinish {
		p.set(j, start)
		start = p.finish[j]
	}
	if l.Calendar != nil {
		start = l.Calendar.unshift(start, int32(l.Lag))
	} else {
		start -= int32(l.Lag)
	}
	if l.Kind == FinishStart || l.Kind == FinishFinish {
		return p.latest(a.from, start)
	}
	if c := p.cal[a.from]; c != nil && p.dur[a.from] > 0 {
		return c.unit(max(0, c.work(start+1)-1)) // the last open unit until then
	}
	return start
}
