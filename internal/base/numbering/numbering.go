package numbering

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gongqiao/internal/kernel/fault"
)

// Series names what is counted.
type Series string

// Series of the product.
const (
	Opportunity Series = "opportunity"
	Quote       Series = "quote"
	Contract    Series = "contract"
	Project     Series = "project"
	Handover    Series = "handover"
	Invoice     Series = "invoice"
	Receipt     Series = "receipt"
	Collection  Series = "collection_order"
	Survey      Series = "survey"
)

// patterns are the defaults; a row in number_pattern replaces one. Holes:
// {entity} code of the legal entity, {yyyy} year, {type} what is counted apart,
// {0001} the number, padded to as many digits as stand there.
var patterns = map[Series]string{
	Opportunity: "OPP-{yyyy}-{entity}-{0001}",
	Quote:       "Q-{yyyy}-{entity}-{0001}",
	Contract:    "{entity}-{yyyy}-{type}-{0001}",
	Project:     "{entity}-{yyyy}-XM-{0001}",
	Handover:    "{entity}-{yyyy}-YJ-{0001}",
	Invoice:     "{entity}-{yyyy}-FP-{0001}",
	Receipt:     "{entity}-{yyyy}-SK-{0001}",
	Collection:  "{entity}-{yyyy}-CS-{0001}",
	Survey:      "{entity}-{yyyy}-DC-{0001}",
}

// ErrPattern says that a pattern would give the same number twice.
var ErrPattern = fault.New(fault.Invalid, "numbering.pattern", "a pattern holds {entity}, {yyyy} and a run of digits such as {0001}")

var counter = regexp.MustCompile(`\{0*1\}`)

// checkPattern answers whether numbers of the pattern are unique in the group.
func checkPattern(p string) error {
	if !strings.Contains(p, "{entity}") || !strings.Contains(p, "{yyyy}") || len(counter.FindAllString(p, -1)) != 1 {
		return ErrPattern
	}
	return nil
}

// format fills a pattern: format("HT-{yyyy}-{0001}", "HL", "", 2026, 7) is HT-2026-0007.
func format(pattern, entity, kind string, year int, n int64) string {
	s := strings.NewReplacer("{entity}", entity, "{yyyy}", strconv.Itoa(year), "{type}", kind).Replace(pattern)
	return counter.ReplaceAllStringFunc(s, func(hole string) string { return fmt.Sprintf("%0*d", len(hole)-2, n) })
}
