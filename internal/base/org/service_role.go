package org

import (
	"context"
	"errors"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Roles returns every role. It needs [PermRoleRead].
func (s *Service) Roles(ctx context.Context) (list []*Role, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermRoleRead); err != nil {
			return err
		}
		if list, err = listRoles(tx); err != nil {
			return err
		}
		return vacancies(tx, list...)
	})
	return list, err
}

// vacancies marks the roles that a system administrator may still give: those
// of security administrators, while there is none.
func vacancies(tx *db.Tx, list ...*Role) error {
	guards, err := holdersOf(tx, Security)
	for _, r := range list {
		r.Vacant = r.Kind == Security && len(guards) == 0
	}
	return err
}

// Role returns one role; without [PermRoleRead] there is none.
// Errors: [ErrRoleNotFound].
func (s *Service) Role(ctx context.Context, id ref.ID) (r *Role, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if !tx.Actor.Has(PermRoleRead) {
			return ErrRoleNotFound
		}
		if r, err = getRole(tx, id); err != nil {
			return err
		}
		return vacancies(tx, r)
	})
	return r, err
}

// CreateRole adds a role. It needs [PermRoleManage] over the group.
// Errors: [ErrRoleCode], [ErrPermissionUnknown], [ErrDuties] for a permission
// that such a role may not hold.
func (s *Service) CreateRole(ctx context.Context, r *Role) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermRoleManage); err != nil {
			return err
		}
		fill(&r.ID)
		r.Version, r.CreatedAt, r.UpdatedAt, r.Builtin, r.Position = 1, tx.Now, tx.Now, false, 1000
		if err := s.checkRole(r, nil); err != nil {
			return err
		}
		if err := taken(insertRole(tx, r), ErrRoleCode.At("code", "not_unique")); err != nil {
			return err
		}
		return tx.Audit("role.create", nil, r)
	})
}

// UpdateRole applies change to a role's names, classes and grants. It needs
// [PermRoleManage] over the group.
// Errors: [ErrRoleNotFound], [ErrOwnRights] for a role that the actor holds,
// [ErrPermissionUnknown], [ErrDuties].
func (s *Service) UpdateRole(ctx context.Context, id ref.ID, version int64, change func(*Role)) (r *Role, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermRoleManage); err != nil {
			return err
		}
		if err := s.rightsChange(tx); err != nil {
			return err
		}
		if r, err = getRole(tx, id); err != nil {
			return err
		}
		if r.Version != version {
			return db.ErrStale
		}
		mine, err := held(tx, tx.Actor.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(mine, func(a *Assignment) bool { return a.RoleID == id }) {
			return ErrOwnRights
		}
		before := *r
		change(r)
		if err := s.checkRole(r, &before); err != nil {
			return err
		}
		if err := updateRole(tx, r); err != nil {
			return err
		}
		return tx.Audit("role.update", &before, r)
	})
	return r, err
}

// checkRole checks a role and every permission that it grants further than before.
func (s *Service) checkRole(r, before *Role) error {
	for p, reach := range r.Grants {
		if reach == authz.None {
			delete(r.Grants, p)
		}
	}
	if err := r.Check(); err != nil {
		return err
	}
	for _, p := range r.widened(before) {
		i := slices.IndexFunc(s.catalogue, func(e PermissionEntry) bool { return e.Permission == p })
		if i < 0 {
			return ErrPermissionUnknown.At("grants", "unknown")
		}
		if !s.catalogue[i].Fits(r.Kind) {
			return ErrDuties.At("grants", "not_allowed")
		}
	}
	return nil
}

// Assignments returns one page of the assignments. It needs [PermRoleRead].
func (s *Service) Assignments(ctx context.Context, q *db.Query) (page db.Page[*Assignment], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		page, err = db.Run(tx, &assignments, q, scanAssignment)
		return err
	})
	return page, err
}

// Assignment returns one assignment; out of reach there is none.
// Errors: [ErrAssignmentNotFound].
func (s *Service) Assignment(ctx context.Context, id ref.ID) (a *Assignment, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if a, err = getAssignment(tx, id); err != nil {
			return err
		}
		return tx.Visible(PermRoleRead, authz.Scope{Department: a.DepartmentID, Entity: a.EntityID}, ErrAssignmentNotFound)
	})
	return a, err
}

// Assign gives a person a role at a department. It needs [PermRoleManage] over
// the group. While nobody active is security administrator, whoever holds
// [PermManage] over the group may appoint the first one: a new installation
// begins with a system administrator alone.
// Errors: [ErrOwnRights], and those of [Service.AssignTx].
func (s *Service) Assign(ctx context.Context, a *Assignment) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := mayAssign(tx, a); err != nil {
			return err
		}
		if a.PersonID == tx.Actor.ID {
			return ErrOwnRights
		}
		return s.AssignTx(tx, a)
	})
}

func mayAssign(tx *db.Tx, a *Assignment) error {
	refused := overGroup(tx.Actor, PermRoleManage)
	if refused == nil || overGroup(tx.Actor, PermManage) != nil {
		return refused
	}
	r, err := getRole(tx, a.RoleID)
	if errors.Is(err, ErrRoleNotFound) || err == nil && r.Kind != Security {
		return refused
	} else if err != nil {
		return err
	}
	holders, err := holdersOf(tx, Security)
	if err != nil || len(holders) == 0 {
		return err
	}
	return refused
}

// complete reads what the assignment names and fills what it shows.
func (s *Service) complete(tx *db.Tx, a *Assignment) error {
	p, err := getPerson(tx, a.PersonID)
	if errors.Is(err, ErrPersonNotFound) || err == nil && !p.Active {
		return ErrPersonUnknown.At("person_id", "unknown")
	} else if err != nil {
		return err
	}
	r, err := getRole(tx, a.RoleID)
	if errors.Is(err, ErrRoleNotFound) {
		return ErrRoleUnknown.At("role_id", "unknown")
	} else if err != nil {
		return err
	}
	d, err := openDepartment(tx, a.DepartmentID, "department_id")
	if err != nil {
		return err
	}
	e, err := getEntity(tx, d.EntityID)
	if err != nil {
		return err
	}
	a.EntityID, a.Zone, a.Department = e.ID, e.Zone, d.Name
	a.Username, a.Person = p.Username, p.Name
	a.Role, a.RoleZH, a.RoleEN, a.Kind = r.Code, r.NameZH, r.NameEN, r.Kind
	return nil
}

// checkAssignment checks a complete assignment against the person's others.
func (s *Service) checkAssignment(tx *db.Tx, a *Assignment) error {
	zone, err := workday.Zone(a.Zone)
	if err != nil {
		return err
	}
	if a.Until != 0 && a.Until < workday.Today(tx.Now, zone) {
		return fault.ErrInvalid.At("until", "in_past")
	}
	others, err := held(tx, a.PersonID)
	if err != nil {
		return err
	}
	var kinds []RoleKind
	for _, o := range others {
		if o.RoleID == a.RoleID && o.DepartmentID == a.DepartmentID {
			return ErrAssigned
		}
		kinds = append(kinds, o.Kind)
	}
	return Compatible(kinds, a.Kind)
}

// EndAssignment takes an assignment away at once. It needs [PermRoleManage]
// over the group.
// Errors: [ErrAssignmentNotFound], [ErrOwnRights], [ErrEnded],
// [ErrLastAdministrator].
func (s *Service) EndAssignment(ctx context.Context, id ref.ID, version int64) (a *Assignment, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := overGroup(tx.Actor, PermRoleManage); err != nil {
			return err
		}
		if err := s.rightsChange(tx); err != nil {
			return err
		}
		if a, err = getAssignment(tx, id); err != nil {
			return err
		}
		if a.Version != version {
			return db.ErrStale
		}
		if err := endable(tx, a); err != nil {
			return err
		}
		before := *a
		a.EndedAt = tx.Now
		if err := updateAssignment(tx, a); err != nil {
			return err
		}
		return tx.Audit("assignment.end", &before, a)
	})
	return a, err
}

func endable(tx *db.Tx, a *Assignment) error {
	switch {
	case a.PersonID == tx.Actor.ID:
		return ErrOwnRights
	case !a.Holds(tx.Now):
		return ErrEnded
	}
	return checkRemains(tx, []*Assignment{a}, func(o *Assignment) bool { return o.ID == a.ID })
}

// HolderTx returns who holds a role nearest to a department, going up its tree;
// none when nobody in the entity does.
func (s *Service) HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error) {
	return nearestHolder(tx, role, department)
}

// SecurityTx returns the active people who hold a security administrator's role now.
func (s *Service) SecurityTx(tx *db.Tx) ([]ref.ID, error) { return peopleOf(tx, Security) }

// SystemTx returns the active people who hold a system administrator's role now.
func (s *Service) SystemTx(tx *db.Tx) ([]ref.ID, error) { return peopleOf(tx, System) }

func peopleOf(tx *db.Tx, kind RoleKind) ([]ref.ID, error) {
	all, err := holdersOf(tx, kind)
	out := []ref.ID{}
	for _, a := range all {
		if !slices.Contains(out, a.PersonID) {
			out = append(out, a.PersonID)
		}
	}
	return out, err
}
