package importer

import (
	"encoding/json"
	"time"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/sheet"
)

// owner returns where a record of a row belongs: to whom the row names, else to
// whoever imports. The actor must be able to create it there.
func (r *run) owner(tx *db.Tx, rec *Record, create authz.Permission) (place, error) {
	name := rec.text("owner")
	o, ok := r.owners[name]
	if !ok {
		var err error
		if o, err = r.findOwner(tx, name, create); err != nil {
			return place{}, err
		}
		r.owners[name] = o
	}
	if o.code != "" {
		rec.refuse("owner", o.code)
	}
	o.today = workday.Today(tx.Now, o.zone)
	return o.place, nil
}

func (r *run) findOwner(tx *db.Tx, name string, create authz.Permission) (o owned, err error) {
	id := tx.Actor.ID
	o.zone = time.UTC
	if name != "" {
		if id, err = personOf(tx, name); err != nil {
			return o, err
		}
	}
	if id.IsZero() {
		o.code = "person_unknown"
		return o, nil
	}
	p, err := r.Org.PersonTx(tx, id)
	if err != nil {
		return o, err
	}
	o.Scope = authz.Scope{Owner: id, Department: p.DepartmentID, Entity: p.EntityID}
	if !tx.Actor.Covers(create, o.Scope) {
		o.code = "person_out_of_reach"
		if name == "" {
			o.code = "auth.forbidden"
		}
	}
	e, err := r.Org.EntityTx(tx, p.EntityID)
	if err != nil {
		return o, err
	}
	o.zone, err = workday.Zone(e.Zone)
	return o, err
}

// custom reads the fields that users added, as the JSON object that is stored.
func (r *run) custom(rec *Record) (string, error) {
	if len(r.custom_) == 0 {
		return "", nil
	}
	given := map[string]any{}
	for _, f := range r.custom_ {
		if v := customValue(rec, f); v != nil {
			given[f.Key] = v
		}
	}
	b, err := json.Marshal(given)
	if err != nil {
		return "", err
	}
	out, err := r.schema.CheckPast(string(b))
	return out, rec.take(err)
}

// customValue reads a value in the shape that its definition asks for.
func customValue(rec *Record, f customfield.Field) any {
	key := CustomPrefix + f.Key
	if !rec.has(key) {
		return nil
	}
	c, _, b := rec.cell(key)
	row := sheet.Row{Cells: []sheet.Cell{c}}
	switch f.Type {
	case customfield.Number:
		n, err := row.Decimal(0)
		if err != nil {
			rec.refuse(key, "not_a_number")
			return nil
		}
		return json.RawMessage(n)
	case customfield.Date:
		return rec.date(key).String()
	case customfield.Flag:
		yes, err := row.Bool(0)
		if err != nil {
			rec.refuse(key, "not_a_boolean")
		}
		return yes
	case customfield.Money:
		fen, code := fenOf(c, b.unit())
		if code != "" {
			rec.refuse(key, code)
		}
		return money.CNY(fen)
	case customfield.Text, customfield.Choice:
	}
	return rec.text(key)
}
