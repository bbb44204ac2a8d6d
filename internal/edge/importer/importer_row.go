package importer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/sheet"
)

// Outcome is what becomes of a row.
type Outcome string

// Outcomes.
const (
	Fresh     Outcome = "new"
	Duplicate Outcome = "duplicate" // it is there already, or in a row above
	Similar   Outcome = "similar"   // it may be there already; a person says
	Refused   Outcome = "refused"
)

// Outcomes lists them in order.
var Outcomes = []string{"new", "duplicate", "similar", "refused"}

// Problem is one thing to say of a row. The value itself is not in it.
type Problem struct {
	Column string         `json:"column,omitempty" doc:"Its title in the file."`
	Field  string         `json:"field,omitempty"`
	Class  authz.Class    `json:"class,omitempty" doc:"Of the field: what it takes to see values of it."`
	Code   string         `json:"code"`
	Params map[string]any `json:"params,omitempty"`
	Severe bool           `json:"severe" doc:"Keeps the row out; otherwise it is a hint."`
}

// Record is a row of the file as the mapping reads it.
type Record struct {
	Row      int
	Problems []Problem

	reader *reader
	cells  []sheet.Cell // by field
}

func (r *Record) cell(key string) (sheet.Cell, *Field, *bound) {
	i, ok := r.reader.index[key]
	if !ok {
		return sheet.Cell{}, nil, nil
	}
	return r.cells[i], &r.reader.bounds[i].field, &r.reader.bounds[i]
}

// has reports whether the row says anything for a field.
func (r *Record) has(key string) bool {
	c, _, _ := r.cell(key)
	return c.Text != ""
}

// say notes a problem of a field, once.
func (r *Record) say(key, code string, severe bool, params map[string]any) {
	if severe && r.told(key, code) {
		return
	}
	p := Problem{Field: key, Code: code, Severe: severe, Params: params, Class: authz.Public}
	if _, f, b := r.cell(key); f != nil {
		p.Class, p.Column = f.Class, b.title()
	}
	r.Problems = append(r.Problems, p)
}

// told reports whether a problem was noted, or one that says more than that the
// value is missing.
func (r *Record) told(key, code string) bool {
	return slices.ContainsFunc(r.Problems, func(p Problem) bool {
		return key != "" && p.Field == key && p.Severe && (p.Code == code || code == "required")
	})
}

func (r *Record) refuse(key, code string) { r.say(key, code, true, nil) }

// take notes the broken rules of an error, under the names that fields have here.
func (r *Record) take(err error) error {
	f := fault.As(err)
	if err == nil || f == nil || f.Kind == fault.Internal || f.Kind == fault.Unavailable || f.Kind == fault.StorageFull {
		return err
	}
	if len(f.Fields) == 0 || f.Code != fault.ErrInvalid.Code {
		r.say("", f.Code, true, f.Params)
		return nil
	}
	for _, x := range f.Fields {
		r.refuse(x.Path, x.Code)
	}
	return nil
}

// under notes what is wrong with a value under the field that it came from.
func (r *Record) under(key string, err error) error {
	f := fault.As(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	r.refuse(key, f.Fields[0].Code)
	return nil
}

// severe reports whether a problem keeps the row out.
func (r *Record) severe() bool {
	for _, p := range r.Problems {
		if p.Severe {
			return true
		}
	}
	return false
}

// text returns the text of a field, within its length.
func (r *Record) text(key string) string {
	c, f, _ := r.cell(key)
	if c.Text == "" {
		return ""
	}
	t := clean(c.Text)
	if f.Max > 0 && utf8.RuneCountInString(t) > f.Max {
		r.say(key, "too_long", true, map[string]any{"max": f.Max})
	}
	return t
}

// clean trims a text and drops control characters but line ends and tabs.
func clean(t string) string {
	t = strings.TrimFunc(t, unicode.IsSpace)
	if !strings.ContainsFunc(t, control) {
		return t
	}
	return strings.Map(func(c rune) rune {
		if control(c) {
			return -1
		}
		return c
	}, t)
}

func control(c rune) bool {
	return unicode.IsControl(c) && c != '\n' && c != '\t' || c == utf8.RuneError || c == '\ufeff' || c == '\u200b'
}

// choice returns one of a closed set: as it is, by the built-in words, or by the
// mapping's own. An unknown word is a severe problem.
func (r *Record) choice(key string) string {
	c, f, _ := r.cell(key)
	t := clean(c.Text)
	if t == "" {
		return ""
	}
	if v, ok := f.word(t); ok {
		return v
	}
	r.refuse(key, "not_allowed")
	return ""
}

// amount returns fen. What it cannot read, or is below zero, is a problem.
func (r *Record) amount(key string) int64 {
	c, _, b := r.cell(key)
	if strings.TrimSpace(c.Text) == "" {
		return 0
	}
	fen, code := fenOf(c, b.unit())
	if code != "" {
		r.refuse(key, code)
	}
	return fen
}

// date returns a day; no date for an empty cell.
func (r *Record) date(key string) workday.Date {
	c, _, b := r.cell(key)
	d, ok := dateOf(c, b.dates())
	if !ok {
		r.refuse(key, "not_a_date")
	}
	return d
}

// whole returns a whole number that is not below zero.
func (r *Record) whole(key string) int64 {
	c, _, _ := r.cell(key)
	row := sheet.Row{Cells: []sheet.Cell{c}}
	n, err := row.Int(0)
	switch {
	case err != nil:
		r.refuse(key, "not_a_number")
	case n < 0:
		r.refuse(key, "negative")
	}
	return n
}

// list parts a text at commas and their relatives.
func (r *Record) list(key string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(r.text(key), func(c rune) bool { return strings.ContainsRune(",，、;；|", c) }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// item is what becomes one record with all that belongs to it: one row, or the
// rows of one project.
type item struct {
	rows    []*Record
	id      ref.ID // of the record that it makes
	title   string
	outcome Outcome // as far as it is decided; "" is undecided
	twin    ref.ID  // what it may double
	total   int64   // fen
	draft   any     // of the kind: what the file says
	ready   any     // of the kind: with what the database says
	first   *seat   // the row above that says the same
	like    *seat   // the row above that may say the same
	seat    *seat   // its own

	drafted Outcome // what the file alone decides
	said    []int   // problems of each row that the file alone has
}

func (it *item) main() *Record { return it.rows[0] }

// severe reports whether the item as a whole is kept out.
func (it *item) severe() bool { return it.main().severe() }

// taking reports whether nothing keeps the item out so far.
func (it *item) taking() bool { return it.outcome == "" && !it.severe() }

// settle remembers what the file alone says, before the database is asked.
func (it *item) settle() {
	it.drafted, it.said = it.outcome, make([]int, len(it.rows))
	for i, r := range it.rows {
		it.said[i] = len(r.Problems)
	}
}

// reset forgets what the database said, for a transaction that runs again.
func (it *item) reset() {
	it.outcome, it.twin, it.ready = it.drafted, ref.Nil, nil
	for i, r := range it.rows {
		r.Problems = r.Problems[:it.said[i]]
	}
}

// fail keeps the item out for good.
func (it *item) fail(f *fault.Error) {
	it.reset()
	it.main().say("", f.Code, true, f.Params)
	it.settle()
}

// end decides what nothing has decided, and tells the rows below.
func (it *item) end() {
	switch {
	case it.severe():
		it.outcome = Refused
	case it.outcome == "":
		it.outcome = Fresh
	}
	if it.seat != nil {
		it.seat.dropped = it.outcome != Fresh
	}
}

// of is what becomes of a row of the item: one that cannot be read is left out
// of an item that is taken.
func (it *item) of(r *Record) Outcome {
	if it.outcome == Fresh && r.severe() {
		return Refused
	}
	return it.outcome
}

// seat is where a file said something first.
type seat struct {
	row     int
	id      ref.ID
	dropped bool // it was not taken, so another row may stand for it
}

// made is a record that an item made.
type made struct {
	row  int
	kind ref.Kind
	id   ref.ID
}

// Line is what the report says of a row.
type Line struct {
	Row      int
	Outcome  Outcome
	Title    string
	Twin     ref.ID // what it may double, when the reader may see it
	Cells    []Cell
	Problems []Problem
	Decision string // of a person about a row that is like another: [Take], [Skip] or none yet
}

// Cell is a value of a row for whoever looks at the report. Data of contacts are
// masked before they are kept.
type Cell struct {
	Field string      `json:"field"`
	Class authz.Class `json:"class"`
	Text  string      `json:"text"`
}

// lines are the rows of an item for the report.
func (it *item) lines() []Line {
	out := make([]Line, len(it.rows))
	for i, r := range it.rows {
		out[i] = Line{Row: r.Row, Outcome: it.of(r), Title: it.title, Twin: it.twin, Problems: r.Problems}
		if i > 0 && out[i].Outcome != Fresh && len(r.Problems) == 0 {
			out[i].Problems = []Problem{{Code: "goes_with_row", Params: map[string]any{"row": it.main().Row}}}
		}
		if out[i].told() {
			out[i].Cells = r.shown()
		}
	}
	return out
}

// told reports whether there is something to say of the row.
func (l *Line) told() bool { return l.Outcome != Fresh || len(l.Problems) > 0 }

// cellsShown and cellShown bound what is kept of a row for its reader.
const (
	cellsShown = 12
	cellShown  = 80
)

// shown is what the report shows of a row.
func (r *Record) shown() []Cell {
	var out []Cell
	for i := range r.reader.bounds {
		f := &r.reader.bounds[i].field
		t := clean(r.cells[i].Text)
		if len(out) == cellsShown || f.Key == "owner" {
			continue
		}
		if f.Class == authz.Contact {
			t = maskedText(f.Key, t)
		}
		if c := []rune(t); len(c) > cellShown {
			t = string(c[:cellShown]) + "…"
		}
		out = append(out, Cell{f.Key, f.Class, t})
	}
	return out
}

func maskedText(key, t string) string {
	switch {
	case t == "":
		return ""
	case strings.HasSuffix(key, "email"):
		return contactform.MaskEmail(t)
	case strings.HasSuffix(key, "wechat"):
		return "***"
	}
	return contactform.MaskPhone(t)
}
