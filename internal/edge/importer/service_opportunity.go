package importer

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// opportunities takes rows in of which each is an opportunity.
type opportunities struct{}

func (opportunities) fields() []Field   { return opportunityFields }
func (opportunities) record() ref.Kind  { return pipeline.Kind }
func (opportunities) grouped() []string { return nil }

func (opportunities) draft(r *run, it *item) error {
	rec := it.main()
	d := dealDraft(rec)
	it.title, it.draft, it.total = d.Name, d, d.Amount
	custom, err := r.custom(rec)
	d.Custom = custom
	if err != nil || rec.severe() {
		return err
	}
	key := "o/" + d.number
	if d.number == "" {
		key = "o//" + text.Fold(rec.text("customer")) + "/" + text.Fold(d.Name)
	}
	r.sitOr(it, key, "name")
	return nil
}

// ready is an opportunity about which nothing is left to ask.
type ready struct {
	pipeline.Past
	newCustomer *customer.Past
	at          place
}

func (opportunities) judge(tx *db.Tx, r *run, it *item) error {
	x, err := r.readyDeal(tx, it)
	it.ready = x
	return err
}

// readyDeal asks everything about a deal that needs the database.
func (r *run) readyDeal(tx *db.Tx, it *item) (x ready, err error) {
	rec, d := it.main(), it.draft.(*deal)
	if x.at, err = r.owner(tx, rec, pipeline.PermCreate); err != nil || rec.severe() {
		return x, err
	}
	d.rules(rec, x.at.today)
	id, fresh, err := r.customerOf(tx, it, "customer", "customer_uscc")
	if err != nil || rec.severe() {
		return x, err
	}
	x.Past, x.newCustomer = d.past(x.at.today, x.at.zone, tx.Now), fresh
	x.ID, x.Owner, x.Draft.CustomerID = it.id, x.at.Owner, id
	if fresh != nil {
		x.Draft.CustomerID = it.id // stands in until it is made
	}
	if err := rec.take(x.Check()); err != nil || rec.severe() {
		return x, err
	}
	return x, r.judgeDeal(tx, it, &x)
}

// judgeDeal looks for the same deal. Who has no reach over it hears only that
// there is one.
func (r *run) judgeDeal(tx *db.Tx, it *item, x *ready) error {
	if x.newCustomer != nil && x.Number == "" {
		return nil
	}
	twin, visible, err := r.Pipeline.NamesakeTx(tx, x.Number, x.Draft.CustomerID, x.Draft.Name)
	if err != nil {
		return err
	}
	if r.exists(it, twin, visible, "name", "opportunity_exists") {
		return nil
	}
	if x.newCustomer != nil || r.mapping.Similar == Take || x.Outcome != pipeline.Open {
		return nil
	}
	clash, err := r.Pipeline.ClashTx(tx, x.Draft.CustomerID, x.Draft.Name)
	if err != nil {
		return err
	}
	for _, t := range clash.Visible {
		if !r.mine[t.ID] {
			r.ask(it, t.ID, t.Number+" "+t.Name)
			return nil
		}
	}
	return nil
}

func (opportunities) write(tx *db.Tx, r *run, it *item) ([]made, error) {
	x := it.ready.(ready)
	var out []made
	var err error
	if x.newCustomer != nil {
		if x.Draft.CustomerID, out, err = r.addCustomer(tx, it, x.newCustomer, x.at); err != nil {
			return nil, err
		}
	}
	if err := r.Pipeline.AddTx(tx, x.Past); err != nil {
		return nil, err
	}
	return append(out, made{it.main().Row, pipeline.Kind, x.ID}), nil
}
