package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/sheet"
	"gongqiao/internal/platform/text"
)

// CustomPrefix stands before the key of a field that users added.
const CustomPrefix = "custom."

// What to do with a record that may be there already under another spelling.
const (
	Ask  = "ask"
	Take = "create"
	Skip = "skip"
)

// Mapping says how the columns of a file are read.
type Mapping struct {
	Sheet           string            `json:"sheet,omitempty" maxLength:"100" doc:"Worksheet; the first when missing."`
	HeaderRow       int               `json:"header_row,omitempty" minimum:"0" maximum:"1000" doc:"Row of the column titles; found when missing."`
	Fields          map[string]Source `json:"fields" doc:"By field: where its value comes from."`
	Custom          []CustomField     `json:"custom,omitempty" maxItems:"200" doc:"Fields to add to the kind, when it has none of that key. Only who manages such fields can."`
	Similar         string            `json:"similar,omitempty" enum:"ask,create,skip" doc:"What to do with a record that may be there already under another spelling."`
	CreateCustomers bool              `json:"create_customers,omitempty" doc:"Add the customer of an opportunity, a contract or a project when there is none of that name."`
	About           string            `json:"about,omitempty" maxLength:"2000" doc:"What the file is; not read."`
}

// Source is where the value of a field comes from. Exactly one of column and
// template is given.
type Source struct {
	Column   string            `json:"column,omitempty" maxLength:"500" doc:"Title of the column."`
	Template string            `json:"template,omitempty" maxLength:"500" doc:"A text with {title} for the value of a column and {row} for the number of the row, unless a column is called so."`
	Values   map[string]string `json:"values,omitempty" doc:"What the file says and what it means here; * stands for everything else."`
	Default  string            `json:"default,omitempty" maxLength:"500" doc:"When the file says nothing."`
	Unit     string            `json:"unit,omitempty" enum:"yuan,wan,yi" doc:"Of money without a unit of its own."`
	Dates    string            `json:"dates,omitempty" enum:"ymd,mdy,dmy" doc:"Order of day, month and year."`
}

// CustomField defines a field that the file needs.
type CustomField struct {
	Key     string               `json:"key" pattern:"^[a-z][a-z0-9_]{0,39}$"`
	LabelZH string               `json:"label_zh" minLength:"1" maxLength:"60"`
	LabelEN string               `json:"label_en" minLength:"1" maxLength:"60"`
	Type    customfield.Type     `json:"type" enum:"text,number,date,choice,flag,money"`
	Choices []customfield.Option `json:"choices,omitempty" maxItems:"200"`
}

// Guessed is what the titles of a file suggest for a field.
type Guessed struct {
	Field      string `json:"field"`
	Column     string `json:"column"`
	Confidence int    `json:"confidence" doc:"Percent."`
}

// hole is a place in a template.
var hole = regexp.MustCompile(`\{([^{}]+)\}`)

// check answers what of a mapping does not fit the titles and fields. Errors:
// [ErrMapping] with its fields.
func (m *Mapping) check(fields []Field, titles []string) error {
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Key] = true
	}
	for _, c := range m.Custom {
		known[CustomPrefix+c.Key] = true
	}
	e := *ErrMapping
	bad := &e
	for _, key := range slices.Sorted(maps.Keys(m.Fields)) {
		s, at := m.Fields[key], "mapping.fields."+key
		if !known[key] {
			bad = bad.At(at, "unknown")
		}
		if (s.Column == "") == (s.Template == "") {
			bad = bad.At(at, "required")
		}
		for _, title := range s.columns() {
			if !slices.Contains(titles, title) {
				bad = bad.At(at, "column_unknown")
			}
		}
	}
	for _, f := range fields {
		if _, given := m.Fields[f.Key]; f.Required && !given {
			bad = bad.At("mapping.fields."+f.Key, "required")
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// columns are the titles that a source names.
func (s Source) columns() []string {
	if s.Column != "" {
		return []string{s.Column}
	}
	var out []string
	for _, m := range hole.FindAllStringSubmatch(s.Template, -1) {
		if m[1] != "row" {
			out = append(out, m[1])
		}
	}
	return out
}

// distinct makes titles tell columns apart: a second "电话" is "电话 (2)", a column
// without a title is "#C".
func distinct(titles []string) []string {
	out, seen := make([]string, len(titles)), map[string]int{}
	for i, t := range titles {
		t = clean(strings.ReplaceAll(t, "\n", " "))
		if t == "" {
			t = "#" + sheet.ColumnName(i+1)
		}
		if seen[t]++; seen[t] > 1 {
			t += " (" + strconv.Itoa(seen[t]) + ")"
		}
		out[i] = t
	}
	return out
}

// fingerprint knows a file of the same columns again.
func fingerprint(titles []string) string {
	h := sha256.New()
	for _, t := range titles {
		h.Write([]byte(text.Fold(t)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// units are what titles say about money, longest first.
var units = []struct{ word, unit string }{{"万元", Wan}, {"亿元", Yi}, {"万", Wan}, {"亿", Yi}, {"元", Yuan}}

// bare cuts the unit off a title: 金额（万元） is 金额 in wan.
func bare(title string) (name, unit string) {
	t := text.Fold(title)
	for _, u := range units {
		if name, ok := strings.CutSuffix(t, u.word); ok && name != "" {
			return name, u.unit
		}
	}
	return t, ""
}

// Guess maps titles to fields by what people call them. Sample rows tell in
// which order dates stand. Each column is used once, the surest field first.
func Guess(fields []Field, titles []string, sample [][]sheet.Cell) (Mapping, []Guessed) {
	m := Mapping{Fields: map[string]Source{}}
	taken := map[int]bool{}
	var found []Guessed
	for _, sure := range []bool{true, false} {
		for _, f := range fields {
			if _, done := m.Fields[f.Key]; done {
				continue
			}
			i, percent := f.among(titles, taken, sure)
			if i < 0 {
				continue
			}
			taken[i] = true
			m.Fields[f.Key] = f.source(titles[i], column(sample, i))
			found = append(found, Guessed{f.Key, titles[i], percent})
		}
	}
	return m, found
}

// among finds the column that a field is called by: sure, word by word; else one
// that holds its name.
func (f *Field) among(titles []string, taken map[int]bool, sure bool) (index, percent int) {
	for rank, name := range strings.Split(f.Names, "|") {
		name = text.Fold(name)
		for i, t := range titles {
			said, _ := bare(t)
			switch {
			case taken[i]:
			case sure && (said == name || text.Fold(t) == name):
				return i, max(99-rank, 85)
			case !sure && len([]rune(name)) >= 2 && f.Shape != Choice && strings.Contains(said, name) && len(name)*2 >= len(said):
				return i, 70
			}
		}
	}
	return -1, 0
}

func (f *Field) source(title string, sample []sheet.Cell) Source {
	s := Source{Column: title}
	switch f.Shape {
	case Amount:
		_, s.Unit = bare(title)
	case Date:
		s.Dates = orderOf(sample)
	default:
	}
	return s
}

func column(rows [][]sheet.Cell, i int) []sheet.Cell {
	var out []sheet.Cell
	for _, r := range rows {
		if i < len(r) {
			out = append(out, r[i])
		}
	}
	return out
}

// bound is a field with the columns that give its value.
type bound struct {
	field  Field
	source Source
	column int // of the source's one column; -1 for a template
	parts  []part
	values map[string]string // folded
}

// part is a piece of a template: text, a column, or the number of the row.
type part struct {
	text   string
	column int // -1 for text, -2 for the row's number
}

func (b *bound) unit() string {
	if b == nil {
		return ""
	}
	return b.source.Unit
}

func (b *bound) dates() string {
	if b == nil {
		return ""
	}
	return b.source.Dates
}

func (b *bound) title() string { return b.source.Column }

// reader reads rows by a mapping.
type reader struct {
	bounds []bound
	index  map[string]int
}

// newReader binds a mapping that was checked to the columns of a file.
func newReader(m *Mapping, fields []Field, titles []string) *reader {
	r := &reader{index: map[string]int{}}
	for _, c := range m.Custom {
		fields = append(fields, c.field())
	}
	for _, f := range fields {
		s, ok := m.Fields[f.Key]
		if _, twice := r.index[f.Key]; !ok || twice {
			continue
		}
		b := bound{field: f, source: s, column: slices.Index(titles, s.Column), values: map[string]string{}}
		if s.Template != "" {
			b.column, b.parts = -1, partsOf(s.Template, titles)
		}
		for from, to := range s.Values {
			key := text.Fold(from)
			if from == "*" {
				key = "*"
			}
			b.values[key] = to
		}
		r.index[f.Key] = len(r.bounds)
		r.bounds = append(r.bounds, b)
	}
	return r
}

func partsOf(template string, titles []string) []part {
	var out []part
	at := 0
	for _, m := range hole.FindAllStringSubmatchIndex(template, -1) {
		if m[0] > at {
			out = append(out, part{template[at:m[0]], -1})
		}
		name := template[m[2]:m[3]]
		p := part{column: slices.Index(titles, name)}
		if p.column < 0 {
			p.column = -2
		}
		out, at = append(out, p), m[1]
	}
	if at < len(template) {
		out = append(out, part{template[at:], -1})
	}
	return out
}

// read takes what the mapping names out of a row. Error values of a spreadsheet
// keep a row out; the saved result of a formula is taken, and said.
func (r *reader) read(row *sheet.Row) *Record {
	rec := &Record{Row: row.Number, reader: r, cells: make([]sheet.Cell, len(r.bounds))}
	for i := range r.bounds {
		b := &r.bounds[i]
		c := b.cell(row)
		switch {
		case c.Kind == sheet.Error:
			rec.cells[i] = sheet.Cell{}
			rec.refuse(b.field.Key, "error_value")
			continue
		case c.Formula && strings.TrimSpace(c.Text) == "":
			rec.refuse(b.field.Key, "formula_without_value")
		case c.Formula:
			rec.say(b.field.Key, "formula", false, nil)
		}
		rec.cells[i] = b.meant(c)
		if b.field.Required && strings.TrimSpace(rec.cells[i].Text) == "" && !rec.severe() {
			rec.refuse(b.field.Key, "required")
		}
	}
	return rec
}

// cell is what the file says, before the mapping's words are put in.
func (b *bound) cell(row *sheet.Row) sheet.Cell {
	if b.column >= 0 {
		return row.Cell(b.column)
	}
	var out strings.Builder
	c := sheet.Cell{Kind: sheet.Text}
	for _, p := range b.parts {
		switch p.column {
		case -1:
			out.WriteString(p.text)
		case -2:
			out.WriteString(strconv.Itoa(row.Number))
		default:
			said := row.Cell(p.column)
			c.Formula = c.Formula || said.Formula
			out.WriteString(clean(said.Text))
		}
	}
	c.Text = out.String()
	return c
}

// meant puts the mapping's own words and the default in.
func (b *bound) meant(c sheet.Cell) sheet.Cell {
	if len(b.values) > 0 && strings.TrimSpace(c.Text) != "" {
		v, ok := b.values[text.Fold(c.Text)]
		if !ok {
			v, ok = b.values["*"]
		}
		if ok {
			c = sheet.Cell{Text: v, Kind: sheet.Text, Formula: c.Formula}
		}
	}
	if strings.TrimSpace(c.Text) == "" && b.source.Default != "" {
		c = sheet.Cell{Text: b.source.Default, Kind: sheet.Text}
	}
	return c
}

// field describes a custom field as a target of columns.
func (c CustomField) field() Field {
	return Field{Key: CustomPrefix + c.Key, Shape: Text, Class: authz.Public, Max: customfield.MaxText, Names: c.LabelZH + "|" + c.Key, English: c.LabelEN}
}

// definition is the custom field as module customfield takes it.
func (c CustomField) definition() customfield.Field {
	return customfield.Field{Key: c.Key, LabelZH: c.LabelZH, LabelEN: c.LabelEN, Type: c.Type, Choices: c.Choices, Class: authz.Public}
}

// unfit says that something about a file is wrong before its rows are read.
func unfit(err error) bool {
	f := fault.As(err)
	return f != nil && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge || f.Kind == fault.Malformed || f.Kind == fault.Conflict)
}
