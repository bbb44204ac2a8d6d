package demo

import (
	"context"
	"fmt"
	"slices"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// node is a milestone of the story: when it was planned, is forecast, was
// reached, and was confirmed by the customer.
type node struct {
	key, name, planned string
	forecast           string // "" is as planned
	reached, confirmed string // "" not yet
	score              int64  // that the customer gave
	words              string
}

// works are what is built under a contract.
type works struct {
	deal         string
	commenced    string // on the order of; "" not yet
	nodes        []node
	budget, cost int64  // fen; the cost is forecast at completion
	forecast     string // of the finish, when it moved, and why
	why          string
	warranty     string // until when; "" while the works go on
	accepting    bool   // the customer confirmed everything, and the certificate is not there yet
}

// projects are the works of the story (reference 8.2); their nodes follow the
// work breakdown structures of reference 8.3.
var projects = []works{
	{deal: "津滨110kV海河变电站新建工程", commenced: "2026-03-17", budget: 30_114_000 * yuan, cost: 29_850_000 * yuan, forecast: "2026-11-26", why: "主变到货晚 3 日，二次联调 4 日，消缺 1 日", nodes: []node{
		{"M1", "开工", "2026-03-17", "", "2026-03-17", "2026-03-17", 5, ""},
		{"M2", "地基基础完成", "2026-05-15", "", "2026-05-15", "2026-05-18", 5, "基础观感好"},
		{"M3", "主体封顶", "2026-07-06", "2026-07-10", "2026-07-10", "2026-07-13", 4, "雨天停工两日，后续注意进度"},
		{"M4", "设备调试完成", "2026-10-23", "2026-11-03", "2026-11-03", "2026-11-05", 4, ""},
		{project.CompletionAcceptance, "投运移交", "2026-11-16", "2026-11-26", "", "", 0, ""},
	}},
	{deal: "钱湾区滨江大道(一期)道路工程", commenced: "2026-03-02", budget: 11_530_000 * yuan, cost: 11_480_000 * yuan, forecast: "2026-11-25", why: "设计变更 CR-014 增加工期 6 天", nodes: []node{
		{"M1", "开工", "2026-03-20", "", "2026-03-20", "2026-03-23", 5, ""},
		{"M2", "地下管线完成", "2026-07-09", "", "2026-07-09", "2026-07-09", 5, "闭水试验一次合格"},
		{"M3", "路基及基层完成", "2026-09-02", "", "2026-09-07", "2026-09-09", 4, ""},
		{"M4", "主体完工", "2026-10-27", "2026-11-02", "2026-11-02", "", 0, ""},
		{project.CompletionAcceptance, "竣工验收合格/移交", "2026-11-19", "2026-11-25", "", "", 0, ""},
	}},
	{deal: "锦麓云庭二期3#楼总承包", commenced: "2025-10-20", budget: 45_007_000 * yuan, cost: 48_190_000 * yuan, forecast: "2027-07-08", why: "业主两个节点逾期付款，钢筋供应放缓", nodes: []node{
		{"M1", "开工", "2025-10-20", "", "2025-10-20", "2025-10-21", 5, ""},
		{"M2", "主体施工至 12 层", "2026-08-20", "2026-09-07", "2026-09-07", "2026-09-08", 4, ""},
		{"M3", "二次结构砌筑", "2026-09-25", "2026-09-29", "2026-09-29", "2026-09-30", 3, "现场文明施工需加强"},
		{"ROOF", "屋面断水", "2026-11-10", "2026-11-16", "2026-11-16", "2026-11-19", 3, "女儿墙根部两处渗水，请先处理再移交"},
		{"M4", "安装与装修完成", "2027-04-20", "2027-05-28", "", "", 0, ""},
		{project.CompletionAcceptance, "竣工验收合格", "2027-05-30", "2027-07-08", "", "", 0, ""},
	}},
	{deal: "湘麓医院门诊综合楼工程", budget: 69_200_000 * yuan, cost: 69_200_000 * yuan, nodes: []node{
		{"M1", "开工", "2026-12-31", "", "", "", 0, ""}, {"M2", "地基与基础完成", "2027-07-06", "", "", "", 0, ""}, {"M3", "主体封顶", "2028-01-13", "", "", "", 0, ""},
		{"M4", "安装与装修完成", "2028-06-01", "", "", "", 0, ""}, {project.CompletionAcceptance, "竣工验收合格", "2028-06-30", "", "", "", 0, ""},
	}},
	{deal: "秦川数据中心A区机电安装", nodes: []node{
		{"M1", "开工", "2026-12-18", "", "", "", 0, ""}, {"M2", "机房深化设计确认", "2027-01-20", "", "", "", 0, ""}, {"M3", "设备到货", "2027-03-21", "", "", "", 0, ""},
		{"M4", "安装调试合格", "2027-08-30", "", "", "", 0, ""}, {project.CompletionAcceptance, "竣工验收合格", "2027-09-30", "", "", "", 0, ""},
	}},
	{deal: "青岚堆场道路大修", budget: 2_580_000 * yuan, cost: 2_580_000 * yuan, nodes: []node{{"M1", "开工", "2026-12-01", "", "", "", 0, ""}, {project.CompletionAcceptance, "竣工验收合格", "2027-05-31", "", "", "", 0, ""}}},
	{deal: "钱湾泵站电气改造", budget: 3_290_000 * yuan, cost: 3_290_000 * yuan, nodes: []node{{"M1", "开工", "2026-12-05", "", "", "", 0, ""}, {project.CompletionAcceptance, "竣工验收合格", "2027-06-30", "", "", "", 0, ""}}},
	{deal: "黔岭互通连接线改造", commenced: "2025-06-20", warranty: "2027-06-16", budget: 18_910_000 * yuan, cost: 18_850_000 * yuan, nodes: finished("2025-06-20", "2026-05-20", "2026-06-16")},
	{deal: "赣江第三水厂深度处理改造", commenced: "2024-04-08", warranty: "2027-03-17", budget: 15_480_000 * yuan, cost: 15_430_000 * yuan, nodes: finished("2024-04-08", "2025-02-20", "2025-03-17")},
	{deal: "邕江冷链仓库一期", commenced: "2025-04-01", warranty: "2028-03-12", budget: 7_960_000 * yuan, cost: 7_910_000 * yuan, nodes: finished("2025-04-01", "2026-02-20", "2026-03-12")},
	{deal: "黔岭服务区改造", commenced: "2025-09-25", warranty: "2028-07-20", budget: 10_420_000 * yuan, cost: 10_390_000 * yuan, nodes: finished("2025-09-25", "2026-06-25", "2026-07-20")},
	{deal: "庐州智造园研发楼改造", commenced: "2025-12-08", accepting: true, budget: 5_010_000 * yuan, cost: 4_980_000 * yuan, nodes: finished("2025-12-08", "2026-09-28", "2026-10-12")},
	{deal: "津滨厂区道路", commenced: "2024-08-01", warranty: "2027-05-12", budget: 10_360_000 * yuan, cost: 10_310_000 * yuan, nodes: finished("2024-08-01", "2025-04-20", "2025-05-12")},
	{deal: "津滨光伏并网柜", commenced: "2023-05-04", warranty: "2025-11-08", budget: 3_680_000 * yuan, cost: 3_660_000 * yuan, nodes: finished("2023-05-04", "2023-10-25", "2023-11-08")},
}

// finished are the nodes of works that ended as planned.
func finished(start, done, accepted string) []node {
	return []node{
		{"M1", "开工", start, "", start, start, 5, ""},
		{"M4", "主体完工", done, "", done, done, 4, ""},
		{project.CompletionAcceptance, "竣工验收合格", accepted, "", accepted, accepted, 5, ""},
	}
}

func projectID(deal string) ref.ID { return ID("project-" + deal) }

// MilestoneID returns the id of a milestone of a demo project by its key.
func MilestoneID(deal, key string) ref.ID { return ID("milestone-" + deal + "-" + key) }

const (
	manager  = "zheng.pm"
	engineer = "feng.site"
)

// deliveries tells of every project and its handover.
func (t *teller) deliveries() {
	for _, w := range projects {
		a := signedOnes[slices.IndexFunc(signedOnes, func(a agreement) bool { return a.deal == w.deal })]
		t.project(a, w)
		t.handover(a)
	}
	for _, deal := range awarded {
		a := t.coming(deal)
		a.signed = a.accepted // the project begins with the award
		t.project(a, works{deal: deal})
		if deal == inDraft {
			t.handover(a)
		}
	}
	t.then("2026-11-19 20:00", system, "the evening's round of projects", func(ctx context.Context) error {
		_, err := t.Projects.Sweep(ctx)
		return err
	})
}

// awarded are deals whose projects began before their contracts.
var awarded = []string{inDraft, "青岚散货码头廊道"}

func (t *teller) project(a agreement, w works) {
	id := projectID(a.deal)
	on := func(days int, hour, who, what string, do func(context.Context) error) {
		t.then(daysFrom(a.signed, days, hour), who, what+" of the project "+a.deal, do)
	}
	on(0, "14:00", system, "the birth", func(ctx context.Context) error { return t.born(ctx, a) })
	on(0, "14:20", "gm", "the people", func(ctx context.Context) error {
		return t.onProject(ctx, id, func(v int64) error { return t.Projects.NameRep(ctx, id, v, ID(a.owner)) })
	})
	if a.signed == a.accepted {
		return
	}
	on(0, "14:30", "gm", "the manager", func(ctx context.Context) error {
		return t.onProject(ctx, id, func(v int64) error { return t.Projects.Appoint(ctx, id, v, ID(manager)) })
	})
	on(0, "15:00", manager, "the milestones", func(ctx context.Context) error { return t.planned(ctx, w) })
	if w.budget > 0 {
		on(12, "10:00", manager, "the target cost", func(ctx context.Context) error {
			return t.forecast(ctx, id, project.Forecast{Budget: &w.budget, ForecastCost: &w.budget, Reason: "目标成本下达"})
		})
	}
	if w.commenced == "" {
		return
	}
	on(2, "09:00", manager, "the site engineer", func(ctx context.Context) error {
		return t.in(ctx, func(tx *db.Tx) error {
			return t.Team.JoinTx(tx, db.Subject{Ref: ref.To(project.Kind, id), Label: a.deal}, ID(engineer), team.Participant)
		})
	})
	t.executed(a, w)
}

// born adds the project of an award, which its contract joins.
func (t *teller) born(ctx context.Context, a agreement) error {
	return t.in(ctx, func(tx *db.Tx) error {
		owner, err := t.Org.PersonTx(tx, ID(a.owner))
		if err != nil {
			return err
		}
		return t.Projects.AddTx(tx, &project.Project{ID: projectID(a.deal), EntityID: owner.EntityID, DepartmentID: owner.DepartmentID, CustomerID: ID(fmt.Sprintf("org-%d", a.organisation)), OpportunityID: dealID(a.deal),
			Name: a.deal, Type: a.kind, Amount: a.price, PlannedStart: t.date(a.start), PlannedFinish: t.date(a.finish), State: project.Initiating, Origin: "user"})
	})
}

// onProject does something with the version of a project that stands.
func (t *teller) onProject(ctx context.Context, id ref.ID, do func(version int64) error) error {
	v, err := t.Projects.Get(ctx, id)
	if err != nil {
		return err
	}
	return do(v.Version)
}

func (t *teller) forecast(ctx context.Context, id ref.ID, f project.Forecast) error {
	return t.onProject(ctx, id, func(v int64) error { return t.Projects.Revise(ctx, id, v, f) })
}

func (t *teller) planned(ctx context.Context, w works) error {
	for i, n := range w.nodes {
		d := project.MilestoneDraft{Name: n.name, Key: n.key, Position: int64(i + 1), Weight: 1, PlannedOn: t.date(n.planned)}
		if _, err := t.Projects.AddMilestone(ctx, projectID(w.deal), MilestoneID(w.deal, n.key), d); err != nil {
			return fmt.Errorf("%s: %w", n.key, err)
		}
	}
	return nil
}

// executed tells of the works themselves.
func (t *teller) executed(a agreement, w works) {
	id := projectID(w.deal)
	on := func(date, hour, what string, do func(ctx context.Context, version int64) error) {
		t.then(date+" "+hour, manager, what+" of "+w.deal, func(ctx context.Context) error {
			return t.onProject(ctx, id, func(v int64) error { return do(ctx, v) })
		})
	}
	on(w.commenced, "08:00", "the readiness", func(ctx context.Context, v int64) error { return t.Projects.MarkReady(ctx, id, v) })
	on(w.commenced, "08:30", "the commencement", func(ctx context.Context, v int64) error { return t.Projects.Start(ctx, id, v, t.date(w.commenced)) })
	for _, n := range w.nodes {
		t.milestone(a, n)
	}
	last := w.nodes[len(w.nodes)-1]
	if w.forecast != "" {
		finish := t.date(w.forecast)
		on("2026-11-13", "17:00", "the forecast", func(ctx context.Context, v int64) error {
			return t.Projects.Revise(ctx, id, v, project.Forecast{ForecastCost: &w.cost, Finish: &finish, Reason: w.why})
		})
	}
	if w.warranty == "" && !w.accepting {
		return
	}
	on(last.planned, "09:00", "the request for acceptance", func(ctx context.Context, v int64) error { return t.Projects.Accept(ctx, id, v) })
	if w.accepting {
		return
	}
	on(last.planned, "15:00", "the completion", func(ctx context.Context, v int64) error {
		return t.Projects.Complete(ctx, id, v, t.date(last.reached), t.date(w.warranty))
	})
	t.then(daysFrom(last.planned, 10, "10:00"), manager, "the filing of "+w.deal, func(ctx context.Context) error {
		return t.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := t.Tasks.DoneTx(tx, "works_filing/"+id.String(), "已备案")
			return err
		})
	})
}

// milestone tells how a node was reached and what the customer said of it.
func (t *teller) milestone(a agreement, n node) {
	id := MilestoneID(a.deal, n.key)
	on := func(at, what string, do func(ctx context.Context, m project.MilestonePage) error) {
		t.then(at, manager, what+" "+n.name+" of "+a.deal, func(ctx context.Context) error {
			m, err := t.Projects.Milestone(ctx, id)
			if err != nil {
				return err
			}
			return do(ctx, m)
		})
	}
	if n.forecast != "" {
		on(daysFrom(n.planned, -6, "17:30"), "a later date for", func(ctx context.Context, m project.MilestonePage) error {
			return t.Projects.UpdateMilestone(ctx, id, m.Version, project.MilestoneDraft{Name: m.Name, Key: n.key, Position: m.Position, Weight: m.Weight, PlannedOn: m.PlannedOn, ForecastOn: t.date(n.forecast), Reason: "按现场进度预测"})
		})
	}
	if n.reached == "" {
		return
	}
	hour := " 10:30"
	if n.key == project.CompletionAcceptance {
		hour = " 11:30" // after the project asked for it
	}
	on(n.reached+hour, "the report of", func(ctx context.Context, m project.MilestonePage) error {
		paper, err := t.file(ctx, ref.To(project.MilestoneKind, id), document.Evidence, scanOf(n.name+"验收记录"))
		if err != nil {
			return err
		}
		return t.Projects.Reach(ctx, id, m.Version, project.Report{ActualOn: t.date(n.reached), Statement: n.name + "已完成，验收资料齐全，请确认。", Documents: []ref.ID{paper}})
	})
	on(n.reached+" 13:30", "the question about", func(ctx context.Context, m project.MilestonePage) error {
		return t.Projects.Ask(ctx, id, m.Version, ID(fmt.Sprintf("contact-%d-1", a.organisation)))
	})
	if n.confirmed == "" {
		return
	}
	on(n.confirmed+" 14:30", "the answer about", func(ctx context.Context, _ project.MilestonePage) error { return t.answer(ctx, id, n) })
}

// answer is the customer's word, by the link that he was sent.
func (t *teller) answer(ctx context.Context, milestone ref.ID, n node) error {
	sent, err := t.Projects.LastLink(ctx, milestone)
	if err != nil {
		return err
	}
	v, err := t.Projects.Portal(t.outside, sent.Token)
	if err != nil {
		return err
	}
	a := project.Answer{Action: project.Confirm, Score: n.score, Text: n.words, Hash: v.ContentHash}
	if n.key == "ROOF" {
		a.Action = project.ConfirmWithRemarks
	}
	return t.Projects.Respond(t.outside, sent.Token, a)
}

func dealOf(name string) deal {
	return deals[slices.IndexFunc(deals, func(d deal) bool { return d.name == name })]
}
