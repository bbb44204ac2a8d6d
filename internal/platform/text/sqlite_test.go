package text_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
	"pgregory.net/rapid"

	"gongqiao/internal/platform/text"
)

// What the index finds is exactly what contains the query, for any length.
func TestFTS5FindsWhatMatches(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`create virtual table name using fts5(terms, tokenize='ascii')`); err != nil {
		t.Fatal(err)
	}
	alphabet := []rune("重庆长安厦门银行b1 A。")
	random := rapid.StringOfN(rapid.RuneFrom(alphabet), 0, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(random, 1, 12).Draw(t, "names")
		if _, err := db.Exec(`delete from name`); err != nil {
			t.Fatal(err)
		}
		for i, n := range names {
			if _, err := db.Exec(`insert into name (rowid, terms) values (?, ?)`, i, strings.Join(append(text.Terms(n), text.Fours(text.Fold(n)+"\n"+text.Initials(n))...), " ")); err != nil {
				t.Fatal(err)
			}
		}
		for _, wish := range rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("重庆长安银行cqxmb1 ")), 1, 5, -1), 1, 6).Draw(t, "queries") {
			q := text.ParseQuery(wish)
			if q.Empty() {
				continue
			}
			var want []int
			for i, n := range names {
				if q.Matches(text.Fold(n), text.Initials(n)) {
					want = append(want, i)
				}
			}
			for _, match := range []string{q.FTS5(), q.FTS5In("")} {
				if got, err := found(db, match); err != nil || !slices.Equal(got, want) {
					t.Fatalf("%q (%s) in %q finds %v, %v; want %v", wish, match, names, got, err, want)
				}
			}
		}
	})
}

func found(db *sql.DB, match string) (ids []int, err error) {
	rows, err := db.Query(`select rowid from name where terms match ? order by rowid`, match)
	if err != nil {
		return nil, fmt.Errorf("match %s: %w", match, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
