package dbtest_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

var builds atomic.Int32

// notes is a Schema of one table with one row.
var notes = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	builds.Add(1)
	return d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("create table note (body text not null)"); err != nil {
			return err
		}
		_, err := tx.Exec("insert into note (body) values (?)", "from the template")
		return err
	})
})

func add(t *testing.T, d *db.DB, body string) {
	t.Helper()
	err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("insert into note (body) values (?)", body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.One("select count(*) from note", nil, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEachGivesBothEngines(t *testing.T) {
	var mu sync.Mutex
	seen := map[bool]int{}
	t.Run("all", func(t *testing.T) {
		notes.Each(t, func(_ *testing.T, d *db.DB) {
			mu.Lock()
			defer mu.Unlock()
			seen[d.Postgres()]++
		})
	})
	for _, e := range dbtest.Engines(t) {
		if seen[e == dbtest.Postgres] != 1 {
			t.Errorf("%s ran %d times, want once", e, seen[e == dbtest.Postgres])
		}
	}
}

func TestEveryTestGetsItsOwnCopyOfOneTemplate(t *testing.T) {
	t.Run("two at once", func(t *testing.T) {
		for range 2 {
			notes.Each(t, func(t *testing.T, d *db.DB) {
				add(t, d, "mine")
				if n := count(t, d); n != 2 {
					t.Errorf("%d notes, want the template's and mine", n)
				}
			})
		}
	})
	if n, engines := int(builds.Load()), len(dbtest.Engines(t)); n > engines {
		t.Errorf("the template was built %d times for %d engines", n, engines)
	}
}

func TestEachStartsEmptyWithoutATemplate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Peek(t.Context(), func(tx *db.Tx) error {
			var n int
			return tx.One("select count(*) from note", nil, &n)
		})
		if err == nil {
			t.Error("an empty database has a table")
		}
	})
}

func TestEachWithPassesOptions(t *testing.T) {
	at := time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC)
	notes.EachWith(t, db.Options{Clock: func() time.Time { return at }}, func(t *testing.T, d *db.DB) {
		if !d.Now().Equal(at) {
			t.Errorf("now is %v, want %v", d.Now(), at)
		}
	})
}

func TestURLOutlivesAnOpenDatabase(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			url := notes.URL(t, e)
			for want := range 2 {
				d, err := db.Open(t.Context(), db.Options{URL: url})
				if err != nil {
					t.Fatal(err)
				}
				if n := count(t, d); n != want+1 {
					t.Errorf("opening %d shows %d notes", want, n)
				}
				add(t, d, "kept")
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// child makes this test binary run one test in a process of its own.
func child(t *testing.T, run string, env ...string) (string, error) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run", run, "-test.v")
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	return string(out), err
}

func TestWithoutPostgresTheTestFails(t *testing.T) {
	out, err := child(t, "^TestEachStartsEmptyWithoutATemplate$", "GONGQIAO_TEST_ENGINES=",
		"GONGQIAO_TEST_POSTGRES=postgres://nobody@127.0.0.1:1/none?connect_timeout=2")
	var exit *exec.ExitError
	if !errors.As(err, &exit) || strings.Contains(out, "SKIP") || !strings.Contains(out, "the tests need PostgreSQL") {
		t.Errorf("err = %v, output:\n%s", err, out)
	}
}

func TestEnginesCanBeChosenByHand(t *testing.T) {
	out, err := child(t, "^TestEachStartsEmptyWithoutATemplate$", "GONGQIAO_TEST_ENGINES=sqlite", "GONGQIAO_TEST_POSTGRES=")
	if err != nil || !strings.Contains(out, "/sqlite") || strings.Contains(out, "/postgres") {
		t.Errorf("err = %v, output:\n%s", err, out)
	}
	if out, err := child(t, "^TestEachStartsEmptyWithoutATemplate$", "GONGQIAO_TEST_ENGINES=oracle"); err == nil {
		t.Errorf("an unknown engine was accepted:\n%s", out)
	}
}

// TestDatabasesOfDeadProcessesAreDropped looks at the server after a child
// process ended: its template stays, and the next process drops it.
func TestDatabasesOfDeadProcessesAreDropped(t *testing.T) {
	url := notes.URL(t, dbtest.Postgres)
	child := func() map[string]bool {
		before := databases(t, url)
		if out, err := child(t, "^TestEachGivesBothEngines$"); err != nil {
			t.Fatal(out)
		}
		fresh := map[string]bool{}
		for name := range databases(t, url) {
			if !before[name] {
				fresh[name] = true
			}
		}
		return fresh
	}
	left := child()
	if len(left) == 0 {
		t.Fatal("the child left no template: this test proves nothing")
	}
	child()
	now := databases(t, url)
	for name := range left {
		if now[name] {
			t.Errorf("%s is still there", name)
		}
	}
}

func databases(t *testing.T, url string) map[string]bool {
	t.Helper()
	c, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rows, err := c.QueryContext(t.Context(), "select datname from pg_database where starts_with(datname, 'gq_')")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := map[string]bool{}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		names[n] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}
