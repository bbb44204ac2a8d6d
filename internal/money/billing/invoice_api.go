package billing

import (
	"context"
	"net/http"
	"strconv"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

type (
	oneInvoice struct {
		ETag string `header:"ETag"`
		Body InvoiceView
	}
	manyInvoices struct{ Body page.Page[InvoiceRow] }
)

// InvoiceInput is what a person may write of an invoice.
type InvoiceInput struct {
	Kind          string           `json:"kind" enum:"vat_special,vat_ordinary"`
	BuyerName     string           `json:"buyer_name,omitempty" maxLength:"200" doc:"The customer's own, with its tax number, when both are missing."`
	BuyerTaxNo    string           `json:"buyer_tax_no,omitempty" maxLength:"40"`
	BuyerPerson   bool             `json:"buyer_person,omitempty" doc:"A natural person."`
	TaxMethod     string           `json:"tax_method,omitempty" enum:"general,simplified,small_scale" default:"general"`
	TaxedOn       workday.Date     `json:"taxed_on,omitempty" doc:"Tax point date; today when missing."`
	WorksPlace    string           `json:"works_place,omitempty" maxLength:"120" doc:"Province, city and county of the works."`
	WorksAddress  string           `json:"works_address,omitempty" maxLength:"120"`
	WorksName     string           `json:"works_name,omitempty" maxLength:"80"`
	CrossCity     bool             `json:"cross_city,omitempty" doc:"The works are in another prefecture-level region."`
	CrossRegionNo string           `json:"cross_region_no,omitempty" maxLength:"40" doc:"Number of the cross-region tax report."`
	LandTaxNo     string           `json:"land_tax_no,omitempty" maxLength:"40"`
	Subcontracts  *money.Money     `json:"subcontracts,omitempty" doc:"Paid to subcontractors; lessens the prepayment."`
	Deductions    []DeductionInput `json:"deductions,omitempty" maxItems:"100" doc:"The subcontractors' invoices that prove it; their sum takes the place of subcontracts."`
	Recipient     string           `json:"recipient,omitempty" maxLength:"120"`
	Channel       string           `json:"channel,omitempty" enum:",tax_account,email,sms,paper"`
	Remarks       string           `json:"remarks,omitempty" maxLength:"230"`
	Lines         []LineInput      `json:"lines" nullable:"false" minItems:"1" maxItems:"200"`
	Nodes         []PortionInput   `json:"nodes" nullable:"false" minItems:"1" maxItems:"60" doc:"The payments that it is about; they sum to the invoice."`
}

// LineInput is one line, entered with its net or with its gross amount.
type LineInput struct {
	Name     string         `json:"name" minLength:"1" maxLength:"120" example:"*建筑服务*电气设备安装"`
	Item     string         `json:"item" enum:"works,works_labour_only,works_old_project,works_owner_material,service,goods,lease,lease_with_operator,concrete,untaxed"`
	Spec     string         `json:"spec,omitempty" maxLength:"60"`
	Unit     string         `json:"unit,omitempty" maxLength:"20"`
	Quantity money.Quantity `json:"quantity,omitempty"`
	Rate     money.Rate     `json:"rate" example:"0.09"`
	Net      *money.Money   `json:"net,omitempty" doc:"Without tax; the tax is rounded half up by the line."`
	Amount   *money.Money   `json:"amount,omitempty" doc:"Tax included, in the place of net; the tax is split out of it."`
}

// DeductionInput is an invoice of a subcontractor.
type DeductionInput struct {
	FiscalNumber string      `json:"fiscal_number" maxLength:"20"`
	SellerName   string      `json:"seller_name" maxLength:"200"`
	SellerTaxNo  string      `json:"seller_tax_no,omitempty" maxLength:"40"`
	WorksPlace   string      `json:"works_place,omitempty" maxLength:"120" doc:"As its remark says; without place and name of the works nothing is deducted."`
	WorksName    string      `json:"works_name,omitempty" maxLength:"80"`
	Amount       money.Money `json:"amount" doc:"Tax included."`
}

// PortionInput is how much of an invoice is about a node.
type PortionInput struct {
	NodeID ref.ID      `json:"node_id"`
	Amount money.Money `json:"amount" doc:"Tax included."`
}

// draft reads the wire and answers what only it can get wrong.
func (in InvoiceInput) draft() (Draft, error) {
	var c fault.Checks
	d := Draft{Kind: in.Kind, BuyerName: in.BuyerName, BuyerTaxNo: in.BuyerTaxNo, BuyerPerson: in.BuyerPerson, Method: in.TaxMethod, TaxedOn: in.TaxedOn, Place: in.WorksPlace, Address: in.WorksAddress, WorksName: in.WorksName,
		CrossCity: in.CrossCity, CrossRegionNo: in.CrossRegionNo, LandTaxNo: in.LandTaxNo, Recipient: in.Recipient, Channel: in.Channel, Remarks: in.Remarks}
	d.Deducted = fen(in.Subcontracts, "subcontracts", &c)
	for i, x := range in.Deductions {
		d.Deductions = append(d.Deductions, Deduction{x.FiscalNumber, x.SellerName, x.SellerTaxNo, x.WorksPlace, x.WorksName, fen(&x.Amount, "deductions["+strconv.Itoa(i)+"].amount", &c)})
	}
	for i, l := range in.Lines {
		d.Lines = append(d.Lines, l.line("lines["+strconv.Itoa(i)+"].", &c))
	}
	for i, p := range in.Nodes {
		d.Portions = append(d.Portions, Portion{p.NodeID, fen(&p.Amount, "nodes["+strconv.Itoa(i)+"].amount", &c)})
	}
	return d, c.Err()
}

func (in LineInput) line(at string, c *fault.Checks) Line {
	l := Line{Name: in.Name, Item: in.Item, Spec: in.Spec, Unit: in.Unit, Quantity: in.Quantity, Rate: in.Rate}
	c.Check((in.Net == nil) != (in.Amount == nil), at+"net", "required")
	var err error
	switch {
	case in.Net != nil:
		l.Net = fen(in.Net, at+"net", c)
		l, err = NetLine(l)
	case in.Amount != nil:
		l, err = GrossLine(l, fen(in.Amount, at+"amount", c))
	}
	c.Check(err == nil, at+"rate", "not_allowed")
	return l
}

// fen reads money in our currency; 0 for none.
func fen(m *money.Money, path string, c *fault.Checks) int64 {
	if m == nil {
		return 0
	}
	c.Check(m.Currency == money.RMB, path+".currency", "not_allowed")
	c.Check(m.Amount <= MaxAmount && m.Amount >= -MaxAmount, path, "too_large")
	return min(max(m.Amount, -MaxAmount), MaxAmount)
}

func (s *Service) invoiceAgain(ctx context.Context, id ref.ID) (*oneInvoice, error) {
	return s.invoiceDone(ctx, id, nil)
}

func (s *Service) invoiceDone(ctx context.Context, id ref.ID, err error) (*oneInvoice, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Invoice(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneInvoice{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) onInvoice(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "invoice-" + verb, Method: http.MethodPost, Path: "/invoices/{id}/" + verb, Summary: summary, Permission: p, Visible: s.InvoiceVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrInvoiceNotFound, ErrInvoiceState}, errs...)}
}

// invoiceExample is a body that works on the demo group.
var invoiceExample = map[string]any{
	"kind": Special, "works_place": "天津市滨海新区", "works_name": "津滨110kV海河变电站新建工程", "works_address": "海河下游工业区3路与7路交口", "cross_city": true, "cross_region_no": "津报验 2026-0417",
	"lines": []any{map[string]any{"name": "*建筑服务*电气设备安装", "item": "works", "unit": "项", "quantity": "1", "rate": "0.09", "net": money.CNY(500_000_00)}},
	"nodes": []any{map[string]any{"node_id": ref.Derived("payment", ref.Derived("demo", "contract-津滨110kV海河变电站新建工程").String()+"/3"), "amount": money.CNY(545_000_00)}},
}

func registerInvoices(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "invoice-list", Method: http.MethodGet, Path: "/invoices", Summary: "List invoices", Permission: PermInvoiceRead, List: &invoiceList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*manyInvoices, error) {
			q, err := in.Parse(&invoiceList)
			if err != nil {
				return nil, err
			}
			p, err := s.Invoices(ctx, q)
			return &manyInvoices{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "invoice-get", Method: http.MethodGet, Path: "/invoices/{id}", Summary: "Read an invoice with its checks and red invoices", Permission: PermInvoiceRead, Errors: []*fault.Error{ErrInvoiceNotFound}},
		func(ctx context.Context, in *ByID) (*oneInvoice, error) { return s.invoiceAgain(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "invoice-defaults", Method: http.MethodGet, Path: "/invoices/defaults", Summary: "Read what a new invoice under a contract would say", Permission: PermInvoiceCreate,
		Query: map[string]any{"contract_id": ref.Derived("demo", "contract-津滨110kV海河变电站新建工程")}, Errors: []*fault.Error{ErrContract}},
		func(ctx context.Context, in *struct {
			ContractID ref.ID `query:"contract_id" required:"true"`
		}) (*struct{ Body DefaultsView }, error) {
			d, priced, err := s.DefaultsFor(ctx, in.ContractID)
			return &struct{ Body DefaultsView }{defaultsView(&d, priced)}, err
		})
	written := []*fault.Error{ErrInvoiceNode, ErrNodesSum, ErrOverNode}
	fresh := map[string]any{"contract_id": ref.Derived("demo", "contract-津滨110kV海河变电站新建工程")}
	for k, v := range invoiceExample {
		fresh[k] = v
	}
	httpapi.Once(a, httpapi.Operation{ID: "invoice-create", Method: http.MethodPost, Path: "/invoices", Summary: "Ask for an invoice under a contract in force", Permission: PermInvoiceCreate, Status: http.StatusCreated,
		Errors: append([]*fault.Error{ErrContract, ErrIDInUse}, written...), Example: fresh},
		func(ctx context.Context, in *struct {
			Body struct {
				ID         ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same invoice."`
				ContractID ref.ID `json:"contract_id"`
				InvoiceInput
			}
		}) (*oneInvoice, error) {
			d, err := in.Body.draft()
			if err != nil {
				return nil, err
			}
			id, err := s.Request(ctx, in.Body.ID, in.Body.ContractID, d)
			return s.invoiceDone(ctx, id, err)
		}, s.invoiceAgain)
	httpapi.Register(a, httpapi.Operation{ID: "invoice-update", Method: http.MethodPut, Path: "/invoices/{id}", Summary: "Replace what is written of an invoice that nobody submitted", Permission: PermInvoiceCreate, Visible: s.InvoiceVisible, Versioned: true,
		Errors: append([]*fault.Error{ErrInvoiceNotFound, ErrInvoiceState}, written...), Example: invoiceExample},
		func(ctx context.Context, in *struct {
			ByID
			Body InvoiceInput
		}) (*oneInvoice, error) {
			d, err := in.Body.draft()
			if err != nil {
				return nil, err
			}
			return s.invoiceDone(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), d))
		})
}

func registerInvoiceVerbs(a *httpapi.API, s *Service) {
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64) error
	}{
		{s.onInvoice("submit", "Run the compliance checks and give the invoice to an approver", PermInvoiceCreate, nil, ErrBlocked, ErrOverNode), s.Submit},
		{s.onInvoice("approve", "Let an invoice be issued", PermInvoiceApprove, nil, ErrBlocked, ErrOverNode, ErrOwnInvoice), s.ApproveInvoice},
		{s.onInvoice("send", "Note that the invoice was given to the tax platform", PermInvoiceIssue, nil), s.Send},
		{s.onInvoice("confirm", "Note that the other side was asked to confirm a red invoice", PermInvoiceIssue, nil), s.Confirm},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *ByID) (*oneInvoice, error) {
			return s.invoiceDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx)))
		}, s.invoiceAgain)
	}
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onInvoice("return", "Send an invoice back to who asked for it", PermInvoiceApprove, whyExample), s.Return},
		{s.onInvoice("allow", "Let an invoice go beyond the contract price, up to what it says now", PermInvoiceAllow, whyExample, ErrWithinPrice, ErrOwnInvoice), s.Allow},
		{s.onInvoice("fail", "Note that the tax platform refused the invoice", PermInvoiceIssue, whyExample), s.Fail},
		{s.onInvoice("cancel", "Drop an invoice before it is issued", PermInvoiceCreate, whyExample), s.Cancel},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *whyBody) (*oneInvoice, error) {
			return s.invoiceDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.invoiceAgain)
	}
}

func registerRed(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.onInvoice("record", "Record the fiscal number of an invoice, with its file: it is issued", PermInvoiceIssue, map[string]any{"fiscal_number": "26122000000012345678", "issued_on": "2026-11-20"},
		ErrNumber, ErrNumberTaken, ErrDocument, ErrOverNode, ErrBlocked, ErrPaidInvoice, ErrRedTooMuch),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				FiscalNumber string       `json:"fiscal_number" maxLength:"40"`
				IssuedOn     workday.Date `json:"issued_on"`
				DocumentID   ref.ID       `json:"document_id,omitempty" doc:"The file, on the invoice."`
			}
		}) (*oneInvoice, error) {
			return s.invoiceDone(ctx, in.ID, s.Record(ctx, in.ID, httpapi.Version(ctx), Issue{in.Body.FiscalNumber, in.Body.IssuedOn, in.Body.DocumentID}))
		}, s.invoiceAgain)
	httpapi.Once(a, s.onInvoice("deliver", "Note how an issued invoice reached its buyer", PermInvoiceIssue, map[string]any{"channel": "tax_account", "recipient": "财务部"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Channel     string       `json:"channel" enum:"tax_account,email,sms,paper"`
				Recipient   string       `json:"recipient,omitempty" maxLength:"120"`
				DeliveredOn workday.Date `json:"delivered_on,omitempty" doc:"Today when missing."`
			}
		}) (*oneInvoice, error) {
			return s.invoiceDone(ctx, in.ID, s.Deliver(ctx, in.ID, httpapi.Version(ctx), in.Body.Channel, in.Body.Recipient, in.Body.DeliveredOn))
		}, s.invoiceAgain)
	type line struct {
		Position int64       `json:"position" minimum:"1"`
		Net      money.Money `json:"net" doc:"Above zero; the red line is below."`
	}
	op := s.onInvoice("red", "Ask for a red invoice over an issued one, whole or in part; answers the red invoice", PermInvoiceIssue, map[string]any{"reason": "error", "note": "购买方名称有误"}, ErrRedTooMuch, ErrIDInUse)
	op.Status = http.StatusCreated
	httpapi.Once(a, op, func(ctx context.Context, in *struct {
		ByID
		Body struct {
			ID     ref.ID `json:"id,omitempty"`
			Reason string `json:"reason" enum:"return,error,service_ended,allowance"`
			Note   string `json:"note,omitempty" maxLength:"200"`
			Lines  []line `json:"lines,omitempty" maxItems:"200" doc:"All that is left when missing."`
		}
	}) (*oneInvoice, error) {
		r := Reversal{ID: in.Body.ID, Reason: in.Body.Reason, Note: in.Body.Note}
		for _, l := range in.Body.Lines {
			if err := renminbi("lines", l.Net); err != nil {
				return nil, err
			}
			r.Lines = append(r.Lines, RedLine{l.Position, l.Net.Amount})
		}
		id, err := s.Reverse(ctx, in.ID, httpapi.Version(ctx), r)
		return s.invoiceDone(ctx, id, err)
	}, s.invoiceAgain)
}
