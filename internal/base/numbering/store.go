package numbering

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// shapeOf returns what a number of a series is made of: its pattern, the code of
// the legal entity, and the year that it is there.
func shapeOf(tx *db.Tx, s Series, entity ref.ID) (pattern, code string, year int, err error) {
	var zone string
	err = tx.One("select l.code, l.zone, coalesce((select p.pattern from number_pattern p where p.series = ?), ?) from legal_entity l where l.id = ?",
		[]any{string(s), patterns[s], entity}, &code, &zone, &pattern)
	if err != nil {
		return "", "", 0, err
	}
	loc, err := workday.Zone(zone)
	return pattern, code, workday.Today(tx.Now, loc).Year(), err
}

// advance moves a series on by some numbers and returns the last of them.
func advance(tx *db.Tx, s Series, entity ref.ID, year, by int) (last int64, err error) {
	err = tx.One(`insert into number_series (series, entity_id, year, last) values (?, ?, ?, ?)
		on conflict (series, entity_id, year) do update set last = number_series.last + excluded.last returning last`,
		[]any{string(s), entity, year, by}, &last)
	return last, err
}
