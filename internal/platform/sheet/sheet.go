package sheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"unicode/utf16"

	"gongqiao/internal/kernel/fault"
)

// Errors a caller can act on. Positions are parameters row and column, from 1.
var (
	ErrNotASheet     = fault.New(fault.Invalid, "sheet.not_a_sheet", "neither xlsx nor csv")
	ErrDamaged       = fault.New(fault.Invalid, "sheet.damaged", "the spreadsheet is damaged or cut off")
	ErrPassword      = fault.New(fault.Invalid, "sheet.password", "the spreadsheet is protected by a password")
	ErrOldExcel      = fault.New(fault.Invalid, "sheet.old_excel", "an .xls file; save it as .xlsx")
	ErrActiveContent = fault.New(fault.Invalid, "sheet.active_content", "macros or links to other files are not read")
	ErrForbiddenXML  = fault.New(fault.Invalid, "sheet.forbidden_xml", "a DOCTYPE is not read")
	ErrBomb          = fault.New(fault.Invalid, "sheet.bomb", "the spreadsheet unpacks to an abnormal size")
	ErrTooLarge      = fault.New(fault.TooLarge, "sheet.too_large", "the file passes the size limit")
	ErrTooManyRows   = fault.New(fault.TooLarge, "sheet.too_many_rows", "the sheet passes the row limit")
	ErrTooManyCols   = fault.New(fault.TooLarge, "sheet.too_many_columns", "the sheet passes the column limit")
	ErrCellTooLong   = fault.New(fault.TooLarge, "sheet.cell_too_long", "a cell passes the length limit")
	ErrSheetUnknown  = fault.New(fault.Invalid, "sheet.sheet_unknown", "no such worksheet")
	ErrEncoding      = fault.New(fault.Invalid, "sheet.encoding", "the text encoding is not known")
)

// Limits bound what is read.
type Limits struct {
	File    int64 // bytes of the file
	Total   int64 // bytes of all parts unpacked
	Ratio   int64 // unpacked to packed, for parts above 1 MiB
	Entries int   // parts of an xlsx
	Depth   int   // nesting of XML
	Rows    int   // rows that hold something
	Columns int   // columns that hold something
	Cell    int   // bytes of one cell, as UTF-8
}

// DefaultLimits suit an import by a person: 64 MiB, 200,000 rows, 256 columns.
func DefaultLimits() Limits {
	return Limits{
		File: 64 << 20, Total: 512 << 20, Ratio: 200, Entries: 2000, Depth: 64,
		Rows: 200_000, Columns: 256, Cell: 128 << 10, // Excel's own cells end at 32,767 characters
	}
}

// Info describes one sheet of a file.
type Info struct {
	Name   string
	Hidden bool
}

// Book is an open spreadsheet file. It does not own the reader under it.
type Book struct {
	sheets []Info
	rows   func(name string) iter.Seq2[*Row, error]
}

// Sheets lists the worksheets in the file's order; a csv file has one, named "".
func (b *Book) Sheets() []Info { return b.sheets }

// Rows reads a sheet from the top: rows that hold something, each with its
// number. A row is reused: copy what outlives the iteration. An error is the
// last element. Errors: [ErrSheetUnknown], [ErrDamaged], the limits.
func (b *Book) Rows(name string) iter.Seq2[*Row, error] { return b.rows(name) }

// Open recognises a file by its content and prepares it for reading; no row is
// read yet. Every Err of this package but [ErrSheetUnknown] is possible, and
// whatever r returns.
func Open(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	if size > limits.File {
		return nil, ErrTooLarge.With("limit", limits.File)
	}
	head := make([]byte, min(size, 8))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK")):
		return openXLSX(r, size, limits)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, oleError(r, size)
	}
	return openCSV(r, size, limits)
}

// oleError tells an encrypted xlsx from an old xls: both are OLE containers, and
// only the first has a stream of this name.
func oleError(r io.ReaderAt, size int64) error {
	var name []byte
	for _, u := range utf16.Encode([]rune("EncryptedPackage")) {
		name = binary.LittleEndian.AppendUint16(name, u)
	}
	found, err := contains(io.NewSectionReader(r, 0, size), name)
	switch {
	case err != nil:
		return err
	case found:
		return ErrPassword
	}
	return ErrOldExcel
}

func contains(r io.Reader, pattern []byte) (bool, error) {
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		n += kept
		if bytes.Contains(buf[:n], pattern) {
			return true, nil
		}
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buf, buf[max(0, n-len(pattern)):n])
	}
}
