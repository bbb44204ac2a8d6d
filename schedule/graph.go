package schedule

// Knot is a task, or an end of a summary that links tie, as other methods of
// scheduling need it: all that the links and the calendars say, and no more.
type Knot struct {
	Task     TaskID     // zero: an end of a summary
	Table    *Timetable // by which it counts
	Length   Minutes    // working time from start to finish
	Earliest Time       // of its own wishes and of the project, not of its links
	Start    Time       // early
	Finish   Time
	Fixed    bool // begun, ended, set by hand or pinned by a constraint
	Done     bool // ended
}

// Tie is a link between two knots, which it names by their places. No tie leads
// back: predecessors come first.
type Tie struct {
	From, To int
	Type     LinkType
	Lag      Minutes
	Table    *Timetable // in whose working time the lag counts; nil: of the clock
}

// Graph are the knots and ties of the network. Tasks that only fill the time
// between others, and links to what has begun, are left out.
func (n *Network) Graph() ([]Knot, []Tie) {
	knots := make([]Knot, 0, len(n.nodes))
	place := make([]int, len(n.nodes))
	for i := range n.nodes {
		nd := &n.nodes[i]
		place[i] = len(knots)
		if nd.state == hammock {
			place[i] = -1
			continue
		}
		knots = append(knots, n.knot(nd))
	}
	var ties []Tie
	for i := range n.nodes {
		if place[i] < 0 || n.nodes[i].state != waiting && n.nodes[i].state != edge {
			continue
		}
		for _, a := range n.preds.of(int32(i)) {
			if place[a.other] < 0 {
				continue
			}
			l := n.lagAt(&a, &n.nodes[a.other], &n.nodes[i])
			t := Tie{From: place[a.other], To: place[i], Type: a.kind, Lag: l.amount, Table: l.table}
			ties = append(ties, t)
		}
	}
	return knots, ties
}

func (n *Network) knot(nd *node) Knot {
	table := n.tables[nd.table]
	k := Knot{Table: table, Length: nd.length, Start: n.startOf(nd, nd.es), Finish: n.finishOf(nd, nd.ef)}
	k.Earliest = table.Begin(max(nd.floor, nd.least-nd.length))
	k.Fixed = nd.state == running || nd.state == done || nd.state == fixed || nd.state == manual
	k.Done = nd.state == done
	if k.Fixed {
		k.Start, k.Length = table.Begin(nd.es), nd.ef-nd.es
		k.Earliest = k.Start
	}
	if nd.state != edge {
		k.Task = n.plan.Tasks[nd.row].ID
	}
	return k
}
