package project

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// namesake finds a project by its number, or by customer and name.
func namesake(tx *db.Tx, number string, customer ref.ID, nameKey string) (id ref.ID, s authz.Scope, err error) {
	const read = "select id, owner_id, department_id, entity_id from project where "
	where, args := "customer_id = ? and name_key = ? limit 1", []any{customer, nameKey}
	if number != "" {
		where, args = "number = ? limit 1", []any{number}
	}
	err = tx.One(read+where, args, &id, &s.Owner, &s.Department, &s.Entity)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, s, nil
	}
	return id, s, err
}

// remove deletes a project with its revisions.
func remove(tx *db.Tx, p *Project) error {
	if _, err := tx.Exec("delete from project_revision where project_id = ?", p.ID); err != nil {
		return err
	}
	if err := db.Changed(tx.Exec("delete from project where id = ? and version = ?", p.ID, p.Version)); err != nil {
		return err
	}
	if err := find.Remove(tx, p.ID); err != nil {
		return err
	}
	return tx.Forget(p.Subject().Ref)
}

// removeMilestone deletes a milestone with what became of its dates.
func removeMilestone(tx *db.Tx, m *Milestone) error {
	if _, err := tx.Exec("delete from milestone_revision where milestone_id = ?", m.ID); err != nil {
		return err
	}
	if err := db.Changed(tx.Exec("delete from milestone where id = ? and version = ?", m.ID, m.Version)); err != nil {
		return err
	}
	return tx.Forget(m.Subject().Ref)
}
