package audit

import (
	"context"
	"math"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const (
	sealRound = 1000 // records read at once
	batchSize = 100  // records sealed in one write: some milliseconds of the writer

	// A record is usually found by looking back a little from the youngest seal.
	// A transaction on PostgreSQL may commit later than that: each sweep looks
	// back further, and the first of a process at everything. The one writer of
	// SQLite commits in the order of time, but for a clock that is set back.
	lookBack   = 10 * time.Second
	liteBack   = time.Second
	sweepEvery = time.Minute
	sweepBack  = time.Hour
)

// Seal seals every record that waits, in order, and returns how many. It signs a
// checkpoint when one is due.
func (l *Log) Seal(ctx context.Context) (n int, err error) {
	l.sealing.Lock()
	defer l.sealing.Unlock()
	if l.state == nil {
		if l.state, err = l.load(ctx); err != nil {
			return 0, err
		}
	}
	n, err = l.round(ctx)
	if err != nil {
		l.state = nil // read it anew: another process may have sealed
		return n, err
	}
	if l.state.size > l.signedSize && time.Since(l.signed) >= l.every {
		err = l.checkpoint(ctx)
	}
	return n, err
}

// round seals what it finds from where it looks to the end.
func (l *Log) round(ctx context.Context) (n int, err error) {
	began := time.Now()
	at, sweep := l.from(began)
	after := ref.Nil
	for {
		found, err := l.waiting(ctx, at, after)
		if err != nil {
			return n, err
		}
		sealed, err := l.sealAll(ctx, found)
		n += sealed
		if err != nil {
			return n, err
		}
		if len(found) < sealRound {
			break
		}
		last := found[len(found)-1]
		at, after = last.At, last.ID
	}
	if sweep {
		l.swept = began
	}
	return n, nil
}

// from returns the moment from which to look for records, and whether that
// makes the round a sweep.
func (l *Log) from(now time.Time) (at time.Time, sweep bool) {
	switch {
	case l.swept.IsZero():
		return time.Time{}, true
	case now.Sub(l.swept) >= sweepEvery:
		return l.youngest.Add(-sweepBack), true
	}
	if l.d.Postgres() {
		return l.youngest.Add(-lookBack), false
	}
	return l.youngest.Add(-liteBack), false
}

// load reads the right edge of the tree, and what the last checkpoint covers.
func (l *Log) load(ctx context.Context) (*tree, error) {
	t := &tree{}
	err := l.d.Peek(ctx, func(tx *db.Tx) error {
		if err := tx.One("select coalesce(max(seq) + 1, 0), (select coalesce(max(size), 0) from audit_checkpoint) from audit_seal", nil, &t.size, &l.signedSize); err != nil {
			return err
		}
		for level := 0; t.size>>level > 0; level++ {
			var h []byte
			if t.size>>level&1 == 1 {
				at := tlog.StoredHashIndex(level, t.size>>level-1)
				if err := tx.One("select hash from audit_hash where idx = ?", []any{at}, &h); err != nil {
					return err
				}
			}
			t.edge = append(t.edge, asHash(h))
		}
		last, err := db.All(tx, "select "+recordColumns+" from audit_seal s join audit_record r on r.id = s.record_id order by s.seq desc limit 1", nil, scanRecord)
		if err != nil {
			return err
		}
		if len(last) == 1 && last[0].fault(l.d) == "" && last[0].At.After(l.youngest) {
			l.youngest = last[0].At
		}
		return nil
	})
	return t, err
}

func asHash(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}

// waiting returns the next records to seal behind a place in the order (at, id).
func (l *Log) waiting(ctx context.Context, at time.Time, after ref.ID) (found []record, err error) {
	from := int64(math.MinInt64)
	if !at.IsZero() {
		from = at.UnixMicro()
	}
	err = l.d.Peek(ctx, func(tx *db.Tx) (err error) {
		found, err = db.All(tx, "select "+recordColumns+` from audit_record r where r.at >= ? and (r.at > ? or r.id > ?)
			and not exists (select 1 from audit_seal s where s.record_id = r.id) order by r.at, r.id limit ?`, []any{from, from, after[:], sealRound}, scanRecord)
		return err
	})
	return found, err
}

// sealAll seals what is genuine among the records.
func (l *Log) sealAll(ctx context.Context, found []record) (n int, err error) {
	genuine := make([]record, 0, len(found))
	for _, r := range found {
		if wrong := r.fault(l.d); wrong != "" {
			l.stats.Refused.Add(1)
			l.d.Log().Error("an audit record was not written by this product", "record", r.ID, "wrong", string(wrong))
			continue
		}
		genuine = append(genuine, r)
	}
	for len(genuine) > 0 {
		batch := genuine[:min(batchSize, len(genuine))]
		genuine = genuine[len(batch):]
		if err := l.sealBatch(ctx, batch); err != nil {
			return n, err
		}
		n += len(batch)
	}
	return n, nil
}

// sealBatch writes the seals and hashes of some records. Two sealers at once
// would meet at the primary key, and the later one gives up.
func (l *Log) sealBatch(ctx context.Context, batch []record) error {
	t := l.state.clone()
	var seals, hashes [][]any
	for _, r := range batch {
		at := tlog.StoredHashCount(t.size)
		seals = append(seals, []any{t.size, r.ID, r.digest})
		for i, h := range t.add(leaf(r.ID, r.digest)) {
			hashes = append(hashes, []any{at + int64(i), h[:]})
		}
	}
	err := l.d.Housekeep(ctx, func(tx *db.Tx) error {
		if err := tx.InsertAll("audit_seal", "seq, record_id, digest", seals); err != nil {
			return err
		}
		return tx.InsertAll("audit_hash", "idx, hash", hashes)
	})
	if err != nil {
		return err
	}
	l.state = t
	l.stats.Sealed.Add(int64(len(batch)))
	for _, r := range batch {
		if r.At.Before(l.youngest) {
			l.stats.Late.Add(1)
		} else {
			l.youngest = r.At
		}
	}
	return nil
}
