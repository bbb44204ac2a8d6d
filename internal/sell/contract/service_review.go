package contract

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/approval"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/terms"
)

// Inspection is what the rules say about a contract's terms.
type Inspection struct {
	On       workday.Date // by which editions
	Findings []Finding
	Passed   []string // rules that hold and found nothing
}

// Findings looks at the terms by the rules of the day of signing, or of today.
// It needs [PermRead] over the contract. Errors: [ErrNotFound].
func (s *Service) Findings(ctx context.Context, id ref.ID) (x Inspection, priced bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		priced = seesPrice(tx.Actor)
		x, err = s.inspection(tx, &c)
		return err
	})
	return x, priced, err
}

func (s *Service) inspection(tx *db.Tx, c *Contract) (x Inspection, err error) {
	st, err := s.begin(tx, c.EntityID)
	if err != nil {
		return x, err
	}
	if x.On = c.SignedOn; x.On.IsZero() {
		x.On = st.on
	}
	x.Findings, err = s.findings(tx, c, st.on)
	x.Passed = passed(x.Findings, x.On)
	return x, err
}

// Damages works out what some days of delay would cost under a contract. It
// needs [PermRead] over it. Errors: [ErrNotFound], [ErrNoDamages].
func (s *Service) Damages(ctx context.Context, id ref.ID, days int64) (v DamagesView, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := get(tx, id)
		if err != nil {
			return err
		}
		d, err := DamagesFor(money.CNY(c.CurrentPrice), c.Terms, days)
		if err != nil {
			return err
		}
		if v = (DamagesView{Days: days, Daily: *c.Terms.DelayDaily}); seesPrice(tx.Actor) {
			v.Raw, v.Cap, v.Due = &d.Raw, d.Cap, &d.Due
		}
		return nil
	})
	return v, err
}

// Waive lets one broken rule pass. It needs [PermWaive] over the contract. The
// waiver lapses when the value changes. Errors: [ErrNoFinding], [ErrState].
func (s *Service) Waive(ctx context.Context, id ref.ID, version int64, rule, path, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.ErrInvalid.At("reason", "required")
	}
	return s.change(ctx, id, version, actWaive, reason, func(tx *db.Tx, c *Contract, st *step) error {
		found, err := s.findings(tx, c, st.on)
		if err != nil {
			return err
		}
		w, err := newWaiver(found, rule, path, reason, tx.Actor.ID, tx.Now)
		if err != nil {
			return err
		}
		c.Waivers = with(c.Waivers, w)
		return keepWaiver(tx, c.ID, w)
	})
}

// with replaces the waiver of the same rule at the same place.
func with(all []Waiver, w Waiver) []Waiver {
	out := slices.DeleteFunc(slices.Clone(all), func(x Waiver) bool { return x.Rule == w.Rule && x.Path == w.Path })
	return append(out, w)
}

// Submit gives a draft to the legal, financial and technical reviewers. It
// needs [PermSubmit] over it. Errors: [ErrPayments], [ErrFindings],
// [ErrNoText], [ErrState].
func (s *Service) Submit(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actSubmit, "", func(tx *db.Tx, c *Contract, st *step) error {
		files, err := s.attachments(tx, ref.To(Kind, c.ID))
		if err != nil {
			return err
		}
		found, err := s.findings(tx, c, st.on)
		if err != nil {
			return err
		}
		if err := c.ready(found, len(files)); err != nil {
			return err
		}
		hash, err := c.digest(files)
		if err != nil {
			return err
		}
		if err := c.submit(hash, tx.Actor.ID, tx.Now, s.due(tx.Now, st)); err != nil {
			return err
		}
		st.after(func() error { return s.askReviewers(tx, c) })
		st.tell(Submitted{c.fact(tx.Actor.ID), c.Hash})
		return nil
	})
}

// due is the same hour some working days later.
func (s *Service) due(now time.Time, st *step) time.Time {
	return s.Calendar().AddWorkdays(st.on, s.policy().ReviewDays).Start(st.zone).Add(now.Sub(st.on.Start(st.zone)))
}

func (s *Service) askReviewers(tx *db.Tx, c *Contract) error {
	for _, r := range c.Reviews {
		if err := s.Tasks.ReviewTx(tx, ReviewTask{Key: c.taskKey(r.Part), On: c.Subject(), Scope: c.Scope(), Part: r.Part, DueAt: r.DueAt, By: c.SubmittedBy}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Contract) taskKey(p Part) string {
	return fmt.Sprintf("contract_review/%s/%d/%s", c.ID, c.Round, p)
}

// Review notes an opinion of one of the three parts. It needs the part's own
// right over the contract, and nobody reviews what he submitted. The last pass
// starts the approval; a refusal, which needs a note, makes the contract
// rejected. Errors: [ErrReviewed], [ErrOwnReview], [ErrNote], [ErrContent],
// [ErrState], and those of starting an approval.
func (s *Service) Review(ctx context.Context, id ref.ID, version int64, p Part, pass bool, note string) error {
	act, ok := actReviews[p]
	if !ok {
		return fault.ErrInvalid.At("kind", "not_allowed")
	}
	return s.change(ctx, id, version, act, "", func(tx *db.Tx, c *Contract, st *step) error {
		if err := s.unchanged(tx, c); err != nil {
			return err
		}
		if err := c.review(p, pass, note, tx.Actor, tx.Now); err != nil {
			return err
		}
		st.after(func() error { return s.closeTasks(tx, c) })
		if c.State == StateApproving {
			st.after(func() error { return s.approve(tx, c) })
		}
		if !pass {
			st.tell(Rejected{c.fact(tx.Actor.ID), c.Reason})
		}
		return nil
	})
}

// unchanged answers [ErrContent] when what is stored is not what was submitted.
func (s *Service) unchanged(tx *db.Tx, c *Contract) error {
	files, err := s.attachments(tx, ref.To(Kind, c.ID))
	if err != nil {
		return err
	}
	hash, err := c.digest(files)
	if err == nil && hash != c.Hash {
		err = ErrContent
	}
	return err
}

// closeTasks brings the tasks of the reviews up to date.
func (s *Service) closeTasks(tx *db.Tx, c *Contract) error {
	for _, r := range c.Reviews {
		var err error
		switch r.Verdict {
		case Passed, Refused:
			_, err = s.Tasks.DoneTx(tx, c.taskKey(r.Part), r.Note)
		case Dropped:
			_, err = s.Tasks.CancelTx(tx, c.taskKey(r.Part), c.Reason)
		case Pending:
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// approve asks whom the matrix names, in the name of who submitted.
func (s *Service) approve(tx *db.Tx, c *Contract) error {
	p, err := payerOf(tx, c.CustomerID)
	if err != nil {
		return err
	}
	_, err = s.Approvals.StartTx(tx, approval.Start{Subject: ref.To(Kind, c.ID), Label: c.Subject().Label, Hash: c.Hash, Submitter: c.SubmittedBy, Scope: c.Scope(),
		Facts: approval.Facts{Amount: c.Price, Margin: c.Margin, Advance: c.share(terms.Advance), Retention: c.share(terms.Retention), PayerRisk: p.risk}})
	return err
}
