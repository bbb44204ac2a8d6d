package service

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// QuestionInput is a question as a person writes it.
type QuestionInput struct {
	Code      string `json:"code" minLength:"1" maxLength:"40"`
	Kind      string `json:"kind" enum:"scale,nps"`
	Dimension string `json:"dimension,omitempty" enum:"construction_quality,response_speed,service_attitude,promise_accuracy,needs_understanding,follow_up,schedule,safety,cost_transparency,documents" doc:"Of a scale question."`
	Sales     bool   `json:"sales,omitempty" doc:"It is about sales."`
	Weight    int64  `json:"weight,omitempty" minimum:"0" maximum:"10000" doc:"Against the others'; none for nps."`
	ZH        string `json:"zh" minLength:"1" maxLength:"200"`
	EN        string `json:"en" minLength:"1" maxLength:"200"`
}

// TemplateInput is what a person may write of a template.
type TemplateInput struct {
	Name      string          `json:"name" minLength:"1" maxLength:"120"`
	Purpose   Purpose         `json:"purpose" enum:"short,full"`
	Questions []QuestionInput `json:"questions" minItems:"1" maxItems:"20"`
}

func (in TemplateInput) draft() TemplateDraft {
	d := TemplateDraft{Name: in.Name, Purpose: in.Purpose}
	for _, q := range in.Questions {
		d.Questions = append(d.Questions, Question(q))
	}
	return d
}

type oneTemplate struct {
	ETag string `header:"ETag"`
	Body TemplateView
}

func (s *Service) templateAgain(ctx context.Context, id ref.ID) (*oneTemplate, error) {
	v, err := s.Template(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneTemplate{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) templateDone(ctx context.Context, id ref.ID, err error) (*oneTemplate, error) {
	if err != nil {
		return nil, err
	}
	return s.templateAgain(ctx, id)
}

var templateSample = map[string]any{"name": "节点回访（市政）", "purpose": "short", "questions": []map[string]any{
	{"code": "quality", "kind": "scale", "dimension": "construction_quality", "weight": 70, "zh": "施工质量", "en": "Quality of the works"},
	{"code": "promise", "kind": "scale", "dimension": "promise_accuracy", "weight": 30, "sales": true, "zh": "承诺兑现", "en": "Promises kept"},
}}

func registerTemplates(a *httpapi.API, s *Service) {
	type all struct {
		Body struct {
			Items []TemplateView `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "template-list", Method: http.MethodGet, Path: "/survey-templates", Summary: "List what surveys ask", Permission: PermRead},
		func(ctx context.Context, _ *struct{}) (out *all, err error) {
			out = &all{}
			out.Body.Items, err = s.Templates(ctx)
			return out, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "template-get", Method: http.MethodGet, Path: "/survey-templates/{id}", Summary: "Read a template", Permission: PermRead, Errors: []*fault.Error{ErrTemplateNotFound}},
		func(ctx context.Context, in *ByID) (*oneTemplate, error) { return s.templateAgain(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "template-create", Method: http.MethodPost, Path: "/survey-templates", Summary: "Add a template to your company", Permission: PermManage, Status: http.StatusCreated, Errors: []*fault.Error{ErrTemplateTaken}, Example: templateSample},
		func(ctx context.Context, in *struct {
			Body struct {
				ID ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same template."`
				TemplateInput
			}
		}) (*oneTemplate, error) {
			id, err := s.CreateTemplate(ctx, in.Body.ID, in.Body.draft())
			return s.templateDone(ctx, id, err)
		}, s.templateAgain)
	httpapi.Register(a, httpapi.Operation{ID: "template-update", Method: http.MethodPut, Path: "/survey-templates/{id}", Summary: "Replace what a draft asks", Permission: PermManage, Visible: s.TemplateVisible, Versioned: true, Errors: []*fault.Error{ErrTemplateNotFound, ErrTemplateState}, Example: templateSample},
		func(ctx context.Context, in *struct {
			ByID
			Body TemplateInput
		}) (*oneTemplate, error) {
			return s.templateDone(ctx, in.ID, s.UpdateTemplate(ctx, in.ID, httpapi.Version(ctx), in.Body.draft()))
		})
	s.registerTemplateVerb(a, "publish", "Let the surveys of your company ask what the template says", s.Publish, ErrSalesShare, ErrDimensions)
	s.registerTemplateVerb(a, "retire", "Let surveys ask what the product brings", s.Retire)
}

func (s *Service) registerTemplateVerb(a *httpapi.API, verb, summary string, run func(context.Context, ref.ID, int64) error, errs ...*fault.Error) {
	httpapi.Once(a, httpapi.Operation{ID: "template-" + verb, Method: http.MethodPost, Path: "/survey-templates/{id}/" + verb, Summary: summary, Permission: PermManage, Visible: s.TemplateVisible, Versioned: true,
		Errors: append([]*fault.Error{ErrTemplateNotFound, ErrTemplateState}, errs...)},
		func(ctx context.Context, in *ByID) (*oneTemplate, error) {
			return s.templateDone(ctx, in.ID, run(ctx, in.ID, httpapi.Version(ctx)))
		}, s.templateAgain)
}
