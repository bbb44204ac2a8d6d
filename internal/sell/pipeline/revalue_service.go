package pipeline

import (
	"context"
	"encoding/json"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
)

// settled is how long after a change another process may still write by what held
// before: twice the time in which it follows.
const settled = 10 * time.Second

// terms are what of the policy the value of an opportunity follows from, as they
// are kept and compared.
func (p *Policy) terms() (string, error) {
	b, err := json.Marshal(map[string]any{"probability": p.Probability, "heat": p.Heat, "usual_heat": p.UsualHeat})
	return string(b), err
}

// Revalue values everything open anew when a group set other probabilities or
// another heat of project types: row and sums in one transaction, a hundred at a time. It begins when every
// process has followed the change, and from the start again when it was
// interrupted, which writes nothing twice. Like the nightly job it makes no
// versions. Only the system may call it; it returns how many opportunities changed.
func (s *Service) Revalue(ctx context.Context) (changed int, err error) {
	if err := bySystem(ctx); err != nil {
		return 0, err
	}
	terms, err := s.policy().terms()
	if err != nil {
		return 0, err
	}
	due, err := s.revaluationDue(ctx, terms)
	if err != nil || !due {
		return 0, err
	}
	var pace map[Stage]Pace
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		pace, err = paces(tx)
		return err
	}); err != nil {
		return 0, err
	}
	zones := map[ref.ID]*time.Location{}
	changed, err = s.walk(ctx, func(found []Opportunity) (int, error) { return s.refresh(ctx, found, pace, zones) })
	if err != nil {
		return changed, err
	}
	return changed, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := keepValued(tx, terms); err != nil {
			return err
		}
		return tx.Note("opportunity.revalued", db.Subject{Label: "pipeline"}, map[string]any{"changed": changed, "terms": json.RawMessage(terms)})
	})
}

// revaluationDue reports whether everything open is to be valued by other terms
// than it was, and every process knows them. It notes when it first hears of them.
func (s *Service) revaluationDue(ctx context.Context, terms string) (due bool, err error) {
	var v valuation
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = loadValuation(tx)
		return err
	}); err != nil || v.done == terms {
		return false, err
	}
	if v.next == terms {
		return s.db.Now().Sub(v.since) >= settled, nil
	}
	return false, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := keepNext(tx, terms); err != nil {
			return err
		}
		return tx.Note("opportunity.revalue", db.Subject{Label: "pipeline"}, map[string]any{"terms": json.RawMessage(terms)})
	})
}
