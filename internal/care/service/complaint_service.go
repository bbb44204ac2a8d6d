package service

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Complaints returns a page of the complaints that the caller may see.
func (s *Service) Complaints(ctx context.Context, q *db.Query) (p db.Page[ComplaintView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &complaintList, q, func(r db.Row) (ComplaintView, error) {
			n, err := scanComplaint(r)
			return complaintView(tx.Actor, tx.Now, "", &n), err
		})
		return err
	})
	return p, err
}

// Complaint returns a complaint. It needs [PermComplaintRead] over it. Errors:
// [ErrComplaintNotFound].
func (s *Service) Complaint(ctx context.Context, id ref.ID) (v ComplaintView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := getComplaint(tx, id)
		if err != nil {
			return err
		}
		part, err := tx.Part(n.ID, n.ProjectID)
		v = complaintView(tx.Actor, tx.Now, part, &n)
		return err
	})
	return v, err
}

// ComplaintVisible answers [ErrComplaintNotFound] unless the caller may read it.
func (s *Service) ComplaintVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getComplaint(tx, id)
		return err
	})
}

// ComplaintScopeTx returns where a complaint belongs and what people call it.
// Errors: [ErrComplaintNotFound] unless the actor may read it.
func (s *Service) ComplaintScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	n, err := getComplaint(tx, id)
	return n.Scope(), n.Title, err
}

// Told is what one of us was told by a customer.
type Told struct {
	ID, CustomerID, ProjectID ref.ID
	Title, Text, Severity     string
}

func (t *Told) check() error {
	var c fault.Checks
	t.Title, t.Text = strings.TrimSpace(t.Title), strings.TrimSpace(t.Text)
	c.Check(t.Title != "", "title", "required")
	c.Check(slices.Contains(Severities, t.Severity), "severity", "not_allowed")
	if t.ID.IsZero() {
		t.ID = ref.New()
	}
	return c.Err()
}

// Complain notes a complaint that one of us was told. It needs
// [PermComplaintWrite] over the project, or else over the customer's leading
// engagement. Errors: [ErrCustomerUnknown], [ErrProjectUnknown].
func (s *Service) Complain(ctx context.Context, t Told) (ref.ID, error) {
	if err := t.check(); err != nil {
		return t.ID, err
	}
	return t.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		on, err := s.readable(tx, t.CustomerID, t.ProjectID)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, authz.Action[*Complaint]{Permission: PermComplaintWrite}, on.Scope, &Complaint{}, on.Project); err != nil {
			return err
		}
		return s.complainTx(tx, Complaint{ID: t.ID, Source: FromComplaint, Severity: t.Severity, Title: t.Title, Words: t.Text}, on)
	})
}

// complainTx opens a complaint and starts the clock of its first answer. It
// checks no right.
func (s *Service) complainTx(tx *db.Tx, c Complaint, on about) error {
	if c.ID.IsZero() {
		c.ID = ref.New()
	}
	c.CustomerID, c.ProjectID = on.Customer, on.Project
	c.EntityID, c.DepartmentID, c.OwnerID = on.Scope.Entity, on.Scope.Department, on.Scope.Owner
	c.begin(tx.Now, s.policy())
	people, err := s.concerned(tx, on)
	if err != nil {
		return err
	}
	if len(people) > 0 { // customer service, or else who leads the project
		c.HandlerID, people = people[0], people[1:]
	}
	if err := insertComplaint(tx, &c); err != nil {
		return err
	}
	if err := tx.Audit("complaint.create", nil, &c); err != nil {
		return err
	}
	if err := s.remind(tx, &c, taskRespond); err != nil {
		return err
	}
	return tx.Emit(ComplaintMade{c.fact(), people})
}

// What a handler has to do about a complaint, in the keys of his tasks.
const (
	taskRespond = "respond"
	taskResolve = "resolve"
)

func (c *Complaint) taskKey(what string) string {
	return fmt.Sprintf("complaint/%s/%s/%d", c.ID, what, c.Turn)
}

// remind gives the handler something to do until a clock runs out; half of the
// time reminds him, the end tells his manager.
func (s *Service) remind(tx *db.Tx, c *Complaint, what string) error {
	if c.HandlerID.IsZero() {
		return nil
	}
	title, limit, end := "响应投诉：", s.policy().Respond.of(c.Severity), c.RespondBy
	if what == taskResolve {
		title, limit, end = "解决投诉：", s.policy().Resolve.of(c.Severity), c.ResolveBy
	}
	manager, err := s.People.HolderTx(tx, "executive", c.DepartmentID)
	if err != nil {
		return err
	}
	hours := int(limit / time.Hour)
	clock := &task.Clock{Start: end.Add(-limit), Hours: hours}
	if hours > 1 {
		clock.Marks = []int{hours / 2}
	}
	_, err = s.Tasks.CreateTx(tx, task.Made{Key: c.taskKey(what), On: c.Subject(), Scope: c.Scope(), Kind: task.Call, Title: title + c.Title, Code: "complaint.task." + what, Params: map[string]any{"title": c.Title},
		Priority: "high", Assignee: c.HandlerID, Clock: clock, EscalateTo: manager, Fixed: true})
	return err
}

func (s *Service) did(tx *db.Tx, c *Complaint, what, result string) error {
	_, err := s.Tasks.DoneTx(tx, c.taskKey(what), result)
	return err
}

// Assign gives a complaint to another person. It needs [PermComplaintWrite].
// Errors: [ErrHandlerUnknown].
func (s *Service) Assign(ctx context.Context, id ref.ID, version int64, handler ref.ID) error {
	return s.changeComplaint(ctx, id, version, actAssign, func(tx *db.Tx, c *Complaint) error {
		_, _, err := s.People.HomeTx(tx, handler)
		if absent(err) {
			return ErrHandlerUnknown.At("handler_id", "unknown")
		}
		if err != nil || handler == c.HandlerID {
			return err
		}
		c.HandlerID = handler
		c.Turn++
		return s.handOver(tx, c)
	})
}

// handOver moves what is to be done about a complaint to its new handler.
func (s *Service) handOver(tx *db.Tx, c *Complaint) error {
	if err := s.Tasks.CancelAllTx(tx, c.Subject().Ref, "complaint/", "转交"); err != nil {
		return err
	}
	what := taskResolve
	if c.State == ComplaintOpen {
		what = taskRespond
	}
	if c.State == ComplaintAwaiting {
		return nil
	}
	return s.remind(tx, c, what)
}

// Accept notes the first answer to the customer, and how severe the complaint
// is. It needs [PermComplaintWrite].
func (s *Service) Accept(ctx context.Context, id ref.ID, version int64, severity, reply string) error {
	if severity != "" && !slices.Contains(Severities, severity) {
		return fault.ErrInvalid.At("severity", "not_allowed")
	}
	return s.changeComplaint(ctx, id, version, actAccept, func(tx *db.Tx, c *Complaint) error {
		if err := c.accept(severity, reply, tx.Now, s.policy()); err != nil {
			return err
		}
		if err := s.did(tx, c, taskRespond, c.Reply); err != nil {
			return err
		}
		return s.remind(tx, c, taskResolve)
	})
}

// Investigate says that somebody looks into it. It needs [PermComplaintWrite].
func (s *Service) Investigate(ctx context.Context, id ref.ID, version int64) error {
	return s.changeComplaint(ctx, id, version, actInvestigate, func(_ *db.Tx, c *Complaint) error { return c.move(ComplaintInvestigating) })
}

// Resolve notes the cause; the remedy is under way. It needs
// [PermComplaintWrite].
func (s *Service) Resolve(ctx context.Context, id ref.ID, version int64, cause string) error {
	return s.changeComplaint(ctx, id, version, actResolve, func(_ *db.Tx, c *Complaint) error {
		if err := said(&c.Cause, cause, "text"); err != nil {
			return err
		}
		return c.move(ComplaintResolving)
	})
}

// AnswerComplaint tells the customer what was done; he has the last word. It
// needs [PermComplaintWrite].
func (s *Service) AnswerComplaint(ctx context.Context, id ref.ID, version int64, remedy string) error {
	return s.changeComplaint(ctx, id, version, actAnswer, func(tx *db.Tx, c *Complaint) error {
		if err := c.answer(remedy, tx.Now); err != nil {
			return err
		}
		return s.did(tx, c, taskResolve, c.Remedy)
	})
}

// CloseComplaint ends a complaint with the customer's yes. It needs
// [PermComplaintClose].
func (s *Service) CloseComplaint(ctx context.Context, id ref.ID, version int64, outcome string) error {
	return s.changeComplaint(ctx, id, version, actEnd, func(tx *db.Tx, c *Complaint) error { return c.end(outcome, tx.Now) })
}

// Reopen begins another round when the customer is not satisfied. It needs
// [PermComplaintWrite], and [PermComplaintReopen] over one that was closed.
// Errors: [ErrComplaintReopen].
func (s *Service) Reopen(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.changeComplaint(ctx, id, version, actReopen, func(tx *db.Tx, c *Complaint) error {
		if err := c.reopen(reason, tx.Now, s.policy()); err != nil {
			return err
		}
		return s.remind(tx, c, taskResolve)
	})
}

// Improve opens the improvement plan of a complaint. It needs
// [PermComplaintWrite]. Errors: [ErrComplaintPlanned].
func (s *Service) Improve(ctx context.Context, id ref.ID, version int64) error {
	return s.changeComplaint(ctx, id, version, actImprove, func(tx *db.Tx, c *Complaint) error {
		on, err := s.aboutTx(tx, c.CustomerID, c.ProjectID)
		if err != nil {
			return err
		}
		c.PlanID = ref.New()
		return s.openPlan(tx, Plan{ID: c.PlanID, Key: "complaint/" + c.ID.String(), Source: FromComplaint, Severity: c.Severity, Title: c.Title, Complaint: c.Words, SurveyID: c.SurveyID, ContactID: c.ContactID}, on, true)
	})
}

// changeComplaint is the common course of every use case on a complaint.
func (s *Service) changeComplaint(ctx context.Context, id ref.ID, version int64, act authz.Action[*Complaint], decide func(*db.Tx, *Complaint) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := getComplaint(tx, id)
		if err != nil {
			return err
		}
		c := &n.Complaint
		if c.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, c.Scope(), c, c.ID, c.ProjectID); err != nil {
			return err
		}
		before := *c
		if err := decide(tx, c); err != nil {
			return err
		}
		if err := updateComplaint(tx, c); err != nil {
			return err
		}
		if err := tx.Audit("complaint."+act.Verb, &before, c); err != nil {
			return err
		}
		if c.State == before.State {
			return nil
		}
		return tx.Emit(ComplaintChanged{c.fact(), before.State})
	})
}
