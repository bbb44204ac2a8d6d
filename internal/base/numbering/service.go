package numbering

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Next gives the next number of a series to a legal entity, in the
// transaction that uses it. On PostgreSQL others of the same series and entity
// wait until it ends.
func Next(tx *db.Tx, s Series, entity ref.ID) (string, error) { return NextOf(tx, s, "", entity) }

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
	n, err := advance(tx, counted, entity, year)
	if err != nil {
		return "", err
	}
	return format(pattern, code, kind, year, n), nil
}
