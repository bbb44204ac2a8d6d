package contract_test

import (
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/db/dbtest"
	"gongqiao/internal/sell/contract"
)

// allowed is the table of reference 2.5, written a second time.
var allowed = map[string][]string{
	"update":        {"rejected>draft"},
	"submit":        {"draft>reviewing"},
	"pass":          {"reviewing>approving"},
	"refuse":        {"reviewing>rejected"},
	"approve":       {"approving>approved"},
	"reject":        {"approving>rejected"},
	"start_signing": {"approved>signing"},
	"sign":          {"signing>in_force"},
	"recall":        {"signing>draft"},
	"suspend":       {"in_force>suspended"},
	"resume":        {"suspended>in_force"},
	"complete":      {"in_force>completed"},
	"settle":        {"completed>settled"},
	"close":         {"settled>closed"},
	"terminate":     {"in_force>terminated", "suspended>terminated"},
	"void":          {"draft>voided", "rejected>voided", "reviewing>voided", "approving>voided", "approved>voided", "signing>voided"},
}

// next is a verb that goes on from a state, so that sequences get somewhere.
var next = map[contract.State]string{
	contract.StateDraft: "submit", contract.StateReviewing: "pass", contract.StateApproving: "approve", contract.StateApproved: "start_signing",
	contract.StateSigning: "sign", contract.StateRejected: "update", contract.StateInForce: "amend", contract.StateSuspended: "resume", contract.StateCompleted: "settle", contract.StateSettled: "close",
}

// TestAnySequence runs arbitrary use cases on a contract and its amendments.
// After each: no move outside the table, and the sums of the price hold.
func TestAnySequence(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			d := open(t, e)
			met := map[string]int{}
			rapid.Check(t, func(rt *rapid.T) {
				x := &sequence{t: t, rt: rt, desk: d, met: met, price: rapid.Int64Range(1_000_00, 40_000_00).Draw(rt, "price")}
				x.id = d.create(t, x.price)
				for range rapid.IntRange(6, 20).Draw(rt, "steps") {
					x.step()
				}
			})
			for _, move := range []string{"signing>in_force", "reviewing>rejected", "settled>closed"} {
				if met[move] == 0 {
					t.Errorf("no sequence met %s: %v", move, met)
				}
			}
		})
	}
}

type sequence struct {
	*desk
	t          *testing.T
	rt         *rapid.T
	id         ref.ID
	price      int64
	signed     int64 // sum of the amendments in force
	amendments []ref.ID
	met        map[string]int // moves of all sequences
}

var verbs = []string{"update", "submit", "pass", "refuse", "approve", "reject", "start_signing", "sign", "recall", "suspend", "resume", "complete", "settle", "close", "terminate", "void", "amend", "amend_on", "amend_on", "amend_void"}

func (x *sequence) step() {
	before := x.get(x.t, x.id)
	verb := next[before.State]
	if verb == "" || rapid.IntRange(0, 3).Draw(x.rt, "stray") == 0 {
		verb = rapid.SampledFrom(verbs).Draw(x.rt, "verb")
	} else if before.State == contract.StateInForce && len(x.amendments) > 0 {
		verb = rapid.SampledFrom([]string{"amend", "amend_on", "amend_on", "amend_on", "amend_on", "complete"}).Draw(x.rt, "go on")
	}
	err := x.try(verb, before)
	if err != nil && fault.As(err) == nil {
		x.rt.Fatalf("%s: %v", verb, err)
	}
	after := x.get(x.t, x.id)
	x.checkMove(verb, err, before.State, after.State)
	x.checkSums(verb, after)
}

func (x *sequence) try(verb string, v contract.View) error {
	s, ctx, id := x.svc, x.boss(), x.id
	ground := contract.Ground{DocumentID: x.onContract(id, "evidence"), Reason: "依据"}
	switch verb {
	case "update":
		p := rapid.Int64Range(1_000_00, 40_000_00).Draw(x.rt, "price")
		err := s.Update(ctx, id, v.Version, x.draft(p))
		if err == nil {
			x.price = p
		}
		return err
	case "submit":
		return s.Submit(x.owner(), id, v.Version)
	case "pass", "refuse":
		return s.Review(ctx, id, v.Version, rapid.SampledFrom(contract.Parts).Draw(x.rt, "part"), verb == "pass", "意见")
	case "approve", "reject":
		if v.State != contract.StateApproving {
			return contract.ErrState
		}
		return x.decide(x.t, id, verb == "approve")
	case "start_signing":
		return s.StartSigning(ctx, id, v.Version, "paper")
	case "sign":
		return s.Sign(ctx, id, v.Version, contract.Signature{DocumentID: x.onContract(id, "signed_scan"), SignedOn: today})
	case "recall":
		return s.Recall(ctx, id, v.Version, "撤回")
	case "suspend":
		return s.Suspend(ctx, id, v.Version, ground)
	case "resume":
		return s.Resume(ctx, id, v.Version, "复工")
	case "complete":
		return s.Complete(ctx, id, v.Version, ground.DocumentID, today)
	case "settle":
		return s.Settle(ctx, id, v.Version, ground.DocumentID, 1_000_00)
	case "close":
		x.standing = contract.Standing{Invoiced: 1_000_00, Received: rapid.Int64Range(999_99, 1_000_00).Draw(x.rt, "received")}
		return s.Close(ctx, id, v.Version)
	case "terminate":
		return s.Terminate(ctx, id, v.Version, ground)
	case "void":
		return s.Void(ctx, id, v.Version, "作废")
	}
	return x.tryAmendment(verb)
}

func (x *sequence) tryAmendment(verb string) error {
	waiting := x.waiting()
	if verb == "amend" || len(waiting) == 0 {
		in := more(rapid.Int64Range(-20_000_00, 20_000_00).Draw(x.rt, "change"))
		in.Days = rapid.Int64Range(-3, 20).Draw(x.rt, "days")
		if in.Delta == 0 {
			in.TaxLines = nil
		}
		if rapid.Bool().Draw(x.rt, "terms") {
			in.Terms, in.Payments = p(sound()), x.anyPayments()
		}
		a, err := x.svc.Amend(x.boss(), x.id, ref.Nil, in)
		if err == nil {
			x.amendments = append(x.amendments, a)
		}
		return err
	}
	id := rapid.SampledFrom(waiting).Draw(x.rt, "amendment")
	m := x.amendment(x.t, id)
	if verb == "amend_void" {
		return x.svc.VoidAmendment(x.boss(), id, m.Version, "作废")
	}
	switch m.State {
	case contract.AmendmentDraft:
		return x.svc.SubmitAmendment(x.owner(), id, m.Version)
	case contract.AmendmentApproving:
		return x.decide(x.t, id, rapid.IntRange(0, 4).Draw(x.rt, "agree") > 0)
	case contract.AmendmentRejected:
		return x.svc.UpdateAmendment(x.boss(), id, m.Version, more(1))
	default:
		err := x.signAmendment(x.t, id)
		if err == nil {
			x.signed += m.Change.Amount
			x.met["an amendment in force"]++
		}
		if fault.As(err) != nil && fault.As(err).Code == contract.ErrAmendmentBase.Code {
			return x.svc.RecallAmendment(x.boss(), id, m.Version, "重来")
		}
		return err
	}
}

// waiting are the amendments that are not over.
func (x *sequence) waiting() (out []ref.ID) {
	for _, id := range x.amendments {
		if s := x.amendment(x.t, id).State; s != contract.AmendmentSigned && s != contract.AmendmentVoided {
			out = append(out, id)
		}
	}
	return out
}

// anyPayments are terms of arbitrary ratios that sum to 100 % and break no rule.
func (x *sequence) anyPayments() []contract.Payment {
	retention := money.Rate(rapid.Int64Range(1, 30_000).Draw(x.rt, "retention"))
	advance := money.Rate(rapid.Int64Range(100_000, 300_000).Draw(x.rt, "advance"))
	milestone := money.Rate(rapid.Int64Range(600_000, 900_000).Draw(x.rt, "paid")) - advance
	all := payments("1%", "1%", "1%", "1%")
	for i, r := range []money.Rate{advance, milestone, money.RateOne - advance - milestone - retention, retention} {
		all[i].Ratio = r
	}
	return all
}

func (x *sequence) checkMove(verb string, err error, from, to contract.State) {
	if from == to {
		return
	}
	if err != nil {
		x.rt.Fatalf("%s answered %v and moved %s to %s", verb, err, from, to)
	}
	for _, m := range allowed[verb] {
		if m == string(from)+">"+string(to) {
			x.met[m]++
			return
		}
	}
	x.rt.Fatalf("%s moved %s to %s", verb, from, to)
}

func (x *sequence) checkSums(verb string, v contract.View) {
	sum, ratio := paid(v)
	var lines, net, tax int64
	for _, l := range v.TaxLines {
		lines, net, tax = lines+l.Amount.Amount, net+l.Net.Amount, tax+l.Tax.Amount
	}
	switch {
	case v.Price.Amount != x.price || v.Amount.Amount != x.price+x.signed:
		x.rt.Fatalf("after %s: price %d and current price %d, want %d and %d more", verb, v.Price.Amount, v.Amount.Amount, x.price, x.signed)
	case sum != v.Amount.Amount || ratio != money.RateOne:
		x.rt.Fatalf("after %s: payments of %d are %s, of a price of %d", verb, sum, ratio, v.Amount.Amount)
	case lines != v.Amount.Amount || net != v.Net.Amount || net+tax != lines:
		x.rt.Fatalf("after %s: tax lines of %d + %d, of a price of %d", verb, net, tax, v.Amount.Amount)
	}
}

// TestAnyAmendments brings arbitrary amendments into force, one after the other,
// each written while others wait.
func TestAnyAmendments(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			d := open(t, e)
			met := map[string]int{}
			rapid.Check(t, func(rt *rapid.T) {
				x := &sequence{t: t, rt: rt, desk: d, met: met, price: rapid.Int64Range(1_000_00, 40_000_00).Draw(rt, "price")}
				x.id = d.create(t, x.price)
				d.push(t, x.id, contract.StateInForce)
				for range rapid.IntRange(3, 10).Draw(rt, "steps") {
					err := x.tryAmendment(rapid.SampledFrom([]string{"amend", "amend_on", "amend_on", "amend_on", "amend_on", "amend_on", "amend_on", "amend_void"}).Draw(rt, "verb"))
					if err != nil && fault.As(err) == nil {
						rt.Fatal(err)
					}
					x.checkSums("an amendment", d.get(t, x.id))
				}
			})
			if met["an amendment in force"] < 10 {
				t.Errorf("%d amendments came into force", met["an amendment in force"])
			}
		})
	}
}

// Payments sum to the price for any ratios and any price.
func TestPaymentsSumToThePrice(t *testing.T) {
	d := open(t, dbtest.SQLite)
	rapid.Check(t, func(rt *rapid.T) {
		fen := rapid.Int64Range(1, contract.MaxAmount).Draw(rt, "price")
		x := d.draft(fen)
		x.Payments = nil
		for _, r := range rapid.SliceOfN(rapid.Int64Range(1, money.RateOne), 1, 12).Draw(rt, "ratios") {
			n := payments("1%", "1%", "1%", "1%")[2]
			n.Ratio = money.Rate(r)
			x.Payments = append(x.Payments, n)
		}
		id, err := d.svc.Create(d.owner(), contract.Fresh{Terms: &x.Terms, Draft: x})
		must(t, err)
		if sum, _ := paid(d.get(t, id)); sum != fen {
			rt.Fatalf("payments sum to %d of %d", sum, fen)
		}
	})
}
