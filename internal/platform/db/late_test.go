package db_test

import (
	"errors"
	"testing"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

const rename = "update paper set title = title || ? where id = ?"

func TestLateStatementsRunInOrderBeforeTheCommit(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := draft("late")
		err := d.Write(as(t, boss), func(tx *db.Tx) error {
			return errors.Join(tx.Late(rename, " a", p.ID), create(tx, &p), tx.Late(rename, " b", p.ID))
		})
		want := "late a b"
		if d.Postgres() {
			want = "late b" // there each runs in its place
		}
		if n := count(t, d, "paper", "title = ?", want); err != nil || n != 1 {
			t.Errorf("%d papers are called %q: %v", n, want, err)
		}
	})
}

// What a caller left for the end goes with him; what his neighbours left stays.
func TestARefusedCallerLeavesNothingLate(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		p := mustWrite(t, d, draft("shared"))
		no := errors.New("no")
		var release func()
		if !d.Postgres() {
			release = holdWriter(t, d, nil)
		}
		wait := queue(3, func(i int) error {
			return d.Write(as(t, boss), func(tx *db.Tx) error {
				q := draft(title(i))
				err := errors.Join(create(tx, &q), tx.Late(rename, " x", p.ID))
				if i == 1 {
					return no
				}
				return err
			})
		})
		if release != nil {
			release()
		}
		for i, err := range wait() {
			if (i == 1) != errors.Is(err, no) || i != 1 && err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		}
		if n := count(t, d, "paper", "title = 'shared x x'"); n != 1 {
			t.Error("not two of three statements ran")
		}
	})
}

func TestALateStatementThatFailsCommitsNothing(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	if err := d.Write(as(t, boss), func(tx *db.Tx) error {
		p := draft("gone")
		return errors.Join(create(tx, &p), tx.Late("no such words"))
	}); err == nil {
		t.Error("the write says that it is done")
	}
	if got := tracesOf(t, d); got != (traces{}) {
		t.Errorf("it left %+v", got)
	}
	mustWrite(t, d, draft("after"))
	if err := d.Write(as(t, boss), func(tx *db.Tx) error { return tx.Late(rename, "a\x00b", nil) }); !errors.Is(err, db.ErrText) {
		t.Errorf("a text that cannot be stored: %v", err)
	}
}
