package demo

import (
	"context"
	"fmt"

	"gongqiao/internal/base/document"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/kernel/ref"
)

func handoverID(deal string) ref.ID { return ID("handover-" + deal) }

// How far the handovers come that do not go through: how it was is written in
// [teller.handover].
const (
	inRework = "秦川数据中心A区机电安装"
	inSign   = "湘麓医院门诊综合楼工程"
	isSigned = "钱湾泵站电气改造"
	isAlong  = "青岚堆场道路大修"
	inDraft  = "滇池截污干管整治"
)

// handover tells how sales handed a project over. The usual one takes sixteen
// days from the contract.
func (t *teller) handover(a agreement) {
	on := func(days int, hour, who string, do func(context.Context, handover.View) error) {
		t.onHandover(a, daysFrom(a.signed, days, hour), who, do)
	}
	t.then(daysFrom(a.signed, 0, "15:30"), a.owner, "the handover of "+a.deal, func(ctx context.Context) error {
		_, err := t.Handovers.Create(ctx, handoverID(a.deal), projectID(a.deal), ID("qian.tech"))
		return err
	})
	switch a.deal {
	case inDraft:
		on(6, "11:00", a.owner, func(ctx context.Context, v handover.View) error { return t.evidence(ctx, a, v, partial) })
		return
	case inRework:
		on(5, "10:20", a.owner, func(ctx context.Context, v handover.View) error { return t.evidence(ctx, a, v, partial) })
		on(7, "17:30", a.owner, t.handIn)
		on(8, "15:06", manager, func(ctx context.Context, v handover.View) error {
			return t.Handovers.Judge(ctx, v.ID, v.Version, []handover.Refusal{{Key: "liquidated_damages", Reason: "与合同违约条款不一致，请按第 16.2 款重写"}})
		})
		return
	case inSign:
		on(3, "10:00", a.owner, func(ctx context.Context, v handover.View) error { return t.evidence(ctx, a, v, nil) })
		on(5, "17:00", a.owner, t.handIn)
		t.onHandover(a, "2026-11-12 14:00", manager, t.passed)
		t.onHandover(a, "2026-11-13 09:30", a.owner, t.signature)
		t.onHandover(a, "2026-11-16 16:10", "qian.tech", t.signature)
		return
	}
	on(2, "10:00", a.owner, func(ctx context.Context, v handover.View) error { return t.evidence(ctx, a, v, nil) })
	on(3, "17:30", a.owner, t.handIn)
	on(5, "15:06", manager, t.passed)
	on(6, "09:30", a.owner, t.signature)
	on(6, "11:00", manager, t.signature)
	on(6, "16:00", "qian.tech", t.signature)
	switch a.deal {
	case isSigned:
		return
	case isAlong:
		t.onHandover(a, "2026-11-09 09:00", manager, func(ctx context.Context, v handover.View) error {
			return t.Handovers.Begin(ctx, v.ID, v.Version, t.date("2026-11-23"))
		})
		return
	}
	on(7, "09:00", manager, func(ctx context.Context, v handover.View) error {
		return t.Handovers.Begin(ctx, v.ID, v.Version, t.date(daysFrom(a.signed, 16, "")[:10]))
	})
	on(16, "17:00", manager, func(ctx context.Context, v handover.View) error { return t.Handovers.Accept(ctx, v.ID, v.Version) })
}

// onHandover adds what somebody did about a handover as it stands then.
func (t *teller) onHandover(a agreement, at, who string, do func(context.Context, handover.View) error) {
	t.then(at, who, "on with the handover of "+a.deal, func(ctx context.Context) error {
		v, err := t.Handovers.Get(ctx, handoverID(a.deal))
		if err != nil {
			return err
		}
		return do(ctx, v)
	})
}

func (t *teller) handIn(ctx context.Context, v handover.View) error {
	return t.Handovers.Submit(ctx, v.ID, v.Version)
}

func (t *teller) passed(ctx context.Context, v handover.View) error {
	return t.Handovers.Judge(ctx, v.ID, v.Version, nil)
}

func (t *teller) signature(ctx context.Context, v handover.View) error {
	return t.Handovers.Sign(ctx, v.ID, v.Version, v.ContentHash)
}

// partial is the evidence of the handover that scores 5.6: two risks lack
// somebody or a response, two dates their confirmation, and the expectations
// the signature of sales.
var partial = []string{"permits", "funding", "equipment", "trial_run", "expectation_statement"}

// evidence writes what sales hands over; lacking names what is not complete.
func (t *teller) evidence(ctx context.Context, a agreement, v handover.View, lacking []string) error {
	on := ref.To(handover.Kind, v.ID)
	parameters, err := t.file(ctx, on, document.Requirement, scanOf("技术参数表"))
	if err != nil {
		return err
	}
	tender, err := t.file(ctx, on, document.Requirement, scanOf("招标文件及答疑"))
	if err != nil {
		return err
	}
	items := t.items(a, parameters, tender)
	for i := range items {
		weaken(&items[i], lacking)
	}
	if err := t.Handovers.PutItems(ctx, v.ID, v.Version, items); err != nil {
		return err
	}
	if err := t.Handovers.PutExpectations(ctx, v.ID, v.Version+1, expectations(a.deal)); err != nil || len(lacking) > 0 {
		return err
	}
	return t.Handovers.SignStatement(ctx, v.ID, v.Version+2)
}

func (t *teller) items(a agreement, parameters, tender ref.ID) []handover.Item {
	contact, said := ID(fmt.Sprintf("contact-%d-0", a.organisation)), t.date(a.signed)
	day := func(key, on string) handover.Item {
		return handover.Item{Key: key, On: t.date(on), ConfirmedBy: contact, ConfirmedOn: said}
	}
	risk := func(key, text, who, response string) handover.Item {
		return handover.Item{Key: key, Text: text, PersonID: ID(who), Response: response}
	}
	return []handover.Item{
		{Key: "technical_parameters", DocumentID: parameters}, {Key: "tender_documents", DocumentID: tender},
		{Key: "delivery_standard", Text: "按合同约定的验收规范一次验收合格"}, {Key: "scope", Text: "以报价清单为准，不含红线外接驳"},
		{Key: "performance_bond", Text: "合同价 10% 银行保函，已开立"}, {Key: "liquidated_damages", Text: "逾期竣工每日万分之五，累计不超过 5%"},
		day("start", a.start), day("equipment", daysFrom(a.start, 60, "")[:10]), day("trial_run", a.finish),
		risk("site", "夜间作业窗口受限，吊装通道限高 4.2 m", manager, "错峰施工，先行办理占道手续"), risk("underground", "既有管线资料不全", "qian.tech", "开挖前探测并留影像"),
		risk("permits", "消防与施工许可审批周期长", a.owner, "提前报审，周报跟踪"), risk("funding", "业主年度资金计划待批", a.owner, "按节点请款，逾期即报"),
	}
}

// weaken takes from a piece of evidence what it cannot count without.
func weaken(i *handover.Item, lacking []string) {
	for _, key := range lacking {
		if i.Key == key {
			i.ConfirmedBy, i.ConfirmedOn, i.PersonID = ref.Nil, 0, ref.Nil
		}
	}
}

// expectations are what the customer expects beside the contract.
func expectations(deal string) []handover.Expectation {
	return []handover.Expectation{
		{ID: ID("expectation-" + deal + "-1"), Text: "每周五发进度影像", Priority: "must", Standard: "当日 18:00 前", InContract: false, Answer: "accepted", Note: "由专属销售代表发送"},
		{ID: ID("expectation-" + deal + "-2"), Text: "分两段移交", Priority: "should", Standard: "首段提前 60 天", InContract: true, Answer: "accepted"},
		{ID: ID("expectation-" + deal + "-3"), Text: "竣工资料电子版", Priority: "should", Standard: "验收后 7 日内", InContract: true, Answer: "accepted"},
		{ID: ID("expectation-" + deal + "-4"), Text: "压缩工期 15 天", Priority: "could", Standard: "不影响质量", InContract: false, Answer: "declined", Note: "需另行计取赶工费"},
	}
}
