package collection_test

import (
	"context"
	"slices"
	"testing"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/contract"
)

const payer = "津滨新能源有限公司"

func transfer(fen int64) collection.Money {
	return collection.Money{Kind: collection.Transfer, Amount: fen, ReceivedOn: today, PayerName: payer}
}

func (d *desk) receipt(t tester, id ref.ID) collection.ReceiptPage {
	t.Helper()
	v, err := d.svc.Receipt(d.finance(), id)
	must(t, err)
	return v
}

// came registers money that was claimed for the contract and confirmed.
func (d *desk) came(t tester, m collection.Money) ref.ID {
	t.Helper()
	id, err := d.svc.Register(d.finance(), ref.Nil, ref.Nil, m)
	must(t, err)
	must(t, d.svc.Claim(d.finance(), id, 1, d.contract))
	must(t, d.svc.Confirm(d.finance(), id, 2, collection.Papers{}))
	return id
}

func (d *desk) node(t tester, name string) ref.ID { return d.nodes(t, d.contract)[name].ID }

func onNode(id ref.ID, fen int64) []collection.Spending {
	return []collection.Spending{{Target: ref.To(billing.NodeKind, id), Amount: fen}}
}

func TestReceiptFromRegisterToAllocation(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.came(t, transfer(3_680_000*yuan))
		v := d.receipt(t, id)
		if v.State != collection.Confirmed || v.ThirdParty || v.CashOn != today || v.Owner.ID != d.person["NOs"] || v.Customer.ID != d.customer {
			t.Fatalf("%+v", v)
		}
		if got := told[collection.ReceiptConfirmed](d); len(got) != 1 || got[0].Owner != d.person["NOs"] {
			t.Errorf("the salesperson hears %v", got)
		}
		must(t, d.svc.Allocate(d.finance(), id, v.Version, onNode(d.node(t, "预付款"), 1_000_000*yuan)))
		if v = d.receipt(t, id); v.State != collection.Partly || v.Unapplied.Amount != 2_680_000*yuan {
			t.Errorf("%s, %v left", v.State, v.Unapplied)
		}
		must(t, d.svc.Allocate(d.finance(), id, v.Version, onNode(d.node(t, "预付款"), 2_680_000*yuan)))
		if v = d.receipt(t, id); v.State != collection.Allocated || len(v.Allocations) != 2 {
			t.Errorf("%s by %d bookings", v.State, len(v.Allocations))
		}
		if n := d.nodes(t, d.contract)["预付款"]; n.State != billing.NodeReceived || n.Received != 3_680_000*yuan || n.ReceivedOn != today {
			t.Errorf("the node is %s, %d", n.State, n.Received)
		}
		must(t, d.svc.Unallocate(d.finance(), id, v.Version, []ref.ID{v.Allocations[0].ID}, "记错节点"))
		v = d.receipt(t, id)
		if v.State != collection.Partly || len(v.Allocations) != 3 || v.Allocations[2].Amount.Amount != -1_000_000*yuan || v.Allocations[2].ReversesID != v.Allocations[0].ID {
			t.Errorf("taken back: %s %+v", v.State, v.Allocations)
		}
		wants(t, "twice", d.svc.Unallocate(d.finance(), id, v.Version, []ref.ID{v.Allocations[0].ID}, "again"), collection.ErrTarget)
		must(t, d.svc.Reverse(d.finance(), id, v.Version, "银行退票"))
		v = d.receipt(t, id)
		var sum int64
		for _, a := range v.Allocations {
			sum += a.Amount.Amount
		}
		if v.State != collection.Reversed || sum != 0 || d.nodes(t, d.contract)["预付款"].Received != 0 {
			t.Errorf("reversed: %s, bookings %d, node %d", v.State, sum, d.nodes(t, d.contract)["预付款"].Received)
		}
		wants(t, "a reversed receipt", d.svc.Allocate(d.finance(), id, v.Version, onNode(d.node(t, "预付款"), 1)), collection.ErrReceiptState)
	})
}

func TestAllocationKeepsWithinBothSides(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.came(t, transfer(4_000_000*yuan))
		at := func() int64 { return d.receipt(t, id).Version }
		wants(t, "more than the node", d.svc.Allocate(d.finance(), id, at(), onNode(d.node(t, "预付款"), 3_680_000*yuan+1)), billing.ErrNodeOpen)
		must(t, d.svc.Allocate(d.finance(), id, at(), onNode(d.node(t, "预付款"), 3_680_000*yuan)))
		d.owe(t, today, "M3")
		wants(t, "more than the receipt", d.svc.Allocate(d.finance(), id, at(), onNode(d.node(t, "主体封顶"), 320_000*yuan+1)), collection.ErrOverReceipt)
		must(t, d.svc.Allocate(d.finance(), id, at(), onNode(d.node(t, "主体封顶"), 320_000*yuan)))
		wants(t, "a planned payment", d.svc.Allocate(d.finance(), d.came(t, transfer(100)), 3, onNode(d.node(t, "质保金"), 1)), billing.ErrNodeState)
		wants(t, "no such node", d.svc.Allocate(d.finance(), d.came(t, transfer(100)), 3, onNode(ref.New(), 1)), collection.ErrTarget)
		if v := d.receipt(t, id); v.State != collection.Allocated || v.Allocated.Amount != 4_000_000*yuan {
			t.Errorf("%s %v", v.State, v.Allocated)
		}
	})
}

func TestInvoiceLegIsKeptApart(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		node := d.node(t, "预付款")
		invoice, err := d.billing.Request(d.finance(), ref.Nil, d.contract, billing.Draft{Kind: billing.Special, Method: billing.General, Place: "天津市", WorksName: "x",
			Lines: []billing.Line{{Name: "*建筑服务*", Item: "works", Rate: 90_000, Net: 100_00, Tax: 9_00}}, Portions: []billing.Portion{{Node: node, Amount: 109_00}}})
		must(t, err)
		must(t, d.billing.Submit(d.finance(), invoice, 1))
		must(t, d.billing.ApproveInvoice(d.leader(), invoice, 2))
		must(t, d.billing.Record(d.finance(), invoice, 3, billing.Issue{FiscalNumber: "26322000000000000001", On: today}))
		id := d.came(t, transfer(109_00))
		bill := func(fen int64) []collection.Spending {
			return []collection.Spending{{Target: ref.To(billing.InvoiceKind, invoice), Amount: fen}}
		}
		must(t, d.svc.Allocate(d.finance(), id, 3, append(bill(109_00), onNode(node, 50_00)...)))
		v := d.receipt(t, id)
		if v.State != collection.Partly || v.Billed.Amount != 109_00 || v.Allocated.Amount != 50_00 {
			t.Errorf("%s, billed %v, allocated %v", v.State, v.Billed, v.Allocated)
		}
		wants(t, "the invoice twice", d.svc.Allocate(d.finance(), id, 4, bill(1)), collection.ErrOverReceipt)
		if i, err := d.billing.Invoice(d.finance(), invoice); err != nil || i.Unpaid.Amount != 0 {
			t.Errorf("unpaid %v, %v", i.Unpaid, err)
		}
	})
}

func TestWhatIsNoMoneyYet(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		register := func(m collection.Money) ref.ID {
			id, err := d.svc.Register(d.finance(), ref.Nil, ref.Nil, m)
			must(t, err)
			must(t, d.svc.Claim(d.finance(), id, 1, d.contract))
			return id
		}
		m := transfer(100_00)
		m.PayerName = "津滨新能源（天津）分公司"
		other := register(m)
		wants(t, "another payer", d.svc.Confirm(d.finance(), other, 2, collection.Papers{}), collection.ErrLetter)
		wants(t, "a letter of nowhere", d.svc.Confirm(d.finance(), other, 2, collection.Papers{Letter: ref.New()}), collection.ErrReceiptDocument)
		must(t, d.svc.Confirm(d.finance(), other, 2, collection.Papers{Letter: d.attach(ref.To(collection.ReceiptKind, other))}))
		if v := d.receipt(t, other); !v.ThirdParty {
			t.Error("another payer is not noted")
		}
		m = transfer(100_00)
		m.Kind = collection.InKind
		flat := register(m)
		wants(t, "a flat before its transfer", d.svc.Confirm(d.finance(), flat, 2, collection.Papers{}), collection.ErrProof)
		must(t, d.svc.Confirm(d.finance(), flat, 2, collection.Papers{Proof: d.attach(ref.To(collection.ReceiptKind, flat))}))
		if v := d.receipt(t, flat); !v.CashOn.IsZero() {
			t.Errorf("a flat is cash on %v", v.CashOn)
		}
		m = transfer(100_00)
		m.Kind = collection.BondReturn
		wants(t, "a bond", d.svc.Allocate(d.finance(), d.came(t, m), 3, onNode(d.node(t, "预付款"), 1)), collection.ErrNotIncome)
		m.Kind = collection.BankBill
		_, err := d.svc.Register(d.finance(), ref.Nil, ref.Nil, m)
		if err == nil {
			t.Error("a bill without maturity passes")
		}
		m = transfer(100_00)
		m.BankRef = "EB1"
		d.came(t, m)
		_, err = d.svc.Register(d.finance(), ref.Nil, ref.Nil, m)
		wants(t, "the same line of the bank", err, collection.ErrBankRef)
	})
}

func TestBillIsCashAtMaturity(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		m := transfer(3_680_000 * yuan)
		m.Kind, m.MaturesOn = collection.BankBill, day("2027-05-20")
		id := d.came(t, m)
		must(t, d.svc.Allocate(d.finance(), id, 3, onNode(d.node(t, "预付款"), 3_680_000*yuan)))
		for _, tc := range []struct {
			on   string
			want int64
		}{{"2027-05-19", 0}, {"2027-05-20", 1_000_000}} {
			d.clock.set(day(tc.on))
			v, err := d.svc.Summary(d.finance(), day("2026-03-01"), day("2026-03-31")) // the advance was due on 03-11
			must(t, err)
			if int64(*v.Rate) != 1_000_000 || int64(*v.CashRate) != tc.want {
				t.Errorf("%s: rate %v, in cash %v", tc.on, v.Rate, v.CashRate)
			}
		}
		v, err := d.svc.Summary(d.finance(), day("2026-11-01"), 0)
		must(t, err)
		if v.Received.Amount != 3_680_000*yuan || v.Cash.Amount != 3_680_000*yuan || v.Rate != nil {
			t.Errorf("November: %v, %v, %v", v.Received, v.Cash, v.Rate)
		}
	})
}

func TestRefundNeedsAnUntouchedReceipt(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id := d.came(t, transfer(100_00))
		must(t, d.svc.Allocate(d.finance(), id, 3, onNode(d.node(t, "预付款"), 1_00)))
		wants(t, "booked", d.svc.Refund(d.finance(), id, 4, "多付"), collection.ErrAllocated)
		must(t, d.svc.Unallocate(d.finance(), id, 4, nil, "退款"))
		must(t, d.svc.Refund(d.finance(), id, 5, "多付"))
	})
}

func TestUnknownMoneyIsSeenByWhomMayClaim(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, err := d.svc.Register(d.finance(), ref.Nil, ref.Nil, transfer(100_00))
		must(t, err)
		count := func(ctx context.Context) int {
			q, err := db.ParseQuery(nil, collection.UnclaimedListForTest())
			must(t, err)
			p, err := d.svc.Unclaimed(ctx, q)
			must(t, err)
			return len(p.Items)
		}
		seller := d.as("NOs", authz.Entity, collection.PermClaim, contract.PermRead)
		if n := count(seller); n != 1 {
			t.Errorf("who may claim sees %d", n)
		}
		if n := count(d.stranger()); n != 0 {
			t.Errorf("a stranger sees %d", n)
		}
		wants(t, "a stranger claims", d.svc.Claim(d.stranger(), id, 1, d.contract), collection.ErrReceiptNotFound)
		wants(t, "no such contract", d.svc.Claim(seller, id, 1, ref.New()), collection.ErrContract)
		must(t, d.svc.Claim(seller, id, 1, d.contract))
		wants(t, "a claimed one", d.svc.Unclaim(d.finance(), id, 1, "x"), db.ErrStale)
		must(t, d.svc.Unclaim(d.finance(), id, 2, "认错合同"))
		if v := d.receipt(t, id); v.State != collection.Registered || v.Contract != nil {
			t.Errorf("%s %v", v.State, v.Contract)
		}
	})
}

func TestSuggestions(t *testing.T) {
	open := []collection.Candidate{
		{Node: id("old"), Contract: id("a"), Number: "HL-2025-BD-0007", Customer: id("c"), Payer: "锦麓置业有限公司", Alias: "锦麓置业", DueOn: day("2026-10-08"), Open: 261_50},
		{Node: id("new"), Contract: id("a"), Number: "HL-2025-BD-0007", Customer: id("c"), Payer: "锦麓置业有限公司", Alias: "锦麓置业", DueOn: day("2026-10-30"), Open: 156_90},
		{Node: id("else"), Contract: id("b"), Number: "HL-2026-PW-0002", Customer: id("e"), Payer: "别家", DueOn: day("2026-11-01"), Open: 156_90},
	}
	for name, v := range map[string]struct {
		r    collection.Receipt
		want []string
	}{
		"number in the memo":     {collection.Receipt{Amount: 156_90, Memo: "付hl-2025-bd-0007进度款"}, []string{"amount_and_contract new"}},
		"the payer himself":      {collection.Receipt{Amount: 156_90, PayerName: "锦麓 置业"}, []string{"amount_and_payer new"}},
		"nothing fits":           {collection.Receipt{Amount: 99_99, PayerName: "锦麓置业有限公司"}, nil},
		"oldest of the contract": {collection.Receipt{Amount: 300_00, ContractID: id("a")}, []string{"oldest_first old"}},
		"exact, then oldest":     {collection.Receipt{Amount: 156_90, ContractID: id("a"), Memo: "HL-2025-BD-0007"}, []string{"amount_and_contract new", "oldest_first old"}},
		"what is left of it":     {collection.Receipt{Amount: 200_00, Allocated: 43_10, Memo: "HL-2026-PW-0002"}, []string{"amount_and_contract else"}},
		"a bond":                 {collection.Receipt{Amount: 156_90, Kind: collection.BondReturn, Memo: "HL-2025-BD-0007"}, nil},
	} {
		var got []string
		for _, s := range collection.Suggest(&v.r, open) {
			for n, x := range map[string]ref.ID{"old": id("old"), "new": id("new"), "else": id("else")} {
				if s.Rows[0].Node == x {
					got = append(got, s.Rule+" "+n)
				}
			}
		}
		if !slices.Equal(got, v.want) {
			t.Errorf("%s: %v, want %v", name, got, v.want)
		}
	}
	rows := collection.Suggest(&collection.Receipt{Amount: 300_00, ContractID: id("a")}, open)[0].Rows
	if len(rows) != 2 || rows[0].Amount != 261_50 || rows[1].Amount != 38_50 {
		t.Errorf("oldest first: %+v", rows)
	}
}

func TestSuggestionsOfAReceipt(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		id, err := d.svc.Register(d.finance(), ref.Nil, ref.Nil, transfer(3_680_000*yuan))
		must(t, err)
		got, err := d.svc.Suggestions(d.finance(), id)
		must(t, err)
		if len(got) != 1 || got[0].Rule != "amount_and_payer" || got[0].Rows[0].Node.Name != "预付款" {
			t.Errorf("%+v", got)
		}
		_, err = d.svc.Suggestions(d.stranger(), id)
		wants(t, "a stranger", err, collection.ErrReceiptNotFound)
	})
}

func TestBehaviour(t *testing.T) {
	paid := func(fen int64, due, on string) collection.Paid {
		return collection.Paid{Amount: fen * yuan, DueOn: day(due), PaidOn: day(on)}
	}
	b, err := collection.Behave([]collection.Paid{paid(1_000_000, "2026-03-31", "2026-04-10"), paid(500_000, "2026-04-30", "2026-04-28"), paid(800_000, "2026-05-31", "2026-07-15"), paid(200_000, "2026-06-30", "2026-07-30")})
	must(t, err)
	if b.DaysLate.String() != "20.8" || b.LateItems != 3 || b.Items != 4 {
		t.Errorf("%+v", b)
	}
}

func TestInterest(t *testing.T) {
	for _, v := range []struct{ open, days, daily, want int64 }{{1_250_000_00, 76, 500, 47_500_00}, {500_000_00, 0, 500, 0}, {200_000_00, 38, 500, 3_800_00}, {300_000_00, 79, 500, 11_850_00}} {
		if got, err := collection.Interest(v.open, v.days, 500); err != nil || got != v.want {
			t.Errorf("%d over %d days: %d, %v", v.open, v.days, got, err)
		}
	}
}

func id(name string) ref.ID { return ref.Derived("test", name) }

func TestPastReceipt(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		m := transfer(3_680_000 * yuan)
		m.ReceivedOn = day("2026-03-10")
		must(t, d.write(func(tx *db.Tx) error {
			return d.svc.PastTx(tx, collection.Past{ID: id("past"), Entity: d.company["NO"], Contract: d.contract, Money: m, Spendings: onNode(d.node(t, "预付款"), m.Amount)})
		}))
		if v := d.receipt(t, id("past")); v.State != collection.Allocated || v.ConfirmedOn != day("2026-03-10") {
			t.Errorf("%s, %v", v.State, v.ConfirmedOn)
		}
		if n := d.nodes(t, d.contract)["预付款"]; n.ReceivedOn != day("2026-03-10") || n.State != billing.NodeReceived {
			t.Errorf("%s, %v", n.State, n.ReceivedOn)
		}
	})
}
