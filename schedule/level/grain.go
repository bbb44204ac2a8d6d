package level

// grain returns the largest number that divides all times of p, so that a plan in minutes
// whose jobs begin and end on the quarter is planned in quarters. A plan need not start
// any job elsewhere: rounding all starts down to grains leaves every plan feasible. Only
// where a finish with a calendar is bound, a part of a grain behind closed time may be
// what meets the bound; then the grain is 1.
func (p *Problem) grain() int {
	for _, l := range p.Links {
		if l.Kind > StartStart && p.Jobs[l.To].Calendar != nil {
			return 1
		}
	}
	g := 0
	fold := func(t int) {
		for t != 0 {
			g, t = t, g%t
		}
	}
	calendars := map[*Calendar]bool{nil: true}
	calendar := func(c *Calendar) {
		if calendars[c] {
			return
		}
		calendars[c] = true
		for i := range c.from {
			fold(int(c.from[i]))
			if c.to[i] != endless {
				fold(int(c.to[i]))
			}
		}
	}
	for i := range p.Jobs {
		j := &p.Jobs[i]
		fold(j.Duration)
		fold(j.Earliest)
		if j.Fixed {
			fold(j.Start)
		}
		calendar(j.Calendar)
	}
	for _, l := range p.Links {
		fold(max(l.Lag, -l.Lag))
		calendar(l.Calendar)
	}
	for _, r := range p.Resources {
		for _, s := range r.Steps {
			fold(s.At)
		}
	}
	return max(1, g)
}

// coarse returns p in units of g, which divides all its times. It shares what has none.
func (p *Problem) coarse(g int) *Problem {
	if g == 1 {
		return p
	}
	q := &Problem{
		Resources: append([]Resource(nil), p.Resources...),
		Jobs:      append([]Job(nil), p.Jobs...),
		Links:     append([]Link(nil), p.Links...),
	}
	calendars := map[*Calendar]*Calendar{}
	calendar := func(c *Calendar) *Calendar {
		if calendars[c] == nil && c != nil {
			calendars[c] = c.coarse(int32(g))
		}
		return calendars[c]
	}
	for k := range q.Resources {
		r := &q.Resources[k]
		r.Steps = append([]Step(nil), r.Steps...)
		for i := range r.Steps {
			r.Steps[i].At /= g
		}
	}
	for i := range q.Jobs {
		j := &q.Jobs[i]
		j.Duration, j.Earliest, j.Start, j.Calendar = j.Duration/g, j.Earliest/g, j.Start/g, calendar(j.Calendar)
	}
	for i := range q.Links {
		l := &q.Links[i]
		l.Lag, l.Calendar = l.Lag/g, calendar(l.Calendar)
	}
	return q
}

func (c *Calendar) coarse(g int32) *Calendar {
	q := &Calendar{}
	for i := range c.from {
		to := c.to[i]
		if to != endless {
			to /= g
		}
		q.add(c.from[i]/g, to)
	}
	return q
}
