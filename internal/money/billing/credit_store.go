package billing

import (
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// errNoCredit says that nobody recorded the credit line of an entity.
var errNoCredit = fault.New(fault.NotFound, "invoice.no_credit_line", "nobody recorded how much the company may invoice in a month")

// loadCredit reads the credit line of an entity, whose name it returns in any
// case. Errors: errNoCredit.
func loadCredit(tx *db.Tx, entity ref.ID) (c Credit, err error) {
	c.ID = entity
	if err := tx.One("select short_name from legal_entity where id = ?", []any{entity}, &c.entity); err != nil {
		return c, err
	}
	found, err := db.Find(tx, errNoCredit, "select id, version, created_at, updated_at, amount from invoice_credit where id = ?", []any{entity}, func(r db.Row) (x Credit, err error) {
		return x, r.Scan(&x.ID, &x.Version, db.At(&x.CreatedAt), db.At(&x.UpdatedAt), &x.Amount)
	})
	if err != nil {
		return c, err
	}
	found.entity = c.entity
	return found, nil
}

func insertCredit(tx *db.Tx, c *Credit) error {
	c.Version, c.CreatedAt, c.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into invoice_credit (id, version, created_at, updated_at, amount) values (?, 1, ?, ?, ?)", c.ID, c.CreatedAt, c.UpdatedAt, c.Amount)
	return err
}

func updateCredit(tx *db.Tx, c *Credit) error {
	c.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec("update invoice_credit set version = version + 1, updated_at = ?, amount = ? where id = ? and version = ?", c.UpdatedAt, c.Amount, c.ID, c.Version))
	c.Version++
	return err
}

// invoicedIn sums what an entity invoiced in the month of a day, in fen without
// tax: what was issued, red invoices taken off, and what is on its way. But is
// left out.
func invoicedIn(tx *db.Tx, entity, but ref.ID, day workday.Date) (fen int64, err error) {
	first := day.AddDays(1 - day.Day())
	err = tx.One(`select coalesce(sum(net), 0) from invoice where entity_id = ? and id is distinct from ? and
		(issued_on >= ? and issued_on <= ? and state in ('issued', 'delivered', 'red_issued') or not red and state in ('checking', 'approved', 'issuing', 'failed'))`,
		[]any{entity, but, first, day}, &fen)
	return fen, err
}
