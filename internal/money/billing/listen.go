package billing

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// OnInForceTx makes the payment nodes of a contract that came into force, and
// those owed that wait for the signature. Hearing of it again changes nothing.
func (s *Service) OnInForceTx(tx *db.Tx, a Agreement) error {
	if err := s.agreeTx(tx, a); err != nil {
		return err
	}
	return s.onTx(tx, a.Contract, a.SignedOn, by("signed"))
}

// OnAmendedTx works out anew what nothing had triggered yet. It refuses, and the
// amendment's signature with it, when more was paid than would be to be paid:
// [ErrOverpaid].
func (s *Service) OnAmendedTx(tx *db.Tx, a Agreement) error { return s.agreeTx(tx, a) }

func (s *Service) agreeTx(tx *db.Tx, a Agreement) error {
	p, err := s.open(tx, a.Contract)
	if err != nil {
		return err
	}
	before := append([]Node{}, p.nodes...)
	p.agreed = a
	if err := p.replan(); err != nil {
		return err
	}
	today, err := s.today(tx, a.Entity)
	if err != nil {
		return err
	}
	if err := s.savePlan(tx, before, &p, "replan", today); err != nil {
		return err
	}
	return s.catchUp(tx, a)
}

// catchUp triggers what waits for a milestone that was confirmed before the
// contract, or the amendment, came into force.
func (s *Service) catchUp(tx *db.Tx, a Agreement) error {
	zone, err := s.People.ZoneTx(tx, a.Entity)
	if err != nil {
		return err
	}
	done, err := confirmed(tx, a.Contract)
	for i := 0; i < len(done) && err == nil; i++ {
		m := done[i]
		err = s.OnMilestoneTx(tx, MilestoneDone{a.Contract, m.Key, m.Name, workday.Today(m.At, zone)})
	}
	return err
}

// MilestoneDone is a milestone that the customer confirmed, or his silence did.
type MilestoneDone struct {
	Contract ref.ID
	Key      string
	Name     string
	On       workday.Date
}

// OnMilestoneTx makes the payments owed that wait for a milestone: by its key,
// or by its name where the contract gave no key.
func (s *Service) OnMilestoneTx(tx *db.Tx, m MilestoneDone) error {
	return s.onTx(tx, m.Contract, m.On, func(n *Node) bool {
		if n.Trigger != "milestone" {
			return false
		}
		if n.Milestone != "" {
			return n.Milestone == m.Key
		}
		return n.Name == m.Name
	})
}

// OnStartedTx makes the payments owed that wait for the start of the works.
func (s *Service) OnStartedTx(tx *db.Tx, contract ref.ID, on workday.Date) error {
	return s.onTx(tx, contract, on, by("start"))
}

func (s *Service) onTx(tx *db.Tx, contract ref.ID, on workday.Date, waits func(*Node) bool) error {
	p, err := s.open(tx, contract)
	if err != nil || len(p.nodes) == 0 {
		return err
	}
	today, err := s.today(tx, p.nodes[0].EntityID)
	if err != nil {
		return err
	}
	return s.triggerAll(tx, p.nodes, on, today, waits)
}

// OnCompletedTx makes the payments owed that wait for acceptance, and fixes the
// day on which the defects liability period ends, for those that wait for it.
func (s *Service) OnCompletedTx(tx *db.Tx, contract ref.ID, accepted workday.Date, defectsMonths int64) error {
	if err := s.onTx(tx, contract, accepted, by("completed")); err != nil {
		return err
	}
	nodes, err := nodesOf(tx, contract)
	if err != nil {
		return err
	}
	for i := range nodes {
		n := &nodes[i]
		if n.State != NodePlanned || n.Trigger != "defects_end" {
			continue
		}
		before := *n
		n.FixedOn = accepted.AddMonths(int(defectsMonths))
		n.ExpectedOn = DueDate(n.FixedOn, n.TermDays, n.Basis, s.Calendar())
		if err := s.saveNode(tx, "fix_date", &before, n); err != nil {
			return err
		}
	}
	return nil
}

// OnSettledTx works the nodes out for the audited price and makes the settlement
// payment owed. Errors: [ErrOverpaid].
func (s *Service) OnSettledTx(tx *db.Tx, contract ref.ID, audited, retained int64, on workday.Date) error {
	p, err := s.open(tx, contract)
	if err != nil || len(p.nodes) == 0 {
		return err
	}
	first := p.nodes[0]
	p.agreed = Agreement{Contract: contract, Number: first.Contract, Customer: first.CustomerID, Owner: first.OwnerID, Entity: first.EntityID, Dept: first.DepartmentID}
	before := append([]Node{}, p.nodes...)
	if err := p.conclude(audited, retained); err != nil {
		return err
	}
	today, err := s.today(tx, first.EntityID)
	if err != nil {
		return err
	}
	if err := s.savePlan(tx, before, &p, "settle", today); err != nil {
		return err
	}
	return s.triggerAll(tx, p.nodes, on, today, by("settled"))
}

// OnTerminatedTx cancels what nothing had triggered: what is owed all the same
// stays.
func (s *Service) OnTerminatedTx(tx *db.Tx, contract ref.ID) error {
	p, err := s.open(tx, contract)
	if err != nil {
		return err
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		if n.State != NodePlanned {
			continue
		}
		before := *n
		if err := n.move(NodeCancelled); err != nil {
			return err
		}
		if err := s.saveNode(tx, "cancel", &before, n); err != nil {
			return err
		}
	}
	return nil
}

// OnResumedTx takes up what a suspended contract left waiting: a payment whose day
// passed meanwhile is owed from the day on which the contract goes on.
func (s *Service) OnResumedTx(tx *db.Tx, contract ref.ID) error {
	p, err := s.open(tx, contract)
	if err != nil || len(p.nodes) == 0 {
		return err
	}
	today, err := s.today(tx, p.nodes[0].EntityID)
	if err != nil {
		return err
	}
	return s.triggerAll(tx, p.nodes, today, today, func(n *Node) bool { return n.comes(today) })
}

// OnProjectTx names the project on the nodes and invoices of its contract.
func (s *Service) OnProjectTx(tx *db.Tx, contract, project ref.ID) error {
	if contract.IsZero() {
		return nil
	}
	return joinProject(tx, contract, project)
}
