package pipeline

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// namesake finds an opportunity by its number, or by customer and name.
func namesake(tx *db.Tx, number string, customer ref.ID, nameKey string) (id ref.ID, s authz.Scope, err error) {
	const read = "select id, owner_id, department_id, entity_id from opportunity where "
	where, args := "customer_id = ? and name_key = ? limit 1", []any{customer, nameKey}
	if number != "" {
		where, args = "number = ?", []any{number}
	}
	err = tx.One(read+where, args, &id, &s.Owner, &s.Department, &s.Entity)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, s, nil
	}
	return id, s, err
}

// remove deletes an opportunity with its stays.
func remove(tx *db.Tx, o *Opportunity) error {
	for _, table := range []string{"opportunity_stage", "opportunity_silence"} {
		if _, err := tx.Exec("delete from "+table+" where opportunity_id = ?", o.ID); err != nil {
			return err
		}
	}
	if err := db.Changed(tx.Exec("delete from opportunity where id = ? and version = ?", o.ID, o.Version)); err != nil {
		return err
	}
	if err := find.Remove(tx, o.ID); err != nil {
		return err
	}
	return tx.Forget(o.Subject().Ref)
}

// dropEmptySums deletes sums that came to nothing, as if they had never been.
func dropEmptySums(tx *db.Tx, o *Opportunity) error {
	const nothing = "deals = 0 and amount = 0 and weighted = 0"
	home := places(o)
	for _, kept := range [][2]string{{"pipeline_rollup", nothing}, {"pipeline_outlook", nothing}, {"pipeline_region", nothing}, {"pipeline_flow", "entered = 0 and moved = 0 and amount = 0"}} {
		if _, err := tx.Exec("delete from "+kept[0]+" where place_id in (?, ?) and "+kept[1], home[0], home[1]); err != nil {
			return err
		}
	}
	return nil
}
