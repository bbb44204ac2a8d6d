package contract

import (
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
)

// AmendmentRow is an amendment among the versions of its contract.
type AmendmentRow struct {
	ID         ref.ID         `json:"id"`
	Version    int64          `json:"version"`
	CreatedAt  time.Time      `json:"created_at"`
	UpdatedAt  time.Time      `json:"updated_at"`
	ContractID ref.ID         `json:"contract_id"`
	Number     int64          `json:"number"`
	Title      string         `json:"title"`
	State      AmendmentState `json:"state" enum:"draft,approving,approved,signed,rejected,voided"`
	Change     *money.Money   `json:"price_change"`
	Days       int64          `json:"duration_change"`
	SignedOn   workday.Date   `json:"signed_on"`
	PriceAfter *money.Money   `json:"price_after" doc:"Null until it is signed."`
	Hash       string         `json:"hash"`
}

// AmendmentView is an amendment's page.
type AmendmentView struct {
	AmendmentRow
	Note       string        `json:"note"`
	TaxLines   []TaxLineView `json:"tax_lines" nullable:"false"`
	Terms      *TermsView    `json:"terms" doc:"Null when they stay."`
	Clauses    []Clause      `json:"clauses" nullable:"false"`
	ScanID     ref.ID        `json:"scan_id"`
	ScanSHA256 string        `json:"scan_sha256"`
	Reason     string        `json:"reason"`
	Findings   []FindingView `json:"findings" nullable:"false" doc:"About the terms that result."`
	Masked     []string      `json:"masked" nullable:"false"`
	Actions    []string      `json:"actions" nullable:"false"`
}

func amendmentRow(m *Amendment, priced bool) AmendmentRow {
	r := AmendmentRow{ID: m.ID, Version: m.Version, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt, ContractID: m.ContractID, Number: m.Number, Title: m.Title, State: m.State,
		Change: yuan(priced, m.Delta), Days: m.Days, SignedOn: m.SignedOn, Hash: m.Hash}
	if m.PriceAfter > 0 {
		r.PriceAfter = yuan(priced, m.PriceAfter)
	}
	return r
}

func amendmentView(a *authz.Actor, m *Amendment, found []Finding, actions []string) AmendmentView {
	priced := seesPrice(a)
	v := AmendmentView{AmendmentRow: amendmentRow(m, priced), Note: m.Note, TaxLines: lineViews(m.TaxLines, priced), Clauses: m.Clauses, ScanID: m.ScanID, ScanSHA256: m.ScanSHA256,
		Reason: m.Reason, Findings: findingViews(found, priced), Masked: []string{}, Actions: actions}
	if m.Terms != nil {
		t := termsView(*m.Terms, m.Payments, Standing{}, false)
		v.Terms = &t
	}
	if !priced {
		v.Masked = append(v.Masked, "price_change", "price_after", "tax_lines", "findings")
	}
	return v
}
