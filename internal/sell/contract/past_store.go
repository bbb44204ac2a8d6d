package contract

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// namesake finds a contract by its number, or by customer and title.
func namesake(tx *db.Tx, number string, customer ref.ID, title string) (id ref.ID, s authz.Scope, err error) {
	const read = "select id, owner_id, department_id, entity_id from contract where "
	where, args := "customer_id = ? and title = ? limit 1", []any{customer, title}
	if number != "" {
		where, args = "number = ?", []any{number}
	}
	err = tx.One(read+where, args, &id, &s.Owner, &s.Department, &s.Entity)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, s, nil
	}
	return id, s, err
}

// remove deletes a contract.
func remove(tx *db.Tx, c *Contract) error {
	if err := db.Changed(tx.Exec("delete from contract where id = ? and version = ?", c.ID, c.Version)); err != nil {
		return err
	}
	if err := find.Remove(tx, c.ID); err != nil {
		return err
	}
	return tx.Forget(c.Subject().Ref)
}
