package text

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Company is a company name taken apart for duplicate checks. All parts are
// folded.
type Company struct {
	Region string // place at the front or in brackets: 浙江杭州, without 省 and 市
	Core   string // what is left: 中天建设
	Form   string // legal form and 集团: 集团有限公司
}

// Legal forms do not tell companies apart. The Chinese ones may stand anywhere,
// as a branch is named after its company; the others end a name. Longest first.
var (
	legalForms = []string{
		"股份有限责任公司", "股份有限公司", "有限责任公司", "责任有限公司", "股份合作公司", "个人独资企业", "特殊普通合伙",
		"有限公司", "股份公司", "合伙企业", "有限合伙", "普通合伙", "分公司", "总公司", "公司", "集团", "控股",
	}
	foreignForms = []string{"corporation", "companylimited", "colimited", "limited", "coltd", "corp", "ltd", "inc", "llc"}
)

// Normalize takes a company name apart. Two spellings of one company agree in
// their core far more often than two companies do; [Similarity] tells how near
// they are.
func Normalize(name string) Company {
	var c Company
	rest, bracketed := splitBrackets(name)
	rest = Fold(rest)
	for _, b := range bracketed {
		if b = Fold(b); isRegion(b) {
			c.Region += shortPlace(b)
		} else {
			rest += b
		}
	}
	rest, c.Form = cutForms(rest)
	front, rest := cutRegions(rest)
	c.Region = front + strings.TrimPrefix(c.Region, front)
	c.Core = strings.TrimPrefix(rest, "中国")
	if c.Core == "" {
		c.Core = rest
	}
	return c
}

// splitBrackets parts a name from what stands in brackets of either width.
func splitBrackets(name string) (outside string, inside []string) {
	var b strings.Builder
	for {
		open := strings.IndexAny(name, "(（[【〔")
		if open < 0 {
			break
		}
		end := strings.IndexAny(name[open:], ")）]】〕")
		if end < 0 {
			break
		}
		_, width := utf8.DecodeRuneInString(name[open:])
		b.WriteString(name[:open])
		inside = append(inside, name[open+width:open+end])
		_, width = utf8.DecodeRuneInString(name[open+end:])
		name = name[open+end+width:]
	}
	return b.String() + name, inside
}

// cutForms takes the legal forms out.
func cutForms(s string) (rest, form string) {
	var kept, cut strings.Builder
	for _, f := range foreignForms {
		if front, ok := strings.CutSuffix(s, f); ok && front != "" {
			s = front
			cut.WriteString(f)
			break
		}
	}
	for len(s) > 0 {
		if f := prefixOf(s, legalForms); f != "" {
			cut.WriteString(f)
			s = s[len(f):]
			continue
		}
		_, size := utf8.DecodeRuneInString(s)
		kept.WriteString(s[:size])
		s = s[size:]
	}
	return kept.String(), cut.String()
}

// cutRegions takes the places off the front. A name that is nothing but places
// keeps the last.
func cutRegions(s string) (region, rest string) {
	for {
		place := listed(s, regions())
		if place == "" {
			return region, s
		}
		after := skipSuffix(s[len(place):])
		if after == "" {
			return region, s
		}
		region, s = region+place, after
	}
}

var regionSuffixes = []string{"维吾尔自治区", "壮族自治区", "回族自治区", "特别行政区", "自治区", "自治州", "地区", "省", "市"}

func skipSuffix(s string) string {
	return strings.TrimPrefix(s, prefixOf(s, regionSuffixes))
}

func isRegion(s string) bool {
	short := shortPlace(s)
	return short != "" && listed(short, regions()) == short
}

// shortPlace returns a place without 省, 市 and the like.
func shortPlace(place string) string {
	for _, suffix := range regionSuffixes {
		if short, ok := strings.CutSuffix(place, suffix); ok {
			return short
		}
	}
	return place
}

func prefixOf(s string, candidates []string) string {
	for _, c := range candidates {
		if strings.HasPrefix(s, c) {
			return c
		}
	}
	return ""
}

var (
	//go:embed regions.txt
	regionsText string
	//go:embed trades.txt
	tradesText string
)

var (
	regions = sync.OnceValue(func() wordIndex { return indexWords(regionsText) })
	trades  = sync.OnceValue(func() wordIndex { return indexWords(tradesText) })
)

// wordIndex holds words by their first character, longest first.
type wordIndex map[rune][]string

// listed returns the longest word that s starts with, or nothing.
func listed(s string, index wordIndex) string {
	first, _ := utf8.DecodeRuneInString(s)
	return prefixOf(s, index[first])
}

func indexWords(list string) wordIndex {
	var words []string
	for line := range dataLines(list) {
		words = append(words, strings.Fields(line)...)
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	index := wordIndex{}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		index[first] = append(index[first], w)
	}
	return index
}
