package org_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// duties is who holds which kinds of role, by username, and who is active.
type duties struct {
	kinds  map[string]map[org.RoleKind]bool
	active map[string]bool
	rows   map[string]int64 // assignments that hold, with their versions, by person
}

var staff = []string{"sys", "sys2", "sec", "sec2", "aud", "li", "wang", "branch"}

func (h *house) duties(t *rapid.T) duties {
	d := duties{map[string]map[org.RoleKind]bool{}, map[string]bool{}, map[string]int64{}}
	err := h.db.Peek(h.Context(), func(tx *db.Tx) error {
		for _, who := range staff {
			p, err := h.org.PersonTx(tx, id(who))
			if err != nil {
				return err
			}
			held, err := h.org.HeldTx(tx, p.ID)
			if err != nil {
				return err
			}
			d.active[who], d.kinds[who] = p.Active, map[org.RoleKind]bool{}
			for _, a := range held {
				d.kinds[who][a.Kind] = true
				d.rows[who] += a.Version
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// holders counts the active people with a role of a kind.
func (d duties) holders(k org.RoleKind) (n int) {
	for who, kinds := range d.kinds {
		if d.active[who] && kinds[k] {
			n++
		}
	}
	return n
}

// step lets somebody try something, and returns who it was.
func (h *house) step(t *rapid.T) (by string) {
	by = rapid.SampledFrom(staff).Draw(t, "by")
	whom := rapid.SampledFrom(staff).Draw(t, "whom")
	a, err := h.actor(by)
	if err != nil {
		return by // disabled
	}
	ctx := authz.With(h.Context(), a)
	switch rapid.SampledFrom([]string{"assign", "end", "disable", "enable"}).Draw(t, "what") {
	case "assign":
		role := rapid.SampledFrom([]string{"system_admin", "security_admin", "audit_admin", "sales", "branch_admin"}).Draw(t, "role")
		err = h.org.Assign(ctx, &org.Assignment{PersonID: id(whom), RoleID: ref.Derived("role", role), DepartmentID: rootOf("sh")})
	case "end":
		var held []*org.Assignment
		if err := h.db.Peek(h.Context(), func(tx *db.Tx) error { held, err = h.org.HeldTx(tx, id(whom)); return err }); err != nil {
			t.Fatal(err)
		}
		if len(held) > 0 {
			x := rapid.SampledFrom(held).Draw(t, "assignment")
			_, err = h.org.EndAssignment(ctx, x.ID, x.Version)
		}
	case "disable", "enable":
		p, missing := h.org.Person(ctx, id(whom))
		if missing != nil {
			t.Fatal(missing)
		}
		if p.Active {
			_, err = h.org.DisablePerson(ctx, p.ID, p.Version)
		} else {
			_, err = h.org.EnablePerson(ctx, p.ID, p.Version)
		}
	}
	if err != nil && fault.As(err) == nil {
		t.Fatalf("%s: %v", by, err)
	}
	return by
}

// Whatever people try, duties stay separate, no kind of administrator dies out,
// and nobody's own rights change by his own hand.
func TestDutiesHoldWhateverPeopleTry(t *testing.T) {
	each(t, func(h *house) {
		if err := h.write(func(tx *db.Tx) error {
			p := &org.Person{ID: id("sec2"), Username: "sec2", Name: "钱二", DepartmentID: rootOf("sh")}
			if err := h.org.CreatePersonTx(tx, p); err != nil {
				return err
			}
			return h.org.AssignTx(tx, &org.Assignment{PersonID: p.ID, RoleID: ref.Derived("role", "security_admin"), DepartmentID: rootOf("sh")})
		}); err != nil {
			h.Fatal(err)
		}
		changes := 0
		rapid.Check(h.T, func(t *rapid.T) {
			for range rapid.IntRange(6, 18).Draw(t, "steps") {
				before := h.duties(t)
				by := h.step(t)
				after := h.duties(t)
				for who, kinds := range after.kinds {
					if len(kinds) > 1 {
						t.Fatalf("%s holds %v", who, kinds)
					}
				}
				for _, k := range []org.RoleKind{org.System, org.Security, org.Audit} {
					if before.holders(k) > 0 && after.holders(k) == 0 {
						t.Fatalf("%s removed the last %s administrator", by, k)
					}
				}
				if before.rows[by] != after.rows[by] || before.active[by] != after.active[by] {
					t.Fatalf("%s changed the own rights", by)
				}
				if !maps.Equal(before.rows, after.rows) || !maps.Equal(before.active, after.active) {
					changes++
				}
			}
		})
		if changes < 20 {
			h.Errorf("only %d of the attempts changed anything", changes)
		}
	})
}
