package customer

import (
	"context"
	"errors"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// AddContact adds a person to a customer. It needs [PermUpdate] over one of the
// customer's engagements.
func (s *Service) AddContact(ctx context.Context, p Contact) (ref.ID, error) {
	if p.ID.IsZero() {
		p.ID = ref.New()
	}
	return p.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := get(tx, p.CustomerID)
		if errors.Is(err, ErrNotFound) {
			return ErrUnknown.At("customer_id", "unknown")
		}
		if err != nil {
			return err
		}
		if err := db.Allow(tx, actUpdate, c.scopeFor(tx.Actor, PermUpdate), &c, c.ID); err != nil {
			return err
		}
		return s.AddContactTx(tx, p)
	})
}

// UpdateContact replaces a contact's data. It needs [PermUpdate] over one of
// the customer's engagements, and the version that was read. A masked phone or
// address that comes back unchanged keeps what is stored.
func (s *Service) UpdateContact(ctx context.Context, id ref.ID, version int64, d Contact) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, c, err := s.contactFor(tx, id)
		if err != nil {
			return err
		}
		if p.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, actUpdate, c.scopeFor(tx.Actor, PermUpdate), &c, c.ID); err != nil {
			return err
		}
		before := p
		p.replace(d)
		if err := p.check(); err != nil {
			return err
		}
		if err := updateContact(tx, &p); err != nil {
			return err
		}
		if err := tx.Audit("contact.update", &before, &p); err != nil {
			return err
		}
		return s.recount(tx, &c)
	})
}

// replace takes over d, but not masks that were shown instead of values.
func (p *Contact) replace(d Contact) {
	shown := masked(*p)
	keep := func(given, mask, stored string) string {
		if given == mask {
			return stored
		}
		return given
	}
	p.Name, p.Title, p.Part, p.Attitude, p.Note, p.Active, p.MetAt = d.Name, d.Title, d.Part, d.Attitude, d.Note, d.Active, d.MetAt
	p.Mobile, p.Phone = keep(d.Mobile, shown.Mobile, p.Mobile), keep(d.Phone, shown.Phone, p.Phone)
	p.Email, p.Wechat = keep(d.Email, shown.Email, p.Email), keep(d.Wechat, shown.Wechat, p.Wechat)
}

// Contact returns one contact; its data is masked unless the caller's roles
// show contact data.
func (s *Service) Contact(ctx context.Context, id ref.ID) (p Contact, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, _, err = s.contactFor(tx, id)
		return err
	})
	return p, err
}

// ContactTx returns a contact in clear, for modules that write to him. It checks
// no right. Errors: [ErrContactNotFound].
func (s *Service) ContactTx(tx *db.Tx, id ref.ID) (Contact, error) { return loadContact(tx, id) }

// ContactsTx lists the contacts of a customer in clear, the active first and
// decision makers before others. It checks no right.
func (s *Service) ContactsTx(tx *db.Tx, customer ref.ID) ([]Contact, error) {
	return contactsOf(tx, customer)
}

// contactFor loads a contact whose customer the actor may read.
func (s *Service) contactFor(tx *db.Tx, id ref.ID) (Contact, Customer, error) {
	p, err := loadContact(tx, id)
	if err != nil {
		return p, Customer{}, err
	}
	c, err := get(tx, p.CustomerID)
	if errors.Is(err, ErrNotFound) {
		err = ErrContactNotFound
	}
	return p, c, err
}

// Reveal returns a contact in clear and writes who looked and why. It needs
// [PermReveal] over one of the customer's engagements; [Policy.Reveals] a person
// and day.
func (s *Service) Reveal(ctx context.Context, id ref.ID, reason string) (p Contact, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var c Customer
		if p, c, err = s.contactFor(tx, id); err != nil {
			return err
		}
		if err := db.Allow(tx, actReveal, c.scopeFor(tx.Actor, PermReveal), &c, c.ID); err != nil {
			return err
		}
		n, err := reveals(tx, tx.Now.Add(-24*time.Hour).UnixMicro())
		if err != nil {
			return err
		}
		if n >= s.Policy().Reveals {
			return ErrRevealLimit
		}
		return tx.Note("contact.reveal", p.Subject(), map[string]any{"reason": reason, "customer": c.Name})
	})
	return p, err
}

// recount brings the completeness up to date without a new version of its own.
func (s *Service) recount(tx *db.Tx, c *Customer) error {
	contacts, err := contactsOf(tx, c.ID)
	if err != nil {
		return err
	}
	c.complete(contacts)
	return updateCompleteness(tx, c)
}

// ContactVisible answers [ErrContactNotFound] unless the caller may read the
// contact's customer.
func (s *Service) ContactVisible(ctx context.Context, id ref.ID) error {
	_, err := s.Contact(ctx, id)
	return err
}
