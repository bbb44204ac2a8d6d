package activity

import (
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Past is what an import or the demo tells of: somebody did something then.
type Past struct {
	ID         ref.ID
	On         db.Subject
	Scope      authz.Scope
	Customer   ref.ID
	Kind       string // one of [Kinds], not System
	FirstVisit bool
	At         time.Time
	Took       time.Duration
	Words      Words
	By         ref.ID
}

// AddTx keeps an activity of the past. It checks no right and emits nothing,
// because nothing happens now.
func (s *Service) AddTx(tx *db.Tx, p Past) error {
	a := p.activity()
	if err := insert(tx, a); err != nil {
		return err
	}
	return tx.Audit("activity.past", nil, a)
}

// LoadTx is [Service.AddTx] for thousands, without the audit record, which is the
// caller's.
func (s *Service) LoadTx(tx *db.Tx, all []Past) error {
	made := make([]*Activity, len(all))
	for i := range all {
		made[i] = all[i].activity()
	}
	return insert(tx, made...)
}

func (p *Past) activity() *Activity {
	a := Activity{ID: p.ID, Ref: p.On.Ref, Label: p.On.Label, EntityID: p.Scope.Entity, DepartmentID: p.Scope.Department, OwnerID: p.Scope.Owner,
		CustomerID: p.Customer, Kind: p.Kind, FirstVisit: p.FirstVisit, At: p.At, EndedAt: p.At.Add(p.Took), CreatedBy: p.By}
	a.write(p.Words)
	return &a
}
