package quote

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const columns = `q.id, q.version, q.created_at, q.updated_at, q.entity_id, q.department_id, q.owner_id, q.opportunity_id, q.customer_id, q.root_id, q.revision, q.newest, q.number,
	q.title, q.basis, q.tax_rate, q.validity_days, q.standard, q.note, q.terms, q.state, q.hash, q.authors, q.submitted_at, q.submitted_by, q.confirmed_at, q.approved_at, q.sent_at, q.closed_at,
	q.channel, q.recipient, q.valid_until, q.paper_id, q.evidence_id, q.reason, q.lines, q.measured, q.measures, q.other, q.statutory, q.provisional, q.net, q.vat, q.gross, q.costs, q.cost, q.margin, q.estimated_at`

// scan reads a quote and whatever stands behind its columns.
func scan(r db.Row, q *Quote, more ...any) error {
	var agreed, costs, authors string
	err := r.Scan(append([]any{&q.ID, &q.Version, db.At(&q.CreatedAt), db.At(&q.UpdatedAt), &q.EntityID, &q.DepartmentID, &q.OwnerID, &q.OpportunityID, &q.CustomerID, &q.RootID, &q.Revision, &q.Newest, &q.Number,
		&q.Title, &q.Basis, &q.TaxRate, &q.ValidityDays, &q.Standard, &q.Note, &agreed, &q.State, &q.Hash, &authors, db.At(&q.SubmittedAt), &q.SubmittedBy, db.At(&q.ConfirmedAt), db.At(&q.ApprovedAt), db.At(&q.SentAt), db.At(&q.ClosedAt),
		&q.Channel, &q.Recipient, &q.ValidUntil, &q.PaperID, &q.EvidenceID, &q.Reason, &q.Lines, &q.Measured, &q.Measures, &q.Other, &q.Statutory, &q.Provisional, &q.Net, &q.VAT, &q.Gross, &costs, &q.Cost, &q.Margin, db.At(&q.EstimatedAt)}, more...)...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(agreed), &q.Terms); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(costs), &q.Costs); err != nil {
		return err
	}
	for text := range strings.SplitSeq(authors, ",") {
		if id, err := ref.Parse(text); err == nil {
			q.Authors = append(q.Authors, id)
		}
	}
	return nil
}

// named is a quote with what its page shows of its neighbours.
type named struct {
	Quote
	names
}

const nameColumns = "c.name, u.name, l.short_name, l.name, o.name, c.type, c.credit"

const nameJoins = ` join customer c on c.id = q.customer_id left join person u on u.id = q.owner_id join legal_entity l on l.id = q.entity_id join opportunity o on o.id = q.opportunity_id`

func scanNamed(r db.Row) (n named, err error) {
	var owner *string
	err = scan(r, &n.Quote, &n.Customer, &owner, &n.Entity, &n.Company, &n.Opportunity, &n.payer, &n.credit)
	if owner != nil {
		n.names.Owner = *owner
	}
	return n, err
}

// load reads a quote. It is not yet known whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (named, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+", "+nameColumns+" from quote q"+nameJoins+" where q.id = ?", []any{id}, scanNamed)
}

// hold keeps others from changing a quote until the transaction ends. Errors:
// [ErrNotFound].
func hold(tx *db.Tx, id ref.ID) error {
	err := tx.Lock("quote", id)
	if errors.Is(err, db.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// get returns a quote that the actor may read.
func get(tx *db.Tx, id ref.ID) (named, error) {
	n, err := load(tx, id)
	if err != nil {
		return n, err
	}
	return n, tx.Visible(PermRead, n.Scope(), ErrNotFound, n.ID, n.OpportunityID)
}

func values(q *Quote) ([]any, error) {
	agreed, err := json.Marshal(q.Terms)
	if err != nil {
		return nil, err
	}
	costs, err := json.Marshal(q.Costs)
	if err != nil {
		return nil, err
	}
	authors := make([]string, len(q.Authors))
	for i, a := range q.Authors {
		authors[i] = a.String()
	}
	return []any{q.ID, q.Version, q.CreatedAt, q.UpdatedAt, q.EntityID, q.DepartmentID, q.OwnerID, q.OpportunityID, q.CustomerID, q.RootID, q.Revision, q.Newest, q.Number,
		q.Title, string(q.Basis), q.TaxRate, q.ValidityDays, q.Standard, q.Note, string(agreed), string(q.State), q.Hash, strings.Join(authors, ","), q.SubmittedAt, q.SubmittedBy, q.ConfirmedAt, q.ApprovedAt, q.SentAt, q.ClosedAt,
		q.Channel, q.Recipient, q.ValidUntil, q.PaperID, q.EvidenceID, q.Reason, q.Lines, q.Measured, q.Measures, q.Other, q.Statutory, q.Provisional, q.Net, q.VAT, q.Gross, string(costs), q.Cost, q.Margin, q.EstimatedAt}, nil
}

var bareColumns = strings.ReplaceAll(columns, "q.", "")

func insert(tx *db.Tx, q *Quote, customer string) error {
	q.Version, q.CreatedAt, q.UpdatedAt = 1, tx.Now, tx.Now
	args, err := values(q)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into quote ("+bareColumns+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse // numbers come from a counter, revisions from the newest
	}
	if err != nil {
		return err
	}
	return index(tx, q, customer)
}

// updated are the columns of an update: all but those that never change.
var updated = strings.Fields(strings.ReplaceAll(bareColumns, ",", " "))[4:]

// update writes everything that may change. Errors: [db.ErrStale],
// [ErrAccepted] from the index that keeps one accepted quote an opportunity.
func update(tx *db.Tx, q *Quote) error {
	q.UpdatedAt = tx.Now
	args, err := values(q)
	if err != nil {
		return err
	}
	set := "version = version + 1, updated_at = ?, " + strings.Join(updated, " = ?, ") + " = ?"
	args = append(append([]any{q.UpdatedAt}, args[4:]...), q.ID, q.Version)
	err = db.Changed(tx.Exec("update quote set "+set+" where id = ? and version = ?", args...))
	if errors.Is(err, db.ErrTaken) {
		return ErrAccepted
	}
	q.Version++
	return err
}

// index makes a quote reachable by its number, title and customer.
func index(tx *db.Tx, q *Quote, customer string) error {
	return find.Index(tx, ref.To(Kind, q.ID), q.Label()+" "+q.Title, q.Title, q.Number, customer)
}

// rescope moves the quotes of an opportunity along with it.
func rescope(tx *db.Tx, opportunity ref.ID, s authz.Scope) error {
	_, err := tx.Exec("update quote set entity_id = ?, department_id = ?, owner_id = ? where opportunity_id = ?", s.Entity, s.Department, s.Owner, opportunity)
	return err
}

// revisions lists the revisions of an offer, newest first.
func revisions(tx *db.Tx, root ref.ID) ([]named, error) {
	return db.All(tx, "select "+columns+", "+nameColumns+" from quote q"+nameJoins+" where q.root_id = ? order by q.revision desc", []any{root}, scanNamed)
}

// ofOpportunity lists the newest revisions of the offers for an opportunity, and
// the accepted one while a later is prepared, the last written first.
func ofOpportunity(tx *db.Tx, opportunity ref.ID) ([]named, error) {
	return db.All(tx, "select "+columns+", "+nameColumns+" from quote q"+nameJoins+" where q.opportunity_id = ? and (q.newest or q.state = 'accepted') order by q.updated_at desc, q.id desc", []any{opportunity}, scanNamed)
}

// course is how far an offer has come, and with whom it is.
type course struct {
	ID                              ref.ID
	State                           State
	Gross                           int64
	ClosedAt, ApprovedAt, UpdatedAt time.Time
	OwnerID                         ref.ID
	Owner                           string
}

// courses lists those of [ofOpportunity], without what they offer.
func courses(tx *db.Tx, opportunity ref.ID) ([]course, error) {
	return db.All(tx, `select q.id, q.state, q.gross, q.closed_at, q.approved_at, q.updated_at, q.owner_id, coalesce(u.name, '') from quote q left join person u on u.id = q.owner_id
		where q.opportunity_id = ? and (q.newest or q.state = 'accepted') order by q.updated_at desc, q.id desc`, []any{opportunity}, func(r db.Row) (c course, err error) {
		return c, r.Scan(&c.ID, &c.State, &c.Gross, db.At(&c.ClosedAt), db.At(&c.ApprovedAt), db.At(&c.UpdatedAt), &c.OwnerID, &c.Owner)
	})
}

// acceptedBefore returns the other revision of an offer that was accepted; none
// without one.
func acceptedBefore(tx *db.Tx, q *Quote) (id ref.ID, err error) {
	err = tx.One("select id from quote where root_id = ? and state = 'accepted' and id <> ?", []any{q.RootID, q.ID}, &id)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, nil
	}
	return id, err
}

// overdue lists sent quotes whose last day is before a date, the oldest first.
func overdue(tx *db.Tx, before workday.Date, limit int) ([]ref.ID, error) {
	return db.All(tx, "select q.id from quote q where q.state = 'sent' and q.valid_until < ? order by q.valid_until limit ?", []any{before, limit}, func(r db.Row) (id ref.ID, err error) {
		return id, r.Scan(&id)
	})
}

func reviewsOf(tx *db.Tx, quote ref.ID) ([]Review, error) {
	return db.All(tx, `select v.number, v.part, v.hash, v.passed, v.note, v.findings, v.reviewer_id, v.reviewed_at, v.voided_at, p.name
		from quote_review v join person p on p.id = v.reviewer_id where v.quote_id = ? order by v.number`, []any{quote}, func(r db.Row) (v Review, err error) {
		var findings string
		if err := r.Scan(&v.Number, &v.Part, &v.Hash, &v.Passed, &v.Note, &findings, &v.ReviewerID, db.At(&v.ReviewedAt), db.At(&v.VoidedAt), &v.Reviewer); err != nil {
			return v, err
		}
		return v, json.Unmarshal([]byte(findings), &v.Findings)
	})
}

func insertReview(tx *db.Tx, quote ref.ID, v *Review) error {
	findings, err := json.Marshal(v.Findings)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into quote_review (quote_id, number, part, hash, passed, note, findings, reviewer_id, reviewed_at, voided_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		quote, v.Number, string(v.Part), v.Hash, v.Passed, v.Note, string(findings), v.ReviewerID, v.ReviewedAt, v.VoidedAt)
	return err
}

// voidReviews ends what reviewers said about a content that is no more.
func voidReviews(tx *db.Tx, quote ref.ID) error {
	_, err := tx.Exec("update quote_review set voided_at = ? where quote_id = ? and voided_at is null", tx.Now, quote)
	return err
}

// list is the list of quotes, revisions by themselves; newest=true shows each
// offer once.
var list = db.List{
	Permission: PermRead,
	From:       "quote q",
	Key:        "q.id",
	Scope:      authz.Columns{Owner: "q.owner_id", Department: "q.department_id", Members: []string{"q.id", "q.opportunity_id"}},
	Order:      "-updated_at",
	Fields: map[string]db.Field{
		"number":         {Column: "q.number", Type: db.Text, Sort: true},
		"revision":       {Column: "q.revision", Type: db.Number, Sort: true},
		"newest":         {Column: "q.newest", Type: db.Flag},
		"state":          {Column: "q.state", Type: db.Choice, Choices: States, Sort: true},
		"title":          {Column: "q.title", Type: db.Text},
		"opportunity_id": {Column: "q.opportunity_id", Type: db.IDs},
		"customer_id":    {Column: "q.customer_id", Type: db.IDs},
		"owner_id":       {Column: "q.owner_id", Type: db.IDs},
		"entity_id":      {Column: "q.entity_id", Type: db.IDs},
		"amount":         {Column: "q.gross", Type: db.Number, Class: authz.Price, Sort: true},
		"net":            {Column: "q.net", Type: db.Number, Class: authz.Price},
		"margin":         {Column: "q.margin", Type: db.Number, Class: authz.Cost},
		"valid_until":    {Column: "q.valid_until", Type: db.Day},
		"created_at":     {Column: "q.created_at", Type: db.Moment, Sort: true},
		"updated_at":     {Column: "q.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: columns + ", " + nameColumns,
	Joins:   nameJoins,
	Sums:    map[string]db.Field{"amount": {Column: "q.gross", Class: authz.Price}},
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "q.id", q) },
}
