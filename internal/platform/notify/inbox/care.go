package inbox

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
)

// ComplaintMade is said to those who work for a customer who complained; its
// handler has a task.
const ComplaintMade = "notice.complaint.made"

func complained(payload []byte) ([]Draft, error) {
	var e struct {
		ID     ref.ID   `json:"id"`
		Title  string   `json:"title"`
		People []ref.ID `json:"people"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	all := make([]Draft, len(e.People))
	for i, person := range e.People {
		all[i] = Draft{Person: person, Key: ComplaintMade, Params: map[string]any{"title": e.Title}, Ref: ref.To("complaint", e.ID), Label: e.Title}
	}
	return all, nil
}
