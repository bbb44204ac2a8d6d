package matrix_test

import (
	"fmt"
	"time"

	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/db"
)

// noPaper is why a step that a paper proves is refused.
const noPaper = "no paper hangs on the record"

// makeNode brings a contract into force the short way; parts are played on it.
func makeNode(w *world, at place) (ref.ID, error) {
	c, err := makeContract(w, at)
	if err != nil {
		return c, err
	}
	at.record.root = c
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("update contract set state = 'in_force' where id = ?", c); err != nil {
			return err
		}
		f, err := w.app.Contracts.InForceTx(tx, c)
		if err != nil {
			return err
		}
		if err := tx.Note("matrix", db.Subject{}, nil); err != nil {
			return err
		}
		return w.app.Billing.OnInForceTx(tx, billing.Agreement{Contract: c, Number: f.Number, Customer: f.Customer, Owner: f.Owner, Entity: f.Entity, Dept: f.Dept, Price: 7654321,
			Payments: []billing.Payment{{ID: id, Position: 1, Kind: "milestone", Name: "主体封顶", Trigger: "milestone", Milestone: "M2", Ratio: money.RateOne, TermDays: 30}}})
	})
}

// triggered makes the payment owed.
func triggered(w *world, r *record) error {
	return w.write(func(tx *db.Tx) error {
		if err := w.app.Billing.OnMilestoneTx(tx, billing.MilestoneDone{Contract: r.root, Key: "M2", On: workday.New(2026, time.November, 20)}); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

func disputed(w *world, r *record) error {
	if err := triggered(w, r); err != nil {
		return err
	}
	return w.write(func(tx *db.Tx) error { return w.app.Billing.DisputeTx(tx, r.id, true) })
}

func makeInvoice(w *world, at place) (ref.ID, error) {
	node, err := makeNode(w, at)
	if err != nil {
		return node, err
	}
	l, err := billing.NetLine(billing.Line{Name: "*建筑服务*安装", Item: "works", Rate: 90_000, Net: 7022313})
	if err != nil {
		return node, err
	}
	d := billing.Draft{Kind: billing.Special, Method: billing.General, Place: "上海市浦东新区", WorksName: at.title, Lines: []billing.Line{l}, Portions: []billing.Portion{{Node: node, Amount: l.Gross()}}}
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		if err := w.app.Billing.RequestTx(tx, id, at.record.root, d); err != nil {
			return err
		}
		_, err := tx.Exec("update invoice set recipient = 'secret@hidden.example' where id = ?", id)
		return err
	})
}

// asClaimed is why money of which everybody knows what it is for is not claimed.
const asClaimed = "the receipt was claimed and confirmed"

// makeReceipt takes money in for a contract and confirms it.
func makeReceipt(w *world, at place) (ref.ID, error) {
	node, err := makeNode(w, at)
	if err != nil {
		return node, err
	}
	if err := triggered(w, at.record); err != nil {
		return node, err
	}
	id := ref.New()
	return id, w.write(func(tx *db.Tx) error {
		return w.app.Collect.PastTx(tx, collection.Past{ID: id, Entity: at.entity, Contract: at.record.root, Money: collection.Money{Kind: collection.Transfer, Amount: 7654321, ReceivedOn: workday.New(2026, time.November, 20), PayerName: at.title, PayerAccount: "110907654321098765"}})
	})
}

// claimedAgain brings the receipt back before its confirmation.
func claimedAgain(w *world, r *record) error {
	return w.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("update receipt set state = 'claimed' where id = ?", r.id); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

func ownMoney(b map[string]any, _ *record, w *world, _ *person) {
	b["bank_ref"] = fmt.Sprintf("matrix-%d", w.count.Add(1))
}

func spends(b map[string]any, r *record, w *world, _ *person) {
	var node ref.ID
	err := w.app.DB.Read(w.system, func(tx *db.Tx) error {
		return tx.One("select id from payment_node where contract_id = ?", []any{r.root}, &node)
	})
	if err == nil {
		b["allocations"] = []any{map[string]any{"node_id": node, "amount": money.CNY(100)}}
	}
}

// makeOrder lets a payment become overdue the short way.
func makeOrder(w *world, at place) (id ref.ID, err error) {
	node, err := makeNode(w, at)
	if err != nil {
		return id, err
	}
	return id, w.write(func(tx *db.Tx) error {
		if err := w.app.Billing.OnMilestoneTx(tx, billing.MilestoneDone{Contract: at.record.root, Key: "M2", On: workday.New(2026, time.January, 20)}); err != nil {
			return err
		}
		if err := tx.Note("matrix", db.Subject{}, nil); err != nil {
			return err
		}
		if err := w.app.Collect.OnOverdueTx(tx, collection.Overdue{Node: node, Contract: at.record.root}); err != nil {
			return err
		}
		if _, err := tx.Exec("update collection_order set level = 2 where contract_id = ?", at.record.root); err != nil {
			return err
		}
		return tx.One("select id from collection_order where contract_id = ?", []any{at.record.root}, &id)
	})
}

func submitted(w *world, r *record) error { return w.app.Billing.Submit(w.system, r.id, 1) }

func passedOn(w *world, r *record) error {
	if err := submitted(w, r); err != nil {
		return err
	}
	return w.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("update invoice set state = 'approved', version = version + 1 where id = ?", r.id); err != nil {
			return err
		}
		return tx.Note("matrix", db.Subject{}, nil)
	})
}

// bills names the node in the body of an invoice over a small part of it.
func bills(b map[string]any, node ref.ID) {
	b["lines"] = []any{map[string]any{"name": "*建筑服务*安装", "item": "works", "rate": "0.09", "net": money.CNY(100)}}
	b["nodes"] = []any{map[string]any{"node_id": node, "amount": money.CNY(109)}}
}

func billsNode(b map[string]any, r *record, _ *world, _ *person) {
	b["contract_id"] = r.root
	if r.root.IsZero() {
		b["contract_id"] = ref.New() // of a payment that is not there
	}
	bills(b, r.id)
}

func billsSame(b map[string]any, r *record, w *world, _ *person) {
	v, err := w.app.Billing.Invoice(w.system, r.id)
	if err == nil {
		bills(b, v.Nodes[0].Node.ID)
	}
}
