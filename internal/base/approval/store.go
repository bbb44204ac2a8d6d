package approval

import (
	"slices"
	"strings"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const (
	columns = `a.id, a.version, a.created_at, a.updated_at, a.ref_kind, a.ref_id, a.entity_id, a.department_id, a.owner_id, a.label, a.hash, a.submitter_id,
		a.amount, a.margin, a.advance, a.retention, a.payer_risk, a.state, a.position, a.finished_at, u.name`
	joins       = "join person u on u.id = a.submitter_id"
	nodeColumns = `n.position, n.role, n.person_id, n.reasons, n.state, n.asked_role, n.entered_at, n.due_at, n.urged_at, n.told, n.decided_at, n.decided_by, n.comment, coalesce(np.name, ''), coalesce(nd.name, '')`
	nodeJoins   = "left join person np on np.id = n.person_id left join person nd on nd.id = n.decided_by"
)

func targets(a *Approval) []any {
	return []any{&a.ID, &a.Version, db.At(&a.CreatedAt), db.At(&a.UpdatedAt), &a.Ref.Kind, &a.Ref.ID, &a.Entity, &a.Department, &a.Owner, &a.Label, &a.Hash, &a.SubmitterID,
		&a.Amount, &a.Margin, &a.Advance, &a.Retention, &a.PayerRisk, &a.State, &a.Position, db.At(&a.FinishedAt), &a.Submitter}
}

func scan(r db.Row) (a Approval, err error) { return a, r.Scan(targets(&a)...) }

func nodeTargets(n *Node, reasons *string) []any {
	return []any{&n.Position, &n.Role, &n.PersonID, reasons, &n.State, &n.AskedRole, db.At(&n.EnteredAt), db.At(&n.DueAt), db.At(&n.UrgedAt), &n.Told, db.At(&n.DecidedAt), &n.DecidedBy, &n.Comment, &n.Person, &n.Decider}
}

func scanNode(r db.Row) (n Node, err error) {
	var reasons string
	err = r.Scan(nodeTargets(&n, &reasons)...)
	n.Reasons = strings.Split(reasons, ",")
	return n, err
}

// scanRow reads an approval with its current node, its only one then.
func scanRow(r db.Row) (a Approval, err error) {
	var n Node
	var reasons string
	err = r.Scan(append(targets(&a), nodeTargets(&n, &reasons)...)...)
	n.Reasons = strings.Split(reasons, ",")
	a.Nodes = []Node{n}
	return a, err
}

// boxed is the list of approvals that a scope reaches.
func boxed(scope authz.Columns, via string) *db.List {
	return &db.List{
		Permission: PermRead,
		From:       "approval a",
		Key:        "a.id",
		Scope:      scope,
		Via:        via,
		Order:      "-created_at",
		Fields: map[string]db.Field{
			"ref_kind":     {Column: "a.ref_kind", Type: db.Text, Sort: true},
			"ref_id":       {Column: "a.ref_id", Type: db.IDs},
			"state":        {Column: "a.state", Type: db.Choice, Choices: States},
			"submitter_id": {Column: "a.submitter_id", Type: db.IDs},
			"label":        {Column: "a.label", Type: db.Text},
			"amount":       {Column: "a.amount", Type: db.Number, Class: authz.Price, Sort: true},
			"created_at":   {Column: "a.created_at", Type: db.Moment, Sort: true},
			"updated_at":   {Column: "a.updated_at", Type: db.Moment, Sort: true},
			"asked_id":     {Column: "k.person_id", Type: db.IDs, Within: viaAsked},
			"decided_by":   {Column: "n.decided_by", Type: db.IDs, Within: viaDecided},
		},
		Columns: columns + ", " + nodeColumns,
		Joins:   joins + " join approval_node n on n.approval_id = a.id and n.position = a.position " + nodeJoins,
	}
}

const (
	viaAsked   = "a.id in (select k.approval_id from approval_asked k where k.open and %s)"
	viaDecided = "a.id in (select n.approval_id from approval_node n where %s)"
)

// The boxes. The service adds the filter that makes each of them the caller's.
var (
	ofRecord = boxed(authz.Columns{Owner: "a.owner_id", Department: "a.department_id", Members: []string{"a.ref_id"}}, "")
	boxes    = map[string]*db.List{
		"record":    ofRecord,
		"mine":      boxed(authz.Columns{Owner: "k.person_id"}, viaAsked),
		"done":      boxed(authz.Columns{Owner: "n.decided_by"}, viaDecided),
		"submitted": boxed(authz.Columns{Owner: "a.submitter_id"}, ""),
	}
	boxFilter = map[string]string{"mine": "asked_id", "done": "decided_by", "submitted": "submitter_id"}
)

// get returns an approval with its nodes and who is asked now.
func get(tx *db.Tx, id ref.ID) (Approval, error) {
	a, err := db.Find(tx, ErrNotFound, "select "+columns+" from approval a "+joins+" where a.id = ?", []any{id}, scan)
	if err != nil {
		return a, err
	}
	if a.Nodes, err = db.All(tx, "select "+nodeColumns+" from approval_node n "+nodeJoins+" where n.approval_id = ? order by n.position", []any{id}, scanNode); err != nil {
		return a, err
	}
	a.Asked, err = ids(tx, "select person_id from approval_asked where approval_id = ? and open order by person_id", id)
	return a, err
}

func ids(tx *db.Tx, query string, args ...any) ([]ref.ID, error) {
	return db.All(tx, query, args, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

// running lists what waits for somebody in whose time a mark is still to come, the oldest first.
func running(tx *db.Tx) ([]ref.ID, error) {
	return ids(tx, `select a.id from approval a join approval_node n on n.approval_id = a.id and n.position = a.position
		where a.state = 'pending' and n.due_at is not null and n.told < ? order by a.created_at, a.id`, Marks[len(Marks)-1])
}

// keepTold notes at which mark of its time people were told of a node.
func keepTold(tx *db.Tx, a *Approval, mark int64) error {
	_, err := tx.Exec("update approval_node set told = ? where approval_id = ? and position = ?", mark, a.ID, a.Position)
	return err
}

// wasAsked reports whether somebody was ever asked to decide.
func wasAsked(tx *db.Tx, id, person ref.ID) (bool, error) {
	n := 0
	err := tx.One("select count(*) from approval_asked where approval_id = ? and person_id = ?", []any{id, person}, &n)
	return n > 0, err
}

// inbox returns the approvals that somebody is asked to decide now.
func inbox(tx *db.Tx, person ref.ID) ([]ref.ID, error) {
	return ids(tx, "select approval_id from approval_asked where person_id = ? and open", person)
}

// names returns who is meant by ids, in their order.
func names(tx *db.Tx, people []ref.ID) ([]Named, error) {
	out := make([]Named, 0, len(people))
	for _, id := range people {
		name, err := nameOf(tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, Named{id, name})
	}
	return out, nil
}

func nameOf(tx *db.Tx, person ref.ID) (name string, err error) {
	return name, tx.One("select name from person where id = ?", []any{person}, &name)
}

func history(tx *db.Tx, id ref.ID) ([]Entry, error) {
	return db.All(tx, `select e.number, e.at, e.action, e.position, e.role, e.actor_id, e.comment, coalesce(p.name, '')
		from approval_entry e left join person p on p.id = e.actor_id where e.approval_id = ? order by e.number`, []any{id}, func(r db.Row) (e Entry, err error) {
		return e, r.Scan(&e.Number, db.At(&e.At), &e.Action, &e.Position, &e.Role, &e.ActorID, &e.Comment, &e.Actor)
	})
}

// living returns the approvals of a record that count for anything but the
// content with this hash.
func living(tx *db.Tx, r ref.Ref, hash string) ([]ref.ID, error) {
	return ids(tx, "select id from approval where ref_id = ? and ref_kind = ? and state in ('pending', 'approved') and hash <> ? order by created_at, id", r.ID, string(r.Kind), hash)
}

func approved(tx *db.Tx, r ref.Ref, hash string) (bool, error) {
	n := 0
	err := tx.One("select count(*) from approval where ref_id = ? and ref_kind = ? and state = 'approved' and hash = ?", []any{r.ID, string(r.Kind), hash}, &n)
	return n > 0, err
}

func rulesFor(tx *db.Tx, kind ref.Kind) ([]Rule, error) {
	return db.All(tx, "select role, reason, fact, at_least, above, below from approval_rule where kind = ? order by position", []any{string(kind)}, func(r db.Row) (x Rule, err error) {
		return x, r.Scan(&x.Role, &x.Reason, &x.Fact, &x.AtLeast, &x.Above, &x.Below)
	})
}

func insert(tx *db.Tx, a *Approval) error {
	a.Version, a.CreatedAt, a.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec(`insert into approval (id, version, created_at, updated_at, ref_kind, ref_id, entity_id, department_id, owner_id, label, hash, submitter_id, amount, margin, advance, retention, payer_risk, state, position, finished_at)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Version, a.CreatedAt, a.UpdatedAt, string(a.Ref.Kind), a.Ref.ID, a.Entity, a.Department, a.Owner, a.Label, a.Hash, a.SubmitterID,
		a.Amount, rate(a.Margin), rate(a.Advance), rate(a.Retention), a.PayerRisk, string(a.State), a.Position, a.FinishedAt)
	if err != nil {
		return err
	}
	for _, n := range a.Nodes {
		if _, err := tx.Exec("insert into approval_node (approval_id, position, role, person_id, reasons, state, asked_role, comment) values (?, ?, ?, ?, ?, ?, '', '')",
			a.ID, n.Position, n.Role, n.PersonID, strings.Join(n.Reasons, ","), string(n.State)); err != nil {
			return err
		}
	}
	return nil
}

// rate keeps a nil pointer from reaching the driver as a value.
func rate(r *money.Rate) any {
	if r == nil {
		return nil
	}
	return int64(*r)
}

func update(tx *db.Tx, a *Approval) error {
	a.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec("update approval set version = version + 1, updated_at = ?, state = ?, position = ?, finished_at = ? where id = ? and version = ?",
		a.UpdatedAt, string(a.State), a.Position, a.FinishedAt, a.ID, a.Version))
	a.Version++
	return err
}

// saveSteps writes the nodes, who is asked, and the new lines of the history.
func saveSteps(tx *db.Tx, a *Approval) error {
	for _, n := range a.Nodes {
		if _, err := tx.Exec("update approval_node set state = ?, asked_role = ?, entered_at = ?, due_at = ?, urged_at = ?, decided_at = ?, decided_by = ?, comment = ? where approval_id = ? and position = ?",
			string(n.State), n.AskedRole, n.EnteredAt, n.DueAt, n.UrgedAt, n.DecidedAt, n.DecidedBy, n.Comment, a.ID, n.Position); err != nil {
			return err
		}
	}
	if err := saveAsked(tx, a); err != nil {
		return err
	}
	for _, e := range a.entries {
		if _, err := tx.Exec(`insert into approval_entry (approval_id, number, at, action, position, role, actor_id, comment)
			values (?, (select coalesce(max(number), 0) + 1 from approval_entry where approval_id = ?), ?, ?, ?, ?, ?, ?)`,
			a.ID, a.ID, e.At, e.Action, e.Position, e.Role, e.ActorID, e.Comment); err != nil {
			return err
		}
	}
	a.entries = nil
	return nil
}

func saveAsked(tx *db.Tx, a *Approval) error {
	if _, err := tx.Exec("update approval_asked set open = ? where approval_id = ? and open", false, a.ID); err != nil {
		return err
	}
	for _, p := range a.Asked {
		if _, err := tx.Exec("insert into approval_asked (approval_id, person_id, open) values (?, ?, ?) on conflict (approval_id, person_id) do update set open = excluded.open", a.ID, p, true); err != nil {
			return err
		}
	}
	return nil
}

func rescope(tx *db.Tx, record ref.ID, s authz.Scope) error {
	_, err := tx.Exec("update approval set entity_id = ?, department_id = ?, owner_id = ? where ref_id = ?", s.Entity, s.Department, s.Owner, record)
	return err
}

// holder is an active person who holds a role somewhere now.
type holder struct {
	person, department, entity ref.ID
}

// holdersOf returns the active people who hold a role now, wherever.
func holdersOf(tx *db.Tx, role string) ([]holder, error) {
	var out []holder
	err := tx.Each(`select a.person_id, a.department_id, d.entity_id, a.until, e.zone from assignment a join role r on r.id = a.role_id join person p on p.id = a.person_id
		join department d on d.id = a.department_id join legal_entity e on e.id = d.entity_id where r.code = ? and p.active and a.ended_at is null order by a.person_id, a.id`, []any{role}, func(r db.Row) error {
		var h holder
		var x org.Assignment
		err := r.Scan(&h.person, &h.department, &h.entity, &x.Until, &x.Zone)
		if err == nil && x.Holds(tx.Now) {
			out = append(out, h)
		}
		return err
	})
	return out, err
}

// covering returns a department and every one above it.
func covering(tx *db.Tx, department ref.ID) ([]ref.ID, error) {
	return ids(tx, `with recursive up (id, parent_id) as (select id, parent_id from department where id = ?
		union all select d.id, d.parent_id from department d join up on d.id = up.parent_id) select id from up`, department)
}

// asks returns who of the holders of a role is asked about a record: those at
// the departments that cover it, else those of its entity, else all.
func asks(tx *db.Tx, role string, s authz.Scope) ([]ref.ID, error) {
	all, err := holdersOf(tx, role)
	if err != nil {
		return nil, err
	}
	above, err := covering(tx, s.Department)
	if err != nil {
		return nil, err
	}
	var near, same, rest []ref.ID
	for _, h := range all {
		rest = append(rest, h.person)
		if h.entity == s.Entity {
			same = append(same, h.person)
		}
		if slices.Contains(above, h.department) {
			near = append(near, h.person)
		}
	}
	for _, people := range [][]ref.ID{near, same, rest} {
		if len(people) > 0 {
			return slices.Compact(people), nil
		}
	}
	return nil, nil
}

// active returns a person when he may sign in, else nobody.
func active(tx *db.Tx, person ref.ID) ([]ref.ID, error) {
	return ids(tx, "select id from person where id = ? and active", person)
}

// zoneOf returns the business zone of an entity by name.
func zoneOf(tx *db.Tx, entity ref.ID) (zone string, err error) {
	return zone, tx.One("select zone from legal_entity where id = ?", []any{entity}, &zone)
}
