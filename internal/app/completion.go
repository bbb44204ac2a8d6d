package app

import (
	"errors"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

func completionKey(id ref.ID) string { return "contract_completion/" + id.String() }
func settlementKey(id ref.ID) string { return "settlement/" + id.String() }

// wireCompletion carries the acceptance of the works to those who file it, note it
// on the contract, and settle.
func (a *App) wireCompletion() {
	db.React(a.DB, "task", a.worksAccepted)
	db.React(a.DB, "task", a.settlementDue)
	db.React(a.DB, "task", func(tx *db.Tx, e contract.Settled) error {
		_, err := a.Tasks.DoneTx(tx, settlementKey(e.ID), "")
		return err
	})
}

// worksAccepted lets the project manager file the acceptance, and bring its
// certificate to the contract unless that was done before.
func (a *App) worksAccepted(tx *db.Tx, e project.StateChanged) error {
	if e.State != project.Warranty || e.Owner.IsZero() {
		return nil
	}
	made := task.Made{On: db.Subject{Ref: ref.To(project.Kind, e.ID), Label: e.Name, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Todo, Assignee: e.Owner, Params: map[string]any{"project": e.Name}, Reminders: []task.Offset{{Workdays: 3}, {Workdays: 1}}}
	var err error
	made.Key, made.Code, made.Title = "works_filing/"+e.ID.String(), "task.works_filing", "办理竣工验收备案："+e.Name
	if made.DueAt, err = a.evening(tx, e.Entity, e.CompletedOn.AddDays(a.terms().FilingDays)); err != nil {
		return err
	}
	if _, err := a.Tasks.CreateTx(tx, made); err != nil || e.Contract.IsZero() {
		return err
	}
	f, err := a.Contracts.InForceTx(tx, e.Contract)
	if errors.Is(err, contract.ErrNotInForce) || err == nil && f.State != contract.StateInForce {
		return nil
	}
	if err != nil {
		return err
	}
	made.Key, made.Code, made.Title = completionKey(e.Contract), "task.contract_completion", "登记合同竣工："+e.Name
	made.Fixed, made.Reminders = true, nil
	if made.DueAt, err = a.evening(tx, e.Entity, a.Settings.Calendar().AddWorkdays(e.CompletedOn, 1)); err != nil {
		return err
	}
	_, err = a.Tasks.CreateTx(tx, made)
	return err
}

// settlementDue lets the commercial department submit the settlement of works that
// were accepted.
func (a *App) settlementDue(tx *db.Tx, e contract.Completed) error {
	if _, err := a.Tasks.DoneTx(tx, completionKey(e.ID), ""); err != nil {
		return err
	}
	holder, err := a.firstHolder(tx, e.Dept, "commercial")
	if err != nil || holder.IsZero() {
		return err
	}
	due, err := a.evening(tx, e.Entity, e.AcceptedOn.AddDays(a.terms().SettlementDays))
	if err != nil {
		return err
	}
	above, err := a.firstHolder(tx, e.Dept, "executive")
	if err != nil {
		return err
	}
	_, err = a.Tasks.CreateTx(tx, task.Made{Key: settlementKey(e.ID), On: db.Subject{Ref: ref.To(contract.Kind, e.ID), Label: e.Number + " " + e.Title, Entity: e.Entity}, Scope: authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity},
		Kind: task.Todo, Title: "报送竣工结算：" + e.Number, Code: "task.settlement", Params: map[string]any{"contract": e.Number}, Assignee: holder, DueAt: due, Reminders: []task.Offset{{Workdays: 7}, {Workdays: 3}, {Workdays: 1}}, EscalateTo: above, Fixed: true})
	return err
}

// evening is the end of a working day in the zone of a legal entity.
func (a *App) evening(tx *db.Tx, entity ref.ID, day workday.Date) (time.Time, error) {
	zone, err := a.Org.ZoneTx(tx, entity)
	if err != nil {
		return time.Time{}, err
	}
	return day.Start(zone).Add(18 * time.Hour).UTC(), nil
}
