package insight

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// names returns what the companies and departments of the group are called.
func names(tx *db.Tx) (n Names, err error) {
	n = Names{map[ref.ID]string{}, map[ref.ID]string{}}
	for into, query := range map[*map[ref.ID]string]string{&n.Entities: "select id, short_name from legal_entity", &n.Departments: "select id, name from department"} {
		err = errors.Join(err, tx.Each(query, nil, func(r db.Row) error {
			var id ref.ID
			var name string
			err := r.Scan(&id, &name)
			(*into)[id] = name
			return err
		}))
	}
	return n, err
}

// tell notes that the owner of a project is told on a day, and reports whether he
// was not yet.
func tell(tx *db.Tx, project ref.ID, code string, on workday.Date) (fresh bool, err error) {
	n, err := tx.Exec("insert into insight_alert (project_id, code, told_on) values (?, ?, ?) on conflict (project_id, code) do update set told_on = excluded.told_on where insight_alert.told_on <> excluded.told_on", project, code, on)
	return n > 0, err
}
