package customer

import (
	"time"

	"gongqiao/internal/base/setting"
)

// Policy is what a group may set differently.
type Policy struct {
	DormantAfter time.Duration // without a deal or an activity
	Reveals      int           // contacts that a person may read in clear in a day
	RegisterDays int           // within which every customer is looked up in the business register
}

// Defaults returns the policy of reference 2.2 and 7.5.
func Defaults() Policy {
	return Policy{DormantAfter: 365 * 24 * time.Hour, Reveals: 50, RegisterDays: 30}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Time("customer.dormant_after", setting.Days, &p.DormantAfter, 30, 3650, "客户多久没有合同和跟进即转为沉睡", "A customer falls dormant without a contract or an activity after"),
		setting.Value("customer.register_days", setting.Days, &p.RegisterDays, 1, 365, "客户工商信息多久轮查一遍", "Every customer is looked up in the business register within"),
		setting.Value("customer.reveals", setting.Count, &p.Reveals, 1, 500, "每人每天可查看客户联系人明文的次数", "Contacts that a person may read in clear in a day"),
	}
}

// lapsed reports whether the last that went on with a customer lies so far back
// that he is dormant.
func (p Policy) lapsed(last, now time.Time) bool { return now.Sub(last) >= p.DormantAfter }
