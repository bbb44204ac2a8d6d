package db

import (
	"context"
	"database/sql"
)

// stmtMax bounds how many prepared statements one connection keeps; lists with
// unusual filters would otherwise pile up.
const stmtMax = 400

// liteConn is one SQLite connection with its prepared statements. It serves one
// goroutine at a time.
type liteConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newLiteConn(ctx context.Context, d *sql.DB) (*liteConn, error) {
	c, err := d.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &liteConn{conn: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *liteConn) close() {
	c.forget()
	c.conn.Close()
}

func (c *liteConn) forget() {
	for _, s := range c.stmts {
		s.Close()
	}
	clear(c.stmts)
}

func (c *liteConn) stmt(query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	if len(c.stmts) >= stmtMax {
		c.forget()
	}
	s, err := c.conn.PrepareContext(context.Background(), query)
	if err == nil {
		c.stmts[query] = s
	}
	return s, err
}

// ExecContext implements querier.
func (c *liteConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext implements querier.
func (c *liteConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// turnConn is the writer as one caller sees it. After an error that may have
// rolled the whole transaction back, SQLite would commit each further statement
// by itself: the caller gets no more of them.
type turnConn struct {
	conn *liteConn
	torn error
	late []lateStmt
	sums []added
}

// lateStmt waits for the end of the commit's last turn.
type lateStmt struct {
	query string
	args  []any
}

// ExecContext implements querier.
func (t *turnConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if t.torn != nil {
		return nil, t.torn
	}
	res, err := t.conn.ExecContext(ctx, query, args...)
	t.judge(err)
	return res, err
}

// QueryContext implements querier.
func (t *turnConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if t.torn != nil {
		return nil, t.torn
	}
	rows, err := t.conn.QueryContext(ctx, query, args...)
	t.judge(err)
	return rows, err
}

func (t *turnConn) judge(err error) {
	if endsTransaction(err) {
		t.torn = err
	}
}

// schema opens a second handle for migrations. SQLite recompiles statements
// that were prepared against the older schema by itself.
func (l *lite) schema() (*sql.DB, func(), error) {
	h, err := sql.Open("sqlite", liteDSN(l.path)+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	h.SetMaxOpenConns(1)
	return h, func() { h.Close() }, nil
}
