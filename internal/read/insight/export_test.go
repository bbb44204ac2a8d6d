package insight

import "gongqiao/internal/kernel/workday"

// Ahead, TrendOf and QuarterOf let tests try the pure rules.
var (
	Ahead   = ahead
	TrendOf = trend
)

// QuarterOf returns the first and the last month of a day's quarter.
var QuarterOf = func(d workday.Date) (from, to string) { return quarter(d).keys() }
