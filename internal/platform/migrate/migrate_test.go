package migrate_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

func up(t *testing.T, d *db.DB) int {
	t.Helper()
	n, err := migrate.Up(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUpBuildsEverythingOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if n := up(t, d); n == 0 {
			t.Error("an empty database needed nothing")
		}
		if n := up(t, d); n != 0 {
			t.Errorf("the second time applied %d", n)
		}
	})
}

func TestUpToStopsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first, err := migrate.UpTo(t.Context(), d, 2)
		if err != nil || first != 2 {
			t.Errorf("applied %d up to 2: %v", first, err)
		}
		if rest := up(t, d); rest == 0 {
			t.Error("nothing was left")
		}
	})
}

func TestLatestIsTheNewestThatUpApplies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		up(t, d)
		latest, err := migrate.Latest()
		if err != nil {
			t.Fatal(err)
		}
		var applied int64
		err = d.Peek(t.Context(), func(tx *db.Tx) (err error) {
			applied, err = migrate.Applied(tx)
			return err
		})
		if err != nil || applied != latest || latest < 1 {
			t.Errorf("applied %d, latest %d: %v", applied, latest, err)
		}
	})
}

// Both engines have the same tables with the same columns, and those that may
// be empty are the same.
func TestEnginesHaveTheSameColumns(t *testing.T) {
	schemas := map[dbtest.Engine][]string{}
	for _, e := range []dbtest.Engine{dbtest.SQLite, dbtest.Postgres} {
		d := empty(t, e)
		up(t, d)
		schemas[e] = columns(t, d)
	}
	lite, pg := schemas[dbtest.SQLite], schemas[dbtest.Postgres]
	if len(pg) < 50 {
		t.Errorf("only %d columns", len(pg))
	}
	for _, c := range pg {
		if c != postgresOnly && !slices.Contains(lite, c) {
			t.Errorf("SQLite lacks %s", c)
		}
	}
	for _, c := range lite {
		if !slices.Contains(pg, c) {
			t.Errorf("PostgreSQL lacks %s", c)
		}
	}
}

func empty(t *testing.T, e dbtest.Engine) *db.DB {
	t.Helper()
	s := dbtest.Template(func(context.Context, *db.DB) error { return nil })
	return s.Open(t, e, db.Options{})
}

// engineOnly are tables that one engine has for itself: what a full-text index
// is made of, and what goose keeps.
func engineOnly(table string) bool {
	return strings.Contains(table, "_fts") || strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_")
}

// grams are searched by a column of arrays on PostgreSQL and by a full-text
// table on SQLite.
const postgresOnly = "find_entry.grams null=false"

func columns(t *testing.T, d *db.DB) (out []string) {
	t.Helper()
	query := `select table_name, column_name, is_nullable = 'YES' from information_schema.columns where table_schema = 'public'`
	if !d.Postgres() {
		query = `select m.name, c.name, c."notnull" = 0 and c.pk = 0 from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table'`
	}
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each(query, nil, func(r db.Row) error {
			var table, column string
			var nullable bool
			err := r.Scan(&table, &column, &nullable)
			if !engineOnly(table) {
				out = append(out, fmt.Sprintf("%s.%s null=%v", table, column, nullable))
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// strictly is how the statement of a strict table ends.
var strictly = regexp.MustCompile(`(?i)strict(, without rowid)?$`)

// Without STRICT, SQLite would take 'abc' for a number.
func TestSQLiteTablesAreStrict(t *testing.T) {
	d := empty(t, dbtest.SQLite)
	up(t, d)
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select name, sql from sqlite_schema where type = 'table'", nil, func(r db.Row) error {
			var name string
			var text sql.NullString
			err := r.Scan(&name, &text)
			if !engineOnly(name) && !strictly.MatchString(text.String) {
				t.Errorf("table %s is not strict: does its last line read \");\" or \") strict, without rowid;\"?", name)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Texts compare by code point on both engines, so that lists have one order.
func TestPostgresTextsCompareByCodePoint(t *testing.T) {
	d := empty(t, dbtest.Postgres)
	up(t, d)
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and data_type = 'text' and coalesce(collation_name, '') <> 'C'", nil, func(r db.Row) error {
			var name string
			err := r.Scan(&name)
			if !engineOnly(name) {
				t.Errorf("%s does not compare by code point", name)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

const sample = `-- A comment; with a semicolon
create table thing (
  id uuid primary key,
  at bigint not null,
  on_sale boolean not null,
  raw bytea not null,
  extra jsonb not null,
  name text not null
);
--sqlite create virtual table thing_fts using fts5 (name);
--postgres create index thing_name on thing using gin (to_tsvector('simple', name));
create index thing_at on thing (at);
`

func TestDialect(t *testing.T) {
	lite, pg := migrate.Dialect(sample, false), migrate.Dialect(sample, true)
	if len(lite) != 3 || len(pg) != 3 {
		t.Fatalf("%d and %d statements: %q, %q", len(lite), len(pg), lite, pg)
	}
	for text, want := range map[string]bool{
		"id blob": true, "at integer": true, "on_sale integer": true, "raw blob": true, "extra text": true, ") strict": true, "uuid": false, "collate": false,
	} {
		if strings.Contains(lite[0], text) != want {
			t.Errorf("SQLite: %q is there: %v\n%s", text, !want, lite[0])
		}
	}
	for text, want := range map[string]bool{"id uuid": true, `name text collate "C"`: true, "strict": false, "jsonb": true} {
		if strings.Contains(pg[0], text) != want {
			t.Errorf("PostgreSQL: %q is there: %v\n%s", text, !want, pg[0])
		}
	}
	if !strings.HasPrefix(lite[1], "create virtual") || !strings.Contains(pg[1], "gin") || lite[2] != pg[2] {
		t.Errorf("%q, %q", lite, pg)
	}
}
