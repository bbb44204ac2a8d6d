package app_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"testing"
	"time"

	"gongqiao/internal/platform/db"
)

// TestTheStoryStandsWhereItStands compares the demo group with what the pages
// are designed for.
func TestTheStoryStandsWhereItStands(t *testing.T) {
	g := visit(t, fill(t))
	cookie, err := g.signIn("gm")
	if err != nil {
		t.Fatal(err)
	}
	counted := func(path, field string) (states map[string]int, total, weighted int64) {
		var list struct {
			Items []map[string]any
		}
		if err := json.Unmarshal(g.do(http.MethodGet, path, "", cookie, nil).Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		states = map[string]int{}
		amount := func(x any) int64 {
			m, _ := x.(map[string]any)
			n, _ := m["amount"].(float64)
			return int64(n)
		}
		for _, x := range list.Items {
			s, _ := x[field].(string)
			states[s]++
			total, weighted = total+amount(x["amount"]), weighted+amount(x["weighted"])
		}
		return states, total, weighted
	}
	stages, total, weighted := counted("/opportunities?outcome=open&limit=1000", "stage")
	if want := map[string]int{"intent": 31, "negotiation": 22, "quotation": 14, "signing": 6}; !maps.Equal(stages, want) || total != 120_530_000_000 || weighted != 42_685_000_000 {
		t.Errorf("open opportunities: %v, %d, %d", stages, total, weighted)
	}
	for path, want := range map[string][]string{
		"/leads?limit=1000":     {"new", "assigned", "contacted", "qualified", "converted", "disqualified", "recycled"},
		"/handovers?limit=1000": {"draft", "rework", "signing", "signed", "transition", "accepted"},
		"/contracts?limit=1000": {"draft", "reviewing", "approving", "signing", "in_force", "completed", "settled"},
		"/invoices?limit=1000":  {"requested", "checking", "approved", "issuing", "issued", "delivered"},
	} {
		field := "state"
		if path == "/leads?limit=1000" {
			field = "status"
		}
		states, _, _ := counted(path, field)
		for _, s := range want {
			if states[s] == 0 {
				t.Errorf("%s: nothing is %s: %v", path, s, states)
			}
		}
	}
	g.managersReadTheirContracts(t)
	before, began := g.audited(t), time.Now()
	if err := g.app.FillDemo(t.Context(), io.Discard); err != nil || g.audited(t) != before || time.Since(began) > time.Second {
		t.Errorf("a second filling took %s and left %d audit records: %v", time.Since(began), g.audited(t)-before, err)
	}
}

// The first hours of a day are no later than the story's morning, which was
// yesterday then; the last hours are those of the evening it was written in.
func TestTheDemoGroupIsFilledInAtAnyHour(t *testing.T) {
	for _, hour := range []string{"00:00", "00:20", "08:36", "08:37", "23:59"} {
		t.Run(hour, func(t *testing.T) {
			t.Parallel()
			a := start(t, t.TempDir())
			at, err := time.ParseInLocation("2006-01-02 15:04", today+" "+hour, time.FixedZone("CST", 8*3600))
			if err != nil {
				t.Fatal(err)
			}
			a.Travel(at)
			if err := a.FillDemo(t.Context(), io.Discard); err != nil {
				t.Error(err)
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// managersReadTheirContracts follows the project manager from each of his
// projects to its contract: some projects were born before theirs.
func (g *guest) managersReadTheirContracts(t *testing.T) {
	t.Helper()
	cookie, err := g.signIn("zheng.pm")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Items []struct {
			Name       string
			ContractID string `json:"contract_id"`
		}
	}
	if err := json.Unmarshal(g.do(http.MethodGet, "/projects?limit=100", "", cookie, nil).Body.Bytes(), &list); err != nil || len(list.Items) == 0 {
		t.Fatalf("%d projects: %v", len(list.Items), err)
	}
	for _, p := range list.Items {
		if p.ContractID == "" {
			continue
		}
		if rec := g.do(http.MethodGet, "/contracts/"+p.ContractID, "", cookie, nil); rec.Code != http.StatusOK {
			t.Errorf("the manager of %s does not read its contract: %d", p.Name, rec.Code)
		}
	}
}

// audited counts the audit log, in which every change stands.
func (g *guest) audited(t *testing.T) (n int) {
	t.Helper()
	err := g.app.DB.Peek(t.Context(), func(tx *db.Tx) error { return tx.One("select count(*) from audit_record", nil, &n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
