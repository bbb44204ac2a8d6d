package setting

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Kind names settings in references.
const Kind ref.Kind = "setting"

// Rights this module checks. Both are held over the group: a rule is
// everybody's.
const (
	PermRead   authz.Permission = "setting:read"
	PermManage authz.Permission = "setting:manage"
)

// Permissions lists what this module checks, for the catalogue of roles.
func Permissions() []authz.Permission { return []authz.Permission{PermRead, PermManage} }

// Unit says what a value counts.
type Unit string

// Units of values. Money is in fen, a share in hundredths of a percent.
const (
	Hours    Unit = "hours"
	Days     Unit = "days"
	Workdays Unit = "workdays"
	Months   Unit = "months"
	Percent  Unit = "percent"
	Share    Unit = "share"
	Money    Unit = "money"
	Count    Unit = "count"
	Points   Unit = "points"   // of a hundred
	Monthday Unit = "monthday" // of every month
)

// MaxReason bounds the words that say why, in characters.
const MaxReason = 500

// Errors a caller can act on.
var (
	ErrNotFound = fault.New(fault.NotFound, "setting.not_found", "no such setting")
	ErrOrder    = fault.New(fault.Conflict, "setting.order", "the value contradicts another rule, which parameter other names")
)

// Rule is a value of a module's policy that a group may set. Its two names are
// what people read of it.
type Rule struct {
	Key      string // "lead.assign_within": module and field; it never changes
	Unit     Unit
	Min, Max int64
	Under    string // key of the rule that must stay greater; "" when none
	ZH, EN   string

	Get func() int64 // reads the field
	Put func(int64)  // writes it
}

// Below says which rule of the same policy must stay greater than this one.
func (r Rule) Below(key string) Rule {
	r.Under = key
	return r
}

// Value is a rule about a field that counts in the unit itself.
func Value[N ~int | ~int64](key string, u Unit, at *N, least, most int64, zh, en string) Rule {
	return Rule{Key: key, Unit: u, Min: least, Max: most, ZH: zh, EN: en,
		Get: func() int64 { return int64(*at) }, Put: func(v int64) { *at = N(v) }}
}

// Entry is a rule about one value of a map of the policy.
func Entry[K comparable](key string, u Unit, of map[K]int64, at K, least, most int64, zh, en string) Rule {
	return Rule{Key: key, Unit: u, Min: least, Max: most, ZH: zh, EN: en,
		Get: func() int64 { return of[at] }, Put: func(v int64) { of[at] = v }}
}

// Time is a rule about a length of time, in [Hours] or [Days].
func Time(key string, u Unit, at *time.Duration, least, most int64, zh, en string) Rule {
	one := time.Hour
	if u == Days {
		one = 24 * time.Hour
	}
	return Rule{Key: key, Unit: u, Min: least, Max: most, ZH: zh, EN: en,
		Get: func() int64 { return int64(*at / one) }, Put: func(v int64) { *at = time.Duration(v) * one }}
}

// perShare is how many units of [money.Rate] make a hundredth of a percent.
const perShare = money.RateOne / 10_000

// Rate is a rule about a share, in [Share].
func Rate(key string, at *money.Rate, least, most int64, zh, en string) Rule {
	return Rule{Key: key, Unit: Share, Min: least, Max: most, ZH: zh, EN: en,
		Get: func() int64 { return int64(*at / perShare) }, Put: func(v int64) { *at = money.Rate(v) * perShare }}
}

// id is the same in every installation, so that a link to a rule is, too.
func (r Rule) id() ref.ID { return ref.Derived("setting", r.Key) }

func (r Rule) allows(v int64) bool { return v >= r.Min && v <= r.Max }

// Setting is a rule with the value that holds.
type Setting struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	Key    string `track:"public"`
	Own    *int64 `track:"public"` // nil while the product's own holds
	Reason string `track:"public"` // why it was set

	Rule Rule `track:"-"`
}

// Subject implements db.Record.
func (s *Setting) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, s.ID), Label: s.Key, Version: s.Version}
}

// Usual returns the product's own value.
func (s *Setting) Usual() int64 { return s.Rule.Get() }

// Value returns what holds.
func (s *Setting) Value() int64 {
	if s.Own != nil && s.Rule.allows(*s.Own) {
		return *s.Own
	}
	return s.Usual()
}

// put sets a value, or with nil goes back to the product's own.
func (s *Setting) put(value *int64, reason string) error {
	var c fault.Checks
	reason = strings.TrimSpace(reason)
	c.Check(reason != "", "reason", "required")
	if value != nil {
		c.Check(*value >= s.Rule.Min, "value", "too_small")
		c.Check(*value <= s.Rule.Max, "value", "too_large")
	}
	s.Own, s.Reason = value, reason
	return c.Err()
}

// ordered answers [ErrOrder] when a setting contradicts another one.
func ordered(s *Setting, all []Setting) error {
	for _, x := range all {
		if x.Key == s.Rule.Under && s.Value() >= x.Value() || x.Rule.Under == s.Key && x.Value() >= s.Value() {
			return ErrOrder.At("value", "order").With("other", x.Key)
		}
	}
	return nil
}

// inOrder sorts settings as their rules were described.
func inOrder(rules []Rule, kept []Setting) []Setting {
	out := make([]Setting, 0, len(rules))
	for _, r := range rules {
		if i := slices.IndexFunc(kept, func(s Setting) bool { return s.Key == r.Key }); i >= 0 {
			kept[i].Rule = r
			out = append(out, kept[i])
		}
	}
	return out
}
