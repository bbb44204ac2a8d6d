package search

import "gongqiao/internal/kernel/ref"

// each is how many hits of one kind are shown; more is the list's matter.
const each = 6

// Hit is a record that matches.
type Hit struct {
	Kind     ref.Kind `json:"kind"`
	ID       ref.ID   `json:"id"`
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle"`
}
