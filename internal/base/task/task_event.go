package task

import (
	"time"

	"gongqiao/internal/kernel/ref"
)

// Facts is what every event of a task says.
type Facts struct {
	ID       ref.ID         `json:"id"`
	Key      string         `json:"key"`
	Kind     string         `json:"kind"`
	Title    string         `json:"title"`
	Code     string         `json:"code"`
	Params   map[string]any `json:"params"`
	Ref      ref.Ref        `json:"ref"`
	Label    string         `json:"label"`
	Entity   ref.ID         `json:"entity_id"`
	Assignee ref.ID         `json:"assignee_id"`
	DueAt    time.Time      `json:"due_at"`
}

func (t *Task) facts() Facts {
	return Facts{t.ID, t.Key, t.Kind, t.Title, t.Code, t.Params, t.Ref, t.Label, t.EntityID, t.AssigneeID, t.DueAt}
}

// Assigned says that somebody is to do a task.
type Assigned struct {
	Facts
	By     ref.ID `json:"by_id"`
	ByName string `json:"by_name"`
}

// Topic implements db.Event.
func (Assigned) Topic() string { return "task.assigned" }

// Version implements db.Event.
func (Assigned) Version() int { return 1 }

// Reminder says that a task is due soon.
type Reminder struct {
	Facts
	At   time.Time `json:"at"`   // when it was to be told
	Left int64     `json:"left"` // seconds from At until it is due
}

// Topic implements db.Event.
func (Reminder) Topic() string { return "task.reminder" }

// Version implements db.Event.
func (Reminder) Version() int { return 1 }

// Breached says that a task was not done in time, to whom that goes.
type Breached struct {
	Facts
	EscalateTo ref.ID `json:"escalate_to"`
}

// Topic implements db.Event.
func (Breached) Topic() string { return "task.breached" }

// Version implements db.Event.
func (Breached) Version() int { return 1 }

// Closed says that a task was done or cancelled.
type Closed struct {
	Facts
	State  State     `json:"state"`
	At     time.Time `json:"at"`
	OnTime bool      `json:"on_time"`
	By     ref.ID    `json:"by_id"`
}

// Topic implements db.Event.
func (Closed) Topic() string { return "task.closed" }

// Version implements db.Event.
func (Closed) Version() int { return 1 }
