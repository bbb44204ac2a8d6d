package audit

import (
	"context"
	"net/http"
	"time"

	"gongqiao/internal/kernel/page"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/httpapi"
)

// View is an audit record on the wire.
type View struct {
	ID        ref.ID    `json:"id"`
	At        time.Time `json:"at"`
	ActorID   ref.ID    `json:"actor_id" doc:"null for the system and for people behind a link."`
	Actor     string    `json:"actor"`
	Auth      string    `json:"auth" doc:"How the actor proved who it is: session, token, link or system."`
	Action    string    `json:"action"`
	Result    string    `json:"result" enum:"ok,denied"`
	Kind      ref.Kind  `json:"kind" doc:"Kind of the first record that was changed."`
	RefID     ref.ID    `json:"ref_id"`
	Label     string    `json:"label"`
	EntityID  ref.ID    `json:"entity_id"`
	RequestID ref.ID    `json:"request_id"`
	CauseID   ref.ID    `json:"cause_id" doc:"The audit record of what this reacted to."`
	IP        string    `json:"ip"`
	Agent     string    `json:"agent"`
	Reason    string    `json:"reason"`
	Erased    bool      `json:"erased" doc:"What it told about people was erased by law."`
	Changes   []Changed `json:"changes" nullable:"false"`
}

// Changed is one record that a request changed.
type Changed struct {
	Action  string   `json:"action"`
	Kind    ref.Kind `json:"kind"`
	ID      ref.ID   `json:"id"`
	Label   string   `json:"label"`
	Version int64    `json:"version"`
	Fields  []Field  `json:"fields" nullable:"false"`
}

func view(a *authz.Actor, r *record) (View, error) {
	v := View{ID: r.ID, At: r.At, ActorID: r.ActorID, Actor: r.ActorName, Auth: r.Auth, Action: r.Action, Result: r.Result, Kind: ref.Kind(r.Kind), RefID: r.RefID,
		Label: r.Label, EntityID: r.EntityID, RequestID: r.RequestID, CauseID: r.CauseID, IP: r.IP, Agent: r.Agent, Reason: r.Reason, Erased: !r.erasedBy.IsZero(), Changes: []Changed{}}
	changes, err := parseChanges(r.Changes)
	for _, c := range changes {
		v.Changes = append(v.Changes, Changed{c.Action, c.Kind, c.ID, c.Label, c.Version, masked(a, c.Fields)})
	}
	return v, err
}

// CheckpointView is a checkpoint on the wire.
type CheckpointView struct {
	Size int64     `json:"size" doc:"Number of sealed records."`
	At   time.Time `json:"at"`
	Root string    `json:"root" doc:"Root of the Merkle tree, base64."`
	Note string    `json:"note" doc:"The signed text, in the form of golang.org/x/mod/sumdb/note. Keep it elsewhere: it proves that no later state leaves records out."`
}

type listInput struct{ httpapi.ListQuery }

type listOutput struct{ Body page.Page[View] }

type idInput struct {
	ID ref.ID `path:"id"`
}

type viewOutput struct{ Body View }

type checkpointOutput struct{ Body CheckpointView }

// Register mounts the log's operations.
func Register(a *httpapi.API, l *Log) {
	httpapi.Register(a, httpapi.Operation{
		ID: "audit-list", Method: http.MethodGet, Path: "/audit", Summary: "List audit records, newest first", Permission: PermRead, List: &records,
	}, l.serveList)
	httpapi.Register(a, httpapi.Operation{
		ID: "audit-checkpoint", Method: http.MethodGet, Path: "/audit/checkpoint", Summary: "The newest signed checkpoint of the audit log", Permission: PermRead, Errors: notFound,
	}, l.serveCheckpoint)
	httpapi.Register(a, httpapi.Operation{
		ID: "audit-get", Method: http.MethodGet, Path: "/audit/{id}", Summary: "Read one audit record", Permission: PermRead, Visible: l.visible, Errors: notFound,
	}, l.serveOne)
}

func (l *Log) serveList(ctx context.Context, in *listInput) (*listOutput, error) {
	q, err := in.Parse(&records)
	if err != nil {
		return nil, err
	}
	found, err := l.list(ctx, q)
	if err != nil {
		return nil, err
	}
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: page.Page[View]{Items: make([]View, len(found.Items)), Next: found.Next, Total: found.Total}}
	for i := range found.Items {
		if out.Body.Items[i], err = view(actor, &found.Items[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (l *Log) serveOne(ctx context.Context, in *idInput) (*viewOutput, error) {
	r, err := l.get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	v, err := view(actor, &r)
	return &viewOutput{v}, err
}

func (l *Log) serveCheckpoint(ctx context.Context, _ *struct{}) (*checkpointOutput, error) {
	actor, err := authz.From(ctx)
	if err != nil {
		return nil, err
	}
	if err := mayRead(actor); err != nil {
		return nil, err
	}
	c, err := l.Latest(ctx)
	if err != nil {
		return nil, err
	}
	return &checkpointOutput{CheckpointView{c.Size, c.At, c.Root.String(), c.Note}}, nil
}
