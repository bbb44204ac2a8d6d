package mspdi_test

import (
	"strings"
	"testing"
)

func TestRulesBecomeTheirDays(t *testing.T) {
	for rule, want := range map[string]string{ // all from Thursday 2026-01-01 to 2026-04-30
		"<Type>7</Type><Period>40</Period>":                                                                           "01-01 02-10 03-22",
		"<Type>8</Type><Period>20</Period>":                                                                           "01-01 01-29 02-26 03-26 04-23",
		"<Type>6</Type><Period>4</Period><DaysOfWeek>34</DaysOfWeek>":                                                 "01-02 01-26 01-30 02-23 02-27 03-23 03-27 04-20 04-24",
		"<Type>4</Type><Period>2</Period><MonthDay>31</MonthDay>":                                                     "01-31 03-31",
		"<Type>5</Type><MonthItem>4</MonthItem><MonthPosition>1</MonthPosition>":                                      "01-12 02-09 03-09 04-13",
		"<Type>5</Type><MonthItem>1</MonthItem><MonthPosition>4</MonthPosition>":                                      "01-30 02-27 03-31 04-30",
		"<Type>5</Type><MonthItem>0</MonthItem><MonthPosition>4</MonthPosition>":                                      "01-31 02-28 03-31 04-30",
		"<Type>5</Type><MonthItem>2</MonthItem><MonthPosition>0</MonthPosition>":                                      "01-03 02-01 03-01 04-04",
		"<Type>2</Type><Month>1</Month><MonthDay>14</MonthDay>":                                                       "02-14",
		"<Type>3</Type><Month>3</Month><MonthItem>3</MonthItem>":                                                      "04-05",
		"<EnteredByOccurrences>1</EnteredByOccurrences><Occurrences>2</Occurrences><Type>7</Type><Period>40</Period>": "01-01 02-10",
	} {
		c, left := readCalendar(t, "<WeekDays/><Exceptions><Exception><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate>"+
			"<ToDate>2026-04-30T23:59:00</ToDate></TimePeriod>"+rule+"</Exception></Exceptions>")
		var got []string
		for _, x := range c.Exceptions {
			for day := x.From; day <= x.To; day++ {
				got = append(got, strings.TrimPrefix(day.String(), "2026-"))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", rule, got, want)
		}
		if left[0].Reason != "a rule by which days recur became the days" {
			t.Errorf("%s: left out %+v", rule, left)
		}
	}
}
