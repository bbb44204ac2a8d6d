package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Group commit: callers that arrive while a commit is on its way share the next
// one. There is no timer; the commit's own latency collects the batch. Who waits
// when a batch begins is served sooner by this commit than by the next one, so the
// window is wide enough for most; where the disk is slow, callers are added for as
// long as the last commit took.
const (
	batchMax    = 64                    // callers in one commit
	batchWindow = 25 * time.Millisecond // stop adding callers after this, or after as long as the last commit took
	callBudget  = 50 * time.Millisecond // a caller slower than this is logged
)

// lite is SQLite: a pool of readers and one writer.
type lite struct {
	d       *DB
	path    string
	places  chan struct{} // one for each reader that is free
	mu      sync.Mutex
	free    []*liteConn // the last one used on top, because its memory is warm
	writeDB *sql.DB
	writer  *liteConn
	queue   chan *call
	quit    chan struct{}
	ended   sync.Once
	fault   atomic.Pointer[error] // set by tests: what COMMIT answers instead of committing
	lasted  time.Duration         // of the last commit
	stopped sync.WaitGroup
}

// call is one caller of commit. fn runs in the caller's own goroutine, so that a
// panic or Goexit stays there; the writer hands it the turn and waits.
type call struct {
	state   atomic.Int32 // waiting → running, or waiting → gone
	turn    chan struct{}
	conn    *turnConn // set before turn is closed
	refused error     // set before turn is closed: the caller must not run
	ran     chan error
	failed  error // set by the writer: the caller's own error, held back until the commit
	done    chan error
}

const (
	waiting int32 = iota
	running
	gone
)

var (
	errAgain    = errors.New("transaction lost through a neighbour")
	errPanicked = errors.New("the function panicked")
)

// liteLog is how many pages the log holds before they are copied into the file. A
// page that many commits changed is copied once: 10,000 pages, 40 MB, instead of
// 2,000 halve what a create writes to the disk.
const liteLog = 10_000

// liteMap is how much of the file a reader reads without copying, in bytes. The
// writer copies: most of what it reads it changes, and the log is never mapped.
const liteMap = 256 << 20

const litePragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_pragma=temp_store(MEMORY)"

// liteDSN is what the driver wants: the address of the file, with whatever the
// caller asked for after a question mark ("vfs=…"), and our settings.
func liteDSN(path string) string {
	first := "?"
	if strings.Contains(path, "?") {
		first = "&"
	}
	return "file:" + path + first + litePragmas + "&_pragma=wal_autocheckpoint(" + strconv.Itoa(liteLog) + ")"
}

func (d *DB) openLite(ctx context.Context, path string, readers int) error {
	if readers <= 0 {
		readers = max(4, 2*runtime.GOMAXPROCS(0))
	}
	l := &lite{d: d, path: path, places: make(chan struct{}, readers), queue: make(chan *call, 4*batchMax), quit: make(chan struct{})}
	var err error
	if l.writeDB, err = sql.Open("sqlite", liteDSN(path)); err != nil {
		return err
	}
	l.writeDB.SetMaxOpenConns(1)
	if l.writer, err = newLiteConn(ctx, l.writeDB); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if err := l.assertDurable(ctx); err != nil {
		return err
	}
	if err := l.thaw(ctx); err != nil {
		return err
	}
	if d.sql, err = sql.Open("sqlite", liteDSN(path)+"&_pragma=query_only(1)&_pragma=mmap_size("+strconv.Itoa(liteMap)+")"); err != nil {
		return err
	}
	for range readers {
		c, err := newLiteConn(ctx, d.sql)
		if err != nil {
			return err
		}
		l.release(c)
	}
	d.lite = l
	l.stopped.Add(1)
	go l.run()
	return nil
}

// assertDurable refuses to start on settings under which a power cut would
// lose acknowledged writes.
func (l *lite) assertDurable(ctx context.Context) error {
	mode, sync, err := pragmas(ctx, l.writer)
	if err != nil {
		return err
	}
	if mode != "wal" || sync < 2 {
		return fmt.Errorf("sqlite runs with journal_mode=%s synchronous=%d, want wal and 2 (FULL)", mode, sync)
	}
	return nil
}

func pragmas(ctx context.Context, q querier) (mode string, sync int, err error) {
	for query, dest := range map[string]any{"pragma journal_mode": &mode, "pragma synchronous": &sync} {
		rows, err := q.QueryContext(ctx, query)
		if err != nil {
			return "", 0, err
		}
		if rows.Next() {
			err = rows.Scan(dest)
		}
		if err = errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return "", 0, err
		}
	}
	return mode, sync, nil
}

func (l *lite) stop() {
	l.ended.Do(func() {
		close(l.quit)
		l.stopped.Wait()
		for range cap(l.places) {
			<-l.places
			l.pop().close()
		}
		l.writer.close()
		l.writeDB.Close()
	})
}

// slimming returns the memory of a reader: its cached pages and what it has
// mapped of the file, which it maps anew when somebody asks. Readers also forget
// their statements; the writer has nothing mapped.
var slimming = []string{"pragma shrink_memory", "pragma mmap_size = 0", "pragma mmap_size = " + strconv.Itoa(liteMap)}

// slim takes the readers as they come and lays them below the others: idle ones
// come in turn.
func (l *lite) slim(ctx context.Context) error {
	for range cap(l.places) {
		c, err := l.reader(ctx)
		if err != nil {
			return err
		}
		c.forget()
		err = c.slim(ctx, slimming)
		l.lay(c)
		if err != nil {
			return err
		}
	}
	return l.d.Housekeep(ctx, func(*Tx) error { return l.writer.slim(ctx, slimming[:1]) })
}

func (c *liteConn) slim(ctx context.Context, how []string) error {
	for _, s := range how {
		if _, err := c.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (l *lite) reader(ctx context.Context) (*liteConn, error) {
	select {
	case <-l.places:
		return l.pop(), nil
	default:
	}
	select {
	case <-l.places:
		return l.pop(), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.quit:
		return nil, ErrUnavailable
	}
}

// pop takes the reader on top; whoever calls it holds a place.
func (l *lite) pop() *liteConn {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.free[len(l.free)-1]
	l.free = l.free[:len(l.free)-1]
	return c
}

func (l *lite) release(c *liteConn) {
	l.mu.Lock()
	l.free = append(l.free, c)
	l.mu.Unlock()
	l.places <- struct{}{}
}

// lay gives a reader back below the others.
func (l *lite) lay(c *liteConn) {
	l.mu.Lock()
	l.free = slices.Insert(l.free, 0, c)
	l.mu.Unlock()
	l.places <- struct{}{}
}

// commit runs fn inside the next group and returns once it is durable.
func (l *lite) commit(ctx context.Context, fn func(querier) error) error {
	for {
		c := &call{turn: make(chan struct{}), ran: make(chan error, 1), done: make(chan error, 1)}
		select {
		case l.queue <- c:
		case <-ctx.Done():
			return ctx.Err()
		case <-l.quit:
			return ErrUnavailable
		}
		if err := c.await(ctx, l.quit); err != nil {
			return err
		}
		err := c.refused
		if err == nil {
			c.run(fn)
			err = <-c.done
		}
		if !errors.Is(err, errAgain) {
			return err
		}
		l.d.stats.Reruns.Add(1)
	}
}

// await blocks until the writer gives the turn. A caller that leaves before
// never runs; one that was given the turn waits for the outcome.
func (c *call) await(ctx context.Context, quit <-chan struct{}) error {
	select {
	case <-c.turn:
		return nil
	case <-ctx.Done():
		if c.state.CompareAndSwap(waiting, gone) {
			return ctx.Err()
		}
	case <-quit:
		if c.state.CompareAndSwap(waiting, gone) {
			return ErrUnavailable
		}
	}
	<-c.turn
	return nil
}

func (c *call) run(fn func(querier) error) {
	err := errPanicked
	defer func() { c.ran <- err }()
	err = fn(c.conn)
}

func (l *lite) run() {
	defer l.stopped.Done()
	for {
		select {
		case c := <-l.queue:
			l.batch(c)
		case <-l.quit:
			return
		}
	}
}

// batch runs first and whoever is waiting in one transaction.
func (l *lite) batch(first *call) {
	ctx := context.Background()
	if l.d.frozen.Load() {
		first.refuse(ErrFrozen)
		return
	}
	if err := l.exec(ctx, "begin immediate"); err != nil {
		l.undo(ctx) // an earlier one could not end
		first.refuse(l.d.translate(err))
		return
	}
	began := time.Now()
	var passed, failed []*call
	lost := false
	for c := first; c != nil; {
		var ok bool
		if ok, lost = l.one(ctx, c); lost {
			break // before the next leaves the queue
		}
		if ok {
			passed = append(passed, c)
		} else if c.failed != nil {
			failed = append(failed, c)
		}
		c = l.next(began, len(passed))
	}
	outcome := errAgain
	if lost {
		l.undo(ctx)
	} else {
		outcome = l.seal(ctx, passed)
	}
	answer(passed, outcome)
	for _, c := range failed {
		if outcome == nil {
			c.done <- c.failed
		} else {
			c.done <- outcome
		}
	}
}

// seal commits. When the disk refuses, nothing of the batch is there.
func (l *lite) seal(ctx context.Context, passed []*call) error {
	if len(passed) == 0 {
		l.undo(ctx)
		return nil
	}
	began := time.Now()
	err := l.sumUp(ctx, passed)
	if err == nil {
		err = l.late(ctx, passed)
	}
	if err == nil {
		err = l.commitNow(ctx)
	}
	l.lasted = time.Since(began)
	if err == nil {
		l.d.stats.Commits.Add(1)
		return nil
	}
	l.undo(ctx)
	if failedSync(err) {
		l.freeze(err)
		return ErrFrozen
	}
	return l.d.translate(err)
}

// late runs what the callers left for the end, in the order of their turns.
func (l *lite) late(ctx context.Context, passed []*call) error {
	for _, c := range passed {
		for _, s := range c.conn.late {
			if _, err := l.writer.ExecContext(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *lite) commitNow(ctx context.Context) error {
	if fault := l.fault.Load(); fault != nil {
		return *fault
	}
	return l.exec(ctx, "commit")
}

// one gives a caller its turn inside a savepoint. It reports whether the
// caller's work stands, and whether the whole transaction is lost. An error of
// the caller is kept in failed: it may rest on what callers before it wrote ("a
// copy of this request is done"), which is true only once it is durable.
func (l *lite) one(ctx context.Context, c *call) (ok, lost bool) {
	if err := l.exec(ctx, "savepoint caller"); err != nil {
		c.refuse(errAgain)
		return false, true
	}
	if !c.state.CompareAndSwap(waiting, running) {
		return false, l.exec(ctx, "release caller") != nil
	}
	began := time.Now()
	c.conn = &turnConn{conn: l.writer}
	close(c.turn)
	err := <-c.ran
	if spent := time.Since(began); spent > callBudget {
		l.d.stats.SlowWrites.Add(1)
		l.d.log.Warn("slow write held up its neighbours", "spent", spent)
	}
	if c.conn.torn != nil {
		c.done <- errors.Join(err, c.conn.torn)
		return false, true
	}
	if err == nil {
		if err = l.exec(ctx, "release caller"); err == nil {
			return true, false
		}
	}
	undo := l.exec(ctx, "rollback to caller")
	if undo == nil {
		undo = l.exec(ctx, "release caller")
	}
	if undo != nil {
		c.done <- err
		return false, true
	}
	c.failed = err
	return false, false
}

func (l *lite) next(began time.Time, passed int) *call {
	if passed >= batchMax || time.Since(began) > max(batchWindow, min(l.lasted, callBudget)) {
		return nil
	}
	select {
	case c := <-l.queue:
		return c
	default:
		return nil
	}
}

// undo ends a transaction that SQLite may have ended itself, which is why it
// may fail; one that it leaves open is met by the next begin.
func (l *lite) undo(ctx context.Context) { _ = l.exec(ctx, "rollback") }

func (l *lite) exec(ctx context.Context, query string) error {
	_, err := l.writer.ExecContext(ctx, query)
	return err
}

// refuse answers a caller without giving it a turn to write.
func (c *call) refuse(err error) {
	if c.state.CompareAndSwap(waiting, running) {
		c.refused = err
		close(c.turn)
	}
}

func answer(calls []*call, err error) {
	for _, c := range calls {
		c.done <- err
	}
}
