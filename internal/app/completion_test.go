package app_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongqiao/internal/app/demo"
)

// TestAcceptedWorksAreFiledAndSettled: the demo's story went the whole way, so of
// each project whose works were accepted the filing is done, the contract knows,
// and the settlement was asked for.
func TestAcceptedWorksAreFiledAndSettled(t *testing.T) {
	g := visit(t, fill(t))
	for deal, settlement := range map[string]string{"黔岭服务区改造": "done", "津滨厂区道路": "done"} {
		project, contract := demo.ID("project-"+deal), demo.ID("contract-"+deal)
		filed := g.tasksOn(t, "zheng.pm", project)
		if x := filed["task.works_filing"]; x.State != "done" || x.Assignee != demo.ID("zheng.pm") {
			t.Errorf("%s: filing %+v", deal, x)
		}
		if x := filed["task.contract_completion"]; x.State != "done" {
			t.Errorf("%s: contract %+v", deal, x)
		}
		if x := g.tasksOn(t, "zhou.commercial", contract)["task.settlement"]; x.State != settlement {
			t.Errorf("%s: settlement %+v", deal, x)
		}
	}
}

// TestListsOfTheDemoShowTheLightsOfTheRecords: what the lists keep was judged by
// the round of the evening before, so nobody's first look meets two colours.
func TestListsOfTheDemoShowTheLightsOfTheRecords(t *testing.T) {
	g := visit(t, fill(t))
	type lit struct {
		ID, Name, Health string
		Lights           map[string]string
	}
	var list struct{ Items []lit }
	if err := g.ask("gm", http.MethodGet, "/projects?limit=100", nil, &list); err != nil || len(list.Items) < 10 {
		t.Fatalf("%d projects: %v", len(list.Items), err)
	}
	for _, kept := range list.Items {
		var now lit
		if err := g.ask("gm", http.MethodGet, "/projects/"+kept.ID, nil, &now); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(now, kept); diff != "" {
			t.Errorf("the list shows other lights than the record (-record +list):\n%s", diff)
		}
	}
}
