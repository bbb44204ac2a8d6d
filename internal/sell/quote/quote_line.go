package quote

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Category is the part of a bill to which a line belongs.
type Category string

// Categories, in the order in which a bill lists them.
const (
	Measured    Category = "measured"    // 分部分项
	Measures    Category = "measures"    // 措施项目
	Other       Category = "other"       // 其他项目
	Statutory   Category = "statutory"   // 规费
	Provisional Category = "provisional" // 暂列金额
)

// Base says what the amount of a line is worked out of.
type Base string

// Bases of lines. A measure may be a share of the measured works, other lines
// also a share of both sums.
const (
	ByQuantity         Base = ""                      // quantity × unit rate
	OfMeasured         Base = "measured"              // ratio × measured works
	OfMeasuredMeasures Base = "measured_and_measures" // ratio × (measured works + measures)
)

// Closed sets of lines.
var (
	Categories = []string{"measured", "measures", "other", "statutory", "provisional"}
	Bases      = []string{"", "measured", "measured_and_measures"}
)

// Line is one item of a bill of quantities.
type Line struct {
	ID       ref.ID `track:"-"`
	OriginID ref.ID `track:"-"` // the line of an earlier revision that it came from, else itself
	Position int64  `track:"-"`

	Section  string         `track:"public"` // lines of one section stand together
	Category Category       `track:"public"`
	Code     string         `track:"public"` // 12 digits, or of a supplementary item: 01B001
	Name     string         `track:"public"`
	Features string         `track:"public"` // 项目特征
	Unit     string         `track:"public"`
	Quantity money.Quantity `track:"public"`
	UnitRate money.UnitRate `track:"price"`
	Base     Base           `track:"public"`
	Ratio    money.Rate     `track:"price"` // of the base
	TaxRate  money.Rate     `track:"public"`
	Note     string         `track:"public"`
	Amount   int64          `track:"price"` // fen, rounded once
}

// traced is a line as the audit log sees it: its versions are those of its quote.
type traced struct {
	Line
	of *Quote
}

// Subject implements db.Record.
func (t *traced) Subject() db.Subject {
	return db.Subject{Ref: ref.To(LineKind, t.ID), Label: strings.TrimSpace(t.Code + " " + t.Name), Entity: t.of.EntityID, Version: t.of.Version}
}

// SplitCode returns the item that the standard fixes and the number that the
// author of the bill gave: nine digits and three (GB 50500), the first two of
// which are a discipline, 01 to 09. A supplementary item is its discipline with
// a B, and three digits. Number 000 is none. Other texts give false.
func SplitCode(code string) (item, number string, ok bool) {
	if !coded(code) {
		return "", "", false
	}
	return code[:len(code)-3], code[len(code)-3:], true
}

// coded reports whether a text is a code.
func coded(code string) bool {
	digits := code
	switch {
	case len(code) == 6 && code[2] == 'B':
		digits = code[:2] + code[3:]
	case len(code) != 12, code[0] != '0', code[1] == '0':
		return false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return false
		}
	}
	return code[len(code)-3:] != "000"
}

// unitNames are spellings of units that mean the same.
var unitNames = map[string]string{
	"m2": "m²", "㎡": "m²", "m^2": "m²", "平方米": "m²", "平米": "m²", "m3": "m³", "㎥": "m³", "m^3": "m³", "立方米": "m³", "方": "m³",
	"吨": "t", "公斤": "kg", "千克": "kg", "米": "m", "公里": "km", "千米": "km", "延长米": "m",
}

// NormalUnit returns the one spelling of a unit.
func NormalUnit(unit string) string {
	unit = narrowed(unit)
	if name, ok := unitNames[strings.ToLower(unit)]; ok {
		return name
	}
	if lower := strings.ToLower(unit); lower == "m" || lower == "kg" || lower == "t" || lower == "m²" || lower == "m³" {
		return lower
	}
	return unit
}

// Decimals returns how many decimals a quantity of a unit may have (GB 50854,
// 4.2): three for tonnes, two for lengths, areas, volumes and kilograms, none
// for what is counted. Any other unit may have all four.
func Decimals(unit string) int {
	switch unit {
	case "t":
		return 3
	case "m", "m²", "m³", "kg", "km":
		return 2
	case "个", "台", "套", "项", "组", "座", "系统", "件", "根", "樘", "只", "块", "台次", "株", "处", "孔", "对", "副":
		return 0
	}
	return 4
}

// narrowed turns full-width characters into ASCII and drops blanks at the ends.
func narrowed(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
	return strings.TrimFunc(s, unicode.IsSpace)
}

// normal brings a line into its one form.
func (l *Line) normal() {
	l.Section, l.Name, l.Features, l.Note = strings.TrimSpace(l.Section), strings.TrimSpace(l.Name), strings.TrimSpace(l.Features), strings.TrimSpace(l.Note)
	l.Code, l.Unit = strings.ToUpper(narrowed(l.Code)), NormalUnit(l.Unit)
	if l.Category == "" {
		l.Category = Measured
	}
	if l.Base != ByQuantity {
		l.Quantity, l.UnitRate, l.Unit = 0, 0, "%"
	} else {
		l.Ratio = 0
	}
}

// broken answers which fields of a line break a rule even in a draft, each with
// a code; missing texts are no breach yet. It allocates nothing for a sound line.
func (l *Line) broken() (list []fault.Field) {
	check := func(ok bool, field, code string) {
		if !ok {
			list = append(list, fault.Field{Path: field, Code: code})
		}
	}
	text := func(s, field string, most int) {
		check(len(s) <= most || utf8.RuneCountInString(s) <= most, field, "too_long")
		check(strings.IndexByte(s, 0) < 0, field, "malformed")
	}
	text(l.Section, "section", 200)
	text(l.Name, "name", 200)
	text(l.Features, "features", 4000)
	text(l.Unit, "unit", 20)
	text(l.Note, "note", 1000)
	check(l.Code == "" || coded(l.Code), "code", "code_invalid")
	check(slices.Contains(Categories, string(l.Category)), "category", "not_allowed")
	check(l.TaxRate >= 0 && l.TaxRate < money.RateOne, "tax_rate", "out_of_range")
	check(l.Quantity >= 0, "quantity", "negative")
	check(l.Quantity.Decimals() <= Decimals(l.Unit), "quantity", "too_precise")
	check(l.UnitRate >= 0 || l.Category == Other, "unit_rate", "negative")
	check(l.baseAllowed(), "base", "not_allowed")
	check(l.Ratio >= 0 && l.Ratio <= money.RateOne, "ratio", "out_of_range")
	return list
}

// baseAllowed keeps shares from being worked out of themselves.
func (l *Line) baseAllowed() bool {
	switch l.Base {
	case ByQuantity:
		return true
	case OfMeasured:
		return l.Category != Measured
	case OfMeasuredMeasures:
		return l.Category != Measured && l.Category != Measures
	default:
		return false
	}
}

// Bill is the whole of a quote's lines, in order.
type Bill struct {
	Lines []Line
	Basis Basis
}

// find returns the index of a line, or -1.
func (b *Bill) find(id ref.ID) int {
	return slices.IndexFunc(b.Lines, func(l Line) bool { return l.ID == id })
}

// check answers every broken rule of the lines, and codes that stand twice.
func (b *Bill) check() error {
	if len(b.Lines) > MaxLines {
		return ErrTooMany
	}
	var broken []fault.Field
	for i := range b.Lines {
		for _, f := range b.Lines[i].broken() {
			broken = append(broken, fault.Field{Path: fmt.Sprintf("lines[%d].%s", i, f.Path), Code: f.Code})
		}
	}
	for _, i := range b.twice() {
		broken = append(broken, fault.Field{Path: fmt.Sprintf("lines[%d].code", i), Code: "duplicate"})
	}
	return naming(ErrLines, broken)
}

// twice returns the indexes of lines whose code an earlier line has.
func (b *Bill) twice() []int {
	seen := make(map[string]bool, len(b.Lines))
	var again []int
	for i, l := range b.Lines {
		if l.Code == "" {
			continue
		}
		if seen[l.Code] {
			again = append(again, i)
		}
		seen[l.Code] = true
	}
	return again
}

// fieldsMost bounds how many fields one answer names.
const fieldsMost = 100

// naming returns err with the first of the fields, or nil when there are none.
func naming(err *fault.Error, fields []fault.Field) error {
	if len(fields) == 0 {
		return nil
	}
	err = err.With("count", len(fields))
	err.Fields = fields[:min(len(fields), fieldsMost)]
	return err
}

// complete answers what a draft still lacks on the date of submission.
func (b *Bill) complete(on workday.Date) error {
	if err := b.check(); err != nil {
		return err
	}
	var missing []fault.Field
	if len(b.Lines) == 0 {
		missing = []fault.Field{{Path: "lines", Code: "required"}}
	}
	rates := vatRates(on)
	for i := range b.Lines {
		for _, f := range b.Lines[i].missing(rates) {
			missing = append(missing, fault.Field{Path: fmt.Sprintf("lines[%d].%s", i, f.Path), Code: f.Code})
		}
	}
	return naming(ErrIncomplete, missing)
}

// missing answers what a line lacks to be offered.
func (l *Line) missing(rates []money.Rate) (list []fault.Field) {
	check := func(ok bool, field, code string) {
		if !ok {
			list = append(list, fault.Field{Path: field, Code: code})
		}
	}
	check(l.Name != "", "name", "required")
	check(l.Code != "" || l.Category != Measured, "code", "required")
	check(slices.Contains(rates, l.TaxRate), "tax_rate", "not_allowed")
	if l.Base != ByQuantity {
		check(l.Ratio > 0, "ratio", "required")
		return list
	}
	check(l.Unit != "", "unit", "required")
	check(l.Quantity > 0, "quantity", "required")
	check(l.UnitRate != 0, "unit_rate", "required")
	return list
}

// gap is the usual distance of positions; a line between two others takes the
// middle.
const gap = 1 << 10

// number gives every line its position anew.
func (b *Bill) number() {
	for i := range b.Lines {
		b.Lines[i].Position = int64(i+1) * gap
	}
}

// insert puts a line behind another one, at the front when after is none.
// Errors: [ErrLine], [ErrTooMany].
func (b *Bill) insert(l Line, after ref.ID) error {
	at := 0
	if !after.IsZero() {
		if at = b.find(after) + 1; at == 0 {
			return ErrLine
		}
	}
	if len(b.Lines) >= MaxLines {
		return ErrTooMany
	}
	before := int64(0)
	if at > 0 {
		before = b.Lines[at-1].Position
	}
	behind := before + 2*gap
	if at < len(b.Lines) {
		behind = b.Lines[at].Position
	}
	l.Position = before + (behind-before)/2
	b.Lines = slices.Insert(b.Lines, at, l)
	if l.Position == before {
		b.number()
	}
	return nil
}

// arrange brings lines of one section together, categories in their order; the
// order of sections and lines is kept otherwise.
func (b *Bill) arrange() {
	first := map[string]int{}
	for i, l := range b.Lines {
		if _, seen := first[l.Section]; !seen {
			first[l.Section] = i
		}
	}
	slices.SortStableFunc(b.Lines, func(x, y Line) int {
		return cmp.Or(slices.Index(Categories, string(x.Category))-slices.Index(Categories, string(y.Category)), first[x.Section]-first[y.Section])
	})
}
