package audit

import (
	"bytes"

	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// record is an audit record as stored.
type record struct {
	db.AuditRow
	digest, mac []byte
	erasedBy    ref.ID
}

const recordColumns = "r.id, r.at, r.actor_id, r.actor_name, r.auth, r.ip, r.agent, r.action, r.result, r.kind, r.ref_id, r.label, r.entity_id, r.request_id, r.cause_id, r.reason, r.changes, r.salt, r.digest, r.mac, r.erased_by"

func (r *record) dest() []any {
	return []any{&r.ID, db.At(&r.At), &r.ActorID, &r.ActorName, &r.Auth, &r.IP, &r.Agent, &r.Action, &r.Result, &r.Kind, &r.RefID, &r.Label, &r.EntityID,
		&r.RequestID, &r.CauseID, &r.Reason, &r.Changes, &r.Salt, &r.digest, &r.mac, &r.erasedBy}
}

func scanRecord(row db.Row) (r record, err error) {
	return r, row.Scan(r.dest()...)
}

// fault says what is wrong with a record by itself, "" when nothing is.
func (r *record) fault(d *db.DB) Wrong {
	_, genuine := d.Authentic(r.digest, r.mac)
	switch {
	case !genuine:
		return WrongMAC
	case r.erasedBy.IsZero() && !bytes.Equal(r.Digest(), r.digest):
		return Altered
	case !r.erasedBy.IsZero() && !r.blank():
		return Altered
	}
	return ""
}

// blank reports whether nothing is left of what erasing removes.
func (r *record) blank() bool {
	return r.ActorName == "" && r.IP == "" && r.Agent == "" && r.Label == "" && r.Reason == "" && r.Changes == noChanges && len(r.Salt) == 0
}

const noChanges = "[]"

// leaf is the hash under which a record stands in the tree: its id and digest.
func leaf(id ref.ID, digest []byte) tlog.Hash {
	return tlog.RecordHash(append(id[:len(id):len(id)], digest...))
}

// tree is the right edge of the Merkle tree over the sealed records: for each
// bit of size that is set, the root of the full subtree of that height.
type tree struct {
	size int64
	edge []tlog.Hash
}

// add appends a leaf and returns the hashes that it completes, the leaf first,
// in the order in which package tlog numbers them.
func (t *tree) add(h tlog.Hash) []tlog.Hash {
	stored := []tlog.Hash{h}
	level := 0
	for ; t.size>>level&1 == 1; level++ {
		h = tlog.NodeHash(t.edge[level], h)
		stored = append(stored, h)
	}
	if level == len(t.edge) {
		t.edge = append(t.edge, h)
	}
	t.edge[level] = h
	t.size++
	return stored
}

// root returns the root of the whole tree; the empty tree has the zero hash.
func (t *tree) root() (h tlog.Hash) {
	first := true
	for level := range t.edge {
		switch {
		case t.size>>level&1 == 0:
		case first:
			h, first = t.edge[level], false
		default:
			h = tlog.NodeHash(t.edge[level], h)
		}
	}
	return h
}

// clone returns a copy that can be thrown away.
func (t *tree) clone() *tree {
	return &tree{t.size, append([]tlog.Hash(nil), t.edge...)}
}
