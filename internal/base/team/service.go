package team

import (
	"context"
	"slices"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Records resolves what a team belongs to. ScopeTx answers a fault of kind
// NotFound unless tx.Actor may read the record.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// People tells where a person works. HomeTx answers a fault of kind NotFound or
// Invalid unless the person exists and is active.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
}

// Service is the module's public face: one method per use case.
type Service struct {
	db      *db.DB
	records Records
	people  People
}

// New returns a Service.
func New(d *db.DB, records Records, people People) *Service { return &Service{d, records, people} }

// Team is who works on a record, the owner first.
type Team struct {
	Ref     ref.Ref
	Members []Member
	Actions []string // "manage"
}

// Of returns the team of a record. It needs [PermRead] over the record. Errors:
// [ErrNoRecord] when the caller may not read the record itself.
func (s *Service) Of(ctx context.Context, r ref.Ref) (t Team, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err = s.teamTx(tx, r)
		return err
	})
	return t, err
}

func (s *Service) teamTx(tx *db.Tx, r ref.Ref) (t Team, err error) {
	rec, err := s.recordTx(tx, r)
	if err != nil {
		return t, err
	}
	if err := db.Allow(tx, actRead, rec.scope, rec, r.ID); err != nil {
		return t, err
	}
	t.Ref = r
	if t.Actions, err = db.Actions(tx, actions, rec.scope, rec, r.ID); err != nil {
		return t, err
	}
	if !rec.scope.Owner.IsZero() {
		owner, err := person(tx, rec.scope.Owner)
		if err != nil {
			return t, err
		}
		owner.Part = Owner
		t.Members = append(t.Members, owner)
	}
	ms, err := members(tx, r.ID)
	t.Members = append(t.Members, ms...)
	return t, err
}

// Join lets a person play a part on a record. It needs [PermManage] over the
// record. Errors: [ErrRecord], [ErrPerson], [ErrPart], [ErrMember], [ErrTaken],
// [ErrFull].
func (s *Service) Join(ctx context.Context, r ref.Ref, person ref.ID, part Part) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rec, err := s.recordTx(tx, r)
		if err != nil {
			return orElse(err, ErrRecord.At("ref", "unknown"))
		}
		if err := db.Allow(tx, actManage, rec.scope, rec, r.ID); err != nil {
			return err
		}
		return s.JoinTx(tx, rec.subject(), person, part)
	})
}

// Leave ends a part. It needs [PermManage] over the record. Errors:
// [ErrNoRecord], [ErrNotFound].
func (s *Service) Leave(ctx context.Context, r ref.Ref, person ref.ID, part Part) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		rec, err := s.recordTx(tx, r)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, actManage, rec.scope, rec, r.ID); err != nil {
			return err
		}
		return s.LeaveTx(tx, rec.subject(), person, part)
	})
}

// JoinTx is [Service.Join] for modules that have decided already who may: on
// names the record, its label and its entity.
func (s *Service) JoinTx(tx *db.Tx, on db.Subject, who ref.ID, part Part) error {
	if !part.known() {
		return ErrPart.At("part", "unknown")
	}
	if _, _, err := s.people.HomeTx(tx, who); err != nil {
		return orElse(err, ErrPerson.At("person_id", "unknown"))
	}
	now, err := members(tx, on.Ref.ID)
	if err != nil {
		return err
	}
	if err := admit(now, who, part); err != nil {
		return err
	}
	m, err := person(tx, who)
	if err != nil {
		return err
	}
	m.Part, m.Since, m.AddedBy = part, tx.Now, tx.Actor.ID
	if err := insert(tx, on.Ref, &m); err != nil {
		return err
	}
	if err := tx.Note("team.join", on, map[string]any{"person": m.Name, "person_id": who, "part": part}); err != nil {
		return err
	}
	return tx.Emit(Joined{on.Ref, on.Label, on.Entity, who, part, tx.Actor.ID, tx.Actor.Name})
}

// LeaveTx is [Service.Leave] for modules that have decided already who may.
func (s *Service) LeaveTx(tx *db.Tx, on db.Subject, who ref.ID, part Part) error {
	if err := remove(tx, on.Ref.ID, who, part); err != nil {
		return err
	}
	m, err := person(tx, who)
	if err != nil {
		return err
	}
	if err := tx.Note("team.leave", on, map[string]any{"person": m.Name, "person_id": who, "part": part}); err != nil {
		return err
	}
	return tx.Emit(Left{on.Ref, on.Label, on.Entity, who, part, tx.Actor.ID, tx.Actor.Name})
}

// SetTx makes exactly these people play the part on the record; what is so
// already leaves no trace.
func (s *Service) SetTx(tx *db.Tx, on db.Subject, part Part, people ...ref.ID) error {
	now, err := members(tx, on.Ref.ID)
	if err != nil {
		return err
	}
	have := map[ref.ID]bool{}
	for _, m := range now {
		if m.Part != part {
			continue
		}
		if have[m.PersonID] = slices.Contains(people, m.PersonID); have[m.PersonID] {
			continue
		}
		if err := s.LeaveTx(tx, on, m.PersonID, part); err != nil {
			return err
		}
	}
	for _, who := range people {
		if have[who] {
			continue
		}
		if err := s.JoinTx(tx, on, who, part); err != nil {
			return err
		}
		have[who] = true
	}
	return nil
}

// MembersTx returns who plays parts on a record, without its owner. It checks
// no right.
func (s *Service) MembersTx(tx *db.Tx, r ref.Ref) ([]Member, error) { return members(tx, r.ID) }

// MissingTx returns which of the parts nobody plays on a record. It checks no
// right.
func (s *Service) MissingTx(tx *db.Tx, r ref.Ref, wanted ...Part) ([]Part, error) {
	have, err := played(tx, r.ID)
	missing := []Part{}
	for _, p := range wanted {
		if !slices.Contains(have, p) {
			missing = append(missing, p)
		}
	}
	return missing, err
}

// HasTx reports whether somebody plays each of the parts on a record. It checks
// no right.
func (s *Service) HasTx(tx *db.Tx, r ref.Ref, wanted ...Part) (bool, error) {
	missing, err := s.MissingTx(tx, r, wanted...)
	return err == nil && len(missing) == 0, err
}

// Visible answers [ErrNoRecord] unless the record has a team and the caller may
// read the record.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	_, err := s.ofID(ctx, id)
	return err
}

// ofID returns the record of a team that the caller may read.
func (s *Service) ofID(ctx context.Context, id ref.ID) (r ref.Ref, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if r, err = kindOf(tx, id); err != nil {
			return err
		}
		_, err = s.recordTx(tx, r)
		return err
	})
	return r, err
}

// recordTx resolves a record that the actor may read.
func (s *Service) recordTx(tx *db.Tx, r ref.Ref) (record, error) {
	scope, label, err := s.records.ScopeTx(tx, r)
	if err != nil {
		return record{}, orElse(err, ErrNoRecord)
	}
	return record{r, label, scope}, nil
}

func (r record) subject() db.Subject {
	return db.Subject{Ref: r.ref, Label: r.label, Entity: r.scope.Entity}
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead
	}
	return err
}
