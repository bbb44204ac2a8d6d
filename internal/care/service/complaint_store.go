package service

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const complaintColumns = `co.id, co.version, co.created_at, co.updated_at, co.entity_id, co.department_id, co.owner_id, co.customer_id, co.project_id, co.contact_id, co.survey_id, co.plan_id, co.handler_id, co.key, co.source, co.severity,
	co.title, co.words, co.state, co.round, co.turn, co.respond_by, co.resolve_by, co.responded_at, co.answered_at, co.closed_at, co.reply, co.cause, co.remedy, co.outcome`

// namedComplaint is a complaint with what it shows of its neighbours.
type namedComplaint struct {
	Complaint
	Customer, Project, Owner, Contact, Handler string
}

const (
	complaintNames = ", c.name, coalesce(pr.name, ''), coalesce(u.name, ''), coalesce(k.name, ''), coalesce(h.name, '')"
	complaintJoins = "join customer c on c.id = co.customer_id left join project pr on pr.id = co.project_id left join person u on u.id = co.owner_id left join contact k on k.id = co.contact_id left join person h on h.id = co.handler_id"
)

func scanComplaint(r db.Row) (n namedComplaint, err error) {
	c := &n.Complaint
	return n, r.Scan(&c.ID, &c.Version, db.At(&c.CreatedAt), db.At(&c.UpdatedAt), &c.EntityID, &c.DepartmentID, &c.OwnerID, &c.CustomerID, &c.ProjectID, &c.ContactID, &c.SurveyID, &c.PlanID, &c.HandlerID, &c.Key, &c.Source, &c.Severity,
		&c.Title, &c.Words, &c.State, &c.Round, &c.Turn, db.At(&c.RespondBy), db.At(&c.ResolveBy), db.At(&c.RespondedAt), db.At(&c.AnsweredAt), db.At(&c.ClosedAt), &c.Reply, &c.Cause, &c.Remedy, &c.Outcome,
		&n.Customer, &n.Project, &n.Owner, &n.Contact, &n.Handler)
}

// getComplaint returns a complaint that the actor may see.
func getComplaint(tx *db.Tx, id ref.ID) (namedComplaint, error) {
	n, err := db.Find(tx, ErrComplaintNotFound, "select "+complaintColumns+complaintNames+" from complaint co "+complaintJoins+" where co.id = ?", []any{id}, scanComplaint)
	if err != nil {
		return n, err
	}
	return n, tx.Visible(PermComplaintRead, n.Scope(), ErrComplaintNotFound, n.ID, n.ProjectID)
}

func complaintKeyed(tx *db.Tx, key string) (there bool, err error) {
	if key == "" {
		return false, nil
	}
	return there, tx.One("select exists (select 1 from complaint where key = ?)", []any{key}, &there)
}

func insertComplaint(tx *db.Tx, c *Complaint) error {
	c.Version, c.CreatedAt, c.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into complaint ("+strings.ReplaceAll(complaintColumns, "co.", "")+") values (?"+strings.Repeat(", ?", 29)+")",
		c.ID, c.Version, c.CreatedAt, c.UpdatedAt, c.EntityID, c.DepartmentID, c.OwnerID, c.CustomerID, c.ProjectID, c.ContactID, c.SurveyID, c.PlanID, c.HandlerID, c.Key, c.Source, c.Severity,
		c.Title, c.Words, string(c.State), c.Round, c.Turn, c.RespondBy, c.ResolveBy, c.RespondedAt, c.AnsweredAt, c.ClosedAt, c.Reply, c.Cause, c.Remedy, c.Outcome)
	if errors.Is(err, db.ErrTaken) {
		return ErrComplaintTaken
	}
	return err
}

func updateComplaint(tx *db.Tx, c *Complaint) error {
	c.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update complaint set version = version + 1, updated_at = ?, plan_id = ?, handler_id = ?, severity = ?, state = ?, round = ?, turn = ?, respond_by = ?, resolve_by = ?, responded_at = ?, answered_at = ?, closed_at = ?,
		reply = ?, cause = ?, remedy = ?, outcome = ? where id = ? and version = ?`, c.UpdatedAt, c.PlanID, c.HandlerID, c.Severity, string(c.State), c.Round, c.Turn, c.RespondBy, c.ResolveBy, c.RespondedAt, c.AnsweredAt, c.ClosedAt,
		c.Reply, c.Cause, c.Remedy, c.Outcome, c.ID, c.Version))
	c.Version++
	return err
}

// complaintList is the list of complaints.
var complaintList = db.List{
	Permission: PermComplaintRead,
	From:       "complaint co",
	Key:        "co.id",
	Scope:      authz.Columns{Owner: "co.owner_id", Department: "co.department_id", Members: []string{"co.id", "co.project_id"}},
	Order:      "-created_at",
	Fields: map[string]db.Field{
		"state":       {Column: "co.state", Type: db.Choice, Choices: ComplaintStates},
		"source":      {Column: "co.source", Type: db.Choice, Choices: PlanSources},
		"severity":    {Column: "co.severity", Type: db.Choice, Choices: Severities, Sort: true},
		"customer_id": {Column: "co.customer_id", Type: db.IDs},
		"project_id":  {Column: "co.project_id", Type: db.IDs},
		"handler_id":  {Column: "co.handler_id", Type: db.IDs},
		"owner_id":    {Column: "co.owner_id", Type: db.IDs},
		"entity_id":   {Column: "co.entity_id", Type: db.IDs},
		"resolve_by":  {Column: "co.resolve_by", Type: db.Moment, Sort: true},
		"created_at":  {Column: "co.created_at", Type: db.Moment, Sort: true},
	},
	Columns: complaintColumns + complaintNames,
	Joins:   complaintJoins,
	Search:  searchComplaints,
}

// searchComplaints finds part of what it is about, or of who complains.
func searchComplaints(tx *db.Tx, typed string) (authz.Clause, error) {
	c, err := find.Match(tx, customers, "co.customer_id", typed)
	if err != nil {
		return c, err
	}
	title := db.Contains(tx, "co.title", typed)
	return authz.Clause{SQL: "(" + c.SQL + ") or " + title.SQL, Args: append(c.Args, title.Args...)}, nil
}
