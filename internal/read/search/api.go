package search

import (
	"context"
	"net/http"

	"gongqiao/internal/platform/httpapi"
)

type found struct {
	Body struct {
		Items []Hit `json:"items" nullable:"false"`
	}
}

// Register mounts the palette's question.
func Register(a *httpapi.API, s *Service) {
	httpapi.Register(a, httpapi.Operation{ID: "search-find", Method: http.MethodGet, Path: "/search", Summary: "Find records of every kind by any part of their names", SignedIn: true, Query: map[string]any{"q": "津滨"}},
		func(ctx context.Context, in *struct {
			Q string `query:"q" maxLength:"80" required:"true" doc:"Two characters and more; pinyin initials work."`
		}) (*found, error) {
			out := &found{}
			var err error
			out.Body.Items, err = s.Find(ctx, in.Q)
			return out, err
		})
}
