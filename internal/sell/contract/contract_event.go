package contract

import (
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/sell/terms"
)

// Fact is what every event of a contract tells.
type Fact struct {
	ID          ref.ID `json:"id"`
	Number      string `json:"number"`
	Title       string `json:"title"`
	State       State  `json:"state"`
	Customer    ref.ID `json:"customer_id"`
	Opportunity ref.ID `json:"opportunity_id"`
	Quote       ref.ID `json:"quote_id"`
	Entity      ref.ID `json:"entity_id"`
	Dept        ref.ID `json:"department_id"`
	Owner       ref.ID `json:"owner_id"`
	By          ref.ID `json:"by_id"` // who caused it; none for the system
}

func (c *Contract) fact(by ref.ID) Fact {
	return Fact{c.ID, c.Number, c.Title, c.State, c.CustomerID, c.OpportunityID, c.QuoteID, c.EntityID, c.DepartmentID, c.OwnerID, by}
}

// Version implements db.Event.
func (Fact) Version() int { return 1 }

// Price is a price with the lines that it consists of.
type Price struct {
	Gross money.Money  `json:"gross"`
	Net   money.Money  `json:"net"`
	Lines []PricedLine `json:"tax_lines"`
}

// PricedLine is a tax line in words that other modules share.
type PricedLine struct {
	Name  string      `json:"name"`
	Rate  money.Rate  `json:"rate"`
	Net   money.Money `json:"net"`
	Tax   money.Money `json:"tax"`
	Gross money.Money `json:"gross"`
}

// Node is a payment in words that other modules share.
type Node struct {
	ID        ref.ID       `json:"id"`
	Position  int64        `json:"position"` // 1 for the first
	Kind      terms.Kind   `json:"kind"`
	Name      string       `json:"name"`
	Trigger   string       `json:"trigger"`
	Milestone string       `json:"milestone"`
	On        workday.Date `json:"on"`
	Ratio     money.Rate   `json:"ratio"`
	TermDays  int64        `json:"term_days"`
	Amount    money.Money  `json:"amount"`
}

// Milestone is a step of the works that a payment waits for.
type Milestone struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Facts are what other modules may know of a contract in force.
type Facts struct {
	Fact
	Type       string       `json:"type"`
	Pricing    string       `json:"pricing_type"`
	Price      Price        `json:"price"` // with the amendments in force
	Nodes      []Node       `json:"nodes"`
	Milestones []Milestone  `json:"milestones"`
	SignedOn   workday.Date `json:"signed_on"`
	StartOn    workday.Date `json:"start_on"`
	FinishOn   workday.Date `json:"finish_on"`
	Days       int64        `json:"duration_days"`
	Terms      terms.Terms  `json:"terms"` // all that was agreed, nodes included
	Parties    []Party      `json:"parties"`
	ScanSHA256 string       `json:"scan_sha256"`
}

func (c *Contract) facts(by ref.ID) Facts {
	return Facts{Fact: c.fact(by), Type: c.Type, Pricing: c.Pricing, Price: priceOf(c.CurrentPrice, c.TaxLines), Nodes: nodes(c.Payments), Milestones: milestones(c.Payments),
		SignedOn: c.SignedOn, StartOn: c.StartOn, FinishOn: c.FinishOn, Days: c.Days, Terms: c.agreed(), Parties: c.Parties, ScanSHA256: c.ScanSHA256}
}

func priceOf(gross int64, lines []TaxLine) Price {
	p := Price{Gross: money.CNY(gross), Net: money.CNY(net(lines)), Lines: make([]PricedLine, len(lines))}
	for i, l := range lines {
		p.Lines[i] = PricedLine{l.Name, l.Rate, money.CNY(l.Net), money.CNY(l.Tax), money.CNY(l.Gross())}
	}
	return p
}

func nodes(all []Payment) []Node {
	out := make([]Node, len(all))
	for i, p := range all {
		out[i] = Node{p.ID, int64(i + 1), p.Kind, p.Name, p.Trigger, p.Milestone, p.On, p.Ratio, p.TermDays, money.CNY(p.Amount)}
	}
	return out
}

// milestones lists the steps that payments wait for, each once, in their order.
func milestones(all []Payment) []Milestone {
	out := []Milestone{}
	seen := map[Milestone]bool{}
	for _, p := range all {
		m := Milestone{p.Milestone, p.Name}
		if p.Trigger == "milestone" && !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}

// Submitted says that a contract waits for its reviewers.
type Submitted struct {
	Fact
	Hash string `json:"hash"`
}

// Topic implements db.Event.
func (Submitted) Topic() string { return "contract.submitted" }

// Rejected says that a reviewer or an approver sent it back.
type Rejected struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Rejected) Topic() string { return "contract.rejected" }

// Approved says that a contract may be signed.
type Approved struct {
	Fact
	Hash string `json:"hash"`
}

// Topic implements db.Event.
func (Approved) Topic() string { return "contract.approved" }

// InForce says that both sides have signed, and what.
type InForce struct{ Facts }

// Topic implements db.Event.
func (InForce) Topic() string { return "contract.in_force" }

// Amended says that an amendment came into force; the facts are those after it.
type Amended struct {
	Facts
	Amendment ref.ID      `json:"amendment_id"`
	Number    int64       `json:"amendment_number"`
	Change    money.Money `json:"price_change"`
	Days      int64       `json:"duration_change"`
}

// Topic implements db.Event.
func (Amended) Topic() string { return "contract.amended" }

// Suspended says that the works rest.
type Suspended struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Suspended) Topic() string { return "contract.suspended" }

// Resumed says that the works go on.
type Resumed struct{ Fact }

// Topic implements db.Event.
func (Resumed) Topic() string { return "contract.resumed" }

// Completed says that the works were accepted: the defects liability period
// begins.
type Completed struct {
	Fact
	AcceptedOn    workday.Date `json:"accepted_on"`
	DefectsMonths *int64       `json:"defects_months"`
}

// Topic implements db.Event.
func (Completed) Topic() string { return "contract.completed" }

// Settled says which price was agreed in the end.
type Settled struct {
	Fact
	FinalPrice money.Money  `json:"final_price"`
	Retained   money.Money  `json:"retained"`
	SettledOn  workday.Date `json:"settled_on"`
}

func settled(c *Contract, by ref.ID) Settled {
	return Settled{c.fact(by), money.CNY(c.FinalPrice), money.CNY(c.Retained), c.SettledOn}
}

// Topic implements db.Event.
func (Settled) Topic() string { return "contract.settled" }

// Expiring says that the last day of a contract draws near.
type Expiring struct {
	Fact
	Label      string       `json:"label"`
	On         workday.Date `json:"on"`
	Days       int64        `json:"days"` // left
	Commercial ref.ID       `json:"commercial_id"`
}

// Topic implements db.Event.
func (Expiring) Topic() string { return "contract.expiring" }

// Closed says that everything was paid and returned.
type Closed struct{ Fact }

// Topic implements db.Event.
func (Closed) Topic() string { return "contract.closed" }

// Terminated says that the contract ended before its works.
type Terminated struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Terminated) Topic() string { return "contract.terminated" }

// Voided says that the contract never came into force and never will.
type Voided struct {
	Fact
	Reason string `json:"reason"`
}

// Topic implements db.Event.
func (Voided) Topic() string { return "contract.voided" }
