package team

import (
	"cmp"
	"errors"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const memberColumns = `select m.user_id, p.name, p.title, d.name, m.part, m.since, m.added_by
	from team_member m join person p on p.id = m.user_id join department d on d.id = p.department_id`

func scanMember(r db.Row) (m Member, err error) {
	err = r.Scan(&m.PersonID, &m.Name, &m.Title, &m.Department, &m.Part, db.At(&m.Since), &m.AddedBy)
	return m, err
}

// members returns the team of a record, in the order of parts and joining.
func members(tx *db.Tx, record ref.ID) ([]Member, error) {
	ms, err := db.All(tx, memberColumns+" where m.ref_id = ? order by m.since, p.name_key, m.user_id", []any{record}, scanMember)
	slices.SortStableFunc(ms, func(a, b Member) int { return cmp.Compare(a.Part.rank(), b.Part.rank()) })
	return ms, err
}

// person returns somebody as the member that he would be.
func person(tx *db.Tx, id ref.ID) (m Member, err error) {
	m.PersonID = id
	err = tx.One("select p.name, p.title, d.name from person p join department d on d.id = p.department_id where p.id = ?", []any{id}, &m.Name, &m.Title, &m.Department)
	return m, err
}

// kindOf returns the kind of a record that has a team.
func kindOf(tx *db.Tx, record ref.ID) (r ref.Ref, err error) {
	r.ID = record
	err = tx.One("select kind from team_member where ref_id = ? limit 1", []any{record}, &r.Kind)
	if errors.Is(err, db.ErrNoRows) {
		return r, ErrNoRecord
	}
	return r, err
}

func insert(tx *db.Tx, r ref.Ref, m *Member) error {
	_, err := tx.Exec("insert into team_member (ref_id, kind, user_id, part, since, added_by) values (?, ?, ?, ?, ?, ?)",
		r.ID, string(r.Kind), m.PersonID, string(m.Part), m.Since, m.AddedBy)
	switch {
	case errors.Is(err, db.ErrTaken) && m.Part.single():
		return ErrTaken
	case errors.Is(err, db.ErrTaken):
		return ErrMember
	}
	return err
}

func remove(tx *db.Tx, record, person ref.ID, part Part) error {
	n, err := tx.Exec("delete from team_member where ref_id = ? and user_id = ? and part = ?", record, person, string(part))
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// played returns which of the parts somebody plays on the record.
func played(tx *db.Tx, record ref.ID) ([]Part, error) {
	return db.All(tx, "select distinct part from team_member where ref_id = ?", []any{record}, func(r db.Row) (p Part, err error) {
		return p, r.Scan(&p)
	})
}
