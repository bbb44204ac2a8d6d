package app

import (
	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const valuations = "valuation/"

func valuationKey(node ref.ID, period string) string {
	return valuations + node.String() + "/" + period
}

// wireValuation lets the project manager value each month of work that is paid by
// the month, as long as nobody did and something is left to be valued.
func (a *App) wireValuation() {
	db.React(a.DB, "task", a.monthToValue)
	db.React(a.DB, "task", func(tx *db.Tx, e billing.MonthValued) error {
		_, err := a.Tasks.DoneTx(tx, valuationKey(e.ID, e.Period), "")
		return err
	})
	db.React(a.DB, "task", func(tx *db.Tx, e billing.ValuationOver) error {
		return a.Tasks.DoneAllTx(tx, ref.To(billing.NodeKind, e.ID), valuations, "")
	})
}

func (a *App) monthToValue(tx *db.Tx, e billing.ValuationDue) error {
	zone, err := a.Org.ZoneTx(tx, e.Entity)
	if err != nil {
		return err
	}
	assignee := e.Manager
	if assignee.IsZero() {
		if assignee, err = a.firstHolder(tx, e.Dept, "commercial"); err != nil {
			return err
		}
	}
	if assignee.IsZero() {
		assignee = e.Owner
	}
	due, err := a.evening(tx, e.Entity, a.Settings.Calendar().AddWorkdays(max(e.On, workday.Today(tx.Now, zone)), a.terms().ValuationDays))
	if err != nil {
		return err
	}
	_, err = a.Tasks.CreateTx(tx, task.Made{Key: valuationKey(e.ID, e.Period), On: db.Subject{Ref: ref.To(billing.NodeKind, e.ID), Label: e.Label, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Todo, Title: "报送" + e.Period + "进度计量：" + e.Number, Code: "task.valuation", Params: map[string]any{"period": e.Period, "contract": e.Number}, Assignee: assignee, DueAt: due, Reminders: []task.Offset{{Workdays: 1}}})
	return err
}
