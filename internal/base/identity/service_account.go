package identity

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/pquerna/otp/totp"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ChangePassword replaces one's own password and ends all one's other sessions.
// A wrong current password counts as a failed sign-in.
// Errors: [ErrPasswordWrong], [ErrPasswordWeak], [ErrPasswordReused],
// [ErrLocked], [authz.ErrForbidden] for a token.
func (s *Service) ChangePassword(ctx context.Context, current, next string) error {
	a, err := authz.From(ctx)
	if err != nil {
		return err
	}
	if err := own(a); err != nil {
		return err
	}
	var c *credential
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if c, err = getCredential(tx, a.ID); err != nil {
			return err
		}
		return s.checkNew(tx, a.ID, next)
	})
	if err != nil {
		return err
	}
	right, err := s.judge(ctx, current, c.password)
	if err != nil {
		return err
	}
	if right && current == next {
		return ErrPasswordReused.At("password", "not_unique")
	}
	hash, err := s.HashPassword(ctx, next)
	if err != nil {
		return err
	}
	return s.swap(ctx, c, right, hash)
}

// swap saves a new password, or counts that the current one was wrong.
func (s *Service) swap(ctx context.Context, c *credential, right bool, hash string) error {
	var refused error
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.org.PersonTx(tx, c.person)
		if err != nil {
			return err
		}
		refused, err = s.guarded(tx, p, db.MetaFrom(ctx), func() (error, error) {
			if !right {
				return ErrPasswordWrong.At("current", "invalid"), nil
			}
			return nil, swapPassword(tx, p.ID, c.password, hash)
		})
		if err != nil || refused != nil {
			return err
		}
		if err := s.endSessions(tx, p.ID, tx.Actor.Session); err != nil {
			return err
		}
		return tx.Note("identity.password_change", personSubject(p), nil)
	})
	if err != nil {
		return err
	}
	return refused
}

// checkNew checks a password that a person is to get.
func (s *Service) checkNew(tx *db.Tx, person ref.ID, password string) error {
	p, err := s.org.PersonTx(tx, person)
	if err != nil {
		return err
	}
	kinds, err := s.kinds(tx, person)
	if err != nil {
		return err
	}
	return checkPassword(password, p.Username, administers(kinds))
}

func (s *Service) kinds(tx *db.Tx, person ref.ID) ([]org.RoleKind, error) {
	held, err := s.org.HeldTx(tx, person)
	var kinds []org.RoleKind
	for _, a := range held {
		kinds = append(kinds, a.Kind)
	}
	return kinds, err
}

// give sets a password for a person, ends his sessions and his lock-out.
func (s *Service) give(tx *db.Tx, p *org.Person, hash string, mustChange bool) error {
	if err := setPassword(tx, p.ID, hash, mustChange); err != nil {
		return err
	}
	if err := clearGuard(tx, accountGuard(p.Username)); err != nil {
		return err
	}
	if err := s.endSessions(tx, p.ID, ref.Nil); err != nil {
		return err
	}
	return tx.Note("identity.password_set", personSubject(p), map[string]any{"must_change": mustChange})
}

// GivePasswordTx is for setups and demos: it keeps a hash of
// [Service.HashPassword] for a person, and checks nothing.
func (s *Service) GivePasswordTx(tx *db.Tx, p *org.Person, hash string, mustChange bool) error {
	return s.give(tx, p, hash, mustChange)
}

// LoadTx gives people who are new one password, of which it gets the hash of
// [Service.HashPassword]. It leaves no audit record, which is the caller's.
func (s *Service) LoadTx(tx *db.Tx, people []*org.Person, hash string) error {
	return insertCredentials(tx, people, hash)
}

// newPassword returns 75 random bits in a form that passes every rule.
func newPassword() string {
	for {
		t := rand.Text()
		p := strings.ToLower(t[:5]) + "-" + t[5:10] + "-" + strings.ToLower(t[10:15])
		if classesIn(p) == 4 {
			return p
		}
	}
}

// Enrolment is a second factor that waits for its first code.
type Enrolment struct {
	Secret string // base32, shown this once
	URI    string // otpauth://…, for a QR code
}

// BeginTOTP makes a second factor for whoever asks. It counts after
// [Service.ConfirmTOTP]; beginning again forgets the one before.
// Errors: [ErrTOTPOn], [authz.ErrForbidden] for a token.
func (s *Service) BeginTOTP(ctx context.Context) (e Enrolment, err error) {
	err = s.ownCredential(ctx, func(tx *db.Tx, p *org.Person, c *credential) error {
		if c.totpOn {
			return ErrTOTPOn
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: s.o.Issuer, AccountName: p.Username})
		if err != nil {
			return err
		}
		e = Enrolment{key.Secret(), key.URL()}
		c.totpSecret, c.totpLast = s.o.Seal.Seal([]byte(e.Secret), totpContext(p.ID)), 0
		if err := setTOTP(tx, c); err != nil {
			return err
		}
		return tx.Note("identity.totp_begin", personSubject(p), nil)
	})
	return e, err
}

// ConfirmTOTP turns the second factor on with its first code, and returns the
// recovery codes, shown this once.
// Errors: [ErrTOTPOn], [ErrTOTPOff], [ErrCodeWrong], [ErrLocked],
// [authz.ErrForbidden] for a token.
func (s *Service) ConfirmTOTP(ctx context.Context, code string) (codes []string, err error) {
	err = s.withCode(ctx, code, func(c *credential) error {
		switch {
		case c.totpOn:
			return ErrTOTPOn
		case c.totpSecret == "":
			return ErrTOTPOff
		}
		return nil
	}, func(tx *db.Tx, p *org.Person, c *credential) error {
		c.totpOn = true
		if err := setTOTP(tx, c); err != nil {
			return err
		}
		if err := s.sessionsChange(tx); err != nil { // rights may have waited for it
			return err
		}
		var hashes []tokenHash
		codes, hashes = newRecoveryCodes()
		if err := setRecoveryCodes(tx, p.ID, hashes); err != nil {
			return err
		}
		return tx.Note("identity.totp_on", personSubject(p), nil)
	})
	return codes, err
}

// RenewRecoveryCodes replaces one's recovery codes, proved by a code of the
// authenticator or one of the old ones, and returns the new, shown this once.
// Errors: [ErrTOTPOff], [ErrCodeWrong], [ErrLocked], [authz.ErrForbidden] for a
// token.
func (s *Service) RenewRecoveryCodes(ctx context.Context, code string) (codes []string, err error) {
	err = s.withCode(ctx, code, isOn, func(tx *db.Tx, p *org.Person, _ *credential) error {
		var hashes []tokenHash
		codes, hashes = newRecoveryCodes()
		if err := setRecoveryCodes(tx, p.ID, hashes); err != nil {
			return err
		}
		return tx.Note("identity.recovery_codes", personSubject(p), nil)
	})
	return codes, err
}

// isOn answers [ErrTOTPOff] unless the second factor is on.
func isOn(c *credential) error {
	if !c.totpOn {
		return ErrTOTPOff
	}
	return nil
}

// DisableTOTP turns one's own second factor off with one of its codes. Who must
// have one does so with a recovery code only, because the phone is lost: nothing
// else is allowed to him until another one is on.
// Errors: [ErrTOTPOff], [ErrTOTPRequired], [ErrCodeWrong], [ErrLocked],
// [authz.ErrForbidden] for a token.
func (s *Service) DisableTOTP(ctx context.Context, code string) error {
	return s.withCode(ctx, code, isOn, func(tx *db.Tx, p *org.Person, c *credential) error {
		r, err := s.org.RightsTx(tx, p.ID, authz.Actor{Kind: authz.User})
		if err != nil {
			return err
		}
		if s.needsTOTP(r.Kinds, r.Roles) && !c.recovered {
			return ErrTOTPRequired
		}
		return s.dropTOTP(tx, p, "identity.totp_off")
	})
}

func (s *Service) dropTOTP(tx *db.Tx, p *org.Person, action string) error {
	c, err := getCredential(tx, p.ID)
	if err != nil {
		return err
	}
	if !c.totpOn {
		return ErrTOTPOff
	}
	c.totpSecret, c.totpLast, c.totpOn = "", 0, false
	if err := setTOTP(tx, c); err != nil {
		return err
	}
	if err := setRecoveryCodes(tx, p.ID, nil); err != nil {
		return err
	}
	if err := s.sessionsChange(tx); err != nil {
		return err
	}
	return tx.Note(action, personSubject(p), nil)
}

// ownCredential runs fn for the person who asks, in a session.
func (s *Service) ownCredential(ctx context.Context, fn func(*db.Tx, *org.Person, *credential) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		p, err := s.org.PersonTx(tx, tx.Actor.ID)
		if err != nil {
			return err
		}
		c, err := getCredential(tx, p.ID)
		if err != nil {
			return err
		}
		return fn(tx, p, c)
	})
}

// withCode is ownCredential for what a code proves; may refuses before.
func (s *Service) withCode(ctx context.Context, code string, may func(*credential) error, fn func(*db.Tx, *org.Person, *credential) error) error {
	var refused error
	err := s.ownCredential(ctx, func(tx *db.Tx, p *org.Person, c *credential) (err error) {
		if err := may(c); err != nil {
			return err
		}
		refused, err = s.guarded(tx, p, db.MetaFrom(ctx), func() (error, error) {
			wrong, err := s.useCode(tx, c, code)
			if wrong != nil {
				return ErrCodeWrong.At("code", "invalid"), err
			}
			return nil, err
		})
		if err != nil || refused != nil {
			return err
		}
		if err := noteRecovery(tx, p, c.recovered); err != nil {
			return err
		}
		return fn(tx, p, c)
	})
	if err != nil {
		return err
	}
	return refused
}
