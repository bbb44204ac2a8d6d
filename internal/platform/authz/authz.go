package authz

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
)

// Permission is "resource:verb". Verbs that end in read only look.
type Permission string

// ReadOnly reports whether the permission cannot change anything.
func (p Permission) ReadOnly() bool {
	_, verb, _ := strings.Cut(string(p), ":")
	return verb == "read" || verb == "export" || verb == "reveal"
}

// Reach is how far a permission goes, from nothing to the whole group.
type Reach uint8

// Reaches, in order.
const (
	None Reach = iota
	Own
	Department
	Entity
	Group
)

var reachNames = [...]string{"none", "own", "department", "entity", "group"}

func (r Reach) String() string { return reachNames[r] }

// MarshalText writes the reach's name.
func (r Reach) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a reach's name.
func (r *Reach) UnmarshalText(b []byte) error {
	i := slices.Index(reachNames[:], string(b))
	if i < 0 {
		return ErrReach
	}
	*r = Reach(i)
	return nil
}

// Class says how sensitive a field is. A role sees the classes it was given.
type Class string

// Field classes. Public needs nothing; Secret is shown to nobody.
const (
	Public  Class = "public"
	Contact Class = "contact" // phones, mail addresses, identity numbers
	Price   Class = "price"   // amounts towards the customer
	Cost    Class = "cost"    // cost estimates, floor prices, margins
	Secret  Class = "secret"  // passwords, keys
)

// Errors of authorization. ErrNotFound is for modules that have no better one.
var (
	ErrNoActor   = fault.New(fault.Unauthorized, "auth.required", "sign in first")
	ErrForbidden = fault.New(fault.Forbidden, "auth.forbidden", "your roles do not allow this")
	ErrReadOnly  = fault.New(fault.Forbidden, "auth.read_only_token", "this token may only read")
	ErrReach     = fault.New(fault.Invalid, "auth.reach_unknown", "a reach is none, own, department, entity or group")
)

// Scope is where a record belongs; every business row carries these columns.
type Scope struct {
	Owner      ref.ID
	Department ref.ID
	Entity     ref.ID
}

// Scoped is a record that belongs somewhere.
type Scoped interface{ Scope() Scope }
