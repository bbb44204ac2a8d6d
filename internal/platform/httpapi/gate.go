package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Errors of the request itself.
var (
	ErrIfMatch      = fault.New(fault.Precondition, "precondition.required", "send If-Match with the version that you read")
	ErrIfMatchForm  = fault.New(fault.Malformed, "precondition.malformed", "If-Match is a quoted version number")
	ErrKeyMalformed = fault.New(fault.Malformed, "idempotency.key_malformed", "an Idempotency-Key has 8 to 128 visible characters")
	ErrTooLarge     = fault.New(fault.TooLarge, "input.too_large", "the body passes its limit")
	ErrRoute        = fault.New(fault.NotFound, "route.not_found", "no such address")
	ErrMethod       = fault.New(fault.NotFound, "route.method", "the address does not take this method")
	ErrMalformed    = fault.New(fault.Malformed, "input.malformed", "the body cannot be read")
	ErrLimited      = fault.New(fault.RateLimited, "rate.limited", "too many requests")
)

type versionKey struct{}

// Version returns the version that the caller says to have read.
func Version(ctx context.Context) int64 {
	v, _ := ctx.Value(versionKey{}).(int64)
	return v
}

// gate stands before huma reads anything: permission, scope of the path,
// If-Match, Idempotency-Key, in this order.
func (a *API) gate(op *Operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		ctx, err := a.admit(hc, op)
		if err != nil {
			a.refuse(hc, op, err)
			return
		}
		next(huma.WithContext(hc, ctx))
	}
}

func (a *API) admit(hc huma.Context, op *Operation) (context.Context, error) {
	ctx := hc.Context()
	courseOf(ctx).route = op.Path
	if !op.Anyone {
		actor, err := authz.From(ctx)
		if err != nil {
			return ctx, err
		}
		if err := signedIn(actor, op); err != nil {
			return ctx, err
		}
	}
	if op.Visible != nil {
		id, err := ref.Parse(hc.Param("id"))
		if err != nil {
			return ctx, err
		}
		if err := op.Visible(ctx, id); err != nil {
			return ctx, err
		}
	}
	if op.Versioned {
		v, err := ifMatch(hc.Header("If-Match"))
		if err != nil {
			return ctx, err
		}
		ctx = context.WithValue(ctx, versionKey{}, v)
	}
	if op.Method == http.MethodPost && !op.NoKey {
		return ctx, takeKey(hc, op)
	}
	return ctx, nil
}

func signedIn(actor *authz.Actor, op *Operation) error {
	if op.SignedIn {
		if actor.Kind == authz.Link {
			return authz.ErrNoActor
		}
		return nil
	}
	return actor.Require(op.Permission)
}

func ifMatch(h string) (int64, error) {
	if h == "" {
		return 0, ErrIfMatch
	}
	v, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(h, "W/"), `"`), 10, 64)
	if err != nil || v < 1 {
		return 0, ErrIfMatchForm
	}
	return v, nil
}

// ETag returns the header for a record's version.
func ETag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// takeKey reads the body of a POST that carries a key, bounded, to compare it
// with an earlier one under the same key.
func takeKey(hc huma.Context, op *Operation) error {
	key := hc.Header("Idempotency-Key")
	if key == "" {
		return nil
	}
	if len(key) < 8 || len(key) > 128 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ErrKeyMalformed
	}
	r, _ := humago.Unwrap(hc)
	h := sha256.New()
	h.Write([]byte(r.Method + " " + r.URL.RequestURI() + "\n"))
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, op.MaxBody))
		if err != nil {
			return tooLarge(err)
		}
		h.Write(body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	m := db.MetaFrom(hc.Context())
	m.Key, m.Body = key, h.Sum(nil)
	return nil
}

func tooLarge(err error) error {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return ErrTooLarge.With("limit", big.Limit)
	}
	return ErrMalformed.Because(err)
}

// fail maps an error to a problem; a refused right is kept in the audit log.
func (a *API) fail(ctx context.Context, op *Operation, err error) *Problem {
	p := a.problem(ctx, op.ID, err)
	if p.Status == http.StatusForbidden {
		a.noteRefusal(ctx, op, p.Code)
	}
	return p
}

// noteRefusal writes that somebody tried what he may not. When that fails the
// refusal stands all the same.
func (a *API) noteRefusal(ctx context.Context, op *Operation, code string) {
	meta := *db.MetaFrom(ctx)
	meta.Key = ""
	err := a.db.Write(db.WithMeta(ctx, &meta), func(tx *db.Tx) error {
		tx.Denied()
		return tx.Note("auth.refused", db.Subject{Label: op.ID}, map[string]any{"operation": op.ID, "permission": op.Permission, "code": code})
	})
	if err != nil {
		a.log.ErrorContext(ctx, "refusal not recorded", "operation", op.ID, "error", err)
	}
}

func (a *API) refuse(hc huma.Context, op *Operation, err error) {
	p := a.fail(hc.Context(), op, err)
	hc.SetStatus(p.Status)
	hc.SetHeader("Content-Type", "application/problem+json")
	p.headers(hc.SetHeader)
	p.write(hc.BodyWriter())
}

// ListQuery is embedded by the input of a list; it hands the raw question on.
type ListQuery struct{ values url.Values }

// Resolve implements huma.Resolver.
func (l *ListQuery) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	l.values = u.Query()
	return nil
}

// Values returns the question as it came, for whoever asks it of several lists.
func (l *ListQuery) Values() url.Values { return maps.Clone(l.values) }

// Parse reads the question for a list.
func (l *ListQuery) Parse(list *db.List) (*db.Query, error) { return db.ParseQuery(l.values, list) }

func replayed(err error) (*db.Replayed, bool) {
	var r *db.Replayed
	ok := errors.As(err, &r)
	return r, ok
}
