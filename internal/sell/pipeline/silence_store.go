package pipeline

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// heardBetween returns of which silences people were told, of opportunities from
// an id to an id, both included.
func heardBetween(tx *db.Tx, from, to ref.ID) (map[ref.ID]heard, error) {
	out := map[ref.ID]heard{}
	err := tx.Each("select opportunity_id, since, level from opportunity_silence where opportunity_id >= ? and opportunity_id <= ?", []any{from[:], to[:]}, func(r db.Row) error {
		var h heard
		err := r.Scan(&h.opportunity, db.At(&h.since), &h.hush)
		out[h.opportunity] = h
		return err
	})
	return out, err
}

// keepHeard notes of which silences people are told now.
func keepHeard(tx *db.Tx, all []heard) error {
	for _, h := range all {
		if _, err := tx.Exec(`insert into opportunity_silence (opportunity_id, since, level) values (?, ?, ?)
			on conflict (opportunity_id) do update set since = excluded.since, level = excluded.level`, h.opportunity, h.since, int64(h.hush)); err != nil {
			return err
		}
	}
	return nil
}

// overdueTold returns of which expected days that passed owners were told, of
// opportunities from an id to an id, both included.
func overdueTold(tx *db.Tx, from, to ref.ID) (map[ref.ID]workday.Date, error) {
	out := map[ref.ID]workday.Date{}
	err := tx.Each("select opportunity_id, expected_on from opportunity_overdue where opportunity_id >= ? and opportunity_id <= ?", []any{from[:], to[:]}, func(r db.Row) error {
		var id ref.ID
		var on workday.Date
		err := r.Scan(&id, &on)
		out[id] = on
		return err
	})
	return out, err
}

// keepOverdue notes that an owner is told now that an expected day passed.
func keepOverdue(tx *db.Tx, id ref.ID, on workday.Date) error {
	_, err := tx.Exec(`insert into opportunity_overdue (opportunity_id, expected_on) values (?, ?)
		on conflict (opportunity_id) do update set expected_on = excluded.expected_on`, id, on)
	return err
}

// openBetween returns open opportunities from an id to an id, both included.
func openBetween(tx *db.Tx, from, to ref.ID) ([]Opportunity, error) {
	return db.All(tx, "select "+columns+" from opportunity o where o.id >= ? and o.id <= ? and o.outcome = 'open' order by o.id", []any{from[:], to[:]}, scan)
}
