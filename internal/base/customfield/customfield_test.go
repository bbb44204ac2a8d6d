package customfield_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"gongqiao/internal/base/customfield"
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

const readThings authz.Permission = "thing:read"

var (
	admin  = person("admin", authz.Group, customfield.PermManage)
	local  = person("local", authz.Entity, customfield.PermManage)
	reader = person("reader", authz.Group, readThings)
	boss   = person("boss", authz.Group, readThings)
	staff  = []*authz.Actor{admin, local, reader, boss}
)

func person(name string, r authz.Reach, perms ...authz.Permission) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.Derived("person", name), Kind: authz.User, Username: name, Name: name, Language: "en"})
	for _, p := range perms {
		b.Grant(authz.Given{Permission: p, Reach: r, Departments: []ref.ID{ref.Derived("test", "department")}})
	}
	if name == "boss" {
		b.See(authz.Cost)
	}
	return b.Actor()
}

// Table thing is a module's main table.
var schema = dbtest.Template(func(ctx context.Context, d *db.DB) error {
	if _, err := migrate.Up(ctx, d); err != nil {
		return err
	}
	return d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(tx.Pick("create table thing (id blob primary key, custom text not null) strict", "create table thing (id uuid primary key, custom jsonb not null)"))
		return err
	})
})

type world struct {
	*customfield.Service
	db   *db.DB
	http http.Handler
}

func each(t *testing.T, fn func(*testing.T, *world)) {
	schema.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{Service: customfield.New(d, map[ref.Kind]string{"thing": "thing"}), db: d}
		texts, err := i18n.New()
		must(t, err)
		api := httpapi.New(d, texts, d.Log(), "test")
		customfield.Register(api, w.Service)
		w.http = api.Handler(httpapi.Guest{Authenticate: byHeader, Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1000, 1000, 100)})
		fn(t, w)
	})
}

// byHeader signs in whom the header names.
func byHeader(r *http.Request) (*authz.Actor, string, error) {
	for _, a := range staff {
		if a.Name == r.Header.Get("X-Actor") {
			return a, "session", nil
		}
	}
	return nil, "", nil
}

func as(t *testing.T, a *authz.Actor) context.Context { return authz.With(t.Context(), a) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) call(t *testing.T, a *authz.Actor, method, path string, body any, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	enc, err := json.Marshal(body)
	must(t, err)
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(string(enc)))
	r.Header.Set("Content-Type", "application/json")
	if a != nil {
		r.Header.Set("X-Actor", a.Name)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res := httptest.NewRecorder()
	w.http.ServeHTTP(res, r)
	return res
}

func wantProblem(t *testing.T, res *httptest.ResponseRecorder, status int, code string) {
	t.Helper()
	if res.Code != status || !strings.Contains(res.Body.String(), fmt.Sprintf("%q", code)) {
		t.Errorf("answer %d %s, want %d %s", res.Code, res.Body, status, code)
	}
}

func read[T any](t *testing.T, res *httptest.ResponseRecorder, status int) (v T) {
	t.Helper()
	if res.Code != status {
		t.Fatalf("answer %d %s, want %d", res.Code, res.Body, status)
	}
	must(t, json.Unmarshal(res.Body.Bytes(), &v))
	return v
}

func field(key string, typ customfield.Type) customfield.Field {
	f := customfield.Field{Kind: "thing", Key: key, LabelZH: "字段", LabelEN: key, Type: typ, Class: authz.Public}
	if typ == customfield.Choice {
		f.Choices = []customfield.Option{{Value: "steel", LabelZH: "钢", LabelEN: "Steel"}, {Value: "concrete", LabelZH: "混凝土", LabelEN: "Concrete"}}
	}
	return f
}

// add defines one field of each type, named after it, and a secret of the boss.
func (w *world) add(t *testing.T) map[string]ref.ID {
	t.Helper()
	ids := map[string]ref.ID{}
	for _, typ := range customfield.Types {
		id, err := w.Create(as(t, admin), field(string(typ), typ))
		must(t, err)
		ids[string(typ)] = id
	}
	f := field("floor", customfield.Number)
	f.Class = authz.Cost
	id, err := w.Create(as(t, admin), f)
	must(t, err)
	ids["floor"] = id
	return ids
}

func (w *world) check(t *testing.T, a *authz.Actor, given, before string) (out string, err error) {
	t.Helper()
	err = w.db.Read(as(t, a), func(tx *db.Tx) error {
		out, err = w.CheckTx(tx, "thing", given, before)
		return err
	})
	return out, err
}

func fields(err error) string {
	var out []string
	if f := fault.As(err); f != nil {
		for _, x := range f.Fields {
			out = append(out, x.Path+"="+x.Code)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestDefinitionsAreForTheSystemAdministrator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]any{"kind": "thing", "key": "area", "label_zh": "面积", "label_en": "Area", "type": "number"}
		wantProblem(t, w.call(t, nil, "POST", "/custom-fields", body), 401, "auth.required")
		wantProblem(t, w.call(t, reader, "POST", "/custom-fields", body), 403, "auth.forbidden")
		wantProblem(t, w.call(t, local, "POST", "/custom-fields", body), 403, "auth.forbidden")
		wantProblem(t, w.call(t, nil, "GET", "/custom-fields?kind=thing", nil), 401, "auth.required")
		if all, err := w.List(as(t, admin), "thing"); err != nil || len(all) != 0 {
			t.Fatalf("refusals left %v, %v", all, err)
		}
		v := read[customfield.View](t, w.call(t, admin, "POST", "/custom-fields", body), 201)
		if v.Position != 1 || !v.Active || v.Class != authz.Public || v.Filter != "custom_area" || !slices.Equal(v.Actions, []string{"update"}) {
			t.Errorf("defined as %+v", v)
		}
		wantProblem(t, w.call(t, admin, "POST", "/custom-fields", body), 409, "customfield.key_taken")
		path, patch := "/custom-fields/"+v.ID.String(), map[string]any{"label_zh": "建筑面积", "active": false}
		wantProblem(t, w.call(t, nil, "PATCH", path, patch, "If-Match", `"1"`), 401, "auth.required")
		wantProblem(t, w.call(t, reader, "PATCH", path, patch, "If-Match", `"1"`), 403, "auth.forbidden")
		wantProblem(t, w.call(t, local, "PATCH", path, patch, "If-Match", `"1"`), 403, "auth.forbidden")
		wantProblem(t, w.call(t, admin, "PATCH", path, patch), 428, "precondition.required")
		wantProblem(t, w.call(t, admin, "PATCH", path, patch, "If-Match", `"2"`), 412, "store.stale")
		wantProblem(t, w.call(t, admin, "PATCH", path, map[string]any{"type": "text"}, "If-Match", `"1"`), 422, "unknown")
		got := read[customfield.View](t, w.call(t, admin, "PATCH", path, patch, "If-Match", `"1"`), 200)
		if got.LabelZH != "建筑面积" || got.Active || got.Version != 2 || got.LabelEN != "Area" || got.Type != customfield.Number {
			t.Errorf("changed to %+v", got)
		}
		wantProblem(t, w.call(t, reader, "GET", path, nil), 404, "customfield.not_found") // inactive now
		if p := read[db.Page[customfield.View]](t, w.call(t, reader, "GET", "/custom-fields?kind=thing", nil), 200); len(p.Items) != 0 {
			t.Errorf("a reader is offered %v", p.Items)
		}
		wantProblem(t, w.call(t, admin, "GET", "/custom-fields?kind=poem", nil), 422, "customfield.kind_unknown")
		wantProblem(t, w.call(t, admin, "GET", "/custom-fields", nil), 422, "input.invalid")
	})
}

func TestDefinitionsAreChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, tc := range map[string]struct {
			change func(*customfield.Field)
			want   string
		}{
			"kind":             {func(f *customfield.Field) { f.Kind = "poem" }, "kind=unknown"},
			"statement in key": {func(f *customfield.Field) { f.Key = "a') or 1=1 --" }, "key=malformed"},
			"upper case":       {func(f *customfield.Field) { f.Key = "Area" }, "key=malformed"},
			"digit first":      {func(f *customfield.Field) { f.Key = "1a" }, "key=malformed"},
			"41 characters":    {func(f *customfield.Field) { f.Key = strings.Repeat("a", 41) }, "key=malformed"},
			"no labels":        {func(f *customfield.Field) { f.LabelZH, f.LabelEN = " ", "" }, "label_en=required label_zh=required"},
			"type":             {func(f *customfield.Field) { f.Type = "blob" }, "type=not_allowed"},
			"secret":           {func(f *customfield.Field) { f.Class = authz.Secret }, "class=not_allowed"},
			"no choices":       {func(f *customfield.Field) { f.Type = customfield.Choice }, "choices=required"},
			"needless choices": {func(f *customfield.Field) { f.Choices = []customfield.Option{{Value: "a"}} }, "choices=not_allowed"},
			"twin choices": {func(f *customfield.Field) {
				f.Type, f.Choices = customfield.Choice, []customfield.Option{{Value: "a"}, {Value: "a"}}
			}, "choices=duplicate"},
			"comma": {func(f *customfield.Field) {
				f.Type, f.Choices = customfield.Choice, []customfield.Option{{Value: "a,b"}}
			}, "choices=malformed"},
		} {
			f := field("area", customfield.Text)
			tc.change(&f)
			if _, err := w.Create(as(t, admin), f); fields(err) != tc.want {
				t.Errorf("%s: %v, want %s", name, err, tc.want)
			}
		}
		f := field(strings.Repeat("a", 40), customfield.Text)
		if _, err := w.Create(as(t, admin), f); err != nil {
			t.Errorf("a key of 40 characters: %v", err)
		}
	})
}

func TestValuesAtTheirBounds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add(t)
		long := strings.Repeat("长", customfield.MaxText)
		for _, tc := range []struct{ given, want string }{
			{``, `{}`}, {`{}`, `{}`}, {`null`, `{}`}, {`{"text":null}`, `{}`}, {`{"text":"  "}`, `{}`},
			{`{"text":" 甲 "}`, `{"text":"甲"}`}, {`{"text":"` + long + `"}`, `{"text":"` + long + `"}`},
			{`{"text":"` + long + `长"}`, "custom.text=too_long"}, {`{"text":"a\u0000b"}`, "custom.text=malformed"}, {`{"text":5}`, "custom.text=malformed"},
			{`{"number":1.50}`, `{"number":1.5}`}, {`{"number":-0.0}`, `{"number":0}`}, {`{"number":10}`, `{"number":10}`},
			{`{"number":999999999999.999999}`, `{"number":999999999999.999999}`}, {`{"number":1000000000000}`, "custom.number=not_a_number"},
			{`{"number":0.0000001}`, "custom.number=not_a_number"}, {`{"number":1e3}`, "custom.number=not_a_number"}, {`{"number":"1"}`, "custom.number=not_a_number"},
			{`{"date":"2026-02-28"}`, `{"date":"2026-02-28"}`}, {`{"date":"2026-02-29"}`, "custom.date=not_a_date"}, {`{"date":"28.2.2026"}`, "custom.date=not_a_date"},
			{`{"choice":"steel"}`, `{"choice":"steel"}`}, {`{"choice":"Steel"}`, "custom.choice=not_allowed"},
			{`{"flag":false}`, `{"flag":false}`}, {`{"flag":0}`, "custom.flag=not_a_boolean"},
			{`{"money":{"amount":-5,"currency":"CNY"}}`, `{"money":{"amount":-5,"currency":"CNY"}}`},
			{`{"money":{"amount":9007199254740991,"currency":"CNY"}}`, `{"money":{"amount":9007199254740991,"currency":"CNY"}}`},
			{`{"money":{"amount":9007199254740992,"currency":"CNY"}}`, "custom.money=not_an_amount"},
			{`{"money":{"amount":1.5,"currency":"CNY"}}`, "custom.money=not_an_amount"}, {`{"money":{"amount":1,"currency":"USD"}}`, "custom.money=not_an_amount"}, {`{"money":5}`, "custom.money=not_an_amount"},
			{`{"nobody":1,"date":"x"}`, "custom.date=not_a_date custom.nobody=unknown"}, {`{"<b>":1}`, "custom=unknown"},
			{`{"floor":1}`, "custom.floor=unknown"}, // of a class that the reader does not see
			{`[]`, "custom=malformed"}, {`{"text":`, "custom=malformed"}, {`7`, "custom=malformed"},
		} {
			got, err := w.check(t, reader, tc.given, "")
			if err != nil {
				got = fields(err)
			}
			if got != tc.want {
				t.Errorf("%.60s: %.80s, want %.80s", tc.given, got, tc.want)
			}
			if err == nil {
				if again, err := w.check(t, reader, got, ""); err != nil || again != got {
					t.Errorf("%.60s a second time: %.60s, %v", tc.given, again, err)
				}
			}
		}
	})
}

func TestRequiredIsAskedOfTheLiving(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.add(t)["text"]
		must(t, w.Update(as(t, admin), id, 1, func(f *customfield.Field) { f.Required = true }))
		if _, err := w.check(t, reader, `{"number":1}`, ""); fields(err) != "custom.text=required" {
			t.Errorf("without it: %v", err)
		}
		must(t, w.db.Read(as(t, reader), func(tx *db.Tx) error {
			s, err := w.SchemaTx(tx, "thing")
			if err != nil {
				return err
			}
			if got, err := s.CheckPast(`{"number":1}`); err != nil || got != `{"number":1}` {
				t.Errorf("of the past: %s, %v", got, err)
			}
			return nil
		}))
	})
}

// What somebody does not see he neither reads nor loses.
func TestHiddenAndInactiveValuesStay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.add(t)
		stored, err := w.check(t, boss, `{"floor":7,"text":"a","choice":"steel"}`, "")
		must(t, err)
		must(t, w.Update(as(t, admin), ids["text"], 1, func(f *customfield.Field) { f.Active = false }))
		must(t, w.Update(as(t, admin), ids["choice"], 1, func(f *customfield.Field) { f.Choices = f.Choices[1:] }))
		got, err := w.check(t, reader, `{"number":3,"choice":"steel"}`, stored)
		if want := `{"choice":"steel","floor":7,"number":3,"text":"a"}`; err != nil || got != want {
			t.Errorf("saved as %s, %v; want %s", got, err, want)
		}
		if _, err := w.check(t, reader, `{"choice":"steel"}`, ""); fields(err) != "custom.choice=not_allowed" {
			t.Errorf("a choice that is gone: %v", err)
		}
		for who, want := range map[*authz.Actor]string{reader: `{"choice":"steel"} [custom.floor]`, boss: `{"choice":"steel","floor":7} []`} {
			must(t, w.db.Read(as(t, who), func(tx *db.Tx) error {
				s, err := w.SchemaTx(tx, "thing")
				shown, masked := s.Show(stored)
				if got := fmt.Sprintf("%s %v", shown, masked); got != want {
					t.Errorf("%s sees %s, want %s", who.Name, got, want)
				}
				return err
			}))
		}
	})
}

var things = db.List{Permission: readThings, From: "thing c", Key: "c.id", Order: "id", Columns: "c.id",
	Fields: map[string]db.Field{"id": {Column: "c.id", Type: db.IDs, Sort: true}}}

func (w *world) store(t *testing.T, given string) ref.ID {
	t.Helper()
	id := ref.New()
	must(t, w.db.Write(as(t, boss), func(tx *db.Tx) error {
		custom, err := w.CheckTx(tx, "thing", given, "")
		if err != nil {
			return err
		}
		if _, err := tx.Exec("insert into thing (id, custom) values (?, ?)", id, custom); err != nil {
			return err
		}
		return tx.Note("thing.create", db.Subject{}, nil)
	}))
	return id
}

// ask reads a question as a module does; the list that runs it stays narrow.
func (w *world) ask(t *testing.T, a *authz.Actor, query string) (*db.Query, error) {
	t.Helper()
	values, err := url.ParseQuery(query)
	must(t, err)
	wide, err := w.Widen(as(t, a), &things, "thing", "c.custom", values)
	must(t, err)
	return db.ParseQuery(values, wide)
}

// page answers the ids of one page, and the cursor of the next.
func (w *world) page(t *testing.T, a *authz.Actor, query string) (ids []ref.ID, next *string, err error) {
	t.Helper()
	q, err := w.ask(t, a, query)
	if err != nil {
		return nil, nil, err
	}
	err = w.db.Read(as(t, a), func(tx *db.Tx) error {
		p, err := db.Run(tx, &things, q, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
		ids, next = p.Items, p.Next
		return err
	})
	return ids, next, err
}

func (w *world) find(t *testing.T, a *authz.Actor, query string) (n int, err error) {
	t.Helper()
	ids, _, err := w.page(t, a, query)
	return len(ids), err
}

// walk reads a list to its end, a record at a time.
func (w *world) walk(t *testing.T, a *authz.Actor, sort string) (ids []ref.ID) {
	t.Helper()
	query := url.Values{"sort": {sort}, "limit": {"1"}}
	for range 20 {
		some, next, err := w.page(t, a, query.Encode())
		must(t, err)
		ids = append(ids, some...)
		if next == nil {
			return ids
		}
		query.Set("cursor", *next)
	}
	t.Fatalf("%s: the list has no end", sort)
	return nil
}

func (w *world) index(t *testing.T, ids map[string]ref.ID) {
	t.Helper()
	for _, id := range ids {
		f, err := w.Get(as(t, admin), id)
		must(t, err)
		must(t, w.Update(as(t, admin), id, f.Version, func(f *customfield.Field) { f.Indexed = true }))
	}
}

func TestListsSortByIndexedFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.add(t)
		long := strings.Repeat("长", 700) // more than a cursor may hold
		none := w.store(t, `{}`)
		low := w.store(t, `{"text":"一","number":-3.5,"date":"2026-03-01","choice":"concrete","money":{"amount":-500,"currency":"CNY"},"floor":1}`)
		mid := w.store(t, `{"text":"`+long+`","number":2.25,"date":"2026-03-02","choice":"steel","money":{"amount":500,"currency":"CNY"},"floor":2}`)
		high := w.store(t, `{"text":"龙","number":999999999999.999999,"date":"2027-01-01","choice":"steel","money":{"amount":9007199254740991,"currency":"CNY"},"floor":10}`)
		if _, err := w.find(t, reader, "sort=custom_number"); !errors.Is(err, db.ErrSort) {
			t.Errorf("by a field without an index: %v", err)
		}
		w.index(t, ids)
		for key, kind := range map[string]*authz.Actor{"text": reader, "number": reader, "date": reader, "choice": reader, "money": reader, "floor": boss} {
			up := w.walk(t, kind, "custom_"+key)
			if want := []ref.ID{none, low, mid, high}; !slices.Equal(up, want) {
				t.Errorf("by %s: %v, want %v", key, up, want)
			}
			down := w.walk(t, kind, "-custom_"+key)
			if slices.Reverse(down); key != "choice" && !slices.Equal(down, up) {
				t.Errorf("by %s from above: %v, want %v turned round", key, down, up)
			}
		}
		if _, err := w.find(t, reader, "sort=custom_floor"); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("by what one may not see: %v", err)
		}
		if _, err := w.find(t, reader, "sort=custom_flag"); !errors.Is(err, db.ErrSort) {
			t.Errorf("by yes and no: %v", err)
		}
		for query, want := range map[string]int{"custom_number.gte=2.25": 2, "custom_number=2.25": 1, "custom_number.lt=-3.4": 1} {
			if got, err := w.find(t, reader, query); err != nil || got != want {
				t.Errorf("%s: %d, %v; want %d", query, got, err, want)
			}
		}
		for _, odd := range []string{"custom_number=NaN", "custom_number=1e3", "custom_number=0x1p4", "custom_number="} {
			if _, err := w.find(t, reader, odd); !errors.Is(err, db.ErrFilterUse) {
				t.Errorf("%s: %v", odd, err)
			}
		}
	})
}

// Whoever sees all of a long list never waits for it to be sorted.
func TestTheOrderIsAnIndex(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.index(t, w.add(t))
		for _, key := range []string{"text", "number", "date", "choice", "money"} {
			for _, sort := range []string{"custom_" + key, "-custom_" + key} {
				q, err := w.ask(t, reader, "sort="+sort)
				must(t, err)
				must(t, w.db.Read(as(t, reader), func(tx *db.Tx) error {
					if tx.Postgres() { // an empty table is read faster without any index
						if _, err := tx.Exec("set local enable_seqscan = off"); err != nil {
							return err
						}
					}
					var n int // a plan alone does not make SQLite look for new indexes
					must(t, tx.One("select count(*) from thing", nil, &n))
					plans, err := db.Plan(tx, &things, q)
					if plan := fmt.Sprint(plans); !strings.Contains(plan, "_order") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") {
						t.Errorf("%s: %s", sort, plan)
					}
					return err
				}))
			}
		}
	})
}

func TestShowingAPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add(t)
		must(t, w.db.Read(as(t, reader), func(tx *db.Tx) error {
			got, err := w.ShowAllTx(tx, "thing", []string{`{"text":"甲","floor":1}`, "", "{}", `{"number":2}`})
			if want := `[map[text:"甲"] map[] map[] map[number:2]]`; fmt.Sprintf("%s", got) != want {
				t.Errorf("%s, want %s", got, want)
			}
			return err
		}))
	})
}

func TestFilesHoldTheFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add(t)
		added, err := w.Added(as(t, reader), "thing", "zh")
		must(t, err)
		columns := customfield.Columns(added, func(row map[string]json.RawMessage) map[string]json.RawMessage { return row })
		row := map[string]json.RawMessage{"text": json.RawMessage(`"甲"`), "number": json.RawMessage("12.5"), "date": json.RawMessage(`"2026-03-01"`), "choice": json.RawMessage(`"steel"`),
			"flag": json.RawMessage("true"), "money": json.RawMessage(`{"amount":500,"currency":"CNY"}`), "floor": json.RawMessage("1")}
		var full, empty []string
		for _, c := range columns {
			full, empty = append(full, fmt.Sprintf("%s %T %v", c.Label, c.Value(row), c.Value(row))), append(empty, fmt.Sprint(c.Value(nil)))
		}
		for _, want := range []string{"string 甲", "sheet.Decimal 12.5", "workday.Date 2026-03-01", "bool true", "money.Money"} {
			if !strings.Contains(strings.Join(full, "\n"), want) {
				t.Errorf("%q has no %s", full, want)
			}
		}
		if slices.ContainsFunc(empty, func(s string) bool { return s != "<nil>" && s != "" }) {
			t.Errorf("of a record without values: %q", empty)
		}
		if all, err := w.Added(as(t, boss), "thing", "en"); err != nil || len(all) != len(added)+1 {
			t.Errorf("who sees costs: %d and %d columns, %v", len(added), len(all), err)
		}
	})
}

func TestListsFilterByTheFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ids := w.add(t)
		w.store(t, `{"text":"甲方指定 100%","number":12.5,"date":"2026-03-01","choice":"steel","flag":true,"money":{"amount":500,"currency":"CNY"},"floor":1}`)
		w.store(t, `{"text":"乙方","number":-3,"date":"2026-10-01","choice":"concrete","flag":false,"money":{"amount":70000000000,"currency":"CNY"}}`)
		w.store(t, `{}`)
		for _, indexed := range []bool{false, true, false} {
			for key, id := range ids {
				f, err := w.Get(as(t, admin), id)
				must(t, err)
				must(t, w.Update(as(t, admin), id, f.Version, func(f *customfield.Field) { f.Indexed = indexed }))
				if key == "floor" {
					must(t, w.Update(as(t, admin), id, f.Version+1, func(*customfield.Field) {})) // keeps the index as it is
				}
			}
			for query, want := range map[string]int{
				"": 3, "custom_text=乙方": 1, "custom_text.contains=100%25": 1, "custom_text.null=true": 1,
				"custom_number.gte=12": 1, "custom_number.lt=0": 1, "custom_number=-3": 1, "custom_number.gte=-3": 2, "custom_number.gt=12&custom_number.lt=13": 1,
				"custom_date.gte=2026-03-02": 1, "custom_date.lte=2026-12-31": 2, "custom_choice=steel": 1, "custom_choice=steel,concrete": 2, "custom_choice.ne=steel": 1,
				"custom_flag=true": 1, "custom_flag=false": 1, "custom_money.gte=70000000000": 1, "custom_money.lte=500": 1,
			} {
				if got, err := w.find(t, reader, query); err != nil || got != want {
					t.Errorf("indexed %t, %s: %d, %v; want %d", indexed, query, got, err, want)
				}
			}
		}
		if _, err := w.find(t, reader, "custom_floor=1"); !errors.Is(err, db.ErrRestricted) {
			t.Errorf("filtering by what one may not see: %v", err)
		}
		if n, err := w.find(t, boss, "custom_floor=1"); err != nil || n != 1 {
			t.Errorf("who sees it: %d, %v", n, err)
		}
		must(t, w.Update(as(t, admin), ids["text"], 4, func(f *customfield.Field) { f.Active = false }))
		if _, err := w.find(t, reader, "custom_text=乙方"); !errors.Is(err, db.ErrFilter) {
			t.Errorf("filtering by an inactive field: %v", err)
		}
		if len(things.Fields) != 1 {
			t.Error("the module's own list was changed")
		}
	})
}

// An index that no question uses would be a cost without a use.
func TestTheIndexIsUsed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, typ := range customfield.Types {
			f := field(string(typ), typ)
			f.Indexed = true
			_, err := w.Create(as(t, admin), f)
			must(t, err)
		}
		must(t, w.db.Housekeep(t.Context(), func(tx *db.Tx) error {
			if tx.Postgres() { // three rows are read faster without any index
				_, err := tx.Exec("set local enable_seqscan = off")
				if err != nil {
					return err
				}
			}
			fields, err := w.FieldsTx(tx, "thing", "c.custom")
			for name, f := range fields {
				plan := ""
				value := map[db.FieldType]string{db.Number: "5", db.Decimal: "5", db.Flag: "true"}[f.Type]
				if value == "" {
					value = "'x'"
				}
				err = errors.Join(err, tx.Each(tx.Pick("explain query plan ", "explain ")+"select c.id from thing c where "+f.Column+" = "+value, nil, func(r db.Row) error {
					var a, b, c, line any
					if tx.Postgres() {
						err := r.Scan(&line)
						plan += fmt.Sprint(line)
						return err
					}
					err := r.Scan(&a, &b, &c, &line)
					plan += fmt.Sprint(line)
					return err
				}))
				if !strings.Contains(plan, "custom_") {
					t.Errorf("%s: %s", name, plan)
				}
			}
			return err
		}))
	})
}

// Whatever was accepted is accepted again as it is, and shows what was stored.
func TestAcceptedValuesAreStable(t *testing.T) {
	d := schema.Open(t, dbtest.SQLite, db.Options{})
	w := &world{Service: customfield.New(d, map[ref.Kind]string{"thing": "thing"}), db: d}
	w.add(t)
	must(t, d.Read(as(t, boss), func(tx *db.Tx) error {
		s, err := w.SchemaTx(tx, "thing")
		if err != nil {
			return err
		}
		rapid.Check(t, func(rt *rapid.T) {
			given := map[string]any{}
			for _, key := range []string{"text", "number", "date", "choice", "flag", "money", "floor"} {
				if rapid.Bool().Draw(rt, "has "+key) {
					given[key] = rapid.OneOf(rapid.String().AsAny(), rapid.Int().AsAny(), rapid.Float64().AsAny(), rapid.Bool().AsAny(),
						rapid.SampledFrom([]any{"steel", "2026-02-28", nil, map[string]any{"amount": 1, "currency": "CNY"}})).Draw(rt, key)
				}
			}
			text, err := json.Marshal(given)
			if err != nil {
				rt.Fatal(err)
			}
			out, err := s.Check(string(text), "")
			if err != nil {
				return
			}
			again, err := s.Check(out, "")
			shown, masked := s.Show(out)
			if err != nil || again != out || string(shown) != out || len(masked) != 0 {
				rt.Fatalf("%s became %s, then %s (%v); shown %s", text, out, again, err, shown)
			}
		})
		return nil
	}))
}
