package httpapi_test

import (
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
)

// TestFindingsNameFieldsAndNeverValues sends inputs that break each rule.
func TestFindingsNameFieldsAndNeverValues(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	const marker = "Zyxwvuts"
	for name, tc := range map[string]struct{ body, path, code string }{
		"unknown field":      {`{"text":"fine","` + marker + `":1}`, "", "unknown"},
		"unknown value":      {`{"text":"fine","extra":"` + marker + `"}`, "extra", "unknown"},
		"missing":            {`{}`, "text", "required"},
		"too short":          {`{"text":"Z"}`, "text", "too_short"},
		"too long":           {`{"text":"` + strings.Repeat(marker, 9) + `"}`, "text", "too_long"},
		"not in the set":     {`{"text":"fine","kind":"` + marker + `"}`, "kind", "not_allowed"},
		"too small":          {`{"text":"fine","size":0}`, "size", "too_small"},
		"too large":          {`{"text":"fine","size":10}`, "size", "too_large"},
		"text for a number":  {`{"text":"fine","size":"` + marker + `"}`, "size", "not_a_number"},
		"text for a boolean": {`{"text":"fine","on":"` + marker + `"}`, "on", "not_a_boolean"},
		"number for a text":  {`{"text":12345}`, "text", "malformed"},
		"no id":              {`{"text":"fine","id":"` + marker + `"}`, "", "malformed"},
	} {
		a := w.ask("POST", "/notes", tc.body, "Authorization", writer)
		w.wants(a, 422, "input.invalid")
		if !slices.ContainsFunc(a.problem.Fields, func(f httpapi.FieldProblem) bool {
			return (f.Path == tc.path || name == "unknown field") && f.Code == tc.code && f.Detail != ""
		}) {
			t.Errorf("%s: fields %+v, want %s %s", name, a.problem.Fields, tc.path, tc.code)
		}
		if name != "unknown field" && strings.Contains(a.body, marker) {
			t.Errorf("%s: the answer repeats the value: %s", name, a.body)
		}
	}
	if w.notes() != 0 || w.reached.Load() != 0 {
		t.Error("a wrong input reached the handler")
	}
}

func TestUnreadableInputs(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	for _, body := range []string{`{"`, `[]x`, `{"text":"a","text":`, "\x00", `{"text":"fine"} trailing`} {
		a := w.ask("POST", "/notes", body, "Authorization", writer)
		if a.status != 400 && a.status != 422 || a.problem.Code == "" || strings.Contains(a.body, "trailing") {
			t.Errorf("%q: %d %s", body, a.status, a.body)
		}
	}
	w.wants(w.ask("POST", "/notes", "text=fine", "Authorization", writer, "Content-Type", "application/x-www-form-urlencoded"), 422, "input.media_type")
	for _, path := range []string{"/notes/no-id", "/notes/" + ref.New().String() + "?size=Zyxwvuts"} {
		a := w.ask("GET", path, "", "Authorization", writer)
		if a.status != 422 || strings.Contains(a.body, "Zyxwvuts") || strings.Contains(a.body, "no-id") {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if w.notes() != 0 {
		t.Error("an unreadable body had an effect")
	}
}

func TestAddressesAndMethodsThatAreNot(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	for _, path := range []string{"/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/notes", "/api/v1/notes/x/y"} {
		w.wants(w.raw("GET", path, ""), 404, "route.not_found")
	}
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "PROPFIND"} {
		a := w.ask(method, "/notes", "", "Authorization", writer)
		w.wants(a, 405, "route.method")
		if a.header.Get("Allow") != "POST" {
			t.Errorf("%s: Allow %q", method, a.header.Get("Allow"))
		}
	}
	a := w.ask("DELETE", "/notes/"+ref.New().String(), "")
	w.wants(a, 405, "route.method")
	if a.header.Get("Allow") != "GET, PUT" {
		t.Errorf("Allow %q", a.header.Get("Allow"))
	}
}

// TestProblemsSpeakTheCallersLanguage: one's own language first, then the
// browser's, then Chinese.
func TestProblemsSpeakTheCallersLanguage(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	for _, tc := range []struct {
		path, who, accept string
		english           bool
	}{
		{"/notes", "", "", false},
		{"/notes", "", "en-GB,en;q=0.9,zh;q=0.5", true},
		{"/notes", "", "zh-CN,zh;q=0.9,en;q=0.5", false},
		{"/notes", "", "fr", true},
		{"/notes", reader, "zh", true},
		{"/odd/broken", writer, "en", false},
	} {
		a := w.ask("POST", tc.path, `{"text":"fine"}`, "Authorization", tc.who, "Accept-Language", tc.accept)
		han := strings.ContainsFunc(a.problem.Detail, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff })
		if a.problem.Detail == "" || han == tc.english {
			t.Errorf("%+v: %q", tc, a.problem.Detail)
		}
	}
}

// TestOwnFailuresTellNothing looks at what a panic and an unknown error show,
// and that the log keeps them with the number of the request.
func TestOwnFailuresTellNothing(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	for path, cause := range map[string]string{"/odd/panic": "secret words of a panic", "/odd/broken": "unexpected EOF", "/odd/cause": "closed pipe"} {
		a := w.ask("GET", path, "")
		w.wants(a, 500, "internal")
		for _, inside := range []string{cause, "value inside", "goroutine", ".go:", "secret"} {
			if strings.Contains(a.body, inside) {
				t.Errorf("%s shows %q: %s", path, inside, a.body)
			}
		}
		if !strings.Contains(w.log.String(), cause) {
			t.Errorf("%s: the log does not keep %q", path, cause)
		}
		if _, err := ref.Parse(a.problem.Request); err != nil || !strings.Contains(w.log.String(), a.problem.Request) {
			t.Errorf("%s: request %q is not in the log", path, a.problem.Request)
		}
	}
	a := w.ask("GET", "/odd/late", "")
	w.wants(a, 503, "timeout")
	if a.header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
}
