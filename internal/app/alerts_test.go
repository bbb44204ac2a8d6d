package app_test

import (
	"maps"
	"testing"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/read/insight"
)

// TestManagersHearOfDelaysAndSilence: exactly those running projects whose
// forecast lies too far behind the baseline, and those whose customer was asked
// three working days ago, as the lists show them.
func TestManagersHearOfDelaysAndSilence(t *testing.T) {
	g := visit(t, fill(t))
	told := map[string]map[ref.ID]int64{insight.Slipped: {}, insight.Unconfirmed: {}}
	db.React(g.app.DB, "test", func(_ *db.Tx, e insight.ProjectAlert) error {
		if told[e.Code] != nil {
			told[e.Code][e.Project] = e.Days
		}
		return nil
	})
	if _, err := g.app.Insight.Alert(authz.With(t.Context(), authz.NewSystem("test"))); err != nil {
		t.Fatal(err)
	}
	c, today := workday.StateCouncil(), workday.Today(g.app.DB.Now(), time.FixedZone("CST", 8*60*60))
	type project struct {
		ID       ref.ID       `json:"id"`
		Baseline workday.Date `json:"baseline_finish"`
		Forecast workday.Date `json:"forecast_finish"`
	}
	slipped, running := map[ref.ID]int64{}, map[ref.ID]bool{}
	for _, p := range list[project](t, g, "gm", "/projects?limit=1000&state="+insight.Running) {
		running[p.ID] = true
		if days := int64(c.Index(p.Forecast) - c.Index(p.Baseline)); !p.Baseline.IsZero() && days > 5 {
			slipped[p.ID] = days
		}
	}
	type milestone struct {
		Project struct {
			ID ref.ID `json:"id"`
		} `json:"project"`
		Asked workday.Date `json:"asked_on"`
	}
	silent := map[ref.ID]int64{}
	for _, m := range list[milestone](t, g, "gm", "/milestones?limit=1000&state=awaiting_customer") {
		if days := int64(c.WorkdaysBetween(m.Asked.AddDays(1), today)); days >= 3 && running[m.Project.ID] {
			silent[m.Project.ID] = max(silent[m.Project.ID], days)
		}
	}
	if !maps.Equal(told[insight.Slipped], slipped) || len(slipped) == 0 {
		t.Errorf("behind: told %v, want %v", told[insight.Slipped], slipped)
	}
	if !maps.Equal(told[insight.Unconfirmed], silent) {
		t.Errorf("unanswered: told %v, want %v", told[insight.Unconfirmed], silent)
	}
}
