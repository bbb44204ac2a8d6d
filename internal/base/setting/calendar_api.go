package setting

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/httpapi"
)

// YearView is a calendar year on the wire.
type YearView struct {
	ID        ref.ID    `json:"id"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	Year      int64     `json:"year"`
	Off       []string  `json:"off" nullable:"false" doc:"Days off: MM-DD or MM-DD..MM-DD; YYYY-MM-DD where a holiday reaches into a neighbouring year."`
	Work      []string  `json:"work" nullable:"false" doc:"Weekend days on which people work."`
	Notice    string    `json:"notice" doc:"Number or address of the announcement."`
	Set       bool      `json:"set" doc:"Entered by the group; otherwise the product brings it."`
	Missing   bool      `json:"missing" doc:"Nothing is announced: Monday to Friday are worked."`
	Workdays  int       `json:"workdays" doc:"How many days of the year are worked."`
	Actions   []string  `json:"actions" nullable:"false"`
}

// Announcement is what a year's notice says.
type Announcement struct {
	Off    []string `json:"off" maxItems:"60" doc:"Without any day the product's own calendar counts again."`
	Work   []string `json:"work" maxItems:"60"`
	Notice string   `json:"notice,omitempty" maxLength:"300"`
}

type (
	oneYear struct {
		ETag string `header:"ETag"`
		Body YearView
	}
	manyYears struct{ Body page.Page[YearView] }
)

func registerYears(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*oneYear, error) {
		y, err := s.Year(ctx, id)
		if err != nil {
			return nil, err
		}
		return &oneYear{httpapi.ETag(y.Version), s.yearView(ctx, y)}, nil
	}
	httpapi.Register(a, httpapi.Operation{ID: "setting-list-years", Method: http.MethodGet, Path: "/calendar-years", Summary: "List the calendar years with their days off and make-up workdays", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*manyYears, error) {
			all, err := s.Years(ctx)
			if err != nil {
				return nil, err
			}
			return &manyYears{page.Map(page.New(all), func(y Year) YearView { return s.yearView(ctx, y) })}, nil
		})
	httpapi.Register(a, httpapi.Operation{ID: "setting-get-year", Method: http.MethodGet, Path: "/calendar-years/{id}", Summary: "Read a calendar year", SignedIn: true, Errors: []*fault.Error{ErrYearNotFound}},
		func(ctx context.Context, in *struct {
			ID ref.ID `path:"id"`
		}) (*oneYear, error) {
			return again(ctx, in.ID)
		})
	httpapi.Register(a, httpapi.Operation{ID: "setting-announce-year", Method: http.MethodPatch, Path: "/calendar-years/{id}", Summary: "Enter the days off and make-up workdays of a year", Permission: PermManage, Visible: s.YearVisible, Versioned: true, Errors: []*fault.Error{ErrYearNotFound, workday.ErrCalendar},
		Example: map[string]any{"off": []string{"01-01..01-03", "02-05..02-11"}, "work": []string{"02-14"}, "notice": "国办发明电〔2026〕7号"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Announcement
		}) (*oneYear, error) {
			if err := s.Announce(ctx, in.ID, httpapi.Version(ctx), in.Body.Off, in.Body.Work, in.Body.Notice); err != nil {
				return nil, err
			}
			return again(ctx, in.ID)
		})
}

func (s *Service) yearView(ctx context.Context, y Year) YearView {
	off, work := y.Days()
	first := workday.New(int(y.Year), time.January, 1)
	return YearView{ID: y.ID, Version: y.Version, CreatedAt: y.CreatedAt, UpdatedAt: y.UpdatedAt, Year: y.Year, Off: append([]string{}, off...), Work: append([]string{}, work...),
		Notice: y.Notice, Set: y.Own, Missing: y.Missing(), Workdays: s.Calendar().WorkdaysBetween(first, workday.New(int(y.Year), time.December, 31)), Actions: actions(ctx)}
}
