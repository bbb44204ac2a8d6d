package identity

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

// TokenView is an API token on the wire, without its secret.
type TokenView struct {
	ID        ref.ID     `json:"id"`
	Name      string     `json:"name"`
	Scope     string     `json:"scope" doc:"all, read, or resources and permissions by comma: customer,project:read."`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	UsedAt    *time.Time `json:"used_at" doc:"To the minute."`
}

// TokenBody is what POST /tokens takes.
type TokenBody struct {
	Name      string     `json:"name" minLength:"1" maxLength:"60"`
	Scope     string     `json:"scope" minLength:"1" maxLength:"400"`
	ExpiresAt *time.Time `json:"expires_at,omitempty"`
}

// NewTokenView is a fresh token with its secret, shown this once.
type NewTokenView struct {
	TokenView
	Token string `json:"token"`
}

type tokensOut struct{ Body page.Page[TokenView] }

type newTokenOut struct{ Body NewTokenView }

func viewToken(x *Token) TokenView {
	return TokenView{x.ID, x.Name, x.Scope, x.CreatedAt, orNull(x.ExpiresAt), orNull(x.UsedAt)}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func registerTokens(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-list-tokens", Method: http.MethodGet, Path: "/tokens", Summary: "One's API tokens", SignedIn: true, Errors: []*fault.Error{authz.ErrForbidden},
	}, func(ctx context.Context, _ *struct{}) (*tokensOut, error) {
		list, err := s.Tokens(ctx)
		return &tokensOut{page.Map(page.New(list), viewToken)}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-create-token", Method: http.MethodPost, Path: "/tokens", Summary: "Make an API token", SignedIn: true, NoKey: true,
		Status: http.StatusCreated, Errors: []*fault.Error{authz.ErrForbidden}, Example: TokenBody{Name: "Reporting", Scope: "read"},
	}, func(ctx context.Context, in *struct{ Body TokenBody }) (*newTokenOut, error) {
		x := &Token{Name: in.Body.Name, Scope: in.Body.Scope}
		if in.Body.ExpiresAt != nil {
			x.ExpiresAt = *in.Body.ExpiresAt
		}
		secret, err := s.NewToken(ctx, x)
		return &newTokenOut{NewTokenView{viewToken(x), secret}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-revoke-token", Method: http.MethodDelete, Path: "/tokens/{id}", Summary: "End an API token", SignedIn: true,
		Status: http.StatusNoContent, Errors: []*fault.Error{ErrTokenNotFound, authz.ErrForbidden},
	}, func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.RevokeToken(ctx, in.ID) })
}
