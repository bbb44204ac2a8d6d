package numbering

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

func entityYear(tx *db.Tx, entity ref.ID) (code string, year int, err error) {
	var zone string
	if err := tx.One("select code, zone from legal_entity where id = ?", []any{entity}, &code, &zone); err != nil {
		return "", 0, err
	}
	loc, err := workday.Zone(zone)
	if err != nil {
		return "", 0, err
	}
	return code, workday.Today(tx.Now, loc).Year(), nil
}

func patternOf(tx *db.Tx, s Series) (string, error) {
	var p string
	err := tx.One("select pattern from number_pattern where series = ?", []any{string(s)}, &p)
	if errors.Is(err, db.ErrNoRows) {
		return patterns[s], nil
	}
	return p, err
}

func advance(tx *db.Tx, s Series, entity ref.ID, year int) (n int64, err error) {
	err = tx.One(`insert into number_series (series, entity_id, year, last) values (?, ?, ?, 1)
		on conflict (series, entity_id, year) do update set last = number_series.last + 1 returning last`,
		[]any{string(s), entity, year}, &n)
	return n, err
}
