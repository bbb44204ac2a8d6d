package timer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Func does what is due. At is when it was due, which may be a while ago. Its
// context carries the system as actor.
type Func func(ctx context.Context, at time.Time) error

const (
	retry = time.Minute // how long a timer that failed waits
	brief = time.Minute // what comes round within it is not written down
)

// Timers are those of one process.
type Timers struct {
	d    *db.DB
	all  []*timer
	runs *prometheus.CounterVec
}

type timer struct {
	name     string
	schedule Schedule
	fn       Func
	actor    *authz.Actor

	mu    sync.Mutex // held while it runs
	next  time.Time  // when it is due; zero until it was read
	retry time.Time  // not before this, after a failure
	ill   bool       // its failure stands in the table
}

// New returns the timers of d; none yet.
func New(d *db.DB) *Timers {
	return &Timers{d: d, runs: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "gongqiao_timer_runs_total", Help: "Runs of timers, by their result."}, []string{"timer", "result"})}
}

// Collector shows how often each timer ran and failed.
func (q *Timers) Collector() prometheus.Collector { return q.runs }

// Every adds a timer while wiring. Name is stable: the last run is kept under
// it. A timer that is new comes round for the first time after its schedule.
func (q *Timers) Every(name, schedule string, fn Func) error {
	s, err := ParseSchedule(schedule)
	if err != nil {
		return fmt.Errorf("timer %s: %w", name, err)
	}
	t := &timer{name: name, schedule: s, fn: fn, actor: authz.NewSystem("timer " + name)}
	for _, result := range []string{"done", "failed"} {
		q.runs.WithLabelValues(name, result)
	}
	q.all = append(q.all, t)
	return nil
}

// polls reports whether the timer only looks whether something waits.
func (t *timer) polls() bool {
	i, ok := t.schedule.(interval)
	return ok && time.Duration(i) < brief
}

// RunDue runs every timer that is due by the product's clock, one after another,
// and returns how many ran. Tests call it after moving the clock.
func (q *Timers) RunDue(ctx context.Context) (n int, err error) {
	for _, t := range q.all {
		ran, fault := q.run(ctx, t)
		if ran {
			n++
		}
		err = errors.Join(err, fault)
	}
	return n, err
}

// Run runs timers until ctx ends. One process of an installation does.
func (q *Timers) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var running sync.WaitGroup
	defer running.Wait()
	for _, t := range q.all {
		t.forget()
	}
	for {
		for _, t := range q.all {
			if !t.idle(q.d.Now()) {
				continue
			}
			running.Go(func() {
				if _, err := q.run(ctx, t); err != nil && ctx.Err() == nil {
					q.d.Log().Error("a timer failed; it is tried again in a minute", "timer", t.name, "error", err)
				}
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// idle reports whether the timer may be due and does not run.
func (t *timer) idle(now time.Time) bool {
	if !t.mu.TryLock() {
		return false
	}
	defer t.mu.Unlock()
	return t.due(now)
}

// due reports whether the time has come; mu is held.
func (t *timer) due(now time.Time) bool { return !t.next.After(now) && !t.retry.After(now) }

// forget has the last run read again: another process may have led meanwhile.
func (t *timer) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next, t.retry = time.Time{}, time.Time{}
}

// run runs the timer if it is due and nobody runs it.
func (q *Timers) run(ctx context.Context, t *timer) (ran bool, err error) {
	if !t.mu.TryLock() {
		return false, nil
	}
	defer t.mu.Unlock()
	now := q.d.Now()
	if t.next.IsZero() {
		if err := q.resume(ctx, t, now); err != nil {
			return false, err
		}
	}
	if !t.due(now) {
		return false, nil
	}
	if err := t.call(ctx, t.next); err != nil {
		t.retry = now.Add(retry)
		if ctx.Err() != nil {
			return true, err // it was stopped, and runs again after the next start
		}
		q.runs.WithLabelValues(t.name, "failed").Inc()
		return true, errors.Join(fmt.Errorf("timer %s: %w", t.name, err), q.note(ctx, t, now, err))
	}
	q.runs.WithLabelValues(t.name, "done").Inc()
	t.next = t.schedule.Next(now)
	return true, q.note(ctx, t, now, nil)
}

// resume finds out when the timer is due from when it last ran. A new one counts
// as run just now, and so does one that ran later than it is: the clock was moved.
func (q *Timers) resume(ctx context.Context, t *timer, now time.Time) error {
	if t.polls() {
		t.next = now
		return nil
	}
	var last time.Time
	var failure string
	err := q.d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("insert into timer (name, ran_at) values (?, ?) on conflict (name) do nothing", t.name, now); err != nil {
			return err
		}
		return tx.One("select ran_at, failure from timer where name = ?", []any{t.name}, db.At(&last), &failure)
	})
	if last.After(now) {
		last = now
	}
	t.next, t.ill = t.schedule.Next(last), failure != ""
	return err
}

// note keeps that the timer ran, or why it did not.
func (q *Timers) note(ctx context.Context, t *timer, now time.Time, failure error) error {
	if t.polls() && failure == nil && !t.ill {
		return nil
	}
	return q.d.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if failure == nil {
			t.ill = false
			_, err := tx.Exec("update timer set ran_at = ?, failed_at = null, failure = '' where name = ?", now, t.name)
			return err
		}
		t.ill = true
		_, err := tx.Exec("insert into timer (name, ran_at, failed_at, failure) values (?, ?, ?, ?) on conflict (name) do update set failed_at = excluded.failed_at, failure = excluded.failure",
			t.name, now, now, failure.Error())
		return err
	})
}

func (t *timer) call(ctx context.Context, at time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return t.fn(db.WithMeta(authz.With(ctx, t.actor), &db.Meta{Auth: "system"}), at)
}

// Failure is a timer that does not get its work done.
type Failure struct {
	Name string
	At   time.Time // of the last attempt
	Text string
}

// Failures lists the timers whose last run failed.
func Failures(tx *db.Tx) ([]Failure, error) {
	return db.All(tx, "select name, failed_at, failure from timer where failed_at is not null order by name", nil, func(r db.Row) (f Failure, err error) {
		return f, r.Scan(&f.Name, db.At(&f.At), &f.Text)
	})
}
