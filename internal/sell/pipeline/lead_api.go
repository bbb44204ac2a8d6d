package pipeline

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// LeadInput is what a person may write of a lead.
type LeadInput struct {
	Company     string `json:"company,omitempty" maxLength:"200"`
	USCC        string `json:"uscc,omitempty" maxLength:"40"`
	ContactName string `json:"contact_name,omitempty" maxLength:"60"`
	Mobile      string `json:"mobile,omitempty" maxLength:"30"`
	Email       string `json:"email,omitempty" maxLength:"254"`
	Region      string `json:"region,omitempty" maxLength:"60"`
	Note        string `json:"note,omitempty" maxLength:"4000"`
}

// NewLead is a lead with where it came from, which stays.
type NewLead struct {
	ID     ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same lead."`
	Source string `json:"source" enum:"online_ad,exhibition,referral,tender_notice,cold_call,partner,government_list"`
	LeadInput
}

func (in LeadInput) draft(source string) LeadDraft {
	return LeadDraft{Source: source, Company: in.Company, USCC: in.USCC, ContactName: in.ContactName, Mobile: in.Mobile, Email: in.Email, Region: in.Region, Note: in.Note}
}

type oneLead struct {
	ETag string `header:"ETag"`
	Body LeadView
}

var leadExample = map[string]any{"source": "exhibition", "company": "甬江仓储物流有限公司", "contact_name": "许明远", "mobile": "19900000098", "region": "宁波"}

func (s *Service) leadAgain(ctx context.Context, id ref.ID) (*oneLead, error) {
	return s.leadDone(ctx, id, nil)
}

func (s *Service) leadDone(ctx context.Context, id ref.ID, err error) (*oneLead, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Lead(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneLead{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) leadParted(ctx context.Context, id ref.ID) (*oneLead, error) {
	v, err := s.leadLastLook(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneLead{httpapi.ETag(v.Version), v}, nil
}

func registerLeads(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "lead-list", Method: http.MethodGet, Path: "/leads", Summary: "List leads", Permission: PermLeadRead, List: &leads},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[LeadView] }, error) {
			q, err := in.Parse(&leads)
			if err != nil {
				return nil, err
			}
			p, err := s.Leads(ctx, q)
			return &struct{ Body page.Page[LeadView] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "lead-get", Method: http.MethodGet, Path: "/leads/{id}", Summary: "Read a lead", Permission: PermLeadRead, Errors: []*fault.Error{ErrLeadNotFound}},
		func(ctx context.Context, in *ByID) (*oneLead, error) { return s.leadAgain(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "lead-create", Method: http.MethodPost, Path: "/leads", Summary: "Add a lead", Permission: PermLeadCreate, Status: http.StatusCreated, Example: leadExample},
		func(ctx context.Context, in *struct{ Body NewLead }) (*oneLead, error) {
			id, err := s.CreateLead(ctx, in.Body.ID, in.Body.draft(in.Body.Source))
			return s.leadDone(ctx, id, err)
		}, s.leadAgain)
	httpapi.Register(a, httpapi.Operation{ID: "lead-update", Method: http.MethodPut, Path: "/leads/{id}", Summary: "Replace what is written of a lead", Permission: PermLeadUpdate, Visible: s.LeadVisible, Versioned: true,
		Errors: []*fault.Error{ErrLeadNotFound, ErrLeadStatus}, Example: map[string]any{"company": "甬江仓储物流有限公司", "region": "宁波"}},
		func(ctx context.Context, in *struct {
			ByID
			Body LeadInput
		}) (*oneLead, error) {
			return s.leadDone(ctx, in.ID, s.UpdateLead(ctx, in.ID, httpapi.Version(ctx), in.Body.draft("")))
		})
	registerLeadCheck(a, s)
	registerLeadVerbs(a, s)
	registerLeadConvert(a, s)
}

func registerLeadCheck(a *httpapi.API, s *Service) {
	type checked struct {
		Body struct {
			Visible []LeadTwin `json:"visible" nullable:"false"`
			Hidden  bool       `json:"hidden" doc:"Somebody else in the group has such a lead."`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "lead-check", Method: http.MethodPost, Path: "/leads/check", Summary: "Ask whether the group has this lead already", Permission: PermLeadCreate, NoKey: true, Example: leadExample},
		func(ctx context.Context, in *struct{ Body NewLead }) (*checked, error) {
			out := &checked{}
			var err error
			out.Body.Visible, out.Body.Hidden, err = s.CheckLead(ctx, in.Body.draft(in.Body.Source))
			return out, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "lead-reveal", Method: http.MethodPost, Path: "/leads/{id}/reveal", Summary: "Read a lead's contact data in clear; who looked and why is recorded", Permission: PermLeadReveal, Visible: s.LeadVisible, NoKey: true,
		Errors: []*fault.Error{ErrLeadNotFound, ErrLeadReveals}, Example: map[string]any{"reason": "首次联系"}},
		func(ctx context.Context, in *reason) (*oneLead, error) {
			l, err := s.RevealLead(ctx, in.ID, in.Body.Reason)
			if err != nil {
				return nil, err
			}
			a, err := authz.From(ctx)
			if err != nil {
				return nil, err
			}
			v := leadView(a, &l, []string{})
			v.reveal(&l)
			return &oneLead{httpapi.ETag(v.Version), v}, nil
		})
}

// leadVerb describes an operation on one lead.
func (s *Service) leadVerb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "lead-" + name, Method: http.MethodPost, Path: "/leads/{id}/" + name, Summary: summary, Permission: p, Visible: s.LeadVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrLeadNotFound, ErrLeadStatus}, errs...)}
}

func registerLeadVerbs(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.leadVerb("assign", "Give a lead to somebody who follows it up", PermLeadAssign, map[string]any{"owner_id": ref.Derived("demo", "li.sales")}, ErrLeadOwner, ErrLeadBlocked),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				OwnerID ref.ID `json:"owner_id"`
			}
		}) (*oneLead, error) {
			if err := s.AssignLead(ctx, in.ID, httpapi.Version(ctx), in.Body.OwnerID); err != nil {
				return nil, err
			}
			return s.leadParted(ctx, in.ID)
		}, s.leadParted)
	httpapi.Once(a, s.leadVerb("qualify", "Write what makes a lead worth an opportunity", PermLeadUpdate,
		map[string]any{"project_name": "甬江冷链一期", "owner_unit": "甬江仓储物流有限公司", "amount": money.CNY(8_000_000_00), "expected_tender_date": "2099-03-01", "funding_source": "own_funds"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ProjectName        string       `json:"project_name" minLength:"1" maxLength:"200"`
				OwnerUnit          string       `json:"owner_unit" minLength:"1" maxLength:"200"`
				Amount             money.Money  `json:"amount"`
				ExpectedTenderDate workday.Date `json:"expected_tender_date"`
				FundingSource      string       `json:"funding_source" enum:"own_funds,government,loan,bond,mixed"`
			}
		}) (*oneLead, error) {
			if in.Body.Amount.Currency != money.RMB {
				return nil, fault.ErrInvalid.At("amount.currency", "not_allowed")
			}
			n := Need{in.Body.ProjectName, in.Body.OwnerUnit, in.Body.Amount.Amount, in.Body.ExpectedTenderDate, in.Body.FundingSource}
			return s.leadDone(ctx, in.ID, s.QualifyLead(ctx, in.ID, httpapi.Version(ctx), n))
		}, s.leadAgain)
	httpapi.Once(a, s.leadVerb("disqualify", "End a lead", PermLeadUpdate, map[string]any{"reason": "no_budget"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Reason string `json:"reason" enum:"duplicate,unreachable,no_budget,out_of_scope,competitor,no_response,other"`
			}
		}) (*oneLead, error) {
			return s.leadDone(ctx, in.ID, s.DisqualifyLead(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.leadAgain)
	httpapi.Once(a, s.leadVerb("recycle", "Put a lead into the public pool", PermLeadAssign, nil),
		func(ctx context.Context, in *ByID) (*oneLead, error) {
			if err := s.RecycleLead(ctx, in.ID, httpapi.Version(ctx)); err != nil {
				return nil, err
			}
			return s.leadParted(ctx, in.ID)
		}, s.leadParted)
}

func registerLeadConvert(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.leadVerb("convert", "Make an opportunity of a qualified lead", PermLeadConvert,
		map[string]any{"customer_id": ref.Derived("demo", "org-12"), "name": "甬江冷链一期", "amount": money.CNY(8_000_000_00), "expected_sign_date": "2099-06-30"}, ErrLeadClash, ErrCustomerUnknown),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				CustomerID       ref.ID       `json:"customer_id"`
				Name             string       `json:"name" minLength:"1" maxLength:"200"`
				Amount           money.Money  `json:"amount"`
				ExpectedSignDate workday.Date `json:"expected_sign_date"`
				ProjectType      string       `json:"project_type,omitempty" maxLength:"40"`
				Region           string       `json:"region,omitempty" maxLength:"60"`
			}
		}) (*oneLead, error) {
			if in.Body.Amount.Currency != money.RMB {
				return nil, fault.ErrInvalid.At("amount.currency", "not_allowed")
			}
			d := Draft{CustomerID: in.Body.CustomerID, Name: in.Body.Name, Amount: in.Body.Amount.Amount, ExpectedSignDate: in.Body.ExpectedSignDate, ProjectType: in.Body.ProjectType, Region: in.Body.Region}
			return s.leadDone(ctx, in.ID, s.ConvertLead(ctx, in.ID, httpapi.Version(ctx), d))
		}, s.leadAgain)
}
