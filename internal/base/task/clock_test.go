package task_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

const second = time.Second

// The 48 hours after a first visit, to the second.
func TestClockOfTheNeedsReport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.mustMake(t, made())
		for _, step := range []struct {
			after time.Duration
			want  []string
		}{
			{24*time.Hour - second, nil},
			{24 * time.Hour, []string{"task.reminder"}},
			{24*time.Hour + second, nil},
			{44*time.Hour - second, nil},
			{44 * time.Hour, []string{"task.reminder"}},
			{48*time.Hour - second, nil},
			{48 * time.Hour, []string{"task.breached"}},
			{48*time.Hour + second, nil},
			{1000 * time.Hour, nil},
		} {
			if got := w.sweep(t, noon.Add(step.after)); !slices.Equal(got, step.want) {
				t.Errorf("%v after the visit: %v, want %v", step.after, got, step.want)
			}
		}
		if v := w.mustGet(t, id); !v.Breached || !v.Overdue || v.State != task.Open {
			t.Errorf("after the breach: %+v", v)
		}
	})
}

func TestReminderSaysHowMuchTimeIsLeft(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.mustMake(t, made())
		w.sweep(t, noon.Add(44*time.Hour+3*time.Minute))
		w.sweep(t, noon.Add(48*time.Hour))
		var reminders []task.Reminder
		var breached task.Breached
		err := w.db.Peek(t.Context(), func(tx *db.Tx) error {
			return tx.Each("select topic, payload from outbox_event where topic <> 'task.assigned' order by at, id", nil, func(r db.Row) error {
				var topic, payload string
				if err := r.Scan(&topic, &payload); err != nil {
					return err
				}
				if topic == "task.breached" {
					return json.Unmarshal([]byte(payload), &breached)
				}
				var e task.Reminder
				reminders = append(reminders, e)
				return json.Unmarshal([]byte(payload), &reminders[len(reminders)-1])
			})
		})
		if err != nil || len(reminders) != 2 {
			t.Fatalf("%d reminders, %v", len(reminders), err)
		}
		if e := reminders[1]; e.Left != 4*3600 || !e.At.Equal(noon.Add(44*time.Hour)) || e.Assignee != ann.ID || e.Ref != thing || e.Title != "需求分析报告" {
			t.Errorf("reminder %+v", e)
		}
		if breached.EscalateTo != boss.ID || breached.Key != "needs_report/1" || !breached.DueAt.Equal(noon.Add(48*time.Hour)) {
			t.Errorf("breach %+v", breached)
		}
	})
}

func TestOnTimeToTheMicrosecond(t *testing.T) {
	for late, want := range map[time.Duration]bool{-time.Microsecond: true, 0: true, time.Microsecond: false} {
		t.Run(late.String(), func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				id := w.mustMake(t, made())
				*w.now = noon.Add(48*time.Hour + late)
				w.module(t, func(tx *db.Tx) error { _, err := w.DoneTx(tx, "needs_report/1", ""); return err })
				if v := w.mustGet(t, id); v.OnTime != want {
					t.Errorf("on time: %v", v.OnTime)
				}
				if got := w.sweep(t, noon.Add(100*time.Hour)); len(got) != 0 {
					t.Errorf("a closed task told %v", got)
				}
			})
		})
	}
}

// A visit that is logged late is not reminded of marks that had passed, but a
// limit that had passed is told.
func TestLateStart(t *testing.T) {
	for late, want := range map[time.Duration][]string{
		24*time.Hour - second: {"task.reminder", "task.reminder", "task.breached"},
		24 * time.Hour:        {"task.reminder", "task.breached"},
		44 * time.Hour:        {"task.breached"},
		50 * time.Hour:        {"task.breached"},
	} {
		t.Run(late.String(), func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				*w.now = noon.Add(late)
				w.mustMake(t, made())
				if got := w.sweep(t, noon.Add(60*time.Hour)); !slices.Equal(got, want) {
					t.Errorf("%v, want %v", got, want)
				}
			})
		})
	}
}

func TestSeveralSweepersTellOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 5 {
			m := made()
			m.Key = ref.New().String()
			w.mustMake(t, m)
		}
		*w.now = noon.Add(24 * time.Hour)
		told := make(chan int)
		for range 4 {
			go func() {
				n, err := w.RunDue(authz.With(t.Context(), timer))
				if err != nil {
					t.Error(err)
				}
				told <- n
			}()
		}
		sum := 0
		for range 4 {
			sum += <-told
		}
		if n := w.count(t, "select count(*) from outbox_event where topic = 'task.reminder'"); sum != 5 || n != 5 {
			t.Errorf("told %d, emitted %d, want 5", sum, n)
		}
	})
}

func TestSnoozeMovesWhatIsToBeTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := note(ann)
		d.Reminders = []task.Offset{{Hours: 2}}
		id := w.mustCreate(t, ann, thing, d)
		if err := w.Snooze(as(t, ann), id, 1, noon.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		for after, want := range map[time.Duration]int{22 * time.Hour: 0, 46*time.Hour - second: 0} {
			if got := w.sweep(t, noon.Add(after)); len(got) != want {
				t.Errorf("%v: %v", after, got)
			}
		}
		if got := w.sweep(t, noon.Add(46*time.Hour)); !slices.Equal(got, []string{"task.reminder"}) {
			t.Errorf("at its new time: %v", got)
		}
		if err := w.Snooze(as(t, ann), id, 2, noon.Add(72*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got := w.sweep(t, noon.Add(70*time.Hour)); !slices.Equal(got, []string{"task.reminder"}) {
			t.Errorf("after a second snooze: %v", got)
		}
	})
}

// Reminders in working days come at 08:30 and leave out the holidays of Spring
// Festival 2026 (off from 02-15 to 02-23, work on Saturday 02-14 and 02-28).
func TestWorkdayRemindersOverSpringFestival(t *testing.T) {
	shanghai, err := workday.Zone("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	due := time.Date(2026, 2, 25, 10, 0, 0, 0, shanghai)
	for workdays, want := range map[int]string{
		1:  "2026-02-24",
		2:  "2026-02-14", // a Saturday on which people work
		3:  "2026-02-13",
		7:  "2026-02-09",
		15: "2026-01-28",
	} {
		t.Run(want, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				*w.now = time.Date(2026, 1, 5, 0, 0, 0, 0, shanghai)
				d := note(ann)
				d.DueAt, d.Reminders = due, []task.Offset{{Workdays: workdays}}
				w.mustCreate(t, ann, thing, d)
				at := workday.MustParse(want).Start(shanghai).Add(8*time.Hour + 30*time.Minute)
				if got := w.sweep(t, at.Add(-second)); len(got) != 0 {
					t.Errorf("a second early: %v", got)
				}
				if got := w.sweep(t, at); !slices.Equal(got, []string{"task.reminder"}) {
					t.Errorf("at 08:30: %v", got)
				}
			})
		})
	}
}

// The date on which a task is due is that of the entity's zone: half past
// midnight in Shanghai is still the day before in UTC.
func TestWorkdayRemindersFollowTheZone(t *testing.T) {
	shanghai, err := workday.Zone("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, w *world) {
		d := note(ann)
		d.DueAt, d.Reminders = time.Date(2026, 11, 26, 0, 30, 0, 0, shanghai), []task.Offset{{Workdays: 1}}
		w.mustCreate(t, ann, thing, d)
		if got := w.sweep(t, time.Date(2026, 11, 25, 8, 30, 0, 0, shanghai).Add(-second)); len(got) != 0 {
			t.Errorf("too early: %v", got)
		}
		if got := w.sweep(t, time.Date(2026, 11, 25, 8, 30, 0, 0, shanghai)); len(got) != 1 {
			t.Errorf("at 08:30 of the day before: %v", got)
		}
	})
}

func TestSameInstantIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := note(ann)
		d.Reminders = []task.Offset{{Hours: 1}, {Hours: 1}, {}}
		w.mustCreate(t, ann, thing, d)
		if got := w.sweep(t, noon.Add(24*time.Hour)); len(got) != 2 {
			t.Errorf("%v, want one an hour before and one when it is due", got)
		}
	})
}
