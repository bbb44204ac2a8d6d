package authz_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

const (
	read   authz.Permission = "paper:read"
	edit   authz.Permission = "paper:edit"
	export authz.Permission = "paper:export"
)

var (
	me     = ref.Derived("person", "me")
	sales  = ref.Derived("department", "sales")
	works  = ref.Derived("department", "works")
	errOff = errors.New("not now")
)

func actor(given ...authz.Given) *authz.Actor {
	b := authz.Build(authz.Actor{ID: me, Kind: authz.User})
	for _, g := range given {
		b.Grant(g)
	}
	return b.Actor()
}

func TestReachDecidesWhatIsCovered(t *testing.T) {
	mine := authz.Scope{Owner: me, Department: works}
	ours := authz.Scope{Owner: ref.New(), Department: sales}
	foreign := authz.Scope{Owner: ref.New(), Department: works}
	nobodys := authz.Scope{Department: works}
	for name, c := range map[string]struct {
		given authz.Given
		want  [4]bool // mine, ours, foreign, nobody's
	}{
		"none":                   {authz.Given{Permission: read, Reach: authz.None, Departments: []ref.ID{sales, works}}, [4]bool{}},
		"own":                    {authz.Given{Permission: read, Reach: authz.Own}, [4]bool{true}},
		"department":             {authz.Given{Permission: read, Reach: authz.Department, Departments: []ref.ID{sales}}, [4]bool{true, true}},
		"entity":                 {authz.Given{Permission: read, Reach: authz.Entity, Departments: []ref.ID{sales, works}}, [4]bool{true, true, true, true}},
		"group":                  {authz.Given{Permission: read, Reach: authz.Group}, [4]bool{true, true, true, true}},
		"another permission":     {authz.Given{Permission: edit, Reach: authz.Group}, [4]bool{}},
		"department without any": {authz.Given{Permission: read, Reach: authz.Department}, [4]bool{true}},
	} {
		a := actor(c.given)
		got := [4]bool{a.Covers(read, mine), a.Covers(read, ours), a.Covers(read, foreign), a.Covers(read, nobodys)}
		if got != c.want {
			t.Errorf("%s covers %v, want %v", name, got, c.want)
		}
		if held := c.want != [4]bool{}; a.Has(read) != held {
			t.Errorf("%s: held %v", name, a.Has(read))
		}
	}
}

// A person without an id must not own what nobody owns.
func TestNobodysRecordsAreNotOwnedByPeopleWithoutAnID(t *testing.T) {
	a := authz.NewLink("visitor", read)
	if a.Covers(read, authz.Scope{}) {
		t.Error("a link covers a record without an owner")
	}
}

func TestGrantsAddUp(t *testing.T) {
	a := actor(authz.Given{Permission: read, Reach: authz.Department, Departments: []ref.ID{sales}},
		authz.Given{Permission: read, Reach: authz.Entity, Departments: []ref.ID{works}}, authz.Given{Permission: edit, Reach: authz.Own})
	if !a.Covers(read, authz.Scope{Department: sales}) || !a.Covers(read, authz.Scope{Department: works}) || a.Covers(edit, authz.Scope{Department: sales}) {
		t.Error("the sum of two grants is not their union")
	}
	if want := (map[authz.Permission]authz.Reach{read: authz.Entity, edit: authz.Own}); !maps.Equal(a.Permissions(), want) || a.Reach(read) != authz.Entity || a.Reach(export) != authz.None {
		t.Errorf("permissions = %v", a.Permissions())
	}
}

func TestClasses(t *testing.T) {
	b := authz.Build(authz.Actor{})
	b.See(authz.Price, authz.Secret)
	a := b.Actor()
	for class, want := range map[authz.Class]bool{authz.Public: true, authz.Price: true, authz.Cost: false, authz.Contact: false, authz.Secret: false} {
		if a.Sees(class) != want {
			t.Errorf("sees %s: %v", class, a.Sees(class))
		}
	}
	if got := a.Classes(); !slices.Equal(got, []authz.Class{authz.Price, authz.Public}) {
		t.Errorf("classes = %v", got)
	}
	if s := authz.NewSystem("timer"); s.Sees(authz.Secret) || !s.Sees(authz.Cost) || !s.Has(edit) || s.Reach(edit) != authz.Group || !s.Covers(edit, authz.Scope{}) {
		t.Error("the system sees secrets, or not enough")
	}
}

func TestTokensAreLimited(t *testing.T) {
	b := authz.Build(authz.Actor{ID: me, Kind: authz.Token})
	b.Grant(authz.Given{Permission: read, Reach: authz.Group})
	b.Grant(authz.Given{Permission: edit, Reach: authz.Group})
	b.Limit(authz.Permission.ReadOnly)
	a := b.Actor()
	if err := a.Require(read); err != nil {
		t.Error(err)
	}
	if err := a.Require(edit); !errors.Is(err, authz.ErrReadOnly) {
		t.Errorf("editing with a reading token: %v", err)
	}
	if err := a.Require(export); !errors.Is(err, authz.ErrForbidden) || errors.Is(err, authz.ErrReadOnly) {
		t.Errorf("exporting without the right: %v", err)
	}
	if err := actor().Require(edit); !errors.Is(err, authz.ErrForbidden) {
		t.Errorf("a person without rights: %v", err)
	}
	for p, want := range map[authz.Permission]bool{read: true, export: true, "paper:reveal": true, edit: false, "paper:unread": false, "read": false} {
		if p.ReadOnly() != want {
			t.Errorf("%s only reads: %v", p, p.ReadOnly())
		}
	}
}

func TestActions(t *testing.T) {
	type doc struct{ closed bool }
	open := func(d doc, _ *authz.Actor) error {
		if d.closed {
			return errOff
		}
		return nil
	}
	look := authz.Action[doc]{Verb: "look", Permission: read}
	change := authz.Action[doc]{Verb: "change", Permission: edit, When: open}
	all := []authz.Action[doc]{look, change}
	here, there := authz.Scope{Department: sales}, authz.Scope{Department: works}
	a := actor(authz.Given{Permission: read, Reach: authz.Group}, authz.Given{Permission: edit, Reach: authz.Department, Departments: []ref.ID{sales}})
	for name, c := range map[string]struct {
		who   *authz.Actor
		part  string
		scope authz.Scope
		rec   doc
		err   error // of change
		verbs []string
	}{
		"in reach":                {a, "", here, doc{}, nil, []string{"look", "change"}},
		"closed":                  {a, "", here, doc{true}, errOff, []string{"look"}},
		"out of reach":            {a, "", there, doc{}, authz.ErrForbidden, []string{"look"}},
		"out of reach and closed": {a, "", there, doc{true}, authz.ErrForbidden, []string{"look"}},
		"as a member":             {a, "owner", there, doc{}, nil, []string{"look", "change"}},
		"as an observer":          {a, authz.Observer, there, doc{}, authz.ErrForbidden, []string{"look"}},
		"a stranger on the team":  {actor(), "owner", here, doc{}, authz.ErrForbidden, []string{}},
	} {
		if err := change.Check(c.who, c.part, c.scope, c.rec); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if got := authz.Actions(c.who, c.part, c.scope, c.rec, all); got == nil || !slices.Equal(got, c.verbs) {
			t.Errorf("%s: %v, want %v", name, got, c.verbs)
		}
	}
}

func TestReachesHaveNames(t *testing.T) {
	for r := authz.None; r <= authz.Group; r++ {
		text, err := json.Marshal(r)
		var back authz.Reach
		if err := errors.Join(err, json.Unmarshal(text, &back)); err != nil || back != r {
			t.Errorf("%s comes back as %v: %v", text, back, err)
		}
	}
	var r authz.Reach
	if err := json.Unmarshal([]byte(`"everything"`), &r); !errors.Is(err, authz.ErrReach) {
		t.Errorf("an unknown reach: %v", err)
	}
}

func TestTheActorTravelsInTheContext(t *testing.T) {
	if _, err := authz.From(context.Background()); !errors.Is(err, authz.ErrNoActor) {
		t.Errorf("nobody: %v", err)
	}
	if _, err := authz.From(authz.With(context.Background(), nil)); !errors.Is(err, authz.ErrNoActor) {
		t.Errorf("nil: %v", err)
	}
	a := actor()
	if got, err := authz.From(authz.With(context.Background(), a)); got != a || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestLegsOfEachReach(t *testing.T) {
	columns := authz.Columns{Owner: "p.owner_id", Department: "p.department_id", Members: []string{"p.id", "p.project_id"}}
	for name, c := range map[string]struct {
		a    *authz.Actor
		p    authz.Permission
		want []string // what each leg's SQL begins with
	}{
		"nothing":    {actor(), read, nil},
		"own":        {actor(authz.Given{Permission: read, Reach: authz.Own}), read, []string{"p.owner_id = ?", "p.id in", "p.project_id in"}},
		"department": {actor(authz.Given{Permission: read, Reach: authz.Department, Departments: []ref.ID{sales}}), read, []string{"p.department_id = ?", "p.owner_id = ?", "p.id in", "p.project_id in"}},
		"entity":     {actor(authz.Given{Permission: read, Reach: authz.Entity, Departments: []ref.ID{sales, works}}), read, []string{"p.department_id in", "p.owner_id = ?", "p.id in", "p.project_id in"}},
		"group":      {actor(authz.Given{Permission: read, Reach: authz.Group}), read, []string{"true"}},
		"system":     {authz.NewSystem("x"), read, []string{"true"}},
	} {
		legs := c.a.Legs(c.p, columns, false)
		if len(legs) != len(c.want) {
			t.Errorf("%s has %v", name, legs)
			continue
		}
		for i, leg := range legs {
			if !strings.HasPrefix(leg.SQL, c.want[i]) || strings.Count(leg.SQL, "?") != len(leg.Args) {
				t.Errorf("%s: leg %d is %v, want %s", name, i, leg, c.want[i])
			}
		}
		where := c.a.Where(c.p, columns, false)
		if !strings.HasPrefix(where.SQL, "(") || !strings.HasSuffix(where.SQL, ")") || strings.Count(where.SQL, "?") != len(where.Args) {
			t.Errorf("%s: where is %v", name, where)
		}
	}
	if got := actor().Where(read, columns, true); got.SQL != "(false)" || got.Args != nil {
		t.Errorf("who holds nothing sees where %v", got)
	}
}

func TestAnObserversPartOpensOnlyReading(t *testing.T) {
	a := actor(authz.Given{Permission: read, Reach: authz.Own}, authz.Given{Permission: edit, Reach: authz.Own})
	columns := authz.Columns{Members: []string{"p.id"}}
	if leg := a.Legs(read, columns, false)[0]; strings.Contains(leg.SQL, authz.Observer) {
		t.Errorf("reading leaves observers out: %s", leg.SQL)
	}
	if leg := a.Legs(edit, columns, false)[0]; !strings.Contains(leg.SQL, "m.part <> '"+authz.Observer+"'") {
		t.Errorf("editing lets observers in: %s", leg.SQL)
	}
	for part, want := range map[string][2]bool{"": {}, authz.Observer: {true, false}, "owner": {true, true}} {
		if got := [2]bool{a.AsMember(read, part), a.AsMember(edit, part)}; got != want {
			t.Errorf("as %q: %v, want %v", part, got, want)
		}
	}
}

func TestDepartmentSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ref.ID { return ref.Derived("d", rapid.StringN(1, 2, -1).Draw(t, "name")) }), 0, 20).Draw(t, "ids")
		given := authz.Given{Permission: read, Reach: authz.Department, Departments: ids}
		a := actor(given)
		distinct := map[ref.ID]bool{}
		for _, id := range ids {
			distinct[id] = true
			if !a.Covers(read, authz.Scope{Department: id}) {
				t.Fatalf("%s was given and is not covered", id)
			}
		}
		if n := authz.NewDepartmentSet(ids).Len(); n != len(distinct) {
			t.Fatalf("%d of %d", n, len(distinct))
		}
		if a.Covers(read, authz.Scope{Department: ref.New()}) {
			t.Fatal("another department is covered")
		}
	})
}
