package pipeline_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

// desk is a group of two companies with two departments each: NOa and NOm share
// one, NOb sits in the other, SOa in another company. What modules below will
// know of an opportunity stands in maps that a test fills in.
type desk struct {
	db        *db.DB
	svc       *pipeline.Service
	customers *customer.Service
	clock     *clock
	person    map[string]ref.ID
	unit      map[string]ref.ID
	company   map[string]ref.ID
	customer  ref.ID // engaged by NOa

	numbers  int
	decider  bool
	parts    map[ref.ID][]string
	standing map[ref.ID]pipeline.QuoteStanding
	solution map[ref.ID]time.Time
	task     map[ref.ID]pipeline.Task
}

type clock struct{ t time.Time }

func (c *clock) now() time.Time           { return c.t }
func (c *clock) advance(by time.Duration) { c.t = c.t.Add(by) }

var start = time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC)

type people struct{ org *org.Service }

func (p people) HomeTx(tx *db.Tx, id ref.ID) (ref.ID, ref.ID, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	return x.EntityID, x.DepartmentID, nil
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

// The desk stands in for the neighbours.

func (d *desk) UsableTx(tx *db.Tx, id ref.ID) (string, error) { return d.customers.UsableTx(tx, id) }
func (d *desk) DeciderTx(*db.Tx, ref.ID) (bool, error)        { return d.decider, nil }
func (d *desk) PartsTx(_ *db.Tx, id ref.ID) ([]string, error) { return d.parts[id], nil }
func (d *desk) StandingTx(_ *db.Tx, id ref.ID) (pipeline.QuoteStanding, error) {
	return d.standing[id], nil
}
func (d *desk) AttachedTx(_ *db.Tx, r ref.Ref, _ string) (time.Time, error) {
	return d.solution[r.ID], nil
}

type numbers struct{ d *desk }

func (n numbers) TakeTx(_ *db.Tx, _ ref.ID, many int) ([]string, error) {
	out := make([]string, many)
	for i := range out {
		n.d.numbers++
		out[i] = fmt.Sprintf("OPP-2026-%04d", n.d.numbers)
	}
	return out, nil
}

type tasks struct{ d *desk }

func (t tasks) NextTx(_ *db.Tx, r ref.Ref) (pipeline.Task, error) { return t.d.task[r.ID], nil }

func each(t *testing.T, fn func(t *testing.T, d *desk)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := &clock{start}
			fn(t, open(t, schema.Open(t, e, db.Options{Clock: c.now}), c))
		})
	}
}

func open(t *testing.T, database *db.DB, c *clock) *desk {
	o := org.New(database, nil)
	p := people{o}
	d := &desk{db: database, clock: c, customers: customer.New(database, p), person: map[string]ref.ID{}, unit: map[string]ref.ID{}, company: map[string]ref.ID{},
		parts: map[ref.ID][]string{}, standing: map[ref.ID]pipeline.QuoteStanding{}, solution: map[ref.ID]time.Time{}, task: map[ref.ID]pipeline.Task{}}
	d.svc = pipeline.New(database, setting.Fixed(pipeline.Defaults()), pipeline.Neighbours{People: p, Numbers: numbers{d}, Customers: d, Team: d, Quotes: d, Documents: d, Tasks: tasks{d}})
	must(t, database.Write(system(), func(tx *db.Tx) error {
		for _, c := range []string{"NO", "SO"} {
			e := &org.Entity{Code: c, Name: c + "建设有限公司"}
			root, err := o.CreateEntityTx(tx, e)
			if err != nil {
				return err
			}
			d.company[c] = e.ID
			for _, u := range []string{"a", "b"} {
				unit := &org.Department{ParentID: root, Name: u}
				if err := o.CreateDepartmentTx(tx, unit); err != nil {
					return err
				}
				d.unit[c+u] = unit.ID
				for _, who := range map[string][]string{"a": {"a", "m"}, "b": {"b"}}[u] {
					p := &org.Person{Username: c + who, Name: c + who, DepartmentID: unit.ID}
					if err := o.CreatePersonTx(tx, p); err != nil {
						return err
					}
					d.person[c+who] = p.ID
					d.unit[c+who] = unit.ID
				}
			}
		}
		return nil
	}))
	var err error
	d.customer, err = d.customers.Create(d.as("NOa", authz.Own, everything...), ref.Nil, customer.Draft{Name: "鹭江文旅投资有限公司", Party: "owner", Type: "private"})
	must(t, err)
	return d
}

func system() context.Context { return authz.With(context.Background(), authz.NewSystem("test")) }

// as returns a context in which a person who sees prices asks, with permissions
// at a reach.
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
			g.Departments = []ref.ID{d.unit[who[:2]+"a"], d.unit[who[:2]+"b"]}
		case authz.None, authz.Own, authz.Group:
		}
		x.Grant(g)
	}
	return authz.With(context.Background(), x.Actor())
}

// everything is each right of the module, and reading customers.
var everything = append(pipeline.Permissions(), customer.PermRead, customer.PermCreate, customer.PermUpdate)

// sales is what a salesperson holds over his own.
var sales = []authz.Permission{pipeline.PermRead, pipeline.PermCreate, pipeline.PermUpdate, pipeline.PermAdvance, customer.PermRead,
	pipeline.PermLeadRead, pipeline.PermLeadCreate, pipeline.PermLeadUpdate, pipeline.PermLeadConvert, pipeline.PermLeadReveal}

func (d *desk) owner() context.Context   { return d.as("NOa", authz.Own, sales...) }
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

func (d *desk) draft(name string, fen int64) pipeline.Draft {
	return pipeline.Draft{CustomerID: d.customer, Name: name, Amount: fen, ExpectedSignDate: workday.New(2027, 1, 15), Source: "referral", ProjectType: "factory"}
}

// create adds an opportunity of NOa.
func (d *desk) create(t testing.TB, name string, fen int64) ref.ID {
	t.Helper()
	id, err := d.svc.Create(d.owner(), ref.Nil, ref.Nil, d.draft(name, fen))
	must(t, err)
	return id
}

func (d *desk) get(t testing.TB, id ref.ID) pipeline.View {
	t.Helper()
	v, err := d.svc.Get(d.boss(), id)
	must(t, err)
	return v
}

// visit logs a first visit that ended at an instant.
func (d *desk) visit(t testing.TB, id ref.ID, end time.Time) {
	t.Helper()
	must(t, d.db.Write(d.owner(), func(tx *db.Tx) error {
		if err := tx.Note("activity.log", db.Subject{Ref: ref.To(pipeline.Kind, id)}, nil); err != nil {
			return err
		}
		return d.svc.OnActivityTx(tx, pipeline.Activity{On: ref.To(pipeline.Kind, id), FirstVisit: true, Contact: true, EndedAt: end})
	}))
}

var written = pipeline.Sections{Background: "背景", PainPoints: "痛点", TechnicalRequirements: "要求", DecisionProcess: "流程", Timeline: "时间", Risks: "风险"}

// report writes and submits the needs report.
func (d *desk) report(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.svc.WriteReport(d.owner(), id, 1, written))
	must(t, d.svc.SubmitReport(d.owner(), id, 2))
}

// push moves an opportunity to a stage with everything that it needs.
func (d *desk) push(t testing.TB, id ref.ID, to pipeline.Stage) {
	t.Helper()
	d.decider = true
	d.parts[id] = []string{pipeline.PartTechnical, pipeline.PartCommercial}
	d.solution[id] = d.clock.t
	d.standing[id] = pipeline.QuoteStanding{ApprovedAt: d.clock.t, AcceptedAt: d.clock.t}
	if v := d.get(t, id); v.FirstVisitAt == nil {
		d.visit(t, id, d.clock.t)
		d.report(t, id)
	}
	for {
		v := d.get(t, id)
		if v.Stage == to {
			return
		}
		must(t, d.svc.Advance(d.boss(), id, v.Version))
	}
}

func (d *desk) win(t testing.TB, id ref.ID) error {
	t.Helper()
	return d.db.Write(system(), func(tx *db.Tx) error {
		if err := tx.Note("contract.in_force", db.Subject{}, nil); err != nil {
			return err
		}
		return d.svc.OnContractInForceTx(tx, pipeline.ContractInForce{Opportunity: id, Contract: ref.Derived("test", id.String())})
	})
}

// callers are people of every reach.
func (d *desk) callers() map[string]context.Context {
	return map[string]context.Context{
		"system": system(), "group": d.boss(), "own": d.owner(), "department": d.manager(), "entity": d.as("NOb", authz.Entity, everything...),
		"other company": d.as("SOa", authz.Entity, everything...), "own there": d.as("SOa", authz.Own, everything...),
	}
}
