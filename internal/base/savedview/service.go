package savedview

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Service is the module's public face: one method per use case. Every person
// who is signed in keeps views of his own.
type Service struct{ db *db.DB }

// New returns a Service.
func New(d *db.DB) *Service { return &Service{d} }

// List returns the caller's views and the shared ones, his own first.
func (s *Service) List(ctx context.Context, list string) (views []View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		views, err = all(tx, list)
		return err
	})
	return views, err
}

// Get returns a view of the caller's or a shared one. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = get(tx, id)
		return err
	})
	return v, err
}

// Visible answers [ErrNotFound] unless the caller may open the view.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	_, err := s.Get(ctx, id)
	return err
}

// Create keeps a view for the caller. Errors: [ErrTooMany], fault.ErrInvalid.
func (s *Service) Create(ctx context.Context, id ref.ID, d Draft) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := owned(tx)
		if err != nil {
			return err
		}
		if n >= MaxOwned {
			return ErrTooMany
		}
		v := &View{ID: id, OwnerID: tx.Actor.ID, EntityID: tx.Actor.Entity}
		if err := v.apply(d); err != nil {
			return err
		}
		if err := insert(tx, v); err != nil {
			return err
		}
		if err := opensAlone(tx, v); err != nil {
			return err
		}
		return tx.Audit("view.create", nil, v)
	})
}

// Update replaces a view of the caller's. Errors: [ErrNotFound], [ErrForeign],
// [db.ErrStale], fault.ErrInvalid.
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, d Draft) error {
	return s.own(ctx, id, version, func(tx *db.Tx, v *View) error {
		before := *v
		if err := v.apply(d); err != nil {
			return err
		}
		if err := update(tx, v); err != nil {
			return err
		}
		if err := opensAlone(tx, v); err != nil {
			return err
		}
		return tx.Audit("view.update", &before, v)
	})
}

// Delete drops a view of the caller's.
func (s *Service) Delete(ctx context.Context, id ref.ID, version int64) error {
	return s.own(ctx, id, version, func(tx *db.Tx, v *View) error {
		if err := remove(tx, v); err != nil {
			return err
		}
		return tx.Audit("view.delete", v, nil)
	})
}

func (s *Service) own(ctx context.Context, id ref.ID, version int64, change func(*db.Tx, *View) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := get(tx, id)
		switch {
		case err != nil:
			return err
		case v.OwnerID != tx.Actor.ID:
			return ErrForeign
		case v.Version != version:
			return db.ErrStale
		}
		return change(tx, &v)
	})
}
