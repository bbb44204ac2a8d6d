package setting

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const columns = "id, version, created_at, updated_at, key, own, reason"

func scan(r db.Row) (s Setting, err error) {
	return s, r.Scan(&s.ID, &s.Version, db.At(&s.CreatedAt), db.At(&s.UpdatedAt), &s.Key, &s.Own, &s.Reason)
}

func kept(tx *db.Tx) ([]Setting, error) {
	return db.All(tx, "select "+columns+" from group_rule", nil, scan)
}

func load(tx *db.Tx, id ref.ID) (Setting, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from group_rule where id = ?", []any{id}, scan)
}

func insert(tx *db.Tx, s *Setting) error {
	s.Version, s.CreatedAt, s.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into group_rule ("+columns+") values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing", s.ID, s.Version, s.CreatedAt, s.UpdatedAt, s.Key, s.Own, s.Reason)
	return err
}

func update(tx *db.Tx, s *Setting) error {
	s.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec("update group_rule set version = version + 1, updated_at = ?, own = ?, reason = ? where id = ? and version = ?", s.UpdatedAt, s.Own, s.Reason, s.ID, s.Version))
	s.Version++
	return err
}

const yearColumns = "id, version, created_at, updated_at, year, own, off_days, work_days, notice, missed_at"

func scanYear(r db.Row) (y Year, err error) {
	var off, work string
	if err := r.Scan(&y.ID, &y.Version, db.At(&y.CreatedAt), db.At(&y.UpdatedAt), &y.Year, &y.Own, &off, &work, &y.Notice, db.At(&y.MissedAt)); err != nil {
		return y, err
	}
	if err := json.Unmarshal([]byte(off), &y.Off); err != nil {
		return y, err
	}
	return y, json.Unmarshal([]byte(work), &y.Work)
}

// years returns the calendar, the latest year first.
func years(tx *db.Tx) ([]Year, error) {
	return db.All(tx, "select "+yearColumns+" from calendar_year order by year desc", nil, scanYear)
}

func loadYear(tx *db.Tx, id ref.ID) (Year, error) {
	return db.Find(tx, ErrYearNotFound, "select "+yearColumns+" from calendar_year where id = ?", []any{id}, scanYear)
}

// days returns the two lists of a year as they are kept.
func (y *Year) days() (off, work string, err error) {
	o, err := json.Marshal(append([]string{}, y.Off...))
	if err != nil {
		return "", "", err
	}
	w, err := json.Marshal(append([]string{}, y.Work...))
	return string(o), string(w), err
}

func insertYear(tx *db.Tx, y *Year) error {
	off, work, err := y.days()
	if err != nil {
		return err
	}
	y.Version, y.CreatedAt, y.UpdatedAt = 1, tx.Now, tx.Now
	_, err = tx.Exec("insert into calendar_year ("+yearColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing", y.ID, y.Version, y.CreatedAt, y.UpdatedAt, y.Year, y.Own, off, work, y.Notice, y.MissedAt)
	return err
}

func updateYear(tx *db.Tx, y *Year) error {
	off, work, err := y.days()
	if err != nil {
		return err
	}
	y.UpdatedAt = tx.Now
	err = db.Changed(tx.Exec("update calendar_year set version = version + 1, updated_at = ?, own = ?, off_days = ?, work_days = ?, notice = ? where id = ? and version = ?",
		y.UpdatedAt, y.Own, off, work, y.Notice, y.ID, y.Version))
	y.Version++
	return err
}

// markMissed notes that people were told of a missing year.
func markMissed(tx *db.Tx, y *Year) error {
	return db.Changed(tx.Exec("update calendar_year set missed_at = ? where id = ? and missed_at is null", tx.Now, y.ID))
}

// stamp grows with every change of a rule or a year.
func stamp(tx *db.Tx) (n int64, err error) {
	return n, tx.One("select cast((select coalesce(sum(version), 0) from group_rule) + (select coalesce(sum(version), 0) from calendar_year) as bigint)", nil, &n)
}
