package pipeline

import (
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/text"
)

// Past is an opportunity that an import or the demo brings: it may stand at any
// stage or be closed, and lack what a living one needs.
type Past struct {
	ID     ref.ID
	Number string // empty gets the next one
	Owner  ref.ID
	Origin string // "import" or "demo"
	Draft  Draft

	Entered     []time.Time // when each stage was entered, from the first; the last one is where it stands
	Outcome     Outcome
	ClosedAt    time.Time
	Loss        Loss
	Contract    ref.ID
	Lead        ref.ID    // that it came from: qualified, and converted now
	Undated     bool      // nobody knows how long it stayed anywhere: no stays are kept
	VisitEnded  time.Time // end of the first visit
	ReportGiven time.Time // the needs report was submitted
	LastActive  time.Time
}

// check answers what cannot be true of any opportunity.
func (p *Past) check() error {
	var c fault.Checks
	c.Check(len(p.Entered) >= 1 && len(p.Entered) <= len(Stages()), "entered", "malformed")
	for i := 1; i < len(p.Entered); i++ {
		c.Check(!p.Entered[i].Before(p.Entered[i-1]), "entered", "before_start")
	}
	if p.Origin == "import" {
		p.checkDraft(&c)
	}
	c.Check((p.Outcome == Open) == p.ClosedAt.IsZero(), "closed_at", "required")
	c.Check(p.ClosedAt.IsZero() || !p.ClosedAt.Before(p.Entered[len(p.Entered)-1]), "closed_at", "before_start")
	return c.Err()
}

// checkDraft asks of an open opportunity what a new one needs; of a closed one
// only what it cannot be without.
func (p *Past) checkDraft(c *fault.Checks) {
	if p.Outcome != Open {
		d := &p.Draft
		d.Name = strings.TrimSpace(d.Name)
		c.Check(d.Name != "", "name", "required")
		c.Check(!d.CustomerID.IsZero(), "customer_id", "required")
		c.Check(d.Amount >= 0, "amount", "negative")
		c.Check(d.Amount <= MaxAmount, "amount", "too_large")
		c.Check(!d.ExpectedSignDate.IsZero(), "expected_sign_date", "required")
		return
	}
	if f := fault.As(p.Draft.check()); f != nil {
		for _, x := range f.Fields {
			c.Check(false, x.Path, x.Code)
		}
	}
}

// Check answers what AddTx would refuse, without a database.
func (p *Past) Check() error { return p.check() }

// NamesakeTx returns the opportunity that has a number, or else one of a customer
// with exactly this name; the zero id when there is none. Visible says whether
// the actor may read it.
func (s *Service) NamesakeTx(tx *db.Tx, number string, customer ref.ID, name string) (id ref.ID, visible bool, err error) {
	id, scope, err := namesake(tx, number, customer, text.SortKey(name))
	if err != nil || id.IsZero() {
		return id, false, err
	}
	err = tx.Visible(PermRead, scope, ErrNotFound, id)
	if errors.Is(err, ErrNotFound) {
		return id, false, nil
	}
	return id, err == nil, err
}

// ClashTx looks for others in the group who chase the same project.
func (s *Service) ClashTx(tx *db.Tx, customer ref.ID, name string) (Clash, error) {
	return s.clash(tx, customer, name)
}

// RemoveTx takes an opportunity back that an import brought, out of all sums;
// the audit record keeps what was there. The caller has seen that nobody changed
// it and that nothing hangs on it. Errors: [ErrNotFound].
func (s *Service) RemoveTx(tx *db.Tx, id ref.ID) error {
	o, err := take(tx, id)
	if err != nil {
		return err
	}
	if err := remove(tx, &o); err != nil {
		return err
	}
	gone := changeOf(shareOf(&o), shareOf(nil))
	if err := gone.apply(tx); err != nil {
		return err
	}
	if err := gone.dropEmpty(tx); err != nil {
		return err
	}
	return tx.Audit("opportunity.undo", &o, nil)
}

// AddTx adds an opportunity of the past in the caller's transaction, without
// gates, duplicates or rights: the caller has asked. It emits nothing, because
// nothing happens now. Errors: fault.ErrInvalid.
func (s *Service) AddTx(tx *db.Tx, p Past) error {
	l := s.NewLoad()
	all, err := l.add(tx, []Past{p})
	if err != nil {
		return err
	}
	if err := l.SumTx(tx); err != nil {
		return err
	}
	if err := tx.Audit("opportunity."+p.Origin, nil, all[0]); err != nil || p.Lead.IsZero() {
		return err
	}
	return convertPast(tx, p.Lead, all[0])
}

// convertPast notes on a qualified lead what became of it.
func convertPast(tx *db.Tx, lead ref.ID, o *Opportunity) error {
	l, err := loadLead(tx, lead)
	if err != nil {
		return err
	}
	if err := l.may("convert"); err != nil {
		return err
	}
	before := l
	l.Status, l.CustomerID, l.OpportunityID = LeadIsConverted, o.CustomerID, o.ID
	if err := updateLead(tx, &l); err != nil {
		return err
	}
	return tx.Audit("lead.convert", &before, &l)
}

// relive takes an opportunity the way it went.
func (s *Service) relive(o *Opportunity, p Past, zone *time.Location) {
	at := func(t time.Time) Moment { return Moment{t, workday.Today(t, zone)} }
	o.start(at(p.Entered[0]))
	for i, t := range p.Entered[1:] {
		o.enter(Stages()[i+1], at(t))
	}
	if !p.VisitEnded.IsZero() {
		o.visit(p.VisitEnded, *s.policy())
		o.ReportSubmittedAt = p.ReportGiven
	}
	switch p.Outcome {
	case WonDeal:
		o.win(p.Contract, at(p.ClosedAt))
	case LostDeal:
		o.lose(p.Loss, at(p.ClosedAt))
	case VoidDeal:
		o.close(VoidDeal, p.Loss.Reason, at(p.ClosedAt))
	case Open:
	}
	o.LastActivityAt = later(p.LastActive, p.Entered[len(p.Entered)-1])
}

// stays are the rows of the stays; the last one ends when the deal was closed.
func (p *Past) stays(o *Opportunity, actor ref.ID) [][]any {
	if p.Undated {
		return nil
	}
	rows := make([][]any, len(p.Entered))
	for i, t := range p.Entered {
		left := p.ClosedAt
		if i+1 < len(p.Entered) {
			left = p.Entered[i+1]
		}
		rows[i] = []any{o.ID, i + 1, string(Stages()[i]), p.Origin, "", actor, t, left}
	}
	return rows
}
