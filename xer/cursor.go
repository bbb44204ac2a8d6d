package xer

import (
	"bytes"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"gongqiao/schedule"
)

// cursor stands on a row of a table.
type cursor struct {
	rd  *reader
	t   *table
	at  span
	raw [][]byte
	id  int64 // of the row, once its key was read
}

// each yields the rows of a table until the first error.
func (rd *reader) each(name string) iter.Seq[*cursor] {
	return func(yield func(*cursor) bool) {
		t := rd.tables[name]
		if t == nil {
			return
		}
		c := &cursor{rd: rd, t: t}
		for _, c.at = range t.rows {
			c.raw, c.id = c.raw[:0], 0
			for _, cell := range cells(rd.data[c.at.start:c.at.end]) {
				c.raw = append(c.raw, cell)
			}
			if rd.err != nil || !yield(c) {
				return
			}
		}
	}
}

// bytes is the value of a column, nil if the file has no such column.
func (c *cursor) bytes(column string) []byte {
	i, ok := c.t.index[column]
	if !ok {
		return nil
	}
	c.t.asked[i] = true
	if i >= len(c.raw) {
		return []byte{}
	}
	return c.raw[i]
}

// implied says that columns are not kept because the rest of the row, or of the
// file, says the same.
func (c *cursor) implied(columns ...string) {
	for _, column := range columns {
		c.bytes(column)
	}
}

func (c *cursor) has(column string) bool {
	_, ok := c.t.index[column]
	return ok
}

// fail refuses the file because of a column of this row, at a byte of its value.
func (c *cursor) fail(column string, at int, err error) {
	if c.rd.err != nil {
		return
	}
	i := c.t.index[column]
	e := &SyntaxError{Line: c.at.line, Column: 4 + at, Table: c.t.name, Field: column, Err: err}
	for j := range min(i, len(c.raw)) {
		e.Column += len(c.raw[j]) + 1
	}
	if i < len(c.raw) && at < len(c.raw[i]) {
		e.Text = short(printable(c.raw[i][at:]))
	}
	c.rd.err = e
}

func (c *cursor) left(column string, why Reason) {
	c.rd.left.add(c.t.name, column, why, Place{c.at.line, c.id})
}

// plain is the value of a column as text, with P6's marks in it.
func (c *cursor) plain(column string) string {
	raw := c.bytes(column)
	text, bad := c.rd.code.decode(raw)
	if i := bytes.IndexByte(raw, 0); i >= 0 && bad < 0 {
		bad = i
	}
	if bad >= 0 {
		c.fail(column, bad, ErrEncoding)
	}
	return strings.ReplaceAll(text, "\r\n", "\n") // within a row that was broken
}

// text is what people wrote.
func (c *cursor) text(column string) string { return unescape(c.plain(column)) }

// word is one of P6's own words, or a number.
func (c *cursor) word(column string) string { return string(bytes.TrimSpace(c.bytes(column))) }

// code is a text that the row must have: without one of its own it is called
// after its number, and that is no code.
func (c *cursor) code(column string) string {
	if s := c.text(column); s != unnamed(c.id) {
		return s
	}
	return ""
}

// unnamed is the code of a row that has none of its own.
func unnamed(id int64) string { return "ID" + number(id) }

// key is the number of the row itself.
func (c *cursor) key(column string) int64 {
	c.id = c.ref(column)
	if c.id == 0 {
		c.fail(column, 0, ErrValue)
	}
	return c.id
}

// ref is a number that names another row; zero names none.
func (c *cursor) ref(column string) int64 {
	n, exact := c.scaled(column, 1)
	if n < 0 || n > mostID || !exact {
		c.fail(column, 0, ErrValue)
		return 0
	}
	return n
}

// mostID leaves room above it for numbers that are made up.
const mostID = 1 << 62

// scaled is a number times scale; of nothing, zero.
func (c *cursor) scaled(column string, scale int64) (n int64, exact bool) {
	s := c.word(column)
	if s == "" {
		return 0, true
	}
	n, exact, ok := decimal(s, scale)
	if !ok {
		c.fail(column, 0, ErrValue)
		return 0, true
	}
	return n, exact
}

// between is scaled, and reported where it was rounded or does not lie between
// the limits, which then are taken.
func (c *cursor) between(column string, scale, low, high int64) int64 {
	n, exact := c.scaled(column, scale)
	if n < low || n > high {
		c.left(column, OutOfRange)
		return max(low, min(n, high))
	}
	if !exact {
		c.left(column, Rounded)
	}
	return n
}

// hours is a span that stands in hours, in minutes.
func (c *cursor) hours(column string) schedule.Minutes {
	return schedule.Minutes(c.between(column, 60, 0, int64(schedule.MaxMinutes)))
}

// work is a sum of hours, in minutes.
func (c *cursor) work(column string) int64 { return c.between(column, 60, -mostMinutes, mostMinutes) }

// money is in hundredths.
func (c *cursor) money(column string) int64 { return c.between(column, 100, -mostMoney, mostMoney) }

// expense is money too; one expense may make up for many other rows.
func (c *cursor) expense(column string) int64 {
	return c.between(column, 100, -2*mostSum, 2*mostSum)
}

// share is one in whole units, or percent if scale is 100.
func (c *cursor) share(column string, scale int64) schedule.Share {
	return schedule.Share(c.between(column, scale, 0, math.MaxInt32))
}

// time is an instant. One outside of what a plan holds is reported and no instant.
func (c *cursor) time(column string) schedule.Time {
	raw := bytes.TrimSpace(c.bytes(column))
	if len(raw) == 0 {
		return 0
	}
	if t, ok := civil(raw); ok {
		return t
	}
	t, err := schedule.ParseTime(string(raw))
	switch {
	case err == nil:
	case errors.Is(err, schedule.ErrRange):
		c.left(column, OutOfRange)
	default:
		c.fail(column, 0, ErrValue)
	}
	return t
}

// civil reads the one form that P6 writes, "2026-09-21 08:00", without the cost
// of a layout: a row has a dozen dates. The rest is left to schedule.ParseTime.
func civil(b []byte) (schedule.Time, bool) {
	if len(b) != 16 {
		return 0, false
	}
	var n [5]int // year, month, day, hour, minute
	part := 0
	for i, c := range b {
		switch {
		case c == "0000-00-00 00:00"[i] && (c < '0' || c > '9'):
			part++
		case c < '0' || c > '9' || "0000-00-00 00:00"[i] != '0':
			return 0, false
		default:
			n[part] = n[part]*10 + int(c-'0')
		}
	}
	t := schedule.At(n[0], time.Month(n[1]), n[2], n[3], n[4])
	// What is no date of the calendar turns into another one.
	return t, t != 0 && t.GoTime().Day() == n[2] && n[1] >= 1 && n[1] <= 12 && n[3] < 24 && n[4] < 60
}

// named looks a word up; one that is not known is reported, and the zero meaning taken.
func named[T comparable](c *cursor, column string, words []wordOf[T]) T {
	word := c.word(column)
	is, ok := meaning(words, word)
	if !ok && word != "" {
		c.left(column, Unknown)
	}
	return is
}

// rest reports the columns of a table of which nothing was read, as far as they
// say anything.
func (rd *reader) rest(t *table) {
	if !slices.Contains(t.asked, false) {
		return
	}
	counts := make([]int, len(t.columns))
	places := make([][]Place, len(t.columns))
	for _, r := range t.rows {
		for i, cell := range cells(rd.data[r.start:r.end]) {
			if i >= len(t.columns) || t.asked[i] || len(bytes.TrimSpace(cell)) == 0 {
				continue
			}
			if counts[i]++; counts[i] <= mostPlaces {
				places[i] = append(places[i], Place{Line: r.line})
			}
		}
	}
	for i, n := range counts {
		if n > 0 {
			rd.left.addMany(t.name, t.columns[i], NoPlace, n, places[i]...)
		}
	}
}
