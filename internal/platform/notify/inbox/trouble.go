package inbox

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
)

// Keys of what is said about projects that go wrong.
const (
	ProjectPastDue     = "notice.project.past_due"
	ProjectOverBudget  = "notice.project.over_budget"
	ProjectSlipped     = "notice.project.slipped"
	ProjectUnconfirmed = "notice.project.unconfirmed"
	ProjectHalted      = "notice.project.contract_suspended"
	ProjectReleased    = "notice.project.contract_resumed"
	ProjectEnded       = "notice.project.contract_terminated"
)

// troubles says which sentence tells of which trouble.
var troubles = map[string]string{"past_due": ProjectPastDue, "over_budget": ProjectOverBudget, "slipped": ProjectSlipped, "unconfirmed": ProjectUnconfirmed}

func troubled(payload []byte) ([]Draft, error) {
	var e struct {
		Project ref.ID `json:"project_id"`
		Label   string `json:"label"`
		Owner   ref.ID `json:"owner_id"`
		Code    string `json:"code"`
		Days    int64  `json:"days"`
	}
	if err := json.Unmarshal(payload, &e); err != nil || troubles[e.Code] == "" {
		return nil, err
	}
	return []Draft{{Person: e.Owner, Key: troubles[e.Code], Params: map[string]any{"project": e.Label, "days": e.Days}, Ref: ref.To("project", e.Project), Label: e.Label}}, nil
}
