package quote

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// State is where a quote stands.
type State string

// States (reference 2.4). The last four are final; an accepted one ends only when
// the customer accepts a later revision.
const (
	StateDraft      State = "draft"
	StateReviewing  State = "reviewing" // both parts at the same time
	StateConfirmed  State = "confirmed"
	StateApproving  State = "approving"
	StateApproved   State = "approved"
	StateSent       State = "sent"
	StateAccepted   State = "accepted"
	StateRejected   State = "rejected"
	StateExpired    State = "expired"
	StateSuperseded State = "superseded"
	StateWithdrawn  State = "withdrawn"
)

// States lists the states, for filters.
var States = []string{"draft", "reviewing", "confirmed", "approving", "approved", "sent", "accepted", "rejected", "expired", "superseded", "withdrawn"}

// moves is the transition table: what each state may become. Withdrawing is
// open to every state in which the offer waits for somebody.
var moves = map[State][]State{
	StateDraft:     {StateReviewing, StateWithdrawn},
	StateReviewing: {StateDraft, StateConfirmed, StateSuperseded, StateWithdrawn},
	StateConfirmed: {StateApproving, StateSuperseded, StateWithdrawn},
	StateApproving: {StateDraft, StateConfirmed, StateApproved, StateSuperseded, StateWithdrawn},
	StateApproved:  {StateSent, StateSuperseded, StateWithdrawn},
	StateSent:      {StateAccepted, StateRejected, StateExpired, StateSuperseded, StateWithdrawn},
	StateAccepted:  {StateSuperseded},
}

// Final reports whether nothing follows a state.
func (s State) Final() bool { return len(moves[s]) == 0 }

// answered reports whether the offer waits for nobody any more: it was accepted,
// or is final.
func (s State) answered() bool { return s == StateAccepted || s.Final() }

// cleared reports whether an offer in the state was approved and still stands.
func (s State) cleared() bool { return s == StateApproved || s == StateSent || s == StateAccepted }

// move changes the state along the table. Errors: [ErrState].
func (q *Quote) move(to State, at time.Time) error {
	if !slices.Contains(moves[q.State], to) {
		return ErrState.With("state", string(q.State))
	}
	q.State = to
	switch {
	case to.answered():
		q.ClosedAt = at
	case to == StateConfirmed:
		q.ConfirmedAt = at
	case to == StateApproved:
		q.ApprovedAt = at
	case to == StateSent:
		q.SentAt = at
	}
	return nil
}

// Part is one of the two reviews of a quote.
type Part string

// Parts, both of which must pass on one content.
const (
	Technical Part = "technical"
	Finance   Part = "finance"
)

var parts = []Part{Technical, Finance}

// Findings are what a technical reviewer writes down of an offer.
type Findings struct {
	Scope      string `json:"scope,omitempty" maxLength:"2000"`
	Parameters string `json:"parameters,omitempty" maxLength:"2000"`
	Standards  string `json:"standards,omitempty" maxLength:"2000"`
	Risks      string `json:"risks,omitempty" maxLength:"2000"`
}

// Review is what one reviewer said about one content.
type Review struct {
	Number     int64
	Part       Part
	Hash       string
	Passed     bool
	Note       string
	Findings   Findings
	ReviewerID ref.ID
	ReviewedAt time.Time
	VoidedAt   time.Time // zero while it counts

	Reviewer string // name, for display
}

// counts reports whether the review is a pass on this content.
func (r *Review) counts(hash string) bool {
	return r.Passed && r.VoidedAt.IsZero() && r.Hash == hash && hash != ""
}

// passed reports whether somebody passed a part of this content.
func passed(all []Review, p Part, hash string) bool {
	return slices.ContainsFunc(all, func(r Review) bool { return r.Part == p && r.counts(hash) })
}

// confirmed reports whether both parts passed on one and the same content.
func confirmed(all []Review, hash string) bool {
	return passed(all, Technical, hash) && passed(all, Finance, hash)
}

// ready answers why a draft cannot be submitted on a date.
func (q *Quote) ready(b *Bill, payer string, on workday.Date) error {
	if err := b.complete(on); err != nil {
		return err
	}
	if q.Gross <= 0 || q.Net <= 0 {
		return ErrTooMuch
	}
	for _, f := range terms.Check(q.Terms, q.termCase(payer, on)) {
		if f.Severity == terms.Block {
			return ErrTerms.With("rule", f.Rule).With("limit", f.Limit).With("value", f.Value).At("terms."+f.Path, f.Rule)
		}
	}
	return nil
}

func (q *Quote) termCase(payer string, on workday.Date) terms.Case {
	return terms.Case{On: on, Payer: payer, Price: q.gross()}
}

// Verbs on a quote.
var (
	actCreate   = authz.Action[*Quote]{Verb: "create", Permission: PermCreate}
	actUpdate   = authz.Action[*Quote]{Verb: "update", Permission: PermUpdate, When: draft}
	actSubmit   = authz.Action[*Quote]{Verb: "submit", Permission: PermSubmit, When: draft}
	actApproval = authz.Action[*Quote]{Verb: "request_approval", Permission: PermSubmit, When: only(StateConfirmed)}
	actTech     = authz.Action[*Quote]{Verb: "tech_review", Permission: PermTechReview, When: reviewable}
	actCost     = authz.Action[*Quote]{Verb: "cost_estimate", Permission: PermCostEstimate, When: reviewable}
	actSend     = authz.Action[*Quote]{Verb: "send", Permission: PermSend, When: only(StateApproved)}
	actAccept   = authz.Action[*Quote]{Verb: "accept", Permission: PermAccept, When: only(StateSent)}
	actReject   = authz.Action[*Quote]{Verb: "reject", Permission: PermAccept, When: only(StateSent)}
	actWithdraw = authz.Action[*Quote]{Verb: "withdraw", Permission: PermWithdraw, When: open}
	actRevise   = authz.Action[*Quote]{Verb: "revise", Permission: PermUpdate, When: revisable}
	actions     = []authz.Action[*Quote]{actUpdate, actSubmit, actTech, actCost, actApproval, actSend, actAccept, actReject, actWithdraw, actRevise}
)

func draft(q *Quote, _ *authz.Actor) error {
	if q.State != StateDraft {
		return ErrNotDraft
	}
	return nil
}

func open(q *Quote, _ *authz.Actor) error {
	if q.State.answered() {
		return ErrState.With("state", string(q.State))
	}
	return nil
}

func only(s State) func(*Quote, *authz.Actor) error {
	return func(q *Quote, _ *authz.Actor) error {
		if q.State != s {
			return ErrState.With("state", string(q.State))
		}
		return nil
	}
}

func reviewable(q *Quote, by *authz.Actor) error {
	switch {
	case q.State != StateReviewing:
		return ErrState.With("state", string(q.State))
	case q.wroteOn(by.ID):
		return ErrOwnReview
	}
	return nil
}

// revisable is the rule of the next revision. Of an accepted quote it also asks
// that no contract was drawn from it, which lists do not know.
func revisable(q *Quote, _ *authz.Actor) error {
	switch {
	case !q.Newest:
		return ErrNotNewest
	case q.State == StateDraft:
		return ErrState.With("state", string(q.State))
	case q.State == StateAccepted && !q.free:
		return ErrContracted
	}
	return nil
}

// Pace is how long reviews may take, in working days (reference 2.4).
type Pace struct{ Technical, Finance int }

// Policy is what a group may set differently.
type Policy struct {
	MinMargin money.Rate // of the floor price; approvals have the rule
	Large     int64      // fen; offers above it are reviewed at the slower pace
	Usual     Pace
	Slow      Pace
}

// Defaults returns the policy of reference 2.4.
func Defaults() Policy {
	return Policy{MinMargin: 80_000, Large: 5_000_000_00, Usual: Pace{1, 2}, Slow: Pace{3, 4}}
}

// Rules says which of it a group may set.
func (p *Policy) Rules() []setting.Rule {
	return []setting.Rule{
		setting.Value("quote.large", setting.Money, &p.Large, 0, MaxAmount, "报价超过多少按大额时限评审", "A quote takes the longer reviews above"),
		setting.Value("quote.technical_days", setting.Workdays, &p.Usual.Technical, 1, 30, "技术评审时限", "Technical review within"),
		setting.Value("quote.finance_days", setting.Workdays, &p.Usual.Finance, 1, 30, "成本测算时限", "Cost estimate within"),
		setting.Value("quote.large_technical_days", setting.Workdays, &p.Slow.Technical, 1, 60, "大额报价技术评审时限", "Technical review of a large quote within"),
		setting.Value("quote.large_finance_days", setting.Workdays, &p.Slow.Finance, 1, 60, "大额报价成本测算时限", "Cost estimate of a large quote within"),
	}
}

// days returns how many working days a part may take for a price.
func (p Policy) days(part Part, gross int64) int {
	pace := p.Usual
	if gross > p.Large {
		pace = p.Slow
	}
	if part == Technical {
		return pace.Technical
	}
	return pace.Finance
}

// judge checks what a reviewer says and takes over what it tells about cost.
func (q *Quote) judge(r *Review, c *Costs, at time.Time) error {
	switch {
	case !r.Passed && r.Note == "":
		return ErrNote.At("note", "required")
	case r.Part != Finance:
		return nil
	case c != nil:
		return q.estimate(*c, at)
	case r.Passed:
		return ErrEstimate.At("amounts", "required")
	}
	return nil
}

// settle draws the conclusion of the newest review: a refusal gives the quote
// back to its authors, the second pass confirms it.
func (q *Quote) settle(all []Review, at time.Time) error {
	last := all[len(all)-1]
	hash := q.Hash
	switch {
	case !last.Passed:
		q.Hash = ""
		if err := q.move(StateDraft, at); err != nil {
			return err
		}
	case confirmed(all, hash):
		if err := q.move(StateConfirmed, at); err != nil {
			return err
		}
	}
	q.events = append(q.events, Reviewed{q.fact(last.ReviewerID), last.Part, last.Passed, last.Note, hash})
	if q.State == StateConfirmed {
		q.events = append(q.events, Confirmed{q.fact(last.ReviewerID), hash})
	}
	return nil
}

// end closes an offer for a reason; e makes the event once the state is there.
func (q *Quote) end(to State, reason string, at time.Time, e func() db.Event) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return ErrNote.At("reason", "required")
	}
	if err := q.move(to, at); err != nil {
		return err
	}
	q.Reason = reason
	q.events = append(q.events, e())
	return nil
}
