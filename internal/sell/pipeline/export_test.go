package pipeline

import (
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
