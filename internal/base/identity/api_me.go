package identity

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
)

// MeView is whoever is signed in, on the wire.
type MeView struct {
	ID           ref.ID            `json:"id"`
	Username     string            `json:"username"`
	Name         string            `json:"name"`
	Title        string            `json:"title"`
	Language     string            `json:"language" enum:"zh,en"`
	Theme        string            `json:"theme" enum:"light,dark,system"`
	GroupName    string            `json:"group_name"`
	Entity       EntityName        `json:"entity"`
	Department   DepartmentName    `json:"department"`
	Entities     []EntityName      `json:"entities" nullable:"false" doc:"Legal entities that the person may choose among."`
	Roles        []RoleName        `json:"roles" nullable:"false"`
	Permissions  map[string]string `json:"permissions" doc:"Widest reach of each permission: own, department, entity, group."`
	Classes      []string          `json:"classes" nullable:"false" doc:"Field classes shown in clear."`
	MustChange   bool              `json:"must_change_password" doc:"Nothing else is allowed until the password was changed."`
	TOTPOn       bool              `json:"totp_on"`
	TOTPRequired bool              `json:"totp_required" doc:"Nothing else is allowed until a second factor is on."`
	RecoveryLeft int               `json:"recovery_codes_left" doc:"Recovery codes that were not used yet."`
	Demo         bool              `json:"demo"`
	Zone         string            `json:"zone" doc:"IANA name of the zone in which the person's legal entity does business: pages show times in it."`
	Now          time.Time         `json:"now" doc:"What time it is for the product: pages count days and hours from it, not from the browser's clock."`
}

// EntityName names a legal entity.
type EntityName struct {
	ID        ref.ID `json:"id"`
	Name      string `json:"name"`
	ShortName string `json:"short_name"`
}

// DepartmentName names a department.
type DepartmentName struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// RoleName names a role in the reader's language.
type RoleName struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func viewMe(ctx context.Context, m *Me) MeView {
	p := m.Person
	v := MeView{ID: p.ID, Username: p.Username, Name: p.Name, Title: p.Title, Language: p.Language, Theme: p.Theme, GroupName: m.Group,
		Entity: entityName(m.Home), Department: DepartmentName{p.DepartmentID, p.Department},
		Entities: []EntityName{}, Roles: []RoleName{}, Permissions: map[string]string{}, Classes: []string{},
		MustChange: m.MustChange, TOTPOn: m.TOTPOn, TOTPRequired: m.TOTPRequired, RecoveryLeft: m.Recovery, Demo: m.Demo, Zone: m.Home.Zone, Now: m.Now}
	for _, e := range m.Entities {
		v.Entities = append(v.Entities, entityName(e))
	}
	seen := map[string]bool{}
	for _, h := range m.Held {
		if !seen[h.Role] {
			v.Roles = append(v.Roles, roleName(ctx, h))
		}
		seen[h.Role] = true
	}
	for perm, reach := range m.Actor.Permissions() {
		v.Permissions[string(perm)] = reach.String()
	}
	for _, c := range m.Actor.Classes() {
		v.Classes = append(v.Classes, string(c))
	}
	return v
}

func entityName(e *org.Entity) EntityName { return EntityName{e.ID, e.Name, e.ShortName} }

func roleName(ctx context.Context, h *org.Assignment) RoleName {
	if httpapi.Lang(ctx) == i18n.EN {
		return RoleName{h.Role, h.RoleEN}
	}
	return RoleName{h.Role, h.RoleZH}
}

// PreferenceBody is what PATCH /me takes.
type PreferenceBody struct {
	Language string `json:"language,omitempty" enum:"zh,en"`
	Theme    string `json:"theme,omitempty" enum:"light,dark,system"`
}

// PasswordBody is what POST /me/password takes.
type PasswordBody struct {
	Current  string `json:"current" minLength:"1" maxLength:"256"`
	Password string `json:"password" minLength:"1" maxLength:"256"`
}

type meOut struct{ Body MeView }

type sessionsOut struct{ Body page.Page[SessionView] }

type idIn struct {
	ID ref.ID `path:"id"`
}

func registerMe(a *httpapi.API, s *Service) {
	me := func(ctx context.Context) (*meOut, error) {
		m, err := s.Me(ctx)
		if err != nil {
			return nil, err
		}
		return &meOut{viewMe(ctx, m)}, nil
	}
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-me", Method: http.MethodGet, Path: "/me", Summary: "Who is signed in", SignedIn: true,
	}, func(ctx context.Context, _ *struct{}) (*meOut, error) { return me(ctx) })
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-update-me", Method: http.MethodPatch, Path: "/me", Summary: "Choose language and theme", SignedIn: true,
		Errors: []*fault.Error{authz.ErrForbidden}, Example: PreferenceBody{Theme: "dark"},
	}, func(ctx context.Context, in *struct{ Body PreferenceBody }) (*meOut, error) {
		if err := s.org.Prefer(ctx, in.Body.Language, in.Body.Theme); err != nil {
			return nil, err
		}
		return me(ctx)
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-change-password", Method: http.MethodPost, Path: "/me/password", Summary: "Change one's password and end one's other sessions",
		SignedIn: true, NoKey: true, Status: http.StatusNoContent,
		Errors:  []*fault.Error{ErrPasswordWrong, ErrPasswordWeak, ErrPasswordReused, ErrLocked, authz.ErrForbidden},
		Example: PasswordBody{"Gongqiao-2026", "Riverbank-Lamps-58"},
	}, func(ctx context.Context, in *struct{ Body PasswordBody }) (*struct{}, error) {
		return nil, s.ChangePassword(ctx, in.Body.Current, in.Body.Password)
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-list-sessions", Method: http.MethodGet, Path: "/me/sessions", Summary: "One's open sessions", SignedIn: true,
		Errors: []*fault.Error{authz.ErrForbidden},
	}, func(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
		list, err := s.Sessions(ctx)
		views := page.Map(page.New(list), func(x *Session) SessionView { return viewSession(ctx, x) })
		return &sessionsOut{views}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-end-session", Method: http.MethodDelete, Path: "/me/sessions/{id}", Summary: "End one of one's sessions", SignedIn: true,
		Status: http.StatusNoContent, Errors: []*fault.Error{ErrSessionNotFound, authz.ErrForbidden},
	}, func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.EndSession(ctx, in.ID) })
}

// CodeBody is what confirming a second factor takes.
type CodeBody struct {
	Code string `json:"code" minLength:"6" maxLength:"6"`
}

// ProofBody is what changes of a second factor take.
type ProofBody struct {
	Code string `json:"code" minLength:"6" maxLength:"32" doc:"Six digits of the second factor, or a recovery code."`
}

// RecoveryView is what lets somebody in whose phone is lost.
type RecoveryView struct {
	Codes []string `json:"recovery_codes" nullable:"false" doc:"Each works once, in place of the six digits; shown this once."`
}

type recoveryOut struct{ Body RecoveryView }

// EnrolmentView is a second factor to put into an authenticator app.
type EnrolmentView struct {
	Secret string `json:"secret" doc:"Base32; shown this once."`
	URI    string `json:"uri" doc:"otpauth://, for a QR code."`
}

func registerSecondFactor(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-totp-begin", Method: http.MethodPost, Path: "/me/totp", Summary: "Begin a second factor", SignedIn: true, NoKey: true,
		Errors: []*fault.Error{ErrTOTPOn, authz.ErrForbidden},
	}, func(ctx context.Context, _ *struct{}) (*struct{ Body EnrolmentView }, error) {
		e, err := s.BeginTOTP(ctx)
		return &struct{ Body EnrolmentView }{EnrolmentView(e)}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-totp-confirm", Method: http.MethodPost, Path: "/me/totp/confirm", Summary: "Turn the second factor on", SignedIn: true, NoKey: true,
		Errors: []*fault.Error{ErrTOTPOn, ErrTOTPOff, ErrCodeWrong, ErrLocked, authz.ErrForbidden}, Example: CodeBody{"123456"},
	}, func(ctx context.Context, in *struct{ Body CodeBody }) (*recoveryOut, error) {
		codes, err := s.ConfirmTOTP(ctx, in.Body.Code)
		return &recoveryOut{RecoveryView{codes}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-recovery-renew", Method: http.MethodPost, Path: "/me/totp/recovery-codes", Summary: "Replace one's recovery codes", SignedIn: true, NoKey: true,
		Errors: []*fault.Error{ErrTOTPOff, ErrCodeWrong, ErrLocked, authz.ErrForbidden}, Example: ProofBody{"123456"},
	}, func(ctx context.Context, in *struct{ Body ProofBody }) (*recoveryOut, error) {
		codes, err := s.RenewRecoveryCodes(ctx, in.Body.Code)
		return &recoveryOut{RecoveryView{codes}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-totp-disable", Method: http.MethodPost, Path: "/me/totp/disable", Summary: "Turn the second factor off", SignedIn: true, NoKey: true,
		Status: http.StatusNoContent, Errors: []*fault.Error{ErrTOTPOff, ErrTOTPRequired, ErrCodeWrong, ErrLocked, authz.ErrForbidden}, Example: ProofBody{"123456"},
	}, func(ctx context.Context, in *struct{ Body ProofBody }) (*struct{}, error) {
		return nil, s.DisableTOTP(ctx, in.Body.Code)
	})
}
