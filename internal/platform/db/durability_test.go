package db_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// openOn opens a migrated database on the disk.
func openOn(t *testing.T, url, dir string) *db.DB {
	t.Helper()
	file := filepath.Join(dir, "gongqiao.db")
	if _, err := os.Stat(file); os.IsNotExist(err) {
		d, err := db.Open(t.Context(), db.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if err := build(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		return d
	}
	d, err := db.Open(t.Context(), db.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// ledger keeps what was acknowledged to whom.
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

// TestPowerCuts lets eight people write while the power is cut again and again:
// each cut leaves a copy of the files with only the synced bytes and a random
// part of the others, and from that copy every acknowledged write must come back.
func TestPowerCuts(t *testing.T) {
	disk, dir, url := useDisk(t)
	d := openOn(t, url, dir)
	r := rand.New(rand.NewPCG(11, 12))
	acked := &ledger{}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { keepWriting(t, d, acked, stop) })
	}
	cuts, lost := 60, 0
	for range cuts {
		time.Sleep(time.Duration(r.IntN(20)) * time.Millisecond)
		safe := acked.all() // what was acknowledged before the cut
		lost += afterCut(t, disk.cut(dir, r), safe)
		if t.Failed() {
			break
		}
	}
	close(stop)
	wg.Wait()
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if n := len(acked.all()); n < cuts {
		t.Errorf("only %d writes during %d cuts: this proves little", n, cuts)
	}
	t.Logf("%d acknowledged writes, %d cuts, %d lost", len(acked.all()), cuts, lost)
}

func keepWriting(t *testing.T, d *db.DB, acked *ledger, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		p := draft("kept")
		if err := write(as(t, boss), d, p); err != nil {
			t.Error(err)
			return
		}
		acked.add(p.ID)
	}
}

// afterCut opens what a cut left and returns how many acknowledged writes are
// missing or half there.
func afterCut(t *testing.T, files map[string][]byte, safe []ref.ID) (lost int) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(t.Context(), db.Options{URL: "sqlite://" + filepath.Join(dir, "gongqiao.db")})
	if err != nil {
		t.Errorf("the database does not open after a cut: %v", err)
		return 0
	}
	defer d.Close()
	there := map[ref.ID]bool{}
	err = d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select id from paper", nil, func(r db.Row) error {
			var id ref.ID
			defer func() { there[id] = true }()
			return r.Scan(&id)
		})
	})
	if err != nil {
		t.Error(err)
		return 0
	}
	for _, id := range safe {
		if !there[id] {
			lost++
			t.Errorf("%s was acknowledged and is gone", id)
		}
	}
	complete(t, d)
	return lost
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

func TestAFailedSyncStopsWritesUntilARestart(t *testing.T) {
	disk, dir, url := useDisk(t)
	d := openOn(t, url, dir)
	mustWrite(t, d, draft("before"))
	disk.broken.Store(true)
	t.Cleanup(func() { disk.broken.Store(false) })
	release := holdWriter(t, d)
	wait := queue(16, func(i int) error { return write(as(t, boss), d, draft(title(i))) })
	release()
	for _, err := range wait() {
		if !errors.Is(err, db.ErrFrozen) {
			t.Errorf("err = %v, want ErrFrozen", err)
		}
	}
	disk.broken.Store(false)
	if err := write(as(t, boss), d, draft("after")); !errors.Is(err, db.ErrFrozen) {
		t.Errorf("writing went on: %v", err)
	}
	if n := count(t, d, "paper", "true"); n != 1 {
		t.Errorf("reading shows %d papers, want the one that was acknowledged", n)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	d = openOn(t, url, dir)
	defer d.Close()
	mustWrite(t, d, draft("after the restart"))
	complete(t, d)
	if _, err := os.Stat(filepath.Join(dir, "gongqiao.db-frozen")); !os.IsNotExist(err) {
		t.Errorf("the mark of the failure is still there: %v", err)
	}
}

func TestAFrozenDatabaseThatIsDamagedDoesNotStart(t *testing.T) {
	_, dir, url := useDisk(t)
	d := openOn(t, url, dir)
	for i := range 200 {
		mustWrite(t, d, draft(title(i)))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "gongqiao.db")
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
	if _, err := db.Open(t.Context(), db.Options{URL: url}); err == nil {
		t.Error("a damaged database was opened")
	}
}

func TestAFullDiskHealsByItself(t *testing.T) {
	disk, dir, url := useDisk(t)
	d := openOn(t, url, dir)
	defer d.Close()
	mustWrite(t, d, draft("before"))
	disk.full.Store(true)
	t.Cleanup(func() { disk.full.Store(false) })
	release := holdWriter(t, d)
	wait := queue(16, func(i int) error { return write(as(t, boss), d, draft(title(i))) })
	release()
	for _, err := range wait() {
		if !errors.Is(err, db.ErrDiskFull) {
			t.Errorf("err = %v, want ErrDiskFull", err)
		}
	}
	if n := count(t, d, "paper", "true"); n != 1 {
		t.Errorf("%d papers, want the one from before", n)
	}
	disk.full.Store(false)
	mustWrite(t, d, draft("after"))
	if n := count(t, d, "paper", "true"); n != 2 {
		t.Errorf("%d papers, want two", n)
	}
	complete(t, d)
}
