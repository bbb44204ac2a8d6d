package identity

import (
	"time"

	"gongqiao/internal/kernel/ref"
)

// resetLasts is how long a new password waits for its confirmation.
const resetLasts = 24 * time.Hour

// firstHalf is how much of a new password the system administrator is shown: 40
// random bits, which leaves 35 to the security administrator.
const firstHalf = 9

// Reset is a new password that waits for a security administrator. The one who
// asked was shown its first half, the one who confirms is shown the second: neither
// of them can sign in as somebody else.
type Reset struct {
	Person    ref.ID
	Name      string
	Username  string
	AskedBy   ref.ID
	AskedName string
	AskedAt   time.Time
	EndsAt    time.Time

	password string // argon2id
	half     string // sealed
}

func resetContext(person ref.ID) string { return "password-reset/" + person.String() }

// NewPassword is what is shown, this once, to whoever gave somebody a password.
type NewPassword struct {
	Text string
	Half bool // the second half comes with the confirmation
}

// about is what every event of a reset tells.
type about struct {
	Person ref.ID `json:"person_id"`
	Name   string `json:"name"`
	By     ref.ID `json:"by_id"`
	ByName string `json:"by"`
}

// Version implements db.Event.
func (about) Version() int { return 1 }

// ResetAsked says that somebody is to get a new password when one of the guards,
// who are the security administrators, confirms.
type ResetAsked struct {
	about
	Guards []ref.ID `json:"guard_ids"`
}

// Topic implements db.Event.
func (ResetAsked) Topic() string { return "identity.reset_asked" }

// PasswordReset says that somebody has a new password that others made.
type PasswordReset struct{ about }

// Topic implements db.Event.
func (PasswordReset) Topic() string { return "identity.password_reset" }

// TOTPReset says that others took somebody's second factor away.
type TOTPReset struct{ about }

// Topic implements db.Event.
func (TOTPReset) Topic() string { return "identity.totp_reset" }
