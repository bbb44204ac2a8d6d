package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/quote"
	"gongqiao/internal/sell/terms"
)

// agreement is a contract of the story. It is drawn from the offer that the
// customer took, and signed on a day that may lie ahead.
type agreement struct {
	deal          string
	organisation  int
	owner, kind   string
	price         int64 // fen, tax included
	bill, plan    string
	exact         bool // the bill comes to the price by itself
	margin        money.Rate
	accepted      string // when the customer took the offer
	signed        string
	start, finish string
	completed     string // when the works were accepted; "" not yet
	defects       int64  // months; 0 for the usual two years
	settled       string // when the settlement was agreed; "" not yet
	audited       int64  // fen
}

const yuan = 100

// signedOnes are the contracts of the projects of the story (reference 8.2) and
// of what customers built with us before.
var signedOnes = []agreement{
	{deal: "津滨110kV海河变电站新建工程", organisation: 11, owner: "gu.sales", kind: "PW", price: 36_800_000 * yuan, bill: "substation", plan: "substation", exact: true, margin: 108_000, accepted: "2026-02-06", signed: "2026-03-04", start: "2026-03-17", finish: "2026-11-16"},
	{deal: "钱湾区滨江大道(一期)道路工程", organisation: 29, owner: "li.sales", kind: "MU", price: 14_529_150*yuan + 69, bill: "road", plan: "road", exact: true, margin: 135_000, accepted: "2026-01-14", signed: "2026-02-08", start: "2026-03-02", finish: "2026-11-19"},
	{deal: "湘麓医院门诊综合楼工程", organisation: 15, owner: "li.sales", kind: "BD", price: 86_400_000 * yuan, bill: "building", plan: "twenty", exact: true, margin: 124_000, accepted: "2026-08-24", signed: "2026-09-21", start: "2026-12-13", finish: "2028-06-30"},
	{deal: "秦川数据中心A区机电安装", organisation: 10, owner: "zhao.sales", kind: "ME", price: 41_200_000 * yuan, bill: "substation", plan: "equipment", margin: 119_000, accepted: "2026-10-16", signed: "2026-11-11", start: "2026-12-18", finish: "2027-09-30"},
	{deal: "锦麓云庭二期3#楼总承包", organisation: 7, owner: "wang.sales", kind: "BD", price: 52_300_000 * yuan, bill: "building", plan: "tower", margin: 62_000, accepted: "2025-08-30", signed: "2025-09-26", start: "2025-10-20", finish: "2027-05-30"},
	{deal: "青岚堆场道路大修", organisation: 5, owner: "wang.sales", kind: "RD", price: 3_260_000 * yuan, bill: "road", plan: "monthly", margin: 117_000, accepted: "2026-09-18", signed: "2026-10-14", start: "2026-12-01", finish: "2027-05-31"},
	{deal: "钱湾泵站电气改造", organisation: 6, owner: "li.sales", kind: "ME", price: 4_180_000 * yuan, bill: "road", plan: "monthly", margin: 126_000, accepted: "2026-09-24", signed: "2026-10-20", start: "2026-12-05", finish: "2027-06-30"},
	{deal: "黔岭互通连接线改造", organisation: 18, owner: "li.sales", kind: "RD", price: 23_450_000 * yuan, bill: "road", plan: "monthly", margin: 121_000, accepted: "2025-05-04", signed: "2025-05-29", start: "2025-06-20", finish: "2026-05-31",
		completed: "2026-06-16", defects: 12, settled: "2026-08-20", audited: 23_450_000 * yuan},
	{deal: "赣江第三水厂深度处理改造", organisation: 14, owner: "han.sales", kind: "WT", price: 18_960_000 * yuan, bill: "building", plan: "monthly", margin: 110_000, accepted: "2024-02-20", signed: "2024-03-16", start: "2024-04-08", finish: "2025-03-31",
		completed: "2025-03-17", settled: "2025-07-22", audited: 18_214_300 * yuan},
	{deal: "邕江冷链仓库一期", organisation: 16, owner: "li.sales", kind: "BD", price: 9_620_000 * yuan, bill: "building", plan: "tenth", margin: 98_000, accepted: "2025-02-12", signed: "2025-03-10", start: "2025-04-01", finish: "2026-03-15",
		completed: "2026-03-12", settled: "2026-06-17", audited: 9_620_000 * yuan},
	{deal: "黔岭服务区改造", organisation: 18, owner: "li.sales", kind: "BD", price: 12_840_000 * yuan, bill: "building", plan: "tenth", margin: 115_000, accepted: "2025-08-08", signed: "2025-09-03", start: "2025-09-25", finish: "2026-07-25",
		completed: "2026-07-20", settled: "2026-10-30", audited: 12_840_000 * yuan},
	{deal: "庐州智造园研发楼改造", organisation: 13, owner: "li.sales", kind: "BD", price: 6_200_000 * yuan, bill: "building", plan: "tenth", margin: 128_000, accepted: "2025-10-20", signed: "2025-11-14", start: "2025-12-08", finish: "2026-09-30",
		completed: "2026-10-12"},
	{deal: "津滨厂区道路", organisation: 11, owner: "han.sales", kind: "MU", price: 12_600_000 * yuan, bill: "road", plan: "tenth", margin: 104_000, accepted: "2024-06-14", signed: "2024-07-08", start: "2024-08-01", finish: "2025-04-30",
		completed: "2025-05-12", settled: "2025-08-15", audited: 12_600_000 * yuan},
	{deal: "津滨光伏并网柜", organisation: 11, owner: "zhao.sales", kind: "SP", price: 4_680_000 * yuan, bill: "building", plan: "tenth", margin: 142_000, accepted: "2023-03-20", signed: "2023-04-12", start: "2023-05-04", finish: "2023-11-15",
		completed: "2023-11-08", settled: "2023-12-29", audited: 4_680_000 * yuan},
}

// comingOnes belong to deals that are being signed; their days of signing lie
// so far ahead that each contract waits somewhere else today.
var comingOnes = []agreement{
	{deal: "滇池截污干管整治", kind: "EN", bill: "road", plan: "monthly", margin: 122_000, accepted: "2026-11-05", signed: "2026-12-05", start: "2027-01-10", finish: "2027-11-30"},
	{deal: "黔岭服务区充电设施", kind: "PW", bill: "road", plan: "monthly", margin: 118_000, accepted: "2026-11-03", signed: "2026-11-28", start: "2026-12-20", finish: "2027-04-30"},
	{deal: "青岚散货码头廊道", kind: "BD", bill: "building", plan: "monthly", margin: 106_000, accepted: "2026-11-07", signed: "2026-12-03", start: "2027-01-05", finish: "2028-01-31"},
	{deal: "钱湾排水管网修复", kind: "MU", bill: "road", plan: "monthly", margin: 127_000, accepted: "2026-11-11", signed: "2026-12-07", start: "2027-01-08", finish: "2027-09-30"},
	{deal: "渝峡车辆段给排水", kind: "WT", bill: "building", plan: "monthly", margin: 111_000, accepted: "2026-10-27", signed: "2026-11-24", start: "2026-12-20", finish: "2027-08-31"},
	{deal: "津滨风电升压站", kind: "PW", bill: "road", plan: "monthly", margin: 129_000, accepted: "2026-11-15", signed: "2026-12-09", start: "2027-01-12", finish: "2027-07-31"},
}

func contractID(deal string) ref.ID { return ID("contract-" + deal) }

const clerk = "zhou.commercial"

func ownerOf(deal string) string {
	for _, a := range signedOnes {
		if a.deal == deal {
			return a.owner
		}
	}
	return dealOf(deal).owner
}

// agreements tells of every contract, and of the deal and the offer before it.
func (t *teller) agreements() {
	for _, a := range signedOnes {
		t.then(daysFrom(a.accepted, -26, "08:30"), system, "the deal for "+a.deal, func(ctx context.Context) error { return t.won(ctx, a) })
		t.agreement(a)
	}
	for _, a := range comingOnes {
		t.agreement(t.coming(a.deal))
	}
}

// coming returns a contract that is on its way, with what its deal says.
func (t *teller) coming(name string) agreement {
	a := comingOnes[slices.IndexFunc(comingOnes, func(a agreement) bool { return a.deal == name })]
	d := dealOf(name)
	a.organisation, a.owner, a.price = d.organisation, d.owner, d.wan*10_000*yuan
	return a
}

// daysFrom writes the moment so many days from a date.
func daysFrom(date string, days int, hour string) string {
	return workday.MustParse(date).AddDays(days).String() + " " + hour
}

// won adds the opportunity that will be won, with the people who work on it.
func (t *teller) won(ctx context.Context, a agreement) error {
	accepted := t.moment(a.accepted + " 18:00")
	p := deal{name: a.deal, organisation: a.organisation, wan: 1, owner: a.owner}.draft(a.organisation, t.now)
	p.Draft.Amount, p.Draft.ExpectedSignDate = a.price, t.date(a.signed)
	for _, before := range []int{95, 60, 25, 0} {
		p.Entered = append(p.Entered, accepted.AddDate(0, 0, -before))
	}
	p.VisitEnded = p.Entered[0].Add(2 * day)
	p.ReportGiven = p.VisitEnded.Add(30 * time.Hour)
	p.LastActive = accepted
	return t.in(ctx, func(tx *db.Tx) error {
		if err := t.Pipeline.AddTx(tx, p); err != nil {
			return err
		}
		return t.staff(tx, a)
	})
}

// people puts those who will build onto the deals that are being signed.
func (t *teller) people(tx *db.Tx) error {
	for _, a := range comingOnes {
		_, on, err := t.dealScope(tx, a.deal)
		if err != nil {
			return err
		}
		if err := t.Team.JoinTx(tx, on, ID("zheng.pm"), team.ProjectManager); err != nil {
			return err
		}
	}
	return nil
}

// staff names who works on a deal that is won.
func (t *teller) staff(tx *db.Tx, a agreement) error {
	_, on, err := t.dealScope(tx, a.deal)
	if err != nil {
		return err
	}
	for part, who := range map[team.Part]string{team.Sales: a.owner, team.Technical: "qian.tech", team.Commercial: "zhou.commercial", team.ProjectManager: "zheng.pm"} {
		if err := t.Team.JoinTx(tx, on, ID(who), part); err != nil {
			return err
		}
	}
	return nil
}

// agreement collects what happened from the first line of the offer to the end
// of the contract.
func (t *teller) agreement(a agreement) {
	o := offer{deal: a.deal, bill: a.bill, plan: a.plan, margin: a.margin}
	if !a.exact {
		o.wan = a.price / (10_000 * yuan)
	}
	if !a.old() {
		o.course = smooth(a.owner, a.price, a.accepted)
		t.offer(o)
	}
	t.then(daysFrom(a.signed, -20, "14:00"), clerk, "draws the contract of "+a.deal, func(ctx context.Context) error { return t.draw(ctx, a) })
	t.about(a, -18, "10:00", clerk, t.submit)
	t.about(a, -17, "11:00", "tang.leader", t.opinion(contract.Legal, "合同条款与招标文件一致"))
	t.about(a, -16, "10:30", "qian.tech", t.opinion(contract.Technical, "技术标准与报价一致"))
	t.about(a, -16, "15:00", "wu.finance", t.opinion(contract.Finance, "付款条件可行，履约保函费用已列入"))
	for i, who := range approvers(a.owner, a.price) {
		t.about(a, i-15, "09:40", who, func(ctx context.Context, v contract.View) error {
			return t.decide(ctx, ref.To(contract.Kind, v.ID), step{verb: "approve"})
		})
	}
	t.about(a, -9, "10:00", clerk, func(ctx context.Context, v contract.View) error {
		return t.Contracts.StartSigning(ctx, v.ID, v.Version, "paper")
	})
	t.about(a, 0, "16:00", clerk, func(ctx context.Context, v contract.View) error { return t.sign(ctx, a, v) })
	t.ended(a)
}

// about adds what somebody did about a contract, days from its signing.
func (t *teller) about(a agreement, days int, hour, who string, do func(context.Context, contract.View) error) {
	t.then(daysFrom(a.signed, days, hour), who, "on with the contract of "+a.deal, func(ctx context.Context) error {
		v, err := t.Contracts.Get(ctx, contractID(a.deal))
		if err != nil {
			return err
		}
		return do(ctx, v)
	})
}

// draw writes the contract out of the accepted offer.
func (t *teller) draw(ctx context.Context, a agreement) error {
	agreed := agreed(a.plan)
	if a.defects > 0 {
		agreed.DefectsMonths = &a.defects
	}
	f := contract.Fresh{ID: contractID(a.deal), Owner: ID(a.owner), Terms: &agreed, Draft: contract.Draft{
		Title: a.deal, Type: a.kind, Pricing: "unit_price", StartOn: t.date(a.start), FinishOn: t.date(a.finish), Payments: payments(a.plan), Clauses: clauses(a),
		Parties: []contract.Party{{Role: contract.RoleOwner, Signatory: names[a.organisation%len(names)], Title: "总经理"}, {Role: contract.RoleContractor, Signatory: "周启明", Title: "总经理"}},
	}}
	if err := t.source(ctx, a, &f); err != nil {
		return err
	}
	if _, err := t.Contracts.Create(ctx, f); err != nil {
		return err
	}
	if a.old() {
		return nil
	}
	_, err := t.file(ctx, ref.To(contract.Kind, f.ID), document.Attachment, contractText(a))
	return err
}

// source says out of what a contract is drawn: the accepted offer, or, of old
// works and where there is no font to send an offer, nothing.
func (t *teller) source(ctx context.Context, a agreement, f *contract.Fresh) error {
	if !a.old() {
		q, err := t.Quotes.Get(ctx, quoteID(a.deal))
		if err != nil {
			return err
		}
		if q.State == quote.StateAccepted {
			f.QuoteID = q.ID
			return nil
		}
	}
	line, err := contract.NewTaxLine(general.Percent(), general, a.price)
	f.CustomerID, f.OpportunityID, f.Price, f.TaxLines = ID(fmt.Sprintf("org-%d", a.organisation)), dealID(a.deal), a.price, []contract.TaxLine{line}
	return err
}

// old reports whether the works are history, of which no offer is told and only
// scans are left.
func (a agreement) old() bool { return a.completed != "" }

// excuses are why a rule that the terms break was let pass.
var excuses = map[string]string{
	"PAY-003": "预付款与开工间隔已由业主书面确认", "PAY-005": "节点付款，累计不低于完成产值的八成", "PAY-006": "设备供货为主，质保金按供货合同惯例",
	"PAY-013": "与业主往来惯例", "PAY-015": "以资金来源证明代替", "PAY-019": "结算审核期限另行约定",
}

// submit lets pass what the terms break and gives the contract to its reviewers.
func (t *teller) submit(ctx context.Context, v contract.View) error {
	x, _, err := t.Contracts.Findings(ctx, v.ID)
	if err != nil {
		return err
	}
	for _, f := range x.Findings {
		if f.Severity == terms.Info {
			continue
		}
		if err := t.Contracts.Waive(ctx, v.ID, v.Version, f.Rule, f.Path, excuses[f.Rule]); err != nil {
			return fmt.Errorf("%s at %s: %w", f.Rule, f.Path, err)
		}
		v.Version++
	}
	return t.Contracts.Submit(ctx, v.ID, v.Version)
}

// opinion is a review that found nothing against the contract.
func (t *teller) opinion(p contract.Part, note string) func(context.Context, contract.View) error {
	return func(ctx context.Context, v contract.View) error {
		return t.Contracts.Review(ctx, v.ID, v.Version, p, true, note)
	}
}

func (t *teller) sign(ctx context.Context, a agreement, v contract.View) error {
	p := signedCopy(v)
	if a.old() {
		p = scanOf(p.name)
	}
	scan, err := t.file(ctx, ref.To(contract.Kind, v.ID), document.SignedScan, p)
	if err != nil {
		return err
	}
	return t.Contracts.Sign(ctx, v.ID, v.Version, contract.Signature{DocumentID: scan, SignedOn: t.date(a.signed)})
}

// ended tells of the acceptance of the works and of the settlement.
func (t *teller) ended(a agreement) {
	if a.completed == "" {
		return
	}
	proven := func(date, who, title string, do func(context.Context, contract.View, ref.ID) error) {
		t.then(date+" 15:30", who, title+" of "+a.deal, func(ctx context.Context) error {
			v, err := t.Contracts.Get(ctx, contractID(a.deal))
			if err != nil {
				return err
			}
			proof, err := t.file(ctx, ref.To(contract.Kind, v.ID), document.Evidence, scanOf(title))
			if err != nil {
				return err
			}
			return do(ctx, v, proof)
		})
	}
	proven(a.completed, "gm", "竣工验收证书", func(ctx context.Context, v contract.View, proof ref.ID) error {
		return t.Contracts.Complete(ctx, v.ID, v.Version, proof, t.date(a.completed))
	})
	if a.settled == "" {
		return
	}
	proven(a.settled, "gm", "结算审定单", func(ctx context.Context, v contract.View, proof ref.ID) error {
		return t.Contracts.Settle(ctx, v.ID, v.Version, proof, a.audited)
	})
}
