//go:build realdata

package workday_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"gongqiao/internal/kernel/workday"
)

const realData = "../../../../shared/data/cn_calendar/"

func TestRealDateMath(t *testing.T) {
	c := workday.StateCouncil()
	rows := readCSV(t, realData+"date_math_cases.csv")
	for _, r := range rows {
		from, n, span := day(r[0]), atoi(t, r[1]), atoi(t, r[4])
		if got := c.AddWorkdays(from, n); got.String() != r[2] {
			t.Errorf("%v + %d is %v, want %s", from, n, got, r[2])
		}
		if got := c.WorkdaysBetween(from, day(r[3])); got != span {
			t.Errorf("%v to %s: %d, want %d", from, r[3], got, span)
		}
	}
	t.Logf("%d cases", len(rows))
}

func TestRealMonths(t *testing.T) {
	c := workday.StateCouncil()
	rows := readCSV(t, realData+"working_days_by_month.csv")
	for _, r := range rows {
		first := workday.New(atoi(t, r[0]), 1, 1).AddMonths(atoi(t, r[1]) - 1)
		if got, want := c.WorkdaysBetween(first, first.LastOfMonth()), atoi(t, r[2]); got != want {
			t.Errorf("%v has %d working days, want %d", first, got, want)
		}
	}
	t.Logf("%d months", len(rows))
}

// readCSV returns the rows below the heading; none is a failure.
func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[1:]
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
