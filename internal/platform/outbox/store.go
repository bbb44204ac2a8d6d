package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// batch is how many events or retries are taken at once.
const batch = 200

const eventColumns = "e.id, e.topic, e.version, e.payload, e.at, e.actor_id, e.audit_id"

func scanEvent(r db.Row) (e Envelope, err error) {
	var payload string
	e.Attempt = 1
	err = r.Scan(&e.ID, &e.Topic, &e.Version, &payload, db.At(&e.At), &e.ActorID, &e.AuditID)
	e.Payload = []byte(payload)
	return e, err
}

// delivered takes the answer of a consumer whose effect is there already for
// what it is: a success.
func delivered(err error) error {
	var again *db.Replayed
	if errors.As(err, &again) {
		return nil
	}
	return err
}

// route hands new events to their consumers. A process that dies meanwhile
// leaves them new.
func (b *Box) route(ctx context.Context) (int, error) {
	var events []Envelope
	err := b.d.Peek(ctx, func(tx *db.Tx) (err error) {
		events, err = db.All(tx, "select "+eventColumns+" from outbox_event e where not e.routed order by e.id limit ?", []any{batch}, scanEvent)
		return err
	})
	if err != nil || len(events) == 0 {
		return 0, err
	}
	work := map[*consumer][]Envelope{}
	for _, c := range b.consumers {
		for _, e := range events {
			if c.wants(e.Topic) {
				work[c] = append(work[c], e)
			}
		}
	}
	outcomes := b.all(ctx, work)
	return len(events), b.settle(ctx, outcomes, func(tx *db.Tx) error {
		ids, err := json.Marshal(idsOf(events))
		if err != nil {
			return err
		}
		in := tx.Pick("(select unhex(replace(value, '-', '')) from json_each(?))", "(select value::uuid from jsonb_array_elements_text(?::jsonb))")
		_, err = tx.Exec("update outbox_event set routed = true where id in "+in, string(ids))
		return err
	})
}

func idsOf(events []Envelope) []ref.ID {
	ids := make([]ref.ID, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	return ids
}

// all lets every consumer work at the same time.
func (b *Box) all(ctx context.Context, work map[*consumer][]Envelope) (outcomes []outcome) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for c, events := range work {
		wg.Go(func() {
			out := b.hand(ctx, c, events)
			mu.Lock()
			defer mu.Unlock()
			outcomes = append(outcomes, out...)
		})
	}
	wg.Wait()
	return outcomes
}

// settle writes down what did not work and forgets what did, together with what
// also writes. What was delivered is written even while the process stops.
func (b *Box) settle(ctx context.Context, outcomes []outcome, also func(*db.Tx) error) error {
	err := b.d.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		for _, o := range outcomes {
			var err error
			switch {
			case o.err != nil:
				err = b.mark(tx, o)
			case o.marked:
				_, err = tx.Exec("delete from outbox_mark where consumer = ? and event_id = ?", o.consumer, o.event)
			}
			if err != nil {
				return err
			}
		}
		return also(tx)
	})
	if err == nil {
		b.count(outcomes)
	}
	return err
}

func (b *Box) mark(tx *db.Tx, o outcome) error {
	due := tx.Now.Add(backoff(o.attempts))
	if errors.Is(o.err, errTime) {
		due = tx.Now
	}
	_, err := tx.Exec(`insert into outbox_mark (consumer, event_id, due, attempts, error, dead) values (?, ?, ?, ?, ?, ?)
		on conflict (consumer, event_id) do update set due = excluded.due, attempts = excluded.attempts, error = excluded.error, dead = excluded.dead`,
		o.consumer, o.event, due, o.attempts, clip(o.err.Error()), b.dead(o))
	return err
}

func (b *Box) dead(o outcome) bool { return o.err != nil && o.attempts >= b.o.Attempts }

func (b *Box) count(outcomes []outcome) {
	for _, o := range outcomes {
		switch {
		case o.err == nil:
			b.stats.Delivered.Add(1)
		case b.dead(o):
			b.stats.Dead.Add(1)
			b.d.Log().Error("an event was given up", "consumer", o.consumer, "event", o.event, "error", o.err)
		default:
			b.stats.Failed.Add(1)
		}
	}
}

// clip keeps a text that any engine stores.
func clip(s string) string {
	const most = 500
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// retry hands over again what is due.
func (b *Box) retry(ctx context.Context) (int, error) {
	work := map[*consumer][]Envelope{}
	n := 0
	err := b.d.Peek(ctx, func(tx *db.Tx) error {
		return tx.Each("select m.consumer, m.attempts, "+eventColumns+` from (select consumer, event_id, attempts from outbox_mark where not dead and due <= ? order by due limit ?) m
			join outbox_event e on e.id = m.event_id order by e.id`, []any{tx.Now, batch}, func(r db.Row) error {
			var name string
			var attempts int
			e, err := scanEvent(prefixed{r, []any{&name, &attempts}})
			e.Attempt, e.marked = attempts+1, true
			if c := b.consumer(name); c != nil {
				work[c] = append(work[c], e)
				n++
			}
			return err
		})
	})
	if err != nil {
		return 0, err
	}
	for _, c := range b.consumers {
		c.behind = c.behind && n == batch // hand raises it again when time is up again
	}
	if n == 0 {
		return 0, nil
	}
	return n, b.settle(ctx, b.all(ctx, work), func(*db.Tx) error { return nil })
}

// prefixed scans some columns before those that a scan function knows.
type prefixed struct {
	row  db.Row
	dest []any
}

func (p prefixed) Scan(dest ...any) error { return p.row.Scan(append(p.dest, dest...)...) }

// consumer returns nil for one that this build no longer has; its marks wait
// until their events are forgotten.
func (b *Box) consumer(name string) *consumer {
	i := slices.IndexFunc(b.consumers, func(c *consumer) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return b.consumers[i]
}

// Letter is a delivery that was given up.
type Letter struct {
	Consumer string
	Event    ref.ID
	Topic    string
	At       time.Time // of the event
	Attempts int
	Error    string
}

// Dead lists deliveries that were given up, oldest first, at most limit.
func (b *Box) Dead(ctx context.Context, limit int) (letters []Letter, err error) {
	err = b.d.Peek(ctx, func(tx *db.Tx) (err error) {
		letters, err = db.All(tx, `select m.consumer, m.event_id, e.topic, e.at, m.attempts, m.error from outbox_mark m join outbox_event e on e.id = m.event_id
			where m.dead order by m.event_id, m.consumer limit ?`, []any{limit}, func(r db.Row) (l Letter, err error) {
			return l, r.Scan(&l.Consumer, &l.Event, &l.Topic, db.At(&l.At), &l.Attempts, &l.Error)
		})
		return err
	})
	return letters, err
}

// Revive has the given-up deliveries of a consumer tried again from the start,
// and returns how many.
func (b *Box) Revive(ctx context.Context, consumer string) (n int64, err error) {
	err = b.d.Housekeep(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec("update outbox_mark set dead = false, attempts = 0, due = ? where dead and consumer = ?", tx.Now, consumer)
		return err
	})
	b.wake()
	return n, err
}

// Waiting returns how many events wait for their first delivery and how many
// deliveries wait for another try.
func (b *Box) Waiting(ctx context.Context) (events, retries int64, err error) {
	err = b.d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select (select count(*) from outbox_event where not routed), (select count(*) from outbox_mark where not dead)", nil, &events, &retries)
	})
	return events, retries, err
}

// Purge forgets events of before the given time, unless a delivery was due since
// then and is still tried. It works in small steps and returns how many it forgot.
func (b *Box) Purge(ctx context.Context, before time.Time) (total int64, err error) {
	for {
		n, err := b.purgeSome(ctx, before)
		total += n
		b.stats.Purged.Add(n)
		if err != nil || n < batch {
			return total, err
		}
	}
}

// purgeSome looks at the oldest events only: ids grow with time, so what is not
// old there is old nowhere.
func (b *Box) purgeSome(ctx context.Context, before time.Time) (n int64, err error) {
	err = b.d.Housekeep(ctx, func(tx *db.Tx) error {
		const old = `select o.id from (select id, at, routed from outbox_event order by id limit ?) o
			where o.routed and o.at < ? and not exists (select 1 from outbox_mark m where m.event_id = o.id and not m.dead and m.due >= ?)`
		if _, err := tx.Exec("delete from outbox_mark where event_id in ("+old+")", 2*batch, before, before); err != nil {
			return err
		}
		n, err = tx.Exec("delete from outbox_event where id in ("+old+")", 2*batch, before, before)
		return err
	})
	return n, err
}
