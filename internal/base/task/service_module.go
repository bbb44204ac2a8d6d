package task

import (
	"errors"
	"strings"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// Made is a task that a module makes: a report to be written, a node to confirm.
type Made struct {
	ID         ref.ID      // zero gets one
	Key        string      // stable: "needs_report/<opportunity>"; making it again changes nothing
	On         db.Subject  // the record
	Scope      authz.Scope // of the record
	Kind       string      // one of [Kinds]
	Title      string      // for people, in the group's language
	Code       string      // of the sentence that pages show instead, with Params
	Params     map[string]any
	Note       string
	Priority   string // "" is normal
	Assignee   ref.ID
	DueAt      time.Time // or Clock
	Reminders  []Offset
	Clock      *Clock // its limit is the due time, its marks are further reminders
	EscalateTo ref.ID // who learns that it was not done in time
	Fixed      bool   // only the module moves and closes it; managers may cancel it
}

// CreateTx makes a task unless one with the key exists, open or closed, and
// returns its id. It checks no right.
func (s *Service) CreateTx(tx *db.Tx, m Made) (ref.ID, error) {
	if m.Key != "" {
		t, err := byKey(tx, m.Key)
		if err == nil || !errors.Is(err, ErrNotFound) {
			return t.ID, err
		}
	}
	t, err := m.task()
	if err != nil {
		return ref.Nil, err
	}
	return t.ID, s.keep(tx, t)
}

// LoadTx makes tasks by the thousand, none of whose keys is taken, and tells
// nobody. It leaves no audit record, which is the caller's.
func (s *Service) LoadTx(tx *db.Tx, all []Made) error {
	made, zones := make([]*Task, len(all)), map[ref.ID]*time.Location{}
	var signals [][]any
	for i := range all {
		t, err := all[i].task()
		if err != nil {
			return err
		}
		zone := zones[t.EntityID]
		if zone == nil {
			if zone, err = s.people.ZoneTx(tx, t.EntityID); err != nil {
				return err
			}
			zones[t.EntityID] = zone
		}
		for _, x := range t.signals(tx.Now, zone, s.calendar()) {
			signals = append(signals, []any{t.ID, x.what, x.at, nil})
		}
		made[i] = t
	}
	if err := insert(tx, made...); err != nil {
		return err
	}
	return tx.InsertAll("task_signal", "task_id, what, at, sent_at", signals)
}

// task returns what is to be done. Errors: fault.ErrInvalid.
func (m *Made) task() (*Task, error) {
	t := &Task{ID: m.ID, State: Open, Ref: m.On.Ref, Label: m.On.Label, EntityID: m.Scope.Entity, DepartmentID: m.Scope.Department, OwnerID: m.Scope.Owner,
		Key: m.Key, Code: m.Code, Params: m.Params, EscalateTo: m.EscalateTo, Fixed: m.Fixed}
	if t.ID.IsZero() {
		t.ID = ref.New()
	}
	d := Draft{Title: m.Title, Note: m.Note, Kind: m.Kind, Priority: m.Priority, AssigneeID: m.Assignee, DueAt: m.DueAt, Reminders: m.Reminders}
	if d.Priority == "" {
		d.Priority = Priorities[0]
	}
	if m.Clock != nil {
		t.StartedAt, d.DueAt = m.Clock.Start, m.Clock.Due()
		d.Reminders = append(m.Clock.reminders(), d.Reminders...)
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	t.write(d)
	return t, nil
}

// DoneTx closes the open task with the key as done, and reports whether there
// was one. It checks no right.
func (s *Service) DoneTx(tx *db.Tx, key, result string) (bool, error) {
	return s.closeTx(tx, key, Done, result)
}

// CancelTx closes the open task with the key, because it need not be done any
// more, and reports whether there was one. It checks no right.
func (s *Service) CancelTx(tx *db.Tx, key, reason string) (bool, error) {
	return s.closeTx(tx, key, Cancelled, reason)
}

// DoneAllTx closes the open tasks of a record whose keys begin with prefix as
// done. It checks no right.
func (s *Service) DoneAllTx(tx *db.Tx, r ref.Ref, prefix, result string) error {
	return s.closeAllTx(tx, r, prefix, Done, result)
}

// CancelAllTx closes the open tasks of a record whose keys begin with prefix,
// because they need not be done any more. It checks no right.
func (s *Service) CancelAllTx(tx *db.Tx, r ref.Ref, prefix, reason string) error {
	return s.closeAllTx(tx, r, prefix, Cancelled, reason)
}

func (s *Service) closeAllTx(tx *db.Tx, r ref.Ref, prefix string, to State, result string) error {
	keys, err := openKeys(tx, r.ID)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		if _, err := s.closeTx(tx, key, to, result); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) closeTx(tx *db.Tx, key string, to State, result string) (bool, error) {
	t, err := byKey(tx, key)
	if errors.Is(err, ErrNotFound) || err == nil && t.State != Open {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	before := t
	if err := s.close(tx, &t, to, result); err != nil {
		return false, err
	}
	return true, s.save(tx, "task."+string(to), &before, &t)
}

// RescopeTx moves the tasks of a record along when its owner, department or
// entity changes. The module that owns the record calls it in that change.
func (s *Service) RescopeTx(tx *db.Tx, r ref.Ref, now authz.Scope) error {
	return rescope(tx, r.ID, now)
}

// HandOnTx gives what modules asked of a person on some records to his successor.
// Tasks that people gave him stay his. It checks no right.
func (s *Service) HandOnTx(tx *db.Tx, from, to ref.ID, records ...ref.ID) error {
	if from.IsZero() || to.IsZero() || from == to {
		return nil
	}
	for _, record := range records {
		left, err := askedOf(tx, record, from)
		if err != nil {
			return err
		}
		for _, id := range left {
			if err := s.handOn(tx, id, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) handOn(tx *db.Tx, id, to ref.ID) error {
	t, err := load(tx, id)
	if err != nil {
		return err
	}
	before := t
	t.AssigneeID = to
	if err := s.save(tx, "task.hand_on", &before, &t); err != nil {
		return err
	}
	return tx.Emit(Assigned{t.facts(), tx.Actor.ID, tx.Actor.Name})
}

// Next is the open task of a record that is due first.
type Next struct {
	ID       ref.ID
	Title    string
	DueAt    time.Time
	Assignee ref.ID
	Name     string
}

// NextTx returns what is to be done next about a record; the zero Next when
// nothing is. The caller has checked that the actor may read the record.
func (s *Service) NextTx(tx *db.Tx, r ref.Ref) (Next, error) { return next(tx, r.ID) }
