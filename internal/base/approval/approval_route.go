package approval

import (
	"slices"

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
