package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Grams cuts the folded text into overlapping pairs of characters, in order,
// and the last character alone: 重庆长安 gives 重庆, 庆长, 长安, 安. So every
// character starts a gram, and a single one is found by its prefix.
func Grams(s string) []string { return appendGrams(nil, Fold(s)) }

func appendGrams(grams []string, folded string) []string {
	grams = slices.Grow(grams, utf8.RuneCountInString(folded))
	for len(folded) > 0 {
		_, one := utf8.DecodeRuneInString(folded)
		_, two := utf8.DecodeRuneInString(folded[one:])
		grams = append(grams, folded[:one+two])
		folded = folded[one:]
	}
	return grams
}

// Fours returns the runs of four letters or digits in a folded text, in order;
// behind those of each word stand its last three, which no phrase of fours has
// in it. Pairs of initials are shared by thousands of names, fours by dozens.
func Fours(folded string) []string {
	var fours []string
	for word := range strings.FieldsFuncSeq(folded, func(r rune) bool { return !plain(r) }) {
		if len(word) < four {
			continue
		}
		for i := range len(word) - four + 1 {
			fours = append(fours, word[i:i+four])
		}
		fours = append(fours, word[len(word)-four+1:])
	}
	return fours
}

const four = 4

// plain reports whether a character is one byte and part of a word.
func plain(r rune) bool { return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

// Terms returns what is indexed for a text: its grams, then those of its
// pinyin initials. A phrase never runs from the one into the other, because a
// single character, which ends each run, is in no phrase.
func Terms(s string) []string { return terms(Fold(s), false) }

// PersonTerms is [Terms] for the name of a person, see [PersonInitials].
func PersonTerms(s string) []string { return terms(Fold(s), true) }

func terms(folded string, person bool) []string {
	grams := appendGrams(nil, folded)
	if initials := initialsOf(folded, person); initials != folded {
		grams = appendGrams(grams, initials)
	}
	return grams
}

// Array returns the distinct terms and single characters of a text: the
// elements of an array column.
func Array(terms []string) []string {
	all := slices.Clone(terms)
	for _, t := range terms {
		_, one := utf8.DecodeRuneInString(t)
		all = append(all, t[:one])
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Query is what a person typed into a search field: one or more words, all of
// which must be contained, in any order.
type Query struct{ words []string }

// ParseQuery splits at spaces and folds each word.
func ParseQuery(s string) Query {
	var q Query
	for word := range strings.FieldsSeq(s) {
		if word = Fold(word); word != "" && !slices.Contains(q.words, word) {
			q.words = append(q.words, word)
		}
	}
	return q
}

// Empty reports whether there is nothing to look for. What a list shows then
// is its own matter; an index must not be asked.
func (q Query) Empty() bool { return len(q.words) == 0 }

// Words returns the folded words.
func (q Query) Words() []string { return slices.Clone(q.words) }

// FTS5 returns the MATCH expression over indexed [Terms]: a phrase for each
// word, a prefix for a single character.
func (q Query) FTS5() string { return q.match("", phrase) }

// FTS5In is [Query.FTS5] over [Terms] and [Fours] that were indexed with a
// prefix before each.
func (q Query) FTS5In(prefix string) string { return q.match(prefix, phraseOfFours) }

func (q Query) match(prefix string, phrase func(word string) []string) string {
	var b strings.Builder
	for i, word := range q.words {
		if i > 0 {
			b.WriteString(" AND ")
		}
		grams := phrase(word)
		b.WriteString(`"` + prefix + strings.Join(grams, " "+prefix) + `"`)
		if utf8.RuneCountInString(word) == 1 {
			b.WriteString(" *")
		}
	}
	return b.String()
}

// Array returns the elements that an [Array] must hold. They say nothing of
// the order, so the rows still have to be verified.
func (q Query) Array() []string {
	var all []string
	for _, word := range q.words {
		all = append(all, phrase(word)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// phrase returns the pairs of a word, or its only character.
func phrase(word string) []string {
	grams := appendGrams(nil, word)
	if len(grams) == 1 {
		return grams
	}
	return grams[:len(grams)-1]
}

// phraseOfFours returns the fours of a word of four letters or more, else its
// phrase of pairs.
func phraseOfFours(word string) []string {
	if len(word) < four || strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return phrase(word)
	}
	fours := Fours(word)
	return fours[:len(fours)-1]
}

// Matches reports whether a text contains every word, by itself or in its
// initials. It takes what [Fold] and [Initials] (or [PersonInitials]) made of
// the text, and is the definition of what the indexes find.
func (q Query) Matches(folded, initials string) bool {
	for _, word := range q.words {
		if !strings.Contains(folded, word) && !strings.Contains(initials, word) {
			return false
		}
	}
	return true
}
