package inbox

import (
	"maps"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/i18n"
)

// Keys of the sentences that notices say.
const (
	TaskAssigned = "notice.task.assigned"
	TaskReminder = "notice.task.reminder"
	TaskDue      = "notice.task.due"
	TaskOverdue  = "notice.task.overdue"  // to who was to do it
	TaskBreached = "notice.task.breached" // to whom it goes then
	TeamJoined   = "notice.team.joined"
	TeamLeft     = "notice.team.left"
	Mention      = "notice.activity.mention"
	YearMissed   = "notice.calendar.missed"

	ApprovalAsked     = "notice.approval.asked"
	ApprovalUrged     = "notice.approval.urged"
	ApprovalApproved  = "notice.approval.approved"
	ApprovalRejected  = "notice.approval.rejected"
	ApprovalStalled   = "notice.approval.stalled" // nobody is there who could decide
	ApprovalDueSoon   = "notice.approval.due_soon"
	ApprovalOverdue   = "notice.approval.overdue"
	ApprovalEscalated = "notice.approval.escalated" // for a superior

	hidden = "notice.hidden"
)

// Mail says which notices a person wants by mail too.
type Mail string

// What a person may want. Important is the default.
const (
	MailOff       Mail = "off"
	MailImportant Mail = "important"
	MailAll       Mail = "all"
)

// important are the notices that cannot wait until somebody looks.
var important = map[string]bool{TaskAssigned: true, TaskDue: true, TaskOverdue: true, TaskBreached: true, Mention: true, YearMissed: true, ApprovalAsked: true, ApprovalUrged: true, ApprovalRejected: true, ApprovalStalled: true, ApprovalOverdue: true, ApprovalEscalated: true, ProjectPastDue: true, ProjectOverBudget: true,
	PaymentOverdue: true, ComplaintMade: true, InvoiceSubmitted: true, OrderEscalated: true, PromiseBroken: true, LimitationWarning: true, ResetWaits: true}

func (m Mail) wants(key string) bool {
	return always[key] || m == MailAll || m == MailImportant && important[key]
}

// Draft is something to tell a person.
type Draft struct {
	Person ref.ID
	Key    string         // of the sentence
	Params map[string]any // for the sentence; public facts
	Ref    ref.Ref        // what to open; he is told only when he may read it
	Label  string         // what people call that
	Dedupe string         // the same person, key and dedupe are told once
}

// Notice is something that a person was told.
type Notice struct {
	ID     ref.ID
	Person ref.ID
	Key    string
	Params map[string]any
	Ref    ref.Ref
	Label  string
	At     time.Time
	ReadAt time.Time // zero: not yet
}

// sentence writes a notice in a language. A task that a module made has a
// sentence of its own instead of a title.
func sentence(texts *i18n.Catalogue, lang i18n.Lang, n Notice) string {
	params := maps.Clone(n.Params)
	if code, _ := params["code"].(string); code != "" {
		inner, _ := params["code_params"].(map[string]any)
		if title := texts.T(lang, code, inner); title != code {
			params["title"] = title
		}
	}
	return texts.T(lang, n.Key, params)
}

// conceal leaves of a notice what a person may know who may not read its record.
func (n *Notice) conceal() {
	n.Key, n.Params, n.Ref, n.Label = hidden, nil, ref.Ref{}, ""
}
