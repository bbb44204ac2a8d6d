package pipeline

import (
	"context"
	"net/http"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

type oneReport struct {
	ETag string `header:"ETag"`
	Body ReportView
}

func (s *Service) reportAgain(ctx context.Context, id ref.ID) (*oneReport, error) {
	v, err := s.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	return &oneReport{httpapi.ETag(v.Version), v}, nil
}

func registerReport(a *httpapi.API, s *Service) {
	const path = "/opportunities/{id}/needs-report"
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-report", Method: http.MethodGet, Path: path, Summary: "Read the needs report of the first visit", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *ByID) (*oneReport, error) { return s.reportAgain(ctx, in.ID) })
	httpapi.Register(a, httpapi.Operation{ID: "opportunity-report-update", Method: http.MethodPut, Path: path, Summary: "Write the needs report", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrReportSubmitted}, Example: map[string]any{"background": "环岛路二期提升，市级重点", "pain_points": "夜间照度不足，预算约 600 万元",
			"technical_requirements": "色温 3000 K，防护等级 IP66", "decision_process": "总经理办公会决定，工程部评审", "timeline": "三季度招标，国庆前亮灯", "risks": "沿线临时用电审批"}},
		func(ctx context.Context, in *struct {
			ByID
			Body Sections
		}) (*oneReport, error) {
			if err := s.WriteReport(ctx, in.ID, httpapi.Version(ctx), in.Body); err != nil {
				return nil, err
			}
			return s.reportAgain(ctx, in.ID)
		})
	httpapi.Once(a, httpapi.Operation{ID: "opportunity-report-submit", Method: http.MethodPost, Path: path + "/submit", Summary: "Submit the needs report", Permission: PermUpdate, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrReportSubmitted, ErrNoVisit, ErrReportGaps}},
		func(ctx context.Context, in *ByID) (*oneReport, error) {
			if err := s.SubmitReport(ctx, in.ID, httpapi.Version(ctx)); err != nil {
				return nil, err
			}
			return s.reportAgain(ctx, in.ID)
		}, s.reportAgain)
}
