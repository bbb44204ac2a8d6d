package archtest

import (
	"go/ast"
	"path"
	"strings"
)

const maxLines = 600

// roleOf tells what a file of a module holds: "doc", "rules", "service",
// "store", "api", "listen" or "test"; "" for any other file. A role that
// outgrows one file goes on in <role>_<topic>.go, the rules in <module>_<topic>.go.
func roleOf(f *File) string {
	if layerOf(f.Dir) != module {
		return ""
	}
	stem := strings.TrimSuffix(f.Name, ".go")
	first, _, _ := strings.Cut(stem, "_")
	switch {
	case f.Test:
		return "test"
	case stem == "doc":
		return "doc"
	case first == path.Base(f.Dir):
		return "rules"
	case first == "service", first == "store", first == "api", first == "listen":
		return first
	}
	return ""
}

func checkFileName(f *File, bad report) {
	if layerOf(f.Dir) == module && roleOf(f) == "" {
		bad(f.AST.Name, "%s is not a file of a module", f.Name)
	}
}

func checkOwns(f *File, bad report) {
	switch {
	case layerOf(f.Dir) != module:
	case f.Name == "doc.go" && !strings.Contains(f.AST.Doc.Text(), "Owns:"):
		bad(f.AST.Name, "the package comment has no line Owns:")
	case f.Name == f.Beside[0] && !contains(f.Beside, "doc.go"):
		bad(f.AST.Name, "%s has no doc.go", f.Dir)
	}
}

func checkLength(f *File, bad report) {
	if f.Lines > maxLines {
		bad(f.AST.Name, "%d lines", f.Lines)
	}
}

// code calls fn for every node, with the name of the function around it.
func (f *File) code(fn func(around string, n ast.Node)) {
	for _, d := range f.AST.Decls {
		around := ""
		if fd, ok := d.(*ast.FuncDecl); ok {
			around = fd.Name.Name
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if n != nil {
				fn(around, n)
			}
			return true
		})
	}
}
