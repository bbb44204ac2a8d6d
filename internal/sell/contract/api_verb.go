package contract

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// verb describes an operation on one contract; all of them leave a new version.
func (s *Service) verb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "contract-" + name, Method: http.MethodPost, Path: "/contracts/{id}/" + name, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrState}, errs...)}
}

// Waive is the body of a waiver.
type Waive struct {
	Rule   string `json:"rule" minLength:"1" maxLength:"20" example:"PAY-015"`
	Path   string `json:"path" maxLength:"100" doc:"As the finding says it."`
	Reason string `json:"reason" minLength:"2" maxLength:"500"`
}

// Signed is the body of a signature.
type Signed struct {
	DocumentID ref.ID       `json:"document_id" doc:"A signed scan on this record."`
	SHA256     string       `json:"sha256,omitempty" pattern:"^[0-9a-fA-F]{64}$" doc:"Of the file that was looked at: refused when the document is another one by now."`
	SignedOn   workday.Date `json:"signed_on"`
}

// Grounds is the body of a turn that a document proves.
type Grounds struct {
	DocumentID ref.ID `json:"document_id" doc:"A document on this contract: the notice, agreement or judgement."`
	Reason     string `json:"reason" minLength:"2" maxLength:"500"`
}

var (
	waiveExample = map[string]any{"rule": "PAY-015", "path": "payer_guarantee", "reason": "以资金来源证明代替"}
	signExample  = map[string]any{"document_id": ref.Derived("demo", "contract-scan"), "signed_on": "2026-11-20"}
	why          = map[string]any{"reason": "客户要求修改付款条件"}
)

func registerVerbs(a *httpapi.API, s *Service) {
	registerCheck(a, s)
	httpapi.Once(a, s.verb("submit", "Give a draft to the reviewers", PermSubmit, nil, ErrPayments, ErrFindings, ErrNoText),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Submit(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
	httpapi.Once(a, s.verb("review", "Pass or refuse a contract for law, finance or technology; needs the right of that review", PermRead,
		map[string]any{"kind": "legal", "pass": true, "note": "条款完整"}, ErrReviewed, ErrOwnReview, ErrNote, ErrContent),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Kind Part   `json:"kind" enum:"legal,finance,technical"`
				Pass bool   `json:"pass"`
				Note string `json:"note,omitempty" maxLength:"2000" doc:"Needed to refuse."`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Review(ctx, in.ID, httpapi.Version(ctx), in.Body.Kind, in.Body.Pass, in.Body.Note))
		}, s.again)
	httpapi.Once(a, s.verb("start-signing", "Hand an approved contract out for signature", PermSign, map[string]any{"mode": "paper"}, ErrContent, ErrFindings, ErrSignatories),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Mode string `json:"mode,omitempty" enum:"paper" default:"paper"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.StartSigning(ctx, in.ID, httpapi.Version(ctx), in.Body.Mode))
		}, s.again)
	httpapi.Once(a, s.verb("sign", "Note that all sides have signed: the contract is in force", PermSign, signExample, ErrDocument, ErrScanChanged, ErrContent),
		func(ctx context.Context, in *struct {
			ByID
			Body Signed
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Sign(ctx, in.ID, httpapi.Version(ctx), Signature(in.Body)))
		}, s.again)
	httpapi.Once(a, s.verb("recall", "Take a contract back from signing, as a draft", PermSign, why),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Recall(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("void", "Strike out a contract that never came into force", PermVoid, why),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Void(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
}

func registerCheck(a *httpapi.API, s *Service) {
	type checked struct{ Body CheckView }
	httpapi.Register(a, httpapi.Operation{ID: "contract-findings", Method: http.MethodGet, Path: "/contracts/{id}/findings", Summary: "Look at a contract's terms by the rules of the day", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*checked, error) {
			x, priced, err := s.Findings(ctx, in.ID)
			return &checked{checkView(x, priced)}, err
		})
	type damages struct {
		Body DamagesView
	}
	httpapi.Register(a, httpapi.Operation{ID: "contract-damages", Method: http.MethodGet, Path: "/contracts/{id}/damages", Summary: "Work out the damages for a delay", Permission: PermRead, Query: map[string]any{"days": 12}, Errors: []*fault.Error{ErrNotFound, ErrNoDamages}},
		func(ctx context.Context, in *struct {
			ByID
			Days int64 `query:"days" minimum:"0" maximum:"3650" required:"true" doc:"Calendar days late, extensions taken off."`
		}) (*damages, error) {
			v, err := s.Damages(ctx, in.ID, in.Days)
			return &damages{v}, err
		})
	httpapi.Once(a, s.verb("waive", "Let one broken rule pass, with a reason", PermWaive, waiveExample, ErrNoFinding),
		func(ctx context.Context, in *struct {
			ByID
			Body Waive
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Waive(ctx, in.ID, httpapi.Version(ctx), in.Body.Rule, in.Body.Path, in.Body.Reason))
		}, s.again)
}

func registerLife(a *httpapi.API, s *Service) {
	ground := map[string]any{"document_id": ref.Derived("demo", "contract-notice"), "reason": "征地未完成，发包人通知停工"}
	type grounds struct {
		ByID
		Body Grounds
	}
	httpapi.Once(a, s.verb("suspend", "Let the works rest by a notice", PermSuspend, ground, ErrDocument),
		func(ctx context.Context, in *grounds) (*one, error) {
			return s.done(ctx, in.ID, s.Suspend(ctx, in.ID, httpapi.Version(ctx), Ground(in.Body)))
		}, s.again)
	httpapi.Once(a, s.verb("resume", "Let the works go on", PermSuspend, why),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Resume(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("terminate", "End a contract by an agreement or a judgement", PermTerminate, ground, ErrDocument),
		func(ctx context.Context, in *grounds) (*one, error) {
			return s.done(ctx, in.ID, s.Terminate(ctx, in.ID, httpapi.Version(ctx), Ground(in.Body)))
		}, s.again)
	httpapi.Once(a, s.verb("complete", "Note that the works were accepted", PermComplete, map[string]any{"document_id": ref.Derived("demo", "contract-certificate"), "accepted_on": "2026-11-20"}, ErrDocument),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				DocumentID ref.ID       `json:"document_id" doc:"The certificate of acceptance, on this contract."`
				AcceptedOn workday.Date `json:"accepted_on"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Complete(ctx, in.ID, httpapi.Version(ctx), in.Body.DocumentID, in.Body.AcceptedOn))
		}, s.again)
	httpapi.Once(a, s.verb("settle", "Fix the audited price of the settlement", PermSettle, map[string]any{"document_id": ref.Derived("demo", "contract-settlement"), "audited": money.CNY(6_150_000_00)}, ErrDocument),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				DocumentID ref.ID      `json:"document_id" doc:"The agreed settlement, on this contract."`
				Audited    money.Money `json:"audited" doc:"Tax included."`
			}
		}) (*one, error) {
			var c fault.Checks
			fen := amount(&in.Body.Audited, "audited", &c)
			if err := c.Err(); err != nil {
				return nil, err
			}
			return s.done(ctx, in.ID, s.Settle(ctx, in.ID, httpapi.Version(ctx), in.Body.DocumentID, fen))
		}, s.again)
	httpapi.Once(a, s.verb("close", "End a contract on which nothing is open", PermClose, nil, ErrOpenMoney),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Close(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
}
