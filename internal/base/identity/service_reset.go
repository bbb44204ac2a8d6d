package identity

import (
	"context"
	"slices"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ResetPassword gives a person without any role a new password, which is shown this
// once and must be changed at the first sign-in; it ends the person's sessions and
// the lock-out. For whoever holds a business role it makes a password of which it
// shows the first half, and nothing else happens before [Service.ConfirmReset]: who
// runs the system cannot become somebody with business rights. The person is told.
// It needs [org.PermManage] over him. Errors: [org.ErrPersonNotFound],
// [ErrAdministrator], [ErrOwnReset], [ErrResetDisabled].
func (s *Service) ResetPassword(ctx context.Context, person ref.ID) (n NewPassword, err error) {
	n.Text = newPassword()
	hash, err := s.HashPassword(ctx, n.Text)
	if err != nil {
		return NewPassword{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, kinds, err := s.resettable(tx, person)
		if err != nil {
			return err
		}
		if n.Half = slices.Contains(kinds, org.Business); n.Half {
			return s.askReset(tx, p, hash, n.Text[firstHalf:])
		}
		if err := s.give(tx, p, hash, true); err != nil {
			return err
		}
		return tx.Emit(PasswordReset{aboutPerson(tx, p)})
	})
	if err != nil {
		return NewPassword{}, err
	}
	if n.Half {
		n.Text = n.Text[:firstHalf]
	}
	return n, nil
}

// askReset keeps a password until somebody confirms it. Asking again forgets the one
// before.
func (s *Service) askReset(tx *db.Tx, p *org.Person, hash, half string) error {
	if err := keepReset(tx, Reset{Person: p.ID, AskedBy: tx.Actor.ID, AskedAt: tx.Now, EndsAt: tx.Now.Add(resetLasts), password: hash, half: s.o.Seal.Seal([]byte(half), resetContext(p.ID))}); err != nil {
		return err
	}
	guards, err := s.org.SecurityTx(tx)
	if err != nil {
		return err
	}
	if err := tx.Note("identity.reset_ask", personSubject(p), nil); err != nil {
		return err
	}
	return tx.Emit(ResetAsked{aboutPerson(tx, p), guards})
}

// ConfirmReset gives a person the password that a system administrator asked for,
// and returns its second half, shown this once. It ends the person's sessions and
// the lock-out, and the person is told. It needs [org.PermRoleManage].
// Errors: [org.ErrPersonNotFound], [ErrNoReset], [ErrAdministrator], [ErrOwnReset],
// [ErrResetDisabled].
func (s *Service) ConfirmReset(ctx context.Context, person ref.ID) (half string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.org.PersonTx(tx, person)
		if err != nil {
			return err
		}
		if !tx.Actor.Covers(org.PermRoleManage, p.Scope()) {
			return authz.ErrForbidden
		}
		if _, err := s.resetKinds(tx, p); err != nil {
			return err
		}
		r, err := resetOf(tx, p.ID)
		if err != nil {
			return err
		}
		if r.AskedBy == tx.Actor.ID {
			return authz.ErrForbidden // it takes two
		}
		text, err := s.o.Seal.Open(r.half, resetContext(p.ID))
		if err != nil {
			return err
		}
		half = string(text)
		if err := tx.Note("identity.reset_confirm", personSubject(p), nil); err != nil {
			return err
		}
		if err := s.give(tx, p, r.password, true); err != nil {
			return err
		}
		return tx.Emit(PasswordReset{aboutPerson(tx, p)})
	})
	if err != nil {
		return "", err
	}
	return half, nil
}

// Resets lists the new passwords that wait for a confirmation, the oldest first. It
// needs [org.PermRoleManage].
func (s *Service) Resets(ctx context.Context) (all []Reset, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(org.PermRoleManage); err != nil {
			return err
		}
		all, err = waitingResets(tx)
		return err
	})
	return all, err
}

// ResetTOTP takes the second factor of a person without administrator role away: the
// phone is lost. The person is told. It needs [org.PermManage] over him.
// Errors: [org.ErrPersonNotFound], [ErrAdministrator], [ErrOwnReset],
// [ErrResetDisabled], [ErrTOTPOff].
func (s *Service) ResetTOTP(ctx context.Context, person ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, _, err := s.resettable(tx, person)
		if err != nil {
			return err
		}
		if err := s.dropTOTP(tx, p, "identity.totp_reset"); err != nil {
			return err
		}
		return tx.Emit(TOTPReset{aboutPerson(tx, p)})
	})
}

// resettable returns a person whose way in the actor may reset, and the kinds of
// his roles.
func (s *Service) resettable(tx *db.Tx, person ref.ID) (*org.Person, []org.RoleKind, error) {
	p, err := s.org.PersonTx(tx, person)
	if err != nil {
		return nil, nil, err
	}
	if err := org.Manages(tx.Actor, p.Scope()); err != nil {
		return nil, nil, err
	}
	kinds, err := s.resetKinds(tx, p)
	return p, kinds, err
}

// resetKinds returns the kinds of a person's roles unless nobody may reset his way
// in over the network. A locked account is opened first, so that its roles count.
func (s *Service) resetKinds(tx *db.Tx, p *org.Person) ([]org.RoleKind, error) {
	if p.ID == tx.Actor.ID {
		return nil, ErrOwnReset
	}
	kinds, err := s.kinds(tx, p.ID)
	switch {
	case err != nil:
		return nil, err
	case administers(kinds):
		return nil, ErrAdministrator
	case !p.Active:
		return nil, ErrResetDisabled
	}
	return kinds, nil
}

func aboutPerson(tx *db.Tx, p *org.Person) about {
	return about{p.ID, p.Name, tx.Actor.ID, tx.Actor.Name}
}

var resetRefusals = []*fault.Error{org.ErrPersonNotFound, ErrAdministrator, ErrOwnReset, ErrResetDisabled}
