package customfield

import (
	"encoding/hex"
	"encoding/json"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const columns = "id, version, created_at, updated_at, kind, key, label_zh, label_en, type, choices, required, class, position, active, indexed"

func scan(r db.Row) (f Field, err error) {
	var choices []byte
	if err := r.Scan(&f.ID, &f.Version, db.At(&f.CreatedAt), db.At(&f.UpdatedAt), &f.Kind, &f.Key, &f.LabelZH, &f.LabelEN, &f.Type, &choices, &f.Required, &f.Class, &f.Position, &f.Active, &f.Indexed); err != nil {
		return f, err
	}
	return f, json.Unmarshal(choices, &f.Choices)
}

func get(tx *db.Tx, id ref.ID) (Field, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from custom_field where id = ?", []any{id}, scan)
}

// fieldsOf returns the definitions of a kind in the order of forms, inactive
// ones too.
func fieldsOf(tx *db.Tx, kind ref.Kind) ([]Field, error) {
	return db.All(tx, "select "+columns+" from custom_field where kind = ? order by position, key", []any{string(kind)}, scan)
}

func insert(tx *db.Tx, f *Field) error {
	choices, err := json.Marshal(append([]Option{}, f.Choices...))
	if err != nil {
		return err
	}
	f.Version, f.CreatedAt, f.UpdatedAt = 1, tx.Now, tx.Now
	_, err = tx.Exec("insert into custom_field ("+columns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		f.ID, f.Version, f.CreatedAt, f.UpdatedAt, string(f.Kind), f.Key, f.LabelZH, f.LabelEN, string(f.Type), string(choices), f.Required, string(f.Class), f.Position, f.Active, f.Indexed)
	return err
}

func update(tx *db.Tx, f *Field) error {
	choices, err := json.Marshal(append([]Option{}, f.Choices...))
	if err != nil {
		return err
	}
	f.UpdatedAt = tx.Now
	err = db.Changed(tx.Exec("update custom_field set version = version + 1, updated_at = ?, label_zh = ?, label_en = ?, choices = ?, required = ?, class = ?, position = ?, active = ?, indexed = ? where id = ? and version = ?",
		f.UpdatedAt, f.LabelZH, f.LabelEN, string(choices), f.Required, string(f.Class), f.Position, f.Active, f.Indexed, f.ID, f.Version))
	f.Version++
	return err
}

// indexName is made of the definition's id: keys of different kinds may be the
// same, and a name is bounded.
func indexName(f *Field) string { return "custom_" + hex.EncodeToString(f.ID[:]) }

// buildIndex and dropIndex change the schema inside the transaction that
// changes the definition. Building holds up writers of the table for as long as
// the engine needs to read it once.
func buildIndex(tx *db.Tx, f *Field, table string) error {
	_, err := tx.Exec("create index " + indexName(f) + " on " + table + " (" + f.expression("custom", tx.Postgres()) + ")")
	order := f.order("custom", tx.Postgres())
	if err != nil || order == "" {
		return err
	}
	_, err = tx.Exec("create index " + indexName(f) + "_order on " + table + " (" + order + ", id)")
	return err
}

func dropIndex(tx *db.Tx, f *Field) error {
	_, err := tx.Exec("drop index " + indexName(f))
	if err != nil {
		return err
	}
	_, err = tx.Exec("drop index if exists " + indexName(f) + "_order")
	return err
}

// inUse reports whether a record of the kind has a value for the field.
func inUse(tx *db.Tx, f *Field, table string) (used bool, err error) {
	return used, tx.One("select exists (select 1 from "+table+" r where "+f.expression("r.custom", tx.Postgres())+" is not null)", nil, &used)
}

// remove deletes a definition.
func remove(tx *db.Tx, f *Field) error {
	if _, err := tx.Exec("delete from custom_field where id = ?", f.ID); err != nil {
		return err
	}
	return tx.Forget(f.Subject().Ref)
}
