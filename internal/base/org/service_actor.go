package org

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Rights is what a person's assignments give, still open for limits.
type Rights struct {
	*authz.Builder
	Kinds []RoleKind // of the roles held
	Roles []string   // their codes
	Ends  time.Time  // when the first assignment ends by its date; zero when none does
}

// ActorFor returns a person with the rights of all assignments that hold now.
// Errors: [ErrPersonNotFound], [ErrDisabled].
func (s *Service) ActorFor(tx *db.Tx, person ref.ID) (*authz.Actor, error) {
	r, err := s.RightsTx(tx, person, authz.Actor{Kind: authz.User})
	if err != nil {
		return nil, err
	}
	return r.Actor(), nil
}

// RightsTx is [Service.ActorFor] before the last step, for callers that limit
// what comes out of it. As says what kind of actor it will be, in which session.
// Everybody reads the names of people and departments.
func (s *Service) RightsTx(tx *db.Tx, person ref.ID, as authz.Actor) (*Rights, error) {
	p, err := getPerson(tx, person)
	if err != nil {
		return nil, err
	}
	if !p.Active {
		return nil, ErrDisabled
	}
	mine, err := held(tx, person)
	if err != nil {
		return nil, err
	}
	r := &Rights{}
	for _, a := range mine {
		r.add(a)
	}
	as.ID, as.Username, as.Name, as.Language = p.ID, p.Username, p.Name, p.Language
	as.Entity, as.Department, as.Roles = p.EntityID, p.DepartmentID, r.Roles
	r.Builder = authz.Build(as)
	r.Grant(authz.Given{Permission: PermRead, Reach: authz.Group})
	return r, s.grant(tx, r.Builder, mine)
}

func (r *Rights) add(a *Assignment) {
	if !slices.Contains(r.Roles, a.Role) {
		r.Roles = append(r.Roles, a.Role)
	}
	if !slices.Contains(r.Kinds, a.Kind) {
		r.Kinds = append(r.Kinds, a.Kind)
	}
	if end := a.ends(); !end.IsZero() && (r.Ends.IsZero() || end.Before(r.Ends)) {
		r.Ends = end
	}
}

func (s *Service) grant(tx *db.Tx, b *authz.Builder, mine []*Assignment) error {
	if len(mine) == 0 {
		return nil
	}
	grants, err := grantsOf(tx, mine[0].PersonID)
	if err != nil {
		return err
	}
	x := expander{tx: tx, below: map[ref.ID][]ref.ID{}, within: map[ref.ID][]ref.ID{}}
	for _, a := range mine {
		for _, g := range grants {
			if g.role != a.RoleID {
				continue
			}
			b.See(splitClasses(g.classes)...)
			departments, err := x.departments(g.reach, a)
			if err != nil {
				return err
			}
			b.Grant(authz.Given{Permission: g.grant, Reach: g.reach, Departments: departments})
		}
	}
	return nil
}

// expander turns a reach at a department into departments, each question once.
type expander struct {
	tx     *db.Tx
	below  map[ref.ID][]ref.ID // by department
	within map[ref.ID][]ref.ID // by entity
}

func (x *expander) departments(reach authz.Reach, a *Assignment) ([]ref.ID, error) {
	switch reach {
	case authz.Department:
		return once(x.below, a.DepartmentID, func() ([]ref.ID, error) { return subtree(x.tx, a.DepartmentID) })
	case authz.Entity:
		return once(x.within, a.EntityID, func() ([]ref.ID, error) { return departmentsOf(x.tx, a.EntityID) })
	case authz.None, authz.Own, authz.Group: // not by department
	}
	return nil, nil
}

func once(kept map[ref.ID][]ref.ID, id ref.ID, ask func() ([]ref.ID, error)) ([]ref.ID, error) {
	if ids, ok := kept[id]; ok {
		return ids, nil
	}
	ids, err := ask()
	kept[id] = ids
	return ids, err
}

// EntitiesFor returns the active entities in which the actor has a home or an
// assignment, or all of them when a permission other than [PermRead] reaches
// the whole group.
func (s *Service) EntitiesFor(tx *db.Tx, a *authz.Actor) ([]*Entity, error) {
	for p, reach := range a.Permissions() {
		if p != PermRead && reach == authz.Group {
			return entitiesOf(tx, true, nil)
		}
	}
	mine, err := held(tx, a.ID)
	if err != nil {
		return nil, err
	}
	ids := []ref.ID{a.Entity}
	for _, x := range mine {
		ids = append(ids, x.EntityID)
	}
	return entitiesOf(tx, false, ids)
}

// HeldTx returns the assignments that give a person rights now.
func (s *Service) HeldTx(tx *db.Tx, person ref.ID) ([]*Assignment, error) { return held(tx, person) }
