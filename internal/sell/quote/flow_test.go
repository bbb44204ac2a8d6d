package quote_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/quote"
)

func TestAnOfferFromDraftToAcceptance(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		v := d.get(t, id)
		if v.Number != "Q-2026-NO-0001" || v.Revision != 1 || v.State != quote.StateDraft || *v.Amount != yuan("14529150.69") || v.Margin != nil {
			t.Fatalf("draft %+v", v.Row)
		}
		d.submit(t, id)
		if v = d.get(t, id); v.State != quote.StateReviewing || len(v.Hash) != 64 || v.Technical.Status != "pending" || v.Finance.Status != "pending" || d.told(t, "quote.review_requested", id) != 2 {
			t.Fatalf("submitted %s %q, %d events", v.State, v.Hash, d.told(t, "quote.review_requested", id))
		}
		hash := v.Hash
		must(t, d.svc.TechReview(d.as("NOtech"), id, v.Version, quote.Verdict{Pass: true, Findings: quote.Findings{Risks: "雨季"}}))
		if v = d.get(t, id); v.State != quote.StateReviewing || v.Technical.Status != "passed" || d.told(t, "quote.confirmed", id) != 0 {
			t.Fatalf("after one pass: %s", v.State)
		}
		must(t, d.svc.CostEstimate(d.as("NOfin"), id, v.Version, quote.Verdict{Pass: true, Costs: costs(roadCost)}))
		if v = d.get(t, id); v.State != quote.StateApproving || v.ConfirmedAt == nil || v.Margin.Percent() != "10%" || d.told(t, "quote.confirmed", id) != 1 || d.told(t, "quote.reviewed", id) != 2 {
			t.Fatalf("after both: %s margin %v", v.State, v.Margin)
		}
		want := quote.Approval{Subject: ref.To(quote.Kind, id), Label: "Q-2026-NO-0001 V1 游船码头泛光照明", Hash: hash, Submitter: d.actors["NOsales"].ID, Scope: d.started[0].Scope,
			Amount: 14_529_150_69, Margin: 100_000, Advance: 200_000, Retention: 30_000}
		if len(d.started) != 1 || d.started[0] != want {
			t.Errorf("approval %+v, want %+v", d.started, want)
		}
		d.approve(t, id)
		must(t, d.svc.Send(d.as("NOsales"), id, d.version(t, id), quote.Dispatch{Channel: "email", Recipient: "buyer@example.com", Message: "请查收"}))
		v = d.get(t, id)
		if v.State != quote.StateSent || v.ValidUntil != workday.MustParse("2026-12-20") || v.PaperID.IsZero() || len(d.letters) != 1 || d.letters[0].Document != v.PaperID || d.told(t, "quote.sent", id) != 1 {
			t.Fatalf("sent %+v, letters %+v", v, d.letters)
		}
		must(t, d.svc.Accept(d.as("NOsales"), id, v.Version, d.evidence(t, id)))
		if v = d.get(t, id); v.State != quote.StateAccepted || v.Hash != hash || d.told(t, "quote.accepted", id) != 1 || d.told(t, "quote.approved", id) != 1 {
			t.Fatalf("accepted: %s", v.State)
		}
		d.neighboursDraw(t, id, hash)
	})
}

// neighboursDraw looks at what contract and pipeline hear of an accepted quote.
func (d *desk) neighboursDraw(t *testing.T, id ref.ID, hash string) {
	must(t, d.db.Read(d.as("NOsales"), func(tx *db.Tx) error {
		a, err := d.svc.AcceptedTx(tx, d.deal)
		if err != nil || a.ID != id || a.Hash != hash || a.Sums.Gross != yuan("14529150.69") || len(a.Lines) != 17 || len(a.LinesHash) != 64 || len(a.Taxes) != 1 || a.Margin == nil || len(a.Terms.Nodes) != 4 || a.AcceptedAt.IsZero() {
			t.Errorf("accepted %+v, %v", a, err)
		}
		if x, err := d.svc.ForContractTx(tx, id); err != nil || x.ID != id {
			t.Errorf("for a contract: %v", err)
		}
		ok, at, err := d.svc.ApprovedTx(tx, d.deal)
		if err != nil || !ok || at.IsZero() {
			t.Errorf("approved %v %v %v", ok, at, err)
		}
		st, err := d.svc.StandingTx(tx, d.deal)
		if err != nil || st.ApprovedAt.IsZero() || st.AcceptedAt.IsZero() || !st.Waiting.ID.IsZero() {
			t.Errorf("standing %+v, %v", st, err)
		}
		_, err = d.svc.AcceptedTx(tx, ref.New())
		wants(t, "another opportunity", err, quote.ErrNotFound)
		return nil
	}))
	must(t, d.db.Read(d.as("SOall"), func(tx *db.Tx) error {
		_, err := d.svc.ForContractTx(tx, id)
		wants(t, "a stranger's contract", err, quote.ErrNotFound)
		return nil
	}))
}

func TestReviewsAreDueInWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t) // above five million: three and four working days; submitted on a Friday
		d.submit(t, id)
		for part, due := range map[string]string{"technical": "2026-11-25T01:42:00Z", "finance": "2026-11-26T01:42:00Z"} {
			if n := d.count(t, "select count(*) from outbox_event where topic = 'quote.review_requested' and payload like ?", `%"part":"`+part+`","role":"`+part+`"%"due_at":"`+due+`"%`); n != 1 {
				t.Errorf("%s is not due at %s", part, due)
			}
		}
	})
}

func TestARefusalGivesTheQuoteBackAndAnEditVoidsBothPasses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		d.submit(t, id)
		must(t, d.svc.TechReview(d.as("NOtech"), id, d.version(t, id), pass()))
		wants(t, "refusing without a note", d.svc.CostEstimate(d.as("NOfin"), id, d.version(t, id), quote.Verdict{}), quote.ErrNote)
		must(t, d.svc.CostEstimate(d.as("NOfin"), id, d.version(t, id), quote.Verdict{Note: "人工费偏低"}))
		v := d.get(t, id)
		if v.State != quote.StateDraft || v.Hash != "" || v.Finance.Status != "refused" {
			t.Fatalf("refused: %s %+v", v.State, v.Finance)
		}
		// Submitted again as it is: only finance is asked.
		d.submit(t, id)
		if v = d.get(t, id); v.Technical.Status != "passed" || d.told(t, "quote.review_requested", id) != 3 {
			t.Fatalf("the same content asks %d times, technical %s", d.told(t, "quote.review_requested", id), v.Technical.Status)
		}
		wants(t, "passing twice", d.svc.TechReview(d.as("NOtech"), id, v.Version, pass()), quote.ErrReviewed)
		must(t, d.svc.CostEstimate(d.as("NOfin"), id, v.Version, quote.Verdict{Note: "仍偏低", Costs: costs(roadCost)}))
		// An edit, even one that is taken back, voids what was passed.
		bill, err := d.svc.Lines(d.as("NOsales"), id)
		must(t, err)
		line := bill.Lines[0].ID
		for _, value := range []string{"17", "16.8"} {
			_, err := d.svc.EditLines(d.as("NOsales"), id, d.version(t, id), []quote.Edit{{LineID: line, Field: "unit_rate", Value: value}})
			must(t, err)
		}
		if v = d.get(t, id); v.Margin != nil || v.Estimate.Current || v.Technical.Status != "none" {
			t.Errorf("after the edit: margin %v, technical %s", v.Margin, v.Technical.Status)
		}
		d.submit(t, id)
		if v = d.get(t, id); v.Technical.Status != "pending" || v.Finance.Status != "pending" || d.told(t, "quote.review_requested", id) != 5 {
			t.Errorf("after the edit: %+v %+v, %d asked", v.Technical, v.Finance, d.told(t, "quote.review_requested", id))
		}
		d.confirm(t, id)
		if v = d.get(t, id); v.State != quote.StateApproving {
			t.Errorf("in the end: %s", v.State)
		}
	})
}

func TestNobodyReviewsWhatHeWrote(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		bill, err := d.svc.Lines(d.as("NOboss"), id)
		must(t, err)
		_, err = d.svc.EditLines(d.as("NOboss"), id, d.version(t, id), []quote.Edit{{LineID: bill.Lines[0].ID, Field: "note", Value: "改"}})
		must(t, err)
		d.submit(t, id)
		wants(t, "the editor as engineer", d.svc.TechReview(d.as("NOboss"), id, d.version(t, id), pass()), quote.ErrOwnReview)
		wants(t, "the editor as accountant", d.svc.CostEstimate(d.as("NOboss"), id, d.version(t, id), quote.Verdict{Pass: true, Costs: costs(1)}), quote.ErrOwnReview)
		if v := d.get(t, id); slices.Contains(v.Actions, "tech_review") || len(v.Reviews) != 0 {
			t.Errorf("actions %v", v.Actions)
		}
		must(t, d.svc.Withdraw(d.as("NOsales"), id, d.version(t, id), "重做"))
		next, err := d.svc.Revise(d.as("NOsales"), id, d.version(t, id), ref.Nil)
		must(t, err)
		d.submit(t, next)
		wants(t, "the editor of the revision before", d.svc.TechReview(d.as("NOboss"), next, d.version(t, next), pass()), quote.ErrOwnReview)
	})
}

// A change behind the product's back is found at every later step.
func TestAChangedContentGoesNoFurther(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		tamper := func(id ref.ID, rate int64) {
			must(t, d.db.Write(system(), func(tx *db.Tx) error {
				if _, err := tx.Exec("update quote_line set unit_rate = unit_rate + ? where quote_id = ? and code = '040101001001'", rate, id); err != nil {
					return err
				}
				return tx.Note("test.tamper", db.Subject{}, nil)
			}))
		}
		reviewing, approving, approved, sent := d.at(t, quote.StateReviewing), d.at(t, quote.StateApproving), d.at(t, quote.StateApproved), d.at(t, quote.StateSent)
		doc := d.evidence(t, sent)
		for _, id := range []ref.ID{reviewing, approving, approved, sent} {
			tamper(id, 1)
		}
		steps := map[string]func() error{
			"review": func() error { return d.svc.TechReview(d.as("NOtech"), reviewing, d.version(t, reviewing), pass()) },
			"approve": func() error {
				return d.react(t, func(tx *db.Tx) error {
					return d.svc.OnApprovedTx(tx, ref.To(quote.Kind, approving), d.get(t, approving).Hash)
				})
			},
			"send": func() error {
				return d.svc.Send(d.as("NOsales"), approved, d.version(t, approved), quote.Dispatch{Channel: "paper", Recipient: "甲方"})
			},
			"accept": func() error { return d.svc.Accept(d.as("NOsales"), sent, d.version(t, sent), doc) },
		}
		for name, step := range steps {
			wants(t, name+" of a changed content", step(), quote.ErrContent)
		}
		for _, id := range []ref.ID{reviewing, approving, approved, sent} {
			tamper(id, -1)
		}
		for name, step := range steps {
			wants(t, name+" of the right content", step(), nil)
		}
		last := d.at(t, quote.StateApproving)
		wants(t, "another hash", d.react(t, func(tx *db.Tx) error {
			return d.svc.OnApprovedTx(tx, ref.To(quote.Kind, last), strings.Repeat("0", 64))
		}), quote.ErrContent)
	})
}

func TestWhatBecomesOfAnApproval(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateApproving)
		hash := d.get(t, id).Hash
		must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovalWithdrawnTx(tx, ref.To(quote.Kind, id)) }))
		if v := d.get(t, id); v.State != quote.StateConfirmed || !slices.Contains(v.Actions, "request_approval") {
			t.Fatalf("withdrawn: %s %v", v.State, v.Actions)
		}
		must(t, d.svc.RequestApproval(d.as("NOsales"), id, d.version(t, id)))
		if len(d.started) != 2 || d.started[1].Hash != hash {
			t.Errorf("started %d", len(d.started))
		}
		must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnRejectedTx(tx, ref.To(quote.Kind, id), hash, "毛利太低") }))
		v := d.get(t, id)
		if v.State != quote.StateDraft || v.Reason != "毛利太低" || v.Technical.Status != "none" {
			t.Fatalf("rejected: %s, reason %q, technical %s", v.State, v.Reason, v.Technical.Status)
		}
		must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnRejectedTx(tx, ref.To(quote.Kind, id), hash, "again") }))
		must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, ref.To(quote.Kind, id), hash) }))
		must(t, d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, ref.To("contract", ref.New()), hash) }))
		if after := d.get(t, id); after.Version != v.Version {
			t.Error("a late answer changed the quote")
		}
		d.instant = true
		d.submit(t, id)
		d.confirm(t, id)
		if v = d.get(t, id); v.State != quote.StateApproved {
			t.Errorf("approved at once: %s", v.State)
		}
	})
}

func TestWithoutApproverThePassDoesNotCount(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.quote(t)
		d.submit(t, id)
		must(t, d.svc.TechReview(d.as("NOtech"), id, d.version(t, id), pass()))
		d.noRoute = true
		wants(t, "the second pass", d.svc.CostEstimate(d.as("NOfin"), id, d.version(t, id), quote.Verdict{Pass: true, Costs: costs(roadCost)}), errNoRoute)
		if v := d.get(t, id); v.State != quote.StateReviewing || v.Finance.Status != "pending" || v.Margin != nil {
			t.Errorf("left behind: %s %+v", v.State, v.Finance)
		}
	})
}

func TestSubmittingWantsACompleteBill(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, err := d.svc.Create(d.as("NOsales"), ref.Nil, d.deal, draft())
		must(t, err)
		wants(t, "no lines", d.svc.Submit(d.as("NOsales"), id, 1), quote.ErrIncomplete)
		for name, edit := range map[string]func(*quote.Line){
			"code": func(l *quote.Line) { l.Code = "" }, "name": func(l *quote.Line) { l.Name = "" }, "unit": func(l *quote.Line) { l.Unit = "" }, "quantity": func(l *quote.Line) { l.Quantity = 0 },
			"unit_rate": func(l *quote.Line) { l.UnitRate = 0 }, "tax_rate": func(l *quote.Line) { l.TaxRate = 170_000 },
		} {
			lines := road()
			edit(&lines[2])
			must(t, d.svc.SetLines(d.as("NOsales"), id, d.version(t, id), lines))
			err := d.svc.Submit(d.as("NOsales"), id, d.version(t, id))
			wants(t, name, err, quote.ErrIncomplete)
			if f := fault.As(err); f != nil && f.Fields[0].Path != "lines[2]."+name {
				t.Errorf("%s: fields %+v", name, f.Fields)
			}
		}
		must(t, d.svc.SetLines(d.as("NOsales"), id, d.version(t, id), road()))
		bad := draft()
		bad.Terms.Nodes[3].Ratio, bad.Terms.Nodes[2].Ratio = 50_000, 150_000
		must(t, d.svc.Update(d.as("NOsales"), id, d.version(t, id), bad))
		if v := d.get(t, id); len(v.Findings) == 0 || v.Findings[0].Rule != "PAY-006" {
			t.Errorf("findings %+v", v.Findings)
		}
		err = d.svc.Submit(d.as("NOsales"), id, d.version(t, id))
		wants(t, "5 % retention", err, quote.ErrTerms)
		if f := fault.As(err); f != nil && (f.Params["rule"] != "PAY-006" || f.Params["value"] != "5%") {
			t.Errorf("params %v", f.Params)
		}
		must(t, d.svc.Update(d.as("NOsales"), id, d.version(t, id), draft()))
		d.submit(t, id)
	})
}

func TestTheCostEstimate(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateReviewing)
		fin := func(v quote.Verdict) error { return d.svc.CostEstimate(d.as("NOfin"), id, d.version(t, id), v) }
		wants(t, "a pass without amounts", fin(pass()), quote.ErrEstimate)
		wants(t, "nothing", fin(quote.Verdict{Pass: true, Costs: &quote.Costs{}}), quote.ErrEstimate)
		wants(t, "below zero", fin(quote.Verdict{Pass: true, Costs: &quote.Costs{Labour: -1, Material: 5}}), quote.ErrEstimate)
		wants(t, "beyond all", fin(quote.Verdict{Pass: true, Costs: &quote.Costs{Labour: quote.MaxAmount + 1}}), quote.ErrEstimate)
		must(t, fin(quote.Verdict{Pass: true, Costs: &quote.Costs{Labour: 4_000_000_00, Material: 8_000_000_00, Machinery: 1_000_000_00, Subcontract: 1, Measures: 2, Indirect: 3, Finance: 4, Risk: 5, Surcharges: 400_000_00}}))
		must(t, d.svc.TechReview(d.as("NOtech"), id, d.version(t, id), pass()))
		v := d.get(t, id)
		if v.Estimate.Cost.Amount != 13_400_000_15 || *v.Margin != -5_289 || d.started[0].Margin != -5_289 || v.Estimate.Floor.Amount != 14_565_217_55 {
			t.Errorf("cost %s, margin %s, floor %s, told %d", v.Estimate.Cost, v.Margin, v.Estimate.Floor, d.started[0].Margin)
		}
	})
}

func TestAnAcceptanceNeedsEvidenceInTime(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, other := d.at(t, quote.StateSent), d.at(t, quote.StateSent)
		accept := func(doc ref.ID) error { return d.svc.Accept(d.as("NOsales"), id, d.version(t, id), doc) }
		wants(t, "no document", accept(ref.New()), quote.ErrEvidence)
		wants(t, "a document of another quote", accept(d.evidence(t, other)), quote.ErrEvidence)
		wants(t, "our own paper", accept(d.get(t, id).PaperID), quote.ErrEvidence)
		voided := d.evidence(t, id)
		must(t, d.docs.Void(d.as("NOsales"), voided, 1, "错了"))
		wants(t, "a voided document", accept(voided), quote.ErrEvidence)
		d.clock.advance(30 * 24 * time.Hour) // the last day
		must(t, accept(d.evidence(t, id)))
		wants(t, "two offers of one deal", d.svc.Accept(d.as("NOsales"), other, d.version(t, other), d.evidence(t, other)), quote.ErrAccepted)
		must(t, d.svc.Reject(d.as("NOsales"), other, d.version(t, other), "选了另一份"))
	})
}

func TestTheValidityEndsWithTheLastDayThere(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateSent) // sent 20 November 09:42, valid until 20 December
		last := time.Date(2026, 12, 20, 15, 59, 59, 0, time.UTC)
		d.clock.advance(last.Sub(start))
		if n, err := d.svc.RunDue(system()); n != 0 || err != nil {
			t.Errorf("on the last day: %d, %v", n, err)
		}
		d.clock.advance(time.Second)
		wants(t, "accepting a day late", d.svc.Accept(d.as("NOsales"), id, d.version(t, id), d.evidence(t, id)), quote.ErrValidity)
		_, err := d.svc.RunDue(d.as("NOboss"))
		wants(t, "a person", err, authz.ErrForbidden)
		if n, err := d.svc.RunDue(system()); n != 1 || err != nil {
			t.Errorf("the day after: %d, %v", n, err)
		}
		if n, err := d.svc.RunDue(system()); n != 0 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		if v := d.get(t, id); v.State != quote.StateExpired || d.told(t, "quote.expired", id) != 1 {
			t.Errorf("%s", v.State)
		}
	})
}

func TestTheNextRevision(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateSent)
		sent := d.get(t, id)
		next, err := d.svc.Revise(d.as("NOsales"), id, sent.Version, ref.Nil)
		must(t, err)
		old, v := d.get(t, id), d.get(t, next)
		if old.State != quote.StateSuperseded || old.Newest || old.Hash != sent.Hash || d.told(t, "quote.superseded", id) != 1 || len(d.voided) != 1 {
			t.Errorf("the old one: %s newest %v, voided %v", old.State, old.Newest, d.voided)
		}
		if v.State != quote.StateDraft || v.Revision != 2 || v.Number != old.Number || !v.Newest || *v.Amount != *old.Amount || v.ValidUntil != 0 || v.Recipient != "" || v.Margin != nil || v.PaperID != ref.Nil {
			t.Errorf("the new one: %+v", v)
		}
		wants(t, "revising what is not the newest", second(d.svc.Revise(d.as("NOsales"), id, old.Version, ref.Nil)), quote.ErrNotNewest)
		wants(t, "revising a draft", second(d.svc.Revise(d.as("NOsales"), next, v.Version, ref.Nil)), quote.ErrState)
		bill, err := d.svc.Lines(d.as("NOsales"), next)
		must(t, err)
		_, err = d.svc.EditLines(d.as("NOsales"), next, v.Version, []quote.Edit{{LineID: bill.Lines[0].ID, Field: "quantity", Value: "18600"}, {Op: quote.OpRemove, LineID: bill.Lines[13].ID}})
		must(t, err)
		diff, err := d.svc.Diff(d.as("NOsales"), next, id)
		must(t, err)
		if len(diff.Changed) != 3 || len(diff.Removed) != 1 || len(diff.Added) != 0 || diff.Same != 13 || diff.Delta.Amount >= 0 {
			t.Errorf("%d changed, %d removed, %d added, %d same, delta %v", len(diff.Changed), len(diff.Removed), len(diff.Added), diff.Same, diff.Delta)
		}
		wants(t, "comparing two offers", second(d.svc.Diff(d.as("NOsales"), next, d.quote(t))), quote.ErrOther)
		rows, err := d.svc.Revisions(d.as("NOsales"), id)
		if err != nil || len(rows) != 2 || rows[0].ID != next {
			t.Errorf("revisions %v, %v", rows, err)
		}
		rejected := d.at(t, quote.StateRejected)
		_, err = d.svc.Revise(d.as("NOsales"), rejected, d.version(t, rejected), ref.Nil)
		must(t, err)
		if r := d.get(t, rejected); r.State != quote.StateRejected || r.Newest {
			t.Errorf("a rejected quote became %s", r.State)
		}
	})
}

// An accepted quote stands until the customer accepts a later revision; there are
// never two, and never none.
func TestAnAcceptedQuoteIsRevised(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateAccepted)
		dropped := d.revise(t, id)
		must(t, d.svc.Withdraw(d.as("NOsales"), dropped, d.version(t, dropped), "客户改了主意"))
		next := d.revise(t, dropped)
		d.stands(t, "while the next is prepared", id, next)
		d.submit(t, next)
		d.confirm(t, next)
		d.approve(t, next)
		d.send(t, next)
		d.stands(t, "while the next is out", id, next)
		must(t, d.svc.Accept(d.as("NOsales"), next, d.version(t, next), d.evidence(t, next)))
		d.stands(t, "in the end", next, ref.Nil)
		if old := d.get(t, id); old.State != quote.StateSuperseded || slices.Contains(old.Actions, "revise") || d.told(t, "quote.superseded", id) != 1 || d.told(t, "quote.accepted", next) != 1 {
			t.Errorf("the old one: %s %v, told %d", old.State, old.Actions, d.told(t, "quote.superseded", id))
		}
		wants(t, "taking an accepted one back", d.svc.Withdraw(d.as("NOsales"), next, d.version(t, next), "撤回"), quote.ErrState)
		other := d.at(t, quote.StateSent)
		wants(t, "another offer of the deal", d.svc.Accept(d.as("NOsales"), other, d.version(t, other), d.evidence(t, other)), quote.ErrAccepted)
	})
}

func (d *desk) revise(t *testing.T, id ref.ID) ref.ID {
	t.Helper()
	next, err := d.svc.Revise(d.as("NOsales"), id, d.version(t, id), ref.Nil)
	must(t, err)
	return next
}

// stands checks which quote the customer has accepted, and whether one waits.
func (d *desk) stands(t *testing.T, when string, accepted, waiting ref.ID) {
	t.Helper()
	if n := d.count(t, "select count(*) from quote where state = 'accepted' and opportunity_id = ?", d.deal); n != 1 {
		t.Errorf("%s: %d accepted quotes", when, n)
	}
	must(t, d.db.Read(d.as("NOsales"), func(tx *db.Tx) error {
		a, err := d.svc.AcceptedTx(tx, d.deal)
		if err != nil || a.ID != accepted {
			t.Errorf("%s: accepted %v, %v", when, a.ID, err)
		}
		st, err := d.svc.StandingTx(tx, d.deal)
		if err != nil || st.Accepted != accepted || st.AcceptedAt.IsZero() || st.ApprovedAt.IsZero() || st.Amount != 14_529_150_69 || st.Waiting.ID.IsZero() != waiting.IsZero() {
			t.Errorf("%s: %+v, %v", when, st, err)
		}
		return nil
	}))
}

func TestAQuoteUnderContractIsNotRevised(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.at(t, quote.StateAccepted)
		if v := d.get(t, id); !slices.Contains(v.Actions, "revise") {
			t.Errorf("without a contract: %v", v.Actions)
		}
		d.drawn = id
		if v := d.get(t, id); slices.Contains(v.Actions, "revise") {
			t.Errorf("with a contract: %v", v.Actions)
		}
		wants(t, "revising it", second(d.svc.Revise(d.as("NOsales"), id, d.version(t, id), ref.Nil)), quote.ErrContracted)
		d.drawn = ref.Nil // it was voided
		next := d.revise(t, id)
		d.submit(t, next)
		d.confirm(t, next)
		d.approve(t, next)
		d.send(t, next)
		d.drawn = id // another one meanwhile
		proof := d.evidence(t, next)
		wants(t, "accepting the next", d.svc.Accept(d.as("NOsales"), next, d.version(t, next), proof), quote.ErrContracted)
		d.stands(t, "under contract", id, next)
		d.drawn = ref.Nil
		must(t, d.svc.Accept(d.as("NOsales"), next, d.version(t, next), proof))
	})
}

func second[T any](_ T, err error) error { return err }

func TestASubmittedQuoteDoesNotChange(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for _, s := range []quote.State{quote.StateReviewing, quote.StateConfirmed, quote.StateApproving, quote.StateApproved, quote.StateSent, quote.StateRejected, quote.StateWithdrawn} {
			id := d.at(t, s)
			v := d.get(t, id)
			lines, err := d.svc.Lines(d.as("NOboss"), id)
			must(t, err)
			for name, err := range map[string]error{
				"update": d.svc.Update(d.as("NOsales"), id, v.Version, draft()),
				"set":    d.svc.SetLines(d.as("NOsales"), id, v.Version, road()),
				"edit":   second(d.svc.EditLines(d.as("NOsales"), id, v.Version, []quote.Edit{{LineID: lines.Lines[0].ID, Field: "name", Value: "x"}})),
				"upload": second(d.svc.ReadBill(d.as("NOsales"), id, v.Version, nil, quote.Upload{Mode: quote.Replace})),
				"submit": d.svc.Submit(d.as("NOsales"), id, v.Version),
			} {
				wants(t, string(s)+" "+name, err, quote.ErrNotDraft)
			}
			if after := d.get(t, id); after.Version != v.Version {
				t.Errorf("%s changed", s)
			}
		}
	})
}

// The table of reference 2.4, written down a second time.
var table = map[quote.State]string{
	"draft": "reviewing withdrawn", "reviewing": "draft confirmed superseded withdrawn", "confirmed": "approving superseded withdrawn",
	"approving": "draft confirmed approved superseded withdrawn", "approved": "sent superseded withdrawn", "sent": "accepted rejected expired superseded withdrawn",
	"accepted": "superseded", "rejected": "", "expired": "", "superseded": "", "withdrawn": "",
}

func TestTheTableOfTransitions(t *testing.T) {
	for from, to := range table {
		var got []string
		for _, s := range quote.Moves()[from] {
			got = append(got, string(s))
		}
		if strings.Join(got, " ") != to || from.Final() != (to == "") {
			t.Errorf("%s → %v, want %s", from, got, to)
		}
	}
	if len(table) != len(quote.States) {
		t.Errorf("%d states, want %d", len(table), len(quote.States))
	}
}

// Whatever people and timers do, in whatever order, a quote only moves along the
// table, an allowed verb works, one that is not allowed changes nothing.
func TestNoTransitionOutsideTheTable(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		runs := 0
		rapid.Check(t, func(rt *rapid.T) {
			if runs++; runs > databaseRuns {
				return // each takes a dozen commits
			}
			d.deal = d.opportunity(t, "商机"+ref.New().String())
			id := d.quote(t)
			doc := d.evidence(t, id)
			subject := ref.To(quote.Kind, id)
			for range rapid.IntRange(1, 14).Draw(rt, "steps") {
				before := d.get(t, id)
				v := before.Version
				verbs := map[string]func() error{
					"submit":      func() error { return d.svc.Submit(d.as("NOsales"), id, v) },
					"tech_review": func() error { return d.svc.TechReview(d.as("NOtech"), id, v, pass()) },
					"cost_estimate": func() error {
						return d.svc.CostEstimate(d.as("NOfin"), id, v, quote.Verdict{Pass: true, Costs: costs(roadCost)})
					},
					"tech refuses":     func() error { return d.svc.TechReview(d.as("NOtech"), id, v, quote.Verdict{Note: "不行"}) },
					"request_approval": func() error { return d.svc.RequestApproval(d.as("NOsales"), id, v) },
					"send": func() error {
						return d.svc.Send(d.as("NOsales"), id, v, quote.Dispatch{Channel: "paper", Recipient: "甲方"})
					},
					"accept":   func() error { return d.svc.Accept(d.as("NOsales"), id, v, doc) },
					"reject":   func() error { return d.svc.Reject(d.as("NOsales"), id, v, "价高") },
					"withdraw": func() error { return d.svc.Withdraw(d.as("NOsales"), id, v, "撤回") },
					"approved": func() error {
						return d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovedTx(tx, subject, before.Hash) })
					},
					"refused": func() error {
						return d.react(t, func(tx *db.Tx) error { return d.svc.OnRejectedTx(tx, subject, before.Hash, "否") })
					},
					"recalled": func() error {
						return d.react(t, func(tx *db.Tx) error { return d.svc.OnApprovalWithdrawnTx(tx, subject) })
					},
				}
				names := []string{"submit", "submit", "tech_review", "tech_review", "cost_estimate", "cost_estimate", "tech refuses", "request_approval", "send", "send", "accept", "reject", "withdraw", "approved", "approved", "refused", "recalled"}
				name := rapid.SampledFrom(names).Draw(rt, "verb")
				err := verbs[name]()
				if err != nil && fault.As(err) == nil {
					rt.Fatalf("%s: %v", name, err)
				}
				after := d.get(t, id)
				if err != nil && after.Version != v {
					rt.Fatalf("%s was refused with %v and left version %d", name, err, after.Version)
				}
				if !reachable(before.State, after.State) {
					rt.Fatalf("%s: %s → %s", name, before.State, after.State)
				}
				if offered := slices.Contains(before.Actions, name); offered && errors.Is(err, quote.ErrState) {
					rt.Fatalf("%s was offered and answers %v", name, err)
				}
			}
		})
	})
}

// reachable reports whether the table leads there; a second pass confirms and
// asks for approval in one transaction.
func reachable(from, to quote.State) bool {
	return from == to || strings.Contains(" "+table[from]+" ", " "+string(to)+" ") || from == quote.StateReviewing && to == quote.StateApproving
}
