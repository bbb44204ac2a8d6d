package schedule

import (
	"fmt"
	"slices"
)

// Network is a plan made ready to compute: its tasks as nodes in an order in
// which predecessors come first, its links as arcs. It keeps the dates that were
// computed last, and is not safe for use by several goroutines at once; Clone
// gives each its own.
//
// Every node counts in the positions of its own calendar (Timetable.Position),
// so that most links are additions. A link between two calendars goes through
// the clock: it is met when no working minute of the successor lies before the
// instant that it allows.
type Network struct {
	plan    *Plan
	nodes   []node
	ids     []TaskID // of the nodes' tasks: a pass reads nothing else of the plan
	preds   arcs
	succs   arcs
	tables  []*Timetable
	lags    []lag
	of      map[TaskID]int32 // the node of a task
	row     map[TaskID]int32 // its place in plan.Tasks
	kids    [][]int32        // of each row, its children's rows
	off     []bool           // of each row: it, or a summary above it, is inactive
	groups  []group
	end     []Time // the finish of each project
	last    []Time // what its tasks are late against: the end, or the one required
	alap    []int32
	spans   []spanOf // of summary rows
	ignored []Link
	fetched Minutes         // what fetch read, so that it reads
	fresh   bool            // nothing changed since the last full pass
	shared  map[TaskID]bool // tasks of whose duration a lag is a share
}

// node is a task, or an end of a summary that a link ties.
type node struct {
	es, ef Minutes // early
	ls, lf Minutes // late
	length Minutes // what is to be done from ef back: the duration, or what remains of it
	floor  Minutes // no earlier start, or restart
	least  Minutes // no earlier finish
	most   Minutes // no later finish, of its own constraints
	room   Minutes // up to where it can move alone, while Network.fresh
	shift  Minutes // by how much it is placed later than early, as late as possible
	driver int32   // which of the arcs into it sets its early dates, or byFloor, byLeast
	row    int32   // in plan.Tasks
	table  int32
	group  int32 // of project and calendar
	state  state
	opens  bool    // it lasts no time, and stands after a rest, not before it
	behind bool    // of an edge: it stands behind its summary, not before it
	_      [3]byte // a node fills a line of the cache
}

// state says what of a node is already settled.
type state uint8

const (
	waiting state = iota // not begun
	running              // begun: its start stays
	done                 // ended: nothing moves it, and it waits for nobody
	fixed                // by a constraint: its dates stay, early and late
	manual               // its dates stay, but it may be too late for others
	hammock              // lasts as long as its links say
	edge                 // an end of a summary: no task of its own
)

// Drivers that are no arcs: a start, or a finish that the node has of itself.
const (
	byFloor int32 = -1
	byLeast int32 = -2
)

// noLimit stands where nothing limits a date; sums with it do not overflow.
const (
	noLimit Minutes = 1 << 29
	noFloor Minutes = -1 << 29
)

// group is the tasks of a project that count by one calendar: what they share.
type group struct {
	project, table int32
	start          Minutes // position of the project's start, or of its data date
	end            Minutes // the greatest early finish
	finish         Minutes // position of the finish of the project
	late           Minutes // and of what it is late against
}

// arc is a link seen from one of its ends.
type arc struct {
	other int32   // the node at the other end
	lag   Minutes // its lag; where it counts apart, an index of Network.lags
	kind  LinkType
	way   way
}

// way says how a link goes from one end to the other, the shortest first.
type way uint8

const (
	plain  way = iota // both ends and the lag count alike
	ofSucc            // through the clock, the lag in the successor's working time
	ofPred            // through the clock, the lag in the predecessor's
	apart             // through the clock, with a lag that counts otherwise
)

// arcs are those of all nodes, one node's after another's.
type arcs struct {
	from []int32
	list []arc
}

func (a *arcs) of(node int32) []arc { return a.list[a.from[node]:a.from[node+1]] }

// lag is a lag and in whose time it counts.
type lag struct {
	amount Minutes
	table  *Timetable // in whose working time; nil: of the clock
}

// lagAt is the lag of an arc between two nodes.
func (n *Network) lagAt(a *arc, pred, succ *node) lag {
	switch a.way {
	case apart:
		return n.lags[a.lag]
	case ofPred:
		return lag{a.lag, n.tables[pred.table]}
	default:
		return lag{a.lag, n.tables[succ.table]}
	}
}

// after is the instant that a link allows, counted from the one at its other end.
func (l *lag) after(at Time) Time {
	switch {
	case l.amount == 0:
		return at
	case l.table == nil:
		return bounded(int64(at) + int64(l.amount))
	default:
		return edgeOf(l.table, l.table.Position(at)+l.amount, l.amount)
	}
}

// before is the last instant from which the link allows at.
func (l *lag) before(at Time) Time {
	switch {
	case l.amount == 0:
		return at
	case l.table == nil:
		return bounded(int64(at) - int64(l.amount))
	case l.amount < 0:
		return l.table.Begin(l.table.lastStart(at) - l.amount)
	default:
		return l.table.Begin(l.table.Position(at) - l.amount)
	}
}

// edgeOf is the instant of a position that a lag leads to: the end of the work that
// it waits for, and as a lead the beginning of the work that it goes before.
func edgeOf(table *Timetable, position, amount Minutes) Time {
	if amount < 0 {
		return table.Begin(position)
	}
	return table.End(position)
}

func bounded(at int64) Time { return Time(min(max(at, 0), int64(over))) }

// Compile checks a plan and computes its dates. The plan belongs to the network
// from then on: it is changed through Change alone.
//
// Errors match ErrCycle, ErrDangling, ErrDuplicate, ErrCalendar, ErrTask or
// ErrRange and say which task, link or calendar it is.
func Compile(plan *Plan) (*Network, error) {
	b := builder{Network: &Network{plan: plan}}
	for _, step := range []func() error{b.index, b.readCalendars, b.addTasks, b.addLinks, b.addWishes, b.order, b.setAll} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	n := b.Network
	return n, n.pass()
}

// Plan is what the network was made of, as changed since.
func (n *Network) Plan() *Plan { return n.plan }

// Clone is a network of the same plan with dates of its own.
func (n *Network) Clone() *Network {
	c := *n
	c.nodes = slices.Clone(n.nodes)
	c.groups = slices.Clone(n.groups)
	c.end, c.last = slices.Clone(n.end), slices.Clone(n.last)
	c.spans = slices.Clone(n.spans)
	return &c
}

// Timetable is that of a task: of its calendar, or around the clock if its
// duration is elapsed time. Nil: there is no such task, or it is a summary.
func (n *Network) Timetable(id TaskID) *Timetable {
	i, ok := n.of[id]
	if !ok {
		return nil
	}
	return n.tables[n.nodes[i].table]
}

func taskError(id TaskID, format string, args ...any) error {
	return fmt.Errorf("%w: task %d %s", ErrTask, id, fmt.Sprintf(format, args...))
}

// Recompute computes all dates anew. Nobody needs it to get dates: Compile and
// Change compute them; it is what a full pass costs.
func (n *Network) Recompute() error { return n.pass() }
