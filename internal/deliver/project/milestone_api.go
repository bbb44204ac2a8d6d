package project

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// MilestoneInput is what a person may write of a milestone.
type MilestoneInput struct {
	Name       string       `json:"name" minLength:"1" maxLength:"120"`
	Key        string       `json:"key,omitempty" maxLength:"40" doc:"How the contract calls it: M2; foundation_done, topping_out and completion_acceptance are known to the product."`
	Position   int64        `json:"position,omitempty" minimum:"0" maximum:"1000"`
	Weight     int64        `json:"weight,omitempty" minimum:"0" maximum:"1000" default:"1" doc:"Share of the project's progress, against the others'."`
	PlannedOn  workday.Date `json:"planned_on"`
	ForecastOn workday.Date `json:"forecast_on,omitempty" doc:"The plan when missing."`
	Reason     string       `json:"reason,omitempty" maxLength:"500" doc:"Why a date moved."`
}

func (in MilestoneInput) draft() MilestoneDraft {
	return MilestoneDraft(in)
}

type oneMilestone struct {
	ETag string `header:"ETag"`
	Body MilestonePage
}

func (s *Service) milestoneAgain(ctx context.Context, id ref.ID) (*oneMilestone, error) {
	return s.milestoneDone(ctx, id, nil)
}

func (s *Service) milestoneDone(ctx context.Context, id ref.ID, err error) (*oneMilestone, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Milestone(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneMilestone{httpapi.ETag(v.Version), v}, nil
}

// onMilestone describes an operation on one milestone.
func (s *Service) onMilestone(method, verb, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	op := httpapi.Operation{ID: "milestone-" + verb, Method: method, Path: "/milestones/{id}", Summary: summary, Permission: p, Visible: s.MilestoneVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrMilestoneNotFound, ErrMilestoneState, ErrMilestoneProject}, errs...)}
	if method == http.MethodPost {
		op.Path += "/" + verb
	}
	return op
}

func registerMilestones(a *httpapi.API, s *Service) {
	sample := map[string]any{"name": "主体封顶", "key": "topping_out", "planned_on": "2027-06-30", "weight": 30}
	httpapi.Register(a, httpapi.Operation{ID: "milestone-list", Method: http.MethodGet, Path: "/milestones", Summary: "List milestones over all projects, soonest first", Permission: PermMilestoneRead, List: &milestoneList},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[MilestoneView] }, error) {
			q, err := in.Parse(&milestoneList)
			if err != nil {
				return nil, err
			}
			p, err := s.Milestones(ctx, q)
			return &struct{ Body page.Page[MilestoneView] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "milestone-get", Method: http.MethodGet, Path: "/milestones/{id}", Summary: "Read a milestone with its dates, links and answers", Permission: PermMilestoneRead, Errors: []*fault.Error{ErrMilestoneNotFound}},
		func(ctx context.Context, in *ByID) (*oneMilestone, error) { return s.milestoneAgain(ctx, in.ID) })
	fresh := map[string]any{"project_id": ref.Derived("demo", "project-津滨110kV海河变电站新建工程")}
	for k, v := range sample {
		fresh[k] = v
	}
	type created struct {
		Body struct {
			ID        ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same milestone."`
			ProjectID ref.ID `json:"project_id"`
			MilestoneInput
		}
	}
	httpapi.Once(a, httpapi.Operation{ID: "milestone-create", Method: http.MethodPost, Path: "/milestones", Summary: "Add a milestone to a project", Permission: PermMilestoneWrite, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrProjectUnknown, ErrState, ErrMilestoneKey, ErrIDInUse}, Example: fresh},
		func(ctx context.Context, in *created) (*oneMilestone, error) {
			id, err := s.AddMilestone(ctx, in.Body.ProjectID, in.Body.ID, in.Body.draft())
			return s.milestoneDone(ctx, id, err)
		}, s.milestoneAgain)
	httpapi.Register(a, s.onMilestone(http.MethodPut, "update", "Replace what is written of a milestone that was not reached yet", PermMilestoneWrite, sample, ErrMilestoneKey),
		func(ctx context.Context, in *struct {
			ByID
			Body MilestoneInput
		}) (*oneMilestone, error) {
			return s.milestoneDone(ctx, in.ID, s.UpdateMilestone(ctx, in.ID, httpapi.Version(ctx), in.Body.draft()))
		})
	registerMilestoneVerbs(a, s)
}

func registerMilestoneVerbs(a *httpapi.API, s *Service) {
	type report struct {
		ByID
		Body struct {
			ActualOn    workday.Date `json:"actual_on"`
			Statement   string       `json:"statement,omitempty" maxLength:"1000" doc:"Our words to the customer."`
			DocumentIDs []ref.ID     `json:"document_ids,omitempty" maxItems:"50" doc:"Photos and inspection papers on the milestone or its project."`
		}
	}
	httpapi.Once(a, s.onMilestone(http.MethodPost, "reach", "Report a milestone as reached, or what was minded as put right", PermMilestoneReach, map[string]any{"actual_on": "2026-11-02", "statement": "弯沉检测合格，监理已签认。"}, ErrDocumentUnknown),
		func(ctx context.Context, in *report) (*oneMilestone, error) {
			return s.milestoneDone(ctx, in.ID, s.Reach(ctx, in.ID, httpapi.Version(ctx), Report{in.Body.ActualOn, in.Body.Statement, in.Body.DocumentIDs}))
		}, s.milestoneAgain)
	for _, v := range []struct {
		op  httpapi.Operation
		run func(context.Context, ref.ID, int64) error
	}{
		{s.onMilestone(http.MethodPost, "rectify", "Begin to put right what the customer minded", PermMilestoneReach, nil), s.Rectify},
		{s.onMilestone(http.MethodPost, "remind", "Remind the contact of his link, once a day", PermMilestoneAsk, nil, ErrReminded), s.Remind},
	} {
		httpapi.Once(a, v.op, func(ctx context.Context, in *ByID) (*oneMilestone, error) {
			return s.milestoneDone(ctx, in.ID, v.run(ctx, in.ID, httpapi.Version(ctx)))
		}, s.milestoneAgain)
	}
	registerLink(a, s)
}

// sentLink is a link as it is handed to whoever made it.
type sentLink struct {
	Body struct {
		ID        ref.ID    `json:"id"`
		Contact   Named     `json:"contact"`
		Path      string    `json:"path" doc:"Address of the page, below the product's own."`
		Token     string    `json:"token"`
		ExpiresAt time.Time `json:"expires_at"`
	}
}

func registerLink(a *httpapi.API, s *Service) {
	last := func(ctx context.Context, milestone ref.ID) (*sentLink, error) {
		l, err := s.LastLink(ctx, milestone)
		out := &sentLink{}
		out.Body.ID, out.Body.Contact, out.Body.Token, out.Body.ExpiresAt = l.ID, Named{l.ContactID, l.ContactName}, l.Token, l.ExpiresAt
		out.Body.Path = "/m/" + l.Token
		return out, err
	}
	httpapi.Once(a, s.onMilestone(http.MethodPost, "link", "Ask a contact to confirm, by a link that needs no account", PermMilestoneAsk, map[string]any{"contact_id": ref.Derived("demo", "contact-29-0")}, ErrContactUnknown),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ContactID ref.ID `json:"contact_id"`
			}
		}) (*sentLink, error) {
			if err := s.Ask(ctx, in.ID, httpapi.Version(ctx), in.Body.ContactID); err != nil {
				return nil, err
			}
			return last(ctx, in.ID)
		}, last)
}
