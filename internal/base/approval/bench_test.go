package approval_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
)

const readQuotes authz.Permission = "quote:read"

// Two companies. In the first, department north stands below sales.
var (
	first  = ref.Derived("test", "first")
	second = ref.Derived("test", "second")
	sales  = ref.Derived("test", "sales")
	north  = ref.Derived("test", "north")
	works  = ref.Derived("test", "works")
)

// Everybody, by where he works and the roles that he holds there.
var (
	sal  = person("sal", first, north, authz.Own, "sales")
	mgr  = person("mgr", first, sales, authz.Own, "sales_manager")
	mgr2 = person("mgr2", first, sales, authz.Own, "sales_manager")
	fin  = person("fin", first, works, authz.Own, "finance_manager")
	exe  = person("exe", first, works, authz.Own, "executive")
	gm   = person("gm", second, works2, authz.Own, "general_manager")
	far  = person("far", second, works2, authz.Own, "sales_manager")
	peer = person("peer", first, north, authz.Department, "commercial")
	eve  = person("eve", second, works2, authz.Own, "sales")
	fin2 = person("fin2", second, works2, authz.Own, "finance_manager")
	slim = only(readQuotes, authz.Department, approval.PermRead, authz.Own) // reads the quotes of north, and approvals of his own only
	half = only(readQuotes, authz.Own, approval.PermRead, authz.Group)      // the other way round

	works2 = ref.Derived("test", "works2")
	staff  = []*authz.Actor{sal, mgr, mgr2, fin, exe, gm, far, peer, eve, fin2, slim, half}
)

func person(name string, entity, department ref.ID, r authz.Reach, role string) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en", Entity: entity, Department: department, Roles: []string{role}})
	for _, p := range []authz.Permission{readQuotes, approval.PermRead, approval.PermSubmit, approval.PermDecide} {
		g := authz.Given{Permission: p, Reach: r}
		if r == authz.Department {
			g.Departments = []ref.ID{department}
		}
		b.Grant(g)
	}
	b.See(authz.Price)
	if role != "sales" && role != "sales_manager" {
		b.See(authz.Cost)
	}
	return b.Actor()
}

// only returns somebody of north with two permissions, each at its reach.
func only(p authz.Permission, pr authz.Reach, q authz.Permission, qr authz.Reach) *authz.Actor {
	name := "only" + pr.String()
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en", Entity: first, Department: north, Roles: []string{"commercial"}})
	b.Grant(authz.Given{Permission: p, Reach: pr, Departments: reached(pr)})
	b.Grant(authz.Given{Permission: q, Reach: qr, Departments: reached(qr)})
	b.See(authz.Price)
	return b.Actor()
}

func reached(r authz.Reach) []ref.ID {
	if r == authz.Department {
		return []ref.ID{north}
	}
	return nil
}

var (
	hash1 = strings.Repeat("a1", 32)
	hash2 = strings.Repeat("b2", 32)
	errNo = fault.New(fault.NotFound, "quote.not_found", "no such quote")
	scope = authz.Scope{Owner: sal.ID, Department: north, Entity: first}
)

// quotes is a module whose records are approved; all belong to sal.
type quotes struct{}

func (quotes) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	if r.Kind != "quote" {
		return scope, "", errNo
	}
	return scope, "报价", tx.Visible(readQuotes, scope, errNo, r.ID)
}

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	o := org.New(d, nil)
	return d.Write(authz.With(ctx, authz.NewSystem("test")), func(tx *db.Tx) error { return populate(tx, o) })
})

func populate(tx *db.Tx, o *org.Service) error {
	if err := o.SeedRolesTx(tx, seeds()); err != nil {
		return err
	}
	root1, err := o.CreateEntityTx(tx, &org.Entity{ID: first, Code: "ONE", Name: "沪澜建设集团有限公司"})
	if err != nil {
		return err
	}
	root2, err := o.CreateEntityTx(tx, &org.Entity{ID: second, Code: "TWO", Name: "江岚建设有限公司"})
	if err != nil {
		return err
	}
	for _, d := range []org.Department{{ID: sales, ParentID: root1, Name: "市场部"}, {ID: north, ParentID: sales, Name: "华北组"}, {ID: works, ParentID: root1, Name: "总部"}, {ID: works2, ParentID: root2, Name: "总部"}} {
		if err := o.CreateDepartmentTx(tx, &d); err != nil {
			return err
		}
	}
	for _, a := range staff {
		if err := o.CreatePersonTx(tx, &org.Person{ID: a.ID, Username: a.Name, Name: a.Name, DepartmentID: a.Department}); err != nil {
			return err
		}
		if err := assign(tx, o, a, a.Roles[0], a.Department); err != nil {
			return err
		}
	}
	return nil
}

func seeds() []org.RoleSeed {
	var out []org.RoleSeed
	for _, code := range []string{"sales", "sales_manager", "commercial", "finance_manager", "executive", "general_manager"} {
		out = append(out, org.RoleSeed{Code: code, NameZH: "角色", NameEN: code, Kind: org.Business})
	}
	return out
}

func assign(tx *db.Tx, o *org.Service, a *authz.Actor, role string, department ref.ID) error {
	r, err := o.RoleByCodeTx(tx, role)
	if err != nil {
		return err
	}
	return o.AssignTx(tx, &org.Assignment{ID: ref.Derived("assignment", a.Name+role), PersonID: a.ID, RoleID: r.ID, DepartmentID: department})
}

// now is a Friday morning in Shanghai before a plain weekend.
var now = time.Date(2026, 11, 20, 1, 42, 0, 0, time.UTC)

type world struct {
	*approval.Service
	t    *testing.T
	db   *db.DB
	org  *org.Service
	http http.Handler
	now  *time.Time

	matrix *approval.Policy
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, e))
		})
	}
}

func open(t *testing.T, e dbtest.Engine) *world {
	t.Helper()
	at := now
	d := schema.Open(t, e, db.Options{Clock: func() time.Time { return at }})
	matrix := approval.Defaults()
	w := &world{Service: approval.New(d, func() *approval.Policy { return &matrix }, quotes{}, workday.StateCouncil), t: t, db: d, org: org.New(d, nil), now: &at, matrix: &matrix}
	texts, err := i18n.New()
	must(t, err)
	api := httpapi.New(d, texts, d.Log(), "test")
	approval.Register(api, w.Service)
	w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
	return w
}

// byHeader signs in whom the header names.
func byHeader(r *http.Request) (*authz.Actor, string, error) {
	for _, a := range append(staff, clerk) {
		if a.Name == r.Header.Get("X-Actor") {
			return a, "session", nil
		}
	}
	return nil, "", nil
}

// clerk may do nothing here.
var clerk = authz.Build(authz.Actor{ID: ref.Derived("person", "clerk"), Kind: authz.User, Name: "clerk", Language: "en"}).Actor()

func as(t *testing.T, a *authz.Actor) context.Context { return authz.With(t.Context(), a) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write runs fn as somebody in a transaction of another module.
func (w *world) write(a *authz.Actor, fn func(*db.Tx) error) error {
	return w.db.Write(authz.With(context.Background(), a), func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Note("test.step", db.Subject{}, nil)
	})
}

// yuan returns facts that ask for nothing beyond the amount.
func yuan(amount int64) approval.Facts {
	return approval.Facts{Amount: amount * 100, Margin: share(120_000), Advance: share(150_000), Retention: share(30_000)}
}

func share(millionths int64) *money.Rate {
	r := money.Rate(millionths)
	return &r
}

// start lets somebody submit a quote.
func (w *world) start(t *testing.T, by *authz.Actor, f approval.Facts) (id ref.ID, subject ref.Ref) {
	t.Helper()
	subject = ref.To("quote", ref.New())
	must(t, w.write(by, func(tx *db.Tx) (err error) {
		id, err = w.StartTx(tx, approval.Start{Subject: subject, Label: "报价 V2 · 赣江第四水厂土建", Hash: hash1, Submitter: by.ID, Scope: scope, Facts: f})
		return err
	}))
	return id, subject
}

func (w *world) get(t *testing.T, a *authz.Actor, id ref.ID) approval.View {
	t.Helper()
	v, err := w.Get(as(t, a), id)
	must(t, err)
	return v
}

// approve lets somebody agree to the version that stands.
func (w *world) approve(t *testing.T, a *authz.Actor, id ref.ID) {
	t.Helper()
	must(t, w.Approve(as(t, a), id, w.get(t, a, id).Version, "同意"))
}

func (w *world) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(t, w.db.Peek(t.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }))
	return n
}

// call sends a request as somebody, or as nobody when a is nil.
func (w *world) call(t *testing.T, a *authz.Actor, method, path string, body any, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	text := ""
	if body != nil {
		enc, err := json.Marshal(body)
		must(t, err)
		text = string(enc)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	if a != nil {
		r.Header.Set("X-Actor", a.Name)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res := httptest.NewRecorder()
	w.http.ServeHTTP(res, r)
	return res
}

func wantProblem(t *testing.T, res *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if res.Code != status || !strings.Contains(res.Body.String(), fmt.Sprintf("%q", code)) {
		t.Errorf("answer %d %s, want %d %s", res.Code, res.Body, status, code)
	}
}

func read[T any](t *testing.T, res *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if res.Code != 200 {
		t.Fatalf("answer %d %s", res.Code, res.Body)
	}
	must(t, json.Unmarshal(res.Body.Bytes(), &v))
	return v
}

// path returns who stands at the nodes, with their states.
func path(v approval.View) string {
	var steps []string
	for _, n := range v.Nodes {
		steps = append(steps, fmt.Sprintf("%s:%s", n.Role, n.State))
	}
	return strings.Join(steps, " ")
}

func done(v approval.View) string {
	var steps []string
	for _, e := range v.History {
		steps = append(steps, e.Action)
	}
	return strings.Join(steps, " ")
}
