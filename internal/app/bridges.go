package app

import (
	"context"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/read/search"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// people answers what modules ask about colleagues.
type people struct{ org *org.Service }

// HomeTx returns where an active person works.
func (p people) HomeTx(tx *db.Tx, id ref.ID) (entity, department ref.ID, err error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	if !x.Active {
		return ref.Nil, ref.Nil, org.ErrPersonUnknown
	}
	return x.EntityID, x.DepartmentID, nil
}

// ZoneTx returns the business zone of a legal entity.
func (p people) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	e, err := p.org.EntityTx(tx, entity)
	if err != nil {
		return nil, err
	}
	return workday.Zone(e.Zone)
}

func (a *App) findOpportunities(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Pipeline.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		hits[i] = search.Hit{Kind: pipeline.Kind, ID: r.ID, Title: r.Name, Subtitle: r.Customer.Name}
	}
	return hits, nil
}

func (a *App) findCustomers(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	rows, err := a.Customers.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(rows))
	for i, r := range rows {
		hits[i] = search.Hit{Kind: customer.Kind, ID: r.ID, Title: r.Name, Subtitle: r.City}
	}
	return hits, nil
}
