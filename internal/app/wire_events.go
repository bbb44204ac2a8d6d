package app

import (
	"time"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// wireEvents is every arrow that points up: who reacts to whose facts inside
// the emitter's transaction. The listener declares what it wants to hear; the
// translation stands here, so that neither module knows the other.
func (a *App) wireEvents() {
	db.React(a.DB, "task", func(tx *db.Tx, e activity.Logged) error {
		return a.Tasks.OnNextStep(tx, task.NextStep{
			Activity: e.ID, On: db.Subject{Ref: e.Ref, Label: e.Label, Entity: e.Entity},
			Scope: authz.Scope{Owner: e.Owner, Department: e.Department, Entity: e.Entity}, By: e.By, Text: e.NextStep, At: instant(e.NextAt),
		})
	})
	db.React(a.DB, "pipeline", func(tx *db.Tx, e activity.Logged) error {
		ended := e.At
		if e.EndedAt != nil {
			ended = *e.EndedAt
		}
		return a.Pipeline.OnActivityTx(tx, pipeline.Activity{On: e.Ref, FirstVisit: e.FirstVisit, Contact: e.Kind != activity.Remark && e.Kind != activity.System, EndedAt: ended})
	})
	db.React(a.DB, "pipeline", func(tx *db.Tx, e activity.Voided) error {
		if !e.FirstVisit {
			return nil
		}
		return a.Pipeline.OnFirstVisitVoidedTx(tx, e.Ref)
	})
	db.React(a.DB, "customer", func(tx *db.Tx, e activity.Logged) error {
		if e.Customer.IsZero() || e.Kind == activity.Remark || e.Kind == activity.System {
			return nil
		}
		return a.Customers.OnActivityTx(tx, e.Customer, e.At)
	})
	db.React(a.DB, "customer", func(tx *db.Tx, e pipeline.Created) error { return a.Customers.WakeTx(tx, e.Customer) })
	db.React(a.DB, "activity", a.tellBlacklisting)
	db.React(a.DB, "task", a.checkRegistration)
	db.React(a.DB, "task", a.askWhoGoesOn)
	db.React(a.DB, "task", func(tx *db.Tx, e pipeline.Won) error { return a.endDealTasks(tx, e.Fact, "won") })
	db.React(a.DB, "task", func(tx *db.Tx, e pipeline.Lost) error { return a.endDealTasks(tx, e.Fact, "lost") })
	db.React(a.DB, "task", func(tx *db.Tx, e pipeline.Voided) error { return a.endDealTasks(tx, e.Fact, "void") })
	db.React(a.DB, "task", a.startReportClock)
	db.React(a.DB, "task", a.followLead)
	db.React(a.DB, "task", func(tx *db.Tx, e pipeline.NeedsReportSubmitted) error {
		_, err := a.Tasks.DoneTx(tx, reportKey(e.Fact), "")
		return err
	})
	db.React(a.DB, "task", func(tx *db.Tx, e activity.Voided) error { return a.Tasks.OnActivityVoided(tx, e.ID) })
}

// The needs report is due 48 hours after the first visit ended; the owner is
// reminded at 24 and 44 hours, his sales manager hears of a breach (SOP-02).
const reportHours = 48

var reportMarks = []int{24, 44}

func reportKey(f pipeline.Fact) string { return "needs_report/" + f.ID.String() }

func (a *App) startReportClock(tx *db.Tx, e pipeline.NeedsReportDue) error {
	manager, err := a.Org.HolderTx(tx, "sales_manager", e.Dept)
	if err != nil {
		return err
	}
	_, err = a.Tasks.CreateTx(tx, task.Made{
		Key: reportKey(e.Fact), On: db.Subject{Ref: ref.To(pipeline.Kind, e.ID), Label: e.Name, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.NeedsReport, Title: "提交客户需求分析报告", Assignee: e.Owner, Clock: &task.Clock{Start: e.VisitedAt, Hours: reportHours, Marks: reportMarks}, EscalateTo: manager, Fixed: true,
	})
	return err
}

func clashKey(id ref.ID) string { return "clash/" + id.String() }

// askWhoGoesOn gives a clash to the sales manager nearest to the newcomer, or to an
// executive where there is none, who hears of it when the time is up.
func (a *App) askWhoGoesOn(tx *db.Tx, e pipeline.Clashed) error {
	judge, err := a.firstHolder(tx, e.Dept, "sales_manager", "executive", "general_manager")
	if err != nil || judge.IsZero() {
		return err
	}
	above, err := a.firstHolder(tx, e.Dept, "executive", "general_manager")
	if err != nil {
		return err
	}
	zone, err := a.Org.ZoneTx(tx, e.Entity)
	if err != nil {
		return err
	}
	today := workday.Today(tx.Now, zone)
	due := a.Settings.Calendar().AddWorkdays(today, a.terms().ClashDays).Start(zone).Add(tx.Now.Sub(today.Start(zone)))
	_, err = a.Tasks.CreateTx(tx, task.Made{
		Key: clashKey(e.ID), On: db.Subject{Ref: ref.To(pipeline.Kind, e.ID), Label: e.Name, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Todo, Title: "裁定撞单：" + e.Name, Code: "task.clash", Params: map[string]any{"name": e.Name}, Assignee: judge, DueAt: due, Reminders: []task.Offset{{Workdays: 1}}, EscalateTo: above,
	})
	return err
}

// endDealTasks takes back what an opportunity that is over waited for.
func (a *App) endDealTasks(tx *db.Tx, f pipeline.Fact, why string) error {
	for _, key := range []string{clashKey(f.ID), reportKey(f)} {
		if _, err := a.Tasks.CancelTx(tx, key, why); err != nil {
			return err
		}
	}
	return nil
}

// tellBlacklisting writes on a customer's timeline who blocked him or let him
// back, and why.
func (a *App) tellBlacklisting(tx *db.Tx, e customer.StatusChanged) error {
	if e.Reason == "" {
		return nil
	}
	scope, name, err := a.Customers.ScopeTx(tx, e.ID)
	if err != nil {
		return err
	}
	code := "customer.restored"
	if e.To == customer.Blacklisted {
		code = "customer.blacklisted"
	}
	return a.Activity.LogTx(tx, activity.Entry{On: db.Subject{Ref: ref.To(customer.Kind, e.ID), Label: name}, Scope: scope, Customer: e.ID, Code: code, Params: map[string]any{"reason": e.Reason}, By: e.By})
}

// instant returns the zero time for none.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// hangs are records that generic rows may hang on by themselves.
func (a *App) hangs(r *records) {
	r.add(pipeline.LeadKind, a.Pipeline.LeadScopeTx)
	r.add(activity.Kind, func(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
		return a.Activity.ScopeTx(tx, ref.To(activity.Kind, id))
	})
	r.add(task.Kind, func(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
		return a.Tasks.ScopeTx(tx, ref.To(task.Kind, id))
	})
}
