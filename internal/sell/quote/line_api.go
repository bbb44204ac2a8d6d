package quote

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// bodyMost bounds a bill in JSON: 20,000 lines with long texts.
const bodyMost = 24 << 20

// LineInput is what a person may write of a line.
type LineInput struct {
	ID       ref.ID         `json:"id,omitempty" doc:"That of a line of the bill, or of a new one made by the caller."`
	Section  string         `json:"section,omitempty" maxLength:"200"`
	Category Category       `json:"category,omitempty" enum:"measured,measures,other,statutory,provisional" default:"measured"`
	Code     string         `json:"code,omitempty" maxLength:"20" doc:"12 digits, or of a supplementary item: 01B001."`
	Name     string         `json:"name" maxLength:"200"`
	Features string         `json:"features,omitempty" maxLength:"4000"`
	Unit     string         `json:"unit,omitempty" maxLength:"20"`
	Quantity money.Quantity `json:"quantity,omitempty" example:"1240"`
	UnitRate money.UnitRate `json:"unit_rate,omitempty" example:"742"`
	Base     Base           `json:"base,omitempty" enum:"measured,measured_and_measures,"`
	Ratio    money.Rate     `json:"ratio,omitempty"`
	TaxRate  money.Rate     `json:"tax_rate"`
	Note     string         `json:"note,omitempty" maxLength:"1000"`
}

func (in LineInput) line() Line {
	return Line{ID: in.ID, Section: in.Section, Category: in.Category, Code: in.Code, Name: in.Name, Features: in.Features, Unit: in.Unit,
		Quantity: in.Quantity, UnitRate: in.UnitRate, Base: in.Base, Ratio: in.Ratio, TaxRate: in.TaxRate, Note: in.Note}
}

// EditInput is one change of a cell.
type EditInput struct {
	Op     string `json:"op,omitempty" enum:"set,insert,remove" default:"set"`
	LineID ref.ID `json:"line_id"`
	After  ref.ID `json:"after,omitempty" doc:"For insert: the line before it; the front when missing."`
	Field  string `json:"field,omitempty" enum:"section,category,code,name,features,unit,quantity,unit_rate,base,ratio,tax_rate,note"`
	Value  string `json:"value,omitempty" maxLength:"4000" doc:"As a person types it; numbers as decimals."`
}

type (
	bill struct {
		ETag string `header:"ETag"`
		Body BillView
	}
	touchedOut struct {
		ETag string `header:"ETag"`
		Body TouchedView
	}
	compared struct{ Body DiffView }
)

func (s *Service) bill(ctx context.Context, id ref.ID, err error) (*bill, error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Lines(ctx, id)
	if err != nil {
		return nil, err
	}
	return &bill{httpapi.ETag(v.Version), v}, nil
}

func registerLines(a *httpapi.API, s *Service) {
	edits := []*fault.Error{ErrNotFound, ErrNotDraft, ErrLines, ErrLine, ErrTooMany, ErrTooMuch, ErrIDInUse}
	httpapi.Register(a, httpapi.Operation{ID: "quote-lines", Method: http.MethodGet, Path: "/quotes/{id}/lines", Summary: "Read the bill of a quote", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*bill, error) { return s.bill(ctx, in.ID, nil) })
	httpapi.Register(a, httpapi.Operation{ID: "quote-lines-set", Method: http.MethodPut, Path: "/quotes/{id}/lines", Summary: "Replace the whole bill of a draft", Permission: PermUpdate, Visible: s.Visible, Versioned: true, MaxBody: bodyMost, Errors: edits,
		Example: map[string]any{"lines": []map[string]any{{"section": "道路工程", "code": "040101001001", "name": "挖一般土方", "unit": "m³", "quantity": "18650", "unit_rate": "16.8", "tax_rate": "0.09"}}}},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Lines []LineInput `json:"lines" nullable:"false" maxItems:"20000"`
			}
		}) (*bill, error) {
			lines := make([]Line, len(in.Body.Lines))
			for i, l := range in.Body.Lines {
				lines[i] = l.line()
			}
			return s.bill(ctx, in.ID, s.SetLines(ctx, in.ID, httpapi.Version(ctx), lines))
		})
	httpapi.Register(a, httpapi.Operation{ID: "quote-lines-edit", Method: http.MethodPatch, Path: "/quotes/{id}/lines", Summary: "Change cells of a draft's bill, in order", Permission: PermUpdate, Visible: s.Visible, Versioned: true, MaxBody: 4 << 20, Errors: edits,
		Example: []map[string]any{{"op": "insert", "line_id": ref.Derived("demo", "quote-line-new")}, {"line_id": ref.Derived("demo", "quote-line-new"), "field": "name", "value": "大型机械进出场"}}},
		func(ctx context.Context, in *struct {
			ByID
			Body []EditInput `minItems:"1" maxItems:"2000" nullable:"false"`
		}) (*touchedOut, error) {
			list := make([]Edit, len(in.Body))
			for i, e := range in.Body {
				list[i] = Edit(e)
			}
			t, err := s.EditLines(ctx, in.ID, httpapi.Version(ctx), list)
			if err != nil {
				return nil, err
			}
			actor, err := authz.From(ctx)
			if err != nil {
				return nil, err
			}
			return &touchedOut{httpapi.ETag(t.Quote.Version), touchedView(actor, t)}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "quote-diff", Method: http.MethodGet, Path: "/quotes/{id}/diff", Summary: "Compare the bill with that of another revision, line by line", Permission: PermRead,
		Query: map[string]any{"against": ref.Derived("demo", "quote-庐州智造园5#厂房-V2")}, Errors: []*fault.Error{ErrNotFound, ErrOther}},
		func(ctx context.Context, in *struct {
			ByID
			Against ref.ID `query:"against" required:"true"`
		}) (*compared, error) {
			v, err := s.Diff(ctx, in.ID, in.Against)
			return &compared{v}, err
		})
}
