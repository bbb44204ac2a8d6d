package archtest

import (
	"go/ast"
	"path"
	"strings"
)

// A test file is a list of cases, which one reads here and there.
const (
	maxLines     = 600
	maxTestLines = 1000
)

// roles are the files of a module besides doc.go and its rules.
var roles = []string{"service", "store", "view", "api", "listen"}

// roleOf tells what a file of a module holds: "doc", "rules", one of [roles],
// "test", or "" for any other file. A role that outgrows one file goes on in
// <topic>_<role>.go or <role>_<topic>.go. Rules are in <module>.go,
// <module>_<topic>.go and in <topic>.go for the topics that the map names.
func roleOf(f *File) string {
	row := rowOf(f.Dir)
	if row < 0 {
		return ""
	}
	stem := strings.TrimSuffix(f.Name, ".go")
	words := strings.Split(stem, "_")
	first, last := words[0], words[len(words)-1]
	switch {
	case f.Test:
		return "test"
	case stem == "doc":
		return "doc"
	case contains(roles, last):
		return last
	case contains(roles, first):
		return first
	case first == path.Base(f.Dir), contains(Modules[row].Topics, stem):
		return "rules"
	}
	return ""
}

func checkFileName(f *File, bad report) {
	if layerOf(f.Dir) == module && roleOf(f) == "" {
		bad(f.AST.Name, "%s names neither a role nor a topic of the map", f.Name)
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
	most := maxLines
	if f.Test {
		most = maxTestLines
	}
	if f.Lines > most {
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
