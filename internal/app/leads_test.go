package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
)

type todo struct {
	Code     string    `json:"code"`
	State    string    `json:"state"`
	DueAt    time.Time `json:"due_at"`
	Assignee ref.ID    `json:"assignee_id"`
	Ref      ref.Ref   `json:"ref"`
}

type notice struct {
	Key string  `json:"key"`
	Ref ref.Ref `json:"ref"`
}

func list[T any](t *testing.T, g *guest, who, path string) []T {
	t.Helper()
	var out struct{ Items []T }
	if err := g.ask(who, http.MethodGet, path, nil, &out); err != nil {
		t.Fatal(err)
	}
	return out.Items
}

// tasksOn returns the tasks about a record that somebody sees, by their code.
func (g *guest) tasksOn(t *testing.T, who string, on ref.ID) map[string]todo {
	t.Helper()
	out := map[string]todo{}
	for _, x := range list[todo](t, g, who, "/tasks?limit=1000&ref_id="+on.String()) {
		out[x.Code] = x
	}
	return out
}

// hears lets the worker run until somebody is told something of a kind, and opens
// what the notice links to as him.
func (g *guest) hears(t *testing.T, who, key string, page map[ref.Kind]string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	done := make(chan struct{})
	go func() { defer close(done); g.app.Work(ctx) }()
	defer func() { cancel(); <-done }()
	for ctx.Err() == nil {
		all := list[notice](t, g, who, "/notices?limit=1000")
		if i := slices.IndexFunc(all, func(n notice) bool { return n.Key == key }); i >= 0 {
			if err := g.ask(who, http.MethodGet, "/"+page[all[i].Ref.Kind]+"/"+all[i].Ref.ID.String(), nil, nil); err != nil {
				t.Errorf("%s was told %s and may not open it: %v", who, key, err)
			}
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%s was not told %s", who, key)
}

// TestALeadIsFollowedUp: a new lead waits for the sales manager, an assigned one
// for its owner, whose manager hears of it when he does not call.
func TestALeadIsFollowedUp(t *testing.T) {
	filled := fill(t)
	g := visit(t, filled)
	var made struct {
		ID      ref.ID
		Version int64
	}
	if err := g.ask("sun.manager", http.MethodPost, "/leads", map[string]any{"source": "exhibition", "company": "待分配实业有限公司", "mobile": "13900000001"}, &made); err != nil {
		t.Fatal(err)
	}
	near := func(due time.Time, hours int) bool {
		return due.Sub(g.app.DB.Now().Add(time.Duration(hours)*time.Hour)).Abs() < time.Minute
	}
	x, ok := g.tasksOn(t, "sun.manager", made.ID)["task.lead_assign"]
	if !ok || x.State != "open" || x.Assignee != demo.ID("sun.manager") || !near(x.DueAt, 4) {
		t.Errorf("a new lead: %+v", x)
	}
	if err := g.ask("sun.manager", http.MethodPost, "/leads/"+made.ID.String()+"/assign", map[string]any{"owner_id": demo.ID("li.sales")}, nil); err != nil {
		t.Fatal(err)
	}
	tasks := g.tasksOn(t, "li.sales", made.ID)
	if x := tasks["task.lead_assign"]; x.State != "done" {
		t.Errorf("an assigned lead still waits: %+v", x)
	}
	if x := tasks["task.lead_contact"]; x.State != "open" || x.Assignee != demo.ID("li.sales") || !near(x.DueAt, 24) {
		t.Errorf("an assigned lead: %+v", x)
	}
	pages := map[ref.Kind]string{"lead": "leads", "task": "tasks"}
	g.hears(t, "li.sales", "notice.lead.assigned", pages)

	if _, err := g.app.Tasks.RunDue(authz.With(t.Context(), authz.NewSystem("test"))); err != nil {
		t.Fatal(err)
	}
	for _, n := range list[notice](t, g, "sun.manager", "/notices?limit=1000") {
		if n.Key == "notice.task.breached" && n.Ref.ID == made.ID {
			t.Error("the manager was told within 24 hours")
		}
	}
	later := g.on(t, "2026-11-22")
	before := len(list[notice](t, later, "sun.manager", "/notices?limit=1000"))
	later.hears(t, "sun.manager", "notice.task.breached", pages)
	if after := len(list[notice](t, later, "sun.manager", "/notices?limit=1000")); after <= before {
		t.Errorf("%d notices, %d before", after, before)
	}
	body := map[string]any{"ref": map[string]any{"kind": "lead", "id": made.ID}, "kind": "call", "text": "电话沟通"}
	if err := later.ask("li.sales", http.MethodPost, "/activities", body, nil); err != nil {
		t.Fatal(err)
	}
	if x := later.tasksOn(t, "li.sales", made.ID)["task.lead_contact"]; x.State != "done" {
		t.Errorf("a lead that was called: %+v", x)
	}
}

// on opens the same installation on another day.
func (g *guest) on(t *testing.T, day string) *guest {
	t.Helper()
	dir := g.app.Config.Data
	if err := g.app.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), config.Config{Data: dir, Demo: true, Today: day, UploadLimit: 8 << 20, ImportLimit: 8 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	*g = guest{app: a, ops: a.API.Operations(), cookies: map[string]string{}}
	if g.handler, err = a.Handler(); err != nil {
		t.Fatal(err)
	}
	return g
}
