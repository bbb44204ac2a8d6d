package schedule_test

import (
	"testing"

	"gongqiao/schedule"

	"pgregory.net/rapid"
)

// No task begins or ends before its links allow, counted in its own working time.
func TestLinksAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		p.Rules.LagCalendar = schedule.LagAroundTheClock
		for i := range p.Links {
			p.Links[i].Lag = schedule.Lag{Amount: max(p.Links[i].Lag.Amount, 0), Unit: schedule.ElapsedLag}
		}
		n := compilable(t, p)
		ignored := map[schedule.Link]bool{}
		for _, r := range n.Remarks() {
			if r.Kind == schedule.LinkUnsaid {
				ignored[r.Link] = true
			}
		}
		for _, l := range p.Links {
			pred, ok := n.Dates(l.Pred)
			succ, also := n.Dates(l.Succ)
			if !ok || !also || ignored[l] || !moves(p, n, l.Succ) || n.Timetable(l.Pred) == nil {
				continue
			}
			from, to := pred.EarlyFinish, succ.EarlyStart
			if l.Type == schedule.StartStart || l.Type == schedule.StartFinish {
				from = pred.EarlyStart
			}
			if l.Type == schedule.FinishFinish || l.Type == schedule.StartFinish {
				to = succ.EarlyFinish
			}
			if short := n.Timetable(l.Succ).Between(to, from+schedule.Time(l.Lag.Amount)); short > 0 {
				t.Fatalf("%+v: from %v to %v, %d working minutes too early", l, from, to, short)
			}
		}
	})
}

// moves says whether the links decide when a task begins and ends.
func moves(p *schedule.Plan, n *schedule.Network, id schedule.TaskID) bool {
	task := p.Tasks[id-1]
	pinned := task.Constraint.Kind == schedule.MustStartOn || task.Constraint.Kind == schedule.MustFinishOn
	return n.Timetable(id) != nil && !task.Manual && !pinned && task.Progress.Started == 0
}

// Late dates are never before early ones without a cause, and the cause is told.
func TestFloatHasCause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		n := compilable(t, p)
		told := map[schedule.TaskID]schedule.Conflict{}
		for _, c := range n.Conflicts() {
			told[c.Task] = c
		}
		wishes := p.Projects[1].MustEnd != 0
		for _, task := range p.Tasks {
			wishes = wishes || task.Manual || task.Deadline != 0 || task.Constraint.Kind > schedule.AsLateAsPossible && task.Constraint.Kind != schedule.StartNoEarlier && task.Constraint.Kind != schedule.FinishNoEarlier
		}
		for i, d := range n.All() {
			id := p.Tasks[i].ID
			if n.Timetable(id) == nil {
				continue
			}
			c, ok := told[id]
			if ok != (d.TotalFloat < 0) || d.TotalFloat < 0 && !wishes {
				t.Fatalf("task %d has float %d, told %v; the plan has wishes: %v", id, d.TotalFloat, ok, wishes)
			}
			if ok && (c.Float != d.TotalFloat || c.Path[0] != id || c.Cause != schedule.ByMustEnd && c.Path[len(c.Path)-1] != c.By) {
				t.Fatalf("conflict %+v of task %d with float %d", c, id, d.TotalFloat)
			}
		}
	})
}

// Every task put at its late dates keeps the links and ends no later than the
// project: late dates are dates that can be kept.
func TestLateDatesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		for i := range p.Tasks {
			p.Tasks[i].Progress, p.Tasks[i].Manual, p.Tasks[i].Deadline = schedule.Progress{}, false, 0
			p.Tasks[i].Constraint, p.Tasks[i].Parent = schedule.Constraint{}, 0
			p.Tasks[i].Kind, p.Tasks[i].Duration = schedule.Activity, max(p.Tasks[i].Duration, 1)
		}
		p.Projects[1].MustEnd = 0
		n := compilable(t, p)
		all, ends := n.All(), map[schedule.ProjectID]schedule.Time{1: n.Finish(1), 2: n.Finish(2)}
		for i := range p.Tasks {
			if table := n.Timetable(p.Tasks[i].ID); table != nil && all[i].TotalFloat > 0 {
				p.Tasks[i].Constraint = schedule.Constraint{Kind: schedule.StartNoEarlier, On: table.Begin(table.Position(all[i].EarlyStart) + all[i].TotalFloat)}
			}
		}
		late := compilable(t, p)
		for id, end := range ends {
			if late.Finish(id) > end {
				t.Fatalf("project %d ends at %v, with all tasks late at %v", id, end, late.Finish(id))
			}
		}
	})
}

// As much free float as a task has, it can move without moving another; no more.
func TestFreeFloatMovesNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		n := compilable(t, p)
		all := n.All()
		i := rapid.IntRange(0, len(p.Tasks)-1).Draw(t, "which")
		task, table := p.Tasks[i], n.Timetable(p.Tasks[i].ID)
		if table == nil || !moves(p, n, task.ID) || task.Constraint.Kind != 0 || all[i].FreeFloat <= 0 || task.Duration == 0 || task.Kind == schedule.LevelOfEffort {
			return
		}
		on := table.Begin(table.Position(all[i].EarlyStart) + all[i].FreeFloat)
		moved, err := n.Change(task.ID, func(t *schedule.Task) { t.Constraint = schedule.Constraint{Kind: schedule.StartNoEarlier, On: on} })
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range moved {
			if table := n.Timetable(m.Task); m.Task != task.ID && table != nil && table.Between(m.From.Finish, m.To.Finish) != 0 && m.Why != schedule.ByFloat && p.Tasks[m.Task-1].Kind != schedule.LevelOfEffort {
				t.Fatalf("task %d moved by its free float of %d, and with it %+v", task.ID, all[i].FreeFloat, m)
			}
		}
	})
}
