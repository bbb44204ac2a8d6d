package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// verification is one run over the log.
type verification struct {
	tx     *db.Tx
	d      *db.DB
	o      VerifyOptions
	old    time.Time // what is older than this should be finished
	report Report

	signed  []Checkpoint
	covered int64               // the largest size that is signed
	roots   map[int64]tlog.Hash // root at every size that a checkpoint names

	tree   *tree
	stored []tlog.Hash // hashes that follow from the page of seals at hand
	gap    bool        // a number is missing: the tree can no longer fit
	bare   bool        // records without a checkpoint were reported

	erased map[ref.ID]erasure
	keys   keys
	signer []int64 // checkpoints by key, newest first
}

// erasure is a record that says to have been erased by another.
type erasure struct {
	seq  int64
	by   ref.ID
	rest []byte // digest of what is left of it
}

// checkpoints reads every signed statement about the log.
func (v *verification) checkpoints() error {
	key, each, err := verifiersOf(v.o.Keys)
	if err != nil {
		return err
	}
	err = v.tx.Each("select size, at, note from audit_checkpoint order by size", nil, func(r db.Row) error {
		var size int64
		var at time.Time
		var text string
		if err := r.Scan(&size, db.At(&at), &text); err != nil {
			return err
		}
		c, err := ParseCheckpoint(text, key)
		if err == nil && (c.Size != size || !c.At.Equal(at)) {
			err = errors.New("the row says something else than what was signed")
		}
		if err != nil {
			v.report.add(Finding{Wrong: BadSignature, Seq: size, Detail: err.Error()})
		} else {
			v.signed = append(v.signed, c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	outside, err := ReadCheckpoints(bytes.NewReader(v.o.External), key)
	if err != nil {
		v.report.add(Finding{Wrong: BadSignature, Detail: "outside the database: " + err.Error()})
	}
	v.signed = append(v.signed, outside...)
	v.signer = make([]int64, len(each))
	for _, c := range v.signed {
		v.signer[c.by(each)]++
		v.roots[c.Size], v.covered = tlog.Hash{}, max(v.covered, c.Size)
	}
	return nil
}

func verifierOf(key ed25519.PublicKey) (note.Verifier, error) {
	text, err := note.NewEd25519VerifierKey(signerName, key)
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	return note.NewVerifier(text)
}

// sealed is one number with its record, which may be gone.
type sealed struct {
	seq    int64
	id     ref.ID
	digest []byte
	there  bool
	record record
}

const verifyPage = 2000

// seals walks the numbers from the first to the last.
func (v *verification) seals() error {
	next, from := int64(0), int64(math.MinInt64)
	for {
		page, err := v.page(from)
		if err != nil || len(page) == 0 {
			return err
		}
		first := tlog.StoredHashCount(v.tree.size)
		for i := range page {
			if s := &page[i]; s.seq != next {
				v.report.add(Finding{SealMissing, s.id, next, fmt.Sprintf("the next number is %d", s.seq)})
				v.gap = true
			}
			v.seal(&page[i])
			next = page[i].seq + 1
		}
		if err := v.hashes(first); err != nil {
			return err
		}
		from = next
	}
}

func (v *verification) page(from int64) ([]sealed, error) {
	// The inner limit keeps both engines to a walk of the primary key.
	return db.All(v.tx, `select s.seq, s.record_id, s.digest, r.id is not null, coalesce(r.actor_name, ''), coalesce(r.auth, ''), coalesce(r.ip, ''), coalesce(r.agent, ''),
		coalesce(r.action, ''), coalesce(r.result, ''), coalesce(r.kind, ''), coalesce(r.label, ''), coalesce(r.reason, ''), coalesce(r.changes, ''),
		r.at, r.actor_id, r.ref_id, r.entity_id, r.request_id, r.cause_id, r.salt, r.digest, r.mac, r.erased_by
		from (select seq, record_id, digest from audit_seal where seq >= ? order by seq limit ?) s
		left join audit_record r on r.id = s.record_id order by s.seq`, []any{from, verifyPage}, scanSealed)
}

func scanSealed(row db.Row) (s sealed, err error) {
	r := &s.record
	err = row.Scan(&s.seq, &s.id, &s.digest, &s.there, &r.ActorName, &r.Auth, &r.IP, &r.Agent, &r.Action, &r.Result, &r.Kind, &r.Label, &r.Reason, &r.Changes,
		db.At(&r.At), &r.ActorID, &r.RefID, &r.EntityID, &r.RequestID, &r.CauseID, &r.Salt, &r.digest, &r.mac, &r.erasedBy)
	r.ID = s.id
	return s, err
}

var details = map[Wrong]string{
	Altered:     "the fields do not give the digest that was written with them",
	Deleted:     "the record is sealed and no longer there",
	WrongMAC:    "the record was not written by this installation",
	RetiredKey:  "the record was written with a key that was no longer in use",
	SealAltered: "the seal carries another digest than the record",
	Unsigned:    "sealed long ago, and no checkpoint covers it",
	Unsealed:    "written long ago, and it has no seal",
}

// seal judges one number and adds it to the tree.
func (v *verification) seal(s *sealed) {
	switch wrong := v.judge(s); {
	case wrong != "":
		v.report.add(Finding{wrong, s.id, s.seq, details[wrong]})
	case !s.record.erasedBy.IsZero():
		v.erased[s.id] = erasure{s.seq, s.record.erasedBy, s.record.Digest()}
		v.report.Erased++
	}
	v.stored = append(v.stored, v.tree.add(leaf(s.id, s.digest))...)
	if _, wanted := v.roots[v.tree.size]; wanted {
		v.roots[v.tree.size] = v.tree.root()
	}
	if v.tree.size > v.covered && !v.bare && s.record.At.Before(v.old) {
		v.bare = true
		v.report.add(Finding{Unsigned, s.id, s.seq, details[Unsigned]})
	}
}

func (v *verification) judge(s *sealed) Wrong {
	if !s.there {
		return Deleted
	}
	if wrong := s.record.fault(v.d); wrong != "" {
		return wrong
	}
	if key, _ := v.d.Authentic(s.record.digest, s.record.mac); v.keys.meet(key, s.seq, s.record.At) {
		return RetiredKey
	}
	if !bytes.Equal(s.digest, s.record.digest) {
		return SealAltered
	}
	return ""
}

// hashes compares the stored hashes from index first on with those that follow
// from the seals. After a gap in the numbers none would fit.
func (v *verification) hashes(first int64) error {
	want := v.stored
	v.stored = nil
	if v.gap {
		return nil
	}
	at := first
	miss := func(until int64) {
		for ; at < until; at++ {
			v.report.add(Finding{Wrong: HashMissing, Seq: at, Detail: fmt.Sprintf("tree hash %d is gone", at)})
		}
	}
	end := first + int64(len(want))
	err := v.tx.Each("select idx, hash from audit_hash where idx >= ? and idx < ? order by idx", []any{first, end}, func(r db.Row) error {
		var idx int64
		var hash []byte
		if err := r.Scan(&idx, &hash); err != nil {
			return err
		}
		miss(idx)
		if !bytes.Equal(hash, want[idx-first][:]) {
			v.report.add(Finding{Wrong: HashAltered, Seq: idx, Detail: fmt.Sprintf("tree hash %d does not follow from the seals", idx)})
		}
		at = idx + 1
		return nil
	})
	miss(end)
	return err
}

// extraHashes finds hashes that no seal accounts for.
func (v *verification) extraHashes() error {
	if v.gap {
		return nil
	}
	return v.tx.Each("select idx from audit_hash where idx < 0 or idx >= ? order by idx limit 10", []any{tlog.StoredHashCount(v.tree.size)}, func(r db.Row) error {
		var idx int64
		err := r.Scan(&idx)
		v.report.add(Finding{Wrong: HashExtra, Seq: idx, Detail: fmt.Sprintf("tree hash %d belongs to no seal", idx)})
		return err
	})
}

// compare holds every checkpoint against the tree.
func (v *verification) compare() error {
	for _, c := range v.signed {
		v.report.Checkpoints++
		switch {
		case c.Size > v.tree.size:
			v.report.add(Finding{Wrong: CutTail, Seq: v.tree.size, Detail: fmt.Sprintf("%d records were signed on %s and %d are there", c.Size, c.At.Format(time.RFC3339), v.tree.size)})
		case c.Root != v.roots[c.Size]:
			v.report.add(Finding{Wrong: Rewritten, Seq: c.Size, Detail: fmt.Sprintf("the first %d records are not those that were signed on %s", c.Size, c.At.Format(time.RFC3339))})
		}
	}
	return nil
}

// erasures looks for the record that accounts for each erased one.
func (v *verification) erasures() error {
	for id, e := range v.erased {
		r, err := db.Find(v.tx, ErrNotFound, "select "+recordColumns+" from audit_record r where r.id = ?", []any{e.by}, scanRecord)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err != nil || r.fault(v.d) != "" || !r.erases(id, e.rest) {
			v.report.add(Finding{BadErasure, id, e.seq, "no genuine record says that it was erased and what was left of it"})
		}
	}
	return nil
}

// erases reports whether the record tells of the erasure of another, and of
// what was left of that.
func (r *record) erases(id ref.ID, rest []byte) bool {
	changes, err := parseChanges(r.Changes)
	if err != nil {
		return false
	}
	for _, c := range changes {
		if c.Action != actionErase || c.Kind != Kind || c.ID != id {
			continue
		}
		for _, f := range c.Fields {
			var left []byte
			if f.Field == fieldRest && json.Unmarshal(f.New, &left) == nil && bytes.Equal(left, rest) {
				return true
			}
		}
	}
	return false
}

// waiting looks at the records that have no seal.
func (v *verification) waiting() error {
	return v.tx.Each("select "+recordColumns+" from audit_record r left join audit_seal s on s.record_id = r.id where s.record_id is null order by r.at, r.id", nil, func(row db.Row) error {
		r, err := scanRecord(row)
		if err != nil {
			return err
		}
		v.report.Waiting++
		wrong := r.fault(v.d)
		if wrong == "" && r.At.Before(v.old) {
			wrong = Unsealed
		}
		if wrong != "" {
			v.report.add(Finding{wrong, r.ID, -1, details[wrong]})
		}
		return nil
	})
}
