package audit

import (
	"context"
	"sync"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// records is how the log is listed: newest first, for those who may see all.
var records = db.List{
	Permission: PermRead,
	From:       "audit_record r",
	Key:        "r.id",
	Fields: map[string]db.Field{
		"at":         {Column: "r.at", Type: db.Moment, Sort: true},
		"actor_id":   {Column: "r.actor_id", Type: db.IDs},
		"action":     {Column: "r.action", Type: db.Text},
		"kind":       {Column: "r.kind", Type: db.Text},
		"ref_id":     {Column: "r.ref_id", Type: db.IDs},
		"entity_id":  {Column: "r.entity_id", Type: db.IDs},
		"request_id": {Column: "r.request_id", Type: db.IDs},
		"result":     {Column: "r.result", Type: db.Choice, Choices: []string{"ok", "denied"}},
	},
	Order:   "-at",
	Columns: recordColumns,
	Search:  search,
}

// search looks for a part of the label or of the actor's name.
func search(tx *db.Tx, text string) (authz.Clause, error) {
	return authz.Clause{
		SQL: tx.Pick("instr(lower(r.label), lower(?)) > 0 or instr(lower(r.actor_name), lower(?)) > 0",
			"strpos(lower(r.label), lower(?)) > 0 or strpos(lower(r.actor_name), lower(?)) > 0"),
		Args: []any{text, text},
	}, nil
}

// list answers a question to the log.
func (l *Log) list(ctx context.Context, q *db.Query) (out db.Page[record], err error) {
	err = l.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Run(tx, &records, q, scanRecord)
		return err
	})
	if err != nil {
		return out, err
	}
	return out, l.noteReading(ctx)
}

// get returns one record.
func (l *Log) get(ctx context.Context, id ref.ID) (r record, err error) {
	err = l.d.Read(ctx, func(tx *db.Tx) (err error) {
		if err := mayRead(tx.Actor); err != nil {
			return err
		}
		r, err = db.Find(tx, ErrNotFound, "select "+recordColumns+" from audit_record r where r.id = ?", []any{id}, scanRecord)
		return err
	})
	return r, err
}

// mayRead answers ErrNotFound to those who do not see the whole log.
func mayRead(a *authz.Actor) error {
	if a.Reach(PermRead) != authz.Group {
		return ErrNotFound
	}
	return nil
}

// visible is the scope of a path id.
func (l *Log) visible(ctx context.Context, id ref.ID) error {
	_, err := l.get(ctx, id)
	return err
}

// readings remembers which session's reading was noted in which hour.
type readings struct {
	mu   sync.Mutex
	hour time.Time
	seen map[ref.ID]bool
}

// first reports whether this is the session's first reading in the hour.
func (r *readings) first(session ref.ID, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if hour := now.Truncate(time.Hour); !hour.Equal(r.hour) || r.seen == nil {
		r.hour, r.seen = hour, map[ref.ID]bool{}
	}
	if r.seen[session] {
		return false
	}
	r.seen[session] = true
	return true
}

// noteReading writes that the log was read, once an hour and session. Tokens
// have no session: theirs is the person's.
func (l *Log) noteReading(ctx context.Context) error {
	actor, err := authz.From(ctx)
	if err != nil {
		return err
	}
	session := actor.Session
	if session.IsZero() {
		session = actor.ID
	}
	if !l.noted.first(session, l.d.Now()) {
		return nil
	}
	return l.d.Write(ctx, func(tx *db.Tx) error {
		return tx.Note("audit.read", db.Subject{Label: actor.Name, Entity: actor.Entity}, nil)
	})
}
