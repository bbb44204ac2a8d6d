package document

import (
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const (
	columns = `d.id, d.version, d.created_at, d.updated_at, d.ref_kind, d.ref_id, d.entity_id, d.department_id, d.owner_id, d.kind, d.voided_at, d.voided_by, d.void_reason,
		f.number, f.name, f.sha256, f.size, f.media_type, f.uploaded_by, f.uploaded_at, coalesce(u.name, '')`
	joins = "join document_file f on f.document_id = d.id and f.number = d.number left join person u on u.id = f.uploaded_by"
)

func scan(r db.Row) (Document, error) {
	var d Document
	f := &d.File
	return d, r.Scan(&d.ID, &d.Version, db.At(&d.CreatedAt), db.At(&d.UpdatedAt), &d.Ref.Kind, &d.Ref.ID, &d.Entity, &d.Department, &d.Owner, &d.Kind, db.At(&d.VoidedAt), &d.VoidedBy, &d.VoidReason,
		&f.Number, &f.Name, &f.SHA256, &f.Size, &f.Type, &f.UploadedBy, db.At(&f.UploadedAt), &f.Uploader)
}

// list is the documents of one record; the service has asked for the record.
var list = db.List{
	Permission: PermRead,
	From:       "document d",
	Key:        "d.id",
	Scope:      authz.Columns{Owner: "d.owner_id", Department: "d.department_id", Members: []string{"d.ref_id"}},
	Order:      "-created_at",
	Fields: map[string]db.Field{
		"ref_kind":   {Column: "d.ref_kind", Type: db.Text},
		"ref_id":     {Column: "d.ref_id", Type: db.IDs},
		"kind":       {Column: "d.kind", Type: db.Choice, Choices: Kinds, Sort: true},
		"created_at": {Column: "d.created_at", Type: db.Moment, Sort: true},
		"updated_at": {Column: "d.updated_at", Type: db.Moment, Sort: true},
		"voided":     {Column: "(d.voided_at is not null)", Type: db.Flag},
		"name":       {Column: "n.name", Type: db.Text, Within: "d.id in (select n.document_id from document_file n where n.document_id = d.id and n.number = d.number and %s)"},
	},
	Columns: columns,
	Joins:   joins,
}

func get(tx *db.Tx, id ref.ID) (Document, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from document d "+joins+" where d.id = ?", []any{id}, scan)
}

// of returns the documents of a kind on a record that are in use, newest first.
func of(tx *db.Tx, r ref.Ref, kind string) ([]Document, error) {
	return db.All(tx, "select "+columns+" from document d "+joins+" where d.ref_id = ? and d.ref_kind = ? and d.kind = ? and d.voided_at is null order by d.created_at desc, d.id desc",
		[]any{r.ID, string(r.Kind), kind}, scan)
}

// files returns every version of a document, newest first.
func files(tx *db.Tx, id ref.ID) ([]File, error) {
	return db.All(tx, `select f.number, f.name, f.sha256, f.size, f.media_type, f.uploaded_by, f.uploaded_at, coalesce(u.name, '')
		from document_file f left join person u on u.id = f.uploaded_by where f.document_id = ? order by f.number desc`, []any{id}, func(r db.Row) (f File, err error) {
		return f, r.Scan(&f.Number, &f.Name, &f.SHA256, &f.Size, &f.Type, &f.UploadedBy, db.At(&f.UploadedAt), &f.Uploader)
	})
}

func insert(tx *db.Tx, d *Document) error {
	d.Version, d.CreatedAt, d.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into document (id, version, created_at, updated_at, ref_kind, ref_id, entity_id, department_id, owner_id, kind, number, void_reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
		d.ID, d.Version, d.CreatedAt, d.UpdatedAt, string(d.Ref.Kind), d.Ref.ID, d.Entity, d.Department, d.Owner, d.Kind, d.Number)
	if err != nil {
		return err
	}
	return insertFile(tx, d)
}

func insertFile(tx *db.Tx, d *Document) error {
	_, err := tx.Exec("insert into document_file (document_id, number, name, sha256, size, media_type, uploaded_by, uploaded_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
		d.ID, d.Number, d.Name, d.SHA256, d.Size, d.Type, d.UploadedBy, d.UploadedAt)
	return err
}

func update(tx *db.Tx, d *Document) error {
	d.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec("update document set version = version + 1, updated_at = ?, number = ?, voided_at = ?, voided_by = ?, void_reason = ? where id = ? and version = ?",
		d.UpdatedAt, d.Number, d.VoidedAt, d.VoidedBy, d.VoidReason, d.ID, d.Version))
	d.Version++
	return err
}

func rescope(tx *db.Tx, record ref.ID, s authz.Scope) error {
	_, err := tx.Exec("update document set entity_id = ?, department_id = ?, owner_id = ? where ref_id = ?", s.Entity, s.Department, s.Owner, record)
	return err
}

// used returns how many bytes a person has uploaded.
func used(tx *db.Tx, person ref.ID) (n int64, err error) {
	return n, tx.One("select coalesce(sum(used), 0) from document_usage where person_id = ?", []any{person}, &n)
}

// charge adds to what a person has uploaded, or answers [ErrQuota]. The first
// upload is within the quota already, see [Service.room].
func charge(tx *db.Tx, person ref.ID, size, quota int64) error {
	n, err := tx.Exec(`insert into document_usage (person_id, used) values (?, ?) on conflict (person_id) do update set used = document_usage.used + excluded.used
		where document_usage.used + excluded.used <= ?`, person, size, quota)
	if err == nil && n == 0 {
		return ErrQuota
	}
	return err
}

// named returns which of the hashes belong to a version of a document.
func named(tx *db.Tx, sums []string) (map[string]bool, error) {
	args := make([]any, len(sums))
	for i, s := range sums {
		args[i] = s
	}
	found := map[string]bool{}
	err := tx.Each("select sha256 from document_file where sha256 in ("+strings.TrimSuffix(strings.Repeat("?,", len(sums)), ",")+")", args, func(r db.Row) error {
		var s string
		err := r.Scan(&s)
		found[s] = true
		return err
	})
	return found, err
}
