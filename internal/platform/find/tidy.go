package find

import (
	"context"

	"gongqiao/internal/platform/db"
)

const (
	// shape names what the index of SQLite holds of an entry; another one makes
	// Tidy write the index anew. It stands in the index itself, in a row that is
	// no record's.
	shape = "shape2"

	some     = 200 // entries written in one step
	pages    = 64  // pages merged in one step
	segments = 4   // parts of the index from which on merging pays
)

// Tidy keeps the index of SQLite fast, in steps that hold up other writers for
// some milliseconds: it writes the index anew when an older build wrote it, and
// merges the parts that commits left, each of which a search has to open.
// PostgreSQL looks after its own.
func Tidy(ctx context.Context, d *db.DB) error {
	if d.Postgres() {
		return nil
	}
	if err := reshape(ctx, d); err != nil {
		return err
	}
	return merge(ctx, d)
}

// Begin marks the index of an empty database as one of this build. Call it once
// the schema stands.
func Begin(ctx context.Context, d *db.DB) error {
	if d.Postgres() {
		return nil
	}
	used := false
	err := d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select exists (select 1 from find_entry) or exists (select 1 from find_fts where find_fts match ?)", []any{shape}, &used)
	})
	if err != nil || used {
		return err
	}
	return d.Housekeep(ctx, mark)
}

func mark(tx *db.Tx) error {
	_, err := tx.Exec("insert or replace into find_fts (rowid, grams) values (0, ?)", shape)
	return err
}

// reshape empties an index of another shape and writes it anew. Who searches
// meanwhile finds what is there so far.
func reshape(ctx context.Context, d *db.DB) error {
	done := false
	err := d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select exists (select 1 from find_fts where find_fts match ?)", []any{shape}, &done)
	})
	if err != nil || done {
		return err
	}
	if err := d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into find_fts (find_fts) values ('delete-all')")
		return err
	}); err != nil {
		return err
	}
	for last, next := int64(-1), int64(0); next != last; {
		last = next
		if err := d.Housekeep(ctx, func(tx *db.Tx) (err error) {
			next, err = rewrite(tx, last)
			return err
		}); err != nil {
			return err
		}
	}
	return d.Housekeep(ctx, mark)
}

// rewrite writes the entries behind a number anew and returns the last one.
func rewrite(tx *db.Tx, last int64) (int64, error) {
	entries, err := db.All(tx, "select no, kind, words, places from find_entry where no > ? order by no limit ?", []any{last, some}, func(r db.Row) (e numbered, err error) {
		return e, r.Scan(&e.no, &e.kind, &e.words, &e.places)
	})
	for _, e := range entries {
		if last = e.no; err == nil {
			_, err = tx.Exec("insert or replace into find_fts (rowid, grams) values (?, ?)", e.no, e.terms())
		}
	}
	return last, err
}

// numbered is an entry with its place in the order of hits.
type numbered struct {
	entry
	no int64
}

// merge unites the parts of the index. The first step says that all are meant,
// those behind it go on until one finds nothing to do.
func merge(ctx context.Context, d *db.DB) error {
	parts, err := partsOf(ctx, d)
	if err != nil || parts <= segments {
		return err
	}
	for step, done := -pages, false; err == nil && !done; step = pages {
		err = d.Housekeep(ctx, func(tx *db.Tx) error {
			var before, after int64
			if err := tx.One("select total_changes()", nil, &before); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into find_fts (find_fts, rank) values ('merge', ?)", step); err != nil {
				return err
			}
			err := tx.One("select total_changes()", nil, &after)
			done = after-before < 2 // sqlite.org/fts5.html, "the merge command"
			return err
		})
	}
	return err
}

func partsOf(ctx context.Context, d *db.DB) (n int, err error) {
	err = d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select count(distinct segid) from find_fts_idx", nil, &n)
	})
	return n, err
}
