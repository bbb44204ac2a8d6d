package quote

import (
	"bytes"
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/document"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/blob"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/pdf"
	"gongqiao/internal/sell/terms"
)

// Submit freezes a draft and asks both parts to review it; a part that passed
// exactly this content before is not asked again. It needs [PermSubmit].
// Errors: [ErrNotFound], [ErrNotDraft], [ErrIncomplete], [ErrLines],
// [ErrTerms], [ErrTooMuch].
func (s *Service) Submit(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actSubmit, func(tx *db.Tx, n *named) error {
		b, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		on, err := s.today(tx, &n.Quote)
		if err != nil {
			return err
		}
		if err := n.ready(&b, n.payer, on); err != nil {
			return err
		}
		if n.Hash, err = n.contentHash(&b); err != nil {
			return err
		}
		n.SubmittedAt, n.SubmittedBy, n.Reason = tx.Now, tx.Actor.ID, ""
		n.writtenBy(tx.Actor.ID)
		if err := n.move(StateReviewing, tx.Now); err != nil {
			return err
		}
		return s.request(tx, &n.Quote)
	})
}

// request tells which parts wait for a reviewer, and until when.
func (s *Service) request(tx *db.Tx, q *Quote) error {
	reviews, err := reviewsOf(tx, q.ID)
	if err != nil {
		return err
	}
	zone, err := s.People.ZoneTx(tx, q.EntityID)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if passed(reviews, p, q.Hash) {
			continue
		}
		due := s.after(tx.Now, zone, s.policy().days(p, q.Gross))
		q.events = append(q.events, ReviewRequested{q.fact(tx.Actor.ID), p, roles[p], q.Authors, q.Hash, due})
	}
	return nil
}

// after returns the same hour so many working days later.
func (s *Service) after(now time.Time, zone *time.Location, days int) time.Time {
	day := workday.Today(now, zone)
	return s.calendar().AddWorkdays(day, days).Start(zone).Add(now.Sub(day.Start(zone))).UTC()
}

// Verdict is what a reviewer says. A refusal needs a note and gives the quote
// back to its authors.
type Verdict struct {
	Pass     bool
	Note     string
	Findings Findings
	Costs    *Costs // of finance
}

// TechReview passes or refuses the technical part. It needs [PermTechReview],
// and the reviewer wrote nothing of it. Errors: [ErrNotFound], [ErrState],
// [ErrOwnReview], [ErrReviewed], [ErrNote], [ErrContent].
func (s *Service) TechReview(ctx context.Context, id ref.ID, version int64, v Verdict) error {
	return s.review(ctx, id, version, actTech, Technical, v)
}

// CostEstimate keeps what the works will cost and passes or refuses the
// financial part. It needs [PermCostEstimate]. Errors: as [Service.TechReview],
// and [ErrEstimate]. When it is the second pass the approval begins at once,
// with its errors.
func (s *Service) CostEstimate(ctx context.Context, id ref.ID, version int64, v Verdict) error {
	return s.review(ctx, id, version, actCost, Finance, v)
}

func (s *Service) review(ctx context.Context, id ref.ID, version int64, act authz.Action[*Quote], p Part, v Verdict) error {
	return s.change(ctx, id, version, act, func(tx *db.Tx, n *named) error {
		reviews, err := s.intact(tx, &n.Quote)
		if err != nil {
			return err
		}
		if passed(reviews, p, n.Hash) {
			return ErrReviewed
		}
		r := Review{Number: int64(len(reviews) + 1), Part: p, Hash: n.Hash, Passed: v.Pass, Note: strings.TrimSpace(v.Note), Findings: v.Findings, ReviewerID: tx.Actor.ID, ReviewedAt: tx.Now}
		if err := n.judge(&r, v.Costs, tx.Now); err != nil {
			return err
		}
		if err := insertReview(tx, n.ID, &r); err != nil {
			return err
		}
		return n.settle(append(reviews, r), tx.Now)
	}, func(tx *db.Tx, n *named) error {
		if n.State != StateConfirmed {
			return nil
		}
		before := n.Quote
		if err := n.move(StateApproving, tx.Now); err != nil {
			return err
		}
		if err := save(tx, "quote.request_approval", &before, &n.Quote); err != nil {
			return err
		}
		return s.start(tx, n)
	})
}

// intact returns the reviews of a quote whose stored content is still the one
// that was submitted.
func (s *Service) intact(tx *db.Tx, q *Quote) ([]Review, error) {
	b, err := billOf(tx, q)
	if err != nil {
		return nil, err
	}
	hash, err := q.contentHash(&b)
	if err != nil {
		return nil, err
	}
	if hash != q.Hash {
		return nil, ErrContent
	}
	return reviewsOf(tx, q.ID)
}

// sealed answers [ErrContent] unless both parts passed on the stored content.
func (s *Service) sealed(tx *db.Tx, q *Quote) error {
	reviews, err := s.intact(tx, q)
	if err == nil && !confirmed(reviews, q.Hash) {
		err = ErrContent
	}
	return err
}

// RequestApproval asks for approval again after it was withdrawn. It needs
// [PermSubmit]. Errors: [ErrNotFound], [ErrState], [ErrContent], those of the
// approval.
func (s *Service) RequestApproval(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actApproval, func(tx *db.Tx, n *named) error {
		if err := s.sealed(tx, &n.Quote); err != nil {
			return err
		}
		return n.move(StateApproving, tx.Now)
	}, s.start)
}

// start hands the facts of an offer to whoever decides about it.
func (s *Service) start(tx *db.Tx, n *named) error {
	return s.Approvals.StartTx(tx, Approval{
		Subject: ref.To(Kind, n.ID), Label: n.Label() + " " + n.Title, Hash: n.Hash, Submitter: n.SubmittedBy, Scope: n.Scope(),
		Amount: n.Gross, Margin: int64(n.Margin), Advance: int64(n.Terms.Share(terms.Advance)), Retention: int64(n.Terms.Share(terms.Retention)), PayerRisk: n.risky(),
	})
}

// Dispatch says how an offer goes to the customer.
type Dispatch struct {
	Channel   string
	Recipient string
	Message   string
}

// check normalises the dispatch. Errors: [ErrRecipient].
func (d *Dispatch) check() error {
	d.Recipient = strings.TrimSpace(d.Recipient)
	switch {
	case !slices.Contains(Channels, d.Channel):
		return ErrRecipient.At("channel", "not_allowed")
	case d.Recipient == "" || len(d.Recipient) > 200 || strings.ContainsAny(d.Recipient, "\r\n\x00"):
		return ErrRecipient.At("recipient", "required")
	}
	if a, err := mail.ParseAddress(d.Recipient); d.Channel == "email" && (err != nil || a.Address != d.Recipient) {
		return ErrRecipient.At("recipient", "not_an_address")
	}
	return nil
}

// Send gives an approved quote to the customer: its PDF becomes a document of
// the quote, a mail is handed on, and the validity begins. It needs [PermSend].
// Errors: [ErrNotFound], [ErrState], [ErrRecipient], [ErrContent], those of
// packages pdf and blob.
func (s *Service) Send(ctx context.Context, id ref.ID, version int64, d Dispatch) error {
	if err := d.check(); err != nil {
		return err
	}
	sent, file, err := s.print(ctx, id, version)
	if err != nil {
		return err
	}
	paper := ref.New()
	return s.change(ctx, id, version, actSend, func(tx *db.Tx, n *named) error {
		if err := s.sealed(tx, &n.Quote); err != nil {
			return err
		}
		if err := n.move(StateSent, tx.Now); err != nil {
			return err
		}
		n.SentAt, n.ValidUntil, n.PaperID, n.Channel, n.Recipient = sent.SentAt, sent.ValidUntil, paper, d.Channel, d.Recipient
		n.events = append(n.events, Sent{n.fact(tx.Actor.ID), n.Channel, paper, n.ValidUntil})
		return nil
	}, func(tx *db.Tx, n *named) error {
		name := n.Label() + ".pdf"
		if err := s.Documents.AttachTx(tx, document.Attach{ID: paper, Ref: ref.To(Kind, n.ID), Scope: n.Scope(), Kind: document.Attachment, Name: name, File: file}); err != nil {
			return err
		}
		if n.Channel != "email" {
			return nil
		}
		return s.Letters.QuoteTx(tx, Letter{Quote: n.ID, To: n.Recipient, Subject: n.Title + " " + n.Label(), Text: d.Message, Document: paper})
	})
}

// print sets the offer as it will be once it is sent, and stores the file.
// Nothing is done with it unless the caller may send the quote.
func (s *Service) print(ctx context.Context, id ref.ID, version int64) (sent Quote, file blob.Info, err error) {
	var doc pdf.Document
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := s.writable(tx, id, version, actSend)
		if err != nil {
			return err
		}
		on, err := s.today(tx, &n.Quote)
		if err != nil {
			return err
		}
		if err := n.move(StateSent, tx.Now); err != nil {
			return err
		}
		n.ValidUntil = on.AddDays(int(n.ValidityDays))
		sent = n.Quote
		doc, err = s.compose(tx, &n)
		return err
	})
	if err != nil {
		return sent, file, err
	}
	out, err := s.render(doc)
	if err != nil {
		return sent, file, err
	}
	file, err = s.Documents.Keep(ctx, bytes.NewReader(out))
	return sent, file, err
}

// Accept notes that the customer agreed, which a document of the quote proves. An
// earlier revision that he accepted is superseded in the same moment. It needs [PermAccept]. Errors: [ErrNotFound], [ErrState], [ErrEvidence],
// [ErrValidity], [ErrAccepted], [ErrContracted], [ErrContent].
func (s *Service) Accept(ctx context.Context, id ref.ID, version int64, evidence ref.ID) error {
	var old, was *Quote
	return s.change(ctx, id, version, actAccept, func(tx *db.Tx, n *named) error {
		doc, err := s.Documents.GetTx(tx, evidence)
		if err != nil || doc.Ref != ref.To(Kind, n.ID) || !doc.VoidedAt.IsZero() || doc.ID == n.PaperID {
			return ErrEvidence.At("evidence_id", "unknown")
		}
		on, err := s.today(tx, &n.Quote)
		if err != nil {
			return err
		}
		if on > n.ValidUntil {
			return ErrValidity
		}
		if err := s.sealed(tx, &n.Quote); err != nil {
			return err
		}
		if err := n.move(StateAccepted, tx.Now); err != nil {
			return err
		}
		b, err := billOf(tx, &n.Quote)
		if err != nil {
			return err
		}
		n.EvidenceID = evidence
		n.events = append(n.events, Accepted{n.fact(tx.Actor.ID), n.Hash, b.LinesHash(), n.Basis, n.Terms, n.Totals.sums(), evidence, tx.Now})
		old, was, err = s.yield(tx, &n.Quote)
		return err
	}, func(tx *db.Tx, n *named) error {
		if old == nil {
			return nil
		}
		if err := tx.Audit("quote.supersede", was, old); err != nil {
			return err
		}
		return tx.Emit(Superseded{old.fact(tx.Actor.ID), n.ID})
	})
}

// yield makes room for the acceptance of a revision: an earlier one that was
// accepted is superseded. It answers that one, after and before; nil without one.
// Errors: [ErrContracted].
func (s *Service) yield(tx *db.Tx, q *Quote) (now, before *Quote, err error) {
	id, err := acceptedBefore(tx, q)
	if err != nil || id.IsZero() {
		return nil, nil, err
	}
	if err := hold(tx, id); err != nil {
		return nil, nil, err
	}
	n, err := load(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if drawn, err := s.Contracts.DrawnTx(tx, id); err != nil {
		return nil, nil, err
	} else if drawn {
		return nil, nil, ErrContracted
	}
	was := n.Quote
	if err := n.move(StateSuperseded, tx.Now); err != nil {
		return nil, nil, err
	}
	return &n.Quote, &was, update(tx, &n.Quote)
}

// Reject notes that the customer refused, and why. It needs [PermAccept].
// Errors: [ErrNotFound], [ErrState], [ErrNote].
func (s *Service) Reject(ctx context.Context, id ref.ID, version int64, reason string) error {
	return s.change(ctx, id, version, actReject, func(tx *db.Tx, n *named) error {
		return n.end(StateRejected, reason, tx.Now, func() db.Event { return Rejected{n.fact(tx.Actor.ID), n.Reason} })
	})
}

// Withdraw takes an offer back in any state that is not final; a pending
// approval ends. It needs [PermWithdraw]. Errors: [ErrNotFound], [ErrState],
// [ErrNote].
func (s *Service) Withdraw(ctx context.Context, id ref.ID, version int64, reason string) error {
	var from State
	return s.change(ctx, id, version, actWithdraw, func(tx *db.Tx, n *named) error {
		from = n.State
		return n.end(StateWithdrawn, reason, tx.Now, func() db.Event { return Withdrawn{n.fact(tx.Actor.ID), from, n.Reason} })
	}, func(tx *db.Tx, n *named) error { return s.forget(tx, n.ID, from) })
}

// forget ends the approval of a quote that waits for one or has one.
func (s *Service) forget(tx *db.Tx, id ref.ID, from State) error {
	if from != StateApproving && from != StateApproved && from != StateSent {
		return nil
	}
	return s.Approvals.VoidTx(tx, ref.To(Kind, id), "")
}

// Revise begins the next revision with the same content, as a draft, and
// supersedes the quote unless it was answered before: what the customer accepted
// stands until he accepts the next. It needs [PermUpdate]. Errors: [ErrNotFound],
// [ErrNotNewest], [ErrState], [ErrContracted], [ErrIDInUse].
func (s *Service) Revise(ctx context.Context, id ref.ID, version int64, next ref.ID) (ref.ID, error) {
	if next.IsZero() {
		next = ref.New()
	}
	return next, s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := s.held(tx, id, version, actRevise)
		if err != nil {
			return err
		}
		before := n.Quote
		successor, err := n.next(next, tx.Actor.ID)
		if err != nil {
			return err
		}
		if !before.State.answered() {
			if err := n.move(StateSuperseded, tx.Now); err != nil {
				return err
			}
			n.events = append(n.events, Superseded{n.fact(tx.Actor.ID), next})
		}
		if err := update(tx, &n.Quote); err != nil {
			return err
		}
		if err := s.continueAs(tx, &n, &successor); err != nil {
			return err
		}
		if err := tx.Audit("quote.supersede", &before, &n.Quote); err != nil {
			return err
		}
		for _, e := range append(n.events, Created{successor.fact(tx.Actor.ID)}) {
			if err := tx.Emit(e); err != nil {
				return err
			}
		}
		return s.forget(tx, id, before.State)
	})
}

// continueAs writes the next revision with copies of the lines. It is audited
// first, because a repeated request answers the record that comes first.
func (s *Service) continueAs(tx *db.Tx, n *named, successor *Quote) error {
	b, err := billOf(tx, &n.Quote)
	if err != nil {
		return err
	}
	if err := insert(tx, successor, n.Customer); err != nil {
		return err
	}
	for i := range b.Lines {
		b.Lines[i].ID = ref.New()
	}
	if err := insertLines(tx, successor.ID, b.Lines); err != nil {
		return err
	}
	return tx.Audit("quote.revise", nil, successor)
}
