package audit_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// order returns the sealed records by their numbers.
func (b *bench) order(t testing.TB) (ids []ref.ID) {
	t.Helper()
	err := b.d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select record_id from audit_seal order by seq", nil, func(r db.Row) error {
			var id ref.ID
			defer func() { ids = append(ids, id) }()
			return r.Scan(&id)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func TestRecordsAreSealedInOrder(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var want []ref.ID
		for _, n := range []int{1, 7, 150, 0, 33} {
			for range n {
				b.clock.advance(time.Millisecond)
				want = append(want, fill(t, b.d, 1)...)
			}
			b.seal(t, n)
		}
		if got := b.order(t); !slices.Equal(got, want) {
			t.Errorf("%d records are sealed in another order than they were written", len(got))
		}
		if r := b.verify(t, b.outside(t)); !r.OK() || r.Records != 191 || r.Waiting != 0 || r.Checkpoints != 8 {
			t.Errorf("%+v", r)
		}
	})
}

// The stored hashes are those of golang.org/x/mod/sumdb/tlog, so that anybody
// can prove a record with that package.
func TestTheTreeIsATransparencyLog(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		const n = 77
		fill(t, b.d, n)
		b.seal(t, n)
		stored := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(at))
			err := b.d.Peek(t.Context(), func(tx *db.Tx) error {
				for i, idx := range at {
					var h []byte
					if err := tx.One("select hash from audit_hash where idx = ?", []any{idx}, &h); err != nil {
						return err
					}
					copy(out[i][:], h)
				}
				return nil
			})
			return out, err
		})
		root, err := tlog.TreeHash(n, stored)
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Latest(t.Context())
		if err != nil || c.Size != n || c.Root != root {
			t.Errorf("checkpoint %+v, %v; the tree's root is %v", c, err, root)
		}
		for i := range int64(n) {
			proof, err := tlog.ProveRecord(n, i, stored)
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := stored.ReadHashes([]int64{tlog.StoredHashIndex(0, i)})
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(proof, n, root, i, leaf[0]); err != nil {
				t.Errorf("record %d: %v", i, err)
			}
		}
	})
}

func TestSealingGoesOnInAnotherProcess(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		for n := range 20 {
			fill(t, b.d, n)
			b.clock.advance(time.Second)
			b.seal(t, n)
			l, err := audit.New(b.d, audit.Options{Key: key, File: b.file, Every: time.Nanosecond})
			if err != nil {
				t.Fatal(err)
			}
			b.Log = l
		}
		if r := b.verify(t, b.outside(t)); !r.OK() || r.Records != 190 {
			t.Errorf("%+v", r)
		}
		if n := strings.Count(string(b.outside(t)), "gongqiao-audit\n"); n != 19 {
			t.Errorf("%d checkpoints in the file, want one for each round that sealed", n)
		}
	})
}

// A process that found nothing to seal at its start looks back no further than
// any other: what is older waits for the next sweep, and a server at rest reads
// the end of the log, not the whole of it, twice a second.
func TestASealerThatFindsNothingLooksOnlyAtTheEnd(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.clock.advance(time.Hour)
		fill(t, b.d, 3)
		b.seal(t, 3)
		l, err := audit.New(b.d, audit.Options{Key: key, File: b.file, Every: time.Nanosecond})
		if err != nil {
			t.Fatal(err)
		}
		b.Log = l
		b.seal(t, 0)
		b.clock.advance(-30 * time.Minute)
		fill(t, b.d, 1)
		b.seal(t, 0)
		b.clock.advance(30*time.Minute + time.Millisecond)
		fill(t, b.d, 1)
		b.seal(t, 1)
	})
}

// Two sealers at once, as when a paused leader wakes up: the log stays whole.
func TestTwoSealersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		other, err := audit.New(b.d, audit.Options{Key: key, Every: time.Nanosecond})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			fill(t, b.d, 20)
			var wg sync.WaitGroup
			for _, l := range []*audit.Log{b.Log, other} {
				wg.Go(func() {
					if _, err := l.Seal(context.Background()); err != nil && !errors.Is(err, db.ErrTaken) {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		if _, err := b.Seal(t.Context()); err != nil && !errors.Is(err, db.ErrTaken) {
			t.Fatal(err)
		}
		if _, err := b.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, nil); !r.OK() || r.Records != 200 || r.Waiting != 0 {
			t.Errorf("%+v", r)
		}
	})
}

// On PostgreSQL a transaction may commit after younger ones were sealed.
func TestALateRecordIsSealedWhenItAppears(t *testing.T) {
	t.Parallel()
	b := open(t, dbtest.Postgres)
	hold, written := make(chan struct{}), make(chan struct{})
	var late ref.ID
	var wg sync.WaitGroup
	wg.Go(func() {
		err := b.d.Write(authz.With(context.Background(), ann), func(tx *db.Tx) error {
			late = tx.AuditID()
			close(written)
			<-hold
			return tx.Audit("letter.write", nil, &letter{ID: ref.New(), Version: 1, Title: "late"})
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-written
	b.clock.advance(time.Second)
	before := fill(t, b.d, 5)
	b.seal(t, 5)
	close(hold)
	wg.Wait()
	b.clock.advance(time.Second)
	after := fill(t, b.d, 3)
	b.seal(t, 4)
	want := append(append(before, late), after...)
	if got := b.order(t); !slices.Equal(got, want) {
		t.Error("the late record is not sealed where it appeared")
	}
	if b.Stats().Late.Load() != 1 {
		t.Errorf("%d late records counted", b.Stats().Late.Load())
	}
	if r := b.verify(t, b.outside(t)); !r.OK() {
		t.Errorf("%+v", r)
	}
}

func TestForgedRecordsAreNotSealed(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		fill(t, b.d, 3)
		b.seal(t, 3)
		columns := "at, actor_id, actor_name, auth, ip, agent, action, result, kind, ref_id, label, entity_id, request_id, cause_id, reason, changes, salt, digest, mac"
		for range 5 {
			b.exec(t, "insert into audit_record (id, "+columns+") select ?, "+columns+" from audit_record where label = 'letter 1' limit 1", ref.New())
		}
		genuine := fill(t, b.d, 2)
		b.seal(t, 2)
		if n := b.Stats().Refused.Load(); n != 5 {
			t.Errorf("%d refused, want 5", n)
		}
		r := b.verify(t, nil)
		if len(r.Findings) != 5 || r.Findings[0].Wrong != audit.Altered || slices.Contains(genuine, r.Findings[0].Record) {
			t.Errorf("%+v", r)
		}
	})
}

func TestRunSealsWithinASecond(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { b.Run(ctx) })
		fill(t, b.d, 20)
		deadline := time.Now().Add(time.Second)
		for b.count(t, "audit_seal") < 20 && time.Now().Before(deadline.Add(5*time.Second)) {
			time.Sleep(10 * time.Millisecond)
		}
		if late := time.Since(deadline); late > 0 {
			t.Errorf("sealed %v too late", late)
		}
		fill(t, b.d, 1)
		cancel()
		wg.Wait()
		if n := b.Stats().Failures.Load(); n != 0 {
			t.Errorf("%d rounds failed", n)
		}
		if c, err := b.Latest(t.Context()); err != nil || c.Size < 20 {
			t.Errorf("the last checkpoint covers %d: %v", c.Size, err)
		}
	})
}

func TestCheckpointsAreSigned(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		if _, err := b.Latest(t.Context()); !errors.Is(err, audit.ErrNotFound) {
			t.Errorf("an empty log has a checkpoint: %v", err)
		}
		fill(t, b.d, 3)
		b.seal(t, 3)
		c, err := b.Latest(t.Context())
		if err != nil || c.Size != 3 || !c.At.Equal(b.clock.now()) || !strings.HasPrefix(c.Note, "gongqiao-audit\n3\n") {
			t.Errorf("%+v, %v", c, err)
		}
		if r := b.verify(t, []byte(strings.Replace(string(b.outside(t)), "\n3\n", "\n2\n", 1))); len(r.Findings) != 1 || r.Findings[0].Wrong != audit.BadSignature {
			t.Errorf("a changed checkpoint: %+v", r)
		}
	})
}

// A power cut may leave half a checkpoint: the next one is written over it.
func TestHalfACheckpointIsWrittenOver(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		fill(t, b.d, 1)
		b.seal(t, 1)
		whole := b.outside(t)
		if err := os.WriteFile(b.file, append(whole, whole[:100]...), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, b.outside(t)); !r.OK() {
			t.Errorf("half a checkpoint at the end: %+v", r)
		}
		fill(t, b.d, 1)
		b.seal(t, 1)
		if r := b.verify(t, b.outside(t)); !r.OK() || r.Checkpoints != 4 {
			t.Errorf("%+v", r)
		}
	})
}

func TestNewRefusesAKeyThatIsNone(t *testing.T) {
	if _, err := audit.New(nil, audit.Options{}); err == nil {
		t.Error("a log without a key")
	}
}
