package customer

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const customerColumns = `c.id, c.version, c.created_at, c.updated_at, c.name, c.name_key, c.name_norm, c.short_name, c.uscc, c.no_uscc_reason,
	c.party, c.type, c.industry, c.region, c.city, c.address, c.website, c.project_types, c.credit, c.status, c.source, c.note, c.origin, c.completeness, c.root_id, c.custom, c.hold`

func scanCustomer(r db.Row) (c Customer, err error) {
	err = r.Scan(&c.ID, &c.Version, db.At(&c.CreatedAt), db.At(&c.UpdatedAt), &c.Name, &c.NameKey, &c.NameNorm, &c.ShortName, &c.USCC, &c.NoUSCCReason,
		&c.Party, &c.Type, &c.Industry, &c.Region, &c.City, &c.Address, &c.Website, &c.ProjectTypes, &c.Credit, &c.Status, &c.Source, &c.Note, &c.Origin, &c.Completeness, &c.RootID, &c.Custom, &c.Hold)
	return c, err
}

// load reads a customer with its engagements and tags. It is not yet known
// whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (Customer, error) {
	c, err := db.Find(tx, ErrNotFound, "select "+customerColumns+" from customer c where c.id = ?", []any{id}, scanCustomer)
	if err != nil {
		return c, err
	}
	if c.Engagements, err = engagements(tx, id); err != nil {
		return c, err
	}
	c.Tags, err = db.All(tx, "select tag, source, reason, since from customer_tag where customer_id = ? order by tag", []any{id}, func(r db.Row) (t Tag, err error) {
		return t, r.Scan(&t.Tag, &t.Source, &t.Reason, &t.Since)
	})
	return c, err
}

// get loads a customer that the actor may read; any other does not exist.
func get(tx *db.Tx, id ref.ID) (Customer, error) {
	c, err := load(tx, id)
	if err != nil {
		return c, err
	}
	return c, tx.Visible(PermRead, c.scopeFor(tx.Actor, PermRead), ErrNotFound, c.ID)
}

// glance is get without what only the customer's own page shows: whether it may
// be seen, its name, and what may be begun with it.
func glance(tx *db.Tx, id ref.ID) (Customer, error) {
	c := Customer{ID: id}
	found := false
	err := tx.Each(`select c.name, c.status, c.root_id, e.owner_id, e.department_id, e.entity_id, e.relation
		from customer c left join engagement e on e.customer_id = c.id where c.id = ?`, []any{id}, func(r db.Row) error {
		var e Engagement
		var relation *string
		err := r.Scan(&c.Name, &c.Status, &c.RootID, &e.OwnerID, &e.DepartmentID, &e.EntityID, &relation)
		if relation != nil {
			e.Relation = *relation
			c.Engagements = append(c.Engagements, e)
		}
		found = true
		return err
	})
	if err != nil {
		return c, err
	}
	if !found {
		return c, ErrNotFound
	}
	return c, tx.Visible(PermRead, c.scopeFor(tx.Actor, PermRead), ErrNotFound, id)
}

// setHold writes why a customer gets no new quotes; "" lets him have them.
func setHold(tx *db.Tx, c *Customer) error {
	err := db.Changed(tx.Exec("update customer set hold = ?, version = version + 1, updated_at = ? where id = ? and version = ?", c.Hold, tx.Now, c.ID, c.Version))
	c.Version++
	return err
}

func engagements(tx *db.Tx, customer ref.ID) ([]Engagement, error) {
	return db.All(tx, `select e.id, e.version, e.created_at, e.updated_at, e.customer_id, e.entity_id, e.department_id, e.owner_id, e.relation, e.since, e.until, l.short_name, p.name
		from engagement e join legal_entity l on l.id = e.entity_id join person p on p.id = e.owner_id
		where e.customer_id = ? order by e.relation = 'lead' desc, e.relation = 'assist' desc, l.position`, []any{customer}, func(r db.Row) (e Engagement, err error) {
		err = r.Scan(&e.ID, &e.Version, db.At(&e.CreatedAt), db.At(&e.UpdatedAt), &e.CustomerID, &e.EntityID, &e.DepartmentID, &e.OwnerID, &e.Relation, &e.Since, &e.Until, &e.EntityName, &e.OwnerName)
		return e, err
	})
}

const insertedCustomer = `id, version, created_at, updated_at, name, name_key, name_norm, short_name, uscc, no_uscc_reason, party, type, industry, region, city,
	address, website, project_types, credit, status, source, note, origin, completeness, root_id, custom`

// newCustomer returns the row of a customer that is new.
func newCustomer(tx *db.Tx, c *Customer) []any {
	c.Version, c.CreatedAt, c.UpdatedAt = 1, tx.Now, tx.Now
	return []any{c.ID, c.Version, c.CreatedAt, c.UpdatedAt, c.Name, c.NameKey, c.NameNorm, c.ShortName, c.USCC, c.NoUSCCReason, c.Party, c.Type, c.Industry, c.Region, c.City,
		c.Address, c.Website, c.ProjectTypes, c.Credit, string(c.Status), c.Source, c.Note, c.Origin, c.Completeness, c.RootID, c.Custom}
}

func insert(tx *db.Tx, c *Customer) error {
	return tx.InsertAll("customer", insertedCustomer, [][]any{newCustomer(tx, c)}) // it is found from its first engagement on
}

func update(tx *db.Tx, c *Customer) error {
	c.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update customer set version = version + 1, updated_at = ?, name = ?, name_key = ?, name_norm = ?, short_name = ?, uscc = ?, no_uscc_reason = ?, party = ?, type = ?,
		industry = ?, region = ?, city = ?, address = ?, website = ?, project_types = ?, credit = ?, status = ?, source = ?, note = ?, completeness = ?, root_id = ?, custom = ? where id = ? and version = ?`,
		c.UpdatedAt, c.Name, c.NameKey, c.NameNorm, c.ShortName, c.USCC, c.NoUSCCReason, c.Party, c.Type,
		c.Industry, c.Region, c.City, c.Address, c.Website, c.ProjectTypes, c.Credit, string(c.Status), c.Source, c.Note, c.Completeness, c.RootID, c.Custom, c.ID, c.Version))
	if err != nil {
		return err
	}
	c.Version++
	return index(tx, c.ID)
}

// index makes a customer reachable by its names, near those who are engaged.
func index(tx *db.Tx, id ref.ID) error {
	var names [3]string
	places, err := db.All(tx, "select c.name, c.short_name, c.uscc, e.owner_id, e.department_id from engagement e join customer c on c.id = e.customer_id where e.customer_id = ?", []any{id}, func(r db.Row) (s authz.Scope, err error) {
		return s, r.Scan(&names[0], &names[1], &names[2], &s.Owner, &s.Department)
	})
	if err != nil {
		return err
	}
	return find.IndexIn(tx, ref.To(Kind, id), places, names[:]...)
}

func insertTag(tx *db.Tx, customer ref.ID, t Tag) error {
	_, err := tx.Exec("insert into customer_tag (customer_id, tag, source, reason, since) values (?, ?, ?, ?, ?) on conflict (customer_id, tag) do update set source = excluded.source, reason = excluded.reason",
		customer, t.Tag, t.Source, t.Reason, t.Since)
	return err
}

const insertedEngagement = "id, version, created_at, updated_at, customer_id, entity_id, department_id, owner_id, relation, since, until"

func newEngagement(tx *db.Tx, e *Engagement) []any {
	e.Version, e.CreatedAt, e.UpdatedAt = 1, tx.Now, tx.Now
	return []any{e.ID, e.Version, e.CreatedAt, e.UpdatedAt, e.CustomerID, e.EntityID, e.DepartmentID, e.OwnerID, e.Relation, e.Since, e.Until}
}

func insertEngagement(tx *db.Tx, e *Engagement) error {
	err := tx.InsertAll("engagement", insertedEngagement, [][]any{newEngagement(tx, e)})
	if errors.Is(err, db.ErrTaken) {
		return ErrEngaged
	}
	if err != nil {
		return err
	}
	return index(tx, e.CustomerID)
}

func updateEngagement(tx *db.Tx, e *Engagement) error {
	e.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update engagement set version = version + 1, updated_at = ?, department_id = ?, owner_id = ?, relation = ?, until = ? where id = ? and version = ?`,
		e.UpdatedAt, e.DepartmentID, e.OwnerID, e.Relation, e.Until, e.ID, e.Version))
	if err != nil {
		return err
	}
	e.Version++
	return index(tx, e.CustomerID)
}

const contactColumns = `p.id, p.version, p.created_at, p.updated_at, p.customer_id, p.name, p.title, p.part, p.attitude, p.mobile, p.phone, p.email, p.wechat, p.note, p.active, p.met_at`

func scanContact(r db.Row) (p Contact, err error) {
	err = r.Scan(&p.ID, &p.Version, db.At(&p.CreatedAt), db.At(&p.UpdatedAt), &p.CustomerID, &p.Name, &p.Title, &p.Part, &p.Attitude, &p.Mobile, &p.Phone, &p.Email, &p.Wechat, &p.Note, &p.Active, &p.MetAt)
	return p, err
}

func loadContact(tx *db.Tx, id ref.ID) (Contact, error) {
	return db.Find(tx, ErrContactNotFound, "select "+contactColumns+" from contact p where p.id = ?", []any{id}, scanContact)
}

func contactsOf(tx *db.Tx, customer ref.ID) ([]Contact, error) {
	return db.All(tx, "select "+contactColumns+" from contact p where p.customer_id = ? order by p.active desc, p.part = 'decision_maker' desc, p.name", []any{customer}, scanContact)
}

func hasDecider(tx *db.Tx, customer ref.ID) (known bool, err error) {
	return known, tx.One("select exists (select 1 from contact where customer_id = ? and part = 'decision_maker' and active)", []any{customer}, &known)
}

const insertedContact = "id, version, created_at, updated_at, customer_id, name, title, part, attitude, mobile, phone, email, wechat, note, active, met_at"

func newContact(tx *db.Tx, p *Contact) []any {
	p.Version, p.CreatedAt, p.UpdatedAt = 1, tx.Now, tx.Now
	return []any{p.ID, p.Version, p.CreatedAt, p.UpdatedAt, p.CustomerID, p.Name, p.Title, p.Part, p.Attitude, p.Mobile, p.Phone, p.Email, p.Wechat, p.Note, p.Active, p.MetAt}
}

func insertContact(tx *db.Tx, p *Contact) error {
	return tx.InsertAll("contact", insertedContact, [][]any{newContact(tx, p)})
}

// summary is a row of the list.
type summary struct {
	Customer
	lead Engagement
}

func scanSummary(r db.Row) (s summary, err error) {
	var tags string
	var entityName, ownerName *string
	c := &s.Customer
	err = r.Scan(&c.ID, &c.Version, db.At(&c.CreatedAt), db.At(&c.UpdatedAt), &c.Name, &c.NameKey, &c.NameNorm, &c.ShortName, &c.USCC, &c.NoUSCCReason,
		&c.Party, &c.Type, &c.Industry, &c.Region, &c.City, &c.Address, &c.Website, &c.ProjectTypes, &c.Credit, &c.Status, &c.Source, &c.Note, &c.Origin, &c.Completeness, &c.RootID, &c.Custom, &c.Hold,
		&s.lead.EntityID, &entityName, &s.lead.OwnerID, &ownerName, &s.lead.DepartmentID, &tags)
	if entityName != nil && ownerName != nil {
		s.lead.EntityName, s.lead.OwnerName, s.lead.Relation = *entityName, *ownerName, Lead
	}
	for tag := range strings.SplitSeq(tags, ",") {
		if tag != "" {
			c.Tags = append(c.Tags, Tag{Tag: tag})
		}
	}
	return s, err
}

func updateContact(tx *db.Tx, p *Contact) error {
	p.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update contact set version = version + 1, updated_at = ?, name = ?, title = ?, part = ?, attitude = ?, mobile = ?, phone = ?, email = ?, wechat = ?, note = ?, active = ?, met_at = ? where id = ? and version = ?`,
		p.UpdatedAt, p.Name, p.Title, p.Part, p.Attitude, p.Mobile, p.Phone, p.Email, p.Wechat, p.Note, p.Active, p.MetAt, p.ID, p.Version))
	p.Version++
	return err
}

// updateCompleteness leaves the version alone: nothing that people wrote of the
// customer itself has changed.
func updateCompleteness(tx *db.Tx, c *Customer) error {
	_, err := tx.Exec("update customer set completeness = ?, updated_at = ? where id = ?", c.Completeness, tx.Now, c.ID)
	return err
}

// twins returns living customers of the whole group with the same credit code
// or the same name without its legal form. Each leg has its index; one question
// with "or" would read the whole table.
func twins(tx *db.Tx, c *Customer) ([]ref.ID, error) {
	return db.All(tx, `select t.id from (select id from customer where uscc = ? and uscc <> '' and root_id is null
		union select id from customer where name_norm = ? and root_id is null and (uscc = '' or ? = '' or uscc = ?)) t where t.id is distinct from ? limit 20`,
		[]any{c.USCC, c.NameNorm, c.USCC, c.USCC, c.ID}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

// reveals counts how often the actor read contact data in clear since a time.
func reveals(tx *db.Tx, since int64) (n int, err error) {
	return n, tx.One("select count(*) from audit_record where actor_id = ? and at >= ? and action = 'contact.reveal'", []any{tx.Actor.ID, since}, &n)
}

const viaEngagement = "c.id in (select e.customer_id from engagement e where %s)"

// list is the customer list: scope comes from the engagements.
var list = db.List{
	Permission: PermRead,
	From:       "customer c",
	Key:        "c.id",
	Scope:      authz.Columns{Owner: "e.owner_id", Department: "e.department_id", Members: []string{"e.customer_id"}},
	Via:        viaEngagement,
	ViaEach:    "exists (select 1 from engagement e where e.customer_id = c.id and %s)",
	Always:     "c.root_id is null",
	Order:      "name",
	Walks:      []string{"name", "party", "type", "industry", "city", "credit", "status", "completeness", "created_at", "updated_at"},
	Fields: map[string]db.Field{
		"name":         {Column: "c.name_key", Type: db.Text, Sort: true},
		"uscc":         {Column: "c.uscc", Type: db.Text},
		"party":        {Column: "c.party", Type: db.Choice, Choices: Parties, Sort: true},
		"type":         {Column: "c.type", Type: db.Choice, Choices: Types, Sort: true},
		"industry":     {Column: "c.industry", Type: db.Text, Sort: true},
		"region":       {Column: "c.region", Type: db.Text},
		"city":         {Column: "c.city", Type: db.Text, Sort: true},
		"credit":       {Column: "c.credit", Type: db.Choice, Choices: Credits, Sort: true},
		"status":       {Column: "c.status", Type: db.Choice, Choices: Statuses, Sort: true},
		"source":       {Column: "c.source", Type: db.Choice, Choices: Sources},
		"completeness": {Column: "c.completeness", Type: db.Number, Sort: true},
		"created_at":   {Column: "c.created_at", Type: db.Moment, Sort: true},
		"updated_at":   {Column: "c.updated_at", Type: db.Moment, Sort: true},
		"owner_id":     {Column: "e.owner_id", Type: db.IDs, Within: viaEngagement},
		"entity_id":    {Column: "e.entity_id", Type: db.IDs, Within: viaEngagement},
		"tag":          {Column: "t.tag", Type: db.Text, Within: "c.id in (select t.customer_id from customer_tag t where %s)"},
	},
	Columns: customerColumns + ", l.id, l.short_name, o.id, o.name, e.department_id, coalesce((select string_agg(t.tag, ',') from customer_tag t where t.customer_id = c.id), '')",
	Joins: `left join engagement e on e.customer_id = c.id and e.relation = 'lead'
		left join legal_entity l on l.id = e.entity_id left join person o on o.id = e.owner_id`,
	Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "c.id", q) },
	Ranked: func(tx *db.Tx, under authz.Permission, q string) ([]db.Hits, error) {
		return find.Hits(tx, Kind, under, q), nil
	},
}
