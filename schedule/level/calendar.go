package level

import (
	"fmt"
	"sort"
)

// A Span is the time [From, To).
type Span struct{ From, To int }

// A Calendar is the table of the units in which a job works or a lag counts. It is
// immutable and meant to be shared by many jobs. After its last span every unit is open,
// so that every job ends: give spans for as long as the plan may reach.
type Calendar struct {
	from, to []int32 // open spans, apart from each other; the last one is endless
	before   []int32 // open units before each span
}

// endless is the end of the last span of every calendar. Work of MaxTime units fits
// behind any time up to MaxTime without leaving the range of int32.
const endless = 1<<31 - 1

// NewCalendar returns the calendar that is open in the given spans, which must be in
// order, not empty and apart or touching, and from the end of the last one on. Without
// spans everything is open.
func NewCalendar(open []Span) (*Calendar, error) {
	c := &Calendar{}
	last := 0
	for i, s := range open {
		if s.From < last || s.To <= s.From || s.To > MaxTime {
			return nil, fmt.Errorf("level: calendar span %d is [%d, %d): spans must be in order, not empty and within [0, %d)", i, s.From, s.To, MaxTime)
		}
		c.add(int32(s.From), int32(s.To))
		last = s.To
	}
	c.add(int32(last), endless)
	return c, nil
}

func (c *Calendar) add(from, to int32) {
	n := len(c.from)
	switch {
	case from >= to:
	case n == 0:
		c.from, c.to, c.before = append(c.from, from), append(c.to, to), append(c.before, 0)
	case c.to[n-1] == from:
		c.to[n-1] = to
	default:
		c.before = append(c.before, c.before[n-1]+c.to[n-1]-c.from[n-1])
		c.from, c.to = append(c.from, from), append(c.to, to)
	}
}

// span returns the index of the first span that ends after t. t < endless.
func (c *Calendar) span(t int32) int {
	return sort.Search(len(c.to)-1, func(i int) bool { return c.to[i] > t })
}

// open returns the first open unit at or after t.
func (c *Calendar) open(t int32) int32 {
	return max(t, c.from[c.span(t)])
}

// work returns the number of open units before t.
func (c *Calendar) work(t int32) int32 {
	i := c.span(t)
	return c.before[i] + max(0, t-c.from[i])
}

// unit returns where the open unit number k lies, counted from 0.
func (c *Calendar) unit(k int32) int32 {
	i := sort.Search(len(c.before), func(i int) bool { return c.before[i] > k }) - 1
	return c.from[i] + k - c.before[i]
}

// finish returns the end of the last of d > 0 open units from start on.
func (c *Calendar) finish(start, d int32) int32 {
	return c.unit(c.work(start)+d-1) + 1
}

// start returns the earliest start from which d > 0 open units end at t or later.
func (c *Calendar) start(t, d int32) int32 {
	if t <= 0 {
		return c.unit(0)
	}
	k := c.work(t - 1) // the number of the unit at t-1 if that is open, or of the next open one
	return c.unit(max(0, k-d+1))
}

// shift moves t by lag open units: forward to the end of the last of them, backward to
// the beginning of the first, and to 0 if there are too few.
func (c *Calendar) shift(t, lag int32) int32 {
	switch {
	case lag > 0:
		return c.finish(max(0, t), lag)
	case lag < 0:
		if k := c.work(max(0, t)) + lag; k >= 0 {
			return c.unit(k)
		}
		return 0
	default:
		return t
	}
}

// unshift returns the latest time that shift moves to t or before.
func (c *Calendar) unshift(t, lag int32) int32 {
	switch {
	case lag > 0:
		return c.unit(max(0, c.work(t)-lag))
	case lag < 0:
		return c.unit(c.work(t+1) - 1 - lag)
	default:
		return t
	}
}

// mirror returns the calendar seen from the far end of [0, horizon): its unit t is the
// unit horizon-1-t of c.
func (c *Calendar) mirror(horizon int32) *Calendar {
	m := &Calendar{}
	for i := len(c.from) - 1; i >= 0; i-- {
		if c.from[i] < horizon {
			m.add(horizon-min(c.to[i], horizon), horizon-c.from[i])
		}
	}
	m.add(horizon, endless)
	return m
}
