package mspdi

import (
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// valueRow is the value of a custom field in the format's text.
type valueRow struct {
	id, text string
}

var valueColumns = inOrder(
	textIn("FieldID", func(v *valueRow) *string { return &v.id }),
	textIn("Value", func(v *valueRow) *string { return &v.text }),
)

// valuesIn are the custom fields of a row.
func valuesIn[T any](at func(*T) (*fieldBook, *[]schedule.Value)) column[T] {
	read := func(d *document, t *T) error {
		var row valueRow
		if err := valueColumns.read(d, &row); err != nil {
			return err
		}
		book, values := at(t)
		field, ok := book.named(strings.TrimSpace(row.id))
		switch {
		case !ok:
			d.note("the value of no custom field")
		case row.text != "":
			*values = append(*values, schedule.Value{Field: field.Key, Text: toPlan(field.Kind, row.text)})
		}
		return nil
	}
	write := func(e *encoder, t *T) {
		book, values := at(t)
		for _, v := range *values {
			giveValue(e, book, v)
		}
	}
	return column[T]{"ExtendedAttribute", read, write}
}

func giveValue(e *encoder, book *fieldBook, v schedule.Value) {
	at, ok := book.byKey[v.Field]
	_, coded := book.valueIDs[v]
	switch {
	case v.Text == "" || coded: // codes are written by their numbers
	case !ok || book.ids[at] == 0:
		e.note("ExtendedAttribute", "the value of a field that is not written")
	default:
		if s, _, _ := slotOf(book.ids[at]); s.kind == schedule.CodeField && len(book.fields[at].Choices) > 0 {
			e.note("ExtendedAttribute", "a code that its field does not offer")
		}
		row := valueRow{strconv.FormatInt(book.ids[at], 10), toFile(book.fields[at].Kind, v.Text)}
		valueColumns.write(e, "ExtendedAttribute", &row)
	}
}

// toPlan turns the format's text of a kind into the plan's. What is not of the
// kind stays as it is.
func toPlan(kind schedule.FieldKind, text string) string {
	switch kind {
	case schedule.DateField:
		if at, _, err := parseTime(text); err == nil {
			return at.String()
		}
	case schedule.DurationField:
		if minutes, _, err := parseSpan(text); err == nil {
			return strconv.FormatInt(minutes, 10)
		}
	case schedule.FlagField:
		if on, err := parseFlag(text); err == nil && on {
			return "1"
		} else if err == nil {
			return "0"
		}
	case schedule.CostField:
		if n, _, err := parseDecimal(text, 0); err == nil {
			return strconv.FormatInt(n, 10)
		}
	default: // texts and numbers are as they are
	}
	return text
}

// toFile is the way back.
func toFile(kind schedule.FieldKind, text string) string {
	switch kind {
	case schedule.DateField:
		if at, err := schedule.ParseTime(text); err == nil {
			return string(formatTime(nil, at))
		}
	case schedule.DurationField:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 && n <= maxWork {
			return string(formatSpan(nil, n))
		}
	default:
	}
	return text
}
