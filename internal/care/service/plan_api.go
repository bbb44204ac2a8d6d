package service

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// PlanInput is what a person may write of an improvement plan.
type PlanInput struct {
	Title     string      `json:"title" minLength:"1" maxLength:"200"`
	RootCause string      `json:"root_cause,omitempty" maxLength:"4000" doc:"Why it came to this: five times why."`
	Metric    string      `json:"metric,omitempty" maxLength:"1000" doc:"By what we shall see that it is right again."`
	Steps     []StepInput `json:"steps,omitempty" maxItems:"50"`
}

// StepInput is a step as a person writes it.
type StepInput struct {
	Text    string       `json:"text" minLength:"1" maxLength:"500"`
	OwnerID ref.ID       `json:"owner_id"`
	DueOn   workday.Date `json:"due_on"`
	DoneOn  workday.Date `json:"done_on,omitempty"`
}

func (in PlanInput) words() PlanWords {
	w := PlanWords{Title: in.Title, RootCause: in.RootCause, Metric: in.Metric}
	for _, x := range in.Steps {
		w.Steps = append(w.Steps, Step(x))
	}
	return w
}

type onePlan struct {
	ETag string `header:"ETag"`
	Body PlanView
}

func (s *Service) planAgain(ctx context.Context, id ref.ID) (*onePlan, error) {
	v, err := s.Plan(ctx, id)
	if err != nil {
		return nil, err
	}
	return &onePlan{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) planDone(ctx context.Context, id ref.ID, err error) (*onePlan, error) {
	if err != nil {
		return nil, err
	}
	return s.planAgain(ctx, id)
}

func registerPlans(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "improvement-list", Method: http.MethodGet, Path: "/improvement-plans", Summary: "List improvement plans, newest first", Permission: PermPlanRead, List: &planList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[PlanView] }, error) {
			q, err := in.Parse(&planList)
			if err != nil {
				return nil, err
			}
			p, err := s.Plans(ctx, q)
			return &struct{ Body page.Page[PlanView] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "improvement-get", Method: http.MethodGet, Path: "/improvement-plans/{id}", Summary: "Read an improvement plan", Permission: PermPlanRead, Errors: []*fault.Error{ErrPlanNotFound}},
		func(ctx context.Context, in *ByID) (*onePlan, error) { return s.planAgain(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "improvement-create", Method: http.MethodPost, Path: "/improvement-plans", Summary: "Open a plan for something that you were told", Permission: PermPlanWrite, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrCustomerUnknown, ErrProjectUnknown, ErrPlanTaken},
		Example: map[string]any{"customer_id": ref.Derived("demo", "org-12"), "title": "地下室渗水，三次报修未处理", "severity": "s2"}},
		func(ctx context.Context, in *struct {
			Body struct {
				ID         ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same plan."`
				CustomerID ref.ID `json:"customer_id,omitempty" doc:"Or a project of his."`
				ProjectID  ref.ID `json:"project_id,omitempty"`
				Title      string `json:"title" minLength:"1" maxLength:"200"`
				Complaint  string `json:"complaint,omitempty" maxLength:"4000" doc:"In the customer's words."`
				Severity   string `json:"severity,omitempty" enum:"s1,s2,s3,s4" default:"s2" doc:"Unless the group set others: respond within 1, 4, 8, 24 hours; resolve within 1, 3, 7, 15 days."`
			}
		}) (*onePlan, error) {
			b := in.Body
			id, err := s.OpenPlan(ctx, Told{b.ID, b.CustomerID, b.ProjectID, b.Title, b.Complaint, b.Severity})
			return s.planDone(ctx, id, err)
		}, s.planAgain)
	op := s.onPlan("update", "Replace what is written of a plan; once approved, mark steps as done", PermPlanWrite, map[string]any{"title": "防水返修", "root_cause": "后浇带止水钢板漏焊", "metric": "闭水 48 小时无渗漏"}, ErrPlanApproved, ErrPersonUnknown)
	op.Method, op.Path = http.MethodPut, "/improvement-plans/{id}"
	httpapi.Register(a, op, func(ctx context.Context, in *struct {
		ByID
		Body PlanInput
	}) (*onePlan, error) {
		return s.planDone(ctx, in.ID, s.UpdatePlan(ctx, in.ID, httpapi.Version(ctx), in.Body.words()))
	})
	registerPlanVerbs(a, s)
}

// onPlan describes a verb on one plan.
func (s *Service) onPlan(verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "improvement-" + verb, Method: http.MethodPost, Path: "/improvement-plans/{id}/" + verb, Summary: summary, Permission: p, Visible: s.PlanVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrPlanNotFound, ErrPlanState}, errs...)}
}

func registerPlanVerbs(a *httpapi.API, s *Service) {
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64) error
	}{
		{s.onPlan("approve", "Let a plan begin", PermPlanApprove, nil, ErrPlanIncomplete), s.Approve},
		{s.onPlan("start", "Say that the steps are being taken", PermPlanWrite, nil), s.StartPlan},
		{s.onPlan("verify", "Say that every step was taken", PermPlanWrite, nil, ErrStepsOpen), s.Verify},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *ByID) (*onePlan, error) {
			return s.planDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx)))
		}, s.planAgain)
	}
	type ended struct {
		ByID
		Body struct {
			Outcome string `json:"outcome" minLength:"1" maxLength:"2000" doc:"What came of it."`
		}
	}
	sample := map[string]any{"outcome": "闭水试验 48 小时无渗漏，业主已签认"}
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64, string) error
	}{
		{s.onPlan("close", "End a plan that helped; the customer is asked again in 30 days", PermPlanApprove, sample), s.Close},
		{s.onPlan("fail", "End a plan that did not help", PermPlanApprove, sample), s.Fail},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *ended) (*onePlan, error) {
			return s.planDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx), in.Body.Outcome))
		}, s.planAgain)
	}
}
