package customfield

import (
	"encoding/json"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/sheet"
)

// Added is an added field as a column of a file: its name in the caller's
// language, and how a value reads. A value is absent (nil) where the record has
// none.
type Added struct {
	Key   string
	Label string
	Value func(json.RawMessage) any
}

func (f *Field) added(english bool) Added {
	return Added{f.Key, Option{LabelZH: f.LabelZH, LabelEN: f.LabelEN}.label(english), func(raw json.RawMessage) any { return f.cell(raw, english) }}
}

// Columns turns what [Service.Added] answers into columns of a list's file;
// values returns what a row shows.
func Columns[T any](added []Added, values func(T) map[string]json.RawMessage) []httpapi.Column[T] {
	var out []httpapi.Column[T]
	for _, a := range added {
		out = append(out, httpapi.Column[T]{Label: a.Label, Value: func(row T) any { return a.Value(values(row)[a.Key]) }})
	}
	return out
}

// label is what an option, or a field, is called.
func (o Option) label(english bool) string {
	if english {
		return o.LabelEN
	}
	return o.LabelZH
}

// cell is a stored value as a cell: a choice by what it is called. What cannot
// be read is left out, as on the screen.
func (f *Field) cell(raw json.RawMessage, english bool) any {
	switch f.Type {
	case Number:
		return sheet.Decimal(raw)
	case Flag:
		return read[bool](raw)
	case Money:
		return read[money.Money](raw)
	case Date:
		return read[workday.Date](raw)
	case Text, Choice:
	}
	text := read[string](raw)
	for _, o := range f.Choices {
		if o.Value == text {
			return o.label(english)
		}
	}
	return text
}

// read returns a value as a cell, nil for none.
func read[T any](raw json.RawMessage) any {
	var v T
	if raw == nil || json.Unmarshal(raw, &v) != nil {
		return nil
	}
	return v
}
