package text

import (
	"unicode/utf8"
)

// LikelySame is the similarity from which on two names are shown to a person
// as perhaps the same company. On 1,083 labelled pairs it finds 98 of 100 that
// are the same, and 97 of 100 it finds are; the pairs were also used to set it.
const LikelySame = 0.75

// What differences cost, as a share of the weight of the characters involved.
// Another character in the same place speaks more against one company than a
// missing one; one that only sounds the same is often a typing error.
const (
	costReplaced = 0.7
	costHomonym  = 0.35
	costMissing  = 0.5
)

// How much a character counts. What a company does is shared by many, where it
// is by some; how it calls itself is its own.
const (
	weightName   = 1.0
	weightRegion = 0.6
	weightTrade  = 0.3
)

// Similarity says how likely two names mean the same company, from 0 to 1. It
// is symmetric, and 1 for names that differ only in legal form, width, case,
// traditional characters, or 省 and 市.
func Similarity(a, b string) float64 { return SimilarTo(a)(b) }

// SimilarTo returns [Similarity] to one name, for comparing it with many.
func SimilarTo(a string) func(b string) float64 {
	x := weigh(Normalize(a))
	weight := weightOf(x)
	return func(b string) float64 {
		y := weigh(Normalize(b))
		if len(x) == 0 || len(y) == 0 {
			if len(x) == len(y) && Fold(a) == Fold(b) {
				return 1
			}
			return 0
		}
		return max(0, 1-2*align(x, y)/(weight+weightOf(y)))
	}
}

// glyph is a character of a name, how much it counts and how it sounds.
type glyph struct {
	char   string
	weight float64
	sound  *reading
}

// weigh lays a name out for comparison, the region first.
func weigh(c Company) []glyph {
	var glyphs []glyph
	read(c.Region+c.Core, false, func(char string, r *reading) {
		glyphs = append(glyphs, glyph{char, weightName, r})
	})
	for i := range utf8.RuneCountInString(c.Region) {
		glyphs[i].weight = weightRegion
	}
	at := utf8.RuneCountInString(c.Region)
	for core := c.Core; core != ""; {
		_, size := utf8.DecodeRuneInString(core)
		count := 1
		if trade := listed(core, trades()); trade != "" {
			size, count = len(trade), utf8.RuneCountInString(trade)
			for i := at; i < at+count; i++ {
				glyphs[i].weight = weightTrade
			}
		}
		core, at = core[size:], at+count
	}
	return glyphs
}

func weightOf(glyphs []glyph) (sum float64) {
	for _, g := range glyphs {
		sum += g.weight
	}
	return sum
}

// replace is the cost of reading y where x stood.
func replace(x, y glyph) float64 {
	switch {
	case x.char == y.char:
		return 0
	case x.sound != nil && y.sound != nil && x.sound.syllable == y.sound.syllable:
		return costHomonym * (x.weight + y.weight)
	}
	return costReplaced * (x.weight + y.weight)
}

// Three ways in which an alignment can end.
const (
	paired = iota // two characters face each other
	onlyX
	onlyY
	endings
)

// align returns the least cost of turning one name into the other. A character
// missing on one side directly beside one missing on the other is a
// replacement, and cannot be had at the lower price.
func align(x, y []glyph) float64 {
	const never = 1e9
	row := make([][endings]float64, len(y)+1)
	for j := range row {
		row[j] = [endings]float64{never, never, never}
		if j > 0 {
			row[j][onlyY] = min(row[j-1][paired], row[j-1][onlyY]) + costMissing*y[j-1].weight
		} else {
			row[j][paired] = 0
		}
	}
	for i := range x {
		diagonal := row[0]
		row[0] = [endings]float64{never, min(row[0][paired], row[0][onlyX]) + costMissing*x[i].weight, never}
		for j := range y {
			above := row[j+1]
			row[j+1] = [endings]float64{
				paired: min(diagonal[paired], diagonal[onlyX], diagonal[onlyY]) + replace(x[i], y[j]),
				onlyX:  min(above[paired], above[onlyX]) + costMissing*x[i].weight,
				onlyY:  min(row[j][paired], row[j][onlyY]) + costMissing*y[j].weight,
			}
			diagonal = above
		}
	}
	last := row[len(y)]
	return min(last[paired], last[onlyX], last[onlyY])
}
