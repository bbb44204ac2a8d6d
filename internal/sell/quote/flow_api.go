package quote

import (
	"context"
	"fmt"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/platform/pdf"
)

// verb describes an operation on one quote; all of them leave a new version.
func (s *Service) verb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "quote-" + name, Method: http.MethodPost, Path: "/quotes/{id}/" + name, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrState}, errs...)}
}

// AmountsInput are costs by category. Labour, material and machinery must be
// there, zero or not.
type AmountsInput struct {
	Labour      money.Money  `json:"labour"`
	Material    money.Money  `json:"material"`
	Machinery   money.Money  `json:"machinery"`
	Subcontract *money.Money `json:"subcontract,omitempty"`
	Measures    *money.Money `json:"measures,omitempty"`
	Indirect    *money.Money `json:"indirect,omitempty"`
	Finance     *money.Money `json:"finance,omitempty"`
	Risk        *money.Money `json:"risk,omitempty"`
	Surcharges  *money.Money `json:"tax_surcharges,omitempty"`
}

// costs reads the amounts, all in renminbi.
func (in *AmountsInput) costs() (c Costs, err error) {
	for _, x := range []struct {
		to   *int64
		from *money.Money
		name string
	}{
		{&c.Labour, &in.Labour, "labour"}, {&c.Material, &in.Material, "material"}, {&c.Machinery, &in.Machinery, "machinery"}, {&c.Subcontract, in.Subcontract, "subcontract"},
		{&c.Measures, in.Measures, "measures"}, {&c.Indirect, in.Indirect, "indirect"}, {&c.Finance, in.Finance, "finance"}, {&c.Risk, in.Risk, "risk"}, {&c.Surcharges, in.Surcharges, "tax_surcharges"},
	} {
		if x.from == nil {
			continue
		}
		if x.from.Currency != money.RMB {
			return c, fault.ErrInvalid.At(fmt.Sprintf("amounts.%s.currency", x.name), "not_allowed")
		}
		*x.to = x.from.Amount
	}
	return c, nil
}

func registerReviews(a *httpapi.API, s *Service) {
	review := []*fault.Error{ErrOwnReview, ErrReviewed, ErrNote, ErrContent}
	httpapi.Once(a, s.verb("submit", "Freeze a draft and ask both parts to review it", PermSubmit, nil, ErrNotDraft, ErrIncomplete, ErrLines, ErrTerms, ErrTooMuch),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Submit(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
	httpapi.Once(a, s.verb("tech-review", "Pass or refuse the technical part", PermTechReview, map[string]any{"pass": true, "note": "参数与图纸一致", "findings": map[string]any{"risks": "雨季施工"}}, review...),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Pass     bool     `json:"pass"`
				Note     string   `json:"note,omitempty" maxLength:"2000"`
				Findings Findings `json:"findings,omitempty"`
			}
		}) (*one, error) {
			v := Verdict{Pass: in.Body.Pass, Note: in.Body.Note, Findings: in.Body.Findings}
			return s.done(ctx, in.ID, s.TechReview(ctx, in.ID, httpapi.Version(ctx), v))
		}, s.again)
	amounts := map[string]any{"labour": money.CNY(800_000_00), "material": money.CNY(1_900_000_00), "machinery": money.CNY(250_000_00)}
	httpapi.Once(a, s.verb("cost-estimate", "Keep the cost estimate, and pass or refuse the financial part", PermCostEstimate, map[string]any{"pass": true, "amounts": amounts}, append(review, ErrEstimate)...),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Pass    bool          `json:"pass"`
				Note    string        `json:"note,omitempty" maxLength:"2000"`
				Amounts *AmountsInput `json:"amounts,omitempty"`
			}
		}) (*one, error) {
			v := Verdict{Pass: in.Body.Pass, Note: in.Body.Note}
			if in.Body.Amounts != nil {
				c, err := in.Body.Amounts.costs()
				if err != nil {
					return nil, err
				}
				v.Costs = &c
			}
			return s.done(ctx, in.ID, s.CostEstimate(ctx, in.ID, httpapi.Version(ctx), v))
		}, s.again)
	httpapi.Once(a, s.verb("request-approval", "Ask for approval again after it was withdrawn", PermSubmit, nil, ErrContent),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.RequestApproval(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
}

type reason struct {
	ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func registerAnswers(a *httpapi.API, s *Service) {
	why := map[string]any{"reason": "客户调整了范围"}
	httpapi.Once(a, s.verb("send", "Give an approved quote to the customer", PermSend, map[string]any{"channel": "paper", "recipient": "鹭江文旅投资 采购部"}, ErrRecipient, ErrContent, pdf.ErrFontMissing, pdf.ErrTooLong, blob.ErrStorageFull, blob.ErrUnavailable),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Channel   string `json:"channel" enum:"email,paper,wechat,portal,other"`
				Recipient string `json:"recipient" minLength:"1" maxLength:"200"`
				Message   string `json:"message,omitempty" maxLength:"4000" doc:"Text of the mail."`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Send(ctx, in.ID, httpapi.Version(ctx), Dispatch(in.Body)))
		}, s.again)
	httpapi.Once(a, s.verb("accept", "Note that the customer agreed", PermAccept, map[string]any{"evidence_id": ref.Derived("demo", "quote-evidence")}, ErrEvidence, ErrValidity, ErrAccepted, ErrContracted, ErrContent),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				EvidenceID ref.ID `json:"evidence_id" doc:"A document of this quote that proves it."`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Accept(ctx, in.ID, httpapi.Version(ctx), in.Body.EvidenceID))
		}, s.again)
	httpapi.Once(a, s.verb("reject", "Note that the customer refused", PermAccept, why, ErrNote),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Reject(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("withdraw", "Take an offer back", PermWithdraw, why, ErrNote),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Withdraw(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	revise := s.verb("revise", "Begin the next revision; the quote is superseded unless it was answered, an accepted one when the customer accepts a later revision", PermUpdate, map[string]any{}, ErrNotNewest, ErrContracted, ErrIDInUse)
	revise.Status = http.StatusCreated
	httpapi.Once(a, revise, func(ctx context.Context, in *struct {
		ByID
		Body struct {
			ID ref.ID `json:"id,omitempty" doc:"Of the next revision, made by the caller."`
		}
	}) (*one, error) {
		next, err := s.Revise(ctx, in.ID, httpapi.Version(ctx), in.Body.ID)
		return s.done(ctx, next, err)
	}, s.again)
}
