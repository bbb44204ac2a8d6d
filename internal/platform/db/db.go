package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
)

// Errors of the store.
var (
	ErrUnavailable = fault.New(fault.Unavailable, "store.unavailable", "the database does not answer")
	ErrDiskFull    = fault.New(fault.StorageFull, "store.disk_full", "the disk is full; nothing was written")
	ErrFrozen      = fault.New(fault.Unavailable, "store.frozen", "a write to disk failed; writing stops until a restart has checked the database")
	ErrUnaudited   = fault.New(fault.Internal, "store.unaudited", "a write tried to commit without an audit record")
	ErrNoRows      = fault.New(fault.NotFound, "store.not_found", "no such record")
	ErrStale       = fault.New(fault.Stale, "store.stale", "somebody else changed this record first")
	ErrTaken       = fault.New(fault.Conflict, "store.taken", "such a record exists already")
	ErrText        = fault.New(fault.Invalid, "store.text_invalid", "a text holds characters that cannot be stored")
	ErrDangling    = fault.New(fault.Invalid, "store.dangling", "the record names another one that does not exist")
)

// Options say where the data is and what time it is.
type Options struct {
	URL     string           // "sqlite:///dir/gongqiao.db" or "postgres://…"
	Clock   func() time.Time // nil means time.Now
	Key     []byte           // authenticates audit records; nil makes a throw-away key
	Retired [][]byte         // keys that authenticated older records, newest first
	Readers int              // SQLite reader connections; 0 means 8
	Log     *slog.Logger     // nil means slog.Default
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	pg     bool
	sql    *sql.DB // PostgreSQL: everything; SQLite: the readers
	lite   *lite   // SQLite: reader pool and group committer
	clock  func() time.Time
	key    []byte
	old    [][]byte // keys before it, newest first
	log    *slog.Logger
	frozen atomic.Bool
	closed atomic.Bool
	stats  Stats

	reactions map[string][]reaction
	wake      func() // tells the outbox that events wait
}

// Stats counts what telemetry shows. All fields are totals since start.
type Stats struct {
	Writes, Commits, Reruns, SlowWrites atomic.Int64
}

// Open connects and checks that the engine keeps what it acknowledges.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{clock: o.Clock, key: o.Key, old: o.Retired, log: o.Log, reactions: map[string][]reaction{}, wake: func() {}}
	if d.clock == nil {
		d.clock = time.Now
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.key == nil {
		d.key = make([]byte, 32)
		rand.Read(d.key)
	}
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	switch u.Scheme {
	case "sqlite":
		return d, d.openLite(ctx, strings.TrimPrefix(o.URL, "sqlite://"), o.Readers)
	case "postgres", "postgresql":
		d.pg = true
		return d, d.openPostgres(ctx, o.URL)
	}
	return nil, fmt.Errorf("database address %q: want sqlite:///… or postgres://…", u.Redacted())
}

// Close lets running writes finish and closes every connection.
func (d *DB) Close() error {
	d.closed.Store(true)
	if d.lite != nil {
		d.lite.stop()
	}
	return d.sql.Close()
}

// Postgres reports whether the engine is PostgreSQL.
func (d *DB) Postgres() bool { return d.pg }

// SQL gives package migrate and backups the bare handle. On SQLite it only reads.
func (d *DB) SQL() *sql.DB { return d.sql }

// Now returns the product's time in UTC, cut to microseconds.
func (d *DB) Now() time.Time { return d.clock().UTC().Truncate(time.Microsecond) }

// Log returns the logger.
func (d *DB) Log() *slog.Logger { return d.log }

// Stats returns the running totals.
func (d *DB) Stats() *Stats { return &d.stats }

// OnEvents sets what is called after a commit that left events.
func (d *DB) OnEvents(wake func()) { d.wake = wake }

// Read runs fn for whoever is in ctx. Each statement sees the newest commit;
// use [DB.Snapshot] where several must agree. Cancelling ctx ends slow queries.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	if d.pg {
		return d.translate(fn(&Tx{d: d, ctx: ctx, q: d.sql, Now: d.Now(), Actor: actor}))
	}
	c, err := d.lite.reader(ctx)
	if err != nil {
		return err
	}
	defer d.lite.release(c)
	return d.translate(fn(&Tx{d: d, ctx: context.WithoutCancel(ctx), slow: ctx, q: c, Now: d.Now(), Actor: actor}))
}

// Snapshot is Read where all statements see one state of the database.
func (d *DB) Snapshot(ctx context.Context, fn func(*Tx) error) (err error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	if d.pg {
		tx, err := d.sql.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			return d.translate(err)
		}
		defer tx.Rollback()
		return d.translate(fn(&Tx{d: d, ctx: ctx, q: tx, Now: d.Now(), Actor: actor}))
	}
	c, err := d.lite.reader(ctx)
	if err != nil {
		return err
	}
	defer d.lite.release(c)
	bg := context.WithoutCancel(ctx)
	if _, err := c.ExecContext(bg, "begin"); err != nil {
		return d.translate(err)
	}
	defer func() {
		if _, undo := c.ExecContext(bg, "rollback"); undo != nil {
			err = errors.Join(err, d.translate(undo)) // the next reader would see an old state
		}
	}()
	return d.translate(fn(&Tx{d: d, ctx: bg, slow: ctx, q: c, Now: d.Now(), Actor: actor}))
}

// Write is the only way to change business data. It runs fn in a transaction
// that commits together with the audit record, the events and the idempotency
// key, or not at all. fn must be repeatable: it is run again when the
// transaction was lost through no fault of its own. fn does no I/O but tx.
//
// Errors: [authz.ErrNoActor], [ErrUnaudited], [*Replayed] for a repeated
// Idempotency-Key, [ErrFrozen], [ErrDiskFull], [ErrUnavailable], and fn's own.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	meta := MetaFrom(ctx)
	var tx *Tx
	err = d.commit(ctx, func(q querier) error {
		tx = &Tx{d: d, ctx: context.WithoutCancel(ctx), q: q, Now: d.Now(), Actor: actor, write: true}
		if err := tx.claimKey(meta); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.entries) == 0 {
			return ErrUnaudited
		}
		return tx.leaveTraces(meta)
	})
	if err != nil {
		return d.translate(err)
	}
	d.stats.Writes.Add(1)
	for _, f := range tx.after {
		f()
	}
	if tx.emitted {
		d.wake()
	}
	return nil
}

// Housekeep changes the platform's own bookkeeping (seals, sessions, outbox
// marks), which needs no actor and leaves no audit record. Domain modules never
// call it; archtest holds the list of those that may.
func (d *DB) Housekeep(ctx context.Context, fn func(*Tx) error) error {
	return d.translate(d.commit(ctx, func(q querier) error {
		return fn(&Tx{d: d, ctx: context.WithoutCancel(ctx), q: q, Now: d.Now(), write: true})
	}))
}

// Peek is Read for the platform itself: no actor, no row rule.
func (d *DB) Peek(ctx context.Context, fn func(*Tx) error) error {
	return d.Read(authz.With(ctx, platform), fn)
}

var platform = authz.NewSystem("platform")

func (d *DB) commit(ctx context.Context, fn func(querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.frozen.Load() {
		return ErrFrozen
	}
	if d.pg {
		return d.commitPostgres(ctx, fn)
	}
	return d.lite.commit(ctx, fn)
}

// Slim gives the memory back that connections keep to be fast: for when much
// was read that nobody will ask for soon.
func (d *DB) Slim(ctx context.Context) error {
	if d.pg {
		return nil
	}
	return d.translate(d.lite.slim(ctx))
}

// Schema lends a handle that may change the schema; done gives it back.
func (d *DB) Schema(context.Context) (handle *sql.DB, done func(), err error) {
	if d.pg {
		return d.sql, func() {}, nil
	}
	return d.lite.schema()
}
