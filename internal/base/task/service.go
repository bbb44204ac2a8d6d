package task

import (
	"context"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Records resolves what a task hangs on. ScopeTx answers a fault of kind
// NotFound unless tx.Actor may read the record.
type Records interface {
	ScopeTx(tx *db.Tx, r ref.Ref) (s authz.Scope, label string, err error)
}

// People tells where a person works, and the business zone of an entity. HomeTx
// answers a fault of kind NotFound or Invalid unless the person is active.
type People interface {
	HomeTx(tx *db.Tx, person ref.ID) (entity, department ref.ID, err error)
	ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error)
}

// Service is the module's public face: one method per use case.
type Service struct {
	db       *db.DB
	records  Records
	people   People
	calendar func() *workday.Calendar
}

// New returns a Service. Calendar returns the working days that hold now.
func New(d *db.DB, records Records, people People, calendar func() *workday.Calendar) *Service {
	return &Service{d, records, people, calendar}
}

// List returns a page of the tasks of records that the caller may see, soonest
// first. Other lists are [Service.ListOf] and [Service.ListBy].
func (s *Service) List(ctx context.Context, q *db.Query) (db.Page[View], error) {
	return s.list(ctx, &ofRecords, q)
}

// ListOf is List with the tasks that the caller is to do, wherever they hang.
func (s *Service) ListOf(ctx context.Context, q *db.Query) (db.Page[View], error) {
	return s.list(ctx, &ofAssignee, q)
}

// ListBy is List with the tasks that the caller gave, wherever they hang.
func (s *Service) ListBy(ctx context.Context, q *db.Query) (db.Page[View], error) {
	return s.list(ctx, &ofCreator, q)
}

func (s *Service) list(ctx context.Context, l *db.List, q *db.Query) (p db.Page[View], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := db.Run(tx, l, q, scan)
		if err != nil {
			return err
		}
		if p, err = views(tx, found); err != nil {
			return err
		}
		return s.conceal(tx, p.Items)
	})
	return p, err
}

// Get returns a task. It needs [PermRead], and that the task concerns the
// caller or that he may see the tasks of its record.
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := get(tx, id)
		if err != nil {
			return err
		}
		if v, err = view(tx, t); err != nil {
			return err
		}
		one := []View{v}
		err = s.conceal(tx, one)
		v = one[0]
		return err
	})
	return v, err
}

// conceal takes the record out of tasks whose record the caller may not read:
// what he is to do, and until when, is all that they say then. What people wrote
// on them is for those who have a part in the task.
func (s *Service) conceal(tx *db.Tx, tasks []View) error {
	shown := map[ref.Ref]bool{}
	for i := range tasks {
		v := &tasks[i]
		if v.Ref == nil {
			continue
		}
		if _, asked := shown[*v.Ref]; !asked {
			_, _, err := s.records.ScopeTx(tx, *v.Ref)
			if f := fault.As(err); err != nil && (f == nil || f.Kind != fault.NotFound) {
				return err
			}
			shown[*v.Ref] = err == nil
		}
		if !shown[*v.Ref] {
			v.Ref, v.RefLabel, v.Code, v.Params = nil, "", "", nil
			if me := tx.Actor.ID; me != v.AssigneeID && me != v.CreatedBy {
				v.Note, v.Result = "", ""
			}
		}
	}
	return nil
}

// Visible answers [ErrNotFound] unless the caller may read the task.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx lets other things hang on a task: it answers [ErrNotFound] unless the
// actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, r ref.Ref) (authz.Scope, string, error) {
	t, err := get(tx, r.ID)
	return t.Scope(), t.Title, err
}

// actCreate is what a person needs on a record to give tasks there.
var actCreate = authz.Action[*Task]{Verb: "create", Permission: PermWrite}

// Create gives somebody a task. It needs [PermWrite] over the record, or at all
// when there is none. Errors: [ErrRecord], [ErrPerson].
func (s *Service) Create(ctx context.Context, id ref.ID, on ref.Ref, d Draft) (ref.ID, error) {
	if id.IsZero() {
		id = ref.New()
	}
	return id, s.db.Write(ctx, func(tx *db.Tx) error {
		t := Task{ID: id, State: Open, Ref: on, EntityID: tx.Actor.Entity, DepartmentID: tx.Actor.Department, OwnerID: tx.Actor.ID, CreatedBy: tx.Actor.ID}
		if !on.IsZero() {
			scope, label, err := s.records.ScopeTx(tx, on)
			if err != nil {
				return orElse(err, ErrRecord.At("ref", "unknown"))
			}
			t.EntityID, t.DepartmentID, t.OwnerID, t.Label = scope.Entity, scope.Department, scope.Owner, label
		}
		if err := db.Allow(tx, actCreate, t.Scope(), &t, on.ID); err != nil {
			return err
		}
		if err := d.check(); err != nil {
			return err
		}
		if _, _, err := s.people.HomeTx(tx, d.AssigneeID); err != nil {
			return orElse(err, ErrPerson.At("assignee_id", "unknown"))
		}
		t.write(d)
		return s.keep(tx, &t)
	})
}

// keep stores a new task, plans its signals and says whose it is.
func (s *Service) keep(tx *db.Tx, t *Task) error {
	if err := insert(tx, t); err != nil {
		return err
	}
	if err := s.replan(tx, t); err != nil {
		return err
	}
	if err := tx.Audit("task.create", nil, t); err != nil {
		return err
	}
	return tx.Emit(Assigned{t.facts(), tx.Actor.ID, tx.Actor.Name})
}

// replan computes when people are told about the task from now on.
func (s *Service) replan(tx *db.Tx, t *Task) error {
	if t.State != Open {
		return plan(tx, t.ID, nil)
	}
	zone, err := s.people.ZoneTx(tx, t.EntityID)
	if err != nil {
		return err
	}
	return plan(tx, t.ID, t.signals(tx.Now, zone, s.calendar()))
}

// Update changes what a person wrote of a task; it is for who is to do it, who
// gave it, and whoever manages tasks on the record. Of a fixed task only the
// assignee and the note change. Errors: [ErrNotFound], [ErrClosed], [ErrFixed],
// [ErrPerson].
func (s *Service) Update(ctx context.Context, id ref.ID, version int64, change func(*Draft)) error {
	return s.act(ctx, id, version, doUpdate, func(tx *db.Tx, t *Task) error {
		d := t.draft()
		change(&d)
		if err := d.check(); err != nil {
			return err
		}
		if t.Fixed && !(d.Title == t.Title && d.Kind == t.Kind && d.DueAt.Equal(t.DueAt) && same(d.Reminders, t.Reminders)) {
			return ErrFixed
		}
		moved := d.AssigneeID != t.AssigneeID
		if moved {
			if _, _, err := s.people.HomeTx(tx, d.AssigneeID); err != nil {
				return orElse(err, ErrPerson.At("assignee_id", "unknown"))
			}
		}
		t.write(d)
		if moved {
			return tx.Emit(Assigned{t.facts(), tx.Actor.ID, tx.Actor.Name})
		}
		return nil
	})
}

// Finish closes a task as done; it is for who is to do it and whoever manages
// tasks on the record. Errors: [ErrNotFound], [ErrClosed], [ErrFixed].
func (s *Service) Finish(ctx context.Context, id ref.ID, version int64, result string) error {
	return s.act(ctx, id, version, doDone, func(tx *db.Tx, t *Task) error { return s.close(tx, t, Done, result) })
}

// Cancel closes a task that need not be done; it is for who gave it and whoever
// manages tasks on the record. Errors: [ErrNotFound], [ErrClosed].
func (s *Service) Cancel(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.act(ctx, id, version, doCancel, func(tx *db.Tx, t *Task) error { return s.close(tx, t, Cancelled, reason) })
}

// Snooze moves the due time; it is for who is to do the task, who gave it, and
// whoever manages tasks on the record. Errors: [ErrNotFound], [ErrClosed],
// [ErrFixed].
func (s *Service) Snooze(ctx context.Context, id ref.ID, version int64, dueAt time.Time) error {
	return s.act(ctx, id, version, doSnooze, func(tx *db.Tx, t *Task) error {
		if !dueAt.After(tx.Now) {
			return fault.ErrInvalid.At("due_at", "in_past")
		}
		t.DueAt = dueAt
		return nil
	})
}

func (s *Service) close(tx *db.Tx, t *Task, to State, result string) error {
	if err := t.close(to, result, tx.Actor.ID, tx.Now); err != nil {
		return err
	}
	return tx.Emit(Closed{t.facts(), to, tx.Now, t.OnTime(), tx.Actor.ID})
}

// act is the common course of every verb on a task.
func (s *Service) act(ctx context.Context, id ref.ID, version int64, v verb, decide func(*db.Tx, *Task) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := get(tx, id)
		if err != nil {
			return err
		}
		if t.Version != version {
			return db.ErrStale
		}
		x, scope := v.right(&t, tx.Actor)
		if err := db.Allow(tx, x, scope, &t, t.Ref.ID); err != nil {
			return err
		}
		before := t
		if err := decide(tx, &t); err != nil {
			return err
		}
		return s.save(tx, "task."+x.Verb, &before, &t)
	})
}

func (s *Service) save(tx *db.Tx, action string, before, t *Task) error {
	if err := update(tx, t); err != nil {
		return err
	}
	if err := s.replan(tx, t); err != nil {
		return err
	}
	return tx.Audit(action, before, t)
}

func same(a, b []Offset) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// orElse answers instead when err says that something does not exist for the
// actor; other failures pass.
func orElse(err error, instead *fault.Error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return instead
	}
	return err
}
