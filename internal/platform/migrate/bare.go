package migrate

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gongqiao/internal/platform/db"
)

// bareKey is where the indexes are noted that were dropped for a filling.
const bareKey = "migrate.dropped_indexes"

// Bare drops the indexes, calls fill, and builds them anew: sorting millions of
// rows once costs a fraction of finding the place of each. It is for an
// installation that nobody uses yet. The statements that build them are kept in
// the transaction that drops them, so that [Up] mends a database whose filling
// was killed. Indexes that a table's own definition makes stay.
func Bare(ctx context.Context, d *db.DB, fill func() error) error {
	handle, done, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := strip(ctx, d, handle); err != nil {
		return fmt.Errorf("drop indexes: %w", err)
	}
	return errors.Join(fill(), dress(ctx, d, handle))
}

// index is one that can be dropped, with what builds it.
type index struct{ Name, Build string }

func strip(ctx context.Context, d *db.DB, handle *sql.DB) error {
	tx, err := handle.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	all, err := indexes(ctx, d, tx)
	if err != nil {
		return err
	}
	note, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into setting (key, value) values ($1, $2)", bareKey, string(note)); err != nil {
		return err
	}
	for _, x := range all {
		if _, err := tx.ExecContext(ctx, "drop index "+x.Name); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func indexes(ctx context.Context, d *db.DB, tx *sql.Tx) (all []index, err error) {
	query := "select name, sql from sqlite_schema where type = 'index' and sql is not null order by name"
	if d.Postgres() {
		query = `select i.indexname, i.indexdef from pg_indexes i where i.schemaname = current_schema()
			and not exists (select 1 from pg_constraint c where c.conindid = i.indexname::regclass) order by i.indexname`
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x index
		if err := rows.Scan(&x.Name, &x.Build); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}

// dress builds the indexes that are noted, and forgets the note.
func dress(ctx context.Context, d *db.DB, handle *sql.DB) error {
	var note string
	err := handle.QueryRowContext(ctx, "select value from setting where key = $1", bareKey).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	var all []index
	if err := json.Unmarshal([]byte(note), &all); err != nil {
		return err
	}
	if !d.Postgres() { // a sort of millions of rows belongs in a file, not in memory
		if _, err := handle.ExecContext(ctx, "pragma temp_store = file"); err != nil {
			return err
		}
	}
	tx, err := handle.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, x := range all {
		if _, err := tx.ExecContext(ctx, x.Build); err != nil {
			return fmt.Errorf("%s: %w", x.Build, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "delete from setting where key = $1", bareKey); err != nil {
		return err
	}
	return tx.Commit()
}
