package contract

import (
	"context"
	"fmt"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	pages "gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/terms"
)

// Input is what a person may write of a contract besides its terms.
type Input struct {
	CustomerID    ref.ID         `json:"customer_id,omitempty"`
	OpportunityID ref.ID         `json:"opportunity_id,omitempty"`
	Title         string         `json:"title,omitempty" maxLength:"200"`
	Type          string         `json:"type" enum:"MU,PW,BD,RD,WT,ME,EN,SV,SP" doc:"Trade; stands in the number: municipal, power, building, road, water, M&E, environment, service, supply."`
	Pricing       string         `json:"pricing_type,omitempty" enum:"lump_sum,unit_price,cost_plus" default:"lump_sum"`
	Price         *money.Money   `json:"price,omitempty" doc:"Tax included; the tax lines sum to it."`
	TaxLines      []TaxLineInput `json:"tax_lines,omitempty" maxItems:"20"`
	StartOn       workday.Date   `json:"start_on,omitempty"`
	FinishOn      workday.Date   `json:"finish_on,omitempty"`
	DurationDays  int64          `json:"duration_days,omitempty" doc:"Calendar days, the first and the last included; worked out when both dates are known."`
	Parties       []Party        `json:"parties,omitempty" maxItems:"20" doc:"Owner and contractor are filled in; name them to say who signs."`
	Clauses       []Clause       `json:"clauses,omitempty" maxItems:"300"`
	Note          string         `json:"note,omitempty" maxLength:"4000"`
}

// TaxLineInput is the part of a price under one tax rate.
type TaxLineInput struct {
	Name   string      `json:"name,omitempty" maxLength:"60" example:"建筑服务"`
	Rate   money.Rate  `json:"rate" example:"0.09"`
	Amount money.Money `json:"amount" doc:"Tax included."`
}

// TermsInput is what is agreed about paying. The dates of its parts are those of
// the contract.
type TermsInput struct {
	terms.Terms
	Nodes []PaymentInput `json:"nodes" nullable:"false" maxItems:"60"`
}

// PaymentInput is one payment.
type PaymentInput struct {
	ID ref.ID `json:"id,omitempty" doc:"Of a payment that the contract has already; a new one has none."`
	terms.Node
	Milestone string       `json:"milestone,omitempty" maxLength:"40" doc:"Its key in the plan of the project."`
	On        workday.Date `json:"on,omitempty" doc:"The date of trigger date."`
}

func (in TermsInput) payments() []Payment {
	out := make([]Payment, len(in.Nodes))
	for i, n := range in.Nodes {
		out[i] = Payment{ID: n.ID, Node: n.Node, Milestone: n.Milestone, On: n.On}
	}
	return out
}

// lines splits the tax lines of a body and answers what only the wire can get
// wrong: another currency, a rate below zero.
func lines(in []TaxLineInput, c *fault.Checks) []TaxLine {
	out := []TaxLine{}
	for i, l := range in {
		at := fmt.Sprintf("tax_lines[%d].", i)
		c.Check(l.Amount.Currency == money.RMB, at+"amount.currency", "not_allowed")
		line, err := NewTaxLine(l.Name, l.Rate, l.Amount.Amount)
		c.Check(err == nil, at+"rate", "not_allowed")
		out = append(out, line)
	}
	return out
}

// amount reads money in our currency; 0 for none.
func amount(m *money.Money, path string, c *fault.Checks) int64 {
	if m == nil {
		return 0
	}
	c.Check(m.Currency == money.RMB, path+".currency", "not_allowed")
	return m.Amount
}

func (in Input) draft(t *TermsInput) (Draft, error) {
	var c fault.Checks
	d := Draft{CustomerID: in.CustomerID, OpportunityID: in.OpportunityID, Title: in.Title, Type: in.Type, Pricing: in.Pricing, Price: amount(in.Price, "price", &c), TaxLines: lines(in.TaxLines, &c),
		StartOn: in.StartOn, FinishOn: in.FinishOn, Days: in.DurationDays, Parties: in.Parties, Clauses: in.Clauses, Note: in.Note}
	if t != nil {
		d.Terms, d.Payments = t.Terms, t.payments()
	}
	return d, c.Err()
}

// ByID is the input of what concerns one record. It is exported because the
// mapper of requests sees no embedded type that is not.
type ByID struct {
	ID ref.ID `path:"id"`
}

type (
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many   struct{ Body pages.Page[Row] }
	reason struct {
		ByID
		Body struct {
			Reason string `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
)

// example is a body that works on the demo group.
var example = map[string]any{
	"customer_id": ref.Derived("demo", "org-12"), "title": "鹭江环岛步道灯光提升工程施工合同", "type": "ME", "pricing_type": "lump_sum", "price": money.CNY(6_200_000_00),
	"tax_lines": []any{map[string]any{"name": "建筑服务", "rate": "0.09", "amount": money.CNY(6_200_000_00)}}, "start_on": "2027-03-01", "finish_on": "2027-08-31",
	"clauses": []any{map[string]any{"number": "1", "title": "工程范围", "text": "环岛步道沿线灯光提升，包括灯具、线缆与控制系统的供货与安装。"}},
	"terms": map[string]any{"work": "works", "defects_months": 24, "nodes": []any{
		map[string]any{"kind": "advance", "name": "预付款", "trigger": "signed", "ratio": "0.2", "term_days": 7},
		map[string]any{"kind": "milestone", "name": "灯具安装完成", "trigger": "milestone", "milestone": "M2", "ratio": "0.6", "term_days": 30},
		map[string]any{"kind": "settlement", "name": "结算款", "trigger": "settled", "ratio": "0.17", "term_days": 30},
		map[string]any{"kind": "retention", "name": "质保金", "trigger": "defects_end", "ratio": "0.03", "term_days": 14},
	}},
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerRecords(a, s)
	registerVerbs(a, s)
	registerLife(a, s)
	registerAmendments(a, s)
}

func (s *Service) again(ctx context.Context, id ref.ID) (*one, error) { return s.done(ctx, id, nil) }

// done answers the record as it is after a use case.
func (s *Service) done(ctx context.Context, id ref.ID, err error) (*one, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &one{httpapi.ETag(v.Version), v}, nil
}

func registerRecords(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "contract-list", Method: http.MethodGet, Path: "/contracts", Summary: "List contracts", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "contract-get", Method: http.MethodGet, Path: "/contracts/{id}", Summary: "Read a contract with its payments, findings and amendments", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	refusals := []*fault.Error{ErrCustomer, ErrNoUSCC, ErrOpportunity, ErrQuoted}
	type fresh struct {
		Body struct {
			ID      ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same contract."`
			OwnerID ref.ID `json:"owner_id,omitempty" doc:"The caller, or the quote's owner, when missing."`
			QuoteID ref.ID `json:"quote_id,omitempty" doc:"An accepted quote; what is missing is drawn from it, and the price is its price."`
			Input
			Terms *TermsInput `json:"terms,omitempty"`
		}
	}
	httpapi.Once(a, httpapi.Operation{ID: "contract-create", Method: http.MethodPost, Path: "/contracts", Summary: "Draft a contract, out of an accepted quote or freely", Permission: PermCreate, Status: http.StatusCreated,
		Errors: append([]*fault.Error{ErrOwner, ErrQuote, ErrQuoteUsed, ErrIDInUse}, refusals...), Example: example},
		func(ctx context.Context, in *fresh) (*one, error) {
			b := &in.Body
			d, err := b.draft(b.Terms)
			if err != nil {
				return nil, err
			}
			f := Fresh{ID: b.ID, Owner: b.OwnerID, QuoteID: b.QuoteID, Draft: d}
			if b.Terms != nil {
				f.Terms = &b.Terms.Terms
			}
			id, err := s.Create(ctx, f)
			return s.done(ctx, id, err)
		}, s.again)
	httpapi.Register(a, httpapi.Operation{ID: "contract-update", Method: http.MethodPut, Path: "/contracts/{id}", Summary: "Replace what is written of a draft", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: append([]*fault.Error{ErrNotFound, ErrState}, refusals...), Example: example},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Input
				Terms TermsInput `json:"terms"`
			}
		}) (*one, error) {
			d, err := in.Body.draft(&in.Body.Terms)
			if err != nil {
				return nil, err
			}
			return s.done(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), d))
		})
}
