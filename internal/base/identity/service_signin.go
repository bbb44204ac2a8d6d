package identity

import (
	"context"
	"errors"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// SignIn is what somebody shows to be let in.
type SignIn struct{ Username, Password, Code string }

// attempt is one sign-in on its way. Person and credential are nil for an
// account that does not exist.
type attempt struct {
	SignIn
	meta       *db.Meta
	old        *authz.Actor // in whose session the browser still is, or nil
	person     *org.Person
	credential *credential
	right      bool   // the password was
	recovered  bool   // the code was a recovery code
	secret     string // of the session, when it came to that
	refused    error  // what to answer although the transaction stands
}

// SignIn checks a password, and a code when the account has a second factor,
// and returns the secret of a new session; one in which the request came ends.
// Failures count against the account
// and the address. Everything is audited but what a lock-out refused.
// Errors: [ErrCredentials], [ErrCodeRequired], [ErrCodeUsed], [ErrLocked],
// [org.ErrDisabled] to whom knew the password.
func (s *Service) SignIn(ctx context.Context, in SignIn) (secret string, err error) {
	a := &attempt{SignIn: in, meta: db.MetaFrom(ctx)}
	if old, err := authz.From(ctx); err == nil && old.Kind == authz.User {
		a.old = old
	}
	if err := s.open(ctx, a); err != nil {
		return "", err
	}
	kept := ""
	if a.credential != nil {
		kept = a.credential.password
	}
	if a.right, err = s.judge(ctx, in.Password, kept); err != nil {
		return "", err
	}
	if err := s.db.Write(a.asking(ctx), func(tx *db.Tx) error { return s.decide(tx, a) }); err != nil {
		return "", err
	}
	return a.secret, a.refused
}

// open loads the account and refuses at once what is locked anyway.
func (s *Service) open(ctx context.Context, a *attempt) error {
	return s.db.Read(system(ctx), func(tx *db.Tx) error {
		for id, limit := range s.guards(a.Username, a.meta.IP) {
			g, err := getGuard(tx, id, limit)
			if err != nil {
				return err
			}
			if d := g.locked(tx.Now); d > 0 {
				return lockedFor(d)
			}
		}
		return s.account(tx, a)
	})
}

func (s *Service) guards(username, ip string) map[ref.ID]int {
	return map[ref.ID]int{accountGuard(username): accountFailures, addressGuard(ip): s.o.AddressFailures}
}

func (s *Service) account(tx *db.Tx, a *attempt) error {
	p, err := s.org.PersonByUsernameTx(tx, a.Username)
	if errors.Is(err, org.ErrPersonNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c, err := getCredential(tx, p.ID)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	a.person, a.credential = p, c
	return err
}

// asking returns ctx with the actor of the audit record: the person, once the
// password proved it, else nobody in particular.
func (a *attempt) asking(ctx context.Context) context.Context {
	if !a.right {
		return authz.With(ctx, authz.NewLink("sign-in"))
	}
	return authz.With(ctx, authz.Build(named(a.person, authz.Actor{Kind: authz.User})).Actor())
}

// decide judges an attempt. The guards stay locked from here to the commit, so
// that a hundred guesses at once are counted one after the other.
func (s *Service) decide(tx *db.Tx, a *attempt) error {
	a.secret, a.refused = "", nil
	account, address, err := s.lockGuards(tx, a.Username, a.meta)
	if err != nil {
		return err
	}
	if d := max(account.locked(tx.Now), address.locked(tx.Now)); d > 0 {
		return lockedFor(d)
	}
	if !a.right {
		return s.failed(tx, a, ErrCredentials, account, address)
	}
	wrong, err := s.weigh(tx, a)
	switch {
	case err != nil || a.refused != nil:
		return err
	case wrong != nil:
		return s.failed(tx, a, wrong, account, address)
	}
	if err := clearGuard(tx, account.id); err != nil {
		return err
	}
	return s.enter(tx, a)
}

// weigh checks what stands beside the right password: whether the person is
// active, and the second factor. Wrong is what counts as a failure.
func (s *Service) weigh(tx *db.Tx, a *attempt) (wrong, err error) {
	p, err := s.org.PersonTx(tx, a.person.ID)
	if err != nil {
		return nil, err
	}
	if !p.Active {
		a.refused = org.ErrDisabled
		tx.Denied()
		return nil, tx.Note("identity.sign_in_disabled", personSubject(p), nil)
	}
	c, err := getCredential(tx, p.ID)
	switch {
	case err != nil:
		return nil, err
	case c.password != a.credential.password: // changed while the old one was judged
		return nil, ErrCredentials
	case c.totpOn && a.Code == "":
		return nil, ErrCodeRequired
	case c.totpOn:
		wrong, err = s.useCode(tx, c, a.Code)
		a.recovered = c.recovered
		return wrong, err
	}
	return nil, nil
}

// lockGuards locks the account's guard first, always, so that two attempts
// cannot wait for each other.
func (s *Service) lockGuards(tx *db.Tx, username string, from *db.Meta) (account, address *guard, err error) {
	if account, err = lockGuard(tx, accountGuard(username), accountFailures); err != nil {
		return nil, nil, err
	}
	address, err = lockGuard(tx, addressGuard(from.IP), s.o.AddressFailures)
	return account, address, err
}

// failed counts a failure and lets the transaction stand. The record names an
// account only when there is one.
func (s *Service) failed(tx *db.Tx, a *attempt, why error, guards ...*guard) error {
	a.refused = why
	tx.Denied()
	if err := tx.Note("identity.sign_in_failed", personSubject(a.person), nil); err != nil {
		return err
	}
	for _, g := range guards {
		if g.fail(tx.Now) {
			if err := tx.Note("identity.locked", personSubject(a.person), map[string]any{"until": g.until}); err != nil {
				return err
			}
		}
		if err := saveGuard(tx, g); err != nil {
			return err
		}
	}
	return nil
}

// enter opens the session and ends the one that the browser had.
func (s *Service) enter(tx *db.Tx, a *attempt) (err error) {
	if a.old != nil {
		if err := deleteSession(tx, a.old.ID, a.old.Session); err != nil && !errors.Is(err, ErrSessionNotFound) {
			return err
		}
		if err := s.sessionsChange(tx); err != nil {
			return err
		}
	}
	if a.secret, err = s.newSession(tx, a.person.ID, a.meta); err != nil {
		return err
	}
	if err := noteRecovery(tx, a.person, a.recovered); err != nil {
		return err
	}
	return tx.Note("identity.sign_in", personSubject(a.person), map[string]any{"second_factor": a.credential.totpOn})
}

func (s *Service) newSession(tx *db.Tx, person ref.ID, from *db.Meta) (string, error) {
	secret, h := newSecret()
	x := &Session{ID: ref.New(), Person: person, CreatedAt: tx.Now, SeenAt: tx.Now, EndsAt: tx.Now.Add(s.o.Absolute), IP: from.IP, Agent: from.Agent}
	return secret, insertSession(tx, x, h)
}

// useCode marks a code of the authenticator, or a recovery code, as used.
// Refused says why it does not count.
func (s *Service) useCode(tx *db.Tx, c *credential, code string) (refused, err error) {
	if h, ok := recoveryHash(code); ok && c.totpOn {
		c.recovered, err = useRecoveryCode(tx, c.person, h)
		if err == nil && !c.recovered {
			return ErrCredentials, nil
		}
		return nil, err
	}
	secret, err := s.o.Seal.Open(c.totpSecret, totpContext(c.person))
	if err != nil {
		return nil, err
	}
	step, ok, used := matchCode(string(secret), code, tx.Now, c.totpLast)
	switch {
	case used:
		return ErrCodeUsed, nil
	case !ok:
		return ErrCredentials, nil
	}
	first, err := useStep(tx, c.person, step)
	if err == nil && !first {
		return ErrCodeUsed, nil
	}
	c.totpLast = step
	return nil, err
}

// noteRecovery audits the use of a recovery code, and how many are left.
func noteRecovery(tx *db.Tx, p *org.Person, used bool) error {
	if !used {
		return nil
	}
	left, err := recoveryCodesLeft(tx, p.ID)
	if err != nil {
		return err
	}
	return tx.Note("identity.recovery_code_used", personSubject(p), map[string]any{"left": left})
}

func totpContext(person ref.ID) string { return "totp/" + person.String() }

// SignOut ends the session in which the request came. A token has none.
// Errors: [authz.ErrForbidden].
func (s *Service) SignOut(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		if err := deleteSession(tx, tx.Actor.ID, tx.Actor.Session); err != nil {
			return err
		}
		if err := s.sessionsChange(tx); err != nil {
			return err
		}
		return tx.Note("identity.sign_out", db.Subject{Ref: ref.To(org.KindPerson, tx.Actor.ID), Label: tx.Actor.Name, Entity: tx.Actor.Entity}, nil)
	})
}

// OnPersonEnabled ends what was left open when the person was disabled: who
// comes back signs in.
func (s *Service) OnPersonEnabled(tx *db.Tx, e org.PersonEnabled) error {
	return s.endSessions(tx, e.Person, ref.Nil)
}

// Sessions lists the open sessions of whoever asks, newest first.
// Errors: [authz.ErrForbidden] for a token.
func (s *Service) Sessions(ctx context.Context) (list []*Session, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		list, err = listSessions(tx, tx.Actor.ID, func(x *Session) bool { return x.alive(tx.Now, s.o.Idle) })
		return err
	})
	return list, err
}

// EndSession ends one of one's own sessions.
// Errors: [ErrSessionNotFound], [authz.ErrForbidden] for a token.
func (s *Service) EndSession(ctx context.Context, id ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		if err := deleteSession(tx, tx.Actor.ID, id); err != nil {
			return err
		}
		if err := s.sessionsChange(tx); err != nil {
			return err
		}
		return tx.Note("identity.session_end", db.Subject{Ref: ref.To(KindSession, id), Entity: tx.Actor.Entity}, nil)
	})
}

// guarded runs judge for a person who proves himself again: with a password or
// a code from within a session. A refusal counts as a failed sign-in.
func (s *Service) guarded(tx *db.Tx, p *org.Person, from *db.Meta, judge func() (refused, err error)) (refused, err error) {
	account, address, err := s.lockGuards(tx, p.Username, from)
	if err != nil {
		return nil, err
	}
	if d := max(account.locked(tx.Now), address.locked(tx.Now)); d > 0 {
		return nil, lockedFor(d)
	}
	if refused, err = judge(); err != nil || refused == nil {
		return nil, err
	}
	a := &attempt{person: p}
	return refused, s.failed(tx, a, refused, account, address)
}
