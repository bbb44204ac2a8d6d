package task_test

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

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/fault"
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

const readThings authz.Permission = "thing:read"

var (
	entity = ref.Derived("test", "entity")
	sales  = ref.Derived("root", entity.String())
	works  = ref.Derived("test", "works")

	ann   = person("ann", sales, authz.Own, readThings, task.PermRead, task.PermWrite)
	carl  = person("carl", sales, authz.Department, readThings, task.PermRead, task.PermWrite)
	boss  = person("boss", sales, authz.Group, readThings, task.PermRead, task.PermWrite, task.PermManage)
	guest = person("guest", sales, authz.Department, readThings, task.PermRead)
	eve   = person("eve", works, authz.Own, readThings, task.PermRead, task.PermWrite)
	clerk = person("clerk", works, authz.Group, task.PermRead) // reads tasks, and nothing that they are about
	all   = []*authz.Actor{ann, carl, boss, guest, eve, clerk}
	timer = authz.NewSystem("test")

	thing  = ref.To("opportunity", ref.Derived("thing", "ann's"))
	theirs = ref.To("opportunity", ref.Derived("thing", "eve's"))

	annsScope = authz.Scope{Owner: ann.ID, Department: sales, Entity: entity}
	evesScope = authz.Scope{Owner: eve.ID, Department: works, Entity: entity}

	errNo = fault.New(fault.NotFound, "thing.not_found", "no such thing")
	noon  = time.Date(2026, 11, 20, 4, 0, 0, 0, time.UTC)
)

func person(name string, department ref.ID, r authz.Reach, perms ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en", Entity: entity, Department: department})
	for _, p := range perms {
		g := authz.Given{Permission: p, Reach: r}
		if r == authz.Department {
			g.Departments = []ref.ID{department}
		}
		b.Grant(g)
	}
	return b.Actor()
}

// things are the records of a group: by reference, where each belongs.
type things map[ref.Ref]authz.Scope

func (m things) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	s, ok := m[r]
	if !ok {
		return s, "", errNo
	}
	return s, "Luzhou plant", tx.Visible(readThings, s, errNo, r.ID)
}

// staff answers where people of the table person work.
type staff struct{}

func (staff) HomeTx(tx *db.Tx, id ref.ID) (e, d ref.ID, err error) {
	err = tx.One("select entity_id, department_id from person where id = ? and active", []any{id}, &e, &d)
	return e, d, err
}

func (staff) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	return workday.Zone(workday.DefaultZone)
}

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	return d.Write(authz.With(ctx, authz.NewSystem("test")), func(tx *db.Tx) error { return populate(tx, org.New(d, nil)) })
})

func populate(tx *db.Tx, o *org.Service) error {
	if _, err := o.CreateEntityTx(tx, &org.Entity{ID: entity, Code: "SH", Name: "沪澜建设"}); err != nil {
		return err
	}
	if err := o.CreateDepartmentTx(tx, &org.Department{ID: works, ParentID: sales, Name: "works"}); err != nil {
		return err
	}
	for _, a := range all {
		if err := o.CreatePersonTx(tx, &org.Person{ID: a.ID, Username: a.Name + ".test", Name: a.Name, Title: "engineer", DepartmentID: a.Department}); err != nil {
			return err
		}
	}
	return nil
}

type world struct {
	*task.Service
	db   *db.DB
	now  *time.Time // moves the clock
	http http.Handler
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			now := noon
			d := schema.Open(t, e, db.Options{Clock: func() time.Time { return now }})
			m := things{thing: annsScope, theirs: evesScope}
			w := &world{Service: task.New(d, m, staff{}, workday.StateCouncil), db: d, now: &now}
			texts, err := i18n.New()
			if err != nil {
				t.Fatal(err)
			}
			api := httpapi.New(d, texts, d.Log(), "test")
			task.Register(api, w.Service)
			w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
			fn(t, w)
		})
	}
}

// byHeader signs in whom the header names.
func byHeader(r *http.Request) (*authz.Actor, string, error) {
	for _, a := range all {
		if a.Name == r.Header.Get("X-Actor") {
			return a, "session", nil
		}
	}
	return nil, "", nil
}

// call sends a request as somebody, or as nobody when a is nil.
func (w *world) call(t *testing.T, a *authz.Actor, method, path string, body any, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	enc, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(string(enc)))
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

// wantAnswer checks the status, and that the body holds a word in quotes.
func wantAnswer(t *testing.T, res *httptest.ResponseRecorder, status int, word string) {
	t.Helper()
	if res.Code != status || !strings.Contains(res.Body.String(), fmt.Sprintf("%q", word)) {
		t.Errorf("answer %d %s, want %d %s", res.Code, res.Body, status, word)
	}
}

func as(t *testing.T, a *authz.Actor) context.Context { return authz.With(t.Context(), a) }

func (w *world) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := w.db.Peek(t.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

// note returns a task of ann's for somebody, due in a day.
func note(who *authz.Actor) task.Draft {
	return task.Draft{Title: "prepare the statement", Kind: task.Todo, Priority: "normal", AssigneeID: who.ID, DueAt: noon.Add(24 * time.Hour)}
}

func (w *world) mustCreate(t *testing.T, by *authz.Actor, on ref.Ref, d task.Draft) ref.ID {
	t.Helper()
	id, err := w.Create(as(t, by), ref.Nil, on, d)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// module runs fn as a reaction of another module.
func (w *world) module(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	err := w.db.Write(as(t, timer), func(tx *db.Tx) error {
		if err := tx.Note("opportunity.react", db.Subject{Ref: thing}, nil); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) mustMake(t *testing.T, m task.Made) (id ref.ID) {
	t.Helper()
	w.module(t, func(tx *db.Tx) (err error) {
		id, err = w.CreateTx(tx, m)
		return err
	})
	return id
}

func (w *world) mustGet(t *testing.T, id ref.ID) task.View {
	t.Helper()
	v, err := w.Get(as(t, timer), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// sweep moves the clock and returns the topics that one sweep emitted.
func (w *world) sweep(t *testing.T, at time.Time) []string {
	t.Helper()
	*w.now = at
	before := w.events(t)
	n, err := w.RunDue(as(t, timer))
	if err != nil {
		t.Fatal(err)
	}
	after := w.events(t)
	if len(after)-len(before) != n {
		t.Errorf("it told %d and emitted %d", n, len(after)-len(before))
	}
	return after[len(before):]
}

// events returns the topics of all events, oldest first.
func (w *world) events(t *testing.T) (topics []string) {
	t.Helper()
	err := w.db.Peek(t.Context(), func(tx *db.Tx) (err error) {
		topics, err = db.All(tx, "select topic from outbox_event order by at, id", nil, func(r db.Row) (s string, err error) { return s, r.Scan(&s) })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return topics
}
