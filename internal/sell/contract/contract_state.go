package contract

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/sell/terms"
)

// State is where a contract stands (reference 2.5).
type State string

// States.
const (
	StateDraft      State = "draft"
	StateReviewing  State = "reviewing"
	StateApproving  State = "approving"
	StateApproved   State = "approved"
	StateSigning    State = "signing"
	StateInForce    State = "in_force"
	StateCompleted  State = "completed"
	StateSettled    State = "settled"
	StateClosed     State = "closed"
	StateRejected   State = "rejected" // waits to be written again
	StateSuspended  State = "suspended"
	StateTerminated State = "terminated"
	StateVoided     State = "voided"
)

// States lists them in the order of a contract's life.
var States = []string{"draft", "reviewing", "approving", "approved", "signing", "in_force", "completed", "settled", "closed", "rejected", "suspended", "terminated", "voided"}

// moves is the transition table. A reviewer or approver who refuses makes the
// contract rejected; writing it makes it a draft again.
var moves = map[State][]State{
	StateDraft:     {StateReviewing, StateVoided},
	StateReviewing: {StateApproving, StateRejected, StateVoided},
	StateApproving: {StateApproved, StateRejected, StateDraft, StateVoided},
	StateApproved:  {StateSigning, StateVoided},
	StateSigning:   {StateInForce, StateDraft, StateVoided},
	StateInForce:   {StateSuspended, StateCompleted, StateTerminated},
	StateSuspended: {StateInForce, StateTerminated},
	StateCompleted: {StateSettled},
	StateSettled:   {StateClosed},
	StateRejected:  {StateDraft, StateVoided},
}

func (c *Contract) move(to State) error {
	if !slices.Contains(moves[c.State], to) {
		return ErrState.With("state", string(c.State))
	}
	c.State = to
	return nil
}

// in returns the rule of a verb that some states allow.
func in(states ...State) func(*Contract, *authz.Actor) error {
	return func(c *Contract, _ *authz.Actor) error {
		if !slices.Contains(states, c.State) {
			return ErrState.With("state", string(c.State))
		}
		return nil
	}
}

type action = authz.Action[*Contract]

// Verbs on a contract.
var (
	actUpdate    = action{Verb: "update", Permission: PermUpdate, When: in(StateDraft, StateRejected)}
	actWaive     = action{Verb: "waive", Permission: PermWaive, When: in(StateDraft, StateRejected)}
	actSubmit    = action{Verb: "submit", Permission: PermSubmit, When: in(StateDraft)}
	actStartSign = action{Verb: "start_signing", Permission: PermSign, When: in(StateApproved)}
	actSign      = action{Verb: "sign", Permission: PermSign, When: in(StateSigning)}
	actRecall    = action{Verb: "recall", Permission: PermSign, When: in(StateSigning)}
	actSuspend   = action{Verb: "suspend", Permission: PermSuspend, When: in(StateInForce)}
	actResume    = action{Verb: "resume", Permission: PermSuspend, When: in(StateSuspended)}
	actComplete  = action{Verb: "complete", Permission: PermComplete, When: in(StateInForce)}
	actSettle    = action{Verb: "settle", Permission: PermSettle, When: in(StateCompleted)}
	actClose     = action{Verb: "close", Permission: PermClose, When: in(StateSettled)}
	actTerminate = action{Verb: "terminate", Permission: PermTerminate, When: in(StateInForce, StateSuspended)}
	actVoid      = action{Verb: "void", Permission: PermVoid, When: in(StateDraft, StateRejected, StateReviewing, StateApproving, StateApproved, StateSigning)}
	actAmend     = action{Verb: "amend", Permission: PermAmend, When: in(StateInForce, StateSuspended)}

	actReviews = map[Part]action{
		Legal:     {Verb: "review_legal", Permission: PermLegal, When: reviewable(Legal)},
		Finance:   {Verb: "review_finance", Permission: PermFinance, When: reviewable(Finance)},
		Technical: {Verb: "review_technical", Permission: PermTechnical, When: reviewable(Technical)},
	}

	// listed are the verbs that follow from what a list knows of a contract.
	listed  = []action{actUpdate, actWaive, actSubmit, actStartSign, actSign, actRecall, actSuspend, actResume, actComplete, actSettle, actClose, actTerminate, actVoid, actAmend}
	actions = append(slices.Clone(listed), actReviews[Legal], actReviews[Finance], actReviews[Technical])
)

// Part is one of the three reviews.
type Part string

// Parts of the review, in parallel.
const (
	Legal     Part = "legal"
	Finance   Part = "finance"
	Technical Part = "technical"
)

// Parts lists them.
var Parts = []Part{Legal, Finance, Technical}

// Verdict is what became of a review.
type Verdict string

// Verdicts. A review is dropped when another one refuses.
const (
	Pending Verdict = "pending"
	Passed  Verdict = "passed"
	Refused Verdict = "refused"
	Dropped Verdict = "dropped"
)

// Review is one opinion on the content that was submitted.
type Review struct {
	Part      Part      `json:"part"`
	Verdict   Verdict   `json:"verdict"`
	Note      string    `json:"note"`
	DueAt     time.Time `json:"due_at"`
	By        ref.ID    `json:"by_id"`
	DecidedAt time.Time `json:"decided_at,omitzero"`

	Name string `json:"-"` // for display
}

func (c *Contract) reviewOf(p Part) *Review {
	for i := range c.Reviews {
		if c.Reviews[i].Part == p {
			return &c.Reviews[i]
		}
	}
	return nil
}

func reviewable(p Part) func(*Contract, *authz.Actor) error {
	return func(c *Contract, by *authz.Actor) error {
		if err := in(StateReviewing)(c, by); err != nil {
			return err
		}
		switch r := c.reviewOf(p); {
		case r == nil || r.Verdict != Pending:
			return ErrReviewed
		case c.SubmittedBy == by.ID:
			return ErrOwnReview
		}
		return nil
	}
}

// submit gives the content with this hash to the three reviewers.
func (c *Contract) submit(hash string, by ref.ID, at, due time.Time) error {
	if err := c.move(StateReviewing); err != nil {
		return err
	}
	c.Hash, c.SubmittedBy, c.SubmittedAt, c.Reason = hash, by, at, ""
	c.Round++
	c.Reviews = nil
	for _, p := range Parts {
		c.Reviews = append(c.Reviews, Review{Part: p, Verdict: Pending, DueAt: due})
	}
	return nil
}

// ready answers why the contract cannot be submitted.
func (c *Contract) ready(found []Finding, attached int) error {
	if err := complete(c.Payments, c.CurrentPrice); err != nil {
		return err
	}
	if err := waived(found); err != nil {
		return err
	}
	if len(c.Clauses) == 0 && attached == 0 {
		return ErrNoText
	}
	return nil
}

// review notes an opinion. The last pass sends the contract to the approvers;
// a refusal sends it back and drops the others.
func (c *Contract) review(p Part, pass bool, note string, by *authz.Actor, at time.Time) error {
	if note = strings.TrimSpace(note); !pass && note == "" {
		return ErrNote.At("note", "required")
	}
	c.Reviews = slices.Clone(c.Reviews)
	r := c.reviewOf(p)
	r.Verdict, r.Note, r.By, r.Name, r.DecidedAt = Passed, note, by.ID, by.Name, at
	if !pass {
		r.Verdict = Refused
		c.Reason = note
		c.drop()
		return c.move(StateRejected)
	}
	if slices.ContainsFunc(c.Reviews, func(r Review) bool { return r.Verdict != Passed }) {
		return nil
	}
	return c.move(StateApproving)
}

// drop ends the reviews that nobody made.
func (c *Contract) drop() {
	c.Reviews = slices.Clone(c.Reviews)
	for i := range c.Reviews {
		if c.Reviews[i].Verdict == Pending {
			c.Reviews[i].Verdict = Dropped
		}
	}
}

// reopen makes a draft of it again: nothing that was said counts any more.
func (c *Contract) reopen() error {
	if c.State == StateDraft {
		return nil
	}
	c.Hash, c.Mode = "", ""
	return c.move(StateDraft)
}

// reject sends it back to who writes it.
func (c *Contract) reject(reason string) error {
	c.Reason = reason
	return c.move(StateRejected)
}

// Scan is the file that proves a signature.
type Scan struct {
	ID     ref.ID
	SHA256 string
	On     workday.Date // of the last signature
}

// sign brings the contract into force.
func (c *Contract) sign(s Scan) error {
	c.ScanID, c.ScanSHA256, c.SignedOn = s.ID, s.SHA256, s.On
	return c.move(StateInForce)
}

// retentionMost is what may be kept back of a settlement: 3 % (reference 2.5).
const retentionMost = money.RateOne * 3 / 100

// settle fixes the audited price, and what is kept back of it: the agreed
// share, but no more than the law allows.
func (c *Contract) settle(audited int64, on workday.Date) error {
	kept, err := money.CNY(audited).MulRate(min(*c.share(terms.Retention), retentionMost))
	if err != nil {
		return err
	}
	c.FinalPrice, c.Retained, c.SettledOn = audited, kept.Amount, on
	return c.move(StateSettled)
}

// end closes the contract when nothing is open: all of the settlement was
// received or written off, and all of it was invoiced but for what was written
// off before anybody asked for an invoice.
func (c *Contract) end(s Standing, on workday.Date) error {
	if s.Received+s.Waived != c.FinalPrice || s.Invoiced > c.FinalPrice || s.Invoiced < s.Received {
		return ErrOpenMoney
	}
	c.ClosedOn = on
	return c.move(StateClosed)
}

// signingKey names what waits for the signature of this round.
func (c *Contract) signingKey() string {
	return "contract_signing/" + c.ID.String() + "/" + strconv.FormatInt(c.Round, 10)
}

// lastDay is the day on which the works end by the contract; zero when it names
// none.
func (c *Contract) lastDay() workday.Date {
	if c.FinishOn.IsZero() && !c.StartOn.IsZero() && c.Days > 0 {
		return c.StartOn.AddDays(int(c.Days) - 1)
	}
	return c.FinishOn
}

// expiring reports whether the last day is so near that people hear of it.
func (c *Contract) expiring(today workday.Date, notice int) bool {
	if c.State != StateInForce && c.State != StateSuspended {
		return false
	}
	last := c.lastDay()
	return !last.IsZero() && today <= last && today >= last.AddDays(-notice)
}

// inForce reports whether the contract binds: also while suspended, and after
// completion until all is paid.
func (c *Contract) inForce() bool {
	return slices.Contains([]State{StateInForce, StateSuspended, StateCompleted, StateSettled}, c.State)
}
