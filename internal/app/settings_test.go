package app_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
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
	all = append(all, bound(t, app.UsualTerms, (*app.Terms).Rules)...)
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
	for _, lang := range []string{"zh", "en"} {
		var texts struct {
			Rules struct{ Topic, Unit map[string]string }
		}
		raw, err := os.ReadFile("../../web/src/locales/" + lang + ".json")
		if err := errors.Join(err, json.Unmarshal(raw, &texts)); err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			unit := func(form string) bool { return texts.Rules.Unit[string(r.Unit)+form] != "" }
			if topic, _, _ := strings.Cut(r.Key, "."); texts.Rules.Topic[topic] == "" || !unit("") && (!unit("_one") || !unit("_other")) {
				t.Errorf("%s: the page has no head or no unit for %s", lang, r.Key)
			}
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

// TestTermsTakeEffect: what follows one module's event in another is due when the
// group says, from the change on.
func TestTermsTakeEffect(t *testing.T) {
	g := visit(t, fill(t))
	zone := time.FixedZone("CST", 8*60*60)
	today, c := workday.Today(g.app.DB.Now(), zone), workday.StateCouncil()
	type works struct {
		ID                           ref.ID
		Entity, Department, Customer struct{ ID ref.ID }
	}
	built := list[works](t, g, "gm", "/projects?limit=2&state=executing")
	due := func(p works) map[string]workday.Date {
		t.Helper()
		deal, node, contracted := ref.New(), ref.New(), ref.New()
		fact := project.Fact{ID: p.ID, Name: "厂房", Entity: p.Entity.ID, Dept: p.Department.ID, Customer: p.Customer.ID, Owner: demo.ID("zheng.pm"), State: project.Warranty}
		err := g.app.DB.Write(authz.With(t.Context(), authz.NewSystem("test")), func(tx *db.Tx) error {
			return errors.Join(tx.Note("test.terms", db.Subject{}, nil),
				tx.Emit(project.StateChanged{Fact: fact, CompletedOn: today}),
				tx.Emit(contract.Completed{Fact: contract.Fact{ID: contracted, Number: "HT-1", Entity: fact.Entity, Dept: fact.Dept, Owner: demo.ID("li.sales")}, AcceptedOn: today}),
				tx.Emit(billing.ValuationDue{NodeFact: billing.NodeFact{ID: node, Number: "HT-1", Entity: fact.Entity, Dept: fact.Dept, Owner: demo.ID("li.sales"), Manager: fact.Owner}, Period: "2026-11", On: today}),
				tx.Emit(pipeline.Clashed{Fact: pipeline.Fact{ID: deal, Name: "厂房", Entity: fact.Entity, Dept: fact.Dept, Owner: demo.ID("li.sales")}}))
		})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]workday.Date{}
		if err := g.app.DB.Read(authz.With(t.Context(), authz.NewSystem("test")), func(tx *db.Tx) error {
			return tx.Each("select code, due_at from task where ref_id in (?, ?, ?, ?) and code in ('task.clash', 'task.works_filing', 'task.settlement', 'task.valuation')", []any{p.ID, deal, node, contracted}, func(r db.Row) error {
				var code string
				var at time.Time
				err := r.Scan(&code, db.At(&at))
				out[code] = workday.Today(at, zone)
				return err
			})
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := func(clash, filing, settlement, valuation int) map[string]workday.Date {
		return map[string]workday.Date{"task.clash": c.AddWorkdays(today, clash), "task.works_filing": today.AddDays(filing), "task.settlement": today.AddDays(settlement), "task.valuation": c.AddWorkdays(today, valuation)}
	}
	if got := due(built[0]); !maps.Equal(got, want(2, 15, 28, 3)) {
		t.Errorf("as the product has it: %v", got)
	}
	for key, value := range map[string]int64{"opportunity.clash_days": 4, "completion.filing_days": 7, "completion.settlement_days": 60, "payment.valuation_days": 5} {
		if err := g.set(t, key, value); err != nil {
			t.Fatal(err)
		}
	}
	if got := due(built[1]); !maps.Equal(got, want(4, 7, 60, 5)) {
		t.Errorf("as the group has it: %v", got)
	}
	if err := g.set(t, "completion.filing_days", 16); err == nil {
		t.Error("filed later than the law allows")
	}
}
