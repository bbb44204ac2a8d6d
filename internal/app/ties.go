package app

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// ties answers whether something goes on with a customer.
type ties struct{ app *App }

// BusyTx reports whether there is a deal in the making or a contract that binds.
func (t ties) BusyTx(tx *db.Tx, customer ref.ID) (bool, error) {
	if open, err := t.app.Pipeline.OpenWithTx(tx, customer); err != nil || open {
		return open, err
	}
	return t.app.Contracts.BindsTx(tx, customer)
}
