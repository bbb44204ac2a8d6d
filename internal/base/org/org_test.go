package org_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func path(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte('/')
		switch v := p.(type) {
		case ref.ID:
			b.WriteString(v.String())
		case string:
			b.WriteString(v)
		}
	}
	return b.String()
}

// Each use case against nobody, who may not, and who may. Nothing of a refused
// one is left but the record of the refusal.
func TestWhoMay(t *testing.T) {
	li := path("people", id("li"))
	person := object{"username": "new.one", "name": "新人", "department_id": id("cd1")}
	assignment := object{"person_id": id("wang"), "role_id": ref.Derived("role", "sales"), "department_id": id("west")}
	for name, c := range map[string]struct {
		method, path string
		version      int64
		body         any
		forbidden    []string
		may          string
		status       int
	}{
		"read the group":      {"GET", "/group", 0, nil, nil, "wang", 200},
		"rename the group":    {"PATCH", "/group", 2, object{"name": "新集团"}, []string{"wang", "li", "sec", "aud", "branch"}, "sys", 200},
		"list entities":       {"GET", "/entities", 0, nil, nil, "wang", 200},
		"create an entity":    {"POST", "/entities", 0, object{"code": "BJ", "name": "北京公司"}, []string{"wang", "sec", "aud", "branch"}, "sys", 201},
		"change an entity":    {"PATCH", path("entities", id("cd")), 1, object{"name": "成都公司"}, []string{"wang", "sec", "branch"}, "sys", 200},
		"list departments":    {"GET", "/departments", 0, nil, nil, "wang", 200},
		"add a department":    {"POST", "/departments", 0, object{"parent_id": id("cd1"), "name": "三部"}, []string{"wang", "sec"}, "branch", 201},
		"elsewhere":           {"POST", "/departments", 0, object{"parent_id": id("east"), "name": "三部"}, []string{"branch"}, "sys", 201},
		"change a department": {"PATCH", path("departments", id("cd1")), 1, object{"name": "一部"}, []string{"wang", "sec"}, "branch", 200},
		"list people":         {"GET", "/people", 0, nil, nil, "wang", 200},
		"read a person":       {"GET", li, 0, nil, nil, "wang", 200},
		"add a person":        {"POST", "/people", 0, person, []string{"wang", "li", "sec", "aud"}, "branch", 201},
		"change a person":     {"PATCH", li, 1, object{"title": "经理"}, []string{"wang", "li", "sec", "branch"}, "sys", 200},
		"disable":             {"POST", li + "/disable", 1, nil, []string{"wang", "li", "sec", "branch"}, "sys", 200},
		"enable":              {"POST", li + "/enable", 1, nil, []string{"wang", "li", "sec", "branch"}, "sys", 200},
		"list roles":          {"GET", "/roles", 0, nil, []string{"wang", "li"}, "aud", 200},
		"list permissions":    {"GET", "/permissions", 0, nil, []string{"wang"}, "aud", 200},
		"add a role":          {"POST", "/roles", 0, object{"code": "buyer", "name_zh": "采购", "name_en": "Buyer", "kind": "business", "grants": object{"project:read": "own"}}, []string{"wang", "sys", "aud"}, "sec", 201},
		"change a role":       {"PATCH", path("roles", ref.Derived("role", "sales")), 1, object{"name_en": "Seller"}, []string{"wang", "sys", "aud"}, "sec", 200},
		"list assignments":    {"GET", "/assignments", 0, nil, []string{"wang"}, "aud", 200},
		"assign":              {"POST", "/assignments", 0, assignment, []string{"wang", "li", "sys", "aud", "branch"}, "sec", 201},
		"end an assignment":   {"POST", path("assignments", id("li/sales"), "end"), 1, nil, []string{"wang", "li", "sys", "aud"}, "sec", 200},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(h *house) {
				before := h.state()
				h.want(h.ask("", c.method, c.path, c.version, c.body), http.StatusUnauthorized, "auth.required")
				for _, who := range c.forbidden {
					h.want(h.ask(who, c.method, c.path, c.version, c.body), http.StatusForbidden, "auth.forbidden")
				}
				if after := h.state(); after != before {
					h.Errorf("a refusal changed the database:\n%s\n%s", before, after)
				}
				h.want(h.ask(c.may, c.method, c.path, c.version, c.body), c.status, "")
				if strings.HasPrefix(c.method, "G") {
					return
				}
				if h.state() == before {
					h.Error("nothing changed")
				}
				if c.version > 0 {
					h.want(h.ask(c.may, c.method, c.path, 0, c.body), http.StatusPreconditionRequired, "precondition.required")
					h.want(h.ask(c.may, c.method, c.path, c.version, c.body), http.StatusPreconditionFailed, "store.stale")
				}
			})
		})
	}
}

// state is a picture of what use cases change.
func (h *house) state() string {
	h.Helper()
	var b strings.Builder
	err := h.db.Peek(h.Context(), func(tx *db.Tx) error {
		for _, q := range []string{"select name || '.' || version from org_group", "select code || name || version from legal_entity order by code", "select name || version from department order by id",
			"select username || title || version || cast(active as text) from person order by id", "select code || name_en || version from role order by code",
			"select permission || reach from role_grant order by role_id, permission", "select version || '.' || coalesce(ended_at, 0) from assignment order by id", "select n || '' from authz_epoch"} {
			err := tx.Each(q, nil, func(r db.Row) error {
				var s string
				err := r.Scan(&s)
				b.WriteString(s + " ")
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
	return b.String()
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	each(t, func(h *house) {
		none := id("nothing")
		for _, c := range []struct{ who, method, path, code string }{
			{"wang", "GET", path("people", none), "org.person_not_found"},
			{"sys", "PATCH", path("people", none), "org.person_not_found"},
			{"sys", "POST", path("people", none, "disable"), "org.person_not_found"},
			{"sys", "PATCH", path("entities", none), "org.entity_not_found"},
			{"sys", "PATCH", path("departments", none), "org.department_not_found"},
			{"sec", "PATCH", path("roles", none), "org.role_not_found"},
			{"sec", "POST", path("assignments", none, "end"), "org.assignment_not_found"},
		} {
			h.want(h.ask(c.who, c.method, c.path, 1, object{}), http.StatusNotFound, c.code)
		}
		// Whoever may not read roles and assignments learns nothing about them.
		if _, err := h.org.Role(h.as("li"), ref.Derived("role", "sales")); codeOf(err) != "org.role_not_found" {
			h.Errorf("role: %v", err)
		}
		if _, err := h.org.Assignment(h.as("li"), id("li/sales")); codeOf(err) != "org.assignment_not_found" {
			h.Errorf("assignment: %v", err)
		}
	})
}

func TestTheActorReachesWhatAssignmentsGive(t *testing.T) {
	each(t, func(h *house) {
		a, err := h.actor("li") // sales at east of sh
		if err != nil {
			h.Fatal(err)
		}
		for _, c := range []struct {
			perm       authz.Permission
			department string
			owner      string
			want       bool
		}{
			{"customer:read", "east", "", true}, {"customer:read", "east1", "", true}, {"customer:read", "west", "", false}, {"customer:read", "cd1", "", false},
			{"customer:read", "west", "li", true},
			{"customer:update", "east", "", false}, {"customer:update", "cd1", "li", true},
			{"project:read", "west", "", true}, {"project:read", "cd1", "", false},
			{org.PermRead, "cd1", "", true}, {org.PermManage, "east", "", false},
		} {
			s := authz.Scope{Department: id(c.department)}
			if c.owner != "" {
				s.Owner = id(c.owner)
			}
			if got := a.Covers(c.perm, s); got != c.want {
				h.Errorf("%s at %s owned by %q: %v, want %v", c.perm, c.department, c.owner, got, c.want)
			}
		}
		if !a.Sees(authz.Price) || a.Sees(authz.Cost) || !slices.Equal(a.Roles, []string{"sales"}) || a.Entity != id("sh") || a.Department != id("east") || a.Username != "li" {
			h.Errorf("actor: %+v", a)
		}
	})
}

func TestAMoveMovesTheReach(t *testing.T) {
	each(t, func(h *house) {
		moved := authz.Scope{Department: id("east1")}
		if a, err := h.actor("li"); err != nil || !a.Covers("customer:read", moved) {
			h.Fatal("li does not reach east1")
		}
		dropped := 0
		h.org.OnRightsChanged(func() { dropped++ })
		h.want(h.ask("sys", "PATCH", path("departments", id("east1")), 1, object{"parent_id": id("west")}), http.StatusOK, "")
		if a, err := h.actor("li"); err != nil || a.Covers("customer:read", moved) {
			h.Error("li still reaches east1")
		}
		if dropped != 1 {
			h.Errorf("the hook ran %d times", dropped)
		}
	})
}

func TestDepartmentsStayATreePerEntity(t *testing.T) {
	each(t, func(h *house) {
		patch := func(d ref.ID, body object) answer { return h.ask("sys", "PATCH", path("departments", d), 1, body) }
		h.want(patch(id("east"), object{"parent_id": id("east1")}), http.StatusUnprocessableEntity, "org.department_cycle")
		h.want(patch(id("east"), object{"parent_id": id("east")}), http.StatusUnprocessableEntity, "org.department_cycle")
		h.want(patch(id("east"), object{"parent_id": id("cd1")}), http.StatusUnprocessableEntity, "org.department_elsewhere")
		h.want(patch(id("east"), object{"parent_id": id("nothing")}), http.StatusUnprocessableEntity, "org.department_unknown")
		h.want(patch(id("east"), object{"parent_id": ""}), http.StatusConflict, "org.root_department")
		h.want(patch(rootOf("sh"), object{"parent_id": id("east")}), http.StatusConflict, "org.root_department")
		h.want(patch(rootOf("cd"), object{"active": false}), http.StatusConflict, "org.root_department")
		h.want(patch(id("east"), object{"active": false}), http.StatusConflict, "org.in_use")
		h.want(patch(id("east1"), object{"active": false}), http.StatusOK, "")
		h.want(h.ask("sys", "POST", "/departments", 0, object{"parent_id": id("east1"), "name": "x"}), http.StatusUnprocessableEntity, "org.department_unknown")
		h.want(h.ask("sys", "POST", "/departments", 0, object{"parent_id": id("east"), "entity_id": id("cd"), "name": "x"}), http.StatusUnprocessableEntity, "org.department_elsewhere")
		h.want(h.ask("sys", "POST", "/departments", 0, object{"parent_id": "", "name": "x"}), http.StatusUnprocessableEntity, "org.department_unknown")
		h.want(h.ask("branch", "PATCH", path("departments", id("cd1")), 1, object{"parent_id": rootOf("sh")}), http.StatusUnprocessableEntity, "org.department_elsewhere")
		var list struct{ Items []org.DepartmentView }
		h.ask("wang", "GET", "/departments?entity_id="+id("sh").String(), 0, nil).into(h, &list)
		if len(list.Items) != 4 || list.Items[0].ID != rootOf("sh") || !list.Items[0].ParentID.IsZero() || list.Items[0].People != 4 || len(list.Items[0].Actions) != 0 {
			h.Errorf("departments: %+v", list.Items)
		}
	})
}

func TestAnEntityHasOneRoot(t *testing.T) {
	each(t, func(h *house) {
		made := h.ask("sys", "POST", "/entities", 0, object{"code": "BJ", "name": "北京公司", "uscc": "91110000MA0FAKE079"}, "Idempotency-Key", "entity-one")
		if made.status != http.StatusCreated && made.code() != "input.invalid" {
			h.Fatal(made.text)
		}
		made = h.ask("sys", "POST", "/entities", 0, object{"code": "BJ", "name": "北京公司"}, "Idempotency-Key", "entity-two")
		again := h.ask("sys", "POST", "/entities", 0, object{"code": "BJ", "name": "北京公司"}, "Idempotency-Key", "entity-two")
		h.want(made, http.StatusCreated, "")
		if again.text != made.text {
			h.Errorf("a repeated request answered %s, the first %s", again.text, made.text)
		}
		var e org.EntityView
		made.into(h, &e)
		if e.Zone != "Asia/Shanghai" || e.ShortName != "北京公司" || !e.Active {
			h.Errorf("entity: %+v", e)
		}
		if n := h.count("select count(*) from department where entity_id = ? and parent_id is null and name = '北京公司'", e.ID); n != 1 {
			h.Errorf("%d roots", n)
		}
		err := h.write(func(tx *db.Tx) error {
			_, err := tx.Exec("insert into department (id, version, created_at, updated_at, entity_id, parent_id, name, position, active) values (?, 1, 0, 0, ?, ?, 'second', 0, true)", ref.New(), e.ID, ref.Nil)
			return err
		})
		if codeOf(err) != "store.taken" {
			h.Errorf("a second root: %v", err)
		}
		h.want(h.ask("sys", "POST", "/entities", 0, object{"code": "BJ", "name": "另一公司"}), http.StatusConflict, "org.entity_code_taken")
		h.want(h.ask("sys", "PATCH", path("entities", id("cd")), 1, object{"code": "SH"}), http.StatusConflict, "org.entity_code_taken")
		h.want(h.ask("sys", "PATCH", path("entities", id("cd")), 1, object{"active": false}), http.StatusConflict, "org.in_use")
		h.want(h.ask("sys", "PATCH", path("entities", id("cd")), 1, object{"zone": "Mars"}), http.StatusUnprocessableEntity, "input.invalid")
	})
}

func TestPeopleAreFound(t *testing.T) {
	each(t, func(h *house) {
		for query, want := range map[string]string{
			"q=单丽":                                 "li",
			"q=sl":                                 "li", // 单 as a surname is read shan
			"q=SHAN":                               "li",
			"q=WANG":                               "wang",
			"q=孙":                                  "sys sys2",
			"q=100%":                               "",
			"department_id=" + id("west").String(): "wang",
			"entity_id=" + id("cd").String():       "branch",
			"sort=-username&limit=2":               "wang sys2",
			"active=false":                         "",
			"username=aud":                         "aud",
			"q=孙&department_id=" + id("east").String():             "",
			"sort=username&entity_id=" + id("sh").String():         "aud li sec sys sys2 wang",
			"sort=username&created_at.gte=2100-01-01T00:00:00Z":    "",
			"sort=username&active=true&limit=1":                    "aud",
			"sort=username&username.contains=sys":                  "sys sys2",
			"sort=username&username=li,aud":                        "aud li",
			"sort=username&username.ne=li&username.contains=l":     "",
			"sort=username&department_id=" + rootOf("cd").String(): "branch",
		} {
			var list struct{ Items []org.PersonView }
			a := h.ask("wang", "GET", "/people?"+strings.ReplaceAll(query, "%", "%25"), 0, nil)
			h.want(a, http.StatusOK, "")
			a.into(h, &list)
			var got []string
			for _, p := range list.Items {
				got = append(got, p.Username)
			}
			if !strings.Contains(query, "sort=") {
				slices.Sort(got)
			}
			if strings.Join(got, " ") != want {
				h.Errorf("%s: %v, want %s", query, got, want)
			}
		}
	})
}

func TestContactsAreForThoseWhoMaySeeThem(t *testing.T) {
	each(t, func(h *house) {
		for who, sees := range map[string]bool{"wang": false, "aud": false, "sec": false, "li": true, "sys": true, "branch": false} {
			var p org.PersonView
			h.ask(who, "GET", path("people", id("sys2")), 0, nil).into(h, &p)
			if (p.Mobile != nil) != sees || (p.Email != nil) != sees || (len(p.Masked) == 2) == sees {
				h.Errorf("%s: %+v", who, p)
			}
			h.ask(who, "GET", path("people", id(who)), 0, nil).into(h, &p)
			if p.Mobile == nil || *p.Mobile != "13800138000" {
				h.Errorf("%s does not see the own number: %+v", who, p)
			}
		}
	})
}

func TestPeopleAreChecked(t *testing.T) {
	each(t, func(h *house) {
		base := func() object { return object{"username": "new.one", "name": "新人", "department_id": id("east")} }
		for field, value := range map[string]any{
			"username": "有空格 no", "name": "  ", "email": "not an address", "mobile": "12ab", "language": "fr",
			"memberships": []object{{"department_id": id("west"), "title": ""}, {"department_id": id("west"), "title": ""}},
		} {
			b := base()
			b[field] = value
			a := h.ask("sys", "POST", "/people", 0, b)
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.text, field) {
				h.Errorf("%s: %d %s", field, a.status, a.text)
			}
		}
		b := base()
		b["department_id"] = id("nothing")
		h.want(h.ask("sys", "POST", "/people", 0, b), http.StatusUnprocessableEntity, "org.department_unknown")
		b = base()
		b["username"] = "LI"
		h.want(h.ask("sys", "POST", "/people", 0, b), http.StatusConflict, "org.username_taken")
		h.want(h.ask("sys", "PATCH", path("people", id("li")), 1, object{"username": "Wang"}), http.StatusConflict, "org.username_taken")
		b = base()
		b["memberships"] = []object{{"department_id": id("cd1"), "title": "顾问"}}
		a := h.ask("sys", "POST", "/people", 0, b)
		h.want(a, http.StatusCreated, "")
		var p org.PersonView
		a.into(h, &p)
		if p.Entity.ID != id("sh") || len(p.Memberships) != 1 || p.Memberships[0].Title != "顾问" || p.Language != "zh" {
			h.Errorf("person: %+v", p)
		}
		// A branch administrator moves nobody out of the own branch, and nobody in.
		h.want(h.ask("branch", "PATCH", path("people", id("branch")), 1, object{"department_id": id("east")}), http.StatusForbidden, "auth.forbidden")
		h.want(h.ask("branch", "PATCH", path("people", p.ID), 1, object{"department_id": id("cd1")}), http.StatusForbidden, "auth.forbidden")
	})
}

func TestNobodyChangesTheOwnRights(t *testing.T) {
	each(t, func(h *house) {
		role := func(code string) ref.ID { return ref.Derived("role", code) }
		h.want(h.ask("sec", "POST", "/assignments", 0, object{"person_id": id("sec"), "role_id": role("sales"), "department_id": id("east")}), http.StatusConflict, "org.own_rights")
		h.want(h.ask("sec", "POST", path("assignments", id("sec/security_admin"), "end"), 1, nil), http.StatusConflict, "org.own_rights")
		h.want(h.ask("sec", "PATCH", path("roles", role("security_admin")), 1, object{"grants": object{"role:manage": "group", "role:read": "group", "org:read": "group"}}), http.StatusConflict, "org.own_rights")
		h.want(h.ask("sys", "POST", path("people", id("sys"), "disable"), 1, nil), http.StatusConflict, "org.own_rights")
		if h.count("select count(*) from assignment where person_id = ? and ended_at is null", id("sec")) != 1 || h.count("select version from role where code = 'security_admin'") != 1 {
			h.Error("something changed")
		}
	})
}

func TestDutiesAreSeparate(t *testing.T) {
	each(t, func(h *house) {
		assign := func(person, role string) answer {
			return h.ask("sec", "POST", "/assignments", 0, object{"person_id": id(person), "role_id": ref.Derived("role", role), "department_id": rootOf("sh")})
		}
		h.want(assign("sys", "audit_admin"), http.StatusConflict, "org.duties_conflict")
		h.want(assign("sys", "sales"), http.StatusConflict, "org.duties_conflict")
		h.want(assign("li", "system_admin"), http.StatusConflict, "org.duties_conflict")
		h.want(assign("sys", "branch_admin"), http.StatusCreated, "") // both are of the system
		h.want(assign("sys", "branch_admin"), http.StatusConflict, "org.already_assigned")
		// Once the old duty has ended, another may begin.
		h.want(h.ask("sec", "POST", path("assignments", id("li/sales"), "end"), 1, nil), http.StatusOK, "")
		h.want(h.ask("sec", "POST", path("assignments", id("li/sales"), "end"), 2, nil), http.StatusConflict, "org.assignment_ended")
		h.want(assign("li", "audit_admin"), http.StatusCreated, "")
		// Grants keep to the kind of role as well.
		grants := func(code string, g object) answer {
			return h.ask("sec", "PATCH", path("roles", ref.Derived("role", code)), 1, object{"grants": g})
		}
		h.want(grants("sales", object{"role:manage": "group"}), http.StatusConflict, "org.duties_conflict")
		h.want(grants("audit_admin", object{"customer:update": "group"}), http.StatusConflict, "org.duties_conflict")
		h.want(grants("sales", object{"nonsense:read": "group"}), http.StatusUnprocessableEntity, "org.permission_unknown")
		h.want(grants("sales", object{"customer:read": "everything"}), http.StatusUnprocessableEntity, "auth.reach_unknown")
		h.want(grants("audit_admin", object{"customer:read": "group", "audit:read": "group", "role:read": "group"}), http.StatusOK, "")
	})
}

func TestChangesOfRightsKeepTheirReason(t *testing.T) {
	each(t, func(h *house) {
		h.want(h.ask("sec", "PATCH", path("roles", ref.Derived("role", "sales")), 1, object{"name_en": "Seller", "reason": " renamed "}), http.StatusOK, "")
		h.want(h.ask("sec", "POST", "/assignments", 0, object{"person_id": id("wang"), "role_id": ref.Derived("role", "sales"), "department_id": id("east"), "reason": "stands in"}), http.StatusCreated, "")
		h.want(h.ask("sec", "POST", path("assignments", id("branch/branch_admin"), "end"), 1, object{"reason": "left"}), http.StatusOK, "")
		h.want(h.ask("sec", "POST", path("assignments", id("sys2/system_admin"), "end"), 1, nil), http.StatusOK, "")
		for action, reason := range map[string]string{"role.update": "renamed", "assignment.create": "stands in", "assignment.end": "left"} {
			if n := h.count("select count(*) from audit_record where action = ? and reason = ?", action, reason); n != 1 {
				h.Errorf("%s with its reason: %d records", action, n)
			}
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(h *house) {
		end := func(a string) answer { return h.ask("sec", "POST", path("assignments", id(a), "end"), 1, nil) }
		h.want(end("aud/audit_admin"), http.StatusConflict, "org.last_administrator")
		h.want(h.ask("sys", "POST", path("people", id("sec"), "disable"), 1, nil), http.StatusConflict, "org.last_administrator")
		h.want(end("branch/branch_admin"), http.StatusOK, "")
		h.want(end("sys2/system_admin"), http.StatusOK, "")
		h.want(end("sys/system_admin"), http.StatusConflict, "org.last_administrator")
		// Somebody disabled is no holder.
		h.want(h.ask("sec", "POST", "/assignments", 0, object{"person_id": id("wang"), "role_id": ref.Derived("role", "audit_admin"), "department_id": id("west")}), http.StatusCreated, "")
		h.want(h.ask("sys", "POST", path("people", id("aud"), "disable"), 1, nil), http.StatusOK, "")
		h.want(h.ask("sys", "POST", path("people", id("wang"), "disable"), 1, nil), http.StatusConflict, "org.last_administrator")
	})
}

func TestTwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	each(t, func(h *house) {
		if err := h.write(func(tx *db.Tx) error { // sys and sys2 are all there are
			_, err := tx.Exec("update assignment set ended_at = 1 where id = ?", id("branch/branch_admin"))
			return errorsOr(err, tx.Note("test", db.Subject{}, nil))
		}); err != nil {
			h.Fatal(err)
		}
		contexts := map[string]string{"sys": "sys2", "sys2": "sys"}
		var wg sync.WaitGroup
		for by, whom := range contexts {
			ctx := h.as(by)
			wg.Go(func() {
				if _, err := h.org.DisablePerson(ctx, id(whom), 1); err != nil && codeOf(err) != "org.last_administrator" {
					h.Errorf("%s disables %s: %v", by, whom, err)
				}
			})
		}
		wg.Wait()
		if n := h.count("select count(*) from person where active and username in ('sys', 'sys2')"); n != 1 {
			h.Errorf("%d administrators are left, want 1", n)
		}
	})
}

func errorsOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestAnAssignmentHoldsThroughItsLastDay(t *testing.T) {
	each(t, func(h *house) {
		body := object{"person_id": id("wang"), "role_id": ref.Derived("role", "sales"), "department_id": id("west"), "until": "2026-11-19"}
		h.want(h.ask("sec", "POST", "/assignments", 0, body), http.StatusUnprocessableEntity, "input.invalid")
		body["until"] = "2026-11-20" // today in Shanghai
		h.want(h.ask("sec", "POST", "/assignments", 0, body), http.StatusCreated, "")
		h.pass(15*time.Hour - time.Microsecond)
		if a, err := h.actor("wang"); err != nil || !a.Has("customer:read") {
			h.Errorf("over too early: %v", err)
		}
		h.pass(time.Microsecond)
		if a, err := h.actor("wang"); err != nil || a.Has("customer:read") {
			h.Errorf("not over: %v", err)
		}
		// What is over keeps no duty from beginning.
		h.want(h.ask("sec", "POST", "/assignments", 0, object{"person_id": id("wang"), "role_id": ref.Derived("role", "audit_admin"), "department_id": id("west")}), http.StatusCreated, "")
	})
}

func TestHoldsAtTheBoundary(t *testing.T) {
	shanghai, err := workday.Zone("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	midnight := workday.MustParse("2026-11-21").Start(shanghai)
	a := org.Assignment{Until: workday.MustParse("2026-11-20"), Zone: "Asia/Shanghai"}
	if !a.Holds(midnight.Add(-time.Nanosecond)) || a.Holds(midnight) {
		t.Error("the day ends elsewhere")
	}
	a.EndedAt = midnight.Add(-24 * time.Hour)
	if a.Holds(a.EndedAt) {
		t.Error("it was ended by hand")
	}
}

func TestADisabledPersonIsNoActor(t *testing.T) {
	each(t, func(h *house) {
		h.want(h.ask("sys", "POST", path("people", id("li"), "disable"), 1, nil), http.StatusOK, "")
		h.want(h.ask("li", "GET", "/people", 0, nil), http.StatusUnauthorized, "auth.disabled")
		h.want(h.ask("sec", "POST", "/assignments", 0, object{"person_id": id("li"), "role_id": ref.Derived("role", "sales"), "department_id": id("west")}), http.StatusUnprocessableEntity, "org.person_unknown")
		h.want(h.ask("sys", "POST", path("people", id("li"), "enable"), 2, nil), http.StatusOK, "")
		h.want(h.ask("li", "GET", "/people", 0, nil), http.StatusOK, "")
	})
}

func TestUpgradesBringNewPermissionsAndKeepChanges(t *testing.T) {
	each(t, func(h *house) {
		sales := path("roles", ref.Derived("role", "sales"))
		h.want(h.ask("sec", "PATCH", sales, 1, object{"name_zh": "业务员", "grants": object{"customer:read": "own"}}), http.StatusOK, "")
		records := func() int64 { return h.count("select count(*) from audit_record") }
		before := records()
		if err := h.org.SeedRoles(h.Context(), seeds); err != nil {
			h.Fatal(err)
		}
		if records() != before {
			h.Error("a start without news wrote something")
		}
		next := slices.Clone(seeds)
		next[3].Grants = map[authz.Permission]authz.Reach{"customer:read": authz.Group, "customer:update": authz.Own, "quote:read": authz.Department}
		next = append(next, org.RoleSeed{Code: "buyer", NameZH: "采购", NameEN: "Buyer", Kind: org.Business, Grants: map[authz.Permission]authz.Reach{"customer:read": authz.Own}})
		for range 2 {
			if err := h.org.SeedRoles(h.Context(), next); err != nil {
				h.Fatal(err)
			}
			r, err := h.org.Role(h.as("sec"), ref.Derived("role", "sales"))
			if err != nil {
				h.Fatal(err)
			}
			if len(r.Grants) != 2 || r.Grants["customer:read"] != authz.Own || r.Grants["quote:read"] != authz.Department || r.NameZH != "业务员" || r.Holders != 1 {
				h.Errorf("sales: %+v", r)
			}
		}
		if n := h.count("select count(*) from role where code = 'buyer'"); n != 1 {
			h.Errorf("%d buyers", n)
		}
	})
}

func TestEveryOperationRefusesNobody(t *testing.T) {
	each(t, func(h *house) {
		for _, op := range h.api.Operations() {
			h.want(h.ask("", op.Method, strings.ReplaceAll(op.Path, "{id}", id("li").String()), 1, object{}), http.StatusUnauthorized, "auth.required")
		}
		if n := len(h.api.Operations()); n != 21 {
			h.Errorf("%d operations; is the table of who may complete?", n)
		}
	})
}
