package service

import (
	"encoding/json"
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const planColumns = `ip.id, ip.version, ip.created_at, ip.updated_at, ip.entity_id, ip.department_id, ip.owner_id, ip.customer_id, ip.project_id, ip.survey_id, ip.contact_id, ip.key, ip.source, ip.severity, ip.title, ip.complaint,
	ip.state, ip.root_cause, ip.metric, ip.steps, ip.respond_by, ip.resolve_by, ip.outcome, ip.closed_at`

// namedPlan is a plan with what it shows of its neighbours.
type namedPlan struct {
	Plan
	Customer, Project, Owner, Contact string
}

const (
	planNames = ", c.name, coalesce(pr.name, ''), coalesce(u.name, ''), coalesce(k.name, '')"
	planJoins = "join customer c on c.id = ip.customer_id left join project pr on pr.id = ip.project_id left join person u on u.id = ip.owner_id left join contact k on k.id = ip.contact_id"
)

func scanPlan(r db.Row) (n namedPlan, err error) {
	p := &n.Plan
	var steps string
	err = r.Scan(&p.ID, &p.Version, db.At(&p.CreatedAt), db.At(&p.UpdatedAt), &p.EntityID, &p.DepartmentID, &p.OwnerID, &p.CustomerID, &p.ProjectID, &p.SurveyID, &p.ContactID, &p.Key, &p.Source, &p.Severity, &p.Title, &p.Complaint,
		&p.State, &p.RootCause, &p.Metric, &steps, db.At(&p.RespondBy), db.At(&p.ResolveBy), &p.Outcome, db.At(&p.ClosedAt), &n.Customer, &n.Project, &n.Owner, &n.Contact)
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(steps), &p.Steps)
}

// getPlan returns a plan that the actor may see.
func getPlan(tx *db.Tx, id ref.ID) (namedPlan, error) {
	n, err := db.Find(tx, ErrPlanNotFound, "select "+planColumns+planNames+" from improvement_plan ip "+planJoins+" where ip.id = ?", []any{id}, scanPlan)
	if err != nil {
		return n, err
	}
	return n, tx.Visible(PermPlanRead, n.Scope(), ErrPlanNotFound, n.ID, n.ProjectID)
}

func planKeyed(tx *db.Tx, key string) (there bool, err error) {
	if key == "" {
		return false, nil
	}
	return there, tx.One("select exists (select 1 from improvement_plan where key = ?)", []any{key}, &there)
}

func stepsOf(p *Plan) (string, error) {
	b, err := json.Marshal(append([]Step{}, p.Steps...))
	return string(b), err
}

func insertPlan(tx *db.Tx, p *Plan) error {
	p.Version, p.CreatedAt, p.UpdatedAt = 1, tx.Now, tx.Now
	steps, err := stepsOf(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into improvement_plan ("+strings.ReplaceAll(planColumns, "ip.", "")+") values (?"+strings.Repeat(", ?", 23)+")",
		p.ID, p.Version, p.CreatedAt, p.UpdatedAt, p.EntityID, p.DepartmentID, p.OwnerID, p.CustomerID, p.ProjectID, p.SurveyID, p.ContactID, p.Key, p.Source, p.Severity, p.Title, p.Complaint,
		string(p.State), p.RootCause, p.Metric, steps, p.RespondBy, p.ResolveBy, p.Outcome, p.ClosedAt)
	if errors.Is(err, db.ErrTaken) {
		return ErrPlanTaken
	}
	return err
}

func updatePlan(tx *db.Tx, p *Plan) error {
	p.UpdatedAt = tx.Now
	steps, err := stepsOf(p)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec("update improvement_plan set version = version + 1, updated_at = ?, title = ?, state = ?, root_cause = ?, metric = ?, steps = ?, outcome = ?, closed_at = ? where id = ? and version = ?",
		p.UpdatedAt, p.Title, string(p.State), p.RootCause, p.Metric, steps, p.Outcome, p.ClosedAt, p.ID, p.Version))
	p.Version++
	return err
}

// planList is the list of improvement plans.
var planList = db.List{
	Permission: PermPlanRead,
	From:       "improvement_plan ip",
	Key:        "ip.id",
	Scope:      authz.Columns{Owner: "ip.owner_id", Department: "ip.department_id", Members: []string{"ip.id", "ip.project_id"}},
	Order:      "-created_at",
	Fields: map[string]db.Field{
		"state":       {Column: "ip.state", Type: db.Choice, Choices: PlanStates},
		"source":      {Column: "ip.source", Type: db.Choice, Choices: PlanSources},
		"severity":    {Column: "ip.severity", Type: db.Choice, Choices: Severities, Sort: true},
		"customer_id": {Column: "ip.customer_id", Type: db.IDs},
		"project_id":  {Column: "ip.project_id", Type: db.IDs},
		"survey_id":   {Column: "ip.survey_id", Type: db.IDs},
		"owner_id":    {Column: "ip.owner_id", Type: db.IDs},
		"entity_id":   {Column: "ip.entity_id", Type: db.IDs},
		"resolve_by":  {Column: "ip.resolve_by", Type: db.Moment, Sort: true},
		"created_at":  {Column: "ip.created_at", Type: db.Moment, Sort: true},
	},
	Columns: planColumns + planNames,
	Joins:   planJoins,
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, customers, "ip.customer_id", q) },
}
