package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
)

// questions are what no cell asks: rights over what a body names besides its
// record, and use cases that no operation reaches. Each stands with the operation
// nearest to it.
var questions = map[string]func(m *matrix) error{
	"department-update":  movesInto,
	"person-update":      takesAlong,
	"assignment-create":  appoints,
	"opportunity-create": func(m *matrix) error { return givesAway(m, "opportunity-create", "name") },
	"contract-create":    func(m *matrix) error { return givesAway(m, "contract-create", "title") },
	"contract-get":       papers,
	"customer-get":       engagedTwice,
	"lead-check":         twins,
	"opportunity-lose":   givesUp,
	"opportunity-board":  timers,
}

// ask puts the questions that belong to the operations in hand.
func (m *matrix) ask() {
	for op, q := range questions {
		if !only.MatchString(op) {
			continue
		}
		if err := q(m); err != nil {
			m.fail("%s: %v", op, err)
		}
	}
}

// named returns a person of the matrix.
func (m *matrix) named(name string) *person {
	return m.people[slices.IndexFunc(m.people, func(p *person) bool { return p.name == name })]
}

// sent is send with a body, which answers with the status and the code.
func (m *matrix) sent(p *person, method, path string, body map[string]any, pairs ...string) (status int, code string, err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, "", err
	}
	a := m.send(p, method, path, raw, pairs...)
	var problem struct{ Code string }
	return a.status, problem.Code, errors.Join(json.Unmarshal(a.body, &problem))
}

// op returns an operation by its id.
func (m *matrix) op(id string) *httpapi.Operation {
	return &m.ops[slices.IndexFunc(m.ops, func(op httpapi.Operation) bool { return op.ID == id })]
}

// wrong describes an answer that a question did not expect.
func wrong(what string, status int, code string, err error) error {
	return errors.Join(fmt.Errorf("%s: %d %s", what, status, code), err)
}

// movesInto moves a department to where its manager has no say.
func movesInto(m *matrix) error {
	id, err := m.placed(makeDepartment, same)
	if err != nil {
		return err
	}
	to := map[string]any{"parent_id": m.departments[across]}
	path := "/departments/" + id.String()
	if status, code, err := m.sent(m.named("org:manage:department, reads at group"), "PATCH", path, to, "If-Match", `"1"`); err != nil || status != http.StatusForbidden {
		return wrong("a manager moves his department into another", status, code, err)
	}
	if status, code, err := m.sent(m.named("org:manage:group, reads at group"), "PATCH", path, to, "If-Match", `"1"`); err != nil || status != http.StatusOK {
		return wrong("who manages both moves it", status, code, err)
	}
	return nil
}

// takesAlong moves a person to where his manager has no say.
func takesAlong(m *matrix) error {
	to := map[string]any{"department_id": m.departments[across]}
	for who, want := range map[string]int{"org:manage:department, reads at group": http.StatusForbidden, "org:manage:group, reads at group": http.StatusOK} {
		id, err := m.placed(makePerson, same)
		if err != nil {
			return err
		}
		if status, code, err := m.sent(m.named(who), "PATCH", "/people/"+id.String(), to, "If-Match", `"1"`); err != nil || status != want {
			return wrong(who+" moves a person", status, code, err)
		}
	}
	return nil
}

// appoints a security administrator, which two administrators may, and nobody else.
func appoints(m *matrix) error {
	id, err := m.placed(makePerson, same)
	if err != nil {
		return err
	}
	body := map[string]any{"person_id": id, "role_id": ref.Derived("role", "security_admin"), "department_id": m.departments[same]}
	if status, code, err := m.sent(m.named("role:read:group, reads at group"), "POST", "/assignments", body); err != nil || status != http.StatusForbidden {
		return wrong("a reader appoints", status, code, err)
	}
	return nil
}

// papers asks for a contract on which a file hangs: who may not read documents
// is not told of it.
func papers(m *matrix) error {
	c, err := m.placed(makeContract, same)
	if err != nil {
		return err
	}
	body, kind, err := form(map[string]string{"ref_kind": "contract", "ref_id": c.String(), "kind": "attachment", "name": "hidden-paper.txt"})
	if err != nil {
		return err
	}
	if a := m.send(m.named("general_manager"), "POST", "/documents", body, "Content-Type", kind); a.status != http.StatusCreated {
		return wrong("hang a file on a contract", a.status, string(a.body), nil)
	}
	for who, told := range map[string]bool{"contract:read:group, reads at group": false, "general_manager": true} {
		if a := m.send(m.named(who), "GET", "/contracts/"+c.String(), nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte("hidden-paper")) != told {
			return wrong(who+" reads a contract with a file", a.status, string(a.body), nil)
		}
	}
	return nil
}

// engagedTwice asks for a customer who is led by another company and assisted by
// one's own department: either engagement opens him.
func engagedTwice(m *matrix) error {
	c, err := m.placed(makeCustomer, abroad)
	if err != nil {
		return err
	}
	err = m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into engagement (id, version, created_at, updated_at, customer_id, entity_id, department_id, owner_id, relation, since) values (?, 1, ?, ?, ?, ?, ?, ?, 'assist', '2026-01-01')",
			ref.New(), tx.Now, tx.Now, c, m.entities[same], m.departments[same], m.staff[same].id)
		return err
	})
	if err != nil {
		return err
	}
	for who, want := range map[string]int{"customer:read:department, reads at group": http.StatusOK, "customer:read:own, reads at group": http.StatusNotFound} {
		if a := m.send(m.named(who), "GET", "/customers/"+c.String(), nil); a.status != want {
			return wrong(who, a.status, string(a.body), nil)
		}
	}
	return nil
}

// placed makes a record of the staff of a place.
func (m *matrix) placed(make func(*world, place) (ref.ID, error), rel relation) (ref.ID, error) {
	return make(m.world, place{title: fmt.Sprintf("矩阵第%d号工程有限公司", m.count.Add(1)), owner: m.staff[rel], unit: m.departments[rel], entity: m.entities[rel], record: &record{}})
}

// givesAway makes a record for somebody whom one's right does not reach.
func givesAway(m *matrix, operation, title string) error {
	op := m.op(operation)
	who := m.named(string(op.Permission) + ":own, reads at group")
	customer, err := m.placed(makeCustomer, same)
	if err != nil {
		return err
	}
	for owner, want := range map[ref.ID]int{m.staff[abroad].id: http.StatusUnprocessableEntity, who.id: http.StatusCreated} {
		raw, err := json.Marshal(op.Example)
		body := map[string]any{}
		if err := errors.Join(err, json.Unmarshal(raw, &body)); err != nil {
			return err
		}
		body["customer_id"], body["owner_id"], body[title] = customer, owner, "矩阵"+owner.String()
		delete(body, "id")
		if status, code, err := m.sent(who, op.Method, op.Path, body); err != nil || status != want {
			return wrong(operation+" for "+owner.String(), status, code, err)
		}
	}
	return nil
}

// twins types in the company of a lead that one may not see: it is known that
// there is one, and not which.
func twins(m *matrix) error {
	op := m.op("lead-check")
	for rel, told := range map[relation]bool{abroad: false, same: true} {
		r, err := m.fresh(m.rules["lead-get"], m.staff[rel], rel)
		if err != nil {
			return err
		}
		a := m.send(m.named("lead:create:group, reads at own"), op.Method, op.Path, fmt.Appendf(nil, `{"company": %q, "source": "referral"}`, r.title))
		if a.status != http.StatusOK || bytes.Contains(a.body, []byte(r.id.String())) {
			return wrong("a check shows the lead of somebody else", a.status, string(a.body), nil)
		}
		if a = m.send(m.named("sales_manager"), op.Method, op.Path, fmt.Appendf(nil, `{"company": %q, "source": "referral"}`, r.title)); bytes.Contains(a.body, []byte(r.id.String())) != told {
			return wrong("a check by the manager", a.status, string(a.body), nil)
		}
	}
	return nil
}

// givesUp loses a large opportunity, which its owner may not do alone.
func givesUp(m *matrix) error {
	op := m.op("opportunity-lose")
	for who, want := range map[string]int{"sales": http.StatusForbidden, "sales_manager": http.StatusOK} {
		r, err := m.fresh(m.rules["opportunity-get"], m.named(who), own)
		if err == nil {
			err = m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
				_, err := tx.Exec("update opportunity set amount = 99999999999 where id = ?", r.id)
				return err
			})
		}
		if err != nil {
			return err
		}
		if status, code, err := m.sent(m.named(who), op.Method, m.rules[op.ID].path(r), map[string]any{"reason": "price"}, "If-Match", `"1"`); err != nil || status != want {
			return wrong(who+" gives a large one up", status, code, err)
		}
	}
	return nil
}

// timers are called by somebody who may do everything, and is no timer.
func timers(m *matrix) error {
	ctx := m.as(m.named("general_manager"))
	count := func(fn func(context.Context) (int, error)) func() error {
		return func() error { _, err := fn(ctx); return err }
	}
	a := m.app
	for name, call := range map[string]func() error{"recycle": count(a.Pipeline.RecycleIdle), "pace": count(a.Pipeline.Sweep), "quotes": count(a.Quotes.RunDue), "projects": count(a.Projects.Sweep), "alert": count(a.Insight.Alert)} {
		if err := call(); !errors.Is(err, authz.ErrForbidden) {
			return errors.New(name + " ran for a person")
		}
	}
	return nil
}
