package customer

import (
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Past is a customer that an import brings, with the people there. It may stand
// at any status and lack what a new one needs.
type Past struct {
	Incoming
	Contacts []Contact

	record Customer
	lead   Engagement
}

// Ready checks the rules and works out what needs no database, so that the
// transaction that writes stays short. Call it first. Errors: fault.ErrInvalid,
// with the fields of a contact named contact.mobile.
func (p *Past) Ready() error {
	var c fault.Checks
	collect(&c, "", p.Draft.check())
	for i := range p.Contacts {
		collect(&c, "contact.", p.Contacts[i].check())
		p.Contacts[i].CustomerID, p.Contacts[i].Active = p.ID, true
		if p.Contacts[i].ID.IsZero() {
			p.Contacts[i].ID = ref.New()
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	p.record = Customer{ID: p.ID, Status: p.Status, Origin: p.Origin}
	p.record.apply(p.Draft)
	p.record.complete(p.Contacts)
	return nil
}

// collect takes over the fields of an error under a prefix.
func collect(c *fault.Checks, prefix string, err error) {
	if f := fault.As(err); f != nil {
		for _, x := range f.Fields {
			c.Check(false, prefix+x.Path, x.Code)
		}
	}
}

// Key is what two spellings of one organisation share.
func (p *Past) Key() string { return p.record.NameNorm }

// TwinsTx looks for the same organisation in the whole group: customers that the
// actor may see, and whether there are others (CUS-15).
func (s *Service) TwinsTx(tx *db.Tx, p *Past) (visible []Twin, hidden bool, err error) {
	return s.twins(tx, &p.record)
}

// AlikeTx returns those of many customers for which [Service.TwinsTx] would find
// anybody. Customers that the transaction has not written yet are not asked.
func (s *Service) AlikeTx(tx *db.Tx, all []*Past) (map[ref.ID]bool, error) {
	norms, codes, err := knownOf(tx, all)
	if err != nil {
		return nil, err
	}
	out := map[ref.ID]bool{}
	for _, p := range all {
		out[p.ID] = norms[p.record.NameNorm] || p.record.USCC != "" && codes[p.record.USCC]
	}
	return out, nil
}

// AddPastTx writes customers with their people. It asks for no duplicates and no
// rights: the caller has. It emits nothing, because nothing happens now. Since
// must be set.
func (s *Service) AddPastTx(tx *db.Tx, all ...*Past) error {
	if err := s.LoadTx(tx, all...); err != nil {
		return err
	}
	for _, p := range all {
		if err := tx.Audit("customer.import", nil, &p.record); err != nil {
			return err
		}
		if err := tx.Audit("customer.engage", nil, &p.lead); err != nil {
			return err
		}
		for i := range p.Contacts {
			if err := tx.Audit("contact.create", nil, &p.Contacts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// LoadTx is [Service.AddPastTx] without the audit record, which is the caller's:
// for a filling that tells of thousands at once.
func (s *Service) LoadTx(tx *db.Tx, all ...*Past) error {
	for _, p := range all {
		if p.Engagement.IsZero() {
			p.Engagement = ref.New()
		}
		p.lead = Engagement{ID: p.Engagement, CustomerID: p.ID, EntityID: p.Entity, DepartmentID: p.Unit, OwnerID: p.Owner, Relation: Lead, Since: p.Since}
	}
	return insertPast(tx, all)
}

// RemoveTx takes a customer back that an import brought, with its engagements,
// tags and people; the audit record keeps what was there. The caller has seen
// that nobody changed it and that nothing hangs on it. Errors: [ErrNotFound].
func (s *Service) RemoveTx(tx *db.Tx, id ref.ID) error {
	c, err := load(tx, id)
	if err != nil {
		return err
	}
	people, err := contactsOf(tx, id)
	if err != nil {
		return err
	}
	for i := range people {
		if err := s.removeContact(tx, &people[i]); err != nil {
			return err
		}
	}
	for i := range c.Engagements {
		if err := tx.Forget(c.Engagements[i].Subject().Ref); err != nil {
			return err
		}
	}
	if err := remove(tx, &c); err != nil {
		return err
	}
	return tx.Audit("customer.undo", &c, nil)
}

// RemoveContactTx takes a contact back that an import added to a customer.
// Errors: [ErrContactNotFound].
func (s *Service) RemoveContactTx(tx *db.Tx, id ref.ID) error {
	p, err := loadContact(tx, id)
	if err != nil {
		return err
	}
	if err := s.removeContact(tx, &p); err != nil {
		return err
	}
	c, err := load(tx, p.CustomerID)
	if err != nil {
		return err
	}
	return s.recount(tx, &c)
}

func (s *Service) removeContact(tx *db.Tx, p *Contact) error {
	if err := removeContact(tx, p); err != nil {
		return err
	}
	return tx.Audit("contact.undo", p, nil)
}
