package app

import (
	"errors"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/base/numbering"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
)

// What module pipeline asks of its neighbours, in its own words.

type opportunityNumbers struct{}

func (opportunityNumbers) TakeTx(tx *db.Tx, entity ref.ID, n int) ([]string, error) {
	return numbering.Take(tx, numbering.Opportunity, entity, n)
}

type pipelineCustomers struct{ *customer.Service }

// UsableTx translates what makes a customer unusable into pipeline's words.
func (c pipelineCustomers) UsableTx(tx *db.Tx, id ref.ID) (string, error) {
	name, err := c.Service.UsableTx(tx, id)
	if errors.Is(err, customer.ErrUnknown) {
		return "", pipeline.ErrCustomerUnknown.At("customer_id", "unknown")
	}
	return name, err
}

type pipelineTeam struct{ team *team.Service }

func (t pipelineTeam) PartsTx(tx *db.Tx, record ref.ID) ([]string, error) {
	members, err := t.team.MembersTx(tx, ref.To(pipeline.Kind, record))
	parts := make([]string, len(members))
	for i, m := range members {
		parts[i] = string(m.Part)
	}
	return parts, err
}

type pipelineTasks struct{ tasks *task.Service }

func (t pipelineTasks) NextTx(tx *db.Tx, record ref.Ref) (pipeline.Task, error) {
	n, err := t.tasks.NextTx(tx, record)
	return pipeline.Task{ID: n.ID, Title: n.Title, DueAt: n.DueAt, Holder: pipeline.Person{ID: n.Assignee, Name: n.Name}}, err
}

type pipelineDocuments struct{ documents *document.Service }

// AttachedTx returns when the first document of a category was attached.
func (d pipelineDocuments) AttachedTx(tx *db.Tx, record ref.Ref, category string) (time.Time, error) {
	found, err := d.documents.OfTx(tx, record, category)
	if err != nil || len(found) == 0 {
		return time.Time{}, err
	}
	return found[len(found)-1].CreatedAt, nil
}
