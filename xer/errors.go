package xer

import (
	"errors"
	"fmt"
)

// What can be wrong with a file or a plan. A SyntaxError matches the one it is
// about with errors.Is; so do the errors of Write.
var (
	ErrNotXER    = errors.New("xer: this is no XER file; export one from P6, or save a Microsoft plan as XML")
	ErrTruncated = errors.New("xer: the file ends before its %E")
	ErrRow       = errors.New("xer: a line that does not fit where it stands")
	ErrEncoding  = errors.New("xer: bytes that are no text in this encoding")
	ErrValue     = errors.New("xer: a value that cannot be read")
	ErrCalendar  = errors.New("xer: clndr_data that cannot be read")
	ErrDuplicate = errors.New("xer: a number names two things")
	ErrCycle     = errors.New("xer: a thing stands below itself")
	ErrTooLarge  = errors.New("xer: more than this reader takes")
	ErrNoProject = errors.New("xer: there is no project in it")
	ErrPlan      = errors.New("xer: a number that is not above zero, or too large to number on")
)

// SyntaxError is a file that is refused, and where.
type SyntaxError struct {
	Line   int    // 1 is the first
	Column int    // the byte of the line, 1 is the first
	Table  string // empty outside of tables
	Field  string // the column of the table; empty where none is meant
	Text   string // what stands there, shortened
	Err    error  // one of the errors above
}

func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("%v: line %d, column %d", e.Err, e.Line, e.Column)
	if e.Table != "" {
		s += " (" + e.Table
		if e.Field != "" {
			s += "." + e.Field
		}
		s += ")"
	}
	if e.Text != "" {
		s += fmt.Sprintf(": %q", e.Text)
	}
	return s
}

// Unwrap is the kind of the error.
func (e *SyntaxError) Unwrap() error { return e.Err }

// short cuts what an error quotes.
func short(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}
