package identity

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// PasswordView is a password that was made for somebody, shown this once.
type PasswordView struct {
	Password string `json:"password"`
	Half     bool   `json:"half" doc:"It is the first half: the person gets the second from a security administrator, who confirms."`
}

// HalfView is the second half of a password, shown this once.
type HalfView struct {
	Half string `json:"half"`
}

// ResetView is a new password that waits for a security administrator.
type ResetView struct {
	PersonID    ref.ID    `json:"person_id"`
	Name        string    `json:"name"`
	Username    string    `json:"username"`
	AskedByID   ref.ID    `json:"asked_by_id"`
	AskedByName string    `json:"asked_by"`
	AskedAt     time.Time `json:"asked_at"`
	EndsAt      time.Time `json:"ends_at" doc:"Until then it can be confirmed."`
}

type resetsOut struct {
	Body struct {
		Items []ResetView `json:"items" nullable:"false"`
	}
}

func registerResets(a *httpapi.API, s *Service) {
	visible := func(ctx context.Context, id ref.ID) error {
		_, err := s.org.Person(ctx, id)
		return err
	}
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-reset-password", Method: http.MethodPost, Path: "/people/{id}/reset-password", Permission: org.PermManage, NoKey: true, Visible: visible,
		Summary: "Give a person a new password, to be changed at the first sign-in; whoever holds a business role gets it in two halves", Errors: resetRefusals,
	}, func(ctx context.Context, in *idIn) (*struct{ Body PasswordView }, error) {
		n, err := s.ResetPassword(ctx, in.ID)
		return &struct{ Body PasswordView }{PasswordView{n.Text, n.Half}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-confirm-reset", Method: http.MethodPost, Path: "/people/{id}/confirm-reset", Permission: org.PermRoleManage, NoKey: true, Visible: visible,
		Summary: "Confirm a person's new password, of which you hand over the second half", Errors: append([]*fault.Error{ErrNoReset}, resetRefusals...),
	}, func(ctx context.Context, in *idIn) (*struct{ Body HalfView }, error) {
		half, err := s.ConfirmReset(ctx, in.ID)
		return &struct{ Body HalfView }{HalfView{half}}, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-list-resets", Method: http.MethodGet, Path: "/password-resets", Permission: org.PermRoleManage, Summary: "List the new passwords that wait for your confirmation",
	}, func(ctx context.Context, _ *struct{}) (*resetsOut, error) {
		all, err := s.Resets(ctx)
		out := &resetsOut{}
		out.Body.Items = make([]ResetView, len(all))
		for i, r := range all {
			out.Body.Items[i] = ResetView{r.Person, r.Name, r.Username, r.AskedBy, r.AskedName, r.AskedAt, r.EndsAt}
		}
		return out, err
	})
	httpapi.Register(a, httpapi.Operation{
		ID: "identity-reset-totp", Method: http.MethodPost, Path: "/people/{id}/reset-totp", Permission: org.PermManage, NoKey: true, Visible: visible,
		Summary: "Take a person's second factor away", Status: http.StatusNoContent, Errors: append([]*fault.Error{ErrTOTPOff}, resetRefusals...),
	}, func(ctx context.Context, in *idIn) (*struct{}, error) { return nil, s.ResetTOTP(ctx, in.ID) })
}
