package pipeline

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of an opportunity.
type Input struct {
	CustomerID       ref.ID       `json:"customer_id"`
	Name             string       `json:"name" minLength:"1" maxLength:"200"`
	Amount           money.Money  `json:"amount" doc:"Tax included."`
	ExpectedSignDate workday.Date `json:"expected_sign_date"`
	Source           string       `json:"source" enum:"online_ad,exhibition,referral,tender_notice,cold_call,partner,government_list"`
	ProjectType      string       `json:"project_type,omitempty" maxLength:"40"`
	Region           string       `json:"region,omitempty" maxLength:"60"`
	TenderMode       string       `json:"tender_mode,omitempty" enum:"open,invited,negotiated,inquiry,single_source,direct,"`
	TenderAt         time.Time    `json:"tender_at,omitempty" doc:"Deadline of the tender."`
	Note             string       `json:"note,omitempty" maxLength:"4000"`

	Custom map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of the fields that users added, by key. Missing as a whole, they stay; given, they replace all that the caller sees."`
}

// draft answers what only the wire can get wrong: another currency.
func (in Input) draft() (Draft, error) {
	var c fault.Checks
	c.Check(in.Amount.Currency == money.RMB, "amount.currency", "not_allowed")
	return Draft{CustomerID: in.CustomerID, Name: in.Name, Amount: in.Amount.Amount, ExpectedSignDate: in.ExpectedSignDate, Source: in.Source, ProjectType: in.ProjectType, Region: in.Region,
		TenderMode: in.TenderMode, TenderAt: in.TenderAt, Note: in.Note, Custom: written(in.Custom)}, c.Err()
}

// written is added values as one object; "" for none given.
func written(values map[string]json.RawMessage) string {
	if values == nil {
		return ""
	}
	b, err := json.Marshal(values)
	if err != nil {
		return "malformed" // no JSON: the check of the values refuses it
	}
	return string(b)
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
	many   struct{ Body Rows }
	reason struct {
		ByID
		Body struct {
			Reason string `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
)

// example is a body that works on the demo group.
var example = map[string]any{
	"customer_id": ref.Derived("demo", "org-12"), "name": "鹭江游船码头泛光照明", "amount": money.CNY(3_800_000_00), "expected_sign_date": "2099-06-30", "source": "referral", "project_type": "municipal", "region": "厦门",
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerRecords(a, s)
	registerExport(a, s)
	registerVerbs(a, s)
	registerReport(a, s)
	registerBoard(a, s)
	registerLeads(a, s)
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
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-list", Method: http.MethodGet, Path: "/opportunities", Summary: "List opportunities", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := s.ask(ctx, in.Values())
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{Rows(p)}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-get", Method: http.MethodGet, Path: "/opportunities/{id}", Summary: "Read an opportunity and what its next stage asks for", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	type created struct {
		Body struct {
			ID      ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same opportunity."`
			OwnerID ref.ID `json:"owner_id,omitempty" doc:"Who follows it up; the caller when missing."`
			Input
		}
	}
	httpapi.Once(a, httpapi.Operation{ID: "opportunity-create", Method: http.MethodPost, Path: "/opportunities", Summary: "Add an opportunity", Permission: PermCreate, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrCustomerUnknown, ErrOwnerUnknown, ErrIDInUse}, Example: example},
		func(ctx context.Context, in *created) (*one, error) {
			d, err := in.Body.draft()
			if err != nil {
				return nil, err
			}
			v, err := s.CreateShown(ctx, in.Body.ID, in.Body.OwnerID, d)
			if err != nil {
				return nil, err
			}
			return &one{httpapi.ETag(v.Version), v}, nil
		}, s.again)
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-update", Method: http.MethodPut, Path: "/opportunities/{id}", Summary: "Replace what is written of an opportunity", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrCustomerUnknown, ErrQuoted}, Example: example},
		func(ctx context.Context, in *struct {
			ByID
			Body Input
		}) (*one, error) {
			d, err := in.Body.draft()
			if err != nil {
				return nil, err
			}
			return s.done(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), d))
		})
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-check", Method: http.MethodPost, Path: "/opportunities/check", Summary: "Ask whether somebody in the group chases this project already", Permission: PermCreate, NoKey: true,
		Errors: []*fault.Error{ErrCustomerUnknown}, Example: map[string]any{"customer_id": ref.Derived("demo", "org-12"), "name": "鹭江环岛步道灯光提升"}},
		func(ctx context.Context, in *struct {
			Body struct {
				CustomerID ref.ID `json:"customer_id"`
				Name       string `json:"name" minLength:"1" maxLength:"200"`
			}
		}) (*struct {
			Body struct {
				Clash Clash `json:"clash"`
			}
		}, error) {
			out := &struct {
				Body struct {
					Clash Clash `json:"clash"`
				}
			}{}
			var err error
			out.Body.Clash, err = s.Check(ctx, in.Body.CustomerID, in.Body.Name)
			return out, err
		})
	registerStages(a, s)
}

func registerStages(a *httpapi.API, s *Service) {
	type history struct {
		Body struct {
			Items []IntervalView `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-stages", Method: http.MethodGet, Path: "/opportunities/{id}/stages", Summary: "Read the way that an opportunity went", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*history, error) {
			list, pace, err := s.Stages(ctx, in.ID)
			out := &history{}
			out.Body.Items = intervalViews(list, pace, s.Now())
			return out, err
		})
}
