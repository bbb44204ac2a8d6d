package pipeline

import (
	"time"

	"gongqiao/internal/kernel/ref"
)

// Interval is one stay of an opportunity in a stage.
type Interval struct {
	Seq       int64
	Stage     Stage
	Verb      string // what began it: create, advance, regress, reopen or import
	Reason    string
	Actor     Person
	EnteredAt time.Time
	LeftAt    time.Time // zero while it lasts
}

// Pace is how long deals that were won stayed in a stage.
type Pace struct {
	Median time.Duration
	Deals  int64
}

// enough is how many won deals make a median worth comparing with.
const enough = 5

// limit is the stay after which an opportunity is called stalled: so much of the
// median of deals that were won.
func (p Pace) limit(pol *Policy) time.Duration {
	usual := p.Median
	if p.Deals < enough {
		usual = pol.UsualPace
	}
	return usual * time.Duration(pol.StallPercent) / 100
}

// stays reports whether the opportunity stays too long where it is.
func (o *Opportunity) stays(now time.Time, pace map[Stage]Pace, p *Policy) bool {
	return o.Outcome == Open && !o.OnHold && now.Sub(o.StageSince) > pace[o.Stage].limit(p)
}

// actor is who began an interval; the system has no id.
func actorOf(id ref.ID, name *string) Person {
	if name == nil {
		return Person{ID: id}
	}
	return Person{id, *name}
}
