package handover

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
	"gongqiao/internal/platform/text"
)

const columns = `h.id, h.version, h.created_at, h.updated_at, h.entity_id, h.department_id, h.owner_id, h.manager_id, h.technical_id, h.project_id, h.customer_id, h.contract_id, h.opportunity_id,
	h.number, h.name, h.name_key, h.state, h.rubric, h.begun_on, h.submitted_at, h.score, h.scored_at, h.statement_at, h.statement_by, h.signed_at, h.package, h.package_hash,
	h.transition_from, h.transition_until, h.accepted_on, h.origin`

// scanInto reads a handover and what a statement selects behind it.
func scanInto(r db.Row, h *Handover, more ...any) error {
	var key, rubric string
	err := r.Scan(append([]any{&h.ID, &h.Version, db.At(&h.CreatedAt), db.At(&h.UpdatedAt), &h.EntityID, &h.DepartmentID, &h.OwnerID, &h.ManagerID, &h.TechnicalID, &h.ProjectID, &h.CustomerID, &h.ContractID, &h.OpportunityID,
		&h.Number, &h.Name, &key, &h.State, &rubric, &h.BegunOn, db.At(&h.SubmittedAt), &h.Score, db.At(&h.ScoredAt), db.At(&h.StatementAt), &h.StatementBy, db.At(&h.SignedAt), &h.Package, &h.PackageHash,
		&h.TransitionFrom, &h.TransitionUntil, &h.AcceptedOn, &h.Origin}, more...)...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(rubric), &h.Rubric)
}

func scan(r db.Row) (h Handover, err error) { return h, scanInto(r, &h) }

func load(tx *db.Tx, id ref.ID) (Handover, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from handover h where h.id = ?", []any{id}, scan)
}

func byProject(tx *db.Tx, project ref.ID) (Handover, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+" from handover h where h.project_id = ?", []any{project}, scan)
}

// get returns a handover that the actor may read.
func get(tx *db.Tx, id ref.ID) (Handover, error) {
	h, err := load(tx, id)
	if err != nil {
		return h, err
	}
	return h, tx.Visible(PermRead, h.Scope(), ErrNotFound, h.ID, h.ProjectID)
}

// names are what a handover shows of its neighbours.
type names struct{ Customer, Owner, Manager, Technical, Project, Entity string }

type named struct {
	Handover
	names
}

const nameColumns = ", c.name, u.name, coalesce(m.name, ''), coalesce(t.name, ''), j.number, l.short_name"

const joins = `join customer c on c.id = h.customer_id join person u on u.id = h.owner_id join project j on j.id = h.project_id join legal_entity l on l.id = h.entity_id
	left join person m on m.id = h.manager_id left join person t on t.id = h.technical_id`

func scanNamed(r db.Row) (n named, err error) {
	return n, scanInto(r, &n.Handover, &n.Customer, &n.Owner, &n.Manager, &n.Technical, &n.Project, &n.Entity)
}

func loadNamed(tx *db.Tx, id ref.ID) (named, error) {
	return db.Find(tx, ErrNotFound, "select "+columns+nameColumns+" from handover h "+joins+" where h.id = ?", []any{id}, scanNamed)
}

func insert(tx *db.Tx, h *Handover) error {
	h.Version, h.CreatedAt, h.UpdatedAt = 1, tx.Now, tx.Now
	rubric, err := json.Marshal(h.Rubric)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into handover ("+strings.ReplaceAll(columns, "h.", "")+") values (?"+strings.Repeat(", ?", 30)+")",
		h.ID, h.Version, h.CreatedAt, h.UpdatedAt, h.EntityID, h.DepartmentID, h.OwnerID, h.ManagerID, h.TechnicalID, h.ProjectID, h.CustomerID, h.ContractID, h.OpportunityID,
		h.Number, h.Name, text.SortKey(h.Name), string(h.State), string(rubric), h.BegunOn, h.SubmittedAt, h.Score, h.ScoredAt, h.StatementAt, h.StatementBy, h.SignedAt, h.Package, h.PackageHash,
		h.TransitionFrom, h.TransitionUntil, h.AcceptedOn, h.Origin)
	if errors.Is(err, db.ErrTaken) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	return find.Index(tx, ref.To(Kind, h.ID), h.Name, h.Number)
}

func update(tx *db.Tx, h *Handover) error {
	h.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update handover set version = version + 1, updated_at = ?, manager_id = ?, technical_id = ?, contract_id = ?, opportunity_id = ?, state = ?, submitted_at = ?, score = ?, scored_at = ?,
		statement_at = ?, statement_by = ?, signed_at = ?, package = ?, package_hash = ?, transition_from = ?, transition_until = ?, accepted_on = ? where id = ? and version = ?`,
		h.UpdatedAt, h.ManagerID, h.TechnicalID, h.ContractID, h.OpportunityID, string(h.State), h.SubmittedAt, h.Score, h.ScoredAt,
		h.StatementAt, h.StatementBy, h.SignedAt, h.Package, h.PackageHash, h.TransitionFrom, h.TransitionUntil, h.AcceptedOn, h.ID, h.Version))
	h.Version++
	return err
}

// itemsOf returns the written evidence of a handover by its key.
func itemsOf(tx *db.Tx, handover ref.ID) (map[string]Item, error) {
	items := map[string]Item{}
	err := tx.Each(`select i.key, i.text, i.on_date, i.confirmed_by, i.confirmed_on, i.document_id, i.person_id, i.response, i.refused_reason, i.refused_by, coalesce(u.name, '')
		from handover_item i left join person u on u.id = i.refused_by where i.handover_id = ?`, []any{handover}, func(r db.Row) error {
		var i Item
		err := r.Scan(&i.Key, &i.Text, &i.On, &i.ConfirmedBy, &i.ConfirmedOn, &i.DocumentID, &i.PersonID, &i.Response, &i.Refusal.Reason, &i.Refusal.By, &i.Refusal.ByName)
		i.Refusal.Key = i.Key
		items[i.Key] = i
		return err
	})
	return items, err
}

// putItem writes a piece of evidence; what was refused is offered again.
func putItem(tx *db.Tx, handover ref.ID, i Item) error {
	_, err := tx.Exec(`insert into handover_item (handover_id, key, text, on_date, confirmed_by, confirmed_on, document_id, person_id, response, refused_at, refused_by, refused_reason) values (?, ?, ?, ?, ?, ?, ?, ?, ?, null, null, '')
		on conflict (handover_id, key) do update set text = excluded.text, on_date = excluded.on_date, confirmed_by = excluded.confirmed_by, confirmed_on = excluded.confirmed_on, document_id = excluded.document_id,
		person_id = excluded.person_id, response = excluded.response, refused_at = null, refused_by = null, refused_reason = ''`,
		handover, i.Key, i.Text, i.On, i.ConfirmedBy, i.ConfirmedOn, i.DocumentID, i.PersonID, i.Response)
	return err
}

// refuse makes exactly these the refusals of a handover.
func refuse(tx *db.Tx, handover ref.ID, refusals []Refusal) error {
	if _, err := tx.Exec("update handover_item set refused_at = null, refused_by = null, refused_reason = '' where handover_id = ?", handover); err != nil {
		return err
	}
	for _, r := range refusals {
		if _, err := tx.Exec(`insert into handover_item (handover_id, key, text, response, refused_at, refused_by, refused_reason) values (?, ?, '', '', ?, ?, ?)
			on conflict (handover_id, key) do update set refused_at = excluded.refused_at, refused_by = excluded.refused_by, refused_reason = excluded.refused_reason`,
			handover, r.Key, tx.Now, tx.Actor.ID, r.Reason); err != nil {
			return err
		}
	}
	return nil
}

func expectationsOf(tx *db.Tx, handover ref.ID) ([]Expectation, error) {
	return db.All(tx, "select id, text, priority, standard, in_contract, answer, note from handover_expectation where handover_id = ? order by position", []any{handover}, func(r db.Row) (e Expectation, err error) {
		return e, r.Scan(&e.ID, &e.Text, &e.Priority, &e.Standard, &e.InContract, &e.Answer, &e.Note)
	})
}

// setExpectations makes these, in this order, the expectations of a handover.
func setExpectations(tx *db.Tx, handover ref.ID, all []Expectation) error {
	if _, err := tx.Exec("delete from handover_expectation where handover_id = ?", handover); err != nil {
		return err
	}
	for i, e := range all {
		if _, err := tx.Exec("insert into handover_expectation (id, handover_id, position, text, priority, standard, in_contract, answer, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			e.ID, handover, i, e.Text, e.Priority, e.Standard, e.InContract, e.Answer, e.Note); err != nil {
			return err
		}
	}
	return nil
}

// Signature is one of the three.
type Signature struct {
	Role     Role
	PersonID ref.ID
	Name     string
	At       time.Time
	Hash     string
}

func signaturesOf(tx *db.Tx, handover ref.ID) ([]Signature, error) {
	return db.All(tx, "select s.role, s.person_id, u.name, s.at, s.content_hash from handover_signature s join person u on u.id = s.person_id where s.handover_id = ? order by s.at, s.role",
		[]any{handover}, func(r db.Row) (s Signature, err error) {
			return s, r.Scan(&s.Role, &s.PersonID, &s.Name, db.At(&s.At), &s.Hash)
		})
}

func insertSignature(tx *db.Tx, handover ref.ID, s Signature) error {
	_, err := tx.Exec("insert into handover_signature (handover_id, role, person_id, at, content_hash) values (?, ?, ?, ?, ?)", handover, string(s.Role), s.PersonID, s.At, s.Hash)
	if errors.Is(err, db.ErrTaken) {
		return ErrSigned
	}
	return err
}

// dropSignatures takes away the signatures on any other content than that of a
// hash; "" takes all. It returns how many.
func dropSignatures(tx *db.Tx, handover ref.ID, but string) (int64, error) {
	return tx.Exec("delete from handover_signature where handover_id = ? and content_hash <> ?", handover, but)
}

func dropSignature(tx *db.Tx, handover ref.ID, r Role) error {
	n, err := tx.Exec("delete from handover_signature where handover_id = ? and role = ?", handover, string(r))
	if err == nil && n == 0 {
		return ErrNotSigned
	}
	return err
}

// Judgement is an entry of the history of scores.
type Judgement struct {
	At      time.Time
	By      ref.ID
	ByName  string
	What    string // submit, score or edit
	Tenths  int64
	Refused int64
}

func insertJudgement(tx *db.Tx, h *Handover, what string, refused int64) error {
	_, err := tx.Exec("insert into handover_score (id, handover_id, at, by_id, what, score, refused) values (?, ?, ?, ?, ?, ?, ?)", ref.New(), h.ID, tx.Now, tx.Actor.ID, what, h.Score, refused)
	return err
}

func judgementsOf(tx *db.Tx, handover ref.ID) ([]Judgement, error) {
	return db.All(tx, "select s.at, s.by_id, coalesce(u.name, ''), s.what, s.score, s.refused from handover_score s left join person u on u.id = s.by_id where s.handover_id = ? order by s.id desc",
		[]any{handover}, func(r db.Row) (j Judgement, err error) {
			return j, r.Scan(db.At(&j.At), &j.By, &j.ByName, &j.What, &j.Tenths, &j.Refused)
		})
}

// personNames returns how people are called, of those that exist.
func personNames(tx *db.Tx, ids []ref.ID) (map[ref.ID]string, error) {
	found := map[ref.ID]string{}
	if len(ids) == 0 {
		return found, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	err := tx.Each("select id, name from person where id in (?"+strings.Repeat(", ?", len(ids)-1)+")", args, func(r db.Row) error {
		var id ref.ID
		var name string
		err := r.Scan(&id, &name)
		found[id] = name
		return err
	})
	return found, err
}

// list is the list of handovers.
var list = db.List{
	Permission: PermRead,
	From:       "handover h",
	Key:        "h.id",
	Scope:      authz.Columns{Owner: "h.owner_id", Department: "h.department_id", Members: []string{"h.id", "h.project_id"}},
	Order:      "-updated_at",
	Fields: map[string]db.Field{
		"state":       {Column: "h.state", Type: db.Choice, Choices: States},
		"project_id":  {Column: "h.project_id", Type: db.IDs},
		"customer_id": {Column: "h.customer_id", Type: db.IDs},
		"owner_id":    {Column: "h.owner_id", Type: db.IDs},
		"manager_id":  {Column: "h.manager_id", Type: db.IDs},
		"entity_id":   {Column: "h.entity_id", Type: db.IDs},
		"score":       {Column: "h.score", Type: db.Number, Sort: true},
		"number":      {Column: "h.number", Type: db.Text, Sort: true},
		"name":        {Column: "h.name_key", Type: db.Text, Sort: true},
		"begun_on":    {Column: "h.begun_on", Type: db.Day, Sort: true},
		"updated_at":  {Column: "h.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: columns + nameColumns,
	Joins:   joins,
	Search:  func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, Kind, "h.id", q) },
}
