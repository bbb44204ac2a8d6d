package level

import (
	"errors"
	"fmt"
	"slices"
)

// ErrInfeasible is what a plan that breaks its problem is refused with.
var ErrInfeasible = errors.New("level: infeasible plan")

// Check proves that a plan is feasible and that its makespan is right, or says what is
// wrong: ErrInfeasible with the job, link or resource. It shares no code with the
// generation of schedules but the arithmetic of calendars.
func Check(p *Problem, plan Plan) error {
	if err := p.validate(); err != nil {
		return err
	}
	if len(plan.Starts) != len(p.Jobs) {
		return fmt.Errorf("%w: %d starts for %d jobs", ErrInfeasible, len(plan.Starts), len(p.Jobs))
	}
	for i := range p.Jobs {
		if err := p.checkStart(i, plan.Starts[i]); err != nil {
			return err
		}
	}
	for _, l := range p.Links {
		if err := p.checkLink(l, plan.Starts); err != nil {
			return err
		}
	}
	for _, o := range p.overloads(plan.Starts) {
		if slices.ContainsFunc(o.Jobs, func(i int) bool { return !p.Jobs[i].Fixed }) {
			return fmt.Errorf("%w: %s lacks %d units in [%d, %d)", ErrInfeasible, p.resourceLabel(o.Resource), o.Excess, o.From, o.To)
		}
	}
	if end := p.Makespan(plan.Starts); end != plan.Makespan {
		return fmt.Errorf("%w: it ends at %d, not at %d", ErrInfeasible, end, plan.Makespan)
	}
	return nil
}

func (p *Problem) checkStart(i, start int) error {
	j := &p.Jobs[i]
	switch {
	case start < 0 || start > MaxTime:
		return fmt.Errorf("%w: %s starts at %d", ErrInfeasible, p.label(i), start)
	case j.Fixed && start != j.Start:
		return fmt.Errorf("%w: %s is fixed at %d and starts at %d", ErrInfeasible, p.label(i), j.Start, start)
	case !j.Fixed && start < j.Earliest:
		return fmt.Errorf("%w: %s starts at %d, before %d", ErrInfeasible, p.label(i), start, j.Earliest)
	case !j.Fixed && j.Duration > 0 && j.Calendar != nil && int(j.Calendar.open(int32(start))) != start:
		return fmt.Errorf("%w: %s starts at %d, when its calendar is closed", ErrInfeasible, p.label(i), start)
	}
	return nil
}

func (p *Problem) checkLink(l Link, starts []int) error {
	from, to := &p.Jobs[l.From], &p.Jobs[l.To]
	if to.Fixed {
		return nil
	}
	base := starts[l.From]
	if l.Kind == FinishStart || l.Kind == FinishFinish {
		base = from.finish(base)
	}
	bound := base + l.Lag
	if l.Calendar != nil {
		bound = int(l.Calendar.shift(int32(base), int32(l.Lag)))
	}
	end := starts[l.To]
	if l.Kind == FinishFinish || l.Kind == StartFinish {
		end = to.finish(end)
	}
	if end < bound {
		return fmt.Errorf("%w: the link from %s to %s wants %d and gets %d", ErrInfeasible, p.label(l.From), p.label(l.To), bound, end)
	}
	return nil
}

// An Overload is a stretch of time in which jobs demand more of a resource than there is.
type Overload struct {
	Resource int
	From, To int   // [From, To)
	Excess   int   // demand less capacity, the same all the time
	Jobs     []int // those at work, rising
}

// Overloads reports where a set of starts, feasible or not, demands more than the
// capacity: by resource, then by time. Stretches with the same excess and jobs are one.
// Errors are those of [Problem.Validate] but for demands, and ErrInfeasible when starts
// do not match the jobs.
func Overloads(p *Problem, starts []int) ([]Overload, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	if len(starts) != len(p.Jobs) {
		return nil, fmt.Errorf("%w: %d starts for %d jobs", ErrInfeasible, len(starts), len(p.Jobs))
	}
	for i, s := range starts {
		if s < 0 || s > MaxTime {
			return nil, fmt.Errorf("%w: %s starts at %d", ErrInfeasible, p.label(i), s)
		}
	}
	return p.overloads(starts), nil
}

// A change is the beginning or end of work on a resource, or a step of its capacity (job < 0).
type change struct {
	at, units, job int
}

func (p *Problem) overloads(starts []int) []Overload {
	changes := make([][]change, len(p.Resources))
	for k, r := range p.Resources {
		changes[k] = append(changes[k], change{0, r.capacity(0), -1})
		for _, s := range r.Steps {
			changes[k] = append(changes[k], change{s.At, s.Capacity, -1})
		}
	}
	for i := range p.Jobs {
		for _, d := range p.Jobs[i].Demands {
			if d.Units == 0 {
				continue
			}
			for _, s := range p.Jobs[i].spans(starts[i]) {
				changes[d.Resource] = append(changes[d.Resource], change{s.From, d.Units, i}, change{s.To, -d.Units, i})
			}
		}
	}
	var all []Overload
	for k := range changes {
		all = sweep(k, changes[k], all)
	}
	return all
}

// spans returns when a job works that starts at the given time.
func (j *Job) spans(start int) []Span {
	finish := j.finish(start)
	if j.Calendar == nil {
		return []Span{{start, finish}}
	}
	var spans []Span
	c := j.Calendar
	for i := c.span(int32(start)); i < len(c.from) && int(c.from[i]) < finish; i++ {
		spans = append(spans, Span{max(start, int(c.from[i])), min(finish, int(c.to[i]))})
	}
	return spans
}

// sweep goes through the changes of one resource in time and appends its overloads.
func sweep(resource int, changes []change, all []Overload) []Overload {
	slices.SortStableFunc(changes, func(a, b change) int { return a.at - b.at })
	capacity, demand := 0, 0
	var working []int
	for i, c := range changes {
		switch at, found := slices.BinarySearch(working, c.job); {
		case c.job < 0:
			capacity = c.units
		case c.units > 0 && !found:
			working = slices.Insert(working, at, c.job)
			demand += c.units
		case c.units < 0 && found:
			working = slices.Delete(working, at, at+1)
			demand += c.units
		}
		if i+1 < len(changes) && changes[i+1].at > c.at && demand > capacity {
			all = appendOverload(all, Overload{resource, c.at, changes[i+1].at, demand - capacity, slices.Clone(working)})
		}
	}
	return all
}

func appendOverload(all []Overload, o Overload) []Overload {
	if n := len(all); n > 0 {
		last := &all[n-1]
		if last.Resource == o.Resource && last.To == o.From && last.Excess == o.Excess && slices.Equal(last.Jobs, o.Jobs) {
			last.To = o.To
			return all
		}
	}
	return append(all, o)
}
