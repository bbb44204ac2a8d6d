package importer

import (
	"cmp"
	"slices"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
)

// projectDraft reads a project out of its rows: what it is out of the latest row
// by the day of its report, each report and each milestone out of its own row. A
// report or milestone that cannot be read is left out and told; the project is
// taken all the same.
func projectDraft(it *item, today workday.Date) *project.Past {
	latest := latestRow(it.rows)
	p := &project.Past{ID: it.id}
	for i, rec := range it.rows {
		if report, ok := reportOf(rec); ok {
			if f := fault.As(report.Check(today)); f != nil {
				refuseAll(rec, f, "report.")
			} else if !rec.severe() {
				p.Reports = append(p.Reports, report)
			}
		}
		if m, ok := milestoneOf(rec, i, today); ok && !rec.severe() {
			p.Milestones = append(p.Milestones, m)
		}
	}
	fill(p, it.rows[latest])
	if len(p.Reports) == 0 {
		p.Budget = it.rows[latest].amount("report.budget")
	}
	p.BaselineFinish = cmp.Or(p.BaselineFinish, p.PlannedFinish)
	return p
}

// fill reads what the project itself is.
func fill(p *project.Past, r *Record) {
	amount := r.amount("amount")
	p.Number, p.State = r.text("number"), project.State(cmp.Or(r.choice("state"), string(project.Planning)))
	p.Draft = project.Draft{Name: r.text("name"), Type: r.text("type"), Note: r.text("note"), Amount: &amount, PlannedStart: r.date("planned_start"), PlannedFinish: r.date("planned_finish")}
	p.BaselineFinish, p.CommencedOn, p.CompletedOn = r.date("baseline_finish"), r.date("commenced_on"), r.date("completed_on")
	p.WarrantyUntil, p.ClosedOn = r.date("warranty_until"), r.date("closed_on")
	p.ForecastFinish = r.date("report.finish")
}

// latestRow is the row with the latest day of a report; the last one of a day,
// the first row when no row has a day.
func latestRow(rows []*Record) int {
	best, on := 0, workday.Date(0)
	for i, r := range rows {
		c, _, b := r.cell("report.on")
		if d, ok := dateOf(c, b.dates()); ok && !d.IsZero() && d >= on {
			best, on = i, d
		}
	}
	return best
}

// reportOf reads a report of budget and completion. What the row leaves empty
// stays as the report before said.
func reportOf(r *Record) (x project.Reported, ok bool) {
	if !r.has("report.on") {
		return x, false
	}
	x.On, x.Reason = r.date("report.on"), r.text("report.reason")
	if r.has("report.budget") {
		fen := r.amount("report.budget")
		x.Budget = &fen
	}
	if r.has("report.forecast_cost") {
		fen := r.amount("report.forecast_cost")
		x.ForecastCost = &fen
	}
	if r.has("report.finish") {
		d := r.date("report.finish")
		x.Finish = &d
	}
	return x, true
}

// milestoneOf reads a milestone. One with an actual day was reached.
func milestoneOf(r *Record, position int, today workday.Date) (m project.Milestone, ok bool) {
	if !r.has("milestone.name") {
		return m, false
	}
	m = project.Milestone{ID: ref.New(), Position: int64(position + 1), Name: r.text("milestone.name"), Key: r.text("milestone.key"), Weight: r.whole("milestone.weight"),
		PlannedOn: r.date("milestone.planned_on"), ForecastOn: r.date("milestone.forecast_on"), ActualOn: r.date("milestone.actual_on"), State: project.MilestoneState(r.choice("milestone.state"))}
	m.PlannedOn = cmp.Or(m.PlannedOn, m.ForecastOn, m.ActualOn)
	m.ForecastOn = cmp.Or(m.ForecastOn, m.PlannedOn)
	if m.State == "" {
		m.State = project.Planned
		if !m.ActualOn.IsZero() {
			m.State = project.Confirmed
		}
	}
	if m.PlannedOn.IsZero() {
		r.refuse("milestone.planned_on", "required")
	}
	if m.ActualOn > today {
		r.refuse("milestone.actual_on", "in_future")
	}
	if m.State == project.AwaitingCustomer { // nobody asked the customer here
		m.State = project.Reached
	}
	if m.State != project.Planned && m.ActualOn.IsZero() {
		m.ActualOn = min(m.PlannedOn, today)
	}
	return m, true
}

// refuseAll notes the fields of a fault under the names that they have here.
func refuseAll(r *Record, f *fault.Error, prefix string) {
	names := map[string]string{"reported_on": "on", "forecast_finish": "finish"}
	for _, x := range f.Fields {
		r.refuse(prefix+cmp.Or(names[x.Path], x.Path), x.Code)
	}
}

// lead puts the row that speaks for the project first, so that what is wrong with
// the project is told there.
func (it *item) lead() {
	i := latestRow(it.rows)
	row := it.rows[i]
	it.rows = slices.Insert(slices.Delete(it.rows, i, i+1), 0, row)
}
