package mspdi

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth bounds how deep elements nest; Microsoft Project needs nine.
const maxDepth = 64

// document walks through the elements of a file, one after the other, and
// remembers what was left out. Whoever is told of an element takes it with
// value, children or leave, each of which goes on behind its end.
type document struct {
	dec    *xml.Decoder
	open   []xml.Name
	prefix string // of the format's elements; mostly none
	left   ledger
	text   []byte
	last   string // whose value was read last
}

func newDocument(r io.Reader) *document {
	dec := xml.NewDecoder(r)
	dec.CharsetReader = charset
	return &document{dec: dec}
}

// root enters the outermost element, which must be the format's.
func (d *document) root() error {
	for {
		token, err := d.token()
		switch {
		case errors.Is(err, io.EOF):
			return d.fail("the file has no element")
		case err != nil:
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		d.prefix = start.Name.Space
		if start.Name.Local == "Project" && d.declares(start.Attr) {
			return nil
		}
		if start.Name.Local == "APIBusinessObjects" || start.Name.Local == "BusinessObjects" {
			return &FormatError{Kind: PMXML}
		}
		return &FormatError{Kind: OtherXML, Root: start.Name.Local}
	}
}

// declares says whether the attributes bind the prefix to the format's namespace.
func (d *document) declares(attributes []xml.Attr) bool {
	for _, a := range attributes {
		bare := d.prefix == "" && a.Name.Space == "" && a.Name.Local == "xmlns"
		prefixed := d.prefix != "" && a.Name.Space == "xmlns" && a.Name.Local == d.prefix
		if bare || prefixed {
			return a.Value == namespace || strings.HasPrefix(a.Value, namespace+"/")
		}
	}
	return false
}

// end checks that nothing but comments and space follows the outermost element.
func (d *document) end() error {
	for {
		token, err := d.token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return d.fail("a second outermost element")
		case xml.CharData:
			if !blank(t) {
				return d.fail("text behind the end of the project")
			}
		}
	}
}

// token is the next one, with the rules of the format kept: no declarations, no
// deep nesting, every element closed by its own name.
func (d *document) token() (xml.Token, error) {
	token, err := d.dec.RawToken()
	if err != nil {
		return nil, d.broken(err)
	}
	switch t := token.(type) {
	case xml.Directive:
		return nil, d.fail("a DOCTYPE or another declaration is not allowed")
	case xml.StartElement:
		if len(d.open) == maxDepth {
			return nil, d.fail(fmt.Sprintf("elements nest deeper than %d", maxDepth))
		}
		d.open = append(d.open, t.Name)
	case xml.EndElement:
		last := len(d.open) - 1
		if last < 0 || d.open[last] != t.Name {
			return nil, d.fail("</" + t.Name.Local + "> closes what is not open")
		}
		d.open, d.last = d.open[:last], t.Name.Local
	}
	return token, nil
}

func (d *document) broken(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF) && len(d.open) == 0:
		return io.EOF
	case errors.Is(err, io.EOF):
		return d.fail("the file ends here, before its end")
	case errors.As(err, &syntax):
		return d.fail(syntax.Msg)
	}
	line, column := d.dec.InputPos()
	return &SyntaxError{line, column, d.inside(), strings.TrimPrefix(err.Error(), "xml: "), err}
}

// fail is an error at the present place.
func (d *document) fail(msg string) error {
	line, column := d.dec.InputPos()
	return &SyntaxError{Line: line, Column: column, Element: d.inside(), Msg: msg}
}

func (d *document) inside() string {
	if len(d.open) == 0 {
		return ""
	}
	return d.open[len(d.open)-1].Local
}

// children tells of every element in the one that was entered last, and goes on
// behind it. Text between them has no meaning in the format.
func (d *document) children(visit func(name string) error) error {
	for {
		token, err := d.token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			name := t.Name.Local
			if t.Name.Space != d.prefix {
				name = t.Name.Space + ":" + name
			}
			if err := visit(name); err != nil {
				return err
			}
		}
	}
}

// value is the text of the element that was entered last.
func (d *document) value() (string, error) {
	d.text = d.text[:0]
	for {
		token, err := d.token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.CharData:
			d.text = append(d.text, t...)
		case xml.StartElement:
			return "", d.fail("an element where a value belongs")
		case xml.EndElement:
			return string(d.text), nil
		}
	}
}

// leave goes over the element that was entered last; if it said anything, that
// is told to the report.
func (d *document) leave() error {
	depth := len(d.open)
	parent, name := d.names()
	d.text = d.text[:0]
	nested := false
	for len(d.open) >= depth {
		token, err := d.token()
		if err != nil {
			return err
		}
		if t, ok := token.(xml.CharData); ok && !blank(t) && len(d.text) < 64 {
			d.text = append(d.text, t...)
			nested = nested || len(d.open) > depth
		}
	}
	if nested || says(name, strings.TrimSpace(string(d.text))) {
		d.left.add(parent, name, "")
	}
	return nil
}

// names are those of the innermost element that is open and of its parent; the
// project itself is no name worth telling.
func (d *document) names() (parent, name string) {
	last := len(d.open) - 1
	if last > 1 {
		parent = d.open[last-1].Local
	}
	return parent, d.open[last].Local
}

func blank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// note tells the report of the element whose value was read last.
func (d *document) note(reason string) {
	parent := ""
	if len(d.open) > 1 {
		parent = d.inside()
	}
	d.left.add(parent, d.last, reason)
}

// rounded notes a value that the plan holds less exactly than the file.
func (d *document) rounded(exact bool, how string) {
	if !exact {
		d.note(how)
	}
}

// of says what is read from here on.
func (d *document) of(thing string, uid int64) { d.left.thing, d.left.uid = thing, uid }
