package pipeline_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/pipeline"
)

// define adds a field to opportunities.
func (d *desk) define(t *testing.T, f customfield.Field) {
	t.Helper()
	fields := customfield.New(d.db, map[ref.Kind]string{pipeline.Kind: "opportunity"})
	f.Kind, f.LabelZH, f.LabelEN = pipeline.Kind, "字段"+f.Key, "Field "+f.Key
	_, err := fields.Create(d.as("NOb", authz.Group, customfield.PermManage), f)
	must(t, err)
	d.svc.Fields = fields
}

// draw adds an opportunity with values of added fields.
func (d *desk) draw(t *testing.T, name, custom string) {
	t.Helper()
	draft := d.draft(name, million)
	draft.Custom = custom
	_, err := d.svc.Create(d.as("NOa", authz.Group, everything...), ref.Nil, ref.Nil, draft)
	must(t, err)
}

type answer struct {
	Items []struct {
		Name   string                     `json:"name"`
		Custom map[string]json.RawMessage `json:"custom"`
	} `json:"items"`
	Total *int64 `json:"total"`
	Code  string `json:"code"`
}

func (a answer) names() (names []string) {
	for _, r := range a.Items {
		names = append(names, r.Name)
	}
	return names
}

func (d *desk) withFields(t *testing.T) *server {
	t.Helper()
	for _, f := range []customfield.Field{
		{Key: "area", Type: customfield.Number, Class: authz.Public, Indexed: true},
		{Key: "margin", Type: customfield.Money, Class: authz.Cost, Indexed: true},
		{Key: "kind", Type: customfield.Choice, Class: authz.Public, Choices: []customfield.Option{{Value: "steel", LabelZH: "钢", LabelEN: "Steel"}, {Value: "wood", LabelZH: "木", LabelEN: "Wood"}}},
	} {
		d.define(t, f)
	}
	d.draw(t, "大桥", `{"area":12.5,"kind":"steel"}`)
	d.draw(t, "小桥", `{"area":2,"kind":"wood"}`)
	d.draw(t, "没有", "")
	must(t, d.seedMargin(d.seeing("NOb", authz.Group, []authz.Class{authz.Price, authz.Cost}, everything...)))
	return d.server(t)
}

// seedMargin gives the greater bridge a margin, which only some see.
func (d *desk) seedMargin(ctx context.Context) error {
	draft := d.draft("有毛利", million)
	draft.Custom = `{"area":7,"margin":{"amount":500,"currency":"CNY"}}`
	_, err := d.svc.Create(ctx, ref.Nil, ref.Nil, draft)
	return err
}

func TestListsShowFilterAndSortByAddedFields(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.withFields(t)
		plain, knows := d.as("NOb", authz.Group, everything...), d.seeing("NOb", authz.Group, []authz.Class{authz.Price, authz.Cost}, everything...)
		for question, want := range map[string][]string{
			"sort=custom_area":                 {"没有", "小桥", "有毛利", "大桥"},
			"sort=-custom_area":                {"大桥", "有毛利", "小桥", "没有"},
			"custom_area.gte=2.5&sort=name":    {"大桥", "有毛利"},
			"custom_kind=steel,wood&sort=name": {"大桥", "小桥"},
			"custom_kind.null=true&sort=name":  {"没有", "有毛利"},
		} {
			var got answer
			if status, _ := s.call(plain, "GET", "/opportunities?total=true&"+question, nil, nil, &got); status != 200 || !slices.Equal(got.names(), want) || *got.Total != int64(len(want)) {
				t.Errorf("%s: %d %v, want %v", question, status, got.names(), want)
			}
		}
		var blind, open answer
		s.call(plain, "GET", "/opportunities?custom_area=7", nil, nil, &blind)
		s.call(knows, "GET", "/opportunities?custom_area=7", nil, nil, &open)
		if got, want := blind.Items[0].Custom, open.Items[0].Custom; len(got) != 1 || string(got["area"]) != "7" || len(want) != 2 {
			t.Errorf("who sees no costs reads %v, others %v", got, want)
		}
		for _, question := range []string{"sort=-custom_margin", "custom_margin.gte=1", "custom_margin.null=false"} {
			for _, path := range []string{"/opportunities?", "/opportunities/export?format=csv&"} {
				var got answer
				if status, _ := s.call(plain, "GET", path+question, nil, nil, &got); status != 403 || got.Code != "list.restricted" {
					t.Errorf("%s%s by whoever sees no costs: %d %s", path, question, status, got.Code)
				}
			}
		}
		var mine answer
		if s.call(d.owner(), "GET", "/opportunities?sort=name&custom_area.gte=1&total=true", nil, nil, &mine); !slices.Equal(mine.names(), []string{"大桥", "小桥"}) || *mine.Total != 2 {
			t.Errorf("a filter widens the scope: %v", mine.names())
		}
	})
}

func TestTheBoardIsNarrowedByAddedFields(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.withFields(t)
		board, err := d.svc.Board(d.owner(), pipeline.Narrow(url.Values{"custom_kind": {"wood"}}), 5, "2026-11", "2026-11")
		must(t, err)
		if c := board[0]; c.Deals != 1 || len(c.Cards) != 1 || c.Cards[0].Row.Name != "小桥" {
			t.Errorf("narrowed: %+v", c)
		}
	})
}

func TestFilesHoldAddedFields(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		s := d.withFields(t)
		for classes, want := range map[string][2]string{
			"price":      {"字段area,字段kind\r\n", ",12.5,钢\r\n"},
			"price,cost": {"字段area,字段margin,字段kind\r\n", ",7,5.00,"},
		} {
			var seen []authz.Class
			for c := range strings.SplitSeq(classes, ",") {
				seen = append(seen, authz.Class(c))
			}
			file := s.file(d.seeing("NOb", authz.Group, seen, everything...), "/opportunities/export?format=csv&custom_area.gte=3&sort=-custom_area")
			if !strings.Contains(file, want[0]) || !strings.Contains(file, want[1]) || strings.Contains(file, "小桥") || strings.Index(file, "大桥") > strings.Index(file, "有毛利") {
				t.Errorf("who sees %s gets\n%s", classes, file)
			}
		}
	})
}

// file downloads as the actor of ctx.
func (s *server) file(ctx context.Context, path string) string {
	s.t.Helper()
	r := httptest.NewRequest("GET", httpapi.Prefix+path, nil)
	who, err := authz.From(ctx)
	must(s.t, err)
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, who)))
	b, err := io.ReadAll(w.Body)
	must(s.t, err)
	return string(b)
}
