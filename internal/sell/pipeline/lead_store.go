package pipeline

import (
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const leadColumns = `l.id, l.version, l.created_at, l.updated_at, l.entity_id, l.department_id, l.owner_id, l.status, l.source, l.company, l.company_key, l.company_norm, l.uscc, l.contact_name,
	l.mobile, l.email, l.region, l.note, l.project_name, l.owner_unit, l.amount, l.expected_tender_date, l.funding_source, l.grade, l.reason, l.assigned_at, l.contacted_at, l.last_activity_at,
	l.blocked_owner_id, l.blocked_until, l.customer_id, l.opportunity_id, l.origin, l.custom`

func leadFields(l *Lead) []any {
	return []any{&l.ID, &l.Version, db.At(&l.CreatedAt), db.At(&l.UpdatedAt), &l.EntityID, &l.DepartmentID, &l.OwnerID, &l.Status, &l.Source, &l.Company, &l.CompanyKey, &l.CompanyNorm, &l.USCC, &l.ContactName,
		&l.Mobile, &l.Email, &l.Region, &l.Note, &l.ProjectName, &l.OwnerUnit, &l.Amount, &l.ExpectedTenderDate, &l.FundingSource, &l.Grade, &l.Reason, db.At(&l.AssignedAt), db.At(&l.ContactedAt), db.At(&l.LastActivityAt),
		&l.BlockedOwnerID, db.At(&l.BlockedUntil), &l.CustomerID, &l.OpportunityID, &l.Origin, &l.Custom}
}

// scanLead reads a lead with the name of its owner, who may be nobody.
func scanLead(r db.Row) (l Lead, err error) {
	var owner *string
	err = r.Scan(append(leadFields(&l), &owner)...)
	if owner != nil {
		l.owner = *owner
	}
	return l, err
}

const fromLeads = "select " + leadColumns + ", u.name from lead l left join person u on u.id = l.owner_id "

// loadLead reads a lead. It is not yet known whether the actor may see it.
func loadLead(tx *db.Tx, id ref.ID) (Lead, error) {
	return db.Find(tx, ErrLeadNotFound, fromLeads+"where l.id = ?", []any{id}, scanLead)
}

// getLead returns a lead that the actor may read.
func getLead(tx *db.Tx, id ref.ID) (Lead, error) {
	l, err := loadLead(tx, id)
	if err != nil {
		return l, err
	}
	return l, tx.Visible(PermLeadRead, l.Scope(), ErrLeadNotFound, l.ID)
}

func insertLead(tx *db.Tx, l *Lead) error {
	l.Version, l.CreatedAt, l.UpdatedAt = 1, tx.Now, tx.Now
	args := []any{l.ID, l.Version, l.CreatedAt, l.UpdatedAt, l.EntityID, l.DepartmentID, l.OwnerID, string(l.Status), l.Source, l.Company, l.CompanyKey, l.CompanyNorm, l.USCC, l.ContactName,
		l.Mobile, l.Email, l.Region, l.Note, l.ProjectName, l.OwnerUnit, l.Amount, l.ExpectedTenderDate, l.FundingSource, l.Grade, l.Reason, l.AssignedAt, l.ContactedAt, l.LastActivityAt,
		l.BlockedOwnerID, l.BlockedUntil, l.CustomerID, l.OpportunityID, l.Origin, l.Custom}
	if _, err := tx.Exec("insert into lead ("+strings.ReplaceAll(leadColumns, "l.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...); err != nil {
		return err
	}
	return indexLead(tx, l)
}

func updateLead(tx *db.Tx, l *Lead) error {
	l.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update lead set version = version + 1, updated_at = ?, entity_id = ?, department_id = ?, owner_id = ?, status = ?, company = ?, company_key = ?, company_norm = ?, uscc = ?, contact_name = ?,
		mobile = ?, email = ?, region = ?, note = ?, project_name = ?, owner_unit = ?, amount = ?, expected_tender_date = ?, funding_source = ?, grade = ?, reason = ?, assigned_at = ?, contacted_at = ?, last_activity_at = ?,
		blocked_owner_id = ?, blocked_until = ?, customer_id = ?, opportunity_id = ? where id = ? and version = ?`,
		l.UpdatedAt, l.EntityID, l.DepartmentID, l.OwnerID, string(l.Status), l.Company, l.CompanyKey, l.CompanyNorm, l.USCC, l.ContactName,
		l.Mobile, l.Email, l.Region, l.Note, l.ProjectName, l.OwnerUnit, l.Amount, l.ExpectedTenderDate, l.FundingSource, l.Grade, l.Reason, l.AssignedAt, l.ContactedAt, l.LastActivityAt,
		l.BlockedOwnerID, l.BlockedUntil, l.CustomerID, l.OpportunityID, l.ID, l.Version))
	if err != nil {
		return err
	}
	l.Version++
	return indexLead(tx, l)
}

// indexLead makes the lead reachable by its public names, and only by those: a
// search that finds phone numbers would tell them.
func indexLead(tx *db.Tx, l *Lead) error {
	return find.Index(tx, ref.To(LeadKind, l.ID), l.label(), l.ProjectName, l.ContactName)
}

func touchLead(tx *db.Tx, id ref.ID, at time.Time) error {
	_, err := tx.Exec("update lead set last_activity_at = ? where id = ? and last_activity_at < ?", at, id, at)
	return err
}

// leadTwins returns leads of the whole group of the same company, code or
// mobile that are not at their end.
func leadTwins(tx *db.Tx, l *Lead) ([]Lead, error) {
	return db.All(tx, fromLeads+`where l.status not in ('converted', 'disqualified') and
		((l.company_norm <> '' and l.company_norm = ?) or (l.uscc <> '' and l.uscc = ?) or (l.mobile <> '' and l.mobile = ?)) order by l.created_at desc, l.id limit 20`,
		[]any{l.CompanyNorm, l.USCC, l.Mobile}, scanLead)
}

// idleLeads returns leads that may lie still since a time.
func idleLeads(tx *db.Tx, before time.Time, limit int) ([]Lead, error) {
	return db.All(tx, fromLeads+"where l.status in ('assigned', 'contacted') and l.last_activity_at < ? order by l.last_activity_at, l.id limit ?", []any{before, limit}, scanLead)
}

// leadReveals counts how often the actor read contact data of leads in clear.
func leadReveals(tx *db.Tx, since time.Time) (n int, err error) {
	err = tx.One("select count(*) from audit_record where actor_id = ? and at >= ? and action = 'lead.reveal'", []any{tx.Actor.ID, since}, &n)
	return n, err
}

// leads is the lead list.
var leads = db.List{
	Permission: PermLeadRead,
	From:       "lead l",
	Key:        "l.id",
	Scope:      authz.Columns{Owner: "l.owner_id", Department: "l.department_id", Members: []string{"l.id"}},
	Order:      "-updated_at",
	Walks:      []string{"company", "status", "amount", "grade", "last_activity_at", "created_at", "updated_at"},
	Fields: map[string]db.Field{
		"status":               {Column: "l.status", Type: db.Choice, Choices: LeadStatuses, Sort: true},
		"source":               {Column: "l.source", Type: db.Choice, Choices: Sources},
		"owner_id":             {Column: "l.owner_id", Type: db.IDs},
		"entity_id":            {Column: "l.entity_id", Type: db.IDs},
		"department_id":        {Column: "l.department_id", Type: db.IDs},
		"company":              {Column: "l.company_key", Type: db.Text, Sort: true},
		"uscc":                 {Column: "l.uscc", Type: db.Text},
		"region":               {Column: "l.region", Type: db.Text},
		"grade":                {Column: "l.grade", Type: db.Choice, Choices: []string{"", "A", "B", "C", "D"}, Sort: true},
		"amount":               {Column: "l.amount", Type: db.Number, Class: authz.Price, Sort: true},
		"expected_tender_date": {Column: "l.expected_tender_date", Type: db.Day},
		"last_activity_at":     {Column: "l.last_activity_at", Type: db.Moment, Sort: true},
		"assigned_at":          {Column: "l.assigned_at", Type: db.Moment},
		"created_at":           {Column: "l.created_at", Type: db.Moment, Sort: true},
		"updated_at":           {Column: "l.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: leadColumns + ", u.name",
	Joins:   "left join person u on u.id = l.owner_id",
	Sums:    map[string]db.Field{"amount": {Column: "l.amount", Class: authz.Price}},
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, LeadKind, "l.id", q) },
}
