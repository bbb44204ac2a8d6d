package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Kind says how the file stores a cell.
type Kind uint8

// Kinds. A csv file has only Empty and Text.
const (
	Empty  Kind = iota
	Text        // as written
	Number      // decimal digits, "." and "-" only
	Date        // "2026-03-01", or "2026-03-01T08:30:00" with a time of day
	Bool        // "true" or "false"
	Error       // "#N/A" and its like
)

// Cell is one cell of a row.
type Cell struct {
	Text    string
	Kind    Kind
	Formula bool // Text is the saved result; "" when the program saved none
}

// Row is one row that holds something. Cells after the last one are empty.
type Row struct {
	Sheet  string
	Number int // as a spreadsheet program shows it, from 1
	Cells  []Cell
}

// Problem says what is wrong with one cell. It is an error.
type Problem struct {
	Sheet  string `json:"sheet,omitempty"`
	Row    int    `json:"row"`    // from 1
	Column int    `json:"column"` // from 1
	Code   string `json:"code"`   // as a form field's: "not_a_date"
}

func (p *Problem) Error() string { return p.Cell() + ": " + p.Code }

// Cell names the place as a spreadsheet program does: "C7".
func (p *Problem) Cell() string { return ColumnName(p.Column) + strconv.Itoa(p.Row) }

// ColumnName is the letters of a column, from 1: "A", "Z", "AA".
func ColumnName(n int) string {
	var name []byte
	for ; n > 0; n = (n - 1) / 26 {
		name = append([]byte{byte('A' + (n-1)%26)}, name...)
	}
	return string(name)
}

// Cell returns a cell by its index from 0; beyond the last one it is empty.
func (r *Row) Cell(i int) Cell {
	if i < 0 || i >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[i]
}

// Text returns a cell's text without surrounding blanks.
func (r *Row) Text(i int) string { return strings.TrimFunc(r.Cell(i).Text, unicode.IsSpace) }

// Texts returns the text of every cell.
func (r *Row) Texts() []string {
	texts := make([]string, len(r.Cells))
	for i := range r.Cells {
		texts[i] = r.Text(i)
	}
	return texts
}

// Problem names what is wrong with a cell of this row.
func (r *Row) Problem(i int, code string) *Problem {
	return &Problem{r.Sheet, r.Number, i + 1, code}
}

// Warnings lists cells whose text should be looked at: formulas ("formula") and
// error values ("error_value").
func (r *Row) Warnings() []*Problem {
	var list []*Problem
	for i, c := range r.Cells {
		if c.Kind == Error {
			list = append(list, r.Problem(i, "error_value"))
		} else if c.Formula {
			list = append(list, r.Problem(i, "formula"))
		}
	}
	return list
}

// Amount reads renminbi. An empty cell is zero money; the error is a [*Problem].
func (r *Row) Amount(i int) (money.Money, error) {
	text := narrow(r.Text(i))
	if text == "" {
		return money.Money{}, nil
	}
	m, err := money.ParseYuan(text)
	if err != nil {
		return m, r.Problem(i, "not_an_amount")
	}
	return m, nil
}

// Decimal reads a number, with or without thousands separators, and returns it
// in plain digits. An empty cell is ""; the error is a [*Problem].
func (r *Row) Decimal(i int) (string, error) {
	text := narrow(r.Text(i))
	if text == "" {
		return "", nil
	}
	plain, ok := plainDecimal(text)
	if !ok {
		return "", r.Problem(i, "not_a_number")
	}
	return plain, nil
}

// Int reads a whole number. An empty cell is 0; the error is a [*Problem].
func (r *Row) Int(i int) (int64, error) {
	text, err := r.Decimal(i)
	if text == "" {
		return 0, err
	}
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(fraction, "0") != "" {
		return 0, r.Problem(i, "not_a_number")
	}
	return n, nil
}

// Bool reads 是/否, 有/无, yes/no, true/false, 1/0 and √. An empty cell is false;
// the error is a [*Problem].
func (r *Row) Bool(i int) (bool, error) {
	switch strings.ToLower(narrow(r.Text(i))) {
	case "是", "有", "yes", "y", "true", "1", "√", "✓":
		return true, nil
	case "", "否", "无", "no", "n", "false", "0", "×":
		return false, nil
	}
	return false, r.Problem(i, "not_a_boolean")
}

// Date reads a day: a date cell, a day number of Excel (people lose the format),
// or text such as 2026-03-01, 2026/3/1, 2026.3.1, 20260301 or 2026年3月1日, with or
// without a time behind it. Day and month are never guessed: 3/1/2026 is an
// error. An empty cell is no date; the error is a [*Problem].
func (r *Row) Date(i int) (workday.Date, error) {
	c, text := r.Cell(i), narrow(r.Text(i))
	if text == "" {
		return 0, nil
	}
	if c.Kind == Number {
		if d, ok := dateOfSerial(text); ok {
			return d, nil
		}
	}
	if d, ok := parseDate(text); ok {
		return d, nil
	}
	return 0, r.Problem(i, "not_a_date")
}

// Day numbers between 1927 and 2173: smaller and larger numbers are more likely
// something else.
const (
	minSerial = 10_000
	maxSerial = 99_999
)

func dateOfSerial(text string) (workday.Date, bool) {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < minSerial || n > maxSerial {
		return 0, false
	}
	return workday.New(1899, time.December, 30).AddDays(n), true
}

var dateSeparators = strings.NewReplacer("年", "-", "月", "-", "日", " ", "/", "-", ".", "-", "号", " ")

func parseDate(text string) (workday.Date, bool) {
	text = dateSeparators.Replace(text)
	text, _, _ = strings.Cut(text, "T")
	text, _, _ = strings.Cut(text, " ")
	if len(text) == 8 && !strings.Contains(text, "-") {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	parts := strings.Split(text, "-")
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return 0, false
	}
	d, err := workday.Parse(fmt.Sprintf("%s-%02s-%02s", parts[0], parts[1], parts[2]))
	return d, err == nil
}

// narrow turns full-width digits and signs, which Chinese keyboards produce,
// into ASCII.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
}

// plainDecimal drops thousands separators, which must stand every three digits,
// and a leading plus.
func plainDecimal(text string) (string, bool) {
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = strings.Trim(text[:1], "+"), text[1:]
	}
	whole, fraction, dotted := strings.Cut(text, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) || !allDigits(g) {
			return "", false
		}
	}
	whole = strings.Join(groups, "")
	if whole == "" || dotted && fraction == "" || !allDigits(fraction) {
		return "", false
	}
	if dotted {
		fraction = "." + fraction
	}
	return sign + whole + fraction, true
}

func allDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// headerDepth is how many rows are looked at for the header.
const headerDepth = 20

// HeaderRow finds the row that names the columns, among the first 20: titles,
// notes and the line that our own exports begin with stand above it. It is the
// first row with nearly as many different texts as the best one. It returns the
// row's number and texts, or 0 when nothing looks like a header. Errors as Rows.
func (b *Book) HeaderRow(sheet string) (number int, titles []string, err error) {
	type candidate struct {
		number int
		titles []string
		score  int
	}
	var all []candidate
	best := 0
	for row, err := range b.Rows(sheet) {
		if err != nil {
			return 0, nil, err
		}
		c := candidate{row.Number, row.Texts(), headerScore(row)}
		all = append(all, c)
		best = max(best, c.score)
		if len(all) == headerDepth {
			break
		}
	}
	for _, c := range all {
		if c.score > 0 && c.score*10 >= best*8 {
			return c.number, c.titles, nil
		}
	}
	return 0, nil, nil
}

// headerScore counts different short texts; anything that is data counts against.
func headerScore(r *Row) int {
	seen := map[string]bool{}
	score := 0
	for i, c := range r.Cells {
		text := r.Text(i)
		_, numeric := plainDecimal(narrow(text))
		switch {
		case text == "":
		case c.Kind == Text && !numeric && len(text) <= 120 && !seen[text]:
			score++
		default:
			score--
		}
		seen[text] = true
	}
	return score
}
