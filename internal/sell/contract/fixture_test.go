package contract_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/terms"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// desk is a group of two companies with two departments each: NOa and NOm share
// one, NOb sits in the other, SOa in another company. NOm holds the roles that
// approve. What modules around will know of a contract stands in fields that a
// test fills in.
type desk struct {
	db        *db.DB
	svc       *contract.Service
	approvals *approval.Service
	customers *customer.Service
	clock     *clock
	person    map[string]ref.ID
	unit      map[string]ref.ID
	company   map[string]ref.ID
	customer  ref.ID // engaged by NOa

	numbers     int
	opportunity ref.ID // the one that exists
	accepted    map[ref.ID]contract.Accepted
	docs        map[ref.ID]document.Document
	tasks       map[string]string // key → open, done or cancelled
	signing     contract.SigningTask
	standing    contract.Standing
	told        []db.Event
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

var start = time.Date(2026, 11, 20, 1, 42, 0, 0, time.UTC) // 09:42 in China

var today = workday.New(2026, 11, 20)

type people struct{ org *org.Service }

func (p people) HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error) {
	return p.org.HolderTx(tx, role, department)
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

// The desk stands in for the neighbours.

func (d *desk) NextTx(_ *db.Tx, _ ref.ID, kind string) (string, error) {
	d.numbers++
	return fmt.Sprintf("NO-2026-%s-%04d", kind, d.numbers), nil
}

func (d *desk) ScopeTx(_ *db.Tx, id ref.ID) (authz.Scope, string, error) {
	if id != d.opportunity {
		return authz.Scope{}, "", fault.New(fault.NotFound, "opportunity.not_found", "no such opportunity")
	}
	return authz.Scope{}, "OPP", nil
}

func (d *desk) AcceptedTx(_ *db.Tx, id ref.ID) (contract.Accepted, error) {
	q, ok := d.accepted[id]
	if !ok {
		return q, fault.New(fault.NotFound, "quote.not_found", "no such quote")
	}
	return q, nil
}

func (d *desk) GetTx(_ *db.Tx, id ref.ID) (document.Document, error) {
	x, ok := d.docs[id]
	if !ok {
		return x, document.ErrNotFound
	}
	return x, nil
}

func (d *desk) OfTx(_ *db.Tx, r ref.Ref, kind string) (out []document.Document, _ error) {
	for _, x := range d.docs {
		if x.Ref == r && x.Kind == kind && x.VoidedAt.IsZero() {
			out = append(out, x)
		}
	}
	return out, nil
}

type tasks struct{ d *desk }

func (t tasks) ReviewTx(_ *db.Tx, x contract.ReviewTask) error {
	t.d.tasks[x.Key] = "open"
	return nil
}

func (t tasks) SigningTx(_ *db.Tx, x contract.SigningTask) error {
	t.d.tasks[x.Key], t.d.signing = "open", x
	return nil
}

func (t tasks) DoneTx(_ *db.Tx, key, _ string) (bool, error) {
	t.d.tasks[key] = "done"
	return true, nil
}

func (t tasks) CancelTx(_ *db.Tx, key, _ string) (bool, error) {
	t.d.tasks[key] = "cancelled"
	return true, nil
}

func (d *desk) StandingTx(*db.Tx, ref.ID) (contract.Standing, error) { return d.standing, nil }

// opened lists the tasks in a state, by the last words of their keys.
func (d *desk) opened(state string) string {
	var out []string
	for key, s := range d.tasks {
		if s == state {
			out = append(out, key[strings.LastIndex(key, "/")+1:])
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// records lets approvals find what they are about.
type records struct{ d *desk }

func (r records) ScopeTx(tx *db.Tx, at ref.Ref) (authz.Scope, string, error) {
	if at.Kind == contract.AmendmentKind {
		return r.d.svc.AmendmentScopeTx(tx, at.ID)
	}
	return r.d.svc.ScopeTx(tx, at.ID)
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
	o := org.New(database, nil)
	p := people{o}
	d := &desk{db: database, clock: c, customers: customer.New(database, p), person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{},
		opportunity: ref.Derived("test", "opportunity"), accepted: map[ref.ID]contract.Accepted{}, docs: map[ref.ID]document.Document{}, tasks: map[string]string{}}
	d.approvals = approval.New(database, setting.Fixed(approval.Defaults()), records{d}, workday.StateCouncil)
	d.svc = contract.New(database, setting.Fixed(contract.Defaults()), contract.Neighbours{People: p, Numbers: d, Customers: d.customers, Opportunities: d, Quotes: d, Documents: d, Approvals: d.approvals, Tasks: tasks{d}, Ledger: d, Calendar: workday.StateCouncil})
	d.wire()
	must(t, database.Write(system(), func(tx *db.Tx) error { return d.populate(tx, o) }))
	d.customer = d.newCustomer(t, customer.Draft{Name: "津滨新能源有限公司", USCC: "91120116MAFAKE1156", Party: "owner", Type: "private"})
	return d
}

func (d *desk) wire() {
	decision := func(a approval.About, comment string) contract.Decision {
		return contract.Decision{Ref: a.Ref, Hash: a.Hash, By: a.By, Comment: comment}
	}
	db.React(d.db, "contract", func(tx *db.Tx, e approval.Approved) error { return d.svc.OnApprovedTx(tx, decision(e.About, "")) })
	db.React(d.db, "contract", func(tx *db.Tx, e approval.Rejected) error {
		return d.svc.OnRejectedTx(tx, decision(e.About, e.Comment))
	})
	db.React(d.db, "contract", func(tx *db.Tx, e approval.Withdrawn) error { return d.svc.OnWithdrawnTx(tx, decision(e.About, "")) })
	hear[contract.Submitted](d)
	hear[contract.Rejected](d)
	hear[contract.Approved](d)
	hear[contract.InForce](d)
	hear[contract.Amended](d)
	hear[contract.Suspended](d)
	hear[contract.Resumed](d)
	hear[contract.Completed](d)
	hear[contract.Settled](d)
	hear[contract.Closed](d)
	hear[contract.Terminated](d)
	hear[contract.Voided](d)
	hear[contract.Expiring](d)
}

func hear[E db.Event](d *desk) {
	db.React(d.db, "test", func(_ *db.Tx, e E) error { d.told = append(d.told, e); return nil })
}

// topics lists what was told since the last call.
func (d *desk) topics() string {
	var out []string
	for _, e := range d.told {
		out = append(out, strings.TrimPrefix(e.Topic(), "contract."))
	}
	d.told = nil
	return strings.Join(out, " ")
}

func (d *desk) populate(tx *db.Tx, o *org.Service) error {
	roles := []string{"sales_manager", "finance_manager", "executive", "general_manager"}
	var seeds []org.RoleSeed
	for _, r := range roles {
		seeds = append(seeds, org.RoleSeed{Code: r, NameZH: r, NameEN: r, Kind: org.Business})
	}
	if err := o.SeedRolesTx(tx, seeds); err != nil {
		return err
	}
	for i, code := range []string{"NO", "SO"} {
		e := &org.Entity{Code: code, Name: code + "建设有限公司", USCC: []string{"91320500MAFAKE0439", ""}[i]}
		root, err := o.CreateEntityTx(tx, e)
		if err != nil {
			return err
		}
		d.company[code] = e.ID
		for _, u := range []string{"a", "b"} {
			unit := &org.Department{ParentID: root, Name: u}
			if err := o.CreateDepartmentTx(tx, unit); err != nil {
				return err
			}
			d.unit[code+u] = unit.ID
			for _, who := range map[string][]string{"a": {"a", "m"}, "b": {"b"}}[u] {
				p := &org.Person{Username: code + who, Name: code + who, DepartmentID: unit.ID}
				if err := o.CreatePersonTx(tx, p); err != nil {
					return err
				}
				d.person[code+who], d.unit[code+who] = p.ID, unit.ID
			}
		}
	}
	for _, r := range roles {
		role, err := o.RoleByCodeTx(tx, r)
		if err != nil {
			return err
		}
		if err := o.AssignTx(tx, &org.Assignment{PersonID: d.person["NOm"], RoleID: role.ID, DepartmentID: d.unit["NOa"]}); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) newCustomer(t testing.TB, c customer.Draft) ref.ID {
	t.Helper()
	id, err := d.customers.Create(d.as("NOa", authz.Own, customer.PermCreate, customer.PermRead), ref.Nil, c)
	must(t, err)
	return id
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// as returns a context in which a person who sees prices and costs asks.
func (d *desk) as(who string, reach authz.Reach, perms ...authz.Permission) context.Context {
	return d.seeing(who, reach, []authz.Class{authz.Price, authz.Cost}, perms...)
}

func (d *desk) seeing(who string, reach authz.Reach, classes []authz.Class, perms ...authz.Permission) context.Context {
	a := authz.Actor{ID: d.person[who], Kind: authz.User, Name: who, Language: "zh", Entity: d.company[who[:2]], Department: d.unit[who]}
	if who == "NOm" {
		a.Roles = []string{"sales_manager", "finance_manager", "executive", "general_manager"}
	}
	x := authz.Build(a)
	x.See(classes...)
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: reach}
		switch reach {
		case authz.Department:
			g.Departments = []ref.ID{d.unit[who]}
		case authz.Entity:
			g.Departments = []ref.ID{d.unit[who[:2]+"a"], d.unit[who[:2]+"b"]}
		default:
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

// everything is each right of the module, and what its use cases ask besides.
var everything = append(contract.Permissions(), customer.PermRead, document.PermRead, approval.PermRead, approval.PermDecide, approval.PermSubmit)

func (d *desk) owner() context.Context   { return d.as("NOa", authz.Own, everything...) }
func (d *desk) manager() context.Context { return d.as("NOm", authz.Department, everything...) }
func (d *desk) boss() context.Context    { return d.as("NOb", authz.Group, everything...) }

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

func rate(s string) money.Rate {
	r, err := money.ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

func p[T any](v T) *T { return &v }

// sound are terms that break no rule of a private payer.
func sound() terms.Terms {
	return terms.Terms{Work: "works", Materials: p(true), DefectsMonths: p(int64(24)), LabourApart: p(true), LabourMonths: p(int64(1)), PayerGuarantee: p(true),
		DelayDaily: p(rate("0.05%")), DelayCap: p(rate("5%")), ReviewDays: p(int64(45)), SilenceAccepts: p(true)}
}

// payments are those of four terms with these ratios.
func payments(advance, milestone, settlement, retention string) []contract.Payment {
	return []contract.Payment{
		{Node: terms.Node{Kind: terms.Advance, Name: "预付款", Trigger: "signed", Ratio: rate(advance), TermDays: 7}},
		{Node: terms.Node{Kind: terms.Milestone, Name: "主体封顶", Trigger: "milestone", Ratio: rate(milestone), TermDays: 30}, Milestone: "M3"},
		{Node: terms.Node{Kind: terms.Settlement, Name: "结算款", Trigger: "settled", Ratio: rate(settlement), TermDays: 28}},
		{Node: terms.Node{Kind: terms.Retention, Name: "质保金", Trigger: "defects_end", Ratio: rate(retention), TermDays: 14}},
	}
}

func line(name, percent string, fen int64) contract.TaxLine {
	l, err := contract.NewTaxLine(name, rate(percent), fen)
	if err != nil {
		panic(err)
	}
	return l
}

// small is a price that the sales manager alone approves.
const small = 100_000_01

func (d *desk) draft(fen int64) contract.Draft {
	return contract.Draft{CustomerID: d.customer, OpportunityID: d.opportunity, Title: "津滨110kV海河变电站新建工程", Type: "PW", Pricing: "lump_sum", Price: fen, TaxLines: []contract.TaxLine{line("建筑服务", "9%", fen)},
		StartOn: workday.New(2026, 12, 20), FinishOn: workday.New(2026, 12, 29), Terms: sound(), Payments: payments("20%", "60%", "17%", "3%"),
		Parties: []contract.Party{{Role: "owner", Signatory: "周启明"}, {Role: "contractor", Signatory: "顾云帆"}}, Clauses: []contract.Clause{{Number: "1", Text: "工程范围"}}}
}

func (d *desk) create(t testing.TB, fen int64, change ...func(*contract.Draft)) ref.ID {
	t.Helper()
	x := d.draft(fen)
	for _, f := range change {
		f(&x)
	}
	id, err := d.svc.Create(d.owner(), contract.Fresh{Terms: &x.Terms, Draft: x})
	must(t, err)
	return id
}

func (d *desk) get(t testing.TB, id ref.ID) contract.View {
	t.Helper()
	v, err := d.svc.Get(d.boss(), id)
	must(t, err)
	return v
}

func (d *desk) version(t testing.TB, id ref.ID) int64 { return d.get(t, id).Version }

// attach hangs a document on a record.
func (d *desk) attach(on ref.Ref, kind, sha256 string) ref.ID {
	id := ref.New()
	d.docs[id] = document.Document{ID: id, Ref: on, Kind: kind, File: document.File{Name: kind + ".pdf", SHA256: sha256}}
	return id
}

func (d *desk) onContract(id ref.ID, kind string) ref.ID {
	return d.attach(ref.To(contract.Kind, id), kind, strings.Repeat("a", 64))
}

// decide lets NOm approve or reject what is pending about a record.
func (d *desk) decide(t testing.TB, record ref.ID, approve bool) error {
	t.Helper()
	var id ref.ID
	var version int64
	must(t, d.db.Read(system(), func(tx *db.Tx) error {
		return tx.One("select id, version from approval where ref_id = ? and state = 'pending'", []any{record}, &id, &version)
	}))
	if approve {
		return d.approvals.Approve(d.manager(), id, version, "")
	}
	return d.approvals.Reject(d.manager(), id, version, "毛利偏低")
}

// path is the way to each state out of a draft, as the last step.
var path = map[contract.State]contract.State{
	contract.StateReviewing: contract.StateDraft, contract.StateApproving: contract.StateReviewing, contract.StateApproved: contract.StateApproving,
	contract.StateSigning: contract.StateApproved, contract.StateInForce: contract.StateSigning, contract.StateCompleted: contract.StateInForce,
	contract.StateSettled: contract.StateCompleted, contract.StateClosed: contract.StateSettled, contract.StateRejected: contract.StateReviewing,
	contract.StateSuspended: contract.StateInForce, contract.StateTerminated: contract.StateInForce, contract.StateVoided: contract.StateDraft,
}

// push takes a draft of NOa to a state.
func (d *desk) push(t testing.TB, id ref.ID, to contract.State) {
	t.Helper()
	if to == contract.StateDraft {
		return
	}
	d.push(t, id, path[to])
	d.step(t, id, to)
}

// step takes the last step to a state.
func (d *desk) step(t testing.TB, id ref.ID, to contract.State) {
	t.Helper()
	ctx, v := d.boss(), d.version(t, id)
	ground := contract.Ground{DocumentID: d.onContract(id, "evidence"), Reason: "依据"}
	var err error
	switch to {
	case contract.StateReviewing:
		err = d.svc.Submit(d.owner(), id, v)
	case contract.StateApproving:
		for _, part := range contract.Parts {
			must(t, d.svc.Review(ctx, id, d.version(t, id), part, true, ""))
		}
	case contract.StateApproved:
		err = d.decide(t, id, true)
	case contract.StateSigning:
		err = d.svc.StartSigning(ctx, id, v, "paper")
	case contract.StateInForce:
		err = d.svc.Sign(ctx, id, v, contract.Signature{DocumentID: d.onContract(id, "signed_scan"), SignedOn: today})
	case contract.StateCompleted:
		err = d.svc.Complete(ctx, id, v, ground.DocumentID, today)
	case contract.StateSettled:
		err = d.svc.Settle(ctx, id, v, ground.DocumentID, small)
	case contract.StateClosed:
		d.standing = contract.Standing{Invoiced: small, Received: small}
		err = d.svc.Close(ctx, id, v)
	case contract.StateRejected:
		err = d.svc.Review(ctx, id, v, contract.Legal, false, "缺管辖条款")
	case contract.StateSuspended:
		err = d.svc.Suspend(ctx, id, v, ground)
	case contract.StateTerminated:
		err = d.svc.Terminate(ctx, id, v, ground)
	case contract.StateVoided:
		err = d.svc.Void(ctx, id, v, "作废")
	default:
		t.Fatalf("no step leads to %s", to)
	}
	must(t, err)
	if got := d.get(t, id).State; got != to {
		t.Fatalf("pushed to %s, want %s", got, to)
	}
}

// sum of the payments as the page shows them.
func paid(v contract.View) (sum int64, ratio money.Rate) {
	for _, n := range v.Terms.Nodes {
		sum, ratio = sum+n.Amount.Amount, ratio+n.Ratio
	}
	return sum, ratio
}
