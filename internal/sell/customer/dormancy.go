package customer

import (
	"time"

	"gongqiao/internal/base/setting"
)

// Policy is what a group may set differently.
type Policy struct {
	DormantAfter time.Duration // without a deal or an activity
}

// Defaults returns the policy of reference 2.2.
func Defaults() Policy { return Policy{DormantAfter: 365 * 24 * time.Hour} }

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Time("customer.dormant_after", setting.Days, &p.DormantAfter, 30, 3650, "客户多久没有合同和跟进即转为沉睡", "A customer falls dormant without a contract or an activity after"),
	}
}

// lapsed reports whether the last that went on with a customer lies so far back
// that he is dormant.
func (p Policy) lapsed(last, now time.Time) bool { return now.Sub(last) >= p.DormantAfter }
