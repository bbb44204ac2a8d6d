package billing

import (
	"strconv"

	"gongqiao/internal/kernel/workday"
)

// Bucket is a span of days past due (reference 3.11): both ends included, and
// the right end of one is followed by the left of the next.
type Bucket struct {
	Name     string
	From, To int64 // days overdue; no To means without end
}

// Buckets are the spans of ageing. Nothing is late on its due date.
var Buckets = []Bucket{
	{"not_due", 0, 0}, {"1-30", 1, 30}, {"31-60", 31, 60}, {"61-90", 61, 90}, {"91-180", 91, 180}, {"181-365", 181, 365}, {"1-2y", 366, 730}, {"2-3y", 731, 1095}, {">3y", 1096, 0},
}

// BucketOf returns the name of the bucket of so many days overdue.
func BucketOf(days int64) string {
	for _, b := range Buckets[1:] {
		if days >= b.From && (b.To == 0 || days <= b.To) {
			return b.Name
		}
	}
	return Buckets[0].Name
}

// Dates returns the due dates of a bucket on a day: from the first to the last,
// none where it has no end.
func (b Bucket) Dates(today workday.Date) (from, to workday.Date) {
	switch {
	case b.From == 0:
		return today, 0
	case b.To == 0:
		return 0, today.AddDays(-int(b.From))
	}
	return today.AddDays(-int(b.To)), today.AddDays(-int(b.From))
}

func itoa(n int) string { return strconv.Itoa(n) }
