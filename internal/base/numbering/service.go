package numbering

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Next gives the next number of a series to a legal entity, in the
// transaction that uses it. On PostgreSQL others of the same series and entity
// wait until it ends.
func Next(tx *db.Tx, s Series, entity ref.ID) (string, error) { return NextOf(tx, s, "", entity) }

// Take gives the next n numbers of a series at once.
func Take(tx *db.Tx, s Series, entity ref.ID, n int) ([]string, error) {
	pattern, code, year, err := shapeOf(tx, s, entity)
	if err != nil {
		return nil, err
	}
	last, err := advance(tx, s, entity, year, n)
	out := make([]string, n)
	for i := range out {
		out[i] = format(pattern, code, "", year, last-int64(n-1-i))
	}
	return out, err
}

// NextOf is [Next] for a series that counts each type apart: contracts of
// municipal works are HL-2026-MU-0001. The type is a code of the trade.
func NextOf(tx *db.Tx, s Series, kind string, entity ref.ID) (string, error) {
	pattern, code, year, err := shapeOf(tx, s, entity)
	if err != nil {
		return "", err
	}
	counted := s
	if kind != "" {
		counted += Series("/" + kind)
	}
	n, err := advance(tx, counted, entity, year, 1)
	if err != nil {
		return "", err
	}
	return format(pattern, code, kind, year, n), nil
}
