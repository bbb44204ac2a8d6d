package collection

import (
	"errors"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const receiptColumns = `r.id, r.version, r.created_at, r.updated_at, r.entity_id, r.department_id, r.owner_id, r.customer_id, r.contract_id, r.number, r.kind, r.state, r.amount, r.allocated, r.billed, r.received_on, r.matures_on, r.cash_on,
	r.payer_name, r.payer_account, r.bank_ref, r.memo, r.third_party, r.letter_id, r.proof_id, r.claimed_by, r.claimed_at, r.confirmed_by, r.confirmed_on, r.reason`

const (
	receiptNames = ", coalesce(c.name, ''), coalesce(k.number, ''), coalesce(k.title, ''), coalesce(u.name, ''), l.short_name, coalesce(q.name, '')"
	receiptJoins = ` join legal_entity l on l.id = r.entity_id left join customer c on c.id = r.customer_id left join contract k on k.id = r.contract_id left join person u on u.id = r.owner_id left join person q on q.id = r.claimed_by `
	fromReceipt  = " from receipt r" + receiptJoins
)

func scanReceipt(x db.Row) (r Receipt, err error) {
	err = x.Scan(&r.ID, &r.Version, db.At(&r.CreatedAt), db.At(&r.UpdatedAt), &r.EntityID, &r.DepartmentID, &r.OwnerID, &r.CustomerID, &r.ContractID, &r.Number, &r.Kind, &r.State, &r.Amount, &r.Allocated, &r.Billed, &r.ReceivedOn, &r.MaturesOn, &r.CashOn,
		&r.PayerName, &r.PayerAccount, &r.BankRef, &r.Memo, &r.ThirdParty, &r.LetterID, &r.ProofID, &r.ClaimedBy, db.At(&r.ClaimedAt), &r.ConfirmedBy, &r.ConfirmedOn, &r.Reason,
		&r.Customer, &r.Contract, &r.Title, &r.Owner, &r.Entity, &r.Claimant)
	return r, err
}

// loadReceipt reads a receipt. It is not yet known whether the actor may see it.
func loadReceipt(tx *db.Tx, id ref.ID) (Receipt, error) {
	return db.Find(tx, ErrReceiptNotFound, "select "+receiptColumns+receiptNames+fromReceipt+"where r.id = ?", []any{id}, scanReceipt)
}

// getReceipt loads a receipt that the actor may read; unknown money is also seen
// by whom may register it, say what it is for, or confirm it.
func getReceipt(tx *db.Tx, id ref.ID) (Receipt, error) {
	r, err := loadReceipt(tx, id)
	if err != nil {
		return r, err
	}
	for _, p := range []authz.Permission{PermClaim, PermRegister, PermConfirm} {
		if r.State == Registered && tx.Actor.Covers(p, r.Scope()) {
			return r, nil
		}
	}
	return r, tx.Visible(PermReceiptRead, r.Scope(), ErrReceiptNotFound, r.members()...)
}

// members are the records on which a part counts.
func (r *Receipt) members() []ref.ID { return []ref.ID{r.ID, r.ContractID} }

func receiptValues(r *Receipt) []any {
	return []any{r.ID, r.Version, r.CreatedAt, r.UpdatedAt, r.EntityID, r.DepartmentID, r.OwnerID, r.CustomerID, r.ContractID, r.Number, r.Kind, string(r.State), r.Amount, r.Allocated, r.Billed, r.ReceivedOn, r.MaturesOn, r.CashOn,
		r.PayerName, r.PayerAccount, r.BankRef, r.Memo, r.ThirdParty, r.LetterID, r.ProofID, r.ClaimedBy, r.ClaimedAt, r.ConfirmedBy, r.ConfirmedOn, r.Reason}
}

func insertReceipt(tx *db.Tx, r *Receipt) error {
	if taken, err := bankRefTaken(tx, r); err != nil || taken {
		return either(err, ErrBankRef.At("bank_ref", "taken"))
	}
	r.Version, r.CreatedAt, r.UpdatedAt = 1, tx.Now, tx.Now
	args := receiptValues(r)
	_, err := tx.Exec("insert into receipt ("+strings.ReplaceAll(receiptColumns, "r.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse
	}
	if err != nil {
		return err
	}
	return indexReceipt(tx, r)
}

func either(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func bankRefTaken(tx *db.Tx, r *Receipt) (taken bool, err error) {
	if r.BankRef == "" {
		return false, nil
	}
	return taken, tx.One("select exists (select 1 from receipt where entity_id = ? and bank_ref = ? and id is distinct from ?)", []any{r.EntityID, r.BankRef, r.ID}, &taken)
}

func indexReceipt(tx *db.Tx, r *Receipt) error {
	return find.Index(tx, ref.To(ReceiptKind, r.ID), r.Number, r.PayerName, r.BankRef, r.Contract)
}

func updateReceipt(tx *db.Tx, r *Receipt) error {
	r.UpdatedAt = tx.Now
	err := db.Changed(tx.Exec(`update receipt set version = version + 1, updated_at = ?, department_id = ?, owner_id = ?, customer_id = ?, contract_id = ?, state = ?, allocated = ?, billed = ?, third_party = ?, letter_id = ?, proof_id = ?,
		claimed_by = ?, claimed_at = ?, confirmed_by = ?, confirmed_on = ?, reason = ? where id = ? and version = ?`,
		r.UpdatedAt, r.DepartmentID, r.OwnerID, r.CustomerID, r.ContractID, string(r.State), r.Allocated, r.Billed, r.ThirdParty, r.LetterID, r.ProofID,
		r.ClaimedBy, r.ClaimedAt, r.ConfirmedBy, r.ConfirmedOn, r.Reason, r.ID, r.Version))
	r.Version++
	return err
}

func insertAllocation(tx *db.Tx, a *Allocation) error {
	_, err := tx.Exec("insert into receipt_allocation (id, receipt_id, target_kind, target_id, amount, on_day, due_on, at, by_id, reverses_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		a.ID, a.Receipt, string(a.Target.Kind), a.Target.ID, a.Amount, a.On, a.DueOn, tx.Now, tx.Actor.ID, a.Reverses)
	return err
}

// allocationsOf returns the bookings of a receipt, oldest first.
func allocationsOf(tx *db.Tx, receipt ref.ID) ([]Allocation, error) {
	return db.All(tx, `select a.id, a.receipt_id, a.target_kind, a.target_id, a.amount, a.on_day, a.due_on, a.at, a.by_id, a.reverses_id, coalesce(n.name, i.number, ''), coalesce(k.number, ''), coalesce(u.name, '')
		from receipt_allocation a left join payment_node n on n.id = a.target_id left join invoice i on i.id = a.target_id left join contract k on k.id = coalesce(n.contract_id, i.contract_id) left join person u on u.id = a.by_id
		where a.receipt_id = ? order by a.id`, []any{receipt}, func(x db.Row) (a Allocation, err error) {
		return a, x.Scan(&a.ID, &a.Receipt, &a.Target.Kind, &a.Target.ID, &a.Amount, &a.On, &a.DueOn, db.At(&a.At), &a.By, &a.Reverses, &a.Name, &a.Label, &a.Person)
	})
}

// candidates returns what is open and may be what a receipt is for, oldest
// first, of what the actor may see.
func candidates(tx *db.Tx, r *Receipt) ([]Candidate, error) {
	where := tx.Actor.Where(billing.PermNodeRead, authz.Columns{Owner: "n.owner_id", Department: "n.department_id", Members: []string{"n.contract_id", "n.project_id"}}, tx.Postgres())
	args := append(append([]any{}, where.Args...), r.EntityID, r.Unapplied(), r.ContractID)
	return db.All(tx, `select n.id, n.name, n.contract_id, k.number, n.customer_id, c.name, c.short_name, n.due_on, n.open from payment_node n join contract k on k.id = n.contract_id join customer c on c.id = n.customer_id
		where `+where.SQL+` and n.entity_id = ? and n.triggered_on is not null and n.open > 0 and (n.open = ? or n.contract_id = ?) order by n.due_on, n.position, n.id limit 200`, args, func(x db.Row) (c Candidate, err error) {
		return c, x.Scan(&c.Node, &c.Name, &c.Contract, &c.Number, &c.Customer, &c.Payer, &c.Alias, &c.DueOn, &c.Open)
	})
}

// party returns what the party to a contract is called.
func party(tx *db.Tx, customer ref.ID) (name, alias string, err error) {
	return name, alias, tx.One("select name, short_name from customer where id = ?", []any{customer}, &name, &alias)
}

// rootOf returns the topmost department of a legal entity.
func rootOf(tx *db.Tx, entity ref.ID) (id ref.ID, err error) {
	return id, tx.One("select id from department where entity_id = ? and parent_id is null", []any{entity}, &id)
}

// paidBy returns what a customer paid and what is open past due, of what the
// actor may see.
func paidBy(tx *db.Tx, customer ref.ID, today workday.Date) ([]Paid, error) {
	columns := authz.Columns{Owner: "n.owner_id", Department: "n.department_id", Members: []string{"n.contract_id", "n.project_id"}}
	where := tx.Actor.Where(billing.PermNodeRead, columns, tx.Postgres())
	scan := func(x db.Row) (p Paid, err error) { return p, x.Scan(&p.Amount, &p.DueOn, &p.PaidOn) }
	paid, err := db.All(tx, `select cast(sum(a.amount) as bigint), a.due_on, a.on_day from receipt_allocation a join payment_node n on n.id = a.target_id
		where n.customer_id = ? and a.due_on is not null and `+where.SQL+` group by a.target_id, a.due_on, a.on_day having sum(a.amount) > 0`, append([]any{customer}, where.Args...), scan)
	if err != nil {
		return nil, err
	}
	open, err := db.All(tx, "select n.open, n.due_on, n.due_on from payment_node n where n.customer_id = ? and n.open > 0 and n.due_on < ? and "+where.SQL, append([]any{customer, today}, where.Args...), scan)
	for i := range open {
		open[i].PaidOn = today
	}
	return append(paid, open...), err
}

// flows are what came in and what was due in a span of days, in fen.
type flows struct {
	Received, Cash                 int64 // by receipts that were confirmed
	Due, DueReceived, DueCash      int64 // on nodes that were due
	Unclaimed, UnclaimedAmount     int64
	Promised, Orders, OverdueNodes int64
}

func flowsOf(tx *db.Tx, from, to, today workday.Date) (f flows, err error) {
	mine := tx.Actor.Where(PermReceiptRead, receiptScope, tx.Postgres())
	if err := tx.One(`select cast(coalesce(sum(r.amount), 0) as bigint), cast(coalesce(sum(case when r.cash_on <= ? then r.amount else 0 end), 0) as bigint) from receipt r
		where `+mine.SQL+` and r.received_on >= ? and r.received_on <= ? and r.kind <> 'bond_return' and r.state in ('confirmed', 'partially_allocated', 'allocated')`, append(append([]any{today}, mine.Args...), from, to), &f.Received, &f.Cash); err != nil {
		return f, err
	}
	claim := tx.Actor.Where(PermClaim, authz.Columns{Department: "r.department_id"}, tx.Postgres())
	if err := tx.One("select count(*), cast(coalesce(sum(r.amount), 0) as bigint) from receipt r where "+claim.SQL+" and r.state = 'registered'", claim.Args, &f.Unclaimed, &f.UnclaimedAmount); err != nil {
		return f, err
	}
	nodes := tx.Actor.Where(billing.PermNodeRead, authz.Columns{Owner: "n.owner_id", Department: "n.department_id", Members: []string{"n.contract_id", "n.project_id"}}, tx.Postgres())
	if err := tx.One(`select cast(coalesce(sum(n.amount), 0) as bigint), cast(coalesce(sum(n.received), 0) as bigint), cast(coalesce(sum((select coalesce(sum(a.amount), 0) from receipt_allocation a join receipt r on r.id = a.receipt_id where a.target_id = n.id and r.cash_on <= ?)), 0) as bigint)
		from payment_node n where `+nodes.SQL+` and n.due_on >= ? and n.due_on <= ? and n.state <> 'cancelled'`, append(append([]any{today}, nodes.Args...), from, to), &f.Due, &f.DueReceived, &f.DueCash); err != nil {
		return f, err
	}
	orders := tx.Actor.Where(PermRead, orderScope, tx.Postgres())
	if err := tx.One("select count(*) from collection_order o where "+orders.SQL+" and o.closed_on is null", orders.Args, &f.Orders); err != nil {
		return f, err
	}
	return f, tx.One("select cast(coalesce(sum(p.amount), 0) as bigint) from collection_promise p join collection_order o on o.id = p.order_id where "+orders.SQL+" and p.state = 'open' and p.pay_on >= ? and p.pay_on <= ?",
		append(append([]any{}, orders.Args...), from, to), &f.Promised)
}

var receiptScope = authz.Columns{Owner: "r.owner_id", Department: "r.department_id", Members: []string{"r.contract_id"}}

var receiptFields = map[string]db.Field{
	"state":       {Column: "r.state", Type: db.Choice, Choices: ReceiptStates},
	"kind":        {Column: "r.kind", Type: db.Choice, Choices: ReceiptKinds},
	"customer_id": {Column: "r.customer_id", Type: db.IDs},
	"contract_id": {Column: "r.contract_id", Type: db.IDs},
	"entity_id":   {Column: "r.entity_id", Type: db.IDs},
	"owner_id":    {Column: "r.owner_id", Type: db.IDs},
	"node_id":     {Column: "a.target_id", Type: db.IDs, Within: "r.id in (select a.receipt_id from receipt_allocation a where %s)"},
	"number":      {Column: "r.number", Type: db.Text, Sort: true},
	"payer_name":  {Column: "r.payer_name", Type: db.Text},
	"third_party": {Column: "r.third_party", Type: db.Flag},
	"received_on": {Column: "r.received_on", Type: db.Day, Sort: true},
	"cash_on":     {Column: "r.cash_on", Type: db.Day},
	"amount":      {Column: "r.amount", Type: db.Number, Class: authz.Price, Sort: true},
	"unapplied":   {Column: "r.amount - r.allocated", Type: db.Number, Class: authz.Price},
	"updated_at":  {Column: "r.updated_at", Type: db.Moment, Sort: true},
}

var receiptSums = map[string]db.Field{
	"amount":    {Column: "r.amount", Class: authz.Price},
	"allocated": {Column: "r.allocated", Class: authz.Price},
}

func searchReceipts(tx *db.Tx, q string) (authz.Clause, error) {
	return find.Match(tx, ReceiptKind, "r.id", q)
}

// receiptList is the list of receipts.
var receiptList = db.List{
	Permission: PermReceiptRead, From: "receipt r", Key: "r.id", Scope: receiptScope, Order: "-received_on",
	Fields: receiptFields, Columns: receiptColumns + receiptNames, Joins: receiptJoins, Sums: receiptSums, Search: searchReceipts,
}

// unclaimedList is what came in and nobody knows for what: it is seen by whom may
// say so, as far as that right goes.
var unclaimedList = db.List{
	Permission: PermClaim, From: "receipt r", Key: "r.id", Scope: authz.Columns{Department: "r.department_id"}, Always: "r.state = 'registered'", Order: "-received_on",
	Fields: receiptFields, Columns: receiptColumns + receiptNames, Joins: receiptJoins, Sums: receiptSums, Search: searchReceipts,
}
