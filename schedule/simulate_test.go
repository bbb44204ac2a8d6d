package schedule_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"gongqiao/schedule"

	"pgregory.net/rapid"
)

func simulated(t testing.TB, n *schedule.Network, s schedule.Simulation) *schedule.Forecast {
	t.Helper()
	f, err := n.Simulate(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The means of the distributions: (a+m+b)/3, (a+4m+b)/6 and (a+b)/2.
func TestEstimatesHaveTheirMeans(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", "A 10")
	n := compiled(t, p)
	table := n.Timetable(ids["A"])
	for _, e := range []schedule.Estimate{
		{Shape: schedule.Triangular, Low: 2000, Likely: 4000, High: 12_000}, {Shape: schedule.PERT, Low: 2000, Likely: 4000, High: 12_000},
		{Shape: schedule.PERT, Low: 2000, Likely: 2000, High: 12_000}, {Shape: schedule.PERT, Low: 2000, Likely: 12_000, High: 12_000},
		{Shape: schedule.Uniform, Low: 2000, Likely: 4000, High: 12_000},
	} {
		mean := float64(e.Low+e.Likely+e.High) / 3
		switch e.Shape {
		case schedule.PERT:
			mean = float64(e.Low+4*e.Likely+e.High) / 6
		case schedule.Uniform:
			mean = float64(e.Low+e.High) / 2
		default:
		}
		f := simulated(t, n, schedule.Simulation{Runs: 100_000, Seed: 1, Tasks: []schedule.Uncertain{{Task: ids["A"], Duration: e}}})
		sum := 0.0
		for _, end := range f.Finish {
			v := table.Between(p.Projects[0].Start, end)
			if int64(v) < e.Low || int64(v) > e.High {
				t.Fatalf("%+v gave %d", e, v)
			}
			sum += float64(v)
		}
		if got := sum / float64(len(f.Finish)); math.Abs(got-mean) > 25 {
			t.Errorf("%+v has the mean %.1f, want %.1f", e, got, mean)
		}
	}
}

func TestCertainForecastIsTheSchedule(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", building...)
	n := compiled(t, p)
	var s schedule.Simulation
	s.Runs = 20
	for _, task := range p.Tasks {
		s.Tasks = append(s.Tasks, schedule.Uncertain{Task: task.ID, Duration: schedule.Certain(int64(task.Duration)), Daily: 100})
	}
	f := simulated(t, n, s)
	if f.FinishAt(1) != n.Finish(1) || f.FinishAt(schedule.Whole) != n.Finish(1) {
		t.Errorf("the forecast ends from %v to %v, the plan at %v", f.FinishAt(1), f.FinishAt(schedule.Whole), n.Finish(1))
	}
	for _, task := range f.Tasks {
		want := schedule.Share(0)
		if datesOf(t, n, task.Task).Critical {
			want = schedule.Whole
		}
		if task.Criticality != want || task.Correlation != 0 {
			t.Errorf("task %d: %+v", task.Task, task)
		}
	}
	if days := f.CostAt(5000) / 100; days != 1009 || ids["M5"] == 0 {
		t.Errorf("the plan has %d days of work", days)
	}
}

// Two tasks alike share the path; what cannot be late never drives it.
func TestCriticalityAndSwing(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", "A 10", "B 10", "C 2", "D 5 A,B,C")
	n := compiled(t, p)
	spread := func(id schedule.TaskID, low, likely, high int64) schedule.Uncertain {
		return schedule.Uncertain{Task: id, Duration: schedule.Estimate{Low: low * workday, Likely: likely * workday, High: high * workday}}
	}
	f := simulated(t, n, schedule.Simulation{Runs: 20_000, Seed: 4, Tasks: []schedule.Uncertain{
		spread(ids["A"], 8, 10, 16), spread(ids["B"], 8, 10, 16), spread(ids["C"], 1, 2, 3), spread(ids["D"], 5, 5, 6),
	}})
	if a, b := f.Tasks[0].Criticality, f.Tasks[1].Criticality; a < 4800 || a > 5200 || b < 4800 || b > 5200 || a+b < schedule.Whole {
		t.Errorf("criticality %d and %d", a, b)
	}
	if c := f.Tasks[2]; c.Criticality != 0 || c.Correlation < -300 || c.Correlation > 300 {
		t.Errorf("the short task: %+v", c)
	}
	if d := f.Tasks[3]; d.Criticality != schedule.Whole || d.Correlation <= 0 {
		t.Errorf("the last task: %+v", d)
	}
	if f.Tasks[0].Swing <= f.Tasks[3].Swing {
		t.Errorf("A swings the finish by %d, D by %d", f.Tasks[0].Swing, f.Tasks[3].Swing)
	}
	if p50, p80 := f.FinishAt(5000), f.FinishAt(8000); p50 <= n.Finish(1) || p80 <= p50 {
		t.Errorf("planned %v, P50 %v, P80 %v", n.Finish(1), p50, p80)
	}
}

func TestRisksComeAsOftenAsTheyAre(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", "A 10", "B 5 A")
	n := compiled(t, p)
	f := simulated(t, n, schedule.Simulation{Runs: 20_000, Seed: 9, Risks: []schedule.Risk{
		{Name: "rock", Chance: 3000, Tasks: []schedule.TaskID{ids["A"]}, Delay: schedule.Certain(4 * workday), Cost: schedule.Certain(700)},
		{Name: "never", Chance: 0, Tasks: []schedule.TaskID{ids["B"]}, Delay: schedule.Certain(workday)},
	}})
	if f.Risks[0] < 5800 || f.Risks[0] > 6200 || f.Risks[1] != 0 {
		t.Errorf("the risks came %v times", f.Risks)
	}
	table := n.Timetable(ids["A"])
	late := 0
	for i, end := range f.Finish {
		delay := table.Between(n.Finish(1), end)
		if delay == 0 && f.Cost[i] == 0 {
			continue
		}
		late++
		if delay != 4*workday || f.Cost[i] != 700 {
			t.Fatalf("a run is %d minutes late and costs %d", delay, f.Cost[i])
		}
	}
	if late != f.Risks[0] {
		t.Errorf("%d runs are late, the risk came %d times", late, f.Risks[0])
	}
	if both := f.Both(n.Finish(1), 0); int(both) != (20_000-late)/2 {
		t.Errorf("in time and within the cost are %d", both)
	}
}

func TestSameSeedSameForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := networks(t)
		n := compilable(t, p)
		before := n.All()
		s := schedule.Simulation{Runs: 40, Seed: rapid.Uint64().Draw(t, "seed"), Project: 1}
		for _, task := range p.Tasks {
			d := int64(task.Duration)
			s.Tasks = append(s.Tasks, schedule.Uncertain{Task: task.ID, Duration: schedule.Estimate{Shape: schedule.PERT, Low: d / 2, Likely: d, High: 3 * d}})
		}
		s.Tasks = open(n, s.Tasks)
		a, errA := n.Simulate(context.Background(), s)
		b, errB := n.Clone().Simulate(context.Background(), s)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatal("the same seed gave two forecasts")
		}
		if !reflect.DeepEqual(before, n.All()) {
			t.Fatal("a simulation moved the plan")
		}
	})
}

func open(n *schedule.Network, all []schedule.Uncertain) (known []schedule.Uncertain) {
	for _, u := range all {
		if n.Timetable(u.Task) != nil {
			known = append(known, u)
		}
	}
	return known
}

func TestSimulationRefuses(t *testing.T) {
	p, ids := planOf(t, "2026-03-02", "A 10", "B 5 A")
	n := compiled(t, p)
	for name, tc := range map[string]struct {
		sim  schedule.Simulation
		want error
	}{
		"no runs":          {schedule.Simulation{}, schedule.ErrEstimate},
		"unknown project":  {schedule.Simulation{Runs: 1, Project: 9}, schedule.ErrDangling},
		"unknown task":     {schedule.Simulation{Runs: 1, Tasks: []schedule.Uncertain{{Task: 9}}}, schedule.ErrDangling},
		"likely below low": {schedule.Simulation{Runs: 1, Tasks: []schedule.Uncertain{{Task: ids["A"], Duration: schedule.Estimate{Low: 5, Likely: 4, High: 6}}}}, schedule.ErrEstimate},
		"more than sure":   {schedule.Simulation{Runs: 1, Risks: []schedule.Risk{{Chance: 10_001}}}, schedule.ErrEstimate},
	} {
		if _, err := n.Simulate(context.Background(), tc.sim); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := n.Simulate(ended, schedule.Simulation{Runs: 5}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}

func BenchmarkSimulate(b *testing.B) {
	n := compiled(b, randomPlan(1000, 1<<30, false, 3))
	s := schedule.Simulation{Runs: 1000}
	for _, task := range n.Plan().Tasks {
		d := int64(task.Duration)
		s.Tasks = append(s.Tasks, schedule.Uncertain{Task: task.ID, Duration: schedule.Estimate{Shape: schedule.Shape(task.ID % 3), Low: d / 2, Likely: d, High: 2 * d}})
	}
	for b.Loop() {
		if _, err := n.Simulate(context.Background(), s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/task")
}
