package setting

import (
	"context"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Years returns the calendar, the latest year first. Anyone who is signed in
// may ask.
func (s *Service) Years(ctx context.Context) (out []Year, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = years(tx)
		return err
	})
	return out, err
}

// Year returns one. Errors: [ErrYearNotFound].
func (s *Service) Year(ctx context.Context, id ref.ID) (y Year, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		y, err = loadYear(tx, id)
		return err
	})
	return y, err
}

// YearVisible answers [ErrYearNotFound] unless there is such a year.
func (s *Service) YearVisible(ctx context.Context, id ref.ID) error {
	_, err := s.Year(ctx, id)
	return err
}

// Announce enters the days off and the make-up workdays of a year; without any
// the product's own count again. What was due already stays due. It needs
// [PermManage] over the group. Errors: [ErrYearNotFound], workday.ErrCalendar.
func (s *Service) Announce(ctx context.Context, id ref.ID, version int64, off, work []string, notice string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if !reaches(tx.Actor, PermManage) {
			return authz.ErrForbidden
		}
		if y.Version != version {
			return db.ErrStale
		}
		before := y
		if err := y.enter(off, work, notice); err != nil {
			return err
		}
		if err := updateYear(tx, &y); err != nil {
			return err
		}
		return tx.Audit("calendar_year.announce", &before, &y)
	})
	if err != nil {
		return err
	}
	return s.Refresh(context.WithoutCancel(ctx))
}

// RunDue puts the next year on the list when its announcement is expected, and
// tells of a year that lacks it, once. Only the system may; it returns how many
// years were told of.
func (s *Service) RunDue(ctx context.Context) (told int, err error) {
	if err := s.Seed(ctx); err != nil {
		return 0, err
	}
	all, err := s.Years(ctx)
	if err != nil {
		return 0, err
	}
	for _, y := range missed(all, s.today()) {
		if err := s.tell(ctx, y.ID); err != nil {
			return told, err
		}
		told++
	}
	return told, nil
}

func (s *Service) tell(ctx context.Context, id ref.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		y, err := loadYear(tx, id)
		if err != nil {
			return err
		}
		if err := markMissed(tx, &y); err != nil {
			return err
		}
		people, err := s.managers(tx)
		if err != nil {
			return err
		}
		if err := tx.Emit(YearMissed{y.ID, y.Year, people}); err != nil {
			return err
		}
		return tx.Note("calendar_year.missed", y.Subject(), map[string]any{"year": y.Year})
	})
}
