package service

import (
	"context"
	"net/http"
	"strings"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// What one address may ask of the portal: a page now and then, not a search for
// tokens.
const (
	portalRate  = 0.5 // requests a second
	portalBurst = 30
	portalSlots = 64 // at once, from everywhere
)

type byToken struct {
	Token string `path:"token"`
}

type portal struct{ Body PortalView }

// guarded runs what a link may ask within the limits of its address, and shows
// what the link opens then.
type guarded struct {
	s      *Service
	limits *httpapi.Limits
}

func (g *guarded) show(ctx context.Context, token string, first func() error) (*portal, error) {
	release, err := g.limits.Admit(db.MetaFrom(ctx).IP)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := first(); err != nil {
		return nil, err
	}
	v, err := g.s.Portal(ctx, token)
	return &portal{v}, err
}

func registerPortal(a *httpapi.API, s *Service) {
	g := &guarded{s, httpapi.NewLimits(portalRate, portalBurst, portalSlots)}
	httpapi.Register(a, httpapi.Operation{ID: "portal-survey", Method: http.MethodGet, Path: "/portal/surveys/{token}", Summary: "Show a contact what he is asked", Anyone: true, Errors: []*fault.Error{ErrLinkNotFound}},
		func(ctx context.Context, in *byToken) (*portal, error) {
			return g.show(ctx, in.Token, func() error { return nil })
		})
	httpapi.Register(a, httpapi.Operation{ID: "portal-survey-open", Method: http.MethodPost, Path: "/portal/surveys/{token}/open", Summary: "Say that the contact has begun to read", Anyone: true, NoKey: true, Errors: []*fault.Error{ErrLinkNotFound, ErrOurs}},
		func(ctx context.Context, in *byToken) (*portal, error) {
			return g.show(ctx, in.Token, func() error { return s.Open(ctx, in.Token) })
		})
	httpapi.Register(a, httpapi.Operation{ID: "portal-survey-answer", Method: http.MethodPost, Path: "/portal/surveys/{token}", Summary: "Answer a survey, once", Anyone: true, NoKey: true,
		Errors:  []*fault.Error{ErrLinkNotFound, ErrAnswered, ErrChanged, ErrOurs},
		Example: map[string]any{"answers": map[string]any{"construction_quality": 5, "response_speed": 4, "promise_accuracy": 5}, "comment": "配合很好", "content_hash": strings.Repeat("0", 64)}},
		func(ctx context.Context, in *struct {
			Token string `path:"token"`
			Body  struct {
				Answers     map[string]int64 `json:"answers" doc:"By the code of the question."`
				Comment     string           `json:"comment,omitempty" maxLength:"2000"`
				Complaint   bool             `json:"complaint,omitempty" doc:"Somebody shall see to it; says what in comment."`
				ContentHash string           `json:"content_hash" minLength:"64" maxLength:"64" doc:"Of what was shown."`
			}
		}) (*portal, error) {
			b := in.Body
			return g.show(ctx, in.Token, func() error {
				return s.Respond(ctx, in.Token, Answer{b.Answers, b.Comment, b.Complaint, b.ContentHash})
			})
		})
}
