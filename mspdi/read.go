package mspdi

import (
	"cmp"
	"io"
	"slices"

	"gongqiao/schedule"
)

// Read reads a Microsoft Project XML file of any version since 2002. It takes
// UTF-8, with or without a mark, and UTF-16. What the plan has no place for is
// in Left of the file.
//
// A file of another kind is a *FormatError; one that is broken, contradicts
// itself or wants more than is allowed, a *SyntaxError with the place. Errors of
// r are returned as they are, inside of a *SyntaxError.
func Read(r io.Reader) (*File, error) {
	in, err := unwrapped(r)
	if err != nil {
		return nil, err
	}
	d := newDocument(in)
	if err := d.root(); err != nil {
		return nil, err
	}
	b := newReader(d)
	if err := d.children(b.element); err != nil {
		return nil, err
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return b.file()
}

// reader gathers the parts of a file. References between them are settled when
// all are known.
type reader struct {
	d       *document
	project projectRow
	fields  *fieldBook
	cost    ruleCost

	calendars []calendarRow
	root      *schedule.Task
	tasks     []schedule.Task
	places    []place // of tasks, by the same index
	links     []schedule.Link
	spare     *schedule.Resource
	resources []schedule.Resource
	assigned  []schedule.Assignment

	taskIDs       map[int64]bool
	resourceIDs   map[int64]bool
	assignmentIDs map[int64]bool
	counts        Counts
}

// place is where a task stands in the outline.
type place struct {
	row   int64
	level int32
}

func newReader(d *document) *reader {
	return &reader{
		d: d, fields: newFieldBook(),
		project: projectRow{plan: &schedule.Plan{}, calendar: -1, splitProgress: true},
		taskIDs: map[int64]bool{}, resourceIDs: map[int64]bool{}, assignmentIDs: map[int64]bool{},
	}
}

// element reads one child of the project.
func (b *reader) element(name string) error {
	read := map[string]func() error{
		"OutlineCodes":       b.each("OutlineCode", func() error { return b.fields.readCode(b.d) }),
		"ExtendedAttributes": b.each("ExtendedAttribute", func() error { return b.fields.read(b.d) }),
		"Calendars":          b.each("Calendar", b.calendar),
		"Tasks":              b.each("Task", b.task),
		"Resources":          b.each("Resource", b.resource),
		"Assignments":        b.each("Assignment", b.assignment),
	}[name]
	if read != nil {
		return read()
	}
	if known, ok := projectColumns.byName[name]; ok {
		return known.read(b.d, &b.project)
	}
	return b.d.leave()
}

// each reads a list; what is read behind it is of nothing in particular.
func (b *reader) each(item string, read func() error) func() error {
	return func() error {
		defer b.d.of("", 0)
		return b.d.children(func(name string) error {
			if name != item {
				return b.d.leave()
			}
			return read()
		})
	}
}

// enter takes the number of a row, which must be there and new.
func (b *reader) enter(known map[int64]bool, uid int64) error {
	switch {
	case uid < 0:
		return b.d.fail("a row without its UID")
	case known[uid]:
		return b.d.fail("the UID " + b.d.left.name() + " is there twice")
	}
	known[uid] = true
	return nil
}

func (b *reader) calendar() error {
	row := calendarRow{uid: -1, base: -1, isBase: true, cost: &b.cost}
	row.line, row.column = b.d.dec.InputPos()
	if err := calendarColumns.read(b.d, &row); err != nil {
		return err
	}
	b.counts.Calendars++
	for _, other := range b.calendars {
		if other.uid == row.uid {
			return b.d.fail("the UID of a calendar is there twice")
		}
	}
	if row.uid < 0 {
		return b.d.fail("a calendar without its UID")
	}
	row.Calendar = row.taken(b.d)
	b.calendars = append(b.calendars, row)
	return nil
}

func (b *reader) task() error {
	row := newTaskRow(b.fields)
	if err := taskColumns.read(b.d, &row); err != nil {
		return err
	}
	b.counts.task(&row)
	if err := b.enter(b.taskIDs, row.uid); err != nil {
		return err
	}
	if row.null {
		delete(b.taskIDs, row.uid)
		b.d.left.add("", "Task", "a blank row")
		return nil
	}
	task := row.taken(b.d)
	task.Calendar = schedule.CalendarID(max(row.calendar, -1))
	for _, l := range row.links {
		l.Succ = task.ID
		b.links = append(b.links, l)
	}
	if row.uid == 0 {
		b.root = &task
		return nil
	}
	b.tasks = append(b.tasks, task)
	b.places = append(b.places, place{row.row, row.depth()})
	return nil
}

// depth is the level of a task, by its outline number if it does not say it.
func (t *taskRow) depth() int32 {
	if t.level > 0 || t.outline == "" {
		return int32(t.level)
	}
	depth := int32(1)
	for _, c := range t.outline {
		if c == '.' {
			depth++
		}
	}
	return depth
}

func (b *reader) resource() error {
	row := newResourceRow(b.fields)
	if err := resourceColumns.read(b.d, &row); err != nil {
		return err
	}
	b.counts.Resources++
	if err := b.enter(b.resourceIDs, row.uid); err != nil {
		return err
	}
	resource := row.taken()
	resource.Calendar = schedule.CalendarID(max(row.calendar, -1))
	switch {
	case row.null:
		delete(b.resourceIDs, row.uid)
		b.d.left.add("", "Resource", "a blank row")
	case row.uid == 0:
		b.spare = &resource
	default:
		b.resources = append(b.resources, resource)
	}
	return nil
}

func (b *reader) assignment() error {
	row := newAssignmentRow(b.fields)
	if err := assignmentColumns.read(b.d, &row); err != nil {
		return err
	}
	b.counts.Assignments++
	if row.uid != 0 { // one without a number is numbered at the end
		if err := b.enter(b.assignmentIDs, row.uid); err != nil {
			return err
		}
	}
	if row.resource < 0 && row.resource != nobody {
		b.d.left.add("Assignment", "ResourceUID", "names no resource of the file")
	}
	b.assigned = append(b.assigned, row.taken())
	return nil
}

// file settles the references and puts the parts together.
func (b *reader) file() (*File, error) {
	plan := b.project.plan
	b.project.taken()
	if err := b.settleCalendars(); err != nil {
		return nil, err
	}
	if err := b.settleOutline(); err != nil {
		return nil, err
	}
	b.settleLinks()
	b.settleAssignments()
	b.counts.Start, b.counts.Finish = b.project.project.Start, b.project.finish
	plan.Tasks, plan.Links, plan.Resources = b.tasks, b.links, b.resources
	plan.Assignments, plan.Fields = b.assigned, b.fields.fields
	return &File{Plan: plan, Root: b.root, Unassigned: b.spare, Left: b.d.left.list, Counts: b.counts}, nil
}

// settleOutline brings tasks into the order of their rows, if each has its own, and
// finds their parents: the last task above that stands further out.
func (b *reader) settleOutline() error {
	b.sortRows()
	var above []int // the tasks that are open, from the top
	for i := range b.tasks {
		for len(above) > 0 && b.places[above[len(above)-1]].level >= b.places[i].level {
			above = above[:len(above)-1]
		}
		if len(above) > 0 {
			parent := &b.tasks[above[len(above)-1]]
			parent.Kind = schedule.Summary
			b.tasks[i].Parent = parent.ID
		}
		if above = append(above, i); len(above) > maxOutline {
			b.d.of("task", int64(b.tasks[i].ID))
			return b.d.fail("tasks nest too deep at " + b.d.left.name())
		}
	}
	return nil
}

// maxOutline bounds how deep tasks nest.
const maxOutline = 1000

func (b *reader) sortRows() {
	order := make([]int, len(b.tasks))
	for i := range order {
		order[i] = i
		if b.places[i].row < 0 {
			return
		}
	}
	byRow := func(i, j int) int { return cmp.Compare(b.places[i].row, b.places[j].row) }
	if slices.IsSortedFunc(order, byRow) {
		return
	}
	slices.SortStableFunc(order, byRow)
	for at := 1; at < len(order); at++ {
		if b.places[order[at]].row == b.places[order[at-1]].row {
			return // rows of several projects, each counted for itself
		}
	}
	tasks, places := make([]schedule.Task, len(order)), make([]place, len(order))
	for at, i := range order {
		tasks[at], places[at] = b.tasks[i], b.places[i]
	}
	b.tasks, b.places = tasks, places
}

// settleLinks leaves out links one of whose ends is not there.
func (b *reader) settleLinks() {
	b.links = slices.DeleteFunc(b.links, func(l schedule.Link) bool {
		var reason string
		switch {
		case l.Pred == 0 || l.Succ == 0:
			reason = "a link of the project's own summary"
		case !b.taskIDs[int64(l.Pred)]:
			reason = "a link to a task that is not in the file"
		default:
			return false
		}
		b.d.of("task", int64(l.Succ))
		b.d.left.add("Task", "PredecessorLink", reason)
		return true
	})
	if len(b.links) == 0 {
		b.links = nil
	}
}

// settleAssignments leaves out those of no task, and numbers those without a number.
func (b *reader) settleAssignments() {
	last := int64(0)
	for i := range b.assigned {
		last = max(last, int64(b.assigned[i].ID))
	}
	kept := b.assigned[:0]
	for _, a := range b.assigned {
		b.d.of("assignment", int64(a.ID))
		if a.Task <= 0 || !b.taskIDs[int64(a.Task)] {
			b.d.left.add("", "Assignment", "of no task, or of the project's own summary")
			continue
		}
		if a.Resource > 0 && !b.resourceIDs[int64(a.Resource)] {
			b.d.left.add("Assignment", "ResourceUID", "names no resource of the file")
			a.Resource = 0
		}
		if a.ID == 0 {
			last++
			a.ID = schedule.AssignmentID(last)
			b.d.left.add("Assignment", "UID", "an assignment without a number was given the next one")
		}
		kept = append(kept, a)
	}
	if b.assigned = kept; len(kept) == 0 {
		b.assigned = nil
	}
}
