package audit

import (
	"encoding/json"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/track"
)

const (
	actionErase = "audit.erase"
	fieldRest   = "rest" // of an erasure: digest of what was left
)

// change is one entity in a record's changes, as package db writes it.
type change struct {
	Action  string         `json:"action"`
	Kind    ref.Kind       `json:"kind"`
	ID      ref.ID         `json:"id"`
	Label   string         `json:"label"`
	Version int64          `json:"version"`
	Fields  []track.Change `json:"fields"`
}

// EraseTx removes what an audit record tells about people: names, label,
// address, reason, changes and the salt, and the versions that it left. What
// happened when to which id stays, and so does the digest. The write that calls
// it notes the erasure with its legal basis. Whether the actor may do so is for
// the caller to decide.
//
// Errors: [ErrNotFound], [ErrErased], [ErrKept], [ErrBasis].
func EraseTx(tx *db.Tx, id ref.ID, basis string) error {
	if strings.TrimSpace(basis) == "" {
		return ErrBasis
	}
	r, err := db.Find(tx, ErrNotFound, "select "+recordColumns+" from audit_record r where r.id = ?", []any{id}, scanRecord)
	switch {
	case err != nil:
		return err
	case !r.erasedBy.IsZero():
		return ErrErased
	case strings.Contains(r.Changes, actionErase):
		return ErrKept
	}
	changes, err := parseChanges(r.Changes)
	if err != nil {
		return err
	}
	r.ActorName, r.IP, r.Agent, r.Label, r.Reason, r.Changes, r.Salt = "", "", "", "", "", noChanges, nil
	if _, err := tx.Exec("update audit_record set actor_name = '', ip = '', agent = '', label = '', reason = '', changes = ?, salt = ?, erased_by = ? where id = ?",
		noChanges, []byte{}, tx.AuditID(), id); err != nil {
		return err
	}
	for _, c := range changes {
		if _, err := tx.Exec("update record_version set row = '{}' where kind = ? and id = ? and version = ? and audit_id = ?", string(c.Kind), c.ID, c.Version, id); err != nil {
			return err
		}
	}
	return tx.Note(actionErase, db.Subject{Ref: ref.To(Kind, id), Entity: r.EntityID}, map[string]any{"basis": basis, fieldRest: r.Digest()})
}

func parseChanges(text string) ([]change, error) {
	var changes []change
	err := json.Unmarshal([]byte(text), &changes)
	return changes, err
}
