package billing

import (
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const nodeColumns = `n.id, n.version, n.created_at, n.updated_at, n.entity_id, n.department_id, n.owner_id, n.contract_id, n.customer_id, n.project_id, n.parent_id, n.position, n.kind, n.name,
	n.trigger_kind, n.milestone, n.fixed_on, n.ratio, n.term_days, n.basis, n.amount, n.invoiced, n.received, n.waived, n.open, n.state, n.triggered_on, n.due_on, n.expected_on, n.applied_on, n.approved_on,
	n.moved_on, n.received_on, n.evidence_id, n.note, n.period, n.valued, n.recovered, n.reminded, n.overdue_told, n.asked_on`

// What people call the things around a node comes in the same statement.
const (
	nodeNames = ", k.number, k.title, c.name, u.name, l.short_name, coalesce(pr.name, ''), pr.owner_id"
	nodeJoins = ` join contract k on k.id = n.contract_id join customer c on c.id = n.customer_id join person u on u.id = n.owner_id join legal_entity l on l.id = n.entity_id
	left join project pr on pr.id = n.project_id `
	fromNode = " from payment_node n" + nodeJoins
)

func scanNode(r db.Row) (n Node, err error) {
	var open int64
	err = r.Scan(&n.ID, &n.Version, db.At(&n.CreatedAt), db.At(&n.UpdatedAt), &n.EntityID, &n.DepartmentID, &n.OwnerID, &n.ContractID, &n.CustomerID, &n.ProjectID, &n.ParentID, &n.Position, &n.Kind, &n.Name,
		&n.Trigger, &n.Milestone, &n.FixedOn, &n.Ratio, &n.TermDays, &n.Basis, &n.Amount, &n.Invoiced, &n.Received, &n.Waived, &open, &n.State, &n.TriggeredOn, &n.DueOn, &n.ExpectedOn, &n.AppliedOn, &n.ApprovedOn,
		&n.MovedOn, &n.ReceivedOn, &n.EvidenceID, &n.Note, &n.Period, &n.Valued, &n.Recovered, &n.Reminded, &n.OverdueTold, &n.AskedOn,
		&n.Contract, &n.Title, &n.Customer, &n.Owner, &n.Entity, &n.Project, &n.ManagerID)
	return n, err
}

// loadNode reads a node. It is not yet known whether the actor may see it.
func loadNode(tx *db.Tx, id ref.ID) (Node, error) {
	return db.Find(tx, ErrNodeNotFound, "select "+nodeColumns+nodeNames+fromNode+"where n.id = ?", []any{id}, scanNode)
}

// getNode loads a node that the actor may read; any other does not exist.
func getNode(tx *db.Tx, id ref.ID) (Node, error) {
	n, err := loadNode(tx, id)
	if err != nil {
		return n, err
	}
	return n, tx.Visible(PermNodeRead, n.Scope(), ErrNodeNotFound, n.members()...)
}

// members are the records on which a part counts.
func (n *Node) members() []ref.ID { return []ref.ID{n.ID, n.ContractID, n.ProjectID} }

// nodesOf returns the nodes of a contract in their order.
func nodesOf(tx *db.Tx, contract ref.ID) ([]Node, error) {
	return db.All(tx, "select "+nodeColumns+nodeNames+fromNode+"where n.contract_id = ? order by n.position, n.id", []any{contract}, scanNode)
}

// owedOf returns what a project's customer owes or paid.
func owedOf(tx *db.Tx, project ref.ID) ([]Node, error) {
	return db.All(tx, "select "+nodeColumns+nodeNames+fromNode+"where n.project_id = ? and n.triggered_on is not null", []any{project}, scanNode)
}

// retained reports whether a retention payment of a project is open.
func retained(tx *db.Tx, project ref.ID) (held bool, err error) {
	return held, tx.One("select exists (select 1 from payment_node where project_id = ? and kind = 'retention' and state <> 'cancelled' and amount > received + waived)", []any{project}, &held)
}

// lockContract keeps others from changing the nodes of a contract until the
// transaction ends.
func lockContract(tx *db.Tx, contract ref.ID) error {
	err := tx.Lock("contract", contract)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	return err
}

func nodeValues(n *Node) []any {
	return []any{n.ID, n.Version, n.CreatedAt, n.UpdatedAt, n.EntityID, n.DepartmentID, n.OwnerID, n.ContractID, n.CustomerID, n.ProjectID, n.ParentID, n.Position, n.Kind, n.Name,
		n.Trigger, n.Milestone, n.FixedOn, n.Ratio, n.TermDays, n.Basis, n.Amount, n.Invoiced, n.Received, n.Waived, n.Open(), string(n.State), n.TriggeredOn, n.DueOn, n.ExpectedOn, n.AppliedOn, n.ApprovedOn,
		n.MovedOn, n.ReceivedOn, n.EvidenceID, n.Note, n.Period, n.Valued, n.Recovered, n.Reminded, n.OverdueTold, n.AskedOn}
}

func insertNode(tx *db.Tx, n *Node) error {
	n.Version, n.CreatedAt, n.UpdatedAt = 1, tx.Now, tx.Now
	args := nodeValues(n)
	_, err := tx.Exec("insert into payment_node ("+strings.ReplaceAll(nodeColumns, "n.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	return err
}

func updateNode(tx *db.Tx, n *Node) error {
	n.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update payment_node set version = version + 1, updated_at = ?, project_id = ?, position = ?, kind = ?, name = ?, trigger_kind = ?, milestone = ?, fixed_on = ?, ratio = ?, term_days = ?, basis = ?,
		amount = ?, invoiced = ?, received = ?, waived = ?, open = ?, state = ?, triggered_on = ?, due_on = ?, expected_on = ?, applied_on = ?, approved_on = ?, moved_on = ?, received_on = ?, evidence_id = ?, note = ?,
		valued = ?, recovered = ?, reminded = ?, overdue_told = ?, asked_on = ? where id = ? and version = ?`,
		n.UpdatedAt, n.ProjectID, n.Position, n.Kind, n.Name, n.Trigger, n.Milestone, n.FixedOn, n.Ratio, n.TermDays, n.Basis,
		n.Amount, n.Invoiced, n.Received, n.Waived, n.Open(), string(n.State), n.TriggeredOn, n.DueOn, n.ExpectedOn, n.AppliedOn, n.ApprovedOn, n.MovedOn, n.ReceivedOn, n.EvidenceID, n.Note,
		n.Valued, n.Recovered, n.Reminded, n.OverdueTold, n.AskedOn, n.ID, n.Version))
	n.Version++
	return err
}

// projectOf returns the project of a contract; none when there is none yet.
func projectOf(tx *db.Tx, contract ref.ID) (project ref.ID, err error) {
	err = tx.One("select id from project where contract_id = ?", []any{contract}, &project)
	if errors.Is(err, db.ErrNoRows) {
		return ref.Nil, nil
	}
	return project, err
}

// joinProject names the project on nodes and invoices of its contract.
func joinProject(tx *db.Tx, contract, project ref.ID) error {
	for _, table := range []string{"payment_node", "invoice"} {
		if _, err := tx.Exec("update "+table+" set project_id = ? where contract_id = ? and project_id is null", project, contract); err != nil {
			return err
		}
	}
	return nil
}

// reached is a milestone that was confirmed.
type reached struct {
	Key, Name string
	At        time.Time
}

func confirmed(tx *db.Tx, contract ref.ID) ([]reached, error) {
	return db.All(tx, `select m.key, m.name, m.settled_at from milestone m join project p on p.id = m.project_id
		where p.contract_id = ? and m.state in ('confirmed', 'deemed_confirmed') and m.settled_at is not null order by m.settled_at, m.id`, []any{contract}, func(r db.Row) (m reached, err error) {
		return m, r.Scan(&m.Key, &m.Name, db.At(&m.At))
	})
}

// place is a legal entity and its zone.
type place struct {
	ID   ref.ID
	Zone string
}

func places(tx *db.Tx) ([]place, error) {
	return db.All(tx, "select id, zone from legal_entity order by id", nil, func(r db.Row) (p place, err error) { return p, r.Scan(&p.ID, &p.Zone) })
}

// ticking returns the nodes of an entity to which a day may do something. The work
// of a month, the first of which is given, is to be valued.
func ticking(tx *db.Tx, entity ref.ID, today, month workday.Date) ([]ref.ID, error) {
	id := func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) }
	return db.All(tx, `select id from payment_node where entity_id = ? and (state = 'planned' and trigger_kind in ('date', 'defects_end') and fixed_on <= ?
		or state = 'planned' and trigger_kind = 'monthly' and open > 0 and (asked_on is null or asked_on < ?) and exists (select 1 from contract k where k.id = contract_id and k.state = 'in_force')
		or state in ('triggered', 'applied', 'approved_by_owner', 'rescheduled', 'due', 'partially_received') and not overdue_told and due_on <= ?
		or state = 'disputed' and not overdue_told and due_on < ?) order by due_on, id`,
		[]any{entity, today, month, today.AddDays(int(Marks[0])), today}, id)
}

// dueBy sums what was open on a due date, for each entity.
type dueBy struct {
	Entity ref.ID
	Name   string
	DueOn  workday.Date
	Count  int64
	Open   int64
}

// ageing reads what is owed, by entity and due date, of what the actor may see.
func ageing(tx *db.Tx, filter string, args []any) ([]dueBy, error) {
	where := tx.Actor.Where(PermNodeRead, nodeScope, tx.Postgres())
	return db.All(tx, `select n.entity_id, l.short_name, n.due_on, count(*), cast(coalesce(sum(n.open), 0) as bigint) from payment_node n join legal_entity l on l.id = n.entity_id
		where `+where.SQL+` and n.open > 0 and n.triggered_on is not null`+filter+` group by n.entity_id, l.short_name, l.position, n.due_on order by l.position, n.entity_id, n.due_on`,
		append(where.Args, args...), func(r db.Row) (d dueBy, err error) {
			return d, r.Scan(&d.Entity, &d.Name, &d.DueOn, &d.Count, &d.Open)
		})
}

// sums are what the nodes of some records come to, in fen.
type sums struct {
	Count, Amount, Invoiced, Received, Waived, NotDue, Overdue, Planned int64
}

// standingOf sums the nodes that the actor may see and that a filter leaves.
func standingOf(tx *db.Tx, filter string, today workday.Date, args []any) (x sums, err error) {
	where := tx.Actor.Where(PermNodeRead, nodeScope, tx.Postgres())
	all := append([]any{today, today}, where.Args...)
	err = tx.One(`select count(*), cast(coalesce(sum(n.amount), 0) as bigint), cast(coalesce(sum(n.invoiced), 0) as bigint), cast(coalesce(sum(n.received), 0) as bigint), cast(coalesce(sum(n.waived), 0) as bigint),
		cast(coalesce(sum(case when n.triggered_on is not null and n.due_on >= ? then n.open else 0 end), 0) as bigint),
		cast(coalesce(sum(case when n.triggered_on is not null and n.due_on < ? then n.open else 0 end), 0) as bigint),
		cast(coalesce(sum(case when n.triggered_on is null then n.open else 0 end), 0) as bigint)
		from payment_node n where `+where.SQL+" and n.state <> 'cancelled'"+filter, append(all, args...), &x.Count, &x.Amount, &x.Invoiced, &x.Received, &x.Waived, &x.NotDue, &x.Overdue, &x.Planned)
	return x, err
}

var nodeScope = authz.Columns{Owner: "n.owner_id", Department: "n.department_id", Members: []string{"n.contract_id", "n.project_id"}}

// nodeList is the list of payment nodes: receivables with what is planned. By
// due_on a node that was not triggered stands where it is expected.
var nodeList = db.List{
	Permission: PermNodeRead,
	From:       "payment_node n",
	Key:        "n.id",
	Scope:      nodeScope,
	Order:      "due_on",
	Fields: map[string]db.Field{
		"state":         {Column: "n.state", Type: db.Choice, Choices: NodeStates},
		"kind":          {Column: "n.kind", Type: db.Text},
		"trigger":       {Column: "n.trigger_kind", Type: db.Text},
		"contract_id":   {Column: "n.contract_id", Type: db.IDs},
		"customer_id":   {Column: "n.customer_id", Type: db.IDs},
		"project_id":    {Column: "n.project_id", Type: db.IDs},
		"entity_id":     {Column: "n.entity_id", Type: db.IDs},
		"department_id": {Column: "n.department_id", Type: db.IDs},
		"owner_id":      {Column: "n.owner_id", Type: db.IDs},
		"triggered_on":  {Column: "n.triggered_on", Type: db.Day},
		"received_on":   {Column: "n.received_on", Type: db.Day},
		"due_on":        {Column: "coalesce(n.due_on, n.expected_on, '')", Type: db.Day, Sort: true},
		"amount":        {Column: "n.amount", Type: db.Number, Class: authz.Price, Sort: true},
		"open":          {Column: "n.open", Type: db.Number, Class: authz.Price, Sort: true},
		"received":      {Column: "n.received", Type: db.Number, Class: authz.Price},
		"uninvoiced":    {Column: "n.amount - n.invoiced", Type: db.Number, Class: authz.Price},
		"owed":          {Column: "(n.triggered_on is not null and n.open > 0)", Type: db.Flag},
		"updated_at":    {Column: "n.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: nodeColumns + nodeNames,
	Joins:   nodeJoins,
	Sums: map[string]db.Field{
		"amount":   {Column: "n.amount", Class: authz.Price},
		"open":     {Column: "n.open", Class: authz.Price},
		"invoiced": {Column: "n.invoiced", Class: authz.Price},
		"received": {Column: "n.received", Class: authz.Price},
		"owed":     {Column: "(case when n.triggered_on is not null then n.open else 0 end)", Class: authz.Price},
	},
	Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, NodeKind, "n.id", q) },
}

func indexNode(tx *db.Tx, n *Node) error {
	return find.Index(tx, ref.To(NodeKind, n.ID), n.Name, n.Contract, n.Customer)
}

// narrowed is the predicate of what a report is about.
func narrowed(about About) (sql string, args []any) {
	for _, f := range about.fields() {
		if len(f.ids) == 0 {
			continue
		}
		sql += " and n." + f.name + " in (?" + strings.Repeat(", ?", len(f.ids)-1) + ")"
		for _, id := range f.ids {
			args = append(args, id)
		}
	}
	return sql, args
}

// namesOfNodes returns what the nodes of an invoice are called.
func namesOfNodes(tx *db.Tx, invoice ref.ID) (map[ref.ID]string, error) {
	out := map[ref.ID]string{}
	err := tx.Each("select n.id, n.name from invoice_node x join payment_node n on n.id = x.node_id where x.invoice_id = ?", []any{invoice}, func(r db.Row) error {
		var id ref.ID
		var name string
		err := r.Scan(&id, &name)
		out[id] = name
		return err
	})
	return out, err
}
