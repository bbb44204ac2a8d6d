package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/customer"
)

// usual is the policy of these tests.
var usual = service.Defaults()

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// desk is a group of two companies with two departments each. NOp manages the
// project and NOs is its salesperson; NOc is customer service, NOm leads a
// department, NOb is above all; SOa is a stranger in another company.
type desk struct {
	db        *db.DB
	svc       *service.Service
	customers *customer.Service
	projects  *project.Service
	team      *team.Service
	clock     *clock
	ring      *keyring.Ring
	person    map[string]ref.ID
	unit      map[string]ref.ID
	company   map[string]ref.ID
	customer  ref.ID
	project   ref.ID
	milestone ref.ID
	contact   ref.ID
	other     ref.ID // a contact of somebody else
	heard     []db.Event
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time       { return c.t }
func (c *clock) pass(d time.Duration) { c.t = c.t.Add(d) }
func (c *clock) days(n int)           { c.t = c.t.AddDate(0, 0, n) }
func (c *clock) today() workday.Date  { return workday.Today(c.t, zone) }
func (c *clock) at(day string, h int) {
	c.t = workday.MustParse(day).Start(zone).Add(time.Duration(h) * time.Hour)
}

var (
	zone  = time.FixedZone("CST", 8*60*60)
	start = time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC) // 17:42 in Shanghai
)

type people struct {
	org  *org.Service
	desk *desk
}

func (p people) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	return x.EntityID, x.DepartmentID, nil
}

func (p people) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	e, err := p.org.EntityTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(e.Zone)
}

func (p people) HolderTx(_ *db.Tx, role string, department ref.ID) (ref.ID, error) {
	if role == "customer_service" && (department == p.desk.unit["NOa"] || department == p.desk.unit["NOb"]) {
		return p.desk.person["NOc"], nil
	}
	return ref.Nil, nil
}

// The desk stands in for what projects ask of modules beside this one.

func (*desk) NextTx(*db.Tx, ref.ID) (string, error)                       { return ref.New().String(), nil }
func (*desk) VisibleTx(*db.Tx, ref.ID) error                              { return nil }
func (*desk) InForceTx(*db.Tx, ref.ID) (bool, error)                      { return true, nil }
func (*desk) SignedTx(*db.Tx, ref.ID) (int64, bool, error)                { return 80, true, nil }
func (*desk) RetainedTx(*db.Tx, ref.ID) (held bool, e error)              { return held, nil }
func (*desk) CollectionTx(*db.Tx, ref.ID) (c project.Collection, e error) { return c, nil }
func (*desk) QualityTx(*db.Tx, ref.ID) (q project.Quality, e error)       { return q, nil }
func (*desk) RescopeTx(*db.Tx, ref.Ref, authz.Scope) error                { return nil }
func (*desk) FileTx(*db.Tx, ref.ID) (f project.File, r ref.Ref, e error)  { return f, r, db.ErrNoRows }
func (*desk) Open(context.Context, string) (io.ReadSeekCloser, error)     { return nil, db.ErrNoRows }
func (*desk) OfTx(*db.Tx, ref.ID) ([]project.Contact, error)              { return nil, nil }
func (d *desk) ContactTx(tx *db.Tx, id ref.ID) (project.Contact, error) {
	c, err := d.customers.ContactTx(tx, id)
	return project.Contact{ID: c.ID, CustomerID: c.CustomerID, Name: c.Name, Active: c.Active}, err
}

// ScopeTx resolves what tasks and entries hang on.
func (d *desk) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	switch r.Kind {
	case project.Kind:
		return d.projects.ScopeTx(tx, r.ID)
	case service.PlanKind:
		return d.svc.PlanScopeTx(tx, r.ID)
	case service.ComplaintKind:
		return d.svc.ComplaintScopeTx(tx, r.ID)
	}
	return d.customers.ScopeTx(tx, r.ID)
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, e))
		})
	}
}

func open(t *testing.T, e dbtest.Engine) *desk {
	c := &clock{start}
	database := schema.Open(t, e, db.Options{Clock: c.now})
	ring, err := keyring.Open(t.TempDir())
	must(t, err)
	d := &desk{db: database, clock: c, ring: ring, person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{}}
	o := org.New(database, nil)
	p := people{o, d}
	d.customers, d.team = customer.New(database, p), team.New(database, d, p)
	tasks := task.New(database, d, p, workday.StateCouncil)
	d.projects = project.New(database, setting.Fixed(project.Defaults()), project.Neighbours{People: p, Numbers: d, Customers: d.customers, Contacts: d, Deals: d, Contracts: d, Handover: d, Team: d.team,
		Documents: d, Tasks: tasks, Receivables: d, Inspections: d, Hanging: d, Keys: ring})
	d.svc = service.New(database, setting.Fixed(usual), service.Neighbours{People: p, Customers: d.customers, Projects: d.projects, Team: d.team, Tasks: tasks, Timeline: activity.New(database, d, p), Keys: ring})
	d.listen()
	must(t, d.svc.Seed(system()))
	must(t, database.Write(system(), func(tx *db.Tx) error { return d.populate(tx, o) }))
	d.furnish(t)
	return d
}

func (d *desk) populate(tx *db.Tx, o *org.Service) error {
	for _, c := range []string{"NO", "SO"} {
		e := &org.Entity{Code: c, Name: c + "建设有限公司"}
		root, err := o.CreateEntityTx(tx, e)
		if err != nil {
			return err
		}
		d.company[c] = e.ID
		for u, staff := range map[string][]string{"a": {"a", "p", "m"}, "b": {"b", "s", "c"}} {
			x := &org.Department{ParentID: root, Name: u}
			if err := o.CreateDepartmentTx(tx, x); err != nil {
				return err
			}
			d.unit[c+u] = x.ID
			for _, who := range staff {
				p := &org.Person{Username: c + who, Name: c + who, DepartmentID: x.ID}
				if err := o.CreatePersonTx(tx, p); err != nil {
					return err
				}
				d.person[c+who], d.unit[c+who] = p.ID, x.ID
			}
		}
	}
	return nil
}

// furnish makes a customer of NOs with a project of NOp and a milestone.
func (d *desk) furnish(t *testing.T) {
	seller := d.as("NOs", authz.Own, customer.PermRead, customer.PermCreate, customer.PermUpdate)
	d.customer, d.contact = d.newCustomer(t, seller, "钱湾区市政设施管理中心", "林若安")
	_, d.other = d.newCustomer(t, seller, "赣江水务集团", "别家的人")
	must(t, d.write(func(tx *db.Tx) (err error) {
		d.project, err = d.projects.EnsureTx(tx, project.FromContract{Contract: ref.New(), Customer: d.customer, Entity: d.company["NO"], Department: d.unit["NOa"], Manager: d.person["NOp"], SalesRep: d.person["NOs"],
			Name: "滨江大道(一期)道路工程", Amount: 100, Finish: day("2027-03-31"), Milestones: []project.Term{{Name: "路基及基层完成", Key: "M1", PlannedOn: day("2026-12-15"), Weight: 1}}})
		return err
	}))
	v, err := d.projects.Get(system(), d.project)
	must(t, err)
	d.milestone = v.Milestones[0].ID
}

func (d *desk) newCustomer(t testing.TB, ctx context.Context, name, contact string) (id, person ref.ID) {
	t.Helper()
	id, err := d.customers.Create(ctx, ref.Nil, customer.Draft{Name: name, Party: "owner", Type: "government"})
	must(t, err)
	person, err = d.customers.AddContact(ctx, customer.Contact{CustomerID: id, Name: contact, Part: customer.EndUser, Email: "lin@owner.example"})
	must(t, err)
	return id, person
}

func (d *desk) listen() {
	hear(d, service.Sent{})
	hear(d, service.Answered{})
	hear(d, service.PlanOpened{})
	hear(d, service.PlanChanged{})
	hear(d, service.ComplaintMade{})
	hear(d, service.ComplaintChanged{})
}

func hear[E db.Event](d *desk, _ E) {
	db.React(d.db, "test", func(_ *db.Tx, e E) error {
		d.heard = append(d.heard, e)
		return nil
	})
}

// told returns the events of one type and forgets all.
func told[E db.Event](d *desk) (found []E) {
	for _, e := range d.heard {
		if x, ok := e.(E); ok {
			found = append(found, x)
		}
	}
	d.heard = nil
	return found
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

func (d *desk) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	x := authz.Build(authz.Actor{ID: d.person[who], Kind: authz.User, Name: who, Language: "zh", Entity: d.company[who[:2]], Department: d.unit[who]})
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		if reach == authz.Department {
			g.Departments = []ref.ID{d.unit[who]}
		}
		if reach == authz.Entity {
			g.Departments = []ref.ID{d.unit[who[:2]+"a"], d.unit[who[:2]+"b"]}
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

var everything = append(service.Permissions(), customer.PermRead, project.PermRead)

func (d *desk) service() context.Context  { return d.as("NOc", authz.Entity, everything...) }
func (d *desk) pm() context.Context       { return d.as("NOp", authz.Own, everything...) }
func (d *desk) seller() context.Context   { return d.as("NOs", authz.Own, everything...) }
func (d *desk) stranger() context.Context { return d.as("SOa", authz.Entity, everything...) }
func (d *desk) reader() context.Context {
	return d.as("NOm", authz.Department, service.PermRead, service.PermPlanRead, service.PermComplaintRead, project.PermRead)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails unless err is the declared fault, or nil for none.
func wants(t testing.TB, what string, err error, want *fault.Error) {
	t.Helper()
	got := fault.As(err)
	switch {
	case want == nil && err != nil:
		t.Errorf("%s: %v, want success", what, err)
	case want != nil && (got == nil || got.Code != want.Code):
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

func day(text string) workday.Date { return workday.MustParse(text) }

// write runs what joins a transaction, under a note.
func (d *desk) write(fn func(tx *db.Tx) error) error {
	return d.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("test", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d *desk) get(t testing.TB, id ref.ID) service.View {
	t.Helper()
	v, err := d.svc.Get(system(), id)
	must(t, err)
	return v
}

func (d *desk) sweep(t testing.TB) int {
	t.Helper()
	n, err := d.svc.Sweep(system())
	must(t, err)
	return n
}

// all returns the surveys that a question leaves, oldest first.
func (d *desk) all(t testing.TB, question string) []service.View {
	t.Helper()
	values, err := url.ParseQuery(question + "&sort=created_at&limit=1000")
	must(t, err)
	q, err := db.ParseQuery(values, service.ListForTest())
	must(t, err)
	p, err := d.svc.List(system(), q)
	must(t, err)
	return p.Items
}

func (d *desk) plans(t testing.TB, ctx context.Context) []service.PlanView {
	t.Helper()
	q, err := db.ParseQuery(url.Values{"sort": {"created_at"}}, service.PlanListForTest())
	must(t, err)
	p, err := d.svc.Plans(ctx, q)
	must(t, err)
	return p.Items
}

// ask sends the project's contact a full survey and returns its token.
func (d *desk) ask(t testing.TB) (id ref.ID, token string) {
	t.Helper()
	id, err := d.svc.Ask(d.service(), service.Asking{ProjectID: d.project, ContactID: d.contact, Purpose: service.Full})
	must(t, err)
	return id, d.token(t, id)
}

func (d *desk) token(t testing.TB, id ref.ID) (token string) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		l, err := d.svc.LetterTx(tx, id)
		token = l.Token
		return err
	}))
	return token
}

// answer gives the same points to every scale question.
func (d *desk) answer(t testing.TB, token string, points, recommend int64, a service.Answer) error {
	t.Helper()
	v, err := d.svc.Portal(context.Background(), token)
	must(t, err)
	a.Answers, a.Hash = map[string]int64{}, v.ContentHash
	for _, q := range v.Questions {
		a.Answers[q.Code] = points
		if q.Kind == service.Recommend {
			a.Answers[q.Code] = recommend
		}
	}
	return d.svc.Respond(context.Background(), token, a)
}

// server answers as whoever is in the context of a call.
type server struct {
	t testing.TB
	h http.Handler
}

type whoKey struct{}

func (d *desk) server(t testing.TB) *server {
	texts, err := i18n.New()
	must(t, err)
	a := httpapi.New(d.db, texts, slog.New(slog.NewTextHandler(io.Discard, nil)), "test")
	service.Register(a, d.svc)
	return &server{t, a.Handler(httpapi.Guest{
		Authenticate: func(r *http.Request) (*authz.Actor, string, error) {
			who, _ := r.Context().Value(whoKey{}).(*authz.Actor)
			return who, "session", nil
		},
		Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 100),
	})}
}

// call sends a request as the actor of ctx and reads the answer into out.
func (s *server) call(ctx context.Context, method, path string, body any, headers map[string]string, out any) int {
	s.t.Helper()
	var b []byte
	if body != nil {
		var err error
		b, err = json.Marshal(body)
		must(s.t, err)
	}
	r := httptest.NewRequest(method, httpapi.Prefix+path, bytes.NewReader(b))
	if who, err := authz.From(ctx); err == nil {
		r = r.WithContext(context.WithValue(r.Context(), whoKey{}, who))
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("User-Agent", "phone of a customer")
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			s.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code
}

func ifMatch(version int64) map[string]string {
	return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(version))}
}
