package org

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// DepartmentView is a department on the wire.
type DepartmentView struct {
	ID        ref.ID    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	EntityID  ref.ID    `json:"entity_id"`
	ParentID  ref.ID    `json:"parent_id" doc:"null for the root department of an entity."`
	Name      string    `json:"name"`
	Position  int64     `json:"position"`
	Active    bool      `json:"active"`
	People    int64     `json:"people" doc:"Active people whose home it is."`
	Actions   []string  `json:"actions" nullable:"false"`
	Masked    []string  `json:"masked" nullable:"false"`
}

// DepartmentCreate is what POST /departments takes.
type DepartmentCreate struct {
	ID       ref.ID `json:"id,omitempty"`
	ParentID ref.ID `json:"parent_id"`
	EntityID ref.ID `json:"entity_id,omitempty" doc:"The parent's when missing."`
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Position int64  `json:"position,omitempty"`
}

// DepartmentUpdate is what PATCH /departments/{id} takes; what is missing stays.
type DepartmentUpdate struct {
	ParentID *ref.ID `json:"parent_id,omitempty"`
	Name     *string `json:"name,omitempty" maxLength:"60"`
	Position *int64  `json:"position,omitempty"`
	Active   *bool   `json:"active,omitempty"`
}

func (b DepartmentUpdate) apply(d *Department) {
	set(&d.ParentID, b.ParentID)
	set(&d.Name, b.Name)
	set(&d.Position, b.Position)
	set(&d.Active, b.Active)
}

func viewDepartment(by *authz.Actor, d *Department) DepartmentView {
	return DepartmentView{d.ID, d.Version, d.CreatedAt, d.UpdatedAt, d.EntityID, d.ParentID, d.Name, d.Position, d.Active, d.People,
		managed(Manages(by, d.Scope()), "update", "add"), []string{}}
}

type departmentOut struct {
	ETag string `header:"ETag"`
	Body DepartmentView
}

func outDepartment(ctx context.Context, d *Department, err error) (*departmentOut, error) {
	if err != nil {
		return nil, err
	}
	by, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	return &departmentOut{httpapi.ETag(d.Version), viewDepartment(by, d)}, nil
}

type departmentsOut struct {
	Body page.Page[DepartmentView]
}

func registerDepartments(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "department-list", Method: http.MethodGet, Path: "/departments", Summary: "The departments of one legal entity or of all, parents first", SignedIn: true,
	}, func(ctx context.Context, in *struct {
		Entity ref.ID `query:"entity_id"`
	}) (*departmentsOut, error) {
		by, err := authz.From(ctx)
		if err != nil {
			return nil, err
		}
		list, err := s.Departments(ctx, in.Entity)
		return &departmentsOut{page.Map(page.New(list), func(d *Department) DepartmentView { return viewDepartment(by, d) })}, err
	})
	again := func(ctx context.Context, id ref.ID) (*departmentOut, error) {
		d, err := s.Department(ctx, id)
		return outDepartment(ctx, d, err)
	}
	httpapi.Once(a, httpapi.Operation{
		ID: "department-create", Method: http.MethodPost, Path: "/departments", Summary: "Add a department below another", Permission: PermManage,
		Status: http.StatusCreated, Errors: []*fault.Error{ErrDepartmentUnknown, ErrElsewhere},
		Example: DepartmentCreate{ParentID: ref.Derived("demo", "hl-sales"), Name: "Second sales team"},
	}, func(ctx context.Context, in *struct{ Body DepartmentCreate }) (*departmentOut, error) {
		b := in.Body
		d := &Department{ID: b.ID, ParentID: b.ParentID, EntityID: b.EntityID, Name: b.Name, Position: b.Position}
		return outDepartment(ctx, d, s.CreateDepartment(ctx, d))
	}, again)
	httpapi.Register(a, httpapi.Operation{
		ID: "department-update", Method: http.MethodPatch, Path: "/departments/{id}", Summary: "Rename, move, close or open a department", Permission: PermManage, Versioned: true,
		Visible: func(ctx context.Context, id ref.ID) error { _, err := s.Department(ctx, id); return err },
		Errors:  []*fault.Error{ErrDepartmentNotFound, ErrRoot, ErrCycle, ErrElsewhere, ErrInUse, ErrDepartmentUnknown}, Example: DepartmentUpdate{Position: new(int64)},
	}, func(ctx context.Context, in *struct {
		ID   ref.ID `path:"id"`
		Body DepartmentUpdate
	}) (*departmentOut, error) {
		d, err := s.UpdateDepartment(ctx, in.ID, httpapi.Version(ctx), in.Body.apply)
		return outDepartment(ctx, d, err)
	})
}
