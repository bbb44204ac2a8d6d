package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Timer does what is due. At is when it was due, which may be a while ago. Its
// context carries the system as actor.
type Timer func(ctx context.Context, at time.Time) error

// retryTimer is how long a timer that failed waits.
const retryTimer = time.Minute

type timer struct {
	name     string
	schedule Schedule
	fn       Timer
	actor    *authz.Actor

	mu    sync.Mutex // held while it runs
	next  time.Time  // when it is due; zero until it was read
	retry time.Time  // not before this, after a failure
}

// Every adds a timer while wiring. Name is stable: the last run is kept under
// it. A timer that is new comes round for the first time after its schedule.
func (q *Queue) Every(name, schedule string, fn Timer) error {
	s, err := ParseSchedule(schedule)
	if err != nil {
		return fmt.Errorf("timer %s: %w", name, err)
	}
	q.timers = append(q.timers, &timer{name: name, schedule: s, fn: fn, actor: authz.NewSystem("timer " + name)})
	return nil
}

// RunDue runs every timer that is due by the product's clock, one after another,
// and returns how many ran. Tests call it after moving the clock.
func (q *Queue) RunDue(ctx context.Context) (n int, err error) {
	for _, t := range q.timers {
		ran, fault := q.run(ctx, t)
		if ran {
			n++
		}
		err = errors.Join(err, fault)
	}
	return n, err
}

// keepTime runs timers until ctx ends. One process of an installation does.
func (q *Queue) keepTime(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var running sync.WaitGroup
	defer running.Wait()
	for _, t := range q.timers {
		t.forget()
	}
	for {
		for _, t := range q.timers {
			if !t.idle(q.d.Now()) {
				continue
			}
			running.Go(func() {
				if _, err := q.run(ctx, t); err != nil && ctx.Err() == nil {
					q.d.Log().Error("a timer failed", "timer", t.name, "error", err)
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
	t.next = time.Time{}
}

// run runs the timer if it is due and nobody runs it.
func (q *Queue) run(ctx context.Context, t *timer) (ran bool, err error) {
	if !t.mu.TryLock() {
		return false, nil
	}
	defer t.mu.Unlock()
	now := q.d.Now()
	if t.next.IsZero() {
		last, err := q.lastRun(ctx, t, now)
		if err != nil {
			return false, err
		}
		t.next = t.schedule.Next(last)
	}
	if !t.due(now) {
		return false, nil
	}
	q.stats.Timers.Add(1)
	if err := t.call(ctx, t.next); err != nil {
		q.stats.TimerFailures.Add(1)
		t.retry = now.Add(retryTimer)
		return true, fmt.Errorf("timer %s: %w", t.name, err)
	}
	t.next = t.schedule.Next(now)
	return true, q.d.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		_, err := tx.Exec("update timer set ran_at = ? where name = ?", now, t.name)
		return err
	})
}

// lastRun returns when the timer last ran. A new one counts as run just now.
func (q *Queue) lastRun(ctx context.Context, t *timer, now time.Time) (last time.Time, err error) {
	err = q.d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("insert into timer (name, ran_at) values (?, ?) on conflict (name) do nothing", t.name, now); err != nil {
			return err
		}
		return tx.One("select ran_at from timer where name = ?", []any{t.name}, db.At(&last))
	})
	return last, err
}

func (t *timer) call(ctx context.Context, at time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return t.fn(db.WithMeta(authz.With(ctx, t.actor), &db.Meta{Auth: "system"}), at)
}
