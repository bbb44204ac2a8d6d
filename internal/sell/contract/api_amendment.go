package contract

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// AmendmentBody is what a person may write of an amendment.
type AmendmentBody struct {
	Title    string         `json:"title" minLength:"1" maxLength:"200"`
	Note     string         `json:"note,omitempty" maxLength:"4000"`
	Change   *money.Money   `json:"price_change,omitempty" doc:"Tax included; may be below zero. The tax lines sum to it."`
	TaxLines []TaxLineInput `json:"tax_lines,omitempty" maxItems:"20" doc:"Added to the contract's lines of the same name and rate."`
	Days     int64          `json:"duration_change,omitempty" doc:"Calendar days more, or fewer."`
	Terms    *TermsInput    `json:"terms,omitempty" doc:"In place of what was agreed. Without nodes the ratios stay."`
	Clauses  []Clause       `json:"clauses,omitempty" maxItems:"300"`
}

func (b AmendmentBody) input() (AmendmentInput, error) {
	var c fault.Checks
	in := AmendmentInput{Title: b.Title, Note: b.Note, Delta: amount(b.Change, "price_change", &c), TaxLines: lines(b.TaxLines, &c), Days: b.Days, Clauses: b.Clauses}
	if b.Terms != nil {
		in.Terms, in.Payments = &b.Terms.Terms, b.Terms.payments()
	}
	return in, c.Err()
}

type oneAmendment struct {
	ETag string `header:"ETag"`
	Body AmendmentView
}

func (s *Service) amendmentAgain(ctx context.Context, id ref.ID) (*oneAmendment, error) {
	return s.amendmentDone(ctx, id, nil)
}

func (s *Service) amendmentDone(ctx context.Context, id ref.ID, err error) (*oneAmendment, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Amendment(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneAmendment{httpapi.ETag(v.Version), v}, nil
}

func (s *Service) amendmentVerb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "amendment-" + name, Method: http.MethodPost, Path: "/amendments/{id}/" + name, Summary: summary, Permission: p, Visible: s.AmendmentVisible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrAmendmentNotFound, ErrAmendmentState, ErrState}, errs...)}
}

func registerAmendments(a *httpapi.API, s *Service) {
	sample := map[string]any{"title": "电缆沟加深", "price_change": money.CNY(426_000_00), "tax_lines": []any{map[string]any{"name": "建筑服务", "rate": "0.09", "amount": money.CNY(426_000_00)}}, "duration_change": 5}
	httpapi.Once(a, httpapi.Operation{ID: "amendment-create", Method: http.MethodPost, Path: "/contracts/{id}/amendments", Summary: "Draft an amendment to a contract in force", Permission: PermAmend, Visible: s.Visible, Status: http.StatusCreated,
		Example: sample, Errors: []*fault.Error{ErrNotFound, ErrState, ErrAmendmentPrice, ErrAmendmentPeriod, ErrIDInUse}},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ID ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same amendment."`
				AmendmentBody
			}
		}) (*oneAmendment, error) {
			d, err := in.Body.input()
			if err != nil {
				return nil, err
			}
			id, err := s.Amend(ctx, in.ID, in.Body.ID, d)
			return s.amendmentDone(ctx, id, err)
		}, s.amendmentAgain)
	httpapi.Register(a, httpapi.Operation{ID: "amendment-get", Method: http.MethodGet, Path: "/amendments/{id}", Summary: "Read an amendment", Permission: PermRead, Errors: []*fault.Error{ErrAmendmentNotFound}},
		func(ctx context.Context, in *ByID) (*oneAmendment, error) { return s.amendmentAgain(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "amendment-update", Method: http.MethodPut, Path: "/amendments/{id}", Summary: "Replace what is written of an amendment", Permission: PermAmend, Visible: s.AmendmentVisible, Versioned: true,
		Example: sample, Errors: []*fault.Error{ErrAmendmentNotFound, ErrAmendmentState, ErrState, ErrAmendmentPrice, ErrAmendmentPeriod}},
		func(ctx context.Context, in *struct {
			ByID
			Body AmendmentBody
		}) (*oneAmendment, error) {
			d, err := in.Body.input()
			if err != nil {
				return nil, err
			}
			return s.amendmentDone(ctx, in.ID, s.UpdateAmendment(ctx, in.ID, httpapi.Version(ctx), d))
		})
	registerAmendmentVerbs(a, s)
}

func registerAmendmentVerbs(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.amendmentVerb("submit", "Ask the approvers of an amendment", PermAmend, nil, ErrPayments, ErrFindings, ErrAmendmentPrice),
		func(ctx context.Context, in *ByID) (*oneAmendment, error) {
			return s.amendmentDone(ctx, in.ID, s.SubmitAmendment(ctx, in.ID, httpapi.Version(ctx)))
		}, s.amendmentAgain)
	httpapi.Once(a, s.amendmentVerb("waive", "Let one rule pass that the resulting terms break", PermWaive, waiveExample, ErrNoFinding),
		func(ctx context.Context, in *struct {
			ByID
			Body Waive
		}) (*oneAmendment, error) {
			return s.amendmentDone(ctx, in.ID, s.WaiveAmendment(ctx, in.ID, httpapi.Version(ctx), in.Body.Rule, in.Body.Path, in.Body.Reason))
		}, s.amendmentAgain)
	httpapi.Once(a, s.amendmentVerb("sign", "Note the signatures: the amendment is in force", PermSign, map[string]any{"document_id": ref.Derived("demo", "amendment-scan"), "signed_on": "2026-11-20"}, ErrAmendmentBase, ErrDocument, ErrScanChanged, ErrContent),
		func(ctx context.Context, in *struct {
			ByID
			Body Signed
		}) (*oneAmendment, error) {
			return s.amendmentDone(ctx, in.ID, s.SignAmendment(ctx, in.ID, httpapi.Version(ctx), Signature(in.Body)))
		}, s.amendmentAgain)
	httpapi.Once(a, s.amendmentVerb("recall", "Make an approved amendment a draft again", PermAmend, why),
		func(ctx context.Context, in *reason) (*oneAmendment, error) {
			return s.amendmentDone(ctx, in.ID, s.RecallAmendment(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.amendmentAgain)
	httpapi.Once(a, s.amendmentVerb("void", "Strike an amendment out", PermAmend, why),
		func(ctx context.Context, in *reason) (*oneAmendment, error) {
			return s.amendmentDone(ctx, in.ID, s.VoidAmendment(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.amendmentAgain)
}
