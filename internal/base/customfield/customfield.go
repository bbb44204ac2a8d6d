package customfield

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names definitions in references.
const Kind ref.Kind = "custom_field"

// PermManage is needed over the whole group: definitions are everybody's.
const PermManage authz.Permission = "customfield:manage"

// Type says what the values of a field are.
type Type string

// Types and their values: text and choice are strings, number has at most 12
// digits before the point and 6 behind, date is YYYY-MM-DD, flag is a boolean,
// money is {"amount": fen, "currency": "CNY"}.
const (
	Text   Type = "text"
	Number Type = "number"
	Date   Type = "date"
	Choice Type = "choice"
	Flag   Type = "flag"
	Money  Type = "money"
)

// Types lists the types.
var Types = []Type{Text, Number, Date, Choice, Flag, Money}

// Bounds of definitions and values.
const (
	MaxFields  = 200 // of one kind
	MaxChoices = 200
	MaxText    = 2000     // characters of a value
	MaxObject  = 64 << 10 // bytes of all values of a record
)

// Errors a caller can act on.
var (
	ErrNotFound = fault.New(fault.NotFound, "customfield.not_found", "no such field")
	ErrKind     = fault.New(fault.Invalid, "customfield.kind_unknown", "records of this kind take no fields of their own")
	ErrKey      = fault.New(fault.Conflict, "customfield.key_taken", "the kind has a field with this key already")
	ErrFull     = fault.New(fault.Conflict, "customfield.too_many", "the kind has as many fields as it may have")
	ErrObject   = fault.New(fault.Invalid, "customfield.not_an_object", "the values are one JSON object by key")
)

// Option is one of the values of a choice.
type Option struct {
	Value   string `json:"value" minLength:"1" maxLength:"60"`
	LabelZH string `json:"label_zh" minLength:"1" maxLength:"60"`
	LabelEN string `json:"label_en" minLength:"1" maxLength:"60"`
}

// Field is a definition.
type Field struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Kind     ref.Kind    `track:"public"` // of the records
	Key      string      `track:"public"`
	LabelZH  string      `track:"public"`
	LabelEN  string      `track:"public"`
	Type     Type        `track:"public"`
	Choices  []Option    `track:"public"`
	Required bool        `track:"public"`
	Class    authz.Class `track:"public"` // who sees the values
	Position int64       `track:"public"`
	Active   bool        `track:"public"`
	Indexed  bool        `track:"public"` // lists filter by it through an index, and can be sorted by it
}

// Subject implements db.Record.
func (f *Field) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, f.ID), Label: string(f.Kind) + "." + f.Key, Version: f.Version}
}

// check normalises the definition and answers every broken rule.
func (f *Field) check() error {
	var c fault.Checks
	f.LabelZH, f.LabelEN = strings.TrimSpace(f.LabelZH), strings.TrimSpace(f.LabelEN)
	c.Check(keyForm.MatchString(f.Key), "key", "malformed")
	c.Check(f.LabelZH != "", "label_zh", "required")
	c.Check(f.LabelEN != "", "label_en", "required")
	c.Check(slices.Contains(Types, f.Type), "type", "not_allowed")
	c.Check(slices.Contains([]authz.Class{authz.Public, authz.Contact, authz.Price, authz.Cost}, f.Class), "class", "not_allowed")
	c.Check(f.Type != Choice || len(f.Choices) > 0, "choices", "required")
	c.Check(f.Type == Choice || len(f.Choices) == 0, "choices", "not_allowed")
	c.Check(len(f.Choices) <= MaxChoices, "choices", "too_long")
	seen := map[string]bool{}
	for _, o := range f.Choices {
		c.Check(!seen[o.Value], "choices", "duplicate")
		c.Check(o.Value != "" && !strings.Contains(o.Value, ",") && plain(o.Value), "choices", "malformed") // a filter parts values by comma
		seen[o.Value] = true
	}
	return c.Err()
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// seenBy reports whether values of the field are shown to the actor.
func (f *Field) seenBy(a *authz.Actor) bool { return f.Active && a.Sees(f.Class) }

// manages answers authz.ErrForbidden unless the actor manages definitions for
// the whole group.
func manages(a *authz.Actor) error {
	if a.Reach(PermManage) < authz.Group {
		return authz.ErrForbidden
	}
	return nil
}
