package project

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// What one address may ask of the portal: a page with its pictures, not a
// search for tokens.
const (
	portalRate  = 0.5 // requests a second
	portalBurst = 30
	portalSlots = 64 // at once, from everywhere
	fileRate    = 2.0
	fileBurst   = 2 * MaxDocuments
)

// byToken is the input of what a link opens.
type byToken struct {
	Token string `path:"token"`
}

type portal struct{ Body PortalView }

func registerPortal(a *httpapi.API, s *Service) {
	limits := httpapi.NewLimits(portalRate, portalBurst, portalSlots)
	limited := func(ctx context.Context, fn func() error) error {
		release, err := limits.Admit(db.MetaFrom(ctx).IP)
		if err != nil {
			return err
		}
		defer release()
		return fn()
	}
	show := func(ctx context.Context, token string) (*portal, error) {
		v, err := s.Portal(ctx, token)
		return &portal{v}, err
	}
	httpapi.Register(a, httpapi.Operation{ID: "portal-milestone", Method: http.MethodGet, Path: "/portal/milestones/{token}", Summary: "Show a contact the milestone that he is asked about", Anyone: true, Errors: []*fault.Error{ErrPortalNotFound}},
		func(ctx context.Context, in *byToken) (out *portal, err error) {
			err = limited(ctx, func() error {
				out, err = show(ctx, in.Token)
				return err
			})
			return out, err
		})
	registerAnswer(a, s, limited, show)
	registerPortalFile(a, s)
}

// registerPortalFile mounts the pictures and papers of a milestone: they have a
// limit of their own, because a page shows many of them at once.
func registerPortalFile(a *httpapi.API, s *Service) {
	limits := httpapi.NewLimits(fileRate, fileBurst, portalSlots)
	httpapi.Register(a, httpapi.Operation{ID: "portal-milestone-file", Method: http.MethodGet, Path: "/portal/milestones/{token}/files/{id}", Summary: "Download a file that is shown with the milestone", Anyone: true,
		Errors: []*fault.Error{ErrPortalNotFound, blob.ErrNotFound, blob.ErrUnavailable}, Raw: true},
		func(ctx context.Context, in *struct {
			Token string `path:"token"`
			ID    ref.ID `path:"id"`
		}) (*huma.StreamResponse, error) {
			release, err := limits.Admit(db.MetaFrom(ctx).IP)
			if err != nil {
				return nil, err
			}
			defer release()
			f, content, err := s.PortalFile(ctx, in.Token, in.ID)
			if err != nil {
				return nil, err
			}
			return stream(f, content), nil
		})
}

// stream answers a file as an attachment that no browser opens by itself.
func stream(f File, content io.ReadSeekCloser) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer content.Close()
		r, w := humago.Unwrap(hc)
		sum, err := blob.ParseSum(f.SHA256)
		if err != nil { // not a hash that this product wrote
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		blob.ServeHeaders(w, blob.Info{SHA256: sum, Size: f.Size, Type: f.Type}, f.Name)
		http.ServeContent(w, r, "", time.Time{}, content)
	}}
}

func registerAnswer(a *httpapi.API, s *Service, limited func(context.Context, func() error) error, show func(context.Context, string) (*portal, error)) {
	type answer struct {
		Token string `path:"token"`
		Body  struct {
			Action      string `json:"action" enum:"confirm,confirm_with_remarks,reject"`
			Score       int64  `json:"score,omitempty" minimum:"0" maximum:"5" doc:"Points of five; needed with remarks."`
			Text        string `json:"text,omitempty" maxLength:"2000" doc:"Remarks, or why not."`
			ContentHash string `json:"content_hash" minLength:"64" maxLength:"64" doc:"Of what was shown."`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "portal-milestone-answer", Method: http.MethodPost, Path: "/portal/milestones/{token}", Summary: "Confirm a milestone, remark on it or reject it, once", Anyone: true, NoKey: true,
		Errors:  []*fault.Error{ErrPortalNotFound, ErrPortalUsed, ErrPortalChanged, ErrPortalOurs},
		Example: map[string]any{"action": "confirm", "score": 5, "text": "移交资料齐全", "content_hash": strings.Repeat("0", 64)}},
		func(ctx context.Context, in *answer) (out *portal, err error) {
			err = limited(ctx, func() error {
				b := in.Body
				if err := s.Respond(ctx, in.Token, Answer{Action: b.Action, Score: b.Score, Text: b.Text, Hash: b.ContentHash}); err != nil {
					return err
				}
				out, err = show(ctx, in.Token)
				return err
			})
			return out, err
		})
}
