package collection_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/fault"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// leads is the table of reference 2.8, written a second time: from where each
// use case leads where.
var leads = map[string][]string{
	"claim":      {"registered>claimed"},
	"unclaim":    {"claimed>registered"},
	"confirm":    {"claimed>confirmed"},
	"allocate":   {"confirmed>partially_allocated", "confirmed>allocated", "partially_allocated>allocated"},
	"unallocate": {"partially_allocated>confirmed", "allocated>confirmed", "allocated>partially_allocated"},
	"reverse":    {"registered>reversed", "claimed>reversed", "confirmed>reversed", "partially_allocated>reversed", "allocated>reversed"},
	"refund":     {"confirmed>refunded"},
}

// TestMoneyIsNeverSpentTwice books arbitrary receipts on payments and invoices,
// takes bookings back, bounces receipts and writes off. After each step the sums
// of reference 2.21 (2) hold on both sides, and no receipt moved beside the table.
func TestMoneyIsNeverSpentTwice(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			d := open(t, e)
			met := map[string]int{}
			rapid.Check(t, func(rt *rapid.T) { d.spend(t, rt, met) })
			for _, move := range []string{"confirmed>allocated", "confirmed>partially_allocated", "partially_allocated>confirmed", "confirmed>refunded"} {
				if met[move] == 0 {
					t.Errorf("no sequence met %s: %v", move, met)
				}
			}
		})
	}
}

// purse is what a sequence works on: one contract with three payments that are
// owed, an invoice on each of two, and receipts.
type purse struct {
	*desk
	t        *testing.T
	rt       *rapid.T
	nodes    []ref.ID
	invoices []ref.ID
	receipts []ref.ID
	met      map[string]int
}

func (d *desk) spend(t *testing.T, rt *rapid.T, met map[string]int) {
	d.contract = d.sign(rt, rapid.Int64Range(1_000_00, 9_000_00).Draw(rt, "price"), payments()...)
	d.owe(rt, today, "M2", "M3")
	x := &purse{desk: d, t: t, rt: rt, met: met}
	for _, name := range []string{"预付款", "地基基础完成", "主体封顶"} {
		n := d.nodes(rt, d.contract)[name]
		x.nodes = append(x.nodes, n.ID)
		if name != "主体封顶" {
			x.invoices = append(x.invoices, d.billed(rt, n))
		}
	}
	x.come(rt)
	x.come(rt)
	steps := []func(*rapid.T){x.come, x.claim, x.confirm, x.allocate, x.allocate, x.allocate, x.allocate, x.unallocate, x.unallocate, x.unclaim, x.reverse, x.refund, x.writeOff}
	for range rapid.IntRange(6, 16).Draw(rt, "steps") {
		steps[rapid.IntRange(0, len(steps)-1).Draw(rt, "step")](rt)
		x.look(rt)
	}
}

// billed puts an issued invoice over a whole payment, the short way.
func (d *desk) billed(t tester, n billing.Node) ref.ID {
	t.Helper()
	id, err := d.billing.Request(d.finance(), ref.Nil, d.contract, billing.Draft{Kind: billing.Special, Method: billing.General,
		Lines: []billing.Line{{Name: "*预付款*", Item: "untaxed", Net: n.Amount}}, Portions: []billing.Portion{{Node: n.ID, Amount: n.Amount}}})
	must(t, err)
	must(t, d.write(func(tx *db.Tx) error {
		_, err := tx.Exec("update invoice set state = 'issued' where id = ?", id)
		return err
	}))
	return id
}

func (x *purse) come(rt *rapid.T) {
	if len(x.receipts) == 4 {
		return
	}
	id, err := x.svc.Register(x.finance(), ref.Nil, ref.Nil, transfer(rapid.Int64Range(1, 5_000_00).Draw(rt, "fen")))
	must(rt, err)
	x.receipts = append(x.receipts, id)
	if rapid.IntRange(0, 4).Draw(rt, "unknown") > 0 {
		must(rt, x.svc.Claim(x.finance(), id, 1, x.contract))
		must(rt, x.svc.Confirm(x.finance(), id, 2, collection.Papers{}))
	}
}

// try runs a use case on some receipt; what it may not do, it refuses.
func (x *purse) try(rt *rapid.T, verb string, run func(id ref.ID, v collection.ReceiptPage) error) {
	id := rapid.SampledFrom(x.receipts).Draw(rt, "receipt")
	before := x.receipt(rt, id)
	err := run(id, before)
	if err != nil && fault.As(err) == nil {
		rt.Fatalf("%s: %v", verb, err)
	}
	after := x.receipt(rt, id)
	move := string(before.State) + ">" + string(after.State)
	switch {
	case before.State == after.State:
	case err != nil:
		rt.Fatalf("%s failed (%v) and yet %s", verb, err, move)
	case !slices.Contains(leads[verb], move):
		rt.Fatalf("%s led %s", verb, move)
	default:
		x.met[move]++
	}
}

func (x *purse) claim(rt *rapid.T) {
	x.try(rt, "claim", func(id ref.ID, v collection.ReceiptPage) error {
		return x.svc.Claim(x.finance(), id, v.Version, x.contract)
	})
}

func (x *purse) unclaim(rt *rapid.T) {
	x.try(rt, "unclaim", func(id ref.ID, v collection.ReceiptPage) error {
		return x.svc.Unclaim(x.finance(), id, v.Version, "认错")
	})
}

func (x *purse) confirm(rt *rapid.T) {
	x.try(rt, "confirm", func(id ref.ID, v collection.ReceiptPage) error {
		return x.svc.Confirm(x.finance(), id, v.Version, collection.Papers{})
	})
}

// allocate spends up to a fen more than there is, on one leg or on both.
func (x *purse) allocate(rt *rapid.T) {
	x.try(rt, "allocate", func(id ref.ID, v collection.ReceiptPage) error {
		part := rapid.SampledFrom([]int64{v.Unapplied.Amount, v.Unapplied.Amount + 1, rapid.Int64Range(1, v.Amount.Amount).Draw(rt, "part")}).Draw(rt, "fen")
		all := onNode(rapid.SampledFrom(x.nodes).Draw(rt, "node"), part)
		if rapid.Bool().Draw(rt, "with an invoice") {
			all = append(all, collection.Spending{Target: ref.To(billing.InvoiceKind, rapid.SampledFrom(x.invoices).Draw(rt, "invoice")), Amount: part})
		}
		return x.svc.Allocate(x.finance(), id, v.Version, all)
	})
}

func (x *purse) unallocate(rt *rapid.T) {
	x.try(rt, "unallocate", func(id ref.ID, v collection.ReceiptPage) error {
		var which []ref.ID
		if len(v.Allocations) > 0 && rapid.Bool().Draw(rt, "one") {
			which = []ref.ID{rapid.SampledFrom(v.Allocations).Draw(rt, "booking").ID}
		}
		return x.svc.Unallocate(x.finance(), id, v.Version, which, "记错")
	})
}

func (x *purse) reverse(rt *rapid.T) {
	if rapid.IntRange(0, 3).Draw(rt, "seldom") > 0 {
		return
	}
	x.try(rt, "reverse", func(id ref.ID, v collection.ReceiptPage) error {
		return x.svc.Reverse(x.finance(), id, v.Version, "退票")
	})
}

func (x *purse) refund(rt *rapid.T) {
	if rapid.IntRange(0, 3).Draw(rt, "seldom") > 0 {
		return
	}
	x.try(rt, "refund", func(id ref.ID, v collection.ReceiptPage) error {
		return x.svc.Refund(x.finance(), id, v.Version, "多付")
	})
}

func (x *purse) writeOff(rt *rapid.T) {
	id := rapid.SampledFrom(x.nodes).Draw(rt, "node")
	err := x.write(func(tx *db.Tx) error {
		_, err := x.billing.WaiveTx(tx, id, rapid.Int64Range(1, 100_00).Draw(rt, "fen"))
		return err
	})
	if err != nil && codeOf(err) != billing.ErrNodeOpen.Code {
		rt.Fatal(err)
	}
}

// look adds the bookings up anew and holds them against what every side says.
func (x *purse) look(rt *rapid.T) {
	on := map[ref.ID]int64{}
	for _, id := range x.receipts {
		v := x.receipt(rt, id)
		legs := map[ref.Kind]int64{}
		for _, a := range v.Allocations {
			legs[a.TargetKind] += a.Amount.Amount
			on[a.Target.ID] += a.Amount.Amount
		}
		booked, billed := legs[billing.NodeKind], legs[billing.InvoiceKind]
		if booked != v.Allocated.Amount || billed != v.Billed.Amount || booked < 0 || billed < 0 || booked > v.Amount.Amount || billed > v.Amount.Amount {
			rt.Fatalf("receipt of %d: bookings %d and %d, it says %d and %d", v.Amount.Amount, booked, billed, v.Allocated.Amount, v.Billed.Amount)
		}
		if full := v.State == collection.Allocated; full != (booked == v.Amount.Amount) {
			rt.Fatalf("%s with %d of %d booked", v.State, booked, v.Amount.Amount)
		}
		if dead := v.State == collection.Reversed || v.State == collection.Refunded; dead && booked+billed != 0 {
			rt.Fatalf("%s with %d booked", v.State, booked+billed)
		}
	}
	for _, n := range x.desk.nodes(rt, x.contract) {
		if n.Received != on[n.ID] || n.Open() != n.Amount-n.Received-n.Waived || n.Open() < 0 {
			rt.Fatalf("%s of %d: received %d, booked %d, written off %d", n.Name, n.Amount, n.Received, on[n.ID], n.Waived)
		}
	}
	for _, id := range x.invoices {
		v, err := x.billing.Invoice(x.finance(), id)
		must(rt, err)
		if v.Received.Amount != on[id] || on[id] < 0 || on[id] > v.Amount.Amount {
			rt.Fatalf("invoice over %d: received %d, booked %d", v.Amount.Amount, v.Received.Amount, on[id])
		}
	}
}
