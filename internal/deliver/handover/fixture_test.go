package handover_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/handover"
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

// shop is a group of two companies with a real module project below the
// handovers. NOs sells, NOp manages the project, NOt leads its technique; NOm
// reads the department's, NOb is above all, SOa a stranger. What other modules
// know stands in fields that a test fills in.
type shop struct {
	db       *db.DB
	svc      *handover.Service
	projects *project.Service
	clock    *clock
	person   map[string]ref.ID
	unit     map[string]ref.ID
	company  map[string]ref.ID
	customer ref.ID
	contact  ref.ID

	files    map[ref.ID]attached
	offer    *handover.Offer
	schedule *handover.Schedule
	people   []handover.Stakeholder
	heard    []db.Event
}

type attached struct {
	handover.File
	on ref.Ref
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }
func (c *clock) pass(days int)  { c.t = c.t.AddDate(0, 0, days) }

var start = time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC) // a Friday, 17:42 in Shanghai

type colleagues struct{ org *org.Service }

func (p colleagues) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	return x.EntityID, x.DepartmentID, nil
}

func (p colleagues) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	e, err := p.org.EntityTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(e.Zone)
}

// The shop stands in for the neighbours.

func (s *shop) FileTx(_ *db.Tx, id ref.ID) (handover.File, ref.Ref, error) {
	f, ok := s.files[id]
	if !ok {
		return f.File, f.on, db.ErrNoRows
	}
	return f.File, f.on, nil
}
func (s *shop) OfferTx(*db.Tx, ref.ID) (*handover.Offer, error)       { return s.offer, nil }
func (s *shop) ScheduleTx(*db.Tx, ref.ID) (*handover.Schedule, error) { return s.schedule, nil }
func (s *shop) StakeholdersTx(*db.Tx, ref.ID) ([]handover.Stakeholder, error) {
	return s.people, nil
}

// deals is what module project asks of its neighbours.
type deals struct{ s *shop }

func (d deals) SignedTx(tx *db.Tx, p ref.ID) (int64, bool, error) { return d.s.svc.SignedTx(tx, p) }
func (deals) InForceTx(*db.Tx, ref.ID) (bool, error)              { return true, nil }
func (deals) VisibleTx(*db.Tx, ref.ID) error                      { return nil }
func (deals) RetainedTx(*db.Tx, ref.ID) (held bool, err error)    { return held, nil }

func (deals) CollectionTx(*db.Tx, ref.ID) (c project.Collection, err error) {
	return c, nil
}
func (deals) QualityTx(*db.Tx, ref.ID) (q project.Quality, err error) { return q, nil }
func (deals) RescopeTx(*db.Tx, ref.Ref, authz.Scope) error            { return nil }
func (deals) FileTx(*db.Tx, ref.ID) (f project.File, r ref.Ref, err error) {
	return f, r, db.ErrNoRows
}
func (deals) ContactTx(*db.Tx, ref.ID) (c project.Contact, err error) { return c, db.ErrNoRows }
func (deals) Open(context.Context, string) (io.ReadSeekCloser, error) { return nil, db.ErrNoRows }
func (deals) OfTx(*db.Tx, ref.ID) ([]project.Contact, error)          { return nil, nil }

type numbers struct {
	series string
	n      int
}

func (n *numbers) NextTx(*db.Tx, ref.ID) (string, error) {
	n.n++
	return fmt.Sprintf("NO-2026-%s-%04d", n.series, n.n), nil
}

func each(t *testing.T, fn func(t *testing.T, s *shop)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, e))
		})
	}
}

func open(t *testing.T, e dbtest.Engine) *shop {
	c := &clock{start}
	database := schema.Open(t, e, db.Options{Clock: c.now})
	ring, err := keyring.Open(t.TempDir())
	must(t, err)
	o := org.New(database, nil)
	p := colleagues{o}
	s := &shop{db: database, clock: c, person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{}, files: map[ref.ID]attached{}}
	teams, tasks, customers, d := team.New(database, nil, p), task.New(database, nil, p, workday.StateCouncil), customer.New(database, p), deals{s}
	s.projects = project.New(database, setting.Fixed(project.Defaults()), project.Neighbours{People: p, Numbers: &numbers{series: "XM"}, Customers: customers, Contacts: d, Deals: d, Contracts: d, Handover: d, Team: teams, Documents: d,
		Tasks: tasks, Receivables: d, Inspections: d, Hanging: d, Keys: ring})
	s.svc, err = handover.New(database, setting.Fixed(handover.Defaults()), handover.Neighbours{People: p, Numbers: &numbers{series: "YJ"}, Projects: s.projects, Documents: s, Quotes: s, Contracts: s, Contacts: s, Team: teams, Tasks: tasks})
	must(t, err)
	s.listen()
	must(t, database.Write(system(), func(tx *db.Tx) error { return s.populate(tx, o) }))
	s.customer, err = customers.Create(s.as("NOb", authz.Group, customer.PermRead, customer.PermCreate, customer.PermUpdate), ref.Nil, customer.Draft{Name: "秦川数据科技有限公司", Party: "owner", Type: "private"})
	must(t, err)
	s.contact, err = customers.AddContact(s.as("NOb", authz.Group, customer.PermRead, customer.PermUpdate), customer.Contact{CustomerID: s.customer, Name: "顾明", Part: customer.DecisionMaker})
	must(t, err)
	s.people = []handover.Stakeholder{{ID: s.contact, Name: "顾明", Part: customer.DecisionMaker}}
	return s
}

func (s *shop) populate(tx *db.Tx, o *org.Service) error {
	for _, c := range []string{"NO", "SO"} {
		e := &org.Entity{Code: c, Name: c + "建设有限公司"}
		root, err := o.CreateEntityTx(tx, e)
		if err != nil {
			return err
		}
		s.company[c] = e.ID
		for u, staff := range map[string][]string{"a": {"a", "s", "m"}, "b": {"b", "p", "t", "q"}} {
			d := &org.Department{ParentID: root, Name: u}
			if err := o.CreateDepartmentTx(tx, d); err != nil {
				return err
			}
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

// listen keeps every event, and follows the project's manager as the product does.
func (s *shop) listen() {
	db.React(s.db, "handover", func(tx *db.Tx, e project.ManagerChanged) error {
		return s.svc.OnManagerChangedTx(tx, e.ID, e.Owner)
	})
	hear(s, handover.Created{})
	hear(s, handover.Submitted{})
	hear(s, handover.Scored{})
	hear(s, handover.Signed{})
	hear(s, handover.Accepted{})
}

func hear[E db.Event](s *shop, _ E) {
	db.React(s.db, "test", func(_ *db.Tx, e E) error {
		s.heard = append(s.heard, e)
		return nil
	})
}

// told returns the events of one type and forgets all.
func told[E db.Event](s *shop) (found []E) {
	for _, e := range s.heard {
		if x, ok := e.(E); ok {
			found = append(found, x)
		}
	}
	s.heard = nil
	return found
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

func (s *shop) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	x := authz.Build(authz.Actor{ID: s.person[who], Kind: authz.User, Name: who, Language: "zh", Entity: s.company[who[:2]], Department: s.unit[who]})
	x.See(authz.Price, authz.Cost)
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		if reach == authz.Department || reach == authz.Entity {
			g.Departments = []ref.ID{s.unit[who]}
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

var everything = append(append(handover.Permissions(), project.Permissions()...), customer.PermRead)

func (s *shop) sales() context.Context { return s.as("NOs", authz.Own, everything...) }
func (s *shop) pm() context.Context    { return s.as("NOp", authz.Own, everything...) }
func (s *shop) tech() context.Context {
	return s.as("NOt", authz.Own, handover.PermRead, handover.PermSign)
}
func (s *shop) boss() context.Context     { return s.as("NOb", authz.Group, everything...) }
func (s *shop) stranger() context.Context { return s.as("SOa", authz.Entity, everything...) }
func (s *shop) reader() context.Context   { return s.as("NOm", authz.Department, handover.PermRead) }

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

func (s *shop) write(fn func(tx *db.Tx) error) error {
	return s.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("test", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
}

// inForce makes a project of a contract in force, and its handover.
func (s *shop) inForce(t testing.TB, technical ref.ID) (proj, id ref.ID) {
	t.Helper()
	must(t, s.write(func(tx *db.Tx) (err error) {
		c := project.FromContract{Contract: ref.New(), Opportunity: ref.New(), Customer: s.customer, Entity: s.company["NO"], Department: s.unit["NOp"], Manager: s.person["NOp"], Name: "秦川数据中心A区机电安装", Amount: 41_200_000_00,
			Start: day("2026-12-08"), Finish: day("2027-09-30")}
		if proj, err = s.projects.EnsureTx(tx, c); err != nil {
			return err
		}
		return s.svc.DraftFromContractTx(tx, handover.FromContract{Project: proj, Sales: s.person["NOs"], Technical: technical})
	}))
	must(t, s.db.Read(system(), func(tx *db.Tx) error {
		return tx.One("select id from handover where project_id = ?", []any{proj}, &id)
	}))
	return proj, id
}

func (s *shop) draft(t testing.TB) (proj, id ref.ID) {
	t.Helper()
	return s.inForce(t, s.person["NOt"])
}

func (s *shop) get(t testing.TB, id ref.ID) handover.View {
	t.Helper()
	v, err := s.svc.Get(s.boss(), id)
	must(t, err)
	return v
}

// file hangs a document on a record.
func (s *shop) file(on ref.ID, name string) ref.ID {
	id := ref.New()
	s.files[id] = attached{handover.File{ID: id, Name: name, SHA256: fmt.Sprintf("%064x", id[:])}, ref.To("handover", on)}
	return id
}

// give brings the evidence of some keys, in the way that the rubric asks for.
func (s *shop) give(t testing.TB, id ref.ID, keys ...string) {
	t.Helper()
	var items []handover.Item
	for _, key := range keys {
		if i := s.evidence(id, key); i != (handover.Item{Key: key}) {
			items = append(items, i)
		}
		if key == "expectation_statement" {
			s.state(t, id)
		}
	}
	if len(items) > 0 {
		must(t, s.svc.PutItems(s.sales(), id, s.get(t, id).Version, items))
	}
}

// evidence returns what sales write for a key; what lives elsewhere is put there.
func (s *shop) evidence(id ref.ID, key string) handover.Item {
	item := handover.Item{Key: key}
	switch key {
	case "technical_parameters", "tender_documents":
		item.DocumentID = s.file(id, key+".pdf")
	case "delivery_standard", "scope", "performance_bond", "liquidated_damages":
		item.Text = "内容 " + key
	case "start", "equipment", "trial_run":
		item.On, item.ConfirmedBy, item.ConfirmedOn = day("2026-12-08"), s.contact, day("2026-11-18")
	case "site", "permits", "underground", "funding":
		item.Text, item.PersonID, item.Response = "风险 "+key, s.person["NOp"], "应对 "+key
	case "quote_version":
		s.offer = &handover.Offer{ID: ref.Derived("test", "offer"), Number: "Q-2026-NO-0001", Revision: 4, Lines: 9312, Hash: "aa"}
	case "payment_schedule":
		s.schedule = &handover.Schedule{Number: "HT-1", Nodes: 4, Hash: "bb"}
	case "decision_maker", "end_user", "supervisor":
		s.people = append(s.people, handover.Stakeholder{ID: ref.Derived("test", key), Name: key, Part: key})
	}
	return item
}

// state writes and signs an expectation statement.
func (s *shop) state(t testing.TB, id ref.ID) {
	t.Helper()
	version := s.get(t, id).Version
	must(t, s.svc.PutExpectations(s.sales(), id, version, []handover.Expectation{{Text: "每周五提供进度影像", Priority: "must", Answer: "accepted"}, {Text: "夜间停电窗口", Priority: "could", InContract: true, Answer: "deferred"}}))
	must(t, s.svc.SignStatement(s.sales(), id, version+1))
}

// all are the keys of the default rubric.
func all() (keys []string) {
	for _, s := range handover.DefaultRubric() {
		for _, x := range s.Items {
			keys = append(keys, x.Key)
		}
	}
	return keys
}

// signing returns a complete handover that waits for its signatures.
func (s *shop) signing(t testing.TB) (proj, id ref.ID) {
	t.Helper()
	proj, id = s.draft(t)
	s.give(t, id, all()...)
	must(t, s.svc.Submit(s.sales(), id, s.get(t, id).Version))
	must(t, s.svc.Judge(s.pm(), id, s.get(t, id).Version, nil))
	return proj, id
}

// sign signs what is shown now.
func (s *shop) sign(ctx context.Context, t testing.TB, id ref.ID) error {
	t.Helper()
	v := s.get(t, id)
	return s.svc.Sign(ctx, id, v.Version, v.ContentHash)
}

func (s *shop) signed(v handover.View) (n int) {
	for _, x := range v.Signatures {
		if x.At != nil {
			n++
		}
	}
	return n
}

// server answers as whoever is in the context of a call.
type server struct {
	t   testing.TB
	api *httpapi.API
	h   http.Handler
}

type whoKey struct{}

func (s *shop) server(t testing.TB) *server {
	texts, err := i18n.New()
	must(t, err)
	a := httpapi.New(s.db, texts, slog.New(slog.NewTextHandler(io.Discard, nil)), "test")
	handover.Register(a, s.svc)
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
