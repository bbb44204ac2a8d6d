package org

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// RoleView is a role on the wire.
type RoleView struct {
	ID        ref.ID            `json:"id"`
	Version   int64             `json:"version"`
	CreatedAt time.Time         `json:"created_at"`
	UpdatedAt time.Time         `json:"updated_at"`
	Code      string            `json:"code"`
	NameZH    string            `json:"name_zh"`
	NameEN    string            `json:"name_en"`
	Kind      RoleKind          `json:"kind" enum:"business,system,security,audit"`
	Builtin   bool              `json:"builtin"`
	Classes   []authz.Class     `json:"classes" nullable:"false"`
	Grants    map[string]string `json:"grants" doc:"Reach by permission."`
	Holders   int64             `json:"holders" doc:"Active people who hold it now."`
	Actions   []string          `json:"actions" nullable:"false" doc:"update, and assign: give it to somebody else."`
	Masked    []string          `json:"masked" nullable:"false"`
}

// RoleCreate is what POST /roles takes.
type RoleCreate struct {
	ID      ref.ID            `json:"id,omitempty"`
	Code    string            `json:"code" minLength:"2" maxLength:"40"`
	NameZH  string            `json:"name_zh" minLength:"1" maxLength:"30"`
	NameEN  string            `json:"name_en" minLength:"1" maxLength:"60"`
	Kind    RoleKind          `json:"kind" enum:"business,system,security,audit"`
	Classes []string          `json:"classes,omitempty" maxItems:"3" enum:"contact,price,cost"`
	Grants  map[string]string `json:"grants,omitempty" doc:"own, department, entity or group by permission."`
}

// RoleUpdate is what PATCH /roles/{id} takes; what is missing stays. Classes
// and grants are replaced as a whole.
type RoleUpdate struct {
	NameZH  *string            `json:"name_zh,omitempty" maxLength:"30"`
	NameEN  *string            `json:"name_en,omitempty" maxLength:"60"`
	Classes *[]string          `json:"classes,omitempty" maxItems:"3"`
	Grants  *map[string]string `json:"grants,omitempty"`
	Reason  string             `json:"reason,omitempty" maxLength:"200" doc:"Why; it stands in the audit log."`
}

// because returns ctx with the reason that the audit record of its change keeps.
func because(ctx context.Context, reason string) context.Context {
	m := *db.MetaFrom(ctx)
	m.Reason = strings.TrimSpace(reason)
	return db.WithMeta(ctx, &m)
}

func readClasses(texts []string) []authz.Class {
	out := []authz.Class{}
	for _, t := range texts {
		out = append(out, authz.Class(t))
	}
	return out
}

func readGrants(texts map[string]string) (map[authz.Permission]authz.Reach, error) {
	grants := map[authz.Permission]authz.Reach{}
	for p, t := range texts {
		var reach authz.Reach
		if err := reach.UnmarshalText([]byte(t)); err != nil {
			return nil, authz.ErrReach.At("grants", "not_allowed")
		}
		grants[authz.Permission(p)] = reach
	}
	return grants, nil
}

func viewRole(by *authz.Actor, r *Role) RoleView {
	v := RoleView{ID: r.ID, Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Code: r.Code, NameZH: r.NameZH, NameEN: r.NameEN,
		Kind: r.Kind, Builtin: r.Builtin, Classes: r.Classes, Grants: map[string]string{}, Holders: r.Holders, Masked: []string{}}
	for p, reach := range r.Grants {
		v.Grants[string(p)] = reach.String()
	}
	v.Actions = []string{}
	guards := overGroup(by, PermRoleManage) == nil
	if guards && !slices.Contains(by.Roles, r.Code) {
		v.Actions = append(v.Actions, "update")
	}
	if guards || r.Vacant && overGroup(by, PermManage) == nil {
		v.Actions = append(v.Actions, "assign")
	}
	return v
}

type roleOut struct {
	ETag string `header:"ETag"`
	Body RoleView
}

func outRole(ctx context.Context, r *Role, err error) (*roleOut, error) {
	if err != nil {
		return nil, err
	}
	by, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	return &roleOut{httpapi.ETag(r.Version), viewRole(by, r)}, nil
}

type rolesOut struct{ Body page.Page[RoleView] }

// PermissionView is one line of the catalogue.
type PermissionView struct {
	Permission string     `json:"permission"`
	Module     string     `json:"module"`
	ReadOnly   bool       `json:"read_only"`
	Kinds      []RoleKind `json:"kinds" nullable:"false" doc:"Kinds of role that may hold it."`
}

type permissionsOut struct {
	Body page.Page[PermissionView]
}

func viewPermission(e PermissionEntry) PermissionView {
	v := PermissionView{string(e.Permission), e.Module, e.Permission.ReadOnly(), []RoleKind{}}
	for _, k := range RoleKinds() {
		if e.Fits(k) {
			v.Kinds = append(v.Kinds, k)
		}
	}
	return v
}

func registerRoles(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "role-permissions", Method: http.MethodGet, Path: "/permissions", Summary: "Every permission of the product", Permission: PermRoleRead,
	}, func(context.Context, *struct{}) (*permissionsOut, error) {
		return &permissionsOut{page.Map(page.New(s.Permissions()), viewPermission)}, nil
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "role-list", Method: http.MethodGet, Path: "/roles", Summary: "All roles", Permission: PermRoleRead,
	}, func(ctx context.Context, _ *struct{}) (*rolesOut, error) {
		by, err := authz.From(ctx)
		if err != nil {
			return nil, err
		}
		list, err := s.Roles(ctx)
		return &rolesOut{page.Map(page.New(list), func(r *Role) RoleView { return viewRole(by, r) })}, err
	})
	httpapi.Once(a, httpapi.Operation{
		ID: "role-create", Method: http.MethodPost, Path: "/roles", Summary: "Add a role", Permission: PermRoleManage, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrRoleCode, ErrPermissionUnknown, ErrDuties, authz.ErrReach},
		Example: RoleCreate{Code: "observer", NameZH: "观察员", NameEN: "Observer", Kind: Business, Grants: map[string]string{string(PermRead): "group"}},
	}, func(ctx context.Context, in *struct{ Body RoleCreate }) (*roleOut, error) {
		b := in.Body
		grants, err := readGrants(b.Grants)
		if err != nil {
			return nil, err
		}
		r := &Role{ID: b.ID, Code: b.Code, NameZH: b.NameZH, NameEN: b.NameEN, Kind: b.Kind, Classes: readClasses(b.Classes), Grants: grants}
		return outRole(ctx, r, s.CreateRole(ctx, r))
	}, func(ctx context.Context, id ref.ID) (*roleOut, error) {
		r, err := s.Role(ctx, id)
		return outRole(ctx, r, err)
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "role-update", Method: http.MethodPatch, Path: "/roles/{id}", Summary: "Change a role's names, classes and grants", Permission: PermRoleManage, Versioned: true,
		Visible: func(ctx context.Context, id ref.ID) error { _, err := s.Role(ctx, id); return err },
		Errors:  []*fault.Error{ErrRoleNotFound, ErrOwnRights, ErrPermissionUnknown, ErrDuties, authz.ErrReach}, Example: RoleUpdate{NameEN: &exampleName},
	}, func(ctx context.Context, in *struct {
		ID   ref.ID `path:"id"`
		Body RoleUpdate
	}) (*roleOut, error) {
		change, err := in.Body.read()
		if err != nil {
			return nil, err
		}
		r, err := s.UpdateRole(because(ctx, in.Body.Reason), in.ID, httpapi.Version(ctx), change)
		return outRole(ctx, r, err)
	})
}

var exampleName = "Salesperson"

// read checks the form of an update and returns the change that it asks for.
func (b RoleUpdate) read() (func(*Role), error) {
	var grants map[authz.Permission]authz.Reach
	if b.Grants != nil {
		var err error
		if grants, err = readGrants(*b.Grants); err != nil {
			return nil, err
		}
	}
	return func(r *Role) {
		set(&r.NameZH, b.NameZH)
		set(&r.NameEN, b.NameEN)
		if b.Classes != nil {
			r.Classes = readClasses(*b.Classes)
		}
		if grants != nil {
			r.Grants = grants
		}
	}, nil
}

// AssignmentView is an assignment on the wire.
type AssignmentView struct {
	ID         ref.ID       `json:"id"`
	Version    int64        `json:"version"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
	Person     Name         `json:"person"`
	Role       RoleRef      `json:"role"`
	Department Name         `json:"department"`
	EntityID   ref.ID       `json:"entity_id"`
	Until      workday.Date `json:"until" doc:"Last day; null means no end."`
	EndedAt    *time.Time   `json:"ended_at"`
	Actions    []string     `json:"actions" nullable:"false"`
	Masked     []string     `json:"masked" nullable:"false"`
}

// RoleRef names a role.
type RoleRef struct {
	ID     ref.ID   `json:"id"`
	Code   string   `json:"code"`
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en"`
	Kind   RoleKind `json:"kind"`
}

// AssignmentCreate is what POST /assignments takes.
type AssignmentCreate struct {
	ID           ref.ID       `json:"id,omitempty"`
	PersonID     ref.ID       `json:"person_id"`
	RoleID       ref.ID       `json:"role_id"`
	DepartmentID ref.ID       `json:"department_id"`
	Until        workday.Date `json:"until,omitempty"`
	Reason       string       `json:"reason,omitempty" maxLength:"200" doc:"Why; it stands in the audit log."`
}

// AssignmentEnd is what POST /assignments/{id}/end may take.
type AssignmentEnd struct {
	Reason string `json:"reason,omitempty" maxLength:"200" doc:"Why; it stands in the audit log."`
}

func viewAssignment(by *authz.Actor, a *Assignment) AssignmentView {
	v := AssignmentView{ID: a.ID, Version: a.Version, CreatedAt: a.CreatedAt, UpdatedAt: a.UpdatedAt,
		Person: Name{a.PersonID, a.Person}, Role: RoleRef{a.RoleID, a.Role, a.RoleZH, a.RoleEN, a.Kind}, Department: Name{a.DepartmentID, a.Department},
		EntityID: a.EntityID, Until: a.Until, Actions: []string{}, Masked: []string{}}
	if !a.EndedAt.IsZero() {
		v.EndedAt = &a.EndedAt
	} else if a.PersonID != by.ID {
		v.Actions = managed(overGroup(by, PermRoleManage), "end")
	}
	return v
}

type assignmentOut struct {
	ETag string `header:"ETag"`
	Body AssignmentView
}

func outAssignment(ctx context.Context, a *Assignment, err error) (*assignmentOut, error) {
	if err != nil {
		return nil, err
	}
	by, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	return &assignmentOut{httpapi.ETag(a.Version), viewAssignment(by, a)}, nil
}

type assignmentsOut struct {
	Body page.Page[AssignmentView]
}

func registerAssignments(a *httpapi.API, s *Service) {
	get := func(ctx context.Context, id ref.ID) (*assignmentOut, error) {
		x, err := s.Assignment(ctx, id)
		return outAssignment(ctx, x, err)
	}
	httpapi.Register(a, httpapi.Operation{
		ID: "assignment-list", Method: http.MethodGet, Path: "/assignments", Summary: "Who holds which role where", Permission: PermRoleRead, List: &assignments,
	}, func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*assignmentsOut, error) {
		by, err := authz.From(ctx)
		if err != nil {
			return nil, err
		}
		q, err := in.Parse(&assignments)
		if err != nil {
			return nil, err
		}
		list, err := s.Assignments(ctx, q)
		return &assignmentsOut{page.Map(list, func(x *Assignment) AssignmentView { return viewAssignment(by, x) })}, err
	})
	httpapi.Once(a, httpapi.Operation{
		ID: "assignment-create", Method: http.MethodPost, Path: "/assignments", Status: http.StatusCreated, Permission: PermRoleRead,
		Summary: "Give a person a role at a department; needs role:manage, or org:manage for the first security administrator",
		Errors:  []*fault.Error{ErrPersonUnknown, ErrRoleUnknown, ErrDepartmentUnknown, ErrDuties, ErrAssigned, ErrOwnRights},
		Example: AssignmentCreate{PersonID: ref.Derived("demo", "sun.manager"), RoleID: ref.Derived("role", "sales"), DepartmentID: ref.Derived("demo", "hl-sales-2")},
	}, func(ctx context.Context, in *struct{ Body AssignmentCreate }) (*assignmentOut, error) {
		b := in.Body
		x := &Assignment{ID: b.ID, PersonID: b.PersonID, RoleID: b.RoleID, DepartmentID: b.DepartmentID, Until: b.Until}
		return outAssignment(ctx, x, s.Assign(because(ctx, b.Reason), x))
	}, get)
	httpapi.Once(a, httpapi.Operation{
		ID: "assignment-end", Method: http.MethodPost, Path: "/assignments/{id}/end", Summary: "Take a role away from a person, at once", Permission: PermRoleManage, Versioned: true,
		Visible: func(ctx context.Context, id ref.ID) error { _, err := s.Assignment(ctx, id); return err },
		Errors:  []*fault.Error{ErrAssignmentNotFound, ErrOwnRights, ErrEnded, ErrLastAdministrator},
		Example: AssignmentEnd{Reason: "moved to another department"},
	}, func(ctx context.Context, in *struct {
		ID   ref.ID `path:"id"`
		Body *AssignmentEnd
	}) (*assignmentOut, error) {
		if in.Body != nil {
			ctx = because(ctx, in.Body.Reason)
		}
		x, err := s.EndAssignment(ctx, in.ID, httpapi.Version(ctx))
		return outAssignment(ctx, x, err)
	}, get)
}
