package customer

import (
	"errors"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// see keeps the latest moment at which something went on with a customer.
func see(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec(`insert into customer_seen (customer_id, at) values (?, ?)
		on conflict (customer_id) do update set at = excluded.at where customer_seen.at < excluded.at`, id, at)
	return err
}

// quietSince lists active customers behind an id with whom nothing went on since a time. One
// whom nobody has dealt with counts from when he was added.
func quietSince(tx *db.Tx, since time.Time, from ref.ID, limit int) ([]ref.ID, error) {
	return db.All(tx, `select c.id from customer c left join customer_seen s on s.customer_id = c.id
		where c.status = 'active' and c.root_id is null and coalesce(s.at, c.created_at) <= ? and c.id > ? order by c.id limit ?`, []any{since, from[:], limit}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

// lastSeen loads a customer and when something went on with him last.
func lastSeen(tx *db.Tx, id ref.ID) (c Customer, last time.Time, err error) {
	if c, err = load(tx, id); err != nil {
		return c, last, err
	}
	err = tx.One("select at from customer_seen where customer_id = ?", []any{id}, db.At(&last))
	if errors.Is(err, db.ErrNoRows) {
		return c, c.CreatedAt, nil
	}
	return c, last, err
}

func dormant(tx *db.Tx, id ref.ID) (yes bool, err error) {
	err = tx.One("select status = 'dormant' from customer where id = ?", []any{id}, &yes)
	if errors.Is(err, db.ErrNoRows) {
		return false, nil
	}
	return yes, err
}
