package customer

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// registered is a customer by what the register knows it.
type registered struct {
	id      ref.ID
	keyword string
}

// leastRecent returns living customers with a credit code that were not asked
// about for so many days, those never asked about first: a part of all by which a
// round takes these days, at most limit.
func leastRecent(tx *db.Tx, days, limit int) ([]registered, error) {
	var all int
	if err := tx.One("select count(*) from customer where uscc <> '' and root_id is null", nil, &all); err != nil {
		return nil, err
	}
	return db.All(tx, `select c.id, c.uscc from customer c left join customer_registration r on r.id = c.id
		where c.uscc <> '' and c.root_id is null and (r.id is null or r.checked_at <= ?) order by coalesce(r.checked_at, 0), c.id limit ?`,
		[]any{tx.Now.AddDate(0, 0, -days), min((all+days-1)/days, limit)}, func(r db.Row) (x registered, err error) { return x, r.Scan(&x.id, &x.keyword) })
}

// registrationOf returns the last extract of a customer; known is false before
// the first.
func registrationOf(tx *db.Tx, id ref.ID) (r Registration, known bool, err error) {
	err = tx.One("select id, version, created_at, updated_at, checked_at, source, name, uscc, representative, status, status_text, capital, alarm, confirmed_by, confirmed_at from customer_registration where id = ?", []any{id},
		&r.ID, &r.Version, db.At(&r.CreatedAt), db.At(&r.UpdatedAt), db.At(&r.CheckedAt), &r.Source, &r.Name, &r.USCC, &r.Representative, &r.Status, &r.StatusText, &r.Capital, &r.Alarm, &r.ConfirmedBy, db.At(&r.ConfirmedAt))
	if errors.Is(err, db.ErrNoRows) {
		return Registration{}, false, nil
	}
	return r, err == nil, err
}

func keepRegistration(tx *db.Tx, r *Registration, known bool) error {
	r.UpdatedAt = tx.Now
	if !known {
		r.Version, r.CreatedAt = 1, tx.Now
		_, err := tx.Exec(`insert into customer_registration (id, version, created_at, updated_at, checked_at, source, name, uscc, representative, status, status_text, capital, alarm, confirmed_by, confirmed_at)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, r.ID, r.Version, r.CreatedAt, r.UpdatedAt, r.CheckedAt, r.Source, r.Name, r.USCC, r.Representative, string(r.Status), r.StatusText, r.Capital, r.Alarm, r.ConfirmedBy, r.ConfirmedAt)
		return err
	}
	err := db.Changed(tx.Exec(`update customer_registration set version = version + 1, updated_at = ?, checked_at = ?, source = ?, name = ?, uscc = ?, representative = ?, status = ?, status_text = ?, capital = ?, alarm = ?, confirmed_by = ?, confirmed_at = ?
		where id = ? and version = ?`, r.UpdatedAt, r.CheckedAt, r.Source, r.Name, r.USCC, r.Representative, string(r.Status), r.StatusText, r.Capital, r.Alarm, r.ConfirmedBy, r.ConfirmedAt, r.ID, r.Version))
	r.Version++
	return err
}
