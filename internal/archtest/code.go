package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func checkOutbound(f *File, bad report) {
	l := layerOf(f.Dir)
	if f.Test || l == outside || within(f.Dir, "internal/platform/outbound") {
		return
	}
	client := []string{"Get", "Head", "Post", "PostForm", "Client", "DefaultClient", "Transport", "DefaultTransport"}
	f.uses("net/http", func(name string, n ast.Node) {
		if contains(client, name) {
			bad(n, "http.%s outside of platform/outbound", name)
		}
	})
}

func checkClock(f *File, bad report) {
	l := layerOf(f.Dir)
	if f.Test || l != module && l != kernel && l != open {
		return
	}
	f.uses("time", func(name string, n ast.Node) {
		if contains([]string{"Now", "Since", "Until", "After", "Tick", "Sleep"}, name) {
			bad(n, "time.%s", name)
		}
	})
}

func checkBackground(f *File, bad report) {
	if f.Test || layerOf(f.Dir) != module {
		return
	}
	f.uses("context", func(name string, n ast.Node) {
		if name == "Background" || name == "TODO" {
			bad(n, "context.%s", name)
		}
	})
}

func checkHousekeeping(f *File, bad report) {
	l := layerOf(f.Dir)
	if f.Test || l == platform || l == app || l == outside {
		return
	}
	calls(f, func(method, _ string, n ast.Node) {
		if method == "Housekeep" || method == "Peek" {
			bad(n, "%s outside of the platform", method)
		}
	})
}

// calls calls fn for every x.method(…) in the file; x is "" unless it is a name.
func calls(f *File, fn func(method, x string, n ast.Node)) {
	f.code(func(_ string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
			x := ""
			if id, ok := sel.X.(*ast.Ident); ok {
				x = id.Name
			}
			fn(sel.Sel.Name, x, n)
		}
	})
}

func checkInit(f *File, bad report) {
	for _, d := range f.AST.Decls {
		if fd, ok := d.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Name.Name == "init" {
			bad(fd, "func init")
		}
	}
}

func checkPanic(f *File, bad report) {
	if f.Test || f.AST.Name.Name == "main" {
		return
	}
	f.code(func(around string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || strings.HasPrefix(strings.ToLower(around), "must") {
			return
		}
		if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
			bad(n, "panic in %s", around)
		}
	})
}

// checkSkip: only testing's own receivers are called t, b, f or tb.
func checkSkip(f *File, bad report) {
	calls(f, func(method, x string, n ast.Node) {
		skips := method == "Skip" || method == "Skipf" || method == "SkipNow"
		if skips && contains([]string{"t", "b", "f", "tb"}, x) {
			bad(n, "%s.%s", x, method)
		}
	})
}

var (
	amount    = regexp.MustCompile(`(?i)(amount|price|total|balance|fee|cost|paid|unpaid|budget)s?$`)
	moneyKind = []string{"float64", "float32"}
)

func checkFloatMoney(f *File, bad report) {
	l := layerOf(f.Dir)
	if l == outside || l == open {
		return
	}
	f.code(func(_ string, n ast.Node) {
		names, typ := declared(n)
		if id, ok := typ.(*ast.Ident); !ok || !contains(moneyKind, id.Name) {
			return
		}
		if i := slices.IndexFunc(names, func(id *ast.Ident) bool { return amount.MatchString(id.Name) }); i >= 0 {
			bad(n, "%s is a float", names[i].Name)
		}
	})
}

// declared returns the names and the type of a field, parameter or variable.
func declared(n ast.Node) ([]*ast.Ident, ast.Expr) {
	switch n := n.(type) {
	case *ast.Field:
		return n.Names, n.Type
	case *ast.ValueSpec:
		return n.Names, n.Type
	}
	return nil, nil
}

var (
	statement = regexp.MustCompile(`(?is)^\s*(select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|with\s+(recursive\s+)?\w+\s+as\s)`)
	hurts     = regexp.MustCompile(`(?is)\b(insert\s+or\s+rollback|or\s+rollback\b|initially\s+deferred|defer_foreign_keys|raise\s*\(\s*rollback)`)
)

func checkSQLInStore(f *File, bad report) {
	if layerOf(f.Dir) != module || f.Test || roleOf(f) == "store" {
		return
	}
	texts(f, func(s string, n ast.Node) {
		if statement.MatchString(s) {
			bad(n, "SQL in %s", f.Name)
		}
	})
}

func checkNeighbourSQL(f *File, bad report) {
	if f.Test || layerOf(f.Dir) == outside {
		return
	}
	if m := hurts.FindString(f.SQL); m != "" {
		bad(f.AST.Name, "%q", m)
	}
	texts(f, func(s string, n ast.Node) {
		if m := hurts.FindString(s); m != "" {
			bad(n, "%q", m)
		}
	})
}

// texts calls fn for every string literal outside of imports and tags.
func texts(f *File, fn func(s string, n ast.Node)) {
	f.code(func(_ string, n ast.Node) {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if s, err := strconv.Unquote(lit.Value); err == nil {
			fn(s, n)
		}
	})
}
