package pipeline

import (
	"cmp"
	"context"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// Outlook returns what the open opportunities that the caller may see come to, by
// the month in which they are expected to be signed ("2026-11") and by stage. It
// needs [PermRead]. It agrees with the list under the same scope.
func (s *Service) Outlook(ctx context.Context) (out map[string]map[Stage]Outlook, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = outlook(tx)
		return err
	})
	return out, err
}

// Closed returns, by month and by outcome ("won", "lost"), what was closed in the
// months from and to, both included, of what the caller may see. It needs
// [PermRead]. It agrees with the list under the same scope.
func (s *Service) Closed(ctx context.Context, from, to string) (out map[string]map[string]Flow, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = closedBy(tx, from, to)
		return err
	})
	return out, err
}

// Units returns what each department has open, and what it won and lost in the
// months from and to, both included, of what the caller may see. It needs
// [PermRead]. Those with most in the making come first.
func (s *Service) Units(ctx context.Context, from, to string) (out []Unit, err error) {
	err = s.db.Snapshot(ctx, func(tx *db.Tx) error {
		all := map[ref.ID]*Unit{}
		if err := unitSums(tx, all); err != nil {
			return err
		}
		if err := unitFlows(tx, from, to, all); err != nil {
			return err
		}
		out = out[:0]
		for _, u := range all {
			out = append(out, *u)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(b.Open.Weighted, a.Open.Weighted), compareIDs(a.Department, b.Department))
	})
	return out, err
}

// Regions returns what each region has open, and what it won and lost in a year
// ("2026"), of what the caller may see. It needs [PermRead]. Those with most in
// the making come first.
func (s *Service) Regions(ctx context.Context, year string) (out []Region, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = regions(tx, year)
		return err
	})
	slices.SortFunc(out, func(a, b Region) int {
		return cmp.Or(cmp.Compare(b.Open.Weighted, a.Open.Weighted), cmp.Compare(a.Name, b.Name))
	})
	return out, err
}
