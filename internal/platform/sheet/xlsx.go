package sheet

import (
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// workbook is an open xlsx.
type workbook struct {
	parts    *parts
	files    map[string]string // sheet name → part
	shared   texts
	dates    []bool // by cell style: shown as a date
	date1904 bool
}

func openXLSX(r io.ReaderAt, size int64, limits Limits) (*Book, error) {
	p, err := openParts(r, size, limits)
	if err != nil {
		return nil, err
	}
	w := &workbook{parts: p, files: map[string]string{}}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	related, err := p.relations(main)
	if err != nil {
		return nil, err
	}
	sheets, err := w.readWorkbook(main, related)
	if err != nil {
		return nil, err
	}
	for _, rel := range related {
		switch rel.kind {
		case "sharedStrings":
			err = w.readShared(rel.target)
		case "styles":
			err = w.readStyles(rel.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return &Book{sheets, w.rows}, nil
}

// mainPart finds the workbook and refuses archives that hold none.
func (w *workbook) mainPart() (string, error) {
	related, err := w.parts.relations(".")
	if err != nil {
		return "", err
	}
	for _, rel := range related {
		if rel.kind == "officeDocument" && strings.HasSuffix(rel.target, ".xml") && w.parts.has(rel.target) && strings.Contains(rel.target, "workbook") {
			return strings.TrimPrefix(rel.target, "/"), nil
		}
	}
	if w.parts.has("xl/workbook.xml") {
		return "xl/workbook.xml", nil
	}
	return "", ErrNotASheet
}

func (w *workbook) readWorkbook(name string, related map[string]relation) ([]Info, error) {
	var sheets []Info
	err := w.parts.scan(name, func(s *scanner, tok token) error {
		if tok != startTag {
			return nil
		}
		switch string(s.name) {
		case "workbookPr":
			w.date1904 = isTrue(s.attr("date1904"))
		case "externalReference":
			return ErrActiveContent
		case "sheet":
			title, err := s.attrText("name")
			rel := related[string(s.attr("id"))]
			if err != nil || rel.kind != "worksheet" { // chart and dialog sheets hold no cells
				return err
			}
			state := string(s.attr("state"))
			sheets = append(sheets, Info{title, state == "hidden" || state == "veryHidden"})
			w.files[title] = rel.target
		}
		return nil
	})
	if err == nil && len(sheets) == 0 {
		err = ErrDamaged
	}
	return sheets, err
}

func isTrue(attr []byte) bool { return string(attr) == "1" || string(attr) == "true" }

// texts is the table of shared texts: one run of bytes and where each ends.
// A million Go strings would take three times as much.
type texts struct {
	bytes []byte
	ends  []int
}

func (t *texts) at(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	start := 0
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.bytes[start:t.ends[i]], true
}

func (w *workbook) readShared(name string) error {
	phonetic, inText := 0, false
	return w.parts.scan(name, func(s *scanner, tok token) error {
		tag := string(s.name)
		switch {
		case tok == startTag && tag == "t":
			inText = phonetic == 0
		case tok == endTag && tag == "t":
			inText = false
		case tok == startTag && tag == "rPh": // how a text is pronounced, not the text
			phonetic++
		case tok == endTag && tag == "rPh":
			phonetic--
		case tok == charData && inText:
			w.shared.bytes = append(w.shared.bytes, s.text...)
		case tok == endTag && tag == "si":
			w.shared.ends = append(w.shared.ends, len(w.shared.bytes))
		}
		return nil
	})
}

// readStyles notes which cell styles show a number as a date.
func (w *workbook) readStyles(name string) error {
	custom := map[string]bool{}
	inCells := false
	return w.parts.scan(name, func(s *scanner, tok token) error {
		tag := string(s.name)
		switch {
		case tag == "cellXfs":
			inCells = tok == startTag
		case tok == startTag && tag == "numFmt":
			code, err := s.attrText("formatCode")
			custom[string(s.attr("numFmtId"))] = isDateFormat(code)
			return err
		case tok == startTag && tag == "xf" && inCells:
			id := string(s.attr("numFmtId"))
			date, ok := custom[id]
			if !ok {
				date = builtinDate(id)
			}
			w.dates = append(w.dates, date)
		}
		return nil
	})
}

// builtinDate knows the formats that files name by number only: 14–22 in every
// language, 27–36 and 50–58 in Chinese, Japanese and Korean (ECMA-376, 18.8.30).
func builtinDate(id string) bool {
	n, err := strconv.Atoi(id)
	return err == nil && (n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 50 && n <= 58)
}

// isDateFormat looks for a year or a day outside quotes, brackets and escapes.
func isDateFormat(code string) bool {
	var inside rune
	escaped := false
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case inside != 0:
			if r == inside {
				inside = 0
			}
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			inside = '"'
		case r == '[':
			inside = ']'
		case r == 'y' || r == 'd':
			return true
		}
	}
	return false
}

func (w *workbook) rows(name string) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		target, ok := w.files[name]
		if !ok {
			yield(nil, ErrSheetUnknown)
			return
		}
		r, err := w.parts.open(target)
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.Close()
		x := &rowReader{s: newScanner(r, w.parts.limits), book: w, limits: w.parts.limits, row: Row{Sheet: name}}
		for {
			switch err := x.next(); {
			case errors.Is(err, io.EOF):
				return
			case err != nil:
				yield(nil, x.place(err))
				return
			}
			if !yield(&x.row, nil) {
				return
			}
		}
	}
}

// rowReader turns the tokens of a worksheet into rows.
type rowReader struct {
	s      *scanner
	book   *workbook
	limits Limits
	row    Row
	count  int    // rows given out
	text   []byte // the texts of the row, one after the other
	ends   []int  // where each cell's text ends
	column int    // of the cell being read, from 0
}

// place says where reading stopped.
func (x *rowReader) place(err error) error {
	f := ErrDamaged
	if errors.As(asFault(err), &f) && f.Params["row"] == nil {
		return f.With("row", x.row.Number).With("column", x.column+1)
	}
	return err
}

// next reads up to the next row that holds something.
func (x *rowReader) next() error {
	for {
		tok, err := x.s.next()
		if err != nil {
			return err
		}
		if tok != startTag || string(x.s.name) != "row" {
			continue
		}
		if err := x.startRow(); err != nil {
			return err
		}
		if err := x.readCells(); err != nil {
			return err
		}
		if len(x.row.Cells) == 0 {
			continue
		}
		if x.count++; x.count > x.limits.Rows {
			return ErrTooManyRows.With("limit", x.limits.Rows)
		}
		return nil
	}
}

// maxRow is the last row a spreadsheet program can show.
const maxRow = 1 << 20

func (x *rowReader) startRow() error {
	number := x.row.Number + 1
	if r := x.s.attr("r"); r != nil {
		n, err := strconv.Atoi(string(r))
		if err != nil || n < number || n > maxRow {
			return ErrDamaged
		}
		number = n
	}
	x.row.Number = number
	x.row.Cells, x.text, x.ends, x.column = x.row.Cells[:0], x.text[:0], x.ends[:0], -1
	return nil
}

// readCells reads to the end of the row. All texts become one string, which the
// cells share: one allocation a row.
func (x *rowReader) readCells() error {
	for {
		tok, err := x.s.next()
		if err != nil {
			return truncated(err)
		}
		name := string(x.s.name)
		if tok == endTag && name == "row" {
			break
		}
		if tok == startTag && name == "c" {
			if err := x.readCell(); err != nil {
				return err
			}
		}
	}
	all, start := string(x.text), 0
	if !utf8.ValidString(all) {
		return ErrDamaged
	}
	used := 0
	for i := range x.row.Cells {
		c := &x.row.Cells[i]
		c.Text, start = all[start:x.ends[i]], x.ends[i]
		if c.Text == "" && !c.Formula {
			c.Kind = Empty
		} else {
			used = i + 1
		}
	}
	x.row.Cells = x.row.Cells[:used]
	return nil
}

// raw is a cell before its type is applied.
type raw struct {
	kind    string // attribute t
	date    bool
	formula bool
	start   int // where its text begins in rowReader.text
}

// readCell reads one <c> to its end.
func (x *rowReader) readCell() error {
	column := x.column + 1
	if r := x.s.attr("r"); r != nil {
		var ok bool
		if column, ok = columnOf(r); !ok || column <= x.column {
			return ErrDamaged
		}
	}
	x.column = column
	c := raw{kind: cellType(x.s.attr("t")), start: len(x.text)}
	if style, err := strconv.Atoi(string(x.s.attr("s"))); err == nil && style >= 0 && style < len(x.book.dates) {
		c.date = x.book.dates[style]
	}
	if err := x.readValue(&c); err != nil {
		return err
	}
	if len(x.text)-c.start > x.limits.Cell {
		return ErrCellTooLong.With("limit", x.limits.Cell)
	}
	if len(x.text) == c.start && !c.formula {
		return nil // styled but empty; programs write thousands of them
	}
	kind, err := x.convert(c)
	if err != nil {
		return err
	}
	return x.put(Cell{Kind: kind, Formula: c.formula}, c.start)
}

// put stores the cell whose text was appended from start on, with empty ones
// before it where the file left some out.
func (x *rowReader) put(cell Cell, start int) error {
	if x.column >= x.limits.Columns {
		return ErrTooManyCols.With("limit", x.limits.Columns)
	}
	for len(x.row.Cells) < x.column {
		x.row.Cells = append(x.row.Cells, Cell{})
		x.ends = append(x.ends, start)
	}
	x.row.Cells = append(x.row.Cells, cell)
	x.ends = append(x.ends, len(x.text))
	return nil
}

// cellType returns a constant, so that no cell allocates.
func cellType(attr []byte) string {
	for _, t := range [...]string{"s", "str", "inlineStr", "b", "e", "d"} {
		if string(attr) == t {
			return t
		}
	}
	return "n"
}

// readValue appends the text of <v> or <is> and notes a formula.
func (x *rowReader) readValue(c *raw) error {
	take, phonetic := false, 0
	for {
		tok, err := x.s.next()
		if err != nil {
			return truncated(err)
		}
		switch tok {
		case charData:
			if take && phonetic == 0 {
				x.text = append(x.text, x.s.text...)
			}
			continue
		case endTag:
			take = false
		case startTag:
		}
		switch string(x.s.name) {
		case "c":
			if tok == endTag {
				return nil
			}
		case "v":
			take = tok == startTag && c.kind != "inlineStr"
		case "t":
			take = tok == startTag && c.kind == "inlineStr"
		case "f":
			c.formula = true
		case "rPh":
			if phonetic++; tok == endTag {
				phonetic -= 2
			}
		}
	}
}

// convert replaces the raw value at the end of x.text by the text people see.
func (x *rowReader) convert(c raw) (Kind, error) {
	value := x.text[c.start:]
	switch c.kind {
	case "s":
		return Text, x.convertShared(c)
	case "str", "inlineStr":
		x.text = append(x.text[:c.start], unescapeControl(value)...)
		return Text, nil
	case "e":
		return Error, nil
	case "b":
		word := "false"
		if isTrue(value) {
			word = "true"
		}
		x.text = append(x.text[:c.start], word...)
		return Bool, nil
	case "d":
		return Date, nil
	}
	return x.convertNumber(c)
}

func (x *rowReader) convertShared(c raw) error {
	i, err := strconv.Atoi(string(x.text[c.start:]))
	text, ok := x.book.shared.at(i)
	if err != nil || !ok {
		return ErrDamaged
	}
	if len(text) > x.limits.Cell {
		return ErrCellTooLong.With("limit", x.limits.Cell)
	}
	x.text = append(x.text[:c.start], unescapeControl(text)...)
	return nil
}

func (x *rowReader) convertNumber(c raw) (Kind, error) {
	value := x.text[c.start:]
	if len(value) == 0 { // a formula whose result was not saved
		return Number, nil
	}
	if !c.date && len(value) <= 15 && allDigits(string(value)) {
		return Number, nil
	}
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil || f-f != 0 { // neither infinite nor NaN
		return 0, ErrDamaged
	}
	if c.date && f >= 0 && f < 2_958_466 { // up to 9999-12-31
		x.text = x.book.appendDate(x.text[:c.start], f)
		return Date, nil
	}
	// Spreadsheet programs show 15 digits; the rest is noise of the binary form.
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	x.text = strconv.AppendFloat(x.text[:c.start], f, 'f', -1, 64)
	return Number, nil
}

// appendDate writes a day number. Its fraction is the time of day, to the second.
func (w *workbook) appendDate(dst []byte, serial float64) []byte {
	day := int(serial)
	seconds := int((serial-float64(day))*86400 + 0.5)
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case w.date1904:
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case day == 0:
		return time.Unix(int64(seconds), 0).UTC().AppendFormat(dst, "15:04:05")
	case day < 60: // Excel counts a 29 February 1900 that never was
		epoch = epoch.AddDate(0, 0, 1)
	}
	t := epoch.AddDate(0, 0, day).Add(time.Duration(seconds) * time.Second)
	if seconds == 0 {
		return t.AppendFormat(dst, time.DateOnly)
	}
	return t.AppendFormat(dst, "2006-01-02T15:04:05")
}

// columnOf reads the letters of a cell's name: "C7" is 2.
func columnOf(name []byte) (int, bool) {
	n, i := 0, 0
	for ; i < len(name) && name[i] >= 'A' && name[i] <= 'Z'; i++ {
		n = n*26 + int(name[i]-'A') + 1
		if i == 3 {
			return 0, false
		}
	}
	return n - 1, n > 0 && i < len(name)
}

// unescapeControl undoes _x000D_ and the like, the way in which xlsx writes
// characters that XML cannot hold, and our own guard against formulas.
func unescapeControl(text []byte) []byte {
	s := string(text)
	if strings.Contains(s, "_x") {
		s = decodeControls(s)
	}
	return []byte(Disarmed(s))
}

func decodeControls(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || i+7 > len(s) {
			return b.String() + s
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if err != nil || s[i+6] != '_' || !utf8.ValidRune(rune(n)) {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteRune(rune(n))
		s = s[i+7:]
	}
}
