package demo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"gongqiao/internal/care/service"
)

// opinion is a survey that somebody at customer service sent and what came back.
type opinion struct {
	id           string
	organisation int
	deal         string // of the project that it is about; "" about everything
	contact      int    // among the customer's stakeholders
	purpose      service.Purpose
	sent         string
	answered     string           // "" not yet
	points       int64            // of each question, but
	but          map[string]int64 // where it is another
	recommends   int64
	words        string
	complaint    bool
}

var opinions = []opinion{
	{"survey-substation", 11, "津滨110kV海河变电站新建工程", 1, service.Full, "2026-07-20 10:00", "2026-07-22 09:40", 5, map[string]int64{"schedule": 4, "promise_accuracy": 4, "documents": 4, "follow_up": 4}, 9, "进度比预期慢几天，其他都好", false},
	{"survey-substation-2", 11, "津滨110kV海河变电站新建工程", 2, service.Full, "2026-10-12 10:00", "2026-10-13 16:20", 4, map[string]int64{"response_speed": 5, "service_attitude": 5}, 9, "", false},
	{"survey-road", 29, "钱湾区滨江大道(一期)道路工程", 2, service.Full, "2026-08-18 09:30", "2026-08-19 11:05", 5, map[string]int64{"safety": 4}, 10, "夜间围挡整齐", false},
	{"survey-tower", 7, "锦麓云庭二期3#楼总承包", 2, service.Full, "2026-10-20 14:00", "2026-10-22 17:10", 2, map[string]int64{"construction_quality": 3, "safety": 3}, 3, "销售答应的样板间迟迟没有落实，现场文明施工差", true},
	{"survey-interchange", 18, "黔岭互通连接线改造", 2, service.Full, "2026-09-08 09:00", "2026-09-10 10:30", 4, map[string]int64{"follow_up": 3}, 8, "", false},
	{"survey-waterworks", 14, "赣江第三水厂深度处理改造", 2, service.Full, "2025-09-02 09:00", "2025-09-05 15:00", 5, nil, 10, "深度处理出水稳定", false},
	{"survey-park", 13, "庐州智造园研发楼改造", 1, service.Full, "2026-11-06 10:00", "", 0, nil, 0, "", false},
	{"survey-waiting", 5, "青岚堆场道路大修", 1, service.Short, "2026-11-16 10:00", "", 0, nil, 0, "", false},
}

// cares tells what customers were asked and said, and what was done about it.
func (t *teller) cares() {
	for _, o := range opinions {
		t.then(o.sent, "chen.service", "asks about "+o.id, func(ctx context.Context) error { return t.ask(ctx, o) })
		if o.answered != "" {
			t.then(o.answered, "chen.service", "the answer to "+o.id, func(ctx context.Context) error { return t.opine(ctx, o) })
		}
	}
	for _, r := range repairs {
		t.repair(r)
	}
	for _, g := range grievances {
		t.grieve(g)
	}
	t.then("2026-11-20 17:30", system, "the day's round of surveys", func(ctx context.Context) error {
		_, err := t.Care.Sweep(ctx)
		return err
	})
}

func (t *teller) ask(ctx context.Context, o opinion) error {
	a := service.Asking{ID: ID(o.id), ContactID: ID(fmt.Sprintf("contact-%d-%d", o.organisation, o.contact)), Purpose: o.purpose, ProjectID: projectID(o.deal)}
	_, err := t.Care.Ask(ctx, a)
	return err
}

// opine is the contact's answer, by the link that he was sent.
func (t *teller) opine(ctx context.Context, o opinion) error {
	l, err := t.Care.Link(ctx, ID(o.id))
	if err != nil {
		return err
	}
	token := path.Base(l.Token)
	v, err := t.Care.Portal(t.outside, token)
	if err != nil {
		return err
	}
	a := service.Answer{Answers: map[string]int64{}, Comment: o.words, Complaint: o.complaint, Hash: v.ContentHash}
	for _, q := range v.Questions {
		if a.Answers[q.Code] = o.points; q.Kind == "nps" {
			a.Answers[q.Code] = o.recommends
		}
	}
	maps.Copy(a.Answers, o.but)
	return errors.Join(t.Care.Open(t.outside, token), t.Care.Respond(t.outside, token, a))
}

// repair is an improvement plan for a complaint that one of us was told: how far
// it came.
type repair struct {
	id, deal, title, words, cause, metric string
	severity                              string
	began                                 string
	far                                   service.PlanState
}

var repairs = []repair{
	{"plan-leak", "邕江冷链仓库一期", "冷库地坪起砂返修", "库区 3 号通道地坪起砂", "养护期低温未保温", "回弹与耐磨复测合格", "s3", "2026-11-17", service.PlanDraft},
	{"plan-noise", "钱湾区滨江大道(一期)道路工程", "夜间施工扰民", "沿线居民投诉夜间摊铺噪声", "连续摊铺未提前公示", "夜间作业提前三日公示，投诉为零", "s2", "2026-11-10", service.PlanApproved},
	{"plan-progress", "津滨110kV海河变电站新建工程", "进度通报不及时", "每周影像晚发两次", "专人请假未交接", "连续四周按时发送", "s3", "2026-11-03", service.PlanExecuting},
	{"plan-seal", "赣江第三水厂深度处理改造", "滤池接缝渗水", "2 号滤池接缝渗水", "止水带搭接不足", "闭水 48 小时无渗漏", "s2", "2026-10-26", service.PlanVerifying},
	{"plan-lamp", "黔岭互通连接线改造", "匝道路灯间歇熄灭", "B 匝道路灯夜间熄灭", "接线盒进水", "连续 30 天无故障", "s3", "2026-08-12", service.PlanClosed},
}

// repair tells a plan as far as it came, a few days a step.
func (t *teller) repair(r repair) {
	id := ID(r.id)
	t.then(r.began+" 09:00", "chen.service", r.title, func(ctx context.Context) error {
		_, err := t.Care.OpenPlan(ctx, service.Told{ID: id, ProjectID: projectID(r.deal), Title: r.title, Text: r.words, Severity: r.severity})
		return err
	})
	step := func(days int, who string, do func(context.Context, int64) error) {
		t.then(daysFrom(r.began, days, "16:00"), who, "on with "+r.title, func(ctx context.Context) error {
			v, err := t.Care.Plan(ctx, id)
			if err != nil {
				return err
			}
			return do(ctx, v.Version)
		})
	}
	words := service.PlanWords{Title: r.title, RootCause: r.cause, Metric: r.metric, Steps: []service.Step{
		{Text: "查明原因并返修", OwnerID: ID(manager), DueOn: t.date(daysFrom(r.began, 7, "")[:10])}, {Text: "回访客户", OwnerID: ID("chen.service"), DueOn: t.date(daysFrom(r.began, 10, "")[:10])},
	}}
	done := words
	done.Steps = slices.Clone(words.Steps)
	for i := range done.Steps {
		done.Steps[i].DoneOn = t.date(daysFrom(r.began, 6, "")[:10])
	}
	step(1, "chen.service", func(ctx context.Context, v int64) error { return t.Care.UpdatePlan(ctx, id, v, words) })
	far := slices.Index(service.PlanStates, string(r.far))
	if r.far == service.PlanExecuting {
		step(6, "chen.service", func(ctx context.Context, v int64) error { return t.Care.UpdatePlan(ctx, id, v, done) })
	}
	for i, s := range []struct {
		who string
		do  func(context.Context, int64) error
	}{
		{"tang.leader", func(ctx context.Context, v int64) error { return t.Care.Approve(ctx, id, v) }},
		{"chen.service", func(ctx context.Context, v int64) error { return t.Care.StartPlan(ctx, id, v) }},
		{"chen.service", func(ctx context.Context, v int64) error {
			return errors.Join(t.Care.UpdatePlan(ctx, id, v, done), t.Care.Verify(ctx, id, v+1))
		}},
		{"tang.leader", func(ctx context.Context, v int64) error {
			return t.Care.Close(ctx, id, v, "客户签认，已恢复正常")
		}},
	} {
		if i < far {
			step(2*i+2, s.who, s.do)
		}
	}
}

// grievance is a complaint that one of us was told, and how far it came.
type grievance struct {
	id, deal, title, words, severity string
	began                            string
	far                              service.ComplaintState
}

var grievances = []grievance{
	{"complaint-gate", "邕江冷链仓库一期", "月台门关不严", "3 号月台门漏冷，夜里结霜", "s3", "2026-11-19", service.ComplaintOpen},
	{"complaint-dust", "钱湾区滨江大道(一期)道路工程", "土方运输扬尘", "渣土车没有覆盖，路口都是灰", "s2", "2026-11-17", service.ComplaintAccepted},
	{"complaint-photo", "津滨110kV海河变电站新建工程", "隐蔽验收照片缺失", "电缆沟隐蔽前没有发照片", "s4", "2026-11-12", service.ComplaintInvestigating},
	{"complaint-pump", "赣江第三水厂深度处理改造", "提升泵异响", "2 号提升泵启动有异响", "s3", "2026-11-06", service.ComplaintResolving},
	{"complaint-sign", "黔岭互通连接线改造", "临时标志牌反光不足", "晚上看不清导向牌", "s3", "2026-10-28", service.ComplaintAwaiting},
	{"complaint-noise", "钱湾区滨江大道(一期)道路工程", "夜间铣刨噪声", "凌晨还在铣刨", "s2", "2026-10-09", service.ComplaintClosed},
}

// grieve tells a complaint as far as it came, a day a step.
func (t *teller) grieve(g grievance) {
	id := ID(g.id)
	t.then(g.began+" 08:40", "chen.service", g.title, func(ctx context.Context) error {
		_, err := t.Care.Complain(ctx, service.Told{ID: id, ProjectID: projectID(g.deal), Title: g.title, Text: g.words, Severity: g.severity})
		return err
	})
	far := slices.Index(service.ComplaintStates, string(g.far))
	for i, do := range []func(context.Context, int64) error{
		func(ctx context.Context, v int64) error {
			return t.Care.Accept(ctx, id, v, "", "已联系客户，当日到场查看")
		},
		func(ctx context.Context, v int64) error { return t.Care.Investigate(ctx, id, v) },
		func(ctx context.Context, v int64) error {
			return t.Care.Resolve(ctx, id, v, "班组交底不到位，现场没有专人检查")
		},
		func(ctx context.Context, v int64) error {
			return t.Care.AnswerComplaint(ctx, id, v, "已整改并复查，照片已发客户")
		},
		func(ctx context.Context, v int64) error {
			return t.Care.CloseComplaint(ctx, id, v, "客户确认满意")
		},
	} {
		if i < far {
			at := daysFrom(g.began, i, "11:30")
			t.then(at, "chen.service", "on with "+g.title, func(ctx context.Context) error { return do(ctx, int64(i+1)) })
		}
	}
}
