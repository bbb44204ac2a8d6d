package timer_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/timer"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// house is an installation whose clock is moved by hand. It begins at 09:00 in
// Shanghai.
type house struct {
	*timer.Timers
	d     *db.DB
	ahead atomic.Int64
}

func (h *house) now() time.Time {
	return time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).Add(time.Duration(h.ahead.Load()))
}

func (h *house) advance(d time.Duration) { h.ahead.Add(int64(d)) }

// open is a start of the product: it knows nothing but what the table says.
func (h *house) open() { h.Timers = timer.New(h.d) }

func each(t *testing.T, fn func(*testing.T, *house)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			h := &house{}
			h.d = schema.Open(t, e, db.Options{Clock: h.now, Log: slog.New(slog.DiscardHandler)})
			h.open()
			fn(t, h)
		})
	}
}

// counted reads how often timers ended with a result.
func (h *house) counted(t *testing.T, result string) (n int) {
	t.Helper()
	reg := prometheus.NewRegistry()
	if err := reg.Register(h.Collector()); err != nil {
		t.Fatal(err)
	}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range families[0].Metric {
		if m.Label[0].GetValue() == result {
			n += int(m.Counter.GetValue())
		}
	}
	return n
}

func (h *house) failures(t *testing.T) (all []timer.Failure) {
	t.Helper()
	err := h.d.Peek(t.Context(), func(tx *db.Tx) (err error) {
		all, err = timer.Failures(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct{ schedule, after, want string }{
		{"every 15m", "2026-11-20T01:00:00Z", "2026-11-20T01:15:00Z"},
		{"daily 08:30 Asia/Shanghai", "2026-11-20T00:29:59Z", "2026-11-20T00:30:00Z"},
		{"daily 08:30 Asia/Shanghai", "2026-11-20T00:30:00Z", "2026-11-21T00:30:00Z"},
		{"daily 00:00 Asia/Shanghai", "2026-12-31T15:59:59Z", "2026-12-31T16:00:00Z"},
		{"daily 23:59 UTC", "2028-02-28T23:59:00Z", "2028-02-29T23:59:00Z"},
		{"weekly mon 08:30 Asia/Shanghai", "2026-11-20T00:00:00Z", "2026-11-23T00:30:00Z"},
		{"weekly fri 08:30 Asia/Shanghai", "2026-11-20T00:00:00Z", "2026-11-20T00:30:00Z"},
		{"weekly mon 00:30 Asia/Shanghai", "2026-11-20T00:00:00Z", "2026-11-22T16:30:00Z"},
		{"monthly 1 06:00 Asia/Shanghai", "2026-11-20T00:00:00Z", "2026-11-30T22:00:00Z"},
		{"monthly last 06:00 Asia/Shanghai", "2027-02-01T00:00:00Z", "2027-02-27T22:00:00Z"},
		{"monthly last 06:00 UTC", "2027-12-31T06:00:00Z", "2028-01-31T06:00:00Z"},
		{"daily 02:30 America/New_York", "2027-03-13T08:00:00Z", "2027-03-14T06:30:00Z"}, // 02:30 does not exist that day
		{"daily 01:30 America/New_York", "2027-11-07T00:00:00Z", "2027-11-07T05:30:00Z"}, // 01:30 comes twice that day
	} {
		s, err := timer.ParseSchedule(c.schedule)
		if err != nil {
			t.Errorf("%s: %v", c.schedule, err)
			continue
		}
		if got := s.Next(at(t, c.after)); !got.Equal(at(t, c.want)) {
			t.Errorf("%s after %s is %s, want %s", c.schedule, c.after, got.Format(time.RFC3339), c.want)
		}
	}
	for _, text := range []string{"", "every", "every 0s", "every -1h", "every 1ms", "daily", "daily 8", "daily 08:30", "daily 24:00 UTC", "daily 08:30 Nowhere/Town", "daily 08:30 Local",
		"weekly 08:30 UTC", "weekly someday 08:30 UTC", "monthly 0 08:30 UTC", "monthly 29 08:30 UTC", "monthly x 08:30 UTC", "hourly 1 UTC", "daily 08:30 UTC now"} {
		if s, err := timer.ParseSchedule(text); err == nil {
			t.Errorf("%q was read as %v", text, s)
		}
	}
}

// diary keeps what timers were told.
type diary struct {
	mu  sync.Mutex
	due []time.Time
	err error
}

func (d *diary) run(ctx context.Context, at time.Time) error {
	if a, err := authz.From(ctx); err != nil || a.Kind != authz.System {
		return errors.Join(errors.New("a timer without the system as actor"), err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.due = append(d.due, at)
	return d.err
}

func (h *house) runDue(t *testing.T, want int) {
	t.Helper()
	if n, err := h.RunDue(t.Context()); n != want || err != nil {
		t.Errorf("%d timers ran at %s, want %d: %v", n, h.now(), want, err)
	}
}

func TestTimersFollowTheClock(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var morning, often diary
		if err := errors.Join(h.Every("morning", "daily 08:30 Asia/Shanghai", morning.run), h.Every("often", "every 6h", often.run)); err != nil {
			t.Fatal(err)
		}
		h.runDue(t, 0) // 09:00 in Shanghai: both are new
		h.advance(6 * time.Hour)
		h.runDue(t, 1)
		h.runDue(t, 0)
		h.advance(17*time.Hour + 30*time.Minute)
		h.runDue(t, 2)
		if want := []time.Time{at(t, "2026-11-21T00:30:00Z")}; !slices.Equal(morning.due, want) {
			t.Errorf("morning was due at %v", morning.due)
		}
		if want := []time.Time{at(t, "2026-11-20T07:00:00Z"), at(t, "2026-11-20T13:00:00Z")}; !slices.Equal(often.due, want) {
			t.Errorf("often was due at %v", often.due)
		}
	})
}

func TestAMissedTimerIsMadeUpForOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var d diary
		add := func() {
			if err := h.Every("morning", "daily 08:30 Asia/Shanghai", d.run); err != nil {
				t.Fatal(err)
			}
		}
		add()
		h.runDue(t, 0)
		h.advance(72 * time.Hour) // nobody runs for three days
		h.open()
		add()
		h.runDue(t, 1)
		h.runDue(t, 0)
		if want := []time.Time{at(t, "2026-11-21T00:30:00Z")}; !slices.Equal(d.due, want) {
			t.Errorf("due at %v", d.due)
		}
		h.advance(24 * time.Hour)
		h.runDue(t, 1)
	})
}

func TestATimerThatFailsIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		d := diary{err: errors.New("no")}
		if err := errors.Join(h.Every("morning", "daily 08:30 Asia/Shanghai", d.run), h.Every("panics", "daily 08:30 Asia/Shanghai", func(context.Context, time.Time) error { panic("no") })); err != nil {
			t.Fatal(err)
		}
		h.runDue(t, 0)
		h.advance(24 * time.Hour)
		if n, err := h.RunDue(t.Context()); n != 2 || !errors.Is(err, d.err) {
			t.Errorf("%d ran: %v", n, err)
		}
		h.runDue(t, 0) // not at once
		h.advance(time.Minute)
		d.err = nil
		if n, err := h.RunDue(t.Context()); n != 2 || err == nil || errors.Is(err, context.Canceled) {
			t.Errorf("%d ran: %v", n, err)
		}
		if len(d.due) != 2 || !d.due[0].Equal(d.due[1]) {
			t.Errorf("due at %v", d.due)
		}
		h.advance(24 * time.Hour)
		if n, _ := h.RunDue(t.Context()); n != 2 {
			t.Errorf("%d ran a day later", n)
		}
		if n := h.counted(t, "failed"); n != 4 {
			t.Errorf("%d failures counted", n)
		}
		if f := h.failures(t); len(f) != 1 || f[0].Name != "panics" || !f[0].At.Equal(h.now()) || f[0].Text != "panic: no" {
			t.Errorf("failures that stand: %+v", f)
		}
	})
}

func TestRunRunsTimers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var d diary
		if err := h.Every("morning", "every 1h", d.run); err != nil {
			t.Fatal(err)
		}
		h.runDue(t, 0)
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { h.Run(ctx) })
		h.advance(time.Hour)
		for range 500 {
			if h.counted(t, "done") == 1 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		wg.Wait()
		if n := h.counted(t, "done"); n != 1 {
			t.Errorf("it ran %d times", n)
		}
	})
}

// What only looks whether something waits runs after a start and writes nothing,
// but for its failure.
func TestPollsLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var d diary
		if err := h.Every("poll", "every 2s", d.run); err != nil {
			t.Fatal(err)
		}
		h.runDue(t, 1)
		h.runDue(t, 0)
		h.advance(2 * time.Second)
		h.runDue(t, 1)
		rows := 0
		if err := h.d.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select count(*) from timer", nil, &rows) }); err != nil || rows != 0 {
			t.Errorf("%d rows were written: %v", rows, err)
		}
		h.advance(2 * time.Second)
		d.err = errors.New("no")
		if n, err := h.RunDue(t.Context()); n != 1 || err == nil || len(h.failures(t)) != 1 {
			t.Errorf("%d ran: %v, failures %v", n, err, h.failures(t))
		}
		d.err = nil
		h.advance(time.Minute)
		h.runDue(t, 1)
		if f := h.failures(t); len(f) != 0 {
			t.Errorf("it is well again, and %v", f)
		}
	})
}

// A demonstration may begin on an earlier day than the one before.
func TestAClockThatWasMovedBackStopsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var d diary
		add := func() {
			if err := h.Every("hourly", "every 1h", d.run); err != nil {
				t.Fatal(err)
			}
		}
		add()
		h.advance(1000 * time.Hour)
		h.runDue(t, 0)
		h.advance(-900 * time.Hour)
		h.open()
		add()
		h.runDue(t, 0)
		h.advance(time.Hour)
		h.runDue(t, 1)
	})
}

func TestEveryRefusesAScheduleThatIsNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if err := h.Every("x", "sometimes", nil); err == nil {
			t.Error("it was accepted")
		}
	})
}
