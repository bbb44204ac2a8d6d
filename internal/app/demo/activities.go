package demo

import (
	"errors"
	"fmt"
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// happened is one line of a deal's story, told the further it has come.
type happened struct {
	kind, text, result string
	minutes            int
}

var stories = []happened{
	{"call", "电话总经理，约定现场拜访时间", "同意见面", 12},
	{"visit", "首次拜访，了解建设内容、投资来源与决策流程", "对方提供初步设计", 74},
	{"meeting", "第二次技术交流，讨论工期与分段移交", "提出工期压缩 15 天", 90},
	{"wechat", "发送同类项目业绩与质量承诺", "", 5},
	{"visit", "陪同工程部长考察在建项目", "对现场管理认可", 180},
	{"call", "确认付款方式与预付款比例", "预付款 20% 可谈", 20},
	{"meeting", "商务谈判，逐条核对合同条款", "留两条待复核", 120},
}

// nextSteps are what owners are to do about their deals, in days from now.
var nextSteps = []struct {
	deal, title string
	days        int
}{
	{"庐州智造园5#厂房", "催办成本测算", 0},
	{"邕江冷链仓库二期", "客户要求分两批付款，等财务经理意见", 0},
	{"津滨海河站扩建", "现场踏勘改期，通知技术部", 1},
	{"黔岭服务区充电设施", "法务已通过，安排合同用印", 3},
	{"楚汉GMP车间净化工程", "提交深化方案", 2},
	{"秦川数据中心B区机电", "预约决策人拜访", 4},
	{"青岚智慧堆场道路", "第二次技术交流", 5},
	{"滇池截污干管整治", "签订合同，中标后 30 日内", 13},
}

func (m Modules) activities(tx *db.Tx) error {
	for i, d := range deals {
		if err := m.story(tx, i, d); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	for _, n := range nextSteps {
		if err := m.nextStep(tx, n.deal, n.title, tx.Now.Add(time.Duration(n.days)*day+2*time.Hour)); err != nil {
			return fmt.Errorf("%s: %w", n.deal, err)
		}
	}
	return nil
}

// story tells as much of a deal as fits its stage, and puts its people on it.
func (m Modules) story(tx *db.Tx, i int, d deal) error {
	p := d.past(i, tx.Now)
	scope, on, err := m.dealScope(tx, d.name)
	if err != nil {
		return err
	}
	steps := min(len(stories), 1+2*len(p.Entered)-i%2)
	span := tx.Now.Sub(p.Entered[0])
	for k := range steps {
		s := stories[k]
		at := p.Entered[0].Add(span * time.Duration(k) / time.Duration(len(stories)))
		first := k == 1 && !p.VisitEnded.IsZero()
		if first {
			at = p.VisitEnded.Add(-time.Duration(s.minutes) * time.Minute)
		}
		if err := m.Activity.AddTx(tx, activity.Past{ID: ID(fmt.Sprintf("activity-%s-%d", d.name, k)), On: on, Scope: scope, Customer: p.Draft.CustomerID, Kind: s.kind, FirstVisit: first,
			At: at, Took: time.Duration(s.minutes) * time.Minute, Words: activity.Words{Text: s.text, Result: s.result}, By: p.Owner}); err != nil {
			return err
		}
	}
	if len(p.Entered) < 2 {
		return nil
	}
	return errors.Join(m.Team.JoinTx(tx, on, p.Owner, team.Sales), m.Team.JoinTx(tx, on, ID("qian.tech"), team.Technical), m.Team.JoinTx(tx, on, ID("zhou.commercial"), team.Commercial))
}

func (m Modules) nextStep(tx *db.Tx, deal, title string, due time.Time) error {
	scope, on, err := m.dealScope(tx, deal)
	if err != nil {
		return err
	}
	_, err = m.Tasks.CreateTx(tx, task.Made{Key: "demo/" + deal, On: on, Scope: scope, Kind: task.Todo, Title: title, Assignee: scope.Owner, DueAt: due})
	return err
}

func (m Modules) dealScope(tx *db.Tx, name string) (authz.Scope, db.Subject, error) {
	id := ID("opportunity-" + name)
	scope, _, err := m.Pipeline.ScopeTx(tx, id, pipeline.PermRead)
	return scope, db.Subject{Ref: ref.To(pipeline.Kind, id), Label: name, Entity: scope.Entity}, err
}

// clocks start the reports that are still due.
func (m Modules) clocks(tx *db.Tx) error {
	for name := range firstVisits {
		scope, on, err := m.dealScope(tx, name)
		if err != nil {
			return err
		}
		ended := tx.Now.Add(-time.Duration(firstVisits[name] * float64(time.Hour)))
		if _, err := m.Tasks.CreateTx(tx, task.Made{Key: "needs_report/" + on.Ref.ID.String(), On: on, Scope: scope, Kind: task.NeedsReport, Title: "提交客户需求分析报告", Assignee: scope.Owner,
			Clock: &task.Clock{Start: ended, Hours: 48, Marks: []int{24, 44}}, EscalateTo: ID("sun.manager"), Fixed: true}); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
