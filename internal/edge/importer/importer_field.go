package importer

import (
	"strings"

	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/text"
)

// Shape says how the value of a field is read.
type Shape string

// Shapes.
const (
	Text   Shape = "text"
	Choice Shape = "choice"
	Amount Shape = "amount"
	Date   Shape = "date"
	Whole  Shape = "number"
	Person Shape = "person"
	List   Shape = "list"
)

// Field is something that a column of a file may mean.
type Field struct {
	Key      string
	Shape    Shape
	Class    authz.Class
	Required bool
	Max      int               // characters
	Names    string            // titles by which it is known, by bar; the first is what people call it here
	English  string            // what people call it in English
	Words    map[string]string // of a Choice: folded word → value
}

// word returns the value that a word of a choice means.
func (f *Field) word(t string) (string, bool) {
	v, ok := f.Words[text.Fold(t)]
	return v, ok
}

// Label is what people call the field here, or in English.
func (f *Field) Label(english bool) string {
	if english {
		return f.English
	}
	name, _, _ := strings.Cut(f.Names, "|")
	return name
}

// words makes the table of a choice: "private:民营 民企|government:政府".
func words(list string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(list, "|") {
		value, spellings, _ := strings.Cut(part, ":")
		out[text.Fold(value)] = value
		for s := range strings.FieldsSeq(spellings) {
			out[text.Fold(s)] = value
		}
	}
	return out
}

const (
	sourceWords = "online_ad:网络广告 线上推广 网络 官网 online website onlineform media 媒体|exhibition:展会 展览 event|referral:转介绍 老客户介绍 介绍 推荐 referral jointpast|tender_notice:招标公告 公开招标信息 招标信息 招标网|" +
		"cold_call:陌生拜访 电话拓展 自主开发 自拓 directmail|partner:合作伙伴 合作方 渠道 渠道伙伴|government_list:政府清单 重大项目清单 重点项目清单"
	tenderWords = "open:公开招标 公开|invited:邀请招标 邀标|negotiated:竞争性谈判 竞争性磋商 竞谈 磋商|inquiry:询价 比选|single_source:单一来源|direct:直接委托 直接发包 直签"
)

func public(key string, shape Shape, most int, names, english string) Field {
	return Field{Key: key, Shape: shape, Class: authz.Public, Max: most, Names: names, English: english}
}

func required(f Field) Field {
	f.Required = true
	return f
}

func of(class authz.Class, f Field) Field {
	f.Class = class
	return f
}

func choices(f Field, list string) Field {
	f.Shape, f.Words = Choice, words(list)
	return f
}

var ownerField = public("owner", Person, 60, "负责人|跟单人|跟进人|客户经理|销售员|业务员|销售|经办人|归属人|owner|sales|salesperson|sales rep|account manager|account owner", "Owner")

// customerFields are what a row of customers may say.
var customerFields = []Field{
	required(public("name", Text, 200, "客户名称|客户|客户全称|公司名称|企业名称|单位名称|全称|公司全称|名称|甲方|customer|customer name|company|company name|account|account name|organisation|organization|name|full name|full_name", "Name")),
	public("short_name", Text, 60, "客户简称|简称|公司简称|short name|short_name|abbreviation", "Short name"),
	public("uscc", Text, 40, "统一社会信用代码|社会信用代码|信用代码|纳税人识别号|税号|组织机构代码|uscc|credit code|unified social credit code|tax id|tax number", "Credit code"),
	public("no_uscc_reason", Text, 200, "无信用代码原因", "Why without credit code"),
	choices(public("party", Choice, 0, "客户类别|单位类别|往来类型|party", "Party"), "owner:业主 业主单位 建设单位 甲方 客户|partner:合作单位 合作伙伴 合作方 伙伴|supplier:供应商 供货商 分包商 分供方"),
	choices(public("type", Choice, 0, "客户类型|企业性质|单位性质|企业类型|性质|type|customer type", "Type"), "private:民营 民营企业 民企 私营 私企 外资 外企 合资|developer:开发商 房企 房地产开发 地产|government:政府 政府机关 机关|public_institution:事业单位 事业|state_owned:国企 国有企业 国有 央企 国有控股|platform:平台公司 城投 融资平台 城投公司"),
	public("industry", Text, 60, "所属行业|行业|industry|sector", "Industry"),
	public("region", Text, 60, "省份|省|地区|区域|所在省份|region|province|state", "Region"),
	public("city", Text, 60, "城市|市|所在城市|所在地|city", "City"),
	public("address", Text, 300, "地址|详细地址|公司地址|办公地址|通讯地址|注册地址|address|street", "Address"),
	public("website", Text, 200, "网址|网站|官网|website|url", "Website"),
	public("project_types", List, 0, "项目类型|业务类型|工程类型|project types", "Project types"),
	choices(public("credit", Choice, 0, "信用等级|客户等级|信用评级|等级|评级|credit|credit rating|grade|rating", "Credit rating"), "A:a级 甲|B:b级 乙|C:c级 丙|D:d级 丁"),
	choices(public("source", Choice, 0, "客户来源|来源|信息来源|source|lead source", "Source"), sourceWords),
	choices(public("status", Choice, 0, "客户状态|状态|合作状态|status", "Status"), "prospect:潜在 潜在客户 意向 意向客户 new|active:成交 合作中 成交客户 正式 老客户 现有 current|dormant:沉睡 休眠 流失 past|blacklisted:黑名单 禁止合作"),
	public("since", Date, 0, "建档日期|合作日期|首次合作日期|创建日期|创建时间|登记日期|since|created|created on|created at|date created", "Since"),
	public("note", Text, 4000, "备注|说明|描述|note|notes|remark|remarks|description|comment", "Note"),
	ownerField,
	public("contact.name", Text, 60, "联系人|联系人姓名|姓名|主要联系人|contact|contact name|contact person", "Contact"),
	public("contact.title", Text, 60, "职务|联系人职务|职位|岗位|title|job title|position", "Job title"),
	choices(public("contact.part", Choice, 0, "联系人角色|决策角色|角色|part|role|contact role", "Part"), "other:其他 其它|decision_maker:决策人 决策者 拍板人 决策层|end_user:使用人 使用者 使用方 最终用户|supervisor:监理 监督人 监管|tech_gatekeeper:技术把关 技术负责人 技术|finance:财务 财务负责人|coach:内线 教练 支持者"),
	of(authz.Contact, public("contact.mobile", Text, 30, "手机|手机号|手机号码|移动电话|联系人手机|联系手机|mobile|mobile phone|cell|cellphone", "Mobile")),
	of(authz.Contact, public("contact.phone", Text, 30, "电话|座机|固定电话|联系电话|办公电话|phone|telephone|tel", "Phone")),
	of(authz.Contact, public("contact.email", Text, 254, "邮箱|电子邮箱|电子邮件|邮件|e-mail|email|mail", "E-mail")),
	of(authz.Contact, public("contact.wechat", Text, 60, "微信|微信号|wechat", "WeChat")),
	public("contact.note", Text, 2000, "联系人备注|contact note", "Contact note"),
}

// opportunityFields are what a row of opportunities may say.
var opportunityFields = []Field{
	required(public("name", Text, 200, "商机名称|项目名称|项目|商机|工程名称|机会名称|名称|opportunity|opportunity name|deal|deal name|project|project name|name", "Name")),
	required(public("customer", Text, 200, "客户名称|客户|建设单位|业主|业主单位|甲方|公司名称|企业名称|customer|customer name|account|account name|company|client name", "Customer")),
	public("customer_uscc", Text, 40, "统一社会信用代码|信用代码|客户信用代码|税号|credit code|uscc", "Customer's credit code"),
	public("number", Text, 60, "商机编号|编号|项目编号|opportunity id|deal id|number|id|no", "Number"),
	of(authz.Price, public("amount", Amount, 0, "预计金额|金额|商机金额|项目金额|预计合同额|合同额|投资额|报价金额|amount|value|deal value|expected amount", "Amount")),
	public("expected_sign_date", Date, 0, "预计签订|预计签约|预计签约日|预计签约日期|预计签订日期|预计成交日期|签约日期|expected sign date|expected close|expected close date|close date", "Expected signing"),
	choices(public("stage", Choice, 0, "阶段|进展|项目阶段|商机阶段|销售阶段|当前阶段|stage|phase|sales stage", "Stage"), "intent:意向 线索 初步接触 接洽 意向阶段 initial|negotiation:谈判 商务谈判 洽谈 跟进中 跟进 方案 谈判阶段|quotation:报价 已报价 投标 报价阶段 proposal quote|signing:签约 待签 合同签订 待签约 签约阶段 中标 contract"),
	choices(public("outcome", Choice, 0, "结果|商机结果|状态|商机状态|成交结果|status|outcome|result", "Outcome"), "open:进行中 跟进中 未结 在谈 inprogress|won:赢单 成交 中标 已成交 已签约 成功 closedwon|lost:丢单 输单 失败 未中标 已丢单 流失 closedlost|void:作废 无效 取消 cancelled"),
	choices(public("source", Choice, 0, "来源|信息来源|商机来源|客户来源|source|lead source", "Source"), sourceWords),
	choices(public("tender_mode", Choice, 0, "招标方式|采购方式|发包方式|tender mode|procurement", "Tender mode"), tenderWords),
	public("tender_on", Date, 0, "开标日期|招标日期|投标日期|开标时间|tender date", "Tender date"),
	public("project_type", Text, 60, "项目类型|工程类型|业务类型|product|project type|product type", "Project type"),
	public("region", Text, 60, "地区|区域|省份|项目所在地|region|territory", "Region"),
	public("note", Text, 4000, "备注|说明|描述|项目概况|note|notes|remark|description", "Note"),
	ownerField,
	public("created_on", Date, 0, "创建日期|创建时间|登记日期|立项日期|录入日期|created|created on|created at|date created", "Created on"),
	public("negotiation_on", Date, 0, "谈判日期|进入谈判日期", "Negotiation since"),
	public("quotation_on", Date, 0, "报价日期|进入报价日期|quote date", "Quotation since"),
	public("signing_on", Date, 0, "进入签约日期", "Signing since"),
	public("closed_on", Date, 0, "成交日期|结束日期|关闭日期|赢单日期|丢单日期|closed|closed on|closed at", "Closed on"),
	choices(public("loss_reason", Choice, 0, "丢单原因|输单原因|失败原因|loss reason|lost reason", "Loss reason"), "price:价格 价格高 报价高|relationship:关系 客情|qualification:资质 资质不符|schedule:工期|technology:技术 方案|cancelled:项目取消 取消 业主取消|no_bid:放弃投标 弃标 未投标"),
	public("competitor", Text, 200, "竞争对手|中标单位|竞争者|competitor|winner", "Competitor"),
	of(authz.Price, public("competitor_price", Amount, 0, "对手报价|中标金额|竞争对手报价|competitor price", "Competitor's price")),
}

// contractFields are what a row of contracts may say.
var contractFields = []Field{
	required(public("title", Text, 200, "合同名称|合同|项目名称|工程名称|名称|标题|contract|contract name|title|name", "Title")),
	required(public("customer", Text, 200, "客户名称|客户|发包人|发包方|建设单位|业主|甲方|customer|client|owner party|employer", "Customer")),
	public("customer_uscc", Text, 40, "统一社会信用代码|信用代码|税号|credit code|uscc", "Customer's credit code"),
	public("number", Text, 60, "合同编号|编号|合同号|contract number|number|no|id", "Number"),
	required(of(authz.Price, public("price", Amount, 0, "合同金额|金额|合同价|合同总价|签约金额|含税金额|price|amount|contract amount|value", "Price"))),
	of(authz.Price, public("final_price", Amount, 0, "结算金额|审定金额|结算价|final price|settlement amount", "Final price")),
	public("tax_rate", Text, 20, "税率|增值税率|tax rate|vat", "Tax rate"),
	choices(public("type", Choice, 0, "合同类型|专业|工程类型|type|trade", "Type"), "MU:市政 市政工程|PW:电力 电力工程|BD:房建 房屋建筑 建筑 建筑工程|RD:公路 道路|WT:水务 水利|ME:机电 机电安装|EN:环保 环境 生态|SV:服务 运维 咨询|SP:专业 专业分包 专项"),
	choices(public("pricing_type", Choice, 0, "计价方式|计价类型|合同形式|pricing|pricing type", "Pricing"), "lump_sum:总价 固定总价 总价合同|unit_price:单价 固定单价 单价合同 综合单价|cost_plus:成本加酬金 成本加成"),
	choices(public("state", Choice, 0, "合同状态|状态|履约状态|state|status", "State"), "in_force:履行中 执行中 生效 已生效 在建 履约中|suspended:中止 暂停 停工|completed:已完工 完工 竣工 已竣工|settled:已结算 结算|closed:已关闭 关闭 结清 已结清|terminated:终止 解除 已终止|voided:作废 无效"),
	public("signed_on", Date, 0, "签订日期|签约日期|合同签订日期|签署日期|signed on|signing date|date signed|contract date", "Signed on"),
	public("start_on", Date, 0, "开工日期|开始日期|计划开工|start|start date|start on", "Start"),
	public("finish_on", Date, 0, "竣工日期|完工日期|结束日期|计划竣工|finish|finish date|end date", "Finish"),
	public("accepted_on", Date, 0, "验收日期|竣工验收日期|accepted on|acceptance date", "Accepted on"),
	public("settled_on", Date, 0, "结算日期|审定日期|settled on|settlement date", "Settled on"),
	public("closed_on", Date, 0, "关闭日期|结清日期|closed on", "Closed on"),
	public("opportunity", Text, 60, "商机编号|opportunity|opportunity number", "Opportunity's number"),
	public("note", Text, 4000, "备注|说明|note|notes|remark|description", "Note"),
	ownerField,
}

// projectFields are what a row of projects may say: the project, one report of
// its budget and completion, and one milestone. Rows of one number, or without
// numbers of one name, are one project.
var projectFields = []Field{
	required(public("name", Text, 200, "项目名称|工程名称|项目|名称|project|project name|name", "Name")),
	required(public("customer", Text, 200, "客户名称|客户|建设单位|业主|业主单位|甲方|customer|client|client agency|employer", "Customer")),
	public("customer_uscc", Text, 40, "统一社会信用代码|信用代码|credit code|uscc", "Customer's credit code"),
	public("number", Text, 60, "项目编号|工程编号|编号|项目代码|project number|project id|number|pid|id|no", "Number"),
	public("type", Text, 60, "项目类型|工程类型|类别|type|category|project type", "Type"),
	choices(public("state", Choice, 0, "项目状态|状态|项目阶段|阶段|state|status|phase|current phase", "State"), "initiating:立项 待启动|planning:策划 计划 设计 规划 design|ready:待开工 准备 procurement constructionprocurement|executing:在建 施工 施工中 进行中 construction|"+
		"accepting:验收 待验收 竣工验收|warranty:质保 保修 缺陷责任期 质保期|closed:已关闭 关闭 完工 已完工 结束 completed|suspended:停工 暂停 中止 onhold|cancelled:取消 作废 canceled"),
	of(authz.Price, public("amount", Amount, 0, "合同金额|合同额|金额|contract amount|amount", "Amount")),
	public("planned_start", Date, 0, "计划开工|计划开工日期|计划开始|planned start|design start|start", "Planned start"),
	public("planned_finish", Date, 0, "计划竣工|计划竣工日期|计划完工|planned finish", "Planned finish"),
	public("baseline_finish", Date, 0, "基准竣工|承诺竣工|baseline finish", "Baseline finish"),
	public("commenced_on", Date, 0, "实际开工|开工日期|实际开工日期|commenced on|actual start", "Commenced on"),
	public("completed_on", Date, 0, "竣工日期|实际竣工|竣工验收日期|completed on|actual finish", "Completed on"),
	public("warranty_until", Date, 0, "质保期至|保修期至|质保到期|warranty until", "Warranty until"),
	public("closed_on", Date, 0, "关闭日期|closed on", "Closed on"),
	public("contract", Text, 60, "合同编号|contract|contract number", "Contract's number"),
	public("note", Text, 4000, "备注|说明|项目概况|note|notes|description", "Note"),
	ownerField,
	public("report.on", Date, 0, "报告日期|上报日期|统计日期|变更日期|date reported as of|reported on|report date|as of", "Reported on"),
	of(authz.Cost, public("report.budget", Amount, 0, "预算|预算金额|概算|当前预算|budget|budget forecast", "Budget")),
	of(authz.Cost, public("report.forecast_cost", Amount, 0, "预测成本|完工成本|forecast cost|estimate at completion|eac", "Forecast cost")),
	public("report.finish", Date, 0, "预计竣工|预计完工|预计完工日期|forecast completion|forecast finish", "Forecast finish"),
	public("report.reason", Text, 500, "变更原因|调整原因|reason|change reason", "Reason"),
	public("milestone.name", Text, 200, "里程碑|里程碑名称|节点|节点名称|milestone|milestone name", "Milestone"),
	public("milestone.key", Text, 40, "里程碑代码|节点代码|milestone key", "Milestone's key"),
	public("milestone.planned_on", Date, 0, "里程碑计划日期|节点计划日期|计划日期|计划完成|milestone date|planned on|due", "Planned on"),
	public("milestone.forecast_on", Date, 0, "里程碑预计日期|节点预计日期|milestone forecast", "Forecast on"),
	public("milestone.actual_on", Date, 0, "里程碑实际日期|节点实际日期|实际完成|实际日期|milestone actual|actual on", "Actual on"),
	public("milestone.weight", Whole, 0, "权重|里程碑权重|weight", "Weight"),
	choices(public("milestone.state", Choice, 0, "里程碑状态|节点状态|milestone state|milestone status", "Milestone's state"), "planned:计划 未完成 未开始|reached:已达到 已完成 完成 done|confirmed:已确认 客户确认 已验收 confirmedbycustomer|awaiting_customer:待确认 待客户确认"),
}
