package customer

import (
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// remove deletes a customer with what only it has.
func remove(tx *db.Tx, c *Customer) error {
	for _, table := range []string{"customer_tag", "engagement"} {
		if _, err := tx.Exec("delete from "+table+" where customer_id = ?", c.ID); err != nil {
			return err
		}
	}
	if err := db.Changed(tx.Exec("delete from customer where id = ? and version = ?", c.ID, c.Version)); err != nil {
		return err
	}
	if err := find.Remove(tx, c.ID); err != nil {
		return err
	}
	return tx.Forget(c.Subject().Ref)
}

func removeContact(tx *db.Tx, p *Contact) error {
	if err := db.Changed(tx.Exec("delete from contact where id = ? and version = ?", p.ID, p.Version)); err != nil {
		return err
	}
	return tx.Forget(p.Subject().Ref)
}
