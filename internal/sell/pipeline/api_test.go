package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/pipeline"
)

// server answers as whoever is in the context of the last call.
type server struct {
	t   testing.TB
	api *httpapi.API
	h   http.Handler
}

type whoKey struct{}

func (d *desk) server(t testing.TB) *server {
	texts, err := i18n.New()
	must(t, err)
	a := httpapi.New(d.db, texts, slog.New(slog.NewTextHandler(io.Discard, nil)), "test")
	pipeline.Register(a, d.svc)
	h := a.Handler(httpapi.Guest{
		Authenticate: func(r *http.Request) (*authz.Actor, string, error) {
			who, _ := r.Context().Value(whoKey{}).(*authz.Actor)
			return who, "session", nil
		},
		Pages: http.NotFoundHandler(), Metrics: telemetry.NewHTTP(prometheus.NewRegistry()), Limits: httpapi.NewLimits(1e6, 1e6, 100),
	})
	return &server{t, a, h}
}

// call sends a request as the actor of ctx and reads the answer into out.
func (s *server) call(ctx context.Context, method, path string, body any, headers map[string]string, out any) (status int, h http.Header) {
	s.t.Helper()
	var b []byte
	if body != nil {
		var err error
		b, err = json.Marshal(body)
		must(s.t, err)
	}
	r := httptest.NewRequest(method, httpapi.Prefix+path, bytes.NewReader(b))
	if who, err := authz.From(ctx); err == nil {
		r = r.WithContext(context.WithValue(r.Context(), whoKey{}, who))
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if out != nil {
		if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
			s.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
	}
	return w.Code, w.Header()
}

func ifMatch(version int64) map[string]string {
	return map[string]string{"If-Match": fmt.Sprintf("%q", fmt.Sprint(version))}
}

func body(d *desk, name string) map[string]any {
	return map[string]any{"customer_id": d.customer, "name": name, "amount": map[string]any{"amount": 90_000_000, "currency": "CNY"}, "expected_sign_date": "2027-01-15", "source": "referral"}
}

func TestOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		var o pipeline.View
		key := map[string]string{"Idempotency-Key": "0123456789"}
		status, h := s.call(d.owner(), "POST", "/opportunities", body(d, "鹭江环岛步道灯光提升"), key, &o)
		if status != 201 || h.Get("ETag") != `"1"` || o.Stage != "intent" || o.Gate == nil || len(o.Gate.Missing) != 3 {
			t.Fatalf("create: %d %+v", status, o)
		}
		var again pipeline.View
		if status, _ = s.call(d.owner(), "POST", "/opportunities", body(d, "鹭江环岛步道灯光提升"), key, &again); status != 201 || !reflect.DeepEqual(again, o) {
			t.Errorf("repeated: %d %+v, want what the first answer said: %+v", status, again, o)
		}
		path := "/opportunities/" + o.ID.String()
		var p struct {
			Code   string
			Detail string
			Params struct {
				To      string
				Missing []struct {
					Code   string
					Holder pipeline.Person
				}
			}
		}
		if status, _ = s.call(d.owner(), "POST", path+"/advance", nil, ifMatch(1), &p); status != 409 || p.Code != "opportunity.gate" || len(p.Params.Missing) != 3 || p.Params.Missing[0].Code != "first_visit" || p.Params.Missing[0].Holder.Name != "NOa" {
			t.Errorf("advance: %d %+v", status, p)
		}
		if !strings.Contains(p.Detail, "3") {
			t.Errorf("detail %q does not say how many", p.Detail)
		}
		for what, tc := range map[string]struct {
			ctx     context.Context
			headers map[string]string
			want    int
		}{
			"nobody":          {context.Background(), ifMatch(1), 401},
			"stranger":        {d.as("SOa", authz.Entity, everything...), ifMatch(1), 404},
			"reader":          {d.as("NOm", authz.Department, pipeline.PermRead), ifMatch(1), 403},
			"without version": {d.owner(), nil, 428},
			"stale version":   {d.owner(), ifMatch(9), 412},
		} {
			if status, _ := s.call(tc.ctx, "POST", path+"/advance", nil, tc.headers, nil); status != tc.want {
				t.Errorf("advance %s: %d, want %d", what, status, tc.want)
			}
		}
		var list pipeline.Rows
		if status, _ = s.call(d.owner(), "GET", "/opportunities?stage=intent&sort=-amount&total=true", nil, nil, &list); status != 200 || len(list.Items) != 1 || *list.Total != 1 || list.Sums["weighted"] != 9_000_000 {
			t.Errorf("list: %d %+v", status, list)
		}
		var report pipeline.ReportView
		if status, h = s.call(d.owner(), "GET", path+"/needs-report", nil, nil, &report); status != 200 || h.Get("ETag") != `"1"` || len(report.Missing) != 6 || report.Actions[0] != "update" {
			t.Errorf("report: %d %+v", status, report)
		}
		if status, h = s.call(d.owner(), "PUT", path+"/needs-report", map[string]any{"background": "环岛路"}, ifMatch(1), &report); status != 200 || h.Get("ETag") != `"2"` || len(report.Missing) != 5 {
			t.Errorf("report written: %d %+v", status, report)
		}
		d.boardOverHTTP(t, s)
		if status, _ = s.call(d.manager(), "POST", path+"/transfer", map[string]any{"owner_id": d.person["SOa"], "reason": "区域调整"}, ifMatch(1), &o); status != 200 || o.Owner.Name != "SOa" || len(o.Actions) != 0 {
			t.Errorf("given away: %d %+v", status, o)
		}
		if status, _ = s.call(d.manager(), "GET", path, nil, nil, nil); status != 404 {
			t.Errorf("the manager still reads it: %d", status)
		}
	})
}

func (d *desk) boardOverHTTP(t *testing.T, s *server) {
	t.Helper()
	var board struct {
		Columns []pipeline.ColumnView
		Total   pipeline.Totals
	}
	if status, _ := s.call(d.owner(), "GET", "/opportunities/board", nil, nil, &board); status != 200 || len(board.Columns) != 4 || len(board.Columns[0].Cards) != 1 || board.Total.Amount.Amount != 90_000_000 {
		t.Errorf("board: %d %+v", status, board)
	}
	if status, _ := s.call(d.owner(), "GET", "/opportunities/board?owner_id="+d.person["NOb"].String(), nil, nil, &board); status != 200 || len(board.Columns[0].Cards) != 0 || board.Total.Count != 0 {
		t.Errorf("narrowed board: %d %+v", status, board)
	}
	var funnel pipeline.FunnelView
	if status, _ := s.call(d.owner(), "GET", "/opportunities/funnel", nil, nil, &funnel); status != 200 || funnel.From != "2025-12" || funnel.To != "2026-11" || funnel.Stages[0].Entered != 1 || *funnel.Stages[0].Conversion != 0 || funnel.WinRate != nil {
		t.Errorf("funnel: %d %+v", status, funnel)
	}
	if status, _ := s.call(d.owner(), "GET", "/opportunities/funnel?from=2026-12", nil, nil, nil); status != 422 {
		t.Errorf("funnel that ends before it begins: %d", status)
	}
	var sums struct{ Stages []pipeline.SumView }
	if status, _ := s.call(d.owner(), "GET", "/opportunities/summary", nil, nil, &sums); status != 200 || sums.Stages[0].Count != 1 || sums.Stages[0].Weighted.Amount != 9_000_000 {
		t.Errorf("summary: %d %+v", status, sums)
	}
}

func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		with := func(name string, value any) map[string]any {
			b := body(d, "坏输入")
			b[name] = value
			return b
		}
		for name, b := range map[string]map[string]any{
			"another currency":    with("amount", map[string]any{"amount": 1, "currency": "USD"}),
			"no amount":           with("amount", map[string]any{"amount": 0, "currency": "CNY"}),
			"a date that is none": with("expected_sign_date", "2027-02-30"),
			"an unknown field":    with("stage", "signing"),
			"no such source":      with("source", "gossip"),
			"a foreign customer":  with("customer_id", ref.New()),
		} {
			if status, _ := s.call(d.owner(), "POST", "/opportunities", b, nil, nil); status != 422 {
				t.Errorf("%s: %d, want 422", name, status)
			}
		}
		for _, question := range []string{"stage=nowhere", "sort=note", "amount=x", "limit=0", "colour=red", "cursor=x"} {
			if status, _ := s.call(d.owner(), "GET", "/opportunities?"+question, nil, nil, nil); status != 422 {
				t.Errorf("list?%s: %d, want 422", question, status)
			}
		}
		if n := d.count(t, d.boss()); n != 0 {
			t.Errorf("%d opportunities after refusals", n)
		}
	})
}

func TestLeadsOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		var l pipeline.LeadView
		status, _ := s.call(d.manager(), "POST", "/leads", map[string]any{"source": "exhibition", "company": "甬江仓储", "mobile": "19900000098"}, nil, &l)
		if status != 201 || l.Status != "new" || l.Mobile != "199****0098" {
			t.Fatalf("create: %d %+v", status, l)
		}
		path := "/leads/" + l.ID.String()
		if status, _ = s.call(d.manager(), "POST", path+"/assign", map[string]any{"owner_id": d.person["NOa"]}, ifMatch(1), &l); status != 200 || l.Status != "assigned" {
			t.Errorf("assign: %d %+v", status, l)
		}
		if status, _ = s.call(d.owner(), "POST", path+"/reveal", map[string]any{"reason": "首次联系"}, nil, &l); status != 200 || l.Mobile != "19900000098" {
			t.Errorf("reveal: %d %+v", status, l)
		}
		if status, _ = s.call(d.as("SOa", authz.Entity, everything...), "GET", path, nil, nil, nil); status != 404 {
			t.Errorf("stranger: %d", status)
		}
		if status, _ = s.call(d.owner(), "GET", "/leads?status=assigned&total=true", nil, nil, nil); status != 200 {
			t.Errorf("list: %d", status)
		}
	})
}

// Each use case over HTTP leaves exactly one audit record, and every declared
// error has its sentence.
func TestTracesAndSentences(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		records := func() (n int) {
			must(t, d.db.Read(system(), func(tx *db.Tx) error { return tx.One("select count(*) from audit_record", nil, &n) }))
			return n
		}
		before := records()
		var o pipeline.View
		s.call(d.owner(), "POST", "/opportunities", body(d, "一条审计"), nil, &o)
		s.call(d.owner(), "POST", "/opportunities/"+o.ID.String()+"/hold", map[string]any{"reason": "缓建"}, ifMatch(1), nil)
		if n := records() - before; n != 2 {
			t.Errorf("%d audit records for two requests", n)
		}
		var codes []string
		for _, op := range s.api.Operations() {
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
