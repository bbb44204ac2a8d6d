package project

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const columns = `pr.id, pr.version, pr.created_at, pr.updated_at, pr.entity_id, pr.department_id, pr.owner_id, pr.customer_id, pr.contract_id, pr.opportunity_id, pr.number, pr.name, pr.name_key, pr.type,
	pr.state, pr.resume_state, pr.amount, pr.planned_start, pr.planned_finish, pr.baseline_finish, pr.forecast_finish, pr.budget, pr.forecast_cost, pr.commenced_on, pr.completed_on, pr.warranty_until,
	pr.retrospective_on, pr.closed_on, pr.progress, pr.health, pr.progress_light, pr.cost_light, pr.quality_light, pr.collection_light, pr.deemed_clause, pr.waived_at, pr.waived_by, pr.waive_reason, pr.note, pr.origin, pr.contract_hold`

func fields(p *Project, key *string) []any {
	l := &p.Lights
	return []any{&p.ID, &p.Version, db.At(&p.CreatedAt), db.At(&p.UpdatedAt), &p.EntityID, &p.DepartmentID, &p.OwnerID, &p.CustomerID, &p.ContractID, &p.OpportunityID, &p.Number, &p.Name, key, &p.Type,
		&p.State, &p.ResumeState, &p.Amount, &p.PlannedStart, &p.PlannedFinish, &p.BaselineFinish, &p.ForecastFinish, &p.Budget, &p.ForecastCost, &p.CommencedOn, &p.CompletedOn, &p.WarrantyUntil,
		&p.RetrospectiveOn, &p.ClosedOn, &p.Progress, &l.Worst, &l.Progress, &l.Cost, &l.Quality, &l.Collection, &p.DeemedClause, db.At(&p.WaivedAt), &p.WaivedBy, &p.WaiveReason, &p.Note, &p.Origin, &p.ContractHold}
}

func values(p *Project) []any {
	l := p.Lights
	return []any{p.ID, p.Version, p.CreatedAt, p.UpdatedAt, p.EntityID, p.DepartmentID, p.OwnerID, p.CustomerID, p.ContractID, p.OpportunityID, p.Number, p.Name, p.nameKey(), p.Type,
		string(p.State), string(p.ResumeState), p.Amount, p.PlannedStart, p.PlannedFinish, p.BaselineFinish, p.ForecastFinish, p.Budget, p.ForecastCost, p.CommencedOn, p.CompletedOn, p.WarrantyUntil,
		p.RetrospectiveOn, p.ClosedOn, p.Progress, string(l.Worst), string(l.Progress), string(l.Cost), string(l.Quality), string(l.Collection), p.DeemedClause, p.WaivedAt, p.WaivedBy, p.WaiveReason, p.Note, p.Origin, string(p.ContractHold)}
}

func scan(r db.Row) (p Project, err error) {
	var key string
	return p, r.Scan(fields(&p, &key)...)
}

// load reads a project. It is not yet known whether the actor may see it.
func load(tx *db.Tx, id ref.ID) (Project, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from project pr where pr.id = ?", []any{id}, scan)
}

// get returns a project that the actor may read.
func get(tx *db.Tx, id ref.ID) (Project, error) {
	p, err := load(tx, id)
	if err != nil {
		return p, err
	}
	return p, tx.Visible(PermRead, p.Scope(), ErrNotFound, p.ID)
}

// byOrigin returns the project of a contract, or else of an opportunity.
func byOrigin(tx *db.Tx, contract, opportunity ref.ID) (Project, error) {
	p, err := db.Find(tx, ErrNotFound, "select "+columns+" from project pr where pr.contract_id = ?", []any{contract}, scan)
	if !errors.Is(err, ErrNotFound) || opportunity.IsZero() {
		return p, err
	}
	return db.Find(tx, ErrNotFound, "select "+columns+" from project pr where pr.opportunity_id = ?", []any{opportunity}, scan)
}

// names are what a project shows of its neighbours.
type names struct{ Customer, Owner, Entity, Department string }

type named struct {
	Project
	names
}

const nameColumns = ", c.name, coalesce(u.name, ''), l.short_name, d.name"

const joins = "join customer c on c.id = pr.customer_id join legal_entity l on l.id = pr.entity_id join department d on d.id = pr.department_id left join person u on u.id = pr.owner_id"

func scanNamed(r db.Row) (n named, err error) {
	var key string
	return n, r.Scan(append(fields(&n.Project, &key), &n.Customer, &n.Owner, &n.Entity, &n.Department)...)
}

func loadNamed(tx *db.Tx, id ref.ID) (named, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+nameColumns+" from project pr "+joins+" where pr.id = ?", []any{id}, scanNamed)
}

func insert(tx *db.Tx, p *Project) error {
	p.Version, p.CreatedAt, p.UpdatedAt = 1, tx.Now, tx.Now
	args := values(p)
	_, err := tx.Exec("insert into project ("+strings.ReplaceAll(columns, "pr.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse // numbers come from a counter and do not repeat
	}
	if err != nil {
		return err
	}
	return find.Index(tx, ref.To(Kind, p.ID), p.Name, p.Number)
}

func update(tx *db.Tx, p *Project) error {
	p.UpdatedAt = tx.Now
	l := p.Lights
	err := db.Changed(tx.Exec(`update project set version = version + 1, updated_at = ?, department_id = ?, owner_id = ?, contract_id = ?, opportunity_id = ?, name = ?, name_key = ?, type = ?, state = ?, resume_state = ?,
		amount = ?, planned_start = ?, planned_finish = ?, baseline_finish = ?, forecast_finish = ?, budget = ?, forecast_cost = ?, commenced_on = ?, completed_on = ?, warranty_until = ?, retrospective_on = ?, closed_on = ?,
		progress = ?, health = ?, progress_light = ?, cost_light = ?, quality_light = ?, collection_light = ?, deemed_clause = ?, waived_at = ?, waived_by = ?, waive_reason = ?, note = ?, contract_hold = ? where id = ? and version = ?`,
		p.UpdatedAt, p.DepartmentID, p.OwnerID, p.ContractID, p.OpportunityID, p.Name, p.nameKey(), p.Type, string(p.State), string(p.ResumeState),
		p.Amount, p.PlannedStart, p.PlannedFinish, p.BaselineFinish, p.ForecastFinish, p.Budget, p.ForecastCost, p.CommencedOn, p.CompletedOn, p.WarrantyUntil, p.RetrospectiveOn, p.ClosedOn,
		p.Progress, string(l.Worst), string(l.Progress), string(l.Cost), string(l.Quality), string(l.Collection), p.DeemedClause, p.WaivedAt, p.WaivedBy, p.WaiveReason, p.Note, string(p.ContractHold), p.ID, p.Version))
	if err != nil {
		return err
	}
	p.Version++
	return find.Index(tx, ref.To(Kind, p.ID), p.Name, p.Number)
}

// updateDerived writes what follows from milestones, neighbours and the day. It
// makes no version: nothing that people wrote has changed.
func updateDerived(tx *db.Tx, p *Project) error {
	l := p.Lights
	_, err := tx.Exec("update project set progress = ?, health = ?, progress_light = ?, cost_light = ?, quality_light = ?, collection_light = ? where id = ?",
		p.Progress, string(l.Worst), string(l.Progress), string(l.Cost), string(l.Quality), string(l.Collection), p.ID)
	return err
}

// livingAfter returns projects behind an id that have not ended, in the order of ids.
func livingAfter(tx *db.Tx, id ref.ID, limit int) ([]Project, error) {
	return db.All(tx, "select "+columns+" from project pr where pr.id > ? and pr.state not in ('closed', 'cancelled') order by pr.id limit ?", []any{id[:], limit}, scan)
}

const revisionColumns = "r.id, r.project_id, r.at, r.by_id, r.reported_on, r.budget, r.forecast_cost, r.forecast_finish, r.reason, r.origin"

// revisionsOf returns the revisions of a project, oldest first.
func revisionsOf(tx *db.Tx, project ref.ID) ([]Revision, error) {
	all, err := db.All(tx, "select "+revisionColumns+", coalesce(u.name, '') from project_revision r left join person u on u.id = r.by_id where r.project_id = ? order by r.reported_on, r.id",
		[]any{project}, func(row db.Row) (r Revision, err error) {
			return r, row.Scan(&r.ID, &r.ProjectID, db.At(&r.At), &r.By, &r.ReportedOn, &r.Budget, &r.ForecastCost, &r.ForecastFinish, &r.Reason, &r.Origin, &r.ByName)
		})
	follow(all)
	return all, err
}

// latestRevision returns the day and the id of the revision that counts.
func latestRevision(tx *db.Tx, project ref.ID) (r Revision, err error) {
	err = tx.One("select "+revisionColumns+" from project_revision r where r.project_id = ? order by r.reported_on desc, r.id desc limit 1", []any{project},
		&r.ID, &r.ProjectID, db.At(&r.At), &r.By, &r.ReportedOn, &r.Budget, &r.ForecastCost, &r.ForecastFinish, &r.Reason, &r.Origin)
	return r, err
}

func insertRevision(tx *db.Tx, r *Revision) error {
	r.At, r.By = tx.Now, tx.Actor.ID
	_, err := tx.Exec("insert into project_revision ("+strings.ReplaceAll(revisionColumns, "r.", "")+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		r.ID, r.ProjectID, r.At, r.By, r.ReportedOn, r.Budget, r.ForecastCost, r.ForecastFinish, r.Reason, r.Origin)
	return err
}

// delivered counts what was accepted from one day to another, and how much of
// it by the day of the baseline.
func delivered(tx *db.Tx, scope authz.Clause, from, to workday.Date) (n, onTime int64, err error) {
	err = tx.One(`select count(*), cast(coalesce(sum(case when pr.completed_on <= pr.baseline_finish then 1 else 0 end), 0) as bigint) from project pr
		where `+scope.SQL+" and pr.baseline_finish is not null and pr.completed_on >= ? and pr.completed_on <= ?", append(scope.Args, from, to), &n, &onTime)
	return n, onTime, err
}

var scopeColumns = authz.Columns{Owner: "pr.owner_id", Department: "pr.department_id", Members: []string{"pr.id"}}

// list is the project list.
var list = db.List{
	Permission: PermRead,
	From:       "project pr",
	Key:        "pr.id",
	Scope:      scopeColumns,
	Order:      "-updated_at",
	Fields: map[string]db.Field{
		"state":            {Column: "pr.state", Type: db.Choice, Choices: States},
		"customer_id":      {Column: "pr.customer_id", Type: db.IDs},
		"contract_id":      {Column: "pr.contract_id", Type: db.IDs},
		"owner_id":         {Column: "pr.owner_id", Type: db.IDs},
		"entity_id":        {Column: "pr.entity_id", Type: db.IDs},
		"department_id":    {Column: "pr.department_id", Type: db.IDs},
		"sales_rep_id":     {Column: "t.user_id", Type: db.IDs, Within: "pr.id in (select t.ref_id from team_member t where t.part = 'sales_rep' and %s)"},
		"type":             {Column: "pr.type", Type: db.Text},
		"health":           {Column: "pr.health", Type: db.Choice, Choices: Colours},
		"progress_light":   {Column: "pr.progress_light", Type: db.Choice, Choices: Colours},
		"cost_light":       {Column: "pr.cost_light", Type: db.Choice, Choices: Colours},
		"quality_light":    {Column: "pr.quality_light", Type: db.Choice, Choices: Colours},
		"collection_light": {Column: "pr.collection_light", Type: db.Choice, Choices: Colours},
		"number":           {Column: "pr.number", Type: db.Text, Sort: true},
		"name":             {Column: "pr.name_key", Type: db.Text, Sort: true},
		"amount":           {Column: "pr.amount", Type: db.Number, Class: authz.Price, Sort: true},
		"budget":           {Column: "pr.budget", Type: db.Number, Class: authz.Cost, Sort: true},
		"progress":         {Column: "pr.progress", Type: db.Number, Sort: true},
		"planned_finish":   {Column: "coalesce(pr.planned_finish, '9999-12-31')", Type: db.Day, Sort: true},
		"forecast_finish":  {Column: "coalesce(pr.forecast_finish, '9999-12-31')", Type: db.Day, Sort: true},
		"completed_on":     {Column: "coalesce(pr.completed_on, '9999-12-31')", Type: db.Day, Sort: true},
		"on_time":          {Column: "(pr.completed_on <= pr.baseline_finish)", Type: db.Flag},
		"created_at":       {Column: "pr.created_at", Type: db.Moment, Sort: true},
		"updated_at":       {Column: "pr.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: columns + nameColumns,
	Joins:   joins,
	Sums:    map[string]db.Field{"amount": {Column: "pr.amount", Class: authz.Price}},
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "pr.id", q) },
}
