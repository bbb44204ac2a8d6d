package customer

import (
	"context"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Assignment is who works with a customer for his company, as what, and until
// when; without an end it is open.
type Assignment struct {
	OwnerID  ref.ID       `json:"owner_id"`
	Relation string       `json:"relation" enum:"lead,assist,history"`
	Until    workday.Date `json:"until,omitempty" doc:"Its last day; open when missing."`
}

// Engage says that the owner's company works with the customer, or hands the
// company's engagement to another owner. It needs [PermEngage] over one of the
// engagements; leading moves the lead, assisting does not. It returns a last
// look at the customer, which whoever hands it over may not see any more.
func (s *Service) Engage(ctx context.Context, id ref.ID, version int64, to Assignment) (v View, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, actEngage, c.scopeFor(tx.Actor, PermEngage), &c, c.ID); err != nil {
			return err
		}
		entity, department, err := s.people.HomeTx(tx, to.OwnerID)
		if err != nil {
			return ErrNoPerson.At("owner_id", "unknown").Because(err)
		}
		if to.Relation == Lead {
			if err := s.stepBack(tx, &c, entity); err != nil {
				return err
			}
		}
		if err := s.engageTx(tx, &c, entity, department, to); err != nil {
			return err
		}
		before := c
		if err := s.save(tx, "customer.engage", &before, &c); err != nil {
			return err
		}
		v, err = lastLook(tx, id)
		return err
	})
	return v, err
}

// lastLook shows a customer to whoever just changed it.
func lastLook(tx *db.Tx, id ref.ID) (View, error) {
	c, err := load(tx, id)
	if err != nil {
		return View{}, err
	}
	contacts, err := contactsOf(tx, id)
	if err != nil {
		return View{}, err
	}
	return view(tx, &c, contacts)
}

// stepBack makes the company that leads now assist.
func (s *Service) stepBack(tx *db.Tx, c *Customer, unless ref.ID) error {
	e := c.lead()
	if e == nil || e.EntityID == unless {
		return nil
	}
	before := *e
	e.Relation = Assist
	if err := updateEngagement(tx, e); err != nil {
		return err
	}
	return tx.Audit("customer.engage", &before, e)
}

func (s *Service) engageTx(tx *db.Tx, c *Customer, entity, department ref.ID, to Assignment) error {
	zone, err := s.people.ZoneTx(tx, entity)
	if err != nil {
		return err
	}
	today := workday.Today(tx.Now, zone)
	var checks fault.Checks
	if checks.Check(to.Until.IsZero() || to.Relation == History || to.Until >= today, "until", "in_past"); checks.Err() != nil {
		return checks.Err()
	}
	for i := range c.Engagements {
		e := &c.Engagements[i]
		if e.EntityID != entity {
			continue
		}
		before := *e
		e.DepartmentID, e.OwnerID, e.Relation, e.Until = department, to.OwnerID, to.Relation, to.Until
		if before.Relation == Lead && to.Relation != Lead {
			return ErrLed
		}
		if err := updateEngagement(tx, e); err != nil {
			return err
		}
		return tx.Audit("customer.engage", &before, e)
	}
	e := Engagement{ID: ref.New(), CustomerID: c.ID, EntityID: entity, DepartmentID: department, OwnerID: to.OwnerID, Relation: to.Relation, Since: today, Until: to.Until}
	if err := insertEngagement(tx, &e); err != nil {
		return err
	}
	return tx.Audit("customer.engage", nil, &e)
}
