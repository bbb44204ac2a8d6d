package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/outbox"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

type rang struct {
	N    int    `json:"n"`
	Name string `json:"-"`
}

func (r rang) Topic() string { return r.Name }
func (rang) Version() int    { return 3 }

var ringer = authz.Build(authz.Actor{ID: ref.New(), Kind: authz.User, Name: "Ringer"}).Actor()

// house is a database with an outbox and a clock.
type house struct {
	*outbox.Box
	d  *db.DB
	at atomic.Int64
}

func each(t *testing.T, o outbox.Options, fn func(*testing.T, *house)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			h := &house{}
			h.at.Store(time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).UnixMicro())
			h.d = schema.Open(t, e, db.Options{Clock: h.now, Log: slog.New(slog.DiscardHandler)})
			h.Box = outbox.New(h.d, o)
			fn(t, h)
		})
	}
}

func (h *house) now() time.Time          { return time.UnixMicro(h.at.Load()).UTC() }
func (h *house) advance(d time.Duration) { h.at.Add(d.Microseconds()) }

// ring emits events numbered from..to in one write.
func (h *house) ring(t testing.TB, topic string, from, to int) (auditID ref.ID) {
	t.Helper()
	err := h.d.Write(authz.With(t.Context(), ringer), func(tx *db.Tx) error {
		auditID = tx.AuditID()
		for n := from; n <= to; n++ {
			if err := tx.Emit(rang{n, topic}); err != nil {
				return err
			}
		}
		return tx.Note("bell.ring", db.Subject{Label: topic}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return auditID
}

// deliver goes on until nothing is due any more.
func (h *house) deliver(t testing.TB) {
	t.Helper()
	for range 1000 {
		n, err := h.Deliver(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
	t.Fatal("it never ends")
}

func (h *house) count(t testing.TB, what string) (n int) {
	t.Helper()
	if err := h.d.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select count(*) from "+what, nil, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// ear hears numbers.
type ear struct {
	mu    sync.Mutex
	heard []int
	last  outbox.Envelope
}

func (e *ear) hear(_ context.Context, v outbox.Envelope) error {
	var r rang
	if err := json.Unmarshal(v.Payload, &r); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard, e.last = append(e.heard, r.N), v
	return nil
}

func (e *ear) all() []int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

func numbers(from, to int) (ns []int) {
	for n := from; n <= to; n++ {
		ns = append(ns, n)
	}
	return ns
}

func TestEveryConsumerGetsItsTopicsInOrder(t *testing.T) {
	each(t, outbox.Options{}, func(t *testing.T, h *house) {
		var door, both, all ear
		h.Subscribe("door", []string{"door.rang"}, door.hear)
		h.Subscribe("both", []string{"door.rang", "phone.rang"}, both.hear)
		h.Subscribe("all", []string{"*"}, all.hear)
		h.ring(t, "door.rang", 1, 250)
		auditID := h.ring(t, "phone.rang", 251, 300)
		h.ring(t, "clock.rang", 301, 301)
		h.deliver(t)
		for name, c := range map[string]struct {
			got  []int
			want int
		}{"door": {door.all(), 250}, "both": {both.all(), 300}, "all": {all.all(), 301}} {
			if !slices.Equal(c.got, numbers(1, c.want)) {
				t.Errorf("%s heard %v", name, c.got)
			}
		}
		v := both.last
		if v.Topic != "phone.rang" || v.Version != 3 || v.AuditID != auditID || v.ActorID != ringer.ID || v.Attempt != 1 || !v.At.Equal(h.now()) || v.ID.IsZero() {
			t.Errorf("%+v", v)
		}
		h.deliver(t)
		if n := len(all.all()); n != 301 || h.Stats().Delivered.Load() != 851 || h.count(t, "outbox_mark") != 0 {
			t.Errorf("%d heard, %d delivered, %d marks", n, h.Stats().Delivered.Load(), h.count(t, "outbox_mark"))
		}
	})
}

func TestAFailureIsTriedAgainLaterAndLater(t *testing.T) {
	each(t, outbox.Options{Attempts: 5}, func(t *testing.T, h *house) {
		var tries []time.Time
		h.Subscribe("broken", []string{"*"}, func(_ context.Context, e outbox.Envelope) error {
			if e.Attempt != len(tries)+1 {
				t.Errorf("attempt %d is called %d", len(tries)+1, e.Attempt)
			}
			tries = append(tries, h.now())
			return errors.New("no answer \x00")
		})
		h.ring(t, "door.rang", 1, 1)
		for range 120 {
			h.deliver(t)
			h.advance(time.Second)
		}
		if len(tries) != 5 {
			t.Fatalf("%d tries, want 5", len(tries))
		}
		for i := 2; i < len(tries); i++ {
			if tries[i].Sub(tries[i-1]) <= tries[i-1].Sub(tries[i-2]) {
				t.Errorf("waits do not grow: %v", tries)
			}
		}
		dead, err := h.Dead(t.Context(), 10)
		if err != nil || len(dead) != 1 || dead[0].Consumer != "broken" || dead[0].Attempts != 5 || dead[0].Error != "no answer " || dead[0].Topic != "door.rang" {
			t.Errorf("%+v, %v", dead, err)
		}
		if s := h.Stats(); s.Dead.Load() != 1 || s.Failed.Load() != 4 {
			t.Errorf("%d dead, %d failed", s.Dead.Load(), s.Failed.Load())
		}
	})
}

func TestTheDeadMayBeRevived(t *testing.T) {
	each(t, outbox.Options{Attempts: 1}, func(t *testing.T, h *house) {
		var e ear
		well := false
		h.Subscribe("ill", []string{"*"}, func(ctx context.Context, v outbox.Envelope) error {
			if !well {
				return errors.New("ill")
			}
			return e.hear(ctx, v)
		})
		h.ring(t, "door.rang", 1, 3)
		h.deliver(t)
		h.advance(time.Hour)
		well = true
		h.deliver(t)
		if len(e.all()) != 0 {
			t.Error("the dead were delivered")
		}
		if n, err := h.Revive(t.Context(), "ill"); n != 3 || err != nil {
			t.Errorf("revived %d, %v", n, err)
		}
		h.deliver(t)
		if !slices.Equal(e.all(), []int{1, 2, 3}) || h.count(t, "outbox_mark") != 0 {
			t.Errorf("heard %v, %d marks", e.all(), h.count(t, "outbox_mark"))
		}
	})
}

func TestABrokenConsumerHurtsNobody(t *testing.T) {
	each(t, outbox.Options{Patience: 200 * time.Millisecond}, func(t *testing.T, h *house) {
		var e ear
		hang := make(chan struct{})
		t.Cleanup(sync.OnceFunc(func() { close(hang) }))
		h.Subscribe("well", []string{"*"}, e.hear)
		h.Subscribe("fails", []string{"*"}, func(context.Context, outbox.Envelope) error { return errors.New("no") })
		h.Subscribe("panics", []string{"*"}, func(context.Context, outbox.Envelope) error { panic("no") })
		h.Subscribe("slow", []string{"*"}, func(ctx context.Context, _ outbox.Envelope) error { <-ctx.Done(); return ctx.Err() })
		h.Subscribe("hangs", []string{"*"}, func(context.Context, outbox.Envelope) error { <-hang; return nil })
		began := time.Now()
		h.ring(t, "door.rang", 1, 20)
		for range 3 {
			if _, err := h.Deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("three rounds took %v", took)
		}
		if !slices.Equal(e.all(), numbers(1, 20)) {
			t.Errorf("the one that is well heard %v", e.all())
		}
		if n := h.count(t, "outbox_mark where consumer = 'hangs' and attempts > 1"); n != 0 {
			t.Errorf("a consumer that hangs was called again %d times", n)
		}
		if n := h.count(t, "outbox_mark where not dead"); n != 80 {
			t.Errorf("%d deliveries wait, want 80", n)
		}
	})
}

// What a slow consumer does not come to is delivered in the next rounds, in
// order and without counting as failed attempts.
func TestASlowConsumerCatchesUp(t *testing.T) {
	each(t, outbox.Options{Patience: 50 * time.Millisecond, Attempts: 1}, func(t *testing.T, h *house) {
		var e ear
		h.Subscribe("slow", []string{"*"}, func(ctx context.Context, v outbox.Envelope) error {
			time.Sleep(8 * time.Millisecond)
			return e.hear(ctx, v)
		})
		h.ring(t, "door.rang", 1, 30)
		h.deliver(t)
		if !slices.Equal(e.all(), numbers(1, 30)) || h.Stats().Dead.Load() != 0 || h.count(t, "outbox_mark") != 0 {
			t.Errorf("heard %v, %d dead, %d marks", e.all(), h.Stats().Dead.Load(), h.count(t, "outbox_mark"))
		}
	})
}

// A process may die between a delivery and its mark: the event comes again, and
// a write under Once has one effect.
func TestOnceHasOneEffect(t *testing.T) {
	each(t, outbox.Options{}, func(t *testing.T, h *house) {
		calls := 0
		h.Subscribe("writer", []string{"door.rang"}, func(ctx context.Context, e outbox.Envelope) error {
			calls++
			err := h.d.Write(e.Once(ctx), func(tx *db.Tx) error { return tx.Note("bell.heard", db.Subject{}, nil) })
			return err
		})
		auditID := h.ring(t, "door.rang", 1, 2)
		h.deliver(t)
		err := h.d.Housekeep(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("update outbox_event set routed = false")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		h.deliver(t)
		if calls != 4 || h.Stats().Failed.Load() != 0 {
			t.Errorf("%d calls, %d failed", calls, h.Stats().Failed.Load())
		}
		if n := h.count(t, "audit_record where action = 'bell.heard' and actor_name = 'outbox writer' and cause_id = (select audit_id from outbox_event limit 1) and auth = 'system'"); n != 2 {
			t.Errorf("%d effects of two events caused by %v", n, auditID)
		}
	})
}

func TestAnEventOfARolledBackWriteIsNotDelivered(t *testing.T) {
	each(t, outbox.Options{}, func(t *testing.T, h *house) {
		var e ear
		h.Subscribe("ear", []string{"*"}, e.hear)
		err := h.d.Write(authz.With(t.Context(), ringer), func(tx *db.Tx) error {
			return errors.Join(tx.Emit(rang{1, "door.rang"}), errors.New("no"))
		})
		if err == nil {
			t.Fatal("it committed")
		}
		h.deliver(t)
		if len(e.all()) != 0 {
			t.Errorf("heard %v", e.all())
		}
	})
}

func TestRunIsWokenByAWrite(t *testing.T) {
	each(t, outbox.Options{Poll: time.Hour}, func(t *testing.T, h *house) {
		var e ear
		h.Subscribe("ear", []string{"*"}, e.hear)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { h.Run(ctx) })
		for n := range 5 {
			began := time.Now()
			h.ring(t, "door.rang", n, n)
			for len(e.all()) <= n && time.Since(began) < 5*time.Second {
				time.Sleep(time.Millisecond)
			}
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("event %d took %v", n, took)
			}
		}
		cancel()
		wg.Wait()
	})
}

// What was delivered while the process stops is not delivered again.
func TestStoppingKeepsWhatWasDelivered(t *testing.T) {
	each(t, outbox.Options{}, func(t *testing.T, h *house) {
		var e ear
		ctx, cancel := context.WithCancel(t.Context())
		h.Subscribe("ear", []string{"*"}, func(c context.Context, v outbox.Envelope) error {
			if len(e.all()) == 2 {
				cancel()
				return context.Canceled
			}
			return e.hear(c, v)
		})
		h.ring(t, "door.rang", 1, 5)
		h.Run(ctx)
		h.deliver(t)
		if len(e.all()) != 2 {
			t.Fatalf("heard %v", e.all())
		}
		if events, retries, err := h.Waiting(t.Context()); events != 0 || retries != 3 || err != nil {
			t.Errorf("%d events and %d retries wait: %v", events, retries, err)
		}
	})
}

func TestOldEventsAreForgotten(t *testing.T) {
	each(t, outbox.Options{Attempts: 1}, func(t *testing.T, h *house) {
		fail := true
		h.Subscribe("ear", []string{"door.rang"}, func(context.Context, outbox.Envelope) error {
			if fail {
				return errors.New("no")
			}
			return nil
		})
		h.ring(t, "door.rang", 1, 3)
		h.deliver(t)
		fail = false
		h.ring(t, "door.rang", 4, 1000)
		h.deliver(t)
		middle := h.now().Add(time.Microsecond)
		h.advance(time.Hour)
		h.ring(t, "door.rang", 1001, 1010)
		h.deliver(t)
		h.ring(t, "door.rang", 1011, 1012) // nobody delivers these
		if n, err := h.Purge(t.Context(), middle); n != 1000 || err != nil {
			t.Errorf("forgot %d, %v", n, err)
		}
		if events, marks := h.count(t, "outbox_event"), h.count(t, "outbox_mark"); events != 12 || marks != 0 {
			t.Errorf("%d events and %d marks are left", events, marks)
		}
		if n, err := h.Purge(t.Context(), h.now().Add(time.Hour)); n != 10 || err != nil {
			t.Errorf("then forgot %d, %v", n, err)
		}
	})
}

func TestAnEventThatIsStillTriedIsKept(t *testing.T) {
	each(t, outbox.Options{}, func(t *testing.T, h *house) {
		h.Subscribe("ear", []string{"*"}, func(context.Context, outbox.Envelope) error { return errors.New("no") })
		h.ring(t, "door.rang", 1, 1)
		h.deliver(t)
		if n, err := h.Purge(t.Context(), h.now()); n != 0 || err != nil {
			t.Errorf("forgot %d, %v", n, err)
		}
		h.advance(48 * time.Hour)
		if n, err := h.Purge(t.Context(), h.now()); n != 1 || err != nil {
			t.Errorf("two days later forgot %d, %v", n, err)
		}
	})
}
