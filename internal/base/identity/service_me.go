package identity

import (
	"context"
	"strings"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Me is what the pages know of whoever is signed in.
type Me struct {
	Actor        *authz.Actor
	Person       *org.Person
	Group        string
	Home         *org.Entity
	Entities     []*org.Entity
	Held         []*org.Assignment
	MustChange   bool
	TOTPOn       bool
	TOTPRequired bool // and not on: no rights until it is
	Recovery     int  // recovery codes that still let in
	Demo         bool
	Now          time.Time // by the product's clock, which a demonstration may set
}

// Me returns who asks.
func (s *Service) Me(ctx context.Context) (m *Me, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err = s.me(tx)
		return err
	})
	return m, err
}

func (s *Service) me(tx *db.Tx) (m *Me, err error) {
	m = &Me{Actor: tx.Actor, Demo: s.o.Demo, Now: tx.Now}
	if m.Person, err = s.org.PersonTx(tx, tx.Actor.ID); err != nil {
		return nil, err
	}
	if m.Home, err = s.org.EntityTx(tx, m.Person.EntityID); err != nil {
		return nil, err
	}
	if m.Entities, err = s.org.EntitiesFor(tx, tx.Actor); err != nil {
		return nil, err
	}
	if m.Held, err = s.org.HeldTx(tx, m.Person.ID); err != nil {
		return nil, err
	}
	g, err := s.org.GroupTx(tx)
	if err != nil {
		return nil, err
	}
	c, err := getCredential(tx, m.Person.ID)
	if err != nil {
		return nil, err
	}
	kinds, err := s.kinds(tx, m.Person.ID)
	if err != nil {
		return nil, err
	}
	m.Group, m.MustChange, m.TOTPOn = g.Name, c.mustChange, c.totpOn
	m.TOTPRequired = !c.totpOn && s.needsTOTP(kinds, tx.Actor.Roles)
	m.Recovery, err = recoveryCodesLeft(tx, m.Person.ID)
	return m, err
}

// Entered returns ctx as it is for the session with this secret, to answer a
// sign-in with [Service.Me].
func (s *Service) Entered(ctx context.Context, secret string) (context.Context, error) {
	h, ok := hashOf(secret)
	if !ok {
		return ctx, ErrSessionNotFound
	}
	a, _, err := s.who(ctx, h, "session")
	if err == nil && a == nil {
		err = ErrSessionNotFound
	}
	return authz.With(ctx, a), err
}

// SetupNeeded reports whether nobody exists yet.
func (s *Service) SetupNeeded(ctx context.Context) (needed bool, err error) {
	err = s.db.Read(system(ctx), func(tx *db.Tx) error {
		needed, err = s.org.EmptyTx(tx)
		return err
	})
	return needed, err
}

// Setup is what the first person says of the installation.
type Setup struct {
	Group, Entity, USCC      string
	Username, Name, Password string
}

// SetUp makes the group, its first legal entity, the roles and the first system
// administrator, whose session's secret it returns. Of many at once, one wins.
// Errors: [ErrSetupDone], [ErrPasswordWeak], fault.ErrInvalid.
func (s *Service) SetUp(ctx context.Context, in Setup) (secret string, err error) {
	needed, err := s.SetupNeeded(ctx)
	switch {
	case err != nil:
		return "", err
	case !needed:
		return "", ErrSetupDone
	case strings.TrimSpace(in.Group) == "":
		return "", fault.ErrInvalid.At("group_name", "required")
	}
	if err := checkPassword(in.Password, org.Username(in.Username), true); err != nil {
		return "", err
	}
	hash, err := s.HashPassword(ctx, in.Password)
	if err != nil {
		return "", err
	}
	from := db.MetaFrom(ctx)
	err = s.db.Write(authz.With(ctx, authz.NewSystem("setup")), func(tx *db.Tx) error {
		p, err := s.found(tx, in)
		if err != nil {
			return err
		}
		if err := s.give(tx, p, hash, false); err != nil {
			return err
		}
		secret, err = s.newSession(tx, p.ID, from)
		return err
	})
	return secret, err
}

// found makes everything up to the first person.
func (s *Service) found(tx *db.Tx, in Setup) (*org.Person, error) {
	empty, err := s.org.ClaimSetupTx(tx)
	if err != nil {
		return nil, err
	}
	if !empty {
		return nil, ErrSetupDone
	}
	if err := s.org.NameGroupTx(tx, strings.TrimSpace(in.Group)); err != nil {
		return nil, err
	}
	root, err := s.org.CreateEntityTx(tx, &org.Entity{Code: "01", Name: in.Entity, USCC: in.USCC})
	if err != nil {
		return nil, err
	}
	if err := s.o.SeedRoles(tx); err != nil {
		return nil, err
	}
	p := &org.Person{Username: in.Username, Name: in.Name, DepartmentID: root}
	if err := s.org.CreatePersonTx(tx, p); err != nil {
		return nil, err
	}
	role, err := s.org.RoleOfKindTx(tx, org.System)
	if err != nil {
		return nil, err
	}
	return p, s.org.AssignTx(tx, &org.Assignment{PersonID: p.ID, RoleID: role.ID, DepartmentID: root})
}
