package inbox

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/httpapi"
)

// View is a notice on the wire.
type View struct {
	ID     ref.ID         `json:"id"`
	Key    string         `json:"key" doc:"Which sentence; notice.hidden when you may not read the record any more."`
	Params map[string]any `json:"params"`
	Text   string         `json:"text" doc:"The sentence in your language."`
	Ref    *ref.Ref       `json:"ref" doc:"What to open; null for nothing."`
	Label  string         `json:"label"`
	At     time.Time      `json:"at"`
	ReadAt *time.Time     `json:"read_at"`
}

// PageView is a page of notices.
type PageView struct {
	page.Page[View]
	Unread int64 `json:"unread" doc:"How many of all your notices you have not read."`
}

type (
	notices struct{ Body PageView }
	unread  struct {
		Body struct {
			Unread int64 `json:"unread"`
		}
	}
	wish struct {
		Body struct {
			Mail Mail `json:"mail" enum:"off,important,all" doc:"Which notices you want by mail too."`
		}
	}
)

// Register mounts the package's operations; all are about the caller himself.
func Register(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "notice-list", Method: http.MethodGet, Path: "/notices", Summary: "List your notices, newest first", SignedIn: true},
		func(ctx context.Context, in *struct {
			Limit  string `query:"limit" doc:"Rows a page, 1 to 1000; 50 when missing."`
			Cursor string `query:"cursor" doc:"The next of the page before."`
			Unread bool   `query:"unread" doc:"Only what you have not read."`
		}) (*notices, error) {
			limit, err := page.ParseLimit(in.Limit)
			if err != nil {
				return nil, err
			}
			p, left, err := s.List(ctx, limit, in.Cursor, in.Unread)
			lang := httpapi.Lang(ctx)
			return &notices{PageView{page.Map(p, func(n Notice) View { return view(n, sentence(s.texts, lang, n)) }), left}}, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "notice-read", Method: http.MethodPost, Path: "/notices/read", Summary: "Say that you have read notices, or all of them", SignedIn: true, NoKey: true, Example: map[string]any{"all": true}},
		func(ctx context.Context, in *struct {
			Body struct {
				IDs []ref.ID `json:"ids,omitempty" maxItems:"500"`
				All bool     `json:"all,omitempty"`
			}
		}) (*unread, error) {
			out := &unread{}
			var err error
			out.Body.Unread, err = s.Read(ctx, in.Body.IDs, in.Body.All)
			return out, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "notice-preference-get", Method: http.MethodGet, Path: "/notices/preference", Summary: "Read which notices you want by mail", SignedIn: true},
		func(ctx context.Context, _ *struct{}) (*wish, error) {
			out := &wish{}
			var err error
			out.Body.Mail, err = s.Preference(ctx)
			return out, err
		})
	httpapi.Register(a, httpapi.Operation{ID: "notice-preference-set", Method: http.MethodPut, Path: "/notices/preference", Summary: "Choose which notices you want by mail", SignedIn: true, Example: map[string]any{"mail": MailAll}},
		func(ctx context.Context, in *wish) (*wish, error) { return in, s.Prefer(ctx, in.Body.Mail) })
}

func view(n Notice, text string) View {
	v := View{ID: n.ID, Key: n.Key, Params: n.Params, Text: text, Label: n.Label, At: n.At}
	if !n.Ref.IsZero() {
		v.Ref = &n.Ref
	}
	if !n.ReadAt.IsZero() {
		v.ReadAt = &n.ReadAt
	}
	return v
}
