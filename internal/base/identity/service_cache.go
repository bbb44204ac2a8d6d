package identity

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const (
	pollEvery  = 500 * time.Millisecond // how old the knowledge of other nodes may be
	touchEvery = time.Minute            // how exact "last seen" is
	cacheMost  = 100_000                // entries; then the cache starts over
)

// cache holds the actors of sessions and tokens. An entry counts while both of
// its generations are current: rights (somebody's rights changed) and sessions
// (some session or token ended).
type cache struct {
	rights, sessions atomic.Int64
	polled           atomic.Int64 // when the epochs were last read, unix microseconds

	mu      sync.RWMutex
	entries map[tokenHash]*entry

	poll                       sync.Mutex
	rightsEpoch, sessionsEpoch int64 // as last read; under poll
}

// entry is one session or token, ready to ask.
type entry struct {
	id               ref.ID // of the session or token
	actor            *authz.Actor
	how              string // "session" or "token"
	rights, sessions int64
	ends             time.Time    // the entry is read anew from here on; zero means never
	seen             atomic.Int64 // unix microseconds
	state            proof
}

// proof is what decides about the actor beside the person's rights.
type proof struct {
	person     ref.ID
	mustChange bool
	totpOn     bool
	scope      string
}

// who returns the actor behind a secret, or nil for nobody. How is "session"
// or "token".
// Errors: [org.ErrDisabled], and the database's.
func (s *Service) who(ctx context.Context, h tokenHash, how string) (*authz.Actor, string, error) {
	now := s.db.Now()
	if err := s.refresh(ctx, now); err != nil {
		return nil, "", err
	}
	s.cache.mu.RLock()
	e := s.cache.entries[h]
	s.cache.mu.RUnlock()
	if e != nil && e.how != how { // a session's secret is no token, nor the other way round
		return nil, "", nil
	}
	if e == nil || !s.fresh(e, now) {
		var err error
		if e, err = s.load(ctx, h, how, e); errors.Is(err, errNobody) {
			return nil, "", nil
		} else if err != nil {
			return nil, "", err
		}
	}
	s.touch(ctx, e, now)
	return e.actor, e.how, nil
}

func (s *Service) fresh(e *entry, now time.Time) bool {
	return e.rights == s.cache.rights.Load() && e.sessions == s.cache.sessions.Load() &&
		(e.ends.IsZero() || now.Before(e.ends)) &&
		(e.how != "session" || now.Sub(time.UnixMicro(e.seen.Load())) < s.o.Idle)
}

// refresh reads the epochs when the last time is [pollEvery] ago. One request
// does it; the others go on unless it takes long.
func (s *Service) refresh(ctx context.Context, now time.Time) error {
	age := now.UnixMicro() - s.cache.polled.Load()
	if age >= 0 && age < pollEvery.Microseconds() {
		return nil
	}
	if !s.cache.poll.TryLock() {
		if age >= 0 && age < 2*pollEvery.Microseconds() {
			return nil
		}
		s.cache.poll.Lock()
	}
	defer s.cache.poll.Unlock()
	var rights, sessions int64
	err := s.db.Read(system(ctx), func(tx *db.Tx) (err error) {
		rights, sessions, err = epochs(tx)
		return err
	})
	if err != nil {
		return err
	}
	if rights != s.cache.rightsEpoch {
		s.cache.rights.Add(1)
	}
	if sessions != s.cache.sessionsEpoch {
		s.cache.sessions.Add(1)
	}
	s.cache.rightsEpoch, s.cache.sessionsEpoch = rights, sessions
	s.cache.polled.Store(now.UnixMicro())
	return nil
}

// errNobody says that a secret is unknown or has ended.
var errNobody = errors.New("nobody")

// load reads a session or token and keeps its entry. The generations are those
// from before the read: what changes meanwhile shows.
func (s *Service) load(ctx context.Context, h tokenHash, how string, old *entry) (*entry, error) {
	e := &entry{how: how, rights: s.cache.rights.Load(), sessions: s.cache.sessions.Load()}
	read := s.readSession
	if how == "token" {
		read = s.readToken
	}
	err := s.db.Read(system(ctx), func(tx *db.Tx) error { return read(tx, h, e, old) })
	if errors.Is(err, ErrSessionNotFound) || errors.Is(err, ErrTokenNotFound) {
		s.forget(h)
		return nil, errNobody
	}
	if err != nil {
		return nil, err
	}
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	if len(s.cache.entries) >= cacheMost {
		clear(s.cache.entries)
	}
	s.cache.entries[h] = e
	return e, nil
}

func (s *Service) forget(h tokenHash) {
	s.cache.mu.Lock()
	defer s.cache.mu.Unlock()
	delete(s.cache.entries, h)
}

func (s *Service) readSession(tx *db.Tx, h tokenHash, e, old *entry) error {
	x, err := getSessionByHash(tx, h)
	if err != nil {
		return err
	}
	if !x.alive(tx.Now, s.o.Idle) {
		return ErrSessionNotFound
	}
	c, err := getCredential(tx, x.Person)
	if err != nil {
		return err
	}
	e.id, e.ends = x.ID, x.EndsAt
	e.seen.Store(x.SeenAt.UnixMicro())
	e.state = proof{person: x.Person, mustChange: c.mustChange, totpOn: c.totpOn}
	return s.actor(tx, e, old, authz.Actor{Kind: authz.User, Session: x.ID})
}

func (s *Service) readToken(tx *db.Tx, h tokenHash, e, old *entry) error {
	x, err := getTokenByHash(tx, h)
	if err != nil {
		return err
	}
	if !x.alive(tx.Now) {
		return ErrTokenNotFound
	}
	e.id, e.ends = x.ID, x.ExpiresAt
	if !x.UsedAt.IsZero() {
		e.seen.Store(x.UsedAt.UnixMicro())
	}
	e.state = proof{person: x.Person, scope: x.Scope}
	return s.actor(tx, e, old, authz.Actor{Kind: authz.Token})
}

// actor gives the entry its actor: the old one when only some session ended
// somewhere, else a new one.
func (s *Service) actor(tx *db.Tx, e, old *entry, as authz.Actor) error {
	if old != nil && old.rights == e.rights && old.state == e.state && (old.ends.IsZero() || tx.Now.Before(old.ends)) {
		e.actor, e.ends = old.actor, old.ends
		return nil
	}
	r, err := s.org.RightsTx(tx, e.state.person, as)
	if err != nil {
		return err
	}
	if !r.Ends.IsZero() && (e.ends.IsZero() || r.Ends.Before(e.ends)) {
		e.ends = r.Ends
	}
	switch {
	case as.Kind == authz.Token:
		r.Limit(scoped(e.state.scope))
	case e.state.mustChange, !e.state.totpOn && s.needsTOTP(r.Kinds, r.Roles):
		// Signed in, and nothing else: the person may complete the way in.
		as.ID, as.Roles = e.state.person, r.Roles
		e.actor, err = s.bare(tx, as)
		return err
	}
	e.actor = r.Actor()
	return nil
}

// bare returns a person without any right.
func (s *Service) bare(tx *db.Tx, as authz.Actor) (*authz.Actor, error) {
	p, err := s.org.PersonTx(tx, as.ID)
	if err != nil {
		return nil, err
	}
	return authz.Build(named(p, as)).Actor(), nil
}

// named fills what an actor shows of a person.
func named(p *org.Person, as authz.Actor) authz.Actor {
	as.ID, as.Username, as.Name, as.Language = p.ID, p.Username, p.Name, p.Language
	as.Entity, as.Department = p.EntityID, p.DepartmentID
	return as
}

// touch keeps when a session or token was last used, at most once a minute.
// A database that takes no writes must not stop reading: then it stays unknown.
func (s *Service) touch(ctx context.Context, e *entry, now time.Time) {
	seen := e.seen.Load()
	if now.UnixMicro()-seen < min(touchEvery, s.o.Idle/4).Microseconds() || !e.seen.CompareAndSwap(seen, now.UnixMicro()) {
		return
	}
	mark := touchSession
	if e.how == "token" {
		mark = touchToken
	}
	if err := s.db.Housekeep(ctx, func(tx *db.Tx) error { return mark(tx, e.id, now) }); err != nil {
		s.db.Log().WarnContext(ctx, "last use not kept", "error", err)
	}
}
