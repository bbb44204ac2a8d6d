package customer

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// knownOf returns the names without their form, and the credit codes, that living
// customers of the group have.
func knownOf(tx *db.Tx, all []*Past) (norms, codes map[string]bool, err error) {
	asked := [2][]any{}
	for _, p := range all {
		asked[0] = append(asked[0], p.record.NameNorm)
		if p.record.USCC != "" {
			asked[1] = append(asked[1], p.record.USCC)
		}
	}
	norms, codes = map[string]bool{}, map[string]bool{}
	for i, leg := range []struct {
		column string
		found  map[string]bool
	}{{"name_norm", norms}, {"uscc", codes}} {
		for part := range slices.Chunk(asked[i], knownAt) {
			for len(part) < knownAt {
				part = append(part, part[0]) // one statement, however many are left
			}
			err := tx.Each("select "+leg.column+" from customer where root_id is null and "+leg.column+" in (?"+strings.Repeat(", ?", knownAt-1)+")", part, func(r db.Row) error {
				var v string
				err := r.Scan(&v)
				leg.found[v] = true
				return err
			})
			if err != nil {
				return nil, nil, err
			}
		}
	}
	return norms, codes, nil
}

// knownAt is how many customers one question asks for.
const knownAt = 100

// insertPast adds customers that are new, with what only they have.
func insertPast(tx *db.Tx, all []*Past) error {
	var customers, engagements, contacts, tags [][]any
	names := make([]find.Named, 0, len(all))
	for _, p := range all {
		c, e := &p.record, &p.lead
		customers, engagements = append(customers, newCustomer(tx, c)), append(engagements, newEngagement(tx, e))
		for i := range p.Contacts {
			contacts = append(contacts, newContact(tx, &p.Contacts[i]))
		}
		for _, t := range p.Tags {
			tags = append(tags, []any{c.ID, t.Tag, t.Source, t.Reason, t.Since})
		}
		names = append(names, find.Named{Ref: ref.To(Kind, c.ID), Places: []authz.Scope{e.Scope()}, Names: []string{c.Name, c.ShortName, c.USCC}})
	}
	for _, t := range []struct {
		table, columns string
		rows           [][]any
	}{
		{"customer", insertedCustomer, customers},
		{"engagement", insertedEngagement, engagements},
		{"contact", insertedContact, contacts},
		{"customer_tag", "customer_id, tag, source, reason, since", tags},
	} {
		if err := tx.InsertAll(t.table, t.columns, t.rows); err != nil {
			return err
		}
	}
	return find.IndexAll(tx, names)
}

// remove deletes a customer with what only it has.
func remove(tx *db.Tx, c *Customer) error {
	for _, table := range []string{"customer_tag", "engagement", "customer_seen"} {
		if _, err := tx.Exec("delete from "+table+" where customer_id = ?", c.ID); err != nil {
			return err
		}
	}
	if err := db.Changed(tx.Exec("delete from customer where id = ? and version = ?", c.ID, c.Version)); err != nil {
		return err
	}
	if err := find.Remove(tx, c.ID); err != nil {
		return err
	}
	return tx.Forget(c.Subject().Ref)
}

func removeContact(tx *db.Tx, p *Contact) error {
	if err := db.Changed(tx.Exec("delete from contact where id = ? and version = ?", p.ID, p.Version)); err != nil {
		return err
	}
	return tx.Forget(p.Subject().Ref)
}
