// Package figures_test asks the figures of the home pages as the people of the
// demo group, over HTTP, and opens the list behind every number.
package figures_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/read/insight"
)

var empty = dbtest.Template(func(context.Context, *db.DB) error { return nil })

// desk is the served product, and everybody's browser.
type desk struct {
	t       *testing.T
	app     *app.App
	address string
	secret  string // everybody's password
	signed  map[string]*http.Client
}

// The parts follow each other on one demo group for each engine, which takes
// longest to fill in.
func TestFigures(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			c := config.Config{Data: t.TempDir(), Demo: true, SessionIdle: time.Hour, SessionAbsolute: time.Hour, CallerRate: 1_000_000, PublicURL: "https://gongqiao.example", Today: "2026-11-20"}
			if e == dbtest.Postgres {
				c.Database = empty.URL(t, e)
			}
			a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
			must(t, err)
			t.Cleanup(func() { must(t, a.Close()) })
			must(t, a.FillDemo(t.Context(), io.Discard))
			d := serve(t, a, app.DemoPassword)
			for _, part := range []struct {
				name string
				run  func(*testing.T, *desk)
			}{{"numbers", everyNumberIsTheTotalOfItsList}, {"group", theGroupSeesItsCompanies}, {"survey", aSurveyGoesItsWay}, {"trouble", troubleIsTold}} {
				t.Run(part.name, func(t *testing.T) {
					d.t = t
					part.run(t, d)
				})
			}
		})
	}
}

// serve lets people in.
func serve(t *testing.T, a *app.App, password string) *desk {
	h, err := a.Handler()
	must(t, err)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &desk{t, a, server.URL + "/api/v1", password, map[string]*http.Client{}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// call asks as a person ("" has no account) and reads the answer into out.
func (d *desk) call(who, method, path string, body, out any) int {
	d.t.Helper()
	raw, err := json.Marshal(body)
	must(d.t, err)
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.address+path, bytes.NewReader(raw))
	must(d.t, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := d.client(who).Do(req)
	must(d.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(d.t, err)
	if out != nil && resp.StatusCode < 300 {
		must(d.t, json.Unmarshal(text, out))
	}
	if resp.StatusCode > 299 {
		d.t.Logf("%s: %s %s: %d %s", who, method, path, resp.StatusCode, text)
	}
	return resp.StatusCode
}

// client signs a person in, once.
func (d *desk) client(who string) *http.Client {
	if c := d.signed[who]; c != nil {
		return c
	}
	jar, err := cookiejar.New(nil)
	must(d.t, err)
	d.signed[who] = &http.Client{Jar: jar}
	if who != "" && d.call(who, http.MethodPost, "/session", map[string]any{"username": who, "password": d.secret}, nil) > 299 {
		d.t.Fatalf("%s cannot sign in", who)
	}
	return d.signed[who]
}

// numbers walks an answer and calls fn for every figure in it.
func numbers(at string, x any, fn func(at string, f map[string]any)) {
	switch v := x.(type) {
	case map[string]any:
		if _, ok := v["list"].(string); ok {
			fn(at, v)
		}
		for name, y := range v {
			numbers(at+"."+name, y, fn)
		}
	case []any:
		for _, y := range v {
			numbers(at+"[]", y, fn)
		}
	}
}

// Whoever asks: every number is the total of the list that it opens for him, and
// so are its amounts.
func everyNumberIsTheTotalOfItsList(t *testing.T, d *desk) {
	for who, panels := range map[string]string{
		"li.sales": "deals contracts projects opinion", "sun.manager": "deals contracts projects opinion", "tang.leader": "deals contracts projects opinion", "gm": "deals contracts projects opinion",
		"qian.tech": "deals contracts projects", "zheng.pm": "deals contracts projects opinion", "wu.finance": "deals contracts projects", "xu.finance": "deals contracts projects",
		"chen.service": "projects opinion", "feng.site": "projects", "admin": "",
	} {
		var o map[string]any
		if status := d.call(who, http.MethodGet, "/insight/overview", nil, &o); status != 200 {
			t.Fatalf("%s: %d", who, status)
		}
		for _, panel := range []string{"deals", "contracts", "projects", "opinion"} {
			if want := strings.Contains(panels, panel); want != (o[panel] != nil) {
				t.Errorf("%s: %s is there: %v", who, panel, !want)
			}
		}
		asked := 0
		numbers(who, o, func(at string, f map[string]any) {
			asked++
			d.compare(who, at, f)
		})
		if panels != "" && asked < 5 {
			t.Errorf("%s: %d numbers", who, asked)
		}
	}
}

func (d *desk) compare(who, at string, f map[string]any) {
	d.t.Helper()
	var page struct {
		Total *int64
		Sums  map[string]int64
	}
	list := f["list"].(string)
	if status := d.call(who, http.MethodGet, list+"&limit=1&total=true", nil, &page); status != 200 {
		d.t.Errorf("%s: %s answers %d", at, list, status)
		return
	}
	n, counted := f["count"].(float64)
	if !counted {
		n = f["answers"].(float64)
	}
	total := int64(0)
	if page.Total != nil {
		total = *page.Total
	}
	if int64(n) != total {
		d.t.Errorf("%s says %v, %s has %d", at, n, list, total)
	}
	for name, sum := range page.Sums {
		m, ok := f[shownAs(list, name)].(map[string]any)
		if !ok {
			continue
		}
		// What was closed weighs nothing.
		if got := int64(m["amount"].(float64)); got != sum && !(name == "weighted" && !strings.Contains(list, "outcome=open")) && !(name == "weighted" && strings.Contains(list, "stalled")) {
			d.t.Errorf("%s: %s %d, %s has %d", at, name, got, list, sum)
		}
	}
}

// shownAs is what a figure calls a sum of its list: of payments it tells what is
// open, not what they came to.
func shownAs(list, sum string) string {
	switch {
	case strings.HasPrefix(list, "/payment-nodes") && sum == "open":
		return "amount"
	case strings.HasPrefix(list, "/payment-nodes"):
		return ""
	}
	return sum
}

func theGroupSeesItsCompanies(t *testing.T, d *desk) {
	var o struct {
		Deals struct {
			Total     struct{ Count int64 }
			Stages    []struct{ Open struct{ Count int64 } }
			Companies []struct {
				Name        string
				Open        struct{ Count int64 }
				Departments []struct{ Open struct{ Count int64 } }
			}
			Months []struct{ Total struct{ Count int64 } }
			Later  struct{ Count int64 }
		}
	}
	if status := d.call("gm", http.MethodGet, "/insight/overview", nil, &o); status != 200 || o.Deals.Total.Count < 70 || len(o.Deals.Companies) != 4 || len(o.Deals.Stages) != 4 || len(o.Deals.Months) != 6 {
		t.Fatalf("%d %+v", status, o)
	}
	byStage, byCompany, byDepartment, byMonth := int64(0), int64(0), int64(0), o.Deals.Later.Count
	for _, s := range o.Deals.Stages {
		byStage += s.Open.Count
	}
	for _, c := range o.Deals.Companies {
		byCompany += c.Open.Count
		for _, x := range c.Departments {
			byDepartment += x.Open.Count
		}
	}
	for _, m := range o.Deals.Months {
		byMonth += m.Total.Count
	}
	if n := o.Deals.Total.Count; byStage != n || byCompany != n || byDepartment != n || byMonth != n {
		t.Errorf("of %d: stages %d, companies %d, departments %d, months %d", n, byStage, byCompany, byDepartment, byMonth)
	}
	if status := d.call("", http.MethodGet, "/insight/overview", nil, nil); status != 401 {
		t.Errorf("nobody: %d", status)
	}
}

// A survey from the question to those who must act: sent by customer service,
// answered on a phone without an account, and seen by the salesperson.
func aSurveyGoesItsWay(t *testing.T, d *desk) {
	var made struct{ ID, State string }
	if status := d.call("chen.service", http.MethodPost, "/surveys", map[string]any{"customer_id": demo.ID("org-9"), "purpose": "full"}, &made); status != 201 || made.State != "sent" {
		t.Fatalf("%d %+v", status, made)
	}
	var link struct{ Path string }
	d.call("chen.service", http.MethodGet, "/surveys/"+made.ID+"/link", nil, &link)
	at := "/portal/surveys/" + strings.TrimPrefix(link.Path, "/s/")
	var v struct {
		Questions   []struct{ Code, Kind string }
		ContentHash string `json:"content_hash"`
		Answered    bool
	}
	if status := d.call("", http.MethodGet, at, nil, &v); status != 200 || len(v.Questions) != 11 {
		t.Fatalf("%d %+v", status, v)
	}
	answers := map[string]int{}
	for _, q := range v.Questions {
		answers[q.Code] = 2
	}
	if status := d.call("", http.MethodPost, at, map[string]any{"answers": answers, "comment": "报修没人回", "complaint": true, "content_hash": v.ContentHash}, &v); status != 200 || !v.Answered {
		t.Fatalf("%d %+v", status, v)
	}
	var plans struct {
		Items []struct{ Title, State string }
	}
	if d.call("li.sales", http.MethodGet, "/improvement-plans?customer_id="+demo.ID("org-9").String(), nil, &plans); len(plans.Items) != 1 || plans.Items[0].State != "draft" {
		t.Errorf("plans: %+v", plans)
	}
	var c struct {
		Satisfaction struct{ Answers, Average int64 }
	}
	if d.call("li.sales", http.MethodGet, "/customers/"+demo.ID("org-9").String(), nil, &c); c.Satisfaction.Answers != 1 || c.Satisfaction.Average != 200 {
		t.Errorf("customer: %+v", c)
	}
	var tasks struct{ Items []struct{ Code string } }
	if d.call("chen.service", http.MethodGet, "/tasks?assignee_id="+demo.ID("chen.service").String()+"&state=open", nil, &tasks); len(tasks.Items) == 0 {
		t.Error("customer service has nothing to do")
	}
	system := authz.With(t.Context(), authz.NewSystem("test"))
	if _, err := d.app.Care.Sweep(system); err != nil {
		t.Error(err)
	}
}

// Whoever manages a project in trouble is told once a day.
func troubleIsTold(t *testing.T, d *desk) {
	system := authz.With(t.Context(), authz.NewSystem("test"))
	before, err := d.app.Insight.Alert(system)
	must(t, err)
	var id ref.ID
	must(t, d.app.DB.Housekeep(system, func(tx *db.Tx) error {
		if err := tx.One("select id from project where state = 'executing' and owner_id is not null and budget > 0 order by id limit 1", nil, &id); err != nil {
			return err
		}
		_, err := tx.Exec("update project set cost_light = 'red', planned_finish = '2026-10-20' where id = ?", id)
		return err
	}))
	told, err := d.app.Insight.Alert(system)
	if must(t, err); told+before < 2 || told > 2 {
		t.Errorf("told of %d, before of %d", told, before)
	}
	if again, err := d.app.Insight.Alert(system); err != nil || again != 0 {
		t.Errorf("told again of %d: %v", again, err)
	}
	var codes []string
	must(t, d.app.DB.Read(system, func(tx *db.Tx) (err error) {
		codes, err = db.All(tx, "select cast(payload as text) from outbox_event where topic = 'insight.project_alert' order by at", nil, func(r db.Row) (code string, err error) {
			var payload string
			var e insight.ProjectAlert
			if err := r.Scan(&payload); err != nil {
				return "", err
			}
			if err := json.Unmarshal([]byte(payload), &e); err != nil || e.Project != id {
				return "", err
			}
			return e.Code, nil
		})
		return err
	}))
	for _, code := range []string{insight.PastDue, insight.OverBudget} {
		if n := len(slices.DeleteFunc(slices.Clone(codes), func(x string) bool { return x != code })); n != 1 {
			t.Errorf("%s was told %d times: %v", code, n, codes)
		}
	}
}
