package service_test

import (
	"context"
	"testing"

	"gongqiao/internal/care/service"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// complain opens a plan and returns it.
func (d *desk) complain(t testing.TB) ref.ID {
	t.Helper()
	id, err := d.svc.OpenPlan(d.service(), service.Told{ProjectID: d.project, Title: "地下室渗水", Text: "报修三次", Severity: "s1"})
	must(t, err)
	return id
}

func (d *desk) plan(t testing.TB, id ref.ID) service.PlanView {
	t.Helper()
	v, err := d.svc.Plan(system(), id)
	must(t, err)
	return v
}

func TestPlanFromBeginToEnd(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.complain(t)
		boss := d.as("NOb", authz.Group, everything...)
		wants(t, "approving nothing", d.svc.Approve(boss, id, 1), service.ErrPlanIncomplete)
		w := service.PlanWords{Title: "防水返修", RootCause: "止水钢板漏焊", Metric: "闭水 48 小时", Steps: []service.Step{
			{Text: "凿除", OwnerID: d.person["NOp"], DueOn: day("2026-11-25")}, {Text: "注浆", OwnerID: d.person["NOp"], DueOn: day("2026-11-28")}}}
		bad := w
		bad.Steps = []service.Step{{Text: "凿除", OwnerID: ref.New(), DueOn: day("2026-11-25")}}
		wants(t, "a step of nobody", d.svc.UpdatePlan(d.pm(), id, 1, bad), service.ErrPersonUnknown)
		bad.Steps = []service.Step{{Text: "凿除", OwnerID: d.person["NOp"], DueOn: day("2026-11-25"), DoneOn: d.clock.today().AddDays(1)}}
		wants(t, "done tomorrow", d.svc.UpdatePlan(d.pm(), id, 1, bad), fault.ErrInvalid)
		must(t, d.svc.UpdatePlan(d.pm(), id, 1, w))
		wants(t, "approving as a stranger", d.svc.Approve(d.stranger(), id, 2), service.ErrPlanNotFound)
		wants(t, "approving as a reader", d.svc.Approve(d.reader(), id, 2), authz.ErrForbidden)
		must(t, d.svc.Approve(boss, id, 2))
		must(t, d.svc.StartPlan(d.pm(), id, 3))
		more := w
		more.Metric = "不看了"
		wants(t, "changing what was approved", d.svc.UpdatePlan(d.pm(), id, 4, more), service.ErrPlanApproved)
		wants(t, "with open steps", d.svc.Verify(d.pm(), id, 4), service.ErrStepsOpen)
		w.Steps[0].DoneOn, w.Steps[1].DoneOn = d.clock.today(), d.clock.today()
		must(t, d.svc.UpdatePlan(d.pm(), id, 4, w))
		must(t, d.svc.Verify(d.pm(), id, 5))
		wants(t, "without a word", d.svc.Close(boss, id, 6, " "), fault.ErrInvalid)
		must(t, d.svc.Close(boss, id, 6, "无渗漏"))
		p := d.plan(t, id)
		if p.State != service.PlanClosed || p.Outcome != "无渗漏" || p.ClosedAt == nil || p.Version != 7 || len(p.Actions) != 0 {
			t.Errorf("plan: %+v", p)
		}
		if e := told[service.PlanChanged](d); len(e) != 4 || e[3].From != service.PlanVerifying || e[3].State != service.PlanClosed {
			t.Errorf("told %+v", e)
		}
		again := d.all(t, "cause=resurvey")
		if len(again) != 1 || again[0].DueOn != d.clock.today().AddDays(30) || again[0].Project.ID != d.project {
			t.Errorf("asked again: %+v", again)
		}
	})
}

// Every verb in every state: what the table does not lead to is refused and
// changes nothing.
func TestPlanTable(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		boss := d.as("NOb", authz.Group, everything...)
		verbs := map[service.PlanState]func(context.Context, ref.ID, int64) error{
			service.PlanApproved: d.svc.Approve, service.PlanExecuting: d.svc.StartPlan, service.PlanVerifying: d.svc.Verify,
			service.PlanClosed: func(ctx context.Context, id ref.ID, v int64) error { return d.svc.Close(ctx, id, v, "好") },
			service.PlanFailed: func(ctx context.Context, id ref.ID, v int64) error { return d.svc.Fail(ctx, id, v, "没用") },
		}
		w := service.PlanWords{Title: "t", RootCause: "c", Metric: "m", Steps: []service.Step{{Text: "s", OwnerID: d.person["NOp"], DueOn: day("2026-11-25"), DoneOn: day("2026-11-20")}}}
		for _, from := range service.PlanStates {
			for to, verb := range verbs {
				id := d.complain(t)
				must(t, d.svc.UpdatePlan(boss, id, 1, w))
				must(t, d.write(func(tx *db.Tx) error {
					_, err := tx.Exec("update improvement_plan set state = ? where id = ?", from, id)
					return err
				}))
				allowed := false
				for _, x := range service.PlanMoves[service.PlanState(from)] {
					allowed = allowed || x == to
				}
				var want *fault.Error
				if !allowed {
					want = service.ErrPlanState
				}
				wants(t, from+" to "+string(to), verb(boss, id, 2), want)
				ended := allowed && (to == service.PlanClosed || to == service.PlanFailed)
				if todo := d.pending(t, id); ended == (len(todo) > 0) {
					t.Errorf("%s to %s: open tasks %v", from, to, todo)
				}
				if p := d.plan(t, id); allowed && p.State != to || !allowed && (string(p.State) != from || p.Version != 2) {
					t.Errorf("%s to %s: it is %s", from, to, p.State)
				}
			}
		}
	})
}

func TestComplaints(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for name, tc := range map[string]struct {
			ctx  context.Context
			c    service.Told
			want *fault.Error
		}{
			"without a title":       {d.service(), service.Told{CustomerID: d.customer, Title: " ", Severity: "s4"}, fault.ErrInvalid},
			"of nobody":             {d.service(), service.Told{CustomerID: ref.New(), Title: "t", Severity: "s4"}, service.ErrCustomerUnknown},
			"of a stranger's":       {d.stranger(), service.Told{CustomerID: d.customer, Title: "t", Severity: "s4"}, service.ErrCustomerUnknown},
			"by a reader":           {d.reader(), service.Told{ProjectID: d.project, Title: "t", Severity: "s4"}, authz.ErrForbidden},
			"by the salesperson":    {d.seller(), service.Told{CustomerID: d.customer, Title: "t", Severity: "s4"}, nil},
			"about the project too": {d.seller(), service.Told{ProjectID: d.project, Title: "t", Severity: "s4"}, nil},
		} {
			before := len(d.plans(t, system()))
			id, err := d.svc.OpenPlan(tc.ctx, tc.c)
			wants(t, name, err, tc.want)
			if n := len(d.plans(t, system())) - before; (n == 1) != (tc.want == nil) {
				t.Errorf("%s left %d plans", name, n)
			}
			if tc.want == nil && d.plan(t, id).Source != service.FromComplaint {
				t.Errorf("%s: %+v", name, d.plan(t, id))
			}
		}
	})
}
