package pipeline

import (
	"cmp"
	"slices"

	"gongqiao/internal/kernel/ref"
)

// Sum is what the open opportunities of a stage come to.
type Sum struct {
	Deals    int64
	Amount   int64 // fen
	Weighted int64 // fen
}

func (s *Sum) add(o Sum) {
	s.Deals += o.Deals
	s.Amount += o.Amount
	s.Weighted += o.Weighted
}

// Flow is how many opportunities entered a phase in a month and ever went on.
// For won and lost it is how many were closed so, with their amount.
type Flow struct {
	Entered int64
	Moved   int64
	Amount  int64 // fen
}

func (f *Flow) add(o Flow) {
	f.Entered += o.Entered
	f.Moved += o.Moved
	f.Amount += o.Amount
}

// Phases of table pipeline_flow beside the stages.
const (
	phaseWon  = "won"
	phaseLost = "lost"
)

type sumCell struct {
	place ref.ID
	stage Stage
}

type flowCell struct {
	place ref.ID
	phase string
	month string // "2026-11"
}

// places are where an opportunity counts: in its department, and in its company,
// so that who sees the whole group adds up some companies and not some hundred
// departments.
func places(o *Opportunity) [2]ref.ID { return [2]ref.ID{o.DepartmentID, o.EntityID} }

// share is what one opportunity adds to the sums that are kept beside the
// opportunities.
type share struct {
	sums    map[sumCell]Sum
	flows   map[flowCell]Flow
	months  map[outlookCell]Outlook
	regions map[regionCell]Sum
}

// shareOf is pure: the tables equal the sum of it over all opportunities. What
// was struck out counts nowhere.
func shareOf(o *Opportunity) share {
	s := share{map[sumCell]Sum{}, map[flowCell]Flow{}, map[outlookCell]Outlook{}, map[regionCell]Sum{}}
	if o == nil || o.Outcome == VoidDeal {
		return s
	}
	for _, place := range places(o) {
		if o.Outcome == Open {
			s.sums[sumCell{place, o.Stage}] = Sum{1, o.Amount, o.Weighted}
		}
		s.flow(o, place)
		s.outlook(o, place)
	}
	return s
}

// add makes a share that of another one, too.
func (s *share) add(o share) {
	for k, v := range o.sums {
		v.add(s.sums[k])
		s.sums[k] = v
	}
	for k, v := range o.flows {
		v.add(s.flows[k])
		s.flows[k] = v
	}
	for k, v := range o.months {
		v.add(s.months[k])
		s.months[k] = v
	}
	for k, v := range o.regions {
		v.add(s.regions[k])
		s.regions[k] = v
	}
}

// flow adds the months in which an opportunity entered its stages and was closed.
func (s *share) flow(o *Opportunity, place ref.ID) {
	for i, stage := range Stages() {
		if o.Entered[i].IsZero() {
			continue
		}
		f := Flow{Entered: 1}
		if o.went(i) {
			f.Moved = 1
		}
		s.flows[flowCell{place, string(stage), month(o.Entered[i].String())}] = f
	}
	switch o.Outcome {
	case WonDeal:
		s.flows[flowCell{place, phaseWon, month(o.ClosedOn.String())}] = Flow{Entered: 1, Amount: o.Amount}
	case LostDeal:
		s.flows[flowCell{place, phaseLost, month(o.ClosedOn.String())}] = Flow{Entered: 1, Amount: o.Amount}
	case Open, VoidDeal:
	}
}

// went reports whether the opportunity ever went on from a stage it entered;
// behind the last stage stands winning.
func (o *Opportunity) went(stage int) bool {
	if stage == len(o.Entered)-1 {
		return o.Outcome == WonDeal
	}
	return !o.Entered[stage+1].IsZero()
}

func month(date string) string { return date[:7] }

// change is the difference of two shares, in the order in which rows are
// touched: two transactions that touch the same rows do so in the same order.
type change struct {
	sums    []sumDelta
	flows   []flowDelta
	months  []outlookDelta
	regions []regionDelta
}

type sumDelta struct {
	sumCell
	Sum
}

type flowDelta struct {
	flowCell
	Flow
}

func changeOf(before, after share) change {
	var c change
	for cell, s := range merged(before.sums, after.sums, func(a, b Sum) Sum {
		return Sum{b.Deals - a.Deals, b.Amount - a.Amount, b.Weighted - a.Weighted}
	}) {
		c.sums = append(c.sums, sumDelta{cell, s})
	}
	for cell, f := range merged(before.flows, after.flows, func(a, b Flow) Flow {
		return Flow{b.Entered - a.Entered, b.Moved - a.Moved, b.Amount - a.Amount}
	}) {
		c.flows = append(c.flows, flowDelta{cell, f})
	}
	c.outlook(before, after)
	slices.SortFunc(c.sums, func(a, b sumDelta) int {
		return cmp.Or(compareIDs(a.place, b.place), cmp.Compare(a.stage, b.stage))
	})
	slices.SortFunc(c.flows, func(a, b flowDelta) int {
		return cmp.Or(compareIDs(a.place, b.place), cmp.Compare(a.phase, b.phase), cmp.Compare(a.month, b.month))
	})
	return c
}

// merged returns, for each key of either map, the difference unless it is none.
func merged[K, V comparable](before, after map[K]V, minus func(a, b V) V) map[K]V {
	var zero V
	out := map[K]V{}
	for k, b := range after {
		out[k] = minus(before[k], b)
	}
	for k, a := range before {
		if _, both := after[k]; !both {
			out[k] = minus(a, zero)
		}
	}
	for k, d := range out {
		if d == zero {
			delete(out, k)
		}
	}
	return out
}

func compareIDs(a, b ref.ID) int { return cmp.Compare(string(a[:]), string(b[:])) }
