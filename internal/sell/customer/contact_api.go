package customer

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// ContactInput is what a person may write of a contact.
type ContactInput struct {
	ID       ref.ID       `json:"id,omitempty"`
	Name     string       `json:"name" minLength:"1" maxLength:"60"`
	Title    string       `json:"title,omitempty" maxLength:"60"`
	Part     string       `json:"part,omitempty" enum:"other,decision_maker,end_user,supervisor,tech_gatekeeper,finance,coach" default:"other"`
	Attitude string       `json:"attitude,omitempty" enum:"supporter,neutral,opponent,"`
	Mobile   string       `json:"mobile,omitempty" maxLength:"30"`
	Phone    string       `json:"phone,omitempty" maxLength:"30"`
	Email    string       `json:"email,omitempty" maxLength:"254"`
	Wechat   string       `json:"wechat,omitempty" maxLength:"60"`
	Note     string       `json:"note,omitempty" maxLength:"2000"`
	Active   *bool        `json:"active,omitempty" doc:"Whether he still works there; true when missing."`
	MetAt    workday.Date `json:"met_at,omitempty"`
}

func (in ContactInput) contact(customer ref.ID) Contact {
	return Contact{ID: in.ID, CustomerID: customer, Name: in.Name, Title: in.Title, Part: in.Part, Attitude: in.Attitude, Mobile: in.Mobile, Phone: in.Phone,
		Email: in.Email, Wechat: in.Wechat, Note: in.Note, Active: in.Active == nil || *in.Active, MetAt: in.MetAt}
}

type oneContact struct {
	ETag string `header:"ETag"`
	Body ContactView
}

func registerContacts(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*oneContact, error) {
		p, err := s.Contact(ctx, id)
		return s.answerContact(ctx, p, err)
	}
	httpapi.Register(a, httpapi.Operation{ID: "contact-get", Method: http.MethodGet, Path: "/contacts/{id}", Summary: "Read a contact", Permission: PermRead, Errors: []*fault.Error{ErrContactNotFound}},
		func(ctx context.Context, in *byID) (*oneContact, error) { return again(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "contact-create", Method: http.MethodPost, Path: "/contacts", Summary: "Add a person to a customer", Permission: PermUpdate, Status: http.StatusCreated, Errors: []*fault.Error{ErrUnknown},
		Example: map[string]any{"customer_id": ref.Derived("demo", "org-12"), "name": "许明远", "title": "工程部长", "part": "end_user", "mobile": "19900000099"}},
		func(ctx context.Context, in *struct {
			Body struct {
				ContactInput
				CustomerID ref.ID `json:"customer_id"`
			}
		}) (*oneContact, error) {
			id, err := s.AddContact(ctx, in.Body.contact(in.Body.CustomerID))
			if err != nil {
				return nil, err
			}
			return again(ctx, id)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "contact-update", Method: http.MethodPut, Path: "/contacts/{id}", Summary: "Replace a contact's data", Permission: PermUpdate, Visible: s.ContactVisible, Versioned: true, Errors: []*fault.Error{ErrContactNotFound},
		Example: map[string]any{"name": "林若安", "title": "工程部长", "part": "end_user"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body ContactInput
		}) (*oneContact, error) {
			if err := s.UpdateContact(ctx, in.ID, httpapi.Version(ctx), in.Body.contact(ref.Nil)); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
	httpapi.Register(a, httpapi.Operation{ID: "contact-reveal", Method: http.MethodPost, Path: "/contacts/{id}/reveal", Summary: "Read a contact's data in clear; who looked and why is recorded", Permission: PermReveal, Visible: s.ContactVisible, NoKey: true,
		Errors: []*fault.Error{ErrContactNotFound, ErrRevealLimit}, Example: map[string]any{"reason": "预约首次拜访"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Reason string `json:"reason" minLength:"2" maxLength:"200"`
			}
		}) (*oneContact, error) {
			p, err := s.Reveal(ctx, in.ID, in.Body.Reason)
			if err != nil {
				return nil, err
			}
			v := contactView(clear, p, nil)
			return &oneContact{httpapi.ETag(v.Version), v}, nil
		})
}

// clear sees contact data; it is used only to show what was just recorded.
var clear = authz.NewSystem("reveal")

func (s *Service) answerContact(ctx context.Context, p Contact, err error) (*oneContact, error) {
	if err != nil {
		return nil, err
	}
	c, err := s.Get(ctx, p.CustomerID)
	if err != nil {
		return nil, err
	}
	a, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	v := contactView(a, p, c.Actions)
	return &oneContact{httpapi.ETag(v.Version), v}, nil
}
