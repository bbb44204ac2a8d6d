package org

import (
	"regexp"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/orgcode"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Kinds of the records that this module owns.
const (
	KindGroup      ref.Kind = "group"
	KindEntity     ref.Kind = "entity"
	KindDepartment ref.Kind = "department"
	KindPerson     ref.Kind = "person"
	KindRole       ref.Kind = "role"
	KindAssignment ref.Kind = "assignment"
)

// Permissions. Everybody who is signed in holds PermRead over the whole group.
const (
	PermRead       authz.Permission = "org:read"
	PermManage     authz.Permission = "org:manage"
	PermRoleRead   authz.Permission = "role:read"
	PermRoleManage authz.Permission = "role:manage"
)

// Errors of the organisation. ErrDisabled is what a disabled person meets.
var (
	ErrEntityNotFound     = fault.New(fault.NotFound, "org.entity_not_found", "no such legal entity")
	ErrDepartmentNotFound = fault.New(fault.NotFound, "org.department_not_found", "no such department")
	ErrPersonNotFound     = fault.New(fault.NotFound, "org.person_not_found", "no such person")

	ErrEntityUnknown     = fault.New(fault.Invalid, "org.entity_unknown", "the legal entity does not exist or is closed")
	ErrDepartmentUnknown = fault.New(fault.Invalid, "org.department_unknown", "the department does not exist or is closed")
	ErrPersonUnknown     = fault.New(fault.Invalid, "org.person_unknown", "the person does not exist or is disabled")

	ErrEntityCode = fault.New(fault.Conflict, "org.entity_code_taken", "another legal entity has this code")
	ErrUsername   = fault.New(fault.Conflict, "org.username_taken", "another person has this username")
	ErrRoot       = fault.New(fault.Conflict, "org.root_department", "the root department of an entity stays where and what it is")
	ErrCycle      = fault.New(fault.Invalid, "org.department_cycle", "a department cannot stand below itself")
	ErrElsewhere  = fault.New(fault.Invalid, "org.department_elsewhere", "the department belongs to another legal entity")
	ErrInUse      = fault.New(fault.Conflict, "org.in_use", "active people or departments still belong to it")

	ErrDisabled = fault.New(fault.Unauthorized, "auth.disabled", "this person was disabled")
)

// Entity is a legal entity of the group.
type Entity struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`
	Code      string    `track:"public"` // short and unique: "SH"; may stand in document numbers
	Name      string    `track:"public"` // as registered
	ShortName string    `track:"public"`
	USCC      string    `track:"public"` // unified social credit code, or ""
	Zone      string    `track:"public"` // IANA name; decides what "today" means
	Position  int64     `track:"public"`
	Active    bool      `track:"public"`
}

// Check answers every rule that the entity breaks.
func (e *Entity) Check() error {
	var c fault.Checks
	c.Check(entityCode.MatchString(e.Code), "code", "malformed")
	c.Check(within(e.Name, 1, 100), "name", lengthCode(e.Name))
	c.Check(within(e.ShortName, 1, 30), "short_name", lengthCode(e.ShortName))
	c.Check(e.USCC == "" || orgcode.Check(e.USCC) == nil, "uscc", "malformed")
	_, err := workday.Zone(e.Zone)
	c.Check(err == nil, "zone", "unknown")
	return c.Err()
}

// Department is a place in the tree of one legal entity. The one without a
// parent is the entity's root.
type Department struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`
	EntityID  ref.ID    `track:"public"`
	ParentID  ref.ID    `track:"public"`
	Name      string    `track:"public"`
	Position  int64     `track:"public"`
	Active    bool      `track:"public"`

	People int64 `track:"-"` // active people whose home it is
}

// Scope implements authz.Scoped: a department belongs to itself.
func (d *Department) Scope() authz.Scope {
	return authz.Scope{Department: d.ID, Entity: d.EntityID}
}

// Check answers every rule that the department breaks by itself.
func (d *Department) Check() error {
	var c fault.Checks
	c.Check(within(d.Name, 1, 60), "name", lengthCode(d.Name))
	return c.Err()
}

// Membership places a person in a department beside the home one.
type Membership struct {
	DepartmentID ref.ID `json:"department_id"`
	Title        string `json:"title" maxLength:"60"`
}

// Person is somebody who may sign in.
type Person struct {
	ID           ref.ID       `track:"-"`
	Version      int64        `track:"-"`
	CreatedAt    time.Time    `track:"-"`
	UpdatedAt    time.Time    `track:"-"`
	Username     string       `track:"public"` // lower case, unique in the group
	Name         string       `track:"public"`
	Email        string       `track:"contact"`
	Mobile       string       `track:"contact"`
	Title        string       `track:"public"`
	EntityID     ref.ID       `track:"public"`
	DepartmentID ref.ID       `track:"public"`
	Memberships  []Membership `track:"public"`
	Language     string       `track:"public"` // "zh" or "en"
	Theme        string       `track:"public"` // "light", "dark" or "system"
	Active       bool         `track:"public"`

	Entity, Department string `track:"-"` // short name and name, for display
}

// Scope implements authz.Scoped. Owner is the person himself.
func (p *Person) Scope() authz.Scope {
	return authz.Scope{Owner: p.ID, Department: p.DepartmentID, Entity: p.EntityID}
}

// Check answers every rule that the person breaks by himself.
func (p *Person) Check() error {
	var c fault.Checks
	c.Check(username.MatchString(p.Username), "username", "malformed")
	c.Check(within(p.Name, 1, 60), "name", lengthCode(p.Name))
	c.Check(p.Email == "" || email.MatchString(p.Email), "email", "not_an_email")
	c.Check(p.Mobile == "" || mobile.MatchString(p.Mobile), "mobile", "not_a_phone")
	c.Check(within(p.Title, 0, 60), "title", "too_long")
	c.Check(p.Language == "zh" || p.Language == "en", "language", "not_allowed")
	c.Check(p.Theme == "light" || p.Theme == "dark" || p.Theme == "system", "theme", "not_allowed")
	return c.Err()
}

// Username returns the form in which usernames are kept and compared.
func Username(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

var (
	entityCode = regexp.MustCompile(`^[A-Z0-9]{1,8}$`)
	username   = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)
	email      = regexp.MustCompile(`^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,190}$`)
	mobile     = regexp.MustCompile(`^\+?[0-9][0-9 -]{4,19}$`)
)

func within(s string, least, most int) bool {
	n := len([]rune(strings.TrimSpace(s)))
	return n >= least && n <= most
}

func lengthCode(s string) string {
	if strings.TrimSpace(s) == "" {
		return "required"
	}
	return "too_long"
}

// PersonDisabled says that somebody may no longer sign in.
type PersonDisabled struct {
	Person ref.ID `json:"person"`
}

// Topic implements db.Event.
func (PersonDisabled) Topic() string { return "org.person_disabled" }

// Version implements db.Event.
func (PersonDisabled) Version() int { return 1 }

// PersonEnabled says that somebody may sign in again.
type PersonEnabled struct {
	Person ref.ID `json:"person"`
}

// Topic implements db.Event.
func (PersonEnabled) Topic() string { return "org.person_enabled" }

// Version implements db.Event.
func (PersonEnabled) Version() int { return 1 }
