package demo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/quote"
)

// step is one thing that somebody did about an offer.
type step struct{ at, who, verb, note string }

// offer is a quote of the story: what it offers and how it went. A course that
// is empty goes without a hitch, so many days before it was accepted.
type offer struct {
	deal   string
	wan    int64  // what it comes to in 万元, when the bill is made to a price
	bill   string // the bill as it stands when there is no price
	plan   string
	margin money.Rate
	course []step
}

// offers are those that still run, or came to nothing.
var offers = []offer{
	{"庐州智造园5#厂房", 2905, "building", "monthly", 112_000, []step{
		{"2026-10-14 10:30", "li.sales", "create", ""}, {"2026-10-20 09:20", "li.sales", "submit", ""},
		{"2026-10-30 10:30", "li.sales", "revise", "factory-v2"}, {"2026-11-02 09:20", "li.sales", "submit", ""}, {"2026-11-04 15:10", "qian.tech", "tech", "参数与图纸一致"},
		{"2026-11-17 16:40", "li.sales", "revise", "factory-v3"}, {"2026-11-18 11:05", "li.sales", "submit", ""},
		{"2026-11-19 16:20", "qian.tech", "tech", "行车梁按 20 t 复核；超平地坪 FF50 需激光整平设备，已列入措施费"},
	}},
	{"赣江第四水厂土建", 5600, "road", "monthly", 94_000, []step{
		{"2026-11-03 09:00", "han.sales", "create", ""}, {"2026-11-16 10:05", "han.sales", "submit", ""}, {"2026-11-19 10:12", "qian.tech", "tech", "商混单价按供应商报价，12-15 到期"},
		{"2026-11-19 17:40", "wu.finance", "cost", "毛利率较同类水务项目中位低 2.7 个百分点"}, {"2026-11-20 15:32", "cai.manager", "approve", "同意"},
	}},
	{"邕江冷链仓库二期", 1560, "building", "monthly", 101_000, []step{
		{"2026-08-05 14:00", "li.sales", "create", ""}, {"2026-11-12 09:40", "li.sales", "submit", ""}, {"2026-11-13 16:30", "qian.tech", "tech", ""},
		{"2026-11-17 10:20", "wu.finance", "cost", ""}, {"2026-11-18 09:15", "sun.manager", "approve", "客户要求分两批付款，请财务经理判断付款方风险"},
	}},
	{"津滨储能电站EPC", 6800, "substation", "substation", 108_000, []step{
		{"2026-10-26 09:30", "gu.sales", "create", ""}, {"2026-11-05 15:00", "gu.sales", "submit", ""}, {"2026-11-10 11:00", "qian.tech", "tech", "电池舱消防间距需业主书面确认"},
		{"2026-11-12 16:00", "wu.finance", "cost", ""}, {"2026-11-13 10:00", "meng.manager", "approve", ""}, {"2026-11-16 09:30", "xu.finance", "approve", "预付款 10%，资金计划已核"},
		{"2026-11-18 14:20", "tang.leader", "approve", "同意，报总经理"},
	}},
	{"赣江实验楼净化", 2270, "building", "monthly", 118_000, []step{
		{"2026-11-06 10:00", "han.sales", "create", ""}, {"2026-11-13 09:00", "han.sales", "submit", ""}, {"2026-11-17 15:30", "qian.tech", "tech", ""}, {"2026-11-20 11:10", "wu.finance", "cost", ""},
	}},
	{"邕江照明节能", 790, "building", "monthly", 124_000, []step{
		{"2026-08-03 10:00", "li.sales", "create", ""}, {"2026-10-27 09:10", "li.sales", "submit", ""}, {"2026-10-29 10:30", "qian.tech", "tech", ""}, {"2026-11-09 15:20", "li.sales", "withdraw", "业主改为合同能源管理方式，重新议价"},
	}},
	{"锦麓围墙与大门", 930, "building", "monthly", 88_000, []step{
		{"2026-11-05 09:00", "wang.sales", "create", ""}, {"2026-11-11 09:30", "wang.sales", "submit", ""}, {"2026-11-12 10:00", "qian.tech", "tech", ""}, {"2026-11-16 14:00", "wu.finance", "cost", ""},
		{"2026-11-17 16:10", "shen.manager", "approve", "付款方逾期两个节点，请财务经理把关"}, {"2026-11-19 10:20", "wang.sales", "take_back", ""},
	}},
	{"滇池湖滨湿地修复", 1180, "road", "monthly", 126_000, []step{
		{"2026-11-14 09:30", "han.sales", "create", ""}, {"2026-11-18 17:00", "han.sales", "submit", ""},
	}},
	{"湘麓体检中心装修", 1090, "building", "monthly", 135_000, []step{
		{"2026-11-14 10:30", "wang.sales", "create", ""}, {"2026-11-17 09:00", "wang.sales", "submit", ""}, {"2026-11-19 09:50", "wu.finance", "cost", "财务初审通过"},
	}},
	{"渝峡交委监控中心", 1830, "building", "monthly", 117_000, []step{
		{"2026-10-22 09:00", "zhao.sales", "create", ""}, {"2026-10-29 10:00", "zhao.sales", "submit", ""}, {"2026-11-02 11:00", "qian.tech", "tech", ""}, {"2026-11-04 15:00", "wu.finance", "cost", ""},
		{"2026-11-05 09:00", "luo.manager", "approve", ""}, {"2026-11-06 10:00", "xu.finance", "approve", ""}, {"2026-11-10 16:00", "tang.leader", "approve", ""},
	}},
	{"渝峡换乘站装饰装修", 2360, "building", "monthly", 109_000, []step{
		{"2026-10-12 09:00", "zhao.sales", "create", ""}, {"2026-10-19 10:00", "zhao.sales", "submit", ""}, {"2026-10-22 11:00", "qian.tech", "tech", ""}, {"2026-10-26 15:00", "wu.finance", "cost", ""},
		{"2026-10-27 09:00", "luo.manager", "approve", ""}, {"2026-10-28 10:00", "xu.finance", "approve", ""}, {"2026-10-30 16:00", "tang.leader", "approve", ""}, {"2026-11-03 09:30", "zhao.sales", "send", "paper"},
	}},
	{"鹭江地基加固", 1620, "building", "twenty", 131_000, []step{
		{"2026-10-16 09:00", "li.sales", "create", ""}, {"2026-10-22 10:00", "li.sales", "submit", ""}, {"2026-10-26 11:00", "qian.tech", "tech", ""}, {"2026-10-28 15:00", "wu.finance", "cost", ""},
		{"2026-10-29 09:00", "sun.manager", "approve", ""}, {"2026-10-30 10:00", "xu.finance", "approve", ""}, {"2026-11-02 16:00", "tang.leader", "approve", ""}, {"2026-11-04 09:30", "li.sales", "send", "wechat"},
		{"2026-11-19 17:30", "li.sales", "accept", ""},
	}},
	{"楚汉污水处理站", 1230, "road", "monthly", 71_000, []step{
		{"2026-10-28 09:00", "li.sales", "create", ""}, {"2026-11-04 10:00", "li.sales", "submit", ""}, {"2026-11-06 11:00", "qian.tech", "tech", ""}, {"2026-11-09 15:00", "wu.finance", "cost", "毛利率低于 8%"},
		{"2026-11-10 09:00", "sun.manager", "approve", ""}, {"2026-11-13 10:00", "xu.finance", "reject", "毛利率 7.1%，低于下限，膜组件价格须重新询价"},
	}},
	{"楚汉GMP车间净化工程", 980, "building", "twenty", 132_000, []step{
		{"2026-11-02 10:00", "li.sales", "create", ""}, {"2026-11-12 09:00", "li.sales", "submit", ""}, {"2026-11-16 15:30", "qian.tech", "tech", "洁净等级按 C 级设计"}, {"2026-11-20 14:10", "wu.finance", "cost", ""},
	}},
	{"渝峡停车场机电安装", 4280, "building", "monthly", 113_000, []step{
		{"2026-11-02 09:00", "zhao.sales", "create", ""}, {"2026-11-12 10:00", "zhao.sales", "submit", ""}, {"2026-11-18 15:20", "qian.tech", "refuse_tech", "请补充施工组织设计与夜间占道方案"},
	}},
	{"滇池综合楼维修", 1450, "building", "monthly", 120_000, []step{{"2026-11-17 14:10", "han.sales", "create", ""}}},
}

// smooth is the course of an offer that the customer took: days before the
// acceptance, at an hour. Approvals follow the matrix of reference 2.4.1.
func smooth(owner string, gross int64, accepted string) []step {
	day := mustParse(time.DateOnly, accepted, time.UTC)
	at := func(before int, hour string) string {
		return day.AddDate(0, 0, -before).Format(time.DateOnly) + " " + hour
	}
	s := []step{{at(24, "09:10"), owner, "create", ""}, {at(20, "10:05"), owner, "submit", ""}, {at(18, "15:20"), "qian.tech", "tech", ""}, {at(16, "11:10"), "wu.finance", "cost", ""}}
	for i, who := range approvers(owner, gross) {
		s = append(s, step{at(15-i, "09:40"), who, "approve", ""})
	}
	return append(s, step{at(10, "09:30"), owner, "send", "paper"}, step{at(0, "16:00"), owner, "accept", ""})
}

// approvers are those whom the matrix asks about a person's price, in order.
func approvers(owner string, gross int64) []string {
	all := []string{managers[owner], "xu.finance", "tang.leader", "gm"}
	for i, from := range []int64{500_000_00, 5_000_000_00, 30_000_000_00} {
		if gross < from {
			return all[:i+1]
		}
	}
	return all
}

func quoteID(deal string) ref.ID { return ID("quote-" + deal) }

// offer collects what happened about one offer.
func (t *teller) offer(o offer) {
	for _, s := range o.course {
		t.then(s.at, s.who, s.verb+" the offer for "+o.deal, func(ctx context.Context) error { return t.offerStep(ctx, o, s) })
	}
}

// revision returns the revision that a step is about, from 1.
func (o offer) revision(s step) (n int, id ref.ID) {
	n = 1
	for _, x := range o.course {
		if x.verb == "revise" && x.at < s.at {
			n++
		}
	}
	return n, revisionID(o.deal, n)
}

func revisionID(deal string, n int) ref.ID {
	if n == 1 {
		return quoteID(deal)
	}
	return ID(fmt.Sprintf("quote-%s-V%d", deal, n))
}

func (t *teller) offerStep(ctx context.Context, o offer, s step) error {
	n, id := o.revision(s)
	if s.verb == "create" {
		return t.begin(ctx, id, o)
	}
	q, err := t.Quotes.Get(ctx, id)
	if err != nil {
		return err
	}
	switch s.verb {
	case "revise":
		return t.revise(ctx, q, revisionID(o.deal, n+1), s.note)
	case "submit":
		return t.Quotes.Submit(ctx, id, q.Version)
	case "take_back":
		return t.takeBack(ctx, ref.To(quote.Kind, id))
	case "approve", "reject":
		return t.decide(ctx, ref.To(quote.Kind, id), s)
	case "send":
		return t.send(ctx, q, s.note)
	case "accept":
		return t.accept(ctx, q)
	case "withdraw":
		return t.Quotes.Withdraw(ctx, id, q.Version, s.note)
	}
	return t.review(ctx, q, o, s)
}

// review tells what one of the two reviewers said.
func (t *teller) review(ctx context.Context, q quote.View, o offer, s step) (err error) {
	v := quote.Verdict{Pass: true, Note: s.note, Findings: quote.Findings{Scope: "与招标范围一致", Parameters: "与图纸一致", Standards: "按现行国家与行业标准", Risks: s.note}}
	switch s.verb {
	case "tech":
		return t.Quotes.TechReview(ctx, q.ID, q.Version, v)
	case "refuse_tech":
		return t.Quotes.TechReview(ctx, q.ID, q.Version, quote.Verdict{Note: s.note})
	case "cost":
		if v.Costs, err = costs(q.Totals.Net.Amount, o); err != nil {
			return err
		}
		return t.Quotes.CostEstimate(ctx, q.ID, q.Version, v)
	}
	return fmt.Errorf("nobody knows how to %s", s.verb)
}

// begin writes the first revision with its bill.
func (t *teller) begin(ctx context.Context, id ref.ID, o offer) error {
	d := quote.Draft{Title: o.deal, Basis: quote.ExclTax, TaxRate: general, ValidityDays: 30, Standard: "GB/T 50500-2024", Terms: agreed(o.plan)}
	lines, err := bill(o.bill)
	if err == nil && o.wan > 0 {
		d.Basis = quote.InclTax
		lines, err = toPrice(lines, o.wan*10_000_00)
	}
	if err != nil {
		return err
	}
	if _, err := t.Quotes.Create(ctx, id, dealID(o.deal), d); err != nil {
		return err
	}
	return t.fill(ctx, id, lines)
}

// fill gives a draft its lines. A line that stood there under the same name
// stays the same line.
func (t *teller) fill(ctx context.Context, id ref.ID, lines []quote.Line) error {
	v, err := t.Quotes.Lines(ctx, id)
	if err != nil {
		return err
	}
	old := map[string]ref.ID{}
	for _, l := range v.Lines {
		old[l.Code+l.Name] = l.ID
	}
	for i := range lines {
		l := &lines[i]
		if l.ID = old[l.Code+l.Name]; l.ID.IsZero() {
			l.ID = ID(fmt.Sprintf("line-%s-%d", id, i))
		}
	}
	q, err := t.Quotes.Get(ctx, id)
	if err != nil {
		return err
	}
	return t.Quotes.SetLines(ctx, id, q.Version, lines)
}

// revise begins the next revision with another bill, whose rates are without tax.
func (t *teller) revise(ctx context.Context, q quote.View, next ref.ID, name string) error {
	lines, err := bill(name)
	if err != nil {
		return err
	}
	if _, err := t.Quotes.Revise(ctx, q.ID, q.Version, next); err != nil {
		return err
	}
	n, err := t.Quotes.Get(ctx, next)
	if err != nil {
		return err
	}
	d := quote.Draft{Title: n.Title, Basis: quote.ExclTax, TaxRate: n.TaxRate, ValidityDays: n.ValidityDays, Standard: n.Standard, Note: n.Note, Terms: n.Terms}
	if err := t.Quotes.Update(ctx, next, n.Version, d); err != nil {
		return err
	}
	return t.fill(ctx, next, lines)
}

// costs are what works cost that bring the offer's margin, by the usual shares
// of labour, material, machinery, subcontracts, measures, overhead and risk.
func costs(net int64, o offer) (*quote.Costs, error) {
	if o.deal == "赣江第四水厂土建" { // as its approval shows them
		return &quote.Costs{Labour: 8_924_000_00, Material: 24_186_000_00, Machinery: 7_423_000_00, Subcontract: 2_485_000_00, Measures: 1_500_000_00, Indirect: 1_529_000_00, Risk: 500_000_00}, nil
	}
	total, err := money.CNY(net).MulRate(money.RateOne - o.margin)
	if err != nil {
		return nil, err
	}
	p, err := money.Share(total, []int64{192, 520, 160, 60, 26, 33, 9})
	if err != nil {
		return nil, err
	}
	return &quote.Costs{Labour: p[0].Amount, Material: p[1].Amount, Machinery: p[2].Amount, Subcontract: p[3].Amount, Measures: p[4].Amount, Indirect: p[5].Amount, Risk: p[6].Amount}, nil
}

// decide answers the approval that waits for whoever is in ctx.
func (t *teller) decide(ctx context.Context, on ref.Ref, s step) error {
	waiting, err := t.Approvals.List(ctx, "mine", url.Values{"ref_kind": {string(on.Kind)}, "ref_id": {on.ID.String()}})
	if err != nil {
		return err
	}
	if len(waiting.Items) != 1 {
		return fmt.Errorf("%d approvals wait", len(waiting.Items))
	}
	a := waiting.Items[0]
	if s.verb == "reject" {
		return t.Approvals.Reject(ctx, a.ID, a.Version, s.note)
	}
	return t.Approvals.Approve(ctx, a.ID, a.Version, s.note)
}

// takeBack ends the approval that whoever is in ctx asked for.
func (t *teller) takeBack(ctx context.Context, on ref.Ref) error {
	asked, err := t.Approvals.List(ctx, "submitted", url.Values{"ref_kind": {string(on.Kind)}, "ref_id": {on.ID.String()}})
	if err != nil {
		return err
	}
	return t.Approvals.Withdraw(ctx, asked.Items[0].ID, asked.Items[0].Version)
}

// send gives an offer to the customer. Without a font there is no paper to
// send, and it stays approved.
func (t *teller) send(ctx context.Context, q quote.View, channel string) error {
	err := t.Quotes.Send(ctx, q.ID, q.Version, quote.Dispatch{Channel: channel, Recipient: "建设单位招标采购部"})
	if errors.Is(err, pdf.ErrFontMissing) {
		return nil
	}
	return err
}

// accept notes the customer's letter of acceptance.
func (t *teller) accept(ctx context.Context, q quote.View) error {
	if q.State != quote.StateSent {
		return nil
	}
	letter, err := t.file(ctx, ref.To(quote.Kind, q.ID), document.Evidence, letterOf(q))
	if err != nil {
		return err
	}
	return t.Quotes.Accept(ctx, q.ID, q.Version, letter)
}
