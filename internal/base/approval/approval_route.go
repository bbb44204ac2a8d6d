package approval

import (
	"slices"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/money"
)

// Facts decide whom an approval needs. A share that is nil is unknown, and no
// rule about it applies: a module that wants it known asks for it itself.
type Facts struct {
	Amount    int64       `track:"price"` // fen, tax included
	Margin    *money.Rate `track:"cost"`
	Advance   *money.Rate `track:"price"` // share paid before the work
	Retention *money.Rate `track:"price"` // share kept back as warranty
	PayerRisk bool        `track:"public"`
}

// Rule adds a role to the route when its fact lies in its bounds. Amounts are
// in fen, shares in millionths, a flag is 0 or 1; a nil bound is open. A rule
// without a fact always applies.
type Rule struct {
	Role    string
	Reason  string
	Fact    string // "", amount, margin, advance, retention, payer_risk
	AtLeast *int64
	Above   *int64
	Below   *int64
}

// Policy is what a group may set of the matrix (reference 2.4.1): from which
// amount on, in fen, a role is asked, and which shares ask for one more.
type Policy struct {
	FinanceFrom, ExecutiveFrom, GeneralFrom int64
	MinMargin, MinAdvance, MaxRetention     money.Rate
}

// Defaults returns the matrix of reference 2.4.1.
func Defaults() Policy {
	return Policy{FinanceFrom: 500_000_00, ExecutiveFrom: 5_000_000_00, GeneralFrom: 30_000_000_00, MinMargin: 80_000, MinAdvance: 100_000, MaxRetention: 30_000}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	const most = 1_000_000_000_000
	return []setting.Rule{
		setting.Value("approval.finance_from", setting.Money, &p.FinanceFrom, 0, most, "报价与合同须财务经理审批的金额", "A finance manager approves quotes and contracts from").Below("approval.executive_from"),
		setting.Value("approval.executive_from", setting.Money, &p.ExecutiveFrom, 1_00, most, "报价与合同须分管领导审批的金额", "An executive approves quotes and contracts from").Below("approval.general_from"),
		setting.Value("approval.general_from", setting.Money, &p.GeneralFrom, 2_00, most, "报价与合同须总经理审批的金额", "The general manager approves quotes and contracts from"),
		setting.Rate("approval.min_margin", &p.MinMargin, 0, 50_00, "毛利率低于多少须分管领导审批（亦为底价毛利率）", "Below this margin, that of the floor price, an executive approves too"),
		setting.Rate("approval.min_advance", &p.MinAdvance, 0, 50_00, "预付款比例低于多少须财务经理审批", "Below this advance payment a finance manager approves too"),
		setting.Rate("approval.max_retention", &p.MaxRetention, 0, 20_00, "质保金比例高于多少须财务经理审批", "Above this retention a finance manager approves too"),
	}
}

// set gives the rules that the product brings the bounds that hold.
func (p *Policy) set(rules []Rule) {
	from := map[string]*int64{"finance_manager": &p.FinanceFrom, "executive": &p.ExecutiveFrom, "general_manager": &p.GeneralFrom}
	margin, advance, retention := int64(p.MinMargin), int64(p.MinAdvance), int64(p.MaxRetention)
	for i := range rules {
		switch r := &rules[i]; {
		case r.Reason == "amount" && r.AtLeast != nil && from[r.Role] != nil:
			r.AtLeast = from[r.Role]
		case r.Reason == "margin" && r.Below != nil:
			r.Below = &margin
		case r.Reason == "advance" && r.Below != nil:
			r.Below = &advance
		case r.Reason == "retention" && r.Above != nil:
			r.Above = &retention
		}
	}
}

// Route returns the nodes that the facts need, in the order of the rules; a
// role that several rules add stands once, with all reasons (reference 2.4.1).
func Route(rules []Rule, f Facts) []Node {
	var nodes []Node
	for _, r := range rules {
		if !r.applies(f) {
			continue
		}
		i := slices.IndexFunc(nodes, func(n Node) bool { return n.Role == r.Role })
		if i < 0 {
			i = len(nodes)
			nodes = append(nodes, Node{Position: int64(i + 1), Role: r.Role, State: Pending})
		}
		if !slices.Contains(nodes[i].Reasons, r.Reason) {
			nodes[i].Reasons = append(nodes[i].Reasons, r.Reason)
		}
	}
	return nodes
}

func (r Rule) applies(f Facts) bool {
	if r.Fact == "" {
		return true
	}
	v, known := f.value(r.Fact)
	return known && (r.AtLeast == nil || v >= *r.AtLeast) && (r.Above == nil || v > *r.Above) && (r.Below == nil || v < *r.Below)
}

func (f Facts) value(fact string) (v int64, known bool) {
	share := func(r *money.Rate) (int64, bool) {
		if r == nil {
			return 0, false
		}
		return int64(*r), true
	}
	switch fact {
	case "amount":
		return f.Amount, true
	case "margin":
		return share(f.Margin)
	case "advance":
		return share(f.Advance)
	case "retention":
		return share(f.Retention)
	case "payer_risk":
		if f.PayerRisk {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}
