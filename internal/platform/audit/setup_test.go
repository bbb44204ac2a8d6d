package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))

// letter is a record that leaves traces and has no table.
type letter struct {
	ID      ref.ID `track:"-"`
	Version int64  `track:"-"`
	Title   string `track:"public"`
	Phone   string `track:"contact"`
	Price   int64  `track:"price"`
	Cost    int64  `track:"cost"`
}

func (l *letter) Subject() db.Subject {
	return db.Subject{Ref: ref.To("letter", l.ID), Label: l.Title, Version: l.Version}
}

func person(name string, classes ...authz.Class) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Name: name, Language: "en", Session: ref.Derived("session", name)})
	b.See(classes...)
	return b.Actor()
}

var (
	ann     = person("Ann", authz.Contact, authz.Price)
	auditor = reader("Audrey", authz.Group)
)

func reader(name string, r authz.Reach) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Name: name, Language: "en", Session: ref.Derived("session", name)})
	b.Grant(authz.Given{Permission: audit.PermRead, Reach: r})
	return b.Actor()
}

// write leaves one audit record and returns its id.
func write(t testing.TB, d *db.DB, before, after *letter) (id ref.ID) {
	t.Helper()
	ctx := db.WithMeta(authz.With(t.Context(), ann), &db.Meta{IP: "192.0.2.1", Agent: "test", Auth: "session", Reason: "why not", Request: ref.New()})
	err := d.Write(ctx, func(tx *db.Tx) error {
		id = tx.AuditID()
		if before == nil {
			return tx.Audit("letter.write", nil, after)
		}
		return tx.Audit("letter.change", before, after)
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// fill leaves n records.
func fill(t testing.TB, d *db.DB, n int) (ids []ref.ID) {
	t.Helper()
	for i := range n {
		ids = append(ids, write(t, d, nil, &letter{ID: ref.New(), Version: 1, Title: fmt.Sprintf("letter %d", i), Phone: "13800000000", Price: int64(i), Cost: 1}))
	}
	return ids
}

// clock moves when it is told to.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC).UnixMicro())
	return c
}

func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()).UTC() }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// bench is one log with its clock and its file outside the database.
type bench struct {
	*audit.Log
	d     *db.DB
	clock *clock
	file  string
}

func each(t *testing.T, fn func(*testing.T, *bench)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, e))
		})
	}
}

func open(t testing.TB, e dbtest.Engine) *bench {
	t.Helper()
	c := newClock()
	b := &bench{d: schema.Open(t, e, db.Options{Clock: c.now, Log: slog.New(slog.DiscardHandler)}), clock: c, file: filepath.Join(t.TempDir(), "checkpoints.log")}
	l, err := audit.New(b.d, audit.Options{Key: key, File: b.file, Every: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	b.Log = l
	return b
}

func (b *bench) seal(t testing.TB, want int) {
	t.Helper()
	if n, err := b.Seal(t.Context()); err != nil || n != want {
		t.Fatalf("sealed %d records, want %d: %v", n, want, err)
	}
}

func (b *bench) outside(t testing.TB) []byte {
	t.Helper()
	content, err := os.ReadFile(b.file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (b *bench) verify(t testing.TB, external []byte) audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), b.d, audit.VerifyOptions{Keys: public(key), External: external})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (b *bench) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	err := b.d.Housekeep(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bench) count(t testing.TB, what string) (n int) {
	t.Helper()
	err := b.d.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select count(*) from "+what, nil, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// manyLetters leaves n records, 50 callers at a time.
func manyLetters(t testing.TB, d *db.DB, n int) {
	t.Helper()
	ctx := authz.With(t.Context(), ann)
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				l := letter{ID: ref.New(), Version: 1, Title: "one of many", Phone: "13800000000"}
				if err := d.Write(ctx, func(tx *db.Tx) error { return tx.Audit("letter.write", nil, &l) }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// public is what proves the signatures of one key.
func public(k ed25519.PrivateKey) []audit.Key {
	return []audit.Key{{ID: "k0001", Public: k.Public().(ed25519.PublicKey)}}
}
