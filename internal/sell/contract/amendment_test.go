package contract_test

import (
	"strings"
	"testing"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
	"gongqiao/internal/sell/terms"
)

func more(fen int64) contract.AmendmentInput {
	return contract.AmendmentInput{Title: "电缆沟加深", Delta: fen, TaxLines: []contract.TaxLine{line("建筑服务", "9%", fen)}}
}

func (d *desk) amend(t testing.TB, id ref.ID, in contract.AmendmentInput) ref.ID {
	t.Helper()
	a, err := d.svc.Amend(d.owner(), id, ref.Nil, in)
	must(t, err)
	return a
}

func (d *desk) amendment(t testing.TB, id ref.ID) contract.AmendmentView {
	t.Helper()
	v, err := d.svc.Amendment(d.boss(), id)
	must(t, err)
	return v
}

func (d *desk) onAmendment(id ref.ID, kind string) ref.ID {
	return d.attach(ref.To(contract.AmendmentKind, id), kind, strings.Repeat("e", 64))
}

// approved takes a draft of an amendment to where it can be signed.
func (d *desk) approved(t testing.TB, id ref.ID) {
	t.Helper()
	must(t, d.svc.SubmitAmendment(d.owner(), id, d.amendment(t, id).Version))
	must(t, d.decide(t, id, true))
}

func (d *desk) signAmendment(t testing.TB, id ref.ID) error {
	t.Helper()
	return d.svc.SignAmendment(d.boss(), id, d.amendment(t, id).Version, contract.Signature{DocumentID: d.onAmendment(id, "signed_scan"), SignedOn: today})
}

func TestAmendment(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		_, err := d.svc.Amend(d.owner(), id, ref.Nil, more(1))
		wants(t, "a draft", err, contract.ErrState)
		d.push(t, id, contract.StateInForce)
		before := d.get(t, id)
		a := d.amend(t, id, contract.AmendmentInput{Title: "电缆沟加深", Delta: 426_000_00, Days: 5, TaxLines: []contract.TaxLine{line("建筑服务", "9%", 400_000_00), line("设计", "6%", 26_000_00)}})
		if v := d.get(t, id); v.Amount.Amount != small || v.PendingChange.Amount != 0 || v.Version != before.Version || v.Amendments[0].Number != 1 {
			t.Errorf("a draft changed the contract: %+v", v.Row)
		}
		wants(t, "signing a draft", d.signAmendment(t, a), contract.ErrAmendmentState)
		d.approved(t, a)
		if v := d.get(t, id); v.PendingChange.Amount != 426_000_00 || v.Amount.Amount != small {
			t.Errorf("pending %+v", v.PendingChange)
		}
		version := d.amendment(t, a).Version
		sign := func(doc ref.ID, sha string) error {
			return d.svc.SignAmendment(d.boss(), a, version, contract.Signature{DocumentID: doc, SHA256: sha, SignedOn: today})
		}
		wants(t, "the contract's scan", sign(d.onContract(id, "signed_scan"), ""), contract.ErrDocument)
		wants(t, "another hash", sign(d.onAmendment(a, "signed_scan"), strings.Repeat("0", 64)), contract.ErrScanChanged)
		d.topics()
		must(t, d.signAmendment(t, a))
		v := d.get(t, id)
		if v.Amount.Amount != small+426_000_00 || v.Price.Amount != small || v.FinishOn != before.FinishOn.AddDays(5) || v.DurationDays != 15 || v.PendingChange.Amount != 0 || v.Version != before.Version+1 {
			t.Errorf("amended: %+v", v.Row)
		}
		if len(v.TaxLines) != 2 || v.TaxLines[0].Amount.Amount != small+400_000_00 || v.TaxLines[1].Rate != rate("6%") {
			t.Errorf("tax lines: %+v", v.TaxLines)
		}
		if sum, ratio := paid(v); sum != v.Amount.Amount || ratio != rate("100%") || v.Terms.Nodes[0].ID != before.Terms.Nodes[0].ID {
			t.Errorf("payments: %d %s %+v", sum, ratio, v.Terms.Nodes)
		}
		if m := d.amendment(t, a); m.State != contract.AmendmentSigned || m.PriceAfter.Amount != v.Amount.Amount || m.ScanSHA256 != strings.Repeat("e", 64) || m.SignedOn != today {
			t.Errorf("amendment: %+v", m)
		}
		e, ok := d.told[0].(contract.Amended)
		if !ok || e.Change.Amount != 426_000_00 || e.Price.Gross.Amount != v.Amount.Amount || e.Number != 1 || e.Amendment != a || len(e.Nodes) != 4 || e.FinishOn != v.FinishOn {
			t.Errorf("told %+v", d.told)
		}
		if n := d.count(t, "select count(*) from record_version where kind = 'contract' and id = ?", id); int64(n) != v.Version {
			t.Errorf("%d versions are kept, want %d", n, v.Version)
		}
	})
}

func TestAmendmentChangesTerms(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		kept := d.get(t, id).Terms.Nodes[0].ID
		in := contract.AmendmentInput{Title: "付款条件", Terms: p(sound()), Payments: payments("30%", "50%", "15%", "5%")}
		in.Payments[0].ID = kept
		a := d.amend(t, id, in)
		wants(t, "a rule is broken", d.svc.SubmitAmendment(d.owner(), a, 1), contract.ErrFindings)
		wants(t, "no such finding", d.svc.WaiveAmendment(d.boss(), a, 1, "PAY-001", "nodes", "理由"), contract.ErrNoFinding)
		must(t, d.svc.WaiveAmendment(d.boss(), a, 1, "PAY-006", "nodes", "客户格式合同"))
		in.Payments = payments("30%", "50%", "14.99%", "5%")
		must(t, d.svc.UpdateAmendment(d.owner(), a, 2, in))
		wants(t, "99.99 %", d.svc.SubmitAmendment(d.owner(), a, 3), contract.ErrPayments)
		in.Payments = payments("30%", "50%", "15%", "5%")
		in.Payments[0].ID = kept
		must(t, d.svc.UpdateAmendment(d.owner(), a, 3, in))
		d.approved(t, a)
		must(t, d.signAmendment(t, a))
		v := d.get(t, id)
		if sum, ratio := paid(v); sum != small || ratio != rate("100%") || v.Terms.Nodes[0].ID != kept || v.Terms.Nodes[3].Ratio != rate("5%") || v.Amount.Amount != small {
			t.Errorf("terms: %+v", v.Terms.Nodes)
		}
	})
}

func TestAmendmentRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		for name, tc := range map[string]struct {
			change func(*contract.AmendmentInput)
			want   *fault.Error
		}{
			"nothing":               {func(x *contract.AmendmentInput) { *x = contract.AmendmentInput{Title: "空"} }, fault.ErrInvalid},
			"title":                 {func(x *contract.AmendmentInput) { x.Title = " " }, fault.ErrInvalid},
			"a fen more than lines": {func(x *contract.AmendmentInput) { x.Delta++ }, fault.ErrInvalid},
			"to nothing":            {func(x *contract.AmendmentInput) { *x = more(-small) }, contract.ErrAmendmentPrice},
			"to a fen":              {func(x *contract.AmendmentInput) { *x = more(-small + 1) }, nil},
			"a line below zero": {func(x *contract.AmendmentInput) {
				x.TaxLines = []contract.TaxLine{line("建筑服务", "9%", 101), line("设计", "6%", -1)}
			}, contract.ErrAmendmentPrice},
			"no days left": {func(x *contract.AmendmentInput) { *x = contract.AmendmentInput{Title: "缩短", Days: -10} }, contract.ErrAmendmentPeriod},
			"one day left": {func(x *contract.AmendmentInput) { *x = contract.AmendmentInput{Title: "缩短", Days: -9} }, nil},
			"clauses alone": {func(x *contract.AmendmentInput) {
				*x = contract.AmendmentInput{Title: "文字", Clauses: []contract.Clause{{Text: "更正"}}}
			}, nil},
			"made up id": {func(x *contract.AmendmentInput) {
				x.Terms, x.Payments = p(sound()), payments("20%", "60%", "17%", "3%")
				x.Payments[0].ID = ref.New()
			}, fault.ErrInvalid},
		} {
			in := more(100)
			tc.change(&in)
			_, err := d.svc.Amend(d.owner(), id, ref.Nil, in)
			wants(t, name, err, tc.want)
		}
		a := ref.New()
		_, err := d.svc.Amend(d.owner(), id, a, more(1))
		must(t, err)
		_, err = d.svc.Amend(d.owner(), id, a, more(1))
		wants(t, "the same id", err, contract.ErrIDInUse)
	})
}

// Two amendments that were approved side by side: the second was approved for a
// price that is no more.
func TestAmendmentsOneAfterTheOther(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		first, second := d.amend(t, id, more(1_000_00)), d.amend(t, id, more(-2_000_00))
		d.approved(t, first)
		d.approved(t, second)
		must(t, d.signAmendment(t, first))
		wants(t, "the second", d.signAmendment(t, second), contract.ErrAmendmentBase)
		must(t, d.svc.RecallAmendment(d.owner(), second, d.amendment(t, second).Version, "重新报批"))
		d.approved(t, second)
		must(t, d.signAmendment(t, second))
		if v := d.get(t, id); v.Amount.Amount != small-1_000_00 {
			t.Errorf("price %d", v.Amount.Amount)
		}
		third := d.amend(t, id, more(5))
		must(t, d.svc.SubmitAmendment(d.owner(), third, 1))
		must(t, d.decide(t, third, false))
		if m := d.amendment(t, third); m.State != contract.AmendmentRejected || m.Reason != "毛利偏低" {
			t.Errorf("rejected: %s %q", m.State, m.Reason)
		}
		must(t, d.svc.UpdateAmendment(d.owner(), third, d.amendment(t, third).Version, more(6)))
		must(t, d.svc.SubmitAmendment(d.owner(), third, d.amendment(t, third).Version))
		must(t, d.svc.VoidAmendment(d.owner(), third, d.amendment(t, third).Version, "不再需要"))
		if d.amendment(t, third).State != contract.AmendmentVoided || d.count(t, "select count(*) from approval where state = 'pending'") != 0 {
			t.Error("an approval waits for a voided amendment")
		}
		d.step(t, id, contract.StateCompleted)
		_, err := d.svc.Amend(d.owner(), id, ref.Nil, more(1))
		wants(t, "after completion", err, contract.ErrState)
	})
}

// A file that joins an amendment after the approval is not what was approved.
func TestAmendmentContentIsBound(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		a := d.amend(t, id, more(1))
		d.approved(t, a)
		d.onAmendment(a, "attachment")
		wants(t, "signing", d.signAmendment(t, a), contract.ErrContent)
		if v := d.get(t, id); v.Amount.Amount != small {
			t.Errorf("price %d", v.Amount.Amount)
		}
	})
}

func TestRecordsOfOthers(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.create(t, small)
		d.push(t, id, contract.StateInForce)
		a := d.amend(t, id, more(1))
		stranger := d.as("SOa", authz.Entity, everything...)
		must(t, d.db.Read(stranger, func(tx *db.Tx) error {
			_, _, err := d.svc.ScopeTx(tx, id)
			wants(t, "a stranger's contract", err, contract.ErrNotFound)
			_, _, err = d.svc.AmendmentScopeTx(tx, a)
			wants(t, "a stranger's amendment", err, contract.ErrAmendmentNotFound)
			return nil
		}))
		must(t, d.db.Read(d.owner(), func(tx *db.Tx) error {
			s, label, err := d.svc.ScopeTx(tx, id)
			if s.Owner != d.person["NOa"] || !strings.HasPrefix(label, "NO-2026-PW-0001 ") {
				t.Errorf("%+v %q", s, label)
			}
			if err != nil {
				return err
			}
			f, err := d.svc.InForceTx(tx, id)
			if f.Fact.Owner != d.person["NOa"] || f.Price.Net.Amount != 91_743_13 || f.Nodes[3].Kind != terms.Retention || f.FinishOn != workday.New(2026, 12, 29) {
				t.Errorf("facts %+v", f)
			}
			return err
		}))
		if found, err := d.svc.Find(d.owner(), "海河", 5); err != nil || len(found) != 1 {
			t.Errorf("found %v %v", found, err)
		}
		if found, err := d.svc.Find(stranger, "海河", 5); err != nil || len(found) != 0 {
			t.Errorf("a stranger found %v %v", found, err)
		}
	})
}
