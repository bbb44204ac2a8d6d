package jobs

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"gongqiao/internal/platform/db"
)

// schema is where the queue's tables are on PostgreSQL.
const schema = "jobs"

// defaultAttempts spreads over half a day: River waits the fourth power of the
// attempt in seconds.
const defaultAttempts = 12

// store is River on one of the engines. River names the type of its client after
// the driver's transactions; both drivers here use *sql.Tx.
type store struct {
	file   *sql.DB // SQLite: the queue's own
	driver riverdriver.Driver[*sql.Tx]
	schema string
	adder  *river.Client[*sql.Tx] // adds jobs and runs none
	client *river.Client[*sql.Tx]
}

func openStore(ctx context.Context, d *db.DB, file string) (*store, error) {
	s := &store{}
	if d.Postgres() {
		s.driver, s.schema = riverdatabasesql.New(d.SQL()), schema
		return s, alone(ctx, d.SQL(), func() error {
			if _, err := d.SQL().ExecContext(ctx, "create schema if not exists "+schema); err != nil {
				return err
			}
			return s.prepare(ctx, d)
		})
	}
	if err := s.openFile(file); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, d); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// alone runs fn while no other process does: several may start at once.
func alone(ctx context.Context, pool *sql.DB, fn func() error) error {
	const lock = 0x676f6e67 // any number that is nobody else's
	c, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "select pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	err = fn()
	_, unlock := c.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", lock)
	return errors.Join(err, unlock)
}

// openFile opens SQLite as River wants it: one connection. A job that was added
// survives a power cut.
func (s *store) openFile(file string) (err error) {
	if file == "" {
		return errors.New("no file for the queue")
	}
	s.file, err = sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return err
	}
	s.file.SetMaxOpenConns(1)
	s.driver = riversqlite.New(s.file)
	return nil
}

func (s *store) prepare(ctx context.Context, d *db.DB) error {
	log := slog.New(quiet{d.Log().Handler()})
	m, err := rivermigrate.New(s.driver, &rivermigrate.Config{Schema: s.schema, Logger: log})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return err
	}
	s.adder, err = river.NewClient(s.driver, &river.Config{Schema: s.schema, Logger: log, MaxAttempts: defaultAttempts})
	return err
}

func (s *store) insert(ctx context.Context, j job, o *river.InsertOpts) error {
	_, err := s.adder.Insert(ctx, j, o)
	return err
}

func (s *store) start(ctx context.Context, q *Queue) (err error) {
	w := &worker{q: q}
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, w); err != nil {
		return err
	}
	s.client, err = river.NewClient(s.driver, &river.Config{
		Schema: s.schema, Logger: slog.New(quiet{q.d.Log().Handler()}), MaxAttempts: defaultAttempts, Workers: workers, ErrorHandler: w,
		Queues:        map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.o.Workers}},
		FetchCooldown: 50 * time.Millisecond, FetchPollInterval: 200 * time.Millisecond,
	})
	if err != nil {
		return err
	}
	return s.client.Start(ctx)
}

func (s *store) stop(ctx context.Context) error {
	if s.client == nil {
		return nil
	}
	err := s.client.Stop(ctx)
	if ctx.Err() != nil {
		hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return s.client.StopAndCancel(hard)
	}
	return err
}

func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
