package leader

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"gongqiao/internal/platform/db"
)

// DefaultLease is how long a role stays with a process that is heard of no more.
const DefaultLease = 10 * time.Second

// Elector stands for every role on behalf of this process.
type Elector struct {
	d      *db.DB
	holder string
	lease  time.Duration
}

// New returns an Elector under a name that no other process has. Lease 0 means
// [DefaultLease].
func New(d *db.DB, lease time.Duration) *Elector {
	if lease <= 0 {
		lease = DefaultLease
	}
	return &Elector{d: d, holder: rand.Text(), lease: lease}
}

// Run calls work while this process leads the role, again and again until ctx
// ends. The context of work ends when the lead is lost; work then returns soon.
// Run returns once work has returned and the role was given back.
func (e *Elector) Run(ctx context.Context, role string, work func(ctx context.Context)) {
	if !e.d.Postgres() {
		work(ctx)
		return
	}
	beat := time.NewTicker(e.lease / 4)
	defer beat.Stop()
	for ctx.Err() == nil {
		if e.take(ctx, role) {
			e.lead(ctx, role, beat.C, work)
			continue
		}
		select {
		case <-ctx.Done():
		case <-beat.C:
		}
	}
}

// lead runs work and renews the lease until either ends. The work ends in time
// even while a renewal hangs in a database that does not answer.
func (e *Elector) lead(ctx context.Context, role string, beat <-chan time.Time, work func(context.Context)) {
	mine, lose := context.WithCancel(ctx)
	defer lose()
	deadline := time.AfterFunc(e.lease*3/4, lose)
	defer deadline.Stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(mine)
	}()
	for {
		select {
		case <-done:
			e.resign(role)
			e.rest(ctx, beat)
			return
		case <-beat:
			began := time.Now()
			if e.take(mine, role) {
				deadline.Reset(e.lease*3/4 - time.Since(began))
			} else if mine.Err() != nil || !e.holds(mine, role) {
				lose()
				<-done
				e.resign(role)
				return
			}
		}
	}
}

// rest keeps work that returns at once from being called in a tight loop.
func (e *Elector) rest(ctx context.Context, beat <-chan time.Time) {
	select {
	case <-ctx.Done():
	case <-beat:
	}
}

// now is the moment by PostgreSQL's clock, in microseconds: the one clock that
// all processes share.
const now = "(extract(epoch from clock_timestamp()) * 1000000)::bigint"

// take takes or renews the lease and reports whether the process holds it. A
// database that does not answer gives nobody the lead.
func (e *Elector) take(ctx context.Context, role string) bool {
	var n int64
	err := e.brief(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(`insert into leader (role, holder, until) values (?, ?, `+now+` + ?)
			on conflict (role) do update set holder = excluded.holder, until = excluded.until
			where leader.holder = excluded.holder or leader.until < `+now, role, e.holder, e.lease.Microseconds())
		return err
	})
	return err == nil && n == 1
}

// holds reports whether nobody else has the lease, as far as is known.
func (e *Elector) holds(ctx context.Context, role string) bool {
	var holder string
	err := e.d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select holder from leader where role = ?", []any{role}, &holder)
	})
	return err != nil || holder == e.holder
}

// resign gives the role back, so that the next need not wait for the lease.
func (e *Elector) resign(role string) {
	// When this fails the lease runs out by itself.
	_ = e.brief(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec("delete from leader where role = ? and holder = ?", role, e.holder)
		return err
	})
}

// brief changes the table within a quarter of the lease or not at all.
func (e *Elector) brief(ctx context.Context, fn func(*db.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.lease/4)
	defer cancel()
	return e.d.Housekeep(ctx, func(tx *db.Tx) error {
		limit := strconv.FormatInt((e.lease / 4).Milliseconds(), 10)
		if err := tx.One("select set_config('statement_timeout', ?, true)", []any{limit}, new(string)); err != nil {
			return err
		}
		return fn(tx)
	})
}
