package schedule

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"slices"
)

// A calendar is layers that lie over each other: its own exceptions, those of its
// bases, its seasons, its week, those of its bases. Flattened, they are parts
// that lie side by side.

// part is days in a row that are told by the same layers.
type part struct {
	first   Date
	differs *Exception // if a day that differs covers them
	weeks   []*[7]Day  // else the weeks that count, the calendar's own first
}

// span is where a layer lies, with its place among its like: the first counts.
type span struct {
	from, to Date // both included
	place    int
}

// layersOf flattens a calendar and its bases into parts from 1900 to 2199.
func layersOf(chain []*Calendar) []part {
	var differs []*Exception
	var spans []span
	for _, c := range chain {
		for i := range c.Exceptions {
			spans = append(spans, span{c.Exceptions[i].From, c.Exceptions[i].To, len(differs)})
			differs = append(differs, &c.Exceptions[i])
		}
	}
	tracks := [][]span{flatten(spans)}
	for _, c := range chain {
		spans = nil
		for i, s := range c.Seasons {
			spans = append(spans, span{s.From, s.To, i})
		}
		tracks = append(tracks, flatten(spans))
	}
	days := daysOf(tracks)
	parts := make([]part, 0, len(days))
	at := make([]int, len(tracks))
	for _, day := range days {
		p := part{first: day}
		if place, ok := covers(tracks[0], &at[0], day); ok {
			p.differs = differs[place]
		}
		for i, c := range chain {
			if place, ok := covers(tracks[i+1], &at[i+1], day); ok {
				p.weeks = append(p.weeks, &c.Seasons[place].Week)
			} else {
				p.weeks = append(p.weeks, &c.Week)
			}
		}
		parts = append(parts, p)
	}
	return parts
}

// daysOf are the days on which a track begins or ends a span, and the first of all.
func daysOf(tracks [][]span) []Date {
	days := []Date{0}
	for _, track := range tracks {
		for _, s := range track {
			days = append(days, max(s.from, 0), s.to+1)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d Date) bool { return d >= endOfDates })
}

// covers tells which span of a track lies on a day; days are asked in order.
func covers(track []span, at *int, day Date) (int, bool) {
	for *at < len(track) && track[*at].to < day {
		*at++
	}
	if *at < len(track) && track[*at].from <= day {
		return track[*at].place, true
	}
	return 0, false
}

// flatten makes spans that lie side by side of spans that lie over each other:
// where several do, the one with the first place counts.
func flatten(spans []span) []span {
	spans = slices.DeleteFunc(spans, func(s span) bool { return s.to < s.from || s.to < 0 || s.from >= endOfDates })
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	edges := make([]Date, 0, 2*len(spans))
	for _, s := range spans {
		edges = append(edges, s.from, s.to+1)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var flat []span
	var open byPlace
	for i := 0; i+1 < len(edges); i++ {
		for len(spans) > 0 && spans[0].from <= edges[i] {
			heap.Push(&open, spans[0])
			spans = spans[1:]
		}
		for len(open) > 0 && open[0].to < edges[i] {
			heap.Pop(&open)
		}
		if len(open) == 0 {
			continue
		}
		top := span{edges[i], edges[i+1] - 1, open[0].place}
		if last := len(flat) - 1; last >= 0 && flat[last].place == top.place && flat[last].to+1 == top.from {
			flat[last].to = top.to
			continue
		}
		flat = append(flat, top)
	}
	return flat
}

type byPlace []span

func (h byPlace) Len() int           { return len(h) }
func (h byPlace) Less(i, j int) bool { return h[i].place < h[j].place }
func (h byPlace) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byPlace) Push(s any)        { *h = append(*h, s.(span)) }
func (h *byPlace) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// days are the shifts of a part by weekday.
func (p part) days() ([7][]Shift, error) {
	var days [7][]Shift
	for d := range days {
		if p.differs != nil {
			days[d] = p.differs.Shifts
		} else {
			for _, w := range p.weeks {
				if !w[d].Inherit {
					days[d] = w[d].Shifts
					break
				}
			}
		}
		if err := inOrder(days[d]); err != nil {
			return days, err
		}
	}
	return days, nil
}

var errShift = errors.New("shifts are in order, apart and within a day")

func inOrder(shifts []Shift) error {
	before := int16(-1)
	for _, s := range shifts {
		if s.From < 0 || s.To > dayMinutes || s.From >= s.To || s.From < before {
			return fmt.Errorf("%w: %v", errShift, shifts)
		}
		before = s.To
	}
	return nil
}

// weekSet keeps each week once.
type weekSet struct {
	all []week
	of  map[string]int32
}

func (set *weekSet) add(days [7][]Shift) int32 {
	key := fmt.Sprint(days)
	if n, ok := set.of[key]; ok {
		return n
	}
	w := week{days: days}
	for d, shifts := range days {
		for _, s := range shifts {
			w.length[d] += Minutes(s.To - s.From)
		}
	}
	for d := range days {
		for n := range 7 {
			w.upTo[d][n+1] = w.upTo[d][n] + w.length[(d+n)%7]
		}
	}
	n := int32(len(set.all))
	set.all, set.of[key] = append(set.all, w), n
	return n
}
