package setting

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// View is a setting on the wire.
type View struct {
	ID        ref.ID    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Key       string    `json:"key" doc:"Module and rule."`
	NameZH    string    `json:"name_zh"`
	NameEN    string    `json:"name_en"`
	Unit      Unit      `json:"unit" enum:"hours,days,workdays,months,percent,share,money,count,points,monthday" doc:"What the values count: a share in hundredths of a percent, money in fen."`
	Value     int64     `json:"value" doc:"What holds."`
	Usual     int64     `json:"usual" doc:"The product's own value."`
	Min       int64     `json:"min"`
	Max       int64     `json:"max"`
	Below     string    `json:"below" doc:"Key of the rule that must stay greater; empty when there is none."`
	Set       bool      `json:"set" doc:"The group set a value of its own."`
	Reason    string    `json:"reason" doc:"Why it was set last."`
	Actions   []string  `json:"actions" nullable:"false"`
}

// Change is a new value.
type Change struct {
	Value  *int64 `json:"value" nullable:"true" required:"true" doc:"null goes back to the product's own."`
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

type (
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many struct{ Body page.Page[View] }
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	registerRules(a, s)
	registerYears(a, s)
}

func registerRules(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		x, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(x.Version), view(ctx, x)}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "setting-list", Method: http.MethodGet, Path: "/settings", Summary: "List the rules that the group may set, with what holds", Permission: PermRead},
		func(ctx context.Context, _ *struct{}) (*many, error) {
			all, err := s.List(ctx)
			if err != nil {
				return nil, err
			}
			return &many{page.Map(page.New(all), func(x Setting) View { return view(ctx, x) })}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "setting-get", Method: http.MethodGet, Path: "/settings/{id}", Summary: "Read a rule with what holds", Permission: PermRead, Visible: s.Visible, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *struct {
			ID ref.ID `path:"id"`
		}) (*one, error) {
			return again(ctx, in.ID)
		})
	httpapi.Register(a, httpapi.Operation{ID: "setting-update", Method: http.MethodPatch, Path: "/settings/{id}", Summary: "Set a rule, or go back to the product's own value; it counts from now on", Permission: PermManage, Visible: s.Visible, Versioned: true, Errors: []*fault.Error{ErrNotFound, ErrOrder},
		Example: map[string]any{"value": 21, "reason": "2026 年第 4 次经营例会决定"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Change
		}) (*one, error) {
			if err := s.Set(ctx, in.ID, httpapi.Version(ctx), in.Body.Value, in.Body.Reason); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
}

func view(ctx context.Context, x Setting) View {
	return View{ID: x.ID, Version: x.Version, CreatedAt: x.CreatedAt, UpdatedAt: x.UpdatedAt, Key: x.Key, NameZH: x.Rule.ZH, NameEN: x.Rule.EN, Unit: x.Rule.Unit,
		Value: x.Value(), Usual: x.Usual(), Min: x.Rule.Min, Max: x.Rule.Max, Below: x.Rule.Under, Set: x.Own != nil, Reason: x.Reason, Actions: actions(ctx)}
}

func actions(ctx context.Context) []string {
	if a, err := authz.From(ctx); err == nil && reaches(a, PermManage) {
		return []string{"update"}
	}
	return []string{}
}
