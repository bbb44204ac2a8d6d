package schedule_test

import (
	"testing"

	"gongqiao/schedule"
)

// The whole range can be written and read: a time.Duration would end in 2192.
func TestTimesToTheEndOfTheRange(t *testing.T) {
	for want, at := range map[string]schedule.Time{
		"1900-01-01T00:01": schedule.MinTime,
		"2192-12-31T08:00": schedule.At(2192, 12, 31, 8, 0),
		"2199-12-31T23:59": schedule.MaxTime,
	} {
		back, err := schedule.ParseTime(want)
		if at.String() != want || back != at || err != nil {
			t.Errorf("%s is written %s and read back as %d instead of %d, %v", want, at, back, at, err)
		}
	}
}
