package earned

import (
	"math/bits"

	"gongqiao/schedule"
)

// Rule says how much of its budget a task has earned.
type Rule uint8

// The rules.
const (
	ByDuration  Rule = iota // the percentage of its duration
	ZeroHundred             // nothing before it is finished
	FiftyFifty              // half when it has begun, the rest when it is finished
	Physical                // the percentage measured on site
	Milestones              // the weights of the steps that are done
	Units                   // the quantity that is done
)

// Measure is the rule of a task with what the rule needs.
type Measure struct {
	Rule  Rule
	Steps []Step // of Milestones

	// Of Units, in any one unit. Where Total is zero, the work of the task counts:
	// what was worked, of that and what remains.
	Done, Total int64
}

// Step is a milestone within a task.
type Step struct {
	Weight int64 // in any unit; below zero counts for nothing
	Done   bool
}

// EV is the earned value of a budget, in hundredths, rounded half away from
// zero. It never exceeds the budget.
func (m Measure) EV(t *schedule.Task, budget int64) int64 {
	done, total := m.part(t)
	return share(budget, done, total)
}

// part is what is done as a fraction.
func (m Measure) part(t *schedule.Task) (done, total int64) {
	p := &t.Progress
	switch m.Rule {
	case ZeroHundred:
		return b2i(p.Finished != 0), 1
	case FiftyFifty:
		return b2i(p.Started != 0 || p.Finished != 0) + b2i(p.Finished != 0), 2
	case Physical:
		return int64(p.Physical), int64(schedule.Whole)
	case Milestones:
		for _, s := range m.Steps {
			// A weight beyond any sense is cut, so that their sum fits.
			weight := max(0, min(s.Weight, 1<<40))
			total += weight
			if s.Done {
				done += weight
			}
		}
		return done, total
	case Units:
		if m.Total != 0 {
			return m.Done, m.Total
		}
		return t.ActualWork, t.ActualWork + t.RemainingWork
	case ByDuration:
		if p.Finished != 0 {
			return 1, 1
		}
		return int64(p.Percent), int64(schedule.Whole)
	}
	return 0, 1
}

func b2i(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// share is amount x part / whole, rounded half away from zero; part is kept
// between nothing and the whole, and of no whole there is no part.
func share(amount, part, whole int64) int64 {
	if whole <= 0 || part <= 0 {
		return 0
	}
	if part >= whole {
		return amount
	}
	size := uint64(amount)
	if amount < 0 {
		size = -size
	}
	high, low := bits.Mul64(size, uint64(part))
	n, rest := bits.Div64(high, low, uint64(whole)) // part < whole: it fits
	if rest >= uint64(whole)-rest {
		n++
	}
	if amount < 0 {
		return -int64(n)
	}
	return int64(n)
}
