package mspdi

import (
	"cmp"
	"slices"

	"gongqiao/schedule"
)

// resourceRow is a resource with what the format says of it in other words.
type resourceRow struct {
	schedule.Resource
	uid, row, calendar int64
	kind               int
	cost, null         bool
	units              schedule.Share
	unitsSaid          bool
	periods            []period
	codes              []schedule.Value // among the values those of outline codes
	fields             *fieldBook
}

func newResourceRow(fields *fieldBook) resourceRow {
	return resourceRow{uid: -1, row: -1, calendar: -1, kind: 1, fields: fields}
}

// resourceColumns is the schema's sequence.
var resourceColumns = inOrder(
	uidIn("resource", func(r *resourceRow) *int64 { return &r.uid }),
	wholeIn("ID", func(r *resourceRow) *int64 { return &r.row }, 0, maxUID),
	textIn("Name", func(r *resourceRow) *string { return &r.Name }),
	wholeIn("Type", func(r *resourceRow) *int { return &r.kind }, 0, 2),
	flagIn("IsNull", func(r *resourceRow) *bool { return &r.null }),
	textIn("Code", func(r *resourceRow) *string { return &r.Code }),
	textIn("Group", func(r *resourceRow) *string { return &r.Group }),
	maxUnitsColumn,
	decimalIn("StandardRate", func(r *resourceRow) *int64 { return &r.Rate }, 2, "rounded to hundredths of the currency"),
	derived("StandardRateFormat", giveRateFormat),
	costIn("CostPerUse", func(r *resourceRow) *int64 { return &r.PerUse }),
	wholeIn("CalendarUID", func(r *resourceRow) *int64 { return &r.calendar }, -maxUID, maxUID),
	textIn("Notes", func(r *resourceRow) *string { return &r.Notes }),
	valuesIn(func(r *resourceRow) (*fieldBook, *[]schedule.Value) { return r.fields, &r.Values }),
	codesIn(func(r *resourceRow) (*fieldBook, *[]schedule.Value) { return r.fields, &r.codes }),
	flagIn("IsCostResource", func(r *resourceRow) *bool { return &r.cost }),
	column[resourceRow]{"AvailabilityPeriods", items("AvailabilityPeriod", readPeriod), writePeriods},
)

var maxUnitsColumn = column[resourceRow]{
	"MaxUnits",
	func(d *document, r *resourceRow) error {
		r.unitsSaid = true
		return unitsIn("MaxUnits", func(r *resourceRow) *schedule.Share { return &r.units }).read(d, r)
	},
	func(e *encoder, r *resourceRow) {
		if r.Units != 0 || r.Kind == schedule.WorkResource {
			e.units("MaxUnits", r.Units)
		}
	},
}

// A rate is always one of an hour, or of a unit of material; the format only
// says how it is shown.
func giveRateFormat(e *encoder, r *resourceRow) {
	switch {
	case r.Rate == 0:
	case r.Kind == schedule.Material:
		e.whole("StandardRateFormat", 8)
	default:
		e.whole("StandardRateFormat", 2)
	}
}

// taken turns what was read into the resource.
func (r *resourceRow) taken() schedule.Resource {
	r.ID = schedule.ResourceID(r.uid)
	r.Values = r.fields.arranged(r.Values, r.codes)
	switch {
	case r.cost || r.kind == 2:
		r.Kind = schedule.CostResource
	case r.kind == 0:
		r.Kind = schedule.Material
	}
	r.Units = r.units
	if !r.unitsSaid && r.Kind == schedule.WorkResource {
		r.Units = schedule.Whole
	}
	r.Capacity = steps(r.periods, r.Units)
	return r.Resource
}

func (r *resourceRow) give() {
	r.uid, r.codes = int64(r.ID), r.Values
	r.calendar = int64(r.Calendar)
	if r.Calendar == 0 {
		r.calendar = -1
	}
	switch r.Kind {
	case schedule.WorkResource:
		r.kind = 1
	case schedule.Material:
		r.kind = 0
	case schedule.CostResource: // as Microsoft Project writes it
		r.kind, r.cost = 0, true
	}
	r.periods = periods(r.Capacity, r.Units)
}

// period is how much of a resource there is from one minute to another, both
// included.
type period struct {
	from, to schedule.Time
	units    schedule.Share
}

// Where the time of Microsoft Project begins and ends: a period from the one or
// to the other is open there.
var (
	always  = schedule.At(1984, 1, 1, 0, 0)
	forever = schedule.At(2049, 12, 31, 23, 59)
)

var periodColumns = inOrder(
	timeIn("AvailableFrom", func(p *period) *schedule.Time { return &p.from }),
	timeIn("AvailableTo", func(p *period) *schedule.Time { return &p.to }),
	unitsIn("AvailableUnits", func(p *period) *schedule.Share { return &p.units }),
)

func readPeriod(d *document, r *resourceRow) error {
	p := period{}
	if err := periodColumns.read(d, &p); err != nil {
		return err
	}
	if p.from == 0 {
		p.from = always
	}
	if p.to != 0 && p.to < p.from {
		d.note("a period that ends before it begins")
		return nil
	}
	r.periods = append(r.periods, p)
	return nil
}

func writePeriods(e *encoder, r *resourceRow) {
	if len(r.periods) == 0 {
		return
	}
	e.inside("AvailabilityPeriods", func() {
		for i := range r.periods {
			periodColumns.write(e, "AvailabilityPeriod", &r.periods[i])
		}
	})
}

// steps turns periods into the steps between them: nothing is there before the
// first, between two, and behind the last. A first step from the beginning of
// time that only says what there is anyway is left away.
func steps(periods []period, units schedule.Share) []schedule.Step {
	if len(periods) == 0 {
		return nil
	}
	slices.SortStableFunc(periods, func(a, b period) int { return cmp.Compare(a.from, b.from) })
	var all []schedule.Step
	add := func(from schedule.Time, units schedule.Share) {
		if n := len(all); n > 0 && all[n-1].From == from {
			all[n-1].Units = units
			return
		}
		all = append(all, schedule.Step{From: from, Units: units})
	}
	if periods[0].from > always {
		add(always, 0)
	}
	for i, p := range periods {
		add(p.from, p.units)
		last := i+1 == len(periods)
		switch {
		case p.to == 0 || last && p.to == forever:
		case last || p.to+1 < periods[i+1].from:
			add(p.to+1, 0)
		}
	}
	if all[0].From == always && all[0].Units == units {
		all = all[1:]
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// periods is the way back.
func periods(steps []schedule.Step, units schedule.Share) []period {
	var all []period
	if len(steps) > 0 && steps[0].From > always {
		all = append(all, period{from: always, units: units})
	}
	for _, s := range steps {
		all = append(all, period{from: s.From, units: s.Units})
	}
	for i := range len(all) - 1 {
		all[i].to = all[i+1].from - 1
	}
	return all
}
