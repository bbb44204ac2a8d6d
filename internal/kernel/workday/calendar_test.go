package workday_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/workday"
)

func TestStateCouncilYears(t *testing.T) {
	c := workday.StateCouncil()
	for year, want := range map[int]int{
		2008: 251, 2009: 250, 2010: 250, 2011: 250, 2012: 249, 2013: 250, 2014: 250, 2015: 249, 2016: 250, 2017: 249,
		2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248,
	} {
		if n := c.WorkdaysBetween(workday.New(year, 1, 1), workday.New(year, 12, 31)); n != want {
			t.Errorf("%d has %d working days, want %d", year, n, want)
		}
	}
	for i, want := range []int{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23} {
		first := workday.New(2026, 1, 1).AddMonths(i)
		if n := c.WorkdaysBetween(first, first.LastOfMonth()); n != want {
			t.Errorf("%v has %d working days, want %d", first.Month(), n, want)
		}
	}
}

func TestIsWorkday(t *testing.T) {
	c := workday.StateCouncil()
	for date, want := range map[string]bool{
		"2026-10-10": true,  // a Saturday made up for
		"2026-09-20": true,  // a Sunday made up for
		"2026-09-25": false, // a Friday of the Mid-Autumn Festival
		"2026-09-24": true,
		"2026-09-26": false,
		"2006-12-30": true, // announced with 2007
		"2007-12-31": false,
		"2018-12-29": true,
		"2011-12-31": true,
		"1999-10-01": true, // a Friday without a notice
		"2027-10-01": true,
		"2027-10-02": false,
	} {
		if got := c.IsWorkday(day(date)); got != want {
			t.Errorf("%s: %v", date, got)
		}
	}
	if c.IsWorkday(0) {
		t.Error("people work on no date")
	}
}

func TestAddWorkdays(t *testing.T) {
	c := workday.StateCouncil()
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2020-03-21", 20, "2020-04-20"},
		{"2011-09-21", 45, "2011-11-28"},
		{"2009-10-13", 10, "2009-10-27"},
		{"2016-06-02", 5, "2016-06-12"}, // lands on a Sunday made up for
		{"2008-12-31", 3, "2009-01-06"}, // over New Year
		{"2026-09-30", 1, "2026-10-08"},
		{"2026-10-08", -1, "2026-09-30"},
		{"2026-10-03", -1, "2026-09-30"},
		{"2026-10-03", 0, "2026-10-03"},
		{"2026-12-31", 1, "2027-01-01"}, // nothing announced: a Friday
		{"2006-01-02", -1, "2005-12-30"},
	} {
		if got := c.AddWorkdays(day(tc.from), tc.n); got.String() != tc.want {
			t.Errorf("%s %+d working days is %v, want %s", tc.from, tc.n, got, tc.want)
		}
	}
	if d := c.AddWorkdays(0, 5); !d.IsZero() {
		t.Errorf("no date + 5 is %v", d)
	}
	if d := c.AddWorkdays(day("2026-01-01"), math.MaxInt); d != workday.MaxDate {
		t.Errorf("for ever is until %v", d)
	}
	if d := c.AddWorkdays(day("2026-01-01"), math.MinInt); d != workday.MinDate {
		t.Errorf("since ever is since %v", d)
	}
}

func TestNextAndPrevWorkday(t *testing.T) {
	c := workday.StateCouncil()
	for _, tc := range []struct{ on, next, prev string }{
		{"2026-10-03", "2026-10-08", "2026-09-30"},
		{"2026-10-10", "2026-10-10", "2026-10-10"},
		{"2026-10-11", "2026-10-12", "2026-10-10"},
	} {
		if n, p := c.NextWorkday(day(tc.on)), c.PrevWorkday(day(tc.on)); n.String() != tc.next || p.String() != tc.prev {
			t.Errorf("about %s: %v and %v, want %s and %s", tc.on, n, p, tc.next, tc.prev)
		}
	}
	if !c.NextWorkday(0).IsZero() || !c.PrevWorkday(0).IsZero() {
		t.Error("no date has neighbours")
	}
}

func TestWorkdaysBetween(t *testing.T) {
	c := workday.StateCouncil()
	for _, tc := range []struct {
		from, to string
		want     int
	}{
		{"2020-03-21", "2020-06-08", 54},
		{"2011-11-21", "2012-01-28", 45},
		{"2022-12-01", "2023-01-17", 33},
		{"2026-10-10", "2026-10-10", 1},
		{"2026-10-11", "2026-10-11", 0},
		{"2026-10-12", "2026-10-10", 0},
	} {
		if n := c.WorkdaysBetween(day(tc.from), day(tc.to)); n != tc.want {
			t.Errorf("%s to %s: %d working days, want %d", tc.from, tc.to, n, tc.want)
		}
	}
	if n := c.WorkdaysBetween(0, day("2026-01-01")); n != 0 {
		t.Errorf("from no date: %d", n)
	}
}

func TestGapsNameYearsWithoutNotice(t *testing.T) {
	c := workday.StateCouncil()
	if c.Missing(2026) || !c.Missing(2027) || !c.Missing(2006) {
		t.Error("known years are wrong")
	}
	if got := c.Gaps(day("2026-12-01"), day("2028-01-15")); !slices.Equal(got, []int{2027, 2028}) {
		t.Errorf("forward: %v", got)
	}
	if got := c.Gaps(day("2007-01-01"), day("2006-01-01")); !slices.Equal(got, []int{2006}) {
		t.Errorf("backward: %v", got)
	}
	if got := c.Gaps(0, day("2050-01-01")); got != nil {
		t.Errorf("from no date: %v", got)
	}
}

func TestWithAddsAndReplacesYears(t *testing.T) {
	var years []workday.Year
	const announced = `[{"year":2027,"off":["2026-12-31..01-03"],"work":["01-09"]},{"year":2026,"off":["01-01"],"work":[]}]`
	if err := json.Unmarshal([]byte(announced), &years); err != nil {
		t.Fatal(err)
	}
	old := workday.StateCouncil()
	c, err := old.With(years...)
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[string]bool{"2026-12-31": false, "2027-01-01": false, "2027-01-09": true, "2026-10-01": true, "2026-01-01": false, "2025-10-01": false} {
		if got := c.IsWorkday(day(date)); got != want {
			t.Errorf("%s: %v", date, got)
		}
	}
	if c.Missing(2027) || !old.Missing(2027) || !old.IsWorkday(day("2026-12-31")) {
		t.Error("the year is not added, or it is added to the old calendar too")
	}
}

func TestWithRefuses(t *testing.T) {
	for name, y := range map[string]workday.Year{
		"a year out of reach": {Year: 20260},
		"no day":              {Year: 2027, Off: []string{"02-30"}},
		"no range":            {Year: 2027, Off: []string{"01-03..01-01"}},
		"half a range":        {Year: 2027, Off: []string{"01-03.."}},
		"a range of a year":   {Year: 2027, Off: []string{"01-01..12-31"}},
		"a far year":          {Year: 2027, Work: []string{"2030-01-01"}},
		"both off and work":   {Year: 2027, Off: []string{"01-01..01-03"}, Work: []string{"01-02"}},
		"an empty entry":      {Year: 2027, Off: []string{""}},
		"words":               {Year: 2027, Off: []string{"Spring Festival"}},
	} {
		_, err := workday.StateCouncil().With(y)
		if !errors.Is(err, workday.ErrCalendar) || fault.As(err).Params["year"] != y.Year {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseYears(t *testing.T) {
	years, err := workday.ParseYears("# comment\n\n2027 off 01-01 02-06..02-12 work 02-14 # notice\n2028 off\n")
	if err != nil || len(years) != 2 {
		t.Fatalf("%+v, %v", years, err)
	}
	if y := years[0]; y.Year != 2027 || !slices.Equal(y.Off, []string{"01-01", "02-06..02-12"}) || !slices.Equal(y.Work, []string{"02-14"}) {
		t.Errorf("%+v", y)
	}
	for _, text := range []string{"year off", "2027", "2027 work 01-01", "2027 01-01"} {
		if _, err := workday.ParseYears("\n" + text); !errors.Is(err, workday.ErrCalendar) || fault.As(err).Params["line"] != 2 {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The table, and the formula outside it, must both agree with walking.
func TestCalendarAgreesWithWalking(t *testing.T) {
	zero := new(workday.Calendar)
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]*workday.Calendar{workday.StateCouncil(), zero}).Draw(t, "calendar")
		from := workday.Date(rapid.Int32Range(int32(day("2004-01-01")), int32(day("2029-12-31"))).Draw(t, "from"))
		n := rapid.IntRange(-80, 80).Draw(t, "n")
		if got, want := c.AddWorkdays(from, n), walk(c, from, n); got != want {
			t.Fatalf("%v %+d is %v, want %v", from, n, got, want)
		}
		if i := c.Index(from); c.At(i) != c.NextWorkday(from) || c.Index(c.At(i)) != i {
			t.Fatalf("index %d of %v leads to %v", i, from, c.At(i))
		}
	})
}

func walk(c *workday.Calendar, d workday.Date, n int) workday.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		if d = d.AddDays(step); c.IsWorkday(d) {
			n--
		}
	}
	return d
}

func FuzzParseYears(f *testing.F) {
	for _, seed := range []string{"2027 off 01-01..01-03 work 01-09", "2027 off", "1 off 0001-01-01", "2200 off 2201-12-31..2201-12-31", "# 2027", "2027 off .. work ..01-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		years, err := workday.ParseYears(text)
		if err != nil || len(years) > 20 {
			return
		}
		c, err := new(workday.Calendar).With(years...)
		if err != nil {
			return
		}
		for _, y := range years {
			if d := workday.New(y.Year, 7, 1); c.Missing(y.Year) || c.AddWorkdays(d, 100) != walk(c, d, 100) {
				t.Errorf("%+v is not followed", y)
			}
		}
	})
}

func BenchmarkAddWorkdays(b *testing.B) {
	c, from := workday.StateCouncil(), day("2024-01-31")
	for b.Loop() {
		c.AddWorkdays(from, 260)
	}
}
