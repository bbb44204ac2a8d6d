package demo

import (
	"context"
	"fmt"
	"slices"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

// note is an invoice of the story: about which payment, when it was asked for,
// and how far it came.
type note struct {
	deal, payment string
	fen           int64 // 0 for the whole payment
	asked         string
	far           billing.InvoiceState
}

// notes are the invoices of the works that go on; old works were invoiced as
// their payments fell due.
var notes = []note{
	{"津滨110kV海河变电站新建工程", "预付款", 0, "2026-03-05", billing.Delivered},
	{"津滨110kV海河变电站新建工程", "地基基础完成", 0, "2026-05-20", billing.Delivered},
	{"津滨110kV海河变电站新建工程", "主体封顶", 0, "2026-09-18", billing.Delivered},
	{"津滨110kV海河变电站新建工程", "设备调试完成", 1_090_000 * yuan, "2026-11-20", billing.Requested},
	{"钱湾区滨江大道(一期)道路工程", "预付款", 0, "2026-02-11", billing.Delivered},
	{"钱湾区滨江大道(一期)道路工程", "地下管线完成", 0, "2026-07-14", billing.Delivered},
	{"钱湾区滨江大道(一期)道路工程", "路基及基层完成", 0, "2026-09-14", billing.Delivered},
	{"锦麓云庭二期3#楼总承包", "预付款", 0, "2025-09-29", billing.Delivered},
	{"锦麓云庭二期3#楼总承包", "主体施工至 12 层", 0, "2026-09-10", billing.Delivered},
	{"锦麓云庭二期3#楼总承包", "二次结构砌筑", 0, "2026-11-18", billing.Checking},
	{"秦川数据中心A区机电安装", "预付款", 0, "2026-11-17", billing.Approved},
	{"青岚堆场道路大修", "预付款", 0, "2026-10-19", billing.Issued},
	{"钱湾泵站电气改造", "预付款", 0, "2026-11-18", billing.Issuing},
}

// moved are payments whose day both sides agreed to put off.
var moved = []struct{ deal, payment, agreed, due string }{
	{"津滨110kV海河变电站新建工程", "主体封顶", "2026-08-10", "2026-11-12"}, // thirty days from the owner's audit
}

// monies tells what was invoiced.
func (t *teller) monies() {
	for i, n := range notes {
		t.invoice(ID(fmt.Sprintf("invoice-%d", i+1)), n)
	}
	for _, a := range signedOnes {
		if a.old() {
			t.invoicedLongAgo(a)
		}
	}
	for _, m := range moved {
		t.then(m.agreed+" 15:00", bookkeeper, "another day for "+m.payment, func(ctx context.Context) error { return t.putOff(ctx, m.deal, m.payment, m.agreed, m.due) })
	}
}

const (
	bookkeeper = "wu.finance"
	treasurer  = "xu.finance"
)

// node returns a payment of a contract by its name.
func (t *teller) node(ctx context.Context, deal, name string) (n billing.Node, err error) {
	err = t.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := t.Billing.NodesTx(tx, contractID(deal))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(n billing.Node) bool { return n.Name == name })
		if i < 0 {
			return fmt.Errorf("%s has no payment %s", deal, name)
		}
		n = all[i]
		return nil
	})
	return n, err
}

func (t *teller) putOff(ctx context.Context, deal, payment, agreed, due string) error {
	n, err := t.node(ctx, deal, payment)
	if err != nil {
		return err
	}
	paper, err := t.file(ctx, ref.To(contract.Kind, contractID(deal)), document.Evidence, scanOf(payment+"审定与付款期限函"))
	if err != nil {
		return err
	}
	return t.Billing.Reschedule(ctx, n.ID, n.Version, t.date(due), billing.Evidence{DocumentID: paper, On: t.date(agreed), Note: "业主审定后 30 日支付"})
}

// invoice tells of one invoice, from the request to the buyer's hands.
func (t *teller) invoice(id ref.ID, n note) {
	if n.far == billing.Delivered || n.far == billing.Issued {
		t.invoiced[n.deal+n.payment] = id
	}
	t.then(n.asked+" 09:30", bookkeeper, "an invoice about "+n.payment+" of "+n.deal, func(ctx context.Context) error { return t.request(ctx, id, n) })
	far := slices.Index([]billing.InvoiceState{billing.Requested, billing.Checking, billing.Approved, billing.Issuing, billing.Issued, billing.Delivered}, n.far)
	for i, s := range []struct {
		at, who string
		do      func(context.Context, int64) error
	}{
		{"09:45", bookkeeper, func(ctx context.Context, v int64) error { return t.Billing.Submit(ctx, id, v) }},
		{"11:00", treasurer, func(ctx context.Context, v int64) error { return t.Billing.ApproveInvoice(ctx, id, v) }},
		{"14:00", bookkeeper, func(ctx context.Context, v int64) error { return t.Billing.Send(ctx, id, v) }},
		{"14:20", bookkeeper, func(ctx context.Context, v int64) error {
			return t.Billing.Record(ctx, id, v, billing.Issue{FiscalNumber: fiscalNumber(n, id), On: t.date(n.asked)})
		}},
		{"16:30", bookkeeper, func(ctx context.Context, v int64) error {
			return t.Billing.Deliver(ctx, id, v, "tax_account", "建设单位财务部", t.date(n.asked))
		}},
	} {
		if i >= far {
			return
		}
		t.then(n.asked+" "+s.at, s.who, "on with the invoice about "+n.payment+" of "+n.deal, func(ctx context.Context) error {
			v, err := t.Billing.Invoice(ctx, id)
			if err != nil {
				return err
			}
			return s.do(ctx, v.Version)
		})
	}
}

// fiscalNumber is the twenty digits of an invoice, by its year and its id.
func fiscalNumber(n note, id ref.ID) string {
	return fmt.Sprintf("%s3100000%011d", n.asked[2:4], (uint64(id[0])<<24|uint64(id[1])<<16|uint64(id[2])<<8|uint64(id[3]))%100_000_000_000)
}

func (t *teller) request(ctx context.Context, id ref.ID, n note) error {
	node, err := t.node(ctx, n.deal, n.payment)
	if err != nil {
		return err
	}
	fen := n.fen
	if fen == 0 {
		fen = node.Amount
	}
	lines, err := invoiceLines(n, fen)
	if err != nil {
		return err
	}
	o := organisationOf(organisationFor(n.deal))
	d := billing.Draft{Kind: billing.Special, Method: billing.General, TaxedOn: t.date(n.asked), Place: o.city + "市", Address: o.city + "市示范路 1 号", WorksName: n.deal, CrossCity: true, CrossRegionNo: "报验 " + n.asked[:4] + "-0417",
		Recipient: "财务部", Channel: "tax_account", Remarks: n.payment, Lines: lines, Portions: []billing.Portion{{Node: node.ID, Amount: fen}}}
	_, err = t.Billing.Request(ctx, id, contractID(n.deal), d)
	return err
}

// invoiceLines are what an invoice says: building services, and at the
// substation its share of technical services.
func invoiceLines(n note, fen int64) ([]billing.Line, error) {
	works := billing.Line{Name: "*建筑服务*工程款", Item: "works", Unit: "项", Quantity: 10_000, Rate: general}
	services := billing.Line{Name: "*研发和技术服务*二次调试", Item: "service", Unit: "项", Quantity: 10_000, Rate: 6 * percent}
	parts := []money.Money{money.CNY(fen), money.CNY(0)}
	var err error
	if n.deal == "津滨110kV海河变电站新建工程" && n.fen == 0 {
		if parts, err = money.Share(money.CNY(fen), []int64{327, 41}); err != nil {
			return nil, err
		}
	}
	if works, err = billing.GrossLine(works, parts[0].Amount); err != nil || parts[1].Amount == 0 {
		return []billing.Line{works}, err
	}
	services, err = billing.GrossLine(services, parts[1].Amount)
	return []billing.Line{works, services}, err
}

func organisationFor(deal string) int {
	for _, a := range signedOnes {
		if a.deal == deal {
			return a.organisation
		}
	}
	return dealOf(deal).organisation
}

// invoicedLongAgo tells how the payments of old works were invoiced; the month
// of completion values all progress at once.
func (t *teller) invoicedLongAgo(a agreement) {
	t.then(daysFrom(a.completed, -9, "10:00"), bookkeeper, "the progress of "+a.deal, func(ctx context.Context) error { return t.progress(ctx, a) })
	about := func(payment, on string) {
		if on != "" {
			t.invoice(ID("invoice-"+a.deal+"-"+payment), note{a.deal, payment, 0, on, billing.Delivered})
		}
	}
	about("预付款", daysFrom(a.signed, 2, "")[:10])
	about(t.monthName(a), daysFrom(a.completed, -6, "")[:10])
	if a.plan == "tenth" {
		about("竣工款", daysFrom(a.completed, 3, "")[:10])
	}
	if a.deal == finishedForGood {
		about("质保金", "2025-11-12")
	}
	if a.settled != "" {
		about("结算款", daysFrom(a.settled, 3, "")[:10])
	}
}

// lastMonth is the month whose progress is valued, and when.
func (t *teller) lastMonth(a agreement) (period string) {
	return t.date(daysFrom(a.completed, -9, "")[:10]).String()[:7]
}

func (t *teller) monthName(a agreement) string { return "进度款 " + t.lastMonth(a) }

func (t *teller) progress(ctx context.Context, a agreement) error {
	n, err := t.node(ctx, a.deal, "进度款")
	if err != nil {
		return err
	}
	paper, err := t.file(ctx, ref.To(contract.Kind, contractID(a.deal)), document.Evidence, scanOf("进度款支付证书"))
	if err != nil {
		return err
	}
	on := t.date(daysFrom(a.completed, -9, "")[:10])
	_, err = t.Billing.ValueMonth(ctx, n.ID, n.Version, billing.Month{Period: t.lastMonth(a), Done: a.price, Evidence: billing.Evidence{DocumentID: paper, On: on, Note: "监理签认的付款证书"}})
	return err
}
