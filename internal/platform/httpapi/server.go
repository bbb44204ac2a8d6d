package httpapi

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/telemetry"
)

// Guest says how the server meets requests.
type Guest struct {
	// Authenticate returns who asks, or nil for nobody. An error refuses the
	// request: a session that was revoked, a person who was disabled.
	Authenticate func(r *http.Request) (*authz.Actor, string, error)
	Proxies      []netip.Prefix // networks whose X-Forwarded-For is believed
	Pages        http.Handler   // the web pages, for everything outside /api
	Metrics      *telemetry.HTTP
	Limits       *Limits
	TLS          bool
}

// Handler returns everything that the product serves.
func (a *API) Handler(g Guest) http.Handler {
	a.mux.HandleFunc("GET /api/openapi.json", a.serveDocument)
	a.mux.HandleFunc("/api/", a.unknown)
	api := http.NewCrossOriginProtection()
	api.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.answer(w, r, ErrCrossOrigin) }))
	h := api.Handler(a.who(g, a.limited(g, a.mux)))
	root := http.NewServeMux()
	root.Handle("/api/", h)
	root.Handle("/", g.Pages)
	return a.outer(g, root)
}

// aborted reports whether a handler hung up on purpose.
func aborted(panicked any) bool {
	err, ok := panicked.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// outer gives every request a number, security headers, a log line and a net
// under panics.
func (a *API) outer(g Guest, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		meta := &db.Meta{Request: ref.New(), IP: clientIP(r, g.Proxies), Agent: clip(r.UserAgent(), 200)}
		ctx := db.WithMeta(telemetry.WithRequestID(r.Context(), meta.Request.String()), meta)
		course := &course{lang: r.Header.Get("Accept-Language"), route: "other"}
		ctx = context.WithValue(ctx, courseKey{}, course)
		securityHeaders(w.Header(), g.TLS)
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil && !aborted(p) {
				a.log.ErrorContext(ctx, "panic", "value", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					a.answer(rec, r.WithContext(ctx), ErrInternal)
				}
			}
			took := time.Since(began)
			g.Metrics.Observe(r.Method, course.route, cmp.Or(rec.status, http.StatusOK), took)
			if strings.HasPrefix(r.URL.Path, "/api/") {
				a.log.DebugContext(ctx, "request", "method", r.Method, "path", r.URL.Path, "status", rec.status, "ip", meta.IP, "took", took)
			}
		}()
		next.ServeHTTP(rec, r.WithContext(ctx))
	})
}

func (a *API) who(g Guest, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		actor, how, err := g.Authenticate(r)
		if err != nil {
			a.answer(w, r, err)
			return
		}
		if actor != nil {
			db.MetaFrom(r.Context()).Auth = how
			r = r.WithContext(authz.With(r.Context(), actor))
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) limited(g Guest, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := db.MetaFrom(r.Context()).IP
		if actor, err := authz.From(r.Context()); err == nil {
			key = actor.ID.String()
		}
		release, err := g.Limits.Admit(key)
		if err != nil {
			a.answer(w, r, err)
			return
		}
		defer release()
		next.ServeHTTP(w, r)
	})
}

// answer writes a problem outside any operation.
func (a *API) answer(w http.ResponseWriter, r *http.Request, err error) {
	p := a.problem(r.Context(), r.Method+" "+r.URL.Path, err)
	p.headers(w.Header().Set)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	p.write(w)
}

// unknown answers what no operation takes.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := a.mux.Handler(probe); pattern != "/api/" && pattern != "" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		a.answer(w, r, ErrMethod)
		return
	}
	a.answer(w, r, ErrRoute)
}

func (a *API) serveDocument(w http.ResponseWriter, r *http.Request) {
	doc, err := a.Document()
	if err != nil {
		a.answer(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(doc)
}

// ContentPolicy lets pages load only what the product itself serves.
const ContentPolicy = "default-src 'self'; img-src 'self' data: blob:; font-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func securityHeaders(h http.Header, tls bool) {
	h.Set("Content-Security-Policy", ContentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()")
	h.Set("X-Frame-Options", "DENY")
	if tls {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// clientIP is the peer's address, or, when the peer is a trusted proxy, the
// last address in X-Forwarded-For that is not one.
func clientIP(r *http.Request, proxies []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(host, proxies); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = hop.Unmap().String()
	}
	return host
}

func trusted(host string, proxies []netip.Prefix) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

func clip(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
