package service_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Four people before every operation: nobody, a stranger, a reader, the owner.
func TestFourPeople(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		h := d.server(t)
		must(t, d.write(func(tx *db.Tx) error { return d.svc.OnCompletedTx(tx, d.project, d.clock.today()) }))
		survey := "/surveys/" + d.all(t, "cause=completion")[0].ID.String()
		plan := d.complain(t)
		at := "/improvement-plans/" + plan.String()
		words := map[string]any{"title": "t", "root_cause": "c", "metric": "m", "steps": []map[string]any{{"text": "s", "owner_id": d.person["NOp"], "due_on": "2026-11-25", "done_on": "2026-11-20"}}}
		version := func() int64 { return d.plan(t, plan).Version }
		for _, tc := range []struct {
			method, path string
			body         any
			version      func() int64
		}{
			{"POST", survey + "/send", nil, func() int64 { return 1 }},
			{"PUT", at, words, version},
			{"POST", at + "/approve", nil, version},
			{"POST", at + "/start", nil, version},
			{"POST", at + "/verify", nil, version},
			{"POST", at + "/close", map[string]any{"outcome": "好"}, version},
		} {
			headers := ifMatch(tc.version())
			before := d.records(t)
			for _, who := range []struct {
				name string
				ctx  context.Context
				want int
			}{{"nobody", context.Background(), 401}, {"stranger", d.stranger(), 404}, {"reader", d.reader(), 403}} {
				if status := h.call(who.ctx, tc.method, tc.path, tc.body, headers, nil); status != who.want {
					t.Errorf("%s %s as %s: %d, want %d", tc.method, tc.path, who.name, status, who.want)
				}
			}
			if status := h.call(d.pm(), tc.method, tc.path, tc.body, nil, nil); status != 428 {
				t.Errorf("%s %s without a version: %d", tc.method, tc.path, status)
			}
			if n := d.records(t) - before; n != 1 {
				t.Errorf("%s %s: refusals left %d records beside the reader's", tc.method, tc.path, n-1)
			}
			var problem struct{ Code string }
			if status := h.call(d.pm(), tc.method, tc.path, tc.body, headers, &problem); status != 200 {
				t.Errorf("%s %s as the owner: %d %s", tc.method, tc.path, status, problem.Code)
			}
			if n := d.records(t) - before; n != 2 {
				t.Errorf("%s %s left %d audit records", tc.method, tc.path, n-1)
			}
		}
	})
}

func (d *desk) records(t testing.TB) (n int) {
	t.Helper()
	must(t, d.db.Read(system(), func(tx *db.Tx) error { return tx.One("select count(*) from audit_record", nil, &n) }))
	return n
}

func TestReadingOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		h := d.server(t)
		id, _ := d.ask(t)
		plan := d.complain(t)
		for _, path := range []string{"/surveys/" + id.String(), "/improvement-plans/" + plan.String()} {
			for who, want := range map[string]int{"nobody": 401, "stranger": 404, "reader": 200} {
				ctx := map[string]context.Context{"nobody": context.Background(), "stranger": d.stranger(), "reader": d.reader()}[who]
				if status := h.call(ctx, "GET", path, nil, nil, nil); status != want {
					t.Errorf("GET %s as %s: %d, want %d", path, who, status, want)
				}
			}
		}
		if status := h.call(d.as("NOm", authz.Group, service.PermPlanRead), "GET", "/survey-templates", nil, nil, nil); status != 403 {
			t.Errorf("templates without the right: %d", status)
		}
		if status := h.call(d.as("NOm", authz.Group, service.PermPlanRead, service.PermManage), "GET", "/survey-templates/"+ref.Derived("survey_template", "full").String(), nil, nil, nil); status != 403 {
			t.Errorf("a template without the right: %d", status)
		}
		var link struct{ Path string }
		if status := h.call(d.pm(), "GET", "/surveys/"+id.String()+"/link", nil, nil, &link); status != 200 || !strings.HasPrefix(link.Path, "/s/") {
			t.Errorf("link: %d %+v", status, link)
		}
	})
}

func TestPortalOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		h := d.server(t)
		id, token := d.ask(t)
		at, answers := "/portal/surveys/"+token, map[string]any{}
		var v service.PortalView
		if status := h.call(context.Background(), "GET", at, nil, nil, &v); status != 200 || v.Answered {
			t.Fatalf("portal: %d %+v", status, v)
		}
		for _, q := range v.Questions {
			answers[q.Code] = 5
		}
		for _, path := range []string{"/portal/surveys/" + token[:40], "/portal/surveys/x"} {
			if status := h.call(context.Background(), "GET", path, nil, nil, nil); status != 404 {
				t.Errorf("GET %s: %d", path, status)
			}
		}
		if status := h.call(context.Background(), "POST", at+"/open", nil, nil, nil); status != 200 {
			t.Errorf("open: %d", status)
		}
		body := map[string]any{"answers": answers, "comment": "很好", "content_hash": v.ContentHash}
		if status := h.call(d.pm(), "POST", at, body, nil, nil); status != 403 {
			t.Errorf("one of ours: %d", status)
		}
		if status := h.call(context.Background(), "POST", at, body, nil, &v); status != 200 || !v.Answered {
			t.Errorf("answer: %d %+v", status, v)
		}
		if status := h.call(context.Background(), "POST", at, body, nil, nil); status != 409 {
			t.Errorf("again: %d", status)
		}
		proof := func(classes ...authz.Class) service.View {
			x := authz.Build(authz.Actor{ID: d.person["NOb"], Kind: authz.User})
			x.See(classes...)
			x.Grant(authz.Given{Permission: service.PermRead, Reach: authz.Group})
			v, err := d.svc.Get(authz.With(context.Background(), x.Actor()), id)
			must(t, err)
			return v
		}
		if v := proof(); v.IP != nil || v.Agent != nil || v.Comment != "很好" {
			t.Errorf("shown to everybody: %v %v", v.IP, v.Agent)
		}
		if v := proof(authz.Contact); v.IP == nil || *v.IP == "" || v.Agent == nil || *v.Agent != "phone of a customer" {
			t.Errorf("proof: %v %v", v.IP, v.Agent)
		}
		limited := 0
		for range 40 {
			if h.call(context.Background(), "GET", at, nil, nil, nil) == 429 {
				limited++
			}
		}
		if limited == 0 {
			t.Error("an address may ask without end")
		}
	})
}

// The figures are those of exactly the rows that the list shows to the same
// person, whatever he filters (SVC-04, KPI-02).
func TestFiguresAreThoseOfTheList(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		h := d.server(t)
		for i, recommend := range []int64{10, 9, 9, 8, 0, 6} {
			_, token := d.ask(t)
			must(t, d.answer(t, token, int64(i%5)+1, recommend, service.Answer{}))
			d.clock.days(30)
		}
		elsewhere, contact := d.newCustomer(t, d.seller2(), "渝峡交委", "甲")
		_, err := d.svc.Ask(d.as("NOb", authz.Group, everything...), service.Asking{CustomerID: elsewhere, ContactID: contact, Purpose: service.Short})
		must(t, err)
		must(t, d.answer(t, d.token(t, d.all(t, "customer_id="+elsewhere.String())[0].ID), 1, 0, service.Answer{}))
		for who, ctx := range map[string]context.Context{"group": d.as("NOb", authz.Group, everything...), "entity": d.service(), "department": d.reader(), "own": d.pm(), "as salesperson": d.seller(), "stranger": d.stranger()} {
			for _, question := range []string{"", "purpose=short", "score.gte=300", "answered_on.lte=2026-12-31", "project_id=" + d.project.String()} {
				var f service.FiguresView
				if status := h.call(ctx, "GET", "/surveys/figures?"+question, nil, nil, &f); status != 200 {
					t.Fatalf("figures of %s: %d", who, status)
				}
				want := d.byHand(t, ctx, question)
				if fmt.Sprint(f.NPS == nil, f.Answers, f.Average, f.Asked, f.Promoters, f.Detractors) != fmt.Sprint(want.NPS == nil, want.Answers, want.Average, want.Asked, want.Promoters, want.Detractors) || f.NPS != nil && *f.NPS != *want.NPS {
					t.Errorf("%s, %q: %+v, want %+v", who, question, f, want)
				}
			}
		}
		var f service.FiguresView
		h.call(d.pm(), "GET", "/surveys/figures", nil, nil, &f)
		if f.Answers != 6 || f.NPS == nil || *f.NPS != 17 || f.SalesShare != 3_200 { // (3-2)/6; weights 32 of 100
			t.Errorf("figures: %+v", f)
		}
	})
}

// Surveys and plans have no names: they are found by that of the customer, as
// complaints are, and those by what they are about too. A stranger finds none.
func TestFoundByTheCustomer(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.ask(t)
		_, err := d.svc.OpenPlan(d.service(), service.Told{CustomerID: d.customer, Title: "渗水", Severity: "s3"})
		must(t, err)
		name, err := d.customers.Get(system(), d.customer)
		must(t, err)
		h := d.server(t)
		d.minds(t, "s3")
		for _, path := range []string{"/surveys?q=", "/improvement-plans?q=", "/complaints?q="} {
			titled := 0
			if path == "/complaints?q=" {
				titled = 1
			}
			for words, want := range map[string]int{url.QueryEscape(name.Name): 1, url.QueryEscape("并无此名"): 0, url.QueryEscape("挡占"): titled, url.QueryEscape("挡%占"): 0} {
				var found struct{ Items []struct{ ID ref.ID } }
				if status := h.call(d.service(), "GET", path+words, nil, nil, &found); status != 200 || len(found.Items) != want {
					t.Errorf("%s%s: %d, %d found", path, words, status, len(found.Items))
				}
				if h.call(d.stranger(), "GET", path+words, nil, nil, &found); len(found.Items) != 0 {
					t.Errorf("a stranger finds %d by %s%s", len(found.Items), path, words)
				}
			}
		}
	})
}

func (d *desk) seller2() context.Context { return d.as("NOa", authz.Own, everythingOfCustomers...) }

var everythingOfCustomers = []authz.Permission{"customer:read", "customer:create", "customer:update"}

// byHand adds up the rows of the list.
func (d *desk) byHand(t testing.TB, ctx context.Context, question string) (f service.FiguresView) {
	values, err := url.ParseQuery("state=answered&limit=1000&" + question)
	must(t, err)
	q, err := db.ParseQuery(values, service.ListForTest())
	must(t, err)
	p, err := d.svc.List(ctx, q)
	must(t, err)
	points := int64(0)
	for _, v := range p.Items {
		f.Answers++
		points += *v.Score
		if v.Recommend == nil {
			continue
		}
		f.Asked++
		switch {
		case *v.Recommend >= 9:
			f.Promoters++
		case *v.Recommend <= 6:
			f.Detractors++
		}
	}
	if f.Answers > 0 {
		f.Average = (2*points + f.Answers) / (2 * f.Answers)
	}
	if f.Asked >= 5 {
		n := (200*(f.Promoters-f.Detractors) + f.Asked) / (2 * f.Asked)
		f.NPS = &n
	}
	return f
}
