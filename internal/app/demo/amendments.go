package demo

import (
	"context"
	"fmt"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/terms"
)

// change is an amendment of the story: what it changes, and until where it came.
type change struct {
	deal, title string
	delta       int64 // fen
	days        int64
	began       string
	far         contract.AmendmentState
	note        string
}

var changes = []change{
	{"津滨110kV海河变电站新建工程", "补充协议1 工期顺延", 0, 5, "2026-06-12", contract.AmendmentSigned, "主变到货推迟，工期顺延 5 天，价款不变"},
	{"津滨110kV海河变电站新建工程", "补充协议2 电缆沟加深", 426_000 * yuan, 0, "2026-11-06", contract.AmendmentApproved, "电缆沟加深至 1.8 m"},
	{"钱湾区滨江大道(一期)道路工程", "补充协议1 设计变更 CR-014", 386_500 * yuan, 6, "2026-11-18", contract.AmendmentDraft, "路灯基础与人行道标高调整"},
	{"湘麓医院门诊综合楼工程", "补充协议1 净化机组选型优化", -620_000 * yuan, 0, "2026-11-17", contract.AmendmentDraft, "净化机组改型，发包人支付担保改为资金来源证明"},
	{"锦麓云庭二期3#楼总承包", "补充协议1 停窝工费用", 268_000 * yuan, 12, "2026-11-16", contract.AmendmentApproving, "业主逾期付款造成停窝工"},
}

// AmendmentID returns the id of the n-th amendment of a demo contract, from 1.
func AmendmentID(deal string, n int64) ref.ID { return ID(fmt.Sprintf("amendment-%s-%d", deal, n)) }

// amendments tells how contracts in force were changed.
func (t *teller) amendments() {
	count := map[string]int64{}
	for _, c := range changes {
		count[c.deal]++
		t.amendment(c, AmendmentID(c.deal, count[c.deal]))
	}
}

func (t *teller) amendment(c change, id ref.ID) {
	on := func(days int, hour, who string, do func(context.Context, contract.AmendmentView) error) {
		t.then(daysFrom(c.began, days, hour), who, "on with "+c.title+" of "+c.deal, func(ctx context.Context) error {
			v, err := t.Contracts.Amendment(ctx, id)
			if err != nil {
				return err
			}
			return do(ctx, v)
		})
	}
	t.then(c.began+" 10:00", clerk, c.title+" of "+c.deal, func(ctx context.Context) error { return t.amend(ctx, c, id) })
	if c.far == contract.AmendmentDraft {
		return
	}
	on(1, "09:30", clerk, t.submitAmendment)
	if c.far == contract.AmendmentApproving {
		return
	}
	for i, who := range approvers(ownerOf(c.deal), c.delta) {
		on(3+i, "15:20", who, func(ctx context.Context, v contract.AmendmentView) error {
			return t.decide(ctx, ref.To(contract.AmendmentKind, v.ID), step{verb: "approve"})
		})
	}
	on(9, "16:00", clerk, func(ctx context.Context, v contract.AmendmentView) error { return t.signAmendment(ctx, c, v) })
}

func (t *teller) amend(ctx context.Context, c change, id ref.ID) error {
	d := contract.AmendmentInput{Title: c.title, Note: c.note, Delta: c.delta, Days: c.days}
	if c.delta != 0 {
		line, err := contract.NewTaxLine(general.Percent(), general, c.delta)
		if err != nil {
			return err
		}
		d.TaxLines = []contract.TaxLine{line}
	}
	if c.delta < 0 { // it gives up the payer's guarantee, which a rule minds
		later := agreed("twenty")
		no := false
		later.PayerGuarantee = &no
		d.Terms = &later
	}
	_, err := t.Contracts.Amend(ctx, contractID(c.deal), id, d)
	return err
}

// submitAmendment lets pass what the contract's terms break, as its own waivers did.
func (t *teller) submitAmendment(ctx context.Context, v contract.AmendmentView) error {
	for _, f := range v.Findings {
		if f.Waiver != nil || f.Severity == terms.Info {
			continue
		}
		if err := t.Contracts.WaiveAmendment(ctx, v.ID, v.Version, f.Rule, f.Path, excuses[f.Rule]); err != nil {
			return err
		}
		v.Version++
	}
	return t.Contracts.SubmitAmendment(ctx, v.ID, v.Version)
}

// signAmendment hangs the signed copy on an amendment, and brings it into force
// unless the other side has not signed yet.
func (t *teller) signAmendment(ctx context.Context, c change, v contract.AmendmentView) error {
	p := scanOf(c.title)
	if c.far != contract.AmendmentSigned {
		p.id = "amendment-scan"
	}
	scan, err := t.file(ctx, ref.To(contract.AmendmentKind, v.ID), document.SignedScan, p)
	if err != nil || c.far != contract.AmendmentSigned {
		return err
	}
	return t.Contracts.SignAmendment(ctx, v.ID, v.Version, contract.Signature{DocumentID: scan, SignedOn: workday.Today(t.DB.Now(), t.zone)})
}
