package identity

import (
	"context"
	"strings"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// tokenPrefix lets scanners of repositories find a leaked token.
const tokenPrefix = "gq_"

// Tokens lists the API tokens of whoever asks that were not revoked.
// Errors: [authz.ErrForbidden] for a token.
func (s *Service) Tokens(ctx context.Context) (list []*Token, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		list, err = listTokens(tx, tx.Actor.ID)
		return err
	})
	return list, err
}

// NewToken gives whoever asks an API token. It can do what its scope keeps of
// the person's rights, and nothing to the person's way in. The secret is
// returned this once.
// Errors: fault.ErrInvalid, [authz.ErrForbidden] for a token.
func (s *Service) NewToken(ctx context.Context, x *Token) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		x.Person = tx.Actor.ID
		secret, err = s.newToken(tx, x)
		return err
	})
	return secret, err
}

func (s *Service) newToken(tx *db.Tx, x *Token) (string, error) {
	x.ID, x.Version, x.CreatedAt, x.UpdatedAt = ref.New(), 1, tx.Now, tx.Now
	x.Name = strings.TrimSpace(x.Name)
	if err := x.Check(tx.Now); err != nil {
		return "", err
	}
	secret, h := newSecret()
	if err := insertToken(tx, x, h); err != nil {
		return "", err
	}
	return tokenPrefix + secret, tx.Audit("identity.token_create", nil, x)
}

// RevokeToken ends one of one's own tokens at once.
// Errors: [ErrTokenNotFound], [authz.ErrForbidden] for a token.
func (s *Service) RevokeToken(ctx context.Context, id ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := own(tx.Actor); err != nil {
			return err
		}
		x, err := getToken(tx, tx.Actor.ID, id)
		if err != nil {
			return err
		}
		before := *x
		if err := revokeToken(tx, x); err != nil {
			return err
		}
		if err := s.sessionsChange(tx); err != nil {
			return err
		}
		return tx.Audit("identity.token_revoke", &before, x)
	})
}

// CreateToken is for the command line: a token for the person with a username,
// which ends after ttl; 0 means never.
// Errors: [org.ErrPersonNotFound], fault.ErrInvalid.
func (s *Service) CreateToken(ctx context.Context, username, scope, name string, ttl time.Duration) (secret string, err error) {
	err = s.db.Write(commandLine(ctx), func(tx *db.Tx) error {
		p, err := s.org.PersonByUsernameTx(tx, username)
		if err != nil {
			return err
		}
		x := &Token{Person: p.ID, Name: name, Scope: scope}
		if ttl > 0 {
			x.ExpiresAt = tx.Now.Add(ttl)
		}
		secret, err = s.newToken(tx, x)
		return err
	})
	return secret, err
}

// SetPassword is for the command line: it sets a person's password, ends his
// sessions and his lock-out, and turns a second factor off.
// Errors: [org.ErrPersonNotFound], [ErrPasswordWeak].
func (s *Service) SetPassword(ctx context.Context, username, password string) error {
	ctx = commandLine(ctx)
	var p *org.Person
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.org.PersonByUsernameTx(tx, username); err != nil {
			return err
		}
		return s.checkNew(tx, p.ID, password)
	})
	if err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.give(tx, p, hash, false); err != nil {
			return err
		}
		return setTOTP(tx, &credential{person: p.ID})
	})
}

// CreatePerson is for the command line: a person who must change the given
// password at the first sign-in.
// Errors: those of [org.Service.CreatePersonTx], [ErrPasswordWeak].
func (s *Service) CreatePerson(ctx context.Context, p *org.Person, password string) error {
	if err := checkPassword(password, org.Username(p.Username), false); err != nil {
		return err
	}
	hash, err := s.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(commandLine(ctx), func(tx *db.Tx) error {
		if err := s.org.CreatePersonTx(tx, p); err != nil {
			return err
		}
		return s.give(tx, p, hash, true)
	})
}

func commandLine(ctx context.Context) context.Context {
	return authz.With(ctx, authz.NewSystem("command line"))
}
