package billing_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
)

// everyNode is an invoice over the whole contract with so much more on its first
// payment, so that it goes beyond the price by exactly that.
func (d *desk) everyNode(t testing.TB, more int64) billing.Draft {
	t.Helper()
	x := d.draft(t, ref.Nil, 100_00)
	x.Lines[0].Net, x.Lines[0].Tax, x.Portions = 36_800_000*yuan+more, 0, nil
	x.Lines[0].Item, x.Lines[0].Rate = "untaxed", 0
	for _, n := range d.nodes(t, d.contract) {
		p := billing.Portion{Node: n.ID, Amount: n.Amount}
		if n.Name == "预付款" {
			p.Amount += more
		}
		x.Portions = append(x.Portions, p)
	}
	return x
}

// INV-007: nothing beyond the price, unless an executive allows that very total.
func TestBeyondThePriceAnExecutiveDecides(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		exactly, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.everyNode(t, 0))
		must(t, err)
		wants(t, "nothing to allow", d.svc.Allow(d.leader(), exactly, 1, "多开"), billing.ErrWithinPrice)
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.everyNode(t, 1))
		must(t, err)
		wants(t, "a fen too much", d.svc.Submit(d.finance(), id, 1), billing.ErrBlocked)
		wants(t, "one's own", d.svc.Allow(d.finance(), id, 1, "尾差"), billing.ErrOwnInvoice)
		wants(t, "without the right", d.svc.Allow(d.as("NOm", authz.Entity, billing.PermInvoiceRead, billing.PermInvoiceApprove), id, 1, "尾差"), authz.ErrForbidden)
		must(t, d.svc.Allow(d.leader(), id, 1, "结算尾差"))
		v := d.invoice(t, id)
		if v.AllowedTotal.Amount != 36_800_000*yuan+1 || v.AllowedBy != d.person["NOm"] {
			t.Errorf("allowed %v by %v", v.AllowedTotal, v.AllowedBy)
		}
		must(t, d.svc.Update(d.finance(), id, 2, d.everyNode(t, 2)))
		wants(t, "a fen beyond what was allowed", d.svc.Submit(d.finance(), id, 3), billing.ErrBlocked)
		must(t, d.svc.Update(d.finance(), id, 3, d.everyNode(t, 1)))
		must(t, d.svc.Submit(d.finance(), id, 4))
		if v = d.invoice(t, id); severity(v.Checks, "INV-007") != billing.Warn {
			t.Errorf("allowed, and yet %s", severity(v.Checks, "INV-007"))
		}
		must(t, d.svc.ApproveInvoice(d.leader(), id, 5))
		must(t, d.svc.Record(d.finance(), id, 6, billing.Issue{FiscalNumber: number1, On: today}))
		if n := d.nodes(t, d.contract)["预付款"]; n.Invoiced != n.Amount+1 {
			t.Errorf("the node is invoiced for %d of %d", n.Invoiced, n.Amount)
		}
		wants(t, "another fen", d.svc.Submit(d.finance(), exactly, 1), billing.ErrBlocked)
		red, err := d.svc.Reverse(d.finance(), id, 7, billing.Reversal{Reason: "error"})
		must(t, err)
		must(t, d.svc.Record(d.finance(), red, 1, billing.Issue{FiscalNumber: number2, On: today}))
		if n := d.nodes(t, d.contract)["预付款"]; n.Invoiced != 0 {
			t.Errorf("taken back, and %d invoiced", n.Invoiced)
		}
	})
}

// A node that is exceeded inside the contract price is no matter of INV-007.
func TestAnAllowanceIsNotForOneNode(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		n := d.nodes(t, d.contract)["预付款"]
		x := d.draft(t, n.ID, 100_00)
		x.Lines[0].Item, x.Lines[0].Rate, x.Lines[0].Net, x.Lines[0].Tax = "untaxed", 0, n.Amount+1, 0
		x.Portions[0].Amount = n.Amount + 1
		_, err := d.svc.Request(d.finance(), ref.Nil, d.contract, x)
		wants(t, "more than the node", err, billing.ErrOverNode)
		y := d.everyNode(t, 1)
		for i := range y.Portions { // a fen beyond the contract, and two beyond a node
			if y.Portions[i].Node == n.ID {
				y.Portions[i].Amount++
			} else if y.Portions[i].Amount > 1 && i == slices.IndexFunc(y.Portions, func(p billing.Portion) bool { return p.Node != n.ID }) {
				y.Portions[i].Amount--
			}
		}
		_, err = d.svc.Request(d.finance(), ref.Nil, d.contract, y)
		wants(t, "shifted between nodes", err, billing.ErrOverNode)
	})
}

func severity(all []billing.Finding, rule string) billing.Severity {
	for _, f := range all {
		if f.Rule == rule {
			return f.Severity
		}
	}
	return ""
}

// INV-011: the month's credit line holds to the fen, red invoices give back, a
// new month begins anew.
func TestCreditLineOfTheMonth(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M4", day("2026-11-15"))
		node := d.nodes(t, d.contract)["设备调试完成"].ID
		request := func(net int64) ref.ID {
			id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, d.draft(t, node, net))
			must(t, err)
			return id
		}
		wants(t, "without the right", d.svc.SetCreditLine(d.sales(), 1), authz.ErrForbidden)
		wants(t, "below nothing", d.svc.SetCreditLine(d.finance(), -1), fault.ErrInvalid)
		must(t, d.svc.SetCreditLine(d.finance(), 999_99))
		must(t, d.svc.SetCreditLine(d.finance(), 1_000_00))
		first := d.issued(t, node, 600_00, number1)
		over := request(400_01)
		wants(t, "a fen beyond", d.svc.Submit(d.finance(), over, 1), billing.ErrBlocked)
		if got := severity(d.invoice(t, over).Checks, "INV-011"); got != billing.Block {
			t.Errorf("the draft says %s", got)
		}
		fits := request(400_00)
		must(t, d.svc.Submit(d.finance(), fits, 1))
		wants(t, "what is on its way counts", d.svc.Submit(d.finance(), request(1), 1), billing.ErrBlocked)
		if c, priced, err := d.svc.CreditLine(d.finance()); err != nil || !priced || c.Amount != 1_000_00 || c.Used != 1_000_00 || c.Month != "2026-11" || c.Version != 2 {
			t.Errorf("%+v %v", c, err)
		}
		red, err := d.svc.Reverse(d.finance(), first, 4, billing.Reversal{Reason: "error"})
		must(t, err)
		must(t, d.svc.Record(d.finance(), red, 1, billing.Issue{FiscalNumber: number2, On: today}))
		must(t, d.svc.Submit(d.finance(), request(600_00), 1))
		must(t, d.svc.Cancel(d.finance(), fits, 2, "下月再开"))
		d.clock.set(day("2026-12-01"))
		if c, _, err := d.svc.CreditLine(d.finance()); err != nil || c.Used != 600_00 || c.Month != "2026-12" {
			t.Errorf("the next month: %+v %v", c, err) // what is on its way will be issued in it
		}
	})
}

// Two invoices of two contracts at once do not share what is left.
func TestCreditLineHoldsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		must(t, d.svc.SetCreditLine(d.finance(), 1_000_00))
		var drafts []ref.ID
		for range 6 {
			c := d.sign(t, 36_800_000*yuan, payments()...)
			id, err := d.svc.Request(d.finance(), ref.Nil, c, d.draft(t, d.nodes(t, c)["预付款"].ID, 300_00))
			must(t, err)
			drafts = append(drafts, id)
		}
		var wg sync.WaitGroup
		errs := make([]error, len(drafts))
		for i, id := range drafts {
			wg.Go(func() { errs[i] = d.svc.Submit(d.finance(), id, 1) })
		}
		wg.Wait()
		passed := 0
		for _, err := range errs {
			if err == nil {
				passed++
			} else {
				wants(t, "beyond", err, billing.ErrBlocked)
			}
		}
		if passed != 3 {
			t.Errorf("%d of six invoices over 300.00 fit into 1,000.00", passed)
		}
	})
}

// INV-014: nothing is deducted that no invoice with place and name of the works
// proves.
func TestDeductionNeedsItsInvoices(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.reach(t, "M4", day("2026-11-15"))
		node := d.nodes(t, d.contract)["设备调试完成"].ID
		x := d.draft(t, node, 1_000_000*yuan)
		x.Deducted = 1
		id, err := d.svc.Request(d.finance(), ref.Nil, d.contract, x)
		must(t, err)
		wants(t, "a fen that nothing proves", d.svc.Submit(d.finance(), id, 1), billing.ErrBlocked)
		proof := billing.Deduction{FiscalNumber: number3, SellerName: "津门安装有限公司", WorksPlace: "天津市滨海新区", WorksName: "海河变电站", Amount: 545_000 * yuan}
		for what, spoil := range map[string]func(*billing.Deduction){
			"no place": func(p *billing.Deduction) { p.WorksPlace = " " }, "no name": func(p *billing.Deduction) { p.WorksName = "" },
		} {
			p := proof
			spoil(&p)
			x.Deductions = []billing.Deduction{p}
			v := d.invoice(t, id).Version
			must(t, d.svc.Update(d.finance(), id, v, x))
			wants(t, what, d.svc.Submit(d.finance(), id, v+1), billing.ErrBlocked)
		}
		x.Deductions = []billing.Deduction{proof, proof}
		if err := d.svc.Update(d.finance(), id, 3, x); err == nil {
			t.Error("an invoice is deducted twice")
		}
		x.Deductions = []billing.Deduction{proof}
		must(t, d.svc.Update(d.finance(), id, 3, x))
		v := d.invoice(t, id)
		if v.Subcontracts.Amount != 545_000*yuan || v.Prepayment.Amount != 10_000*yuan || severity(v.Checks, "INV-014") != billing.Pass {
			t.Errorf("deducted %v, prepaid %v, %s", v.Subcontracts, v.Prepayment, severity(v.Checks, "INV-014"))
		}
		must(t, d.svc.Submit(d.finance(), id, 4))
	})
}

func TestCreditLineOverTheWire(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.server(t)
		var v billing.CreditView
		if status, _ := s.call(d.finance(), http.MethodGet, "/invoices/credit", nil, 0, &v); status != 200 || v.Amount != nil || v.Left != nil || v.Used.Amount != 0 || !slices.Contains(v.Actions, "set") {
			t.Errorf("before: %d %+v", status, v)
		}
		body := map[string]any{"amount": money.CNY(5_000_00)}
		if status, _ := s.call(d.finance(), http.MethodPut, "/invoices/credit", body, 0, &v); status != 200 || v.Left.Amount != 5_000_00 || v.EntityID != d.company["NO"] {
			t.Errorf("set: %d %+v", status, v)
		}
		if status, code := s.call(d.sales(), http.MethodPut, "/invoices/credit", body, 0, nil); status != 403 || code != "auth.forbidden" {
			t.Errorf("sales: %d %s", status, code)
		}
		if status, _ := s.call(d.stranger(), http.MethodGet, "/invoices/credit", nil, 0, &v); status != 200 || v.EntityID != d.company["SO"] || v.Amount != nil {
			t.Errorf("another company: %d %+v", status, v)
		}
		if status, _ := s.call(d.seeing("NOs", authz.Own, nil, billing.PermInvoiceRead), http.MethodGet, "/invoices/credit", nil, 0, &v); status != 200 || v.Amount != nil || v.Used != nil {
			t.Errorf("who may not see prices: %d %+v", status, v)
		}
	})
}
