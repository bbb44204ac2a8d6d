package numbering

import (
	"errors"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, tc := range []struct {
		pattern string
		n       int64
		want    string
	}{
		{"{entity}-{yyyy}-HT-{0001}", 7, "HL-2026-HT-0007"},
		{"{entity}-{yyyy}-HT-{0001}", 12345, "HL-2026-HT-12345"},
		{"{entity}-{yyyy}-{type}-{0001}", 1, "HL-2026-MU-0001"},
		{"Q{yyyy}/{entity}/{1}", 3, "Q2026/HL/3"},
	} {
		if got := format(tc.pattern, "HL", "MU", 2026, tc.n); got != tc.want {
			t.Errorf("format(%q, %d) = %q, want %q", tc.pattern, tc.n, got, tc.want)
		}
	}
}

func TestEveryDefaultPatternIsUnique(t *testing.T) {
	for s, p := range patterns {
		if err := checkPattern(p); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, p := range []string{"", "{yyyy}-{0001}", "{entity}-{0001}", "{entity}-{yyyy}", "{entity}{yyyy}{0001}{01}"} {
		if err := checkPattern(p); !errors.Is(err, ErrPattern) {
			t.Errorf("%q passes", p)
		}
	}
}
