package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// switchName is the variable that names the checks to switch off, with commas.
const switchName = "GONGQIAO_MUTANT"

// hitsName is the variable that names the file to which the product adds every
// check that is asked, and the operation in which that happens.
const hitsName = "GONGQIAO_MUTANT_HITS"

// askingName is the variable in which the matrix says for which operation it puts
// a question that calls no operation, or several.
const askingName = "GONGQIAO_MATRIX_ASKING"

// openName is the variable that lets everybody through the gate, to see what is
// checked behind it.
const openName = "GONGQIAO_MUTANT_OPEN"

// helpers is a package that exists only in the overlay.
const helpers = `// Package mutant switches checks off.
package mutant

import (
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

var (
	chosen = map[string]bool{}
	open   = os.Getenv("` + openName + `") != ""
	hits   = os.Getenv("` + hitsName + `")
	asked  sync.Map
	during atomic.Pointer[string]
)

func init() {
	for _, id := range strings.Split(os.Getenv("` + switchName + `"), ",") {
		chosen[id] = true
	}
}

// During says that an operation is served until the returned function is called.
// Where hits are counted, requests come one after the other.
func During(operation string) func() {
	during.Store(&operation)
	return func() { during.Store(nil) }
}

// hit notes a check under the operation that is served, the question that is put,
// or none.
func hit(id string) {
	if hits == "" {
		return
	}
	question, operation := os.Getenv("` + askingName + `"), during.Load()
	if question != "" || operation == nil {
		note(id + " " + question)
	}
	if operation != nil {
		note(id + " " + *operation)
	}
}

func note(line string) {
	if _, known := asked.LoadOrStore(line, true); known {
		return
	}
	f, err := os.OpenFile(hits, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(line + "\n")
	}
	if err != nil {
		panic(err)
	}
	f.Close()
}

// Closed reports whether the gate stands.
func Closed() bool { return !open }

// Gate is Refuse for the gate itself.
func Gate(id string, check func() error) error {
	if open {
		return nil
	}
	return Refuse(id, check)
}

// On reports whether this check is one of those that are off.
func On(id string) bool {
	hit(id)
	return chosen[id]
}

// Off is the opposite.
func Off(id string) bool { return !On(id) }

// Pick returns changed for those that are off.
func Pick[T any](id string, real, changed T) T {
	if On(id) {
		return changed
	}
	return real
}

// Refuse refuses nothing for those that are off.
func Refuse(id string, check func() error) error {
	if On(id) {
		return nil
	}
	return check()
}

// Affirm says yes for those that are off.
func Affirm(id string, check func() bool) bool { return On(id) || check() }
`

// overlay is the product with a switch at every check.
type overlay struct {
	files   map[string][]byte // by path from the root
	mutants []mutant
}

// name returns an id that stays when other checks come and go: of the text of the
// check, and how many such were before it in the file.
func (o *overlay) name(key string) string {
	for n := 0; ; n++ {
		id := fmt.Sprintf("m%08x", crc32.ChecksumIEEE(fmt.Appendf(nil, "%s #%d", key, n)))
		if !slices.ContainsFunc(o.mutants, func(m mutant) bool { return m.id == id }) {
			return id
		}
	}
}

// source is one file on its way into the overlay.
type source struct {
	path      string
	content   []byte
	fset      *token.FileSet
	edits     []edit
	into      *overlay
	declares  string // the function around the node
	operation string // the one that a literal declares
}

// edit puts text before and after a piece of the source, or in its place.
type edit struct {
	from, to      int
	before, after string
	instead       bool
}

func instrument(root string) (*overlay, error) {
	o := &overlay{files: map[string][]byte{"internal/mutant/mutant.go": []byte(helpers)}}
	for _, f := range folders {
		err := filepath.WalkDir(filepath.Join(root, f), func(path string, e fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil // a part of the product that is not there yet
			}
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			if err != nil || e.IsDir() || !wanted(filepath.ToSlash(rel)) {
				return err
			}
			return o.file(path, filepath.ToSlash(rel))
		})
		if err != nil {
			return nil, err
		}
	}
	return o, nil
}

func wanted(path string) bool {
	if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
		return false
	}
	inside, platform := strings.CutPrefix(path, "internal/platform/")
	return !platform || slices.Contains(files, inside)
}

func (o *overlay) file(path, rel string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s := &source{path: rel, content: content, fset: token.NewFileSet(), into: o}
	tree, err := parser.ParseFile(s.fset, path, content, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range tree.Decls {
		s.declares = ""
		if f, ok := d.(*ast.FuncDecl); ok {
			s.declares = f.Name.Name
		}
		var stack []ast.Node
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			s.visit(n, stack)
			stack = append(stack, n)
			return true
		})
	}
	if len(s.edits) > 0 {
		o.files[rel] = s.rewritten(tree)
	}
	return nil
}

func (s *source) platform() bool { return strings.HasPrefix(s.path, "internal/platform/") }

func (s *source) offset(p token.Pos) int { return s.fset.Position(p).Offset }

func (s *source) text(n ast.Node) string {
	if n == nil {
		return ""
	}
	return string(s.content[s.offset(n.Pos()):s.offset(n.End())])
}

// add notes a mutant and returns its id.
func (s *source) add(n ast.Node, kind string) string {
	text := strings.Join(strings.Fields(s.text(n)), " ")
	if r := []rune(text); len(r) > 90 {
		text = string(r[:90]) + "…"
	}
	m := mutant{"", s.path, s.fset.Position(n.Pos()).Line, kind, text, s.operation}
	m.id = s.into.name(m.key())
	s.into.mutants = append(s.into.mutants, m)
	return m.id
}

// wrap puts a format with %q for the id and %s for the code around an expression.
func (s *source) wrap(n ast.Node, format, id string) {
	before, after, _ := strings.Cut(strings.Replace(format, "%q", fmt.Sprintf("%q", id), 1), "%s")
	s.edits = append(s.edits, edit{from: s.offset(n.Pos()), to: s.offset(n.End()), before: before, after: after})
}

// replace is wrap for formats that name the id twice. The code inside holds no
// other check.
func (s *source) replace(n ast.Node, format string, args ...any) {
	s.edits = append(s.edits, edit{from: s.offset(n.Pos()), to: s.offset(n.End()), before: fmt.Sprintf(format, args...), instead: true})
}

// rewritten applies the edits; those that begin first and end last are outside.
func (s *source) rewritten(tree *ast.File) []byte {
	var marks []mark
	for i, e := range s.edits {
		size := e.to - e.from
		marks = append(marks, mark{e.from, false, -size, i, e.before}, mark{e.to, true, size, i, e.after})
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		switch {
		case a.at != b.at:
			return a.at - b.at
		case a.closes != b.closes && a.closes:
			return -1
		case a.closes != b.closes:
			return 1
		case a.size != b.size:
			return a.size - b.size
		case a.closes:
			return b.order - a.order // what was opened last closes first
		}
		return a.order - b.order
	})
	var out bytes.Buffer
	last, hidden := 0, 0
	emit := func(to int) {
		if hidden == 0 {
			out.Write(s.content[last:to])
		}
		last = to
	}
	for _, m := range marks {
		emit(m.at)
		instead := s.edits[m.order].instead
		if instead && m.closes {
			hidden--
		}
		if hidden == 0 {
			out.WriteString(m.text)
		}
		if instead && !m.closes {
			hidden++
		}
	}
	emit(len(s.content))
	return imported(out.Bytes(), s.offset(tree.Name.End()))
}

type mark struct {
	at     int
	closes bool
	size   int
	order  int
	text   string
}

// imported adds the import of the switches behind the package clause.
func imported(content []byte, at int) []byte {
	return slices.Concat(content[:at], []byte("; import \"gongqiao/internal/mutant\""), content[at:])
}
