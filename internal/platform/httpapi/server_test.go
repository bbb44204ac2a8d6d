package httpapi_test

import (
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/platform/httpapi"
)

// TestEveryAnswerCarriesSecurityHeaders asks for good and bad things alike.
func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}), func(g *httpapi.Guest) { g.TLS = true })
	path := w.made()
	for name, a := range map[string]answer{
		"page":      w.raw("GET", "/", ""),
		"document":  w.raw("GET", "/api/openapi.json", ""),
		"record":    w.ask("GET", path, "", "Authorization", reader),
		"nobody":    w.ask("GET", path, ""),
		"refused":   w.ask("PUT", path, `{}`, "Authorization", reader),
		"not there": w.raw("GET", "/api/nothing", ""),
		"panic":     w.ask("GET", "/odd/panic", ""),
		"disabled":  w.ask("GET", path, "", "Authorization", "Bearer disabled"),
		"elsewhere": w.ask("POST", "/notes", `{"text":"fine"}`, "Authorization", writer, "Sec-Fetch-Site", "cross-site"),
	} {
		for header, want := range map[string]string{
			"Content-Security-Policy": httpapi.ContentPolicy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		} {
			if got := a.header.Get(header); got != want {
				t.Errorf("%s, %d: %s is %q", name, a.status, header, got)
			}
		}
		if a.header.Get("Permissions-Policy") == "" {
			t.Errorf("%s: no Permissions-Policy", name)
		}
		if name != "page" && name != "elsewhere" && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control %q", name, a.header.Get("Cache-Control"))
		}
	}
	for _, part := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(httpapi.ContentPolicy, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
	if strings.Contains(httpapi.ContentPolicy, "unsafe") {
		t.Error("the policy allows something unsafe")
	}
	if plain := serve(t, schema.Open(t, dbtest.SQLite, db.Options{})).raw("GET", "/", ""); plain.header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS over plain HTTP")
	}
}

// TestOtherSitesCannotWrite sends what a browser sends from another site.
func TestOtherSitesCannotWrite(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			a := w.ask(method, "/notes", `{"text":"fine"}`, append(headers, "Authorization", writer)...)
			w.wants(a, 403, "auth.cross_origin")
		}
	}
	if w.notes() != 0 {
		t.Error("another site wrote")
	}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}, {"Origin", "http://example.com"}, nil} {
		if a := w.ask("POST", "/notes", `{"text":"fine"}`, append(headers, "Authorization", writer)...); a.status != 201 {
			t.Errorf("%v: %d %s", headers, a.status, a.body)
		}
	}
}

func TestWhoAsksTooMuchWaits(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}), func(g *httpapi.Guest) { g.Limits = httpapi.NewLimits(0.001, 3, 100) })
	for range 3 {
		if a := w.ask("GET", "/odd/self", "", "Authorization", reader); a.status >= 300 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	a := w.ask("GET", "/odd/self", "", "Authorization", reader, "From", "192.0.2.77:1")
	w.wants(a, 429, "rate.limited")
	if a.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
	if a := w.ask("GET", "/odd/self", "", "Authorization", writer); a.status >= 300 {
		t.Errorf("somebody else is limited too: %d", a.status)
	}
	for range 3 {
		w.ask("GET", "/odd/where", "", "From", "192.0.2.9:1")
	}
	w.wants(w.ask("GET", "/odd/where", "", "From", "192.0.2.9:2"), 429, "rate.limited")
	if a := w.ask("GET", "/odd/where", "", "From", "192.0.2.10:1"); a.status != 200 {
		t.Errorf("another address is limited too: %d", a.status)
	}
}

func TestBucketsFillAgain(t *testing.T) {
	l := httpapi.NewLimits(50, 1, 10)
	take := func() error {
		release, err := l.Admit("somebody")
		if err == nil {
			release()
		}
		return err
	}
	if err := take(); err != nil {
		t.Fatal(err)
	}
	if take() == nil {
		t.Fatal("a burst of one let two through")
	}
	time.Sleep(60 * time.Millisecond)
	if err := take(); err != nil {
		t.Errorf("after its time the bucket is still empty: %v", err)
	}
}

// TestTooMuchAtOnceIsShed fills every slot and expects an answer at once.
func TestTooMuchAtOnceIsShed(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}), func(g *httpapi.Guest) { g.Limits = httpapi.NewLimits(1000, 1000, 2) })
	var wg sync.WaitGroup
	admitted := make(chan int, 2)
	for range 2 {
		wg.Go(func() { admitted <- w.ask("GET", "/odd/slow", "").status })
		<-w.inside
	}
	a := w.ask("GET", "/odd/where", "")
	w.wants(a, 503, "overload")
	if a.header.Get("Retry-After") == "" {
		t.Error("503 without Retry-After")
	}
	close(w.block)
	wg.Wait()
	if one, two := <-admitted, <-admitted; one >= 300 || two >= 300 {
		t.Errorf("the admitted got %d and %d", one, two)
	}
	if a := w.ask("GET", "/odd/where", ""); a.status != 200 {
		t.Errorf("the slots were not given back: %d", a.status)
	}
}

// TestSlotsComeBackAfterAPanic would lose a slot with each one otherwise.
func TestSlotsComeBackAfterAPanic(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}), func(g *httpapi.Guest) { g.Limits = httpapi.NewLimits(1000, 1000, 1) })
	for range 3 {
		w.wants(w.ask("GET", "/odd/panic", ""), 500, "internal")
	}
}

// TestForwardedAddressesAreBelievedFromProxiesOnly: otherwise anybody would
// choose the address under which he is counted.
func TestForwardedAddressesAreBelievedFromProxiesOnly(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}), func(g *httpapi.Guest) {
		g.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	})
	for _, tc := range []struct {
		from, want string
		forwarded  []string
	}{
		{"203.0.113.5:1", "203.0.113.5", []string{"198.51.100.1"}},
		{"10.1.2.3:1", "198.51.100.1", []string{"198.51.100.1"}},
		{"10.1.2.3:1", "198.51.100.1", []string{"6.6.6.6, 198.51.100.1, 10.9.9.9"}},
		{"10.1.2.3:1", "198.51.100.1", []string{"6.6.6.6", "198.51.100.1"}},
		{"10.1.2.3:1", "10.1.2.3", []string{"not an address"}},
		{"10.1.2.3:1", "10.9.9.9", []string{"evil, 10.9.9.9"}},
		{"10.1.2.3:1", "10.1.2.3", nil},
		{"[::1]:1", "198.51.100.1", []string{"::ffff:198.51.100.1"}},
		{"[::ffff:10.1.2.3]:1", "198.51.100.1", []string{"198.51.100.1"}},
	} {
		headers := []string{"From", tc.from}
		for _, f := range tc.forwarded {
			headers = append(headers, "X-Forwarded-For", f)
		}
		a := w.ask("GET", "/odd/where", "", headers...)
		if got := strings.Trim(strings.TrimSpace(a.body), `"`); got != tc.want {
			t.Errorf("%s with %q is %s, want %s", tc.from, tc.forwarded, got, tc.want)
		}
	}
}

// TestTheDocumentSaysWhatTheGateAsks reads one operation of it.
func TestTheDocumentSaysWhatTheGateAsks(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	a := w.raw("GET", "/api/openapi.json", "")
	for _, part := range []string{`"x-permission": "note:write"`, `"Idempotency-Key"`, `"If-Match"`, `"428"`, `"412"`, `"operationId": "note-create"`, `"text": "hello"`} {
		if !strings.Contains(a.body, part) {
			t.Errorf("the document lacks %s", part)
		}
	}
	var ids []string
	for _, op := range w.api.Operations() {
		ids = append(ids, op.ID)
	}
	if len(ids) != 10 || ids[0] != "note-get" {
		t.Errorf("operations %v", ids)
	}
}
