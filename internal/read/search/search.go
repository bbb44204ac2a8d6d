package search

import (
	"context"

	"gongqiao/internal/kernel/ref"
)

// each is how many hits of one kind are shown; more is the list's matter.
const each = 6

// Hit is a record that matches.
type Hit struct {
	Kind     ref.Kind `json:"kind"`
	ID       ref.ID   `json:"id"`
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle"`
}

// Source finds records of one kind for whoever is in ctx.
type Source func(ctx context.Context, q string, limit int) ([]Hit, error)

// Service asks its sources in order.
type Service struct{ sources []Source }

// New returns a Service over sources, most wanted kind first.
func New(sources ...Source) *Service { return &Service{sources} }

// Find returns the hits of every kind.
func (s *Service) Find(ctx context.Context, q string) ([]Hit, error) {
	hits := []Hit{}
	for _, find := range s.sources {
		found, err := find(ctx, q, each)
		if err != nil {
			return nil, err
		}
		hits = append(hits, found...)
	}
	return hits, nil
}
