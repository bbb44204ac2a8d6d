package demo

import (
	"context"
	"fmt"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/db"
)

// cash is money of the story that came in and was booked on a payment.
type cash struct {
	deal, payment, on string
	fen               int64 // 0 for the whole payment
}

var paid = []cash{
	{"津滨110kV海河变电站新建工程", "预付款", "2026-03-11", 0},
	{"津滨110kV海河变电站新建工程", "地基基础完成", "2026-06-17", 0},
	{"津滨110kV海河变电站新建工程", "主体封顶", "2026-11-09", 7_360_000 * yuan},
	{"钱湾区滨江大道(一期)道路工程", "预付款", "2026-02-13", 0},
	{"钱湾区滨江大道(一期)道路工程", "地下管线完成", "2026-08-05", 0},
	{"钱湾区滨江大道(一期)道路工程", "路基及基层完成", "2026-10-08", 0},
	{"锦麓云庭二期3#楼总承包", "预付款", "2025-10-02", 0},
	{"青岚堆场道路大修", "预付款", "2026-10-20", 0},
	{"钱湾泵站电气改造", "预付款", "2026-11-05", 0},
}

// receipts tells of the money that came in, and of money that nobody has booked.
func (t *teller) receipts() {
	for i, c := range paid {
		t.receive(ID(fmt.Sprintf("receipt-%d", i+1)), c)
	}
	for _, a := range signedOnes {
		if a.old() {
			t.receivedLongAgo(a)
		}
	}
	t.unbooked()
	for on := "2026-07-16"; on <= "2026-11-20"; on = daysFrom(on, 7, "")[:10] {
		t.round(on + " 06:00")
	}
	for _, on := range []string{"2025-11-10 06:00", "2026-10-09 06:00", "2026-10-31 06:00", "2026-11-11 06:00", "2026-11-13 06:00", "2026-11-20 06:00"} {
		t.round(on)
	}
	t.dunning()
}

// receive adds a receipt as it was booked on the day.
func (t *teller) receive(id ref.ID, c cash) {
	t.then(c.on+" 15:40", system, "money for "+c.payment+" of "+c.deal, func(ctx context.Context) error {
		n, err := t.node(ctx, c.deal, c.payment)
		if err != nil {
			return err
		}
		fen := c.fen
		if fen == 0 {
			fen = n.Open()
		}
		spend := []collection.Spending{{Target: ref.To(billing.NodeKind, n.ID), Amount: fen}}
		if i, ok := t.invoiced[c.deal+c.payment]; ok {
			spend = append(spend, collection.Spending{Target: ref.To(billing.InvoiceKind, i), Amount: fen})
		}
		m := collection.Money{Kind: collection.Transfer, Amount: fen, ReceivedOn: t.date(c.on), PayerName: organisationOf(organisationFor(c.deal)).name, BankRef: "EB-" + c.on + "-" + id.String()[:8], Memo: c.deal + " " + c.payment}
		return t.in(ctx, func(tx *db.Tx) error {
			return t.Collect.PastTx(tx, collection.Past{ID: id, Entity: n.EntityID, Contract: contractID(c.deal), Money: m, Spendings: spend})
		})
	})
}

// receivedLongAgo tells of the money of old works: everything but what the
// settlement of the youngest still owes.
func (t *teller) receivedLongAgo(a agreement) {
	about := func(payment, on string) { t.receive(ID("receipt-"+a.deal+"-"+payment), cash{a.deal, payment, on, 0}) }
	about("预付款", daysFrom(a.signed, 6, "")[:10])
	about(t.monthName(a), daysFrom(a.completed, 2, "")[:10])
	if a.plan == "tenth" {
		about("竣工款", daysFrom(a.completed, 25, "")[:10])
	}
	if a.settled != "" && !slices.Contains(owing, a.deal) {
		about("结算款", daysFrom(a.settled, 24, "")[:10])
	}
	if a.deal == finishedForGood {
		about("质保金", "2025-11-20")
	}
}

// owing are old works whose settlement was not paid; the first one long ago.
var owing = []string{"邕江冷链仓库一期", "黔岭服务区改造"}

// finishedForGood are works of which everything was paid, the retention too.
const finishedForGood = "津滨光伏并网柜"

// unbooked is money that waits for somebody: unknown, claimed, confirmed.
func (t *teller) unbooked() {
	register := func(at, name, payer string, entity string, fen int64, memo string) {
		t.then(at, bookkeeper, "registers "+name, func(ctx context.Context) error {
			m := collection.Money{Kind: collection.Transfer, Amount: fen, ReceivedOn: t.day(at), PayerName: payer, BankRef: "EB-" + name, Memo: memo}
			_, err := t.Collect.Register(ctx, ID(name), ID(entity), m)
			return err
		})
	}
	claim := func(at, name, deal string) {
		t.then(at, bookkeeper, "claims "+name, func(ctx context.Context) error {
			v, err := t.Collect.Receipt(ctx, ID(name))
			if err != nil {
				return err
			}
			return t.Collect.Claim(ctx, ID(name), v.Version, contractID(deal))
		})
	}
	register("2026-11-19 09:20", "receipt-unknown", "鹭江文旅投资有限公司", "org-1", 86_400*yuan, "投标保证金退还")
	register("2026-11-20 09:05", "receipt-unknown-2", "津滨新能源有限公司", "org-4", 300_000*yuan, "工程款")
	register("2026-11-18 10:40", "receipt-claimed", "锦麓置业有限公司", "org-1", 150_000*yuan, "3#楼进度款")
	claim("2026-11-18 11:00", "receipt-claimed", "锦麓云庭二期3#楼总承包")
	register("2026-11-19 15:00", "receipt-confirmed", "津滨新能源有限公司", "org-4", 200_000*yuan, "海河变电站")
	claim("2026-11-19 15:20", "receipt-confirmed", "津滨110kV海河变电站新建工程")
	t.then("2026-11-19 16:00", treasurer, "confirms a receipt", func(ctx context.Context) error {
		v, err := t.Collect.Receipt(ctx, ID("receipt-confirmed"))
		if err != nil {
			return err
		}
		return t.Collect.Confirm(ctx, ID("receipt-confirmed"), v.Version, collection.Papers{})
	})
}

// round is what the product does every day by itself: what fell due is told, and
// orders to collect open and rise.
func (t *teller) round(at string) {
	t.then(at, system, "the day's round of payments", func(ctx context.Context) error {
		if _, err := t.Billing.RunDue(ctx); err != nil {
			return err
		}
		_, err := t.Collect.RunDue(ctx)
		return err
	})
}

// brokenPromise is the state of a promise that was not kept.
const brokenPromise = "broken"

// dunning tells what was done about the customer who pays late.
func (t *teller) dunning() {
	const deal = "锦麓云庭二期3#楼总承包"
	step := func(at, who string, x collection.Step) {
		t.then(at, system, "a step of collecting", func(ctx context.Context) error {
			x.By, x.On = ID(who), t.day(at)
			return t.in(ctx, func(tx *db.Tx) error { return t.Collect.PastStepTx(tx, contractID(deal), x) })
		})
	}
	promise := func(at string, p collection.Promise) {
		t.then(at, system, "a promise to pay", func(ctx context.Context) error {
			p.By = ID("wang.sales")
			return t.in(ctx, func(tx *db.Tx) error { return t.Collect.PastPromiseTx(tx, contractID(deal), p) })
		})
	}
	step("2026-10-12 10:00", "wang.sales", collection.Step{Kind: "call", Level: 1, Note: "电话财务部长，对账函已寄，回执已存"})
	step("2026-10-21 15:00", "wang.sales", collection.Step{Kind: "letter", Level: 2, Written: true, Note: "催款函 EMS 签收"})
	promise("2026-10-26 11:00", collection.Promise{PayOn: t.date("2026-11-10"), Amount: 1_500_000 * yuan, State: brokenPromise, DecidedOn: t.date("2026-11-11"), Note: "承诺 11-10 付 150 万元，未兑现"})
	step("2026-11-16 16:30", "shen.manager", collection.Step{Kind: "meeting", Level: 3, Note: "约谈业主定于 11-24，已停新报价"})
	promise("2026-11-17 14:00", collection.Promise{PayOn: t.date("2026-11-30"), Amount: 2_615_000 * yuan, State: collection.PromiseOpen, Note: "财务部长口头，待书面"})
}
