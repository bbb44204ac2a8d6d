package customer

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// RegistrationKind names what the business register says of a customer.
const RegistrationKind ref.Kind = "customer_registration"

// Errors about the business register.
var (
	ErrStruckOff = fault.New(fault.Conflict, "customer.struck_off", "the business register says that the customer is cancelled or revoked: no new quotes until somebody confirms")
	ErrNoAlarm   = fault.New(fault.Conflict, "customer.no_alarm", "the business register raises no alarm about the customer")
)

// Standing is what the register says of an organisation's life.
type Standing string

// Standings. Registers have many words for them; see [StandingOf].
const (
	Existing  Standing = "existing"
	Moved     Standing = "moved"
	Suspended Standing = "suspended"
	Revoked   Standing = "revoked"   // 吊销
	Cancelled Standing = "cancelled" // 注销
	Unlisted  Standing = "unlisted"  // the register does not know it
	Other     Standing = "other"
)

// words are those of the register, the alarming ones first: 吊销未注销 is revoked.
var words = []struct {
	in string
	is Standing
}{{"吊销", Revoked}, {"撤销", Revoked}, {"注销", Cancelled}, {"停业", Suspended}, {"歇业", Suspended}, {"清算", Suspended}, {"迁出", Moved}, {"迁入", Existing}, {"存续", Existing}, {"在业", Existing}, {"在营", Existing}, {"开业", Existing}, {"正常", Existing}}

// StandingOf reads the register's own words.
func StandingOf(text string) Standing {
	for _, w := range words {
		if strings.Contains(text, w.in) {
			return w.is
		}
	}
	return Other
}

// struckOff reports whether new business is a risk.
func (s Standing) struckOff() bool { return s == Revoked || s == Cancelled }

// Extract is what the register answered.
type Extract struct {
	Source         string // tianyancha, qichacha
	Name           string
	USCC           string
	Representative string
	Status         string // in the register's words
	Capital        string // as it stands there: 5000万人民币
	Unlisted       bool
}

// Registration is the last extract of a customer.
type Registration struct {
	ID             ref.ID    `track:"-"` // of the customer
	Version        int64     `track:"-"`
	CreatedAt      time.Time `track:"-"`
	UpdatedAt      time.Time `track:"-"`
	CheckedAt      time.Time `track:"-"`
	Source         string    `track:"public"`
	Name           string    `track:"public"`
	USCC           string    `track:"public"`
	Representative string    `track:"public"`
	Status         Standing  `track:"public"`
	StatusText     string    `track:"public"`
	Capital        string    `track:"public"`
	Alarm          bool      `track:"public"` // no new quotes until somebody confirms
	ConfirmedBy    ref.ID    `track:"public"`
	ConfirmedAt    time.Time `track:"public"`

	customer string // name, for labels
}

// Subject implements db.Record.
func (r *Registration) Subject() db.Subject {
	return db.Subject{Ref: ref.To(RegistrationKind, r.ID), Label: r.customer, Version: r.Version}
}

// Change is one thing that is another in the register than before.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// read takes an extract over and lists what differs from the one before. The
// first extract changes nothing: it is compared with what we wrote ourselves by
// whoever looks. Being struck off raises the alarm once; an organisation that
// lives again ends it.
func (r *Registration) read(x Extract, now time.Time) (changes []Change) {
	first := r.CheckedAt.IsZero()
	status := StandingOf(x.Status)
	if x.Unlisted {
		status = Unlisted
	}
	if !r.Status.struckOff() && status.struckOff() {
		r.Alarm, r.ConfirmedBy, r.ConfirmedAt = true, ref.Nil, time.Time{}
	}
	if !status.struckOff() {
		r.Alarm = false
	}
	note := func(field string, old *string, now string) {
		if !first && *old != now && now != "" {
			changes = append(changes, Change{field, *old, now})
		}
		if now != "" {
			*old = now
		}
	}
	note("name", &r.Name, strings.TrimSpace(x.Name))
	note("representative", &r.Representative, strings.TrimSpace(x.Representative))
	note("capital", &r.Capital, strings.TrimSpace(x.Capital))
	if !first && r.Status != status || first && status.struckOff() {
		changes = append(changes, Change{"status", string(r.Status), string(status)})
	}
	r.Status, r.StatusText, r.Source, r.CheckedAt = status, strings.TrimSpace(x.Status), x.Source, now
	if x.USCC != "" {
		r.USCC = x.USCC
	}
	return changes
}

// confirm lets business go on although the register says that it should not.
func (r *Registration) confirm(by ref.ID, now time.Time) {
	r.Alarm, r.ConfirmedBy, r.ConfirmedAt = false, by, now
}

var actConfirm = authz.Action[*Customer]{Verb: "confirm-registration", Permission: PermBlock, When: func(c *Customer, by *authz.Actor) error {
	if c.Registration == nil || !c.Registration.Alarm {
		return ErrNoAlarm
	}
	return living(c, by)
}}

// RegistryChanged says that the business register says something else of a
// customer than before.
type RegistryChanged struct {
	ID      ref.ID    `json:"id"`
	Name    string    `json:"name"`
	Entity  ref.ID    `json:"entity_id"` // of the leading engagement
	Dept    ref.ID    `json:"department_id"`
	Owner   ref.ID    `json:"owner_id"`
	At      time.Time `json:"at"`
	Alarm   bool      `json:"alarm"`
	Changes []Change  `json:"changes"`
}

// Topic implements db.Event.
func (RegistryChanged) Topic() string { return "customer.registry_changed" }

// Version implements db.Event.
func (RegistryChanged) Version() int { return 1 }
