package app

import (
	"errors"
	"strconv"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// Keys of what a lead waits for. One that was recycled and given to somebody else
// is called a second time.
func leadAssignKey(id ref.ID) string { return "lead_assign/" + id.String() }

const leadContact = "lead_contact/"

func leadContactKey(e pipeline.LeadMoved) string {
	return leadContact + e.ID.String() + "/" + strconv.FormatInt(e.Since.UnixMicro(), 10)
}

// followLead lets somebody see to a new lead, and whoever got it call there; what
// hangs on the lead goes along to its department.
func (a *App) followLead(tx *db.Tx, e pipeline.LeadMoved) error {
	on, scope := ref.To(pipeline.LeadKind, e.ID), authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity}
	return errors.Join(a.endLeadTask(tx, e, on), a.hanging().RescopeTx(tx, on, scope), a.beginLeadTask(tx, e, on, scope))
}

// endLeadTask ends what the lead waited for where it comes from: it was done, or
// need not be done any more.
func (a *App) endLeadTask(tx *db.Tx, e pipeline.LeadMoved, on ref.Ref) (err error) {
	switch {
	case e.From == pipeline.LeadIsNew && e.To == pipeline.LeadIsAssigned:
		_, err = a.Tasks.DoneTx(tx, leadAssignKey(e.ID), "")
	case e.From == pipeline.LeadIsNew:
		_, err = a.Tasks.CancelTx(tx, leadAssignKey(e.ID), string(e.To))
	case e.From == pipeline.LeadIsAssigned && e.To == pipeline.LeadIsContacted:
		err = a.Tasks.DoneAllTx(tx, on, leadContact, "")
	case e.From == pipeline.LeadIsAssigned:
		err = a.Tasks.CancelAllTx(tx, on, leadContact, string(e.To))
	}
	return err
}

// beginLeadTask asks for what comes next: that the sales manager gives the lead to
// somebody, and hears of it when the time is up; that whoever got it calls there,
// or the sales manager hears of it.
func (a *App) beginLeadTask(tx *db.Tx, e pipeline.LeadMoved, on ref.Ref, scope authz.Scope) error {
	made := task.Made{On: db.Subject{Ref: on, Label: e.Company, Entity: e.Entity}, Scope: scope, DueAt: e.DueAt, Params: map[string]any{"company": e.Company}, Fixed: true}
	var err error
	switch e.To {
	case pipeline.LeadIsNew:
		made.Key, made.Kind, made.Code, made.Title = leadAssignKey(e.ID), task.Todo, "task.lead_assign", "分配线索："+e.Company
		made.Reminders = []task.Offset{{Hours: 3}, {Hours: 1}}
		if made.Assignee, err = a.firstHolder(tx, e.Dept, "sales_manager", "executive", "general_manager"); err != nil || made.Assignee.IsZero() {
			return err
		}
		made.EscalateTo, err = a.firstHolder(tx, e.Dept, "executive")
	case pipeline.LeadIsAssigned:
		made.Key, made.Kind, made.Code, made.Title = leadContactKey(e), task.Call, "task.lead_contact", "首次联系："+e.Company
		made.Assignee = e.Owner
		made.EscalateTo, err = a.firstHolder(tx, e.Dept, "sales_manager")
	case pipeline.LeadIsContacted, pipeline.LeadIsQualified, pipeline.LeadIsConverted, pipeline.LeadIsDisqualified, pipeline.LeadIsRecycled:
		return nil
	}
	if err != nil {
		return err
	}
	_, err = a.Tasks.CreateTx(tx, made)
	return err
}

// firstHolder returns who holds the first of some roles that anybody holds near a
// department; none when nobody does.
func (a *App) firstHolder(tx *db.Tx, department ref.ID, roles ...string) (ref.ID, error) {
	for _, role := range roles {
		if id, err := a.Org.HolderTx(tx, role, department); err != nil || !id.IsZero() {
			return id, err
		}
	}
	return ref.Nil, nil
}
