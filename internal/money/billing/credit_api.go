package billing

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// CreditView is what a company may invoice in a month, without tax.
type CreditView struct {
	EntityID  ref.ID       `json:"entity_id"`
	Version   int64        `json:"version"`
	UpdatedAt *time.Time   `json:"updated_at"`
	Month     string       `json:"month" example:"2026-11"`
	Amount    *money.Money `json:"amount" doc:"The credit line; null while nobody recorded it."`
	Used      *money.Money `json:"used" doc:"Issued in the month, and on the way."`
	Left      *money.Money `json:"left"`
	Actions   []string     `json:"actions" nullable:"false"`
}

type oneCredit struct{ Body CreditView }

func (s *Service) creditPage(ctx context.Context) (*oneCredit, error) {
	c, priced, err := s.CreditLine(ctx)
	if err != nil {
		return nil, err
	}
	v := CreditView{EntityID: c.ID, Version: c.Version, UpdatedAt: instant(c.UpdatedAt), Month: c.Month, Used: yuan(priced, c.Used), Actions: c.Actions}
	if c.Known {
		v.Amount, v.Left = yuan(priced, c.Amount), yuan(priced, c.Amount-c.Used)
	}
	return &oneCredit{v}, nil
}

func registerCredit(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "invoice-credit-get", Method: http.MethodGet, Path: "/invoices/credit", Summary: "Read how much your company may invoice in a month, and what is left of it", Permission: PermInvoiceRead},
		func(ctx context.Context, _ *struct{}) (*oneCredit, error) { return s.creditPage(ctx) })
	httpapi.Register(a, httpapi.Operation{ID: "invoice-credit-set", Method: http.MethodPut, Path: "/invoices/credit", Summary: "Record how much the tax platform lets your company invoice in a month", Permission: PermInvoiceCredit,
		Example: map[string]any{"amount": money.CNY(50_000_000_00)}},
		func(ctx context.Context, in *struct {
			Body struct {
				Amount money.Money `json:"amount" doc:"Without tax."`
			}
		}) (*oneCredit, error) {
			if err := renminbi("amount", in.Body.Amount); err != nil {
				return nil, err
			}
			if err := s.SetCreditLine(ctx, in.Body.Amount.Amount); err != nil {
				return nil, err
			}
			return s.creditPage(ctx)
		})
}
