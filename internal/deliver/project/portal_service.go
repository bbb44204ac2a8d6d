package project

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
)

// Sent is a link with its token: a secret that opens one question to one contact.
type Sent struct {
	Link
	Token string
}

// Ask makes a link for a contact of the customer; the first of a round asks the
// customer and starts its clocks. It needs [PermMilestoneAsk]. Errors:
// [ErrContactUnknown].
func (s *Service) Ask(ctx context.Context, id ref.ID, version int64, contact ref.ID) error {
	return s.changeMilestone(ctx, id, version, actLink, "", func(tx *db.Tx, m *Milestone, today workday.Date) error {
		c, err := s.Contacts.ContactTx(tx, contact)
		if absent(err) || err == nil && (!c.Active || c.CustomerID != m.project.CustomerID) {
			return ErrContactUnknown.At("contact_id", "unknown")
		}
		if err != nil {
			return err
		}
		if err := m.ask(contact, today); err != nil {
			return err
		}
		l := Link{ID: ref.New(), MilestoneID: m.ID, Nonce: link.NewNonce(), ContactID: contact, ContactName: c.Name, Round: m.Round, IssuedAt: tx.Now, IssuedBy: tx.Actor.ID,
			ExpiresAt: tx.Now.AddDate(0, 0, int(s.policy().LinkDays)).Truncate(time.Second)}
		if err := insertLink(tx, &l); err != nil {
			return err
		}
		return tx.Emit(MilestoneAsked{m.fact(), l.ID, contact, l.ExpiresAt})
	})
}

// LastLink returns the newest link of a milestone, for whoever made it. It needs
// [PermMilestoneAsk] over the project.
func (s *Service) LastLink(ctx context.Context, milestone ref.ID) (sent Sent, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := getMilestone(tx, milestone)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, authz.Action[*Milestone]{Permission: PermMilestoneAsk}, m.Scope(), &m, m.ID, m.ProjectID); err != nil {
			return err
		}
		if sent.Link, err = latestLink(tx, milestone); err != nil {
			return err
		}
		sent.Token, err = link.Sign(s.Keys.Current(), sent.claims())
		return err
	})
	return sent, err
}

// LinkTx returns a link with its token, for whoever sends it. It checks no right.
func (s *Service) LinkTx(tx *db.Tx, id ref.ID) (sent Sent, err error) {
	if sent.Link, err = loadLink(tx, id); err != nil {
		return sent, err
	}
	sent.Token, err = link.Sign(s.Keys.Current(), sent.claims())
	return sent, err
}

// Portal shows a contact what he is asked, until the link expires. Errors:
// [ErrPortalNotFound] for every token that is not a living link of ours.
func (s *Service) Portal(ctx context.Context, token string) (v PortalView, err error) {
	claims, err := s.claims(token)
	if err != nil {
		return v, err
	}
	err = s.db.Read(authz.With(ctx, authz.NewLink("portal")), func(tx *db.Tx) error {
		l, m, err := s.opened(tx, claims)
		if err != nil {
			return err
		}
		v, err = s.shown(tx, &l, &m)
		return err
	})
	return v, err
}

// claims returns what a token proves. What is forged, expired or for another
// purpose gets the same answer.
func (s *Service) claims(token string) (link.Claims, error) {
	c, err := link.Verify(s.Keys, token, LinkPurpose, s.db.Now())
	if err != nil {
		return c, ErrPortalNotFound
	}
	return c, nil
}

// opened returns the link and the milestone that genuine claims name.
func (s *Service) opened(tx *db.Tx, claims link.Claims) (l Link, m Milestone, err error) {
	if l, err = linkByNonce(tx, claims.Nonce); err != nil {
		return l, m, err
	}
	if !l.proves(claims) {
		return l, m, ErrPortalNotFound
	}
	c, err := s.Contacts.ContactTx(tx, l.ContactID)
	if absent(err) || err == nil && !c.Active {
		return l, m, ErrPortalNotFound
	}
	if err != nil {
		return l, m, err
	}
	m, err = loadMilestone(tx, l.MilestoneID)
	return l, m, err
}

// openedAlone is opened while nobody else changes the project or its milestones.
func (s *Service) openedAlone(tx *db.Tx, claims link.Claims) (Link, Milestone, error) {
	l, m, err := s.opened(tx, claims)
	if err != nil {
		return l, m, err
	}
	if err := lock(tx, m.ProjectID); err != nil {
		return l, m, err
	}
	return s.opened(tx, claims)
}

// files returns the documents of a milestone that are still there.
func (s *Service) files(tx *db.Tx, m *Milestone) ([]File, error) {
	files := []File{}
	for _, id := range m.Documents {
		f, _, err := s.Documents.FileTx(tx, id)
		if absent(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// PortalFile opens a file that a contact is shown with the milestone. Errors:
// [ErrPortalNotFound] for any other file too, those of Documents.Open. The caller
// closes what it got.
func (s *Service) PortalFile(ctx context.Context, token string, id ref.ID) (f File, content io.ReadSeekCloser, err error) {
	claims, err := s.claims(token)
	if err != nil {
		return f, nil, err
	}
	err = s.db.Read(authz.With(ctx, authz.NewLink("portal")), func(tx *db.Tx) error {
		_, m, err := s.opened(tx, claims)
		if err != nil {
			return err
		}
		if !slices.Contains(m.Documents, id) {
			return ErrPortalNotFound
		}
		if f, _, err = s.Documents.FileTx(tx, id); absent(err) {
			return ErrPortalNotFound
		}
		return err
	})
	if err != nil {
		return f, nil, err
	}
	content, err = s.Documents.Open(ctx, f.SHA256)
	return f, content, err
}

func (s *Service) shown(tx *db.Tx, l *Link, m *Milestone) (v PortalView, err error) {
	files, err := s.files(tx, m)
	if err != nil {
		return v, err
	}
	hash, err := m.contentHash(files)
	if err != nil {
		return v, err
	}
	ms, err := milestonesOf(tx, m.ProjectID)
	if err != nil {
		return v, err
	}
	customer, err := customerName(tx, m.project.CustomerID)
	return portalView(l, m, ms, customer, files, hash), err
}

// Respond takes a contact's answer, once. Errors: [ErrPortalNotFound],
// [ErrPortalUsed] when the question was answered or withdrawn, [ErrPortalChanged]
// when the content is not what he was shown, [ErrPortalOurs] for somebody who is
// signed in: our own people do not answer for the customer.
func (s *Service) Respond(ctx context.Context, token string, a Answer) error {
	claims, err := s.claims(token)
	if err != nil {
		return err
	}
	if by, err := authz.From(ctx); err == nil && by.Kind != authz.Link {
		return ErrPortalOurs
	}
	if err := a.check(); err != nil {
		return err
	}
	meta := *db.MetaFrom(ctx)
	meta.Auth, meta.Key = "link", ""
	name, err := s.audience(ctx, claims)
	if err != nil {
		return err
	}
	ctx = db.WithMeta(authz.With(ctx, authz.NewLink(name)), &meta)
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.respondTx(tx, claims, a, &meta) })
}

// audience returns the name of the contact behind a link, who is the actor of
// what he answers.
func (s *Service) audience(ctx context.Context, claims link.Claims) (name string, err error) {
	err = s.db.Read(authz.With(ctx, authz.NewLink("portal")), func(tx *db.Tx) error {
		l, _, err := s.opened(tx, claims)
		name = l.ContactName
		return err
	})
	return name, err
}

func (s *Service) respondTx(tx *db.Tx, claims link.Claims, a Answer, meta *db.Meta) error {
	l, m, err := s.openedAlone(tx, claims)
	if err != nil {
		return err
	}
	if !l.open(&m) {
		return ErrPortalUsed
	}
	files, err := s.files(tx, &m)
	if err != nil {
		return err
	}
	if hash, err := m.contentHash(files); err != nil || hash != a.Hash {
		return cmp.Or[error](err, ErrPortalChanged)
	}
	before := m
	if err := m.answer(a, tx.Now); err != nil {
		return err
	}
	if err := useLink(tx, &l); err != nil {
		return err
	}
	g := Given{ID: ref.New(), MilestoneID: m.ID, LinkID: l.ID, Round: m.Round, At: tx.Now, ContactID: l.ContactID, ContactName: l.ContactName, Action: a.Action, Score: a.Score, Text: a.Text,
		IP: meta.IP, Agent: meta.Agent, ContentHash: a.Hash}
	if err := insertAnswer(tx, &g); err != nil {
		return err
	}
	if err := s.saveMilestone(tx, "milestone."+a.Action, &before, &m); err != nil {
		return err
	}
	return s.tellAnswer(tx, &m, a)
}

// tellAnswer ends the call to the customer and tells others what he said.
func (s *Service) tellAnswer(tx *db.Tx, m *Milestone, a Answer) error {
	if _, err := s.Tasks.DoneTx(tx, callKey(m), a.Action); err != nil {
		return err
	}
	var err error
	switch a.Action {
	case Confirm:
		err = s.tellConfirmed(tx, m)
	case ConfirmWithRemarks:
		err = tx.Emit(MilestoneRemarked{m.fact(), a.Score})
	case Reject:
		err = tx.Emit(MilestoneRejected{m.fact(), a.Text})
	}
	if err != nil || !a.poor() {
		return err
	}
	return tx.Emit(PoorFeedback{m.fact(), m.ContactID, a.Score, a.Text})
}

func (s *Service) tellConfirmed(tx *db.Tx, m *Milestone) error {
	on, err := s.today(tx, m.EntityID)
	if err != nil {
		return err
	}
	return tx.Emit(MilestoneConfirmed{m.fact(), m.State == DeemedConfirmed, on, m.Score})
}
