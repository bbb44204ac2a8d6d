package xer

import (
	"strings"
	"unicode/utf8"
)

// P6 writes a line break within a text as two DEL characters, and a quotation
// mark twice. The other characters that would break a line or a column are
// written here as DEL and a letter; P6 shows those as a box and the letter.
const del = "\x7f"

var (
	harmless = strings.NewReplacer(`"`, `""`, "\n", del+del, del, del+"d", "\t", del+"t", "\r", del+"r", "\x00", del+"0")
	original = strings.NewReplacer(`""`, `"`, del+del, "\n", del+"d", del, del+"t", "\t", del+"r", "\r", del+"0", "\x00")
)

// escape makes a text harmless; ok is false if it held bytes that are no text.
func escape(s string) (safe string, ok bool) {
	ok = utf8.ValidString(s)
	if !ok {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	if strings.ContainsAny(s, "\"\n\x7f\t\r\x00") {
		s = harmless.Replace(s)
	}
	return s, ok
}

// unescape is the text that was meant.
func unescape(s string) string {
	if !strings.ContainsAny(s, "\"\x7f") {
		return s
	}
	return original.Replace(s)
}
