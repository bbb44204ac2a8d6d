package db_test

import (
	"errors"
	"slices"
	"testing"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// Who asks now and then keeps one connection warm and leaves the others alone;
// giving memory back reaches every one of them.
func TestIdleReadersStayIdleUntilTheyAreSlimmed(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{Readers: 3})
	before := d.Readers()
	for range 5 {
		count(t, d, "paper", "title = 'nobody asked this before'")
	}
	after := d.Readers()
	if !slices.Equal(after[:2], before[:2]) || after[2] == before[2] {
		t.Errorf("the readers keep %v statements, and kept %v: another than the last one was used", after, before)
	}
	nested := func(inner func() error) error {
		return d.Peek(t.Context(), func(tx *db.Tx) error {
			if err := tx.One("select count(*) from paper", nil, new(int)); err != nil {
				return err
			}
			return inner()
		})
	}
	err := nested(func() error { return nested(func() error { return nested(func() error { return nil }) }) })
	if err := errors.Join(err, d.Slim(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got := d.Readers(); !slices.Equal(got, []int{0, 0, 0}) {
		t.Errorf("statements after giving memory back: %v", got)
	}
}
