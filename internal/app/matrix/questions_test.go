package matrix_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"

	"gongqiao/internal/base/activity"
	"gongqiao/internal/base/org"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/customer"
	"gongqiao/internal/sell/pipeline"
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
	"opportunity-check":  rivals,
	"activity-void":      remembers,
	"customer-list":      ownFields,
	"role-list":          vacant,
	"quote-versions":     handedOn,
	"quote-lines-edit":   unpriced,
	"complaint-reopen":   reopens,
	"import-check":       takesIn,
	"project-create":     manages,
	"project-revise":     budgets,
	"milestone-link":     asksAgain,
	"invoice-credit-get": credits,
	"payment-node-get":   billed,
	"receipt-register":   registers,
	"invoice-create":     invoices,
	"receipt-unclaimed":  unclaimed,
	"import-apply":       losesRight,
	"import-mapping":     ownColumns,
	"import-upload":      uploads,
	"customer-export":    takesOut,
	"insight-overview":   homes,
	"survey-get":         answeredSurvey,
	"identity-me":        byLink,

	"identity-confirm-reset": takesTwo,

	"opportunity-summary":  figures("/opportunities/summary", "opportunity-get", nil),
	"opportunity-funnel":   figures("/opportunities/funnel", "opportunity-get", nil),
	"project-delivery":     figures("/projects/delivery"+span, "project-get", delivered),
	"receivable-ageing":    figures("/receivables/ageing", "payment-node-get", triggered),
	"receivable-standing":  figures("/receivables/standing", "payment-node-get", nil),
	"collection-summary":   collected,
	"collection-behaviour": pays,
	"receipt-suggestions":  suggests,

	"lead-get": ownerless,
}

// asking is the variable that tells scripts/mutate which question is put.
const asking = "GONGQIAO_MATRIX_ASKING"

// ask puts the questions that belong to the operations in hand.
func (m *matrix) ask() {
	for op, q := range questions {
		if !only.MatchString(op) {
			continue
		}
		if err := errors.Join(os.Setenv(asking, op), q(m), os.Unsetenv(asking)); err != nil {
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

// example returns the example of an operation.
func (m *matrix) example(id string) (b map[string]any, err error) {
	raw, err := json.Marshal(m.op(id).Example)
	return b, errors.Join(err, json.Unmarshal(raw, &b))
}

// at makes a record that an operation can be asked about, of the staff of a place.
func (m *matrix) at(operation string, rel relation) (*record, error) {
	return m.fresh(m.rules[operation], m.staff[rel], rel)
}

// asserts reads an address as two people, of whom only the second is told a text.
func (m *matrix) asserts(path, text string, told, untold *person) error {
	for who, want := range map[*person]bool{told: true, untold: false} {
		if a := m.send(who, "GET", path, nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte(text)) != want {
			return wrong(who.name+" reads "+path, a.status, string(a.body), nil)
		}
	}
	return nil
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
		body, err := m.example(operation)
		if err != nil {
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
	for name, call := range map[string]func() error{"recycle": count(a.Pipeline.RecycleIdle), "pace": count(a.Pipeline.Sweep), "quotes": count(a.Quotes.RunDue), "projects": count(a.Projects.Sweep), "alert": count(a.Insight.Alert),
		"surveys": count(a.Care.Sweep), "contracts": count(a.Contracts.Sweep), "approvals": count(a.Approvals.RunDue), "tasks": count(a.Tasks.RunDue), "dormancy": count(a.Customers.Rest),
		"payments": count(a.Billing.RunDue), "collection": count(a.Collect.RunDue), "calendar": count(a.Settings.RunDue), "templates": func() error { return a.Care.Seed(ctx) }} {
		if err := call(); !errors.Is(err, authz.ErrForbidden) {
			return errors.New(name + " ran for a person")
		}
	}
	return nil
}

// rivals looks for others who chase the same project of a customer of one's own:
// it is known that there is one, and not which.
func rivals(m *matrix) error {
	sales := m.named("sales")
	c, err := makeCustomer(m.world, place{title: "矩阵竞标工程有限公司", owner: sales, unit: m.departments[same], entity: m.entities[same]})
	if err != nil {
		return err
	}
	d := pipeline.Draft{CustomerID: c, Name: "矩阵竞标工程", Amount: 1_000_00, ExpectedSignDate: someday, Source: "referral"}
	o, err := m.app.Pipeline.Create(m.as(m.staff[abroad]), ref.Nil, ref.Nil, d)
	if err != nil {
		return err
	}
	for who, told := range map[*person]bool{sales: false, m.named("general_manager"): true} {
		a := m.send(who, "POST", "/opportunities/check", fmt.Appendf(nil, `{"customer_id": %q, "name": %q}`, c, d.Name))
		if a.status != http.StatusOK || bytes.Contains(a.body, []byte(o.String())) != told {
			return wrong(who.name+" looks for rivals", a.status, string(a.body), nil)
		}
	}
	return nil
}

// remembers wants away what the product itself noted about a customer.
func remembers(m *matrix) error {
	c, err := m.placed(makeCustomer, same)
	if err != nil {
		return err
	}
	var id ref.ID
	err = m.write(func(tx *db.Tx) error {
		e := activity.Entry{On: db.Subject{Ref: ref.To(customer.Kind, c)}, Scope: authz.Scope{Entity: m.entities[same], Department: m.departments[same], Owner: m.staff[same].id}, Customer: c, Code: "opportunity.advanced"}
		return errors.Join(m.app.Activity.LogTx(tx, e), tx.One("select id from activity where ref_id = ?", []any{c}, &id))
	})
	if err != nil {
		return err
	}
	if status, code, err := m.sent(m.named("general_manager"), "POST", "/activities/"+id.String()+"/void", map[string]any{"reason": "not wanted"}, "If-Match", `"1"`); err != nil || status != http.StatusForbidden {
		return wrong("a note of the product is voided", status, code, err)
	}
	return nil
}

// ownFields filters customers by a field that users added to the class price.
func ownFields(m *matrix) error {
	for who, want := range map[context.Context]error{m.as(m.staff[same]): db.ErrRestricted, m.as(m.named("general_manager")): nil} {
		question, plain := url.Values{"custom_priced.null": {"true"}}, m.op("customer-list").List
		wide, err := m.app.Fields.Widen(who, plain, customer.Kind, "c.custom", question)
		if err != nil {
			return err
		}
		q, err := db.ParseQuery(question, wide)
		if err != nil {
			return err
		}
		err = m.app.DB.Read(who, func(tx *db.Tx) error {
			_, err := db.Run(tx, plain, q, func(db.Row) (int, error) { return 0, nil })
			return err
		})
		if !errors.Is(err, want) {
			return fmt.Errorf("filtered by a price: %w, want %w", err, want)
		}
	}
	return nil
}

// vacant asks while the group has no security administrator: the first one may be
// appointed by whoever manages the whole group, and by nobody else.
func vacant(m *matrix) (err error) {
	emptied := func(set, where string) error {
		return m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
			_, err := tx.Exec("update assignment set ended_at = " + set + " where ended_at " + where + " and role_id in (select id from role where kind = 'security')")
			return err
		})
	}
	if err := emptied("1", "is null"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, emptied("null", "= 1")) }()
	id, err := m.placed(makePerson, same)
	if err != nil {
		return err
	}
	body := map[string]any{"person_id": id, "role_id": ref.Derived("role", "security_admin"), "department_id": m.departments[same]}
	for _, x := range []struct {
		who   string
		shown bool
		want  int
	}{{"org:manage:department, reads at group", false, http.StatusForbidden}, {"org:manage:group, reads at group", true, http.StatusCreated}} {
		a := m.send(m.named(x.who), "GET", "/roles", nil)
		if bytes.Contains(a.body, []byte(`"assign"`)) != x.shown {
			return wrong(x.who+" is shown the roles", a.status, string(a.body), nil)
		}
		if status, code, err := m.sent(m.named(x.who), "POST", "/assignments", body); err != nil || status != x.want {
			return wrong(x.who+" appoints the first security administrator", status, code, err)
		}
	}
	return nil
}

// byLink asks as somebody without an account, who holds a signed link and no
// session: what everybody may who is signed in, he may not.
func byLink(m *matrix) error {
	r := httptest.NewRequest("GET", httpapi.Prefix+"/me", nil).WithContext(context.WithValue(authz.With(m.system, authz.NewLink("matrix")), maker{}, true))
	rec := httptest.NewRecorder()
	m.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusUnauthorized {
		return wrong("a link is a person", rec.Code, rec.Body.String(), nil)
	}
	return nil
}

// ownerless reads a lead of the pool by a link: it is nobody's, and nobody without
// an account owns it by that.
func ownerless(m *matrix) error {
	r, err := m.at("lead-get", same)
	if err == nil {
		err = recycled(m.world, r)
	}
	if err != nil {
		return err
	}
	_, err = m.app.Pipeline.Lead(authz.With(m.system, authz.NewLink("matrix", pipeline.PermLeadRead)), r.id)
	if !errors.Is(err, pipeline.ErrLeadNotFound) {
		return fmt.Errorf("a link reads the pool: %w", err)
	}
	return nil
}

// takesOut exports customers as somebody whose right to export goes further than
// his right to read: what he does not see he does not take.
func takesOut(m *matrix) error {
	for name, grants := range map[string]map[string]reach{
		"exports more than he reads": {"customer:read": toOwn, "customer:export": toEntity},
		"exports less than he reads": {"customer:read": toEntity, "customer:export": toOwn},
	} {
		role, err := m.role(org.Business, grants, nil)
		if err != nil {
			return err
		}
		who := &person{name: name}
		if err := m.enrol(who, role, grants, nil); err != nil {
			return err
		}
		for rel, told := range map[relation]bool{own: true, same: false} {
			r, err := m.fresh(m.rules["customer-get"], who, rel)
			if err != nil {
				return err
			}
			if a := m.send(who, "GET", "/customers/export?format=csv", nil); a.status != http.StatusOK || bytes.Contains(a.body, []byte(r.title)) != told {
				return wrong(name+", "+string(rel), a.status, string(a.body), nil)
			}
		}
	}
	return nil
}

// takesTwo lets somebody confirm the password that he asked for himself, when he
// was an administrator of another kind.
func takesTwo(m *matrix) error {
	guard := m.named("security_admin")
	whom := m.named("sales").id
	if a := m.send(m.named("system_admin"), "POST", "/people/"+whom.String()+"/reset-password", nil); a.status != http.StatusOK {
		return wrong("asks for a password", a.status, string(a.body), nil)
	}
	err := m.app.DB.Housekeep(m.system, func(tx *db.Tx) error {
		_, err := tx.Exec("update password_reset set asked_by = ? where person_id = ?", guard.id, whom)
		return err
	})
	if err != nil {
		return err
	}
	if a := m.send(guard, "POST", "/people/"+whom.String()+"/confirm-reset", nil); a.status != http.StatusForbidden {
		return wrong("confirms what he asked for", a.status, string(a.body), nil)
	}
	return nil
}

// homes asks for the figures of somebody who may read none of what they sum up.
func homes(m *matrix) error {
	a := m.send(m.named("system_admin"), "GET", "/insight/overview", nil)
	for _, panel := range []string{"deals", "contracts", "projects", "opinion", "receivables"} {
		if a.status != http.StatusOK || !bytes.Contains(a.body, fmt.Appendf(nil, "%q:null", panel)) {
			return wrong("an administrator is shown "+panel, a.status, string(a.body), nil)
		}
	}
	return nil
}
