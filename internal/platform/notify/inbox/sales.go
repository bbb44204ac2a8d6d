package inbox

import (
	"encoding/json"

	"gongqiao/internal/kernel/ref"
)

// Keys of what notices say about leads and opportunities.
const (
	LeadGiven      = "notice.lead.assigned"
	DealSilent     = "notice.opportunity.silent"
	DealSilentLong = "notice.opportunity.silent_manager"
	DealOverdue    = "notice.opportunity.overdue"
)

// given tells of a lead to whoever follows it up now, unless he took it himself.
func given(payload []byte) ([]Draft, error) {
	var e struct {
		ID      ref.ID `json:"id"`
		Company string `json:"company"`
		Owner   ref.ID `json:"owner_id"`
		By      ref.ID `json:"by_id"`
		ByName  string `json:"by"`
	}
	if err := json.Unmarshal(payload, &e); err != nil || e.By == e.Owner {
		return nil, err
	}
	return []Draft{{Person: e.Owner, Key: LeadGiven, Params: map[string]any{"by": e.ByName}, Ref: ref.To("lead", e.ID), Label: e.Company}}, nil
}

// fellSilent tells an owner that he logged nothing, or his manager.
func fellSilent(payload []byte) ([]Draft, error) {
	var e struct {
		ID      ref.ID `json:"id"`
		Label   string `json:"label"`
		Owner   ref.ID `json:"owner_id"`
		Name    string `json:"owner"`
		Manager ref.ID `json:"manager_id"`
		Days    int64  `json:"days"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	d := Draft{Person: e.Owner, Key: DealSilent, Params: map[string]any{"days": e.Days, "owner": e.Name}, Ref: ref.To("opportunity", e.ID), Label: e.Label}
	if !e.Manager.IsZero() {
		d.Person, d.Key = e.Manager, DealSilentLong
	}
	return []Draft{d}, nil
}
