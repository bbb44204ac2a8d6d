package workday_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/workday"
)

func day(s string) workday.Date { return workday.MustParse(s) }

func TestParse(t *testing.T) {
	for _, text := range []string{"0001-01-01", "1970-01-01", "2000-02-29", "2026-10-10", "9999-12-31"} {
		if d, err := workday.Parse(text); err != nil || d.String() != text {
			t.Errorf("%q is %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "0000-01-01", "2026-02-29", "2026-13-01", "2026-1-1", "20260101", "2026-01-01T00:00:00Z", " 2026-01-01", "10000-01-01"} {
		if d, err := workday.Parse(text); !errors.Is(err, workday.ErrMalformed) {
			t.Errorf("%q was read as %v, %v", text, d, err)
		}
	}
	if workday.MinDate != day("0001-01-01") || workday.MaxDate != day("9999-12-31") {
		t.Error("the bounds are not the first and the last date")
	}
}

func TestTodayDependsOnZone(t *testing.T) {
	shanghai, err := workday.Zone(workday.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2026, 3, 31, 16, 30, 0, 0, time.UTC)
	if d := workday.Today(evening, shanghai); d != day("2026-04-01") {
		t.Errorf("in Shanghai it is %v", d)
	}
	if d := workday.Today(evening, time.UTC); d != day("2026-03-31") {
		t.Errorf("in Greenwich it is %v", d)
	}
	if start := day("2026-04-01").Start(shanghai); !start.Equal(time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("the day starts at %v", start)
	}
}

func TestZone(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd"} {
		if _, err := workday.Zone(name); !errors.Is(err, workday.ErrZone) {
			t.Errorf("zone %q: %v", name, err)
		}
	}
}

func TestArithmetic(t *testing.T) {
	for name, tc := range map[string]struct {
		got  workday.Date
		want string
	}{
		"a day":                    {day("2026-12-31").AddDays(1), "2027-01-01"},
		"back over a leap day":     {day("2024-03-01").AddDays(-1), "2024-02-29"},
		"a month into a short one": {day("2026-01-31").AddMonths(1), "2026-02-28"},
		"a month into a leap one":  {day("2024-01-31").AddMonths(1), "2024-02-29"},
		"24 months of liability":   {day("2026-02-28").AddMonths(24), "2028-02-28"},
		"back over a year":         {day("2026-03-31").AddMonths(-4), "2025-11-30"},
		"first of the month":       {day("2026-02-14").FirstOfMonth(), "2026-02-01"},
		"last of the month":        {day("2026-02-14").LastOfMonth(), "2026-02-28"},
		"last of December":         {day("2026-12-01").LastOfMonth(), "2026-12-31"},
		"30 February":              {workday.New(2026, 2, 30), "2026-03-02"},
		"beyond the last":          {workday.MaxDate.AddDays(math.MaxInt), "9999-12-31"},
		"before the first":         {day("2026-01-01").AddDays(math.MinInt), "0001-01-01"},
		"months beyond the last":   {day("2026-01-01").AddMonths(math.MaxInt), "9999-12-31"},
		"months before the first":  {day("2026-01-01").AddMonths(math.MinInt), "0001-01-01"},
		"none plus a day":          {workday.Date(0).AddDays(1), ""},
		"none plus a month":        {workday.Date(0).AddMonths(1), ""},
		"the month of none":        {workday.Date(0).LastOfMonth(), ""},
	} {
		if tc.got.String() != tc.want {
			t.Errorf("%s: %v, want %s", name, tc.got, tc.want)
		}
	}
	if n := day("2026-06-15").Sub(day("2026-03-31")); n != 76 {
		t.Errorf("%d days from 2026-03-31 to 2026-06-15, want 76", n)
	}
	if q := day("2026-06-30").Quarter(); q != 2 {
		t.Errorf("June is in quarter %d", q)
	}
}

func TestDateAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := workday.Date(rapid.Int32Range(int32(workday.MinDate), int32(workday.MaxDate)).Draw(t, "date"))
		at := d.Start(time.UTC)
		y, m, n := d.Civil()
		if workday.New(y, m, n) != d || d.Weekday() != at.Weekday() || d.String() != at.Format(time.DateOnly) {
			t.Fatalf("%v against %v", d, at)
		}
		if d.Year() != y || d.Month() != m || d.Day() != n {
			t.Fatalf("the parts of %v are %d, %d, %d", d, d.Year(), d.Month(), d.Day())
		}
		if back, err := workday.Parse(d.String()); err != nil || back != d {
			t.Fatalf("%v reads back as %v, %v", d, back, err)
		}
	})
}

func TestDateOutside(t *testing.T) {
	type due struct {
		On   workday.Date `json:"on"`
		Paid workday.Date `json:"paid"`
	}
	const wire = `{"on":"2026-10-10","paid":null}`
	want := due{On: day("2026-10-10")}
	b, err := json.Marshal(want)
	if err != nil || string(b) != wire {
		t.Fatalf("wrote %s, %v", b, err)
	}
	var got due
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Fatalf("read %+v, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`{"on":""}`), &got); err != nil || !got.On.IsZero() {
		t.Errorf("empty text gives %v, %v", got.On, err)
	}
	if err := json.Unmarshal([]byte(`{"on":"10/10/2026"}`), &got); !errors.Is(err, workday.ErrMalformed) {
		t.Errorf("another notation: %v", err)
	}
	if keys, err := json.Marshal(map[workday.Date]int{day("2026-10-10"): 1}); err != nil || string(keys) != `{"2026-10-10":1}` {
		t.Errorf("as a key: %s, %v", keys, err)
	}
}

func TestDateInDatabase(t *testing.T) {
	if v, err := day("2026-10-10").Value(); v != "2026-10-10" || err != nil {
		t.Errorf("stored as %v, %v", v, err)
	}
	if v, err := workday.Date(0).Value(); v != nil || err != nil {
		t.Errorf("none is stored as %v, %v", v, err)
	}
	shanghai, err := workday.Zone(workday.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		src  any
		want string
	}{
		"text":             {"2026-10-10", "2026-10-10"},
		"bytes":            {[]byte("2026-10-10"), "2026-10-10"},
		"midnight":         {time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC), "2026-10-10"},
		"midnight in zone": {time.Date(2026, 10, 10, 0, 0, 0, 0, shanghai), "2026-10-10"},
		"NULL":             {nil, ""},
	} {
		d := day("1999-09-09")
		if err := d.Scan(tc.src); err != nil || d.String() != tc.want {
			t.Errorf("%s gives %v, %v", name, d, err)
		}
	}
	for _, src := range []any{int64(5), "", "yesterday"} {
		var d workday.Date
		if err := d.Scan(src); err == nil {
			t.Errorf("%v gives %v", src, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2026-10-10", "0000-00-00", "2024-02-29", "9999-12-31", "-001-01-01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := workday.Parse(text); err == nil && d.String() != text {
			t.Errorf("%q is %v", text, d)
		}
	})
}
