package pipeline_test

import (
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/pipeline"
)

// accept tells that the customer accepted a new quote over an amount.
func (d *desk) accept(t testing.TB, id ref.ID, fen int64) (quote ref.ID, err error) {
	t.Helper()
	quote = ref.New()
	return quote, d.hear(pipeline.QuoteAccepted{Opportunity: id, Quote: quote, Amount: fen})
}

func (d *desk) hear(q pipeline.QuoteAccepted) error {
	return d.db.Write(d.owner(), func(tx *db.Tx) error {
		if err := tx.Note("quote.accept", db.Subject{}, nil); err != nil {
			return err
		}
		return d.svc.OnQuoteAcceptedTx(tx, q)
	})
}

// TestTheAmountFollowsTheAcceptedQuote: to the fen, into the sums, on record, and
// once.
func TestTheAmountFollowsTheAcceptedQuote(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "报价定价", 3*million)
		d.push(t, id, pipeline.Quotation)
		before := d.get(t, id)
		quote, err := d.accept(t, id, 2*million+1)
		must(t, err)
		v := d.get(t, id)
		if v.Amount.Amount != 2*million+1 || v.AmountQuoteID != quote || v.Version != before.Version+1 || v.Weighted.Amount != 2*million*60/100+1 {
			t.Errorf("accepted: %+v", v)
		}
		sums, err := d.svc.Summary(d.boss())
		must(t, err)
		if got := sums[pipeline.Quotation]; got.Amount != 2*million+1 || got.Deals != 1 {
			t.Errorf("summed %+v", got)
		}
		var n int
		must(t, d.db.Read(system(), func(tx *db.Tx) error {
			return tx.One("select count(*) from record_version where id = ? and version in (?, ?)", []any{id, before.Version, v.Version}, &n)
		}))
		if n != 2 {
			t.Errorf("%d of the two versions are kept", n)
		}
		must(t, d.hear(pipeline.QuoteAccepted{Opportunity: id, Quote: quote, Amount: 2*million + 1}))
		if again := d.get(t, id); again.Version != v.Version {
			t.Error("the same quote moved it twice")
		}
	})
}

// TestAQuotedAmountIsNotChangedByHand, until the deal goes back before the
// quotation; everything else of it is.
func TestAQuotedAmountIsNotChangedByHand(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "不可手改", 3*million)
		d.push(t, id, pipeline.Quotation)
		_, err := d.accept(t, id, 2*million)
		must(t, err)
		try := func(fen int64) error {
			return d.svc.Update(d.owner(), id, d.get(t, id).Version, d.draft("改了名字", fen))
		}
		wants(t, "a fen more", try(2*million+1), pipeline.ErrQuoted)
		wants(t, "the same", try(2*million), nil)
		must(t, d.svc.Advance(d.owner(), id, d.get(t, id).Version))
		must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "合同谈判未成"))
		wants(t, "back at the quotation", try(3*million), pipeline.ErrQuoted)
		must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "重新谈判"))
		if v := d.get(t, id); v.Amount.Amount != 2*million || !v.AmountQuoteID.IsZero() {
			t.Errorf("back before the quotation: %+v", v)
		}
		wants(t, "an estimate again", try(3*million), nil)
	})
}

// TestADealThatComesAgainIsWorthWhatWasAccepted: whoever goes back and comes again
// without another offer is held to the one that the customer accepted.
func TestADealThatComesAgainIsWorthWhatWasAccepted(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "去而复返", 3*million)
		d.push(t, id, pipeline.Quotation)
		quote, err := d.accept(t, id, 2*million+1)
		must(t, err)
		must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "客户要重谈"))
		must(t, d.svc.Update(d.owner(), id, d.get(t, id).Version, d.draft("去而复返", 5*million)))
		d.standing[id] = pipeline.QuoteStanding{ApprovedAt: d.clock.t, AcceptedAt: d.clock.t, Accepted: quote, Amount: 2*million + 1}
		for _, stage := range []pipeline.Stage{pipeline.Quotation, pipeline.Signing} {
			must(t, d.svc.Advance(d.owner(), id, d.get(t, id).Version))
			if v := d.get(t, id); v.Stage != stage || v.Amount.Amount != 2*million+1 || v.AmountQuoteID != quote {
				t.Errorf("at %s: %s of %v", v.Stage, v.Amount, v.AmountQuoteID)
			}
		}
		sums, err := d.svc.Summary(d.boss())
		must(t, err)
		if got := sums[pipeline.Signing]; got.Amount != 2*million+1 || got.Deals != 1 {
			t.Errorf("summed %+v", got)
		}
		must(t, d.svc.Regress(d.boss(), id, d.get(t, id).Version, "客户改了范围"))
		next, err := d.accept(t, id, 4*million)
		must(t, err)
		if v := d.get(t, id); v.Amount.Amount != 4*million || v.AmountQuoteID != next {
			t.Errorf("after the next revision: %s of %v", v.Amount, v.AmountQuoteID)
		}
	})
}

func TestAClosedDealKeepsItsAmount(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "已经放弃", 3*million)
		must(t, d.svc.Lose(d.boss(), id, 1, pipeline.Loss{Reason: "price"}))
		_, err := d.accept(t, id, million)
		must(t, err)
		if v := d.get(t, id); v.Amount.Amount != 3*million || !v.AmountQuoteID.IsZero() {
			t.Errorf("a lost one: %+v", v)
		}
	})
}

func TestALostDealThatIsReopenedIsEstimatedAnew(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, "失而复得", 3*million)
		d.push(t, id, pipeline.Signing)
		_, err := d.accept(t, id, 2*million)
		must(t, err)
		must(t, d.svc.Lose(d.boss(), id, d.get(t, id).Version, pipeline.Loss{Reason: "price"}))
		must(t, d.svc.Reopen(d.boss(), id, d.get(t, id).Version, "业主重新招标"))
		wants(t, "an estimate again", d.svc.Update(d.owner(), id, d.get(t, id).Version, d.draft("失而复得", 4*million)), nil)
	})
}
