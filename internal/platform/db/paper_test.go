package db_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/migrate"
)

// The tests keep papers: the smallest record that has everything a module's
// records have.
const paperTable = `create table paper (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null,
  department_id uuid not null,
  owner_id uuid,
  parent_id uuid references paper (id),
  title text not null,
  stage text not null,
  amount bigint not null,
  cost bigint not null,
  urgent boolean not null,
  due text
);
create index paper_department on paper (department_id, stage, amount, id);
create index paper_owner on paper (owner_id, stage, amount, id);
create index paper_stage on paper (stage, amount, id);
create index paper_parent on paper (parent_id);
create unique index paper_title on paper (title) where stage = 'final';
create table paper_sum (
  place uuid not null,
  stage text not null,
  papers bigint not null,
  amount bigint not null,
  primary key (place, stage)
);
`

var schema = dbtest.Template(build)

func build(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	h, done, err := d.Schema(ctx)
	if err != nil {
		return err
	}
	defer done()
	for _, s := range migrate.Dialect(paperTable, d.Postgres()) {
		if _, err := h.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

const (
	readPapers authz.Permission = "paper:read"
	editPapers authz.Permission = "paper:edit"
)

type paper struct {
	ID         ref.ID    `track:"-"`
	Version    int64     `track:"-"`
	Created    time.Time `track:"-"`
	Entity     ref.ID    `track:"public"`
	Department ref.ID    `track:"public"`
	Owner      ref.ID    `track:"public"`
	Parent     ref.ID    `track:"public"`
	Title      string    `track:"public"`
	Stage      string    `track:"public"`
	Amount     int64     `track:"price"`
	Cost       int64     `track:"cost"`
	Urgent     bool      `track:"public"`
	Due        string    `track:"public"`
	Password   string    `track:"secret"`
}

func (p *paper) Subject() db.Subject {
	return db.Subject{Ref: ref.To("paper", p.ID), Label: p.Title, Entity: p.Entity, Version: p.Version}
}

func (p *paper) Scope() authz.Scope {
	return authz.Scope{Owner: p.Owner, Department: p.Department, Entity: p.Entity}
}

type written struct {
	Paper  ref.ID `json:"paper"`
	Amount int64  `json:"amount"`
}

func (written) Topic() string { return "paper.written" }
func (written) Version() int  { return 1 }

var (
	entity = ref.Derived("test", "entity")
	sales  = ref.Derived("test", "sales")
	works  = ref.Derived("test", "works")
	ann    = person("ann", authz.Own)
	boss   = person("boss", authz.Group)
)

// person builds an actor whose rights over papers have one reach.
func person(name string, r authz.Reach, departments ...ref.ID) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Entity: entity, Department: sales})
	b.Grant(authz.Given{Permission: readPapers, Reach: r, Departments: departments})
	b.Grant(authz.Given{Permission: editPapers, Reach: r, Departments: departments})
	b.See(authz.Price)
	return b.Actor()
}

func as(t testing.TB, a *authz.Actor) context.Context {
	return authz.With(t.Context(), a)
}

// draft returns a paper of ann's that is not stored yet.
func draft(title string) paper {
	return paper{ID: ref.New(), Version: 1, Entity: entity, Department: sales, Owner: ann.ID, Title: title, Stage: "draft", Amount: 100, Cost: 60}
}

func insert(tx *db.Tx, p *paper) error {
	due := any(nil)
	if p.Due != "" {
		due = p.Due
	}
	_, err := tx.Exec("insert into paper (id, version, created_at, updated_at, entity_id, department_id, owner_id, parent_id, title, stage, amount, cost, urgent, due) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Version, tx.Now, tx.Now, p.Entity, p.Department, p.Owner, p.Parent, p.Title, p.Stage, p.Amount, p.Cost, p.Urgent, due)
	return err
}

// create is a use case as modules write them.
func create(tx *db.Tx, p *paper) error {
	if err := insert(tx, p); err != nil {
		return err
	}
	if err := tx.Audit("paper.create", nil, p); err != nil {
		return err
	}
	return tx.Emit(written{p.ID, p.Amount})
}

// write creates the paper on its own.
func write(ctx context.Context, d *db.DB, p paper) error {
	return d.Write(ctx, func(tx *db.Tx) error { return create(tx, &p) })
}

func mustWrite(t testing.TB, d *db.DB, p paper) paper {
	t.Helper()
	if err := write(as(t, boss), d, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// reprice changes the amount, if the version is still the one that was read.
func reprice(tx *db.Tx, p paper, amount int64) error {
	after := p
	after.Amount, after.Version = amount, p.Version+1
	if err := db.Changed(tx.Exec("update paper set amount = ?, version = ?, updated_at = ? where id = ? and version = ?",
		amount, after.Version, tx.Now, p.ID, p.Version)); err != nil {
		return err
	}
	return tx.Audit("paper.reprice", &p, &after)
}

// count counts the rows of a table that hold a condition.
func count(t testing.TB, d *db.DB, table, where string, args ...any) int {
	t.Helper()
	var n int
	err := d.Peek(t.Context(), func(tx *db.Tx) error {
		return tx.One("select count(*) from "+table+" where "+where, args, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// traces are the rows that a write may leave.
type traces struct{ papers, audits, versions, events, keys int }

func tracesOf(t testing.TB, d *db.DB) traces {
	t.Helper()
	return traces{count(t, d, "paper", "true"), count(t, d, "audit_record", "true"), count(t, d, "record_version", "true"),
		count(t, d, "outbox_event", "true"), count(t, d, "idempotency_key", "true")}
}

// refuse makes every insert into a table fail. raise(abort) and a raised
// exception both undo the statement and leave the transaction alive or, on
// PostgreSQL, aborted: as any failing statement does.
func refuse(t testing.TB, d *db.DB, event, table string) {
	t.Helper()
	h, done, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	name := "no_" + event + "_" + table
	statements := []string{"create trigger " + name + " before " + event + " on " + table + " begin select raise(abort, 'refused by the test'); end"}
	if d.Postgres() {
		statements = []string{
			"create function " + name + "() returns trigger language plpgsql as $$ begin raise exception 'refused by the test'; end $$",
			"create trigger " + name + " before " + event + " on " + table + " for each row execute function " + name + "()",
		}
	}
	for _, s := range statements {
		if _, err := h.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

// allow takes the refusal back.
func allow(t testing.TB, d *db.DB, event, table string) {
	t.Helper()
	h, done, err := d.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	name := "no_" + event + "_" + table
	s := "drop trigger " + name
	if d.Postgres() {
		s += " on " + table
	}
	if _, err := h.ExecContext(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

// ticker is a clock that moves a millisecond whenever it is read.
func ticker() func() time.Time {
	var n atomic.Int64
	start := time.Date(2026, 11, 20, 1, 2, 3, 0, time.UTC)
	return func() time.Time { return start.Add(time.Duration(n.Add(1)) * time.Millisecond) }
}

func title(n int) string { return fmt.Sprintf("paper %06d", n) }

func refused(err error) bool {
	return err != nil && strings.Contains(err.Error(), "refused by the test")
}
