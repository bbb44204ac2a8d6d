package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/telemetry"
	"gongqiao/internal/sell/contract"
)

// server answers as whoever is in the context of a call.
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
	contract.Register(a, d.svc)
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

type object = map[string]any

func cny(fen int64) object { return object{"amount": fen, "currency": "CNY"} }

func node(kind, trigger, ratio string) object {
	return object{"kind": kind, "trigger": trigger, "ratio": ratio, "term_days": 7}
}

// body is a contract as a page sends it.
func body(d *desk, fen int64) object {
	return object{"customer_id": d.customer, "title": "海河变电站", "type": "PW", "price": cny(fen), "tax_lines": []object{{"name": "建筑服务", "rate": "0.09", "amount": cny(fen)}},
		"start_on": "2026-12-20", "finish_on": "2026-12-29", "clauses": []object{{"text": "工程范围"}}, "parties": []object{{"role": "owner", "signatory": "周启明"}, {"role": "contractor", "signatory": "顾云帆"}},
		"terms": object{"payer_guarantee": true, "labour_apart": true, "review_days": 45, "silence_accepts": true, "nodes": []object{
			node("advance", "signed", "0.2"), {"kind": "milestone", "name": "主体封顶", "trigger": "milestone", "milestone": "M3", "ratio": "0.6", "term_days": 30},
			{"kind": "settlement", "trigger": "date", "on": "2027-06-30", "ratio": "0.17", "term_days": 0}, node("retention", "defects_end", "0.03")}}}
}

func TestOverHTTP(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		key := map[string]string{"Idempotency-Key": "0123456789"}
		var c, again contract.View
		status, h := s.call(d.owner(), "POST", "/contracts", body(d, 100_01), key, &c)
		if status != 201 || h.Get("ETag") != `"1"` || c.Amount.Amount != 100_01 || c.Pricing != "lump_sum" || c.Terms.Nodes[1].Milestone != "M3" || c.Terms.Nodes[2].On.String() != "2027-06-30" || c.Terms.Nodes[0].Amount.Amount != 20_00 {
			t.Fatalf("create: %d %+v", status, c)
		}
		if status, _ = s.call(d.owner(), "POST", "/contracts", body(d, 100_01), key, &again); status != 201 || again.ID != c.ID || d.numbers != 1 {
			t.Errorf("repeated: %d %v, want %v", status, again.ID, c.ID)
		}
		path := "/contracts/" + c.ID.String()
		b := body(d, 200_03)
		nodes := b["terms"].(object)["nodes"].([]object)
		nodes[0]["id"] = c.Terms.Nodes[0].ID
		if status, h = s.call(d.owner(), "PUT", path, b, ifMatch(1), &c); status != 200 || h.Get("ETag") != `"2"` || c.Amount.Amount != 200_03 || c.Terms.Nodes[0].ID != again.Terms.Nodes[0].ID || c.Terms.Nodes[1].ID == again.Terms.Nodes[1].ID {
			t.Errorf("update: %d %+v", status, c.Terms.Nodes)
		}
		delete(b, "terms")
		if status, _ = s.call(d.owner(), "PUT", path, b, ifMatch(2), nil); status != 422 {
			t.Errorf("replaced without terms: %d", status)
		}
		for what, x := range map[string]object{"USD": {"price": object{"amount": 1, "currency": "USD"}}, "unknown field": {"state": "in_force"}, "trigger": {"terms": object{"nodes": []object{node("advance", "full moon", "1")}}}} {
			y := body(d, 100)
			for k, v := range x {
				y[k] = v
			}
			if status, _ = s.call(d.owner(), "POST", "/contracts", y, nil, nil); status != 422 {
				t.Errorf("%s: %d", what, status)
			}
		}
		var check contract.CheckView
		if status, _ = s.call(d.owner(), "GET", path+"/findings", nil, nil, &check); status != 200 || check.Open != 0 || len(check.Passed) != 19 || check.On != today {
			t.Errorf("findings: %d %+v", status, check)
		}
		var late contract.DamagesView
		if status, _ = s.call(d.owner(), "GET", path+"/damages?days=10", nil, nil, nil); status != 409 {
			t.Errorf("damages that nobody agreed: %d", status)
		}
		agreed := d.create(t, 12_000_000_00)
		if status, _ = s.call(d.owner(), "GET", "/contracts/"+agreed.String()+"/damages?days=130", nil, nil, &late); status != 200 || late.Due.Amount != 600_000_00 || late.Raw.Amount != 780_000_00 {
			t.Errorf("damages: %d %+v", status, late)
		}
		if status, _ = s.call(d.seeing("NOa", authz.Own, nil, everything...), "GET", "/contracts/"+agreed.String()+"/damages?days=130", nil, nil, &late); status != 200 || late.Due != nil || late.Raw != nil || late.Cap != nil {
			t.Errorf("damages for whom may not see prices: %d %+v", status, late)
		}
		var p struct {
			Code, Detail string
			Params       struct{ Rules []string }
		}
		b = body(d, 100_01)
		delete(b["terms"].(object), "payer_guarantee")
		s.call(d.owner(), "PUT", path, b, ifMatch(2), nil)
		if status, _ = s.call(d.owner(), "POST", path+"/submit", nil, ifMatch(3), &p); status != 409 || p.Code != "contract.rules_broken" || len(p.Params.Rules) != 1 || p.Params.Rules[0] != "PAY-015" || !strings.Contains(p.Detail, "1 条规则") {
			t.Errorf("submit: %d %+v", status, p)
		}
		var rows struct {
			Items []contract.Row
			Sums  map[string]int64
		}
		if status, _ = s.call(d.owner(), "GET", "/contracts?state=draft&sort=amount&limit=1&total=true", nil, nil, &rows); status != 200 || len(rows.Items) != 1 || rows.Items[0].ID != c.ID || rows.Sums["amount"] != 12_000_100_01 {
			t.Errorf("list: %d %+v", status, rows)
		}
	})
}

// operation is one that needs a record: from where, with which body.
type operation struct {
	state contract.State
	path  string
	perm  authz.Permission
	body  func(d *desk, id ref.ID) object
	same  bool // leaves the state
}

func words(_ *desk, _ ref.ID) object { return object{"reason": "客户要求"} }

func grounds(d *desk, id ref.ID) object {
	return object{"document_id": d.onContract(id, "evidence"), "reason": "依据"}
}

func reviews(kind string) func(*desk, ref.ID) object {
	return func(*desk, ref.ID) object { return object{"kind": kind, "pass": true} }
}

var operations = map[string]operation{
	"update": {contract.StateDraft, "", contract.PermUpdate, func(d *desk, _ ref.ID) object { return body(d, 100) }, true},
	"waive": {contract.StateDraft, "/waive", contract.PermWaive, func(*desk, ref.ID) object {
		return object{"rule": "PAY-015", "path": "payer_guarantee", "reason": "资金来源证明"}
	}, true},
	"submit":           {contract.StateDraft, "/submit", contract.PermSubmit, nil, false},
	"review legal":     {contract.StateReviewing, "/review", contract.PermLegal, reviews("legal"), true},
	"review finance":   {contract.StateReviewing, "/review", contract.PermFinance, reviews("finance"), true},
	"review technical": {contract.StateReviewing, "/review", contract.PermTechnical, reviews("technical"), true},
	"start signing":    {contract.StateApproved, "/start-signing", contract.PermSign, func(*desk, ref.ID) object { return object{"mode": "paper"} }, false},
	"sign": {contract.StateSigning, "/sign", contract.PermSign, func(d *desk, id ref.ID) object {
		return object{"document_id": d.onContract(id, "signed_scan"), "sha256": strings.Repeat("a", 64), "signed_on": "2026-11-20"}
	}, false},
	"recall":    {contract.StateSigning, "/recall", contract.PermSign, words, false},
	"void":      {contract.StateDraft, "/void", contract.PermVoid, words, false},
	"suspend":   {contract.StateInForce, "/suspend", contract.PermSuspend, grounds, false},
	"resume":    {contract.StateSuspended, "/resume", contract.PermSuspend, words, false},
	"terminate": {contract.StateInForce, "/terminate", contract.PermTerminate, grounds, false},
	"complete": {contract.StateInForce, "/complete", contract.PermComplete, func(d *desk, id ref.ID) object {
		return object{"document_id": d.onContract(id, "evidence"), "accepted_on": "2026-11-20"}
	}, false},
	"settle": {contract.StateCompleted, "/settle", contract.PermSettle, func(d *desk, id ref.ID) object {
		return object{"document_id": d.onContract(id, "evidence"), "audited": cny(small)}
	}, false},
	"close": {contract.StateSettled, "/close", contract.PermClose, nil, false},
}

// who asks for each operation: nobody, a stranger, a reader who holds every
// other right, and an owner who holds this one alone.
func (d *desk) four(perm authz.Permission) map[string]context.Context {
	var others []authz.Permission
	for _, p := range contract.Permissions() {
		if p != perm {
			others = append(others, p)
		}
	}
	return map[string]context.Context{
		"nobody": context.Background(), "stranger": d.as("SOa", authz.Entity, everything...), "reader": d.as("NOm", authz.Department, append(others, "customer:read")...),
		"owner": d.as("NOm", authz.Department, contract.PermRead, perm, "customer:read"),
	}
}

var refused = map[string]int{"nobody": 401, "stranger": 404, "reader": 403}

func TestFourPeople(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		for name, op := range operations {
			id := d.create(t, small, func(x *contract.Draft) {
				if name == "waive" {
					x.Terms.PayerGuarantee = nil
				}
			})
			d.push(t, id, op.state)
			d.standing = contract.Standing{Invoiced: small, Received: small}
			before := d.get(t, id)
			method, path := "POST", "/contracts/"+id.String()+op.path
			if op.path == "" {
				method = "PUT"
			}
			var b any
			if op.body != nil {
				b = op.body(d, id)
			}
			people := d.four(op.perm)
			for who, want := range refused {
				if got, _ := s.call(people[who], method, path, b, ifMatch(before.Version), nil); got != want {
					t.Errorf("%s by %s: %d, want %d", name, who, got, want)
				}
			}
			if got, _ := s.call(people["owner"], method, path, b, nil, nil); got != 428 {
				t.Errorf("%s without a version: %d", name, got)
			}
			if got, _ := s.call(people["owner"], method, path, b, ifMatch(99), nil); got != 412 {
				t.Errorf("%s of a stale version: %d", name, got)
			}
			if v := d.get(t, id); v.Version != before.Version || v.State != op.state {
				t.Errorf("%s: refusals left version %d in %s", name, v.Version, v.State)
			}
			var after contract.View
			if got, _ := s.call(people["owner"], method, path, b, ifMatch(before.Version), &after); got != 200 || after.Version != before.Version+1 || (after.State == op.state) != op.same {
				t.Errorf("%s by the owner: %d, version %d in %s", name, got, after.Version, after.State)
			}
		}
	})
}

func TestFourPeopleRead(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		a := d.amend(t, id, more(1))
		for _, path := range []string{"/contracts/" + id.String(), "/contracts/" + id.String() + "/findings", "/contracts/" + id.String() + "/damages?days=38", "/amendments/" + a.String()} {
			for who, want := range map[string]int{"nobody": 401, "stranger": 404, "reader": 200, "owner": 200} {
				if got, _ := s.call(d.four(contract.PermClose)[who], "GET", path, nil, nil, nil); got != want {
					t.Errorf("%s by %s: %d, want %d", path, who, got, want)
				}
			}
			if got, _ := s.call(d.as("NOa", authz.Own, "customer:read"), "GET", path, nil, nil, nil); got != 403 {
				t.Errorf("%s without the right: %d", path, got)
			}
		}
	})
}

func TestFourPeopleAmend(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		change := object{"title": "加深", "price_change": cny(100), "tax_lines": []object{{"name": "建筑服务", "rate": "0.09", "amount": cny(100)}}, "duration_change": 2}
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		people := d.four(contract.PermAmend)
		for who, want := range refused {
			if got, _ := s.call(people[who], "POST", "/contracts/"+id.String()+"/amendments", change, nil, nil); got != want {
				t.Errorf("create by %s: %d, want %d", who, got, want)
			}
		}
		var m contract.AmendmentView
		if got, h := s.call(people["owner"], "POST", "/contracts/"+id.String()+"/amendments", change, nil, &m); got != 201 || h.Get("ETag") != `"1"` || m.Change.Amount != 100 || m.State != contract.AmendmentDraft {
			t.Fatalf("create: %d %+v", got, m)
		}
		type verb struct {
			method, path string
			perm         authz.Permission
			body         func(id ref.ID) object
			ready        func(id ref.ID)
		}
		scan := func(a ref.ID) object {
			return object{"document_id": d.onAmendment(a, "signed_scan"), "signed_on": "2026-11-20"}
		}
		reason := func(ref.ID) object { return object{"reason": "重来"} }
		loose := func(a ref.ID) {
			in := contract.AmendmentInput{Title: "保函", Terms: p(sound())}
			in.Terms.PayerGuarantee = nil
			must(t, d.svc.UpdateAmendment(d.boss(), a, d.amendment(t, a).Version, in))
		}
		for name, v := range map[string]verb{
			"update": {"PUT", "", contract.PermAmend, func(ref.ID) object { return change }, nil},
			"submit": {"POST", "/submit", contract.PermAmend, nil, nil},
			"waive": {"POST", "/waive", contract.PermWaive, func(ref.ID) object {
				return object{"rule": "PAY-015", "path": "payer_guarantee", "reason": "资金证明"}
			}, loose},
			"recall": {"POST", "/recall", contract.PermAmend, reason, func(a ref.ID) { d.approved(t, a) }},
			"sign":   {"POST", "/sign", contract.PermSign, scan, func(a ref.ID) { d.approved(t, a) }},
			"void":   {"POST", "/void", contract.PermAmend, reason, nil},
		} {
			a := d.amend(t, id, more(100))
			if v.ready != nil {
				v.ready(a)
			}
			var b any
			if v.body != nil {
				b = v.body(a)
			}
			version := d.amendment(t, a).Version
			people := d.four(v.perm)
			people["owner"] = d.as("NOa", authz.Own, contract.PermRead, v.perm) // NOm approves, and never what he submitted
			for who, want := range refused {
				if got, _ := s.call(people[who], v.method, "/amendments/"+a.String()+v.path, b, ifMatch(version), nil); got != want {
					t.Errorf("%s by %s: %d, want %d", name, who, got, want)
				}
			}
			if got, _ := s.call(people["owner"], v.method, "/amendments/"+a.String()+v.path, b, ifMatch(version), &m); got != 200 || m.Version != version+1 {
				t.Errorf("%s by the owner: %d, version %d", name, got, m.Version)
			}
		}
	})
}

// The actions on a page are those that the same person may take.
func TestActionsTellWhatMayBeDone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for state, want := range map[contract.State]string{
			contract.StateDraft: "update waive submit void", contract.StateReviewing: "void review_legal review_finance review_technical", contract.StateApproving: "void",
			contract.StateApproved: "start_signing void", contract.StateSigning: "sign recall void", contract.StateInForce: "suspend complete terminate amend", contract.StateSuspended: "resume terminate amend",
			contract.StateCompleted: "settle", contract.StateSettled: "close", contract.StateClosed: "", contract.StateRejected: "update waive void", contract.StateTerminated: "", contract.StateVoided: "",
		} {
			id := d.create(t, small)
			d.push(t, id, state)
			if got := strings.Join(d.get(t, id).Actions, " "); got != want {
				t.Errorf("%s: %q, want %q", state, got, want)
			}
			if v, err := d.svc.Get(d.as("NOm", authz.Department, contract.PermRead), id); err != nil || len(v.Actions) != 0 {
				t.Errorf("%s: a reader may %v, %v", state, v.Actions, err)
			}
		}
	})
}

// Each use case over HTTP leaves exactly one audit record, and every declared
// error has its sentence.
func TestTracesAndSentences(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		records := func() int { return d.count(t, "select count(*) from audit_record") }
		id := d.create(t, small)
		must(t, d.svc.Submit(d.owner(), id, 1))
		must(t, d.svc.Review(d.boss(), id, 2, contract.Legal, true, ""))
		must(t, d.svc.Review(d.boss(), id, 3, contract.Finance, true, ""))
		before := records()
		key := map[string]string{"If-Match": `"4"`, "Idempotency-Key": "the-last-review"}
		for range 2 {
			var v contract.View
			if got, _ := s.call(d.boss(), "POST", "/contracts/"+id.String()+"/review", object{"kind": "technical", "pass": true}, key, &v); got != 200 || v.ID != id || v.State != contract.StateApproving {
				t.Errorf("the last review: %d %s", got, v.State)
			}
		}
		if n := records() - before; n != 1 {
			t.Errorf("%d audit records for one review and its repetition", n)
		}
		if d.count(t, "select count(*) from audit_record where action = 'contract.review_technical' and kind = 'contract'") != 1 {
			t.Error("the record of the review bears another name")
		}
		var codes []string
		for _, op := range s.api.Operations() {
			for _, e := range op.Errors {
				codes = append(codes, e.Code)
			}
		}
		texts, err := i18n.New()
		must(t, err)
		if missing := texts.Missing(append(codes, "does_not_add_up", "required_for_date", contract.ErrNotInForce.Code)); len(missing) > 0 {
			t.Errorf("no sentence for %v", missing)
		}
	})
}
