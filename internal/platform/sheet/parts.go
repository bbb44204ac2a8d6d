package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"gongqiao/internal/kernel/fault"
)

// parts is the guarded inside of an xlsx: a zip archive by part name.
type parts struct {
	byName map[string]*zip.File
	limits Limits
}

// openParts checks the table of contents before anything is unpacked.
func openParts(r io.ReaderAt, size int64, limits Limits) (*parts, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrDamaged.Because(err)
	}
	if len(z.File) > limits.Entries {
		return nil, ErrBomb
	}
	p := &parts{map[string]*zip.File{}, limits}
	var total uint64
	for _, f := range z.File {
		name := partName(f.Name)
		if p.byName[name] != nil { // two readers might see two different files
			return nil, ErrDamaged
		}
		if active(name) {
			return nil, ErrActiveContent
		}
		if f.Flags&1 != 0 {
			return nil, ErrPassword
		}
		total += f.UncompressedSize64
		if total > uint64(limits.Total) || f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/uint64(limits.Ratio) > f.CompressedSize64 {
			return nil, ErrBomb
		}
		p.byName[name] = f
	}
	return p, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// active tells parts that run code or fetch other files.
func active(name string) bool {
	for _, mark := range []string{"vbaproject", "xl/macrosheets/", "xl/activex/", "xl/externallinks/", "customui/"} {
		if strings.Contains(name, mark) {
			return true
		}
	}
	return false
}

func (p *parts) has(name string) bool { return p.byName[partName(name)] != nil }

// open unpacks one part, never more than its entry promises.
func (p *parts) open(name string) (io.ReadCloser, error) {
	f := p.byName[partName(name)]
	if f == nil {
		return nil, ErrDamaged
	}
	r, err := f.Open()
	if err != nil {
		return nil, ErrDamaged.Because(err)
	}
	return &part{r, int64(f.UncompressedSize64)}, nil
}

// part reads a part and translates what can go wrong.
type part struct {
	io.ReadCloser
	left int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return 0, ErrBomb
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, ErrDamaged.Because(err)
	}
	return n, err
}

// scan calls visit for every token of a part, to its end.
func (p *parts) scan(name string, visit func(*scanner, token) error) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	for s := newScanner(r, p.limits); ; {
		tok, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = visit(s, tok)
		}
		if err != nil {
			return asFault(err)
		}
	}
}

// asFault makes sure that what leaves the package is declared.
func asFault(err error) error {
	if fault.As(err) != nil {
		return err
	}
	return ErrDamaged.Because(err)
}

// relation is one line of a _rels part.
type relation struct{ kind, target string }

// relations reads where a part points to, by id. A part without any is fine.
func (p *parts) relations(base string) (map[string]relation, error) {
	name := path.Join(path.Dir(base), "_rels", path.Base(base)+".rels")
	all := map[string]relation{}
	if !p.has(name) {
		return all, nil
	}
	return all, p.scan(name, func(s *scanner, tok token) error {
		if tok != startTag || string(s.name) != "Relationship" || string(s.attr("TargetMode")) == "External" {
			return nil
		}
		kind := string(s.attr("Type"))
		target, err := s.attrText("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir(base), target)
		}
		all[string(s.attr("Id"))] = relation{kind[strings.LastIndexByte(kind, '/')+1:], target}
		return err
	})
}
