package level

// maxUnits is the longest axis for which free capacity is kept by the unit.
const maxUnits = 1 << 14

// A packed profile keeps, per unit of time, the free capacity of all resources side by
// side in the lanes of one word. The highest bit of each lane is set, so that one
// subtraction compares all lanes: the bit of a lane that had too little is gone.
type packed struct {
	free, base []uint64
	need       []uint64 // of nodes, in the same lanes
	dur        []int32
	guard      uint64
	top        int32 // nothing is taken at or after it
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

// lanes returns the narrowest lane that holds numbers up to peak, and whether as many
// lanes as there are resources fit one word.
func lanes(resources, peak int) (bits int, ok bool) {
	bits = 8
	for bits < 64 && peak >= 1<<(bits-1) {
		bits *= 2
	}
	return bits, bits < 64 && resources*bits <= 64
}

// newProfile returns the profile of the capacities that the fixed jobs leave.
func newProfile(m *model, p *pass, mirrored bool) profile {
	bits, ok := lanes(len(m.problem.Resources), m.problem.largest())
	length := m.horizon + 1
	if mirrored {
		length *= 2 // a mirrored schedule may end before time 0
	}
	lines := newTimelines(m, p, mirrored)
	if !ok || length > maxUnits || p.cal != nil {
		return lines
	}
	return newPacked(m, p, lines, bits, length)
}

func newPacked(m *model, p *pass, lines *timelines, bits int, length int32) *packed {
	u := &packed{
		free: make([]uint64, length), base: make([]uint64, length),
		need: make([]uint64, len(p.dur)), dur: p.dur, top: length,
	}
	for k := range lines.lines {
		u.guard |= 1 << (bits*k + bits - 1)
		line := &lines.lines[k]
		for t, s := int32(0), 0; t < length; t++ {
			for s+1 < len(line.baseAt) && line.baseAt[s+1] <= t {
				s++
			}
			u.base[t] |= uint64(line.baseFree[s]) << (bits * k)
		}
	}
	for t := range u.base {
		u.base[t] |= u.guard
	}
	for v, i := range m.jobs {
		for _, d := range m.problem.Jobs[i].Demands {
			u.need[v] |= uint64(d.Units) << (bits * d.Resource)
		}
	}
	return u
}

func (u *packed) reset() {
	copy(u.free[:u.top], u.base)
	u.top = 0
}

// fit tests each unit once: a window of the job's length is read from its end, and after
// a conflict the window moves behind it, where the units read so far are known to be free.
func (u *packed) fit(j, from int32) int32 {
	d, need, guard := u.dur[j], u.need[j], u.guard
	if need == 0 || d == 0 {
		return from
	}
	free := u.free
	fresh := from // units of the window from here on are unread
	for {
		end := from + d
		if int(end) > len(free) {
			return never
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

func (u *packed) place(j, from int32) int32 {
	at := u.fit(j, from)
	need := u.need[j]
	if at == never || need == 0 {
		return at
	}
	end := at + u.dur[j]
	w := u.free[at:end]
	for i := range w {
		w[i] -= need
	}
	u.top = max(u.top, end)
	return at
}
