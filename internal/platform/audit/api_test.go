package audit_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/audit"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/telemetry"
)

// handler serves the log's operations to whoever the header Who names.
func (b *bench) handler(t *testing.T, people ...*authz.Actor) http.Handler {
	t.Helper()
	texts, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	api := httpapi.New(b.d, texts, slog.New(slog.DiscardHandler), "test")
	audit.Register(api, b.Log)
	return api.Handler(httpapi.Guest{
		Authenticate: func(r *http.Request) (*authz.Actor, string, error) {
			for _, a := range people {
				if a.Name == r.Header.Get("Who") {
					return a, "session", nil
				}
			}
			return nil, "", nil
		},
		Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 1000),
	})
}

func get(h http.Handler, who, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "/api/v1"+path, nil)
	r.Header.Set("Who", who)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func body[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &v); w.Code != http.StatusOK || err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return v
}

func TestWhoMayReadTheLog(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := fill(t, b.d, 1)[0]
		b.seal(t, 1)
		narrow := reader("Ned", authz.Entity)
		h := b.handler(t, ann, auditor, narrow)
		for _, c := range []struct {
			who                   string
			list, one, checkpoint int
		}{
			{"", 401, 401, 401},
			{"Ann", 403, 403, 403},
			{"Ned", 200, 404, 404}, // the log is whole or not at all: a narrower reach sees nothing
			{"Audrey", 200, 200, 200},
		} {
			for path, want := range map[string]int{"/audit": c.list, "/audit/" + id.String(): c.one, "/audit/checkpoint": c.checkpoint} {
				if w := get(h, c.who, path); w.Code != want {
					t.Errorf("%q at %s: %d, want %d: %s", c.who, path, w.Code, want, w.Body)
				}
			}
		}
		if got := body[page.Page[audit.View]](t, get(h, "Ned", "/audit?total=true")); len(got.Items) != 0 {
			t.Errorf("Ned sees %v", got)
		}
		if w := get(h, "Audrey", "/audit/"+ref.New().String()); w.Code != 404 || !strings.Contains(w.Body.String(), "audit.not_found") {
			t.Errorf("no such record: %d %s", w.Code, w.Body)
		}
	})
}

func TestTheLogIsListedNewestFirst(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		var ids []ref.ID
		for range 30 {
			ids = append(ids, fill(t, b.d, 1)...)
			b.clock.advance(time.Minute)
		}
		h := b.handler(t, auditor)
		var got []ref.ID
		cursor := ""
		for {
			p := body[page.Page[audit.View]](t, get(h, "Audrey", "/audit?action=letter.write&total=true&limit=7&cursor="+cursor))
			if p.Total == nil || *p.Total != 30 {
				t.Fatalf("total %v", p.Total)
			}
			for _, v := range p.Items {
				got = append(got, v.ID)
			}
			if p.Next == nil {
				break
			}
			cursor = *p.Next
		}
		slices.Reverse(ids)
		if !slices.Equal(got, ids) {
			t.Errorf("%d records in another order", len(got))
		}
		from := b.clock.now().Add(-10*time.Minute - time.Second).Format(time.RFC3339)
		for question, want := range map[string]int{
			"at.gte=" + from: 10, "actor_id=" + ann.ID.String(): 30, "result=denied": 0, "kind=letter": 30, "q=LETTER%200": 30, "q=ann": 30, "q=%25": 0,
			"kind=letter&actor_id=" + ref.New().String(): 0,
		} {
			p := body[page.Page[audit.View]](t, get(h, "Audrey", "/audit?action=letter.write&limit=100&"+question))
			if len(p.Items) != want {
				t.Errorf("%s: %d records, want %d", question, len(p.Items), want)
			}
		}
	})
}

func TestValuesAreMaskedByClass(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		id := fill(t, b.d, 2)[1]
		h := b.handler(t, auditor)
		v := body[audit.View](t, get(h, "Audrey", "/audit/"+id.String()))
		if v.ID != id || v.Actor != "Ann" || v.IP != "192.0.2.1" || v.Reason != "why not" || v.Label != "letter 1" || v.Auth != "session" || v.RequestID.IsZero() || len(v.Changes) != 1 {
			t.Fatalf("%+v", v)
		}
		shown := map[string]string{}
		for _, f := range v.Changes[0].Fields {
			shown[f.Field] = fmt.Sprint(string(f.New), f.Masked)
		}
		want := map[string]string{"title": `"letter 1"false`, "phone": "nulltrue", "price": "nulltrue", "cost": "nulltrue"}
		if fmt.Sprint(shown) != fmt.Sprint(want) {
			t.Errorf("shown %v, want %v", shown, want)
		}
		if text := get(h, "Audrey", "/audit").Body.String(); strings.Contains(text, "13800000000") {
			t.Error("the list tells a phone number")
		}
	})
}

func TestReadingIsNotedOnceAnHourAndSession(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		other := reader("Otto", authz.Group)
		h := b.handler(t, auditor, other)
		reads := func() int { return b.count(t, "audit_record where action = 'audit.read'") }
		for range 3 {
			get(h, "Audrey", "/audit")
		}
		if n := reads(); n != 1 {
			t.Errorf("%d notes of three readings in an hour", n)
		}
		get(h, "Otto", "/audit")
		if n := reads(); n != 2 {
			t.Errorf("%d notes after another session", n)
		}
		b.clock.advance(time.Hour)
		get(h, "Audrey", "/audit")
		get(h, "Audrey", "/audit?limit=1")
		if n := reads(); n != 3 {
			t.Errorf("%d notes after an hour", n)
		}
	})
}

func TestTheCheckpointIsGivenOut(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		h := b.handler(t, auditor)
		if w := get(h, "Audrey", "/audit/checkpoint"); w.Code != 404 {
			t.Errorf("before the first: %d", w.Code)
		}
		fill(t, b.d, 4)
		b.seal(t, 4)
		c := body[audit.CheckpointView](t, get(h, "Audrey", "/audit/checkpoint"))
		if c.Size != 4 || c.Note == "" || c.Root == "" {
			t.Errorf("%+v", c)
		}
		fill(t, b.d, 1)
		b.seal(t, 1)
		b.exec(t, "delete from audit_checkpoint")
		if r := b.verify(t, []byte(c.Note+"\n=\n")); !r.OK() || r.Checkpoints != 1 {
			t.Errorf("kept outside, it verifies the log: %+v", r)
		}
	})
}
