package pipeline

import (
	"context"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// salesManager is the role that hears of what lies too long.
const salesManager = "sales_manager"

// tellSilence tells of those among some open opportunities on which nothing was
// logged for long, each silence once to the owner and once to his manager.
func (s *Service) tellSilence(ctx context.Context, page []Opportunity) (told int, err error) {
	var news []Silent
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		news, _, err = s.silences(tx, page)
		return err
	})
	if err != nil || len(news) == 0 {
		return 0, err
	}
	return told, s.db.Write(ctx, func(tx *db.Tx) error {
		// Looked at again: somebody may have logged something meanwhile.
		fresh, err := openBetween(tx, page[0].ID, page[len(page)-1].ID)
		if err != nil {
			return err
		}
		news, known, err := s.silences(tx, fresh)
		if err != nil {
			return err
		}
		told = len(news)
		if err := keepHeard(tx, known); err != nil {
			return err
		}
		for _, e := range news {
			if err := tx.Emit(e); err != nil {
				return err
			}
		}
		return tx.Note("opportunity.silent", db.Subject{Label: "pipeline"}, map[string]any{"told": told})
	})
}

// silences returns what is to be told of some opportunities in the order of their
// ids, and what people will have heard then.
func (s *Service) silences(tx *db.Tx, page []Opportunity) (news []Silent, known []heard, err error) {
	if len(page) == 0 {
		return nil, nil, nil
	}
	before, err := heardBetween(tx, page[0].ID, page[len(page)-1].ID)
	if err != nil {
		return nil, nil, err
	}
	for i := range page {
		o := &page[i]
		h, isNews := o.silence(tx.Now, *s.policy())
		if !isNews || before[o.ID].covers(o, h) {
			continue
		}
		e := Silent{Fact: o.fact(), Label: o.Subject().Label, Days: int64(tx.Now.Sub(o.LastActivityAt) / (24 * time.Hour))}
		if e.OwnerName, err = ownerName(tx, o.OwnerID); err != nil {
			return nil, nil, err
		}
		if h == silentLong {
			if e.Manager, err = s.superior(tx, o); err != nil {
				return nil, nil, err
			}
		}
		news, known = append(news, e), append(known, heard{o.ID, o.LastActivityAt, h})
	}
	return news, known, nil
}

// tellOverdue tells the owners of those among some open opportunities whose
// expected day of signature has passed, once for each day that they gave.
func (s *Service) tellOverdue(ctx context.Context, page []Opportunity) error {
	var news []Overdue
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		news, err = s.overdues(tx, page)
		return err
	})
	if err != nil || len(news) == 0 {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// Looked at again: somebody may have given another day meanwhile.
		fresh, err := openBetween(tx, page[0].ID, page[len(page)-1].ID)
		if err != nil {
			return err
		}
		news, err := s.overdues(tx, fresh)
		if err != nil {
			return err
		}
		for _, e := range news {
			if err := keepOverdue(tx, e.ID, e.On); err != nil {
				return err
			}
			if err := tx.Emit(e); err != nil {
				return err
			}
		}
		return tx.Note("opportunity.overdue", db.Subject{Label: "pipeline"}, map[string]any{"told": len(news)})
	})
}

// overdues returns what is to be told of some opportunities in the order of their
// ids.
func (s *Service) overdues(tx *db.Tx, page []Opportunity) (news []Overdue, err error) {
	if len(page) == 0 {
		return nil, nil
	}
	told, err := overdueTold(tx, page[0].ID, page[len(page)-1].ID)
	if err != nil {
		return nil, err
	}
	for i := range page {
		o := &page[i]
		zone, err := s.People.ZoneTx(tx, o.EntityID)
		if err != nil {
			return nil, err
		}
		if o.overdue(workday.Today(tx.Now, zone)) && told[o.ID] != o.ExpectedSignDate {
			news = append(news, Overdue{o.fact(), o.Subject().Label, o.ExpectedSignDate})
		}
	}
	return news, nil
}

// superior is the sales manager of an opportunity's owner; none when he is the
// owner himself.
func (s *Service) superior(tx *db.Tx, o *Opportunity) (ref.ID, error) {
	manager, err := s.People.HolderTx(tx, salesManager, o.DepartmentID)
	if manager == o.OwnerID {
		return ref.Nil, err
	}
	return manager, err
}
