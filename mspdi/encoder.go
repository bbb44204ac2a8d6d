package mspdi

import (
	"io"
	"strconv"
	"unicode/utf8"

	"gongqiao/schedule"
)

// encoder writes elements one after the other and remembers what the format
// cannot hold. An error of the writer beneath shows when the file is finished.
type encoder struct {
	w      io.Writer
	out    []byte // not written yet
	err    error
	parent []string
	left   ledger
}

func newEncoder(w io.Writer) *encoder {
	return &encoder{w: w, out: make([]byte, 0, flushAt+1<<12)}
}

// flushAt is how much is written at once.
const flushAt = 1 << 16

// flush writes what is left, and gives the first error of all.
func (e *encoder) flush() error {
	if e.err == nil {
		_, e.err = e.w.Write(e.out)
	}
	e.out = e.out[:0]
	return e.err
}

func (e *encoder) line(text string) {
	if len(e.out) > flushAt {
		// The error stays for the end.
		_ = e.flush()
	}
	e.indent()
	e.out = append(append(e.out, text...), '\n')
}

func (e *encoder) indent() {
	for range e.parent {
		e.out = append(e.out, '\t')
	}
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

// begin and finish stand around a value on one line.
func (e *encoder) begin(name string) {
	e.indent()
	e.out = append(append(append(e.out, '<'), name...), '>')
}

func (e *encoder) finish(name string) {
	e.out = append(append(append(e.out, "</"...), name...), ">\n"...)
}

// text writes nothing of an empty one.
func (e *encoder) text(name, text string) {
	if text == "" {
		return
	}
	e.begin(name)
	exact := true
	for i, r := range text {
		switch {
		case r == '<':
			e.out = append(e.out, "&lt;"...)
		case r == '>':
			e.out = append(e.out, "&gt;"...)
		case r == '&':
			e.out = append(e.out, "&amp;"...)
		case r == '\t' || r == '\n' || r == '\r': // as they are, readers may change them
			e.out = append(strconv.AppendInt(append(e.out, "&#"...), int64(r), 10), ';')
		case inXML(text[i:], r):
			e.out = utf8.AppendRune(e.out, r)
		default:
			exact = false
			e.out = append(e.out, "\uFFFD"...)
		}
	}
	e.finish(name)
	if !exact {
		e.note(name, "characters that XML cannot hold were replaced")
	}
}

// inXML says whether XML 1.0 has the character that a text begins with.
func inXML(text string, r rune) bool {
	if r == utf8.RuneError {
		_, size := utf8.DecodeRuneInString(text)
		return size > 1
	}
	return r >= 0x20 && r != 0xFFFE && r != 0xFFFF
}

func (e *encoder) flag(name string, on bool) {
	e.whole(name, int64(one(on)))
}

func (e *encoder) whole(name string, n int64) {
	e.begin(name)
	e.out = strconv.AppendInt(e.out, n, 10)
	e.finish(name)
}

func (e *encoder) decimal(name string, n int64, places int) {
	n = e.within(name, n, -maxAmount, maxAmount)
	e.begin(name)
	e.out = formatDecimal(e.out, n, places)
	e.finish(name)
}

// time writes nothing of no time.
func (e *encoder) time(name string, at schedule.Time) {
	switch {
	case at == 0:
	case at < schedule.MinTime || at > schedule.MaxTime:
		e.note(name, "the time lies outside of 1900 to 2199")
	default:
		e.begin(name)
		e.out = formatTime(e.out, at)
		e.finish(name)
	}
}

// span is one of no more minutes than the limit.
func (e *encoder) span(name string, minutes, limit int64) {
	minutes = e.within(name, minutes, 0, limit)
	e.begin(name)
	e.out = formatSpan(e.out, minutes)
	e.finish(name)
}

// units writes a share as a number of wholes.
func (e *encoder) units(name string, share schedule.Share) {
	e.decimal(name, e.within(name, int64(share), 0, maxUnits), 4)
}

// within cuts a number to what can be read again.
func (e *encoder) within(name string, n, low, high int64) int64 {
	if n < low || n > high {
		e.note(name, "cut to what the format can hold")
	}
	return min(max(n, low), high)
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
