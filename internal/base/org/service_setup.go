package org

import (
	"context"
	"errors"
	"maps"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// The methods here join the transaction of a setup, an import or a use case
// above. They check the data, not the actor: the caller did.

// ClaimSetupTx reports whether the installation is still without people, and
// keeps a second setup waiting until the transaction ends.
func (s *Service) ClaimSetupTx(tx *db.Tx) (empty bool, err error) {
	if err := lockPeople(tx); err != nil {
		return false, err
	}
	return s.EmptyTx(tx)
}

// EmptyTx reports whether there are no people yet.
func (s *Service) EmptyTx(tx *db.Tx) (bool, error) {
	n, err := countPeople(tx)
	return n == 0, err
}

// NameGroupTx names the group, which a fresh database has without a name.
func (s *Service) NameGroupTx(tx *db.Tx, name string) error {
	g, err := getGroup(tx)
	if err != nil {
		return err
	}
	before := *g
	g.Name = name
	if err := updateGroup(tx, g); err != nil {
		return err
	}
	return tx.Audit("group.update", &before, g)
}

// CreateEntityTx adds a legal entity and its root department, whose ID it
// returns. Empty ID, zone and short name get their defaults.
// Errors: [ErrEntityCode], fault.ErrInvalid.
func (s *Service) CreateEntityTx(tx *db.Tx, e *Entity) (root ref.ID, err error) {
	fill(&e.ID)
	e.Version, e.CreatedAt, e.UpdatedAt, e.Active = 1, tx.Now, tx.Now, true
	if e.Zone == "" {
		e.Zone = workday.DefaultZone
	}
	if e.ShortName == "" {
		e.ShortName = string([]rune(e.Name)[:min(len([]rune(e.Name)), 30)])
	}
	if err := e.Check(); err != nil {
		return ref.Nil, err
	}
	if err := taken(insertEntity(tx, e), ErrEntityCode.At("code", "not_unique")); err != nil {
		return ref.Nil, err
	}
	if err := tx.Audit("entity.create", nil, e); err != nil {
		return ref.Nil, err
	}
	// Derived, so that a repeated request or a second demo run meets the same one.
	d := &Department{ID: ref.Derived("root", e.ID.String()), EntityID: e.ID, Name: e.ShortName}
	return d.ID, s.createDepartment(tx, d)
}

// CreateDepartmentTx adds a department below ParentID, in the parent's entity.
// Errors: [ErrDepartmentUnknown], [ErrElsewhere], fault.ErrInvalid.
func (s *Service) CreateDepartmentTx(tx *db.Tx, d *Department) error {
	parent, err := openDepartment(tx, d.ParentID, "parent_id")
	if err != nil {
		return err
	}
	if d.EntityID.IsZero() {
		d.EntityID = parent.EntityID
	}
	if d.EntityID != parent.EntityID {
		return ErrElsewhere.At("parent_id", "not_allowed")
	}
	return s.createDepartment(tx, d)
}

// createDepartment raises the epoch: whoever reaches the parent reaches the new one.
func (s *Service) createDepartment(tx *db.Tx, d *Department) error {
	fill(&d.ID)
	d.Version, d.CreatedAt, d.UpdatedAt, d.Active = 1, tx.Now, tx.Now, true
	if err := d.Check(); err != nil {
		return err
	}
	if err := s.rightsChange(tx); err != nil {
		return err
	}
	if err := insertDepartment(tx, d); err != nil {
		return err
	}
	return tx.Audit("department.create", nil, d)
}

// CreatePersonTx adds a person in an active department, in that department's
// entity. Empty language and theme get their defaults.
// Errors: [ErrUsername], [ErrDepartmentUnknown], fault.ErrInvalid.
func (s *Service) CreatePersonTx(tx *db.Tx, p *Person) error {
	newcomer(tx, p)
	if err := s.checkPerson(tx, p); err != nil {
		return err
	}
	if err := taken(insertPerson(tx, p), ErrUsername.At("username", "not_unique")); err != nil {
		return err
	}
	return tx.Audit("person.create", nil, p)
}

func fill(id *ref.ID) {
	if id.IsZero() {
		*id = ref.New()
	}
}

// RoleSeed is a role that the product brings along.
type RoleSeed struct {
	Code, NameZH, NameEN string
	Kind                 RoleKind
	Classes              []authz.Class
	Grants               map[authz.Permission]authz.Reach
}

// SeedRoles brings the built-in roles up to date: see [Service.SeedRolesTx].
// It writes nothing when nothing is new.
func (s *Service) SeedRoles(ctx context.Context, seeds []RoleSeed) error {
	ctx = authz.With(ctx, authz.NewSystem("roles"))
	due := false
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		plan, err := planSeeds(tx, seeds)
		due = len(plan.roles) > 0 || len(plan.fresh) > 0
		return err
	})
	if err != nil || !due {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.SeedRolesTx(tx, seeds) })
}

// SeedRolesTx creates the built-in roles that are missing and gives existing
// ones the grants of permissions that no earlier start knew. What
// administrators changed since stays. A second run changes nothing.
func (s *Service) SeedRolesTx(tx *db.Tx, seeds []RoleSeed) error {
	if err := s.rightsChange(tx); err != nil {
		return err
	}
	plan, err := planSeeds(tx, seeds)
	if err != nil {
		return err
	}
	for _, r := range plan.roles {
		if err := seedRole(tx, r); err != nil {
			return err
		}
	}
	for _, p := range plan.fresh {
		if err := addKnownPermission(tx, p); err != nil {
			return err
		}
	}
	return tx.Note("role.seed", db.Subject{Ref: ref.To(KindRole, ref.Nil), Label: "built-in roles"}, map[string]any{"roles": len(plan.roles), "permissions": len(plan.fresh)})
}

// seedPlan is what a seeding would write.
type seedPlan struct {
	roles []seeded
	fresh []authz.Permission // permissions that no earlier start knew
}

type seeded struct{ before, after *Role }

func planSeeds(tx *db.Tx, seeds []RoleSeed) (plan seedPlan, err error) {
	known, err := knownPermissions(tx)
	if err != nil {
		return plan, err
	}
	fresh := map[authz.Permission]bool{}
	for i, seed := range seeds {
		have, err := getRoleByCode(tx, seed.Code)
		switch {
		case errors.Is(err, ErrRoleNotFound):
			plan.roles = append(plan.roles, seeded{nil, seed.role(i)})
		case err != nil:
			return plan, err
		case have.Builtin:
			if after := seed.upgrade(have, known); after != nil {
				plan.roles = append(plan.roles, seeded{have, after})
			}
		}
		for p := range seed.Grants {
			if !known[p] {
				fresh[p] = true
			}
		}
	}
	plan.fresh = slices.Sorted(maps.Keys(fresh))
	return plan, nil
}

// role returns the role of a first start.
func (x RoleSeed) role(position int) *Role {
	return &Role{ID: ref.Derived("role", x.Code), Code: x.Code, NameZH: x.NameZH, NameEN: x.NameEN, Kind: x.Kind, Builtin: true,
		Classes: slices.Clone(x.Classes), Grants: maps.Clone(x.Grants), Position: int64(position)}
}

// upgrade returns have with the grants of permissions that are new to the
// installation, or nil when there are none.
func (x RoleSeed) upgrade(have *Role, known map[authz.Permission]bool) *Role {
	after := *have
	after.Grants = maps.Clone(have.Grants)
	for p, reach := range x.Grants {
		if !known[p] {
			after.Grants[p] = reach
		}
	}
	if maps.Equal(after.Grants, have.Grants) {
		return nil
	}
	return &after
}

func seedRole(tx *db.Tx, x seeded) error {
	if x.before != nil {
		if err := updateRole(tx, x.after); err != nil {
			return err
		}
		return tx.Audit("role.update", x.before, x.after)
	}
	x.after.Version, x.after.CreatedAt, x.after.UpdatedAt = 1, tx.Now, tx.Now
	if err := x.after.Check(); err != nil {
		return err
	}
	if err := insertRole(tx, x.after); err != nil {
		return err
	}
	return tx.Audit("role.create", nil, x.after)
}

// AssignTx gives a person a role at a department.
// Errors: [ErrPersonUnknown], [ErrRoleUnknown], [ErrDepartmentUnknown],
// [ErrDuties], [ErrAssigned], fault.ErrInvalid for a day that is over.
func (s *Service) AssignTx(tx *db.Tx, a *Assignment) error {
	if err := s.rightsChange(tx); err != nil {
		return err
	}
	fill(&a.ID)
	a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now, tx.Now
	if err := s.complete(tx, a); err != nil {
		return err
	}
	if err := s.checkAssignment(tx, a); err != nil {
		return err
	}
	if err := insertAssignment(tx, a); err != nil {
		return err
	}
	return tx.Audit("assignment.create", nil, a)
}

// LoadTx adds many people of active departments, each with his roles: what
// [Service.CreatePersonTx] and [Service.AssignTx] write one by one. It checks what
// a person breaks by himself; the database refuses unknown departments and a
// username that is taken. It leaves no audit record, which is the caller's.
func (s *Service) LoadTx(tx *db.Tx, people []*Person, roles []*Assignment) error {
	for _, p := range people {
		newcomer(tx, p)
		if err := p.Check(); err != nil {
			return err
		}
	}
	for _, a := range roles {
		fill(&a.ID)
		a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now, tx.Now
	}
	if err := s.rightsChange(tx); err != nil {
		return err
	}
	if err := insertPeople(tx, people); err != nil {
		return err
	}
	return insertAssignments(tx, roles)
}

// newcomer gives a person what he does not bring along.
func newcomer(tx *db.Tx, p *Person) {
	fill(&p.ID)
	p.Version, p.CreatedAt, p.UpdatedAt, p.Active = 1, tx.Now, tx.Now, true
	p.Username = Username(p.Username)
	if p.Language == "" {
		p.Language = "zh"
	}
	if p.Theme == "" {
		p.Theme = "system"
	}
}

// RoleOfKindTx returns the first role of a kind.
// Errors: [ErrRoleNotFound].
func (s *Service) RoleOfKindTx(tx *db.Tx, kind RoleKind) (*Role, error) {
	all, err := listRoles(tx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(r *Role) bool { return r.Kind == kind }); i >= 0 {
		return all[i], nil
	}
	return nil, ErrRoleNotFound
}

// RoleByCodeTx returns the role with a code.
// Errors: [ErrRoleNotFound].
func (s *Service) RoleByCodeTx(tx *db.Tx, code string) (*Role, error) { return getRoleByCode(tx, code) }
