package audit_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func TestErasingKeepsTheProof(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := fill(t, b.d, 3)[1]
		b.seal(t, 3)
		if err := b.erase(t, id, "PIPL art. 47"); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, b.outside(t)); !r.OK() || r.Erased != 1 {
			t.Errorf("before the erasure is sealed: %+v", r)
		}
		b.seal(t, 1)
		if r := b.verify(t, b.outside(t)); !r.OK() || r.Erased != 1 || r.Records != 4 {
			t.Errorf("after: %+v", r)
		}
		for _, secret := range []string{"letter 1", "13800000000", "192.0.2.1", "why not"} {
			for _, place := range []string{"audit_record where id = ? and " + text, "record_version where audit_id = ? and row like ?"} {
				var n int
				err := b.d.Peek(t.Context(), func(tx *db.Tx) error {
					args := []any{id, "%" + secret + "%"}
					for strings.Count(place, "?") > len(args) {
						args = append(args, args[1])
					}
					return tx.One("select count(*) from "+place, args, &n)
				})
				if err != nil || n != 0 {
					t.Errorf("%s is still in %.15s: %v", secret, place, err)
				}
			}
		}
	})
}

const text = "(actor_name like ? or label like ? or ip like ? or reason like ? or changes like ?)"

func TestErasingHasItsRules(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := fill(t, b.d, 1)[0]
		b.seal(t, 1)
		for name, c := range map[string]struct {
			id    ref.ID
			basis string
			want  error
		}{
			"no such record": {ref.New(), "law", audit.ErrNotFound},
			"no basis":       {id, " ", audit.ErrBasis},
		} {
			if err := b.erase(t, c.id, c.basis); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if err := b.erase(t, id, "law"); err != nil {
			t.Fatal(err)
		}
		if err := b.erase(t, id, "law"); !errors.Is(err, audit.ErrErased) {
			t.Errorf("twice: %v", err)
		}
		b.seal(t, 1)
		if err := b.erase(t, b.order(t)[1], "law"); !errors.Is(err, audit.ErrKept) {
			t.Errorf("the erasure itself: %v", err)
		}
		if n := b.count(t, "audit_record"); n != 2 {
			t.Errorf("%d records, want the letter and its erasure", n)
		}
	})
}

func TestHistoryShowsWhatTheActorMaySee(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		first := letter{ID: ref.New(), Version: 1, Title: "first", Phone: "138", Price: 5, Cost: 3}
		second := first
		second.Version, second.Title, second.Cost = 2, "second", 4
		write(t, b.d, nil, &first)
		b.clock.advance(time.Second)
		err := b.d.Write(authz.With(t.Context(), ann), func(tx *db.Tx) error {
			other := letter{ID: ref.New(), Version: 1, Title: "other"}
			return errors.Join(tx.Audit("letter.write", nil, &other), tx.Audit("letter.follow", &first, &second))
		})
		if err != nil {
			t.Fatal(err)
		}
		var steps []audit.Entry
		err = b.d.Read(authz.With(t.Context(), ann), func(tx *db.Tx) (err error) {
			steps, err = audit.History(tx, ref.To("letter", first.ID))
			return err
		})
		if err != nil || len(steps) != 2 {
			t.Fatalf("%v, %v", steps, err)
		}
		if s := steps[0]; s.Action != "letter.follow" || s.Version != 2 || s.Actor != "Ann" || !s.At.After(steps[1].At) {
			t.Errorf("the newest step is %+v", s)
		}
		shown := map[string]audit.Field{}
		for _, f := range steps[0].Fields {
			shown[f.Field] = f
		}
		if f := shown["title"]; len(shown) != 2 || string(f.Old) != `"first"` || string(f.New) != `"second"` || f.Masked {
			t.Errorf("fields = %v", shown)
		}
		if f := shown["cost"]; !f.Masked || f.Old != nil || f.New != nil {
			t.Errorf("cost is shown: %v", f)
		}
	})
}

func TestHistoryOfNothingIsEmpty(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		fill(t, b.d, 1)
		err := b.d.Read(authz.With(t.Context(), ann), func(tx *db.Tx) error {
			steps, err := audit.History(tx, ref.To("letter", ref.New()))
			if steps == nil || len(steps) != 0 {
				t.Errorf("%v", steps)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
