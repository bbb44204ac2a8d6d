package sheet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Column is one column of a written sheet.
type Column struct {
	Title string
	Width float64 // characters; 0 chooses one from the title
}

// Table describes a sheet to write.
type Table struct {
	Sheet   string // name of the worksheet; "Sheet1" when empty
	Columns []Column
	// Watermark stands above the header and says who took the data and when;
	// empty writes none.
	Watermark string
}

// Writer writes rows one by one. Values are string, bool, int, int64,
// [Decimal], money.Money, workday.Date, time.Time (shown in its own zone) and
// nil for an empty cell; another type is an error.
type Writer interface {
	Row(values ...any) error
	// Close finishes the file; without it there is none. It does not close the
	// writer under it.
	Close() error
}

// Decimal is a number in plain digits, "-1234.50". It becomes a number cell.
type Decimal string

// dangerous begin what a spreadsheet program takes for a formula.
const dangerous = "=+-@\t\r\n＝＋－＠"

// Armed puts an apostrophe before a text that a spreadsheet program would run.
// Blanks and apostrophes in front do not hide it.
func Armed(text string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " '\u00a0\u3000"))
	if text != "" && r != utf8.RuneError && strings.ContainsRune(dangerous, r) {
		return "'" + text
	}
	return text
}

// Disarmed undoes [Armed].
func Disarmed(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && Armed(rest) == text {
		return rest
	}
	return text
}

// NewXLSX starts an xlsx file with a header row that stays in view.
func NewXLSX(w io.Writer, t Table) (Writer, error) {
	x := &xlsxWriter{out: w, file: excelize.NewFile(), row: 1}
	if err := x.begin(t); err != nil {
		return nil, errors.Join(fmt.Errorf("write xlsx: %w", err), x.file.Close())
	}
	return x, nil
}

type xlsxWriter struct {
	out                 io.Writer
	file                *excelize.File
	stream              *excelize.StreamWriter
	row                 int
	head, mark          int // styles
	money, day, instant int
	cells               []any
}

func (x *xlsxWriter) begin(t Table) error {
	name := t.Sheet
	if name == "" {
		name = "Sheet1"
	}
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if err := x.styles(); err != nil {
		return err
	}
	stream, err := x.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	x.stream = stream
	for i, c := range t.Columns {
		if err := stream.SetColWidth(i+1, i+1, width(c)); err != nil {
			return err
		}
	}
	if err := x.freeze(t.Watermark != ""); err != nil {
		return err
	}
	return x.heading(t)
}

// freeze keeps the header in view while the rows scroll.
func (x *xlsxWriter) freeze(watermark bool) error {
	rows := 1
	if watermark {
		rows = 2
	}
	return x.stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: rows, TopLeftCell: "A" + strconv.Itoa(rows+1), ActivePane: "bottomLeft",
	})
}

func (x *xlsxWriter) heading(t Table) error {
	if t.Watermark != "" {
		if err := x.put([]any{excelize.Cell{StyleID: x.mark, Value: Armed(t.Watermark)}}); err != nil {
			return err
		}
	}
	titles := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = excelize.Cell{StyleID: x.head, Value: Armed(c.Title)}
	}
	return x.put(titles)
}

func (x *xlsxWriter) styles() error {
	var problems []error
	style := func(s excelize.Style) int {
		id, err := x.file.NewStyle(&s)
		problems = append(problems, err)
		return id
	}
	custom := func(code string) int { return style(excelize.Style{CustomNumFmt: &code}) }
	x.head = style(excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF3"}},
		Border:    []excelize.Border{{Type: "bottom", Style: 1, Color: "9AA5B1"}},
		Alignment: &excelize.Alignment{Vertical: "center"},
	})
	x.mark = style(excelize.Style{Font: &excelize.Font{Italic: true, Color: "808A94", Size: 9}})
	x.money, x.day = custom("#,##0.00"), custom("yyyy-mm-dd")
	x.instant = custom("yyyy-mm-dd hh:mm:ss")
	return errors.Join(problems...)
}

// width leaves room for the title: a Chinese character takes two places.
func width(c Column) float64 {
	if c.Width > 0 {
		return min(c.Width, 255)
	}
	places := 0
	for _, r := range c.Title {
		if places++; r >= 0x2E80 {
			places++
		}
	}
	return float64(min(max(places+4, 10), 60))
}

func (x *xlsxWriter) put(cells []any) error {
	name, err := excelize.CoordinatesToCellName(1, x.row)
	if err == nil {
		err = x.stream.SetRow(name, cells)
	}
	x.row++
	return err
}

// Row implements [Writer].
func (x *xlsxWriter) Row(values ...any) error {
	x.cells = x.cells[:0]
	for i, v := range values {
		cell, err := x.cell(v)
		if err != nil {
			return fmt.Errorf("write row %d, column %d: %w", x.row, i+1, err)
		}
		x.cells = append(x.cells, cell)
	}
	return x.put(x.cells)
}

func (x *xlsxWriter) cell(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int, int64:
		return v, nil
	case string:
		return Armed(v), nil
	case Decimal:
		return number(string(v), 0)
	case money.Money:
		return number(yuan(v), x.money)
	case workday.Date:
		if v.IsZero() {
			return nil, nil
		}
		return excelize.Cell{StyleID: x.day, Value: v.Start(time.UTC)}, nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		y, m, d := v.Date() // a spreadsheet knows no zone: write what the clock showed
		wall := time.Date(y, m, d, v.Hour(), v.Minute(), v.Second(), 0, time.UTC)
		return excelize.Cell{StyleID: x.instant, Value: wall}, nil
	}
	return nil, fmt.Errorf("no cell for %T", v)
}

// number becomes a number cell while a spreadsheet can hold it exactly, text
// otherwise: 15 digits.
func number(text string, style int) (any, error) {
	if text == "" {
		return nil, nil
	}
	plain, ok := plainDecimal(text)
	if !ok {
		return nil, errors.New("not a decimal")
	}
	if digits := strings.Trim(strings.ReplaceAll(plain, ".", ""), "-0"); len(digits) > 15 {
		return text, nil
	}
	f, err := strconv.ParseFloat(plain, 64)
	return excelize.Cell{StyleID: style, Value: f}, err
}

// yuan writes minor units with two decimals.
func yuan(m money.Money) string {
	sign, u := "", uint64(m.Amount)
	if m.Amount < 0 {
		sign, u = "-", -u
	}
	return fmt.Sprintf("%s%d.%02d", sign, u/100, u%100)
}

// Close implements [Writer].
func (x *xlsxWriter) Close() error {
	if err := x.stream.Flush(); err != nil {
		return errors.Join(fmt.Errorf("write xlsx: %w", err), x.file.Close())
	}
	_, err := x.file.WriteTo(x.out)
	if err = errors.Join(err, x.file.Close()); err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	return nil
}

// NewCSV starts a csv file in UTF-8 with a byte order mark, without which Excel
// shows Chinese as noise.
func NewCSV(w io.Writer, t Table) (Writer, error) {
	c := &csvWriter{w: bufio.NewWriterSize(w, 64<<10)}
	c.text("\ufeff")
	if t.Watermark != "" {
		if err := c.Row(t.Watermark); err != nil {
			return nil, err
		}
	}
	titles := make([]any, len(t.Columns))
	for i, col := range t.Columns {
		titles[i] = col.Title
	}
	return c, c.Row(titles...)
}

type csvWriter struct{ w *bufio.Writer }

// text writes without looking at the error: bufio keeps the first one, and Row
// and Close return it.
func (c *csvWriter) text(s string) { _, _ = c.w.WriteString(s) }

// Row implements [Writer].
func (c *csvWriter) Row(values ...any) error {
	for i, v := range values {
		text, err := csvText(v)
		if err != nil {
			return fmt.Errorf("write csv column %d: %w", i+1, err)
		}
		if i > 0 {
			c.text(",")
		}
		if strings.ContainsAny(text, ",;\t\"\r\n") || strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		c.text(text)
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

func csvText(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return Armed(v), nil
	case Decimal:
		if _, ok := plainDecimal(string(v)); !ok && v != "" {
			return "", errors.New("not a decimal")
		}
		return string(v), nil
	case money.Money:
		return yuan(v), nil
	case workday.Date:
		if v.IsZero() {
			return "", nil
		}
		return v.String(), nil
	case time.Time:
		if v.IsZero() {
			return "", nil
		}
		return v.Format(time.DateTime), nil
	case bool, int, int64:
		return fmt.Sprint(v), nil
	}
	return "", fmt.Errorf("no cell for %T", v)
}

// Close implements [Writer].
func (c *csvWriter) Close() error { return c.w.Flush() }
