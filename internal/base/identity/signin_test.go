package identity_test

import (
	"net/http"
	"testing"

	"gongqiao/internal/base/identity"
)

func TestSignInTellsWhoIsSignedIn(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		a := h.try("LI ", salesPassword, "")
		h.want(a, http.StatusOK, "")
		var me identity.MeView
		a.into(h.T, &me)
		if me.Username != "li" || me.GroupName != "工桥集团" || me.Entity.Name != "工桥建设有限公司" || len(me.Entities) != 1 ||
			len(me.Roles) != 1 || me.Roles[0] != (identity.RoleName{Code: "sales", Name: "销售"}) ||
			me.Permissions["customer:read"] != "department" || me.Permissions["org:read"] != "group" || me.MustChange || me.TOTPOn {
			t.Errorf("me = %+v", me)
		}
		again := h.ask("GET", "/me", a.cookie(), nil)
		if again.Text != a.Text {
			t.Errorf("GET /me answers\n%s, the sign-in said\n%s", again.Text, a.Text)
		}
		h.want(h.ask("GET", "/me", "", nil), http.StatusUnauthorized, "auth.required")
	})
}
