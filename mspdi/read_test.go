package mspdi_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"gongqiao/mspdi"
	"gongqiao/schedule"
)

// in puts the inside of a project around with what makes it a file.
func in(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">` + inside + `</Project>`
}

func read(t *testing.T, inside string) *mspdi.File {
	t.Helper()
	f, err := mspdi.Read(strings.NewReader(in(inside)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readTask(t *testing.T, inside string) (schedule.Task, []mspdi.Left) {
	t.Helper()
	f := read(t, "<Tasks><Task><UID>1</UID>"+inside+"</Task></Tasks>")
	return f.Plan.Tasks[0], f.Left
}

func readCalendar(t *testing.T, inside string) (schedule.Calendar, []mspdi.Left) {
	t.Helper()
	f := read(t, "<Calendars><Calendar><UID>1</UID>"+inside+"</Calendar></Calendars>")
	return f.Plan.Calendars[0], f.Left
}

// wantLeft checks that the report has exactly these, as "element: reason".
func wantLeft(t *testing.T, left []mspdi.Left, want ...string) {
	t.Helper()
	var got []string
	for _, l := range left {
		got = append(got, l.Element+": "+l.Reason)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("left out %q, want %q", got, want)
	}
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestATask(t *testing.T) {
	task, left := readTask(t, `<ID>1</ID><Name>基础垫层</Name><Active>0</Active><Type>1</Type><WBS>1.3</WBS>
		<OutlineLevel>1</OutlineLevel><Priority>700</Priority>
		<Start>2026-10-12T08:00:00</Start><Finish>2026-10-15T17:00:00</Finish>
		<Duration>PT32H0M0S</Duration><DurationFormat>41</DurationFormat><Work>PT64H30M0S</Work>
		<Estimated>1</Estimated><Milestone>0</Milestone><FixedCost>12300</FixedCost>
		<PercentComplete>25</PercentComplete><Cost>400000</Cost><ActualStart>2026-10-12T08:00:00</ActualStart>
		<RemainingDuration>PT24H0M0S</RemainingDuration><ConstraintType>4</ConstraintType>
		<ConstraintDate>2026-10-12T08:00:00</ConstraintDate><Deadline>2026-10-20T17:00:00</Deadline>
		<Notes>先验槽</Notes><PhysicalPercentComplete>20</PhysicalPercentComplete>
		<Baseline><Number>1</Number><Start>2026-10-09T08:00:00</Start><Duration>PT32H0M0S</Duration><Cost>390000</Cost></Baseline>`)
	wantLeft(t, left)
	start := schedule.At(2026, 10, 12, 8, 0)
	equal(t, task, schedule.Task{
		ID: 1, Name: "基础垫层", Inactive: true, Effort: schedule.FixedDuration, WBS: "1.3", Priority: 700,
		Start: start, Finish: schedule.At(2026, 10, 15, 17, 0),
		Duration: 32 * 60, Unit: schedule.InWeeks, Estimated: true, Work: 3870, FixedCost: 12300, Cost: 400_000,
		Constraint: schedule.Constraint{Kind: schedule.StartNoEarlier, On: start},
		Deadline:   schedule.At(2026, 10, 20, 17, 0), Notes: "先验槽",
		Progress:  schedule.Progress{Started: start, Remaining: 24 * 60, Percent: 2500, Physical: 2000},
		Baselines: []schedule.Baseline{{Number: 1, Start: schedule.At(2026, 10, 9, 8, 0), Duration: 32 * 60, Cost: 390_000}},
	})
}

func TestFormatsOfDurations(t *testing.T) {
	for format, want := range map[string]schedule.Task{
		"3":  {Unit: schedule.InMinutes},
		"4":  {Unit: schedule.InMinutes, Elapsed: true},
		"5":  {Unit: schedule.InHours},
		"8":  {Unit: schedule.InDays, Elapsed: true},
		"9":  {Unit: schedule.InWeeks},
		"12": {Unit: schedule.InMonths, Elapsed: true},
		"21": {},
		"40": {Elapsed: true},
		"53": {},
		"99": {},
	} {
		task, _ := readTask(t, "<DurationFormat>"+format+"</DurationFormat>")
		if task.Unit != want.Unit || task.Elapsed != want.Elapsed {
			t.Errorf("format %s: unit %d, elapsed %v", format, task.Unit, task.Elapsed)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]schedule.Minutes{
		"PT8H0M0S": 480, "PT0H0M29S": 0, "PT0H0M30S": 1, "P1D": 1440, "P1DT1H": 1500, "PT1.5H": 120, "PT876000H0M0S": schedule.MaxMinutes,
	} {
		if task, _ := readTask(t, "<Duration>"+text+"</Duration>"); task.Duration != want {
			t.Errorf("%s: %d minutes, want %d", text, task.Duration, want)
		}
	}
	_, left := readTask(t, "<Duration>PT0H0M30S</Duration>")
	wantLeft(t, left, "Task/Duration: rounded to the minute")
	equal(t, left[0], mspdi.Left{Element: "Task/Duration", Reason: "rounded to the minute", Of: "task 1", Count: 1})
}

func TestLags(t *testing.T) {
	for inside, want := range map[string]schedule.Link{
		"":               {},
		"<Type>0</Type>": {Type: schedule.FinishFinish},
		"<Type>1</Type>": {Type: schedule.FinishStart},
		"<Type>2</Type>": {Type: schedule.StartFinish},
		"<Type>3</Type><LinkLag>4800</LinkLag><LagFormat>7</LagFormat>": {Type: schedule.StartStart, Lag: schedule.Lag{Amount: 480}},
		"<LinkLag>-9600</LinkLag><LagFormat>5</LagFormat>":              {Lag: schedule.Lag{Amount: -960, Shown: schedule.InHours}},
		"<LinkLag>100800</LinkLag><LagFormat>8</LagFormat>":             {Lag: schedule.Lag{Amount: 10080, Unit: schedule.ElapsedLag}},
		"<LinkLag>50</LinkLag><LagFormat>19</LagFormat>":                {Lag: schedule.Lag{Amount: 5000, Unit: schedule.PercentLag}},
		"<LinkLag>-25</LinkLag><LagFormat>20</LagFormat>":               {Lag: schedule.Lag{Amount: -2500, Unit: schedule.ElapsedPercentLag}},
		"<LinkLag>4800</LinkLag><LagFormat>39</LagFormat>":              {Lag: schedule.Lag{Amount: 480}},
		"<LinkLag>-5</LinkLag><LagFormat>3</LagFormat>":                 {Lag: schedule.Lag{Amount: -1, Shown: schedule.InMinutes}},
	} {
		f := read(t, "<Tasks><Task><UID>1</UID></Task><Task><UID>2</UID><PredecessorLink><PredecessorUID>1</PredecessorUID>"+
			inside+"</PredecessorLink></Task></Tasks>")
		want.Pred, want.Succ = 1, 2
		equal(t, f.Plan.Links, []schedule.Link{want})
	}
}

func TestLinksToNothingAreReported(t *testing.T) {
	f := read(t, `<Tasks><Task><UID>0</UID></Task><Task><UID>2</UID>
		<PredecessorLink><PredecessorUID>9</PredecessorUID></PredecessorLink>
		<PredecessorLink><PredecessorUID>0</PredecessorUID></PredecessorLink>
		<PredecessorLink><PredecessorUID>2</PredecessorUID><CrossProject>1</CrossProject>
			<CrossProjectName>other.mpp\7</CrossProjectName></PredecessorLink></Task></Tasks>`)
	equal(t, len(f.Plan.Links), 0)
	equal(t, f.Counts.FS, 3)
	wantLeft(t, f.Left,
		"PredecessorLink/CrossProjectName: not known to this package",
		"Task/PredecessorLink: a link to another project",
		"Task/PredecessorLink: a link to a task that is not in the file",
		"Task/PredecessorLink: a link of the project's own summary")
}

func TestOutline(t *testing.T) {
	parents := func(f *mspdi.File) map[schedule.TaskID]schedule.TaskID {
		all := map[schedule.TaskID]schedule.TaskID{}
		for _, task := range f.Plan.Tasks {
			all[task.ID] = task.Parent
		}
		return all
	}
	want := map[schedule.TaskID]schedule.TaskID{1: 0, 2: 1, 3: 2, 4: 1, 5: 0}
	levels := read(t, `<Tasks><Task><UID>1</UID><OutlineLevel>1</OutlineLevel></Task>
		<Task><UID>2</UID><OutlineLevel>2</OutlineLevel></Task><Task><UID>3</UID><OutlineLevel>9</OutlineLevel></Task>
		<Task><UID>4</UID><OutlineLevel>2</OutlineLevel></Task><Task><UID>5</UID><OutlineLevel>1</OutlineLevel></Task></Tasks>`)
	equal(t, parents(levels), want)
	numbers := read(t, `<Tasks><Task><UID>5</UID><ID>5</ID><OutlineNumber>2</OutlineNumber></Task>
		<Task><UID>1</UID><ID>1</ID><OutlineNumber>1</OutlineNumber></Task><Task><UID>2</UID><ID>2</ID><OutlineNumber>1.1</OutlineNumber></Task>
		<Task><UID>3</UID><ID>3</ID><OutlineNumber>1.1.1</OutlineNumber></Task><Task><UID>4</UID><ID>4</ID><OutlineNumber>1.2</OutlineNumber></Task></Tasks>`)
	equal(t, parents(numbers), want)
	equal(t, numbers.Plan.Tasks[4].ID, schedule.TaskID(5))
}

func TestBlankRowsAreReported(t *testing.T) {
	f := read(t, `<Tasks><Task><UID>3</UID><IsNull>1</IsNull></Task><Task><UID>4</UID></Task></Tasks>
		<Resources><Resource><UID>1</UID><IsNull>1</IsNull></Resource></Resources>`)
	equal(t, []int{len(f.Plan.Tasks), len(f.Plan.Resources), f.Counts.Tasks, f.Counts.Resources}, []int{1, 0, 2, 1})
	wantLeft(t, f.Left, "Task: a blank row", "Resource: a blank row")
}

func TestManualDatesCount(t *testing.T) {
	const dates = `<Start>2026-01-05T08:00:00</Start><Finish>2026-01-05T17:00:00</Finish><Duration>PT8H0M0S</Duration>
		<ManualStart>2026-01-06T08:00:00</ManualStart><ManualFinish>2026-01-05T17:00:00</ManualFinish><ManualDuration>PT8H0M0S</ManualDuration>`
	task, left := readTask(t, "<Manual>1</Manual>"+dates)
	equal(t, task.Start, schedule.At(2026, 1, 6, 8, 0))
	wantLeft(t, left, "Task/Start: differs from ManualStart, which counts for a manual task")
	task, left = readTask(t, "<Manual>0</Manual>"+dates)
	equal(t, task.Start, schedule.At(2026, 1, 5, 8, 0))
	wantLeft(t, left, "Task/ManualStart: does not count for a task that is scheduled")
}

func TestRestOfATaskThatDoesNotSayIt(t *testing.T) {
	task, _ := readTask(t, `<Duration>PT40H0M0S</Duration><PercentComplete>25</PercentComplete><ActualStart>2026-01-05T08:00:00</ActualStart>`)
	equal(t, task.Progress.Remaining, schedule.Minutes(30*60))
}

func TestANightShiftEndsWithTheDay(t *testing.T) {
	c, left := readCalendar(t, `<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes>
		<WorkingTime><FromTime>23:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime>
		<WorkingTime><FromTime>00:00:00</FromTime><ToTime>03:00:00</ToTime></WorkingTime>
		<WorkingTime><FromTime>04:00:00</FromTime><ToTime>08:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>
		<WeekDay><DayType>3</DayType><DayWorking>1</DayWorking><WorkingTimes>
		<WorkingTime><FromTime>00:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>`)
	wantLeft(t, left)
	equal(t, c.Week[time.Monday], schedule.Day{Shifts: []schedule.Shift{{From: 0, To: 180}, {From: 240, To: 480}, {From: 1380, To: 1440}}})
	equal(t, c.Week[time.Tuesday], schedule.Day{Shifts: []schedule.Shift{{From: 0, To: 1440}}})
	equal(t, c.Week[time.Wednesday], schedule.Day{})
}

func TestBothStylesOfExceptions(t *testing.T) {
	const old = `<WeekDays><WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod>
		<FromDate>2026-10-01T00:00:00</FromDate><ToDate>2026-10-07T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays>`
	const young = `<Exceptions><Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod>
		<FromDate>2026-10-01T00:00:00</FromDate><ToDate>2026-10-07T23:59:00</ToDate></TimePeriod><Occurrences>7</Occurrences>
		<Name>国庆节</Name><Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions>`
	days := schedule.Exception{From: schedule.DateOf(2026, 10, 1), To: schedule.DateOf(2026, 10, 7)}
	c, _ := readCalendar(t, old)
	equal(t, c.Exceptions, []schedule.Exception{days})
	days.Name = "国庆节"
	c, _ = readCalendar(t, young)
	equal(t, c.Exceptions, []schedule.Exception{days})
	c, _ = readCalendar(t, old+young)
	equal(t, c.Exceptions, []schedule.Exception{days})
}

func TestAWorkWeekIsASeason(t *testing.T) {
	c, left := readCalendar(t, `<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes>
		<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>
		<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-11-15T00:00:00</FromDate><ToDate>2027-03-15T23:59:00</ToDate></TimePeriod>
		<Name>冬季</Name><WeekDays><WeekDay><DayType>3</DayType><DayWorking>1</DayWorking><WorkingTimes>
		<WorkingTime><FromTime>09:00:00</FromTime><ToTime>16:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays></WorkWeek></WorkWeeks>`)
	wantLeft(t, left)
	season := schedule.Season{Name: "冬季", From: schedule.DateOf(2026, 11, 15), To: schedule.DateOf(2027, 3, 15)}
	season.Week[time.Monday].Shifts = []schedule.Shift{{From: 480, To: 720}} // as in any other week
	season.Week[time.Tuesday].Shifts = []schedule.Shift{{From: 540, To: 960}}
	equal(t, c.Seasons, []schedule.Season{season})
}

func TestCalendarsOfResourcesLeanOnTheirBase(t *testing.T) {
	f := read(t, `<CalendarUID>1</CalendarUID><Calendars>
		<Calendar><UID>1</UID><Name>标准</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID></Calendar>
		<Calendar><UID>2</UID><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID></Calendar>
		<Calendar><UID>3</UID><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>-65533</BaseCalendarUID></Calendar></Calendars>
		<Resources><Resource><UID>1</UID><CalendarUID>2</CalendarUID></Resource><Resource><UID>2</UID><CalendarUID>7</CalendarUID></Resource></Resources>`)
	wantLeft(t, f.Left,
		"Calendar/WeekDays: a calendar without a week works from Monday to Friday, 8 to 12 and 13 to 17",
		"Resource/CalendarUID: names no calendar of the file",
		"Calendar/BaseCalendarUID: names no calendar of the file; the project's stands in")
	var all [7]schedule.Day
	for i := range all {
		all[i].Inherit = true
	}
	equal(t, f.Plan.Calendars, []schedule.Calendar{
		schedule.Standard(1, "标准"), {ID: 2, Base: 1, Personal: true, Week: all}, {ID: 3, Base: 1, Personal: true, Week: all},
	})
	equal(t, []schedule.CalendarID{f.Plan.Resources[0].Calendar, f.Plan.Resources[1].Calendar}, []schedule.CalendarID{2, 0})
}

func TestCalendarZeroGetsANumber(t *testing.T) {
	f := read(t, `<CalendarUID>0</CalendarUID><Calendars><Calendar><UID>0</UID></Calendar>
		<Calendar><UID>4</UID><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>0</BaseCalendarUID></Calendar></Calendars>`)
	equal(t, f.Plan.Projects[0].Calendar, schedule.CalendarID(5))
	equal(t, f.Plan.Calendars[0].ID, schedule.CalendarID(5))
	equal(t, f.Plan.Calendars[1].Base, schedule.CalendarID(5))
}

func TestAResource(t *testing.T) {
	f := read(t, `<Resources><Resource><UID>2</UID><Name>塔吊</Name><Type>1</Type><Code>TD-1</Code><Group>机械</Group><MaxUnits>2.5</MaxUnits>
		<StandardRate>126.5</StandardRate><StandardRateFormat>3</StandardRateFormat><CostPerUse>30000</CostPerUse><Notes>租赁</Notes></Resource>
		<Resource><UID>3</UID><Type>0</Type></Resource><Resource><UID>4</UID><Type>0</Type><IsCostResource>1</IsCostResource></Resource>
		<Resource><UID>5</UID></Resource></Resources>`)
	equal(t, f.Plan.Resources, []schedule.Resource{
		{ID: 2, Name: "塔吊", Code: "TD-1", Group: "机械", Units: 25_000, Rate: 12_650, PerUse: 30_000, Notes: "租赁"},
		{ID: 3, Kind: schedule.Material}, {ID: 4, Kind: schedule.CostResource}, {ID: 5, Units: schedule.Whole},
	})
}

func TestAvailability(t *testing.T) {
	f := read(t, `<Resources><Resource><UID>1</UID><MaxUnits>1</MaxUnits><AvailabilityPeriods>
		<AvailabilityPeriod><AvailableFrom>2026-03-01T00:00:00</AvailableFrom><AvailableTo>2026-05-31T23:59:00</AvailableTo><AvailableUnits>2</AvailableUnits></AvailabilityPeriod>
		<AvailabilityPeriod><AvailableFrom>2026-06-01T00:00:00</AvailableFrom><AvailableTo>2026-06-30T23:59:00</AvailableTo><AvailableUnits>3</AvailableUnits></AvailabilityPeriod>
		<AvailabilityPeriod><AvailableFrom>2026-08-01T00:00:00</AvailableFrom><AvailableTo>2049-12-31T23:59:00</AvailableTo><AvailableUnits>1</AvailableUnits></AvailabilityPeriod>
		</AvailabilityPeriods></Resource>
		<Resource><UID>2</UID><MaxUnits>1</MaxUnits><AvailabilityPeriods><AvailabilityPeriod>
		<AvailableFrom>1984-01-01T00:00:00</AvailableFrom><AvailableTo>2049-12-31T23:59:00</AvailableTo><AvailableUnits>1</AvailableUnits></AvailabilityPeriod>
		</AvailabilityPeriods></Resource></Resources>`)
	equal(t, f.Plan.Resources[0].Capacity, []schedule.Step{
		{From: schedule.At(1984, 1, 1, 0, 0)}, {From: schedule.At(2026, 3, 1, 0, 0), Units: 20_000},
		{From: schedule.At(2026, 6, 1, 0, 0), Units: 30_000}, {From: schedule.At(2026, 7, 1, 0, 0)},
		{From: schedule.At(2026, 8, 1, 0, 0), Units: 10_000},
	})
	equal(t, f.Plan.Resources[1].Capacity, []schedule.Step(nil))
}

func TestAssignments(t *testing.T) {
	f := read(t, `<Tasks><Task><UID>0</UID></Task><Task><UID>1</UID></Task></Tasks><Resources><Resource><UID>1</UID></Resource></Resources><Assignments>
		<Assignment><UID>6</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Delay>4800</Delay><Units>0.5</Units><Work>PT4H0M0S</Work></Assignment>
		<Assignment><UID>7</UID><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID><Units>1</Units></Assignment>
		<Assignment><UID>8</UID><TaskUID>1</TaskUID><ResourceUID>9</ResourceUID></Assignment>
		<Assignment><UID>9</UID><TaskUID>0</TaskUID><ResourceUID>1</ResourceUID></Assignment>
		<Assignment><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID></Assignment></Assignments>`)
	equal(t, f.Plan.Assignments, []schedule.Assignment{
		{ID: 6, Task: 1, Resource: 1, Delay: 480, Units: 5000, Work: 240},
		{ID: 7, Task: 1, Units: schedule.Whole}, {ID: 8, Task: 1, Units: schedule.Whole}, {ID: 10, Task: 1, Resource: 1, Units: schedule.Whole},
	})
	wantLeft(t, f.Left, "Assignment/ResourceUID: names no resource of the file", "Assignment: of no task, or of the project's own summary",
		"Assignment/UID: an assignment without a number was given the next one")
}

func TestCustomFields(t *testing.T) {
	f := read(t, `<ExtendedAttributes>
		<ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>楼号</Alias></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188743783</FieldID><FieldName>Duration1</FieldName></ExtendedAttribute></ExtendedAttributes>
		<Tasks><Task><UID>1</UID>
		<ExtendedAttribute><FieldID>188743731</FieldID><Value>3#</Value></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188743783</FieldID><Value>PT16H0M0S</Value></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188743945</FieldID><Value>2026-01-05T08:00:00</Value></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188743752</FieldID><Value>true</Value></ExtendedAttribute>
		<ExtendedAttribute><FieldID>17</FieldID><Value>x</Value></ExtendedAttribute></Task></Tasks>`)
	equal(t, f.Plan.Fields, []schedule.Field{
		{Key: "188743731", Name: "楼号"}, {Key: "188743783", Kind: schedule.DurationField},
		{Key: "188743945", Kind: schedule.DateField}, {Key: "188743752", Kind: schedule.FlagField},
	})
	equal(t, f.Plan.Tasks[0].Values, []schedule.Value{
		{Field: "188743731", Text: "3#"}, {Field: "188743783", Text: "960"}, {Field: "188743945", Text: "2026-01-05T08:00"}, {Field: "188743752", Text: "1"},
	})
	wantLeft(t, f.Left, "Task/ExtendedAttribute: the value of no custom field")
}

func TestTheProject(t *testing.T) {
	f := read(t, `<UID>P-7</UID><Name>a.xml</Name><Title>一期</Title><ScheduleFromStart>0</ScheduleFromStart><StartDate>2026-09-21T08:00:00</StartDate>
		<FinishDate>2026-12-31T17:00:00</FinishDate><CriticalSlackLimit>2</CriticalSlackLimit><MinutesPerDay>600</MinutesPerDay>
		<MinutesPerWeek>3600</MinutesPerWeek><DaysPerMonth>25</DaysPerMonth><SplitsInProgressTasks>0</SplitsInProgressTasks>
		<StatusDate>2026-10-01T17:00:00</StatusDate>`)
	equal(t, f.Plan, &schedule.Plan{
		Name:     "a.xml",
		Projects: []schedule.Project{{ID: 1, Code: "P-7", Name: "一期", Start: schedule.At(2026, 9, 21, 8, 0), DataDate: schedule.At(2026, 10, 1, 17, 0)}},
		Rules:    schedule.Rules{DayMinutes: 600, WeekMinutes: 3600, MonthDays: 25, Critical: 1200, Progress: schedule.ProgressOverride},
	})
	wantLeft(t, f.Left, "ScheduleFromStart: a project is scheduled from its start, not backwards from its finish")
}

func TestWhatIsNotKeptIsReported(t *testing.T) {
	f := read(t, `<Author>张</Author><Views><View><Name>Gantt</Name></View></Views><Tasks>
		<Task><UID>1</UID><HideBar>0</HideBar><EarlyStart>2026-01-05T08:00:00</EarlyStart><Novelty>5</Novelty><LevelingCanSplit>1</LevelingCanSplit></Task>
		<Task><UID>2</UID><EarlyStart>2026-01-05T08:00:00</EarlyStart><LevelingCanSplit>0</LevelingCanSplit></Task></Tasks>`)
	equal(t, f.Left, []mspdi.Left{
		{Element: "Author", Reason: "a property of the file that the plan has no place for", Count: 1},
		{Element: "Views", Reason: "how Microsoft Project shows or prints it", Count: 1},
		{Element: "Task/EarlyStart", Reason: "computed anew from the plan", Of: "task 1, task 2", Count: 2},
		{Element: "Task/Novelty", Reason: "not known to this package", Of: "task 1", Count: 1},
		{Element: "Task/LevelingCanSplit", Reason: "the plan has no place for it", Of: "task 2", Count: 1},
	})
}

func TestAPrefixOfTheNamespace(t *testing.T) {
	f, err := mspdi.Read(strings.NewReader(`<p:Project xmlns:p="http://schemas.microsoft.com/project" xmlns:q="urn:x"><p:Tasks><p:Task><p:UID>1</p:UID>
		<q:Name>no</q:Name></p:Task></p:Tasks></p:Project>`))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, f.Plan.Tasks, []schedule.Task{{ID: 1, Priority: 500}})
	wantLeft(t, f.Left, "Task/Name: not known to this package")
}

func TestDaysAndTimesBackwardsAreReported(t *testing.T) {
	c, left := readCalendar(t, `<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>
		<FromTime>22:00:00</FromTime><ToTime>06:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays>
		<Exceptions><Exception><TimePeriod><FromDate>2026-01-02T00:00:00</FromDate><ToDate>2026-01-01T00:00:00</ToDate></TimePeriod></Exception>
		<Exception><TimePeriod><FromDate>2026-01-02T00:00:00</FromDate></TimePeriod></Exception></Exceptions>`)
	equal(t, c.Week[time.Monday].Shifts, []schedule.Shift{{From: 1320, To: 1440}})
	equal(t, c.Exceptions, []schedule.Exception{{From: schedule.DateOf(2026, 1, 2), To: schedule.DateOf(2026, 1, 2)}})
	wantLeft(t, left, "WorkingTimes/WorkingTime: a shift that goes on behind midnight ends there",
		"Exception/TimePeriod: days that end before they begin", "Exceptions/Exception: an exception without its days")
	f := read(t, `<Resources><Resource><UID>1</UID><AvailabilityPeriods><AvailabilityPeriod><AvailableFrom>2026-03-01T00:00:00</AvailableFrom>
		<AvailableTo>2026-02-01T00:00:00</AvailableTo></AvailabilityPeriod></AvailabilityPeriods></Resource></Resources>`)
	equal(t, f.Plan.Resources[0].Capacity, []schedule.Step(nil))
	wantLeft(t, f.Left, "AvailabilityPeriods/AvailabilityPeriod: a period that ends before it begins")
}

func TestRowsThatCountTwiceStayWhereTheyAre(t *testing.T) {
	f := read(t, `<Tasks><Task><UID>9</UID><ID>2</ID></Task><Task><UID>8</UID><ID>1</ID></Task><Task><UID>7</UID><ID>1</ID></Task></Tasks>`)
	equal(t, []schedule.TaskID{f.Plan.Tasks[0].ID, f.Plan.Tasks[1].ID, f.Plan.Tasks[2].ID}, []schedule.TaskID{9, 8, 7})
}

func TestNumbers(t *testing.T) {
	task, _ := readTask(t, "<Priority> 600.0 </Priority><Cost>99999999999999999</Cost>")
	equal(t, task.Priority, 600)
	equal(t, task.Cost, int64(99999999999999999))
	for text, want := range map[string]int64{"12.5": 13, "-12.5": -13, "12.49": 12, "+3": 3, "1.2e3": 1200, ".5": 1, "7.": 7} {
		task, _ := readTask(t, "<Cost>"+text+"</Cost>")
		equal(t, task.Cost, want)
	}
}
