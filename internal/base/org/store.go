package org

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Group is the installation's one group of companies.
type Group struct {
	Name    string `track:"public"`
	Version int64  `track:"-"`
}

// Subject implements db.Record.
func (g *Group) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindGroup, groupID), Label: g.Name, Version: g.Version}
}

// groupID stands for the one row of org_group in traces.
var groupID = ref.Derived("org", "group")

// Subject implements db.Record.
func (e *Entity) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindEntity, e.ID), Label: e.ShortName, Entity: e.ID, Version: e.Version}
}

// Subject implements db.Record.
func (d *Department) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindDepartment, d.ID), Label: d.Name, Entity: d.EntityID, Version: d.Version}
}

func getGroup(tx *db.Tx) (*Group, error) {
	return db.Find(tx, db.ErrNoRows, "select name, version from org_group", nil, func(r db.Row) (*Group, error) {
		var g Group
		return &g, r.Scan(&g.Name, &g.Version)
	})
}

func updateGroup(tx *db.Tx, g *Group) error {
	g.Version++
	return db.Changed(tx.Exec("update org_group set name = ?, version = ?, updated_at = ? where version = ?", g.Name, g.Version, tx.Now, g.Version-1))
}

const entityColumns = "e.id, e.version, e.created_at, e.updated_at, e.code, e.name, e.short_name, e.uscc, e.zone, e.position, e.active"

func scanEntity(r db.Row) (*Entity, error) {
	var e Entity
	return &e, r.Scan(&e.ID, &e.Version, db.At(&e.CreatedAt), db.At(&e.UpdatedAt), &e.Code, &e.Name, &e.ShortName, &e.USCC, &e.Zone, &e.Position, &e.Active)
}

func getEntity(tx *db.Tx, id ref.ID) (*Entity, error) {
	return db.Find(tx, ErrEntityNotFound, "select "+entityColumns+" from legal_entity e where e.id = ?", []any{id}, scanEntity)
}

func zoneOf(tx *db.Tx, entity ref.ID) (string, error) {
	return db.Find(tx, ErrEntityNotFound, "select zone from legal_entity where id = ?", []any{entity}, func(r db.Row) (zone string, err error) {
		return zone, r.Scan(&zone)
	})
}

func listEntities(tx *db.Tx) ([]*Entity, error) {
	return db.All(tx, "select "+entityColumns+" from legal_entity e order by e.position, e.code", nil, scanEntity)
}

func insertEntity(tx *db.Tx, e *Entity) error {
	_, err := tx.Exec(`insert into legal_entity (id, version, created_at, updated_at, code, name, short_name, uscc, zone, position, active)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Version, e.CreatedAt, e.UpdatedAt, e.Code, e.Name, e.ShortName, e.USCC, e.Zone, e.Position, e.Active)
	return err
}

func updateEntity(tx *db.Tx, e *Entity) error {
	e.Version, e.UpdatedAt = e.Version+1, tx.Now
	return db.Changed(tx.Exec(`update legal_entity set version = ?, updated_at = ?, code = ?, name = ?, short_name = ?, uscc = ?, zone = ?, position = ?, active = ?
		where id = ? and version = ?`,
		e.Version, e.UpdatedAt, e.Code, e.Name, e.ShortName, e.USCC, e.Zone, e.Position, e.Active, e.ID, e.Version-1))
}

const departmentColumns = "d.id, d.version, d.created_at, d.updated_at, d.entity_id, d.parent_id, d.name, d.position, d.active"

func scanDepartment(r db.Row) (*Department, error) {
	var d Department
	return &d, r.Scan(&d.ID, &d.Version, db.At(&d.CreatedAt), db.At(&d.UpdatedAt), &d.EntityID, &d.ParentID, &d.Name, &d.Position, &d.Active)
}

func getDepartment(tx *db.Tx, id ref.ID) (*Department, error) {
	d, err := db.Find(tx, ErrDepartmentNotFound, "select "+departmentColumns+" from department d where d.id = ?", []any{id}, scanDepartment)
	if err != nil {
		return nil, err
	}
	return d, tx.One("select count(*) from person where department_id = ? and active", []any{id}, &d.People)
}

// listDepartments returns the trees, parents before children of the same
// position; entity zero means all.
func listDepartments(tx *db.Tx, entity ref.ID) ([]*Department, error) {
	sql, args := "", []any(nil)
	if !entity.IsZero() {
		sql, args = " where d.entity_id = ?", []any{entity}
	}
	all, err := db.All(tx, "select "+departmentColumns+" from department d"+sql+" order by d.entity_id, d.parent_id is not null, d.position, d.name, d.id", args, scanDepartment)
	if err != nil {
		return nil, err
	}
	people := map[ref.ID]int64{}
	err = tx.Each("select department_id, count(*) from person where active group by department_id", nil, func(r db.Row) error {
		var id ref.ID
		var n int64
		err := r.Scan(&id, &n)
		people[id] = n
		return err
	})
	for _, d := range all {
		d.People = people[d.ID]
	}
	return all, err
}

func insertDepartment(tx *db.Tx, d *Department) error {
	_, err := tx.Exec("insert into department (id, version, created_at, updated_at, entity_id, parent_id, name, position, active) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		d.ID, d.Version, d.CreatedAt, d.UpdatedAt, d.EntityID, d.ParentID, d.Name, d.Position, d.Active)
	return err
}

func updateDepartment(tx *db.Tx, d *Department) error {
	d.Version, d.UpdatedAt = d.Version+1, tx.Now
	return db.Changed(tx.Exec("update department set version = ?, updated_at = ?, parent_id = ?, name = ?, position = ?, active = ? where id = ? and version = ?",
		d.Version, d.UpdatedAt, d.ParentID, d.Name, d.Position, d.Active, d.ID, d.Version-1))
}

// subtree returns the ids of a department and of everything below it.
func subtree(tx *db.Tx, id ref.ID) ([]ref.ID, error) {
	return db.All(tx, `with recursive below (id) as (
		select id from department where id = ? union select d.id from department d join below b on d.parent_id = b.id)
		select id from below`, []any{id}, scanID)
}

func departmentsOf(tx *db.Tx, entity ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select id from department where entity_id = ?", []any{entity}, scanID)
}

func scanID(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) }

// departmentInUse reports whether active people or departments belong to it.
func departmentInUse(tx *db.Tx, id ref.ID) (bool, error) {
	var n int64
	err := tx.One("select (select count(*) from person where department_id = ? and active) + (select count(*) from department where parent_id = ? and active)", []any{id, id}, &n)
	return n > 0, err
}

func entityInUse(tx *db.Tx, id ref.ID) (bool, error) {
	var n int64
	err := tx.One("select count(*) from person where entity_id = ? and active", []any{id}, &n)
	return n > 0, err
}

// raiseEpoch also queues changes of rights one after the other on PostgreSQL:
// the row stays locked until the transaction ends.
func raiseEpoch(tx *db.Tx) error {
	_, err := tx.Exec("insert into authz_epoch (one, n) values (true, 1) on conflict (one) do update set n = authz_epoch.n + 1")
	return err
}

func readEpoch(tx *db.Tx) (n int64, err error) {
	return n, tx.One("select coalesce(max(n), 0) from authz_epoch", nil, &n)
}
