package identity

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const selectReset = `select r.person_id, p.name, p.username, r.asked_by, coalesce(a.name, ''), r.asked_at, r.ends_at, r.password, r.half
	from password_reset r join person p on p.id = r.person_id left join person a on a.id = r.asked_by where r.ends_at > ?`

func scanReset(x db.Row) (r Reset, err error) {
	return r, x.Scan(&r.Person, &r.Name, &r.Username, &r.AskedBy, &r.AskedName, db.At(&r.AskedAt), db.At(&r.EndsAt), &r.password, &r.half)
}

// resetOf returns the password that waits for a person, or [ErrNoReset].
func resetOf(tx *db.Tx, person ref.ID) (Reset, error) {
	return db.Find(tx, ErrNoReset, selectReset+" and r.person_id = ?", []any{tx.Now, person}, scanReset)
}

func waitingResets(tx *db.Tx) ([]Reset, error) {
	return db.All(tx, selectReset+" order by r.asked_at, r.person_id", []any{tx.Now}, scanReset)
}

func keepReset(tx *db.Tx, r Reset) error {
	_, err := tx.Exec(`insert into password_reset (person_id, password, half, asked_by, asked_at, ends_at) values (?, ?, ?, ?, ?, ?)
		on conflict (person_id) do update set password = excluded.password, half = excluded.half, asked_by = excluded.asked_by, asked_at = excluded.asked_at, ends_at = excluded.ends_at`,
		r.Person, r.password, r.half, r.AskedBy, r.AskedAt, r.EndsAt)
	return err
}

func dropReset(tx *db.Tx, person ref.ID) error {
	_, err := tx.Exec("delete from password_reset where person_id = ?", person)
	return err
}

// sweepResets forgets passwords that nobody confirmed in time.
func sweepResets(tx *db.Tx) error {
	_, err := tx.Exec("delete from password_reset where ends_at <= ?", tx.Now)
	return err
}
