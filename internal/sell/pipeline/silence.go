package pipeline

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// hush is how long people have heard nothing of an opportunity: not long, so long
// that its owner is reminded, so long that his manager hears of it.
type hush int64

const (
	lively hush = iota
	silent
	silentLong
)

// freshWithin is how long ago silence may have become long for people to be told:
// what an import brings, and what was on hold, is no news.
const freshWithin = 7 * 24 * time.Hour

// silence returns how silent an opportunity is, and whether that is news.
func (o *Opportunity) silence(now time.Time, p Policy) (h hush, news bool) {
	if o.Outcome != Open || o.OnHold {
		return lively, false
	}
	switch quiet := now.Sub(o.LastActivityAt); {
	case quiet >= p.SilentLong:
		return silentLong, quiet-p.SilentLong < freshWithin
	case quiet >= p.SilentOwner:
		return silent, quiet-p.SilentOwner < freshWithin
	}
	return lively, false
}

// overdueFresh is for how many days the passing of an expected date is news.
const overdueFresh = 7

// overdue reports whether the expected day of signature passed lately.
func (o *Opportunity) overdue(today workday.Date) bool {
	if o.Outcome != Open || o.OnHold || o.ExpectedSignDate.IsZero() {
		return false
	}
	late := today.Sub(o.ExpectedSignDate)
	return late > 0 && late <= overdueFresh
}

// heard is of which silence people were told: it began at an instant.
type heard struct {
	opportunity ref.ID
	since       time.Time
	hush        hush
}

// covers reports whether people know of a silence of an opportunity.
func (x heard) covers(o *Opportunity, h hush) bool {
	return x.since.Equal(o.LastActivityAt) && x.hush >= h
}
