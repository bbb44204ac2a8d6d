package billing_test

import (
	"context"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/db"
)

// draft is an invoice in order over an amount without tax, about one node.
func (d *desk) draft(t testing.TB, node ref.ID, net int64) billing.Draft {
	t.Helper()
	l, err := billing.NetLine(billing.Line{Name: "*建筑服务*电气设备安装", Item: "works", Unit: "项", Quantity: 10_000, Rate: 90_000, Net: net})
	must(t, err)
	return billing.Draft{Kind: billing.Special, Method: billing.General, Place: "天津市滨海新区", WorksName: "津滨110kV海河变电站新建工程", CrossCity: true, CrossRegionNo: "津报验 2026-0417", Recipient: "财务部长 19900001313",
		Lines: []billing.Line{l}, Portions: []billing.Portion{{Node: node, Amount: l.Gross()}}}
}

func (d *desk) invoice(t testing.TB, id ref.ID) billing.InvoiceView {
	t.Helper()
	v, err := d.svc.Invoice(d.finance(), id)
	must(t, err)
	return v
}

// issued takes an invoice over a node all the way to its number.
func (d *desk) issued(t testing.TB, node ref.ID, net int64, number string) ref.ID {
	t.Helper()
	id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node, net))
	must(t, err)
	must(t, d.svc.Submit(d.finance(), id, 1))
	must(t, d.svc.ApproveInvoice(d.leader(), id, 2))
	must(t, d.svc.Record(d.finance(), id, 3, billing.Issue{FiscalNumber: number, On: today}))
	return id
}

const (
	number1 = "26322000000000000001"
	number2 = "26322000000000000002"
	number3 = "26322000000000000003"
)

func TestInvoiceFromRequestToDelivery(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M4", day("2026-11-15"))
		node := d.nodes(t, d.contract)["设备调试完成"]
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node.ID, 4_500_000*yuan))
		must(t, err)
		v := d.invoice(t, id)
		if v.Net.Amount != 4_500_000*yuan || v.Tax.Amount != 405_000*yuan || v.Amount.Amount != 4_905_000*yuan || v.BuyerName != "津滨新能源有限公司" || v.BuyerTaxNo != "91120116MAFAKE1156" {
			t.Errorf("%+v", v)
		}
		if v.Room.Balance.Amount != (36_800_000-4_905_000)*yuan || v.InWords != "肆佰玖拾万伍仟元整" || v.Prepayment.Amount != 90_000*yuan {
			t.Errorf("room %v, %s, prepayment %v", v.Room.Balance, v.InWords, v.Prepayment)
		}
		must(t, d.svc.Submit(d.finance(), id, 1))
		if got := told[billing.InvoiceSubmitted](d); len(got) != 1 || got[0].Approver != d.person["NOm"] {
			t.Errorf("the approver hears %v", got)
		}
		wants(t, "one's own", d.svc.ApproveInvoice(d.finance(), id, 2), billing.ErrOwnInvoice)
		must(t, d.svc.ApproveInvoice(d.leader(), id, 2))
		must(t, d.svc.Send(d.finance(), id, 3))
		wants(t, "cancel while the platform works", d.svc.Cancel(d.finance(), id, 4, "改主意"), billing.ErrInvoiceState)
		must(t, d.svc.Fail(d.finance(), id, 4, "平台超时后查询无此单"))
		must(t, d.svc.Send(d.finance(), id, 5))
		must(t, d.svc.Record(d.finance(), id, 6, billing.Issue{FiscalNumber: number1, On: today, DocumentID: d.attach(ref.To(billing.InvoiceKind, id))}))
		must(t, d.svc.Deliver(d.finance(), id, 7, "email", "财务部", 0))
		if v := d.invoice(t, id); v.State != billing.Delivered || v.DeliveredOn != today || v.Unpaid.Amount != 4_905_000*yuan {
			t.Errorf("%s, %v, unpaid %v", v.State, v.DeliveredOn, v.Unpaid)
		}
		if n := d.nodes(t, d.contract)["设备调试完成"]; n.Invoiced != 4_905_000*yuan {
			t.Errorf("the node says %d", n.Invoiced)
		}
	})
}

func TestNodeIsNeverInvoicedBeyondItsAmount(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M4", day("2026-11-15"))
		node := d.nodes(t, d.contract)["设备调试完成"] // 7,360,000.00
		first, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node.ID, 6_000_000*yuan))
		must(t, err)
		second, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node.ID, 1_000_000*yuan)) // drafts do not count yet
		must(t, err)
		must(t, d.svc.Submit(d.finance(), first, 1))
		wants(t, "the second, while the first is on its way", d.svc.Submit(d.finance(), second, 1), billing.ErrOverNode)
		must(t, d.svc.Cancel(d.finance(), first, 2, "改开"))
		must(t, d.svc.Submit(d.finance(), second, 1))
		_, err = d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node.ID, 5_752_294*yuan)) // 7,360,000.46 with the second
		wants(t, "beyond by cents", err, billing.ErrOverNode)
		_, err = d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, ref.New(), 100))
		wants(t, "no such node", err, billing.ErrInvoiceNode)
		x := d.draft(t, node.ID, 100_00)
		x.Portions[0].Amount++
		_, err = d.svc.Request(d.finance(), ref.Nil, d.contract, x)
		wants(t, "portions that do not add up", err, billing.ErrNodesSum)
		_, err = d.svc.Request(d.finance(), ref.Nil, ref.New(), d.draft(t, node.ID, 100_00))
		wants(t, "no such contract", err, billing.ErrContract)
	})
}

func TestBlockedInvoiceIsNotSubmitted(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		x := d.draft(t, d.nodes(t, d.contract)["预付款"].ID, 100_00)
		x.CrossRegionNo = ""
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, x)
		must(t, err)
		wants(t, "no registration", d.svc.Submit(d.finance(), id, 1), billing.ErrBlocked)
		x.CrossRegionNo = "津报验 2026-0417"
		must(t, d.svc.Update(d.finance(), id, 1, x))
		must(t, d.svc.Submit(d.finance(), id, 2))
	})
}

func TestFiscalNumber(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		node := d.nodes(t, d.contract)["预付款"].ID
		d.issued(t, node, 100_00, number1)
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node, 200_00))
		must(t, err)
		must(t, d.svc.Submit(d.finance(), id, 1))
		must(t, d.svc.ApproveInvoice(d.leader(), id, 2))
		for number, want := range map[string]string{number1: "invoice.number_taken", "2632200000000000000": "invoice.number_malformed", "263220000000000000011": "invoice.number_malformed", "21322000000000000001": "invoice.number_malformed",
			"27322000000000000001": "invoice.number_malformed", "26992000000000000001": "invoice.number_malformed", "2632200000000000000A": "invoice.number_malformed"} {
			if got := codeOf(d.svc.Record(d.finance(), id, 3, billing.Issue{FiscalNumber: number, On: today})); got != want {
				t.Errorf("%s: %q, want %s", number, got, want)
			}
		}
		if err := d.svc.Record(d.finance(), id, 3, billing.Issue{FiscalNumber: number2, On: today.AddDays(1)}); err == nil {
			t.Error("issued tomorrow")
		}
		wants(t, "a paper of another record", d.svc.Record(d.finance(), id, 3, billing.Issue{FiscalNumber: number2, On: today, DocumentID: d.attach(ref.To(billing.InvoiceKind, ref.New()))}), billing.ErrDocument)
		must(t, d.svc.Record(d.finance(), id, 3, billing.Issue{FiscalNumber: number2, On: today}))
	})
}

func TestRedInvoiceTakesBackToTheFen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		node := d.nodes(t, d.contract)["预付款"].ID
		id := d.issued(t, node, 100_05, number1) // tax 9.00, gross 109.05
		part, err := d.svc.Reverse(d.finance(), id, 4, billing.Reversal{Reason: "allowance", Lines: []billing.RedLine{{Position: 1, Net: 33_35}}})
		must(t, err)
		if v := d.invoice(t, part); v.Amount.Amount != -36_35 || v.State != billing.RedRequested || v.OriginalID != id {
			t.Errorf("%v %s", v.Amount, v.State)
		}
		_, err = d.svc.Reverse(d.finance(), id, 4, billing.Reversal{Reason: "error", Lines: []billing.RedLine{{Position: 1, Net: 66_71}}})
		wants(t, "more than is left", err, billing.ErrRedTooMuch)
		must(t, d.svc.Record(d.finance(), part, 1, billing.Issue{FiscalNumber: number2, On: today}))
		rest, err := d.svc.Reverse(d.finance(), id, 5, billing.Reversal{Reason: "error"})
		must(t, err)
		if v := d.invoice(t, rest); v.Net.Amount != -66_70 || v.Tax.Amount != -6_00 {
			t.Errorf("the rest is %v and %v", v.Net, v.Tax)
		}
		must(t, d.svc.Confirm(d.finance(), rest, 1))
		must(t, d.svc.Record(d.finance(), rest, 2, billing.Issue{FiscalNumber: number3, On: today}))
		if v := d.invoice(t, id); v.Reversed.Amount != 109_05 || len(v.Reds) != 2 {
			t.Errorf("reversed %v of %v by %d", v.Reversed, v.Amount, len(v.Reds))
		}
		if n := d.nodes(t, d.contract)["预付款"]; n.Invoiced != 0 {
			t.Errorf("the node says %d", n.Invoiced)
		}
		_, err = d.svc.Reverse(d.finance(), id, 6, billing.Reversal{Reason: "error"})
		wants(t, "once more", err, billing.ErrRedTooMuch)
	})
}

func TestRedInvoiceLapsesAfter72Hours(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.issued(t, d.nodes(t, d.contract)["预付款"].ID, 100_00, number1)
		red, err := d.svc.Reverse(d.finance(), id, 4, billing.Reversal{Reason: "error"})
		must(t, err)
		must(t, d.svc.Confirm(d.finance(), red, 1))
		for _, c := range []struct {
			hours float64
			want  billing.InvoiceState
		}{{71.99, billing.RedConfirm}, {72, billing.Cancelled}} {
			d.clock.t = start.Add(hours(c.hours))
			_, err := d.svc.RunDue(system())
			must(t, err)
			if v := d.invoice(t, red); v.State != c.want {
				t.Errorf("after %v hours: %s, want %s", c.hours, v.State, c.want)
			}
		}
	})
}

func TestPaidInvoiceIsNotTakenBack(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.issued(t, d.nodes(t, d.contract)["预付款"].ID, 100_00, number1)
		pay := func(fen int64) error {
			return d.write(func(tx *db.Tx) error {
				_, err := d.svc.PayInvoiceTx(tx, id, fen)
				return err
			})
		}
		wants(t, "more than the invoice", pay(109_01), billing.ErrOverNode)
		must(t, pay(109_00))
		red, err := d.svc.Reverse(d.finance(), id, 5, billing.Reversal{Reason: "error"})
		must(t, err)
		wants(t, "red over a paid one", d.svc.Record(d.finance(), red, 1, billing.Issue{FiscalNumber: number2, On: today}), billing.ErrPaidInvoice)
		must(t, pay(-109_00))
		must(t, d.svc.Record(d.finance(), red, 1, billing.Issue{FiscalNumber: number2, On: today}))
	})
}

func TestUnpaidInvoiceIsAskedAboutOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.issued(t, d.nodes(t, d.contract)["预付款"].ID, 100_00, number1)
		for _, c := range []struct{ days, want int }{{29, 0}, {30, 1}, {31, 0}} {
			d.heard = nil
			d.clock.set(today.AddDays(c.days))
			_, err := d.svc.RunDue(system())
			must(t, err)
			if got := told[billing.InvoiceUnpaid](d); len(got) != c.want || c.want == 1 && got[0].ID != id {
				t.Errorf("after %d days: %v", c.days, got)
			}
		}
	})
}

func TestWhoMayDoWhatToAnInvoice(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		x := d.draft(t, d.nodes(t, d.contract)["预付款"].ID, 100_00)
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, x)
		must(t, err)
		before := d.invoice(t, id)
		for who, c := range map[string]struct {
			ctx  context.Context
			want string
		}{"nobody": {context.Background(), "auth.required"}, "stranger": {d.stranger(), "invoice.not_found"}, "reader": {d.sales(), "auth.forbidden"}} {
			if got := codeOf(d.svc.Submit(c.ctx, id, 1)); got != c.want {
				t.Errorf("%s: %s, want %s", who, got, c.want)
			}
		}
		_, err = d.svc.Request(d.sales(), ref.Nil, d.contract, x)
		if codeOf(err) != "auth.forbidden" {
			t.Errorf("who may only read asks for an invoice: %v", err)
		}
		_, err = d.svc.Request(d.stranger(), ref.Nil, d.contract, x)
		wants(t, "a stranger", err, billing.ErrContract)
		if after := d.invoice(t, id); after.Version != before.Version || after.State != before.State {
			t.Error("a refusal changed the invoice")
		}
	})
}
