package mspdi

import (
	"slices"
	"strconv"
	"strings"

	"gongqiao/schedule"
)

// maxCode is the longest code in bytes, with those above it.
const maxCode = 1000

// codeRow is an outline code: a field whose values come from a tree. In a plan
// a code says its path, A.1.2.
type codeRow struct {
	id, name, alias string
	values          []codeValue
}

type codeValue struct {
	id, parent        int64
	text, description string
}

// codeColumns is the schema's sequence.
var codeColumns = inOrder(
	textIn("FieldID", func(c *codeRow) *string { return &c.id }),
	textIn("FieldName", func(c *codeRow) *string { return &c.name }),
	textIn("Alias", func(c *codeRow) *string { return &c.alias }),
	column[codeRow]{"Values", items("Value", readCodeValue), writeCodeValues},
)

var codeValueColumns = inOrder(
	wholeIn("ValueID", func(v *codeValue) *int64 { return &v.id }, 0, maxUID),
	wholeIn("ParentValueID", func(v *codeValue) *int64 { return &v.parent }, -1, maxUID),
	textIn("Value", func(v *codeValue) *string { return &v.text }),
	textIn("Description", func(v *codeValue) *string { return &v.description }),
)

func readCodeValue(d *document, c *codeRow) error {
	var v codeValue
	err := codeValueColumns.read(d, &v)
	c.values = append(c.values, v)
	return err
}

func writeCodeValues(e *encoder, c *codeRow) {
	e.inside("Values", func() {
		for i := range c.values {
			codeValueColumns.write(e, "Value", &c.values[i])
		}
	})
}

// readCode takes a code's definition with all its values.
func (b *fieldBook) readCode(d *document) error {
	var row codeRow
	if err := codeColumns.read(d, &row); err != nil {
		return err
	}
	field, ok := fieldFor(strings.TrimSpace(row.id), -1)
	if _, twice := b.byKey[field.Key]; twice || !ok || field.Kind != schedule.CodeField {
		d.left.add("OutlineCodes", "OutlineCode", "no number of an outline code, or one that is defined twice")
		return nil
	}
	field.Name = row.alias
	at := make(map[int64]int, len(row.values))
	for i, v := range row.values {
		at[v.id] = i
	}
	codes := make(map[int64]string, len(row.values))
	for i, v := range row.values {
		code, ok := row.path(at, i)
		switch {
		case !ok:
			return d.fail("a code that is longer than " + strconv.Itoa(maxCode) + " bytes, or above itself")
		case code == "":
			d.left.add("OutlineCode", "Value", "a code without a text")
			continue
		}
		codes[v.id] = code
		b.offers[schedule.Value{Field: field.Key, Text: code}] = true
		field.Choices = append(field.Choices, schedule.Choice{Code: code, Name: v.description})
	}
	b.add(field)
	b.codes[field.Key] = codes
	return nil
}

// path is a value with those above it.
func (c *codeRow) path(at map[int64]int, i int) (string, bool) {
	path := c.values[i].text
	for {
		parent, ok := at[c.values[i].parent]
		if !ok || c.values[i].parent <= 0 {
			return path, len(path) <= maxCode
		}
		if len(path) > maxCode {
			return "", false
		}
		path, i = c.values[parent].text+"."+path, parent
	}
}

// codesIn are the codes of a row. They come behind its other values, in a plan
// as in a file.
func codesIn[T any](at func(*T) (*fieldBook, *[]schedule.Value)) column[T] {
	read := func(d *document, t *T) error {
		row := codeUse{}
		if err := codeUseColumns.read(d, &row); err != nil {
			return err
		}
		book, codes := at(t)
		key := strings.TrimSpace(row.field)
		if code, ok := book.codes[key][row.value]; ok {
			*codes = append(*codes, schedule.Value{Field: key, Text: code})
		} else {
			d.note("a code that the file does not define")
		}
		return nil
	}
	write := func(e *encoder, t *T) {
		book, values := at(t)
		for _, v := range *values {
			if id, ok := book.valueIDs[v]; ok {
				row := codeUse{strconv.FormatInt(book.ids[book.byKey[v.Field]], 10), id}
				codeUseColumns.write(e, "OutlineCode", &row)
			}
		}
	}
	return column[T]{"OutlineCode", read, write}
}

// arranged puts the values of a row before its codes, those codes too that the
// file has as mere values.
func (b *fieldBook) arranged(values, codes []schedule.Value) []schedule.Value {
	offered := slices.ContainsFunc(values, func(v schedule.Value) bool { return b.offers[v] })
	if !offered {
		return append(values, codes...)
	}
	var all []schedule.Value
	for _, v := range values {
		if !b.offers[v] {
			all = append(all, v)
		}
	}
	for _, v := range values {
		if b.offers[v] {
			all = append(all, v)
		}
	}
	return append(all, codes...)
}

// codeUse says which code a row has.
type codeUse struct {
	field string
	value int64
}

var codeUseColumns = inOrder(
	textIn("FieldID", func(u *codeUse) *string { return &u.field }),
	wholeIn("ValueID", func(u *codeUse) *int64 { return &u.value }, 0, maxUID),
	derived("UID", silent[codeUse]),
)

// writeCodes writes the definitions of all codes that stand in a place for
// them, and numbers their values.
func (b *fieldBook) writeCodes(e *encoder) {
	next := int64(1)
	for i, f := range b.fields {
		s, name, ok := slotOf(b.ids[i])
		switch {
		case len(f.Choices) == 0 || b.ids[i] == 0:
			continue
		case !ok || s.kind != schedule.CodeField:
			e.left.add("OutlineCodes", "OutlineCode", "the codes that "+f.Key+" offers, a field that is written as a text")
			continue
		}
		row := codeRow{id: strconv.FormatInt(b.ids[i], 10), name: name, alias: f.Name}
		row.values = b.number(e, f, next)
		next += int64(len(row.values))
		codeColumns.write(e, "OutlineCode", &row)
	}
}

// number gives the codes of a field numbers from next on, and the longest code
// that stands above each as its parent.
func (b *fieldBook) number(e *encoder, f schedule.Field, next int64) []codeValue {
	var values []codeValue
	for _, c := range f.Choices {
		use := schedule.Value{Field: f.Key, Text: c.Code}
		if c.Code == "" || len(c.Code) > maxCode {
			e.left.add("OutlineCode", "Value", "a code without a text, or one that is too long")
			continue
		}
		id := next + int64(len(values))
		if _, twice := b.valueIDs[use]; !twice {
			b.valueIDs[use] = id
		}
		values = append(values, codeValue{id: id, text: c.Code, description: c.Name})
	}
	for i := range values {
		code := values[i].text
		for cut := strings.LastIndexByte(code[:len(code)-1], '.'); cut > 0; cut = strings.LastIndexByte(code[:cut], '.') {
			if parent, ok := b.valueIDs[schedule.Value{Field: f.Key, Text: code[:cut]}]; ok {
				values[i].parent, values[i].text = parent, code[cut+1:]
				break
			}
		}
	}
	return values
}
