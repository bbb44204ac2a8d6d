package importer

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
	"gongqiao/internal/sell/customer"
)

// customers takes rows in of which each is a customer, perhaps with a person
// there; further rows of the same customer add people.
type customers struct{}

func (customers) fields() []Field   { return customerFields }
func (customers) record() ref.Kind  { return customer.Kind }
func (customers) grouped() []string { return nil }

func (customers) draft(r *run, it *item) error {
	rec := it.main()
	p := customerDraft(rec)
	p.ID = it.id
	it.title, it.draft = p.Draft.Name, p
	custom, err := r.custom(rec)
	p.Draft.Custom = custom
	if err != nil {
		return err
	}
	if err := rec.take(p.Ready()); err != nil || rec.severe() {
		return err
	}
	return r.seatCustomer(it, p)
}

// seatCustomer finds the row above that is the same customer, or takes the seat.
func (r *run) seatCustomer(it *item, p *customer.Past) error {
	same, like := keysOf(p)
	for _, key := range same {
		if s := r.seats[key]; s != nil && !s.dropped {
			it.first = s
			return nil
		}
	}
	if s := r.seats[like]; s != nil && !s.dropped && r.mapping.Similar != Take {
		it.like = s
	}
	r.sit(it, append(same, like)...)
	return nil
}

func (customers) judge(tx *db.Tx, r *run, it *item) error {
	p := it.draft.(*customer.Past)
	if it.first != nil {
		judgeFurther(it, p)
		return nil
	}
	at, err := r.owner(tx, it.main(), customer.PermCreate)
	if err != nil || it.severe() {
		return err
	}
	p.Entity, p.Unit, p.Owner = at.Entity, at.Department, at.Owner
	if p.Since.IsZero() {
		p.Since = at.today
	}
	if alike, asked := r.alike[p.ID]; alike || !asked {
		visible, hidden, err := r.Customers.TwinsTx(tx, p)
		if err != nil {
			return err
		}
		judgeTwins(r, it, p, visible, hidden)
	}
	if it.outcome == "" && it.like != nil && !it.like.dropped {
		r.askOfRow(it)
	}
	return nil
}

// askOfRow leaves it to a person whether a row above is the same organisation.
func (r *run) askOfRow(it *item) {
	if r.answered[it.main().Row] == Take {
		return
	}
	it.outcome = Similar
	it.main().say("name", "similar_to_row", false, map[string]any{"row": it.like.row})
}

// judgeTwins decides what a customer of the group that is alike means. One that
// the actor may not see cannot be answered by him (CUS-15).
func judgeTwins(r *run, it *item, p *customer.Past, visible []customer.Twin, hidden bool) {
	for _, t := range visible {
		if t.USCC != "" && t.USCC == p.Draft.USCC || text.Fold(t.Name) == text.Fold(p.Draft.Name) {
			it.twin, it.outcome = t.ID, Duplicate
			it.main().say("name", customer.ErrDuplicate.Code, false, nil)
			return
		}
	}
	switch {
	case hidden:
		it.outcome = Duplicate
		it.main().say("name", customer.ErrElsewhere.Code, false, nil)
	case len(visible) > 0 && (it.like == nil || it.like.id != visible[0].ID):
		r.ask(it, visible[0].ID, visible[0].Name)
	}
}

// judgeFurther decides about another row of a customer that stands above.
func judgeFurther(it *item, p *customer.Past) {
	switch {
	case len(p.Contacts) == 0:
		it.outcome = Duplicate
		it.main().say("name", "duplicate_of_row", false, map[string]any{"row": it.first.row})
	case it.first.dropped:
		it.outcome = Duplicate
		it.main().say("name", "first_row_dropped", false, map[string]any{"row": it.first.row})
	}
}

// foresee asks which of the customers anybody in the group may have.
func (customers) foresee(tx *db.Tx, r *run, items []*item) (err error) {
	var all []*customer.Past
	for _, it := range items {
		if p, ok := it.draft.(*customer.Past); ok && it.taking() && it.first == nil {
			all = append(all, p)
		}
	}
	r.alike, err = r.Customers.AlikeTx(tx, all)
	return err
}

func (c customers) write(tx *db.Tx, r *run, it *item) ([]made, error) {
	return c.writeAll(tx, r, []*item{it})
}

// writeAll writes the customers first, and then people of customers that stand
// above.
func (customers) writeAll(tx *db.Tx, r *run, items []*item) ([]made, error) {
	var all []*customer.Past
	var out []made
	for _, it := range items {
		if it.first != nil {
			continue
		}
		p := *it.draft.(*customer.Past) // it may be written again
		all = append(all, &p)
		out = append(out, made{it.main().Row, customer.Kind, p.ID})
		for _, c := range p.Contacts {
			out = append(out, made{it.main().Row, customer.ContactKind, c.ID})
		}
	}
	if err := r.Customers.AddPastTx(tx, all...); err != nil {
		return nil, err
	}
	for _, it := range items {
		if it.first == nil {
			continue
		}
		c := it.draft.(*customer.Past).Contacts[0]
		c.ID, c.CustomerID = it.id, it.first.id
		err := r.Customers.AddContactTx(tx, c)
		if errors.Is(err, customer.ErrNotFound) {
			err = ErrRow.Because(err)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, made{it.main().Row, customer.ContactKind, c.ID})
	}
	return out, nil
}

// customerOf finds the customer that a row names, or makes it when the mapping
// says so. It answers the zero id and a problem of the row otherwise.
func (r *run) customerOf(tx *db.Tx, it *item, nameField, codeField string) (ref.ID, *customer.Past, error) {
	rec := it.main()
	p := &customer.Past{Incoming: customer.Incoming{ID: ref.New(), Origin: origin, Status: customer.Prospect}}
	p.Draft = customer.Draft{Name: rec.text(nameField), USCC: rec.code(codeField), Party: customer.Parties[0], Type: customer.Types[0]}
	if err := p.Ready(); err != nil {
		return ref.Nil, nil, rec.under(nameField, err)
	}
	same, _ := keysOf(p)
	for _, key := range same {
		if id, ok := r.known[key]; ok {
			return id, nil, nil
		}
		if id, ok := r.fresh[key]; ok {
			return id, nil, nil
		}
	}
	visible, hidden, err := r.Customers.TwinsTx(tx, p)
	if err != nil {
		return ref.Nil, nil, err
	}
	for _, t := range visible {
		if t.USCC != "" && t.USCC == p.Draft.USCC || text.Fold(t.Name) == text.Fold(p.Draft.Name) {
			r.know(t.ID, same...)
			return t.ID, nil, nil
		}
	}
	switch {
	case len(visible) == 1:
		rec.say(nameField, "customer_taken_for", false, map[string]any{"name": visible[0].Name})
		return visible[0].ID, nil, nil
	case len(visible) > 1:
		rec.refuse(nameField, "customer_ambiguous")
	case hidden || !r.mapping.CreateCustomers:
		rec.refuse(nameField, "customer_unknown")
	default:
		return ref.Nil, p, nil
	}
	return ref.Nil, nil, nil
}

// addCustomer makes the customer that another record needs, with the owner of
// that record. What it made counts only once the transaction stands.
func (r *run) addCustomer(tx *db.Tx, it *item, p *customer.Past, at place) (ref.ID, []made, error) {
	same, _ := keysOf(p)
	p.Entity, p.Unit, p.Owner, p.Since = at.Entity, at.Department, at.Owner, at.today
	if err := p.Ready(); err != nil {
		return ref.Nil, nil, err
	}
	if err := r.Customers.AddPastTx(tx, p); err != nil {
		return ref.Nil, nil, err
	}
	for _, key := range same {
		r.fresh[key] = p.ID
	}
	return p.ID, []made{{it.main().Row, customer.Kind, p.ID}}, nil
}
