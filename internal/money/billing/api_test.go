package billing_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/sell/contract"
)

func TestOperationsAnswerTheFourPeople(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		n := d.nodes(t, d.contract)["主体封顶"]
		proof := map[string]any{"document_id": d.attach(ref.To(contract.Kind, d.contract)), "on": "2026-11-18"}
		path := "/payment-nodes/" + n.ID.String()
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
			code string
		}{"nobody": {context.Background(), 401, "auth.required"}, "stranger": {d.stranger(), 404, "payment_node.not_found"}, "reader": {d.sales(), 403, "auth.forbidden"}} {
			if status, code := s.call(c.ctx, http.MethodPost, path+"/trigger", proof, n.Version, nil); status != c.want || code != c.code {
				t.Errorf("%s: %d %s", who, status, code)
			}
		}
		if status, code := s.call(d.finance(), http.MethodPost, path+"/trigger", proof, 0, nil); status != 428 || code != "precondition.required" {
			t.Errorf("without a version: %d %s", status, code)
		}
		var v billing.NodePage
		if status, _ := s.call(d.finance(), http.MethodPost, path+"/trigger", proof, n.Version, &v); status != 200 || v.State != billing.NodeTriggered || v.DueOn != day("2026-12-18") || v.NextStep != "invoice" {
			t.Errorf("finance: %d %+v", status, v)
		}
		if !slices.Contains(v.Actions, "apply") || slices.Contains(v.Actions, "trigger") {
			t.Errorf("actions %v", v.Actions)
		}
	})
}

func TestInvoiceOverTheWire(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		node := d.nodes(t, d.contract)["预付款"]
		body := map[string]any{"contract_id": d.contract, "kind": "vat_special", "works_place": "天津市滨海新区", "works_name": "海河变电站",
			"lines": []any{map[string]any{"name": "*建筑服务*安装", "item": "works", "rate": "0.09", "amount": money.CNY(109_000_00)}},
			"nodes": []any{map[string]any{"node_id": node.ID, "amount": money.CNY(109_000_00)}}}
		var first billing.DefaultsView
		if status, _ := s.call(d.finance(), http.MethodGet, "/invoices/defaults?contract_id="+d.contract.String(), nil, 0, &first); status != 200 || first.WorksName == "" || first.WorksName == "海河变电站" {
			t.Errorf("the first invoice's defaults: %d %+v", status, first)
		}
		var v billing.InvoiceView
		if status, code := s.call(d.finance(), http.MethodPost, "/invoices", body, 0, &v); status != 201 || v.Tax.Amount != 9_000_00 || v.State != billing.Requested || v.Number == "" {
			t.Fatalf("%d %s %+v", status, code, v)
		}
		rules := map[string]billing.Severity{}
		for _, f := range v.Checks {
			rules[f.Rule] = f.Severity
		}
		if rules["INV-010"] != billing.Warn || rules["INV-005"] != billing.Pass || len(rules) != 15 {
			t.Errorf("checks %v", rules)
		}
		body["lines"] = []any{map[string]any{"name": "x", "item": "works", "rate": "0.09", "amount": money.Money{Amount: 1, Currency: "USD"}}}
		if status, code := s.call(d.finance(), http.MethodPost, "/invoices", body, 0, nil); status != 422 || code != "input.invalid" {
			t.Errorf("dollars: %d %s", status, code)
		}
		var next billing.DefaultsView
		if status, code := s.call(d.finance(), http.MethodGet, "/invoices/defaults?contract_id="+d.contract.String(), nil, 0, &next); status != 200 || next.WorksPlace != "天津市滨海新区" || next.WorksName != "海河变电站" || next.BuyerTaxNo != "91120116MAFAKE1156" || next.Room.Balance.Amount != 36_800_000*yuan {
			t.Errorf("defaults: %d %s %+v", status, code, next)
		}
		if status, code := s.call(d.stranger(), http.MethodGet, "/invoices/defaults?contract_id="+d.contract.String(), nil, 0, nil); status != 422 || code != "invoice.contract_unknown" {
			t.Errorf("a stranger's defaults: %d %s", status, code)
		}
		var blind billing.InvoiceView
		if status, _ := s.call(d.seeing("NOs", authz.Own, nil, billing.PermInvoiceRead), http.MethodGet, "/invoices/"+v.ID.String(), nil, 0, &blind); status != 200 {
			t.Fatal(status)
		}
		if blind.Amount != nil || blind.Lines[0].Net != nil || blind.InWords != "" || blind.Room.Price != nil || blind.Nodes[0].Amount != nil || !slices.Contains(blind.Masked, "amount") {
			t.Errorf("who may not see prices sees %+v", blind)
		}
		if status, code := s.call(d.finance(), http.MethodPost, "/invoices/"+v.ID.String()+"/submit", nil, v.Version, &v); status != 200 {
			t.Fatalf("%d %s", status, code)
		}
		if status, _ := s.call(d.finance(), http.MethodGet, "/invoices/defaults?contract_id="+d.contract.String(), nil, 0, &next); status != 200 || next.Room.Billed.Amount != 109_000_00 || next.Room.Balance.Amount != 36_800_000*yuan-109_000_00 {
			t.Errorf("a second invoice's room: %d %+v", status, next.Room)
		}
	})
}

// Every figure of the ageing is the sum of the list that its query opens.
func TestAgeingIsTheSumOfItsList(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M2", day("2026-09-22")) // due 10-22, 29 days late
		d.reach(t, "M3", day("2026-09-20")) // due 10-20, 31 days late
		d.reach(t, "M4", day("2026-11-15")) // due 12-15
		must(t, d.receive(d.nodes(t, d.contract)["主体封顶"].ID, 1_000_000*yuan, today))
		s := d.server(t)
		var v billing.AgeingView
		if status, _ := s.call(d.sales(), http.MethodGet, "/receivables/ageing?customer_id="+d.customer.String(), nil, 0, &v); status != 200 {
			t.Fatal(status)
		}
		if v.Owed.Amount != 28_440_000*yuan || v.Overdue.Amount != 21_080_000*yuan || v.NotDue.Amount != 7_360_000*yuan || v.Planned.Amount != 7_360_000*yuan || v.Nodes != 4 || v.Late != 3 {
			t.Errorf("owed %v, overdue %v, not due %v, planned %v, %d nodes, %d late", v.Owed, v.Overdue, v.NotDue, v.Planned, v.Nodes, v.Late)
		}
		for _, b := range append(slices.Clone(v.Buckets), v.Entities[0].Buckets...) {
			var p page.Page[billing.NodeView]
			if status, code := s.call(d.sales(), http.MethodGet, "/payment-nodes?total=true&"+b.Query, nil, 0, &p); status != 200 {
				t.Fatalf("%s: %d %s", b.Query, status, code)
			}
			if *p.Total != b.Nodes || p.Sums["open"] != b.Open.Amount {
				t.Errorf("%s: %d nodes, %d; the list has %d, %d", b.Name, b.Nodes, b.Open.Amount, *p.Total, p.Sums["open"])
			}
			for _, n := range p.Items {
				if n.Bucket != b.Name {
					t.Errorf("%s stands in %s", n.Name, n.Bucket)
				}
			}
		}
		if v.Buckets[1].Open.Amount != 7_360_000*yuan || v.Buckets[2].Open.Amount != 10_040_000*yuan {
			t.Errorf("29 days: %v, 31 days: %v", v.Buckets[1].Open, v.Buckets[2].Open)
		}
		var foreign billing.AgeingView
		if status, _ := s.call(d.stranger(), http.MethodGet, "/receivables/ageing", nil, 0, &foreign); status != 200 || foreign.Owed.Amount != 0 || len(foreign.Entities) != 0 {
			t.Errorf("a stranger counts %d %+v", status, foreign)
		}
		var sums billing.StandingView
		if status, _ := s.call(d.sales(), http.MethodGet, "/receivables/standing?contract_id="+d.contract.String(), nil, 0, &sums); status != 200 || sums.Amount.Amount != 36_800_000*yuan || sums.Received.Amount != 1_000_000*yuan {
			t.Errorf("standing %d %+v", status, sums)
		}
		if sums.Received.Amount+sums.NotDue.Amount+sums.Overdue.Amount+sums.Planned.Amount != sums.Amount.Amount {
			t.Error("the parts do not sum to the whole")
		}
	})
}

func TestListsFilterSortAndSearch(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.issued(t, d.nodes(t, d.contract)["预付款"].ID, 100_00, number1)
		s := d.server(t)
		count := func(path string, v url.Values) int64 {
			var p page.Page[map[string]any]
			v.Set("total", "true")
			if status, code := s.call(d.finance(), http.MethodGet, path+"?"+v.Encode(), nil, 0, &p); status != 200 {
				t.Fatalf("%s: %d %s", v.Encode(), status, code)
			}
			return *p.Total
		}
		for query, want := range map[string]int64{"": 6, "state=planned": 5, "owed=true": 1, "owed=false": 5, "kind=retention": 1, "uninvoiced.gt=736000000": 1, "q=封顶": 1, "due_on.gte=2028-12-01": 1, "sort=-open&open.gt=0": 6, "project_id=" + d.project.String(): 6} {
			v, err := url.ParseQuery(query)
			must(t, err)
			if got := count("/payment-nodes", v); got != want {
				t.Errorf("nodes %s: %d, want %d", query, got, want)
			}
		}
		node := d.nodes(t, d.contract)["预付款"].ID.String()
		for query, want := range map[string]int64{"": 1, "state=issued": 1, "state=requested": 0, "node_id=" + node: 1, "node_id=" + ref.New().String(): 0, "q=00000001": 1, "q=津滨": 1, "red=true": 0, "unpaid.gt=0": 1, "issued_on=2026-11-20": 1} {
			v, err := url.ParseQuery(query)
			must(t, err)
			if got := count("/invoices", v); got != want {
				t.Errorf("invoices %s: %d, want %d", query, got, want)
			}
		}
		found, err := d.svc.FindInvoices(d.finance(), "0001", 5)
		if err != nil || len(found) != 1 {
			t.Errorf("the palette finds %d, %v", len(found), err)
		}
		if status, code := s.call(d.seeing("NOs", authz.Own, nil, billing.PermNodeRead), http.MethodGet, "/payment-nodes?open.gt=1", nil, 0, nil); status != 403 || code != "list.restricted" {
			t.Errorf("a hidden amount is told by a filter: %d %s", status, code)
		}
	})
}
