package pipeline

import (
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// ListForTest lets tests ask the list.
func ListForTest(a *authz.Actor, sort string) *db.List { return listFor(a, sort) }

// Shares lets a test work the kept sums out by brute force.
func Shares(tx *db.Tx) (sums map[Stage]Sum, flows map[string]Flow, err error) {
	sums, flows = map[Stage]Sum{}, map[string]Flow{}
	all, err := db.All(tx, "select "+columns+" from opportunity o", nil, scan)
	for i := range all {
		s := shareOf(&all[i])
		for cell, v := range s.sums {
			v.add(sums[cell.stage])
			sums[cell.stage] = v
		}
		for cell, v := range s.flows {
			v.add(flows[cell.phase])
			flows[cell.phase] = v
		}
	}
	return sums, flows, err
}

// OutlookOf and RegionOf are the rows of the kept sums as a test compares them.
type (
	OutlookRow struct {
		Department ref.ID
		Stage      Stage
		Month      string
		Outlook
	}
	RegionRow struct {
		Department          ref.ID
		Region, Phase, Year string
		Sum
	}
)

// OutlookShares lets a test work months and regions out by brute force.
func OutlookShares(tx *db.Tx) (months map[OutlookRow]bool, regions map[RegionRow]bool, err error) {
	m, r := map[outlookCell]Outlook{}, map[regionCell]Sum{}
	list, err := db.All(tx, "select "+columns+" from opportunity o", nil, scan)
	for i := range list {
		s := shareOf(&list[i])
		for cell, v := range s.months {
			v.add(m[cell])
			m[cell] = v
		}
		for cell, v := range s.regions {
			v.add(r[cell])
			r[cell] = v
		}
	}
	months, regions = map[OutlookRow]bool{}, map[RegionRow]bool{}
	for c, v := range m {
		months[OutlookRow{c.department, c.stage, c.month, v}] = true
	}
	for c, v := range r {
		regions[RegionRow{c.department, c.region, c.phase, c.year, v}] = true
	}
	return months, regions, err
}

// OutlookKept returns the rows that are kept, without those that came to nothing.
func OutlookKept(tx *db.Tx) (months map[OutlookRow]bool, regions map[RegionRow]bool, err error) {
	months, regions = map[OutlookRow]bool{}, map[RegionRow]bool{}
	err = tx.Each("select department_id, stage, month, deals, amount, weighted, stalled, stalled_amount from pipeline_outlook where deals <> 0", nil, func(r db.Row) error {
		var x OutlookRow
		err := r.Scan(&x.Department, &x.Stage, &x.Month, &x.Deals, &x.Amount, &x.Weighted, &x.Stalled, &x.StalledAmount)
		months[x] = true
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	err = tx.Each("select department_id, region, phase, year, deals, amount, weighted from pipeline_region where deals <> 0", nil, func(r db.Row) error {
		var x RegionRow
		err := r.Scan(&x.Department, &x.Region, &x.Phase, &x.Year, &x.Deals, &x.Amount, &x.Weighted)
		regions[x] = true
		return err
	})
	return months, regions, err
}

// Kept returns every row of the kept sums as one text a row, without zeros.
func Kept(tx *db.Tx) (sums map[Stage]Sum, err error) {
	sums = map[Stage]Sum{}
	err = tx.Each("select stage, deals, amount, weighted from pipeline_rollup", nil, func(r db.Row) error {
		var stage Stage
		var s Sum
		err := r.Scan(&stage, &s.Deals, &s.Amount, &s.Weighted)
		s.add(sums[stage])
		sums[stage] = s
		return err
	})
	return sums, err
}

// Pure rules that tests try at their boundaries.
var (
	AmountPoints  = amountPoints
	UrgencyPoints = urgencyPoints
	GradeOf       = gradeOf
)
