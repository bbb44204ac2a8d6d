package db

// FailCommits makes COMMIT on SQLite answer err; nil makes it work again.
func (d *DB) FailCommits(err error) {
	if err == nil {
		d.lite.fault.Store(nil)
		return
	}
	d.lite.fault.Store(&err)
}
