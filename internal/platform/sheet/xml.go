package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// token is what the scanner met.
type token uint8

const (
	startTag token = iota + 1
	endTag
	charData
)

// maxTag bounds one tag with its attributes, in bytes.
const maxTag = 64 << 10

// scanner reads the little XML that spreadsheets are written in: UTF-8, no
// DOCTYPE, no entities but the five built-in ones and characters by number. It
// allocates nothing per token and checks that tags nest.
type scanner struct {
	r       *bufio.Reader
	depth   int // deepest nesting allowed
	maxText int // longest run of text allowed, in bytes

	name  []byte // local name of the current tag
	attrs []byte // its attributes, raw
	text  []byte // the current character data, decoded

	long    []byte // a piece longer than the reader's buffer
	names   []byte // names of the open tags, one after the other
	opened  []int  // where each begins in names
	selfEnd bool   // the current tag closes itself
}

func newScanner(r io.Reader, limits Limits) *scanner {
	return &scanner{r: bufio.NewReaderSize(r, 64<<10), depth: limits.Depth, maxText: limits.Cell * 6}
}

// next moves to the next token. io.EOF comes only after every tag is closed.
func (s *scanner) next() (token, error) {
	if s.selfEnd {
		s.selfEnd = false
		return endTag, s.pop(s.name)
	}
	for {
		raw, err := s.until('<', s.maxText)
		if errors.Is(err, io.EOF) {
			return 0, s.finish(raw)
		}
		if err != nil {
			return 0, err
		}
		if len(raw) > 1 && len(s.opened) > 0 {
			s.text, err = unescape(s.text[:0], raw[:len(raw)-1])
			if err == nil {
				err = s.r.UnreadByte()
			}
			return charData, err
		}
		tok, err := s.markup()
		if tok != 0 || err != nil {
			return tok, err
		}
	}
}

func (s *scanner) finish(rest []byte) error {
	if len(s.opened) > 0 || len(bytes.TrimSpace(rest)) > 0 || s.names == nil {
		return ErrDamaged
	}
	return io.EOF
}

// markup reads what stands behind "<"; 0 means a comment or a declaration.
func (s *scanner) markup() (token, error) {
	next, err := s.r.Peek(1)
	if err != nil {
		return 0, truncated(err)
	}
	switch next[0] {
	case '?':
		return 0, s.declaration()
	case '!':
		return s.special()
	}
	tag, err := s.tag()
	if err != nil {
		return 0, err
	}
	if tag[0] == '/' {
		s.name = local(bytes.TrimSpace(tag[1:]))
		return endTag, s.pop(s.name)
	}
	if tag[len(tag)-1] == '/' {
		s.selfEnd, tag = true, tag[:len(tag)-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	s.name, s.attrs = local(tag[:end]), tag[end:]
	return startTag, s.push(s.name)
}

// tag reads up to the ">" that is not inside a quoted attribute.
func (s *scanner) tag() ([]byte, error) {
	tag, err := s.until('>', maxTag)
	for err == nil && openQuote(tag[:len(tag)-1]) {
		s.long = append(s.long[:0], tag...)
		var more []byte
		if more, err = s.r.ReadSlice('>'); err == nil {
			s.long = append(s.long, more...)
			tag = s.long
		}
		if len(s.long) > maxTag {
			return nil, ErrDamaged
		}
	}
	if err != nil {
		return nil, truncated(err)
	}
	if len(tag) < 2 {
		return nil, ErrDamaged
	}
	return tag[:len(tag)-1], nil
}

func openQuote(tag []byte) bool {
	var quote byte
	for _, b := range tag {
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote:
			quote = 0
		}
	}
	return quote != 0
}

func (s *scanner) declaration() error {
	text, err := s.until('>', maxTag)
	if err != nil {
		return truncated(err)
	}
	lower := bytes.ToLower(text)
	if i := bytes.Index(lower, []byte("encoding=")); i >= 0 && !bytes.HasPrefix(lower[i+10:], []byte("utf-8")) {
		return ErrDamaged
	}
	return nil
}

// special reads a comment or CDATA and refuses everything else, DOCTYPE first.
func (s *scanner) special() (token, error) {
	head, err := s.r.Peek(8)
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		return 0, s.skipPast([]byte("-->"))
	case bytes.Equal(head, []byte("![CDATA[")):
		_, _ = s.r.Discard(len(head)) // cannot fail after Peek
		return charData, s.cdata()
	case err != nil && !errors.Is(err, io.EOF):
		return 0, err
	}
	return 0, ErrForbiddenXML
}

func (s *scanner) cdata() error {
	s.text = s.text[:0]
	for !bytes.HasSuffix(s.text, []byte("]]>")) {
		b, err := s.r.ReadByte()
		if err != nil {
			return truncated(err)
		}
		if s.text = append(s.text, b); len(s.text) > s.maxText {
			return ErrCellTooLong
		}
	}
	s.text = s.text[:len(s.text)-3]
	return nil
}

func (s *scanner) skipPast(mark []byte) error {
	var last [3]byte
	for i := 0; ; i++ {
		b, err := s.r.ReadByte()
		if err != nil {
			return truncated(err)
		}
		last[0], last[1], last[2] = last[1], last[2], b
		if i > 4 && bytes.Equal(last[:], mark) { // "!-->" does not close itself
			return nil
		}
	}
}

// until reads up to and including delim. The bytes are valid until the next read.
func (s *scanner) until(delim byte, limit int) ([]byte, error) {
	piece, err := s.r.ReadSlice(delim)
	if !errors.Is(err, bufio.ErrBufferFull) {
		return piece, err
	}
	s.long = append(s.long[:0], piece...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(s.long) > limit {
			return nil, ErrCellTooLong
		}
		piece, err = s.r.ReadSlice(delim)
		s.long = append(s.long, piece...)
	}
	return s.long, err
}

func (s *scanner) push(name []byte) error {
	if len(name) == 0 || len(s.opened) >= s.depth {
		return ErrDamaged
	}
	s.opened = append(s.opened, len(s.names))
	s.names = append(s.names, name...)
	return nil
}

func (s *scanner) pop(name []byte) error {
	last := len(s.opened) - 1
	if last < 0 || !bytes.Equal(s.names[s.opened[last]:], name) {
		return ErrDamaged
	}
	s.names, s.opened = s.names[:s.opened[last]], s.opened[:last]
	return nil
}

// attr returns an attribute's raw value by local name; nil when it is missing.
func (s *scanner) attr(name string) []byte {
	rest := s.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := local(bytes.TrimSpace(rest[:eq]))
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

// attrText is attr with its entities decoded.
func (s *scanner) attrText(name string) (string, error) {
	text, err := unescape(nil, s.attr(name))
	return string(text), err
}

func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// unescape appends raw to dst with its entities decoded.
func unescape(dst, raw []byte) ([]byte, error) {
	for {
		amp := bytes.IndexByte(raw, '&')
		if amp < 0 {
			return append(dst, raw...), nil
		}
		dst = append(dst, raw[:amp]...)
		semi := bytes.IndexByte(raw[amp:], ';')
		if semi < 2 || semi > 10 {
			return dst, ErrDamaged
		}
		r, ok := entity(string(raw[amp+1 : amp+semi]))
		if !ok {
			return dst, ErrDamaged
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[amp+semi+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' {
		return 0, false
	}
	base, digits := 10, name[1:]
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && utf8.ValidRune(rune(n))
}

func truncated(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, bufio.ErrBufferFull) {
		return ErrDamaged
	}
	return err
}
