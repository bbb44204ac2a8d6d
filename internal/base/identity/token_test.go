package identity_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
)

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

// token makes an API token and returns its secret.
func (h *house) token(cookie string, body object) string {
	h.Helper()
	a := h.ask("POST", "/tokens", cookie, body)
	h.want(a, http.StatusCreated, "")
	var made identity.NewTokenView
	a.into(h.T, &made)
	if !strings.HasPrefix(made.Token, "gq_") || len(made.Token) != 46 {
		h.Errorf("token %q", made.Token)
	}
	return made.Token
}

func (h *house) permissions(token string) map[string]string {
	h.Helper()
	var me identity.MeView
	a := h.ask("GET", "/me", token, nil)
	h.want(a, http.StatusOK, "")
	a.into(h.T, &me)
	return me.Permissions
}

func TestATokenDoesWhatItsScopeKeeps(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		for scope, want := range map[string]string{
			"all":                           "customer:read customer:update org:read project:read",
			"read":                          "customer:read org:read project:read",
			"customer":                      "customer:read customer:update",
			"project:read,customer:update":  "customer:update project:read",
			"cust":                          "",
			"customer:read,contract:manage": "customer:read",
		} {
			got := h.permissions(h.token(c, object{"name": scope, "scope": scope}))
			for _, p := range strings.Fields("customer:read customer:update org:read project:read") {
				if _, has := got[p]; has != strings.Contains(" "+want+" ", " "+p+" ") {
					h.Errorf("scope %s: %s is %v", scope, p, has)
				}
			}
		}
		for _, scope := range []string{"", "All", "customer:", "customer read", ",", "customer:read,"} {
			if a := h.ask("POST", "/tokens", c, object{"name": "x", "scope": scope}); a.Status != http.StatusUnprocessableEntity {
				h.Errorf("scope %q: %d", scope, a.Status)
			}
		}
	})
}

func TestATokenCannotTouchItsOwnersWayIn(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		token := h.token(c, object{"name": "t", "scope": "all"})
		for _, r := range []struct {
			method, path string
			body         any
		}{
			{"POST", "/me/password", object{"current": salesPassword, "password": "Culvert.43"}},
			{"POST", "/me/totp", nil},
			{"POST", "/me/totp/confirm", object{"code": "123456"}},
			{"POST", "/me/totp/recovery-codes", object{"code": "123456"}},
			{"POST", "/me/totp/disable", object{"code": "123456"}},
			{"GET", "/me/sessions", nil},
			{"DELETE", "/me/sessions/00000000-0000-7000-8000-000000000001", nil},
			{"GET", "/tokens", nil},
			{"POST", "/tokens", object{"name": "more", "scope": "all"}},
			{"DELETE", "/tokens/00000000-0000-7000-8000-000000000001", nil},
			{"PATCH", "/me", object{"theme": "dark"}},
			{"DELETE", "/session", nil},
		} {
			h.want(h.ask(r.method, r.path, token, r.body), http.StatusForbidden, "auth.forbidden")
		}
		if n := h.count("select count(*) from api_token"); n != 1 {
			h.Errorf("%d tokens", n)
		}
		h.enter("li", salesPassword)
	})
}

func TestTokensEndByTimeAndByHand(t *testing.T) {
	each(t, identity.Options{Absolute: 100 * time.Hour, Idle: 100 * time.Hour}, func(h *house) {
		c, admin := h.enter("li", salesPassword), h.enter("admin", adminPassword)
		h.want(h.ask("POST", "/tokens", c, object{"name": "x", "scope": "all", "expires_at": h.clock.Now()}), http.StatusUnprocessableEntity, "input.invalid")
		brief := h.token(c, object{"name": "brief", "scope": "all", "expires_at": h.clock.Now().Add(time.Hour)})
		long := h.token(c, object{"name": "long", "scope": "all"})
		h.clock.pass(time.Hour - time.Microsecond)
		h.want(h.ask("GET", "/me", brief, nil), http.StatusOK, "")
		h.clock.pass(time.Microsecond)
		h.want(h.ask("GET", "/me", brief, nil), http.StatusUnauthorized, "auth.required")

		h.want(h.ask("GET", "/me", long, nil), http.StatusOK, "")
		var list struct{ Items []identity.TokenView }
		a := h.ask("GET", "/tokens", c, nil)
		a.into(h.T, &list)
		if len(list.Items) != 2 || list.Items[1].Name != "brief" && list.Items[0].Name != "brief" || strings.Contains(a.Text, long) {
			h.Fatalf("tokens: %s", a.Text)
		}
		for _, x := range list.Items {
			if x.UsedAt == nil {
				h.Errorf("%s was used, and nobody knows", x.Name)
			}
			if x.Name != "long" {
				continue
			}
			h.want(h.ask("DELETE", "/tokens/"+x.ID.String(), admin, nil), http.StatusNotFound, "identity.token_not_found")
			h.want(h.ask("DELETE", "/tokens/"+x.ID.String(), c, nil), http.StatusNoContent, "")
			h.want(h.ask("DELETE", "/tokens/"+x.ID.String(), c, nil), http.StatusNotFound, "identity.token_not_found")
		}
		h.want(h.ask("GET", "/me", long, nil), http.StatusUnauthorized, "auth.required")
		h.want(h.ask("GET", "/me", "gq_"+strings.Repeat("A", 43), nil), http.StatusUnauthorized, "auth.required")
	})
}

func TestASecretIsNoOtherKindOfSecret(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		token := h.token(c, object{"name": "t", "scope": "read"})
		_, cookie, _ := strings.Cut(c, "=")
		h.want(h.ask("GET", "/me", "gq_"+cookie, nil), http.StatusUnauthorized, "auth.required")
		h.want(h.ask("GET", "/me", "session="+strings.TrimPrefix(token, "gq_"), nil), http.StatusUnauthorized, "auth.required")
		// Also when the cache knows the one or the other.
		h.want(h.ask("GET", "/me", c, nil), http.StatusOK, "")
		h.want(h.ask("GET", "/me", "gq_"+cookie, nil), http.StatusUnauthorized, "auth.required")
	})
}

func TestCommandLine(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		ctx := h.Context()
		if err := h.id.CreatePerson(ctx, &org.Person{Username: "Wang", Name: "王五", DepartmentID: h.root}, "Viaduct.77"); err != nil {
			h.Fatal(err)
		}
		var me identity.MeView
		h.ask("GET", "/me", h.enter("wang", "Viaduct.77"), nil).into(h.T, &me)
		if !me.MustChange {
			h.Error("the password need not be changed")
		}
		token, err := h.id.CreateToken(ctx, "li", "read", "reports", time.Hour)
		if err != nil || h.permissions(token)["customer:read"] == "" {
			h.Errorf("token: %v", err)
		}
		if _, err := h.id.CreateToken(ctx, "nobody", "read", "x", 0); code(err) != "org.person_not_found" {
			h.Errorf("token for nobody: %v", err)
		}
		if _, err := h.id.CreateToken(ctx, "li", "read", " ", 0); code(err) != "input.invalid" {
			h.Errorf("token without a name: %v", err)
		}
		if err := h.id.CreatePerson(ctx, &org.Person{Username: "zhao", Name: "赵六", DepartmentID: h.root}, "weak"); code(err) != "auth.password_weak" {
			h.Errorf("weak password: %v", err)
		}
		// Setting a password lets a locked person with a lost phone in.
		h.enrol(h.enter("li", salesPassword))
		for range 5 {
			h.try("li", "Wrong.42", "")
		}
		if err := h.id.SetPassword(ctx, "li", "Culvert.43"); err != nil {
			h.Fatal(err)
		}
		h.enter("li", "Culvert.43")
	})
}

func TestOneOfManySetupsWins(t *testing.T) {
	bare(t, func(h *house) {
		var wg sync.WaitGroup
		answers := make([]answer, 20)
		for i := range answers {
			wg.Go(func() { answers[i] = h.ask("POST", "/setup", "", setupBody("admin")) })
		}
		wg.Wait()
		won := 0
		for _, a := range answers {
			if a.Status == http.StatusOK {
				won++
				h.want(h.ask("GET", "/me", a.cookie(), nil), http.StatusOK, "")
				continue
			}
			h.want(a, http.StatusConflict, "identity.setup_done")
		}
		if won != 1 || h.count("select count(*) from person") != 1 || h.count("select count(*) from legal_entity") != 1 {
			h.Errorf("%d setups won, %d people", won, h.count("select count(*) from person"))
		}
		h.want(h.ask("POST", "/setup", "", setupBody("second")), http.StatusConflict, "identity.setup_done")
	})
}

func setupBody(username string) object {
	return object{"group_name": "工桥集团", "entity_name": "工桥建设有限公司", "username": username, "name": "管理员", "password": adminPassword}
}

func TestAFailedSetupLeavesNothing(t *testing.T) {
	bare(t, func(h *house) {
		var state identity.SetupState
		h.ask("GET", "/setup", "", nil).into(h.T, &state)
		if !state.Required {
			h.Error("a fresh installation needs no setup")
		}
		for field, value := range map[string]string{"username": "no spaces please", "password": "Tunnel.42abcd"[:11], "name": "", "group_name": " ", "uscc": "1234"} {
			b := setupBody("admin")
			b[field] = value
			if a := h.ask("POST", "/setup", "", b); a.Status != http.StatusUnprocessableEntity {
				h.Errorf("%s: %d %s", field, a.Status, a.Text)
			}
		}
		for _, table := range []string{"person", "legal_entity", "department", "role", "audit_record", "credential", "session"} {
			if n := h.count("select count(*) from " + table); n != 0 {
				h.Errorf("%d rows in %s", n, table)
			}
		}
		h.want(h.ask("POST", "/setup", "", setupBody("admin")), http.StatusOK, "")
		h.ask("GET", "/setup", "", nil).into(h.T, &state)
		if state.Required {
			h.Error("setup is still due")
		}
	})
}

// The first administrator appoints the security administrator and no more.
func TestAFreshInstallationGetsItsThreeAdministrators(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin := h.enter("admin", adminPassword)
		var guard org.PersonView
		h.ask("POST", "/people", admin, object{"username": "guard", "name": "安全员", "department_id": h.root}).into(h.T, &guard)
		assign := func(by, person, role string) answer {
			var id string
			var list struct{ Items []org.RoleView }
			h.ask("GET", "/roles", admin, nil).into(h.T, &list)
			for _, r := range list.Items {
				if r.Code == role {
					id = r.ID.String()
				}
			}
			return h.ask("POST", "/assignments", by, object{"person_id": person, "role_id": id, "department_id": h.root})
		}
		h.want(assign(admin, guard.ID.String(), "sales"), http.StatusForbidden, "auth.forbidden")
		h.want(assign(admin, guard.ID.String(), "security_admin"), http.StatusCreated, "")
		h.want(assign(admin, h.li.String(), "security_admin"), http.StatusForbidden, "auth.forbidden")

		if err := h.id.SetPassword(h.Context(), "guard", adminPassword); err != nil {
			h.Fatal(err)
		}
		c := h.enter("guard", adminPassword)
		h.want(assign(c, guard.ID.String(), "sales"), http.StatusConflict, "org.own_rights")
		h.want(assign(c, h.li.String(), "security_admin"), http.StatusConflict, "org.duties_conflict")
	})
}

func TestEveryOperationRefusesNobody(t *testing.T) {
	bare(t, func(h *house) {
		n := 0
		for _, op := range h.api.Operations() {
			if op.Anyone {
				continue
			}
			n++
			path := strings.ReplaceAll(op.Path, "{id}", "00000000-0000-7000-8000-000000000001")
			h.want(h.ask(op.Method, path, "", object{"nonsense": 1}), http.StatusUnauthorized, "auth.required")
		}
		if n < 30 {
			h.Errorf("only %d operations were tried", n)
		}
		if _, err := h.id.Me(h.Context()); code(err) != authz.ErrNoActor.Code {
			h.Errorf("Me for nobody: %v", err)
		}
	})
}
