package db_test

import (
	"errors"
	"maps"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

var paperSums = db.SumsOf("paper_sum", "place, stage", "papers, amount")

type paperSum struct{ papers, amount int64 }

func sumsOf(t *testing.T, d *db.DB, place ref.ID) map[string]paperSum {
	t.Helper()
	out := map[string]paperSum{}
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.Each("select stage, papers, amount from paper_sum where place = ?", []any{place}, func(r db.Row) error {
			var stage string
			var s paperSum
			err := r.Scan(&stage, &s.papers, &s.amount)
			out[stage] = s
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Whoever shares a commit adds to the same rows; what a refused one added counts
// nowhere, and adding nothing changes nothing.
func TestSumsOfACommitAreThoseOfAllWhoPassed(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		here, there, no := ref.New(), ref.New(), errors.New("no")
		release := func() {}
		if !d.Postgres() {
			release = holdWriter(t, d, nil)
		}
		wait := queue(6, func(i int) error {
			return d.Write(as(t, boss), func(tx *db.Tx) error {
				p := draft(title(i))
				rows := [][]any{{here, "draft", int64(1), int64(i)}, {there, "draft", int64(1), int64(10)}, {here, "draft", int64(0), int64(100)}}
				err := errors.Join(create(tx, &p), tx.Add(paperSums, nil), tx.Add(paperSums, rows))
				if i == 4 {
					return no
				}
				return err
			})
		})
		release()
		for i, err := range wait() {
			if (i == 4) != errors.Is(err, no) || i != 4 && err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		}
		if got, want := sumsOf(t, d, here), (map[string]paperSum{"draft": {5, 0 + 1 + 2 + 3 + 5 + 500}}); !maps.Equal(got, want) {
			t.Errorf("here %v, want %v", got, want)
		}
		if got, want := sumsOf(t, d, there), (map[string]paperSum{"draft": {5, 50}}); !maps.Equal(got, want) {
			t.Errorf("there %v, want %v", got, want)
		}
		mustSum(t, d, here, [][]any{{here, "draft", int64(-5), int64(-511)}, {here, "final", int64(1), int64(7)}})
		if got, want := sumsOf(t, d, here), (map[string]paperSum{"draft": {}, "final": {1, 7}}); !maps.Equal(got, want) {
			t.Errorf("here %v, want %v", got, want)
		}
	})
}

func mustSum(t *testing.T, d *db.DB, place ref.ID, rows [][]any) {
	t.Helper()
	err := d.Write(as(t, boss), func(tx *db.Tx) error {
		return errors.Join(tx.Note("paper.sum", db.Subject{Ref: ref.To("paper", place)}, nil), tx.Add(paperSums, rows))
	})
	if err != nil {
		t.Fatal(err)
	}
}
