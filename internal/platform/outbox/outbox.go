package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Envelope is one event on its way to one consumer.
type Envelope struct {
	ID      ref.ID
	Topic   string
	Version int
	Payload json.RawMessage
	At      time.Time
	ActorID ref.ID // who caused it; zero for the system
	AuditID ref.ID // audit record of the write that emitted it
	Attempt int    // 1 for the first

	consumer string
	marked   bool // it waits in outbox_mark
}

// Once returns a context in which the first db.Write happens once however often
// the event is delivered: later deliveries hear *db.Replayed, which counts as
// delivered when the consumer returns it.
func (e *Envelope) Once(ctx context.Context) context.Context {
	m := *db.MetaFrom(ctx)
	m.Key, m.Body = "outbox/"+e.consumer+"/"+e.ID.String(), e.ID[:]
	return db.WithMeta(ctx, &m)
}

// Consumer takes one event. Its context carries the system as actor, the event's
// audit record as cause, and ends when time is up. It returns soon: long work is
// a job. An error means: again, later.
type Consumer func(ctx context.Context, e Envelope) error

// Options of an outbox; the zero value is the default.
type Options struct {
	Attempts int           // before a delivery is dead; 0 means 16, spread over two hours
	Patience time.Duration // for one consumer and one batch; 0 means two seconds
	Poll     time.Duration // how often to look without being woken; 0 means 250 ms on PostgreSQL, 2 s on SQLite
}

// Box delivers the events of one database.
type Box struct {
	d         *db.DB
	o         Options
	consumers []*consumer
	woken     chan struct{}
	stats     Stats
}

type consumer struct {
	name   string
	topics []string
	fn     Consumer
	actor  *authz.Actor
	busy   sync.Mutex // held during a call, however long it takes
	behind bool       // did not come to some events: new ones queue behind them
}

// Stats counts what telemetry shows, since start.
type Stats struct {
	Delivered atomic.Int64
	Failed    atomic.Int64 // deliveries that will be tried again
	Dead      atomic.Int64 // deliveries that were given up
	Purged    atomic.Int64 // events forgotten
}

// New returns the outbox of d and has d wake it after commits.
func New(d *db.DB, o Options) *Box {
	if o.Attempts <= 0 {
		o.Attempts = 16
	}
	if o.Patience <= 0 {
		o.Patience = 2 * time.Second
	}
	if o.Poll <= 0 {
		o.Poll = 2 * time.Second
		if d.Postgres() { // other processes cannot wake this one
			o.Poll = 250 * time.Millisecond
		}
	}
	b := &Box{d: d, o: o, woken: make(chan struct{}, 1)}
	d.OnEvents(b.wake)
	return b
}

// Stats returns the running totals.
func (b *Box) Stats() *Stats { return &b.stats }

// Subscribe adds a consumer while wiring. Name is stable: retries are kept under
// it. Topics are exact; "*" takes every event.
func (b *Box) Subscribe(name string, topics []string, fn Consumer) {
	b.consumers = append(b.consumers, &consumer{name: name, topics: topics, fn: fn, actor: authz.NewSystem("outbox " + name)})
}

func (c *consumer) wants(topic string) bool {
	return slices.Contains(c.topics, topic) || slices.Contains(c.topics, "*")
}

func (b *Box) wake() {
	select {
	case b.woken <- struct{}{}:
	default:
	}
}

// Run delivers until ctx ends. One process of an installation runs it: hand it
// to package leader.
func (b *Box) Run(ctx context.Context) {
	poll := time.NewTicker(b.o.Poll)
	defer poll.Stop()
	for ctx.Err() == nil {
		more, err := b.Deliver(ctx)
		if err != nil && ctx.Err() == nil {
			b.d.Log().Error("events were not delivered", "error", err)
		}
		switch {
		case err == nil && more >= batch:
		case err == nil && more > 0:
			b.gather(ctx)
		default:
			select {
			case <-ctx.Done():
			case <-b.woken:
			case <-poll.C:
			}
		}
	}
}

// gather waits a moment between two rounds, so that a busy hour costs twenty
// rounds a second and not one for each commit. The first event after a pause is
// delivered at once.
func (b *Box) gather(ctx context.Context) {
	const moment = 50 * time.Millisecond
	select {
	case <-ctx.Done():
	case <-time.After(moment):
	}
}

// Deliver tries again what is due and routes what is new, one batch of each, and
// returns how many deliveries and events that were.
func (b *Box) Deliver(ctx context.Context) (int, error) {
	retried, err := b.retry(ctx)
	if err != nil {
		return retried, err
	}
	routed, err := b.route(ctx)
	return routed + retried, err
}

// outcome is how one delivery went; a nil err is a success.
type outcome struct {
	consumer string
	event    ref.ID
	attempts int
	marked   bool
	err      error
}

// errTime is the outcome of a delivery that a slow consumer did not come to.
var errTime = errors.New("the consumer's time was up before its turn came")

// errHung is the outcome of a call that did not return.
var errHung = errors.New("the consumer did not return")

// hand gives a consumer its events in order until its patience ends.
func (b *Box) hand(ctx context.Context, c *consumer, events []Envelope) []outcome {
	ctx, cancel := context.WithTimeout(ctx, b.o.Patience)
	defer cancel()
	out := make([]outcome, len(events))
	for i, e := range events {
		out[i] = outcome{c.name, e.ID, e.Attempt, e.marked, errTime}
		if ctx.Err() == nil && (e.marked || !c.behind) {
			out[i].err = c.take(ctx, e)
		}
		if errors.Is(out[i].err, errTime) {
			out[i].attempts-- // it was not tried
		}
	}
	if slices.ContainsFunc(out, func(o outcome) bool { return errors.Is(o.err, errTime) }) {
		c.behind = true
	}
	return out
}

// take calls the consumer, and leaves it alone when it does not return: it gets
// nothing more until then.
func (c *consumer) take(ctx context.Context, e Envelope) error {
	if !c.busy.TryLock() {
		return errTime
	}
	done := make(chan error, 1)
	go func() {
		err := c.call(ctx, e)
		c.busy.Unlock() // before the answer: whoever hears it comes with the next event
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(100 * time.Millisecond): // those who listen to ctx return by now
		return errHung
	}
}

// call runs the consumer with the system as actor and the event as cause.
func (c *consumer) call(ctx context.Context, e Envelope) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	e.consumer = c.name
	ctx = db.WithMeta(authz.With(ctx, c.actor), &db.Meta{Auth: "system", Cause: e.AuditID})
	return delivered(c.fn(ctx, e))
}

// backoff is how long to wait after so many attempts: a second, doubled each
// time up to ten minutes, a little more or less so that retries spread.
func backoff(attempts int) time.Duration {
	wait := time.Second << min(attempts, 10)
	wait = min(wait/2, 10*time.Minute)
	return wait + rand.N(wait/4+1)
}
