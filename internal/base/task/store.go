package task

import (
	"encoding/json"
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const (
	columns = `t.id, t.version, t.created_at, t.updated_at, t.ref_kind, t.ref_id, t.ref_label, t.entity_id, t.department_id, t.owner_id,
	coalesce(t.key, ''), t.kind, t.title, t.code, t.params, t.note, t.priority, t.assignee_id, t.started_at, t.due_at, t.reminders, t.escalate_to, t.fixed,
	t.state, t.result, t.closed_at, t.closed_by, t.created_by, a.name, coalesce(c.name, ''),
	exists (select 1 from task_signal s where s.task_id = t.id and s.what = 'breach' and s.sent_at is not null)`
	names = " join person a on a.id = t.assignee_id left join person c on c.id = t.created_by"
)

func scan(r db.Row) (t Task, err error) {
	var params, reminders string
	err = r.Scan(&t.ID, &t.Version, db.At(&t.CreatedAt), db.At(&t.UpdatedAt), &t.Ref.Kind, &t.Ref.ID, &t.Label, &t.EntityID, &t.DepartmentID, &t.OwnerID,
		&t.Key, &t.Kind, &t.Title, &t.Code, &params, &t.Note, &t.Priority, &t.AssigneeID, db.At(&t.StartedAt), db.At(&t.DueAt), &reminders, &t.EscalateTo, &t.Fixed,
		&t.State, &t.Result, db.At(&t.ClosedAt), &t.ClosedBy, &t.CreatedBy, &t.Assignee, &t.Creator, &t.Breached)
	if err != nil {
		return t, err
	}
	return t, errors.Join(json.Unmarshal([]byte(params), &t.Params), json.Unmarshal([]byte(reminders), &t.Reminders))
}

func load(tx *db.Tx, id ref.ID) (Task, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from task t"+names+" where t.id = ?", []any{id}, scan)
}

func byKey(tx *db.Tx, key string) (Task, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from task t"+names+" where t.key = ?", []any{key}, scan)
}

// openKeys lists the keys of the open tasks that modules made for a record.
func openKeys(tx *db.Tx, record ref.ID) ([]string, error) {
	return db.All(tx, "select t.key from task t where t.ref_id = ? and t.state = 'open' and t.key <> '' order by t.id", []any{record},
		func(r db.Row) (key string, err error) { return key, r.Scan(&key) })
}

// get loads a task that concerns the actor, or whose record he may read.
func get(tx *db.Tx, id ref.ID) (Task, error) {
	t, err := load(tx, id)
	if err != nil {
		return t, err
	}
	if t.involved(tx.Actor.ID) && tx.Actor.Has(PermRead) {
		return t, nil
	}
	return t, tx.Visible(PermRead, t.Scope(), ErrNotFound, t.Ref.ID)
}

const inserted = `id, version, created_at, updated_at, ref_kind, ref_id, ref_label, entity_id, department_id, owner_id, key, kind, title, code, params, note, priority,
	assignee_id, started_at, due_at, reminders, escalate_to, fixed, state, result, closed_at, closed_by, created_by`

// insert adds tasks that are new.
func insert(tx *db.Tx, all ...*Task) error {
	rows := make([][]any, len(all))
	for i, t := range all {
		t.Version, t.CreatedAt, t.UpdatedAt = 1, tx.Now, tx.Now
		params, err := json.Marshal(t.Params)
		if err != nil {
			return err
		}
		reminders, err := json.Marshal(t.Reminders)
		if err != nil {
			return err
		}
		rows[i] = []any{t.ID, t.Version, t.CreatedAt, t.UpdatedAt, string(t.Ref.Kind), t.Ref.ID, t.Label, t.EntityID, t.DepartmentID, t.OwnerID, orNull(t.Key), t.Kind, t.Title, t.Code, string(params), t.Note, t.Priority,
			t.AssigneeID, t.StartedAt, t.DueAt, string(reminders), t.EscalateTo, t.Fixed, string(t.State), t.Result, t.ClosedAt, t.ClosedBy, t.CreatedBy}
	}
	return tx.InsertAll("task", inserted, rows)
}

func update(tx *db.Tx, t *Task) error {
	t.UpdatedAt = tx.Now
	reminders, err := json.Marshal(t.Reminders)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec(`update task set version = version + 1, updated_at = ?, kind = ?, title = ?, note = ?, priority = ?, assignee_id = ?, due_at = ?, reminders = ?,
		state = ?, result = ?, closed_at = ?, closed_by = ? where id = ? and version = ?`,
		t.UpdatedAt, t.Kind, t.Title, t.Note, t.Priority, t.AssigneeID, t.DueAt, string(reminders), string(t.State), t.Result, t.ClosedAt, t.ClosedBy, t.ID, t.Version))
	t.Version++
	return err
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// rescope moves the tasks of a record to where the record belongs now.
func rescope(tx *db.Tx, record ref.ID, s authz.Scope) error {
	_, err := tx.Exec("update task set entity_id = ?, department_id = ?, owner_id = ? where ref_id = ?", s.Entity, s.Department, s.Owner, record)
	return err
}

// askedOf lists the open tasks on a record that modules gave to a person.
func askedOf(tx *db.Tx, record, person ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select id from task where ref_id = ? and state = 'open' and created_by is null and assignee_id = ? order by due_at, id", []any{record, person}, func(r db.Row) (id ref.ID, err error) {
		return id, r.Scan(&id)
	})
}

// plan replaces the signals of a task that were not sent yet.
func plan(tx *db.Tx, task ref.ID, signals []signal) error {
	if _, err := tx.Exec("delete from task_signal where task_id = ? and sent_at is null", task); err != nil {
		return err
	}
	for _, s := range signals {
		if _, err := tx.Exec("insert into task_signal (task_id, what, at, sent_at) values (?, ?, ?, null) on conflict do nothing", task, s.what, s.at); err != nil {
			return err
		}
	}
	return nil
}

// waiting is a signal of some task.
type waiting struct {
	task ref.ID
	signal
}

// due returns signals whose time has come, the oldest first.
func due(tx *db.Tx, limit int) ([]waiting, error) {
	return db.All(tx, "select task_id, what, at from task_signal where sent_at is null and at <= ? order by at, task_id limit ?", []any{tx.Now, limit}, func(r db.Row) (w waiting, err error) {
		return w, r.Scan(&w.task, &w.what, db.At(&w.at))
	})
}

// claim marks a signal as sent; false means that somebody else was faster, or
// that the task was closed or moved meanwhile.
func claim(tx *db.Tx, w waiting) (bool, error) {
	n, err := tx.Exec("update task_signal set sent_at = ? where task_id = ? and what = ? and at = ? and sent_at is null", tx.Now, w.task, w.what, w.at)
	return n == 1, err
}

// tasks returns the list of tasks in which the person in column sees his own.
func tasks(column string, more map[string]db.Field) db.List {
	l := db.List{
		Permission: PermRead,
		From:       "task t",
		Key:        "t.id",
		Scope:      authz.Columns{Owner: column, Department: "t.department_id", Members: []string{"t.ref_id"}},
		Order:      "due_at",
		Walks:      []string{"due_at", "created_at", "updated_at"},
		Fields: map[string]db.Field{
			"state":      {Column: "t.state", Type: db.Choice, Choices: States},
			"kind":       {Column: "t.kind", Type: db.Choice, Choices: Kinds},
			"priority":   {Column: "t.priority", Type: db.Choice, Choices: Priorities},
			"ref_kind":   {Column: "t.ref_kind", Type: db.Text},
			"ref_id":     {Column: "t.ref_id", Type: db.IDs},
			"owner_id":   {Column: "t.owner_id", Type: db.IDs},
			"entity_id":  {Column: "t.entity_id", Type: db.IDs},
			"title":      {Column: "t.title", Type: db.Text},
			"due_at":     {Column: "t.due_at", Type: db.Moment, Sort: true},
			"created_at": {Column: "t.created_at", Type: db.Moment, Sort: true},
			"updated_at": {Column: "t.updated_at", Type: db.Moment, Sort: true},
			"closed_at":  {Column: "t.closed_at", Type: db.Moment},
		},
		Columns: columns,
		Joins:   names,
	}
	for name, f := range more {
		l.Fields[name] = f
	}
	return l
}

// The lists differ in who sees a row as his own: the owner of the record, who
// is to do the task, or who gave it.
var (
	ofRecords  = tasks("t.owner_id", nil)
	ofAssignee = tasks("t.assignee_id", map[string]db.Field{"assignee_id": {Column: "t.assignee_id", Type: db.IDs}, "created_by": {Column: "t.created_by", Type: db.IDs}})
	ofCreator  = tasks("t.created_by", map[string]db.Field{"created_by": {Column: "t.created_by", Type: db.IDs}})
)

func next(tx *db.Tx, record ref.ID) (n Next, err error) {
	err = tx.One("select t.id, t.title, t.due_at, t.assignee_id, p.name from task t join person p on p.id = t.assignee_id where t.ref_id = ? and t.state = 'open' order by t.due_at, t.id limit 1",
		[]any{record}, &n.ID, &n.Title, db.At(&n.DueAt), &n.Assignee, &n.Name)
	if errors.Is(err, db.ErrNoRows) {
		return Next{}, nil
	}
	return n, err
}
