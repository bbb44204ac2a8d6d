package level

import (
	"context"
	"time"
)

// DefaultSchedules is how many schedules Level generates when nothing limits it.
const DefaultSchedules = 20000

// Options say how long Level searches. The plan follows from the problem, Seed and the
// number of schedules alone; Time and the context only cut the search off.
type Options struct {
	Schedules int           // stop after so many schedules; 0: no limit
	Time      time.Duration // stop after this time; 0: no limit
	Seed      uint64
	// Progress, when not nil, is called at the first plan, at every better one, and at
	// the end, from the goroutine that called Level.
	Progress func(Progress)
}

// Progress says how far a search is. Schedules and Bound never fall, Best never rises.
type Progress struct {
	Schedules int
	Best      int // the shortest makespan so far
	Bound     int
}

// Level searches for a short plan and stops when it meets the lower bound, at a limit of
// the options, or when the context is done. It always returns the best plan found, at
// least that of one rule. Errors are those of [Problem.Validate] and [ErrNoPlan].
func Level(ctx context.Context, p *Problem, o Options) (Plan, error) {
	m, err := compile(p)
	if err != nil {
		return Plan{}, err
	}
	if o.Schedules <= 0 && o.Time <= 0 {
		o.Schedules = DefaultSchedules
	}
	if o.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	s := newSearch(ctx, m, o)
	newBreeding(s).run()
	if s.best == never {
		return Plan{}, ErrNoPlan
	}
	s.report()
	return m.plan(s.starts, int(s.bound), s.used), nil
}
