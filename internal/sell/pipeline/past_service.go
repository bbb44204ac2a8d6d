package pipeline

import (
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
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
	c.Check((p.Outcome == Open) == p.ClosedAt.IsZero(), "closed_at", "required")
	c.Check(p.ClosedAt.IsZero() || !p.ClosedAt.Before(p.Entered[len(p.Entered)-1]), "closed_at", "before_start")
	return c.Err()
}

// AddTx adds an opportunity of the past in the caller's transaction, without
// gates, duplicates or rights: the caller has asked. It emits nothing, because
// nothing happens now. Errors: fault.ErrInvalid.
func (s *Service) AddTx(tx *db.Tx, p Past) error {
	if err := p.check(); err != nil {
		return err
	}
	o := Opportunity{ID: p.ID, OwnerID: p.Owner, Number: p.Number, Origin: p.Origin, Custom: "{}", LeadID: p.Lead}
	var err error
	if o.EntityID, o.DepartmentID, err = s.home(tx, p.Owner); err != nil {
		return err
	}
	zone, err := s.People.ZoneTx(tx, o.EntityID)
	if err != nil {
		return err
	}
	o.apply(p.Draft)
	s.relive(&o, p, zone)
	if err := o.rate(workday.Today(tx.Now, zone), zone, s.policy); err != nil {
		return err
	}
	if o.Number == "" {
		if o.Number, err = s.Numbers.NextTx(tx, o.EntityID); err != nil {
			return err
		}
	}
	if err := insert(tx, &o); err != nil {
		return err
	}
	if err := pastIntervals(tx, &o, p); err != nil {
		return err
	}
	if err := changeOf(shareOf(nil), shareOf(&o)).apply(tx); err != nil {
		return err
	}
	if err := tx.Audit("opportunity."+p.Origin, nil, &o); err != nil || p.Lead.IsZero() {
		return err
	}
	return convertPast(tx, p.Lead, &o)
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
	return saveLead(tx, "convert", &before, &l)
}

// relive takes an opportunity the way it went.
func (s *Service) relive(o *Opportunity, p Past, zone *time.Location) {
	at := func(t time.Time) Moment { return Moment{t, workday.Today(t, zone)} }
	o.start(at(p.Entered[0]), s.policy)
	for i, t := range p.Entered[1:] {
		o.enter(Stages()[i+1], at(t), s.policy)
	}
	if !p.VisitEnded.IsZero() {
		o.visit(p.VisitEnded, s.policy)
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

// pastIntervals writes the stays; the last one ends when the deal was closed.
func pastIntervals(tx *db.Tx, o *Opportunity, p Past) error {
	end := p.ClosedAt
	stage := o.Stage
	defer func() { o.Stage = stage }()
	for i, t := range p.Entered {
		if i > 0 {
			if err := endInterval(tx, o.ID, t); err != nil {
				return err
			}
		}
		o.Stage = Stages()[i]
		if err := beginInterval(tx, o, p.Origin, "", t); err != nil {
			return err
		}
	}
	if end.IsZero() {
		return nil
	}
	return endInterval(tx, o.ID, end)
}
