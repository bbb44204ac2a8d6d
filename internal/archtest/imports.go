package archtest

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// ours reports whether an import path is a package of this repository, and
// which folder it is.
func ours(p string) (dir string, ok bool) { return strings.CutPrefix(p, modulePath) }

// standard reports whether an import path belongs to the standard library.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".") && first+"/" != modulePath
}

func below(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return within(p, r) })
}

func checkMapped(f *File, bad report) {
	if layerOf(f.Dir) == unknown {
		bad(f.AST.Name, "%s is not on the map", f.Dir)
	}
}

func checkPackageName(f *File, bad report) {
	for _, part := range strings.Split(f.Dir, "/") {
		switch part {
		case "util", "utils", "common", "helper", "helpers", "misc", "models", "services", "pkg", "types":
			bad(f.AST.Name, "no package is called %s", part)
		}
	}
}

func checkKernelImports(f *File, bad report) {
	if layerOf(f.Dir) != kernel {
		return
	}
	f.imports(func(p string, n ast.Node) {
		dir, own := ours(p)
		switch {
		case standard(p), own && layerOf(dir) == kernel, below(p, kernelMay):
		case f.Test && below(p, testLibraries):
		default:
			bad(n, "the kernel imports %s", p)
		}
	})
}

func checkPlatformImports(f *File, bad report) {
	if layerOf(f.Dir) != platform {
		return
	}
	f.imports(func(p string, n ast.Node) {
		if dir, own := ours(p); own && layerOf(dir) != kernel && layerOf(dir) != platform {
			bad(n, "the platform imports %s", dir)
		}
	})
}

func checkModuleImports(f *File, bad report) {
	row := rowOf(f.Dir)
	if row < 0 {
		return
	}
	f.imports(func(p string, n ast.Node) {
		dir, _ := ours(p)
		to := rowOf(dir)
		if to < 0 || dir == f.Dir {
			return
		}
		// Tests build their own neighbours' records, so every row above is open to them.
		if !mayImport(row, to) && (!f.Test || to > row) {
			bad(n, "%s imports %s", name(row), name(to))
		}
	})
}

func name(row int) string { return path.Base(Modules[row].Path) }

// mayImport reports whether the module in one row of the map may import another.
func mayImport(from, to int) bool {
	if generic(name(from)) || contains(ground, name(from)) {
		return to < from && contains(ground, name(to))
	}
	if contains(free, name(to)) {
		return true
	}
	may := Modules[from].May
	return to < from && (contains(may, name(to)) || contains(may, "*"))
}

// checkWiring leaves tests out: an external test may run its module as wired.
func checkWiring(f *File, bad report) {
	l := layerOf(f.Dir)
	if l == app || l == command || l == outside || f.Test {
		return
	}
	f.imports(func(p string, n ast.Node) {
		dir, _ := ours(p)
		if t := layerOf(dir); t == app || t == command {
			bad(n, "%s imports %s", f.Dir, dir)
		}
	})
}

func checkOpenImports(f *File, bad report) {
	if layerOf(f.Dir) != open {
		return
	}
	f.imports(func(p string, n ast.Node) {
		if dir, own := ours(p); own && layerOf(dir) != open {
			bad(n, "%s imports %s", f.Dir, dir)
		}
	})
}

func checkDatabaseSQL(f *File, bad report) {
	l := layerOf(f.Dir)
	if l == outside || l == command || f.Test && l != module {
		return
	}
	f.imports(func(p string, n ast.Node) {
		if p == "database/sql" {
			bad(n, "%s talks to the driver", f.Dir)
		}
	})
}

func checkUnsafe(f *File, bad report) {
	f.imports(func(p string, n ast.Node) {
		if p == "unsafe" || p == "C" {
			bad(n, "import %q", p)
		}
	})
}

const (
	dbPackage = "gongqiao/internal/platform/db"
	wire      = "gongqiao/internal/platform/httpapi"
	huma      = "github.com/danielgtaylor/huma/v2"
)

// roleForbids lists what the files of a role must not import.
var roleForbids = map[string][]string{
	"rules":   {"context", "net/http", wire, huma},
	"view":    {"context", "net/http", huma},
	"service": {"net/http", wire, huma},
	"store":   {"net/http", wire, huma},
	"listen":  {"net/http", wire, huma},
}

// asks are the names in package db that reach the data; the others are values.
var asks = []string{"DB", "Tx", "All", "Find"}

// checkRole holds the files of a module to what their names promise. Rules and
// handlers may name db's values but never ask the database.
func checkRole(f *File, bad report) {
	role := roleOf(f)
	f.imports(func(p string, n ast.Node) {
		if contains(roleForbids[role], p) {
			bad(n, "%s imports %s", f.Name, p)
		}
	})
	if role != "rules" && role != "api" {
		return
	}
	f.uses(dbPackage, func(name string, n ast.Node) {
		if contains(asks, name) {
			bad(n, "%s uses db.%s", f.Name, name)
		}
	})
}
