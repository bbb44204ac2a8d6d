package app_test

import (
	"net/http"
	"testing"
	"time"

	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// TestAClashIsDecided: who chases a project that somebody else chases too gets a
// ruling of his sales manager within two working days; once the deal is struck
// out nobody waits for it.
func TestAClashIsDecided(t *testing.T) {
	g := visit(t, fill(t))
	zone := time.FixedZone("CST", 8*60*60)
	body := map[string]any{"customer_id": demo.ID("org-12"), "name": "甬江冷链二期制冷机房", "amount": money.CNY(3_000_000_00), "expected_sign_date": workday.Today(g.app.DB.Now(), zone).AddDays(40), "source": "referral"}
	var first, second struct {
		ID      ref.ID
		Version int64
	}
	for _, made := range []any{&first, &second} {
		if err := g.ask("li.sales", http.MethodPost, "/opportunities", body, made); err != nil {
			t.Fatal(err)
		}
	}
	if x := g.tasksOn(t, "sun.manager", first.ID)["task.clash"]; x.State != "" {
		t.Errorf("the first: %+v", x)
	}
	x := g.tasksOn(t, "sun.manager", second.ID)["task.clash"]
	if x.State != "open" || x.Assignee != demo.ID("sun.manager") {
		t.Fatalf("the second: %+v", x)
	}
	now := g.app.DB.Now()
	if got, want := workday.Today(x.DueAt, zone), workday.StateCouncil().AddWorkdays(workday.Today(now, zone), 2); got != want {
		t.Errorf("due on %v, want %v", got, want)
	}
	if err := g.ask("sun.manager", http.MethodPost, "/opportunities/"+second.ID.String()+"/void", map[string]any{"reason": "duplicate"}, nil); err != nil {
		t.Fatal(err)
	}
	if x := g.tasksOn(t, "sun.manager", second.ID)["task.clash"]; x.State != "cancelled" {
		t.Errorf("struck out: %+v", x)
	}
}
