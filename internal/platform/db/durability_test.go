package db_test

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// What a power cut leaves is decided by two settings, which Open asserts,
// TestSQLiteRunsDurably reads back and TestPowerCuts proves: with WAL and FULL every
// COMMIT ends with an fsync of the log, and a write is acknowledged after that.

// ledger keeps what was acknowledged.
type ledger struct {
	mu   sync.Mutex
	acks []ref.ID
}

func (l *ledger) add(id ref.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acks = append(l.acks, id)
}

func (l *ledger) all() []ref.ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acks[:len(l.acks):len(l.acks)]
}

// complete asserts that every paper has exactly its own traces.
func complete(t *testing.T, d *db.DB) {
	t.Helper()
	if got := tracesOf(t, d); got.audits != got.papers || got.versions != got.papers || got.events != got.papers {
		t.Errorf("a write is half there: %+v", got)
	}
	for table, column := range map[string]string{"audit_record": "ref_id", "record_version": "id"} {
		if n := count(t, d, "paper", fmt.Sprintf("id not in (select %s from %s)", column, table)); n != 0 {
			t.Errorf("%d papers are not in %s", n, table)
		}
	}
}

// diskError is an error of SQLite with its result code.
type diskError int

func (e diskError) Error() string { return fmt.Sprintf("disk I/O error (%d)", int(e)) }
func (e diskError) Code() int     { return int(e) }

// Result codes of a sync that failed (sqlite.org/rescode.html).
const (
	fsyncFailed  diskError = 1034
	dirSyncFails diskError = 1290
)

func pathOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

func TestAFailedSyncStopsWritesUntilARestart(t *testing.T) {
	for _, failure := range []diskError{fsyncFailed, dirSyncFails} {
		t.Run(failure.Error(), func(t *testing.T) {
			t.Parallel()
			address := schema.URL(t, dbtest.SQLite)
			d := reopen(t, address)
			mustWrite(t, d, draft("before"))
			d.FailCommits(failure)
			release := holdWriter(t, d, db.ErrFrozen)
			wait := queue(16, func(i int) error { return write(as(t, boss), d, draft(title(i))) })
			release()
			for _, err := range wait() {
				if !errors.Is(err, db.ErrFrozen) {
					t.Errorf("err = %v, want ErrFrozen", err)
				}
			}
			d.FailCommits(nil)
			if err := write(as(t, boss), d, draft("after")); !errors.Is(err, db.ErrFrozen) {
				t.Errorf("writing went on: %v", err)
			}
			if n := count(t, d, "paper", "true"); n != 1 {
				t.Errorf("reading shows %d papers, want the one that was acknowledged", n)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			d = reopen(t, address)
			mustWrite(t, d, draft("after the restart"))
			complete(t, d)
			if _, err := os.Stat(pathOf(t, address) + "-frozen"); !os.IsNotExist(err) {
				t.Errorf("the mark of the failure is still there: %v", err)
			}
		})
	}
}

// reopen opens a database that is closed when the test ends, if not before.
func reopen(t *testing.T, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestAFrozenDatabaseThatIsDamagedDoesNotStart(t *testing.T) {
	t.Parallel()
	address := schema.URL(t, dbtest.SQLite)
	d := reopen(t, address)
	for i := range 200 {
		mustWrite(t, d, draft(title(i)))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := pathOf(t, address)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(content) / 2; i < len(content)/2+20_000; i++ {
		content[i] ^= 0x5a
	}
	if err := errors.Join(os.WriteFile(file, content, 0o600), os.WriteFile(file+"-frozen", nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Open(t.Context(), db.Options{URL: address}); err == nil {
		t.Error("a damaged database was opened")
	}
}

// A file that may not grow stands for a full disk: SQLite answers both alike.
func TestAFullDiskHealsByItself(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	mustWrite(t, d, draft("before"))
	pages := func(limit string) {
		t.Helper()
		err := d.Housekeep(t.Context(), func(tx *db.Tx) error { return tx.One("pragma max_page_count = "+limit, nil, new(int)) })
		if err != nil {
			t.Fatal(err)
		}
	}
	pages("1") // never below what the file has
	big := strings.Repeat("many words ", 10_000)
	release := holdWriter(t, d, nil)
	wait := queue(16, func(i int) error { return write(as(t, boss), d, draft(title(i)+big)) })
	release()
	for _, err := range wait() {
		if !errors.Is(err, db.ErrDiskFull) {
			t.Errorf("err = %v, want ErrDiskFull", err)
		}
	}
	if n := count(t, d, "paper", "true"); n != 1 {
		t.Errorf("%d papers, want the one from before", n)
	}
	pages("1000000000")
	mustWrite(t, d, draft(big))
	if n := count(t, d, "paper", "true"); n != 2 {
		t.Errorf("%d papers, want two", n)
	}
	complete(t, d)
}
