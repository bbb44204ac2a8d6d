// Package deal_test carries one deal through the whole product, over HTTP only,
// as the people whose work it is.
package deal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// empty makes databases without any table.
var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

// desk is the served product, and everybody's browser.
type desk struct {
	t       *testing.T
	app     *app.App
	address string
	signed  map[string]*http.Client
}

// record is an answer of the product.
type record map[string]any

func (r record) text(key string) string {
	s, _ := r[key].(string)
	return s
}

func (r record) id() string { return r.text("id") }

func (r record) under(key string) record {
	m, _ := r[key].(map[string]any)
	return m
}

func (r record) list(key string) []record {
	items, _ := r[key].([]any)
	out := make([]record, len(items))
	for i, x := range items {
		out[i], _ = x.(map[string]any)
	}
	return out
}

// may reports whether the record offers a verb.
func (r record) may(verb string) bool {
	actions, _ := r["actions"].([]any)
	for _, a := range actions {
		if a == verb {
			return true
		}
	}
	return false
}

func newDesk(t *testing.T, engine dbtest.Engine) *desk {
	t.Helper()
	c := config.Config{Data: t.TempDir(), Demo: true, SessionIdle: time.Hour, SessionAbsolute: 12 * time.Hour, CallerRate: 1_000_000, UploadLimit: 50 << 20, PublicURL: "https://gongqiao.example"}
	if engine == dbtest.Postgres {
		c.Database = empty.URL(t, engine)
	}
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.FillDemo(t.Context(), io.Discard); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &desk{t: t, app: a, address: server.URL + "/api/v1", signed: map[string]*http.Client{}}
}

// client signs a person in, once.
func (d *desk) client(who string) *http.Client {
	d.t.Helper()
	if c := d.signed[who]; c != nil {
		return c
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	c := &http.Client{Jar: jar}
	d.signed[who] = c
	if who != "" {
		d.post(who, "/session", record{"username": who, "password": app.DemoPassword})
	}
	return c
}

// send asks as a person ("" has no account) and returns status and answer.
func (d *desk) send(who, method, path, kind string, body io.Reader, version any) (int, record) {
	d.t.Helper()
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.address+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if method != http.MethodGet {
		req.Header.Set("Idempotency-Key", ref.New().String())
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if version != nil {
		req.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
	}
	resp, err := d.client(who).Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() {
		if err := resp.Body.Close(); err != nil {
			d.t.Error(err)
		}
	}()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	var out record
	if len(raw) > 0 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(raw, &out); err != nil {
			d.t.Fatalf("%s %s: %s", method, path, raw)
		}
	}
	return resp.StatusCode, out
}

func (d *desk) json(who, method, path string, body any, version any) (int, record) {
	d.t.Helper()
	var in io.Reader
	kind := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			d.t.Fatal(err)
		}
		in, kind = bytes.NewReader(raw), "application/json"
	}
	return d.send(who, method, path, kind, in, version)
}

// get and post must succeed.
func (d *desk) get(who, path string) record {
	d.t.Helper()
	status, out := d.json(who, http.MethodGet, path, nil, nil)
	if status != http.StatusOK {
		d.t.Fatalf("%s: GET %s: %d %v", who, path, status, out)
	}
	return out
}

func (d *desk) post(who, path string, body any) record {
	d.t.Helper()
	status, out := d.json(who, http.MethodPost, path, body, nil)
	if status > 299 {
		d.t.Fatalf("%s: POST %s: %d %v", who, path, status, out)
	}
	return out
}

// on does something to a record as it stands now, and must succeed.
func (d *desk) on(who, method, at, verb string, body any) record {
	d.t.Helper()
	status, out := d.try(who, method, at, verb, body)
	if status > 299 {
		d.t.Fatalf("%s: %s %s%s: %d %v", who, method, at, verb, status, out)
	}
	return out
}

func (d *desk) try(who, method, at, verb string, body any) (int, record) {
	d.t.Helper()
	return d.json(who, method, at+verb, body, d.get(who, at)["version"])
}

// upload attaches a file to a record and returns the document's id.
func (d *desk) upload(who, kind, id, as, name, content string) string {
	d.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range map[string]string{"ref_kind": kind, "ref_id": id, "kind": as, "name": name} {
		if err := w.WriteField(k, v); err != nil {
			d.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	status, out := d.send(who, http.MethodPost, "/documents", w.FormDataContentType(), &body, nil)
	if status > 299 {
		d.t.Fatalf("%s: upload %s: %d %v", who, name, status, out)
	}
	return out.id()
}

// first returns the first record of a list.
func (d *desk) first(who, path string, query url.Values) record {
	d.t.Helper()
	items := d.get(who, path+"?"+query.Encode()).list("items")
	if len(items) == 0 {
		d.t.Fatalf("%s: %s?%s is empty", who, path, query.Encode())
	}
	return items[0]
}
