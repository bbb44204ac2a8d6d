package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
)

// Fold returns the letters and digits of s as they are compared: half-width,
// lower case, simplified characters. Spaces, punctuation and marks are gone.
func Fold(s string) string {
	simplified := simplifiedForms()
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return foldASCII(r)
		case r >= '！' && r <= '～': // the full-width forms of ! to ~
			return foldASCII(r - '！' + '!')
		case !unicode.IsLetter(r) && !unicode.IsNumber(r):
			return -1
		}
		if form, ok := simplified[r]; ok {
			return form
		}
		return unicode.ToLower(r)
	}, s)
}

func foldASCII(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case r >= 'A' && r <= 'Z':
		return r + 'a' - 'A'
	}
	return -1
}

//go:embed traditional.txt
var traditionalText string

// simplifiedForms maps traditional characters to simplified ones.
var simplifiedForms = sync.OnceValue(func() map[rune]rune {
	forms := map[rune]rune{}
	for line := range dataLines(traditionalText) {
		for pair := range strings.FieldsSeq(line) {
			r := []rune(pair)
			forms[r[0]] = r[1]
		}
	}
	return forms
})

// dataLines yields the lines of an embedded list without comments and blanks.
func dataLines(list string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(line) {
				return
			}
		}
	}
}
