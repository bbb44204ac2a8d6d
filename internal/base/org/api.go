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

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerGroup(a, s)
	registerEntities(a, s)
	registerDepartments(a, s)
	registerPeople(a, s)
	registerRoles(a, s)
	registerAssignments(a, s)
}

// Name is another record by its ID and what people call it.
type Name struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// GroupView is the group on the wire.
type GroupView struct {
	Name    string `json:"name"`
	Version int64  `json:"version"`
}

// GroupBody is what PATCH /group takes.
type GroupBody struct {
	Name string `json:"name" minLength:"1" maxLength:"60"`
}

type groupOut struct {
	ETag string `header:"ETag"`
	Body GroupView
}

func registerGroup(a *httpapi.API, s *Service) {
	out := func(g *Group, err error) (*groupOut, error) {
		if err != nil {
			return nil, err
		}
		return &groupOut{httpapi.ETag(g.Version), GroupView{g.Name, g.Version}}, nil
	}
	httpapi.Register(a, httpapi.Operation{
		ID: "group-get", Method: http.MethodGet, Path: "/group", Summary: "The group", SignedIn: true,
	}, func(ctx context.Context, _ *struct{}) (*groupOut, error) { return out(s.Group(ctx)) })
	httpapi.Register(a, httpapi.Operation{
		ID: "group-update", Method: http.MethodPatch, Path: "/group", Summary: "Rename the group", Permission: PermManage, Versioned: true,
		Example: GroupBody{"Example Group"},
	}, func(ctx context.Context, in *struct{ Body GroupBody }) (*groupOut, error) {
		return out(s.RenameGroup(ctx, httpapi.Version(ctx), in.Body.Name))
	})
}

// EntityView is a legal entity on the wire.
type EntityView struct {
	ID        ref.ID    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Code      string    `json:"code"`
	Name      string    `json:"name"`
	ShortName string    `json:"short_name"`
	USCC      string    `json:"uscc"`
	Zone      string    `json:"zone"`
	Position  int64     `json:"position"`
	Active    bool      `json:"active"`
	Actions   []string  `json:"actions" nullable:"false"`
	Masked    []string  `json:"masked" nullable:"false"`
}

// EntityCreate is what POST /entities takes.
type EntityCreate struct {
	ID        ref.ID `json:"id,omitempty"`
	Code      string `json:"code" minLength:"1" maxLength:"8" doc:"Capital letters and digits; may stand in document numbers."`
	Name      string `json:"name" minLength:"1" maxLength:"100"`
	ShortName string `json:"short_name,omitempty" maxLength:"30"`
	USCC      string `json:"uscc,omitempty" maxLength:"18"`
	Zone      string `json:"zone,omitempty" maxLength:"40" doc:"IANA name; Asia/Shanghai when missing."`
	Position  int64  `json:"position,omitempty"`
}

// EntityUpdate is what PATCH /entities/{id} takes; what is missing stays.
type EntityUpdate struct {
	Code      *string `json:"code,omitempty" maxLength:"8"`
	Name      *string `json:"name,omitempty" maxLength:"100"`
	ShortName *string `json:"short_name,omitempty" maxLength:"30"`
	USCC      *string `json:"uscc,omitempty" maxLength:"18"`
	Zone      *string `json:"zone,omitempty" maxLength:"40"`
	Position  *int64  `json:"position,omitempty"`
	Active    *bool   `json:"active,omitempty"`
}

func (b EntityUpdate) apply(e *Entity) {
	set(&e.Code, b.Code)
	set(&e.Name, b.Name)
	set(&e.ShortName, b.ShortName)
	set(&e.USCC, b.USCC)
	set(&e.Zone, b.Zone)
	set(&e.Position, b.Position)
	set(&e.Active, b.Active)
}

// set writes v, when it was sent, to where.
func set[T any](where, v *T) {
	if v != nil {
		*where = *v
	}
}

// managed returns the one verb that stands in actions, when err is nil.
func managed(err error, verbs ...string) []string {
	if err != nil {
		return []string{}
	}
	return verbs
}

func viewEntity(by *authz.Actor, e *Entity) EntityView {
	return EntityView{e.ID, e.Version, e.CreatedAt, e.UpdatedAt, e.Code, e.Name, e.ShortName, e.USCC, e.Zone, e.Position, e.Active,
		managed(overGroup(by, PermManage), "update"), []string{}}
}

type entityOut struct {
	ETag string `header:"ETag"`
	Body EntityView
}

func outEntity(ctx context.Context, e *Entity, err error) (*entityOut, error) {
	if err != nil {
		return nil, err
	}
	by, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	return &entityOut{httpapi.ETag(e.Version), viewEntity(by, e)}, nil
}

type entitiesOut struct{ Body page.Page[EntityView] }

func registerEntities(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "entity-list", Method: http.MethodGet, Path: "/entities", Summary: "All legal entities", SignedIn: true,
	}, func(ctx context.Context, _ *struct{}) (*entitiesOut, error) {
		by, err := authz.From(ctx)
		if err != nil {
			return nil, err
		}
		list, err := s.Entities(ctx)
		return &entitiesOut{page.Map(page.New(list), func(e *Entity) EntityView { return viewEntity(by, e) })}, err
	})
	again := func(ctx context.Context, id ref.ID) (*entityOut, error) {
		e, err := s.Entity(ctx, id)
		return outEntity(ctx, e, err)
	}
	httpapi.Once(a, httpapi.Operation{
		ID: "entity-create", Method: http.MethodPost, Path: "/entities", Summary: "Add a legal entity with its root department", Permission: PermManage,
		Status: http.StatusCreated, Errors: []*fault.Error{ErrEntityCode}, Example: EntityCreate{Code: "NEW1", Name: "Example Installation Co., Ltd.", ShortName: "Installation"},
	}, func(ctx context.Context, in *struct{ Body EntityCreate }) (*entityOut, error) {
		b := in.Body
		e := &Entity{ID: b.ID, Code: b.Code, Name: b.Name, ShortName: b.ShortName, USCC: b.USCC, Zone: b.Zone, Position: b.Position}
		return outEntity(ctx, e, s.CreateEntity(ctx, e))
	}, again)
	httpapi.Register(a, httpapi.Operation{
		ID: "entity-update", Method: http.MethodPatch, Path: "/entities/{id}", Summary: "Change or close a legal entity", Permission: PermManage, Versioned: true,
		Visible: func(ctx context.Context, id ref.ID) error { _, err := s.Entity(ctx, id); return err },
		Errors:  []*fault.Error{ErrEntityNotFound, ErrEntityCode, ErrInUse}, Example: EntityUpdate{Position: new(int64)},
	}, func(ctx context.Context, in *struct {
		ID   ref.ID `path:"id"`
		Body EntityUpdate
	}) (*entityOut, error) {
		e, err := s.UpdateEntity(ctx, in.ID, httpapi.Version(ctx), in.Body.apply)
		return outEntity(ctx, e, err)
	})
}
