package db

import (
	"context"
	"strings"
)

// Sums describes a table of sums that are kept beside what they are sums of: the
// columns of its primary key, and numbers that changes are added to.
type Sums struct {
	table, columns, conflict string
	keys                     int
}

// SumsOf describes a table by the columns of its key, at most four, and those of
// its numbers, each separated by commas. They are constants of the calling module.
func SumsOf(table, key, numbers string) *Sums {
	var add []string
	for n := range strings.SplitSeq(numbers, ", ") {
		add = append(add, n+" = "+table+"."+n+" + excluded."+n)
	}
	return &Sums{table: table, columns: key + ", " + numbers, keys: strings.Count(key, ",") + 1,
		conflict: "on conflict (" + key + ") do update set " + strings.Join(add, ", ")}
}

// Add adds to sums. A row is its key, of texts and ids, and an int64 for each
// number; one that is not there yet begins at nothing. On SQLite sums are written
// before the commit, behind the turns of all who share it, each row once however
// many add to it, and before what was left by [Tx.Late]; the same rules hold.
func (tx *Tx) Add(s *Sums, rows [][]any) error {
	t, ok := tx.q.(*turnConn)
	if !ok {
		return tx.MergeAll(s.table, s.columns, addUp(s.keys, rows), s.conflict) // PostgreSQL takes no row twice
	}
	t.sums = append(t.sums, added{s, rows})
	return nil
}

// added is what one caller adds to one table.
type added struct {
	to   *Sums
	rows [][]any
}

// sumKey is the key of a row; those of fewer columns leave the rest empty.
type sumKey [4]any

// addUp makes one row of all that have the same key, in the order in which the
// keys first came.
func addUp(keys int, all [][]any) [][]any {
	var rows [][]any
	place := map[sumKey]int{}
	for _, r := range all {
		var k sumKey
		copy(k[:], r[:keys])
		at, known := place[k]
		if !known {
			place[k] = len(rows)
			rows = append(rows, append([]any(nil), r...)) // the caller's own stays as it is
			continue
		}
		for i := keys; i < len(r); i++ {
			rows[at][i] = rows[at][i].(int64) + r[i].(int64)
		}
	}
	return rows
}

// sumUp writes the sums of all who passed.
func (l *lite) sumUp(ctx context.Context, passed []*call) error {
	var tables []*Sums
	rows := map[*Sums][][]any{}
	for _, c := range passed {
		for _, a := range c.conn.sums {
			if _, known := rows[a.to]; !known {
				tables = append(tables, a.to)
			}
			rows[a.to] = append(rows[a.to], a.rows...)
		}
	}
	tx := &Tx{d: l.d, ctx: ctx, q: l.writer, write: true}
	for _, s := range tables {
		if err := tx.MergeAll(s.table, s.columns, addUp(s.keys, rows[s]), s.conflict); err != nil {
			return err
		}
	}
	return nil
}
