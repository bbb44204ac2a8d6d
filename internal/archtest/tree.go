package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const modulePath = "gongqiao/"

// File is one parsed Go file, or one file of SQL with an empty syntax tree.
type File struct {
	Path   string   // relative to the root, with slashes
	Dir    string   // of Path
	Name   string   // of Path
	Beside []string // names of all files of the folder, this one included
	Test   bool
	Lines  int
	AST    *ast.File
	SQL    string // the content of a .sql file
	fset   *token.FileSet
}

// Tree is every Go and SQL file of a repository, in the order of their paths.
type Tree struct{ Files []*File }

// Load parses the Go and SQL files below root. It leaves out testdata, hidden folders,
// node_modules and folders with a go.mod of their own.
func Load(root string) (*Tree, error) {
	t := &Tree{}
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && p != root && foreign(p):
			return filepath.SkipDir
		case e.IsDir() || !contains(extensions, filepath.Ext(p)):
			return nil
		}
		f, err := parse(root, p)
		t.Files = append(t.Files, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	t.introduce()
	return t, nil
}

// introduce tells every file what lies beside it.
func (t *Tree) introduce() {
	folders := map[string][]string{}
	for _, f := range t.Files {
		folders[f.Dir] = append(folders[f.Dir], f.Name)
	}
	for _, f := range t.Files {
		f.Beside = folders[f.Dir]
	}
}

var extensions = []string{".go", ".sql"}

func foreign(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func parse(root, name string) (*File, error) {
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	rel = filepath.ToSlash(rel)
	f := &File{
		Path: rel, Dir: path.Dir(rel), Name: path.Base(rel),
		Test:  strings.HasSuffix(rel, "_test.go"),
		Lines: bytes.Count(content, []byte("\n")),
		fset:  token.NewFileSet(),
	}
	if path.Ext(rel) == ".sql" {
		f.AST, f.SQL = &ast.File{Name: ast.NewIdent("sql")}, string(content)
		return f, nil
	}
	f.AST, err = parser.ParseFile(f.fset, name, content, parser.ParseComments|parser.SkipObjectResolution)
	return f, err
}

// line returns where n stands in its file.
func (f *File) line(n ast.Node) int { return f.fset.Position(n.Pos()).Line }

// imports lists the paths that the file imports, with their nodes.
func (f *File) imports(fn func(path string, n ast.Node)) {
	for _, spec := range f.AST.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err == nil {
			fn(p, spec)
		}
	}
}

// nameOf returns what the file calls an imported package, or "".
func (f *File) nameOf(importPath string) string {
	for _, spec := range f.AST.Imports {
		if spec.Path.Value != strconv.Quote(importPath) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// uses calls fn for every selector importPath.Name in the file.
func (f *File) uses(importPath string, fn func(name string, n ast.Node)) {
	pkg := f.nameOf(importPath)
	if pkg == "" {
		return
	}
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == pkg {
				fn(sel.Sel.Name, sel)
			}
		}
		return true
	})
}

// layer is where a folder stands in the architecture.
type layer int

const (
	unknown layer = iota
	kernel
	platform
	module
	app
	command
	open    // packages for other programs
	outside // tools and benchmarks: they import what they measure
)

func layerOf(dir string) layer {
	switch top, rest, _ := strings.Cut(dir, "/"); {
	case top == "cmd":
		return command
	case top == "bench", top == "e2e", top == "web", dir == ".":
		return outside
	case contains(public, top):
		return open
	case top != "internal":
		return unknown
	case within(rest, "kernel"):
		return kernel
	case within(rest, "platform"):
		return platform
	case within(rest, "app"):
		return app
	case rest == "archtest":
		return outside
	case moduleIn(rest) >= 0:
		return module
	}
	return unknown
}

// moduleIn returns the row of the module in a folder below internal, or -1.
func moduleIn(dir string) int {
	return slices.IndexFunc(Modules, func(m Module) bool {
		ok, _ := path.Match(m.Path, dir)
		return ok
	})
}

// rowOf returns the row of a file's or import's module, or -1.
func rowOf(dir string) int {
	rest, ok := strings.CutPrefix(dir, "internal/")
	if !ok {
		return -1
	}
	return moduleIn(rest)
}

func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

func contains(list []string, s string) bool { return slices.Contains(list, s) }
