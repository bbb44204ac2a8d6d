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

// dropEmpty deletes the sums that the difference brought to nothing, as if they
// had never been. What came to nothing elsewhere stays as it is.
func (c change) dropEmpty(tx *db.Tx) error {
	const nothing = " and deals = 0 and amount = 0 and weighted = 0"
	drop := func(err error, statement string, args ...any) error {
		if err == nil {
			err = tx.Late("delete from "+statement, args...) // behind the sums
		}
		return err
	}
	var err error
	for _, d := range c.sums {
		err = drop(err, "pipeline_rollup where place_id = ? and stage = ?"+nothing, d.place, string(d.stage))
	}
	for _, d := range c.months {
		err = drop(err, "pipeline_outlook where place_id = ? and stage = ? and month = ?"+nothing, d.place, string(d.stage), d.month)
	}
	for _, d := range c.regions {
		err = drop(err, "pipeline_region where place_id = ? and region = ? and phase = ? and year = ?"+nothing, d.place, d.region, d.phase, d.year)
	}
	for _, d := range c.flows {
		err = drop(err, "pipeline_flow where place_id = ? and phase = ? and month = ? and entered = 0 and moved = 0 and amount = 0", d.place, d.phase, d.month)
	}
	return err
}
