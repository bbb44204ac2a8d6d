package pipeline

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// verb describes an operation on one opportunity; all of them leave a new version.
func (s *Service) verb(name, summary string, p authz.Permission, sample any, errs ...*fault.Error) httpapi.Operation {
	return httpapi.Operation{ID: "opportunity-" + name, Method: http.MethodPost, Path: "/opportunities/{id}/" + name, Summary: summary, Permission: p, Visible: s.Visible, Versioned: true,
		Example: sample, Errors: append([]*fault.Error{ErrNotFound, ErrClosed}, errs...)}
}

func registerVerbs(a *httpapi.API, s *Service) {
	why := map[string]any{"reason": "客户推迟立项"}
	httpapi.Once(a, s.verb("advance", "Move an opportunity one stage on", PermAdvance, nil, ErrGate, ErrLastStage, ErrOnHold),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Advance(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
	httpapi.Once(a, s.verb("regress", "Move an opportunity one stage back", PermRegress, why, ErrFirstStage, ErrOnHold),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Regress(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("hold", "Lay an opportunity aside", PermUpdate, why, ErrOnHold),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Hold(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("resume", "Take an opportunity up again", PermUpdate, nil, ErrNotOnHold),
		func(ctx context.Context, in *ByID) (*one, error) {
			return s.done(ctx, in.ID, s.Resume(ctx, in.ID, httpapi.Version(ctx)))
		}, s.again)
	httpapi.Once(a, s.verb("reopen", "Take a lost opportunity back into negotiation", PermReopen, why, ErrNotLost, ErrReopenLate),
		func(ctx context.Context, in *reason) (*one, error) {
			return s.done(ctx, in.ID, s.Reopen(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	registerEndings(a, s)
}

func registerEndings(a *httpapi.API, s *Service) {
	type loss struct {
		ByID
		Body struct {
			Reason          string       `json:"reason" enum:"price,relationship,qualification,schedule,technology,cancelled,no_bid"`
			Competitor      string       `json:"competitor,omitempty" maxLength:"100" doc:"Who won it."`
			CompetitorPrice *money.Money `json:"competitor_price,omitempty"`
		}
	}
	httpapi.Once(a, s.verb("lose", "Give an opportunity up", PermAdvance, map[string]any{"reason": "price", "competitor": "某建设公司", "competitor_price": money.CNY(11_700_000_00)}, ErrLossConfirm),
		func(ctx context.Context, in *loss) (*one, error) {
			l := Loss{Reason: in.Body.Reason, Competitor: in.Body.Competitor}
			if p := in.Body.CompetitorPrice; p != nil {
				if p.Currency != money.RMB {
					return nil, fault.ErrInvalid.At("competitor_price.currency", "not_allowed")
				}
				l.CompetitorPrice = p.Amount
			}
			return s.done(ctx, in.ID, s.Lose(ctx, in.ID, httpapi.Version(ctx), l))
		}, s.again)
	httpapi.Once(a, s.verb("void", "Strike an opportunity out of all counts", PermVoid, map[string]any{"reason": "duplicate"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Reason string `json:"reason" enum:"duplicate,cancelled_by_owner,test_data"`
			}
		}) (*one, error) {
			return s.done(ctx, in.ID, s.Void(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, s.again)
	httpapi.Once(a, s.verb("transfer", "Give an opportunity to another owner", PermTransfer, map[string]any{"owner_id": ref.Derived("demo", "wang.sales"), "reason": "区域调整"}, ErrOwnerUnknown, ErrSameOwner),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				OwnerID ref.ID `json:"owner_id"`
				Reason  string `json:"reason" minLength:"2" maxLength:"500"`
			}
		}) (*one, error) {
			if err := s.Transfer(ctx, in.ID, httpapi.Version(ctx), in.Body.OwnerID, in.Body.Reason); err != nil {
				return nil, err
			}
			return s.parted(ctx, in.ID)
		}, s.parted)
}

func (s *Service) parted(ctx context.Context, id ref.ID) (*one, error) {
	v, err := s.lastLook(ctx, id)
	if err != nil {
		return nil, err
	}
	return &one{httpapi.ETag(v.Version), v}, nil
}
