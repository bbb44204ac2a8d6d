package matrix_test

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// relation is how a record stands to the person who asks. Everybody in the
// matrix works, and holds his role, in one department of the first company.
type relation string

// Relations. A part is played on a record that belongs to another company.
const (
	nothing   relation = ""                   // the operation concerns no record
	own       relation = "own"                // the person owns it
	same      relation = "same department"    // a colleague owns it
	below     relation = "department below"   // of his own
	across    relation = "other department"   // of the same company
	abroad    relation = "other entity"       // of the group
	partner   relation = "collaborator on it" // plays a part on it
	observing relation = "observer of it"
	missing   relation = "missing" // there is no such record
)

var relations = []relation{own, same, below, across, abroad, partner, observing, missing}

// reach is how far a grant goes: its place in the list of reaches.
type reach int

var reaches = []string{"none", "own", "department", "entity", "group"}

const (
	toNone reach = iota
	toOwn
	toDepartment
	toEntity
	toGroup
)

func reachOf(name string) reach {
	for i, n := range reaches {
		if n == name {
			return reach(i)
		}
	}
	panic("no reach " + name)
}

// looks reports whether a permission only looks. Such ones stay with a token
// that may only read, and with an observer.
func looks(permission string) bool {
	_, verb, _ := strings.Cut(permission, ":")
	return verb == "read" || verb == "export" || verb == "reveal"
}

// person is somebody who asks.
type person struct {
	name    string
	id      ref.ID
	unit    relation // where he works
	grants  map[string]reach
	classes map[string]bool
	probe   string // asks only what needs this permission; "" asks everything
	state   state
	secret  string // of the session or token
	asked   map[string]bool
	blind   bool // holds a permission over what he may not read: everything is hidden from him
}

// state is what became of a person's way in.
type state string

// States of people.
const (
	signedIn        state = "signed in"
	nobody          state = "nobody"
	sessionEnded    state = "session ended"
	tokenRevoked    state = "token revoked"
	disabled        state = "disabled"
	disabledToken   state = "disabled, with a token"
	assignmentEnded state = "assignment ended"
	readOnlyToken   state = "read-only token"
)

func (p *person) out() bool {
	switch p.state {
	case nobody, sessionEnded, tokenRevoked, disabled, disabledToken:
		return true
	case signedIn, assignmentEnded, readOnlyToken:
	}
	return false
}

func (p *person) bearer() bool {
	return p.state == readOnlyToken || p.state == tokenRevoked || p.state == disabledToken
}

// of returns how far a permission of the person goes.
func (p *person) of(permission string) reach {
	if p.asked != nil {
		p.asked[permission] = true
	}
	switch {
	case p.state == assignmentEnded && permission != "org:read":
		return toNone
	case p.state == readOnlyToken && !looks(permission):
		return toNone
	}
	return p.grants[permission]
}

// tries thins out who asks about what: all relations are asked by the holders of
// roles; by others those that lie on both sides of what decides about them.
func (p *person) tries(rel relation) bool {
	switch {
	case p.out():
		return rel == same
	case p.state != signedIn:
		return rel == own || rel == same || rel == abroad || rel == missing
	case p.probe == "":
		return true
	}
	return slices.Contains(map[reach][]relation{
		toOwn:        {own, same, partner, observing},
		toDepartment: {own, below, across, partner},
		toEntity:     {across, abroad, observing},
		toGroup:      {own, same, abroad, missing},
	}[p.grants[p.probe]], rel)
}

// test answers whether a person may, in a relation.
type test func(p *person, rel relation) bool

// by is the rule of almost every record: a permission reaches it, by ownership,
// by place or by a part.
func by(permission string) test {
	return func(p *person, rel relation) bool {
		far := p.of(permission)
		switch rel {
		case own, partner:
			return far >= toOwn
		case observing:
			return far == toGroup || far >= toOwn && looks(permission)
		default:
			return far >= least(rel)
		}
	}
}

// byPlace is by for records that nobody owns: only where they stand counts.
func byPlace(permission string) test {
	return func(p *person, rel relation) bool { return p.of(permission) >= least(rel) }
}

// least is the reach that it takes to reach a place.
func least(rel relation) reach {
	switch rel {
	case own, same, below:
		return toDepartment
	case across:
		return toEntity
	default:
		return toGroup
	}
}

// overGroup is the rule of what concerns all companies.
func overGroup(permission string) test {
	return func(p *person, _ relation) bool { return p.of(permission) == toGroup }
}

// holding asks for a permission, however far it goes.
func holding(permission string) test {
	return func(p *person, _ relation) bool { return p.of(permission) > toNone }
}

func everybody(*person, relation) bool { return true }

// himself is the rule of what is nobody else's.
func himself(_ *person, rel relation) bool { return rel == own }

func all(tests ...test) test {
	return func(p *person, rel relation) bool {
		for _, t := range tests {
			if !t(p, rel) {
				return false
			}
		}
		return true
	}
}

// verdict is what a cell must answer.
type verdict int

const (
	allowed      verdict = iota
	unauthorized         // sign in first
	forbidden            // by the permission itself, whatever the record
	hidden               // the person may not see the record: it does not exist
	beyond               // the person sees the record but may not do this to it
)

// judge is the oracle. What a person may not read does not exist; a permission
// that he does not hold at all is refused before anything is looked at, so that
// the answer tells nothing about the record.
func judge(op *httpapi.Operation, r *rule, p *person, rel relation) verdict {
	permission := string(op.Permission)
	switch {
	case r.session && p.bearer() && !p.out():
		return forbidden
	case op.Anyone && p.state != disabled && p.state != disabledToken, op.Anyone && op.Path == "/session":
		return allowed
	case p.out():
		return unauthorized
	case !op.SignedIn && p.of(permission) == toNone:
		return forbidden
	case rel == missing:
		return hidden
	case rel != nothing && !r.sees(p, rel):
		return hidden
	case !r.does(p, rel):
		return beyond
	}
	return allowed
}

// refusals are the statuses of the verdicts.
func (r *rule) refusal(v verdict) int {
	switch v {
	case unauthorized:
		return 401
	case forbidden, beyond:
		return 403
	case hidden:
		return r.hidden
	case allowed:
	}
	return 0
}

// shown reports whether a new record shows the verb to whoever may do it.
func (r *rule) shown() bool { return r.before == nil && r.accepted == "" && !r.unshown }
