package find_test

import (
	"context"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/find"
	"gongqiao/internal/platform/migrate"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

const kind ref.Kind = "thing"

func keep(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	err := d.Write(authz.With(t.Context(), authz.NewSystem("test")), func(tx *db.Tx) error {
		if err := tx.Note("thing.keep", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, d *db.DB, typed string) (n int) {
	t.Helper()
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		c, err := find.Match(tx, kind, "e.ref_id", typed)
		if err != nil {
			return err
		}
		return tx.One("select count(*) from find_entry e where "+c.SQL, c.Args, &n)
	})
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return n
}

func expect(t *testing.T, d *db.DB, want map[string]int) {
	t.Helper()
	for typed, n := range want {
		if got := found(t, d, typed); got != n {
			t.Errorf("%q finds %d, want %d", typed, got, n)
		}
	}
}

func TestNamesAreFoundUntilTheyAreChangedOrTakenBack(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		a, b := ref.New(), ref.New()
		keep(t, d, func(tx *db.Tx) error {
			return find.Index(tx, ref.To(kind, a), "重庆长安建设集团", "CQ-2026-0001")
		})
		keep(t, d, func(tx *db.Tx) error { return find.Index(tx, ref.To(kind, b), "重庆远达建设") })
		expect(t, d, map[string]int{"重庆": 2, "长安建设": 1, "cqcajs": 1, "cqca": 1, "cqc": 1, "qyd": 1, "2026": 1, "cqcax": 0, "上海": 0})
		keep(t, d, func(tx *db.Tx) error { return find.Index(tx, ref.To(kind, b), "上海远达建设") })
		keep(t, d, func(tx *db.Tx) error { return find.Remove(tx, a) })
		expect(t, d, map[string]int{"重庆": 0, "cqca": 0, "上海": 1, "shyd": 1, "2026": 0})
	})
}

// What one transaction adds and takes back is not there.
func TestTakenBackAtOnce(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		id := ref.New()
		keep(t, d, func(tx *db.Tx) error {
			if err := find.Index(tx, ref.To(kind, id), "重庆长安"); err != nil {
				return err
			}
			return find.Remove(tx, id)
		})
		keep(t, d, func(tx *db.Tx) error { return find.Index(tx, ref.To(kind, ref.New()), "厦门远航") })
		expect(t, d, map[string]int{"重庆": 0, "厦门": 1})
	})
}

func TestTidyMendsAnIndexOfAnotherBuildAndMergesIt(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	const n = 450 // more than two steps
	for range n / 30 {
		keep(t, d, func(tx *db.Tx) error {
			for range 30 {
				if err := find.Index(tx, ref.To(kind, ref.New()), "重庆长安"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	older := func(tx *db.Tx) error {
		_, err := tx.Exec("insert into find_fts (find_fts) values ('delete-all')")
		return err
	}
	if err := d.Housekeep(t.Context(), older); err != nil {
		t.Fatal(err)
	}
	expect(t, d, map[string]int{"cqca": 0})
	for range 2 {
		if err := find.Tidy(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		expect(t, d, map[string]int{"cqca": n, "长安": n})
	}
	var parts int
	if err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.One("select count(distinct segid) from find_fts_idx", nil, &parts)
	}); err != nil || parts > 4 {
		t.Errorf("the index has %d parts: %v", parts, err)
	}
}

// A database that begins today is not written anew.
func TestBeginMarksAnEmptyIndex(t *testing.T) {
	t.Parallel()
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	if err := find.Begin(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	keep(t, d, func(tx *db.Tx) error { return find.Index(tx, ref.To(kind, ref.New()), "重庆长安") })
	before := d.Stats().Commits.Load()
	if err := find.Tidy(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if n := d.Stats().Commits.Load() - before; n != 0 {
		t.Errorf("tidying took %d commits, want none", n)
	}
	expect(t, d, map[string]int{"cqca": 1})
}
