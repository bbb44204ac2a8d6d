package quote

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const lineColumns = "id, quote_id, origin_id, position, section, category, code, name, features, unit, quantity, unit_rate, base, ratio, tax_rate, note, amount"

// linesOf reads the lines of a quote in their order.
func linesOf(tx *db.Tx, quote ref.ID) ([]Line, error) {
	return db.All(tx, "select id, origin_id, position, section, category, code, name, features, unit, quantity, unit_rate, base, ratio, tax_rate, note, amount from quote_line where quote_id = ? order by position, id",
		[]any{quote}, func(r db.Row) (l Line, err error) {
			return l, r.Scan(&l.ID, &l.OriginID, &l.Position, &l.Section, &l.Category, &l.Code, &l.Name, &l.Features, &l.Unit, &l.Quantity, &l.UnitRate, &l.Base, &l.Ratio, &l.TaxRate, &l.Note, &l.Amount)
		})
}

// Lines that one statement writes: both engines take so many parameters.
const (
	insertAtOnce = 200
	deleteAtOnce = 500
)

func insertLines(tx *db.Tx, quote ref.ID, lines []Line) error {
	for part := range slices.Chunk(lines, insertAtOnce) {
		args := make([]any, 0, 17*len(part))
		for _, l := range part {
			args = append(args, l.ID, quote, l.OriginID, l.Position, l.Section, string(l.Category), l.Code, l.Name, l.Features, l.Unit, l.Quantity, l.UnitRate, string(l.Base), l.Ratio, l.TaxRate, l.Note, l.Amount)
		}
		row := "(?" + strings.Repeat(", ?", 16) + ")"
		if _, err := tx.Exec("insert into quote_line ("+lineColumns+") values "+row+strings.Repeat(", "+row, len(part)-1), args...); err != nil {
			return err
		}
	}
	return nil
}

func deleteLines(tx *db.Tx, quote ref.ID, ids []ref.ID) error {
	for part := range slices.Chunk(ids, deleteAtOnce) {
		args := []any{quote}
		for _, id := range part {
			args = append(args, id)
		}
		if _, err := tx.Exec("delete from quote_line where quote_id = ? and id in (?"+strings.Repeat(", ?", len(part)-1)+")", args...); err != nil {
			return err
		}
	}
	return nil
}
