package mspdi_test

import (
	"bytes"
	"testing"

	"gongqiao/mspdi"
)

// seeds are small files with every kind of element that the reader knows.
var seeds = []string{
	in(""),
	in(`<Name>a</Name><CalendarUID>1</CalendarUID><StartDate>2026-09-21T08:00:00</StartDate><ScheduleFromStart>1</ScheduleFromStart>
		<ExtendedAttributes><ExtendedAttribute><FieldID>188743783</FieldID><FieldName>Duration1</FieldName><Alias>x</Alias></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188749999</FieldID><FieldName>?</FieldName><CFType>1</CFType></ExtendedAttribute></ExtendedAttributes>
		<Calendars><Calendar><UID>1</UID><Name>标准</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking>
		<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>
		<WeekDay><DayType>0</DayType><DayWorking>0</DayWorking><TimePeriod><FromDate>2026-10-01T00:00:00</FromDate><ToDate>2026-10-07T23:59:00</ToDate></TimePeriod></WeekDay></WeekDays></Calendar>
		<Calendar><UID>2</UID><IsBaseCalendar>0</IsBaseCalendar><BaseCalendarUID>1</BaseCalendarUID>
		<Exceptions><Exception><EnteredByOccurrences>1</EnteredByOccurrences><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate><ToDate>2026-06-30T23:59:00</ToDate></TimePeriod>
		<Occurrences>3</Occurrences><Name>w</Name><Type>6</Type><Period>2</Period><DaysOfWeek>6</DaysOfWeek><DayWorking>0</DayWorking></Exception>
		<Exception><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate><ToDate>2026-06-30T23:59:00</ToDate></TimePeriod><Type>5</Type><MonthItem>1</MonthItem>
		<MonthPosition>4</MonthPosition><DayWorking>1</DayWorking></Exception></Exceptions>
		<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-11-15T00:00:00</FromDate><ToDate>2027-03-15T23:59:00</ToDate></TimePeriod><Name>冬</Name>
		<WeekDay><DayType>3</DayType><DayWorking>1</DayWorking></WeekDay></WorkWeek></WorkWeeks></Calendar></Calendars>`),
	in(`<OutlineCodes><OutlineCode><FieldID>188744096</FieldID><Alias>c</Alias><Values><Value><ValueID>1</ValueID><Value>A</Value></Value>
		<Value><ValueID>2</ValueID><ParentValueID>1</ParentValueID><Value>1</Value><Description>d</Description></Value></Values></OutlineCode></OutlineCodes>
		<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID></ExtendedAttribute><ExtendedAttribute><FieldID>188744096</FieldID></ExtendedAttribute></ExtendedAttributes>
		<Tasks><Task><UID>1</UID><ExtendedAttribute><FieldID>188744096</FieldID><Value>A.1</Value></ExtendedAttribute>
		<ExtendedAttribute><FieldID>188743731</FieldID><Value>x</Value></ExtendedAttribute>
		<OutlineCode><FieldID>188744096</FieldID><ValueID>1</ValueID></OutlineCode></Task></Tasks>`),
	in(`<Tasks><Task><UID>0</UID><Summary>1</Summary><OutlineLevel>0</OutlineLevel></Task><Task><UID>1</UID><ID>1</ID><Name>a</Name><Manual>1</Manual>
		<ManualStart>2026-09-21T08:00:00</ManualStart><OutlineNumber>1</OutlineNumber><Duration>PT8H0M30S</Duration><DurationFormat>40</DurationFormat>
		<PercentComplete>50</PercentComplete><ActualStart>2026-09-21T08:00:00</ActualStart><Cost>12.5</Cost></Task>
		<Task><UID>2</UID><OutlineLevel>2</OutlineLevel><ConstraintType>4</ConstraintType><ConstraintDate>2026-09-21T08:00:00</ConstraintDate><Milestone>1</Milestone>
		<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>3</Type><LinkLag>-25</LinkLag><LagFormat>52</LagFormat></PredecessorLink>
		<ExtendedAttribute><FieldID>188743783</FieldID><Value>PT8H0M0S</Value></ExtendedAttribute>
		<Baseline><Number>0</Number><Start>2026-09-21T08:00:00</Start><Work>PT8H0M0S</Work></Baseline></Task></Tasks>
		<Resources><Resource><UID>0</UID></Resource><Resource><UID>1</UID><MaxUnits>1.5</MaxUnits><StandardRate>26</StandardRate><AvailabilityPeriods>
		<AvailabilityPeriod><AvailableFrom>2026-01-01T00:00:00</AvailableFrom><AvailableTo>2026-06-30T23:59:00</AvailableTo><AvailableUnits>2</AvailableUnits></AvailabilityPeriod>
		</AvailabilityPeriods></Resource></Resources>
		<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Delay>480</Delay><Units>0.5</Units>
		<Baseline><Number>1</Number><Cost>5</Cost></Baseline></Assignment><Assignment><TaskUID>2</TaskUID><ResourceUID>-65535</ResourceUID></Assignment></Assignments>`),
	"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
	"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
}

// Whatever is read, writes and reads back as it was; nothing makes Read panic.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := mspdi.Read(bytes.NewReader(data))
		if err == nil {
			same(t, file, false)
		}
	})
}
