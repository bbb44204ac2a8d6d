package schedule

import "slices"

// Critical are the critical tasks of all projects, predecessors first.
func (n *Network) Critical() []TaskID {
	var ids []TaskID
	for i := range n.nodes {
		if n.nodes[i].state != edge && n.datesOf(int32(i)).Critical {
			ids = append(ids, n.id(int32(i)))
		}
	}
	return ids
}

func (n *Network) id(i int32) TaskID { return n.ids[i] }

// Driving are the tasks without whose link a task could begin or end earlier.
// None: it stands where its project, its constraint or its progress puts it.
func (n *Network) Driving(id TaskID) []TaskID {
	i, ok := n.of[id]
	if !ok {
		return nil
	}
	nd := &n.nodes[i]
	if nd.driver < 0 || nd.state == done || nd.state == fixed || nd.state == manual {
		return nil
	}
	var ids []TaskID
	for _, a := range n.preds.of(i) {
		at := n.allowed(&a, nd)
		if !a.kind.toFinish() {
			at += nd.length
		}
		if at == nd.ef {
			ids = append(ids, n.behind(a.other)...)
		}
	}
	return ids
}

// behind is the task of a node; of an end of a summary, the tasks that drive it.
func (n *Network) behind(i int32) []TaskID {
	if n.nodes[i].state != edge {
		return []TaskID{n.id(i)}
	}
	var ids []TaskID
	for _, a := range n.preds.of(i) {
		if n.allowed(&a, &n.nodes[i]) == n.nodes[i].ef {
			ids = append(ids, n.behind(a.other)...)
		}
	}
	return ids
}

// LongestPath leads to the finish of a project: the task that ends last, what
// drives it, and so on back to one that nothing drives; in the order of time.
func (n *Network) LongestPath(id ProjectID) []TaskID {
	at := int32(-1)
	for i := range n.nodes {
		nd := &n.nodes[i]
		if nd.state < hammock && n.plan.Projects[n.groups[nd.group].project].ID == id && (at < 0 || n.endsLater(nd, &n.nodes[at])) {
			at = int32(i)
		}
	}
	var path []TaskID
	for at >= 0 {
		nd := &n.nodes[at]
		if nd.state != edge {
			path = append(path, n.id(at))
		}
		if nd.driver < 0 || nd.state == done || nd.state == fixed || nd.state == manual {
			break
		}
		at = n.preds.of(at)[nd.driver].other
	}
	slices.Reverse(path)
	return path
}

func (n *Network) endsLater(a, b *node) bool {
	x, y := n.tables[a.table].End(a.ef), n.tables[b.table].End(b.ef)
	return x > y || x == y && a.length == 0 && b.length > 0
}

// Conflict is negative float, and what causes it.
type Conflict struct {
	Task  TaskID
	Float Minutes // negative
	Cause Cause
	By    TaskID     // whose wish it is; zero: that of the project
	Wish  Constraint // if the cause is one
	Path  []TaskID   // from the task to By
}

// Cause is what leaves a task less time than it needs.
type Cause uint8

// The causes.
const (
	ByConstraint Cause = iota
	ByDeadline
	ByMustEnd // the finish that the project must meet
	ByManual  // a task that stands by hand
)

// Conflicts are all tasks with negative float, predecessors first.
func (n *Network) Conflicts() []Conflict {
	var all []Conflict
	for i := range n.nodes {
		nd := &n.nodes[i]
		if float := nd.lf - nd.ef; float < 0 && nd.state != edge && nd.state != done && nd.state != hammock {
			all = append(all, n.conflict(int32(i), float))
		}
	}
	return all
}

// conflict follows what limits a task, from successor to successor.
func (n *Network) conflict(i int32, float Minutes) Conflict {
	c := Conflict{Task: n.id(i), Float: float, Cause: ByMustEnd, Path: []TaskID{n.id(i)}}
	for {
		if n.ownLimit(i, &c) {
			return c
		}
		next := n.limiting(i)
		if next < 0 {
			return c // the end of the project
		}
		i = next
		nd := &n.nodes[i]
		if nd.state != edge {
			c.Path = append(c.Path, n.id(i))
		}
		if nd.state == manual {
			c.Cause, c.By = ByManual, n.id(i)
			return c
		}
	}
}

// limiting is the successor that sets the late finish of a node; -1: none does.
func (n *Network) limiting(i int32) int32 {
	nd := &n.nodes[i]
	for _, a := range n.succs.of(i) {
		succ := &n.nodes[a.other]
		if n.waitsNot(&a, succ) {
			continue
		}
		start, finish := succ.latest()
		if n.limit(&a, nd, start, finish) == nd.lf {
			return a.other
		}
	}
	return -1
}

// ownLimit says whether a wish of the task itself sets its late finish, and which.
func (n *Network) ownLimit(i int32, c *Conflict) bool {
	nd := &n.nodes[i]
	t := &n.plan.Tasks[nd.row]
	if nd.state == edge {
		if nd.lf != nd.most {
			return false
		}
		n.edgeLimit(nd, t, c)
		return true
	}
	table := n.tables[nd.table]
	for _, wish := range []Constraint{t.Constraint, t.Second} {
		at := noLimit
		switch wish.Kind {
		case FinishNoLater, FinishOn:
			at = table.Position(wish.On)
		case StartNoLater:
			at = table.lastStart(wish.On) + nd.length
		case StartOn:
			at = table.Position(wish.On) + nd.length
		case MustStartOn, MustFinishOn:
			if nd.state == fixed || nd.lf == table.Position(wish.On) {
				at = nd.lf
			}
		default: // wishes that leave room
		}
		if at == nd.lf {
			c.Cause, c.By, c.Wish = ByConstraint, t.ID, wish
			return true
		}
	}
	if t.Deadline != 0 && table.Position(t.Deadline) == nd.lf {
		c.Cause, c.By = ByDeadline, t.ID
		return true
	}
	return false
}

// edgeLimit says which wish of a summary sets the late finish of its end.
func (n *Network) edgeLimit(nd *node, t *Task, c *Conflict) {
	c.By, c.Path = t.ID, append(c.Path, t.ID)
	for _, wish := range []Constraint{t.Constraint, t.Second} {
		if _, finish := wish.bounds(); finish != 0 && n.tables[nd.table].Position(finish) == nd.lf {
			c.Cause, c.Wish = ByConstraint, wish
			return
		}
	}
	c.Cause = ByDeadline
}

// Remark is something in a plan that a planner should look at.
type Remark struct {
	Kind RemarkKind
	Task TaskID
	Link Link // of LinkUnsaid and OutOfSequence
}

// RemarkKind says what it is.
type RemarkKind uint8

// The remarks.
const (
	NoPredecessor RemarkKind = iota
	NoSuccessor
	LinkUnsaid    // a link that says nothing, see Compile
	OutOfSequence // begun before its predecessor allowed
	DeadlineMissed
	WishUnsaid // a constraint of a summary that says nothing of what lies below it, see Compile
)

// Remarks are all of them, in the order of the plan.
func (n *Network) Remarks() []Remark {
	var all []Remark
	for row := range n.plan.Tasks {
		t := &n.plan.Tasks[row]
		i, ok := n.of[t.ID]
		if !ok {
			all = append(all, n.summaryRemarks(int32(row), t)...)
			continue
		}
		if len(n.preds.of(i)) == 0 {
			all = append(all, Remark{Kind: NoPredecessor, Task: t.ID})
		}
		if len(n.succs.of(i)) == 0 {
			all = append(all, Remark{Kind: NoSuccessor, Task: t.ID})
		}
		if _, finish := n.planned(i); t.Deadline != 0 && finish > t.Deadline {
			all = append(all, Remark{Kind: DeadlineMissed, Task: t.ID})
		}
	}
	for _, l := range n.ignored {
		all = append(all, Remark{Kind: LinkUnsaid, Task: l.Succ, Link: l})
	}
	return append(all, n.outOfSequence()...)
}

func (n *Network) summaryRemarks(row int32, t *Task) (all []Remark) {
	if n.off[row] {
		return nil
	}
	if t.Deadline != 0 && n.spans[row].to > t.Deadline {
		all = append(all, Remark{Kind: DeadlineMissed, Task: t.ID})
	}
	for _, c := range []Constraint{t.Constraint, t.Second} {
		if start, finish := c.bounds(); c.Kind != AsSoonAsPossible && start == 0 && finish == 0 {
			all = append(all, Remark{Kind: WishUnsaid, Task: t.ID})
		}
	}
	return all
}

// outOfSequence are the links whose successor began although they did not allow it yet.
func (n *Network) outOfSequence() []Remark {
	var all []Remark
	for _, l := range n.plan.Links {
		i, ok := n.of[l.Succ]
		j, also := n.of[l.Pred]
		if !ok || !also || l.Type != FinishStart || n.nodes[j].state == hammock {
			continue
		}
		if s := n.nodes[i].state; s != running && s != done {
			continue
		}
		begun := n.plan.Tasks[n.nodes[i].row].Progress.Started
		if _, finish := n.planned(j); begun != 0 && l.Lag.Amount >= 0 && finish > begun {
			all = append(all, Remark{Kind: OutOfSequence, Task: l.Succ, Link: l})
		}
	}
	return all
}
