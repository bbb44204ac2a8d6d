package billing

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/find"
)

const invoiceColumns = `i.id, i.version, i.created_at, i.updated_at, i.entity_id, i.department_id, i.owner_id, i.contract_id, i.customer_id, i.project_id, i.original_id, i.number, i.fiscal_number, i.kind, i.red,
	i.state, i.buyer_name, i.buyer_tax_no, i.buyer_person, i.seller_name, i.seller_tax_no, i.method, i.taxed_on, i.works_place, i.works_address, i.works_name, i.cross_city, i.cross_region_no, i.land_tax_no,
	i.deducted, i.recipient, i.channel, i.remarks, i.lines, i.net, i.tax, i.gross, i.reversed, i.received, i.findings, i.requested_by, i.checked_by, i.approved_by, i.issued_on, i.delivered_on, i.expires_at,
	i.document_id, i.reason, i.reminded_on, i.allowed_total, i.allowed_by, i.deductions`

const (
	invoiceNames = ", k.number, k.title, c.name, u.name, l.short_name, coalesce(a.name, '')"
	invoiceJoins = ` join contract k on k.id = i.contract_id join customer c on c.id = i.customer_id join person u on u.id = i.owner_id join legal_entity l on l.id = i.entity_id
	left join person a on a.id = i.requested_by `
	fromInvoice = " from invoice i" + invoiceJoins
)

func scanInvoice(r db.Row) (i Invoice, err error) {
	err = r.Scan(&i.ID, &i.Version, db.At(&i.CreatedAt), db.At(&i.UpdatedAt), &i.EntityID, &i.DepartmentID, &i.OwnerID, &i.ContractID, &i.CustomerID, &i.ProjectID, &i.OriginalID, &i.Number, &i.FiscalNumber, &i.Kind, &i.Red,
		&i.State, &i.BuyerName, &i.BuyerTaxNo, &i.BuyerPerson, &i.SellerName, &i.SellerTaxNo, &i.Method, &i.TaxedOn, &i.Place, &i.Address, &i.WorksName, &i.CrossCity, &i.CrossRegionNo, &i.LandTaxNo,
		&i.Deducted, &i.Recipient, &i.Channel, &i.Remarks, asJSON{&i.Lines}, &i.Net, &i.Tax, &i.Gross, &i.Reversed, &i.Received, asJSON{&i.Findings}, &i.RequestedBy, &i.CheckedBy, &i.ApprovedBy, &i.IssuedOn, &i.DeliveredOn, db.At(&i.ExpiresAt),
		&i.DocumentID, &i.Reason, &i.RemindedOn, &i.AllowedTotal, &i.AllowedBy, asJSON{&i.Deductions}, &i.Contract, &i.Title, &i.Customer, &i.Owner, &i.Entity, &i.Requester)
	return i, err
}

// asJSON scans a JSON column into what it points at.
type asJSON struct{ to any }

// Scan implements sql.Scanner.
func (j asJSON) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), j.to)
	case []byte:
		return json.Unmarshal(v, j.to)
	}
	return fmt.Errorf("scan JSON: %T", src)
}

// loadInvoice reads an invoice with the nodes that it is about. It is not yet
// known whether the actor may see it.
func loadInvoice(tx *db.Tx, id ref.ID) (Invoice, error) {
	i, err := db.Find(tx, ErrInvoiceNotFound, "select "+invoiceColumns+invoiceNames+fromInvoice+"where i.id = ?", []any{id}, scanInvoice)
	if err != nil {
		return i, err
	}
	i.Portions, err = portionsOf(tx, id)
	return i, err
}

func portionsOf(tx *db.Tx, invoice ref.ID) ([]Portion, error) {
	return db.All(tx, "select node_id, amount from invoice_node where invoice_id = ? order by node_id", []any{invoice}, func(r db.Row) (p Portion, err error) {
		return p, r.Scan(&p.Node, &p.Amount)
	})
}

// getInvoice loads an invoice that the actor may read; any other does not exist.
func getInvoice(tx *db.Tx, id ref.ID) (Invoice, error) {
	i, err := loadInvoice(tx, id)
	if err != nil {
		return i, err
	}
	return i, tx.Visible(PermInvoiceRead, i.Scope(), ErrInvoiceNotFound, i.members()...)
}

// members are the records on which a part counts.
func (i *Invoice) members() []ref.ID { return []ref.ID{i.ID, i.ContractID, i.ProjectID} }

func invoiceValues(i *Invoice) ([]any, error) {
	lines, err := json.Marshal(append([]Line{}, i.Lines...))
	if err != nil {
		return nil, err
	}
	deductions, err := json.Marshal(append([]Deduction{}, i.Deductions...))
	if err != nil {
		return nil, err
	}
	findings, err := json.Marshal(append([]Finding{}, i.Findings...))
	return []any{i.ID, i.Version, i.CreatedAt, i.UpdatedAt, i.EntityID, i.DepartmentID, i.OwnerID, i.ContractID, i.CustomerID, i.ProjectID, i.OriginalID, i.Number, i.FiscalNumber, i.Kind, i.Red,
		string(i.State), i.BuyerName, i.BuyerTaxNo, i.BuyerPerson, i.SellerName, i.SellerTaxNo, i.Method, i.TaxedOn, i.Place, i.Address, i.WorksName, i.CrossCity, i.CrossRegionNo, i.LandTaxNo,
		i.Deducted, i.Recipient, i.Channel, i.Remarks, string(lines), i.Net, i.Tax, i.Gross, i.Reversed, i.Received, string(findings), i.RequestedBy, i.CheckedBy, i.ApprovedBy, i.IssuedOn, i.DeliveredOn, i.ExpiresAt,
		i.DocumentID, i.Reason, i.RemindedOn, i.AllowedTotal, i.AllowedBy, string(deductions)}, err
}

func insertInvoice(tx *db.Tx, i *Invoice) error {
	i.Version, i.CreatedAt, i.UpdatedAt = 1, tx.Now, tx.Now
	args, err := invoiceValues(i)
	if err != nil {
		return err
	}
	_, err = tx.Exec("insert into invoice ("+strings.ReplaceAll(invoiceColumns, "i.", "")+") values (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	if errors.Is(err, db.ErrTaken) {
		return ErrIDInUse
	}
	if err != nil {
		return err
	}
	if err := writePortions(tx, i); err != nil {
		return err
	}
	return indexInvoice(tx, i)
}

func indexInvoice(tx *db.Tx, i *Invoice) error {
	return find.Index(tx, ref.To(InvoiceKind, i.ID), i.Number, i.FiscalNumber, i.BuyerName, i.Contract)
}

func writePortions(tx *db.Tx, i *Invoice) error {
	if _, err := tx.Exec("delete from invoice_node where invoice_id = ?", i.ID); err != nil {
		return err
	}
	for _, p := range i.Portions {
		if _, err := tx.Exec("insert into invoice_node (invoice_id, node_id, amount) values (?, ?, ?)", i.ID, p.Node, p.Amount); err != nil {
			return err
		}
	}
	return nil
}

// updateInvoice writes what may change. Errors: [ErrNumberTaken].
func updateInvoice(tx *db.Tx, i *Invoice) error {
	i.UpdatedAt = tx.Now
	v, err := invoiceValues(i)
	if err != nil {
		return err
	}
	args := append([]any{i.UpdatedAt}, v[9:]...)
	args = append(args, i.ID, i.Version)
	err = db.Changed(tx.Exec(`update invoice set version = version + 1, updated_at = ?, project_id = ?, original_id = ?, number = ?, fiscal_number = ?, kind = ?, red = ?,
		state = ?, buyer_name = ?, buyer_tax_no = ?, buyer_person = ?, seller_name = ?, seller_tax_no = ?, method = ?, taxed_on = ?, works_place = ?, works_address = ?, works_name = ?, cross_city = ?, cross_region_no = ?, land_tax_no = ?,
		deducted = ?, recipient = ?, channel = ?, remarks = ?, lines = ?, net = ?, tax = ?, gross = ?, reversed = ?, received = ?, findings = ?, requested_by = ?, checked_by = ?, approved_by = ?, issued_on = ?, delivered_on = ?, expires_at = ?,
		document_id = ?, reason = ?, reminded_on = ?, allowed_total = ?, allowed_by = ?, deductions = ? where id = ? and version = ?`, args...))
	if errors.Is(err, db.ErrTaken) {
		return ErrNumberTaken.At("fiscal_number", "taken")
	}
	i.Version++
	return err
}

// busy sums what invoices that are issued or on their way bill on a node; one is
// left out.
func busy(tx *db.Tx, node, but ref.ID) (fen int64, err error) {
	return fen, tx.One(`select cast(coalesce(sum(x.amount), 0) as bigint) from invoice_node x join invoice i on i.id = x.invoice_id
		where x.node_id = ? and i.id is distinct from ? and i.state in ('checking', 'approved', 'issuing', 'failed', 'issued', 'delivered', 'red_issued')`, []any{node, but}, &fen)
}

// billed sums the same over a contract.
func billed(tx *db.Tx, contract, but ref.ID) (fen int64, err error) {
	return fen, tx.One(`select cast(coalesce(sum(i.gross), 0) as bigint) from invoice i
		where i.contract_id = ? and i.id is distinct from ? and i.state in ('checking', 'approved', 'issuing', 'failed', 'issued', 'delivered', 'red_issued')`, []any{contract, but}, &fen)
}

// countTwins counts invoices with the same amount on the same node since a moment.
func countTwins(tx *db.Tx, i *Invoice, since time.Time) (n int64, err error) {
	if len(i.Portions) == 0 {
		return 0, nil
	}
	return n, tx.One(`select count(*) from invoice_node x join invoice i on i.id = x.invoice_id where x.node_id = ? and x.amount = ? and i.id is distinct from ? and i.state <> 'cancelled' and i.created_at >= ?`,
		[]any{i.Portions[0].Node, i.Portions[0].Amount, i.ID, since}, &n)
}

// redsOf returns the red invoices of an original that were not cancelled.
func redsOf(tx *db.Tx, original ref.ID) ([]Invoice, error) {
	reds, err := db.All(tx, "select "+invoiceColumns+invoiceNames+fromInvoice+"where i.original_id = ? and i.state <> 'cancelled' order by i.id", []any{original}, scanInvoice)
	for n := range reds {
		if err == nil {
			reds[n].Portions, err = portionsOf(tx, reds[n].ID)
		}
	}
	return reds, err
}

// Bill is an invoice about a node.
type Bill struct {
	ID           ref.ID       `json:"id"`
	Number       string       `json:"number"`
	FiscalNumber string       `json:"fiscal_number"`
	State        InvoiceState `json:"state"`
	Red          bool         `json:"red"`
	IssuedOn     workday.Date `json:"issued_on"`
	Amount       *money.Money `json:"amount" doc:"What of it is about this node."`
}

func billsOfNode(tx *db.Tx, node ref.ID, priced bool) ([]Bill, error) {
	where := tx.Actor.Where(PermInvoiceRead, invoiceScope, tx.Postgres())
	return db.All(tx, "select i.id, i.number, i.fiscal_number, i.state, i.red, i.issued_on, x.amount from invoice_node x join invoice i on i.id = x.invoice_id where x.node_id = ? and "+where.SQL+" and i.state <> 'cancelled' order by i.id",
		append([]any{node}, where.Args...), func(r db.Row) (b Bill, err error) {
			var fen int64
			err = r.Scan(&b.ID, &b.Number, &b.FiscalNumber, &b.State, &b.Red, &b.IssuedOn, &fen)
			b.Amount = yuan(priced, fen)
			return b, err
		})
}

// registry is what the records of buyer and seller say.
type registry struct {
	Name, Code, Seller, SellerCode string
}

func registryOf(tx *db.Tx, customer, entity ref.ID) (r registry, err error) {
	return r, tx.One("select c.name, c.uscc, l.name, l.uscc from customer c, legal_entity l where c.id = ? and l.id = ?", []any{customer, entity}, &r.Name, &r.Code, &r.Seller, &r.SellerCode)
}

// lastWorks returns where the works of a contract were, as its last invoice said.
func lastWorks(tx *db.Tx, contract ref.ID) (i Invoice, err error) {
	err = tx.One("select works_place, works_address, works_name, cross_city, cross_region_no, land_tax_no, method, channel from invoice where contract_id = ? and not red and works_place <> '' order by id desc limit 1",
		[]any{contract}, &i.Place, &i.Address, &i.WorksName, &i.CrossCity, &i.CrossRegionNo, &i.LandTaxNo, &i.Method, &i.Channel)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return i, err
}

func unpaidSince(tx *db.Tx, entity ref.ID, day workday.Date) ([]ref.ID, error) {
	return db.All(tx, "select id from invoice where entity_id = ? and state in ('issued', 'delivered') and not red and issued_on <= ? and reminded_on is null and gross - reversed - received > 0 order by id",
		[]any{entity, day}, func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

func lapsedRed(tx *db.Tx, entity ref.ID) ([]ref.ID, error) {
	return db.All(tx, "select id from invoice where entity_id = ? and state = 'red_confirming' and expires_at <= ? order by id", []any{entity, tx.Now},
		func(r db.Row) (id ref.ID, err error) { return id, r.Scan(&id) })
}

var invoiceScope = authz.Columns{Owner: "i.owner_id", Department: "i.department_id", Members: []string{"i.contract_id", "i.project_id"}}

// invoiceList is the list of invoices. One that was not issued stands before all
// others by its day of issue.
var invoiceList = db.List{
	Permission: PermInvoiceRead,
	From:       "invoice i",
	Key:        "i.id",
	Scope:      invoiceScope,
	Order:      "-updated_at",
	Fields: map[string]db.Field{
		"state":         {Column: "i.state", Type: db.Choice, Choices: InvoiceStates},
		"kind":          {Column: "i.kind", Type: db.Choice, Choices: InvoiceKinds},
		"red":           {Column: "i.red", Type: db.Flag},
		"contract_id":   {Column: "i.contract_id", Type: db.IDs},
		"customer_id":   {Column: "i.customer_id", Type: db.IDs},
		"project_id":    {Column: "i.project_id", Type: db.IDs},
		"original_id":   {Column: "i.original_id", Type: db.IDs},
		"node_id":       {Column: "x.node_id", Type: db.IDs, Within: "i.id in (select x.invoice_id from invoice_node x where %s)"},
		"entity_id":     {Column: "i.entity_id", Type: db.IDs},
		"department_id": {Column: "i.department_id", Type: db.IDs},
		"owner_id":      {Column: "i.owner_id", Type: db.IDs},
		"number":        {Column: "i.number", Type: db.Text, Sort: true},
		"fiscal_number": {Column: "i.fiscal_number", Type: db.Text},
		"issued_on":     {Column: "coalesce(i.issued_on, '')", Type: db.Day, Sort: true},
		"amount":        {Column: "i.gross", Type: db.Number, Class: authz.Price, Sort: true},
		"unpaid":        {Column: "i.gross - i.reversed - i.received", Type: db.Number, Class: authz.Price},
		"created_at":    {Column: "i.created_at", Type: db.Moment, Sort: true},
		"updated_at":    {Column: "i.updated_at", Type: db.Moment, Sort: true},
	},
	Columns: invoiceColumns + invoiceNames,
	Joins:   invoiceJoins,
	Sums: map[string]db.Field{
		"amount":   {Column: "i.gross", Class: authz.Price},
		"net":      {Column: "i.net", Class: authz.Price},
		"tax":      {Column: "i.tax", Class: authz.Price},
		"received": {Column: "i.received", Class: authz.Price},
	},
	Search: func(tx *db.Tx, q string) (authz.Clause, error) { return find.Match(tx, InvoiceKind, "i.id", q) },
}
