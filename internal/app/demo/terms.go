package demo

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/terms"
)

const percent money.Rate = money.RateOne / 100

// due is one payment of the story: a share in percent, so many days after its
// trigger; milestone names the node of the project's plan.
type due struct {
	kind      terms.Kind
	name      string
	trigger   string
	share     int64
	days      int64
	milestone string
}

// plans are the ways in which customers of the story pay (reference 8.5).
var plans = map[string][]due{
	"monthly": { // T1, T2, T4
		{terms.Advance, "预付款", "signed", 15, 7, ""},
		{terms.Progress, "进度款", "monthly", 65, 14, ""},
		{terms.Settlement, "结算款", "settled", 17, 28, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"tenth": {
		{terms.Advance, "预付款", "signed", 15, 7, ""},
		{terms.Progress, "进度款", "monthly", 65, 14, ""},
		{terms.Completion, "竣工款", "completed", 7, 30, ""},
		{terms.Settlement, "结算款", "settled", 10, 28, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"twenty": {
		{terms.Advance, "预付款", "start", 20, 7, ""},
		{terms.Milestone, "地基与基础完成", "milestone", 10, 30, "M2"},
		{terms.Milestone, "主体封顶", "milestone", 30, 30, "M3"},
		{terms.Completion, "竣工验收", "completed", 20, 30, ""},
		{terms.Settlement, "结算款", "settled", 17, 28, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"road": {
		{terms.Advance, "预付款", "signed", 20, 7, ""},
		{terms.Milestone, "地下管线完成", "milestone", 20, 30, "M2"},
		{terms.Milestone, "路基及基层完成", "milestone", 30, 30, "M3"},
		{terms.Milestone, "主体完工", "milestone", 10, 30, "M4"},
		{terms.Settlement, "结算款", "settled", 17, 28, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"substation": {
		{terms.Advance, "预付款", "signed", 10, 7, ""},
		{terms.Milestone, "地基基础完成", "milestone", 20, 30, "M2"},
		{terms.Milestone, "主体封顶", "milestone", 30, 30, "M3"},
		{terms.Milestone, "设备调试完成", "milestone", 20, 30, "M4"},
		{terms.Completion, "投运移交", "completed", 17, 30, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"tower": {
		{terms.Advance, "预付款", "signed", 20, 7, ""},
		{terms.Milestone, "主体施工至 12 层", "milestone", 5, 30, "M2"},
		{terms.Milestone, "二次结构砌筑", "milestone", 3, 30, "M3"},
		{terms.Completion, "竣工验收", "completed", 52, 30, ""},
		{terms.Settlement, "结算款", "settled", 17, 28, ""},
		{terms.Retention, "质保金", "defects_end", 3, 14, ""},
	},
	"equipment": { // T11
		{terms.Advance, "预付款", "signed", 30, 30, ""},
		{terms.Delivery, "设备到货", "delivered", 40, 30, ""},
		{terms.Milestone, "安装调试合格", "milestone", 25, 30, "M4"},
		{terms.Retention, "质保金", "defects_end", 5, 14, ""},
	},
}

// agreed are the terms of the story's offers: as the rules want them but for
// what a plan says otherwise.
func agreed(plan string) terms.Terms {
	yes, no := true, false
	share := func(r money.Rate) *money.Rate { return &r }
	number := func(n int64) *int64 { return &n }
	t := terms.Terms{
		Work: "works", Materials: &yes, ProgressRatio: share(80 * percent), DefectsMonths: number(24), RetentionCash: &yes, PerformanceBond: share(10 * percent), BondAfterWorks: &no,
		LateDaily: share(percent / 20), LabourApart: &yes, LabourMonths: number(1), PayerGuarantee: &yes, DelayDaily: share(percent / 20), DelayCap: share(5 * percent),
		InterimSettling: &yes, ReviewDays: number(28), SilenceAccepts: &yes,
	}
	if plan == "equipment" {
		t.Work = "supply"
	}
	if plan == "substation" {
		t.PayerGuarantee, t.SilenceAccepts = &no, &no
	}
	for _, p := range payments(plan) {
		t.Nodes = append(t.Nodes, p.Node)
	}
	return t
}

// payments are a plan as a contract holds it.
func payments(plan string) []contract.Payment {
	var out []contract.Payment
	for _, d := range plans[plan] {
		out = append(out, contract.Payment{Node: terms.Node{Kind: d.kind, Name: d.name, Trigger: d.trigger, Ratio: money.Rate(d.share) * percent, TermDays: d.days}, Milestone: d.milestone})
	}
	return out
}
