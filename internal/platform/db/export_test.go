package db

import "context"

// FailCommits makes COMMIT on SQLite answer err; nil makes it work again.
func (d *DB) FailCommits(err error) {
	if err == nil {
		d.lite.fault.Store(nil)
		return
	}
	d.lite.fault.Store(&err)
}

// Synchronous sets how careful the writer is, which Open does not allow: to show
// what would be lost. It must be called before the first write.
func (d *DB) Synchronous(mode string) error {
	_, err := d.lite.writer.ExecContext(context.Background(), "pragma synchronous="+mode)
	return err
}

// Readers tells how many statements each idle reader of SQLite keeps, the one
// that is used next last.
func (d *DB) Readers() (statements []int) {
	l := d.lite
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.free {
		statements = append(statements, len(c.stmts))
	}
	return statements
}
