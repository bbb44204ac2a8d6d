package handover

import (
	"errors"

	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// FromContract is what a contract in force tells of the handover that it calls
// for.
type FromContract struct {
	Project   ref.ID // that the contract brought
	Sales     ref.ID
	Technical ref.ID // none while nobody was named
}

// DraftFromContractTx begins the handover of a contract's project, with the
// limits that run from the contract in force. A project that has its handover
// keeps it, and the handover learns the contract. It checks no right.
func (s *Service) DraftFromContractTx(tx *db.Tx, c FromContract) error {
	h, err := byProject(tx, c.Project)
	if errors.Is(err, ErrNotFound) {
		return s.beginTx(tx, &Handover{ID: ref.New(), ProjectID: c.Project, OwnerID: c.Sales, TechnicalID: c.Technical, Origin: "contract"})
	}
	if err != nil {
		return err
	}
	p, err := s.Projects.BriefTx(tx, c.Project)
	if err != nil || h.ContractID == p.ContractID {
		return err
	}
	before := h
	h.ContractID, h.OpportunityID = p.ContractID, p.OpportunityID
	return save(tx, "handover.contract", &before, &h)
}

// OnManagerChangedTx follows a project that has another manager: he scores and
// signs from now on, and does what the one before was asked to do. What is signed
// stays as it was signed.
func (s *Service) OnManagerChangedTx(tx *db.Tx, project, manager ref.ID) error {
	h, err := byProject(tx, project)
	if errors.Is(err, ErrNotFound) || err == nil && h.ManagerID == manager {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.Tasks.HandOnTx(tx, h.ManagerID, manager, h.ID); err != nil {
		return err
	}
	if !h.SignedAt.IsZero() {
		return s.Team.SetTx(tx, h.Subject(), team.ProjectManager, manager) // the transition is his
	}
	if err := lock(tx, h.ID); err != nil {
		return err
	}
	before := h
	h.ManagerID = manager
	if err := s.seat(tx, &h); err != nil {
		return err
	}
	if err := s.afterEdit(tx, &h); err != nil {
		return err
	}
	return save(tx, "handover.manager", &before, &h)
}
