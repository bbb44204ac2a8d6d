package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/edge/importer"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

// each runs fn on the demo group on both engines.
func each(t *testing.T, fn func(*testing.T, *app.App)) {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := config.Config{Today: today, ImportLimit: 64 << 20, UploadLimit: 64 << 20, CallerRate: 1000}
			if e == dbtest.Postgres {
				c.Data, c.Database = t.TempDir(), empty.URL(t, e)
			} else {
				c.Data = copied(t)
			}
			fn(t, start(t, c))
		})
	}
}

func start(tb testing.TB, c config.Config) *app.App {
	tb.Helper()
	a, err := app.Open(tb.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = a.Close() })
	if c.Database == "" {
		return a
	}
	if err := a.FillDemo(tb.Context(), io.Discard); err != nil {
		tb.Fatal(err)
	}
	return a
}

// filled is a folder with the demo group, filled once for all tests of SQLite.
var filled = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "gongqiao-intake-"); err != nil {
		return "", err
	}
	a, err := app.Open(context.Background(), config.Config{Data: dir, Today: today}, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	return dir, errors.Join(a.FillDemo(context.Background(), io.Discard), a.Close())
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := filled(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// copied is a folder of its own with the demo group.
func copied(tb testing.TB) string {
	tb.Helper()
	from, err := filled()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		tb.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*", "*"))
	for _, key := range keys { // a copy forgets that they are secret
		err = errors.Join(err, os.Chmod(key, 0o600))
	}
	if err != nil {
		tb.Fatal(err)
	}
	return dir
}

// today is the day on which the story of the demo group was written down.
const today = "2026-11-20"

// open opens the demo group on SQLite.
func open(tb testing.TB) *app.App {
	tb.Helper()
	return start(tb, config.Config{Data: copied(tb), Today: today, ImportLimit: 64 << 20, UploadLimit: 64 << 20, CallerRate: 1000})
}

// take imports a csv file and returns the import with what was said of each row.
func take(t *testing.T, a *app.App, user, kind, csv string, m *importer.Mapping) (importer.Batch, map[int]importer.Line) {
	t.Helper()
	b, lines, err := try(t, a, app.ImportOrder{User: user, Kind: kind, Name: "file.csv", File: strings.NewReader(csv), Mapping: m})
	if err != nil {
		t.Fatal(err)
	}
	return b, lines
}

func try(t *testing.T, a *app.App, o app.ImportOrder) (importer.Batch, map[int]importer.Line, error) {
	t.Helper()
	lines := map[int]importer.Line{}
	b, err := a.Import(t.Context(), o, func(l importer.Line) { lines[l.Row] = l })
	return b, lines, err
}

// codes are what was said of a row.
func codes(l importer.Line) string {
	var out []string
	for _, p := range l.Problems {
		out = append(out, strings.TrimPrefix(p.Field+":"+p.Code, ":"))
	}
	return string(l.Outcome) + " " + strings.Join(out, " ")
}

// mapping reads one of our mapping files.
func mapping(t *testing.T, name string) *importer.Mapping {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "edge", "importer", "mappings", name))
	if err != nil {
		t.Fatal(err)
	}
	var m importer.Mapping
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return &m
}

// asked runs a question as the system.
func asked[T any](t *testing.T, a *app.App, query string, args ...any) (v T) {
	t.Helper()
	err := a.DB.Read(system(t.Context()), func(tx *db.Tx) error { return tx.One(query, args, &v) })
	if err != nil {
		t.Fatal(query, err)
	}
	return v
}

func system(ctx context.Context) context.Context {
	return authz.With(ctx, authz.NewSystem("test"))
}

// kept are tables that an import may leave something in after it was taken back:
// the audit log with its seals, and the imports' own list and memory.
var kept = []string{"audit_record", "audit_seal", "audit_hash", "audit_checkpoint", "import_batch", "import_mapping", "goose_db_version", "leader", "timer"}

// state is the content of every other table, as a digest of its rows in any
// order. Versions of imports themselves are part of their list.
func state(t *testing.T, a *app.App) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := a.DB.Read(system(t.Context()), func(tx *db.Tx) error {
		tables, err := db.All(tx, tx.Pick("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'find_fts_%'",
			"select tablename from pg_tables where schemaname = current_schema()"), nil, func(r db.Row) (n string, err error) { return n, r.Scan(&n) })
		for _, table := range tables {
			if err == nil && !slices.Contains(kept, table) {
				out[table], err = digest(tx, table)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func digest(tx *db.Tx, table string) (string, error) {
	query := "select * from " + table
	switch {
	case table == "record_version":
		query += " where kind <> 'import'"
	case table == "find_fts":
		query = "select count(*) from find_fts"
	}
	var rows []string
	err := tx.Each(query, nil, func(r db.Row) error {
		columns, err := r.(interface{ Columns() ([]string, error) }).Columns()
		if err != nil {
			return err
		}
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := r.Scan(values...); err != nil {
			return err
		}
		text := ""
		for _, v := range values {
			text += fmt.Sprintf("%v|", *v.(*any))
		}
		rows = append(rows, text)
		return nil
	})
	slices.Sort(rows)
	return fmt.Sprintf("%d rows %x", len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n")))), err
}

// same reports what differs between two states.
func same(t *testing.T, before, after map[string]string) {
	t.Helper()
	for table, want := range before {
		if after[table] != want {
			t.Errorf("table %s: %s, was %s", table, after[table], want)
		}
	}
}

// book is a small workbook whose only sheet has the given rows.
func book(t *testing.T, rows string) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + ns + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet ` + ns + `><sheetData>` + rows + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
