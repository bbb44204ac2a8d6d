package team_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/team"
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

	ann   = person("ann", sales, authz.Own, readThings, team.PermRead, team.PermManage)
	lead  = person("lead", sales, authz.Department, readThings, team.PermRead, team.PermManage)
	guest = person("guest", sales, authz.Department, readThings, team.PermRead)
	blind = person("blind", sales, authz.Department, readThings)
	near  = nearby() // reads the things of the department, and the teams of his own
	bob   = person("bob", works, authz.Own, readThings, team.PermRead, team.PermManage)
	eve   = person("eve", works, authz.Own, readThings, team.PermRead, team.PermManage)
	all   = []*authz.Actor{ann, lead, guest, blind, near, bob, eve}

	thing  = ref.To("thing", ref.Derived("thing", "ann's"))
	theirs = ref.To("thing", ref.Derived("thing", "of works"))
	orphan = ref.To("thing", ref.Derived("thing", "nobody's"))
	errNo  = fault.New(fault.NotFound, "thing.not_found", "no such thing")
)

func person(name string, department ref.ID, r authz.Reach, perms ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en", Entity: entity, Department: department})
	for _, p := range perms {
		b.Grant(authz.Given{Permission: p, Reach: r, Departments: departments(r, department)})
	}
	return b.Actor()
}

func nearby() *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", "near"), Kind: authz.User, Username: "near", Name: "near", Language: "en", Entity: entity, Department: sales})
	b.Grant(authz.Given{Permission: readThings, Reach: authz.Department, Departments: []ref.ID{sales}})
	b.Grant(authz.Given{Permission: team.PermRead, Reach: authz.Own})
	return b.Actor()
}

func departments(r authz.Reach, own ref.ID) []ref.ID {
	if r == authz.Department {
		return []ref.ID{own}
	}
	return nil
}

// things is a module whose records have teams.
type things map[ref.ID]authz.Scope

func (m things) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	s, ok := m[r.ID]
	if !ok || r.Kind != "thing" {
		return s, "", errNo
	}
	return s, "the thing", tx.Visible(readThings, s, errNo, r.ID)
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
	gone := &org.Person{ID: ref.Derived("person", "gone"), Username: "gone.test", Name: "gone", DepartmentID: works}
	if err := o.CreatePersonTx(tx, gone); err != nil {
		return err
	}
	_, err := tx.Exec("update person set active = ? where id = ?", false, gone.ID)
	return err
}

type world struct {
	*team.Service
	db   *db.DB
	http http.Handler
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		m := things{
			thing.ID:  {Owner: ann.ID, Department: sales, Entity: entity},
			theirs.ID: {Owner: eve.ID, Department: works, Entity: entity},
			orphan.ID: {Department: sales, Entity: entity},
		}
		w := &world{Service: team.New(d, m, staff{}), db: d}
		texts, err := i18n.New()
		if err != nil {
			t.Fatal(err)
		}
		api := httpapi.New(d, texts, d.Log(), "test")
		team.Register(api, w.Service)
		w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
		fn(t, w)
	})
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

func wantProblem(t *testing.T, res *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if res.Code != status || !strings.Contains(res.Body.String(), fmt.Sprintf("%q", code)) {
		t.Errorf("answer %d %s, want %d %s", res.Code, res.Body, status, code)
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

func (w *world) mustJoin(t *testing.T, r ref.Ref, who *authz.Actor, p team.Part) {
	t.Helper()
	if err := w.Join(as(t, authz.NewSystem("test")), r, who.ID, p); err != nil {
		t.Fatal(err)
	}
}

func joinBody(r ref.Ref, who ref.ID, p team.Part) map[string]any {
	return map[string]any{"ref": r, "person_id": who, "part": p}
}

func TestJoinIsForThoseWhoManage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := joinBody(thing, bob.ID, team.Technical)
		wantProblem(t, w.call(t, nil, "POST", "/team", body), 401, "auth.required")
		wantProblem(t, w.call(t, eve, "POST", "/team", body), 422, "team.record_unknown")
		wantProblem(t, w.call(t, guest, "POST", "/team", body), 403, "auth.forbidden")
		if n := w.count(t, "select count(*) from team_member"); n != 0 {
			t.Fatalf("refusals left %d members", n)
		}
		if res := w.call(t, ann, "POST", "/team", body); res.Code != 201 {
			t.Fatalf("answer %d %s", res.Code, res.Body)
		}
		if n := w.count(t, "select count(*) from team_member"); n != 1 {
			t.Errorf("%d members, want one", n)
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'team.joined'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
		if n := w.count(t, "select count(*) from audit_record where action = 'team.join' and ref_id = ?", thing.ID); n != 1 {
			t.Errorf("%d audit records on the thing, want one", n)
		}
	})
}

func TestTeamIsForThoseWhoReadTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustJoin(t, thing, bob, team.Commercial)
		path := "/team?ref_kind=thing&ref_id=" + thing.ID.String()
		wantProblem(t, w.call(t, nil, "GET", path, nil), 401, "auth.required")
		wantProblem(t, w.call(t, eve, "GET", path, nil), 404, "team.record_not_found")
		wantProblem(t, w.call(t, blind, "GET", path, nil), 403, "auth.forbidden")
		wantProblem(t, w.call(t, near, "GET", path, nil), 403, "auth.forbidden")
		wantProblem(t, w.call(t, ann, "GET", "/team?ref_kind=other&ref_id="+thing.ID.String(), nil), 404, "team.record_not_found")
		wantProblem(t, w.call(t, ann, "GET", "/team?ref_kind=thing", nil), 422, "input.invalid")
		for who, manages := range map[*authz.Actor]bool{ann: true, bob: true, lead: true, guest: false} {
			var got team.View
			res := w.call(t, who, "GET", path, nil)
			if err := json.Unmarshal(res.Body.Bytes(), &got); err != nil || res.Code != 200 {
				t.Fatalf("%s: %d %v", who.Name, res.Code, err)
			}
			if len(got.Items) != 2 || got.Items[0].Part != team.Owner || got.Items[0].Name != "ann" || got.Items[1].PersonID != bob.ID || got.Items[1].Since == nil {
				t.Errorf("%s sees %+v", who.Name, got.Items)
			}
			if slices.Contains(got.Actions, "manage") != manages {
				t.Errorf("%s may %v", who.Name, got.Actions)
			}
		}
	})
}

func TestLeaveIsForThoseWhoManage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustJoin(t, thing, bob, team.Observer)
		path := fmt.Sprintf("/team/thing/%s/%s/observer", thing.ID, bob.ID)
		wantProblem(t, w.call(t, nil, "DELETE", path, nil), 401, "auth.required")
		wantProblem(t, w.call(t, eve, "DELETE", path, nil), 404, "team.record_not_found")
		wantProblem(t, w.call(t, guest, "DELETE", path, nil), 403, "auth.forbidden")
		wantProblem(t, w.call(t, bob, "DELETE", path, nil), 403, "auth.forbidden") // an observer only reads
		wantProblem(t, w.call(t, ann, "DELETE", strings.Replace(path, "observer", "sales", 1), nil), 404, "team.not_found")
		if n := w.count(t, "select count(*) from team_member"); n != 1 {
			t.Fatalf("%d members after refusals, want one", n)
		}
		if res := w.call(t, ann, "DELETE", path, nil); res.Code != 204 {
			t.Fatalf("answer %d %s", res.Code, res.Body)
		}
		if n := w.count(t, "select count(*) from team_member"); n != 0 {
			t.Errorf("%d members, want none", n)
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'team.left'"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	})
}

// Nothing remembers a membership: the next request after a change decides anew.
func TestMembershipGivesAndTakesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 2 {
			if _, err := w.Of(as(t, bob), thing); !errors.Is(err, team.ErrNoRecord) {
				t.Fatalf("before joining: %v", err)
			}
			w.mustJoin(t, thing, bob, team.Collaborator)
			if _, err := w.Of(as(t, bob), thing); err != nil {
				t.Fatalf("as a collaborator: %v", err)
			}
			if err := w.Leave(as(t, ann), thing, bob.ID, team.Collaborator); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestJoinChecksWhatItIsGiven(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustJoin(t, thing, bob, team.SalesRep)
		for name, tc := range map[string]struct {
			on   ref.Ref
			who  ref.ID
			part team.Part
			want error
		}{
			"nobody known":       {thing, ref.New(), team.Sales, team.ErrPerson},
			"disabled":           {thing, ref.Derived("person", "gone"), team.Sales, team.ErrPerson},
			"owner is no part":   {thing, bob.ID, team.Owner, team.ErrPart},
			"unknown part":       {thing, bob.ID, "boss", team.ErrPart},
			"same part twice":    {thing, bob.ID, team.SalesRep, team.ErrMember},
			"second sales rep":   {thing, eve.ID, team.SalesRep, team.ErrTaken},
			"record not visible": {theirs, bob.ID, team.Sales, team.ErrRecord},
			"record of no kind":  {ref.To("nothing", thing.ID), bob.ID, team.Sales, team.ErrRecord},
		} {
			if err := w.Join(as(t, ann), tc.on, tc.who, tc.part); !errors.Is(err, tc.want) {
				t.Errorf("%s: %v, want %v", name, err, tc.want)
			}
		}
		w.mustJoin(t, thing, bob, team.Sales)     // another part of the same person
		w.mustJoin(t, theirs, bob, team.SalesRep) // the same person on another project
		if n := w.count(t, "select count(*) from team_member where user_id = ?", bob.ID); n != 3 {
			t.Errorf("bob plays %d parts, want 3", n)
		}
	})
}

func TestTeamIsBounded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		err := w.db.Housekeep(t.Context(), func(tx *db.Tx) error {
			o := org.New(w.db, nil)
			for i := range team.MaxMembers - 1 {
				id := ref.Derived("crowd", fmt.Sprint(i))
				if err := o.CreatePersonTx(tx, &org.Person{ID: id, Username: fmt.Sprint("p", i), Name: "p", DepartmentID: works}); err != nil {
					return err
				}
				if _, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since) values (?, 'thing', ?, 'member', 0)", thing.ID, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.mustJoin(t, thing, bob, team.Sales)
		if err := w.Join(as(t, ann), thing, eve.ID, team.Sales); !errors.Is(err, team.ErrFull) {
			t.Errorf("member number %d: %v, want ErrFull", team.MaxMembers+1, err)
		}
	})
}

func TestJoinRepeatedUnderOneKeyHappensOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 2 {
			res := w.call(t, ann, "POST", "/team", joinBody(thing, bob.ID, team.Sales), "Idempotency-Key", "join-0001")
			if res.Code != 201 || !strings.Contains(res.Body.String(), bob.ID.String()) {
				t.Fatalf("answer %d %s", res.Code, res.Body)
			}
		}
		if n := w.count(t, "select count(*) from outbox_event"); n != 1 {
			t.Errorf("%d events, want one", n)
		}
	})
}

func TestSetMakesExactlyThesePeoplePlayThePart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		on := db.Subject{Ref: thing, Label: "the thing", Entity: entity}
		set := func(p team.Part, people ...ref.ID) error {
			return w.db.Write(as(t, ann), func(tx *db.Tx) error {
				if err := tx.Note("thing.assign", on, nil); err != nil {
					return err
				}
				return w.SetTx(tx, on, p, people...)
			})
		}
		for _, step := range []struct {
			part   team.Part
			people []ref.ID
			events int // in all
		}{
			{team.Technical, []ref.ID{bob.ID, eve.ID}, 2},
			{team.Technical, []ref.ID{eve.ID, bob.ID, bob.ID}, 2},
			{team.Technical, []ref.ID{eve.ID}, 3},
			{team.SalesRep, []ref.ID{bob.ID}, 4},
			{team.SalesRep, []ref.ID{eve.ID}, 6},
			{team.Technical, nil, 7},
		} {
			if err := set(step.part, step.people...); err != nil {
				t.Fatalf("%s %v: %v", step.part, step.people, err)
			}
			if n := w.count(t, "select count(*) from outbox_event"); n != step.events {
				t.Errorf("%s %v: %d events, want %d", step.part, step.people, n, step.events)
			}
		}
		if err := set(team.SalesRep, bob.ID, ann.ID); !errors.Is(err, team.ErrTaken) {
			t.Errorf("two sales representatives: %v", err)
		}
		if n := w.count(t, "select count(*) from team_member where part = 'sales_rep' and user_id = ?", eve.ID); n != 1 {
			t.Error("a refused change was kept")
		}
	})
}

func TestMissingNamesThePartsNobodyPlays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustJoin(t, thing, bob, team.Technical)
		err := w.db.Read(as(t, ann), func(tx *db.Tx) error {
			missing, err := w.MissingTx(tx, thing, team.IronTriangle...)
			if err != nil || !slices.Equal(missing, []team.Part{team.Sales, team.Commercial}) {
				t.Errorf("missing %v, %v", missing, err)
			}
			for p, want := range map[team.Part]bool{team.Technical: true, team.Sales: false} {
				if has, err := w.HasTx(tx, thing, p); has != want || err != nil {
					t.Errorf("has %s: %v, %v", p, has, err)
				}
			}
			ms, err := w.MembersTx(tx, thing)
			if err != nil || len(ms) != 1 || ms[0].Name != "bob" || ms[0].Title != "engineer" || ms[0].Since.IsZero() {
				t.Errorf("members %+v, %v", ms, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Two people appoint a sales representative at the same moment: one stays.
func TestOneSalesRepresentativeUnderConcurrency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		errs := make(chan error)
		for _, who := range []ref.ID{bob.ID, eve.ID, lead.ID, guest.ID} {
			go func() { errs <- w.Join(as(t, ann), thing, who, team.SalesRep) }()
		}
		won := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				won++
			case !errors.Is(err, team.ErrTaken):
				t.Errorf("loser got %v", err)
			}
		}
		if n := w.count(t, "select count(*) from team_member"); won != 1 || n != 1 {
			t.Errorf("%d won, %d stored, want one", won, n)
		}
	})
}

func TestTeamWithoutOwnerShowsOnlyMembers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		got, err := w.Of(as(t, lead), orphan)
		if err != nil || len(got.Members) != 0 {
			t.Errorf("%+v, %v", got, err)
		}
		if got.Ref != orphan {
			t.Errorf("ref %v", got.Ref)
		}
	})
}

func TestSinceIsTheTimeOfJoining(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 42, 0, 0, time.UTC)
	schema.EachWith(t, db.Options{Clock: func() time.Time { return at }}, func(t *testing.T, d *db.DB) {
		s := team.New(d, things{thing.ID: {Owner: ann.ID, Department: sales, Entity: entity}}, staff{})
		if err := s.Join(as(t, ann), thing, bob.ID, team.Sales); err != nil {
			t.Fatal(err)
		}
		got, err := s.Of(as(t, ann), thing)
		if err != nil || !got.Members[1].Since.Equal(at) || got.Members[1].AddedBy != ann.ID {
			t.Errorf("%+v, %v", got.Members, err)
		}
	})
}
