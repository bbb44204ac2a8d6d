package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const columns = `k.id, k.version, k.created_at, k.updated_at, k.entity_id, k.department_id, k.owner_id, k.customer_id, k.opportunity_id, k.quote_id, k.quote_revision, k.quote_hash,
	k.number, k.title, k.type, k.pricing, k.price, k.current_price, k.tax_lines, k.margin, k.start_on, k.finish_on, k.days, k.terms, k.payments, k.parties, k.clauses, k.note, k.origin, k.custom,
	k.state, k.hash, k.round, k.submitted_by, k.submitted_at, k.mode, k.scan_id, k.scan_sha256, k.signed_on, k.accepted_on, k.settled_on, k.closed_on, k.final_price, k.retained,
	k.evidence_id, k.reason, k.amended`

func scan(r db.Row) (c Contract, err error) {
	err = r.Scan(&c.ID, &c.Version, db.At(&c.CreatedAt), db.At(&c.UpdatedAt), &c.EntityID, &c.DepartmentID, &c.OwnerID, &c.CustomerID, &c.OpportunityID, &c.QuoteID, &c.QuoteRevision, &c.QuoteHash,
		&c.Number, &c.Title, &c.Type, &c.Pricing, &c.Price, &c.CurrentPrice, asJSON{&c.TaxLines}, &c.Margin, &c.StartOn, &c.FinishOn, &c.Days, asJSON{&c.Terms}, asJSON{&c.Payments}, asJSON{&c.Parties}, asJSON{&c.Clauses},
		&c.Note, &c.Origin, &c.Custom, &c.State, &c.Hash, &c.Round, &c.SubmittedBy, db.At(&c.SubmittedAt), &c.Mode, &c.ScanID, &c.ScanSHA256, &c.SignedOn, &c.AcceptedOn, &c.SettledOn, &c.ClosedOn,
		&c.FinalPrice, &c.Retained, &c.EvidenceID, &c.Reason, &c.Amended)
	return c, err
}

// asJSON scans a JSON column into what it points at; NULL leaves that alone.
type asJSON struct{ to any }

// Scan implements sql.Scanner.
func (j asJSON) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), j.to)
	case []byte:
		return json.Unmarshal(v, j.to)
	}
	return fmt.Errorf("scan JSON: %T", src)
}

// texts encodes values for JSON columns.
func texts(values ...any) ([]string, error) {
	out := make([]string, len(values))
	for i, v := range values {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		out[i] = string(b)
	}
	return out, nil
}

// load reads a contract with its waivers and the reviews of its last round. It
// is not yet known whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (Contract, error) {
	c, err := db.Find(tx, ErrNotFound, "select "+columns+" from contract k where k.id = ?", []any{id}, scan)
	if err != nil {
		return c, err
	}
	if c.Waivers, err = waivers(tx, id); err != nil {
		return c, err
	}
	c.Reviews, err = db.All(tx, `select r.part, r.verdict, r.note, r.due_at, r.reviewer_id, r.decided_at, coalesce(p.name, '') from contract_review r left join person p on p.id = r.reviewer_id
		where r.contract_id = ? and r.round = ? order by r.part = 'technical', r.part = 'finance'`, []any{id, c.Round}, func(x db.Row) (r Review, err error) {
		return r, x.Scan(&r.Part, &r.Verdict, &r.Note, db.At(&r.DueAt), &r.By, db.At(&r.DecidedAt), &r.Name)
	})
	return c, err
}

// get loads a contract that the actor may read; any other does not exist.
func get(tx *db.Tx, id ref.ID) (Contract, error) {
	c, err := load(tx, id)
	if err != nil {
		return c, err
	}
	return c, tx.Visible(PermRead, c.Scope(), ErrNotFound, c.ID)
}

// visible answers [ErrNotFound] unless the actor may read the contract.
func visible(tx *db.Tx, id ref.ID) error {
	var s authz.Scope
	err := tx.One("select owner_id, department_id, entity_id from contract where id = ?", []any{id}, &s.Owner, &s.Department, &s.Entity)
	if errors.Is(err, db.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return tx.Visible(PermRead, s, ErrNotFound, id)
}

func waivers(tx *db.Tx, record ref.ID) ([]Waiver, error) {
	return db.All(tx, "select w.rule, w.path, w.bound, w.found, w.reason, w.person_id, w.at, p.name from contract_waiver w join person p on p.id = w.person_id where w.record_id = ? order by w.rule, w.path",
		[]any{record}, func(x db.Row) (w Waiver, err error) {
			return w, x.Scan(&w.Rule, &w.Path, &w.Limit, &w.Value, &w.Reason, &w.By, db.At(&w.At), &w.Name)
		})
}

func keepWaiver(tx *db.Tx, record ref.ID, w Waiver) error {
	_, err := tx.Exec(`insert into contract_waiver (record_id, rule, path, bound, found, reason, person_id, at) values (?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (record_id, rule, path) do update set bound = excluded.bound, found = excluded.found, reason = excluded.reason, person_id = excluded.person_id, at = excluded.at`,
		record, w.Rule, w.Path, w.Limit, w.Value, w.Reason, w.By, w.At)
	return err
}

func values(c *Contract) ([]any, error) {
	j, err := texts(c.TaxLines, c.Terms, c.Payments, c.Parties, c.Clauses)
	if err != nil {
		return nil, err
	}
	return []any{c.ID, c.Version, c.CreatedAt, c.UpdatedAt, c.EntityID, c.DepartmentID, c.OwnerID, c.CustomerID, c.OpportunityID, c.QuoteID, c.QuoteRevision, c.QuoteHash,
		c.Number, c.Title, c.Type, c.Pricing, c.Price, c.CurrentPrice, j[0], c.Margin, c.StartOn, c.FinishOn, c.Days, j[1], j[2], j[3], j[4], c.Note, c.Origin, c.Custom,
		string(c.State), c.Hash, c.Round, c.SubmittedBy, c.SubmittedAt, c.Mode, c.ScanID, c.ScanSHA256, c.SignedOn, c.AcceptedOn, c.SettledOn, c.ClosedOn, c.FinalPrice, c.Retained,
		c.EvidenceID, c.Reason, c.Amended}, nil
}

func insert(tx *db.Tx, c *Contract) error {
	c.Version, c.CreatedAt, c.UpdatedAt = 1, tx.Now, tx.Now
	args, err := values(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into contract ("+strings.ReplaceAll(columns, "k.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse // numbers come from a counter, and whether the quote is used was asked before
	}
	if err != nil {
		return err
	}
	return find.Index(tx, ref.To(Kind, c.ID), c.Title, c.Number, c.Parties[0].Name)
}

// update writes what may change, and the reviews when they did.
func update(tx *db.Tx, c, before *Contract) error {
	c.UpdatedAt = tx.Now
	j, err := texts(c.TaxLines, c.Terms, c.Payments, c.Parties, c.Clauses)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec(`update contract set version = version + 1, updated_at = ?, customer_id = ?, opportunity_id = ?, title = ?, type = ?, pricing = ?, price = ?, current_price = ?, tax_lines = ?,
		start_on = ?, finish_on = ?, days = ?, terms = ?, payments = ?, parties = ?, clauses = ?, note = ?, state = ?, hash = ?, round = ?, submitted_by = ?, submitted_at = ?, mode = ?, scan_id = ?, scan_sha256 = ?,
		signed_on = ?, accepted_on = ?, settled_on = ?, closed_on = ?, final_price = ?, retained = ?, evidence_id = ?, reason = ?, amended = ? where id = ? and version = ?`,
		c.UpdatedAt, c.CustomerID, c.OpportunityID, c.Title, c.Type, c.Pricing, c.Price, c.CurrentPrice, j[0],
		c.StartOn, c.FinishOn, c.Days, j[1], j[2], j[3], j[4], c.Note, string(c.State), c.Hash, c.Round, c.SubmittedBy, c.SubmittedAt, c.Mode, c.ScanID, c.ScanSHA256,
		c.SignedOn, c.AcceptedOn, c.SettledOn, c.ClosedOn, c.FinalPrice, c.Retained, c.EvidenceID, c.Reason, c.Amended, c.ID, c.Version))
	if err != nil {
		return err
	}
	c.Version++
	if err := updateReviews(tx, c, before); err != nil {
		return err
	}
	if c.Title == before.Title && c.CustomerID == before.CustomerID {
		return nil
	}
	return find.Index(tx, ref.To(Kind, c.ID), c.Title, c.Number, c.Parties[0].Name)
}

func updateReviews(tx *db.Tx, c, before *Contract) error {
	for i, r := range c.Reviews {
		if c.Round == before.Round && r == before.Reviews[i] {
			continue
		}
		_, err := tx.Exec(`insert into contract_review (contract_id, round, part, verdict, note, due_at, reviewer_id, decided_at) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (contract_id, round, part) do update set verdict = excluded.verdict, note = excluded.note, reviewer_id = excluded.reviewer_id, decided_at = excluded.decided_at`,
			c.ID, c.Round, string(r.Part), string(r.Verdict), r.Note, r.DueAt, r.By, r.DecidedAt)
		if err != nil {
			return err
		}
	}
	return nil
}

// quoteUsed reports whether a contract that was not voided was drawn from the
// quote.
func quoteUsed(tx *db.Tx, quote ref.ID) (used bool, err error) {
	return used, tx.One("select exists (select 1 from contract where quote_id = ? and state <> 'voided')", []any{quote}, &used)
}

// binds reports whether a contract with a customer is in force, as
// [Contract.inForce] says.
func binds(tx *db.Tx, customer ref.ID) (yes bool, err error) {
	return yes, tx.One("select exists (select 1 from contract where customer_id = ? and state in ('in_force', 'suspended', 'completed', 'settled'))", []any{customer}, &yes)
}

// payer is what the rules ask of a customer.
type payer struct {
	name, uscc, kind string
	risk             bool
}

// payerOf reads a customer whom the caller has checked.
func payerOf(tx *db.Tx, customer ref.ID) (p payer, err error) {
	err = tx.One(`select c.name, c.uscc, c.type, c.credit = 'D' or exists (select 1 from customer_tag t where t.customer_id = c.id and t.tag = 'risk') from customer c where c.id = ?`,
		[]any{customer}, &p.name, &p.uscc, &p.kind, &p.risk)
	return p, err
}

func entityOf(tx *db.Tx, id ref.ID) (name, uscc string, err error) {
	err = tx.One("select name, uscc from legal_entity where id = ?", []any{id}, &name, &uscc)
	return name, uscc, err
}

// names are what a page shows of a contract's neighbours.
type names struct {
	Customer, Owner, Entity, Department string
}

func namesOf(tx *db.Tx, c *Contract) (n names, err error) {
	err = tx.One(`select c.name, u.name, l.short_name, d.name from customer c, person u, legal_entity l, department d where c.id = ? and u.id = ? and l.id = ? and d.id = ?`,
		[]any{c.CustomerID, c.OwnerID, c.EntityID, c.DepartmentID}, &n.Customer, &n.Owner, &n.Entity, &n.Department)
	return n, err
}

// summary is a row of the list.
type summary struct {
	Contract
	names
}

func scanRow(r db.Row) (s summary, err error) {
	c := &s.Contract
	err = r.Scan(&c.ID, &c.Version, db.At(&c.CreatedAt), db.At(&c.UpdatedAt), &c.Number, &c.Title, &c.Type, &c.Pricing, &c.State, &c.CurrentPrice, &c.CustomerID, &s.Customer,
		&c.OwnerID, &s.Owner, &c.EntityID, &s.Entity, &c.DepartmentID, &c.OpportunityID, &c.SubmittedBy, &c.SignedOn, &c.StartOn, &c.FinishOn)
	return s, err
}

// list is the contract list. A contract without a date of signing stands before
// all others.
var list = db.List{
	Permission: PermRead,
	From:       "contract k",
	Key:        "k.id",
	Scope:      authz.Columns{Owner: "k.owner_id", Department: "k.department_id", Members: []string{"k.id"}},
	Order:      "-updated_at",
	Fields: map[string]db.Field{
		"state":          {Column: "k.state", Type: db.Choice, Choices: States},
		"type":           {Column: "k.type", Type: db.Choice, Choices: Types},
		"pricing_type":   {Column: "k.pricing", Type: db.Choice, Choices: Pricing},
		"customer_id":    {Column: "k.customer_id", Type: db.IDs},
		"opportunity_id": {Column: "k.opportunity_id", Type: db.IDs},
		"quote_id":       {Column: "k.quote_id", Type: db.IDs},
		"entity_id":      {Column: "k.entity_id", Type: db.IDs},
		"department_id":  {Column: "k.department_id", Type: db.IDs},
		"owner_id":       {Column: "k.owner_id", Type: db.IDs},
		"number":         {Column: "k.number", Type: db.Text, Sort: true},
		"amount":         {Column: "k.current_price", Type: db.Number, Class: authz.Price, Sort: true},
		"signed_on":      {Column: "coalesce(k.signed_on, '')", Type: db.Day, Sort: true},
		"finish_on":      {Column: "k.finish_on", Type: db.Day},
		"created_at":     {Column: "k.created_at", Type: db.Moment, Sort: true},
		"updated_at":     {Column: "k.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: `k.id, k.version, k.created_at, k.updated_at, k.number, k.title, k.type, k.pricing, k.state, k.current_price, k.customer_id, c.name,
		k.owner_id, u.name, k.entity_id, l.short_name, k.department_id, k.opportunity_id, k.submitted_by, k.signed_on, k.start_on, k.finish_on`,
	Joins: "join customer c on c.id = k.customer_id join person u on u.id = k.owner_id join legal_entity l on l.id = k.entity_id",
	Sums: map[string]db.Field{
		"amount": {Column: "k.current_price", Class: authz.Price},
	},
	Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "k.id", q) },
}

// endingBy lists contracts that run and may end by a day.
func endingBy(tx *db.Tx, day workday.Date) ([]ref.ID, error) {
	return db.All(tx, `select k.id from contract k where k.state in ('in_force', 'suspended') and (k.finish_on <= ? or k.finish_on is null and k.start_on <= ?)
		and not exists (select 1 from contract_expiry e where e.contract_id = k.id and e.last_on = k.finish_on) order by k.id`, []any{day, day}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

func expiryTold(tx *db.Tx, id ref.ID, last workday.Date) (told bool, err error) {
	return told, tx.One("select exists (select 1 from contract_expiry where contract_id = ? and last_on = ?)", []any{id, last}, &told)
}

// claimExpiry notes that a last day is told of, and reports whether nobody did
// before.
func claimExpiry(tx *db.Tx, id ref.ID, last workday.Date) (bool, error) {
	n, err := tx.Exec("insert into contract_expiry (contract_id, last_on, told_at) values (?, ?, ?) on conflict (contract_id, last_on) do nothing", id, last, tx.Now)
	return n == 1, err
}
