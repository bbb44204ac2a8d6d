package project

import (
	"context"
	"errors"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// verb describes an operation on one project; all of them leave a new version.
func (s *Service) verb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "project-" + name, Method: http.MethodPost, Path: "/projects/{id}/" + name, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrState}, errs...)}
}

// plain mounts a verb without a body.
func (s *Service) plain(a *httpapi.API, op httpapi.Operation, run func(context.Context, ref.ID, int64) error) {
	httpapi.Once(a, op, func(ctx context.Context, in *ByID) (*one, error) {
		return s.done(ctx, in.ID, run(ctx, in.ID, httpapi.Version(ctx)))
	}, s.again)
}

// reasoned mounts a verb that asks why.
func (s *Service) reasoned(a *httpapi.API, op httpapi.Operation, run func(context.Context, ref.ID, int64, string) error) {
	httpapi.Once(a, op, func(ctx context.Context, in *reason) (*one, error) {
		return s.done(ctx, in.ID, run(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
	}, s.again)
}

func registerVerbs(a *httpapi.API, s *Service) {
	s.plain(a, s.verb("ready", "End planning, once the contract is in force and the handover signed", PermAdvance, nil, ErrNotReady), s.MarkReady)
	s.plain(a, s.verb("accept", "Ask for acceptance, once the customer has confirmed the works", PermAdvance, nil, ErrMilestonesOpen), s.Accept)
	s.plain(a, s.verb("resume", "Take a suspended project up again", PermManage, nil, ErrContractRests), s.Resume)
	why := map[string]any{"reason": "业主资金计划调整"}
	s.reasoned(a, s.verb("suspend", "Halt a project", PermManage, why), s.Suspend)
	s.reasoned(a, s.verb("cancel", "End a project that will not be built", PermManage, why), s.Cancel)
	s.reasoned(a, s.verb("waive", "Let a project start without a signed handover; who did and why is recorded", PermWaive, map[string]any{"reason": "抢险工程，须立即进场"}, ErrWaived), s.Waive)
	registerDates(a, s)
	registerPeople(a, s)
	registerRevisions(a, s)
}

func registerDates(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.verb("start", "Begin the works on the day of the commencement order", PermAdvance, map[string]any{"commenced_on": "2026-11-02"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				CommencedOn workday.Date `json:"commenced_on"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Start(ctx, in.ID, httpapi.Version(ctx), in.Body.CommencedOn))
		}, s.again)
	httpapi.Once(a, s.verb("complete", "Record the completion acceptance; the warranty runs from it", PermAdvance, map[string]any{"completed_on": "2026-11-02", "warranty_until": "2028-11-02"}, ErrAcceptanceOpen),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				CompletedOn   workday.Date `json:"completed_on"`
				WarrantyUntil workday.Date `json:"warranty_until"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Complete(ctx, in.ID, httpapi.Version(ctx), in.Body.CompletedOn, in.Body.WarrantyUntil))
		}, s.again)
	httpapi.Once(a, s.verb("close", "End a project after its warranty and the retrospective with sales", PermAdvance, map[string]any{"retrospective_on": "2026-11-02"}, ErrWarrantyRuns, ErrRetained),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				RetrospectiveOn workday.Date `json:"retrospective_on" doc:"When sales and project looked back together."`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Close(ctx, in.ID, httpapi.Version(ctx), in.Body.RetrospectiveOn))
		}, s.again)
}

func registerPeople(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.verb("appoint", "Name the project manager", PermManage, map[string]any{"owner_id": ref.Derived("demo", "zheng.pm")}, ErrPersonUnknown, ErrSameManager),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				OwnerID ref.ID `json:"owner_id"`
			}
		}) (*one, error) {
			if err := s.Appoint(ctx, in.ID, httpapi.Version(ctx), in.Body.OwnerID); err != nil {
				return nil, err
			}
			return s.parted(ctx, in.ID)
		}, s.parted)
	httpapi.Once(a, s.verb("sales-rep", "Name the one salesperson who belongs to the project for its whole life", PermManage, map[string]any{"person_id": ref.Derived("demo", "li.sales")}, ErrPersonUnknown),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				PersonID ref.ID `json:"person_id"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.NameRep(ctx, in.ID, httpapi.Version(ctx), in.Body.PersonID))
		}, s.again)
}

// parted answers who appointed, even when the project left his reach by it.
func (s *Service) parted(ctx context.Context, id ref.ID) (*one, error) {
	v, err := s.lastLook(ctx, id)
	return &one{httpapi.ETag(v.Version), v}, err
}

func registerRevisions(a *httpapi.API, s *Service) {
	type forecast struct {
		ByID
		Body struct {
			Budget         *money.Money  `json:"budget,omitempty" doc:"Missing keeps it."`
			ForecastCost   *money.Money  `json:"forecast_cost,omitempty" doc:"At completion; missing keeps it."`
			ForecastFinish *workday.Date `json:"forecast_finish,omitempty" doc:"Missing keeps it."`
			Reason         string        `json:"reason" minLength:"2" maxLength:"500"`
		}
	}
	op := s.verb("revisions", "Report another budget, cost or completion as of today", PermRevise, map[string]any{"forecast_finish": "2027-09-30", "reason": "主变到货延期 3 天"}, ErrNothingRevised)
	op.ID = "project-revise"
	httpapi.Once(a, op, func(ctx context.Context, in *forecast) (*one, error) {
		b := in.Body
		if err := errors.Join(inRMB("budget", b.Budget), inRMB("forecast_cost", b.ForecastCost)); err != nil {
			return nil, err
		}
		return s.done(ctx, in.ID, s.Revise(ctx, in.ID, httpapi.Version(ctx), Forecast{fen(b.Budget), fen(b.ForecastCost), b.ForecastFinish, b.Reason}))
	}, s.again)
}
