package text

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// Pinyin returns the syllables of s without tones, in lower case and apart:
// 重庆长安 is "chong qing chang an". ü is written v, as people type it. Other
// letters and digits stay together as words.
func Pinyin(s string) string { return pinyinOf(Fold(s), false) }

// PersonPinyin is [Pinyin] for the name of a person, whose surname may have a
// reading of its own: 单 is shan, 仇 is qiu.
func PersonPinyin(s string) string { return pinyinOf(Fold(s), true) }

// Initials returns the first letter of every syllable, with other letters and
// digits as they are: 重庆长安 is "cqca", ABC公司 is "abcgs".
func Initials(s string) string { return initialsOf(Fold(s), false) }

// PersonInitials is [Initials] for the name of a person.
func PersonInitials(s string) string { return initialsOf(Fold(s), true) }

// SortKey returns a key whose bytes sort as a Chinese reader expects: by
// syllable, then tone, then character, one character after the other, with
// Latin letters among the syllables. Equal keys mean equal folded text. Compare
// it bytewise (COLLATE "C" in PostgreSQL, BINARY in SQLite).
func SortKey(s string) string {
	var b strings.Builder
	read(Fold(s), false, func(char string, r *reading) {
		if r != nil {
			b.WriteString(r.syllable)
			b.WriteByte(r.tone)
		}
		b.WriteString(char)
	})
	return b.String()
}

func pinyinOf(folded string, person bool) string {
	var b strings.Builder
	open := false // inside a word that is not Chinese
	read(folded, person, func(char string, r *reading) {
		word := char
		if r != nil {
			word = r.syllable
		}
		if b.Len() > 0 && (r != nil || !open) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		open = r == nil
	})
	return b.String()
}

func initialsOf(folded string, person bool) string {
	b := make([]byte, 0, len(folded))
	read(folded, person, func(char string, r *reading) {
		if r != nil {
			b = append(b, r.syllable[0])
		} else {
			b = append(b, char...)
		}
	})
	return string(b)
}

// reading is one way to say a character.
type reading struct {
	syllable string
	tone     byte // '1' to '4', '5' for none
}

// spoken is a phrase with a reading for each character.
type spoken struct {
	text     string
	readings []*reading
}

// readings of the basic Chinese characters lie in a table; the rest are rare
// and looked up.
const (
	tableFirst = 0x3007
	tableLast  = 0x9FFF
)

type dictionary struct {
	usual    [tableLast - tableFirst + 1]*reading
	phrases  map[rune][]spoken // by first character, longest first
	surnames map[rune][]spoken
}

// read gives every character of a folded text to emit, with its reading if it
// has one.
func read(folded string, person bool, emit func(char string, r *reading)) {
	d := loadDictionary()
	for at := 0; at < len(folded); {
		first, size := utf8.DecodeRuneInString(folded[at:])
		var found *spoken
		if person && at == 0 {
			found = longest(d.surnames[first], folded)
		}
		if found == nil {
			found = longest(d.phrases[first], folded[at:])
		}
		if found == nil {
			emit(folded[at:at+size], d.reading(first))
			at += size
			continue
		}
		for _, r := range found.readings {
			_, size := utf8.DecodeRuneInString(folded[at:])
			emit(folded[at:at+size], r)
			at += size
		}
	}
}

func longest(candidates []spoken, s string) *spoken {
	for i := range candidates {
		if strings.HasPrefix(s, candidates[i].text) {
			return &candidates[i]
		}
	}
	return nil
}

// reading returns the usual reading of a character, or nil.
func (d *dictionary) reading(c rune) *reading {
	switch {
	case c < tableFirst:
		return nil
	case c <= tableLast:
		return d.usual[c-tableFirst]
	}
	return usualReading(c)
}

var (
	//go:embed phrases.txt
	phrasesText string
	//go:embed surnames.txt
	surnamesText string
)

var loadDictionary = sync.OnceValue(mustLoadDictionary)

func mustLoadDictionary() *dictionary {
	d := &dictionary{}
	for c := rune(tableFirst); c <= tableLast; c++ {
		d.usual[c-tableFirst] = usualReading(c)
	}
	d.phrases = mustParsePhrases(phrasesText)
	d.surnames = mustParsePhrases(surnamesText)
	return d
}

// mustParsePhrases reads "phrase syllable …" lines.
func mustParsePhrases(list string) map[rune][]spoken {
	phrases := map[rune][]spoken{}
	for line := range dataLines(list) {
		words := strings.Fields(line)
		chars := []rune(words[0])
		if len(chars) != len(words)-1 {
			panic("text: phrase " + line)
		}
		s := spoken{text: words[0]}
		for i, c := range chars {
			s.readings = append(s.readings, mustFind(c, words[i+1]))
		}
		phrases[chars[0]] = insertLongestFirst(phrases[chars[0]], s)
	}
	return phrases
}

func insertLongestFirst(list []spoken, s spoken) []spoken {
	at := 0
	for at < len(list) && len(list[at].text) >= len(s.text) {
		at++
	}
	return append(list[:at], append([]spoken{s}, list[at:]...)...)
}

// mustFind returns the reading of a character that has this syllable, or the
// new one that a syllable with its tone declares.
func mustFind(c rune, syllable string) *reading {
	if last := len(syllable) - 1; syllable[last] <= '9' {
		return &reading{syllable[:last], syllable[last]}
	}
	for accented := range strings.SplitSeq(pinyin.PinyinDict[int(c)], ",") {
		if r := plainReading(accented); r.syllable == syllable {
			return r
		}
	}
	panic(fmt.Sprintf("text: %c is not read %s", c, syllable))
}

// usualReading returns the first reading that the library lists, or nil.
func usualReading(c rune) *reading {
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(c)], ",")
	if first == "" {
		return nil
	}
	return plainReading(first)
}

// plainReading takes the accent off: chóng is chong with tone 2.
func plainReading(accented string) *reading {
	r := &reading{tone: '5'}
	b := make([]byte, 0, 8)
	for _, c := range accented {
		if letter, tone, ok := unaccent(c); ok {
			b = append(b, letter)
			r.tone = tone
		} else if c < 0x80 {
			b = append(b, byte(c))
		}
	}
	r.syllable = string(b)
	return r
}

// vowels in their four tones, one letter a row.
var vowels = [...]struct {
	letter  byte
	accents [4]rune
}{
	{'a', [4]rune{'ā', 'á', 'ǎ', 'à'}},
	{'e', [4]rune{'ē', 'é', 'ě', 'è'}},
	{'i', [4]rune{'ī', 'í', 'ǐ', 'ì'}},
	{'o', [4]rune{'ō', 'ó', 'ǒ', 'ò'}},
	{'u', [4]rune{'ū', 'ú', 'ǔ', 'ù'}},
	{'v', [4]rune{'ǖ', 'ǘ', 'ǚ', 'ǜ'}},
	{'n', [4]rune{-1, 'ń', 'ň', 'ǹ'}},
	{'m', [4]rune{-1, 'ḿ', -1, -1}},
}

func unaccent(c rune) (letter, tone byte, ok bool) {
	switch c {
	case 'ü':
		return 'v', '5', true
	case 'ê', 'ế', 'ề':
		return 'e', '5', true
	}
	for _, v := range vowels {
		for i, accented := range v.accents {
			if c == accented {
				return v.letter, '1' + byte(i), true
			}
		}
	}
	return 0, 0, false
}
