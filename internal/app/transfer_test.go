package app_test

import (
	"net/http"
	"testing"

	"gongqiao/internal/app/demo"
)

// TestTheReportGoesWithTheDeal: the 48 hours run on, for whoever owns the
// opportunity now.
func TestTheReportGoesWithTheDeal(t *testing.T) {
	g := visit(t, fill(t))
	id := demo.ID("opportunity-鹭江环岛步道灯光提升")
	find := func(who string) (todo, bool) {
		for _, x := range list[todo](t, g, who, "/tasks?limit=1000&state=open&kind=needs_report&ref_id="+id.String()) {
			return x, true
		}
		return todo{}, false
	}
	before, ok := find("gm")
	if !ok || before.Assignee != demo.ID("li.sales") {
		t.Fatalf("before: %+v", before)
	}
	if err := g.ask("gm", http.MethodPost, "/opportunities/"+id.String()+"/transfer", map[string]any{"owner_id": demo.ID("wang.sales"), "reason": "区域调整"}, nil); err != nil {
		t.Fatal(err)
	}
	if x, ok := find("wang.sales"); !ok || x.Assignee != demo.ID("wang.sales") || !x.DueAt.Equal(before.DueAt) {
		t.Errorf("after: %+v, want it due at %v", x, before.DueAt)
	}
}
