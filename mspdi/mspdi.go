package mspdi

import "gongqiao/schedule"

// File is a Microsoft Project XML file: a plan, and what the format has beside
// it.
type File struct {
	Plan *schedule.Plan

	// Root is the summary of the whole project, which the format numbers 0 and
	// Plan.Tasks has no place for, since zero names nothing there. It is no
	// parent of others: tasks of the top have none. Nil if there is none.
	Root *schedule.Task

	// Unassigned is the resource that the format numbers 0, likewise.
	Unassigned *schedule.Resource

	Left   []Left // what was left out on reading; Write does not look at it
	Counts Counts // of the file that was read; Write does not look at them
}

// Counts says how much a file holds, as its elements are, before anything of it
// is left out: with the summary of the project, the unassigned resource and
// blank rows.
type Counts struct {
	Tasks, Summary, Milestones int
	Critical                   int // as the file says, not as it is computed
	FF, FS, SF, SS             int // links by their types
	Resources, Assignments     int
	Calendars                  int
	Baselines                  int // of tasks, all numbers

	Start, Finish         schedule.Time // of the project
	TaskStart, TaskFinish schedule.Time // the first and the last of all tasks
}

// Links counts the links of all types.
func (c Counts) Links() int { return c.FF + c.FS + c.SF + c.SS }

func (c *Counts) task(t *taskRow) {
	c.Tasks++
	c.Summary += one(t.summary)
	c.Milestones += one(t.milestone)
	c.Critical += one(t.critical)
	c.Baselines += len(t.Baselines)
	c.FF += t.kinds[0]
	c.FS += t.kinds[1]
	c.SF += t.kinds[2]
	c.SS += t.kinds[3]
	if t.Start != 0 && (c.TaskStart == 0 || t.Start < c.TaskStart) {
		c.TaskStart = t.Start
	}
	c.TaskFinish = max(c.TaskFinish, t.Finish)
}

func one(on bool) int {
	if on {
		return 1
	}
	return 0
}
