package service

import (
	"context"
	"net/url"
	"time"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/link"
	"gongqiao/internal/sell/customer"
)

// List returns a page of the surveys that the caller may see.
func (s *Service) List(ctx context.Context, q *db.Query) (p db.Page[View], err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = db.Run(tx, &list, q, func(r db.Row) (View, error) {
			n, err := scanNamed(r)
			return view(tx.Actor, "", &n), err
		})
		return err
	})
	return p, err
}

// Get returns a survey with what was asked and answered. It needs [PermRead]
// over it. Errors: [ErrNotFound].
func (s *Service) Get(ctx context.Context, id ref.ID) (v View, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		part, err := tx.Part(n.ID, n.ProjectID)
		v = view(tx.Actor, part, &n)
		return err
	})
	return v, err
}

// Visible answers [ErrNotFound] unless the caller may read the survey.
func (s *Service) Visible(ctx context.Context, id ref.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := get(tx, id)
		return err
	})
}

// ScopeTx returns where a survey belongs and what people call it. Errors:
// [ErrNotFound] unless the actor may read it.
func (s *Service) ScopeTx(tx *db.Tx, id ref.ID) (authz.Scope, string, error) {
	n, err := get(tx, id)
	return n.Scope(), n.Customer, err
}

// Figures is what the answers that a caller may see come to.
type Figures struct {
	Answers    int64
	Average    int64 // hundredths of a point; 0 without answers
	SalesShare int64 // hundredths of a percent of the points that came from questions about sales (KPI-02)
	Asked      int64 // answers to whether they would recommend us
	Promoters  int64
	Detractors int64
	NPS        *int64 // none below five of them
	Complaints int64
}

// Figures sums up the answered surveys that a question to the list leaves, in
// the same scope as the list (SVC-04, KPI-02).
func (s *Service) Figures(ctx context.Context, q *db.Query) (f Figures, err error) {
	answers, sums, err := db.Totals(ctx, s.db, &answeredList, q)
	return figures(answers, sums), err
}

// Answers is [Service.Figures] for modules that sum up: the question is one to the
// list of surveys.
func (s *Service) Answers(ctx context.Context, question url.Values) (f Figures, err error) {
	q, err := db.ParseQuery(question, &answeredList)
	if err != nil {
		return f, err
	}
	return s.Figures(ctx, q)
}

func figures(answers int64, sums map[string]int64) Figures {
	f := Figures{Answers: answers, Asked: sums["asked"], Promoters: sums["promoters"], Detractors: sums["detractors"], Complaints: sums["complaints"]}
	f.Average = customer.Satisfaction{Answers: answers, Points: sums["points"]}.Average()
	if points := sums["points"]; points > 0 {
		f.SalesShare = (20_000*sums["sales"] + points) / (2 * points)
	}
	f.NPS = customer.NPS(f.Asked, f.Promoters, f.Detractors)
	return f
}

// Asking is what a person says of a survey that he sends.
type Asking struct {
	ID, CustomerID, ProjectID, ContactID ref.ID
	Purpose                              Purpose
}

// Ask sends a contact a survey at once. It needs [PermSend] over the project, or
// else over the customer's leading engagement. Errors: [ErrCustomerUnknown],
// [ErrProjectUnknown], [ErrContactUnknown], [ErrThrottled], [ErrNoTemplate].
func (s *Service) Ask(ctx context.Context, a Asking) (ref.ID, error) {
	if a.ID.IsZero() {
		a.ID = ref.New()
	}
	return a.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		on, err := s.readable(tx, a.CustomerID, a.ProjectID)
		if err != nil {
			return err
		}
		n := Survey{ID: a.ID, CustomerID: on.Customer, ProjectID: on.Project, ContactID: a.ContactID, Cause: ByHand, Purpose: a.Purpose, State: Scheduled}
		n.belong(on.Scope)
		if err := db.Allow(tx, actSend, n.Scope(), &n, n.ProjectID); err != nil {
			return err
		}
		if n.DueOn, err = s.today(tx, n.EntityID); err != nil {
			return err
		}
		if err := s.address(tx, &n); err != nil {
			return err
		}
		if err := insert(tx, &n); err != nil {
			return err
		}
		if err := tx.Audit("survey.create", nil, &n); err != nil {
			return err
		}
		return s.send(tx, &n)
	})
}

// Send sends a survey before its day. It needs [PermSend] over it. Errors:
// [ErrThrottled], [ErrNoContact], [ErrNoTemplate].
func (s *Service) Send(ctx context.Context, id ref.ID, version int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		if n.Version != version {
			return db.ErrStale
		}
		if err := db.Allow(tx, actSend, n.Scope(), &n.Survey, n.ID, n.ProjectID); err != nil {
			return err
		}
		return s.send(tx, &n.Survey)
	})
}

// send finds whom to ask, makes sure that he is left in peace for a month, and
// freezes what he is asked.
func (s *Service) send(tx *db.Tx, n *Survey) error {
	before := *n
	if err := s.choose(tx, n); err != nil {
		return err
	}
	if n.ContactID.IsZero() {
		return ErrNoContact
	}
	if err := tx.Lock("contact", n.ContactID); err != nil {
		return err
	}
	last, err := lastSent(tx, n.ContactID, n.ID)
	if err != nil {
		return err
	}
	if p := s.policy(); p.tooSoon(last, tx.Now) {
		return ErrThrottled.With("days", int(p.Pause/(24*time.Hour))).With("until", last.Add(p.Pause))
	}
	t, err := templateFor(tx, n.EntityID, n.Purpose)
	if err != nil {
		return err
	}
	if err := n.send(&t, tx.Now, s.policy().LinkLife); err != nil {
		return err
	}
	if err := s.save(tx, "survey.send", &before, n); err != nil {
		return err
	}
	return tx.Emit(Sent{n.fact(), n.ExpiresAt})
}

func (s *Service) save(tx *db.Tx, action string, before, n *Survey) error {
	if err := update(tx, n); err != nil {
		return err
	}
	return tx.Audit(action, before, n)
}

// address writes the name of the contact whom a person chose.
func (s *Service) address(tx *db.Tx, n *Survey) error {
	if n.ContactID.IsZero() {
		return nil
	}
	c, err := s.Customers.ContactTx(tx, n.ContactID)
	if absent(err) || err == nil && (!c.Active || c.CustomerID != n.CustomerID) {
		return ErrContactUnknown.At("contact_id", "unknown")
	}
	n.ContactName = c.Name
	return err
}

// choose finds somebody to ask when nobody was named, or who was is gone: who
// confirmed a milestone of the project last, else who decides at the customer.
// Somebody with an address comes first.
func (s *Service) choose(tx *db.Tx, n *Survey) error {
	people, err := s.Customers.ContactsTx(tx, n.CustomerID)
	if err != nil {
		return err
	}
	wanted := n.ContactID
	if wanted.IsZero() && !n.ProjectID.IsZero() {
		if wanted, err = askedAbout(tx, n.ProjectID); err != nil {
			return err
		}
	}
	n.ContactID, n.ContactName = ref.Nil, ""
	best := -1
	for _, p := range people {
		if rank := fitness(&p, wanted); p.Active && rank > best {
			best, n.ContactID, n.ContactName = rank, p.ID, p.Name
		}
	}
	return nil
}

func fitness(p *customer.Contact, wanted ref.ID) int {
	rank := 0
	if p.ID == wanted {
		rank += 4
	}
	if p.Email != "" {
		rank += 2
	}
	if p.Part == customer.DecisionMaker {
		rank++
	}
	return rank
}

// Letter is a survey on its way, with its token: a secret that opens one
// question to one contact.
type Letter struct {
	Survey   Survey
	Customer string
	Project  string // "" for the customer as a whole
	To       string // mail address, "" when none is known
	Token    string
}

// LetterTx returns a survey with its token, for whoever mails it. It checks no
// right. Errors: [ErrNotFound], [ErrState] when it does not wait for an answer.
func (s *Service) LetterTx(tx *db.Tx, id ref.ID) (l Letter, err error) {
	n, err := load(tx, id)
	if err != nil {
		return l, err
	}
	if !n.waits() {
		return l, ErrState.With("state", string(n.State))
	}
	c, err := s.Customers.ContactTx(tx, n.ContactID)
	if err != nil {
		return l, err
	}
	l = Letter{Survey: n.Survey, Customer: n.Customer, Project: n.Project, To: c.Email}
	l.Token, err = link.Sign(s.Keys.Current(), n.claims())
	return l, err
}

// Link returns the link of a survey that waits, for somebody who hands it over
// himself. It needs [PermSend] over it.
func (s *Service) Link(ctx context.Context, id ref.ID) (l Letter, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := get(tx, id)
		if err != nil {
			return err
		}
		if err := db.Allow(tx, actLink, n.Scope(), &n.Survey, n.ID, n.ProjectID); err != nil {
			return err
		}
		l, err = s.LetterTx(tx, id)
		return err
	})
	return l, err
}

// scheduleTx plans a survey for modules' facts; what was asked about already is
// not asked about again. It checks no right.
func (s *Service) scheduleTx(tx *db.Tx, n Survey, on about) error {
	there, err := keyed(tx, n.Key)
	if err != nil || there {
		return err
	}
	n.ID, n.State, n.CustomerID, n.ProjectID = ref.New(), Scheduled, on.Customer, on.Project
	n.belong(on.Scope)
	if n.DueOn.IsZero() {
		if n.DueOn, err = s.today(tx, n.EntityID); err != nil {
			return err
		}
	}
	if !n.ContactID.IsZero() {
		c, err := s.Customers.ContactTx(tx, n.ContactID)
		if err != nil {
			return err
		}
		n.ContactName = c.Name
	}
	if err := insert(tx, &n); err != nil {
		return err
	}
	return tx.Audit("survey.schedule", nil, &n)
}
