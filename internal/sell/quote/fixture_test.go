package quote_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
	"gongqiao/internal/sell/terms"
)

var start = time.Date(2026, 11, 20, 1, 42, 0, 0, time.UTC) // a Friday, 09:42 in China

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// desk is a group of two companies. NOsales owns an opportunity in department a
// of the first; NOtech and NOfin sit in department b; SOall holds every right in
// the second company.
type desk struct {
	db        *db.DB
	svc       *quote.Service
	docs      *document.Service
	http      http.Handler
	clock     *clock
	actors    map[string]*authz.Actor
	pipe      *pipeline.Service
	customers *customer.Service
	customer  ref.ID
	deal      ref.ID

	started  []quote.Approval
	voided   []ref.Ref
	letters  []quote.Letter
	instant  bool   // approvals are given at once
	noRoute  bool   // nobody could approve
	drawn    ref.ID // the quote under contract
	unusable error
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(by)
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

type people struct{ org *org.Service }

func (p people) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	return x.EntityID, x.DepartmentID, err
}

func (p people) HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error) {
	return p.org.HolderTx(tx, role, department)
}

func (p people) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	e, err := p.org.EntityTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(e.Zone)
}

// The desk stands in for neighbours that are not under test.

func (d *desk) DeciderTx(*db.Tx, ref.ID) (bool, error)                { return true, nil }
func (d *desk) PartsTx(*db.Tx, ref.ID) ([]string, error)              { return nil, nil }
func (d *desk) AttachedTx(*db.Tx, ref.Ref, string) (time.Time, error) { return time.Time{}, nil }
func (d *desk) StandingTx(tx *db.Tx, id ref.ID) (pipeline.QuoteStanding, error) {
	return d.svc.StandingTx(tx, id)
}

func (d *desk) DrawnTx(_ *db.Tx, id ref.ID) (bool, error) { return id == d.drawn, nil }

func (d *desk) UsableTx(tx *db.Tx, id ref.ID) (string, error) {
	if d.unusable != nil {
		return "", d.unusable
	}
	return d.customers.UsableTx(tx, id)
}

type counter struct{ n int }

func (c *counter) TakeTx(_ *db.Tx, _ ref.ID, many int) ([]string, error) {
	out := make([]string, many)
	for i := range out {
		c.n++
		out[i] = fmt.Sprintf("OPP-2026-%04d", c.n)
	}
	return out, nil
}

type noTasks struct{}

func (noTasks) NextTx(*db.Tx, ref.Ref) (pipeline.Task, error) { return pipeline.Task{}, nil }

// deals answers for module pipeline.
type deals struct{ d *desk }

func (x deals) ForQuoteTx(tx *db.Tx, id ref.ID) (quote.Opportunity, error) {
	scope, _, err := x.d.pipe.ScopeTx(tx, id, pipeline.PermRead)
	return quote.Opportunity{ID: id, Customer: x.d.customer, Scope: scope, Open: true}, err
}

var errNoRoute = fault.New(fault.Conflict, "approval.no_approver", "nobody")

func (d *desk) StartTx(tx *db.Tx, a quote.Approval) error {
	if d.noRoute {
		return errNoRoute
	}
	d.started = append(d.started, a)
	if d.instant {
		return d.svc.OnApprovedTx(tx, a.Subject, a.Hash)
	}
	return nil
}

func (d *desk) VoidTx(_ *db.Tx, r ref.Ref, _ string) error {
	d.voided = append(d.voided, r)
	return nil
}

func (d *desk) QuoteTx(_ *db.Tx, l quote.Letter) error {
	d.letters = append(d.letters, l)
	return nil
}

func (d *desk) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	return d.svc.ScopeTx(tx, r.ID)
}

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := &clock{t: start}
			fn(t, open(t, schema.Open(t, e, db.Options{Clock: c.now}), c))
		})
	}
}

var fonts = sync.OnceValues(func() (*pdf.Fonts, error) { return pdf.FindFonts("") })

func open(t *testing.T, database *db.DB, c *clock) *desk {
	f, err := fonts()
	if err != nil || f == nil {
		t.Fatalf("no font (run scripts/font.sh): %v", err)
	}
	folder, err := blob.OpenFolder(t.TempDir())
	must(t, err)
	t.Cleanup(func() { folder.Close() })
	o := org.New(database, nil)
	p := people{o}
	d := &desk{db: database, clock: c, actors: map[string]*authz.Actor{}, customers: customer.New(database, p)}
	d.pipe = pipeline.New(database, setting.Fixed(pipeline.Defaults()), pipeline.Neighbours{People: p, Numbers: &counter{}, Customers: d, Team: d, Quotes: d, Documents: d, Tasks: noTasks{}})
	d.docs = document.New(database, folder, d, document.Options{})
	d.svc = quote.New(database, setting.Fixed(quote.Defaults()), workday.StateCouncil, pdf.NewRenderer(f), quote.Neighbours{People: p, Customers: d, Opportunities: deals{d}, Documents: d.docs, Approvals: d, Letters: d, Contracts: d})
	d.hire(t, o)
	d.customer, err = d.customers.Create(d.as("NOsales"), ref.Nil, customer.Draft{Name: "鹭江文旅投资有限公司", Party: "owner", Type: "private"})
	must(t, err)
	d.deal = d.opportunity(t, "游船码头")
	texts, err := i18n.New()
	must(t, err)
	api := httpapi.New(database, texts, database.Log(), "test")
	quote.Register(api, d.svc)
	d.http = api.Handler(httpapi.Guest{Authenticate: d.byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e5, 1e5, 100)})
	return d
}

func (d *desk) byHeader(r *http.Request) (*authz.Actor, string, error) {
	return d.actors[r.Header.Get("X-Actor")], "session", nil
}

// staff are the people, with their department, reach, classes and rights.
var staff = []struct {
	name, unit string
	reach      authz.Reach
	classes    []authz.Class
	perms      []authz.Permission
}{
	{"NOsales", "NOa", authz.Own, []authz.Class{authz.Price, authz.Contact}, []authz.Permission{quote.PermRead, quote.PermCreate, quote.PermUpdate, quote.PermSubmit, quote.PermSend, quote.PermAccept, quote.PermWithdraw,
		pipeline.PermRead, pipeline.PermCreate, customer.PermRead, customer.PermCreate, document.PermRead, document.PermWrite}},
	{"NOtech", "NOb", authz.Entity, []authz.Class{authz.Price}, []authz.Permission{quote.PermRead, quote.PermTechReview}},
	{"NOfin", "NOb", authz.Entity, []authz.Class{authz.Price, authz.Cost}, []authz.Permission{quote.PermRead, quote.PermCostEstimate}},
	{"NOboss", "NOa", authz.Department, []authz.Class{authz.Price, authz.Cost, authz.Contact}, append(quote.Permissions(), pipeline.PermRead, customer.PermRead, document.PermRead, document.PermWrite)},
	{"NOreader", "NOa", authz.Department, []authz.Class{authz.Price}, []authz.Permission{quote.PermRead, pipeline.PermRead}},
	{"NOblind", "NOa", authz.Department, nil, []authz.Permission{quote.PermRead}},
	{"SOall", "SOa", authz.Entity, []authz.Class{authz.Price, authz.Cost}, append(quote.Permissions(), pipeline.PermRead)},
}

func (d *desk) hire(t *testing.T, o *org.Service) {
	unit, company := map[string]ref.ID{}, map[string]ref.ID{}
	must(t, d.db.Write(system(), func(tx *db.Tx) error {
		for _, c := range []string{"NO", "SO"} {
			e := &org.Entity{Code: c, Name: c + "建设有限公司", ShortName: c}
			root, err := o.CreateEntityTx(tx, e)
			if err != nil {
				return err
			}
			company[c] = e.ID
			for _, u := range []string{"a", "b"} {
				x := &org.Department{ParentID: root, Name: u}
				if err := o.CreateDepartmentTx(tx, x); err != nil {
					return err
				}
				unit[c+u] = x.ID
			}
		}
		for _, s := range staff {
			p := &org.Person{ID: ref.Derived("quote", s.name), Username: s.name, Name: s.name, DepartmentID: unit[s.unit]}
			if err := o.CreatePersonTx(tx, p); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, s := range staff {
		c := s.name[:2]
		b := authz.Build(authz.Actor{ID: ref.Derived("quote", s.name), Kind: authz.User, Name: s.name, Language: "zh", Entity: company[c], Department: unit[s.unit]})
		b.See(s.classes...)
		for _, p := range s.perms {
			g := authz.Given{Permission: p, Reach: s.reach}
			switch s.reach {
			case authz.Department:
				g.Departments = []ref.ID{unit[s.unit]}
			case authz.Entity:
				g.Departments = []ref.ID{unit[c+"a"], unit[c+"b"]}
			case authz.None, authz.Own, authz.Group:
			}
			b.Grant(g)
		}
		d.actors[s.name] = b.Actor()
	}
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

func (d *desk) as(who string) context.Context {
	if who == "" {
		return context.Background()
	}
	return authz.With(context.Background(), d.actors[who])
}

func (d *desk) opportunity(t testing.TB, name string) ref.ID {
	t.Helper()
	id, err := d.pipe.Create(d.as("NOsales"), ref.Nil, ref.Nil, pipeline.Draft{CustomerID: d.customer, Name: name, Amount: 14_000_000_00, ExpectedSignDate: workday.New(2027, 1, 15), Source: "referral", ProjectType: "factory"})
	must(t, err)
	return id
}

func draft() quote.Draft {
	return quote.Draft{Title: "游船码头泛光照明", Basis: quote.ExclTax, TaxRate: nine, ValidityDays: 30, Standard: "GB/T 50500-2024", Terms: terms.Terms{Nodes: []terms.Node{
		{Kind: terms.Advance, Trigger: "signed", Ratio: 200_000, TermDays: 7}, {Kind: terms.Progress, Trigger: "monthly", Ratio: 600_000, TermDays: 14},
		{Kind: terms.Settlement, Trigger: "settled", Ratio: 170_000, TermDays: 28}, {Kind: terms.Retention, Trigger: "defects_end", Ratio: 30_000, TermDays: 14}}}}
}

// quote begins a quote of NOsales with the road bill.
func (d *desk) quote(t testing.TB) ref.ID {
	t.Helper()
	id, err := d.svc.Create(d.as("NOsales"), ref.Nil, d.deal, draft())
	must(t, err)
	must(t, d.svc.SetLines(d.as("NOsales"), id, 1, road()))
	return id
}

func (d *desk) get(t testing.TB, id ref.ID) quote.View {
	t.Helper()
	v, err := d.svc.Get(d.as("NOboss"), id)
	must(t, err)
	return v
}

func (d *desk) version(t testing.TB, id ref.ID) int64 { return d.get(t, id).Version }

// costs leave a margin of 10 % on the road bill.
func costs(total int64) *quote.Costs {
	return &quote.Costs{Labour: total / 4, Material: total / 2, Machinery: total - total/4 - total/2}
}

const roadCost = 11_996_546_45

func pass() quote.Verdict { return quote.Verdict{Pass: true} }

func (d *desk) submit(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.svc.Submit(d.as("NOsales"), id, d.version(t, id)))
}

func (d *desk) confirm(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.svc.TechReview(d.as("NOtech"), id, d.version(t, id), pass()))
	must(t, d.svc.CostEstimate(d.as("NOfin"), id, d.version(t, id), quote.Verdict{Pass: true, Costs: costs(roadCost)}))
}

// react runs a reaction of the quote to what became of an approval.
func (d *desk) react(t testing.TB, fn func(tx *db.Tx) error) error {
	t.Helper()
	return d.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("approval.decide", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (d *desk) approve(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, ref.To(quote.Kind, id), d.get(t, id).Hash) }))
}

func (d *desk) send(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.svc.Send(d.as("NOsales"), id, d.version(t, id), quote.Dispatch{Channel: "paper", Recipient: "采购部"}))
}

// evidence hangs a document on a quote.
func (d *desk) evidence(t testing.TB, id ref.ID) ref.ID {
	t.Helper()
	doc, err := d.docs.Upload(d.as("NOsales"), document.Draft{Ref: ref.To(quote.Kind, id), Kind: document.Evidence, Name: "回函.txt"}, strings.NewReader("同意 "+id.String()))
	must(t, err)
	return doc
}

// at brings a new quote to a state by the shortest way.
func (d *desk) at(t testing.TB, s quote.State) ref.ID {
	t.Helper()
	id := d.quote(t)
	for i, step := range []func(testing.TB, ref.ID){d.submit, d.confirm, d.approve, d.send} {
		if d.get(t, id).State == s {
			return id
		}
		if s == quote.StateConfirmed && i == 2 {
			must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovalWithdrawnTx(tx, ref.To(quote.Kind, id)) }))
			return id
		}
		step(t, id)
	}
	switch s {
	case quote.StateAccepted:
		must(t, d.svc.Accept(d.as("NOsales"), id, d.version(t, id), d.evidence(t, id)))
	case quote.StateRejected:
		must(t, d.svc.Reject(d.as("NOsales"), id, d.version(t, id), "价高"))
	case quote.StateWithdrawn:
		must(t, d.svc.Withdraw(d.as("NOsales"), id, d.version(t, id), "撤回"))
	default: // the steps led there
	}
	if got := d.get(t, id).State; got != s {
		t.Fatalf("the quote is %s, want %s", got, s)
	}
	return id
}

func (d *desk) count(t testing.TB, query string, args ...any) (n int64) {
	t.Helper()
	must(t, d.db.Peek(context.Background(), func(tx *db.Tx) error { return tx.One(query, args, &n) }))
	return n
}

// told counts events of a topic about a quote.
func (d *desk) told(t testing.TB, topic string, id ref.ID) int64 {
	t.Helper()
	return d.count(t, "select count(*) from outbox_event where topic = ? and payload like ?", topic, `{"id":"`+id.String()+`%`)
}

// call sends a request as somebody, or as nobody.
func (d *desk) call(t testing.TB, who, method, path string, version int64, body any) *httptest.ResponseRecorder {
	t.Helper()
	kind, content := "application/json", []byte(nil)
	switch b := body.(type) {
	case nil:
	case upload:
		kind, content = b.form(t)
	default:
		var err error
		content, err = json.Marshal(b)
		must(t, err)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(content))
	r.Header.Set("Content-Type", kind)
	if who != "" {
		r.Header.Set("X-Actor", who)
	}
	if version > 0 {
		r.Header.Set("If-Match", strconv.Quote(strconv.FormatInt(version, 10)))
	}
	res := httptest.NewRecorder()
	d.http.ServeHTTP(res, r)
	return res
}

// upload is a form with a file.
type upload struct {
	fields map[string]string
	file   []byte
}

func (u upload) form(t testing.TB) (string, []byte) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for k, v := range u.fields {
		must(t, w.WriteField(k, v))
	}
	part, err := w.CreateFormFile("file", "bill.xlsx")
	must(t, err)
	_, err = part.Write(u.file)
	must(t, err)
	must(t, w.Close())
	return w.FormDataContentType(), out.Bytes()
}

func decode[T any](t testing.TB, res *httptest.ResponseRecorder) (v T) {
	t.Helper()
	must(t, json.Unmarshal(res.Body.Bytes(), &v))
	return v
}

func yuan(s string) money.Money {
	m, err := money.ParseYuan(s)
	if err != nil {
		panic(err)
	}
	return m
}

// databaseRuns bounds how many runs of a property go through a database.
const databaseRuns = 20
