package identity_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/platform/db"
)

func TestPasswordsMustBeHardToGuess(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		for password, ok := range map[string]bool{
			"Tun-el.4":                       true,  // 8 characters
			"Tun-e.4":                        false, // 7
			"tunnel.42":                      true,  // three classes
			"tunnel-forty":                   false, // two
			"隧道隧道隧道隧道Ab":                     true,
			"Li.tunnel-42":                   true, // two letters are no username to speak of
			"Password123":                    false,
			"P@ssw0rd!!":                     false,
			"Qwerty.2026":                    false,
			"__Gongqiao2026":                 false,
			"Gongqiao-Tunnel7":               true,
			strings.Repeat("Aa1-", 32):       true, // 128
			strings.Repeat("Aa1-", 32) + "x": false,
		} {
			err := h.id.SetPassword(h.Context(), "li", password)
			if code := code(err); ok && err != nil || !ok && code != "auth.password_weak" {
				h.Errorf("%q: %v, want ok %v", password, err, ok)
			}
		}
		for password, ok := range map[string]bool{
			"Tunnel.42ab":       false, // 11 characters, an administrator
			"Tunnel.42abc":      true,
			"Xy.ADMIN-tunnel-7": false, // holds the username
		} {
			if err := h.id.SetPassword(h.Context(), "admin", password); (err == nil) != ok {
				h.Errorf("administrator %q: %v, want ok %v", password, err, ok)
			}
		}
	})
}

func TestAPasswordChangeEndsOtherSessions(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		mine, other := h.enter("li", salesPassword), h.enter("li", salesPassword)
		change := func(current, next string) answer {
			return h.ask("POST", "/me/password", mine, object{"current": current, "password": next})
		}
		h.want(h.ask("POST", "/me/password", "", object{"current": salesPassword, "password": "Culvert.43"}), http.StatusUnauthorized, "auth.required")
		h.want(change("Wrong.42", "Culvert.43"), http.StatusUnprocessableEntity, "auth.password_wrong")
		h.want(change(salesPassword, "short"), http.StatusUnprocessableEntity, "auth.password_weak")
		h.want(change(salesPassword, salesPassword), http.StatusUnprocessableEntity, "auth.password_reused")
		h.want(h.ask("GET", "/me", other, nil), http.StatusOK, "")
		h.want(change(salesPassword, "Culvert.43"), http.StatusNoContent, "")
		h.want(h.ask("GET", "/me", mine, nil), http.StatusOK, "")
		h.want(h.ask("GET", "/me", other, nil), http.StatusUnauthorized, "auth.required")
		h.want(h.try("li", salesPassword, ""), http.StatusUnauthorized, "auth.credentials")
		h.enter("li", "Culvert.43")
	})
}

func TestGuessingTheCurrentPasswordLocks(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		mine := h.enter("li", salesPassword)
		body := object{"current": "Wrong.42", "password": "Culvert.43"}
		for range 5 {
			h.want(h.ask("POST", "/me/password", mine, body), http.StatusUnprocessableEntity, "auth.password_wrong")
		}
		body["current"] = salesPassword
		h.want(h.ask("POST", "/me/password", mine, body), http.StatusUnauthorized, "auth.locked")
		h.clock.pass(30*time.Minute - time.Second)
		h.want(h.try("li", salesPassword, ""), http.StatusUnauthorized, "auth.locked")
	})
}

func TestAPasswordFromAnAdministratorMustBeChanged(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin, old := h.enter("admin", adminPassword), h.enter("li", salesPassword)
		reset := "/people/" + h.li.String() + "/reset-password"
		h.want(h.ask("POST", reset, "", nil), http.StatusUnauthorized, "auth.required")
		h.want(h.ask("POST", reset, old, nil), http.StatusForbidden, "auth.forbidden")
		h.want(h.ask("POST", "/people/00000000-0000-7000-8000-000000000001/reset-password", admin, nil), http.StatusNotFound, "org.person_not_found")
		var made identity.PasswordView
		a := h.ask("POST", reset, admin, nil)
		h.want(a, http.StatusOK, "")
		a.into(h.T, &made)
		made.Password += h.confirmed(h.guard())
		h.want(h.ask("GET", "/me", old, nil), http.StatusUnauthorized, "auth.required")

		c := h.enter("li", made.Password)
		var me identity.MeView
		h.ask("GET", "/me", c, nil).into(h.T, &me)
		if !me.MustChange || len(me.Permissions) != 0 {
			h.Errorf("before the change: %+v", me)
		}
		h.want(h.ask("POST", "/me/password", c, object{"current": made.Password, "password": "Culvert.43"}), http.StatusNoContent, "")
		me = identity.MeView{}
		h.ask("GET", "/me", c, nil).into(h.T, &me)
		if me.MustChange || me.Permissions["customer:read"] != "department" {
			h.Errorf("after the change: %+v", me)
		}
	})
}

func TestAdministratorsAreNotResetOverHTTP(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin := h.enter("admin", adminPassword)
		var me identity.MeView
		h.ask("GET", "/me", admin, nil).into(h.T, &me)
		h.want(h.ask("POST", "/people/"+me.ID.String()+"/reset-password", admin, nil), http.StatusConflict, "identity.own_reset")
		h.write(func(tx *db.Tx) error {
			p := &org.Person{Username: "guard", Name: "安全员", DepartmentID: h.root}
			if err := h.org.CreatePersonTx(tx, p); err != nil {
				return err
			}
			role, err := h.org.RoleOfKindTx(tx, org.Security)
			if err != nil {
				return err
			}
			return h.org.AssignTx(tx, &org.Assignment{PersonID: p.ID, RoleID: role.ID, DepartmentID: h.root})
		})
		var people struct{ Items []org.PersonView }
		h.ask("GET", "/people?username=guard", admin, nil).into(h.T, &people)
		if len(people.Items) != 1 {
			h.Fatal(h.ask("GET", "/people?username=guard", admin, nil).Text)
		}
		id := people.Items[0].ID.String()
		h.want(h.ask("POST", "/people/"+id+"/reset-password", admin, nil), http.StatusConflict, "identity.administrator_reset")
		h.want(h.ask("POST", "/people/"+id+"/reset-totp", admin, nil), http.StatusConflict, "identity.administrator_reset")
	})
}

// enrol turns a second factor on and returns its secret.
func (h *house) enrol(cookie string) string {
	h.Helper()
	var e identity.EnrolmentView
	a := h.ask("POST", "/me/totp", cookie, nil)
	h.want(a, http.StatusOK, "")
	a.into(h.T, &e)
	if !strings.HasPrefix(e.URI, "otpauth://totp/Gongqiao:") || !strings.Contains(e.URI, e.Secret) {
		h.Errorf("enrolment: %+v", e)
	}
	h.want(h.ask("POST", "/me/totp/confirm", cookie, object{"code": h.codeOf(e.Secret)}), http.StatusOK, "")
	return e.Secret
}

// renew returns a fresh set of recovery codes.
func (h *house) renew(cookie, proof string) []string {
	h.Helper()
	var v identity.RecoveryView
	a := h.ask("POST", "/me/totp/recovery-codes", cookie, object{"code": proof})
	h.want(a, http.StatusOK, "")
	a.into(h.T, &v)
	if len(v.Codes) != 10 || len(v.Codes[0]) != 19 {
		h.Errorf("recovery codes %v", v.Codes)
	}
	return v.Codes
}

func (h *house) codeOf(secret string) string {
	h.Helper()
	c, err := totp.GenerateCode(secret, h.clock.Now())
	if err != nil {
		h.Fatal(err)
	}
	return c
}

func TestASecondFactorIsAskedForAndItsCodesWorkOnce(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		secret := h.enrol(c)
		used := h.codeOf(secret) // confirmed with it
		h.want(h.try("li", salesPassword, ""), http.StatusUnauthorized, "auth.code_required")
		h.want(h.try("li", salesPassword, used), http.StatusUnauthorized, "auth.code_used")
		h.clock.pass(30 * time.Second)
		code := h.codeOf(secret)
		h.want(h.try("li", "Wrong.42", code), http.StatusUnauthorized, "auth.credentials")
		h.want(h.try("li", salesPassword, code), http.StatusOK, "")
		h.want(h.try("li", salesPassword, code), http.StatusUnauthorized, "auth.code_used")

		h.clock.pass(2 * time.Minute)
		late := h.codeOf(secret)
		h.clock.pass(60 * time.Second) // two steps: too late
		h.want(h.try("li", salesPassword, late), http.StatusUnauthorized, "auth.credentials")
		late = h.codeOf(secret)
		h.clock.pass(30 * time.Second) // one step: forgiven
		h.want(h.try("li", salesPassword, late), http.StatusOK, "")
	})
}

func TestOneCodeAtOnceLetsOneIn(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		secret := h.enrol(h.enter("li", salesPassword))
		h.clock.pass(time.Minute)
		code := h.codeOf(secret)
		var wg sync.WaitGroup
		got := make([]int, 4)
		for i := range got {
			wg.Go(func() { got[i] = h.try("li", salesPassword, code).Status })
		}
		wg.Wait()
		in := 0
		for _, status := range got {
			if status == http.StatusOK {
				in++
			}
		}
		if in != 1 {
			h.Errorf("answers %v, want one 200", got)
		}
	})
}

func TestGuessingCodesLocks(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		secret := h.enrol(h.enter("li", salesPassword))
		h.clock.pass(time.Minute)
		right := h.codeOf(secret)
		wrong := string(rune('0'+(right[0]-'0'+1)%10)) + right[1:]
		for range 5 {
			h.want(h.try("li", salesPassword, wrong), http.StatusUnauthorized, "auth.credentials")
		}
		h.want(h.try("li", salesPassword, right), http.StatusUnauthorized, "auth.locked")
	})
}

func TestASecondFactorIsTurnedOffWithACode(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		h.want(h.ask("POST", "/me/totp/disable", c, object{"code": "123456"}), http.StatusConflict, "identity.totp_off")
		h.want(h.ask("POST", "/me/totp/confirm", c, object{"code": "123456"}), http.StatusConflict, "identity.totp_off")
		secret := h.enrol(c)
		h.want(h.ask("POST", "/me/totp", c, nil), http.StatusConflict, "identity.totp_on")
		h.want(h.ask("POST", "/me/totp/disable", c, object{"code": h.codeOf(secret)}), http.StatusUnprocessableEntity, "auth.code_wrong") // used
		h.clock.pass(30 * time.Second)
		h.want(h.ask("POST", "/me/totp/disable", c, object{"code": h.codeOf(secret)}), http.StatusNoContent, "")
		h.enter("li", salesPassword)
	})
}

func TestALostPhoneIsReset(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		admin := h.enter("admin", adminPassword)
		c := h.enter("li", salesPassword)
		h.enrol(c)
		reset := "/people/" + h.li.String() + "/reset-totp"
		h.want(h.ask("POST", reset, c, nil), http.StatusForbidden, "auth.forbidden")
		h.want(h.ask("POST", reset, admin, nil), http.StatusNoContent, "")
		h.want(h.ask("POST", reset, admin, nil), http.StatusConflict, "identity.totp_off")
		h.enter("li", salesPassword)
	})
}

func TestARecoveryCodeLetsInOnceAndIsNoted(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		h.want(h.ask("POST", "/me/totp/recovery-codes", c, object{"code": "123456"}), http.StatusConflict, "identity.totp_off")
		secret := h.enrol(c)
		h.clock.pass(30 * time.Second)
		old := h.renew(c, h.codeOf(secret))
		codes := h.renew(c, old[0])
		h.want(h.try("li", salesPassword, old[1]), http.StatusUnauthorized, "auth.credentials") // of the set before
		typed := strings.ToUpper(strings.ReplaceAll(codes[0], "-", " "))
		h.want(h.try("li", salesPassword, typed), http.StatusOK, "")
		h.want(h.try("li", salesPassword, codes[0]), http.StatusUnauthorized, "auth.credentials") // used
		var me identity.MeView
		h.ask("GET", "/me", c, nil).into(h.T, &me)
		if me.RecoveryLeft != 9 {
			h.Errorf("%d codes left, want 9", me.RecoveryLeft)
		}
		var used, hashes int
		if err := h.db.Peek(h.Context(), func(tx *db.Tx) error {
			if err := tx.One("select count(*) from audit_record where action = 'identity.recovery_code_used'", nil, &used); err != nil {
				return err
			}
			return tx.One("select count(*) from recovery_code where used_at is not null", nil, &hashes)
		}); err != nil || used != 2 || hashes != 1 {
			h.Errorf("%d uses noted, %d marked: %v", used, hashes, err)
		}
	})
}

func TestGuessingRecoveryCodesLocks(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		secret := h.enrol(c)
		h.clock.pass(30 * time.Second)
		codes := h.renew(c, h.codeOf(secret))
		for range 5 {
			h.want(h.try("li", salesPassword, "aaaa-aaaa-aaaa-aaaa"), http.StatusUnauthorized, "auth.credentials")
		}
		h.want(h.try("li", salesPassword, codes[0]), http.StatusUnauthorized, "auth.locked")
	})
}

func TestTheRecoveryCodesOfOneAreNobodyElses(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		mine, hers := h.enter("li", salesPassword), h.enter("admin", adminPassword)
		secret := h.enrol(mine)
		h.enrol(hers)
		h.clock.pass(30 * time.Second)
		codes := h.renew(mine, h.codeOf(secret))
		h.want(h.try("admin", adminPassword, codes[0]), http.StatusUnauthorized, "auth.credentials")
		h.want(h.try("li", salesPassword, codes[0]), http.StatusOK, "")
	})
}

func TestALostPhoneIsReplacedWithARecoveryCode(t *testing.T) {
	each(t, identity.Options{RequireTOTP: true}, func(h *house) {
		admin := h.enter("admin", adminPassword)
		secret := h.enrol(admin)
		h.clock.pass(30 * time.Second)
		codes := h.renew(admin, h.codeOf(secret))
		h.want(h.ask("POST", "/me/totp/disable", admin, object{"code": codes[0]}), http.StatusNoContent, "")
		h.want(h.ask("GET", "/roles", admin, nil), http.StatusForbidden, "auth.forbidden") // until another one is on
		h.enrol(admin)
		h.want(h.ask("GET", "/roles", admin, nil), http.StatusOK, "")
		h.want(h.try("admin", adminPassword, codes[1]), http.StatusUnauthorized, "auth.credentials") // of the factor before
	})
}

func TestWithoutARequiredSecondFactorThereAreNoRights(t *testing.T) {
	each(t, identity.Options{RequireTOTP: true, TOTPRoles: []string{"finance"}}, func(h *house) {
		var me identity.MeView
		h.ask("GET", "/me", h.enter("li", salesPassword), nil).into(h.T, &me)
		if me.TOTPRequired || me.Permissions["customer:read"] == "" {
			h.Errorf("sales: %+v", me)
		}
		admin := h.enter("admin", adminPassword)
		h.want(h.ask("GET", "/roles", admin, nil), http.StatusForbidden, "auth.forbidden")
		secret := h.enrol(admin)
		h.want(h.ask("GET", "/roles", admin, nil), http.StatusOK, "")
		h.clock.pass(30 * time.Second)
		h.want(h.ask("POST", "/me/totp/disable", admin, object{"code": h.codeOf(secret)}), http.StatusConflict, "identity.totp_required")
	})
}

func TestSecretsAreKeptNowhereInClear(t *testing.T) {
	each(t, identity.Options{}, func(h *house) {
		c := h.enter("li", salesPassword)
		secret := h.enrol(c)
		h.clock.pass(30 * time.Second)
		recovery := h.renew(c, h.codeOf(secret))[0]
		var made identity.NewTokenView
		h.ask("POST", "/tokens", c, object{"name": "t", "scope": "read"}).into(h.T, &made)
		h.want(h.ask("POST", "/me/password", c, object{"current": salesPassword, "password": "Culvert.43"}), http.StatusNoContent, "")
		_, cookie, _ := strings.Cut(c, "=")
		var all bytes.Buffer
		err := h.db.Peek(h.Context(), func(tx *db.Tx) error {
			for _, q := range []string{"select changes || label || actor_name from audit_record", "select row from record_version", "select payload from outbox_event",
				"select password || totp_secret from credential", "select ip || agent from session", "select name || scope from api_token", "select failures from sign_in_guard"} {
				err := tx.Each(q, nil, func(r db.Row) error {
					var s string
					err := r.Scan(&s)
					all.WriteString(s + "\n")
					return err
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			h.Fatal(err)
		}
		if !strings.Contains(all.String(), "identity.totp_on") || !strings.Contains(all.String(), "$argon2id$v=19$m=19456,t=2,p=1$") {
			h.Fatal("the search sees nothing")
		}
		for _, s := range []string{salesPassword, "Culvert.43", secret, cookie, recovery, strings.ReplaceAll(recovery, "-", ""), strings.TrimPrefix(made.Token, "gq_")} {
			if strings.Contains(all.String(), s) {
				h.Errorf("%q stands in the database", s)
			}
		}
	})
}
