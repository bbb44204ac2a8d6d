package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/pquerna/otp/totp"

	"gongqiao/internal/app"
	"gongqiao/internal/app/demo"
	"gongqiao/internal/kernel/money"
	"gongqiao/internal/kernel/ref"
	"gongqiao/internal/platform/authz"
	"gongqiao/internal/platform/config"
	"gongqiao/internal/platform/db"
	"gongqiao/internal/platform/httpapi"
	"gongqiao/internal/sell/customer"
)

// scene is who sends an example where, with fields that nobody can write down.
type scene struct {
	who    string
	path   string
	fields map[string]any
}

// prepared are operations to which more leads than one other example.
var prepared = map[string]func(*guest) (scene, error){
	"identity-totp-confirm":   (*guest).enrolling,
	"identity-recovery-renew": func(g *guest) (scene, error) { return g.enrolled("zhao.sales", "/me/totp/recovery-codes") },
	"identity-totp-disable":   func(g *guest) (scene, error) { return g.enrolled("sun.manager", "/me/totp/disable") },
	"identity-reset-totp": func(g *guest) (scene, error) {
		_, err := g.enrolled("feng.site", "")
		return scene{who: "admin", path: "/people/" + demo.ID("feng.site").String() + "/reset-totp"}, err
	},
	"identity-confirm-reset": func(g *guest) (scene, error) {
		at := "/people/" + demo.ID("feng.site").String()
		return scene{who: "secadmin", path: at + "/confirm-reset"}, g.ask("admin", http.MethodPost, at+"/reset-password", nil, nil)
	},
	"import-decide": func(g *guest) (scene, error) { return g.imported("decide", "check") },
	"import-undo":   func(g *guest) (scene, error) { return g.imported("undo", "check", "apply") },
	"invoice-allow": (*guest).beyondThePrice,
	"customer-confirm-registration": func(g *guest) (scene, error) {
		id := demo.ID("org-12")
		err := g.app.DB.Write(authz.With(context.Background(), authz.NewSystem("test")), func(tx *db.Tx) error {
			return g.app.Customers.ObserveTx(tx, id, customer.Extract{Source: "tianyancha", Status: "吊销，未注销"})
		})
		return scene{who: "gm", path: "/customers/" + id.String() + "/confirm-registration"}, err
	},
}

// play sends an example of an operation that needed preparing.
func (g *guest) play(op *httpapi.Operation) string {
	s, err := prepared[op.ID](g)
	if err != nil {
		return err.Error()
	}
	cookie, err := g.signIn(s.who)
	if err != nil {
		return err.Error()
	}
	g.asked++
	header := http.Header{"User-Agent": {g.agent()}}
	if op.Versioned {
		header.Set("If-Match", g.version(s.path, cookie))
	}
	body := ""
	if op.Example != nil {
		body = g.completeWith(op, s.path, cookie, s.fields)
	}
	rec := g.do(op.Method, s.path, body, cookie, header)
	if rec.Code >= 300 {
		return fmt.Sprintf("as %s at %s: %d %.300s", s.who, s.path, rec.Code, rec.Body)
	}
	return g.unaccounted(op, rec)
}

// ask does something on the way to an example, and reads the answer.
func (g *guest) ask(who, method, path string, body, out any) error {
	cookie, err := g.signIn(who)
	if err != nil {
		return err
	}
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = string(b)
	}
	rec := g.do(method, path, text, cookie, http.Header{"If-Match": {g.version(path, cookie)}})
	if rec.Code >= 300 {
		return fmt.Errorf("%s %s as %s: %d %.300s", method, path, who, rec.Code, rec.Body)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(rec.Body.Bytes(), out)
}

// enrolling begins a second factor; the code follows from its secret.
func (g *guest) enrolling() (scene, error) {
	code, err := g.code("wang.sales")
	return scene{"wang.sales", "/me/totp/confirm", map[string]any{"code": code}}, err
}

func (g *guest) code(who string) (string, error) {
	var begun struct{ Secret string }
	if err := g.ask(who, http.MethodPost, "/me/totp", nil, &begun); err != nil {
		return "", err
	}
	return totp.GenerateCode(begun.Secret, g.app.DB.Now())
}

// enrolled turns a second factor on. A code counts once: what comes next is
// proved by a recovery code.
func (g *guest) enrolled(who, path string) (scene, error) {
	code, err := g.code(who)
	if err != nil {
		return scene{}, err
	}
	var on struct {
		Codes []string `json:"recovery_codes"`
	}
	if err := g.ask(who, http.MethodPost, "/me/totp/confirm", map[string]any{"code": code}, &on); err != nil {
		return scene{}, err
	}
	return scene{who, path, map[string]any{"code": on.Codes[0]}}, nil
}

// imported uploads a file in which the third row is like the second, and lets
// the worker do what the verbs begin.
func (g *guest) imported(verb string, steps ...string) (scene, error) {
	const who = "gm"
	cookie, err := g.signIn(who)
	if err != nil {
		return scene{}, err
	}
	body, kind := form(upload{map[string]string{"kind": "customers"}, "customers.csv", "客户名称,简称\n镜湖示范工程有限公司,镜湖示范\n镜湖示范工程股份有限公司,镜湖股份\n"})
	rec := g.do(http.MethodPost, "/imports", body, cookie, http.Header{"Content-Type": {kind}})
	var batch struct{ ID ref.ID }
	if err := json.Unmarshal(rec.Body.Bytes(), &batch); err != nil || batch.ID.IsZero() {
		return scene{}, fmt.Errorf("upload: %d %s", rec.Code, rec.Body)
	}
	at := "/imports/" + batch.ID.String()
	for _, step := range steps {
		if err := g.ask(who, http.MethodPost, at+"/"+step, nil, nil); err != nil {
			return scene{}, err
		}
		for more := true; more; {
			if more, err = g.app.Imports.RunDue(authz.With(context.Background(), authz.NewSystem("worker"))); err != nil {
				return scene{}, err
			}
		}
	}
	return scene{who: who, path: at + "/" + verb}, nil
}

// beyondThePrice asks for an invoice over all payments of a contract of which
// nothing is invoiced, and a yuan more.
func (g *guest) beyondThePrice() (scene, error) {
	type payment struct {
		ID       ref.ID
		Contract struct{ ID ref.ID }
		State    string
		Amount   money.Money
	}
	var list struct{ Items []payment }
	if err := g.ask("wu.finance", http.MethodGet, "/payment-nodes?limit=1000", nil, &list); err != nil {
		return scene{}, err
	}
	var bills struct {
		Items []struct{ Contract struct{ ID ref.ID } }
	}
	if err := g.ask("wu.finance", http.MethodGet, "/invoices?limit=1000", nil, &bills); err != nil {
		return scene{}, err
	}
	billed := map[ref.ID]bool{}
	for _, b := range bills.Items {
		billed[b.Contract.ID] = true
	}
	free := slices.IndexFunc(list.Items, func(n payment) bool { return !billed[n.Contract.ID] })
	if free < 0 {
		return scene{}, errors.New("every contract has an invoice")
	}
	contract, sum, nodes := list.Items[free].Contract.ID, int64(100), []any{}
	for _, n := range list.Items {
		if n.Contract.ID != contract || n.State == "cancelled" {
			continue
		}
		amount := n.Amount.Amount
		if sum += amount; len(nodes) == 0 {
			amount += 100
		}
		nodes = append(nodes, map[string]any{"node_id": n.ID, "amount": money.CNY(amount)})
	}
	var invoice struct{ ID ref.ID }
	err := g.ask("wu.finance", http.MethodPost, "/invoices", map[string]any{"contract_id": contract, "kind": "vat_ordinary", "nodes": nodes,
		"lines": []any{map[string]any{"name": "*预付款*", "item": "untaxed", "rate": "0", "net": money.CNY(sum)}}}, &invoice)
	return scene{who: "gm", path: "/invoices/" + invoice.ID.String() + "/allow"}, err
}

// setUp sends the example of the first start to an installation without people.
func setUp(dir string, op *httpapi.Operation) string {
	a, err := app.Open(context.Background(), config.Config{Data: dir, Today: today}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err.Error()
	}
	defer a.Close()
	g := &guest{app: a, cookies: map[string]string{}}
	if g.handler, err = a.Handler(); err != nil {
		return err.Error()
	}
	rec := g.do(op.Method, op.Path, g.complete(op, op.Path, ""), "", nil)
	if rec.Code >= 300 {
		return fmt.Sprintf("%d %s", rec.Code, rec.Body)
	}
	if rec = g.do(op.Method, op.Path, g.complete(op, op.Path, ""), "", nil); rec.Code != http.StatusConflict || !strings.Contains(rec.Body.String(), "identity.setup_done") {
		return fmt.Sprintf("a second time: %d %s", rec.Code, rec.Body)
	}
	return ""
}
