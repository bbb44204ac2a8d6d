// Package migrate brings a database to the schema of this build.
//
// The statements are written once, in PostgreSQL's words. SQLite gets them with
// its own type names and STRICT tables; a line that begins with "--postgres" or
// "--sqlite" belongs to that engine alone. Text compares by code point on both.
//
// Owns: the schema of every module, as numbered files that are never changed
// once they were released.
package migrate

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"gongqiao/internal/platform/db"
)

//go:embed sql/*.sql
var files embed.FS

// Up applies every migration that the database lacks and returns how many.
func Up(ctx context.Context, d *db.DB) (int, error) {
	return UpTo(ctx, d, math.MaxInt64)
}

// UpTo is [Up] for the migrations with numbers up to last.
func UpTo(ctx context.Context, d *db.DB, last int64) (int, error) {
	dialect := goose.DialectSQLite3
	if d.Postgres() {
		dialect = goose.DialectPostgres
	}
	migrations, err := load(d.Postgres())
	if err != nil {
		return 0, err
	}
	handle, done, err := d.Schema(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	p, err := goose.NewProvider(dialect, handle, nil, goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return 0, fmt.Errorf("migrations: %w", err)
	}
	applied, err := p.UpTo(ctx, last)
	if err != nil {
		return len(applied), fmt.Errorf("migrate: %w", err)
	}
	if last < math.MaxInt64 {
		return len(applied), nil
	}
	return len(applied), dress(ctx, d, handle)
}

// Applied returns the number of the newest migration that the database has.
func Applied(tx *db.Tx) (version int64, err error) {
	return version, tx.One("select coalesce(max(version_id), 0) from goose_db_version where is_applied", nil, &version)
}

// Latest returns the number of the newest migration of this build.
func Latest() (int64, error) {
	m, err := load(false)
	if err != nil || len(m) == 0 {
		return 0, err
	}
	return m[len(m)-1].Version, nil
}

func load(postgres bool) ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "sql/*.sql")
	if err != nil {
		return nil, err
	}
	var all []*goose.Migration
	for _, name := range names {
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "sql/"), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s carries no number", name)
		}
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		statements := Dialect(string(text), postgres)
		all = append(all, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			for _, s := range statements {
				if _, err := tx.ExecContext(ctx, s); err != nil {
					return fmt.Errorf("%s: %w\n%s", name, err, s)
				}
			}
			return nil
		}}, nil))
	}
	return all, nil
}

var (
	liteTypes = strings.NewReplacer(" uuid", " blob", " bigint", " integer", " boolean", " integer", " jsonb", " text", " bytea", " blob")
	tableEnd  = regexp.MustCompile(`(?m)^\);$`)
	textType  = regexp.MustCompile(`(?m)^(\s+[a-z_0-9]+) text\b`)
)

// Dialect returns the statements of a migration for one engine.
func Dialect(text string, postgres bool) []string {
	text = engineLines(text, postgres)
	if postgres {
		text = textType.ReplaceAllString(text, `$1 text collate "C"`)
	} else {
		text = tableEnd.ReplaceAllString(liteTypes.Replace(text), ") strict;")
	}
	var out []string
	for s := range strings.SplitSeq(text, ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, strings.TrimSuffix(s, ";"))
		}
	}
	return out
}

func engineLines(text string, postgres bool) string {
	mine, other := "--sqlite ", "--postgres "
	if postgres {
		mine, other = other, mine
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, other) || strings.HasPrefix(line, "-- ") {
			continue
		}
		b.WriteString(strings.TrimPrefix(line, mine))
	}
	return b.String()
}
