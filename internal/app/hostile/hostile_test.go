// Package hostile_test sends what no page ever sends to every operation of the
// product, and looks for answers that should never be given.
package hostile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/telemetry"
)

// empty makes databases without any table.
var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

// rounds is how many requests each operation gets; a release asks for more.
var rounds = func() int {
	if n, err := strconv.Atoi(os.Getenv("GONGQIAO_HOSTILE")); err == nil {
		return n
	}
	return 15
}()

// people hold every permission between them; who ends sessions is not among them.
var people = []string{"gm", "li.sales", "zheng.pm", "wu.finance", "zhou.commercial", "qian.tech", "admin", "secadmin", "auditor"}

// left out: they end the sessions that all others need.
var leftOut = []string{"identity-sign-out", "identity-end-session", "identity-change-password", "identity-reset-password", "person-disable", "assignment-end"}

func TestNothingThatIsSentBreaksAnything(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			a := newAttack(t, e)
			ops := make(chan httpapi.Operation)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					for op := range ops {
						a.assault(&op)
					}
				})
			}
			for _, op := range a.app.API.Operations() {
				if !slices.Contains(leftOut, op.ID) {
					ops <- op
				}
			}
			close(ops)
			all.Wait()
			t.Logf("%d requests, %d accepted", a.sent, a.accepted)
			if a.accepted == 0 || a.sent < 100*rounds {
				t.Error("the attack did not reach the product")
			}
		})
	}
}

// attack is the served product and those who attack it.
type attack struct {
	t       *testing.T
	app     *app.App
	address string
	signed  []*http.Client
	ids     []string

	mu                     sync.Mutex
	sent, accepted, failed int
}

func newAttack(t *testing.T, engine dbtest.Engine) *attack {
	t.Helper()
	c := config.Config{Data: t.TempDir(), Demo: true, SessionIdle: time.Hour, SessionAbsolute: 12 * time.Hour, UploadLimit: 1 << 20}
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
	// As app.Handler does, but without limits on how much one caller asks.
	server := httptest.NewServer(a.API.Handler(httpapi.Guest{Authenticate: a.Identity.Authenticate, Pages: http.NotFoundHandler(),
		Metrics: telemetry.NewHTTP(telemetry.NewRegistry()), Limits: httpapi.NewLimits(1e9, 1e9, 1000)}))
	t.Cleanup(server.Close)
	x := &attack{t: t, app: a, address: server.URL}
	for _, who := range people {
		x.signed = append(x.signed, x.signIn(who))
	}
	x.collect()
	return x
}

func (a *attack) signIn(who string) *http.Client {
	a.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, Timeout: time.Minute}
	resp, err := c.Post(a.address+httpapi.Prefix+"/session", "application/json", strings.NewReader(fmt.Sprintf(`{"username":%q,"password":%q}`, who, app.DemoPassword)))
	if err != nil {
		a.t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode > 299 {
		a.t.Fatalf("%s cannot sign in: %d %v", who, resp.StatusCode, err)
	}
	return c
}

var anyID = regexp.MustCompile(`"id":"([0-9a-f-]{36})"`)

// collect learns ids of real records, so that not everything ends at 404.
func (a *attack) collect() {
	for _, op := range a.app.API.Operations() {
		if op.List == nil || op.Raw || strings.Contains(op.Path, "{") {
			continue
		}
		for _, c := range a.signed[:3] {
			_, body, err := a.do(c, http.MethodGet, op.Path+"?limit=20", nil, nil)
			if err != nil {
				a.t.Fatal(err)
			}
			for _, m := range anyID.FindAllSubmatch(body, -1) {
				a.ids = append(a.ids, string(m[1]))
			}
		}
	}
	slices.Sort(a.ids)
	a.ids = slices.Compact(a.ids)
	if len(a.ids) < 100 {
		a.t.Fatalf("only %d records to attack", len(a.ids))
	}
}

// do sends one request and reads the whole answer.
func (a *attack) do(c *http.Client, method, path string, header http.Header, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.address+httpapi.Prefix+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, nil, err
	}
	answer, err = io.ReadAll(resp.Body)
	if shut := resp.Body.Close(); err == nil {
		err = shut
	}
	return resp.StatusCode, answer, err
}

// assault sends one operation what a generator of its own makes up: the same on
// every run.
func (a *attack) assault(op *httpapi.Operation) {
	seed := uint64(len(op.ID))
	for _, c := range []byte(op.ID) {
		seed = seed*31 + uint64(c)
	}
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7)), ids: a.ids}
	for range rounds {
		path, header, body := g.path(op), g.header(op), g.body(op)
		a.judge(op, g.client(a.signed), path, header, body)
	}
}

// inside is what an answer must not show of the product's inside.
var inside = regexp.MustCompile(`goroutine |\.go:\d|panic|SQLSTATE|sqlite|no such column|syntax error|/tmp/|runtime error`)

func (a *attack) judge(op *httpapi.Operation, c *http.Client, path string, header http.Header, body []byte) {
	began := time.Now()
	status, out, err := a.do(c, op.Method, path, header, body)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sent++
	if err != nil {
		a.wrong(op, path, header, body, "the connection broke: "+err.Error())
		return
	}
	if status < 300 {
		a.accepted++
		return
	}
	var p struct {
		Code, Detail string
		Status       int
	}
	switch {
	case json.Unmarshal(out, &p) != nil || p.Code == "" || p.Detail == "" || p.Status != status:
		a.wrong(op, path, header, body, fmt.Sprintf("%d is no problem: %.200s", status, out))
	case status >= 500 && p.Code != "pdf.font_missing":
		a.wrong(op, path, header, body, fmt.Sprintf("%d %s", status, out))
	case inside.Match(out):
		a.wrong(op, path, header, body, fmt.Sprintf("shows its inside: %s", out))
	case time.Since(began) > 20*time.Second:
		a.wrong(op, path, header, body, "took "+time.Since(began).String())
	}
}

func (a *attack) wrong(op *httpapi.Operation, path string, header http.Header, body []byte, what string) {
	if a.failed++; a.failed <= 30 {
		a.t.Errorf("%s: %s %.300s %v %.300q: %s", op.ID, op.Method, path, header, body, what)
	}
}

// generator makes up requests.
type generator struct {
	*rand.Rand
	ids []string
}

func pick[T any](g *generator, all []T) T { return all[g.IntN(len(all))] }

func (g *generator) client(all []*http.Client) *http.Client { return pick(g, all) }

// texts are what somebody may write where a short text is meant.
var texts = []string{
	"", " ", "0", "-1", "null", "true", "NaN", "1e400", "9223372036854775808", "-9223372036854775809", "00000000-0000-0000-0000-000000000000", "../../../etc/passwd", "%00", "\x00", "\u202e", "😀", "ÿ",
	"' or 1=1 --", "\"; drop table person; --", "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "2026-02-30", "2026-13-01T00:00:00Z", "0000-00-00", "9999-12-31T23:59:59.999999999Z",
	"+999999-01-01", "1970-01-01T00:00:00+99:99", "a,b,c,,", "-name,name,name", "(((((", "[1,2", "*", "%", "_", "\\", "eyJhIjoxfQ", strings.Repeat("深", 5000), strings.Repeat("a", 70_000), "\xff\xfe\xfd", "0.1", "1e-9", "١٢٣",
}

func (g *generator) text() string { return pick(g, texts) }

func (g *generator) id() string {
	if g.IntN(4) > 0 {
		return pick(g, g.ids)
	}
	return pick(g, []string{ref.New().String(), "1", "x", "..", "%2e%2e", "%00", "null", strings.Repeat("f", 2000), "00000000-0000-0000-0000-000000000000", "%ff", "a%2fb", "ffffffff-ffff-ffff-ffff-ffffffffffff"})
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

func (g *generator) path(op *httpapi.Operation) string {
	path := hole.ReplaceAllStringFunc(op.Path, func(string) string { return g.id() })
	return path + g.query(op)
}

// query asks a list for what it knows and for what it does not.
func (g *generator) query(op *httpapi.Operation) string {
	names := []string{"limit", "cursor", "sort", "total", "q", "include", "fields", "ref_kind", "ref_id", "kind", "from", "to", "box", "format", "columns", "sums", "unread", "or", "as_of"}
	if op.List != nil {
		for name := range op.List.Fields {
			names = append(names, name, name+"_from", name+"_to", name+"_gte", "-"+name)
		}
		slices.Sort(names)
	}
	var out []string
	for range g.IntN(4) {
		value := g.text()
		if g.IntN(4) == 0 {
			value = pick(g, names)
		}
		out = append(out, pick(g, names)+"="+escape(value))
	}
	if len(out) == 0 {
		return ""
	}
	return "?" + strings.Join(out, "&")
}

// escape leaves some of what should be escaped as it is, as broken clients do.
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || c == '#' || c == '&' || c == '%' || c == '"' {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func (g *generator) header(op *httpapi.Operation) http.Header {
	h := http.Header{}
	if op.Method == http.MethodGet {
		return h
	}
	h.Set("Content-Type", "application/json")
	if g.IntN(6) == 0 {
		h.Set("Content-Type", pick(g, []string{"application/json; charset=gbk", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/xml", "*/*", ";;;"}))
	}
	if g.IntN(4) > 0 {
		h.Set("Idempotency-Key", ref.New().String())
	}
	if g.IntN(8) == 0 {
		h.Set("Idempotency-Key", pick(g, []string{"x", strings.Repeat("k", 300), "é", "a b"}))
	}
	if g.IntN(4) > 0 {
		h.Set("If-Match", pick(g, []string{`"1"`, `"1"`, `"1"`, `"2"`, `"3"`, `"4"`, `*`, `W/"1"`, `1`, `""`, `"-1"`, `"99999999999999999999"`, `"1", "2"`}))
	}
	if g.IntN(8) == 0 {
		h.Set("Accept-Language", pick(g, []string{"xx", strings.Repeat("a,", 500), "zh;q=2", ";;;", "en-US,en;q=0.5"}))
	}
	return h
}

// body is the example with something else in some places, or no JSON at all.
func (g *generator) body(op *httpapi.Operation) []byte {
	if op.Method == http.MethodGet {
		return nil
	}
	switch g.IntN(12) {
	case 0:
		return []byte(pick(g, []string{"", "{", "[", "nul", "{}", "[]", "0", `""`, `{"a":`, "{\"a\":1}{\"b\":2}", "\xef\xbb\xbf{}", strings.Repeat("[", 100_000), strings.Repeat(`{"a":`, 20_000), "--x\r\n\r\n", "\x1f\x8b\x08\x00", `{"name":"` + "\xff" + `"}`, `{"name":1,"name":2}`}))
	case 1:
		return []byte(strings.Repeat("x", g.IntN(1<<17)))
	}
	raw, err := json.Marshal(op.Example)
	if err != nil {
		return nil
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil || v == nil {
		v = map[string]any{}
	}
	for range 1 + g.IntN(3) {
		v = g.spoil(v)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return out
}

// spoil replaces, adds or drops something somewhere below v.
func (g *generator) spoil(v any) any {
	switch x := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		switch {
		case len(keys) == 0 || g.IntN(10) == 0:
			x[pick(g, []string{"id", "version", "owner_id", "entity_id", "state", "amount", "__proto__", "名称", "reason", "customer_id"})] = g.value()
		case g.IntN(10) == 0:
			delete(x, pick(g, keys))
		default:
			k := pick(g, keys)
			x[k] = g.spoil(x[k])
		}
		return x
	case []any:
		if len(x) == 0 || g.IntN(4) == 0 {
			return g.value()
		}
		i := g.IntN(len(x))
		x[i] = g.spoil(x[i])
		if g.IntN(6) == 0 {
			x = append(x, x[i])
		}
		return x
	}
	return g.value()
}

func (g *generator) value() any {
	switch g.IntN(9) {
	case 0:
		return nil
	case 1:
		return g.IntN(2) == 0
	case 2:
		return pick(g, []any{0, -1, 1, int64(1) << 62, -(int64(1) << 62), 1.5, 1e300, -1e300, json.Number("9223372036854775807"), json.Number("1e999"), json.Number("-0")})
	case 3:
		return pick(g, g.ids)
	case 4:
		return map[string]any{"amount": pick(g, []any{1, -1, json.Number("9223372036854775807"), "1", nil}), "currency": pick(g, []any{"CNY", "USD", "cny", "", 1})}
	case 5:
		return map[string]any{"kind": pick(g, []any{"customer", "opportunity", "quote", "x", "", 1}), "id": pick(g, g.ids)}
	case 6:
		return slices.Repeat([]any{g.text()}, g.IntN(600))
	}
	return g.text()
}
