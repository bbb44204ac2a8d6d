package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
)

// NewLogger returns a logger that writes lines to w. Format is "text" or
// "json", level "debug", "info", "warn" or "error". Records logged with a
// context carry its request id.
func NewLogger(w io.Writer, format, level string) (*slog.Logger, error) {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level: must be debug, info, warn or error")
	}
	opts := &slog.HandlerOptions{Level: least, ReplaceAttr: redact}
	switch format {
	case "text":
		return slog.New(withRequestID{slog.NewTextHandler(w, opts)}), nil
	case "json":
		return slog.New(withRequestID{slog.NewJSONHandler(w, opts)}), nil
	}
	return nil, fmt.Errorf("log format: must be text or json")
}

// secretWords are looked for inside keys, whatever their case.
var secretWords = []string{"password", "passwd", "token", "secret", "cookie", "authorization", "api_key", "apikey", "credential", "otp"}

// Redacted stands where a secret would have been.
const Redacted = "[redacted]"

// IsSecretKey reports whether a key names something that must not be shown.
func IsSecretKey(key string) bool {
	key = strings.ToLower(key)
	for _, word := range secretWords {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}

func redact(groups []string, a slog.Attr) slog.Attr {
	if IsSecretKey(a.Key) {
		return slog.String(a.Key, Redacted)
	}
	for _, g := range groups {
		if IsSecretKey(g) {
			return slog.String(a.Key, Redacted)
		}
	}
	switch v := a.Value.Any().(type) {
	case http.Header:
		a.Value = slog.AnyValue(redactHeader(v))
	case *url.URL:
		if v != nil {
			a.Value = slog.StringValue(redactURL(*v))
		}
	case url.URL:
		a.Value = slog.StringValue(redactURL(v))
	}
	return a
}

func redactHeader(h http.Header) http.Header {
	c := h.Clone()
	for key := range c {
		if IsSecretKey(key) {
			c[key] = []string{Redacted}
		}
	}
	return c
}

// redactURL drops the password and the whole query: signed links carry their
// proof there.
func redactURL(u url.URL) string {
	if u.RawQuery != "" {
		u.RawQuery = "…"
	}
	return u.Redacted()
}

type requestIDKey struct{}

// WithRequestID returns a context whose log records carry the id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the id that [WithRequestID] put into the context, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// withRequestID adds the request id to each record.
type withRequestID struct{ slog.Handler }

func (h withRequestID) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r = r.Clone()
		r.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h withRequestID) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequestID{h.Handler.WithAttrs(attrs)}
}

func (h withRequestID) WithGroup(name string) slog.Handler {
	return withRequestID{h.Handler.WithGroup(name)}
}
