package schedule

import (
	"fmt"
	"math"
)

// builder makes a network of a plan. Until order is called, nodes stand as they were added.
type builder struct {
	*Network
	timetables map[CalendarID]*Timetable
	projects   map[ProjectID]int32
	usedTable  map[*Timetable]int32
	usedGroup  map[[2]int32]int32
	clock      *Timetable
	begins     map[int32]int32 // rows of summaries that wait for something: their node
	ends       map[int32]int32 // rows of summaries for which something waits
	ties       []tie
}

// tie is a link between nodes.
type tie struct {
	from, to int32
	arc      arc // its other is not set
}

// index finds the rows, their projects and their children.
func (b *builder) index() error {
	p := b.plan
	b.projects = map[ProjectID]int32{}
	for i, project := range p.Projects {
		if _, twice := b.projects[project.ID]; twice || project.ID <= 0 {
			return fmt.Errorf("%w: project %d", ErrDuplicate, project.ID)
		}
		b.projects[project.ID] = int32(i)
	}
	if len(p.Projects) == 0 {
		return fmt.Errorf("%w: a plan has a project at least", ErrDangling)
	}
	b.row = make(map[TaskID]int32, len(p.Tasks))
	b.kids, b.off = make([][]int32, len(p.Tasks)), make([]bool, len(p.Tasks))
	for i := range p.Tasks {
		t := &p.Tasks[i]
		if _, twice := b.row[t.ID]; twice || t.ID <= 0 {
			return fmt.Errorf("%w: task %d", ErrDuplicate, t.ID)
		}
		b.row[t.ID], b.off[i] = int32(i), t.Inactive
		if t.Parent == 0 {
			continue
		}
		parent, known := b.row[t.Parent]
		if !known {
			return fmt.Errorf("%w: task %d lies under %d, which is not above it", ErrDangling, t.ID, t.Parent)
		}
		b.kids[parent] = append(b.kids[parent], int32(i))
		b.off[i] = t.Inactive || b.off[parent]
	}
	return nil
}

// isSummary says whether a row spans others and has no work of its own.
func (n *Network) isSummary(row int32) bool {
	return len(n.kids[row]) > 0 || n.plan.Tasks[row].Kind == Summary
}

func (b *builder) readCalendars() error {
	tables, err := b.plan.Timetables()
	if err != nil {
		return err
	}
	b.timetables, b.usedTable, b.usedGroup = tables, map[*Timetable]int32{}, map[[2]int32]int32{}
	b.clock, err = NewTimetable(AroundTheClock(math.MaxInt64, ""))
	return err
}

// tableOf is the timetable that a task counts by.
func (b *builder) tableOf(t *Task, project int32) (*Timetable, error) {
	if t.Elapsed {
		return b.clock, nil
	}
	id := t.Calendar
	if id == 0 {
		id = b.plan.Projects[project].Calendar
	}
	if id == 0 && len(b.plan.Calendars) > 0 {
		id = b.plan.Calendars[0].ID
	}
	if id == 0 {
		return b.clock, nil
	}
	if table := b.timetables[id]; table != nil {
		return table, nil
	}
	return nil, fmt.Errorf("%w: task %d works by calendar %d", ErrDangling, t.ID, id)
}

func (b *builder) projectOf(t *Task) (int32, error) {
	if t.Project == 0 {
		return 0, nil
	}
	if i, ok := b.projects[t.Project]; ok {
		return i, nil
	}
	return 0, fmt.Errorf("%w: task %d belongs to project %d", ErrDangling, t.ID, t.Project)
}

// groupOf is the group of a project's tasks that count by a timetable.
func (b *builder) groupOf(project int32, table *Timetable) (group, place int32) {
	at, ok := b.usedTable[table]
	if !ok {
		at = int32(len(b.tables))
		b.tables = append(b.tables, table)
		b.usedTable[table] = at
	}
	key := [2]int32{project, at}
	g, ok := b.usedGroup[key]
	if !ok {
		g = int32(len(b.groups))
		b.groups = append(b.groups, newGroup(project, at))
		b.usedGroup[key] = g
	}
	return g, at
}

func newGroup(project, table int32) group { return group{project: project, table: table, end: noFloor} }

func (b *builder) addTasks() error {
	b.of = make(map[TaskID]int32, len(b.plan.Tasks))
	b.begins, b.ends = map[int32]int32{}, map[int32]int32{}
	b.spans = make([]spanOf, len(b.plan.Tasks))
	for row := range b.plan.Tasks {
		t := &b.plan.Tasks[row]
		project, err := b.projectOf(t)
		if err != nil {
			return err
		}
		if b.isSummary(int32(row)) || b.off[row] {
			continue
		}
		table, err := b.tableOf(t, project)
		if err != nil {
			return err
		}
		g, at := b.groupOf(project, table)
		b.of[t.ID] = int32(len(b.nodes))
		b.nodes = append(b.nodes, node{row: int32(row), table: at, group: g})
	}
	return nil
}

// addEdge is the node of an end of a summary; it counts around the clock, so
// that no instant is lost on the way through it.
func (b *builder) addEdge(row int32, behind bool) (int32, error) {
	project, err := b.projectOf(&b.plan.Tasks[row])
	if err != nil {
		return 0, err
	}
	g, at := b.groupOf(project, b.clock)
	b.nodes = append(b.nodes, node{row: row, table: at, group: g, state: edge, behind: behind})
	return int32(len(b.nodes) - 1), nil
}
