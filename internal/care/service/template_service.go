package service

import (
	"context"
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Seed adds the templates that the product brings, unless they are there. Only
// the system may call it.
func (s *Service) Seed(ctx context.Context) error {
	a, err := authz.From(ctx)
	if err != nil {
		return err
	}
	if a.Kind != authz.System {
		return authz.ErrForbidden
	}
	for _, t := range builtin() {
		if err := s.seed(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) seed(ctx context.Context, t Template) error {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := loadTemplate(tx, t.ID)
		return err
	})
	if !errors.Is(err, ErrTemplateNotFound) {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		t.PublishedAt = tx.Now
		if err := insertTemplate(tx, &t); err != nil {
			return err
		}
		return tx.Audit("survey_template.create", nil, &t)
	})
	if errors.Is(err, ErrTemplateTaken) {
		return nil // another copy that starts was faster
	}
	return err
}

// Templates returns every template; what surveys ask is no secret to those who
// may read surveys at all. It needs [PermRead].
func (s *Service) Templates(ctx context.Context) (views []TemplateView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermRead); err != nil {
			return err
		}
		all, err := templates(tx)
		if err != nil {
			return err
		}
		views = make([]TemplateView, len(all))
		for i := range all {
			views[i] = templateView(tx.Actor, &all[i])
		}
		return nil
	})
	return views, err
}

// Template returns a template. It needs [PermRead]. Errors:
// [ErrTemplateNotFound].
func (s *Service) Template(ctx context.Context, id ref.ID) (v TemplateView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := getTemplate(tx, id)
		v = templateView(tx.Actor, &t)
		return err
	})
	return v, err
}

// getTemplate returns a template to whoever reads surveys.
func getTemplate(tx *db.Tx, id ref.ID) (Template, error) {
	if !tx.Actor.Has(PermRead) {
		return Template{}, ErrTemplateNotFound
	}
	return loadTemplate(tx, id)
}

// TemplateVisible answers [ErrTemplateNotFound] unless the caller may read it.
func (s *Service) TemplateVisible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := getTemplate(tx, id)
		return err
	})
}

// CreateTemplate adds a draft to the caller's company. It needs [PermManage].
func (s *Service) CreateTemplate(ctx context.Context, id ref.ID, d TemplateDraft) (ref.ID, error) {
	if err := d.check(); err != nil {
		return ref.Nil, err
	}
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Actor.Require(PermManage); err != nil {
			return err
		}
		t := Template{ID: id, EntityID: tx.Actor.Entity, DepartmentID: tx.Actor.Department, OwnerID: tx.Actor.ID, State: Draft}
		t.apply(d)
		if err := insertTemplate(tx, &t); err != nil {
			return err
		}
		return tx.Audit("survey_template.create", nil, &t)
	})
}

// UpdateTemplate replaces what a draft asks. It needs [PermManage] over it.
func (s *Service) UpdateTemplate(ctx context.Context, id ref.ID, version int64, d TemplateDraft) error {
	if err := d.check(); err != nil {
		return err
	}
	return s.changeTemplate(ctx, id, version, actTemplateUpdate, func(_ *db.Tx, t *Template) error {
		t.apply(d)
		return nil
	})
}

// Publish lets the surveys of a company ask what the template says, instead of
// the one before. It needs [PermManage] over it. Errors: [ErrSalesShare] below
// 30 %, [ErrDimensions].
func (s *Service) Publish(ctx context.Context, id ref.ID, version int64) error {
	var before, old Template
	decide := func(tx *db.Tx, t *Template) error {
		if err := t.publish(tx.Now); err != nil {
			return err
		}
		var err error
		old, err = usedTemplate(tx, t.EntityID, t.Purpose)
		if before = old; errors.Is(err, ErrTemplateNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := old.move(Retired); err != nil {
			return err
		}
		return updateTemplate(tx, &old)
	}
	return s.changeTemplate(ctx, id, version, actPublish, decide, func(tx *db.Tx) error {
		if old.ID.IsZero() {
			return nil
		}
		return tx.Audit("survey_template.retire", &before, &old)
	})
}

// Retire lets surveys ask what the product brings. It needs [PermManage] over
// the template.
func (s *Service) Retire(ctx context.Context, id ref.ID, version int64) error {
	return s.changeTemplate(ctx, id, version, actRetire, func(_ *db.Tx, t *Template) error { return t.move(Retired) })
}

func (s *Service) changeTemplate(ctx context.Context, id ref.ID, version int64, act authz.Action[*Template], decide func(*db.Tx, *Template) error, then ...func(*db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := getTemplate(tx, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, act, t.Scope(), &t); err != nil {
			return err
		}
		before := t
		if err := decide(tx, &t); err != nil {
			return err
		}
		if err := updateTemplate(tx, &t); err != nil {
			return err
		}
		if err := tx.Audit("survey_template."+act.Verb, &before, &t); err != nil {
			return err
		}
		for _, fn := range then {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
