package savedview

import (
	"context"
	"net/http"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of a view.
type Input struct {
	ID       ref.ID   `json:"id,omitempty"`
	List     string   `json:"list" minLength:"1" maxLength:"40" pattern:"^[a-z_-]+$"`
	Name     string   `json:"name" minLength:"1" maxLength:"60"`
	Query    string   `json:"query,omitempty" maxLength:"2000" doc:"As in the address: stage=signing&sort=-amount"`
	Columns  []string `json:"columns,omitempty" maxItems:"60"`
	Shared   bool     `json:"shared,omitempty"`
	Pinned   bool     `json:"pinned,omitempty"`
	Position int64    `json:"position,omitempty" minimum:"0" maximum:"10000"`
	Opens    bool     `json:"opens,omitempty" doc:"The list opens with this view; of a person's views of a list, one at most."`
}

func (in Input) draft() Draft {
	return Draft{List: in.List, Name: in.Name, Query: in.Query, Columns: in.Columns, Shared: in.Shared, Pinned: in.Pinned, Position: in.Position, Opens: in.Opens}
}

// Answer is a view on the wire.
type Answer struct {
	ID        ref.ID    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	List      string    `json:"list"`
	Name      string    `json:"name"`
	Query     string    `json:"query"`
	Columns   []string  `json:"columns" nullable:"false"`
	Shared    bool      `json:"shared"`
	Pinned    bool      `json:"pinned"`
	Position  int64     `json:"position"`
	Opens     bool      `json:"opens" doc:"For its owner; a view of somebody else never opens by itself."`
	Owner     string    `json:"owner"`
	Actions   []string  `json:"actions" nullable:"false"`
}

func answerOf(ctx context.Context, v View) Answer {
	a := Answer{ID: v.ID, Version: v.Version, CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt, List: v.List, Name: v.Name, Query: v.Query, Columns: []string{},
		Shared: v.Shared, Pinned: v.Pinned, Position: v.Position, Owner: v.OwnerName, Actions: []string{}}
	if v.Columns != "" {
		a.Columns = strings.Split(v.Columns, ",")
	}
	if actor, err := authz.From(ctx); err == nil && actor.ID == v.OwnerID {
		a.Opens = v.Opens
		a.Actions = []string{"update", "delete"}
	}
	return a
}

type (
	one struct {
		ETag string `header:"ETag"`
		Body Answer
	}
	many  struct{ Body page.Page[Answer] }
	empty struct{}
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(v.Version), answerOf(ctx, v)}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "savedview-list", Method: http.MethodGet, Path: "/views", Summary: "List one's own and the shared views of lists", SignedIn: true},
		func(ctx context.Context, in *struct {
			List string `query:"list" maxLength:"40"`
		}) (*many, error) {
			views, err := s.List(ctx, in.List)
			if err != nil {
				return nil, err
			}
			return &many{page.Map(page.New(views), func(v View) Answer { return answerOf(ctx, v) })}, nil
		})
	httpapi.Once(a, httpapi.Operation{ID: "savedview-create", Method: http.MethodPost, Path: "/views", Summary: "Keep a view of a list", SignedIn: true, Status: http.StatusCreated, Errors: []*fault.Error{ErrTooMany},
		Example: map[string]any{"list": "opportunities", "name": "本季签约", "query": "stage=signing&sort=-amount", "pinned": true}},
		func(ctx context.Context, in *struct{ Body Input }) (*one, error) {
			id, err := s.Create(ctx, in.Body.ID, in.Body.draft())
			if err != nil {
				return nil, err
			}
			return again(ctx, id)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "savedview-update", Method: http.MethodPut, Path: "/views/{id}", Summary: "Replace a view of one's own", SignedIn: true, Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound, ErrForeign},
		Example: map[string]any{"list": "opportunities", "name": "本季签约", "query": "stage=signing"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Input
		}) (*one, error) {
			if err := s.Update(ctx, in.ID, httpapi.Version(ctx), in.Body.draft()); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
	httpapi.Register(a, httpapi.Operation{ID: "savedview-delete", Method: http.MethodDelete, Path: "/views/{id}", Summary: "Drop a view of one's own", SignedIn: true, Visible: s.Visible, Versioned: true, Status: http.StatusNoContent, Errors: []*fault.Error{ErrNotFound, ErrForeign}},
		func(ctx context.Context, in *struct {
			ID ref.ID `path:"id"`
		}) (*empty, error) {
			return nil, s.Delete(ctx, in.ID, httpapi.Version(ctx))
		})
}
