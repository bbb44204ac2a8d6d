package pipeline

import (
	"errors"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Activity is what module activity tells of a follow-up that was logged.
type Activity struct {
	On         ref.Ref   // the record that it hangs on
	FirstVisit bool      // the first visit that the record is about
	Contact    bool      // a call, visit, meeting or message; not a note
	EndedAt    time.Time // when it was over
}

// OnActivityTx keeps the last activity of leads and opportunities, starts the
// clock of the needs report at the end of the first visit, and marks an
// assigned lead as contacted. Other records are none of its business. Hearing
// of the same activity again changes nothing.
func (s *Service) OnActivityTx(tx *db.Tx, a Activity) error {
	switch a.On.Kind {
	case Kind:
		return s.onOpportunity(tx, a)
	case LeadKind:
		return s.onLead(tx, a)
	}
	return nil
}

func (s *Service) onOpportunity(tx *db.Tx, a Activity) error {
	if a.FirstVisit {
		if err := s.onVisit(tx, a); err != nil {
			return err
		}
	}
	return touch(tx, a.On.ID, a.EndedAt)
}

func (s *Service) onVisit(tx *db.Tx, a Activity) error {
	o, err := take(tx, a.On.ID)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	before := o
	if !o.visit(a.EndedAt, *s.policy()) {
		return nil
	}
	if err := update(tx, &o, false); err != nil {
		return err
	}
	if err := tx.Audit("opportunity.first_visit", &before, &o); err != nil {
		return err
	}
	return tx.Emit(NeedsReportDue{o.fact(), o.FirstVisitAt, o.ReportDueAt})
}

// onLead keeps the last activity, and makes the first contact with an assigned
// lead.
func (s *Service) onLead(tx *db.Tx, a Activity) error {
	l, err := loadLead(tx, a.On.ID)
	if errors.Is(err, ErrLeadNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !a.Contact || l.may("contact") != nil {
		return touchLead(tx, l.ID, a.EndedAt)
	}
	before := l
	l.Status, l.ContactedAt, l.LastActivityAt = LeadIsContacted, a.EndedAt, later(l.LastActivityAt, a.EndedAt)
	return s.saveLead(tx, "contact", &before, &l)
}

// OnFirstVisitVoidedTx stops the clock of a needs report whose visit was voided,
// so that another visit may start it. A report that is in stays in.
func (s *Service) OnFirstVisitVoidedTx(tx *db.Tx, on ref.Ref) error {
	if on.Kind != Kind {
		return nil
	}
	o, err := take(tx, on.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case o.FirstVisitAt.IsZero() || !o.ReportSubmittedAt.IsZero():
		return nil
	}
	before := o
	o.FirstVisitAt, o.ReportDueAt = time.Time{}, time.Time{}
	if err := update(tx, &o, false); err != nil {
		return err
	}
	return tx.Audit("opportunity.first_visit_voided", &before, &o)
}

// QuoteAccepted is what module quote tells when the customer agreed.
type QuoteAccepted struct {
	Opportunity ref.ID
	Quote       ref.ID
	Amount      int64 // fen, tax included
}

// OnQuoteAcceptedTx makes what the customer agreed to the amount of an open
// opportunity; one that is closed stays as it is. Hearing of it again changes
// nothing.
func (s *Service) OnQuoteAcceptedTx(tx *db.Tx, q QuoteAccepted) error {
	o, err := take(tx, q.Opportunity)
	if err != nil || o.Outcome != Open || o.AmountQuoteID == q.Quote {
		return err
	}
	before := o
	m, zone, err := s.moment(tx, &o)
	if err != nil {
		return err
	}
	o.follow(q.Quote, q.Amount)
	return s.save(tx, step{verb: "follow_quote", on: m.On, zone: zone}, &before, &o)
}

// ContractInForce is what module contract tells when both sides have signed.
type ContractInForce struct {
	Opportunity ref.ID // none when the contract came without one
	Contract    ref.ID
}

// OnContractInForceTx wins the opportunity that a contract was drawn from. One
// that was won by the same contract already stays as it is.
func (s *Service) OnContractInForceTx(tx *db.Tx, c ContractInForce) error {
	if c.Opportunity.IsZero() {
		return nil
	}
	o, err := take(tx, c.Opportunity)
	if err != nil {
		return err
	}
	if o.Outcome == WonDeal && o.ContractID == c.Contract {
		return nil
	}
	return s.WinTx(tx, c.Opportunity, c.Contract)
}
