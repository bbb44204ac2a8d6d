package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"gongqiao/internal/app/demo"
	"gongqiao/internal/deliver/project"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/money/billing"
	"gongqiao/internal/money/collection"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/sell/customer"
)

// unarmed calls a use case behind the gate as somebody who holds no right at all.
func (m *matrix) unarmed(use func(context.Context) error) error {
	p := m.staff[same]
	nobody := authz.Build(authz.Actor{ID: p.id, Kind: authz.User, Name: p.name, Language: "zh", Entity: m.entities[same], Department: m.departments[same]}).Actor()
	if err := use(authz.With(m.system, nobody)); !errors.Is(err, authz.ErrForbidden) {
		return fmt.Errorf("without a right: %w", err)
	}
	return nil
}

// invoices asks for an invoice.
func invoices(m *matrix) error {
	return m.unarmed(func(ctx context.Context) error {
		_, err := m.app.Billing.Request(ctx, ref.Nil, ref.New(), billing.Draft{})
		return err
	})
}

// manages creates a project without a manager: who could not work on it otherwise
// manages it himself.
func manages(m *matrix) error {
	for name, himself := range map[string]bool{"project:create:own, reads at group": true, "project:create:department, reads at group": false} {
		c, err := m.placed(makeCustomer, same)
		if err != nil {
			return err
		}
		body, err := m.example("project-create")
		if err != nil {
			return err
		}
		body["customer_id"], body["name"] = c, "矩阵"+c.String()
		delete(body, "owner_id")
		delete(body, "opportunity_id")
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		if a := m.send(m.named(name), "POST", "/projects", raw); a.status != http.StatusCreated || bytes.Contains(a.body, []byte(`"owner":null`)) == himself {
			return wrong(name+" creates a project", a.status, string(a.body), nil)
		}
		body["owner_id"], body["name"] = m.staff[abroad].id, "矩阵"+c.String()+"，他人"
		if status, code, err := m.sent(m.named(name), "POST", "/projects", body); err != nil || (status == http.StatusUnprocessableEntity) != himself {
			return wrong(name+" creates a project for somebody abroad", status, code, err)
		}
	}
	return m.unarmed(func(ctx context.Context) error {
		d := project.Draft{Name: "矩阵", PlannedStart: someday.AddDays(-200), PlannedFinish: someday}
		_, err := m.app.Projects.Create(ctx, project.Beginning{CustomerID: demo.ID("org-12"), Draft: d})
		return err
	})
}

// budgets reports another budget, for which one must see costs.
func budgets(m *matrix) error {
	for who, want := range map[string]int{"project:revise:group, reads at group": http.StatusForbidden, "general_manager": http.StatusOK} {
		r, err := m.at("project-get", same)
		if err != nil {
			return err
		}
		body := map[string]any{"budget": map[string]any{"amount": 1_000_00, "currency": "CNY"}, "reason": "主变涨价"}
		if status, code, err := m.sent(m.named(who), "POST", "/projects/"+r.id.String()+"/revisions", body, "If-Match", `"1"`); err != nil || status != want {
			return wrong(who+" reports a budget", status, code, err)
		}
	}
	return nil
}

// asksAgain repeats the request for a customer's link after the project went to
// somebody else: the key of the first request opens nothing any more.
func asksAgain(m *matrix) error {
	who := m.named("milestone:ask:own, reads at group")
	r, err := m.fresh(m.rules["milestone-get"], who, own)
	if err != nil {
		return err
	}
	contact := ref.New()
	err = m.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("update milestone set state = 'reached' where id = ?", r.id); err != nil {
			return err
		}
		if _, err := tx.Exec("update project set state = 'executing' where id = (select project_id from milestone where id = ?)", r.id); err != nil {
			return err
		}
		c := customer.Contact{ID: contact, Name: "周启明", Part: "other"}
		if err := tx.One("select p.customer_id from project p join milestone m on m.project_id = p.id where m.id = ?", []any{r.id}, &c.CustomerID); err != nil {
			return err
		}
		return m.app.Customers.AddContactTx(tx, c)
	})
	if err != nil {
		return err
	}
	for _, want := range []int{http.StatusOK, http.StatusForbidden} {
		if status, code, err := m.sent(who, "POST", "/milestones/"+r.id.String()+"/link", map[string]any{"contact_id": contact}, "If-Match", `"1"`, "Idempotency-Key", "matrix-"+r.id.String()); err != nil || status != want {
			return wrong("asks for a link", status, code, err)
		}
		err := m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
			_, err := tx.Exec("update milestone set owner_id = ? where id = ?", m.staff[same].id, r.id)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// credits reads the credit line for invoices, which few may set.
func credits(m *matrix) error {
	return m.asserts("/invoices/credit", `"set"`, m.named("invoice:credit:group, reads at group"), m.named("invoice:read:group, reads at group"))
}

// billed reads a payment node about which there is an invoice.
func billed(m *matrix) error {
	r, err := m.at("invoice-get", same)
	if err != nil {
		return err
	}
	var node ref.ID
	err = m.app.DB.Read(m.system, func(tx *db.Tx) error {
		return tx.One("select id from payment_node where contract_id = ?", []any{r.root}, &node)
	})
	if err != nil {
		return err
	}
	return m.asserts("/payment-nodes/"+node.String(), r.id.String(), m.named("general_manager"), m.named("payment_node:read:group, reads at group"))
}

// registers money of another company.
func registers(m *matrix) error {
	for who, want := range map[string]int{"receipt:register:entity, reads at group": http.StatusUnprocessableEntity, "receipt:register:group, reads at group": http.StatusCreated} {
		body, err := m.example("receipt-register")
		if err != nil {
			return err
		}
		body["entity_id"], body["bank_ref"] = m.entities[abroad], fmt.Sprintf("matrix-%d", m.count.Add(1))
		if status, code, err := m.sent(m.named(who), "POST", "/receipts", body); err != nil || status != want {
			return wrong(who+" registers money", status, code, err)
		}
	}
	return m.unarmed(func(ctx context.Context) error {
		_, err := m.app.Collect.Register(ctx, ref.Nil, ref.Nil, collection.Money{})
		return err
	})
}

// unclaimed looks for money of which nobody knows yet what it is for. It is seen
// by whom may say so, as far as that goes.
func unclaimed(m *matrix) error {
	sales := m.named("sales") // reads receipts of his own, and claims those of his company
	for rel, told := range map[relation]bool{across: true, abroad: false} {
		id, err := m.money(rel, 1_000_00, "矩阵付款有限公司")
		if err != nil {
			return err
		}
		if a := m.send(sales, "GET", "/receipts/unclaimed?limit=1000", nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte(id.String())) != told {
			return wrong("unclaimed money of "+string(rel), a.status, string(a.body), nil)
		}
		if a := m.send(sales, "GET", "/receipts/"+id.String(), nil); (a.status == http.StatusOK) != told {
			return wrong("unclaimed money of "+string(rel), a.status, string(a.body), nil)
		}
	}
	return nil
}

// reopens a complaint that was closed, which takes more than working on it.
func reopens(m *matrix) error {
	for who, want := range map[string]int{"complaint:write:group, reads at group": http.StatusForbidden, "sales_manager": http.StatusOK} {
		r, err := m.at("complaint-get", same)
		if err == nil {
			err = stands("closed")(m.world, r)
		}
		if err != nil {
			return err
		}
		if status, code, err := m.sent(m.named(who), "POST", "/complaints/"+r.id.String()+"/reopen", map[string]any{"text": "噪声又来了"}, "If-Match", `"1"`); err != nil || status != want {
			return wrong(who+" reopens a complaint", status, code, err)
		}
	}
	return nil
}

// answeredSurvey reads from where a customer answered.
func answeredSurvey(m *matrix) error {
	r, err := m.at("survey-get", same)
	if err != nil {
		return err
	}
	err = m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
		_, err := tx.Exec("update survey set state = 'answered', ip = ? where id = ?", answeredFrom, r.id)
		return err
	})
	if err != nil {
		return err
	}
	return m.asserts("/surveys/"+r.id.String(), answeredFrom, m.named("sees contact"), m.named("general_manager"))
}
