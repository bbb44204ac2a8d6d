package org

import (
	"regexp"
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// RoleKind keeps the three administrators apart from business and each other.
type RoleKind string

// Kinds of roles.
const (
	Business RoleKind = "business"
	System   RoleKind = "system"   // entities, departments, people, settings
	Security RoleKind = "security" // roles, grants, assignments
	Audit    RoleKind = "audit"    // reads the audit log
)

// RoleKinds lists the kinds in order.
func RoleKinds() []RoleKind { return []RoleKind{Business, System, Security, Audit} }

// Errors of roles and assignments.
var (
	ErrRoleNotFound       = fault.New(fault.NotFound, "org.role_not_found", "no such role")
	ErrAssignmentNotFound = fault.New(fault.NotFound, "org.assignment_not_found", "no such assignment")

	ErrRoleUnknown       = fault.New(fault.Invalid, "org.role_unknown", "no such role")
	ErrPermissionUnknown = fault.New(fault.Invalid, "org.permission_unknown", "no such permission")
	ErrRoleCode          = fault.New(fault.Conflict, "org.role_code_taken", "another role has this code")
	ErrDuties            = fault.New(fault.Conflict, "org.duties_conflict", "system, security, audit and business duties are held by different people")
	ErrOwnRights         = fault.New(fault.Conflict, "org.own_rights", "nobody changes his own rights")
	ErrLastAdministrator = fault.New(fault.Conflict, "org.last_administrator", "nobody else holds this administrator role")
	ErrAssigned          = fault.New(fault.Conflict, "org.already_assigned", "the person has this role at this department already")
	ErrEnded             = fault.New(fault.Conflict, "org.assignment_ended", "the assignment has ended")
)

// PermissionEntry is one permission of the product, as its module declares it.
// Only names the kinds of role that may hold it; empty lets business roles hold
// it, and administrators when it only looks.
type PermissionEntry struct {
	Permission authz.Permission
	Module     string
	Only       []RoleKind
}

// Fits reports whether a role of kind k may be given the permission.
func (e PermissionEntry) Fits(k RoleKind) bool {
	if len(e.Only) > 0 {
		return slices.Contains(e.Only, k)
	}
	return k == Business || e.Permission.ReadOnly()
}

// Permissions returns what this module checks, for the catalogue.
func Permissions() []PermissionEntry {
	return []PermissionEntry{
		{PermRead, "org", nil},
		{PermManage, "org", []RoleKind{System}},
		{PermRoleRead, "org", []RoleKind{System, Security, Audit}},
		{PermRoleManage, "org", []RoleKind{Security}},
	}
}

// Role is a named set of grants and field classes.
type Role struct {
	ID        ref.ID                           `track:"-"`
	Version   int64                            `track:"-"`
	CreatedAt time.Time                        `track:"-"`
	UpdatedAt time.Time                        `track:"-"`
	Code      string                           `track:"public"`
	NameZH    string                           `track:"public"`
	NameEN    string                           `track:"public"`
	Kind      RoleKind                         `track:"public"`
	Builtin   bool                             `track:"public"`
	Classes   []authz.Class                    `track:"public"`
	Grants    map[authz.Permission]authz.Reach `track:"public"`
	Position  int64                            `track:"-"`

	Holders int64 `track:"-"` // active people who hold it now
	Vacant  bool  `track:"-"` // of security administrators, while nobody is one
}

// Check answers every rule that the role breaks by itself.
func (r *Role) Check() error {
	var c fault.Checks
	c.Check(roleCode.MatchString(r.Code), "code", "malformed")
	c.Check(within(r.NameZH, 1, 30), "name_zh", lengthCode(r.NameZH))
	c.Check(within(r.NameEN, 1, 60), "name_en", lengthCode(r.NameEN))
	c.Check(slices.Contains(RoleKinds(), r.Kind), "kind", "not_allowed")
	for _, cl := range r.Classes {
		c.Check(cl == authz.Contact || cl == authz.Price || cl == authz.Cost, "classes", "not_allowed")
	}
	return c.Err()
}

// widened returns the permissions that the role grants further than before.
func (r *Role) widened(before *Role) []authz.Permission {
	var out []authz.Permission
	for p, reach := range r.Grants {
		if before == nil || reach > before.Grants[p] {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

var roleCode = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)

// Assignment gives a person a role at a department.
type Assignment struct {
	ID           ref.ID       `track:"-"`
	Version      int64        `track:"-"`
	CreatedAt    time.Time    `track:"-"`
	UpdatedAt    time.Time    `track:"-"`
	PersonID     ref.ID       `track:"public"`
	RoleID       ref.ID       `track:"public"`
	DepartmentID ref.ID       `track:"public"`
	Until        workday.Date `track:"public"` // last day, in the entity's zone; zero means no end
	EndedAt      time.Time    `track:"public"` // ended by hand; zero means not

	EntityID                           ref.ID   `track:"-"`
	Zone                               string   `track:"-"`
	Username, Person, Role, Department string   `track:"-"` // for display; Role is the code
	RoleZH, RoleEN                     string   `track:"-"`
	Kind                               RoleKind `track:"-"`
}

// Holds reports whether the assignment gives rights at the instant now.
func (a *Assignment) Holds(now time.Time) bool {
	if !a.EndedAt.IsZero() {
		return false
	}
	end := a.ends()
	return end.IsZero() || now.Before(end)
}

// ends returns when the day Until is over, or zero.
func (a *Assignment) ends() time.Time {
	if a.Until == 0 {
		return time.Time{}
	}
	loc, err := workday.Zone(a.Zone)
	if err != nil {
		loc = time.UTC // the zone of an entity is checked when it is written
	}
	return a.Until.AddDays(1).Start(loc)
}

// Compatible answers [ErrDuties] when somebody who holds held may not also hold
// next: all roles of a person are of one kind.
func Compatible(held []RoleKind, next RoleKind) error {
	for _, k := range held {
		if k != next {
			return ErrDuties
		}
	}
	return nil
}
