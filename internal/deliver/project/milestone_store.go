package project

import (
	"encoding/json"
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
)

const milestoneColumns = `m.id, m.version, m.created_at, m.updated_at, m.entity_id, m.department_id, m.owner_id, m.project_id, m.position, m.name, m.key, m.state, m.weight, m.planned_on, m.forecast_on,
	m.actual_on, m.statement, m.documents, m.round, m.asked_on, m.contact_id, m.reminded, m.reminded_on, m.settled_at, m.score, m.origin`

const fromMilestone = " from milestone m join project pr on pr.id = m.project_id "

// What rules of milestones need of their project comes in the same statement, and
// the first of the plans that were written down.
const projectOfMilestone = ", (select r.planned_on from milestone_revision r where r.milestone_id = m.id order by r.id limit 1), pr.id, pr.number, pr.name, pr.state, pr.customer_id, pr.contract_id, pr.entity_id, pr.department_id, pr.owner_id, pr.commenced_on, pr.deemed_clause, pr.progress, pr.forecast_finish"

func scanMilestone(r db.Row) (m Milestone, err error) {
	var documents string
	p := &m.project
	err = r.Scan(&m.ID, &m.Version, db.At(&m.CreatedAt), db.At(&m.UpdatedAt), &m.EntityID, &m.DepartmentID, &m.OwnerID, &m.ProjectID, &m.Position, &m.Name, &m.Key, &m.State, &m.Weight, &m.PlannedOn, &m.ForecastOn,
		&m.ActualOn, &m.Statement, &documents, &m.Round, &m.AskedOn, &m.ContactID, &m.Reminded, &m.RemindedOn, db.At(&m.SettledAt), &m.Score, &m.Origin,
		&m.BaselineOn, &p.ID, &p.Number, &p.Name, &p.State, &p.CustomerID, &p.ContractID, &p.EntityID, &p.DepartmentID, &p.OwnerID, &p.CommencedOn, &p.DeemedClause, &p.Progress, &p.ForecastFinish)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(documents), &m.Documents)
}

func loadMilestone(tx *db.Tx, id ref.ID) (Milestone, error) {
	return db.Find(tx, ErrMilestoneNotFound, "select "+milestoneColumns+projectOfMilestone+fromMilestone+"where m.id = ?", []any{id}, scanMilestone)
}

// getMilestone returns a milestone that the actor may see.
func getMilestone(tx *db.Tx, id ref.ID) (Milestone, error) {
	m, err := loadMilestone(tx, id)
	if err != nil {
		return m, err
	}
	return m, tx.Visible(PermMilestoneRead, m.Scope(), ErrMilestoneNotFound, m.ID, m.ProjectID)
}

// milestonesOf returns the milestones of a project in their order.
func milestonesOf(tx *db.Tx, project ref.ID) ([]Milestone, error) {
	return db.All(tx, "select "+milestoneColumns+projectOfMilestone+fromMilestone+"where m.project_id = ? order by m.position, m.id", []any{project}, scanMilestone)
}

// awaitingAfter returns milestones behind an id that wait for the customer.
func awaitingAfter(tx *db.Tx, id ref.ID, limit int) ([]Milestone, error) {
	return db.All(tx, "select "+milestoneColumns+projectOfMilestone+fromMilestone+"where m.state = 'awaiting_customer' and m.id > ? order by m.id limit ?", []any{id[:], limit}, scanMilestone)
}

func keyTaken(tx *db.Tx, project ref.ID, key string, but ref.ID) (taken bool, err error) {
	if key == "" {
		return false, nil
	}
	err = tx.One("select exists (select 1 from milestone where project_id = ? and key = ? and id is distinct from ?)", []any{project, key, but}, &taken)
	return taken, err
}

func insertMilestone(tx *db.Tx, m *Milestone) error {
	m.Version, m.CreatedAt, m.UpdatedAt = 1, tx.Now, tx.Now
	documents, err := documentsOf(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into milestone ("+strings.ReplaceAll(milestoneColumns, "m.", "")+") values (?"+strings.Repeat(", ?", 25)+")",
		m.ID, m.Version, m.CreatedAt, m.UpdatedAt, m.EntityID, m.DepartmentID, m.OwnerID, m.ProjectID, m.Position, m.Name, m.Key, string(m.State), m.Weight, m.PlannedOn, m.ForecastOn,
		m.ActualOn, m.Statement, documents, m.Round, m.AskedOn, m.ContactID, m.Reminded, m.RemindedOn, m.SettledAt, m.Score, m.Origin)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse
	}
	return err
}

func updateMilestone(tx *db.Tx, m *Milestone) error {
	m.UpdatedAt = tx.Now
	documents, err := documentsOf(m)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec(`update milestone set version = version + 1, updated_at = ?, position = ?, name = ?, key = ?, state = ?, weight = ?, planned_on = ?, forecast_on = ?, actual_on = ?, statement = ?, documents = ?,
		round = ?, asked_on = ?, contact_id = ?, reminded = ?, reminded_on = ?, settled_at = ?, score = ? where id = ? and version = ?`,
		m.UpdatedAt, m.Position, m.Name, m.Key, string(m.State), m.Weight, m.PlannedOn, m.ForecastOn, m.ActualOn, m.Statement, documents,
		m.Round, m.AskedOn, m.ContactID, m.Reminded, m.RemindedOn, m.SettledAt, m.Score, m.ID, m.Version))
	m.Version++
	return err
}

func documentsOf(m *Milestone) (string, error) {
	b, err := json.Marshal(append([]ref.ID{}, m.Documents...))
	return string(b), err
}

// rescopeMilestones moves the milestones of a project along with it.
func rescopeMilestones(tx *db.Tx, p *Project) error {
	_, err := tx.Exec("update milestone set entity_id = ?, department_id = ?, owner_id = ? where project_id = ?", p.EntityID, p.DepartmentID, p.OwnerID, p.ID)
	return err
}

func insertDates(tx *db.Tx, m *Milestone, reason string) error {
	_, err := tx.Exec("insert into milestone_revision (id, milestone_id, at, by_id, planned_on, forecast_on, reason) values (?, ?, ?, ?, ?, ?, ?)",
		ref.New(), m.ID, tx.Now, tx.Actor.ID, m.PlannedOn, m.ForecastOn, reason)
	return err
}

// datesOf returns how the dates of a milestone changed, oldest first.
func datesOf(tx *db.Tx, milestone ref.ID) ([]DatesView, error) {
	return db.All(tx, "select r.at, r.by_id, coalesce(u.name, ''), r.planned_on, r.forecast_on, r.reason from milestone_revision r left join person u on u.id = r.by_id where r.milestone_id = ? order by r.id",
		[]any{milestone}, func(r db.Row) (v DatesView, err error) {
			return v, r.Scan(db.At(&v.At), &v.By.ID, &v.By.Name, &v.PlannedOn, &v.ForecastOn, &v.Reason)
		})
}

const linkColumns = "k.id, k.milestone_id, k.nonce, k.contact_id, k.contact_name, k.round, k.issued_at, k.issued_by, k.expires_at, k.used_at"

func scanLink(r db.Row) (l Link, err error) {
	var nonce []byte
	err = r.Scan(&l.ID, &l.MilestoneID, &nonce, &l.ContactID, &l.ContactName, &l.Round, db.At(&l.IssuedAt), &l.IssuedBy, db.At(&l.ExpiresAt), db.At(&l.UsedAt))
	copy(l.Nonce[:], nonce)
	return l, err
}

func insertLink(tx *db.Tx, l *Link) error {
	_, err := tx.Exec("insert into milestone_link ("+strings.ReplaceAll(linkColumns, "k.", "")+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		l.ID, l.MilestoneID, l.Nonce[:], l.ContactID, l.ContactName, l.Round, l.IssuedAt, l.IssuedBy, l.ExpiresAt, l.UsedAt)
	return err
}

func loadLink(tx *db.Tx, id ref.ID) (Link, error) {
	return db.Find(tx, ErrPortalNotFound, "select "+linkColumns+" from milestone_link k where k.id = ?", []any{id}, scanLink)
}

func linkByNonce(tx *db.Tx, n link.Nonce) (Link, error) {
	return db.Find(tx, ErrPortalNotFound, "select "+linkColumns+" from milestone_link k where k.nonce = ?", []any{n[:]}, scanLink)
}

// latestLink returns the newest link of a milestone.
func latestLink(tx *db.Tx, milestone ref.ID) (Link, error) {
	return db.Find(tx, ErrPortalNotFound, "select "+linkColumns+" from milestone_link k where k.milestone_id = ? order by k.id desc limit 1", []any{milestone}, scanLink)
}

func linksOf(tx *db.Tx, milestone ref.ID) ([]Link, error) {
	return db.All(tx, "select "+linkColumns+" from milestone_link k where k.milestone_id = ? order by k.id", []any{milestone}, scanLink)
}

func useLink(tx *db.Tx, l *Link) error {
	n, err := tx.Exec("update milestone_link set used_at = ? where id = ? and used_at is null", tx.Now, l.ID)
	if err == nil && n == 0 {
		return ErrPortalUsed
	}
	return err
}

const answerColumns = "a.id, a.milestone_id, a.link_id, a.round, a.at, a.contact_id, a.contact_name, a.action, a.score, a.text, a.ip, a.agent, a.content_hash"

func insertAnswer(tx *db.Tx, g *Given) error {
	_, err := tx.Exec("insert into milestone_answer ("+strings.ReplaceAll(answerColumns, "a.", "")+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		g.ID, g.MilestoneID, g.LinkID, g.Round, g.At, g.ContactID, g.ContactName, g.Action, g.Score, g.Text, g.IP, g.Agent, g.ContentHash)
	return err
}

// answersOf returns what contacts answered about a milestone, oldest first.
func answersOf(tx *db.Tx, milestone ref.ID) ([]Given, error) {
	return db.All(tx, "select "+answerColumns+" from milestone_answer a where a.milestone_id = ? order by a.id", []any{milestone}, func(r db.Row) (g Given, err error) {
		return g, r.Scan(&g.ID, &g.MilestoneID, &g.LinkID, &g.Round, db.At(&g.At), &g.ContactID, &g.ContactName, &g.Action, &g.Score, &g.Text, &g.IP, &g.Agent, &g.ContentHash)
	})
}

// customerName returns how the customer of a project is called.
func customerName(tx *db.Tx, id ref.ID) (name string, err error) {
	return name, tx.One("select name from customer where id = ?", []any{id}, &name)
}

// milestoneList is the list of milestones over all projects.
var milestoneList = db.List{
	Permission: PermMilestoneRead,
	From:       "milestone m",
	Key:        "m.id",
	Scope:      authz.Columns{Owner: "m.owner_id", Department: "m.department_id", Members: []string{"m.id", "m.project_id"}},
	Order:      "due_on",
	Fields: map[string]db.Field{
		"project_id": {Column: "m.project_id", Type: db.IDs},
		"owner_id":   {Column: "m.owner_id", Type: db.IDs},
		"entity_id":  {Column: "m.entity_id", Type: db.IDs},
		"state":      {Column: "m.state", Type: db.Choice, Choices: MilestoneStates},
		"key":        {Column: "m.key", Type: db.Text},
		"due_on":     {Column: "m.forecast_on", Type: db.Day, Sort: true},
		"planned_on": {Column: "m.planned_on", Type: db.Day, Sort: true},
		"actual_on":  {Column: "m.actual_on", Type: db.Day},
		"asked_on":   {Column: "m.asked_on", Type: db.Day},
		"position":   {Column: "m.position", Type: db.Number, Sort: true},
		"updated_at": {Column: "m.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: milestoneColumns + projectOfMilestone,
	Joins:   "join project pr on pr.id = m.project_id",
}
