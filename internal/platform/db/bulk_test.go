package db_test

import (
	"errors"
	"strconv"
	"testing"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Rows arrive whole and once, whatever their number is between what statements
// hold.
func TestInsertAll(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		ctx := authz.With(t.Context(), authz.NewSystem("test"))
		want := int64(0)
		for _, n := range []int{0, 1, 2, 399, 400, 401, 2017} {
			rows := make([][]any, n)
			for i := range rows {
				want++
				rows[i] = []any{"bulk" + strconv.FormatInt(want, 10), strconv.FormatInt(want, 10)}
			}
			err := d.Write(ctx, func(tx *db.Tx) error {
				return errors.Join(tx.InsertAll("setting", "key, value", rows), tx.Note("test", db.Subject{}, nil))
			})
			if err != nil {
				t.Fatal(err)
			}
			var got, sum int64
			if err := d.Read(ctx, func(tx *db.Tx) error {
				return tx.One("select count(*), cast(coalesce(sum(cast(value as bigint)), 0) as bigint) from setting where key like 'bulk%'", nil, &got, &sum)
			}); err != nil || got != want || sum != want*(want+1)/2 {
				t.Errorf("%d rows that come to %d behind %d more: %v", got, sum, n, err)
			}
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(tx.Note("test", db.Subject{}, nil), tx.InsertAll("setting", "key, value", [][]any{{"new", "1"}, {"bulk1", "1"}}))
		})
		if !errors.Is(err, db.ErrTaken) {
			t.Errorf("a row that is there: %v", err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			return errors.Join(tx.Note("test", db.Subject{}, nil), tx.MergeAll("setting", "key, value", [][]any{{"new", "1"}, {"bulk1", "7"}}, "on conflict (key) do update set value = excluded.value"))
		})
		var value string
		if read := d.Read(ctx, func(tx *db.Tx) error {
			return tx.One("select value from setting where key = ?", []any{"bulk1"}, &value)
		}); err != nil || read != nil || value != "7" {
			t.Errorf("merged: %q, %v, %v", value, err, read)
		}
	})
}
