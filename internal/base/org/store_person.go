package org

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
	"gongqiao/internal/platform/text"
)

// Subject implements db.Record.
func (p *Person) Subject() db.Subject {
	return db.Subject{Ref: ref.To(KindPerson, p.ID), Label: p.Name, Entity: p.EntityID, Version: p.Version}
}

const (
	personColumns = "who.id, who.version, who.created_at, who.updated_at, who.username, who.name, who.email, who.mobile, who.title, who.entity_id, who.department_id, who.language, who.theme, who.active, e.short_name, d.name"
	personJoins   = "join department d on d.id = who.department_id join legal_entity e on e.id = who.entity_id"
)

func scanPerson(r db.Row) (*Person, error) {
	var p Person
	return &p, r.Scan(&p.ID, &p.Version, db.At(&p.CreatedAt), db.At(&p.UpdatedAt), &p.Username, &p.Name, &p.Email, &p.Mobile, &p.Title,
		&p.EntityID, &p.DepartmentID, &p.Language, &p.Theme, &p.Active, &p.Entity, &p.Department)
}

// people is the list of GET /people.
var people = db.List{
	Permission: PermRead,
	From:       "person who", Key: "who.id",
	Scope: authz.Columns{Department: "who.department_id"},
	Fields: map[string]db.Field{
		"name":          {Column: "who.name_key", Type: db.Text, Sort: true},
		"username":      {Column: "who.username", Type: db.Text, Sort: true},
		"entity_id":     {Column: "who.entity_id", Type: db.IDs},
		"department_id": {Column: "who.department_id", Type: db.IDs},
		"active":        {Column: "who.active", Type: db.Flag},
		"created_at":    {Column: "who.created_at", Type: db.Moment, Sort: true},
	},
	Order: "name", Columns: personColumns, Joins: personJoins,
	Search: searchPeople,
}

// searchPeople finds part of a name, of its pinyin or initials, or of a username.
func searchPeople(tx *db.Tx, typed string) (authz.Clause, error) {
	return find.Match(tx, KindPerson, "who.id", typed)
}

// index makes a person reachable by what colleagues type.
func index(tx *db.Tx, p *Person) error {
	return find.Index(tx, ref.To(KindPerson, p.ID), namesOf(p)...)
}

func namesOf(p *Person) []string {
	return []string{p.Name, p.Username, text.PersonInitials(p.Name), text.PersonPinyin(p.Name)}
}

func getPerson(tx *db.Tx, id ref.ID) (*Person, error) {
	return onePerson(tx, "who.id = ?", id)
}

func getPersonByUsername(tx *db.Tx, username string) (*Person, error) {
	return onePerson(tx, "who.username = ?", Username(username))
}

func onePerson(tx *db.Tx, where string, arg any) (*Person, error) {
	p, err := db.Find(tx, ErrPersonNotFound, "select "+personColumns+" from person who "+personJoins+" where "+where, []any{arg}, scanPerson)
	if err != nil {
		return nil, err
	}
	p.Memberships, err = db.All(tx, "select department_id, title from membership where person_id = ? order by department_id", []any{p.ID}, func(r db.Row) (m Membership, err error) {
		return m, r.Scan(&m.DepartmentID, &m.Title)
	})
	return p, err
}

func insertPerson(tx *db.Tx, p *Person) error { return insertPeople(tx, []*Person{p}) }

// insertPeople adds people with their memberships.
func insertPeople(tx *db.Tx, people []*Person) error {
	rows, names, seats := make([][]any, len(people)), make([]find.Named, len(people)), [][]any{}
	for i, p := range people {
		rows[i] = []any{p.ID, p.Version, p.CreatedAt, p.UpdatedAt, p.Username, p.Name, text.SortKey(p.Name), p.Email, p.Mobile, p.Title, p.EntityID, p.DepartmentID, p.Language, p.Theme, p.Active}
		names[i] = find.Named{Ref: ref.To(KindPerson, p.ID), Names: namesOf(p)}
		for _, m := range p.Memberships {
			seats = append(seats, []any{p.ID, m.DepartmentID, m.Title})
		}
	}
	if err := tx.InsertAll("person", "id, version, created_at, updated_at, username, name, name_key, email, mobile, title, entity_id, department_id, language, theme, active", rows); err != nil {
		return err
	}
	if err := find.IndexAll(tx, names); err != nil {
		return err
	}
	return tx.InsertAll("membership", "person_id, department_id, title", seats)
}

func updatePerson(tx *db.Tx, p *Person) error {
	p.Version, p.UpdatedAt = p.Version+1, tx.Now
	err := db.Changed(tx.Exec(`update person set version = ?, updated_at = ?, username = ?, name = ?, name_key = ?, email = ?, mobile = ?, title = ?,
		entity_id = ?, department_id = ?, language = ?, theme = ?, active = ? where id = ? and version = ?`,
		p.Version, p.UpdatedAt, p.Username, p.Name, text.SortKey(p.Name), p.Email, p.Mobile, p.Title,
		p.EntityID, p.DepartmentID, p.Language, p.Theme, p.Active, p.ID, p.Version-1))
	if err != nil {
		return err
	}
	if err := index(tx, p); err != nil {
		return err
	}
	return replaceMemberships(tx, p)
}

func replaceMemberships(tx *db.Tx, p *Person) error {
	if _, err := tx.Exec("delete from membership where person_id = ?", p.ID); err != nil {
		return err
	}
	for _, m := range p.Memberships {
		if _, err := tx.Exec("insert into membership (person_id, department_id, title) values (?, ?, ?)", p.ID, m.DepartmentID, m.Title); err != nil {
			return err
		}
	}
	return nil
}

func usernameTaken(tx *db.Tx, p *Person) (bool, error) {
	var n int64
	err := tx.One("select count(*) from person where username = ? and id is distinct from ?", []any{p.Username, p.ID}, &n)
	return n > 0, err
}

func countPeople(tx *db.Tx) (n int64, err error) {
	return n, tx.One("select count(*) from person", nil, &n)
}

// lockPeople keeps a second setup out until this one is done.
func lockPeople(tx *db.Tx) error {
	if !tx.Postgres() {
		return nil
	}
	_, err := tx.Exec("lock table person in exclusive mode")
	return err
}

// entitiesOf returns the active entities with one of these ids, or all.
func entitiesOf(tx *db.Tx, all bool, ids []ref.ID) ([]*Entity, error) {
	if all {
		return db.All(tx, "select "+entityColumns+" from legal_entity e where e.active order by e.position, e.code", nil, scanEntity)
	}
	texts, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	in := tx.Pick("(select unhex(replace(value, '-', '')) from json_each(?))", "(select value::uuid from jsonb_array_elements_text(?::jsonb))")
	return db.All(tx, "select "+entityColumns+" from legal_entity e where e.active and e.id in "+in+" order by e.position, e.code", []any{string(texts)}, scanEntity)
}
