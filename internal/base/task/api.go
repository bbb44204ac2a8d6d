package task

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of a new task.
type Input struct {
	ID         ref.ID    `json:"id,omitempty"`
	Ref        ref.Ref   `json:"ref,omitempty" doc:"The record that it is about, or nothing."`
	Title      string    `json:"title" minLength:"1" maxLength:"200"`
	Note       string    `json:"note,omitempty" maxLength:"4000"`
	Kind       string    `json:"kind,omitempty" enum:"todo,call,visit" default:"todo"`
	Priority   string    `json:"priority,omitempty" enum:"low,normal,high" default:"normal"`
	AssigneeID ref.ID    `json:"assignee_id"`
	DueAt      time.Time `json:"due_at"`
	Reminders  []Offset  `json:"reminders,omitempty" maxItems:"10" doc:"Hours or working days before it is due."`
}

func (in Input) draft() Draft {
	return Draft{Title: in.Title, Note: in.Note, Kind: in.Kind, Priority: in.Priority, AssigneeID: in.AssigneeID, DueAt: micro(in.DueAt), Reminders: in.Reminders}
}

// micro cuts an instant to what is stored.
func micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Patch is what may be changed of a task; what is missing stays.
type Patch struct {
	Title      *string    `json:"title,omitempty" minLength:"1" maxLength:"200"`
	Note       *string    `json:"note,omitempty" maxLength:"4000"`
	Priority   *string    `json:"priority,omitempty" enum:"low,normal,high"`
	AssigneeID *ref.ID    `json:"assignee_id,omitempty"`
	DueAt      *time.Time `json:"due_at,omitempty"`
	Reminders  *[]Offset  `json:"reminders,omitempty" maxItems:"10"`
}

func (p Patch) apply(d *Draft) {
	for _, f := range []struct{ to, from *string }{{&d.Title, p.Title}, {&d.Note, p.Note}, {&d.Priority, p.Priority}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if p.AssigneeID != nil {
		d.AssigneeID = *p.AssigneeID
	}
	if p.DueAt != nil {
		d.DueAt = micro(*p.DueAt)
	}
	if p.Reminders != nil {
		d.Reminders = *p.Reminders
	}
}

type (
	byID struct {
		ID ref.ID `path:"id"`
	}
	one struct {
		ETag string `header:"ETag"`
		Body View
	}
	many  struct{ Body page.Page[View] }
	again = func(context.Context, ref.ID) (*one, error)
)

// question is a list question. Whose tasks are asked for decides in which of
// the lists it is asked.
type question struct {
	httpapi.ListQuery
	Assignee string `query:"assignee_id" doc:"Who is to do it: with your own id, every task of yours."`
	Creator  string `query:"created_by" doc:"Who gave it: with your own id, every task that you gave."`
}

// Register mounts the module's operations.
func Register(a *httpapi.API, s *Service) {
	again := func(ctx context.Context, id ref.ID) (*one, error) {
		v, err := s.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		return &one{httpapi.ETag(v.Version), v}, nil
	}
	done := func(ctx context.Context, id ref.ID, err error) (*one, error) {
		if err != nil {
			return nil, err
		}
		return again(ctx, id)
	}
	registerList(a, s)
	httpapi.Register(a, httpapi.Operation{ID: "task-get", Method: http.MethodGet, Path: "/tasks/{id}", Summary: "Read a task", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *byID) (*one, error) { return again(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "task-create", Method: http.MethodPost, Path: "/tasks", Summary: "Give somebody, or yourself, a task", Permission: PermWrite, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrRecord, ErrPerson},
		Example: map[string]any{"title": "约谈业主，准备对账函与影像", "assignee_id": ref.Derived("demo", "li.sales"), "due_at": "2026-11-24T02:00:00Z", "reminders": []Offset{{Workdays: 1}}}},
		func(ctx context.Context, in *struct{ Body Input }) (*one, error) {
			id, err := s.Create(ctx, in.Body.ID, in.Body.Ref, in.Body.draft())
			return done(ctx, id, err)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "task-update", Method: http.MethodPatch, Path: "/tasks/{id}", Summary: "Change a task", Permission: PermWrite, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrFixed, ErrPerson}, Example: map[string]any{"priority": "high"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Patch
		}) (*one, error) {
			return done(ctx, in.ID, s.Update(ctx, in.ID, httpapi.Version(ctx), in.Body.apply))
		})
	registerVerbs(a, s, done, again)
}

func registerList(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "task-list", Method: http.MethodGet, Path: "/tasks", Summary: "List tasks, soonest first", Permission: PermRead, List: &ofRecords},
		func(ctx context.Context, in *question) (*many, error) {
			list, run := &ofRecords, s.List
			switch {
			case in.Assignee != "":
				list, run = &ofAssignee, s.ListOf
			case in.Creator != "":
				list, run = &ofCreator, s.ListBy
			}
			q, err := in.Parse(list)
			if err != nil {
				return nil, err
			}
			p, err := run(ctx, q)
			return &many{p}, err
		})
}

func registerVerbs(a *httpapi.API, s *Service, done func(context.Context, ref.ID, error) (*one, error), again again) {
	httpapi.Once(a, httpapi.Operation{ID: "task-done", Method: http.MethodPost, Path: "/tasks/{id}/done", Summary: "Say that a task is done", Permission: PermWrite, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrFixed}, Example: map[string]any{"result": "已电话确认"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Result string `json:"result,omitempty" maxLength:"1000"`
			}
		}) (*one, error) {
			return done(ctx, in.ID, s.Finish(ctx, in.ID, httpapi.Version(ctx), in.Body.Result))
		}, again)
	httpapi.Once(a, httpapi.Operation{ID: "task-cancel", Method: http.MethodPost, Path: "/tasks/{id}/cancel", Summary: "Say that a task need not be done", Permission: PermWrite, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed}, Example: map[string]any{"reason": "客户改期"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Reason string `json:"reason" minLength:"2" maxLength:"200"`
			}
		}) (*one, error) {
			return done(ctx, in.ID, s.Cancel(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, again)
	httpapi.Once(a, httpapi.Operation{ID: "task-snooze", Method: http.MethodPost, Path: "/tasks/{id}/snooze", Summary: "Move the time by which a task is due", Permission: PermWrite, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrClosed, ErrFixed}, Example: map[string]any{"due_at": "2027-01-04T02:00:00Z"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				DueAt time.Time `json:"due_at"`
			}
		}) (*one, error) {
			return done(ctx, in.ID, s.Snooze(ctx, in.ID, httpapi.Version(ctx), micro(in.Body.DueAt)))
		}, again)
}
