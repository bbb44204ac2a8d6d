package collection

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const orderColumns = `o.id, o.version, o.created_at, o.updated_at, o.entity_id, o.department_id, o.owner_id, o.customer_id, o.contract_id, o.project_id, o.number, o.state, o.resume_state, o.level, o.assignee_id, o.opened_on, o.oldest_due_on,
	o.limitation_on, o.limitation_told, o.closed_on, o.reason`

const (
	orderNames = `, c.name, k.number, k.title, u.name, l.short_name, s.name, coalesce(j.name, ''), coalesce(m.name, ''), j.owner_id,
	cast((select coalesce(sum(n.open), 0) from collection_node x join payment_node n on n.id = x.node_id where x.order_id = o.id) as bigint), (select count(*) from collection_node x where x.order_id = o.id)`
	orderJoins = ` join customer c on c.id = o.customer_id join contract k on k.id = o.contract_id join person u on u.id = o.owner_id join legal_entity l on l.id = o.entity_id join person s on s.id = o.assignee_id
	left join project j on j.id = o.project_id left join person m on m.id = j.owner_id `
	fromOrder = " from collection_order o" + orderJoins
)

func scanOrder(x db.Row) (o Order, err error) {
	err = x.Scan(&o.ID, &o.Version, db.At(&o.CreatedAt), db.At(&o.UpdatedAt), &o.EntityID, &o.DepartmentID, &o.OwnerID, &o.CustomerID, &o.ContractID, &o.ProjectID, &o.Number, &o.State, &o.ResumeState, &o.Level, &o.AssigneeID, &o.OpenedOn, &o.OldestDueOn,
		&o.LimitationOn, &o.LimitationTold, &o.ClosedOn, &o.Reason, &o.Customer, &o.Contract, &o.Title, &o.Owner, &o.Entity, &o.Assignee, &o.Project, &o.Manager, &o.ManagerID, &o.Open, &o.Nodes)
	return o, err
}

// loadOrder reads an order. It is not yet known whether the actor may see it.
func loadOrder(tx *db.Tx, id ref.ID) (Order, error) {
	return db.Find(tx, ErrNotFound, "select "+orderColumns+orderNames+fromOrder+"where o.id = ?", []any{id}, scanOrder)
}

// getOrder loads an order that the actor may read; any other does not exist.
func getOrder(tx *db.Tx, id ref.ID) (Order, error) {
	o, err := loadOrder(tx, id)
	if err != nil {
		return o, err
	}
	return o, tx.Visible(PermRead, o.Scope(), ErrNotFound, o.members()...)
}

// members are the records on which a part counts.
func (o *Order) members() []ref.ID { return []ref.ID{o.ID, o.ContractID, o.ProjectID} }

// openOrder returns the open order of a contract; errors: [ErrNotFound].
func openOrder(tx *db.Tx, contract ref.ID) (Order, error) {
	return db.Find(tx, ErrNotFound, "select "+orderColumns+orderNames+fromOrder+"where o.contract_id = ? and o.closed_on is null", []any{contract}, scanOrder)
}

// openOrders returns the ids of an entity's open orders.
func openOrders(tx *db.Tx, entity ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select id from collection_order where entity_id = ? and closed_on is null order by id", []any{entity}, func(x db.Row) (id ref.ID, err error) { return id, x.Scan(&id) })
}

func entities(tx *db.Tx) ([]ref.ID, error) {
	return db.All(tx, "select id from legal_entity order by id", nil, func(x db.Row) (id ref.ID, err error) { return id, x.Scan(&id) })
}

func insertOrder(tx *db.Tx, o *Order) error {
	o.Version, o.CreatedAt, o.UpdatedAt = 1, tx.Now, tx.Now
	_, err := tx.Exec("insert into collection_order ("+strings.ReplaceAll(orderColumns, "o.", "")+") values (?"+strings.Repeat(", ?", 20)+")",
		o.ID, o.Version, o.CreatedAt, o.UpdatedAt, o.EntityID, o.DepartmentID, o.OwnerID, o.CustomerID, o.ContractID, o.ProjectID, o.Number, string(o.State), string(o.ResumeState), o.Level, o.AssigneeID, o.OpenedOn, o.OldestDueOn,
		o.LimitationOn, o.LimitationTold, o.ClosedOn, o.Reason)
	return err
}

func updateOrder(tx *db.Tx, o *Order) error {
	o.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update collection_order set version = version + 1, updated_at = ?, state = ?, resume_state = ?, level = ?, assignee_id = ?, oldest_due_on = ?, limitation_on = ?, limitation_told = ?, closed_on = ?, reason = ?
		where id = ? and version = ?`, o.UpdatedAt, string(o.State), string(o.ResumeState), o.Level, o.AssigneeID, o.OldestDueOn, o.LimitationOn, o.LimitationTold, o.ClosedOn, o.Reason, o.ID, o.Version))
	o.Version++
	return err
}

func indexOrder(tx *db.Tx, o *Order) error {
	return find.Index(tx, ref.To(OrderKind, o.ID), o.Customer, o.Number, o.Contract)
}

func addNode(tx *db.Tx, order, node ref.ID, since workday.Date) error {
	_, err := tx.Exec("insert into collection_node (order_id, node_id, since) values (?, ?, ?) on conflict do nothing", order, node, since)
	return err
}

// nodesOf returns the ids of an order's payments, oldest due first.
func nodesOf(tx *db.Tx, order ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select x.node_id from collection_node x join payment_node n on n.id = x.node_id where x.order_id = ? order by n.due_on, n.position, n.id", []any{order}, func(x db.Row) (id ref.ID, err error) { return id, x.Scan(&id) })
}

func insertPromise(tx *db.Tx, p *Promise) error {
	_, err := tx.Exec("insert into collection_promise (id, order_id, pay_on, amount, received, state, note, written, at, by_id, decided_on) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		p.ID, p.Order, p.PayOn, p.Amount, p.Received, p.State, p.Note, p.Written, p.At, p.By, p.DecidedOn)
	return err
}

func updatePromise(tx *db.Tx, p *Promise) error {
	_, err := tx.Exec("update collection_promise set received = ?, state = ?, decided_on = ? where id = ?", p.Received, p.State, p.DecidedOn, p.ID)
	return err
}

// promisesOf returns what was promised on an order, oldest first.
func promisesOf(tx *db.Tx, order ref.ID) ([]Promise, error) {
	return db.All(tx, "select p.id, p.order_id, p.pay_on, p.amount, p.received, p.state, p.note, p.written, p.at, p.by_id, p.decided_on, coalesce(u.name, '') from collection_promise p left join person u on u.id = p.by_id where p.order_id = ? order by p.at, p.id",
		[]any{order}, func(x db.Row) (p Promise, err error) {
			return p, x.Scan(&p.ID, &p.Order, &p.PayOn, &p.Amount, &p.Received, &p.State, &p.Note, &p.Written, db.At(&p.At), &p.By, &p.DecidedOn, &p.Person)
		})
}

func insertStep(tx *db.Tx, s *Step) error {
	_, err := tx.Exec("insert into collection_step (id, order_id, at, by_id, kind, level, on_day, written, document_id, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.ID, s.Order, s.At, s.By, s.Kind, s.Level, s.On, s.Written, s.Document, s.Note)
	return err
}

// stepsOf returns what was done about an order, oldest first.
func stepsOf(tx *db.Tx, order ref.ID) ([]Step, error) {
	return db.All(tx, "select s.id, s.order_id, s.at, s.by_id, s.kind, s.level, s.on_day, s.written, s.document_id, s.note, coalesce(u.name, '') from collection_step s left join person u on u.id = s.by_id where s.order_id = ? order by s.on_day, s.at, s.id",
		[]any{order}, func(x db.Row) (s Step, err error) {
			return s, x.Scan(&s.ID, &s.Order, db.At(&s.At), &s.By, &s.Kind, &s.Level, &s.On, &s.Written, &s.Document, &s.Note, &s.Person)
		})
}

// heldBy counts the customer's other open orders at a level or above.
func heldBy(tx *db.Tx, customer, but ref.ID, level int64) (n int64, err error) {
	return n, tx.One("select count(*) from collection_order where customer_id = ? and id is distinct from ? and closed_on is null and level >= ?", []any{customer, but, level}, &n)
}

// nameOf returns what a person is called; none for nobody.
func nameOf(tx *db.Tx, id ref.ID) (name string, err error) {
	err = tx.One("select name from person where id = ?", []any{id}, &name)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return name, err
}

var orderScope = authz.Columns{Owner: "o.owner_id", Department: "o.department_id", Members: []string{"o.contract_id", "o.project_id"}}

// orderList is the list of collection orders, the oldest debts first.
var orderList = db.List{
	Permission: PermRead, From: "collection_order o", Key: "o.id", Scope: orderScope, Order: "oldest_due_on",
	Fields: map[string]db.Field{
		"state":         {Column: "o.state", Type: db.Choice, Choices: OrderStates},
		"level":         {Column: "o.level", Type: db.Number, Sort: true},
		"customer_id":   {Column: "o.customer_id", Type: db.IDs},
		"contract_id":   {Column: "o.contract_id", Type: db.IDs},
		"project_id":    {Column: "o.project_id", Type: db.IDs},
		"entity_id":     {Column: "o.entity_id", Type: db.IDs},
		"department_id": {Column: "o.department_id", Type: db.IDs},
		"owner_id":      {Column: "o.owner_id", Type: db.IDs},
		"assignee_id":   {Column: "o.assignee_id", Type: db.IDs},
		"node_id":       {Column: "x.node_id", Type: db.IDs, Within: "o.id in (select x.order_id from collection_node x where %s)"},
		"closed":        {Column: "(o.closed_on is not null)", Type: db.Flag},
		"opened_on":     {Column: "o.opened_on", Type: db.Day},
		"oldest_due_on": {Column: "o.oldest_due_on", Type: db.Day, Sort: true},
		"limitation_on": {Column: "o.limitation_on", Type: db.Day, Sort: true},
		"number":        {Column: "o.number", Type: db.Text, Sort: true},
		"updated_at":    {Column: "o.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: orderColumns + orderNames,
	Joins:   orderJoins,
	Sums: map[string]db.Field{
		"open": {Column: "(select coalesce(sum(n.open), 0) from collection_node x join payment_node n on n.id = x.node_id where x.order_id = o.id)", Class: authz.Price},
	},
	Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, OrderKind, "o.id", q) },
}
