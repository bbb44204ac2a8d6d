package insight

import (
	"context"
	"net/http"

	"gongqiao/internal/platform/httpapi"
)

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "insight-overview", Method: http.MethodGet, Path: "/insight/overview", Summary: "Show what you answer for: the funnel, what is expected by month, results, contracts, projects, opinions and what is owed", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*struct{ Body OverviewView }, error) {
			o, err := s.Overview(ctx)
			if err != nil {
				return nil, err
			}
			return &struct{ Body OverviewView }{overviewView(o)}, nil
		})
}
