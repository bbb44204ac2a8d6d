package jobs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/jobs"
	"gongqiao/internal/platform/leader"
	"gongqiao/internal/platform/migrate"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// house is a database with a queue and a clock.
type house struct {
	*jobs.Queue
	d    *db.DB
	file string
	at   atomic.Int64
}

func (h *house) now() time.Time          { return time.UnixMicro(h.at.Load()).UTC() }
func (h *house) advance(d time.Duration) { h.at.Add(d.Microseconds()) }

func each(t *testing.T, fn func(*testing.T, *house)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			h := &house{file: filepath.Join(t.TempDir(), "jobs.db")}
			h.at.Store(time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC).UnixMicro())
			h.d = schema.Open(t, e, db.Options{Clock: h.now, Log: slog.New(slog.DiscardHandler)})
			h.open(t)
			fn(t, h)
		})
	}
}

func (h *house) open(t *testing.T) {
	t.Helper()
	q, err := jobs.Open(t.Context(), h.d, jobs.Options{File: h.file, Workers: 64, Elector: leader.New(h.d, time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	h.Queue = q
	t.Cleanup(func() { h.end(t, q) })
}

func (h *house) start(t *testing.T) {
	t.Helper()
	if err := h.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (h *house) end(t *testing.T, q *jobs.Queue) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := errors.Join(q.Stop(ctx), q.Close()); err != nil {
		t.Error(err)
	}
}

func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 2000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s did not happen", what)
}

type mail struct {
	To string `json:"to"`
}

// box collects what jobs did.
type box struct {
	mu   sync.Mutex
	sent []string
}

func (b *box) put(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, s)
}

func (b *box) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := slices.Clone(b.sent)
	slices.Sort(out)
	return out
}

func TestJobsRunAsTheSystem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b box
		jobs.Register(h.Queue, "mail", func(ctx context.Context, m mail) error {
			b.put(m.To)
			return h.d.Write(ctx, func(tx *db.Tx) error { return tx.Note("mail.sent", db.Subject{Label: m.To}, nil) })
		})
		h.start(t)
		want := []string{"ann", "bob", "eve"}
		for _, to := range want {
			if err := h.Enqueue(t.Context(), "mail", mail{to}, jobs.Opts{}); err != nil {
				t.Fatal(err)
			}
		}
		within(t, "three mails", func() bool { return h.Stats().Done.Load() == 3 })
		if !slices.Equal(b.all(), want) {
			t.Errorf("sent %v", b.all())
		}
		var n int
		err := h.d.Peek(t.Context(), func(tx *db.Tx) error {
			return tx.One("select count(*) from audit_record where action = 'mail.sent' and actor_name = 'job mail' and auth = 'system'", nil, &n)
		})
		if err != nil || n != 3 {
			t.Errorf("%d audit records by the job: %v", n, err)
		}
	})
}

func TestAKeyIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b box
		jobs.Register(h.Queue, "mail", func(_ context.Context, m mail) error { b.put(m.To); return nil })
		jobs.Register(h.Queue, "fax", func(_ context.Context, m mail) error { b.put(m.To); return nil })
		add := func(kind, to, key string) {
			t.Helper()
			if err := h.Enqueue(t.Context(), kind, mail{to}, jobs.Opts{Key: key}); err != nil {
				t.Fatal(err)
			}
		}
		add("mail", "first", "k1")
		add("mail", "again, while it waits", "k1")
		h.start(t)
		within(t, "the first", func() bool { return h.Stats().Done.Load() == 1 })
		add("mail", "again, when it is done", "k1")
		add("mail", "second", "k2")
		add("fax", "third", "k1")
		add("mail", "x", "")
		add("mail", "x", "")
		within(t, "the others", func() bool { return h.Stats().Done.Load() == 5 })
		time.Sleep(300 * time.Millisecond)
		if want := []string{"first", "second", "third", "x", "x"}; !slices.Equal(b.all(), want) {
			t.Errorf("ran %v, want %v", b.all(), want)
		}
	})
}

func TestAJobMayRunLater(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b box
		jobs.Register(h.Queue, "mail", func(_ context.Context, m mail) error { b.put(m.To); return nil })
		h.start(t)
		for to, wait := range map[string]time.Duration{"soon": 100 * time.Millisecond, "tomorrow": 24 * time.Hour} {
			if err := h.Enqueue(t.Context(), "mail", mail{to}, jobs.Opts{At: h.now().Add(wait)}); err != nil {
				t.Fatal(err)
			}
		}
		within(t, "the one that is due soon", func() bool { return len(b.all()) > 0 })
		time.Sleep(300 * time.Millisecond)
		if got := b.all(); !slices.Equal(got, []string{"soon"}) {
			t.Errorf("ran %v", got)
		}
	})
}

func TestFailuresAreTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var tries atomic.Int32
		jobs.Register(h.Queue, "shaky", func(context.Context, mail) error {
			switch tries.Add(1) {
			case 1:
				return errors.New("no answer")
			default:
				return nil
			}
		})
		h.start(t)
		if err := h.Enqueue(t.Context(), "shaky", mail{}, jobs.Opts{}); err != nil {
			t.Fatal(err)
		}
		within(t, "a second try", func() bool { return h.Stats().Done.Load() == 1 })
		if s := h.Stats(); s.Failed.Load() != 1 || s.Dead.Load() != 0 || tries.Load() != 2 {
			t.Errorf("%d failed, %d dead, %d tries", s.Failed.Load(), s.Dead.Load(), tries.Load())
		}
	})
}

func TestJobsThatAreGivenUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		jobs.Register(h.Queue, "hopeless", func(context.Context, mail) error { return jobs.Permanent(errors.New("no such address")) })
		jobs.Register(h.Queue, "last", func(context.Context, mail) error { panic("no") })
		jobs.Register(h.Queue, "wrong", func(context.Context, int) error { t.Error("ran with arguments of another type"); return nil })
		h.start(t)
		for _, kind := range []string{"hopeless", "last", "wrong"} {
			if err := h.Enqueue(t.Context(), kind, mail{}, jobs.Opts{Attempts: 1}); err != nil {
				t.Fatal(err)
			}
		}
		within(t, "giving up", func() bool { return h.Stats().Dead.Load() == 3 })
		if s := h.Stats(); s.Failed.Load() != 0 || s.Done.Load() != 0 {
			t.Errorf("%d failed, %d done", s.Failed.Load(), s.Done.Load())
		}
		if err := h.Enqueue(t.Context(), "unheard of", nil, jobs.Opts{}); !errors.Is(err, jobs.ErrUnknown) {
			t.Errorf("an unknown kind: %v", err)
		}
	})
}

// Stopping waits for what runs; what does not end in time is cancelled and runs
// again after the next start.
func TestStoppingAndStartingAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b box
		entered := make(chan struct{}, 2)
		register := func(hang bool) {
			jobs.Register(h.Queue, "slow", func(ctx context.Context, m mail) error {
				entered <- struct{}{}
				if hang {
					<-ctx.Done()
					return ctx.Err()
				}
				b.put(m.To)
				return nil
			})
		}
		register(true)
		h.start(t)
		if err := h.Enqueue(t.Context(), "slow", mail{"ann"}, jobs.Opts{}); err != nil {
			t.Fatal(err)
		}
		<-entered
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		if err := h.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
		h.open(t)
		register(false)
		h.start(t)
		within(t, "another try", func() bool { return slices.Equal(b.all(), []string{"ann"}) })
	})
}

// killedFile makes the test binary add jobs until it is killed.
const killedFile = "GONGQIAO_TEST_JOBS_FILE"

func TestMain(m *testing.M) {
	if file := os.Getenv(killedFile); file != "" {
		addForever(file)
	}
	os.Exit(m.Run())
}

func addForever(file string) {
	ctx := authz.With(context.Background(), authz.NewSystem("test"))
	d, err := db.Open(ctx, db.Options{URL: "sqlite://" + file + ".main"})
	if err == nil {
		var q *jobs.Queue
		if q, err = jobs.Open(ctx, d, jobs.Options{File: file}); err == nil {
			jobs.Register(q, "mail", func(context.Context, mail) error { return nil })
			for {
				to := ref.New().String()
				if err = q.Enqueue(ctx, "mail", mail{to}, jobs.Opts{}); err != nil {
					break
				}
				fmt.Fprintln(os.Stdout, to)
			}
		}
	}
	fmt.Fprint(os.Stderr, err)
	os.Exit(1)
}

// addAndKill kills a process that adds jobs and returns those that it reported.
func addAndKill(t *testing.T, file string) (acked []string) {
	t.Helper()
	adder := exec.Command(os.Args[0], "-test.run", "^$")
	adder.Env = append(os.Environ(), killedFile+"="+file)
	out, err := adder.StdoutPipe()
	if err == nil {
		err = adder.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a last line that was cut off was not acknowledged
		}
		if acked = append(acked, strings.TrimSpace(line)); len(acked) == 100 {
			_ = adder.Process.Kill() // Wait tells whether it was killed
		}
	}
	if err := adder.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the adder ended by itself: %v", err)
	}
	slices.Sort(acked)
	return acked
}

func TestAddedJobsOutliveAKill(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{Log: slog.New(slog.DiscardHandler)})
	h := &house{d: d, file: filepath.Join(t.TempDir(), "jobs.db")}
	acked := addAndKill(t, h.file)
	h.open(t)
	var b box
	jobs.Register(h.Queue, "mail", func(_ context.Context, m mail) error { b.put(m.To); return nil })
	h.start(t)
	within(t, "running them all", func() bool { return int(h.Stats().Done.Load()) >= len(acked) })
	time.Sleep(200 * time.Millisecond)
	ran := b.all()
	for _, to := range acked {
		if _, found := slices.BinarySearch(ran, to); !found {
			t.Errorf("job %s was added and did not run", to)
		}
	}
}
