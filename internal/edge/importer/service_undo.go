package importer

import (
	"context"

	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// Obstacle is a record that keeps an import from being taken back.
type Obstacle struct {
	Row   int      // of the file
	Kind  ref.Kind // of what the import made
	ID    ref.ID
	Label string
	By    string // what hangs on it: the name of its table; "" when it was changed itself
}

// removers take back what an import made, by kind.
func (s *Service) removers() map[ref.Kind]func(*db.Tx, ref.ID) error {
	return map[ref.Kind]func(*db.Tx, ref.ID) error{
		customer.Kind:         s.Customers.RemoveTx,
		customer.ContactKind:  s.Customers.RemoveContactTx,
		pipeline.Kind:         s.Pipeline.RemoveTx,
		contract.Kind:         s.Contracts.RemoveTx,
		project.Kind:          s.Projects.RemoveTx,
		project.MilestoneKind: s.Projects.RemoveMilestoneTx,
	}
}

// undo takes the records back, the last one first.
func (r *run) undo() error {
	var holders []reference
	err := r.db.Read(r.base, func(tx *db.Tx) (err error) {
		holders, err = references(tx)
		return err
	})
	for err == nil && r.batch.Records > 0 {
		if err = r.refresh(); err != nil {
			return err
		}
		began := r.db.Now()
		blocked, err := r.undoSome(holders)
		if err != nil {
			return err
		}
		if blocked {
			return r.finish(Applied, ErrBlocked.Code)
		}
		r.adapt(r.db.Now().Sub(began))
	}
	if err != nil {
		return err
	}
	if err := r.undoRest(); err != nil {
		return err
	}
	return r.finish(Undone, "")
}

// undoSome takes the last records back that are left. It reports whether one of
// them cannot go.
func (r *run) undoSome(holders []reference) (blocked bool, err error) {
	var next Batch
	err = r.db.Write(r.ctx, func(tx *db.Tx) error {
		next = r.batch
		from := max(0, next.Records-int64(r.size))
		if err := tx.Note("import.remove", r.batch.Subject(), map[string]any{"records": next.Records - from}); err != nil {
			return err
		}
		found, err := obstacles(tx, holders, next.ID, from, next.Records, 1)
		if blocked = len(found) > 0; err != nil || blocked {
			return err
		}
		if err := r.removeFrom(tx, from); err != nil {
			return err
		}
		next.Done += next.Records - from
		next.Records, next.Until = from, tx.Now.Add(lease)
		return advance(tx, &next)
	})
	if err == nil && !blocked {
		r.batch = next
	}
	return blocked, err
}

func (r *run) removeFrom(tx *db.Tx, from int64) error {
	all, err := madeFrom(tx, r.batch.ID, from)
	if err != nil {
		return err
	}
	remove := r.removers()
	for i := len(all) - 1; i >= 0; i-- {
		if err := remove[all[i].kind](tx, all[i].id); err != nil {
			return err
		}
	}
	return dropRecords(tx, r.batch.ID, from)
}

// undoRest drops the report, what people said of rows, and the fields that the
// import defined and nobody uses.
func (r *run) undoRest() error {
	return r.db.Write(r.ctx, func(tx *db.Tx) error {
		if err := tx.Note("import.remove", r.batch.Subject(), map[string]any{"records": 0}); err != nil {
			return err
		}
		fields, err := definedBy(tx, r.batch.ID)
		if err != nil {
			return err
		}
		for _, id := range fields {
			if err := r.Fields.RemoveUnusedTx(tx, id); err != nil {
				return err
			}
		}
		if err := forgetFields(tx, r.batch.ID); err != nil {
			return err
		}
		if err := forgetLines(tx, r.batch.ID); err != nil {
			return err
		}
		return forgetDecisions(tx, r.batch.ID)
	})
}

// Define adds the fields that a mapping asks for and the kind lacks, so that
// undoing the import can take them back. It needs customfield:manage.
func (s *Service) Define(ctx context.Context, id ref.ID) error {
	b, err := s.Get(ctx, id)
	if err != nil || len(b.Mapping.Custom) == 0 {
		return err
	}
	of := kinds[b.Of].record()
	have := map[string]bool{}
	fields, err := s.Fields.List(ctx, of)
	if err != nil {
		return err
	}
	for _, f := range fields {
		have[f.Key] = true
	}
	for _, c := range b.Mapping.Custom {
		if have[c.Key] {
			continue
		}
		f := c.definition()
		f.ID, f.Kind = ref.New(), of
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if err := s.Fields.CreateTx(tx, f); err != nil {
				return err
			}
			return keepField(tx, b.ID, f.ID)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) define() error { return r.Define(r.ctx, r.batch.ID) }
