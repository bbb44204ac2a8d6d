package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/alexedwards/argon2id"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Sealer keeps second factors unreadable at rest; package seal has one.
type Sealer interface {
	Seal(plain []byte, context string) string
	Open(sealed, context string) ([]byte, error)
}

// Options say how people sign in. Seal and SeedRoles are required; the zero of
// each other field has the default that its comment names.
type Options struct {
	Seal      Sealer
	SeedRoles func(*db.Tx) error // gives a fresh installation its roles, one of kind org.System among them

	Secure          bool          // people reach the product over TLS: cookies insist on it
	Idle            time.Duration // 30 minutes
	Absolute        time.Duration // 12 hours
	AddressFailures int           // failures from one address that lock it: 20, for a whole office may share one
	RequireTOTP     bool          // administrators need a second factor, and whoever holds one of TOTPRoles
	TOTPRoles       []string      // codes of business roles: "finance"
	Issuer          string        // what authenticator apps show: "Gongqiao"
	Demo            bool          // told by GET /me
}

// Service is the module's face: one method per use case.
type Service struct {
	db    *db.DB
	org   *org.Service
	o     Options
	slots chan struct{} // who may hash now
	dummy string        // judged when there is no account
	cache cache
}

// hashing is what one password costs: OWASP's least for argon2id, so that a
// small server bears a morning of sign-ins.
var hashing = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashers bounds the memory of a storm of sign-ins; the others wait.
const hashers = 2

// New returns a Service. Call it while wiring: it listens to people being
// enabled and to changes of rights.
func New(d *db.DB, o *org.Service, opts Options) *Service {
	defaults(&opts)
	s := &Service{db: d, org: o, o: opts, slots: make(chan struct{}, hashers), dummy: dummyHash()}
	s.cache.entries = map[tokenHash]*entry{}
	o.OnRightsChanged(func() { s.cache.rights.Add(1) })
	db.React(d, "identity", s.OnPersonEnabled)
	return s
}

// dummyHash looks like the hash of a password and is that of none: a salt and a
// key at random, made in no time.
func dummyHash() string {
	salt, key := make([]byte, hashing.SaltLength), make([]byte, hashing.KeyLength)
	rand.Read(salt)
	rand.Read(key)
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", hashing.Memory, hashing.Iterations, hashing.Parallelism, text(salt), text(key))
}

func defaults(o *Options) {
	if o.Idle == 0 {
		o.Idle = 30 * time.Minute
	}
	if o.Absolute == 0 {
		o.Absolute = 12 * time.Hour
	}
	if o.AddressFailures == 0 {
		o.AddressFailures = 20
	}
	if o.Issuer == "" {
		o.Issuer = "Gongqiao"
	}
}

// tokenHash is how a secret is kept and looked up.
type tokenHash = [sha256.Size]byte

// newSecret returns 32 random bytes as text, and their hash.
func newSecret() (string, tokenHash) {
	raw := make([]byte, 32)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw), sha256.Sum256(raw)
}

// hashOf reads a secret; ok is false when it cannot be one.
func hashOf(secret string) (h tokenHash, ok bool) {
	var raw [32]byte
	if len(secret) != base64.RawURLEncoding.EncodedLen(len(raw)) {
		return h, false
	}
	if _, err := base64.RawURLEncoding.Decode(raw[:], []byte(secret)); err != nil {
		return h, false
	}
	return sha256.Sum256(raw[:]), true
}

// turn waits until fewer than [hashers] passwords are being hashed.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.slots <- struct{}{}:
		return func() { <-s.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// HashPassword returns what is kept of a password. It takes tens of
// milliseconds: never call it in a transaction.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(password, &hashing)
}

// judge reports whether the password has the hash; without a hash it judges
// the dummy, which takes as long.
func (s *Service) judge(ctx context.Context, password, hash string) (bool, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, s.dummy)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

// system returns ctx in which the product itself asks.
func system(ctx context.Context) context.Context {
	return authz.With(ctx, authz.NewSystem("identity"))
}

// endSessions ends a person's sessions but one, here and on other nodes.
func (s *Service) endSessions(tx *db.Tx, person, but ref.ID) error {
	if err := deleteSessions(tx, person, but); err != nil {
		return err
	}
	return s.sessionsChange(tx)
}

// sessionsChange tells every cache that a session or token ended.
func (s *Service) sessionsChange(tx *db.Tx) error {
	tx.AfterCommit(func() { s.cache.sessions.Add(1) })
	return raiseSessionEpoch(tx)
}

// needsTOTP reports whether a person with these roles must have a second factor.
func (s *Service) needsTOTP(kinds []org.RoleKind, roles []string) bool {
	finance := func(code string) bool { return slices.Contains(s.o.TOTPRoles, code) }
	return s.o.RequireTOTP && (administers(kinds) || slices.ContainsFunc(roles, finance))
}

func administers(kinds []org.RoleKind) bool {
	return slices.ContainsFunc(kinds, func(k org.RoleKind) bool { return k != org.Business })
}

func personSubject(p *org.Person) db.Subject {
	if p == nil {
		return db.Subject{Ref: ref.To(org.KindPerson, ref.Nil)}
	}
	return db.Subject{Ref: ref.To(org.KindPerson, p.ID), Label: p.Name, Entity: p.EntityID}
}

// Sweep deletes expired sessions and forgotten failures. Run it hourly.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if err := sweep(tx, s.o.Idle); err != nil {
			return err
		}
		return sweepResets(tx)
	})
}
