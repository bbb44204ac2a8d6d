package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/migrate"
	"gongqiao/internal/platform/telemetry"
)

var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	_, err := migrate.Up(ctx, d)
	return err
})

var (
	errNone  = fault.New(fault.NotFound, "store.not_found", "no such note")
	errCause = fault.New(fault.Internal, "internal", "broken")
)

// note is the record of these tests; it lives in the settings of the platform.
type note struct {
	ID   ref.ID `json:"id,omitempty"`
	Text string `json:"text" minLength:"2" maxLength:"20"`
	Size int    `json:"size,omitempty" minimum:"1" maximum:"9"`
	Kind string `json:"kind,omitempty" enum:"a,b"`
	On   bool   `json:"on,omitempty"`
}

type noteOut struct {
	ETag string `header:"ETag"`
	Body note
}

// world is a server with a few operations on notes.
type world struct {
	*testing.T
	db      *db.DB
	api     *httpapi.API
	handler http.Handler
	log     *bytes.Buffer
	guest   httpapi.Guest
	visible atomic.Int64  // how often the scope of a path was judged
	reached atomic.Int64  // how often a handler ran
	inside  chan struct{} // a slow request arrived
	block   chan struct{} // closed, it goes on
}

// people by the secret that they send.
var people = map[string]*authz.Actor{
	"writer": actor("writer", "zh", "note:read", "note:write"),
	"reader": actor("reader", "en", "note:read"),
	"second": actor("second", "zh", "note:read", "note:write"),
}

func actor(name, language string, permissions ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Name: name, Username: name, Language: language})
	for _, p := range permissions {
		b.Grant(authz.Given{Permission: p, Reach: authz.Group})
	}
	return b.Actor()
}

func authenticate(r *http.Request) (*authz.Actor, string, error) {
	secret := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if secret == "disabled" {
		return nil, "", authz.ErrNoActor
	}
	return people[secret], "token", nil
}

func serve(t *testing.T, d *db.DB, change ...func(*httpapi.Guest)) *world {
	t.Helper()
	texts, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, db: d, log: &bytes.Buffer{}, inside: make(chan struct{}), block: make(chan struct{})}
	w.api = httpapi.New(d, texts, slog.New(slog.NewTextHandler(w.log, nil)), "test")
	w.register()
	w.guest = httpapi.Guest{Authenticate: authenticate, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(telemetry.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)}
	for _, f := range change {
		f(&w.guest)
	}
	w.handler = w.api.Handler(w.guest)
	return w
}

func (w *world) register() {
	again := func(ctx context.Context, id ref.ID) (*noteOut, error) { return w.get(ctx, id) }
	visible := func(ctx context.Context, id ref.ID) error {
		w.visible.Add(1)
		_, err := w.get(ctx, id)
		return err
	}
	httpapi.Register(w.api, httpapi.Operation{ID: "note-get", Method: "GET", Path: "/notes/{id}", Summary: "Read", Permission: "note:read", Errors: []*fault.Error{errNone}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Size int    `query:"size" minimum:"1"`
		}) (*noteOut, error) {
			return w.get(ctx, in.ID)
		})
	httpapi.Once(w.api, httpapi.Operation{ID: "note-create", Method: "POST", Path: "/notes", Summary: "Add", Permission: "note:write", Status: http.StatusCreated, MaxBody: 2000, Example: note{Text: "hello"}},
		func(ctx context.Context, in *struct{ Body note }) (*noteOut, error) {
			w.reached.Add(1)
			id, err := w.add(ctx, in.Body)
			if err != nil {
				return nil, err
			}
			return w.get(ctx, id)
		}, again)
	httpapi.Register(w.api, httpapi.Operation{ID: "note-update", Method: "PUT", Path: "/notes/{id}", Summary: "Replace", Permission: "note:write", Visible: visible, Versioned: true},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body note
		}) (*noteOut, error) {
			w.reached.Add(1)
			if httpapi.Version(ctx) != 7 {
				return nil, db.ErrStale
			}
			return &noteOut{httpapi.ETag(8), in.Body}, nil
		})
	w.odd()
}

// odd mounts operations that go wrong, or are for everybody.
func (w *world) odd() {
	type nothing struct{}
	mount := func(id, path string, fn func(context.Context) error) {
		httpapi.Register(w.api, httpapi.Operation{ID: id, Method: "GET", Path: path, Summary: id, Anyone: true}, func(ctx context.Context, _ *nothing) (*nothing, error) {
			return nil, fn(ctx)
		})
	}
	mount("odd-panic", "/odd/panic", func(context.Context) error { panic("secret words of a panic") })
	mount("odd-broken", "/odd/broken", func(context.Context) error { return io.ErrUnexpectedEOF })
	mount("odd-cause", "/odd/cause", func(context.Context) error {
		return errCause.With("secret", "a value inside").Because(io.ErrClosedPipe)
	})
	mount("odd-slow", "/odd/slow", func(context.Context) error { w.inside <- struct{}{}; <-w.block; return nil })
	mount("odd-late", "/odd/late", func(context.Context) error { return context.DeadlineExceeded })
	httpapi.Register(w.api, httpapi.Operation{ID: "odd-where", Method: "GET", Path: "/odd/where", Summary: "where", Anyone: true}, func(ctx context.Context, _ *nothing) (*struct{ Body string }, error) {
		return &struct{ Body string }{db.MetaFrom(ctx).IP}, nil
	})
	httpapi.Register(w.api, httpapi.Operation{ID: "odd-self", Method: "GET", Path: "/odd/self", Summary: "self", SignedIn: true}, func(context.Context, *nothing) (*nothing, error) { return nil, nil })
}

func (w *world) add(ctx context.Context, n note) (ref.ID, error) {
	if n.ID.IsZero() {
		n.ID = ref.New()
	}
	return n.ID, w.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("insert into setting (key, value) values (?, ?)", n.ID.String(), n.Text); err != nil {
			return err
		}
		return tx.Note("note.create", db.Subject{Ref: ref.To("note", n.ID)}, nil)
	})
}

func (w *world) get(ctx context.Context, id ref.ID) (*noteOut, error) {
	n := note{ID: id}
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		return tx.One("select value from setting where key = ?", []any{id.String()}, &n.Text)
	})
	return &noteOut{httpapi.ETag(7), n}, err
}

// made adds a note past the API and returns its address.
func (w *world) made() string {
	w.Helper()
	id, err := w.add(authz.With(w.Context(), authz.NewSystem("test")), note{Text: "made"})
	if err != nil {
		w.Fatal(err)
	}
	return "/notes/" + id.String()
}

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	if err := w.db.Peek(w.Context(), func(tx *db.Tx) error { return tx.One(query, args, &n) }); err != nil {
		w.Fatal(err)
	}
	return n
}

func (w *world) notes() int { return w.count("select count(*) from setting") }

// answer is what came back.
type answer struct {
	status  int
	header  http.Header
	body    string
	problem httpapi.Problem
}

// ask sends a request below the prefix; pairs are headers.
func (w *world) ask(method, path, body string, pairs ...string) answer {
	w.Helper()
	return w.raw(method, httpapi.Prefix+path, body, pairs...)
}

func (w *world) raw(method, target, body string, pairs ...string) answer {
	w.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == "From" {
			r.RemoteAddr = pairs[i+1]
			continue
		}
		if pairs[i] == "X-Forwarded-For" {
			r.Header.Add(pairs[i], pairs[i+1]) // comes more than once
			continue
		}
		r.Header.Set(pairs[i], pairs[i+1])
	}
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	a := answer{status: rec.Code, header: rec.Header(), body: rec.Body.String()}
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "application/problem") {
		if err := json.Unmarshal(rec.Body.Bytes(), &a.problem); err != nil {
			w.Errorf("%s %s: a problem that is none: %s", method, target, a.body)
		}
		if a.problem.Status != rec.Code {
			w.Errorf("%s %s: the problem says %d, the answer %d", method, target, a.problem.Status, rec.Code)
		}
	}
	return a
}

// wants compares status and code.
func (w *world) wants(a answer, status int, code string) {
	w.Helper()
	if a.status != status || a.problem.Code != code {
		w.Errorf("answered %d %q: %s, want %d %q", a.status, a.problem.Code, a.body, status, code)
	}
}

const (
	writer = "Bearer writer"
	reader = "Bearer reader"
)
