package org

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Service is the module's face: one method per use case.
type Service struct {
	db        *db.DB
	catalogue []PermissionEntry

	mu    sync.Mutex
	hooks []func()
}

// New returns a Service. Catalogue lists every permission of the product, as
// the modules declare them.
func New(d *db.DB, catalogue []PermissionEntry) *Service {
	return &Service{db: d, catalogue: slices.Clone(catalogue)}
}

// OnRightsChanged adds a function that runs after every commit that may have
// taken a right away from somebody. Caches of actors drop what they hold.
func (s *Service) OnRightsChanged(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, f)
}

// rightsChange begins every change of rights. From here on, no other one runs.
func (s *Service) rightsChange(tx *db.Tx) error {
	tx.AfterCommit(func() {
		s.mu.Lock()
		hooks := slices.Clone(s.hooks)
		s.mu.Unlock()
		for _, f := range hooks {
			f()
		}
	})
	return raiseEpoch(tx)
}

// EpochTx returns the number that every change of rights raises.
func (s *Service) EpochTx(tx *db.Tx) (int64, error) { return readEpoch(tx) }

// Permissions returns the catalogue.
func (s *Service) Permissions() []PermissionEntry { return slices.Clone(s.catalogue) }

// Manages answers authz.ErrForbidden unless org:manage covers all scopes.
func Manages(a *authz.Actor, scopes ...authz.Scope) error {
	for _, sc := range scopes {
		// What an administrator manages, he does not manage as its owner.
		sc.Owner = ref.Nil
		if !a.Covers(PermManage, sc) {
			return authz.ErrForbidden
		}
	}
	return nil
}

// overGroup answers authz.ErrForbidden unless p reaches the whole group.
func overGroup(a *authz.Actor, p authz.Permission) error {
	if a.Reach(p) < authz.Group {
		return authz.ErrForbidden
	}
	return nil
}

// Group returns the group. Anyone who is signed in may read it.
func (s *Service) Group(ctx context.Context) (g *Group, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		g, err = getGroup(tx)
		return err
	})
	return g, err
}

// GroupTx is Group inside a caller's transaction.
func (s *Service) GroupTx(tx *db.Tx) (*Group, error) { return getGroup(tx) }

// RenameGroup changes the group's name. It needs [PermManage] over the group.
func (s *Service) RenameGroup(ctx context.Context, version int64, name string) (g *Group, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermManage); err != nil {
			return err
		}
		if g, err = getGroup(tx); err != nil {
			return err
		}
		if g.Version != version {
			return db.ErrStale
		}
		if err := s.NameGroupTx(tx, name); err != nil {
			return err
		}
		g, err = getGroup(tx)
		return err
	})
	return g, err
}

// Entities returns every legal entity. Anyone who is signed in may read them.
func (s *Service) Entities(ctx context.Context) (list []*Entity, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = listEntities(tx)
		return err
	})
	return list, err
}

// Entity returns one legal entity.
// Errors: [ErrEntityNotFound].
func (s *Service) Entity(ctx context.Context, id ref.ID) (e *Entity, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		e, err = getEntity(tx, id)
		return err
	})
	return e, err
}

// EntityTx is Entity inside a caller's transaction.
func (s *Service) EntityTx(tx *db.Tx, id ref.ID) (*Entity, error) { return getEntity(tx, id) }

// ZoneTx returns the business zone of a legal entity. Errors: [ErrEntityNotFound].
func (s *Service) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	zone, err := zoneOf(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(zone)
}

// CreateEntity adds a legal entity with its root department, which carries the
// entity's short name. It needs [PermManage] over the group.
// Errors: [ErrEntityCode].
func (s *Service) CreateEntity(ctx context.Context, e *Entity) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermManage); err != nil {
			return err
		}
		_, err := s.CreateEntityTx(tx, e)
		return err
	})
}

// UpdateEntity applies change to an entity. It needs [PermManage] over the group.
// Errors: [ErrEntityNotFound], [ErrEntityCode], [ErrInUse] when it would close
// with active people.
func (s *Service) UpdateEntity(ctx context.Context, id ref.ID, version int64, change func(*Entity)) (e *Entity, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermManage); err != nil {
			return err
		}
		if err := s.rightsChange(tx); err != nil { // the zone decides when assignments end
			return err
		}
		if e, err = getEntity(tx, id); err != nil {
			return err
		}
		if e.Version != version {
			return db.ErrStale
		}
		before := *e
		change(e)
		if err := e.Check(); err != nil {
			return err
		}
		if before.Active && !e.Active {
			if err := unused(entityInUse(tx, id)); err != nil {
				return err
			}
		}
		if err := taken(updateEntity(tx, e), ErrEntityCode.At("code", "not_unique")); err != nil {
			return err
		}
		return tx.Audit("entity.update", &before, e)
	})
	return e, err
}

func unused(used bool, err error) error {
	if err == nil && used {
		return ErrInUse
	}
	return err
}

// taken names what a unique key protects.
func taken(err, meaning error) error {
	if errors.Is(err, db.ErrTaken) {
		return meaning
	}
	return err
}

// Departments returns the departments of one entity, or of all for the zero
// ID, as a flat list. Anyone who is signed in may read them.
func (s *Service) Departments(ctx context.Context, entity ref.ID) (list []*Department, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = listDepartments(tx, entity)
		return err
	})
	return list, err
}

// Department returns one department.
// Errors: [ErrDepartmentNotFound].
func (s *Service) Department(ctx context.Context, id ref.ID) (d *Department, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err = getDepartment(tx, id)
		return err
	})
	return d, err
}

// DepartmentTx is Department inside a caller's transaction.
func (s *Service) DepartmentTx(tx *db.Tx, id ref.ID) (*Department, error) {
	return getDepartment(tx, id)
}

// CreateDepartment adds a department below another one. It needs [PermManage]
// over the parent.
// Errors: [ErrDepartmentUnknown], [ErrElsewhere].
func (s *Service) CreateDepartment(ctx context.Context, d *Department) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if d.ParentID.IsZero() {
			return ErrDepartmentUnknown.At("parent_id", "required")
		}
		parent, err := openDepartment(tx, d.ParentID, "parent_id")
		if err != nil {
			return err
		}
		if err := Manages(tx.Actor, parent.Scope()); err != nil {
			return err
		}
		return s.CreateDepartmentTx(tx, d)
	})
}

// UpdateDepartment renames, moves, closes or opens a department. It needs
// [PermManage] over it, and over the new parent when it moves.
// Errors: [ErrDepartmentNotFound], [ErrRoot], [ErrCycle], [ErrElsewhere],
// [ErrInUse] when it would close with active people or departments.
func (s *Service) UpdateDepartment(ctx context.Context, id ref.ID, version int64, change func(*Department)) (d *Department, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.rightsChange(tx); err != nil { // a move takes reach away
			return err
		}
		if d, err = getDepartment(tx, id); err != nil {
			return err
		}
		if d.Version != version {
			return db.ErrStale
		}
		if err := Manages(tx.Actor, d.Scope()); err != nil {
			return err
		}
		before := *d
		change(d)
		if err := d.Check(); err != nil {
			return err
		}
		if err := checkMove(tx, &before, d); err != nil {
			return err
		}
		if before.Active && !d.Active {
			if err := unused(departmentInUse(tx, id)); err != nil {
				return err
			}
		}
		if err := updateDepartment(tx, d); err != nil {
			return err
		}
		return tx.Audit("department.update", &before, d)
	})
	return d, err
}

// checkMove keeps one tree per entity.
func checkMove(tx *db.Tx, before, after *Department) error {
	root := before.ParentID.IsZero()
	switch {
	case root && (!after.ParentID.IsZero() || !after.Active), !root && after.ParentID.IsZero():
		return ErrRoot
	case after.ParentID == before.ParentID:
		return nil
	}
	parent, err := openDepartment(tx, after.ParentID, "parent_id")
	if err != nil {
		return err
	}
	if parent.EntityID != after.EntityID {
		return ErrElsewhere.At("parent_id", "not_allowed")
	}
	if err := Manages(tx.Actor, parent.Scope()); err != nil {
		return err
	}
	below, err := subtree(tx, after.ID)
	if err == nil && slices.Contains(below, parent.ID) {
		return ErrCycle.At("parent_id", "not_allowed")
	}
	return err
}

// openDepartment returns an active department that an input names.
func openDepartment(tx *db.Tx, id ref.ID, field string) (*Department, error) {
	d, err := getDepartment(tx, id)
	if errors.Is(err, ErrDepartmentNotFound) || err == nil && !d.Active {
		return nil, ErrDepartmentUnknown.At(field, "unknown")
	}
	return d, err
}
