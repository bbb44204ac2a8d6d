package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/migrate"
)

// chunk is how many bytes of a table make one entry: what the writer keeps in
// memory, because an entry says its size before its content.
const chunk = 4 << 20

// raw lends the connection below database/sql, which knows COPY.
func raw(ctx context.Context, d *db.DB, fn func(*pgconn.PgConn) error) error {
	c, err := d.SQL().Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Raw(func(driver any) error { return fn(driver.(*stdlib.Conn).Conn().PgConn()) })
}

func run(ctx context.Context, c *pgconn.PgConn, statement string) error {
	_, err := c.Exec(ctx, statement).ReadAll()
	return err
}

// dumpPostgres copies every table in one transaction that sees one state.
func dumpPostgres(ctx context.Context, d *db.DB, a *writer, _ string, m *Manifest) error {
	return raw(ctx, d, func(c *pgconn.PgConn) (err error) {
		if err := run(ctx, c, "begin isolation level repeatable read read only"); err != nil {
			return err
		}
		defer func() { // the connection goes back to the pool
			err = errors.Join(err, run(context.WithoutCancel(ctx), c, "rollback"))
		}()
		tables, err := inOrder(ctx, c)
		if err != nil {
			return err
		}
		if m.Schema, m.Checkpoint, err = pgFacts(ctx, c); err != nil {
			return err
		}
		if err := a.addJSON(headerName, m.Header); err != nil {
			return err
		}
		for _, t := range tables {
			if m.Tables[t], err = dumpTable(ctx, c, a, t); err != nil {
				return fmt.Errorf("table %s: %w", t, err)
			}
		}
		return nil
	})
}

// texts returns the rows of a query as texts; NULL is "".
func texts(ctx context.Context, c *pgconn.PgConn, query string) ([][]string, error) {
	results, err := c.Exec(ctx, query).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, values := range results[0].Rows {
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = string(v)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func pgFacts(ctx context.Context, c *pgconn.PgConn) (schema int64, checkpoint string, err error) {
	rows, err := texts(ctx, c, "select (select max(version_id) from goose_db_version where is_applied), (select note from audit_checkpoint order by size desc limit 1)")
	if err != nil {
		return 0, "", err
	}
	_, err = fmt.Sscan(rows[0][0], &schema)
	return schema, rows[0][1], err
}

// inOrder lists the tables so that each comes after those that it refers to.
func inOrder(ctx context.Context, c *pgconn.PgConn) ([]string, error) {
	rows, err := texts(ctx, c, `select t.tablename, coalesce(string_agg(distinct r.relname, ','), '') from pg_tables t
		left join pg_constraint k on k.contype = 'f' and k.conrelid = format('%I.%I', t.schemaname, t.tablename)::regclass and k.confrelid <> k.conrelid
		left join pg_class r on r.oid = k.confrelid
		where t.schemaname = current_schema() and t.tablename <> 'goose_db_version' group by t.tablename order by t.tablename`)
	if err != nil {
		return nil, err
	}
	var order []string
	for len(order) < len(rows) {
		before := len(order)
		for _, row := range rows {
			ready := func(ref string) bool { return ref == "" || slices.Contains(order, ref) }
			if !slices.Contains(order, row[0]) && !slices.ContainsFunc(strings.Split(row[1], ","), func(ref string) bool { return !ready(ref) }) {
				order = append(order, row[0])
			}
		}
		if len(order) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return order, nil
}

// columnsOf lists the columns that are stored, not computed.
func columnsOf(ctx context.Context, c *pgconn.PgConn, table string) ([]string, error) {
	rows, err := texts(ctx, c, "select attname from pg_attribute where attrelid = '"+quoted(table)+"'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum")
	var names []string
	for _, row := range rows {
		names = append(names, row[0])
	}
	return names, err
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func list(names []string) string {
	q := make([]string, len(names))
	for i, n := range names {
		q[i] = quoted(n)
	}
	return strings.Join(q, ", ")
}

func dumpTable(ctx context.Context, c *pgconn.PgConn, a *writer, table string) (rows int64, err error) {
	columns, err := columnsOf(ctx, c, table)
	if err != nil {
		return 0, err
	}
	if err := a.addJSON(tablePrefix+table+"/columns.json", columns); err != nil {
		return 0, err
	}
	out := &chunks{a: a, table: table}
	tag, err := c.CopyTo(ctx, out, "copy "+quoted(table)+" ("+list(columns)+") to stdout")
	if err != nil {
		return 0, err
	}
	return tag.RowsAffected(), out.flush()
}

// chunks cuts what COPY writes into entries.
type chunks struct {
	a     *writer
	table string
	buf   bytes.Buffer
	n     int
}

func (c *chunks) Write(p []byte) (int, error) {
	c.buf.Write(p)
	if c.buf.Len() >= chunk {
		return len(p), c.flush()
	}
	return len(p), nil
}

func (c *chunks) flush() error {
	if c.buf.Len() == 0 {
		return nil
	}
	c.n++
	err := c.a.add(fmt.Sprintf("%s%s/%08d", tablePrefix, c.table, c.n), int64(c.buf.Len()), &c.buf)
	c.buf.Reset()
	return err
}

// beside is the schema in which a restore is built up.
const beside = "restoring"

// loader fills the tables of one restore, in one transaction.
type loader struct {
	ctx   context.Context
	c     *pgconn.PgConn
	table string
	pipe  *io.PipeWriter // into the COPY that runs
	done  chan error
}

// entry takes one entry of the archive.
func (l *loader) entry(name string, r io.Reader) error {
	table, piece, ok := strings.Cut(strings.TrimPrefix(name, tablePrefix), "/")
	if !ok {
		return ErrDamaged.Because(fmt.Errorf("entry %q", name))
	}
	if piece == "columns.json" {
		return l.begin(table, r)
	}
	if table != l.table {
		return ErrDamaged.Because(fmt.Errorf("rows of %q among those of %q", table, l.table))
	}
	_, err := io.Copy(l.pipe, r)
	return err
}

// begin starts the COPY of a table.
func (l *loader) begin(table string, r io.Reader) error {
	if err := l.end(); err != nil {
		return err
	}
	var columns []string
	if err := json.NewDecoder(r).Decode(&columns); err != nil {
		return ErrDamaged.Because(err)
	}
	in, out := io.Pipe()
	l.table, l.pipe, l.done = table, out, make(chan error, 1)
	go func() {
		_, err := l.c.CopyFrom(l.ctx, in, "copy "+quoted(table)+" ("+list(columns)+") from stdin")
		in.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // who still writes hears why
		l.done <- err
	}()
	return nil
}

// end waits for the COPY that runs.
func (l *loader) end() error {
	if l.pipe == nil {
		return nil
	}
	if err := l.stop(nil); err != nil {
		return fmt.Errorf("table %s: %w", l.table, err)
	}
	return nil
}

// stop ends the rows, with an error or because that was all, and waits for the COPY.
func (l *loader) stop(why error) error {
	err := errors.Join(l.pipe.CloseWithError(why), <-l.done)
	l.pipe = nil
	return err
}

// abort ends the COPY that runs with an error.
func (l *loader) abort() {
	if l.pipe != nil {
		_ = l.stop(errors.New("restore aborted")) // it answers with just that
	}
}

// countOn sets every counter behind the largest value that was restored.
func countOn(ctx context.Context, c *pgconn.PgConn) error {
	rows, err := texts(ctx, c, `select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
		where a.attidentity <> '' and c.relkind = 'r' and n.nspname = current_schema() and c.relname <> 'goose_db_version'`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		table, column := quoted(row[0]), quoted(row[1])
		err := run(ctx, c, "select setval(pg_get_serial_sequence('"+table+"', '"+row[1]+"'), coalesce(max("+column+"), 0) + 1, false) from "+table)
		if err != nil {
			return err
		}
	}
	return nil
}

// buildPostgres restores the tables into a schema beside the target, which
// nobody looks at.
func buildPostgres(ctx context.Context, d *db.DB, schema int64, feed func(*loader) error) error {
	if _, err := migrate.UpTo(ctx, d, schema); err != nil {
		return err
	}
	return raw(ctx, d, func(c *pgconn.PgConn) error {
		if err := run(ctx, c, "begin"); err != nil {
			return err
		}
		l := &loader{ctx: ctx, c: c}
		err := feed(l)
		if err == nil {
			err = l.end()
		}
		l.abort()
		if err == nil {
			err = countOn(ctx, c)
		}
		if err != nil {
			return errors.Join(err, run(context.WithoutCancel(ctx), c, "rollback"))
		}
		return run(ctx, c, "commit")
	})
}

// emptyTables removes rows that migrations put in: the backup has its own.
func emptyTables(ctx context.Context, c *pgconn.PgConn) error {
	tables, err := inOrder(ctx, c)
	if err != nil || len(tables) == 0 {
		return err
	}
	return run(ctx, c, "truncate "+list(tables))
}
