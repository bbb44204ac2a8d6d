package activity_test

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

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
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

	ann   = person("ann", sales, authz.Own, readThings, activity.PermRead, activity.PermLog)
	carl  = person("carl", sales, authz.Department, readThings, activity.PermRead, activity.PermLog)
	boss  = person("boss", sales, authz.Group, readThings, activity.PermRead, activity.PermLog, activity.PermVoid)
	guest = person("guest", sales, authz.Department, readThings, activity.PermRead)
	eve   = person("eve", works, authz.Own, readThings, activity.PermRead, activity.PermLog)
	clerk = person("clerk", works, authz.Group, activity.PermRead) // reads activities, and nothing that they are about
	all   = []*authz.Actor{ann, carl, boss, guest, eve, clerk}

	thing    = ref.To("opportunity", ref.Derived("thing", "ann's"))
	theirs   = ref.To("opportunity", ref.Derived("thing", "eve's"))
	customer = ref.To("customer", ref.Derived("thing", "customer"))
	hidden   = ref.To("customer", ref.Derived("thing", "eve's customer"))
	contact  = ref.To("contact", ref.Derived("thing", "contact"))
	secret   = ref.To("contact", ref.Derived("thing", "eve's contact"))
	paper    = ref.To("document", ref.Derived("thing", "paper"))

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
	*activity.Service
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
			m := things{thing: annsScope, customer: annsScope, contact: annsScope, paper: annsScope, theirs: evesScope, hidden: evesScope, secret: evesScope}
			w := &world{Service: activity.New(d, m, staff{}), db: d, now: &now}
			texts, err := i18n.New()
			if err != nil {
				t.Fatal(err)
			}
			api := httpapi.New(d, texts, d.Log(), "test")
			activity.Register(api, w.Service)
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

func (w *world) mustLog(t *testing.T, who *authz.Actor, d activity.Draft) activity.View {
	t.Helper()
	id, err := w.Log(as(t, who), d)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Get(as(t, who), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// call on a record, an hour ago.
func draft(on ref.Ref) activity.Draft {
	return activity.Draft{Ref: on, Kind: activity.Call, At: noon.Add(-time.Hour), Words: activity.Words{Text: "asked about the schedule"}}
}
