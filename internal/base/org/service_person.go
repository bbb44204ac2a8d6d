package org

import (
	"context"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// People returns one page of the people. Anyone who is signed in may read it;
// contact fields come in clear only to whom [Service.SeesContact] says.
func (s *Service) People(ctx context.Context, q *db.Query) (page db.Page[*Person], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page, err = db.Run(tx, &people, q, scanPerson)
		return err
	})
	return page, err
}

// Person returns one person with his memberships.
// Errors: [ErrPersonNotFound].
func (s *Service) Person(ctx context.Context, id ref.ID) (p *Person, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = getPerson(tx, id)
		return err
	})
	return p, err
}

// PersonTx is Person inside a caller's transaction.
func (s *Service) PersonTx(tx *db.Tx, id ref.ID) (*Person, error) { return getPerson(tx, id) }

// PersonByUsernameTx returns the person with a username, whatever its case.
// Errors: [ErrPersonNotFound].
func (s *Service) PersonByUsernameTx(tx *db.Tx, username string) (*Person, error) {
	return getPersonByUsername(tx, username)
}

// SeesContact reports whether a may read a person's mail address and phone: he
// himself, whoever manages him, and whoever was given the class.
func SeesContact(a *authz.Actor, p *Person) bool {
	return a.ID == p.ID || a.Sees(authz.Contact) || Manages(a, p.Scope()) == nil
}

// CreatePerson adds a person. It needs [PermManage] over the department.
// Errors: [ErrUsername], [ErrDepartmentUnknown].
func (s *Service) CreatePerson(ctx context.Context, p *Person) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := openDepartment(tx, p.DepartmentID, "department_id")
		if err != nil {
			return err
		}
		if err := Manages(tx.Actor, d.Scope()); err != nil {
			return err
		}
		return s.CreatePersonTx(tx, p)
	})
}

// checkPerson checks a person and what he names, and sets his entity.
func (s *Service) checkPerson(tx *db.Tx, p *Person) error {
	if err := p.Check(); err != nil {
		return err
	}
	d, err := openDepartment(tx, p.DepartmentID, "department_id")
	if err != nil {
		return err
	}
	p.EntityID = d.EntityID
	for i, m := range p.Memberships {
		if _, err := openDepartment(tx, m.DepartmentID, "memberships"); err != nil {
			return err
		}
		same := func(o Membership) bool { return o.DepartmentID == m.DepartmentID }
		if m.DepartmentID == p.DepartmentID || slices.ContainsFunc(p.Memberships[:i], same) {
			return fault.ErrInvalid.At("memberships", "duplicate")
		}
	}
	used, err := usernameTaken(tx, p)
	if err == nil && used {
		return ErrUsername.At("username", "not_unique")
	}
	return err
}

// UpdatePerson applies change to a person. It needs [PermManage] over him, and
// over the new department when he moves. Active is changed by Disable and Enable.
// Errors: [ErrPersonNotFound], [ErrUsername], [ErrDepartmentUnknown].
func (s *Service) UpdatePerson(ctx context.Context, id ref.ID, version int64, change func(*Person)) (p *Person, err error) {
	err = s.changePerson(ctx, id, version, "person.update", &p, func(tx *db.Tx, before *Person) (db.Event, error) {
		change(p)
		p.Username, p.Active = Username(p.Username), before.Active
		if err := s.checkPerson(tx, p); err != nil {
			return nil, err
		}
		return nil, Manages(tx.Actor, p.Scope())
	})
	return p, err
}

// DisablePerson keeps a person from signing in and from every request, at once.
// Records keep naming him. It needs [PermManage] over him.
// Errors: [ErrPersonNotFound], [ErrOwnRights], [ErrLastAdministrator].
func (s *Service) DisablePerson(ctx context.Context, id ref.ID, version int64) (p *Person, err error) {
	err = s.changePerson(ctx, id, version, "person.disable", &p, func(tx *db.Tx, _ *Person) (db.Event, error) {
		if p.ID == tx.Actor.ID {
			return nil, ErrOwnRights
		}
		mine, err := held(tx, id)
		if err != nil {
			return nil, err
		}
		if err := checkRemains(tx, mine, func(a *Assignment) bool { return a.PersonID == id }); err != nil {
			return nil, err
		}
		p.Active = false
		return PersonDisabled{id}, nil
	})
	return p, err
}

// EnablePerson lets a disabled person sign in again. It needs [PermManage] over him.
// Errors: [ErrPersonNotFound].
func (s *Service) EnablePerson(ctx context.Context, id ref.ID, version int64) (p *Person, err error) {
	err = s.changePerson(ctx, id, version, "person.enable", &p, func(tx *db.Tx, _ *Person) (db.Event, error) {
		p.Active = true
		return PersonEnabled{id}, nil
	})
	return p, err
}

// changePerson loads, authorizes, lets decide change *p, saves, audits, and
// emits the event that decide returned.
func (s *Service) changePerson(ctx context.Context, id ref.ID, version int64, action string, p **Person, decide func(tx *db.Tx, before *Person) (db.Event, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := s.rightsChange(tx); err != nil {
			return err
		}
		if *p, err = getPerson(tx, id); err != nil {
			return err
		}
		if (*p).Version != version {
			return db.ErrStale
		}
		if err := Manages(tx.Actor, (*p).Scope()); err != nil {
			return err
		}
		before := **p
		event, err := decide(tx, &before)
		if err != nil {
			return err
		}
		if err := taken(updatePerson(tx, *p), ErrUsername.At("username", "not_unique")); err != nil {
			return err
		}
		if err := tx.Audit(action, &before, *p); err != nil || event == nil {
			return err
		}
		return tx.Emit(event)
	})
}

// Prefer sets the language and theme of whoever asks; "" leaves one as it is.
func (s *Service) Prefer(ctx context.Context, language, theme string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if tx.Actor.Kind != authz.User {
			return authz.ErrForbidden
		}
		p, err := getPerson(tx, tx.Actor.ID)
		if err != nil {
			return err
		}
		before := *p
		if language != "" {
			p.Language = language
		}
		if theme != "" {
			p.Theme = theme
		}
		if err := p.Check(); err != nil {
			return err
		}
		if p.Language != before.Language { // actors carry the language
			if err := s.rightsChange(tx); err != nil {
				return err
			}
		}
		if err := updatePerson(tx, p); err != nil {
			return err
		}
		return tx.Audit("person.prefer", &before, p)
	})
}

// checkRemains answers [ErrLastAdministrator] when, without the assignments that
// gone names, nobody active would hold a kind of administrator that leaving has.
func checkRemains(tx *db.Tx, leaving []*Assignment, gone func(*Assignment) bool) error {
	for _, a := range leaving {
		if a.Kind == Business {
			continue
		}
		holders, err := holdersOf(tx, a.Kind)
		if err != nil {
			return err
		}
		if len(slices.DeleteFunc(holders, gone)) == 0 {
			return ErrLastAdministrator
		}
	}
	return nil
}
