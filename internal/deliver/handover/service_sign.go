package handover

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"gongqiao/internal/base/task"
	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/db"
)

// Submit hands the evidence to the project manager. It needs [PermPrepare].
// Errors: [ErrPeople].
func (s *Service) Submit(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actSubmit, "handover.submit", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		e, err := s.evidence(tx, h)
		if err != nil {
			return err
		}
		if err := s.done(tx, h, limitDraft, limitSubmit, limitRework); err != nil {
			return err
		}
		if err := h.submit(h.Rubric.Score(e), tx.Now); err != nil {
			return err
		}
		if err := insertJudgement(tx, h, "submit", 0); err != nil {
			return err
		}
		if err := s.limit(tx, h, limitScore); err != nil {
			return err
		}
		return tx.Emit(Submitted{h.fact()})
	})
}

// Review takes a submitted handover up for scoring. It needs [PermScore].
func (s *Service) Review(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actReview, "handover.review", func(_ *db.Tx, h *Handover, _ workday.Date) error { return h.move(Scoring) })
}

// Judge scores a handover: the refusals replace the former ones, and what they
// name counts as absent. From 6.0 on it goes to signing, else back. It needs
// [PermScore], and no hand in the preparation. Errors: [ErrOwnWork], [ErrItem].
func (s *Service) Judge(ctx context.Context, id ref.ID, version int64, refusals []Refusal) error {
	return s.change(ctx, id, version, actScore, "handover.score", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		if err := checkRefusals(h.Rubric, refusals); err != nil {
			return err
		}
		if err := refuse(tx, h.ID, refusals); err != nil {
			return err
		}
		e, err := s.evidence(tx, h)
		if err != nil {
			return err
		}
		score := h.Rubric.Score(e)
		if err := h.judge(score, tx.Now); err != nil {
			return err
		}
		if _, err := dropSignatures(tx, h.ID, ""); err != nil {
			return err
		}
		if err := insertJudgement(tx, h, "score", int64(len(refusals))); err != nil {
			return err
		}
		return s.afterScore(tx, h, score)
	})
}

func checkRefusals(r Rubric, refusals []Refusal) error {
	seen := map[string]bool{}
	for i := range refusals {
		x := &refusals[i]
		x.Reason = strings.TrimSpace(x.Reason)
		if _, ok := r.find(x.Key); !ok {
			return ErrItem.At("refusals.key", "unknown")
		}
		if x.Reason == "" {
			return fault.ErrInvalid.At("refusals.reason", "required")
		}
		if seen[x.Key] {
			return fault.ErrInvalid.At("refusals.key", "not_unique")
		}
		seen[x.Key] = true
	}
	return nil
}

func (s *Service) afterScore(tx *db.Tx, h *Handover, score Score) error {
	if err := s.done(tx, h, limitScore); err != nil {
		return err
	}
	if h.State == Rework {
		if err := s.limit(tx, h, limitRework); err != nil {
			return err
		}
	}
	missing := []string{}
	for _, m := range score.Missing() {
		missing = append(missing, m.Key)
	}
	return tx.Emit(Scored{h.fact(), score.Passed(), missing})
}

// Sign signs the content whose hash the caller was shown, in the role that he
// has on this handover; signatures on any other content are taken away. The
// third one freezes the package. It needs [PermSign]. Errors: [ErrNotSigner],
// [ErrHash], [ErrBelow], [ErrPeople], [ErrSigned].
func (s *Service) Sign(ctx context.Context, id ref.ID, version int64, hash string) error {
	return s.change(ctx, id, version, actSign, "handover.sign", func(tx *db.Tx, h *Handover, today workday.Date) error {
		e, err := s.evidence(tx, h)
		if err != nil {
			return err
		}
		p, err := h.pack(e)
		switch {
		case err != nil:
			return err
		case !same(p.Hash, hash):
			return ErrHash
		case p.Score < PassingTenths:
			return ErrBelow.With("score", p.Score)
		}
		if err := h.staffed(); err != nil {
			return err
		}
		if _, err := dropSignatures(tx, h.ID, p.Hash); err != nil {
			return err
		}
		if err := insertSignature(tx, h.ID, Signature{Role: h.roleOf(tx.Actor.ID), PersonID: tx.Actor.ID, At: tx.Now, Hash: p.Hash}); err != nil {
			return err
		}
		return s.third(tx, h, e, p)
	})
}

// third freezes the package once all three have signed it.
func (s *Service) third(tx *db.Tx, h *Handover, e Evidence, p Package) error {
	signatures, err := signaturesOf(tx, h.ID)
	if err != nil || len(signatures) < len(Roles()) {
		return err
	}
	if err := h.freeze(p, tx.Now); err != nil {
		return err
	}
	owner, err := s.Projects.BriefTx(tx, h.ProjectID)
	if err != nil {
		return err
	}
	if err := s.Projects.NameRepTx(tx, &owner, h.OwnerID); err != nil {
		return err
	}
	if err := s.limit(tx, h, limitKickoff); err != nil {
		return err
	}
	return tx.Emit(Signed{h.fact(), p.Hash, h.risks(e), beyondOf(e.Expectations)})
}

// risks lists the risks that sales handed over, in the order of the rubric.
func (h *Handover) risks(e Evidence) []Risk {
	list := []Risk{}
	for _, section := range h.Rubric {
		for _, x := range section.Items {
			if i := e.Items[x.Key]; x.By == ByRisk && i.Text != "" {
				list = append(list, Risk{x.Key, i.Text, i.Response, i.PersonID})
			}
		}
	}
	return list
}

func beyondOf(all []Expectation) []Expectation {
	beyond := slices.DeleteFunc(slices.Clone(all), func(e Expectation) bool { return !e.beyond() })
	return append([]Expectation{}, beyond...)
}

// WithdrawSignature takes the caller's signature back while others are missing.
// It needs [PermSign]. Errors: [ErrNotSigned].
func (s *Service) WithdrawSignature(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actWithdraw, "handover.withdraw-signature", func(tx *db.Tx, h *Handover, _ workday.Date) error {
		return dropSignature(tx, h.ID, h.roleOf(tx.Actor.ID))
	})
}

// Begin starts the transition of one to two weeks. It needs [PermAccept].
func (s *Service) Begin(ctx context.Context, id ref.ID, version int64, until workday.Date) error {
	return s.change(ctx, id, version, actTransition, "handover.transition", func(_ *db.Tx, h *Handover, today workday.Date) error { return h.begin(until, today) })
}

// Accept ends the transition, after a week at least. It needs [PermAccept].
// Errors: [ErrEarly].
func (s *Service) Accept(ctx context.Context, id ref.ID, version int64) error {
	return s.change(ctx, id, version, actAccept, "handover.accept", func(tx *db.Tx, h *Handover, today workday.Date) error {
		if err := h.accept(today); err != nil {
			return err
		}
		if err := s.done(tx, h, limitKickoff); err != nil {
			return err
		}
		return tx.Emit(Accepted{h.fact()})
	})
}

// timer is one of the limits of a handover.
type timer string

const (
	limitDraft   timer = "draft"
	limitSubmit  timer = "submit"
	limitScore   timer = "score"
	limitRework  timer = "rework"
	limitKickoff timer = "kickoff"
)

// titles name the tasks for people, in the group's language.
var titles = map[timer]string{limitDraft: "填写移交清单", limitSubmit: "提交项目移交", limitScore: "为项目移交评分", limitRework: "补齐移交证据", limitKickoff: "召开项目启动会"}

// dueHour is when a limit ends, in the business zone.
const dueHour = 18

// days returns how many working days a limit has, and whose it is.
func (s *Service) days(h *Handover, t timer) (days int, whose ref.ID) {
	switch t {
	case limitDraft:
		return s.policy().DraftDays, h.OwnerID
	case limitSubmit:
		return s.policy().SubmitDays, h.OwnerID
	case limitScore:
		return s.policy().ScoreDays, h.ManagerID
	case limitRework:
		return s.policy().ReworkDays, h.OwnerID
	case limitKickoff:
	}
	return s.policy().KickoffDays, h.ManagerID
}

// key makes a limit's task unique; scoring and reworking come again with each
// submission.
func key(t timer, h *Handover) string {
	round := ""
	if t == limitScore || t == limitRework {
		round = "/" + h.SubmittedAt.UTC().Format(time.RFC3339Nano)
	}
	return "handover_" + string(t) + "/" + h.ID.String() + round
}

// limit gives somebody until so many working days from today.
func (s *Service) limit(tx *db.Tx, h *Handover, t timer) error {
	days, whose := s.days(h, t)
	if whose.IsZero() {
		return nil
	}
	today, zone, err := s.today(tx, h.EntityID)
	if err != nil {
		return err
	}
	due := s.policy().Calendar().AddWorkdays(today, days).Start(zone).Add(dueHour * time.Hour)
	_, err = s.Tasks.CreateTx(tx, task.Made{Key: key(t, h), On: h.Subject(), Scope: h.Scope(), Kind: task.Handover, Title: titles[t] + "：" + h.Name, Code: "handover.task." + string(t),
		Params: map[string]any{"handover": h.Name}, Assignee: whose, DueAt: due, Reminders: []task.Offset{{Workdays: 1}}})
	return err
}

// done closes the tasks of limits that were met.
func (s *Service) done(tx *db.Tx, h *Handover, all ...timer) error {
	for _, t := range all {
		if _, err := s.Tasks.DoneTx(tx, key(t, h), ""); err != nil {
			return err
		}
	}
	return nil
}

// lock keeps others from changing a handover until the transaction ends. One
// that is not there is told by whoever loads it.
func lock(tx *db.Tx, id ref.ID) error {
	err := tx.Lock("handover", id)
	if errors.Is(err, db.ErrNoRows) {
		return nil
	}
	return err
}
