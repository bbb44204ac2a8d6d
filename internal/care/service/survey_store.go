package service

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
	"gongqiao/internal/platform/link"
)

// customers is the kind under which the names of customers are found: surveys and
// plans have none of their own.
const customers ref.Kind = "customer"

const columns = `s.id, s.version, s.created_at, s.updated_at, s.entity_id, s.department_id, s.owner_id, s.customer_id, s.project_id, s.milestone_id, s.contact_id, s.contact_name, s.cause, s.purpose, s.key,
	s.state, s.due_on, s.template_id, s.questions, s.nonce, s.sent_at, s.expires_at, s.opened_at, s.answered_at, s.answered_on, s.answers, s.score, s.sales_score, s.recommend, s.comment, s.complaint,
	s.ip, s.agent, s.content_hash`

// named is a survey with what it shows of its neighbours.
type named struct {
	Survey
	Customer, Project, Milestone, Owner string
}

const (
	nameColumns = ", c.name, coalesce(pr.name, ''), coalesce(m.name, ''), coalesce(u.name, '')"
	joins       = "join customer c on c.id = s.customer_id left join project pr on pr.id = s.project_id left join milestone m on m.id = s.milestone_id left join person u on u.id = s.owner_id"
)

func scanNamed(r db.Row) (n named, err error) {
	s := &n.Survey
	var questions, answers string
	var nonce []byte
	err = r.Scan(&s.ID, &s.Version, db.At(&s.CreatedAt), db.At(&s.UpdatedAt), &s.EntityID, &s.DepartmentID, &s.OwnerID, &s.CustomerID, &s.ProjectID, &s.MilestoneID, &s.ContactID, &s.ContactName, &s.Cause, &s.Purpose, &s.Key,
		&s.State, &s.DueOn, &s.TemplateID, &questions, &nonce, db.At(&s.SentAt), db.At(&s.ExpiresAt), db.At(&s.OpenedAt), db.At(&s.AnsweredAt), &s.AnsweredOn, &answers, &s.Score, &s.SalesScore, &s.Recommend, &s.Comment, &s.Complaint,
		&s.IP, &s.Agent, &s.ContentHash, &n.Customer, &n.Project, &n.Milestone, &n.Owner)
	if err != nil {
		return n, err
	}
	copy(s.Nonce[:], nonce)
	return n, errors.Join(json.Unmarshal([]byte(questions), &s.Questions), json.Unmarshal([]byte(answers), &s.Answers))
}

func load(tx *db.Tx, id ref.ID) (named, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+nameColumns+" from survey s "+joins+" where s.id = ?", []any{id}, scanNamed)
}

// get returns a survey that the actor may see.
func get(tx *db.Tx, id ref.ID) (named, error) {
	n, err := load(tx, id)
	if err != nil {
		return n, err
	}
	return n, tx.Visible(PermRead, n.Scope(), ErrNotFound, n.ID, n.ProjectID)
}

func byNonce(tx *db.Tx, n link.Nonce) (named, error) {
	return db.Find(tx, ErrLinkNotFound, "select "+columns+nameColumns+" from survey s "+joins+" where s.nonce = ?", []any{n[:]}, scanNamed)
}

// keyed reports whether somebody was asked already about what a key names.
func keyed(tx *db.Tx, key string) (there bool, err error) {
	// SQLite takes a partial index only for a condition that it can read.
	return there, tx.One("select exists (select 1 from survey where key = ? and key <> '')", []any{key}, &there)
}

func insert(tx *db.Tx, s *Survey) error {
	s.Version, s.CreatedAt, s.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into survey ("+strings.ReplaceAll(columns, "s.", "")+") values (?"+strings.Repeat(", ?", 33)+")",
		s.ID, s.Version, s.CreatedAt, s.UpdatedAt, s.EntityID, s.DepartmentID, s.OwnerID, s.CustomerID, s.ProjectID, s.MilestoneID, s.ContactID, s.ContactName, s.Cause, string(s.Purpose), s.Key,
		string(s.State), s.DueOn, s.TemplateID, "[]", nil, s.SentAt, s.ExpiresAt, s.OpenedAt, s.AnsweredAt, s.AnsweredOn, "{}", s.Score, s.SalesScore, s.Recommend, s.Comment, s.Complaint,
		s.IP, s.Agent, s.ContentHash)
	if errors.Is(err, db.ErrTaken) {
		return ErrTaken
	}
	return err
}

func update(tx *db.Tx, s *Survey) error {
	s.UpdatedAt = tx.Now
	questions, err := json.Marshal(append([]Question{}, s.Questions...))
	if err != nil {
		return err
	}
	answers, err := json.Marshal(s.Answers)
	if err != nil {
		return err
	}
	err = db.Changed(tx.Exec(`update survey set version = version + 1, updated_at = ?, contact_id = ?, contact_name = ?, state = ?, due_on = ?, template_id = ?, questions = ?, nonce = ?, sent_at = ?, expires_at = ?,
		opened_at = ?, answered_at = ?, answered_on = ?, answers = ?, score = ?, sales_score = ?, recommend = ?, comment = ?, complaint = ?, ip = ?, agent = ?, content_hash = ? where id = ? and version = ?`,
		s.UpdatedAt, s.ContactID, s.ContactName, string(s.State), s.DueOn, s.TemplateID, string(questions), nonceOf(s), s.SentAt, s.ExpiresAt,
		s.OpenedAt, s.AnsweredAt, s.AnsweredOn, string(answers), s.Score, s.SalesScore, s.Recommend, s.Comment, s.Complaint, s.IP, s.Agent, s.ContentHash, s.ID, s.Version))
	s.Version++
	return err
}

// nonceOf is NULL before the survey was sent.
func nonceOf(s *Survey) any {
	if s.Nonce == (link.Nonce{}) {
		return nil
	}
	return s.Nonce[:]
}

// lastSent returns when a contact was sent a survey other than one; zero means
// never.
func lastSent(tx *db.Tx, contact, but ref.ID) (at time.Time, err error) {
	return at, tx.One("select max(sent_at) from survey where contact_id = ? and id is distinct from ?", []any{contact, but}, db.At(&at))
}

// dueAfter returns surveys behind an id that time may have changed: those whose
// day has come anywhere on earth, and those that nobody answered in time.
func dueAfter(tx *db.Tx, id ref.ID, limit int) ([]named, error) {
	latest := workday.Today(tx.Now, time.FixedZone("", 14*60*60))
	return db.All(tx, "select "+columns+nameColumns+" from survey s "+joins+` where s.state in ('scheduled', 'sent', 'opened') and s.id > ?
		and (s.state = 'scheduled' and s.due_on <= ? or s.state <> 'scheduled' and s.expires_at <= ?) order by s.id limit ?`, []any{id[:], latest, tx.Now, limit}, scanNamed)
}

// askedAbout returns who answered last for a project, none when nobody did.
func askedAbout(tx *db.Tx, project ref.ID) (contact ref.ID, err error) {
	err = tx.One("select m.contact_id from milestone m join contact p on p.id = m.contact_id where m.project_id = ? and p.active order by m.asked_on desc, m.id desc limit 1", []any{project}, &contact)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, nil
	}
	return contact, err
}

// askedFor returns who was asked to confirm a milestone.
func askedFor(tx *db.Tx, milestone ref.ID) (contact ref.ID, err error) {
	err = tx.One("select contact_id from milestone where id = ?", []any{milestone}, &contact)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, nil
	}
	return contact, err
}

// forgotten returns active owners behind an id, of whom one of us took care
// before a day, that nobody has asked anything since an instant.
func forgotten(tx *db.Tx, id ref.ID, day workday.Date, since time.Time, limit int) ([]ref.ID, error) {
	return db.All(tx, `select c.id from customer c join engagement e on e.customer_id = c.id and e.relation = 'lead' where c.id > ? and c.status = 'active' and c.party = 'owner' and c.root_id is null and e.since <= ?
		and not exists (select 1 from survey s where s.customer_id = c.id and s.created_at > ?) order by c.id limit ?`, []any{id[:], day, since.UnixMicro(), limit}, func(r db.Row) (id ref.ID, err error) {
		return id, r.Scan(&id)
	})
}

// waitingFor returns the surveys of a project that were not sent yet.
func waitingFor(tx *db.Tx, project ref.ID) ([]named, error) {
	return db.All(tx, "select "+columns+nameColumns+" from survey s "+joins+" where s.project_id = ? and s.state = 'scheduled' order by s.id", []any{project}, scanNamed)
}

// rescope moves what hangs on a project along with it.
func rescope(tx *db.Tx, project ref.ID, now authz.Scope) error {
	for _, table := range []string{"survey", "improvement_plan", "complaint"} {
		if _, err := tx.Exec("update "+table+" set entity_id = ?, department_id = ?, owner_id = ? where project_id = ?", now.Entity, now.Department, now.Owner, project); err != nil {
			return err
		}
	}
	return nil
}

// list is the list of surveys.
var list = db.List{
	Permission: PermRead,
	From:       "survey s",
	Key:        "s.id",
	Scope:      authz.Columns{Owner: "s.owner_id", Department: "s.department_id", Members: []string{"s.id", "s.project_id"}},
	Order:      "-created_at",
	Fields: map[string]db.Field{
		"state":         {Column: "s.state", Type: db.Choice, Choices: States},
		"cause":         {Column: "s.cause", Type: db.Choice, Choices: Causes},
		"purpose":       {Column: "s.purpose", Type: db.Choice, Choices: Purposes},
		"customer_id":   {Column: "s.customer_id", Type: db.IDs},
		"project_id":    {Column: "s.project_id", Type: db.IDs},
		"contact_id":    {Column: "s.contact_id", Type: db.IDs},
		"owner_id":      {Column: "s.owner_id", Type: db.IDs},
		"entity_id":     {Column: "s.entity_id", Type: db.IDs},
		"department_id": {Column: "s.department_id", Type: db.IDs},
		"due_on":        {Column: "s.due_on", Type: db.Day, Sort: true},
		"answered_on":   {Column: "coalesce(s.answered_on, '0001-01-01')", Type: db.Day, Sort: true},
		"score":         {Column: "s.score", Type: db.Number, Sort: true},
		"recommend":     {Column: "s.recommend", Type: db.Number},
		"complaint":     {Column: "s.complaint", Type: db.Flag},
		"created_at":    {Column: "s.created_at", Type: db.Moment, Sort: true},
	},
	Columns: columns + nameColumns,
	Joins:   joins,
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, customers, "s.customer_id", q) },
}

// answeredList is the same list, of what was answered, with what its figures are
// made of: they count exactly the rows that the list shows.
var answeredList = answeredOnly(list)

func answeredOnly(l db.List) db.List {
	l.Always = "s.state = 'answered'"
	l.Sums = map[string]db.Field{
		"points":     {Column: "s.score"},
		"sales":      {Column: "s.sales_score"},
		"asked":      {Column: "case when s.recommend is null then 0 else 1 end"},
		"promoters":  {Column: "case when s.recommend >= 9 then 1 else 0 end"},
		"detractors": {Column: "case when s.recommend <= 6 then 1 else 0 end"},
		"complaints": {Column: "case when s.complaint then 1 else 0 end"},
	}
	return l
}
