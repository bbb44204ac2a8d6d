package audit

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Wrong is what a verification finds.
type Wrong string

// Findings.
const (
	Altered      Wrong = "altered"       // a record's fields do not give its digest
	Deleted      Wrong = "deleted"       // a sealed record is gone
	WrongMAC     Wrong = "wrong_mac"     // the product did not write this record
	RetiredKey   Wrong = "retired_key"   // a record came under a key that was no longer in use
	Unsealed     Wrong = "unsealed"      // a record waits for its seal for too long
	SealAltered  Wrong = "seal_altered"  // a seal does not fit its record
	SealMissing  Wrong = "seal_missing"  // a number is missing
	HashAltered  Wrong = "hash_altered"  // a tree hash does not follow from the seals
	HashMissing  Wrong = "hash_missing"  // a tree hash is missing
	HashExtra    Wrong = "hash_extra"    // a tree hash belongs to no seal
	BadSignature Wrong = "bad_signature" // a checkpoint was not signed by the installation
	Rewritten    Wrong = "rewritten"     // a checkpoint shows another history
	CutTail      Wrong = "cut_tail"      // a checkpoint shows records that are gone
	Unsigned     Wrong = "unsigned"      // sealed long ago, and no checkpoint covers it
	BadErasure   Wrong = "bad_erasure"   // erased, and no later record says so
)

// Finding is one thing that is wrong. Record is zero when it concerns none.
type Finding struct {
	Wrong  Wrong  `json:"wrong"`
	Record ref.ID `json:"record"`
	Seq    int64  `json:"seq"`
	Detail string `json:"detail"`
}

func (f Finding) String() string {
	return fmt.Sprintf("%s: record %s, number %d: %s", f.Wrong, f.Record, f.Seq, f.Detail)
}

// findingsMax bounds a report: who rewrote everything need not be listed in full.
const findingsMax = 1000

// Report is the outcome of a verification.
type Report struct {
	Records     int64     // sealed records that were checked
	Waiting     int64     // records that wait for their seal
	Erased      int64     // records erased by law
	Checkpoints int64     // checkpoints compared, outside ones included
	Root        tlog.Hash // of all sealed records
	Keys        []KeyUse  // which key accounts for what, oldest first
	Findings    []Finding // the first thousand
	More        int64     // findings beyond those
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

func (r *Report) add(f Finding) {
	if len(r.Findings) < findingsMax {
		r.Findings = append(r.Findings, f)
	} else {
		r.More++
	}
}

// VerifyOptions say against what to verify.
type VerifyOptions struct {
	Keys     []Key         // of the installation, newest first
	External []byte        // content of a file of checkpoints that was kept outside; nil without
	Grace    time.Duration // how long a record may wait for its seal and a seal for its checkpoint; 0 means five minutes
}

// Verify reads the whole log in one snapshot and reports everything that does
// not fit. It needs memory for checkpoints and erased records only. An error
// means that it could not finish, not that something was found.
func Verify(ctx context.Context, d *db.DB, o VerifyOptions) (Report, error) {
	var report Report
	err := d.Snapshot(authz.With(ctx, authz.NewSystem("audit verification")), func(tx *db.Tx) (err error) {
		report, err = VerifyTx(tx, d, o)
		return err
	})
	return report, err
}

// VerifyTx is [Verify] inside a transaction that the caller holds.
func VerifyTx(tx *db.Tx, d *db.DB, o VerifyOptions) (Report, error) {
	if o.Grace <= 0 {
		o.Grace = 5 * time.Minute
	}
	v := &verification{tx: tx, d: d, o: o, tree: &tree{}, roots: map[int64]tlog.Hash{}, erased: map[ref.ID]erasure{}, old: tx.Now.Add(-o.Grace)}
	for _, k := range o.Keys {
		v.keys.names = append(v.keys.names, k.ID)
	}
	for _, part := range []func() error{v.checkpoints, v.seals, v.extraHashes, v.compare, v.erasures, v.waiting} {
		if err := part(); err != nil {
			return v.report, err
		}
	}
	v.report.Records, v.report.Root, v.report.Keys = v.tree.size, v.tree.root(), v.keys.report(v.signer)
	return v.report, nil
}
