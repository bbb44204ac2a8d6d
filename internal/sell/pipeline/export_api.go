package pipeline

import (
	"context"
	"encoding/json"
	"slices"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/platform/httpapi"
)

// exported are the columns of an opportunity file, with those that users added.
func (s *Service) exported(ctx context.Context) ([]httpapi.Column[Row], error) {
	if s.Fields == nil {
		return fileColumns, nil
	}
	added, err := s.Fields.Added(ctx, Kind, string(httpapi.Lang(ctx)))
	return slices.Concat(fileColumns, customfield.Columns(added, func(r Row) map[string]json.RawMessage { return r.Custom })), err
}

// fileColumns are those of every opportunity. Amounts that the caller may not
// see are empty, as on the screen.
var fileColumns = []httpapi.Column[Row]{
	{Title: "column.number", Value: func(r Row) any { return r.Number }},
	{Title: "column.name", Value: func(r Row) any { return r.Name }},
	{Title: "column.customer", Value: func(r Row) any { return r.Customer.Name }},
	{Title: "column.stage", Value: func(r Row) any { return string(r.Stage) }},
	{Title: "column.outcome", Value: func(r Row) any { return string(r.Outcome) }},
	{Title: "column.amount", Value: func(r Row) any { return shown(r.Amount) }},
	{Title: "column.probability", Value: func(r Row) any { return r.Probability }},
	{Title: "column.weighted", Value: func(r Row) any { return shown(r.Weighted) }},
	{Title: "column.expected_sign_date", Value: func(r Row) any { return r.ExpectedSignDate }},
	{Title: "column.grade", Value: func(r Row) any { return r.Grade }},
	{Title: "column.source", Value: func(r Row) any { return r.Source }},
	{Title: "column.region", Value: func(r Row) any { return r.Region }},
	{Title: "column.owner", Value: func(r Row) any { return r.Owner.Name }},
	{Title: "column.entity", Value: func(r Row) any { return r.Entity.Name }},
	{Title: "column.updated_at", Value: func(r Row) any { return r.UpdatedAt }},
}

func shown(m *money.Money) any {
	if m == nil {
		return nil
	}
	return *m
}

func registerExport(a *httpapi.API, s *Service) {
	httpapi.Export(a, httpapi.Operation{ID: "opportunity-export", Path: "/opportunities/export", Summary: "Take the opportunities of a list as a file", Permission: PermExport, List: &list}, httpapi.File[Row]{List: s.wide, Columns: s.exported, Read: s.List})
}
