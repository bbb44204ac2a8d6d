package service

import (
	"context"
	"fmt"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
	"gongqiao/internal/sell/customer"
)

// Portal shows a contact what he is asked, until the link expires. Errors:
// [ErrLinkNotFound] for every token that is not a living link of ours.
func (s *Service) Portal(ctx context.Context, token string) (v PortalView, err error) {
	claims, err := s.claims(token)
	if err != nil {
		return v, err
	}
	err = s.db.Read(authz.With(ctx, authz.NewLink("portal")), func(tx *db.Tx) error {
		n, err := s.opened(tx, claims)
		if err != nil {
			return err
		}
		hash, err := n.shown().hash()
		v = portalView(&n, hash)
		return err
	})
	return v, err
}

// claims returns what a token proves. What is forged, expired or for another
// purpose gets the same answer.
func (s *Service) claims(token string) (link.Claims, error) {
	c, err := link.Verify(s.Keys, token, LinkPurpose, s.db.Now())
	if err != nil {
		return c, ErrLinkNotFound
	}
	return c, nil
}

// opened returns the survey that genuine claims name, while its contact is one.
func (s *Service) opened(tx *db.Tx, claims link.Claims) (n named, err error) {
	if n, err = byNonce(tx, claims.Nonce); err != nil {
		return n, err
	}
	if !n.proves(claims) || n.State == Expired {
		return n, ErrLinkNotFound
	}
	c, err := s.Customers.ContactTx(tx, n.ContactID)
	if absent(err) || err == nil && !c.Active {
		return n, ErrLinkNotFound
	}
	return n, err
}

// shown is what the contact of a survey answers about.
func (n *named) shown() shown {
	return shown{n.ID, n.ContactID, n.Customer, n.Project, n.Milestone, n.Questions}
}

// Open notes that the contact has begun to read; his page says so once, so that
// a mail scanner that follows links opens nothing. Errors: [ErrLinkNotFound],
// [ErrOurs].
func (s *Service) Open(ctx context.Context, token string) error {
	return s.behind(ctx, token, func(tx *db.Tx, n *named, _ *db.Meta) error {
		if n.State != Out {
			return tx.Note("survey.open", n.Subject(), nil)
		}
		before := n.Survey
		n.open(tx.Now)
		return s.save(tx, "survey.open", &before, &n.Survey)
	})
}

// Respond takes a contact's answer, once. Errors: [ErrLinkNotFound],
// [ErrAnswered], [ErrChanged] when the content is not what he was shown,
// [ErrOurs] for somebody who is signed in: our own people do not answer for the
// customer.
func (s *Service) Respond(ctx context.Context, token string, a Answer) error {
	return s.behind(ctx, token, func(tx *db.Tx, n *named, meta *db.Meta) error { return s.respondTx(tx, n, a, meta) })
}

// behind runs fn for the survey behind a token, as its contact.
func (s *Service) behind(ctx context.Context, token string, fn func(*db.Tx, *named, *db.Meta) error) error {
	claims, err := s.claims(token)
	if err != nil {
		return err
	}
	if by, err := authz.From(ctx); err == nil && by.Kind != authz.Link {
		return ErrOurs
	}
	name, err := s.audience(ctx, claims)
	if err != nil {
		return err
	}
	meta := *db.MetaFrom(ctx)
	meta.Auth, meta.Key = "link", ""
	return s.db.Write(db.WithMeta(authz.With(ctx, authz.NewLink(name)), &meta), func(tx *db.Tx) error {
		n, err := s.openedAlone(tx, claims)
		if err != nil {
			return err
		}
		return fn(tx, &n, &meta)
	})
}

// audience returns the name of the contact behind a link, who is the actor of
// what he answers.
func (s *Service) audience(ctx context.Context, claims link.Claims) (name string, err error) {
	err = s.db.Read(authz.With(ctx, authz.NewLink("portal")), func(tx *db.Tx) error {
		n, err := s.opened(tx, claims)
		name = n.ContactName
		return err
	})
	return name, err
}

// openedAlone is opened while nobody else answers the same survey.
func (s *Service) openedAlone(tx *db.Tx, claims link.Claims) (named, error) {
	n, err := s.opened(tx, claims)
	if err != nil {
		return n, err
	}
	if err := tx.Lock("survey", n.ID); err != nil {
		return n, err
	}
	return s.opened(tx, claims)
}

func (s *Service) respondTx(tx *db.Tx, n *named, a Answer, meta *db.Meta) error {
	if !n.waits() {
		return ErrAnswered
	}
	if err := a.check(n.Questions); err != nil {
		return err
	}
	hash, err := n.shown().hash()
	if err != nil {
		return err
	}
	if hash != a.Hash {
		return ErrChanged
	}
	today, err := s.today(tx, n.EntityID)
	if err != nil {
		return err
	}
	before := n.Survey
	if err := n.answer(a, tx.Now, today); err != nil {
		return err
	}
	n.IP, n.Agent = meta.IP, meta.Agent
	if err := s.save(tx, "survey.answer", &before, &n.Survey); err != nil {
		return err
	}
	return s.conclude(tx, &n.Survey)
}

// conclude brings an answer to where people work: the timeline, the customer's
// sums and mark, and those who must act.
func (s *Service) conclude(tx *db.Tx, n *Survey) error {
	on, err := s.aboutTx(tx, n.CustomerID, n.ProjectID)
	if err != nil {
		return err
	}
	if err := s.Timeline.LogTx(tx, entry(n, on)); err != nil {
		return err
	}
	if err := s.Customers.RateTx(tx, n.CustomerID, customer.Rating{Points: n.Score, Recommend: n.Recommend, On: n.AnsweredOn}); err != nil {
		return err
	}
	if err := s.grade(tx, n, on); err != nil {
		return err
	}
	return tx.Emit(Answered{n.fact(), n.Score, n.Recommend, n.Complaint, n.poor(), n.excellent()})
}

func entry(n *Survey, on about) activity.Entry {
	e := activity.Entry{Key: "survey/" + n.ID.String(), On: on.On, Scope: on.Scope, Customer: n.CustomerID, Code: "survey.answered",
		Params: map[string]any{"contact": n.ContactName, "score": points(n.Score)}}
	if n.Recommend != nil {
		e.Code, e.Params["recommend"] = "survey.answered_nps", *n.Recommend
	}
	if n.Complaint {
		e.Code = "survey.complained"
	}
	return e
}

// points writes hundredths of a point: 4.60.
func points(hundredths int64) string { return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100) }

// tagSource marks what this module said of a customer.
const tagSource = "survey"

// grade handles an answer by its score (SVC-02).
func (s *Service) grade(tx *db.Tx, n *Survey, on about) error {
	switch {
	case n.poor():
		if err := s.Customers.UntagTx(tx, n.CustomerID, customer.Excellent, tagSource); err != nil {
			return err
		}
		if n.Complaint {
			return s.openBoth(tx, planOf(n), on)
		}
		return s.openPlan(tx, planOf(n), on, false)
	case n.excellent():
		return s.Customers.TagTx(tx, n.CustomerID, customer.Tag{Tag: customer.Excellent, Source: tagSource, Reason: points(n.Score), Since: n.AnsweredOn})
	}
	return nil
}

// planOf is the plan that a poor answer asks for.
func planOf(n *Survey) Plan {
	p := Plan{Key: "survey/" + n.ID.String(), Source: FromSurvey, Severity: unhappy, Title: "客户满意度 " + points(n.Score) + " 分：" + n.ContactName, Complaint: n.Comment, SurveyID: n.ID, ContactID: n.ContactID}
	if n.Complaint {
		p.Severity, p.Title = complained, "客户投诉："+n.ContactName
	}
	return p
}
