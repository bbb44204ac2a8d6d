package handover

import (
	"context"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Create begins the handover of a project by hand; sales is the caller. It needs
// [PermPrepare], and that he may read the project. Errors: [ErrProject],
// [ErrExists], [ErrPersonUnknown].
func (s *Service) Create(ctx context.Context, id, project, technical ref.ID) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermPrepare); err != nil {
			return err
		}
		if _, _, err := s.Projects.ScopeTx(tx, project); absent(err) {
			return ErrProject.At("project_id", "unknown")
		} else if err != nil {
			return err
		}
		h := Handover{ID: id, ProjectID: project, OwnerID: tx.Actor.ID, TechnicalID: technical, Origin: "user"}
		return s.beginTx(tx, &h)
	})
}

// beginTx starts a draft for a project that has none, with its two first limits.
func (s *Service) beginTx(tx *db.Tx, h *Handover) error {
	p, err := s.Projects.BriefTx(tx, h.ProjectID)
	if err != nil {
		return err
	}
	entity, department, err := s.People.HomeTx(tx, h.OwnerID)
	if absent(err) {
		return ErrPersonUnknown.At("owner_id", "unknown").Because(err)
	}
	if err != nil {
		return err
	}
	h.EntityID, h.DepartmentID = p.EntityID, p.DepartmentID
	if entity == p.EntityID {
		h.DepartmentID = department
	}
	h.Name, h.CustomerID, h.ManagerID, h.ContractID, h.OpportunityID = p.Name, p.CustomerID, p.OwnerID, p.ContractID, p.OpportunityID
	h.State, h.Rubric = Draft, s.policy().Rubric
	if err := s.mayLead(tx, h.TechnicalID); err != nil {
		return err
	}
	if h.BegunOn, _, err = s.today(tx, h.EntityID); err != nil {
		return err
	}
	if h.Number, err = s.Numbers.NextTx(tx, h.EntityID); err != nil {
		return err
	}
	return s.keepTx(tx, h)
}

// keepTx stores a new handover, seats its people and starts its limits.
func (s *Service) keepTx(tx *db.Tx, h *Handover) error {
	if err := insert(tx, h); err != nil {
		return err
	}
	if err := tx.Audit("handover.create", nil, h); err != nil {
		return err
	}
	if err := s.seat(tx, h); err != nil {
		return err
	}
	if err := s.limit(tx, h, limitDraft); err != nil {
		return err
	}
	if err := s.limit(tx, h, limitSubmit); err != nil {
		return err
	}
	return tx.Emit(Created{h.fact()})
}

func (s *Service) mayLead(tx *db.Tx, person ref.ID) error {
	if person.IsZero() {
		return nil
	}
	_, _, err := s.People.HomeTx(tx, person)
	if absent(err) {
		return ErrPersonUnknown.At("technical_id", "unknown").Because(err)
	}
	return err
}

// seat gives project manager and technical lead their parts, and with them the
// sight of the handover.
func (s *Service) seat(tx *db.Tx, h *Handover) error {
	for part, person := range map[team.Part]ref.ID{team.ProjectManager: h.ManagerID, team.Technical: h.TechnicalID} {
		people := []ref.ID{person}
		if person.IsZero() {
			people = nil
		}
		if err := s.Team.SetTx(tx, h.Subject(), part, people...); err != nil {
			return err
		}
	}
	return nil
}

// NameTechnical names the technical lead. It needs [PermPrepare]. Errors:
// [ErrPersonUnknown].
func (s *Service) NameTechnical(ctx context.Context, id ref.ID, version int64, person ref.ID) error {
	return s.edit(ctx, id, version, actUpdate, "handover.update", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		if err := s.mayLead(tx, person); err != nil {
			return err
		}
		h.TechnicalID = person
		return s.seat(tx, h)
	})
}

// PutItems writes evidence; what the project manager refused is offered again by
// writing it. It needs [PermPrepare]. Errors: [ErrItem], [ErrDocument],
// [ErrContact], [ErrPersonUnknown].
func (s *Service) PutItems(ctx context.Context, id ref.ID, version int64, items []Item) error {
	return s.edit(ctx, id, version, actUpdate, "handover.items", func(tx *db.Tx, h *Handover, today workday.Date) error {
		for _, i := range items {
			if err := s.checkItem(tx, h, &i, today); err != nil {
				return err
			}
			if err := putItem(tx, h.ID, i); err != nil {
				return err
			}
		}
		_, err := s.Tasks.DoneTx(tx, key(limitDraft, h), "")
		return err
	})
}

// checkItem keeps of an item what its kind of evidence consists of, and checks
// what it names.
func (s *Service) checkItem(tx *db.Tx, h *Handover, i *Item, today workday.Date) error {
	x, ok := h.Rubric.find(i.Key)
	if !ok {
		return ErrItem.At("items.key", "unknown")
	}
	kept := Item{Key: i.Key}
	switch x.By {
	case ByDocument:
		kept.DocumentID = i.DocumentID
	case ByField:
		kept.Text = strings.TrimSpace(i.Text)
	case ByDate:
		kept.On, kept.ConfirmedBy, kept.ConfirmedOn = i.On, i.ConfirmedBy, i.ConfirmedOn
	case ByRisk:
		kept.Text, kept.PersonID, kept.Response = strings.TrimSpace(i.Text), i.PersonID, strings.TrimSpace(i.Response)
	}
	*i = kept
	if i.ConfirmedOn > today {
		return fault.ErrInvalid.At("items.confirmed_on", "in_future")
	}
	if err := s.checkDocument(tx, h, i.DocumentID); err != nil {
		return err
	}
	if err := s.checkContact(tx, h, i.ConfirmedBy); err != nil || i.PersonID.IsZero() {
		return err
	}
	_, _, err := s.People.HomeTx(tx, i.PersonID)
	if absent(err) {
		return ErrPersonUnknown.At("items.person_id", "unknown").Because(err)
	}
	return err
}

func (s *Service) checkDocument(tx *db.Tx, h *Handover, id ref.ID) error {
	if id.IsZero() {
		return nil
	}
	_, on, err := s.Documents.FileTx(tx, id)
	if absent(err) || err == nil && !slices.Contains([]ref.ID{h.ID, h.ProjectID, h.ContractID, h.OpportunityID}, on.ID) {
		return ErrDocument.At("items.document_id", "unknown")
	}
	return err
}

func (s *Service) checkContact(tx *db.Tx, h *Handover, id ref.ID) error {
	if id.IsZero() {
		return nil
	}
	people, err := s.Contacts.StakeholdersTx(tx, h.CustomerID)
	if err == nil && !slices.ContainsFunc(people, func(p Stakeholder) bool { return p.ID == id }) {
		return ErrContact.At("items.confirmed_by", "unknown")
	}
	return err
}

// PutExpectations replaces the expectation statement; a signature of sales on
// the former one is void. It needs [PermPrepare].
func (s *Service) PutExpectations(ctx context.Context, id ref.ID, version int64, all []Expectation) error {
	if err := checkExpectations(all); err != nil {
		return err
	}
	return s.edit(ctx, id, version, actUpdate, "handover.expectations", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		h.StatementAt, h.StatementBy = time.Time{}, ref.Nil
		return setExpectations(tx, h.ID, all)
	})
}

// SignStatement signs the expectation statement for sales. It needs
// [PermPrepare]. Errors: [ErrStatement], [ErrStated].
func (s *Service) SignStatement(ctx context.Context, id ref.ID, version int64) error {
	return s.edit(ctx, id, version, actState, "handover.sign-statement", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		all, err := expectationsOf(tx, h.ID)
		if err != nil {
			return err
		}
		return h.state(all, tx.Actor.ID, tx.Now)
	})
}

// edit is the course of what changes the content: signatures on the former one
// are taken away, and what is being signed must still pass.
func (s *Service) edit(ctx context.Context, id ref.ID, version int64, act authz.Action[*Handover], action string, decide func(*db.Tx, *Handover, workday.Date) error) error {
	return s.change(ctx, id, version, act, action, func(tx *db.Tx, h *Handover, today workday.Date) error {
		if err := decide(tx, h, today); err != nil {
			return err
		}
		return s.afterEdit(tx, h)
	})
}

// afterEdit takes signatures away, and sends back what no longer passes.
func (s *Service) afterEdit(tx *db.Tx, h *Handover) error {
	if _, err := dropSignatures(tx, h.ID, ""); err != nil || h.State != Signing {
		return err
	}
	e, err := s.evidence(tx, h)
	if err != nil {
		return err
	}
	if err := h.edited(h.Rubric.Score(e)); err != nil {
		return err
	}
	if err := insertJudgement(tx, h, "edit", 0); err != nil || h.State != Rework {
		return err
	}
	return s.limit(tx, h, limitRework)
}

// change is the common course of every use case on a handover.
func (s *Service) change(ctx context.Context, id ref.ID, version int64, act authz.Action[*Handover], action string, decide func(*db.Tx, *Handover, workday.Date) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := lock(tx, id); err != nil {
			return err
		}
		h, err := get(tx, id)
		if err != nil {
			return err
		}
		if h.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, h.Scope(), &h, h.ID, h.ProjectID); err != nil {
			return err
		}
		today, _, err := s.today(tx, h.EntityID)
		if err != nil {
			return err
		}
		before := h
		if err := decide(tx, &h, today); err != nil {
			return err
		}
		return save(tx, action, &before, &h)
	})
}

func save(tx *db.Tx, action string, before, h *Handover) error {
	if err := update(tx, h); err != nil {
		return err
	}
	return tx.Audit(action, before, h)
}
