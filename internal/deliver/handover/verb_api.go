package handover

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
)

// plain mounts a verb without a body.
func (s *Service) plain(a *httpapi.API, op httpapi.Operation, run func(context.Context, ref.ID, int64) error) {
	httpapi.Once(a, op, func(ctx context.Context, in *ByID) (*one, error) {
		return s.after(ctx, in.ID, run(ctx, in.ID, httpapi.Version(ctx)))
	}, s.again)
}

func registerVerbs(a *httpapi.API, s *Service) {
	s.plain(a, s.on(http.MethodPost, "sign-statement", "/sign-statement", "Sign the expectation statement for sales", PermPrepare, nil, ErrStatement, ErrStated), s.SignStatement)
	s.plain(a, s.on(http.MethodPost, "submit", "/submit", "Hand the evidence to the project manager", PermPrepare, nil, ErrPeople), s.Submit)
	s.plain(a, s.on(http.MethodPost, "review", "/review", "Take a submitted handover up for scoring", PermScore, nil, ErrOwnWork), s.Review)
	s.plain(a, s.on(http.MethodPost, "accept", "/accept", "End the transition, after a week at least", PermAccept, nil, ErrEarly), s.Accept)
	httpapi.Once(a, s.on(http.MethodPost, "transition", "/transition", "Start the transition of one to two weeks", PermAccept, map[string]any{"until": "2026-12-01"}),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Until workday.Date `json:"until" doc:"Seven to fourteen days from today."`
			}
		}) (*one, error) {
			return s.after(ctx, in.ID, s.Begin(ctx, in.ID, httpapi.Version(ctx), in.Body.Until))
		}, s.again)
	httpapi.Once(a, s.on(http.MethodPost, "score", "/score", "Score a handover; refused evidence counts as absent", PermScore,
		map[string]any{"refusals": []any{map[string]any{"key": "liquidated_damages", "reason": "与合同不一致"}}}, ErrOwnWork, ErrItem),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Refusals []struct {
					Key    string `json:"key" maxLength:"60"`
					Reason string `json:"reason" minLength:"2" maxLength:"500"`
				} `json:"refusals" nullable:"false" maxItems:"50" doc:"All of them; they replace the former ones."`
			}
		}) (*one, error) {
			refusals := make([]Refusal, len(in.Body.Refusals))
			for i, x := range in.Body.Refusals {
				refusals[i] = Refusal{Key: x.Key, Reason: x.Reason}
			}
			return s.after(ctx, in.ID, s.Judge(ctx, in.ID, httpapi.Version(ctx), refusals))
		}, s.again)
}

func registerSigning(a *httpapi.API, s *Service) {
	httpapi.Once(a, s.on(http.MethodPost, "sign", "/sign", "Sign the content that was shown, as sales, project manager or technical lead", PermSign, map[string]any{"content_hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		ErrNotSigner, ErrHash, ErrBelow, ErrPeople, ErrSigned),
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				ContentHash string `json:"content_hash" minLength:"64" maxLength:"64"`
			}
		}) (*one, error) {
			return s.after(ctx, in.ID, s.Sign(ctx, in.ID, httpapi.Version(ctx), in.Body.ContentHash))
		}, s.again)
	s.plain(a, s.on(http.MethodPost, "withdraw-signature", "/withdraw-signature", "Take your signature back while others are missing", PermSign, nil, ErrNotSigner, ErrNotSigned), s.WithdrawSignature)
}
