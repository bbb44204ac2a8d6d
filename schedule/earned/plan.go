package earned

import (
	"errors"
	"fmt"
	"math/big"

	"gongqiao/schedule"
)

// What can be wrong with what is asked.
var (
	ErrFalling = errors.New("earned: a curve of planned value falls")
	ErrPeriods = errors.New("earned: the ends of the periods are not one after the other")
	ErrRange   = errors.New("earned: more money than fits")
)

// Working is how many working minutes of a task lie between two instants. It must
// not be negative, and must add up: from a to b and b to c as from a to c.
type Working func(t *schedule.Task, from, to schedule.Time) schedule.Minutes

// Clock counts every minute, for plans without calendars.
func Clock(_ *schedule.Task, from, to schedule.Time) schedule.Minutes {
	return schedule.Minutes(to - from)
}

// Query says how a plan is measured.
type Query struct {
	At       schedule.Time // the data date
	Baseline int           // the number of the baseline that counts
	Measures map[schedule.TaskID]Measure
	Other    Measure         // of tasks that Measures leaves out
	Working  Working         // nil: Clock
	From     schedule.Time   // where the first period begins; not needed without periods
	Periods  []schedule.Time // their ends, one after the other; may be empty
}

// Result is a plan measured.
type Result struct {
	Total   Figures
	Tasks   []TaskFigures     // in the order of the plan; tasks with neither budget nor cost are left out
	Curve   []Point           // at the end of each period
	Timing  Timing            // all numbers missing if there are no periods
	Undated []schedule.TaskID // with a budget, but without a start or finish in the baseline: they are never planned
}

// TaskFigures are the figures of one task.
type TaskFigures struct {
	ID schedule.TaskID
	Figures
}

// Point is where the three curves stand at the end of a period, cumulated, in
// hundredths. After the data date nothing is earned or spent yet: the values of
// the data date stay, and Known is false.
type Point struct {
	At         schedule.Time
	PV, EV, AC int64
	Known      bool
}

// Of is the plan measured at the data date.
func (q Query) Of(p *schedule.Plan) (*Result, error) {
	if q.Working == nil {
		q.Working = Clock
	}
	r := &Result{}
	last := q.From
	if last == 0 && len(q.Periods) > 0 {
		return nil, fmt.Errorf("%w: the first one has no beginning", ErrPeriods)
	}
	for i, end := range q.Periods {
		if end <= last {
			return nil, fmt.Errorf("%w: period %d", ErrPeriods, i+1)
		}
		last = end
		r.Curve = append(r.Curve, Point{At: end, Known: end <= q.At})
	}
	parents := map[schedule.TaskID]bool{}
	for i := range p.Tasks {
		parents[p.Tasks[i].Parent] = true
	}
	for i := range p.Tasks {
		t := &p.Tasks[i]
		if t.Kind == schedule.Summary || parents[t.ID] || t.Inactive {
			continue
		}
		if err := q.add(r, t); err != nil {
			return nil, err
		}
	}
	return r, q.time(r)
}

// add measures one task and adds it to the plan's.
func (q Query) add(r *Result, t *schedule.Task) error {
	base := q.baseline(t)
	m, ok := q.Measures[t.ID]
	if !ok {
		m = q.Other
	}
	f := Figures{BAC: base.Cost, EV: m.EV(t, base.Cost), AC: t.ActualCost}
	dated := base.Start != 0 && base.Finish != 0
	if dated {
		f.PV = q.planned(t, base, q.At)
	} else if base.Cost != 0 {
		r.Undated = append(r.Undated, t.ID)
	}
	if f == (Figures{}) {
		return nil
	}
	r.Tasks = append(r.Tasks, TaskFigures{t.ID, f})
	all := [][2]*int64{{&r.Total.BAC, &f.BAC}, {&r.Total.PV, &f.PV}, {&r.Total.EV, &f.EV}, {&r.Total.AC, &f.AC}}
	points := make([]Point, len(r.Curve))
	for i := range r.Curve {
		to, at := &r.Curve[i], r.Curve[i].At
		if dated {
			points[i].PV = q.planned(t, base, at)
		}
		done, whole := q.past(t, at)
		points[i].EV, points[i].AC = share(f.EV, done, whole), share(f.AC, done, whole)
		all = append(all, [][2]*int64{{&to.PV, &points[i].PV}, {&to.EV, &points[i].EV}, {&to.AC, &points[i].AC}}...)
	}
	for _, sum := range all {
		total := *sum[0] + *sum[1]
		if (total > *sum[0]) != (*sum[1] > 0) && *sum[1] != 0 {
			return fmt.Errorf("%w: with task %d", ErrRange, t.ID)
		}
		*sum[0] = total
	}
	return nil
}

func (q Query) baseline(t *schedule.Task) schedule.Baseline {
	for _, b := range t.Baselines {
		if b.Number == q.Baseline {
			return b
		}
	}
	return schedule.Baseline{}
}

// planned is the planned value of a task at an instant: a straight line over the
// working time of its baseline.
func (q Query) planned(t *schedule.Task, b schedule.Baseline, at schedule.Time) int64 {
	switch {
	case at >= b.Finish:
		return b.Cost
	case at <= b.Start:
		return 0
	}
	return share(b.Cost, int64(q.Working(t, b.Start, at)), int64(q.Working(t, b.Start, b.Finish)))
}

// past is the part of what was done and spent by the data date that had been by
// an instant before.
func (q Query) past(t *schedule.Task, at schedule.Time) (done, whole int64) {
	from, to := t.Progress.Started, q.At
	if f := t.Progress.Finished; f != 0 && f < to {
		to = f
	}
	switch {
	case at >= to:
		return 1, 1
	case from == 0 || at <= from || from >= to:
		return 0, 1
	}
	return int64(q.Working(t, from, at)), int64(q.Working(t, from, to))
}

// time reads the earned schedule off the curve.
func (q Query) time(r *Result) error {
	if len(r.Curve) == 0 {
		return nil
	}
	pv := make([]int64, len(r.Curve))
	at, begin := Of(0), q.From
	for i, p := range r.Curve {
		pv[i] = p.PV
		passed := max(0, min(q.At, p.At)-begin)
		at = at.plus(Number{big.NewRat(int64(passed), int64(p.At-begin))})
		begin = p.At
	}
	var err error
	r.Timing, err = Schedule(pv, r.Total.EV, at)
	return err
}
