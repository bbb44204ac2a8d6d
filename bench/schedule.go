package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"gongqiao/mspdi"
	"gongqiao/planfile"
	"gongqiao/schedule"
	"gongqiao/schedule/level"
)

// scheduling measures the engine for schedules, in this process.
func scheduling(ctx context.Context, _ string, o options, r *report) error {
	if err := passes(r); err != nil {
		return err
	}
	if err := changes(r); err != nil {
		return err
	}
	if err := forecasts(ctx, r); err != nil {
		return err
	}
	if err := rewriting(r); err != nil {
		return err
	}
	return problems(ctx, o, r)
}

// randomNetwork has one and a half links a task, of all types, from any task before
// it; over three calendars, or around the clock.
func randomNetwork(count int, calendars bool, seed uint64) (*schedule.Network, error) {
	draw := rand.New(rand.NewPCG(seed, uint64(count)))
	p := &schedule.Plan{Projects: []schedule.Project{{ID: 1, Start: schedule.At(2026, time.March, 2, 0, 0)}}}
	p.Calendars = []schedule.Calendar{schedule.AroundTheClock(1, "clock")}
	if calendars {
		p.Calendars = []schedule.Calendar{schedule.Standard(1, "week"), schedule.Standard(2, "holidays"), schedule.AroundTheClock(3, "site")}
		for year := 2026; year < 2060; year++ {
			holiday := schedule.Exception{From: schedule.DateOf(year, time.October, 1), To: schedule.DateOf(year, time.October, 7)}
			p.Calendars[1].Exceptions = append(p.Calendars[1].Exceptions, holiday)
		}
	}
	for i := range count {
		p.Tasks = append(p.Tasks, schedule.Task{
			ID: schedule.TaskID(i + 1), Duration: schedule.Minutes(60 * (1 + draw.IntN(80))), Calendar: schedule.CalendarID(1 + draw.IntN(len(p.Calendars))),
		})
	}
	for range count * 3 / 2 {
		succ := 1 + draw.IntN(count-1)
		p.Links = append(p.Links, schedule.Link{
			Pred: schedule.TaskID(1 + draw.IntN(succ)), Succ: schedule.TaskID(succ + 1),
			Type: schedule.LinkType(max(0, draw.IntN(7)-3)), Lag: schedule.Lag{Amount: int32(60 * draw.IntN(20))},
		})
	}
	return schedule.Compile(p)
}

// bareNetwork is the same network as arrays of numbers, all links from finish to start.
type bareNetwork struct {
	length, es, ef, ls, lf, free []int32
	pred, succ                   bareLinks
}

type bareLinks struct{ from, other, lag []int32 }

func bareOf(p *schedule.Plan) *bareNetwork {
	n := len(p.Tasks)
	b := &bareNetwork{length: make([]int32, n), es: make([]int32, n), ef: make([]int32, n), ls: make([]int32, n), lf: make([]int32, n), free: make([]int32, n)}
	for i := range p.Tasks {
		b.length[i] = int32(p.Tasks[i].Duration)
	}
	b.pred = bareLinksOf(n, p.Links, func(l schedule.Link) (int, int) { return int(l.Succ) - 1, int(l.Pred) - 1 })
	b.succ = bareLinksOf(n, p.Links, func(l schedule.Link) (int, int) { return int(l.Pred) - 1, int(l.Succ) - 1 })
	return b
}

func bareLinksOf(n int, links []schedule.Link, ends func(schedule.Link) (here, there int)) bareLinks {
	b := bareLinks{make([]int32, n+1), make([]int32, len(links)), make([]int32, len(links))}
	for _, l := range links {
		here, _ := ends(l)
		b.from[here+1]++
	}
	for i := range n {
		b.from[i+1] += b.from[i]
	}
	next := slices.Clone(b.from)
	for _, l := range links {
		here, there := ends(l)
		b.other[next[here]], b.lag[next[here]] = int32(there), l.Lag.Amount
		next[here]++
	}
	return b
}

// pass is a forward and a backward pass with floats and nothing else.
func (b *bareNetwork) pass() {
	var end int32
	for i := range b.length {
		var start int32
		for k := b.pred.from[i]; k < b.pred.from[i+1]; k++ {
			start = max(start, b.ef[b.pred.other[k]]+b.pred.lag[k])
		}
		b.es[i], b.ef[i] = start, start+b.length[i]
		end = max(end, b.ef[i])
	}
	for i := len(b.length) - 1; i >= 0; i-- {
		late, free := end, end-b.ef[i]
		for k := b.succ.from[i]; k < b.succ.from[i+1]; k++ {
			late = min(late, b.ls[b.succ.other[k]]-b.succ.lag[k])
			free = min(free, b.es[b.succ.other[k]]-b.succ.lag[k]-b.ef[i])
		}
		b.lf[i], b.ls[i], b.free[i] = late, late-b.length[i], free
	}
}

// quickest is the best of some rounds of a tenth of a second, per call.
func quickest(f func() error) (time.Duration, error) {
	best := time.Duration(1 << 62)
	for range 5 {
		began, calls := time.Now(), 0
		for calls == 0 || time.Since(began) < 100*time.Millisecond {
			if err := f(); err != nil {
				return 0, err
			}
			calls++
		}
		best = min(best, time.Since(began)/time.Duration(calls))
	}
	return best, nil
}

// passes compare full passes with the bare one, and with themselves as plans grow.
func passes(r *report) error {
	each := map[bool]map[int]float64{false: {}, true: {}}
	for _, count := range []int{1000, 10_000, 100_000} {
		for _, calendars := range []bool{false, true} {
			n, err := randomNetwork(count, calendars, 1)
			if err != nil {
				return err
			}
			bare := bareOf(n.Plan())
			floor, err := quickest(func() error { bare.pass(); return nil })
			if err != nil {
				return err
			}
			var sum schedule.Minutes
			mine, err := quickest(func() error {
				err := n.Recompute()
				n.Floats(func(_ schedule.TaskID, total, free schedule.Minutes) { sum += total ^ free })
				return err
			})
			if err != nil {
				return err
			}
			each[calendars][count] = float64(mine.Nanoseconds()) / float64(count)
			name, most := "without calendars", 4.0
			if calendars {
				name, most = "with calendars", 15
			}
			times := float64(mine) / float64(floor)
			r.say(&r.figures, "| critical path of %d tasks %s, over a bare pass of %.0f ns a task | ≤ %.0fx | %.1fx, %.0f ns a task | %s |",
				count, name, float64(floor.Nanoseconds())/float64(count), most, times, each[calendars][count], verdict(times <= most))
		}
	}
	for _, calendars := range []bool{false, true} {
		growth := each[calendars][100_000] / each[calendars][1000]
		r.say(&r.figures, "| a task of 100,000 over a task of 1,000, calendars %v | ≤ 2x | %.2fx | %s |", calendars, growth, verdict(growth <= 2))
	}
	return nil
}

// changes compare one change of a duration with a full pass.
func changes(r *report) error {
	n, err := randomNetwork(10_000, true, 2)
	if err != nil {
		return err
	}
	full, err := quickest(n.Recompute)
	if err != nil {
		return err
	}
	draw := rand.New(rand.NewPCG(3, 3))
	spent := make([]time.Duration, 2001)
	for i := range spent {
		id, minutes := schedule.TaskID(1+draw.IntN(10_000)), schedule.Minutes(60*(1+draw.IntN(80)))
		began := time.Now()
		if _, err := n.Change(id, func(t *schedule.Task) { t.Duration = minutes }); err != nil {
			return err
		}
		spent[i] = time.Since(began)
	}
	slices.Sort(spent)
	part := float64(spent[len(spent)/2]) / float64(full)
	r.say(&r.figures, "| one change of a duration among 10,000 tasks, over a full pass | ≤ 1/20 | 1/%.0f, %.1f µs | %s |", 1/part, float64(spent[len(spent)/2].Nanoseconds())/1000, verdict(part <= 0.05))
	return nil
}

func forecasts(ctx context.Context, r *report) error {
	n, err := randomNetwork(1000, false, 4)
	if err != nil {
		return err
	}
	s := schedule.Simulation{Runs: 10_000}
	for _, t := range n.Plan().Tasks {
		d := int64(t.Duration)
		s.Tasks = append(s.Tasks, schedule.Uncertain{Task: t.ID, Duration: schedule.Estimate{Shape: schedule.Shape(t.ID % 3), Low: d / 2, Likely: d, High: 2 * d}})
	}
	pass, err := quickest(func() error {
		err := n.Recompute()
		n.Floats(func(schedule.TaskID, schedule.Minutes, schedule.Minutes) {})
		return err
	})
	if err != nil {
		return err
	}
	best := time.Duration(1 << 62)
	for range 3 {
		began := time.Now()
		if _, err := n.Simulate(ctx, s); err != nil {
			return err
		}
		best = min(best, time.Since(began)/time.Duration(s.Runs))
	}
	times := float64(best) / float64(pass)
	r.say(&r.figures, "| a run of 10,000 of a forecast of 1,000 tasks, sampling included, over one pass without calendars | ≤ 3x | %.2fx | %s |", times, verdict(times <= 3))
	return nil
}

// rewriting reads, schedules and writes a plan of 20,000 tasks, and looks at the
// memory that it takes at the most.
func rewriting(r *report) error {
	n, err := randomNetwork(20_000, true, 5)
	if err != nil {
		return err
	}
	for i := range n.Plan().Tasks {
		n.Plan().Tasks[i].Name = fmt.Sprintf("Task %d of a plan of many", i+1)
	}
	var file bytes.Buffer
	if _, err := mspdi.Write(&file, &mspdi.File{Plan: n.Plan()}); err != nil {
		return err
	}
	size := file.Len()
	debug.FreeOSMemory() // the plan that it was written from too
	before, peak, done := heap(), atomic.Uint64{}, make(chan struct{})
	go watch(&peak, done)
	f, err := mspdi.Read(bytes.NewReader(file.Bytes()))
	if err != nil {
		return err
	}
	again, err := schedule.Compile(f.Plan)
	if err != nil {
		return err
	}
	for i, d := range again.All() {
		f.Plan.Tasks[i].Start, f.Plan.Tasks[i].Finish = d.Start, d.Finish
	}
	if _, err := mspdi.Write(discard{}, f); err != nil {
		return err
	}
	close(done)
	times := float64(max(peak.Load(), heap())-before) / float64(size)
	r.say(&r.figures, "| memory to read, schedule and write Project XML of 20,000 tasks, over the file of %.1f MB | ≤ 8x | %.1fx | %s |", float64(size)/1e6, times, verdict(times <= 8))
	return nil
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

func watch(peak *atomic.Uint64, done chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(2 * time.Millisecond):
			if now := heap(); now > peak.Load() {
				peak.Store(now)
			}
		}
	}
}

// psplib is where the published problems are, if they are.
const psplib = "../shared/data/psplib_rcpsp"

type instance struct {
	name, set  string
	path, best int
}

// problems levels published problems, one of so many of each set.
func problems(ctx context.Context, o options, r *report) error {
	all, err := instances()
	if err != nil {
		return err
	}
	if len(all) == 0 {
		r.say(&r.figures, "| levelling of the published problems | | the files are not there | |")
		return nil
	}
	for _, set := range []struct {
		name    string
		seconds int
		above   float64
	}{{"j30", 1, 0.2}, {"j60", 1, 0.6}, {"j90", 1, 0.9}, {"j120", 1, 3}, {"j120", 5, 2}} {
		of := sample(all[set.name], o.every)
		got, err := levelAll(ctx, of, level.Options{Time: time.Duration(set.seconds) * time.Second})
		if err != nil {
			return err
		}
		good := got.above <= set.above && (set.name != "j30" || got.solved >= 0.95)
		r.say(&r.figures, "| %s, %d problems, %d s each, above the best known | ≤ %.1f %% | %.2f %%, %.0f %% solved, %.2f %% above the critical path; %.0f schedules a second | %s |",
			set.name, len(of), set.seconds, set.above, got.above, 100*got.solved, got.path, got.rate, verdict(good))
	}
	got, err := levelAll(ctx, sample(all["j120"], o.every), level.Options{Schedules: 50_000})
	if err != nil {
		return err
	}
	r.say(&r.figures, "| j120 at 50,000 schedules, above the critical path (published: 30.5 to 31 %%) | | %.2f %% on %d problems, whose best known are %.2f %% | |", got.path, got.of, got.known)
	return nil
}

func sample(all []instance, every int) (of []instance) {
	for i := 0; i < len(all); i += every {
		of = append(of, all[i])
	}
	return of
}

func instances() (map[string][]instance, error) {
	in, err := os.Open(filepath.Join(psplib, "reference.csv"))
	if os.IsNotExist(err) {
		return map[string][]instance{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[string][]instance{}
	for _, row := range rows[1:] {
		path, errPath := strconv.Atoi(row[3])
		best, errBest := strconv.Atoi(row[5])
		if errPath != nil || errBest != nil {
			return nil, fmt.Errorf("%s: %w", row[0], errors.Join(errPath, errBest))
		}
		all[row[1]] = append(all[row[1]], instance{row[0], row[1], path, best})
	}
	return all, nil
}

// levelledAll are means over problems, in percent where they are no shares.
type levelledAll struct {
	above, solved, path, known, rate float64
	of                               int
}

func levelAll(ctx context.Context, of []instance, o level.Options) (sum levelledAll, err error) {
	sum.of = len(of)
	for _, x := range of {
		in, err := os.Open(filepath.Join(psplib, "rcp", x.set, x.name+".rcp"))
		if err != nil {
			return sum, err
		}
		f, err := planfile.Read(x.name+".rcp", in)
		in.Close()
		if err != nil {
			return sum, err
		}
		began := time.Now()
		p, err := level.Level(ctx, f.Problem, o)
		if err == nil {
			err = level.Check(f.Problem, p)
		}
		if err != nil {
			return sum, fmt.Errorf("%s: %w", x.name, err)
		}
		n := float64(len(of))
		sum.above += 100 * float64(p.Makespan-x.best) / float64(x.best) / n
		sum.path += 100 * float64(p.Makespan-x.path) / float64(x.path) / n
		sum.known += 100 * float64(x.best-x.path) / float64(x.path) / n
		sum.rate += float64(p.Schedules) / time.Since(began).Seconds() / n
		if p.Makespan <= x.best {
			sum.solved += 1 / n
		}
	}
	return sum, nil
}
