package app

import (
	"context"
	"encoding/json"
	"errors"

	"gongqiao/internal/base/setting"
	"gongqiao/internal/care/service"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/i18n"
	"gongqiao/internal/platform/keyring"
	"gongqiao/internal/platform/notify/mail"
	"gongqiao/internal/platform/outbox"
)

// buildCare builds what asks customers about us. Its links are signed by the
// keys of all links: a token is good for one purpose only.
func (a *App) buildCare(d *db.DB, p people) error {
	links, err := keyring.Open(a.Config.Path("keys", "link"))
	if err != nil {
		return err
	}
	a.Care = service.New(d, setting.Follow(a.Settings, service.Defaults, (*service.Policy).Rules), service.Neighbours{People: p, Customers: a.Customers, Projects: a.Projects, Team: a.Team, Tasks: a.Tasks, Timeline: a.Activity, Keys: links})
	return nil
}

// wireCare carries what happens with projects to the surveys that follow.
func (a *App) wireCare(r *records) {
	r.add(service.Kind, a.Care.ScopeTx)
	r.add(service.PlanKind, a.Care.PlanScopeTx)
	r.add(service.ComplaintKind, a.Care.ComplaintScopeTx)
	db.React(a.DB, "service", func(tx *db.Tx, e project.MilestoneConfirmed) error {
		return a.Care.OnConfirmedTx(tx, service.Confirmed{Milestone: e.Milestone, Project: e.Project.ID, Last: e.Key == project.CompletionAcceptance, Silent: e.Deemed})
	})
	db.React(a.DB, "service", func(tx *db.Tx, e project.StateChanged) error {
		switch {
		case e.State == project.Warranty:
			return a.Care.OnCompletedTx(tx, e.ID, e.CompletedOn)
		case e.State == project.Cancelled:
			return a.Care.OnCancelledTx(tx, e.ID)
		}
		return nil
	})
	db.React(a.DB, "service", func(tx *db.Tx, e project.ManagerChanged) error {
		return a.Care.OnMovedTx(tx, e.ID, authz.Scope{Owner: e.Owner, Department: e.Dept, Entity: e.Entity})
	})
	db.React(a.DB, "service", func(tx *db.Tx, e project.PoorFeedback) error {
		return a.Care.OnUnhappyTx(tx, service.Unhappy{Milestone: e.Milestone, Name: e.Name, Round: e.Round, Project: e.Project.ID, Contact: e.Contact, Score: e.Score, Text: e.Text})
	})
}

// askOpinion mails a contact the link of a survey, in both languages: nobody
// knows which one he reads. A contact without an address, or a product without
// a public one, gets nothing: who may send it sees the link and hands it over.
func (a *App) askOpinion(ctx context.Context, e outbox.Envelope) error {
	var sent service.Sent
	if err := json.Unmarshal(e.Payload, &sent); err != nil {
		return err
	}
	var l service.Letter
	err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		l, err = a.Care.LetterTx(tx, sent.ID)
		return err
	})
	if errors.Is(err, service.ErrState) || err == nil && (l.To == "" || a.Config.PublicURL == "") {
		return nil // it was answered meanwhile, or there is no way to him
	}
	if err != nil {
		return err
	}
	about := l.Project
	if about == "" {
		about = l.Customer
	}
	params := map[string]any{"contact": l.Survey.ContactName, "about": about, "link": a.pageURL("s", l.Token)}
	both := func(key, between string) string {
		return a.texts.T(i18n.ZH, key, params) + between + a.texts.T(i18n.EN, key, params)
	}
	return a.mailOut(ctx, e, mail.Message{To: l.To, Subject: both("survey.mail.subject", " / "), Text: both("survey.mail.text", "\n\n---\n\n")})
}
