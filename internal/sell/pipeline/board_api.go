package pipeline

import (
	"context"
	"net/http"
	"net/url"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
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
		httpapi.ListQuery
	}
	type board struct {
		Body struct {
			Columns []ColumnView `json:"columns" nullable:"false"`
			Total   Totals       `json:"total"`
		}
	}
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-board", Method: http.MethodGet, Path: "/opportunities/board", Summary: "Show the board: each stage with its sums and first cards, narrowed as the list is; limit is the cards in each column, 20 when missing and 50 at most", Permission: PermRead, List: &list},
		func(ctx context.Context, in *narrowed) (*board, error) {
			from, to, err := in.months(s.Today())
			if err != nil {
				return nil, err
			}
			narrow, cards, err := narrowing(in.Values())
			if err != nil {
				return nil, err
			}
			columns, err := s.Board(ctx, narrow, cards, from, to)
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

// Cards in each column of the board.
const (
	cardsUsual = 20
	cardsMost  = 50
)

// narrowing returns the filters of a question to the board, and how many cards a
// column shows. The board has an order of its own and no further pages.
func narrowing(v url.Values) (Narrow, int, error) {
	limit := v.Get("limit")
	for _, name := range []string{"from", "to", "limit", "cursor", "total", "sort", "lang"} {
		v.Del(name)
	}
	if v.Get("q") == "" {
		v.Del("q")
	}
	if limit == "" {
		return Narrow(v), cardsUsual, nil
	}
	n, err := page.ParseLimit(limit)
	return Narrow(v), min(n, cardsMost), err
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
