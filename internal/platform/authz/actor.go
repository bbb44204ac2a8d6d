package authz

import (
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
)

// ActorKind says what stands behind a request.
type ActorKind string

// Kinds of actors.
const (
	User   ActorKind = "user"
	Token  ActorKind = "token"
	System ActorKind = "system"
	Link   ActorKind = "link" // a person without an account, by a signed link
)

// Actor is who asks, with everything that decides what they may do. It is
// immutable once built and shared between the requests of one session.
type Actor struct {
	ID         ref.ID
	Kind       ActorKind
	Username   string
	Name       string
	Language   string
	Entity     ref.ID // home legal entity
	Department ref.ID // home department
	Session    ref.ID
	Roles      []string

	readOnly bool
	classes  map[Class]bool
	grants   map[Permission]*grant
}

type grant struct {
	group       bool
	reach       Reach // the widest, for display
	departments *DepartmentSet
}

// DepartmentSet is a set of departments in the forms the engines want it.
// Permissions of equal reach share one.
type DepartmentSet struct {
	ids  map[ref.ID]bool
	hex  string // JSON array of hex texts, for SQLite's json_each
	uuid string // array literal, for PostgreSQL's any
}

// NewDepartmentSet returns the set of ids.
func NewDepartmentSet(ids []ref.ID) *DepartmentSet {
	s := &DepartmentSet{ids: make(map[ref.ID]bool, len(ids))}
	for _, id := range ids {
		s.ids[id] = true
	}
	sorted := slices.SortedFunc(maps.Keys(s.ids), func(a, b ref.ID) int { return strings.Compare(string(a[:]), string(b[:])) })
	hexes, uuids := make([]string, len(sorted)), make([]string, len(sorted))
	for i, id := range sorted {
		hexes[i], uuids[i] = `"`+hex.EncodeToString(id[:])+`"`, id.String()
	}
	s.hex = "[" + strings.Join(hexes, ",") + "]"
	s.uuid = "{" + strings.Join(uuids, ",") + "}"
	return s
}

// Len returns how many departments the set holds.
func (s *DepartmentSet) Len() int {
	if s == nil {
		return 0
	}
	return len(s.ids)
}

// Only returns the department of a set of one.
func (s *DepartmentSet) Only() ref.ID {
	for id := range s.ids {
		return id
	}
	return ref.Nil
}

// Within returns the departments that a permission reaches, for whoever reaches no
// more than his own records and those of a few departments; ok is false for
// everybody else.
func (a *Actor) Within(p Permission, few int) (departments []ref.ID, ok bool) {
	g := a.grants[p]
	if a.Kind == System || g == nil || g.group || g.departments.Len() > few {
		return nil, false
	}
	if g.departments.Len() == 0 {
		return nil, true
	}
	return slices.Collect(maps.Keys(g.departments.ids)), true
}

// Given is one grant of one assignment, with its departments already expanded:
// the subtree for reach Department, the whole entity for reach Entity.
type Given struct {
	Permission  Permission
	Reach       Reach
	Departments []ref.ID
}

// Builder collects what a person's assignments give.
type Builder struct {
	actor  Actor
	depts  map[Permission]map[ref.ID]bool
	shared map[string]*DepartmentSet
}

// Build starts an actor without any right.
func Build(a Actor) *Builder {
	a.classes, a.grants = map[Class]bool{Public: true}, map[Permission]*grant{}
	return &Builder{actor: a, depts: map[Permission]map[ref.ID]bool{}, shared: map[string]*DepartmentSet{}}
}

// Grant adds one grant; grants of the same permission add up.
func (b *Builder) Grant(g Given) {
	if g.Reach == None {
		return
	}
	have := b.actor.grants[g.Permission]
	if have == nil {
		have = &grant{}
		b.actor.grants[g.Permission] = have
		b.depts[g.Permission] = map[ref.ID]bool{}
	}
	have.group = have.group || g.Reach == Group
	have.reach = max(have.reach, g.Reach)
	for _, d := range g.Departments {
		b.depts[g.Permission][d] = true
	}
}

// See adds field classes.
func (b *Builder) See(classes ...Class) {
	for _, c := range classes {
		b.actor.classes[c] = c != Secret
	}
}

// Limit drops every permission that keep refuses, for tokens with scopes.
func (b *Builder) Limit(keep func(Permission) bool) {
	maps.DeleteFunc(b.actor.grants, func(p Permission, _ *grant) bool { return !keep(p) })
	b.actor.readOnly = !slices.ContainsFunc(slices.Collect(maps.Keys(b.actor.grants)), func(p Permission) bool { return !p.ReadOnly() })
}

// Actor returns the finished actor.
func (b *Builder) Actor() *Actor {
	a := b.actor
	for p, g := range a.grants {
		if g.group || len(b.depts[p]) == 0 {
			continue
		}
		set := NewDepartmentSet(slices.Collect(maps.Keys(b.depts[p])))
		if same := b.shared[set.hex]; same != nil {
			set = same
		}
		b.shared[set.hex] = set
		g.departments = set
	}
	return &a
}

// NewSystem returns the actor of timers and reactions: it may do everything and
// sees everything that is not secret. Name says which job acts.
func NewSystem(name string) *Actor {
	return &Actor{Kind: System, Username: "system", Name: name, Language: "zh",
		classes: map[Class]bool{Public: true, Contact: true, Price: true, Cost: true}}
}

// NewLink returns the actor behind a signed link: a person without an account
// who holds only the given permissions, over the record that the link names.
func NewLink(name string, perms ...Permission) *Actor {
	b := Build(Actor{Kind: Link, Username: "link", Name: name, Language: "zh"})
	for _, p := range perms {
		b.Grant(Given{Permission: p, Reach: Own})
	}
	return b.Actor()
}

// Sees reports whether fields of class c are shown in clear.
func (a *Actor) Sees(c Class) bool { return a.classes[c] }

// Has reports whether the actor holds p at all.
func (a *Actor) Has(p Permission) bool {
	if a.Kind == System {
		return true
	}
	return a.grants[p] != nil
}

// Reach returns the widest reach of p.
func (a *Actor) Reach(p Permission) Reach {
	if a.Kind == System {
		return Group
	}
	if g := a.grants[p]; g != nil {
		return g.reach
	}
	return None
}

// Permissions returns every permission held, with its widest reach.
func (a *Actor) Permissions() map[Permission]Reach {
	m := make(map[Permission]Reach, len(a.grants))
	for p, g := range a.grants {
		m[p] = g.reach
	}
	return m
}

// Classes returns the field classes shown in clear, sorted.
func (a *Actor) Classes() []Class {
	var cs []Class
	for c, ok := range a.classes {
		if ok {
			cs = append(cs, c)
		}
	}
	slices.Sort(cs)
	return cs
}

// Require answers ErrForbidden unless the actor holds p at all.
func (a *Actor) Require(p Permission) error {
	switch {
	case a.Has(p):
		return nil
	case a.readOnly && !p.ReadOnly():
		return ErrReadOnly
	}
	return ErrForbidden
}

// Covers reports whether p reaches a record in scope s without the actor
// taking part in it.
func (a *Actor) Covers(p Permission, s Scope) bool {
	if a.Kind == System {
		return true
	}
	g := a.grants[p]
	switch {
	case g == nil:
		return false
	case g.group:
		return true
	case !s.Owner.IsZero() && s.Owner == a.ID:
		return true
	}
	return g.departments != nil && g.departments.ids[s.Department]
}

// AsMember reports whether p reaches a record because the actor plays part on
// it. An observer reads and no more.
func (a *Actor) AsMember(p Permission, part string) bool {
	g := a.grants[p]
	return g != nil && part != "" && (part != Observer || p.ReadOnly())
}

// Observer is the part that only reads.
const Observer = "observer"

type actorKey struct{}

// With returns a context in which a asks.
func With(ctx context.Context, a *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns who asks, or [ErrNoActor].
func From(ctx context.Context) (*Actor, error) {
	if a, _ := ctx.Value(actorKey{}).(*Actor); a != nil {
		return a, nil
	}
	return nil, ErrNoActor
}
