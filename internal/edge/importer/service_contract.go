package importer

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
)

// contracts takes rows in of which each is a contract behind its signing.
type contracts struct{}

func (contracts) fields() []Field   { return contractFields }
func (contracts) record() ref.Kind  { return contract.Kind }
func (contracts) grouped() []string { return nil }

func (contracts) draft(r *run, it *item) error {
	rec := it.main()
	p := contractDraft(rec)
	p.ID = it.id
	it.title, it.draft, it.total = p.Title, p, p.Price
	if rec.severe() {
		return nil
	}
	key := "k/" + p.Number
	if p.Number == "" {
		key = "k//" + text.Fold(rec.text("customer")) + "/" + text.Fold(p.Title)
	}
	r.sitOr(it, key, "title")
	return nil
}

// sitOr takes a key for the item, or makes it a duplicate of the row that has it.
func (r *run) sitOr(it *item, key, field string) {
	if s := r.seats[key]; s != nil && !s.dropped {
		it.first, it.outcome = s, Duplicate
		it.main().say(field, "duplicate_of_row", false, map[string]any{"row": s.row})
		return
	}
	r.sit(it, key)
}

// readyContract is a contract about which nothing is left to ask.
type readyContract struct {
	contract.Past
	newCustomer *customer.Past
	at          place
}

func (contracts) judge(tx *db.Tx, r *run, it *item) (err error) {
	rec, x := it.main(), readyContract{Past: *it.draft.(*contract.Past)}
	if x.at, err = r.owner(tx, rec, contract.PermCreate); err != nil || rec.severe() {
		return err
	}
	if x.CustomerID, x.newCustomer, err = r.customerOf(tx, it, "customer", "customer_uscc"); err != nil || rec.severe() {
		return err
	}
	if x.OpportunityID, err = r.opportunityOf(tx, rec); err != nil {
		return err
	}
	x.Scope = x.at.Scope
	if x.newCustomer == nil || x.Number != "" {
		twin, visible, err := r.Contracts.NamesakeTx(tx, x.Number, x.CustomerID, x.Title)
		if err != nil || r.exists(it, twin, visible, "title", "contract_exists") {
			return err
		}
	}
	if x.newCustomer != nil {
		x.CustomerID = it.id // stands in until it is made
	}
	it.ready = x
	return rec.take(x.Check(x.at.today))
}

// exists makes the item a duplicate of a record that is there. One that the actor
// may not read is not named.
func (r *run) exists(it *item, twin ref.ID, visible bool, field, code string) bool {
	if twin.IsZero() {
		return false
	}
	it.outcome = Duplicate
	if visible {
		it.twin = twin
	}
	it.main().say(field, code, false, nil)
	return true
}

// opportunityOf finds the opportunity that a row names by number; one that the
// actor may not read is not there.
func (r *run) opportunityOf(tx *db.Tx, rec *Record) (ref.ID, error) {
	number := rec.text("opportunity")
	if number == "" {
		return ref.Nil, nil
	}
	id, visible, err := r.Pipeline.NamesakeTx(tx, number, ref.Nil, "")
	if err == nil && !visible {
		rec.refuse("opportunity", "unknown")
		return ref.Nil, nil
	}
	return id, err
}

func (contracts) write(tx *db.Tx, r *run, it *item) (out []made, err error) {
	x := it.ready.(readyContract)
	if x.newCustomer != nil {
		if x.CustomerID, out, err = r.addCustomer(tx, it, x.newCustomer, x.at); err != nil {
			return nil, err
		}
	}
	if err := r.Contracts.AddPastTx(tx, x.Past); err != nil {
		return nil, err
	}
	return append(out, made{it.main().Row, contract.Kind, x.ID}), nil
}
