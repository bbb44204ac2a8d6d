package app

import (
	"context"
	"strings"
	"time"

	"gongqiao/internal/base/org"
	"gongqiao/internal/base/task"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/read/search"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// people answers what modules ask about colleagues.
type people struct{ org *org.Service }

// HomeTx returns where an active person works.
func (p people) HomeTx(tx *db.Tx, id ref.ID) (entity, department ref.ID, err error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return ref.Nil, ref.Nil, err
	}
	if !x.Active {
		return ref.Nil, ref.Nil, org.ErrPersonUnknown
	}
	return x.EntityID, x.DepartmentID, nil
}

// ZoneTx returns the business zone of a legal entity.
func (p people) ZoneTx(tx *db.Tx, entity ref.ID) (*time.Location, error) {
	return p.org.ZoneTx(tx, entity)
}

// HolderTx returns who holds a role nearest to a department; none when nobody does.
func (p people) HolderTx(tx *db.Tx, role string, department ref.ID) (ref.ID, error) {
	return p.org.HolderTx(tx, role, department)
}

// ActorFor returns a person with all rights, to ask whether he may read.
func (p people) ActorFor(tx *db.Tx, id ref.ID) (*authz.Actor, error) { return p.org.ActorFor(tx, id) }

// EmailTx returns where mail reaches a person.
func (p people) EmailTx(tx *db.Tx, id ref.ID) (string, error) {
	x, err := p.org.PersonTx(tx, id)
	if err != nil {
		return "", err
	}
	return x.Email, nil
}

// sender hands mail to the configured server; without one nothing is sent.
func sender(c config.Config) (mail.Sender, error) {
	if c.SMTPHost == "" {
		return mail.None{}, nil
	}
	return mail.NewSMTP(mail.Server{Host: c.SMTPHost, Port: c.SMTPPort, Security: c.SMTPSecurity, User: c.SMTPUser, Password: c.SMTPPassword, From: c.SMTPFrom})
}

// pagesOf says under which address the pages show a kind of record.
var pagesOf = map[ref.Kind]string{customer.Kind: "customers", pipeline.Kind: "opportunities", pipeline.LeadKind: "leads", task.Kind: "tasks", quote.Kind: "quotes", contract.Kind: "contracts", billing.NodeKind: "receivables", billing.InvoiceKind: "invoices", collection.ReceiptKind: "receipts", collection.OrderKind: "collection", project.Kind: "projects", project.MilestoneKind: "milestones", handover.Kind: "handovers", service.Kind: "surveys", service.PlanKind: "improvement-plans", service.ComplaintKind: "complaints"}

// linkTo is where a record is opened, for mail; "" without a public address.
func (a *App) linkTo(r ref.Ref) string {
	page, ok := pagesOf[r.Kind]
	if !ok || a.Config.PublicURL == "" {
		return a.Config.PublicURL
	}
	return a.pageURL(page, r.ID.String())
}

// pageURL is the public address of a page.
func (a *App) pageURL(page, id string) string {
	return strings.TrimSuffix(a.Config.PublicURL, "/") + "/" + page + "/" + id
}

func (a *App) findOpportunities(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Pipeline.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		hits[i] = search.Hit{Kind: pipeline.Kind, ID: r.ID, Title: r.Name, Subtitle: r.Customer.Name}
	}
	return hits, nil
}

func (a *App) findContracts(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Contracts.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		hits[i] = search.Hit{Kind: contract.Kind, ID: r.ID, Title: r.Title, Subtitle: r.Number}
	}
	return hits, nil
}

func (a *App) findProjects(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	found, err := a.Projects.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(found))
	for i, r := range found {
		hits[i] = search.Hit{Kind: project.Kind, ID: r.ID, Title: r.Name, Subtitle: r.Number}
	}
	return hits, nil
}

func (a *App) findCustomers(ctx context.Context, q string, limit int) ([]search.Hit, error) {
	rows, err := a.Customers.Find(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	hits := make([]search.Hit, len(rows))
	for i, r := range rows {
		hits[i] = search.Hit{Kind: customer.Kind, ID: r.ID, Title: r.Name, Subtitle: r.City}
	}
	return hits, nil
}
