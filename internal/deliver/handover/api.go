package handover

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

// ByID is the input of what concerns one record. It is exported because the
// mapper of requests sees no embedded type that is not.
type ByID struct {
	ID ref.ID `path:"id"`
}

type one struct {
	ETag string `header:"ETag"`
	Body View
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerReading(a, s)
	registerPreparing(a, s)
	registerVerbs(a, s)
	registerSigning(a, s)
}

func (s *Service) again(ctx context.Context, id ref.ID) (*one, error) { return s.after(ctx, id, nil) }

// after answers the record as it is after a use case.
func (s *Service) after(ctx context.Context, id ref.ID, err error) (*one, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &one{httpapi.ETag(v.Version), v}, nil
}

func registerReading(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "handover-list", Method: http.MethodGet, Path: "/handovers", Summary: "List handovers", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*struct{ Body page.Page[Row] }, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &struct{ Body page.Page[Row] }{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "handover-get", Method: http.MethodGet, Path: "/handovers/{id}", Summary: "Read a handover with its evidence, score and signatures", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "handover-explain", Method: http.MethodGet, Path: "/handovers/{id}/score", Summary: "Explain the score: each section's points beside its evidence", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*struct{ Body ScoreView }, error) {
			v, err := s.Get(ctx, in.ID)
			return &struct{ Body ScoreView }{v.Explained}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "handover-package", Method: http.MethodGet, Path: "/handovers/{id}/package", Summary: "Read the package that all three signed, after verifying every hash", Permission: PermRead,
		Errors: []*fault.Error{ErrNotFound, ErrNoPackage, ErrTampered}},
		func(ctx context.Context, in *ByID) (*struct{ Body PackageView }, error) {
			p, signatures, err := s.Frozen(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			v := PackageView{Hash: p.Hash, Package: string(p.Bytes), Signatures: []SignatureView{}}
			for _, x := range signatures {
				v.Signatures = append(v.Signatures, SignatureView{x.Role, &Named{x.PersonID, x.Name}, instant(x.At), true})
			}
			return &struct{ Body PackageView }{v}, nil
		})
}

// on describes an operation on one handover; all of them leave a new version.
func (s *Service) on(method, verb, path, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "handover-" + verb, Method: method, Path: "/handovers/{id}" + path, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrState}, errs...)}
}

// ItemInput is a piece of evidence. What its kind does not consist of is left out.
type ItemInput struct {
	Key         string       `json:"key" maxLength:"60"`
	Text        string       `json:"text,omitempty" maxLength:"4000"`
	On          workday.Date `json:"on,omitempty"`
	ConfirmedBy ref.ID       `json:"confirmed_by,omitempty" doc:"The contact who confirmed the day."`
	ConfirmedOn workday.Date `json:"confirmed_on,omitempty"`
	DocumentID  ref.ID       `json:"document_id,omitempty"`
	PersonID    ref.ID       `json:"person_id,omitempty" doc:"Who of us owns the risk."`
	Response    string       `json:"response,omitempty" maxLength:"2000"`
}

// ExpectationInput is a row of the expectation statement.
type ExpectationInput struct {
	ID         ref.ID `json:"id,omitempty"`
	Text       string `json:"text" minLength:"1" maxLength:"500"`
	Priority   string `json:"priority" enum:"must,should,could"`
	Standard   string `json:"standard,omitempty" maxLength:"500" doc:"How it is measured."`
	InContract bool   `json:"in_contract"`
	Answer     string `json:"answer,omitempty" enum:"accepted,deferred,declined,"`
	Note       string `json:"note,omitempty" maxLength:"1000"`
}

func registerPreparing(a *httpapi.API, s *Service) {
	type created struct {
		Body struct {
			ID          ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same handover."`
			ProjectID   ref.ID `json:"project_id"`
			TechnicalID ref.ID `json:"technical_id,omitempty"`
		}
	}
	httpapi.Once(a, httpapi.Operation{ID: "handover-create", Method: http.MethodPost, Path: "/handovers", Summary: "Begin the handover of a project by hand", Permission: PermPrepare, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrProject, ErrExists, ErrPersonUnknown}, Example: map[string]any{"project_id": ref.Derived("demo", "project-青岚散货码头廊道")}},
		func(ctx context.Context, in *created) (*one, error) {
			id, err := s.Create(ctx, in.Body.ID, in.Body.ProjectID, in.Body.TechnicalID)
			return s.after(ctx, id, err)
		}, s.again)
	httpapi.Register(a, s.on(http.MethodPut, "update", "", "Name the technical lead", PermPrepare, map[string]any{"technical_id": ref.Derived("demo", "qian.tech")}, ErrPersonUnknown),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				TechnicalID ref.ID `json:"technical_id"`
			}
		}) (*one, error) {
			return s.after(ctx, in.ID, s.NameTechnical(ctx, in.ID, httpapi.Version(ctx), in.Body.TechnicalID))
		})
	httpapi.Register(a, s.on(http.MethodPut, "items", "/items", "Write evidence; what is not named stays", PermPrepare,
		map[string]any{"items": []any{map[string]any{"key": "scope", "text": "A区机电安装；不含消防联动调试"}}}, ErrItem, ErrDocument, ErrContact, ErrPersonUnknown),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Items []ItemInput `json:"items" nullable:"false" minItems:"1" maxItems:"50"`
			}
		}) (*one, error) {
			items := make([]Item, len(in.Body.Items))
			for i, x := range in.Body.Items {
				items[i] = Item{Key: x.Key, Text: x.Text, On: x.On, ConfirmedBy: x.ConfirmedBy, ConfirmedOn: x.ConfirmedOn, DocumentID: x.DocumentID, PersonID: x.PersonID, Response: x.Response}
			}
			return s.after(ctx, in.ID, s.PutItems(ctx, in.ID, httpapi.Version(ctx), items))
		})
	httpapi.Register(a, s.on(http.MethodPut, "expectations", "/expectations", "Replace the customer's expectation statement", PermPrepare,
		map[string]any{"expectations": []any{map[string]any{"text": "每周五提供进度影像", "priority": "must", "standard": "每周五 18:00 前", "in_contract": false, "answer": "accepted"}}}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Expectations []ExpectationInput `json:"expectations" nullable:"false" maxItems:"200"`
			}
		}) (*one, error) {
			all := make([]Expectation, len(in.Body.Expectations))
			for i, x := range in.Body.Expectations {
				all[i] = Expectation(x)
			}
			return s.after(ctx, in.ID, s.PutExpectations(ctx, in.ID, httpapi.Version(ctx), all))
		})
}
