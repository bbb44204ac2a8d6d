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
	"errors"
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

// Index makes a record reachable by its names; the first is its title. Call it
// in the transaction that writes the names. Unchanged names cost one read.
func Index(tx *db.Tx, r ref.Ref, names ...string) error {
	words := wordsOf(names)
	if made, err := insert(tx, r, names[0], words); made || err != nil {
		return err
	}
	var no int64
	var old string
	if err := tx.One("select no, words from find_entry where ref_id = ?", []any{r.ID}, &no, &old); err != nil || old == words {
		return err
	}
	return replace(tx, no, names[0], words)
}

// insert makes the entry of a record; made is false when it has one.
func insert(tx *db.Tx, r ref.Ref, title, words string) (made bool, err error) {
	if tx.Postgres() {
		n, err := tx.Exec("insert into find_entry (kind, ref_id, title, words, grams) values (?, ?, ?, ?, ?) on conflict (ref_id) do nothing", string(r.Kind), r.ID, title, words, text.Array(termsOf(words)))
		return n == 1, err
	}
	var no int64
	err = tx.One("insert into find_entry (kind, ref_id, title, words) values (?, ?, ?, ?) on conflict (ref_id) do nothing returning no", []any{string(r.Kind), r.ID, title, words}, &no)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = tx.Exec("insert into find_fts (rowid, grams) values (?, ?)", no, strings.Join(termsOf(words), " "))
	return true, err
}

func replace(tx *db.Tx, no int64, title, words string) error {
	if tx.Postgres() {
		_, err := tx.Exec("update find_entry set title = ?, words = ?, grams = ? where no = ?", title, words, text.Array(termsOf(words)), no)
		return err
	}
	if _, err := tx.Exec("update find_entry set title = ?, words = ? where no = ?", title, words, no); err != nil {
		return err
	}
	_, err := tx.Exec("insert or replace into find_fts (rowid, grams) values (?, ?)", no, strings.Join(termsOf(words), " "))
	return err
}

// Remove makes a record unreachable, for one that is taken back.
func Remove(tx *db.Tx, id ref.ID) error {
	if !tx.Postgres() {
		if _, err := tx.Exec("delete from find_fts where rowid in (select no from find_entry where ref_id = ?)", id); err != nil {
			return err
		}
	}
	_, err := tx.Exec("delete from find_entry where ref_id = ?", id)
	return err
}

// wordsOf returns what hits are verified against: each folded name and its
// pinyin initials.
func wordsOf(names []string) string {
	var words []string
	for _, n := range names {
		if n = text.Fold(n); n == "" {
			continue
		}
		words = append(words, n)
		if initials := text.Initials(n); initials != n {
			words = append(words, initials)
		}
	}
	return strings.Join(words, separator)
}

// termsOf cuts each word on its own; no phrase runs from one into the next.
func termsOf(words string) []string {
	var terms []string
	for w := range strings.SplitSeq(words, separator) {
		terms = append(terms, text.Grams(w)...)
	}
	return terms
}

// Match returns a predicate that holds for records of a kind whose names
// contain every word that was typed. Column is the record's id.
func Match(tx *db.Tx, kind ref.Kind, column, typed string) (authz.Clause, error) {
	q := text.ParseQuery(typed)
	if q.Empty() {
		return authz.Clause{SQL: "true"}, nil
	}
	if tx.Postgres() {
		verified := contains(tx, q)
		return authz.Clause{
			SQL:  column + " in (select e.ref_id from find_entry e where e.kind = ? and e.grams @> ? and " + verified.SQL + ")",
			Args: append([]any{string(kind), q.Array()}, verified.Args...),
		}, nil
	}
	var hits int
	if err := tx.One("select count(*) from (select 1 from find_fts where find_fts match ? limit ?)", []any{q.FTS5(), dense + 1}, &hits); err != nil {
		return authz.Clause{}, err
	}
	if hits > dense {
		return walk(tx, column, q), nil
	}
	return authz.Clause{
		SQL:  column + " in (select e.ref_id from find_entry e where e.kind = ? and e.no in (select rowid from find_fts where find_fts match ?))",
		Args: []any{string(kind), q.FTS5()},
	}, nil
}

// walk tests the row at hand instead of asking the index.
func walk(tx *db.Tx, column string, q text.Query) authz.Clause {
	c := contains(tx, q)
	return authz.Clause{SQL: "exists (select 1 from find_entry e where e.ref_id = " + column + " and " + c.SQL + ")", Args: c.Args}
}

func contains(tx *db.Tx, q text.Query) authz.Clause {
	var c authz.Clause
	for i, w := range q.Words() {
		if i > 0 {
			c.SQL += " and "
		}
		c.SQL += tx.Pick("instr(e.words, ?) > 0", "position(? in e.words) > 0")
		c.Args = append(c.Args, w)
	}
	return c
}
