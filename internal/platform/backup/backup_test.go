package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/backup"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

var (
	schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
		_, err := migrate.Up(ctx, d)
		return err
	})
	blank = dbtest.Template(func(context.Context, *db.DB) error { return nil })
)

type letter struct {
	ID    ref.ID `track:"-"`
	Title string `track:"public"`
}

func (l *letter) Subject() db.Subject {
	return db.Subject{Ref: ref.To("letter", l.ID), Label: l.Title, Version: 1}
}

type sent struct {
	Letter ref.ID `json:"letter"`
}

func (sent) Topic() string { return "letter.sent" }
func (sent) Version() int  { return 1 }

// house is an installation: a data folder and a database.
type house struct {
	d      *db.DB
	engine dbtest.Engine
	folder string
}

func (h *house) source() backup.Source {
	return backup.Source{Folder: h.folder, Parts: []string{"blobs", "keys", "checkpoints.log", "none"}, Skip: []string{"blobs/tmp"}}
}

func each(t *testing.T, fn func(*testing.T, *house)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			h := &house{engine: e, folder: t.TempDir(), d: schema.Open(t, e, db.Options{Log: slog.New(slog.DiscardHandler)})}
			for name, content := range map[string]string{
				"blobs/ab/cd/abcd": "a photo", "blobs/tmp/half": "half a photo", "blobs/empty": "", "keys/audit/k0001": "a key",
				"checkpoints.log": "signed", "gongqiao.log": "not in the backup",
			} {
				h.file(t, name, content)
			}
			if err := os.Symlink("/etc/passwd", filepath.Join(h.folder, "blobs", "link")); err != nil {
				t.Fatal(err)
			}
			fn(t, h)
		})
	}
}

func (h *house) file(t testing.TB, name, content string) {
	t.Helper()
	path := filepath.Join(h.folder, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(content), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// fill writes n letters, some of which strain a text format.
func (h *house) fill(t testing.TB, n int) {
	t.Helper()
	titles := []string{"plain", "tab\tnew\nline\\N back\\slash", "重庆长安 🏗", `quotes " ' and \.`, ""}
	for i := range n {
		if err := write(t.Context(), h.d, titles[i%len(titles)]); err != nil {
			t.Fatal(err)
		}
	}
}

func write(ctx context.Context, d *db.DB, title string) error {
	l := letter{ref.New(), title}
	m := &db.Meta{Key: "key-" + l.ID.String(), Body: []byte{0, 1, 255}}
	return d.Write(db.WithMeta(authz.With(ctx, authz.NewSystem("test")), m), func(tx *db.Tx) error {
		return errors.Join(tx.Audit("letter.write", nil, &l), tx.Emit(sent{l.ID}))
	})
}

// save writes a backup into a file.
func (h *house) save(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.gq")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = backup.Write(t.Context(), h.d, h.source(), f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// target returns an empty place for the engine.
func (h *house) target(t testing.TB) backup.Target {
	t.Helper()
	target := backup.Target{Folder: filepath.Join(t.TempDir(), "data")}
	if h.engine == dbtest.Postgres {
		target.Database = blank.URL(t, dbtest.Postgres)
	}
	return target
}

// open opens what was restored.
func (h *house) open(t testing.TB, target backup.Target) *db.DB {
	t.Helper()
	url := target.Database
	if url == "" {
		url = "sqlite://" + filepath.Join(target.Folder, "gongqiao.db")
	}
	d, err := db.Open(t.Context(), db.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// content reads every row of every table as text.
func content(t testing.TB, d *db.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		tables, err := db.All(tx, tx.Pick("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
			"select tablename from pg_tables where schemaname = 'public'"), nil, func(r db.Row) (s string, err error) { return s, r.Scan(&s) })
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table == "goose_db_version" {
				continue // says when migrations ran
			}
			rows, err := rowsOf(tx, table)
			if err != nil {
				return err
			}
			out[table] = rows
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func rowsOf(tx *db.Tx, table string) ([]string, error) {
	var columns []string
	err := tx.Each(tx.Pick("select name from pragma_table_info(?)", "select column_name from information_schema.columns where table_schema = 'public' and table_name = ?"), []any{table}, func(r db.Row) error {
		var name string
		defer func() { columns = append(columns, name) }()
		return r.Scan(&name)
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(columns)
	rows, err := db.All(tx, `select "`+strings.Join(columns, `", "`)+`" from "`+table+`"`, nil, func(r db.Row) (string, error) {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		err := r.Scan(values...)
		for i := range values {
			values[i] = *values[i].(*any)
		}
		return fmt.Sprintf("%v", values), err
	})
	slices.Sort(rows)
	return rows, err
}

func same(t testing.TB, got, want map[string][]string) {
	t.Helper()
	if len(got) != len(want) || len(want) < 10 {
		t.Errorf("%d tables, want %d", len(got), len(want))
	}
	for table, rows := range want {
		if !slices.Equal(got[table], rows) {
			t.Errorf("table %s: %d rows differ from %d", table, len(got[table]), len(rows))
		}
	}
}

// tree lists a folder's files with their content.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(name, "gongqiao.db") {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = string(b)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

func TestARestoreEqualsItsSource(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 100)
		file, target := h.save(t), h.target(t)
		checked := false
		target.Check = func(ctx context.Context, d *db.DB) error {
			checked = true
			return d.Peek(ctx, func(tx *db.Tx) error { return tx.One("select 1 from audit_record limit 1", nil, new(int)) })
		}
		m, err := backup.Restore(t.Context(), file, target)
		if err != nil || !checked {
			t.Fatalf("checked: %v, %v", checked, err)
		}
		restored := h.open(t, target)
		same(t, content(t, restored), content(t, h.d))
		want := map[string]string{"blobs/ab/cd/abcd": "a photo", "blobs/empty": "", "keys/audit/k0001": "a key", "checkpoints.log": "signed"}
		if got := tree(t, target.Folder); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("files %v, want %v", got, want)
		}
		if latest, _ := migrate.Latest(); m.Schema != latest || m.Tables["audit_record"] != 100 || m.Files != 4 || m.Bytes != 18 || m.Engine != string(h.engine) {
			t.Errorf("%+v", m)
		}
		if n, err := migrate.Up(t.Context(), restored); n != 0 || err != nil {
			t.Errorf("it needs %d migrations: %v", n, err)
		}
		if err := write(t.Context(), restored, "life goes on"); err != nil {
			t.Error(err)
		}
	})
}

func TestABackupUnderLoadIsOneState(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 50)
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						if err := write(context.Background(), h.d, "meanwhile"); err != nil {
							t.Error(err)
							return
						}
					}
				}
			})
		}
		var files []string
		for range 2 {
			time.Sleep(50 * time.Millisecond)
			files = append(files, h.save(t))
		}
		close(stop)
		wg.Wait()
		for _, file := range files {
			m, err := backup.Restore(t.Context(), file, h.target(t))
			if err != nil {
				t.Fatal(err)
			}
			n := m.Tables["audit_record"]
			if n < 50 || m.Tables["outbox_event"] != n || m.Tables["record_version"] != n || m.Tables["idempotency_key"] != n {
				t.Errorf("a write is half there: %v", m.Tables)
			}
		}
	})
}

// restoredNothing asserts that a refused restore left the target as it was.
func (h *house) restoredNothing(t *testing.T, target backup.Target) {
	t.Helper()
	if _, err := os.Stat(target.Folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(target.Folder))
	if err != nil || len(left) != 0 {
		t.Errorf("beside it lies %v: %v", left, err)
	}
	if target.Database == "" {
		return
	}
	d := h.open(t, target)
	var n int
	err = d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.One("select (select count(*) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')) + (select count(*) from pg_namespace where nspname = 'restoring')", nil, &n)
	})
	if err != nil || n != 0 {
		t.Errorf("the database holds %d things: %v", n, err)
	}
}

func TestAnyDamageIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 20)
		whole, err := os.ReadFile(h.save(t))
		if err != nil {
			t.Fatal(err)
		}
		target := h.target(t)
		file := filepath.Join(t.TempDir(), "damaged.gq")
		refused := func(what string, content []byte) {
			t.Helper()
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := backup.Restore(t.Context(), file, target); !errors.Is(err, backup.ErrDamaged) {
				t.Errorf("%s: %v", what, err)
			}
		}
		r := rand.New(rand.NewPCG(41, 42))
		places := []int{0, 5, 9, 10, 14, 19, 20, len(whole) - 1, len(whole) - 32, len(whole) - 33, len(whole) - 40}
		for range 300 {
			places = append(places, r.IntN(len(whole)))
		}
		for _, at := range places {
			damaged := bytes.Clone(whole)
			damaged[at] ^= 1 << r.IntN(8)
			refused(fmt.Sprintf("byte %d of %d flipped", at, len(whole)), damaged)
		}
		refused("cut", whole[:len(whole)/2])
		refused("cut by a byte", whole[:len(whole)-1])
		refused("longer by a byte", append(bytes.Clone(whole), 0))
		refused("empty", nil)
		refused("something else", []byte(strings.Repeat("hello ", 100)))
		h.restoredNothing(t, target)
	})
}

func TestOnlyAnEmptyPlaceIsFilled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 3)
		file := h.save(t)
		target := h.target(t)
		if err := errors.Join(os.Mkdir(target.Folder, 0o700), os.WriteFile(filepath.Join(target.Folder, "mine"), nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), file, target); !errors.Is(err, backup.ErrNotEmpty) {
			t.Errorf("into a folder that holds something: %v", err)
		}
		if got := tree(t, target.Folder); len(got) != 1 {
			t.Errorf("it now holds %v", got)
		}
		if h.engine == dbtest.Postgres {
			target = h.target(t)
			target.Database = schema.URL(t, dbtest.Postgres)
			if _, err := backup.Restore(t.Context(), file, target); !errors.Is(err, backup.ErrNotEmpty) {
				t.Errorf("into a database that holds something: %v", err)
			}
		}
	})
}

func TestAnEmptyFolderIsFilled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 3)
		target := h.target(t)
		if err := os.MkdirAll(filepath.Join(target.Folder, ".restoring", "left by a crash"), 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := backup.Restore(t.Context(), h.save(t), target); err != nil {
			t.Fatal(err)
		}
		same(t, content(t, h.open(t, target)), content(t, h.d))
		if got := tree(t, target.Folder); len(got) != 4 {
			t.Errorf("files %v", got)
		}
	})
}

func TestTheOtherEngineIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		file := h.save(t)
		other := &house{engine: dbtest.Postgres}
		if h.engine == dbtest.Postgres {
			other.engine = dbtest.SQLite
		}
		target := other.target(t)
		if _, err := backup.Restore(t.Context(), file, target); !errors.Is(err, backup.ErrEngine) {
			t.Errorf("err = %v", err)
		}
		other.restoredNothing(t, target)
	})
}

func TestANewerBackupIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		err := h.d.Housekeep(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("insert into goose_db_version (version_id, is_applied) values (9999, true)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		target := h.target(t)
		if _, err := backup.Restore(t.Context(), h.save(t), target); !errors.Is(err, backup.ErrNewer) {
			t.Errorf("err = %v", err)
		}
		h.restoredNothing(t, target)
	})
}

func TestAnInterruptedRestoreLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 200)
		file, target := h.save(t), h.target(t)
		refuse := errors.New("the audit log does not verify")
		target.Check = func(context.Context, *db.DB) error { return refuse }
		if _, err := backup.Restore(t.Context(), file, target); !errors.Is(err, refuse) {
			t.Errorf("a check that refuses: %v", err)
		}
		h.restoredNothing(t, target)
		target.Check = nil
		for _, ms := range []int{0, 1, 3, 6, 10, 20, 80} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(ms)*time.Millisecond)
			_, err := backup.Restore(ctx, file, target)
			cancel()
			if err == nil {
				return // it was faster: the longer ones would be too
			}
			h.restoredNothing(t, target)
		}
		if _, err := backup.Restore(t.Context(), file, target); err != nil {
			t.Errorf("after that: %v", err)
		}
	})
}

func TestAnInterruptedBackupIsAnError(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.fill(t, 3)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := backup.Write(ctx, h.d, h.source(), new(bytes.Buffer)); !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v", err)
		}
		if _, err := backup.Write(t.Context(), h.d, h.source(), full{}); !errors.Is(err, errFull) {
			t.Errorf("a full disk: %v", err)
		}
		left, err := filepath.Glob(filepath.Join(h.folder, "backup-*"))
		if err != nil || len(left) != 0 {
			t.Errorf("it left %v: %v", left, err)
		}
	})
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
