package org_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
)

// id names a record of the test group.
func id(name string) ref.ID { return ref.Derived("org test", name) }

// rootOf is the root department of an entity.
func rootOf(entity string) ref.ID { return ref.Derived("root", id(entity).String()) }

var seeds = []org.RoleSeed{
	{Code: "system_admin", NameZH: "系统管理员", NameEN: "System administrator", Kind: org.System,
		Grants: map[authz.Permission]authz.Reach{org.PermManage: authz.Group, org.PermRoleRead: authz.Group}},
	{Code: "security_admin", NameZH: "安全管理员", NameEN: "Security administrator", Kind: org.Security,
		Grants: map[authz.Permission]authz.Reach{org.PermRoleManage: authz.Group, org.PermRoleRead: authz.Group}},
	{Code: "audit_admin", NameZH: "审计管理员", NameEN: "Audit administrator", Kind: org.Audit,
		Grants: map[authz.Permission]authz.Reach{org.PermRoleRead: authz.Group}},
	{Code: "sales", NameZH: "销售", NameEN: "Sales", Kind: org.Business, Classes: []authz.Class{authz.Contact, authz.Price},
		Grants: map[authz.Permission]authz.Reach{"customer:read": authz.Department, "customer:update": authz.Own, "project:read": authz.Entity}},
	{Code: "branch_admin", NameZH: "分公司管理员", NameEN: "Branch administrator", Kind: org.System,
		Grants: map[authz.Permission]authz.Reach{org.PermManage: authz.Department}},
}

func catalogue() []org.PermissionEntry {
	return append(org.Permissions(),
		org.PermissionEntry{Permission: "customer:read", Module: "customer"}, org.PermissionEntry{Permission: "customer:update", Module: "customer"},
		org.PermissionEntry{Permission: "project:read", Module: "project"}, org.PermissionEntry{Permission: "audit:read", Module: "audit", Only: []org.RoleKind{org.Audit}})
}

// The group: entities sh (root, east below it, east1 below that, west) and cd.
// People: sys, sys2, sec, aud, li (sales at east), wang (no role), branch
// (administers cd).
var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	s := org.New(d, catalogue())
	return d.Write(authz.With(ctx, authz.NewSystem("test")), func(tx *db.Tx) error { return settle(s, tx) })
})

func settle(s *org.Service, tx *db.Tx) error {
	err := errors.Join(s.NameGroupTx(tx, "工桥集团"), s.SeedRolesTx(tx, seeds))
	for i, e := range []string{"sh", "cd"} {
		_, made := s.CreateEntityTx(tx, &org.Entity{ID: id(e), Code: strings.ToUpper(e), Name: e + "公司", ShortName: e, Position: int64(i)})
		err = errors.Join(err, made)
	}
	for _, d := range []struct {
		name   string
		parent ref.ID
	}{{"east", rootOf("sh")}, {"east1", id("east")}, {"west", rootOf("sh")}, {"cd1", rootOf("cd")}} {
		err = errors.Join(err, s.CreateDepartmentTx(tx, &org.Department{ID: id(d.name), ParentID: d.parent, Name: d.name}))
	}
	for _, p := range []struct {
		username, name, role string
		department           ref.ID
	}{
		{"sys", "孙一", "system_admin", rootOf("sh")}, {"sys2", "孙二", "system_admin", rootOf("sh")}, {"sec", "钱安", "security_admin", rootOf("sh")},
		{"aud", "赵审", "audit_admin", rootOf("sh")}, {"li", "单丽", "sales", id("east")}, {"wang", "王五", "", id("west")}, {"branch", "周成", "branch_admin", rootOf("cd")},
	} {
		err = errors.Join(err, s.CreatePersonTx(tx, &org.Person{ID: id(p.username), Username: p.username, Name: p.name, DepartmentID: p.department, Mobile: "13800138000", Email: p.username + "@example.com"}))
		if p.role != "" {
			err = errors.Join(err, s.AssignTx(tx, &org.Assignment{ID: id(p.username + "/" + p.role), PersonID: id(p.username), RoleID: ref.Derived("role", p.role), DepartmentID: p.department}))
		}
	}
	return err
}

type house struct {
	*testing.T
	db      *db.DB
	org     *org.Service
	api     *httpapi.API
	handler http.Handler

	mu  sync.Mutex
	now time.Time
}

func each(t *testing.T, fn func(h *house)) {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			h := &house{T: t, now: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)}
			h.open(schema.Open(t, e, db.Options{Clock: h.clock}))
			fn(h)
		})
	}
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) open(d *db.DB) {
	h.Helper()
	texts, err := i18n.New()
	if err != nil {
		h.Fatal(err)
	}
	h.db, h.org = d, org.New(d, catalogue())
	h.api = httpapi.New(d, texts, slog.New(slog.NewTextHandler(h.Output(), &slog.HandlerOptions{Level: slog.LevelError})), "test")
	org.Register(h.api, h.org)
	h.handler = h.api.Handler(httpapi.Guest{Authenticate: h.authenticate, Pages: http.NotFoundHandler(),
		Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 1000)})
}

// authenticate believes the header Who, with the rights of the database.
func (h *house) authenticate(r *http.Request) (*authz.Actor, string, error) {
	who := r.Header.Get("Who")
	if who == "" {
		return nil, "", nil
	}
	a, err := h.actor(who)
	return a, "session", err
}

func (h *house) actor(who string) (a *authz.Actor, err error) {
	err = h.db.Peek(h.Context(), func(tx *db.Tx) error {
		a, err = h.org.ActorFor(tx, id(who))
		return err
	})
	return a, err
}

// as returns a context in which a person asks.
func (h *house) as(who string) context.Context {
	h.Helper()
	a, err := h.actor(who)
	if err != nil {
		h.Fatal(err)
	}
	return authz.With(h.Context(), a)
}

func (h *house) write(fn func(*db.Tx) error) error {
	return h.db.Write(authz.With(h.Context(), authz.NewSystem("test")), fn)
}

func (h *house) count(query string, args ...any) (n int64) {
	h.Helper()
	if err := h.db.Peek(h.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }); err != nil {
		h.Fatal(err)
	}
	return n
}

type object map[string]any

type answer struct {
	status int
	etag   string
	text   string
}

func (a answer) code() string {
	var p struct{ Code any }
	if a.status < 400 || json.Unmarshal([]byte(a.text), &p) != nil {
		return ""
	}
	s, _ := p.Code.(string)
	return s
}

func (a answer) into(h *house, v any) {
	h.Helper()
	if err := json.Unmarshal([]byte(a.text), v); err != nil {
		h.Fatalf("%v: %s", err, a.text)
	}
}

// ask sends a request for somebody, "" for nobody; version 0 sends no If-Match.
func (h *house) ask(who, method, path string, version int64, body any, headers ...string) answer {
	h.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		h.Fatal(err)
	}
	if body == nil {
		text = nil
	}
	r := httptest.NewRequestWithContext(h.Context(), method, httpapi.Prefix+path, strings.NewReader(string(text)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Who", who)
	if version > 0 {
		r.Header.Set("If-Match", httpapi.ETag(version))
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Header().Get("ETag"), w.Body.String()}
}

func (h *house) want(a answer, status int, code string) {
	h.Helper()
	if a.status != status || a.code() != code {
		h.Errorf("got %d %q, want %d %q: %s", a.status, a.code(), status, code, a.text)
	}
}

func codeOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
