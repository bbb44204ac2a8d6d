package level

import "context"

// A search holds the best schedule so far and the limits.
type search struct {
	m        *model
	rng      random
	sort     *sorter
	bound    int32
	best     int32   // makespan, or never
	starts   []int32 // of nodes in the best schedule
	used     int     // schedules
	limit    int
	ctx      context.Context
	look     int // ask the context when used reaches it
	stopped  bool
	progress func(Progress)
}

func newSearch(ctx context.Context, m *model, o Options) *search {
	s := &search{
		m: m, rng: random(o.Seed), sort: &sorter{}, best: never, starts: make([]int32, len(m.jobs)),
		limit: o.Schedules, ctx: ctx, progress: o.Progress,
	}
	if s.limit <= 0 {
		s.limit = 1<<62 - 1
	}
	s.bound = int32(m.bound())
	return s
}

// done says whether the search is to end.
func (s *search) done() bool {
	if s.used >= s.limit || s.best <= s.bound {
		return true
	}
	if s.used >= s.look {
		s.look = s.used + 1 + 1<<12/(len(s.m.jobs)+1) // looking costs less than a hundredth
		s.stopped = s.stopped || s.ctx.Err() != nil
	}
	return s.stopped
}

// report calls Progress.
func (s *search) report() {
	if s.progress != nil {
		s.progress(Progress{s.used, int(s.best) * s.m.grain, int(s.bound) * s.m.grain})
	}
}

// offer counts the schedule of p, which ends at end, and keeps it if it is a better one. A mirrored
// schedule is one only if times do not matter.
func (s *search) offer(p *pass, end int32) {
	s.used++
	if end == never {
		return
	}
	switch {
	case p == s.m.fwd:
		end = max(end, s.m.fixedEnd)
		if end >= s.best {
			return
		}
		copy(s.starts, p.start)
	case s.m.anchored || end >= s.best:
		return
	default:
		for j, f := range p.finish {
			s.starts[j] = end - f
		}
	}
	s.best = end
	s.report()
}
