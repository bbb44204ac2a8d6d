package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// querier is what runs statements: a connection, a transaction or a pool.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Tx is one transaction or one read. It must not outlive the function that got
// it. Now is fixed; Actor is who asks and is nil only in Housekeep.
type Tx struct {
	Now   time.Time
	Actor *authz.Actor

	d     *DB
	ctx   context.Context
	slow  context.Context // cancels lists and reports; nil when nothing may be cancelled
	q     querier
	write bool

	auditID ref.ID
	entries []entry
	result  string
	after   []func()
	emitted bool
	events  []pending
}

// Row is anything that scans one row.
type Row interface{ Scan(dest ...any) error }

// Postgres reports whether the engine is PostgreSQL.
func (tx *Tx) Postgres() bool { return tx.d.pg }

// Pick returns the statement for the engine in use.
func (tx *Tx) Pick(sqlite, postgres string) string {
	if tx.d.pg {
		return postgres
	}
	return sqlite
}

// errControl refuses a statement that would end the transaction: what follows it
// would commit by itself, without audit and beside the neighbours.
var errControl = errors.New("a transaction begins and ends in package db alone")

func controls(query string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToLower(strings.TrimSuffix(word, ";")) {
	case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release":
		return true
	}
	return false
}

// Exec runs a statement and returns how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if tx.write && controls(query) {
		return 0, errControl
	}
	if !storable(args) {
		return 0, ErrText
	}
	res, err := tx.q.ExecContext(tx.ctx, tx.d.bind(query), tx.d.args(args)...)
	if err != nil {
		return 0, tx.d.translate(err)
	}
	return res.RowsAffected()
}

// Late runs a statement before the commit, behind the turns of all who share it:
// an index that does its work once a commit is not made to do it for each. On
// PostgreSQL it runs at once. Nobody in the transaction may count on its effect,
// and it must not fail on account of what it is given: that takes the neighbours
// with it.
func (tx *Tx) Late(query string, args ...any) error {
	t, ok := tx.q.(*turnConn)
	if !ok {
		_, err := tx.Exec(query, args...)
		return err
	}
	if !storable(args) {
		return ErrText
	}
	t.late = append(t.late, lateStmt{query, tx.d.args(args)})
	return nil
}

// Each calls fn for every row. The rows are closed before Each returns; fn must
// not run statements of its own.
func (tx *Tx) Each(query string, args []any, fn func(Row) error) error {
	ctx := tx.ctx
	if tx.slow != nil {
		ctx = tx.slow
	}
	rows, err := tx.q.QueryContext(ctx, tx.d.bind(query), tx.d.args(args)...)
	if err != nil {
		return tx.d.translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return tx.d.translate(rows.Err())
}

// One scans the first row into dest, or answers [ErrNoRows].
func (tx *Tx) One(query string, args []any, dest ...any) error {
	rows, err := tx.q.QueryContext(tx.ctx, tx.d.bind(query), tx.d.args(args)...)
	if err != nil {
		return tx.d.translate(err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return tx.d.translate(err)
		}
		return ErrNoRows
	}
	return rows.Scan(dest...)
}

// All collects every row that scan maps. The result is never nil.
func All[T any](tx *Tx, query string, args []any, scan func(Row) (T, error)) ([]T, error) {
	out := []T{}
	err := tx.Each(query, args, func(r Row) error {
		v, err := scan(r)
		out = append(out, v)
		return err
	})
	return out, err
}

// Find maps the first row, or answers notFound.
func Find[T any](tx *Tx, notFound error, query string, args []any, scan func(Row) (T, error)) (T, error) {
	var v T
	found := false
	rows, err := tx.q.QueryContext(tx.ctx, tx.d.bind(query), tx.d.args(args)...)
	if err != nil {
		return v, tx.d.translate(err)
	}
	defer rows.Close()
	if rows.Next() {
		found = true
		if v, err = scan(rows); err != nil {
			return v, err
		}
	}
	if err := rows.Err(); err != nil {
		return v, tx.d.translate(err)
	}
	if !found {
		return v, notFound
	}
	return v, nil
}

// Changed turns the count of an optimistic update into [ErrStale].
func Changed(n int64, err error) error {
	if err == nil && n == 0 {
		return ErrStale
	}
	return err
}

// Lock keeps others from changing the row until the transaction ends, so that a
// cap that was read still holds when it is written. Table is a constant of the
// calling module. SQLite has one writer and needs nothing.
func (tx *Tx) Lock(table string, id ref.ID) error {
	if !tx.d.pg {
		return nil
	}
	var one int
	return tx.One("select 1 from "+table+" where id = ? for update", []any{id}, &one)
}

// Denied marks the audit record as one of a refusal.
func (tx *Tx) Denied() { tx.result = "denied" }

// AfterCommit runs f once the transaction is durable: cache drops, wake-ups.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Part returns the part that the actor plays on any of the records, or "". A
// part other than observer wins.
func (tx *Tx) Part(ids ...ref.ID) (string, error) {
	part := ""
	for _, id := range ids {
		if id.IsZero() || tx.Actor.Kind == authz.System {
			continue
		}
		var p string
		err := tx.One("select part from team_member where ref_id = ? and user_id = ? order by part = 'observer' limit 1", []any{id, tx.Actor.ID}, &p)
		switch {
		case errors.Is(err, ErrNoRows):
		case err != nil:
			return "", err
		case part == "" || part == authz.Observer:
			part = p
		}
	}
	return part, nil
}

// Visible answers notFound unless the actor may see, under p, a record in scope
// s on which a part counts by any of the ids in members.
func (tx *Tx) Visible(p authz.Permission, s authz.Scope, notFound error, members ...ref.ID) error {
	if tx.Actor.Covers(p, s) {
		return nil
	}
	if !tx.Actor.Has(p) {
		return notFound
	}
	part, err := tx.Part(members...)
	if err != nil {
		return err
	}
	if !tx.Actor.AsMember(p, part) {
		return notFound
	}
	return nil
}

// Allow answers why the actor may not do x to the record now. Members are the
// ids on which a part counts.
func Allow[T any](tx *Tx, x authz.Action[T], s authz.Scope, rec T, members ...ref.ID) error {
	part := ""
	if !tx.Actor.Covers(x.Permission, s) {
		var err error
		if part, err = tx.Part(members...); err != nil {
			return err
		}
	}
	return x.Check(tx.Actor, part, s, rec)
}

// Actions returns what the actor may do to the record now. The part that he
// plays is looked up only when it could open something.
func Actions[T any](tx *Tx, all []authz.Action[T], s authz.Scope, rec T, members ...ref.ID) ([]string, error) {
	part := ""
	for _, x := range all {
		if tx.Actor.Has(x.Permission) && !tx.Actor.Covers(x.Permission, s) {
			var err error
			if part, err = tx.Part(members...); err != nil {
				return nil, err
			}
			break
		}
	}
	return authz.Actions(tx.Actor, part, s, rec, all), nil
}
