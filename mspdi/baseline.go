package mspdi

import "gongqiao/schedule"

// maxBaseline is more than any file counts; Microsoft Project has eleven, 0 to 10.
const maxBaseline = 1000

var taskBaseline = inOrder(
	wholeIn("Number", func(b *schedule.Baseline) *int { return &b.Number }, 0, maxBaseline),
	timeIn("Start", func(b *schedule.Baseline) *schedule.Time { return &b.Start }),
	timeIn("Finish", func(b *schedule.Baseline) *schedule.Time { return &b.Finish }),
	baselineDuration,
	workIn("Work", func(b *schedule.Baseline) *int64 { return &b.Work }),
	costIn("Cost", func(b *schedule.Baseline) *int64 { return &b.Cost }),
)

// An assignment's baseline has no duration in the schema.
var assignmentBaseline = inOrder(
	wholeIn("Number", func(b *schedule.Baseline) *int { return &b.Number }, 0, maxBaseline),
	timeIn("Start", func(b *schedule.Baseline) *schedule.Time { return &b.Start }),
	timeIn("Finish", func(b *schedule.Baseline) *schedule.Time { return &b.Finish }),
	workIn("Work", func(b *schedule.Baseline) *int64 { return &b.Work }),
	costIn("Cost", func(b *schedule.Baseline) *int64 { return &b.Cost }),
)

var baselineDuration = column[schedule.Baseline]{
	"Duration",
	spanIn("Duration", func(b *schedule.Baseline) *schedule.Minutes { return &b.Duration }).read,
	func(e *encoder, b *schedule.Baseline) {
		if b.Duration != 0 {
			e.span("Duration", int64(b.Duration), int64(schedule.MaxMinutes))
		}
	},
}

// baselinesIn is a column of baselines.
func baselinesIn[T any](of *columns[schedule.Baseline], at func(*T) *[]schedule.Baseline) column[T] {
	read := func(d *document, t *T) error {
		var b schedule.Baseline
		err := of.read(d, &b)
		*at(t) = append(*at(t), b)
		return err
	}
	write := func(e *encoder, t *T) {
		for i := range *at(t) {
			of.write(e, "Baseline", &(*at(t))[i])
		}
	}
	return column[T]{"Baseline", read, write}
}
