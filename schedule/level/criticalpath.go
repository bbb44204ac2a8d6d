package level

// A CriticalPath is the schedule of a problem whose resources are without limit. Its
// slices have one entry per job.
type CriticalPath struct {
	Length     int   // the latest early finish
	EarlyStart []int // links, calendars, earliest and fixed starts allow no smaller one
	LateFinish []int // a later one would let a job end after Length; fixed jobs have their finish
	Tail       []int // Length less LateFinish: what follows the job at least
}

// FindCriticalPath returns the critical path (Kelley and Walker 1959). With calendars,
// late finishes may lie within closed time. Errors are those of [Problem.Validate].
func FindCriticalPath(p *Problem) (CriticalPath, error) {
	m, err := compile(p)
	if err != nil {
		return CriticalPath{}, err
	}
	late := m.late()
	n := len(p.Jobs)
	cp := CriticalPath{EarlyStart: make([]int, n), LateFinish: make([]int, n), Tail: make([]int, n)}
	for i := range p.Jobs {
		cp.EarlyStart[i] = p.Jobs[i].Start
		cp.LateFinish[i] = p.Jobs[i].finish(p.Jobs[i].Start)
	}
	for v, i := range m.jobs {
		cp.EarlyStart[i] = int(m.fwd.start[v]) * m.grain
		cp.LateFinish[i] = int(late[v]) * m.grain
	}
	cp.Length = p.Makespan(cp.EarlyStart)
	for i, f := range cp.LateFinish {
		cp.Tail[i] = cp.Length - f
	}
	return cp, nil
}
