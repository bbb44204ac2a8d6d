package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// pgAttempts bounds how often a transaction that lost a deadlock or a
// serialization conflict is run again.
const pgAttempts = 4

func (d *DB) openPostgres(ctx context.Context, url string) error {
	var err error
	if d.sql, err = sql.Open("pgx", url); err != nil {
		return err
	}
	d.sql.SetMaxOpenConns(32)
	d.sql.SetMaxIdleConns(16)
	d.sql.SetConnMaxIdleTime(5 * time.Minute)
	var version int
	var commit string
	err = d.sql.QueryRowContext(ctx, "select current_setting('server_version_num')::int, current_setting('synchronous_commit')").Scan(&version, &commit)
	switch {
	case err != nil:
		return fmt.Errorf("reach PostgreSQL: %w", err)
	case version < 150000:
		return fmt.Errorf("PostgreSQL %d is too old, want 15 or newer", version/10000)
	case commit == "off":
		return errors.New("PostgreSQL runs with synchronous_commit=off and would lose acknowledged writes")
	}
	return nil
}

func (d *DB) commitPostgres(ctx context.Context, fn func(querier) error) error {
	var err error
	for attempt := range pgAttempts {
		if attempt > 0 {
			d.stats.Reruns.Add(1)
		}
		if err = d.oncePostgres(ctx, fn); !conflicted(err) {
			return err
		}
	}
	return err
}

// oncePostgres waits for a connection as long as the caller does; once it has
// one, the outcome is waited for.
func (d *DB) oncePostgres(ctx context.Context, fn func(querier) error) (err error) {
	c, err := d.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	tx, err := c.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			tx.Rollback()
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	done = true
	if err := tx.Commit(); err != nil {
		return err
	}
	d.stats.Commits.Add(1)
	return nil
}

// conflicted reports whether PostgreSQL asks to run the transaction again.
func conflicted(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}
