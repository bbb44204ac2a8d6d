package inbox

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
)

// Keys of what is said about one's own way in.
const (
	ResetAsked    = "notice.identity.reset_asked"
	ResetWaits    = "notice.identity.reset_waits" // to the security administrators
	PasswordReset = "notice.identity.password_reset"
	TOTPReset     = "notice.identity.totp_reset"
)

// always are the notices that go out by mail whatever a person wants: whoever can
// sign in as him could have changed that.
var always = map[string]bool{ResetAsked: true, PasswordReset: true, TOTPReset: true}

// reset is what the events about new passwords say.
type reset struct {
	Person ref.ID   `json:"person_id"`
	Name   string   `json:"name"`
	ByName string   `json:"by"`
	Guards []ref.ID `json:"guard_ids"`
}

func (e *reset) tell(person ref.ID, key string) Draft {
	return Draft{Person: person, Key: key, Params: map[string]any{"by": e.ByName, "name": e.Name}}
}

// resetTo tells the person whose way in others changed.
func resetTo(key string) func([]byte) ([]Draft, error) {
	return func(payload []byte) ([]Draft, error) {
		var e reset
		err := json.Unmarshal(payload, &e)
		return []Draft{e.tell(e.Person, key)}, err
	}
}

// resetAsked tells the person who is to get a password, and those who confirm it.
// yearMissed tells who keeps the calendar; where to enter it the sentence says.
func yearMissed(payload []byte) ([]Draft, error) {
	var e struct {
		Year   int64    `json:"year"`
		People []ref.ID `json:"people"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	all := make([]Draft, len(e.People))
	for i, p := range e.People {
		all[i] = Draft{Person: p, Key: YearMissed, Params: map[string]any{"year": e.Year}}
	}
	return all, nil
}

func resetAsked(payload []byte) ([]Draft, error) {
	var e reset
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	all := []Draft{e.tell(e.Person, ResetAsked)}
	for _, guard := range e.Guards {
		all = append(all, e.tell(guard, ResetWaits))
	}
	return all, nil
}
