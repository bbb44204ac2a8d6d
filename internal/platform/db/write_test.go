package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

func TestWriteNeedsSomebody(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ran := false
		touch := func(*db.Tx) error { ran = true; return nil }
		for name, call := range map[string]func() error{
			"write":    func() error { return d.Write(t.Context(), touch) },
			"read":     func() error { return d.Read(t.Context(), touch) },
			"snapshot": func() error { return d.Snapshot(t.Context(), touch) },
		} {
			if err := call(); !errors.Is(err, authz.ErrNoActor) || ran {
				t.Errorf("%s by nobody: %v, ran: %v", name, err, ran)
			}
		}
	})
}

func TestWriteWithoutAuditIsRefused(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := draft("unseen")
		err := d.Write(as(t, boss), func(tx *db.Tx) error { return insert(tx, &p) })
		if !errors.Is(err, db.ErrUnaudited) {
			t.Errorf("err = %v, want ErrUnaudited", err)
		}
		if got := tracesOf(t, d); got != (traces{}) {
			t.Errorf("it left %+v", got)
		}
	})
}

func TestWriteLeavesOneRecordOfEverything(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p, other := draft("first"), draft("second")
		meta := &db.Meta{Request: ref.New(), IP: "192.0.2.7", Agent: "test", Auth: "session", Reason: "because", Key: "key-00001", Body: []byte("digest")}
		var auditID ref.ID
		err := d.Write(db.WithMeta(as(t, boss), meta), func(tx *db.Tx) error {
			auditID = tx.AuditID()
			return errors.Join(create(tx, &p), create(tx, &other))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := tracesOf(t, d), (traces{2, 1, 2, 2, 1}); got != want {
			t.Errorf("traces = %+v, want %+v", got, want)
		}
		if n := count(t, d, "audit_record", "id = ? and actor_id = ? and kind = 'paper' and ref_id = ? and request_id = ? and ip = '192.0.2.7' and reason = 'because' and label = 'first' and result = 'ok'",
			auditID, boss.ID, p.ID, meta.Request); n != 1 {
			t.Error("the audit record does not tell who did what")
		}
		if n := count(t, d, "outbox_event", "audit_id = ? and topic = 'paper.written' and actor_id = ?", auditID, boss.ID); n != 2 {
			t.Errorf("%d events name their audit record", n)
		}
		if n := count(t, d, "record_version", "audit_id = ? and kind = 'paper' and version = 1", auditID); n != 2 {
			t.Errorf("%d versions name their audit record", n)
		}
	})
}

func TestSecretsLeaveNoTrace(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := draft("with a secret")
		p.Password = "hunter2-hunter2"
		mustWrite(t, d, p)
		for table, column := range map[string]string{"audit_record": "changes", "record_version": "row", "outbox_event": "payload"} {
			if n := count(t, d, table, column+" like '%hunter2%'"); n != 0 {
				t.Errorf("%s holds the secret", table)
			}
		}
	})
}

func TestEffectAndTracesStandOrFallTogether(t *testing.T) {
	for _, at := range []struct{ event, table string }{
		{"insert", "audit_record"}, {"insert", "record_version"}, {"insert", "outbox_event"},
		{"insert", "idempotency_key"}, {"update", "idempotency_key"}, {"insert", "paper"},
	} {
		t.Run(at.event+" "+at.table, func(t *testing.T) {
			schema.Each(t, func(t *testing.T, d *db.DB) {
				if at.event == "update" && !d.Postgres() {
					return // there the key is written once
				}
				refuse(t, d, at.event, at.table)
				ctx := db.WithMeta(as(t, boss), &db.Meta{Key: "key-00001", Body: []byte("x")})
				p := draft("all or nothing")
				if err := write(ctx, d, p); !refused(err) {
					t.Fatalf("err = %v, want the trigger's", err)
				}
				if got := tracesOf(t, d); got != (traces{}) {
					t.Errorf("a refused write left %+v", got)
				}
				allow(t, d, at.event, at.table)
				if err := write(ctx, d, p); err != nil {
					t.Fatal(err)
				}
				if got, want := tracesOf(t, d), (traces{1, 1, 1, 1, 1}); got != want {
					t.Errorf("then it left %+v, want %+v", got, want)
				}
			})
		})
	}
}

func TestStaleUpdateChangesNothing(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := mustWrite(t, d, draft("contested"))
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				errs[i] = d.Write(as(t, boss), func(tx *db.Tx) error { return reprice(tx, p, int64(1000+i)) })
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, db.ErrStale) {
				t.Errorf("err = %v, want ErrStale", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 8 changed the same version", won)
		}
		if n := count(t, d, "audit_record", "action = 'paper.reprice'"); n != 1 {
			t.Errorf("%d audit records of one change", n)
		}
	})
}

func TestReactionsRunInsideTheWrite(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		var fail error
		db.React(d, "test", func(tx *db.Tx, e written) error {
			if fail != nil {
				return fail
			}
			echo := draft(fmt.Sprintf("echo of %d", e.Amount))
			if err := insert(tx, &echo); err != nil {
				return err
			}
			return tx.Audit("paper.echo", nil, &echo)
		})
		mustWrite(t, d, draft("loud"))
		if got, want := tracesOf(t, d), (traces{2, 1, 2, 1, 0}); got != want {
			t.Errorf("traces = %+v, want %+v", got, want)
		}
		fail = errors.New("no echo today")
		if err := write(as(t, boss), d, draft("silent")); !errors.Is(err, fail) {
			t.Errorf("err = %v, want the reaction's", err)
		}
		if n := count(t, d, "paper", "title = 'silent'"); n != 0 {
			t.Error("the emitter's change stands without its reaction")
		}
	})
}

func TestAfterCommitAndWakeFollowOnlyASuccess(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		woken, called := 0, 0
		d.OnEvents(func() { woken++ })
		body := func(p paper, end error) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				tx.AfterCommit(func() { called++ })
				return errors.Join(create(tx, &p), end)
			}
		}
		if err := d.Write(as(t, boss), body(draft("failing"), errors.New("no"))); err == nil || woken+called != 0 {
			t.Errorf("a failed write: %v, woken %d, called %d", err, woken, called)
		}
		if err := d.Write(as(t, boss), body(draft("good"), nil)); err != nil || woken != 1 || called != 1 {
			t.Errorf("a good write: %v, woken %d, called %d", err, woken, called)
		}
	})
}

// holdWriter keeps the one writer of SQLite busy until release is called, so
// that callers queue up behind it and share the next commit. Its own write ends
// with want.
func holdWriter(t *testing.T, d *db.DB, want error) (release func()) {
	t.Helper()
	held, free := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := d.Housekeep(context.Background(), func(*db.Tx) error {
			close(held)
			<-free
			return nil
		})
		if !errors.Is(err, want) {
			t.Errorf("who held the writer: %v, want %v", err, want)
		}
	})
	<-held
	return func() { close(free); wg.Wait() }
}

// queue starts n callers and returns once they wait for the writer.
func queue(n int, call func(i int) error) (wait func() []error) {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = errPanic; errs[i] = call(i) })
	}
	time.Sleep(50 * time.Millisecond)
	return func() []error { wg.Wait(); return errs }
}

var errPanic = errors.New("the call did not return")

func TestCallersShareACommit(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	release := holdWriter(t, d, nil)
	before := d.Stats().Commits.Load()
	wait := queue(32, func(i int) error { return write(as(t, boss), d, draft(title(i))) })
	release()
	for _, err := range wait() {
		if err != nil {
			t.Error(err)
		}
	}
	commits := d.Stats().Commits.Load() - before
	if n := count(t, d, "paper", "true"); n != 32 || commits > 24 {
		t.Errorf("%d papers in %d commits; want 32 in fewer", n, commits)
	}
}

// A caller that is told "somebody was faster" finds what the other one wrote.
func TestARefusalComesAfterWhatItRestsOn(t *testing.T) {
	t.Parallel()
	taken := errors.New("taken")
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	release := holdWriter(t, d, nil)
	wait := queue(32, func(int) error {
		err := d.Write(as(t, boss), func(tx *db.Tx) error {
			var n int
			if err := tx.One("select count(*) from paper", nil, &n); err != nil || n > 0 {
				return errors.Join(err, taken)
			}
			p := draft("the one")
			return create(tx, &p)
		})
		if n := count(t, d, "paper", "true"); n != 1 {
			t.Errorf("%d papers after the answer %v", n, err)
		}
		return err
	})
	release()
	refused := 0
	for _, err := range wait() {
		if errors.Is(err, taken) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if refused != 31 {
		t.Errorf("%d of 32 were refused", refused)
	}
}

// Whatever one caller does, the others of the same commit are written.
func TestOneCallerHurtsNobody(t *testing.T) {
	wreck := map[string]func(*db.Tx) error{
		"fails":          func(tx *db.Tx) error { return errors.Join(createWreck(tx), errors.New("no")) },
		"panics":         func(tx *db.Tx) error { panic(errors.Join(createWreck(tx), errors.New("wreck"))) },
		"goexits":        func(tx *db.Tx) error { defer runtime.Goexit(); return createWreck(tx) },
		"audits nothing": func(tx *db.Tx) error { p := draft("wreck"); return insert(tx, &p) },
		"breaks sql": func(tx *db.Tx) error {
			err := createWreck(tx)
			_, broken := tx.Exec("no such words")
			return errors.Join(err, broken)
		},
		"takes the id": func(tx *db.Tx) error { p := draft("wreck"); return errors.Join(create(tx, &p), insert(tx, &p)) },
	}
	for name, fn := range wreck {
		t.Run(name, func(t *testing.T) {
			schema.Each(t, func(t *testing.T, d *db.DB) { oneWreck(t, d, fn) })
		})
	}
}

func createWreck(tx *db.Tx) error { p := draft("wreck"); return create(tx, &p) }

func oneWreck(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	release := holdWriter(t, d, nil)
	wait := queue(32, func(i int) error {
		if i%8 == 3 {
			defer func() { _ = recover() }() // the wreck may panic
			if err := d.Write(as(t, boss), fn); err == nil {
				t.Error("the wreck was acknowledged")
			}
			return nil
		}
		return write(as(t, boss), d, draft(title(i)))
	})
	release()
	for i, err := range wait() {
		if i%8 != 3 && err != nil {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if got, want := tracesOf(t, d), (traces{28, 28, 28, 28, 0}); got != want {
		t.Errorf("traces = %+v, want %+v", got, want)
	}
}

// After ROLLBACK or COMMIT every further statement would commit by itself.
func TestNobodyEndsTheTransaction(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		for _, word := range []string{"ROLLBACK", "commit", " end;", "begin", "savepoint x", "release caller", "rollback to caller", "abort", "start transaction"} {
			p := draft(word)
			err := d.Write(as(t, boss), func(tx *db.Tx) error {
				if err := create(tx, &p); err != nil {
					return err
				}
				_, err := tx.Exec(word)
				return err
			})
			if err == nil {
				t.Errorf("%q was let through", word)
			}
		}
		if got := tracesOf(t, d); got != (traces{}) {
			t.Errorf("they left %+v", got)
		}
	})
}

// A statement that undoes the common transaction of SQLite, as some errors of
// the disk do: the neighbours are run again, and the one who did it is told.
func TestALostTransactionRunsTheNeighboursAgain(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	p := mustWrite(t, d, draft("there already"))
	before := d.Stats().Reruns.Load()
	rounds := 0
	for d.Stats().Reruns.Load() == before && rounds < 50 { // the culprit may be first in its batch
		loseOne(t, d, p)
		rounds++
	}
	if d.Stats().Reruns.Load() == before {
		t.Error("no neighbour ran again")
	}
	n := 1 + 15*rounds
	if got, want := tracesOf(t, d), (traces{n, n, n, n, 0}); got != want {
		t.Errorf("traces = %+v, want %+v", got, want)
	}
}

func loseOne(t *testing.T, d *db.DB, p paper) {
	t.Helper()
	release := holdWriter(t, d, nil)
	culprit := 0
	wait := queue(16, func(i int) error {
		return d.Write(as(t, boss), func(tx *db.Tx) error {
			mine := draft(title(i))
			if err := create(tx, &mine); err != nil || i != 11 {
				return err
			}
			culprit++
			_, err := tx.Exec("insert or rollback into paper select * from paper where id = ?", p.ID)
			return err
		})
	})
	release()
	for i, err := range wait() {
		if (err != nil) != (i == 11) {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if culprit != 1 {
		t.Errorf("the culprit ran %d times", culprit)
	}
}

func TestACallerWhoLeavesBeforeTheTurnNeverRuns(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	release := holdWriter(t, d, nil)
	ctx, leave := context.WithCancel(as(t, boss))
	wait := queue(4, func(int) error {
		return d.Write(ctx, func(*db.Tx) error { t.Error("it ran"); return nil })
	})
	leave()
	for _, err := range wait() {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("err = %v, want Canceled", err)
		}
	}
	release()
	mustWrite(t, d, draft("next"))
}

func TestACancelledContextStartsNothing(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithCancel(as(t, boss))
		leave()
		for range 20 {
			if err := write(ctx, d, draft("too late")); !errors.Is(err, context.Canceled) {
				t.Fatalf("err = %v, want Canceled", err)
			}
		}
		if got := tracesOf(t, d); got != (traces{}) {
			t.Errorf("it left %+v", got)
		}
	})
}

func TestACallerWhoLeavesWhileRunningGetsTheOutcome(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithCancel(as(t, boss))
		p := draft("kept")
		err := d.Write(ctx, func(tx *db.Tx) error {
			leave()
			return create(tx, &p)
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "paper", "title = 'kept'"); n != 1 {
			t.Error("acknowledged and not there")
		}
	})
}

func TestCancelledListEnds(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ctx, leave := context.WithTimeout(as(t, boss), 50*time.Millisecond)
		defer leave()
		began := time.Now()
		err := d.Read(ctx, func(tx *db.Tx) error {
			return tx.Each("with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000000) select max(i) from n", nil, func(db.Row) error { return nil })
		})
		if err == nil || time.Since(began) > 5*time.Second {
			t.Errorf("err = %v after %v", err, time.Since(began))
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v, want DeadlineExceeded", err)
		}
		if n := count(t, d, "paper", "true"); n != 0 {
			t.Error("the connection is of no more use")
		}
	})
}

func TestSnapshotSeesOneState(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		sees := func(tx *db.Tx) (n int, err error) { return n, tx.One("select count(*) from paper", nil, &n) }
		err := d.Snapshot(as(t, boss), func(tx *db.Tx) error {
			before, err := sees(tx)
			if err != nil {
				return err
			}
			mustWrite(t, d, draft("meanwhile"))
			after, err := sees(tx)
			if before != after {
				t.Errorf("%d papers, then %d", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "paper", "true"); n != 1 {
			t.Errorf("%d papers after the snapshot", n)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		p := draft("by the back door")
		return insert(tx, &p)
	})
	if err == nil {
		t.Error("a reader wrote")
	}
}

func TestDriverErrorsAreDeclared(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := mustWrite(t, d, draft("one"))
		final := draft("final")
		final.Stage = "final"
		mustWrite(t, d, final)
		final.ID = ref.New()
		orphan := draft("orphan")
		orphan.Parent = ref.New()
		for name, c := range map[string]struct {
			p    paper
			want error
		}{
			"same id":         {p, db.ErrTaken},
			"same unique key": {final, db.ErrTaken},
			"no such parent":  {orphan, db.ErrDangling},
		} {
			if err := write(as(t, boss), d, c.p); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
}

func TestTextsThatCannotBeStoredAreRefused(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		for _, text := range []string{"zero\x00byte", "half \xe9\x87"} {
			if err := write(as(t, boss), d, draft(text)); !errors.Is(err, db.ErrText) {
				t.Errorf("%q: %v, want ErrText", text, err)
			}
		}
		if got := tracesOf(t, d); got != (traces{}) {
			t.Errorf("they left %+v", got)
		}
		mustWrite(t, d, draft("重庆长安 🏗 \u007f"))
	})
}

func TestAfterCloseEverythingIsUnavailable(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			d, err := db.Open(t.Context(), db.Options{URL: schema.URL(t, e)})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(d.Close(), d.Close()); err != nil {
				t.Fatal(err)
			}
			if err := write(as(t, boss), d, draft("late")); !errors.Is(err, db.ErrUnavailable) {
				t.Errorf("write: %v", err)
			}
			if err := d.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select 1", nil, new(int)) }); !errors.Is(err, db.ErrUnavailable) {
				t.Errorf("read: %v", err)
			}
		})
	}
}

func TestOpenRefusesWhatWouldLoseWrites(t *testing.T) {
	url := schema.URL(t, dbtest.Postgres)
	if _, err := db.Open(t.Context(), db.Options{URL: url + "&options=-c%20synchronous_commit%3Doff"}); err == nil || !strings.Contains(err.Error(), "synchronous_commit") {
		t.Errorf("PostgreSQL without synchronous_commit: %v", err)
	}
	for _, u := range []string{"mysql://x", "", "sqlite", ":%"} {
		if _, err := db.Open(t.Context(), db.Options{URL: u}); err == nil {
			t.Errorf("%q was opened", u)
		}
	}
}

func TestSQLiteRunsDurably(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	want := map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
	for name, value := range want {
		err := d.Housekeep(t.Context(), func(tx *db.Tx) error {
			var got string
			if err := tx.One("pragma "+name, nil, &got); err != nil {
				return err
			}
			if got != value {
				t.Errorf("the writer runs with %s = %s, want %s", name, got, value)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTimesComeBack(t *testing.T) {
	clock := ticker()
	schema.EachWith(t, db.Options{Clock: clock}, func(t *testing.T, d *db.DB) {
		p := draft("dated")
		var wrote time.Time
		err := d.Write(as(t, boss), func(tx *db.Tx) error {
			wrote = tx.Now
			return create(tx, &p)
		})
		if err != nil {
			t.Fatal(err)
		}
		var read, none time.Time
		err = d.Peek(t.Context(), func(tx *db.Tx) error {
			return tx.One("select created_at, cast(null as bigint) from paper where id = ?", []any{p.ID}, db.At(&read), db.At(&none))
		})
		if err != nil || !read.Equal(wrote) || !none.IsZero() {
			t.Errorf("wrote %v, read %v and %v: %v", wrote, read, none, err)
		}
	})
}
