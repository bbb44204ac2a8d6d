package quote

import (
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/platform/sheet"
)

// sheetLimits suit a bill: 16 MiB, somewhat more rows than lines, because
// headings and subtotals take some.
func sheetLimits() sheet.Limits {
	l := sheet.DefaultLimits()
	l.File, l.Total, l.Rows, l.Columns = maxFile, 256<<20, MaxLines+10_000, 100
	return l
}

// maxFile bounds an uploaded bill, in bytes.
const maxFile = 16 << 20

// Problem is something about a cell of an uploaded bill. An error keeps the
// whole file out; a warning says what was done.
type Problem struct {
	Row    int    `json:"row" doc:"As a spreadsheet program shows it, from 1."`
	Cell   string `json:"cell" example:"F7"`
	Field  string `json:"field" example:"quantity"`
	Code   string `json:"code" example:"too_precise"`
	Severe bool   `json:"severe" doc:"True keeps the file out; false is a warning."`
}

// Found is what a file holds.
type Found struct {
	Sheet    string
	Sheets   []string // that could be read instead
	Header   int      // number of the header row
	Columns  map[string]string
	Lines    []Line
	Problems []Problem
	Severe   int // how many of all problems keep the file out
}

// problemsMost bounds how many problems an answer lists; Severe counts all.
const problemsMost = 500

// readBill reads the lines of a spreadsheet. Columns are known by their titles,
// which may stand in two rows; rows without unit and quantity open a section;
// subtotals are passed over. Tax is what a line gets that names none. Name is
// the sheet, or "" for the first that looks like a bill. Errors: those of
// package sheet, [ErrNoHeader].
func readBill(r io.ReaderAt, size int64, name string, tax money.Rate) (Found, error) {
	book, err := sheet.Open(r, size, sheetLimits())
	if err != nil {
		return Found{}, err
	}
	var sheets []string
	for _, info := range book.Sheets() {
		if !info.Hidden {
			sheets = append(sheets, info.Name)
		}
	}
	tries := sheets
	if name != "" {
		tries = []string{name}
	}
	for _, s := range tries {
		x := reader{Found: Found{Sheet: s, Sheets: sheets, Lines: []Line{}, Problems: []Problem{}}, tax: tax}
		if err := x.read(book); !errors.Is(err, ErrNoHeader) {
			return x.Found, err
		}
	}
	return Found{}, ErrNoHeader
}

// reader reads one sheet.
type reader struct {
	Found
	tax      money.Rate
	at       map[string]int // field → column
	percent  map[string]bool
	joined   bool // the row behind the header was looked at
	section  string
	category Category
}

// headerWithin is how many rows may stand above the header.
const headerWithin = 40

func (x *reader) read(book *sheet.Book) error {
	seen := 0
	for row, err := range book.Rows(x.Sheet) {
		if err != nil {
			return err
		}
		if x.at != nil {
			x.row(row)
			if len(x.Lines) > MaxLines {
				return ErrTooMany
			}
			continue
		}
		if seen++; seen > headerWithin {
			return ErrNoHeader
		}
		x.header(row)
	}
	if x.at == nil {
		return ErrNoHeader
	}
	x.Columns = map[string]string{}
	for field, column := range x.at {
		x.Columns[field] = sheet.ColumnName(column + 1)
	}
	return nil
}

// header takes a row as the header when it names what a bill needs.
func (x *reader) header(row *sheet.Row) {
	at, percent := map[string]int{}, map[string]bool{}
	for i := range row.Cells {
		field, pc := titleOf(row.Text(i))
		if _, twice := at[field]; field != "" && !twice {
			at[field], percent[field] = i, pc
		}
	}
	known := 0
	for _, f := range []string{"code", "unit", "quantity", "unit_rate", "amount", "base"} {
		if _, ok := at[f]; ok {
			known++
		}
	}
	if _, named := at["name"]; named && known >= 2 {
		x.at, x.percent, x.Header = at, percent, row.Number
	}
}

// join adds the second row of a header, whose titles are the finer ones: 金额
// above 综合单价 and 合价. It reports whether the row was one.
func (x *reader) join(row *sheet.Row) bool {
	fine := map[string]int{}
	for i := range row.Cells {
		text := row.Text(i)
		if text == "" {
			continue
		}
		field, _ := titleOf(text)
		if _, err := row.Decimal(i); err == nil {
			return false
		}
		if field != "" {
			fine[field] = i
		}
	}
	if len(fine) == 0 || len(fine) < len(row.Cells)/4 || row.Text(x.col("name")) != "" && fine["name"] == 0 {
		return false
	}
	for field, column := range fine {
		for coarse, c := range x.at {
			if c == column {
				delete(x.at, coarse)
			}
		}
		x.at[field] = column
	}
	return true
}

// col returns the column of a field, or -1.
func (x *reader) col(field string) int {
	if c, ok := x.at[field]; ok {
		return c
	}
	return -1
}

// text returns the text under a field; an error value counts as none and is told.
func (x *reader) text(row *sheet.Row, field string) string {
	c := x.col(field)
	cell := row.Cell(c)
	switch {
	case c < 0:
		return ""
	case cell.Kind == sheet.Error:
		x.problem(row, field, "error_value", true)
		return ""
	case cell.Formula && cell.Text == "":
		x.problem(row, field, "formula_without_result", true)
		return ""
	}
	return row.Text(c)
}

func (x *reader) problem(row *sheet.Row, field, code string, severe bool) {
	if severe {
		x.Severe++
	}
	if len(x.Problems) >= problemsMost {
		return
	}
	cell := ""
	if c := x.col(field); c >= 0 {
		cell = sheet.ColumnName(c+1) + strconv.Itoa(row.Number)
	}
	x.Problems = append(x.Problems, Problem{row.Number, cell, field, code, severe})
}

var subtotal = regexp.MustCompile(`^(本页)?(小计|合计|总计|共计)|(小计|合计|总计)$`)

// row reads a row below the header.
func (x *reader) row(row *sheet.Row) {
	if first := !x.joined; first {
		x.joined = true
		if x.join(row) {
			return
		}
	}
	code, name := narrowed(x.text(row, "code")), x.text(row, "name")
	if field, _ := titleOf(name); field == "name" {
		return // the header again, on the next printed page
	}
	bare := x.text(row, "unit") == "" && x.text(row, "quantity") == "" && x.text(row, "unit_rate") == "" && x.text(row, "base") == ""
	_, _, coded := SplitCode(code)
	switch {
	case bare && code == "" && name == "":
	case bare && !coded && subtotal.MatchString(strings.Join(strings.Fields(name+code), "")):
	case bare && !coded:
		x.open(code, name)
	default:
		x.line(row, code, name)
	}
}

// open begins a section.
func (x *reader) open(code, name string) {
	if x.section = name; name == "" {
		x.section = code
	}
	if c, ok := categoryNames[x.section]; ok {
		x.category = c
	}
}

func (x *reader) line(row *sheet.Row, code, name string) {
	l := Line{Section: x.section, Category: x.categoryOf(row), Code: x.codeOf(row, code), Name: name, Features: x.text(row, "features"), Unit: NormalUnit(x.text(row, "unit")), Note: x.text(row, "note")}
	if s := x.text(row, "section"); s != "" || x.section == "" {
		l.Section = s
	}
	if base := strings.Join(strings.Fields(narrowed(x.text(row, "base"))), ""); base != "" {
		var known bool
		if l.Base, known = baseNames[base]; !known {
			x.problem(row, "base", "not_allowed", true)
		}
	}
	l.TaxRate = x.share(row, "tax_rate", x.tax)
	if l.Base != ByQuantity {
		l.Ratio = x.share(row, "ratio", 0)
	} else {
		quantity := x.decimal(row, "quantity", Decimals(l.Unit))
		if n, err := money.ParseQuantity(quantity); err != nil {
			x.problem(row, "quantity", "out_of_range", true)
		} else {
			l.Quantity = n
		}
		if n, err := money.ParseUnitRate(x.decimal(row, "unit_rate", 6)); err != nil {
			x.problem(row, "unit_rate", "out_of_range", true)
		} else {
			l.UnitRate = n
		}
		x.compare(row, &l)
	}
	l.normal()
	x.broken(row, &l)
	x.Lines = append(x.Lines, l)
}

// broken tells which rules of a line the row breaks.
func (x *reader) broken(row *sheet.Row, l *Line) {
	for _, f := range l.broken() {
		x.problem(row, f.Path, f.Code, true)
	}
	if l.Name == "" {
		x.problem(row, "name", "required", true)
	}
}

func (x *reader) categoryOf(row *sheet.Row) Category {
	text := narrowed(x.text(row, "category"))
	c, ok := categoryNames[text]
	switch {
	case ok:
		return c
	case text != "":
		x.problem(row, "category", "not_allowed", true)
	case x.category != "":
		return x.category
	}
	return Measured
}

// codeOf gives back the leading zero that a spreadsheet takes from a number.
func (x *reader) codeOf(row *sheet.Row, code string) string {
	if len(code) == 11 && row.Cell(x.col("code")).Kind == sheet.Number {
		if _, _, ok := SplitCode("0" + code); ok {
			x.problem(row, "code", "zero_restored", false)
			return "0" + code
		}
	}
	return code
}

// decimal returns a number in plain digits, rounded to so many decimals; when
// that changes it a warning says so.
func (x *reader) decimal(row *sheet.Row, field string, places int) string {
	if x.text(row, field) == "" {
		return "0"
	}
	plain, err := row.Decimal(x.col(field))
	if err != nil {
		x.problem(row, field, "not_a_number", true)
		return "0"
	}
	short, exact := roundTo(plain, places)
	if !exact {
		x.problem(row, field, "rounded", false)
	}
	return short
}

// share reads "9%", "9" and "0.09" as 9 %. A number below one under a title
// that says per cent is so many per cent, except for tax, which is never that
// small.
func (x *reader) share(row *sheet.Row, field string, absent money.Rate) money.Rate {
	text := narrowed(x.text(row, field))
	if text == "" {
		return absent
	}
	plain, marked := strings.CutSuffix(text, "%")
	r, err := money.ParseRate(strings.TrimSpace(plain))
	if err == nil && (marked || r >= money.RateOne || x.percent[field] && field != "tax_rate") {
		if short, _ := roundTo(strings.TrimSpace(plain), 4); short != "" {
			r, err = money.ParseRate(short + "%")
		}
	}
	if err != nil {
		x.problem(row, field, "not_a_number", true)
	}
	return r
}

// compare warns when the file's own amount is not what we work out.
func (x *reader) compare(row *sheet.Row, l *Line) {
	if x.text(row, "amount") == "" {
		return
	}
	want, err := l.UnitRate.Amount(l.Quantity, money.RMB)
	if err != nil {
		x.problem(row, "unit_rate", "out_of_range", true)
		return
	}
	if short, _ := roundTo(x.decimalQuiet(row, "amount"), 2); short != "" {
		if got, err := money.ParseYuan(short); err != nil || got.Amount != want.Amount {
			x.problem(row, "amount", "amount_differs", false)
		}
	}
}

func (x *reader) decimalQuiet(row *sheet.Row, field string) string {
	plain, err := row.Decimal(x.col(field))
	if err != nil {
		return ""
	}
	return plain
}
