package billing_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/db/dbtest"
)

// TestNodesAlwaysSumToThePrice lets a contract live at random: milestones,
// receipts, amendments, the settlement. After every step the nodes sum to what
// is to be paid, open is what is left, and states follow the table.
func TestNodesAlwaysSumToThePrice(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			d := open(t, e)
			rapid.Check(t, func(rt *rapid.T) { d.live(rt) })
		})
	}
}

type life struct {
	*desk
	agreed  billing.Agreement
	settled bool
	booked  map[ref.ID]int64
	states  map[ref.ID]billing.NodeState
}

func (d *desk) live(t *rapid.T) {
	all := payments()[:rapid.IntRange(2, 6).Draw(t, "payments")]
	left := int64(money.RateOne)
	for i := range all {
		all[i].Ratio = money.Rate(rapid.Int64Range(1, left-int64(len(all)-i)).Draw(t, "ratio"))
		if i == len(all)-1 {
			all[i].Ratio = money.Rate(left)
		}
		left -= int64(all[i].Ratio)
	}
	x := life{desk: d, booked: map[ref.ID]int64{}, states: map[ref.ID]billing.NodeState{}}
	contract := d.sign(t, rapid.Int64Range(1, 1_000_000_000_00).Draw(t, "price"), all...)
	x.agreed = d.agreed[contract]
	x.look(t)
	t.Repeat(map[string]func(*rapid.T){
		"milestone": x.milestone, "book": x.book, "amend": x.amend, "settle": x.settle, "day": x.day, "": x.look,
	})
}

func (x *life) nodesNow(t *rapid.T) (all []billing.Node) {
	must(t, x.db.Read(system(), func(tx *db.Tx) (err error) {
		all, err = x.svc.NodesTx(tx, x.agreed.Contract)
		return err
	}))
	return all
}

func (x *life) milestone(t *rapid.T) {
	key := fmt.Sprintf("M%d", rapid.IntRange(2, 4).Draw(t, "key"))
	must(t, x.write(func(tx *db.Tx) error {
		return x.svc.OnMilestoneTx(tx, billing.MilestoneDone{Contract: x.agreed.Contract, Key: key, On: x.today()})
	}))
}

func (x *life) book(t *rapid.T) {
	n := rapid.SampledFrom(x.nodesNow(t)).Draw(t, "node")
	fen := rapid.Int64Range(-n.Received-1, n.Open()+1).Draw(t, "fen")
	if x.receive(n.ID, fen, x.today()) == nil {
		x.booked[n.ID] += fen
	}
}

func (x *life) amend(t *rapid.T) {
	if x.settled {
		return
	}
	a := x.agreed
	a.Price = max(1, a.Price+rapid.Int64Range(-a.Price, a.Price/2+1).Draw(t, "change"))
	if err := x.write(func(tx *db.Tx) error { return x.svc.OnAmendedTx(tx, a) }); err == nil {
		x.agreed = a
	} else if codeOf(err) != "payment_node.overpaid" {
		t.Fatal(err)
	}
}

func (x *life) settle(t *rapid.T) {
	if x.settled {
		return
	}
	audited := max(1, x.agreed.Price+rapid.Int64Range(-x.agreed.Price/2, x.agreed.Price/2).Draw(t, "audited"))
	kept := audited * 3 / 100
	if err := x.write(func(tx *db.Tx) error { return x.svc.OnSettledTx(tx, x.agreed.Contract, audited, kept, x.today()) }); err == nil {
		x.agreed.Price, x.settled = audited, true
	} else if codeOf(err) != "payment_node.overpaid" {
		t.Fatal(err)
	}
}

func (x *life) today() workday.Date { return workday.Today(x.clock.t, zone) }

func (x *life) day(t *rapid.T) {
	x.clock.set(x.today().AddDays(rapid.IntRange(1, 40).Draw(t, "days")))
	for _, n := range x.nodesNow(t) {
		must(t, x.svc.TickForTest(system(), n.ID))
	}
}

func (x *life) look(t *rapid.T) {
	var sum int64
	for _, n := range x.nodesNow(t) {
		was, known := x.states[n.ID]
		if x.states[n.ID] = n.State; known && was != n.State && !reachable(was, n.State) {
			t.Fatalf("%s went from %s to %s", n.Name, was, n.State)
		}
		if n.State == billing.NodeCancelled {
			continue
		}
		sum += n.Amount
		if n.Received != x.booked[n.ID] || n.Open() != n.Amount-n.Received-n.Waived || n.Open() < 0 || n.Received < 0 {
			t.Fatalf("%s: amount %d, received %d (booked %d), open %d", n.Name, n.Amount, n.Received, x.booked[n.ID], n.Open())
		}
	}
	if sum != x.agreed.Price {
		t.Fatalf("nodes sum to %d, price %d", sum, x.agreed.Price)
	}
}

// reachable reports whether the table leads from one state to another; one step
// of a test may take several.
func reachable(from, to billing.NodeState) bool {
	table := billing.NodeMovesForTest()
	seen := []billing.NodeState{from}
	for i := 0; i < len(seen); i++ {
		for _, next := range table[seen[i]] {
			if next == to {
				return true
			}
			if !slices.Contains(seen, next) {
				seen = append(seen, next)
			}
		}
	}
	return false
}

func TestTablesEndWhereTheyShould(t *testing.T) {
	nodes, invoices := billing.NodeMovesForTest(), billing.InvoiceMovesForTest()
	if len(nodes[billing.NodeCancelled]) != 0 {
		t.Error("a cancelled node lives on")
	}
	for _, s := range []billing.InvoiceState{billing.RedIssued, billing.Cancelled, billing.Delivered} {
		if len(invoices[s]) != 0 {
			t.Errorf("an invoice that is %s lives on", s)
		}
	}
	for from, to := range invoices {
		if issued := from == billing.Issued || from == billing.Issuing; issued && slices.Contains(to, billing.Cancelled) {
			t.Errorf("%s can be cancelled: a digital invoice is taken back by a red one", from)
		}
	}
}
