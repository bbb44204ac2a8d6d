package level

// A profile is the free capacity over time of all resources, as one direction sees it.
type profile interface {
	// reset frees everything but what fixed jobs use.
	reset()
	// fit returns the first start at or after from at which node j finds its demands
	// free, in its open units, until it is done, or never.
	fit(j, from int32) int32
	// place is fit followed by occupying the demands.
	place(j, from int32) int32
}

// An arc is a link that ends at a node, reduced to the starts of both: start(to) ≥
// start(from) + lag. With calendars such a lag is not constant; then pass.links has the
// link itself.
type arc struct{ from, lag int32 }

// A pass generates schedules in one direction of time.
type pass struct {
	dur     []int32
	release []int32 // earliest start of each node
	off     []int32 // arcs of node j: arcs[off[j]:off[j+1]]
	arcs    []arc
	links   []Link      // beside arcs; nil when there is no calendar at all
	cal     []*Calendar // of nodes; nil when there is no calendar at all
	topo    []int32     // nodes so that arcs go forward
	prof    profile

	floor  int32   // no node starts before it
	start  []int32 // the schedule; unplaced or never while a node has no start
	finish []int32
}

const unplaced = -1

// newPass compiles one direction.
func newPass(m *model, mirrored bool) *pass {
	n := len(m.jobs)
	p := &pass{
		dur: make([]int32, n), release: make([]int32, n), off: make([]int32, n+1),
		topo: make([]int32, n), start: make([]int32, n), finish: make([]int32, n),
	}
	for v, i := range m.jobs {
		p.dur[v] = int32(m.problem.Jobs[i].Duration)
		p.topo[v] = int32(v)
		if mirrored {
			p.topo[v] = int32(n - 1 - v)
		}
	}
	p.compileCalendars(m, mirrored)
	p.compileLinks(m, mirrored)
	if !mirrored {
		p.compileReleases(m)
	}
	p.prof = newProfile(m, p, mirrored)
	return p
}

// compileCalendars sets cal when any job or lag has a calendar.
func (p *pass) compileCalendars(m *model, mirrored bool) {
	if !m.problem.hasCalendars() {
		return
	}
	turn := turner(m, mirrored)
	p.cal = make([]*Calendar, len(p.dur))
	for v, i := range m.jobs {
		p.cal[v] = turn(m.problem.Jobs[i].Calendar)
	}
}

func (p *Problem) hasCalendars() bool {
	for i := range p.Jobs {
		if p.Jobs[i].Calendar != nil {
			return true
		}
	}
	for _, l := range p.Links {
		if l.Calendar != nil {
			return true
		}
	}
	return false
}

// turner returns the function that gives a calendar as the direction sees it, one copy
// however many jobs share it.
func turner(m *model, mirrored bool) func(*Calendar) *Calendar {
	copies := map[*Calendar]*Calendar{nil: nil}
	return func(c *Calendar) *Calendar {
		if !mirrored {
			return c
		}
		if copies[c] == nil && c != nil {
			copies[c] = c.mirror(m.horizon)
		}
		return copies[c]
	}
}

// compileLinks lists the arcs between nodes by the node where they end.
func (p *pass) compileLinks(m *model, mirrored bool) {
	turn := turner(m, mirrored)
	kept := make([]Link, 0, len(m.problem.Links))
	for _, l := range m.problem.Links {
		l.From, l.To = int(m.node[l.From]), int(m.node[l.To])
		if l.From < 0 || l.To < 0 {
			continue
		}
		if mirrored {
			l = l.mirror(turn(l.Calendar))
		}
		kept = append(kept, l)
		p.off[l.To+1]++
	}
	for v := range p.dur {
		p.off[v+1] += p.off[v]
	}
	p.arcs = make([]arc, len(kept))
	if p.cal != nil {
		p.links = make([]Link, len(kept))
	}
	at := append([]int32(nil), p.off...)
	for _, l := range kept {
		i := at[l.To]
		at[l.To]++
		p.arcs[i] = arc{int32(l.From), l.startLag(p.dur[l.From], p.dur[l.To])}
		if p.cal != nil {
			p.links[i] = l
		}
	}
}

// mirror returns the link as seen from the far end of time: the ends change their roles,
// and with them finish-finish and start-start.
func (l Link) mirror(c *Calendar) Link {
	l.From, l.To, l.Calendar = l.To, l.From, c
	switch l.Kind {
	case StartStart:
		l.Kind = FinishFinish
	case FinishFinish:
		l.Kind = StartStart
	case FinishStart, StartFinish:
	}
	return l
}

// startLag reduces a link between jobs of the given durations to one between their starts.
func (l Link) startLag(from, to int32) int32 {
	lag := int32(l.Lag)
	if l.Kind == FinishStart || l.Kind == FinishFinish {
		lag += from
	}
	if l.Kind == FinishFinish || l.Kind == StartFinish {
		lag -= to
	}
	return lag
}

// compileReleases folds earliest starts and links from fixed jobs into release.
func (p *pass) compileReleases(m *model) {
	for v, i := range m.jobs {
		p.release[v] = int32(m.problem.Jobs[i].Earliest)
	}
	for _, l := range m.problem.Links {
		from, v := &m.problem.Jobs[l.From], m.node[l.To]
		if from.Fixed && v >= 0 {
			bound := l.bound(int32(from.Start), int32(from.finish(from.Start)), p.dur[v], m.problem.Jobs[l.To].Calendar)
			p.release[v] = max(p.release[v], bound)
		}
	}
}

// bound returns the earliest start that link l allows to a successor of duration d and
// calendar c, when its predecessor works in [start, finish).
func (l *Link) bound(start, finish, d int32, c *Calendar) int32 {
	t := start
	if l.Kind == FinishStart || l.Kind == FinishFinish {
		t = finish
	}
	if l.Calendar != nil {
		t = l.Calendar.shift(t, int32(l.Lag))
	} else {
		t += int32(l.Lag)
	}
	switch {
	case l.Kind == FinishStart || l.Kind == StartStart:
		return t
	case c != nil && d > 0:
		return c.start(t, d)
	default:
		return t - d
	}
}

// clear forgets the schedule.
func (p *pass) clear() {
	for j := range p.start {
		p.start[j] = unplaced
	}
}

// serial generates the schedule that places the nodes one after another, in the given
// order, each as early as possible (Kelley 1963). A node whose predecessors are missing
// pulls them in first, so any permutation will do. It returns the latest finish, or never.
func (p *pass) serial(order []int32) int32 {
	p.clear()
	p.prof.reset()
	end := int32(0)
	for _, j := range order {
		if p.start[j] == unplaced {
			p.put(j)
		}
		end = max(end, p.finish[j])
	}
	return end
}

// put places node j and before it what it waits for.
func (p *pass) put(j int32) {
	at := p.ready(j)
	if at != never {
		at = p.prof.place(j, at)
	}
	p.set(j, at)
}

func (p *pass) set(j, start int32) {
	p.start[j] = start
	switch {
	case start == never:
		p.finish[j] = never
	case p.cal != nil && p.cal[j] != nil && p.dur[j] > 0:
		p.finish[j] = p.cal[j].finish(start, p.dur[j])
	default:
		p.finish[j] = start + p.dur[j]
	}
}

// ready returns the earliest start that the floor, the release and the predecessors
// allow, after placing predecessors that are missing.
func (p *pass) ready(j int32) int32 {
	at := max(p.floor, p.release[j])
	lo, hi := p.off[j], p.off[j+1]
	for i, a := range p.arcs[lo:hi] {
		if p.start[a.from] == unplaced {
			p.put(a.from)
		}
		s := p.start[a.from]
		switch {
		case s == never:
			return never
		case p.links == nil:
			at = max(at, s+a.lag)
		default:
			at = max(at, p.links[int(lo)+i].bound(s, p.finish[a.from], p.dur[j], p.cal[j]))
		}
	}
	return at
}

// heads generates the schedule without resources: every node as early as its
// predecessors and its calendar allow. It returns the latest finish.
func (p *pass) heads() int32 {
	p.clear()
	end := int32(0)
	for _, j := range p.topo {
		at := p.ready(j)
		if p.cal != nil && p.cal[j] != nil && p.dur[j] > 0 {
			at = p.cal[j].open(at)
		}
		p.set(j, at)
		end = max(end, p.finish[j])
	}
	return end
}
