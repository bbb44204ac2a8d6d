package mspdi

import (
	"strings"

	"gongqiao/schedule"
)

// column ties an element of the format to a place in T, for reading and for
// writing. A list of columns in the order of the schema is all there is to know
// about a kind of row.
type column[T any] struct {
	name  string
	read  func(d *document, t *T) error
	write func(e *encoder, t *T)
}

// columns is a list of them, with the way to find one by its name.
type columns[T any] struct {
	list   []column[T]
	byName map[string]*column[T]
}

func inOrder[T any](list ...column[T]) columns[T] {
	c := columns[T]{list, make(map[string]*column[T], len(list))}
	for i := range list {
		c.byName[list[i].name] = &list[i]
	}
	return c
}

// read fills t from the children of the element that was entered last. What has
// no column is left out.
func (c *columns[T]) read(d *document, t *T) error {
	return d.children(func(name string) error {
		if known, ok := c.byName[name]; ok {
			return known.read(d, t)
		}
		return d.leave()
	})
}

// write writes t as an element of that name.
func (c *columns[T]) write(e *encoder, name string, t *T) {
	e.open(name)
	for i := range c.list {
		c.list[i].write(e, t)
	}
	e.close(name)
}

// parsed makes a column of a value that parse turns into text's meaning.
func parsed[T any](name string, parse func(d *document, t *T, text string) error, write func(*encoder, *T)) column[T] {
	read := func(d *document, t *T) error {
		text, err := d.value()
		if err != nil {
			return err
		}
		if strings.TrimSpace(text) == "" {
			return nil
		}
		if err := parse(d, t, text); err != nil {
			return d.fail("<" + name + "> " + err.Error())
		}
		return nil
	}
	return column[T]{name, read, write}
}

// derived is an element that follows from others: read over, and written by write.
func derived[T any](name string, write func(*encoder, *T)) column[T] {
	return parsed(name, func(*document, *T, string) error { return nil }, write)
}

func silent[T any](*encoder, *T) {}

// textIn keeps a text as it is; an empty one is not written.
func textIn[T any](name string, at func(*T) *string) column[T] {
	read := func(d *document, t *T) (err error) {
		*at(t), err = d.value()
		return err
	}
	return column[T]{name, read, func(e *encoder, t *T) { e.text(name, *at(t)) }}
}

// flagIn is always written.
func flagIn[T any](name string, at func(*T) *bool) column[T] {
	parse := func(_ *document, t *T, text string) (err error) {
		*at(t), err = parseFlag(text)
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) { e.flag(name, *at(t)) })
}

type whole interface {
	~int | ~int32 | ~int64 | ~uint8
}

// wholeIn is a number from low to high, always written.
func wholeIn[T any, N whole](name string, at func(*T) *N, low, high int64) column[T] {
	parse := func(_ *document, t *T, text string) error {
		n, err := parseWhole(text, low, high)
		*at(t) = N(n)
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) { e.whole(name, int64(*at(t))) })
}

// positiveIn is a number from 1 to high; zero is not written.
func positiveIn[T any, N whole](name string, at func(*T) *N, high int64) column[T] {
	c := wholeIn(name, at, 0, high)
	always := c.write
	c.write = func(e *encoder, t *T) {
		if *at(t) > 0 {
			always(e, t)
		}
	}
	return c
}

func timeIn[T any](name string, at func(*T) *schedule.Time) column[T] {
	parse := func(d *document, t *T, text string) error {
		when, exact, err := parseTime(text)
		*at(t) = when
		d.rounded(exact, "seconds and time zones are dropped")
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) { e.time(name, *at(t)) })
}

// spanIn is always written; spans below zero are no spans.
func spanIn[T any](name string, at func(*T) *schedule.Minutes) column[T] {
	parse := func(d *document, t *T, text string) error {
		minutes, exact, err := parseSpan(text)
		if err == nil && minutes > int64(schedule.MaxMinutes) {
			err = errRange
		}
		*at(t) = schedule.Minutes(minutes)
		d.rounded(exact, "rounded to the minute")
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) { e.span(name, int64(*at(t)), int64(schedule.MaxMinutes)) })
}

// workIn is a span that may be longer than any duration; zero is not written.
func workIn[T any](name string, at func(*T) *int64) column[T] {
	parse := func(d *document, t *T, text string) (err error) {
		var exact bool
		*at(t), exact, err = parseSpan(text)
		d.rounded(exact, "rounded to the minute")
		return err
	}
	write := func(e *encoder, t *T) {
		if *at(t) != 0 {
			e.span(name, *at(t), maxWork)
		}
	}
	return parsed(name, parse, write)
}

// costIn is an amount in hundredths, which is how the format has costs; zero is
// not written.
func costIn[T any](name string, at func(*T) *int64) column[T] {
	return decimalIn(name, at, 0, "rounded to hundredths of the currency")
}

// decimalIn is a decimal number times ten to the shift; zero is not written.
func decimalIn[T any](name string, at func(*T) *int64, shift int, rounding string) column[T] {
	parse := func(d *document, t *T, text string) (err error) {
		var exact bool
		*at(t), exact, err = parseDecimal(text, shift)
		d.rounded(exact, rounding)
		return err
	}
	write := func(e *encoder, t *T) {
		if *at(t) != 0 {
			e.decimal(name, *at(t), shift)
		}
	}
	return parsed(name, parse, write)
}

// percentIn is a share in whole percent; zero is not written.
func percentIn[T any](name string, at func(*T) *schedule.Share) column[T] {
	parse := func(d *document, t *T, text string) error {
		n, exact, err := parseDecimal(text, 2)
		if err == nil && (n < 0 || n > 100*int64(schedule.Whole)) {
			err = errRange
		}
		*at(t) = schedule.Share(n)
		d.rounded(exact, "rounded to hundredths of a percent")
		return err
	}
	write := func(e *encoder, t *T) {
		percent := int64(*at(t)) / 100
		if *at(t)%100 != 0 {
			e.note(name, "the format has whole percents only")
		}
		if percent > 0 {
			e.whole(name, percent)
		}
	}
	return parsed(name, parse, write)
}

// maxUnits is the most that a share can say.
const maxUnits = 1<<31 - 1

// unitsIn is a share as a number of wholes, always written.
func unitsIn[T any](name string, at func(*T) *schedule.Share) column[T] {
	parse := func(d *document, t *T, text string) error {
		n, exact, err := parseDecimal(text, 4)
		switch {
		case n < 0:
			err = errRange
		case n > maxUnits:
			n = maxUnits
			d.note("cut to the most units that the plan can hold")
		}
		*at(t) = schedule.Share(n)
		d.rounded(exact, "rounded to hundredths of a percent")
		return err
	}
	return parsed(name, parse, func(e *encoder, t *T) { e.units(name, *at(t)) })
}

// items reads an element that only holds others of one name.
func items[T any](item string, read func(d *document, t *T) error) func(*document, *T) error {
	return func(d *document, t *T) error {
		return d.children(func(inner string) error {
			if inner != item {
				return d.leave()
			}
			return read(d, t)
		})
	}
}
