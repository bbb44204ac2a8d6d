package customer

import "time"

// Policy is what a group may set differently.
type Policy struct {
	DormantAfter time.Duration // without a deal or an activity
}

// Defaults returns the policy of reference 2.2.
func Defaults() Policy { return Policy{DormantAfter: 365 * 24 * time.Hour} }

// lapsed reports whether the last that went on with a customer lies so far back
// that he is dormant.
func (p Policy) lapsed(last, now time.Time) bool { return now.Sub(last) >= p.DormantAfter }
