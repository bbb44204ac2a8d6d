package identity_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/identity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/seal"
	"gongqiao/internal/platform/telemetry"
)

// empty waits for its setup; schema has "admin", a system administrator, and
// "li", a salesperson. Both are made once: hashing passwords takes time.
var (
	empty = dbtest.Template(func(ctx context.Context, d *db.DB) error {
		_, err := migrate.Up(ctx, d)
		return err
	})
	schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
		_, err := migrate.Up(ctx, d)
		return errors.Join(err, settle(ctx, d))
	})
)

const (
	adminPassword = "Bridge-Over-7-Rivers"
	salesPassword = "Tunnel.42"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is an installation: a system administrator "admin" and a salesperson
// "li", behind HTTP.
type house struct {
	*testing.T
	clock   *clock
	db      *db.DB
	org     *org.Service
	id      *identity.Service
	api     *httpapi.API
	handler http.Handler
	li      ref.ID
	root    ref.ID
}

var roles = []org.RoleSeed{
	{Code: "system_admin", NameZH: "系统管理员", NameEN: "System administrator", Kind: org.System,
		Grants: map[authz.Permission]authz.Reach{org.PermManage: authz.Group, org.PermRoleRead: authz.Group}},
	{Code: "security_admin", NameZH: "安全管理员", NameEN: "Security administrator", Kind: org.Security,
		Grants: map[authz.Permission]authz.Reach{org.PermRoleManage: authz.Group, org.PermRoleRead: authz.Group}},
	{Code: "sales", NameZH: "销售", NameEN: "Sales", Kind: org.Business, Classes: []authz.Class{authz.Price},
		Grants: map[authz.Permission]authz.Reach{"customer:read": authz.Department, "customer:update": authz.Own, "project:read": authz.Entity}},
}

// catalogue is org's permissions and those of the modules that roles name.
func catalogue() []org.PermissionEntry {
	return append(org.Permissions(), org.PermissionEntry{Permission: "customer:read", Module: "customer"},
		org.PermissionEntry{Permission: "customer:update", Module: "customer"}, org.PermissionEntry{Permission: "project:read", Module: "project"})
}

func each(t *testing.T, o identity.Options, fn func(h *house)) {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(furnish(t, schema.URL(t, e), o))
		})
	}
}

// furnish opens an installation.
func furnish(t *testing.T, url string, o identity.Options) *house {
	t.Helper()
	h := open(t, url, newClock(), o)
	err := h.db.Peek(t.Context(), func(tx *db.Tx) error {
		li, err := h.org.PersonByUsernameTx(tx, "li")
		if err == nil {
			h.li, h.root = li.ID, li.DepartmentID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// settle makes the people of schema.
func settle(ctx context.Context, d *db.DB) error {
	orgs := org.New(d, catalogue())
	id := identity.New(d, orgs, identity.Options{SeedRoles: func(tx *db.Tx) error { return orgs.SeedRolesTx(tx, roles) }})
	if _, err := id.SetUp(ctx, identity.Setup{Group: "工桥集团", Entity: "工桥建设有限公司", Username: "admin", Name: "管理员", Password: adminPassword}); err != nil {
		return err
	}
	err := d.Write(authz.With(ctx, authz.NewSystem("test")), func(tx *db.Tx) error {
		admin, err := orgs.PersonByUsernameTx(tx, "admin")
		if err != nil {
			return err
		}
		li := &org.Person{Username: "li", Name: "李四", DepartmentID: admin.DepartmentID}
		if err := orgs.CreatePersonTx(tx, li); err != nil {
			return err
		}
		role, err := orgs.RoleByCodeTx(tx, "sales")
		if err != nil {
			return err
		}
		return orgs.AssignTx(tx, &org.Assignment{PersonID: li.ID, RoleID: role.ID, DepartmentID: li.DepartmentID})
	})
	if err != nil {
		return err
	}
	return id.SetPassword(ctx, "li", salesPassword)
}

// open starts the product on a database: a second call is a second node.
func open(t *testing.T, url string, c *clock, o identity.Options) *house {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{URL: url, Clock: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	orgs := org.New(d, catalogue())
	o.SeedRoles = func(tx *db.Tx) error { return orgs.SeedRolesTx(tx, roles) }
	if o.Seal == nil {
		if o.Seal, err = sealer(t); err != nil {
			t.Fatal(err)
		}
	}
	id := identity.New(d, orgs, o)
	texts, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	api := httpapi.New(d, texts, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), "test")
	org.Register(api, orgs)
	identity.Register(api, id)
	handler := api.Handler(httpapi.Guest{Authenticate: id.Authenticate, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()),
		Limits: httpapi.NewLimits(1e6, 1e6, 1000), Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	return &house{T: t, clock: c, db: d, org: orgs, id: id, api: api, handler: handler}
}

func (h *house) write(fn func(*db.Tx) error) {
	h.Helper()
	if err := h.db.Write(authz.With(h.Context(), authz.NewSystem("test")), fn); err != nil {
		h.Fatal(err)
	}
}

// count answers a counting statement.
func (h *house) count(query string, args ...any) (n int64) {
	h.Helper()
	if err := h.db.Peek(h.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }); err != nil {
		h.Fatal(err)
	}
	return n
}

// answer is what came back over HTTP.
type answer struct {
	Status int
	Header http.Header
	Text   string
}

func (a answer) code() string {
	var p struct{ Code string }
	if json.Unmarshal([]byte(a.Text), &p) != nil {
		return ""
	}
	return p.Code
}

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Text), v); err != nil {
		t.Fatalf("%v: %s", err, a.Text)
	}
}

// cookie returns the session cookie that the answer sets.
func (a answer) cookie() string {
	c, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	return c
}

type header struct{ name, value string }

// ask sends a request from an address of the documentation's network.
func (h *house) ask(method, path, credential string, body any, extra ...header) answer {
	h.Helper()
	var text string
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			h.Fatal(err)
		}
		text = string(b)
	}
	r := httptest.NewRequestWithContext(h.Context(), method, httpapi.Prefix+path, strings.NewReader(text))
	r.RemoteAddr = "192.0.2.7:4711"
	r.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(credential, "gq_") {
		r.Header.Set("Authorization", "Bearer "+credential)
	} else if credential != "" {
		r.Header.Set("Cookie", credential)
	}
	for _, x := range extra {
		if x.name == "peer" {
			r.RemoteAddr = x.value
			continue
		}
		r.Header.Set(x.name, x.value)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	text2, err := io.ReadAll(w.Result().Body)
	if err != nil {
		h.Fatal(err)
	}
	return answer{w.Code, w.Result().Header, string(text2)}
}

type object map[string]any

// try signs in and returns whatever comes.
func (h *house) try(username, password, code string, extra ...header) answer {
	h.Helper()
	return h.ask("POST", "/session", "", object{"username": username, "password": password, "code": code}, extra...)
}

// enter signs in and returns the cookie.
func (h *house) enter(username, password string) string {
	h.Helper()
	a := h.try(username, password, "")
	if a.Status != http.StatusOK {
		h.Fatalf("sign-in of %s: %d %s", username, a.Status, a.Text)
	}
	return a.cookie()
}

// want fails unless the answer has a status and, when it is a problem, a code.
func (h *house) want(a answer, status int, code string) {
	h.Helper()
	if a.Status != status || a.code() != code {
		h.Errorf("got %d %q, want %d %q: %s", a.Status, a.code(), status, code, a.Text)
	}
}

// sealer returns a box with a fresh key.
func sealer(t *testing.T) (*seal.Box, error) {
	ring, err := keyring.Open(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		return nil, err
	}
	return seal.New(ring)
}

// eachPair runs fn with two nodes on one database and one clock.
func eachPair(t *testing.T, fn func(a, b *house)) {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			url := schema.URL(t, e)
			a := furnish(t, url, identity.Options{})
			b := open(t, url, a.clock, identity.Options{})
			b.li, b.root = a.li, a.root
			fn(a, b)
		})
	}
}

// end takes a person's only role away.
func (h *house) end(person ref.ID) {
	h.Helper()
	ctx := authz.With(h.Context(), authz.NewSystem("test"))
	var held []*org.Assignment
	err := h.db.Read(ctx, func(tx *db.Tx) (err error) {
		held, err = h.org.HeldTx(tx, person)
		return err
	})
	if err != nil || len(held) != 1 {
		h.Fatalf("assignments: %d, %v", len(held), err)
	}
	if _, err := h.org.EndAssignment(ctx, held[0].ID, held[0].Version); err != nil {
		h.Fatal(err)
	}
}

func (h *house) disable(person ref.ID) {
	h.Helper()
	ctx := authz.With(h.Context(), authz.NewSystem("test"))
	p, err := h.org.Person(ctx, person)
	if err != nil {
		h.Fatal(err)
	}
	if _, err := h.org.DisablePerson(ctx, person, p.Version); err != nil {
		h.Fatal(err)
	}
}

func day(y int, m time.Month, d int) workday.Date { return workday.New(y, m, d) }

// bench is an installation on SQLite where li is signed in, in real time.
type bench struct {
	id     *identity.Service
	cookie string
}

func benchHouse(b *testing.B) *bench {
	b.Helper()
	d, err := db.Open(b.Context(), db.Options{URL: empty.URL(b, dbtest.SQLite)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := d.Close(); err != nil {
			b.Error(err)
		}
	})
	orgs := org.New(d, catalogue())
	id := identity.New(d, orgs, identity.Options{SeedRoles: func(tx *db.Tx) error { return orgs.SeedRolesTx(tx, roles) }})
	admin, err := id.SetUp(b.Context(), identity.Setup{Group: "G", Entity: "E", Username: "admin", Name: "A", Password: adminPassword})
	if err != nil {
		b.Fatal(err)
	}
	return &bench{id, id.CookieName() + "=" + admin}
}

func (h *bench) request(b *testing.B, cookie string) *http.Request {
	b.Helper()
	r := httptest.NewRequestWithContext(b.Context(), "GET", "/api/v1/me", nil)
	r.Header.Set("Cookie", cookie)
	return r
}

// bare runs fn with an installation that waits for its setup.
func bare(t *testing.T, fn func(h *house)) {
	t.Helper()
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(open(t, empty.URL(t, e), newClock(), identity.Options{}))
		})
	}
}
