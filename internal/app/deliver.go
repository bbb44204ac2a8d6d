package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/approval"
	"gongqiao/internal/base/document"
	"gongqiao/internal/base/numbering"
	"gongqiao/internal/base/setting"
	"gongqiao/internal/base/task"
	"gongqiao/internal/base/team"
	"gongqiao/internal/deliver/handover"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/outbox"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
	"gongqiao/internal/sell/quote"
)

// What modules project and handover ask of their neighbours, in their own words.

// series counts the records of one kind in each legal entity.
type series numbering.Series

func (s series) NextTx(tx *db.Tx, entity ref.ID) (string, error) {
	return numbering.Next(tx, numbering.Series(s), entity)
}

type projectContacts struct{ customers *customer.Service }

func (c projectContacts) ContactTx(tx *db.Tx, id ref.ID) (project.Contact, error) {
	p, err := c.customers.ContactTx(tx, id)
	return project.Contact{ID: p.ID, CustomerID: p.CustomerID, Name: p.Name, Active: p.Active}, err
}

// OfTx lists the active people at a customer, decision makers first.
func (c projectContacts) OfTx(tx *db.Tx, customer ref.ID) ([]project.Contact, error) {
	all, err := c.StakeholdersTx(tx, customer)
	out := make([]project.Contact, len(all))
	for i, p := range all {
		out[i] = project.Contact{ID: p.ID, CustomerID: customer, Name: p.Name, Title: p.Title, Active: true}
	}
	return out, err
}

// StakeholdersTx lists the active people at a customer, decision makers first.
func (c projectContacts) StakeholdersTx(tx *db.Tx, id ref.ID) ([]handover.Stakeholder, error) {
	all, err := c.customers.ContactsTx(tx, id)
	out := []handover.Stakeholder{}
	for _, p := range all {
		if p.Active {
			out = append(out, handover.Stakeholder{ID: p.ID, Name: p.Name, Title: p.Title, Part: p.Part, MetOn: p.MetAt})
		}
	}
	return out, err
}

type projectDeals struct{ pipeline *pipeline.Service }

func (d projectDeals) VisibleTx(tx *db.Tx, id ref.ID) error {
	_, _, err := d.pipeline.ScopeTx(tx, id, pipeline.PermRead)
	return err
}

type projectContracts struct{ contracts *contract.Service }

func (c projectContracts) InForceTx(tx *db.Tx, id ref.ID) (bool, error) {
	_, err := c.contracts.InForceTx(tx, id)
	if errors.Is(err, contract.ErrNotInForce) {
		return false, nil
	}
	return err == nil, err
}

// ScheduleTx sums up the payments of a contract that binds; nil for any other.
func (c projectContracts) ScheduleTx(tx *db.Tx, id ref.ID) (*handover.Schedule, error) {
	f, err := c.contracts.InForceTx(tx, id)
	if errors.Is(err, contract.ErrNotInForce) || errors.Is(err, contract.ErrNotFound) {
		return nil, nil //nolint:nilnil // no offer or schedule is an answer, not a fault
	}
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(f.Nodes)
	sum := sha256.Sum256(text)
	return &handover.Schedule{Contract: f.ID, Number: f.Number, Nodes: int64(len(f.Nodes)), Hash: hex.EncodeToString(sum[:])}, err
}

type handoverQuotes struct{ quotes *quote.Service }

// OfferTx returns what the customer accepted; nil while he accepted nothing.
func (q handoverQuotes) OfferTx(tx *db.Tx, opportunity ref.ID) (*handover.Offer, error) {
	a, err := q.quotes.AcceptedTx(tx, opportunity)
	if errors.Is(err, quote.ErrNotFound) {
		return nil, nil //nolint:nilnil // no offer or schedule is an answer, not a fault
	}
	return &handover.Offer{ID: a.ID, Number: a.Number, Revision: a.Revision, Lines: int64(len(a.Lines)), Hash: a.Hash}, err
}

type projectFiles struct{ documents *document.Service }

func (f projectFiles) file(tx *db.Tx, id ref.ID) (document.Document, error) {
	d, err := f.documents.GetTx(tx, id)
	if err == nil && !d.VoidedAt.IsZero() {
		err = document.ErrNotFound
	}
	return d, err
}

// FileTx returns a file that still counts, and what it hangs on.
func (f projectFiles) FileTx(tx *db.Tx, id ref.ID) (project.File, ref.Ref, error) {
	d, err := f.file(tx, id)
	return project.File{ID: d.ID, Name: d.Name, Type: d.Type, Size: d.Size, SHA256: d.SHA256}, d.Ref, err
}

// Open opens the file that has a hash.
func (f projectFiles) Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error) {
	return f.documents.Open(ctx, sha256)
}

type handoverFiles struct{ projectFiles }

// FileTx returns a file that still counts, and what it hangs on.
func (f handoverFiles) FileTx(tx *db.Tx, id ref.ID) (handover.File, ref.Ref, error) {
	d, err := f.file(tx, id)
	return handover.File{ID: d.ID, Name: d.Name, SHA256: d.SHA256}, d.Ref, err
}

// lateGate asks handovers, which are built after the projects that ask.
type lateGate struct{ app *App }

func (g lateGate) SignedTx(tx *db.Tx, id ref.ID) (int64, bool, error) {
	return g.app.Handovers.SignedTx(tx, id)
}

// noInspections answers for a product without module quality: none took place.
type noInspections struct{}

func (noInspections) QualityTx(*db.Tx, ref.ID) (project.Quality, error) {
	return project.Quality{}, nil
}

// hanging moves every generic row along with the record that it hangs on.
type hanging struct {
	activity  *activity.Service
	tasks     *task.Service
	documents *document.Service
	approvals *approval.Service
}

func (h hanging) RescopeTx(tx *db.Tx, r ref.Ref, now authz.Scope) error {
	return errors.Join(h.activity.RescopeTx(tx, r, now), h.tasks.RescopeTx(tx, r, now), h.documents.RescopeTx(tx, r.ID, now), h.approvals.RescopeTx(tx, r.ID, now))
}

func (a *App) hanging() hanging { return hanging{a.Activity, a.Tasks, a.Documents, a.Approvals} }

// buildDelivery builds what follows the signature.
func (a *App) buildDelivery(d *db.DB, p people) (err error) {
	links, err := keyring.Open(a.Config.Path("keys", "link"))
	if err != nil {
		return err
	}
	customers, contracts, files := projectContacts{a.Customers}, projectContracts{a.Contracts}, projectFiles{a.Documents}
	a.Projects = project.New(d, setting.Follow(a.Settings, a.projectPolicy, (*project.Policy).Rules), project.Neighbours{
		People: p, Numbers: series(numbering.Project), Customers: a.Customers, Contacts: customers, Deals: projectDeals{a.Pipeline}, Contracts: contracts, Handover: lateGate{a},
		Team: a.Team, Documents: files, Tasks: a.Tasks, Receivables: ledger{a}, Inspections: noInspections{}, Hanging: a.hanging(), Keys: links,
	})
	a.Handovers, err = handover.New(d, setting.Follow(a.Settings, a.handoverPolicy, (*handover.Policy).Rules), handover.Neighbours{
		People: p, Numbers: series(numbering.Handover), Projects: a.Projects, Documents: handoverFiles{files}, Quotes: handoverQuotes{a.Quotes}, Contracts: contracts, Contacts: customers, Team: a.Team, Tasks: a.Tasks,
	})
	return err
}

// projectPolicy is the product's own, on the calendar that holds.
func (a *App) projectPolicy() project.Policy {
	p := project.Defaults()
	p.Calendar = a.Settings.Calendar
	return p
}

// handoverPolicy is the same of handovers.
func (a *App) handoverPolicy() handover.Policy {
	p := handover.Defaults()
	p.Calendar = a.Settings.Calendar
	return p
}

// wireDelivery carries what was signed to the project that it brings, and the
// project's people to its handover.
func (a *App) wireDelivery() {
	db.React(a.DB, "project", func(tx *db.Tx, e contract.InForce) error { return a.beginWorks(tx, e.Facts) })
	db.React(a.DB, "project", func(tx *db.Tx, e contract.Amended) error {
		return a.Projects.OnAmendedTx(tx, project.Amended{Contract: e.ID, Amount: e.Price.Gross.Amount, Finish: e.FinishOn})
	})
	db.React(a.DB, "project", func(tx *db.Tx, e contract.Suspended) error {
		return a.Projects.OnSuspendedTx(tx, project.Turn{Contract: e.ID, Reason: e.Reason})
	})
	db.React(a.DB, "project", func(tx *db.Tx, e contract.Resumed) error {
		return a.Projects.OnResumedTx(tx, project.Turn{Contract: e.ID})
	})
	db.React(a.DB, "project", func(tx *db.Tx, e contract.Terminated) error {
		return a.Projects.OnTerminatedTx(tx, project.Turn{Contract: e.ID, Reason: e.Reason})
	})
	db.React(a.DB, "team", func(tx *db.Tx, e project.Created) error { return a.introduce(tx, e.Fact) })
	db.React(a.DB, "team", func(tx *db.Tx, e project.Contracted) error { return a.introduce(tx, e.Fact) })
	db.React(a.DB, "team", func(tx *db.Tx, e project.ManagerChanged) error { return a.introduce(tx, e.Fact) })
	db.React(a.DB, "handover", func(tx *db.Tx, e project.ManagerChanged) error {
		return a.Handovers.OnManagerChangedTx(tx, e.ID, e.Owner)
	})
}

// introduce lets a project's manager read the customer that he builds for and the
// contract that he builds under.
func (a *App) introduce(tx *db.Tx, f project.Fact) error {
	for kind, id := range map[ref.Kind]ref.ID{customer.Kind: f.Customer, contract.Kind: f.Contract} {
		if f.Owner.IsZero() || id.IsZero() {
			continue
		}
		on := ref.To(kind, id)
		members, err := a.Team.MembersTx(tx, on)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(members, func(m team.Member) bool { return m.PersonID == f.Owner }) {
			continue
		}
		err = a.Team.JoinTx(tx, db.Subject{Ref: on, Label: f.Name, Entity: f.Entity}, f.Owner, team.Participant)
		if err != nil && !errors.Is(err, team.ErrFull) {
			return err
		}
	}
	return nil
}

// beginWorks makes project and handover of a contract in force. Who plays which
// part in the works was settled on the opportunity.
func (a *App) beginWorks(tx *db.Tx, f contract.Facts) error {
	members, err := a.Team.MembersTx(tx, ref.To(pipeline.Kind, f.Opportunity))
	if err != nil {
		return err
	}
	id, err := a.Projects.EnsureTx(tx, project.FromContract{
		Contract: f.ID, Opportunity: f.Opportunity, Customer: f.Customer, Entity: f.Entity, Department: f.Dept, Manager: holder(members, team.ProjectManager), SalesRep: f.Owner,
		Name: f.Title, Type: f.Type, Amount: f.Price.Gross.Amount, Start: f.StartOn, Finish: finishOf(f), Milestones: termsOf(f),
	})
	if err != nil {
		return err
	}
	return a.Handovers.DraftFromContractTx(tx, handover.FromContract{Project: id, Sales: f.Owner, Technical: holder(members, team.Technical)})
}

func holder(members []team.Member, part team.Part) ref.ID {
	i := slices.IndexFunc(members, func(m team.Member) bool { return m.Part == part })
	if i < 0 {
		return ref.Nil
	}
	return members[i].PersonID
}

// finishOf is the day that a contract names, or the last of its days.
func finishOf(f contract.Facts) workday.Date {
	if f.FinishOn.IsZero() && !f.StartOn.IsZero() && f.Days > 0 {
		return f.StartOn.AddDays(int(f.Days) - 1)
	}
	return f.FinishOn
}

func termsOf(f contract.Facts) []project.Term {
	out := make([]project.Term, len(f.Milestones))
	for i, m := range f.Milestones {
		out[i] = project.Term{Name: m.Name, Key: m.Key, Weight: 1}
	}
	return out
}

// askContact mails a contact the link by which he answers for a milestone. A
// contact without an address, or a product without a public one, gets nothing:
// who asked sees the link and hands it over.
func (a *App) askContact(ctx context.Context, e outbox.Envelope) error {
	var asked project.MilestoneAsked
	if err := json.Unmarshal(e.Payload, &asked); err != nil {
		return err
	}
	var sent project.Sent
	var to string
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		p, err := a.Customers.ContactTx(tx, asked.Contact)
		if err != nil {
			return err
		}
		to = p.Email
		sent, err = a.Projects.LinkTx(tx, asked.Link)
		return err
	})
	if err != nil || to == "" || a.Config.PublicURL == "" || !sent.UsedAt.IsZero() {
		return err
	}
	key := "milestone.mail.ask"
	if e.Topic == (project.MilestoneReminded{}).Topic() {
		key = "milestone.mail.remind"
	}
	params := map[string]any{"project": asked.Project.Name, "milestone": asked.Name, "contact": sent.ContactName, "link": a.pageURL("m", sent.Token)}
	return a.mailOut(ctx, e, mail.Message{To: to, Subject: a.texts.T(i18n.ZH, key+".subject", params), Text: a.texts.T(i18n.ZH, key+".text", params)})
}
