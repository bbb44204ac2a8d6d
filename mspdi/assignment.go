package mspdi

import "gongqiao/schedule"

// nobody is the resource of work that has none yet.
const nobody = -65535

// assignmentRow is an assignment with what the format says of it in other words.
type assignmentRow struct {
	schedule.Assignment
	uid, task, resource int64
	delay               int64 // tenths of a minute
	fields              *fieldBook
}

func newAssignmentRow(fields *fieldBook) assignmentRow {
	return assignmentRow{
		Assignment: schedule.Assignment{Units: schedule.Whole}, uid: 0, task: -1, resource: nobody, fields: fields,
	}
}

// assignmentColumns is the schema's sequence.
var assignmentColumns = inOrder(
	uidIn("assignment", func(a *assignmentRow) *int64 { return &a.uid }),
	wholeIn("TaskUID", func(a *assignmentRow) *int64 { return &a.task }, -maxUID, maxUID),
	wholeIn("ResourceUID", func(a *assignmentRow) *int64 { return &a.resource }, -maxUID, maxUID),
	costIn("ActualCost", func(a *assignmentRow) *int64 { return &a.ActualCost }),
	timeIn("ActualFinish", func(a *assignmentRow) *schedule.Time { return &a.Finished }),
	timeIn("ActualStart", func(a *assignmentRow) *schedule.Time { return &a.Started }),
	workIn("ActualWork", func(a *assignmentRow) *int64 { return &a.ActualWork }),
	costIn("Cost", func(a *assignmentRow) *int64 { return &a.Cost }),
	delayColumn,
	timeIn("Finish", func(a *assignmentRow) *schedule.Time { return &a.Finish }),
	costIn("RemainingCost", func(a *assignmentRow) *int64 { return &a.RemainingCost }),
	workIn("RemainingWork", func(a *assignmentRow) *int64 { return &a.RemainingWork }),
	timeIn("Start", func(a *assignmentRow) *schedule.Time { return &a.Start }),
	unitsIn("Units", func(a *assignmentRow) *schedule.Share { return &a.Units }),
	workIn("Work", func(a *assignmentRow) *int64 { return &a.Work }),
	valuesIn(func(a *assignmentRow) (*fieldBook, *[]schedule.Value) { return a.fields, &a.Values }),
	baselinesIn(&assignmentBaseline, func(a *assignmentRow) *[]schedule.Baseline { return &a.Baselines }),
)

var delayColumn = parsed("Delay", func(d *document, a *assignmentRow, text string) (err error) {
	limit := 10 * int64(schedule.MaxMinutes)
	a.delay, err = parseWhole(text, -limit, limit)
	d.rounded(a.delay%10 == 0, "rounded to the minute")
	return err
}, func(e *encoder, a *assignmentRow) {
	if a.Delay != 0 {
		e.whole("Delay", 10*int64(a.Delay))
	}
})

func (a *assignmentRow) taken() schedule.Assignment {
	a.ID = schedule.AssignmentID(a.uid)
	a.Task = schedule.TaskID(a.task)
	a.Resource = schedule.ResourceID(max(a.resource, 0))
	a.Delay = schedule.Minutes(tenth(a.delay))
	return a.Assignment
}

func (a *assignmentRow) give(e *encoder) {
	a.uid, a.task, a.resource = int64(a.ID), int64(a.Task), int64(a.Resource)
	if a.Resource == 0 {
		a.resource = nobody
	}
	for _, b := range a.Baselines {
		if b.Duration != 0 {
			e.left.add("Assignment", "Baseline", "the baseline of an assignment has no duration in the format")
		}
	}
}
