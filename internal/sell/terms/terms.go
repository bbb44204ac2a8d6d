package terms

import (
	"fmt"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/workday"
)

// Kind says what a payment is for.
type Kind string

// Kinds of payments.
const (
	Advance    Kind = "advance"    // 预付款
	Progress   Kind = "progress"   // 进度款, by measured value
	Milestone  Kind = "milestone"  // 节点款
	Delivery   Kind = "delivery"   // 到货款
	Completion Kind = "completion" // 竣工款
	Settlement Kind = "settlement" // 结算款
	Retention  Kind = "retention"  // 质保金
)

// Closed sets of payment nodes.
var (
	Kinds    = []string{"advance", "progress", "milestone", "delivery", "completion", "settlement", "retention"}
	Triggers = []string{"signed", "start", "monthly", "milestone", "delivered", "completed", "settled", "defects_end", "date"}
	Works    = []string{"works", "supply", "service"}
)

// Node is one payment: which share of the price falls due how long after what.
type Node struct {
	Kind     Kind       `json:"kind" enum:"advance,progress,milestone,delivery,completion,settlement,retention"`
	Name     string     `json:"name,omitempty" maxLength:"100" doc:"What people call it: 主体封顶."`
	Trigger  string     `json:"trigger" enum:"signed,start,monthly,milestone,delivered,completed,settled,defects_end,date"`
	Ratio    money.Rate `json:"ratio" doc:"Share of the price, 0.3 for 30 %." example:"0.3"`
	TermDays int64      `json:"term_days" minimum:"0" maximum:"3650" doc:"Days from the trigger until it is due."`
}

// Terms are what parties agree about paying. What is absent is not agreed, or
// not known yet.
type Terms struct {
	Work  string `json:"work,omitempty" enum:"works,supply,service" default:"works"`
	Nodes []Node `json:"nodes" nullable:"false" maxItems:"60"`

	Materials     *bool        `json:"includes_materials,omitempty"`
	ProgressRatio *money.Rate  `json:"progress_ratio,omitempty" doc:"Share of the measured value that is paid as the works go on."`
	SignOn        workday.Date `json:"sign_on,omitzero"`
	StartOn       workday.Date `json:"start_on,omitzero"`
	FinishOn      workday.Date `json:"finish_on,omitzero"`

	DefectsMonths   *int64      `json:"defects_months,omitempty" minimum:"0" maximum:"240" doc:"Length of the defects liability period."`
	RetentionCash   *bool       `json:"retention_cash,omitempty" doc:"Held back in money, not by a guarantee."`
	PerformanceBond *money.Rate `json:"performance_bond,omitempty"`
	BondAfterWorks  *bool       `json:"bond_after_works,omitempty" doc:"The performance bond is held beyond acceptance."`
	BidBond         *money.Rate `json:"bid_bond,omitempty"`

	PayeeSME        *bool       `json:"payee_sme,omitempty" doc:"We declared to be a small or medium enterprise."`
	PayerLarge      *bool       `json:"payer_large,omitempty" doc:"The payer is a large enterprise."`
	PayWhenPaid     *bool       `json:"pay_when_paid,omitempty" doc:"The payer pays once he was paid himself (背靠背)."`
	LateDaily       *money.Rate `json:"late_daily,omitempty" doc:"Interest on late payments, a day."`
	LabourApart     *bool       `json:"labour_apart,omitempty" doc:"Labour cost goes to the wage account by itself."`
	LabourMonths    *int64      `json:"labour_months,omitempty" minimum:"0" maximum:"12"`
	PayerGuarantee  *bool       `json:"payer_guarantee,omitempty"`
	DelayDaily      *money.Rate `json:"delay_daily,omitempty" doc:"Our damages for a day of delay."`
	DelayCap        *money.Rate `json:"delay_cap,omitempty"`
	InterimSettling *bool       `json:"interim_settlement,omitempty"`
	BillShare       *money.Rate `json:"bill_share,omitempty" doc:"Share that may be paid by bills."`
	BillMonths      *int64      `json:"bill_months,omitempty" minimum:"0" maximum:"24"`
	ReviewDays      *int64      `json:"review_days,omitempty" minimum:"0" maximum:"365" doc:"Time to review a settlement."`
	SilenceAccepts  *bool       `json:"silence_accepts,omitempty" doc:"A settlement without answer in time is accepted."`
}

// Share returns the sum of the ratios of some kinds.
func (t Terms) Share(kinds ...Kind) (sum money.Rate) {
	for _, n := range t.Nodes {
		for _, k := range kinds {
			if n.Kind == k {
				sum += n.Ratio
			}
		}
	}
	return sum
}

// Total returns the sum of all ratios; 100 % when the terms are complete.
func (t Terms) Total() money.Rate {
	var sum money.Rate
	for _, n := range t.Nodes {
		sum += n.Ratio
	}
	return sum
}

// Amounts splits a price over the nodes. The parts sum to the price to the fen
// even when the ratios do not sum to 100 %. Errors: those of [money.Share].
func (t Terms) Amounts(price money.Money) ([]money.Money, error) {
	weights := make([]int64, len(t.Nodes))
	for i, n := range t.Nodes {
		weights[i] = int64(n.Ratio)
	}
	return money.Share(price, weights)
}

// Validate answers every field that no terms can have, such as a share below
// zero, under the path at which the terms stand. It says nothing about rules.
func (t Terms) Validate(path string) error {
	var c fault.Checks
	for i, n := range t.Nodes {
		at := fmt.Sprintf("%s.nodes[%d].", path, i)
		c.Check(n.Ratio >= 0 && n.Ratio <= money.RateOne, at+"ratio", "out_of_range")
		c.Check(contains(Kinds, string(n.Kind)), at+"kind", "not_allowed")
		c.Check(contains(Triggers, n.Trigger), at+"trigger", "not_allowed")
		c.Check(n.TermDays >= 0 && n.TermDays <= 3650, at+"term_days", "out_of_range")
	}
	c.Check(t.Work == "" || contains(Works, t.Work), path+".work", "not_allowed")
	for name, r := range map[string]*money.Rate{"progress_ratio": t.ProgressRatio, "performance_bond": t.PerformanceBond, "bid_bond": t.BidBond, "late_daily": t.LateDaily,
		"delay_daily": t.DelayDaily, "delay_cap": t.DelayCap, "bill_share": t.BillShare} {
		c.Check(r == nil || *r >= 0 && *r <= money.RateOne, path+"."+name, "out_of_range")
	}
	return c.Err()
}

func contains(set []string, s string) bool {
	for _, x := range set {
		if x == s {
			return true
		}
	}
	return false
}
