package identity

import (
	"context"
	"net/http"
	"strings"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// CookieName returns the session cookie's name. Browsers take the __Host-
// prefix only with Secure, and Secure only over TLS.
func (s *Service) CookieName() string {
	if s.o.Secure {
		return "__Host-session"
	}
	return "session"
}

// Authenticate returns who asks: the bearer of an API token, else the person
// behind the session cookie, else nil. What is unknown or has ended is nobody.
// How is "session" or "token".
// Errors: [org.ErrDisabled], but not for a sign-in or sign-out.
func (s *Service) Authenticate(r *http.Request) (a *authz.Actor, how string, err error) {
	secret, how := s.secretOf(r)
	h, ok := hashOf(secret)
	if !ok {
		return nil, "", nil
	}
	a, how, err = s.who(r.Context(), h, how)
	if err != nil && fault.As(err) == org.ErrDisabled && r.URL.Path == httpapi.Prefix+"/session" {
		return nil, "", nil
	}
	return a, how, err
}

func (s *Service) secretOf(r *http.Request) (secret, how string) {
	if h := r.Header.Get("Authorization"); h != "" {
		scheme, token, _ := strings.Cut(h, " ")
		if token, ok := strings.CutPrefix(token, tokenPrefix); ok && strings.EqualFold(scheme, "Bearer") {
			return token, "token"
		}
		return "", ""
	}
	c, err := r.Cookie(s.CookieName())
	if err != nil {
		return "", ""
	}
	return c.Value, "session"
}

// cookie returns the Set-Cookie header of a session; "" takes the cookie away.
// It lives as long as the browser, the session as long as the server says.
func (s *Service) cookie(secret string) string {
	//nolint:gosec // Secure follows the configuration: over plain HTTP browsers would drop the cookie
	c := http.Cookie{Name: s.CookieName(), Value: secret, Path: "/", HttpOnly: true, Secure: s.o.Secure, SameSite: http.SameSiteLaxMode}
	if secret == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerSession(a, s)
	registerMe(a, s)
	registerSecondFactor(a, s)
	registerTokens(a, s)
	registerResets(a, s)
}

// SignInBody is what POST /session takes.
type SignInBody struct {
	Username string `json:"username" minLength:"1" maxLength:"64"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
	Code     string `json:"code,omitempty" maxLength:"32" doc:"Six digits of the second factor, when there is one, or a recovery code."`
}

// SetupBody is what POST /setup takes.
type SetupBody struct {
	GroupName  string `json:"group_name" minLength:"1" maxLength:"60"`
	EntityName string `json:"entity_name,omitempty" maxLength:"100" doc:"The first legal entity, as registered; the group's name when missing."`
	USCC       string `json:"uscc,omitempty" maxLength:"18" doc:"Unified social credit code of that entity."`
	Username   string `json:"username" minLength:"2" maxLength:"64"`
	Name       string `json:"name" minLength:"1" maxLength:"60"`
	Password   string `json:"password" minLength:"1" maxLength:"256"`
}

// SetupState tells whether POST /setup is due.
type SetupState struct {
	Required bool `json:"required"`
}

type enteredOut struct {
	SetCookie string `header:"Set-Cookie"`
	Body      MeView
}

type leftOut struct {
	SetCookie string `header:"Set-Cookie"`
}

func registerSession(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-sign-in", Method: http.MethodPost, Path: "/session", Summary: "Sign in", Anyone: true, NoKey: true,
		Errors:  []*fault.Error{ErrCredentials, ErrCodeRequired, ErrCodeUsed, ErrLocked, org.ErrDisabled},
		Example: SignInBody{Username: "li.sales", Password: "Gongqiao-2026"},
	}, func(ctx context.Context, in *struct{ Body SignInBody }) (*enteredOut, error) {
		secret, err := s.SignIn(ctx, SignIn{in.Body.Username, in.Body.Password, strings.TrimSpace(in.Body.Code)})
		return s.entered(ctx, secret, err)
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-sign-out", Method: http.MethodDelete, Path: "/session", Summary: "Sign out", Anyone: true, Status: http.StatusNoContent,
	}, func(ctx context.Context, _ *struct{}) (*leftOut, error) {
		if _, err := authz.From(ctx); err == nil {
			if err := s.SignOut(ctx); err != nil {
				return nil, err
			}
		}
		return &leftOut{s.cookie("")}, nil
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-setup-state", Method: http.MethodGet, Path: "/setup", Summary: "Whether the installation waits for its first person", Anyone: true,
	}, func(ctx context.Context, _ *struct{}) (*struct{ Body SetupState }, error) {
		needed, err := s.SetupNeeded(ctx)
		return &struct{ Body SetupState }{SetupState{needed}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-setup", Method: http.MethodPost, Path: "/setup", Summary: "Make the group and its first system administrator", Anyone: true, NoKey: true,
		Errors:  []*fault.Error{ErrSetupDone, ErrPasswordWeak},
		Example: SetupBody{GroupName: "Example Group", EntityName: "Example Engineering Co., Ltd.", Username: "admin", Name: "Administrator", Password: "Copper-Bridge-71"},
	}, func(ctx context.Context, in *struct{ Body SetupBody }) (*enteredOut, error) {
		b := in.Body
		if b.EntityName == "" {
			b.EntityName = b.GroupName
		}
		secret, err := s.SetUp(ctx, Setup{b.GroupName, b.EntityName, b.USCC, b.Username, b.Name, b.Password})
		return s.entered(ctx, secret, err)
	})
}

// entered answers a sign-in with who that is now.
func (s *Service) entered(ctx context.Context, secret string, err error) (*enteredOut, error) {
	if err != nil {
		return nil, err
	}
	if ctx, err = s.Entered(ctx, secret); err != nil {
		return nil, err
	}
	m, err := s.Me(ctx)
	if err != nil {
		return nil, err
	}
	return &enteredOut{s.cookie(secret), viewMe(ctx, m)}, nil
}

// SessionView is a session on the wire.
type SessionView struct {
	ID        ref.ID    `json:"id"`
	Agent     string    `json:"agent" doc:"What the browser called itself."`
	IP        string    `json:"ip"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at" doc:"To the minute."`
	EndsAt    time.Time `json:"ends_at"`
	Current   bool      `json:"current"`
}

func viewSession(ctx context.Context, x *Session) SessionView {
	a, err := authz.From(ctx)
	return SessionView{x.ID, x.Agent, x.IP, x.CreatedAt, x.SeenAt, x.EndsAt, err == nil && a.Session == x.ID}
}
