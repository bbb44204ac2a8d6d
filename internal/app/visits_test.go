package app_test

import (
	"testing"

	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/ref"
)

// TestAFirstVisitIsOne: where the demo's story of an opportunity tells of a first
// visit, it is marked as one, and the opportunity knows it.
func TestAFirstVisitIsOne(t *testing.T) {
	g := visit(t, fill(t))
	id := demo.ID("opportunity-秦川数据中心B区机电")
	type logged struct {
		Kind       string `json:"kind"`
		FirstVisit bool   `json:"first_visit"`
	}
	first := 0
	for _, a := range list[logged](t, g, "gm", "/activities?limit=200&ref_kind=opportunity&ref_id="+id.String()) {
		if a.FirstVisit {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d first visits", first)
	}
	type deal struct {
		ID         ref.ID  `json:"id"`
		FirstVisit *string `json:"first_visit_at"`
		Submitted  *string `json:"report_submitted_at"`
	}
	for _, o := range list[deal](t, g, "gm", "/opportunities?outcome=open&limit=1000") {
		if o.FirstVisit == nil {
			t.Errorf("%v was visited, and does not know it", o.ID)
		}
	}
}
