package customfield

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

// View is a definition on the wire.
type View struct {
	ID        ref.ID      `json:"id"`
	Version   int64       `json:"version"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
	Kind      ref.Kind    `json:"kind"`
	Key       string      `json:"key"`
	LabelZH   string      `json:"label_zh"`
	LabelEN   string      `json:"label_en"`
	Type      Type        `json:"type" enum:"text,number,date,choice,flag,money"`
	Choices   []Option    `json:"choices" nullable:"false"`
	Required  bool        `json:"required"`
	Class     authz.Class `json:"class" enum:"public,contact,price,cost"`
	Position  int64       `json:"position"`
	Active    bool        `json:"active"`
	Indexed   bool        `json:"indexed" doc:"Lists filter by it through an index, and can be sorted by it."`
	Filter    string      `json:"filter" doc:"Name of the filter and of the order in lists."`
	Sortable  bool        `json:"sortable" doc:"Lists can be sorted by it."`
	Actions   []string    `json:"actions" nullable:"false"`
}

// Input is a new definition.
type Input struct {
	ID       ref.ID      `json:"id,omitempty"`
	Kind     ref.Kind    `json:"kind" maxLength:"40"`
	Key      string      `json:"key" pattern:"^[a-z][a-z0-9_]{0,39}$"`
	LabelZH  string      `json:"label_zh" minLength:"1" maxLength:"60"`
	LabelEN  string      `json:"label_en" minLength:"1" maxLength:"60"`
	Type     Type        `json:"type" enum:"text,number,date,choice,flag,money"`
	Choices  []Option    `json:"choices,omitempty" maxItems:"200"`
	Required bool        `json:"required,omitempty"`
	Class    authz.Class `json:"class,omitempty" enum:"public,contact,price,cost" default:"public"`
	Indexed  bool        `json:"indexed,omitempty"`
}

// Change is what may change of a definition; what is missing stays.
type Change struct {
	LabelZH  *string      `json:"label_zh,omitempty" minLength:"1" maxLength:"60"`
	LabelEN  *string      `json:"label_en,omitempty" minLength:"1" maxLength:"60"`
	Choices  *[]Option    `json:"choices,omitempty" maxItems:"200"`
	Required *bool        `json:"required,omitempty"`
	Class    *authz.Class `json:"class,omitempty" enum:"public,contact,price,cost"`
	Position *int64       `json:"position,omitempty" minimum:"1" maximum:"100000"`
	Active   *bool        `json:"active,omitempty"`
	Indexed  *bool        `json:"indexed,omitempty"`
}

func (c Change) apply(f *Field) {
	set(&f.LabelZH, c.LabelZH)
	set(&f.LabelEN, c.LabelEN)
	set(&f.Choices, c.Choices)
	set(&f.Required, c.Required)
	set(&f.Class, c.Class)
	set(&f.Position, c.Position)
	set(&f.Active, c.Active)
	set(&f.Indexed, c.Indexed)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

type (
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[View] }
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		f, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(f.Version), view(ctx, f)}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "customfield-list", Method: http.MethodGet, Path: "/custom-fields", Summary: "List the fields that users added to a kind of record", SignedIn: true, Query: map[string]any{"kind": "customer"}, Errors: []*fault.Error{ErrKind}},
		func(ctx context.Context, in *struct {
			Kind ref.Kind `query:"kind" required:"true" maxLength:"40"`
		}) (*many, error) {
			fields, err := s.List(ctx, in.Kind)
			if err != nil {
				return nil, err
			}
			return &many{page.Map(page.New(fields), func(f Field) View { return view(ctx, f) })}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "customfield-get", Method: http.MethodGet, Path: "/custom-fields/{id}", Summary: "Read the definition of a field", SignedIn: true, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *struct {
			ID ref.ID `path:"id"`
		}) (*one, error) {
			return again(ctx, in.ID)
		})
	httpapi.Once(a, httpapi.Operation{ID: "customfield-create", Method: http.MethodPost, Path: "/custom-fields", Summary: "Add a field to a kind of record", Permission: PermManage, Status: http.StatusCreated, Errors: []*fault.Error{ErrKind, ErrKey, ErrFull},
		Example: map[string]any{"kind": "customer", "key": "land_area", "label_zh": "用地面积（亩）", "label_en": "Land area (mu)", "type": "number"}},
		func(ctx context.Context, in *struct{ Body Input }) (*one, error) {
			b := in.Body
			id, err := s.Create(ctx, Field{ID: b.ID, Kind: b.Kind, Key: b.Key, LabelZH: b.LabelZH, LabelEN: b.LabelEN, Type: b.Type, Choices: b.Choices, Required: b.Required, Class: b.Class, Indexed: b.Indexed})
			if err != nil {
				return nil, err
			}
			return again(ctx, id)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "customfield-update", Method: http.MethodPatch, Path: "/custom-fields/{id}", Summary: "Change the definition of a field; kind, key and type stay", Permission: PermManage, Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound},
		Example: map[string]any{"label_zh": "用地面积", "required": false}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Change
		}) (*one, error) {
			if err := s.Update(ctx, in.ID, httpapi.Version(ctx), in.Body.apply); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
}

func view(ctx context.Context, f Field) View {
	v := View{ID: f.ID, Version: f.Version, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt, Kind: f.Kind, Key: f.Key, LabelZH: f.LabelZH, LabelEN: f.LabelEN, Type: f.Type,
		Choices: append([]Option{}, f.Choices...), Required: f.Required, Class: f.Class, Position: f.Position, Active: f.Active, Indexed: f.Indexed, Filter: FilterPrefix + f.Key, Sortable: f.Indexed && f.order("custom", false) != "", Actions: []string{}}
	if a, err := authz.From(ctx); err == nil && manages(a) == nil {
		v.Actions = append(v.Actions, "update")
	}
	return v
}
