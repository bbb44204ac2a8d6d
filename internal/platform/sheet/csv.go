package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// openCSV decides encoding and separator; the file is read once for the former,
// because a wrong guess from its beginning would spoil names further down.
func openCSV(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	enc, err := encodingOf(r, size)
	if err != nil {
		return nil, err
	}
	open := func() *bufio.Reader {
		return bufio.NewReaderSize(transform.NewReader(io.NewSectionReader(r, 0, size), enc.NewDecoder()), 64<<10)
	}
	sep, err := separator(open(), limits)
	if err != nil {
		return nil, err
	}
	rows := func(name string) iter.Seq2[*Row, error] {
		if name != "" {
			return func(yield func(*Row, error) bool) { yield(nil, ErrSheetUnknown) }
		}
		return func(yield func(*Row, error) bool) { yieldCSV(open(), sep, limits, yield) }
	}
	return &Book{[]Info{{}}, rows}, nil
}

func yieldCSV(r *bufio.Reader, sep byte, limits Limits, yield func(*Row, error) bool) {
	c := &csvReader{r: r, sep: sep, limits: limits}
	for count := 0; ; {
		err := c.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && len(c.row.Cells) == 0 {
			continue
		}
		if count++; err == nil && count > limits.Rows {
			err = ErrTooManyRows.With("limit", limits.Rows)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		if !yield(&c.row, nil) {
			return
		}
	}
}

// encodingOf tells UTF-8 (with or without a mark), UTF-16 and GB18030 apart.
func encodingOf(r io.ReaderAt, size int64) (encoding.Encoding, error) {
	head := make([]byte, min(size, 1024))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	even, odd := 0, 0
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	wide := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}) || odd > 0 && even == 0:
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}) || even > 0 && odd == 0:
		wide = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case even+odd > 0:
		return nil, ErrNotASheet
	default:
		return narrowEncoding(r, size)
	}
	ok, err := allRunes(transform.NewReader(io.NewSectionReader(r, 0, size), wide.NewDecoder()))
	if err == nil && !ok {
		err = ErrNotASheet
	}
	return wide, err
}

// narrowEncoding decides between the encodings that keep ASCII as it is. Control
// characters never stand in a csv file: what has them is something else.
func narrowEncoding(r io.ReaderAt, size int64) (encoding.Encoding, error) {
	if ok, err := validUTF8(io.NewSectionReader(r, 0, size)); ok || err != nil {
		return unicode.UTF8BOM, err
	}
	gb := simplifiedchinese.GB18030
	ok, err := allRunes(transform.NewReader(io.NewSectionReader(r, 0, size), gb.NewDecoder()))
	if err == nil && !ok {
		err = ErrEncoding
	}
	return gb, err
}

func validUTF8(r io.Reader) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return false, err
		}
		whole := n
		if !ended { // the last character may continue in the next piece
			for whole > 0 && n-whole < utf8.UTFMax && !utf8.RuneStart(buf[whole-1]) {
				whole--
			}
			if whole > 0 && !utf8.FullRune(buf[whole-1:n]) {
				whole--
			} else {
				whole = n
			}
		}
		if !utf8.Valid(buf[:whole]) || bytes.ContainsFunc(buf[:whole], binaryControl) {
			return false, nil
		}
		if ended {
			return true, nil
		}
		kept = copy(buf, buf[whole:n])
	}
}

func allRunes(r io.Reader) (bool, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	for {
		c, _, err := br.ReadRune()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if c == utf8.RuneError || binaryControl(c) || c >= 0xE000 && c <= 0xF8FF { // private use: no text
			return false, nil
		}
	}
}

func binaryControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\v' && r != '\f' || r == 0x7f
}

// sampleRows is how many rows decide the separator.
const sampleRows = 20

// separator chooses the one of comma, semicolon, tab and bar that splits the
// first rows into the most columns of the same number, with the fewest quotes in
// odd places; a comma when none does.
func separator(r *bufio.Reader, limits Limits) (byte, error) {
	sample, err := r.Peek(32 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return 0, asFault(err)
	}
	best, bestScore := byte(','), 0
	for _, sep := range []byte{',', ';', '\t', '|'} {
		c := &csvReader{r: bufio.NewReader(bytes.NewReader(sample)), sep: sep, limits: limits}
		counts := map[int]int{}
		for n := 0; n < sampleRows && c.next() == nil; n++ {
			if width := len(c.row.Cells); width > 1 {
				counts[width]++
			}
		}
		for width, rows := range counts {
			if score := rows*1000 + width - 1000*c.stray; score > bestScore {
				best, bestScore = sep, score
			}
		}
	}
	return best, nil
}

// csvReader reads records as RFC 4180 and the programs that do not know it
// write them: quotes in the middle of a cell are text, lines end in LF, CRLF or
// CR. A quote that is never closed is an error, because it swallows the rest.
type csvReader struct {
	r      *bufio.Reader
	sep    byte
	limits Limits
	row    Row
	cell   []byte
	stray  int // quotes in the middle of cells: a sign of the wrong separator
}

// next reads one record; a blank one has no cells. Rows count records, as a
// spreadsheet program shows them.
func (c *csvReader) next() error {
	c.row.Number++
	c.row.Cells = c.row.Cells[:0]
	if _, err := c.r.Peek(1); err != nil {
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		return asFault(err)
	}
	for {
		end, err := c.readCell()
		if err != nil {
			return c.place(err)
		}
		if err := c.put(); err != nil {
			return c.place(err)
		}
		if end {
			break
		}
	}
	used := len(c.row.Cells)
	for used > 0 && c.row.Cells[used-1].Kind == Empty {
		used--
	}
	c.row.Cells = c.row.Cells[:used]
	return nil
}

func (c *csvReader) put() error {
	if len(c.cell) == 0 {
		if len(c.row.Cells) < c.limits.Columns { // trailing separators are no columns
			c.row.Cells = append(c.row.Cells, Cell{})
		}
		return nil
	}
	if len(c.row.Cells) >= c.limits.Columns {
		return ErrTooManyCols.With("limit", c.limits.Columns)
	}
	c.row.Cells = append(c.row.Cells, Cell{Text: Disarmed(string(c.cell)), Kind: Text})
	return nil
}

func (c *csvReader) place(err error) error {
	x := rowReader{row: c.row, column: len(c.row.Cells)}
	return x.place(err)
}

// readCell reads one cell and reports whether it was the record's last.
func (c *csvReader) readCell() (last bool, err error) {
	c.cell = c.cell[:0]
	quoted := false
	for first := true; ; first = false {
		b, err := c.r.ReadByte()
		if errors.Is(err, io.EOF) {
			if quoted {
				return true, ErrDamaged
			}
			return true, nil
		}
		switch {
		case err != nil:
			return true, err
		case quoted && b == '"':
			if !c.skip('"') {
				quoted = false
				continue
			}
		case quoted:
		case b == '"' && first:
			quoted = true
			continue
		case b == '"':
			c.stray++
		case b == c.sep:
			return false, nil
		case b == '\n':
			return true, nil
		case b == '\r':
			c.skip('\n')
			return true, nil
		}
		if c.cell = append(c.cell, b); len(c.cell) > c.limits.Cell {
			return true, ErrCellTooLong.With("limit", c.limits.Cell)
		}
	}
}

// skip drops the next byte when it is b.
func (c *csvReader) skip(b byte) bool {
	next, err := c.r.Peek(1)
	if err != nil || next[0] != b {
		return false
	}
	_, err = c.r.Discard(1)
	return err == nil
}
