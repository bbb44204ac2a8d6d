package team

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// MemberView is a member of a team.
type MemberView struct {
	PersonID   ref.ID     `json:"person_id"`
	Name       string     `json:"name"`
	Title      string     `json:"title"`
	Department string     `json:"department"`
	Part       Part       `json:"part" enum:"owner,sales,technical,commercial,project_manager,sales_rep,sales_observer,collaborator,member,observer"`
	Since      *time.Time `json:"since" doc:"Null for the owner."`
	AddedBy    ref.ID     `json:"added_by"`
}

// View is who works on a record, the owner first.
type View struct {
	page.Page[MemberView]
	Ref     ref.Ref  `json:"ref"`
	Actions []string `json:"actions" nullable:"false" doc:"manage, when the caller may change the team."`
}

type teamOut struct{ Body View }

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	of := func(ctx context.Context, r ref.Ref) (*teamOut, error) {
		t, err := s.Of(ctx, r)
		if err != nil {
			return nil, err
		}
		return &teamOut{view(t)}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "team-get", Method: http.MethodGet, Path: "/team", Summary: "Read who works on a record", Permission: PermRead, Query: map[string]any{"ref_kind": "customer", "ref_id": ref.Derived("demo", "org-12")}, Errors: []*fault.Error{ErrNoRecord}},
		func(ctx context.Context, in *struct {
			Kind ref.Kind `query:"ref_kind" required:"true" maxLength:"40"`
			ID   ref.ID   `query:"ref_id" required:"true"`
		}) (*teamOut, error) {
			return of(ctx, ref.To(in.Kind, in.ID))
		})
	httpapi.Once(a, httpapi.Operation{ID: "team-join", Method: http.MethodPost, Path: "/team", Summary: "Let a person play a part on a record", Permission: PermManage, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrRecord, ErrPerson, ErrPart, ErrMember, ErrTaken, ErrFull},
		Example: map[string]any{"ref": ref.To("customer", ref.Derived("demo", "org-12")), "person_id": ref.Derived("demo", "qian.tech"), "part": "technical"}},
		func(ctx context.Context, in *struct {
			Body struct {
				Ref      ref.Ref `json:"ref"`
				PersonID ref.ID  `json:"person_id"`
				Part     Part    `json:"part" enum:"sales,technical,commercial,project_manager,sales_rep,sales_observer,collaborator,member,observer"`
			}
		}) (*teamOut, error) {
			if err := s.Join(ctx, in.Body.Ref, in.Body.PersonID, in.Body.Part); err != nil {
				return nil, err
			}
			return of(ctx, in.Body.Ref)
		},
		func(ctx context.Context, id ref.ID) (*teamOut, error) {
			r, err := s.ofID(ctx, id)
			if err != nil {
				return nil, err
			}
			return of(ctx, r)
		})
	httpapi.Register(a, httpapi.Operation{ID: "team-leave", Method: http.MethodDelete, Path: "/team/{kind}/{id}/{person_id}/{part}", Summary: "End the part of a person on a record", Permission: PermManage, Visible: s.Visible,
		Status: http.StatusNoContent, Errors: []*fault.Error{ErrNoRecord, ErrNotFound}},
		func(ctx context.Context, in *struct {
			Kind     ref.Kind `path:"kind" maxLength:"40"`
			ID       ref.ID   `path:"id"`
			PersonID ref.ID   `path:"person_id"`
			Part     Part     `path:"part" maxLength:"40"`
		}) (*struct{}, error) {
			return nil, s.Leave(ctx, ref.To(in.Kind, in.ID), in.PersonID, in.Part)
		})
}

func view(t Team) View {
	items := make([]MemberView, len(t.Members))
	for i, m := range t.Members {
		items[i] = MemberView{PersonID: m.PersonID, Name: m.Name, Title: m.Title, Department: m.Department, Part: m.Part, AddedBy: m.AddedBy}
		if !m.Since.IsZero() {
			items[i].Since = &t.Members[i].Since
		}
	}
	return View{Page: page.New(items), Ref: t.Ref, Actions: t.Actions}
}
