package project_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
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

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

const million = 1_000_000_00

// site is a group of two companies with two departments each. NOp manages
// projects and NOm leads his department; NOb is above all, NOs sells; SOa is a
// stranger in another company. What modules beside this one know of a project
// stands in fields that a test fills in.
type site struct {
	db       *db.DB
	svc      *project.Service
	team     *team.Service
	clock    *clock
	ring     *keyring.Ring
	person   map[string]ref.ID
	unit     map[string]ref.ID
	company  map[string]ref.ID
	customer ref.ID
	contact  ref.ID
	other    ref.ID // a contact of somebody else

	inForce    map[ref.ID]bool
	score      int64
	signed     bool
	retained   bool            // the customer holds retention money
	hidden     map[ref.ID]bool // opportunities
	files      map[ref.ID]attached
	collection project.Collection
	quality    project.Quality
	rescoped   map[ref.Ref]authz.Scope
	heard      []db.Event
}

type attached struct {
	project.File
	on ref.Ref
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time      { return c.t }
func (c *clock) pass(days int)       { c.t = c.t.AddDate(0, 0, days) }
func (c *clock) today() workday.Date { return workday.Today(c.t, zone) }

var (
	zone  = time.FixedZone("CST", 8*60*60)
	start = time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC) // 17:42 in Shanghai
)

type people struct{ org *org.Service }

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

// The site stands in for the neighbours.

func (s *site) InForceTx(_ *db.Tx, contract ref.ID) (bool, error) { return s.inForce[contract], nil }
func (s *site) SignedTx(*db.Tx, ref.ID) (int64, bool, error)      { return s.score, s.signed, nil }
func (s *site) RetainedTx(*db.Tx, ref.ID) (bool, error)           { return s.retained, nil }

func (s *site) CollectionTx(*db.Tx, ref.ID) (project.Collection, error) {
	return s.collection, nil
}
func (s *site) QualityTx(*db.Tx, ref.ID) (project.Quality, error) { return s.quality, nil }
func (s *site) RescopeTx(_ *db.Tx, r ref.Ref, now authz.Scope) error {
	s.rescoped[r] = now
	return nil
}
func (s *site) VisibleTx(_ *db.Tx, opportunity ref.ID) error {
	if s.hidden[opportunity] {
		return db.ErrNoRows
	}
	return nil
}
func (s *site) FileTx(_ *db.Tx, id ref.ID) (project.File, ref.Ref, error) {
	f, ok := s.files[id]
	if !ok {
		return f.File, f.on, db.ErrNoRows
	}
	return f.File, f.on, nil
}

// content is what a file of the site holds.
type content struct{ *strings.Reader }

func (content) Close() error { return nil }

func (s *site) Open(_ context.Context, sha256 string) (io.ReadSeekCloser, error) {
	return content{strings.NewReader("content of " + sha256)}, nil
}

type contacts struct{}

func (contacts) ContactTx(tx *db.Tx, id ref.ID) (c project.Contact, err error) {
	return c, tx.One("select id, customer_id, name, active from contact where id = ?", []any{id}, &c.ID, &c.CustomerID, &c.Name, &c.Active)
}

func (contacts) OfTx(tx *db.Tx, customer ref.ID) ([]project.Contact, error) {
	return db.All(tx, "select id, name, title from contact where customer_id = ? and active order by name", []any{customer}, func(r db.Row) (c project.Contact, err error) {
		return c, r.Scan(&c.ID, &c.Name, &c.Title)
	})
}

type numbers struct{ n int }

func (n *numbers) NextTx(*db.Tx, ref.ID) (string, error) {
	n.n++
	return fmt.Sprintf("NO-2026-XM-%04d", n.n), nil
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, e))
		})
	}
}

func open(t *testing.T, e dbtest.Engine) *site {
	c := &clock{start}
	database := schema.Open(t, e, db.Options{Clock: c.now})
	ring, err := keyring.Open(t.TempDir())
	must(t, err)
	o := org.New(database, nil)
	p := people{o}
	s := &site{db: database, clock: c, ring: ring, person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{}, inForce: map[ref.ID]bool{}, hidden: map[ref.ID]bool{},
		files: map[ref.ID]attached{}, rescoped: map[ref.Ref]authz.Scope{}, team: team.New(database, nil, p)}
	customers := customer.New(database, p)
	s.svc = project.New(database, setting.Fixed(project.Defaults()), project.Neighbours{People: p, Numbers: &numbers{}, Customers: customers, Contacts: contacts{}, Deals: s, Contracts: s, Handover: s, Team: s.team,
		Documents: s, Tasks: task.New(database, nil, p, workday.StateCouncil), Receivables: s, Inspections: s, Hanging: s, Keys: ring})
	s.listen()
	must(t, database.Write(system(), func(tx *db.Tx) error { return s.populate(tx, o) }))
	ctx := s.as("NOb", authz.Group, customer.PermRead, customer.PermCreate, customer.PermUpdate)
	s.customer, err = customers.Create(ctx, ref.Nil, customer.Draft{Name: "钱湾区市政设施管理中心", Party: "owner", Type: "government"})
	must(t, err)
	s.contact, err = customers.AddContact(ctx, customer.Contact{CustomerID: s.customer, Name: "林若安", Part: customer.EndUser})
	must(t, err)
	elsewhere, err := customers.Create(ctx, ref.Nil, customer.Draft{Name: "赣江水务集团", Party: "owner", Type: "government"})
	must(t, err)
	s.other, err = customers.AddContact(ctx, customer.Contact{CustomerID: elsewhere, Name: "别家的人"})
	must(t, err)
	return s
}

func (s *site) populate(tx *db.Tx, o *org.Service) error {
	for _, c := range []string{"NO", "SO"} {
		e := &org.Entity{Code: c, Name: c + "建设有限公司"}
		root, err := o.CreateEntityTx(tx, e)
		if err != nil {
			return err
		}
		s.company[c] = e.ID
		for u, staff := range map[string][]string{"a": {"a", "p", "m"}, "b": {"b", "s", "q"}} {
			d := &org.Department{ParentID: root, Name: u}
			if err := o.CreateDepartmentTx(tx, d); err != nil {
				return err
			}
			s.unit[c+u] = d.ID
			for _, who := range staff {
				p := &org.Person{Username: c + who, Name: c + who, DepartmentID: d.ID}
				if err := o.CreatePersonTx(tx, p); err != nil {
					return err
				}
				s.person[c+who], s.unit[c+who] = p.ID, d.ID
			}
		}
	}
	return nil
}

// listen keeps every event of the module.
func (s *site) listen() {
	hear(s, project.Created{})
	hear(s, project.Contracted{})
	hear(s, project.StateChanged{})
	hear(s, project.ContractSuspended{})
	hear(s, project.ContractTerminated{})
	hear(s, project.ManagerChanged{})
	hear(s, project.Revised{})
	hear(s, project.MajorDelay{})
	hear(s, project.MilestoneReached{})
	hear(s, project.MilestoneAsked{})
	hear(s, project.MilestoneReminded{})
	hear(s, project.MilestoneConfirmed{})
	hear(s, project.MilestoneRemarked{})
	hear(s, project.MilestoneRejected{})
	hear(s, project.PoorFeedback{})
}

func hear[E db.Event](s *site, _ E) {
	db.React(s.db, "test", func(_ *db.Tx, e E) error {
		s.heard = append(s.heard, e)
		return nil
	})
}

// told returns the events of one type and forgets all.
func told[E db.Event](s *site) (found []E) {
	for _, e := range s.heard {
		if x, ok := e.(E); ok {
			found = append(found, x)
		}
	}
	s.heard = nil
	return found
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// as returns a context in which a person who sees prices and costs asks.
func (s *site) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	return s.seeing(who, reach, []authz.Class{authz.Price, authz.Cost}, perms...)
}

func (s *site) seeing(who string, reach authz.Reach, classes []authz.Class, perms ...authz.Permission) context.Context {
	x := authz.Build(authz.Actor{ID: s.person[who], Kind: authz.User, Name: who, Language: "zh", Entity: s.company[who[:2]], Department: s.unit[who]})
	x.See(classes...)
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		if reach == authz.Department {
			g.Departments = []ref.ID{s.unit[who]}
		}
		if reach == authz.Entity {
			g.Departments = []ref.ID{s.unit[who[:2]+"a"], s.unit[who[:2]+"b"]}
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

var everything = append(project.Permissions(), customer.PermRead)

func (s *site) pm() context.Context       { return s.as("NOp", authz.Own, everything...) }
func (s *site) boss() context.Context     { return s.as("NOb", authz.Group, everything...) }
func (s *site) stranger() context.Context { return s.as("SOa", authz.Entity, everything...) }
func (s *site) reader() context.Context {
	return s.as("NOm", authz.Department, project.PermRead, project.PermMilestoneRead)
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

// contract is what a contract in force tells in these tests.
func (s *site) contract(name string) project.FromContract {
	id := ref.New()
	s.inForce[id] = true
	return project.FromContract{Contract: id, Customer: s.customer, Entity: s.company["NO"], Department: s.unit["NOa"], Manager: s.person["NOp"], SalesRep: s.person["NOs"],
		Name: name, Type: "municipal", Amount: 14_529_150_69, Start: day("2026-11-01"), Finish: day("2027-03-31"), Milestones: []project.Term{
			{Name: "路基及基层完成", Key: project.FoundationDone, PlannedOn: day("2026-12-15"), Weight: 40},
			{Name: "主体完工", Key: project.ToppingOut, PlannedOn: day("2027-02-28"), Weight: 40},
			{Name: "竣工验收移交", Key: project.CompletionAcceptance, PlannedOn: day("2027-03-31"), Weight: 20},
		}}
}

// write runs what joins a transaction, under a note.
func (s *site) write(fn func(tx *db.Tx) error) error {
	return s.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("test", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (s *site) ensure(t testing.TB, c project.FromContract) (id ref.ID) {
	t.Helper()
	must(t, s.write(func(tx *db.Tx) (err error) {
		id, err = s.svc.EnsureTx(tx, c)
		return err
	}))
	return id
}

// born returns a project of a contract in force, in planning.
func (s *site) born(t testing.TB) ref.ID {
	t.Helper()
	return s.ensure(t, s.contract("钱湾区滨江大道(一期)道路工程"))
}

// running returns a project whose works have begun on the first of November.
func (s *site) running(t testing.TB) ref.ID {
	t.Helper()
	id := s.born(t)
	s.score, s.signed = 82, true
	must(t, s.svc.MarkReady(s.pm(), id, s.get(t, id).Version))
	must(t, s.svc.Start(s.pm(), id, s.get(t, id).Version, day("2026-11-01")))
	return id
}

func (s *site) get(t testing.TB, id ref.ID) project.View {
	t.Helper()
	v, err := s.svc.Get(s.boss(), id)
	must(t, err)
	return v
}

func (s *site) milestone(t testing.TB, id ref.ID) project.MilestonePage {
	t.Helper()
	v, err := s.svc.Milestone(s.boss(), id)
	must(t, err)
	return v
}

// reach reports a milestone with a photo.
func (s *site) reach(t testing.TB, id ref.ID) {
	t.Helper()
	m := s.milestone(t, id)
	photo := s.attach(ref.To(project.MilestoneKind, id), "K0+620.jpg")
	must(t, s.svc.Reach(s.pm(), id, m.Version, project.Report{ActualOn: s.clock.today(), Statement: "弯沉检测合格，监理已签认。", Documents: []ref.ID{photo}}))
}

func (s *site) attach(on ref.Ref, name string) ref.ID {
	id := ref.New()
	s.files[id] = attached{project.File{ID: id, Name: name, Type: "image/jpeg", Size: 1 << 20, SHA256: fmt.Sprintf("%064x", id[:])[:64]}, on}
	return id
}

// ask sends the contact a link and returns its token.
func (s *site) ask(t testing.TB, id ref.ID) string {
	t.Helper()
	must(t, s.svc.Ask(s.pm(), id, s.milestone(t, id).Version, s.contact))
	l, err := s.svc.LastLink(s.pm(), id)
	must(t, err)
	return l.Token
}

// answer is what a contact says after reading what the link shows.
func (s *site) answer(t testing.TB, token string, a project.Answer) error {
	t.Helper()
	v, err := s.svc.Portal(context.Background(), token)
	must(t, err)
	a.Hash = v.ContentHash
	return s.svc.Respond(context.Background(), token, a)
}

// confirm takes a milestone all the way.
func (s *site) confirm(t testing.TB, id ref.ID) {
	t.Helper()
	s.reach(t, id)
	must(t, s.answer(t, s.ask(t, id), project.Answer{Action: project.Confirm, Score: 5}))
}

// server answers as whoever is in the context of a call.
type server struct {
	t   testing.TB
	api *httpapi.API
	h   http.Handler
}

type whoKey struct{}

func (s *site) server(t testing.TB) *server {
	texts, err := i18n.New()
	must(t, err)
	a := httpapi.New(s.db, texts, slog.New(slog.NewTextHandler(io.Discard, nil)), "test")
	project.Register(a, s.svc)
	h := a.Handler(httpapi.Guest{
		Authenticate: func(r *http.Request) (*authz.Actor, string, error) {
			who, _ := r.Context().Value(whoKey{}).(*authz.Actor)
			return who, "session", nil
		},
		Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 100),
	})
	return &server{t, a, h}
}

// call sends a request as the actor of ctx and reads the answer into out.
func (s *server) call(ctx context.Context, method, path string, body any, headers map[string]string, out any) (status int, h http.Header) {
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
	return w.Code, w.Header()
}

func ifMatch(version int64) map[string]string {
	return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(version))}
}
