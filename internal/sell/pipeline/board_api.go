package pipeline

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// Window is a span of months; the twelve that end now when nothing is asked for.
type Window struct {
	From string `query:"from" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"First month, as 2026-01; eleven before the last when missing."`
	To   string `query:"to" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"Last month; this one when missing."`
}

// months fills in what is missing.
func (w Window) months(today workday.Date) (from, to string, err error) {
	if from, to = w.From, w.To; to == "" {
		to = month(today.String())
	}
	last, err := workday.Parse(to + "-01")
	if err != nil {
		return "", "", fault.ErrInvalid.At("to", "malformed")
	}
	if from == "" {
		from = month(last.AddMonths(-11).String())
	}
	if from > to {
		return "", "", fault.ErrInvalid.At("to", "before_start")
	}
	return from, to, nil
}

func registerBoard(a *httpapi.API, s *Service) {
	type summed struct {
		Body struct {
			Stages []SumView `json:"stages" nullable:"false"`
			Total  Totals    `json:"total"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-summary", Method: http.MethodGet, Path: "/opportunities/summary", Summary: "Sum the open opportunities by stage", Permission: PermRead},
		func(ctx context.Context, _ *struct{}) (*summed, error) {
			sums, err := s.Summary(ctx)
			if err != nil {
				return nil, err
			}
			out := &summed{}
			out.Body.Stages = summaryViews(sums, priced(ctx))
			out.Body.Total = totals(total(sums), priced(ctx))
			return out, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-funnel", Method: http.MethodGet, Path: "/opportunities/funnel", Summary: "Show the funnel: what is in each stage, and what share of those that entered went on", Permission: PermRead},
		func(ctx context.Context, in *Window) (*struct{ Body FunnelView }, error) {
			from, to, err := in.months(s.Today())
			if err != nil {
				return nil, err
			}
			now, flow, err := s.Funnel(ctx, from, to)
			if err != nil {
				return nil, err
			}
			return &struct{ Body FunnelView }{funnelView(from, to, now, flow, priced(ctx))}, nil
		})
	registerColumns(a, s)
}

func registerColumns(a *httpapi.API, s *Service) {
	type narrowed struct {
		Window
		OwnerID      ref.ID `query:"owner_id"`
		DepartmentID ref.ID `query:"department_id"`
		EntityID     ref.ID `query:"entity_id"`
		Search       string `query:"q" maxLength:"100"`
		Limit        int    `query:"limit" minimum:"1" maximum:"50" default:"20" doc:"Cards in each column."`
	}
	type board struct {
		Body struct {
			Columns []ColumnView `json:"columns" nullable:"false"`
			Total   Totals       `json:"total"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-board", Method: http.MethodGet, Path: "/opportunities/board", Summary: "Show the board: each stage with its sums and first cards", Permission: PermRead},
		func(ctx context.Context, in *narrowed) (*board, error) {
			from, to, err := in.months(s.Today())
			if err != nil {
				return nil, err
			}
			columns, err := s.Board(ctx, Narrow{in.OwnerID, in.DepartmentID, in.EntityID, in.Search}, in.Limit, from, to)
			if err != nil {
				return nil, err
			}
			out := &board{}
			out.Body.Columns = columnViews(columns, priced(ctx))
			var all Sum
			for _, c := range columns {
				all.add(c.Sum)
			}
			out.Body.Total = totals(all, priced(ctx))
			return out, nil
		})
}

func total(sums map[Stage]Sum) (all Sum) {
	for _, s := range sums {
		all.add(s)
	}
	return all
}

// priced reports whether the caller sees amounts.
func priced(ctx context.Context) bool {
	a, err := authz.From(ctx)
	return err == nil && a.Sees(authz.Price)
}
