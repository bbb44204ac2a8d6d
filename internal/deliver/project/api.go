package project

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of a project.
type Input struct {
	Name          string       `json:"name" minLength:"1" maxLength:"200"`
	Type          string       `json:"type,omitempty" maxLength:"40"`
	Amount        *money.Money `json:"amount,omitempty" doc:"Tax included; missing keeps it. A contract decides about it once there is one."`
	PlannedStart  workday.Date `json:"planned_start,omitempty"`
	PlannedFinish workday.Date `json:"planned_finish,omitempty"`
	Note          string       `json:"note,omitempty" maxLength:"4000"`
}

func (in Input) draft() (Draft, error) {
	return Draft{Name: in.Name, Type: in.Type, Note: in.Note, Amount: fen(in.Amount), PlannedStart: in.PlannedStart, PlannedFinish: in.PlannedFinish}, inRMB("amount", in.Amount)
}

// inRMB answers what only the wire can get wrong: another currency.
func inRMB(field string, m *money.Money) error {
	if m != nil && m.Currency != money.RMB {
		return fault.ErrInvalid.At(field+".currency", "not_allowed")
	}
	return nil
}

// fen returns an amount, nil for none.
func fen(m *money.Money) *int64 {
	if m == nil {
		return nil
	}
	return &m.Amount
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
	many   struct{ Body page.Page[Row] }
	reason struct {
		ByID
		Body struct {
			Reason string `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
)

// example is a body that works on the demo group.
var example = map[string]any{"name": "鹭江环岛步道灯光提升工程", "type": "municipal", "amount": money.CNY(6_200_000_00), "planned_start": "2027-03-01", "planned_finish": "2027-08-31"}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerRecords(a, s)
	registerVerbs(a, s)
	registerMilestones(a, s)
	registerPortal(a, s)
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
	httpapi.Register(a, httpapi.Operation{ID: "project-list", Method: http.MethodGet, Path: "/projects", Summary: "List projects", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "project-get", Method: http.MethodGet, Path: "/projects/{id}", Summary: "Read a project with its milestones, revisions and lights", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "project-update", Method: http.MethodPut, Path: "/projects/{id}", Summary: "Replace what is written of a project", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrState, ErrContractAmount}, Example: example},
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
	registerCreate(a, s)
	registerDelivery(a, s)
}

func registerCreate(a *httpapi.API, s *Service) {
	type created struct {
		Body struct {
			ID            ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same project."`
			CustomerID    ref.ID `json:"customer_id"`
			OpportunityID ref.ID `json:"opportunity_id,omitempty" doc:"That was won; its contract joins the project when it comes into force."`
			OwnerID       ref.ID `json:"owner_id,omitempty" doc:"The project manager."`
			Input
		}
	}
	fresh := map[string]any{"customer_id": ref.Derived("demo", "org-12")}
	for k, v := range example {
		fresh[k] = v
	}
	httpapi.Once(a, httpapi.Operation{ID: "project-create", Method: http.MethodPost, Path: "/projects", Summary: "Add a project at award, before its contract is in force", Permission: PermCreate, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrCustomerUnknown, ErrDealUnknown, ErrPersonUnknown, ErrIDInUse}, Example: fresh},
		func(ctx context.Context, in *created) (*one, error) {
			d, err := in.Body.draft()
			if err != nil {
				return nil, err
			}
			b := in.Body
			id, err := s.Create(ctx, Beginning{ID: b.ID, CustomerID: b.CustomerID, OpportunityID: b.OpportunityID, ManagerID: b.OwnerID, Draft: d})
			return s.done(ctx, id, err)
		}, s.again)
}

func registerDelivery(a *httpapi.API, s *Service) {
	type delivery struct {
		Body struct {
			Delivered int64  `json:"delivered" doc:"Projects whose works were accepted in the span and that had a baseline."`
			OnTime    int64  `json:"on_time"`
			Rate      *int64 `json:"rate" doc:"Percent, rounded down; null when nothing was delivered."`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "project-delivery", Method: http.MethodGet, Path: "/projects/delivery", Summary: "Count the projects delivered in time, among those that you may see", Permission: PermRead, Query: map[string]any{"from": "2026-01-01", "to": "2026-12-31"}},
		func(ctx context.Context, in *struct {
			From string `query:"from" required:"true" format:"date"`
			To   string `query:"to" required:"true" format:"date"`
		}) (*delivery, error) {
			out := &delivery{}
			from, err := dayOf("from", in.From)
			if err != nil {
				return nil, err
			}
			to, err := dayOf("to", in.To)
			if err != nil {
				return nil, err
			}
			if out.Body.Delivered, out.Body.OnTime, err = s.Delivered(ctx, from, to); err == nil && out.Body.Delivered > 0 {
				rate := out.Body.OnTime * 100 / out.Body.Delivered
				out.Body.Rate = &rate
			}
			return out, err
		})
}

func dayOf(field, text string) (workday.Date, error) {
	d, err := workday.Parse(text)
	if err != nil {
		return d, fault.ErrInvalid.At(field, "not_a_date")
	}
	return d, nil
}
