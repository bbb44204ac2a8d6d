package importer

import (
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
	"gongqiao/internal/sell/customer"
)

// projects takes rows in that are grouped to projects: each row is a report of
// budget and completion, or a milestone, or all there is to say.
type projects struct{}

func (projects) fields() []Field   { return projectFields }
func (projects) record() ref.Kind  { return project.Kind }
func (projects) grouped() []string { return []string{"number", "name"} }

func (projects) draft(r *run, it *item) error {
	it.lead()
	rec := it.main()
	p := projectDraft(it, workday.Today(r.db.Now(), r.here))
	it.title, it.draft = p.Name, p
	if p.Amount != nil {
		it.total = *p.Amount
	}
	if rec.severe() {
		return nil
	}
	key := "p/" + p.Number
	if p.Number == "" {
		key = "p//" + text.Fold(rec.text("customer")) + "/" + text.Fold(p.Name)
	}
	r.sitOr(it, key, "name")
	return nil
}

// readyProject is a project about which nothing is left to ask.
type readyProject struct {
	project.Past
	newCustomer *customer.Past
	at          place
}

func (projects) judge(tx *db.Tx, r *run, it *item) (err error) {
	rec, x := it.main(), readyProject{Past: *it.draft.(*project.Past)}
	if x.at, err = r.owner(tx, rec, project.PermCreate); err != nil || rec.severe() {
		return err
	}
	if x.CustomerID, x.newCustomer, err = r.customerOf(tx, it, "customer", "customer_uscc"); err != nil || rec.severe() {
		return err
	}
	if x.ContractID, err = r.contractOf(tx, rec); err != nil {
		return err
	}
	x.Scope = x.at.Scope
	if x.newCustomer == nil || x.Number != "" {
		twin, visible, err := r.Projects.NamesakeTx(tx, x.Number, x.CustomerID, x.Name)
		if err != nil || r.exists(it, twin, visible, "name", "project_exists") {
			return err
		}
	}
	if x.newCustomer != nil {
		x.CustomerID = it.id // stands in until it is made
	}
	it.ready = x
	return rec.take(x.Check(x.at.today))
}

// contractOf finds the contract that a row names by number; one that the actor
// may not read is not there.
func (r *run) contractOf(tx *db.Tx, rec *Record) (ref.ID, error) {
	number := rec.text("contract")
	if number == "" {
		return ref.Nil, nil
	}
	id, visible, err := r.Contracts.NamesakeTx(tx, number, ref.Nil, "")
	if err == nil && !visible {
		rec.refuse("contract", "unknown")
		return ref.Nil, nil
	}
	return id, err
}

func (projects) write(tx *db.Tx, r *run, it *item) (out []made, err error) {
	x := it.ready.(readyProject)
	if x.newCustomer != nil {
		if x.CustomerID, out, err = r.addCustomer(tx, it, x.newCustomer, x.at); err != nil {
			return nil, err
		}
	}
	if err := r.Projects.AddPastTx(tx, x.Past); err != nil {
		return nil, err
	}
	row := it.main().Row
	out = append(out, made{row, project.Kind, x.ID})
	for _, m := range x.Milestones {
		out = append(out, made{row, project.MilestoneKind, m.ID})
	}
	return out, nil
}
