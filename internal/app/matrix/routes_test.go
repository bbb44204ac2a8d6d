package matrix_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"gongqiao/internal/app"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/httpapi"
)

// openAPI is what the matrix reads of the OpenAPI document.
type openAPI struct {
	Paths map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Summary     string
		Permission  *string  `json:"x-permission"`
		Roles       []string `json:"x-roles"`
		Errors      []string `json:"x-errors"`
		Security    []map[string][]string
		Parameters  []struct {
			Name     string
			In       string
			Required bool
		}
	}
}

// published returns the operations with the permissions of the committed
// document, which people read: what a registration says must not be the measure
// of what it does.
func published(t *testing.T, ops []httpapi.Operation) []httpapi.Operation {
	t.Helper()
	b, err := os.ReadFile("../../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var d openAPI
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	for i := range ops {
		op := &ops[i]
		o, ok := d.Paths[op.Path][strings.ToLower(op.Method)]
		if !ok || o.Permission == nil {
			t.Fatalf("api/openapi.json does not know %s %s: make generate", op.Method, op.Path)
		}
		op.Permission, op.Anyone = authz.Permission(*o.Permission), len(o.Security) == 1 && len(o.Security[0]) == 0
		op.SignedIn = op.Permission == "" && !op.Anyone
	}
	return ops
}

func opened(t *testing.T) (*app.App, http.Handler, openAPI) {
	t.Helper()
	a, err := app.Open(t.Context(), config.Config{Data: t.TempDir()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/api/openapi.json", nil))
	var d openAPI
	if err := json.Unmarshal(rec.Body.Bytes(), &d); err != nil {
		t.Fatalf("openapi.json: %d %v", rec.Code, err)
	}
	return a, h, d
}

// TestDocumentEqualsTheRoutes holds in both directions: what is registered is
// written in the document, and the document names nothing else.
func TestDocumentEqualsTheRoutes(t *testing.T) {
	a, _, d := opened(t)
	var registered, written []string
	for _, op := range a.API.Operations() {
		registered = append(registered, op.Method+" "+op.Path+" "+op.ID+" "+string(op.Permission))
	}
	for path, methods := range d.Paths {
		for method, o := range methods {
			if o.Permission == nil {
				t.Errorf("%s %s has no x-permission", method, path)
				continue
			}
			written = append(written, strings.ToUpper(method)+" "+path+" "+o.OperationID+" "+*o.Permission)
		}
	}
	slices.Sort(registered)
	slices.Sort(written)
	for _, r := range registered {
		if _, ok := slices.BinarySearch(written, r); !ok {
			t.Errorf("registered and not in the document: %s", r)
		}
	}
	for _, r := range written {
		if _, ok := slices.BinarySearch(registered, r); !ok {
			t.Errorf("in the document and not registered: %s", r)
		}
	}
}

// TestOperationsSayWhatTheyAre asks of every operation what the document
// promises about all of them.
func TestOperationsSayWhatTheyAre(t *testing.T) {
	a, _, d := opened(t)
	seen := map[string]bool{}
	for _, op := range a.API.Operations() {
		o := d.Paths[op.Path][strings.ToLower(op.Method)]
		switch {
		case seen[op.ID]:
			t.Errorf("%s is registered twice", op.ID)
		case !regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`).MatchString(op.ID):
			t.Errorf("%s is not module-verb", op.ID)
		case o.Summary == "":
			t.Errorf("%s has no summary", op.ID)
		case (op.Permission != "") == (op.SignedIn || op.Anyone), op.SignedIn && op.Anyone:
			t.Errorf("%s: one of Permission, SignedIn and Anyone says whom it is for", op.ID)
		case op.Permission != "" && len(o.Roles) == 0:
			t.Errorf("%s: nobody holds %s: add it to internal/app/roles.go", op.ID, op.Permission)
		case op.Anyone != (len(o.Security) == 1 && len(o.Security[0]) == 0):
			t.Errorf("%s: the document says the wrong thing about signing in", op.ID)
		case op.Versioned && op.Method == http.MethodGet:
			t.Errorf("%s: a GET wants no version", op.ID)
		}
		seen[op.ID] = true
	}
}

// TestPathParametersAreRead finds handlers whose input hides a parameter of the
// path: the id that they see would be zero, and nothing would ever be found.
func TestPathParametersAreRead(t *testing.T) {
	a, _, d := opened(t)
	for _, op := range a.API.Operations() {
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(op.Path, -1) {
			read := false
			for _, p := range d.Paths[op.Path][strings.ToLower(op.Method)].Parameters {
				read = read || p.In == "path" && p.Name == m[1] && p.Required
			}
			if !read {
				t.Errorf("%s %s: its input does not read {%s}: an embedded struct must be exported", op.Method, op.Path, m[1])
			}
		}
	}
}

// TestChangesOfRecordsAreGuarded wants the scope of a record judged before the
// body is read, and the version of whatever has one.
func TestChangesOfRecordsAreGuarded(t *testing.T) {
	a, _, _ := opened(t)
	for _, op := range a.API.Operations() {
		if op.Method == http.MethodGet || op.Permission == "" || !strings.Contains(op.Path, "{id}") {
			continue
		}
		if op.Visible == nil {
			t.Errorf("%s names a record and has no Visible", op.ID)
		}
		if op.Method != http.MethodPost && op.Method != http.MethodDelete && !op.Versioned {
			t.Errorf("%s replaces a record without its version", op.ID)
		}
	}
}

// TestNothingElseAnswers asks for addresses that no operation has, and for
// methods that the operations do not take.
func TestNothingElseAnswers(t *testing.T) {
	a, h, _ := opened(t)
	taken := map[string][]string{}
	for _, op := range a.API.Operations() {
		taken[op.Path] = append(taken[op.Path], op.Method)
	}
	fill := regexp.MustCompile(`\{\w+\}`)
	for path := range taken {
		concrete := fill.ReplaceAllString(path, "00000000-0000-7000-8000-000000000000")
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "QUERY"} {
			if serves(taken, concrete, method) {
				continue
			}
			if code := ask(t, h, method, httpapi.Prefix+concrete); code != http.StatusNotFound && code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s answers %d", method, path, code)
			}
		}
	}
	for _, path := range []string{"/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/customers", "/api/v1/customers/", "/api/v1/docs", "/api/v1/openapi.json", "/api/v1/openapi.yaml",
		"/api/v1/openapi-3.0.json", "/api/docs", "/api/v1/schemas/CustomerView.json", "/api/openapi.yaml", "/api/v1/customers/../people", "/api/v1//customers", "/api/v1/debug/pprof/", "/api/v1/metrics"} {
		if code := ask(t, h, "GET", path); code < 300 {
			t.Errorf("GET %s answers %d", path, code)
		}
	}
}

// serves reports whether the router would take a method at an address. HEAD
// comes with GET.
func serves(taken map[string][]string, concrete, method string) bool {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for path, methods := range taken {
		pattern := "^" + regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), "[^/]+") + "$"
		if slices.Contains(methods, method) && regexp.MustCompile(pattern).MatchString(concrete) {
			return true
		}
	}
	return false
}

var asked atomic.Int64

func ask(t *testing.T, h http.Handler, method, path string) int {
	t.Helper()
	rec := httptest.NewRecorder()
	r := httptest.NewRequest(method, path, nil)
	r.RemoteAddr = "[2001:db8::" + strconv.FormatInt(asked.Add(1)%9999, 10) + "]:4000" // no address asks too much
	h.ServeHTTP(rec, r)
	if b, err := io.ReadAll(rec.Body); err != nil || strings.Contains(string(b), "goroutine") {
		t.Errorf("%s %s: %v %s", method, path, err, b)
	}
	return rec.Code
}
