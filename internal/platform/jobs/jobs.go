package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/leader"
)

// Options of a queue.
type Options struct {
	File    string          // where the queue lives on SQLite: "<data>/jobs.db"
	Workers int             // jobs at a time; 0 means 8
	Elector *leader.Elector // who runs timers; nil makes one
}

// Opts of one job; the zero value runs it as soon as a worker is free.
type Opts struct {
	Key      string    // a second job of the kind under the key is left out for a day
	At       time.Time // by the product's clock
	Attempts int       // before it is given up; 0 means 12, spread over half a day
}

// Queue runs jobs and timers.
type Queue struct {
	d      *db.DB
	o      Options
	store  *store
	kinds  map[string]handler
	timers []*timer
	stats  Stats

	stop    context.CancelFunc
	running sync.WaitGroup
}

type handler struct {
	fn    func(ctx context.Context, args []byte) error
	actor *authz.Actor
}

// Stats counts what telemetry shows, since start.
type Stats struct {
	Done, Failed, Dead    atomic.Int64 // jobs
	Timers, TimerFailures atomic.Int64 // runs
}

// ErrUnknown says that no code is registered for a kind.
var ErrUnknown = errors.New("no such kind of job")

// Open prepares the queue of d. Nothing runs before [Queue.Start].
func Open(ctx context.Context, d *db.DB, o Options) (*Queue, error) {
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.Elector == nil {
		o.Elector = leader.New(d, 0)
	}
	q := &Queue{d: d, o: o, kinds: map[string]handler{}, stop: func() {}}
	var err error
	if q.store, err = openStore(ctx, d, o.File); err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return q, nil
}

// Stats returns the running totals.
func (q *Queue) Stats() *Stats { return &q.stats }

// Register says what a job of a kind does, while wiring. T is what it is
// enqueued with, as JSON. Its context carries the system as actor. An error
// means: again, later; [Permanent] ends the job at once.
func Register[T any](q *Queue, kind string, fn func(ctx context.Context, args T) error) {
	q.kinds[kind] = handler{actor: authz.NewSystem("job " + kind), fn: func(ctx context.Context, raw []byte) error {
		var args T
		if err := json.Unmarshal(raw, &args); err != nil {
			return Permanent(fmt.Errorf("arguments: %w", err))
		}
		return fn(ctx, args)
	}}
}

// Permanent marks an error that no further attempt would mend.
func Permanent(err error) error { return &permanent{err} }

type permanent struct{ cause error }

func (p *permanent) Error() string { return p.cause.Error() }
func (p *permanent) Unwrap() error { return p.cause }

// job is what River stores: our kinds are data to it.
type job struct {
	Name string          `json:"name" river:"unique"`
	Key  string          `json:"key,omitempty" river:"unique"`
	Args json.RawMessage `json:"args"`
}

// Kind implements river.JobArgs.
func (job) Kind() string { return "gongqiao" }

// Enqueue adds a job. It is durable when Enqueue returns. Call it from a
// consumer of the outbox or from a job, never inside a db.Write.
//
// Errors: [ErrUnknown].
func (q *Queue) Enqueue(ctx context.Context, kind string, args any, o Opts) error {
	if _, ok := q.kinds[kind]; !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, kind)
	}
	raw, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("job %s: %w", kind, err)
	}
	opts := &river.InsertOpts{MaxAttempts: o.Attempts}
	if o.Key != "" {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true}
	}
	if !o.At.IsZero() { // the queue has a clock of its own
		opts.ScheduledAt = time.Now().Add(o.At.Sub(q.d.Now()))
	}
	return q.store.insert(ctx, job{kind, o.Key, raw}, opts)
}

// Start runs jobs and, when this process leads, timers.
func (q *Queue) Start(ctx context.Context) error {
	ctx, q.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := q.store.start(ctx, q); err != nil {
		q.stop()
		return fmt.Errorf("jobs: %w", err)
	}
	q.running.Go(func() { q.o.Elector.Run(ctx, "timers", q.keepTime) })
	return nil
}

// Stop lets what runs finish until ctx ends, then cancels it. What was cancelled
// runs again after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	err := q.store.stop(ctx)
	q.stop()
	q.running.Wait()
	return err
}

// Close closes the queue's file. Call it after [Queue.Stop].
func (q *Queue) Close() error { return q.store.close() }

// worker lets River call our kinds.
type worker struct {
	river.WorkerDefaults[job]
	q *Queue
}

// Timeout implements river.Worker.
func (w *worker) Timeout(*river.Job[job]) time.Duration { return 15 * time.Minute }

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, j *river.Job[job]) error {
	h, ok := w.q.kinds[j.Args.Name]
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, j.Args.Name) // an older or newer process may know it
	}
	err := h.fn(db.WithMeta(authz.With(ctx, h.actor), &db.Meta{Auth: "system"}), j.Args.Args)
	var p *permanent
	switch {
	case err == nil:
		w.q.stats.Done.Add(1)
	case errors.As(err, &p):
		w.failed(j.JobRow, err, true)
		return river.JobCancel(err) // River tells no handler of these
	}
	return err
}

// HandleError implements river.ErrorHandler.
func (w *worker) HandleError(_ context.Context, row *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	w.failed(row, err, false)
	return nil
}

// HandlePanic implements river.ErrorHandler.
func (w *worker) HandlePanic(_ context.Context, row *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	w.failed(row, fmt.Errorf("panic: %v\n%s", value, trace), false)
	return nil
}

func (w *worker) failed(row *rivertype.JobRow, err error, final bool) {
	var j job
	if bad := json.Unmarshal(row.EncodedArgs, &j); bad != nil {
		err = errors.Join(err, bad)
	}
	if final || row.Attempt >= row.MaxAttempts {
		w.q.stats.Dead.Add(1)
		w.q.d.Log().Error("a job was given up", "job", j.Name, "attempts", row.Attempt, "error", err)
		return
	}
	w.q.stats.Failed.Add(1)
	w.q.d.Log().Warn("a job will be tried again", "job", j.Name, "attempts", row.Attempt, "error", err)
}

// quiet passes on what goes wrong and leaves out what River tells besides.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (h quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// Handle implements slog.Handler. River tells of failed jobs too, which this
// package does in words of its own.
func (h quiet) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "JobExecutor") {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h quiet) WithAttrs(as []slog.Attr) slog.Handler { return quiet{h.Handler.WithAttrs(as)} }

// WithGroup implements slog.Handler.
func (h quiet) WithGroup(name string) slog.Handler { return quiet{h.Handler.WithGroup(name)} }
