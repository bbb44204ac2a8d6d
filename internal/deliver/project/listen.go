package project

import (
	"cmp"
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Term is a milestone as a contract names it.
type Term struct {
	ID        ref.ID // of the milestone; made when missing
	Name, Key string
	PlannedOn workday.Date // the end of the project when the contract names no day
	Weight    int64
}

// FromContract is what a contract in force, or an award before it, tells of the
// project that it brings.
type FromContract struct {
	Contract    ref.ID // none at award
	Opportunity ref.ID
	Customer    ref.ID
	Entity      ref.ID
	Department  ref.ID
	Manager     ref.ID // none while nobody was named
	SalesRep    ref.ID

	Number       string // "" takes the next of the entity
	Name, Type   string
	Amount       int64 // fen, tax included
	Start        workday.Date
	Finish       workday.Date
	DeemedClause bool // silence of 14 days confirms a milestone
	Milestones   []Term
}

// EnsureTx makes the project of a contract, or joins the contract to the project
// that was born at award, and returns its id. Hearing of the same contract again
// changes nothing. It checks no right.
func (s *Service) EnsureTx(tx *db.Tx, c FromContract) (ref.ID, error) {
	p, err := byOrigin(tx, c.Contract, c.Opportunity)
	switch {
	case errors.Is(err, ErrNotFound):
		return s.beginTx(tx, c)
	case err != nil:
		return ref.Nil, err
	case c.Contract.IsZero() || p.ContractID == c.Contract:
		return p.ID, nil
	case !p.ContractID.IsZero():
		return s.beginTx(tx, c.alone()) // the opportunity's project has another contract
	}
	if err := s.adjustTx(tx, p.ID, "project.contract", "", c.join); err != nil {
		return p.ID, err
	}
	if p, err = load(tx, p.ID); err != nil {
		return p.ID, err
	}
	if err := s.termsTx(tx, &p, c.Milestones); err != nil {
		return p.ID, err
	}
	return p.ID, tx.Emit(Contracted{p.fact()})
}

// alone is the contract without its opportunity, for a second project of one.
func (c FromContract) alone() FromContract {
	c.Opportunity = ref.Nil
	return c
}

// join writes the contract into a project that was born before it. What people
// planned meanwhile stays.
func (c FromContract) join(p *Project) {
	p.ContractID, p.Amount, p.DeemedClause = c.Contract, c.Amount, c.DeemedClause
	if p.PlannedStart.IsZero() && p.PlannedFinish.IsZero() {
		p.PlannedStart, p.PlannedFinish = c.Start, c.Finish
	}
}

func (s *Service) beginTx(tx *db.Tx, c FromContract) (ref.ID, error) {
	p := Project{ID: ref.New(), EntityID: c.Entity, DepartmentID: c.Department, CustomerID: c.Customer, ContractID: c.Contract, OpportunityID: c.Opportunity, Number: c.Number, Name: c.Name, Type: c.Type,
		Amount: c.Amount, PlannedStart: c.Start, PlannedFinish: c.Finish, DeemedClause: c.DeemedClause, State: Initiating, Origin: "contract"}
	if !c.Manager.IsZero() {
		if err := s.appoint(tx, &p, c.Manager, "owner_id"); err != nil {
			return p.ID, err
		}
	}
	if err := s.createTx(tx, &p); err != nil {
		return p.ID, err
	}
	if !c.SalesRep.IsZero() {
		if err := s.NameRepTx(tx, &p, c.SalesRep); err != nil {
			return p.ID, err
		}
	}
	return p.ID, s.termsTx(tx, &p, c.Milestones)
}

// termsTx adds the contract's milestones, in its order behind what is there. Of
// a key that the project has already, its own milestone stays.
func (s *Service) termsTx(tx *db.Tx, p *Project, terms []Term) error {
	there, err := milestonesOf(tx, p.ID)
	if err != nil {
		return err
	}
	today, err := s.today(tx, p.EntityID)
	if err != nil {
		return err
	}
	has := map[string]bool{}
	position := int64(0)
	for _, m := range there {
		has[m.Key] = m.Key != ""
		position = max(position, m.Position)
	}
	for _, t := range terms {
		if has[t.Key] {
			continue
		}
		has[t.Key] = t.Key != ""
		position++
		if t.PlannedOn.IsZero() {
			t.PlannedOn = cmp.Or(p.PlannedFinish, today)
		}
		m := Milestone{ID: t.ID, ProjectID: p.ID, Name: t.Name, Key: t.Key, Position: position, Weight: t.Weight, PlannedOn: t.PlannedOn, Origin: "contract"}
		if err := s.AddMilestoneTx(tx, &m); err != nil {
			return err
		}
	}
	return nil
}

// Amended is what a contract amendment in force changes.
type Amended struct {
	Contract ref.ID
	Amount   int64 // fen, the current price
	Finish   workday.Date
}

// OnAmendedTx brings the contract's current price, and its finish when it moved,
// into the project. A contract without a project is none of its business.
func (s *Service) OnAmendedTx(tx *db.Tx, a Amended) error {
	p, err := byOrigin(tx, a.Contract, ref.Nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.adjustTx(tx, p.ID, "project.amended", "", func(p *Project) {
		p.Amount = a.Amount
		if !a.Finish.IsZero() {
			p.PlannedFinish = a.Finish
		}
	})
}

// Turn is what a contract tells when it rests, goes on, or ends before its works.
type Turn struct {
	Contract ref.ID
	Reason   string
}

// OnSuspendedTx brings the project of a contract to rest, and tells its manager.
// A contract without a project is none of its business.
func (s *Service) OnSuspendedTx(tx *db.Tx, t Turn) error {
	return s.turnTx(tx, t, "project.contract_suspend", func(p *Project) error { p.halt(); return nil }, func(f Turned) db.Event { return ContractSuspended{f} })
}

// OnResumedTx takes the project up again where it stood, unless people had
// brought it to rest themselves, and tells its manager.
func (s *Service) OnResumedTx(tx *db.Tx, t Turn) error {
	return s.turnTx(tx, t, "project.contract_resume", (*Project).release, func(f Turned) db.Event { return ContractResumed{f} })
}

// OnTerminatedTx brings the project to rest for good, and tells its manager: who
// has wound it up cancels it.
func (s *Service) OnTerminatedTx(tx *db.Tx, t Turn) error {
	return s.turnTx(tx, t, "project.contract_terminate", func(p *Project) error { p.halt(); return nil }, func(f Turned) db.Event { return ContractTerminated{f} })
}

func (s *Service) turnTx(tx *db.Tx, t Turn, action string, change func(*Project) error, event func(Turned) db.Event) error {
	p, err := byOrigin(tx, t.Contract, ref.Nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var failed error
	if err := s.adjustTx(tx, p.ID, action, t.Reason, func(p *Project) { failed = change(p) }); err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	if p, err = load(tx, p.ID); err != nil || living(&p, nil) != nil {
		return err
	}
	return tx.Emit(event(Turned{p.fact(), p.label(), t.Reason}))
}

// AddTx adds a project as an import or the demo brings it, in whatever state it
// is. The caller answers for its references. It checks no right.
func (s *Service) AddTx(tx *db.Tx, p *Project) error {
	d := Draft{Name: p.Name, Amount: &p.Amount, PlannedStart: p.PlannedStart, PlannedFinish: p.PlannedFinish}
	if err := d.check(); err != nil {
		return err
	}
	if p.ID.IsZero() {
		p.ID = ref.New()
	}
	return s.createTx(tx, p)
}
