package dbtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/platform/db"
)

// Engine is one of the two databases that the product runs on.
type Engine string

// Engines, in the order in which tests run.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Schema makes databases that start from one migrated state. The state is built
// at the first use in a process, once per engine.
type Schema struct {
	file   func() ([]byte, error) // SQLite: a whole database file
	source func() (string, error) // PostgreSQL: a database to clone
}

// Template returns the Schema that migrate makes out of an empty database.
func Template(migrate func(context.Context, *db.DB) error) *Schema {
	return &Schema{
		file:   sync.OnceValues(func() ([]byte, error) { return migratedFile(migrate) }),
		source: sync.OnceValues(func() (string, error) { return migratedSource(migrate) }),
	}
}

// Each runs fn on an empty database of every engine, as parallel subtests.
func Each(t *testing.T, fn func(*testing.T, *db.DB)) {
	t.Helper()
	empty().Each(t, fn)
}

func empty() *Schema {
	return &Schema{
		file:   func() ([]byte, error) { return nil, nil },
		source: func() (string, error) { return "template0", nil },
	}
}

// Each runs fn on a fresh database of every engine, as parallel subtests named
// "sqlite" and "postgres". The database is closed and dropped after fn.
func (s *Schema) Each(t *testing.T, fn func(*testing.T, *db.DB)) {
	t.Helper()
	s.EachWith(t, db.Options{}, fn)
}

// EachWith is Each with options such as the clock; the URL is filled in.
func (s *Schema) EachWith(t *testing.T, o db.Options, fn func(*testing.T, *db.DB)) {
	t.Helper()
	for _, e := range Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, s.Open(t, e, o))
		})
	}
}

// Open returns a fresh open database of engine e until the test ends.
func (s *Schema) Open(t testing.TB, e Engine, o db.Options) *db.DB {
	t.Helper()
	o.URL = s.URL(t, e)
	d, err := db.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open %s: %v", e, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close %s: %v", e, err)
		}
	})
	return d
}

// URL returns the address of a fresh database that nobody has open: for tests
// that close, kill and open again. It is dropped when the test ends.
func (s *Schema) URL(t testing.TB, e Engine) string {
	t.Helper()
	var address string
	var err error
	switch e {
	case SQLite:
		address, err = s.copyFile(t.TempDir())
	case Postgres:
		address, err = s.clone(t)
	default:
		err = fmt.Errorf("no such engine")
	}
	if err != nil {
		t.Fatalf("fresh %s database: %v", e, err)
	}
	return address
}

func (s *Schema) copyFile(dir string) (string, error) {
	content, err := s.file()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "gongqiao.db")
	if len(content) > 0 {
		err = os.WriteFile(path, content, 0o600)
	}
	return address(path), err
}

// address quotes what a path may hold and a URL may not: the folders of repeated
// subtests have a # in their names.
func address(path string) string {
	u := url.URL{Scheme: "sqlite", Path: path}
	return u.String()
}

// Engines lists what tests run on: both, unless a person chose by hand with
// GONGQIAO_TEST_ENGINES ("sqlite", "postgres" or both with a comma).
func Engines(t testing.TB) []Engine {
	t.Helper()
	chosen := os.Getenv("GONGQIAO_TEST_ENGINES")
	if chosen == "" {
		return []Engine{SQLite, Postgres}
	}
	var engines []Engine
	for name := range strings.SplitSeq(chosen, ",") {
		e := Engine(strings.TrimSpace(name))
		if e != SQLite && e != Postgres {
			t.Fatalf("GONGQIAO_TEST_ENGINES names %q; there are sqlite and postgres", name)
		}
		engines = append(engines, e)
	}
	return engines
}

// migratedFile keeps the template in memory, so that no process leaves a file.
func migratedFile(migrate func(context.Context, *db.DB) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "gongqiao-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	if err := migrateAt(address(path), migrate); err != nil {
		return nil, err
	}
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return nil, fmt.Errorf("closing left %d bytes in the write-ahead log: the copy would miss them", wal.Size())
	}
	return os.ReadFile(path)
}

func migrateAt(address string, migrate func(context.Context, *db.DB) error) error {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: address})
	if err != nil {
		return fmt.Errorf("open template: %w", err)
	}
	if err := migrate(ctx, d); err != nil {
		return errors.Join(fmt.Errorf("migrate template: %w", err), d.Close())
	}
	return d.Close()
}
