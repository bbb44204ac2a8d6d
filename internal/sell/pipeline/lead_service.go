package pipeline

import (
	"context"
	"errors"
	"slices"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Lead returns a lead. It needs [PermLeadRead] over it; contact data is masked.
func (s *Service) Lead(ctx context.Context, id ref.ID) (v LeadView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := getLead(tx, id)
		if err != nil {
			return err
		}
		actions, err := db.Actions(tx, leadVerbs, l.Scope(), &l, l.ID)
		v = leadView(tx.Actor, &l, actions)
		return err
	})
	return v, err
}

// leadLastLook is how a lead is shown to the one who has just given it away,
// also when he may not see it any more.
func (s *Service) leadLastLook(ctx context.Context, id ref.ID) (v LeadView, err error) {
	if v, err = s.Lead(ctx, id); !errors.Is(err, ErrLeadNotFound) {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := loadLead(tx, id)
		v = leadView(tx.Actor, &l, none)
		return err
	})
	return v, err
}

// LeadVisible answers [ErrLeadNotFound] unless the caller may read the lead.
func (s *Service) LeadVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getLead(tx, id)
		return err
	})
}

// LeadScopeTx is [Service.ScopeTx] for leads.
func (s *Service) LeadScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	l, err := getLead(tx, id)
	return l.Scope(), l.label(), err
}

// Leads returns a page of the leads that the caller may see.
func (s *Service) Leads(ctx context.Context, q *db.Query) (p db.Page[LeadView], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &leads, q, func(r db.Row) (LeadView, error) {
			l, err := scanLead(r)
			return leadView(tx.Actor, &l, authz.Actions(tx.Actor, "", l.Scope(), &l, leadVerbs)), err
		})
		return err
	})
	return p, err
}

// CheckLead looks for the same company or mobile among the group's living leads.
func (s *Service) CheckLead(ctx context.Context, d LeadDraft) (visible []LeadTwin, hidden bool, err error) {
	if err := d.check(); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var l Lead
		l.apply(d)
		twins, err := leadTwins(tx, &l)
		if err != nil {
			return err
		}
		visible, hidden = []LeadTwin{}, false
		for _, t := range twins {
			switch err := tx.Visible(PermLeadRead, t.Scope(), ErrLeadNotFound, t.ID); {
			case errors.Is(err, ErrLeadNotFound):
				hidden = true
			case err != nil:
				return err
			default:
				visible = append(visible, LeadTwin{t.ID, t.label(), t.Status})
			}
		}
		return nil
	})
	return visible, hidden, err
}

// CreateLead adds a lead. It needs [PermLeadCreate]; somebody who sees or makes
// no other leads than his own gets it assigned at once, others leave it in
// their department for a manager to assign.
func (s *Service) CreateLead(ctx context.Context, id ref.ID, d LeadDraft) (ref.ID, error) {
	if err := d.check(); err != nil {
		return ref.Nil, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermLeadCreate); err != nil {
			return err
		}
		l := Lead{ID: id, Status: LeadIsNew, EntityID: tx.Actor.Entity, DepartmentID: tx.Actor.Department, LastActivityAt: tx.Now, Origin: "user", Custom: "{}"}
		l.apply(d)
		if min(tx.Actor.Reach(PermLeadCreate), tx.Actor.Reach(PermLeadRead)) <= authz.Own {
			if err := l.assign(tx.Actor.ID, tx.Now); err != nil {
				return err
			}
		}
		if err := insertLead(tx, &l); err != nil {
			return err
		}
		if err := tx.Audit("lead.create", nil, &l); err != nil {
			return err
		}
		return tx.Emit(l.moved("", tx.Now, *s.policy()))
	})
}

// UpdateLead replaces what people write about a lead; its source stays. It
// needs [PermLeadUpdate] over it, and the version that was read.
func (s *Service) UpdateLead(ctx context.Context, id ref.ID, version int64, d LeadDraft) error {
	return s.changeLead(ctx, id, version, "update", "", func(_ *db.Tx, l *Lead) error {
		l.keepMasked(&d)
		d.Source = l.Source
		if err := d.check(); err != nil {
			return err
		}
		l.apply(d)
		return nil
	})
}

// AssignLead gives a new or recycled lead to somebody who follows it up. It
// needs [PermLeadAssign] over it. Errors: [ErrLeadOwner], [ErrLeadBlocked].
func (s *Service) AssignLead(ctx context.Context, id ref.ID, version int64, owner ref.ID) error {
	return s.changeLead(ctx, id, version, "assign", "", func(tx *db.Tx, l *Lead) error {
		entity, department, err := s.People.HomeTx(tx, owner)
		if absent(err) {
			return ErrLeadOwner.At("owner_id", "unknown").Because(err)
		}
		if err != nil {
			return err
		}
		l.EntityID, l.DepartmentID = entity, department
		if err := l.assign(owner, tx.Now); err != nil {
			return err
		}
		return tx.Emit(LeadAssigned{l.fact(), tx.Actor.ID, tx.Actor.Name})
	})
}

// QualifyLead writes what makes a contacted lead worth an opportunity. It needs
// [PermLeadUpdate] over it.
func (s *Service) QualifyLead(ctx context.Context, id ref.ID, version int64, n Need) error {
	if err := n.check(); err != nil {
		return err
	}
	return s.changeLead(ctx, id, version, "qualify", "", func(tx *db.Tx, l *Lead) error {
		zone, err := s.People.ZoneTx(tx, l.EntityID)
		if err != nil {
			return err
		}
		l.qualify(n, workday.Today(tx.Now, zone), *s.policy())
		return nil
	})
}

// DisqualifyLead ends a lead, with a reason of [DisqualifyReasons]. It needs
// [PermLeadUpdate] over it.
func (s *Service) DisqualifyLead(ctx context.Context, id ref.ID, version int64, reason string) error {
	if !slices.Contains(DisqualifyReasons, reason) {
		return fault.ErrInvalid.At("reason", "not_allowed")
	}
	return s.changeLead(ctx, id, version, "disqualify", reason, func(_ *db.Tx, l *Lead) error {
		l.Status, l.Reason = LeadIsDisqualified, reason
		return nil
	})
}

// RecycleLead puts a lead into the public pool. It needs [PermLeadAssign].
func (s *Service) RecycleLead(ctx context.Context, id ref.ID, version int64) error {
	return s.changeLead(ctx, id, version, "recycle", "", func(tx *db.Tx, l *Lead) error {
		l.recycle(tx.Now, *s.policy())
		return nil
	})
}

// ConvertLead makes an opportunity of a qualified lead, for its owner. It needs
// [PermLeadConvert] and [PermCreate] over the lead. Errors: those of
// [Service.Create], and [ErrLeadClash] when somebody chases the same project.
func (s *Service) ConvertLead(ctx context.Context, id ref.ID, version int64, d Draft) error {
	return s.changeLead(ctx, id, version, "convert", "", func(tx *db.Tx, l *Lead) error {
		if !tx.Actor.Covers(PermCreate, l.Scope()) {
			return authz.ErrForbidden
		}
		d.Source = l.Source
		if err := d.check(); err != nil {
			return err
		}
		o := Opportunity{ID: ref.New(), Origin: "user", LeadID: l.ID, OwnerID: l.OwnerID, DepartmentID: l.DepartmentID, EntityID: l.EntityID}
		if err := s.createTx(tx, &o, d); err != nil {
			return err
		}
		if o.Clash {
			return ErrLeadClash
		}
		l.Status, l.CustomerID, l.OpportunityID = LeadIsConverted, o.CustomerID, o.ID
		return nil
	})
}

// RevealLead returns a lead in clear and writes who looked and why. It needs
// [PermLeadReveal] over it; [Policy.LeadReveals] a person and day.
func (s *Service) RevealLead(ctx context.Context, id ref.ID, reason string) (l Lead, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if l, err = getLead(tx, id); err != nil {
			return err
		}
		if err := db.Allow(tx, leadActions["reveal"], l.Scope(), &l, l.ID); err != nil {
			return err
		}
		n, err := leadReveals(tx, tx.Now.Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if n >= s.policy().LeadReveals {
			return ErrLeadReveals
		}
		return tx.Note("lead.reveal", l.Subject(), map[string]any{"reason": reason})
	})
	return l, err
}

// changeLead is the common course of every use case on a lead.
func (s *Service) changeLead(ctx context.Context, id ref.ID, version int64, verb, reason string, decide func(*db.Tx, *Lead) error) error {
	if reason != "" {
		meta := *db.MetaFrom(ctx)
		meta.Reason = reason
		ctx = db.WithMeta(ctx, &meta)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLead(tx, id)
		if err != nil {
			return err
		}
		if l.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, leadActions[verb], l.Scope(), &l, l.ID); err != nil {
			return err
		}
		before := l
		if err := decide(tx, &l); err != nil {
			return err
		}
		return s.saveLead(tx, verb, &before, &l)
	})
}

func (s *Service) saveLead(tx *db.Tx, verb string, before, l *Lead) error {
	if err := updateLead(tx, l); err != nil {
		return err
	}
	if err := tx.Audit("lead."+verb, before, l); err != nil || before.Status == l.Status {
		return err
	}
	return tx.Emit(l.moved(before.Status, tx.Now, *s.policy()))
}

// RecycleIdle is the nightly job that puts leads that lie still into the public
// pool. Only the system may call it; it returns how many it recycled.
func (s *Service) RecycleIdle(ctx context.Context) (n int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if tx.Actor.Kind != authz.System {
			return authz.ErrForbidden
		}
		n = 0
		found, err := idleLeads(tx, tx.Now.Add(-min(s.policy().LeadRecycleAfter, s.policy().LeadIdle)), sweepAt)
		if err != nil {
			return err
		}
		for i := range found {
			l := &found[i]
			if !l.idle(tx.Now, *s.policy()) {
				continue
			}
			before := *l
			l.recycle(tx.Now, *s.policy())
			if err := s.saveLead(tx, "recycle", &before, l); err != nil {
				return err
			}
			n++
		}
		return tx.Note("lead.recycle_idle", db.Subject{Label: "pipeline"}, map[string]any{"recycled": n})
	})
	return n, err
}
