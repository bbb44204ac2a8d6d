package demo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/sell/pipeline"
)

// hint is a lead: how far it came, when it was noted, who follows it up.
type hint struct {
	company, contact, region, source string
	owner                            string
	hoursAgo                         int
	far                              pipeline.LeadStatus
	project                          string // and what it may cost, once it is qualified
	wan                              int64
	reason                           string // why it is none
}

// hints are the leads of the story. Those that were assigned or contacted are
// young enough not to go back into the pool today.
var hints = []hint{
	{"甬江仓储物流有限公司", "许明远", "宁波", "exhibition", "", 1, pipeline.LeadIsNew, "", 0, ""},
	{"温岭泵业制造有限公司", "沈知行", "温州", "online_ad", "", 2, pipeline.LeadIsNew, "", 0, ""},
	{"皖南茶业产业园有限公司", "唐以恒", "黄山", "government_list", "", 2, pipeline.LeadIsNew, "", 0, ""},
	{"闽越石材市场管理有限公司", "林若安", "泉州", "cold_call", "", 3, pipeline.LeadIsNew, "", 0, ""},
	{"淮上粮食储备有限公司", "韩亦舟", "蚌埠", "tender_notice", "", 5, pipeline.LeadIsNew, "", 0, ""},
	{"湘西文化旅游有限公司", "宋清和", "吉首", "exhibition", "", 21, pipeline.LeadIsNew, "", 0, ""},
	{"岳麓精密仪器有限公司", "陈望舒", "长沙", "referral", "li.sales", 4, pipeline.LeadIsAssigned, "", 0, ""},
	{"珠江口冷链有限公司", "顾云帆", "珠海", "online_ad", "zhao.sales", 9, pipeline.LeadIsAssigned, "", 0, ""},
	{"海岱港机设备有限公司", "赵安澜", "青岛", "partner", "wang.sales", 22, pipeline.LeadIsAssigned, "", 0, ""},
	{"金陵职业学院基建处", "沈知行", "南京", "tender_notice", "gu.sales", 30, pipeline.LeadIsAssigned, "", 0, ""},
	{"太行生态修复有限公司", "唐以恒", "石家庄", "government_list", "han.sales", 41, pipeline.LeadIsAssigned, "", 0, ""},
	{"钱塘云算力有限公司", "周启明", "杭州", "referral", "li.sales", 12, pipeline.LeadIsAssigned, "", 0, ""},
	{"北部湾船舶修造有限公司", "韩亦舟", "北海", "exhibition", "li.sales", 18, pipeline.LeadIsAssigned, "", 0, ""},
	{"鄱湖水产加工有限公司", "林若安", "九江", "cold_call", "han.sales", 23, pipeline.LeadIsAssigned, "", 0, ""},
	{"湘江新材料有限公司", "陈望舒", "株洲", "referral", "li.sales", 96, pipeline.LeadIsContacted, "", 0, ""},
	{"巴渝汽车零部件有限公司", "顾云帆", "重庆", "partner", "zhao.sales", 120, pipeline.LeadIsContacted, "", 0, ""},
	{"浦江生物制品有限公司", "许明远", "上海", "exhibition", "wang.sales", 150, pipeline.LeadIsContacted, "", 0, ""},
	{"江淮储能科技有限公司", "宋清和", "合肥", "online_ad", "gu.sales", 170, pipeline.LeadIsContacted, "", 0, ""},
	{"滇西水利投资有限公司", "赵安澜", "大理", "government_list", "han.sales", 200, pipeline.LeadIsContacted, "", 0, ""},
	{"武夷山泉饮品有限公司", "唐以恒", "南平", "referral", "li.sales", 220, pipeline.LeadIsContacted, "", 0, ""},
	{"秦岭数据服务有限公司", "周启明", "西安", "tender_notice", "zhao.sales", 236, pipeline.LeadIsContacted, "", 0, ""},
	{"东海渔港建设有限公司", "韩亦舟", "舟山", "government_list", "wang.sales", 250, pipeline.LeadIsContacted, "", 0, ""},
	{"嘉陵新城开发有限公司", "林若安", "南充", "tender_notice", "li.sales", 300, pipeline.LeadIsContacted, "", 0, ""},
	{"汉水纺织有限公司", "沈知行", "襄阳", "cold_call", "li.sales", 310, pipeline.LeadIsContacted, "", 0, ""},
	{"瓯江智能制造有限公司", "陈望舒", "温州", "exhibition", "li.sales", 260, pipeline.LeadIsQualified, "瓯江智造二期厂房", 3200, ""},
	{"临港氢能有限公司", "顾云帆", "上海", "referral", "wang.sales", 330, pipeline.LeadIsQualified, "临港制氢站土建与管廊", 1850, ""},
	{"苏中医学检验有限公司", "许明远", "泰州", "partner", "gu.sales", 360, pipeline.LeadIsQualified, "苏中检验中心净化", 960, ""},
	{"岭南轨道维保有限公司", "赵安澜", "广州", "tender_notice", "zhao.sales", 400, pipeline.LeadIsQualified, "岭南检修库扩建", 2400, ""},
	{"豫东粮油加工有限公司", "唐以恒", "开封", "government_list", "li.sales", 420, pipeline.LeadIsQualified, "豫东立筒仓基础", 1480, ""},
	{"辽西风电有限公司", "周启明", "锦州", "online_ad", "li.sales", 500, pipeline.LeadIsDisqualified, "", 0, "no_budget"},
	{"晋中煤机有限公司", "宋清和", "晋中", "cold_call", "wang.sales", 620, pipeline.LeadIsDisqualified, "", 0, "unreachable"},
	{"川南白酒包装有限公司", "林若安", "宜宾", "exhibition", "li.sales", 700, pipeline.LeadIsDisqualified, "", 0, "out_of_scope"},
	{"琼北渔业有限公司", "韩亦舟", "海口", "referral", "li.sales", 760, pipeline.LeadIsDisqualified, "", 0, "competitor"},
	{"鲁中陶瓷有限公司", "沈知行", "淄博", "online_ad", "wang.sales", 520, pipeline.LeadIsRecycled, "", 0, ""},
	{"赣南脐橙仓储有限公司", "陈望舒", "赣州", "government_list", "han.sales", 560, pipeline.LeadIsRecycled, "", 0, ""},
	{"桂北旅游客运有限公司", "顾云帆", "桂林", "cold_call", "li.sales", 640, pipeline.LeadIsRecycled, "", 0, ""},
	{"庐州智造园区开发有限公司", "宋清和", "安徽", "referral", "li.sales", 1100, pipeline.LeadIsConverted, "庐州智造园综合管廊", 2130, ""},
	{"琼海湾度假开发有限公司", "许明远", "海南", "exhibition", "li.sales", 900, pipeline.LeadIsConverted, "琼海湾度假村中水站", 540, ""},
}

func leadID(n int) ref.ID { return ID("lead-" + strconv.Itoa(n)) }

// leads tells how each lead came in and what became of it.
func (t *teller) leads() {
	for i, h := range hints {
		t.lead(i+1, h)
	}
}

func (t *teller) lead(n int, h hint) {
	id, began := leadID(n), t.now.Add(-time.Duration(h.hoursAgo)*time.Hour)
	step := time.Duration(min(h.hoursAgo, 200)) * time.Hour / 12
	by := "gm"
	if h.far == pipeline.LeadIsNew {
		by = "sun.manager" // it waits in his department
	}
	t.at(began, by, "a lead comes in", func(ctx context.Context) error {
		_, err := t.Pipeline.CreateLead(ctx, id, pipeline.LeadDraft{Source: h.source, Company: h.company, ContactName: h.contact, Mobile: fmt.Sprintf("1990000%04d", 600+n), Region: h.region})
		return err
	})
	if h.far == pipeline.LeadIsNew {
		return
	}
	t.leadStep(began.Add(step/4), "gm", id, func(ctx context.Context, v int64) error { return t.Pipeline.AssignLead(ctx, id, v, ID(h.owner)) })
	if h.far == pipeline.LeadIsAssigned {
		return
	}
	t.at(began.Add(step), h.owner, "calls a lead", func(ctx context.Context) error {
		_, err := t.Activity.Log(ctx, activity.Draft{ID: ID("activity-lead-" + strconv.Itoa(n)), Ref: ref.To(pipeline.LeadKind, id), Kind: activity.Call,
			Words: activity.Words{Text: "电话联系" + h.contact + "，了解建设计划与投资来源", Result: "愿意进一步交流"}})
		return err
	})
	t.leadEnds(id, h, began.Add(2*step))
}

// leadEnds tells what became of a lead after the first call. A converted one
// becomes so with its opportunity.
func (t *teller) leadEnds(id ref.ID, h hint, at time.Time) {
	switch h.far {
	case pipeline.LeadIsQualified, pipeline.LeadIsConverted:
		need := pipeline.Need{ProjectName: h.project, OwnerUnit: h.company, Amount: h.wan * 10_000_00, ExpectedTenderDate: t.date("2027-03-10"), FundingSource: "own_funds"}
		t.leadStep(at, h.owner, id, func(ctx context.Context, v int64) error { return t.Pipeline.QualifyLead(ctx, id, v, need) })
	case pipeline.LeadIsDisqualified:
		t.leadStep(at, h.owner, id, func(ctx context.Context, v int64) error { return t.Pipeline.DisqualifyLead(ctx, id, v, h.reason) })
	case pipeline.LeadIsRecycled:
		t.leadStep(at, "gm", id, func(ctx context.Context, v int64) error { return t.Pipeline.RecycleLead(ctx, id, v) })
	case pipeline.LeadIsNew, pipeline.LeadIsAssigned, pipeline.LeadIsContacted:
	}
}

// leadStep adds a use case on a lead as it stands then.
func (t *teller) leadStep(at time.Time, who string, id ref.ID, do func(ctx context.Context, version int64) error) {
	t.at(at, who, "on with a lead", func(ctx context.Context) error {
		l, err := t.Pipeline.Lead(ctx, id)
		if err != nil {
			return err
		}
		return do(ctx, l.Version)
	})
}

// leadOf returns the lead that a deal came from.
func leadOf(deal string) ref.ID {
	for i, h := range hints {
		if h.far == pipeline.LeadIsConverted && h.project == deal {
			return leadID(i + 1)
		}
	}
	return ref.Nil
}
