package schedule

import "fmt"

// addLinks makes ties of the links. A link at a summary ties its children: what
// waits for its finish waits for all of them, and if it waits, they all do.
func (b *builder) addLinks() error {
	b.shared = map[TaskID]bool{}
	for _, l := range b.plan.Links {
		pred, havePred := b.row[l.Pred]
		succ, haveSucc := b.row[l.Succ]
		if !havePred || !haveSucc {
			return dangling(l, havePred, haveSucc)
		}
		if l.Type > StartFinish || l.Lag.Unit > ElapsedPercentLag {
			return fmt.Errorf("%w: the link %d > %d is of no known type", ErrTask, l.Pred, l.Succ)
		}
		if b.off[pred] || b.off[succ] {
			continue
		}
		if b.unsaid(l, pred, succ) {
			b.ignored = append(b.ignored, l)
			continue
		}
		if l.Lag.Unit >= PercentLag {
			b.shared[l.Pred] = true
		}
		if err := b.tie(l, pred, succ); err != nil {
			return err
		}
	}
	return nil
}

// addWishes makes the ends of summaries that have wishes: their dates hold for
// all that lies below them.
func (b *builder) addWishes() error {
	for row := range b.plan.Tasks {
		if !b.isSummary(int32(row)) || b.off[row] {
			continue
		}
		t := &b.plan.Tasks[row]
		early, late := t.Constraint.bounds()
		second, alsoLate := t.Second.bounds()
		if early != 0 || second != 0 {
			if _, err := b.beginOf(int32(row)); err != nil {
				return err
			}
		}
		if late != 0 || alsoLate != 0 || t.Deadline != 0 {
			if _, err := b.endOf(int32(row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounds are the dates that a constraint of a summary sets to all below it: before
// which nothing begins, and by which all ends. Zero: it sets none.
func (c Constraint) bounds() (start, finish Time) {
	switch c.Kind {
	case StartNoEarlier, StartOn, MustStartOn:
		return c.On, 0
	case FinishNoLater, FinishOn, MustFinishOn:
		return 0, c.On
	default:
		return 0, 0
	}
}

func dangling(l Link, havePred, haveSucc bool) error {
	e := &DanglingError{Link: l}
	if !havePred {
		e.Missing = append(e.Missing, l.Pred)
	}
	if !haveSucc {
		e.Missing = append(e.Missing, l.Succ)
	}
	return e
}

// unsaid tells links that say nothing: a summary begins when one of its children
// does, and no one of them has to end last; a level of effort drives nobody.
func (b *builder) unsaid(l Link, pred, succ int32) bool {
	switch fromStart, toFinish := l.Type.fromStart(), l.Type.toFinish(); {
	case b.plan.Tasks[pred].Kind == LevelOfEffort:
		return true
	case b.isSummary(pred) && (fromStart || l.Lag.Unit >= PercentLag):
		return true
	default:
		return b.isSummary(succ) && toFinish
	}
}

// fromStart says whether the predecessor's start counts, not its finish.
func (t LinkType) fromStart() bool { return t == StartStart || t == StartFinish }

// toFinish says whether the successor's finish is bound, not its start.
func (t LinkType) toFinish() bool { return t == FinishFinish || t == StartFinish }

func (b *builder) tie(l Link, pred, succ int32) error {
	from, err := b.endOf(pred)
	if err != nil {
		return err
	}
	to, err := b.beginOf(succ)
	if err != nil {
		return err
	}
	w, err := b.lagOf(l, pred, succ)
	if err != nil {
		return err
	}
	b.addTie(from, to, l.Type, w)
	return nil
}

// addTie makes an arc between two nodes, which goes the shortest way.
func (b *builder) addTie(from, to int32, kind LinkType, l lag) {
	pred, succ := b.tables[b.nodes[from].table], b.tables[b.nodes[to].table]
	a := arc{kind: kind, lag: l.amount}
	switch {
	case pred == succ && (l.amount == 0 || l.table == pred || l.table == nil && pred.allHours):
	case l.amount == 0 || l.table == succ:
		a.way = ofSucc
	case l.table == pred:
		a.way = ofPred
	default:
		a.way, a.lag = apart, Minutes(len(b.lags))
		b.lags = append(b.lags, l)
	}
	b.ties = append(b.ties, tie{from, to, a})
}

// endOf is the node whose finish is that of a row.
func (b *builder) endOf(row int32) (int32, error) {
	if !b.isSummary(row) {
		return b.of[b.plan.Tasks[row].ID], nil
	}
	if at, ok := b.ends[row]; ok {
		return at, nil
	}
	at, err := b.addEdge(row, true)
	b.ends[row] = at
	for _, kid := range b.kids[row] {
		if err != nil || b.off[kid] || b.plan.Tasks[kid].Kind == LevelOfEffort {
			continue
		}
		var end int32
		if end, err = b.endOf(kid); err == nil {
			b.addTie(end, at, FinishStart, lag{})
		}
	}
	return at, err
}

// beginOf is the node before which no part of a row begins.
func (b *builder) beginOf(row int32) (int32, error) {
	if !b.isSummary(row) {
		return b.of[b.plan.Tasks[row].ID], nil
	}
	if at, ok := b.begins[row]; ok {
		return at, nil
	}
	at, err := b.addEdge(row, false)
	b.begins[row] = at
	for _, kid := range b.kids[row] {
		if err != nil || b.off[kid] {
			continue
		}
		var begin int32
		if begin, err = b.beginOf(kid); err == nil {
			b.addTie(at, begin, FinishStart, lag{})
		}
	}
	return at, err
}

// lagOf is the lag of a link in minutes, and in whose time it counts.
func (b *builder) lagOf(l Link, pred, succ int32) (lag, error) {
	amount, err := lagAmount(l, &b.plan.Tasks[pred])
	if err != nil || l.Lag.Unit == ElapsedLag || l.Lag.Unit == ElapsedPercentLag {
		return lag{amount: amount}, err
	}
	if l.Lag.Calendar != 0 {
		table := b.timetables[l.Lag.Calendar]
		if table == nil {
			return lag{}, fmt.Errorf("%w: the lag of the link %d > %d counts by calendar %d", ErrDangling, l.Pred, l.Succ, l.Lag.Calendar)
		}
		return lag{amount: amount, table: table}, nil
	}
	whose := &b.plan.Tasks[succ]
	switch b.plan.Rules.LagCalendar {
	case LagAroundTheClock:
		return lag{amount: amount}, nil
	case LagOfPredecessor:
		whose = &b.plan.Tasks[pred]
	case LagOfProject:
		whose = &Task{ID: l.Succ, Project: b.plan.Tasks[succ].Project}
	default:
	}
	project, err := b.projectOf(whose)
	if err != nil {
		return lag{}, err
	}
	table, err := b.tableOf(whose, project)
	return lag{amount: amount, table: table}, err
}

// lagAmount is a lag in minutes; a percentage is rounded half away from zero.
func lagAmount(l Link, pred *Task) (Minutes, error) {
	amount := int64(l.Lag.Amount)
	if l.Lag.Unit >= PercentLag {
		amount *= int64(pred.Duration)
		half := int64(Whole / 2)
		if amount < 0 {
			half = -half
		}
		amount = (amount + half) / int64(Whole)
	}
	if amount > int64(MaxMinutes) || amount < -int64(MaxMinutes) {
		return 0, fmt.Errorf("%w: the lag of the link %d > %d", ErrRange, l.Pred, l.Succ)
	}
	return Minutes(amount), nil
}

// allowed is the position from which on an arc allows its node, in the node's calendar.
func (n *Network) allowed(a *arc, of *node) Minutes {
	from := &n.nodes[a.other]
	table := n.tables[of.table]
	switch a.way {
	case plain, ofPred:
		at := from.ef
		if a.kind.fromStart() {
			at = from.es
		}
		if a.way == plain {
			return at + a.lag
		}
		return table.Position(edgeOf(n.tables[from.table], at+a.lag, a.lag))
	case ofSucc:
		return table.Position(n.leaving(a, from)) + a.lag
	default:
		return table.Position(n.lags[a.lag].after(n.leaving(a, from)))
	}
}

// leaving is the instant at the predecessor's end of an arc.
func (n *Network) leaving(a *arc, from *node) Time {
	if a.kind.fromStart() {
		return n.startOf(from, from.es)
	}
	return n.finishOf(from, from.ef)
}

// needed is the last position of a node, in its calendar, from which an arc
// allows a position of its successor.
func (n *Network) needed(a *arc, of *node, position Minutes) Minutes {
	if a.way == plain {
		return position - a.lag
	}
	var at Time
	switch table := n.tables[n.nodes[a.other].table]; a.way {
	case ofSucc:
		at = table.Begin(position - a.lag)
	case ofPred:
		if at = table.Begin(position); a.lag < 0 {
			return n.tables[of.table].lastStart(at) - a.lag
		}
		return n.tables[of.table].Position(at) - a.lag
	default:
		at = n.lags[a.lag].before(table.Begin(position))
	}
	if a.kind.fromStart() {
		return n.tables[of.table].Position(at+1) - 1
	}
	return n.tables[of.table].Position(at)
}
