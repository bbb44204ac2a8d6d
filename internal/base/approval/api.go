package approval

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

type (
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[Row] }

	// boxQuery is the question for a box.
	boxQuery struct {
		Box    string `query:"box" enum:"mine,submitted,done,record" default:"mine" doc:"mine waits for your decision; record wants ref_kind and ref_id."`
		values url.Values
	}

	// verb is a verb with a comment, without one when the body is empty.
	verb struct {
		ID   ref.ID `path:"id"`
		Body struct {
			Comment string `json:"comment,omitempty" maxLength:"2000"`
		}
	}
)

// Resolve implements huma.Resolver.
func (b *boxQuery) Resolve(hc huma.Context) []error {
	u := hc.URL()
	b.values = u.Query()
	return nil
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(v.Version), v}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "approval-list", Method: http.MethodGet, Path: "/approvals", Summary: "List what waits for your decision, what you submitted or decided, or what concerns a record", Permission: PermRead,
		List: ofRecord, Errors: []*fault.Error{ErrBox, ErrNoRecord}},
		func(ctx context.Context, in *boxQuery) (*many, error) {
			p, err := s.List(ctx, in.Box, in.values)
			if err != nil {
				return nil, err
			}
			return &many{p}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "approval-get", Method: http.MethodGet, Path: "/approvals/{id}", Summary: "Read an approval with its nodes and history", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *struct {
			ID ref.ID `path:"id"`
		}) (*one, error) {
			return again(ctx, in.ID)
		})
	decide := []*fault.Error{ErrNotFound, ErrClosed, ErrNotAsked, ErrOwn}
	register(a, s, again, httpapi.Operation{ID: "approval-approve", Path: "/approvals/{id}/approve", Summary: "Agree, so that the next is asked", Permission: PermDecide, Errors: decide,
		Example: map[string]any{"comment": "同意，材料价已锁定。"}}, s.Approve)
	register(a, s, again, httpapi.Operation{ID: "approval-reject", Path: "/approvals/{id}/reject", Summary: "Refuse, with a reason", Permission: PermDecide, Errors: append(decide, ErrComment),
		Example: map[string]any{"comment": "请补充混凝土价格的有效期。"}}, s.Reject)
	own := []*fault.Error{ErrNotFound, ErrClosed, ErrNotYours}
	registerOwn(a, s, again, httpapi.Operation{ID: "approval-withdraw", Path: "/approvals/{id}/withdraw", Summary: "Take back what you submitted", Permission: PermSubmit, Errors: own}, s.Withdraw)
	registerOwn(a, s, again, httpapi.Operation{ID: "approval-urge", Path: "/approvals/{id}/urge", Summary: "Remind whoever is to decide, at most once an hour", Permission: PermSubmit, Errors: append(own, ErrUrged)}, s.Urge)
}

type reader = func(context.Context, ref.ID) (*one, error)

// register mounts a decision.
func register(a *httpapi.API, s *Service, again reader, op httpapi.Operation, do func(context.Context, ref.ID, int64, string) error) {
	op.Method, op.Visible, op.Versioned = http.MethodPost, s.Visible, true
	httpapi.Once(a, op, func(ctx context.Context, in *verb) (*one, error) {
		if err := do(ctx, in.ID, httpapi.Version(ctx), in.Body.Comment); err != nil {
			return nil, err
		}
		return again(ctx, in.ID)
	}, again)
}

// registerOwn mounts a verb of the submitter.
func registerOwn(a *httpapi.API, s *Service, again reader, op httpapi.Operation, do func(context.Context, ref.ID, int64) error) {
	op.Method, op.Visible, op.Versioned = http.MethodPost, s.Visible, true
	httpapi.Once(a, op, func(ctx context.Context, in *struct {
		ID ref.ID `path:"id"`
	}) (*one, error) {
		if err := do(ctx, in.ID, httpapi.Version(ctx)); err != nil {
			return nil, err
		}
		return again(ctx, in.ID)
	}, again)
}
