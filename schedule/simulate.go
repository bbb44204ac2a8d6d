package schedule

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Uncertain is what is not known for sure of a task.
type Uncertain struct {
	Task     TaskID
	Duration Estimate // working minutes of the whole duration; of what has begun, the rest is drawn in proportion
	Cost     Estimate // hundredths of the currency
	Daily    int64    // and hundredths for each day that it lasts
}

// Risk is an event that may come: it delays its tasks and costs money.
type Risk struct {
	Name   string
	Chance Share
	Tasks  []TaskID
	Delay  Estimate // minutes, of each of the tasks in its own working time
	Cost   Estimate // once
}

// Simulation says how often a plan is tried, and with what.
type Simulation struct {
	Runs     int
	Seed     uint64 // the same seed gives the same forecast
	Project  ProjectID
	Tasks    []Uncertain
	Risks    []Risk
	Progress func(runs int) // called now and then; may be nil
}

// MaxRuns bounds a simulation.
const MaxRuns = 10_000_000

// Forecast is what came out: for each run a finish and a cost, and for each
// uncertain task how much it had to do with that.
type Forecast struct {
	Finish []Time  // of each run
	Cost   []int64 // of each run, hundredths of the currency
	Tasks  []TaskForecast
	Risks  []int // in how many runs each came

	finishes []Time // in order
	costs    []int64
}

// TaskForecast is how a task bears on the finish.
type TaskForecast struct {
	Task        TaskID
	Criticality Share   // the runs in which it was on a path that drove the finish
	Correlation Share   // of its duration with the finish, by Pearson; -10000 to 10000
	Swing       Minutes // by how much the finish moves, by the line of best fit, between its P10 and its P90; minutes of the clock
}

// Simulate tries the plan with durations, costs and risks drawn anew each time.
// The network's own dates stay. A context that ends leaves the forecast of the
// runs so far, if there were any.
//
// Errors match [ErrEstimate] or [ErrDangling].
func (n *Network) Simulate(ctx context.Context, s Simulation) (*Forecast, error) {
	m, err := n.newTrials(s)
	if err != nil {
		return nil, err
	}
	for run := range s.Runs {
		if run%256 == 0 {
			if ctx.Err() != nil {
				break
			}
			if s.Progress != nil {
				s.Progress(run)
			}
		}
		if err := m.run(uint64(run)); err != nil {
			return nil, err
		}
	}
	if len(m.out.Finish) == 0 && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return m.forecast(), nil
}

// trials are the runs of a simulation, on a network of their own.
type trials struct {
	*Network
	sim     Simulation
	project int32
	draws   []draw
	risks   []riskDraw
	out     *Forecast
	lengths []Minutes // of each node, without uncertainty
	delays  []int64   // of each node, by risks, in this run
	marked  []uint32  // the run in which a node last drove the finish
	stack   []int32
	source  *rand.PCG
	known   tables
	base    Time // the finish without uncertainty
}

// draw is an uncertain node.
type draw struct {
	node     int32
	duration drawer
	cost     drawer
	costs    bool
	daily    int64
	pauses   Minutes
	rest     Minutes // of what has begun: what remains of whole
	whole    Minutes

	hits  int64 // runs in which it drove the finish
	last  int64 // the duration of this run, less the likely one
	value int64 // the likely one
	swing int64 // its P90 less its P10
	sums  sums  // of durations and finishes
}

type riskDraw struct {
	chance      uint32
	delay, cost drawer
	nodes       []int32
}

func (n *Network) newTrials(s Simulation) (*trials, error) {
	if s.Runs <= 0 || s.Runs > MaxRuns {
		return nil, fmt.Errorf("%w: %d runs", ErrEstimate, s.Runs)
	}
	m := &trials{Network: n.Clone(), sim: s, project: -1, source: rand.NewPCG(0, 0), known: tables{}, out: &Forecast{Risks: make([]int, len(s.Risks))}}
	m.lengths, m.delays, m.marked = make([]Minutes, len(n.nodes)), make([]int64, len(n.nodes)), make([]uint32, len(n.nodes))
	for i := range n.nodes {
		m.lengths[i] = n.nodes[i].length
	}
	for i, p := range n.plan.Projects {
		if p.ID == s.Project || s.Project == 0 && i == 0 {
			m.project, m.base = int32(i), n.end[i]
		}
	}
	if m.project < 0 {
		return nil, fmt.Errorf("%w: project %d", ErrDangling, s.Project)
	}
	for _, u := range s.Tasks {
		if err := m.addTask(u); err != nil {
			return nil, err
		}
	}
	for _, r := range s.Risks {
		if err := m.addRisk(r); err != nil {
			return nil, err
		}
	}
	return m, nil
}

const maxCost = math.MaxInt64 / MaxRuns / 1000

func (m *trials) addTask(u Uncertain) error {
	i, ok := m.of[u.Task]
	if !ok {
		return fmt.Errorf("%w: an estimate of task %d", ErrDangling, u.Task)
	}
	if err := u.Duration.check(int64(MaxMinutes)); err != nil {
		return fmt.Errorf("task %d: %w", u.Task, err)
	}
	if err := u.Cost.check(maxCost); err != nil || u.Daily < 0 || u.Daily > maxCost {
		return fmt.Errorf("task %d costs: %w", u.Task, ErrEstimate)
	}
	nd := &m.nodes[i]
	if nd.state != waiting && nd.state != running {
		return nil // nothing of it is open
	}
	t := &m.plan.Tasks[nd.row]
	d := draw{node: i, duration: m.known.drawer(u.Duration), cost: m.known.drawer(u.Cost), costs: u.Cost.High > 0, daily: u.Daily, pauses: t.pauses(0), rest: 1, whole: 1}
	if nd.state == running {
		d.rest, d.whole, d.pauses = t.Progress.Remaining, max(t.Duration, 1), nd.length-t.Progress.Remaining
	}
	d.value = u.Duration.Likely
	d.swing = d.duration.value(quantile(9)) - d.duration.value(quantile(1))
	m.draws = append(m.draws, d)
	return nil
}

func (m *trials) addRisk(r Risk) error {
	if r.Chance < 0 || r.Chance > Whole {
		return fmt.Errorf("risk %q: %w: its chance", r.Name, ErrEstimate)
	}
	if err := r.Delay.check(int64(MaxMinutes)); err != nil {
		return fmt.Errorf("risk %q: %w", r.Name, err)
	}
	if err := r.Cost.check(maxCost); err != nil {
		return fmt.Errorf("risk %q costs: %w", r.Name, err)
	}
	d := riskDraw{chance: uint32(uint64(r.Chance) * math.MaxUint32 / uint64(Whole)), delay: m.known.drawer(r.Delay), cost: m.known.drawer(r.Cost)}
	for _, id := range r.Tasks {
		i, ok := m.of[id]
		if !ok {
			return fmt.Errorf("%w: risk %q names task %d", ErrDangling, r.Name, id)
		}
		if s := m.nodes[i].state; s == waiting || s == running {
			d.nodes = append(d.nodes, i)
		}
	}
	m.risks = append(m.risks, d)
	return nil
}

// run tries the plan once. Each run has a generator of its own, so that it does
// not matter which others there are.
func (m *trials) run(run uint64) error {
	m.source.Seed(m.sim.Seed, run)
	cost := m.strike()
	for i := range m.draws {
		cost += m.draws[i].take(m)
	}
	end, err := m.finish()
	if err != nil {
		return err
	}
	m.mark(end, uint32(run+1))
	late := float64(end - m.base)
	for i := range m.draws {
		d := &m.draws[i]
		if m.marked[d.node] == uint32(run+1) {
			d.hits++
		}
		d.sums.add(float64(d.last), late)
	}
	m.out.Finish = append(m.out.Finish, end)
	m.out.Cost = append(m.out.Cost, cost)
	return nil
}

// strike lets the risks of this run come, and returns what they cost.
func (m *trials) strike() (cost int64) {
	for i := range m.risks {
		for _, node := range m.risks[i].nodes {
			m.delays[node] = 0
		}
	}
	for i := range m.risks {
		r := &m.risks[i]
		bits := m.source.Uint64()
		if uint32(bits) >= r.chance {
			continue
		}
		m.out.Risks[i]++
		cost += r.cost.value(uint32(bits >> 32))
		delay := r.delay.value(uint32(m.source.Uint64()))
		for _, node := range r.nodes {
			m.delays[node] += delay
		}
	}
	for i := range m.risks {
		for _, node := range m.risks[i].nodes {
			m.setLength(node, m.lengths[node])
		}
	}
	return cost
}

func (m *trials) setLength(node int32, length Minutes) {
	m.nodes[node].length = Minutes(min(int64(length)+m.delays[node], int64(MaxMinutes)))
}

// take draws what a task lasts in this run, and returns what it costs.
func (d *draw) take(m *trials) (cost int64) {
	bits := m.source.Uint64()
	minutes := d.duration.value(uint32(bits))
	d.last = minutes - d.value
	if d.costs {
		cost = d.cost.value(uint32(bits >> 32))
	}
	if d.daily > 0 {
		cost += d.daily * minutes / int64(m.plan.Rules.Day())
	}
	if d.rest != d.whole {
		minutes = minutes * int64(d.rest) / int64(d.whole)
	}
	m.setLength(d.node, Minutes(minutes)+d.pauses)
	return cost
}

// finish is when the project ends with the durations of this run.
func (m *trials) finish() (Time, error) {
	for i := range m.groups {
		m.groups[i].end = noFloor
	}
	for i := range m.nodes {
		nd := &m.nodes[i]
		m.early(int32(i), nd)
		if err := m.checkRange(nd); err != nil {
			return 0, err
		}
		if nd.state < hammock {
			g := &m.groups[nd.group]
			g.end = max(g.end, nd.ef)
		}
	}
	var end Time
	for i := range m.groups {
		if g := &m.groups[i]; g.project == m.project {
			end = max(end, m.groupEnd(g))
		}
	}
	return end, nil
}

// mark finds the nodes that drove the finish: those that end last, and back along
// every link that leaves no room.
func (m *trials) mark(end Time, run uint32) {
	last := m.stack[:0]
	for i := range m.nodes {
		nd := &m.nodes[i]
		g := &m.groups[nd.group]
		if g.project == m.project && nd.ef == g.end && nd.state < hammock && m.groupEnd(g) == end {
			m.marked[i] = run
			last = append(last, int32(i))
		}
	}
	for len(last) > 0 {
		i := last[len(last)-1]
		last = last[:len(last)-1]
		nd := &m.nodes[i]
		if nd.state != waiting && nd.state != running && nd.state != edge {
			continue
		}
		for _, a := range m.preds.of(i) {
			if m.marked[a.other] != run && m.tight(&a, nd) {
				m.marked[a.other] = run
				last = append(last, a.other)
			}
		}
	}
	m.stack = last
}

// tight says whether an arc leaves its node no room.
func (m *trials) tight(a *arc, nd *node) bool {
	at := m.allowed(a, nd)
	if a.kind.toFinish() {
		return at == nd.ef
	}
	return at == nd.ef-nd.length && !(nd.state == running && m.plan.Rules.Progress == ProgressOverride)
}

// sums are what a correlation and a line of best fit need. Products are rounded
// before they are added, alike on every processor.
type sums struct{ n, x, y, xx, yy, xy float64 }

func (s *sums) add(x, y float64) {
	s.n++
	s.x += x
	s.y += y
	s.xx += float64(x * x)
	s.yy += float64(y * y)
	s.xy += float64(x * y)
}

// fit is the correlation of x and y, and by how much y rises with x.
func (s *sums) fit() (correlation, slope float64) {
	xx := float64(s.xx) - float64(s.x*s.x)/s.n
	yy := float64(s.yy) - float64(s.y*s.y)/s.n
	xy := float64(s.xy) - float64(s.x*s.y)/s.n
	if xx <= 0 || yy <= 0 {
		return 0, 0
	}
	return xy / math.Sqrt(float64(xx*yy)), xy / xx
}

// quantile is the draw of 2^32 that stands at so many tenths.
func quantile(tenths uint64) uint32 { return uint32(tenths << 32 / 10) }

// forecast sums up the runs.
func (m *trials) forecast() *Forecast {
	f := m.out
	runs := int64(len(f.Finish))
	for i := range m.draws {
		d := &m.draws[i]
		correlation, slope := d.sums.fit()
		f.Tasks = append(f.Tasks, TaskForecast{
			Task:        m.id(d.node),
			Criticality: Share(d.hits * int64(Whole) / runs),
			Correlation: Share(math.Round(correlation * float64(Whole))),
			Swing:       Minutes(math.Round(slope * float64(d.swing))),
		})
	}
	f.finishes, f.costs = slices.Clone(f.Finish), slices.Clone(f.Cost)
	slices.Sort(f.finishes)
	slices.Sort(f.costs)
	return f
}

// FinishAt is the finish that so many of the runs kept: 8000 is P80. It is the
// nearest rank, a date that came out in a run.
func (f *Forecast) FinishAt(p Share) Time { return f.finishes[rank(p, len(f.finishes))] }

// CostAt is the cost that so many of the runs kept.
func (f *Forecast) CostAt(p Share) int64 { return f.costs[rank(p, len(f.costs))] }

func rank(p Share, count int) int {
	at := (int64(p)*int64(count) + int64(Whole) - 1) / int64(Whole)
	return int(min(max(at, 1), int64(count))) - 1
}

// Both is the share of runs that ended by a date and within a cost.
func (f *Forecast) Both(by Time, within int64) Share {
	kept := 0
	for i := range f.Finish {
		if f.Finish[i] <= by && f.Cost[i] <= within {
			kept++
		}
	}
	return Share(int64(kept) * int64(Whole) / int64(len(f.Finish)))
}
