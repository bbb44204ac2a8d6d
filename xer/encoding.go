package xer

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Encoding is how the text of a file is written. P6 uses the code page of the
// Windows it runs on.
type Encoding uint8

// The encodings.
const (
	Detect      Encoding = iota // Read finds out; Write takes UTF-8
	UTF8                        // with or without a mark
	Windows1252                 // Western Windows
	GB18030                     // Chinese Windows; GBK and GB2312 are parts of it
)

// String is the usual name.
func (e Encoding) String() string {
	switch e {
	case UTF8:
		return "UTF-8"
	case Windows1252:
		return "Windows-1252"
	case GB18030:
		return "GB18030"
	default:
		return "detect"
	}
}

var mark = []byte("\ufeff")

// detect judges pieces of a file, each whole characters. Bytes that are UTF-8 by
// chance are rare; between the other two the company counts in which high bytes
// stand: Western letters alone among ASCII, Chinese ones side by side.
func detect(pieces func(yield func([]byte) bool)) Encoding {
	valid, western, chinese := true, 0, 0
	for p := range pieces {
		valid = valid && utf8.Valid(p)
		for i := 0; i < len(p); {
			if p[i] < utf8.RuneSelf {
				i++
				continue
			}
			n := gbLength(p[i:])
			if n == 4 || n == 2 && p[i+1] >= utf8.RuneSelf {
				chinese += n
				i += n
				continue
			}
			western++ // or one of the few Chinese characters that end in ASCII
			i++
		}
	}
	switch {
	case valid:
		return UTF8
	case chinese > western:
		return GB18030
	default:
		return Windows1252
	}
}

// coder turns bytes of one encoding into text and back.
type coder struct {
	enc Encoding
	dec *encoding.Decoder
	out *encoding.Encoder
}

func newCoder(e Encoding) *coder {
	var table encoding.Encoding
	switch e {
	case Windows1252:
		table = charmap.Windows1252
	case GB18030:
		table = simplifiedchinese.GB18030
	default:
		return &coder{enc: UTF8}
	}
	return &coder{enc: e, dec: table.NewDecoder(), out: table.NewEncoder()}
}

// decode is the text, or the index of the first byte that is none. Of
// Windows-1252 every byte is text: the five that it leaves open stand in real
// files, and Windows reads them as control characters.
func (c *coder) decode(b []byte) (text string, bad int) {
	if ascii(b) {
		return string(b), -1
	}
	if c.enc == UTF8 {
		if i := invalidUTF8(b); i >= 0 {
			return "", i
		}
		return string(b), -1
	}
	out, err := c.dec.Bytes(b)
	if err == nil && (c.enc == Windows1252 || !bytes.ContainsRune(out, utf8.RuneError)) {
		return string(out), -1
	}
	return c.decodeSlowly(b)
}

// decodeSlowly goes character by character, to find the one that is none.
func (c *coder) decodeSlowly(b []byte) (string, int) {
	var out []byte
	for i := 0; i < len(b); {
		n := gbLength(b[i:])
		if n == 0 {
			return "", i
		}
		char, err := c.dec.Bytes(b[i : i+n])
		if r, _ := utf8.DecodeRune(char); err != nil || r == utf8.RuneError && !bytes.Equal(b[i:i+n], gbReplacement) {
			return "", i
		}
		out = append(out, char...)
		i += n
	}
	return string(out), -1
}

// gbReplacement is U+FFFD itself in GB18030.
var gbReplacement = []byte{0x84, 0x31, 0xa4, 0x37}

// gbLength is how many bytes the first character of GB18030 takes, zero if it is none.
func gbLength(b []byte) int {
	digit := func(i int) bool { return i < len(b) && b[i] >= '0' && b[i] <= '9' }
	lead := func(i int) bool { return i < len(b) && b[i] > 0x80 && b[i] < 0xff }
	switch {
	case b[0] <= 0x80:
		return 1
	case !lead(0) || len(b) < 2:
		return 0
	case digit(1) && lead(2) && digit(3):
		return 4
	case b[1] >= 0x40 && b[1] != 0x7f && b[1] != 0xff:
		return 2
	default:
		return 0
	}
}

// encode is the bytes of a text; what the encoding lacks becomes "?" and is
// counted. The tables of the library write some characters for private use so
// that they are read as others: what does not come back is lacking.
func (c *coder) encode(s string) (out []byte, lost int) {
	if c.enc == UTF8 || ascii([]byte(s)) {
		return []byte(s), 0
	}
	if out, ok := c.faithful(s); ok {
		return out, 0
	}
	for _, r := range s {
		char, ok := c.faithful(string(r))
		if !ok {
			char = []byte("?")
			lost++
		}
		out = append(out, char...)
	}
	return out, lost
}

func (c *coder) faithful(s string) ([]byte, bool) {
	out, err := c.out.Bytes([]byte(s))
	if err != nil {
		return nil, false
	}
	back, bad := c.decode(out)
	return out, bad < 0 && back == s
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
