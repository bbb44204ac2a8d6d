package importer

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// tables of the records that an import makes, with the column of their label.
// What has a version and was changed since stands in the way of taking it back.
var tables = map[ref.Kind]struct{ table, label string }{
	"customer":    {"customer", "name"},
	"contact":     {"contact", "name"},
	"opportunity": {"opportunity", "number"},
	"contract":    {"contract", "number"},
	"project":     {"project", "number"},
	"milestone":   {"milestone", "name"},
}

// parts are rows that go with the record that they name, and notes of the
// platform that do not keep it.
var parts = []string{
	"engagement", "customer_tag", "opportunity_stage", "project_revision", "milestone_revision",
	"audit_record", "record_version", "idempotency_key", "find_entry", "import_record", "import_row",
}

// obstacles lists records of an import, by their place in its order, that were
// changed since or on which something hangs that the import did not make. Holders
// are the columns that may name them.
func obstacles(tx *db.Tx, holders []reference, batch ref.ID, from, to int64, limit int) ([]Obstacle, error) {
	var out []Obstacle
	collect := func(by string) func(db.Row) error {
		return func(r db.Row) error {
			o := Obstacle{By: by}
			err := r.Scan(&o.Row, &o.Kind, &o.ID, &o.Label)
			out = append(out, o)
			return err
		}
	}
	for kind, t := range tables {
		if err := tx.Each("select m.row, m.kind, m.ref_id, t."+t.label+" from import_record m join "+t.table+" t on t.id = m.ref_id where m.batch_id = ? and m.kind = ? and m.seq >= ? and m.seq < ? and t.version <> 1 order by m.seq limit ?",
			[]any{batch, string(kind), from, to, limit - len(out)}, collect("")); err != nil || len(out) >= limit {
			return out, err
		}
	}
	for _, h := range holders {
		if err := tx.Each(h.query(), []any{batch, from, to, batch, limit - len(out)}, collect(h.table)); err != nil || len(out) >= limit {
			return out, err
		}
	}
	return out, nil
}

// reference is a column of a table that names records of a kind; "" of any.
type reference struct {
	table, column string
	kind          ref.Kind
	keyed         bool // the table has an id of its own
}

// query finds records of an import that a row names which the import did not
// make.
func (h reference) query() string {
	t := tables[h.kind]
	label, join, kind := "''", "", ""
	if h.kind != "" {
		label, join, kind = "t."+t.label, " join "+t.table+" t on t.id = m.ref_id", " and m.kind = '"+string(h.kind)+"'"
	}
	own := "h." + h.column
	if h.keyed {
		own = "h.id"
	}
	return "select m.row, m.kind, m.ref_id, " + label + " from import_record m" + join + " join " + h.table + " h on h." + h.column + " = m.ref_id where m.batch_id = ?" + kind +
		" and m.seq >= ? and m.seq < ? and not exists (select 1 from import_record o where o.batch_id = ? and o.ref_id = " + own + " and " + own + " <> m.ref_id) limit ?"
}

// references asks the database itself who may name a record: columns called
// customer_id and the like, and ref_id of what hangs on records of any kind. A
// table of a module to come is found like all others.
func references(tx *db.Tx) ([]reference, error) {
	type column struct{ table, name string }
	all, err := db.All(tx, tx.Pick(
		"select m.name, c.name from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and c.type = 'BLOB' order by m.name, c.name",
		"select table_name, column_name from information_schema.columns where table_schema = current_schema() and data_type = 'uuid' order by table_name, column_name"), nil,
		func(r db.Row) (c column, err error) { return c, r.Scan(&c.table, &c.name) })
	if err != nil {
		return nil, err
	}
	var out []reference
	for _, c := range all {
		kind := ref.Kind(strings.TrimSuffix(c.name, "_id"))
		if _, known := tables[kind]; !known && c.name != "ref_id" || slices.Contains(parts, c.table) {
			continue
		}
		if c.name == "ref_id" {
			kind = ""
		}
		out = append(out, reference{c.table, c.name, kind, slices.Contains(all, column{c.table, "id"})})
	}
	return out, nil
}

func keepField(tx *db.Tx, batch, field ref.ID) error {
	_, err := tx.Exec("insert into import_field (batch_id, field_id) values (?, ?)", batch, field)
	return err
}

// definedBy are the fields of users that an import defined.
func definedBy(tx *db.Tx, batch ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select field_id from import_field where batch_id = ?", []any{batch}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

func forgetFields(tx *db.Tx, batch ref.ID) error {
	_, err := tx.Exec("delete from import_field where batch_id = ?", batch)
	return err
}
