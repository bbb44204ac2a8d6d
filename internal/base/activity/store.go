package activity

import (
	"encoding/json"
	"errors"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const (
	columns = `a.id, a.version, a.created_at, a.updated_at, a.ref_kind, a.ref_id, a.ref_label, a.entity_id, a.department_id, a.owner_id, a.customer_id,
	a.kind, a.first_visit, a.at, a.ended_at, a.body, a.result, a.next_step, a.next_at, a.place, a.contact_ids, a.mentions, a.attachments,
	a.code, a.params, a.key, a.created_by, a.voided_at, a.void_reason, coalesce(w.name, '')`
	author = " left join person w on w.id = a.created_by"
)

func scan(r db.Row) (a Activity, err error) {
	var contacts, mentions, attachments, params string
	var key *string
	err = r.Scan(&a.ID, &a.Version, db.At(&a.CreatedAt), db.At(&a.UpdatedAt), &a.Ref.Kind, &a.Ref.ID, &a.Label, &a.EntityID, &a.DepartmentID, &a.OwnerID, &a.CustomerID,
		&a.Kind, &a.FirstVisit, db.At(&a.At), db.At(&a.EndedAt), &a.Text, &a.Result, &a.NextStep, db.At(&a.NextAt), &a.Place, &contacts, &mentions, &attachments,
		&a.Code, &params, &key, &a.CreatedBy, db.At(&a.VoidedAt), &a.VoidReason, &a.Author)
	if err != nil {
		return a, err
	}
	if key != nil {
		a.Key = *key
	}
	return a, errors.Join(json.Unmarshal([]byte(contacts), &a.Contacts), json.Unmarshal([]byte(mentions), &a.Mentions),
		json.Unmarshal([]byte(attachments), &a.Attachments), json.Unmarshal([]byte(params), &a.Params))
}

func load(tx *db.Tx, id ref.ID) (Activity, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from activity a"+author+" where a.id = ?", []any{id}, scan)
}

// get loads an activity that the actor may read.
func get(tx *db.Tx, id ref.ID) (Activity, error) {
	a, err := load(tx, id)
	if err != nil {
		return a, err
	}
	return a, tx.Visible(PermRead, a.Scope(), ErrNotFound, a.Ref.ID)
}

const inserted = `id, version, created_at, updated_at, ref_kind, ref_id, ref_label, entity_id, department_id, owner_id, customer_id,
	kind, first_visit, at, ended_at, body, result, next_step, next_at, place, contact_ids, mentions, attachments, code, params, key, created_by, voided_at, void_reason`

// insert adds activities that are new.
func insert(tx *db.Tx, all ...*Activity) error {
	rows, found := make([][]any, len(all)), make([]find.Named, 0, len(all))
	for i, a := range all {
		a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now, tx.Now
		params, err := json.Marshal(a.Params)
		if err != nil {
			return err
		}
		rows[i] = []any{a.ID, a.Version, a.CreatedAt, a.UpdatedAt, string(a.Ref.Kind), a.Ref.ID, a.Label, a.EntityID, a.DepartmentID, a.OwnerID, a.CustomerID,
			a.Kind, a.FirstVisit, a.At, a.EndedAt, a.Text, a.Result, a.NextStep, a.NextAt, a.Place, list(a.Contacts), list(a.Mentions), list(a.Attachments),
			a.Code, string(params), orNull(a.Key), a.CreatedBy, a.VoidedAt, a.VoidReason}
		if a.Kind != System {
			found = append(found, find.Named{Ref: ref.To(Kind, a.ID), Names: namesOf(a)})
		}
	}
	if err := tx.InsertAll("activity", inserted, rows); err != nil {
		return err
	}
	return find.IndexAll(tx, found)
}

func update(tx *db.Tx, a *Activity) error {
	a.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update activity set version = version + 1, updated_at = ?, body = ?, result = ?, next_step = ?, next_at = ?, place = ?, contact_ids = ?, voided_at = ?, void_reason = ?
		where id = ? and version = ?`, a.UpdatedAt, a.Text, a.Result, a.NextStep, a.NextAt, a.Place, list(a.Contacts), a.VoidedAt, a.VoidReason, a.ID, a.Version))
	if err != nil {
		return err
	}
	a.Version++
	return index(tx, a)
}

// searched bounds how much of a text finds it: people search for what an
// activity was about, which they write first.
const searched = 200

func index(tx *db.Tx, a *Activity) error {
	if a.Kind == System {
		return nil
	}
	return find.Index(tx, ref.To(Kind, a.ID), namesOf(a)...)
}

// namesOf are what people type to find an activity.
func namesOf(a *Activity) []string { return []string{clip(a.Text), clip(a.Result), a.Label} }

func clip(s string) string {
	if r := []rune(s); len(r) > searched {
		return string(r[:searched])
	}
	return s
}

// list encodes ids for a JSON column.
func list(ids []ref.ID) string {
	if len(ids) == 0 {
		return "[]"
	}
	b := []byte{'['}
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(id.AppendText(append(b, '"')), '"')
	}
	return string(append(b, ']'))
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// firstVisits counts the first visits of a record that were not voided.
func firstVisits(tx *db.Tx, record ref.ID) (n int, err error) {
	return n, tx.One("select count(*) from activity where ref_id = ? and first_visit and voided_at is null", []any{record}, &n)
}

// keyed counts the system entries with a key.
func keyed(tx *db.Tx, key string) (n int, err error) {
	return n, tx.One("select count(*) from activity where key = ?", []any{key}, &n)
}

// last returns when people last did something with a record, or zero.
func last(tx *db.Tx, record ref.ID) (at time.Time, err error) {
	err = tx.One("select max(at) from activity where ref_id = ? and kind <> 'system' and voided_at is null", []any{record}, db.At(&at))
	return at, err
}

// rescope moves the activities of a record to where the record belongs now.
func rescope(tx *db.Tx, record ref.ID, s authz.Scope) error {
	_, err := tx.Exec("update activity set entity_id = ?, department_id = ?, owner_id = ? where ref_id = ?", s.Entity, s.Department, s.Owner, record)
	return err
}

var entries = db.List{
	Permission: PermRead,
	From:       "activity a",
	Key:        "a.id",
	Scope:      authz.Columns{Owner: "a.owner_id", Department: "a.department_id", Members: []string{"a.ref_id"}},
	Always:     "a.voided_at is null",
	Order:      "-at",
	Walks:      []string{"at"},
	Fields: map[string]db.Field{
		"kind":        {Column: "a.kind", Type: db.Choice, Choices: Kinds},
		"ref_kind":    {Column: "a.ref_kind", Type: db.Text},
		"ref_id":      {Column: "a.ref_id", Type: db.IDs},
		"customer_id": {Column: "a.customer_id", Type: db.IDs},
		"created_by":  {Column: "a.created_by", Type: db.IDs},
		"owner_id":    {Column: "a.owner_id", Type: db.IDs},
		"entity_id":   {Column: "a.entity_id", Type: db.IDs},
		"first_visit": {Column: "a.first_visit", Type: db.Flag},
		"at":          {Column: "a.at", Type: db.Moment, Sort: true},
		"next_at":     {Column: "a.next_at", Type: db.Moment},
	},
	Columns: columns,
	Joins:   author,
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "a.id", q) },
}
