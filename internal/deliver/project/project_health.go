package project

import (
	"slices"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/workday"
)

// Colour is what a light shows.
type Colour string

// Colours, from best to worst; grey means that there is nothing to judge.
const (
	Grey  Colour = "grey"
	Green Colour = "green"
	Amber Colour = "amber"
	Red   Colour = "red"
)

// Colours lists the colours in order.
var Colours = []string{"grey", "green", "amber", "red"}

func (c Colour) rank() int { return slices.Index(Colours, string(c)) }

// Light is one light with why it shows what it shows. Code names the sentence,
// Params what stands in it; amounts are left out, because sales see the lights.
type Light struct {
	Colour Colour           `json:"colour" enum:"grey,green,amber,red"`
	Code   string           `json:"code"`
	Params map[string]int64 `json:"params,omitempty"`
}

// Health is the four lights of a project.
type Health struct {
	Progress   Light `json:"progress"`
	Cost       Light `json:"cost"`
	Quality    Light `json:"quality"`
	Collection Light `json:"collection"`
}

// Lights are the colours alone, as lists show and filter them.
type Lights struct {
	Worst, Progress, Cost, Quality, Collection Colour
}

// lights returns the colours and the worst of them.
func (h Health) lights() Lights {
	l := Lights{Grey, h.Progress.Colour, h.Cost.Colour, h.Quality.Colour, h.Collection.Colour}
	for _, c := range []Colour{l.Progress, l.Cost, l.Quality, l.Collection} {
		if c.rank() > l.Worst.rank() {
			l.Worst = c
		}
	}
	return l
}

// Collection is what others know of a project's money.
type Collection struct {
	Known       bool
	OverdueDays int64 // of the oldest item; 0 when nothing is overdue
}

// Quality is what others know of a project's inspections.
type Quality struct {
	Inspections int64 // so far; none makes the light grey
	FirstPass   int64 // passed at once
	Open        int64 // defects
	Severe      int64 // open defects that are severe
	OldestDays  int64 // of the open ones
}

// Findings is what the lights are judged by beside the project itself.
type Findings struct {
	Milestones []Milestone
	Collection Collection
	Quality    Quality
}

// Health judges a project on a day.
func (p *Project) Health(today workday.Date, f Findings, pol Policy) Health {
	return Health{p.progressLight(today, f.Milestones, pol), p.costLight(pol), qualityLight(f.Quality, pol), collectionLight(f.Collection, pol)}
}

func (p *Project) progressLight(today workday.Date, ms []Milestone, pol Policy) Light {
	if !p.CompletedOn.IsZero() || p.State == Cancelled {
		return Light{Grey, "project.health.finished", nil}
	}
	if over := int64(today.Sub(p.PlannedFinish)); !p.PlannedFinish.IsZero() && over > pol.OverdueDays {
		return Light{Red, "project.health.not_closed", map[string]int64{"days": over}}
	}
	slip, days := p.slip(pol), p.late()
	switch {
	case days > pol.MajorDelayDays:
		return Light{Red, "project.health.major_delay", map[string]int64{"days": days}}
	case slip > pol.SlipWorkdays:
		return Light{Amber, "project.health.behind", map[string]int64{"days": slip}}
	}
	if n := missed(ms, today); n > 0 {
		return Light{Amber, "project.health.milestone_missed", map[string]int64{"count": n}}
	}
	switch {
	case p.BaselineFinish.IsZero() || p.ForecastFinish.IsZero():
		return Light{Grey, "project.health.no_forecast", nil}
	case slip > 0:
		return Light{Green, "project.health.slightly_behind", map[string]int64{"days": slip}}
	}
	return Light{Green, "project.health.on_schedule", nil}
}

// slip returns by how many working days the forecast lies behind the baseline.
func (p *Project) slip(pol Policy) int64 {
	if p.late() == 0 {
		return 0
	}
	cal := pol.Calendar()
	return int64(cal.Index(p.ForecastFinish) - cal.Index(p.BaselineFinish))
}

// missed counts milestones whose day has passed without a word.
func missed(ms []Milestone, today workday.Date) (n int64) {
	for _, m := range ms {
		if m.State == Planned && m.ForecastOn < today {
			n++
		}
	}
	return n
}

func (p *Project) costLight(pol Policy) Light {
	if p.Budget == 0 || p.ForecastCost == 0 {
		return Light{Grey, "project.health.no_budget", nil}
	}
	// Budgets stay below 2^43 fen, so the products fit.
	switch over := p.ForecastCost * 100; {
	case over > p.Budget*pol.CostRedPercent:
		return Light{Red, "project.health.over_budget_far", nil}
	case p.ForecastCost > p.Budget:
		return Light{Amber, "project.health.over_budget", nil}
	}
	return Light{Green, "project.health.within_budget", nil}
}

func qualityLight(q Quality, pol Policy) Light {
	params := map[string]int64{"inspections": q.Inspections, "first_pass": q.FirstPass, "open": q.Open, "severe": q.Severe, "days": q.OldestDays}
	switch {
	case q.Severe > 0:
		return Light{Red, "project.health.severe_defects", params}
	case q.Open > 0 && q.OldestDays > pol.DefectDays:
		return Light{Amber, "project.health.old_defects", params}
	case q.Inspections == 0 && q.Open == 0:
		return Light{Grey, "project.health.no_inspection", nil}
	}
	return Light{Green, "project.health.quality_good", params}
}

func collectionLight(c Collection, pol Policy) Light {
	params := map[string]int64{"days": c.OverdueDays}
	switch {
	case !c.Known:
		return Light{Grey, "project.health.no_receivable", nil}
	case c.OverdueDays > pol.CollectionRed:
		return Light{Red, "project.health.overdue_long", params}
	case c.OverdueDays >= pol.CollectionAmber:
		return Light{Amber, "project.health.overdue", params}
	case c.OverdueDays > 0:
		return Light{Green, "project.health.overdue_short", params}
	}
	return Light{Green, "project.health.paid_in_time", nil}
}

// Policy is what a group may set differently.
type Policy struct {
	Calendar func() *workday.Calendar

	SlipWorkdays    int64 // behind the baseline that still is green
	MajorDelayDays  int64 // calendar days behind the baseline; beyond is a major delay
	OverdueDays     int64 // after the planned finish; beyond, a project should be closed
	CostRedPercent  int64 // of the budget; beyond is red
	DefectDays      int64 // of an open defect that still is green
	CollectionAmber int64 // days overdue from which on it is amber
	CollectionRed   int64 // days overdue beyond which it is red

	RemindDays []int64 // after asking, in order
	CallDay    int64   // after asking, later than the reminders
	DeemedDays int64   // of silence that confirm where the contract says so
	LinkDays   int64   // how long a link works

	UnconfirmedDays int64 // working days after asking from which on the owner is told
}

// Defaults returns the policy of reference 2.11 and 2.12.
func Defaults() Policy {
	return Policy{Calendar: workday.StateCouncil, SlipWorkdays: 5, MajorDelayDays: 30, OverdueDays: 30, CostRedPercent: 105, DefectDays: 7, CollectionAmber: 30, CollectionRed: 90,
		RemindDays: []int64{1, 3}, CallDay: 5, DeemedDays: 14, LinkDays: 30, UnconfirmedDays: 3}
}

// DueBy is [Service.DueBy].
func (p *Policy) DueBy(on workday.Date) workday.Date { return on.AddDays(-int(p.OverdueDays) - 1) }

// Waiting is [Service.Waiting].
func (p *Policy) Waiting(asked, on workday.Date) (days int64, told bool) {
	if asked.IsZero() || on <= asked {
		return 0, false
	}
	days = int64(p.Calendar().WorkdaysBetween(asked.AddDays(1), on))
	return days, days >= p.UnconfirmedDays
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("project.slip_workdays", setting.Workdays, &p.SlipWorkdays, 0, 120, "比基线落后多少以内仍为绿灯", "Still green when behind the baseline by at most"),
		setting.Value("project.major_delay_days", setting.Days, &p.MajorDelayDays, 1, 365, "比基线落后多少算重大延误", "A delay behind the baseline is major beyond"),
		setting.Value("project.overdue_days", setting.Days, &p.OverdueDays, 0, 365, "超过计划竣工多久仍未完成即亮红灯并告警", "Red, and told, when not completed this long after the planned finish"),
		setting.Value("project.cost_red", setting.Percent, &p.CostRedPercent, 100, 200, "预计成本超过预算多少亮红灯", "Red when the expected cost exceeds this much of the budget"),
		setting.Value("project.defect_days", setting.Days, &p.DefectDays, 0, 120, "质量缺陷未关闭多久以内仍为绿灯", "Still green with a defect open for at most"),
		setting.Value("project.collection_amber", setting.Days, &p.CollectionAmber, 1, 365, "逾期回款多少天起亮黄灯", "Amber from this long overdue on").Below("project.collection_red"),
		setting.Value("project.collection_red", setting.Days, &p.CollectionRed, 2, 730, "逾期回款超过多少天亮红灯", "Red when overdue for more than"),
		setting.Value("milestone.remind_first", setting.Days, &p.RemindDays[0], 1, 30, "客户未确认节点多久后首次提醒客户", "The customer is reminded of a milestone for the first time after").Below("milestone.remind_second"),
		setting.Value("milestone.remind_second", setting.Days, &p.RemindDays[1], 2, 59, "客户未确认节点多久后再次提醒客户", "The customer is reminded of a milestone again after").Below("milestone.call_day"),
		setting.Value("milestone.unconfirmed_days", setting.Workdays, &p.UnconfirmedDays, 1, 60, "客户未确认节点多久后告知项目经理", "The project manager is told of a milestone that is not confirmed after"),
		setting.Value("milestone.call_day", setting.Days, &p.CallDay, 4, 60, "客户未确认节点多久后由项目经理致电", "The project manager calls about a milestone that is not confirmed after"),
		setting.Value("milestone.deemed_days", setting.Days, &p.DeemedDays, 1, 180, "合同约定默示确认时，客户多久未答复视为确认", "Where the contract says so, silence confirms a milestone after"),
		setting.Value("milestone.link_days", setting.Days, &p.LinkDays, 1, 180, "客户确认链接有效期", "A link for the customer works for"),
	}
}
