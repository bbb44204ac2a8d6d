package activity

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// Input is what a person may write of an activity.
type Input struct {
	ID          ref.ID    `json:"id,omitempty" doc:"Made by the caller, so that a phone without a network can log."`
	Ref         ref.Ref   `json:"ref" doc:"The record with which it happened."`
	CustomerID  ref.ID    `json:"customer_id,omitempty" doc:"On whose timeline it is shown too."`
	Kind        string    `json:"kind" enum:"call,visit,meeting,wechat,email,note"`
	FirstVisit  bool      `json:"first_visit,omitempty" doc:"The first visit starts the 48 hours of the needs analysis; it wants ended_at."`
	At          time.Time `json:"at,omitempty" doc:"When it began; now when missing."`
	EndedAt     time.Time `json:"ended_at,omitempty"`
	Text        string    `json:"text" minLength:"1" maxLength:"4000"`
	Result      string    `json:"result,omitempty" maxLength:"1000"`
	NextStep    string    `json:"next_step,omitempty" maxLength:"300"`
	NextAt      time.Time `json:"next_at,omitempty"`
	Place       string    `json:"place,omitempty" maxLength:"200"`
	ContactIDs  []ref.ID  `json:"contact_ids,omitempty" maxItems:"20"`
	Mentions    []ref.ID  `json:"mentions,omitempty" maxItems:"20" doc:"Colleagues who get a notice."`
	Attachments []ref.ID  `json:"attachments,omitempty" maxItems:"20" doc:"Documents."`
}

func (in Input) draft() Draft {
	return Draft{ID: in.ID, Ref: in.Ref, CustomerID: in.CustomerID, Kind: in.Kind, FirstVisit: in.FirstVisit, At: micro(in.At), EndedAt: micro(in.EndedAt),
		Words:    Words{Text: in.Text, Result: in.Result, NextStep: in.NextStep, Place: in.Place, NextAt: micro(in.NextAt), Contacts: in.ContactIDs},
		Mentions: in.Mentions, Attachments: in.Attachments}
}

// micro cuts an instant to what is stored.
func micro(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// Patch is what its author may correct; what is missing stays. Without a next
// step there is no time for it.
type Patch struct {
	Text       *string    `json:"text,omitempty" minLength:"1" maxLength:"4000"`
	Result     *string    `json:"result,omitempty" maxLength:"1000"`
	NextStep   *string    `json:"next_step,omitempty" maxLength:"300"`
	NextAt     *time.Time `json:"next_at,omitempty"`
	Place      *string    `json:"place,omitempty" maxLength:"200"`
	ContactIDs *[]ref.ID  `json:"contact_ids,omitempty" maxItems:"20"`
}

func (p Patch) apply(w *Words) {
	for _, f := range []struct{ to, from *string }{{&w.Text, p.Text}, {&w.Result, p.Result}, {&w.NextStep, p.NextStep}, {&w.Place, p.Place}} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if w.NextStep == "" {
		w.NextAt = time.Time{}
	}
	if p.NextAt != nil {
		w.NextAt = micro(*p.NextAt)
	}
	if p.ContactIDs != nil {
		w.Contacts = *p.ContactIDs
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
	many struct{ Body page.Page[View] }
)

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
	httpapi.Register(a, httpapi.Operation{ID: "activity-list", Method: http.MethodGet, Path: "/activities", Summary: "List what happened, newest first", Permission: PermRead, List: &entries},
		func(ctx context.Context, in *struct{ httpapi.ListQuery }) (*many, error) {
			q, err := in.Parse(&entries)
			if err != nil {
				return nil, err
			}
			p, err := s.List(ctx, q)
			return &many{p}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "activity-get", Method: http.MethodGet, Path: "/activities/{id}", Summary: "Read an activity", Permission: PermRead, Errors: []*fault.Error{ErrNotFound}},
		func(ctx context.Context, in *byID) (*one, error) { return again(ctx, in.ID) })
	httpapi.Once(a, httpapi.Operation{ID: "activity-log", Method: http.MethodPost, Path: "/activities", Summary: "Log what happened with a record", Permission: PermLog, Status: http.StatusCreated,
		Errors:  []*fault.Error{ErrRecord, ErrCustomer, ErrContact, ErrPerson, ErrAttachment, ErrFirst},
		Example: map[string]any{"ref": ref.To(customers, ref.Derived("demo", "org-12")), "kind": "call", "text": "客户确认步道灯光方案，约定现场踏勘", "next_step": "现场踏勘", "next_at": "2026-11-25T02:00:00Z"}},
		func(ctx context.Context, in *struct{ Body Input }) (*one, error) {
			id, err := s.Log(ctx, in.Body.draft())
			return done(ctx, id, err)
		}, again)
	httpapi.Register(a, httpapi.Operation{ID: "activity-update", Method: http.MethodPatch, Path: "/activities/{id}", Summary: "Correct what you logged, within 24 hours", Permission: PermLog, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrLocked, ErrVoided, ErrContact}, Example: map[string]any{"result": "客户同意分两段移交"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body Patch
		}) (*one, error) {
			return done(ctx, in.ID, s.Correct(ctx, in.ID, httpapi.Version(ctx), in.Body.apply))
		})
	httpapi.Once(a, httpapi.Operation{ID: "activity-void", Method: http.MethodPost, Path: "/activities/{id}/void", Summary: "Take an activity out of the lists", Permission: PermLog, Visible: s.Visible, Versioned: true,
		Errors: []*fault.Error{ErrNotFound, ErrVoided}, Example: map[string]any{"reason": "记错了商机"}},
		func(ctx context.Context, in *struct {
			ID   ref.ID `path:"id"`
			Body struct {
				Reason string `json:"reason" minLength:"2" maxLength:"200"`
			}
		}) (*one, error) {
			return done(ctx, in.ID, s.Void(ctx, in.ID, httpapi.Version(ctx), in.Body.Reason))
		}, again)
}
