package app

import "gongqiao/internal/base/setting"

// Terms are how long those may take to whom one module's event gives something to
// do in another.
type Terms struct {
	ClashDays      int // working days to decide who goes on with a project that two units chase
	FilingDays     int // calendar days from the acceptance of the works until it is filed
	SettlementDays int // calendar days from the acceptance until the final settlement is submitted
	ValuationDays  int // working days from the day of the month until its work is valued
}

// UsualTerms returns those of reference 2.3, 2.5, 2.6 and 2.11.
func UsualTerms() Terms {
	return Terms{ClashDays: 2, FilingDays: 15, SettlementDays: 28, ValuationDays: 3}
}

// Rules says which of them a group may set. The law files within 15 days; a house
// may be faster.
func (t *Terms) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("opportunity.clash_days", setting.Workdays, &t.ClashDays, 1, 30, "撞单裁定时限", "Who goes on where two chase the same project is decided within"),
		setting.Value("completion.filing_days", setting.Days, &t.FilingDays, 1, 15, "竣工验收后多久内完成备案（法规上限 15 天）", "The acceptance of the works is filed within (the law: 15 days)"),
		setting.Value("completion.settlement_days", setting.Days, &t.SettlementDays, 1, 180, "竣工验收后多久内报送竣工结算", "The final settlement is submitted after the acceptance within"),
		setting.Value("payment.valuation_days", setting.Workdays, &t.ValuationDays, 1, 15, "提请计量后多久内报送当月进度计量", "The month's work is valued, once asked for, within"),
	}
}
