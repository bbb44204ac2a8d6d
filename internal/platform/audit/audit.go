package audit

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// PermRead opens the whole log; it counts at reach group only.
const PermRead authz.Permission = "audit:read"

// Kind is what an audit record is called where records are referred to.
const Kind ref.Kind = "audit_record"

// Errors of the log.
var (
	ErrNotFound = fault.New(fault.NotFound, "audit.not_found", "no such audit record")
	ErrErased   = fault.New(fault.Conflict, "audit.erased", "the record was erased already")
	ErrKept     = fault.New(fault.Conflict, "audit.kept", "an erasure accounts for another record and is kept")
	ErrBasis    = fault.New(fault.Invalid, "audit.basis_required", "name the legal basis")
)

var notFound = []*fault.Error{ErrNotFound}

// signerName stands in every checkpoint's signature line.
const signerName = "gongqiao-audit"

// Options of a log. Key signs checkpoints, Retired are the keys that did before,
// newest first; File gets a copy of each and may be "". Every is the least time
// between two checkpoints; 0 means a minute.
type Options struct {
	Key     ed25519.PrivateKey
	Retired []ed25519.PublicKey
	File    string
	Every   time.Duration
}

// Log seals and shows the audit records of one database.
type Log struct {
	d         *db.DB
	signer    note.Signer
	verifiers note.Verifiers
	file      string
	every     time.Duration
	stats     Stats

	sealing    sync.Mutex // one round at a time
	state      *tree      // nil until the first round, and after a failed one
	youngest   time.Time  // time of the youngest record sealed by this process
	swept      time.Time  // when the last search for late records was
	signed     time.Time  // when the last checkpoint was
	signedSize int64      // what it covers

	noted readings
}

// Stats counts what telemetry shows, since start.
type Stats struct {
	Sealed      atomic.Int64 // records
	Late        atomic.Int64 // records that were sealed after a younger one
	Refused     atomic.Int64 // records found that the product did not write
	Checkpoints atomic.Int64
	Failures    atomic.Int64 // rounds that ended in an error
}

// New returns the log of d.
func New(d *db.DB, o Options) (*Log, error) {
	signer, verifier, err := signing(o.Key)
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	all := []note.Verifier{verifier}
	for _, k := range o.Retired {
		v, err := verifierOf(k)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	if o.Every <= 0 {
		o.Every = time.Minute
	}
	return &Log{d: d, signer: signer, verifiers: note.VerifierList(all...), file: o.File, every: o.Every}, nil
}

// Stats returns the running totals.
func (l *Log) Stats() *Stats { return &l.stats }

// signing puts an Ed25519 key into the form of package note.
func signing(key ed25519.PrivateKey) (note.Signer, note.Verifier, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, nil, fmt.Errorf("%d bytes, want %d", len(key), ed25519.PrivateKeySize)
	}
	public, err := note.NewEd25519VerifierKey(signerName, key.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, nil, err
	}
	_, rest, _ := strings.Cut(public, "+")
	hash, _, _ := strings.Cut(rest, "+")
	const ed25519Key = 1
	secret := base64.StdEncoding.EncodeToString(append([]byte{ed25519Key}, key.Seed()...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + signerName + "+" + hash + "+" + secret)
	if err != nil {
		return nil, nil, err
	}
	verifier, err := note.NewVerifier(public)
	return signer, verifier, err
}

// Run seals what was written, at least every half second, until ctx ends. One
// process of an installation runs it: hand it to package leader.
func (l *Log) Run(ctx context.Context) {
	l.forget()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := l.Seal(ctx); err != nil && ctx.Err() == nil {
			l.stats.Failures.Add(1)
			l.d.Log().Error("audit records were not sealed", "error", err)
		}
		select {
		case <-ctx.Done():
			l.finish()
			return
		case <-tick.C:
		}
	}
}

// forget has the state read anew: another process may have led meanwhile.
func (l *Log) forget() {
	l.sealing.Lock()
	defer l.sealing.Unlock()
	l.state, l.swept = nil, time.Time{}
}

// finish signs what was sealed since the last checkpoint.
func (l *Log) finish() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := l.Checkpoint(ctx); err != nil {
		l.d.Log().Error("last audit checkpoint", "error", err)
	}
}
