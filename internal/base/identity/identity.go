package identity

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Kinds of the records that this module owns.
const (
	KindSession ref.Kind = "session"
	KindToken   ref.Kind = "api_token"
)

// Errors of identity.
var (
	ErrCredentials  = fault.New(fault.Unauthorized, "auth.credentials", "the username, password or code is wrong")
	ErrCodeRequired = fault.New(fault.Unauthorized, "auth.code_required", "this account has a second factor: send its code")
	ErrCodeUsed     = fault.New(fault.Unauthorized, "auth.code_used", "this code was used already")
	ErrLocked       = fault.New(fault.Unauthorized, "auth.locked", "too many failed attempts")

	ErrPasswordWrong  = fault.New(fault.Invalid, "auth.password_wrong", "the current password is wrong")
	ErrPasswordWeak   = fault.New(fault.Invalid, "auth.password_weak", "the password is too easy to guess")
	ErrPasswordReused = fault.New(fault.Invalid, "auth.password_reused", "the new password equals the old one")
	ErrCodeWrong      = fault.New(fault.Invalid, "auth.code_wrong", "the code is wrong or was used already")

	ErrTOTPOn          = fault.New(fault.Conflict, "identity.totp_on", "a second factor is on already")
	ErrTOTPOff         = fault.New(fault.Conflict, "identity.totp_off", "no second factor was begun")
	ErrTOTPRequired    = fault.New(fault.Conflict, "identity.totp_required", "the person's roles need a second factor")
	ErrSessionNotFound = fault.New(fault.NotFound, "identity.session_not_found", "no such session")
	ErrTokenNotFound   = fault.New(fault.NotFound, "identity.token_not_found", "no such token")
	ErrSetupDone       = fault.New(fault.Conflict, "identity.setup_done", "the installation was set up already")
	ErrAdministrator   = fault.New(fault.Conflict, "identity.administrator_reset", "the way in of an administrator is reset on the server only")
	ErrResetDisabled   = fault.New(fault.Conflict, "identity.reset_disabled", "the account is locked; open it first")
	ErrNoReset         = fault.New(fault.Conflict, "identity.no_reset", "nobody asked for a new password of this person, or it is too long ago")
	ErrOwnReset        = fault.New(fault.Conflict, "identity.own_reset", "one's own password is changed with the current one")
)

// The lock-out: this many failures within the window lock for lockTime.
const (
	accountFailures = 5
	failureWindow   = 10 * time.Minute
	lockTime        = 30 * time.Minute
)

// guard counts the failed attempts of one account or one address.
type guard struct {
	id       ref.ID
	failures []time.Time // within the window
	until    time.Time   // locked before this instant
	limit    int
}

// locked returns how much longer the guard refuses, 0 when it does not.
func (g *guard) locked(now time.Time) time.Duration { return max(0, g.until.Sub(now)) }

// fail counts a failure and reports whether it locked the guard.
func (g *guard) fail(now time.Time) bool {
	g.failures = slices.DeleteFunc(g.failures, func(t time.Time) bool { return now.Sub(t) >= failureWindow })
	g.failures = append(g.failures, now)
	if len(g.failures) < g.limit {
		return false
	}
	g.failures, g.until = nil, now.Add(lockTime)
	return true
}

// lockedFor returns [ErrLocked] with the whole seconds to wait.
func lockedFor(d time.Duration) error {
	return ErrLocked.With("wait", int64((d+time.Second-1)/time.Second))
}

// accountGuard and addressGuard name guards without keeping what was typed.
func accountGuard(username string) ref.ID {
	return ref.Derived("sign-in account", org.Username(username))
}

func addressGuard(ip string) ref.ID { return ref.Derived("sign-in address", ip) }

// credential is what a person proves himself with.
type credential struct {
	person     ref.ID
	password   string // argon2id
	changedAt  time.Time
	mustChange bool
	totpSecret string // sealed; "" when none was begun
	totpLast   int64  // time step of the last code that was used
	totpOn     bool

	recovered bool // the code that was judged was a recovery code
}

// Session is one sign-in of one person.
type Session struct {
	ID        ref.ID
	Person    ref.ID
	CreatedAt time.Time
	SeenAt    time.Time
	EndsAt    time.Time
	IP        string
	Agent     string
}

// alive reports whether the session still counts.
func (x *Session) alive(now time.Time, idle time.Duration) bool {
	return now.Before(x.EndsAt) && now.Before(x.SeenAt.Add(idle))
}

// Token is a person's key for programs.
type Token struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`
	Person    ref.ID    `track:"public"`
	Name      string    `track:"public"`
	Scope     string    `track:"public"` // "all", "read" or "customer,project:read"
	ExpiresAt time.Time `track:"public"` // zero means never
	UsedAt    time.Time `track:"-"`
	RevokedAt time.Time `track:"public"`
}

// alive reports whether the token still counts.
func (x *Token) alive(now time.Time) bool {
	return x.RevokedAt.IsZero() && (x.ExpiresAt.IsZero() || now.Before(x.ExpiresAt))
}

// Check answers every rule that the token breaks.
func (x *Token) Check(now time.Time) error {
	var c fault.Checks
	name := len([]rune(strings.TrimSpace(x.Name)))
	c.Check(name > 0, "name", "required")
	c.Check(name <= 60, "name", "too_long")
	c.Check(scopeForm.MatchString(x.Scope) && len(x.Scope) <= 400, "scope", "malformed")
	c.Check(x.ExpiresAt.IsZero() || x.ExpiresAt.After(now), "expires_at", "in_past")
	return c.Err()
}

var scopeForm = regexp.MustCompile(`^[a-z_]+(:[a-z_]+)?(,[a-z_]+(:[a-z_]+)?)*$`)

// scoped returns which permissions a token's scope keeps. "customer" keeps
// every verb of customer and nothing of customer_group.
func scoped(scope string) func(authz.Permission) bool {
	switch scope {
	case "all":
		return func(authz.Permission) bool { return true }
	case "read":
		return authz.Permission.ReadOnly
	}
	parts := strings.Split(scope, ",")
	return func(p authz.Permission) bool {
		resource, _, _ := strings.Cut(string(p), ":")
		return slices.Contains(parts, string(p)) || slices.Contains(parts, resource)
	}
}
