package pipeline

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// applyOutlook adds the differences of months and regions, each table in turn.
func (c change) applyOutlook(tx *db.Tx) error {
	rows := make([][]any, len(c.months))
	for i, d := range c.months {
		rows[i] = []any{d.place, string(d.stage), d.month, d.Deals, d.Amount, d.Weighted, d.Stalled, d.StalledAmount}
	}
	if err := tx.Add(keptMonths, rows); err != nil {
		return err
	}
	rows = make([][]any, len(c.regions))
	for i, d := range c.regions {
		rows[i] = []any{d.place, d.region, d.phase, d.year, d.Deals, d.Amount, d.Weighted}
	}
	return tx.Add(keptRegions, rows)
}

// both asks the kept sums of some places, which are of p, and the single
// opportunities outside of them, and collects the rows of both. In the questions
// % stands for what the actor sees.
func (p parts) both(tx *db.Tx, places authz.Clause, kept, loose string, args []any, collect func(db.Row) error) error {
	if places.SQL != "" {
		if err := tx.Each(strings.Replace(kept, "%", places.SQL, 1), append(slices.Clone(places.Args), args...), collect); err != nil {
			return err
		}
	}
	for _, part := range p.loose {
		if err := tx.Each(strings.Replace(loose, "%", part.SQL, 1), append(slices.Clone(part.Args), args...), collect); err != nil {
			return err
		}
	}
	return nil
}

// outlook returns, by month and stage, what the open opportunities that the actor
// may see come to. Months that came to nothing are left out.
func outlook(tx *db.Tx) (map[string]map[Stage]Outlook, error) {
	out := map[string]map[Stage]Outlook{}
	p := partsOf(tx)
	err := p.both(tx, p.kept,
		"select r.month, r.stage, "+summed("r.deals", "r.amount", "r.weighted", "r.stalled", "r.stalled_amount")+" from pipeline_outlook r where % and r.deals <> 0 group by r.month, r.stage",
		"select substr(o.expected_sign_date, 1, 7), o.stage, count(*), "+summed("o.amount", "o.weighted", "case when o.stalled then 1 else 0 end", "case when o.stalled then o.amount else 0 end")+
			" from opportunity o where % and o.outcome = 'open' group by substr(o.expected_sign_date, 1, 7), o.stage", nil,
		func(r db.Row) error {
			var month string
			var stage Stage
			var u Outlook
			if err := r.Scan(&month, &stage, &u.Deals, &u.Amount, &u.Weighted, &u.Stalled, &u.StalledAmount); err != nil {
				return err
			}
			if out[month] == nil {
				out[month] = map[Stage]Outlook{}
			}
			u.add(out[month][stage])
			out[month][stage] = u
			return nil
		})
	return out, err
}

// closedBy returns what was closed between two months, by month and outcome.
func closedBy(tx *db.Tx, from, to string) (map[string]map[string]Flow, error) {
	out := map[string]map[string]Flow{}
	p := partsOf(tx)
	err := p.both(tx, p.kept,
		"select r.month, r.phase, "+summed("r.entered", "r.amount")+" from pipeline_flow r where % and r.phase in ('won', 'lost') and r.entered <> 0 and r.month >= ? and r.month <= ? group by r.month, r.phase",
		"select substr(o.closed_on, 1, 7), o.outcome, count(*), "+summed("o.amount")+" from opportunity o where % and o.outcome in ('won', 'lost') and substr(o.closed_on, 1, 7) >= ? and substr(o.closed_on, 1, 7) <= ? group by substr(o.closed_on, 1, 7), o.outcome",
		[]any{from, to},
		func(r db.Row) error {
			var month, outcome string
			var f Flow
			if err := r.Scan(&month, &outcome, &f.Entered, &f.Amount); err != nil {
				return err
			}
			if out[month] == nil {
				out[month] = map[string]Flow{}
			}
			f.add(out[month][outcome])
			out[month][outcome] = f
			return nil
		})
	return out, err
}

// regions returns what each region brings. Regions that came to nothing are left
// out.
func regions(tx *db.Tx, year string) ([]Region, error) {
	found := map[string]*Region{}
	p := partsOf(tx)
	err := p.both(tx, p.kept,
		"select r.region, r.phase, "+summed("r.deals", "r.amount", "r.weighted")+" from pipeline_region r where % and r.deals <> 0 and r.year in ('', ?) group by r.region, r.phase",
		"select o.region, o.outcome, count(*), "+summed("o.amount", "case when o.outcome = 'open' then o.weighted else 0 end")+
			" from opportunity o where % and (o.outcome = 'open' or o.outcome in ('won', 'lost') and substr(o.closed_on, 1, 4) = ?) group by o.region, o.outcome", []any{year},
		func(r db.Row) error {
			var name, phase string
			var s Sum
			if err := r.Scan(&name, &phase, &s.Deals, &s.Amount, &s.Weighted); err != nil {
				return err
			}
			if found[name] == nil {
				found[name] = &Region{Name: name}
			}
			switch phase {
			case phaseWon:
				found[name].Won.add(s)
			case phaseLost:
				found[name].Lost.add(s)
			default:
				found[name].Open.add(s)
			}
			return nil
		})
	var out []Region
	for _, r := range found {
		out = append(out, *r)
	}
	return out, err
}

// unit returns the unit of a department, made when it is new.
func unit(all map[ref.ID]*Unit, department, entity ref.ID) *Unit {
	if all[department] == nil {
		all[department] = &Unit{Department: department, Entity: entity}
	}
	return all[department]
}

// unitSums adds what each department has open.
func unitSums(tx *db.Tx, units map[ref.ID]*Unit) error {
	p := partsOf(tx)
	return p.both(tx, p.units,
		"select d.id, d.entity_id, "+summed("r.deals", "r.amount", "r.weighted")+" from pipeline_rollup r join department d on d.id = r.place_id where % and r.deals <> 0 group by d.id",
		"select o.department_id, o.entity_id, count(*), "+summed("o.amount", "o.weighted")+" from opportunity o where % and o.outcome = 'open' group by o.department_id, o.entity_id", nil,
		func(r db.Row) error {
			var department, entity ref.ID
			var s Sum
			if err := r.Scan(&department, &entity, &s.Deals, &s.Amount, &s.Weighted); err != nil {
				return err
			}
			unit(units, department, entity).Open.add(s)
			return nil
		})
}

// unitFlows adds what each department won and lost between two months.
func unitFlows(tx *db.Tx, from, to string, units map[ref.ID]*Unit) error {
	p := partsOf(tx)
	return p.both(tx, p.units,
		"select d.id, d.entity_id, r.phase, "+summed("r.entered", "r.amount")+" from pipeline_flow r join department d on d.id = r.place_id where % and r.phase in ('won', 'lost') and r.entered <> 0 and r.month >= ? and r.month <= ? group by d.id, r.phase",
		"select o.department_id, o.entity_id, o.outcome, count(*), "+summed("o.amount")+" from opportunity o where % and o.outcome in ('won', 'lost') and substr(o.closed_on, 1, 7) >= ? and substr(o.closed_on, 1, 7) <= ? group by o.department_id, o.entity_id, o.outcome", []any{from, to},
		func(r db.Row) error {
			var department, entity ref.ID
			var phase string
			var f Flow
			if err := r.Scan(&department, &entity, &phase, &f.Entered, &f.Amount); err != nil {
				return err
			}
			u := unit(units, department, entity)
			if phase == phaseWon {
				u.Won.add(f)
			} else {
				u.Lost.add(f)
			}
			return nil
		})
}
