package httpapi

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
)

// Prefix stands before the path of every operation.
const Prefix = "/api/v1"

// maxBody bounds a JSON body; operations that take files set their own.
const maxBody = 1 << 20

// API collects operations.
type API struct {
	huma  huma.API
	mux   *http.ServeMux
	db    *db.DB
	texts *i18n.Catalogue
	log   *slog.Logger
	ops   []Operation
	roles map[authz.Permission][]string // demo roles that hold a permission, for the document

	mounting string // operation that is being registered: it names types that have no name
}

// Operation describes one use case on the wire.
type Operation struct {
	ID         string // "opportunity-advance"
	Method     string
	Path       string // below [Prefix]
	Summary    string
	Permission authz.Permission                           // needed at all; "" with Anyone or SignedIn
	Anyone     bool                                       // also for nobody: sign-in, signed links
	SignedIn   bool                                       // any person who is signed in, about himself
	Errors     []*fault.Error                             // what it may answer beside the general ones
	Example    any                                        // a body that works on the demo group
	Query      map[string]any                             // parameters that work on the demo group
	Visible    func(ctx context.Context, id ref.ID) error // scope of {id}, before the body is read
	Versioned  bool                                       // wants If-Match
	NoKey      bool                                       // takes no Idempotency-Key
	MaxBody    int64
	Status     int // of success, when not 200
	List       *db.List
	Raw        bool // answers a file
}

// New returns an API whose errors speak the caller's language.
func New(d *db.DB, texts *i18n.Catalogue, log *slog.Logger, version string) *API {
	a := &API{mux: http.NewServeMux(), db: d, texts: texts, log: log}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Gongqiao 工桥", Version: version, Description: "One system for the whole life of an engineering deal."},
			Servers: []*huma.Server{{URL: Prefix}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", a.schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "__Host-session"},
					"token":   {Type: "http", Scheme: "bearer"},
				},
			},
			Security: []map[string][]string{{"session": {}}, {"token": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": {Marshal: marshal, Unmarshal: json.Unmarshal}, "json": {Marshal: marshal, Unmarshal: json.Unmarshal}},
		DefaultFormat: "application/json",
	}
	huma.NewErrorWithContext = a.validation
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return bare(status) }
	a.huma = humago.NewWithPrefix(a.mux, Prefix, config)
	return a
}

// schemaName names a wire type by its package and name, so that modules need no
// prefixes of their own: customer.View is CustomerView, a page of them is
// CustomerViewPage, and a body without a type is named by its operation.
func (a *API) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Name() == "" {
		id := a.mounting
		return camel(id) + strings.TrimPrefix(strings.TrimPrefix(huma.DefaultSchemaNamer(t, hint), strings.ToUpper(id[:1])+id[1:]), camel(id))
	}
	outer, arg, generic := strings.Cut(t.Name(), "[")
	if generic {
		arg = strings.TrimSuffix(arg, "]")
		path, name := cutLast(arg, ".")
		_, pkg := cutLast(path, "/")
		return prefixed(pkg, name) + outer
	}
	_, pkg := cutLast(t.PkgPath(), "/")
	return prefixed(pkg, huma.DefaultSchemaNamer(t, hint))
}

// camel turns an operation id into a name: customer-check is CustomerCheck.
func camel(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

func prefixed(pkg, name string) string {
	if pkg == "" || strings.HasPrefix(strings.ToLower(name), pkg) {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

// cutLast cuts s at the last sep; without one, all of it is behind.
func cutLast(s, sep string) (before, after string) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s
	}
	return s[:i], s[i+len(sep):]
}

// appender is a value that writes its own JSON; the hottest lists do.
type appender interface{ AppendJSON([]byte) []byte }

func marshal(w io.Writer, v any) error {
	if a, ok := v.(appender); ok {
		_, err := w.Write(a.AppendJSON(nil))
		return err
	}
	return json.NewEncoder(w).Encode(v)
}

// Operations returns what was registered, in order.
func (a *API) Operations() []Operation { return slices.Clone(a.ops) }

// Document returns the OpenAPI 3.1 document.
func (a *API) Document() ([]byte, error) {
	b, err := json.MarshalIndent(a.huma.OpenAPI(), "", " ")
	return append(b, '\n'), err
}

// Roles sets which demo roles hold a permission, for the document.
func (a *API) Roles(r map[authz.Permission][]string) { a.roles = r }

// Register mounts an operation. h only translates between wire and use case.
func Register[I, O any](a *API, op Operation, h func(context.Context, *I) (*O, error)) {
	a.register(&op, func(o huma.Operation) {
		huma.Register(a.huma, o, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(ctx, in)
			if err != nil {
				return nil, a.fail(ctx, &op, err)
			}
			return out, nil
		})
	})
}

// Once mounts a POST whose repetition under the same Idempotency-Key answers
// the record that the first one made or changed, read anew by again.
func Once[I, O any](a *API, op Operation, h func(context.Context, *I) (*O, error), again func(context.Context, ref.ID) (*O, error)) {
	Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if r, ok := replayed(err); ok {
			return again(ctx, r.Ref.ID)
		}
		return out, err
	})
}

func (a *API) register(op *Operation, mount func(huma.Operation)) {
	if op.MaxBody == 0 {
		op.MaxBody = maxBody
	}
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary,
		Tags: []string{strings.SplitN(op.ID, "-", 2)[0]}, Errors: statuses(op), DefaultStatus: op.Status,
		MaxBodyBytes: op.MaxBody, Middlewares: huma.Middlewares{a.gate(op)},
		Extensions: map[string]any{"x-permission": string(op.Permission), "x-roles": a.rolesOf(op), "x-errors": codes(op)},
	}
	if op.Anyone {
		o.Security = []map[string][]string{{}}
	}
	if op.List != nil {
		o.Parameters = listParameters(op.List)
	}
	a.mounting = op.ID
	mount(o)
	a.describe(op)
	a.ops = append(a.ops, *op)
}

func (a *API) rolesOf(op *Operation) []string {
	if r := a.roles[op.Permission]; r != nil {
		return r
	}
	return []string{}
}

// describe puts the example and the headers into the document.
func (a *API) describe(op *Operation) {
	item := a.huma.OpenAPI().Paths[op.Path]
	o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}[op.Method]
	if op.Example != nil && o.RequestBody != nil {
		for _, m := range o.RequestBody.Content {
			m.Example = op.Example
		}
	}
	for _, p := range o.Parameters {
		if v, ok := op.Query[p.Name]; ok {
			p.Example = v
		}
	}
	if op.Versioned {
		o.Parameters = append(o.Parameters, &huma.Param{Name: "If-Match", In: "header", Required: true, Description: "The version that was read, as its ETag said.", Schema: &huma.Schema{Type: "string"}})
	}
	if op.Method == http.MethodPost && !op.NoKey {
		o.Parameters = append(o.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Repeating a request under the same key within 24 hours changes nothing.", Schema: &huma.Schema{Type: "string"}})
	}
}

func codes(op *Operation) []string {
	out := []string{}
	for _, e := range op.Errors {
		out = append(out, e.Code)
	}
	return out
}

func statuses(op *Operation) []int {
	set := []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests}
	if !op.Anyone {
		set = append(set, http.StatusUnauthorized)
	}
	if op.Permission != "" {
		set = append(set, http.StatusForbidden)
	}
	if op.Visible != nil || strings.Contains(op.Path, "{id}") {
		set = append(set, http.StatusNotFound)
	}
	if op.Versioned {
		set = append(set, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	for _, e := range op.Errors {
		set = append(set, status(e.Kind))
	}
	slices.Sort(set)
	return slices.Compact(set)
}

func listParameters(l *db.List) []*huma.Param {
	text := func(name, doc string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: "string"}}
	}
	ps := []*huma.Param{
		text("limit", "Rows a page, 1 to 1000; 50 when missing."),
		text("cursor", "The next of the page before."),
		text("total", "true counts and sums everything that the filters leave."),
		text("sort", "Fields, most important first; - before a field turns it round. Default: "+l.Order),
	}
	if l.Search != nil {
		ps = append(ps, text("q", "Words to search; pinyin initials work too."))
	}
	names := make([]string, 0, len(l.Fields))
	for n := range l.Fields {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		f := l.Fields[n]
		doc := "Filter (" + string(f.Type) + "); several values by comma; also ." + "gte .lte .gt .lt .ne .null .contains"
		if f.Sort {
			doc += ". Sortable."
		}
		ps = append(ps, text(n, doc))
	}
	return ps
}
