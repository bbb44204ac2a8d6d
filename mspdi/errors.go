package mspdi

import (
	"errors"
	"fmt"
)

// What can be wrong with a file or a plan. The typed errors match these with
// errors.Is.
var (
	ErrSyntax = errors.New("mspdi: the file cannot be read")
	ErrFormat = errors.New("mspdi: this is no Microsoft Project XML")
	ErrPlan   = errors.New("mspdi: the plan cannot be written")
)

// SyntaxError says where a file is broken or asks for more than is allowed.
// Line and Column count from 1, in bytes of the text as UTF-8; they stand at
// the place or just behind it. Element is the innermost one that is open,
// empty outside of all.
type SyntaxError struct {
	Line, Column int
	Element      string
	Msg          string
	Cause        error // what the reader beneath said, or nil
}

func (e *SyntaxError) Error() string {
	where := ""
	if e.Element != "" {
		where = " in <" + e.Element + ">"
	}
	return fmt.Sprintf("mspdi: line %d, column %d%s: %s", e.Line, e.Column, where, e.Msg)
}

// Is answers for ErrSyntax.
func (e *SyntaxError) Is(target error) bool { return target == ErrSyntax }

// Unwrap gives the cause.
func (e *SyntaxError) Unwrap() error { return e.Cause }

// FormatError says what a file is instead of Microsoft Project XML.
type FormatError struct {
	Kind Kind
	Root string // the outermost element of other XML
}

func (e *FormatError) Error() string {
	switch e.Kind {
	case MPP:
		return "mspdi: this is a binary Microsoft Project file (.mpp); open it in Microsoft Project and save it as XML"
	case MPX:
		return "mspdi: this is an MPX file of Microsoft Project 98; open it in Microsoft Project and save it as XML"
	case XER:
		return "mspdi: this is a Primavera XER file, which package xer reads"
	case PMXML:
		return "mspdi: this is Primavera XML; export the project as XER or as Microsoft Project XML"
	case OtherXML:
		return fmt.Sprintf("mspdi: this is other XML, its outermost element is <%s>", e.Root)
	default:
		return "mspdi: this is no XML"
	}
}

// Is answers for ErrFormat.
func (e *FormatError) Is(target error) bool { return target == ErrFormat }
