package org

import (
	"errors"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Subject implements db.Record.
func (r *Role) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindRole, r.ID), Label: r.Code, Version: r.Version}
}

// Subject implements db.Record.
func (a *Assignment) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindAssignment, a.ID), Label: a.Person + " · " + a.Role, Entity: a.EntityID, Version: a.Version}
}

const roleColumns = "r.id, r.version, r.created_at, r.updated_at, r.code, r.name_zh, r.name_en, r.kind, r.builtin, r.classes, r.position"

func scanRole(row db.Row) (*Role, error) {
	r := Role{Grants: map[authz.Permission]authz.Reach{}}
	var classes string
	err := row.Scan(&r.ID, &r.Version, db.At(&r.CreatedAt), db.At(&r.UpdatedAt), &r.Code, &r.NameZH, &r.NameEN, &r.Kind, &r.Builtin, &classes, &r.Position)
	r.Classes = splitClasses(classes)
	return &r, err
}

func splitClasses(text string) []authz.Class {
	out := []authz.Class{}
	for c := range strings.SplitSeq(text, ",") {
		if c != "" {
			out = append(out, authz.Class(c))
		}
	}
	return out
}

func joinClasses(cs []authz.Class) string {
	var texts []string
	for _, c := range cs {
		texts = append(texts, string(c))
	}
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), ",")
}

func getRole(tx *db.Tx, id ref.ID) (*Role, error) {
	r, err := db.Find(tx, ErrRoleNotFound, "select "+roleColumns+" from role r where r.id = ?", []any{id}, scanRole)
	if err != nil {
		return nil, err
	}
	return r, completeRoles(tx, []*Role{r})
}

// getRoleByCode leaves out how many hold the role: every start asks for each of
// the built-in ones, and in a large group many thousands do.
func getRoleByCode(tx *db.Tx, code string) (*Role, error) {
	r, err := db.Find(tx, ErrRoleNotFound, "select "+roleColumns+" from role r where r.code = ?", []any{code}, scanRole)
	if err != nil {
		return nil, err
	}
	return r, addGrants(tx, map[ref.ID]*Role{r.ID: r})
}

func listRoles(tx *db.Tx) ([]*Role, error) {
	all, err := db.All(tx, "select "+roleColumns+" from role r order by r.position, r.code", nil, scanRole)
	if err != nil {
		return nil, err
	}
	return all, completeRoles(tx, all)
}

// completeRoles adds the grants and how many people hold each role.
func completeRoles(tx *db.Tx, roles []*Role) error {
	byID := map[ref.ID]*Role{}
	for _, r := range roles {
		byID[r.ID] = r
	}
	if err := addGrants(tx, byID); err != nil {
		return err
	}
	return countHolders(tx, byID)
}

func addGrants(tx *db.Tx, byID map[ref.ID]*Role) error {
	return tx.Each("select role_id, permission, reach from role_grant", nil, func(row db.Row) error {
		var id ref.ID
		var p authz.Permission
		var reach string
		if err := row.Scan(&id, &p, &reach); err != nil || byID[id] == nil {
			return err
		}
		return setGrant(byID[id].Grants, p, reach)
	})
}

func setGrant(grants map[authz.Permission]authz.Reach, p authz.Permission, text string) error {
	var reach authz.Reach
	err := reach.UnmarshalText([]byte(text))
	grants[p] = reach
	return err
}

func countHolders(tx *db.Tx, byID map[ref.ID]*Role) error {
	held, err := db.All(tx, "select "+assignmentColumns+" from assignment a "+assignmentJoins+" where a.ended_at is null and who.active", nil, scanAssignment)
	people := map[[2]ref.ID]bool{}
	for _, a := range held {
		key := [2]ref.ID{a.RoleID, a.PersonID}
		if r := byID[a.RoleID]; r != nil && a.Holds(tx.Now) && !people[key] {
			people[key] = true
			r.Holders++
		}
	}
	return err
}

func insertRole(tx *db.Tx, r *Role) error {
	_, err := tx.Exec("insert into role (id, version, created_at, updated_at, code, name_zh, name_en, kind, builtin, classes, position) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.Version, r.CreatedAt, r.UpdatedAt, r.Code, r.NameZH, r.NameEN, string(r.Kind), r.Builtin, joinClasses(r.Classes), r.Position)
	if err != nil {
		return err
	}
	return replaceGrants(tx, r)
}

func updateRole(tx *db.Tx, r *Role) error {
	r.Version, r.UpdatedAt = r.Version+1, tx.Now
	err := db.Changed(tx.Exec("update role set version = ?, updated_at = ?, name_zh = ?, name_en = ?, classes = ? where id = ? and version = ?",
		r.Version, r.UpdatedAt, r.NameZH, r.NameEN, joinClasses(r.Classes), r.ID, r.Version-1))
	if err != nil {
		return err
	}
	return replaceGrants(tx, r)
}

func replaceGrants(tx *db.Tx, r *Role) error {
	if _, err := tx.Exec("delete from role_grant where role_id = ?", r.ID); err != nil {
		return err
	}
	for _, p := range r.widened(nil) {
		if _, err := tx.Exec("insert into role_grant (role_id, permission, reach) values (?, ?, ?)", r.ID, string(p), r.Grants[p].String()); err != nil {
			return err
		}
	}
	return nil
}

func knownPermissions(tx *db.Tx) (map[authz.Permission]bool, error) {
	known := map[authz.Permission]bool{}
	err := tx.Each("select permission from known_permission", nil, func(r db.Row) error {
		var p authz.Permission
		err := r.Scan(&p)
		known[p] = true
		return err
	})
	return known, err
}

func addKnownPermission(tx *db.Tx, p authz.Permission) error {
	_, err := tx.Exec("insert into known_permission (permission) values (?) on conflict do nothing", string(p))
	return err
}

const (
	assignmentColumns = "a.id, a.version, a.created_at, a.updated_at, a.person_id, a.role_id, a.department_id, a.until, a.ended_at, d.entity_id, d.name, e.zone, who.username, who.name, r.code, r.name_zh, r.name_en, r.kind"
	assignmentJoins   = "join department d on d.id = a.department_id join legal_entity e on e.id = d.entity_id join person who on who.id = a.person_id join role r on r.id = a.role_id"
)

func scanAssignment(r db.Row) (*Assignment, error) {
	var a Assignment
	return &a, r.Scan(&a.ID, &a.Version, db.At(&a.CreatedAt), db.At(&a.UpdatedAt), &a.PersonID, &a.RoleID, &a.DepartmentID, &a.Until, db.At(&a.EndedAt),
		&a.EntityID, &a.Department, &a.Zone, &a.Username, &a.Person, &a.Role, &a.RoleZH, &a.RoleEN, &a.Kind)
}

// assignments is the list of GET /assignments.
var assignments = db.List{
	Permission: PermRoleRead,
	From:       "assignment a", Key: "a.id",
	Scope: authz.Columns{Department: "a.department_id"},
	Fields: map[string]db.Field{
		"person_id":     {Column: "a.person_id", Type: db.IDs},
		"role_id":       {Column: "a.role_id", Type: db.IDs},
		"department_id": {Column: "a.department_id", Type: db.IDs},
		"ended":         {Column: "(a.ended_at is not null)", Type: db.Flag},
		"created_at":    {Column: "a.created_at", Type: db.Moment, Sort: true},
	},
	Order: "-created_at", Columns: assignmentColumns, Joins: assignmentJoins,
}

func getAssignment(tx *db.Tx, id ref.ID) (*Assignment, error) {
	return db.Find(tx, ErrAssignmentNotFound, "select "+assignmentColumns+" from assignment a "+assignmentJoins+" where a.id = ?", []any{id}, scanAssignment)
}

// held returns the assignments that give a person rights now.
func held(tx *db.Tx, person ref.ID) ([]*Assignment, error) {
	return holding(tx, "a.person_id = ?", person)
}

// holdersOf returns the assignments of active people that give a role of this
// kind now.
func holdersOf(tx *db.Tx, kind RoleKind) ([]*Assignment, error) {
	return holding(tx, "r.kind = ? and who.active", string(kind))
}

func holding(tx *db.Tx, where string, arg any) ([]*Assignment, error) {
	all, err := db.All(tx, "select "+assignmentColumns+" from assignment a "+assignmentJoins+" where a.ended_at is null and "+where+" order by a.id", []any{arg}, scanAssignment)
	return slices.DeleteFunc(all, func(a *Assignment) bool { return !a.Holds(tx.Now) }), err
}

func insertAssignment(tx *db.Tx, a *Assignment) error {
	return insertAssignments(tx, []*Assignment{a})
}

func insertAssignments(tx *db.Tx, all []*Assignment) error {
	rows := make([][]any, len(all))
	for i, a := range all {
		rows[i] = []any{a.ID, a.Version, a.CreatedAt, a.UpdatedAt, a.PersonID, a.RoleID, a.DepartmentID, a.Until, a.EndedAt}
	}
	return tx.InsertAll("assignment", "id, version, created_at, updated_at, person_id, role_id, department_id, until, ended_at", rows)
}

func updateAssignment(tx *db.Tx, a *Assignment) error {
	a.Version, a.UpdatedAt = a.Version+1, tx.Now
	return db.Changed(tx.Exec("update assignment set version = ?, updated_at = ?, until = ?, ended_at = ? where id = ? and version = ?",
		a.Version, a.UpdatedAt, a.Until, a.EndedAt, a.ID, a.Version-1))
}

// grantRow is one grant of one role.
type grantRow struct {
	role    ref.ID
	grant   authz.Permission
	reach   authz.Reach
	classes string
}

// grantsOf returns what the roles of a person's open assignments grant; a role
// without grants has one row with an empty permission.
func grantsOf(tx *db.Tx, person ref.ID) ([]grantRow, error) {
	return db.All(tx, `select r.id, coalesce(g.permission, ''), coalesce(g.reach, 'none'), r.classes from role r left join role_grant g on g.role_id = r.id
		where r.id in (select a.role_id from assignment a where a.person_id = ? and a.ended_at is null)`, []any{person}, func(r db.Row) (g grantRow, err error) {
		var reach string
		if err := r.Scan(&g.role, &g.grant, &reach, &g.classes); err != nil {
			return g, err
		}
		return g, g.reach.UnmarshalText([]byte(reach))
	})
}

// nearestHolder finds who holds a role at the department or the nearest one
// above it.
func nearestHolder(tx *db.Tx, role string, department ref.ID) (id ref.ID, err error) {
	err = tx.One(`with recursive up (id, parent_id, far) as (select id, parent_id, 0 from department where id = ?
		union all select d.id, d.parent_id, u.far + 1 from department d join up u on d.id = u.parent_id)
		select a.person_id from up u join assignment a on a.department_id = u.id join role r on r.id = a.role_id join person x on x.id = a.person_id
		where r.code = ? and x.active and a.ended_at is null order by u.far, a.person_id limit 1`, []any{department, role}, &id)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, nil
	}
	return id, err
}
