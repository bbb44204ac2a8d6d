package workday_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/workday"
)

// Hours of days off do not count: neither a weekend's nor a holiday's, and those
// of a Saturday that is made up for do.
func TestPart(t *testing.T) {
	c, zone := workday.StateCouncil(), time.FixedZone("CST", 8*60*60)
	at := func(text string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, x := range []struct {
		from, to string
		percent  int
		want     string
	}{
		{"2026-11-18 10:00", "2026-11-19 10:00", 50, "2026-11-18 22:00"},
		{"2026-11-18 10:00", "2026-11-19 10:00", 80, "2026-11-19 05:12"},
		{"2026-11-20 10:00", "2026-11-23 10:00", 50, "2026-11-20 22:00"}, // over a weekend
		{"2026-11-20 10:00", "2026-11-23 10:00", 80, "2026-11-23 05:12"},
		{"2026-11-20 10:00", "2026-11-23 10:00", 100, "2026-11-23 10:00"},
		{"2026-09-30 10:00", "2026-10-08 10:00", 80, "2026-10-08 05:12"}, // over the National Day week
		{"2026-10-09 10:00", "2026-10-10 10:00", 80, "2026-10-10 05:12"}, // a Saturday that is made up for
		{"2026-11-21 15:00", "2026-11-23 15:00", 50, "2026-11-23 07:30"}, // begun on a Saturday
		{"2026-11-21 10:00", "2026-11-22 10:00", 50, "2026-11-22 10:00"}, // no working time at all
		{"2026-11-18 10:00", "2026-11-19 10:00", 0, "2026-11-18 10:00"},
	} {
		if got := c.Part(at(x.from), at(x.to), x.percent, zone); !got.Equal(at(x.want)) {
			t.Errorf("%d %% from %s to %s: %s, want %s", x.percent, x.from, x.to, got.Format("2006-01-02 15:04"), x.want)
		}
	}
}

func TestPartsComeInOrder(t *testing.T) {
	c, zone := workday.StateCouncil(), time.FixedZone("CST", 8*60*60)
	rapid.Check(t, func(t *rapid.T) {
		from := time.Unix(int64(rapid.IntRange(1_767_196_800, 1_798_732_800).Draw(t, "from")), 0) // in 2026
		to := from.Add(time.Duration(rapid.IntRange(1, 30*24*60).Draw(t, "minutes")) * time.Minute)
		less, more := rapid.IntRange(0, 100).Draw(t, "less"), rapid.IntRange(0, 100).Draw(t, "more")
		if less > more {
			less, more = more, less
		}
		a, b := c.Part(from, to, less, zone), c.Part(from, to, more, zone)
		if a.After(b) || a.Before(from) || b.After(to) {
			t.Fatalf("%d %% at %s, %d %% at %s, between %s and %s", less, a, more, b, from, to)
		}
	})
}
