package quote

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/terms"
)

// Input is what a person may write of a quote besides its lines.
type Input struct {
	Title        string      `json:"title" minLength:"1" maxLength:"200"`
	Basis        Basis       `json:"basis,omitempty" enum:"excl_tax,incl_tax" default:"excl_tax" doc:"Whether unit rates include tax."`
	TaxRate      *money.Rate `json:"tax_rate,omitempty" doc:"Of new lines; 9 % when missing."`
	ValidityDays int64       `json:"validity_days,omitempty" minimum:"1" maximum:"365" default:"30"`
	Standard     string      `json:"standard,omitempty" enum:"GB/T 50500-2024,GB 50500-2013,other" default:"GB/T 50500-2024"`
	Note         string      `json:"note,omitempty" maxLength:"4000"`
	Terms        terms.Terms `json:"terms,omitempty"`
}

// usualTax is the rate of construction services.
const usualTax money.Rate = 90_000

func (in Input) draft() Draft {
	tax := usualTax
	if in.TaxRate != nil {
		tax = *in.TaxRate
	}
	return Draft{Title: in.Title, Basis: in.Basis, TaxRate: tax, ValidityDays: in.ValidityDays, Standard: in.Standard, Note: in.Note, Terms: in.Terms}
}

// ByID names a quote in a path. It is exported because huma passes over embedded
// types that are not.
type ByID struct {
	ID ref.ID `path:"id"`
}

type (
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[Row] }
	rows struct {
		Body struct {
			Items []Row `json:"items" nullable:"false"`
		}
	}
)

var example = map[string]any{"title": "鹭江游船码头泛光照明", "basis": "excl_tax", "tax_rate": "0.09", "validity_days": 30, "terms": map[string]any{
	"work": "works", "nodes": []map[string]any{
		{"kind": "advance", "trigger": "signed", "ratio": "0.2", "term_days": 7},
		{"kind": "progress", "trigger": "monthly", "ratio": "0.6", "term_days": 14},
		{"kind": "settlement", "trigger": "settled", "ratio": "0.17", "term_days": 28},
		{"kind": "retention", "trigger": "defects_end", "ratio": "0.03", "term_days": 14},
	}, "defects_months": 24, "labour_apart": true,
}}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerRecords(a, s)
	registerLines(a, s)
	registerFiles(a, s)
	registerReviews(a, s)
	registerAnswers(a, s)
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
	httpapi.Register(a, httpapi.Operation{ID: "quote-list", Method: http.MethodGet, Path: "/quotes", Summary: "List quotes, revisions by themselves", Permission: PermRead, List: &list},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := in.Parse(&list)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "quote-get", Method: http.MethodGet, Path: "/quotes/{id}", Summary: "Read a quote with its reviews and what its terms break", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*one, error) { return s.again(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "quote-versions", Method: http.MethodGet, Path: "/quotes/{id}/versions", Summary: "List the revisions of an offer, newest first", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*rows, error) {
			out := &rows{}
			var err error
			out.Body.Items, err = s.Revisions(ctx, in.ID)
			return out, err
		})
	type created struct {
		Body struct {
			ID            ref.ID `json:"id,omitempty" doc:"Made by the caller, so that a repeated request means the same quote."`
			OpportunityID ref.ID `json:"opportunity_id"`
			Input
		}
	}
	sample := map[string]any{"opportunity_id": ref.Derived("demo", "opportunity-津滨海河站扩建")}
	for k, v := range example {
		sample[k] = v
	}
	httpapi.Once(a, httpapi.Operation{ID: "quote-create", Method: http.MethodPost, Path: "/quotes", Summary: "Begin an offer for an opportunity", Permission: PermCreate, Status: http.StatusCreated,
		Errors: []*fault.Error{ErrOpportunity, ErrClosed, ErrIDInUse}, Example: sample},
		func(ctx context.Context, in *created) (*one, error) {
			id, err := s.Create(ctx, in.Body.ID, in.Body.OpportunityID, in.Body.draft())
			return s.done(ctx, id, err)
		}, s.again)
	httpapi.Register(a, httpapi.Operation{ID: "quote-update", Method: http.MethodPut, Path: "/quotes/{id}", Summary: "Replace what is written of a draft besides its lines", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrNotDraft}, Example: example},
		func(ctx context.Context, in *struct {
			ByID
			Body Input
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), in.Body.draft()))
		})
}
