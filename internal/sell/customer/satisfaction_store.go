package customer

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// satisfactionOf returns the sums of a customer; the zero value without answers.
func satisfactionOf(tx *db.Tx, customer ref.ID) (s Satisfaction, err error) {
	err = tx.One("select answers, points, last_points, last_on, asked, promoters, detractors from customer_satisfaction where customer_id = ?", []any{customer},
		&s.Answers, &s.Points, &s.Last, &s.LastOn, &s.Asked, &s.Promoters, &s.Detractors)
	if errors.Is(err, db.ErrNoRows) {
		return s, nil
	}
	return s, err
}

// keepSatisfaction writes the sums of a customer whose row is locked.
func keepSatisfaction(tx *db.Tx, customer ref.ID, s Satisfaction) error {
	_, err := tx.Exec(`insert into customer_satisfaction (customer_id, answers, points, last_points, last_on, asked, promoters, detractors) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (customer_id) do update set answers = excluded.answers, points = excluded.points, last_points = excluded.last_points, last_on = excluded.last_on,
		asked = excluded.asked, promoters = excluded.promoters, detractors = excluded.detractors`,
		customer, s.Answers, s.Points, s.Last, s.LastOn, s.Asked, s.Promoters, s.Detractors)
	return err
}

// removeTag takes a tag away that the source gave, and reports whether it did.
func removeTag(tx *db.Tx, customer ref.ID, tag, source string) (bool, error) {
	n, err := tx.Exec("delete from customer_tag where customer_id = ? and tag = ? and source = ?", customer, tag, source)
	return n > 0, err
}
