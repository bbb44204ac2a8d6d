package collection_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/notify/inbox"
	"gongqiao/internal/sell/customer"
)

func (d *desk) orders(t tester) []collection.OrderRow {
	t.Helper()
	q, err := db.ParseQuery(nil, collection.OrderListForTest())
	must(t, err)
	p, err := d.svc.Orders(d.finance(), q)
	must(t, err)
	return p.Items
}

func (d *desk) order(t tester, id ref.ID) collection.OrderView {
	t.Helper()
	v, err := d.svc.Order(d.finance(), id)
	must(t, err)
	return v
}

// late is a contract whose advance is paid and whose third payment, over
// 11,040,000.00, was due on 2026-10-08.
func (d *desk) late(t tester) ref.ID {
	t.Helper()
	must(t, d.svc.Allocate(d.finance(), d.came(t, transfer(3_680_000*yuan)), 3, onNode(d.node(t, "预付款"), 3_680_000*yuan)))
	d.owe(t, day("2026-09-08"), "M3")
	d.run(t, day("2026-10-09"))
	all := d.orders(t)
	if len(all) != 1 {
		t.Fatalf("%d orders", len(all))
	}
	return all[0].ID
}

// TestOverdueTellsThreePeopleAndOpensOneOrder is FIN-06 and FIN-07: on its due
// date nothing happens; the day after, by the date of the company, the project's
// manager, finance and the responsible salesperson are told once each, and there
// is one order.
func TestOverdueTellsThreePeopleAndOpensOneOrder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.svc.Allocate(d.finance(), d.came(t, transfer(3_680_000*yuan)), 3, onNode(d.node(t, "预付款"), 3_680_000*yuan)))
		d.owe(t, day("2026-09-08"), "M3") // due on 10-08
		d.heard = nil
		midnight := day("2026-10-09").Start(zone)
		for _, c := range []struct {
			at     time.Time
			orders int
		}{{midnight.Add(-time.Minute), 0}, {midnight, 1}, {midnight.Add(time.Hour), 1}, {midnight.AddDate(0, 0, 1), 1}} {
			d.clock.t = c.at
			_, err := d.billing.RunDue(system())
			must(t, err)
			_, err = d.svc.RunDue(system())
			must(t, err)
			if n := len(d.orders(t)); n != c.orders {
				t.Errorf("%v: %d orders, want %d", c.at, n, c.orders)
			}
		}
		overdue := told[billing.PaymentOverdue](d)
		if len(overdue) != 1 {
			t.Fatalf("%d events", len(overdue))
		}
		payload, err := json.Marshal(overdue[0])
		must(t, err)
		e := inbox.Event{ID: ref.New(), Topic: overdue[0].Topic(), Payload: payload, At: d.clock.now()}
		for range 2 { // at least once
			must(t, d.inbox.Deliver(system(), e))
		}
		total := 0
		for who := range d.person {
			all, _, err := d.inbox.List(d.reader(who), 10, "", false)
			must(t, err)
			total += len(all.Items)
			concerned := slices.Contains([]string{"NOp", "NOf", "NOs"}, who)
			if (len(all.Items) == 1) != concerned {
				t.Errorf("%s has %d notices", who, len(all.Items))
			}
			if len(all.Items) == 1 && all.Items[0].Key != inbox.PaymentOverdue {
				t.Errorf("%s is told %s", who, all.Items[0].Key)
			}
		}
		if total != 3 {
			t.Errorf("%d notices, want three", total)
		}
		o := d.orders(t)[0]
		if o.Level != 1 || o.State != collection.Opened || o.Owner.ID != d.person["NOs"] || o.OpenedOn != day("2026-10-09") || o.Open.Amount != 11_040_000*yuan || o.LimitationOn != day("2029-10-08") || o.PriorityOn != day("2028-04-08") {
			t.Errorf("%+v", o)
		}
	})
}

func TestSecondOverduePaymentJoinsTheOrder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		d.owe(t, day("2026-09-20"), "M4") // due on 10-20
		d.run(t, day("2026-10-21"))
		all := d.orders(t)
		if len(all) != 1 || all[0].ID != id || all[0].Nodes != 2 || all[0].Open.Amount != 18_400_000*yuan || all[0].OldestDueOn != day("2026-10-08") {
			t.Errorf("%+v", all)
		}
	})
}

func TestLevelsRiseWithTheDays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		for _, c := range []struct {
			days  int
			level int64
		}{{7, 1}, {8, 2}, {30, 2}, {31, 3}, {90, 3}, {91, 4}, {400, 4}} {
			d.heard = nil
			d.run(t, day("2026-10-08").AddDays(c.days))
			v := d.order(t, id)
			if v.Level != c.level {
				t.Errorf("%d days: level %d, want %d", c.days, v.Level, c.level)
			}
			rose := slices.Contains([]int{8, 31, 91}, c.days)
			if got := told[collection.OrderEscalated](d); (len(got) == 1) != rose {
				t.Errorf("%d days: %v", c.days, got)
			}
			if held := d.held(t); held != (c.level >= 3) {
				t.Errorf("%d days: new quotes on hold %v", c.days, held)
			}
		}
	})
}

// held reports whether the customer gets no new quotes.
func (d *desk) held(t tester) bool {
	t.Helper()
	err := d.db.Read(d.as("NOs", authz.Own, customer.PermRead), func(tx *db.Tx) error {
		_, err := d.clients.QuotableTx(tx, d.customer)
		return err
	})
	if err != nil && codeOf(err) != "customer.held" {
		t.Fatal(err)
	}
	return err != nil
}

func TestOrderClosesByItselfAndQuotesGoOn(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		d.run(t, day("2026-11-20"))
		if !d.held(t) {
			t.Fatal("43 days late, and no hold")
		}
		money := d.came(t, transfer(11_040_000*yuan))
		d.heard = nil
		must(t, d.svc.Allocate(d.finance(), money, 3, onNode(d.node(t, "主体封顶"), 11_039_999*yuan+99)))
		if v := d.order(t, id); v.State != collection.InProgress && v.State != collection.Opened || v.Open.Amount != 1 {
			t.Errorf("one fen short: %s, %v", v.State, v.Open)
		}
		must(t, d.svc.Allocate(d.finance(), money, 4, onNode(d.node(t, "主体封顶"), 1)))
		if v := d.order(t, id); v.State != collection.ClosedPaid || v.ClosedOn != day("2026-11-20") || len(v.Actions) != 0 {
			t.Errorf("paid: %s, %v, %v", v.State, v.ClosedOn, v.Actions)
		}
		if d.held(t) {
			t.Error("paid, and still on hold")
		}
		if got := told[collection.OrderClosed](d); len(got) != 1 {
			t.Errorf("%v", got)
		}
		must(t, d.svc.Unallocate(d.finance(), money, 5, nil, "记错"))
		d.run(t, day("2026-11-21"))
		all := d.orders(t)
		if open := slices.IndexFunc(all, func(o collection.OrderRow) bool { return o.ClosedOn.IsZero() }); len(all) != 2 || open < 0 || all[open].Level != 3 {
			t.Errorf("what is open again has no order: %+v", all)
		}
	})
}

func TestPromiseIsKeptOrBroken(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		promise := func(on string, fen int64) error {
			return d.svc.Promise(d.sales(), id, d.order(t, id).Version, collection.Word{PayOn: day(on), Amount: fen, Note: "财务部长口头"})
		}
		if promise("2026-10-08", 1) == nil {
			t.Error("a promise for yesterday passes")
		}
		wants(t, "more than is open", promise("2026-10-20", 11_040_000*yuan+1), collection.ErrPromise)
		must(t, promise("2026-10-20", 1_500_000*yuan))
		d.heard = nil
		d.run(t, day("2026-10-20"))
		if v := d.order(t, id); v.State != collection.Promised {
			t.Errorf("on the day itself: %s", v.State)
		}
		d.run(t, day("2026-10-21"))
		if v := d.order(t, id); v.State != collection.InProgress || v.Promises[0].State != collection.PromiseBroke {
			t.Errorf("the day after: %s, %s", v.State, v.Promises[0].State)
		}
		if got := told[collection.PromiseBroken](d); len(got) != 1 || got[0].On != day("2026-10-20") {
			t.Errorf("%v", got)
		}
		must(t, promise("2026-11-10", 2_000_000*yuan))
		must(t, promise("2026-11-15", 3_000_000*yuan)) // in the place of the other
		in := transfer(3_000_000 * yuan)
		in.ReceivedOn = day("2026-10-21")
		money := d.came(t, in)
		must(t, d.svc.Allocate(d.finance(), money, 3, onNode(d.node(t, "主体封顶"), 2_999_999*yuan)))
		if v := d.order(t, id); v.State != collection.Promised {
			t.Errorf("one yuan short: %s", v.State)
		}
		must(t, d.svc.Allocate(d.finance(), money, 4, onNode(d.node(t, "主体封顶"), 1*yuan)))
		v := d.order(t, id)
		if v.State != collection.Kept || v.Promises[1].State != collection.PromiseVoided || v.Promises[2].State != collection.PromiseKept {
			t.Errorf("kept: %s %+v", v.State, v.Promises)
		}
		must(t, d.svc.Step(d.sales(), id, v.Version, collection.Work{Kind: "call", Note: "余款下月"}))
		if v := d.order(t, id); v.State != collection.InProgress {
			t.Errorf("collecting goes on: %s", v.State)
		}
	})
}

func TestWrittenDemandStartsTheLimitationAnew(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		d.run(t, day("2026-10-21"))
		at := func() int64 { return d.order(t, id).Version }
		must(t, d.svc.Step(d.sales(), id, at(), collection.Work{Kind: "call", Note: "电话催款"}))
		if v := d.order(t, id); v.LimitationOn != day("2029-10-08") || v.State != collection.InProgress {
			t.Errorf("a call: %v, %s", v.LimitationOn, v.State)
		}
		if err := d.svc.Step(d.sales(), id, at(), collection.Work{Kind: "letter", Written: true, Note: "催款函"}); err == nil {
			t.Error("a demand without proof passes")
		}
		wants(t, "the paper of another", d.svc.Step(d.sales(), id, at(), collection.Work{Kind: "letter", Written: true, Document: d.attach(ref.To(collection.OrderKind, ref.New())), Note: "x"}), collection.ErrDocument)
		must(t, d.svc.Step(d.sales(), id, at(), collection.Work{Kind: "letter", Written: true, Document: d.attach(ref.To(collection.OrderKind, id)), Note: "EMS 签收"}))
		if v := d.order(t, id); v.LimitationOn != day("2029-10-21") {
			t.Errorf("a letter of 10-21: %v", v.LimitationOn)
		}
		d.heard = nil
		d.run(t, day("2029-04-23")) // 181 days before
		if got := told[collection.LimitationNear](d); len(got) != 0 {
			t.Errorf("181 days before: %v", got)
		}
		d.heard = nil
		d.run(t, day("2029-04-24"))
		d.run(t, day("2029-04-25"))
		if got := told[collection.LimitationNear](d); len(got) != 1 {
			t.Errorf("180 days before: %v", got)
		}
	})
}

func TestDisputeLawAndWriteOff(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		at := func() int64 { return d.order(t, id).Version }
		must(t, d.svc.Dispute(d.finance(), id, at(), "对工程量有异议"))
		if n := d.nodes(t, d.contract)["主体封顶"]; n.State != billing.NodeDisputed {
			t.Errorf("the node is %s", n.State)
		}
		d.run(t, day("2027-03-01"))
		if v := d.order(t, id); v.State != collection.Disputed || v.Level != 1 {
			t.Errorf("a disputed order rises: %s, %d", v.State, v.Level)
		}
		must(t, d.svc.Resume(d.finance(), id, at(), "对账一致"))
		if n := d.nodes(t, d.contract)["主体封顶"]; n.State != billing.NodeDue {
			t.Errorf("the node is %s", n.State)
		}
		wants(t, "down", d.svc.Escalate(d.leader(), id, at(), 1, "x"), collection.ErrLevel)
		must(t, d.svc.Escalate(d.leader(), id, at(), 3, "客户转移资产"))
		if !d.held(t) {
			t.Error("raised by hand to 3, and no hold")
		}
		paper := d.attach(ref.To(collection.OrderKind, id))
		wants(t, "court without paper", d.svc.GoLegal(d.leader(), id, at(), ref.New(), "x"), collection.ErrDocument)
		must(t, d.svc.GoLegal(d.leader(), id, at(), paper, "已申请仲裁"))
		wants(t, "a promise in court", d.svc.Promise(d.sales(), id, at(), collection.Word{PayOn: day("2027-04-01"), Amount: 1}), collection.ErrState)
		must(t, d.svc.WriteOff(d.leader(), id, at(), paper, "破产终结"))
		n := d.nodes(t, d.contract)["主体封顶"]
		if n.Open() != 0 || n.Waived != 11_040_000*yuan || n.Received != 0 {
			t.Errorf("written off: open %d, waived %d", n.Open(), n.Waived)
		}
		if v := d.order(t, id); v.State != collection.WrittenOff || len(v.Actions) != 0 {
			t.Errorf("%s %v", v.State, v.Actions)
		}
		if !d.held(t) {
			t.Error("who was written off gets quotes again by himself")
		}
	})
}

func TestOrderPage(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		d.run(t, day("2026-11-20"))
		v := d.order(t, id)
		if v.OverdueDays != 43 || v.Interest.Amount != 237_360_00 || *v.NextLevelIn != 48 || v.Manager.ID != d.person["NOp"] || v.Finance.ID != d.person["NOf"] || len(v.Payments) != 1 {
			t.Errorf("%d days, interest %v, next in %d", v.OverdueDays, v.Interest, *v.NextLevelIn)
		}
		states := []string{}
		for _, r := range v.Ladder {
			states = append(states, r.State)
		}
		if !slices.Equal(states, []string{"done", "done", "done", "current", "ahead"}) || v.Ladder[4].EntryOn != day("2027-01-07") {
			t.Errorf("%v, %v", states, v.Ladder[4].EntryOn)
		}
		blind, err := d.svc.Order(d.seeing("NOs", authz.Own, nil, collection.PermRead), id)
		must(t, err)
		if blind.Open != nil || blind.Interest != nil || blind.Payments[0].Open != nil || !slices.Contains(blind.Masked, "open") {
			t.Errorf("who may not see prices sees %+v", blind)
		}
	})
}

func TestWhoMayDoWhat(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		s := d.server(t)
		path, version := "/collection-orders/"+id.String(), d.order(t, id).Version
		body := map[string]any{"kind": "call", "note": "电话"}
		for who, c := range map[string]struct {
			ctx  context.Context
			want int
			code string
		}{"nobody": {context.Background(), 401, "auth.required"}, "stranger": {d.stranger(), 404, "collection_order.not_found"}, "reader": {d.as("NOs", authz.Own, collection.PermRead), 403, "auth.forbidden"}} {
			if status, code := s.call(c.ctx, http.MethodPost, path+"/step", body, version, nil); status != c.want || code != c.code {
				t.Errorf("%s: %d %s", who, status, code)
			}
		}
		if got := d.order(t, id); got.Version != version || len(got.Steps) != 1 {
			t.Error("a refusal left a trace")
		}
		var v collection.OrderView
		if status, code := s.call(d.sales(), http.MethodPost, path+"/step", body, version, &v); status != 200 || len(v.Steps) != 2 {
			t.Errorf("the owner: %d %s", status, code)
		}
		if status, code := s.call(d.leader(), http.MethodPost, path+"/assign", map[string]any{"assignee_id": d.person["NOf"]}, v.Version, &v); status != 200 || v.Assignee.ID != d.person["NOf"] {
			t.Errorf("assign: %d %s", status, code)
		}
		if status, code := s.call(d.leader(), http.MethodPost, path+"/assign", map[string]any{"assignee_id": ref.New()}, v.Version, nil); status != 422 || code != "collection_order.person_unknown" {
			t.Errorf("nobody: %d %s", status, code)
		}
	})
}

func TestReceiptsOverTheWire(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		var v collection.ReceiptPage
		body := map[string]any{"kind": "bank_transfer", "amount": money.CNY(3_680_000 * yuan), "received_on": "2026-11-18", "payer_name": payer, "payer_account": "110907654321098765", "memo": "预付款"}
		if status, code := s.call(d.finance(), http.MethodPost, "/receipts", body, 0, &v); status != 201 || v.State != collection.Registered || v.PayerAccount == "110907654321098765" {
			t.Fatalf("%d %s %+v", status, code, v)
		}
		if status, _ := s.call(d.sales(), http.MethodPost, "/receipts", body, 0, nil); status != 403 {
			t.Errorf("who may not register: %d", status)
		}
		path := "/receipts/" + v.ID.String()
		s.call(d.finance(), http.MethodPost, path+"/claim", map[string]any{"contract_id": d.contract}, 1, nil)
		s.call(d.finance(), http.MethodPost, path+"/confirm", map[string]any{}, 2, nil)
		alloc := map[string]any{"allocations": []any{map[string]any{"node_id": d.node(t, "预付款"), "amount": money.CNY(3_680_000 * yuan)}}}
		if status, code := s.call(d.sales(), http.MethodPost, path+"/allocate", alloc, 3, nil); status != 403 {
			t.Errorf("the salesperson books: %d %s", status, code)
		}
		if status, code := s.call(d.finance(), http.MethodPost, path+"/allocate", alloc, 3, &v); status != 200 || v.State != collection.Allocated {
			t.Errorf("finance books: %d %s", status, code)
		}
		if status, code := s.call(d.finance(), http.MethodPost, path+"/allocate", map[string]any{"allocations": []any{map[string]any{"amount": money.CNY(1)}}}, 4, nil); status != 422 {
			t.Errorf("a booking on nothing: %d %s", status, code)
		}
		for query, want := range map[string]int64{"": 1, "state=allocated": 1, "state=registered": 0, "node_id=" + d.node(t, "预付款").String(): 1, "q=津滨": 1, "unapplied.gt=0": 0, "third_party=true": 0, "received_on=2026-11-18": 1} {
			u, err := url.ParseQuery(query)
			must(t, err)
			u.Set("total", "true")
			var p page.Page[map[string]any]
			if status, code := s.call(d.sales(), http.MethodGet, "/receipts?"+u.Encode(), nil, 0, &p); status != 200 || *p.Total != want {
				t.Errorf("%s: %d %s, want %d", query, status, code, want)
			}
		}
		var sum collection.SummaryView
		if status, _ := s.call(d.sales(), http.MethodGet, "/collection/summary?from=2026-11-01", nil, 0, &sum); status != 200 || sum.Received.Amount != 3_680_000*yuan || sum.To != day("2026-11-30") {
			t.Errorf("summary %d %+v", status, sum)
		}
		var b collection.BehaviourView
		if status, _ := s.call(d.sales(), http.MethodGet, "/collection/behaviour?customer_id="+d.customer.String(), nil, 0, &b); status != 200 || b.Items != 1 || b.LateItems != 1 || b.DaysLate.String() != "252" {
			t.Errorf("behaviour %d %+v", status, b)
		}
	})
}

func TestOnlySystemRunsTheSweep(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		_, err := d.svc.RunDue(d.leader())
		wants(t, "a person", err, authz.ErrForbidden)
	})
}

func TestPastSteps(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.late(t)
		must(t, d.write(func(tx *db.Tx) error {
			if err := d.svc.PastStepTx(tx, d.contract, collection.Step{Kind: "letter", Level: 2, On: day("2026-10-21"), Written: true, Note: "EMS 签收", By: d.person["NOs"]}); err != nil {
				return err
			}
			if err := d.svc.PastPromiseTx(tx, d.contract, collection.Promise{PayOn: day("2026-11-10"), Amount: 1_500_000 * yuan, State: collection.PromiseBroke, DecidedOn: day("2026-11-11"), By: d.person["NOs"]}); err != nil {
				return err
			}
			return d.svc.PastPromiseTx(tx, d.contract, collection.Promise{PayOn: day("2026-11-30"), Amount: 2_615_000 * yuan, State: collection.PromiseOpen, By: d.person["NOs"]})
		}))
		v := d.order(t, id)
		if v.State != collection.Promised || v.LimitationOn != day("2029-10-21") || len(v.Promises) != 2 {
			t.Errorf("%s %v %d", v.State, v.LimitationOn, len(v.Promises))
		}
	})
}
