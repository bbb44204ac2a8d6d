package project

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// lock keeps others from changing a project or its milestones until the
// transaction ends. A project that is not there is told by whoever loads it.
func lock(tx *db.Tx, project ref.ID) error {
	err := tx.Lock("project", project)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	return err
}

// Milestones returns a page of the milestones that the caller may see.
func (s *Service) Milestones(ctx context.Context, q *db.Query) (p db.Page[MilestoneView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &milestoneList, q, func(r db.Row) (MilestoneView, error) {
			m, err := scanMilestone(r)
			return milestoneView(tx.Actor, "", &m), err
		})
		return err
	})
	return p, err
}

// EachMilestone calls fn for every milestone that a question leaves of what the
// caller may see, in the order of the list.
func (s *Service) EachMilestone(ctx context.Context, question url.Values, fn func(MilestoneView)) error {
	for next := ""; ; {
		v := maps.Clone(question)
		v.Set("limit", "1000")
		v.Set("cursor", next)
		q, err := db.ParseQuery(v, &milestoneList)
		if err != nil {
			return err
		}
		p, err := s.Milestones(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range p.Items {
			fn(m)
		}
		if p.Next == nil {
			return nil
		}
		next = *p.Next
	}
}

// Milestone returns a milestone with what became of its dates, its links and
// the customer's answers. It needs [PermMilestoneRead] over the project.
// Errors: [ErrMilestoneNotFound].
func (s *Service) Milestone(ctx context.Context, id ref.ID) (v MilestonePage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := getMilestone(tx, id)
		if err != nil {
			return err
		}
		part, err := tx.Part(m.ID, m.ProjectID)
		if err != nil {
			return err
		}
		x := MilestonePage{MilestoneView: milestoneView(tx.Actor, part, &m)}
		if x.Dates, err = datesOf(tx, id); err != nil {
			return err
		}
		links, err := linksOf(tx, id)
		if err != nil {
			return err
		}
		answers, err := answersOf(tx, id)
		if err != nil {
			return err
		}
		x.Files, err = s.files(tx, &m)
		x.Links, x.Answers = linkViews(links, &m, tx.Now), answerViews(tx.Actor, answers)
		if err != nil {
			return err
		}
		x.Askable, err = s.askable(tx, &m, x.Actions)
		v = x
		return err
	})
	return v, err
}

// askable lists whom at the customer the actor may ask, if the link is among
// what he may do.
func (s *Service) askable(tx *db.Tx, m *Milestone, actions []string) ([]Askable, error) {
	list := []Askable{}
	if !slices.Contains(actions, actLink.Verb) {
		return list, nil
	}
	people, err := s.Contacts.OfTx(tx, m.project.CustomerID)
	for _, p := range people {
		list = append(list, Askable{p.ID, p.Name, p.Title})
	}
	return list, err
}

// MilestoneVisible answers [ErrMilestoneNotFound] unless the caller may read it.
func (s *Service) MilestoneVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getMilestone(tx, id)
		return err
	})
}

// MilestoneScopeTx returns where a milestone belongs and what people call it.
// Errors: [ErrMilestoneNotFound] unless the actor may read it.
func (s *Service) MilestoneScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	m, err := getMilestone(tx, id)
	return m.Scope(), m.project.label() + " " + m.Name, err
}

// AddMilestone adds a milestone to a project. It needs [PermMilestoneWrite] over
// the project. Errors: [ErrProjectUnknown], [ErrMilestoneKey].
func (s *Service) AddMilestone(ctx context.Context, project, id ref.ID, d MilestoneDraft) (ref.ID, error) {
	if err := d.check(); err != nil {
		return ref.Nil, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lock(tx, project); err != nil {
			return err
		}
		p, err := get(tx, project)
		if errors.Is(err, ErrNotFound) {
			return ErrProjectUnknown.At("project_id", "unknown")
		}
		if err != nil {
			return err
		}
		if err := db.Allow(tx, actAddMilestone, p.Scope(), &p, p.ID); err != nil {
			return err
		}
		m := Milestone{ID: id, ProjectID: project, Origin: "user"}
		m.apply(d)
		return s.AddMilestoneTx(tx, &m)
	})
}

// AddMilestoneTx adds a milestone for modules that have decided already who may.
// It is planned unless it comes with a state of the past. Errors:
// [ErrNotFound] without its project, [ErrMilestoneKey].
func (s *Service) AddMilestoneTx(tx *db.Tx, m *Milestone) error {
	p, err := load(tx, m.ProjectID)
	if err != nil {
		return err
	}
	d := MilestoneDraft{Name: m.Name, Key: m.Key, Position: m.Position, Weight: m.Weight, PlannedOn: m.PlannedOn, ForecastOn: m.ForecastOn}
	if err := d.check(); err != nil {
		return err
	}
	if m.ID.IsZero() {
		m.ID = ref.New()
	}
	m.apply(d)
	m.EntityID, m.DepartmentID, m.OwnerID, m.project = p.EntityID, p.DepartmentID, p.OwnerID, p
	if m.State == "" {
		m.State = Planned
	}
	if err := refuseKey(tx, m); err != nil {
		return err
	}
	if err := insertMilestone(tx, m); err != nil {
		return err
	}
	if err := insertDates(tx, m, ""); err != nil {
		return err
	}
	if err := tx.Audit("milestone.create", nil, m); err != nil {
		return err
	}
	return s.RefreshTx(tx, p.ID)
}

func refuseKey(tx *db.Tx, m *Milestone) error {
	taken, err := keyTaken(tx, m.ProjectID, m.Key, m.ID)
	if err == nil && taken {
		return ErrMilestoneKey
	}
	return err
}

// UpdateMilestone replaces what people write of a milestone that was not reached
// yet; other dates are kept with their reason. It needs [PermMilestoneWrite].
func (s *Service) UpdateMilestone(ctx context.Context, id ref.ID, version int64, d MilestoneDraft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.changeMilestone(ctx, id, version, actMilestoneUpdate, strings.TrimSpace(d.Reason), func(tx *db.Tx, m *Milestone, _ workday.Date) error {
		moved := m.PlannedOn != d.PlannedOn || m.ForecastOn != d.ForecastOn
		m.apply(d)
		if err := refuseKey(tx, m); err != nil || !moved {
			return err
		}
		return insertDates(tx, m, d.Reason)
	})
}

// Reach reports that a milestone was reached, or that what the customer minded
// was put right. It needs [PermMilestoneReach]. Errors: [ErrDocumentUnknown].
func (s *Service) Reach(ctx context.Context, id ref.ID, version int64, r Report) error {
	return s.changeMilestone(ctx, id, version, actReach, "", func(tx *db.Tx, m *Milestone, today workday.Date) error {
		if err := m.reach(r, today); err != nil {
			return err
		}
		for _, d := range m.Documents {
			if err := s.attached(tx, m, d); err != nil {
				return err
			}
		}
		return tx.Emit(MilestoneReached{m.fact()})
	})
}

// attached answers [ErrDocumentUnknown] unless the document hangs on the
// milestone or its project.
func (s *Service) attached(tx *db.Tx, m *Milestone, id ref.ID) error {
	_, on, err := s.Documents.FileTx(tx, id)
	if absent(err) || err == nil && on != ref.To(MilestoneKind, m.ID) && on != ref.To(Kind, m.ProjectID) {
		return ErrDocumentUnknown.At("documents", "unknown")
	}
	return err
}

// Rectify begins to put right what the customer minded. It needs
// [PermMilestoneReach].
func (s *Service) Rectify(ctx context.Context, id ref.ID, version int64) error {
	return s.changeMilestone(ctx, id, version, actRectify, "", func(_ *db.Tx, m *Milestone, _ workday.Date) error { return m.move(Rectifying) })
}

// Remind lets the contact be reminded of his link, once a day. It needs
// [PermMilestoneAsk]. Errors: [ErrReminded].
func (s *Service) Remind(ctx context.Context, id ref.ID, version int64) error {
	return s.changeMilestone(ctx, id, version, actRemind, "", func(tx *db.Tx, m *Milestone, today workday.Date) error {
		if err := m.remind(today); err != nil {
			return err
		}
		return remind(tx, m, today)
	})
}

func remind(tx *db.Tx, m *Milestone, today workday.Date) error {
	l, err := latestLink(tx, m.ID)
	if err != nil {
		return err
	}
	return tx.Emit(MilestoneReminded{m.fact(), l.ID, l.ContactID, int64(today.Sub(m.AskedOn))})
}

// changeMilestone is the common course of every use case on a milestone.
func (s *Service) changeMilestone(ctx context.Context, id ref.ID, version int64, act authz.Action[*Milestone], reason string, decide func(*db.Tx, *Milestone, workday.Date) error) error {
	return s.db.Write(because(ctx, reason), func(tx *db.Tx) error {
		m, err := getMilestone(tx, id)
		if err != nil {
			return err
		}
		if err := lock(tx, m.ProjectID); err != nil {
			return err
		}
		if m.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, m.Scope(), &m, m.ID, m.ProjectID); err != nil {
			return err
		}
		today, err := s.today(tx, m.EntityID)
		if err != nil {
			return err
		}
		before := m
		if err := decide(tx, &m, today); err != nil {
			return err
		}
		return s.saveMilestone(tx, "milestone."+act.Verb, &before, &m)
	})
}

func (s *Service) saveMilestone(tx *db.Tx, action string, before, m *Milestone) error {
	if err := updateMilestone(tx, m); err != nil {
		return err
	}
	if err := tx.Audit(action, before, m); err != nil {
		return err
	}
	return s.RefreshTx(tx, m.ProjectID)
}
