package billing_test

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

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

const yuan = 100

// desk is a group of two companies. In NO: NOs sells, NOp manages the project,
// NOf keeps the books, NOm leads the finance department; SOa is a stranger.
// Contracts and documents stand in fields that a test fills in.
type desk struct {
	db       *db.DB
	svc      *billing.Service
	clock    *clock
	person   map[string]ref.ID
	unit     map[string]ref.ID
	company  map[string]ref.ID
	customer ref.ID
	contract ref.ID
	project  ref.ID

	agreed  map[ref.ID]billing.Agreement
	rates   billing.Rates
	rests   ref.ID // the contract that is suspended
	docs    map[ref.ID]document.Document
	numbers int
	heard   []db.Event
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

var (
	zone  = time.FixedZone("CST", 8*60*60)
	start = time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC) // 17:42 in Shanghai
	today = workday.New(2026, 11, 20)
)

func (c *clock) set(d workday.Date) { c.t = d.Start(zone).Add(10 * time.Hour) }

// The desk stands in for the neighbours.

func (d *desk) ZoneTx(*db.Tx, ref.ID) (*time.Location, error) { return zone, nil }
func (d *desk) HolderTx(_ *db.Tx, role string, _ ref.ID) (ref.ID, error) {
	return map[string]ref.ID{"finance": d.person["NOf"], "finance_manager": d.person["NOm"]}[role], nil
}
func (d *desk) AgreementTx(_ *db.Tx, id ref.ID) (billing.Agreement, error) {
	a, ok := d.agreed[id]
	if !ok {
		return a, contract.ErrNotInForce
	}
	return a, nil
}
func (d *desk) RestsTx(_ *db.Tx, id ref.ID) (bool, error)        { return id == d.rests, nil }
func (d *desk) ProgressTx(*db.Tx, ref.ID) (billing.Rates, error) { return d.rates, nil }
func (d *desk) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	a, ok := d.agreed[id]
	s := authz.Scope{Owner: a.Owner, Department: a.Dept, Entity: a.Entity}
	if !ok || tx.Visible(contract.PermRead, s, contract.ErrNotFound, id) != nil {
		return s, "", contract.ErrNotFound
	}
	return s, a.Number, nil
}
func (d *desk) GetTx(_ *db.Tx, id ref.ID) (document.Document, error) {
	x, ok := d.docs[id]
	if !ok {
		return x, document.ErrNotFound
	}
	return x, nil
}
func (d *desk) NextTx(*db.Tx, ref.ID) (string, error) {
	d.numbers++
	return fmt.Sprintf("NO-2026-FP-%04d", d.numbers), nil
}

type people struct{ org *org.Service }

func (p people) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	return x.EntityID, x.DepartmentID, nil
}

func (people) ZoneTx(*db.Tx, ref.ID) (*time.Location, error) { return zone, nil }

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
	o := org.New(database, nil)
	d := &desk{db: database, clock: c, person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{}, agreed: map[ref.ID]billing.Agreement{}, docs: map[ref.ID]document.Document{}}
	d.svc = billing.New(database, setting.Fixed(billing.Usual()), billing.Neighbours{People: d, Contracts: d, Documents: d, Numbers: d, Calendar: workday.StateCouncil})
	hear[billing.PaymentTriggered](d)
	hear[billing.PaymentDueSoon](d)
	hear[billing.PaymentOverdue](d)
	hear[billing.ValuationDue](d)
	hear[billing.MonthValued](d)
	hear[billing.ValuationOver](d)
	hear[billing.InvoiceWanted](d)
	hear[billing.InvoiceSubmitted](d)
	hear[billing.InvoiceIssued](d)
	hear[billing.InvoiceUnpaid](d)
	must(t, database.Write(system(), func(tx *db.Tx) error { return d.populate(tx, o) }))
	id, err := customer.New(database, people{o}).Create(d.as("NOs", authz.Own, customer.PermCreate, customer.PermRead), ref.Nil, customer.Draft{Name: "津滨新能源有限公司", USCC: "91120116MAFAKE1156", Party: "owner", Type: "private"})
	must(t, err)
	d.customer = id
	d.contract = d.sign(t, 36_800_000*yuan, payments()...)
	return d
}

func hear[E db.Event](d *desk) {
	db.React(d.db, "test", func(_ *db.Tx, e E) error { d.heard = append(d.heard, e); return nil })
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

func (d *desk) populate(tx *db.Tx, o *org.Service) error {
	for i, code := range []string{"NO", "SO"} {
		e := &org.Entity{Code: code, Name: code + "电力建设有限公司", USCC: []string{"91320500MAFAKE0439", ""}[i]}
		root, err := o.CreateEntityTx(tx, e)
		if err != nil {
			return err
		}
		d.company[code] = e.ID
		for u, staff := range map[string][]string{"a": {"a", "s", "f"}, "b": {"p", "m"}} {
			x := &org.Department{ParentID: root, Name: u}
			if err := o.CreateDepartmentTx(tx, x); err != nil {
				return err
			}
			d.unit[code+"."+u] = x.ID
			for _, who := range staff {
				p := &org.Person{Username: code + who, Name: code + who, DepartmentID: x.ID}
				if err := o.CreatePersonTx(tx, p); err != nil {
					return err
				}
				d.person[code+who], d.unit[code+who] = p.ID, x.ID
			}
		}
	}
	return nil
}

// payments are those of the contract in the picture: 10, 20, 30, 20, 17, 3 %.
func payments() []billing.Payment {
	one := func(kind, name, trigger, key string, percent, days int64) billing.Payment {
		return billing.Payment{ID: ref.New(), Kind: kind, Name: name, Trigger: trigger, Milestone: key, Ratio: money.Rate(percent * 10_000), TermDays: days}
	}
	all := []billing.Payment{
		one("advance", "预付款", "signed", "", 10, 7), one("milestone", "地基基础完成", "milestone", "M2", 20, 30), one("milestone", "主体封顶", "milestone", "M3", 30, 30),
		one("milestone", "设备调试完成", "milestone", "M4", 20, 30), one("settlement", "投运移交", "settled", "", 17, 30), one("retention", "质保金", "defects_end", "", 3, 14),
	}
	for i := range all {
		all[i].Position = int64(i + 1)
	}
	return all
}

// sign brings a contract of NOs into force.
func (d *desk) sign(t tester, price int64, all ...billing.Payment) ref.ID {
	t.Helper()
	d.numbers++
	a := billing.Agreement{Contract: ref.New(), Number: fmt.Sprintf("NO-2026-PW-%04d", d.numbers), Customer: d.customer, Owner: d.person["NOs"], Entity: d.company["NO"], Dept: d.unit["NOs"],
		SignedOn: day("2026-03-04"), StartOn: day("2026-04-01"), FinishOn: day("2026-12-10"), Defects: 24, Price: price, Payments: all}
	must(t, d.write(func(tx *db.Tx) error { return d.paper(tx, a) }))
	d.agreed[a.Contract] = a
	must(t, d.write(func(tx *db.Tx) error { return d.svc.OnInForceTx(tx, a) }))
	d.heard = nil
	return a.Contract
}

// paper writes the contract's own row, and its project.
func (d *desk) paper(tx *db.Tx, a billing.Agreement) error {
	_, err := tx.Exec(`insert into contract (id, version, created_at, updated_at, entity_id, department_id, owner_id, customer_id, quote_revision, quote_hash, number, title, type, pricing, price, current_price, tax_lines, days, terms, payments, parties, clauses,
		note, origin, custom, state, hash, round, mode, scan_sha256, final_price, retained, reason, amended) values (?, 1, ?, ?, ?, ?, ?, ?, 0, '', ?, '津滨110kV海河变电站新建工程', 'PW', 'lump_sum', ?, ?, '[]', 0, '{}', '[]', '[]', '[]', '', 'user', '{}', 'in_force', '', 0, '', '', 0, 0, '', 0)`,
		a.Contract, tx.Now, tx.Now, a.Entity, a.Dept, a.Owner, a.Customer, a.Number, a.Price, a.Price)
	if err != nil {
		return err
	}
	d.project = ref.New()
	_, err = tx.Exec(`insert into project (id, version, created_at, updated_at, entity_id, department_id, owner_id, customer_id, contract_id, number, name, name_key, type, state, resume_state, amount, budget, forecast_cost, progress, health, progress_light,
		cost_light, quality_light, collection_light, deemed_clause, waive_reason, note, origin) values (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, '海河变电站', '', 'PW', 'executing', '', 0, 0, 0, 0, '', '', '', '', '', false, '', '', 'user')`,
		d.project, tx.Now, tx.Now, a.Entity, d.unit["NOp"], d.person["NOp"], a.Customer, a.Contract, a.Number)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'project', ?, 'project_manager', ?)", d.project, d.person["NOp"], tx.Now)
	return err
}

// write runs what joins a transaction, under a note.
func (d *desk) write(fn func(tx *db.Tx) error) error {
	return d.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("test", db.Subject{}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// as returns a context in which a person who sees prices asks.
func (d *desk) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	return d.seeing(who, reach, []authz.Class{authz.Price}, perms...)
}

func (d *desk) seeing(who string, reach authz.Reach, classes []authz.Class, perms ...authz.Permission) context.Context {
	x := authz.Build(authz.Actor{ID: d.person[who], Kind: authz.User, Name: who, Language: "zh", Entity: d.company[who[:2]], Department: d.unit[who]})
	x.See(classes...)
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		switch reach {
		case authz.Department:
			g.Departments = []ref.ID{d.unit[who]}
		case authz.Entity:
			g.Departments = []ref.ID{d.unit[who[:2]+".a"], d.unit[who[:2]+".b"]}
		default:
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

var everything = append(billing.Permissions(), contract.PermRead)

func (d *desk) finance() context.Context { return d.as("NOf", authz.Entity, everything...) }
func (d *desk) leader() context.Context  { return d.as("NOm", authz.Entity, everything...) }
func (d *desk) sales() context.Context {
	return d.as("NOs", authz.Own, billing.PermNodeRead, billing.PermInvoiceRead, contract.PermRead)
}
func (d *desk) stranger() context.Context { return d.as("SOa", authz.Entity, everything...) }
func (d *desk) manager() context.Context {
	return d.as("NOp", authz.Own, billing.PermNodeRead, billing.PermNodeTrigger, billing.PermNodeApply)
}

// tester is what testing and rapid have in common.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func must(t tester, err error) {
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

func codeOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

func day(text string) workday.Date { return workday.MustParse(text) }

// nodes returns the nodes of a contract, by name.
func (d *desk) nodes(t testing.TB, contract ref.ID) map[string]billing.Node {
	t.Helper()
	out := map[string]billing.Node{}
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		all, err := d.svc.NodesTx(tx, contract)
		for _, n := range all {
			out[n.Name] = n
		}
		return err
	}))
	return out
}

// sum adds up the nodes of a contract that were not cancelled.
func (d *desk) sum(t testing.TB, contract ref.ID) (fen int64) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		all, err := d.svc.NodesTx(tx, contract)
		for _, n := range all {
			if n.State != billing.NodeCancelled {
				fen += n.Amount
			}
		}
		return err
	}))
	return fen
}

// reach says that the customer confirmed a milestone.
func (d *desk) reach(t testing.TB, key string, on workday.Date) {
	t.Helper()
	must(t, d.write(func(tx *db.Tx) error {
		return d.svc.OnMilestoneTx(tx, billing.MilestoneDone{Contract: d.contract, Key: key, On: on})
	}))
}

func (d *desk) receive(id ref.ID, fen int64, on workday.Date) error {
	return d.write(func(tx *db.Tx) error {
		_, err := d.svc.ReceiveTx(tx, id, fen, on)
		return err
	})
}

func (d *desk) attach(on ref.Ref) ref.ID {
	id := ref.New()
	d.docs[id] = document.Document{ID: id, Ref: on, Kind: document.Attachment}
	return id
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
	billing.Register(a, d.svc)
	return &server{t, a.Handler(httpapi.Guest{
		Authenticate: func(r *http.Request) (*authz.Actor, string, error) {
			who, _ := r.Context().Value(whoKey{}).(*authz.Actor)
			return who, "session", nil
		},
		Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 100),
	})}
}

// call sends a request as the actor of ctx and reads the answer into out.
func (s *server) call(ctx context.Context, method, path string, body any, version int64, out any) (status int, code string) {
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
	if version > 0 {
		r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	var p struct {
		Code string `json:"code"`
	}
	if w.Code >= 400 {
		must(s.t, json.Unmarshal(w.Body.Bytes(), &p))
	} else if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			s.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code, p.Code
}

func hours(n float64) time.Duration { return time.Duration(n * float64(time.Hour)) }
