package service

import (
	"time"

	"gongqiao/internal/base/setting"
)

// Terms is how long something may take, by severity.
type Terms struct{ S1, S2, S3, S4 time.Duration }

// of returns the term of a severity; of an unknown one that of a serious matter.
func (t Terms) of(severity string) time.Duration {
	switch severity {
	case "s1":
		return t.S1
	case "s3":
		return t.S3
	case "s4":
		return t.S4
	}
	return t.S2
}

// Policy is what a group may set differently. Days are calendar days.
type Policy struct {
	Respond, Resolve Terms // of complaints and improvement plans

	LinkLife       time.Duration // of a survey; a link answers before it ends, not at it
	Pause          time.Duration // between two surveys to one contact
	WaitDays       int           // a survey that cannot be sent expires after so many
	WarrantyMonths int           // after completion a warranty survey goes out
	AgainDays      int           // after a plan was closed the customer is asked again
	YearDays       int           // without a survey until an active customer is asked
}

// Defaults returns the policy of reference 2.16 and 2.17.
func Defaults() Policy {
	const day = 24 * time.Hour
	return Policy{
		Respond:  Terms{time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour},
		Resolve:  Terms{day, 3 * day, 7 * day, 15 * day},
		LinkLife: 14 * day, Pause: 30 * day, WaitDays: 14, WarrantyMonths: 6, AgainDays: 30, YearDays: 365,
	}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Time("complaint.respond_s1", setting.Hours, &p.Respond.S1, 1, 240, "一级投诉（安全、停工）首次响应时限", "First answer to a complaint of severity 1 within"),
		setting.Time("complaint.respond_s2", setting.Hours, &p.Respond.S2, 1, 240, "二级投诉首次响应时限", "First answer to a complaint of severity 2 within"),
		setting.Time("complaint.respond_s3", setting.Hours, &p.Respond.S3, 1, 240, "三级投诉首次响应时限", "First answer to a complaint of severity 3 within"),
		setting.Time("complaint.respond_s4", setting.Hours, &p.Respond.S4, 1, 240, "四级投诉首次响应时限", "First answer to a complaint of severity 4 within"),
		setting.Time("complaint.resolve_s1", setting.Hours, &p.Resolve.S1, 2, 2400, "一级投诉解决时限", "A complaint of severity 1 is resolved within"),
		setting.Time("complaint.resolve_s2", setting.Days, &p.Resolve.S2, 1, 365, "二级投诉解决时限", "A complaint of severity 2 is resolved within"),
		setting.Time("complaint.resolve_s3", setting.Days, &p.Resolve.S3, 1, 365, "三级投诉解决时限", "A complaint of severity 3 is resolved within"),
		setting.Time("complaint.resolve_s4", setting.Days, &p.Resolve.S4, 1, 365, "四级投诉解决时限", "A complaint of severity 4 is resolved within"),
		setting.Time("survey.link_life", setting.Days, &p.LinkLife, 1, 90, "满意度调查链接有效期", "A survey's link works for"),
		setting.Time("survey.pause", setting.Days, &p.Pause, 1, 365, "同一联系人两次调查的最短间隔", "A contact is not asked again for"),
		setting.Value("survey.wait_days", setting.Days, &p.WaitDays, 1, 90, "无法发出的调查保留多久", "A survey that cannot be sent is kept for"),
		setting.Value("survey.warranty_months", setting.Months, &p.WarrantyMonths, 1, 60, "竣工后多久做保修期回访调查", "A warranty survey goes out after completion by"),
		setting.Value("survey.again_days", setting.Days, &p.AgainDays, 1, 365, "改进计划关闭后多久再次调查", "A customer is asked again after an improvement plan by"),
		setting.Value("survey.year_days", setting.Days, &p.YearDays, 30, 1095, "活跃客户多久未调查即安排年度调查", "An active customer is asked when nobody did for"),
	}
}
