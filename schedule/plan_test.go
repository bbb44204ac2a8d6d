package schedule_test

import (
	"strconv"
	"strings"
	"testing"

	"gongqiao/schedule"
)

// The calendar of mainland China in 2026 as the State Council set it; 2027 has
// weeks from Monday to Friday until its notice comes.
func china2026() schedule.Calendar {
	c := schedule.Standard(1, "CN")
	for _, off := range []string{"01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"} {
		from, to, _ := strings.Cut(off, " ")
		c.Exceptions = append(c.Exceptions, schedule.Exception{From: day("2026-" + from), To: day("2026-" + to)})
	}
	for _, on := range []string{"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"} {
		c.Exceptions = append(c.Exceptions, schedule.Exception{From: day("2026-" + on), To: day("2026-" + on), Shifts: c.Week[1].Shifts})
	}
	return c
}

func day(s string) schedule.Date {
	d, err := schedule.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(s string) schedule.Time {
	t, err := schedule.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

const workday = 480

// onePlan is a plan of one project on the Chinese calendar.
func onePlan(start string) *schedule.Plan {
	return &schedule.Plan{
		Projects:  []schedule.Project{{ID: 1, Start: at(start), Calendar: 1}},
		Calendars: []schedule.Calendar{china2026()},
	}
}

// planOf reads rows like "2.2 45 2.1SS10,2.2FF5": a name, days, and what it
// waits for. Tasks are numbered by their rows.
func planOf(t testing.TB, start string, rows ...string) (*schedule.Plan, map[string]schedule.TaskID) {
	t.Helper()
	p := onePlan(start)
	ids := map[string]schedule.TaskID{}
	for i, row := range rows {
		name, _, _ := strings.Cut(row, " ")
		ids[name] = schedule.TaskID(i + 1)
	}
	for i, row := range rows {
		part := strings.Fields(row)
		days, err := strconv.Atoi(part[1])
		if err != nil {
			t.Fatal(err)
		}
		task := schedule.Task{ID: schedule.TaskID(i + 1), Name: part[0], Duration: schedule.Minutes(days * workday)}
		if days == 0 {
			task.Kind = schedule.Milestone
		}
		p.Tasks = append(p.Tasks, task)
		if len(part) < 3 || part[2] == "-" {
			continue
		}
		for _, pred := range strings.Split(part[2], ",") {
			p.Links = append(p.Links, linkOf(t, ids, pred, task.ID))
		}
	}
	return p, ids
}

func linkOf(t testing.TB, ids map[string]schedule.TaskID, text string, succ schedule.TaskID) schedule.Link {
	t.Helper()
	for mark, kind := range map[string]schedule.LinkType{"FS": schedule.FinishStart, "SS": schedule.StartStart, "FF": schedule.FinishFinish, "SF": schedule.StartFinish} {
		if name, days, ok := strings.Cut(text, mark); ok && ids[name] != 0 {
			n, err := strconv.Atoi(strings.TrimPrefix(days, "+"))
			if err != nil {
				t.Fatal(err)
			}
			return schedule.Link{Pred: ids[name], Succ: succ, Type: kind, Lag: schedule.Lag{Amount: int32(n * workday)}}
		}
	}
	if ids[text] == 0 {
		t.Fatalf("no task %q", text)
	}
	return schedule.Link{Pred: ids[text], Succ: succ}
}

func compiled(t testing.TB, p *schedule.Plan) *schedule.Network {
	t.Helper()
	n, err := schedule.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func datesOf(t testing.TB, n *schedule.Network, id schedule.TaskID) schedule.Dates {
	t.Helper()
	d, ok := n.Dates(id)
	if !ok {
		t.Fatalf("task %d has no dates", id)
	}
	return d
}
