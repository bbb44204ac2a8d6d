package search

import "context"

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
