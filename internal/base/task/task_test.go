package task_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

func TestCreateIsForThoseWhoWorkOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		body := map[string]any{"ref": thing, "title": "prepare the statement", "assignee_id": eve.ID, "due_at": noon.Add(time.Hour), "reminders": []task.Offset{{Hours: 1}, {Workdays: 2}}}
		wantAnswer(t, w.call(t, nil, "POST", "/tasks", body), 401, "auth.required")
		wantAnswer(t, w.call(t, eve, "POST", "/tasks", body), 422, "task.record_unknown")
		wantAnswer(t, w.call(t, guest, "POST", "/tasks", body), 403, "auth.forbidden")
		if n := w.count(t, "select count(*) from task"); n != 0 {
			t.Fatalf("refusals left %d tasks", n)
		}
		res := w.call(t, ann, "POST", "/tasks", body, "Idempotency-Key", "task-0001")
		w.call(t, ann, "POST", "/tasks", body, "Idempotency-Key", "task-0001")
		var got task.View
		if err := json.Unmarshal(res.Body.Bytes(), &got); err != nil || res.Code != 201 {
			t.Fatalf("answer %d %s %v", res.Code, res.Body, err)
		}
		if *got.Ref != thing || got.Assignee != "eve" || got.Creator != "ann" || got.State != task.Open || got.Kind != task.Todo || got.Priority != "normal" || got.OwnerID != ann.ID || len(got.Reminders) != 2 {
			t.Errorf("stored %+v", got)
		}
		if !slices.Equal(got.Actions, []string{"update", "cancel", "snooze"}) {
			t.Errorf("who gave it may %v", got.Actions)
		}
		if got := w.events(t); !slices.Equal(got, []string{"task.assigned"}) {
			t.Errorf("events %v", got)
		}
	})
}

func TestCreateChecksWhatItIsGiven(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for name, tc := range map[string]struct {
			change func(*task.Draft)
			code   string
			field  string
		}{
			"no title":       {func(d *task.Draft) { d.Title = " " }, "input.invalid", "title"},
			"no time":        {func(d *task.Draft) { d.DueAt = time.Time{} }, "input.invalid", "due_at"},
			"kind":           {func(d *task.Draft) { d.Kind = "dance" }, "input.invalid", "kind"},
			"priority":       {func(d *task.Draft) { d.Priority = "now" }, "input.invalid", "priority"},
			"two units":      {func(d *task.Draft) { d.Reminders = []task.Offset{{Hours: 1, Workdays: 1}} }, "input.invalid", "reminders"},
			"negative":       {func(d *task.Draft) { d.Reminders = []task.Offset{{Hours: -1}} }, "input.invalid", "reminders"},
			"too many":       {func(d *task.Draft) { d.Reminders = make([]task.Offset, task.MaxReminders+1) }, "input.invalid", "reminders"},
			"nobody":         {func(d *task.Draft) { d.AssigneeID = ref.Nil }, "task.person_unknown", "assignee_id"},
			"unknown person": {func(d *task.Draft) { d.AssigneeID = ref.New() }, "task.person_unknown", "assignee_id"},
		} {
			d := note(ann)
			tc.change(&d)
			_, err := w.Create(as(t, ann), ref.Nil, thing, d)
			if f := fault.As(err); f == nil || f.Code != tc.code || len(f.Fields) != 1 || f.Fields[0].Path != tc.field {
				t.Errorf("%s: %v, want %s at %s", name, err, tc.code, tc.field)
			}
		}
	})
}

// Each verb against nobody, a stranger, a reader of the record, who gave the
// task, who is to do it, and who manages the tasks of the record.
func TestVerbsAreForWhomTheyConcern(t *testing.T) {
	who := map[string]*authz.Actor{"nobody": nil, "stranger": eve, "reader": guest, "colleague": carl, "giver": ann, "assignee": carl, "manager": boss}
	body := map[string]any{"update": map[string]any{"note": "see file"}, "done": map[string]any{"result": "agreed"}, "cancel": map[string]any{"reason": "moved"}, "snooze": map[string]any{"due_at": noon.Add(72 * time.Hour)}}
	want := map[string]map[string]int{
		"update": {"nobody": 401, "stranger": 404, "reader": 403, "colleague": 403, "giver": 200, "assignee": 200, "manager": 200},
		"done":   {"nobody": 401, "stranger": 404, "reader": 403, "colleague": 403, "giver": 403, "assignee": 200, "manager": 200},
		"cancel": {"nobody": 401, "stranger": 404, "reader": 403, "colleague": 403, "giver": 200, "assignee": 403, "manager": 200},
		"snooze": {"nobody": 401, "stranger": 404, "reader": 403, "colleague": 403, "giver": 200, "assignee": 200, "manager": 200},
	}
	each(t, func(t *testing.T, w *world) {
		for verb, row := range want {
			for name, status := range row {
				d := note(boss)
				if name == "assignee" {
					d.AssigneeID = carl.ID
				}
				id := w.mustCreate(t, ann, thing, d)
				method, path := "POST", "/tasks/"+id.String()+"/"+verb
				if verb == "update" {
					method, path = "PATCH", "/tasks/"+id.String()
				}
				res := w.call(t, who[name], method, path, body[verb], "If-Match", `"1"`)
				if res.Code != status {
					t.Errorf("%s by %s: %d %s, want %d", verb, name, res.Code, res.Body, status)
				}
				v := w.mustGet(t, id)
				if changed := v.Version == 2; changed != (status == 200) {
					t.Errorf("%s by %s: answered %d and changed: %v", verb, name, status, changed)
				}
				if name == "manager" || name == "nobody" || name == "stranger" {
					continue
				}
				seen, err := w.Get(as(t, who[name]), w.mustCreate(t, ann, thing, d))
				if err != nil || slices.Contains(seen.Actions, verb) != (status == 200) {
					t.Errorf("%s by %s: actions %v, %v", verb, name, seen.Actions, err)
				}
			}
		}
		id := w.mustCreate(t, ann, thing, note(ann))
		wantAnswer(t, w.call(t, ann, "POST", "/tasks/"+id.String()+"/done", body["done"]), 428, "precondition.required")
		wantAnswer(t, w.call(t, ann, "POST", "/tasks/"+id.String()+"/done", body["done"], "If-Match", `"9"`), 412, "store.stale")
		wantAnswer(t, w.call(t, ann, "POST", "/tasks/"+id.String()+"/snooze", map[string]any{"due_at": noon}, "If-Match", `"1"`), 422, "in_past")
	})
}

// What people write on a task may tell of its record: a result says why a quote
// went back. Who may not read the record, and has no part in the task, reads none.
func TestOnlookersReadNothingThatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := note(carl)
		d.Note = "ask for a lower price"
		id := w.mustCreate(t, ann, thing, d)
		if err := w.Finish(as(t, carl), id, 1, "margin below 8 %"); err != nil {
			t.Fatal(err)
		}
		for who, told := range map[*authz.Actor]bool{clerk: false, boss: true, ann: true, carl: true} {
			for _, path := range []string{"/tasks/" + id.String(), "/tasks?state=done"} {
				a := w.call(t, who, "GET", path, nil)
				for _, text := range []string{"margin below", "lower price"} {
					if got := strings.Contains(a.Body.String(), text); got != told || a.Code != 200 {
						t.Errorf("%s at %s: %d, told %q: %v", who.Name, path, a.Code, text, got)
					}
				}
			}
		}
	})
}

func TestAssigneeSeesHisTaskButNotItsRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustCreate(t, ann, thing, note(eve))
		wantAnswer(t, w.call(t, eve, "GET", "/tasks/"+id.String(), nil), 200, "prepare the statement")
		for _, path := range []string{"/tasks/" + id.String(), "/tasks?assignee_id=" + eve.ID.String()} {
			for who, shown := range map[*authz.Actor]bool{eve: false, boss: true} {
				a := w.call(t, who, "GET", path, nil)
				if got := strings.Contains(a.Body.String(), thing.ID.String()) && strings.Contains(a.Body.String(), "Luzhou plant"); got != shown || a.Code != 200 {
					t.Errorf("%s at %s: %d, record shown %v: %s", who.Name, path, a.Code, got, a.Body)
				}
			}
		}
		other := w.mustCreate(t, ann, thing, note(ann))
		wantAnswer(t, w.call(t, eve, "GET", "/tasks/"+other.String(), nil), 404, "task.not_found")
		wantAnswer(t, w.call(t, nil, "GET", "/tasks/"+other.String(), nil), 401, "auth.required")
		wantAnswer(t, w.call(t, guest, "GET", "/tasks/"+other.String(), nil), 200, "prepare the statement")
		own, err := w.Create(as(t, eve), ref.Nil, ref.Ref{}, note(eve))
		if err != nil {
			t.Fatal(err)
		}
		wantAnswer(t, w.call(t, ann, "GET", "/tasks/"+own.String(), nil), 404, "task.not_found")
		if v := w.mustGet(t, own); v.Ref != nil || v.OwnerID != eve.ID {
			t.Errorf("a task of her own: %+v", v)
		}
	})
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		late, soon := note(eve), note(ann)
		late.DueAt, soon.DueAt = noon.Add(48*time.Hour), noon.Add(time.Hour)
		forEve, forAnn := w.mustCreate(t, ann, thing, late), w.mustCreate(t, ann, thing, soon)
		hers := w.mustCreate(t, eve, theirs, note(eve))
		for _, tc := range []struct {
			who   *authz.Actor
			query string
			want  []ref.ID
		}{
			{ann, "", []ref.ID{forAnn, forEve}},
			{carl, "", []ref.ID{forAnn, forEve}},
			{eve, "", []ref.ID{hers}},
			{eve, "assignee_id=" + eve.ID.String(), []ref.ID{hers, forEve}},
			{ann, "assignee_id=" + eve.ID.String(), []ref.ID{}},
			{ann, "assignee_id=" + ann.ID.String() + "&state=open", []ref.ID{forAnn}},
			{ann, "assignee_id=" + ann.ID.String() + "&state=done", []ref.ID{}},
			{ann, "created_by=" + ann.ID.String(), []ref.ID{forAnn, forEve}},
			{eve, "created_by=" + ann.ID.String(), []ref.ID{}},
			{boss, "sort=-due_at", []ref.ID{forEve, hers, forAnn}},
			{boss, "assignee_id=" + eve.ID.String() + "&created_by=" + ann.ID.String(), []ref.ID{forEve}},
			{boss, "ref_id=" + theirs.ID.String(), []ref.ID{hers}},
			{boss, "title.contains=STATEMENT&due_at.lt=2026-11-20T06:00:00Z", []ref.ID{forAnn}},
		} {
			res := w.call(t, tc.who, "GET", "/tasks?"+tc.query, nil)
			var p db.Page[task.View]
			if err := json.Unmarshal(res.Body.Bytes(), &p); err != nil || res.Code != 200 {
				t.Fatalf("%s ?%s: %d %s", tc.who.Name, tc.query, res.Code, res.Body)
			}
			got := []ref.ID{}
			for _, v := range p.Items {
				got = append(got, v.ID)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s ?%s: %v, want %v", tc.who.Name, tc.query, got, tc.want)
			}
		}
		wantAnswer(t, w.call(t, nil, "GET", "/tasks", nil), 401, "auth.required")
	})
}

func TestHandingOnTellsTheNextPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustCreate(t, ann, thing, note(ann))
		if err := w.Update(as(t, ann), id, 1, func(d *task.Draft) { d.AssigneeID = eve.ID }); err != nil {
			t.Fatal(err)
		}
		if got := w.events(t); !slices.Equal(got, []string{"task.assigned", "task.assigned"}) {
			t.Errorf("events %v", got)
		}
		if err := w.Update(as(t, ann), id, 2, func(d *task.Draft) { d.AssigneeID = ref.New() }); !errors.Is(err, task.ErrPerson) {
			t.Errorf("to nobody: %v", err)
		}
	})
}

// A task is open, and then closed for good: whatever is tried in whatever
// order, it never leaves done or cancelled.
func TestStatesFollowTheTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(rt *rapid.T) {
			id, err := w.Create(as(t, ann), ref.Nil, thing, note(ann))
			if err != nil {
				rt.Fatal(err)
			}
			state, version := task.Open, int64(1)
			for range rapid.IntRange(1, 5).Draw(rt, "steps") {
				verb := rapid.SampledFrom([]string{"done", "cancel", "snooze", "update"}).Draw(rt, "verb")
				err := map[string]func() error{
					"done":   func() error { return w.Finish(as(t, ann), id, version, "ok") },
					"cancel": func() error { return w.Cancel(as(t, ann), id, version, "no need") },
					"snooze": func() error { return w.Snooze(as(t, ann), id, version, noon.Add(time.Hour)) },
					"update": func() error { return w.Update(as(t, ann), id, version, func(d *task.Draft) { d.Note = verb }) },
				}[verb]()
				if (err == nil) != (state == task.Open) || err != nil && !errors.Is(err, task.ErrClosed) {
					rt.Fatalf("%s when %s: %v", verb, state, err)
				}
				if err != nil {
					continue
				}
				version++
				state = map[string]task.State{"done": task.Done, "cancel": task.Cancelled, "snooze": task.Open, "update": task.Open}[verb]
				if v := w.mustGet(t, id); v.State != state || (v.ClosedAt == nil) != (state == task.Open) {
					rt.Fatalf("after %s: %+v", verb, v)
				}
			}
		})
	})
}

func made() task.Made {
	return task.Made{Key: "needs_report/1", On: db.Subject{Ref: thing, Label: "Luzhou plant", Entity: entity}, Scope: annsScope, Kind: task.NeedsReport, Title: "需求分析报告",
		Code: "task.needs_report", Params: map[string]any{"hours": 48}, Assignee: ann.ID, EscalateTo: boss.ID, Fixed: true, Clock: &task.Clock{Start: noon, Hours: 48, Marks: []int{24, 44}}}
}

func TestModulesMakeATaskOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustMake(t, made())
		if again := w.mustMake(t, made()); again != id {
			t.Errorf("a second task for one key")
		}
		v := w.mustGet(t, id)
		if !v.StartedAt.Equal(noon) || !v.DueAt.Equal(noon.Add(48*time.Hour)) || !slices.Equal(v.Reminders, []task.Offset{{Hours: 24}, {Hours: 4}}) || !v.Fixed || v.EscalateTo != boss.ID || v.Code != "task.needs_report" {
			t.Errorf("made %+v", v)
		}
		var closed bool
		w.module(t, func(tx *db.Tx) (err error) { closed, err = w.DoneTx(tx, "needs_report/1", "report 3"); return err })
		if v := w.mustGet(t, id); !closed || v.State != task.Done || v.Result != "report 3" || !v.OnTime {
			t.Errorf("closed %v: %+v", closed, v)
		}
		for _, key := range []string{"needs_report/1", "nothing/1"} {
			w.module(t, func(tx *db.Tx) (err error) { closed, err = w.CancelTx(tx, key, "lost"); return err })
			if closed {
				t.Errorf("%s was closed again", key)
			}
		}
		if again := w.mustMake(t, made()); again != id || w.mustGet(t, id).State != task.Done {
			t.Error("a closed task came back")
		}
	})
}

func TestFixedTasksFollowTheirModule(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustMake(t, made())
		for name, err := range map[string]error{
			"done":   w.Finish(as(t, ann), id, 1, "trust me"),
			"snooze": w.Snooze(as(t, boss), id, 1, noon.Add(100*time.Hour)),
			"date":   w.Update(as(t, boss), id, 1, func(d *task.Draft) { d.DueAt = noon.Add(100 * time.Hour) }),
			"quiet":  w.Update(as(t, ann), id, 1, func(d *task.Draft) { d.Reminders = nil }),
		} {
			if !errors.Is(err, task.ErrFixed) {
				t.Errorf("%s: %v, want ErrFixed", name, err)
			}
		}
		if err := w.Cancel(as(t, ann), id, 1, "no"); !errors.Is(err, authz.ErrForbidden) {
			t.Errorf("cancelled by its assignee: %v", err)
		}
		if err := w.Update(as(t, boss), id, 1, func(d *task.Draft) { d.AssigneeID = carl.ID }); err != nil {
			t.Errorf("handed on by a manager: %v", err)
		}
		if err := w.Cancel(as(t, boss), id, 2, "test data"); err != nil {
			t.Errorf("cancelled by a manager: %v", err)
		}
	})
}

func TestTasksMoveWithTheirRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustMake(t, made())
		w.module(t, func(tx *db.Tx) error { return w.RescopeTx(tx, thing, evesScope) })
		if err := w.Visible(as(t, eve), id); err != nil {
			t.Errorf("the new owner: %v", err)
		}
		if err := w.Visible(as(t, carl), id); !errors.Is(err, task.ErrNotFound) {
			t.Errorf("the old department: %v", err)
		}
		if err := w.Visible(as(t, ann), id); err != nil {
			t.Errorf("who is to do it: %v", err)
		}
	})
}

// A successor gets what modules asked of his predecessor on the record, with its
// clock; what people gave the one, what is closed, and other records stay.
func TestASuccessorIsAskedInstead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		asked := w.mustMake(t, made())
		closed := made()
		closed.Key = "needs_report/closed"
		done := w.mustMake(t, closed)
		w.module(t, func(tx *db.Tx) error { _, err := w.DoneTx(tx, closed.Key, ""); return err })
		elsewhere := made()
		elsewhere.Key, elsewhere.On.Ref = "needs_report/elsewhere", theirs
		other := w.mustMake(t, elsewhere)
		given, err := w.Create(as(t, boss), ref.Nil, thing, task.Draft{Title: "call them", Kind: task.Call, Priority: "normal", AssigneeID: ann.ID, DueAt: noon.Add(24 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // hearing it again changes nothing
			w.module(t, func(tx *db.Tx) error { return w.HandOnTx(tx, ann.ID, carl.ID, thing.ID) })
		}
		w.module(t, func(tx *db.Tx) error { return w.HandOnTx(tx, ann.ID, ref.Nil, thing.ID) })
		for id, want := range map[ref.ID]ref.ID{asked: carl.ID, done: ann.ID, other: ann.ID, given: ann.ID} {
			if n := w.count(t, "select count(*) from task where id = ? and assignee_id = ?", id, want); n != 1 {
				t.Errorf("%v is not asked of %v", id, want)
			}
		}
		if n := w.count(t, "select count(*) from task_signal where task_id = ? and sent_at is null", asked); n != 3 {
			t.Errorf("%d signals, want two reminders and the breach", n)
		}
		if n := w.count(t, "select version from task where id = ?", asked); n != 2 {
			t.Errorf("version %d", n)
		}
	})
}

func TestNextStepsBecomeTasks(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		step := task.NextStep{Activity: ref.New(), On: db.Subject{Ref: thing, Label: "Luzhou plant", Entity: entity}, Scope: annsScope, By: ann.ID, Text: "send the offer", At: noon.Add(5 * time.Hour)}
		for range 2 {
			w.module(t, func(tx *db.Tx) error { return w.OnNextStep(tx, step) })
		}
		silent := step
		silent.Activity, silent.At = ref.New(), time.Time{}
		w.module(t, func(tx *db.Tx) error { return w.OnNextStep(tx, silent) })
		if n := w.count(t, "select count(*) from task where title = 'send the offer' and assignee_id = ?", ann.ID); n != 1 {
			t.Fatalf("%d tasks, want one", n)
		}
		w.module(t, func(tx *db.Tx) error { return w.OnActivityVoided(tx, step.Activity) })
		if n := w.count(t, "select count(*) from task where state = 'cancelled'"); n != 1 {
			t.Error("the next step of a voided activity stayed open")
		}
	})
}
