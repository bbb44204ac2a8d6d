package psplib

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"gongqiao/schedule/level"
)

// MaxBytes is the longest file that the readers accept.
const MaxBytes = 16 << 20

// MaxNumber is the largest number that the readers accept.
const MaxNumber = 1 << 28

// ErrTooLong says that a file is longer than MaxBytes.
var ErrTooLong = errors.New("psplib: file is too long")

// SyntaxError says what is wrong in a file and where. Line and Column count from 1;
// Column counts bytes.
type SyntaxError struct {
	Line, Column int
	Message      string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("psplib: line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// A word is a run of bytes without white space and where it stands.
type word struct {
	text         string
	line, column int
}

func (w word) errorf(format string, args ...any) error {
	return &SyntaxError{w.line, w.column, fmt.Sprintf(format, args...)}
}

// value reads the word as a number in [0, most].
func (w word) value(what string, most int) (int, error) {
	n, err := strconv.ParseUint(w.text, 10, 31)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return 0, w.errorf("%s wanted, not %s", what, quote(w.text))
	case err != nil || n > uint64(most):
		return 0, w.errorf("%s %s is out of range: at most %d", what, quote(w.text), most)
	}
	return int(n), nil
}

// quote shortens what a message repeats.
func quote(s string) string {
	if len(s) > 24 {
		s = s[:24] + "…"
	}
	return strconv.Quote(s)
}

// load reads a file without its byte order mark.
func load(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("psplib: %w", err)
	}
	if len(b) > MaxBytes {
		return nil, ErrTooLong
	}
	return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), nil
}

// words splits a text at white space.
type words struct {
	text         []byte
	line, column int // of text[0]
}

// next returns the next word. Its text is empty at the end of the text.
func (s *words) next() word {
	for len(s.text) > 0 && isSpace(s.text[0]) {
		s.column++
		if s.text[0] == '\n' {
			s.line, s.column = s.line+1, 1
		}
		s.text = s.text[1:]
	}
	n := 0
	for n < len(s.text) && !isSpace(s.text[n]) {
		n++
	}
	w := word{string(s.text[:n]), s.line, s.column}
	s.text = s.text[n:]
	s.column += n
	return w
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\t' || b == '\n' || b == '\r'
}

// number reads the next word as a number in [0, most].
func (s *words) number(what string, most int) (int, error) {
	w := s.next()
	if w.text == "" {
		return 0, w.errorf("%s is missing", what)
	}
	return w.value(what, most)
}

// end refuses anything but white space.
func (s *words) end() error {
	if w := s.next(); w.text != "" {
		return w.errorf("nothing more wanted, but there is %s", quote(w.text))
	}
	return nil
}

// finished returns the problem if it is one.
func finished(p *level.Problem) (*level.Problem, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("psplib: %w", err)
	}
	return p, nil
}

// successor reads the successor of job i (from 0) among n jobs and links both.
func successor(p *level.Problem, s *words, i, n int) error {
	at := *s
	k, err := s.number("a successor", n)
	if err != nil {
		return err
	}
	if w := at.next(); k == 0 || k == i+1 {
		return w.errorf("job %d cannot have the successor %d", i+1, k)
	}
	p.Links = append(p.Links, level.Link{From: i, To: k - 1})
	return nil
}
