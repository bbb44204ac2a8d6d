package pipeline

import (
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// Rights this module checks.
const (
	PermRead        authz.Permission = "opportunity:read"
	PermExport      authz.Permission = "opportunity:export"
	PermCreate      authz.Permission = "opportunity:create"
	PermUpdate      authz.Permission = "opportunity:update"
	PermAdvance     authz.Permission = "opportunity:advance" // move it on, or give it up
	PermRegress     authz.Permission = "opportunity:regress"
	PermVoid        authz.Permission = "opportunity:void"
	PermReopen      authz.Permission = "opportunity:reopen"
	PermConfirmLoss authz.Permission = "opportunity:confirm_loss" // give up a large one
	PermTransfer    authz.Permission = "opportunity:transfer"

	PermLeadRead    authz.Permission = "lead:read"
	PermLeadCreate  authz.Permission = "lead:create"
	PermLeadUpdate  authz.Permission = "lead:update"
	PermLeadAssign  authz.Permission = "lead:assign"
	PermLeadConvert authz.Permission = "lead:convert"
	PermLeadReveal  authz.Permission = "lead:reveal" // read a phone number in clear, which leaves a record
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission {
	return []authz.Permission{PermRead, PermExport, PermCreate, PermUpdate, PermAdvance, PermRegress, PermVoid, PermReopen, PermConfirmLoss, PermTransfer,
		PermLeadRead, PermLeadCreate, PermLeadUpdate, PermLeadAssign, PermLeadConvert, PermLeadReveal}
}

// Closed sets of the trade.
var (
	Sources     = []string{"", "online_ad", "exhibition", "referral", "tender_notice", "cold_call", "partner", "government_list"}
	TenderModes = []string{"", "open", "invited", "negotiated", "inquiry", "single_source", "direct"}
)

// MaxAmount bounds an amount, in fen: the sum of a million such stays exact.
const MaxAmount = 9_000_000_000_000

// Policy is what a group may set differently.
type Policy struct {
	Probability map[Stage]int64  // percent
	Heat        map[string]int64 // how much business a project type brings now, 0 to 100
	UsualHeat   int64            // of a project type that is not in Heat
	TeamFrom    int64            // fen; from here on an opportunity needs the iron triangle
	LossFrom    int64            // fen; from here on giving up needs [PermConfirmLoss]

	Zone         *time.Location // of months that span the group
	ReportWithin time.Duration  // from the end of the first visit to the needs report
	ReopenWithin time.Duration  // from losing to reopening
	ClashWithin  time.Duration  // how far back the same project counts
	SilentOwner  time.Duration  // without activity until the owner is reminded
	SilentLong   time.Duration  // without activity until his sales manager hears of it
	UsualPace    time.Duration  // stay in a stage while too few deals were won to tell
	StallPercent int64          // of the usual stay; beyond it an opportunity stands still

	LeadAssignWithin  time.Duration // from arrival until somebody follows it up
	LeadContactWithin time.Duration // from assignment to the first contact
	LeadRecycleAfter  time.Duration // without a first contact until the public pool
	LeadIdle          time.Duration // without activity until the public pool
	LeadBlock         time.Duration // how long the one who let it lie may not have it again
	LeadReveals       int           // phone numbers that a person may read in clear in a day
}

// Defaults returns the policy of reference 2.1, 2.3 and 5.1.
func Defaults() Policy {
	const day = 24 * time.Hour
	return Policy{
		Probability: map[Stage]int64{Intent: 10, Negotiation: 30, Quotation: 60, Signing: 80},
		Heat:        map[string]int64{"data_center": 95, "factory": 90, "power": 85, "water": 70, "environment": 70, "medical": 65, "municipal": 60, "rail": 60, "road": 50, "building": 40},
		UsualHeat:   50,
		TeamFrom:    1_000_000_00,
		LossFrom:    1_000_000_00,

		Zone:         time.FixedZone("CST", 8*60*60),
		ReportWithin: 48 * time.Hour,
		ReopenWithin: 180 * day,
		ClashWithin:  365 * day,
		SilentOwner:  14 * day,
		SilentLong:   30 * day,
		UsualPace:    20 * day,
		StallPercent: 150,

		LeadAssignWithin:  4 * time.Hour,
		LeadContactWithin: 24 * time.Hour,
		LeadRecycleAfter:  72 * time.Hour,
		LeadIdle:          15 * day,
		LeadBlock:         30 * day,
		LeadReveals:       50,
	}
}

// Rules says which of it a group may set. The 48 hours of the needs report are the
// trade's own and stay.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Time("lead.assign_within", setting.Hours, &p.LeadAssignWithin, 1, 240, "新线索分配时限", "A new lead is assigned within"),
		setting.Time("lead.contact_within", setting.Hours, &p.LeadContactWithin, 1, 240, "线索首次联系时限", "First contact with a lead within").Below("lead.recycle_after"),
		setting.Time("lead.recycle_after", setting.Hours, &p.LeadRecycleAfter, 2, 720, "未联系的线索多久退回公海", "A lead that nobody contacted goes back to the pool after"),
		setting.Time("lead.idle", setting.Days, &p.LeadIdle, 1, 365, "线索多久没有跟进即退回公海", "A lead without an activity goes back to the pool after"),
		setting.Time("lead.block", setting.Days, &p.LeadBlock, 0, 365, "退回后原负责人多久内不可再领取", "Who let a lead go cannot take it again for"),
		setting.Value("lead.reveals", setting.Count, &p.LeadReveals, 1, 500, "每人每天可查看线索明文电话的次数", "Phone numbers of leads that a person may read in clear in a day"),
		setting.Time("opportunity.silent_owner", setting.Days, &p.SilentOwner, 1, 365, "商机多久没有跟进即提醒负责人", "The owner is reminded of an opportunity without an activity after").Below("opportunity.silent_long"),
		setting.Time("opportunity.silent_long", setting.Days, &p.SilentLong, 2, 730, "商机多久没有跟进即通知销售经理", "The sales manager hears of an opportunity without an activity after"),
		setting.Time("opportunity.usual_pace", setting.Days, &p.UsualPace, 1, 365, "成交样本不足时，单一阶段的常规停留时长", "While few deals were won, the usual stay in a stage is"),
		setting.Value("opportunity.stall_percent", setting.Percent, &p.StallPercent, 100, 500, "停留超过常规时长多少即算停滞", "An opportunity stands still beyond this much of the usual stay"),
		setting.Value("opportunity.team_from", setting.Money, &p.TeamFrom, 0, MaxAmount, "商机金额达到多少须组建铁三角", "An opportunity needs its core team from"),
		setting.Value("opportunity.loss_from", setting.Money, &p.LossFrom, 0, MaxAmount, "丢单须经理确认的金额", "A loss is confirmed by a manager from"),
		setting.Time("opportunity.reopen_within", setting.Days, &p.ReopenWithin, 1, 3650, "丢单后多久内可以重新打开", "A lost opportunity can be reopened within"),
		setting.Time("opportunity.clash_within", setting.Days, &p.ClashWithin, 1, 3650, "查重时回看多久以前的同一项目", "The same project counts as a clash when it is not older than"),
		setting.Entry("probability.intent", setting.Percent, p.Probability, Intent, 0, 100, "意向阶段的成交概率", "Probability at stage intent").Below("probability.negotiation"),
		setting.Entry("probability.negotiation", setting.Percent, p.Probability, Negotiation, 0, 100, "谈判阶段的成交概率", "Probability at stage negotiation").Below("probability.quotation"),
		setting.Entry("probability.quotation", setting.Percent, p.Probability, Quotation, 0, 100, "报价阶段的成交概率", "Probability at stage quotation").Below("probability.signing"),
		setting.Entry("probability.signing", setting.Percent, p.Probability, Signing, 0, 100, "签约阶段的成交概率", "Probability at stage signing"),
		setting.Entry("heat.data_center", setting.Points, p.Heat, "data_center", 0, 100, "数据中心项目的热度", "Heat of data centres"),
		setting.Entry("heat.factory", setting.Points, p.Heat, "factory", 0, 100, "厂房项目的热度", "Heat of factories"),
		setting.Entry("heat.power", setting.Points, p.Heat, "power", 0, 100, "电力项目的热度", "Heat of power works"),
		setting.Entry("heat.water", setting.Points, p.Heat, "water", 0, 100, "水务项目的热度", "Heat of water works"),
		setting.Entry("heat.environment", setting.Points, p.Heat, "environment", 0, 100, "环境项目的热度", "Heat of environmental works"),
		setting.Entry("heat.medical", setting.Points, p.Heat, "medical", 0, 100, "医疗项目的热度", "Heat of medical works"),
		setting.Entry("heat.municipal", setting.Points, p.Heat, "municipal", 0, 100, "市政项目的热度", "Heat of municipal works"),
		setting.Entry("heat.rail", setting.Points, p.Heat, "rail", 0, 100, "轨道交通项目的热度", "Heat of rail works"),
		setting.Entry("heat.road", setting.Points, p.Heat, "road", 0, 100, "公路项目的热度", "Heat of roads"),
		setting.Entry("heat.building", setting.Points, p.Heat, "building", 0, 100, "房建项目的热度", "Heat of buildings"),
		setting.Value("heat.usual", setting.Points, &p.UsualHeat, 0, 100, "其他类型项目的热度", "Heat of any other type"),
	}
}

// Person is somebody of us, by name.
type Person struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// Errors about what a body names.
var (
	ErrOwnerUnknown    = fault.New(fault.Invalid, "opportunity.owner_unknown", "the person does not exist or is not active")
	ErrCustomerUnknown = fault.New(fault.Invalid, "opportunity.customer_unknown", "no such customer")
)

// Fact is what every event of an opportunity tells.
type Fact struct {
	ID       ref.ID `json:"id"`
	Number   string `json:"number"`
	Name     string `json:"name"`
	Entity   ref.ID `json:"entity_id"`
	Dept     ref.ID `json:"department_id"`
	Owner    ref.ID `json:"owner_id"`
	Customer ref.ID `json:"customer_id"`
	Stage    Stage  `json:"stage"`
}

func (o *Opportunity) fact() Fact {
	return Fact{o.ID, o.Number, o.Name, o.EntityID, o.DepartmentID, o.OwnerID, o.CustomerID, o.Stage}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Created says that there is a new opportunity.
type Created struct{ Fact }

// Topic implements db.Event.
func (Created) Topic() string { return "opportunity.created" }

// StageChanged says that an opportunity went on, back, or was reopened.
type StageChanged struct {
	Fact
	From Stage  `json:"from"`
	Verb string `json:"verb"` // advance, regress or reopen
}

// Topic implements db.Event.
func (StageChanged) Topic() string { return "opportunity.stage_changed" }

// Moved says that an opportunity has another owner, department or entity. What
// hangs on it goes along.
type Moved struct {
	Fact
	From ref.ID `json:"from_id"` // the owner before
}

// Topic implements db.Event.
func (Moved) Topic() string { return "opportunity.moved" }

// Won says that the contract is in force.
type Won struct {
	Fact
	Contract ref.ID `json:"contract_id"`
}

// Topic implements db.Event.
func (Won) Topic() string { return "opportunity.won" }

// Lost says that an opportunity was given up.
type Lost struct {
	Fact
	Reason     string `json:"reason"`
	Competitor string `json:"competitor"`
}

// Topic implements db.Event.
func (Lost) Topic() string { return "opportunity.lost" }

// Voided says that an opportunity never was one.
type Voided struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Voided) Topic() string { return "opportunity.voided" }

// NeedsReportDue says that the first visit took place and the clock runs.
type NeedsReportDue struct {
	Fact
	VisitedAt time.Time `json:"visited_at"`
	DueAt     time.Time `json:"due_at"`
}

// Topic implements db.Event.
func (NeedsReportDue) Topic() string { return "opportunity.needs_report_due" }

// NeedsReportSubmitted says that the report is in.
type NeedsReportSubmitted struct {
	Fact
	SubmittedAt time.Time `json:"submitted_at"`
	OnTime      bool      `json:"on_time"`
}

// Topic implements db.Event.
func (NeedsReportSubmitted) Topic() string { return "opportunity.needs_report_submitted" }

// Silent says that nothing was logged on an open opportunity for long.
type Silent struct {
	Fact
	Label     string `json:"label"`
	OwnerName string `json:"owner"`
	Days      int64  `json:"days"`
	Manager   ref.ID `json:"manager_id"` // who hears of it; none while only the owner does
}

// Topic implements db.Event.
func (Silent) Topic() string { return "opportunity.silent" }

// Overdue says that the day on which an open opportunity was to be signed has
// passed.
type Overdue struct {
	Fact
	Label string       `json:"label"`
	On    workday.Date `json:"on"`
}

// Topic implements db.Event.
func (Overdue) Topic() string { return "opportunity.overdue" }

// Clashed says that a new opportunity may be a project that somebody else in the
// group chases: who of them goes on is to be decided.
type Clashed struct{ Fact }

// Topic implements db.Event.
func (Clashed) Topic() string { return "opportunity.clashed" }

// LeadFact is what every event of a lead tells.
type LeadFact struct {
	ID      ref.ID `json:"id"`
	Company string `json:"company"`
	Entity  ref.ID `json:"entity_id"`
	Dept    ref.ID `json:"department_id"`
	Owner   ref.ID `json:"owner_id"` // none while nobody follows it up
}

func (l *Lead) fact() LeadFact {
	return LeadFact{l.ID, l.label(), l.EntityID, l.DepartmentID, l.OwnerID}
}

// Version implements db.Event.
func (LeadFact) Version() int { return 1 }

// LeadAssigned says that a lead has somebody who follows it up.
type LeadAssigned struct {
	LeadFact
	By     ref.ID `json:"by_id"`
	ByName string `json:"by"`
}

// Topic implements db.Event.
func (LeadAssigned) Topic() string { return "lead.assigned" }

// LeadMoved says that a lead stands elsewhere now, from when on, and until when
// it has to go on; no time where it may stay.
type LeadMoved struct {
	LeadFact
	From  LeadStatus `json:"from"` // none: it is new
	To    LeadStatus `json:"to"`
	Since time.Time  `json:"since"`
	DueAt time.Time  `json:"due_at,omitzero"`
}

// Topic implements db.Event.
func (LeadMoved) Topic() string { return "lead.moved" }
