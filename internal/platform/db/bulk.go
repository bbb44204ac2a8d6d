package db

import "strings"

// bulkArgs bounds the arguments of one statement of [Tx.InsertAll]. Beyond some
// hundred, statements cost more to bind than the next one costs to run.
const bulkArgs = 800

// InsertAll adds rows to a table, many in a statement. Columns are separated by
// commas, and each row has a value for every one of them, in their order. It is
// for what comes by the thousand; one that is there already is an error, as for
// any insert. Table and columns are constants of the calling module.
func (tx *Tx) InsertAll(table, columns string, rows [][]any) error {
	return tx.MergeAll(table, columns, rows, "")
}

// MergeAll is [Tx.InsertAll] with what happens to a row that is there already:
// "on conflict (id) do update set …".
func (tx *Tx) MergeAll(table, columns string, rows [][]any, conflict string) error {
	width := strings.Count(columns, ",") + 1
	hole := "(?" + strings.Repeat(", ?", width-1) + ")"
	into := "insert into " + table + " (" + columns + ") values " + hole
	var args []any
	for n := max(bulkArgs/width, 1); len(rows) > 0; rows = rows[n:] {
		for n > len(rows) {
			n /= 2 // few texts to prepare, whatever is left over
		}
		args = args[:0]
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(into+strings.Repeat(", "+hole, n-1)+" "+conflict, args...); err != nil {
			return err
		}
	}
	return nil
}
