package app

import (
	"fmt"
	"sync/atomic"
	"time"

	"gongqiao/internal/kernel/workday"
)

// clock is the product's time: the real one, or one that runs on from another
// day, for tests and demonstrations.
type clock struct{ ahead atomic.Int64 } // of the real time, in nanoseconds

// newClock returns a clock that starts in the evening of a day, or the real one
// when none is named.
func newClock(today string) (*clock, error) {
	c := &clock{}
	if today == "" {
		return c, nil
	}
	day, err := workday.Parse(today)
	if err != nil {
		return nil, fmt.Errorf("--today: %w", err)
	}
	zone, err := workday.Zone(workday.DefaultZone)
	if err != nil {
		return nil, err
	}
	c.Travel(day.Start(zone).Add(17*time.Hour + 42*time.Minute))
	return c, nil
}

// Now returns what time it is.
func (c *clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// Travel sets the clock; it runs on from there. Only the demo calls it, while
// it tells what happened and before anything is served.
func (c *clock) Travel(to time.Time) { c.ahead.Store(int64(time.Until(to))) }
