package service

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// ByID is the input of what names one record in its path.
type ByID struct {
	ID ref.ID `path:"id"`
}

type one struct {
	ETag string `header:"ETag"`
	Body View
}

func (s *Service) again(ctx context.Context, id ref.ID) (*one, error) {
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &one{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) done(ctx context.Context, id ref.ID, err error) (*one, error) {
	if err != nil {
		return nil, err
	}
	return s.again(ctx, id)
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerSurveys(a, s)
	registerTemplates(a, s)
	registerPlans(a, s)
	registerComplaints(a, s)
	registerPortal(a, s)
}

func registerSurveys(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "survey-list", Method: http.MethodGet, Path: "/surveys", Summary: "List surveys, newest first", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[View] }, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &struct{ Body page.Page[View] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "survey-figures", Method: http.MethodGet, Path: "/surveys/figures", Summary: "Sum up the answers that a question to the list leaves: average, net promoter score, share of sales", Permission: PermRead, List: &answeredList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body FiguresView }, error) {
			q, err := in.Parse(&answeredList)
			if err != nil {
				return nil, err
			}
			f, err := s.Figures(ctx, q)
			return &struct{ Body FiguresView }{figuresView(f)}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "survey-get", Method: http.MethodGet, Path: "/surveys/{id}", Summary: "Read a survey with what was asked and answered", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	type asked struct {
		Body struct {
			ID         ref.ID  `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same survey."`
			CustomerID ref.ID  `json:"customer_id,omitempty" doc:"Or a project of his."`
			ProjectID  ref.ID  `json:"project_id,omitempty"`
			ContactID  ref.ID  `json:"contact_id,omitempty" doc:"Who decides at the customer when missing."`
			Purpose    Purpose `json:"purpose,omitempty" enum:"short,full" default:"full"`
		}
	}
	httpapi.Once(a, httpapi.Operation{ID: "survey-create", Method: http.MethodPost, Path: "/surveys", Summary: "Ask a contact what he thinks of us, by a link that needs no account", Permission: PermSend, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrCustomerUnknown, ErrProjectUnknown, ErrContactUnknown, ErrThrottled, ErrNoContact, ErrNoTemplate, ErrTaken},
		Example: map[string]any{"customer_id": ref.Derived("demo", "org-12"), "purpose": "full"}},
		func(ctx context.Context, in *asked) (*one, error) {
			b := in.Body
			id, err := s.Ask(ctx, Asking{b.ID, b.CustomerID, b.ProjectID, b.ContactID, b.Purpose})
			return s.done(ctx, id, err)
		}, s.again)
	httpapi.Once(a, httpapi.Operation{ID: "survey-send", Method: http.MethodPost, Path: "/surveys/{id}/send", Summary: "Send a survey before its day", Permission: PermSend, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrState, ErrThrottled, ErrNoContact, ErrNoTemplate}},
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Send(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
	registerLink(a, s)
}

// handed is a link for somebody who hands it over himself.
type handed struct {
	Body struct {
		Contact   Named     `json:"contact"`
		Path      string    `json:"path" doc:"Address of the page, below the product's own."`
		ExpiresAt time.Time `json:"expires_at"`
	}
}

func registerLink(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "survey-link", Method: http.MethodGet, Path: "/surveys/{id}/link", Summary: "Read the link of a survey that waits, to hand it over yourself", Permission: PermSend,
		Errors: []*fault.Error{ErrNotFound, ErrState}},
		func(ctx context.Context, in *ByID) (*handed, error) {
			l, err := s.Link(ctx, in.ID)
			out := &handed{}
			out.Body.Contact, out.Body.ExpiresAt = Named{l.Survey.ContactID, l.Survey.ContactName}, l.Survey.ExpiresAt
			out.Body.Path = PagePath + l.Token
			return out, err
		})
}

// PagePath is where the pages show a survey, before its token.
const PagePath = "/s/"
