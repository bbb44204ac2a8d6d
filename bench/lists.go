package main

import (
	"fmt"
	"slices"
	"time"

	"gongqiao/internal/app/demo/crowd"
)

// growth is how a list answers in a small and in a large world.
type growth struct {
	who, what    string
	small, large reading
}

// runGrowth asks for the page of 50 by amount in a stage, alone and in turn, in
// both worlds, at each reach: the first page, and one deep in the list; and for
// the list as it opens.
func runGrowth(small, large *server, o options) ([]growth, error) {
	var out []growth
	for _, who := range []string{crowd.Sales, crowd.Manager, crowd.Executive, crowd.General} {
		a, err := listPaths(small, who)
		if err != nil {
			return nil, err
		}
		b, err := listPaths(large, who)
		if err != nil {
			return nil, err
		}
		for i, what := range []string{"first page", "deep page", "as it opens"} {
			if who == crowd.Sales && i == 1 {
				continue // fifty rows are one page
			}
			g := growth{who: who, what: what}
			if err := g.measure(small, large, a[i], b[i], o); err != nil {
				return nil, err
			}
			out = append(out, g)
		}
	}
	return out, nil
}

func (g *growth) measure(small, large *server, a, b script, o options) (err error) {
	for n := -1; n < o.rounds; n++ {
		for _, x := range []struct {
			s    *server
			what script
			into *reading
		}{{small, a, &g.small}, {large, b, &g.large}} {
			r, err := round(x.s, x.what, 1, o.round/2)
			if err != nil {
				return err
			}
			if n >= 0 {
				*x.into = joined(*x.into, r)
			}
		}
	}
	return err
}

// listPaths returns the questions for the first page and for a full one behind
// 80 % of what the person may see, for at most a hundred thousand rows.
func listPaths(s *server, who string) ([3]script, error) {
	session, err := signIn(s, who)
	if err != nil {
		return [3]script{}, err
	}
	var first, deep []string
	for _, stage := range []string{"intent", "negotiation"} {
		base := api + "/opportunities?stage=" + stage + "&sort=-amount"
		first = append(first, base+"&limit=50")
		cursor, err := deepCursor(s, session, base)
		if err != nil {
			return [3]script{}, err
		}
		deep = append(deep, base+"&limit=50&cursor="+cursor)
	}
	return [3]script{cycle(first, session), cycle(deep, session), cycle([]string{api + "/opportunities?limit=50"}, session)}, nil
}

func deepCursor(s *server, session [2]string, base string) (string, error) {
	var all page
	if _, err := get(s, session, base+"&limit=1&total=true", &all); err != nil {
		return "", err
	}
	cursor := ""
	for left := min(min(all.Total, 100_000)*8/10, all.Total-50); left > 0; left -= 1000 {
		step := min(1000, left)
		var next page
		if _, err := get(s, session, fmt.Sprintf("%s&limit=%d&cursor=%s", base, step, cursor), &next); err != nil {
			return "", err
		}
		if next.Next == nil {
			break
		}
		cursor = *next.Next
	}
	return cursor, nil
}

// joined is two rounds as one.
func joined(a, b reading) reading {
	a.took = append(a.took, b.took...)
	slices.Sort(a.took)
	return reading{requests: a.requests + b.requests, wall: a.wall + b.wall, cpu: a.cpu + b.cpu, took: a.took, bytes: a.bytes + b.bytes}
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// runGroup asks a question of whoever sees everything.
func runGroup(s *server, path string, o options) (reading, error) {
	session, err := signIn(s, crowd.General)
	if err != nil {
		return reading{}, err
	}
	return round(s, cycle([]string{api + path}, session), 1, o.round)
}
