package audit

import (
	"encoding/json"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/track"
)

// Entry is one step in the history of a record.
type Entry struct {
	ID      ref.ID    `json:"id"` // of the audit record
	At      time.Time `json:"at"`
	ActorID ref.ID    `json:"actor_id"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Version int64     `json:"version" doc:"Version of the record after the step; 0 when it has none."`
	Reason  string    `json:"reason"`
	Fields  []Field   `json:"fields" nullable:"false"`
}

// Field is one field that changed. A masked field has no values.
type Field struct {
	Field  string          `json:"field"`
	Old    json.RawMessage `json:"old" nullable:"true"`
	New    json.RawMessage `json:"new" nullable:"true"`
	Masked bool            `json:"masked"`
}

// historyMax bounds the history of one record.
const historyMax = 200

// History returns what happened to a record, newest first, at most 200 steps.
// The caller has checked that the actor may see the record; values of classes
// that the actor does not see are masked.
func History(tx *db.Tx, r ref.Ref) ([]Entry, error) {
	entries := []Entry{}
	err := tx.Each(`select a.id, a.at, a.actor_id, a.actor_name, a.reason, a.changes from audit_record a where a.result = 'ok' and a.id in (
		select id from audit_record where ref_id = ? union select audit_id from record_version where kind = ? and id = ?)
		order by a.at desc, a.id desc limit ?`, []any{r.ID, string(r.Kind), r.ID, historyMax}, func(row db.Row) error {
		var e Entry
		var text string
		if err := row.Scan(&e.ID, db.At(&e.At), &e.ActorID, &e.Actor, &e.Reason, &text); err != nil {
			return err
		}
		changes, err := parseChanges(text)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind == r.Kind && c.ID == r.ID {
				e.Action, e.Version, e.Fields = c.Action, c.Version, masked(tx.Actor, c.Fields)
				entries = append(entries, e)
			}
		}
		return nil
	})
	return entries, err
}

// masked shows the values of the classes that the actor sees.
func masked(a *authz.Actor, changes []track.Change) []Field {
	fields := make([]Field, 0, len(changes))
	for _, c := range changes {
		f := Field{Field: c.Field, Masked: !a.Sees(authz.Class(c.Class))}
		if !f.Masked {
			f.Old, f.New = c.Old, c.New
		}
		fields = append(fields, f)
	}
	return fields
}
