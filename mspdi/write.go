package mspdi

import (
	"fmt"
	"io"
	"strconv"

	"gongqiao/schedule"
)

// Write writes a file that Microsoft Project 2010 and later read, and this
// package reads as it was: UTF-8, elements in the order of the published schema,
// exceptions of calendars in both styles. Of f only Plan needs to be there. It
// writes the dates that tasks have and computes none.
//
// Numbers of tasks, resources, calendars and assignments are kept; rows are
// numbered in the order of the outline, in which children follow their parents.
// What the format cannot hold is returned.
//
// A plan whose outline is none (a parent that is not there or below its own
// child, a number below 1 or twice) is an error that matches ErrPlan, and
// nothing is written; other errors are those of w.
func Write(w io.Writer, f *File) ([]Left, error) {
	tree, err := outlineOf(f.Plan.Tasks)
	if err != nil {
		return nil, err
	}
	if err := numbered(f.Plan); err != nil {
		return nil, err
	}
	wr := &writer{e: newEncoder(w), f: f, tree: tree}
	wr.file()
	return wr.e.left.list, wr.e.flush()
}

// writer writes the parts of a file.
type writer struct {
	e      *encoder
	f      *File
	tree   []node
	fields *fieldBook
}

func (w *writer) file() {
	e, plan := w.e, w.f.Plan
	project := giveProject(e, w.f)
	w.fields = giving(e, plan.Fields)
	e.line(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`)
	e.line(`<Project xmlns="` + namespace + `">`)
	e.parent = append(e.parent, "Project")
	for _, c := range projectColumns.list {
		c.write(e, &project)
	}
	e.inside("OutlineCodes", func() { w.fields.writeCodes(e) })
	e.inside("ExtendedAttributes", func() { w.fields.write(e) })
	e.inside("Calendars", w.calendars)
	e.inside("Tasks", w.tasks)
	e.inside("Resources", w.resources)
	e.inside("Assignments", w.assignments)
	e.close("Project")
}

func (w *writer) calendars() {
	for i := range w.f.Plan.Calendars {
		row := calendarRow{Calendar: w.f.Plan.Calendars[i]}
		w.e.of("calendar", int64(row.ID))
		row.give(w.e)
		calendarColumns.write(w.e, "Calendar", &row)
	}
}

func (w *writer) tasks() {
	if w.f.Root != nil {
		row := taskRow{Task: *w.f.Root, outline: "0", fields: w.fields}
		row.ID = 0
		w.task(&row)
	}
	links := w.incoming()
	var numbers []int // of the tasks that are open, each among its siblings
	for at, n := range w.tree {
		for len(numbers) < n.level {
			numbers = append(numbers, 0)
		}
		numbers = numbers[:n.level]
		numbers[n.level-1]++
		task := &w.f.Plan.Tasks[n.task]
		row := taskRow{
			Task: *task, row: int64(at) + 1, level: n.level, outline: dotted(numbers),
			summary: n.parent, links: links[task.ID], fields: w.fields,
		}
		w.task(&row)
	}
}

// dotted is an outline number: 1.2.3.
func dotted(numbers []int) string {
	text := strconv.Itoa(numbers[0])
	for _, n := range numbers[1:] {
		text += "." + strconv.Itoa(n)
	}
	return text
}

func (w *writer) task(row *taskRow) {
	w.e.of("task", int64(row.ID))
	row.give(w.e)
	taskColumns.write(w.e, "Task", row)
}

// incoming are the links by their successors; one whose end is not there is
// left out.
func (w *writer) incoming() map[schedule.TaskID][]schedule.Link {
	there := make(map[schedule.TaskID]bool, len(w.tree))
	for i := range w.f.Plan.Tasks {
		there[w.f.Plan.Tasks[i].ID] = true
	}
	links := map[schedule.TaskID][]schedule.Link{}
	for _, l := range w.f.Plan.Links {
		if !there[l.Pred] || !there[l.Succ] {
			w.e.of("task", int64(l.Succ))
			w.e.left.add("Task", "PredecessorLink", "a link to a task that is not in the plan")
			continue
		}
		links[l.Succ] = append(links[l.Succ], l)
	}
	return links
}

func (w *writer) resources() {
	if w.f.Unassigned != nil {
		row := resourceRow{Resource: *w.f.Unassigned, fields: w.fields}
		row.ID = 0
		w.resource(&row)
	}
	for i := range w.f.Plan.Resources {
		w.resource(&resourceRow{Resource: w.f.Plan.Resources[i], row: int64(i) + 1, fields: w.fields})
	}
}

func (w *writer) resource(row *resourceRow) {
	w.e.of("resource", int64(row.ID))
	row.give()
	resourceColumns.write(w.e, "Resource", row)
}

func (w *writer) assignments() {
	tasks, resources := w.ends()
	for i := range w.f.Plan.Assignments {
		row := assignmentRow{Assignment: w.f.Plan.Assignments[i], fields: w.fields}
		w.e.of("assignment", int64(row.ID))
		if !tasks[row.Task] || !resources[row.Resource] {
			w.e.left.add("", "Assignment", "its task or its resource is not in the plan")
			continue
		}
		row.give(w.e)
		assignmentColumns.write(w.e, "Assignment", &row)
	}
}

// ends are what an assignment can tie; resource 0 is nobody.
func (w *writer) ends() (map[schedule.TaskID]bool, map[schedule.ResourceID]bool) {
	tasks, resources := map[schedule.TaskID]bool{}, map[schedule.ResourceID]bool{0: true}
	for i := range w.f.Plan.Tasks {
		tasks[w.f.Plan.Tasks[i].ID] = true
	}
	for i := range w.f.Plan.Resources {
		resources[w.f.Plan.Resources[i].ID] = true
	}
	return tasks, resources
}

// node is a row of the outline.
type node struct {
	task   int // its index
	level  int // 1 is the top
	parent bool
}

// outlineOf is the order in which tasks are written: children follow their
// parent, and siblings are as they stand in the plan.
func outlineOf(tasks []schedule.Task) ([]node, error) {
	at := make(map[schedule.TaskID]int, len(tasks))
	for i := range tasks {
		if _, twice := at[tasks[i].ID]; twice || tasks[i].ID <= 0 {
			return nil, fmt.Errorf("%w: the number %d of a task is there twice, or below 1", ErrPlan, tasks[i].ID)
		}
		at[tasks[i].ID] = i
	}
	children := make([][]int32, len(tasks)+1) // the last are those of the top
	for i := range tasks {
		parent, ok := at[tasks[i].Parent]
		switch {
		case tasks[i].Parent == 0:
			parent = len(tasks)
		case !ok:
			return nil, fmt.Errorf("%w: task %d has the parent %d, which is not there", ErrPlan, tasks[i].ID, tasks[i].Parent)
		}
		children[parent] = append(children[parent], int32(i))
	}
	rows := make([]node, 0, len(tasks))
	if err := descend(&rows, children, len(tasks), 0); err != nil {
		return nil, err
	}
	if len(rows) < len(tasks) {
		return nil, fmt.Errorf("%w: tasks are below their own children", ErrPlan)
	}
	return rows, nil
}

func descend(rows *[]node, children [][]int32, parent, level int) error {
	if level > maxOutline {
		return fmt.Errorf("%w: tasks nest deeper than %d", ErrPlan, maxOutline)
	}
	for _, i := range children[parent] {
		*rows = append(*rows, node{task: int(i), level: level + 1, parent: len(children[i]) > 0})
		if err := descend(rows, children, int(i), level+1); err != nil {
			return err
		}
	}
	return nil
}

// numbered refuses numbers that name two things, or nothing.
func numbered(p *schedule.Plan) error {
	for what, ids := range map[string][]int64{
		"calendar":   idsOf(p.Calendars, func(c *schedule.Calendar) int64 { return int64(c.ID) }),
		"resource":   idsOf(p.Resources, func(r *schedule.Resource) int64 { return int64(r.ID) }),
		"assignment": idsOf(p.Assignments, func(a *schedule.Assignment) int64 { return int64(a.ID) }),
	} {
		seen := make(map[int64]bool, len(ids))
		for _, id := range ids {
			if seen[id] || id <= 0 || id > maxUID {
				return fmt.Errorf("%w: the number %d of a %s is there twice, or out of range", ErrPlan, id, what)
			}
			seen[id] = true
		}
	}
	return nil
}

func idsOf[T any](list []T, id func(*T) int64) []int64 {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = id(&list[i])
	}
	return ids
}
