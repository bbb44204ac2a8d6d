package matrix_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/kernel/workday"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
)

// figures asks for sums of somebody who reads his own: they change with his records
// of a kind, which an operation reads one by one, and not with those of others.
func figures(path, of string, before func(*world, *record) error) func(m *matrix) error {
	return func(m *matrix) error {
		who, err := m.owner()
		if err != nil {
			return err
		}
		for rel, counts := range map[relation]bool{own: true, same: false} {
			without := m.send(who, "GET", path, nil)
			r, err := m.fresh(m.rules[of], who, rel)
			if err == nil && before != nil {
				err = before(m.world, r)
			}
			if err != nil {
				return err
			}
			if with := m.send(who, "GET", path, nil); with.status != http.StatusOK || bytes.Equal(without.body, with.body) == counts {
				return wrong(fmt.Sprintf("%s with a record of relation %q, without it %s", path, rel, without.body), with.status, string(with.body), nil)
			}
		}
		return nil
	}
}

// owner makes somebody who reads, with all amounts, what is his, and may claim
// money for it.
func (m *matrix) owner() (*person, error) {
	grants := map[string]reach{"receipt:claim": toOwn}
	for _, e := range m.app.Org.Permissions() {
		if strings.HasSuffix(string(e.Permission), ":read") && e.Fits(org.Business) {
			grants[string(e.Permission)] = toOwn
		}
	}
	role, err := m.role(org.Business, grants, []authz.Class{authz.Price, authz.Cost})
	if err != nil {
		return nil, err
	}
	p := &person{name: "reads his own"}
	return p, m.enrol(p, role, grants, []string{"price", "cost"})
}

// span holds every day on which something of the matrix happens.
const span = "?from=2026-01-01&to=2099-12-31"

// delivered lets the works of a project be accepted.
func delivered(w *world, r *record) error {
	return w.app.DB.Housekeep(w.system, func(tx *db.Tx) error {
		_, err := tx.Exec("update project set completed_on = '2026-06-30', baseline_finish = '2026-07-31' where id = ?", r.id)
		return err
	})
}

// collected asks for the sums about money, of which there are several.
func collected(m *matrix) error {
	return errors.Join(figures("/collection/summary"+span, "receipt-get", nil)(m), figures("/collection/summary"+span, "payment-node-get", triggered)(m),
		figures("/collection/summary"+span, "collection-order-get", nil)(m), unclaimedSums(m))
}

// unclaimedSums leave out money that one may not claim.
func unclaimedSums(m *matrix) error {
	who, err := m.owner()
	if err != nil {
		return err
	}
	without := m.send(who, "GET", "/collection/summary"+span, nil)
	if _, err := m.money(across, 1_000_00, "矩阵付款有限公司"); err != nil {
		return err
	}
	if with := m.send(who, "GET", "/collection/summary"+span, nil); with.status != http.StatusOK || !bytes.Equal(without.body, with.body) {
		return wrong("sums of unclaimed money, before "+string(without.body), with.status, string(with.body), nil)
	}
	return nil
}

// pays asks how a customer pays: of what one sees of him.
func pays(m *matrix) error {
	who, err := m.owner()
	if err != nil {
		return err
	}
	for rel, counts := range map[relation]bool{own: true, same: false} {
		r, err := m.fresh(m.rules["collection-order-get"], who, rel)
		var customer ref.ID
		if err == nil {
			err = m.app.DB.Read(m.system, func(tx *db.Tx) error {
				return tx.One("select customer_id from collection_order where id = ?", []any{r.id}, &customer)
			})
		}
		if err != nil {
			return err
		}
		if a := m.send(who, "GET", "/collection/behaviour?customer_id="+customer.String(), nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte(`"items":0`)) == counts {
			return wrong("how a customer pays, "+string(rel), a.status, string(a.body), nil)
		}
	}
	return nil
}

// suggests asks where money belongs: of the payments that one sees.
func suggests(m *matrix) error {
	node, err := m.at("payment-node-get", same)
	if err == nil {
		err = triggered(m.world, node)
	}
	if err != nil {
		return err
	}
	receipt, err := m.money(same, 7654321, node.title)
	if err != nil {
		return err
	}
	return m.asserts("/receipts/"+receipt.String()+"/suggestions", node.id.String(), m.named("finance"), m.named("sales"))
}

// money comes in at a place, and nobody knows what for.
func (m *matrix) money(rel relation, fen int64, payer string) (ref.ID, error) {
	return m.app.Collect.Register(m.as(m.staff[rel]), ref.Nil, ref.Nil, collection.Money{Kind: collection.Transfer, Amount: fen, ReceivedOn: workday.New(2026, 11, 20),
		PayerName: payer, PayerAccount: "110907654321098765", BankRef: fmt.Sprintf("matrix-%d", m.count.Add(1))})
}
