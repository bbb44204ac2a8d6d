package contract

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const amendmentColumns = `m.id, m.version, m.created_at, m.updated_at, m.contract_id, m.entity_id, m.number, m.title, m.note, m.price_change, m.tax_lines, m.days, m.terms, m.payments, m.clauses,
	m.state, m.base, m.hash, m.submitted_by, m.scan_id, m.scan_sha256, m.signed_on, m.price_after, m.reason`

func scanAmendment(r db.Row) (a Amendment, err error) {
	err = r.Scan(&a.ID, &a.Version, db.At(&a.CreatedAt), db.At(&a.UpdatedAt), &a.ContractID, &a.EntityID, &a.Number, &a.Title, &a.Note, &a.Delta, asJSON{&a.TaxLines}, &a.Days, asJSON{&a.Terms}, asJSON{&a.Payments}, asJSON{&a.Clauses},
		&a.State, &a.Base, &a.Hash, &a.SubmittedBy, &a.ScanID, &a.ScanSHA256, &a.SignedOn, &a.PriceAfter, &a.Reason)
	return a, err
}

// loadAmendment reads an amendment with its contract. It is not yet known
// whether the actor may see them.
func loadAmendment(tx *db.Tx, id ref.ID) (pair, error) {
	a, err := db.Find(tx, ErrAmendmentNotFound, "select "+amendmentColumns+" from contract_amendment m where m.id = ?", []any{id}, scanAmendment)
	if err != nil {
		return pair{}, err
	}
	if a.Waivers, err = waivers(tx, id); err != nil {
		return pair{}, err
	}
	c, err := load(tx, a.ContractID)
	return pair{&a, &c}, err
}

// getAmendment is loadAmendment for an actor who may read the contract.
func getAmendment(tx *db.Tx, id ref.ID) (pair, error) {
	p, err := loadAmendment(tx, id)
	if err != nil {
		return p, err
	}
	return p, tx.Visible(PermRead, p.c.Scope(), ErrAmendmentNotFound, p.c.ID)
}

func amendmentsOf(tx *db.Tx, contract ref.ID) ([]Amendment, error) {
	return db.All(tx, "select "+amendmentColumns+" from contract_amendment m where m.contract_id = ? order by m.number", []any{contract}, scanAmendment)
}

func nextAmendment(tx *db.Tx, contract ref.ID) (n int64, err error) {
	return n, tx.One("select coalesce(max(number), 0) + 1 from contract_amendment where contract_id = ?", []any{contract}, &n)
}

func amendmentTexts(a *Amendment) (j []string, terms any, err error) {
	if j, err = texts(a.TaxLines, a.Payments, a.Clauses, a.Terms); err != nil {
		return nil, nil, err
	}
	if a.Terms != nil {
		terms = j[3]
	}
	return j, terms, nil
}

func insertAmendment(tx *db.Tx, a *Amendment) error {
	a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now, tx.Now
	j, terms, err := amendmentTexts(a)
	if err != nil {
		return err
	}
	args := []any{a.ID, a.Version, a.CreatedAt, a.UpdatedAt, a.ContractID, a.EntityID, a.Number, a.Title, a.Note, a.Delta, j[0], a.Days, terms, j[1], j[2],
		string(a.State), a.Base, a.Hash, a.SubmittedBy, a.ScanID, a.ScanSHA256, a.SignedOn, a.PriceAfter, a.Reason}
	_, err = tx.Exec("insert into contract_amendment ("+strings.ReplaceAll(amendmentColumns, "m.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse
	}
	return err
}

func updateAmendment(tx *db.Tx, a *Amendment) error {
	a.UpdatedAt = tx.Now
	j, terms, err := amendmentTexts(a)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec(`update contract_amendment set version = version + 1, updated_at = ?, title = ?, note = ?, price_change = ?, tax_lines = ?, days = ?, terms = ?, payments = ?, clauses = ?,
		state = ?, base = ?, hash = ?, submitted_by = ?, scan_id = ?, scan_sha256 = ?, signed_on = ?, price_after = ?, reason = ? where id = ? and version = ?`,
		a.UpdatedAt, a.Title, a.Note, a.Delta, j[0], a.Days, terms, j[1], j[2],
		string(a.State), a.Base, a.Hash, a.SubmittedBy, a.ScanID, a.ScanSHA256, a.SignedOn, a.PriceAfter, a.Reason, a.ID, a.Version))
	a.Version++
	return err
}
