package psplib

import (
	"io"
	"strconv"

	"gongqiao/schedule/level"
)

// ReadRCP reads a problem in the Patterson format. Errors are a *SyntaxError, ErrTooLong,
// those of r, and those of level.Problem.Validate.
func ReadRCP(r io.Reader) (*level.Problem, error) {
	text, err := load(r)
	if err != nil {
		return nil, err
	}
	s := &words{text, 1, 1}
	n, err := s.number("the number of jobs", MaxNumber)
	if err != nil {
		return nil, err
	}
	k, err := s.number("the number of resources", MaxNumber)
	if err != nil {
		return nil, err
	}
	p := &level.Problem{}
	if err := capacities(p, s, k); err != nil {
		return nil, err
	}
	for i := range n {
		if err := rcpJob(p, s, i, n); err != nil {
			return nil, err
		}
	}
	if err := s.end(); err != nil {
		return nil, err
	}
	return finished(p)
}

// capacities reads the capacities of k resources.
func capacities(p *level.Problem, s *words, k int) error {
	for i := range k {
		c, err := s.number("a capacity", MaxNumber)
		if err != nil {
			return err
		}
		p.Resources = append(p.Resources, level.Resource{Name: "R" + strconv.Itoa(i+1), Capacity: c})
	}
	return nil
}

func rcpJob(p *level.Problem, s *words, i, n int) error {
	d, err := s.number("a duration", MaxNumber)
	if err != nil {
		return err
	}
	j := level.Job{Name: strconv.Itoa(i + 1), Duration: d}
	if j.Demands, err = demands(s, len(p.Resources)); err != nil {
		return err
	}
	p.Jobs = append(p.Jobs, j)
	count, err := s.number("a number of successors", n)
	if err != nil {
		return err
	}
	for range count {
		if err := successor(p, s, i, n); err != nil {
			return err
		}
	}
	return nil
}

// demands reads the demands of a job for k resources and leaves out those of 0.
func demands(s *words, k int) ([]level.Demand, error) {
	var all []level.Demand
	for r := range k {
		u, err := s.number("a demand", MaxNumber)
		if err != nil {
			return nil, err
		}
		if u > 0 {
			all = append(all, level.Demand{Resource: r, Units: u})
		}
	}
	return all, nil
}
