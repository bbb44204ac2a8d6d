package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// bound checks that each rule of a module moves one field of its policy, and
// not the field of another rule.
func bound[P any](t *testing.T, usual func() P, rules func(*P) []setting.Rule) (all []setting.Rule) {
	t.Helper()
	first := usual()
	all = rules(&first)
	for i, r := range all {
		p := usual()
		some := rules(&p)
		other := r.Min
		if other == some[i].Get() {
			other = r.Max
		}
		some[i].Put(other)
		if some[i].Get() != other {
			t.Errorf("%s: put %d, got %d", r.Key, other, some[i].Get())
		}
		moved := 0
		for j := range all {
			if some[j].Get() != all[j].Get() {
				moved++
			}
		}
		if moved != 1 {
			t.Errorf("%s: %d rules moved", r.Key, moved)
		}
	}
	return all
}

// TestRulesAreSound: what the product brings lies within its bounds and in order,
// every rule has a field of its own, and people can read what it says.
func TestRulesAreSound(t *testing.T) {
	var all []setting.Rule
	all = append(all, bound(t, pipeline.Defaults, (*pipeline.Policy).Rules)...)
	all = append(all, bound(t, customer.Defaults, (*customer.Policy).Rules)...)
	all = append(all, bound(t, quote.Defaults, (*quote.Policy).Rules)...)
	all = append(all, bound(t, approval.Defaults, (*approval.Policy).Rules)...)
	all = append(all, bound(t, contract.Defaults, (*contract.Policy).Rules)...)
	all = append(all, bound(t, handover.Defaults, (*handover.Policy).Rules)...)
	all = append(all, bound(t, project.Defaults, (*project.Policy).Rules)...)
	all = append(all, bound(t, billing.Usual, (*billing.Policy).Rules)...)
	all = append(all, bound(t, collection.Defaults, (*collection.Policy).Rules)...)
	all = append(all, bound(t, service.Defaults, (*service.Policy).Rules)...)
	byKey := map[string]setting.Rule{}
	for _, r := range all {
		if _, twice := byKey[r.Key]; twice || strings.Count(r.Key, ".") != 1 {
			t.Errorf("key %s", r.Key)
		}
		byKey[r.Key] = r
		if v := r.Get(); v < r.Min || v > r.Max || r.Min >= r.Max {
			t.Errorf("%s: %d is not within %d and %d", r.Key, v, r.Min, r.Max)
		}
		if r.ZH == "" || r.EN == "" || r.ZH == r.EN {
			t.Errorf("%s has no names", r.Key)
		}
	}
	for _, r := range all {
		if over, known := byKey[r.Under]; r.Under != "" && (!known || r.Get() >= over.Get() || over.Unit != r.Unit) {
			t.Errorf("%s is not below %s", r.Key, r.Under)
		}
	}
	shown, err := start(t, t.TempDir()).Settings.List(authz.With(t.Context(), authz.NewSystem("test")))
	if err != nil || len(shown) != len(all) {
		t.Errorf("%d rules are shown of %d: %v", len(shown), len(all), err)
	}
}

type rule struct {
	ID    ref.ID `json:"id"`
	Key   string `json:"key"`
	Value int64  `json:"value"`
	Set   bool   `json:"set"`
}

// TestARuleTakesEffect: what the administrator sets counts for the next lead, and
// not for the one that waits already.
func TestARuleTakesEffect(t *testing.T) {
	g := visit(t, fill(t))
	lead := func(company string) (id ref.ID) {
		t.Helper()
		var made struct{ ID ref.ID }
		if err := g.ask("sun.manager", http.MethodPost, "/leads", map[string]any{"source": "exhibition", "company": company, "mobile": "13900000001"}, &made); err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	hours := func(id ref.ID) int {
		return int(g.tasksOn(t, "sun.manager", id)["task.lead_assign"].DueAt.Sub(g.app.DB.Now()).Round(time.Hour) / time.Hour)
	}
	before := lead("先到实业有限公司")
	for _, r := range list[rule](t, g, "admin", "/settings") {
		if r.Key == "lead.assign_within" {
			if err := g.ask("admin", http.MethodPatch, "/settings/"+r.ID.String(), map[string]any{"value": 9, "reason": "例会决定"}, &r); err != nil || r.Value != 9 || !r.Set {
				t.Fatalf("%+v: %v", r, err)
			}
		}
	}
	after := lead("后到实业有限公司")
	if hours(before) != 4 || hours(after) != 9 {
		t.Errorf("the lead before waits %d hours, the one after %d", hours(before), hours(after))
	}
	if err := g.ask("li.sales", http.MethodGet, "/settings", nil, nil); err == nil {
		t.Error("a salesperson reads the rules")
	}
}

// set changes a rule.
func (g *guest) set(t *testing.T, key string, value int64) error {
	t.Helper()
	for _, r := range list[rule](t, g, "admin", "/settings") {
		if r.Key == key {
			return g.ask("admin", http.MethodPatch, "/settings/"+r.ID.String(), map[string]any{"value": value, "reason": "例会决定"}, &r)
		}
	}
	t.Fatalf("no rule %s", key)
	return nil
}

// quoted is what the list of the offers that are out comes to for somebody, and
// what the sums beside it say.
func (g *guest) quoted(t *testing.T, who string) (listed, summed int64) {
	t.Helper()
	var page struct{ Sums map[string]int64 }
	var sums struct {
		Stages []struct {
			Stage    string
			Weighted struct{ Amount int64 }
		}
	}
	if err := g.ask(who, http.MethodGet, "/opportunities?limit=1&total=true&outcome=open&stage=quotation", nil, &page); err != nil {
		t.Fatal(err)
	}
	if err := g.ask(who, http.MethodGet, "/opportunities/summary", nil, &sums); err != nil {
		t.Fatal(err)
	}
	for _, s := range sums.Stages {
		if s.Stage == "quotation" {
			summed = s.Weighted.Amount
		}
	}
	return page.Sums["weighted"], summed
}

// TestOpenDealsFollowTheProbability: lists and sums show what the administrator
// set, to whoever looks.
func TestOpenDealsFollowTheProbability(t *testing.T) {
	g := visit(t, fill(t))
	system := authz.With(t.Context(), authz.NewSystem("test"))
	revalue := func() {
		t.Helper()
		for range 2 {
			if _, err := g.app.Pipeline.Revalue(system); err != nil {
				t.Fatal(err)
			}
			g.app.Travel(g.app.DB.Now().Add(11 * time.Second))
		}
	}
	revalue()
	whole, _ := g.quoted(t, "gm")
	if err := g.set(t, "probability.quotation", 80); err == nil {
		t.Error("an offer is as good as signed")
	}
	if err := g.set(t, "probability.quotation", 30); err == nil {
		t.Error("an offer is worth no more than a talk")
	}
	if err := g.set(t, "probability.quotation", 45); err != nil {
		t.Fatal(err)
	}
	revalue()
	for _, who := range []string{"gm", "tang.leader", "sun.manager", "li.sales"} {
		listed, summed := g.quoted(t, who)
		if listed != summed || who == "gm" && (whole == 0 || listed != whole*45/60) {
			t.Errorf("%s: the list %d, the sums %d; at 60 %% the whole was %d", who, listed, summed, whole)
		}
	}
}
