package db_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/db"
)

// recordKey and signingKey are of the installation whose power is cut.
var (
	recordKey  = make([]byte, 32)
	signingKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
)

// cuts is how often the power is cut; GONGQIAO_POWER_CUTS sets it for long runs.
func cuts(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv("GONGQIAO_POWER_CUTS"), "40"))
	if err != nil {
		t.Fatalf("GONGQIAO_POWER_CUTS: %v", err)
	}
	return n
}

// TestPowerCuts cuts the power again and again while eight people write: each cut
// leaves a copy of the files with the synced bytes and a random part of the
// others, and in that copy every acknowledged write must be, once and whole.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	writes, commits, checkpoints := 0, 0, 0
	for left := cuts(t); left > 0; left -= perMachine {
		m := newMachine(t, "FULL")
		for range min(left, perMachine) {
			if lost := m.cutOnce(t); lost.writes > 0 || lost.err != nil {
				t.Fatalf("of %d acknowledged writes %d are gone, %v", len(m.acked.all()), lost.writes, lost.err)
			}
		}
		writes, commits, checkpoints = writes+len(m.acked.all()), commits+m.disk.syncs("gongqiao.db-wal"), checkpoints+m.disk.syncs("gongqiao.db")
		m.close()
	}
	if writes < cuts(t) || checkpoints < cuts(t)/4 {
		t.Errorf("only %d writes and %d checkpoints: this proves little", writes, checkpoints)
	}
	t.Logf("%d cuts, %d acknowledged writes, %d syncs of the log and %d of the database, nothing lost", cuts(t), writes, commits, checkpoints)
}

// TestCarelessSettingsLoseWrites shows that TestPowerCuts can fail: with less than
// synchronous=FULL the same cuts take acknowledged writes with them.
func TestCarelessSettingsLoseWrites(t *testing.T) {
	t.Parallel()
	for _, synchronous := range []string{"OFF", "NORMAL"} {
		t.Run(synchronous, func(t *testing.T) {
			t.Parallel()
			m, lost := newMachine(t, synchronous), 0
			defer m.close()
			for range 8 {
				lost = max(lost, m.cutOnce(t).writes)
			}
			if lost == 0 {
				t.Errorf("no acknowledged write of %d was lost: the disk forgets nothing", len(m.acked.all()))
			}
			t.Logf("8 cuts, %d acknowledged writes, up to %d lost by one cut", len(m.acked.all()), lost)
		})
	}
}

// perMachine is how many cuts one machine lives through: its database grows.
const perMachine = 40

// machine is an installation whose power is cut.
type machine struct {
	*db.DB
	disk  *disk
	log   *audit.Log
	acked *ledger
	rand  *rand.Rand
	close func()
}

func newMachine(t *testing.T, synchronous string) *machine {
	t.Helper()
	disk, address := newDisk(t)
	d, err := db.Open(t.Context(), db.Options{URL: address, Key: recordKey, Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	log, failed := audit.New(d, audit.Options{Key: signingKey})
	if err := errors.Join(failed, d.Synchronous(synchronous)); err != nil {
		t.Fatal(err)
	}
	return &machine{d, disk, log, &ledger{}, rand.New(rand.NewPCG(rand.Uint64(), 0)), func() { d.Close() }}
}

// loss is what a cut took: how many acknowledged writes, and what else is wrong.
type loss struct {
	writes int
	err    error
}

// cutOnce lets eight people write, cuts the power at a random moment of it, and
// compares what that left with what had been acknowledged.
func (m *machine) cutOnce(t *testing.T) loss {
	t.Helper()
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { keepWriting(t, m.DB, m.acked, done) })
	}
	wg.Go(func() { m.keepHouse(t, done) })
	time.Sleep(time.Duration(m.rand.IntN(25_000)) * time.Microsecond)
	safe := m.acked.all() // what was acknowledged before the cut
	files := m.disk.cut(m.rand)
	close(done)
	wg.Wait()
	return afterCut(t, files, safe)
}

func keepWriting(t *testing.T, d *db.DB, acked *ledger, done <-chan struct{}) {
	for {
		select {
		case <-done:
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

// keepHouse seals the audit log, and moves the write-ahead log into the database,
// whose pages a cut may tear too.
func (m *machine) keepHouse(t *testing.T, done <-chan struct{}) {
	h, release, err := m.Schema(t.Context())
	if err != nil {
		t.Error(err)
		return
	}
	defer release()
	for {
		select {
		case <-done:
			return
		case <-time.After(3 * time.Millisecond):
		}
		_, err := m.log.Seal(t.Context())
		if _, failed := h.ExecContext(t.Context(), "pragma wal_checkpoint(passive)"); err != nil || failed != nil {
			t.Error(err, failed)
		}
	}
}

// afterCut opens what a cut left and compares it with what was acknowledged.
func afterCut(t *testing.T, files map[string][]byte, safe []ref.ID) loss {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	defer os.RemoveAll(dir) // hundreds of copies
	d, err := db.Open(t.Context(), db.Options{URL: "sqlite://" + filepath.Join(dir, "gongqiao.db"), Key: recordKey, Readers: 1})
	if err != nil {
		return loss{len(safe), fmt.Errorf("the database does not open: %w", err)}
	}
	defer d.Close()
	there := map[ref.ID]bool{}
	err = d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select id from paper", nil, func(r db.Row) error {
			var id ref.ID
			err := r.Scan(&id)
			there[id] = true
			return err
		})
	})
	l := loss{err: errors.Join(err, whole(t, d))}
	for _, id := range safe {
		if !there[id] {
			l.writes++
		}
	}
	return l
}

// whole answers what is damaged, half there or not as the audit log says, and
// whether the database can be written again.
func whole(t *testing.T, d *db.DB) error {
	t.Helper()
	var check string
	var odd int
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return errors.Join(tx.One("pragma integrity_check", nil, &check), tx.One(`select
			(select count(*) from paper where id not in (select ref_id from audit_record) or id not in (select id from record_version))
			+ abs((select count(*) from record_version) - (select count(*) from paper))
			+ abs((select count(*) from outbox_event) - (select count(*) from paper))
			+ abs((select count(*) from audit_record) - (select count(*) from paper))`, nil, &odd))
	})
	if err == nil && (check != "ok" || odd != 0) {
		err = fmt.Errorf("%s, %d writes are half there", check, odd)
	}
	err = errors.Join(err, write(as(t, boss), d, draft("after the cut")))
	report, failed := audit.Verify(t.Context(), d, audit.VerifyOptions{Keys: []audit.Key{{ID: "k0001", Public: signingKey.Public().(ed25519.PublicKey)}}, Grace: time.Hour})
	if err = errors.Join(err, failed); err == nil && !report.OK() {
		err = fmt.Errorf("the audit log: %v", report.Findings)
	}
	return err
}

// writers is how many people write while the disk fails.
const writers = 16

// manyWrite has several people write at once and returns what they were told,
// and the ids of those who were told that it worked.
func manyWrite(ctx context.Context, d *db.DB, text string) (errs []error, acked []ref.ID) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			p := draft(text)
			err := write(ctx, d, p)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				acked = append(acked, p.ID)
				return
			}
			errs = append(errs, err)
		})
	}
	wg.Wait()
	return errs, acked
}

// TestAFullDiskIsSaidAndForgotten fills the disk under writers: each hears it, no
// write is half there, and the same process goes on when there is space again.
func TestAFullDiskIsSaidAndForgotten(t *testing.T) {
	t.Parallel()
	disk, address := newDisk(t)
	d, err := db.Open(t.Context(), db.Options{URL: address, Key: recordKey})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for round := range 5 {
		if errs, acked := manyWrite(as(t, boss), d, title(round)); len(acked) != writers {
			t.Fatalf("with space: %v", errs)
		}
		disk.full.Store(true)
		errs, acked := manyWrite(as(t, boss), d, "no room")
		if len(acked) > 0 {
			t.Errorf("%d writes were acknowledged on a full disk", len(acked))
		}
		for _, err := range errs {
			if !errors.Is(err, db.ErrDiskFull) {
				t.Errorf("err = %v, want ErrDiskFull", err)
			}
		}
		if n := count(t, d, "paper", "title = 'no room'"); n != 0 {
			t.Errorf("%d refused papers are there", n)
		}
		disk.full.Store(false)
	}
	if err := whole(t, d); err != nil {
		t.Error(err)
	}
	if l := afterCut(t, disk.cut(rand.New(rand.NewPCG(1, 2))), nil); l.err != nil {
		t.Error(l.err)
	}
}

// TestAFailingSyncIsNeverTakenForSuccess lets fsync itself fail: nobody is told
// that his write is safe, writing stops, reading goes on, and after a restart
// everything that was acknowledged is there.
func TestAFailingSyncIsNeverTakenForSuccess(t *testing.T) {
	t.Parallel()
	disk, address := newDisk(t)
	d, err := db.Open(t.Context(), db.Options{URL: address, Key: recordKey})
	if err != nil {
		t.Fatal(err)
	}
	_, safe := manyWrite(as(t, boss), d, "before")
	disk.broken.Store(true)
	errs, acked := manyWrite(as(t, boss), d, "during")
	if len(acked) > 0 {
		t.Errorf("%d writes were acknowledged without a sync", len(acked))
	}
	for _, err := range errs {
		if !errors.Is(err, db.ErrFrozen) {
			t.Errorf("err = %v, want ErrFrozen", err)
		}
	}
	disk.broken.Store(false)
	if err := write(as(t, boss), d, draft("after")); !errors.Is(err, db.ErrFrozen) {
		t.Errorf("writing went on: %v", err)
	}
	if n := count(t, d, "paper", "title = 'before'"); n != writers {
		t.Errorf("reading shows %d papers, want %d", n, writers)
	}
	if l := afterCut(t, disk.cut(rand.New(rand.NewPCG(3, 4))), safe); l.writes > 0 || l.err != nil {
		t.Errorf("%d acknowledged writes are gone, %v", l.writes, l.err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = reopen(t, address)
	mustWrite(t, d, draft("after the restart"))
	complete(t, d)
}
