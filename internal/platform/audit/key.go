package audit

import (
	"context"
	"crypto/ed25519"
	"time"

	"golang.org/x/mod/sumdb/note"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// overlap is how long after a rotation processes that were not started again may
// write with the key before. A record that comes later is no longer believed,
// even when it says that it is old: who stole a key cannot use it for ever.
const overlap = 24 * time.Hour

// Key authenticates records and signs checkpoints; the newest does both, older
// ones prove what was written before.
type Key struct {
	ID     string // "k0001"
	Public ed25519.PublicKey
}

// KeyUse is what one key accounts for in a verified log.
type KeyUse struct {
	Key         string
	Records     int64
	First, Last int64 // numbers of the first and the last sealed record; -1 for none
	Checkpoints int64
}

// verifiersOf accepts checkpoints of every key. Keys come newest first.
func verifiersOf(keys []Key) (note.Verifiers, []note.Verifier, error) {
	var all []note.Verifier
	for _, k := range keys {
		v, err := verifierOf(k.Public)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, v)
	}
	return note.VerifierList(all...), all, nil
}

// UseKey notes in the log, once for each key, that records are authenticated by
// it from now on. Call it at every start.
func (l *Log) UseKey(ctx context.Context, id string) error {
	known := false
	err := l.d.Peek(ctx, func(tx *db.Tx) error {
		return tx.One("select exists (select 1 from audit_key where id = ?)", []any{id}, &known)
	})
	if err != nil || known {
		return err
	}
	return l.d.Write(authz.With(ctx, authz.NewSystem("start")), func(tx *db.Tx) error {
		n, err := tx.Exec("insert into audit_key (id, since) values (?, ?) on conflict (id) do nothing", id, tx.Now)
		if err != nil {
			return err
		}
		if n == 0 {
			return tx.Note("audit.key_known", db.Subject{Label: id}, nil) // another process was faster
		}
		return tx.Note("audit.key", db.Subject{Ref: ref.To(Kind, tx.AuditID()), Label: id}, nil)
	})
}

// keys follows which key authenticated what, in the order of the log.
type keys struct {
	names  []string // newest first
	uses   map[int]*KeyUse
	newest int       // the newest key met so far
	since  time.Time // of the first record under it
	latest time.Time // of all records met so far
}

// meet notes the key of the next sealed record and reports whether it is one that
// was retired before.
func (k *keys) meet(key int, seq int64, at time.Time) (retired bool) {
	if k.uses == nil {
		k.uses, k.newest, k.since = map[int]*KeyUse{}, key, at
	}
	use := k.uses[key]
	if use == nil {
		use = &KeyUse{Key: k.name(key), First: seq}
		k.uses[key] = use
	}
	use.Records, use.Last = use.Records+1, seq
	if key < k.newest {
		k.newest, k.since = key, at
	}
	if at.After(k.latest) {
		k.latest = at
	}
	return key > k.newest && k.latest.After(k.since.Add(overlap))
}

func (k *keys) name(key int) string {
	if key < len(k.names) {
		return k.names[key]
	}
	return "?"
}

// report lists the uses, oldest key first; signed counts checkpoints by key.
func (k *keys) report(signed []int64) (all []KeyUse) {
	for key := len(k.names) - 1; key >= 0; key-- {
		use := k.uses[key]
		if use == nil {
			use = &KeyUse{Key: k.name(key), First: -1, Last: -1}
		}
		use.Checkpoints = signed[key]
		all = append(all, *use)
	}
	return all
}
