package pipeline

import (
	"slices"
	"strings"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// The sums that are kept beside the opportunities.
var (
	keptStages  = db.SumsOf("pipeline_rollup", "place_id, stage", "deals, amount, weighted")
	keptMonths  = db.SumsOf("pipeline_outlook", "place_id, stage, month", "deals, amount, weighted, stalled, stalled_amount")
	keptRegions = db.SumsOf("pipeline_region", "place_id, region, phase, year", "deals, amount, weighted")
	keptFlows   = db.SumsOf("pipeline_flow", "place_id, phase, month", "entered, moved, amount")
)

// apply adds the difference to the sums, each table in turn.
func (c change) apply(tx *db.Tx) error {
	rows := make([][]any, len(c.sums))
	for i, d := range c.sums {
		rows[i] = []any{d.place, string(d.stage), d.Deals, d.Amount, d.Weighted}
	}
	if err := tx.Add(keptStages, rows); err != nil {
		return err
	}
	if err := c.applyOutlook(tx); err != nil {
		return err
	}
	rows = make([][]any, len(c.flows))
	for i, d := range c.flows {
		rows[i] = []any{d.place, d.phase, d.month, d.Entered, d.Moved, d.Amount}
	}
	return tx.Add(keptFlows, rows)
}

// parts splits what an actor may see in pieces that do not overlap: places
// whose sums are kept, and single opportunities outside of them.
type parts struct {
	kept  authz.Clause   // on column r.place_id: as few places as say it all; no SQL when there are none
	units authz.Clause   // the same by departments
	loose []authz.Clause // on opportunity o; each leaves out those before it
}

// partsOf agrees with the scope of the list.
func partsOf(tx *db.Tx) parts {
	whole := func(c []authz.Clause) bool { return len(c) == 1 && c[0].SQL == "true" }
	var p parts
	departments := tx.Actor.Legs(PermRead, authz.Columns{Department: "r.place_id"}, tx.Postgres())
	if whole(departments) {
		p.kept.SQL = "r.place_id in (select e.id from legal_entity e)"
		p.units.SQL = "r.place_id in (select x.id from department x)"
		return p
	}
	if len(departments) == 1 {
		p.kept, p.units = departments[0], departments[0]
	}
	single := tx.Actor.Legs(PermRead, authz.Columns{Owner: scopeColumns.Owner, Members: scopeColumns.Members}, tx.Postgres())
	before := tx.Actor.Legs(PermRead, authz.Columns{Department: scopeColumns.Department}, tx.Postgres())
	for _, leg := range single {
		part := authz.Clause{SQL: "(" + leg.SQL + ")", Args: slices.Clone(leg.Args)}
		for _, b := range before {
			part.SQL += " and not (" + b.SQL + ")"
			part.Args = append(part.Args, b.Args...)
		}
		p.loose, before = append(p.loose, part), append(before, leg)
	}
	return p
}

// sums returns what the open opportunities that the actor may see come to, by
// stage.
func sums(tx *db.Tx) (map[Stage]Sum, error) {
	out := map[Stage]Sum{}
	collect := func(r db.Row) error {
		var stage Stage
		var s Sum
		if err := r.Scan(&stage, &s.Deals, &s.Amount, &s.Weighted); err != nil {
			return err
		}
		s.add(out[stage])
		out[stage] = s
		return nil
	}
	p := partsOf(tx)
	if p.kept.SQL != "" {
		if err := tx.Each("select r.stage, "+summed("r.deals", "r.amount", "r.weighted")+" from pipeline_rollup r where "+p.kept.SQL+" group by r.stage", p.kept.Args, collect); err != nil {
			return nil, err
		}
	}
	for _, part := range p.loose {
		if err := tx.Each("select o.stage, count(*), "+summed("o.amount", "o.weighted")+" from opportunity o where "+part.SQL+" and o.outcome = 'open' group by o.stage", part.Args, collect); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// summed sums columns up: PostgreSQL's sum of bigint is no bigint.
func summed(columns ...string) string {
	return "cast(sum(" + strings.Join(columns, ") as bigint), cast(sum(") + ") as bigint)"
}

// flows returns, by phase, what the opportunities that the actor may see did
// between two months, both included.
func flows(tx *db.Tx, from, to string) (map[string]Flow, error) {
	out := map[string]Flow{}
	p := partsOf(tx)
	if p.kept.SQL != "" {
		args := append(append([]any{}, p.kept.Args...), from, to)
		err := tx.Each("select r.phase, "+summed("r.entered", "r.moved", "r.amount")+" from pipeline_flow r where "+p.kept.SQL+" and r.phase in ('intent', 'negotiation', 'quotation', 'signing', 'won', 'lost') and r.month >= ? and r.month <= ? group by r.phase", args, func(r db.Row) error {
			var phase string
			var f Flow
			err := r.Scan(&phase, &f.Entered, &f.Moved, &f.Amount)
			out[phase] = f
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for _, part := range p.loose {
		if err := looseFlows(tx, part, from, to, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// looseFlows adds what single opportunities did.
func looseFlows(tx *db.Tx, part authz.Clause, from, to string, out map[string]Flow) error {
	return tx.Each("select o.stage, o.outcome, o.amount, o.intent_on, o.negotiation_on, o.quotation_on, o.signing_on, o.closed_on from opportunity o where "+part.SQL+" and o.outcome <> 'void'", part.Args, func(r db.Row) error {
		var o Opportunity
		if err := r.Scan(&o.Stage, &o.Outcome, &o.Amount, &o.Entered[0], &o.Entered[1], &o.Entered[2], &o.Entered[3], &o.ClosedOn); err != nil {
			return err
		}
		one := share{flows: map[flowCell]Flow{}}
		one.flow(&o, ref.Nil)
		for cell, f := range one.flows {
			if cell.month >= from && cell.month <= to {
				f.add(out[cell.phase])
				out[cell.phase] = f
			}
		}
		return nil
	})
}
