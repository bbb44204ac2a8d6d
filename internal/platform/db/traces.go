package db

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/track"
)

// Subject describes a record to the audit log and the version history.
type Subject struct {
	Ref     ref.Ref
	Label   string // what people call it: a number, a name; public
	Entity  ref.ID
	Version int64
}

// Record is a domain value that leaves traces: a pointer to a struct whose
// fields are classified as package track wants.
type Record interface{ Subject() Subject }

// Event is a fact that others may react to. Topic and Version are stable; the
// value itself is the payload and explains itself without another query.
type Event interface {
	Topic() string
	Version() int
}

type entry struct {
	action  string
	subject Subject
	changes []track.Change
	row     []byte
}

type pending struct {
	topic   string
	version int
	payload []byte
}

type reaction struct {
	name string
	run  func(*Tx, Event) error
}

// Meta is what a request carries into its traces.
type Meta struct {
	Request ref.ID
	IP      string
	Agent   string
	Auth    string // "session", "token", "link", "system"
	Reason  string
	Key     string // Idempotency-Key
	Body    []byte // digest of method, path and body, compared on a repeated key
	Cause   ref.ID // audit record of what this reacts to
}

type metaKey struct{}

// WithMeta returns a context whose writes carry m.
func WithMeta(ctx context.Context, m *Meta) context.Context {
	return context.WithValue(ctx, metaKey{}, m)
}

// MetaFrom returns the request's meta, empty when there is none.
func MetaFrom(ctx context.Context) *Meta {
	if m, ok := ctx.Value(metaKey{}).(*Meta); ok {
		return m
	}
	return &Meta{Auth: "system"}
}

// Audit notes what happened to a record: before is nil when it was created,
// after is nil when a draft was deleted. The first call of a transaction names
// its audit record; all calls together are listed in that one record.
func (tx *Tx) Audit(action string, before, after Record) error {
	e := entry{action: action}
	var err error
	if e.changes, err = track.Diff(orNil(before), orNil(after)); err != nil {
		return err
	}
	if after != nil {
		e.subject = after.Subject()
		if e.row, err = track.Snapshot(after); err != nil {
			return err
		}
	} else {
		e.subject = before.Subject()
	}
	tx.entries = append(tx.entries, e)
	return nil
}

// Note audits something that has no tracked fields: a sign-in, an export, a
// refusal, the reading of a masked value. Details are public facts.
func (tx *Tx) Note(action string, s Subject, details map[string]any) error {
	e := entry{action: action, subject: s}
	for _, k := range slices.Sorted(maps.Keys(details)) {
		enc, err := json.Marshal(details[k])
		if err != nil {
			return fmt.Errorf("note %s: %w", action, err)
		}
		e.changes = append(e.changes, track.Change{Field: k, Class: "public", New: enc})
	}
	tx.entries = append(tx.entries, e)
	return nil
}

// Forget drops the versions that are kept of a record. It is for a record that
// an import brought and that is taken back; the audit log keeps what it was.
func (tx *Tx) Forget(r ref.Ref) error {
	_, err := tx.Exec("delete from record_version where kind = ? and id = ?", string(r.Kind), r.ID)
	return err
}

func orNil(r Record) any {
	if r == nil {
		return nil
	}
	return r
}

// Emit runs the reactions that keep an invariant, here and now, and leaves the
// event for those that come after the commit.
func (tx *Tx) Emit(e Event) error {
	payload, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("emit %s: %w", e.Topic(), err)
	}
	tx.events = append(tx.events, pending{e.Topic(), e.Version(), payload})
	for _, r := range tx.d.reactions[e.Topic()] {
		if err := r.run(tx, e); err != nil {
			return fmt.Errorf("reaction %s to %s: %w", r.name, e.Topic(), err)
		}
	}
	return nil
}

// React subscribes fn to events of type E inside the emitter's transaction.
// Call it while wiring, before the first write.
func React[E Event](d *DB, name string, fn func(*Tx, E) error) {
	var zero E
	d.reactions[zero.Topic()] = append(d.reactions[zero.Topic()], reaction{name, func(tx *Tx, e Event) error {
		return fn(tx, e.(E))
	}})
}

// Replayed answers a request whose Idempotency-Key was used before: the effect
// is there already, Ref names the record it concerned.
type Replayed struct{ Ref ref.Ref }

func (r *Replayed) Error() string { return "already done: " + r.Ref.String() }

// ErrKeyReused says that an Idempotency-Key came with another request.
var ErrKeyReused = fault.New(fault.Invalid, "idempotency.key_reused", "this Idempotency-Key was used for another request")

// claimKey takes the key before anything else happens, or answers *Replayed. On
// PostgreSQL a second copy waits here until the first has committed.
// SQLite has one writer, who needs only look.
func (tx *Tx) claimKey(m *Meta) error {
	if m.Key == "" {
		return nil
	}
	if tx.d.pg {
		n, err := tx.Exec("insert into idempotency_key (actor_id, key, body, kind, ref_id, at) values (?, ?, ?, '', null, ?) on conflict do nothing",
			tx.keyOwner(), m.Key, m.Body, tx.Now)
		if err != nil || n == 1 {
			return err
		}
	}
	var r Replayed
	var kind string
	var body []byte
	err := tx.One("select body, kind, ref_id from idempotency_key where actor_id = ? and key = ?", []any{tx.keyOwner(), m.Key}, &body, &kind, &r.Ref.ID)
	switch {
	case errors.Is(err, ErrNoRows) && !tx.d.pg:
		return nil
	case err != nil:
		return err
	case !hmac.Equal(body, m.Body):
		return ErrKeyReused
	}
	r.Ref.Kind = ref.Kind(kind)
	return &r
}

// keyOwner is the actor's id as a value that is never NULL: the system and
// people behind links have none.
func (tx *Tx) keyOwner() []byte { return tx.Actor.ID[:] }

// AuditID returns the id of the audit record that this write will leave.
func (tx *Tx) AuditID() ref.ID {
	if tx.auditID.IsZero() {
		tx.auditID = ref.New()
	}
	return tx.auditID
}

// leaveTraces writes the audit record, the versions, the events and the key.
func (tx *Tx) leaveTraces(m *Meta) error {
	auditID := tx.AuditID()
	if err := tx.writeAudit(auditID, m); err != nil {
		return err
	}
	if err := tx.keepVersions(auditID); err != nil {
		return err
	}
	for _, p := range tx.events {
		if _, err := tx.Exec("insert into outbox_event (id, topic, version, payload, at, actor_id, audit_id) values (?, ?, ?, ?, ?, ?, ?)",
			ref.New(), p.topic, p.version, string(p.payload), tx.Now, tx.Actor.ID, auditID); err != nil {
			return err
		}
		tx.emitted = true
	}
	return tx.keepKey(m)
}

// keepVersions writes how each record that was audited stands now; of one that was
// audited twice without a new version, the last.
func (tx *Tx) keepVersions(auditID ref.ID) error {
	rows, place := make([][]any, 0, len(tx.entries)), map[Subject]int{}
	for _, e := range tx.entries {
		if e.row == nil {
			continue
		}
		row := []any{string(e.subject.Ref.Kind), e.subject.Ref.ID, e.subject.Version, tx.Now, auditID, string(e.row)}
		key := Subject{Ref: e.subject.Ref, Version: e.subject.Version}
		if at, twice := place[key]; twice {
			rows[at] = row
			continue
		}
		place[key] = len(rows)
		rows = append(rows, row)
	}
	return tx.MergeAll("record_version", "kind, id, version, at, audit_id, row", rows,
		"on conflict (kind, id, version) do update set row = excluded.row, at = excluded.at, audit_id = excluded.audit_id")
}

func (tx *Tx) keepKey(m *Meta) error {
	if m.Key == "" {
		return nil
	}
	subject := tx.entries[0].subject.Ref
	if tx.d.pg {
		_, err := tx.Exec("update idempotency_key set kind = ?, ref_id = ? where actor_id = ? and key = ?", string(subject.Kind), subject.ID, tx.keyOwner(), m.Key)
		return err
	}
	_, err := tx.Exec("insert into idempotency_key (actor_id, key, body, kind, ref_id, at) values (?, ?, ?, ?, ?, ?)",
		tx.keyOwner(), m.Key, m.Body, string(subject.Kind), subject.ID, tx.Now)
	return err
}

// AuditRow is an audit record as it is digested and stored.
type AuditRow struct {
	ID, ActorID, RefID, EntityID, RequestID, CauseID ref.ID

	At                                 time.Time
	ActorName, Auth, IP, Agent, Action string
	Result, Kind, Label, Reason        string
	Changes                            string // JSON array of the entities changed
	Salt                               []byte
}

// Digest is SHA-256 over every field, each with its length before it. The salt
// keeps an erased record from being guessed out of its digest.
func (r *AuditRow) Digest() []byte {
	h := sha256.New()
	put := func(b []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	put(r.Salt)
	for _, id := range []ref.ID{r.ID, r.ActorID, r.RefID, r.EntityID, r.RequestID, r.CauseID} {
		put(id[:])
	}
	put(binary.BigEndian.AppendUint64(nil, uint64(r.At.UnixMicro())))
	for _, s := range []string{r.ActorName, r.Auth, r.IP, r.Agent, r.Action, r.Result, r.Kind, r.Label, r.Reason, r.Changes} {
		put([]byte(s))
	}
	return h.Sum(nil)
}

// MAC proves that a digest was written by the product and not into the table.
func (d *DB) MAC(digest []byte) []byte { return macBy(d.key, digest) }

func macBy(key, digest []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(digest)
	return m.Sum(nil)
}

// Authentic reports which key gave a MAC: 0 is the one in use, 1 the one before
// it, and so on.
func (d *DB) Authentic(digest, mac []byte) (key int, ok bool) {
	if hmac.Equal(mac, d.MAC(digest)) {
		return 0, true
	}
	for i, k := range d.old {
		if hmac.Equal(mac, macBy(k, digest)) {
			return i + 1, true
		}
	}
	return 0, false
}

type changedEntity struct {
	Action  string         `json:"action"`
	Kind    ref.Kind       `json:"kind"`
	ID      ref.ID         `json:"id"`
	Label   string         `json:"label,omitempty"`
	Version int64          `json:"version,omitempty"`
	Fields  []track.Change `json:"fields,omitempty"`
}

func (tx *Tx) writeAudit(id ref.ID, m *Meta) error {
	list := make([]changedEntity, len(tx.entries))
	for i, e := range tx.entries {
		list[i] = changedEntity{e.action, e.subject.Ref.Kind, e.subject.Ref.ID, e.subject.Label, e.subject.Version, e.changes}
	}
	changes, err := json.Marshal(list)
	if err != nil {
		return err
	}
	first := tx.entries[0]
	r := AuditRow{ID: id, At: tx.Now, ActorID: tx.Actor.ID, ActorName: tx.Actor.Name, Auth: m.Auth, IP: m.IP, Agent: m.Agent,
		Action: first.action, Result: cmp.Or(tx.result, "ok"), Kind: string(first.subject.Ref.Kind), RefID: first.subject.Ref.ID, Label: first.subject.Label,
		EntityID: first.subject.Entity, RequestID: m.Request, CauseID: m.Cause, Reason: m.Reason, Changes: string(changes), Salt: make([]byte, 16)}
	rand.Read(r.Salt)
	digest := r.Digest()
	_, err = tx.Exec(`insert into audit_record (id, at, actor_id, actor_name, auth, ip, agent, action, result, kind, ref_id, label, entity_id, request_id, cause_id, reason, changes, salt, digest, mac)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.At, r.ActorID, r.ActorName, r.Auth, r.IP, r.Agent, r.Action, r.Result, r.Kind, r.RefID, r.Label, r.EntityID, r.RequestID, r.CauseID, r.Reason, r.Changes, r.Salt, digest, tx.d.MAC(digest))
	return err
}

// ForgetKeys drops Idempotency-Keys that were used before the given time, at
// most some thousands at once, and returns how many.
func (d *DB) ForgetKeys(ctx context.Context, before time.Time) (n int64, err error) {
	err = d.Housekeep(ctx, func(tx *Tx) error {
		n, err = tx.Exec("delete from idempotency_key where (actor_id, key) in (select actor_id, key from idempotency_key where at < ? order by at limit 5000)", before)
		return err
	})
	return n, err
}
