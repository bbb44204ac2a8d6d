package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// folders are where checks of permissions are.
var folders = []string{"internal/base", "internal/sell", "internal/deliver", "internal/money", "internal/care", "internal/read", "internal/edge", "internal/app",
	"internal/platform/authz", "internal/platform/db", "internal/platform/httpapi"}

// files of the platform that decide about permissions; its other files do not.
var files = []string{"authz/action.go", "authz/actor.go", "authz/rows.go", "db/tx.go", "db/list.go", "db/query.go", "httpapi/gate.go"}

// refusing are calls that answer an error when a right is missing; a mutant
// answers none.
var refusing = []string{"Allow", "Require", "Manages", "manages", "overGroup", "mayAssign", "signedIn"}

// affirming are calls that answer whether a right is there; a mutant says yes.
var affirming = []string{"Covers", "AsMember", "Has", "Sees", "SeesContact", "involved", "mine"}

// equivalent explains mutants that change nothing that anybody could observe:
// by file, kind and text. An entry that the matrix notices after all fails.
var equivalent = map[string]string{
	"internal/base/identity/api_reset.go Operation.Visible: Visible: visible, identity-reset-password":               bodiless,
	"internal/base/identity/api_reset.go Operation.Visible: Visible: visible, identity-confirm-reset":                bodiless,
	"internal/base/identity/api_reset.go Operation.Visible: Visible: visible, identity-reset-totp":                   bodiless,
	"internal/base/identity/api_reset.go Operation.Permission: Permission: org.PermRoleManage, identity-list-resets": twice,
	"internal/base/setting/api.go Operation.Permission: Permission: PermRead, setting-list":                          twice,
	"internal/base/setting/api.go Operation.Visible: Visible: s.Visible, setting-get":                                bodiless,
	"internal/base/team/api.go Operation.Visible: Visible: s.Visible, team-leave":                                    bodiless,
	"internal/base/org/api_role.go Operation.Permission: Permission: PermRoleRead, role-list":                        twice,
	"internal/money/billing/credit_api.go Operation.Permission: Permission: PermInvoiceRead, invoice-credit-get":     twice,
	"internal/care/service/template_api.go Operation.Permission: Permission: PermRead, template-list":                twice,

	"internal/base/task/view.go Has: tx.Actor.Has(PermManage)":   spares,
	"internal/platform/db/tx.go Has: tx.Actor.Has(p)":            spares,
	"internal/platform/db/tx.go Has: tx.Actor.Has(x.Permission)": spares,

	"internal/base/org/store_person.go db.List.Permission: Permission: PermRead": "everybody reads people: there is nothing to take away",
	"internal/platform/authz/action.go Require: a.Require(x.Permission)":         "what follows refuses all the same: it only finds the word for a token that may only read",
}

// Reasons that several have.
const (
	bodiless = "it takes no body and no version: the service gives the same answer"
	twice    = "it takes no body and names no record: the use case asks for the same permission and refuses in the same words, which the matrix notices without the gate"
	spares   = "it spares a look-up: a part on a record opens nothing to whom the permission is missing"
)

// mutant is one check, and how to switch it off.
type mutant struct {
	id   string
	path string
	line int
	kind string
	text string

	operation string // the one that it guards, when it says so
}

func (m mutant) String() string {
	return fmt.Sprintf("%s %s:%d %s: %s", m.id, m.path, m.line, m.kind, m.text)
}

// key names a mutant across changes of other lines.
func (m mutant) key() string { return m.path + " " + m.kind + ": " + m.text }

// entry names a mutant in the table of equivalents: by its key, and the operation
// that it guards when that is known.
func (m mutant) entry() string {
	if m.operation == "" {
		return m.key()
	}
	return m.key() + ", " + m.operation
}

// visit looks at one node of a file and switches the check in it.
func (s *source) visit(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.CompositeLit:
		s.literal(n)
	case *ast.CallExpr:
		s.call(n, stack)
	case *ast.IfStmt:
		if s.declares == "admit" && s.text(n.Cond) == "op.Visible != nil" {
			s.edits = append(s.edits, edit{from: s.offset(n.Cond.Pos()), to: s.offset(n.Cond.End()), before: "mutant.Closed() && "})
		}
		s.guard(n.Cond, n.Body.List)
	case *ast.CaseClause:
		if len(n.List) == 1 && tagless(stack) {
			s.guard(n.List[0], n.Body)
		}
	case *ast.BinaryExpr:
		s.operand(n)
	case *ast.FuncLit:
		if s.declares == "gate" && s.platform() {
			at := s.offset(n.Body.Lbrace) + 1
			s.edits = append(s.edits, edit{from: at, to: at, before: " defer mutant.During(op.ID)();"})
		}
	}
}

// literal switches fields of operations, lists and actions.
func (s *source) literal(n *ast.CompositeLit) {
	kind := s.text(n.Type)
	s.operation = ""
	if strings.HasSuffix(kind, "Operation") {
		s.operation = s.named(n)
	}
	defer func() { s.operation = "" }()
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		field := s.text(kv.Key)
		switch {
		case strings.HasSuffix(kind, "Operation") && field == "Permission" && s.text(kv.Value) != `""`:
			id := s.add(kv, "Operation.Permission")
			s.replace(kv.Value, "mutant.Pick(%q, %s, \"\"), SignedIn: mutant.On(%q)", id, s.text(kv.Value), id)
		case strings.HasSuffix(kind, "Operation") && field == "Visible":
			s.replace(kv.Value, "mutant.Pick(%q, %s, nil)", s.add(kv, "Operation.Visible"), s.text(kv.Value))
		case strings.HasSuffix(kind, "List") && field == "Permission", (strings.Contains(kind, "Action[") || kind == "action") && field == "Permission":
			s.replace(kv.Value, "mutant.Pick(%q, %s, \"org:read\")", s.add(kv, kind+".Permission"), s.text(kv.Value))
		case strings.HasSuffix(kind, "Field") && field == "Class" && s.text(kv.Value) != "authz.Public":
			s.replace(kv.Value, "mutant.Pick(%q, %s, \"\")", s.add(kv, "Field.Class"), s.text(kv.Value))
		}
	}
}

// named returns the id of an operation that is written as text.
func (s *source) named(n *ast.CompositeLit) string {
	for _, e := range n.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && s.text(kv.Key) == "ID" {
			if id, err := strconv.Unquote(s.text(kv.Value)); err == nil {
				return id
			}
		}
	}
	return ""
}

// call switches calls that ask for a right.
func (s *source) call(n *ast.CallExpr, stack []ast.Node) {
	name, receiver := callee(n)
	switch {
	case name == "signedIn" && s.declares == "admit":
		s.wrap(n, "mutant.Gate(%q, func() error { return %s })", s.add(n, name))
	case slices.Contains(refusing, name) && s.declares != name, name == "own" && strings.HasPrefix(s.path, "internal/base/identity/"), name == "Visible" && receiver == "tx", name == "Check" && receiver == "x" && s.platform():
		s.wrap(n, "mutant.Refuse(%q, func() error { return %s })", s.add(n, name))
	case slices.Contains(affirming, name) && s.declares != name:
		s.wrap(n, "mutant.Affirm(%q, func() bool { return %s })", s.add(n, name))
	case name == "Reach" && receiver != "authz" && len(n.Args) == 1 && compared(stack):
		s.wrap(n, "mutant.Pick(%q, %s, 4)", s.add(n, name))
	case name == "Legs" && s.path == "internal/platform/db/list.go":
		s.wrap(n, "mutant.Pick(%q, %s, []authz.Clause{{SQL: \"true\"}})", s.add(n, name))
	case (name == "Where" || name == "Legs") && len(n.Args) == 3 && !strings.HasSuffix(s.path, "authz/rows.go"):
		s.replace(n.Args[0], "mutant.Pick(%q, %s, \"org:read\")", s.add(n, name), s.text(n.Args[0]))
	}
}

// guard switches a condition that leads to a refusal of a right.
func (s *source) guard(cond ast.Expr, body []ast.Stmt) {
	if len(body) == 0 {
		return
	}
	r, ok := body[len(body)-1].(*ast.ReturnStmt)
	if !ok || len(r.Results) == 0 {
		return
	}
	last := s.text(r.Results[len(r.Results)-1])
	if slices.ContainsFunc([]string{"ErrForbidden", "ErrReadOnly", "ErrNoActor", "ErrRestricted", "ErrLossConfirm"}, func(e string) bool { return strings.HasSuffix(last, e) }) {
		s.wrap(cond, "mutant.Off(%q) && (%s)", s.add(cond, "guard"))
	}
}

// operand switches the parts of a conjunction where the platform decides.
func (s *source) operand(n *ast.BinaryExpr) {
	if n.Op != token.LAND || !strings.HasSuffix(s.path, "authz/actor.go") && !strings.HasSuffix(s.path, "authz/action.go") || s.declares == "Limit" {
		return
	}
	for _, side := range []ast.Expr{n.X, n.Y} {
		if b, ok := side.(*ast.BinaryExpr); ok && b.Op == token.LAND {
			continue // its own operands are visited
		}
		if strings.HasSuffix(s.text(side), "!= nil") {
			continue // what follows reads it
		}
		s.wrap(side, "(mutant.On(%q) || %s)", s.add(side, "operand"))
	}
}

func callee(n *ast.CallExpr) (name, receiver string) {
	fun := n.Fun
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name, ""
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			receiver = x.Name
		}
		return f.Sel.Name, receiver
	}
	return "", ""
}

// tagless reports whether a case stands in a switch over conditions.
func tagless(stack []ast.Node) bool {
	for _, n := range slices.Backward(stack) {
		if sw, ok := n.(*ast.SwitchStmt); ok {
			return sw.Tag == nil
		}
	}
	return false
}

// compared reports whether a value is compared right where it is asked for.
func compared(stack []ast.Node) bool {
	if len(stack) == 0 {
		return false
	}
	_, ok := stack[len(stack)-1].(*ast.BinaryExpr)
	return ok
}
