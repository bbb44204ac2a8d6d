package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// TestPermissionComesBeforeEverything sends what is wrong in every way and
// mends one thing after the other: the answers show the order of the gate.
func TestPermissionComesBeforeEverything(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		w := serve(t, d)
		path, broken := w.made(), `{"`
		w.wants(w.ask("PUT", "/notes/nothing", broken), 401, "auth.required")
		w.wants(w.ask("PUT", "/notes/nothing", broken, "Authorization", "Bearer nobody"), 401, "auth.required")
		w.wants(w.ask("PUT", "/notes/nothing", broken, "Authorization", reader), 403, "auth.forbidden")
		if n := w.visible.Load(); n != 0 {
			t.Errorf("the record was looked at %d times for people without the permission", n)
		}
		unknown := "/notes/" + ref.New().String()
		if a := w.ask("PUT", "/notes/nothing", broken, "Authorization", writer); a.status != 400 && a.status != 422 {
			t.Errorf("an id that is none: %d %s", a.status, a.body)
		}
		w.wants(w.ask("PUT", unknown, broken, "Authorization", writer), 404, "store.not_found")
		w.wants(w.ask("PUT", path, broken, "Authorization", writer), 428, "precondition.required")
		w.wants(w.ask("PUT", path, broken, "Authorization", writer, "If-Match", "new"), 400, "precondition.malformed")
		w.wants(w.ask("PUT", path, broken, "Authorization", writer, "If-Match", `"7"`), 400, "input.malformed")
		w.wants(w.ask("PUT", path, `{"text":"x"}`, "Authorization", writer, "If-Match", `"7"`), 422, "input.invalid")
		if w.reached.Load() != 0 {
			t.Error("a handler ran for a request that the gate should have refused")
		}
		w.wants(w.ask("PUT", path, `{"text":"xyz"}`, "Authorization", writer, "If-Match", `"6"`), 412, "store.stale")
		if a := w.ask("PUT", path, `{"text":"xyz"}`, "Authorization", writer, "If-Match", `W/"7"`); a.status != 200 || a.header.Get("ETag") != `"8"` {
			t.Errorf("%d %s, ETag %s", a.status, a.body, a.header.Get("ETag"))
		}
	})
}

func TestIfMatchIsAVersion(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	path := w.made()
	for _, h := range []string{"*", `"0"`, `"-7"`, `"7.0"`, `"7", "8"`, `"99999999999999999999"`, `""`, "null"} {
		w.wants(w.ask("PUT", path, `{"text":"xyz"}`, "Authorization", writer, "If-Match", h), 400, "precondition.malformed")
	}
}

// TestRefusalsAreKept wants one audit record of a refused right, with who and
// what and never the body, and none of what was no question of rights.
func TestRefusalsAreKept(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		w := serve(t, d)
		w.ask("POST", "/notes", `{"text":"my secret"}`, "Authorization", reader, "Idempotency-Key", "key-of-refused")
		w.ask("POST", "/notes", `{"text":"my secret"}`)
		w.ask("POST", "/notes", `{"`, "Authorization", writer)
		w.ask("PUT", "/notes/"+ref.New().String(), `{}`, "Authorization", writer)
		if n := w.count("select count(*) from audit_record"); n != 1 {
			t.Errorf("%d audit records, want the refusal's alone", n)
		}
		if n := w.count("select count(*) from audit_record where action = 'auth.refused' and result = 'denied' and label = 'note-create' and actor_name = 'reader' and changes not like '%secret%'"); n != 1 {
			t.Error("the record of the refusal does not say who was refused what")
		}
		if n := w.count("select count(*) from idempotency_key"); n != 0 {
			t.Error("a refused request used its key up")
		}
		if w.notes() != 0 || w.reached.Load() != 0 {
			t.Error("a refused request had an effect")
		}
	})
}

func TestSignedInOperationsTakeAnybodyButNobody(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	w.wants(w.ask("GET", "/odd/self", ""), 401, "auth.required")
	if a := w.ask("GET", "/odd/self", "", "Authorization", reader); a.status >= 300 {
		t.Errorf("%d %s", a.status, a.body)
	}
	a := w.ask("GET", "/odd/self", "", "Authorization", "Bearer disabled")
	w.wants(a, 401, "auth.required")
	if a.header.Get("WWW-Authenticate") == "" {
		t.Error("401 without WWW-Authenticate")
	}
}

// TestTwentyCopiesAtOnceAreOne sends one request twenty times at once under one
// key: one effect, the same answer to all.
func TestTwentyCopiesAtOnceAreOne(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		w := serve(t, d)
		answers := make([]answer, 20)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() {
				answers[i] = w.ask("POST", "/notes", `{"text":"once"}`, "Authorization", writer, "Idempotency-Key", "copies-of-one")
			})
		}
		wg.Wait()
		for _, a := range answers {
			if a.status != http.StatusCreated || a.body != answers[0].body || a.header.Get("ETag") != answers[0].header.Get("ETag") {
				t.Errorf("%d %s, another copy got %d %s", a.status, a.body, answers[0].status, answers[0].body)
			}
		}
		if n := w.notes(); n != 1 {
			t.Errorf("%d notes", n)
		}
		if n := w.count("select count(*) from audit_record"); n != 1 {
			t.Errorf("%d audit records", n)
		}
	})
}

func TestAKeyBelongsToOneRequestOfOnePerson(t *testing.T) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		w := serve(t, d)
		post := func(who, path, body, key string) answer {
			return w.ask("POST", path, body, "Authorization", who, "Idempotency-Key", key)
		}
		if a := post(writer, "/notes", `{"text":"first"}`, "key-number-1"); a.status != 201 {
			t.Fatal(a.body)
		}
		w.wants(post(writer, "/notes", `{"text":"other"}`, "key-number-1"), 422, "idempotency.key_reused")
		w.wants(post(writer, "/notes?x=1", `{"text":"first"}`, "key-number-1"), 422, "idempotency.key_reused")
		if a := post("Bearer second", "/notes", `{"text":"third"}`, "key-number-1"); a.status != 201 {
			t.Errorf("a key of somebody else counts: %d %s", a.status, a.body)
		}
		if n := w.notes(); n != 2 {
			t.Errorf("%d notes", n)
		}
		for _, key := range []string{"short", strings.Repeat("k", 129), "with a space", "mit-Umlaut-ä", "tab\tinside"} {
			w.wants(post(writer, "/notes", `{"text":"bad key"}`, key), 400, "idempotency.key_malformed")
		}
		if n := w.notes(); n != 2 {
			t.Errorf("%d notes after malformed keys", n)
		}
	})
}

// TestAKeyOutlivesARestart repeats a request after the database was closed.
func TestAKeyOutlivesARestart(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			url := schema.URL(t, e)
			var first answer
			for i := range 2 {
				d, err := db.Open(t.Context(), db.Options{URL: url})
				if err != nil {
					t.Fatal(err)
				}
				w := serve(t, d)
				a := w.ask("POST", "/notes", `{"text":"kept"}`, "Authorization", writer, "Idempotency-Key", "over-a-restart")
				if i == 0 {
					first = a
				}
				if a.status != 201 || a.body != first.body || w.notes() != 1 {
					t.Errorf("round %d: %d %s, %d notes", i, a.status, a.body, w.notes())
				}
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestAFailedRequestLeavesItsKey: what was refused may be sent again, mended,
// under the same key.
func TestAFailedRequestLeavesItsKey(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	w.wants(w.ask("POST", "/notes", `{"text":"x"}`, "Authorization", writer, "Idempotency-Key", "mended-later"), 422, "input.invalid")
	if a := w.ask("POST", "/notes", `{"text":"long enough"}`, "Authorization", writer, "Idempotency-Key", "mended-later"); a.status != 201 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	w := serve(t, schema.Open(t, dbtest.SQLite, db.Options{}))
	body := fmt.Sprintf(`{"text":"%s"}`, strings.Repeat("x", 3000))
	w.wants(w.ask("POST", "/notes", body, "Authorization", writer), 413, "input.too_large")
	a := w.ask("POST", "/notes", body, "Authorization", writer, "Idempotency-Key", "too-large-a-body")
	w.wants(a, 413, "input.too_large")
	if a.problem.Params["limit"] != float64(2000) {
		t.Errorf("params %v do not name the limit", a.problem.Params)
	}
	if w.notes() != 0 {
		t.Error("an oversize body had an effect")
	}
}
