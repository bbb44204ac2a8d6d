package mspdi

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"unicode/utf8"

	"gongqiao/schedule"
)

// encoder writes elements one after the other and remembers what the format
// cannot hold. An error of the writer beneath shows when the file is finished.
type encoder struct {
	w      *bufio.Writer
	buf    []byte
	parent []string
	left   ledger
}

func newEncoder(w io.Writer) *encoder {
	return &encoder{w: bufio.NewWriterSize(w, 1<<16)}
}

const indent = "\t\t\t\t\t\t\t\t\t\t"

func (e *encoder) line(text string) {
	e.w.WriteString(indent[:len(e.parent)])
	e.w.WriteString(text)
	e.w.WriteByte('\n')
}

func (e *encoder) open(name string) {
	e.line("<" + name + ">")
	e.parent = append(e.parent, name)
}

func (e *encoder) close(name string) {
	e.parent = e.parent[:len(e.parent)-1]
	e.line("</" + name + ">")
}

// inside writes an element around what fill writes.
func (e *encoder) inside(name string, fill func()) {
	e.open(name)
	fill()
	e.close(name)
}

// value writes an element with a value that needs no escape.
func (e *encoder) value(name string, value []byte) {
	e.begin(name)
	e.w.Write(value)
	e.finish(name)
	e.buf = value[:0]
}

func (e *encoder) begin(name string) {
	e.w.WriteString(indent[:len(e.parent)])
	e.w.WriteByte('<')
	e.w.WriteString(name)
	e.w.WriteByte('>')
}

func (e *encoder) finish(name string) {
	e.w.WriteString("</")
	e.w.WriteString(name)
	e.w.WriteString(">\n")
}

// text writes nothing of an empty one.
func (e *encoder) text(name, text string) {
	if text == "" {
		return
	}
	if !expressible(text) {
		e.note(name, "characters that XML cannot hold were replaced")
	}
	e.begin(name)
	// The writer keeps its error until the end.
	_ = xml.EscapeText(e.w, []byte(text))
	e.finish(name)
}

// expressible says whether XML 1.0 has all characters of a text.
func expressible(text string) bool {
	for i, r := range text {
		switch {
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return false
			}
		case r < 0x20 && r != '\t' && r != '\n' && r != '\r', r == 0xFFFE, r == 0xFFFF:
			return false
		}
	}
	return true
}

func (e *encoder) flag(name string, on bool) {
	digit := byte('0')
	if on {
		digit = '1'
	}
	e.value(name, append(e.buf[:0], digit))
}

func (e *encoder) whole(name string, n int64) {
	e.value(name, strconv.AppendInt(e.buf[:0], n, 10))
}

func (e *encoder) decimal(name string, n int64, places int) {
	e.value(name, formatDecimal(e.buf[:0], n, places))
}

// time writes nothing of no time.
func (e *encoder) time(name string, at schedule.Time) {
	switch {
	case at == 0:
	case at < schedule.MinTime || at > schedule.MaxTime:
		e.note(name, "the time lies outside of 1900 to 2199")
	default:
		e.value(name, formatTime(e.buf[:0], at))
	}
}

func (e *encoder) span(name string, minutes int64) {
	if minutes < 0 {
		e.note(name, "the format has no span below zero")
		minutes = 0
	}
	e.value(name, formatSpan(e.buf[:0], minutes))
}

// note remembers that an element of the present thing does not say all that the
// plan says.
func (e *encoder) note(name, reason string) {
	parent := ""
	if len(e.parent) > 1 {
		parent = e.parent[len(e.parent)-1]
	}
	e.left.add(parent, name, reason)
}

// of says what is written from here on.
func (e *encoder) of(thing string, uid int64) { e.left.thing, e.left.uid = thing, uid }
