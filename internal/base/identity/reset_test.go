package identity_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const guardPassword = "Lattice-Girder-9"

// guard adds a security administrator and signs him in.
func (h *house) guard() string {
	h.Helper()
	hash, err := h.id.HashPassword(h.Context(), guardPassword)
	if err != nil {
		h.Fatal(err)
	}
	h.write(func(tx *db.Tx) error {
		p := &org.Person{Username: "guard", Name: "安全员", DepartmentID: h.root}
		if err := h.org.CreatePersonTx(tx, p); err != nil {
			return err
		}
		role, err := h.org.RoleOfKindTx(tx, org.Security)
		if err != nil {
			return err
		}
		if err := h.org.AssignTx(tx, &org.Assignment{PersonID: p.ID, RoleID: role.ID, DepartmentID: h.root}); err != nil {
			return err
		}
		return h.id.GivePasswordTx(tx, p, hash, false)
	})
	return h.enter("guard", guardPassword)
}

// confirmed lets a security administrator confirm li's new password, and returns
// what he is shown.
func (h *house) confirmed(guard string) string {
	h.Helper()
	var v identity.HalfView
	a := h.ask("POST", "/people/"+h.li.String()+"/confirm-reset", guard, nil)
	h.want(a, http.StatusOK, "")
	a.into(h.T, &v)
	return v.Half
}

// TestNobodyBecomesSomebodyElseAlone: of a password for somebody with business
// rights, who asks and who confirms learn one half each, and before the second
// nothing changes.
func TestNobodyBecomesSomebodyElseAlone(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		var asked []identity.ResetAsked
		var done []identity.PasswordReset
		db.React(h.db, "test", func(_ *db.Tx, e identity.ResetAsked) error { asked = append(asked, e); return nil })
		db.React(h.db, "test", func(_ *db.Tx, e identity.PasswordReset) error { done = append(done, e); return nil })
		admin, guard, old := h.enter("admin", adminPassword), h.guard(), h.enter("li", salesPassword)
		at := "/people/" + h.li.String()

		h.want(h.ask("POST", at+"/confirm-reset", guard, nil), http.StatusConflict, "identity.no_reset")
		var first identity.PasswordView
		h.ask("POST", at+"/reset-password", admin, nil).into(h.T, &first)
		if !first.Half || len(first.Password) != 9 || len(asked) != 1 || asked[0].Person != h.li || len(asked[0].Guards) != 1 || len(done) != 0 {
			h.Errorf("asked: %+v, told %+v %+v", first, asked, done)
		}
		h.want(h.ask("GET", "/me", old, nil), http.StatusOK, "")
		h.want(h.try("li", salesPassword, ""), http.StatusOK, "")
		h.want(h.try("li", first.Password, ""), http.StatusUnauthorized, "auth.credentials")
		h.want(h.ask("POST", at+"/confirm-reset", admin, nil), http.StatusForbidden, "auth.forbidden")
		h.want(h.ask("POST", at+"/confirm-reset", old, nil), http.StatusForbidden, "auth.forbidden")
		h.want(h.ask("GET", "/password-resets", admin, nil), http.StatusForbidden, "auth.forbidden")

		a := h.ask("GET", "/password-resets", guard, nil)
		h.want(a, http.StatusOK, "")
		var list struct{ Items []identity.ResetView }
		a.into(h.T, &list)
		if len(list.Items) != 1 || list.Items[0].PersonID != h.li || list.Items[0].AskedByName == "" || strings.Contains(a.Text, first.Password) {
			h.Errorf("waiting: %s", a.Text)
		}
		half := h.confirmed(guard)
		h.want(h.ask("GET", "/me", old, nil), http.StatusUnauthorized, "auth.required")
		for _, wrong := range []string{first.Password, half, half + first.Password, salesPassword} {
			h.want(h.try("li", wrong, ""), http.StatusUnauthorized, "auth.credentials")
		}
		h.want(h.try("li", first.Password+half, ""), http.StatusOK, "")
		if len(done) != 1 || done[0].Person != h.li {
			h.Errorf("told %+v", done)
		}
		h.want(h.ask("POST", at+"/confirm-reset", guard, nil), http.StatusConflict, "identity.no_reset")
	})
}

func TestAResetWaitsADay(t *testing.T) {
	each(t, identity.Options{Idle: 48 * time.Hour, Absolute: 48 * time.Hour}, func(h *house) {
		admin, guard := h.enter("admin", adminPassword), h.guard()
		at := "/people/" + h.li.String()
		ask := func() (v identity.PasswordView) {
			h.ask("POST", at+"/reset-password", admin, nil).into(h.T, &v)
			return v
		}
		ask()
		h.clock.pass(24 * time.Hour)
		h.want(h.ask("POST", at+"/confirm-reset", guard, nil), http.StatusConflict, "identity.no_reset")
		if err := h.id.Sweep(h.Context()); err != nil {
			h.Fatal(err)
		}
		ask()
		first := ask() // forgets the one before
		h.clock.pass(24*time.Hour - time.Microsecond)
		h.want(h.try("li", first.Password+h.confirmed(guard), ""), http.StatusOK, "")
	})
}

// TestWhoIsToldCanHoldItUp: his own new password ends the one that waits.
func TestWhoIsToldCanHoldItUp(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin, guard, mine := h.enter("admin", adminPassword), h.guard(), h.enter("li", salesPassword)
		at := "/people/" + h.li.String()
		h.want(h.ask("POST", at+"/reset-password", admin, nil), http.StatusOK, "")
		h.want(h.ask("POST", "/me/password", mine, object{"current": salesPassword, "password": "Culvert.43"}), http.StatusNoContent, "")
		h.want(h.ask("POST", at+"/confirm-reset", guard, nil), http.StatusConflict, "identity.no_reset")
		h.want(h.try("li", "Culvert.43", ""), http.StatusOK, "")
	})
}

// TestSomebodyWithoutARoleGetsAPasswordAtOnce: he is new and sees nothing yet.
func TestSomebodyWithoutARoleGetsAPasswordAtOnce(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin, fresh := h.enter("admin", adminPassword), ref.New()
		h.write(func(tx *db.Tx) error {
			return h.org.CreatePersonTx(tx, &org.Person{ID: fresh, Username: "fresh", Name: "新人", DepartmentID: h.root})
		})
		var v identity.PasswordView
		h.ask("POST", "/people/"+fresh.String()+"/reset-password", admin, nil).into(h.T, &v)
		if v.Half {
			h.Error("half a password for somebody without rights")
		}
		h.want(h.try("fresh", v.Password, ""), http.StatusOK, "")
	})
}

// TestALockedAccountIsNotReset: its roles do not count while it is locked.
func TestALockedAccountIsNotReset(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin := h.enter("admin", adminPassword)
		at := "/people/" + h.li.String()
		h.write(func(tx *db.Tx) error {
			if err := tx.Note("test", db.Subject{}, nil); err != nil {
				return err
			}
			_, err := tx.Exec("update person set active = ? where id = ?", false, h.li)
			return err
		})
		h.want(h.ask("POST", at+"/reset-password", admin, nil), http.StatusConflict, "identity.reset_disabled")
	})
}
