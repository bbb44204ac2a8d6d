package numbering

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Next gives the next number of a series to a legal entity, in the
// transaction that uses it. On PostgreSQL others of the same series and entity
// wait until it ends.
func Next(tx *db.Tx, s Series, entity ref.ID) (string, error) {
	code, year, err := entityYear(tx, entity)
	if err != nil {
		return "", err
	}
	pattern, err := patternOf(tx, s)
	if err != nil {
		return "", err
	}
	n, err := advance(tx, s, entity, year)
	if err != nil {
		return "", err
	}
	return format(pattern, code, year, n), nil
}
