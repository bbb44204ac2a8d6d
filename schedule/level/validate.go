package level

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Errors that a caller can act on. Each is wrapped with the job, resource or link concerned.
var (
	ErrInvalid = errors.New("level: invalid problem")
	// ErrDemand says that a job asks for more than a resource offers for long enough at
	// any time, so that no plan can hold it.
	ErrDemand = errors.New("level: a demand that can never be met")
	// ErrNoPlan says that no feasible plan was found although every job alone has a place.
	// It happens only when capacity ends for good.
	ErrNoPlan = errors.New("level: no feasible plan found")
)

// CycleError says that links form a cycle.
type CycleError struct {
	Jobs  []int    // in the order of the links, the smallest first; the last is linked to the first
	Names []string // what messages call them
}

func (e *CycleError) Error() string {
	return "level: links form a cycle: " + strings.Join(e.Names, " → ") + " → " + e.Names[0]
}

// label is what messages call job i: its name or, without one, its position.
func (p *Problem) label(i int) string {
	if name := p.Jobs[i].Name; name != "" {
		return fmt.Sprintf("job %q", name)
	}
	return fmt.Sprintf("job %d", i)
}

func (p *Problem) resourceLabel(i int) string {
	if name := p.Resources[i].Name; name != "" {
		return fmt.Sprintf("resource %q", name)
	}
	return fmt.Sprintf("resource %d", i)
}

// Validate reports the first thing that keeps p from being a problem: numbers out of
// range, links or demands that lead nowhere ([ErrInvalid]), a cycle (*[CycleError]), or a
// demand that can never be met ([ErrDemand]).
func (p *Problem) Validate() error {
	_, err := compile(p)
	return err
}

// validate checks all but the demands against the capacity.
func (p *Problem) validate() error {
	if err := p.validateResources(); err != nil {
		return err
	}
	for i := range p.Jobs {
		if err := p.validateJob(i); err != nil {
			return err
		}
	}
	for i, l := range p.Links {
		if err := p.validateLink(i, l); err != nil {
			return err
		}
	}
	if p.latest() > MaxTime {
		return fmt.Errorf("%w: the jobs one after another reach beyond time %d", ErrInvalid, MaxTime)
	}
	return nil
}

func (p *Problem) validateResources() error {
	for i, r := range p.Resources {
		if r.Capacity < 0 || r.Capacity > MaxTime {
			return fmt.Errorf("%w: %s has capacity %d", ErrInvalid, p.resourceLabel(i), r.Capacity)
		}
		last := -1
		for _, s := range r.Steps {
			if s.At <= last || s.At > MaxTime || s.Capacity < 0 || s.Capacity > MaxTime {
				return fmt.Errorf("%w: %s steps to %d at time %d", ErrInvalid, p.resourceLabel(i), s.Capacity, s.At)
			}
			last = s.At
		}
	}
	return nil
}

func (p *Problem) validateJob(i int) error {
	j := &p.Jobs[i]
	switch {
	case j.Duration < 0 || j.Duration > MaxTime:
		return fmt.Errorf("%w: %s has duration %d", ErrInvalid, p.label(i), j.Duration)
	case j.Earliest < 0 || j.Earliest > MaxTime:
		return fmt.Errorf("%w: %s is to start at %d at the earliest", ErrInvalid, p.label(i), j.Earliest)
	case j.Fixed && (j.Start < 0 || j.Start > MaxTime):
		return fmt.Errorf("%w: %s is fixed at %d", ErrInvalid, p.label(i), j.Start)
	}
	for n, d := range j.Demands {
		switch {
		case d.Resource < 0 || d.Resource >= len(p.Resources):
			return fmt.Errorf("%w: %s demands resource %d of %d", ErrInvalid, p.label(i), d.Resource, len(p.Resources))
		case slices.ContainsFunc(j.Demands[:n], func(e Demand) bool { return e.Resource == d.Resource }):
			return fmt.Errorf("%w: %s demands %s twice", ErrInvalid, p.label(i), p.resourceLabel(d.Resource))
		case d.Units < 0 || d.Units > MaxTime:
			return fmt.Errorf("%w: %s demands %d units of %s", ErrInvalid, p.label(i), d.Units, p.resourceLabel(d.Resource))
		}
	}
	return nil
}

func (p *Problem) validateLink(i int, l Link) error {
	switch {
	case l.From < 0 || l.From >= len(p.Jobs) || l.To < 0 || l.To >= len(p.Jobs):
		return fmt.Errorf("%w: link %d goes from job %d to job %d of %d", ErrInvalid, i, l.From, l.To, len(p.Jobs))
	case l.Kind > StartFinish:
		return fmt.Errorf("%w: link %d has kind %d", ErrInvalid, i, l.Kind)
	case l.Lag < -MaxTime || l.Lag > MaxTime:
		return fmt.Errorf("%w: link %d from %s to %s has lag %d", ErrInvalid, i, p.label(l.From), p.label(l.To), l.Lag)
	}
	return nil
}

func (p *Problem) demandError(i int) error {
	for _, d := range p.Jobs[i].Demands {
		if r := p.Resources[d.Resource]; d.Units > r.peak() {
			return fmt.Errorf("%w: %s demands %d units of %s, which offers %d at most",
				ErrDemand, p.label(i), d.Units, p.resourceLabel(d.Resource), r.peak())
		}
	}
	return fmt.Errorf("%w: %s finds what it demands at no time for as long as it works", ErrDemand, p.label(i))
}
