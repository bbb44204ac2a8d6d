package importer

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/sheet"
)

// Units in which a column gives money.
const (
	Yuan = "yuan"
	Wan  = "wan" // 10,000 yuan
	Yi   = "yi"  // 100,000,000 yuan
)

// Orders in which a column gives day, month and year.
const (
	YMD = "ymd"
	MDY = "mdy"
	DMY = "dmy"
)

// fenPer is how many fen a unit has.
var fenPer = map[string]int64{Yuan: 100, Wan: 100 * 10_000, Yi: 100 * 100_000_000}

// fenOf reads an amount: "4,960.00", "¥88.5", "4960万元", "1.2亿", or a number in
// the column's unit. A unit in the cell wins. It returns a code when it cannot.
func fenOf(c sheet.Cell, unit string) (fen int64, code string) {
	text := strings.ReplaceAll(halfWidth(c.Text), " ", "")
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "人民币"), "RMB"), "CNY")
	text = strings.TrimSuffix(text, "整")
	bare := strings.TrimSuffix(text, "元")
	if rest, ok := strings.CutSuffix(bare, "亿"); ok {
		return scaled(rest, Yi, c.Kind)
	}
	if rest, ok := strings.CutSuffix(bare, "万"); ok {
		return scaled(rest, Wan, c.Kind)
	}
	if bare != text {
		unit = Yuan
	}
	return scaled(bare, unit, c.Kind)
}

// scaled multiplies a decimal by its unit. A cell of a spreadsheet that holds a
// binary fraction is rounded to the fen; a typed text must come out even.
func scaled(text, unit string, kind sheet.Kind) (int64, string) {
	text = strings.TrimLeft(text, "¥￥")
	row := sheet.Row{Cells: []sheet.Cell{{Text: text, Kind: sheet.Text}}}
	plain, err := row.Decimal(0)
	if err != nil || plain == "" || len(plain) > 40 {
		return 0, "not_an_amount"
	}
	per := fenPer[unit]
	if per == 0 {
		per = fenPer[Yuan]
	}
	r, ok := new(big.Rat).SetString(plain)
	if !ok {
		return 0, "not_an_amount"
	}
	r.Mul(r, new(big.Rat).SetInt64(per))
	if !r.IsInt() {
		if kind != sheet.Number {
			return 0, "not_an_amount"
		}
		r.SetString(r.FloatString(0))
	}
	switch {
	case r.Sign() < 0:
		return 0, "negative"
	case !r.Num().IsInt64() || r.Num().Int64() > maxFen:
		return 0, "too_large"
	}
	return r.Num().Int64(), ""
}

// maxFen bounds an amount, as the modules do.
const maxFen = 9_000_000_000_000

// numbers are three groups of digits with something between them, and perhaps a
// time of day behind.
var numbers = regexp.MustCompile(`^(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})(?:[ T].*)?$`)

// dateOf reads a day in the column's order; the usual order of sheet.Row.Date is
// tried first, because nothing else reads like it.
func dateOf(c sheet.Cell, order string) (workday.Date, bool) {
	row := sheet.Row{Cells: []sheet.Cell{c}}
	if d, err := row.Date(0); err == nil {
		return d, true
	}
	m := numbers.FindStringSubmatch(strings.TrimSpace(halfWidth(c.Text)))
	if m == nil || order == YMD || order == "" {
		return 0, false
	}
	day, month := m[2], m[1]
	if order == DMY {
		day, month = m[1], m[2]
	}
	return dayOf(m[3], month, day)
}

func dayOf(year, month, day string) (workday.Date, bool) {
	if len(year) != 4 || len(month) > 2 || len(day) > 2 {
		return 0, false
	}
	d, err := workday.Parse(year + "-" + pad(month) + "-" + pad(day))
	return d, err == nil
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// orderOf guesses in which order the dates of a column stand: only a number above
// 12 tells day from month. It returns "" when nothing tells.
func orderOf(cells []sheet.Cell) string {
	order := ""
	for _, c := range cells {
		m := numbers.FindStringSubmatch(strings.TrimSpace(halfWidth(c.Text)))
		if m == nil || len(m[1]) == 4 {
			continue
		}
		a, b := number(m[1]), number(m[2])
		switch {
		case a > 12 && b <= 12:
			return DMY
		case b > 12 && a <= 12:
			return MDY
		}
	}
	return order
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}

// noon is an instant of a day in a zone, for what only has a date.
func noon(d workday.Date, zone *time.Location) time.Time { return d.Start(zone).Add(12 * time.Hour) }
