package pipeline

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
)

// Codes of what a stage asks for before it lets an opportunity go.
const (
	NeedFirstVisit    = "first_visit"
	NeedReport        = "needs_report"
	NeedDecisionMaker = "decision_maker"
	NeedTeam          = "iron_triangle"
	NeedSolution      = "solution"
	NeedQuoteApproved = "quote_approved"
	NeedQuoteAccepted = "quote_accepted"
	NeedContract      = "contract_in_force"
)

// Parts of the iron triangle beside the owner, who is its sales.
const (
	PartTechnical  = "technical"
	PartCommercial = "commercial"
)

// Criterion is one thing that a stage asks for.
type Criterion struct {
	Code   string    `json:"code"`
	Met    bool      `json:"-"`
	Since  time.Time `json:"since"`           // since when it is asked for, or has been met
	DueAt  time.Time `json:"due_at,omitzero"` // zero without a deadline
	Holder Person    `json:"holder"`          // who must act, or acted
}

// Gate is what stands between an opportunity and its next stage.
type Gate struct {
	To       string // a stage, or "won"
	Criteria []Criterion

	agreed QuoteStanding // what the customer accepted already, when the stage looks at offers
}

// Missing returns the criteria that are not met, in order.
func (g Gate) Missing() []Criterion { return g.pick(false) }

// Met returns the criteria that are met, in order.
func (g Gate) Met() []Criterion { return g.pick(true) }

func (g Gate) pick(met bool) []Criterion {
	picked := slices.Clone(g.Criteria)
	return append([]Criterion{}, slices.DeleteFunc(picked, func(c Criterion) bool { return c.Met != met })...)
}

// Evidence is what the neighbours know about an opportunity. Only what its
// stage asks for is filled in.
type Evidence struct {
	Owner      Person
	Decider    bool     // a decision maker of the customer is known
	Parts      []string // parts that somebody plays
	SolutionAt time.Time
	Quote      QuoteStanding
}

// QuoteStanding is how far the offers of an opportunity have come.
type QuoteStanding struct {
	ApprovedAt time.Time // of a version that passed double confirmation and approval
	AcceptedAt time.Time // by the customer, or by a letter of award
	Accepted   ref.ID    // the quote that he accepted
	Amount     int64     // of that one, fen, tax included
	Waiting    Person    // who must act on the newest version
	Since      time.Time // since when
	DueAt      time.Time
}

// gate lists what the next stage asks for (reference 2.3).
func (o *Opportunity) gate(e Evidence, p Policy) Gate {
	own := Criterion{Since: o.StageSince, Holder: e.Owner}
	switch o.Stage {
	case Intent:
		return Gate{To: string(Negotiation), Criteria: o.intentCriteria(own, e, p)}
	case Negotiation:
		return Gate{string(Quotation), []Criterion{
			own.as(NeedSolution, e.SolutionAt),
			own.waiting(e.Quote).as(NeedQuoteApproved, e.Quote.ApprovedAt),
		}, e.Quote}
	case Quotation:
		return Gate{string(Signing), []Criterion{own.waiting(e.Quote).as(NeedQuoteAccepted, e.Quote.AcceptedAt)}, e.Quote}
	case Signing:
		return Gate{To: string(WonDeal), Criteria: []Criterion{own.as(NeedContract, time.Time{})}}
	}
	return Gate{}
}

func (o *Opportunity) intentCriteria(own Criterion, e Evidence, p Policy) []Criterion {
	report := own.as(NeedReport, o.ReportSubmittedAt)
	if report.DueAt = o.ReportDueAt; !report.Met && !o.FirstVisitAt.IsZero() {
		report.Since = o.FirstVisitAt
	}
	list := []Criterion{own.as(NeedFirstVisit, o.FirstVisitAt), report, own.when(NeedDecisionMaker, e.Decider)}
	if o.Amount >= p.TeamFrom {
		complete := slices.Contains(e.Parts, PartTechnical) && slices.Contains(e.Parts, PartCommercial)
		list = append(list, own.when(NeedTeam, complete))
	}
	return list
}

// as is the criterion under a code, met at an instant unless that is zero.
func (c Criterion) as(code string, at time.Time) Criterion {
	c.Code, c.Met = code, !at.IsZero()
	if c.Met {
		c.Since, c.DueAt = at, time.Time{}
	}
	return c
}

// when is the criterion under a code, met or not.
func (c Criterion) when(code string, met bool) Criterion {
	c.Code, c.Met = code, met
	return c
}

// waiting names who must act on an offer, when there is one.
func (c Criterion) waiting(q QuoteStanding) Criterion {
	if q.Waiting.ID != ref.Nil {
		c.Holder, c.Since, c.DueAt = q.Waiting, q.Since, q.DueAt
	}
	return c
}

// urgent returns the missing criterion with the nearest deadline, else the
// first, and whether there is any.
func (g Gate) urgent() (Criterion, bool) {
	missing := g.Missing()
	if len(missing) == 0 {
		return Criterion{}, false
	}
	return slices.MinFunc(missing, func(a, b Criterion) int {
		switch {
		case a.DueAt.IsZero() && b.DueAt.IsZero():
			return 0
		case a.DueAt.IsZero():
			return 1
		case b.DueAt.IsZero():
			return -1
		}
		return a.DueAt.Compare(b.DueAt)
	}), true
}
