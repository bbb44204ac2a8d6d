package inbox

import (
	"encoding/json"
	"time"

	"gongqiao/internal/kernel/ref"
)

// Event is a fact as the outbox delivers it.
type Event struct {
	ID      ref.ID
	Topic   string
	Payload []byte // JSON
	At      time.Time
}

// tellers say whom an event tells what. Each reads of the payload only what it
// needs, so that events may grow.
var tellers = map[string]func(payload []byte) ([]Draft, error){
	"task.assigned":         assigned,
	"task.reminder":         reminder,
	"task.breached":         breached,
	"team.joined":           joined,
	"team.left":             left,
	"insight.project_alert": troubled,

	"lead.assigned":       given,
	"opportunity.silent":  fellSilent,
	"opportunity.overdue": concerned("opportunity", DealOverdue, "owner_id"),
	"contract.expiring":   concerned("contract", ContractExpiring, "owner_id", "commercial_id"),

	"project.contract_suspended":  concerned("project", ProjectHalted, "owner_id"),
	"project.contract_resumed":    concerned("project", ProjectReleased, "owner_id"),
	"project.contract_terminated": concerned("project", ProjectEnded, "owner_id"),
	"calendar_year.missed":        yearMissed,

	"identity.reset_asked":    resetAsked,
	"identity.password_reset": resetTo(PasswordReset),
	"identity.totp_reset":     resetTo(TOTPReset),

	"activity.logged": mentioned,
	"complaint.made":  complained,

	"approval.asked":    approvers(ApprovalAsked),
	"approval.urged":    approvers(ApprovalUrged),
	"approval.approved": submitter(ApprovalApproved),
	"approval.rejected": submitter(ApprovalRejected),
	"approval.stalled":  submitter(ApprovalStalled),
	"approval.due_soon": approvers(ApprovalDueSoon),
	"approval.overdue":  late,

	"payment_node.triggered":          concerned("payment_node", PaymentTriggered, "owner_id"),
	"payment_node.due_soon":           concerned("payment_node", PaymentDueSoon, "owner_id", "finance_id"),
	"payment_node.overdue":            concerned("payment_node", PaymentOverdue, "manager_id", "finance_id", "owner_id"),
	"payment_node.invoice_wanted":     concerned("payment_node", InvoiceWanted, "finance_id"),
	"invoice.submitted":               concerned("invoice", InvoiceSubmitted, "approver_id"),
	"invoice.issued":                  concerned("invoice", InvoiceIssued, "owner_id"),
	"invoice.unpaid":                  concerned("invoice", InvoiceUnpaid, "owner_id", "finance_id"),
	"receipt.confirmed":               concerned("receipt", ReceiptConfirmed, "owner_id"),
	"collection_order.escalated":      concerned("collection_order", OrderEscalated, "assignee_id", "escalate_to"),
	"collection_order.promise_broken": concerned("collection_order", PromiseBroken, "assignee_id", "finance_id"),
	"collection_order.limitation":     concerned("collection_order", LimitationWarning, "assignee_id", "finance_id"),
}

// Topics lists the events that tell somebody something.
func Topics() []string {
	topics := make([]string, 0, len(tellers))
	for t := range tellers {
		topics = append(topics, t)
	}
	return topics
}

// task is what the events of module task say.
type task struct {
	ID       ref.ID         `json:"id"`
	Title    string         `json:"title"`
	Code     string         `json:"code"`
	Params   map[string]any `json:"params"`
	Label    string         `json:"label"`
	Assignee ref.ID         `json:"assignee_id"`
}

func (t task) tell(person ref.ID, key string) Draft {
	params := map[string]any{"title": t.Title}
	if t.Code != "" {
		params["code"], params["code_params"] = t.Code, t.Params
	}
	return Draft{Person: person, Key: key, Params: params, Ref: ref.To("task", t.ID), Label: t.Label}
}

func assigned(payload []byte) ([]Draft, error) {
	var e struct {
		task
		By     ref.ID `json:"by_id"`
		ByName string `json:"by_name"`
	}
	if err := json.Unmarshal(payload, &e); err != nil || e.By.IsZero() || e.By == e.Assignee {
		return nil, err // a module's task speaks up by its reminders
	}
	d := e.tell(e.Assignee, TaskAssigned)
	d.Params["by"] = e.ByName
	return []Draft{d}, nil
}

func reminder(payload []byte) ([]Draft, error) {
	var e struct {
		task
		Left int64 `json:"left"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	if e.Left <= 0 {
		return []Draft{e.tell(e.Assignee, TaskDue)}, nil
	}
	d := e.tell(e.Assignee, TaskReminder)
	d.Params["left"] = e.Left
	return []Draft{d}, nil
}

func breached(payload []byte) ([]Draft, error) {
	var e struct {
		task
		EscalateTo ref.ID `json:"escalate_to"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	drafts := []Draft{e.tell(e.Assignee, TaskOverdue)}
	if !e.EscalateTo.IsZero() && e.EscalateTo != e.Assignee {
		drafts = append(drafts, e.tell(e.EscalateTo, TaskBreached))
	}
	return drafts, nil
}

// member is what the events of module team say.
type member struct {
	Ref    ref.Ref `json:"ref"`
	Label  string  `json:"label"`
	Person ref.ID  `json:"person_id"`
	By     ref.ID  `json:"by_id"`
	ByName string  `json:"by_name"`
}

func joined(payload []byte) ([]Draft, error) {
	var e member
	if err := json.Unmarshal(payload, &e); err != nil || e.By.IsZero() || e.By == e.Person {
		return nil, err // whom the product itself brings in gets a task or sees the record
	}
	return []Draft{{Person: e.Person, Key: TeamJoined, Params: map[string]any{"by": e.ByName}, Ref: e.Ref, Label: e.Label}}, nil
}

// left names no record: who has left may not know it any more.
func left(payload []byte) ([]Draft, error) {
	var e member
	if err := json.Unmarshal(payload, &e); err != nil || e.By == e.Person {
		return nil, err
	}
	return []Draft{{Person: e.Person, Key: TeamLeft, Params: map[string]any{"by": e.ByName}}}, nil
}

// approval is what the events of module approval say.
type approval struct {
	Ref       ref.Ref  `json:"ref"`
	Label     string   `json:"label"`
	Submitter ref.ID   `json:"submitter_id"`
	Name      string   `json:"submitter"`
	By        ref.ID   `json:"by_id"`
	ByName    string   `json:"by"`
	Approvers []ref.ID `json:"approver_ids"`
	Superiors []ref.ID `json:"superior_ids"`
	Comment   string   `json:"comment"`
}

func (e *approval) tell(person ref.ID, key, by string) Draft {
	return Draft{Person: person, Key: key, Params: map[string]any{"by": by, "comment": e.Comment}, Ref: e.Ref, Label: e.Label}
}

// approvers tells those who are to decide.
func approvers(key string) func([]byte) ([]Draft, error) {
	return func(payload []byte) ([]Draft, error) {
		var e approval
		if err := json.Unmarshal(payload, &e); err != nil {
			return nil, err
		}
		drafts := make([]Draft, len(e.Approvers))
		for i, person := range e.Approvers {
			drafts[i] = e.tell(person, key, e.Name)
		}
		return drafts, nil
	}
}

// late tells those who did not decide in time, and their superiors.
func late(payload []byte) ([]Draft, error) {
	drafts, err := approvers(ApprovalOverdue)(payload)
	if err != nil {
		return nil, err
	}
	var e approval
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	for _, person := range e.Superiors {
		drafts = append(drafts, e.tell(person, ApprovalEscalated, e.Name))
	}
	return drafts, nil
}

// submitter tells who asked what came of it.
func submitter(key string) func([]byte) ([]Draft, error) {
	return func(payload []byte) ([]Draft, error) {
		var e approval
		if err := json.Unmarshal(payload, &e); err != nil || e.By == e.Submitter {
			return nil, err
		}
		return []Draft{e.tell(e.Submitter, key, e.ByName)}, nil
	}
}

func mentioned(payload []byte) ([]Draft, error) {
	var e struct {
		Ref      ref.Ref  `json:"ref"`
		Label    string   `json:"label"`
		Mentions []ref.ID `json:"mentions"`
		By       ref.ID   `json:"by_id"`
		ByName   string   `json:"by_name"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	var drafts []Draft
	for _, person := range e.Mentions {
		if person != e.By {
			drafts = append(drafts, Draft{Person: person, Key: Mention, Params: map[string]any{"by": e.ByName}, Ref: e.Ref, Label: e.Label})
		}
	}
	return drafts, nil
}
