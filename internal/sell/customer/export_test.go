package customer

import (
	"context"
	"net/url"

	"gongqiao/internal/platform/db"
)

// ListForTest lets tests ask the list.
func ListForTest() *db.List { return &list }

// AskForTest reads a question as the handler of the list does.
func (s *Service) AskForTest(ctx context.Context, question url.Values) (*db.Query, error) {
	return s.ask(ctx, question)
}
