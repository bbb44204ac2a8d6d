package customfield

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Schema is the definitions of one kind as somebody meets them.
type Schema struct {
	fields []Field
	actor  *authz.Actor
}

// With returns the schema with further fields, as if they were defined.
func (s Schema) With(more ...Field) Schema {
	return Schema{append(slices.Clone(s.fields), more...), s.actor}
}

// Shown lists the active fields whose values the actor sees.
func (s Schema) Shown() []Field {
	var out []Field
	for _, f := range s.fields {
		if f.seenBy(s.actor) {
			out = append(out, f)
		}
	}
	return out
}

// Check returns the object to store for what somebody gave, before being what
// is stored now ("" for a new record). It replaces everything that he sees;
// what he does not see stays. Errors: [ErrObject], and fault.ErrInvalid with
// fields named custom.<key>.
func (s Schema) Check(given, before string) (string, error) { return s.check(given, before, true) }

// CheckPast is Check for records of the past, which may lack what a living one
// needs.
func (s Schema) CheckPast(given string) (string, error) { return s.check(given, "", false) }

func (s Schema) check(given, before string, complete bool) (string, error) {
	in, err := object(given)
	if err != nil {
		return "", ErrObject.At("custom", "malformed")
	}
	old, err := object(before)
	if err != nil {
		return "", fault.Internalf(err, "stored custom fields")
	}
	var c fault.Checks
	out := map[string]json.RawMessage{}
	for i := range s.fields {
		f := &s.fields[i]
		value, code := f.choose(s.actor, in[f.Key], old[f.Key])
		switch {
		case code != "":
			c.Check(false, "custom."+f.Key, code)
		case value != nil:
			out[f.Key] = value
		default:
			c.Check(!complete || !f.Required || !f.seenBy(s.actor), "custom."+f.Key, "required")
		}
		delete(in, f.Key)
	}
	refuse(&c, in)
	b, err := json.Marshal(out)
	if err != nil {
		return "", err
	}
	c.Check(len(b) <= MaxObject, "custom", "too_long")
	return string(b), c.Err()
}

// refuse names the keys that nobody defined; a key that is none is not echoed.
func refuse(c *fault.Checks, left map[string]json.RawMessage) {
	for key := range left {
		path := "custom"
		if keyForm.MatchString(key) {
			path += "." + key
		}
		c.Check(false, path, "unknown")
	}
}

// choose returns the value to store, nil for none, or what is wrong with it. A
// value that comes back as it was is good, whatever the definition says now.
func (f *Field) choose(a *authz.Actor, given, stored json.RawMessage) (value json.RawMessage, code string) {
	absent := given == nil || string(given) == "null"
	switch {
	case !f.seenBy(a) && absent:
		return stored, ""
	case !f.seenBy(a):
		return nil, "unknown"
	case absent:
		return nil, ""
	case stored != nil && bytes.Equal(compact(given), compact(stored)):
		return stored, ""
	}
	return f.read(given)
}

// read returns a value in its one spelling.
func (f *Field) read(raw json.RawMessage) (value json.RawMessage, code string) {
	switch f.Type {
	case Number:
		return number(raw)
	case Flag:
		if text := string(raw); text != "true" && text != "false" {
			return nil, "not_a_boolean"
		}
		return raw, ""
	case Money:
		return amount(raw)
	case Text, Date, Choice:
	}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return nil, "malformed"
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil, ""
	}
	switch {
	case f.Type == Date:
		d, err := workday.Parse(text)
		if err != nil {
			return nil, "not_a_date"
		}
		text = d.String()
	case f.Type == Choice && !slices.ContainsFunc(f.Choices, func(o Option) bool { return o.Value == text }):
		return nil, "not_allowed"
	case !plain(text):
		return nil, "malformed"
	case utf8.RuneCountInString(text) > MaxText:
		return nil, "too_long"
	}
	return quoted(text), ""
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$`)

// number takes decimals that both engines keep exactly, and writes 1.50 as 1.5.
func number(raw json.RawMessage) (json.RawMessage, string) {
	text := string(raw)
	if !decimal.MatchString(text) {
		return nil, "not_a_number"
	}
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if text == "-0" {
		text = "0"
	}
	return json.RawMessage(text), ""
}

// maxFen keeps amounts exact where a JSON reader makes them floats.
const maxFen = 1<<53 - 1

func amount(raw json.RawMessage) (json.RawMessage, string) {
	var m money.Money
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&m) != nil || m.Currency != money.RMB || m.Amount > maxFen || m.Amount < -maxFen {
		return nil, "not_an_amount"
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, "not_an_amount"
	}
	return b, ""
}

// plain reports whether a text holds no control characters but line ends and
// tabs; PostgreSQL cannot store NUL.
func plain(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' })
}

// Show returns what the actor sees of a stored object, and the names of what is
// hidden from him, sorted.
func (s Schema) Show(stored string) (shown json.RawMessage, masked []string) {
	values, err := object(stored)
	out := map[string]json.RawMessage{}
	masked = []string{}
	for i := range s.fields {
		f := &s.fields[i]
		value, has := values[f.Key]
		switch {
		case err != nil || !has || !f.Active:
		case f.seenBy(s.actor):
			out[f.Key] = value
		default:
			masked = append(masked, "custom."+f.Key)
		}
	}
	slices.Sort(masked)
	b, err := json.Marshal(out)
	if err != nil { // a raw value that is no JSON; nothing is better than half
		return json.RawMessage("{}"), masked
	}
	return b, masked
}

// FilterPrefix stands before a key in the questions to a list:
// custom_area.gte=500.
const FilterPrefix = "custom_"

// Filters returns the fields by which a list can be filtered, for its
// db.List.Fields; those with an index can be sorted by too. Column is the JSON
// column in the list's From: "c.custom".
func (s Schema) Filters(column string, postgres bool) map[string]db.Field {
	out := map[string]db.Field{}
	for _, f := range s.fields {
		if !f.Active {
			continue
		}
		x := db.Field{Column: f.expression(column, postgres), Type: f.filterType(), Class: f.Class}
		if f.Indexed {
			x.Order = f.order(column, postgres)
			x.Sort = x.Order != ""
		}
		for _, o := range f.Choices {
			x.Choices = append(x.Choices, o.Value)
		}
		out[FilterPrefix+f.Key] = x
	}
	return out
}

func (f *Field) filterType() db.FieldType {
	return map[Type]db.FieldType{Text: db.Text, Number: db.Decimal, Date: db.Day, Choice: db.Choice, Flag: db.Flag, Money: db.Number}[f.Type]
}

// expression is how a statement reads the value; an index on the same
// expression serves it. The key has the form of keyForm.
func (f *Field) expression(column string, postgres bool) string {
	if !postgres {
		path := "'$." + f.Key + "'"
		if f.Type == Money {
			path = "'$." + f.Key + ".amount'"
		}
		return "json_extract(" + column + ", " + path + ")"
	}
	text := "(" + column + " ->> '" + f.Key + "')"
	switch f.Type {
	case Number:
		return "(" + text + "::numeric)"
	case Flag:
		return "(" + text + "::boolean)"
	case Money:
		return "((" + column + " #>> '{" + f.Key + ",amount}')::bigint)"
	case Text, Date, Choice:
	}
	return "(" + text + ` collate "C")`
}

// orderedText is how much of a text decides its place in a list.
const orderedText = "64"

// order is what a list is sorted by: never NULL, records without a value before
// all others, and a number as a whole one, since a cursor holds no fractions. It
// is "" for yes and no, which make no order.
func (f *Field) order(column string, postgres bool) string {
	value := f.expression(column, postgres)
	switch f.Type {
	case Number: // at most 12 digits before the point and 6 behind it
		if postgres {
			return "coalesce((" + value + " * 1000000)::bigint, -9223372036854775807)"
		}
		return "coalesce(cast(round(" + value + " * 1000000) as integer), -9223372036854775807)"
	case Money:
		return "coalesce(" + value + ", -9223372036854775807)"
	case Text, Date, Choice:
		return "coalesce(substr(" + value + ", 1, " + orderedText + "), '')"
	case Flag:
	}
	return ""
}

// object reads a JSON object; an empty text is an empty one.
func object(text string) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	if strings.TrimSpace(text) == "" {
		return out, nil
	}
	err := json.Unmarshal([]byte(text), &out)
	if out == nil { // null
		out = map[string]json.RawMessage{}
	}
	return out, err
}

func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

// quoted is a text as JSON; a string always has one.
func quoted(text string) json.RawMessage {
	b, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return b
}
