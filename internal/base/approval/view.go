package approval

import (
	"slices"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
)

// Named is a person shown by name.
type Named struct {
	ID   ref.ID `json:"id"`
	Name string `json:"name"`
}

// NodeView is one step of an approval.
type NodeView struct {
	Position  int64      `json:"position"`
	Role      string     `json:"role" doc:"Role that the step belongs to; empty when it is a person's."`
	Person    *Named     `json:"person"`
	AskedRole string     `json:"asked_role" doc:"Role that was turned to: the same, or a superior one."`
	Reasons   []string   `json:"reasons" nullable:"false" doc:"Why the step is there: always, amount, margin, loss, advance, retention, payer_risk."`
	State     State      `json:"state" enum:"pending,approved,rejected,skipped"`
	EnteredAt *time.Time `json:"entered_at" doc:"Null before its turn."`
	DueAt     *time.Time `json:"due_at"`
	DecidedAt *time.Time `json:"decided_at"`
	DecidedBy *Named     `json:"decided_by"`
	Comment   string     `json:"comment"`
}

// Row is an approval in a box.
type Row struct {
	ID         ref.ID       `json:"id"`
	Version    int64        `json:"version"`
	CreatedAt  time.Time    `json:"created_at"`
	UpdatedAt  time.Time    `json:"updated_at"`
	Ref        ref.Ref      `json:"ref"`
	Label      string       `json:"label"`
	Hash       string       `json:"hash" doc:"SHA-256 of the content that is approved."`
	Submitter  Named        `json:"submitter"`
	State      State        `json:"state" enum:"pending,approved,rejected,withdrawn,voided"`
	FinishedAt *time.Time   `json:"finished_at"`
	Amount     *money.Money `json:"amount" doc:"Tax included; null when hidden."`
	Node       NodeView     `json:"node" doc:"The current step, the last one after the end."`
	Masked     []string     `json:"masked" nullable:"false"`
	Actions    []string     `json:"actions" nullable:"false"`
}

// View is an approval with its whole way.
type View struct {
	Row
	Margin    *money.Rate `json:"margin"`
	Advance   *money.Rate `json:"advance"`
	Retention *money.Rate `json:"retention"`
	PayerRisk bool        `json:"payer_risk"`
	Approvers []Named     `json:"approvers" nullable:"false" doc:"Who may decide now."`
	Nodes     []NodeView  `json:"nodes" nullable:"false"`
	History   []EntryView `json:"history" nullable:"false"`
}

// EntryView is one line of the history.
type EntryView struct {
	At       time.Time `json:"at"`
	Action   string    `json:"action" enum:"submit,approve,reject,skip,escalate,stall,urge,withdraw,void"`
	Position int64     `json:"position"`
	Role     string    `json:"role"`
	By       *Named    `json:"by" doc:"Null for what happened by itself."`
	Comment  string    `json:"comment"`
}

// listed shows an approval that carries its current node alone.
func listed(a *authz.Actor, x Approval, waits bool) Row {
	r := row(a, &x, &x.Nodes[0])
	x.Position = 1
	if waits {
		x.Asked = []ref.ID{a.ID}
	}
	r.Actions = verbs(a, &x)
	return r
}

func verbs(a *authz.Actor, x *Approval) []string {
	return authz.Actions(a, "", authz.Scope{Owner: a.ID}, x, actions)
}

func row(a *authz.Actor, x *Approval, n *Node) Row {
	r := Row{ID: x.ID, Version: x.Version, CreatedAt: x.CreatedAt, UpdatedAt: x.UpdatedAt, Ref: x.Ref, Label: x.Label, Hash: x.Hash, Submitter: Named{x.SubmitterID, x.Submitter},
		State: x.State, FinishedAt: instant(x.FinishedAt), Node: nodeView(a, n), Masked: []string{}}
	if a.Sees(authz.Price) {
		amount := money.CNY(x.Amount)
		r.Amount = &amount
	} else {
		r.Masked = append(r.Masked, "amount")
	}
	return r
}

func view(a *authz.Actor, x *Approval, people []Named, steps []Entry) View {
	v := View{Row: row(a, x, x.current()), PayerRisk: x.PayerRisk, Approvers: people, Nodes: []NodeView{}, History: []EntryView{}}
	v.Actions = verbs(a, x)
	if a.Sees(authz.Price) {
		v.Advance, v.Retention = x.Advance, x.Retention
	} else {
		v.Masked = append(v.Masked, "advance", "retention")
	}
	if a.Sees(authz.Cost) {
		v.Margin = x.Margin
	} else {
		v.Masked = append(v.Masked, "margin")
	}
	for i := range x.Nodes {
		v.Nodes = append(v.Nodes, nodeView(a, &x.Nodes[i]))
	}
	for _, e := range steps {
		v.History = append(v.History, EntryView{e.At, e.Action, e.Position, e.Role, named(e.ActorID, e.Actor), e.Comment})
	}
	return v
}

// nodeView hides that a thin margin is the reason from whoever may not see the
// margin.
func nodeView(a *authz.Actor, n *Node) NodeView {
	reasons := slices.DeleteFunc(slices.Clone(n.Reasons), func(r string) bool {
		return (r == "margin" || r == "loss") && !a.Sees(authz.Cost)
	})
	return NodeView{Position: n.Position, Role: n.Role, Person: named(n.PersonID, n.Person), AskedRole: n.AskedRole, Reasons: reasons, State: n.State,
		EnteredAt: instant(n.EnteredAt), DueAt: instant(n.DueAt), DecidedAt: instant(n.DecidedAt), DecidedBy: named(n.DecidedBy, n.Decider), Comment: n.Comment}
}

func named(id ref.ID, name string) *Named {
	if id.IsZero() {
		return nil
	}
	return &Named{id, name}
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
