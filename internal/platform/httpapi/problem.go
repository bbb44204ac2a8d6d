package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
)

// Problem is an error on the wire, RFC 9457. Code is stable; Detail is for
// people, in their language; Fields name inputs, never their values.
type Problem struct {
	Type    string         `json:"type"`
	Title   string         `json:"title"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail"`
	Code    string         `json:"code"`
	Params  map[string]any `json:"params,omitempty"`
	Fields  []FieldProblem `json:"fields,omitempty"`
	Request string         `json:"request_id,omitempty"`
}

// FieldProblem names one input that breaks a rule.
type FieldProblem struct {
	Path   string `json:"path"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// Error implements error.
func (p *Problem) Error() string { return p.Code }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (p *Problem) write(w io.Writer) {
	_ = json.NewEncoder(w).Encode(p) // the client is gone; there is nobody to tell
}

func (p *Problem) headers(set func(name, value string)) {
	switch p.Status {
	case http.StatusUnauthorized:
		set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests, http.StatusInsufficientStorage:
		set("Retry-After", "5")
	}
}

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	p.headers(h.Set)
	return h
}

func status(k fault.Kind) int {
	switch k {
	case fault.Internal:
		return http.StatusInternalServerError
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Unauthorized:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.Precondition:
		return http.StatusPreconditionRequired
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.RateLimited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.StorageFull:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// problem maps any error. What was not declared is our bug: it goes to the log
// in full and to the caller as a request number.
func (a *API) problem(ctx context.Context, op string, err error) *Problem {
	f := fault.As(err)
	switch {
	case f != nil:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		f = ErrTimeout
	default:
		f = ErrInternal
	}
	meta := db.MetaFrom(ctx)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		a.log.ErrorContext(ctx, "request failed", "operation", op, "request", meta.Request, "error", err)
	}
	lang := langOf(ctx)
	p := &Problem{Type: "about:blank", Status: status(f.Kind), Code: f.Code, Params: f.Params, Detail: a.texts.T(lang, f.Code, f.Params)}
	if !meta.Request.IsZero() {
		p.Request = meta.Request.String()
	}
	if f.Kind == fault.Internal {
		p.Code, p.Detail, p.Params = ErrInternal.Code, a.texts.T(lang, ErrInternal.Code, nil), nil
	}
	if f.Is(ErrMethod) {
		p.Status = http.StatusMethodNotAllowed
	}
	p.Title = http.StatusText(p.Status)
	for _, x := range f.Fields {
		p.Fields = append(p.Fields, FieldProblem{x.Path, x.Code, a.texts.T(lang, x.Code, nil)})
	}
	return p
}

// Errors that no module declares.
var (
	ErrInternal = fault.New(fault.Internal, "internal", "something broke inside")
	ErrTimeout  = fault.New(fault.Unavailable, "timeout", "it took too long and was stopped")
	ErrUnknown  = fault.New(fault.Invalid, "input.unknown_field", "the body holds a field that does not exist")
	ErrMedia    = fault.New(fault.Invalid, "input.media_type", "this content type is not taken here")
)

// bare is what huma may answer before a context exists.
func bare(code int) huma.StatusError {
	return &Problem{Type: "about:blank", Status: code, Title: http.StatusText(code), Code: "internal"}
}

// validation turns huma's findings into a problem that names paths and codes
// and never a submitted value.
func (a *API) validation(hc huma.Context, code int, msg string, errs ...error) huma.StatusError {
	f := fault.ErrInvalid
	switch {
	case code == http.StatusRequestEntityTooLarge:
		f = ErrTooLarge.With("limit", hc.Operation().MaxBodyBytes)
	case code == http.StatusUnsupportedMediaType:
		f = ErrMedia
	case code == http.StatusBadRequest:
		f = ErrMalformed
	case code >= http.StatusInternalServerError:
		f = ErrInternal.Because(errors.Join(append(errs, errors.New(msg))...))
	}
	if f == fault.ErrInvalid {
		for _, err := range errs {
			var d *huma.ErrorDetail
			if errors.As(err, &d) {
				path, c := finding(d)
				f = f.At(path, c)
			} else if x := fault.As(err); x != nil {
				f = x
			}
		}
	}
	ctx := hc.Context()
	return a.problem(ctx, hc.Operation().OperationID, f)
}

// finding translates one of huma's messages (validate.go there) into a code.
func finding(d *huma.ErrorDetail) (path, code string) {
	path = strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), ".")
	m := d.Message
	switch {
	case strings.HasPrefix(m, "expected required property "):
		name, _, _ := strings.Cut(strings.TrimPrefix(m, "expected required property "), " ")
		return strings.TrimPrefix(path+"."+name, "."), "required"
	case strings.HasPrefix(m, "required "):
		return path, "required"
	case m == "unexpected property":
		return path, "unknown"
	case strings.Contains(m, "length >="), strings.Contains(m, "items >="):
		return path, "too_short"
	case strings.Contains(m, "length <="), strings.Contains(m, "items <="):
		return path, "too_long"
	case strings.Contains(m, "number >"):
		return path, "too_small"
	case strings.Contains(m, "number <"):
		return path, "too_large"
	case strings.Contains(m, "one of"):
		return path, "not_allowed"
	case strings.HasPrefix(m, "expected number"), strings.HasPrefix(m, "expected integer"):
		return path, "not_a_number"
	case strings.HasPrefix(m, "expected boolean"):
		return path, "not_a_boolean"
	case strings.Contains(m, "date"):
		return path, "not_a_date"
	}
	return path, "malformed"
}

// course is what is learned of a request on its way.
type course struct {
	lang  string // Accept-Language
	route string // path of the operation, for measures
}

type courseKey struct{}

func courseOf(ctx context.Context) *course {
	if c, ok := ctx.Value(courseKey{}).(*course); ok {
		return c
	}
	return &course{}
}

// langOf returns the language to answer in: the person's own, else the header's.
func langOf(ctx context.Context) i18n.Lang {
	own := ""
	if a, err := authz.From(ctx); err == nil {
		own = a.Language
	}
	return i18n.Negotiate(own, courseOf(ctx).lang)
}

// Lang returns the language of the request.
func Lang(ctx context.Context) i18n.Lang { return langOf(ctx) }
