package pipeline

import (
	"slices"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// Kind names opportunities in references.
const Kind ref.Kind = "opportunity"

// Stage is how far an opportunity has come.
type Stage string

// Stages, in order.
const (
	Intent      Stage = "intent"
	Negotiation Stage = "negotiation"
	Quotation   Stage = "quotation"
	Signing     Stage = "signing"
)

// Stages lists them in order.
func Stages() []Stage { return []Stage{Intent, Negotiation, Quotation, Signing} }

// rank is the stage's place in the order.
func (s Stage) rank() int { return slices.Index(Stages(), s) }

// after returns the next stage, or "" behind the last.
func (s Stage) after() Stage {
	if i := s.rank(); i >= 0 && i < len(Stages())-1 {
		return Stages()[i+1]
	}
	return ""
}

// Outcome is how an opportunity ended, or that it has not.
type Outcome string

// Outcomes.
const (
	Open     Outcome = "open"
	WonDeal  Outcome = "won"
	LostDeal Outcome = "lost"
	VoidDeal Outcome = "void"
)

// Reasons for giving up and for striking out.
var (
	LossReasons = []string{"price", "relationship", "qualification", "schedule", "technology", "cancelled", "no_bid"}
	VoidReasons = []string{"duplicate", "cancelled_by_owner", "test_data"}
)

// Errors of opportunities.
var (
	ErrNotFound    = fault.New(fault.NotFound, "opportunity.not_found", "no such opportunity")
	ErrClosed      = fault.New(fault.Conflict, "opportunity.closed", "the opportunity is closed")
	ErrOnHold      = fault.New(fault.Conflict, "opportunity.on_hold", "the opportunity is on hold; resume it first")
	ErrNotOnHold   = fault.New(fault.Conflict, "opportunity.not_on_hold", "the opportunity is not on hold")
	ErrLastStage   = fault.New(fault.Conflict, "opportunity.last_stage", "signing is the last stage; a contract in force wins it")
	ErrFirstStage  = fault.New(fault.Conflict, "opportunity.first_stage", "the opportunity stands at the first stage")
	ErrGate        = fault.New(fault.Conflict, "opportunity.gate", "the next stage still asks for something")
	ErrNotSigning  = fault.New(fault.Conflict, "opportunity.not_signing", "only an opportunity at signing can be won")
	ErrNotLost     = fault.New(fault.Conflict, "opportunity.not_lost", "only a lost opportunity can be reopened")
	ErrReopenLate  = fault.New(fault.Conflict, "opportunity.reopen_late", "too long ago to be reopened")
	ErrLossConfirm = fault.New(fault.Forbidden, "opportunity.loss_needs_manager", "giving up one of this size is confirmed by the sales manager")
	ErrQuoted      = fault.New(fault.Invalid, "opportunity.amount_quoted", "the amount is that of the quote that the customer accepted")
	ErrSameOwner   = fault.New(fault.Conflict, "opportunity.same_owner", "the person owns it already")
	ErrIDInUse     = fault.New(fault.Conflict, "opportunity.id_taken", "another record has this id")
)

// Opportunity is one project that we may win.
type Opportunity struct {
	ID        ref.ID    `track:"-"`
	Version   int64     `track:"-"`
	CreatedAt time.Time `track:"-"`
	UpdatedAt time.Time `track:"-"`

	EntityID     ref.ID `track:"public"`
	DepartmentID ref.ID `track:"public"`
	OwnerID      ref.ID `track:"public"`
	CustomerID   ref.ID `track:"public"`
	LeadID       ref.ID `track:"public"`

	Number           string       `track:"public"`
	Name             string       `track:"public"`
	NameKey          string       `track:"-"`
	ProjectType      string       `track:"public"`
	Region           string       `track:"public"`
	Source           string       `track:"public"`
	TenderMode       string       `track:"public"`
	TenderAt         time.Time    `track:"public"`
	Amount           int64        `track:"price"`  // fen, tax included
	AmountQuoteID    ref.ID       `track:"public"` // the accepted quote that the amount is of; none for an estimate
	ExpectedSignDate workday.Date `track:"public"`
	Note             string       `track:"public"`
	Origin           string       `track:"public"` // user or import
	Custom           string       `track:"public"` // JSON object of user-defined fields

	Stage       Stage     `track:"public"`
	Outcome     Outcome   `track:"public"`
	OnHold      bool      `track:"public"`
	StageSince  time.Time `track:"-"`
	Probability int64     `track:"public"` // percent
	Weighted    int64     `track:"-"`      // fen
	Score       int64     `track:"-"`      // hundredths of a point
	Grade       string    `track:"-"`
	Priority    int64     `track:"-"`
	Stalled     bool      `track:"-"`
	Clash       bool      `track:"public"`

	FirstVisitAt      time.Time `track:"public"`
	ReportDueAt       time.Time `track:"public"`
	ReportSubmittedAt time.Time `track:"public"`
	LastActivityAt    time.Time `track:"-"`

	// Entered says on which day each stage was reached first.
	Entered  Entered      `track:"-"`
	ClosedAt time.Time    `track:"public"`
	ClosedOn workday.Date `track:"-"`

	CloseReason     string `track:"public"`
	Competitor      string `track:"public"`
	CompetitorPrice int64  `track:"price"` // fen; 0 when it is not known
	ContractID      ref.ID `track:"public"`
}

// Entered holds, in the order of [Stages], the day on which each stage was
// reached first; zero means never.
type Entered [4]workday.Date

// Subject implements db.Record.
func (o *Opportunity) Subject() db.Subject {
	return db.Subject{Ref: ref.To(Kind, o.ID), Label: o.Number + " " + o.Name, Entity: o.EntityID, Version: o.Version}
}

// Scope implements authz.Scoped.
func (o *Opportunity) Scope() authz.Scope {
	return authz.Scope{Owner: o.OwnerID, Department: o.DepartmentID, Entity: o.EntityID}
}

// Draft is what a person may write of an opportunity.
type Draft struct {
	CustomerID                       ref.ID
	Name, ProjectType, Region        string
	Source, TenderMode, Note, Custom string
	TenderAt                         time.Time
	Amount                           int64 // fen
	ExpectedSignDate                 workday.Date
}

// check normalises the draft and answers every broken rule at once.
func (d *Draft) check() error {
	var c fault.Checks
	d.Name = strings.TrimSpace(d.Name)
	c.Check(d.Name != "", "name", "required")
	c.Check(!d.CustomerID.IsZero(), "customer_id", "required")
	c.Check(d.Amount > 0, "amount", "not_positive")
	c.Check(d.Amount <= MaxAmount, "amount", "too_large")
	c.Check(!d.ExpectedSignDate.IsZero(), "expected_sign_date", "required")
	c.Check(d.Source != "" && slices.Contains(Sources, d.Source), "source", "required")
	c.Check(slices.Contains(TenderModes, d.TenderMode), "tender_mode", "not_allowed")
	return c.Err()
}

// apply writes the draft into the opportunity.
func (o *Opportunity) apply(d Draft) {
	o.CustomerID, o.Name, o.NameKey = d.CustomerID, d.Name, text.SortKey(d.Name)
	o.ProjectType, o.Region, o.Source, o.TenderMode, o.TenderAt = d.ProjectType, d.Region, d.Source, d.TenderMode, d.TenderAt
	o.Amount, o.ExpectedSignDate, o.Note = d.Amount, d.ExpectedSignDate, d.Note
	if d.Custom != "" {
		o.Custom = d.Custom
	}
}

// keepsAmount answers [ErrQuoted] when a draft gives another amount to an
// opportunity whose amount is that of its accepted quote.
func (o *Opportunity) keepsAmount(d Draft) error {
	if !o.AmountQuoteID.IsZero() && d.Amount != o.Amount {
		return ErrQuoted.At("amount", "not_allowed")
	}
	return nil
}

// follow takes the amount over on which the customer agreed.
func (o *Opportunity) follow(quote ref.ID, fen int64) { o.Amount, o.AmountQuoteID = fen, quote }

// Moment is when something happens: the instant and its day in the business
// zone of the opportunity's entity.
type Moment struct {
	At time.Time
	On workday.Date
}

// start puts a new opportunity at the first stage.
func (o *Opportunity) start(m Moment) {
	o.Outcome, o.LastActivityAt = Open, m.At
	if o.Custom == "" {
		o.Custom = "{}"
	}
	o.enter(Intent, m)
}

// enter puts an open opportunity at a stage. Back before the quotation the amount
// is an estimate again.
func (o *Opportunity) enter(s Stage, m Moment) {
	if s.rank() < Quotation.rank() {
		o.AmountQuoteID = ref.Nil
	}
	o.Stage, o.StageSince, o.Stalled = s, m.At, false
	if i := s.rank(); o.Entered[i].IsZero() {
		o.Entered[i] = m.On
	}
}

// advance goes one stage on when nothing is missing. From the quotation on the
// amount is that of the quote which the customer accepted, also when he did so
// before the deal went back.
func (o *Opportunity) advance(g Gate, m Moment) error {
	if missing := g.Missing(); len(missing) > 0 {
		return ErrGate.With("to", g.To).With("count", len(missing)).With("missing", missing)
	}
	o.enter(o.Stage.after(), m)
	if !g.agreed.Accepted.IsZero() {
		o.follow(g.agreed.Accepted, g.agreed.Amount)
	}
	return nil
}

// regress goes one stage back.
func (o *Opportunity) regress(m Moment) {
	o.enter(Stages()[o.Stage.rank()-1], m)
}

// Loss is why an opportunity was given up.
type Loss struct {
	Reason          string // one of [LossReasons]
	Competitor      string
	CompetitorPrice int64 // fen; 0 when it is not known
}

func (l *Loss) check() error {
	var c fault.Checks
	l.Competitor = strings.TrimSpace(l.Competitor)
	c.Check(slices.Contains(LossReasons, l.Reason), "reason", "not_allowed")
	c.Check(l.CompetitorPrice >= 0, "competitor_price", "negative")
	c.Check(l.CompetitorPrice <= MaxAmount, "competitor_price", "too_large")
	return c.Err()
}

func (o *Opportunity) lose(l Loss, m Moment) {
	o.close(LostDeal, l.Reason, m)
	o.Competitor, o.CompetitorPrice = l.Competitor, l.CompetitorPrice
}

func (o *Opportunity) win(contract ref.ID, m Moment) {
	o.close(WonDeal, "", m)
	o.Probability, o.ContractID = 100, contract
}

func (o *Opportunity) close(as Outcome, reason string, m Moment) {
	o.Outcome, o.CloseReason, o.ClosedAt, o.ClosedOn = as, reason, m.At, m.On
	o.OnHold, o.Stalled, o.Probability = false, false, 0
}

// reopen takes a lost opportunity back into negotiation.
func (o *Opportunity) reopen(m Moment) {
	o.Outcome, o.CloseReason, o.ClosedAt, o.ClosedOn = Open, "", time.Time{}, 0
	o.Competitor, o.CompetitorPrice = "", 0
	o.enter(Negotiation, m)
}

// visit starts the clock of the needs report at the end of the first visit. It
// reports whether this one was the first.
func (o *Opportunity) visit(end time.Time, p Policy) bool {
	if o.Outcome != Open || !o.FirstVisitAt.IsZero() {
		return false
	}
	o.FirstVisitAt, o.ReportDueAt = end, end.Add(p.ReportWithin)
	return true
}

// open is the rule of most verbs.
func open(o *Opportunity, _ *authz.Actor) error {
	if o.Outcome != Open {
		return ErrClosed
	}
	return nil
}

// moving is open and not on hold.
func moving(o *Opportunity, _ *authz.Actor) error {
	switch {
	case o.Outcome != Open:
		return ErrClosed
	case o.OnHold:
		return ErrOnHold
	}
	return nil
}

// Verbs on an opportunity.
type verbs struct {
	update, advance, regress, hold, resume, lose, void, reopen, transfer authz.Action[*Opportunity]
}

func (v *verbs) all() []authz.Action[*Opportunity] {
	return []authz.Action[*Opportunity]{v.update, v.advance, v.regress, v.hold, v.resume, v.lose, v.void, v.reopen, v.transfer}
}

// verbsOf returns the verbs under the policy that holds. Now tells the time, which decides
// how long a loss can be taken back.
func verbsOf(p func() *Policy, now func() time.Time) *verbs {
	type action = authz.Action[*Opportunity]
	return &verbs{
		update:   action{Verb: "update", Permission: PermUpdate, When: open},
		hold:     action{Verb: "hold", Permission: PermUpdate, When: moving},
		void:     action{Verb: "void", Permission: PermVoid, When: open},
		transfer: action{Verb: "transfer", Permission: PermTransfer, When: open},
		advance: action{Verb: "advance", Permission: PermAdvance, When: func(o *Opportunity, by *authz.Actor) error {
			if o.Outcome == Open && o.Stage == Signing {
				return ErrLastStage
			}
			return moving(o, by)
		}},
		regress: action{Verb: "regress", Permission: PermRegress, When: func(o *Opportunity, by *authz.Actor) error {
			if o.Outcome == Open && o.Stage == Intent {
				return ErrFirstStage
			}
			return moving(o, by)
		}},
		resume: action{Verb: "resume", Permission: PermUpdate, When: func(o *Opportunity, by *authz.Actor) error {
			if o.Outcome == Open && !o.OnHold {
				return ErrNotOnHold
			}
			return open(o, by)
		}},
		lose: action{Verb: "lose", Permission: PermAdvance, When: func(o *Opportunity, by *authz.Actor) error {
			if err := open(o, by); err != nil {
				return err
			}
			if o.Amount >= p().LossFrom && !by.Covers(PermConfirmLoss, o.Scope()) {
				return ErrLossConfirm
			}
			return nil
		}},
		reopen: action{Verb: "reopen", Permission: PermReopen, When: func(o *Opportunity, _ *authz.Actor) error {
			switch {
			case o.Outcome != LostDeal:
				return ErrNotLost
			case now().Sub(o.ClosedAt) > p().ReopenWithin:
				return ErrReopenLate
			}
			return nil
		}},
	}
}
