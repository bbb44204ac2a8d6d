package mspdi

import "gongqiao/schedule"

// linkRow is a link as its successor has it.
type linkRow struct {
	pred, kind, lag int64
	format          int
	cross           bool
}

var linkColumns = inOrder(
	wholeIn("PredecessorUID", func(l *linkRow) *int64 { return &l.pred }, 0, maxUID),
	wholeIn("Type", func(l *linkRow) *int64 { return &l.kind }, 0, 3),
	flagIn("CrossProject", func(l *linkRow) *bool { return &l.cross }),
	wholeIn("LinkLag", func(l *linkRow) *int64 { return &l.lag }, -10*int64(schedule.MaxMinutes), 10*int64(schedule.MaxMinutes)),
	wholeIn("LagFormat", func(l *linkRow) *int { return &l.format }, 0, 255),
)

// linkTypes is the order in which the format numbers them.
var linkTypes = [4]schedule.LinkType{
	schedule.FinishFinish, schedule.FinishStart, schedule.StartFinish, schedule.StartStart,
}

// linksIn are the links to a task; a link to another project is left out.
var linksIn = column[taskRow]{"PredecessorLink", readLink, func(e *encoder, t *taskRow) {
	for _, l := range t.links {
		row := giveLink(e, l)
		linkColumns.write(e, "PredecessorLink", &row)
	}
}}

func readLink(d *document, t *taskRow) error {
	row := linkRow{kind: 1, format: 7}
	if err := linkColumns.read(d, &row); err != nil {
		return err
	}
	t.kinds[row.kind]++
	if row.cross {
		d.left.add("Task", "PredecessorLink", "a link to another project")
		return nil
	}
	t.links = append(t.links, row.taken(d))
	return nil
}

// taken reads the lag: tenths of a minute, or whole percents.
func (l *linkRow) taken(d *document) schedule.Link {
	link := schedule.Link{Pred: schedule.TaskID(l.pred), Type: linkTypes[l.kind]}
	unit, elapsed, estimated, percent := unitOf(l.format)
	link.Lag.Shown = unit
	if estimated {
		d.left.add("PredecessorLink", "LagFormat", "that a lag is a guess has no place in the plan")
	}
	if percent {
		link.Lag.Unit, link.Lag.Amount = schedule.PercentLag, int32(max(min(l.lag, maxPercent), -maxPercent))*100
	} else {
		link.Lag.Amount = int32(tenth(l.lag))
		if l.lag%10 != 0 {
			d.left.add("PredecessorLink", "LinkLag", "rounded to the minute")
		}
	}
	switch {
	case elapsed && percent:
		link.Lag.Unit = schedule.ElapsedPercentLag
	case elapsed:
		link.Lag.Unit = schedule.ElapsedLag
	}
	return link
}

// maxPercent is the longest lag in percent that a plan can hold.
const maxPercent = (1<<31 - 1) / 100

// tenth rounds half away from zero.
func tenth(n int64) int64 {
	if n < 0 {
		return -tenth(-n)
	}
	return (n + 5) / 10
}

func giveLink(e *encoder, l schedule.Link) linkRow {
	row := linkRow{pred: int64(l.Pred), lag: int64(l.Lag.Amount) * 10}
	for kind, t := range linkTypes {
		if t == l.Type {
			row.kind = int64(kind)
		}
	}
	elapsed := l.Lag.Unit == schedule.ElapsedLag || l.Lag.Unit == schedule.ElapsedPercentLag
	row.format = formatOf(l.Lag.Shown, elapsed, false)
	if l.Lag.Unit == schedule.PercentLag || l.Lag.Unit == schedule.ElapsedPercentLag {
		row.lag = int64(l.Lag.Amount) / 100
		row.format = percentFormat
		if elapsed {
			row.format++
		}
		if l.Lag.Amount%100 != 0 {
			e.left.add("PredecessorLink", "LinkLag", "the format has whole percents only")
		}
	}
	if l.Lag.Calendar != 0 {
		e.left.add("PredecessorLink", "LinkLag", "the format has no calendar of a lag")
	}
	return row
}
