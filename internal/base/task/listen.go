package task

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// NextStep is what somebody said he would do next when he logged an activity.
type NextStep struct {
	Activity ref.ID
	On       db.Subject
	Scope    authz.Scope
	By       ref.ID
	Text     string
	At       time.Time
}

func nextStepKey(activity ref.ID) string { return "next_step/" + activity.String() }

// OnNextStep makes the next step of an activity a task of its author, reminded
// of an hour before.
func (s *Service) OnNextStep(tx *db.Tx, n NextStep) error {
	if n.Text == "" || n.At.IsZero() || n.By.IsZero() {
		return nil
	}
	_, err := s.CreateTx(tx, n.Made())
	return err
}

// Made is the task that a next step is.
func (n NextStep) Made() Made {
	return Made{Key: nextStepKey(n.Activity), On: n.On, Scope: n.Scope, Kind: Todo, Title: n.Text, Assignee: n.By, DueAt: n.At, Reminders: []Offset{{Hours: 1}}}
}

// OnActivityVoided drops the next step of an activity that does not count.
func (s *Service) OnActivityVoided(tx *db.Tx, activity ref.ID) error {
	_, err := s.CancelTx(tx, nextStepKey(activity), "")
	return err
}
