package level

// What a packed profile is worth while for: jobs that are not too many units long, and an
// axis of which not too much is irregular. Otherwise timelines are cheaper.
const (
	maxMeanUnits = 256
	maxIrregular = 1 << 17
)

// A packed profile keeps, per unit of time, the free capacities of several resources side
// by side in the lanes of one word, and further resources in further planes. The highest
// bit of each lane is set, so that one subtraction compares all lanes of a word: the bit
// of a lane that had too little is gone.
type packed struct {
	planes []plane
	off    []int32 // demands of node j: needs[off[j]:off[j+1]]
	needs  []need
	dur    []int32
	cal    []*Calendar // of nodes, or nil
	top    int32       // nothing is taken at or after it
}

// A plane is one word per unit of time. It grows with the schedules; behind its end
// everything is free as in the last word of base.
type plane struct {
	free, base []uint64
	guard      uint64
}

// A need is what a node demands of the lanes of one plane.
type need struct {
	plane int32
	units uint64
}

// newProfile returns the profile of the capacities that the fixed jobs leave.
func newProfile(m *model, p *pass, mirrored bool) profile {
	lines := newTimelines(m, p, mirrored)
	bits := laneBits(m.problem.largest())
	planes := (len(lines.lines)*bits + 63) / 64
	irregular := int32(0) // from here on, capacities are constant
	for _, line := range lines.lines {
		irregular = max(irregular, line.baseAt[len(line.baseAt)-1])
	}
	work := 0
	for _, d := range p.dur {
		work += int(d)
	}
	if planes*work > maxMeanUnits*len(p.dur) || planes*(int(m.latest)-work) > maxIrregular {
		return lines
	}
	u := &packed{planes: make([]plane, planes), off: make([]int32, 1, len(p.dur)+1), dur: p.dur, cal: p.cal}
	for k := range u.planes {
		u.planes[k].base = make([]uint64, irregular+1)
	}
	for k := range lines.lines {
		u.planes[k*bits/64].lay(&lines.lines[k], k*bits%64, bits)
	}
	for k := range u.planes {
		u.planes[k].free = append([]uint64(nil), u.planes[k].base...)
	}
	for _, demands := range lines.need {
		u.pack(demands, bits)
		u.off = append(u.off, int32(len(u.needs)))
	}
	return u
}

// largest returns the largest capacity or demand.
func (p *Problem) largest() int {
	largest := 0
	for _, r := range p.Resources {
		largest = max(largest, r.peak())
	}
	for i := range p.Jobs {
		for _, d := range p.Jobs[i].Demands {
			largest = max(largest, d.Units)
		}
	}
	return largest
}

// laneBits returns the width of the narrowest lane that holds numbers up to largest and
// its guard.
func laneBits(largest int) int {
	bits := 8
	for largest >= 1<<(bits-1) {
		bits *= 2
	}
	return bits
}

// lay adds a resource as the lane that begins at the given bit.
func (l *plane) lay(line *timeline, at, bits int) {
	guard := uint64(1) << (at + bits - 1)
	l.guard |= guard
	s := 0
	for t := range l.base {
		for s+1 < len(line.baseAt) && int(line.baseAt[s+1]) <= t {
			s++
		}
		l.base[t] |= guard | uint64(line.baseFree[s])<<at
	}
}

// pack appends the needs of one node, one for each plane that it uses.
func (u *packed) pack(demands []Demand, bits int) {
	from := len(u.needs)
	for _, d := range demands {
		k, units := int32(d.Resource*bits/64), uint64(d.Units)<<(d.Resource*bits%64)
		i := from
		for i < len(u.needs) && u.needs[i].plane != k {
			i++
		}
		if i == len(u.needs) {
			u.needs = append(u.needs, need{plane: k})
		}
		u.needs[i].units |= units
	}
}

func (u *packed) reset() {
	for k := range u.planes {
		l := &u.planes[k]
		top := min(int(u.top), len(l.free))
		steady := copy(l.free[:top], l.base)
		for t := steady; t < top; t++ {
			l.free[t] = l.base[len(l.base)-1]
		}
	}
	u.top = 0
}

// fit asks plane after plane until all agree on a start.
func (u *packed) fit(j, from int32) int32 {
	d := u.dur[j]
	if d == 0 {
		return from
	}
	needs := u.needs[u.off[j]:u.off[j+1]]
	if len(needs) == 1 && u.cal == nil {
		return u.planes[needs[0].plane].fit(needs[0].units, d, from)
	}
	var c *Calendar
	if u.cal != nil {
		if c = u.cal[j]; c != nil {
			from = c.open(from)
		}
	}
	for i, agreed := 0, 0; agreed < len(needs) && from != never; i++ {
		if i == len(needs) {
			i = 0
		}
		n := needs[i]
		var at int32
		if c == nil {
			at = u.planes[n.plane].fit(n.units, d, from)
		} else {
			at = u.planes[n.plane].fitOpen(c, n.units, d, from)
		}
		if agreed++; at != from {
			from, agreed = at, 1
		}
	}
	return from
}

// fit returns the first start at or after from of d units of time with the capacity for
// need. It tests each unit once: a window of d units is read from its end, and after a
// conflict the window moves behind it, where the units read so far are known to be free.
func (l *plane) fit(need uint64, d, from int32) int32 {
	free, guard := l.free, l.guard
	fresh := from // units of the window from here on are unread
	for {
		end := from + d
		if int(end) > len(free) {
			if !l.grow(need, int(end)) {
				return never
			}
			free = l.free
		}
		t := end - 1
		for t >= fresh && (free[t]-need)&guard == guard {
			t--
		}
		if t < fresh {
			return from
		}
		from, fresh = t+1, end
	}
}

// grow makes the plane reach to end, unless need is not met there, however far that is.
func (l *plane) grow(need uint64, end int) bool {
	steady := l.base[len(l.base)-1]
	if (steady-need)&l.guard != l.guard {
		return false
	}
	for n := max(end, 2*len(l.free)); len(l.free) < n; {
		l.free = append(l.free, steady)
	}
	return true
}

// fitOpen is fit for a job that works in the open units of c only: it reads these one
// after another until d of them in a row have the capacity.
func (l *plane) fitOpen(c *Calendar, need uint64, d, from int32) int32 {
	run, start := int32(0), from
	for i := c.span(from); ; {
		lo := max(from, c.from[i])
		hi := min(c.to[i], lo+d) // more than d units at a time of an endless span may not be needed
		ends := int(hi) > len(l.free) && !l.grow(need, int(hi))
		if ends {
			hi = int32(len(l.free))
		}
		free, guard := l.free, l.guard
		for t := lo; t < hi; t++ {
			if (free[t]-need)&guard != guard {
				run = 0
				continue
			}
			if run == 0 {
				start = t
			}
			if run++; run == d {
				return start
			}
		}
		if ends {
			return never
		}
		if from = hi; hi == c.to[i] {
			i++
		}
	}
}

func (u *packed) place(j, from int32) int32 {
	at := u.fit(j, from)
	d := u.dur[j]
	if at == never || d == 0 {
		return at
	}
	for _, n := range u.needs[u.off[j]:u.off[j+1]] {
		if u.cal == nil || u.cal[j] == nil {
			u.planes[n.plane].take(n.units, at, at+d)
			u.top = max(u.top, at+d)
		} else {
			u.takeOpen(u.cal[j], n, at, d)
		}
	}
	return at
}

func (l *plane) take(units uint64, from, to int32) {
	w := l.free[from:to]
	for i := range w {
		w[i] -= units
	}
}

func (u *packed) takeOpen(c *Calendar, n need, from, d int32) {
	for i := c.span(from); d > 0; i++ {
		lo := max(from, c.from[i])
		hi := min(c.to[i], lo+d)
		u.planes[n.plane].take(n.units, lo, hi)
		u.top = max(u.top, hi)
		d -= hi - lo
	}
}
