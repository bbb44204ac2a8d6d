package quote

import (
	"fmt"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
)

// Operations of an edit.
const (
	OpSet    = "set" // one cell
	OpInsert = "insert"
	OpRemove = "remove"
)

// Edit changes one cell of a bill, or puts a line in or takes one out.
type Edit struct {
	Op     string
	LineID ref.ID
	After  ref.ID // for insert: the line before it; none for the front
	Field  string
	Value  string
}

// edit carries out edits in their order; a line that they put in takes the
// quote's tax rate. Errors: [ErrLines] with the edits that cannot be, [ErrLine],
// [ErrTooMany].
func (b *Bill) edit(edits []Edit, tax money.Rate) error {
	var broken []fault.Field
	for i, e := range edits {
		at := b.find(e.LineID)
		switch {
		case e.Op == OpInsert && (at >= 0 || e.LineID.IsZero()):
			return ErrLine.At(fmt.Sprintf("[%d].line_id", i), "taken")
		case e.Op == OpInsert:
			if err := b.insert(Line{ID: e.LineID, OriginID: e.LineID, Category: Measured, TaxRate: tax}, e.After); err != nil {
				return atField(err, fmt.Sprintf("[%d].after", i))
			}
		case at < 0:
			return ErrLine.At(fmt.Sprintf("[%d].line_id", i), "unknown")
		case e.Op == OpRemove:
			b.Lines = append(b.Lines[:at:at], b.Lines[at+1:]...)
		default:
			if b.Lines[at].set(e.Field, e.Value) != nil {
				broken = append(broken, fault.Field{Path: fmt.Sprintf("[%d].value", i), Code: "malformed"})
			}
		}
	}
	return naming(ErrLines, broken)
}

func atField(err error, path string) error {
	if f := fault.As(err); f != nil {
		return f.At(path, "unknown")
	}
	return err
}

// errField says that a line has no such field, or that the value is not of its
// kind; the caller names the place.
var errField = fault.New(fault.Invalid, "quote.field", "the line has no such field or the value is none of it")

// set reads one cell as a person typed it.
func (l *Line) set(field, value string) (err error) {
	if text := l.text(field); text != nil {
		*text = value
		return nil
	}
	plain := narrowed(value)
	if plain == "" {
		plain = "0"
	}
	switch field {
	case "category":
		l.Category = Category(value)
	case "base":
		l.Base = Base(value)
	case "quantity":
		l.Quantity, err = money.ParseQuantity(plain)
	case "unit_rate":
		l.UnitRate, err = money.ParseUnitRate(plain)
	case "ratio":
		l.Ratio, err = money.ParseRate(plain)
	case "tax_rate":
		l.TaxRate, err = money.ParseRate(plain)
	default:
		err = errField
	}
	return err
}

// text returns where a text of the line is kept, nil for other fields.
func (l *Line) text(field string) *string {
	switch field {
	case "section":
		return &l.Section
	case "code":
		return &l.Code
	case "name":
		return &l.Name
	case "features":
		return &l.Features
	case "unit":
		return &l.Unit
	case "note":
		return &l.Note
	}
	return nil
}
