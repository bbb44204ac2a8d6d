package pipeline

import (
	"errors"
	"time"

	"gongqiao/internal/platform/db"
)

// valuation says by which terms everything open was valued, and by which it is to
// be valued since when.
type valuation struct {
	done, next string
	since      time.Time
}

// loadValuation returns none in an installation that never valued anything anew.
func loadValuation(tx *db.Tx) (v valuation, err error) {
	err = tx.One("select done, next, since from pipeline_valuation where id = 1", nil, &v.done, &v.next, db.At(&v.since))
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return v, err
}

// keepNext notes that other terms hold from now on.
func keepNext(tx *db.Tx, terms string) error {
	_, err := tx.Exec("insert into pipeline_valuation (id, done, next, since) values (1, '', ?, ?) on conflict (id) do update set next = excluded.next, since = excluded.since", terms, tx.Now)
	return err
}

// keepValued notes that everything open was valued by terms.
func keepValued(tx *db.Tx, terms string) error {
	return db.Changed(tx.Exec("update pipeline_valuation set done = ? where id = 1", terms))
}
