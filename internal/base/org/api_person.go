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

// PersonView is a person on the wire.
type PersonView struct {
	ID          ref.ID       `json:"id"`
	Version     int64        `json:"version"`
	CreatedAt   time.Time    `json:"created_at"`
	UpdatedAt   time.Time    `json:"updated_at"`
	Username    string       `json:"username"`
	Name        string       `json:"name"`
	Email       *string      `json:"email" doc:"null for whom it is hidden from."`
	Mobile      *string      `json:"mobile" doc:"null for whom it is hidden from."`
	Title       string       `json:"title"`
	Entity      Name         `json:"entity"`
	Department  Name         `json:"department"`
	Memberships []Membership `json:"memberships" nullable:"false" doc:"Departments beside the home one; empty in lists."`
	Language    string       `json:"language"`
	Active      bool         `json:"active"`
	Actions     []string     `json:"actions" nullable:"false"`
	Masked      []string     `json:"masked" nullable:"false"`
}

// PersonCreate is what POST /people takes.
type PersonCreate struct {
	ID           ref.ID       `json:"id,omitempty"`
	Username     string       `json:"username" minLength:"2" maxLength:"64"`
	Name         string       `json:"name" minLength:"1" maxLength:"60"`
	DepartmentID ref.ID       `json:"department_id"`
	Title        string       `json:"title,omitempty" maxLength:"60"`
	Email        string       `json:"email,omitempty" maxLength:"254"`
	Mobile       string       `json:"mobile,omitempty" maxLength:"20"`
	Memberships  []Membership `json:"memberships,omitempty" maxItems:"20"`
	Language     string       `json:"language,omitempty" enum:"zh,en"`
}

// PersonUpdate is what PATCH /people/{id} takes; what is missing stays.
type PersonUpdate struct {
	Username     *string       `json:"username,omitempty" maxLength:"64"`
	Name         *string       `json:"name,omitempty" maxLength:"60"`
	DepartmentID *ref.ID       `json:"department_id,omitempty"`
	Title        *string       `json:"title,omitempty" maxLength:"60"`
	Email        *string       `json:"email,omitempty" maxLength:"254"`
	Mobile       *string       `json:"mobile,omitempty" maxLength:"20"`
	Memberships  *[]Membership `json:"memberships,omitempty" maxItems:"20"`
	Language     *string       `json:"language,omitempty" enum:"zh,en"`
}

func (b PersonUpdate) apply(p *Person) {
	set(&p.Username, b.Username)
	set(&p.Name, b.Name)
	set(&p.DepartmentID, b.DepartmentID)
	set(&p.Title, b.Title)
	set(&p.Email, b.Email)
	set(&p.Mobile, b.Mobile)
	set(&p.Memberships, b.Memberships)
	set(&p.Language, b.Language)
}

func viewPerson(by *authz.Actor, p *Person) PersonView {
	v := PersonView{ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, Username: p.Username, Name: p.Name,
		Title: p.Title, Entity: Name{p.EntityID, p.Entity}, Department: Name{p.DepartmentID, p.Department}, Memberships: p.Memberships,
		Language: p.Language, Active: p.Active, Actions: personActions(by, p), Masked: []string{}}
	if p.Memberships == nil {
		v.Memberships = []Membership{}
	}
	if SeesContact(by, p) {
		v.Email, v.Mobile = &p.Email, &p.Mobile
	} else {
		v.Masked = []string{"email", "mobile"}
	}
	return v
}

// personActions leaves to the attempt what only the other rows decide: whether
// a person is the last administrator of a kind.
func personActions(by *authz.Actor, p *Person) []string {
	switch err := Manages(by, p.Scope()); {
	case !p.Active:
		return managed(err, "update", "enable")
	case p.ID == by.ID:
		return managed(err, "update")
	default:
		return managed(err, "update", "disable")
	}
}

type personOut struct {
	ETag string `header:"ETag"`
	Body PersonView
}

func outPerson(ctx context.Context, p *Person, err error) (*personOut, error) {
	if err != nil {
		return nil, err
	}
	by, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	return &personOut{httpapi.ETag(p.Version), viewPerson(by, p)}, nil
}

type peopleOut struct{ Body page.Page[PersonView] }

type idIn struct {
	ID ref.ID `path:"id"`
}

func registerPeople(a *httpapi.API, s *Service) {
	get := func(ctx context.Context, id ref.ID) (*personOut, error) {
		p, err := s.Person(ctx, id)
		return outPerson(ctx, p, err)
	}
	httpapi.Register(a, httpapi.Operation{
		ID: "person-list", Method: http.MethodGet, Path: "/people", Summary: "People by name, username or pinyin initials", SignedIn: true, List: &people,
	}, func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*peopleOut, error) {
		by, err := authz.From(ctx)
		if err != nil {
			return nil, err
		}
		q, err := in.Parse(&people)
		if err != nil {
			return nil, err
		}
		list, err := s.People(ctx, q)
		return &peopleOut{page.Map(list, func(p *Person) PersonView { return viewPerson(by, p) })}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "person-get", Method: http.MethodGet, Path: "/people/{id}", Summary: "One person", SignedIn: true, Errors: []*fault.Error{ErrPersonNotFound},
	}, func(ctx context.Context, in *idIn) (*personOut, error) { return get(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{
		ID: "person-create", Method: http.MethodPost, Path: "/people", Summary: "Add a person, who cannot sign in before a password was given", Permission: PermManage,
		Status: http.StatusCreated, Errors: []*fault.Error{ErrUsername, ErrDepartmentUnknown},
		Example: PersonCreate{Username: "new.person", Name: "New Person", DepartmentID: ref.Derived("demo", "hl-sales-1")},
	}, func(ctx context.Context, in *struct{ Body PersonCreate }) (*personOut, error) {
		b := in.Body
		p := &Person{ID: b.ID, Username: b.Username, Name: b.Name, DepartmentID: b.DepartmentID, Title: b.Title, Email: b.Email, Mobile: b.Mobile,
			Memberships: b.Memberships, Language: b.Language}
		if err := s.CreatePerson(ctx, p); err != nil {
			return nil, err
		}
		return get(ctx, p.ID)
	}, get)
	registerPersonChanges(a, s, get)
}

func registerPersonChanges(a *httpapi.API, s *Service, get func(context.Context, ref.ID) (*personOut, error)) {
	visible := func(ctx context.Context, id ref.ID) error { _, err := s.Person(ctx, id); return err }
	httpapi.Register(a, httpapi.Operation{
		ID: "person-update", Method: http.MethodPatch, Path: "/people/{id}", Summary: "Change a person", Permission: PermManage, Versioned: true, Visible: visible,
		Errors: []*fault.Error{ErrPersonNotFound, ErrUsername, ErrDepartmentUnknown}, Example: PersonUpdate{Title: new(string)},
	}, func(ctx context.Context, in *struct {
		ID   ref.ID `path:"id"`
		Body PersonUpdate
	}) (*personOut, error) {
		if _, err := s.UpdatePerson(ctx, in.ID, httpapi.Version(ctx), in.Body.apply); err != nil {
			return nil, err
		}
		return get(ctx, in.ID)
	})
	verb := func(name, summary string, do func(context.Context, ref.ID, int64) (*Person, error), errors ...*fault.Error) {
		httpapi.Once(a, httpapi.Operation{
			ID: "person-" + name, Method: http.MethodPost, Path: "/people/{id}/" + name, Summary: summary, Permission: PermManage, Versioned: true, Visible: visible,
			Errors: append(errors, ErrPersonNotFound),
		}, func(ctx context.Context, in *idIn) (*personOut, error) {
			p, err := do(ctx, in.ID, httpapi.Version(ctx))
			return outPerson(ctx, p, err)
		}, get)
	}
	verb("disable", "Keep a person out, at once", s.DisablePerson, ErrOwnRights, ErrLastAdministrator)
	verb("enable", "Let a person in again", s.EnablePerson)
}
