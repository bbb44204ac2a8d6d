package pipeline

import (
	"errors"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ListForTest lets tests ask the list.
func ListForTest(a *authz.Actor, sort string) *db.List { return listFor(a, sort) }

// SumRow and its like are the rows of the kept sums as a test compares them.
type (
	SumRow struct {
		Place ref.ID
		Stage Stage
		Sum
	}
	FlowRow struct {
		Place        ref.ID
		Phase, Month string
		Flow
	}
	OutlookRow struct {
		Place ref.ID
		Stage Stage
		Month string
		Outlook
	}
	RegionRow struct {
		Place               ref.ID
		Region, Phase, Year string
		Sum
	}
)

// Sums are all rows of the kept sums, without those that came to nothing.
type Sums struct {
	Stages  map[SumRow]bool
	Flows   map[FlowRow]bool
	Months  map[OutlookRow]bool
	Regions map[RegionRow]bool
}

// Shares works the sums out by brute force.
func Shares(tx *db.Tx) (Sums, error) {
	all := shareOf(nil)
	rows, err := db.All(tx, "select "+columns+" from opportunity o", nil, scan)
	for i := range rows {
		all.add(shareOf(&rows[i]))
	}
	s := Sums{map[SumRow]bool{}, map[FlowRow]bool{}, map[OutlookRow]bool{}, map[RegionRow]bool{}}
	for c, v := range all.sums {
		s.Stages[SumRow{c.place, c.stage, v}] = true
	}
	for c, v := range all.flows {
		s.Flows[FlowRow{c.place, c.phase, c.month, v}] = true
	}
	for c, v := range all.months {
		s.Months[OutlookRow{c.place, c.stage, c.month, v}] = true
	}
	for c, v := range all.regions {
		s.Regions[RegionRow{c.place, c.region, c.phase, c.year, v}] = true
	}
	return s, err
}

// Kept returns the sums as they are kept.
func Kept(tx *db.Tx) (Sums, error) {
	stages, err1 := rowsOf(tx, "place_id, stage, deals, amount, weighted from pipeline_rollup where deals <> 0", func(x *SumRow) []any {
		return []any{&x.Place, &x.Stage, &x.Deals, &x.Amount, &x.Weighted}
	})
	flows, err2 := rowsOf(tx, "place_id, phase, month, entered, moved, amount from pipeline_flow where entered <> 0", func(x *FlowRow) []any {
		return []any{&x.Place, &x.Phase, &x.Month, &x.Entered, &x.Moved, &x.Amount}
	})
	months, err3 := rowsOf(tx, "place_id, stage, month, deals, amount, weighted, stalled, stalled_amount from pipeline_outlook where deals <> 0", func(x *OutlookRow) []any {
		return []any{&x.Place, &x.Stage, &x.Month, &x.Deals, &x.Amount, &x.Weighted, &x.Stalled, &x.StalledAmount}
	})
	regions, err4 := rowsOf(tx, "place_id, region, phase, year, deals, amount, weighted from pipeline_region where deals <> 0", func(x *RegionRow) []any {
		return []any{&x.Place, &x.Region, &x.Phase, &x.Year, &x.Deals, &x.Amount, &x.Weighted}
	})
	return Sums{stages, flows, months, regions}, errors.Join(err1, err2, err3, err4)
}

func rowsOf[T comparable](tx *db.Tx, query string, fields func(*T) []any) (map[T]bool, error) {
	out := map[T]bool{}
	return out, tx.Each("select "+query, nil, func(r db.Row) error {
		var x T
		err := r.Scan(fields(&x)...)
		out[x] = true
		return err
	})
}

// Pure rules that tests try at their boundaries.
var (
	AmountPoints  = amountPoints
	UrgencyPoints = urgencyPoints
	GradeOf       = gradeOf
)
