package app_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"gongqiao/internal/base/customfield"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// long are the lists of what grows with every working day of every salesperson:
// `gongqiao demo --size million` fills them by the hundred thousand. All others
// are of what was signed, and of what hangs on that.
var long = []string{"opportunity-list", "opportunity-board", "opportunity-export", "customer-list", "customer-export", "lead-list", "task-list", "activity-list", "audit-list"}

// reaching returns who sees what p shows as far as a reach goes. A department is
// one, a company has twenty.
func reaching(p authz.Permission, reach authz.Reach) *authz.Actor {
	b := authz.Build(authz.Actor{ID: ref.New(), Kind: authz.User, Name: reach.String()})
	b.See(authz.Contact, authz.Price, authz.Cost)
	var at []ref.ID
	for range map[authz.Reach]int{authz.Department: 1, authz.Entity: 20}[reach] {
		at = append(at, ref.New())
	}
	b.Grant(authz.Given{Permission: p, Reach: reach, Departments: at})
	return b.Actor()
}

// Whoever sees a good part of a long list never waits for all of it to be read or
// sorted, whatever order he asks for; and who sees little never reads the rest.
func TestLongListsAreReadInTheOrderOfAnIndex(t *testing.T) {
	a := start(t, t.TempDir())
	defer a.Close()
	seen := 0
	for _, op := range a.API.Operations() {
		if op.List == nil {
			continue
		}
		reaches := []authz.Reach{authz.Own, authz.Department}
		if slices.Contains(long, op.ID) {
			reaches, seen = append(reaches, authz.Entity, authz.Group), seen+1
		}
		for name, field := range op.List.Fields {
			for _, reach := range reaches {
				if field.Sort {
					checkPlan(t, a.DB, &op, reach, url.Values{"sort": {name}})
					checkPlan(t, a.DB, &op, reach, url.Values{"sort": {"-" + name}})
				}
				if len(reaches) > 2 && field.Sort && field.Type != db.Text {
					checkPlan(t, a.DB, &op, reach, narrowed(name, field))
				}
			}
		}
	}
	if seen != len(long) {
		t.Errorf("of %d long lists %d are there", len(long), seen)
	}
}

// An indexed field that users added is an order like any other.
func TestAddedFieldsAreReadInTheOrderOfTheirIndex(t *testing.T) {
	a := start(t, t.TempDir())
	defer a.Close()
	manager := authz.With(t.Context(), reaching(customfield.PermManage, authz.Group))
	for id, from := range map[string]struct {
		kind   ref.Kind
		column string
	}{"customer-list": {customer.Kind, "c.custom"}, "opportunity-list": {pipeline.Kind, "o.custom"}} {
		question := url.Values{}
		for _, typ := range []customfield.Type{customfield.Text, customfield.Number, customfield.Date, customfield.Money} {
			if _, err := a.Fields.Create(manager, customfield.Field{Kind: from.kind, Key: string(typ), LabelZH: "字段", LabelEN: "Field", Type: typ, Class: authz.Public, Indexed: true}); err != nil {
				t.Fatal(err)
			}
		}
		all := a.API.Operations()
		op := all[slices.IndexFunc(all, func(op httpapi.Operation) bool { return op.ID == id })]
		for _, typ := range []customfield.Type{customfield.Text, customfield.Number, customfield.Date, customfield.Money} {
			question.Set("sort", "-"+customfield.FilterPrefix+string(typ))
			wide, err := a.Fields.Widen(manager, op.List, from.kind, from.column, question)
			if err != nil {
				t.Fatal(err)
			}
			op.List = wide
			for _, reach := range []authz.Reach{authz.Own, authz.Department, authz.Entity, authz.Group} {
				checkPlan(t, a.DB, &op, reach, question)
			}
		}
	}
}

// narrowed asks for what may be a good part of all, by a field that has an index.
func narrowed(name string, f db.Field) url.Values {
	switch f.Type {
	case db.Choice:
		return url.Values{name: f.Choices[len(f.Choices)-1:]}
	case db.Day:
		return url.Values{name + ".gte": {"2026-01-01"}}
	case db.Moment:
		return url.Values{name + ".gte": {"2026-01-01T00:00:00Z"}}
	default:
		return url.Values{name + ".gte": {"1"}}
	}
}

func checkPlan(t *testing.T, d *db.DB, op *httpapi.Operation, reach authz.Reach, question url.Values) {
	t.Helper()
	q, err := db.ParseQuery(question, op.List)
	if err != nil {
		t.Fatal(err)
	}
	var plans [][]string
	err = d.Read(authz.With(t.Context(), reaching(op.List.Permission, reach)), func(tx *db.Tx) (err error) {
		var fields int // a plan alone does not make SQLite look for indexes that came lately
		if err := tx.One("select count(*) from custom_field", nil, &fields); err != nil {
			return err
		}
		plans, err = db.Plan(tx, op.List, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, steps := range plans {
		if wrong := slowStep(steps, reach); wrong != "" {
			t.Errorf("%s?%s for whoever reaches %s: %s\n\t%s", op.ID, question.Encode(), reach, wrong, strings.Join(steps, "\n\t"))
		}
	}
}

// slowStep names a step that takes longer the more there is: a scan without an
// index for anybody; a sort for whoever sees much, unless it is of what he owns
// or takes part in; a way to his rows past those of all others for whoever sees
// little.
func slowStep(steps []string, reach authz.Reach) string {
	much, sorts := reach == authz.Entity || reach == authz.Group, ""
	for _, s := range steps {
		switch {
		case !much && past(s):
			return s
		case strings.HasPrefix(s, "SCAN ") && !strings.Contains(s, " INDEX ") && !strings.Contains(s, "VIRTUAL TABLE"):
			return s
		case strings.Contains(s, "_owner ") || strings.Contains(s, "team_member"):
			much = false
		case strings.Contains(s, "TEMP B-TREE FOR ORDER BY"):
			sorts = s
		}
	}
	if much {
		return sorts
	}
	return ""
}

// past reports whether a step goes over the rows of everybody along the index of
// an order.
func past(step string) bool {
	return strings.Contains(step, " USING ") && slices.ContainsFunc(strings.Fields(step), func(w string) bool {
		for _, table := range []string{"opportunity_", "customer_", "lead_", "task_"} {
			if order, ok := strings.CutPrefix(w, table); ok && !slices.Contains([]string{"owner", "department", "department_priority", "creator", "assignee", "ref"}, order) {
				return true
			}
		}
		return false
	})
}
