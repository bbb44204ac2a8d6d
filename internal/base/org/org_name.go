package org

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// nameKeys returns what a name is sorted by (its pinyin, then itself) and the
// initials by which it is searched, both in lower case.
func nameKeys(name string) (key, initials string) {
	args := pinyin.NewArgs()
	var spelled, first strings.Builder
	for _, r := range strings.ToLower(name) {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			spelled.WriteString(p[0])
			first.WriteString(p[0][:1])
			continue
		}
		spelled.WriteRune(r)
		if r != ' ' {
			first.WriteRune(r)
		}
	}
	return spelled.String() + " " + name, first.String()
}
