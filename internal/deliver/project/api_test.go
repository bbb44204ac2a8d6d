package project_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
)

// Four people before every operation: nobody, a stranger, a reader, the owner.
// What is refused leaves no trace but that of the refusal.
func TestFourPeople(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.server(t)
		id := s.running(t)
		ms := s.get(t, id).Milestones
		at, milestone := "/projects/"+id.String(), "/milestones/"+ms[0].ID.String()
		reason := map[string]any{"reason": "业主资金计划"}
		for _, tc := range []struct {
			method, path string
			body         any
			version      func() int64
		}{
			{"PUT", at, map[string]any{"name": "滨江大道", "planned_finish": "2027-03-31"}, nil},
			{"POST", at + "/revisions", map[string]any{"budget": map[string]any{"amount": 1_200_000_000, "currency": "CNY"}, "reason": "首版预算"}, nil},
			{"POST", at + "/suspend", reason, nil},
			{"POST", at + "/resume", nil, nil},
			{"POST", at + "/sales-rep", map[string]any{"person_id": s.person["NOs"]}, nil},
			{"PUT", milestone, map[string]any{"name": "路基完成", "planned_on": "2026-12-15"}, func() int64 { return s.milestone(t, ms[0].ID).Version }},
			{"POST", milestone + "/reach", map[string]any{"actual_on": "2026-11-20", "statement": "合格"}, func() int64 { return s.milestone(t, ms[0].ID).Version }},
			{"POST", milestone + "/link", map[string]any{"contact_id": s.contact}, func() int64 { return s.milestone(t, ms[0].ID).Version }},
			{"POST", milestone + "/remind", nil, func() int64 { return s.milestone(t, ms[0].ID).Version }},
			{"POST", at + "/cancel", reason, nil},
		} {
			version := tc.version
			if version == nil {
				version = func() int64 { return s.get(t, id).Version }
			}
			headers := ifMatch(version())
			for _, who := range []struct {
				name string
				ctx  context.Context
				want int
			}{{"nobody", context.Background(), 401}, {"stranger", s.stranger(), 404}, {"reader", s.reader(), 403}} {
				if status, _ := h.call(who.ctx, tc.method, tc.path, tc.body, headers, nil); status != who.want {
					t.Errorf("%s %s as %s: %d, want %d", tc.method, tc.path, who.name, status, who.want)
				}
			}
			if got := ifMatch(version()); got["If-Match"] != headers["If-Match"] {
				t.Errorf("%s %s: a refusal changed the record", tc.method, tc.path)
			}
			if status, _ := h.call(s.pm(), tc.method, tc.path, tc.body, nil, nil); status != 428 {
				t.Errorf("%s %s without a version: %d", tc.method, tc.path, status)
			}
			before := s.records(t)
			if status, head := h.call(s.pm(), tc.method, tc.path, tc.body, headers, nil); status != 200 || !strings.HasSuffix(tc.path, "/link") && head.Get("ETag") == headers["If-Match"] {
				t.Errorf("%s %s as the owner: %d %v", tc.method, tc.path, status, head)
			}
			if n := s.records(t) - before; n != 1 {
				t.Errorf("%s %s left %d audit records", tc.method, tc.path, n)
			}
		}
	})
}

func (s *site) records(t testing.TB) (n int) {
	t.Helper()
	must(t, s.db.Read(system(), func(tx *db.Tx) error { return tx.One("select count(*) from audit_record", nil, &n) }))
	return n
}

func TestReadingOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.server(t)
		id := s.running(t)
		milestone := s.get(t, id).Milestones[0].ID
		for _, path := range []string{"/projects/" + id.String(), "/milestones/" + milestone.String()} {
			for who, want := range map[string]int{"nobody": 401, "stranger": 404, "reader": 200} {
				ctx := map[string]context.Context{"nobody": context.Background(), "stranger": s.stranger(), "reader": s.reader()}[who]
				if status, _ := h.call(ctx, "GET", path, nil, nil, nil); status != want {
					t.Errorf("GET %s as %s: %d, want %d", path, who, status, want)
				}
			}
		}
		var page struct {
			Items []project.Row
			Total int64
		}
		if status, _ := h.call(s.pm(), "GET", "/projects?state=executing&sort=-forecast_finish&total=true", nil, nil, &page); status != 200 || page.Total != 1 {
			t.Errorf("list: %d %+v", status, page)
		}
		var ms struct{ Items []project.MilestoneView }
		if status, _ := h.call(s.pm(), "GET", "/milestones?project_id="+id.String()+"&due_on.lte=2027-02-28", nil, nil, &ms); status != 200 || len(ms.Items) != 2 || ms.Items[0].Project.Name == "" {
			t.Errorf("milestones: %d %+v", status, ms)
		}
		var rate struct {
			Delivered int64
			Rate      *int64
		}
		if status, _ := h.call(s.pm(), "GET", "/projects/delivery?from=2026-01-01&to=2026-12-31", nil, nil, &rate); status != 200 || rate.Rate != nil {
			t.Errorf("delivery: %d %+v", status, rate)
		}
		if status, _ := h.call(s.pm(), "GET", "/projects/delivery?from=2026-02-30&to=2026-12-31", nil, nil, nil); status != 422 {
			t.Errorf("delivery from a day that is none: %d", status)
		}
	})
}

func TestCreateOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.server(t)
		body := map[string]any{"customer_id": s.customer, "owner_id": s.person["NOp"], "name": "鹭江环岛步道灯光提升工程", "amount": map[string]any{"amount": 620_000_000, "currency": "CNY"}, "planned_finish": "2027-08-31"}
		key := map[string]string{"Idempotency-Key": "0123456789"}
		var v, again project.View
		status, head := h.call(s.boss(), "POST", "/projects", body, key, &v)
		if status != 201 || head.Get("ETag") != `"1"` || v.State != project.Planning || v.Amount.Amount != 620_000_000 || v.ForecastFinish != day("2027-08-31") {
			t.Fatalf("create: %d %+v", status, v)
		}
		if status, _ = h.call(s.boss(), "POST", "/projects", body, key, &again); status != 201 || again.ID != v.ID {
			t.Errorf("repeated: %d %v", status, again.ID)
		}
		if status, _ = h.call(context.Background(), "POST", "/projects", body, nil, nil); status != 401 {
			t.Errorf("nobody: %d", status)
		}
		if status, _ = h.call(s.reader(), "POST", "/projects", body, nil, nil); status != 403 {
			t.Errorf("reader: %d", status)
		}
		var m project.MilestonePage
		if status, _ = h.call(s.boss(), "POST", "/milestones", map[string]any{"project_id": v.ID, "name": "开工", "planned_on": "2027-03-01"}, nil, &m); status != 201 || m.Weight != 1 || m.ForecastOn != day("2027-03-01") {
			t.Errorf("milestone: %d %+v", status, m)
		}
		for what, change := range map[string][2]any{"another currency": {"amount", map[string]any{"amount": 1, "currency": "USD"}}, "no name": {"name", ""}, "unknown field": {"state", "closed"}, "a day that is none": {"planned_finish", "2027-02-30"}} {
			bad := map[string]any{}
			for k, x := range body {
				bad[k] = x
			}
			bad[change[0].(string)] = change[1]
			if status, _ = h.call(s.boss(), "POST", "/projects", bad, nil, nil); status != 422 {
				t.Errorf("%s: %d", what, status)
			}
		}
		if n := s.count(s.boss(), t, ""); n != 1 {
			t.Errorf("%d projects after refusals", n)
		}
	})
}

// A contact without an account opens the link, sees no amount and no person of
// ours, and answers once.
func TestPortalOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.server(t)
		id := s.first(t)
		s.reach(t, id)
		var l struct {
			ID    ref.ID
			Path  string
			Token string
		}
		key := map[string]string{"Idempotency-Key": "link-012345", "If-Match": ifMatch(s.milestone(t, id).Version)["If-Match"]}
		if status, _ := h.call(s.pm(), "POST", "/milestones/"+id.String()+"/link", map[string]any{"contact_id": s.contact}, key, &l); status != 200 || l.Path != "/m/"+l.Token {
			t.Fatalf("link: %d %+v", status, l)
		}
		first := l.Token
		if status, _ := h.call(s.pm(), "POST", "/milestones/"+id.String()+"/link", map[string]any{"contact_id": s.contact}, key, &l); status != 200 || l.Token != first {
			t.Errorf("repeated: %d, another link", status)
		}
		path := "/portal/milestones/" + l.Token
		var raw map[string]any
		if status, _ := h.call(context.Background(), "GET", path, nil, nil, &raw); status != 200 {
			t.Fatalf("open: %d %v", status, raw)
		}
		if text := fmt.Sprint(raw); strings.Contains(text, "amount") || strings.Contains(text, "NOp") || strings.Contains(text, "1452915069") || strings.Contains(text, "budget") {
			t.Errorf("the customer is shown too much: %v", raw)
		}
		answer := map[string]any{"action": "confirm", "score": 5, "content_hash": raw["content_hash"]}
		var p struct{ Code string }
		if status, _ := h.call(s.boss(), "POST", path, answer, nil, &p); status != 403 || p.Code != "portal.own_people" {
			t.Errorf("somebody of ours: %d %v", status, p)
		}
		var done project.PortalView
		if status, _ := h.call(context.Background(), "POST", path, answer, nil, &done); status != 200 || done.Milestone.State != project.Confirmed || len(done.Actions) != 0 {
			t.Errorf("answer: %d %+v", status, done)
		}
		if status, _ := h.call(context.Background(), "POST", path, answer, nil, &p); status != 409 || p.Code != "portal.answered" {
			t.Errorf("again: %d %v", status, p)
		}
		for _, bad := range []string{"x", l.Token[:len(l.Token)-2] + "AA", strings.Repeat("A", 2000)} {
			for _, method := range []string{"GET", "POST"} {
				var b any
				if method == "POST" {
					b = answer
				}
				if status, _ := h.call(context.Background(), method, "/portal/milestones/"+bad, b, nil, &p); status != 404 || p.Code != "portal.not_found" {
					t.Errorf("%s %.10s…: %d %v", method, bad, status, p)
				}
			}
		}
		m := s.milestone(t, id)
		if a := m.Answers[0]; a.IP != nil || a.Agent != nil {
			t.Errorf("where from is shown without class contact: %+v", a)
		}
		x, err := s.svc.Milestone(s.seeing("NOb", authz.Group, []authz.Class{authz.Contact}, everything...), id)
		if must(t, err); *x.Answers[0].IP != "192.0.2.1" || *x.Answers[0].Agent != "phone of a customer" {
			t.Errorf("proof: %+v", x.Answers[0])
		}
	})
}

func TestPortalIsLimited(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		h := s.server(t)
		for i := range 30 {
			if status, _ := h.call(context.Background(), "GET", "/portal/milestones/guess", nil, nil, nil); status != 404 {
				t.Fatalf("guess %d: %d", i, status)
			}
		}
		if status, head := h.call(context.Background(), "GET", "/portal/milestones/guess", nil, nil, nil); status != http.StatusTooManyRequests || head.Get("Retry-After") == "" {
			t.Errorf("guess 31: %d", status)
		}
	})
}

func TestSentences(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		codes := []string{"milestone.task.call", "project.gate.contract_in_force", "project.gate.handover_signed", "project.gate.planned_finish"}
		for _, op := range s.server(t).api.Operations() {
			for _, e := range op.Errors {
				codes = append(codes, e.Code)
			}
		}
		texts, err := i18n.New()
		must(t, err)
		if missing := texts.Missing(codes); len(missing) > 0 {
			t.Errorf("no sentence for %v", missing)
		}
	})
}
