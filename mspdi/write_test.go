package mspdi_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"gongqiao/mspdi"
	"gongqiao/schedule"

	"pgregory.net/rapid"
)

func write(t *testing.T, p *schedule.Plan) (string, []mspdi.Left) {
	t.Helper()
	var out bytes.Buffer
	left, err := mspdi.Write(&out, &mspdi.File{Plan: p})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), left
}

// wantIn checks that a file has an element, without the space between elements.
func wantIn(t *testing.T, file string, elements ...string) {
	t.Helper()
	flat := strings.NewReplacer("\n", "", "\t", "").Replace(file)
	for _, element := range elements {
		if !strings.Contains(flat, element) {
			t.Errorf("no %s in\n%s", element, file)
		}
	}
}

// The sequences of the schema that Microsoft published for Project 2007
// (mspdi_pj12.xsd), with the elements of 2010 where that version writes them. Only
// names that the writer may use are here.
var sequences = map[string]string{
	"Project": `SaveVersion UID Name Title ScheduleFromStart StartDate FinishDate CriticalSlackLimit CalendarUID
		MinutesPerDay MinutesPerWeek DaysPerMonth SplitsInProgressTasks StatusDate
		OutlineCodes ExtendedAttributes Calendars Tasks Resources Assignments`,
	"Calendar":  "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks",
	"WeekDay":   "DayType DayWorking TimePeriod WorkingTimes",
	"Exception": "EnteredByOccurrences TimePeriod Occurrences Name Type DayWorking WorkingTimes",
	"WorkWeek":  "TimePeriod Name WeekDays",
	"Task": `UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Priority Start Finish Duration
		ManualStart ManualFinish ManualDuration DurationFormat Work Estimated Milestone Summary FixedCost
		PercentComplete Cost ActualStart ActualFinish ActualDuration ActualCost ActualWork RemainingDuration
		RemainingCost RemainingWork ConstraintType CalendarUID ConstraintDate Deadline Notes
		PhysicalPercentComplete PredecessorLink ExtendedAttribute Baseline OutlineCode`,
	"PredecessorLink":   "PredecessorUID Type CrossProject LinkLag LagFormat",
	"ExtendedAttribute": "FieldID FieldName CFType ElemType Alias Value",
	"OutlineCodes":      "OutlineCode",
	"Values":            "Value",
	"Baseline":          "Number Start Finish Duration Work Cost",
	"Resource": `UID ID Name Type IsNull Code Group MaxUnits StandardRate StandardRateFormat CostPerUse CalendarUID
		Notes ExtendedAttribute OutlineCode IsCostResource AvailabilityPeriods`,
	"AvailabilityPeriod": "AvailableFrom AvailableTo AvailableUnits",
	"Assignment": `UID TaskUID ResourceUID ActualCost ActualFinish ActualStart ActualWork Cost Delay Finish
		RemainingCost RemainingWork Start Units Work ExtendedAttribute Baseline`,
}

func TestElementsAreInTheOrderOfTheSchema(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		var out bytes.Buffer
		if _, err := mspdi.Write(&out, anyFile(t)); err != nil {
			t.Fatalf("%v", err)
		}
		checkOrder(t, out.Bytes(), seen)
	})
	for name := range sequences {
		if !seen[name] {
			t.Errorf("no %s was written", name)
		}
	}
}

func checkOrder(t *rapid.T, file []byte, seen map[string]bool) {
	var open []string
	var at []int // where in its parent's sequence the last child stands
	for d := xml.NewDecoder(bytes.NewReader(file)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			if n := len(open); n > 0 {
				if order, ok := sequences[open[n-1]]; ok {
					place := slices.Index(strings.Fields(order), token.Name.Local)
					if place < at[n-1] {
						t.Fatalf("<%s> has <%s> in the wrong place", open[n-1], token.Name.Local)
					}
					at[n-1] = place
				}
			}
			seen[token.Name.Local] = true
			open, at = append(open, token.Name.Local), append(at, 0)
		case xml.EndElement:
			open, at = open[:len(open)-1], at[:len(at)-1]
		}
	}
}

func TestExceptionsAreWrittenInBothStyles(t *testing.T) {
	c := schedule.Standard(1, "标准")
	c.Exceptions = []schedule.Exception{{Name: "补班", From: schedule.DateOf(2026, 10, 10), To: schedule.DateOf(2026, 10, 10), Shifts: []schedule.Shift{{From: 960, To: 1440}}}}
	file, left := write(t, &schedule.Plan{Calendars: []schedule.Calendar{c}})
	wantLeft(t, left)
	const span = `<TimePeriod><FromDate>2026-10-10T00:00:00</FromDate><ToDate>2026-10-10T23:59:00</ToDate></TimePeriod>`
	const times = `<WorkingTimes><WorkingTime><FromTime>16:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes>`
	wantIn(t, file,
		`<WeekDay><DayType>0</DayType><DayWorking>1</DayWorking>`+span+times+`</WeekDay>`,
		`<Exception><EnteredByOccurrences>0</EnteredByOccurrences>`+span+`<Occurrences>1</Occurrences><Name>补班</Name><Type>1</Type><DayWorking>1</DayWorking>`+times+`</Exception>`)
}

func TestATaskAsItIsWritten(t *testing.T) {
	file, left := write(t, &schedule.Plan{
		Tasks: []schedule.Task{
			{ID: 7, Name: "甲 <1> & \"2\"\n\x01", Duration: 480, Unit: schedule.InHours, Manual: true, Start: schedule.At(2026, 9, 21, 8, 0), Finish: schedule.At(2026, 9, 21, 17, 0)},
			{ID: 3, Kind: schedule.Summary}, {ID: 9, Parent: 3, Kind: schedule.Milestone},
		},
		Links: []schedule.Link{{Pred: 7, Succ: 9, Type: schedule.StartStart, Lag: schedule.Lag{Amount: -960}}},
	})
	wantLeft(t, left, "Task/Name: characters that XML cannot hold were replaced")
	wantIn(t, file,
		`<UID>7</UID><ID>1</ID><Name>甲 &lt;1&gt; &amp; "2"&#10;`+"\uFFFD</Name>",
		`<Start>2026-09-21T08:00:00</Start><Finish>2026-09-21T17:00:00</Finish><Duration>PT8H0M0S</Duration>`+
			`<ManualStart>2026-09-21T08:00:00</ManualStart><ManualFinish>2026-09-21T17:00:00</ManualFinish>`+
			`<ManualDuration>PT8H0M0S</ManualDuration><DurationFormat>5</DurationFormat>`,
		`<UID>3</UID><ID>2</ID>`, `<OutlineNumber>2</OutlineNumber><OutlineLevel>1</OutlineLevel>`,
		`<UID>9</UID><ID>3</ID>`, `<OutlineNumber>2.1</OutlineNumber><OutlineLevel>2</OutlineLevel>`, `<Milestone>1</Milestone><Summary>0</Summary>`,
		`<PredecessorLink><PredecessorUID>7</PredecessorUID><Type>3</Type><CrossProject>0</CrossProject><LinkLag>-9600</LinkLag><LagFormat>7</LagFormat></PredecessorLink>`,
		`<FinishDate>2026-09-21T17:00:00</FinishDate>`)
}

func TestProgressAsItIsWritten(t *testing.T) {
	at := schedule.At(2026, 9, 21, 8, 0)
	for name, c := range map[string]struct {
		progress schedule.Progress
		want     []string
	}{
		"not begun": {schedule.Progress{}, []string{"<ActualDuration>PT0H0M0S</ActualDuration>", "<RemainingDuration>PT8H0M0S</RemainingDuration>"}},
		"begun":     {schedule.Progress{Started: at, Remaining: 120}, []string{"<ActualDuration>PT6H0M0S</ActualDuration>", "<RemainingDuration>PT2H0M0S</RemainingDuration>"}},
		"longer":    {schedule.Progress{Started: at, Remaining: 600}, []string{"<ActualDuration>PT0H0M0S</ActualDuration>", "<RemainingDuration>PT10H0M0S</RemainingDuration>"}},
		"finished":  {schedule.Progress{Started: at, Finished: at + 540}, []string{"<ActualDuration>PT8H0M0S</ActualDuration>", "<RemainingDuration>PT0H0M0S</RemainingDuration>"}},
	} {
		t.Run(name, func(t *testing.T) {
			file, _ := write(t, &schedule.Plan{Tasks: []schedule.Task{{ID: 1, Duration: 480, Progress: c.progress}}})
			wantIn(t, file, c.want...)
		})
	}
}

func TestFieldsGetFreePlaces(t *testing.T) {
	fields := []schedule.Field{
		{Key: "188743731", Name: "own", Of: schedule.OfTask, Kind: schedule.TextField},
		{Key: "88", Name: "活动代码", Of: schedule.OfTask, Kind: schedule.TextField},
		{Key: "188743734", Name: "wrong kind", Of: schedule.OfTask, Kind: schedule.NumberField},
		{Key: "phase", Of: schedule.OfProject},
	}
	task := schedule.Task{ID: 1, Values: []schedule.Value{
		{Field: "88", Text: "A1000"}, {Field: "188743734", Text: "5"}, {Field: "188743731", Text: "x"}, {Field: "phase", Text: "1"}, {Field: "none", Text: "1"},
	}}
	file, left := write(t, &schedule.Plan{Fields: fields, Tasks: []schedule.Task{task}})
	wantLeft(t, left, "ExtendedAttributes: the format has no free field for phase ", "Task/ExtendedAttribute: the value of a field that is not written")
	wantIn(t, file,
		`<FieldID>188743734</FieldID><FieldName>Text2</FieldName><CFType>7</CFType><ElemType>20</ElemType><Alias>活动代码</Alias>`,
		`<ExtendedAttribute><FieldID>188743734</FieldID><Value>A1000</Value></ExtendedAttribute>`,
		`<ExtendedAttribute><FieldID>188743767</FieldID><Value>5</Value></ExtendedAttribute>`)
}

func TestFieldsRunOut(t *testing.T) {
	var fields []schedule.Field
	for n := range 31 {
		fields = append(fields, schedule.Field{Key: string(rune('a' + n)), Of: schedule.OfTask})
	}
	_, left := write(t, &schedule.Plan{Fields: fields})
	if len(left) != 1 || !strings.HasPrefix(left[0].Reason, "the format has no free field for \u007f") {
		t.Errorf("left out %+v", left)
	}
}

func TestWhatTheFormatCannotHoldIsReported(t *testing.T) {
	at := schedule.At(2026, 9, 21, 8, 0)
	task := func(change func(*schedule.Task)) *schedule.Plan {
		one := schedule.Task{ID: 1}
		change(&one)
		return &schedule.Plan{Tasks: []schedule.Task{one}}
	}
	for want, p := range map[string]*schedule.Plan{
		"Project: the format has one project; all tasks are written as its own":                    {Projects: make([]schedule.Project, 2)},
		"FinishDate: the format has no finish that is required of a project":                       {Projects: []schedule.Project{{MustEnd: at}}},
		"CriticalSlackLimit: the format has whole days only":                                       {Rules: schedule.Rules{Critical: 100}},
		"CriticalSlackLimit: the format has no second limit for what is nearly critical":           {Rules: schedule.Rules{NearCritical: 100}},
		"LinkLag: Microsoft Project counts lags by the calendar of the successor":                  {Rules: schedule.Rules{LagCalendar: schedule.LagOfProject}},
		"Calendar/MinutesPerDay: the format has one length of a day for all calendars":             {Calendars: []schedule.Calendar{{ID: 1, DayMinutes: 600}}},
		"Calendar/BaseCalendarUID: Microsoft Project looks at the base of resource calendars only": {Calendars: []schedule.Calendar{{ID: 1}, {ID: 2, Base: 1}}},
		"Task/WBS: the code of the task is written as its WBS":                                     task(func(t *schedule.Task) { t.Code = "A1" }),
		"Task/WBS: the format has no code beside the WBS":                                          task(func(t *schedule.Task) { t.Code, t.WBS = "A1", "1" }),
		"Task/Milestone: the format has one kind of milestone":                                     task(func(t *schedule.Task) { t.Kind = schedule.StartMilestone }),
		"Task/Type: a level of effort is written as a task of its duration":                        task(func(t *schedule.Task) { t.Kind = schedule.LevelOfEffort }),
		"Task/ConstraintType: start on, by the links, is written as start no earlier than":         task(func(t *schedule.Task) { t.Constraint = schedule.Constraint{Kind: schedule.StartOn, On: at} }),
		"Task/ConstraintType: finish on, by the links, is written as finish no earlier than":       task(func(t *schedule.Task) { t.Constraint = schedule.Constraint{Kind: schedule.FinishOn, On: at} }),
		"Task/ConstraintType: a constraint without its date":                                       task(func(t *schedule.Task) { t.Constraint.Kind = schedule.MustStartOn }),
		"Task/ConstraintType: the format has no second constraint":                                 task(func(t *schedule.Task) { t.Second = schedule.Constraint{Kind: schedule.FinishNoLater, On: at} }),
		"Task/TimephasedData: interruptions of tasks are not written":                              task(func(t *schedule.Task) { t.Splits = []schedule.Split{{After: 1, Pause: 1}} }),
		"Task/CalendarUID: the format does not say that a task works by its resources' calendars":  task(func(t *schedule.Task) { t.ResourceDependent = true }),
		"Task/PercentComplete: the format has whole percents only":                                 task(func(t *schedule.Task) { t.Progress.Percent = 3333 }),
		"Task/Duration: cut to what the format can hold":                                           task(func(t *schedule.Task) { t.Duration, t.Progress.Finished = -1, at }),
		"Task/Work: cut to what the format can hold":                                               task(func(t *schedule.Task) { t.Work = 1 << 62 }),
		"Task/Cost: cut to what the format can hold":                                               task(func(t *schedule.Task) { t.Cost = -1 << 62 }),
		"Task/ManualDuration: cut to what the format can hold":                                     task(func(t *schedule.Task) { t.Duration, t.Manual = schedule.MaxMinutes+1, true }),
		"Task/PredecessorLink: a link to a task that is not in the plan":                           {Links: []schedule.Link{{Pred: 1, Succ: 2}}},
		"PredecessorLink/LinkLag: the format has no calendar of a lag":                             {Tasks: []schedule.Task{{ID: 1}}, Links: []schedule.Link{{Pred: 1, Succ: 1, Lag: schedule.Lag{Calendar: 1}}}},
		"PredecessorLink/LinkLag: the format has whole percents only":                              {Tasks: []schedule.Task{{ID: 1}}, Links: []schedule.Link{{Pred: 1, Succ: 1, Lag: schedule.Lag{Amount: 50, Unit: schedule.PercentLag}}}},
		"Assignment: its task or its resource is not in the plan":                                  {Assignments: []schedule.Assignment{{ID: 1, Task: 1}}},
		"Resource/MaxUnits: cut to what the format can hold":                                       {Resources: []schedule.Resource{{ID: 1, Units: -1}}},
	} {
		_, left := write(t, p)
		if !slices.ContainsFunc(left, func(l mspdi.Left) bool { return l.Element+": "+l.Reason == want && l.Count == 1 }) {
			t.Errorf("%s is not in %+v", want, left)
		}
	}
}

func TestPlansThatCannotBeWritten(t *testing.T) {
	var deep []schedule.Task
	for id := range schedule.TaskID(1001) {
		deep = append(deep, schedule.Task{ID: id + 1, Parent: id})
	}
	for name, p := range map[string]*schedule.Plan{
		"two tasks of a number":     {Tasks: []schedule.Task{{ID: 1}, {ID: 1}}},
		"task 0":                    {Tasks: []schedule.Task{{}}},
		"no such parent":            {Tasks: []schedule.Task{{ID: 1, Parent: 2}}},
		"its own parent":            {Tasks: []schedule.Task{{ID: 1, Parent: 1}}},
		"below its child":           {Tasks: []schedule.Task{{ID: 1, Parent: 2}, {ID: 2, Parent: 1}}},
		"too deep":                  {Tasks: deep},
		"calendar 0":                {Calendars: []schedule.Calendar{{}}},
		"two calendars of a number": {Calendars: []schedule.Calendar{{ID: 1}, {ID: 1}}},
		"two resources":             {Resources: []schedule.Resource{{ID: 1}, {ID: 1}}},
		"two assignments":           {Assignments: []schedule.Assignment{{ID: 1}, {ID: 1}}},
	} {
		var out bytes.Buffer
		if _, err := mspdi.Write(&out, &mspdi.File{Plan: p}); !errors.Is(err, mspdi.ErrPlan) || out.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, out.Len())
		}
	}
}

type full struct{ room int }

var errFull = errors.New("the disk is full")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestErrorsOfTheWriter(t *testing.T) {
	for _, room := range []int{0, 100_000} {
		if _, err := mspdi.Write(&full{room}, &mspdi.File{Plan: bigPlan(200)}); !errors.Is(err, errFull) {
			t.Errorf("room for %d: %v", room, err)
		}
	}
}
