package billing

import (
	"time"

	"gongqiao/internal/kernel/contactform"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// InvoiceRow is an invoice in the list.
type InvoiceRow struct {
	ID           ref.ID       `json:"id"`
	Version      int64        `json:"version"`
	CreatedAt    time.Time    `json:"created_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	Number       string       `json:"number" doc:"Our own."`
	FiscalNumber string       `json:"fiscal_number" doc:"20 digits; empty before it was issued."`
	Kind         string       `json:"kind" enum:"vat_special,vat_ordinary"`
	Red          bool         `json:"red"`
	State        InvoiceState `json:"state" enum:"requested,checking,approved,issuing,issued,delivered,failed,red_requested,red_confirming,red_issued,cancelled"`
	Contract     Named        `json:"contract"`
	ContractNo   string       `json:"contract_number"`
	Customer     Named        `json:"customer"`
	ProjectID    ref.ID       `json:"project_id"`
	Owner        Named        `json:"owner"`
	Entity       Named        `json:"entity"`
	DepartmentID ref.ID       `json:"department_id"`
	OriginalID   ref.ID       `json:"original_id" doc:"Of a red invoice."`
	BuyerName    string       `json:"buyer_name"`
	TaxMethod    string       `json:"tax_method" enum:"general,simplified,small_scale"`
	TaxedOn      workday.Date `json:"taxed_on" doc:"Tax point date: its rates were looked up by it."`
	Net          *money.Money `json:"net"`
	Tax          *money.Money `json:"tax"`
	Amount       *money.Money `json:"amount" doc:"Tax included; below zero for a red one."`
	Reversed     *money.Money `json:"reversed" doc:"Taken back by red invoices."`
	Received     *money.Money `json:"received"`
	Unpaid       *money.Money `json:"unpaid"`
	IssuedOn     workday.Date `json:"issued_on"`
	DeliveredOn  workday.Date `json:"delivered_on"`
	Requester    Named        `json:"requester"`
	Reason       string       `json:"reason"`
	Actions      []string     `json:"actions" nullable:"false"`
	Masked       []string     `json:"masked" nullable:"false"`
}

// InvoiceView is an invoice's own page.
type InvoiceView struct {
	InvoiceRow
	BuyerTaxNo    string          `json:"buyer_tax_no"`
	BuyerPerson   bool            `json:"buyer_person"`
	SellerName    string          `json:"seller_name"`
	SellerTaxNo   string          `json:"seller_tax_no"`
	WorksPlace    string          `json:"works_place"`
	WorksAddress  string          `json:"works_address"`
	WorksName     string          `json:"works_name"`
	CrossCity     bool            `json:"cross_city"`
	CrossRegionNo string          `json:"cross_region_no"`
	LandTaxNo     string          `json:"land_tax_no"`
	Recipient     string          `json:"recipient"`
	Channel       string          `json:"channel"`
	Remarks       string          `json:"remarks"`
	Lines         []LineView      `json:"lines" nullable:"false"`
	InWords       string          `json:"in_words" doc:"The amount in capitals."`
	Subcontracts  *money.Money    `json:"subcontracts" doc:"Taken off before the prepayment."`
	Deductions    []DeductionView `json:"deductions" nullable:"false" doc:"The subcontractors' invoices that prove it."`
	AllowedTotal  *money.Money    `json:"allowed_total" doc:"Up to what total an executive let the contract be invoiced; null when nobody did."`
	AllowedBy     ref.ID          `json:"allowed_by_id"`
	Prepayment    *money.Money    `json:"vat_prepayment" doc:"VAT to be paid where the works are; null inside our own region."`
	Nodes         []PortionView   `json:"nodes" nullable:"false"`
	Checks        []Finding       `json:"checks" nullable:"false" doc:"The compliance checks: of now in a draft, as they were when it was submitted later."`
	Room          RoomView        `json:"room"`
	Reds          []Bill          `json:"red_invoices" nullable:"false"`
	ApprovedBy    ref.ID          `json:"approved_by_id"`
	ExpiresAt     *time.Time      `json:"expires_at" doc:"Until when the buyer may confirm a red invoice."`
	DocumentID    ref.ID          `json:"document_id"`
}

// DefaultsView is what a new invoice under a contract would say.
type DefaultsView struct {
	ContractID    ref.ID   `json:"contract_id"`
	BuyerName     string   `json:"buyer_name"`
	BuyerTaxNo    string   `json:"buyer_tax_no"`
	SellerName    string   `json:"seller_name"`
	SellerTaxNo   string   `json:"seller_tax_no"`
	TaxMethod     string   `json:"tax_method" enum:"general,simplified,small_scale"`
	WorksPlace    string   `json:"works_place" doc:"As on the last invoice; so are the others of the works."`
	WorksAddress  string   `json:"works_address"`
	WorksName     string   `json:"works_name"`
	CrossCity     bool     `json:"cross_city"`
	CrossRegionNo string   `json:"cross_region_no"`
	LandTaxNo     string   `json:"land_tax_no"`
	Channel       string   `json:"channel"`
	Room          RoomView `json:"room"`
}

func defaultsView(d *Defaults, priced bool) DefaultsView {
	return DefaultsView{d.ContractID, d.BuyerName, d.BuyerTaxNo, d.SellerName, d.SellerTaxNo, d.Method, d.Place, d.Address, d.WorksName, d.CrossCity, d.CrossRegionNo, d.LandTaxNo, d.Channel, roomView(&d.Invoice, d.Room, priced)}
}

// LineView is a line of an invoice.
type LineView struct {
	Name     string         `json:"name"`
	Item     string         `json:"item" enum:"works,works_labour_only,works_old_project,works_owner_material,service,goods,lease,lease_with_operator,concrete,untaxed"`
	Spec     string         `json:"spec"`
	Unit     string         `json:"unit"`
	Quantity money.Quantity `json:"quantity"`
	Rate     money.Rate     `json:"rate"`
	Net      *money.Money   `json:"net"`
	Tax      *money.Money   `json:"tax"`
	Amount   *money.Money   `json:"amount"`
	Of       int64          `json:"of_position" doc:"Of a red line: which line it takes back, from 1."`
}

// DeductionView is an invoice of a subcontractor.
type DeductionView struct {
	FiscalNumber string       `json:"fiscal_number"`
	SellerName   string       `json:"seller_name"`
	SellerTaxNo  string       `json:"seller_tax_no"`
	WorksPlace   string       `json:"works_place"`
	WorksName    string       `json:"works_name"`
	Amount       *money.Money `json:"amount"`
}

func deductionViews(all []Deduction, priced bool) []DeductionView {
	out := []DeductionView{}
	for _, d := range all {
		out = append(out, DeductionView{d.FiscalNumber, d.SellerName, d.SellerTaxNo, d.WorksPlace, d.WorksName, yuan(priced, d.Amount)})
	}
	return out
}

// PortionView is how much of an invoice is about a node.
type PortionView struct {
	Node   Named        `json:"node"`
	Amount *money.Money `json:"amount"`
}

// RoomView is what may still be invoiced under the contract.
type RoomView struct {
	Price   *money.Money `json:"price" doc:"To be paid under the contract."`
	Billed  *money.Money `json:"billed" doc:"By other invoices."`
	This    *money.Money `json:"this"`
	Balance *money.Money `json:"balance" doc:"After this one."`
}

func invoiceRow(a *authz.Actor, i *Invoice, actions []string) InvoiceRow {
	p := seesPrice(a)
	v := InvoiceRow{ID: i.ID, Version: i.Version, CreatedAt: i.CreatedAt, UpdatedAt: i.UpdatedAt, Number: i.Number, FiscalNumber: i.FiscalNumber, Kind: i.Kind, Red: i.Red, State: i.State, Contract: Named{i.ContractID, i.Title}, ContractNo: i.Contract,
		Customer: Named{i.CustomerID, i.Customer}, ProjectID: i.ProjectID, Owner: Named{i.OwnerID, i.Owner}, Entity: Named{i.EntityID, i.Entity}, DepartmentID: i.DepartmentID, OriginalID: i.OriginalID, BuyerName: i.BuyerName, TaxMethod: i.Method,
		TaxedOn: i.TaxedOn, Net: yuan(p, i.Net), Tax: yuan(p, i.Tax), Amount: yuan(p, i.Gross), Reversed: yuan(p, i.Reversed), Received: yuan(p, i.Received), Unpaid: yuan(p, i.unpaid()), IssuedOn: i.IssuedOn, DeliveredOn: i.DeliveredOn,
		Requester: Named{i.RequestedBy, i.Requester}, Reason: i.Reason, Actions: actions, Masked: []string{}}
	if !p {
		v.Masked = append(v.Masked, "net", "tax", "amount", "reversed", "received", "unpaid")
	}
	return v
}

// unpaid is what an issued invoice still waits for.
func (i *Invoice) unpaid() int64 {
	if i.Red || i.State != Issued && i.State != Delivered {
		return 0
	}
	return i.Left()
}

func invoiceView(a *authz.Actor, i *Invoice, actions []string, reds []Invoice, room Room, names map[ref.ID]string) InvoiceView {
	p := seesPrice(a)
	v := InvoiceView{InvoiceRow: invoiceRow(a, i, actions), BuyerTaxNo: i.BuyerTaxNo, BuyerPerson: i.BuyerPerson, SellerName: i.SellerName, SellerTaxNo: i.SellerTaxNo, WorksPlace: i.Place, WorksAddress: i.Address, WorksName: i.WorksName,
		CrossCity: i.CrossCity, CrossRegionNo: i.CrossRegionNo, LandTaxNo: i.LandTaxNo, Recipient: i.Recipient, Channel: i.Channel, Remarks: i.Remarks, Lines: lineViews(i.Lines, p), Subcontracts: yuan(p, i.Deducted),
		Nodes: []PortionView{}, Checks: checkViews(i.Findings, p), Room: roomView(i, room, p), Reds: []Bill{}, ApprovedBy: i.ApprovedBy, ExpiresAt: instant(i.ExpiresAt), DocumentID: i.DocumentID}
	v.Deductions, v.AllowedBy = deductionViews(i.Deductions, p), i.AllowedBy
	if i.AllowedTotal > 0 {
		v.AllowedTotal = yuan(p, i.AllowedTotal)
	}
	for _, x := range i.Portions {
		v.Nodes = append(v.Nodes, PortionView{Named{x.Node, names[x.Node]}, yuan(p, x.Amount)})
	}
	for _, r := range reds {
		v.Reds = append(v.Reds, Bill{r.ID, r.Number, r.FiscalNumber, r.State, true, r.IssuedOn, yuan(p, r.Gross)})
	}
	v.privacy(a, i)
	if p {
		v.words(i)
	}
	return v
}

// privacy masks to whom the invoice was sent, like any other contact.
func (v *InvoiceView) privacy(a *authz.Actor, i *Invoice) {
	if i.Recipient != "" && !a.Sees(authz.Contact) {
		v.Recipient = contactform.MaskName(i.Recipient)
		v.Masked = append(v.Masked, "recipient")
	}
	if !seesPrice(a) {
		v.Masked = append(v.Masked, "lines", "in_words", "subcontracts", "deductions", "allowed_total", "vat_prepayment", "nodes", "room")
	}
}

// words adds what is worked out from the amount. An amount that cannot be said
// in capitals stays without: MaxAmount keeps that from happening.
func (v *InvoiceView) words(i *Invoice) {
	if w, err := money.CNY(i.Gross).InWords(); err == nil {
		v.InWords = w
	}
	if !i.CrossCity || i.Red || len(i.Lines) == 0 {
		return
	}
	if m, err := Prepayment(money.CNY(i.Gross), money.CNY(i.Deducted), i.Method, i.Lines[0].Rate); err == nil {
		v.Prepayment = &m
	}
}

func lineViews(lines []Line, priced bool) []LineView {
	out := []LineView{}
	for _, l := range lines {
		out = append(out, LineView{l.Name, l.Item, l.Spec, l.Unit, l.Quantity, l.Rate, yuan(priced, l.Net), yuan(priced, l.Tax), yuan(priced, l.Gross()), l.Of})
	}
	return out
}

// checkViews leaves out numbers for whom may not see prices: some are amounts.
func checkViews(all []Finding, priced bool) []Finding {
	out := make([]Finding, len(all))
	copy(out, all)
	for i := range out {
		if !priced {
			out[i].Limit, out[i].Value = "", ""
		}
	}
	return out
}

func roomView(i *Invoice, r Room, priced bool) RoomView {
	this := i.Gross
	if i.State == Cancelled {
		this = 0
	}
	return RoomView{yuan(priced, r.Price), yuan(priced, r.Billed), yuan(priced, this), yuan(priced, r.Price-r.Billed-this)}
}
