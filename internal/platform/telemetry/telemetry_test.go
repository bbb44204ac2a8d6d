package telemetry_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"gongqiao/internal/platform/telemetry"
)

func logger(t *testing.T, format string) (*slog.Logger, *bytes.Buffer) {
	t.Helper()
	var b bytes.Buffer
	l, err := telemetry.NewLogger(&b, format, "info")
	if err != nil {
		t.Fatal(err)
	}
	return l, &b
}

func TestLoggerCarriesRequestID(t *testing.T) {
	l, b := logger(t, "json")
	ctx := telemetry.WithRequestID(t.Context(), "r-1")
	l.With("a", 1).WithGroup("g").InfoContext(ctx, "hello", "b", 2)
	var line struct {
		Msg string
		A   int
		G   struct {
			B       int
			Request string
		}
	}
	if err := json.Unmarshal(b.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line.Msg != "hello" || line.A != 1 || line.G.B != 2 || line.G.Request != "r-1" {
		t.Errorf("line %s", b)
	}
	b.Reset()
	l.Info("bare")
	if strings.Contains(b.String(), "request") {
		t.Errorf("a record without a request names one: %s", b)
	}
}

func TestLoggerLevelAndFormat(t *testing.T) {
	l, b := logger(t, "text")
	l.Debug("quiet")
	if b.Len() > 0 {
		t.Errorf("debug was logged at level info: %s", b)
	}
	if _, err := telemetry.NewLogger(b, "xml", "info"); err == nil {
		t.Error("format xml was accepted")
	}
	if _, err := telemetry.NewLogger(b, "text", "loud"); err == nil {
		t.Error("level loud was accepted")
	}
}

func TestSecretsAreNeverLogged(t *testing.T) {
	u, err := url.Parse("https://u:hush@example.com/l?sig=hush")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json"} {
		l, b := logger(t, format)
		l.With("smtp_password", "hush").Info("m",
			"Token", "hush", "clientSecret", "hush", "Set-Cookie", "hush", "AUTHORIZATION", "hush",
			slog.Group("in", "password", "hush"), slog.Group("credentials", "user", "hush"),
			"header", http.Header{"Authorization": {"hush"}, "Accept": {"yes"}},
			"url", u, "value", *u, "none", (*url.URL)(nil))
		l.WithGroup("tokens").Info("m", "first", "hush")
		if strings.Contains(b.String(), "hush") {
			t.Errorf("%s: a secret was logged: %s", format, b)
		}
		for _, want := range []string{telemetry.Redacted, "yes", "example.com"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: %q is missing: %s", format, want, b)
			}
		}
	}
}

func TestHTTPMeasures(t *testing.T) {
	reg := telemetry.NewRegistry()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusTeapot)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
	})
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	h := telemetry.NewHTTP(reg).Wrap(mux)
	for _, path := range []string{"/things/1", "/things/2", "/plain", "/nowhere"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("BREW", "/nowhere", nil))

	rec := httptest.NewRecorder()
	telemetry.Handler(reg).ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`gongqiao_http_request_seconds_count{method="GET",route="GET /things/{id}",status="418"} 2`,
		`gongqiao_http_request_seconds_count{method="GET",route="GET /plain",status="200"} 1`,
		`gongqiao_http_request_seconds_count{method="GET",route="unmatched",status="404"} 1`,
		`gongqiao_http_request_seconds_count{method="other",route="unmatched",status="404"} 1`,
		"gongqiao_http_in_flight 0", "gongqiao_build_info{", "go_goroutines", "process_cpu_seconds_total",
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("metrics lack %q", want)
		}
	}
}

func TestPanicIsMeasuredAndPassedOn(t *testing.T) {
	reg := telemetry.NewRegistry()
	h := telemetry.NewHTTP(reg).Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") }))
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}()
	rec := httptest.NewRecorder()
	telemetry.Handler(reg).ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	if !strings.Contains(rec.Body.String(), "gongqiao_http_in_flight 0") {
		t.Error("the request is still counted as running")
	}
}

func TestBuild(t *testing.T) {
	if b := telemetry.Build(); b.Version != "dev" || !strings.HasPrefix(b.Go, "go1.") {
		t.Errorf("build %+v", b)
	}
}
