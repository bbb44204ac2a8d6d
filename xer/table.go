package xer

import (
	"bytes"
	"iter"
)

// table is one %T of a file: its columns and where its rows stand.
type table struct {
	name    string
	line    int // of its %T
	columns []string
	index   map[string]int
	asked   []bool // by column: whether anything was read of it
	rows    []span
	joined  []span // of rows that go on in further lines, the first line broken
}

// span is a row: a line, or several where a text was broken.
type span struct {
	line       int
	start, end int // of the data, without %R and the line's end
}

// splitter cuts a file into tables. Neither a tab nor a line's end is ever part
// of a character in the encodings at hand, so that it works on bytes.
type splitter struct {
	data   []byte
	longer int // the longest line that is taken
	line   int
	tables []*table
	header [][]byte
	ended  bool
}

const mostColumns = 4096

func (s *splitter) run() error {
	for at := 0; at < len(s.data) && !s.ended; {
		end, next := len(s.data), len(s.data)
		if i := bytes.IndexByte(s.data[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		if end > at && s.data[end-1] == '\r' {
			end--
		}
		s.line++
		if end-at > s.longer {
			return s.fail(ErrTooLarge, 1, "")
		}
		if err := s.take(at, end); err != nil {
			return err
		}
		at = next
	}
	if s.header == nil {
		return &SyntaxError{Line: 1, Column: 1, Err: ErrNotXER}
	}
	if !s.ended {
		return &SyntaxError{Line: s.line, Column: 1, Err: ErrTruncated}
	}
	return nil
}

func (s *splitter) fail(err error, column int, text string) error {
	e := &SyntaxError{Line: s.line, Column: column, Text: short(text), Err: err}
	if t := s.last(); t != nil {
		e.Table = t.name
	}
	return e
}

func (s *splitter) last() *table {
	if len(s.tables) == 0 {
		return nil
	}
	return s.tables[len(s.tables)-1]
}

// take looks at the line from start to end.
func (s *splitter) take(start, end int) error {
	line := s.data[start:end]
	if s.header == nil {
		if !bytes.HasPrefix(line, []byte("ERMHDR\t")) {
			return &SyntaxError{Line: s.line, Column: 1, Text: short(printable(line)), Err: ErrNotXER}
		}
		s.header = bytes.Split(line, []byte("\t"))
		return nil
	}
	kind, rest, tabbed := bytes.Cut(line, []byte("\t"))
	switch string(kind) {
	case "%T":
		name := string(bytes.TrimSpace(rest))
		if name == "" {
			return s.fail(ErrRow, 1, "%T")
		}
		s.tables = append(s.tables, &table{name: name, line: s.line})
		return nil
	case "%F":
		return s.fields(rest)
	case "%R":
		if !tabbed {
			return s.fail(ErrRow, 1, "%R")
		}
		return s.row(span{s.line, start + 3, end})
	case "%E":
		s.ended = true
		return nil
	}
	return s.more(start, end)
}

// fields takes the names of the columns.
func (s *splitter) fields(rest []byte) error {
	t := s.last()
	if t == nil || t.columns != nil {
		return s.fail(ErrRow, 1, "%F")
	}
	t.index = map[string]int{}
	for i, name := range bytes.Split(rest, []byte("\t")) {
		column := string(bytes.TrimSpace(name))
		if _, twice := t.index[column]; twice && column != "" || i >= mostColumns {
			return s.fail(ErrRow, 1, column)
		}
		t.index[column] = i
		t.columns = append(t.columns, column)
	}
	t.asked = make([]bool, len(t.columns))
	return nil
}

// row takes a row. P6 leaves out the last columns of a row where they are empty;
// more values than columns are a damaged file.
func (s *splitter) row(r span) error {
	t := s.last()
	if t == nil || t.columns == nil {
		return s.fail(ErrRow, 1, "%R")
	}
	if over := beyond(s.data[r.start:r.end], len(t.columns)); over >= 0 {
		return s.fail(ErrRow, over+4, printable(s.data[r.start+over:r.end]))
	}
	t.rows = append(t.rows, r)
	return nil
}

// more takes a line that begins with no mark: the rest of a text that somebody
// broke. Empty lines count for nothing.
func (s *splitter) more(start, end int) error {
	t := s.last()
	if len(bytes.TrimSpace(s.data[start:end])) == 0 {
		return nil
	}
	if t == nil || len(t.rows) == 0 || s.data[start] == '%' {
		return s.fail(ErrRow, 1, printable(s.data[start:end]))
	}
	r := &t.rows[len(t.rows)-1]
	if len(t.joined) == 0 || t.joined[len(t.joined)-1].line != r.line {
		t.joined = append(t.joined, *r)
	}
	if end-r.start > s.longer {
		return s.fail(ErrTooLarge, 1, "")
	}
	r.end = end
	if over := beyond(s.data[r.start:r.end], len(t.columns)); over >= 0 {
		return s.fail(ErrRow, 1, printable(s.data[start:end]))
	}
	return nil
}

// beyond is where the values begin that have no column, -1 if there are none.
func beyond(row []byte, columns int) int {
	at := 0
	for range columns {
		i := bytes.IndexByte(row[at:], '\t')
		if i < 0 {
			return -1
		}
		at += i + 1
	}
	if len(bytes.Trim(row[at:], "\t ")) == 0 {
		return -1
	}
	return at
}

// printable quotes the beginning of a line that may be anything.
func printable(b []byte) string {
	b = b[:min(len(b), 60)]
	return string(bytes.Map(func(r rune) rune {
		if r < ' ' || r == 0xfffd {
			return '.'
		}
		return r
	}, b))
}

// cells yields the values of a row; missing ones are left out.
func cells(row []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for i := 0; ; i++ {
			cell, rest, more := bytes.Cut(row, []byte("\t"))
			if !yield(i, cell) || !more {
				return
			}
			row = rest
		}
	}
}
