package savedview

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

const columns = `v.id, v.version, v.created_at, v.updated_at, v.owner_id, v.entity_id, v.list, v.name, v.query, v.columns, v.shared, v.pinned, v.position, v.opens, p.name`

func scan(r db.Row) (v View, err error) {
	err = r.Scan(&v.ID, &v.Version, db.At(&v.CreatedAt), db.At(&v.UpdatedAt), &v.OwnerID, &v.EntityID, &v.List, &v.Name, &v.Query, &v.Columns, &v.Shared, &v.Pinned, &v.Position, &v.Opens, &v.OwnerName)
	return v, err
}

// get loads a view that the actor may open; any other does not exist.
func get(tx *db.Tx, id ref.ID) (View, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from saved_view v join person p on p.id = v.owner_id where v.id = ? and (v.shared or v.owner_id = ?)", []any{id, tx.Actor.ID}, scan)
}

// all lists the actor's own views and the shared ones; list "" takes every list.
func all(tx *db.Tx, list string) ([]View, error) {
	return db.All(tx, "select "+columns+` from saved_view v join person p on p.id = v.owner_id where (v.shared or v.owner_id = ?) and (? = '' or v.list = ?)
		order by v.list, v.owner_id <> ?, v.position, v.name, v.id`, []any{tx.Actor.ID, list, list, tx.Actor.ID}, scan)
}

func owned(tx *db.Tx) (n int, err error) {
	return n, tx.One("select count(*) from saved_view where owner_id = ?", []any{tx.Actor.ID}, &n)
}

func insert(tx *db.Tx, v *View) error {
	v.Version, v.CreatedAt, v.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into saved_view (id, version, created_at, updated_at, owner_id, entity_id, list, name, query, columns, shared, pinned, position, opens) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		v.ID, v.Version, v.CreatedAt, v.UpdatedAt, v.OwnerID, v.EntityID, v.List, v.Name, v.Query, v.Columns, v.Shared, v.Pinned, v.Position, v.Opens)
	return err
}

func update(tx *db.Tx, v *View) error {
	v.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec("update saved_view set version = version + 1, updated_at = ?, list = ?, name = ?, query = ?, columns = ?, shared = ?, pinned = ?, position = ?, opens = ? where id = ? and version = ?",
		v.UpdatedAt, v.List, v.Name, v.Query, v.Columns, v.Shared, v.Pinned, v.Position, v.Opens, v.ID, v.Version))
	v.Version++
	return err
}

// opensAlone makes the owner's other views of the list open no longer by
// themselves. Their version moves: an open form must not bring it back.
func opensAlone(tx *db.Tx, v *View) error {
	if !v.Opens {
		return nil
	}
	_, err := tx.Exec("update saved_view set version = version + 1, updated_at = ?, opens = ? where owner_id = ? and list = ? and id is distinct from ? and opens", tx.Now, false, v.OwnerID, v.List, v.ID)
	return err
}

func remove(tx *db.Tx, v *View) error {
	return db.Changed(tx.Exec("delete from saved_view where id = ? and version = ?", v.ID, v.Version))
}
