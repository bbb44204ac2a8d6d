package pipeline

import (
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

// names are what a record shows of its neighbours.
type names struct {
	Customer, Owner, Entity, Department string
}

const columns = `o.id, o.version, o.created_at, o.updated_at, o.entity_id, o.department_id, o.owner_id, o.customer_id, o.lead_id, o.number, o.name, o.name_key,
	o.project_type, o.region, o.source, o.tender_mode, o.tender_at, o.stage, o.outcome, o.on_hold, o.stage_since, o.amount, o.probability, o.weighted, o.expected_sign_date,
	o.score, o.grade, o.priority, o.stalled, o.clash, o.first_visit_at, o.report_due_at, o.report_submitted_at, o.last_activity_at,
	o.intent_on, o.negotiation_on, o.quotation_on, o.signing_on, o.closed_at, o.closed_on, o.close_reason, o.competitor, o.competitor_price, o.contract_id, o.note, o.origin, o.custom, o.amount_quote_id`

func fields(o *Opportunity) []any {
	return []any{&o.ID, &o.Version, db.At(&o.CreatedAt), db.At(&o.UpdatedAt), &o.EntityID, &o.DepartmentID, &o.OwnerID, &o.CustomerID, &o.LeadID, &o.Number, &o.Name, &o.NameKey,
		&o.ProjectType, &o.Region, &o.Source, &o.TenderMode, db.At(&o.TenderAt), &o.Stage, &o.Outcome, &o.OnHold, db.At(&o.StageSince), &o.Amount, &o.Probability, &o.Weighted, &o.ExpectedSignDate,
		&o.Score, &o.Grade, &o.Priority, &o.Stalled, &o.Clash, db.At(&o.FirstVisitAt), db.At(&o.ReportDueAt), db.At(&o.ReportSubmittedAt), db.At(&o.LastActivityAt),
		&o.Entered[0], &o.Entered[1], &o.Entered[2], &o.Entered[3], db.At(&o.ClosedAt), &o.ClosedOn, &o.CloseReason, &o.Competitor, &o.CompetitorPrice, &o.ContractID, &o.Note, &o.Origin, &o.Custom, &o.AmountQuoteID}
}

func scan(r db.Row) (o Opportunity, err error) {
	err = r.Scan(fields(&o)...)
	return o, err
}

// load reads an opportunity. It is not yet known whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (Opportunity, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from opportunity o where o.id = ?", []any{id}, scan)
}

// take is load for who goes on to change it: until the transaction ends nobody
// else does, also not the nightly job, which makes no version.
func take(tx *db.Tx, id ref.ID) (Opportunity, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from opportunity o where o.id = ?"+tx.Pick("", " for update"), []any{id}, scan)
}

// get returns an opportunity that the actor may see under p.
func get(tx *db.Tx, id ref.ID, p authz.Permission) (Opportunity, error) {
	o, err := load(tx, id)
	if err != nil {
		return o, err
	}
	return o, tx.Visible(p, o.Scope(), ErrNotFound, o.ID)
}

// takeVisible is take of an opportunity that the actor may read.
func takeVisible(tx *db.Tx, id ref.ID) (Opportunity, error) {
	o, err := take(tx, id)
	if err != nil {
		return o, err
	}
	return o, tx.Visible(PermRead, o.Scope(), ErrNotFound, o.ID)
}

// named is an opportunity with the names that its page shows.
type named struct {
	Opportunity
	names
	median time.Duration
	deals  int64
}

// loadNamed is load with the names, in one statement.
func loadNamed(tx *db.Tx, id ref.ID) (named, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+`, c.name, u.name, l.short_name, d.name, coalesce(w.median, 0), coalesce(w.deals, 0)
		from opportunity o join customer c on c.id = o.customer_id join person u on u.id = o.owner_id join legal_entity l on l.id = o.entity_id
		join department d on d.id = o.department_id left join pipeline_pace w on w.stage = o.stage where o.id = ?`, []any{id}, func(r db.Row) (n named, err error) {
		var median int64
		err = r.Scan(append(fields(&n.Opportunity), &n.Customer, &n.Owner, &n.Entity, &n.Department, &median, &n.deals)...)
		n.median = time.Duration(median) * time.Microsecond
		return n, err
	})
}

// lookUp reads the names around an opportunity that is at hand.
func (n *named) lookUp(tx *db.Tx) error {
	var median int64
	err := tx.One(`select c.name, u.name, l.short_name, d.name, coalesce(w.median, 0), coalesce(w.deals, 0)
		from customer c join person u on u.id = ? join legal_entity l on l.id = ? join department d on d.id = ? left join pipeline_pace w on w.stage = ? where c.id = ?`,
		[]any{n.OwnerID, n.EntityID, n.DepartmentID, string(n.Stage), n.CustomerID}, &n.Customer, &n.Owner, &n.Entity, &n.Department, &median, &n.deals)
	n.median = time.Duration(median) * time.Microsecond
	return err
}

// visible answers [ErrNotFound] unless the actor may read the opportunity.
func visible(tx *db.Tx, id ref.ID) error {
	var s authz.Scope
	err := tx.One("select owner_id, department_id, entity_id from opportunity where id = ?", []any{id}, &s.Owner, &s.Department, &s.Entity)
	if errors.Is(err, db.ErrNoRows) {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return tx.Visible(PermRead, s, ErrNotFound, id)
}

// insert adds opportunities that are new.
func insert(tx *db.Tx, all ...*Opportunity) error {
	rows, names := make([][]any, len(all)), make([]find.Named, len(all))
	for i, o := range all {
		o.Version, o.CreatedAt, o.UpdatedAt = 1, tx.Now, tx.Now
		rows[i] = values(o)
		names[i] = find.Named{Ref: ref.To(Kind, o.ID), Names: []string{o.Name, o.Number}}
	}
	err := tx.InsertAll("opportunity", inserted, rows)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse // numbers come from a counter and do not repeat
	}
	if err != nil {
		return err
	}
	return find.IndexAll(tx, names)
}

// inserted are the columns as an insert names them.
var inserted = strings.ReplaceAll(columns, "o.", "")

func values(o *Opportunity) []any {
	return []any{o.ID, o.Version, o.CreatedAt, o.UpdatedAt, o.EntityID, o.DepartmentID, o.OwnerID, o.CustomerID, o.LeadID, o.Number, o.Name, o.NameKey,
		o.ProjectType, o.Region, o.Source, o.TenderMode, o.TenderAt, string(o.Stage), string(o.Outcome), o.OnHold, o.StageSince, o.Amount, o.Probability, o.Weighted, o.ExpectedSignDate,
		o.Score, o.Grade, o.Priority, o.Stalled, o.Clash, o.FirstVisitAt, o.ReportDueAt, o.ReportSubmittedAt, o.LastActivityAt,
		o.Entered[0], o.Entered[1], o.Entered[2], o.Entered[3], o.ClosedAt, o.ClosedOn, o.CloseReason, o.Competitor, o.CompetitorPrice, o.ContractID, o.Note, o.Origin, o.Custom, o.AmountQuoteID}
}

// update writes what may change. The indexes of lists hold few of the columns,
// and those that stay as they are cost nothing.
func update(tx *db.Tx, o *Opportunity, renamed bool) error {
	o.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update opportunity set version = version + 1, updated_at = ?, entity_id = ?, department_id = ?, owner_id = ?, customer_id = ?, name = ?, name_key = ?,
		project_type = ?, region = ?, source = ?, tender_mode = ?, tender_at = ?, stage = ?, outcome = ?, on_hold = ?, stage_since = ?, amount = ?, probability = ?, weighted = ?, expected_sign_date = ?,
		score = ?, grade = ?, priority = ?, stalled = ?, first_visit_at = ?, report_due_at = ?, report_submitted_at = ?, last_activity_at = ?,
		negotiation_on = ?, quotation_on = ?, signing_on = ?, closed_at = ?, closed_on = ?, close_reason = ?, competitor = ?, competitor_price = ?, contract_id = ?, note = ?, custom = ?, amount_quote_id = ?
		where id = ? and version = ?`,
		o.UpdatedAt, o.EntityID, o.DepartmentID, o.OwnerID, o.CustomerID, o.Name, o.NameKey,
		o.ProjectType, o.Region, o.Source, o.TenderMode, o.TenderAt, string(o.Stage), string(o.Outcome), o.OnHold, o.StageSince, o.Amount, o.Probability, o.Weighted, o.ExpectedSignDate,
		o.Score, o.Grade, o.Priority, o.Stalled, o.FirstVisitAt, o.ReportDueAt, o.ReportSubmittedAt, o.LastActivityAt,
		o.Entered[1], o.Entered[2], o.Entered[3], o.ClosedAt, o.ClosedOn, o.CloseReason, o.Competitor, o.CompetitorPrice, o.ContractID, o.Note, o.Custom, o.AmountQuoteID,
		o.ID, o.Version))
	if err != nil {
		return err
	}
	o.Version++
	if !renamed {
		return nil
	}
	return find.Index(tx, ref.To(Kind, o.ID), o.Name, o.Number)
}

// touch moves the last activity on. It makes no version: the activity itself is
// the record of what happened.
func touch(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec("update opportunity set last_activity_at = ? where id = ? and last_activity_at < ?", at, id, at)
	return err
}

// openAfter returns open opportunities behind an id, in the order of ids.
func openAfter(tx *db.Tx, id ref.ID, limit int) ([]Opportunity, error) {
	return db.All(tx, "select "+columns+" from opportunity o where o.id > ? and o.outcome = 'open' order by o.id limit ?", []any{id[:], limit}, scan)
}

func openWith(tx *db.Tx, customer ref.ID) (open bool, err error) {
	return open, tx.One("select exists (select 1 from opportunity where customer_id = ? and outcome = 'open')", []any{customer}, &open)
}

// updateDerived writes what follows from the day and the policy, and reports
// whether it did. An opportunity that changed meanwhile is left alone: who changed
// it rated it.
func updateDerived(tx *db.Tx, before, o *Opportunity) (written bool, err error) {
	n, err := tx.Exec("update opportunity set probability = ?, weighted = ?, score = ?, grade = ?, priority = ?, stalled = ? where id = ? and version = ? and stalled = ? and weighted = ?",
		o.Probability, o.Weighted, o.Score, o.Grade, o.Priority, o.Stalled, o.ID, o.Version, before.Stalled, before.Weighted)
	return n > 0, err
}

// ownerName returns the name of a person.
func ownerName(tx *db.Tx, id ref.ID) (name string, err error) {
	err = tx.One("select name from person where id = ?", []any{id}, &name)
	return name, err
}

// sameProject returns opportunities of a customer, or of one merged with it,
// that were created since a time and never struck out, by id and name.
func sameProject(tx *db.Tx, customer ref.ID, since time.Time) ([]Twin, error) {
	return db.All(tx, `with root(id) as (select coalesce(c.root_id, c.id) from customer c where c.id = ?)
		select o.id, o.name from opportunity o
		where o.customer_id in (select id from root union all select m.id from root join customer m on m.root_id = root.id)
		and o.created_at >= ? and o.outcome <> 'void' order by o.created_at desc, o.id limit 200`,
		[]any{customer, since}, func(r db.Row) (t Twin, err error) { return t, r.Scan(&t.ID, &t.Name) })
}

// complete reads what is shown of a twin, and where it stands.
func (t *Twin) complete(tx *db.Tx) error {
	return tx.One("select number, owner_id, department_id, entity_id from opportunity where id = ?", []any{t.ID}, &t.Number, &t.scope.Owner, &t.scope.Department, &t.scope.Entity)
}

// summary is a row of the list.
type summary struct {
	Opportunity
	names
}

const rowColumns = `o.id, o.version, o.created_at, o.updated_at, o.number, o.name, o.customer_id, c.name, o.owner_id, u.name, o.entity_id, l.short_name, o.department_id,
	o.stage, o.outcome, o.on_hold, o.stage_since, o.amount, o.probability, o.weighted, o.expected_sign_date, o.score, o.grade, o.project_type, o.region, o.source,
	o.last_activity_at, o.first_visit_at, o.report_due_at, o.report_submitted_at, o.stalled, o.clash, o.closed_at, o.custom`

// customColumn holds what is stored of added fields.
const customColumn = "o.custom"

func scanRow(r db.Row) (s summary, err error) {
	o := &s.Opportunity
	err = r.Scan(&o.ID, &o.Version, db.At(&o.CreatedAt), db.At(&o.UpdatedAt), &o.Number, &o.Name, &o.CustomerID, &s.Customer, &o.OwnerID, &s.Owner, &o.EntityID, &s.Entity, &o.DepartmentID,
		&o.Stage, &o.Outcome, &o.OnHold, db.At(&o.StageSince), &o.Amount, &o.Probability, &o.Weighted, &o.ExpectedSignDate, &o.Score, &o.Grade, &o.ProjectType, &o.Region, &o.Source,
		db.At(&o.LastActivityAt), db.At(&o.FirstVisitAt), db.At(&o.ReportDueAt), db.At(&o.ReportSubmittedAt), &o.Stalled, &o.Clash, db.At(&o.ClosedAt), &o.Custom)
	return s, err
}

// anyStage is the stage for lists in another order than that of amounts. Asked
// for o.stage, an engine without statistics takes the index of stages and
// amounts, and sorts a quarter of all rows; so it walks the index of the order.
const anyStage = "coalesce(o.stage, '')"

// listBy returns the opportunity list in a default order. Priority tells which
// of two amounts is larger, so it is of class price like the amounts.
func listBy(order, stage, always string) db.List {
	return db.List{
		Permission: PermRead,
		From:       "opportunity o",
		Key:        "o.id",
		Scope:      scopeColumns,
		Always:     always,
		Order:      order,
		Walks:      []string{"priority", "amount", "weighted", "score", "grade", "name", "number", "expected_sign_date", "stage_since", "last_activity_at", "created_at", "updated_at"},
		Fields: map[string]db.Field{
			"stage":               {Column: stage, Type: db.Choice, Choices: []string{"intent", "negotiation", "quotation", "signing"}},
			"outcome":             {Column: "o.outcome", Type: db.Choice, Choices: []string{"open", "won", "lost", "void"}},
			"owner_id":            {Column: "o.owner_id", Type: db.IDs},
			"customer_id":         {Column: "o.customer_id", Type: db.IDs},
			"entity_id":           {Column: "o.entity_id", Type: db.IDs},
			"department_id":       {Column: "o.department_id", Type: db.IDs},
			"number":              {Column: "o.number", Type: db.Text, Sort: true},
			"name":                {Column: "o.name_key", Type: db.Text, Sort: true},
			"amount":              {Column: "o.amount", Type: db.Number, Class: authz.Price, Sort: true},
			"weighted":            {Column: "o.weighted", Type: db.Number, Class: authz.Price, Sort: true},
			"priority":            {Column: "o.priority", Type: db.Number, Class: authz.Price, Sort: true},
			"score":               {Column: "o.score", Type: db.Number, Sort: true},
			"grade":               {Column: "o.grade", Type: db.Choice, Choices: []string{"A", "B", "C", "D"}, Sort: true},
			"expected_sign_date":  {Column: "o.expected_sign_date", Type: db.Day, Sort: true},
			"source":              {Column: "o.source", Type: db.Choice, Choices: Sources},
			"project_type":        {Column: "o.project_type", Type: db.Text},
			"region":              {Column: "o.region", Type: db.Text},
			"on_hold":             {Column: "o.on_hold", Type: db.Flag},
			"stalled":             {Column: "o.stalled", Type: db.Flag},
			"clash":               {Column: "o.clash", Type: db.Flag},
			"stage_since":         {Column: "o.stage_since", Type: db.Moment, Sort: true},
			"report_due_at":       {Column: "o.report_due_at", Type: db.Moment},
			"report_submitted_at": {Column: "o.report_submitted_at", Type: db.Moment},
			"last_activity_at":    {Column: "o.last_activity_at", Type: db.Moment, Sort: true},
			"closed_on":           {Column: "o.closed_on", Type: db.Day},
			"created_at":          {Column: "o.created_at", Type: db.Moment, Sort: true},
			"updated_at":          {Column: "o.updated_at", Type: db.Moment, Sort: true},
		},
		Columns: rowColumns,
		Joins:   "join customer c on c.id = o.customer_id join person u on u.id = o.owner_id join legal_entity l on l.id = o.entity_id",
		Sums: map[string]db.Field{
			"amount":   {Column: "o.amount", Class: authz.Price},
			"weighted": {Column: "o.weighted", Class: authz.Price},
		},
		Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "o.id", q) },
	}
}

var scopeColumns = authz.Columns{Owner: "o.owner_id", Department: "o.department_id", Members: []string{"o.id"}}

// The list in the order of amounts, in any other, and for those who see no
// prices. They differ in the default order and in how the stage is tested.
var (
	listByAmount = listBy("-priority", "o.stage", "")
	list         = listBy("-priority", anyStage, "")
	plainList    = listBy("-score", anyStage, "")
)

// listFor returns the list for an actor and the order that he asks for.
func listFor(a *authz.Actor, sort string) *db.List {
	switch {
	case !a.Sees(authz.Price):
		return &plainList
	case strings.HasPrefix(strings.TrimPrefix(sort, "-"), "amount"):
		return &listByAmount
	}
	return &list
}
