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

// schema opens a second handle for migrations. SQLite recompiles statements
// that were prepared against the older schema by itself.
func (l *lite) schema() (*sql.DB, func(), error) {
	h, err := sql.Open("sqlite", "file:"+l.path+litePragmas+"&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	h.SetMaxOpenConns(1)
	return h, func() { h.Close() }, nil
}
