package project_test

import (
	"slices"
	"testing"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/workday"
)

// Asked on a Friday, the customer has Monday, Tuesday and Wednesday; asked before a
// holiday, he has its days off too.
func TestWaiting(t *testing.T) {
	p := project.Defaults()
	for _, x := range []struct {
		asked, on string
		days      int64
		told      bool
	}{
		{"2026-11-20", "2026-11-20", 0, false}, {"2026-11-20", "2026-11-24", 2, false}, {"2026-11-20", "2026-11-25", 3, true}, {"2026-11-20", "2026-11-29", 5, true},
		{"2026-11-21", "2026-11-24", 2, false}, {"2026-11-21", "2026-11-25", 3, true}, // asked on a Saturday
		{"2026-09-30", "2026-10-08", 1, false}, {"2026-09-30", "2026-10-09", 2, false}, {"2026-09-30", "2026-10-10", 3, true}, // the National Day week, and a Saturday that is made up for
	} {
		days, told := p.Waiting(day(x.asked), day(x.on))
		if days != x.days || told != x.told {
			t.Errorf("asked on %s, on %s: %d days, told %v", x.asked, x.on, days, told)
		}
	}
	if _, told := p.Waiting(0, day("2026-11-20")); told {
		t.Error("nobody was asked")
	}
	p.UnconfirmedDays = 5
	for on, want := range map[string]bool{"2026-11-26": false, "2026-11-27": true} {
		if _, told := p.Waiting(day("2026-11-20"), day(on)); told != want {
			t.Errorf("a group that waits five days, on %s: told %v", on, told)
		}
	}
}

// Light, alert and figure agree on what is long past.
func TestLongPastThePlan(t *testing.T) {
	today := day("2027-01-04")
	for _, days := range []int64{0, 10, 30} {
		pol := project.Defaults()
		pol.OverdueDays = days
		if got := pol.DueBy(today); got != today.AddDays(-int(days)-1) {
			t.Errorf("%d days: by %v", days, got)
		}
		for finish, want := range map[workday.Date]project.Colour{pol.DueBy(today): project.Red, pol.DueBy(today).AddDays(1): project.Green} {
			p := project.Project{State: project.Executing, PlannedFinish: finish, BaselineFinish: finish, ForecastFinish: finish}
			if got := p.Health(today, project.Findings{}, pol); progressOf(got).Colour != want {
				t.Errorf("%d days, planned for %v: %+v", days, finish, got)
			}
		}
	}
}

// A group reminds on days of its own.
func TestRemindersFollowTheRules(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		pol := project.Defaults()
		pol.RemindDays, pol.CallDay = []int64{2, 4}, 7
		s.svc = project.New(s.db, setting.Fixed(pol), s.svc.Neighbours)
		p := s.ensure(t, s.contract("自定提醒"))
		s.score, s.signed = 60, true
		must(t, s.svc.MarkReady(s.pm(), p, s.get(t, p).Version))
		must(t, s.svc.Start(s.pm(), p, s.get(t, p).Version, s.clock.today()))
		id := s.get(t, p).Milestones[0].ID
		s.reach(t, id)
		s.ask(t, id)
		for d := range 9 {
			reminded := []int64{}
			told[project.Created](s)
			_, err := s.svc.Sweep(system())
			must(t, err)
			for _, e := range s.heard {
				if e, ok := e.(project.MilestoneReminded); ok {
					reminded = append(reminded, e.Day)
				}
			}
			if want := map[int][]int64{2: {2}, 4: {4}}[d]; !slices.Equal(reminded, append([]int64{}, want...)) {
				t.Errorf("D+%d: reminded %v", d, reminded)
			}
			if n := s.calls(t, id); n != map[bool]int{true: 1}[d >= 7] {
				t.Errorf("D+%d: %d calls", d, n)
			}
			s.clock.pass(1)
		}
	})
}
