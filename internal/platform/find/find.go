// Package find reaches records by any part of their names: two Chinese
// characters and more, pinyin initials, numbers.
//
// Names are cut into two-character grams, each with the kind of the record before
// it. SQLite keeps them in an FTS5 table, where consecutive grams form a phrase;
// PostgreSQL keeps them in an array with a GIN index and verifies the hit.
//
// A list that names no order gets its hits as the index gives them, the last
// made first, and stops where its page is full: [Hits]. What many records share
// costs no more than what few have. Where a person sees little of much, he would
// pass over many hits of others; so the index also knows the places of a record,
// the people and departments that have it, and gives only hits from there. A
// list in another order has to see every hit: [Match].
//
// Owns: tables find_entry and find_fts.
// Does not own: who may see a hit; every caller joins its own row rule.
package find

import (
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

const (
	dense = 20_000 // hits that make a term too common for [Match] to look at each
	few   = 12     // departments that a question may name
)

// separator stands between names, so that no gram spans two of them.
const separator = "\n"

// Index makes a record reachable by its names; the first is its title. Call it
// in the transaction that writes the names. Unchanged names cost one read.
func Index(tx *db.Tx, r ref.Ref, names ...string) error { return IndexIn(tx, r, nil, names...) }

// IndexIn is [Index] for a record of a list that asks for [Hits] near somebody.
// Call it also when the places change.
func IndexIn(tx *db.Tx, r ref.Ref, places []authz.Scope, names ...string) error {
	e := entry{kind: r.Kind, id: r.ID, title: names[0], words: wordsOf(names), places: placesOf(places)}
	if made, err := e.insert(tx); made || err != nil {
		return err
	}
	var no int64
	var words, old string
	if err := tx.One("select no, words, places from find_entry where ref_id = ?", []any{r.ID}, &no, &words, &old); err != nil || words == e.words && old == e.places {
		return err
	}
	return e.replace(tx, no)
}

// Named is a record with what [IndexIn] takes of it.
type Named struct {
	Ref    ref.Ref
	Places []authz.Scope
	Names  []string
}

// IndexAll is [IndexIn] for many records, none of which has an entry yet.
func IndexAll(tx *db.Tx, records []Named) error {
	all := make([]entry, len(records))
	for i, r := range records {
		all[i] = entry{kind: r.Ref.Kind, id: r.Ref.ID, title: r.Names[0], words: wordsOf(r.Names), places: placesOf(r.Places)}
	}
	if tx.Postgres() {
		return tx.InsertAll("find_entry", "kind, ref_id, title, words, places, grams", rowsOf(all, func(_ int, e *entry) []any {
			return []any{string(e.kind), e.id, e.title, e.words, e.places, e.array()}
		}))
	}
	if len(all) == 1 {
		made, err := all[0].insert(tx)
		if err == nil && !made {
			err = db.ErrTaken
		}
		return err
	}
	var no int64 // one writer: nobody takes the next numbers meanwhile
	if err := tx.One("select coalesce(max(no), 0) + 1 from find_entry", nil, &no); err != nil {
		return err
	}
	err := tx.InsertAll("find_entry", "no, kind, ref_id, title, words, places", rowsOf(all, func(i int, e *entry) []any {
		return []any{no + int64(i), string(e.kind), e.id, e.title, e.words, e.places}
	}))
	if err != nil {
		return err
	}
	for i := range all {
		if err := all[i].late(tx, no+int64(i)); err != nil {
			return err
		}
	}
	return nil
}

func rowsOf(all []entry, row func(int, *entry) []any) [][]any {
	rows := make([][]any, len(all))
	for i := range all {
		rows[i] = row(i, &all[i])
	}
	return rows
}

// entry is what is kept of a record.
type entry struct {
	kind                 ref.Kind
	id                   ref.ID
	title, words, places string
}

// terms returns what the index of SQLite holds. A place is longer than any gram,
// so nobody types one.
func (e *entry) terms() string {
	var b strings.Builder
	prefix := prefixOf(e.kind)
	for _, t := range append(termsOf(e.words), text.Fours(e.words)...) {
		b.WriteString(prefix + t + " ")
	}
	return b.String() + e.places
}

// array returns what the index of PostgreSQL holds.
func (e *entry) array() []string {
	return append(text.Array(termsOf(e.words)), strings.Fields(e.places)...)
}

// prefixOf keeps the terms of the kinds apart in one index. It has only what the
// tokenizer takes for a word.
func prefixOf(k ref.Kind) string { return strings.ReplaceAll(string(k), "_", "") }

// placesOf names owners and departments by what is random in their ids. Should
// two have it in common, the row rule still tells them apart.
func placesOf(scopes []authz.Scope) string {
	var places []string
	for _, s := range scopes {
		places = append(places, owned(s.Owner), placed(s.Department))
	}
	slices.Sort(places)
	return strings.Join(slices.Compact(places), " ")
}

func owned(id ref.ID) string  { return "o" + hex.EncodeToString(id[6:]) }
func placed(id ref.ID) string { return "d" + hex.EncodeToString(id[6:]) }

// insert makes the entry of a record; made is false when it has one.
func (e *entry) insert(tx *db.Tx) (made bool, err error) {
	if tx.Postgres() {
		n, err := tx.Exec("insert into find_entry (kind, ref_id, title, words, places, grams) values (?, ?, ?, ?, ?, ?) on conflict (ref_id) do nothing", string(e.kind), e.id, e.title, e.words, e.places, e.array())
		return n == 1, err
	}
	var no int64
	err = tx.One("insert into find_entry (kind, ref_id, title, words, places) values (?, ?, ?, ?, ?) on conflict (ref_id) do nothing returning no", []any{string(e.kind), e.id, e.title, e.words, e.places}, &no)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, e.late(tx, no)
}

// late adds a new entry to the index behind all turns, one at a time: FTS5 writes
// a segment, to be merged later, before each savepoint and in each statement of
// many rows, which is one.
func (e *entry) late(tx *db.Tx, no int64) error {
	return tx.Late("insert into find_fts (rowid, grams) values (?, ?)", no, e.terms())
}

func (e *entry) replace(tx *db.Tx, no int64) error {
	if tx.Postgres() {
		_, err := tx.Exec("update find_entry set title = ?, words = ?, places = ?, grams = ? where no = ?", e.title, e.words, e.places, e.array(), no)
		return err
	}
	if _, err := tx.Exec("update find_entry set title = ?, words = ?, places = ? where no = ?", e.title, e.words, e.places, no); err != nil {
		return err
	}
	return tx.Late("insert or replace into find_fts (rowid, grams) values (?, ?)", no, e.terms())
}

// Remove makes a record unreachable, for one that is taken back.
func Remove(tx *db.Tx, id ref.ID) error {
	var no int64
	err := tx.One("delete from find_entry where ref_id = ? returning no", []any{id}, &no)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	if err != nil || tx.Postgres() {
		return err
	}
	return tx.Late("delete from find_fts where rowid = ?", no)
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
	match := q.FTS5In(prefixOf(kind))
	var hits int
	if err := tx.One("select count(*) from (select 1 from find_fts where find_fts match ? limit ?)", []any{match, dense + 1}, &hits); err != nil {
		return authz.Clause{}, err
	}
	if hits > dense {
		return walk(tx, column, q), nil
	}
	return authz.Clause{
		SQL:  column + " in (select e.ref_id from find_entry e where e.no in (select rowid from find_fts where find_fts match ?))",
		Args: []any{match},
	}, nil
}

// Hits returns where the records of a kind are found whose names contain every
// word that was typed, the last made first. They are hints: the list's row rule
// decides on each. Only kinds that are indexed with their places may ask.
func Hits(tx *db.Tx, kind ref.Kind, under authz.Permission, typed string) []db.Hits {
	q := text.ParseQuery(typed)
	if q.Empty() {
		return []db.Hits{{From: "find_entry e", Where: "e.kind = ?", Args: []any{string(kind)}, No: "e.no", ID: "e.ref_id"}}
	}
	near := nearOf(tx.Actor, under)
	all := indexed(tx, kind, q, near)
	if len(near) == 0 {
		return []db.Hits{all}
	}
	// Where somebody plays a part is no place of the record.
	c := contains(tx, q)
	parts := db.Hits{From: "team_member m join find_entry e on e.ref_id = m.ref_id", Where: "m.user_id = ? and e.kind = ? and " + c.SQL,
		Args: append([]any{tx.Actor.ID, string(kind)}, c.Args...), No: "e.no", ID: "e.ref_id"}
	return []db.Hits{all, parts}
}

// nearOf returns the places of all that an actor may see, but for single records
// on which he plays a part; none when he sees too much for that to help.
func nearOf(a *authz.Actor, p authz.Permission) []string {
	departments, ok := a.Within(p, few)
	if !ok {
		return nil
	}
	near := []string{owned(a.ID)}
	for _, d := range departments {
		near = append(near, placed(d))
	}
	slices.Sort(near)
	return near
}

func indexed(tx *db.Tx, kind ref.Kind, q text.Query, near []string) db.Hits {
	if tx.Postgres() {
		c := contains(tx, q)
		h := db.Hits{From: "find_entry e", Where: "e.kind = ? and e.grams @> ? and " + c.SQL, Args: append([]any{string(kind), q.Array()}, c.Args...), No: "e.no", ID: "e.ref_id"}
		if len(near) > 0 {
			h.Where, h.Args = h.Where+" and e.grams && ?", append(h.Args, near)
		}
		return h
	}
	match := q.FTS5In(prefixOf(kind))
	if len(near) > 0 {
		match = "(" + match + ") AND (" + strings.Join(near, " OR ") + ")"
	}
	return db.Hits{From: "find_fts f cross join find_entry e on e.no = f.rowid", Where: "f.find_fts match ?", Args: []any{match}, No: "f.rowid", ID: "e.ref_id"}
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
