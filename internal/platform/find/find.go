// Package find reaches records by any part of their names: two Chinese
// characters and more, pinyin initials, numbers.
//
// Names are cut into two-character grams. SQLite keeps them in an FTS5 table,
// where consecutive grams form a phrase; PostgreSQL keeps them in an array with
// a GIN index and verifies the hit. A term that hits most records would make
// either index slow, so it is tried first, and a dense one walks the list that
// asks, which meets a hit at every few rows.
//
// Owns: tables find_entry and find_fts.
// Does not own: who may see a hit; every caller joins its own row rule.
package find

import (
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// dense is how many hits make a term too common for the index.
const dense = 1000

// separator stands between names, so that no gram spans two of them.
const separator = "\n"

// border is a letter that no name holds.
const border = "ǁ"

// Index makes a record reachable by its names; the first is its title. Call it
// in the transaction that writes the names. Unchanged names cost one read.
func Index(tx *db.Tx, r ref.Ref, names ...string) error {
	words := wordsOf(names)
	var no int64
	var old string
	err := tx.One("select no, words from find_entry where ref_id = ?", []any{r.ID}, &no, &old)
	switch {
	case err == nil && old == words:
		return nil
	case err == nil:
		return replace(tx, no, r, names[0], words)
	case err == db.ErrNoRows:
		return insert(tx, r, names[0], words)
	}
	return err
}

func insert(tx *db.Tx, r ref.Ref, title, words string) error {
	if tx.Postgres() {
		_, err := tx.Exec("insert into find_entry (kind, ref_id, title, words, grams) values (?, ?, ?, ?, ?)", string(r.Kind), r.ID, title, words, gramsOf(words))
		return err
	}
	var no int64
	if err := tx.One("insert into find_entry (kind, ref_id, title, words) values (?, ?, ?, ?) returning no", []any{string(r.Kind), r.ID, title, words}, &no); err != nil {
		return err
	}
	_, err := tx.Exec("insert into find_fts (rowid, grams) values (?, ?)", no, strings.Join(gramsOf(words), " "))
	return err
}

func replace(tx *db.Tx, no int64, r ref.Ref, title, words string) error {
	if tx.Postgres() {
		_, err := tx.Exec("update find_entry set title = ?, words = ?, grams = ? where no = ?", title, words, gramsOf(words), no)
		return err
	}
	if _, err := tx.Exec("update find_entry set title = ?, words = ? where no = ?", title, words, no); err != nil {
		return err
	}
	_, err := tx.Exec("insert or replace into find_fts (rowid, grams) values (?, ?)", no, strings.Join(gramsOf(words), " "))
	return err
}

// wordsOf folds each name and adds its pinyin initials.
func wordsOf(names []string) string {
	var words []string
	for _, n := range names {
		if n = text.Fold(n); n == "" {
			continue
		}
		words = append(words, n)
		if initials := text.Initials(n); initials != "" && initials != n {
			words = append(words, initials)
		}
	}
	return strings.Join(words, separator)
}

// gramsOf cuts each word on its own; a border keeps phrases from spanning two.
func gramsOf(words string) []string {
	var grams []string
	for w := range strings.SplitSeq(words, separator) {
		grams = append(append(grams, text.Grams(w)...), border)
	}
	return grams
}

// Match returns a predicate that holds for records of a kind whose names
// contain what was typed. Column is the record's id.
func Match(tx *db.Tx, kind ref.Kind, column, typed string) (authz.Clause, error) {
	typed = text.Fold(typed)
	grams := text.Grams(typed)
	if len(grams) == 0 || len([]rune(typed)) < 2 {
		return walk(tx, column, typed), nil
	}
	if tx.Postgres() {
		return authz.Clause{
			SQL:  column + " in (select e.ref_id from find_entry e where e.kind = ? and e.grams @> ? and position(? in e.words) > 0)",
			Args: []any{string(kind), grams, typed},
		}, nil
	}
	phrase := `"` + strings.Join(grams, " ") + `"`
	var hits int
	if err := tx.One("select count(*) from (select 1 from find_fts where find_fts match ? limit ?)", []any{phrase, dense + 1}, &hits); err != nil {
		return authz.Clause{}, err
	}
	if hits > dense {
		return walk(tx, column, typed), nil
	}
	return authz.Clause{
		SQL:  column + " in (select e.ref_id from find_entry e where e.kind = ? and e.no in (select rowid from find_fts where find_fts match ?))",
		Args: []any{string(kind), phrase},
	}, nil
}

// walk tests the row at hand instead of asking the index.
func walk(tx *db.Tx, column, typed string) authz.Clause {
	return authz.Clause{
		SQL:  "exists (select 1 from find_entry e where e.ref_id = " + column + " and " + tx.Pick("instr(e.words, ?) > 0", "position(? in e.words) > 0") + ")",
		Args: []any{typed},
	}
}
