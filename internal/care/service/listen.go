package service

import (
	"fmt"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Confirmed is a milestone that a customer confirmed.
type Confirmed struct {
	Milestone ref.ID
	Project   ref.ID
	Last      bool // the completion acceptance: the full survey follows by itself
	Silent    bool // nobody answered; nobody is asked
}

// OnConfirmedTx plans the short survey of a milestone.
func (s *Service) OnConfirmedTx(tx *db.Tx, c Confirmed) error {
	if c.Last || c.Silent {
		return nil
	}
	on, err := s.aboutTx(tx, ref.Nil, c.Project)
	if err != nil {
		return err
	}
	contact, err := askedFor(tx, c.Milestone)
	if err != nil {
		return err
	}
	return s.scheduleTx(tx, Survey{MilestoneID: c.Milestone, ContactID: contact, Cause: AtMilestone, Purpose: Short, Key: "milestone/" + c.Milestone.String()}, on)
}

// OnCompletedTx plans the full surveys of a project whose works were accepted on
// a day: now, and half a year into the warranty.
func (s *Service) OnCompletedTx(tx *db.Tx, id ref.ID, day workday.Date) error {
	on, err := s.aboutTx(tx, ref.Nil, id)
	if err != nil {
		return err
	}
	if err := s.scheduleTx(tx, Survey{Cause: AtCompletion, Purpose: Full, Key: "completion/" + id.String()}, on); err != nil {
		return err
	}
	return s.scheduleTx(tx, Survey{Cause: InWarranty, Purpose: Full, Key: "warranty/" + id.String(), DueOn: day.AddMonths(s.policy().WarrantyMonths)}, on)
}

// OnCancelledTx ends the surveys of a project that were not sent yet.
func (s *Service) OnCancelledTx(tx *db.Tx, id ref.ID) error {
	waiting, err := waitingFor(tx, id)
	if err != nil {
		return err
	}
	for _, n := range waiting {
		before := n.Survey
		if err := n.move(Expired); err != nil {
			return err
		}
		if err := s.save(tx, "survey.expire", &before, &n.Survey); err != nil {
			return err
		}
	}
	return nil
}

// OnMovedTx moves the surveys, complaints and plans of a project along with it.
func (s *Service) OnMovedTx(tx *db.Tx, id ref.ID, now authz.Scope) error { return rescope(tx, id, now) }

// Unhappy is a poor score that a contact gave with a milestone.
type Unhappy struct {
	Milestone ref.ID
	Name      string // of the milestone
	Round     int64  // how often he was asked
	Project   ref.ID
	Contact   ref.ID
	Score     int64 // 1 or 2
	Text      string
}

// OnUnhappyTx opens a complaint, with its improvement plan, for what a customer
// minds.
func (s *Service) OnUnhappyTx(tx *db.Tx, u Unhappy) error {
	on, err := s.aboutTx(tx, ref.Nil, u.Project)
	if err != nil {
		return err
	}
	return s.openBoth(tx, Plan{Key: fmt.Sprintf("milestone/%s/%d", u.Milestone, u.Round), Source: FromMilestone, Severity: unhappy, Title: fmt.Sprintf("节点评价 %d 分：%s", u.Score, u.Name), Complaint: u.Text, ContactID: u.Contact}, on)
}
